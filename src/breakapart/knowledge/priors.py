"""How likely each entity is before anybody looks: by age, site and depth. A laboratory may bring its own file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.model.case import Region

COLUMNS = (
    "entity",
    "weight_child",
    "weight_adult",
    "age_low",
    "age_median",
    "age_high",
    "congenital_share",
    "sites",
    "superficial_share",
    "source",
    "evidence",
)
MAX_AGE_YEARS = 120


@dataclass(frozen=True, slots=True)
class EntityPrior:
    """What is expected of one entity before microscopy."""

    entity: str
    weight_child: float
    """Relative frequency under 18 years."""
    weight_adult: float
    age_low: float
    """Years below which about 1 case in 20 lies."""
    age_median: float
    age_high: float
    """Years above which about 1 case in 20 lies."""
    congenital_share: float
    """Share of cases present at birth."""
    sites: Mapping[Region, float]
    """Relative weights; regions that are not named are rare."""
    superficial_share: float
    """Share of cases in skin or subcutis."""
    source: str
    evidence: str


def parse_priors(rows: list[Row], entities: Iterable[str]) -> tuple[EntityPrior, ...]:
    """The rows of a table of priors; InputError when one is impossible or names an unknown entity."""
    refuse_duplicates(rows, "entity")
    known = set(entities)

    def parse(row: Row) -> EntityPrior:
        entity = row.needed("entity")
        if entity not in known:
            raise row.refuse(f"entity {entity!r} is not in entities.tsv")
        low, median, high = row.number("age_low"), row.number("age_median"), row.number("age_high")
        if not low <= median <= high <= MAX_AGE_YEARS or low == high:
            raise row.refuse(f"ages {low:g}, {median:g}, {high:g} are not low <= median <= high within {MAX_AGE_YEARS}")
        for column in ("superficial_share", "congenital_share"):
            if row.number(column) > 1:
                raise row.refuse(f"column {column!r} is {row[column]}, expected a share between 0 and 1")
        child, adult = row.number("weight_child"), row.number("weight_adult")
        if child + adult == 0:
            raise row.refuse("both weights are 0: such an entity could never be found")
        return EntityPrior(
            entity=entity,
            weight_child=child,
            weight_adult=adult,
            age_low=low,
            age_median=median,
            age_high=high,
            congenital_share=row.number("congenital_share"),
            sites=dict(_site(row, item) for item in row.words("sites")),
            superficial_share=row.number("superficial_share"),
            source=row.needed("source"),
            evidence=row.evidence(),
        )

    return tuple(parse_rows(rows, parse))


def _site(row: Row, item: str) -> tuple[Region, float]:
    name, _, weight = item.partition(":")
    try:
        return Region(name), float(weight)
    except ValueError:
        raise row.refuse(f"site {item!r} is not of the form region:weight, as in trunk:40") from None
