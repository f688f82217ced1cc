import csv
import gzip

import pytest

from breakapart.errors import InputError


def test_the_tally_of_the_report_is_reproduced(knowledge, shared):
    # Oracle: facts S186 to S193, the 46 published cases of STRN exon 3 to ALK exon 20, by tumour type.
    with (shared / "knowledge" / "seed-facts.tsv").open(encoding="utf-8", newline="") as lines:
        facts = {row["fact_id"]: row["value"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    rows = knowledge.occurrences("STRN", "ALK", exons=(3, 20))
    counted = sorted(row.cases for row in rows if row.cases is not None)
    assert counted == sorted(int(facts[f"S{number}"]) for number in range(187, 194))
    assert sum(counted) == int(facts["S186"]) == 46


def test_the_tally_by_tumour_type(knowledge):
    by_type = {row.tumour_type: row.cases for row in knowledge.occurrences("STRN", "ALK", exons=(3, 20)) if row.cases}
    assert by_type == {
        "ALK-rearranged mesenchymal neoplasm S100+/CD34+": 1,
        "malignant peritoneal mesothelioma": 3,
        "thyroid carcinoma": 31,
        "lung cancer": 5,
        "colorectal carcinoma": 3,
        "renal cell carcinoma": 2,
        "pancreatic cancer": 1,
    }


def test_a_mention_without_a_count_is_kept_but_not_counted(knowledge):
    # The report cites the fusion in an inflammatory myofibroblastic tumour and leaves it out of its own 46.
    uncounted = [row.tumour_type for row in knowledge.occurrences("STRN", "ALK") if row.cases is None]
    assert uncounted == ["Inflammatory myofibroblastic tumour"]


def test_rows_without_exons_are_not_taken_for_the_same_exons(knowledge):
    assert len(knowledge.occurrences("PLEKHH2", "ALK")) == 5
    assert [row.note for row in knowledge.occurrences("PLEKHH2", "ALK", exons=(6, 20))] == [
        "case 2; fusion abundance 59.74% primary, 42.47% metastasis"
    ]
    assert knowledge.occurrences("PLEKHH2", "ALK", exons=(7, 20)) == ()


@pytest.mark.parametrize(
    ("five", "three", "recurrent"),
    [
        ("STRN", "ALK", True),
        ("PLEKHH2", "ALK", True),
        ("ETV6", "NTRK3", True),
        ("SS18", "SSX2", True),
        ("SS18", "SSX4", True),  # a series without a count
        ("CD74", "ROS1", True),  # of the kinase fusions
        ("ERC1", "ALK", False),
        ("ALK", "STRN", False),
        ("TP53", "ALK", False),
    ],
)
def test_recurrent_means_two_published_cases_or_a_series(knowledge, five, three, recurrent):
    assert knowledge.is_recurrent(five, three) is recurrent


def test_partners_are_genes_on_either_side(knowledge):
    partners = knowledge.partners_of("ALK")
    assert {"STRN", "PLEKHH2", "EML4", "TPM3", "TPM4", "VRK2"} <= set(partners)
    assert "any" not in partners
    assert "ALK" not in partners
    assert list(partners) == sorted(partners)
    assert "PARD6B" in knowledge.partners_of("FGFR1")


def test_genes_are_approved_symbols(knowledge, shared):
    with gzip.open(shared / "reference" / "genes_all.tsv.gz", "rt", encoding="utf-8") as lines:
        approved = {row["gene"] for row in csv.DictReader(lines, delimiter="\t")}
    written = {gene for fusion in knowledge.fusions for pair in fusion.pairs for gene in pair}
    assert len(written) > 100
    assert written - approved == set()


def test_what_is_no_gene_is_no_partner(knowledge):
    printed = [fusion for fusion in knowledge.fusions if fusion.occurrence.partner_5p == "COL1A (as printed)"]
    assert [fusion.pairs for fusion in printed] == [()]


def test_grouped_cells_are_taken_apart(knowledge):
    assert knowledge.occurrences("SS18", "SSX4")
    assert knowledge.occurrences("YWHAE", "NUTM2E")
    assert knowledge.occurrences("EWSR1", "TFCP2")


def test_every_occurrence_has_a_source(knowledge):
    assert len(knowledge.fusions) >= 228
    assert all(fusion.occurrence.source for fusion in knowledge.fusions)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("source", "", "column 'source' is empty, expected a value"),
        ("evidence", "read", "evidence class 'read' is not known"),
        ("n_cases", "0", "column 'n_cases' is 0, expected a number of at least 1"),
        ("n_cases", "many", "column 'n_cases' holds 'many', expected a number"),
        ("n_cases", "1.5", "column 'n_cases' is 1.5, expected a whole number"),
        ("partner_5p", "", "column 'partner_5p' is empty, expected a value"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("fusions.tsv", column=column, value=value).fusions
    assert str(caught.value).startswith("fusions.tsv, line 2: ")
    assert message in str(caught.value)
