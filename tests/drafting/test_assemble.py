"""A draft as a whole: texts of our own making."""

from breakapart.drafting.draft import draft_cases

TEXT = (
    "A 50-year-old man underwent excision of a mass of the right arm. The cells were positive for ALK. "
    "RNA sequencing revealed a TPM3::ALK fusion. He was free of disease after 2 years."
)


def test_the_fields_stand_in_the_order_of_a_case_file(vocabulary):
    (draft,) = draft_cases(TEXT, vocabulary)
    assert list(draft.fields) == [
        "breakapart_draft", "id", "title", "patient", "timeline", "assays", "specimens",
    ]  # fmt: skip
    assert draft.fields["title"] == "male, 50 years, right arm"


def test_what_only_an_abstract_says_is_inferred(vocabulary):
    (draft,) = draft_cases(f"Abstract\nThe tumour of the patient was ROS1 positive.\n\nCase report\n{TEXT}", vocabulary)
    assert all(fact.sureness != "read" for fact in draft.facts if fact.section == "abstract")
    assert any(fact.section == "case" and fact.sureness == "read" for fact in draft.facts)
