"""What a sentence says of a sequencing assay: design, molecule, platform, number of genes, what it detects."""

import re
from collections.abc import Iterator
from typing import Any

from breakapart.drafting.cues import CuedText, Rule

_PLATFORM = Rule(
    (
        r"\b(Ion (?:PGM|Torrent|S5(?: XL| Prime)?|Proton|Chef|GeneStudio S5(?: Plus| Prime)?"
        r"|Personal Genome Machine)\b"
        r"|(?:Illumina )?(?:NextSeq|MiSeq|HiSeq|NovaSeq|MiniSeq|iSeq)"
        r"(?: ?(?:Dx|X Plus|X|i100|500|550Dx|550|1000|2000|2500|3000|4000|6000Dx|6000|100))?\b"
        r"|Genexus|MGISEQ-?\d{0,4}|DNBSEQ-?\w{0,6}|BGISEQ-?\d{0,4}|PacBio|Nanopore"
        r"|nCounter(?: (?:FLEX|MAX|SPRINT|Elements))?)"
    ),
    re.IGNORECASE,
)
_DESIGN = (
    (
        "rt_pcr",
        Rule(
            r"\brt-?q?pcr|\bq?rt-pcr|\breverse[- ]transcri(?:ption|ptase)"
            r"[- ,](?:quantitative )?(?:PCR|polymerase)",
            re.IGNORECASE,
        ),
    ),
    ("anchored_multiplex", Rule(r"\banchored\b|\barcher\b|\bfusionplex", re.IGNORECASE)),
    ("amplicon", Rule(r"\bamplicon|\bampliseq|\boncomine|\bmultiplex pcr|\bprimer pairs", re.IGNORECASE)),
    (
        "capture",
        Rule(
            r"\bcapture\b|\bhybridi[sz]ation[- ]based|\btrusight|\bTSO[- ]?500|\bMSK-?IMPACT|\bfoundation ?one"
            r"|\bOncoPanel\b|\bSureSelect|\benrichment panel",
            re.IGNORECASE,
        ),
    ),
    (
        "whole",
        Rule(
            r"\bwhole[- ](?:exome|genome|transcriptome)|\btranscriptome sequencing|\bWES\b|\bWGS\b|\bWTS\b",
            re.IGNORECASE,
        ),
    ),
)
"""How the library is made, in words or by a product of which the maker says so (archerdx.com, illumina.com,
thermofisher.com, foundationmedicine.com; MSK-IMPACT: doi 10.1016/j.jmoldx.2014.12.006)."""
_NAME = Rule(
    r"\b(?:an?|the|using|with)\s((?:(?!RNA |DNA |NGS )[A-Z][\w-]*\s){1,5}(?:[Pp]anel|[Aa]ssay"
    r"|[Kk]it))|\b((?:TruSight|FusionPlex|AmpliSeq|Oncomine|FoundationOne"
    r"|MSK-IMPACT|TruSeq)[\w -]{0,30}?(?:[Pp]anel|[Aa]ssay|[Kk]it|Heme))"
)
_GENES = Rule(
    (
        r"\b(\d{1,3}(?:,\d{3})?|\d{2,5})[- ](?:cancer[- ](?:related|associated)[- ]"
        r"|tumou?r[- ]related |cancer |target(?:ed)? |solid tumou?r |[a-z]+-(?:related|associated"
        r"|relevant) )?genes?\b(?! fusion)"
    ),
    re.IGNORECASE,
)
_PRIMERS = Rule(r"\b(\d{1,4}) primer pairs", re.IGNORECASE)
_FUSION_PAIRS = Rule(
    (
        r"(?<![/-])(?<!and )\b(\d{1,4}) (?:fusion gene pairs|gene fusion pairs|fusion pairs|fusion gene partners"
        r"|gene pairs)|(?<![/-])(?<!and )\b(\d{2,4}) (?:known |recurrent )?fusions\b"
    ),
    re.IGNORECASE,
)
_REFERENCES = Rule(r"\b(\d{1,2}) (?:internal )?(?:reference|control|housekeeping) genes", re.IGNORECASE)
_LABORATORY = Rule(
    r"\b(?:conducted|performed|provided|carried out|done|run) (?:by|at) (?:the )?((?:[A-Z][\w&.'-]"
    r"*[ ,]{0,2}){1,6})"
)
_DETECTS = (
    ("fusion", Rule(r"\bfusions?\b", re.IGNORECASE)),
    ("rearrangement", Rule(r"\brearrangements?\b|\bstructural (?:variants|rearrangements)", re.IGNORECASE)),
    (
        "substitution",
        Rule(
            (
                r"\bsubstitutions?\b|\bsingle[- ]nucleotide|\bsnvs?\b|\bpoint mutations"
                r"|\bmissense"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "short_indel",
        Rule(r"\b(?:short|small)\b[^.;]{0,25}\b(?:insertions?|indels?)|\bindels?\b|\binsertions?\b", re.IGNORECASE),
    ),
    ("long_indel", Rule(r"\blong\b[^.;]{0,12}\b(?:insertions?|indels?)", re.IGNORECASE)),
    ("copy_number", Rule(r"\bcopy[- ]number|\bcnvs?\b|\bgene amplifications?\b|\bamplifications\b", re.IGNORECASE)),
    ("exon_skipping", Rule(r"\bsplice variants?|\bexon[- ]skipping|\bsplicing variants?", re.IGNORECASE)),
    ("tmb", Rule(r"\bTMB\b|\bmutational burden\b")),
)
_ABOUT_ASSAY = Rule(
    (
        r"\bpanel\b|\bsequenc\w+|\bNGS\b|\bq?RT-?q?PCR\b|\banchored multiplex|\bmultiplex PCR"
        r"|\bhybrid[- ]capture|\bamplicon|\bprimer|\blibrar|\bextracted\b"
        r"|\breverse[- ]transcri|\bampliseq|\barcher\b|\bfusionplex|\bRNA-?seq\b|\bW[EGT]S\b|\btrusight"
        r"|\bTSO[- ]?500|\boncomine\b"
        r"|\bfoundation ?one|\bMSK-?(?:IMPACT|Fusion)|\bOncoPanel\b|\bnCounter|\bnanopore\b|\bRACE\b|\bSanger\b"
        r"|\bpyrosequenc"
    ),
    re.IGNORECASE,
)
_OF_NUCLEIC_ACID = Rule(
    r"sequenc|\bNGS\b|\bPCR\b|-PCR\b|RNA-?seq|\bW[EGT]S\b|TSO|trusight|oncomine|foundation ?one|MSK-|librar"
    r"|extracted|fusion|\bRNA|\bDNA|transcri|\bSanger|mutation|molecular|\bgenes?\b",
    re.IGNORECASE,
)
"""A panel of which none of these is told is one of stains."""
_OF_SANGER = Rule(r"\bSanger\b", re.IGNORECASE)
_TO_CONFIRM = Rule(r"\b(?:confirm|verif|validat|corroborat)\w*", re.IGNORECASE)
_OF_MUTATIONS = Rule(
    r"\bmutation|\bmutated|\bpromoter\b|\bvariant|\bwild[- ]?type\b|\bc\.|\bp\.|\bexons? \d", re.IGNORECASE
)
_MUTATED = Rule(r"\bmutation|\bmutated|\bpromoter\b|\bvariant|\bwild[- ]?type\b|\bc\.|\bp\.", re.IGNORECASE)
_OF_A_JUNCTION = Rule(r"\bfusion|\bjunction|\bbreakpoint|\btranscript|\bPCR product", re.IGNORECASE)
"""What is sequenced of an RT-PCR's product, which is no assay of DNA."""
_BY_MOLECULE = Rule(
    r"(?P<first>\d{2,3}|\d,\d{3}) (?:target )?genes? ?\(?(?P<of_first>DNA|RNA)\)?\b[^.]{0,30}?(?P<second>\d{2,3}"
    r"|\d,\d{3}) (?:target )?genes? ?\(?(?P<of_second>DNA|RNA)\b"
    r"|\b(?P<named>DNA|RNA)[ :(]{1,3}(?P<count>\d{2,3}|\d,\d{3}) genes?\b[^.]{0,30}?\b(?P<also>DNA"
    r"|RNA)[ :(]{1,3}(?P<also_count>\d{2,3}|\d,\d{3}) genes?\b"
)
"""One product of two assays: "523 genes DNA, 55 genes RNA"."""
_SEQUENCED = Rule(
    r"\bNGS\b|(?<!Sanger )\bsequencing\b|\bW[EGT]S\b|\bTSO[- ]?500|\btrusight|\boncomine\b|\bfoundation ?one"
    r"|\bMSK-?IMPACT|\bRNA-?seq\b|\bnext[- ]generation\b|\bmassively parallel\b",
    re.IGNORECASE,
)
_OF_RNA = Rule(
    r"\btrusight rna|\bRNA-?seq\b|\bWTS\b|\bwhole[- ]transcriptome|\bcDNA\b|\b5'? ?-?RACE\b|\bfusionplex"
    r"|\bMSK-?Fusion|\bnCounter",
    re.IGNORECASE,
)
_OF_DNA = Rule(
    r"\bMSK-?IMPACT|\bfoundation ?one\b(?!\W? ?heme)|\bpyrosequenc|\bwhole[- ](?:exome|genome)|\bWES\b|\bWGS\b",
    re.IGNORECASE,
)
_OF_BOTH = Rule(r"\bfoundation ?one\W? ?heme", re.IGNORECASE)
"""DNA of 406 and RNA of 265 genes (foundationmedicine.com, technical information of FoundationOne Heme)."""
"""Products and methods that are of one molecule by what they are; their sources stand with the designs."""
_NOT_YET = Rule(
    r"\brecommend\w*|\bpending\b|\bawaited\b|\brequested\b|\b(?:was|were) not (?:performed|done|available|possible)"
    r"|\b(?:would|should|could|may|might) be\b(?! (?:identified|detected|found|demonstrated|seen|shown"
    r"|excluded))|\bif (?:clinically|needed|required)\b",
    re.IGNORECASE,
)
_NEXT_ASSAY = Rule(
    r",? (?:and |which was |was |were )*(?:confirmed|verified|validated|corroborated) (?:by|with|using|on) "
    r"(?=(?:[\w-]+ ){0,4}?(?:NGS|sequencing|RNA-?seq|panel|RT-?PCR|MSK-?Fusion|Archer)\b)"
    r"|(?:,? but |, whereas |, while |; |\. |, and |,? followed by )"
    r"(?=(?:[\w-]+ ){0,5}?(?:NGS|sequencing|RNA-?seq|panel|RT-?PCR)\b)"
    r"| and (?=an? (?:RNA|DNA|\d{2,4}[- ]gene)\b|(?:an? )?RT-?PCR\b"
    r"|(?:an? )?(?:\w+ )?(?:hybrid|amplicon|anchored)|(?:RNA|DNA)[- ]based)"
)
_FOUND_KINDS = (
    ("substitution", Rule(r"\bp\.\(?[A-Z]|\bc\.\d{1,5}[ACGT]>|\bmissense\b|\bnonsense\b")),
    ("short_indel", Rule(r"\bframe-?shift\b", re.IGNORECASE)),
    (
        "copy_number",
        Rule(
            r"\b(?:homozygous|hemizygous|heterozygous) (?:deletion|loss)|\bsingle-copy (?:loss|gain)"
            r"|\bcopy[- ]number (?:loss|gain)|\bhomozygous co-?deletion",
            re.IGNORECASE,
        ),
    ),
)
"""What a run is seen to detect because it found it."""
_METHOD = Rule(
    (
        r"\b(?:was|were) (?:performed|conducted|used|carried out|extracted|reverse"
        r"|prepared|done|applied|undertaken|sequenced)|\bpanel (?:included|consist"
        r"|cover|compris|of)|\bconsisting of\b|\bcapable of\b|\bincluded \d|\busing\b"
        r"|\bcovering\b|\btargeting\b|\bcovers\b|\bincludes\b"
    ),
    re.IGNORECASE,
)


def is_about_an_assay(text: str) -> bool:
    """Whether `text` speaks of an assay of nucleic acids, or of a panel."""
    return _ABOUT_ASSAY.is_in(text)


def is_a_method(text: str) -> bool:
    """Whether `text` says how an assay was done or what it covers, not what it found."""
    return _METHOD.search(text) is not None


def read_assays(text: str) -> Iterator[tuple[dict[str, Any], int, int]]:
    """Each assay that `text` tells of, with its place."""
    if _ABOUT_ASSAY.is_in(text) and _OF_NUCLEIC_ACID.is_in(text) and not _NOT_YET.search(text):
        for start, end in _by_assay(text):
            stretch = CuedText(text[start:end])
            values = _assay(stretch)
            by_molecule = list(_of_each_molecule(stretch, values))
            for one in by_molecule or ([values] if values else []):
                yield one, start, end


def _of_each_molecule(text: str, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The assays of a product that has one for DNA and one for RNA, where `text` counts the genes of each."""
    found = _BY_MOLECULE.search(text)
    if found is None:
        return
    pairs = (("of_first", "first"), ("of_second", "second"), ("named", "count"), ("also", "also_count"))
    told = {found[of].lower(): int(found[n].replace(",", "")) for of, n in pairs if found[of]}
    if len(told) == 2:
        rest = {key: value for key, value in values.items() if key not in ("rna", "dna", "genes_covered")}
        for molecule, count in told.items():
            yield {**rest, molecule: True, "genes_covered": count}


def _by_assay(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a sentence, one for each assay it tells of."""
    start = 0
    for match in _NEXT_ASSAY.finditer(text):
        if _ABOUT_ASSAY.search(text, start, match.start()):
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _assay(text: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if _SEQUENCED.search(text):
        values["method"] = "ngs"
    elif (
        _OF_SANGER.search(text)
        and _OF_MUTATIONS.search(text)
        and not _TO_CONFIRM.search(text)
        and (_MUTATED.search(text) or not _OF_A_JUNCTION.search(text))
    ):
        values |= {"method": "sanger", "design": "other", "dna": True}
    name = _NAME.search(text)
    if name is not None:
        values["name"] = " ".join((name[1] or name[2]).split())
    design = next((kind for kind, pattern in _DESIGN if pattern.search(text)), None)
    if design is not None and values.get("method") != "sanger":
        values["design"] = design
        values["method"] = "rt_pcr" if design == "rt_pcr" else "ngs"
    if _OF_BOTH.search(text):
        values |= {"rna": True, "dna": True}
    if re.search(r"\bm?RNA\b(?!-seq)|transcriptom", text) or design == "rt_pcr" or _OF_RNA.search(text):
        values["rna"] = True
    if re.search(r"\b(?:genomic )?DNA\b(?! \(cDNA)", text.replace("complementary DNA", "")) or (
        _OF_DNA.search(text) and not _OF_BOTH.search(text)
    ):
        values["dna"] = True
    platform, laboratory = _PLATFORM.search(text), _LABORATORY.search(text)
    if platform is not None:
        values["platform"] = " ".join(platform[1].split())
    if laboratory is not None:
        values["laboratory"] = laboratory[1].strip(" ,.")
    for field, pattern in (
        ("genes_covered", _GENES),
        ("primer_pairs", _PRIMERS),
        ("fusion_pairs_covered", _FUSION_PAIRS),
        ("reference_genes", _REFERENCES),
    ):
        found = pattern.search(text)
        if found is not None and not (
            field == "genes_covered"
            and re.search(r"reference|internal|control", text[max(0, found.start() - 5) : found.end()])
        ):
            values[field] = int(next(n for n in found.groups() if n).replace(",", ""))
    if re.search(r"\bdetect|\bcapable\b|\bidentify|\bcover|\bfusion (?:gene|panel)|\bfusion\b", text, re.IGNORECASE):
        detects = tuple(kind for kind, pattern in _DETECTS if pattern.search(text))
        if not _METHOD.search(text):
            detects = tuple(kind for kind in detects if kind != "rearrangement")  # a result, not a kind of assay
        if detects:
            values["detects"] = detects
    found_kinds = tuple(kind for kind, pattern in _FOUND_KINDS if pattern.search(text))
    if found_kinds and not _METHOD.search(text):
        values["detects"] = tuple(dict.fromkeys((*values.get("detects", ()), *found_kinds)))
    if re.search(r"\bformal\w+[- ]fixed|\bFFPE\b", text) and re.search(r"\bextract", text):
        values["preparation"] = "nucleic acid from formalin-fixed paraffin-embedded tissue"
    return values
