"""Background cut-offs against a spreadsheet's BETAINV and hand calculation."""

import pytest
from scipy.stats import beta

from breakapart.scoring.normal_series import NormalSlide, background_cutoff

SLIDES = [NormalSlide(str(n), k, 100) for n, k in enumerate((2, 3, 4, 3, 2, 5, 3, 2, 4, 2))]


def test_by_hand():
    """Mean of 2 3 4 3 2 5 3 2 4 2 is 3; squares of the differences sum to 10, so SD = sqrt(10/9)."""
    cutoff = background_cutoff(SLIDES)
    assert cutoff.mean_percent == pytest.approx(3.0)
    assert cutoff.mean_plus_3sd_percent == pytest.approx(3 + 3 * (10 / 9) ** 0.5)
    assert cutoff.beta_inverse_percent == pytest.approx(100 * beta.ppf(0.95, 6, 95), abs=1e-6)
    assert cutoff.stricter_percent == cutoff.beta_inverse_percent
    assert "10 normal slides" in cutoff.warnings[0]


def test_too_few_slides():
    with pytest.raises(ValueError, match="4 normal slides, expected at least 5"):
        background_cutoff(SLIDES[:4])
