"""What is told of one stain: first words hold, later ones fill what is missing."""

import pytest

from breakapart.drafting.ihc_stain import Stain, qualify, settle, words_before
from breakapart.drafting.vocabulary import MarkerMention
from breakapart.model.outcome import Compartment, Extent, Intensity, Outcome


@pytest.fixture
def stain():
    return Stain(MarkerMention("CD34", None, 0, 4))


def test_first_words_hold(stain):
    qualify(stain, "focal, nuclear")
    qualify(stain, "diffuse and strong cytoplasmic")
    assert (stain.extent, stain.intensity, stain.compartments) == (
        Extent.FOCAL,
        Intensity.STRONG,
        (Compartment.NUCLEAR,),
    )


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [("pve", Outcome.PRESENT), ("double", Outcome.PRESENT), ("wo", Outcome.ABSENT), ("ne", Outcome.NOT_EVALUABLE)],
)
def test_kinds_give_outcomes(stain, kind, outcome):
    settle(stain, kind, "a rule", 5, 9)
    assert (stain.outcome, stain.start, stain.end) == (outcome, 5, 9)


@pytest.mark.parametrize("kind", ["nd", "oc"])
def test_not_done_and_other_cells_leave_it_out(stain, kind):
    settle(stain, kind, "a rule", 5, 9)
    assert stain.skip
    assert stain.outcome is None


def test_adjectives_directly_before():
    text = "positive for CD34, focal and weak S100"
    assert words_before(text, text.index("S100")) == "focal and weak "
    assert words_before(text, text.index("CD34")) == ""
