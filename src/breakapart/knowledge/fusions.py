"""Published fusions: which two genes, in which tumours, how often, by which exons."""

import re
from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows
from breakapart.model.therapy import FusionOccurrence

COLUMNS = ("partner_5p", "gene_3p", "tumour_type", "exons", "n_cases", "source", "evidence", "note")

SERIES = "series"
"""In the place of a number of cases: the source speaks of several cases and gives none."""

_SYMBOL = re.compile(r"[A-Z][A-Z0-9]*(?:orf\d+)?(?:-[A-Z0-9]+)?", re.ASCII)
_EXONS = re.compile(r"(?P<five>e\d+(?:(?:/| or )e\d+)*);(?P<three>e\d+(?:(?:/| or )e\d+)*)(?=$|\s)")


@dataclass(frozen=True, slots=True)
class PublishedFusion:
    """One row of the fusion table, and the pairs of genes it speaks of."""

    occurrence: FusionOccurrence
    pairs: tuple[tuple[str, str], ...]
    """(5' gene, 3' gene); empty where the source names no partner."""
    exon_pairs: tuple[tuple[int, int], ...]
    """(last 5' exon, first 3' exon) as published; empty where no exons were given in this form."""


def parse_fusions(rows: list[Row]) -> tuple[PublishedFusion, ...]:
    """The rows of `fusions.tsv`; InputError when one cannot be used."""
    return tuple(parse_rows(rows, _parse))


def _parse(row: Row) -> PublishedFusion:
    is_series = row["n_cases"] == SERIES
    occurrence = FusionOccurrence(
        partner_5p=row.needed("partner_5p"),
        gene_3p=row.needed("gene_3p"),
        tumour_type=row.needed("tumour_type"),
        exons=row["exons"],
        cases=row.whole("n_cases", at_least=1) if row["n_cases"] and not is_series else None,
        source=row.needed("source"),
        evidence=row.evidence(),
        note=row["note"],
        is_series=is_series,
    )
    return PublishedFusion(occurrence, _pairs(occurrence), _exon_pairs(occurrence.exons))


def _pairs(occurrence: FusionOccurrence) -> tuple[tuple[str, str], ...]:
    return tuple((five, three) for five in _symbols(occurrence.partner_5p) for three in _symbols(occurrence.gene_3p))


def _symbols(text: str) -> tuple[str, ...]:
    """
    The gene symbols of a cell: "SSX1/2/4" is three genes, "DCTN1+VRK2" two, "any", "COL1A (as
    printed)" and "EGFR KDD (e18-25)" none.

    >>> _symbols("SSX1/2/4"), _symbols("NUTM2B/E"), _symbols("TPM3 or TPM4"), _symbols("unspecified")
    (('SSX1', 'SSX2', 'SSX4'), ('NUTM2B', 'NUTM2E'), ('TPM3', 'TPM4'), ())
    """
    if "not specified" in text or "any" in text or "as printed" in text:
        return ()
    parts = [part.strip() for part in re.split(r"\+|/| or ", text)]
    first = parts[0]
    if not _SYMBOL.fullmatch(first):
        return ()
    symbols = [first]
    # "SSX1/2/4" and "NUTM2B/E" repeat only the last sign of the symbol.
    symbols += [first[:-1] + part if len(part) == 1 else part for part in parts[1:]]
    return tuple(symbols)


def _exon_pairs(text: str) -> tuple[tuple[int, int], ...]:
    """
    Every (5' exon, 3' exon) of a cell; none when it holds something else.

    >>> _exon_pairs("e4/e5/e6;e20"), _exon_pairs("t(2;5)"), _exon_pairs("e21 or e22;e20")
    (((4, 20), (5, 20), (6, 20)), (), ((21, 20), (22, 20)))
    """
    match = _EXONS.match(text)
    if not match:
        return ()
    five, three = ([int(exon[1:]) for exon in re.split(r"/| or ", match[side])] for side in ("five", "three"))
    return tuple((a, b) for a in five for b in three)
