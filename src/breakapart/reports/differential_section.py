"""What the page says of ranking, next tests and replay: figures and words for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from breakapart.model.differential import ComponentDifferential, Influence, NextTest, ReplayStep
from breakapart.model.result import CaseResult
from breakapart.reports import differential_figure, replay_figure, waterfall_figure, wording

TESTS_SHOWN = 6
SOURCES_FROM = 4
"""Findings whose sources are cited on the page; all of them stand in the JSON record."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One component as the page shows it."""

    place: str
    differential: ComponentDifferential
    figure: Markup
    waterfall: Markup
    tests: tuple[NextTest, ...]
    """Those worth their price."""
    sources: tuple[str, ...]
    """Of the evidence for the leading entity."""


def ranked(result: CaseResult) -> list[Ranked]:
    """Every ranked component, in the order of the case."""
    found = []
    for i, one in enumerate(result.differentials, start=1):
        worth = tuple(test for test in one.next_tests if test.value > 0)[:TESTS_SHOWN]
        sources = [source for e in one.top.evidence[:SOURCES_FROM] for source in e.sources[:1]]
        found.append(
            Ranked(
                place=wording.place(result.case, one.specimen, one.component),
                differential=one,
                figure=differential_figure.draw(one, f"differential-figure-{i}"),
                waterfall=waterfall_figure.draw(one.top, f"waterfall-figure-{i}"),
                tests=worth,
                sources=tuple(source for source in dict.fromkeys(sources) if source != "expert-estimate"),
            )
        )
    return found


def replay(result: CaseResult) -> Markup | None:
    """The replay as a figure; None when the timeline has no read of anything that is known."""
    if result.replay is None or not result.replay.steps:
        return None
    places = [wording.place(result.case, step.specimen, step.component) for step in result.replay.steps]
    return replay_figure.draw(result.replay.steps, "replay-figure", places)


def in_a_line(differential: ComponentDifferential) -> str:
    """The leading entities and "none of these" with their intervals, for paper."""
    parts = [
        f"{differential_figure.short(one.label)} {percent(one.posterior)} ({percent(one.low)} to {percent(one.high)})"
        for one in differential.entities[:3]
    ]
    group = differential.parents[0]
    return "; ".join(
        [
            *parts,
            f"none of these {percent(differential.none_of_these)}",
            f"group {group.label.lower()} {percent(group.posterior)}",
            f"{percent(differential.estimate_share)} of the evidence estimated",
        ]
    )


def step_in_words(step: ReplayStep) -> str:
    """What was likely at a read, for paper."""
    if not step.newly_known:
        return "as before"
    group, (first, second) = step.differential.parents[0], step.differential.entities[:2]
    names = [f"{differential_figure.short(one.label)} {percent(one.posterior)}" for one in (first, second)]
    return f"{group.label} {percent(group.posterior)}: {', '.join(names)}"


def due(step: ReplayStep) -> str:
    """The tests that were due at a read."""
    worth = [test.label for test in step.differential.next_tests if test.value > 0][:3]
    return ", ".join(worth) or "none: the answer stands"


def influence(one: Influence, names: dict[str, str]) -> str:
    """What becomes of the answer without a finding, or with its opposite."""
    how = "Without" if one.change == "left_out" else "With the opposite of"
    leader = names.get(one.top_entity, one.top_entity)
    return f"{how} “{wording.printable(one.text)}”, {leader} leads with {percent(one.top_posterior)}"


def outcomes(test: NextTest, labels: dict[str, str]) -> str:
    """What the outcomes of a test would mean, the likeliest first."""
    parts = []
    for one in test.outcomes[:3]:
        name = labels.get(one.top_entity, wording.plain(one.top_entity))
        parts.append(f"{one.outcome} ({percent(one.probability)}): {name} {percent(one.top_posterior)}")
    return "; ".join(parts)


def labels(differential: ComponentDifferential) -> dict[str, str]:
    """Entity ids as people read them, without remarks in brackets."""
    return {one.id: differential_figure.short(one.label) for one in differential.entities}


def panel(one: Ranked) -> str:
    """The shortest panel in words; empty when there is none to order."""
    found = one.differential.panel
    if found is None or not found.tests:
        return ""
    names = {test.test: test.label for test in one.differential.next_tests}
    order = wording.listed([names.get(test, test) for test in found.tests])
    verb = "reach" if found.reached else "come nearest to"
    return (
        f"Together, {order} are expected to {verb} {percent(found.target)} certainty of the group "
        f"({percent(found.expected_certainty)}; {found.cost_eur:.0f} EUR, {found.days:g} days)"
    )


def uninformative(one: ComponentDifferential) -> str:
    """Findings without effect, by name."""
    return ", ".join(wording.plain(event.partition(":")[2]) for event in one.uninformative)


def percent(share: float) -> str:
    """A probability as a percentage, never more certain than it is."""
    if share >= 0.995:
        return "over 99 %"
    return "under 1 %" if share < 0.005 else f"{100 * share:.0f} %"


def has_tests(found: Sequence[Ranked]) -> bool:
    """Whether any component has a test worth its price."""
    return any(one.tests for one in found)
