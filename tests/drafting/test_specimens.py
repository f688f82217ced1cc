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


def components(text, vocabulary):
    """Of the only case: the stains of each component of the only specimen, with their outcomes."""
    (draft,) = draft_cases(text, vocabulary)
    (one,) = as_case(draft).specimens
    return {c.id: {(s.marker, s.outcome.value) for s in c.ihc} for c in one.components}


@pytest.mark.parametrize("word", ["Pot", "Part", "Jar", "Specimen"])
def test_containers_are_labels_and_stains_under_a_heading_of_their_own_are_theirs(word, vocabulary):
    text = (
        f"HISTOLOGY\n\n{word} 1: Core biopsy, left thigh\n{word} 2: Left thigh mass, wide excision\n\n"
        f"MICROSCOPY\n{word} 1: Spindle cells in long fascicles.\n{word} 2: Spindle cells in a myxoid stroma.\n\n"
        f"IMMUNOHISTOCHEMISTRY\n{word} 1: SMA positive. Desmin negative.\n{word} 2: MUC4 positive. CD34 negative.\n"
    )
    assert specimens(text, vocabulary) == [
        ("primary", "core_biopsy", {"SMA", "desmin"}),
        ("primary", "excision", {"MUC4", "CD34"}),
    ]


def test_stains_performed_on_a_label(vocabulary):
    text = (
        "SPECIMENS SUBMITTED:\n1) Left thigh, radical resection\n2) Lung, right lower lobe, wedge resection\n\n"
        "FINAL DIAGNOSIS:\n1) Left thigh, radical resection: sarcoma.\n2) Lung: metastatic sarcoma.\n\n"
        "SPECIAL STAINS:\nPerformed on 1): Desmin negative. SMA negative.\n"
        "Performed on 2): TTF-1 negative. EMA negative.\n"
    )
    assert specimens(text, vocabulary) == [
        ("primary", "resection", {"desmin", "SMA"}),
        ("metastasis", "resection", {"TTF1", "EMA"}),
    ]


LETTER = (
    "A core biopsy was taken in March 2018, and the lump was excised on 6 May 2018. In 2021 the tumour recurred and "
    "was re-excised.\n\nThe excision from 2018 shows spindle cells in fascicles. The cells are positive for CD34.\n\n"
)


@pytest.mark.parametrize(
    "told",
    [
        "In the recurrence from 2021 the cells are epithelioid. They are positive for desmin.",
        "The recurrence shows epithelioid cells. There is desmin positivity.",
        "Sections of the recurrent tumour show epithelioid cells. Desmin is positive.",
    ],
)
def test_a_letter_goes_through_the_tissues_in_turn(told, vocabulary):
    found = specimens(BEGIN + LETTER + told, vocabulary)
    assert [(kind, stains) for kind, _, stains in found] == [("primary", {"CD34"}), ("recurrence", {"desmin"})]


@pytest.mark.parametrize(
    "told",
    [
        "The biopsy is small. It contains spindle cells. The sample is positive for SMA.\n\nThe excision measures 4 "
        "cm. The lesion consists of fascicles. The tissue is positive for ALK.",
        "The core biopsy shows spindle cells. The specimen is positive for SMA.\n\nThe excision is larger. The tumour "
        "has a fascicular pattern. It is positive for ALK.",
        "On the biopsy, SMA was positive.\n\nOn the excision ALK was positive.",
    ],
)
def test_tissue_that_begins_a_sentence_holds_for_the_paragraph(told, vocabulary):
    story = "It was biopsied on 12 May 2020; it was excised on 2 July 2020. A re-excision held no residual tumour.\n\n"
    found = specimens("A girl aged 6 years had a nodule of the left hand. " + story + told, vocabulary)
    assert [stains for _, _, stains in found] == [{"SMA"}, {"ALK"}]


@pytest.mark.parametrize(
    "told",
    [
        "The biopsy site was re-excised. The cells were positive for ALK.",
        "The biopsy scar is included. The cells are positive for ALK.",
        "The biopsy had been reported elsewhere. The cells are positive for ALK.",
    ],
)
def test_a_biopsy_only_named_opens_no_specimen(told, vocabulary):
    assert len(specimens(BEGIN + "The mass was excised. " + told, vocabulary)) == 1


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (
            "Superficial component: Nests of cells. S100 positive.\n\nDeep component: Sheets of cells. S100 negative.",
            {"superficial": {("S100", "present")}, "deep": {("S100", "absent")}},
        ),
        (
            "Junctional component: Nests of cells. HMB45 positive.\n\nDermal component: Sheets. HMB45 negative.",
            {"superficial": {("HMB45", "present")}, "deep": {("HMB45", "absent")}},
        ),
        (
            "Naevus: S100 positive, p16 positive. Nodule: S100 positive, p16 negative.",
            {
                "superficial": {("S100", "present"), ("p16", "present")},
                "deep": {("S100", "present"), ("p16", "absent")},
            },
        ),
    ],
)
def test_a_component_as_a_heading_holds_for_its_paragraph(told, wanted, vocabulary):
    assert components("Skin, left cheek, shave excision.\n\n" + told, vocabulary) == wanted


def test_a_nodule_alone_is_no_component(vocabulary):
    told = "The nodule shows sheets of cells. Nodule: S100 positive. SMA negative."
    assert components(BEGIN + "The mass was excised. " + told, vocabulary) == {
        "tumour": {("S100", "present"), ("SMA", "absent")}
    }


@pytest.mark.parametrize(
    "told",
    [
        "The low-grade areas are positive for CD34. The high-grade areas are negative for CD34. S100 is negative "
        "throughout.",
        "The low-grade areas are positive for CD34. The high-grade areas are negative for CD34. S100 was negative in "
        "both areas.",
        "The low-grade component is positive for CD34. The high-grade component is negative for CD34. Both components "
        "are negative for S100.",
    ],
)
def test_what_is_told_of_both_components_is_found_in_each(told, vocabulary):
    assert components(BEGIN + "The mass was excised. " + told, vocabulary) == {
        "low-grade": {("CD34", "present"), ("S100", "absent")},
        "high-grade": {("CD34", "absent"), ("S100", "absent")},
    }


def test_where_two_components_are_named_the_worse_is_the_tumour(vocabulary):
    told = "The low-grade areas were positive for CD34. The high-grade areas were negative for CD34. SMA was negative."
    assert components(BEGIN + "The mass was excised. " + told, vocabulary) == {
        "low-grade": {("CD34", "present")},
        "high-grade": {("CD34", "absent"), ("SMA", "absent")},
    }


def test_a_biopsy_named_long_after_the_recurrence_is_the_one_before(vocabulary):
    story = (
        "A core biopsy was taken. The mass was excised. Two years later the tumour recurred and was re-excised.\n\n"
        "The core biopsy was reported locally and was not seen.\n\nThe recurrence shows sheets of cells. Desmin is "
        "positive."
    )
    assert [(kind, how) for kind, how, stains in specimens(BEGIN + story, vocabulary) if stains] == [
        ("recurrence", "excision")
    ]


@pytest.mark.parametrize(
    ("history", "kind"),
    [
        ("Recurrent lump left thigh, excised in 2018.", "recurrence"),
        ("Female, 28. Locally recurrent mass of the left thigh.", "recurrence"),
        ("Woman of 28 with a recurrent nodule.", "recurrence"),
        ("Lump left thigh. ?recurrent tumour.", "primary"),
        ("Lump left thigh, no recurrent lesion elsewhere.", "primary"),
    ],
)
def test_a_history_of_recurrence_holds_for_all_labels(history, kind, vocabulary):
    text = (
        f"HISTOLOGY\n\nClinical details: {history}\n\nA. Left thigh, core biopsy\nB. Left thigh, wide excision\n\n"
        "MICROSCOPY\nA. Spindle cells, positive for SMA.\nB. Spindle cells, positive for MUC4.\n\n"
        "DIAGNOSIS\nB. Low-grade fibromyxoid sarcoma.\n"
    )
    assert [one[0] for one in specimens(text, vocabulary)] == [kind, kind]


def found(text, vocabulary):
    """Of the only case: kind and procedure of each specimen, with markers, genes of FISH, fusions and variants."""
    (draft,) = draft_cases(text, vocabulary)
    told = []
    for one in as_case(draft).specimens:
        parts = one.components
        told.append(
            (
                f"{one.kind.value} {one.procedure.value}",
                " ".join(f"{s.marker}{'+' if s.outcome.value == 'present' else '-'}" for c in parts for s in c.ihc),
                " ".join(
                    [f.gene for c in parts for f in c.fish]
                    + [f.call for c in parts for s in c.sequencing for f in s.fusions]
                    + [v.gene for c in parts for s in c.sequencing for v in s.variants]
                ),
            )
        )
    return told


def test_tissues_as_headings_hold_until_the_next(vocabulary):
    text = (
        BEGIN
        + "\n\nBiopsy 2019\nSections show spindle cells. The cells are positive for CD34 and negative for S100.\n\n"
        "Resection 2021\nIt is composed of epithelioid cells.\n\nThe cells are positive for CD34 and desmin.\n\n"
        "Recurrence 2023\nThe tumour shows rhabdoid cells. CD34 is lost. FISH for ALK was positive."
    )
    assert found(text, vocabulary) == [
        ("primary biopsy", "CD34+ S100-", ""),
        ("primary resection", "CD34+ desmin+", ""),
        ("recurrence unknown", "CD34-", "ALK"),
    ]


def test_specimens_in_turn_are_those_of_the_course(vocabulary):
    text = (
        "A 44-year-old man underwent excision of a mass of the left thigh. Three years later it recurred locally and "
        "was resected. One year later a lung metastasis was resected.\n\n"
        "The first specimen consisted of spindle cells. S100 and CD34 were positive.\n\n"
        "The second specimen was more cellular. S100 was positive, CD34 was negative.\n\n"
        "The third specimen showed epithelioid cells. S100 was lost.\n\n"
        "FISH for NTRK1 on the second specimen showed a rearrangement. RNA sequencing of the third specimen found "
        "a LMNA::NTRK1 fusion."
    )
    assert found(text, vocabulary) == [
        ("primary excision", "S100+ CD34+", ""),
        ("recurrence resection", "S100+ CD34-", "NTRK1"),
        ("metastasis resection", "S100-", "LMNA::NTRK1"),
    ]


def test_the_second_biopsy_told_behind_the_course_is_of_the_same_tumour(vocabulary):
    text = (
        BEGIN + "A core biopsy was taken in May, and a second biopsy in June. The mass was then resected. Two years "
        "later the tumour recurred and was excised.\n\n"
        "The first biopsy was positive for CD34. The second biopsy showed rhabdoid cells and was positive for desmin. "
        "In the recurrent tumour S100 was expressed.\n\n"
        "RNA sequencing of the second biopsy revealed a TPM3::NTRK1 fusion. Next-generation sequencing performed on "
        "the recurrence found TP53 p.R175H."
    )
    assert sorted(found(text, vocabulary)) == [
        ("primary biopsy", "desmin+", "TPM3::NTRK1"),
        ("primary core_biopsy", "CD34+", ""),
        ("recurrence excision", "S100+", "TP53"),
    ]


def test_margins_and_nodes_without_tumour_are_no_specimens(vocabulary):
    text = (
        "Specimens received:\nA. Left thigh mass, core needle biopsy\nB. Left thigh mass, wide excision\n"
        "C. Deep margin\nD. Left inguinal lymph node, 1.2 cm\n\n"
        "Microscopic description:\nA. Spindle cells in fascicles.\nB. Residual spindle cell neoplasm with necrosis.\n"
        "C. Skeletal muscle, negative for tumor.\nD. Benign lymph node with no evidence of malignancy.\n\n"
        "Immunohistochemistry (block B3): CD34 positive, desmin negative.\nOn block A1 CD34 is positive.\n\n"
        "Addendum 1: FISH performed on block B3 is positive for ALK rearrangement.\n"
        "Addendum 2: Next-generation sequencing on specimen A: TP53 p.R248Q. Specimen B: KRAS p.G12D."
    )
    assert found(text, vocabulary) == [
        ("primary core_biopsy", "CD34+", "TP53"),
        ("primary excision", "CD34+ desmin-", "ALK KRAS"),
    ]


def test_a_number_in_brackets_behind_stains_is_a_specimen(vocabulary):
    text = (
        "Histopathology\n1. Skin, left forearm, punch biopsy\n2. Skin, left forearm, excision\n\nMicroscopy\n"
        "1: Dermal proliferation of spindle cells.\n2: Nodule of spindle cells in a storiform pattern.\n\n"
        "Stains (2): CD34 pos, S100 neg. Stains (1): CD34 pos.\n\n"
        "Supplementary report: FISH on 1: PDGFB rearranged."
    )
    assert found(text, vocabulary) == [
        ("primary biopsy", "CD34+", "PDGFB"),
        ("primary excision", "CD34+ S100-", ""),
    ]
