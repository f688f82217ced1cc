"""Why assays of one gene can disagree, and what would tell."""

from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.model.agreement import Explanation

COLUMNS = ("id", "kind", "genes", "text", "resolved_by", "source", "evidence")

KINDS = {
    "protein_lost": "a fusion or rearrangement is present, the protein stain is absent",
    "protein_only": "the protein stain is present, no rearrangement or fusion is found",
    "fish_missed": "a fusion transcript (or protein) is present, FISH is absent",
    "fish_only": "FISH is present, no fusion transcript is found",
    "transcript_missed": "protein or FISH is present, RNA sequencing finds no fusion",
    "between_components": "the same assay says different things in two components or specimens",
}
"""Kind of disagreement -> what it looks like."""


@dataclass(frozen=True, slots=True)
class Discordance:
    """One explanation with the disagreement it belongs to."""

    id: str
    kind: str
    genes: tuple[str, ...]
    """HGNC symbols it is limited to; empty when it holds for any gene."""
    explanation: Explanation
    evidence: str


def parse_discordances(rows: list[Row]) -> tuple[Discordance, ...]:
    """The rows of `discordance.tsv`; InputError when one cannot be used."""
    refuse_duplicates(rows, "id")

    def parse(row: Row) -> Discordance:
        if row["kind"] not in KINDS:
            raise row.refuse(f"kind {row['kind']!r} is not known, expected one of {', '.join(KINDS)}")
        return Discordance(
            id=row.needed("id"),
            kind=row["kind"],
            genes=row.words("genes"),
            explanation=Explanation(
                text=row.needed("text"), resolved_by=row.needed("resolved_by"), source=row.needed("source")
            ),
            evidence=row.evidence(),
        )

    return tuple(parse_rows(rows, parse))
