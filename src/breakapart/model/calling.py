"""What the calling engine hands on: called and discarded fusions, balance of expression, and how far the run goes."""

from dataclasses import dataclass, field
from enum import StrEnum

UNKNOWN_PARTNER = "?"


class EventKind(StrEnum):
    """What kind of junction it is."""

    FUSION = "fusion"
    UNKNOWN_PARTNER = "unknown_partner"
    EXON_SKIPPING = "exon_skipping"
    INTRAGENIC_DELETION = "intragenic_deletion"
    KINASE_DUPLICATION = "kinase_domain_duplication"
    INTRAGENIC_DUPLICATION = "intragenic_duplication"


class CalledFrame(StrEnum):
    """Reading frame over a called junction, from the reference transcripts."""

    IN_FRAME = "in-frame"
    OUT_OF_FRAME = "out-of-frame"
    STOP_CODON = "stop-codon"
    """Phases match, but a stop stands at or before the junction."""
    UNDETERMINED = "."
    """One side is not coding, or not known."""


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """The outermost base kept of one partner."""

    contig: str
    position: int
    """Interbase start of the base: the last one kept (5' partner) or the first (3' partner)."""
    strand: str

    def __str__(self) -> str:
        return f"{self.contig}:{self.position + 1}:{self.strand}"


@dataclass(frozen=True, slots=True)
class JunctionSide:
    """One partner of a called fusion."""

    gene: str
    """Symbol, or `?`."""
    breakpoint: Breakpoint | None = None
    transcript: str | None = None
    """Accession by which exon and frame are given."""
    exon: int | None = None
    """Last exon kept (5') or first (3'); None outside exons."""
    site: str = "unknown"
    """`exon_edge`, `exon`, `intron` or `unknown`."""
    region: str = "unknown"
    """`CDS`, `5UTR`, `3UTR`, `intron` or `unknown`."""
    cdna_cut: int | None = None
    """Interbase cut in the transcript; None outside exons."""
    wild_type_reads: int | None = None
    """Reads that go on in the gene where the junction leaves it."""


@dataclass(frozen=True, slots=True)
class FilterReason:
    """Why a candidate was discarded, or would have been."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class PileRead:
    """A read over a junction, for the figure."""

    bases: str
    """Sense orientation."""
    cut: int
    """Bases before the junction."""
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class CalledFusion:
    """A junction with everything that was measured on it."""

    kind: EventKind
    five_prime: JunctionSide
    three_prime: JunctionSide
    frame: CalledFrame
    frame_reason: str
    junction_reads: int
    """Reads or pairs across the junction; a pair whose two reads cross counts once."""
    spanning_pairs: int
    unique_molecules: int | None
    """By molecular barcode, or by read ends for capture; None where neither tells (amplicons without barcodes)."""
    allele_fraction: float | None
    """Junction reads among those of the junction and of the wild type on both sides; None without a known side."""
    allele_fraction_low: float | None
    """95 % Wilson interval."""
    allele_fraction_high: float | None
    confidence: float
    """Calibrated probability that the junction is in the RNA."""
    inserted: str = ""
    """Bases between the partners that come from neither."""
    microhomology: str = ""
    """Bases at the junction that either partner may have given."""
    sequence_5p: str = ""
    """Up to 60 bases before the junction, inserted bases not among them; for an unknown partner as assembled."""
    sequence_3p: str = ""
    is_known: bool = False
    """The two genes are published as fused (knowledge table)."""
    filters: tuple[FilterReason, ...] = ()
    """Empty for a call; for a discarded candidate what discarded it."""
    notes: tuple[str, ...] = ()
    transcript_sequence: str | None = field(default=None, repr=False)
    """Chimeric transcript; None when a side is not known."""
    protein_sequence: str | None = field(default=None, repr=False)
    """From the 5' start codon to the first stop; None when that is not coding."""
    reads: tuple[PileRead, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """`STRN(e3)::ALK(e20)` as far as exons are known."""
        return "::".join(
            side.gene + (f"(e{side.exon})" if side.exon is not None else "")
            for side in (self.five_prime, self.three_prime)
        )


class Verdict(StrEnum):
    """How far a run can be trusted."""

    EVALUABLE = "evaluable"
    LIMITED = "limited"
    """What is found counts; absence counts only down to the limit of detection that is stated."""
    NOT_EVALUABLE = "not_evaluable"
    """Absence of a fusion means nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured quality of a run, held against its bounds."""

    name: str
    value: float | None
    unit: str
    verdict: Verdict
    reason: str
    """What was found, what was expected and why, in one sentence."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ControlCount:
    """Reads of one expression control."""

    gene: str
    reads: int
    passed: bool


@dataclass(frozen=True, slots=True)
class DetectionLimit:
    """The smallest fusion share that would have been found with 95 % probability."""

    gene: str
    """Symbol, or `all` for the median over the evaluated genes."""
    depth: float
    """Reads over a typical junction of the gene."""
    share: float | None
    """Fusion share of the gene's transcripts; None when even a share of 1 would have been missed."""


class Imbalance(StrEnum):
    """What the 3'/5' balance of a kinase says of a fusion."""

    NONE = "none"
    UNCERTAIN = "uncertain"
    STRONG = "strong"
    NOT_EVALUABLE = "not_evaluable"


@dataclass(frozen=True, slots=True)
class ExpressionBalance:
    """Expression of the two ends of a kinase transcript."""

    gene: str
    reads_5p: float
    reads_3p: float
    controls: float
    """Sum over the expression controls."""
    value: float | None
    """(3' - 5') / controls; None without controls."""
    verdict: Imbalance
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class AmpliconCount:
    """Reads of one amplicon of the design."""

    name: str
    kind: str
    gene: str
    reads: int


@dataclass(frozen=True, slots=True)
class RunQuality:
    """Whether the run can be trusted, and why."""

    verdict: Verdict
    measures: tuple[Measure, ...]
    controls: tuple[ControlCount, ...]
    limits: tuple[DetectionLimit, ...]
    """The one for `all` first."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the verdict is no better than it is."""
        return tuple(measure.reason for measure in self.measures if measure.verdict is not Verdict.EVALUABLE)


@dataclass(frozen=True, slots=True)
class CallingResult:
    """All that comes out of the reads of one run."""

    calls: tuple[CalledFusion, ...]
    discarded: tuple[CalledFusion, ...]
    quality: RunQuality
    balances: tuple[ExpressionBalance, ...]
    amplicons: tuple[AmpliconCount, ...]
    total_reads: int
    on_target_reads: int
    antisense_pairs: tuple[tuple[str, str, int], ...] = ()
    """Genes found joined in opposite directions, which no fusion transcript can be, with reads."""

    @property
    def negative_is_reportable(self) -> bool:
        """Whether finding nothing may be reported as a negative at all."""
        return self.quality.verdict is not Verdict.NOT_EVALUABLE
