"""The timeline of a case: its events in their order, each once, with what it is counted from."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.assembly.tissues import SURGERY, Tissues
from breakapart.drafting.assembly.told_again import (
    Event,
    is_elsewhere,
    is_given,
    is_known_metastasis,
    is_told_procedure,
    same_read,
)
from breakapart.drafting.assembly.wording import event_shown
from breakapart.drafting.dates import time_between
from breakapart.model.draft import Observation, SectionKind, Sureness
from breakapart.model.when import PartialDate

_WORDS = {
    "finding": "Finding",
    "imaging": "Imaging",
    "birth": "Birth",
    "procedure": "Procedure",
    "pathology_read": "Pathology read",
    "treatment": "Treatment",
    "recurrence": "Recurrence",
    "metastasis": "Metastasis",
    "follow_up": "Follow-up",
}
PROCEDURES = {
    "resection": "Resection",
    "excision": "Excision",
    "amputation": "Amputation",
    "biopsy": "Biopsy",
    "core_biopsy": "Core biopsy",
    "cytology": "Cytology",
}
"""How tissue was taken, in words."""
_ON_A_PLACE = re.compile(
    r" (?:of|from|in) (?:(?!and\b|with\b|was\b|were\b|after\b)[\w-]+ ){0,5}"
    r"(?:lesions?|nodules?|mass(?:es)?|tumou?rs?|deposits?)\b"
)
_OF_THE_COURSE = (SectionKind.CASE, SectionKind.METHODS)


class Course:
    """Puts events into the timeline, and the tissue that procedures take among the tissues of the case."""

    def __init__(self, ledger: Ledger, tissues: Tissues) -> None:
        self.timeline: list[Event] = []
        self._ledger, self._tissues = ledger, tissues
        self._anchors: dict[str, str] = {}
        """The last event of each kind: what "after the resection" counts from."""
        self._previous: str | None = None
        self._recurrences = 0
        self._turned = 0
        """Where the text last told of the tumour's return or spread."""
        self._dated: dict[str, tuple[PartialDate, Observation]] = {}
        """The date of the last operation, or else procedure, and where it is told; by kind."""
        self._follow_up: Event = {}
        self._follow_up_told: list[Observation] = []

    def tell(self, events: Sequence[Observation], births: Sequence[Observation], paces: Sequence[Observation]) -> None:
        """All `events`, in the order of the text; `births` and `paces` where they belong among them."""
        for one in _without_summaries(events):
            kind = one.kind.removeprefix("event:")
            if kind == "follow_up":
                self._follow(one)
            elif one.values.get("summary"):
                continue
            elif kind == "margins":
                self._margins(one)
            elif kind == "effect":
                self._effect(one)
            elif not self._is_passed_over(kind, one):
                self._add(kind, one)
        if births and not any(event["kind"] == "birth" for event in self.timeline):
            self._birth(births[0])
        for pace in paces:
            self._pace(pace)
        if self._follow_up:
            self._add_follow_up()

    def of_kind(self, kind: str) -> list[Event]:
        """The events of `kind` in their order."""
        return [event for event in self.timeline if event["kind"] == kind]

    # One event

    def _is_passed_over(self, kind: str, one: Observation) -> bool:
        """Whether `one` was told already, or is told where the text speaks of something else."""
        values, timeline = one.values, self.timeline
        if kind == "procedure" and is_told_procedure(
            one, timeline, self._tissues, self._ledger.text.text, self._turned
        ):
            return True
        is_not_given = kind == "treatment" and values.get("course") == "not_given"
        if one.section not in _OF_THE_COURSE and not is_not_given:
            return True
        if kind == "finding":
            return bool(self.of_kind("finding")) and not (values.get("at_birth") or values.get("interval"))
        if kind == "treatment":
            return bool(values.get("continued")) and is_given(str(values["what"]), timeline)
        if kind == "pathology_read":
            return self._is_read_again(one)
        if kind in ("recurrence", "metastasis") and not values.get("interval") and values.get("nth", 1) == 1:
            if timeline and timeline[-1]["kind"] == kind:
                return not (kind == "metastasis" and is_elsewhere(timeline[-1], values))
            return kind == "metastasis" and is_known_metastasis(values, timeline)
        return False

    def _is_read_again(self, one: Observation) -> bool:
        """
        Whether a read is told once more.

        The last of "showed DFSP" and "therefore it was diagnosed as fibrosarcomatous DFSP" stays.
        """
        event = same_read(one, self.timeline)
        if event is None:
            return False
        if event.get("entity") != one.values.get("entity"):
            for key in ("diagnosis", "entity"):
                event[key] = one.values[key]
            event["what"] = _what("pathology_read", one.values)
        return True

    def _add(self, kind: str, one: Observation) -> None:
        values = one.values
        event: Event = {"id": self._id(kind, values), "kind": kind, "what": _what(kind, values)}
        when = self._when(values)
        since = self._since(kind, values, when)
        if when:
            event["when"] = when
        for key in ("margins", "course", "result", "diagnosis", "entity", "certainty", "note"):
            if values.get(key):
                event[key] = values[key]
        if values.get("site"):
            event["site"] = {key: values["site"][key] for key in ("text", "region", "side") if values["site"].get(key)}
        if kind == "recurrence":
            self._recurrences += 1
        if kind in ("recurrence", "metastasis"):
            self._turned = one.start
        if kind == "procedure":
            self._tissues.take(one, self._kind_of_taken(one)).events.append(event)
            if values.get("elsewhere"):
                del self._tissues.named[f"@{one.start}"]
        elif kind == "pathology_read" and self._tissues.all:
            self._tissues.all[-1].events.append(event)
            # What a text comes to in the end is no read of the last tissue.
            self._tissues.all[-1].is_read |= not values.get("sums_up")
        self.timeline.append(event)
        self._ledger.note(
            self.timeline,
            len(self.timeline) - 1,
            _WORDS[kind] + (f": {event['what']}" if event["what"] != _WORDS[kind] else ""),
            event_shown(event),
            one,
            *since,
            sureness=Sureness.INFERRED if "after" in when and "interval" in when else None,
        )
        if kind == "procedure" and when.get("date"):
            self._dated[event["id"]] = (PartialDate.parse(when["date"]), one)
        self._anchors[kind] = event["id"]
        if kind != "pathology_read" and event.get("course") not in ("not_given", "declined"):
            self._previous = event["id"]

    def _id(self, kind: str, values: Mapping[str, Any]) -> str:
        base = str(values.get("procedure") or ("read" if kind == "pathology_read" else kind)).replace("_", "-")
        taken = {event["id"] for event in self.timeline}
        if base not in taken:
            return base
        number = 2
        while f"{base}-{number}" in taken:
            number += 1
        return f"{base}-{number}"

    def _when(self, values: Mapping[str, Any]) -> dict[str, Any]:
        when = {key: values[key] for key in ("date", "gestation", "age") if values.get(key)}
        if values.get("after"):
            after = self._anchors.get(str(values["after"])) or self._previous
            if after:
                when["after"] = after
                if values.get("interval"):
                    when["interval"] = values["interval"]
        return when

    def _since(self, kind: str, values: Mapping[str, Any], when: dict[str, Any]) -> tuple[Observation, ...]:
        """
        What the interval rests on that is worked out from the dates of a recurrence or metastasis and of the operation
        before it; it is put into `when`.
        """
        if kind not in ("recurrence", "metastasis") or "interval" in when or not values.get("date"):
            return ()
        since = self._interval_to(PartialDate.parse(str(values["date"])))
        if since is None:
            return ()
        when["after"], when["interval"] = since[0], since[1]
        return (since[2],)

    def _interval_to(self, date: PartialDate) -> tuple[str, str, Observation] | None:
        """The last dated procedure before `date`, operations first: the time since, and where it is told."""
        events = {event["id"]: event for event in self.timeline}
        before = [id_ for id_, (earlier, _) in self._dated.items() if earlier < date]
        operations = [id_ for id_ in before if events[id_]["what"].split(" of ")[0].lower() in SURGERY]
        for id_ in reversed(operations or before):
            interval = time_between(self._dated[id_][0], date)
            return (id_, interval, self._dated[id_][1]) if interval is not None else None
        return None

    def _kind_of_taken(self, one: Observation) -> str:
        spread = self.of_kind("metastasis")
        if spread and (one.values.get("metastasis") or self._is_at(one, spread)):
            return "metastasis"
        if one.values.get("mention") and one.values.get("number", 1) > 1:
            # "The second biopsy showed", told behind the whole course: of the same tumour as the one before it.
            before = self._tissues.nth(one.values["number"] - 1, one.values["procedure"])
            if before is not None:
                return before.kind
        return "recurrence" if self._recurrences else "primary"

    def _is_at(self, one: Observation, spread: Sequence[Event]) -> bool:
        """Whether a procedure is told to be on the place of a metastasis: "biopsy of the liver lesion"."""
        words = _ON_A_PLACE.match(self._ledger.text.text, one.end, one.end + 70)
        named = set(words.group().lower().split()) if words is not None else set()
        own = set(self._tissues.site["text"].split()) if self._tissues.site else set()
        places = {word for event in spread for word in event.get("site", {}).get("text", "").split()}
        return bool(named & places - own - {"left", "right", "upper", "lower", "of", "the"})

    # What is told of an event apart from it

    def _margins(self, one: Observation) -> None:
        """Margins told apart from their procedure: those of the last operation."""
        if one.section not in _OF_THE_COURSE:
            return
        for tissue in reversed(self._tissues.all):
            if tissue.procedure in SURGERY and tissue.events:
                event = tissue.events[0]
                if "margins" not in event:
                    self._ledger.put(
                        event, "margins", one.values["margins"], "margins", one, sureness=Sureness.INFERRED
                    )
                return

    def _effect(self, one: Observation) -> None:
        """What a treatment achieved, told behind it."""
        last = next((event for event in reversed(self.timeline) if event["kind"] != "imaging"), {})
        if last.get("kind") == "treatment" and last.get("course") == "given" and "result" not in last:
            self._ledger.put(
                last,
                "result",
                one.values["result"],
                "what the treatment achieved",
                one,
                sureness=Sureness.INFERRED,
            )

    def _birth(self, one: Observation) -> None:
        """Birth, behind what was seen before it and before all else."""
        born: Event = {"id": "birth", "kind": "birth", "what": str(one.values.get("delivery") or "Birth").capitalize()}
        if one.values.get("gestation"):
            born["when"] = {"gestation": one.values["gestation"]}
        before = [i for i, e in enumerate(self.timeline) if e.get("when", {}).get("gestation")]
        later = next(
            (
                i
                for i, e in enumerate(self.timeline)
                if e["kind"] != "imaging" and not e.get("when", {}).get("gestation")
            ),
            0,
        )
        place = before[0] + 1 if before else later
        self._ledger.make_room(self.timeline, place)
        self.timeline.insert(place, born)
        self._ledger.note(self.timeline, place, "Birth", event_shown(born), one)

    def _pace(self, pace: Observation) -> None:
        """How fast something was called, as a note on the first event that it may be said of."""
        for event in self.timeline:
            if event["kind"] in pace.values["events"] and "note" not in event:
                where = "" if pace.section is SectionKind.CASE else f" ({pace.section.value})"
                note = f"called {pace.values['pace']}{where}"
                self._ledger.put(event, "note", note, f"{_WORDS[event['kind']]}: pace", pace)
                return

    def _follow(self, one: Observation) -> None:
        values = one.values
        is_told_here = one.section in _OF_THE_COURSE
        if values.get("follow_up") and (
            "follow_up" not in self._follow_up or (is_told_here and values.get("status") is not None)
        ):
            self._follow_up["follow_up"] = values["follow_up"]
            self._follow_up_told.append(one)
        if values.get("status") and is_told_here:
            self._follow_up["status"] = values["status"]
            self._follow_up_told.insert(0, one)
        if values.get("date") and is_told_here:
            self._follow_up["when"] = {"date": values["date"]}
            if one not in self._follow_up_told:
                self._follow_up_told.append(one)

    def _add_follow_up(self) -> None:
        """The last follow-up: the first length that is told, the last status."""
        words = str(self._follow_up.get("status", "follow-up")).replace("_", " ")
        told = self._follow_up_told[:2]
        sureness = None
        date = self._follow_up.get("when", {}).get("date")
        if date is not None and "follow_up" not in self._follow_up:
            since = self._interval_to(PartialDate.parse(date))
            if since is not None:
                self._follow_up["counted_from"], self._follow_up["follow_up"] = since[0], since[1]
                told, sureness = [*told, since[2]], Sureness.INFERRED
        event = {"id": "last-follow-up", "kind": "follow_up", "what": words.capitalize(), **self._follow_up}
        self.timeline.append(event)
        self._ledger.note(
            self.timeline, len(self.timeline) - 1, "Follow-up", event_shown(event), *told, sureness=sureness
        )


def _without_summaries(events: Sequence[Observation]) -> list[Observation]:
    """`events` without the recurrences that "recurred twice" only counts, where each is told behind it."""
    last = max(
        (one.start for one in events if one.kind == "event:recurrence" and not one.values.get("nth")), default=-1
    )
    return [
        one
        for one in events
        if one.kind != "event:recurrence"
        or one.values.get("interval")
        or one.values.get("nth", 1) == 1
        or one.start > last
    ]


def _what(kind: str, values: Mapping[str, Any]) -> str:
    """An event in a word or two."""
    if kind == "procedure":
        return PROCEDURES[str(values["procedure"])] + (" of the metastasis" if values.get("metastasis") else "")
    if kind == "treatment":
        what = str(values["what"])
        return "ALK" + what[3:] if what.startswith("alk") else what.capitalize()
    if kind == "pathology_read":
        return f"Read as {values['diagnosis']}"
    if kind == "imaging":
        return "Seen by imaging"
    if kind == "finding":
        if values.get("presents"):
            return "Presentation"
        return "Finding at birth" if values.get("at_birth") else "First finding"
    return _WORDS[kind]
