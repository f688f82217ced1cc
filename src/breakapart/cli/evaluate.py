"""`breakapart evaluate`: how good the differential is on published cases."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.diagnosis.evaluation import Comparison, Evaluation, Judged, Share, Summary

RANKED = 10
"""Entities of a case in the record, the likeliest first."""
SHARES = (
    "top1_strict",
    "top3_strict",
    "top1_accepted",
    "top3_accepted",
    "parent_top1",
    "parent_top1_accepted",
    "abstained_out_of_scope",
    "false_abstention",
    "reached_certainty",
)


@click.command("evaluate")
@click.argument("cases_file", metavar="CASES.tsv", type=click.Path(path_type=Path))
@click.option(
    "--with-molecular", is_flag=True, help="Report the run with molecular results first (both are always made)."
)
@click.option(
    "--scope",
    type=click.Choice(["auto", "core", "all"]),
    default="auto",
    help="Entities that are ranked; auto: core unless a diagnosis is an extended entity.",
)
@click.option("--priors", metavar="FILE", type=click.Path(path_type=Path), help="Your laboratory's own priors.")
@click.option(
    "--html", metavar="FILE", type=click.Path(path_type=Path), help="Write a page with a reliability diagram."
)
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def command(
    cases_file: Path, with_molecular: bool, scope: str, priors: Path | None, html: Path | None, as_json: bool
) -> None:
    """
    Measure the differential on a table of published cases.

    \b
    breakapart evaluate published_cases.tsv
    breakapart evaluate published_cases.tsv --html evaluation.html --json > evaluation.json

    The table is tab-separated with the columns case_id, age_years, sex, site, morphology, ihc,
    molecular_withheld, fish_withheld, diagnosis and acceptable_alternatives, in any order. Stains
    that are not known are left out and counted. Molecular results are withheld in the first run and
    given in the second; a diagnosis outside the tables begins with OOD.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.cli.files import write_whole
    from breakapart.diagnosis.evaluation import Evaluator
    from breakapart.diagnosis.published import Translator
    from breakapart.formats.published_cases import read_published_cases
    from breakapart.knowledge import Knowledge
    from breakapart.knowledge.differential_tables import DifferentialTables
    from breakapart.knowledge.words import bundled_phrases, bundled_sites
    from breakapart.reference import Reference
    from breakapart.workup import differential_engine

    cases = read_published_cases(cases_file)
    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    tables = DifferentialTables.bundled().with_priors(priors) if priors else None
    model, adviser = differential_engine(None, tables)
    translator = Translator(
        knowledge.markers, bundled_phrases(), bundled_sites(), lambda symbol: reference.find(symbol) is not None
    )
    evaluation = Evaluator(model, translator, knowledge.entities, adviser=adviser).evaluate(cases, scope=scope)
    record = as_record(
        evaluation, source=cases_file.name, knowledge_version=knowledge.version, lead_with_molecular=with_molecular
    )
    if html is not None:
        from breakapart.reports import evaluation_page

        write_whole({html: evaluation_page.render(record)}, advice="Choose another file with '--html'.")
    if as_json:
        import json

        click.echo(json.dumps(_rounded(record), ensure_ascii=False, indent=1))
    else:
        click.echo(as_text(evaluation, lead_with_molecular=with_molecular))
        if html is not None:
            click.echo(f"Written: {html}")


# The record


def as_record(
    evaluation: "Evaluation", *, source: str, knowledge_version: str, lead_with_molecular: bool = False
) -> dict[str, Any]:
    """The evaluation as plain data; the metrics of the leading run stand at the top."""
    from breakapart import __version__

    lead = evaluation.with_molecular if lead_with_molecular else evaluation.without_molecular
    return {
        "source": source,
        "breakapart_version": __version__,
        "knowledge_version": knowledge_version,
        "scope": evaluation.scope,
        "condition": "with_molecular" if lead_with_molecular else "without_molecular",
        **_metrics(lead),
        "baselines": [_baseline(one) for one in evaluation.baselines],
        "cases": [_case(one) for one in lead.cases],
        "without_molecular": _condition(evaluation.without_molecular),
        "with_molecular": _condition(evaluation.with_molecular),
    }


def _metrics(summary: "Summary") -> dict[str, Any]:
    return {
        "n": summary.n,
        "n_out_of_scope": summary.n_out_of_scope,
        **{name: getattr(summary, name).value for name in SHARES},
        "log_loss": summary.log_loss,
        "brier": summary.brier,
        "ece": summary.ece,
        "ece_interval": [summary.ece_low, summary.ece_high],
        "ece_strict": summary.ece_strict,
        "tests_needed": summary.tests_needed,
        "tests_needed_as_listed": summary.tests_needed_as_listed,
        "unknown_stains": summary.unknown_stains,
        "unread_phrases": summary.unread_phrases,
    }


def _condition(summary: "Summary") -> dict[str, Any]:
    return {
        **_metrics(summary),
        "shares": {name: _interval(getattr(summary, name)) for name in SHARES},
        "reliability": [
            {"low": b.low, "high": b.high, "cases": b.cases, "confidence": b.confidence, "accuracy": b.accuracy}
            for b in summary.bins
        ],
        "cases": [_case(one) for one in summary.cases],
    }


def _interval(share: "Share") -> dict[str, Any]:
    return {"k": share.k, "n": share.n, "value": share.value, "interval": share.interval}


def _baseline(one: "Comparison") -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(one)


def _case(case: "Judged") -> dict[str, Any]:
    return {
        "id": case.id,
        "diagnosis": case.diagnosis,
        "accepted": list(case.accepted),
        "in_scope": case.is_in_scope,
        "right": case.is_in_scope and case.is_right(),
        "right_strict": case.is_in_scope and case.is_right(strict=True),
        "ranked": [{"id": name, "posterior": posterior} for name, posterior in case.ranked[:RANKED]],
        "parents": [{"id": name, "posterior": posterior} for name, posterior in case.parents[:3]],
        "none_of_these": case.none_of_these,
        "abstained": case.abstained,
        "outside": case.outside,
        "tests_done": case.tests_done,
        "tests_needed": case.tests_needed,
        "reasons": list(case.reasons),
        "unknown_stains": list(case.unknown_stains),
        "unread_phrases": list(case.unread_phrases),
    }


def _rounded(value: Any) -> Any:
    """Six significant digits."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return value


# The text


def as_text(evaluation: "Evaluation", *, lead_with_molecular: bool = False) -> str:
    """The evaluation as a person reads it."""
    plain, molecular = evaluation.without_molecular, evaluation.with_molecular
    lead = molecular if lead_with_molecular else plain
    lines = [
        f"{plain.n} cases in scope ({evaluation.scope}), {plain.n_out_of_scope} out of scope",
        "",
        f"{'':38}{'without molecular':<32}with molecular",
    ]
    for name, words in (
        ("top1_strict", "leading entity is the diagnosis"),
        ("top3_strict", "diagnosis among the first three"),
        ("top1_accepted", "leading entity is accepted"),
        ("top3_accepted", "an accepted one among three"),
        ("parent_top1", "leading group is right"),
        ("abstained_out_of_scope", "out of scope: none of these"),
        ("false_abstention", "in scope: none of these (false)"),
    ):
        lines.append(f"{words:38}{_words(getattr(plain, name)):<32}{_words(getattr(molecular, name))}")
    for name, words in (("log_loss", "log loss"), ("brier", "Brier score"), ("ece", "calibration error (accepted)")):
        lines.append(f"{words:38}{_number(getattr(plain, name)):<32}{_number(getattr(molecular, name))}")
    lines.append(f"{'  its 95 % interval':38}{_error_interval(plain):<32}{_error_interval(molecular)}")
    lines.append(f"{'stains needed for 80 %':38}{_stains_needed(plain)}")
    lines += ["", "In the same run, without molecular results:"]
    for one in evaluation.baselines:
        lines.append(
            f"  {one.name.replace('_', ' '):14} top 1 {_percent(one.top1_accepted)}, "
            f"top 3 {_percent(one.top3_accepted)} accepted, "
            f"log loss {_number(one.log_loss, 2)}, calibration error {_number(one.ece, 2)}"
        )
    lines += ["", "Cases"]
    lines += [line for case in lead.cases for line in _case_lines(case)]
    lines += ["", f"{plain.unknown_stains} stains and {plain.unread_phrases} phrases were not known and were left out."]
    return "\n".join(lines)


def _case_lines(case: "Judged") -> list[str]:
    if case.is_in_scope:
        mark = "right" if case.is_right() else "top 3" if case.is_right(3) else "wrong"
    else:
        mark = "right" if case.abstained else "wrong"
    ranking = ", ".join(f"{name} {posterior:.0%}" for name, posterior in case.ranked[:3])
    none = f"none of these {case.none_of_these:.0%}"
    answer = f"{none.upper()}; {ranking}" if case.abstained else f"{ranking}; {none}"
    lines = [f"  {mark:6}{case.id}  {case.diagnosis}: {answer}"]
    if case.reasons:
        lines.append(f"          {'; '.join(case.reasons)}")
    return lines


def _words(share: "Share") -> str:
    if share.value is None or share.interval is None:
        return "no such case"
    low, high = share.interval
    return f"{share.value:.0%} ({share.k}/{share.n}; {low:.0%} to {high:.0%})"


NOT_COMPUTABLE = "not computable"
"""In the place of a mean over no case."""


def _number(value: float | None, digits: int = 3) -> str:
    return NOT_COMPUTABLE if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return NOT_COMPUTABLE if value is None else f"{value:.0%}"


def _error_interval(summary: "Summary") -> str:
    if summary.ece_low is None or summary.ece_high is None:
        return NOT_COMPUTABLE
    return f"{summary.ece_low:.3f} to {summary.ece_high:.3f}"


def _stains_needed(summary: "Summary") -> str:
    if not summary.n:
        return NOT_COMPUTABLE
    asked, listed = (
        "never reached" if value is None else f"{value:.1f}"
        for value in (summary.tests_needed, summary.tests_needed_as_listed)
    )
    return f"{asked} as asked for, {listed} as listed ({_words(summary.reached_certainty)})"
