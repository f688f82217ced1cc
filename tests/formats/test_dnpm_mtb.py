"""Records for the DNPM network: field names and value lists of its public data transfer objects."""

import json

import pytest
from tests.builders_standards import assessed

from breakapart.conversion import _protein_genes
from breakapart.formats import dnpm_mtb
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference

KNOWLEDGE, REFERENCE = Knowledge.bundled(), Reference.bundled()


def record(number):
    genes = _protein_genes(KNOWLEDGE)
    return json.loads(
        dnpm_mtb.render(assessed(number), REFERENCE, entities=KNOWLEDGE.entities, protein_genes=genes, removed="x")
    )


def test_the_fusion_keeps_its_orientation():
    [fusion] = [item for report in record(1)["ngsReports"] for item in report["results"].get("rnaFusions", [])]
    assert fusion["fusionPartner5prime"] == {
        "gene": {"code": "HGNC:11424", "display": "STRN", "system": "https://www.genenames.org/"},
        "transcriptId": {"value": "NM_003162.4", "system": "https://www.ncbi.nlm.nih.gov/refseq"},
        "exonId": "3",
        "position": 36916078,
        "strand": "-",
    }
    assert fusion["fusionPartner3prime"]["exonId"] == "20"
    assert fusion["effect"] == "in frame; activating likely"


@pytest.mark.parametrize("number", [1, 2])
def test_value_lists(number):
    made = record(number)
    assert made["patient"]["gender"]["code"] in ("female", "male", "other", "unknown")
    for report in made["ihcReports"]:
        for protein in report["results"]["proteinExpression"]:
            assert protein["value"]["code"] in ("exp", "not-exp", "1+", "2+", "3+", "unknown")
            assert protein["protein"]["code"]
    for specimen in made["specimens"]:
        collection = specimen["collection"]
        assert collection["method"]["code"] in ("biopsy", "cytology", "liquid-biopsy", "resection", "unknown")
        assert collection["localization"]["code"] in ("local-recurrence", "metastasis", "primary-tumor", "unknown")


@pytest.mark.parametrize("number", [1, 2])
def test_every_reference_is_there(number):
    made = record(number)
    ids = {made["patient"]["id"]} | {item["id"] for key in ("diagnoses", "specimens") for item in made[key]}
    ids |= {item["id"] for item in made.get("histologyReports", [])}

    def named(value):
        if isinstance(value, dict):
            if set(value) == {"id", "type"} and isinstance(value["type"], str):
                yield value["id"]
            for part in value.values():
                yield from named(part)
        elif isinstance(value, list):
            for part in value:
                yield from named(part)

    assert set(named(made)) <= ids


def test_only_an_entity_with_one_certain_icd_o_code_is_coded():
    # ALK-rearranged mesenchymal neoplasm has no code; the first read of case 2 was infantile haemangioma, 9131/0.
    values = [report["results"]["tumorMorphology"]["value"]["code"] for report in record(2).get("histologyReports", [])]
    assert all(code in ("9131/0",) for code in values)


def test_age_below_two_years_is_in_months():
    assert record(1)["patient"]["age"] == {"value": 0, "unit": "Months"}
    assert record(2)["patient"]["age"] == {"value": 9, "unit": "Years"}


def test_what_was_removed_is_noted():
    assert record(1)["diagnoses"][0]["notes"][-1] == "breakapart: x"
