"""What a panel's design lets be counted: amplicons, expression controls, the balance of a kinase's two ends."""

from collections.abc import Mapping, Sequence

import numpy as np

from breakapart.calling.evidence import RunEvidence
from breakapart.calling.quantities import wild_type_at
from breakapart.calling.settings import CallSettings
from breakapart.model.calling import AmpliconCount, CalledFusion, ControlCount, ExpressionBalance, Imbalance
from breakapart.model.expression import Amplicon, AmpliconKind, ImbalanceBounds

MIN_CONTROL_READS = 15
"""Reads of a control gene below which its expression is not shown: with a mean of 15, the fifth percentile of a Poisson
count is 9, so that a passed control is not a handful of stray reads."""


def count_amplicons(
    run: RunEvidence, amplicons: Sequence[Amplicon], calls: Sequence[CalledFusion], settings: CallSettings
) -> tuple[AmpliconCount, ...]:
    """Reads of each amplicon: those over its middle, or over the junction of a fusion amplicon."""
    return tuple(
        AmpliconCount(
            amplicon.name,
            str(amplicon.kind),
            amplicon.gene + (f"::{amplicon.gene_3p}" if amplicon.gene_3p else ""),
            _fusion_reads(amplicon, calls)
            if amplicon.kind is AmpliconKind.FUSION
            else _reads_over_middle(run, amplicon, settings),
        )
        for amplicon in amplicons
    )


def _fusion_reads(amplicon: Amplicon, calls: Sequence[CalledFusion]) -> int:
    return sum(
        call.junction_reads
        for call in calls
        if (call.five_prime.gene, call.three_prime.gene) == (amplicon.gene, amplicon.gene_3p)
        and amplicon.exon_5p in (None, call.five_prime.exon)
        and amplicon.exon_3p in (None, call.three_prime.exon)
    )


def _reads_over_middle(run: RunEvidence, amplicon: Amplicon, settings: CallSettings) -> int:
    index = run.index
    if amplicon.gene not in index.symbols or amplicon.start is None or amplicon.end is None:
        return 0
    gene = index.symbols.index(amplicon.gene)
    middle = (amplicon.start + amplicon.end) // 2
    main = index.stretches_of(gene)[0]
    if amplicon.contig is not None:
        base = middle
    elif main.start + middle < main.end:
        base = int(index.genomic[main.start + middle])
    else:
        return 0
    return wild_type_at(run, gene, base, is_five_prime=False, settings=settings)


def count_controls(
    run: RunEvidence, controls: Sequence[str], amplicons: Sequence[AmpliconCount]
) -> tuple[ControlCount, ...]:
    """Reads of the expression controls: on their amplicons where the design has them, else on the gene."""
    by_amplicon: dict[str, int] = {}
    for amplicon in amplicons:
        if amplicon.kind == AmpliconKind.CONTROL:
            by_amplicon[amplicon.gene] = by_amplicon.get(amplicon.gene, 0) + amplicon.reads
    names = list(dict.fromkeys([*controls, *by_amplicon]))
    found = []
    for name in names:
        if name in by_amplicon:
            reads = by_amplicon[name]
        else:
            reads = run.reads_of(run.index.symbols.index(name)) if name in run.index.symbols else 0
        found.append(ControlCount(name, reads, reads >= MIN_CONTROL_READS))
    return tuple(found)


def balance_expression(
    run: RunEvidence,
    amplicons: Sequence[AmpliconCount],
    controls: Sequence[ControlCount],
    bounds: Mapping[str, ImbalanceBounds],
    settings: CallSettings,
) -> tuple[ExpressionBalance, ...]:
    """
    (3' - 5') / sum of controls for each kinase, by the formula of the Ion Reporter help (GUID-258DB03B).

    Reads of the imbalance amplicons where the design has them; else the mean depth over the exon junctions of the
    kinase domain against those of the first part of the transcript, and the depth of the controls.
    """
    by_gene: dict[str, dict[str, int]] = {}
    for amplicon in amplicons:
        if amplicon.kind in (AmpliconKind.IMBALANCE_5P, AmpliconKind.IMBALANCE_3P):
            ends = by_gene.setdefault(amplicon.gene, {})
            ends[amplicon.kind] = ends.get(amplicon.kind, 0) + amplicon.reads
    total = float(sum(control.reads for control in controls))
    found = []
    for gene, target in enumerate(run.index.targets):
        if not target.is_kinase:
            continue
        ends = by_gene.get(target.symbol, {})
        if len(ends) == 2:
            five, three = float(ends[AmpliconKind.IMBALANCE_5P]), float(ends[AmpliconKind.IMBALANCE_3P])
            found.append(_judge(target.symbol, five, three, total, bounds, measured_on="amplicons"))
            continue
        depths = _depth_of_ends(run, gene, settings)
        if depths is not None and sum(depths) > 0:
            control_depth = sum(mean_depth(run, run.index.symbols.index(control.gene), settings)
                                for control in controls if control.gene in run.index.symbols)  # fmt: skip
            found.append(_judge(target.symbol, *depths, control_depth, bounds, measured_on="depth over exon junctions"))
    return tuple(found)


def _judge(
    gene: str, five: float, three: float, controls: float, bounds: Mapping[str, ImbalanceBounds], *, measured_on: str
) -> ExpressionBalance:
    known = bounds.get(gene)
    source = known.source if known else ""
    if controls <= 0:
        return ExpressionBalance(
            gene, five, three, controls, None, Imbalance.NOT_EVALUABLE, "no reads of expression controls", source
        )
    value = (three - five) / controls
    said = f"({three:g} - {five:g}) / {controls:g} = {value:.4f}, measured on {measured_on}"
    if known is None:
        return ExpressionBalance(
            gene, five, three, controls, value, Imbalance.NOT_EVALUABLE, f"{said}; no bounds are known for {gene}", ""
        )
    if value <= known.none_at_most:
        verdict, why = Imbalance.NONE, f"at most {known.none_at_most:g}: no evidence of a fusion"
    elif value >= known.strong_at_least:
        verdict, why = Imbalance.STRONG, f"at least {known.strong_at_least:g}: strong evidence of a fusion"
    else:
        verdict, why = Imbalance.UNCERTAIN, f"between {known.none_at_most:g} and {known.strong_at_least:g}: uncertain"
    return ExpressionBalance(
        gene, five, three, controls, value, verdict, f"{said}; {why} (bounds of the {known.assay})", source
    )


def _junction_depths(run: RunEvidence, gene: int, settings: CallSettings) -> list[tuple[int, int]]:
    """CDNA position of each exon junction of the main transcript, with the reads over it."""
    main = run.index.stretches_of(gene)[0]
    transcript = run.index.targets[gene].main
    return [
        (exon.cdna_end, run.crossing(main.start + exon.cdna_end, settings.min_anchor)) for exon in transcript.exons[:-1]
    ]


def mean_depth(run: RunEvidence, gene: int, settings: CallSettings) -> float:
    """
    Reads over a typical exon junction of a gene that has reads.

    The mean over the junctions with at least one read for amplicons, which lie on few; over all for other designs. A
    gene of one exon is counted at its middle.
    """
    depths = [depth for _, depth in _junction_depths(run, gene, settings)]
    if not depths:
        main = run.index.stretches_of(gene)[0]
        return float(run.crossing((main.start + main.end) // 2, settings.min_anchor))
    if settings.design == "amplicon":
        depths = [depth for depth in depths if depth] or [0]
    return float(np.mean(depths))


def _depth_of_ends(run: RunEvidence, gene: int, settings: CallSettings) -> tuple[float, float] | None:
    domain = run.index.targets[gene].kinase_cdna
    if domain is None:
        return None
    start, end = domain
    junctions = _junction_depths(run, gene, settings)
    three = [depth for at, depth in junctions if start <= at <= end]
    # Fusions keep the kinase and up to some exons before it: the first three fifths of the way there are not kept.
    five = [depth for at, depth in junctions if at <= 0.6 * start]
    if not five or not three:
        return None
    return float(np.mean(five)), float(np.mean(three))
