"""
Are the FISH signals seen those that the fusion's geometry should give?

An isolated signal of the side that the fusion keeps decides nothing where a split was expected: it is counted as
rearranged for that reason (2019, doi 10.3390/ijms20163939).
"""

from collections.abc import Iterator, Sequence

from breakapart.model.agreement import GeometryAgreement
from breakapart.model.case import Case
from breakapart.model.fish import FishAssay, FishPattern, FishResult
from breakapart.model.fusion import FusionAnnotation, FusionSeen
from breakapart.model.outcome import Outcome
from breakapart.model.result import PlacedFish

WORDS = {
    "split": "split signals",
    "isolated_3p": "isolated 3' signals, the 5' part being lost",
    "isolated_5p": "isolated 5' signals, the 3' part being lost",
    "too_close": "signals too close to tell apart",
    "fused_extra": "an additional signal beside fused ones",
}


def pattern_in_words(pattern: str) -> str:
    """
    A pattern, expected or seen, in a word or two.

    >>> pattern_in_words("isolated_3p"), pattern_in_words("too_close")
    ("isolated 3'", 'too close')
    """
    return pattern.replace("_3p", " 3'").replace("_5p", " 5'").replace("_", " ")


def compare_geometry(
    case: Case, genes: Sequence[str], fusions: Sequence[FusionSeen], fish: Sequence[PlacedFish]
) -> tuple[GeometryAgreement, ...]:
    """
    Each FISH on one of `genes` held against the pattern expected of the fusion found in the same tumour.

    The fusion of the same component is taken, or else one found in another component of the case.
    """
    return tuple(_compare(case, genes, fusions, fish))


def _compare(
    case: Case, genes: Sequence[str], fusions: Sequence[FusionSeen], fish: Sequence[PlacedFish]
) -> Iterator[GeometryAgreement]:
    for placed in fish:
        if placed.fish.gene not in genes:
            continue
        candidates = [
            fusion
            for fusion in fusions
            if fusion.outcome is Outcome.PRESENT
            and fusion.annotation is not None
            and fusion.annotation.geometry.probe_gene == placed.fish.gene
            and fusion.annotation.geometry.expected_pattern is not None
        ]
        here = [f for f in candidates if (f.specimen, f.component) == (placed.at.specimen, placed.at.component)]
        for fusion in (here or candidates)[:1]:
            assert fusion.annotation is not None
            yield _held_against(placed, fusion.annotation, _assay(case, placed))


def _assay(case: Case, placed: PlacedFish) -> FishAssay | None:
    for component in case.specimen(placed.at.specimen).components:
        if component.id == placed.at.component:
            for assay in component.fish:
                if assay.gene == placed.fish.gene and assay.probe in (None, placed.fish.probe):
                    return assay
    return None


def patterns_seen(result: FishResult, assay: FishAssay | None) -> tuple[FishPattern, ...]:
    """Patterns recorded, or counted in at least the share of nuclei that the probe's cut-off asks for."""
    if assay is not None and assay.patterns_seen:
        return assay.patterns_seen
    if result.counts is None or not result.counts.scored:
        return ()
    shares = {p: 100 * getattr(result.counts, p.value) / result.counts.scored for p in FishPattern}
    relevant = (FishPattern.SPLIT, FishPattern.ISOLATED_3P, FishPattern.ISOLATED_5P, FishPattern.FUSED)
    return tuple(pattern for pattern in relevant if shares[pattern] >= result.cutoff_percent)


def _held_against(placed: PlacedFish, fusion: FusionAnnotation, assay: FishAssay | None) -> GeometryAgreement:
    expected = fusion.geometry.expected_pattern
    assert expected is not None
    seen = patterns_seen(placed.fish, assay)
    keeps_5p = placed.fish.gene == fusion.five_prime.transcript.gene
    agrees, verdict = _judge(expected, set(seen), placed.fish.outcome, keeps_5p=keeps_5p)
    how = fusion.geometry.rearrangement.value.replace("_", " ")
    distance = f" over {fusion.geometry.distance_mb:.1f} Mb" if fusion.geometry.distance_mb is not None else ""
    seen_words = ", ".join(pattern_in_words(pattern) for pattern in seen) or "not recorded"
    statement = (
        f"{fusion.names.hgnc} can arise by {how}{distance}: expect {WORDS.get(expected, expected)} with the "
        f"{placed.fish.gene} probe. Signals seen: {seen_words}. {verdict}"
    )
    return GeometryAgreement(
        placed.at.specimen,
        placed.at.component,
        fusion.names.hgnc,
        expected,
        tuple(pattern.value for pattern in seen),
        agrees,
        statement,
    )


def _judge(expected: str, seen: set[FishPattern], outcome: Outcome, *, keeps_5p: bool) -> tuple[bool | None, str]:
    lone_3p, lone_5p = FishPattern.ISOLATED_3P in seen, FishPattern.ISOLATED_5P in seen
    is_split = FishPattern.SPLIT in seen or (lone_3p and lone_5p)
    if not seen:
        return None, "The patterns are not recorded, so they cannot be compared."
    if expected == "split":
        if is_split:
            return True, "They agree."
        if lone_5p if keeps_5p else lone_3p:
            return None, "Only the side that the fusion keeps was seen: the reciprocal product may have been lost."
        if lone_3p or lone_5p:
            return False, "Only the side that the fusion does not keep was seen: it is not the simple rearrangement."
    elif expected in ("isolated_3p", "isolated_5p"):
        lone, other = (lone_3p, lone_5p) if expected == "isolated_3p" else (lone_5p, lone_3p)
        if lone and not other and FishPattern.SPLIT not in seen:
            return True, "They agree."
        if is_split:
            return False, (
                "Both sides are still there, so it was not the simple deletion; "
                "an insertion, an inversion or a rearrangement in several steps would keep both."
            )
    elif expected == "fused_extra" and (lone_3p or lone_5p) and not is_split:
        return True, "An additional signal is easily scored as an isolated one."
    elif expected in ("too_close", "fused_extra") and outcome is Outcome.PRESENT:
        return False, "The signals were told apart all the same, so the break is wider than the simple rearrangement."
    if outcome is Outcome.ABSENT:
        if expected in ("too_close", "fused_extra"):
            return True, "A negative FISH is what this geometry predicts, and does not exclude the fusion."
        return False, "No rearranged signals were seen."
    return False, "They differ."
