"""Sizes, terms and counts in their tissue: texts of our own making."""

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases

OPENING = "A 50-year-old man underwent excision of a mass of the right arm. "


def drafted(text, vocabulary):
    (draft,) = draft_cases(OPENING + text, vocabulary)
    return draft


def test_the_size_of_the_tumour_wins_over_that_of_the_image(vocabulary):
    text = "MRI showed a 4.1 cm mass. The tumour measured 3.5 cm. It was composed of spindle cells."
    (specimen,) = as_case(drafted(text, vocabulary)).specimens
    assert specimen.size_cm == (3.5,)


def test_a_term_told_present_and_absent_is_a_contradiction(vocabulary):
    draft = drafted("The tumour showed a storiform pattern. No storiform pattern was seen.", vocabulary)
    (note,) = [one for one in draft.not_understood if one.contradicts]
    assert "storiform is called present and absent" in note.why


def test_the_first_count_stays_and_what_is_added_is_added(vocabulary):
    text = "The tumour was composed of spindle cells. There were 3 mitoses per 10 HPF. There were 9 mitoses per 10 HPF."
    (component,) = drafted(text, vocabulary).fields["specimens"][0]["components"]
    assert component["mitoses"]["count_low"] == 3


TWO_PARTS = (
    "The superficial naevus cells were positive for S100. The deep tumour cells were positive for ALK and negative for "
    "S100. "
)


def components_with(term, draft):
    return [
        component["id"]
        for component in draft.fields["specimens"][0]["components"]
        if any(one["term"] == term for one in component.get("morphology", ()))
    ]


def test_an_ulcer_is_of_the_superficial_component_where_there_are_two(vocabulary):
    for words in (
        "Part of the surface was ulcerated.",
        "There was focal ulceration.",
        "Microscopically, an ulcer covered the lesion; its surface was ulcerated.",
    ):
        assert components_with("ulceration", drafted(words + " " + TWO_PARTS, vocabulary)) == ["superficial"]


def test_acanthosis_is_of_the_superficial_component_too(vocabulary):
    text = "Microscopically, the spindle cell lesion lay below an acanthotic epidermis. " + TWO_PARTS
    assert components_with("epidermal_hyperplasia", drafted(text, vocabulary)) == ["superficial"]


def test_an_ulcer_is_of_the_tumour_where_it_is_one(vocabulary):
    text = "The lesion was composed of spindle cells and its surface was ulcerated."
    assert components_with("ulceration", drafted(text, vocabulary)) == ["tumour"]


def test_an_ulcer_in_the_deep_tumour_stays_there(vocabulary):
    text = TWO_PARTS + "The deep tumour cells extended to an area of ulceration."
    assert components_with("ulceration", drafted(text, vocabulary)) == ["deep"]


def test_fascicles_told_of_several_cases_add_nothing_to_long_fascicles(vocabulary):
    text = (
        "Case 1 was a 4-year-old girl with a lump of the thigh. The lump was excised. Spindle cells lay in {own}.\n\n"
        "Case 2 was a 7-year-old boy with a lump of the arm. It was excised. Spindle cells infiltrated fat.\n\n"
        "Discussion\n\nBoth tumours showed spindle cells in {all}.\n"
    )
    for own, of_all, asked in (
        ("long fascicles", "fascicles", []),
        ("fascicles", "long fascicles", ["long_fascicles"]),
        ("whorls", "fascicles", []),
    ):
        first, second = draft_cases(text.format(own=own, all=of_all), vocabulary)
        unsure = [fact.label.partition(": ")[2] for fact in first.facts if fact.sureness == "unsure"]
        assert unsure == asked
        assert not any(fact.sureness == "unsure" for fact in second.facts)


def test_a_tumour_on_the_bench_is_the_one_taken_last_and_a_clinical_size_is_of_the_next(vocabulary):
    text = (
        "The cells were positive for CD34. The specimen contained a grey nodule of 2.2 cm.\n\nTwo years later a 4 cm "
        "mass was noted in the scar. It was resected. The resection specimen was positive for ALK."
    )
    assert [one.size_cm for one in as_case(drafted(text, vocabulary)).specimens] == [(2.2,), (4.0,)]


def test_the_size_of_what_was_left_is_that_of_the_later_specimen(vocabulary):
    text = (
        "The cells were positive for CD34. The tumour measured 4.5 cm.\n\nA re-excision was performed. There was "
        "residual tumour of 2.2 cm."
    )
    assert [one.size_cm for one in as_case(drafted(text, vocabulary)).specimens] == [(4.5,), (2.2,)]
