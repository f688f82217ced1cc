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


def read_negatives(
    text: str, vocabulary: DraftVocabulary
) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], int, int]]:
    """What is said not to be there, with the genes that are named and the kinds of alteration."""
    if is_fish(text) or not _NOT_THERE.is_in(text):
        return
    none = _NO_OTHER.search(text)
    if none is not None and not PAIR.search(none.group()):
        what = none["what"].lower()
        is_molecular = not what.startswith(("abnorm", "aberr", "alter")) or is_about_an_assay(text)
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
