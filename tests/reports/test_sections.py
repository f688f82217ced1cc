import pytest

from breakapart.reports import sections


def test_sections_are_numbered_in_order():
    assert [sections.number(anchor) for anchor in sections.SECTIONS] == list(range(1, len(sections.SECTIONS) + 1))


def test_an_unknown_section_is_refused_with_those_there_are():
    with pytest.raises(
        KeyError, match=r"no section 'course' in the report; there are: fusion, agreement, differential"
    ):
        sections.number("course")
