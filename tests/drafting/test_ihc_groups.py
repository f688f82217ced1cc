"""Which stains a word of result takes."""

import pytest

from breakapart.drafting.ihc_gaps import BREAK
from breakapart.drafting.ihc_groups import groups_in
from breakapart.drafting.ihc_stain import Stain
from breakapart.drafting.ihc_statuses import statuses_in


def groups(text, vocabulary):
    mentions = vocabulary.markers_in(text)
    breaks = [match.start() for match in BREAK.finditer(text)]
    found = groups_in(text, [Stain(mention) for mention in mentions], statuses_in(text, mentions), breaks)
    return [(status.kind, [stain.mention.marker for stain in stains]) for status, stains, _ in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("positive for CD34, SMA and desmin", [("pos", ["CD34", "SMA", "desmin"])]),
        ("CD34, SMA and desmin were positive", [("pos", ["CD34", "SMA", "desmin"])]),
        ("positive for CD34 and negative for SMA", [("pos", ["CD34"]), ("neg", ["SMA"])]),
        ("CD34 was positive and SMA was negative", [("pos", ["CD34"]), ("neg", ["SMA"])]),
        ("positive for CD34; SMA was negative", [("pos", ["CD34"]), ("neg", ["SMA"])]),
        ("CD34 positive, SMA negative", [("pos", ["CD34"]), ("neg", ["SMA"])]),
        ("positive CD34 and negative SMA", [("pos", ["CD34"]), ("neg", ["SMA"])]),
        ("an ALK-positive tumour", [("pos", ["ALK"])]),
    ],
)
def test_lists_on_either_side(text, wanted, vocabulary):
    assert groups(text, vocabulary) == wanted
