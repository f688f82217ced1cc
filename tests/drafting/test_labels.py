"""Specimens by letter or number."""

import pytest

from breakapart.drafting.labels import labelled_specimens, labels_in
from breakapart.drafting.sections import find_sections
from breakapart.drafting.sentences import split
from breakapart.drafting.subjects import attribute


def parts_of(text):
    return attribute(split(text, find_sections(text)))[1]


def test_a_specimen_without_tumour_is_spared():
    text = (
        "Specimens\nA. Left thigh mass, excision\nB. Deep margin\nC. Inguinal lymph node\nD. Lung, wedge resection\n\n"
        "Microscopy\nA. Spindle cell sarcoma with 9 mitoses.\nB. Muscle, negative for tumour.\nC. Benign lymph node.\n"
        "D. Metastatic sarcoma without necrosis."
    )
    assert {one.label: (one.is_spared, one.kind) for one in labelled_specimens(parts_of(text))} == {
        "A": (False, "primary"),
        "B": (True, "primary"),
        "C": (True, "primary"),
        "D": (False, "metastasis"),
    }


@pytest.mark.parametrize(
    ("line", "spared"),
    [
        ("Free of tumour.", True),
        ("No evidence of malignancy.", True),
        ("Anthracotic node.", True),
        ("Benign spindle cell tumour.", False),
        ("Residual sarcoma; margins negative for tumour.", False),
        ("Tumour cells without necrosis.", False),
    ],
)
def test_what_spares_a_specimen(line, spared):
    text = f"Specimens\nA. Left thigh, excision\nB. Left thigh, re-excision\n\nMicroscopy\nA. Sarcoma.\nB. {line}"
    assert labelled_specimens(parts_of(text))[1].is_spared is spared


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Stains (B): CD34 positive.", [("B",)]),
        ("FISH on A: rearranged.", [("A",)]),
        ("Sequencing of B and C revealed a fusion.", [("B", "C")]),
        ("Specimens A and B are positive for CD34.", [("A", "B")]),
        ("Block B3: ALK positive.", [("B",)]),
        ("Microscopy A: Spindle cells.", [("A",)]),
        ("The cells are similar to specimen A.", []),
        ("A further stain was done.", []),
        ("Specimen D: nothing.", []),
    ],
)
def test_where_a_text_speaks_of_a_label(text, labels):
    (part,) = parts_of(text)[:1]
    assert [found for _, found in labels_in(part, frozenset("ABC"))] == labels


@pytest.mark.parametrize(
    "text", ["FISH on 100 nuclei was positive.", "NGS in 2 of 3 runs.", "Stains in 1.5 mm sections."]
)
def test_a_count_is_no_label(text):
    (part,) = parts_of(text)[:1]
    assert list(labels_in(part, frozenset("123"))) == []
