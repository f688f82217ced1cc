"""The table of other systems' codes."""

import re

import pytest

from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.knowledge.codes import Codes, parse_codes
from breakapart.model.case import ProcedureKind, Region, SpecimenKind
from breakapart.model.outcome import Outcome

FORMS = {
    "NCIt": r"C\d{4,6}",
    "UBERON": r"\d{7}",
    "SO": r"\d{7}",
    "LOINC": r"\d{3,6}-\d|LA\d{3,6}-\d",
    "EFO": r"\d{7}",
    "NCBITaxon": r"\d+",
    "OncoTree": r"[A-Z0-9_]+",
    "UCUM": r"\S+",
}


def luhn(code):
    """Check digit of LOINC terms (mod 10, as in its users' guide); answers (LA...) have another."""
    digits, _, check = code.partition("-")
    total = 0
    for place, sign in enumerate(reversed(digits)):
        double = int(sign) * (2 if place % 2 == 0 else 1)
        total += double - 9 if double > 9 else double
    return (10 - total % 10) % 10 == int(check)


def test_every_code_has_the_form_of_its_system():
    for code in Codes.bundled():
        assert re.fullmatch(FORMS[code.system], code.code), code
        if code.system == "LOINC" and not code.code.startswith("LA"):
            assert luhn(code.code), code


def test_keys_are_terms_of_ours():
    kinds = {
        "region": set(Region),
        "specimen": set(SpecimenKind),
        "procedure": set(ProcedureKind),
        "outcome": set(Outcome),
        "entity": set(Knowledge.bundled().entities),
    }
    for code in Codes.bundled():
        kind, _, word = code.key.partition(":")
        if kind in kinds:
            assert word in kinds[kind], code


def test_an_unverified_code_is_not_found():
    codes = Codes.bundled()
    unverified = [code for code in codes if not code.verified]
    assert unverified
    assert all(codes.find(code.key, code.system) is None for code in unverified)
    with pytest.raises(KeyError):
        codes.needed(unverified[0].key, unverified[0].system)


def test_back_from_a_curie():
    assert Codes.bundled().key_of("ncit:c3261", "specimen") == "metastasis"
    assert Codes.bundled().key_of("NCIT:C4244", "entity") is None
    assert Codes.bundled().find("entity:MPNST", "NCIt").curie == "NCIT:C3798"


def test_a_code_given_twice_is_refused(tmp_path):
    path = tmp_path / "codes.tsv"
    head = "key\tsystem\tcode\tdisplay\tlicence\tversion\tverified\tsource\n"
    row = "a:b\tSO\t0001565\tx\tl\tv\tyes\ts\n"
    path.write_text(head + row + row, encoding="utf-8")
    with pytest.raises(InputError, match="already has a code for this term"):
        parse_codes(path)
