"""cBioPortal study folders: the files, their columns, and that they fit together."""

import pytest
from tests.builders_standards import assessed, bare_result

from breakapart.formats.cbioportal import render
from breakapart.model.case import Case
from breakapart.reference import Reference

REFERENCE = Reference.bundled()


def table(text):
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def meta(text):
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_the_fusion_of_case_two():
    finger, axilla = table(render(assessed(2), REFERENCE)["data_sv.txt"])
    assert finger["Sample_Id"] == "ouyang2025-case-2-finger-primary-tumour"
    assert (finger["Site1_Hugo_Symbol"], finger["Site1_Region_Number"], finger["Site1_Position"]) == (
        "PLEKHH2",
        "6",
        "43695224",
    )
    assert (finger["Site2_Hugo_Symbol"], finger["Site2_Region_Number"], finger["Site2_Position"]) == (
        "ALK",
        "20",
        "29223528",
    )
    assert finger["Site2_Effect_On_Frame"] == "In_Frame" and finger["NCBI_Build"] == "GRCh38"
    assert finger["DNA_Support"] == finger["RNA_Support"] == ""  # the panel reads both and does not say which
    assert axilla["Site1_Position"] == "" and axilla["NCBI_Build"] == ""


@pytest.mark.parametrize("number", [1, 2])
def test_files_fit_together(number):
    files = render(assessed(number), REFERENCE)
    study = meta(files["meta_study.txt"])["cancer_study_identifier"]
    samples = [row["SAMPLE_ID"] for row in table(files["data_clinical_sample.txt"])]
    [patient] = table(files["data_clinical_patient.txt"])
    assert {row["PATIENT_ID"] for row in table(files["data_clinical_sample.txt"])} == {patient["PATIENT_ID"]}
    for name in (name for name in files if name.startswith(("meta_", "case_lists/"))):
        assert meta(files[name])["cancer_study_identifier"] == study
        assert meta(files[name]).get("data_filename", "data_sv.txt") in files
    assert meta(files["case_lists/cases_all.txt"])["case_list_ids"].split("\t") == samples
    sequenced = meta(files["case_lists/cases_sv.txt"])["case_list_ids"].split("\t")
    assert {row["Sample_Id"] for row in table(files["data_sv.txt"])} <= set(sequenced) <= set(samples)


def test_clinical_tables_have_four_lines_of_comment():
    lines = render(assessed(1), REFERENCE)["data_clinical_sample.txt"].splitlines()
    assert [line.startswith("#") for line in lines[:5]] == [True, True, True, True, False]
    assert len({len(line.split("\t")) for line in lines}) == 1
    assert lines[2].lstrip("#").split("\t")[-2:] == ["NUMBER", "STRING"]


def test_what_was_removed_is_said():
    assert "; gone" in render(assessed(1), REFERENCE, removed="gone")["meta_study.txt"]


def case_with(**component):
    parts = {"id": "main", "name": "Tumour", **component}
    specimen = {"id": "s1", "name": "S1", "kind": "primary", "site": {"text": "finger"}}
    specimen["components"] = [parts] if component else []
    assays = [
        {"id": name, "name": name, "design": "amplicon", "molecule": molecule, "detects": ["fusion"]}
        for name, molecule in (("dna", "DNA"), ("rna", "RNA"))
    ]
    case = {"breakapart_case": 1, "id": "Case-7.b", "title": "t", "patient": {"sex": "female"}, "assays": assays}
    return bare_result(Case.model_validate(case | {"specimens": [specimen]}))


def test_a_study_is_named_as_cbioportal_allows():
    files = render(case_with(), REFERENCE)
    assert meta(files["meta_study.txt"])["cancer_study_identifier"] == "breakapart_case_7_b"


def test_a_list_without_samples_is_not_written():
    files = render(case_with(), REFERENCE)
    assert not [name for name in files if name.startswith("case_lists/")]
    assert meta(files["meta_study.txt"])["add_global_case_list"] == "true"


def test_one_fusion_of_two_assays_is_one_row():
    def found(assay, reads):
        call = {"call": "STRN(e3)::ALK(e20)", "outcome": "present", "junction_reads": reads}
        return {"assay": assay, "fusions": [call]}

    files = render(case_with(sequencing=[found("dna", 7), found("rna", 31)]), REFERENCE)
    [row] = table(files["data_sv.txt"])
    assert row["Tumor_Split_Read_Count"] == "31"
    assert (row["DNA_Support"], row["RNA_Support"]) == ("yes", "yes")
