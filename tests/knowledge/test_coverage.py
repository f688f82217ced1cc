"""How much of the tables was counted."""

import pytest

from breakapart.knowledge.coverage import coverage, rows_of
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.knowledge.evidence import READ_CLASSES

TABLES = DifferentialTables.bundled()


@pytest.mark.parametrize("entity", ["IMT", "DFSP", "GIST"])
def test_cells_by_hand(entity):
    (found,) = coverage(TABLES, [entity])
    rows = [r for r in TABLES.counts if r.entity == entity and r.status == "active" and not r.condition]
    assert found.cells == len({r.event for r in rows})
    assert found.cells_sourced == len({r.event for r in rows if r.evidence in READ_CLASSES})
    assert found.stains_sourced <= found.stains <= found.cells


def test_rows_of_one_finding():
    rows = rows_of(TABLES, "IMT", "ALK")
    assert rows == rows_of(TABLES, "IMT", "ihc:ALK")
    assert any("Coffin" in row.source for row in rows)
