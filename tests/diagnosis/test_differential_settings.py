"""Settings: checked when made."""

import pytest

from breakapart.diagnosis.settings import DifferentialSettings


def test_defaults_are_sound():
    DifferentialSettings()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("none_prior", 1.0, "none_prior is 1.0, expected a share below 1"),
        ("lapse", -0.1, "lapse is -0.1, expected a number of at least 0"),
        ("evidence_power", float("nan"), "evidence_power is nan, expected a number of at least 0"),
    ],
)
def test_impossible_values_are_refused(name, value, message):
    with pytest.raises(ValueError, match=message):
        DifferentialSettings(**{name: value})
