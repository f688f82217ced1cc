"""One patient's case as a laboratory writes it down."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

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

    short_form: ClassVar[str | None] = "text"

    text: str
    """In words ("left index finger")."""
    region: Region | None = None
    """As a region that can be counted; without it the site does not enter the differential."""
    depths: tuple[Depth, ...] = ()
    """Tissue layers."""
    side: Side | None = None
    """Laterality."""

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Source(Noun):
    """Where the case comes from."""

    citation: str
    """Authors, journal, year; or the laboratory."""
    doi: str | None = None
    """Digital object identifier."""
    pmid: str | None = None
    """PubMed identifier, in quotes."""
    note: str | None = None
    """Anything else, in free text."""


class Patient(Noun):
    """The patient, no more closely identified than the assessment needs."""

    sex: Sex = Sex.UNKNOWN
    """Sex as recorded."""
    age: DurationField | None = None
    """Age at presentation."""
    gestation_at_birth: DurationField | None = None
    """Gestational age at birth ("35 weeks")."""
    delivery: str | None = None
    """Mode of delivery and its reason."""
    pregnancy: str | None = None
    """Course of the pregnancy."""
    history: tuple[str, ...] = ()
    """Earlier illnesses and syndromes that bear on the case."""


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


class Course(StrEnum):
    """Whether a treatment was carried out."""

    GIVEN = "given"
    DECLINED = "declined"
    NOT_GIVEN = "not_given"


class Certainty(StrEnum):
    """How firm a pathology read was at the time."""

    DEFINITE = "definite"
    PROBABLE = "probable"
    UNCERTAIN = "uncertain"
    DISAGREEMENT = "disagreement"


class Event(Noun):
    """One event; events stand in the order in which they happened."""

    id: Slug
    """Name by which other events refer to it."""
    kind: EventKind
    """What kind of event it is."""
    what: str
    """What happened, in words."""
    when: When | None = None
    """Without it, only the place in the list is known."""
    site: Site | None = None
    """Where in the body."""
    specimens: tuple[Slug, ...] = ()
    """Specimens taken or read."""
    margins: Literal["negative", "positive", "close", "unknown"] | None = None
    """Resection margins."""
    diagnosis: str | None = None
    """What a pathology read concluded at the time, in its own words."""
    entity: str | None = None
    """The same as an entity of the knowledge base, where it is one."""
    certainty: Certainty | None = None
    """How firm a pathology read was."""
    course: Course | None = None
    """Whether a treatment was given, declined or not given."""
    result: str | None = None
    """What a treatment achieved."""
    status: Status | None = None
    """Status at a `follow_up` event."""
    follow_up: DurationField | None = None
    """Length of follow-up, as stated, at a `follow_up` event."""
    counted_from: Slug | None = None
    """Id of the event that length is counted from; without it the source does not say."""
    stated_in: tuple[str, ...] = ()
    """Places of the source that say so."""
    note: str | None = None
    """Anything else, in free text."""

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if self.diagnosis is not None and self.kind is not EventKind.PATHOLOGY_READ:
            raise ValueError(f"'diagnosis' belongs to a pathology_read, found in a {self.kind}")
        if self.status is not None and self.kind is not EventKind.FOLLOW_UP:
            raise ValueError(f"'status' belongs to a follow_up, found in a {self.kind}")
        if self.follow_up is not None and self.kind is not EventKind.FOLLOW_UP:
            raise ValueError(f"'follow_up' belongs to a follow_up, found in a {self.kind}")
        if self.course is not None and self.kind not in (EventKind.TREATMENT, EventKind.PROCEDURE):
            raise ValueError(f"'course' belongs to a treatment or a procedure, found in a {self.kind}")
        if self.counted_from is not None and self.follow_up is None:
            raise ValueError("'counted_from' needs 'follow_up': the length that is counted")
        if self.kind is EventKind.PATHOLOGY_READ and self.diagnosis is None:
            raise ValueError("a pathology_read needs its 'diagnosis' (or the words 'no diagnosis')")
        return self


class Component(Noun):
    """One part of a specimen that is looked at on its own; findings of two components are never merged."""

    id: Slug
    """Name by which results refer to it, unique within the specimen."""
    name: str
    """What people call it ("deep spindle cell tumour")."""
    depths: tuple[Depth, ...] = ()
    """Tissue layers it occupies."""
    histotype: str | None = None
    """Histotype for the FNCLCC differentiation table, when a differentiation score is to be looked up."""
    differentiation_score: Literal[1, 2, 3] | None = None
    """FNCLCC differentiation score given by the pathologist."""
    morphology: tuple[MorphologyFinding, ...] = ()
    """What the microscope shows, in controlled terms."""
    microscopy: str | None = None
    """The description in free text."""
    resembles: tuple[str, ...] = ()
    """Entities the source says it looks like, wholly or in part; no diagnosis."""
    mitoses: Mitoses | None = None
    """Mitotic count with its area."""
    necrosis: Necrosis | None = None
    """Tumour necrosis."""
    reported_grade: ReportedGrade | None = None
    """FNCLCC scores and grade as the source states them."""
    ihc: tuple[IhcResult, ...] = ()
    """Stains; one that was not done is left out."""
    fish: tuple[FishAssay, ...] = ()
    """Break-apart FISH."""
    sequencing: tuple[SequencingResult, ...] = ()
    """Results of the case's sequencing assays on this component."""


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


class Multiplicity(StrEnum):
    """Whether the patient had one tumour or several when the specimen was taken."""

    SINGLE = "single"
    MULTIPLE = "multiple"


class Specimen(Noun):
    """One specimen and its components."""

    id: Slug
    """Name by which the timeline refers to it."""
    name: str
    """What people call it ("left axillary metastasis")."""
    kind: SpecimenKind = SpecimenKind.UNKNOWN
    """What it represents."""
    site: Site
    """Where it was taken."""
    procedure: ProcedureKind = ProcedureKind.UNKNOWN
    """How it was obtained; the grade of a biopsy is a minimum."""
    multiplicity: Multiplicity | None = None
    """`multiple` when it is one of several tumours."""
    size_cm: Annotated[tuple[Annotated[float, Field(gt=0, le=100)], ...], Field(min_length=1, max_length=3)] | None = (
        None
    )
    """One to three diameters in centimetres."""
    gross: str | None = None
    """Gross description in free text."""
    after_treatment: bool = False
    """Taken after chemo-, radio- or targeted therapy (such tumours are not graded)."""
    components: tuple[Component, ...] = ()
    """The parts that are looked at on their own; often one."""


class SignedDiagnosis(Noun):
    """A person's diagnosis; the machine's word is a differential, and never stands here."""

    entity: str | None = None
    """The same as an entity of the knowledge base, where it is one."""
    text: str
    """In the person's own words."""
    by: str | None = None
    """Who signed."""
    date: DateField | None = None
    """When."""
    statements: tuple[str, ...] = ()
    """What the person concludes beyond the name."""


class Considered(Noun):
    """A diagnosis that was weighed and what became of it."""

    text: str
    """The diagnosis in words."""
    entity: str | None = None
    """The same as an entity of the knowledge base, where it is one."""
    conclusion: Literal["excluded", "kept", "open"]
    """What became of it."""
    because: str | None = None
    """Why."""
    stated_in: tuple[str, ...] = ()
    """Places of the source that say so."""


class Case(Noun):
    """A case file."""

    breakapart_case: Literal[1]
    """Version of the case file format."""
    id: Slug
    """Identifier of the case; never a name."""
    title: str
    """One line that tells what the case is."""
    source: Source | None = None
    """Where the case comes from."""
    patient: Patient = Patient()
    """The patient."""
    clinical_impression: str | None = None
    """What the clinician thought before histology."""
    timeline: tuple[Event, ...] = ()
    """Events in the order in which they happened."""
    assays: tuple[SequencingAssay, ...] = ()
    """Sequencing assays that results refer to."""
    specimens: Annotated[tuple[Specimen, ...], Field(min_length=1)]
    """Specimens in the order in which they were taken."""
    considered: tuple[Considered, ...] = ()
    """Diagnoses that were weighed."""
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

    @property
    def components(self) -> tuple[tuple[Specimen, Component], ...]:
        """Every component with its specimen, in the order of the file."""
        return tuple((specimen, component) for specimen in self.specimens for component in specimen.components)

    def with_components(self, change: Callable[[Specimen, Component], Component]) -> Self:
        """The same case with every component as `change` makes it; what it makes is taken as it is."""
        specimens = tuple(
            specimen.model_copy(
                update={"components": tuple(change(specimen, component) for component in specimen.components)}
            )
            for specimen in self.specimens
        )
        return self.model_copy(update={"specimens": specimens})

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
