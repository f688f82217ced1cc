"""`breakapart demo`: the two cases of the published report, assessed; and every fact of it, checked."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.knowledge import Knowledge
    from breakapart.knowledge.report_facts import ReportFact
    from breakapart.model.result import CaseResult
    from breakapart.reference import Reference

RIGHT, WRONG, CONTRADICTION = "right", "wrong", "contradiction"
KIND_MARKS = {"computed": "*"}
"""Beside the id of a fact that an engine computes."""


@click.command("demo")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-output"),
    show_default=True,
    help="Folder for the reports.",
)
@click.option("--check", is_flag=True, help="Check every fact of the report instead; exit code 1 when one is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written, or checked, as JSON.")
@click.option(
    "--quiet", is_flag=True, help="With --check: print what is wrong and the count only; else only the files."
)
@click.option("--no-colour", "--no-color", is_flag=True, help="No colours, as with the variable NO_COLOR.")
def command(output: Path, check: bool, as_json: bool, quiet: bool, no_colour: bool) -> int:
    """
    Run the two cases of the published report.

    Writes a page and a JSON record for each (Ouyang 2025, doi 10.3389/fonc.2025.1516491) and prints their summaries;
    then the same two again with their fusions called from simulated reads, as an illustration.
    With --check, holds what breakapart reads and computes of them against the facts of the report.
    """
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference

    reference, knowledge = Reference.bundled(), Knowledge.bundled()
    results = assess_examples(reference, knowledge)
    if check:
        checked = check_facts(knowledge.report_facts, roots(results, reference, knowledge))
        _print_json(_checked_as_json(checked)) if as_json else _print_table(checked, quiet=quiet)
        return int(any(one.verdict == WRONG for one in checked))
    results += assess_examples_from_reads(reference, knowledge)
    _report(results, output, as_json=as_json, quiet=quiet, no_colour=no_colour)
    return 0


def assess_examples(reference: "Reference", knowledge: "Knowledge") -> "tuple[CaseResult, ...]":
    """The two cases of the report, assessed from their case files."""
    from breakapart.cli.report import assess_file
    from breakapart.formats.examples import example_cases

    return tuple(assess_file(path, reference, knowledge) for path in example_cases())


def assess_examples_from_reads(reference: "Reference", knowledge: "Knowledge") -> "tuple[CaseResult, ...]":
    """The same two, with their fusions called from simulated reads: illustrations that say so."""
    from breakapart.cli.report import assess_file
    from breakapart.formats.examples import example_cases_from_reads

    return tuple(assess_file(path, reference, knowledge) for path in example_cases_from_reads())


def _report(results: "Sequence[CaseResult]", output: Path, *, as_json: bool, quiet: bool, no_colour: bool) -> None:
    from breakapart.cli.files import write_whole
    from breakapart.cli.report import report_files, summary

    files: dict[Path, str] = {}
    for result in results:
        files |= report_files(result, output)
    write_whole(files)
    if as_json:
        _print_json({"cases": [_case_as_json(result, output) for result in results]})
        return
    for result in results:
        if not quiet:
            click.echo(summary(result, no_colour=no_colour))
    click.echo(f"Written: {', '.join(str(path) for path in files)}")


def _case_as_json(result: "CaseResult", output: Path) -> dict[str, Any]:
    return {
        "id": result.case.id,
        "files": [str(output / f"{result.case.id}.{ending}") for ending in ("html", "json")],
        "answer": [sentence.text for sentence in result.answer],
        "do_next": [sentence.text for sentence in result.do_next],
        "look_again": [sentence.text for sentence in result.look_again],
    }


# Checking facts


@dataclass(frozen=True, slots=True)
class CheckedFact:
    """A fact of the report beside what breakapart has."""

    fact: str
    section: str
    statement: str
    kind: str
    expected: str
    found: str
    verdict: str
    """`right`, `wrong`, or `contradiction`: the report contradicts itself, and the audit lists it."""


class Lookup(Mapping[str, Any]):
    """A table as a mapping, so that a path can point into it."""

    def __init__(self, find: Callable[[str], Any]) -> None:
        self._find = find

    def __getitem__(self, key: str) -> Any:
        return self._find(key)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def roots(results: "Sequence[CaseResult]", reference: "Reference", knowledge: "Knowledge") -> dict[str, Any]:
    """What the paths of the facts begin with: the assessed cases, the tables and the gene models."""
    cases = {f"case{number}": result for number, result in enumerate(results, 1)}
    return cases | {
        "fusions": Lookup(lambda pair: knowledge.occurrences(*_genes(pair), exons=_exons(pair))),
        "partners": Lookup(knowledge.partners_of),
        "findings": Lookup(lambda key: _counts(knowledge, key)),
        "therapies": Lookup(knowledge.therapies_for),
        "entities": Lookup(lambda name: knowledge.entities.record(knowledge.entities.resolve(name) or name)),
        "probes": Lookup(knowledge.probe),
        "genes": Lookup(reference.gene),
        "reasons": Lookup(knowledge.explanations),
        "literature": {one.id: one for one in knowledge.literature},
    }


def _genes(pair: str) -> tuple[str, str]:
    """`STRN(e3)::ALK(e20)` and `STRN::ALK` are of the same genes."""
    five, three = (side.partition("(")[0] for side in pair.split("::"))
    return five, three


def _exons(pair: str) -> tuple[int, int] | None:
    numbers = [int(side.partition("(e")[2].rstrip(")") or 0) for side in pair.split("::")]
    return (numbers[0], numbers[1]) if all(numbers) else None


def _counts(knowledge: "Knowledge", key: str) -> tuple[Any, ...]:
    """`ALK_RMN site:kidney`: the counts of a finding in an entity."""
    entity, _, event = key.partition(" ")
    return tuple(row for row in knowledge.findings if (row.entity, row.event) == (entity, event))


def check_facts(facts: "Sequence[ReportFact]", where: Mapping[str, Any]) -> tuple[CheckedFact, ...]:
    """Each fact beside what `where` has at its path; a path that leads nowhere makes it wrong."""
    return tuple(_check(fact, where) for fact in facts)


def _check(fact: "ReportFact", where: Mapping[str, Any]) -> CheckedFact:
    from breakapart.cli.fact_paths import PathError, as_text, resolve

    try:
        value = resolve(fact.path, where)
    except (PathError, KeyError) as error:
        found, agrees = f"nothing: {error}", False
    else:
        agrees = agrees_with(value, fact.compare, fact.expected)
        found = as_text(_telling(value, fact))
    good = CONTRADICTION if fact.kind == "contradiction" else RIGHT
    return CheckedFact(
        fact.id, fact.section, fact.statement, fact.kind, fact.expected, found, good if agrees else WRONG
    )


def _telling(value: Any, fact: "ReportFact") -> Any:
    """Of several texts the one that contains what is expected, so that the others need not be read."""
    if fact.compare == "contains" and isinstance(value, (tuple, list)):
        return next((part for part in value if agrees_with(part, fact.compare, fact.expected)), value)
    return value


def agrees_with(value: Any, compare: str, expected: str) -> bool:
    """
    Whether a value is as the table of facts expects.

    >>> agrees_with(30.0, "is", "30"), agrees_with(("lung", "skin"), "includes", "skin")
    (True, True)
    >>> agrees_with(3, "at_least", "4"), agrees_with("an ALK fusion", "contains", "alk")
    (False, True)
    """
    from breakapart.cli.fact_paths import as_text

    text = as_text(value)
    if compare == "is":
        return text == expected
    if compare == "includes":
        return isinstance(value, (tuple, list)) and expected in [as_text(part) for part in value]
    if compare == "contains":
        return expected.lower() in text.lower()
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= float(expected)


def _print_table(checked: Sequence[CheckedFact], *, quiet: bool) -> None:
    for one in checked:
        if quiet and one.verdict != WRONG:
            continue
        mark = KIND_MARKS.get(one.kind, " ")
        click.echo(f"{one.fact}{mark}  {one.verdict:<13}  {one.statement}")
        if one.verdict == CONTRADICTION:
            click.echo(f"{'':<22}the audit says: {one.found}")
        elif one.verdict == WRONG:
            click.echo(f"{'':<22}expected {one.expected}, found {one.found}")
        else:
            click.echo(f"{'':<22}{one.found}")
    click.echo(_count_in_words(checked))


def _count_in_words(checked: Sequence[CheckedFact]) -> str:
    verdicts = Counter(one.verdict for one in checked)
    kinds = Counter(one.kind for one in checked)
    return (
        f"{len(checked)} facts of the report: {verdicts[RIGHT]} right, {verdicts[WRONG]} wrong, "
        f"{verdicts[CONTRADICTION]} contradictions of the report listed. {kinds['computed']} are computed (*), "
        f"{kinds['held']} stand in the case files, {kinds['knowledge']} in the tables."
    )


def _checked_as_json(checked: Sequence[CheckedFact]) -> dict[str, Any]:
    verdicts = Counter(one.verdict for one in checked)
    return {
        "facts": [asdict(one) for one in checked],
        "count": len(checked),
        **{verdict: verdicts[verdict] for verdict in (RIGHT, WRONG, CONTRADICTION)},
    }


def _print_json(record: Any) -> None:
    click.echo(json.dumps(record, ensure_ascii=False, indent=1))
