"""Sequencing: the assay and its scope, fusions in every syntax, fractions, mutational burden, and scoped negatives."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.fish import is_fish
from breakapart.drafting.gene_lists import genes_named
from breakapart.drafting.scopes import Scopes, scopes_in
from breakapart.drafting.small_variants import read_variants
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import NO_SCOPE, Observation, Scope, Sureness

_GENE = r"[A-Z][A-Z0-9]{1,9}(?:orf\d{1,3})?(?:-[A-Z]{1,2}\b)?"
_EXON = r"(?:exons?|ex\.?|e)\s?(?P<{0}>\d{{1,2}})"
_PLAIN_EXON = r"(?:exons?|ex\.?|[eE])\s?(\d{1,2})"
_ACCESSION = r"(?:\s?[\[(](?:NM_|ENST|NR_)\d{1,15}(?:\.\d{1,2})?[\])])?"
_IN = r"\s?[\[(,]?\s?(?:exons?|ex|e|E)\s?\.?(\d{1,2})\s?[\])]?"
_JOIN = r"\)?\s?(?:::?|--|-|/|~|\u2013|\u2192|->)\s?"
_PAIR = Rule(rf"\b({_GENE}){_ACCESSION}(?:{_IN})?{_JOIN}({_GENE}){_ACCESSION}(?:{_IN})?(?![\w-]*[a-z])")
_GENE_EXON_PAIR = Rule(
    rf"\b({_GENE}){_ACCESSION},?\s?\(?{_PLAIN_EXON}\)?\s?(?:\([^()]{{0,30}}\)\s?)?(?:is "
    r"|was |were )?(?:and|to|with|fused (?:in[- ]frame )?(?:to|with)|joined (?:to"
    rf"|with)|spliced to|-|::?|/|;|--|\u2013|\u2192|->)\s?(?:the )?({_GENE}){_ACCESSION},?\s?\(?{_PLAIN_EXON}\)?"
)
_EXON_OF_PAIR = Rule(
    rf"\b[Ee]xons?\s?(\d{{1,2}}) (?:of|in) (?:the )?({_GENE})(?: gene)?(?:\s?\([^()]{{0,30}}\))?(?:"
    r",? (?:is |was |were )?(?:and|to|with|in[- ]frame|fused|joined|spliced"
    rf"|linked|connected))+ (?:the )?exons?\s?(\d{{1,2}}) (?:of|in) (?:the )?({_GENE})"
)
_EXONS_AND = Rule(
    rf"\b({_GENE}){_JOIN}({_GENE})[^.;]{{0,60}}?\b(?:exons?|ex|[Ee])\s?(\d{{1,2}})\s?(?:and"
    r"|to|;|:|-|/)\s?(?:exons?|ex|[A-Z])?\s?(\d{1,2})"
)
_PLACE = r"(?:(?:introns?|exons?) \d{1,2} of )?(?:the )?"
_BETWEEN = Rule(
    r"\b(?:fusion|rearrangement|translocation|fusion transcript|transcript"
    r"|fusion gene)s? (?:between|of|involving|joining|linking|comprising) "
    rf"{_PLACE}({_GENE})(?: \([^()]{{1,20}}\))?(?: genes?)?(?: and| with| to) {_PLACE}({_GENE})\b"
)
_PARTNER = Rule(
    rf"\b({_GENE}) (?:gene )?(?:fusion|rearrangement)s? (?:with|to)(?: the)? ({_GENE})\b"
    rf"|\b({_GENE}) (?:gene )?(?:fusion|rearrangement)[^.;]{{0,50}}?\b({_GENE}) as (?:the "
    rf"|its |a )?(?:\w+ )?(?:fusion )?partner|\b({_GENE}) (?:was|is) fused (?:to|with) ({_GENE})\b"
    rf"|\b({_GENE}) (?:gene )?(?:fusion|rearrangement)[^.;]{{0,40}}?\bpartner(?: gene)?:?,? (?:was |is |being "
    rf"|identified as |of )?({_GENE})\b"
)
_CONTEXT = Rule(
    (
        r"fus(?:ion|ed)|transcript|rearrang|chim(?:a)?er|sequenc|\bNGS\b|panel"
        r"|::|\bRT-?PCR\b|translocation|partner"
    ),
    re.IGNORECASE,
)
_NEGATED = Rule(
    (
        r"\bno\b(?: \w+){0,4}\s?$|\bnegative for(?: \w+,?){0,4}\s?$|\bwithout(?: \w+){0,3}\s?$"
        r"|\bnot (?:detect|identif|find|show|reveal|harbou?r)\w*(?: \w+){0,3}\s?$"
        r"|\babsence of(?: \w+){0,3}\s?$|\bnor\s?$|\bneither\s?$"
    ),
    re.IGNORECASE,
)
_NEGATED_AFTER = Rule(
    (
        r"^[^.;,]{0,40}\b(?:was|were) (?:not (?:detect|identif|found|seen|present"
        r"|observed)\w*|absent|negative|excluded)|^\s?(?:fusion |fusions )?(?:was "
        r"|were )?(?:not detected|negative)"
    ),
    re.IGNORECASE,
)
_KINASES = frozenset(
    {
        "ALK",
        "NTRK1",
        "NTRK2",
        "NTRK3",
        "ROS1",
        "RET",
        "MET",
        "BRAF",
        "RAF1",
        "EGFR",
        "PDGFRA",
        "PDGFRB",
        "FGFR1",
        "FGFR2",
        "FGFR3",
        "ABL1",
        "JAK2",
        "ERBB2",
        "MERTK",
        "LTK",
    }
)
"""Taken for the 3' partner where a text names two genes without their order: kinase domains lie at the C-terminus."""
_TET = frozenset({"EWSR1", "FUS", "TAF15"})
"""Each stands for the others at the 5' side of a fusion; two of them are looked for, not joined."""
_OFTEN_FUSED = _KINASES | {"ETV6", "TPM3", "TPM4", "LMNA", "EML4", "STRN", "EWSR1", "SS18", "STAT6", "NAB2", "COL1A1"}
"""Misprints are looked for of these alone: any four letters are some symbol with two of them changed."""
_SHARE = Rule(r"(\d{1,3}(?:\.\d{1,2})?)\s?%")
_ABUNDANCE = Rule(
    (
        r"\babundance|\ballel\w+ (?:fraction|frequency)|\bVAFs?\b|\bMAFs?\b|\bmutant fraction"
        r"|\bvariant fraction|\bfusion fraction|\bread fraction"
    ),
    re.IGNORECASE,
)
_TMB = Rule(
    (
        r"\b(?:TMB|tumou?r mutation(?:al)? (?:burden|load))\b\)?(?:[^.;%\d]{0,40}?\b(?:was|were|of|is|measured"
        r"|calculated (?:at|as)|estimated (?:at|as)|at)|(?: ?\([^()]{0,30}\))? ?[:=]|)\s?"
        r"(?:low,? |high,? |about |approximately |~ ?)?\(?(\d{1,3}(?:\.\d{1,2})?)\b(?!\s?%)"
    ),
    re.IGNORECASE,
)
_NO_OTHER = Rule(
    (
        r"\bno\b (?P<other>(?:other|additional|further) )?(?:(?:known|likely|significant"
        r"|clinically|relevant|oncogenic|somatic|actionable|concurrent|recurrent"
        r"|pathogenic|or|and|likely-pathogenic|gene|genetic|hotspot|point|driver|targetable|NTRK) ?)*(?P<what>variants?"
        r"|mutations?|alterations?|aberrations?|abnormalit\w+|copy[- ]number (?:changes"
        r"|variations?|alterations?)|gene fusions?|fusions?|rearrangements?)\b[^.;]{0,160}?(?:\b(?:was"
        r"|were|could be)?\s?(?:identified|detected|found|seen|observed|noted"
        r"|present)|(?=[.;]|$))"
    ),
    re.IGNORECASE,
)
_NOT_THERE = Rule(
    r"\bno\b|\bnot\b|\bnegative\b|\babsen\w+|\bwithout\b|\bwild-?[- ]?type\b|\bfailed to\b|\bneither\b|\blacked\b",
    re.IGNORECASE,
)
_GENE_LIST = (
    r"(?:any )?(?:an? )?(?P<genes>[A-Z][A-Z0-9]{1,8}(?:[-/][A-Z0-9]{1,6}){0,4}"
    r"(?:(?:, (?:and |or )?| and | or | nor )[A-Z0-9][A-Z0-9]{0,8}(?:[-/][A-Z0-9]{1,6}){0,4}){0,20})"
)
_KIND = (
    r"(?: gene)?s? (?:(?:hotspot|gene|point|pathogenic|promoter|activating) )?(?P<what>fusions?|rearrangements?"
    r"|mutations?|variants?|translocations?|amplifications?)"
)
_NOT_GENES = Rule(
    r"\b(?:(?:did|could|does) not (?:detect|identify|show|reveal|find|demonstrate|disclose|harbou?r|be)"
    r"|failed to (?:detect|identify|show|reveal|find|demonstrate)|negative for|absence of|without|lacked|no evidence of"
    r"|[Nn]o|[Nn]either) "
    rf"{_GENE_LIST}{_KIND}"
)
_GENES_NOT = Rule(
    rf"\b{_GENE_LIST}{_KIND} (?:was|were) (?:not (?:\w+ )?(?:detected|identified|found|seen|observed|present"
    r"|demonstrated)|absent|negative|excluded)"
)
_WILD_TYPE = Rule(
    r"\bwild[- ]?type (?:for|in|status (?:of|for)) (?P<genes>[A-Z][A-Z0-9]{2,8}(?:(?:, (?:and )?| and |/)[A-Z][A-Z0-9]"
    r"{2,8}){0,12})\b"
)
_WILD_TYPE_BEHIND = Rule(
    rf"\b{_GENE_LIST}(?: genes?)?(?: (?:was|were|is|are)|:)? wild[- ]?type\b(?! (?:pattern|stain|express|p53))"
)
_GENE_OF_LINE = Rule(r"^\W{0,4}(?P<gene>[A-Z][A-Z0-9]{2,8})(?: gene)? ?[:=] ?$")
"""The gene before a result in a row: "BRAF: no mutation detected"."""
_FUSED_PAIR = Rule(r"[A-Z][A-Z0-9]+-[A-Z][A-Z0-9]+")
_OF_PROTEIN = Rule(r"\bimmuno\w+|\bIHC\b|\bstain\w*|\bexpression\b", re.IGNORECASE)
_REST_OF_LIST = Rule(
    r" in (?:the )?[A-Z][A-Z0-9]{1,8}(?:(?:, (?:and |or )?| and | or |/)(?:the )?[A-Z][A-Z0-9]{1,8}){0,20}"
    r"(?: genes?| promoter)?"
)
"""Genes that follow "was detected": "no pathogenic variant was identified in BRAF, NRAS or the TERT promoter"."""
_FAMILY_ALONE = Rule(r"\bNTRK\b(?![ -]?\d)")
_NO_GENES = frozenset({"NGS", "DNA", "RNA", "FISH", "PCR", "WES", "TMB", "MSI", "MSS", "IHC", "TRK"})
_SYMBOLS = Rule(r"\b([A-Z][A-Z0-9]{2,8})\b")
_PLATFORM = Rule(
    (
        r"\b(Ion (?:PGM|Torrent|S5(?: XL| Prime)?|Proton|Chef|GeneStudio S5(?: Plus| Prime)?|Personal Genome Machine)\b"
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
        r"|tumou?r[- ]related |cancer |target(?:ed)? |solid tumou?r )?genes?\b(?! fusion)"
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
        r"\bpanel\b|\bsequenc\w+|\bNGS\b|\bRT-?PCR\b|\bprimer|\blibrar|\bextracted\b"
        r"|\breverse[- ]transcri|\bampliseq|\barcher\b|\bfusionplex"
    ),
    re.IGNORECASE,
)
_OF_NUCLEIC_ACID = Rule(
    r"sequenc|\bNGS\b|\bPCR\b|-PCR\b|librar|extracted|fusion|\bRNA|\bDNA|transcri|mutation|molecular|\bgenes?\b",
    re.IGNORECASE,
)
"""A panel of which none of these is told is one of stains."""
_SEQUENCED = Rule(
    r"\bNGS\b|(?<!Sanger )\bsequencing\b|\bRNA-?seq\b|\bnext[- ]generation\b|\bmassively parallel\b", re.IGNORECASE
)
_OF_RNA = Rule(r"\bfusionplex|\bMSK-?Fusion|\bnCounter|\bfoundation ?one\W? ?heme", re.IGNORECASE)
_OF_DNA = Rule(r"\bMSK-?IMPACT|\bfoundation ?one\b|\bwhole[- ](?:exome|genome)|\bWES\b|\bWGS\b", re.IGNORECASE)
"""Products and methods that are of one molecule by what they are; their sources stand with the designs."""
_NOT_YET = Rule(
    r"\brecommend\w*|\bpending\b|\bawaited\b|\brequested\b|\b(?:was|were) not (?:performed|done|available|possible)"
    r"|\b(?:would|should|could|may|might) be\b|\bif (?:clinically|needed|required)\b",
    re.IGNORECASE,
)
_SUPPOSED = Rule(
    r"^[^.;,]{0,15}\b(?:is|was|seems|appears) (?:most |highly |very )?(?:likely|suspected|possible|probable|presumed)"
)
_SUPPOSED_BEFORE = Rule(
    r"\b(?:suspected|possible|presumed|putative|probable|likely|e\.g\.|such as|exclude|rule out)(?: an?| the)? $"
)
_NEXT_ASSAY = Rule(
    r"(?:,? but |, whereas |, while |; |\. |, and |,? followed by )"
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
_FISH = Rule(r"\bFISH\b|hybridi[sz]ation")
_LISTING = Rule(r"\b(?:covered|covering|panel of|including|such as)\b")
_TESTING = Rule(r"\bNGS\b|sequenc|panel|markers")
_SHORT_EXON = Rule(r"\be[x.]?\s?\d", re.IGNORECASE)
_EXON_CODES = Rule(r"[A-Z]\d{1,2}[;:][A-Z]\d")


def read_sequencing(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """All that `part` tells of sequencing."""
    text = part.text
    base = part.sentence.start + part.start
    section = part.sentence.section.kind
    scopes: Scopes | None = None

    def seen(
        kind: str,
        values: Mapping[str, object],
        start: int,
        end: int,
        rule: str,
        scope: Scope = NO_SCOPE,
        sureness: Sureness = Sureness.READ,
    ) -> Observation:
        return Observation(kind, values, base + start, base + end, rule, scope, sureness, part.cases, section)

    if _CONTEXT.is_in(text):
        scopes = scopes_in(text, vocabulary.site_words)
        for call, is_absent, start, end, rule, sureness in _fusions(text, vocabulary):
            yield seen(
                "fusion",
                {"call": call, "outcome": "absent" if is_absent else "present"},
                start,
                end,
                rule,
                _near(scopes, start, end),
                sureness,
            )
    variants = list(read_variants(text, vocabulary))
    for values, start, end in variants:
        scopes = scopes or scopes_in(text, vocabulary.site_words)
        yield seen("variant", values, start, end, "small variant", _near(scopes, start, end))
    if "%" in text and _ABUNDANCE.is_in(text):
        scopes = scopes or scopes_in(text, vocabulary.site_words)
        first = _ABUNDANCE.search(text)
        assert first is not None
        for match in _SHARE.finditer(text, first.start() if _SHARE.search(text, first.start()) else 0):
            of_variant = any(start <= match.start() < end for _, start, end in variants)
            if float(match[1]) <= 100 and not of_variant:
                behind = next((scope for start, _, scope in scopes if 0 <= start - match.end() <= 20), None)
                yield seen(
                    "fraction",
                    {"percent": float(match[1])},
                    match.start(),
                    match.end(),
                    "fraction of a fusion",
                    behind or _near(scopes, match.start(), match.end()),
                )
    if "TMB" in text or "burden" in text or "load" in text:
        burden = _TMB.search(text)
        if burden is not None:
            scopes = scopes or scopes_in(text, vocabulary.site_words)
            behind = next((scope for start, _, scope in scopes if 0 <= start - burden.end() <= 25), None)
            yield seen(
                "tmb",
                {"tmb_per_mb": float(burden[1])},
                burden.start(1),
                burden.end(1),
                "mutational burden",
                behind or _near(scopes, burden.start(), burden.end()),
            )
    for statement, genes, classes, start, end in _negatives(text, vocabulary):
        claim = {"statement": statement, "genes": genes, "variant_classes": classes}
        yield seen("negative", claim, start, end, "scoped negative")
    if _ABOUT_ASSAY.is_in(text) and _OF_NUCLEIC_ACID.is_in(text) and not _NOT_YET.search(text):
        for start, end in _by_assay(text):
            values = _assay(CuedText(text[start:end]))
            if values:
                yield seen("assay", values, start, end, "sequencing assay")
    listed = _LISTING.search(text)
    if listed and _TESTING.is_in(text) and not _METHOD.search(text[:40]):
        genes = tuple(
            dict.fromkeys(
                g
                for g in _SYMBOLS.findall(text[listed.start() :])
                if g not in ("NGS", "DNA", "RNA") and vocabulary.is_gene(g)
            )
        )
        if len(genes) >= 2:
            promoter = ("promoter",) if "promoter" in text else ()
            yield seen(
                "genes_tested",
                {"genes": genes, "variant_classes": promoter},
                listed.start(),
                len(text),
                "genes an assay is said to cover",
            )


def _negatives(
    text: str, vocabulary: DraftVocabulary
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], int, int]]:
    """What is said not to be there, with the genes that are named and the kinds of alteration."""
    if is_fish(text) or not _NOT_THERE.is_in(text):
        return
    none = _NO_OTHER.search(text)
    if none is not None and not _PAIR.search(none.group()):
        what = none["what"].lower()
        is_molecular = not what.startswith(("abnorm", "aberr", "alter")) or _ABOUT_ASSAY.is_in(text)
        end = none.end()
        rest = _REST_OF_LIST.match(text, end)
        if rest is not None:
            end = rest.end()
        genes = () if none["other"] else _genes_in(text[none.start() : end], vocabulary)
        row = _GENE_OF_LINE.search(text[: none.start()])
        genes = genes or (_genes_in(row["gene"], vocabulary) if row is not None else ())
        if not genes and not none["other"] and _LISTING.search(text, 0, none.start()):
            genes = _genes_in(text[: none.start()], vocabulary)  # "it covered BRAF and NRAS, but no mutations ..."
        if is_molecular:
            classes = () if none["other"] and "mutation" in what else _classes(what)
            yield " ".join(none.group().split()), genes, classes, none.start(), end
        return
    for rule in (_GENES_NOT, _NOT_GENES, _WILD_TYPE, _WILD_TYPE_BEHIND):
        match = rule.search(text)
        if match is None:
            continue
        genes = _genes_in(match["genes"], vocabulary)
        if not genes or _FUSED_PAIR.fullmatch(match["genes"]) or _OF_PROTEIN.search(text):
            continue
        classes = (
            ("substitution", "short_indel")
            if rule in (_WILD_TYPE, _WILD_TYPE_BEHIND)
            else _classes(match["what"].lower())
        )
        yield " ".join(match.group().split()), genes, classes, match.start(), match.end()
        return


def _classes(what: str) -> tuple[str, ...]:
    if "mutation" in what:
        return "substitution", "short_indel"
    if "fusion" in what or "rearrange" in what or "transloc" in what:
        return ("fusion",)
    return ("copy_number",) if "copy" in what or "amplif" in what else ()


def _genes_in(text: str, vocabulary: DraftVocabulary) -> tuple[str, ...]:
    found = [gene for gene, _, _ in genes_named(text) if gene not in _NO_GENES and vocabulary.is_gene(gene)]
    if _FAMILY_ALONE.search(text):
        found += ["NTRK1", "NTRK2", "NTRK3"]
    return tuple(dict.fromkeys(found))


def _fusions(text: str, vocabulary: DraftVocabulary) -> Iterator[tuple[str, bool, int, int, str, Sureness]]:
    taken: list[tuple[int, int]] = []
    told: dict[frozenset[str], str] = {}

    def usable(five: str, three: str, match: re.Match[str]) -> bool:
        if five == three or any(start < match.end() and match.start() < end for start, end in taken):
            return False
        return vocabulary.is_gene(five) and vocabulary.is_gene(three)

    def result(
        five: str,
        exon5: str | None,
        three: str,
        exon3: str | None,
        match: re.Match[str],
        rule: str,
        sureness: Sureness = Sureness.READ,
    ) -> Iterator[tuple[str, bool, int, int, str, Sureness]]:
        taken.append(match.span())
        pair = frozenset((five, three))
        if pair in told and not (exon5 and exon3):
            return
        call = f"{five}(e{exon5})::{three}(e{exon3})" if exon5 and exon3 else f"{five}::{three}"
        if vocabulary.fusion_trouble(call) is not None:
            call = f"{five}::{three}"
            if vocabulary.fusion_trouble(call) is not None:
                return
            sureness = Sureness.UNSURE
        behind, before = text[match.end() : match.end() + 60], text[max(0, match.start() - 30) : match.start()]
        if _SUPPOSED.search(behind) or _SUPPOSED_BEFORE.search(before):
            return
        told[pair] = call
        is_absent = bool(
            _NEGATED.search(text[max(0, match.start() - 60) : match.start()])
            or _NEGATED_AFTER.match(text[match.end() : match.end() + 60])
        )
        yield call, is_absent, match.start(), match.end(), rule, sureness

    if "xon" in text or _SHORT_EXON.is_in(text) or _EXON_CODES.is_in(text):
        for match in _EXON_OF_PAIR.finditer(text):
            if usable(match[2], match[4], match):
                yield from result(match[2], match[1], match[4], match[3], match, "exon of gene joined to exon of gene")
        for match in _GENE_EXON_PAIR.finditer(text):
            if usable(match[1], match[3], match):
                yield from result(
                    match[1], match[2], match[3], match[4], match, "gene with exon joined to gene with exon"
                )
        for match in _EXONS_AND.finditer(text):
            if (
                (usable(match[1], match[2], match) and "exon" in match.group().lower())
                or re.search(r"[EeAa]\d{1,2}[;:]", match.group())
            ) and usable(match[1], match[2], match):
                yield from result(
                    match[1], match[3], match[2], match[4], match, "pair of genes with their exons behind"
                )
    for match in _PAIR.finditer(text):
        five, exon5, three, exon3 = match.groups()
        joined = text[match.start() : match.end()]
        around = text[max(0, match.start() - 40) : match.end() + 40].lower()
        if _is_list(five, three, joined, text, match):
            continue
        is_told = "::" in joined or re.search(r"fusion|transcript|rearrang|fused", around)
        if is_told and not usable(five, three, match):
            mended, turned_letters = _mended(five, vocabulary), _mended(three, vocabulary)
            if (mended, turned_letters) != (five, three) and usable(mended, turned_letters, match):
                rule = "pair of genes, a symbol with two letters changed about"
                yield from result(mended, exon5, turned_letters, exon3, match, rule, Sureness.INFERRED)
            continue
        if is_told:
            turned = five in _KINASES and three not in _KINASES and not exon5
            turned = turned and ("::" not in joined or vocabulary.knowledge.is_recurrent(three, five))
            if turned:
                yield from result(
                    three,
                    exon3,
                    five,
                    exon5,
                    match,
                    "pair of genes, the kinase taken for the 3' partner",
                    Sureness.INFERRED,
                )
            else:
                yield from result(five, exon5, three, exon3, match, "pair of genes")
    for pattern in (_BETWEEN, _PARTNER):
        for match in pattern.finditer(text):
            named = [group for group in match.groups() if group]
            if len(named) == 2 and usable(named[0], named[1], match):
                five, three = named
                if five in _KINASES and three not in _KINASES:
                    five, three = three, five
                rule = "two genes named in a fusion, the kinase taken for the 3' partner"
                yield from result(five, None, three, None, match, rule, Sureness.INFERRED)


def _is_list(five: str, three: str, joined: str, text: str, match: re.Match[str]) -> bool:
    """Whether two symbols that are joined are two things looked at, not one fusion: "ALK/ROS1 rearrangement"."""
    if "::" in joined:
        return False
    if {five, three} <= _KINASES or {five, three} <= _TET:
        return True
    if five.rstrip("0123456789ABCD") == three.rstrip("0123456789ABCD"):
        return True
    if "/" not in joined:
        return False
    behind, before = text[match.end() : match.end() + 25], text[max(0, match.start() - 25) : match.start()]
    return (
        behind.startswith("/")
        or before.endswith("/")
        or not (
            re.match(r"(?: \([^()]*\))?[ -](?:\w+ )?(?:gene |in-frame )?(?:fus|rearr|transcript|chim)", behind)
            or re.search(r"fus(?:ion|ed)(?: gene| transcript)?(?: of| between|:)? ?$", before)
        )
    )


def _mended(symbol: str, vocabulary: DraftVocabulary) -> str:
    """The driver that `symbol` is but for two letters that changed places ("EVT6"), or `symbol`."""
    if vocabulary.is_gene(symbol):
        return symbol
    for i in range(len(symbol) - 1):
        turned = symbol[:i] + symbol[i + 1] + symbol[i] + symbol[i + 2 :]
        if turned in _OFTEN_FUSED:
            return turned
    return symbol


def _near(scopes: Scopes, start: int, end: int) -> Scope:
    behind = [scope for first, _, scope in scopes if 0 <= first - end <= 40]
    before = [scope for _, last, scope in scopes if last <= start]
    return before[-1] if before else behind[0] if behind else Scope()


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
    name = _NAME.search(text)
    if name is not None:
        values["name"] = " ".join((name[1] or name[2]).split())
    design = next((kind for kind, pattern in _DESIGN if pattern.search(text)), None)
    if design is not None:
        values["design"] = design
        values["method"] = "rt_pcr" if design == "rt_pcr" else "ngs"
    if re.search(r"\bm?RNA\b|transcriptom", text) or design == "rt_pcr" or _OF_RNA.search(text):
        values["rna"] = True
    if re.search(r"\b(?:genomic )?DNA\b(?! \(cDNA)", text.replace("complementary DNA", "")) or _OF_DNA.search(text):
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
