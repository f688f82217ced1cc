"""Codons: the genetic code against NCBI's table, translation, and what a split codon may code for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.sequence.codons import CODONS, RESIDUE_CODES, codons_of, junction_residues, translate

# Codons for each residue as printed in Alberts, Molecular Biology of the Cell, 6th edition, table 6-1.
NUMBER_OF_CODONS = {
    "A": 4, "R": 6, "N": 2, "D": 2, "C": 2, "Q": 2, "E": 2, "G": 4, "H": 2, "I": 3, "L": 6, "K": 2, "M": 1, "F": 2,
    "P": 4, "S": 6, "T": 4, "W": 1, "Y": 2, "V": 4, "*": 3,
}  # fmt: skip

residues = st.sampled_from("ACDEFGHIKLMNPQRSTVWYX")


def test_every_residue_has_its_number_of_codons():
    assert {residue: len(codons_of(residue)) for residue in NUMBER_OF_CODONS} == NUMBER_OF_CODONS
    assert len(CODONS) == 64


@pytest.mark.parametrize(
    ("codon", "residue"),
    [("ATG", "M"), ("TGG", "W"), ("TAA", "*"), ("TAG", "*"), ("TGA", "*"), ("ATA", "I"), ("AGA", "R"), ("CTG", "L")],
)
def test_codons_that_differ_between_genetic_codes_are_the_standard_ones(codon, residue):
    assert CODONS[codon] == residue


def test_translates_the_start_of_alk():
    # NM_004304.5 begins ATG GGA GCC ATC GGG CTC; Q9UM73 begins MGAIGL.
    assert translate("ATGGGAGCCATCGGGCTC") == "MGAIGL"


@pytest.mark.parametrize(
    ("nucleotides", "protein"),
    [
        ("", ""),
        ("AT", ""),
        ("atgTAAgg", "M*"),
        ("augggn", "MG"),
        ("ATGNNN", "MX"),
        ("TAR", "*"),
        ("YTA", "L"),
        ("RAY", "X"),
    ],
)
def test_translates_case_rna_ambiguity_and_leftover_bases(nucleotides, protein):
    assert translate(nucleotides) == protein


def test_stops_before_the_first_stop_when_asked():
    assert translate("ATGTGGTAAATG", to_stop=True) == "MW"


def test_a_letter_that_is_no_base_is_named():
    with pytest.raises(ValueError, match="'Q' is not a nucleotide; expected A, C, G, T, U or an IUPAC code"):
        translate("ATGQAA")


def test_a_letter_that_is_no_residue_is_named():
    with pytest.raises(ValueError, match="'1' is not a residue"):
        codons_of("1")
    with pytest.raises(ValueError, match="'' is not a residue"):
        codons_of("")


def test_selenocysteine_is_a_recoded_stop():
    assert codons_of("U") == ("TGA",)
    assert junction_residues("U", "X", 2) == ("*", "C", "W")


@given(st.text("ACGT", max_size=90))
def test_each_translated_residue_has_the_codon_it_came_from(nucleotides):
    protein = translate(nucleotides)
    assert len(protein) == len(nucleotides) // 3
    for i, residue in enumerate(protein):
        assert nucleotides[3 * i : 3 * i + 3] in codons_of(residue)


@given(residues, residues, st.sampled_from([1, 2]))
def test_a_junction_of_known_codons_is_among_the_allowed_residues(five, three, bases):
    # Whatever two codons really stood there, the set must hold what they make.
    allowed = junction_residues(five, three, bases)
    for one in codons_of(five):
        for other in codons_of(three):
            assert CODONS[one[:bases] + other[bases:]] in allowed
    assert list(allowed) == sorted(set(allowed))
    assert set(allowed) <= set(RESIDUE_CODES) - set("XBZJ")


@given(residues, st.sampled_from([1, 2]))
def test_a_codon_rejoined_with_itself_may_be_its_own_residue(residue, bases):
    own = set(RESIDUE_CODES[residue])
    assert own <= set(junction_residues(residue, residue, bases))


@given(residues, residues, st.sampled_from([1, 2]))
def test_not_knowing_a_residue_never_rules_one_out(five, three, bases):
    known = set(junction_residues(five, three, bases))
    assert known <= set(junction_residues("X", three, bases))
    assert known <= set(junction_residues(five, "X", bases))


def test_a_junction_may_make_a_stop():
    # Tyr (TAC, TAT) cut after two bases, then the last base of Lys (AAA, AAG): TAA and TAG.
    assert junction_residues("Y", "K", 2) == ("*",)
    assert "*" in junction_residues("X", "X", 1)


@pytest.mark.parametrize("bases", [0, 3, -1])
def test_a_split_codon_has_one_or_two_bases_from_the_five_prime_side(bases):
    with pytest.raises(ValueError, match=f"1 or 2 bases from the 5' side, found {bases}"):
        junction_residues("A", "A", bases)
