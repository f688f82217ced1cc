"""Tumour entities: names, codes, and the pitfalls a pathologist wants to be reminded of."""

from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.knowledge.vocabulary import Term, Vocabulary

COLUMNS = (
    "entity_id",
    "who5_name",
    "icdo",
    "icdo_confidence",
    "ncit_unverified",
    "typical_age",
    "typical_site",
    "morphology",
    "molecular",
    "pitfalls",
    "prior_weight_child",
    "prior_weight_adult",
    "source_status",
)
NAME_COLUMNS = ("entity_id", "short_name", "synonyms", "source", "evidence")


@dataclass(frozen=True, slots=True)
class Entity:
    """One tumour entity."""

    id: str
    name: str
    """Name in the style of the WHO classification, 5th edition."""
    short_name: str
    synonyms: tuple[str, ...]
    icdo: str
    icdo_confidence: str
    typical_age: str
    typical_site: str
    morphology: tuple[str, ...]
    molecular: str
    pitfalls: str
    prior_weight_child: float
    """Relative frequency among children; a guess, with no unit."""
    prior_weight_adult: float
    source: str


class Entities(Vocabulary):
    """The vocabulary of entities."""

    def __init__(self, records: list[Entity]) -> None:
        self._records = {record.id: record for record in records}
        super().__init__("entity", (Term(e.id, e.name, (e.short_name, *e.synonyms)) for e in records))

    def record(self, id_: str) -> Entity:
        """All that is known of an entity; KeyError when there is none of this id."""
        return self._records[id_]


def parse_entities(rows: list[Row], name_rows: list[Row]) -> Entities:
    """The rows of `entities.tsv` with their names of `entity_names.tsv`; InputError when one cannot be used."""
    refuse_duplicates(rows, "entity_id")
    refuse_duplicates(name_rows, "entity_id")
    known = {row["entity_id"] for row in rows}

    def parse_names(row: Row) -> tuple[str, Row]:
        if row["entity_id"] not in known:
            raise row.refuse("this entity is not in entities.tsv")
        row.needed("source")
        row.evidence()
        row.needed("short_name")
        return row["entity_id"], row

    names = dict(parse_rows(name_rows, parse_names))

    def parse(row: Row) -> Entity:
        id_ = row.needed("entity_id")
        written = names.get(id_)
        return Entity(
            id=id_,
            name=row.needed("who5_name"),
            short_name=written["short_name"] if written else id_,
            synonyms=written.words("synonyms") if written else (),
            icdo=row["icdo"],
            icdo_confidence=row["icdo_confidence"],
            typical_age=row["typical_age"],
            typical_site=row["typical_site"],
            morphology=row.words("morphology"),
            molecular=row["molecular"],
            pitfalls=row["pitfalls"],
            prior_weight_child=row.number("prior_weight_child"),
            prior_weight_adult=row.number("prior_weight_adult"),
            source=row.needed("source_status"),
        )

    records = parse_rows(rows, parse)
    try:
        return Entities(records)
    except ValueError as error:
        raise rows[0].refuse(str(error)) from None
