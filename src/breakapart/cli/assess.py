"""`breakapart assess`: which entity, how sure, on what it rests, and which test to do next."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.knowledge.differential_tables import DifferentialTables
    from breakapart.model.case import Case, Component, Specimen
    from breakapart.model.differential import ComponentDifferential, Replay
    from breakapart.model.finding import Finding

SHOWN_ENTITIES = 8
SHOWN_TESTS = 6


@click.command("assess")
@click.argument("case_file", metavar="CASE.yaml", type=click.Path(path_type=Path))
@click.option("--component", metavar="SPECIMEN[/COMPONENT]", help="Only this component.  [default: all]")
@click.option(
    "--set", "settings", metavar="KIND.WHAT=RESULT", multiple=True, help="What if: ihc.ALK=absent. Repeatable."
)
@click.option(
    "--without",
    metavar="KIND",
    multiple=True,
    type=click.Choice(["ihc", "fish", "sequencing", "molecular", "morph"]),
    help="Leave out what an assay found, as if it were not done. Repeatable.",
)
@click.option("--priors", metavar="FILE", type=click.Path(path_type=Path), help="Your laboratory's own priors.")
@click.option("--prices", metavar="FILE", type=click.Path(path_type=Path), help="Your laboratory's own price list.")
@click.option("--replay", "with_replay", is_flag=True, help="Walk the timeline: what was known when, and the test due.")
@click.option("--explain", is_flag=True, help="Show what each finding says for the leading entities.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(
    case_file: Path,
    component: str | None,
    settings: tuple[str, ...],
    without: tuple[str, ...],
    priors: Path | None,
    prices: Path | None,
    with_replay: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """
    Rank tumour entities for a case, with credible intervals, reasons and the next test.

    \b
    breakapart assess case.yaml
    breakapart assess case.yaml --component axilla --without molecular
    breakapart assess case.yaml --set ihc.ALK=absent --explain
    breakapart assess case.yaml --json | jq .entities[0]

    The ranking is the machine's word; a person signs the diagnosis.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.diagnosis import what_if
    from breakapart.diagnosis.differential import context_of, findings_of, has_evidence, rank_entities
    from breakapart.diagnosis.replay import replay
    from breakapart.errors import InputError
    from breakapart.formats.case_yaml import read_case
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference
    from breakapart.workup import assess, differential_engine
    from breakapart.workup_fusions import fusion_trouble

    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    changes = what_if.parse_changes(settings, knowledge.markers, knowledge.morphology)
    case = read_case(
        case_file, knowledge, reference, check_fusion=lambda text: fusion_trouble(reference, knowledge, text)
    )
    result = assess(case, reference=reference, knowledge=knowledge, rank=False, folder=case_file.parent)
    model, adviser = differential_engine(None, _tables(priors, prices))
    found = what_if.without(result.findings, without)

    def ranked(findings: "tuple[Finding, ...]", place: "tuple[Specimen, Component]") -> "ComponentDifferential":
        specimen, part = place
        return rank_entities(
            findings_of(findings, specimen.id, part.id),
            context_of(case, specimen, part),
            model,
            adviser=adviser,
            specimen=specimen.id,
            component=part.id,
        )

    places = _places(case, component)
    answers: list[tuple[ComponentDifferential, ComponentDifferential | None]] = []
    for place in places:
        if not (changes or has_evidence(findings_of(found, place[0].id, place[1].id), model)):
            continue
        before = ranked(found, place)
        if changes:
            changed = what_if.apply_changes(found, changes, place[0].id, place[1].id)
            answers.append((ranked(changed, place), before))
        else:
            answers.append((before, None))
    if not answers:
        raise InputError(
            f"nothing is recorded of {component or 'any component'} that an entity could be ranked by",
            source=case_file.name,
            solution="Add morphology, stains, FISH or sequencing to a component.",
        )
    walked = replay(case, result.findings, model, adviser) if with_replay else None
    main = max(range(len(answers)), key=lambda i: _weight(found, answers[i][0]))
    if as_json:
        _write_json(case.id, answers, main, [str(change) for change in changes], walked)
        return
    for i, (answer, then) in enumerate(answers):
        click.echo(("\n" if i else "") + _text(case, answer, then, [str(c) for c in changes], explain=explain))
    if walked is not None:
        click.echo("\n" + _replay_text(walked))


def _tables(priors: Path | None, prices: Path | None) -> "DifferentialTables | None":
    """The bundled tables with a laboratory's own priors and prices; None when it gives neither."""
    if priors is None and prices is None:
        return None
    from breakapart.knowledge.differential_tables import DifferentialTables

    tables = DifferentialTables.bundled()
    if priors is not None:
        tables = tables.with_priors(priors)
    return tables if prices is None else tables.with_prices(prices)


def _places(case: "Case", wanted: str | None) -> "list[tuple[Specimen, Component]]":
    from breakapart.errors import InputError

    places = list(case.components)
    if wanted is None:
        return places
    name, _, part = wanted.partition("/")
    chosen = [
        (specimen, component)
        for specimen, component in places
        if (specimen.id == name and (not part or component.id == part)) or (not part and component.id == name)
    ]
    if not chosen:
        known = ", ".join(f"{specimen.id}/{component.id}" for specimen, component in places)
        raise InputError(
            f"{wanted!r} is no component of this case", source="option --component", solution=f"There are: {known}."
        )
    return chosen


def _weight(findings: "tuple[Finding, ...]", answer: "ComponentDifferential") -> int:
    """How much is known of a component: the one most is known of stands for the case."""
    return sum(
        one.outcome.is_informative and (one.specimen, one.component) == (answer.specimen, answer.component)
        for one in findings
    )


# JSON


def _write_json(
    case_id: str,
    answers: "list[tuple[ComponentDifferential, ComponentDifferential | None]]",
    main: int,
    changes: list[str],
    walked: "Replay | None",
) -> None:
    import dataclasses
    import json

    chosen, before = answers[main]
    record: dict[str, Any] = {"case": case_id, **_record(chosen)}
    if changes:
        assert before is not None
        record["what_if"] = {"changes": changes, "before": _record(before)}
    record["components"] = [
        {**_record(answer), **({"before": _record(then)} if then is not None else {})} for answer, then in answers
    ]
    if walked is not None:
        record["replay"] = {
            "rule": walked.rule,
            "steps": [
                {
                    **{k: v for k, v in dataclasses.asdict(step).items() if k != "differential"},
                    **_record(step.differential),
                }
                for step in walked.steps
            ],
        }
    click.echo(json.dumps(_rounded(record), ensure_ascii=False, indent=1))


def _record(answer: "ComponentDifferential") -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(answer)


def _rounded(value: Any) -> Any:
    """Six significant digits: beyond them a probability says nothing."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


# Text


def _text(
    case: "Case",
    answer: "ComponentDifferential",
    before: "ComponentDifferential | None",
    changes: list[str],
    *,
    explain: bool,
) -> str:
    specimen = case.specimen(answer.specimen)
    part = next(c for c in specimen.components if c.id == answer.component)
    lines = [f"{specimen.name}: {part.name} ({specimen.id}/{part.id})"]
    if changes:
        lines.append(f"  what if: {'; '.join(changes)}")
    if answer.abstains:
        lines.append(f"  NONE OF THESE: {answer.abstains_because}")
    then = {entity.id: entity.posterior for entity in before.entities} if before else {}
    lines += ["", "  posterior  95 % interval   " + ("before   " if before else "") + "entity"]
    for entity in answer.entities[:SHOWN_ENTITIES]:
        lines.append(_line(entity.posterior, entity.low, entity.high, then.get(entity.id), entity.label))
    none_then = before.none_of_these if before else None
    lines.append(_line(answer.none_of_these, answer.none_low, answer.none_high, none_then, "none of these"))
    lines += ["", "  Groups"]
    for group in answer.parents[:3]:
        lines.append(_line(group.posterior, group.low, group.high, None, group.label))
    lines += [
        "",
        f"  {answer.estimate_share:.0%} of the evidence for {answer.top.id} rests on estimates without a source.",
    ]
    if answer.influences:
        lines.append("  What would change the answer most:")
        for one in answer.influences:
            how = "left out" if one.change == "left_out" else "turned round"
            lines.append(f"    {one.text} {how}: then {one.top_entity} leads with {_percent(one.top_posterior)}")
    if explain:
        lines += _explained(answer)
    lines += ["", *_tests(answer)]
    if answer.uninformative:
        names = ", ".join(event.partition(":")[2] for event in answer.uninformative)
        lines += ["", f"  Reported, present or absent, but counted by nobody in these entities: {names}."]
    return "\n".join(lines)


def _line(posterior: float, low: float, high: float, then: float | None, label: str) -> str:
    old = f"{_percent(then):>7}   " if then is not None else ""
    return f"  {_percent(posterior):>8}   {_percent(low):>6} to {_percent(high):<6}   {old}{label}"


def _explained(answer: "ComponentDifferential") -> list[str]:
    lines = []
    for entity in answer.entities[:3]:
        lines += ["", f"  {entity.label}: log10 likelihood ratio of each finding against tumours at large"]
        for one in entity.evidence:
            counted = f"{one.positive:g} of {one.n:g}" if one.n else "not counted"
            classes = ", ".join(one.evidence_classes) or "background"
            lines.append(f"    {one.log10_lr:+6.2f}  {one.text}  [{counted}; {classes}]")
            if one.sources:
                lines.append(f"            {'; '.join(one.sources[:3])}{' ...' if len(one.sources) > 3 else ''}")
    return lines


def _tests(answer: "ComponentDifferential") -> list[str]:
    worth = [test for test in answer.next_tests if test.value > 0]
    if not worth:
        return ["  No further test is worth its price for this question."]
    lines = ["  Next test        expected gain in bits (group, entity), regret, price"]
    for test in worth[:SHOWN_TESTS]:
        means = "; ".join(
            f"{outcome.outcome} {outcome.probability:.0%} -> {outcome.top_entity} {outcome.top_posterior:.0%}"
            for outcome in test.outcomes[:3]
        )
        lines.append(
            f"    {test.label}: {test.parent_bits:.2f}, {test.leaf_bits:.2f}, {test.regret_drop:.2f}, "
            f"{test.cost_eur:.0f} EUR, {test.days:g} days"
        )
        lines.append(f"        {means}")
    if answer.panel is not None and answer.panel.tests:
        panel = answer.panel
        labels = {test.test: test.label for test in answer.next_tests}
        names = ", then ".join(labels.get(test, test) for test in panel.tests)
        reached = "reaches" if panel.reached else "is the nearest found to"
        lines.append(
            f"  Shortest panel: {names}: {reached} {panel.target:.0%} certainty of the group "
            f"(expected {panel.expected_certainty:.0%}; {panel.cost_eur:.0f} EUR, {panel.days:g} days)"
        )
    return lines


def _replay_text(walked: "Replay") -> str:
    lines = ["Replay: what was known at each read, and the test that was due", f"  ({walked.rule})"]
    for step in walked.steps:
        top = step.differential.top
        group = step.differential.parents[0]
        lines += [
            "",
            f"  {step.event}, {step.when}: {step.what} ({step.specimen}/{step.component})",
            f"    said then: {step.said_then or 'nothing'}",
            f"    known: {len(step.known)} findings, {len(step.newly_known)} of them new",
            f"    leading: {top.label} {_percent(top.posterior)}; {group.label} {_percent(group.posterior)}",
        ]
        due = [test for test in step.differential.next_tests if test.value > 0][:4]
        lines.append("    due: " + (", ".join(test.label for test in due) if due else "no further test"))
    return "\n".join(lines)


def _percent(share: float) -> str:
    if share >= 0.995:
        return "> 99 %" if share < 1 else "100 %"
    if share < 0.005:
        return "< 1 %"
    return f"{100 * share:.0f} %"
