"""A beginning is found where the pattern first matches, in every sentence, by every rule and by any pattern."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from breakapart.drafting import cues, draft
from breakapart.drafting.beginnings import beginning_of
from breakapart.drafting.cues import CuedText, Rule

CORPUS = YAML(typ="safe").load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
SENTENCES = [text for rows in CORPUS.values() for text, _ in rows]
RULES = tuple(cues._RULES)
pytestmark = pytest.mark.usefixtures("worked_out_cues")


@pytest.fixture
def at_once(monkeypatch):
    """Rules look for where they can begin from their first run on."""
    monkeypatch.setattr(cues, "_RUNS_BEFORE", 1)
    for rule in RULES:
        monkeypatch.setattr(rule, "_runs", 0)
        monkeypatch.setattr(rule, "_begins", None)


def test_every_rule_finds_in_every_sentence_what_its_pattern_finds(at_once):
    assert draft
    for written in [
        *SENTENCES[::2],
        *map(str.upper, SENTENCES[1::6]),
        *(f"{text} Müller ± 3 µm" for text in SENTENCES[3::8]),
    ]:
        text = CuedText(written)
        half = text.rfind(" ", 5, max(len(text) // 2, 6))  # a stretch ends where a word does
        for rule in RULES:
            for place in ((0, len(text)), (5, half)):
                found, expected = rule.search(text, *place), rule._search(written, *place)
                assert (found and found.span()) == (expected and expected.span()), (rule.pattern, written, place)
            assert [match.span() for match in rule.finditer(text)] == [
                match.span() for match in rule._finditer(written)
            ], (rule.pattern, written)


def test_most_rules_have_a_beginning():
    assert sum(beginning_of(rule.pattern, rule.flags & ~re.UNICODE) is not None for rule in RULES) > 0.85 * len(RULES)


PARTS = st.sampled_from(
    ["a", "B", "ab", "Ab", "k", "1", "-", r"\b", r"\d", r"\w+", r"\s?", "[aB]", "[A-Za-z]", "[^a]", "(?=a)", "(?!b)"]
) | st.sampled_from(["(?<=a)", "^", "$", ".", "(?-i:A)", "(?-i:[A-B]s?)", "(?i:b)"])
PATTERNS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
        inner.map(lambda body: f"(?:{body})?"),
        inner.map(lambda body: f"(?:{body}){{1,2}}"),
        inner.map(lambda body: f"({body})"),
        inner.map(lambda body: f"(?!{body})"),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text("abABks12-( \n\u017f\u0130\u212a\u00b1", max_size=12), st.sampled_from([0, re.IGNORECASE]))
@example("(?-i:A)B", "aB", re.IGNORECASE)
@settings(max_examples=500, deadline=None)
def test_any_pattern_is_found_with_its_beginning_as_without(pattern, written, flags):
    rule = Rule(pattern, flags)
    rule._runs = cues._RUNS_BEFORE - 1
    try:
        text = CuedText(written)
        assert [match.span() for match in rule.finditer(text)] == [
            match.span() for match in re.finditer(pattern, written, flags)
        ]
        found, expected = rule.search(text, 1), re.compile(pattern, flags).search(written, 1)
        assert (found and found.span()) == (expected and expected.span())
        assert rule.is_in(text) == (re.search(pattern, written, flags) is not None)
    finally:
        cues._RULES.remove(rule)


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [(r"\w+ thigh", 0), ("(?:left )?", 0), ("[^a]b", 0), ("(?!(?-i:A))b", re.IGNORECASE), ("[0-z]", re.IGNORECASE)],
)
def test_no_beginning_is_given_where_nothing_is_gained_or_sure(pattern, flags):
    assert beginning_of(pattern, flags) is None
