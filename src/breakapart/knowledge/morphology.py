"""Morphological features under one name each."""

from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.knowledge.vocabulary import Term, Vocabulary

COLUMNS = ("id", "label", "synonyms", "category", "note", "source", "evidence")


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature a microscopist states."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    category: str
    """`cells`, `pattern`, `stroma`, `vessels`, `border`, `atypia`, `activity`, `inflammation` or `melanocytic`."""
    note: str
    source: str
    evidence: str


CATEGORIES = ("cells", "pattern", "stroma", "vessels", "border", "atypia", "activity", "inflammation", "melanocytic")


class Morphology(Vocabulary):
    """The vocabulary of morphological features."""

    def __init__(self, records: list[Feature]) -> None:
        self._records = {record.id: record for record in records}
        super().__init__("morphology term", (Term(f.id, f.label, f.synonyms) for f in records))

    def record(self, id_: str) -> Feature:
        """All that is known of a feature; KeyError when there is none of this id."""
        return self._records[id_]


def parse_morphology(rows: list[Row]) -> Morphology:
    """The rows of `morphology.tsv`; InputError when one cannot be used."""
    refuse_duplicates(rows, "id")

    def parse(row: Row) -> Feature:
        if row["category"] not in CATEGORIES:
            raise row.refuse(f"category {row['category']!r} is not known, expected one of {', '.join(CATEGORIES)}")
        return Feature(
            id=row.needed("id"),
            label=row.needed("label"),
            synonyms=row.words("synonyms"),
            category=row["category"],
            note=row["note"],
            source=row.needed("source"),
            evidence=row.evidence(),
        )

    records = parse_rows(rows, parse)
    try:
        return Morphology(records)
    except ValueError as error:
        raise rows[0].refuse(str(error)) from None
