"""Cases as Phenopackets: parsed by the official package, and read back without loss."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from tests.builders_standards import SECRET, assessed, bare_result, results, told_case

from breakapart.formats import phenopacket
from breakapart.formats.deidentify import deidentify
from breakapart.formats.phenopacket_reading import read_packet
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference

KNOWLEDGE, REFERENCE = Knowledge.bundled(), Reference.bundled()
QUICK = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
MANY = settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=500)


def written(result):
    return phenopacket.render(result, REFERENCE)


def parsed(text):
    """By the official protobuf package; refuses unknown fields."""
    json_format = pytest.importorskip("google.protobuf.json_format", reason="needs breakapart[standards-test]")
    schema = pytest.importorskip("phenopackets.schema.v2", reason="needs breakapart[standards-test]")
    return json_format.Parse(text, schema.Phenopacket())


def comes_back(result):
    found = read_packet(written(result).encode(), KNOWLEDGE, REFERENCE)
    assert found.is_exact and found.notes == ()
    assert found.case == result.case


def survives_protobuf(result):
    """Another program may pass a packet on through protobuf, which leaves defaults out: it is still unedited."""
    json_format = pytest.importorskip("google.protobuf.json_format", reason="needs breakapart[standards-test]")
    passed_on = json_format.MessageToJson(parsed(written(result)))
    found = read_packet(passed_on.encode(), KNOWLEDGE, REFERENCE)
    assert found.is_exact and found.case == result.case


@QUICK
@given(results())
def test_every_case_comes_back(result):
    comes_back(result)
    survives_protobuf(result)


@pytest.mark.slow
@MANY
@given(results())
def test_five_hundred_cases_come_back(result):
    comes_back(result)
    survives_protobuf(result)


@pytest.mark.parametrize("number", [1, 2])
def test_the_report_cases_parse_and_come_back(number):
    result = assessed(number)
    message = parsed(written(result))
    assert message.meta_data.phenopacket_schema_version == "2.0.0"
    assert message.subject.sex == {1: 2, 2: 1}[number]
    comes_back(result)


def test_case_two_stands_in_the_standard_fields():
    packet = json.loads(written(assessed(2)))
    assert packet["subject"]["timeAtLastEncounter"] == {"age": {"iso8601duration": "P9Y"}}
    primary = packet["biosamples"][0]
    assert primary["tumorProgression"] == {"id": "NCIT:C8509", "label": "Primary Neoplasm"}
    assert primary["procedure"]["code"]["id"] == "NCIT:C15189"
    alk = primary["measurements"][0]
    assert alk["assay"]["label"] == "ALK immunohistochemistry, clone D5F3"
    assert alk["value"]["ontologyClass"]["id"] == "NCIT:C38758"
    descriptor = packet["interpretations"][0]["diagnosis"]["genomicInterpretations"][0]["variantInterpretation"][
        "variationDescriptor"
    ]
    assert descriptor["label"] == "PLEKHH2::ALK"
    assert descriptor["geneContext"] == {"valueId": "HGNC:427", "symbol": "ALK"}
    assert descriptor["structuralType"]["id"] == "SO:0001565"
    assert {"syntax": "hgvs.r", "value": "NM_172069.4:r.?_502::NM_004304.5:r.3173_?"} in descriptor["expressions"]
    carried = {extension["name"]: extension["value"] for extension in descriptor["extensions"]}
    assert json.loads(carried["vicc.AssayedFusion"])["viccNomenclature"].endswith("ENST00000389048.8(ALK):e.20")
    assert carried["alleleFractionPercent"] == "59.74"


def test_fish_counts_are_typed_quantities():
    from dataclasses import replace

    from breakapart.workup import assess

    case, _ = deidentify(told_case())
    result = replace(assess(case, reference=REFERENCE, knowledge=KNOWLEDGE))
    packet = json.loads(written(result))
    [plate] = [item for item in packet["biosamples"][0]["measurements"] if "complexValue" in item]
    values = {item["type"]["label"]: item["quantity"]["value"] for item in plate["complexValue"]["typedQuantities"]}
    assert values["nuclei split"] == 40 and values["nuclei scored"] == 100 and values["rearranged nuclei"] == 40


def test_every_prefix_has_its_resource():
    text = written(assessed(1))
    packet = json.loads(text)
    known = {resource["namespacePrefix"] for resource in packet["metaData"]["resources"]}

    def ids(value):
        if isinstance(value, dict):
            if "id" in value and "label" in value:
                yield value["id"]
            for part in value.values():
                yield from ids(part)
        elif isinstance(value, list):
            for part in value:
                yield from ids(part)

    packet.pop("files")
    interpretations = packet.pop("interpretations")
    used = {id_.partition(":")[0] for id_ in ids(packet)}
    assert used <= known and "NCIT" in used
    assert interpretations


def test_equal_results_give_equal_bytes():
    assert written(assessed(1)) == written(assessed(1))


def test_what_was_removed_stands_in_the_packet():
    case, removed = deidentify(told_case(), label=KNOWLEDGE.entities.label)
    text = phenopacket.render(bare_result(case), REFERENCE, removed=removed.sentence)
    assert SECRET not in text and "2019-05" not in text
    import base64

    packet = json.loads(text)
    assert SECRET.encode() not in base64.b64decode(packet["files"][0]["uri"].partition(",")[2])
    [said] = [item for item in packet["metaData"]["externalReferences"] if "de-identification" in item["id"]]
    assert said["description"].startswith("removed: free text")


def test_a_treatment_that_was_not_given_is_no_medical_action():
    packet = json.loads(written(assessed(2)))
    agents = [action["treatment"]["agent"]["label"] for action in packet["medicalActions"] if "treatment" in action]
    assert agents == ["Cryotherapy and corticosteroid ointment, as the nodule grew"]
