import pytest

from breakapart.drafting.sections import find_sections
from breakapart.drafting.sentences import split
from breakapart.drafting.subjects import attribute


def parts_of(text):
    labels, parts = attribute(split(text, find_sections(text)))
    return labels, [(part.text.strip(), part.cases) for part in parts]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Case 1 was a boy. Case 2 was a girl.", ("1", "2")),
        ("Case I was a boy. Case II was a girl.", ("1", "2")),
        ("Patient A was a boy. Patient B was a girl.", ("A", "B")),
        ("The first patient was a boy. The second patient was a girl.", ("1", "2")),
        ("A boy had a lump. It was excised.", ("1",)),
        ("A 5-year-old girl had a lump.\n\nA 30-year-old man had a nodule.", ("1", "2")),
        ("The patient 2 years later had a lump.", ("1",)),
    ],
)
def test_cases_are_told_apart_by_what_they_are_called(text, labels):
    assert parts_of(text)[0] == labels


def test_a_sentence_on_two_cases_is_cut_where_the_case_changes():
    _, parts = parts_of("Case 1 was old. Case 2 was young. NGS of Case 1 revealed X, while Case 2 carried Y.")
    assert parts[-2:] == [("NGS of Case 1 revealed X,", ("1",)), ("while Case 2 carried Y.", ("2",))]


def test_both_cases_are_both():
    _, parts = parts_of("Case 1 was old. Case 2 was young. FISH confirmed that both cases were rearranged.")
    assert parts[-1][1] == ("1", "2")


def test_what_others_reported_is_nobody_of_ours():
    text = "Introduction\nTumours occur.\n\nCase report\nA boy had a lump.\n\nDiscussion\nSmith et al. saw a girl."
    assert all("Smith" not in words for words, _ in parts_of(text)[1])
