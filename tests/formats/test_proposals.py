import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.formats.proposals import MAX_PROBLEMS, parse_proposals

TEXT = "The margins were positive."
GOOD = {"what": "margin", "value": "positive", "start": 17, "end": 25}


def test_a_list_and_lines_say_the_same():
    two = [GOOD, {**GOOD, "start": 4}]
    as_list = parse_proposals(json.dumps(two), TEXT, source="model")
    as_lines = parse_proposals("\n".join(map(json.dumps, two)) + "\n\n", TEXT, source="model")
    assert as_list == as_lines == (("margin", "positive", 17, 25), ("margin", "positive", 4, 25))


def test_nothing_proposed_is_nothing_wrong():
    assert parse_proposals("", TEXT, source="model") == parse_proposals("[]", TEXT, source="model") == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"start": -1}, "no part of the text"),
        ({"end": 999}, "no part of the text"),
        ({"start": 25}, "no part of the text"),
        ({"start": "17"}, "no whole numbers"),
        ({"start": True}, "no whole numbers"),
        ({"start": None}, "no whole numbers"),
        ({"value": 3}, "'value' is missing or no text"),
        ({"what": " "}, "'what' is missing or no text"),
        ({"value": "x" * 501}, "501 characters"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(change, told):
    with pytest.raises(InputError, match=told) as caught:
        parse_proposals(json.dumps(GOOD) + "\n" + json.dumps({**GOOD, **change}), TEXT, source="model")
    assert caught.value.problems[0].line == 2


@pytest.mark.parametrize("output", ["positive", "[", "{", '["x"]', "3", "[" * 100_000])
def test_what_is_no_list_of_proposals_is_refused(output):
    with pytest.raises(InputError):
        parse_proposals(output, TEXT, source="model")


def test_a_flood_of_problems_is_cut():
    with pytest.raises(InputError) as caught:
        parse_proposals(json.dumps([{}] * 1000), TEXT, source="model")
    assert len(caught.value.problems) == MAX_PROBLEMS


@given(st.text(max_size=200))
def test_no_output_crashes(output):
    with contextlib.suppress(InputError):
        parse_proposals(output, TEXT, source="model")
