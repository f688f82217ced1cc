"""A case into every format and back, through the way that takes out what must not leave."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from tests.builders_standards import SECRET, assessed, results, told_case

from breakapart.conversion import REMOVED_SETTING, Source, Target, convert, guess, read_any
from breakapart.errors import InputError
from breakapart.formats.case_yaml import write_case
from breakapart.formats.deidentify import EVERYTHING, Include, deidentify
from breakapart.formats.examples import example_cases
from breakapart.knowledge import Knowledge
from breakapart.model.result import InputFile
from breakapart.reference import Reference
from breakapart.reports import json_report

KNOWLEDGE, REFERENCE = Knowledge.bundled(), Reference.bundled()


def read(data, **options):
    return read_any(data, source="in", reference=REFERENCE, knowledge=KNOWLEDGE, **options)


def converted(case, target, **options):
    return convert(case, target, reference=REFERENCE, knowledge=KNOWLEDGE, **options)


@pytest.fixture(scope="module")
def told():
    """The case with a secret in every field, read once, as a file would be."""
    return read(write_case(told_case()).encode())


@pytest.mark.parametrize("target", Target)
def test_no_secret_leaves_in_any_format(target, told):
    made = converted(told, target)
    text = "\n".join(made.files.values())
    assert SECRET not in text
    for exact in ("2019-05-17", "20190517", "2024-03-08", "20240308"):
        assert exact not in text
    assert "removed: " in text  # the output says so itself
    assert made.removed.counts.keys() == set(Include)


@pytest.mark.parametrize("target", Target)
@pytest.mark.parametrize("number", [1, 2])
def test_both_report_cases_go_to_every_format(number, target):
    made = converted(example(number), target)
    assert all(text for text in made.files.values())
    assert (len(made.files) > 1) == (target is Target.CBIOPORTAL)


def example(number):
    return read(example_cases()[number - 1].read_bytes())


@pytest.mark.parametrize("target", [Target.PHENOPACKET, Target.JSON, Target.YAML])
@pytest.mark.parametrize("number", [1, 2])
def test_the_report_cases_come_back_whole(number, target):
    before = example(number)
    made = converted(before, target, include=EVERYTHING)
    after = read(made.files[""].encode())
    assert after.is_exact and after.case == before.case
    assert not made.removed


@pytest.mark.parametrize("target", [Target.PHENOPACKET, Target.JSON, Target.YAML])
def test_what_left_comes_back_as_it_left(target, told):
    made = converted(told, target)
    assert read(made.files[""].encode()).case == made.case
    assert deidentify(made.case, label=KNOWLEDGE.entities.label)[0] == made.case


@pytest.mark.parametrize("target", [Target.PHENOPACKET, Target.JSON, Target.YAML])
def test_a_case_with_every_field_comes_back(target, told):
    """Also numbers with more digits than a report rounds to."""
    size = told.case.specimens[0].model_copy(update={"size_cm": (1.23456789, 2.5)})
    case = told.case.model_copy(update={"specimens": (size,)})
    made = converted(case, target, include=EVERYTHING)
    assert made.case == case and read(made.files[""].encode()).case == case


def test_a_report_is_not_passed_on_with_words_of_its_own():
    result = assessed(1)
    clean, _ = deidentify(result.case, label=KNOWLEDGE.entities.label)
    inputs = (InputFile(f"{SECRET}.yaml", "0" * 64),)
    text = json_report.render(
        replace(result, case=clean, provenance=replace(result.provenance, inputs=inputs), audit=())
    )
    assert SECRET in text
    for target in (Target.JSON, Target.FHIR):
        assert SECRET not in converted(read(text.encode()), target).files[""]


def test_the_json_report_says_what_was_removed(told):
    record = json.loads(converted(told, Target.JSON).files[""])
    [said] = [setting for setting in record["result"]["provenance"]["settings"] if setting[0] == REMOVED_SETTING]
    assert said[1].startswith("removed: free text")


def test_a_report_that_may_leave_whole_is_not_assessed_anew():
    result = assessed(1)
    found = read(json_report.render(result).encode())
    assert found.source is Source.JSON and found.result is not None
    assert converted(found, Target.JSON, include=EVERYTHING).files[""] == json_report.render(result)


def round_trip_through_json(result):
    found = read(json_report.render(result).encode())
    assert found.is_exact and found.case == result.case


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=25)
@given(results())
def test_any_case_comes_back_through_json(result):
    round_trip_through_json(result)


@pytest.mark.slow
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=500)
@given(results())
def test_five_hundred_cases_come_back_through_json(result):
    round_trip_through_json(result)


@pytest.mark.slow
def test_the_generated_cases_reach_what_matters():
    # One case in twenty. Made-up cases come in runs of like ones: of a hundred some kind can be missing by chance.
    seen = Counter()

    @settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=500, database=None)
    @given(results())
    def count(result):
        parts = [component for specimen in result.case.specimens for component in specimen.components]
        seen["fusion"] += any(found.fusions for part in parts for found in part.sequencing)
        seen["fish"] += any(part.fish for part in parts)
        seen["stain"] += any(part.ihc for part in parts)
        seen["several specimens"] += len(result.case.specimens) > 1

    count()
    assert len(seen) == 4 and min(seen.values()) >= 25, seen


def test_a_case_in_json_is_read():
    found = read(json.dumps(told_case().model_dump(mode="json")).encode())
    assert found.source is Source.JSON and found.case == told_case()


def test_guessing():
    assert guess(b"breakapart_case: 1\n", source="x") is Source.YAML
    assert guess(b'{"schema_version": 1, "result": {}}', source="x") is Source.JSON
    assert guess(b'{"id": "a", "subject": {}}', source="x") is Source.PHENOPACKET
    with pytest.raises(InputError, match="is a FHIR Bundle: FHIR is written, not read"):
        guess(b'{"resourceType": "Bundle"}', source="x")


def test_broken_reports():
    text = json_report.render(assessed(1))
    with pytest.raises(InputError, match="in, line"):
        read(text[: len(text) // 2].encode())
    with pytest.raises(InputError, match="'schema_version' is 9, expected 1"):
        read(text.replace('"schema_version": 1', '"schema_version": 9').encode())
    with pytest.raises(InputError, match="sex': input should be"):
        read(text.replace('"sex": "male"', '"sex": "mail"').encode())
    with pytest.raises(InputError, match="is no JSON report"):
        read(b'{"hello": 1}', from_format=Source.JSON)
    with pytest.raises(InputError, match="bytes large, expected at most"):
        read(b" " * 20_000_001)


def test_an_embedded_report_stands_in_the_message():
    made = converted(example(1), Target.ORU, report=("application/pdf", b"%PDF made up"))
    assert "^application^PDF^Base64^" in made.files[""]


def test_calls_of_a_table_leave_though_its_name_does_not(tmp_path):
    header = "#gene1\tgene2\tstrand1(gene/fusion)\tstrand2(gene/fusion)\tbreakpoint1\tbreakpoint2\tsite1\tsite2\ttype"
    header += "\tsplit_reads1\tsplit_reads2\tdiscordant_mates\tcoverage1\tcoverage2\tconfidence"
    row = "STRN\tALK\t-/-\t-/-\t2:36916078\t2:29223528\tCDS/splice-site\tCDS/splice-site\tdeletion"
    row += "\t20\t15\t9\t100\t90\thigh"
    (tmp_path / "Zyxwv.tsv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    text = "breakapart_case: 1\nid: a\ntitle: A\n"
    text += "assays:\n  - {id: panel, name: RNA panel, design: capture, molecule: RNA, detects: [fusion]}\n"
    text += "specimens:\n  - id: s\n    name: S\n    site: finger\n    components:\n      - id: c\n        name: C\n"
    text += "        sequencing:\n          - {assay: panel, table: Zyxwv.tsv}\n"
    found = read(text.encode(), folder=tmp_path)
    assert found.notes == ()
    made = converted(found, Target.TSV).files[""]
    assert "STRN::ALK" in made and SECRET not in made
    (tmp_path / "Zyxwv.tsv").unlink()
    assert "which is not there" in read(text.encode(), folder=tmp_path).notes[0]
