import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.drafting.clean import clean


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("posi\u00adtive", "positive"),
        ("spin-\ndle", "spindle"),
        ("break-\napart", "break-apart"),
        ("ALK-\npositive", "ALK-positive"),
        ("the cells\nwere", "the cells were"),
        ("S100\r\n\r\nCD34", "S100\n\nCD34"),
        ("2 \u00d7 3 cm", "2 x 3 cm"),
        ("\ufb01brosarcoma", "fibrosarcoma"),
        ("Ki\u201167, 3\u20138", "Ki-67, 3-8"),
    ],
)
def test_what_extraction_leaves_is_mended(raw, readable):
    assert clean(raw).text == readable


def test_places_lead_back_over_every_repair():
    raw = "The spin-\ndle cells were posi\u00adtive for \ufb01brin and S100."
    cleaned = clean(raw)
    start = cleaned.text.index("S100")
    span = cleaned.span(start, start + 4)
    assert raw[span.start : span.end] == "S100"


@given(st.text(alphabet="ab -\n\r\u00ad\ufb01\u2013.", max_size=80))
def test_spans_lie_in_the_text_and_never_turn_round(raw):
    cleaned = clean(raw)
    last = 0
    for place in range(len(cleaned.text)):
        span = cleaned.span(place, place + 1)
        assert 0 <= span.start <= span.end <= len(raw)
        assert span.start >= last
        last = span.start
