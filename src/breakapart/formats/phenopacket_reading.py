"""
Phenopackets, version 2, as cases: our own without loss, those of others as far as they carry what a case needs.

A packet that breakapart wrote carries the whole case and a checksum of the rest. While the rest is as it was written,
the case is read back exactly; when somebody has edited the packet, its standard fields are read instead, and that is
said. Every field of a packet that nothing was made of is listed, so that nothing is lost unseen.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from breakapart.errors import InputError
from breakapart.formats.case_terms import CaseKnowledge
from breakapart.formats.fusion_sides import Genes
from breakapart.formats.json_fields import Fields, Term, read_object
from breakapart.formats.phenopacket import MEDIA_TYPE, PREFIX, checksum, is_whole_case
from breakapart.knowledge.codes import Codes
from breakapart.model.case import Case, ProcedureKind, Region, SpecimenKind
from breakapart.model.outcome import Outcome
from breakapart.model.sequencing import VariantClass
from breakapart.model.when import Duration

MAX_BYTES = 20_000_000
"""A packet of a person is a few hundred kilobytes; a larger file is something else."""
MAX_LISTED = 200
"""So many fields that were not understood are listed; of more only the number."""

_SEXES = ("UNKNOWN_SEX", "FEMALE", "MALE", "OTHER_SEX")
_STATUSES = ("UNKNOWN_STATUS", "ALIVE", "DECEASED")
_INTERPRETATIONS = ("UNKNOWN_STATUS", "REJECTED", "CANDIDATE", "CONTRIBUTORY", "CAUSATIVE")
_PROGRESS = ("UNKNOWN_PROGRESS", "IN_PROGRESS", "COMPLETED", "SOLVED", "UNSOLVED")
_MOLECULES = ("unspecified_molecule_context", "genomic", "transcript", "protein")
_PROGRESSIONS = {
    "NCIT:C84509": SpecimenKind.PRIMARY,
    "NCIT:C4813": SpecimenKind.RECURRENCE,
}
"""Terms of the Phenopacket documentation that mean the same here as ours: malignant, which a case does not record."""
_OUTCOME_WORDS = {
    "positive": Outcome.PRESENT,
    "present": Outcome.PRESENT,
    "detected": Outcome.PRESENT,
    "negative": Outcome.ABSENT,
    "absent": Outcome.ABSENT,
    "not detected": Outcome.ABSENT,
    "equivocal": Outcome.EQUIVOCAL,
    "indeterminate": Outcome.EQUIVOCAL,
    "not evaluable": Outcome.NOT_EVALUABLE,
}
_VERSION_1 = ("htsFiles", "variants", "genes")
"""Fields that only version 1 has."""
_FUSION_TERMS = ("SO:0001565", "SO:0001882", "SO:0001886")
"""gene_fusion, feature_fusion, transcript_fusion."""
_STAIN = re.compile(r"\b(immuno\w*|ihc|immune stain|by immunohistochemistry|expression)\b|\bclone\b.*", re.IGNORECASE)
_CLONE = re.compile(r"\bclone\s+(.+)", re.IGNORECASE)
_FISH = re.compile(r"\b(fish|in[- ]situ hybridi[sz]ation)\b", re.IGNORECASE)
_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9-]{1,11}\b")
_QUANTITIES = {
    "nuclei scored": "cells_scored",
    "rearranged nuclei": "percent_positive",
    "cut-off": "cutoff_percent",
}
_COUNTS = ("fused", "split", "isolated_3p", "isolated_5p", "ambiguous", "not_informative")


@dataclass(slots=True)
class ReadPacket:
    """A case and what reading it left open."""

    case: Case
    is_exact: bool
    """The packet is ours and unedited: nothing is missing."""
    notes: tuple[str, ...] = ()
    """What was assumed, and every field that was not understood."""


def read_packet(
    data: bytes,
    knowledge: CaseKnowledge,
    genes: Genes,
    *,
    source: str = "phenopacket",
    check_fusion: Callable[[str], str | None] | None = None,
) -> ReadPacket:
    """
    The case in a Phenopacket. `check_fusion` says what is wrong with a written fusion, or None.

    Raises InputError when it is no Phenopacket of version 2, or is damaged.
    """
    packet = _camel(read_object(data, source=source))
    _refuse_others(packet, source)
    notes: list[str] = []
    whole = [entry for entry in packet.get("files") or [] if is_whole_case(entry)]
    if whole:
        if whole[0]["fileAttributes"].get("sha256OfPacket") == checksum(packet):
            return ReadPacket(_whole_case(whole[0], source), is_exact=True)
        notes.append(
            "the packet was edited after breakapart wrote it: its standard fields are read, "
            "not the whole case that it carries"
        )
        packet["files"] = [entry for entry in packet["files"] if not is_whole_case(entry)]
    reader = _Reader(packet, knowledge, genes, source, check_fusion)
    case = reader.case()
    notes += reader.notes
    left = [f"not understood: {path}" for path in reader.left()]
    if len(left) > MAX_LISTED:
        left = [*left[:MAX_LISTED], f"not understood: {len(left) - MAX_LISTED} more fields"]
    return ReadPacket(case, is_exact=False, notes=(*notes, *left))


def _refuse_others(packet: dict[str, Any], source: str) -> None:
    if "proband" in packet:
        raise InputError(
            "is a Family of Phenopackets, expected one Phenopacket",
            source=source,
            solution="Hand in the packet under 'proband'",
        )
    if "members" in packet:
        raise InputError("is a Cohort of Phenopackets, expected one Phenopacket", source=source)
    meta = packet.get("metaData")
    version = meta.get("phenopacketSchemaVersion") if isinstance(meta, dict) else None
    subject = packet.get("subject")
    is_old = any(name in packet for name in _VERSION_1) or (isinstance(subject, dict) and "ageAtCollection" in subject)
    if (isinstance(version, str) and version.startswith("1")) or (is_old and not str(version or "").startswith("2")):
        raise InputError(
            "is a Phenopacket of version 1, expected version 2",
            source=source,
            solution="Convert it first, for example with 'pxf convert' of phenopacket-tools",
        )
    if isinstance(version, str) and not version.startswith("2"):
        raise InputError(f"'metaData.phenopacketSchemaVersion' is {version!r}, expected 2.0", source=source)
    if not any(name in packet for name in ("subject", "biosamples", "interpretations", "phenotypicFeatures")):
        raise InputError(
            "is no Phenopacket: there is neither 'subject' nor 'biosamples' nor 'interpretations'",
            source=source,
            solution="Name the format with '--from' if it is another",
        )


def _whole_case(entry: dict[str, Any], source: str) -> Case:
    head, _, encoded = str(entry.get("uri", "")).partition(",")
    try:
        if head != f"data:{MEDIA_TYPE};base64":
            raise ValueError(f"unexpected beginning {head[:40]!r}")
        return Case.model_validate_json(base64.b64decode(encoded, validate=True))
    except (binascii.Error, UnicodeDecodeError, ValidationError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise InputError(f"the whole case that the packet carries is damaged: {first}", source=source) from None


_SNAKE = re.compile(r"_([a-z0-9])")


def _camel(value: Any, *, is_map: bool = False) -> Any:
    """Keys as JSON writes them (`timeOfCollection`); protobuf also accepts its own (`time_of_collection`)."""
    if isinstance(value, dict):
        return {
            name if is_map else _SNAKE.sub(lambda found: found[1].upper(), name): _camel(
                part, is_map=name in ("fileAttributes", "individualToFileIdentifiers")
            )
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_camel(part) for part in value]
    return value


@dataclass(slots=True)
class _Part:
    """A component in the making."""

    id: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, name: str, item: dict[str, Any]) -> None:
        self.values.setdefault(name, []).append(item)


@dataclass(slots=True)
class _Block:
    """A specimen in the making."""

    id: str
    name: str
    site: dict[str, Any] = field(default_factory=lambda: {"text": "site not stated"})
    values: dict[str, Any] = field(default_factory=dict)
    parts: list[_Part] = field(default_factory=list)

    @property
    def part(self) -> _Part:
        """The first component, made when there is none."""
        if not self.parts:
            self.parts.append(_Part("tumour", "tumour"))
        return self.parts[0]


class _Reader:
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
        self._genes = genes
        self._source = source
        self._check_fusion = check_fusion
        self._codes = Codes.bundled()
        self.notes: list[str] = []
        self._events: list[dict[str, Any]] = []
        self._blocks: list[_Block] = []
        self._parts: dict[str, tuple[_Block, _Part]] = {}
        """Component that a biosample (or the subject) stands for."""
        self._assays: dict[str, dict[str, Any]] = {}
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
            self._measurement(item, block.part)
        for item in packet.children("phenotypicFeatures"):
            self._feature(item, block.part, patient)
        self._interpretations(block)
        considered = self._diseases()
        self._actions()
        value: dict[str, Any] = {
            "breakapart_case": 1,
            "id": _slug(id_ or "phenopacket"),
            "title": f"Phenopacket {id_}" if id_ else "A Phenopacket",
            "patient": patient,
            "timeline": self._events,
            "assays": list(self._assays.values()),
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
        blocks: dict[str, _Block] = {}
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
            part = _Part(self._slug_in(block, id_.removeprefix(f"{root}.")), sample.text("description") or id_)
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

    def _new_block(self, id_: str, name: str) -> _Block:
        block = _Block(self._new_slug(id_), name)
        self._blocks.append(block)
        return block

    @staticmethod
    def _slug_in(block: _Block, text: str) -> str:
        wanted = _slug(text) or "component"
        used = {part.id for part in block.parts}
        number, id_ = 2, wanted
        while id_ in used:
            id_, number = f"{wanted}-{number}", number + 1
        return id_

    def _new_slug(self, text: str) -> str:
        wanted = _slug(text) or "item"
        number, id_ = 2, wanted
        while id_ in self._slugs:
            id_, number = f"{wanted}-{number}", number + 1
        self._slugs.add(id_)
        return id_

    def _sample(self, sample: Fields, block: _Block, part: _Part | None) -> None:
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
            self._measurement(item, about)

    def _site(self, tissue: Term) -> dict[str, Any]:
        region = self._codes.key_of(tissue.id, "region") or _own(tissue.id, "region")
        site: dict[str, Any] = {"text": tissue.label}
        if region in set(Region):
            site["region"] = region
        else:
            self.notes.append(f"no body region follows from {tissue.label} ({tissue.id})")
        return site

    def _procedure_kind(self, code: Term) -> str:
        own = _own(code.id, "procedure")
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

    # Measurements

    def _measurement(self, item: Fields, part: _Part) -> None:
        assay = item.term("assay")
        if assay is None:
            self.notes.append(f"{item.path}: a measurement without its assay is not understood")
            return
        if _own(assay.id, "fish") or _FISH.search(assay.label):
            self._fish(item, assay, part)
        elif _own(assay.id, "tmb") or re.search(r"mutation(al)? burden", assay.label, re.IGNORECASE):
            self._burden(item, assay, part)
        else:
            self._stain(item, assay, part)

    def _stain(self, item: Fields, assay: Term, part: _Part) -> None:
        marker, is_stain = self._marker(assay)
        if marker is None:
            self.notes.append(f"{item.path}: no stain, FISH or mutational burden: {assay.label} ({assay.id})")
            return
        value = item.child("value")
        outcome, percent = self._outcome_and_percent(value, item.path)
        if outcome is None and percent is None:
            return
        if not is_stain:
            self.notes.append(f"{item.path}: {assay.label!r} is taken for a stain of {marker}")
        clone = _CLONE.search(assay.label)
        stain: dict[str, Any] = {"marker": marker}
        if clone:
            stain["clone"] = clone.group(1).strip()
        for known in part.values.get("ihc", []):
            if known["marker"] == marker and known.get("clone") == stain.get("clone"):
                self._merge(known, outcome, percent, item.path)
                return
        if outcome is None:
            outcome = Outcome.PRESENT if percent else Outcome.ABSENT
            self.notes.append(f"{item.path}: {marker} has a share but no result: {outcome} is taken")
        stain["outcome"] = outcome.value
        if percent is not None:
            stain["percent_positive"] = percent
        words = (item.text("description") or "").lower().split(", ")
        _say_how(stain, words)
        part.add("ihc", stain)

    def _merge(self, known: dict[str, Any], outcome: Outcome | None, percent: float | None, path: str) -> None:
        if outcome is not None and outcome != known["outcome"]:
            self.notes.append(f"{path}: {known['marker']} is {known['outcome']} before and {outcome} here: not taken")
        elif percent is not None and "percent_positive" not in known and _fits(known["outcome"], percent):
            known["percent_positive"] = percent
        elif percent is not None and known.get("percent_positive") != percent:
            self.notes.append(f"{path}: {percent:g} % of {known['marker']} does not fit what stands before: not taken")

    def _marker(self, assay: Term) -> tuple[str | None, bool]:
        own = _own(assay.id, "ihc")
        if own:
            label = re.sub(r" immunohistochemistry.*", "", assay.label)
            found = self._knowledge.markers.resolve(own) or self._knowledge.markers.resolve(label)
            return found or (label if label.startswith("other:") else f"other:{label}"), True
        said = _STAIN.search(assay.label) is not None
        plain = " ".join(_STAIN.sub(" ", assay.label).replace(",", " ").split())
        found = self._knowledge.markers.resolve(plain) if plain else None
        if found is None and said and plain:
            self.notes.append(f"the stain {plain!r} is not in the vocabulary: it is kept as 'other:{plain}'")
            return f"other:{plain}", True
        return found, said

    def _outcome_and_percent(self, value: Fields | None, path: str) -> tuple[Outcome | None, float | None]:
        if value is None:
            return None, None
        term = value.term("ontologyClass")
        outcome = self._outcome(term) if term is not None else None
        if term is not None and outcome is None:
            self.notes.append(f"{path}: result not understood: {term.label} ({term.id})")
        quantity = value.child("quantity")
        percent = None
        if quantity is not None:
            unit = quantity.term("unit")
            number = quantity.number("value")
            if unit is not None and (unit.id in ("UCUM:%", "UO:0000187") or unit.label in ("percent", "%")):
                percent = number
            elif unit is not None and number is not None:
                self.notes.append(f"{path}: {number:g} {unit.label} ({unit.id}) is not a share of cells: not taken")
        if percent is not None and not 0 <= percent <= 100:
            self.notes.append(f"{path}: {percent:g} is no percentage: not taken")
            percent = None
        return outcome, percent

    def _outcome(self, term: Term) -> Outcome | None:
        found = self._codes.key_of(term.id, "outcome") or _own(term.id, "outcome")
        if found in set(Outcome):
            return Outcome(found)
        words = term.label.lower().removesuffix(" finding").replace("_", " ").strip()
        return _OUTCOME_WORDS.get(words)

    def _fish(self, item: Fields, assay: Term, part: _Part) -> None:
        gene = _own(assay.id, "fish") or self._symbol(assay.label)
        if gene is None:
            self.notes.append(f"{item.path}: FISH of which gene is not understood: {assay.label}")
            return
        value = item.child("value")
        outcome, _ = self._outcome_and_percent(value, item.path)
        known = [fish for fish in part.values.get("fish", []) if fish["gene"] == gene]
        fish = known[-1] if known else {"gene": gene}
        if outcome is not None:
            fish.setdefault("outcome", outcome.value)
        plate = item.child("complexValue")
        counts: dict[str, int] = {}
        for typed in plate.children("typedQuantities") if plate is not None else []:
            kind, quantity = typed.term("type"), typed.child("quantity")
            number = quantity.number("value") if quantity is not None else None
            if quantity is not None:
                quantity.term("unit")
            if kind is None or number is None:
                continue
            words = kind.label.lower()
            count = words.removeprefix("nuclei ").replace(" ", "_")
            if words in _QUANTITIES:
                fish[_QUANTITIES[words]] = int(number) if words == "nuclei scored" else number
            elif count in _COUNTS:
                counts[count] = int(number)
            else:
                self.notes.append(f"{typed.path}: quantity not understood: {kind.label}")
        if counts and any(counts.values()):
            fish["counts"] = counts
        if "outcome" not in fish and "counts" not in fish:
            self.notes.append(f"{item.path}: FISH of {gene} has neither a result nor counts: not taken")
            return
        if not known:
            part.add("fish", fish)

    def _symbol(self, label: str) -> str | None:
        """The first word of a label that is a gene."""
        for found in _SYMBOL.findall(label):
            gene = self._genes.find(found)
            if gene is not None:
                return gene.symbol
        return None

    def _burden(self, item: Fields, assay: Term, part: _Part) -> None:
        value = item.child("value")
        quantity = value.child("quantity") if value is not None else None
        number = quantity.number("value") if quantity is not None else None
        if quantity is not None:
            quantity.term("unit")
        if number is None:
            self.notes.append(f"{item.path}: a mutational burden without a number")
            return
        result = self._result(part, _own(assay.id, "tmb") or "panel", "DNA panel (not described)", VariantClass.TMB)
        result["tmb_per_mb"] = number

    # Morphology

    def _feature(self, item: Fields, part: _Part, patient: dict[str, Any]) -> None:
        kind = item.term("type")
        if kind is None:
            return
        excluded = item.flag("excluded")
        place = item.text("description")
        owner = self._place(place) if place else None
        if owner is not None:
            part = owner
        own = _own(kind.id, "morphology")
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

    def _place(self, text: str) -> _Part | None:
        """The component that our own description names (`specimen.component`)."""
        for block in self._blocks:
            for part in block.parts:
                if text == f"{block.id}.{part.id}":
                    return part
            if text.startswith(f"{block.id}.") and len(block.parts) == 1:
                return block.parts[0]
        return None

    # Fusions and variants

    def _interpretations(self, block: _Block) -> None:
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
                self._genomic(genomic, block, name)

    def _genomic(self, item: Fields, block: _Block, name: str | None) -> None:
        sample = item.text("subjectOrBiosampleId") or ""
        _, part = self._parts.get(sample, (block, block.part))
        status = item.choice("interpretationStatus", _INTERPRETATIONS)
        variant = item.child("variantInterpretation")
        descriptor = variant.child("variationDescriptor") if variant is not None else None
        if descriptor is None:
            self.notes.append(f"{item.path}: no variant descriptor, nothing to read")
            return
        descriptor.drop("id")
        label = descriptor.text("label")
        structural = descriptor.term("structuralType")
        molecule = descriptor.choice("moleculeContext", _MOLECULES)
        gene = descriptor.child("geneContext")
        symbol = gene.text("symbol") if gene is not None else None
        if gene is not None:
            gene.drop("valueId")
        texts = self._texts(descriptor, label)
        extensions = {
            extension.text("name") or "": extension.text("value") for extension in descriptor.children("extensions")
        }
        outcome = extensions.get("outcome") or ("absent" if status == "REJECTED" else "present")
        if outcome not in set(Outcome):
            outcome = "present"
        is_fusion = (structural is not None and structural.id in _FUSION_TERMS) or any("::" in text for text in texts)
        shared: dict[str, Any] = {"outcome": outcome}
        fraction = _decimal(extensions.get("alleleFractionPercent"))
        if fraction is not None and 0 <= fraction <= 100 and outcome != "absent":
            shared["allele_fraction_percent"] = fraction
        on_rna = molecule == "transcript" or (is_fusion and molecule != "genomic")
        if is_fusion:
            self._fusion(item, part, texts, shared, extensions, name, on_rna=on_rna)
        else:
            self._variant(item, part, symbol, texts, shared, extensions, name)

    @staticmethod
    def _texts(descriptor: Fields, label: str | None) -> list[str]:
        """Ways the variant is written, the most telling first."""
        by_syntax: dict[str, str] = {}
        for expression in descriptor.children("expressions"):
            syntax, value = expression.text("syntax"), expression.text("value")
            expression.drop("version")
            if value:
                by_syntax.setdefault(syntax or "", value)
        variation = descriptor.child("variation")
        text = variation.child("text") if variation is not None else None
        definition = text.text("definition") if text is not None else None
        order = [f"{PREFIX}.call", "vicc", "hgvs.r", "hgvs.c", "hgvs.g", "hgvs.p", "hgvs.n", "hgvs.m", "hgvs"]
        found = [by_syntax.pop(name) for name in order if name in by_syntax]
        return [*found, *by_syntax.values(), *([definition] if definition else []), *([label] if label else [])]

    def _fusion(
        self,
        item: Fields,
        part: _Part,
        texts: list[str],
        shared: dict[str, Any],
        extensions: dict[str, str | None],
        name: str | None,
        *,
        on_rna: bool,
    ) -> None:
        trouble: str | None = None
        for text in texts:
            trouble = self._check_fusion(text) if self._check_fusion else None
            if trouble is None:
                break
        else:
            self.notes.append(f"{item.path}: fusion not understood: {'; '.join(texts) or 'no name'} ({trouble})")
            return
        call = {"call": text, **shared}
        for key, written in (("junction_reads", "junctionReads"), ("spanning_pairs", "spanningPairs")):
            number = _decimal(extensions.get(written))
            if number is not None and shared["outcome"] != "absent":
                call[key] = int(number)
        assay = name or ("RNA sequencing (not described)" if on_rna else "DNA sequencing (not described)")
        result = self._result(part, _slug(assay), assay, VariantClass.FUSION, molecule="RNA" if on_rna else "DNA")
        if all(known["call"] != text for known in result.setdefault("fusions", [])):
            result["fusions"].append(call)

    def _variant(
        self,
        item: Fields,
        part: _Part,
        symbol: str | None,
        texts: list[str],
        shared: dict[str, Any],
        extensions: dict[str, str | None],
        name: str | None,
    ) -> None:
        if symbol is None:
            self.notes.append(f"{item.path}: variant without a gene: {'; '.join(texts) or 'no name'}")
            return
        gene = self._genes.find(symbol)
        kind = extensions.get("variantClass") or "substitution"
        kind = kind if kind in set(VariantClass) else "substitution"
        variant: dict[str, Any] = {"gene": gene.symbol if gene else f"other:{symbol}", "variant_class": kind, **shared}
        hgvs = next((text for text in texts if re.search(r"[cgmnpr]\.", text)), None)
        if hgvs:
            variant["hgvs"] = hgvs.removeprefix(f"{symbol} ")
        elif texts:
            variant["note"] = texts[0]
        copies = _decimal(extensions.get("copies"))
        if copies is not None:
            variant["copies"] = copies
        if extensions.get("pathogenic") in ("true", "false"):
            variant["pathogenic"] = extensions["pathogenic"] == "true"
        assay = name or "DNA sequencing (not described)"
        result = self._result(part, _slug(assay), assay, VariantClass(kind))
        result.setdefault("variants", []).append(variant)

    def _result(self, part: _Part, id_: str, name: str, kind: VariantClass, *, molecule: str = "DNA") -> dict[str, Any]:
        """The result of an assay on a component; both are made when they are not there yet."""
        assay = self._assays.setdefault(
            id_, {"id": id_, "name": name, "design": "other", "molecule": molecule, "detects": []}
        )
        if kind.value not in assay["detects"]:
            assay["detects"].append(kind.value)
        if assay["molecule"] != molecule:
            assay["molecule"] = "RNA_and_DNA"
        for result in part.values.setdefault("sequencing", []):
            if result["assay"] == id_:
                found: dict[str, Any] = result
                return found
        made: dict[str, Any] = {"assay": id_}
        part.values["sequencing"].append(made)
        return made

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
        own = _own(term.id, "entity")
        found = (self._knowledge.entities.resolve(own) if own else None) or self._codes.key_of(term.id, "entity")
        return found or self._knowledge.entities.resolve(term.label)

    def _event(self, id_: str, kind: str, when: dict[str, Any] | None, *, what: str | None = None, **more: Any) -> None:
        event: dict[str, Any] = {"id": self._event_slug(id_), "kind": kind, "what": what or kind.replace("_", " ")}
        if when:
            event["when"] = when
        self._events.append(event | {key: value for key, value in more.items() if value})

    def _event_slug(self, text: str) -> str:
        wanted = _slug(text) or "event"
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


_NONE = _Part("", "")
"""Stands for the component of a specimen that has its own samples derived from it."""


def _specimen(block: _Block) -> dict[str, Any]:
    parts = [part for part in block.parts if part.values or len(block.parts) == 1] or block.parts
    return {
        "id": block.id,
        "name": block.name,
        "site": block.site,
        **block.values,
        "components": [{"id": part.id, "name": part.name, **part.values} for part in parts],
    }


def _say_how(stain: dict[str, Any], words: list[str]) -> None:
    """Extent, intensity and compartments from our own description of a stain."""
    if stain["outcome"] in ("present", "equivocal"):
        for word in words:
            if word in ("diffuse", "partial", "focal", "rare"):
                stain["extent"] = word
            elif word in ("weak", "moderate", "strong"):
                stain["intensity"] = word
            elif word.replace(" ", "_") in (
                "nuclear",
                "cytoplasmic",
                "membranous",
                "nuclear_membrane",
                "perinuclear",
                "granular",
            ):
                stain.setdefault("compartments", []).append(word.replace(" ", "_"))


def _fits(outcome: str, percent: float) -> bool:
    if outcome == Outcome.PRESENT:
        return percent > 0
    return outcome == Outcome.EQUIVOCAL or (outcome == Outcome.ABSENT and percent == 0)


def _own(id_: str, kind: str) -> str | None:
    """The word in a term of ours of that kind."""
    beginning = f"{PREFIX}:{kind}-"
    return id_.removeprefix(beginning) if id_.startswith(beginning) else None


def _slug(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:80].strip("-_.")


def _date(stamp: str) -> str | None:
    found = re.match(r"(\d{4}-\d\d-\d\d)(T|$)", stamp)
    return found.group(1) if found else None


def _whole_days(text: str) -> str:
    """An ISO 8601 length without its hours, which a case does not record."""
    return re.sub(r"T.*", "", text) or text


def _digit(text: str) -> str | None:
    found = re.search(r"\b([1-3])\b", text)
    return found.group(1) if found else None


def _decimal(text: str | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None
