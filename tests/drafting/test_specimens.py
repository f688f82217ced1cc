"""Whose tissue a finding belongs to; texts of our own making."""

import pytest

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases

BEGIN = "A 44-year-old man presented with a 3 cm mass of the left thigh. "


def specimens(text, vocabulary):
    """Of the only case: kind, procedure and stains of each specimen."""
    (draft,) = draft_cases(text, vocabulary)
    case = as_case(draft)
    return [
        (one.kind.value, one.procedure.value, {s.marker for c in one.components for s in c.ihc})
        for one in case.specimens
    ]


@pytest.mark.parametrize(
    ("story", "wanted"),
    [
        (
            "A core biopsy was taken and showed spindle cells positive for CD34. However, resection of the mass "
            "revealed fascicles of cells that were positive for ALK.",
            [("primary", "core_biopsy", {"CD34"}), ("primary", "resection", {"ALK"})],
        ),
        (
            "An incisional biopsy revealed bland spindle cells. The cells were positive for S100. The tumour was then "
            "excised. The excision specimen contained necrosis and was positive for desmin.",
            [("primary", "biopsy", {"S100"}), ("primary", "excision", {"desmin"})],
        ),
        (
            "Histology of the core biopsy was positive for EMA. Immunohistochemistry performed on the resected "
            "specimen showed positivity for STAT6.",
            [("primary", "core_biopsy", {"EMA"}), ("primary", "resection", {"STAT6"})],
        ),
        (
            "The mass was excised. The tumour cells were positive for S100. Two years later the tumour recurred. "
            "The recurrence was resected. The recurrent tumour was negative for S100.",
            [("primary", "excision", {"S100"}), ("recurrence", "resection", {"S100"})],
        ),
        (
            "The mass was excised. The tumour cells were positive for ALK. One year later the tumour recurred and "
            "was resected. Histologically, the tumour cells were positive for desmin.",
            [("primary", "excision", {"ALK"}), ("recurrence", "resection", {"desmin"})],
        ),
    ],
)
def test_findings_go_to_the_tissue_they_were_made_in(story, wanted, vocabulary):
    assert specimens(BEGIN + story, vocabulary) == wanted


@pytest.mark.parametrize(
    "story",
    [
        "A core biopsy was taken. The mass was resected. Microscopically, the cells were positive for CD34.",
        "The mass was resected. The tumour cells were positive for CD34. Re-excision was recommended.",
        "The mass was resected. The tumour cells were positive for CD34. The patient was referred for wide excision.",
        "The mass was resected. The tumour cells were positive for CD34. Further resection was declined.",
        "The mass was resected. The tumour cells were positive for CD34. A re-excision was performed and showed no "
        "residual tumour.",
        "The mass was resected. The tumour cells were positive for CD34. There was no history of biopsy.",
        "The mass was resected. The tumour cells were positive for CD34. Wide excision followed, with clear margins.",
        "The mass was resected. The tumour cells were positive for CD34 and showed recurrent gene fusions.",
        "The mass was resected. The tumour cells were positive for CD34. There is a risk of recurrence and metastasis.",
        "The mass was resected. The tumour cells were positive for CD34. Three lymph nodes were free of tumour.",
    ],
)
def test_what_shows_nothing_is_no_specimen(story, vocabulary):
    assert specimens(BEGIN + story, vocabulary) == [("primary", "resection", {"CD34"})]


def test_a_clinical_size_goes_to_the_tissue_that_is_taken_next(vocabulary):
    text = (
        BEGIN + "A biopsy showed spindle cells positive for CD34. MRI then showed a mass of 5 x 4 x 3 cm. "
        "The mass was resected. The resected tumour was positive for ALK."
    )
    (draft,) = draft_cases(text, vocabulary)
    assert [one.size_cm for one in as_case(draft).specimens] == [(3,), (5, 4, 3)]


LETTERED = """Surgical pathology

Specimens
A. Left thigh, excision
B. Left thigh, recurrence, re-excision
C. Lung, right lower lobe, wedge resection

Microscopic description
A. Spindle cells in fascicles. The cells are positive for S100.
B. Sheets of epithelioid cells. They are positive for desmin.
C. Metastatic spindle cell sarcoma, positive for SOX10.

FISH (specimen B)
FISH for ALK was positive.

Diagnosis
A. Left thigh, excision: spindle cell sarcoma.
B. Left thigh, recurrence: spindle cell sarcoma.
C. Lung: metastatic spindle cell sarcoma.
"""


@pytest.mark.parametrize("names", ["ABC", "123"])
def test_specimens_with_letters_or_numbers(names, vocabulary):
    text = LETTERED
    for letter, name in zip("ABC", names, strict=True):
        text = text.replace(f"\n{letter}. ", f"\n{name}. ").replace(f"specimen {letter}", f"specimen {name}")
    (draft,) = draft_cases(text, vocabulary)
    case = as_case(draft)
    assert [
        (one.kind.value, one.procedure.value, one.site.region.value, {s.marker for c in one.components for s in c.ihc})
        for one in case.specimens
    ] == [
        ("primary", "excision", "lower_extremity", {"S100"}),
        ("recurrence", "excision", "lower_extremity", {"desmin"}),
        ("metastasis", "resection", "lung", {"SOX10"}),
    ]
    assert [bool(one.components[0].fish) for one in case.specimens] == [False, True, False]


def test_a_numbered_list_of_opinions_is_no_list_of_specimens(vocabulary):
    text = BEGIN + (
        "The mass was resected and was positive for CD34.\n\nComment\n"
        "1. The findings are unusual.\n2. ALK was negative.\n"
    )
    assert specimens(text, vocabulary) == [("primary", "resection", {"CD34", "ALK"})]


@pytest.mark.parametrize(
    ("line", "procedure"),
    [
        ("Specimen: left thigh mass, resection", "resection"),
        ("Skin, left thigh, excision: spindle cell tumour.", "excision"),
        ("Material received: core biopsy of the left thigh", "core_biopsy"),
        ("Soft tissue, left thigh, incisional biopsy - see comment.", "biopsy"),
    ],
)
def test_a_report_heads_with_how_the_tissue_was_taken(line, procedure, vocabulary):
    text = f"Pathology report\n{line}\nThe tumour cells are positive for S100.\n"
    assert specimens(text, vocabulary) == [("primary", procedure, {"S100"})]
