"""
The assessed case on one screen: the three sentences, what to do next, what to look at again, and the key facts.

At most `MOST_LINES` lines. What does not fit is cut at the end of a paragraph with a sign that more stands in the
report; the answer and the facts are never cut before the notes.
"""

import textwrap
from collections.abc import Callable

from breakapart.model.outcome import Outcome
from breakapart.model.result import CaseResult, Sentence
from breakapart.model.therapy import Therapy
from breakapart.reports import calls, wording

MOST_LINES = 25
LABEL_WIDTH = 12
NARROWEST = 40
"""Below this many columns the lines no longer wrap more tightly."""
BLANK_AND_LAST = 3
"""Lines between the parts, and the last line."""

BOLD, BLUE, VERMILION, SOFT, RESET = "\x1b[1m", "\x1b[34m", "\x1b[33m", "\x1b[2m", "\x1b[0m"
"""Colours of the terminal's own palette, so that they can be read on light and dark ground."""


def render(result: CaseResult, *, colour: bool, width: int) -> str:
    """
    The summary as text, ending in a line break.

    `colour` adds terminal colours; `width` is the number of columns to stay within.
    """
    width = max(width, NARROWEST)
    paint = _painted if colour else _unpainted
    title = _cut(result.case.title, width)
    patient = _cut(" · ".join(wording.case_line(result.case)), width)
    head = [paint(title, BOLD), paint(patient, SOFT), ""]
    if result.banner:
        head.insert(0, paint(_cut(result.banner, width), VERMILION))
    facts = [paint(label.ljust(LABEL_WIDTH), SOFT) + _cut(text, width - LABEL_WIDTH) for label, text in _facts(result)]
    room = MOST_LINES - len(head) - len(facts) - BLANK_AND_LAST
    answer = _shortened(_wrapped(result.answer, width), max(room - 2, 1), width)
    room -= len(answer)
    body = width - LABEL_WIDTH
    following, again = _share_room(
        _wrapped(result.do_next, body) or ["nothing further advised"],
        _wrapped(result.look_again, body) or ["nothing noted"],
        room,
        body,
    )
    lines = [*head, *answer, ""]
    lines += _labelled("Do next", following, BLUE, paint)
    lines += _labelled("Look again", again, VERMILION, paint)
    last = _cut(f"Research and decision support; {wording.signature(result.case)}.", width)
    lines += ["", *facts, paint(last, SOFT)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _facts(result: CaseResult) -> list[tuple[str, str]]:
    """Label and text of each key fact; what was not done is said, not left out."""
    facts = [*_fusion_facts(result), *_run_facts(result)]
    facts += [("Grade", _grade(result)), ("FISH", _fish(result)), ("Ki-67", _labelling(result))]
    agreement = "; ".join(wording.lower_first(agreement.summary.rstrip(". ")) for agreement in result.agreements)
    facts.append(("Assays", agreement or "nothing to compare"))
    facts.append(("Therapy", _therapy(result)))
    return facts


def _fusion_facts(result: CaseResult) -> list[tuple[str, str]]:
    by_call = calls.distinct(result.fusions, (Outcome.PRESENT,))
    if not by_call:
        return [("Fusion", wording.without_fusion(result))]
    facts: list[tuple[str, str]] = []
    (name, annotation), *others = by_call.items()
    if annotation is None:
        facts.append(("Fusion", f"{name}, only one partner known: no frame, no protein"))
    else:
        length = f", {annotation.protein.length} residues" if annotation.protein else ""
        facts.append(("Fusion", f"{name}, {wording.FRAME_WORDS[annotation.frame]}{length}"))
        if annotation.kinase_gene is not None and annotation.five_prime.is_known and annotation.three_prime.is_known:
            kept = f"{wording.oligomerisation_words(annotation)}; {wording.kinase_words(annotation)}"
            facts.append(("Protein", kept))
        facts.append(("Function", wording.function_words(annotation)))
    if others:
        more = [name if other is None else f"{name} ({wording.FRAME_WORDS[other.frame]})" for name, other in others]
        facts.append(("Also found", wording.listed(more)))
    return facts


def _run_facts(result: CaseResult) -> list[tuple[str, str]]:
    """What each run that was called from reads can be trusted with."""
    facts = []
    for run in result.runs:
        where = wording.place(result.case, run.at.specimen, run.at.component)
        facts.append(("Run", f"{wording.run_verdict(run.called)} ({where})"))
    return facts


def _grade(result: CaseResult) -> str:
    graded = [placed for placed in result.grades if placed.grade.applicable]
    if not graded:
        return "FNCLCC not applicable" if result.grades else "not graded"
    texts = []
    for placed in graded:
        where = wording.place(result.case, placed.at.specimen, placed.at.component)
        sum_, grade = wording.grade_sum(placed.grade), wording.grade_words(placed.grade)
        texts.append(f"FNCLCC {sum_}, {grade} ({where})")
    return "; ".join(texts)


def _fish(result: CaseResult) -> str:
    texts = []
    for placed in result.fish:
        where = wording.place(result.case, placed.at.specimen, placed.at.component)
        texts.append(f"{placed.fish.gene} {wording.fish_outcome(placed.fish)} ({where})")
    return "; ".join(texts) or "not recorded"


def _labelling(result: CaseResult) -> str:
    texts = []
    for index in result.labelling:
        where = wording.place(result.case, index.at.specimen, index.at.component)
        name = "" if index.marker.replace("-", "").lower() == "ki67" else f"{index.marker} "
        texts.append(f"{name}{where}: {wording.labelling(index)}")
    return "; ".join(texts) or "not recorded"


def _therapy(result: CaseResult) -> str:
    """The first drug of each target with its evidence: a name alone tells a reader nothing."""
    by_target: dict[str, list[Therapy]] = {}
    for therapy in result.therapies:
        by_target.setdefault(therapy.target, []).append(therapy)
    texts = []
    for target, therapies in by_target.items():
        more = f" and {wording.counted(len(therapies) - 1, 'other')}" if len(therapies) > 1 else ""
        texts.append(f"{target}: {therapies[0].drugs}{more}; {therapies[0].evidence}")
    return "; ".join(texts) or "no match"


def _wrapped(sentences: tuple[Sentence, ...], width: int) -> list[str]:
    text = wording.printable(" ".join(" ".join(sentence.text.split()) for sentence in sentences))
    return textwrap.wrap(text, width, break_on_hyphens=False)


def _shortened(lines: list[str], most: int, width: int) -> list[str]:
    """At most so many lines, the last one ending in an ellipsis where more would follow."""
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]} ", width - 2).rstrip("…").rstrip() + " …"]


def _share_room(first: list[str], second: list[str], room: int, width: int) -> tuple[list[str], list[str]]:
    """Cut two paragraphs so that together they take at most `room` lines, each at least one."""
    room = max(room, 2)
    of_second = min(len(second), max(room - len(first), room // 2, 1))
    of_first = max(room - of_second, 1)
    return _shortened(first, of_first, width), _shortened(second, of_second, width)


def _labelled(label: str, lines: list[str], colour: str, paint: Callable[[str, str], str]) -> list[str]:
    first, *rest = lines
    return [paint(label.ljust(LABEL_WIDTH), colour) + first, *(" " * LABEL_WIDTH + line for line in rest)]


def _cut(text: str, width: int) -> str:
    text = " ".join(wording.printable(text).split())
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _painted(text: str, colour: str) -> str:
    return f"{colour}{text}{RESET}"


def _unpainted(text: str, colour: str) -> str:  # noqa: ARG001
    return text
