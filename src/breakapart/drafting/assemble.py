"""What the sentences say, put into the shape of a case file, each field with its origin."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from breakapart.drafting.assays import ToldAssay, assay_of, told_assays
from breakapart.drafting.clean import CleanText
from breakapart.drafting.reads import AGREES, FINAL
from breakapart.drafting.specimens import BIOPSIES, FOUND_IN_TISSUE
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import DraftCase, DraftFact, NotUnderstood, Observation, Scope, SectionKind, Span, Sureness

_ORDER = {
    SectionKind.CASE: 0,
    SectionKind.METHODS: 0,
    SectionKind.LEGEND: 1,
    SectionKind.DISCUSSION: 2,
    SectionKind.ABSTRACT: 3,
}
_RANK = {Sureness.READ: 0, Sureness.INFERRED: 1, Sureness.UNSURE: 2}
_EVENT_WORDS = {
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
_PROCEDURES = {
    "resection": "Resection",
    "excision": "Excision",
    "amputation": "Amputation",
    "biopsy": "Biopsy",
    "core_biopsy": "Core biopsy",
    "cytology": "Cytology",
}
_SURGERY = ("resection", "excision", "amputation")
_OF_FISH = ("cells_scored", "cutoff_percent", "cutoff_operator", "section_thickness_um", "percent_positive")
_RESULTS = frozenset({*FOUND_IN_TISSUE, "size"})
_DESCRIBES = frozenset({"morphology", "mitoses", "necrosis", "grade"})
"""What is told once of every tissue; told a second time, it is of another."""


_IN_BOTH = re.compile(r"[^.;\n]{0,80}?\b(?:throughout|in both (?:components|areas|parts|elements|populations))\b", re.I)
_OF_BOTH = re.compile(r"\bboth (?:components|areas|parts|elements|populations)\b[^.;\n]*$", re.I)
_WORSE = ("high-grade", "dedifferentiated", "fibrosarcomatous", "sarcomatous", "undifferentiated", "pleomorphic")
"""Components that are the tumour a text speaks of where it names none."""
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_FROM_YEAR = re.compile(r"(?: specimen| biopsy)? (?:from|of|in|dated) (?:[A-Z][a-z]+ )?((?:19|20)\d\d)\b")


@dataclass(slots=True)
class _Origin:
    container: Any
    key: Any
    label: str
    value: str
    spans: list[Span]
    section: str
    rule: str
    sureness: Sureness


@dataclass(slots=True)
class _Specimen:
    fields: dict[str, Any]
    components: dict[str, dict[str, Any]] = field(default_factory=dict)
    taken: Observation | None = None
    """What the text says of how it was taken."""
    events: list[dict[str, Any]] = field(default_factory=list)
    """Of the timeline: its taking, and what it was read as."""
    found: list[Observation] = field(default_factory=list)
    """What the text says was found in it, as far as it says in which tissue."""
    is_read: bool = False
    """Whether a diagnosis is told that was made in it."""
    label: str = ""

    @property
    def kind(self) -> str:
        return str(self.fields["kind"])

    @property
    def procedure(self) -> str:
        return str(self.fields["procedure"])

    @property
    def start(self) -> int:
        return self.taken.start if self.taken is not None else -1


def _alike(procedure: str, other: object) -> bool:
    """Whether two procedures may be the same: both take a sample, or both take the tumour; unsaid is like any."""
    if other is None or procedure == "unknown":
        return True
    return (procedure in BIOPSIES) == (other in BIOPSIES)


def _result(one: Observation) -> tuple[str, object, object]:
    """What was looked at and what came of it."""
    values = one.values
    return one.kind, values.get("marker") or values.get("gene") or values.get("call"), values.get("outcome")


class Assembler:
    """Builds the draft of one case."""

    def __init__(self, label: str, text: CleanText, vocabulary: DraftVocabulary, draft_id: str) -> None:
        self._label, self._text, self._vocabulary = label, text, vocabulary
        self._origins: list[_Origin] = []
        self._case: dict[str, Any] = {"breakapart_draft": 1, "id": draft_id, "title": "Draft", "patient": {}}
        self._specimens: list[_Specimen] = []
        self._timeline: list[dict[str, Any]] = []
        self._notes: list[NotUnderstood] = []
        self._tissues: dict[str, _Specimen] = {}
        self._main: _Specimen | None = None
        self._turned = 0
        self._site: dict[str, Any] | None = None

    def assemble(
        self,
        observations: Sequence[Observation],
        *,
        site: Observation | None,
        source: dict[str, str] | None,
        signed: Observation | None,
        not_understood: Iterable[NotUnderstood] = (),
    ) -> DraftCase:
        """The draft that `observations` of this case make."""
        # What only the abstract of a longer text says is asked.
        observations = [
            replace(one, sureness=Sureness.INFERRED)
            if one.section is SectionKind.ABSTRACT and one.sureness is Sureness.READ
            else one
            for one in observations
        ]
        seen = sorted(observations, key=lambda o: _ORDER.get(o.section, 4))  # stable: the order of the text within
        by_kind: dict[str, list[Observation]] = {}
        for one in seen:
            by_kind.setdefault(one.kind, []).append(one)
        if source:
            self._case["source"] = dict(source)
        self._patient(by_kind)
        if site is not None:
            self._site = {key: site.values[key] for key in ("text", "region", "side") if site.values.get(key)}
        self._events(sorted((o for o in observations if o.kind.startswith("event:")), key=lambda o: o.start), by_kind)
        self._ensure_specimens(observations, site)
        for kind in ("ihc", "morphology"):
            by_kind[kind] = [o for one in by_kind.get(kind, []) for o in self._in_each_component(one)]
        self._sizes(by_kind.get("size", []))
        self._pathology(by_kind)
        self._stains(by_kind.get("ihc", []), by_kind.get("ihc_like", []))
        self._fish(by_kind.get("fish", []), by_kind.get("fish_method", []))
        self._sequencing(by_kind)
        self._diagnoses(by_kind, signed)
        return self._finish(not_understood)

    # Fields and their origins

    def _put(
        self,
        container: dict[str, Any],
        key: str,
        value: Any,
        label: str,
        *sources: Observation,
        sureness: Sureness | None = None,
        rule: str = "",
    ) -> None:
        container[key] = value
        self._note(container, key, label, value, *sources, sureness=sureness, rule=rule)

    def _note(
        self,
        container: Any,
        key: Any,
        label: str,
        value: Any,
        *sources: Observation,
        sureness: Sureness | None = None,
        rule: str = "",
    ) -> None:
        first = sources[0]
        self._origins.append(
            _Origin(
                container,
                key,
                label,
                _shown(value),
                [self._text.span(one.start, one.end) for one in sources],
                first.section.value,
                rule or first.rule,
                sureness or max((one.sureness for one in sources), key=_RANK.__getitem__),
            )
        )

    # Parts

    def _patient(self, by_kind: dict[str, list[Observation]]) -> None:
        patient = self._case["patient"]
        for kind, key in (("sex", "sex"), ("age", "age")):
            found = sorted(by_kind.get(kind, []), key=lambda o: (_RANK[o.sureness], _ORDER.get(o.section, 4)))
            if found:
                self._put(patient, key, found[0].values[key], kind, found[0])
        for birth in by_kind.get("birth", []):
            if birth.values.get("gestation") and "gestation_at_birth" not in patient:
                self._put(patient, "gestation_at_birth", birth.values["gestation"], "gestation at birth", birth)
            if birth.values.get("delivery") and "delivery" not in patient:
                self._put(patient, "delivery", birth.values["delivery"], "delivery", birth)
        for impression in by_kind.get("impression", [])[:1]:
            self._put(self._case, "clinical_impression", impression.values["text"], "clinical impression", impression)

    def _events(self, events: list[Observation], by_kind: dict[str, list[Observation]]) -> None:
        anchors: dict[str, str] = {}
        previous: str | None = None
        recurrences = 0
        last: dict[str, Any] | None = None
        follow: dict[str, Any] = {}
        follow_sources: list[Observation] = []
        for one in events:
            kind, values = one.kind.removeprefix("event:"), one.values
            if kind == "follow_up":
                if values.get("follow_up") and "follow_up" not in follow:
                    follow["follow_up"] = values["follow_up"]
                    follow_sources.append(one)
                if values.get("status") and one.section in (SectionKind.CASE, SectionKind.METHODS):
                    follow["status"] = values["status"]
                    follow_sources.insert(0, one)
                continue
            if values.get("summary"):
                continue
            if kind == "margins":
                self._margins(one)
                continue
            if kind == "procedure" and self._told_before(one):
                continue
            if kind == "effect":
                given = [e for e in self._timeline if e["kind"] == "treatment" and e.get("course") == "given"]
                if given and "result" not in given[-1] and self._timeline[-1] is given[-1]:
                    self._put(
                        given[-1],
                        "result",
                        values["result"],
                        "what the treatment achieved",
                        one,
                        sureness=Sureness.INFERRED,
                    )
                continue
            if one.section not in (SectionKind.CASE, SectionKind.METHODS) and not (
                kind == "treatment" and values.get("course") == "not_given"
            ):
                continue
            if (
                kind == "finding"
                and any(e["kind"] == "finding" for e in self._timeline)
                and not (values.get("at_birth") or values.get("interval"))
            ):
                continue
            if kind == "treatment" and values.get("continued") and self._is_given(str(values["what"])):
                continue
            if (
                last is not None
                and kind in ("recurrence", "metastasis")
                and self._timeline[-1]["kind"] == kind
                and not values.get("interval")
                and not (kind == "metastasis" and _elsewhere(self._timeline[-1], values))
            ):
                continue
            if kind == "pathology_read" and self._same_read(one):
                continue
            if kind == "metastasis" and not values.get("interval") and self._is_known_metastasis(values):
                continue
            event: dict[str, Any] = {
                "id": self._event_id(kind, values),
                "kind": kind,
                "what": self._what(kind, values),
            }
            when: dict[str, Any] = {}
            if values.get("gestation"):
                when["gestation"] = values["gestation"]
            if values.get("age"):
                when["age"] = values["age"]
            if values.get("after"):
                after = anchors.get(str(values["after"])) or previous
                if after:
                    when["after"] = after
                    if values.get("interval"):
                        when["interval"] = values["interval"]
            if when:
                event["when"] = when
            for key in ("margins", "course", "result", "diagnosis", "entity", "certainty"):
                if values.get(key):
                    event[key] = values[key]
            if values.get("site"):
                event["site"] = {
                    key: values["site"][key] for key in ("text", "region", "side") if values["site"].get(key)
                }
            if kind == "recurrence":
                recurrences += 1
            if kind in ("recurrence", "metastasis"):
                self._turned = one.start
            if kind == "procedure":
                has_metastasis = any(e["kind"] == "metastasis" for e in self._timeline)
                self._taken(one, self._kind_of_taken(one, recurrences, has_metastasis)).events.append(event)
                if values.get("elsewhere"):
                    del self._tissues[f"@{one.start}"]
            elif kind == "pathology_read" and self._specimens:
                self._specimens[-1].events.append(event)
                # What a text comes to in the end is no read of the last tissue.
                self._specimens[-1].is_read |= not values.get("sums_up")
            self._timeline.append(event)
            index = len(self._timeline) - 1
            self._note(
                self._timeline,
                index,
                _EVENT_WORDS[kind] + (f": {event['what']}" if event["what"] != _EVENT_WORDS[kind] else ""),
                _event_shown(event),
                one,
                sureness=Sureness.INFERRED if "after" in when and "interval" in when else None,
            )
            last = event
            anchors[kind] = event["id"]
            if kind != "pathology_read" and event.get("course") not in ("not_given", "declined"):
                previous = event["id"]
        births = by_kind.get("birth", [])
        if births and not any(e["kind"] == "birth" for e in self._timeline):
            born: dict[str, Any] = {
                "id": "birth",
                "kind": "birth",
                "what": str(births[0].values.get("delivery") or "Birth").capitalize(),
            }
            if births[0].values.get("gestation"):
                born["when"] = {"gestation": births[0].values["gestation"]}
            place = next(
                (
                    i
                    for i, e in enumerate(self._timeline)
                    if e["kind"] not in ("imaging",) and not e.get("when", {}).get("gestation")
                ),
                len(self._timeline),
            )
            image = next((i for i, e in enumerate(self._timeline) if e.get("when", {}).get("gestation")), None)
            place = image + 1 if image is not None else 0 if place == len(self._timeline) else place
            shift = [origin for origin in self._origins if origin.container is self._timeline and origin.key >= place]
            for origin in shift:
                origin.key += 1
            self._timeline.insert(place, born)
            self._note(self._timeline, place, "Birth", _event_shown(born), births[0])
        for pace in by_kind.get("pace", []):
            for event in self._timeline:
                if event["kind"] in pace.values["events"] and "note" not in event:
                    where = "" if pace.section is SectionKind.CASE else f" ({pace.section.value})"
                    note = f"called {pace.values['pace']}{where}"
                    self._put(event, "note", note, f"{_EVENT_WORDS[event['kind']]}: pace", pace)
                    break
        if follow:
            words = str(follow.get("status", "follow-up")).replace("_", " ")
            event = {"id": "last-follow-up", "kind": "follow_up", "what": words.capitalize(), **follow}
            self._timeline.append(event)
            self._note(self._timeline, len(self._timeline) - 1, "Follow-up", _event_shown(event), *follow_sources[:2])

    def _is_given(self, what: str) -> bool:
        """Whether the timeline tells already that one of the drugs of `what` was given."""
        told = " ".join(
            e["what"].lower() for e in self._timeline if e["kind"] == "treatment" and e["course"] == "given"
        )
        return any(drug in told for drug in what.lower().split(" and "))

    def _told_before(self, one: Observation) -> bool:
        """Whether a procedure that is only named ("the biopsy showed") was told already; its margins go with it."""
        if not one.values.get("mention") or one.values.get("again"):
            return False
        of_year = self._of_the_year(one)
        if of_year is not None:
            self._tissues.setdefault(f"@{one.start}", of_year)
            return True
        for event in reversed(self._timeline):
            if event["kind"] in ("recurrence", "metastasis"):
                if not self._is_taken_up_again(one):
                    return False
                continue
            if event["kind"] != "procedure":
                continue
            specimen = next((s for s in self._specimens if any(e is event for e in s.events)), None)
            if specimen is None or not _alike(specimen.procedure, one.values["procedure"]):
                continue
            self._tissues.setdefault(f"@{one.start}", specimen)
            if one.values.get("margins") and not event.get("margins"):
                event["margins"] = one.values["margins"]
            return True
        return False

    def _is_known_metastasis(self, values: Any) -> bool:
        """Whether a metastasis of the same place was told, with nothing of the tumour's return since."""
        for event in reversed(self._timeline):
            if event["kind"] == "recurrence":
                return False
            if event["kind"] == "metastasis" and event.get("site") and values.get("site"):
                return not _elsewhere(event, values)
        return False

    def _is_taken_up_again(self, one: Observation) -> bool:
        """Whether "the core biopsy", told in a later paragraph than the tumour's return, may be the one before it."""
        between = self._text.text[self._turned : one.start]
        return "\n\n" in between and re.search(r"\bthe (?:[\w-]+ ){0,2}$", between[-30:], re.IGNORECASE) is not None

    def _of_the_year(self, one: Observation) -> _Specimen | None:
        """The tissue that "the excision from 2019" means, where its taking was told with that year."""
        year = _FROM_YEAR.match(self._text.text, one.end, one.end + 40)
        if year is None:
            return None
        for specimen in self._specimens:
            if specimen.taken is not None and _alike(specimen.procedure, one.values["procedure"]):
                end = specimen.taken.end
                first = _YEAR.search(self._text.text, end, end + 60)
                if first is not None and first[1] == year[1]:
                    return specimen
        return None

    def _margins(self, one: Observation) -> None:
        """Margins told apart from their procedure: those of the last operation."""
        if one.section not in (SectionKind.CASE, SectionKind.METHODS):
            return
        for specimen in reversed(self._specimens):
            if specimen.procedure in _SURGERY and specimen.events:
                event = specimen.events[0]
                if "margins" not in event:
                    self._put(event, "margins", one.values["margins"], "margins", one, sureness=Sureness.INFERRED)
                return

    def _same_read(self, one: Observation) -> bool:
        """
        Whether a read is told once more: the same diagnosis with nothing done in between, or what it comes to.

        The last of "showed DFSP" and "therefore it was diagnosed as fibrosarcomatous DFSP" stays.
        """
        for event in reversed(self._timeline):
            if event["kind"] in ("procedure", "recurrence", "treatment"):
                return False
            if event["kind"] != "pathology_read":
                continue
            entity = one.values.get("entity")
            if entity is not None and event.get("entity") == entity:
                return True
            if one.values.get("sums_up") and entity is not None and not event.get("certainty"):
                for key in ("diagnosis", "entity"):
                    event[key] = one.values[key]
                event["what"] = self._what("pathology_read", one.values)
                return True
            return False
        return False

    def _event_id(self, kind: str, values: Any) -> str:
        base = str(values.get("procedure") or ("read" if kind == "pathology_read" else kind)).replace("_", "-")
        taken = {event["id"] for event in self._timeline}
        if base not in taken:
            return base
        number = 2
        while f"{base}-{number}" in taken:
            number += 1
        return f"{base}-{number}"

    @staticmethod
    def _what(kind: str, values: Any) -> str:
        if kind == "procedure":
            return _PROCEDURES[str(values["procedure"])] + (" of the metastasis" if values.get("metastasis") else "")
        if kind == "treatment":
            return (
                str(values["what"]).capitalize()
                if not str(values["what"]).startswith("alk")
                else "ALK" + str(values["what"])[3:]
            )
        if kind == "pathology_read":
            return f"Read as {values['diagnosis']}"
        if kind == "imaging":
            return "Seen by imaging"
        if kind == "finding":
            return (
                "Presentation"
                if values.get("presents")
                else "Finding at birth"
                if values.get("at_birth")
                else "First finding"
            )
        return _EVENT_WORDS[kind]

    @staticmethod
    def _kind_of_taken(one: Observation, recurrences: int, has_metastasis: bool) -> str:
        if one.values.get("metastasis") and has_metastasis:
            return "metastasis"
        return "recurrence" if recurrences else "primary"

    def _taken(self, one: Observation | None, kind: str, procedure: str | None = None) -> _Specimen:
        """Tissue that may become a specimen of the case: it does when something is found in it."""
        if procedure is None:
            procedure = str(one.values["procedure"]) if one is not None else "unknown"
        specimen = _Specimen(
            {"id": "", "name": "", "kind": kind, "site": {"text": "not stated"}, "procedure": procedure}, taken=one
        )
        self._specimens.append(specimen)
        if one is not None:
            self._tissues[f"@{one.start}"] = specimen
        return specimen

    def _ensure_specimens(self, observations: Sequence[Observation], site: Observation | None) -> None:
        """
        Decides which tissues are specimens of their own, and what each is of.

        A tissue is one when something is found in it; a resection also when only its diagnosis is told. Others stay
        events of the timeline.
        """
        results = [o for o in observations if o.kind in _RESULTS]
        self._name_tissues(observations)
        for one in results:
            if one.scope.tissue in self._tissues:
                self._tissues[str(one.scope.tissue)].found.append(one)
        mets = [e for e in self._timeline if e["kind"] == "metastasis"]
        asked = [o for o in results if o.scope.specimens and o.section is not SectionKind.ABSTRACT]
        for kind in ("recurrence", "metastasis"):
            of_kind = [o for o in asked if o.scope.specimens == (kind,)]
            if not of_kind:
                continue
            known = [s for s in self._specimens if s.kind == kind]
            specimen = known[-1 if kind == "recurrence" else 0] if known else self._taken(None, kind)
            specimen.found += of_kind
            specimen.taken = specimen.taken or of_kind[0]
        for one in asked:
            if len(one.scope.specimens) > 1:
                for specimen in self._specimens:
                    if specimen.kind in one.scope.specimens:
                        specimen.found.append(one)
        rest = [o for o in results if not o.scope.specimens and o.scope.tissue not in self._tissues]
        rest = self._known_elsewhere(rest)
        self._main_specimen(rest, [o for o in asked if o.scope.specimens == ("primary",)])
        kept = [s for s in self._specimens if s.found or (s.is_read and s.procedure in _SURGERY)]
        self._specimens = kept or self._specimens[:1]
        self._tissues = {name: one for name, one in self._tissues.items() if one in self._specimens}
        self._name_specimens(mets)
        self._tell_site(site)
        primary = self._primary()
        if primary is None:
            return
        two = {o.scope.component for o in results if o.section is not SectionKind.ABSTRACT} - {None}
        if "superficial" in two and (
            "deep" in two or any(o.kind == "ihc" and o.scope.component == "superficial" for o in results)
        ):
            for id_, name in (("superficial", "Superficial part"), ("deep", "Deep tumour")):
                primary.components[id_] = {"id": id_, "name": name}
        for specimen in self._specimens:
            named = [
                str(o.scope.component)
                for o in observations
                if o.kind in ("ihc", "morphology", "mitoses")
                and o.scope.component not in (None, "superficial", "deep")
                and o.section is SectionKind.CASE
                and specimen in self._places(o)
            ]
            if len(set(named)) == 2 and not specimen.components:
                for id_ in dict.fromkeys(named):
                    self._component(specimen, Scope(component=id_))
        counted = [o for o in observations if o.kind == "multiplicity" and o.section.is_about_the_case]
        # "A lump ... MRI showed two lesions": who counts knows better.
        many = next((o for o in counted if o.sureness is Sureness.READ), counted[0] if counted else None)
        if many is not None:
            first = self._next_taken(many)
            self._put(first.fields, "multiplicity", many.values["multiplicity"], "one or several tumours", many)

    def _in_each_component(self, one: Observation) -> list[Observation]:
        """What is told of both components, or of the tumour throughout, as a finding of each."""
        if one.scope.component is not None or one.section is not SectionKind.CASE:
            return [one]
        two = [s for s in self._places(one) if len(s.components) > 1]
        text = self._text.text
        if not two or not (
            _IN_BOTH.match(text, one.end, one.end + 120) or _OF_BOTH.search(text, max(0, one.start - 80), one.start)
        ):
            return [one]
        return [replace(one, scope=replace(one.scope, component=id_)) for id_ in two[0].components]

    def _name_tissues(self, observations: Sequence[Observation]) -> None:
        """Finds what each mention of tissue means: a procedure of the timeline, or one that only the mention tells."""
        labelled = [o for o in observations if o.kind == "labelled"]
        free = list(self._specimens)
        for one in labelled:
            values = one.values
            match = next(
                (
                    s
                    for s in free
                    if (s.kind == values["kind"] or one.start <= s.start <= one.end)
                    and _alike(s.procedure, values["procedure"])
                ),
                None,
            )
            if match is not None:
                match.fields["kind"] = values["kind"]
                free.remove(match)
                self._specimens.remove(match)
                self._specimens.append(match)
            else:
                match = self._taken(one, str(values["kind"]), str(values["procedure"] or "unknown"))
            match.label = str(values["label"])
            if values.get("site"):
                match.fields["site"] = {
                    k: values["site"][k] for k in ("text", "region", "side") if values["site"].get(k)
                }
            self._tissues[match.label] = match
        recurred = [o.start for o in observations if o.kind == "event:recurrence"]
        for one in sorted((o for o in observations if o.kind == "tissue"), key=lambda o: o.start):
            self._tissues[f"@{one.start}"] = self._meant(one, recurred)

    def _meant(self, one: Observation, recurred: Sequence[int]) -> _Specimen:
        procedure, words = one.values["procedure"], str(one.values["words"])
        again = re.search(r"\bre-?(?:excis|resect|biops)|\b(?:second|subsequent|repeat)\b", words, re.IGNORECASE)
        alike = [s for s in self._specimens if not s.label and _alike(s.procedure, procedure)]
        before = [s for s in alike if s.start <= one.start]
        if again and len(before) == 1 and before[0].start < one.start - 100:
            before = []
            alike = [s for s in alike if s.start > one.start]
        if before:
            # "The excision" is the one before the re-excision, unless the tumour has come back.
            first = [s for s in before if s.taken is None or not s.taken.values.get("again") or s.kind != "primary"]
            return before[-1] if again or not first else first[-1]
        if alike:
            return alike[0]
        if procedure is None:
            return self._specimens[-1] if self._specimens else self._taken(one, "primary", "unknown")
        spread = re.search(r"\bmetasta", words, re.IGNORECASE)
        kind = "metastasis" if spread else "recurrence" if any(place < one.start for place in recurred) else "primary"
        place = next((i for i, s in enumerate(self._specimens) if s.start > one.start), len(self._specimens))
        specimen = self._taken(one, kind, str(procedure))
        self._specimens.insert(place, self._specimens.pop())
        return specimen

    def _known_elsewhere(self, rest: Sequence[Observation]) -> list[Observation]:
        """
        `rest` without what is known of a certain tissue: a result told again is of the tissue it was told of first.

        "Synovial sarcoma is excluded by the negative SS18 FISH" repeats the FISH of specimen B.
        """
        known = {
            _result(one): specimen
            for specimen in self._specimens
            for one in reversed(specimen.found)
            if one.kind in ("fish", "fusion") and len(one.scope.specimens) < 2
        }
        unknown = []
        for one in rest:
            specimen = known.get(_result(one)) if one.kind in ("fish", "fusion") else None
            if specimen is None:
                unknown.append(one)
            else:
                self._tissues[f"={one.start}"] = specimen
        return unknown

    def _main_specimen(self, rest: Sequence[Observation], of_primary: Sequence[Observation]) -> None:
        """Gives the findings that name no tissue, and those of "the primary", to the main tumour's tissue."""
        if not rest and not of_primary and self._specimens:
            return
        primaries = [s for s in self._specimens if s.kind == "primary"]
        if not primaries and len(self._specimens) == 1 and rest and not of_primary:
            primaries = list(self._specimens)
        if not primaries:
            primaries = [self._taken(None, "primary")]
            self._specimens.insert(0, self._specimens.pop())
        surgery = [s for s in primaries if s.procedure in _SURGERY]
        told = [s for s in primaries if s.found]
        main = max(told, key=lambda s: len(s.found)) if told else (surgery or primaries[::-1])[0]
        described = any(o.kind in _DESCRIBES for o in main.found)
        later = next((s for s in surgery if not s.found and s.start > main.start), None)
        second = [o for o in rest if later is not None and o.start > later.start and o.section is SectionKind.CASE]
        if later is not None and described and sum(o.kind in _DESCRIBES for o in second) > 1:
            later.found += second
            for one in second:
                self._tissues[f"={one.start}"] = later
            rest = [o for o in rest if o not in second]
        main.found += [o for o in (*rest, *of_primary) if o.kind != "size" or not main.found]
        if rest or of_primary:
            main.found += [*rest, *of_primary]
        self._main = main

    def _name_specimens(self, mets: Sequence[dict[str, Any]]) -> None:
        counts: dict[str, int] = {}
        place_of_met = next((e["site"] for e in mets if e.get("site")), None)
        for specimen in self._specimens:
            kind, procedure = specimen.kind, specimen.procedure
            counts[kind] = counts.get(kind, 0) + 1
            name = kind if counts[kind] == 1 else f"{kind}-{counts[kind]}"
            how = _PROCEDURES.get(procedure)
            of_kind = {"primary": "Primary tumour", "recurrence": "Recurrence", "metastasis": "Metastasis"}[kind]
            specimen.fields["id"] = name
            specimen.fields["name"] = of_kind if how is None else how if kind == "primary" else f"{how} of the {kind}"
            if specimen.fields["site"] == {"text": "not stated"}:
                place = place_of_met if kind == "metastasis" else self._site
                if place:
                    specimen.fields["site"] = dict(place)
            for event in specimen.events:
                event["specimens"] = [name]
            if specimen.taken is None:
                continue
            if how is not None:
                self._note(specimen.fields, "procedure", f"specimen {name}: procedure", procedure, specimen.taken)
            self._note(
                specimen.fields,
                "kind",
                f"specimen {name}: kind",
                kind,
                specimen.taken,
                sureness=Sureness.READ if kind == "primary" else Sureness.INFERRED,
                rule="" if how is not None else "a result speaks of it",
            )

    def _tell_site(self, site: Observation | None) -> None:
        if site is None or self._site is None:
            return
        first = next((s for s in self._specimens if s.kind == "primary" and not s.label), None)
        if first is None:
            return
        for key in ("text", "region", "side"):
            if key in self._site:
                self._note(first.fields["site"], key, f"site: {key}", self._site[key], site)
        depths = site.values.get("depths") or ()
        if depths:
            first.fields["site"]["depths"] = list(depths)
            self._note(
                first.fields["site"], "depths", "site: layers", ", ".join(depths), site, sureness=Sureness.INFERRED
            )

    def _next_taken(self, one: Observation) -> _Specimen:
        """The specimen of the main tumour that was taken next after `one` was told; else the main one."""
        primary = self._primary()
        assert primary is not None
        return next((s for s in self._specimens if s.kind == "primary" and s.start > one.start), primary)

    def _primary(self) -> _Specimen | None:
        if self._main is not None and self._main in self._specimens:
            return self._main
        return next(
            (s for s in self._specimens if s.kind == "primary"), self._specimens[0] if self._specimens else None
        )

    def _places(self, one: Observation) -> list[_Specimen]:
        scope = one.scope
        named = self._tissues.get(scope.tissue or "", self._tissues.get(f"={one.start}"))
        if named is not None and not scope.specimens:
            return [named]
        if scope.specimens:
            found = []
            for kind in scope.specimens:
                of_kind = [s for s in self._specimens if s.kind == kind]
                if of_kind:
                    main = self._main if self._main in of_kind else of_kind[0]
                    found.append(of_kind[-1] if kind == "recurrence" else main)
            if found:
                return found
        if scope.site:
            words = set(scope.site.split()) - {"left", "right", "upper", "lower"}
            primary = self._primary()
            own = set(primary.fields["site"]["text"].split()) if primary else set()
            for specimen in self._specimens:
                if specimen.kind == "metastasis" and words & set(specimen.fields["site"]["text"].split()) - own:
                    return [specimen]
        primary = self._primary()
        return [primary] if primary else []

    def _component(self, specimen: _Specimen, scope: Scope) -> dict[str, Any]:
        id_ = scope.component
        if id_ in specimen.components:
            return specimen.components[str(id_)]
        if "deep" in specimen.components:
            return specimen.components["deep"]
        if id_ is None and len(specimen.components) > 1 and "tumour" not in specimen.components:
            main = next((worse for worse in _WORSE if worse in specimen.components), next(iter(specimen.components)))
            return specimen.components[main]
        if id_ in (None, "deep", "superficial"):
            return specimen.components.setdefault("tumour", {"id": "tumour", "name": "Tumour"})
        return specimen.components.setdefault(
            str(id_), {"id": str(id_), "name": f"{str(id_).replace('-', ' ').capitalize()} component"}
        )

    def _sizes(self, sizes: list[Observation]) -> None:
        for one in sorted(
            sizes, key=lambda one: ("piece", "image").index(one.values["by"]) if one.values.get("by") else -1
        ):
            is_placed = one.scope.specimens or one.scope.tissue in self._tissues
            for specimen in self._places(one) if is_placed else [self._next_taken(one)]:
                if "size_cm" not in specimen.fields and one.section in (SectionKind.CASE, SectionKind.METHODS):
                    self._put(
                        specimen.fields,
                        "size_cm",
                        list(one.values["size_cm"]),
                        f"{specimen.fields['id']}: size in cm",
                        one,
                    )

    def _pathology(self, by_kind: dict[str, list[Observation]]) -> None:
        for one in by_kind.get("morphology", []):
            if one.section in (SectionKind.LEGEND,) and not one.cases:
                continue
            for specimen in self._places(one):
                component = self._component(specimen, one.scope)
                terms = component.setdefault("morphology", [])
                known = next((term for term in terms if term["term"] == one.values["term"]), None)
                if known is not None:
                    if known.get("outcome", "present") != one.values["outcome"]:
                        if one.section is SectionKind.CASE:
                            self._disagree(one, f"{one.values['term']} is called present and absent", known)
                        continue
                    for key in ("extent", "degree"):
                        if one.values.get(key) and key not in known and known.get("outcome") != "absent":
                            known[key] = one.values[key]
                    if one.values.get("extent"):
                        self._also_stated(known, "extent", one.values["extent"], known["term"], one)
                    continue
                item = {"term": one.values["term"]}
                if one.values["outcome"] != "present":
                    item["outcome"] = one.values["outcome"]
                else:
                    item |= {key: one.values[key] for key in ("extent", "degree") if one.values.get(key)}
                if one.section in (SectionKind.ABSTRACT, SectionKind.DISCUSSION):
                    item["stated_in"] = [one.section.value.capitalize()]
                said_of_all = one.section in (SectionKind.ABSTRACT, SectionKind.DISCUSSION) and len(one.cases) != 1
                in_other_words = said_of_all and self._describes(terms, item)
                terms.append(item)
                self._note(
                    terms,
                    len(terms) - 1,
                    f"{component['id']}: {one.values['term']}",
                    one.values["outcome"],
                    one,
                    sureness=Sureness.UNSURE if in_other_words else None,
                    rule="said of several cases; this one's own description has other words for it"
                    if in_other_words
                    else "",
                )
        for one in by_kind.get("resembles", []):
            if one.section is SectionKind.CASE:
                for specimen in self._places(one):
                    component = self._component(specimen, one.scope)
                    likes = component.setdefault("resembles", [])
                    if one.values["entity"] not in likes:
                        likes.append(one.values["entity"])
                        self._note(likes, len(likes) - 1, f"{component['id']}: looks like", one.values["text"], one)
        for kind in ("mitoses", "necrosis", "grade"):
            key = "reported_grade" if kind == "grade" else kind
            for one in by_kind.get(kind, []):
                for specimen in self._places(one):
                    component = self._component(specimen, one.scope)
                    value = {k: v for k, v in one.values.items() if v is not None}
                    if kind == "necrosis" and list(value) == ["extent"]:
                        value = value["extent"]
                    if key in component:
                        if kind == "grade":
                            component[key] = {**value, **component[key]}
                        elif kind == "necrosis" and isinstance(component[key], dict) and isinstance(value, str):
                            component[key].setdefault("extent", value)
                        continue
                    if one.section in (SectionKind.ABSTRACT, SectionKind.DISCUSSION):
                        continue
                    component[key] = value
                    self._note(component, key, f"{component['id']}: {kind}", _pathology_shown(kind, value), one)
                    if kind == "grade" and "differentiation" in one.values:
                        self._put(
                            component,
                            "differentiation_score",
                            one.values["differentiation"],
                            f"{component['id']}: differentiation score",
                            one,
                        )

    def _describes(self, terms: list[dict[str, Any]], item: dict[str, Any]) -> bool:
        """
        Whether `terms`, from the description of this case, already tell the arrangement that `item` tells.

        Fascicles and long fascicles are one arrangement in two words; borders, cells and vessels add up.
        """
        properties = self._vocabulary.properties
        told = properties.get(f"morph:{item['term']}")
        is_arrangement = self._vocabulary.knowledge.morphology.record(item["term"]).category == "pattern"
        return is_arrangement and any(
            "stated_in" not in term
            and term.get("outcome", "present") == item.get("outcome", "present")
            and properties.get(f"morph:{term['term']}", term["term"]) == told
            for term in terms
        )

    def _disagree(self, one: Observation, why: str, known: dict[str, Any]) -> None:
        origin = self._origin_of(known)
        self._notes.append(
            NotUnderstood(
                self._text.span(one.start, one.end),
                self._text.text[one.start : one.end],
                f"contradiction in the text: {why}",
                tuple(origin.spans) if origin else (),
            )
        )

    def _origin_of(self, item: dict[str, Any]) -> _Origin | None:
        """Where an item of a list comes from."""
        return next(
            (o for o in self._origins if isinstance(o.container, list) and o.container[o.key] is item),
            None,
        )

    def _also_stated(self, known: dict[str, Any], key: str, value: Any, name: str, one: Observation) -> None:
        """The same result told in another way: both are kept, each with its place."""
        if known.get(key) in (None, value):
            return
        told = f"{value:g} %" if isinstance(value, float | int) else str(value)
        others = known.setdefault("also_stated", [])
        if any(other["value"] == told for other in others):
            return
        origin = self._origin_of(known)
        if origin is not None and origin.section == SectionKind.CASE.value:
            known.setdefault("stated_in", ["text"])
        where = "text" if one.section is SectionKind.CASE else one.section.value
        others.append({"value": told, "where": f"legend of {one.figure}" if one.figure else where})
        self._note(others, len(others) - 1, f"{name}, told otherwise", told, one)

    def _stains(self, stains: list[Observation], likes: list[Observation]) -> None:
        sources: dict[int, Observation] = {}
        for one in stains:
            is_abstract = one.section is SectionKind.ABSTRACT
            if is_abstract and len(one.cases) != 1:
                continue
            for specimen in self._places(one):
                component = self._component(specimen, one.scope)
                ihc = component.setdefault("ihc", [])
                known = next((stain for stain in ihc if stain["marker"] == one.values["marker"]), None)
                fields = {key: value for key, value in one.values.items() if value not in (None, (), "")}
                if "compartments" in fields:
                    fields["compartments"] = list(fields["compartments"])
                if known is not None:
                    self._merge(known, fields, one)
                    continue
                if is_abstract and (len(self._specimens) > 1 or len(specimen.components) > 1):
                    continue  # an abstract rarely says in which tissue
                if one.section is SectionKind.DISCUSSION and not (
                    one.scope.specimens or one.scope.component or one.scope.site
                ):
                    continue
                ihc.append(fields)
                sources[id(fields)] = one
                self._note(
                    ihc,
                    len(ihc) - 1,
                    f"{specimen.fields['id']}, {component['id']}: {fields['marker']}",
                    _stain_shown(fields),
                    one,
                )
        primary = self._primary()
        if primary is None:
            return
        for like in likes:
            targets = [s for s in self._places(like) if s is not primary]
            main = self._component(primary, Scope())
            for specimen in targets:
                component = self._component(specimen, Scope())
                ihc = component.setdefault("ihc", [])
                for stain in main.get("ihc", []):
                    if any(own["marker"] == stain["marker"] for own in ihc) or stain["marker"] == "Ki67":
                        continue
                    copy = {"marker": stain["marker"], "outcome": stain["outcome"], "basis": "collective"}
                    ihc.append(copy)
                    self._note(
                        ihc,
                        len(ihc) - 1,
                        f"{specimen.fields['id']}: {copy['marker']}",
                        _stain_shown(copy),
                        like,
                        *([sources[id(stain)]] if id(stain) in sources else []),
                        sureness=Sureness.INFERRED,
                    )

    def _merge(self, known: dict[str, Any], fields: dict[str, Any], one: Observation) -> None:
        if known["outcome"] != fields["outcome"]:
            places = (SectionKind.CASE, SectionKind.LEGEND, SectionKind.ABSTRACT)
            if one.section in places and known.get("basis") != "collective":
                self._disagree(one, f"{known['marker']} is called {known['outcome']} and {fields['outcome']}", known)
            return
        for key in ("clone", "intensity", "compartments", "percent_positive", "count_method"):
            if key in fields and key not in known:
                known[key] = fields[key]
        if "extent" in fields and "extent" not in known and one.section is SectionKind.CASE:
            known["extent"] = fields["extent"]
        for key in ("extent", "intensity", "percent_positive"):
            if key in fields:
                self._also_stated(known, key, fields[key], str(known["marker"]), one)

    def _fish(self, results: list[Observation], methods: list[Observation]) -> None:
        for one in results:
            if one.section is SectionKind.ABSTRACT and len(results) > 1:
                continue
            for specimen in self._places(one):
                component = self._component(specimen, one.scope)
                assays = component.setdefault("fish", [])
                known = next((assay for assay in assays if assay["gene"] == one.values["gene"]), None)
                if known is not None:
                    if one.values.get("patterns_seen") and "patterns_seen" not in known:
                        known["patterns_seen"] = list(one.values["patterns_seen"])
                    for key in ("percent_positive", "cells_scored"):
                        if one.values.get(key) and key not in known:
                            known[key] = one.values[key]
                    continue
                assay = {
                    key: (list(value) if isinstance(value, tuple) else value)
                    for key, value in one.values.items()
                    if value not in (None, ())
                }
                vendors = []
                for method in methods:
                    if method.values["gene"] in (assay["gene"], None):
                        for key in _OF_FISH:
                            if key in method.values and key not in assay:
                                assay[key] = method.values[key]
                        vendors += [method.values["vendor"]] if "vendor" in method.values else []
                probe = next(
                    (
                        p.id
                        for p in self._vocabulary.knowledge.probes()
                        if p.gene == assay["gene"] and any(v.lower() in p.vendor.lower() for v in vendors)
                    ),
                    None,
                )
                if probe is not None:
                    assay["probe"] = probe
                rows = [m.values for m in methods if "count" in m.values and m.values["gene"] == assay["gene"]]
                counted = dict(row["count"] for row in rows)
                if counted and not assay.get("patterns_seen"):
                    assay["patterns_seen"] = [kind for kind, count in counted.items() if count]
                if counted and _tallies(counted, assay):
                    assay["counts"] = counted
                assays.append(assay)
                self._note(
                    assays,
                    len(assays) - 1,
                    f"{component['id']}: {assay['gene']} FISH",
                    assay["outcome"],
                    one,
                    *methods[:2],
                    sureness=Sureness.READ if not methods else Sureness.INFERRED,
                )

    def _sequencing(self, by_kind: dict[str, list[Observation]]) -> None:
        fusions = [o for o in by_kind.get("fusion", []) if o.section is not SectionKind.ABSTRACT] or by_kind.get(
            "fusion", []
        )
        negatives, shares, burdens = by_kind.get("negative", []), by_kind.get("fraction", []), by_kind.get("tmb", [])
        variants = [o for o in by_kind.get("variant", []) if o.section is not SectionKind.DISCUSSION or o.cases]
        if not (fusions or negatives or burdens or variants):
            return
        assays = [o for o in by_kind.get("assay", []) if o.section in (SectionKind.CASE, SectionKind.METHODS)]
        known_assays = told_assays(assays)
        for one in (*fusions, *burdens, *negatives, *variants):
            of = assay_of(one, known_assays)
            is_fusion = one.kind == "fusion" or "fusion" in one.values.get("variant_classes", ())
            if one.kind == "tmb" and one.section is not SectionKind.ABSTRACT:
                of.detects["tmb"] = None
            elif is_fusion and not {"fusion", "rearrangement"} & of.detects.keys():
                of.detects["fusion"] = None
        made = self._assays(known_assays, (fusions or negatives or burdens or variants)[0])
        results: dict[tuple[int, str], dict[str, Any]] = {}

        def result_of(specimen: _Specimen, one: Observation) -> dict[str, Any]:
            component = self._component(specimen, one.scope)
            assay = made[known_assays.index(assay_of(one, known_assays))]["id"]
            if (id(component), assay) not in results:
                results[id(component), assay] = {"assay": assay}
                component.setdefault("sequencing", []).append(results[id(component), assay])
            return results[id(component), assay]

        for one in fusions:
            if one.section is SectionKind.DISCUSSION and not one.cases:
                continue
            for specimen in self._places(one):
                calls = result_of(specimen, one).setdefault("fusions", [])
                pair = _genes(one.values["call"])
                known = next((call for call in calls if set(_genes(call["call"])) == set(pair)), None)
                if known is not None:
                    if "(e" in one.values["call"] and "(e" not in known["call"]:
                        known["call"] = one.values["call"]
                    continue
                item = {"call": one.values["call"]}
                if one.values["outcome"] == "absent":
                    item["outcome"] = "absent"
                calls.append(item)
                self._note(calls, len(calls) - 1, f"{specimen.fields['id']}: fusion", item["call"], one)
        for one in variants:
            for specimen in self._places(one):
                self._variant(result_of(specimen, one).setdefault("variants", []), specimen, one)
        for one in shares:
            for specimen in self._places(one):
                result = result_of(specimen, one)
                calls = result.setdefault("fusions", [])
                if not calls:
                    primary = self._primary()
                    told = [o for o in fusions if o.values["outcome"] == "present"]
                    if primary is None or not told:
                        continue
                    calls.append({"call": "::".join(_genes(told[0].values["call"]))})
                    self._note(
                        calls,
                        0,
                        f"{specimen.fields['id']}: fusion",
                        calls[0]["call"],
                        told[0],
                        one,
                        sureness=Sureness.INFERRED,
                    )
                if "allele_fraction_percent" not in calls[0] and calls[0].get("outcome") != "absent":
                    self._put(
                        calls[0],
                        "allele_fraction_percent",
                        one.values["percent"],
                        f"{specimen.fields['id']}: fraction",
                        one,
                    )
        for one in burdens:
            for specimen in self._places(one):
                result = result_of(specimen, one)
                if "tmb_per_mb" not in result:
                    self._put(
                        result,
                        "tmb_per_mb",
                        one.values["tmb_per_mb"],
                        f"{specimen.fields['id']}: mutational burden",
                        one,
                    )
        tested = by_kind.get("genes_tested", [])
        for one in negatives:
            primary = self._primary()
            if one.section is SectionKind.ABSTRACT or primary is None:
                continue
            result = result_of(self._places(one)[0], one)
            claims = result.setdefault("negatives", [])
            item = {"statement": one.values["statement"]}
            before = [o for o in tested if o.section is one.section and 0 <= one.start - o.start < 500]
            genes, classes = one.values["genes"], one.values["variant_classes"]
            sources = [one]
            if before and not genes:
                genes = before[-1].values["genes"]
                classes = tuple(dict.fromkeys((*classes, *before[-1].values["variant_classes"])))
                sources.append(before[-1])
            if genes:
                item["genes"] = list(genes)
            if classes:
                item["variant_classes"] = list(classes)
            item["stated_in"] = one.section.value.capitalize()
            if any(claim["statement"] == item["statement"] for claim in claims):
                continue
            claims.append(item)
            self._note(
                claims,
                len(claims) - 1,
                "negative",
                item["statement"],
                *sources,
                sureness=Sureness.INFERRED if len(sources) > 1 else None,
            )

    def _variant(self, calls: list[dict[str, Any]], specimen: _Specimen, one: Observation) -> None:
        """Add what `one` says to `calls`; a gene that is named again without its change is no second variant."""
        values = one.values
        item = {key: values[key] for key in ("gene", "hgvs", "allele_fraction_percent") if key in values}
        if values["variant_class"] != "substitution":
            item["variant_class"] = values["variant_class"]
        is_copies = values["variant_class"] == "copy_number"
        for call in calls:
            if call["gene"] != item["gene"] or (call.get("variant_class") == "copy_number") != is_copies:
                continue
            if "hgvs" not in item or call.get("hgvs") == item["hgvs"] or not self._is_other(call, item):
                return
        calls.append(item)
        label = f"{specimen.fields['id']}: {item['gene']}"
        is_told = "hgvs" in item or values["variant_class"] != "substitution"
        self._note(
            calls,
            len(calls) - 1,
            label,
            item.get("hgvs", values["variant_class"]),
            one,
            sureness=None if is_told else Sureness.INFERRED,
            rule="" if is_told else "mutation whose kind is not told",
        )

    @staticmethod
    def _is_other(call: dict[str, Any], item: dict[str, Any]) -> bool:
        """Whether two changes of a gene are two: the same one may be told of the DNA and of the protein."""
        return "hgvs" in call and call["hgvs"][:2] == item["hgvs"][:2]

    def _assays(self, told: Sequence[ToldAssay], first: Observation) -> list[dict[str, Any]]:
        assays: list[dict[str, Any]] = []
        for one in told:
            assays.append(one.fields([assay["id"] for assay in assays]))
            self._note(
                assays,
                len(assays) - 1,
                "sequencing assay",
                f"{assays[-1]['name']}, {assays[-1]['design']}, {assays[-1]['molecule']}",
                *(one.told[:3] or [first]),
                sureness=Sureness.INFERRED,
                rule="assay by what is said of it",
            )
        self._case["assays"] = assays
        return assays

    def _diagnoses(self, by_kind: dict[str, list[Observation]], signed: Observation | None) -> None:
        own = [
            o
            for o in by_kind.get("signed", [])
            if o.section in (SectionKind.CASE, SectionKind.METHODS, SectionKind.DISCUSSION)
        ]
        best = max((o.values.get("rank", 0) for o in own), default=0)
        # Of final diagnoses that which most specimens have; of conclusions the last: a later one replaces an earlier.
        firmest = [o for o in own if o.values.get("rank", 0) == best]
        final = signed
        if firmest and (best > AGREES or signed is None):
            final = firmest[-1]
            if best >= FINAL:
                named = [o.values.get("entity") for o in firmest]
                final = max(firmest, key=lambda o: named.count(o.values.get("entity")))
        if final is not None:
            value = {key: final.values[key] for key in ("entity", "text") if final.values.get(key)}
            self._put(self._case, "signed", value, "signed diagnosis", final)
        weighed: list[dict[str, Any]] = []
        for one in by_kind.get("considered", []):
            if final is not None and one.values["entity"] == final.values.get("entity"):
                continue
            if any(item.get("entity") == one.values["entity"] for item in weighed):
                continue
            weighed.append(
                {"text": one.values["text"], "entity": one.values["entity"], "conclusion": one.values["conclusion"]}
            )
            self._note(weighed, len(weighed) - 1, f"weighed: {one.values['text']}", one.values["conclusion"], one)
        if weighed:
            self._case["considered"] = weighed

    def _finish(self, not_understood: Iterable[NotUnderstood]) -> DraftCase:
        case = self._case
        order = (
            "breakapart_draft",
            "id",
            "title",
            "source",
            "patient",
            "clinical_impression",
            "timeline",
            "assays",
            "specimens",
            "considered",
            "signed",
        )
        case["timeline"] = self._timeline
        case["specimens"] = []
        for specimen in self._specimens:
            if specimen.components:
                specimen.fields["components"] = [c for c in specimen.components.values()]
            case["specimens"].append(specimen.fields)
        patient = case["patient"]
        site = self._site["text"] if self._site else "site not stated"
        case["title"] = ", ".join(str(part) for part in (patient.get("sex"), patient.get("age"), site) if part)
        fields = {key: case[key] for key in order if case.get(key)}
        where: dict[int, str] = {}
        _walk(fields, "", where)
        where[id(case)] = ""
        facts = [
            DraftFact(
                f"{where[id(o.container)]}.{o.key}".lstrip("."),
                o.label,
                o.value,
                tuple(dict.fromkeys(o.spans)),
                o.section,
                o.rule,
                o.sureness,
            )
            for o in self._origins
            if id(o.container) in where
        ]
        return DraftCase(self._label, fields, tuple(facts), (*self._notes, *not_understood))


def _walk(value: Any, path: str, where: dict[int, str]) -> None:
    if isinstance(value, dict):
        where[id(value)] = path
        for key, child in value.items():
            _walk(child, f"{path}.{key}".lstrip("."), where)
    elif isinstance(value, list):
        where[id(value)] = path
        for index, child in enumerate(value):
            _walk(child, f"{path}.{index}".lstrip("."), where)


def _elsewhere(event: dict[str, Any], values: Any) -> bool:
    """Whether a metastasis lies in another region than that of `event`."""
    site = values.get("site")
    return bool(site) and event.get("site", {}).get("region") not in (None, site.get("region"))


def _tallies(counted: dict[str, int], assay: dict[str, Any]) -> bool:
    """Whether counts read from a table are all of the nuclei, and give the share that is told."""
    scored = sum(counted.values())
    if len(counted) < 2 or not scored or assay.get("cells_scored", scored) != scored:
        return False
    share = assay.get("percent_positive")
    rearranged = scored - counted.get("fused", 0)
    return share is None or (
        100 * counted.get("split", 0) <= share * scored and abs(100 * rearranged - share * scored) < scored
    )


@lru_cache(maxsize=1024)
def _genes(call: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\(.*?\)", "", part) for part in call.split("::"))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " x ".join(_shown(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _stain_shown(stain: dict[str, Any]) -> str:
    extra = [str(stain[key]) for key in ("extent", "intensity") if stain.get(key)]
    if "percent_positive" in stain:
        extra.append(f"{stain['percent_positive']:g} %")
    if stain.get("note"):
        extra.append(f"({stain['note']})")
    return " ".join([str(stain["outcome"]), *extra])


def _event_shown(event: dict[str, Any]) -> str:
    when = event.get("when", {})
    after = f"{when.get('interval', '')} after {when['after']}".strip() if "after" in when else ""
    told = [f"at {when[key]}" for key in ("age", "gestation") if key in when] + [after]
    if "site" in event:
        told.append(str(event["site"]["text"]))
    told += [
        f"{key} {_shown(value)}"
        for key, value in event.items()
        if key not in ("id", "kind", "what", "specimens", "site", "when", "diagnosis", "entity")
    ]
    return "; ".join(filter(None, told)).replace("_", " ") or "stated"


def _pathology_shown(kind: str, value: Any) -> str:
    """Mitoses, necrosis and grade as a pathologist writes them."""
    if kind == "mitoses" and "count_low" in value:
        low, high = value["count_low"], value.get("count_high")
        count = f"{'about ' if value.get('approximate') else ''}{_shown(low)}{f' to {_shown(high)}' if high else ''}"
        if "fields" in value:
            return f"{count} in {_shown(value['fields'])} high-power fields"
        return f"{count} in {_shown(value['area_mm2'])} mm2" if "area_mm2" in value else count
    if kind == "grade":
        parts = [f"{part} {value[part]}" for part in ("differentiation", "mitoses", "necrosis") if part in value]
        return ", ".join([*([f"grade {value['grade']}"] if "grade" in value else []), *parts])
    return _shown(value)
