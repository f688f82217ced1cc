"""Gene symbols that a spreadsheet has made dates of."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.formats.gene_dates import genes_behind_date
from breakapart.reference import Reference


@pytest.mark.parametrize(
    ("text", "genes"),
    [
        ("2-Mar", ("MARCHF2", "MTARC2")),
        ("3-Mar", ("MARCHF3",)),
        ("Mar-03", ("MARCHF3",)),
        ("01. Mrz", ("MARCHF1", "MTARC1")),
        ("9-Sep", ("SEPTIN9",)),
        ("Sep-09", ("SEPTIN9",)),
        ("9-Sept", ("SEPTIN9",)),
        ("2021-09-07", ("SEPTIN7",)),
        ("2021-09-07 00:00:00", ("SEPTIN7",)),
        ("1-Dec", ("DELEC1",)),
        ("4-Oct", ("POU5F1",)),
        ("09/07/2021", ("SEPTIN7",)),
        ("44257", ("MARCHF2", "MTARC2")),
        ("44257.0", ("MARCHF2", "MTARC2")),
        ("13-Sep", ()),
        ("30-Sep", ()),
        ("12345", ()),
        ("SEPT9", ()),
        ("MARCH1", ()),
        ("HLA-A", ()),
        ("1-Jan", ()),
    ],
)
def test_dates(text, genes):
    assert genes_behind_date(text) == genes


def test_every_gene_that_is_offered_exists():
    reference = Reference.bundled()
    offered = {
        gene
        for month in (3, 9, 10, 12)
        for day in range(1, 32)
        for gene in genes_behind_date(f"2021-{month:02}-{day:02}")
    }
    unknown = {gene for gene in offered if reference.find(gene) is None}
    assert unknown <= {"DELEC1"}, unknown  # DELEC1 is no longer thought to code for a protein


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2049, 12, 31)))
def test_day_numbers_mean_their_date(date):
    number = (date - datetime.date(1899, 12, 30)).days
    assert genes_behind_date(str(number)) == genes_behind_date(date.isoformat())


@given(st.text(max_size=30))
def test_any_text(text):
    assert isinstance(genes_behind_date(text), tuple)
