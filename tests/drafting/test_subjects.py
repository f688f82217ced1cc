import pytest

from breakapart.drafting.confirm import as_case
from breakapart.drafting.draft import draft_cases
from breakapart.drafting.sections import find_sections
from breakapart.drafting.sentences import split
from breakapart.drafting.sharing import shares
from breakapart.drafting.subjects import attribute


def parts_of(text):
    labels, parts = attribute(split(text, find_sections(text)))
    return labels, [(part.text.strip(), part.cases) for part in parts]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Case 1 was a boy. Case 2 was a girl.", ("1", "2")),
        ("Case I was a boy. Case II was a girl.", ("1", "2")),
        ("Patient A was a boy. Patient B was a girl.", ("A", "B")),
        ("The first patient was a boy. The second patient was a girl.", ("1", "2")),
        ("A boy had a lump. It was excised.", ("1",)),
        ("A 5-year-old girl had a lump.\n\nA 30-year-old man had a nodule.", ("1", "2")),
        ("The patient 2 years later had a lump.", ("1",)),
        ("A 56-year-old man with a lump.\n\nA 56-year-old man had noticed a lump of the foot.", ("1",)),
        ("We saw a 61-year-old man with a cough.\n\nHistory\nA 61-year-old man, a smoker, was seen.", ("1",)),
        ("A 56-year-old female.\n\nA 56-year-old previously healthy woman had a lump of the foot.", ("1",)),
        ("A 5-year-old girl had a lump.\n\nA 5-year-old boy had a lump.", ("1", "2")),
        ("Introduction\nRare.\n\nPatient 1\nA boy.\n\nPatient 2\nA man.\n\nPatient 3\nA girl.", ("1", "2", "3")),
    ],
)
def test_cases_are_told_apart_by_what_they_are_called(text, labels):
    assert parts_of(text)[0] == labels


def test_a_sentence_on_two_cases_is_cut_where_the_case_changes():
    _, parts = parts_of("Case 1 was old. Case 2 was young. NGS of Case 1 revealed X, while Case 2 carried Y.")
    assert parts[-2:] == [("NGS of Case 1 revealed X,", ("1",)), ("while Case 2 carried Y.", ("2",))]


def test_both_cases_are_both():
    _, parts = parts_of("Case 1 was old. Case 2 was young. FISH confirmed that both cases were rearranged.")
    assert parts[-1][1] == ("1", "2")


def test_what_others_reported_is_nobody_of_ours():
    text = "Introduction\nTumours occur.\n\nCase report\nA boy had a lump.\n\nDiscussion\nSmith et al. saw a girl."
    assert all("Smith" not in words for words, _ in parts_of(text)[1])


@pytest.mark.parametrize(
    ("sentence", "own"),
    [
        (
            "They were located in the neck and the left thigh, respectively.",
            (["located in the neck"], ["in the left thigh"]),
        ),
        (
            "The lesions involved the left arm and right foot, respectively, and measured 2 and 5 cm, respectively.",
            (["left arm", "measured 2 cm"], ["right foot", "measured 5 cm"]),
        ),
        (
            "Both patients were well after 10 and 14 months, respectively.",
            (["after 10 months"], ["after 14 months"]),
        ),
        (
            "They carried TPM3::NTRK1 and EML4::ALK fusions, respectively.",
            (["TPM3::NTRK1"], ["EML4::ALK fusions"]),
        ),
    ],
)
def test_what_is_told_respectively_is_given_out(sentence, own):
    told = shares(sentence, 2)
    for mine, (words, others) in zip(told, (own, own[::-1]), strict=True):
        assert len(mine) == len(sentence)
        plain = " ".join(mine.split())
        assert all(" ".join(word.split()) in plain for word in words)
        assert not any(word in plain for word in others)


@pytest.mark.parametrize(
    "sentence",
    [
        "The cells were positive for S100 and CD34, respectively.",
        "They were located in the neck and the left thigh.",
        "Both were excised.",
        "The tumours measured 2, 3 and 5 cm, respectively.",
    ],
)
def test_what_is_not_shared_out_stays_whole(sentence):
    assert shares(sentence, 2) is None


def drafted(text, vocabulary):
    return [as_case(draft) for draft in draft_cases(text, vocabulary)]


def test_three_patients_and_their_ages_sites_and_results(vocabulary):
    text = (
        "We describe three children (ages 3, 7, and 11) with nodules of the right scalp, left cheek, and left calf, "
        "respectively. Case 1 was positive for ALK. Case 2 was positive for S100. Case 3 was positive for pan-TRK."
    )
    cases = drafted(text, vocabulary)
    assert [str(case.patient.age) for case in cases] == ["3 years", "7 years", "11 years"]
    assert [case.specimens[0].site.side.value for case in cases] == ["right", "left", "left"]
    assert [case.specimens[0].components[0].ihc[0].marker for case in cases] == ["ALK", "S100", "panTRK"]


def test_cases_in_brackets_behind_what_is_theirs(vocabulary):
    text = (
        "We met two spindle cell tumours, one in the left cheek (case 1) and the other in the right foot (case 2). "
        "Case 1 was positive for CD34. Case 2 was positive for S100. RNA sequencing showed an A2M::ALK fusion in "
        "case 1 and an EML4::ALK fusion in case 2."
    )
    one, two = drafted(text, vocabulary)
    assert [case.specimens[0].site.region.value for case in (one, two)] == ["head_neck", "hand_foot"]


def test_the_first_and_the_second_patient(vocabulary):
    text = (
        "The first patient was a 4-year-old boy with a mass of the back. His tumour was positive for ALK.\n\n"
        "The second patient was a 61-year-old woman with a mass of the neck. Her tumour was positive for S100."
    )
    one, two = drafted(text, vocabulary)
    assert (str(one.patient.age), str(two.patient.age)) == ("4 years", "61 years")
    assert [case.specimens[0].components[0].ihc[0].marker for case in (one, two)] == ["ALK", "S100"]


@pytest.mark.parametrize(
    "text",
    [
        "We studied 14 spindle cell tumours. The median age was 22 years. S100 was positive in 12 of 14 tumours and "
        "CD34 in 10 of 14 tumours. An LMNA::NTRK1 fusion was found in six tumours.",
        "Methods\nA cohort of 31 patients was reviewed.\n\nResults\nPan-TRK was positive in 28/31 (90%). The tumours "
        "ranged from 1 to 9 cm. FISH for NTRK1 was positive in most tumours.",
    ],
)
def test_a_series_without_a_single_patient_is_no_case(text, vocabulary):
    assert draft_cases(text, vocabulary) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The cells were positive for S100. FISH for ALK: 3/100 nuclei (3 %), 2 of 100 (2 %) for ROS1. Mitoses 2/10. "
        "All tumour cells expressed CD34.",
        "Name: A. B.\nS100 and CD34 positive. Two tumours were received. All tumours were under 2 cm. ALK negative.",
    ],
)
def test_counts_of_nuclei_and_the_tumours_of_a_report_make_no_series(text, vocabulary):
    assert len(draft_cases(text, vocabulary)) == 1


def test_a_heading_that_every_patient_has_holds_for_one_alone():
    text = "\n\n".join(
        f"History\nA {age}-year-old woman had a lump.\n\nImmunohistochemistry\nThe cells expressed {marker}."
        for age, marker in ((20, "ALK"), (30, "S100"), (40, "CD34"))
    )
    labels, parts = attribute(split(text, find_sections(text)))
    assert labels == ("1", "2", "3")
    assert [part.cases for part in parts if "expressed" in part.text] == [("1",), ("2",), ("3",)]


def test_a_heading_that_stands_once_behind_all_patients_is_of_all():
    text = (
        "Case histories\nA 20-year-old woman had a lump.\n\nA 30-year-old woman had a lump.\n\n"
        "Immunohistochemistry\nThe cells expressed ALK."
    )
    _, parts = attribute(split(text, find_sections(text)))
    assert [part.cases for part in parts if "expressed" in part.text] == [("1", "2")]


def test_a_title_taken_up_again_introduces_nobody_else():
    text = (
        "A 61-year-old woman with a lump of the knee.\n\n"
        "A 61-year-old woman came with a lump of the knee. She was well.\n\nThe lump was excised."
    )
    labels, _ = attribute(split(text, find_sections(text)))
    assert labels == ("1",)


def test_twins_are_two_cases():
    text = "Twin A, a boy, had a lump of the arm. It was excised.\n\nTwin B had a nodule of the foot. It was biopsied."
    labels, parts = attribute(split(text, find_sections(text)))
    assert labels == ("A", "B")
    assert [part.cases for part in parts] == [("A",), ("A",), ("B",), ("B",)]


def test_a_patient_called_a_keeps_the_heading(vocabulary):
    story = "The lump was excised. The tumour cells were positive for ALK and S100 and negative for desmin."
    text = f"Two\n\nPatient A\nA 44-year-old lady had a lump. {story}\n\nPatient B\nA man had a lump. {story}"
    assert [one.label for one in draft_cases(text, vocabulary)] == ["A", "B"]


def test_another_patient_of_the_same_age_is_one_more():
    text = "\n\n".join(f"A {age}-year-old woman came with a lump. It was excised." for age in (30, 41, 30))
    labels, _ = attribute(split(text, find_sections(text)))
    assert labels == ("1", "2", "3")
