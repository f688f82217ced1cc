"""Invented nucleotides code for what they should, by human codon usage."""

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from breakapart.sequence.back_translation import back_translate, untranslated
from breakapart.sequence.codons import translate


@given(st.text("ACDEFGHIKLMNPQRSTVWY", max_size=60), st.integers())
def test_the_protein_comes_back(protein, seed):
    coding = back_translate(protein, random.Random(seed))
    assert translate(coding) == protein + "*"


@given(st.integers())
def test_unknown_residues_are_never_stops(seed):
    assert "*" not in translate(back_translate("X" * 60, random.Random(seed))[:-3])


def test_codons_are_used_as_human_genes_use_them():
    coding = back_translate("L" * 6000, random.Random(1))
    shares = Counter(coding[i : i + 3] for i in range(0, 18000, 3))
    # CTG is 39.6 of the 100.2 leucine codons in a thousand human codons.
    assert abs(shares["CTG"] / 6000 - 0.395) < 0.02
    assert translate(back_translate("U", random.Random(1))[:3]) == "*"  # selenocysteine is TGA


@given(st.integers(0, 300), st.integers())
def test_untranslated_bases_have_no_long_runs(length, seed):
    bases = untranslated(length, random.Random(seed))
    assert len(bases) == length
    assert not any(base * 6 in bases for base in "ACGT")
