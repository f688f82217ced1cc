"""Headings that run into the text of a report: texts of our own making."""

import pytest

from breakapart.drafting.draft import draft_cases

BODY = (
    "\n\nMicroscopy: The tumour consisted of spindle cells in fascicles. There were 3 mitoses per 10 HPF. "
    "Desmin was positive."
)


def conclusions(text, vocabulary):
    (draft,) = draft_cases(text, vocabulary)
    fields = draft.fields
    reads = [event.get("entity") for event in fields.get("timeline", ()) if event["kind"] == "pathology_read"]
    return fields.get("signed", {}).get("entity"), reads, [one["entity"] for one in fields.get("considered", ())]


@pytest.mark.parametrize(
    "text",
    [
        "DIAGNOSIS: SKIN, LEFT ARM, EXCISION:\n- LEIOMYOSARCOMA, 3.2 CM.\n- MARGINS NEGATIVE.",
        "Final diagnosis: Right thigh, excision:\nLeiomyosarcoma.",
        "Dx: Thigh, core biopsy: Leiomyosarcoma (see note).",
        "Conclusion: Right thigh, resection: leiomyosarcoma. No lymph nodes were received.",
        "FINAL PATHOLOGIC DIAGNOSIS\nA. Left thigh, wide resection:\nLeiomyosarcoma, 5.5 cm.\nMargins free.",
        "SUMMARY\n1. Left thigh: LEIOMYOSARCOMA, 52 mm, completely excised.",
        "Consultation opinion: (Left thigh) leiomyosarcoma, FNCLCC grade 1.",
        "Diagnosis:\n1. Skin, left arm: Leiomyosarcoma.\n2. Margins free.",
    ],
)
def test_what_stands_under_a_diagnosis_is_one(vocabulary, text):
    assert conclusions(text + BODY, vocabulary) == ("LMS", ["LMS"], [])


@pytest.mark.parametrize(
    "words",
    [
        "Schwannoma was ruled out.",
        "Desmoid fibromatosis and low-grade sarcoma are in the differential.",
        "The pattern resembles a myofibroma.",
    ],
)
def test_not_every_name_under_a_conclusion_is_the_diagnosis(vocabulary, words):
    signed, reads, _ = conclusions(
        f"Conclusion: Spindle cell neoplasm, not further classifiable. {words}{BODY}", vocabulary
    )
    assert (signed, reads) == (None, [None])


def test_what_the_clinician_weighs_is_not_weighed_by_the_pathologist(vocabulary):
    text = "Clinical information: lump of the left arm. Differential diagnosis: schwannoma, lipoma." + BODY
    assert conclusions(text, vocabulary)[2] == []
    text = "Comment: Differential diagnosis: schwannoma, myofibroma." + BODY
    assert conclusions(text, vocabulary)[2] == ["SCHW", "MYOF"]


def test_the_summary_of_a_case_is_no_diagnosis(vocabulary):
    text = "Summary: A 7-month-old boy presented for a suspected haemangioma. A biopsy was obtained." + BODY
    assert conclusions(text, vocabulary)[:2] == (None, [])


def test_a_heading_ends_with_its_paragraph(vocabulary):
    text = "Diagnosis: see below.\n\nMyofibroma is a tumour of infancy. A schwannoma of the arm was known." + BODY
    assert conclusions(text, vocabulary)[:2] == (None, [])


def test_the_arm_in_capitals_is_no_rhabdomyosarcoma(vocabulary):
    text = "DIAGNOSIS: SKIN OF BOTH ARMS, EXCISION: DERMATOFIBROMA." + BODY
    assert conclusions(text, vocabulary)[0] == "DF"
