"""
An assessed case as an HL7 FHIR R4 bundle, after the Genomics Reporting guide and the German MII MTB module.

Patient, specimens (components as children of their specimen), one observation a stain, FISH, fusion, small variant,
mutational burden and grade, therapeutic implications derived from the fusion, and the diagnostic report that holds them
together. A fusion keeps its orientation by the components of the MII profile `mii-pr-mtb-rna-fusion` (2026.0.1) beside
those of Genomics Reporting (`Variant`). Only elements that R4 (4.0.1) and R4B share are used. Ids are UUIDs of version
5 of the case and the place in it: the same case gives the same ids. What no looked-up code exists for is text.
"""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from breakapart.formats.fusion_sides import Genes, Side, TwoSides, two_sides
from breakapart.knowledge.codes import Code, Codes
from breakapart.model.case import Case, Component, EventKind, ProcedureKind, Specimen, SpecimenKind
from breakapart.model.fish import FishAssay, FishResult
from breakapart.model.fusion import Function
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Outcome
from breakapart.model.result import CaseResult, PlacedGrade
from breakapart.model.sequencing import Molecule, VariantCall
from breakapart.model.therapy import Therapy
from breakapart.model.when import Duration

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:breakapart:fhir")
"""Namespace of all ids."""
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
HGNC = "http://www.genenames.org/geneId"
SEQUENCE_ONTOLOGY = "http://www.sequenceontology.org"
NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
UBERON = "http://purl.obolibrary.org/obo/uberon.owl"
HGVS = "http://varnomen.hgvs.org"
REFSEQ = "https://www.ncbi.nlm.nih.gov/refseq/"
ENSEMBL = "http://www.ensembl.org"
TO_BE_DETERMINED = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs"
"""Codes of Genomics Reporting that no other system has yet."""
MII_BIOMARKERS = (
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-mtb/CodeSystem/mii-cs-mtb-molekulare-biomarker"
)
MII_RNA_FUSION = (
    "https://www.medizininformatik-initiative.de/fhir/ext/modul-mtb/StructureDefinition/mii-pr-mtb-rna-fusion|2026.0.1"
)
_PROFILES = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition"
_SYSTEMS = {"NCIt": NCIT, "UBERON": UBERON, "SO": SEQUENCE_ONTOLOGY, "LOINC": LOINC, "UCUM": UCUM}
_CATEGORY = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": "laboratory",
            "display": "Laboratory",
        }
    ]
}
_GENETICS = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "GE", "display": "Genetics"}]
}
_UNKNOWN = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/data-absent-reason",
            "code": "unknown",
            "display": "Unknown",
        }
    ]
}


def render(result: CaseResult, genes: Genes, *, removed: str = "", codes: Codes | None = None) -> str:
    """The bundle as JSON text; equal results give equal bytes."""
    bundle = _Writer(result, genes, codes or Codes.bundled()).bundle(removed)
    return json.dumps(bundle, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


class _Writer:
    def __init__(self, result: CaseResult, genes: Genes, codes: Codes) -> None:
        self._result = result
        self._case = result.case
        self._genes = genes
        self._codes = codes
        self._labels = dict(result.labels)
        self._observations: list[dict[str, Any]] = []

    def bundle(self, removed: str) -> dict[str, Any]:
        patient = self._patient()
        specimens = list(self._specimens())
        self._observations += self._about_patient()
        for specimen in self._case.specimens:
            for component in specimen.components:
                self._component(specimen, component)
        resources = [patient, *specimens, *self._observations, self._report()]
        tag = {
            "system": "urn:breakapart:de-identification",
            "code": "reduced" if removed else "complete",
            "display": removed or "nothing was removed",
        }
        return {
            "resourceType": "Bundle",
            "id": self._id("bundle"),
            "meta": {"tag": [tag]},
            "type": "collection",
            "entry": [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources],
        }

    # Ids and references

    def _id(self, *path: str) -> str:
        return str(uuid.uuid5(NAMESPACE, "/".join((self._case.id, *path))))

    def _ref(self, *path: str) -> dict[str, str]:
        return {"reference": f"urn:uuid:{self._id(*path)}"}

    @property
    def _subject(self) -> dict[str, str]:
        return self._ref("patient")

    # Patient and specimens

    def _patient(self) -> dict[str, Any]:
        return {
            "resourceType": "Patient",
            "id": self._id("patient"),
            "identifier": [{"system": "urn:breakapart:case", "value": self._case.id}],
            "gender": self._case.patient.sex.value,
        }

    def _about_patient(self) -> Iterator[dict[str, Any]]:
        age = self._case.patient.age
        if age is not None:
            value, unit = _in_one_unit(age)
            yield self._observation("age", code=_text("Age at presentation"), value=_quantity(value, unit, unit))

    def _specimens(self) -> Iterator[dict[str, Any]]:
        for specimen in self._case.specimens:
            record: dict[str, Any] = {
                "resourceType": "Specimen",
                "id": self._id("specimen", specimen.id),
                "identifier": [{"system": "urn:breakapart:specimen", "value": specimen.id}],
                "type": _text("Tissue specimen"),
                "subject": self._subject,
                "collection": self._collection(specimen),
            }
            if specimen.kind is not SpecimenKind.UNKNOWN:
                record["condition"] = [
                    self._concept(self._codes.find(f"specimen:{specimen.kind}", "NCIt"), specimen.kind)
                ]
            record["note"] = [{"text": specimen.name}]
            yield record
            if len(specimen.components) > 1:
                for component in specimen.components:
                    yield {
                        "resourceType": "Specimen",
                        "id": self._id("specimen", specimen.id, component.id),
                        "identifier": [{"system": "urn:breakapart:specimen", "value": f"{specimen.id}.{component.id}"}],
                        "type": _text("Part of a tissue specimen"),
                        "subject": self._subject,
                        "parent": [self._ref("specimen", specimen.id)],
                        "note": [{"text": component.name}],
                    }

    def _collection(self, specimen: Specimen) -> dict[str, Any]:
        site = self._concept(self._codes.find(f"region:{specimen.site.region}", "UBERON"), specimen.site.text)
        collection: dict[str, Any] = {"bodySite": {**site, "text": specimen.site.text}}
        if specimen.procedure is not ProcedureKind.UNKNOWN:
            words = specimen.procedure.replace("_", " ")
            code = self._codes.find(f"procedure:{specimen.procedure}", "NCIt")
            collection["method"] = {**self._concept(code, words), "text": words}
        for event in self._case.timeline:
            taken = event.kind is EventKind.PROCEDURE and specimen.id in event.specimens
            if taken and event.when is not None and event.when.date is not None:
                collection["collectedDateTime"] = str(event.when.date)
                break
        return collection

    def _specimen_ref(self, specimen: Specimen, component: Component) -> dict[str, str]:
        if len(specimen.components) > 1:
            return self._ref("specimen", specimen.id, component.id)
        return self._ref("specimen", specimen.id)

    # Observations

    def _observation(
        self,
        *path: str,
        code: dict[str, Any],
        value: dict[str, Any] | None = None,
        specimen: dict[str, str] | None = None,
        components: list[dict[str, Any]] | None = None,
        profile: list[str] | None = None,
        genetic: bool = False,
        **more: Any,
    ) -> dict[str, Any]:
        record: dict[str, Any] = {"resourceType": "Observation", "id": self._id("observation", *path)}
        if profile:
            record["meta"] = {"profile": profile}
        record["status"] = "final"
        record["category"] = [_CATEGORY, _GENETICS] if genetic else [_CATEGORY]
        record["code"] = code
        record["subject"] = self._subject
        record |= value if value is not None else {}
        record |= {"specimen": specimen} if specimen is not None else {}
        record |= more
        if components:
            record["component"] = components
        return record

    def _component(self, specimen: Specimen, component: Component) -> None:
        at = (specimen.id, component.id)
        tissue = self._specimen_ref(specimen, component)
        for number, stain in enumerate(component.ihc):
            self._observations.append(self._stain(stain, number, at, tissue))
        read = [placed.fish for placed in self._result.fish if (placed.at.specimen, placed.at.component) == at]
        for number, assay in enumerate(component.fish):
            fish = read[number] if number < len(read) else None
            self._observations.append(self._fish(assay, fish, number, at, tissue))
        for placed in self._result.grades:
            if (placed.at.specimen, placed.at.component) == at and placed.grade.grade is not None:
                self._observations.append(self._grade(placed, at, tissue))
        self._sequencing(component, at, tissue)

    def _stain(self, stain: IhcResult, number: int, at: tuple[str, str], tissue: dict[str, str]) -> dict[str, Any]:
        label = self._labels.get(stain.marker, stain.marker)
        clone = f", clone {stain.clone}" if stain.clone else ""
        parts = []
        for name, word in (("Extent", stain.extent), ("Intensity", stain.intensity)):
            if word:
                parts.append({"code": _text(name), "valueCodeableConcept": _text(word)})
        for compartment in stain.compartments:
            words = compartment.replace("_", " ")
            parts.append({"code": _text("Compartment"), "valueCodeableConcept": _text(words)})
        if stain.percent_positive is not None:
            share = _quantity(stain.percent_positive, "%", "%")
            parts.append({"code": _text("Share of tumour cells stained"), **share})
        if stain.cells_counted is not None:
            parts.append({"code": _text("Tumour cells counted"), **_quantity(stain.cells_counted, "cells", "{cells}")})
        return self._observation(
            "ihc",
            *at,
            str(number),
            code=_text(f"{label} immunohistochemistry{clone}"),
            value=self._answer("outcome", stain.outcome),
            specimen=tissue,
            components=parts,
        )

    def _answer(self, kind: str, outcome: Outcome) -> dict[str, Any]:
        code = self._codes.find(f"{kind}:{outcome}", "LOINC")
        words = outcome.replace("_", " ")
        if outcome is Outcome.NOT_EVALUABLE and code is None:
            return {"dataAbsentReason": {**_UNKNOWN, "text": words}}
        return {"valueCodeableConcept": {**self._concept(code, words), "text": words}}

    def _fish(
        self, assay: FishAssay, fish: FishResult | None, number: int, at: tuple[str, str], tissue: dict[str, str]
    ) -> dict[str, Any]:
        outcome = fish.outcome if fish else assay.outcome
        scored = fish.cells_scored if fish else assay.cells_scored
        percent = fish.percent if fish else assay.percent_positive
        cutoff = fish.cutoff_percent if fish else assay.cutoff_percent
        counts = fish.counts if fish else assay.counts
        parts = []
        gene = self._genes.find(assay.gene)
        if gene is not None:
            parts.append(self._gene_studied(gene.hgnc_id, gene.symbol))
        values: list[tuple[str, float | None, str]] = [
            ("Nuclei scored", scored, "{cells}"),
            ("Rearranged nuclei", percent, "%"),
            ("Cut-off", cutoff, "%"),
        ]
        if counts is not None:
            values += [
                (f"Nuclei {name.replace('_', ' ')}", getattr(counts, name), "{cells}")
                for name in type(counts).model_fields
            ]
        parts += [
            {"code": _text(name), **_quantity(value, "%" if unit == "%" else "cells", unit)}
            for name, value, unit in values
            if value is not None
        ]
        probe = f" ({fish.probe})" if fish else f" ({assay.probe})" if assay.probe else ""
        return self._observation(
            "fish",
            *at,
            str(number),
            code=_text(f"{assay.gene} break-apart FISH{probe}"),
            value=self._answer("outcome", outcome) if outcome else {"dataAbsentReason": _UNKNOWN},
            specimen=tissue,
            components=parts,
        )

    def _grade(self, placed: PlacedGrade, at: tuple[str, str], tissue: dict[str, str]) -> dict[str, Any]:
        grade = placed.grade
        parts = [
            {"code": _text(f"FNCLCC {name} score"), "valueInteger": score}
            for name, score in (
                ("differentiation", grade.differentiation),
                ("mitoses", grade.mitoses),
                ("necrosis", grade.necrosis),
            )
            if score is not None
        ]
        return self._observation(
            "grade",
            *at,
            code=_text("FNCLCC grade" + (" (of a biopsy: a minimum)" if grade.minimum_only else "")),
            value={"valueInteger": grade.grade},
            specimen=tissue,
            components=parts,
        )

    # Sequencing

    def _sequencing(self, component: Component, at: tuple[str, str], tissue: dict[str, str]) -> None:
        molecules = {assay.id: assay.molecule for assay in self._case.assays}
        seen = [call for call in self._result.fusions if (call.specimen, call.component) == at]
        for number, call in enumerate(seen):
            sides = two_sides(call, self._genes)
            on_rna = molecules.get(call.assay) in (Molecule.RNA, Molecule.BOTH)
            self._observations.append(self._fusion(sides, number, at, tissue, on_rna=on_rna))
            self._observations += self._implications(sides, number, at, tissue)
        for run, found in enumerate(component.sequencing):
            for number, variant in enumerate(found.variants):
                self._observations.append(self._variant(variant, (str(run), str(number)), at, tissue))
            if found.tmb_per_mb is not None:
                self._observations.append(
                    self._observation(
                        "tmb",
                        *at,
                        str(run),
                        code=self._loinc("tmb"),
                        value={"valueQuantity": {"value": found.tmb_per_mb, "unit": "mutations per megabase"}},
                        specimen=tissue,
                        profile=[f"{_PROFILES}/tmb"],
                        genetic=True,
                    )
                )

    def _fusion(
        self, sides: TwoSides, number: int, at: tuple[str, str], tissue: dict[str, str], *, on_rna: bool
    ) -> dict[str, Any]:
        note = sides.annotation
        parts = [
            self._gene_studied(side.hgnc_id, side.gene) for side in (sides.five, sides.three) if side.gene is not None
        ]
        change = self._codes.needed("variant:fusion", "SO")
        parts.append({"code": self._loinc("change_type"), "valueCodeableConcept": self._concept(change, "")})
        if note is not None and sides.five.is_placed and sides.three.is_placed:
            name = {"coding": [{"system": HGVS, "code": note.names.hgvs}], "text": note.names.exons}
        else:
            name = _text(sides.name)
        parts.append({"code": self._loinc("variation"), "valueCodeableConcept": name})
        consequence = self._codes.needed("consequence:fusion", "SO")
        parts.append(
            {
                "code": _coded(TO_BE_DETERMINED, "molecular-consequence", "Molecular Consequence"),
                "valueCodeableConcept": self._concept(consequence, ""),
            }
        )
        parts += self._oriented("five-prime", sides.five)
        parts += self._oriented("three-prime", sides.three)
        seen = sides.seen
        if seen.allele_fraction_percent is not None:
            share = round(seen.allele_fraction_percent / 100, 6)
            parts.append({"code": self._loinc("allele_fraction"), **_quantity(share, "fraction", "1")})
        if seen.junction_reads is not None:
            parts.append({"code": self._loinc("read_depth"), **_quantity(seen.junction_reads, "reads", "1")})
        if note is not None:
            parts.append({"code": _text("Reading frame"), "valueCodeableConcept": _text(note.frame.replace("_", " "))})
        profile = [f"{_PROFILES}/variant"]
        if on_rna and sides.five.is_placed and sides.three.is_placed:
            profile.append(MII_RNA_FUSION)  # the profile needs all ten components of orientation
        return self._observation(
            "fusion",
            *at,
            str(number),
            code=self._loinc("variant"),
            value=self._answer("variant", seen.outcome),
            specimen=tissue,
            components=parts,
            profile=profile,
            genetic=True,
        )

    def _oriented(self, end: str, side: Side) -> Iterator[dict[str, Any]]:
        """The components of the MII profile, which alone say which partner is 5'."""
        if side.gene is None:
            return
        yield {
            "code": _coded(MII_BIOMARKERS, f"{end}-gene"),
            "valueCodeableConcept": self._gene(side.hgnc_id, side.gene),
        }
        if not side.is_placed:
            return
        system = REFSEQ if side.refseq else ENSEMBL
        yield {
            "code": _coded(MII_BIOMARKERS, f"{end}-transcript-id"),
            "valueCodeableConcept": {"coding": [{"system": system, "code": side.transcript}]},
        }
        yield {
            "code": _coded(MII_BIOMARKERS, f"{end}-exon-id"),
            "valueCodeableConcept": _text(f"Exon {side.exon}"),
        }
        yield {
            "code": _coded(MII_BIOMARKERS, f"{end}-position"),
            "valueRange": {"low": {"value": side.kept_base}, "high": {"value": side.kept_base}},
        }
        strand = self._codes.needed(f"strand:{side.strand}", "SO")
        yield {
            "code": _coded(MII_BIOMARKERS, f"{end}-strand"),
            "valueCodeableConcept": self._concept(strand, ""),
        }

    def _implications(
        self, sides: TwoSides, number: int, at: tuple[str, str], tissue: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        note = sides.annotation
        if note is None or not sides.is_present or note.function is Function.UNLIKELY:
            return
        for row, therapy in enumerate(self._result.therapies):
            if note.kinase_gene is None or note.kinase_gene not in therapy.genes:
                continue
            yield self._observation(
                "therapy",
                *at,
                str(number),
                str(row),
                code=_coded(TO_BE_DETERMINED, "therapeutic-implication", "Therapeutic Implication"),
                specimen=tissue,
                components=[
                    {"code": self._loinc("medication"), "valueCodeableConcept": _text(therapy.drugs)},
                    {"code": self._loinc("evidence"), "valueCodeableConcept": _text(therapy.evidence)},
                ],
                profile=[f"{_PROFILES}/therapeutic-implication"],
                genetic=True,
                derivedFrom=[self._ref("observation", "fusion", *at, str(number))],
                note=[{"text": text} for text in _about(therapy)],
            )

    def _variant(
        self, variant: VariantCall, path: tuple[str, str], at: tuple[str, str], tissue: dict[str, str]
    ) -> dict[str, Any]:
        gene = self._genes.find(variant.gene)
        parts = [self._gene_studied(gene.hgnc_id if gene else "", gene.symbol if gene else variant.gene)]
        if variant.hgvs:
            name = {"coding": [{"system": HGVS, "code": variant.hgvs}]}
            which = "dna_change" if "c." in variant.hgvs else "variation"
            parts.append({"code": self._loinc(which), "valueCodeableConcept": name})
        kind = variant.variant_class.replace("_", " ")
        parts.append({"code": _text("Kind of alteration"), "valueCodeableConcept": _text(kind)})
        if variant.allele_fraction_percent is not None:
            share = round(variant.allele_fraction_percent / 100, 6)
            parts.append({"code": self._loinc("allele_fraction"), **_quantity(share, "fraction", "1")})
        if variant.copies is not None:
            parts.append({"code": self._loinc("copy_number"), **_quantity(variant.copies, "copies", "1")})
        return self._observation(
            "variant",
            *at,
            *path,
            code=self._loinc("variant"),
            value=self._answer("variant", variant.outcome),
            specimen=tissue,
            components=parts,
            profile=[f"{_PROFILES}/variant"],
            genetic=True,
        )

    # Report

    def _report(self) -> dict[str, Any]:
        case = self._case
        report: dict[str, Any] = {
            "resourceType": "DiagnosticReport",
            "id": self._id("report"),
            "meta": {"profile": [f"{_PROFILES}/genomic-report"]},
            # A machine's assessment is preliminary until a person has signed the case.
            "status": "final" if case.signed else "preliminary",
            "category": [_GENETICS],
            "code": self._loinc("genetic_report"),
            "subject": self._subject,
            "specimen": [self._ref("specimen", specimen.id) for specimen in case.specimens],
            "result": [{"reference": f"urn:uuid:{found['id']}"} for found in self._observations],
        }
        if case.signed is not None and case.signed.date is not None:
            report["effectiveDateTime"] = str(case.signed.date)
        if not report["result"]:
            del report["result"]
        sentences = [sentence.text for sentence in self._result.answer]
        if sentences:
            report["conclusion"] = " ".join(sentences)
        if case.signed is not None:
            report["conclusionCode"] = [self._diagnosis(case)]
        return report

    def _diagnosis(self, case: Case) -> dict[str, Any]:
        assert case.signed is not None
        entity = case.signed.entity
        code = self._codes.find(f"entity:{entity}", "NCIt") if entity else None
        return {**self._concept(code, case.signed.text), "text": case.signed.text}

    # Concepts

    def _concept(self, code: Code | None, words: str) -> dict[str, Any]:
        if code is None:
            return _text(words)
        written = code.curie if code.system in ("UBERON", "SO") else code.code
        return _coded(_SYSTEMS[code.system], written, code.display)

    def _loinc(self, key: str) -> dict[str, Any]:
        return self._concept(self._codes.needed(f"loinc:{key}", "LOINC"), "")

    def _gene_studied(self, hgnc_id: str, symbol: str) -> dict[str, Any]:
        return {"code": self._loinc("gene"), "valueCodeableConcept": self._gene(hgnc_id, symbol)}

    @staticmethod
    def _gene(hgnc_id: str, symbol: str) -> dict[str, Any]:
        return _coded(HGNC, hgnc_id, symbol) if hgnc_id else _text(symbol)


def _about(therapy: Therapy) -> Iterator[str]:
    for name, text in (
        ("Approvals and limits", therapy.context),
        ("Resistance", therapy.resistance),
        ("Source", therapy.source),
        ("How far it was checked", therapy.verification),
    ):
        if text:
            yield f"{name}: {text}"


def _text(words: str) -> dict[str, Any]:
    return {"text": words}


def _coded(system: str, code: str, display: str = "") -> dict[str, Any]:
    coding = {"system": system, "code": code}
    return {"coding": [{**coding, "display": display} if display else coding]}


def _quantity(value: float, unit: str, code: str) -> dict[str, Any]:
    return {"valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": code}}


def _in_one_unit(age: Duration) -> tuple[float, str]:
    """An age in the finest unit it was given in, as UCUM."""
    if age.days or age.weeks:
        return round(age.in_days), "d"
    if age.months:
        return round(age.in_months, 2), "mo"
    return round(age.years, 2), "a"
