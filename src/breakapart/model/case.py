"""One patient's case as a laboratory writes it down."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from breakapart.model.fish import FishAssay
from breakapart.model.histology import Mitoses, MorphologyFinding, Necrosis, ReportedGrade
from breakapart.model.ihc import IhcResult
from breakapart.model.noun import Noun
from breakapart.model.sequencing import SequencingAssay, SequencingResult, Slug
from breakapart.model.when import DateField, DurationField, When


class Sex(StrEnum):
    """Sex as recorded."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class Region(StrEnum):
    """Body region, as coarse as counts in the literature are."""

    HEAD_NECK = "head_neck"
    TRUNK = "trunk"
    UPPER_EXTREMITY = "upper_extremity"
    LOWER_EXTREMITY = "lower_extremity"
    HAND_FOOT = "hand_foot"
    AXILLA_GROIN = "axilla_groin"
    THORAX = "thorax"
    LUNG = "lung"
    ABDOMEN_PELVIS = "abdomen_pelvis"
    RETROPERITONEUM = "retroperitoneum"
    KIDNEY = "kidney"
    BLADDER = "bladder"
    UTERUS = "uterus"
    GENITAL = "genital"
    LIVER = "liver"
    GASTROINTESTINAL = "gastrointestinal"
    LYMPH_NODE = "lymph_node"
    BONE = "bone"
    CENTRAL_NERVOUS_SYSTEM = "central_nervous_system"
    OTHER = "other"


class Depth(StrEnum):
    """Tissue layer."""

    EPIDERMIS = "epidermis"
    DERMIS = "dermis"
    SUBCUTIS = "subcutis"
    DEEP_SOFT_TISSUE = "deep_soft_tissue"
    VISCERAL = "visceral"
    BONE = "bone"


class Side(StrEnum):
    """Laterality."""

    LEFT = "left"
    RIGHT = "right"
    MIDLINE = "midline"
    BILATERAL = "bilateral"


class Site(Noun):
    """Where in the body: in words, and as a region that can be counted."""

    text: str
    region: Region | None = None
    depths: tuple[Depth, ...] = ()
    side: Side | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Source(Noun):
    """Where the case comes from."""

    citation: str
    doi: str | None = None
    pmid: str | None = None
    note: str | None = None


class Patient(Noun):
    """The patient, no more closely identified than the assessment needs."""

    sex: Sex = Sex.UNKNOWN
    age: DurationField | None = None
    """Age at presentation."""
    gestation_at_birth: DurationField | None = None
    delivery: str | None = None
    pregnancy: str | None = None
    history: tuple[str, ...] = ()


class EventKind(StrEnum):
    """What kind of event stands on the timeline."""

    FINDING = "finding"
    IMAGING = "imaging"
    BIRTH = "birth"
    PROCEDURE = "procedure"
    PATHOLOGY_READ = "pathology_read"
    TREATMENT = "treatment"
    RECURRENCE = "recurrence"
    METASTASIS = "metastasis"
    FOLLOW_UP = "follow_up"
    OTHER = "other"


class Status(StrEnum):
    """Status at follow-up."""

    NO_EVIDENCE_OF_DISEASE = "no_evidence_of_disease"
    NO_PROGRESSION = "no_progression"
    ALIVE_WITH_DISEASE = "alive_with_disease"
    DEAD_OF_DISEASE = "dead_of_disease"
    DEAD_OF_OTHER_CAUSE = "dead_of_other_cause"
    LOST = "lost_to_follow_up"


class Certainty(StrEnum):
    """How firm a pathology read was at the time."""

    DEFINITE = "definite"
    PROBABLE = "probable"
    UNCERTAIN = "uncertain"
    DISAGREEMENT = "disagreement"


class Event(Noun):
    """One event; events stand in the order in which they happened."""

    id: Slug
    kind: EventKind
    what: str
    when: When | None = None
    """Without it, only the place in the list is known."""
    site: Site | None = None
    specimens: tuple[Slug, ...] = ()
    """Specimens taken or read."""
    margins: Literal["negative", "positive", "close", "unknown"] | None = None
    diagnosis: str | None = None
    """What a pathology read concluded at the time, in its own words."""
    entity: str | None = None
    """The same as an entity of the knowledge base, where it is one."""
    certainty: Certainty | None = None
    result: str | None = None
    """What a treatment achieved."""
    status: Status | None = None
    follow_up: DurationField | None = None
    """Length of follow-up, as stated, at a `follow_up` event."""

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if self.diagnosis is not None and self.kind is not EventKind.PATHOLOGY_READ:
            raise ValueError(f"'diagnosis' belongs to a pathology_read, found in a {self.kind}")
        if self.status is not None and self.kind is not EventKind.FOLLOW_UP:
            raise ValueError(f"'status' belongs to a follow_up, found in a {self.kind}")
        if self.kind is EventKind.PATHOLOGY_READ and self.diagnosis is None:
            raise ValueError("a pathology_read needs its 'diagnosis' (or the words 'no diagnosis')")
        return self


class Component(Noun):
    """One part of a specimen that is looked at on its own; findings of two components are never merged."""

    id: Slug
    name: str
    histotype: str | None = None
    """Histotype for the FNCLCC differentiation table, when a differentiation score is to be looked up."""
    differentiation_score: Literal[1, 2, 3] | None = None
    """FNCLCC differentiation score given by the pathologist."""
    morphology: tuple[MorphologyFinding, ...] = ()
    microscopy: str | None = None
    """The description in free text."""
    mitoses: Mitoses | None = None
    necrosis: Necrosis | None = None
    reported_grade: ReportedGrade | None = None
    ihc: tuple[IhcResult, ...] = ()
    fish: tuple[FishAssay, ...] = ()
    sequencing: tuple[SequencingResult, ...] = ()


class ProcedureKind(StrEnum):
    """How a specimen was obtained."""

    BIOPSY = "biopsy"
    CORE_BIOPSY = "core_biopsy"
    RESECTION = "resection"
    AMPUTATION = "amputation"
    EXCISION = "excision"
    CYTOLOGY = "cytology"
    UNKNOWN = "unknown"


class SpecimenKind(StrEnum):
    """What the specimen represents."""

    PRIMARY = "primary"
    RECURRENCE = "recurrence"
    METASTASIS = "metastasis"
    UNKNOWN = "unknown"


class Specimen(Noun):
    """One specimen and its components."""

    id: Slug
    name: str
    kind: SpecimenKind = SpecimenKind.UNKNOWN
    site: Site
    procedure: ProcedureKind = ProcedureKind.UNKNOWN
    size_cm: Annotated[tuple[float, ...], Field(min_length=1, max_length=3)] | None = None
    gross: str | None = None
    """Gross description in free text."""
    after_treatment: bool = False
    """Taken after chemo-, radio- or targeted therapy (such tumours are not graded)."""
    components: tuple[Component, ...] = ()


class SignedDiagnosis(Noun):
    """A person's diagnosis; the machine's word is a differential, and never stands here."""

    entity: str | None = None
    text: str
    by: str | None = None
    date: DateField | None = None


class Considered(Noun):
    """A diagnosis that was weighed and what became of it."""

    text: str
    entity: str | None = None
    conclusion: Literal["excluded", "kept", "open"]
    because: str | None = None


class Case(Noun):
    """A case file."""

    breakapart_case: Literal[1]
    """Version of the case file format."""
    id: Slug
    title: str
    source: Source | None = None
    patient: Patient = Patient()
    clinical_impression: str | None = None
    """What the clinician thought before histology."""
    timeline: tuple[Event, ...] = ()
    assays: tuple[SequencingAssay, ...] = ()
    """Sequencing assays that results refer to."""
    specimens: tuple[Specimen, ...]
    considered: tuple[Considered, ...] = ()
    signed: SignedDiagnosis | None = None
    """The diagnosis a person signed."""

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        for what, ids in (
            ("timeline", [event.id for event in self.timeline]),
            ("assays", [assay.id for assay in self.assays]),
            ("specimens", [specimen.id for specimen in self.specimens]),
        ):
            twice = sorted({id_ for id_ in ids if ids.count(id_) > 1})
            if twice:
                raise ValueError(f"'{what}' uses the id {twice[0]!r} twice")
        return self

    def specimen(self, id_: str) -> Specimen:
        """The specimen called `id_`; KeyError when there is none."""
        for specimen in self.specimens:
            if specimen.id == id_:
                return specimen
        raise KeyError(id_)

    def assay(self, id_: str) -> SequencingAssay:
        """The sequencing assay called `id_`; KeyError when there is none."""
        for assay in self.assays:
            if assay.id == id_:
                return assay
        raise KeyError(id_)
