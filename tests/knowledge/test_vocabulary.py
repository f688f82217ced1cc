import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.knowledge import Knowledge
from breakapart.knowledge.vocabulary import Term, Vocabulary, fold

STAINS = Vocabulary(
    "marker",
    [Term("MelanA", "Melan-A", ("MART-1",)), Term("CK_AE1AE3", "Keratin AE1/AE3", ("CK",)), Term("SMA", "SMA")],
)


@pytest.mark.parametrize("text", ["MelanA", "melan a", "MELAN-A", " Melan–A ", "mart1", "MART-1"])
def test_case_spaces_and_hyphens_do_not_matter(text):
    assert STAINS.resolve(text) == "MelanA"


def test_an_unknown_name_resolves_to_nothing():
    assert STAINS.resolve("S100") is None
    assert STAINS.resolve("") is None


@pytest.mark.parametrize(("text", "nearest"), [("MelanB", "MelanA"), ("keratin", "CK_AE1AE3"), ("SMAA", "SMA")])
def test_near_names_are_suggested_by_id(text, nearest):
    assert STAINS.suggest(text)[0] == nearest


@pytest.mark.parametrize("text", ["", "---", "osteocalcin"])
def test_nothing_near_suggests_nothing(text):
    assert STAINS.suggest(text) == ()


def test_suggestions_name_each_term_once():
    suggested = STAINS.suggest("melan")
    assert len(suggested) == len(set(suggested))


def test_terms_are_listed_and_labelled():
    assert list(STAINS) == ["MelanA", "CK_AE1AE3", "SMA"]
    assert len(STAINS) == 3
    assert "SMA" in STAINS
    assert "MART-1" not in STAINS
    assert STAINS.label("MelanA") == "Melan-A"
    with pytest.raises(KeyError):
        STAINS.label("S100")


def test_a_name_with_two_meanings_is_refused():
    with pytest.raises(ValueError, match=r"^marker 'ck' means both 'CK' and 'KER'$"):
        Vocabulary("marker", [Term("CK", "CK"), Term("KER", "Keratin", ("ck",))])


def test_an_id_given_twice_is_refused():
    with pytest.raises(ValueError, match=r"^marker 'CK' stands twice in the vocabulary$"):
        Vocabulary("marker", [Term("CK", "CK"), Term("CK", "Keratin")])


@given(st.text())
def test_folding_is_stable_and_blind_to_case_and_separators(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(f" {text}-_/()") == folded


@given(st.text(max_size=40))
def test_any_text_can_be_asked(text):
    found = STAINS.resolve(text)
    assert found is None or found in STAINS
    assert all(id_ in STAINS for id_ in STAINS.suggest(text))


@pytest.mark.parametrize(
    ("typed", "meant"), [("SOX-1O", "SOX10"), ("S1OO", "S100"), ("CD3I", "CD31"), ("HMB4S", "HMB45")]
)
def test_a_letter_for_a_digit_is_one_term_and_no_near_one(typed, meant):
    assert Knowledge.bundled().markers.suggest(typed) == (meant,)
