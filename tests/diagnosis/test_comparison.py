"""Two samples of one patient."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.diagnosis.comparison import clonality, compare_samples, fisher_exact
from breakapart.model.imported import RawRow
from breakapart.model.variant import Clonality, Fraction, PanelVariant, Seen
from breakapart.scoring.panel import allele_fraction

ROW = RawRow((), (), 1)


def variant(start, alt=30, depth=100, **fields):
    return PanelVariant(
        "x.vcf", ROW, "chr1", start, "A", "T", start + 1, alt_reads=alt, depth=depth, **{"passed": True, **fields}
    )


def compare(first, second, **options):
    return compare_samples(first, second, allele_fraction, **options)


def test_shared_and_private():
    comparison = compare([variant(1), variant(2)], [variant(2, alt=60), variant(3)])
    assert [(one.variant.start, one.seen) for one in comparison.variants] == [
        (2, Seen.BOTH),
        (1, Seen.FIRST_ONLY),
        (3, Seen.SECOND_ONLY),
    ]
    assert (comparison.shared, comparison.first_only, comparison.second_only) == (1, 1, 1)
    shared = comparison.variants[0]
    assert shared.change_points == pytest.approx(30)
    assert "absent from a list is not absent from a tumour" in comparison.variants[1].note
    assert "proves no common origin" in comparison.words[1]


def test_a_rejected_call_is_no_absence():
    comparison = compare([variant(1)], [variant(1, alt=3, passed=False, filters=("low_vaf",))])
    (one,) = comparison.variants
    assert one.seen is Seen.BOTH
    assert one.note == "in the second sample the caller rejected it (low_vaf)"
    assert compare([], [variant(1, passed=False)]).variants == ()


def test_inherited_and_absent_ones_are_left_out():
    assert compare([variant(1, germline=True), variant(2, called=False)], []).variants == ()


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # Fisher's tea, 3 of 4 and 1 of 4: 34 / 70. By hand, 1 of 10 and 9 of 10: 2 x (100 + 1) / 184,756.
        ((3, 4, 1, 4), 34 / 70),
        ((1, 10, 9, 10), 202 / 184_756),
        ((0, 50, 0, 50), 1.0),
    ],
)
def test_fisher(table, expected):
    assert fisher_exact(*table) == pytest.approx(expected, rel=1e-9)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_fisher_is_the_sum_over_the_tables(depth1, depth2, data):
    from math import comb

    alt1, alt2 = data.draw(st.integers(0, depth1)), data.draw(st.integers(0, depth2))
    total = alt1 + alt2
    whole = comb(depth1 + depth2, total)
    chances = [comb(depth1, n) * comb(depth2, total - n) for n in range(max(0, total - depth2), min(depth1, total) + 1)]
    seen = comb(depth1, alt1) * comb(depth2, alt2)
    expected = sum(chance for chance in chances if chance <= seen) / whole
    assert fisher_exact(alt1, depth1, alt2, depth2) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("percent", "low", "high", "purity", "expected"),
    [
        (30, 25, 35, 0.6, Clonality.CLONAL),  # 2 x 0.3 / 0.6 = 1
        (10, 7, 13, 0.6, Clonality.SUBCLONAL),
        (60, 55, 65, 0.6, Clonality.ABOVE),
        (30, None, None, 0.6, Clonality.UNKNOWN),
        (30, 25, 35, None, Clonality.UNKNOWN),
    ],
)
def test_clonality(percent, low, high, purity, expected):
    assert clonality(Fraction(percent, low, high), purity) is expected


def test_changes_are_corrected_for_many_tests():
    first = [variant(start) for start in range(20)]
    second = [variant(0, alt=70), *[variant(start, alt=40) for start in range(1, 20)]]
    words = " ".join(compare(first, second).words)
    assert "The fraction changed in 1 of 20 shared variants" in words


def test_the_same_sample_twice_does_not_differ():
    sample = [variant(start, alt=start + 10) for start in range(15)]
    comparison = compare(sample, sample, first_purity=0.5, second_purity=0.5)
    assert (comparison.shared, comparison.first_only, comparison.second_only) == (15, 0, 0)
    assert all(one.change_points == 0 and one.first_clonality is one.second_clonality for one in comparison.variants)
