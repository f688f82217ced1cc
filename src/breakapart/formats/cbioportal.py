"""
An assessed case as a cBioPortal study folder: structural variants, patient and sample tables, case lists, meta files.

One sample a specimen component. Fusions go to `data_sv.txt` with gene, exon, position, frame and reads; cBioPortal's
`Tumor_Split_Read_Count` are junction reads, `Tumor_Paired_End_Read_Count` spanning pairs. Source: cBioPortal, File
Formats. Site 1 is the 5' partner. A fusion that was looked for and not found has no row: the profile is for what was
found, and the case list `_sv` says which samples were looked at.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from breakapart.formats.fusion_sides import Genes, Side, TwoSides, two_sides
from breakapart.formats.tsv import cell
from breakapart.knowledge.codes import Codes
from breakapart.model.case import Component, EventKind, Sex, Specimen, SpecimenKind, Status
from breakapart.model.fusion import Frame, Rearrangement
from breakapart.model.outcome import Outcome
from breakapart.model.result import CaseResult
from breakapart.model.sequencing import Molecule

SV_COLUMNS = (
    "Sample_Id",
    "SV_Status",
    "Site1_Hugo_Symbol",
    "Site1_Ensembl_Transcript_Id",
    "Site1_Region_Number",
    "Site1_Region",
    "Site1_Chromosome",
    "Site1_Position",
    "Site2_Hugo_Symbol",
    "Site2_Ensembl_Transcript_Id",
    "Site2_Region_Number",
    "Site2_Region",
    "Site2_Chromosome",
    "Site2_Position",
    "Site2_Effect_On_Frame",
    "NCBI_Build",
    "Class",
    "Tumor_Split_Read_Count",
    "Tumor_Paired_End_Read_Count",
    "DNA_Support",
    "RNA_Support",
    "Event_Info",
    "Annotation",
)
_CLASSES = {
    Rearrangement.DELETION: "DELETION",
    Rearrangement.INVERSION: "INVERSION",
    Rearrangement.TANDEM_DUPLICATION: "DUPLICATION",
    Rearrangement.TRANSLOCATION: "TRANSLOCATION",
}
_FRAMES = {Frame.IN_FRAME: "In_Frame", Frame.OUT_OF_FRAME: "Out_of_Frame"}
_KINDS = {
    SpecimenKind.PRIMARY: "Primary",
    SpecimenKind.RECURRENCE: "Recurrence",
    SpecimenKind.METASTASIS: "Metastasis",
    SpecimenKind.UNKNOWN: "Unknown",
}


def render(result: CaseResult, genes: Genes, *, removed: str = "", codes: Codes | None = None) -> Mapping[str, str]:
    """The files of the study folder by name."""
    return _Study(result, genes, codes or Codes.bundled()).files(removed)


class _Study:
    def __init__(self, result: CaseResult, genes: Genes, codes: Codes) -> None:
        self._result = result
        self._case = result.case
        self._genes = genes
        self._codes = codes
        self._labels = dict(result.labels)
        # A study's identifier has lower-case letters, digits and underscores only; those of samples may have more.
        self._id = re.sub(r"[^a-z0-9_]", "_", f"breakapart_{self._case.id}".lower())

    def files(self, removed: str) -> dict[str, str]:
        return {
            "meta_study.txt": _meta(
                type_of_cancer=self._type_of_cancer.lower(),
                cancer_study_identifier=self._id,
                name=f"{self._case.id} (breakapart)",
                description=f"One case, assessed by breakapart; {removed or 'nothing was removed'}",
                # Our own list of all samples stands in place of theirs; without a sample there is none.
                add_global_case_list="false" if self._sample_ids() else "true",
            ),
            "meta_clinical_patient.txt": self._data_meta("CLINICAL", "PATIENT_ATTRIBUTES", "data_clinical_patient.txt"),
            "data_clinical_patient.txt": self._patients(),
            "meta_clinical_sample.txt": self._data_meta("CLINICAL", "SAMPLE_ATTRIBUTES", "data_clinical_sample.txt"),
            "data_clinical_sample.txt": self._samples(),
            "meta_sv.txt": self._data_meta(
                "STRUCTURAL_VARIANT",
                "SV",
                "data_sv.txt",
                stable_id="structural_variants",
                show_profile_in_analysis_tab="true",
                profile_name="Structural variants",
                profile_description="Gene fusions as reported, annotated by breakapart",
            ),
            "data_sv.txt": _table((SV_COLUMNS, *self._variants())),
            **self._list("all", "All samples", self._sample_ids()),
            **self._list("sv", "Samples with structural variant data", self._sequenced()),
        }

    def _data_meta(self, kind: str, datatype: str, filename: str, **more: str) -> str:
        return _meta(
            cancer_study_identifier=self._id,
            genetic_alteration_type=kind,
            datatype=datatype,
            **more,
            data_filename=filename,
        )

    def _list(self, name: str, words: str, samples: list[str]) -> dict[str, str]:
        """The file of a case list; none without a sample, as cBioPortal refuses an empty list."""
        if not samples:
            return {}
        text = _meta(
            cancer_study_identifier=self._id,
            stable_id=f"{self._id}_{name}",
            case_list_name=words,
            case_list_description=f"{words} ({len(samples)})",
            case_list_ids="\t".join(samples),
        )
        return {f"case_lists/cases_{name}.txt": text}

    @property
    def _patient(self) -> str:
        return _id(self._case.id)

    def _sample(self, specimen: str, component: str) -> str:
        return f"{self._patient}-{_id(specimen)}-{_id(component)}"

    def _places(self) -> Iterator[tuple[Specimen, Component]]:
        for specimen in self._case.specimens:
            for component in specimen.components:
                yield specimen, component

    def _sample_ids(self) -> list[str]:
        return [self._sample(specimen.id, component.id) for specimen, component in self._places()]

    def _sequenced(self) -> list[str]:
        return [
            self._sample(specimen.id, component.id)
            for specimen, component in self._places()
            if any(found.outcome is not Outcome.NOT_EVALUABLE for found in component.sequencing)
        ]

    # Clinical tables

    def _entity(self, specimen: Specimen | None = None) -> str | None:
        signed = self._case.signed
        if signed is not None and signed.entity is not None:
            return signed.entity
        reads = [
            event
            for event in self._case.timeline
            if event.kind is EventKind.PATHOLOGY_READ and (specimen is None or specimen.id in event.specimens)
        ]
        return reads[-1].entity if reads else None

    @property
    def _type_of_cancer(self) -> str:
        code = self._codes.find(f"entity:{self._entity()}", "OncoTree")
        return code.code if code is not None else "soft_tissue"

    def _patients(self) -> str:
        case = self._case
        sex = {Sex.FEMALE: "Female", Sex.MALE: "Male"}.get(case.patient.sex, "")
        age = "" if case.patient.age is None else f"{case.patient.age.in_years:.2f}"
        ends = [event for event in case.timeline if event.status is not None]
        last = ends[-1] if ends else None
        months = f"{last.follow_up.in_months:g}" if last and last.follow_up is not None else ""
        status = ""
        if last is not None and last.status is not Status.LOST:
            dead = last.status in (Status.DEAD_OF_DISEASE, Status.DEAD_OF_OTHER_CAUSE)
            status = "1:DECEASED" if dead else "0:LIVING"
        return _clinical(
            (
                ("Patient Identifier", "Identifier of the case", "STRING", "PATIENT_ID"),
                ("Sex", "Sex as recorded", "STRING", "SEX"),
                ("Age", "Age at presentation in years", "NUMBER", "AGE"),
                ("Overall Survival Status", "At the last follow-up", "STRING", "OS_STATUS"),
                ("Follow-up (Months)", "As stated, from the start the source gives", "NUMBER", "FOLLOW_UP_MONTHS"),
            ),
            [(self._patient, sex, age, status, months)],
        )

    def _samples(self) -> str:
        rows = []
        for specimen, component in self._places():
            entity = self._entity(specimen)
            code = self._codes.find(f"entity:{entity}", "OncoTree") if entity else None
            grade = component.reported_grade.grade if component.reported_grade else None
            burden = [found.tmb_per_mb for found in component.sequencing if found.tmb_per_mb is not None]
            fish = [
                placed.fish.outcome
                for placed in self._result.fish
                if (placed.at.specimen, placed.at.component) == (specimen.id, component.id)
            ]
            rows.append(
                (
                    self._patient,
                    self._sample(specimen.id, component.id),
                    code.code if code else "",
                    self._labels.get(entity, entity) if entity else "",
                    _KINDS[specimen.kind],
                    specimen.site.text,
                    str(grade or ""),
                    f"{burden[0]:g}" if burden else "",
                    fish[0].value if fish else "",
                )
            )
        return _clinical(
            (
                ("Patient Identifier", "Identifier of the case", "STRING", "PATIENT_ID"),
                ("Sample Identifier", "Specimen and component", "STRING", "SAMPLE_ID"),
                ("Oncotree Code", "Oncotree code, where one was looked up", "STRING", "ONCOTREE_CODE"),
                ("Cancer Type Detailed", "Entity", "STRING", "CANCER_TYPE_DETAILED"),
                ("Sample Type", "Primary, recurrence or metastasis", "STRING", "SAMPLE_TYPE"),
                ("Specimen Site", "Where it was taken", "STRING", "SPECIMEN_SITE"),
                ("FNCLCC Grade", "As reported", "STRING", "GRADE"),
                ("TMB", "Mutations per megabase", "NUMBER", "TMB_NONSYNONYMOUS"),
                ("Break-apart FISH", "Outcome", "STRING", "FISH_OUTCOME"),
            ),
            rows,
        )

    # Structural variants

    def _variants(self) -> Iterator[tuple[object, ...]]:
        """One row a fusion of a sample: cBioPortal refuses a second one, so what several assays saw is put together."""
        molecules = {assay.id: assay.molecule for assay in self._case.assays}
        rows: dict[tuple[object, ...], tuple[object, ...]] = {}
        for seen in self._result.fusions:
            sides = two_sides(seen, self._genes)
            if sides.is_present:
                row = self._variant(sides, molecules.get(seen.assay))
                key = row[: SV_COLUMNS.index("Site2_Effect_On_Frame")]
                rows[key] = _together(rows[key], row) if key in rows else row
        yield from rows.values()

    def _variant(self, sides: TwoSides, molecule: Molecule | None) -> tuple[object, ...]:
        seen, note = sides.seen, sides.annotation
        return (
            self._sample(seen.specimen, seen.component),
            "SOMATIC",
            *_site(sides.five),
            *_site(sides.three),
            _FRAMES.get(note.frame, "") if note else "",
            "GRCh38" if sides.five.is_placed or sides.three.is_placed else "",
            _CLASSES.get(note.geometry.rearrangement, "") if note else "",
            seen.junction_reads,
            seen.spanning_pairs,
            # An assay of both molecules does not say in which of them this fusion was seen.
            {Molecule.DNA: "yes", Molecule.RNA: "no"}.get(molecule, "") if molecule else "",
            {Molecule.RNA: "yes", Molecule.DNA: "no"}.get(molecule, "") if molecule else "",
            f"{sides.name} fusion",
            note.names.exons if note else "",
        )


def _together(first: tuple[object, ...], second: tuple[object, ...]) -> tuple[object, ...]:
    """Two assays' rows of one fusion: the larger counts, the support of either, else what is said at all."""
    merged: list[object] = []
    for column, one, other in zip(SV_COLUMNS, first, second, strict=True):
        if isinstance(one, int) and isinstance(other, int) and column.endswith("_Read_Count"):
            merged.append(max(one, other))
        elif column.endswith("_Support") and "yes" in (one, other):
            merged.append("yes")
        else:
            merged.append(other if one is None or one == "" else one)
    return tuple(merged)


def _site(side: Side) -> tuple[object, ...]:
    if not side.is_placed:
        return (side.gene, "", "", "", "", "")
    chrom = side.chrom.removeprefix("chr")
    return (side.gene, side.ensembl.partition(".")[0], side.exon, "EXON", chrom, side.kept_base)


def _clinical(columns: tuple[tuple[str, str, str, str], ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Four comment lines (name, description, type, priority), the header, the rows."""
    comments = ["#" + "\t".join(column[line] if line < 3 else "1" for column in columns) for line in range(4)]
    return "\n".join(comments) + "\n" + _table((tuple(column[3] for column in columns), *rows))


def _table(rows: tuple[tuple[object, ...], ...]) -> str:
    return "".join("\t".join(map(cell, row)) + "\n" for row in rows)


def _meta(**values: str) -> str:
    return "".join(f"{name}: {_line(value)}\n" for name, value in values.items())


def _line(value: str) -> str:
    return value if "\t" in value and "\n" not in value else " ".join(value.split())


def _id(text: str) -> str:
    """Only letters, digits, points, hyphens and underscores may stand in an id."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", text)
