"""Pairs of genes so often described as fused that few reads of one are believed; no more than that is said of them."""

from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows

COLUMNS = ("gene_5p", "gene_3p", "source", "evidence", "note")


@dataclass(frozen=True, slots=True)
class KnownPair:
    """One row of `known_pairs.tsv`."""

    gene_5p: str
    gene_3p: str
    source: str


def parse_known_pairs(rows: list[Row]) -> tuple[KnownPair, ...]:
    """The rows of `known_pairs.tsv`; InputError when one cannot be used."""
    return tuple(parse_rows(rows, _parse))


def _parse(row: Row) -> KnownPair:
    row.evidence()
    return KnownPair(row.needed("gene_5p"), row.needed("gene_3p"), row.needed("source"))
