import pytest

from breakapart.errors import InputError
from breakapart.knowledge.discordance import KINDS


def test_each_kind_is_explained_for_any_gene(knowledge):
    for kind in KINDS:
        for gene in ("ALK", "NTRK1", "RET", "MYB", None):
            assert knowledge.explanations(kind, gene)


def test_the_hypotheses_of_the_report_are_there_without_its_repeat(knowledge):
    # Facts S199 to S204: five distinct hypotheses; the sixth repeats epigenetics.
    report = [e for e in knowledge.explanations("protein_lost", "ALK") if e.source == "doi 10.3389/fonc.2025.1516491"]
    assert len(report) == 5
    assert sum("methylation" in e.text for e in report) == 1


def test_explanations_for_one_gene_are_kept_from_others(knowledge):
    assert any("D5F3" in e.text for e in knowledge.explanations("protein_lost", "ALK"))
    assert not any("D5F3" in e.text for e in knowledge.explanations("protein_lost", "RET"))
    assert not any("D5F3" in e.text for e in knowledge.explanations("protein_lost"))


@pytest.mark.parametrize(
    ("kind", "gene", "numbers", "source"),
    [
        ("fish_missed", "ALK", ("29 %", "97 %"), "Smuk 2018, Cytometry A 93:653-661"),
        ("fish_only", "RET", ("30", "9 had"), "PMID 33588111 (Radonic 2021)"),
        ("fish_only", "ALK", ("4 of 10", "12 of 15", "28.5 %"), "PMC5347743 (Dacic 2016)"),
        ("protein_lost", "ALK", ("16", "stained 11"), "doi 10.1016/j.humpath.2021.12.004"),
        ("fish_missed", "RET", ("8 of 12", "44 of 48"), "PMC8285056"),
    ],
)
def test_published_numbers(knowledge, kind, gene, numbers, source):
    texts = [e.text for e in knowledge.explanations(kind, gene) if e.source == source]
    assert any(all(number in text for number in numbers) for text in texts)


def test_an_unknown_kind_is_a_programming_error(knowledge):
    with pytest.raises(KeyError):
        knowledge.explanations("weather")


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("kind", "weather", "kind 'weather' is not known, expected one of protein_lost, protein_only"),
        ("resolved_by", "", "column 'resolved_by' is empty, expected a value"),
        ("source", "", "column 'source' is empty, expected a value"),
        ("evidence", "", "column 'evidence' is empty, expected a value"),
        ("id", "microenvironment", "this id is already used in line 2"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("discordance.tsv", column=column, value=value).discordances
    assert str(caught.value).startswith("discordance.tsv, line ")
    assert message in str(caught.value)
