"""Names of chromosomes as programs write them, and which genome build their lengths are of."""

import re
from collections.abc import Iterable, Mapping

_BARE = re.compile(r"(?:chr(?:omosome)?[_ ]?)?([1-9]|1[0-9]|2[0-2]|x|y|m|mt)", re.IGNORECASE)

LENGTHS = {
    "chr1": (249250621, 248956422),
    "chr2": (243199373, 242193529),
    "chr3": (198022430, 198295559),
    "chr4": (191154276, 190214555),
    "chr5": (180915260, 181538259),
    "chr7": (159138663, 159345973),
    "chr9": (141213431, 138394717),
    "chr12": (133851895, 133275309),
    "chr17": (81195210, 83257441),
    "chr22": (51304566, 50818468),
    "chrX": (155270560, 156040895),
}
"""Chromosome -> length on GRCh37 and on GRCh38. Source: Genome Reference Consortium, GRCh37 and GRCh38 assemblies."""


def chromosome(text: str) -> str:
    """
    The name used here; names of contigs stay as they are.

    >>> chromosome("2"), chromosome("CHRX"), chromosome("MT"), chromosome("GL000220.1")
    ('chr2', 'chrX', 'chrM', 'GL000220.1')
    """
    match = _BARE.fullmatch(text.strip())
    if match is None:
        return text.strip()
    bare = match[1].upper()
    return "chrM" if bare in ("M", "MT") else f"chr{bare}"


def prefix_note(names: Iterable[str]) -> str:
    """What to tell when some names have `chr` and some have not; empty when they are of one kind."""
    kinds: dict[bool, set[str]] = {True: set(), False: set()}
    for name in names:
        if _BARE.fullmatch(name.strip()):
            kinds[name.strip().lower().startswith("chr")].add(name.strip())
    if not (kinds[True] and kinds[False]):
        return ""
    with_prefix, without = min(kinds[True]), min(kinds[False])
    return (
        f"some chromosomes are written with 'chr' ({with_prefix}) and some without ({without}); all are read as "
        "chr1, chr2, ..."
    )


def build_by_lengths(lengths: Mapping[str, int]) -> str:
    """`GRCh37`, `GRCh38` or empty, from lengths of chromosomes."""
    votes = [0, 0]
    for name, length in lengths.items():
        pair = LENGTHS.get(chromosome(name))
        if pair is not None and length in pair:
            votes[pair.index(length)] += 1
    if votes[0] == votes[1]:
        return ""
    return "GRCh37" if votes[0] > votes[1] else "GRCh38"


def build_by_name(text: str) -> str:
    """
    The build a path or name of a reference speaks of, or empty.

    >>> build_by_name("file:///ref/Homo_sapiens_assembly38.fasta"), build_by_name("hg19"), build_by_name("ref.fa")
    ('GRCh38', 'GRCh37', '')
    """
    lower = text.lower()
    is_37 = any(word in lower for word in ("hg19", "grch37", "b37", "hs37d5", "assembly19"))
    is_38 = any(word in lower for word in ("hg38", "grch38", "assembly38", "hs38"))
    return "GRCh37" if is_37 and not is_38 else "GRCh38" if is_38 and not is_37 else ""
