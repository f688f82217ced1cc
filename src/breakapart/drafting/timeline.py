"""
What happened to the patient, in the order of the telling, with intervals and ages where they stand.

Each rule is a pattern of a kind of event. A summary that comes before the story ("follow-up revealed two recurrences")
is recognised by the story that begins again after it ("Initially, ...").
"""

import re
from collections.abc import Iterator, Sequence

from breakapart.drafting import follow_up, presentation, procedures, spread, treatments
from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.dates import dates_in
from breakapart.drafting.follow_up import UNIT
from breakapart.drafting.imaging import read_imaging
from breakapart.drafting.moments import moments_in, of_event
from breakapart.drafting.patient import NUMBER, duration
from breakapart.drafting.presentation import read_presentation
from breakapart.drafting.reads import FINAL, is_under_diagnosis, reads_in
from breakapart.drafting.spread import read_spread
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, SectionKind, Sureness

_SHARED = Rule(rf"\b(?P<n>{NUMBER})(?: {UNIT})? and (?P<m>{NUMBER}) (?P<u>{UNIT})\b", re.IGNORECASE)
_DATED = re.compile(r"[^:;\n]{0,40}\d[\d./-]{3,9}[^:;\n]{0,25}:")
RESTART = Rule(
    (
        r"^\W*(?:(?:initially|at first|originally),? (?:the |this |our |her |his |an? )?(?:\w+ )?(?:patient"
        r"|boy|girl|infant"
        r"|child|man|woman|he|she|lesion|mass|nodule|tumou?r|swelling)|the history|her history|his history|on"
        r" history)\b|\b(?:years|months) (?:earlier|before presentation|previously)\b"
    ),
    re.IGNORECASE,
)
"""A sentence with which the story begins (again)."""
_CUES = Words(
    " had ", "achiev", "attain", "reach", "stabili", "remission", "resolution", "decrease", "reduction", "ultraso",
    "mri", "magnetic", "tomogra", "ct", "radiogra", "radiolog", "x-ray", "imaging", "pet", "scan", "sonogra", "scinti",
    "mammogra", "echocardio", "angiogra", "film", "detected", "first", "grow", "improve", "respon", "effect",
    "progress", "shrink", "regress",
)  # fmt: skip
"""Parts of the words of the rules for images and answers to treatment."""
_ALL_CUES = (
    _CUES,
    presentation.CUES,
    procedures.CUES,
    procedures.MARGIN_CUES,
    spread.CUES,
    treatments.CUES,
    follow_up.CUES,
)
"""A sentence that holds none of these words is let pass quickly."""
_DATED_KINDS = ("procedure", "treatment", "recurrence", "metastasis", "finding", "imaging", "follow_up")


_ONE_COMPLAINT = 60
"""Characters behind the beginning of a complaint in which the recurrence is named that was complained of."""


def _is_of_return(
    finding: tuple[int, int, str, dict[str, object], str], found: Sequence[tuple[int, int, str, dict[str, object], str]]
) -> bool:
    """Whether what the patient came with is the recurrence, so that it is told once."""
    return any(
        kind == "recurrence" and start < finding[1] + _ONE_COMPLAINT and end > finding[0]
        for start, end, kind, _, _ in found
    )


def read_events(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """The events of `part`, in the order in which it tells them."""
    text = part.text
    lower = text.lowered
    base = part.sentence.start + part.start
    section = part.sentence.section.kind
    reads = tuple(
        reads_in(
            text,
            vocabulary,
            under_diagnosis=section is SectionKind.CASE and is_under_diagnosis(part.sentence.section.title),
        )
    )
    for read in reads:
        if read.rank and section is not SectionKind.ABSTRACT:
            yield Observation(
                "signed",
                {"text": read.diagnosis, "entity": read.entity, "rank": read.rank},
                base + read.start,
                base + read.end,
                "what a read concluded" if read.rank < FINAL else "final diagnosis",
                sureness=Sureness.READ if read.rank == FINAL else Sureness.INFERRED,
                cases=part.cases,
                section=section,
            )
    if not reads and not any(words.are_in(lower) for words in _ALL_CUES):
        return
    found: list[tuple[int, int, str, dict[str, object], str]] = []
    when = moments_in(text)

    def add(kind: str, start: int, end: int, rule: str, **values: object) -> None:
        found.append((start, end, kind, {key: value for key, value in values.items() if value is not None}, rule))

    shared = _SHARED.search(text) if len(part.cases) == 2 and "respectively" in lower else None
    if shared is not None and (status := follow_up.status_in(text)) is not None:
        # "10 and 14 months, respectively": each case has its own.
        for case, count in zip(part.cases, (shared["n"], shared["m"]), strict=True):
            each: dict[str, object] = {"status": status[0], "follow_up": duration(count, shared["u"])}
            yield Observation(
                "event:follow_up",
                each,
                base + shared.start(),
                base + shared.end(),
                "respectively",
                cases=(case,),
                section=section,
            )
    elif follow_up.CUES.are_in(lower):
        follow_up.read_follow_up(text, add)
    if not any(item[2] == "follow_up" for item in found):
        read_imaging(text, add)
    read_presentation(text, add)
    procedures.read_procedures(text, add)
    read_spread(text, vocabulary, add)
    found = [event for event in found if not (event[2] == "finding" and _is_of_return(event, found))]
    treatments.read_treatments(text, section.is_about_the_case, add)
    for read in (read for read in reads if read.is_event):
        add(
            "pathology_read",
            read.start,
            read.end,
            "what a read concluded",
            diagnosis=read.diagnosis,
            entity=read.entity,
            certainty=read.certainty,
            sums_up=read.sums_up or None,
        )
    if not any(item[2] in ("treatment", "follow_up") for item in found):
        effect = treatments.NO_EFFECT.search(text)
        answer = "no improvement" if effect is not None else treatments.response_in(text)
        effect = effect or treatments.RESPONSE.search(text)
        if answer is not None and effect is not None:
            add("effect", effect.start(), effect.end(), "effect of the treatment before", result=answer)
    found.sort(key=lambda event: event[:2])
    dated = of_event(text, dates_in(text), [event[:2] if event[2] in _DATED_KINDS else (-1, -1) for event in found])
    is_history = "history" in part.sentence.section.title.lower()
    for i, (start, end, kind, values, rule) in enumerate(found):
        if values.get("mention") and (is_history or _DATED.match(text, end) is not None):
            # "Core biopsy 1/3 (S24-16): X": tissue that was read before; what is described is the tissue at hand.
            values = {**values, "elsewhere": True}
        nearest = [item for item in when if kind != "follow_up" and values.get("course") in (None, "given")]
        if nearest and kind in ("procedure", "treatment", "recurrence", "metastasis", "finding", "imaging"):
            chosen = max((item for item in nearest if item[0] <= start), default=nearest[0], key=lambda item: item[0])
            alone = (
                len(when) == 1
                and len([item for item in found if item[2] not in ("follow_up", "pathology_read", "effect")]) == 1
            )
            if (chosen[0] <= start or alone) and not any(
                chosen[0] <= other[0] < start and other[2] not in ("follow_up", "pathology_read") and other[0] != start
                for other in found
            ):
                values = {**values, **chosen[1]}
            elif chosen[0] > start and 0 <= chosen[0] - end <= 40 and not any(other[0] > end for other in found):
                # "Resection was performed after 7 months of treatment": said behind the last event.
                values = {**values, **chosen[1]}
        if i in dated:
            values = {**values, "date": str(dated[i].date)}
        yield Observation(f"event:{kind}", values, base + start, base + end, rule, cases=part.cases, section=section)
