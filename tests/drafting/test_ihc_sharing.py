"""Exceptions, "respectively", and adjectives that hold for the whole list or for one stain of it."""

import pytest
from tests.drafting.fact_notation import told

from breakapart.drafting.draft import read_sentence


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The cells were positive for S100, SMA and desmin but not CD34.", ["CD34-", "S100+", "SMA+", "desmin+"]),
        ("The cells were strongly positive for S100 and SMA.", ["S100+strong", "SMA+strong"]),
        ("The cells were positive for S100 and focally for SMA.", ["S100+", "SMA+focal"]),
        ("S100 and SMA were positive and negative, respectively.", ["S100+", "SMA-"]),
        ("S100 and SMA showed diffuse and focal expression, respectively.", ["S100+diffuse", "SMA+focal"]),
        ("Of the lesional cells 30% of cells were positive for CD34.", ["CD34+30%"]),
    ],
)
def test_what_each_stain_is_given(text, wanted, vocabulary):
    facts = [told(one, "ihc") for one in read_sentence(text, vocabulary) if one.kind == "ihc"]
    assert sorted(facts) == wanted
