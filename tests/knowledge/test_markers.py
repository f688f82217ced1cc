import csv
import gzip

import pytest

from breakapart.errors import InputError
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Compartment, Outcome


@pytest.mark.parametrize(
    ("written", "marker", "clone"),
    [
        ("ALK-D5F3", "ALK", "D5F3"),
        ("ALK (5A4)", "ALK", "5A4"),
        ("ALK, clone 5A4", "ALK", "5A4"),
        ("ALK1", "ALK", "ALK1"),
        ("D5F3", "ALK", "D5F3"),
        ("pan-TRK", "panTRK", None),
        ("pan TRK (EPR17341)", "panTRK", "EPR17341"),
        ("Melan-A/MART-1", "MelanA", None),
        ("melan a", "MelanA", None),
        ("AE1/AE3", "CK_AE1AE3", None),
        ("AE1/3", "CK_AE1AE3", None),
        ("CK", "CK_AE1AE3", None),
        ("cytokeratin", "CK_AE1AE3", None),
        ("bcl2", "BCL2", None),
        ("BCL-2", "BCL2", None),
        ("INI1/SMARCB1", "INI1", None),
        ("SMARCB1 retained", "INI1", None),
        ("INI1_retained", "INI1", None),
        ("INI1 lost", "INI1_loss", None),
        ("loss of SMARCB1", "INI1_loss", None),
        ("H3K27me3", "H3K27me3", None),
        ("loss of H3K27me3", "H3K27me3_loss", None),
        ("β-catenin", "bcatenin", None),
        ("beta-catenin (nuclear)", "bcatenin_nuclear", None),
        ("nuclear beta-catenin", "bcatenin_nuclear", None),
        ("MiTF", "MiTF", None),
        ("MyOD1", "MyoD1", None),
        ("HMB-45", "HMB45", None),
        ("BRAF-V600E", "BRAF_V600E", None),
        ("VE1", "BRAF_V600E", None),
        ("Ki-67", "Ki67", None),
        ("Ki-67 (MIB-1)", "Ki67", "MIB-1"),
        ("Actin", "actin", None),
        ("smooth muscle actin", "SMA", None),
        ("S-100 protein", "S100", None),
        ("podoplanin", "D2_40", None),
        ("factor XIIIa", "FXIIIa", None),
        ("CD117", "CD117", None),
        ("c-KIT", "CD117", None),
        ("CAM5.2", "CAM52", None),
        ("vimentin", "vimentin", None),
    ],
)
def test_what_people_write_is_understood(knowledge, written, marker, clone):
    assert knowledge.markers.read_name(written) == (marker, clone)
    assert knowledge.markers.resolve(written) is not None


@pytest.mark.parametrize("written", ["ALK2", "unicorn", "", "CD", "BRAF", "IDH1"])
def test_what_is_not_a_stain_stays_unknown(knowledge, written):
    # BRAF and IDH1 alone do not say which mutation the antibody is for.
    assert knowledge.markers.read_name(written) is None
    assert knowledge.markers.resolve(written) is None


def test_the_mutation_specific_stain_is_suggested_for_the_bare_gene(knowledge):
    assert "BRAF_V600E" in knowledge.markers.suggest("BRAF")


def test_every_spelling_of_every_marker_leads_to_it(knowledge):
    for id_ in knowledge.markers:
        for spelling in knowledge.markers.term(id_).spellings:
            assert knowledge.markers.resolve(spelling) == id_


def test_every_stain_of_the_report_is_known(knowledge):
    report = (
        "ALK-D5F3;S100;SOX10;HMB45;Melan-A;MiTF;CD34;desmin;MyoD1;myogenin;SMA;Actin;pan-TRK;BRAF-V600E;CK;Ki-67;"
        "AE1/AE3;STAT6"
    )
    assert [stain for stain in report.split(";") if knowledge.markers.resolve(stain) is None] == []


def test_there_are_enough_stains_for_a_soft_tissue_laboratory(knowledge):
    assert len(knowledge.markers) >= 150


def test_genes_are_approved_symbols(knowledge, shared):
    # Oracle: approved symbols of the protein-coding genes with a gene model. MUC1 (HGNC:7508) is approved too, but its
    # variable repeat keeps it out of that table.
    with gzip.open(shared / "reference" / "genes_all.tsv.gz", "rt", encoding="utf-8") as lines:
        approved = {row["gene"] for row in csv.DictReader(lines, delimiter="\t")}
    written = {gene for id_ in knowledge.markers for gene in knowledge.markers.record(id_).genes}
    assert len(written) > 120
    assert written - approved == {"MUC1"}


def test_correlated_stains_share_a_group(knowledge):
    # Groups named in the modelling advice of the knowledge pack.
    for group in (
        {"S100", "SOX10"},
        {"HMB45", "MelanA", "MiTF"},
        {"SMA", "desmin", "h_caldesmon"},
        {"myogenin", "MyoD1", "desmin"},
        {"CD31", "ERG", "CD34"},
        {"CD68", "CD163"},
        {"CK_AE1AE3", "EMA"},
    ):
        for id_ in group:
            assert group - {id_} <= set(knowledge.markers.correlated(id_))
    assert "ALK" not in knowledge.markers.correlated("S100")


def test_expected_compartments(knowledge):
    record = knowledge.markers.record
    assert record("SOX10").compartments == (Compartment.NUCLEAR,)
    assert set(record("S100").compartments) == {Compartment.NUCLEAR, Compartment.CYTOPLASMIC}
    assert Compartment.NUCLEAR_MEMBRANE in record("ALK").compartments


def stain(marker, outcome, **details):
    return IhcResult(marker=marker, outcome=outcome, **details)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (stain("S100", "present"), {"S100": "present"}),
        (stain("H3K27me3", "absent"), {"H3K27me3": "absent", "H3K27me3_loss": "present"}),
        (stain("H3K27me3", "present"), {"H3K27me3": "present", "H3K27me3_loss": "absent"}),
        (stain("H3K27me3", "equivocal"), {"H3K27me3": "equivocal", "H3K27me3_loss": "equivocal"}),
        (stain("INI1_loss", "present"), {"INI1_loss": "present", "INI1": "absent"}),
        (stain("INI1", "not_evaluable"), {"INI1": "not_evaluable", "INI1_loss": "not_evaluable"}),
        (
            stain("bcatenin", "present", compartments=("nuclear", "cytoplasmic")),
            {"bcatenin": "present", "bcatenin_nuclear": "present"},
        ),
        (
            stain("bcatenin", "present", compartments=("membranous",)),
            {"bcatenin": "present", "bcatenin_nuclear": "absent"},
        ),
        (stain("bcatenin", "present"), {"bcatenin": "present"}),
        (stain("bcatenin", "absent"), {"bcatenin": "absent", "bcatenin_nuclear": "absent"}),
        (stain("bcatenin_nuclear", "present"), {"bcatenin_nuclear": "present", "bcatenin": "present"}),
        (stain("bcatenin_nuclear", "absent"), {"bcatenin_nuclear": "absent"}),
        (stain("BCOR", "present", extent="diffuse"), {"BCOR": "present", "BCOR_diffuse": "present"}),
        (stain("BCOR", "present", extent="focal"), {"BCOR": "present", "BCOR_diffuse": "absent"}),
        (stain("BCOR", "present"), {"BCOR": "present"}),
        (
            stain("ALK", "absent", clone="alk-1"),
            {"ALK": "absent", "ALK1_clone": "absent", "ALK_nuclear_membrane": "absent"},
        ),
        (stain("ALK_5A4", "absent"), {"ALK_5A4": "absent", "ALK": "absent"}),
        (
            stain("ALK", "present", clone="D5F3", compartments=("cytoplasmic",)),
            {"ALK": "present", "ALK_nuclear_membrane": "absent"},
        ),
        (stain("unicorn", "present"), {}),
    ],
)
def test_a_stain_says_what_its_details_allow(knowledge, result, said):
    assert {id_: str(outcome) for id_, outcome in knowledge.markers.readings(result)} == said


def test_a_missing_detail_is_never_turned_into_absence(knowledge):
    for id_ in knowledge.markers:
        for outcome in Outcome:
            readings = dict(knowledge.markers.readings(stain(id_, outcome)))
            assert readings[id_] is outcome
            if outcome is Outcome.PRESENT:
                inverted = {m for m in readings if knowledge.markers.record(m).reading == "inverted"}
                others = {
                    m for m in readings if m not in inverted and knowledge.markers.record(id_).reading != "inverted"
                }
                assert all(readings[m] is Outcome.PRESENT for m in others)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("source", "", "markers.tsv, line 2: 'ALK ALK': column 'source' is empty, expected a value"),
        ("compartments", "nuclear;skin", "compartment 'skin' is not known, expected one of nuclear, cytoplasmic"),
        ("reading", "inverted", "columns 'reading_of' and 'reading' belong together, found only one"),
        ("id", "panTRK", "line 6: 'panTRK': this id is already used in line 2"),
        ("synonyms", "SOX10", "marker 'SOX10' means both 'ALK' and 'SOX10'"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("markers.tsv", column=column, value=value).markers
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("reading_of", "ALK9", "column 'reading_of' names 'ALK9', which is not in this table"),
        ("reading", "extent=huge", "reading 'extent=huge' is not known, expected inverted, compartment=, extent= or"),
        ("reading", "clone=", "reading 'clone=' is not known"),
    ],
)
def test_a_bad_reading_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("markers.tsv", line=3, column=column, value=value).markers
    assert "markers.tsv, line 3: 'ALK1_clone ALK, clone ALK1': " in str(caught.value)
    assert message in str(caught.value)
