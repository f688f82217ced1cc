import pytest

from breakapart.drafting.assembly.wording import event_shown, pathology_shown, shown, stain_shown


@pytest.mark.parametrize(
    ("value", "words"),
    [([3.0, 2.5], "3 x 2.5"), ({"entity": "imt"}, "entity imt"), (2.0, "2"), ("deep", "deep")],
)
def test_values(value, words):
    assert shown(value) == words


def test_a_stain():
    stain = {"outcome": "positive", "extent": "focal", "percent_positive": 20.0, "note": "rim"}
    assert stain_shown(stain) == "positive focal 20 % (rim)"


def test_an_event():
    event = {
        "id": "r",
        "kind": "recurrence",
        "what": "Recurrence",
        "when": {"after": "excision", "interval": "2 years"},
    }
    assert event_shown(event) == "2 years after excision"
    assert event_shown({"id": "i", "kind": "imaging", "what": "Imaging"}) == "stated"


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("mitoses", {"count_low": 3.0, "count_high": 5.0, "fields": 10.0}, "3 to 5 in 10 high-power fields"),
        ("mitoses", {"count_low": 4.0, "approximate": True, "area_mm2": 2.0}, "about 4 in 2 mm2"),
        ("grade", {"grade": 2, "differentiation": 2, "mitoses": 1}, "grade 2, differentiation 2, mitoses 1"),
        ("necrosis", "absent", "absent"),
    ],
)
def test_what_is_counted(kind, value, words):
    assert pathology_shown(kind, value) == words
