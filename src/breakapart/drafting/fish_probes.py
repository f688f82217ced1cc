"""Which genes' probes a text names: those whose break is looked for by FISH in tumours."""

import re

from breakapart.drafting.cues import Rule
from breakapart.drafting.gene_lists import PAIR, genes_named

_FISH = Rule(
    r"\bFISH\b|\bin[- ]situ[- ]hybridi[sz]ation|\bbreak-? ?apart\b|\bsplit signals?|\bsplitting apart\b|\bnuc ish\b"
    r"|\bno break\b|\bbreak of the\b|\bdual[- ]colou?r (?:break|split|probe)|\b(?:fluorescen(?:ce|t)|chromogenic)"
    r" in[- ]?situ",
    re.IGNORECASE,
)
_OTHER_HYBRIDIZATION = Rule(
    r"\b(?:chromogenic in[- ]?situ|EBER|HPV|albumin|kappa|lambda|RNA in[- ]situ|EBV)\b", re.IGNORECASE
)
"""Looks for a transcript or a virus, not for a break."""
_SYMBOLS = (
    "ALK ROS1 RET NTRK1 NTRK2 NTRK3 ETV6 EWSR1 FUS SS18 FOXO1 DDIT3 USP6 PDGFB PDGFRB PDGFRA COL1A1 PLAG1 "
    "TFE3 TFEB CIC BCOR NCOA2 BRAF RAF1 MYB NR4A3 FGFR1 FGFR2 FGFR3 WWTR1 CAMTA1 HMGA2 JAZF1 PHF1 YWHAE "
    "MAML2 MET NUTM1 NRG1 ABL1 JAK2 CSF1R FOSB FOS GLI1 TAF15 CREB1 ATF1 WT1 ERG FLI1 STAT6 MYH9 PAX3 "
    "PAX7 BRD4 MKL2 MAML3 CSF1 CRTC1 MALT1 BCL2 BCL6 IGH MAP3K8 PRKCA PRKCB PRKD1 ESR1 GREB1 KMT2A VGLL2 "
    "TEAD1 YAP1 HMGA1 MGEA5 TGFBR3 AFF3 MN1 PATZ1 PAX8 PPARG TMPRSS2 NOTCH1 NOTCH2 TFCP2 DUSP22 TP63 GRM1 "
    "MYBL1 NR4A2 NFIB CCNB3 NUTM2A NUTM2B HEY1 CREB3L1 CREB3L2 FGF1 PDGFD SRF MRTFB RELA NCOA1 NCOA3 PHKB "
    "TFG ZNF384 CRLF2 NUP98 BCR RUNX1 TCF3 TRA TRB CCND1 CCND3 PAX5 BCL10 FRK KAT6A "
)
_LOCI = frozenset(_SYMBOLS.split())
"""Genes whose break is looked for by FISH in tumours; other symbols beside it are stains or partners."""
_OTHER_CHANGE_BEFORE = Rule(
    r"\b(?:loss|deletions?|gains?|amplifications?|polysomy|copy number|co-?deletion|number) (?:of|in|for)"
    r"(?: the)?(?: (?-i:[A-Z])[\w/]*,?(?: and| or)?){0,3} ?$",
    re.IGNORECASE,
)
_OTHER_CHANGE = Rule(
    r"(?:/\w+|,? (?:and|or) \w+)? ?(?:gene |locus |copy )?\(?(?:homozygous |heterozygous )?(?:amplif\w+|deletions?"
    r"|deleted|loss|gains?|polysomy|copy|number|co-?deletion)",
    re.IGNORECASE,
)
_STAINED = re.compile(r"[ -]?(?:D5F3|IHC|immuno|\(D5F3|stain|protein|express)")
VENDORS = (
    "Vysis",
    "Abbott",
    "ZytoVision",
    "ZytoLight",
    "Dako",
    "Agilent",
    "Kreatech",
    "Leica",
    "Empire Genomics",
    "CytoTest",
    "Cytocell",
    "MetaSystems",
    "LBP",
    "Anbiping",
)


def is_fish(text: str) -> bool:
    """Whether a sentence speaks of break-apart FISH."""
    return _FISH.search(text) is not None


def find_fish(text: str) -> re.Match[str] | None:
    """Where a sentence first speaks of break-apart FISH."""
    return _FISH.search(text)


def is_of_transcripts(text: str) -> bool:
    """Whether the hybridization a text speaks of looks for a transcript or a virus."""
    return _OTHER_HYBRIDIZATION.search(text) is not None


def is_locus(gene: str) -> bool:
    """Whether the break of `gene` is looked for by FISH."""
    return gene in _LOCI


def probed(text: str) -> list[tuple[str, int, int]]:
    """The genes in `text` whose break is looked for, each with its place."""
    pairs = [match.span() for match in PAIR.finditer(text)]
    found: list[tuple[str, int, int]] = []
    for gene, start, end in genes_named(text):
        if gene not in _LOCI or any(first <= start < last for first, last in pairs):
            continue
        if _STAINED.match(text, end):
            continue
        if _OTHER_CHANGE_BEFORE.search(text[max(0, start - 60) : start]) or _OTHER_CHANGE.match(text[end : end + 40]):
            continue
        if all(gene != known for known, _, _ in found):
            found.append((gene, start, end))
    return found
