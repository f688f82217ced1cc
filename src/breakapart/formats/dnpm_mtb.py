"""
An assessed case as a patient record of the German molecular tumour board network (DNPM:DIP, MTB data model 2.1).

Patient, diagnosis, specimens, histology, stains and sequencing reports with RNA fusions that keep their orientation.
Field names and value lists: the public data transfer objects of the network (mv64e-mtb-dto). What the model needs and
a de-identified case does not have (date of birth, dates of reports) is left out: the node that receives it must add it.
Codes of the network's own systems only; gene by HGNC, transcripts by RefSeq or Ensembl, morphology by ICD-O-3.
"""

import json
import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from breakapart.formats.fusion_sides import Genes, Side, two_sides
from breakapart.model.case import Component, EventKind, ProcedureKind, Sex, Specimen, SpecimenKind
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Intensity, Outcome
from breakapart.model.result import CaseResult
from breakapart.model.sequencing import Design, Molecule, SequencingResult

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:breakapart:dnpm")
GENES = "https://www.genenames.org/"
REFSEQ = "https://www.ncbi.nlm.nih.gov/refseq"
ENSEMBL = "https://www.ensembl.org"
ICD_O_3 = "urn:oid:2.16.840.1.113883.6.43.1"
_METHODS = {
    ProcedureKind.BIOPSY: "biopsy",
    ProcedureKind.CORE_BIOPSY: "biopsy",
    ProcedureKind.RESECTION: "resection",
    ProcedureKind.AMPUTATION: "resection",
    ProcedureKind.EXCISION: "resection",
    ProcedureKind.CYTOLOGY: "cytology",
    ProcedureKind.UNKNOWN: "unknown",
}
_LOCALIZATIONS = {
    SpecimenKind.PRIMARY: "primary-tumor",
    SpecimenKind.RECURRENCE: "local-recurrence",
    SpecimenKind.METASTASIS: "metastasis",
    SpecimenKind.UNKNOWN: "unknown",
}
_INTENSITIES = {Intensity.WEAK: "1+", Intensity.MODERATE: "2+", Intensity.STRONG: "3+"}
_ONE_CODE = re.compile(r"\d{4}/\d")


class EntityCodes(Protocol):
    """What the export asks of the entities."""

    def record(self, id_: str, /) -> Any:
        """All that is known of an entity, with `icdo` and `icdo_confidence`; KeyError when there is none."""
        ...


def render(
    result: CaseResult, genes: Genes, *, entities: EntityCodes, protein_genes: Mapping[str, str], removed: str = ""
) -> str:
    """
    The record as JSON text.

    `protein_genes` gives the gene that codes for what a marker stains, where a single one does.
    """
    record = _Writer(result, genes, entities, protein_genes).record(removed)
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


class _Writer:
    def __init__(
        self, result: CaseResult, genes: Genes, entities: EntityCodes, protein_genes: Mapping[str, str]
    ) -> None:
        self._result = result
        self._case = result.case
        self._genes = genes
        self._entities = entities
        self._protein_genes = protein_genes
        self._labels = dict(result.labels)

    def record(self, removed: str) -> dict[str, Any]:
        record: dict[str, Any] = {"patient": self._patient_record()}
        record["diagnoses"] = [self._diagnosis(removed)]
        record["specimens"] = [self._specimen(specimen) for specimen in self._case.specimens]
        record["histologyReports"] = list(self._histology())
        record["ihcReports"] = list(self._stains())
        record["ngsReports"] = list(self._sequencing())
        return {key: value for key, value in record.items() if value}

    def _id(self, *path: str) -> str:
        return str(uuid.uuid5(NAMESPACE, "/".join((self._case.id, *path))))

    @property
    def _patient(self) -> dict[str, str]:
        return {"id": self._id("patient"), "type": "Patient"}

    def _specimen_ref(self, specimen: Specimen) -> dict[str, str]:
        return {"id": self._id("specimen", specimen.id), "type": "TumorSpecimen"}

    def _patient_record(self) -> dict[str, Any]:
        patient = self._case.patient
        sex = patient.sex if patient.sex in (Sex.FEMALE, Sex.MALE, Sex.OTHER) else Sex.UNKNOWN
        record: dict[str, Any] = {"id": self._id("patient"), "gender": {"code": sex.value, "system": "Gender"}}
        for event in self._case.timeline:
            if event.kind is EventKind.BIRTH and event.when is not None and event.when.date is not None:
                if event.when.date.month is not None:
                    record["birthDate"] = event.when.date.earliest.isoformat()
                break
        if patient.age is not None:
            if patient.age.in_years >= 2:
                record["age"] = {"value": int(patient.age.in_years), "unit": "Years"}
            else:
                record["age"] = {"value": int(patient.age.in_months), "unit": "Months"}
        return record

    def _diagnosis(self, removed: str) -> dict[str, Any]:
        signed = self._case.signed
        reads = [event for event in self._case.timeline if event.diagnosis is not None]
        text = signed.text if signed else reads[-1].diagnosis if reads else "diagnosis not stated"
        record: dict[str, Any] = {"id": self._id("diagnosis"), "patient": self._patient}
        if signed is not None and signed.date is not None and signed.date.day:
            record["recordedOn"] = str(signed.date)
        record["histology"] = [
            {"id": self._id("histology", specimen.id), "type": "HistologyReport"}
            for specimen in self._case.specimens
            if self._morphology(specimen) is not None
        ]
        record["notes"] = [str(text), f"breakapart: {removed or 'nothing was removed'}", *self._of_unknown_molecule()]
        return {key: value for key, value in record.items() if value}

    def _of_unknown_molecule(self) -> Iterator[str]:
        """Fusions for which the format has no list: it has one of DNA and one of RNA."""
        unknown = {assay.id for assay in self._case.assays if assay.molecule is Molecule.UNKNOWN}
        for seen in self._result.fusions:
            if seen.assay in unknown and seen.outcome is Outcome.PRESENT:
                name = two_sides(seen, self._genes).name
                yield f"breakapart: {name} fusion ({seen.assay}), not stated whether found in DNA or RNA"

    def _specimen(self, specimen: Specimen) -> dict[str, Any]:
        collection: dict[str, Any] = {
            "method": {
                "code": _METHODS[specimen.procedure],
                "system": "dnpm-dip/mtb/tumor-specimen/collection/method",
            },
            "localization": {
                "code": _LOCALIZATIONS[specimen.kind],
                "system": "dnpm-dip/mtb/tumor-specimen/collection/localization",
            },
        }
        date = self._date_of(specimen, EventKind.PROCEDURE)
        if date:
            collection = {"date": date, **collection}
        return {
            "id": self._id("specimen", specimen.id),
            "patient": self._patient,
            "diagnosis": {"id": self._id("diagnosis"), "type": "MTBDiagnosis"},
            "type": {"code": "unknown", "system": "dnpm-dip/mtb/tumor-specimen/type"},
            "collection": collection,
        }

    def _date_of(self, specimen: Specimen, kind: EventKind) -> str | None:
        for event in self._case.timeline:
            dated = event.kind is kind and specimen.id in event.specimens and event.when and event.when.date
            if dated and event.when and event.when.date and event.when.date.day:
                return str(event.when.date)
        return None

    # Histology

    def _morphology(self, specimen: Specimen) -> dict[str, Any] | None:
        """The ICD-O-3 code of the last read of a specimen, where one code is known well."""
        reads = [
            event
            for event in self._case.timeline
            if event.kind is EventKind.PATHOLOGY_READ and specimen.id in event.specimens and event.entity
        ]
        if not reads or reads[-1].entity is None:
            return None
        try:
            entity = self._entities.record(reads[-1].entity)
        except KeyError:
            return None
        if not _ONE_CODE.fullmatch(entity.icdo) or not entity.icdo_confidence.startswith("high"):
            return None
        return {"code": entity.icdo, "system": ICD_O_3, "display": entity.name}

    def _histology(self) -> Iterator[dict[str, Any]]:
        for specimen in self._case.specimens:
            morphology = self._morphology(specimen)
            if morphology is None:
                continue
            record: dict[str, Any] = {
                "id": self._id("histology", specimen.id),
                "patient": self._patient,
                "specimen": self._specimen_ref(specimen),
            }
            date = self._date_of(specimen, EventKind.PATHOLOGY_READ)
            if date:
                record["issuedOn"] = date
            record["results"] = {
                "tumorMorphology": {
                    "id": self._id("morphology", specimen.id),
                    "patient": self._patient,
                    "specimen": self._specimen_ref(specimen),
                    "value": morphology,
                }
            }
            yield record

    # Stains

    def _stains(self) -> Iterator[dict[str, Any]]:
        for specimen in self._case.specimens:
            found = [
                self._protein(stain, specimen, component, number)
                for component in specimen.components
                for number, stain in enumerate(component.ihc)
            ]
            if not found:
                continue
            record: dict[str, Any] = {
                "id": self._id("ihc", specimen.id),
                "patient": self._patient,
                "specimen": self._specimen_ref(specimen),
            }
            date = self._date_of(specimen, EventKind.PATHOLOGY_READ)
            if date:
                record["issuedOn"] = date
            record["results"] = {"proteinExpression": found, "msiMmr": []}
            yield record

    def _protein(self, stain: IhcResult, specimen: Specimen, component: Component, number: int) -> dict[str, Any]:
        symbol = self._protein_genes.get(stain.marker)
        gene = self._genes.find(symbol) if symbol else None
        label = self._labels.get(stain.marker, stain.marker)
        protein = {"code": gene.hgnc_id, "display": gene.symbol, "system": GENES} if gene else None
        code = {Outcome.PRESENT: "exp", Outcome.ABSENT: "not-exp"}.get(stain.outcome, "unknown")
        if stain.outcome is Outcome.PRESENT and stain.intensity is not None:
            code = _INTENSITIES[stain.intensity]
        record: dict[str, Any] = {
            "id": self._id("protein", specimen.id, component.id, str(number)),
            "patient": self._patient,
            # A cocktail or a complex has no single gene: its name stands as the code, without a system.
            "protein": protein or {"code": label, "display": label},
            "value": {"code": code, "system": "dnpm-dip/mtb/ihc/protein-expression/result"},
        }
        if stain.marker == "PDL1" and stain.percent_positive is not None:
            record["tpsScore"] = round(stain.percent_positive)
        return record

    # Sequencing

    def _sequencing(self) -> Iterator[dict[str, Any]]:
        for specimen in self._case.specimens:
            for component in specimen.components:
                for number, found in enumerate(component.sequencing):
                    yield self._report(specimen, component, found, number)

    def _report(self, specimen: Specimen, component: Component, found: SequencingResult, number: int) -> dict[str, Any]:
        assay = next((assay for assay in self._case.assays if assay.id == found.assay), None)
        is_no_panel = assay is None or assay.design in (Design.WHOLE, Design.UNKNOWN)
        path = (specimen.id, component.id, str(number))
        record: dict[str, Any] = {
            "id": self._id("ngs", *path),
            "patient": self._patient,
            "specimen": self._specimen_ref(specimen),
            "type": {"code": "other" if is_no_panel else "panel", "system": "dnpm-dip/mtb/ngs/type"},
            "metadata": [
                {
                    "kitType": assay.name if assay else found.assay,
                    "kitManufacturer": "not stated",
                    "sequencer": (assay.platform if assay else None) or "not stated",
                    "referenceGenome": "GRCh38",
                    "pipeline": "not stated",
                }
            ],
        }
        results: dict[str, Any] = {}
        if found.tmb_per_mb is not None:
            results["tmb"] = {
                "id": self._id("tmb", *path),
                "patient": self._patient,
                "specimen": self._specimen_ref(specimen),
                "value": {"value": found.tmb_per_mb, "unit": "Mutations per megabase"},
            }
        on_dna = assay is not None and assay.molecule is Molecule.DNA
        fusions = list(self._fusions(specimen, component, found, on_dna=on_dna))
        if fusions and (assay is None or assay.molecule is not Molecule.UNKNOWN):
            results["dnaFusions" if on_dna else "rnaFusions"] = fusions
        record["results"] = results
        return record

    def _fusions(
        self, specimen: Specimen, component: Component, found: SequencingResult, *, on_dna: bool
    ) -> Iterator[dict[str, Any]]:
        for number, seen in enumerate(self._result.fusions):
            place = (seen.specimen, seen.component, seen.assay)
            if place != (specimen.id, component.id, found.assay) or seen.outcome is not Outcome.PRESENT:
                continue
            sides = two_sides(seen, self._genes)
            record: dict[str, Any] = {"id": self._id("fusion", str(number)), "patient": self._patient}
            for name, side in (("fusionPartner5prime", sides.five), ("fusionPartner3prime", sides.three)):
                if side.gene is not None:
                    record[name] = _dna_partner(side) if on_dna else _rna_partner(side)
            note = sides.annotation
            if note is not None and not on_dna:
                record["effect"] = f"{note.frame.replace('_', ' ')}; {note.function.replace('_', ' ')}"
            if seen.junction_reads is not None:
                record["reportedNumReads"] = seen.junction_reads
            yield record


def _gene(side: Side) -> dict[str, str]:
    record = {"code": side.hgnc_id or str(side.gene), "display": str(side.gene)}
    return {**record, "system": GENES} if side.hgnc_id else record


def _rna_partner(side: Side) -> dict[str, Any]:
    record: dict[str, Any] = {"gene": _gene(side)}
    if side.is_placed:
        record["transcriptId"] = {
            "value": side.transcript,
            "system": REFSEQ if side.refseq else ENSEMBL,
        }
        record["exonId"] = str(side.exon)
        record["position"] = side.kept_base
        record["strand"] = side.strand
    return record


def _dna_partner(side: Side) -> dict[str, Any]:
    record: dict[str, Any] = {"gene": _gene(side)}
    if side.is_placed:
        record["chromosome"] = side.chrom
        record["position"] = side.kept_base
    return record
