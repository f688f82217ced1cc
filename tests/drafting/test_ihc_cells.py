"""Results in the cells of tables, without their stain beside them."""

import pytest

from breakapart.drafting.ihc_cells import read_result
from breakapart.model.outcome import Outcome


@pytest.mark.parametrize(
    ("words", "outcome"),
    [("++", "present"), ("0", "absent"), ("+/-", "equivocal"), ("neg.", "absent"), ("patchy", "present")],
)
def test_a_cell_alone_tells_the_outcome(words, outcome):
    result = read_result(words, "ALK")
    assert result is not None
    assert result.values()["outcome"] == outcome


def test_other_columns_fill_what_is_missing():
    result = read_result("positive, focal", "CD34")
    assert result is not None
    values = result.with_remarks(["diffuse, strong", "40 %"]).values()
    assert (values["extent"], values["intensity"], values["percent_positive"]) == ("focal", "strong", 40)


def test_a_share_of_no_cells_is_negative():
    result = read_result("0 %", "CD34")
    assert result is not None
    assert result.outcome is Outcome.ABSENT


@pytest.mark.parametrize("words", ["n.d.", "ND", "not performed", "pending", "see comment"])
def test_what_was_not_done_is_no_outcome(words):
    result = read_result(words, "ALK")
    assert result is not None
    assert result.outcome is None


def test_words_that_are_no_result():
    assert read_result("D5F3", "ALK") is None
    assert read_result("Ventana", "ALK") is None
