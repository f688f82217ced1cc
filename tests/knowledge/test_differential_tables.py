"""The tables of the differential: whole, sound, and refused with one clear error when they are not."""

import shutil
from pathlib import Path

import pytest

import breakapart.knowledge
from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.knowledge.differential_tables import DifferentialTables

DATA = Path(breakapart.knowledge.__file__).parent / "data"
TABLES = DifferentialTables.bundled()


def test_every_entity_has_a_group_a_prior_and_a_management():
    assert set(TABLES.parent_of) == set(TABLES.entities)
    assert {prior.entity for prior in TABLES.priors} == set(TABLES.entities)
    assert {row.entity for row in TABLES.managements} == set(TABLES.entities)


def test_the_core_entities_are_those_of_the_pack():
    assert sum(scope == "core" for scope in TABLES.scope_of.values()) == 46


def test_every_row_has_a_source_and_a_class():
    for rows in (TABLES.counts, TABLES.backgrounds, TABLES.priors, TABLES.shares, TABLES.assays, TABLES.prices):
        assert all(row.source and row.evidence for row in rows)


def test_every_counted_event_has_a_background_rate():
    background = {row.event for row in TABLES.backgrounds if row.parent == "*"}
    counted = {
        row.event
        for row in TABLES.counts
        if row.status == "active" and not row.condition and row.event.startswith(("ihc:", "morph:"))
    }
    assert counted - background == set()


def test_grouped_findings_are_known():
    markers, morphology = TABLES.markers, Knowledge.bundled().morphology
    for event in TABLES.groups:
        kind, _, what = event.partition(":")
        assert what in (markers if kind == "ihc" else morphology), event


@pytest.fixture
def spoil(tmp_path):
    def spoiled(table, column, value, line=2):
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder)
        lines = (folder / table).read_text(encoding="utf-8").split("\n")
        cells = lines[line - 1].split("\t")
        cells[lines[0].split("\t").index(column)] = value
        lines[line - 1] = "\t".join(cells)
        (folder / table).write_text("\n".join(lines), encoding="utf-8")
        return lambda: DifferentialTables.read(folder, Knowledge(folder))

    return spoiled


@pytest.mark.parametrize(
    ("table", "column", "value", "message"),
    [
        ("background.tsv", "rate", "1.2", "column 'rate' is 1.2, expected a share between 0 and 1"),
        ("background.tsv", "n", "0", "column 'n' is 0, expected what the rate is worth in cases"),
        ("priors.tsv", "age_low", "90", "ages 90, "),
        ("priors.tsv", "superficial_share", "2", "column 'superficial_share' is 2, expected a share between 0 and 1"),
        ("priors.tsv", "sites", "moon:4", "site 'moon:4' is not of the form region:weight"),
        ("priors.tsv", "entity", "NOSUCH", "entity 'NOSUCH' is not in entities.tsv"),
        ("entity_drivers.tsv", "positive_k", "99", "of 62 cases is more than all of them"),
        ("entity_drivers.tsv", "driver", "NOSUCH", "driver 'NOSUCH' is not in drivers.tsv"),
        ("assays.tsv", "sensitivity", "1.5", "column 'sensitivity' is 1.5, expected a share between 0 and 1"),
        ("drivers.tsv", "kind", "magic", "kind 'magic' is not known, expected one of fusion, mutation"),
        ("regret.tsv", "metastasis_share", "0", "column 'metastasis_share' is 0, expected a share above 0"),
        ("parents.tsv", "scope", "inner", "scope 'inner' is not known, expected one of core, extended"),
        ("dependence_groups.tsv", "source", "", "column 'source' is empty, expected a value"),
        ("findings.tsv", "positive_k", "9999", "is more than all of them"),
        ("findings.tsv", "source", "", "column 'source' is empty, expected a value"),
        ("findings.tsv", "status", "maybe", "status 'maybe' is not known, expected one of active, superseded"),
        ("clones.tsv", "n", "0", "column 'n' is 0, expected at least one case"),
    ],
)
def test_a_bad_row_is_one_clear_error(spoil, table, column, value, message):
    read = spoil(table, column, value)
    with pytest.raises(InputError) as caught:
        read()
    text = str(caught.value)
    assert f"{table}, line " in text
    assert message in text


def test_a_laboratory_may_bring_its_own_priors(tmp_path):
    header = (DATA / "priors.tsv").read_text(encoding="utf-8").split("\n")[0]
    file = tmp_path / "mine.tsv"
    file.write_text(f"{header}\nSFT\t5\t50\t20\t50\t80\t0\tthorax:100\t0.1\tour files\tverified\n")
    mine = {prior.entity: prior for prior in TABLES.with_priors(file).priors}
    assert (mine["SFT"].weight_adult, mine["SFT"].source) == (50, "our files")
    assert mine["IMT"] in TABLES.priors
