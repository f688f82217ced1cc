"""The ranking in words: the first sentence of the answer, and the tests it asks for. Never a bare percentage."""

from collections.abc import Sequence
from math import log2

from breakapart.model.case import Case
from breakapart.model.differential import ComponentDifferential
from breakapart.model.finding import Finding
from breakapart.model.result import Sentence

LEADS_FROM = 0.5
"""From here one entity is said to lead; below, none stands out."""
TESTS_NAMED = 3


def leading_differential(
    differentials: Sequence[ComponentDifferential], findings: Sequence[Finding]
) -> ComponentDifferential | None:
    """The component that stands for the case: the one most is known of."""

    def known(one: ComponentDifferential) -> int:
        place = one.specimen, one.component
        return sum(f.outcome.is_informative and (f.specimen, f.component) == place for f in findings)

    return max(differentials, key=known, default=None)


def entity_sentence(
    case: Case, differentials: Sequence[ComponentDifferential], findings: Sequence[Finding], support: str
) -> Sentence | None:
    """
    The first sentence of the answer, or None when nothing was ranked.

    `support` is what the molecular findings support, in words that fit behind "the findings support".
    """
    main = leading_differential(differentials, findings)
    if main is None:
        return None
    where = _place(case, main)
    top, group = main.top, main.parents[0]
    if main.abstains:
        text = f"No entity of the tables explains {where}: {main.abstains_because}"
    elif top.posterior >= LEADS_FROM:
        text = (
            f"{_name(top.label)}: {span(top.posterior, top.low, top.high)} for {where}, "
            f"{percent(main.estimate_share)} of the evidence estimated"
        )
    else:
        second = main.entities[1]
        text = (
            f"No entity stands out for {where}: {_name(top.label)} {span(top.posterior, top.low, top.high)}, "
            f"{_name(second.label)} {span(second.posterior, second.low, second.high)}, "
            f"group {group.label.lower()} {percent(group.posterior)}"
        )
    if case.signed is not None:
        by = f" by {case.signed.by}" if case.signed.by else ""
        text += f"; signed{by}"
        if case.signed.entity != top.id:
            text += f": {case.signed.text}"
    return Sentence(f"{text}; the findings support {support}.", ("differential", "agreement"))


def order_sentences(
    case: Case, differentials: Sequence[ComponentDifferential], findings: Sequence[Finding]
) -> tuple[Sentence, ...]:
    """What to order next for the component that stands for the case; empty when no test is worth its price."""
    main = leading_differential(differentials, findings)
    if main is None:
        return ()
    worth = [test for test in main.next_tests if test.value > 0][:TESTS_NAMED]
    if not worth:
        return ()
    names = ", ".join(test.label for test in worth)
    first = worth[0]
    text = (
        f"Order for {_place(case, main)}: {names} (the first is expected to settle {first.leaf_bits:.1f} of "
        f"{_open_bits(main):.1f} bits; {first.cost_eur:.0f} EUR, {first.days:g} days)."
    )
    return (Sentence(text, ("tests",)),)


def percent(share: float) -> str:
    """
    A probability as a percentage, never more certain than it is.

    >>> percent(0.9991), percent(0.954), percent(0.001)
    ('over 99 %', '95 %', 'under 1 %')
    """
    if share >= 0.995:
        return "over 99 %"
    if share < 0.005:
        return "under 1 %"
    return f"{100 * share:.0f} %"


def span(posterior: float, low: float, high: float) -> str:
    """
    A probability with its credible interval.

    >>> span(0.86, 0.412, 0.9991)
    '86 % (41 to over 99 %)'
    """
    return f"{percent(posterior)} ({percent(low).removesuffix(' %')} to {percent(high)})"


def _open_bits(differential: ComponentDifferential) -> float:
    shares = [one.posterior for one in differential.entities] + [differential.none_of_these]
    return -sum(share * log2(share) for share in shares if share > 0)


def _place(case: Case, differential: ComponentDifferential) -> str:
    specimen = case.specimen(differential.specimen)
    component = next(one for one in specimen.components if one.id == differential.component)
    name = component.name if len(specimen.components) > 1 else specimen.name
    return f"the {name[0].lower()}{name[1:]}"


def _name(label: str) -> str:
    """The name without its remarks in brackets."""
    return label.partition(" (")[0]
