"""Nucleotides that code for a given protein, invented: for illustrations and simulated reads, never for statements."""

from functools import cache
from itertools import accumulate
from typing import Protocol

from breakapart.sequence.codons import CODONS, codons_of

_PER_THOUSAND = {
    "TTT": 17.6, "TTC": 20.3, "TTA": 7.7, "TTG": 12.9, "TCT": 15.2, "TCC": 17.7, "TCA": 12.2, "TCG": 4.4,
    "TAT": 12.2, "TAC": 15.3, "TAA": 1.0, "TAG": 0.8, "TGT": 10.6, "TGC": 12.6, "TGA": 1.6, "TGG": 13.2,
    "CTT": 13.2, "CTC": 19.6, "CTA": 7.2, "CTG": 39.6, "CCT": 17.5, "CCC": 19.8, "CCA": 16.9, "CCG": 6.9,
    "CAT": 10.9, "CAC": 15.1, "CAA": 12.3, "CAG": 34.2, "CGT": 4.5, "CGC": 10.4, "CGA": 6.2, "CGG": 11.4,
    "ATT": 16.0, "ATC": 20.8, "ATA": 7.5, "ATG": 22.0, "ACT": 13.1, "ACC": 18.9, "ACA": 15.1, "ACG": 6.1,
    "AAT": 17.0, "AAC": 19.1, "AAA": 24.4, "AAG": 31.9, "AGT": 12.1, "AGC": 19.5, "AGA": 12.2, "AGG": 12.0,
    "GTT": 11.0, "GTC": 14.5, "GTA": 7.1, "GTG": 28.1, "GCT": 18.4, "GCC": 27.7, "GCA": 15.8, "GCG": 7.4,
    "GAT": 21.8, "GAC": 25.1, "GAA": 29.0, "GAG": 39.6, "GGT": 10.8, "GGC": 22.2, "GGA": 16.5, "GGG": 16.5,
}  # fmt: skip
"""How often human genes use each codon, per thousand codons. Nakamura, Gojobori, Ikemura 2000, Nucleic Acids Res
28:292, doi 10.1093/nar/28.1.292 (Codon Usage Database, Homo sapiens, written from memory of the table: it shapes
made-up sequences only)."""

UTR_BASES = "ACGT"
_UTR_SHARES = (0.27, 0.50, 0.73, 1.0)
"""Cumulative shares of A, C, G and T in untranslated regions and introns, near those of human ones."""


class Chance(Protocol):
    """Where the draws come from: `random.Random`, with a seed, for the same sequences every time."""

    def random(self) -> float:
        """From 0 up to, but not including, 1."""


def back_translate(protein: str, rng: Chance) -> str:
    """
    A coding sequence for `protein` with a stop codon behind it.

    Each residue gets one of its codons as often as human genes use it, drawn anew at every position: two genes that
    share a stretch of residues share about four in five of its bases, as paralogues do. An unknown residue (`X`) gets
    any codon that is no stop.

    >>> import random
    >>> from breakapart.sequence.codons import translate
    >>> translate(back_translate("MAKWLYEE", random.Random(1)))
    'MAKWLYEE*'
    """
    return "".join(_codon(residue, rng) for residue in (*protein, "*"))


def untranslated(length: int, rng: Chance) -> str:
    """Random bases without runs of more than five of a kind, which a sequencer would stumble over."""
    bases: list[str] = []
    while len(bases) < length:
        share = rng.random()
        base = next(base for base, up_to in zip(UTR_BASES, _UTR_SHARES, strict=True) if share < up_to)
        if bases[-5:] != [base] * 5:
            bases.append(base)
    return "".join(bases)


def _codon(residue: str, rng: Chance) -> str:
    codons, shares = _usage(residue)
    share = rng.random() * shares[-1]
    return next(codon for codon, up_to in zip(codons, shares, strict=True) if share < up_to)


@cache
def _usage(residue: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    codons = codons_of(residue)
    assert all(codon in CODONS for codon in codons)
    return codons, tuple(accumulate(_PER_THOUSAND[codon] for codon in codons))
