import pytest

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases
from breakapart.drafting.sections import find_sections
from breakapart.model.draft import SectionKind, Sureness

CASE, BACKGROUND, CLOSING = SectionKind.CASE, SectionKind.INTRODUCTION, SectionKind.DISCUSSION
STORY = (
    "A 31-year-old woman noticed a nodule of the left forearm. The nodule was excised. The tumour cells were positive "
    "for S100 and negative for desmin. A TPM4::ALK fusion was found by RNA sequencing."
)
GENERAL = "Kinase-driven spindle cell tumours are a young family of neoplasms."


def kinds_of(text):
    return [(section.kind, " ".join(text[section.start : section.end].split())[:24]) for section in find_sections(text)]


def kind_at(text, words):
    place = text.index(words)
    return next(section.kind for section in find_sections(text) if section.start <= place < section.end)


@pytest.mark.parametrize(
    "text",
    [
        f"Abstract\n{GENERAL} We report a patient. {STORY} This case widens the spectrum.",
        f"Abstract\nBackground: {GENERAL} Case presentation: {STORY} Conclusion: Such tumours deserve attention.",
        f"ABSTRACT\nIntroduction {GENERAL} Case Presentation {STORY} Conclusions Awareness matters.",
        f"Summary\nAims: To describe a tumour. Methods and results: {STORY} Conclusions: Awareness matters.",
        f"Background: {GENERAL}\nCase presentation: {STORY}\nConclusion: Awareness matters.",
        f"Abstract\n\nBackground\n{GENERAL}\n\nCase presentation\n{STORY}\n\nConclusions\nAwareness matters.",
        f"A nodule of the forearm\n\nA. Author, B. Writer\n\nAbstract\n\n{STORY}",
        f"Rationale: {GENERAL} Patient concerns: {STORY} Lessons: Awareness matters.",
    ],
)
def test_an_abstract_alone_tells_the_case(text):
    assert kind_at(text, "noticed a nodule") is CASE
    for words, kind in ((GENERAL, BACKGROUND), ("Awareness", CLOSING), ("Such tumours deserve", CLOSING)):
        if words in text:
            assert kind_at(text, words) is kind


def test_an_abstract_before_a_fuller_account_stays_an_abstract():
    text = f"Abstract\n{GENERAL} {STORY}\n\nIntroduction\n{GENERAL}\n\nCase report\n{STORY} {STORY}\n"
    assert [kind for kind, _ in kinds_of(text)] == [SectionKind.ABSTRACT, BACKGROUND, CASE]


def test_headings_that_begin_anew_end_a_structured_abstract():
    parts = f"Background\n{GENERAL}\n\nCase presentation\n{STORY} {STORY}\n\nConclusions\nAwareness matters.\n\n"
    kinds = [kind for kind, _ in kinds_of(f"Abstract\n\n{parts}{parts}")]
    assert kinds == [
        SectionKind.ABSTRACT,
        BACKGROUND,
        SectionKind.ABSTRACT,
        CLOSING,
        BACKGROUND,
        CASE,
        CLOSING,
    ]


@pytest.mark.parametrize(
    "opening",
    [
        "We report a 24-year-old man with a lump.",
        "Herein, we describe two cases of such a tumour.",
        "We present the case of a boy with a swelling.",
        "In this report, we document an example of this rare tumour.",
        "This report describes a patient with a mass of the foot.",
    ],
)
def test_what_stands_before_the_opening_is_background(opening):
    text = f"{GENERAL} {opening} The tumour was positive for ALK."
    assert kind_at(text, GENERAL) is BACKGROUND
    assert kind_at(text, opening) is CASE
    assert kind_at(text, "The tumour was") is CASE


@pytest.mark.parametrize(
    "text",
    [
        "The patient presented with a lump. We report this case because it is rare.",
        "Sections show a spindle cell tumour. Mitoses number 3 per 10 HPF.",
        "Clinical history: lump of the arm.\n\nConclusion: solitary fibrous tumour, completely excised.",
        "Clinical details\nLump of the arm.\n\nMicroscopy\nBland cells.\n\nConclusion\nArm, excision: myofibroma.",
        "Dear colleague,\nthank you for sending this lady's slides. I report a spindle cell lesion below.",
    ],
)
def test_reports_and_letters_have_no_background(text):
    assert {kind for kind, _ in kinds_of(text)} == {CASE}


@pytest.mark.parametrize(
    "text",
    [
        f"Abstract\n{GENERAL} Herein we report a case. {STORY}",
        f"A nodule of the forearm\n\n{STORY}",
        "FISH report\nBlock 3C of a resection. NTRK1 break-apart FISH: rearranged in 40 of 100 nuclei (40%).",
        "NGS report\nSpecimen: biopsy of the left foot. Result: an EML4::ALK fusion was detected.",
        "Dear Dr Weber,\nI have looked at the biopsy. The tumour cells are positive for S100.",
    ],
)
def test_a_case_needs_little(text, vocabulary):
    assert len(draft_cases(text, vocabulary)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Boil the rice for ten minutes. Add two spoons of oil and a positive amount of salt, 3 x 2 cm of ginger.",
        "Abstract\nNTRK fusions have been reported in many tumours. LMNA::NTRK1 is the commonest. We review the "
        "literature on testing.",
        "Recommendation 4: Pan-TRK immunohistochemistry may be used as a screen. FISH should follow if positive.",
        "Entity X\nHistology: fascicles of spindle cells, focal necrosis.\nGenetics: ETV6::NTRK3.\nPrognosis: good.",
        "Introduction\nALK-rearranged tumours usually express S100 and CD34.\n\nReferences\n1. A paper.",
    ],
)
def test_what_tells_of_nobody_is_no_case(text, vocabulary):
    assert draft_cases(text, vocabulary) == ()


BOTH = """Abstract
We report a spindle cell tumour. The tumour was positive for ALK and EMA and negative for CD34.

Introduction
Such tumours are rare.

Case report
A 31-year-old woman noticed a nodule of the left forearm. The nodule was excised. The tumour measured 3 x 2 x 2 cm. The
tumour cells were arranged in whorls. They were positive for ALK, S100 and CD34 and negative for desmin. There were 2
mitoses per 10 HPF.
"""


def test_an_abstract_adds_what_the_body_does_not_say_and_is_asked(vocabulary):
    (draft,) = draft_cases(BOTH, vocabulary)
    stains = {fact.label.rpartition(": ")[2]: fact for fact in draft.facts if ".ihc." in fact.path}
    assert stains["ALK"].sureness is Sureness.READ
    assert stains["EMA"].sureness is Sureness.INFERRED
    assert stains["CD34"].value == "present"
    assert [one.why for one in draft.not_understood if "contradiction" in one.why] == [
        "contradiction in the text: CD34 is called present and absent"
    ]


def test_what_an_article_concludes_is_not_the_case():
    text = f"Case report\n{STORY}\n\nMicroscopy\nSpindle cells.\n\nConclusion\nSuch tumours are rare."
    assert kind_at(text, "Such tumours") is CLOSING


def test_what_a_report_concludes_is_its_diagnosis(vocabulary):
    text = (
        "Clinical details\nF, 34. Lump of the left calf.\n\nMicroscopy\nA spindle cell tumour. S100 is positive.\n\n"
        "Conclusion\nLeft calf, excision: schwannoma."
    )
    (draft,) = draft_cases(text, vocabulary)
    assert as_case(draft).signed.entity == "SCHW"


def begun(text):
    return [(section.kind.value, text[section.start : section.end].split()[0]) for section in find_sections(text)]


INTRODUCED = (
    "A title\n\nAbstract\nWe present three patients with tumours.\n\nIntroduction\nSuch tumours are rare.\n\n{0}\n"
    + "A boy had a lump. It was excised and was composed of spindle cells. " * 5
    + "Diagnosis: Tumour of the arm. It did not recur.\n\nDiscussion\nThey are rare."
)


@pytest.mark.parametrize("heading", ["Patient 1", "Case 1", "CASE A", "Case No. 1", "Case 1: the boy.\n"])
def test_the_heading_of_a_patient_ends_the_introduction(heading):
    text = INTRODUCED.format(heading)
    assert begun(text) == [
        ("front", "A"), ("abstract", "Abstract"), ("introduction", "Introduction"), ("case", heading.split()[0]),
        ("case", "Diagnosis:"), ("discussion", "Discussion"),
    ]  # fmt: skip


def test_a_case_that_is_only_named_ends_no_introduction():
    text = INTRODUCED.format("Case 1 was ours.")
    assert ("case", "Case") not in begun(text)


def test_an_abstract_that_runs_in_and_a_comment_behind_the_case():
    text = (
        "A title\n\nAbstract. Sarcomas may spread late. We present a man.\n\nClinical case\n"
        + "A man had a lump. It was excised and was composed of spindle cells. " * 5
        + "\n\nComment\nSarcomas are rare."
    )
    assert begun(text) == [
        ("front", "A"),
        ("abstract", "Abstract."),
        ("case", "Clinical"),
        ("discussion", "Comment"),
    ]


def test_headings_with_a_full_stop():
    text = "Background. Such tumours are rare.\n\nCase. A man had a lump. It was excised.\n\nComment. They may recur."
    assert begun(text) == [("introduction", "Background."), ("case", "Case."), ("discussion", "Comment.")]


def test_one_word_with_a_full_stop_is_no_heading():
    assert begun("A man had a lump. It was excised.\n\nConclusion. Benign lump.") == [("case", "A")]


REPORT = "SMA positive, desmin positive, S100 negative. Spindle cell tumour with necrosis."


@pytest.mark.parametrize(
    "text",
    [
        f"Sarcoma MDT\nPatient: 61 F\n\nBackground\n{REPORT}\n\nDiscussion\nFilms seen.\n\nOutcome\nSurgery.",
        f"Background: 44 F, nodule of the left thigh.\n{REPORT}\nSummary: low-grade sarcoma.",
        f"Introduction:\nI saw your patient, aged 44, in clinic.\n{REPORT}\nAims:\nTo decide on radiotherapy.",
        f"Purpose: confirm the fusion\nSpecimen: left calf, excision\nMethods\nRNA was read.\nResults\n{REPORT}",
        f"Name: A B\nSummary\n{REPORT}\nDiscussion\nThis is a leiomyosarcoma.",
    ],
)
def test_what_a_hospital_writes_is_all_of_the_case_whatever_its_headings(text):
    assert all(kind in (CASE, SectionKind.METHODS) for kind, _ in kinds_of(text))
    assert kind_at(text, "desmin positive") is CASE


def test_a_publication_that_names_its_specimens_keeps_its_parts():
    text = f"Abstract\n{GENERAL}\n\nIntroduction\n{GENERAL}\n\nCase report\n{STORY}\n\nDiscussion\nSpecimen: rare."
    assert kind_at(text, "Specimen") is CLOSING


@pytest.mark.parametrize("heading", ["Case 1", "Patient 1", "Case no. 1: a boy", "PATIENT 1 (male, 5 y)", "Case A."])
def test_the_number_of_a_patient_on_a_line_of_its_own_begins_the_case(heading):
    text = f"Introduction\n{GENERAL}\n\n{heading}\n{STORY}\n\nDiscussion\nSuch tumours are rare."
    assert kind_at(text, "noticed a nodule") is CASE
    assert kind_at(text, "Kinase-driven") is BACKGROUND


def test_a_line_that_goes_on_about_a_patient_is_no_heading():
    text = (
        f"Introduction\n{GENERAL}\n\nCase report\n{STORY}\n\nDiscussion\nOthers saw more.\nCase 1 of Smith had a\nlump."
    )
    assert kind_at(text, "Case 1 of Smith") is CLOSING
