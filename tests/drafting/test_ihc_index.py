"""Labelling indices: numbers, ranges, bounds, and how they were counted."""

import pytest

from breakapart.drafting.ihc_index import read_labelling_index
from breakapart.drafting.ihc_stain import Stain
from breakapart.drafting.vocabulary import MarkerMention
from breakapart.model.draft import Sureness
from breakapart.model.ihc import CountMethod
from breakapart.model.outcome import Outcome


def read(behind):
    text = "Ki-67" + behind
    stain = Stain(MarkerMention("Ki67", None, 0, 5))
    read_labelling_index(text, stain, len(text))
    return stain


@pytest.mark.parametrize(
    ("behind", "percent"), [(" 12%", 12), (": 3.5 %", 3.5), (" index was approximately 20%", 20), (" of 8 per cent", 8)]
)
def test_a_single_share(behind, percent):
    stain = read(behind)
    assert (stain.percent, stain.outcome, stain.sureness) == (percent, Outcome.PRESENT, Sureness.READ)


@pytest.mark.parametrize("behind", [" 5-10%", " <5%", " up to 30%"])
def test_ranges_and_bounds_are_asked(behind):
    stain = read(behind)
    assert stain.percent is None
    assert stain.note
    assert stain.sureness is Sureness.UNSURE


def test_how_it_was_counted():
    assert read(" 30% in hot spots").method is CountMethod.HOT_SPOT
    assert read(" average of 5%").method is CountMethod.AVERAGE


@pytest.mark.parametrize("behind", [" was done; necrosis 30%", " was done. Necrosis was 30%", " 300%"])
def test_other_shares_are_not_taken(behind):
    assert read(behind).percent is None
