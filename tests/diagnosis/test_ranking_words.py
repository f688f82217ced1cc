"""The ranking in words."""

import pytest
from tests.builders_diagnosis import make_case, stain
from tests.builders_differential import CASE_2_SLIDE, GIRL, adviser, model

from breakapart.diagnosis.differential import differentiate, rank_entities
from breakapart.diagnosis.findings import state_findings
from breakapart.diagnosis.ranking_words import entity_sentence, leading_differential, order_sentences, percent, span

PHENOTYPE = [stain("STAT6", "present"), stain("CD34", "present")]


def ranked(*specimens, **more):
    case = make_case(*specimens, **more)
    findings = state_findings(case, (), ())
    return case, differentiate(case, findings, model(), adviser=adviser()), findings


def test_a_leading_entity_is_named_with_its_interval():
    case, found, findings = ranked({"components": [{"ihc": PHENOTYPE}]}, patient={"age": "60 years"})
    sentence = entity_sentence(case, found, findings, "nothing")
    assert sentence.text.startswith("Solitary fibrous tumour: ")
    assert " % (" in sentence.text and "for the block 1" in sentence.text
    assert sentence.text.endswith("; the findings support nothing.")
    assert sentence.anchors == ("differential", "agreement")


def test_where_nothing_stands_out_that_is_said():
    case, found, findings = ranked({"components": [{"morphology": ["spindle_cells"]}]})
    assert entity_sentence(case, found, findings, "x").text.startswith("No entity stands out for the block 1: ")


def test_nothing_ranked_gives_no_sentence():
    case, found, findings = ranked({"components": [{}]})
    assert found == ()
    assert entity_sentence(case, found, findings, "x") is None
    assert order_sentences(case, found, findings) == ()


def test_the_component_most_is_known_of_stands_for_the_case():
    _, found, findings = ranked(
        {"components": [{"ihc": PHENOTYPE[:1]}, {"ihc": [*PHENOTYPE, stain("S100", "absent")]}]}
    )
    assert leading_differential(found, findings).component == "c2"


def test_tests_are_named_with_price_and_days():
    case, found, findings = ranked({"components": [{"morphology": ["spindle_cells", "fascicular"]}]})
    (sentence,) = order_sentences(case, found, findings)
    assert sentence.text.startswith("Order for the block 1: ")
    assert "EUR" in sentence.text and "days" in sentence.text and "bits" in sentence.text


@pytest.mark.parametrize(("share", "words"), [(1.0, "over 99 %"), (0.5, "50 %"), (0.0, "under 1 %")])
def test_no_percentage_is_more_certain_than_it_is(share, words):
    assert percent(share) == words


def test_a_span():
    assert span(0.5, 0.001, 0.9) == "50 % (under 1 to 90 %)"


def test_the_slide_alone_leads_to_no_name():
    found = rank_entities(CASE_2_SLIDE, GIRL, model())
    assert found.top.posterior < 0.5
