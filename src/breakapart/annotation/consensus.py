"""
Several callers on one sample: which of their calls are one junction, and who saw it.

Calls are one junction when they join the same genes at the same two places, give or take a few bases, or when their
breakpoints mean the same two exons (a breakpoint in an intron of DNA and the junction of its RNA). Calls written
from the other strand were turned round before; the reciprocal product is a junction of its own, and named beside.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from breakapart.model.imported import AgreedFusion, BreakEnd, PlacedFusion, Sighting


@dataclass(frozen=True, slots=True)
class ConsensusSettings:
    """Settings of `agree`."""

    max_distance_nt: int = 10
    """Breakpoints up to this far apart are one: bases alike at both edges leave an aligner that choice, and callers
    settle it differently (junctions of the FusionCatcher test set show up to 6 such bases); the limit is that of the
    annotation, `max_microhomology_nt`."""

    def __post_init__(self) -> None:
        if self.max_distance_nt < 0:
            raise ValueError("max_distance_nt must not be negative")


DEFAULT_CONSENSUS = ConsensusSettings()


def agree(calls: Iterable[PlacedFusion], settings: ConsensusSettings = DEFAULT_CONSENSUS) -> tuple[AgreedFusion, ...]:
    """
    One entry a junction, those seen by most callers first; every call is in exactly one.

    Calls without genes and without places stand alone.
    """
    by_pair: dict[tuple[str, str], list[PlacedFusion]] = {}
    alone: list[list[PlacedFusion]] = []
    for call in calls:
        if call.imported.problems or not (call.five_gene or call.five_end) or not (call.three_gene or call.three_end):
            alone.append([call])
        else:
            by_pair.setdefault(_pair(call), []).append(call)
    clusters: dict[tuple[str, str], list[list[PlacedFusion]]] = {
        pair: _clusters(members, settings) for pair, members in by_pair.items()
    }
    _merge_flipped(clusters, settings)
    found = [
        _agreed(
            members,
            reciprocal=f"{pair[1]}::{pair[0]}" if _has_reciprocal(pair, clusters) else "",
            others=len(groups) - 1,
        )
        for pair, groups in clusters.items()
        for members in groups
    ]
    found += [_agreed(members, reciprocal="", others=0) for members in alone]
    return tuple(sorted(found, key=_importance))


def _pair(call: PlacedFusion) -> tuple[str, str]:
    """Names of the two genes; of a partner between genes its chromosome."""
    return tuple(  # type: ignore[return-value]  # of two
        gene.upper() or (end.chrom if end is not None else "?")
        for gene, end in ((call.five_gene, call.five_end), (call.three_gene, call.three_end))
    )


def _has_reciprocal(pair: tuple[str, str], clusters: dict[tuple[str, str], list[list[PlacedFusion]]]) -> bool:
    return pair[0] != pair[1] and bool(clusters.get(pair[::-1]))


def _clusters(members: Sequence[PlacedFusion], settings: ConsensusSettings) -> list[list[PlacedFusion]]:
    """The calls of one pair of genes by junction."""
    parent = list(range(len(members)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for first, second in _same(members, settings):
        parent[root(second)] = root(first)
    groups: dict[int, list[PlacedFusion]] = {}
    for index, call in enumerate(members):
        groups.setdefault(root(index), []).append(call)
    placed = [group for group in groups.values() if any(_place(call) for call in group)]
    loose = [call for group in groups.values() if not any(_place(call) for call in group) for call in group]
    if loose and len(placed) == 1 and not any(call.verdict and call.verdict.junction for call in loose):
        placed[0].extend(loose)  # genes alone fit the only junction there is
        return placed
    return [*placed, *[group for group in groups.values() if not any(_place(call) for call in group)]]


def _inserted(call: PlacedFusion) -> str:
    return call.written.inserted if call.written is not None else call.imported.inserted


def _place(call: PlacedFusion) -> tuple[str, int, str, int] | None:
    if call.five_end is None or call.three_end is None:
        return None
    return call.five_end.chrom, call.five_end.kept_base, call.three_end.chrom, call.three_end.kept_base


def _same(members: Sequence[PlacedFusion], settings: ConsensusSettings) -> Iterator[tuple[int, int]]:
    """
    Pairs of calls that are one junction.

    Equal places are joined first, and only distinct places are compared, each with those in the neighbouring squares
    of a grid: a table with many rows of one fusion takes no longer than one with many fusions.
    """
    first_at: dict[object, int] = {}
    places: dict[tuple[str, int, str, int], int] = {}
    for index, call in enumerate(members):
        keys: list[object] = []
        if call.verdict is not None and call.verdict.junction is not None and not _inserted(call):
            keys.append(("exons", *call.verdict.junction))
        place = _place(call)
        if place is not None:
            keys.append(place)
            places.setdefault(place, index)
        elif call.verdict is None or call.verdict.junction is None:
            keys.append("genes only")
        for key in keys:
            if key in first_at:
                yield first_at[key], index
            first_at.setdefault(key, index)
    size = settings.max_distance_nt + 1
    grid: dict[tuple[str, int, str, int], list[tuple[str, int, str, int]]] = {}
    for place in places:
        grid.setdefault((place[0], place[1] // size, place[2], place[3] // size), []).append(place)
    for (chrom5, row, chrom3, column), here in grid.items():
        for down in (0, 1):
            for across in (-1, 0, 1):
                for other in grid.get((chrom5, row + down, chrom3, column + across), []):
                    for place in here:
                        if max(abs(place[1] - other[1]), abs(place[3] - other[3])) <= settings.max_distance_nt:
                            yield places[place], places[other]


def _merge_flipped(clusters: dict[tuple[str, str], list[list[PlacedFusion]]], settings: ConsensusSettings) -> None:
    """
    Calls of genes that the reference does not know cannot be turned round by the genes' strands; those that join the
    same two ends, keeping the same sides, are turned round here.
    """
    for pair in list(clusters):
        partners = clusters.get(pair[::-1])
        if pair[0] == pair[1] or not partners:
            continue
        for group in list(clusters[pair]):
            if any(call.written is not None for call in group):
                continue
            for other in partners:
                if other and _are_flipped(group[0], other[0], settings):
                    clusters[pair].remove(group)
                    other.extend(group)
                    break
        if not clusters[pair]:
            del clusters[pair]


def _are_flipped(one: PlacedFusion, other: PlacedFusion, settings: ConsensusSettings) -> bool:
    return _same_end(one.five_end, other.three_end, settings) and _same_end(one.three_end, other.five_end, settings)


def _same_end(one: BreakEnd | None, other: BreakEnd | None, settings: ConsensusSettings) -> bool:
    return (
        one is not None
        and other is not None
        and one.chrom == other.chrom
        and abs(one.kept_base - other.kept_base) <= settings.max_distance_nt
        and one.keeps_before is not None
        and one.keeps_before == other.keeps_before
    )


def _agreed(members: list[PlacedFusion], *, reciprocal: str, others: int) -> AgreedFusion:
    ordered = sorted(
        members,
        key=lambda call: (
            call.verdict is None,
            call.written is None,
            _inserted(call).count("N"),
            -(call.imported.junction_reads or 0),
        ),
    )
    first = ordered[0]
    sightings = tuple(
        Sighting(
            caller=call.imported.caller,
            source=call.imported.source,
            line=call.imported.line,
            junction_reads=call.imported.junction_reads,
            spanning_pairs=call.imported.spanning_pairs,
            passed=call.imported.passed,
            flipped=call.flipped or (call.five_gene, call.three_gene) != (first.five_gene, first.three_gene),
        )
        for call in ordered
    )
    frames = {call.imported.stated_frame for call in ordered if call.imported.stated_frame is not None}
    notes = []
    if first.verdict is not None and frames and first.verdict.frame not in frames and len(frames) == 1:
        (stated,) = frames
        notes.append(
            f"the callers say {stated.value.replace('_', ' ')}, the MANE exons "
            f"{first.verdict.frame.value.replace('_', ' ')}"
        )
    return AgreedFusion(
        name=first.name,
        calls=tuple(ordered),
        sightings=sightings,
        callers=tuple(sorted({sighting.caller for sighting in sightings})),
        spread_nt=_spread(ordered),
        reciprocal=reciprocal,
        other_junctions=others,
        notes=tuple(notes),
    )


def _spread(calls: Sequence[PlacedFusion]) -> int | None:
    places = [place for call in calls if (place := _place(call)) is not None]
    if len(places) < 2:
        return 0 if places else None
    fives, threes = [place[1] for place in places], [place[3] for place in places]
    return max(max(fives) - min(fives), max(threes) - min(threes))


def _importance(fusion: AgreedFusion) -> tuple[object, ...]:
    first = fusion.first
    order = {"activating_likely": 0, "uncertain": 1, "unlikely": 2}
    rank = 3 if first.verdict is None else order[first.verdict.function] if first.verdict.kinase_gene else 2.5
    reads = max((sighting.junction_reads or 0) for sighting in fusion.sightings)
    return -len(fusion.callers), rank, -reads, fusion.name, first.imported.source, first.imported.line
