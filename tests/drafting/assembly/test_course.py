"""The course of a patient as a draft tells it, and what it settles on: texts of our own making."""

import pytest

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases
from breakapart.drafting.patient import number
from breakapart.drafting.sites import site_by_side, site_in

OPENING = "A 40-year-old woman presented with a mass of the left thigh. "
STAINED = " The tumour cells were positive for CD34 and negative for S100."


def case_of(text, vocabulary):
    (draft,) = draft_cases(OPENING + text + STAINED, vocabulary)
    return as_case(draft)


def events(case, kind):
    return [event for event in case.timeline if event.kind.value == kind]


def test_a_procedure_named_again_is_the_one_told_before(vocabulary):
    case = case_of(
        "The mass was excised. The excised tissue was firm. Histology of the excised tumour followed.", vocabulary
    )
    assert len(events(case, "procedure")) == 1


def test_a_procedure_only_named_is_an_event(vocabulary):
    case = case_of("A punch biopsy revealed spindle cells. Later a wide excision was carried out.", vocabulary)
    assert [event.what for event in events(case, "procedure")] == ["Biopsy", "Excision"]


def test_margins_told_apart_belong_to_the_last_operation(vocabulary):
    case = case_of("A core biopsy was taken. The mass was resected. The margins were clear.", vocabulary)
    assert [event.margins for event in events(case, "procedure")] == [None, "negative"]


def test_the_same_conclusion_told_again_is_one_read(vocabulary):
    case = case_of(
        "The mass was resected. Histology showed dermatofibrosarcoma protuberans with brisk mitoses. Therefore it was "
        "diagnosed as fibrosarcomatous dermatofibrosarcoma protuberans. The diagnosis of FS-DFSP was made.",
        vocabulary,
    )
    assert [event.entity for event in events(case, "pathology_read")] == ["FS_DFSP"]
    assert case.signed.entity == "FS_DFSP"


def test_the_last_conclusion_is_signed_and_an_earlier_one_stays_a_read(vocabulary):
    case = case_of(
        "A biopsy was reported elsewhere as nodular fasciitis. The mass was excised. On review the diagnosis was "
        "revised to low-grade fibromyxoid sarcoma.",
        vocabulary,
    )
    assert [event.entity for event in events(case, "pathology_read")] == ["NF", "LGFMS"]
    assert case.signed.entity == "LGFMS"


@pytest.mark.parametrize(
    "words",
    [
        "A diagnosis of schwannoma was favoured.",
        "The features suggested a schwannoma.",
        "Schwannoma was initially considered.",
    ],
)
def test_a_hedged_conclusion_is_not_signed(words, vocabulary):
    case = case_of(words, vocabulary)
    assert [event.entity for event in events(case, "pathology_read")] == ["SCHW"]
    assert events(case, "pathology_read")[0].certainty is not None
    assert case.signed is None


def test_a_drug_that_is_continued_is_one_treatment(vocabulary):
    case = case_of("Therapy with larotrectinib was started. Larotrectinib was continued for a year.", vocabulary)
    assert [event.course.value for event in events(case, "treatment")] == ["given"]


def test_what_was_done_after_some_months_of_treatment_has_that_interval(vocabulary):
    case = case_of("Larotrectinib was started. Resection was performed after 7 months of treatment.", vocabulary)
    assert str(events(case, "procedure")[0].when.interval) == "7 months"


def test_several_tumours_told_later_count(vocabulary):
    assert case_of("MRI showed three separate nodules.", vocabulary).specimens[0].multiplicity.value == "multiple"


@pytest.mark.parametrize(
    ("text", "region", "side"),
    [
        ("a papule on his right posterior helix", "head_neck", "right"),
        ("a lesion of the left antihelix", "head_neck", "left"),
        ("a nodule on the left lateral leg", "lower_extremity", "left"),
        ("a swelling over the right thenar eminence", "hand_foot", "right"),
        ("a mass of the popliteal fossa", "lower_extremity", None),
    ],
)
def test_places_with_a_preposition(text, region, side, vocabulary):
    found = site_in(text, vocabulary)
    assert (found["region"], found["side"]) == (region, side)


def test_a_place_before_the_lesion(vocabulary):
    assert site_by_side("with a great toe papule", vocabulary)["region"] == "hand_foot"


@pytest.mark.parametrize(
    "text",
    [
        "with right ankle weakness and right foot drop",
        "with pain of the right shoulder",
        "with numbness in the left hand",
    ],
)
def test_the_place_of_a_symptom_is_not_that_of_the_tumour(text, vocabulary):
    assert (site_in(text, vocabulary), site_by_side(text, vocabulary)) == (None, None)


@pytest.mark.parametrize(("written", "meant"), [("S\u0131x", 6), ("six", 6), ("4.5", 4.5), ("F\u0131ve", 5)])
def test_a_number_in_words_is_read_with_letters_that_look_alike(written, meant):
    assert number(written) == meant


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("(left upper arm)", "left upper arm", "upper_extremity"),
        ("Site: R cheek.", "right cheek", "head_neck"),
        ("Lt calf lump", "left calf", "lower_extremity"),
        ("excised from L. thigh", "left thigh", "lower_extremity"),
        ("a right-sided scalp mass", "right scalp", "head_neck"),
        ("left lateral abdominal wall mass", "left lateral abdominal wall", "trunk"),
    ],
)
def test_a_place_by_its_side(text, name, region, vocabulary):
    found = site_by_side(text, vocabulary)
    assert (found["text"], found["region"], found["side"]) == (name, region, name.split()[0])


@pytest.mark.parametrize("text", ["R Smith", "the L4 vertebra", "R cells", "plan L for tomorrow", "the left one"])
def test_a_letter_that_is_no_side(text, vocabulary):
    assert site_by_side(text, vocabulary) is None


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("a lump beneath the child's lower lip", "head_neck"),
        ("a mass on the patient's left forearm", "upper_extremity"),
        ("a nodule affecting an eyelid", "head_neck"),
        ("a complaint of swelling over anterior abdominal wall since one year", "trunk"),
        ("a history of lump over the scalp", "head_neck"),
        ("a papule on the great toe", "hand_foot"),
        ("a mass of the left upper inner thigh", "lower_extremity"),
        ("enlargement of nodule involving the right forearm", "upper_extremity"),
    ],
)
def test_a_place_of_somebody(text, region, vocabulary):
    assert site_in(text, vocabulary)["region"] == region


def test_a_stay_in_hospital_hides_no_place(vocabulary):
    text = "A 2-year-old boy was hospitalised with a mass of the right arm. It was excised. The cells expressed ALK."
    (draft,) = draft_cases(text, vocabulary)
    assert as_case(draft).specimens[0].site.side.value == "right"


def test_dates_go_into_the_timeline_and_the_interval_is_worked_out(vocabulary):
    text = "Wide excision was done in September 2016. In July 2018 a local recurrence was noted." + STAINED
    (draft,) = draft_cases(OPENING + text, vocabulary)
    case = as_case(draft)
    assert str(events(case, "procedure")[0].when.date) == "2016-09"
    recurrence = events(case, "recurrence")[0]
    assert (str(recurrence.when.date), str(recurrence.when.interval)) == ("2018-07", "22 months")
    (fact,) = (fact for fact in draft.facts if fact.label == "Recurrence")
    assert (fact.sureness.value, len(fact.spans)) == ("inferred", 2)


def test_years_alone_give_no_interval(vocabulary):
    case = case_of("It was excised in 2016. In 2018 a local recurrence was noted.", vocabulary)
    assert events(case, "recurrence")[0].when.interval is None


def test_recurrences_that_are_counted_first_are_told_once(vocabulary):
    case = case_of(
        "It was excised. It recurred twice. A local recurrence was noted 6 months after surgery. "
        "A second recurrence was noted 14 months after surgery.",
        vocabulary,
    )
    assert [str(one.when.interval) for one in events(case, "recurrence") if one.when] == ["6 months", "14 months"]


@pytest.mark.parametrize(
    ("text", "path"),
    [("This 61-year-old patient did well.", "patient.age"), ("The man was discharged.", "patient.sex")],
)
def test_what_is_told_of_the_patient_in_two_ways_is_asked(text, path, vocabulary):
    (draft,) = draft_cases(OPENING + text + STAINED, vocabulary)
    (fact,) = (fact for fact in draft.facts if fact.path == path)
    assert fact.sureness.value == "unsure"
    assert any(one.contradicts and "contradiction" in one.why for one in draft.not_understood)


def test_two_sizes_of_one_tumour_are_told(vocabulary):
    text = "The tumour measured 3 x 2 x 2 cm. The tumour measured 13 x 12 x 9 cm."
    (draft,) = draft_cases(OPENING + text + STAINED, vocabulary)
    assert any("size" in one.why for one in draft.not_understood)


def test_tissue_of_the_place_of_a_metastasis_is_of_the_metastasis(vocabulary):
    case = case_of(
        "The mass was resected. It was positive for desmin. Two years later a liver metastasis was detected. "
        "A needle biopsy of the liver lesion was performed. The biopsy was positive for ALK.",
        vocabulary,
    )
    assert [one.kind.value for one in case.specimens] == ["primary", "metastasis"]
