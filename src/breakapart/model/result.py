"""What comes out of a work-up."""

from dataclasses import dataclass

from breakapart.model.agreement import AuditFlag, GeneAgreement
from breakapart.model.calling import CallingResult
from breakapart.model.case import Case
from breakapart.model.differential import ComponentDifferential, Replay
from breakapart.model.finding import Finding
from breakapart.model.fish import FishResult
from breakapart.model.fusion import FusionSeen
from breakapart.model.histology import FnclccGrade
from breakapart.model.therapy import FusionOccurrence, Therapy


@dataclass(frozen=True, slots=True)
class At:
    """A place in a case."""

    specimen: str
    component: str


@dataclass(frozen=True, slots=True)
class PlacedGrade:
    """A grade of one component."""

    at: At
    grade: FnclccGrade


@dataclass(frozen=True, slots=True)
class PlacedFish:
    """A FISH result of one component."""

    at: At
    fish: FishResult


@dataclass(frozen=True, slots=True)
class LabellingIndex:
    """A share of stained cells with its interval, where the number of cells is known."""

    at: At
    marker: str
    percent: float
    low: float | None
    high: float | None
    cells: int | None
    note: str


@dataclass(frozen=True, slots=True)
class PlacedRun:
    """A sequencing run of one component that was called from its reads here."""

    at: At
    assay: str
    """Id of the assay in the case."""
    files: tuple[str, ...]
    reference: str
    """Version of the reference the reads were compared with."""
    is_synthetic: bool
    """The reads are simulated and the nucleotides of the reference invented: an illustration."""
    called: CallingResult


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement of the report's head with the sections that support it."""

    text: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InputFile:
    """An input by name and content."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the result was made with; equal provenance means equal bytes."""

    breakapart_version: str
    knowledge_version: str
    reference_version: str
    inputs: tuple[InputFile, ...]
    settings: tuple[tuple[str, str, str], ...]
    """(name, value, reason and source) of every setting in force."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One assessed case."""

    case: Case
    findings: tuple[Finding, ...]
    fusions: tuple[FusionSeen, ...]
    fish: tuple[PlacedFish, ...]
    grades: tuple[PlacedGrade, ...]
    labelling: tuple[LabellingIndex, ...]
    agreements: tuple[GeneAgreement, ...]
    audit: tuple[AuditFlag, ...]
    therapies: tuple[Therapy, ...]
    occurrences: tuple[FusionOccurrence, ...]
    answer: tuple[Sentence, ...]
    """The assessment in three sentences."""
    do_next: tuple[Sentence, ...]
    look_again: tuple[Sentence, ...]
    provenance: Provenance
    labels: tuple[tuple[str, str], ...] = ()
    """(id, label) of every controlled term of the case, so that readers see "pan-TRK" and not `panTRK`."""
    differentials: tuple[ComponentDifferential, ...] = ()
    """The machine's ranking for every component of which something is known."""
    replay: Replay | None = None
    """What was known at each read, and the test that was due."""
    runs: tuple[PlacedRun, ...] = ()
    """Sequencing runs that were called from their reads."""
    banner: str = ""
    """What every output of this result has to open with; empty for a case of a patient."""
