"""The diagnosis that authors report as the last read: texts of our own making."""

import pytest

from breakapart.drafting.draft import draft_cases

TWO = """Case presentation

Case 1 was a 4-year-old girl with a lump of the left thigh. The lump was excised. {one}

Case 2 was a 7-year-old boy with a papule of the right ear. A biopsy was performed. {two}

Discussion

We report two cases of infantile fibrosarcoma of the skin. Both tumours consisted of spindle cells.
"""


def reads(vocabulary, one="The tumour was made up of spindle cells.", two="The tumour was made up of spindle cells."):
    drafts = draft_cases(TWO.format(one=one, two=two), vocabulary)
    return [
        [event.get("entity") for event in draft.fields["timeline"] if event["kind"] == "pathology_read"]
        for draft in drafts
    ]


def test_a_report_of_cases_alone_is_no_read(vocabulary):
    assert reads(vocabulary) == [[], []]


@pytest.mark.parametrize(
    "words",
    [
        "The family declined chemotherapy after the pathological diagnosis.",
        "Once the diagnosis was established, she was referred to an oncologist.",
        "Following the final histological diagnosis, a wider excision was planned.",
        "Despite the definitive diagnosis, no treatment was given.",
    ],
)
def test_a_diagnosis_told_in_passing_is_that_which_the_authors_report(vocabulary, words):
    text = f"The tumour was made up of spindle cells. {words}"
    assert reads(vocabulary, one=text) == [["IFS"], []]


@pytest.mark.parametrize(
    "words",
    [
        "She is alive 10 months after diagnosis.",
        "No pathological diagnosis was made.",
        "Before the diagnosis was made she had fever.",
    ],
)
def test_words_on_diagnosis_that_tell_of_no_read(vocabulary, words):
    assert reads(vocabulary, one=f"The tumour was made up of spindle cells. {words}") == [[], []]


def test_reads_on_the_way_end_in_what_the_authors_report(vocabulary):
    wrong = "The tumour was made up of spindle cells. It was initially diagnosed as dermatofibroma."
    assert reads(vocabulary, two=wrong) == [[], ["DF", "IFS"]]


def test_what_was_read_so_already_is_read_once(vocabulary):
    right = "The tumour was made up of spindle cells. It was diagnosed as infantile fibrosarcoma."
    assert reads(vocabulary, two=right) == [[], ["IFS"]]


def test_the_read_stands_behind_the_last_procedure_and_before_the_follow_up(vocabulary):
    text = (
        "It was initially diagnosed as dermatofibroma. The tumour recurred after 5 months and was resected. The "
        "spindle cells were infiltrating fat. She was alive without disease after 3 years."
    )
    first, _ = draft_cases(TWO.format(one=text, two="The spindle cells infiltrated fat."), vocabulary)
    kinds = [event["kind"] for event in first.fields["timeline"]]
    assert kinds[-3:] == ["procedure", "pathology_read", "follow_up"]
    (origin,) = [fact for fact in first.facts if fact.path == f"timeline.{len(kinds) - 2}"]
    assert origin.sureness == "inferred"
