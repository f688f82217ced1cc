"""How fusions act that are no kinase fusions: transcription factors, growth factors, promoter swaps, chromatin."""

from dataclasses import dataclass

from breakapart.knowledge.evidence import READ_CLASSES
from breakapart.knowledge.table import Row, parse_rows
from breakapart.model.fusion import FusionClass

COLUMNS = ("five_genes", "three_genes", "kind", "acts_by", "typical_of", "source", "evidence")

ANY = "*"
"""In the place of genes: any gene."""


@dataclass(frozen=True, slots=True)
class FusionClassRow:
    """One row: every 5' gene of it with every 3' gene."""

    five_genes: tuple[str, ...]
    three_genes: tuple[str, ...]
    fusion_class: FusionClass
    evidence: str


def parse_classes(rows: list[Row]) -> tuple[FusionClassRow, ...]:
    """The rows of `fusion_classes.tsv`; InputError when one cannot be used, or names any gene on both sides."""

    def parse(row: Row) -> FusionClassRow:
        fives, threes = row.words("five_genes"), row.words("three_genes")
        if not fives or not threes:
            raise row.refuse("expected genes on both sides, or '*' on one")
        if fives == (ANY,) and threes == (ANY,):
            raise row.refuse("names any gene on both sides")
        evidence = row.evidence()
        recalled = "" if evidence in READ_CLASSES else " (recalled, not re-read)"
        known = FusionClass(
            row.needed("kind"),
            row.needed("acts_by"),
            row.needed("typical_of"),
            row.needed("source") + recalled,
        )
        return FusionClassRow(fives, threes, known, evidence)

    return tuple(parse_rows(rows, parse))


def by_pair(rows: tuple[FusionClassRow, ...]) -> dict[tuple[str, str], FusionClass]:
    """Each pair of genes ('*' for any) and its class; of two rows the first."""
    known: dict[tuple[str, str], FusionClass] = {}
    for row in rows:
        for five in row.five_genes:
            for three in row.three_genes:
                known.setdefault((five, three), row.fusion_class)
    return known
