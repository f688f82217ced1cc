import pytest

from breakapart.drafting.draft import draft_cases
from breakapart.drafting.proposals import borne_out, proposals_on
from breakapart.model.draft import Span, Sureness

TEXT = "The margins were positive. Ki-67 was 12.5%. Grade 2 of 3."


def values(*proposals):
    return [fact.value for fact in borne_out(TEXT, proposals, "model")]


@pytest.mark.parametrize(
    ("value", "start", "end", "stands"),
    [
        ("positive", 0, 26, True),
        ("Margins positive", 0, 26, True),
        ("negative", 0, 26, False),
        ("sit", 0, 26, False),  # part of a word is not the word
        ("12.5", 27, 43, True),
        ("12", 27, 43, False),  # part of a number is not the number
        ("2", 44, 51, True),
        ("grade 3", 44, 51, False),
        ("%", 27, 43, False),  # no word to look for
        ("positive", 20, 900, False),
    ],
)
def test_the_text_must_say_the_value_there(value, start, end, stands):
    assert values(("x", value, start, end)) == ([value] if stands else [])


def test_a_proposal_is_unsure_and_told_once():
    facts = borne_out(TEXT, [("margin", "positive", 0, 26)] * 2, "model.py")
    assert [(fact.sureness, fact.proposed_by, fact.path) for fact in facts] == [(Sureness.UNSURE, "model.py", "")]


def test_a_proposal_on_another_case_is_left_to_it():
    facts = borne_out(TEXT, [("margin", "positive", 0, 26), ("grade", "2", 44, 51)], "model")
    assert [fact.value for fact in proposals_on(facts, [Span(40, 60)])] == ["positive"]


def test_each_of_two_cases_gets_its_own(vocabulary):
    text = (
        "Case 1 was a 5-year-old boy with a mass of the left thigh. The tumour cells were positive for ALK. "
        "It was firm.\n\nCase 2 was a 30-year-old woman with a mass of the neck. The tumour was positive for "
        "S100. It was soft."
    )

    def propose(told):
        return [("consistency", word, told.index(word), told.index(word) + 4) for word in ("firm", "soft")]

    one, two = draft_cases(text, vocabulary, propose=propose, proposed_by="model")
    assert [f.value for f in one.facts if f.proposed_by] == ["firm"]
    assert [f.value for f in two.facts if f.proposed_by] == ["soft"]
