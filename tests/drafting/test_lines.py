import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases
from breakapart.drafting.lines import unwrapped

REPORT = (
    "A 9-year-old girl had a mass of the left thigh. The tumour cells were positive for ALK, S100, CD34, Melan-A and "
    "MiTF and negative for SOX10, HMB45, MyoD1, Myogenin, SMA, Desmin, Pan-TRK, EMA, CK7, STAT6 and BRAF V600E. RNA "
    "sequencing revealed an EML4::ALK fusion (EML4 exon 13 and ALK exon 20)."
)


def stains(text, vocabulary):
    (draft,) = draft_cases(text, vocabulary)
    component = as_case(draft).specimens[0].components[0]
    fusions = [call.call for result in component.sequencing for call in result.fusions]
    return {(stain.marker, stain.outcome) for stain in component.ihc}, fusions


@pytest.mark.parametrize("width", range(62, 120, 3))
def test_a_text_says_the_same_however_wide_its_lines(width, vocabulary):
    assert stains("\n".join(textwrap.wrap(REPORT, width)), vocabulary) == stains(REPORT, vocabulary)


@pytest.mark.parametrize(
    "text",
    [
        "S100: positive\nSOX10: negative",
        "ALK positive\nS100 positive",
        "Diagnosis\nSkin, right calf",
        "- positive for S100\n- Negative for ALK",
        "The tumour was resected.\nALK was positive.",
        "positive for S100,\n\nDiscussion",
        f"{'x' * 70}: y\nSOX10: {'z' * 70}",
    ],
)
def test_lines_that_begin_anew_stay(text):
    assert unwrapped(text) == text


@pytest.mark.parametrize(
    "text", ["negative for S100,\nSOX10", "negative for S100 and\nSOX10", "one fusion (Case 1:\nSTRN::ALK) and"]
)
def test_lines_that_go_on_are_put_together(text):
    assert unwrapped(text) == text.replace("\n", " ")


@given(st.text(alphabet="aB,.:( )\n-1", max_size=300))
def test_nothing_moves(text):
    found = unwrapped(text)
    assert len(found) == len(text)
    assert found.replace("\n", " ") == text.replace("\n", " ")
