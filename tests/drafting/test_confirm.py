import pytest

from breakapart.drafting.confirm import as_case, confirmed_fields, to_ask
from breakapart.drafting.draft import draft_cases
from breakapart.errors import InputError

TEXT = """A 9-year-old girl had a mass of the left thigh. The mass was resected.
Four months after the surgery, the tumour recurred.
The tumour was positive for ALK. RNA sequencing revealed an EML4::ALK fusion."""


@pytest.fixture(scope="module")
def draft(vocabulary):
    (found,) = draft_cases(TEXT, vocabulary)
    return found


def path_of(draft, word):
    return next(fact.path for fact in draft.facts if word in fact.label)


def test_only_what_is_not_read_is_asked(draft):
    assert {fact.sureness.value for fact in to_ask(draft)} == {"inferred"}


def test_a_draft_is_no_case_and_a_confirmed_one_is(draft):
    assert "breakapart_case" not in draft.fields
    assert as_case(draft).timeline


def test_an_interval_goes_with_the_event_it_is_counted_from(draft):
    fields = confirmed_fields(draft, [path_of(draft, "Procedure: Resection")])
    recurrence = next(event for event in fields["timeline"] if event["kind"] == "recurrence")
    assert "when" not in recurrence
    as_case(draft, [path_of(draft, "Procedure: Resection")])


def test_results_go_with_their_assay(draft):
    case = as_case(draft, [path_of(draft, "sequencing assay")])
    assert all(not component.sequencing for specimen in case.specimens for component in specimen.components)


def test_a_value_can_be_changed(draft):
    assert str(as_case(draft, edited={"patient.age": "8 years"}).patient.age) == "8 years"


def test_a_path_that_is_not_there_is_refused(draft):
    with pytest.raises(InputError, match="no field"):
        confirmed_fields(draft, ["specimens.9.kind"])


def test_a_value_that_makes_no_case_is_refused(draft):
    with pytest.raises(InputError):
        as_case(draft, edited={"patient.sex": "blue"})


def test_an_assay_of_which_no_scope_is_told_stays_an_assay(vocabulary):
    (draft,) = draft_cases(
        "A 40-year-old man had a mass of the thigh, which was resected. NGS failed because the DNA was degraded.",
        vocabulary,
    )
    (assay,) = as_case(draft).assays
    assert assay.detects == ()


def test_a_mutation_whose_kind_is_not_told_is_asked(vocabulary):
    text = "A 40-year-old man had a mass of the thigh. It was resected. NGS revealed a TP53 mutation and BRAF p.V600E."
    (draft,) = draft_cases(text, vocabulary)
    sureness = {fact.label: fact.sureness.value for fact in draft.facts if fact.rule and "variants" in fact.path}
    assert sureness == {"primary: TP53": "inferred", "primary: BRAF": "read"}
