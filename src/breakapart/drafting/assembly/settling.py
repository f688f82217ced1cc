"""Which tissues are specimens of their own, and what each mention of tissue and each loose finding belongs to."""

import re
from collections.abc import Sequence
from typing import Any

from breakapart.drafting.assembly.course import PROCEDURES
from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.assembly.tissues import SURGERY, Tissue, Tissues, alike
from breakapart.drafting.specimens import FOUND_IN_TISSUE
from breakapart.model.draft import Observation, Scope, SectionKind, Sureness

_RESULTS = frozenset({*FOUND_IN_TISSUE, "size"}) - {"no_residual"}
_DESCRIBES = frozenset({"morphology", "mitoses", "necrosis", "grade"})
"""What is told once of every tissue; told a second time, it is of another."""
_SENTENCE_END = re.compile(r"[.;]\s")
_AGAIN = re.compile(r"\bre-?(?:excis|resect|biops)|\b(?:second|subsequent|repeat)\b", re.IGNORECASE)
_SPREAD = re.compile(r"\bmetasta", re.IGNORECASE)


class Settling:
    """
    Decides which tissues are specimens, and names them.

    A tissue is one when something is found in it; a resection also when only its diagnosis is told. Others stay
    events of the timeline.
    """

    def __init__(self, tissues: Tissues, ledger: Ledger) -> None:
        self._tissues, self._ledger = tissues, ledger

    def settle(
        self, observations: Sequence[Observation], site: Observation | None, metastases: Sequence[dict[str, Any]]
    ) -> None:
        """All of it; `site` is that of the main tumour, `metastases` are those of the timeline."""
        tissues = self._tissues
        results = [one for one in observations if one.kind in _RESULTS and (one.kind != "residual" or one.scope.tissue)]
        self._give_labels([one for one in observations if one.kind == "labelled"])
        self._give_mentions(observations)
        self._give_results(results)
        self._spare(observations)
        kept = [
            one
            for one in tissues.all
            if not one.is_spared and (one.found or (one.is_read and one.procedure in SURGERY))
        ]
        tissues.all = kept or [one for one in tissues.all if not one.is_spared][:1]
        tissues.named = {name: one for name, one in tissues.named.items() if one.is_spared or one in tissues.all}
        self._name(metastases)
        self._tell_site(site)
        if tissues.primary() is not None:
            self._divide(observations, results)
            self._count(observations)

    # What each label and each mention means

    def _give_labels(self, labelled: Sequence[Observation]) -> None:
        """Specimens by letter or number: a procedure of the timeline, or one that only the label tells."""
        tissues = self._tissues
        free = list(tissues.all)
        for one in labelled:
            values = one.values
            match = next(
                (
                    s
                    for s in free
                    if (s.kind == values["kind"] or one.start <= s.start <= one.end)
                    and alike(s.procedure, values["procedure"])
                ),
                None,
            )
            if match is not None:
                match.fields["kind"] = values["kind"]
                free.remove(match)
                tissues.all.remove(match)
                tissues.all.append(match)
            else:
                match = tissues.take(one, str(values["kind"]), str(values["procedure"] or "unknown"))
            match.label, match.is_spared = str(values["label"]), bool(values.get("spared"))
            if values.get("site"):
                match.fields["site"] = {
                    key: values["site"][key] for key in ("text", "region", "side") if values["site"].get(key)
                }
            tissues.named[match.label] = match

    def _give_mentions(self, observations: Sequence[Observation]) -> None:
        recurred = [one.start for one in observations if one.kind == "event:recurrence"]
        self._complete(observations)
        for one in sorted((o for o in observations if o.kind == "tissue"), key=lambda o: o.start):
            self._tissues.named[f"@{one.start}"] = self._meant(one, recurred)

    def _complete(self, observations: Sequence[Observation]) -> None:
        """Where a text counts its specimens and tells only how the later ones were taken, the first is added."""
        tissues = self._tissues
        counts = [o for o in observations if o.kind == "tissue" and o.values.get("number") and not o.values.get("kind")]
        first = next((o for o in counts if o.values["number"] == 1 and o.values["procedure"] is None), None)
        if first is not None and tissues.all and not any(tissue.kind == "primary" for tissue in tissues.all):
            tissues.take(first, "primary", "unknown")
            tissues.all.insert(0, tissues.all.pop())

    def _meant(self, one: Observation, recurred: Sequence[int]) -> Tissue:
        """The tissue that a mention means, a new one where no procedure of the timeline fits."""
        tissues = self._tissues
        procedure, words = one.values["procedure"], str(one.values["words"])
        number, kind_of = one.values.get("number"), one.values.get("kind")
        if number is not None:
            in_turn = tissues.nth(number, procedure, kind_of)
            if in_turn is not None:
                return in_turn
            last = tissues.nth(-1, procedure, kind_of)
            if last is not None or kind_of is not None:
                kind = str(kind_of or (last.kind if last is not None else "primary"))
                return tissues.take(one, kind, str(procedure or "unknown"))
        again = _AGAIN.search(words)
        fitting = [s for s in tissues.all if not s.label and alike(s.procedure, procedure)]
        before = [s for s in fitting if s.start <= one.start]
        if again and len(before) == 1 and before[0].start < one.start - 100:
            before = []
            fitting = [s for s in fitting if s.start > one.start]
        if before:
            same = [s for s in before if s.procedure == procedure and s.kind != before[-1].kind]
            if same and not again:
                return same[-1]
            # "The excision" is the one before the re-excision, unless the tumour has come back.
            first = [s for s in before if s.taken is None or not s.taken.values.get("again") or s.kind != "primary"]
            return before[-1] if again or not first else first[-1]
        if fitting:
            return fitting[0]
        if procedure is None:
            return tissues.all[-1] if tissues.all else tissues.take(one, "primary", "unknown")
        has_recurred = any(place < one.start for place in recurred)
        kind = "metastasis" if _SPREAD.search(words) else "recurrence" if has_recurred else "primary"
        place = next((i for i, s in enumerate(tissues.all) if s.start > one.start), len(tissues.all))
        tissue = tissues.take(one, kind, str(procedure))
        tissues.all.insert(place, tissues.all.pop())
        return tissue

    # What was found in each

    def _give_results(self, results: Sequence[Observation]) -> None:
        tissues = self._tissues
        for one in results:
            if one.scope.tissue in tissues.named:
                tissues.named[str(one.scope.tissue)].found.append(one)
        asked = [o for o in results if o.scope.specimens and o.section is not SectionKind.ABSTRACT]
        for kind in ("recurrence", "metastasis"):
            of_kind = [o for o in asked if o.scope.specimens == (kind,)]
            if not of_kind:
                continue
            known = [s for s in tissues.all if s.kind == kind]
            tissue = known[-1 if kind == "recurrence" else 0] if known else tissues.take(None, kind)
            tissue.found += of_kind
            tissue.taken = tissue.taken or of_kind[0]
        for one in asked:
            if len(one.scope.specimens) > 1:
                for tissue in tissues.all:
                    if tissue.kind in one.scope.specimens:
                        tissue.found.append(one)
        loose = [o for o in results if not o.scope.specimens and o.scope.tissue not in tissues.named]
        loose = self._known_elsewhere(loose)
        self._give_to_main(loose, [o for o in asked if o.scope.specimens == ("primary",)])

    def _spare(self, observations: Sequence[Observation]) -> None:
        """Tissue that is told to hold no tumour (any more) is no specimen, unless more was found in it."""
        for one in observations:
            if one.kind == "no_residual" and one.scope.tissue in self._tissues.named:
                tissue = self._tissues.named[one.scope.tissue]
                is_described = any(o.kind in ("ihc", "fish", "fusion", "mitoses", "variant") for o in tissue.found)
                tissue.is_spared |= not is_described and len(self._tissues.all) > 1

    def _known_elsewhere(self, loose: Sequence[Observation]) -> list[Observation]:
        """
        `loose` without what is known of a certain tissue: a result told again is of the tissue it was told of first.

        "Synovial sarcoma is excluded by the negative SS18 FISH" repeats the FISH of specimen B.
        """
        known = {
            _result(one): tissue
            for tissue in self._tissues.all
            for one in reversed(tissue.found)
            if one.kind in ("fish", "fusion") and len(one.scope.specimens) < 2
        }
        unknown = []
        for one in loose:
            tissue = known.get(_result(one)) if one.kind in ("fish", "fusion") else None
            if tissue is None:
                unknown.append(one)
            else:
                self._tissues.named[f"={one.start}"] = tissue
        return unknown

    def _give_to_main(self, loose: Sequence[Observation], of_primary: Sequence[Observation]) -> None:
        """Gives the findings that name no tissue, and those of "the primary", to the main tumour's tissue."""
        tissues = self._tissues
        if not loose and not of_primary and tissues.all:
            return
        primaries = [s for s in tissues.all if s.kind == "primary"]
        if not primaries and len(tissues.all) == 1 and loose and not of_primary:
            primaries = list(tissues.all)
        if not primaries:
            primaries = [tissues.take(None, "primary")]
            tissues.all.insert(0, tissues.all.pop())
        surgery = [s for s in primaries if s.procedure in SURGERY]
        told = [s for s in primaries if any(o.kind != "residual" for o in s.found)]
        main = max(told, key=lambda s: len(s.found)) if told else (surgery or primaries[::-1])[0]
        loose = self._give_to_earlier(loose, main, primaries)
        described = any(o.kind in _DESCRIBES for o in main.found)
        later = next((s for s in surgery if not s.found and s.start > main.start), None)
        second = [o for o in loose if later is not None and o.start > later.start and o.section is SectionKind.CASE]
        if later is not None and described and sum(o.kind in _DESCRIBES for o in second) > 1:
            later.found += second
            for one in second:
                tissues.named[f"={one.start}"] = later
            places = {id(one) for one in second}
            loose = [o for o in loose if id(o) not in places]
        main.found += [*loose, *of_primary]
        tissues.main = main

    def _give_to_earlier(
        self, loose: Sequence[Observation], main: Tissue, primaries: Sequence[Tissue]
    ) -> Sequence[Observation]:
        """`loose` without what is told before `main` was taken: that is of what had been taken until then."""
        if main.label:
            return loose
        earlier: dict[int, tuple[Tissue, list[Observation]]] = {}
        for one in loose:
            before = [s for s in primaries if s is not main and s.taken is not None and s.start < one.start]
            if one.section is SectionKind.CASE and one.kind != "size" and one.start < main.start and before:
                # Of what one sentence tells, the operation takes the tumour.
                text = self._ledger.text.text
                last = [s for s in before if not _SENTENCE_END.search(text, s.start, before[-1].start)]
                tissue = next((s for s in last if s.procedure in SURGERY), last[0])
                earlier.setdefault(id(tissue), (tissue, []))[1].append(one)
        given: set[int] = set()
        for tissue, found in earlier.values():
            # "Core biopsy: spindle cell neoplasm" is its diagnosis; more than that describes it.
            if len(found) > 2 or any(one.kind not in ("morphology", "resembles") for one in found):
                tissue.found += found
                given |= {id(one) for one in found}
                self._tissues.named |= {f"={one.start}": tissue for one in found}
        return [one for one in loose if id(one) not in given]

    # What each is called

    def _name(self, metastases: Sequence[dict[str, Any]]) -> None:
        counts: dict[str, int] = {}
        place_of_spread = next((event["site"] for event in metastases if event.get("site")), None)
        for tissue in self._tissues.all:
            kind, procedure = tissue.kind, tissue.procedure
            counts[kind] = counts.get(kind, 0) + 1
            name = kind if counts[kind] == 1 else f"{kind}-{counts[kind]}"
            how = PROCEDURES.get(procedure)
            of_kind = {"primary": "Primary tumour", "recurrence": "Recurrence", "metastasis": "Metastasis"}[kind]
            tissue.fields["id"] = name
            tissue.fields["name"] = of_kind if how is None else how if kind == "primary" else f"{how} of the {kind}"
            if tissue.fields["site"] == {"text": "not stated"}:
                place = place_of_spread if kind == "metastasis" else self._tissues.site
                if place:
                    tissue.fields["site"] = dict(place)
            for event in tissue.events:
                event["specimens"] = [name]
            if tissue.taken is None:
                continue
            if how is not None:
                self._ledger.note(tissue.fields, "procedure", f"specimen {name}: procedure", procedure, tissue.taken)
            self._ledger.note(
                tissue.fields,
                "kind",
                f"specimen {name}: kind",
                kind,
                tissue.taken,
                sureness=Sureness.READ if kind == "primary" else Sureness.INFERRED,
                rule="" if how is not None else "a result speaks of it",
            )

    def _tell_site(self, site: Observation | None) -> None:
        place = self._tissues.site
        first = next((s for s in self._tissues.all if s.kind == "primary" and not s.label), None)
        if site is None or place is None or first is None:
            return
        for key in ("text", "region", "side"):
            if key in place:
                self._ledger.note(first.fields["site"], key, f"site: {key}", place[key], site)
        depths = site.values.get("depths") or ()
        if depths:
            first.fields["site"]["depths"] = list(depths)
            self._ledger.note(
                first.fields["site"], "depths", "site: layers", ", ".join(depths), site, sureness=Sureness.INFERRED
            )

    # What each is made of

    def _divide(self, observations: Sequence[Observation], results: Sequence[Observation]) -> None:
        """Components: naevus and deep tumour, or two parts that the text names."""
        two = {o.scope.component for o in results if o.section is not SectionKind.ABSTRACT} - {None}
        primary = self._tissues.primary()
        if primary is None:
            return
        if "superficial" in two and (
            "deep" in two or any(o.kind == "ihc" and o.scope.component == "superficial" for o in results)
        ):
            for id_, name in (("superficial", "Superficial part"), ("deep", "Deep tumour")):
                primary.components[id_] = {"id": id_, "name": name}
        named: dict[int, list[str]] = {}
        for one in observations:
            part = one.scope.component
            if (
                part is None
                or part in ("superficial", "deep")
                or one.kind not in ("ihc", "morphology", "mitoses")
                or one.section is not SectionKind.CASE
            ):
                continue
            for tissue in self._tissues.of(one):
                named.setdefault(id(tissue), []).append(part)
        for tissue in self._tissues.all:
            parts = dict.fromkeys(named.get(id(tissue), ()))
            if len(parts) == 2 and not tissue.components:
                for id_ in parts:
                    tissue.component(Scope(component=id_))

    def _count(self, observations: Sequence[Observation]) -> None:
        """One tumour or several. "A lump ... MRI showed two lesions": who counts knows better."""
        counted = [o for o in observations if o.kind == "multiplicity" and o.section.is_about_the_case]
        many = next((o for o in counted if o.sureness is Sureness.READ), counted[0] if counted else None)
        if many is not None:
            first = self._tissues.next_taken(many)
            self._ledger.put(first.fields, "multiplicity", many.values["multiplicity"], "one or several tumours", many)


def _result(one: Observation) -> tuple[str, object, object]:
    """What was looked at and what came of it."""
    values = one.values
    return one.kind, values.get("marker") or values.get("gene") or values.get("call"), values.get("outcome")
