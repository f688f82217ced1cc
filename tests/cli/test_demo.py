"""`breakapart demo`: what the terminal must show, and a check of facts that can fail."""

import json

import pytest

from breakapart.cli import demo
from breakapart.cli.main import main
from breakapart.cli.report import assess_file
from breakapart.formats.examples import example_cases
from breakapart.knowledge import Knowledge
from breakapart.knowledge.report_facts import COLUMNS, parse_report_facts
from breakapart.knowledge.table import Row
from breakapart.reference import Reference

REFERENCE, KNOWLEDGE = Reference.bundled(), Knowledge.bundled()


def run(capsys, *argv):
    code = main(["demo", *map(str, argv)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_terminal_shows_what_matters_of_both_cases(tmp_path, capsys):
    code, out, err = run(capsys, "-o", tmp_path)
    assert (code, err) == (0, "")
    published, *illustrations = out.split("\n\nSimulated reads, synthetic nucleotides: illustration only")
    first, second = published.split("\n\nGirl")
    for text, words in (
        (first, ["STRN(e3)::ALK(e20), in frame", "coiled coil of STRN kept; ALK kinase complete", "30 %"]),
        (second, ["PLEKHH2(e6)::ALK(e20), in frame", "coiled coil of PLEKHH2 kept; ALK kinase complete"]),
        (first, ["three looks agree"]),
        (second, ["ALK protein lost in metastasis of the left axilla, fusion kept"]),
    ):
        for word in words:
            assert word in text
    for text in (first, second):
        for word in ("an activating kinase fusion is likely", "2 + 1 + 0 = 3", "ALK positive", "crizotinib", "12/14"):
            assert word in text
        assert "grade 1" in text
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html"] * 4 + [".json"] * 4
    for text, fusion in zip(illustrations, ("STRN(e3)::ALK(e20)", "PLEKHH2(e6)::ALK(e20)"), strict=True):
        assert f"{fusion}, in frame" in text
        assert "evaluable, 10 of 10 controls, ALK 3'/5' strong, detects from" in text


@pytest.fixture(scope="module")
def from_reads():
    return demo.assess_examples_from_reads(REFERENCE, KNOWLEDGE)


def test_both_cases_are_called_from_their_fastq_files(from_reads):
    for result, fusion in zip(from_reads, ("STRN(e3)::ALK(e20)", "PLEKHH2(e6)::ALK(e20)"), strict=True):
        assert {seen.call for seen in result.fusions} == {fusion}
        assert result.banner.startswith("Simulated reads, synthetic nucleotides: illustration only")
        for run_ in result.runs:
            called = run_.called
            assert [call.name for call in called.calls] == [fusion]
            assert called.calls[0].frame == "in-frame"
            assert run_.is_synthetic and called.quality.verdict == "evaluable"
            assert len(called.quality.controls) == 10 and all(control.passed for control in called.quality.controls)
            assert {one.gene: one.verdict for one in called.balances}["ALK"] == "strong"
            assert called.quality.limits[0].share < 0.3


def test_the_shares_the_reads_were_made_with_lie_in_the_intervals(from_reads):
    """Ouyang 2025: 59.74 and 42.47 percent; amplicons have no wild type to compare with, so case 1 has no share."""
    case_1, case_2 = from_reads
    assert case_1.fusions[0].allele_fraction_percent is None
    for run_, share in zip(case_2.runs, (0.5974, 0.4247), strict=True):
        (call,) = run_.called.calls
        assert call.allele_fraction_low < share < call.allele_fraction_high
    assert [seen.specimen for seen in case_2.fusions] == ["finger-primary", "axilla"]
    for seen, run_ in zip(case_2.fusions, case_2.runs, strict=True):
        (call,) = run_.called.calls
        assert seen.share.origin == "simulated", "a share counted here is not the laboratory's number"
        assert (seen.share.low_percent, seen.share.high_percent) == (
            100 * call.allele_fraction_low,
            100 * call.allele_fraction_high,
        )


def test_pages_and_records_of_the_illustrations_say_what_they_are(from_reads):
    from breakapart.reports import html, json_report

    for result in from_reads:
        page, record = html.render(result), json.loads(json_report.render(result))
        assert page.count("synthetic nucleotides: illustration only") >= 2
        assert record["result"]["banner"] and record["result"]["runs"][0]["is_synthetic"] is True
        assert "SYNTHETIC panel" in record["result"]["runs"][0]["reference"]
        assert "limit of detection" in page.lower() and "called from reads" in page.lower()
    assert html.render(demo.assess_examples(REFERENCE, KNOWLEDGE)[0]).find("illustration only") < 0


def test_json_and_quiet(tmp_path, capsys):
    code, out, _ = run(capsys, "-o", tmp_path, "--json")
    record = json.loads(out)
    assert code == 0
    assert [case["id"] for case in record["cases"]] == [
        "ouyang2025-case-1",
        "ouyang2025-case-2",
        "ouyang2025-case-1-from-reads",
        "ouyang2025-case-2-from-reads",
    ]
    assert all(len(case["answer"]) == 3 for case in record["cases"])
    _, out, _ = run(capsys, "-o", tmp_path, "--quiet")
    assert out.startswith("Written: ") and out.count("\n") == 1


def test_at_least_100_facts_of_the_report_none_wrong(capsys):
    code, out, _ = run(capsys, "--check", "--json")
    record = json.loads(out)
    assert code == 0
    assert record["wrong"] == 0
    assert record["right"] >= 200
    assert record["contradiction"] >= 8
    assert sum(fact["kind"] == "computed" for fact in record["facts"]) >= 30


def test_every_auditor_note_is_listed_as_a_contradiction(capsys):
    _, out, _ = run(capsys, "--check")
    for number in range(225, 233):
        assert any(line.startswith(f"S{number} ") and "contradiction" in line for line in out.splitlines())
    assert "contradictions of the report listed" in out.splitlines()[-1]
    assert "S052b*" in out  # a computed fact is marked


FEW, MANY = "mitoses: {count_low: 3, count_high: 8,", "mitoses: {count_low: 13, count_high: 18,"
LOST = "            outcome: absent\n            stated_in: [text, Fig. 2H]"


@pytest.mark.parametrize(
    ("number", "old", "new", "facts"),
    [
        (1, "percent_positive: 30", "percent_positive: 31", {"S075"}),
        (1, "call: STRN(e3)::ALK(e20)", "call: STRN(e2)::ALK(e20)", {"S086", "S146c", "S198"}),
        (1, FEW, MANY, {"S048", "S050", "S052"}),
        (1, "{value: focal, where: legend of Fig. 1H}", "{value: none, where: legend of Fig. 1H}", {"S232"}),
        (1, "genes: [BRAF, NRAS, HRAS,", "genes: [NRAS, HRAS,", {"S090", "S225"}),
        (2, "allele_fraction_percent: 42.47", "allele_fraction_percent: 42.5", {"S141"}),
        (2, LOST, "            outcome: present", {"S130", "S144b"}),
        (2, "interval: 4 months", "interval: 5 months", {"S126", "S229b"}),
    ],
)
def test_a_changed_case_is_found_out(tmp_path, number, old, new, facts):
    results = []
    for index, path in enumerate(example_cases(), 1):
        text = path.read_text(encoding="utf-8")
        if index == number:
            assert text.count(old) == 1
            text = text.replace(old, new)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
        results.append(assess_file(tmp_path / path.name, REFERENCE, KNOWLEDGE))
    checked = demo.check_facts(KNOWLEDGE.report_facts, demo.roots(results, REFERENCE, KNOWLEDGE))
    assert facts <= {one.fact for one in checked if one.verdict == demo.WRONG}


def test_a_wrong_fact_is_shown_and_is_exit_code_1(capsys, monkeypatch):
    facts = list(KNOWLEDGE.report_facts)
    wrong = parse_report_facts([fact(path="case1.case.patient.sex", expected="female")])
    monkeypatch.setitem(KNOWLEDGE.__dict__, "report_facts", (*facts, *wrong))
    code, out, _ = run(capsys, "--check", "--quiet")
    assert code == 1
    assert "expected female, found male" in out
    assert len(out.splitlines()) == 3


def test_a_path_that_leads_nowhere_is_wrong_and_says_so():
    (checked,) = demo.check_facts(parse_report_facts([fact(path="case1.nothing")]), {"case1": object()})
    assert (checked.verdict, checked.found) == ("wrong", "nothing: case1.nothing: a object has no nothing")


@pytest.mark.parametrize(
    ("value", "compare", "expected", "agrees"),
    [
        (30.0, "is", "30", True),
        (30.4, "is", "30", False),
        ((2.0, 2.0, 1.0), "is", "2; 2; 1", True),
        ((2.0, 2.0, 1.0), "is", "2", False),
        (("a", "b"), "includes", "b", True),
        ("ab", "includes", "b", False),
        ("An ALK fusion", "contains", "alk", True),
        (4, "at_least", "4", True),
        (3, "at_least", "4", False),
        ("many", "at_least", "4", False),
        (True, "at_least", "1", False),
    ],
)
def test_comparisons(value, compare, expected, agrees):
    assert demo.agrees_with(value, compare, expected) is agrees


def fact(**cells):
    about = {"fact": "X1", "section": "x", "statement": "x", "kind": "held", "compare": "is", "expected": "x"}
    return Row("report_facts.tsv", 2, dict.fromkeys(COLUMNS, "x") | about | cells)
