"""Tumour that was left and found later."""

import pytest

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases
from breakapart.drafting.residual import read_residual
from breakapart.drafting.sections import find_sections
from breakapart.drafting.sentences import split
from breakapart.drafting.subjects import attribute

TEXT = (
    "A 30-year-old woman had a mass of the left calf. It was excised. The tumour cells were positive for ALK and CD34. "
    "A re-excision was performed in May. {0}"
)


def told(text):
    _, parts = attribute(split(text, find_sections(text)))
    return [one.kind for part in parts for one in read_residual(part)]


@pytest.mark.parametrize(
    "text",
    [
        "It contained a residual microscopic focus of 3 mm.",
        "Residual tumour of 4 mm was found.",
        "Microscopy revealed residual sarcoma in the scar.",
        "There was scar tissue and a focus of residual disease.",
    ],
)
def test_residual_tumour(text):
    assert told(text) == ["residual"]


@pytest.mark.parametrize(
    "text",
    [
        "No residual tumour was seen.",
        "It was free of residual tumour.",
        "There was no evidence of residual disease.",
        "The residual lesion is stable.",
        "Residual tumour was not found.",
    ],
)
def test_none_was_left(text):
    assert "residual" not in told(text)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("No viable tumour was seen.", True),
        ("Viable tumour cells were not detected.", True),
        ("It was free of residual sarcoma.", True),
        ("No necrosis was seen.", False),
        ("Residual tumour of 4 mm was found.", False),
    ],
)
def test_that_nothing_was_left(text, is_told):
    assert ("no_residual" in told(text)) is is_told


@pytest.mark.parametrize(
    ("text", "specimens"),
    [
        ("It contained residual tumour of 4 mm.", ["excision", "excision"]),
        ("It contained no residual tumour.", ["excision"]),
        ("It contained a scar.", ["excision"]),
        ("It contained haemosiderin in a collagenous stroma and no viable tumour.", ["excision"]),
    ],
)
def test_what_was_left_is_a_specimen_and_the_findings_stay_with_the_tumour(text, specimens, vocabulary):
    (draft,) = draft_cases(TEXT.format(text), vocabulary)
    found = as_case(draft).specimens
    assert [one.procedure.value for one in found] == specimens
    assert [bool(one.components and one.components[0].ihc) for one in found] == [True, *[False] * (len(found) - 1)]
