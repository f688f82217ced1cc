"""
The verdict: does this fusion activate a kinase? In words, each with the rule and its source.

The rule of the field (reviews: Tabbò 2016, Davare and Tognon 2015): a kinase fusion is expected to be active when the
frame is kept, the kinase domain is complete and the partner brings kinase domains together or replaces what holds the
kinase back; that a fusion recurs in the literature stands for evidence that we cannot compute.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from breakapart.annotation.domains import Fates, retention, still_works
from breakapart.annotation.reading import Reading, Way, counted
from breakapart.annotation.settings import AnnotationSettings
from breakapart.annotation.sources import (
    CIN_2011,
    COOLS_2003,
    DAVARE_2015,
    EXON_PHASES,
    JOUSSET_1997,
    KELLY_2014,
    LUPAS_1991,
    NEWMAN_2019,
    OUYANG_2025,
    SINGH_2012,
    TABBO_2016,
    TONG_1997,
    VICC,
)
from breakapart.model.fusion import (
    Frame,
    Function,
    FusionClass,
    Oligomerisation,
    Reason,
    Recurrence,
    Retention,
)
from breakapart.model.protein import DomainFate

HELD_BY_N_TERMINUS = {"BRAF": 227, "RAF1": 131, "ARAF": 91}
"""RAF kinases are held back by their N-terminal part; last residue of the Ras-binding domain (UniProt P15056, P04049,
P10398). A fusion that loses it is active without oligomerisation (Cin 2011, doi:10.1007/s00401-011-0817-z)."""

HELD_BY_LAST_EXON = frozenset({"MAP3K8"})
"""Kinases held back by what their last coding exon codes for: without it they are active, whatever follows, in frame or
not (Newman 2019, doi:10.1038/s41591-019-0373-y: fused and truncated MAP3K8 alike had exons 1-8 and lacked the last)."""


BREAKS_INSIDE_EXON = {("PDGFRA", 12): COOLS_2003}
"""First 3' exons that fusions are known to break inside of, so that the frame at the exon's edge says nothing: FIP1L1::
PDGFRA breaks at many places within PDGFRA exon 12 (Cools 2003, doi:10.1056/NEJMoa025217)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The function verdict with its reasons, the deciding one first."""

    function: Function
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class KinaseSide:
    """The kinase of a fusion and what became of it and of its partner."""

    kinase: Fates
    partner: Fates
    is_five_prime: bool
    has_lost_last_exon: bool = False
    """Whether nothing of the kinase gene's last coding exon is left."""
    edge_exon: int | None = None
    """Exon of the kinase gene at whose edge the junction was placed; None for a place inside an exon."""

    @property
    def gene(self) -> str:
        """Symbol of the kinase gene."""
        return self.kinase.gene.symbol


def judge(
    reading: Reading,
    side: KinaseSide | None,
    oligomerisation: Oligomerisation,
    *,
    recurrence: Recurrence | None,
    fusion_class: FusionClass | None = None,
    settings: AnnotationSettings,
) -> Verdict:
    """
    Likely, uncertain or unlikely to activate the kinase.

    `side` is None when neither gene has a known kinase domain: the verdict then says that it does not apply, and how
    such a fusion acts if that is known.
    """
    if side is None:
        return _no_kinase(reading, recurrence, fusion_class)
    recurrent = list(_recurs(recurrence))
    if reading.way is Way.UNKNOWN:
        missing = Reason(f"{reading.reason}: frame and kinase domain cannot be told", EXON_PHASES)
        return Verdict(Function.UNCERTAIN, (missing, *recurrent))
    kept = retention(side.kinase)
    kinase = _kinase_reason(side, kept)
    frame = _frame_reason(reading)
    if _is_freed_c_terminus(side, kept):
        text = (
            f"{side.gene} has lost its inhibitory C-terminus and keeps its kinase domain: active whatever follows, "
            "in frame or not"
        )
        freed = Reason(text, NEWMAN_2019, True)
        return Verdict(Function.ACTIVATING_LIKELY, (freed, kinase, frame, *recurrent))
    if recurrence is not None and kept is Retention.COMPLETE and _is_whole_behind(reading, side):
        # That the fusion recurs says what the untranslated bases between leave open.
        return Verdict(Function.ACTIVATING_LIKELY, (kinase, *recurrent, frame, *_promoter_swap(reading, side)))
    if reading.frame is Frame.UNDETERMINED and kept is Retention.COMPLETE:
        return Verdict(Function.UNCERTAIN, (frame, *_promoter_swap(reading, side), kinase, *recurrent))
    if reading.frame is Frame.UNDETERMINED and reading.way is Way.UTR_BETWEEN:
        return Verdict(Function.UNCERTAIN, (frame, kinase, *recurrent))
    inside = _breaks_inside(side)
    if reading.frame is Frame.OUT_OF_FRAME and inside is not None:
        return Verdict(Function.UNCERTAIN, (inside, frame, *recurrent))
    if reading.frame is Frame.OUT_OF_FRAME:
        return Verdict(Function.UNLIKELY, (frame, kinase, *_reciprocal(side, kept), *_conflict(recurrence)))
    if kept is not Retention.COMPLETE:
        return Verdict(Function.UNLIKELY, (kinase, frame, *_reciprocal(side, kept), *_conflict(recurrence)))
    supports = [*_freed_n_terminus(side), *_oligomerisation(side, oligomerisation, settings), *recurrent]
    base = [frame, kinase, *_membrane(side)]
    if any(reason.supports for reason in supports):
        return Verdict(Function.ACTIVATING_LIKELY, (*base, *supports))
    missing = Reason(
        f"nothing known brings {side.gene} kinase domains together here, and the fusion is not among those held as "
        "recurrent",
        TABBO_2016,
        None,
    )
    return Verdict(Function.UNCERTAIN, (missing, *base, *supports))


def _no_kinase(reading: Reading, recurrence: Recurrence | None, fusion_class: FusionClass | None) -> Verdict:
    if fusion_class is None:
        scope = Reason(
            "no kinase domain is known in either gene; the verdict covers kinase fusions only, and says nothing of "
            "fusions of transcription factors, growth factors or tumour suppressors",
            TABBO_2016,
        )
        return Verdict(Function.UNCERTAIN, (scope, _frame_reason(reading), *_recurs(recurrence)))
    acts = Reason(
        f"{fusion_class.kind}, no kinase in it: {fusion_class.acts_by}; typical of {fusion_class.typical_of}",
        fusion_class.source,
    )
    return Verdict(Function.UNCERTAIN, (acts, _frame_reason(reading), *_recurs(recurrence)))


def _frame_reason(reading: Reading) -> Reason:
    supports = {Frame.IN_FRAME: True, Frame.OUT_OF_FRAME: False, Frame.UNDETERMINED: None}[reading.frame]
    word = {Frame.IN_FRAME: "in frame", Frame.OUT_OF_FRAME: "out of frame", Frame.UNDETERMINED: "frame undetermined"}
    return Reason(f"{word[reading.frame]}: {reading.reason}", EXON_PHASES, supports)


def _kinase_reason(side: KinaseSide, kept: Retention) -> Reason:
    fate = side.kinase.kinase
    if fate is None:
        return Reason(f"no kinase domain of {side.gene} is known", TABBO_2016)
    where = f"{side.gene} kinase domain (residues {fate.domain.start + 1}-{fate.domain.end})"
    if kept is Retention.COMPLETE and fate.fate != "kept":
        missing = fate.domain.end - fate.domain.start - fate.residues_kept
        words = f"{where} is complete but for {counted(missing, 'residue')} beyond its Pfam profile"
        return Reason(words, SINGH_2012, True)
    if kept is Retention.COMPLETE:
        return Reason(f"{where} is complete", TABBO_2016, True)
    if kept is Retention.PARTIAL:
        return Reason(f"{where} is cut: {fate.percent_kept:.0f} % of its residues are left", TABBO_2016, False)
    return Reason(f"{where} is not made", TABBO_2016, False)


def _is_whole_behind(reading: Reading, side: KinaseSide) -> bool:
    """Whether the kinase gene stands second with its whole coding sequence, under its partner's promoter."""
    return not side.is_five_prime and reading.way in (Way.PROMOTER_SWAP, Way.UTR_BETWEEN)


def _promoter_swap(reading: Reading, side: KinaseSide) -> Iterator[Reason]:
    if reading.way is Way.PROMOTER_SWAP:
        text = (
            "a promoter swap acts by over-expression, which the transcript alone does not show: look at the amount of "
            f"{side.gene} (RNA, immunohistochemistry)"
        )
        yield Reason(text, VICC)


def _breaks_inside(side: KinaseSide) -> Reason | None:
    source = BREAKS_INSIDE_EXON.get((side.gene, side.edge_exon or 0))
    if source is None or side.is_five_prime:
        return None
    text = (
        f"fusions of {side.gene} are known to break inside exon {side.edge_exon}, where the frame at its edge says "
        f"nothing: give the breakpoint, as {side.gene}(e{side.edge_exon}+20)"
    )
    return Reason(text, source)


def _reciprocal(side: KinaseSide, kept: Retention) -> Iterator[Reason]:
    if side.is_five_prime and kept is Retention.LOST:
        partner = side.partner.gene.symbol
        yield Reason(
            f"{side.gene} stands first and leaves its kinase domain behind: this may be the reciprocal product of a "
            f"{partner}::{side.gene} fusion, which should be looked for",
            DAVARE_2015,
        )


def _conflict(recurrence: Recurrence | None) -> Iterator[Reason]:
    if recurrence is not None:
        yield Reason(
            f"the same two genes are fused in published tumours ({recurrence.text}): check the exon numbers, the "
            "transcript and alternative splicing before this fusion is dismissed",
            recurrence.source,
        )


def _recurs(recurrence: Recurrence | None) -> Iterator[Reason]:
    if recurrence is not None:
        yield Reason(
            f"fusions of these two genes recur in published tumours: {recurrence.text}", recurrence.source, True
        )


def _is_freed_c_terminus(side: KinaseSide, kept: Retention) -> bool:
    return (
        side.gene in HELD_BY_LAST_EXON and side.is_five_prime and side.has_lost_last_exon and kept is Retention.COMPLETE
    )


def _freed_n_terminus(side: KinaseSide) -> Iterator[Reason]:
    held_until = HELD_BY_N_TERMINUS.get(side.gene)
    kept = side.kinase.kept
    if held_until is None or side.is_five_prime or kept is None:
        return
    if kept.start >= held_until:
        text = (
            f"{side.gene} has lost its inhibitory N-terminal part with the Ras-binding domain (to residue "
            f"{held_until}), which is enough to activate it"
        )
        yield Reason(text, CIN_2011, True)
    else:
        yield Reason(f"{side.gene} keeps its inhibitory Ras-binding domain", CIN_2011, False)


def _oligomerisation(side: KinaseSide, state: Oligomerisation, settings: AnnotationSettings) -> Iterator[Reason]:
    partner = side.partner.gene.symbol
    fates = side.partner.oligomerising
    if state is Oligomerisation.KEPT:
        working = max((f for f in fates if still_works(f, settings)), key=lambda f: f.residues_kept)
        yield Reason(_working_words(partner, working), _oligomerisation_source(side, working), True)
    elif state is Oligomerisation.PARTIAL:
        best = max(fates, key=lambda f: f.residues_kept)
        yield Reason(
            f"{partner}'s {_named(best)} is cut: {counted(best.residues_kept, 'residue')} "
            f"({best.percent_kept:.0f} %) left",
            TABBO_2016,
            None,
        )
    elif state is Oligomerisation.LOST:
        yield Reason(f"{partner}'s {_named(fates[0])} is lost", _oligomerisation_source(side, fates[0]), False)
    else:
        yield Reason(f"no oligomerising domain of {partner} is known", TABBO_2016, None)


def _working_words(partner: str, fate: DomainFate) -> str:
    place = f"{partner}'s {_named(fate)} (residues {fate.domain.start + 1}-{fate.domain.end})"
    if fate.fate == "kept":
        return f"{place} is kept and can bring two kinase domains together"
    return f"{place} is cut but {fate.residues_kept} residues of it are left, enough for a coiled coil"


def _named(fate: DomainFate) -> str:
    return (
        _DOMAIN_WORDS.get(fate.domain.name, fate.domain.name.replace("_", " "))
        if (fate.domain.kind != "coiled_coil")
        else "coiled coil"
    )


_DOMAIN_WORDS = {
    "PNT_SAM": "pointed (SAM) domain",
    "dimerization_and_phosphorylation": "dimerisation domain",
    "IF_rod": "intermediate filament rod",
    "PB1": "PB1 domain",
}


def _oligomerisation_source(side: KinaseSide, fate: DomainFate) -> str:
    """The paper that showed the region or that showed it for this partner, else the rule's review."""
    if fate.domain.kind == "region":
        return fate.domain.source
    shown = _SHOWN_FOR.get(side.partner.gene.symbol)
    if shown is not None:
        return shown
    return f"{TABBO_2016}; coil by COILS ({LUPAS_1991})" if fate.domain.kind == "coiled_coil" else TABBO_2016


_SHOWN_FOR = {
    "STRN": f"{KELLY_2014}; {OUYANG_2025}",
    "PLEKHH2": OUYANG_2025,
    "CCDC6": TONG_1997,
    "ETV6": JOUSSET_1997,
    "TACC3": SINGH_2012,
    "TACC1": SINGH_2012,
}


def _membrane(side: KinaseSide) -> Iterator[Reason]:
    for fate in side.kinase.others:
        if fate.domain.kind != "transmembrane":
            continue
        place = f"transmembrane segment of {side.gene} (residues {fate.domain.start + 1}-{fate.domain.end})"
        if fate.fate == "kept":
            yield Reason(f"the {place} is kept: the kinase may stay at the membrane", DAVARE_2015)
        else:
            state = "lost" if fate.fate == "lost" else "cut"
            yield Reason(f"the {place} is {state}: the kinase goes where its partner goes", DAVARE_2015)
