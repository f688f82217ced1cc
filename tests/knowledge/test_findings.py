import pytest

from breakapart.errors import InputError
from breakapart.knowledge.evidence import EVIDENCE_CLASSES, READ_CLASSES


def test_counts_and_classes_are_sound(knowledge):
    for finding in knowledge.findings:
        assert 0 <= finding.positive <= finding.n
        assert finding.n > 0
        assert finding.evidence in EVIDENCE_CLASSES
        assert finding.entity in knowledge.entities


def test_a_condition_stands_apart_from_the_event(knowledge):
    loss = [f for f in knowledge.findings if f.entity == "ALK_RMN" and f.condition == "metastasis"]
    assert [(f.event, f.positive, f.n) for f in loss] == [("ihc:ALK", 0, 1)]


def test_hundreds_of_counts_rest_on_a_source_that_was_read(knowledge):
    read = [finding for finding in knowledge.findings if finding.evidence in READ_CLASSES]
    assert len(read) > 600
    assert not any(finding.source == "expert-estimate" for finding in read)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("source", "", "column 'source' is empty, expected a value"),
        ("evidence", "", "column 'evidence' is empty, expected a value"),
        ("evidence", "trust-me", "evidence class 'trust-me' is not known, expected one of verified, verified-abstract"),
        ("entity", "IMTT", "entity 'IMTT' is not in entities.tsv. Did you mean IMT"),
        ("finding", "ihc:ALKK", "marker 'ALKK' is not in the vocabulary. Did you mean ALK"),
        ("finding", "morph:fasciculr", "morphology term 'fasciculr' is not in the vocabulary. Did you mean fascicular"),
        ("finding", "blood:ALK", "finding 'blood:ALK' is not of the form kind:what with a kind of ihc, morph, mol"),
        ("finding", "ALK", "finding 'ALK' is not of the form kind:what"),
        ("positive_k", "60", "60 positive of 59 cases is more than all of them"),
        ("positive_k", "-1", "column 'positive_k' is -1, expected a number of at least 0"),
        ("positive_k", "", "column 'positive_k' is empty, expected a value"),
        ("n", "0", "column 'n' is 0, expected at least one case"),
        ("n", "many", "column 'n' holds 'many', expected a number"),
    ],
)
def test_a_bad_row_names_file_line_and_record(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("findings.tsv", column=column, value=value).findings
    text = str(caught.value)
    assert text.startswith("findings.tsv, line 2: ")
    assert message in text


def test_a_row_with_a_lost_column_is_refused(spoiled):
    with pytest.raises(InputError, match=r"^findings\.tsv, line 4: 'IMT ihc:ALK': expected \d columns, found 5\."):
        _ = spoiled("findings.tsv", line=4, row="IMT\tihc:ALK\t3\t4\tPMID 1").findings
