"""Protein changes as HGVS and annotators write them."""

import re

from breakapart.model.variant import ProteinChange

THREE_TO_ONE = {
    "Ala": "A", "Arg": "R", "Asn": "N", "Asp": "D", "Cys": "C", "Gln": "Q", "Glu": "E", "Gly": "G", "His": "H",
    "Ile": "I", "Leu": "L", "Lys": "K", "Met": "M", "Phe": "F", "Pro": "P", "Ser": "S", "Thr": "T", "Trp": "W",
    "Tyr": "Y", "Val": "V", "Ter": "*", "Sec": "U", "Pyl": "O", "Xaa": "X",
}  # fmt: skip
"""IUPAC-IUB 1983 (doi 10.1111/j.1432-1033.1984.tb07877.x), with Ter for a stop as HGVS has it."""

_RESIDUE = "(?:" + "|".join(THREE_TO_ONE) + r"|[ACDEFGHIKLMNPQRSTVWYXU*])"
_ONE = re.compile(
    rf"(?P<ref>{_RESIDUE})(?P<position>[1-9]\d{{0,4}})(?:_{_RESIDUE}\d{{1,5}})?"
    rf"(?P<alt>fs.*|del(?:ins)?(?:{_RESIDUE})*|dup|ins(?:{_RESIDUE})+|ext.*|\?|=|{_RESIDUE}(?:fs.*)?)"
)
_BCFTOOLS = re.compile(r"(?P<position>[1-9]\d{0,4})(?P<ref>[A-Z*]+)>(?:(?P=position))(?P<alt>[A-Z*]+)")


def parse_protein_change(text: str) -> ProteinChange | None:
    """
    The change in `text`, with or without accession and brackets; None when it is none.

    >>> parse_protein_change("NP_004295.2:p.(Gly1202Arg)").short, parse_protein_change("p.V600E").short
    ('G1202R', 'V600E')
    >>> parse_protein_change("p.Glu746_Ala750del").short, parse_protein_change("600V>600E").short
    ('E746del', 'V600E')
    >>> parse_protein_change("c.1799T>A") is None
    True
    """
    clean = text.strip().replace("%3D", "=")
    clean = clean.rsplit(":", 1)[-1]
    clean = clean.removeprefix("p.").strip("()")
    match = _ONE.fullmatch(clean)
    if match is not None:
        alternative = match["alt"]
        reference = _letter(match["ref"])
        if alternative in THREE_TO_ONE:
            alternative = THREE_TO_ONE[alternative]
        elif "fs" in alternative:
            alternative = "fs"
        elif alternative.startswith(("ins", "delins")):
            head = "delins" if alternative.startswith("delins") else "ins"
            alternative = head + _letters(alternative.removeprefix(head))
        return ProteinChange(reference, int(match["position"]), alternative, text.strip())
    match = _BCFTOOLS.fullmatch(text.strip())
    if match is not None:
        single = len(match["ref"]) == 1 and len(match["alt"]) == 1
        return ProteinChange(
            match["ref"][0], int(match["position"]), match["alt"] if single else "delins" + match["alt"], text.strip()
        )
    return None


def _letter(residue: str) -> str:
    return THREE_TO_ONE.get(residue, residue)


def _letters(residues: str) -> str:
    return "".join(_letter(part) for part in re.findall(_RESIDUE, residues))
