"""The plain table, and what a spreadsheet would make of it."""

from hypothesis import given
from hypothesis import strategies as st
from tests.builders_standards import assessed

from breakapart.formats.tsv import COLUMNS, cell, render
from breakapart.reference import Reference

REFERENCE = Reference.bundled()


def rows(result, **options):
    lines = [line.split("\t") for line in render(result, REFERENCE, **options).splitlines()]
    assert tuple(lines[0]) == COLUMNS
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines[1:]]


def test_every_fact_has_its_line():
    found = rows(assessed(2))
    [fusion, other] = [row for row in found if row["kind"] == "fusion"]
    assert (fusion["name"], fusion["outcome"], fusion["value"], fusion["unit"]) == (
        "PLEKHH2::ALK",
        "present",
        "59.74",
        "%",
    )
    assert "NM_172069.4:r.?_502::NM_004304.5:r.3173_?" in fusion["detail"] and "in frame" in fusion["detail"]
    assert other["component"] == "tumour" and other["specimen"] == "axilla"
    case = assessed(2).case
    stains = sum(len(component.ihc) for specimen in case.specimens for component in specimen.components)
    assert sum(row["kind"] == "ihc" for row in found) == stains


def test_what_was_removed_is_the_first_line():
    assert rows(assessed(1), removed="gone")[0]["detail"] == "gone"


@given(st.text(max_size=30))
def test_no_cell_is_a_formula_and_none_breaks_the_table(text):
    made = cell(text)
    assert not set("\t\r\n") & set(made)
    if made[:1] in ("=", "@") or (made[:1] in ("+", "-") and made):
        float(made)  # only numbers may begin with a sign


def test_formulas_are_quoted():
    assert cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert cell(" =1+1") == "'=1+1"
    assert cell("-inf") == "'-inf"
    assert cell("-0.5") == "-0.5"
