"""
From reads to calls, in one screen: examine batches, find junctions and lone kinase edges, judge each, judge the run.

`examine` may run on several batches side by side; what it returns is added up in the order of the batches, so that the
result does not depend on how many workers there were.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from breakapart.calling.candidate import Candidate
from breakapart.calling.confidence import confidence
from breakapart.calling.design import balance_expression, count_amplicons, count_controls
from breakapart.calling.evidence import RunEvidence, examine, gather
from breakapart.calling.filters import FilterContext, judge
from breakapart.calling.frame import Chimera, PlacedSide, join, place_five_prime, place_three_prime
from breakapart.calling.gate import GateSettings, judge_run
from breakapart.calling.junctions import Junction, find_junctions, molecules_of, reads_have_umis
from breakapart.calling.quantities import allele_fraction, one_sided_fraction
from breakapart.calling.settings import CallSettings
from breakapart.calling.target_index import TargetIndex
from breakapart.calling.unknown_partner import UnknownPartner, find_unknown_partners
from breakapart.model.calling import (
    UNKNOWN_PARTNER,
    CalledFrame,
    CalledFusion,
    CallingResult,
    EventKind,
    FilterReason,
    JunctionSide,
    PileRead,
)
from breakapart.model.expression import Amplicon, ImbalanceBounds, ListedJunction
from breakapart.model.reads import ReadBatch
from breakapart.sequence.read_kernel import decode

NEIGHBOURHOOD = 60
"""Bases shown on each side of a junction."""

MAX_PILE = 60
"""Reads kept for the figure of a junction."""


def _never(_gene5: str, _gene3: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class CallInputs:
    """What calling is told beside the reads."""

    settings: CallSettings = field(default_factory=CallSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    controls: tuple[str, ...] = ()
    """Expression control genes."""
    amplicons: tuple[Amplicon, ...] = ()
    listed: tuple[ListedJunction, ...] = ()
    bounds: Mapping[str, ImbalanceBounds] = field(default_factory=dict)
    is_known: Callable[[str, str], bool] = _never
    """Whether two genes (5', 3') are published as fused."""


def call_fusions(batches: Iterable[ReadBatch], index: TargetIndex, inputs: CallInputs) -> CallingResult:
    """All that the reads say. For several workers use `examine` on each batch, `gather` and `conclude`."""
    return conclude(
        gather((examine(batch, index, inputs.settings) for batch in batches), index, inputs.settings), inputs
    )


def conclude(run: RunEvidence, inputs: CallInputs) -> CallingResult:
    """Calls and verdicts from what all batches said."""
    settings = inputs.settings
    has_umis = reads_have_umis(run)
    junctions = find_junctions(run, settings)
    candidates = [_candidate(junction, run, inputs, has_umis=has_umis) for junction in junctions]
    candidates += [_lone_edge(edge, run, inputs, has_umis=has_umis) for edge in find_unknown_partners(run, settings)]
    context = FilterContext(run.index, settings, inputs.amplicons, inputs.listed)
    calls: list[CalledFusion] = []
    discarded: list[CalledFusion] = []
    for candidate in candidates:
        likely = confidence(candidate)
        reasons = judge(candidate, context)
        if not reasons and likely < settings.min_confidence:
            reasons = (
                FilterReason(
                    "low_confidence", f"probability {likely:.2f}, expected at least {settings.min_confidence:g}"
                ),
            )
        (discarded if reasons else calls).append(_called(candidate, likely, reasons, run))
    calls, shadows = _without_shadows(calls)
    discarded += shadows
    order = _order
    amplicons = count_amplicons(run, inputs.amplicons, calls, settings)
    controls = count_controls(run, inputs.controls, amplicons)
    return CallingResult(
        calls=tuple(sorted(calls, key=order)),
        discarded=tuple(sorted(discarded, key=order)),
        quality=judge_run(run, controls, settings, inputs.gate),
        balances=balance_expression(run, amplicons, controls, inputs.bounds, settings),
        amplicons=amplicons,
        total_reads=run.total.reads,
        on_target_reads=run.total.on_target,
        antisense_pairs=tuple(
            (run.index.symbols[a], run.index.symbols[b], count)
            for (a, b), count in sorted(run.total.antisense.items(), key=lambda item: (-item[1], item[0]))
            if a != b
        ),
    )


def _order(call: CalledFusion) -> tuple[object, ...]:
    return (
        -call.junction_reads - call.spanning_pairs, call.five_prime.gene, str(call.five_prime.breakpoint),
        call.three_prime.gene, str(call.three_prime.breakpoint), call.inserted,
    )  # fmt: skip


def _candidate(junction: Junction, run: RunEvidence, inputs: CallInputs, *, has_umis: bool) -> Candidate:
    index = run.index
    five = place_five_prime(index.targets[junction.gene_5p], junction.last_base)
    three = place_three_prime(index.targets[junction.gene_3p], junction.first_base)
    fraction = allele_fraction(run, junction, inputs.settings)
    five = PlacedSide(replace(five.side, wild_type_reads=fraction.wild_type_5p), five.transcript)
    three = PlacedSide(replace(three.side, wild_type_reads=fraction.wild_type_3p), three.transcript)
    tail = index.codes[junction.cut_3p : index.stretch_at(junction.cut_3p).end]
    chimera = join(five, three, junction.inserted, three_prime_bases=decode(tail))
    before = index.codes[
        max(index.stretch_at(junction.cut_5p - 1).start, junction.cut_5p - NEIGHBOURHOOD) : junction.cut_5p
    ]
    return Candidate(
        kind=_kind(junction, five, three, index),
        five=five,
        three=three,
        fraction=fraction,
        chimera=chimera,
        reads=len(junction.fragments),
        pairs=len(junction.pairs),
        molecules=molecules_of(junction, inputs.settings, has_umis=has_umis),
        is_known=inputs.is_known(index.symbols[junction.gene_5p], index.symbols[junction.gene_3p]),
        junction=junction,
        neighbourhood_5p=decode(before),
        neighbourhood_3p=decode(tail[:NEIGHBOURHOOD]),
    )


def _kind(junction: Junction, five: PlacedSide, three: PlacedSide, index: TargetIndex) -> EventKind:
    if not junction.is_intragenic:
        return EventKind.FUSION
    target = index.targets[junction.gene_5p]
    forward = (junction.first_base - junction.last_base) * (1 if target.main.strand == "+" else -1)
    if forward > 0:
        both_edges = five.side.site == three.side.site == "exon_edge"
        return EventKind.EXON_SKIPPING if both_edges else EventKind.INTRAGENIC_DELETION
    cut5, cut3 = five.side.cdna_cut, three.side.cdna_cut
    if target.kinase_cdna and cut5 is not None and cut3 is not None:
        start, end = target.kinase_cdna
        if cut3 <= start and cut5 >= end:
            return EventKind.KINASE_DUPLICATION
    return EventKind.INTRAGENIC_DUPLICATION


def _lone_edge(edge: UnknownPartner, run: RunEvidence, inputs: CallInputs, *, has_umis: bool) -> Candidate:
    index, settings = run.index, inputs.settings
    target = index.targets[edge.gene]
    base = int(index.genomic[edge.cut if edge.side == 5 else edge.cut - 1])
    is_five_prime = edge.side == 3  # what follows the kinase is unknown: the kinase is the 5' partner
    place = place_five_prime if is_five_prime else place_three_prime
    placed = place(target, base)
    fragments = len({clip.fragment for clip in edge.reads})
    fraction = one_sided_fraction(run, edge.gene, base, fragments, is_five_prime=is_five_prime, settings=settings)
    wild = fraction.wild_type_5p if is_five_prime else fraction.wild_type_3p
    placed = PlacedSide(replace(placed.side, wild_type_reads=wild), placed.transcript)
    stretch = index.stretch_at(edge.cut - (1 if is_five_prime else 0))
    if is_five_prime:
        known = decode(index.codes[max(stretch.start, edge.cut - NEIGHBOURHOOD) : edge.cut])
        around = (known, edge.sequence[:NEIGHBOURHOOD])
    else:
        known = decode(index.codes[edge.cut : min(stretch.end, edge.cut + NEIGHBOURHOOD)])
        around = (edge.sequence[-NEIGHBOURHOOD:], known)
    molecules: int | None = None
    if has_umis or settings.counts_ends_as_molecules:
        molecules = len({
            (clip.umi if has_umis else "", *((clip.far, len(clip.codes)) if settings.counts_ends_as_molecules else ()))
            for clip in edge.reads
        })  # fmt: skip
    return Candidate(
        kind=EventKind.UNKNOWN_PARTNER,
        five=placed if is_five_prime else None,
        three=None if is_five_prime else placed,
        fraction=fraction,
        chimera=Chimera(CalledFrame.UNDETERMINED, "the partner is not known", None, None),
        reads=fragments,
        pairs=0,
        molecules=molecules,
        is_known=False,
        unknown=edge,
        neighbourhood_5p=around[0],
        neighbourhood_3p=around[1],
    )


def _called(candidate: Candidate, likely: float, reasons: tuple[FilterReason, ...], run: RunEvidence) -> CalledFusion:
    nobody = JunctionSide(UNKNOWN_PARTNER)
    junction, unknown = candidate.junction, candidate.unknown
    return CalledFusion(
        kind=candidate.kind,
        five_prime=candidate.five.side if candidate.five else nobody,
        three_prime=candidate.three.side if candidate.three else nobody,
        frame=candidate.chimera.frame,
        frame_reason=candidate.chimera.reason,
        junction_reads=candidate.reads,
        spanning_pairs=candidate.pairs,
        unique_molecules=candidate.molecules,
        allele_fraction=candidate.fraction.value,
        allele_fraction_low=candidate.fraction.low,
        allele_fraction_high=candidate.fraction.high,
        confidence=likely,
        inserted=junction.inserted if junction else "",
        microhomology=_microhomology(junction, run.index) if junction else "",
        sequence_5p=candidate.neighbourhood_5p,
        sequence_3p=candidate.neighbourhood_3p,
        is_known=candidate.is_known,
        filters=reasons,
        notes=_notes(candidate, run),
        transcript_sequence=candidate.chimera.transcript,
        protein_sequence=candidate.chimera.protein,
        reads=_pile(junction, unknown),
    )


def _notes(candidate: Candidate, run: RunEvidence) -> tuple[str, ...]:
    notes = []
    if candidate.unknown is not None:
        if not run.index.targets[candidate.unknown.gene].loci:
            notes.append("the reference has no intron sequence: a retained intron is not excluded")
        notes.append(f"{candidate.unknown.agreement:.0%} of the bases agree with the assembled partner sequence")
    if candidate.junction is not None and candidate.junction.exact_reads < len(candidate.junction.reads):
        notes.append(
            f"{candidate.junction.exact_reads} of {len(candidate.junction.reads)} reads show this very junction"
        )
    return tuple(notes)


def _pile(junction: Junction | None, unknown: UnknownPartner | None) -> tuple[PileRead, ...]:
    if junction is not None:
        ordered = sorted(junction.reads, key=lambda read: (-min(read.anchor_5p, read.anchor_3p), read.fragment))
        return tuple(PileRead(decode(read.codes), read.read_cut, read.is_reversed) for read in ordered[:MAX_PILE])
    if unknown is not None:
        clips = sorted(
            unknown.reads, key=lambda clip: (-min(clip.read_cut, len(clip.codes) - clip.read_cut), clip.fragment)
        )
        return tuple(PileRead(decode(clip.codes), clip.read_cut, clip.is_reversed) for clip in clips[:MAX_PILE])
    return ()


def _microhomology(junction: Junction, index: TargetIndex) -> str:
    """Bases by which the junction could be moved to either side without changing the sequence."""
    if junction.inserted:
        return ""
    codes = index.codes
    left = 0
    while left < 30 and codes[junction.cut_5p - 1 - left] == codes[junction.cut_3p - 1 - left] < 4:
        left += 1
    right = 0
    while right < 30 and codes[junction.cut_5p + right] == codes[junction.cut_3p + right] < 4:
        right += 1
    return decode(codes[junction.cut_5p - left : junction.cut_5p + right])


def _without_shadows(calls: Sequence[CalledFusion]) -> tuple[list[CalledFusion], list[CalledFusion]]:
    """
    Set aside calls that are another call under a second name: the same two bases of genes that overlap.

    An unknown partner at an edge that a called fusion has is not set aside: it may be a second partner.
    """
    kept: dict[tuple[str, str, str], CalledFusion] = {}
    shadows = []
    for call in sorted(calls, key=lambda call: (-call.confidence, *_order(call))):
        if call.five_prime.breakpoint is None or call.three_prime.breakpoint is None:
            kept[call.name, str(call.five_prime.breakpoint), str(call.three_prime.breakpoint)] = call
            continue
        place = ("", str(call.five_prime.breakpoint), str(call.three_prime.breakpoint) + call.inserted)
        if place in kept:
            reason = FilterReason(
                "same_as_other_call", f"the same junction as {kept[place].name}, of a gene that overlaps"
            )
            shadows.append(replace(call, filters=(reason,)))
        else:
            kept[place] = call
    return list(kept.values()), shadows
