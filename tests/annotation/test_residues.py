"""Substitutions on the chromosome to residues, without nucleotides."""

import pytest

from breakapart.annotation.residues import residue_change
from breakapart.reference import Reference

REFERENCE = Reference.bundled()


@pytest.mark.parametrize(
    ("gene", "position", "ref", "alt", "residue", "native", "mutant"),
    [
        # Positions on GRCh38 as ClinVar and COSMIC give them.
        ("BRAF", 140753336, "A", "T", 600, "V", "E"),
        ("EGFR", 55191822, "T", "G", 858, "L", "R"),
        ("EGFR", 55181378, "C", "T", 790, "T", "M"),
        ("KIT", 54733155, "A", "T", 816, "D", "V"),
        ("ALK", 29220747, "C", "T", 1202, "G", "R"),
    ],
)
def test_known_mutations(gene, position, ref, alt, residue, native, mutant):
    change = residue_change(REFERENCE.gene(gene), position - 1, ref, alt)
    assert (change.residue, change.native) == (residue, native)
    assert mutant in change.becomes
    assert len(change.becomes) <= 4


def test_a_reference_base_that_cannot_be_is_said():
    change = residue_change(REFERENCE.gene("BRAF"), 140753336 - 1, "C", "T")
    assert change.becomes == ()
    assert "another genome build" in change.note


def test_what_is_no_coding_substitution_has_no_residue():
    gene = REFERENCE.gene("BRAF")
    assert residue_change(gene, gene.start + 1, "A", "T") is None
    assert residue_change(gene, 140753335, "AC", "T") is None
    assert residue_change(gene, 140753335, "A", "N") is None
