"""Cues only spare work: with and without them the same is read, in every sentence and by every rule."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from breakapart.drafting import cues, scopes, subjects
from breakapart.drafting.cues import CuedText, NamedRules, Rule, Words
from breakapart.drafting.draft import draft_cases, read_sentence
from breakapart.drafting.needs import needs_of

CORPUS = YAML(typ="safe").load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
SENTENCES = [text for rows in CORPUS.values() for text, _ in rows]
RULES = tuple(cues._RULES)
pytestmark = pytest.mark.usefixtures("worked_out_cues")


def forget():
    """Drop what was remembered of sentences, so that nothing read with cues is handed to a reading without them."""
    scopes.scopes_in.cache_clear()
    subjects._mentions.cache_clear()


@pytest.fixture
def without_cues(monkeypatch):
    """A call that runs a function with every rule run on every sentence."""

    def run(function, *args):
        forget()
        with monkeypatch.context() as patch:
            patch.setattr(
                Rule, "search", lambda self, text, start=0, end=sys.maxsize: self._search(str(text), start, end)
            )
            patch.setattr(
                Rule, "finditer", lambda self, text, start=0, end=sys.maxsize: self._finditer(str(text), start, end)
            )
            patch.setattr(Rule, "is_in", lambda self, text: self._search(str(text)) is not None)
            patch.setattr(Rule, "is_silent", lambda self, text: False)
            patch.setattr(NamedRules, "told_in", lambda self, text: self._rules)
            patch.setattr(Words, "are_in", lambda self, text: True)
            found = function(*args)
        forget()
        return found

    return run


@pytest.mark.parametrize("section", CORPUS)
def test_every_sentence_is_read_as_without_cues(section, vocabulary, without_cues):
    for text, _ in CORPUS[section]:
        assert read_sentence(text, vocabulary) == without_cues(read_sentence, text, vocabulary), text


def test_sentences_together_are_drafted_as_without_cues(vocabulary, without_cues):
    of_one = [text for text in SENTENCES if not re.search("case|patient|first|second|both", text, re.IGNORECASE)]
    text = f"A tumour of the thigh\n\nClinical history\n{' '.join(of_one[::3])}\n\nDiscussion\n{' '.join(of_one[1::7])}"
    assert draft_cases(text, vocabulary) == without_cues(draft_cases, text, vocabulary) != ()


def test_the_published_report_is_drafted_as_without_cues(vocabulary, report, without_cues):
    assert draft_cases(report, vocabulary) == without_cues(draft_cases, report, vocabulary) != ()


def test_a_rule_without_a_cue_would_not_match():
    texts = [*SENTENCES, *map(str.upper, SENTENCES), *(text.replace("s", "\u017f") for text in SENTENCES[::5])]
    for written in texts:
        text = CuedText(written)
        for rule in RULES:
            if rule.is_silent(text):
                assert rule._search(written) is None, (rule.pattern, written)


def test_yes_or_no_is_answered_as_by_searching():
    for written in [*SENTENCES[::2], *map(str.upper, SENTENCES[::9])]:
        text = CuedText(written)
        for rule in RULES:
            if rule.sure:
                assert rule.is_in(text) == (rule._search(written) is not None), (rule.pattern, written)


@given(st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_a_rule_matches_gives_it_a_cue(data):
    rule = data.draw(st.sampled_from(RULES))
    written = data.draw(st.from_regex(re.compile(rule.pattern, rule.flags)))
    if rule._search(written) is not None:
        assert rule.search(CuedText(written)) is not None
        assert rule.is_in(CuedText(written))


LETTERS = st.text("abAB1-( ", max_size=3).map(re.escape)
PATTERNS = st.recursive(
    st.one_of(
        LETTERS, st.sampled_from([r"\b", r"\d", r"\w+", r"\s?", "[ab]", "[^a]", r"(?=a)", r"(?!b)", "^", "$", "."])
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})"),
        inner.map(lambda body: f"(?:{body})?"),
        inner.map(lambda body: f"(?:{body}){{1,2}}"),
        inner.map(lambda body: f"({body})"),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text("abAB12-( \n\u017f\u0130\u0131\u0661", max_size=12), st.sampled_from([0, re.IGNORECASE]))
@settings(max_examples=400, deadline=None)
def test_any_pattern_finds_with_cues_what_it_finds_without(pattern, written, flags):
    rule = Rule(pattern, flags)
    try:
        expected = re.search(pattern, written, flags)
        found = rule.search(CuedText(written))
        assert (found and found.span()) == (expected and expected.span())
        assert rule.is_in(CuedText(written)) == (expected is not None)
        assert [match.span() for match in rule.finditer(CuedText(written))] == [
            match.span() for match in re.finditer(pattern, written, flags)
        ]
    finally:
        cues._RULES.remove(rule)


def test_most_rules_are_silent_on_most_sentences():
    texts = [CuedText(text) for text in SENTENCES]
    silent = sum(rule.is_silent(text) for text in texts for rule in RULES)
    assert silent / (len(texts) * len(RULES)) > 0.85


def test_a_rule_made_after_a_text_was_looked_through_is_run():
    text = CuedText("A zyzzyva was seen.")
    text.look_through()
    rule = Rule("zyzzyva")
    try:
        assert rule.search(text) is not None
    finally:
        cues._RULES.remove(rule)


def test_a_pattern_whose_cue_is_not_sure_is_always_run():
    assert needs_of(r"(?:\w+|recurred)") == ()
    assert needs_of(r"(a)\1b?") == ()


def test_the_first_sentences_of_a_process_wait_for_no_cues(monkeypatch, vocabulary):
    worked_out = {text: read_sentence(text, vocabulary) for text in SENTENCES[::11]}
    forget()
    cues._cues.cache_clear()
    monkeypatch.setattr(cues, "_TEXTS_BEFORE", sys.maxsize)
    assert all(read_sentence(text, vocabulary) == read for text, read in worked_out.items())
    assert not cues._cues.cache_info().currsize
    forget()
    monkeypatch.setattr(cues, "_TEXTS_BEFORE", 0)
    assert all(read_sentence(text, vocabulary) == read for text, read in worked_out.items())
    assert cues._cues.cache_info().currsize
