"""Tissue by how it was taken, by its number, and as a heading."""

import pytest

from breakapart.drafting.mentions import in_turn, number_of, procedure_in, tissue_heads
from breakapart.drafting.sections import find_sections
from breakapart.drafting.sentences import split
from breakapart.drafting.subjects import attribute


@pytest.mark.parametrize(
    ("text", "number", "procedure", "kind"),
    [
        ("The first specimen consisted of fat.", 1, None, None),
        ("Sequencing of the third sample failed.", 3, None, None),
        ("In the second core biopsy the cells were pale.", 2, "biopsy", None),
        ("Histologically, the initial excision contained fat.", 1, "excision", None),
        ("FISH on the last operation specimen was positive.", -1, "resection", None),
        ("Cells of the second recurrence were larger.", 2, None, "recurrence"),
    ],
)
def test_tissue_by_its_number(text, number, procedure, kind):
    assert [(one.number, one.procedure, one.kind) for one in in_turn(text)] == [(number, procedure, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "The second biopsy was taken in May.",
        "Two years after the first operation she was well.",
        "The margins of the first excision were involved.",
        "The first author reviewed all specimens.",
        "At the time of the second recurrence he was twelve.",
    ],
)
def test_what_is_only_done_or_counted_from_is_not_looked_at(text):
    assert list(in_turn(text)) == []


def test_a_procedure_has_the_number_before_it():
    text = "A second core biopsy was taken."
    assert number_of(text, text.index("core"), text.index(" was")) == 2
    assert number_of("A core biopsy was taken.", 2, 13) is None


@pytest.mark.parametrize(
    ("words", "procedure"),
    [("needle core", "core_biopsy"), ("FNA of the lung", "cytology"), ("excised", "excision"), ("left thigh", None)],
)
def test_how_tissue_was_taken(words, procedure):
    assert procedure_in(words) == procedure


def heads(text):
    _, parts = attribute(split(text, find_sections(text)))
    return [(head.words, head.kind) for head in tissue_heads(parts)]


def test_tissues_as_headings():
    text = (
        "Core biopsy (H18/1234):\nPale cells.\n\nRe-excision, March 2021\nDark cells.\n\n"
        "Local recurrence 2023\nNo cells."
    )
    assert heads(text) == [
        ("Core biopsy (H18/1234)", None), ("Re-excision, March 2021", None), ("Local recurrence 2023", "recurrence"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Biopsy 2019\nPale cells.\n\nThe cells were pale.",
        "Recurrence was seen.\n\nBiopsy was refused.\n\nMetastasis: none.",
    ],
)
def test_one_heading_or_a_sentence_divides_nothing(text):
    assert heads(text) == []
