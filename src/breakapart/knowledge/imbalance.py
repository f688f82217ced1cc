"""From which value on a 3'/5' imbalance of expression speaks for a fusion."""

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.model.expression import ImbalanceBounds

COLUMNS = ("gene", "none_at_most", "strong_at_least", "assay", "source", "evidence", "note")


def parse_imbalance(rows: list[Row]) -> dict[str, ImbalanceBounds]:
    """The rows of `imbalance.tsv` by gene; InputError when one cannot be used."""
    refuse_duplicates(rows, "gene")
    return {bounds.gene: bounds for bounds in parse_rows(rows, _parse)}


def _parse(row: Row) -> ImbalanceBounds:
    row.evidence()
    none, strong = row.number("none_at_most"), row.number("strong_at_least")
    if none >= strong:
        raise row.refuse(
            f"'none_at_most' is {none:g} and 'strong_at_least' {strong:g}, expected the second to be larger"
        )
    return ImbalanceBounds(row.needed("gene"), none, strong, row.needed("assay"), row.needed("source"), row["note"])
