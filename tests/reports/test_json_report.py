import json

import pytest
from pydantic import ValidationError
from tests.builders_reports import ALL_RESULTS, result_1

from breakapart.reports import json_report


@pytest.mark.parametrize("name", ALL_RESULTS)
def test_what_is_written_can_be_read_back(name):
    result = ALL_RESULTS[name]()
    text = json_report.render(result)
    back = json_report.read(text)
    assert json_report.render(back) == text
    assert back.case == result.case
    assert back.findings == result.findings
    assert [seen.call for seen in back.fusions] == [seen.call for seen in result.fusions]


@pytest.mark.parametrize("name", ALL_RESULTS)
def test_equal_results_are_equal_bytes(name):
    assert json_report.render(ALL_RESULTS[name]()) == json_report.render(ALL_RESULTS[name]())


def test_keys_are_sorted_and_the_version_stands_at_the_top():
    record = json.loads(json_report.render(result_1()))
    assert record["schema_version"] == 1
    assert list(record) == sorted(record)
    assert list(record["result"]) == sorted(record["result"])


def test_numbers_are_rounded_to_what_they_can_mean():
    record = json.loads(json_report.render(result_1()))
    assert record["result"]["grades"][1]["grade"]["mitoses_per_mm2"] == [1.7301, 4.61361]


def test_durations_are_written_as_the_notes_give_them():
    record = json.loads(json_report.render(result_1()))
    assert record["result"]["case"]["patient"]["age"] == "6 days"


def test_the_schema_describes_every_field():
    schema = json_report.schema()
    record = json.loads(json_report.render(result_1()))
    definitions = schema["$defs"]
    assert set(record["result"]) == set(definitions["CaseResult"]["properties"])
    assert set(record["result"]["findings"][0]) == set(definitions["Finding"]["properties"])
    assert set(record["result"]["case"]) == set(definitions["Case"]["properties"])
    json.dumps(schema)


def test_another_version_is_refused():
    text = json_report.render(result_1()).replace('"schema_version": 1', '"schema_version": 2')
    with pytest.raises(ValidationError, match="schema_version"):
        json_report.read(text)


@pytest.mark.parametrize("name", ["case 1", "case 2"])
def test_findings_and_answer_stay_as_they_are(name, snapshot):
    record = json.loads(json_report.render(ALL_RESULTS[name]()))["result"]
    assert {key: record[key] for key in ("answer", "do_next", "look_again", "findings", "grades", "fish")} == snapshot
