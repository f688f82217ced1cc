"""The standard fields of a Phenopacket as a case: subject, specimens, timeline, sources."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from breakapart.errors import InputError
from breakapart.formats.case_terms import CaseKnowledge
from breakapart.formats.fusion_sides import Genes
from breakapart.formats.json_fields import Fields, Term
from breakapart.formats.packet_measurements import Measurements
from breakapart.formats.packet_parts import Assays, Block, Part, own_word, slug
from breakapart.formats.packet_variants import Variants
from breakapart.formats.phenopacket import PREFIX
from breakapart.knowledge.codes import Codes
from breakapart.model.case import Case, ProcedureKind, Region, SpecimenKind
from breakapart.model.when import Duration

_SEXES = ("UNKNOWN_SEX", "FEMALE", "MALE", "OTHER_SEX")
_STATUSES = ("UNKNOWN_STATUS", "ALIVE", "DECEASED")
_PROGRESS = ("UNKNOWN_PROGRESS", "IN_PROGRESS", "COMPLETED", "SOLVED", "UNSOLVED")
_PROGRESSIONS = {
    "NCIT:C84509": SpecimenKind.PRIMARY,
    "NCIT:C4813": SpecimenKind.RECURRENCE,
}
"""Terms of the Phenopacket documentation that mean the same here as ours: malignant, which a case does not record."""


class StandardFields:
    """Takes a packet apart; what was assumed stands in `notes`, what nobody took in `left`."""

    def __init__(
        self,
        packet: dict[str, Any],
        knowledge: CaseKnowledge,
        genes: Genes,
        source: str,
        check_fusion: Callable[[str], str | None] | None,
    ) -> None:
        self._packet = Fields(packet, "", source)
        self._knowledge = knowledge
        self._source = source
        self._codes = Codes.bundled()
        self.notes: list[str] = []
        self._events: list[dict[str, Any]] = []
        self._blocks: list[Block] = []
        self._parts: dict[str, tuple[Block, Part]] = {}
        """Component that a biosample (or the subject) stands for."""
        self._assays = Assays()
        self._measurements = Measurements(knowledge, genes, self._codes, self._assays, self.notes)
        self._variants = Variants(genes, check_fusion, self._assays, self.notes)
        self._slugs: set[str] = set()
        self._later: list[tuple[str, str, dict[str, Any]]] = []
        """Events that end the timeline: kind, what, and the rest."""

    def left(self) -> list[str]:
        """Paths that nothing was made of."""
        return list(self._packet.left())

    def case(self) -> Case:
        """The case that the standard fields give."""
        packet = self._packet
        id_ = packet.text("id")
        if id_ is None:
            self.notes.append("the packet has no id: 'phenopacket' is taken")
        patient = self._subject()
        self._biosamples()
        block = self._blocks[0] if self._blocks else self._new_block("specimen", "specimen")
        self._parts.setdefault("", (block, block.part))
        for item in packet.children("measurements"):
            self._measurements.read(item, block.part)
        for item in packet.children("phenotypicFeatures"):
            self._feature(item, block.part, patient)
        self._interpretations(block)
        considered = self._diseases()
        self._actions()
        value: dict[str, Any] = {
            "breakapart_case": 1,
            "id": slug(id_ or "phenopacket"),
            "title": f"Phenopacket {id_}" if id_ else "A Phenopacket",
            "patient": patient,
            "timeline": self._events,
            "assays": list(self._assays.made.values()),
            "specimens": [_specimen(block) for block in self._blocks],
            "considered": considered,
        }
        cited = self._meta()
        if cited is not None:
            value["source"] = cited
        try:
            return Case.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise InputError(
                f"does not make a sound case: {place}: {first['msg'].removeprefix('Value error, ')}",
                source=self._source,
            ) from None

    # Subject

    def _subject(self) -> dict[str, Any]:
        subject = self._packet.child("subject")
        patient: dict[str, Any] = {}
        if subject is None:
            return patient
        subject.drop("id")
        sex = subject.choice("sex", _SEXES)
        patient["sex"] = {"FEMALE": "female", "MALE": "male", "OTHER_SEX": "other"}.get(sex, "unknown")
        species = subject.term("taxonomy")
        if species is not None and species.id not in ("", "NCBITaxon:9606"):
            raise InputError(f"the subject is {species.label} ({species.id}), expected a human", source=self._source)
        seen = subject.child("timeAtLastEncounter")
        when = self._when(seen) if seen is not None else None
        if when and "age" in when:
            patient["age"] = when["age"]
        elif when:
            self.notes.append(f"the time of the last encounter is a date, not an age: {next(iter(when.values()))}")
        born = subject.text("dateOfBirth")
        if born:
            date = _date(born)
            if date:
                self._event("birth", "birth", {"date": date})
        status = subject.child("vitalStatus")
        if status is not None:
            self._vital_status(status)
        return patient

    def _vital_status(self, status: Fields) -> None:
        life = status.choice("status", _STATUSES)
        days = status.number("survivalTimeInDays")
        event: dict[str, Any] = {}
        if days:
            event["follow_up"] = f"{int(days)} days"
        if life == "DECEASED":
            self._later.append(("follow_up", "deceased, cause not read", event))
            self.notes.append("the subject is deceased: whether of the disease is not said in a way a case can hold")
        elif life == "ALIVE":
            self._later.append(("follow_up", "alive", event))

    # Specimens

    def _biosamples(self) -> None:
        samples = self._packet.children("biosamples")
        taken = [(sample.text("id"), sample.text("derivedFromId"), sample) for sample in samples]
        ids = {id_ for id_, _, _ in taken if id_}
        blocks: dict[str, Block] = {}
        waiting = []
        for number, (id_, parent, sample) in enumerate(taken, start=1):
            material = sample.term("materialSample")
            if material is not None and material.id == "EFO:0009654":
                self.notes.append(f"the reference sample {id_ or number} is left out: a case holds the tumour's")
                sample.drop("individualId", "taxonomy")
                continue
            if parent and parent in ids and parent != id_:
                waiting.append((id_ or f"sample-{number}", parent, sample))
                continue
            block = self._new_block(id_ or f"specimen-{number}", sample.text("description") or id_ or "specimen")
            blocks[id_ or block.id] = block
            self._sample(sample, block, None)
            self._parts[id_ or block.id] = (block, block.part) if not self._has_children(id_, taken) else (block, _NONE)
        parents = {id_: parent for id_, parent, _ in taken if id_ and parent}
        for id_, parent, sample in waiting:
            root = parent
            for _ in range(len(taken)):  # blocks, slides, RNA: any depth, and no circle goes on for ever
                if root in blocks or root not in parents:
                    break
                root = parents[root]
            block = blocks.get(root) or self._new_block(root, root)
            blocks[root] = block
            part = Part(self._slug_in(block, id_.removeprefix(f"{root}.")), sample.text("description") or id_)
            block.parts.append(part)
            self._sample(sample, block, part)
            self._parts[id_] = (block, part)
        for block in self._blocks:
            for key, (owner, made) in list(self._parts.items()):
                if made is _NONE and owner is block:
                    self._parts[key] = (block, block.part)

    @staticmethod
    def _has_children(id_: str | None, taken: list[tuple[str | None, str | None, Fields]]) -> bool:
        return id_ is not None and any(parent == id_ for _, parent, _ in taken)

    def _new_block(self, id_: str, name: str) -> Block:
        block = Block(self._new_slug(id_), name)
        self._blocks.append(block)
        return block

    @staticmethod
    def _slug_in(block: Block, text: str) -> str:
        wanted = slug(text) or "component"
        used = {part.id for part in block.parts}
        number, id_ = 2, wanted
        while id_ in used:
            id_, number = f"{wanted}-{number}", number + 1
        return id_

    def _new_slug(self, text: str) -> str:
        wanted = slug(text) or "item"
        number, id_ = 2, wanted
        while id_ in self._slugs:
            id_, number = f"{wanted}-{number}", number + 1
        self._slugs.add(id_)
        return id_

    def _sample(self, sample: Fields, block: Block, part: Part | None) -> None:
        sample.drop("individualId", "taxonomy")
        tissue = sample.term("sampledTissue")
        if tissue is not None and part is None:
            block.site = self._site(tissue)
        progress = sample.term("tumorProgression")
        if progress is not None:
            kind = self._codes.key_of(progress.id, "specimen") or _PROGRESSIONS.get(progress.id.upper())
            if kind is None:
                self.notes.append(f"tumour progression not understood: {progress.label} ({progress.id})")
            else:
                block.values["kind"] = str(kind)
        procedure = sample.child("procedure")
        when_taken = sample.child("timeOfCollection")
        taken = self._when(when_taken) if when_taken is not None else None
        if procedure is not None:
            code = procedure.term("code")
            if code is not None:
                block.values["procedure"] = self._procedure_kind(code)
            performed = procedure.child("performed")
            taken = taken or (self._when(performed) if performed is not None else None)
        if taken:
            self._event(f"{block.id}-taken", "procedure", taken, what="specimen taken", specimens=[block.id])
        diagnosis = sample.term("histologicalDiagnosis")
        if diagnosis is not None and diagnosis.id != "NCIT:C38757":
            self._read(diagnosis, None, [block.id])
        about = part or block.part
        grade = sample.term("tumorGrade")
        if grade is not None:
            found = self._codes.key_of(grade.id, "grade") or _digit(grade.label)
            if found in ("1", "2", "3"):
                about.values["reported_grade"] = {"grade": int(found)}
            else:
                self.notes.append(f"grade not understood: {grade.label} ({grade.id})")
        for item in sample.children("phenotypicFeatures"):
            self._feature(item, about, {})
        for item in sample.children("measurements"):
            self._measurements.read(item, about)

    def _site(self, tissue: Term) -> dict[str, Any]:
        region = self._codes.key_of(tissue.id, "region") or own_word(tissue.id, "region")
        site: dict[str, Any] = {"text": tissue.label}
        if region in set(Region):
            site["region"] = region
        else:
            self.notes.append(f"no body region follows from {tissue.label} ({tissue.id})")
        return site

    def _procedure_kind(self, code: Term) -> str:
        own = own_word(code.id, "procedure")
        if own in set(ProcedureKind):
            return str(own)
        words = code.label.lower()
        for kind, word in (
            ("core_biopsy", "core"),
            ("core_biopsy", "needle"),
            ("amputation", "amputation"),
            ("excision", "excision"),
            ("resection", "resection"),
            ("biopsy", "biopsy"),
            ("cytology", "cytolog"),
        ):
            if word in words:
                return kind
        found = self._codes.key_of(code.id, "procedure")
        if found in ("biopsy", "core_biopsy"):
            return found
        self.notes.append(f"kind of procedure not understood: {code.label} ({code.id})")
        return "unknown"

    def _feature(self, item: Fields, part: Part, patient: dict[str, Any]) -> None:
        kind = item.term("type")
        if kind is None:
            return
        excluded = item.flag("excluded")
        place = item.text("description")
        owner = self._place(place) if place else None
        if owner is not None:
            part = owner
        own = own_word(kind.id, "morphology")
        term = self._knowledge.morphology.resolve(own or kind.label) or self._knowledge.morphology.resolve(kind.label)
        if term is None:
            if own:
                term = kind.label if kind.label.startswith("other:") else f"other:{kind.label}"
            else:
                words = f"{'no ' if excluded else ''}{kind.label} ({kind.id})" if kind.id else kind.label
                patient.setdefault("history", []).append(words)
                self.notes.append(f"{item.path}: {kind.label} is no morphology: it is kept in the patient's history")
                return
        found: dict[str, Any] = {"term": term, "outcome": "absent" if excluded else "present"}
        for modifier in item.children("modifiers"):
            word = (modifier.text("label") or "").replace(" ", "_")
            modifier.drop("id")
            if word in ("diffuse", "partial", "focal", "rare"):
                found["extent"] = word
            elif word in ("mild", "mild_to_moderate", "moderate", "moderate_to_marked", "marked"):
                found["degree"] = word
            else:
                self.notes.append(f"{modifier.path}: not understood: {word}")
        if any(known["term"] == term for known in part.values.get("morphology", [])):
            self.notes.append(f"{item.path}: {term} stands twice: the first is taken")
            return
        part.add("morphology", found)

    def _place(self, text: str) -> Part | None:
        """The component that our own description names (`specimen.component`)."""
        for block in self._blocks:
            for part in block.parts:
                if text == f"{block.id}.{part.id}":
                    return part
            if text.startswith(f"{block.id}.") and len(block.parts) == 1:
                return block.parts[0]
        return None

    # Fusions and variants

    def _interpretations(self, block: Block) -> None:
        for item in self._packet.children("interpretations"):
            item.drop("id")
            item.choice("progressStatus", _PROGRESS)
            name = item.text("summary")
            diagnosis = item.child("diagnosis")
            if diagnosis is None:
                continue
            disease = diagnosis.term("disease")
            if disease is not None and not any(event.get("diagnosis") == disease.label for event in self._events):
                self._read(disease, None, [])
            for genomic in diagnosis.children("genomicInterpretations"):
                sample = genomic.text("subjectOrBiosampleId") or ""
                _, part = self._parts.get(sample, (block, block.part))
                self._variants.read(genomic, part, name)

    # Timeline

    def _diseases(self) -> list[dict[str, Any]]:
        considered = []
        for item in self._packet.children("diseases"):
            term = item.term("term")
            if term is None:
                continue
            if item.flag("excluded"):
                weighed: dict[str, Any] = {"text": term.label, "conclusion": "excluded"}
                entity = self._entity(term)
                if entity:
                    weighed["entity"] = entity
                considered.append(weighed)
                continue
            onset = item.child("onset")
            when = self._when(onset) if onset is not None else None
            site = item.term("primarySite")
            known = [event for event in self._events if event.get("diagnosis") == term.label and "when" not in event]
            if known:
                if when:
                    known[0]["when"] = when
            else:
                self._read(term, when, [], site=self._site(site) if site is not None else None)
        for kind, what, more in self._later:
            self._event(what.partition(",")[0], kind, None, what=what, **more)
        return considered

    def _actions(self) -> None:
        for item in self._packet.children("medicalActions"):
            event: dict[str, Any] = {}
            response = item.term("responseToTreatment")
            if response is not None:
                event["result"] = response.label
            procedure = item.child("procedure")
            treatment = item.child("treatment")
            if procedure is not None:
                code = procedure.term("code")
                performed = procedure.child("performed")
                when = self._when(performed) if performed is not None else None
                site = procedure.term("bodySite")
                if site is not None:
                    event["site"] = self._site(site)
                self._event("procedure", "procedure", when, what=code.label if code else "procedure", **event)
            elif treatment is not None:
                agent = treatment.term("agent")
                when = None
                for dose in treatment.children("doseIntervals"):
                    if when is None:
                        span = dose.child("interval")
                        when = self._interval(span) if span is not None else None
                label = agent.label if agent else "treatment"
                self._event("treatment", "treatment", when, what=label, course="given", **event)
            else:
                self._other_action(item, event)

    def _other_action(self, item: Fields, event: dict[str, Any]) -> None:
        radiation = item.child("radiationTherapy")
        regimen = item.child("therapeuticRegimen")
        if radiation is not None:
            modality = radiation.term("modality")
            site = radiation.term("bodySite")
            what = f"radiotherapy{f', {modality.label}' if modality else ''}"
            if site is not None:
                event["site"] = self._site(site)
            self._event("radiotherapy", "treatment", None, what=what, course="given", **event)
        elif regimen is not None:
            term = regimen.term("ontologyClass")
            start = regimen.child("startTime")
            when = self._when(start) if start is not None else None
            what = term.label if term else "therapeutic regimen"
            self._event("regimen", "treatment", when, what=what, course="given", **event)

    def _read(
        self, term: Term, when: dict[str, Any] | None, specimens: list[str], *, site: dict[str, Any] | None = None
    ) -> None:
        event: dict[str, Any] = {"diagnosis": term.label, "specimens": specimens}
        entity = self._entity(term)
        if entity:
            event["entity"] = entity
        elif not term.id.startswith(f"{PREFIX}:"):
            self.notes.append(f"the diagnosis {term.label} ({term.id or 'no id'}) is kept in words: no entity is known")
        if site is not None:
            event["site"] = site
        self._event("diagnosis", "pathology_read", when, what=f"diagnosis: {term.label}", **event)

    def _entity(self, term: Term) -> str | None:
        own = own_word(term.id, "entity")
        found = (self._knowledge.entities.resolve(own) if own else None) or self._codes.key_of(term.id, "entity")
        return found or self._knowledge.entities.resolve(term.label)

    def _event(self, id_: str, kind: str, when: dict[str, Any] | None, *, what: str | None = None, **more: Any) -> None:
        event: dict[str, Any] = {"id": self._event_slug(id_), "kind": kind, "what": what or kind.replace("_", " ")}
        if when:
            event["when"] = when
        self._events.append(event | {key: value for key, value in more.items() if value})

    def _event_slug(self, text: str) -> str:
        wanted = slug(text) or "event"
        used = {event["id"] for event in self._events}
        number, id_ = 2, wanted
        while id_ in used:
            id_, number = f"{wanted}-{number}", number + 1
        return id_

    def _when(self, time: Fields) -> dict[str, Any] | None:
        """A time element: a date, an age, a gestational age; others stay among what was not understood."""
        stamp = time.text("timestamp")
        if stamp:
            date = _date(stamp)
            if date is None:
                raise time.refuse("timestamp", f"is {stamp!r}, expected a timestamp such as 2019-05-03T00:00:00Z")
            return {"date": date}
        age = time.child("age")
        if age is not None:
            text = age.text("iso8601duration")
            if text is None:
                return None
            try:
                return {"age": str(Duration.parse(_whole_days(text)))}
            except ValueError:
                raise age.refuse("iso8601duration", f"is {text!r}, expected an ISO 8601 length such as P9Y4M") from None
        weeks = time.child("gestationalAge")
        if weeks is not None:
            number, days = weeks.number("weeks"), weeks.number("days")
            return {"gestation": f"{int(number or 0)} weeks" + (f" {int(days)} days" if days else "")}
        span = time.child("interval")
        return self._interval(span) if span is not None else None

    @staticmethod
    def _interval(span: Fields) -> dict[str, Any] | None:
        start, end = span.text("start"), span.text("end")
        first, last = (_date(start) if start else None), (_date(end) if end else None)
        if first and last and first[:4] == last[:4]:
            return {"date": first[:7] if first[:7] == last[:7] else first[:4]}
        return {"date": first} if first else None

    # Metadata

    def _meta(self) -> dict[str, Any] | None:
        meta = self._packet.child("metaData")
        if meta is None:
            self.notes.append("the packet has no 'metaData', which the schema requires")
            return None
        meta.drop("created", "createdBy", "submittedBy", "resources", "phenopacketSchemaVersion", "updates")
        cited: dict[str, Any] = {}
        for item in meta.children("externalReferences"):
            id_, words = item.text("id") or "", item.text("description")
            item.drop("reference")
            if id_ == f"{PREFIX}:de-identification":
                continue
            system, _, number = id_.partition(":")
            if system.upper() == "PMID" and number.isdigit():
                cited.setdefault("pmid", number)
            elif system.upper() == "DOI":
                cited.setdefault("doi", number)
            if words or id_:
                cited.setdefault("citation", words or id_)
        return cited or None


_NONE = Part("", "")


def _specimen(block: Block) -> dict[str, Any]:
    parts = [part for part in block.parts if part.values or len(block.parts) == 1] or block.parts
    return {
        "id": block.id,
        "name": block.name,
        "site": block.site,
        **block.values,
        "components": [{"id": part.id, "name": part.name, **part.values} for part in parts],
    }


def _date(stamp: str) -> str | None:
    found = re.match(r"(\d{4}-\d\d-\d\d)(T|$)", stamp)
    return found.group(1) if found else None


def _whole_days(text: str) -> str:
    """An ISO 8601 length without its hours, which a case does not record."""
    return re.sub(r"T.*", "", text) or text


def _digit(text: str) -> str | None:
    found = re.search(r"\b([1-3])\b", text)
    return found.group(1) if found else None
