"""Signs, brackets, scores and colons directly behind a stain."""

import pytest

from breakapart.drafting.ihc_signs import read_signs
from breakapart.drafting.ihc_stain import Stain
from breakapart.drafting.vocabulary import MarkerMention
from breakapart.model.outcome import Outcome


@pytest.mark.parametrize(
    ("behind", "outcome"),
    [
        ("(+)", Outcome.PRESENT),
        ("+++", Outcome.PRESENT),
        ("(-)", Outcome.ABSENT),
        ("-, CD99", Outcome.ABSENT),
        ("+/-", Outcome.EQUIVOCAL),
        (" (focal positivity)", Outcome.PRESENT),
        (": negative", Outcome.ABSENT),
        (": patchy", Outcome.PRESENT),
        (" H-score 0", Outcome.ABSENT),
        (" (H-score 210)", Outcome.PRESENT),
        ("-positive", Outcome.PRESENT),
        (" is a sialomucin", None),
        ("-related", None),
    ],
)
def test_what_stands_behind(behind, outcome):
    text = "CD34" + behind
    stain = Stain(MarkerMention("CD34", None, 0, 4))
    read_signs(text, stain, len(text))
    assert stain.outcome is outcome


def test_signs_of_the_next_stain_are_left_to_it():
    text = "SMA CD34 (+)"
    stain = Stain(MarkerMention("SMA", None, 0, 3))
    read_signs(text, stain, 4)
    assert stain.outcome is None


def test_a_clone_may_stand_between():
    text = "ALK (clone D5F3) (+)"
    stain = Stain(MarkerMention("ALK", None, 0, 3))
    read_signs(text, stain, len(text))
    assert (stain.clone, stain.outcome) == ("D5F3", Outcome.PRESENT)
