"""Shares of reads and mutations per megabase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.model.imported import RawRow
from breakapart.model.sequencing import VariantClass
from breakapart.model.variant import Consequence, PanelVariant
from breakapart.scoring.panel import PanelSettings, allele_fraction, mutational_burden

ROW = RawRow((), (), 1)


def variant(effect="missense_variant", alt=30, depth=100, **fields):
    consequence = Consequence("ALK", "", effect, "", "", "VEP") if effect is not None else None
    return PanelVariant("x.vcf", ROW, alt_reads=alt, depth=depth, consequence=consequence, **{"passed": True, **fields})


def test_fraction_with_wilson_interval():
    # 15 of 100: 9.31 % to 23.28 %, Brown, Cai and DasGupta 2001, as in the tables of R's binom package.
    fraction = allele_fraction(variant(alt=15))
    assert fraction.percent == 15
    assert (fraction.low, fraction.high) == pytest.approx((9.31, 23.28), abs=0.01)


def test_a_stated_fraction_has_an_interval_only_with_its_depth():
    stated = allele_fraction(variant(alt=None, depth=None, stated_fraction_percent=59.74))
    assert (stated.percent, stated.low, stated.high) == (59.74, None, None)
    counted = allele_fraction(variant(alt=None, depth=1000, stated_fraction_percent=59.74))
    assert counted.alt_reads == 597
    assert counted.low < 59.74 < counted.high
    assert allele_fraction(variant(alt=None, depth=100)) is None


def test_burden_with_its_poisson_interval():
    # 10 events: 4.795 to 18.390, Garwood 1936; of 2 Mb half of it.
    burden = mutational_burden([variant() for _ in range(10)], 2.0)
    assert (burden.per_mb, burden.counted) == (5.0, 10)
    assert (burden.low, burden.high) == pytest.approx((2.398, 9.195), abs=0.001)


def test_no_mutation_still_has_an_upper_limit():
    burden = mutational_burden([], 1.7)
    assert (burden.per_mb, burden.low) == (0, 0)
    assert burden.high == pytest.approx(3.689 / 1.7, abs=0.001)


@pytest.mark.parametrize(
    ("one", "nonsynonymous", "coding"),
    [
        (variant("missense_variant"), 1, 1),
        (variant("frameshift_variant"), 1, 1),
        (variant("synonymous_variant"), 0, 1),
        (variant("nonsynonymous_SNV"), 1, 1),
        (variant("splice_region_variant&synonymous_variant"), 0, 1),
        (variant("splice_donor_variant&intron_variant"), 1, 1),
        (variant("intron_variant"), 0, 0),
        (variant("3_prime_UTR_variant"), 0, 0),
        (variant(None), 1, 1),
        (variant(alt=4), 0, 0),
        (variant(passed=False), 0, 0),
        (variant(germline=True), 0, 0),
        (variant(called=False), 0, 0),
        (variant(problems=("POS is 'x'",)), 0, 0),
        (variant(variant_class=VariantClass.COPY_NUMBER), 0, 0),
    ],
)
def test_what_counts(one, nonsynonymous, coding):
    assert mutational_burden([one], 1.5).counted == nonsynonymous
    assert mutational_burden([one], 1.5, PanelSettings(tmb_counts="coding")).counted == coding


def test_doubts_are_said():
    notes = " ".join(mutational_burden([variant(None, passed=None)], 0.5).notes)
    assert "the panel is small (0.5 Mb" in notes
    assert "1 of them have no annotated effect" in notes
    assert "1 of them were not filtered" in notes
    assert "whether inherited is not said of 1" in notes


@given(st.integers(0, 200), st.floats(0.05, 50))
def test_interval_holds_the_value(count, size):
    burden = mutational_burden([variant() for _ in range(count)], size)
    assert burden.low <= burden.per_mb <= burden.high


@pytest.mark.parametrize("size", [0, -1])
def test_a_panel_has_a_size(size):
    with pytest.raises(ValueError, match="size_mb"):
        mutational_burden([], size)


@pytest.mark.parametrize(
    "wrong", [{"tmb_counts": "all"}, {"tmb_min_fraction_percent": 101}, {"tmb_small_panel_mb": -1}]
)
def test_settings_are_checked(wrong):
    with pytest.raises(ValueError, match="tmb_"):
        PanelSettings(**wrong)
