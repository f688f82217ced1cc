"""HL7 v2.5.1 messages: parsed by the hl7 package, every value intact."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders_standards import assessed

from breakapart.formats.hl7_oru import escape, render
from breakapart.model.outcome import Outcome
from breakapart.reference import Reference

REFERENCE = Reference.bundled()


def segments(result, **options):
    return [segment.split("|") for segment in render(result, REFERENCE, **options).split("\r") if segment]


def unescape(text):
    for code, sign in (("\\F\\", "|"), ("\\S\\", "^"), ("\\T\\", "&"), ("\\R\\", "~"), ("\\.br\\", "\n")):
        text = text.replace(code, sign) if code != "\\E\\" else text
    return text.replace("\\E\\", "\\")


@given(st.text(alphabet=st.sampled_from("aA|^&~ \né"), max_size=20).map(lambda text: " ".join(text.split(" ")).strip()))
def test_no_delimiter_is_left_and_all_come_back(text):
    escaped = escape(text)
    assert not set("|^&~\n\r") & set(escaped)
    spaces_at_breaks = "\n".join(line.strip(" ") for line in text.split("\n"))
    again = "\n".join(line.strip(" ") for line in unescape(escaped).split("\n"))
    assert again == spaces_at_breaks


def test_a_backslash_is_escaped_once():
    assert escape("a\\F\\b") == "a\\E\\F\\E\\b"


@pytest.mark.parametrize("number", [1, 2])
def test_the_hl7_package_reads_and_acknowledges(number):
    hl7 = pytest.importorskip("hl7", reason="needs breakapart[standards-test]")
    message = hl7.parse(render(assessed(number), REFERENCE))
    assert str(message.segment("MSH")[9]) == "ORU^R01^ORU_R01" and str(message.segment("MSH")[12]) == "2.5.1"
    assert "MSA|AA|" in str(message.create_ack("AA"))


def test_fields_stand_where_the_standard_has_them():
    made = segments(assessed(2))
    assert made[0][:3] == ["MSH", "^~\\&", "breakapart"] and made[0][10] == "P" and made[0][11] == "2.5.1"
    assert made[1][0] == "PID" and made[1][3].startswith("ouyang2025-case-2") and made[1][8] == "F"
    observations = [segment for segment in made if segment[0] == "OBX"]
    assert all(segment[2] in ("ST", "NM", "CWE", "ED") and segment[11] in ("F", "P", "X") for segment in observations)
    assert any(segment[3].startswith("69548-6^") and segment[5].startswith("LA9633-4^") for segment in observations)
    genes = [segment[5] for segment in observations if segment[3].startswith("48018-6^")]
    assert genes[:2] == ["HGNC:30506^PLEKHH2^HGNC", "HGNC:427^ALK^HGNC"]
    shares = [segment[5] for segment in observations if segment[3].startswith("81258-6^")]
    assert shares == ["0.5974", "0.4247"]


def test_numbers_start_anew_under_each_request():
    number = 0
    for segment in segments(assessed(1)):
        if segment[0] == "OBR":
            number = 0
        elif segment[0] == "OBX":
            number += 1
            assert segment[1] == str(number)


def test_a_report_may_be_embedded():
    last = segments(assessed(1), report=("application/pdf", b"%PDF-1.7 made up"))[-1]
    assert last[2] == "ED"
    source, kind, subtype, encoding, data = last[5].split("^")
    assert (source, kind, subtype, encoding) == ("breakapart", "application", "PDF", "Base64")
    assert base64.b64decode(data) == b"%PDF-1.7 made up"


def test_what_could_not_be_evaluated_is_no_negative():
    result = assessed(1)
    seen = tuple(replace(item, outcome=Outcome.NOT_EVALUABLE) for item in result.fusions)
    [found] = [
        item for item in segments(replace(result, fusions=seen)) if item[0] == "OBX" and item[3].startswith("69548-6")
    ]
    assert found[5] == "LA18198-4^No call^LN" and found[8] == "" and found[11] == "X"


def test_what_was_removed_is_a_note():
    assert ["NTE", "1", "L", "De-identification: gone \\T\\ away"] in segments(assessed(1), removed="gone & away")
