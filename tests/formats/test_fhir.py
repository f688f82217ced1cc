"""FHIR bundles: valid by fhir.resources, closed in themselves, and with what the two guides ask for."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from tests.builders_standards import assessed, results

from breakapart.formats import fhir
from breakapart.reference import Reference

REFERENCE = Reference.bundled()
ORIENTED = [
    f"{end}-prime-{what}"
    for end in ("five", "three")
    for what in ("gene", "transcript-id", "exon-id", "position", "strand")
]
"""Components that the MII MTB profile mii-pr-mtb-rna-fusion (2026.0.1) has as 1..1."""


def bundle(result):
    return json.loads(fhir.render(result, REFERENCE))


def of_type(record, kind):
    return [entry["resource"] for entry in record["entry"] if entry["resource"]["resourceType"] == kind]


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def sound(record):
    resources = pytest.importorskip("fhir.resources.R4B.bundle", reason="needs breakapart[standards-test]")
    resources.Bundle.model_validate(record)
    urls = [entry["fullUrl"] for entry in record["entry"]]
    assert len(set(urls)) == len(urls)
    assert set(references(record)) <= set(urls)


@pytest.mark.parametrize("number", [1, 2])
def test_the_report_cases_are_valid_and_closed(number):
    sound(bundle(assessed(number)))


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=15)
@given(results())
def test_any_case_is_valid_and_closed(result):
    sound(bundle(result))


def variant(record):
    return next(
        item for item in of_type(record, "Observation") if item["code"].get("coding", [{}])[0].get("code") == "69548-6"
    )


def test_a_fusion_follows_both_guides():
    record = bundle(assessed(2))
    fusion = variant(record)
    assert fusion["valueCodeableConcept"]["coding"][0]["code"] == "LA9633-4"
    assert fusion["meta"]["profile"] == [
        "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/variant",
        fhir.MII_RNA_FUSION,
    ]
    codes = [part["code"]["coding"][0]["code"] for part in fusion["component"] if "coding" in part["code"]]
    assert codes.count("48018-6") == 2
    assert [code for code in codes if code in ORIENTED] == ORIENTED
    by_code = {part["code"]["coding"][0]["code"]: part for part in fusion["component"] if "coding" in part["code"]}
    assert by_code["five-prime-gene"]["valueCodeableConcept"]["coding"][0] == {
        "system": "http://www.genenames.org/geneId",
        "code": "HGNC:30506",
        "display": "PLEKHH2",
    }
    assert by_code["five-prime-transcript-id"]["valueCodeableConcept"]["coding"][0]["code"] == "NM_172069.4"
    assert by_code["three-prime-exon-id"]["valueCodeableConcept"]["text"] == "Exon 20"
    assert by_code["three-prime-position"]["valueRange"]["low"]["value"] == 29223528
    assert by_code["five-prime-strand"]["valueCodeableConcept"]["coding"][0]["code"] == "SO:0002262"
    assert by_code["three-prime-strand"]["valueCodeableConcept"]["coding"][0]["code"] == "SO:0002263"
    assert by_code["48019-4"]["valueCodeableConcept"]["coding"][0]["code"] == "SO:0001565"
    assert by_code["81258-6"]["valueQuantity"]["value"] == 0.5974


def test_a_fusion_without_a_place_does_not_claim_the_profile_that_needs_one():
    fusions = [
        item
        for item in of_type(bundle(assessed(2)), "Observation")
        if item["code"].get("coding", [{}])[0].get("code") == "69548-6"
    ]
    assert [fhir.MII_RNA_FUSION in item["meta"]["profile"] for item in fusions] == [True, False]


def test_therapies_derive_from_the_fusion():
    record = bundle(assessed(1))
    fusion = next(
        entry["fullUrl"]
        for entry in record["entry"]
        if entry["resource"] is not None and entry["resource"]["id"] == variant(record)["id"]
    )
    implications = [
        item
        for item in of_type(record, "Observation")
        if item["code"].get("coding", [{}])[0].get("code") == "therapeutic-implication"
    ]
    assert implications and all(item["derivedFrom"] == [{"reference": fusion}] for item in implications)
    assert implications[0]["component"][0]["valueCodeableConcept"]["text"] == "crizotinib"
    assert any(note["text"].startswith("Source: ") for note in implications[0]["note"])


def test_components_are_parts_of_their_specimen():
    record = bundle(assessed(1))
    whole, *parts = of_type(record, "Specimen")
    assert len(parts) == 2
    assert all(part["parent"] == [{"reference": f"urn:uuid:{whole['id']}"}] for part in parts)


def test_the_report_holds_everything_and_is_preliminary_until_signed():
    record = bundle(assessed(1))
    [report] = of_type(record, "DiagnosticReport")
    assert len(report["result"]) == len(of_type(record, "Observation"))
    assert report["status"] == ("final" if assessed(1).case.signed else "preliminary")
    assert report["conclusion"].startswith(assessed(1).answer[0].text)


def test_equal_cases_give_equal_ids():
    assert fhir.render(assessed(1), REFERENCE) == fhir.render(assessed(1), REFERENCE)


def test_no_unverified_code_is_written():
    from breakapart.knowledge.codes import Codes

    text = fhir.render(assessed(2), REFERENCE)
    for code in Codes.bundled():
        assert code.verified or f'"{code.code}"' not in text
