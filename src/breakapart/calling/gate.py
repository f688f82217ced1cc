"""Can the run be trusted: what was measured of it, against bounds, and the smallest fusion it would have shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from breakapart.calling.design import mean_depth
from breakapart.calling.evidence import RunEvidence
from breakapart.calling.settings import CallSettings
from breakapart.model.calling import ControlCount, DetectionLimit, Measure, RunQuality, Verdict

_HELP = "Ion Reporter help, GUID-64AB73A6 (minimum total mapped reads)"
_LENGTH_HELP = "Ion Reporter help, GUID-25F42339 (minimum mean read length)"


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Bounds of the run's quality. The first bound makes a run limited, the second not evaluable."""

    on_target_reads: tuple[int, int] = (20_000, 1_000)
    """Fewer mapped reads lack sensitivity (20,000: Ion Reporter help, GUID-64AB73A6); with fewer than 1,000 over some
    hundred targets a typical target has no ten reads."""
    on_target_share: tuple[float, float] = (0.2, 0.02)
    """A library of the wrong panel, species or molecule has hardly a read on target."""
    controls_passed: tuple[float, float] = (1.0, 0.5)
    """Share of expression controls with enough reads: one missing doubts the RNA, half of them missing means it is
    degraded."""
    read_length: tuple[float, float] = (50, 30)
    """Shorter reads miss fusions (50: Ion Reporter help, GUID-25F42339); below 30 no read has two anchors."""
    fragment_length: tuple[float, float] = (60, 40)
    """Median length of fragments, from pairs: shorter ones rarely hold a junction with both anchors."""
    substitution_share: tuple[float, float] = (0.02, 0.08)
    """Substitutions a base: an Illumina or Ion run has 0.1-1 %, Nanopore up to 5 % (doi:10.1186/gb-2013-14-5-r51)."""
    indel_share: tuple[float, float] = (0.03, 0.08)
    """Insertions and deletions a base: Ion has 0.5-2.8 % (doi:10.1186/1471-2164-13-341)."""
    duplicate_share: tuple[float, float] = (0.95, 0.995)
    """Share of duplicates for capture: few molecules were sequenced again and again."""
    detection_share: float = 0.5
    """A limit of detection above this share of a gene's transcripts misses a fusion beside as much wild type."""


def judge_run(
    run: RunEvidence,
    controls: Sequence[ControlCount],
    settings: CallSettings,
    gate: GateSettings | None = None,
) -> RunQuality:
    """The verdict on a run: the worst of its measures."""
    gate = gate or GateSettings()
    limits = detection_limits(run, controls, settings)
    measures = [
        _at_least("on-target reads", run.total.on_target, "reads", gate.on_target_reads, _HELP),
        _at_least("on-target share", _share(run.total.on_target, run.total.reads), "share", gate.on_target_share),
        _controls(controls, gate),
        _at_least("median read length", median_length(run), "nt", gate.read_length, _LENGTH_HELP),
    ]
    fragment = median_insert(run)
    if fragment is not None:
        measures.append(_at_least("median fragment length", fragment, "nt", gate.fragment_length))
    if run.total.explained_bases:
        bases = run.total.explained_bases
        measures.append(
            _at_most("substitution rate", run.total.mismatches / bases, "per base", gate.substitution_share)
        )
        measures.append(_at_most("indel rate", run.total.indels / bases, "per base", gate.indel_share))
    duplicates = run.duplicate_share
    if duplicates is not None and settings.counts_ends_as_molecules:
        measures.append(_at_most("duplicate share", duplicates, "share", gate.duplicate_share))
    measures.append(_names(run))
    measures.append(_limit(limits[0], gate))
    order = [Verdict.EVALUABLE, Verdict.LIMITED, Verdict.NOT_EVALUABLE]
    worst = max((measure.verdict for measure in measures), key=order.index)
    return RunQuality(worst, tuple(measures), tuple(controls), limits)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _at_least(name: str, value: float, unit: str, bounds: tuple[float, float], source: str = "") -> Measure:
    verdict = (
        Verdict.NOT_EVALUABLE if value < bounds[1] else Verdict.LIMITED if value < bounds[0] else Verdict.EVALUABLE
    )
    words = f"{name} {_shown(value)}, expected at least {_shown(bounds[0])} (not evaluable below {_shown(bounds[1])})"
    return Measure(name, value, unit, verdict, words, source)


def _at_most(name: str, value: float, unit: str, bounds: tuple[float, float], source: str = "") -> Measure:
    verdict = (
        Verdict.NOT_EVALUABLE if value > bounds[1] else Verdict.LIMITED if value > bounds[0] else Verdict.EVALUABLE
    )
    words = f"{name} {_shown(value)}, expected at most {_shown(bounds[0])} (not evaluable above {_shown(bounds[1])})"
    return Measure(name, value, unit, verdict, words, source)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.4g}"


def _controls(controls: Sequence[ControlCount], gate: GateSettings) -> Measure:
    name = "expression controls"
    if not controls:
        return Measure(
            name, None, "share", Verdict.LIMITED, "no expression controls were given, so the RNA itself is not judged"
        )
    passed = sum(control.passed for control in controls)
    share = passed / len(controls)
    verdict = (
        Verdict.EVALUABLE
        if share >= gate.controls_passed[0]
        else Verdict.LIMITED
        if share >= gate.controls_passed[1]
        else Verdict.NOT_EVALUABLE
    )
    failed = ", ".join(f"{control.gene} ({control.reads})" for control in controls if not control.passed)
    words = f"{passed} of {len(controls)} expression controls have enough reads" + (
        f"; too few: {failed}" if failed else ""
    )
    return Measure(name, share, "share", verdict, words)


def _names(run: RunEvidence) -> Measure:
    roots = {root: count for root, count in run.total.name_roots.items() if root}
    sampled = sum(run.total.name_roots.values())
    # One flow cell more is a sample sequenced twice; names of several instruments mean files were mixed.
    instruments = {root.split(":")[0] for root in roots}
    odd = sampled - max(run.total.name_roots.values(), default=0)
    verdict = Verdict.LIMITED if len(instruments) > 1 else Verdict.EVALUABLE
    listed = ", ".join(sorted(roots)) or "names without a run"
    words = f"names of {max(len(roots), 1)} run(s): {listed}"
    if verdict is Verdict.LIMITED:
        words += "; reads of several instruments in one file may be of several samples"
    return Measure("read names", float(odd), "reads of a sample", verdict, words)


def _limit(limit: DetectionLimit, gate: GateSettings) -> Measure:
    name = "limit of detection"
    if limit.share is None:
        return Measure(
            name, None, "share", Verdict.NOT_EVALUABLE,
            f"{limit.depth:.1f} reads over a typical junction: even a gene with nothing but the fusion may be missed",
        )  # fmt: skip
    verdict = Verdict.LIMITED if limit.share > gate.detection_share else Verdict.EVALUABLE
    words = f"a fusion of {limit.share:.2%} of a gene's transcripts is found with 95 % probability"
    return Measure(name, limit.share, "share", verdict, words)


def median_length(run: RunEvidence) -> float:
    """Median read length."""
    return _median(run.total.lengths)


def median_insert(run: RunEvidence) -> float | None:
    """Median fragment length of pairs; None without pairs."""
    return _median(run.insert_histogram) if run.insert_histogram.any() else None


def _median(histogram: np.ndarray) -> float:
    total = int(histogram.sum())
    return float(np.searchsorted(np.cumsum(histogram), total / 2)) if total else 0.0


def expected_for_95_percent(minimum: int) -> float:
    """
    Mean of a Poisson count that reaches `minimum` with 95 % probability.

    >>> [round(expected_for_95_percent(n), 2) for n in (1, 2, 3)]
    [3.0, 4.74, 6.3]
    """
    low, high = 0.0, minimum * 10.0 + 10
    for _ in range(60):
        mean = (low + high) / 2
        term = below = exp(-mean)
        for k in range(1, minimum):
            term *= mean / k
            below += term
        low, high = (mean, high) if below > 0.05 else (low, mean)
    return high


def detection_limits(
    run: RunEvidence, controls: Sequence[ControlCount], settings: CallSettings
) -> tuple[DetectionLimit, ...]:
    """
    Smallest share of each gene's transcripts that a fusion needs to be found with 95 % probability.

    From the reads over the gene's exon junctions, thinned by duplicates where these are removed. The value for `all` is
    the median over the controls, or without controls over the panel genes that have reads.
    """
    needed = expected_for_95_percent(settings.min_junction_reads)
    duplicates = (run.duplicate_share or 0.0) if settings.counts_ends_as_molecules else 0.0
    depths: dict[str, float] = {}
    for gene, target in enumerate(run.index.targets):
        depths[target.symbol] = mean_depth(run, gene, settings) * (1 - duplicates)
    named = {control.gene for control in controls}
    chosen = [depth for gene, depth in depths.items() if gene in named]
    if not chosen:
        chosen = [
            depths[target.symbol] for target in run.index.targets if target.is_panel and depths[target.symbol] >= 1
        ]
    overall = float(np.median(chosen)) if chosen else 0.0

    def limit(gene: str, depth: float) -> DetectionLimit:
        share = needed / depth if depth else None
        return DetectionLimit(gene, depth, None if share is None or share > 1 else max(share, settings.min_share))

    return (
        limit("all", overall),
        *(limit(target.symbol, depths[target.symbol]) for target in run.index.targets if target.is_panel),
    )
