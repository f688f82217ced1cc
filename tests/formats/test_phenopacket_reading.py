"""Phenopackets of others, edited ones and broken ones."""

import base64
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders_standards import assessed, bare_result, told_case

from breakapart.errors import InputError
from breakapart.formats import phenopacket
from breakapart.formats.case_yaml import parse_case, write_case
from breakapart.formats.phenopacket_reading import read_packet
from breakapart.knowledge import Knowledge
from breakapart.model.case import Region, SpecimenKind
from breakapart.model.outcome import Outcome
from breakapart.reference import Reference
from breakapart.workup_fusions import fusion_trouble

KNOWLEDGE, REFERENCE = Knowledge.bundled(), Reference.bundled()


def read(packet, **options):
    data = packet if isinstance(packet, bytes) else json.dumps(packet).encode()
    return read_packet(
        data,
        KNOWLEDGE,
        REFERENCE,
        source="packet.json",
        check_fusion=lambda text: fusion_trouble(REFERENCE, KNOWLEDGE, text),
        **options,
    )


def refused(packet, words):
    with pytest.raises(InputError, match=re.escape(words)):
        read(packet)


def foreign():
    """A packet as another tool writes it; ids and labels as in the Phenopacket documentation."""
    return {
        "id": "patient 1/2025",
        "subject": {
            "id": "patient1",
            "timeAtLastEncounter": {"age": {"iso8601duration": "P52Y2M"}},
            "sex": "MALE",
            "taxonomy": {"id": "NCBITaxon:9606", "label": "Homo sapiens"},
            "karyotypicSex": "XY",
            "vitalStatus": {"status": "DECEASED", "survivalTimeInDays": 400},
        },
        "phenotypicFeatures": [
            {"type": {"id": "HP:0000790", "label": "Hematuria"}},
            {"type": {"id": "HP:0100749", "label": "Chest pain"}, "excluded": True},
        ],
        "biosamples": [
            {
                "id": "block",
                "individualId": "patient1",
                "sampledTissue": {"id": "UBERON:0002048", "label": "lung"},
                "histologicalDiagnosis": {"id": "NCIT:C6481", "label": "Inflammatory Myofibroblastic Tumor"},
                "tumorProgression": {"id": "NCIT:C84509", "label": "Primary Malignant Neoplasm"},
                "timeOfCollection": {"timestamp": "2019-05-17T00:00:00Z"},
                "procedure": {"code": {"id": "NCIT:C15189", "label": "Biopsy"}},
                "tumorGrade": {"id": "NCIT:C28078", "label": "Grade 2"},
                "measurements": [
                    {
                        "assay": {"id": "LOINC:1", "label": "ALK by immunohistochemistry"},
                        "value": {"ontologyClass": {"id": "NCIT:C38758", "label": "Positive"}},
                    },
                    {
                        "assay": {"id": "LOINC:2", "label": "ALK by immunohistochemistry"},
                        "value": {"quantity": {"unit": {"id": "UO:0000187", "label": "percent"}, "value": 80}},
                    },
                    {
                        "assay": {"id": "LOINC:3", "label": "Desmin immunostain"},
                        "value": {"ontologyClass": {"id": "X:1", "label": "negative"}},
                    },
                    {
                        "assay": {"id": "LOINC:4", "label": "Potassium in serum"},
                        "value": {"quantity": {"unit": {"id": "UCUM:mmol/L", "label": "mmol/L"}, "value": 4}},
                    },
                ],
            },
            {
                "id": "rna",
                "individualId": "patient1",
                "derivedFromId": "block",
                "sampledTissue": {"id": "UBERON:0002048", "label": "lung"},
            },
            {
                "id": "blood",
                "individualId": "patient1",
                "sampledTissue": {"id": "UBERON:0000178", "label": "blood"},
                "materialSample": {"id": "EFO:0009654", "label": "reference sample"},
            },
        ],
        "interpretations": [
            {
                "id": "i1",
                "progressStatus": "SOLVED",
                "diagnosis": {
                    "disease": {"id": "NCIT:C6481", "label": "Inflammatory Myofibroblastic Tumor"},
                    "genomicInterpretations": [
                        {
                            "subjectOrBiosampleId": "rna",
                            "interpretationStatus": "CAUSATIVE",
                            "variantInterpretation": {
                                "variationDescriptor": {
                                    "id": "v1",
                                    "label": "EML4::ALK",
                                    "moleculeContext": "transcript",
                                    "structuralType": {"id": "SO:0001565", "label": "gene_fusion"},
                                }
                            },
                        },
                        {
                            "subjectOrBiosampleId": "block",
                            "variantInterpretation": {
                                "variationDescriptor": {
                                    "id": "v2",
                                    "geneContext": {"valueId": "HGNC:1097", "symbol": "BRAF"},
                                    "expressions": [{"syntax": "hgvs.c", "value": "NM_004333.6:c.1799T>A"}],
                                    "allelicState": {"id": "GENO:0000135", "label": "heterozygous"},
                                    "moleculeContext": "genomic",
                                }
                            },
                        },
                    ],
                },
            }
        ],
        "diseases": [
            {"term": {"id": "NCIT:C3224", "label": "Melanoma"}, "excluded": True},
            {"term": {"id": "MONDO:1", "label": "Something rare"}, "onset": {"age": {"iso8601duration": "P40Y"}}},
        ],
        "medicalActions": [
            {
                "treatment": {"agent": {"id": "DrugCentral:1", "label": "crizotinib"}},
                "treatmentIntent": {"id": "NCIT:1", "label": "x"},
            },
            {
                "radiationTherapy": {
                    "modality": {"id": "NCIT:C28039", "label": "Electron Beam"},
                    "dosage": 12,
                    "fractions": 3,
                }
            },
        ],
        "metaData": {
            "created": "2024-01-01T00:00:00Z",
            "createdBy": "someone",
            "phenopacketSchemaVersion": "2.0",
            "externalReferences": [{"id": "PMID:30808312", "description": "A paper"}],
        },
    }


def test_a_foreign_packet_gives_a_case():
    found = read(foreign())
    case = found.case
    assert not found.is_exact
    assert case.id == "patient-1-2025" and str(case.patient.age) == "52 years 2 months"
    [specimen] = case.specimens
    assert specimen.site.region is Region.LUNG and specimen.kind is SpecimenKind.PRIMARY
    assert specimen.procedure == "biopsy"
    whole, rna = specimen.components
    assert [(stain.marker, stain.outcome, stain.percent_positive) for stain in whole.ihc] == [
        ("ALK", Outcome.PRESENT, 80),
        ("desmin", Outcome.ABSENT, None),
    ]
    assert whole.reported_grade.grade == 2
    assert rna.sequencing[0].fusions[0].call == "EML4::ALK"
    [variant] = whole.sequencing[0].variants
    assert (variant.gene, variant.hgvs) == ("BRAF", "NM_004333.6:c.1799T>A")
    reads = {event.entity for event in case.timeline if event.kind == "pathology_read"}
    assert reads == {"IMT", None}
    assert [weighed.entity for weighed in case.considered] == ["MEL"]
    assert case.patient.history == ("Hematuria (HP:0000790)", "no Chest pain (HP:0100749)")
    assert "crizotinib" in [event.what for event in case.timeline]
    assert case.source.pmid == "30808312"


def test_what_was_not_understood_is_listed():
    notes = "\n".join(read(foreign()).notes)
    for words in (
        "not understood: subject.karyotypicSex",
        "variationDescriptor.allelicState",
        "medicalActions[0].treatmentIntent",
        "medicalActions[1].radiationTherapy.dosage",
        "Potassium in serum",
        "reference sample blood",
        "Something rare",
        "the subject is deceased",
    ):
        assert words in notes


def test_a_foreign_case_is_a_sound_case_file():
    case = read(foreign()).case
    assert parse_case(write_case(case).encode(), KNOWLEDGE, REFERENCE) == case


def test_protobuf_names_are_read_too():
    packet = foreign()
    packet["subject"]["time_at_last_encounter"] = packet["subject"].pop("timeAtLastEncounter")
    packet["meta_data"] = packet.pop("metaData")
    assert str(read(packet).case.patient.age) == "52 years 2 months"


def test_an_unknown_stain_is_kept_under_its_name():
    packet = foreign()
    packet["biosamples"][0]["measurements"][0]["assay"]["label"] = "Zorro immunohistochemistry"
    found = read(packet)
    assert found.case.specimens[0].components[0].ihc[0].marker == "other:Zorro"
    assert any("Zorro" in note for note in found.notes)


def test_contradicting_measurements_are_not_merged():
    packet = foreign()
    packet["biosamples"][0]["measurements"][1] = {
        "assay": {"id": "LOINC:1", "label": "ALK by immunohistochemistry"},
        "value": {"ontologyClass": {"id": "NCIT:C38757", "label": "Negative"}},
    }
    found = read(packet)
    assert found.case.specimens[0].components[0].ihc[0].outcome is Outcome.PRESENT
    assert any("ALK is present before and absent here" in note for note in found.notes)


@pytest.mark.parametrize("number", [1, 2])
def test_the_standard_fields_alone_carry_the_findings(number):
    """Without the whole case, as another program would pass the packet on."""
    result = assessed(number)
    packet = json.loads(phenopacket.render(result, REFERENCE))
    packet.pop("files")
    case = read(packet).case
    for before, after in zip(result.case.specimens, case.specimens, strict=True):
        assert after.id == before.id and after.kind is before.kind and after.procedure is before.procedure
        for old, new in zip(before.components, after.components, strict=False):
            stains = {(stain.marker, stain.clone): (stain.outcome, stain.percent_positive) for stain in old.ihc}
            assert {(stain.marker, stain.clone): (stain.outcome, stain.percent_positive) for stain in new.ihc} == stains
            assert [assay.outcome for assay in new.fish] == [assay.outcome for assay in old.fish]
            calls = [call.call for found in old.sequencing for call in found.fusions]
            assert [call.call for found in new.sequencing for call in found.fusions] == calls
            terms = {(finding.term, finding.outcome) for finding in old.morphology}
            assert {(finding.term, finding.outcome) for finding in new.morphology} == terms


def test_an_edited_packet_is_read_by_its_standard_fields():
    packet = json.loads(phenopacket.render(assessed(2), REFERENCE))
    packet["subject"]["sex"] = "MALE"
    found = read(packet)
    assert not found.is_exact
    assert found.case.patient.sex == "male"
    assert "was edited after breakapart wrote it" in found.notes[0]


# Broken ones


def whole():
    return phenopacket.render(bare_result(told_case()), REFERENCE).encode()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_half_a_packet(share):
    data = whole()
    refused(data[: int(len(data) * share)], "packet.json, line")


def test_a_packet_cut_off_between_two_objects_says_so():
    refused(b'{"id": "a", "subject": {', "the JSON ends early")


def test_wrong_json():
    refused(b'{"id": "a",, "subject": {}}', "is not JSON")
    refused(b"[1, 2]", "holds a list, expected a JSON object")
    refused(b"   ", "is empty")
    refused(b'{"id": NaN}', "NaN is not a JSON number")
    refused(b'{"subject": {}, "subject": {}}', "the key 'subject' stands twice")
    refused(b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested more than 100 levels")
    refused(b'{"subject": {"id": ' + b"9" * 5000 + b"}}", "is not JSON")


def test_not_utf8():
    refused(whole().replace(b"lump", b"l\xfcmp", 1), "is not UTF-8 text")
    refused(json.dumps(foreign()).encode("utf-16"), "UTF-16")


def test_an_unknown_enumeration_value():
    packet = foreign()
    packet["subject"]["sex"] = "FEMAL"
    refused(packet, "'subject.sex' is 'FEMAL', expected one of UNKNOWN_SEX, FEMALE, MALE, OTHER_SEX")
    packet = foreign()
    packet["interpretations"][0]["progressStatus"] = "FINE"
    refused(packet, "'interpretations[0].progressStatus' is 'FINE'")


def test_wrong_types():
    packet = foreign()
    packet["biosamples"] = {"id": "one"}
    refused(packet, "'biosamples' is an object, expected a list")
    packet = foreign()
    packet["subject"]["timeAtLastEncounter"] = {"age": {"iso8601duration": "old"}}
    refused(packet, "is 'old', expected an ISO 8601 length such as P9Y4M")
    packet = foreign()
    packet["biosamples"][0]["measurements"][1]["value"]["quantity"]["value"] = "many"
    refused(packet, "is 'many', expected a number")
    packet = foreign()
    packet["biosamples"][0]["timeOfCollection"] = {"timestamp": "yesterday"}
    refused(packet, "expected a timestamp")


def test_version_1():
    packet = foreign()
    packet["metaData"]["phenopacketSchemaVersion"] = "1.0.0"
    refused(packet, "is a Phenopacket of version 1, expected version 2. Convert it first")
    del packet["metaData"]
    packet["htsFiles"] = []
    refused(packet, "version 1")


def test_other_things():
    refused({"id": "f", "proband": foreign()}, "is a Family")
    refused({"id": "c", "members": [foreign()]}, "is a Cohort")
    refused({"hello": "world"}, "is no Phenopacket")
    packet = foreign()
    packet["subject"]["taxonomy"] = {"id": "NCBITaxon:10090", "label": "Mus musculus"}
    refused(packet, "the subject is Mus musculus")


def test_a_damaged_whole_case():
    packet = json.loads(whole())
    uri = packet["files"][0]["uri"]
    packet["files"][0]["uri"] = uri[:-40]
    refused(packet, "the whole case that the packet carries is damaged")
    packet["files"][0]["uri"] = uri.partition(",")[0] + "," + base64.b64encode(b'{"breakapart_case": 1}').decode()
    refused(packet, "is damaged")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in items:
        yield from places(part, (*path, key))


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_value_anywhere_is_read_or_refused(data):
    packet = foreign()
    path = data.draw(st.sampled_from([place for place in places(packet) if place]))
    at = packet
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = data.draw(json_values)
    try:
        found = read(packet)
    except InputError:
        return
    assert found.case.specimens
