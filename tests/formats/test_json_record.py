"""A JSON record of our own: what is wrong with it is said by key, all at once."""

import pytest
from pydantic import BaseModel

from breakapart.errors import InputError
from breakapart.formats.json_record import read_record


class Slide(BaseModel):
    slide: int
    name: str


def read(path):
    return read_record(path, Slide, marked_by="slide", is_no="is no slide", solution="Make it again.")


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "slide.json"
    path.write_text('{"slide": 1, "name": "a"}')
    assert read(path) == Slide(slide=1, name="a")


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("slide: 1", ["slide.json: is not JSON. Make it again."]),
        ("[" * 100_000, ["slide.json: is not JSON. Make it again."]),
        ("[1]", ["slide.json: is no slide. Make it again."]),
        ('{"name": "a"}', ["slide.json: is no slide. Make it again."]),
        (
            '{"slide": "one", "name": 2}',
            [
                "slide.json: slide: input should be a valid integer, unable to parse string as an integer. "
                "Make it again.",
                "slide.json: name: input should be a valid string. Make it again.",
            ],
        ),
    ],
)
def test_every_problem_is_named(tmp_path, text, messages):
    path = tmp_path / "slide.json"
    path.write_text(text)
    with pytest.raises(InputError) as raised:
        read(path)
    assert [str(problem) for problem in raised.value.problems] == messages
