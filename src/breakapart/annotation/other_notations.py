"""Notations that people use for rearrangements and that hold no junction to read: what is wrong, and what to write."""

import re

_GENOMIC_38 = {
    "1": 11, "2": 12, "3": 12, "4": 12, "5": 10, "6": 12, "7": 14, "8": 11, "9": 12, "10": 11, "11": 10, "12": 12,
    "13": 11, "14": 9, "15": 10, "16": 10, "17": 11, "18": 10, "19": 10, "20": 11, "21": 9, "22": 11, "23": 11,
    "24": 10,
}  # fmt: skip
"""Chromosome (23 is X, 24 is Y) and the version of its RefSeq accession `NC_` in GRCh38 (NCBI assembly
GCF_000001405.40)."""

_OLD_BUILD = re.compile(
    r"(?<![A-Za-z0-9])(hg1[6-9]|grch3[5-7]|ncbi3[5-7]"
    # "b37", but not the exon of "(S1;B35)" or "(B36;A20)"
    r"|(?<!;)(?<!; )b3[5-7](?!\s*;))(?![0-9])",
    re.IGNORECASE,
)
_CYTOGENETIC = re.compile(r"(?:^|[ ,])(?:t|inv|del|dup|ins|der) ?\((?:[0-9]{1,2}|[XY])(?:[;:](?:[0-9]{1,2}|[XY]))*\)")
_GENOMIC_HGVS = re.compile(r"NC_0{4}([0-9]{2})\.([0-9]{1,2}):g\.([0-9]{1,10})")
_CODING_HGVS = re.compile(r"N[MR]_[0-9]{3,12}(?:\.[0-9]{1,3})?(?:\([^)]{1,20}\))?:[cn]\.")
_TYPE = re.compile(r"[ (,]type[ .]?(?:[1-9]{1,2}[ab]?|I{1,3}V?)\)?$", re.IGNORECASE)
_ONE_GENE = re.compile(
    r"(?<![A-Za-z0-9])(?:skip(?:ping|ped)?|v[IV]{1,4}|KDD|ITD|kinase domain duplication|internal tandem duplication)$"
    r"|[A-Za-z0-9]{2,10}v(?:III|IV|II|V)$"
)
_OTHER_ASSAY = re.compile(r"(?<![A-Za-z])(?:break-?apart|FISH|IHC|immunohistochemistry)(?![A-Za-z])", re.IGNORECASE)

_BREAKPOINTS = "chr2:36920000:-::chr2:29223528:-"


def what_it_is(text: str) -> tuple[str, str] | None:
    """
    Why a text names no junction, and what to write instead; None when it is none of these notations.

    >>> what_it_is("t(2;5)(p23;q35)")[0]
    'a karyotype names bands, not genes'
    """
    if match := _GENOMIC_HGVS.search(text):
        return _genomic(match)
    if match := _OLD_BUILD.search(text):
        return (
            f"positions of {match[1]} are not those of GRCh38",
            f"Lift both breakpoints to GRCh38 and write them as {_BREAKPOINTS}",
        )
    if _CYTOGENETIC.search(text):
        return (
            "a karyotype names bands, not genes",
            "Write the two genes, and their exons if known: NPM1::ALK",
        )
    if _CODING_HGVS.search(text):
        return (
            "HGVS counts a fusion on the RNA (r.), not on the coding DNA (c.)",
            "Write NM_003162.4:r.?_412::NM_004304.5:r.3173_?, the numbers being the same",
        )
    if _TYPE.search(text):
        return (
            "types mean other exons for other partners",
            "Write the exons; for EWSR1-FLI1 these are E7;F6 (type 1) and E7;F5 (type 2)",
        )
    if _OTHER_ASSAY.search(text):
        return (
            "this is the result of an assay that does not name two genes",
            "Write both genes, as in STRN(e3)::ALK(e20); 'breakapart fish' reads counts of FISH",
        )
    if _ONE_GENE.search(text):
        return (
            "this is a change within one gene, not a fusion of two",
            "Give it as a variant; a fusion has two genes, as in STRN(e3)::ALK(e20)",
        )
    return None


def _genomic(match: re.Match[str]) -> tuple[str, str]:
    number, version, position = str(int(match[1])), int(match[2]), match[3]
    current = _GENOMIC_38.get(number)
    if current is not None and version != current:
        return (
            f"{match.group().split(':')[0]} is not the chromosome of GRCh38 (NC_{int(number):06d}.{current})",
            f"Lift both breakpoints to GRCh38 and write them as {_BREAKPOINTS}",
        )
    name = {"23": "X", "24": "Y"}.get(number, number)
    return (
        "a genomic name (g.) does not say which strand is transcribed",
        f"Write the last base kept (5') and the first base kept (3') with the strand of the transcript: "
        f"chr{name}:{position}:+ or chr{name}:{position}:-",
    )
