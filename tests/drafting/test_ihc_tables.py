"""Tables of stains in the layouts of many laboratories: rows, headings, a column or a line for each specimen."""

import pytest
from tests.drafting.fact_notation import told

from breakapart.drafting.draft import draft_cases, read_sentence
from breakapart.formats.documents import read_document


def stains(text, vocabulary):
    return sorted(fact for one in read_sentence(text, vocabulary) if one.kind == "ihc" and (fact := told(one, "ihc")))


def components(draft):
    return [component for specimen in draft.fields["specimens"] for component in specimen.get("components", ())]


ROWS = [
    ("S-100 (polyclonal) ........ NEGATIVE\nSMA (1A4) ....... POSITIVE, focal", ["S100-", "SMA+focal/1A4"]),
    ("pan-TRK (EPR17341) ..... POSITIVE, diffuse, 3+", ["panTRK+diffuse,strong/EPR17341"]),
    ("CD34 . . . . . . . positive\nDesmin . . . . . negative", ["CD34+", "desmin-"]),
    ("INI-1 ______ Retained\nH3K27me3 ______ lost", ["H3K27me3-", "INI1+"]),
    ("CD34      +++\nS100      -\nEMA       +/-", ["CD34+", "EMA?", "S100-"]),
    (
        "| Marker | Result |\n|---|---|\n| STAT6 | Positive (nuclear) |\n| SOX10 | Negative |",
        ["SOX10-", "STAT6+nuclear"],
    ),
    ("Marker\tResult\nALK\tpositive\np16\tlost", ["ALK+", "p16-"]),
    (
        "Antibody   Clone   Result\nALK        D5F3    strong positive\nCD34       QBEnd/10   neg",
        ["ALK+strong/D5F3", "CD34-/QBEnd/10"],
    ),
    (
        "Antibody   Clone   Result   Comment\nSMA   1A4   Positive   focal, weak\nKi-67   MIB-1   12%   hot spot",
        ["Ki67+12%/MIB-1", "SMA+focal,weak/1A4"],
    ),
    ("Stain     Intensity     % positive\nCD34     3+     90\nDesmin     0     0", ["CD34+strong,90%", "desmin-"]),
    ("S100   foc. pos.   SOX10   neg.\nCD34   pos.   SMA   neg.", ["CD34+", "S100+focal", "SMA-", "SOX10-"]),
    ("S100 +\nCD34 ++\nDesmin -\nMyogenin n.d.", ["CD34+", "S100+", "desmin-"]),
    ("ALK    not done\nCD34    n.d.\nS100    pending", []),
    ("S100: +\nSOX10: -\nCD34: + (focal)", ["CD34+focal", "S100+", "SOX10-"]),
    ("Ki-67 (MIB-1) ........ 35%", ["Ki67+35%/MIB-1"]),
    ("POSITIVE\nS100, CD34, ALK (D5F3)\nNEGATIVE\nSOX10, SMA", ["ALK+/D5F3", "CD34+", "S100+", "SMA-", "SOX10-"]),
    (
        "Positive markers:\n  - S100\n  - CD34\nNegative markers:\n  - SOX10\n  - SMA",
        ["CD34+", "S100+", "SMA-", "SOX10-"],
    ),
    ("Positive          Negative\nS100, CD34        SOX10, SMA", ["CD34+", "S100+", "SMA-", "SOX10-"]),
    ("ALK\n  Positive (strong, cytoplasmic)\nS100\n  Negative", ["ALK+strong,cytoplasmic", "S100-"]),
    ("[+] S100\n[+] CD34\n[-] SOX10", ["CD34+", "S100+", "SOX10-"]),
    (
        "ALK: 2+ (60% of cells)\nROS1: 0\npan-TRK: 1+ (5%)\np16: lost",
        ["ALK+moderate,60%", "ROS1-", "p16-", "panTRK+weak,5%"],
    ),
    (
        "CD34: strong and diffuse\nS100: patchy, weak\nSTAT6: no staining",
        ["CD34+diffuse,strong", "S100+partial,weak", "STAT6-"],
    ),
    ("S100 - positive (patchy)\nSOX10 - negative\nH3K27me3 - retained", ["H3K27me3+", "S100+partial", "SOX10-"]),
    ("S100: +   SOX10: -   CD34: + (focal)", ["CD34+focal", "S100+", "SOX10-"]),
    ("Pancytokeratin AE1/AE3 .... NEGATIVE\nALK (D5F3) .... NEGATIVE", ["ALK-/D5F3", "CK_AE1AE3-"]),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS)
def test_rows(text, wanted, vocabulary):
    assert stains(text, vocabulary) == sorted(wanted)


def test_a_column_for_each_kind_of_specimen(vocabulary):
    text = (
        "Marker      Primary      Metastasis\nALK         +            -\n"
        "CD34        focal        n.d.\nS100        -            -"
    )
    assert stains(text, vocabulary) == sorted(
        ["ALK+@primary", "ALK-@metastasis", "CD34+focal@primary", "S100-@primary", "S100-@metastasis"]
    )


def test_a_column_for_each_component(vocabulary):
    text = "| Stain | Spindle cell component | Epithelioid component |\n| CD34 | + | - |\n| EMA | - | + |"
    assert stains(text, vocabulary) == sorted(
        ["CD34+@spindle-cell", "CD34-@epithelioid", "EMA-@spindle-cell", "EMA+@epithelioid"]
    )


def test_a_line_for_each_specimen(vocabulary):
    text = "Specimen     ALK     CD34     S100\nPrimary     +     +     -\nRecurrence     -     +     nd"
    assert stains(text, vocabulary) == sorted(
        ["ALK+@primary", "CD34+@primary", "S100-@primary", "ALK-@recurrence", "CD34+@recurrence"]
    )


def test_two_results_without_headings_are_not_guessed(vocabulary):
    assert stains("ALK      +      -\nCD34      -      +", vocabulary) == []


def test_a_missing_cell_is_not_guessed(vocabulary):
    text = "Marker      Primary      Metastasis\nALK         +            -\nS100        +"
    assert stains(text, vocabulary) == ["ALK+@primary", "ALK-@metastasis"]


def test_columns_of_cases(vocabulary):
    text = (
        "Case 1\nA 5-year-old girl had a mass of the thigh.\n\nCase 2\nA 7-year-old boy had a mass of the arm.\n\n"
        "Marker      Case 1      Case 2\nALK         +           -\nCD34        -           +\n"
    )
    drafts = draft_cases(text, vocabulary)
    told_of = [
        {stain["marker"]: stain["outcome"] for component in components(draft) for stain in component["ihc"]}
        for draft in drafts
    ]
    assert told_of == [{"ALK": "present", "CD34": "absent"}, {"ALK": "absent", "CD34": "present"}]


def test_columns_of_lettered_specimens(vocabulary):
    text = (
        "Patient: 40 years, male\nA. Left thigh, excision\nB. Lung, core biopsy: metastasis\n\n"
        "            A          B\nS100        +          -\nCD34        -          ND\n"
    )
    (draft,) = draft_cases(text, vocabulary)
    got = {
        (s["kind"], stain["marker"]): stain["outcome"]
        for s in draft.fields["specimens"]
        for c in s["components"]
        for stain in c.get("ihc", ())
    }
    assert got == {("primary", "S100"): "present", ("metastasis", "S100"): "absent", ("primary", "CD34"): "absent"}


def test_long_rows_are_not_taken_for_filled_lines(vocabulary):
    text = "\n".join(
        f"{name:12}{'positive in the tumour':30}{'rabbit, Ventana, 1:200':30}" for name in ("S100", "CD34", "SMA")
    )
    (draft,) = draft_cases("A 40-year-old man had a mass.\n\n" + text, vocabulary)
    assert [stain["marker"] for component in components(draft) for stain in component["ihc"]] == ["S100", "CD34", "SMA"]


def test_prose_is_no_table(vocabulary):
    text = "S100 was negative.  CD34 was positive.\nALK is a kinase ... and more of it."
    assert stains(text, vocabulary) == ["CD34+", "S100-"]


def test_html_tables(tmp_path, vocabulary):
    path = tmp_path / "report.html"
    path.write_text(
        "<h2>Immunohistochemistry</h2><table><tr><th>Antibody</th><th>Clone</th><th>Result</th></tr>"
        "<tr><td>S100</td><td></td><td>negative</td></tr><tr><td>ALK</td><td>5A4</td><td>positive</td></tr></table>",
        encoding="utf-8",
    )
    assert stains(read_document(path), vocabulary) == ["ALK+/5A4", "S100-"]
