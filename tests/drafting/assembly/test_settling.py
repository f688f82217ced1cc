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
