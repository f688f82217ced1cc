"""`breakapart knowledge`: list, search and check the tables, and show the sources of a number."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.knowledge import Knowledge
    from breakapart.knowledge.vocabulary import Vocabulary

KINDS = ("entities", "markers", "morphology", "parents", "drivers", "tests")


@click.group("knowledge")
def command() -> None:
    """List, search and check the tables, and show the sources of a number."""


@command.command("list")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def list_terms(kind: str, as_json: bool) -> None:
    """List the terms of one KIND with their labels."""
    terms = _terms(kind)
    if as_json:
        _write_json([{"id": id_, "label": label} for id_, label in terms])
        return
    width = max(len(id_) for id_, _ in terms)
    for id_, label in terms:
        click.echo(f"{id_:{width}}  {label}")


@command.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def search(words: tuple[str, ...], as_json: bool) -> None:
    """
    Find terms by name, synonym, or what is written about them.

    \b
    breakapart knowledge search pan-TRK
    breakapart knowledge search perivascular hyalinisation
    """  # noqa: D301 - click wants the sign itself
    text = " ".join(words)
    hits = _hits(text)
    if as_json:
        _write_json([{"kind": kind, "id": id_, "label": label, "why": why} for kind, id_, label, why in hits])
        return
    if not hits:
        click.echo(f"Nothing is known of {text!r}.")
    for kind, id_, label, why in hits:
        click.echo(f"{kind:10} {id_:20} {label}  ({why})")


@command.command("validate")
@click.option(
    "--folder", metavar="DIR", type=click.Path(path_type=Path), help="Your own tables.  [default: the bundled ones]"
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def validate(folder: Path | None, as_json: bool) -> None:
    """
    Read every table and check every row.

    A row without source or evidence class, with more positives than cases, with an impossible rate,
    or naming what no other table knows, is told with its file and line; exit code 2.
    """
    from breakapart.errors import InputError
    from breakapart.knowledge import Knowledge
    from breakapart.knowledge.differential_tables import DifferentialTables

    if folder is None:
        knowledge, tables = Knowledge.bundled(), DifferentialTables.bundled()
    else:
        if not folder.is_dir():
            raise InputError("there is no such folder", source=str(folder))
        knowledge = Knowledge(folder)
        tables = DifferentialTables.read(folder, knowledge)
    knowledge.check()
    counts = {
        "entities": len(tables.entities),
        "markers": len(knowledge.markers),
        "morphology terms": len(knowledge.morphology),
        "counts": len(tables.counts),
        "background rates": len(tables.backgrounds),
        "priors": len(tables.priors),
        "driver shares": len(tables.shares),
        "assay sensitivities": len(tables.assays),
        "prices": len(tables.prices),
    }
    if as_json:
        _write_json({"version": tables.version, "valid": True, "rows": counts})
        return
    click.echo(f"Knowledge {tables.version}: every table can be used.")
    for name, count in counts.items():
        click.echo(f"  {count:6} {name}")


@command.command("source")
@click.argument("entity")
@click.argument("finding", required=False)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def source(entity: str, finding: str | None, as_json: bool) -> None:
    """
    Show the counts behind ENTITY, or behind one FINDING of it, each with its source.

    \b
    breakapart knowledge source IMT ihc:ALK
    breakapart knowledge source DFSP CD34
    """  # noqa: D301 - click wants the sign itself
    from breakapart.knowledge import Knowledge
    from breakapart.knowledge.coverage import rows_of
    from breakapart.knowledge.differential_tables import DifferentialTables
    from breakapart.workup import differential_engine

    knowledge, tables = Knowledge.bundled(), DifferentialTables.bundled()
    id_ = _resolve(knowledge.entities, entity)
    rows = rows_of(tables, id_, _event(knowledge, finding) if finding else None)
    model, _ = differential_engine()
    events = list(dict.fromkeys(row.event for row in rows))
    rates = {
        event: float(model.rates.mean(event)[model.index[id_]]) for event in events if model.rates.is_studied(event)
    }
    if as_json:
        import dataclasses

        _write_json(
            {
                "entity": id_,
                "label": knowledge.entities.label(id_),
                "rates": rates,
                "rows": [dataclasses.asdict(row) for row in rows],
            }
        )
        return
    if not rows:
        click.echo(f"Nothing is counted{f' of {finding}' if finding else ''} in {knowledge.entities.label(id_)}.")
        return
    click.echo(knowledge.entities.label(id_))
    for event in events:
        rate = f"  rate in use {rates[event]:.2f}" if event in rates else ""
        click.echo(f"\n{event}{rate}")
        for row in rows:
            if row.event != event:
                continue
            what = f" ({row.condition})" if row.condition else ""
            state = "" if row.status == "active" else f" [{row.status}]"
            defined = " [definitional]" if row.definitional else ""
            click.echo(f"  {row.positive:g} of {row.n:g}{what}{state}{defined}  {row.source}; {row.evidence}")
            if row.note:
                click.echo(f"      {row.note}")


@command.command("coverage")
@click.option("--all", "everything", is_flag=True, help="Extended entities too.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def coverage(everything: bool, as_json: bool) -> None:
    """Show for each entity how many of its cells rest on a source that was read."""
    from breakapart.knowledge.coverage import coverage as count
    from breakapart.knowledge.differential_tables import DifferentialTables

    tables = DifferentialTables.bundled()
    entities = [e for e in tables.entities if everything or tables.scope_of[e] == "core"]
    rows = count(tables, entities)
    if as_json:
        import dataclasses

        _write_json([{**dataclasses.asdict(row), "share": _share(row.cells_sourced, row.cells)} for row in rows])
        return
    click.echo(f"{'entity':18}{'stains sourced':>16}{'features sourced':>18}{'all cells sourced':>20}{'cases':>8}")
    for row in rows:
        click.echo(
            f"{row.entity:18}{f'{row.stains_sourced}/{row.stains}':>16}{f'{row.features_sourced}/{row.features}':>18}"
            f"{f'{row.cells_sourced}/{row.cells} ({_share(row.cells_sourced, row.cells):.0%})':>20}{row.cases:8.0f}"
        )
    cells, sourced = sum(row.cells for row in rows), sum(row.cells_sourced for row in rows)
    click.echo(
        f"{len(rows)} entities: {sourced} of {cells} cells ({_share(sourced, cells):.0%}) rest on a source read."
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _terms(kind: str) -> list[tuple[str, str]]:
    from breakapart.knowledge import Knowledge
    from breakapart.knowledge.differential_tables import DifferentialTables

    knowledge, tables = Knowledge.bundled(), DifferentialTables.bundled()
    if kind in ("entities", "markers", "morphology"):
        vocabulary: Vocabulary = getattr(knowledge, kind)
        return [(id_, vocabulary.label(id_)) for id_ in vocabulary]
    if kind == "parents":
        return [(id_, tables.labels[id_]) for id_ in dict.fromkeys(tables.parent_of.values())]
    if kind == "drivers":
        return [(driver.id, driver.label) for driver in tables.drivers]
    return [(price.test, f"{price.kind}, {price.cost_eur:g} EUR, {price.days:g} days") for price in tables.prices]


def _hits(text: str) -> list[tuple[str, str, str, str]]:
    from breakapart.knowledge import Knowledge
    from breakapart.knowledge.vocabulary import fold

    knowledge, wanted = Knowledge.bundled(), fold(text)
    found: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    vocabularies: tuple[tuple[str, Vocabulary], ...] = (
        ("entity", knowledge.entities),
        ("marker", knowledge.markers),
        ("morphology", knowledge.morphology),
    )
    for kind, vocabulary in vocabularies:
        exact = vocabulary.resolve(text)
        if exact is not None:
            found[kind, exact] = (kind, exact, vocabulary.label(exact), "this is its name")
        for id_ in vocabulary:
            hit = next((name for name in vocabulary.term(id_).spellings if wanted and wanted in fold(name)), None)
            if hit is not None:
                found.setdefault((kind, id_), (kind, id_, vocabulary.label(id_), f"called {hit!r}"))
    for id_ in knowledge.entities:
        record = knowledge.entities.record(id_)
        for what, words in (
            ("morphology", "; ".join(record.morphology)),
            ("molecular", record.molecular),
            ("pitfalls", record.pitfalls),
        ):
            if wanted and wanted in fold(words):
                found.setdefault(("entity", id_), ("entity", id_, record.name, f"{what}: {words}"))
    return list(found.values())


def _resolve(vocabulary: "Vocabulary", text: str) -> str:
    from breakapart.errors import InputError

    id_ = vocabulary.resolve(text)
    if id_ is None:
        near = vocabulary.suggest(text)
        raise InputError(
            f"{vocabulary.kind} {text!r} is not known",
            solution=f"Did you mean {' or '.join(near)}?" if near else "See 'breakapart knowledge list entities'.",
        )
    return id_


def _event(knowledge: "Knowledge", text: str) -> str:
    """The event a person means: `ihc:ALK`, or a stain or a feature by any of its names."""
    if ":" in text and text.partition(":")[0] in ("ihc", "morph", "mol", "site", "age", "sex", "outcome"):
        return text
    marker = knowledge.markers.resolve(text)
    if marker is not None:
        return f"ihc:{marker}"
    feature = knowledge.morphology.resolve(text)
    return f"morph:{feature}" if feature is not None else text


def _write_json(value: Any) -> None:
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
