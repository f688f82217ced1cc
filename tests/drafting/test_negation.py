"""How far a negation reaches: over a list, and no further than where something is told again."""

import pytest

from breakapart.drafting.negation import absences, is_absent


def denied(text):
    return [text[start:end].strip(" ,") for start, end in absences(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("There was no necrosis.", ["necrosis"]),
        ("Without atypia, but with mitoses.", ["atypia"]),
        ("The cells lacked nucleoli and showed clefts.", ["nucleoli"]),
        ("No rosettes in the cellular areas.", ["rosettes"]),
        ("Not only nests but also cords.", []),
        ("No more than mild atypia.", []),
        ("A non-pigmented, unencapsulated lesion.", ["non-pigmented", "unencapsulated"]),
        ("Uniform cells under the epidermis.", []),
        ("Osteoid: absent; lipoblasts: none.", ["Osteoid", "lipoblasts"]),
        ("The stroma had wavy cells and necrosis was absent.", ["necrosis"]),
    ],
)
def test_reach(text, wanted):
    assert denied(text) == wanted


def test_place_in_a_stretch():
    spans = absences("No clefts, with lymphocytes.")
    assert is_absent(3, spans)
    assert not is_absent(16, spans)
