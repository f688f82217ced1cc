"""The standard genetic code, read both ways."""

from functools import cache
from itertools import product

_BASES = "TCAG"
_RESIDUES = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
CODONS: dict[str, str] = dict(zip(map("".join, product(_BASES, repeat=3)), _RESIDUES, strict=True))
"""Residue of each DNA codon, `*` for a stop. Translation table 1 of NCBI, codons in its order (T, C, A, G)."""

_AMBIGUOUS = {
    "A": "A", "C": "C", "G": "G", "T": "T", "U": "T",
    "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC",
    "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip
"""Nucleotide codes of IUPAC-IUB 1984 (doi 10.1093/nar/13.9.3021)."""

RESIDUE_CODES: dict[str, str] = {residue: residue for residue in "ACDEFGHIKLMNPQRSTVWY"} | {
    "*": "*",
    "X": "ACDEFGHIKLMNPQRSTVWY",
    "B": "DN",
    "Z": "EQ",
    "J": "IL",
}
"""What a residue letter may stand for; `X` is any residue, not a stop."""


def translate(nucleotides: str, *, to_stop: bool = False) -> str:
    """
    The protein of a coding sequence, DNA or RNA in either case; a last codon of one or two bases is left out.

    A codon with ambiguous bases gives its residue when all it may mean agree, else `X`. With `to_stop` the protein ends
    before the first stop, otherwise stops stand as `*`.

    >>> translate("ATGGCNTAA"), translate("auggcnuaa", to_stop=True)
    ('MA*', 'MA')

    Raises ValueError for a letter that is no base.
    """
    sequence = nucleotides.upper().replace("U", "T")
    residues = []
    for i in range(0, len(sequence) - 2, 3):
        residue = _residue(sequence[i : i + 3])
        if to_stop and residue == "*":
            break
        residues.append(residue)
    return "".join(residues)


@cache
def codons_of(residue: str) -> tuple[str, ...]:
    """
    The DNA codons that code for a residue, in the order of the genetic code; `*` gives the stops, `X` all but these.

    >>> codons_of("K"), len(codons_of("X"))
    (('AAA', 'AAG'), 61)

    Raises ValueError for a letter that is no residue. `U` (selenocysteine) is the codon TGA, `O` (pyrrolysine) TAG.
    """
    letter = residue.upper()
    if letter in ("U", "O"):
        return ("TGA",) if letter == "U" else ("TAG",)
    if len(letter) != 1 or letter not in RESIDUE_CODES:
        raise ValueError(f"{residue!r} is not a residue; expected one letter of {''.join(sorted(RESIDUE_CODES))}")
    return tuple(codon for codon, coded in CODONS.items() if coded in RESIDUE_CODES[letter])


@cache
def junction_residues(five_prime_residue: str, three_prime_residue: str, bases_from_five_prime: int) -> tuple[str, ...]:
    """
    The residues a codon may code for that a junction makes of two native codons, in alphabetical order, `*` a stop.

    The first `bases_from_five_prime` (1 or 2) bases are those of the codon that is cut on the 5' partner, the others
    the last bases of the codon cut on the 3' partner; the residues are what these codons code for natively. `X` stands
    for an unknown residue, `*` for the stop codon.

    STRN exon 3 ends one base into the codon of Asp 138, ALK exon 20 begins one base into that of Val 1058; EWSR1 exon 7
    one base into Ser 265, and FLI1 exon 6 one base into Val 219:

    >>> junction_residues("D", "V", 1), junction_residues("S", "V", 1)
    (('V',), ('F', 'I', 'L', 'M'))

    Raises ValueError when `bases_from_five_prime` is not 1 or 2, or a letter is no residue.
    """
    if bases_from_five_prime not in (1, 2):
        raise ValueError(f"a split codon has 1 or 2 bases from the 5' side, found {bases_from_five_prime}")
    starts = {codon[:bases_from_five_prime] for codon in codons_of(five_prime_residue)}
    ends = {codon[bases_from_five_prime:] for codon in codons_of(three_prime_residue)}
    return tuple(sorted({CODONS[start + end] for start in starts for end in ends}))


@cache
def _residue(codon: str) -> str:
    try:
        meanings = {CODONS["".join(bases)] for bases in product(*(_AMBIGUOUS[base] for base in codon))}
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} is not a nucleotide; expected A, C, G, T, U or an IUPAC code") from None
    return meanings.pop() if len(meanings) == 1 else "X"
