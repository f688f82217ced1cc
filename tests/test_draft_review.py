import pytest

from breakapart.draft_review import review_draft
from breakapart.drafting.draft import draft_cases
from breakapart.knowledge import Knowledge
from breakapart.model.draft import DraftCase, DraftFact, Span, Sureness
from breakapart.reference import Reference
from breakapart.workup import draft_vocabulary

GIRL = "A 9-year-old girl had a mass of the left thigh. The mass was resected. "


@pytest.fixture(scope="module")
def vocabulary():
    return draft_vocabulary(Reference.bundled(), Knowledge.bundled())


@pytest.fixture
def review(vocabulary):
    def reviewed(text):
        (draft,) = draft_cases(text, vocabulary)
        return review_draft(draft, reference=Reference.bundled(), knowledge=Knowledge.bundled())

    return reviewed


def flags(draft, kind, text):
    """(statement, words it rests on) of the flags of one kind."""
    return [
        (flag.statement, [text[span.start : span.end] for span in flag.spans])
        for flag in draft.flags
        if flag.kind == kind
    ]


def test_a_text_without_contradictions_has_no_flag(review):
    assert review(GIRL + "The tumour was positive for ALK and negative for S100.").flags == ()


def test_a_stain_called_present_and_absent(review):
    text = GIRL + "The tumour was positive for ALK and negative for S100. S100 was positive in the tumour cells."
    draft = review(text)
    ((statement, words),) = flags(draft, "contradiction", text)
    assert statement == "S100 is called absent and present."
    assert words == ["negative for S100", "S100 was positive"]
    assert draft.not_understood == ()


def test_partial_in_one_place_and_diffuse_in_another(review):
    text = GIRL + "ALK was positive. CD34 was focally positive. CD34 was diffusely positive."
    ((statement, words),) = flags(review(text), "inconsistent", text)
    assert "'focal'" in statement
    assert "'diffuse'" in statement
    assert words == ["CD34 was focally positive", "CD34 was diffusely positive"]


def test_a_labelling_index_given_twice(review):
    text = GIRL + "ALK was positive. The Ki-67 index was 30%. Ki-67 was 10%."
    ((statement, words),) = flags(review(text), "inconsistent", text)
    assert "10 %" in statement
    assert len(words) == 2


def test_a_grade_that_does_not_follow_from_its_count(review):
    text = GIRL + "There were 30 mitoses per 10 HPF. FNCLCC grade 1 (differentiation 2, mitoses 1, necrosis 0)."
    told = flags(review(text), "inconsistent", text)
    assert any("grade is reported as 1, but follows from the record as 2" in statement for statement, _ in told)
    assert all("30 mitoses per 10 HPF" in words for _, words in told)


def test_intervals_beyond_the_follow_up(review):
    text = (
        GIRL + "The tumour was positive for ALK. Four months after the surgery, the tumour recurred. "
        "Follow-up of 2 months was uneventful."
    )
    ((statement, words),) = flags(review(text), "arithmetic", text)
    assert "beyond the 2 months of follow-up" in statement
    assert words == ["recurred", "Follow-up of 2 months"]


def test_a_negative_outside_the_scope_of_its_assay(review):
    text = (
        GIRL
        + "The tumour was positive for ALK. An AmpliSeq RNA fusion panel was used. It covered BRAF and NRAS, but no "
        "mutations were detected. RNA sequencing revealed an EML4::ALK fusion."
    )
    ((statement, words),) = flags(review(text), "scope", text)
    assert "cannot support the stated negative for BRAF and NRAS" in statement
    assert any("no mutations were detected" in said for said in words)


def test_assays_that_disagree(review):
    text = (
        GIRL
        + "The tumour was negative for ALK (D5F3). FISH revealed a rearrangement of ALK. RNA sequencing revealed an "
        "EML4::ALK fusion."
    )
    ((statement, words),) = flags(review(text), "conflict", text)
    assert "ALK" in statement
    assert any("negative for ALK" in said for said in words)
    assert any("EML4::ALK" in said for said in words)


def test_what_is_unsure_is_left_out_and_the_places_stay_right(review):
    # Ki-67 as a range is unsure: without it, the stains behind it move up by one in the case that is checked.
    text = GIRL + "The Ki-67 index was 5-10%. ALK was positive. CD34 was focally positive. CD34 was diffusely positive."
    draft = review(text)
    unsure = [fact for fact in draft.facts if fact.sureness is Sureness.UNSURE]
    assert [fact.path for fact in unsure] == ["specimens.0.components.0.ihc.0"]
    ((_, words),) = flags(draft, "inconsistent", text)
    assert words == ["CD34 was focally positive", "CD34 was diffusely positive"]
    (flag,) = (flag for flag in draft.flags if flag.kind == "inconsistent")
    assert flag.paths[0] == "specimens.0.components.0.ihc.2"


def reviewed_fields(**fields):
    specimen = {"id": "a", "name": "A", "kind": "primary", "site": {"text": "thigh"}, "procedure": "biopsy"}
    told = {"breakapart_draft": 1, "id": "x", "title": "t", "patient": {}, "specimens": [specimen], **fields}
    fact = DraftFact("timeline.1", "event", "x", (Span(3, 9),), "case", "rule", Sureness.READ)
    return review_draft(DraftCase("1", told, (fact,)), reference=Reference.bundled(), knowledge=Knowledge.bundled())


def test_the_checks_of_a_case_file_run_with_the_place():
    draft = reviewed_fields(
        timeline=[
            {"id": "a", "kind": "finding", "what": "A"},
            {"id": "a", "kind": "procedure", "what": "B"},
        ]
    )
    (flag,) = (flag for flag in draft.flags if flag.kind == "record")
    assert "the id 'a' is used twice" in flag.statement
    assert flag.spans == (Span(3, 9),)


def test_a_draft_that_makes_no_case_says_why():
    draft = reviewed_fields(patient={"sex": "blue"})
    (flag,) = draft.flags
    assert flag.kind == "record"
    assert "sex" in flag.statement


def test_publications_are_held_against_themselves_only_in_their_own_text(review):
    sentence = (
        "The tumour was positive for ALK. RNA sequencing revealed a STRN::ALK fusion (STRN exon 3 and ALK exon 20)."
    )
    assert flags(review(GIRL + sentence), "literature", "") == []


def test_the_flags_of_the_report(shared, vocabulary):
    path = shared / "report" / "ouyang2025.txt"
    if not path.is_file():
        pytest.skip("the text of the report is not in the test data folder")
    text = path.read_text(encoding="utf-8")
    one, two = (
        review_draft(draft, reference=Reference.bundled(), knowledge=Knowledge.bundled())
        for draft in draft_cases(text, vocabulary)
    )
    assert any("BRAF" in statement for statement, _ in flags(one, "scope", text))
    ((_, words),) = [told for told in flags(one, "inconsistent", text) if "CD34" in told[0]]
    assert words == ["positivity for desmin and CD34", "positive for CD34"]
    assert {flag.kind for flag in two.flags} >= {"conflict", "delay", "arithmetic", "timeline", "literature"}
