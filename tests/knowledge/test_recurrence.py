"""What makes a fusion recurrent, and how the sentence for it is put together."""

import csv
import gzip

import pytest

from breakapart.errors import InputError
from breakapart.knowledge.recurrence import KinaseFusionReport, recurrence_of
from breakapart.model.therapy import FusionOccurrence


def report(cases=None, words="", *, tumour="Lung carcinoma", evidence="verified-abstract", source="Read 2020"):
    return KinaseFusionReport("A", "B", tumour, cases, words, source, evidence, "")


def seen(cases=None, *, is_series=False, tumour="Sarcoma", evidence="verified", source="Seen 2021"):
    return FusionOccurrence("A", "B", tumour, "", cases, source, evidence, "", is_series)


@pytest.mark.parametrize(
    ("reports", "occurrences", "text"),
    [
        ([], [], None),
        ([], [seen(1)], None),
        ([], [seen()], None),
        ([], [seen(1), seen(1, tumour="Carcinoma")], "1 in sarcoma; 1 in carcinoma"),
        ([], [seen(), seen(tumour="Carcinoma")], "named in sarcoma; named in carcinoma"),
        ([], [seen(is_series=True)], "in sarcoma, number of cases not given"),
        ([report(1)], [], None),
        ([report(22)], [seen(3)], "22 in lung carcinoma; 3 in sarcoma"),
        ([report(22), report(30)], [], "30 in lung carcinoma"),
        ([report(words="several series")], [], "several series (lung carcinoma)"),
    ],
)
def test_text(reports, occurrences, text):
    known = recurrence_of(reports, occurrences)
    assert (known and known.text) == text


def test_numbers_of_two_sources_are_not_added():
    # They may count the same patients.
    assert recurrence_of([report(22), report(30, tumour="Other carcinoma")], []).cases == 30


def test_what_was_not_read_is_said():
    recalled = report(words="several reports", evidence="recalled", source="Recalled 2019")
    known = recurrence_of([recalled], [])
    assert not known.is_read
    assert known.text == "several reports (lung carcinoma), recalled, not re-read"


def test_a_recalled_source_is_left_out_where_others_suffice():
    recalled = report(words="several reports", evidence="recalled", source="Recalled 2019")
    known = recurrence_of([recalled], [seen(4)])
    assert (known.is_read, known.source) == (True, "Seen 2021")
    alone = recurrence_of([recalled], [seen()])
    assert not alone.is_read
    assert alone.source == "Recalled 2019; Seen 2021"


def test_the_bundled_kinase_fusions(knowledge):
    assert knowledge.recurrence("CD74", "ROS1").cases == 52
    assert "52 in lung carcinoma" in knowledge.recurrence("CD74", "ROS1").text
    assert "doi 10.3727/096504019X15509372008132" in knowledge.recurrence("CD74", "ROS1").source
    assert knowledge.recurrence("SLC34A2", "ROS1").is_read is False
    assert knowledge.recurrence("ROS1", "CD74") is None


def test_genes_are_approved_symbols_and_one_of_each_pair_is_a_kinase(knowledge, shared):
    with gzip.open(shared / "reference" / "genes_all.tsv.gz", "rt", encoding="utf-8") as lines:
        approved = {row["gene"] for row in csv.DictReader(lines, delimiter="\t")}
    written = {gene for one in knowledge.kinase_fusion_reports for gene in (one.five_gene, one.three_gene)}
    assert written - approved == set()
    kinases = {"ABL1", "ALK", "BRAF", "CSF1R", "EGFR", "FGFR1", "FGFR2", "FGFR3", "MET", "NTRK1", "NTRK2", "NTRK3",
               "PRKACA", "RET", "ROS1"}  # fmt: skip
    assert all({one.five_gene, one.three_gene} & kinases for one in knowledge.kinase_fusion_reports)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("n_cases", "", "expected either a number of cases or the statement of recurrence"),
        ("recurrence", "several", "expected either a number of cases or the statement of recurrence"),
        ("n_cases", "0", "expected a number of at least 1"),
        ("source", "", "column 'source' is empty"),
        ("evidence", "sure", "evidence class 'sure' is not known"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("recurrent_kinase_fusions.tsv", column=column, value=value).kinase_fusion_reports
    assert str(caught.value).startswith("recurrent_kinase_fusions.tsv, line 2: ")
    assert message in str(caught.value)
