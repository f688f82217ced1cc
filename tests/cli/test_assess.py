"""`breakapart assess`: ranking, what-if, replay, and bad input."""

import json
from pathlib import Path

import pytest

from breakapart.cli.main import main
from breakapart.formats.examples import example_cases

CASE_1, CASE_2 = example_cases()


def run(capsys, *argv):
    code = main([str(part) for part in argv])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def as_json(capsys, *argv):
    code, out, err = run(capsys, "assess", *argv, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_json_has_the_names_others_script_against(capsys):
    record = as_json(capsys, CASE_2)
    top = record["entities"][0]
    assert {"id", "posterior", "low", "high"} <= set(top)
    assert top["id"] == "ALK_RMN"
    assert 0 <= top["low"] <= top["posterior"] <= top["high"] <= 1
    total = sum(entity["posterior"] for entity in record["entities"]) + record["none_of_these"]
    assert total == pytest.approx(1, abs=1e-4)
    assert {"id", "posterior"} <= set(record["parents"][0])
    assert {"test", "parent_bits", "leaf_bits", "regret_drop", "cost_eur", "days", "outcomes"} <= set(
        record["next_tests"][0]
    )
    assert {(c["specimen"], c["component"]) for c in record["components"]} >= {
        ("finger-primary", "tumour"),
        ("axilla", "tumour"),
    }


def test_the_metastasis_before_sequencing(capsys):
    record = as_json(capsys, CASE_2, "--component", "axilla", "--without", "molecular")
    assert record["parents"][0]["id"] == "kinase"
    assert record["parents"][0]["posterior"] >= 0.5
    assert record["next_tests"][0]["test"] == "rna_fusion_panel"


def test_what_if_shows_both_rankings(capsys):
    options = ("--component", "finger-primary", "--without", "molecular", "--set", "ihc.ALK=absent")
    record = as_json(capsys, CASE_2, *options)
    before = {entity["id"]: entity["posterior"] for entity in record["what_if"]["before"]["entities"]}
    after = {entity["id"]: entity["posterior"] for entity in record["entities"]}
    assert record["what_if"]["changes"] == ["ALK absent"]
    assert before["ALK_RMN"] > 0.5 > after["ALK_RMN"]
    code, out, _ = run(capsys, "assess", CASE_2, *options)
    assert code == 0 and "what if: ALK absent" in out and "before" in out


def test_text_names_reasons_and_the_test_that_is_due(capsys):
    code, out, err = run(capsys, "assess", CASE_2, "--component", "axilla", "--without", "molecular", "--explain")
    assert (code, err) == (0, "")
    for words in ("95 % interval", "none of these", "RNA fusion panel", "log10 likelihood ratio", "without a source"):
        assert words in out


def test_replay_asks_for_alk_or_rna_at_the_unclassified_read(capsys):
    record = as_json(capsys, CASE_2, "--replay")
    step = next(step for step in record["replay"]["steps"] if step["event"] == "second-read")
    assert step["next_tests"][0]["test"] in ("ihc:ALK", "rna_fusion_panel")
    code, out, _ = run(capsys, "assess", CASE_2, "--replay")
    assert code == 0 and "infantile cellular haemangioma" in out


def test_own_prices_and_priors(capsys, tmp_path):
    prices = tmp_path / "prices.tsv"
    prices.write_text(
        "test\tkind\tcost_eur\tdays\tsource\tevidence\nrna_fusion_panel\tsequencing\t90000\t9\tours\tverified\n"
    )
    record = as_json(capsys, CASE_2, "--component", "axilla", "--without", "molecular", "--prices", prices)
    assert record["next_tests"][0]["test"] != "rna_fusion_panel"
    priors = tmp_path / "priors.tsv"
    priors.write_text("entity\tweight\nSFT\t3\n")
    code, out, err = run(capsys, "assess", CASE_2, "--priors", priors)
    assert (code, out) == (2, "")
    assert "priors.tsv, line 1: expected the columns entity, weight_child" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--set", "ihc.ALKK=absent"), "option --set: marker 'ALKK' is not known. Did you mean ALK"),
        (("--set", "ihc.ALK=perhaps"), "result 'perhaps' is not known"),
        (
            ("--component", "toe"),
            "option --component: 'toe' is no component of this case. There are: finger-primary/tumour",
        ),
        (("--prices", "nowhere.tsv"), "nowhere.tsv"),
    ],
)
def test_bad_options_are_one_message_each(capsys, options, message):
    code, out, err = run(capsys, "assess", CASE_2, *options)
    assert (code, out) == (2, "")
    assert message in err and "Traceback" not in err


def test_a_contradiction_in_the_case_is_one_error(capsys, tmp_path):
    text = Path(CASE_2).read_text(encoding="utf-8")
    broken = tmp_path / "case.yaml"
    broken.write_text(
        text.replace(
            "          - {marker: SMA, outcome: absent}\n",
            "          - {marker: SMA, outcome: absent}\n          - {marker: SMA, outcome: present, note: again}\n",
            1,
        )
    )
    code, out, err = run(capsys, "assess", broken)
    assert (code, out) == (2, "")
    assert "SMA" in err and err.count("breakapart:") == 1


def test_nothing_to_rank_by_is_said(capsys):
    code, out, err = run(
        capsys, "assess", CASE_1, "--component", "superficial", "--without", "ihc", "--without", "morph"
    )
    assert (code, out) == (2, "")
    assert "nothing is recorded of superficial that an entity could be ranked by" in err
