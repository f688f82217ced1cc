"""
Two samples of one patient, such as a primary and its metastasis: which variants they share, how fractions change, and
what the purity says of the share of tumour cells that carry them.
"""

import math
from collections.abc import Callable, Sequence

from breakapart.model.sequencing import VariantClass
from breakapart.model.variant import (
    Clonality,
    ComparedVariant,
    Fraction,
    PanelVariant,
    SampleComparison,
    Seen,
)

SIGNIFICANT = 0.05
"""Level at which a change of fraction is called one, after Holm's correction over the shared variants (Holm 1979)."""

FractionOf = Callable[[PanelVariant], Fraction | None]


def compare_samples(
    first: Sequence[PanelVariant],
    second: Sequence[PanelVariant],
    fraction_of: FractionOf,
    *,
    first_purity: float | None = None,
    second_purity: float | None = None,
) -> SampleComparison:
    """
    Variants of two samples side by side, shared ones first.

    Purity is the share of tumour cells, 0 to 1; without it nothing is said of clones. Variants that a caller
    rejected are compared where the other sample has them, and are not counted as private: a call just below a
    threshold is no absence.
    """
    ones, others = ({variant.key: variant for variant in sample if _counts(variant)} for sample in (first, second))
    rejected = [{variant.key: variant for variant in sample if _is_rejected(variant)} for sample in (first, second)]
    compared = []
    for key in {**ones, **others}:
        one, other = ones.get(key), others.get(key)
        note = ""
        if one is None and (one := rejected[0].get(key)) is not None:
            note = f"in the first sample the caller rejected it ({';'.join(one.filters)})"
        if other is None and (other := rejected[1].get(key)) is not None:
            note = f"in the second sample the caller rejected it ({';'.join(other.filters)})"
        compared.append(_compare(one, other, fraction_of, first_purity, second_purity, note))
    compared.sort(key=_order)
    shared = sum(variant.seen is Seen.BOTH for variant in compared)
    first_only = sum(variant.seen is Seen.FIRST_ONLY for variant in compared)
    second_only = sum(variant.seen is Seen.SECOND_ONLY for variant in compared)
    words = _words(compared, shared, first_only, second_only)
    return SampleComparison(tuple(compared), shared, first_only, second_only, words)


def clonality(fraction: Fraction | None, purity: float | None) -> Clonality:
    """
    Whether all tumour cells may carry a variant, if it sits on one of two copies in each.

    The share of tumour cells is 2 x fraction / purity for two copies in tumour and normal cells (Landau 2013,
    doi:10.1016/j.cell.2013.01.019, without copy-number change); clonal if its 95 % interval holds 1 (McGranahan 2015,
    doi:10.1126/scitranslmed.aaa1408).
    """
    if fraction is None or purity is None or fraction.low is None or fraction.high is None:
        return Clonality.UNKNOWN
    low, high = 2 * fraction.low / 100 / purity, 2 * fraction.high / 100 / purity
    if high < 1:
        return Clonality.SUBCLONAL
    return Clonality.CLONAL if low <= 1 else Clonality.ABOVE


def fisher_exact(alt1: int, depth1: int, alt2: int, depth2: int) -> float:
    """
    Two-sided P of Fisher's exact test on two counts of reads.

    >>> round(fisher_exact(1, 10, 9, 10), 5)
    0.00109

    Source: Fisher 1922, J R Stat Soc 85:87. All tables no likelier than the one seen are added.
    """
    total = alt1 + alt2

    def log_probability(count: int) -> float:
        return _log_choose(depth1, count) + _log_choose(depth2, total - count)

    counts = range(max(0, total - depth2), min(depth1, total) + 1)
    whole = _log_choose(depth1 + depth2, total)
    seen = log_probability(alt1)
    # A relative tolerance keeps tables that are exactly as likely from being lost in the last digit.
    return min(1.0, math.fsum(math.exp(value - whole) for n in counts if (value := log_probability(n)) <= seen + 1e-7))


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _counts(variant: PanelVariant) -> bool:
    return not variant.problems and variant.called and variant.passed is not False and not variant.germline


def _is_rejected(variant: PanelVariant) -> bool:
    return not variant.problems and variant.called and variant.passed is False


def _compare(
    one: PanelVariant | None,
    other: PanelVariant | None,
    fraction_of: FractionOf,
    first_purity: float | None,
    second_purity: float | None,
    note: str,
) -> ComparedVariant:
    variant = one or other
    assert variant is not None
    first = fraction_of(one) if one is not None else None
    second = fraction_of(other) if other is not None else None
    seen = (
        Seen.BOTH if one is not None and other is not None else Seen.FIRST_ONLY if one is not None else Seen.SECOND_ONLY
    )
    change = p_value = None
    if first is not None and second is not None:
        change = second.percent - first.percent
        if None not in (first.alt_reads, first.depth, second.alt_reads, second.depth):
            assert first.alt_reads is not None
            assert first.depth is not None
            assert second.alt_reads is not None
            assert second.depth is not None
            p_value = fisher_exact(first.alt_reads, first.depth, second.alt_reads, second.depth)
    if seen is not Seen.BOTH and not note:
        note = "how deep the other sample was read there is not said: absent from a list is not absent from a tumour"
    is_copy = variant.variant_class is VariantClass.COPY_NUMBER
    unknown = Clonality.UNKNOWN
    return ComparedVariant(
        variant=variant,
        seen=seen,
        first=first,
        second=second,
        change_points=change,
        p_value=p_value,
        first_clonality=unknown if is_copy else clonality(first, first_purity),
        second_clonality=unknown if is_copy else clonality(second, second_purity),
        note=note,
    )


def _order(compared: ComparedVariant) -> tuple[object, ...]:
    order = {Seen.BOTH: 0, Seen.FIRST_ONLY: 1, Seen.SECOND_ONLY: 2}
    return order[compared.seen], compared.variant.chrom, compared.variant.start, compared.variant.alt


def _words(compared: Sequence[ComparedVariant], shared: int, first_only: int, second_only: int) -> tuple[str, ...]:
    words = [
        f"{shared} variants are shared, {first_only} were called in the first sample only and {second_only} in the "
        "second only."
    ]
    if shared >= 2:
        words.append(
            "Several shared variants speak for one origin, provided they are somatic: inherited variants are shared "
            "by any "
            "two samples of a patient."
        )
    elif shared == 1:
        words.append("One shared variant may be a hotspot that arose twice, or inherited; it proves no common origin.")
    elif compared:
        words.append("No variant is shared: two tumours, or a small panel that saw none of the common ones.")
    changed = _changed([variant for variant in compared if variant.seen is Seen.BOTH])
    if changed:
        words.append(
            f"The fraction changed in {len(changed)} of {shared} shared variants (Fisher's exact test, Holm's "
            "correction, "
            "0.05): other purity, lost or gained copies, or another share of tumour cells."
        )
    return tuple(words)


def _changed(shared: Sequence[ComparedVariant]) -> list[ComparedVariant]:
    tested = sorted((variant for variant in shared if variant.p_value is not None), key=lambda one: one.p_value or 0.0)
    changed = []
    for rank, variant in enumerate(tested):
        if (variant.p_value or 0.0) * (len(tested) - rank) > SIGNIFICANT:
            break
        changed.append(variant)
    return changed
