"""Sizes, terms and counts in their tissue: texts of our own making."""

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases

OPENING = "A 50-year-old man underwent excision of a mass of the right arm. "


def drafted(text, vocabulary):
    (draft,) = draft_cases(OPENING + text, vocabulary)
    return draft


def test_the_size_of_the_tumour_wins_over_that_of_the_image(vocabulary):
    text = "MRI showed a 4.1 cm mass. The tumour measured 3.5 cm. It was composed of spindle cells."
    (specimen,) = as_case(drafted(text, vocabulary)).specimens
    assert specimen.size_cm == (3.5,)


def test_a_term_told_present_and_absent_is_a_contradiction(vocabulary):
    draft = drafted("The tumour showed a storiform pattern. No storiform pattern was seen.", vocabulary)
    (note,) = [one for one in draft.not_understood if one.contradicts]
    assert "storiform is called present and absent" in note.why


def test_the_first_count_stays_and_what_is_added_is_added(vocabulary):
    text = "The tumour was composed of spindle cells. There were 3 mitoses per 10 HPF. There were 9 mitoses per 10 HPF."
    (component,) = drafted(text, vocabulary).fields["specimens"][0]["components"]
    assert component["mitoses"]["count_low"] == 3
