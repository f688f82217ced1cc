"""FNCLCC differentiation scores by histotype, and the types for which the system says little or nothing."""

from dataclasses import dataclass
from enum import StrEnum

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.knowledge.vocabulary import Term, Vocabulary

COLUMNS = ("id", "label", "synonyms", "differentiation", "grading", "entity", "caveat", "source", "evidence")


class Grading(StrEnum):
    """What the FNCLCC system is worth for a histotype."""

    GRADED = "graded"
    """Score and grade apply."""
    HIGH_BY_DEFINITION = "high_by_definition"
    """The type is high grade whatever the total says."""
    LOW_BY_DEFINITION = "low_by_definition"
    """The type is low grade; the total adds nothing."""
    LITTLE_VALUE = "little_value"
    """A total can be had, but does not follow outcome."""
    NO_SCORE = "no_score"
    """The table gives no differentiation score: not applicable unless the observer scores it."""
    NOT_GRADED = "not_graded"
    """Not a tumour this system is for (benign, melanocytic, haematolymphoid, epithelial)."""


@dataclass(frozen=True, slots=True)
class Histotype:
    """One histotype of the differentiation table."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    differentiation: int | None
    """1, 2 or 3; None where the table gives no score."""
    grading: Grading
    entity: str | None
    """The entity of the knowledge base, where there is one."""
    caveat: str
    source: str
    evidence: str


class Histotypes(Vocabulary):
    """The differentiation table, found by name."""

    def __init__(self, records: list[Histotype]) -> None:
        self._records = {record.id: record for record in records}
        super().__init__("histotype", (Term(h.id, h.label, h.synonyms) for h in records))

    def record(self, id_: str) -> Histotype:
        """The histotype of this id; KeyError when there is none."""
        return self._records[id_]


def parse_histotypes(rows: list[Row], entities: Vocabulary) -> Histotypes:
    """The rows of `histotypes.tsv`; InputError when one cannot be used."""
    refuse_duplicates(rows, "id")

    def parse(row: Row) -> Histotype:
        if row["grading"] not in list(Grading):
            raise row.refuse(f"grading {row['grading']!r} is not known, expected one of {', '.join(Grading)}")
        grading = Grading(row["grading"])
        score = row.whole("differentiation", at_least=1) if row["differentiation"] else None
        if score is not None and score > 3:
            raise row.refuse(f"column 'differentiation' is {score}, expected 1, 2 or 3")
        if (score is None) != (grading in (Grading.NO_SCORE, Grading.NOT_GRADED)):
            raise row.refuse(f"grading {grading} and differentiation {row['differentiation']!r} do not go together")
        if row["entity"] and row["entity"] not in entities:
            raise row.refuse(f"entity {row['entity']!r} is not in entities.tsv")
        return Histotype(
            id=row.needed("id"),
            label=row.needed("label"),
            synonyms=row.words("synonyms"),
            differentiation=score,
            grading=grading,
            entity=row["entity"] or None,
            caveat=row["caveat"],
            source=row.needed("source"),
            evidence=row.evidence(),
        )

    records = parse_rows(rows, parse)
    try:
        return Histotypes(records)
    except ValueError as error:
        raise rows[0].refuse(str(error)) from None
