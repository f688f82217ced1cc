"""What publications list on one subject, so that the audit can hold their lists against each other."""

from itertools import groupby

from breakapart.knowledge.table import Row, parse_rows
from breakapart.model.literature import LiteratureItem, LiteratureList

COLUMNS = (
    "list",
    "topic",
    "subject",
    "title",
    "source",
    "section",
    "complete",
    "stated_total",
    "text",
    "key",
    "count",
    "reference",
)
_OF_LIST = ("topic", "subject", "title", "source", "section", "complete", "stated_total")


def parse_literature(rows: list[Row]) -> tuple[LiteratureList, ...]:
    """The rows of `literature.tsv`, one an item, gathered into lists; InputError when one cannot be used."""
    items = parse_rows(rows, lambda row: (row, _item(row)))
    return tuple(_list([*group]) for _, group in groupby(items, key=lambda pair: pair[0]["list"]))


def _item(row: Row) -> LiteratureItem:
    return LiteratureItem(
        text=row.needed("text"),
        key=row.needed("key"),
        count=row.whole("count", at_least=1) if row["count"] else None,
        reference=row["reference"],
    )


def _list(pairs: list[tuple[Row, LiteratureItem]]) -> LiteratureList:
    first = pairs[0][0]
    for row, _ in pairs:
        for column in _OF_LIST:
            if row[column] != first[column]:
                raise row.refuse(f"column {column!r} differs from line {first.line} of the same list")
    return LiteratureList(
        id=first.needed("list"),
        topic=first.needed("topic"),
        subject=first.needed("subject"),
        title=first.needed("title"),
        source=first.needed("source"),
        section=first.needed("section"),
        is_complete=first.flag("complete"),
        stated_total=first.whole("stated_total", at_least=1) if first["stated_total"] else None,
        items=tuple(item for _, item in pairs),
    )
