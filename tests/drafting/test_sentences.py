"""Sentences of our own making: every fact they state, and no other."""

from collections import Counter
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.drafting.fact_notation import same, told

from breakapart.drafting.draft import read_sentence
from breakapart.drafting.sentences import MAX_CHARACTERS, split
from breakapart.model.draft import Section, SectionKind

CORPUS = YAML(typ="safe").load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
LEAST = 300
BAR = 0.97


def compared(text, facts, section, vocabulary):
    wanted = Counter(same(fact.strip()) for fact in facts.split(";") if fact.strip())
    found = Counter(same(fact) for seen in read_sentence(text, vocabulary) if (fact := told(seen, section)))
    return wanted, found


def test_there_are_enough_sentences():
    assert sum(len(rows) for rows in CORPUS.values()) >= LEAST
    texts = [text for rows in CORPUS.values() for text, _ in rows]
    assert len(set(texts)) == len(texts)


def test_nearly_all_facts_are_right(vocabulary):
    right = wrong = missed = 0
    for section, rows in CORPUS.items():
        for text, facts in rows:
            wanted, found = compared(text, facts, section, vocabulary)
            right += sum((wanted & found).values())
            wrong += sum((found - wanted).values())
            missed += sum((wanted - found).values())
    assert right / (right + wrong) >= BAR
    assert right / (right + missed) >= BAR


@pytest.mark.parametrize("section", CORPUS)
def test_no_kind_of_sentence_is_left_behind(section, vocabulary):
    rows = [compared(text, facts, section, vocabulary) for text, facts in CORPUS[section]]
    right = sum(sum((wanted & found).values()) for wanted, found in rows)
    total = sum(max(sum(wanted.values()), sum(found.values())) for wanted, found in rows)
    assert right / total >= 0.9


def sentences_of(text):
    return [sentence.text for sentence in split(text, (Section(SectionKind.CASE, "", 0, len(text)),))]


def test_abbreviations_and_decimals_do_not_end_a_sentence():
    text = "Ki-67 was approx. 3.5% (Fig. 1B). Smith et al. agreed. FISH, e.g. for ALK, was positive."
    assert sentences_of(text) == [
        "Ki-67 was approx. 3.5% (Fig. 1B).",
        "Smith et al. agreed.",
        "FISH, e.g. for ALK, was positive.",
    ]


def test_lines_of_results_are_sentences_of_their_own():
    assert sentences_of("S100: positive\nSOX10: negative\n\nKi-67: 5%") == [
        "S100: positive",
        "SOX10: negative",
        "Ki-67: 5%",
    ]


def test_a_sentence_without_end_is_cut():
    assert all(len(sentence) <= MAX_CHARACTERS for sentence in sentences_of("word " * 5000))


def test_places_lead_back_to_the_text():
    text = "One. Two follows.\nThree"
    for sentence in split(text, (Section(SectionKind.CASE, "", 0, len(text)),)):
        assert text[sentence.start : sentence.end] == sentence.text
