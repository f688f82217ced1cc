"""What a text says sequencing did not find, with the genes and the kinds of alteration it speaks of."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.fish_probes import is_fish
from breakapart.drafting.fusions import PAIR
from breakapart.drafting.gene_lists import genes_named
from breakapart.drafting.sequencing_assays import is_about_an_assay
from breakapart.drafting.vocabulary import DraftVocabulary

_LISTING = Rule(r"\b(?:covered|covering|panel of|including|such as)\b")
_NO_OTHER = Rule(
    (
        r"\bno\b (?P<other>(?:other|additional|further) )?(?:(?:known|likely|significant"
        r"|clinically|relevant|oncogenic|somatic|actionable|concurrent|recurrent"
        r"|pathogenic|or|and|likely-pathogenic|gene|genetic|hotspot|point|driver|targetable|sequence|reportable"
        r"|potentially|single-nucleotide|NTRK) ?)*(?P<what>variants?"
        r"|mutations?|alterations?|aberrations?|abnormalit\w+|copy[- ]number (?:changes"
        r"|variations?|alterations?)|gene fusions?|fusions?|rearrangements?)\b[^.;]{0,160}?(?:\b(?:was"
        r"|were|could be)?\s?(?:identified|detected|found|seen|observed|noted"
        r"|present)|(?=[.;]|$))"
    ),
    re.IGNORECASE,
)
_NO_RESULT = Rule(
    r"\bno (?:\w+ ){0,2}(?:results?|data|information|testing|analysis)\b|\b(?:fusion|mutation"
    r"|variant)s? (?:results?|testing|analysis) (?:is|was|are|were) (?:not )?(?:available|performed|done)",
    re.IGNORECASE,
)
_NOT_THERE = Rule(
    r"\bno\b|\bnone\b|\bnot\b|\bnegative\b|\babsen\w+|\bwithout\b|\bunmutated\b|\bwild-?[- ]?type\b"
    r"|\bfailed to\b|\bneither\b"
    r"|\blacked\b",
    re.IGNORECASE,
)
_GENE_LIST = (
    r"(?:any )?(?:an? )?(?:the )?(?P<genes>[A-Z][A-Z0-9]{1,8}(?:[-/][A-Z0-9]{1,6}){0,4}(?: (?:p\.)?[A-Z]\d{2,4}"
    r"[A-Z*])?"
    r"(?:(?:, (?:and |or )?| and | or "
    r"| nor )(?:the )?[A-Z0-9][A-Z0-9]{0,8}(?:[-/][A-Z0-9]{1,6}){0,4}(?: (?:p\.)?[A-Z]\d{2,4}[A-Z*])?){0,20})"
)
_KIND = (
    r"(?: gene)?s? (?:(?:hotspot|gene|point|pathogenic|promoter|activating|codon \d+|exons? \d+"
    r"|sequence) ){0,3}(?P<what>fusions?|rearrangements?"
    r"|mutations?|variants?|translocations?|amplifications?|skipping|alterations?)"
)
_NOT_GENES = Rule(
    r"\b(?:(?:did|could|does) not (?:detect|identify|show|reveal|find|demonstrate|disclose|harbou?r|be)"
    r"|failed to (?:detect|identify|show|reveal|find|demonstrate)|negative for|absence of|without|lacked"
    r"|no evidence of"
    r"|[Nn]o|[Nn]either) "
    rf"{_GENE_LIST}{_KIND}"
)
_GENES_NOT = Rule(
    rf"\b{_GENE_LIST}{_KIND}(?: ?\([^()]{{1,30}}\))? (?:was|were|is|are) (?:not (?:\w+ )?(?:detected|identified"
    rf"|found|seen|observed|present"
    r"|demonstrated)|absent|negative|excluded)"
)
_WILD_TYPE = Rule(
    r"\bwild[- ]?type (?:for|in|status (?:of|for)) (?P<genes>[A-Z][A-Z0-9]{2,8}(?:(?:, (?:and )?| and "
    r"|/)[A-Z][A-Z0-9]"
    r"{2,8}){0,12})\b"
)
_WILD_TYPE_BEHIND = Rule(
    rf"\b{_GENE_LIST}(?: genes?| promoter)?(?: (?:was|were|is|are)|:)? wild[- ]?type\b(?! (?:pattern|stain"
    rf"|express|p53))"
)
_GENE_OF_LINE = Rule(
    r"^\W{0,4}(?P<gene>[A-Z][A-Z0-9]{1,8}(?:(?:, ?| and |/)[A-Z0-9]{1,8}){0,12})(?: genes?"
    r"| exons? [\d, and-]{1,14}| promoter| codons? \d{1,3}){0,2} ?[:=\u2013-] ?$",
)
"""The genes before a result in a row: "BRAF: no mutation detected"."""
_ROW = Rule(
    r"^\W{0,4}(?:\d{1,2}[.)] ?)?(?:[A-Z][a-z]+(?: [a-z]+){0,3}: )?(?P<genes>[A-Z][A-Z0-9]{1,8}(?:(?:, ?| and "
    r"|/)[A-Z0-9]{1,9}){0,12})"
    r"(?P<kind>(?: (?:p\.)?[A-Z]\d{2,4}[A-Z]?| codons? [\d/, ]{1,12}| exons? [\d, and/-]{1,34}| promoter"
    r"| hotspots?| mutations?| variants?| fusions?| genes?| rearrangements?"
    r"| analysis| testing| status){0,4}) ?(?:[:=|\t\u2013-]| {2,}) ?(?P<said>not (?:detected|mutated|rearranged"
    r"|found|identified|present)|no (?:\w+ ){0,3}(?:mutations?|variants?|fusions?"
    r"|alterations?|rearrangements?|change)|negative|wild[- ]?type|WT\b|none|absent|unmutated)",
    re.IGNORECASE,
)
_OF_MUTATION = Rule(
    r"mutat|variant|fusion|rearrang|codon|exon|hotspot|promoter|wild[- ]?type|\bWT\b|[A-Z]\d{2,4}",
    re.IGNORECASE,
)
_OF_A_KIND = Rule(
    r"^\W{0,4}(?P<what>(?:other |further |additional |gene |pathogenic |sequence |clinically relevant "
    r"|targetable )*(?:fusions?"
    r"|fusion genes?|rearrangements?|copy[- ]number(?: \w+)?|mutations?|variants?|SNVs?(?:/\w+)?|amplifications?"
    r"|splice variants?))(?: detected| found| identified)? ?(?:[:=|\u2013-]| {2,}) ?(?:none|not detected"
    r"|negative|no\b|nil\b|absent|flat|not altered|unchanged|unremarkable)",
    re.IGNORECASE,
)
_OF_GENES = Rule(
    r"\b(?:negative for|no evidence of|absence of|without|lack(?:ed|ing)|(?:did|could|does) not (?:detect"
    r"|identify|show|reveal|find|demonstrate|disclose|harbou?r|have|carry)|failed to (?:detect"
    r"|identify|show|reveal|find|demonstrate)) (?:any |an? |the |known |pathogenic |likely pathogenic |or "
    r"|oncogenic |activating |somatic |hotspot |gene |other |further |additional ){0,5}"
    r"(?P<what>mutations?|variants?|fusions?|rearrangements?|alterations?|amplifications?)\b(?P<rest>(?: (?:of"
    r"|in|involving|affecting|within|across) [^.;]{2,200})?)",
    re.IGNORECASE,
)
_LOOKED_AT = Rule(
    r"\b(?:mutation(?:al)?|sequence|sequencing|fusion|hotspot|variant|PCR|RT-?PCR|molecular"
    r"|genotyping)\b[^.]{0,140}?\b(?:(?:was|were|is|are|came back|returned|:|remained) ?(?:also |both |all )?"
    r"(?:negative|normal|unremarkable|wild[- ]?type|non-?contributory)|(?:showed|revealed|yielded|demonstrated"
    r"|disclosed) (?:only )?(?:wild[- ]?type|no (?:\w+ ){0,2}(?:mutation|variant|alteration|abnormal)\w*|normal"
    r"|negative))",
    re.IGNORECASE,
)
_NO_COPIES = Rule(
    r"\bno (?:focal |significant |other |recurrent |relevant |additional |clear |large "
    r"|chromosomal ){0,3}(?:copy[- ]number \w+|gains?(?: (?:or|and|nor) loss(?:es)?)?|loss(?:es)? (?:or"
    r"|and) gains?|amplifications?(?: (?:or|and) (?:homozygous )?deletions?)?)\b"
    r"|\bflat (?:copy[- ]number )?(?:profile|plot)|\bcopy[- ]number profile (?:was |is |: ?)flat",
    re.IGNORECASE,
)
_NOT_CHANGED = Rule(
    rf"\b{_GENE_LIST}(?: genes?)?(?: (?:was|were|is|are))? (?:also |both |all )?(?:not |neither "
    rf"|un-?)(?P<what>amplified|mutated|deleted|altered|fused|rearranged)\b"
)
_NOR = Rule(rf"\bnor (?:was|were|did it show|any) (?:there )?(?:an? |any )?{_GENE_LIST}{_KIND}")
_SEQUENCED_GENES = Rule(
    r"\b(?P<genes>[A-Z][A-Z0-9]{1,8}(?:(?:, (?:and )?| and |/)[A-Z0-9]{1,9}){0,8})(?: genes?"
    r"| exons? [\d, and-]{1,24}| promoter| hotspots?| codons? \d+){0,3} (?:gene )?(?:mutation(?:al)? |Sanger "
    r"|DNA )?(?:sequencing|analysis|testing|PCR|screening|genotyping)\b"
    r"|\b(?P<also>[A-Z][A-Z0-9]{1,8}(?:(?:, (?:and )?| and |/)[A-Z0-9]{1,9}){0,8})(?: genes?)? (?:was"
    r"|were) (?:also )?(?:sequenced|tested|analy[sz]ed|examined|screened|covered)\b"
)
_OF_THE_SSX = Rule(
    r"\b(?:no|negative for|absence of|lack(?:ed)?|without)\b[^.;]{0,40}\b(?:SS18|SYT)(?:-|::|/)SSX\b(?!\d)"
    r"|\b(?:SS18|SYT)(?:-|::|/)SSX\b(?!\d)[^.;]{0,40}\b(?:not (?:detected|found|identified|present)|negative"
    r"|absent)",
    re.IGNORECASE,
)
"""A fusion whose partner is named by its family alone."""
_CLAUSE = re.compile(
    r";\s(?![^()]{0,60}\))|\.\s(?=[A-Z])| [-\u2013] (?=(?:gene )?(?:fusions?|mutations?|copy|variants?)\b)"
    r"|,? (?:but|whereas|while|although|however)\b,? |, (?=no |negative for "
    r"|without )",
)
_FUSED_PAIR = Rule(r"[A-Z][A-Z0-9]+-[A-Z][A-Z0-9]+")
_OF_PROTEIN = Rule(r"\bimmuno\w+|\bIHC\b|\bstain\w*|\bexpression\b", re.IGNORECASE)
_REST_OF_LIST = Rule(
    r" in (?:the )?[A-Z][A-Z0-9]{1,8}(?:(?:, (?:and |or )?| and | or |/)(?:the )?[A-Z][A-Z0-9]{1,8}){0,20}"
    r"(?: genes?| promoter)?"
)
"""Genes that follow "was detected": "no pathogenic variant was identified in BRAF, NRAS or the TERT promoter"."""
_FAMILY_ALONE = Rule(r"\bNTRK\b(?![ -]?\d)")
_NO_GENES = frozenset({"NGS", "DNA", "RNA", "FISH", "PCR", "WES", "TMB", "MSI", "MSS", "IHC", "TRK"})


_OF_STAIN = re.compile(r"\bpattern|stain|positiv|immuno", re.IGNORECASE)
"""A "wild-type pattern" is one of staining."""


def is_row_of_genes(text: str) -> bool:
    """Whether `text` is a row of a molecular result, which may look like one of a stain: "KIT: no mutation"."""
    row = _ROW.match(text)
    if row is None or _OF_STAIN.search(text):
        return False
    return bool(_OF_MUTATION.search(row["kind"]) or _OF_MUTATION.search(row["said"]))


def read_negatives(
    text: str, vocabulary: DraftVocabulary
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], int, int]]:
    """What is said not to be there, with the genes that are named and the kinds of alteration."""
    if is_fish(text) or not _NOT_THERE.is_in(text) or _NO_RESULT.search(text):
        return
    start = 0
    for end in [*(match.start() for match in _CLAUSE.finditer(text)), len(text)]:
        if _NOT_THERE.search(text, start, end):
            yield from _in_clause(text, start, end, vocabulary)
        start = end


def _in_clause(
    whole: str, begin: int, end: int, vocabulary: DraftVocabulary
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], int, int]]:
    text = whole[begin:end]

    def told(
        match: re.Match[str], genes: tuple[str, ...], classes: tuple[str, ...], last: int = 0
    ) -> tuple[str, tuple[str, ...], tuple[str, ...], int, int]:
        return " ".join(match.group().split()), genes, classes, begin + match.start(), begin + (last or match.end())

    ssx = _OF_THE_SSX.search(text)
    if ssx is not None:
        yield told(ssx, ("SS18",), ("fusion",))
        return
    row = _ROW.match(text)
    if row is not None and (row["kind"].strip() or row["said"].lower() not in ("negative", "none", "absent")):
        genes = _genes_in(row["genes"], vocabulary)
        if genes and not _OF_PROTEIN.search(text) and not PAIR.match(text):
            kind = f"{row['kind']} {row['said']}".lower()
            yield told(
                row, genes, ("promoter",) if "promoter" in kind else _classes(kind) or ("substitution", "short_indel")
            )
            return
    of_a_kind = _OF_A_KIND.match(text)
    if of_a_kind is not None:
        yield told(of_a_kind, (), _classes(of_a_kind["what"].lower()))
        return
    none = _NO_OTHER.search(text)
    if none is not None and not PAIR.search(none.group()):
        what = none["what"].lower()
        is_vague = what.startswith(("abnorm", "aberr", "alter"))
        last = none.end()
        rest = _REST_OF_LIST.match(text, last)
        if rest is not None:
            last = rest.end()
        genes = () if none["other"] else _genes_in(text[none.start() : last], vocabulary)
        line = _GENE_OF_LINE.search(text[: none.start()])
        genes = genes or (_genes_in(line["gene"], vocabulary) if line is not None else ())
        if not genes and not none["other"] and _LISTING.search(whole, 0, begin + none.start()):
            genes = _genes_in(whole[: begin + none.start()], vocabulary)  # "it covered BRAF and NRAS, but no mutations"
        looked = _SEQUENCED_GENES.search(text, 0, none.start()) if not genes and not none["other"] else None
        if looked is not None:
            genes = _genes_in(looked["genes"] or looked["also"], vocabulary)
        if not is_vague or is_about_an_assay(whole) or (genes and not _OF_PROTEIN.search(whole)):
            classes = () if none["other"] and "mutation" in what else _classes(what)
            yield told(none, genes, classes, last)
        return
    if _OF_PROTEIN.search(whole):
        return
    for rule in (_GENES_NOT, _NOT_GENES, _NOT_CHANGED, _NOR, _WILD_TYPE, _WILD_TYPE_BEHIND):
        match = rule.search(text)
        if match is None:
            continue
        genes = _genes_in(match["genes"], vocabulary)
        if not genes or _FUSED_PAIR.fullmatch(match["genes"]):
            continue
        is_wild = rule in (_WILD_TYPE, _WILD_TYPE_BEHIND)
        what = "mutation" if is_wild else match.group().lower()
        yield told(match, genes, ("promoter",) if "promoter" in what else _classes(what))
        return
    of_genes = _OF_GENES.search(text)
    if of_genes is not None and not PAIR.search(of_genes.group()):
        genes = _genes_in(of_genes["rest"], vocabulary)
        if genes or is_about_an_assay(whole):
            yield told(of_genes, genes, _classes(of_genes["what"].lower()))
        return
    looked = _LOOKED_AT.search(text)
    if looked is not None and not PAIR.search(text):
        genes = _genes_in(text[: looked.end()], vocabulary)
        if genes:
            yield told(looked, genes, _classes(text.lower()) or ("substitution", "short_indel"))
        return
    copies = _NO_COPIES.search(text)
    if copies is not None and (is_about_an_assay(whole) or "copy" in whole.lower()):
        yield told(copies, (), ("copy_number",))


def _classes(what: str) -> tuple[str, ...]:
    if "skipping" in what:
        return ("exon_skipping",)
    if "mutat" in what:
        return "substitution", "short_indel"
    if "fusion" in what or "fused" in what or "rearrange" in what or "transloc" in what:
        return ("fusion",)
    return ("copy_number",) if "copy" in what or "amplif" in what or "gain" in what or "delet" in what else ()


def _genes_in(text: str, vocabulary: DraftVocabulary) -> tuple[str, ...]:
    found = [gene for gene, _, _ in genes_named(text) if gene not in _NO_GENES and vocabulary.is_gene(gene)]
    if _FAMILY_ALONE.search(text):
        found += ["NTRK1", "NTRK2", "NTRK3"]
    return tuple(dict.fromkeys(found))
