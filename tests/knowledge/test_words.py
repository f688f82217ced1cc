"""Terms in running words."""

import pytest

from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.knowledge.table import read_rows
from breakapart.knowledge.words import (
    SITE_COLUMNS,
    TERM_COLUMNS,
    PhraseIndex,
    bundled_phrases,
    bundled_sites,
    parse_site_words,
    parse_term_words,
    spell,
)
from breakapart.model.case import Depth, Region


def found(text):
    return [(mention.term, mention.is_absent) for mention in bundled_phrases().find(text)]


@pytest.mark.parametrize(
    ("british", "american"),
    [("haemangiopericytoma", "hemangiopericytoma"), ("hyalinised", "hyalinized"), ("naevus", "nevus"),
     ("oedematous", "edematous"), ("tumours", "tumor"), ("keratinisation", "keratinization")],
)  # fmt: skip
def test_spellings_of_both_sides_are_one(british, american):
    assert spell(british) == spell(american)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("staghorn vessels and storiform areas", [("HPC_vessels", False), ("storiform", False)]),
        ("without necrosis or atypical mitoses", [("necrosis", True), ("atypical_mitoses", True)]),
        ("no pigment but brisk mitoses", [("pigment", True), ("high_mitoses", False)]),
        ("lymphoplasmacytic infiltrate", [("lymphoplasmacytic_inflammation", False)]),
        ("bland spindle cells", [("mild_atypia", False), ("spindle_cells", False)]),
        ("entirely new words", []),
    ],
)
def test_terms_are_found_with_their_negation(text, terms):
    assert found(text) == terms


def test_the_longest_words_win():
    index = PhraseIndex({"fascicles": "fascicular", "long fascicles": "long_fascicles"})
    assert [m.term for m in index.find("long fascicles")] == ["long_fascicles"]


def test_every_spelling_of_the_vocabulary_is_found():
    morphology = Knowledge.bundled().morphology
    index = bundled_phrases()
    missed = [
        (term, name)
        for term in morphology
        for name in morphology.term(term).spellings
        if term not in {m.term for m in index.find(name.replace("_", " "))} and not name.startswith(("no ", "rare "))
    ]
    assert missed == []


def test_sites():
    assert bundled_sites().read("scalp skin") == (Region.HEAD_NECK, (Depth.DERMIS,))
    assert bundled_sites().read("uterine cervix/pelvis")[0] is Region.UTERUS
    assert bundled_sites().read("unknown") == (None, ())


@pytest.mark.parametrize(
    ("row", "message"),
    [("x\tnosuch\ts\trecalled", "morphology term 'nosuch' is not in the vocabulary"),
     ("x\tstoriform\t\trecalled", "column 'source' is empty")],
)  # fmt: skip
def test_bad_words_are_refused(tmp_path, row, message):
    file = tmp_path / "words.tsv"
    file.write_text("\t".join(TERM_COLUMNS) + "\n" + row + "\n")
    with pytest.raises(InputError, match=message):
        parse_term_words(read_rows(file, TERM_COLUMNS), Knowledge.bundled().morphology)


def test_bad_sites_are_refused(tmp_path):
    file = tmp_path / "sites.tsv"
    file.write_text("\t".join(SITE_COLUMNS) + "\nmoon\tmoon\t\ts\tdefinition\n")
    with pytest.raises(InputError, match="'moon' is not a valid Region"):
        parse_site_words(read_rows(file, SITE_COLUMNS))
