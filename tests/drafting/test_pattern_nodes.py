"""Python's parser of patterns is no public part of it: what is asked of it is checked, and that it can be missed."""

import re

import pytest

from breakapart.drafting import beginnings, needs, pattern_nodes
from breakapart.drafting.cues import CuedText, Rule, _cues
from breakapart.drafting.pattern_nodes import parse


def test_this_python_still_shows_the_nodes_of_a_pattern():
    found = parse(r"\b(?:left|right)\d{1,2}(?!x)", re.IGNORECASE)
    assert found is not None, (
        "Python has no re._parser.parse any longer. Drafting is as right as before, but several times slower: "
        "ask its successor in breakapart/drafting/pattern_nodes.py, or write cues beside the rules."
    )
    assert [str(operation) for operation, _ in found] == ["AT", "BRANCH", "MAX_REPEAT", "ASSERT_NOT"]


@pytest.fixture
def no_parser(monkeypatch):
    """A Python without a parser of patterns."""

    def missing(name):
        raise ImportError(name)

    parse.cache_clear()
    monkeypatch.setattr(pattern_nodes, "import_module", missing)
    yield
    parse.cache_clear()
    _cues.cache_clear()


@pytest.mark.usefixtures("no_parser")
def test_without_a_parser_nothing_is_known_of_a_pattern():
    assert parse("left|right") is None
    assert needs.needs_of("left|right") == needs.plain_words_of("left|right") == ()
    assert beginnings.beginning_of(r"\b(?:left|right)", re.IGNORECASE) is None


@pytest.mark.usefixtures("no_parser")
def test_without_a_parser_rules_find_the_same():
    rule = Rule(r"\bleft (?:thigh|arm)", re.IGNORECASE)
    text = CuedText("The LEFT arm.")
    for _ in range(60):
        assert rule.search(text).span() == (4, 12)
        assert rule.is_in(text)
        assert [match.span() for match in rule.finditer(text)] == [(4, 12)]
    assert rule.search(CuedText("The right arm.")) is None
