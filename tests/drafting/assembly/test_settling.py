"""Which tissues become specimens: texts of our own making."""

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases

OPENING = "A 50-year-old man presented with a mass of the right arm. "


def specimens(text, vocabulary):
    (draft,) = draft_cases(OPENING + text, vocabulary)
    return [(one.kind.value, one.procedure.value) for one in as_case(draft).specimens]


def test_a_biopsy_in_which_nothing_was_found_is_no_specimen(vocabulary):
    text = "A biopsy was taken. The mass was resected. The cells were positive for CD34 and negative for S100."
    assert specimens(text, vocabulary) == [("primary", "resection")]


def test_a_metastasis_of_which_a_stain_is_told_is_a_specimen(vocabulary):
    text = "The mass was resected. The cells were positive for CD34. The metastasis was negative for CD34."
    assert specimens(text, vocabulary) == [("primary", "resection"), ("metastasis", "unknown")]


def test_several_lesions_that_are_counted_win_over_a_lump_that_is_named(vocabulary):
    text = "MRI showed two nodules. The lesions were excised. The cells were positive for CD34."
    (draft,) = draft_cases(OPENING + text, vocabulary)
    assert as_case(draft).specimens[0].multiplicity.value == "multiple"


def test_what_is_told_before_a_later_operation_is_of_the_tissue_taken_until_then(vocabulary):
    text = (
        "The mass was resected.\n\nThe tumour was composed of spindle cells in fascicles with 9 mitoses per 10 HPF. "
        "It was positive for CD34.\n\nIn May a core biopsy of a further lump was taken. The core biopsy was positive "
        "for desmin, S100, ALK, SMA and EMA."
    )
    (draft,) = draft_cases(OPENING + text, vocabulary)
    first, second = as_case(draft).specimens
    assert (first.procedure.value, second.procedure.value) == ("resection", "core_biopsy")
    assert [stain.marker for stain in first.components[0].ihc] == ["CD34"]
    assert first.components[0].mitoses is not None


def test_the_name_of_a_diagnosis_makes_no_specimen_of_a_biopsy(vocabulary):
    text = (
        "Core biopsy in May: spindle cell neoplasm.\n\nThe mass was then resected. The resection specimen was "
        "positive for desmin, S100 and ALK."
    )
    assert specimens(text, vocabulary) == [("primary", "resection")]
