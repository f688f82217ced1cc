"""
A case as a GA4GH Phenopacket, version 2, in JSON.

Everything that has a place in the standard stands there: subject, specimens as biosamples with their stains and FISH as
measurements, fusions and variants as genomic interpretations, treatments and procedures as medical actions, diagnoses
as diseases with their onset. Not everything of a case has such a place: the whole case travels as well, as canonical
JSON in one entry of `files` whose `uri` is a `data:` URI (RFC 2397), so that the packet reads back to the same case.
That entry holds a checksum of the rest, so that a reader can tell whether somebody has edited the packet since.

Source: phenopacket-schema 2.0 documentation. Fields that the schema calls required are always written. Fusions stand in
`variation.text`, expressions and a VICC object as an extension, because the VRS 1.2 inside has no adjacency. Written by
hand rather than with protobuf: the tests parse it with the official package.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from breakapart.formats.fusion_sides import Genes, TwoSides, two_sides
from breakapart.formats.iso_time import interval, iso_duration, timestamp
from breakapart.formats.vicc import assayed_fusion, canonical, nomenclature
from breakapart.knowledge.codes import Code, Codes
from breakapart.model.case import (
    Case,
    Component,
    Course,
    Event,
    EventKind,
    ProcedureKind,
    Sex,
    Specimen,
    SpecimenKind,
    Status,
)
from breakapart.model.fish import FishAssay, FishResult
from breakapart.model.fusion import Function
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Outcome
from breakapart.model.result import CaseResult
from breakapart.model.sequencing import FusionCall, Molecule, SequencingResult, VariantCall
from breakapart.model.when import PartialDate, When

SCHEMA_VERSION = "2.0.0"
PREFIX = "breakapart"
"""Namespace of terms that no ontology at hand has; its ids are ours, its labels are meant for people."""
MEDIA_TYPE = "application/vnd.breakapart.case+json"
"""`fileFormat` of the entry that holds the whole case."""
CREATED_WHEN_UNDATED = "1970-01-01T00:00:00Z"
"""`metaData.created` of a case without any date: the schema needs one, and no clock is asked."""

_RESOURCES = {
    "NCIT": ("ncit", "NCI Thesaurus", "http://purl.obolibrary.org/obo/ncit.owl"),
    "UBERON": ("uberon", "Uber-anatomy ontology", "http://purl.obolibrary.org/obo/uberon.owl"),
    "EFO": ("efo", "Experimental Factor Ontology", "http://www.ebi.ac.uk/efo/efo.owl"),
    "SO": ("so", "Sequence types and features ontology", "http://purl.obolibrary.org/obo/so.owl"),
    "NCBITaxon": ("ncbitaxon", "NCBI organismal classification", "http://purl.obolibrary.org/obo/ncbitaxon.owl"),
    "UCUM": ("ucum", "Unified Code for Units of Measure", "https://ucum.org"),
    "HGNC": ("hgnc", "HUGO Gene Nomenclature Committee", "https://www.genenames.org"),
    PREFIX: (PREFIX, "Terms of breakapart case files", "urn:breakapart:case:1"),
}
"""Prefix to id, name and address of the ontologies whose terms may stand in a packet."""
_ANY_SURGERY = "C15329"
"""NCIt: Surgical Procedure."""

_UNSAID = (
    "UNKNOWN_SEX",
    "UNKNOWN_STATUS",
    "UNKNOWN_PROGRESS",
    "unspecified_molecule_context",
    "NOT_PROVIDED",
    "UNKNOWN_ACTIONABILITY",
)
"""First members of enumerations, which protobuf does not write."""


def render(result: CaseResult, genes: Genes, *, removed: str = "", codes: Codes | None = None) -> str:
    """The packet as JSON text, ending in a line break; equal results give equal bytes."""
    packet = _Writer(result, genes, codes or Codes.bundled()).packet(removed)
    return json.dumps(packet, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def case_json(case: Case) -> str:
    """The canonical JSON of a case: what the packet carries whole."""
    return json.dumps(case.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum(packet: Mapping[str, Any]) -> str:
    """
    SHA-256 of what a packet says beside the whole case.

    Equal for every writing of the same packet: protobuf leaves defaults out and writes whole numbers without a point.
    """
    stripped = {key: value for key, value in packet.items() if key != "files"}
    stripped["files"] = [entry for entry in packet.get("files", []) if not is_whole_case(entry)]
    text = json.dumps(_plain(stripped), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_whole_case(entry: Any) -> bool:
    """Whether an entry of `files` is the one that carries the whole case."""
    attributes = entry.get("fileAttributes") if isinstance(entry, dict) else None
    return isinstance(attributes, dict) and attributes.get("fileFormat") == MEDIA_TYPE


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        parts = {key: _plain(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in ({}, [], "", None, False, 0.0, *_UNSAID)}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


class _Writer:
    def __init__(self, result: CaseResult, genes: Genes, codes: Codes) -> None:
        self._result = result
        self._case = result.case
        self._genes = genes
        self._codes = codes
        self._labels = dict(result.labels)
        self._prefixes: dict[str, None] = {}

    def packet(self, removed: str) -> dict[str, Any]:
        """The whole packet; keys in the order of the schema."""
        case = self._case
        packet: dict[str, Any] = {"id": case.id, "subject": self._subject()}
        features = list(self._features())
        packet["phenotypicFeatures"] = features
        packet["biosamples"] = list(self._biosamples())
        packet["interpretations"] = list(self._interpretations())
        packet["diseases"] = list(self._diseases())
        packet["medicalActions"] = list(self._actions())
        packet["metaData"] = self._meta(removed)
        packet = {key: value for key, value in packet.items() if value != []}
        meta = packet.pop("metaData")
        packet["metaData"] = meta
        whole = {
            "uri": f"data:{MEDIA_TYPE};base64,{base64.b64encode(case_json(case).encode()).decode('ascii')}",
            "individualToFileIdentifiers": {case.id: case.id},
            "fileAttributes": {
                "fileFormat": MEDIA_TYPE,
                "description": "The whole case, for a lossless way back",
                "sha256OfPacket": checksum(packet),
            },
        }
        packet["files"] = [whole]
        packet["metaData"] = packet.pop("metaData")
        return packet

    # Terms

    def _term(self, id_: str, label: str) -> dict[str, str]:
        self._prefixes[id_.partition(":")[0]] = None
        return {"id": id_, "label": label}

    def _own(self, kind: str, word: str, label: str | None = None) -> dict[str, str]:
        """A term of ours: its id says so."""
        plain = "".join(sign if sign.isalnum() and sign.isascii() else "_" for sign in word)
        return self._term(f"{PREFIX}:{kind}-{plain}", label or word)

    def _coded(self, code: Code) -> dict[str, str]:
        return self._term(code.curie, code.display)

    def _coded_or_own(self, kind: str, word: str, system: str, label: str | None = None) -> dict[str, str]:
        code = self._codes.find(f"{kind}:{word}", system)
        return self._coded(code) if code is not None else self._own(kind, word, label or word.replace("_", " "))

    def _entity(self, entity: str | None, text: str) -> dict[str, str]:
        """A diagnosis: by NCIt where the code was looked up, else as an entity of ours, else in words."""
        if entity is None:
            return self._own("diagnosis", "in_words", text)
        code = self._codes.find(f"entity:{entity}", "NCIt")
        return self._coded(code) if code is not None else self._own("entity", entity, self._labels.get(entity, entity))

    def _quantity(self, value: float, unit: str) -> dict[str, Any]:
        code = self._codes.find(f"unit:{unit}", "UCUM")
        term = self._coded(code) if code is not None else self._own("unit", unit, unit)
        return {"unit": term, "value": value}

    # Subject

    def _subject(self) -> dict[str, Any]:
        patient = self._case.patient
        subject: dict[str, Any] = {"id": self._case.id}
        if patient.age is not None:
            subject["timeAtLastEncounter"] = {"age": {"iso8601duration": iso_duration(patient.age)}}
        subject["vitalStatus"] = self._vital_status()
        subject["sex"] = {
            Sex.FEMALE: "FEMALE",
            Sex.MALE: "MALE",
            Sex.OTHER: "OTHER_SEX",
            Sex.UNKNOWN: "UNKNOWN_SEX",
        }[patient.sex]
        subject["taxonomy"] = self._coded(self._codes.needed("taxon:human", "NCBITaxon"))
        return {key: value for key, value in subject.items() if value}

    def _vital_status(self) -> dict[str, Any] | None:
        ends = [event for event in self._case.timeline if event.status is not None]
        if not ends:
            return None
        last = ends[-1]
        if last.status is Status.LOST:
            return {"status": "UNKNOWN_STATUS"}
        dead = last.status in (Status.DEAD_OF_DISEASE, Status.DEAD_OF_OTHER_CAUSE)
        status: dict[str, Any] = {"status": "DECEASED" if dead else "ALIVE"}
        # Survival is counted from the diagnosis; another start, or none stated, would make the number mean less.
        is_from_diagnosis = last.counted_from in {
            event.id for event in self._case.timeline if event.kind is EventKind.PATHOLOGY_READ
        }
        if last.follow_up is not None and is_from_diagnosis:
            status["survivalTimeInDays"] = round(last.follow_up.in_days)
        return status

    # Morphology

    def _features(self) -> Iterator[dict[str, Any]]:
        for specimen, component in self._places():
            for finding in component.morphology:
                if finding.outcome not in (Outcome.PRESENT, Outcome.ABSENT):
                    continue  # the field knows only present and excluded; the whole case has the others
                label = self._labels.get(finding.term, finding.term)
                feature: dict[str, Any] = {"type": self._own("morphology", finding.term, label)}
                if finding.outcome is Outcome.ABSENT:
                    feature["excluded"] = True
                said = [word for word in (finding.extent, finding.degree) if word]
                if said:
                    feature["modifiers"] = [self._own("modifier", word, word.replace("_", " ")) for word in said]
                feature["description"] = _place(specimen, component)
                yield feature

    # Specimens

    def _places(self) -> Iterator[tuple[Specimen, Component]]:
        for specimen in self._case.specimens:
            for component in specimen.components:
                yield specimen, component

    def _biosamples(self) -> Iterator[dict[str, Any]]:
        for specimen in self._case.specimens:
            block = self._biosample(specimen)
            if len(specimen.components) == 1:
                yield {**block, **self._about(specimen, specimen.components[0])}
                continue
            yield block
            for component in specimen.components:
                part = {
                    "id": f"{specimen.id}.{component.id}",
                    "individualId": self._case.id,
                    "derivedFromId": specimen.id,
                    "description": component.name,
                    "sampledTissue": block["sampledTissue"],
                }
                yield {**part, **self._about(specimen, component)}

    def _sample_of(self, specimen: str, component: str) -> str:
        whole = self._case.specimen(specimen)
        return specimen if len(whole.components) == 1 else f"{specimen}.{component}"

    def _biosample(self, specimen: Specimen) -> dict[str, Any]:
        sample: dict[str, Any] = {
            "id": specimen.id,
            "individualId": self._case.id,
            "description": specimen.name,
            "sampledTissue": self._tissue(specimen),
            "taxonomy": self._coded(self._codes.needed("taxon:human", "NCBITaxon")),
        }
        taken = self._taken(specimen.id)
        if taken is not None and taken.when is not None:
            when = self._time(taken.when)
            if when is not None:
                sample["timeOfCollection"] = when
        if specimen.kind is not SpecimenKind.UNKNOWN:
            sample["tumorProgression"] = self._coded_or_own("specimen", specimen.kind, "NCIt")
        if specimen.procedure is not ProcedureKind.UNKNOWN:
            sample["procedure"] = {"code": self._procedure(specimen.procedure)}
        sample["materialSample"] = self._coded(self._codes.needed("material:tumour", "EFO"))
        return sample

    def _procedure(self, kind: ProcedureKind) -> dict[str, str]:
        code = self._codes.find(f"procedure:{kind}", "NCIt")
        if code is None:
            return self._own("procedure", kind, kind.replace("_", " "))
        # One looked-up code stands for all operations: the label says which.
        which = kind.replace("_", " ")
        return self._term(code.curie, f"{code.display} ({which})" if code.code == _ANY_SURGERY else code.display)

    def _tissue(self, specimen: Specimen) -> dict[str, str]:
        region = specimen.site.region
        code = self._codes.find(f"region:{region}", "UBERON") if region else None
        return self._coded(code) if code is not None else self._own("region", region or "unknown", specimen.site.text)

    def _taken(self, specimen: str) -> Event | None:
        kinds = (EventKind.PROCEDURE,)
        events = [event for event in self._case.timeline if specimen in event.specimens and event.kind in kinds]
        return events[0] if events else None

    def _about(self, specimen: Specimen, component: Component) -> dict[str, Any]:
        about: dict[str, Any] = {}
        read = self._last_read(specimen.id)
        if read is not None:
            about["histologicalDiagnosis"] = self._entity(read.entity, read.diagnosis or "")
        grade: int | None = component.reported_grade.grade if component.reported_grade else None
        if grade is None:
            grade = next(
                (
                    placed.grade.grade
                    for placed in self._result.grades
                    if (placed.at.specimen, placed.at.component) == (specimen.id, component.id)
                ),
                None,
            )
        if grade is not None:
            about["tumorGrade"] = self._coded_or_own("grade", str(grade), "NCIt", f"Grade {grade}")
        measurements = [
            *(found for stain in component.ihc for found in self._stain(stain)),
            *self._fish_measurements(specimen, component),
            *self._burden(component),
        ]
        if measurements:
            about["measurements"] = measurements
        return about

    def _last_read(self, specimen: str) -> Event | None:
        reads = [
            event
            for event in self._case.timeline
            if event.kind is EventKind.PATHOLOGY_READ and specimen in event.specimens
        ]
        return reads[-1] if reads else None

    # Measurements

    def _outcome(self, outcome: Outcome) -> dict[str, str]:
        return self._coded_or_own("outcome", outcome, "NCIt")

    def _stain(self, stain: IhcResult) -> Iterator[dict[str, Any]]:
        label = self._labels.get(stain.marker, stain.marker)
        clone = f", clone {stain.clone}" if stain.clone else ""
        assay = self._own("ihc", stain.marker, f"{label} immunohistochemistry{clone}")
        words = [stain.extent, stain.intensity, *stain.compartments]
        said = ", ".join(word.replace("_", " ") for word in words if word)
        observed = self._known_at(stain.known_at)
        main: dict[str, Any] = {"assay": assay, "value": {"ontologyClass": self._outcome(stain.outcome)}}
        if said:
            main["description"] = said
        yield main | observed
        if stain.percent_positive is not None:
            yield {"assay": assay, "value": {"quantity": self._quantity(stain.percent_positive, "percent")}} | observed
        if stain.percent_by_intensity is not None:
            weak, moderate, strong = stain.percent_by_intensity
            score = self._own("h_score", stain.marker, f"{label} H-score{clone}")
            value = round(weak + 2 * moderate + 3 * strong, 6)
            yield {"assay": score, "value": {"quantity": self._quantity(value, "one")}} | observed

    def _known_at(self, event_id: str | None) -> dict[str, Any]:
        event = next((event for event in self._case.timeline if event.id == event_id), None)
        when = self._time(event.when) if event is not None and event.when is not None else None
        return {"timeObserved": when} if when is not None else {}

    def _fish_measurements(self, specimen: Specimen, component: Component) -> Iterator[dict[str, Any]]:
        read = [
            placed.fish
            for placed in self._result.fish
            if (placed.at.specimen, placed.at.component) == (specimen.id, component.id)
        ]
        for number, assay in enumerate(component.fish):
            fish = read[number] if number < len(read) else None
            yield from self._plate(assay, fish)

    def _plate(self, assay: FishAssay, fish: FishResult | None) -> Iterator[dict[str, Any]]:
        probe = fish.probe if fish else assay.probe or "probe not stated"
        term = self._own("fish", assay.gene, f"{assay.gene} break-apart FISH, {probe}")
        observed = self._known_at(assay.known_at)
        outcome = assay.outcome or (fish.outcome if fish else None)
        if outcome is not None:
            yield {"assay": term, "value": {"ontologyClass": self._outcome(outcome)}} | observed
        quantities = list(self._fish_quantities(assay, fish))
        if quantities:
            yield {"assay": term, "complexValue": {"typedQuantities": quantities}} | observed

    def _fish_quantities(self, assay: FishAssay, fish: FishResult | None) -> Iterator[dict[str, Any]]:
        counts = assay.counts or (fish.counts if fish else None)
        scored = assay.cells_scored or (fish.cells_scored if fish else None)
        cutoff = assay.cutoff_percent if assay.cutoff_percent is not None else fish.cutoff_percent if fish else None
        percent = assay.percent_positive if assay.percent_positive is not None else fish.percent if fish else None
        values: list[tuple[str, float | None, str]] = [
            ("nuclei scored", scored, "cells"),
            ("rearranged nuclei", percent, "percent"),
            ("cut-off", cutoff, "percent"),
        ]
        if counts is not None:
            values += [
                (f"nuclei {name.replace('_', ' ')}", getattr(counts, name), "cells")
                for name in type(counts).model_fields
            ]
        for name, value, unit in values:
            if value is not None:
                yield {"type": self._own("quantity", name), "quantity": self._quantity(value, unit)}

    def _burden(self, component: Component) -> Iterator[dict[str, Any]]:
        for found in component.sequencing:
            if found.tmb_per_mb is not None:
                name = self._case.assay(found.assay).name if self._has_assay(found.assay) else found.assay
                yield {
                    "assay": self._own("tmb", found.assay, f"Tumour mutational burden, {name}"),
                    "value": {"quantity": self._quantity(found.tmb_per_mb, "mutations per megabase")},
                }

    def _has_assay(self, id_: str) -> bool:
        return any(assay.id == id_ for assay in self._case.assays)

    # Interpretations

    def _interpretations(self) -> Iterator[dict[str, Any]]:
        by_place = {
            (seen.specimen, seen.component, seen.assay, seen.call): two_sides(seen, self._genes)
            for seen in self._result.fusions
        }
        for specimen, component in self._places():
            for number, found in enumerate(component.sequencing):
                sample = self._sample_of(specimen.id, component.id)
                genomic = [
                    self._fusion(by_place.get((specimen.id, component.id, found.assay, call.call)), call, found, sample)
                    for call in found.fusions
                ]
                genomic += [self._variant(call, sample) for call in found.variants]
                if not genomic:
                    continue
                yield {
                    "id": f"{sample}.{found.assay}.{number + 1}",
                    "progressStatus": "SOLVED" if self._case.signed else "IN_PROGRESS",
                    "diagnosis": {
                        "disease": self._main_diagnosis(specimen.id),
                        "genomicInterpretations": genomic,
                    },
                    "summary": self._case.assay(found.assay).name if self._has_assay(found.assay) else found.assay,
                }

    def _main_diagnosis(self, specimen: str) -> dict[str, str]:
        signed = self._case.signed
        if signed is not None:
            return self._entity(signed.entity, signed.text)
        read = self._last_read(specimen)
        if read is not None:
            return self._entity(read.entity, read.diagnosis or "")
        return self._own("diagnosis", "not_stated", "diagnosis not stated")

    def _fusion(self, sides: TwoSides | None, call: FusionCall, found: SequencingResult, sample: str) -> dict[str, Any]:
        descriptor: dict[str, Any] = {"id": f"{sample}.{found.assay}.{_safe(call.call)}"}
        descriptor["variation"] = {"text": {"definition": call.call}}
        descriptor["label"] = sides.name if sides else call.call
        kinase = sides.annotation.kinase_gene if sides and sides.annotation else None
        gene = self._genes.find(kinase) if kinase else None
        if gene is None and sides is not None:
            side = sides.three if sides.three.gene else sides.five
            gene = self._genes.find(side.gene) if side.gene else None
        if gene is not None:
            self._prefixes["HGNC"] = None
            descriptor["geneContext"] = {"valueId": gene.hgnc_id, "symbol": gene.symbol}
        expressions = []
        if sides is not None:
            note = sides.annotation
            if note is not None and sides.five.is_placed and sides.three.is_placed:
                expressions.append({"syntax": "hgvs.r", "value": note.names.hgvs})
            expressions.append({"syntax": "vicc", "value": nomenclature(sides)})
        expressions.append({"syntax": f"{PREFIX}.call", "value": call.call})
        descriptor["expressions"] = expressions
        extensions = [{"name": "outcome", "value": call.outcome.value}]
        for name, value in (
            ("alleleFractionPercent", call.allele_fraction_percent),
            ("junctionReads", call.junction_reads),
            ("spanningPairs", call.spanning_pairs),
        ):
            if value is not None:
                extensions.append({"name": name, "value": f"{value!r}"})
        if sides is not None and sides.is_present:
            extensions.append({"name": "vicc.AssayedFusion", "value": canonical(assayed_fusion(sides))})
        descriptor["extensions"] = extensions
        assay = next((assay for assay in self._case.assays if assay.id == found.assay), None)
        is_said = assay is None or assay.molecule is not Molecule.UNKNOWN
        descriptor["moleculeContext"] = "transcript" if is_said else "unspecified_molecule_context"
        descriptor["structuralType"] = self._coded(self._codes.needed("variant:fusion", "SO"))
        return self._genomic(sample, _status(sides, call.outcome), descriptor)

    def _variant(self, call: VariantCall, sample: str) -> dict[str, Any]:
        descriptor: dict[str, Any] = {"id": f"{sample}.{_safe(f'{call.gene}.{call.hgvs or call.variant_class}')}"}
        descriptor["variation"] = {"text": {"definition": call.hgvs or f"{call.gene} {call.variant_class}"}}
        descriptor["label"] = f"{call.gene} {call.hgvs or call.variant_class.replace('_', ' ')}"
        gene = self._genes.find(call.gene)
        if gene is not None:
            self._prefixes["HGNC"] = None
            descriptor["geneContext"] = {"valueId": gene.hgnc_id, "symbol": gene.symbol}
        else:
            descriptor["geneContext"] = {"valueId": f"{PREFIX}:gene-{_safe(call.gene)}", "symbol": call.gene}
        if call.hgvs:
            kind = next((f"hgvs.{letter}" for letter in "cgmnpr" if f"{letter}." in call.hgvs), "hgvs.c")
            descriptor["expressions"] = [{"syntax": kind, "value": call.hgvs}]
        extensions = [
            {"name": "outcome", "value": call.outcome.value},
            {"name": "variantClass", "value": call.variant_class.value},
        ]
        for name, value in (("alleleFractionPercent", call.allele_fraction_percent), ("copies", call.copies)):
            if value is not None:
                extensions.append({"name": name, "value": f"{value!r}"})
        if call.pathogenic is not None:
            # Not the ACMG field: its classes are those of germline variants.
            extensions.append({"name": "pathogenic", "value": "true" if call.pathogenic else "false"})
        descriptor["extensions"] = extensions
        descriptor["moleculeContext"] = "genomic"
        return self._genomic(sample, "REJECTED" if call.outcome is Outcome.ABSENT else "UNKNOWN_STATUS", descriptor)

    @staticmethod
    def _genomic(sample: str, status: str, descriptor: dict[str, Any]) -> dict[str, Any]:
        return {
            "subjectOrBiosampleId": sample,
            "interpretationStatus": status,
            # Said although they are what is meant without them: validators of the JSON ask for both.
            "variantInterpretation": {
                "acmgPathogenicityClassification": "NOT_PROVIDED",
                "therapeuticActionability": "UNKNOWN_ACTIONABILITY",
                "variationDescriptor": descriptor,
            },
        }

    # Diseases and actions: the timeline

    def _diseases(self) -> Iterator[dict[str, Any]]:
        case = self._case
        for event in case.timeline:
            if event.kind is not EventKind.PATHOLOGY_READ:
                continue
            disease: dict[str, Any] = {"term": self._entity(event.entity, event.diagnosis or "")}
            when = self._time(event.when) if event.when is not None else None
            if when is not None:
                disease["onset"] = when
            sites = [case.specimen(id_) for id_ in event.specimens if any(s.id == id_ for s in case.specimens)]
            if sites:
                disease["primarySite"] = self._tissue(sites[0])
            yield disease
        for weighed in case.considered:
            if weighed.conclusion == "excluded":
                yield {"term": self._entity(weighed.entity, weighed.text), "excluded": True}
        if case.signed is not None:
            signed: dict[str, Any] = {"term": self._entity(case.signed.entity, case.signed.text)}
            if case.signed.date is not None:
                signed["onset"] = {"interval": interval(case.signed.date)}
            yield signed

    def _actions(self) -> Iterator[dict[str, Any]]:
        for event in self._case.timeline:
            if event.course in (Course.DECLINED, Course.NOT_GIVEN):
                continue  # the schema has no place for what was not done; the whole case has it
            when = self._time(event.when) if event.when is not None else None
            if event.kind is EventKind.TREATMENT:
                treatment: dict[str, Any] = {"agent": self._own("treatment", event.id, event.what)}
                if when is not None and "interval" in when:
                    # A dose interval needs a quantity; the notes state none, so that only the time is carried.
                    treatment["doseIntervals"] = [{"interval": when["interval"]}]
                yield {"treatment": treatment} | self._response(event)
            elif event.kind is EventKind.PROCEDURE:
                taken = [s for s in self._case.specimens if s.id in event.specimens]
                kind = taken[0].procedure if taken else ProcedureKind.UNKNOWN
                known = kind is not ProcedureKind.UNKNOWN
                code = self._procedure(kind) if known else self._own("procedure", event.id, event.what)
                procedure: dict[str, Any] = {"code": code}
                if taken:
                    procedure["bodySite"] = self._tissue(taken[0])
                if when is not None:
                    procedure["performed"] = when
                yield {"procedure": procedure} | self._response(event)

    def _response(self, event: Event) -> dict[str, Any]:
        if event.result is None:
            return {}
        return {"responseToTreatment": self._own("response", event.id, event.result)}

    def _time(self, when: When) -> dict[str, Any] | None:
        """The most exact of what is known: a date, an age, a gestational age."""
        if when.date is not None:
            return {"timestamp": timestamp(when.date)} if when.date.day else {"interval": interval(when.date)}
        if when.age is not None:
            return {"age": {"iso8601duration": iso_duration(when.age)}}
        if when.gestation is not None and not (when.gestation.years or when.gestation.months):
            days = round(when.gestation.in_days)
            return {"gestationalAge": {"weeks": days // 7, "days": days % 7}}
        return None

    # Metadata

    def _meta(self, removed: str) -> dict[str, Any]:
        created = self._latest_date()
        return {
            "created": timestamp(created) if created else CREATED_WHEN_UNDATED,
            "createdBy": f"breakapart {self._result.provenance.breakapart_version}",
            "resources": [
                {
                    "id": id_,
                    "name": name,
                    "url": url,
                    "version": "1" if prefix == PREFIX else "not stated",
                    "namespacePrefix": prefix,
                    "iriPrefix": f"{url}#" if prefix == PREFIX else f"http://purl.obolibrary.org/obo/{prefix}_",
                }
                for prefix, (id_, name, url) in _RESOURCES.items()
                if prefix in self._prefixes
            ],
            "phenopacketSchemaVersion": SCHEMA_VERSION,
            "externalReferences": list(self._references(removed)),
        }

    def _references(self, removed: str) -> Iterator[dict[str, str]]:
        source = self._case.source
        if source is not None:
            if source.doi:
                yield {"id": f"DOI:{source.doi}", "description": source.citation}
            if source.pmid:
                yield {"id": f"PMID:{source.pmid}", "description": source.citation}
            if not source.doi and not source.pmid:
                yield {"id": f"{PREFIX}:source", "description": source.citation}
        yield {"id": f"{PREFIX}:de-identification", "description": removed or "nothing was removed"}

    def _latest_date(self) -> PartialDate | None:
        dates = [event.when.date for event in self._case.timeline if event.when and event.when.date]
        signed = self._case.signed
        dates += [signed.date] if signed and signed.date else []
        return max(dates, key=lambda date: date.earliest, default=None)


def _status(sides: TwoSides | None, outcome: Outcome) -> str:
    """Causative only where the fusion is there and likely to activate the kinase."""
    if outcome is Outcome.ABSENT:
        return "REJECTED"
    note = sides.annotation if sides else None
    drives = note is not None and note.function is Function.ACTIVATING_LIKELY
    return "CAUSATIVE" if drives and outcome is Outcome.PRESENT else "CANDIDATE"


def _place(specimen: Specimen, component: Component) -> str:
    return f"{specimen.id}.{component.id}"


def _safe(text: str) -> str:
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in text)
