"""A fusion as people write it, and as it is resolved on two transcripts."""

from dataclasses import dataclass, field
from enum import StrEnum

from breakapart.model.outcome import Outcome
from breakapart.model.protein import ChimericProtein
from breakapart.model.share import Share, ShareOrigin
from breakapart.model.transcript import Transcript


@dataclass(frozen=True, slots=True)
class GenomicCut:
    """A breakpoint: everything on one side of an interbase position is kept."""

    chrom: str
    position: int
    """Interbase, GRCh38."""
    strand: str
    """Strand of the transcript that is kept, `+` or `-`."""


@dataclass(frozen=True, slots=True)
class FusionPartner:
    """One side of a written fusion. Whatever the writer did not say is None."""

    gene: str | None
    """Symbol as written; None for an unknown partner (`?`) or any partner (`v`)."""
    transcript: str | None = None
    """Accession as written."""
    exon: int | None = None
    exon_offset: int = 0
    """Bases beyond the exon edge (VICC `e.8+12`)."""
    cdna: int | None = None
    """Interbase cut in the spliced transcript, counted from the start codon (HGVS `r.`): may be negative."""
    cut: GenomicCut | None = None
    cdna_from_stop: bool = False
    """Whether `cdna` is counted from the end of the stop codon (HGVS `*`)."""
    intron: int | None = None
    """Intron of the breakpoint, where the writer gave that instead of an exon."""
    exon_letter: str = ""
    """Letter of an exon variant (`b` in `E6b`, `a/b` in `E6a/b`)."""
    outer: str | None = None
    """The far end of the part as written: an exon (VICC) or an `r.` position or `?` (HGVS); None when not given."""
    gene_id: str = ""
    """Gene id written beside the symbol (`hgnc:427`)."""
    regulatory: str = ""
    """Class of a regulatory element and its id (`reg_e`, `reg_e_EH38E1516972`); empty for a transcribed part."""
    any_partner: bool = False
    """Written `v`: any of several partners, as opposed to the unknown partner `?`."""

    @property
    def is_known(self) -> bool:
        """Whether the writer said which gene, transcript or place this is."""
        return self.gene is not None or self.transcript is not None or self.cut is not None


@dataclass(frozen=True, slots=True)
class WrittenFusion:
    """What was written, taken apart; nothing looked up yet."""

    text: str
    syntax: str
    """`hgnc`, `exon`, `variant` (E13;A20), `vicc`, `hgvs`, `breakpoints`, `regulatory` (`reg_e@GATA2::EVI1`)."""
    five_prime: FusionPartner
    three_prime: FusionPartner
    inserted: str = ""
    """Bases between the two parts, upper case."""
    reading_through: bool = False
    """Written as a read-through `A-B` (the whole is a gene symbol of its own, as INS-IGF2)."""
    inferred: bool = False
    """Written with `(::)`: inferred from a rearrangement, as `?(::)ALK` from break-apart FISH."""


class Frame(StrEnum):
    """Reading frame over the junction."""

    IN_FRAME = "in_frame"
    OUT_OF_FRAME = "out_of_frame"
    UNDETERMINED = "undetermined"


class Retention(StrEnum):
    """What is left of a domain that matters."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    LOST = "lost"
    NONE = "none"


class Oligomerisation(StrEnum):
    """What is left of the partner's oligomerisation domain."""

    KEPT = "kept"
    PARTIAL = "partial"
    LOST = "lost"
    NONE = "none"


class Function(StrEnum):
    """Whether the fusion is likely to activate a kinase."""

    ACTIVATING_LIKELY = "activating_likely"
    UNCERTAIN = "uncertain"
    UNLIKELY = "unlikely"


class Rearrangement(StrEnum):
    """The simplest rearrangement that can make the fusion from two genes' strands and positions."""

    DELETION = "deletion"
    INVERSION = "inversion"
    TANDEM_DUPLICATION = "tandem_duplication"
    TRANSLOCATION = "translocation"


@dataclass(frozen=True, slots=True)
class Junction:
    """One side of a fusion placed on a transcript."""

    transcript: Transcript
    cdna_cut: int
    """Interbase cut in the spliced transcript: 5' side keeps `[0, cut)`, 3' side keeps `[cut, end)`."""
    exon: int
    """5' side: the last exon kept; 3' side: the first."""
    at_exon_edge: bool
    region: str
    """`CDS`, `5UTR` or `3UTR`; `unknown` when only the gene was given."""
    cds_cut: int | None
    """Interbase cut in the coding sequence; None outside it."""
    note: str = ""
    """How the place was found ("breakpoint in intron 19, next exon 20")."""

    @property
    def is_known(self) -> bool:
        """Whether the place on the transcript is known; if not, `exon` is 0 and `region` is `unknown`."""
        return self.region != "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with the rule and the source it rests on."""

    text: str
    source: str
    supports: bool | None = None
    """Whether it speaks for (True), against (False) or neither (None)."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """That fusions of two genes were published in several tumours."""

    text: str
    """Where and how often ("52 in lung carcinoma; 21 in phosphaturic mesenchymal tumour"), without a full stop."""
    source: str
    is_read: bool
    """Whether the source was read for it; otherwise it is recalled, and `text` says so."""
    cases: int | None = None
    """Most cases that one source gives; None where no source gives a number."""


@dataclass(frozen=True, slots=True)
class FusionClass:
    """How a fusion acts that is no kinase fusion."""

    kind: str
    """`transcription factor fusion`, `growth factor fusion`, `promoter swap` ..."""
    acts_by: str
    typical_of: str
    source: str


@dataclass(frozen=True, slots=True)
class Geometry:
    """How two genes lie to each other, and what break-apart FISH should show for one probe."""

    rearrangement: Rearrangement
    distance_mb: float | None
    """Distance between the two breakpoints (or genes); None on different chromosomes."""
    keeps_reciprocal: bool | None
    """Whether the reciprocal product keeps the other part of the probed gene."""
    probe_gene: str | None
    expected_pattern: str | None
    """`split`, `isolated_3p`, `isolated_5p`, `too_close` or `fused_extra`."""
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The fusion in each nomenclature."""

    hgnc: str
    """`STRN::ALK`."""
    exons: str
    """`STRN(e3)::ALK(e20)`, MANE Select exon numbers."""
    hgvs: str
    """`NM_003162.4:r.?_412::NM_004304.5:r.3173_?`."""
    vicc: str
    """`ENST...(STRN):e.3::ENST...(ALK):e.20`."""


@dataclass(frozen=True, slots=True)
class FusionAnnotation:
    """Everything that follows from where two transcripts are joined."""

    written: WrittenFusion
    names: Names
    numbering: str
    """`mane` or `legacy`: how the written exon numbers were read."""
    numbering_note: str
    five_prime: Junction
    three_prime: Junction
    frame: Frame
    frame_reason: str
    protein: ChimericProtein | None
    kinase_gene: str | None
    kinase_domain: Retention
    oligomerisation: Oligomerisation
    function: Function
    function_reasons: tuple[Reason, ...]
    geometry: Geometry
    warnings: tuple[str, ...] = field(default=())
    fusion_class: FusionClass | None = None
    """How the fusion acts, where it is known to act otherwise than by a kinase."""


@dataclass(frozen=True, slots=True)
class FusionSeen:
    """A fusion call on a component, with its annotation."""

    specimen: str
    component: str
    assay: str
    call: str
    outcome: Outcome
    annotation: FusionAnnotation | None
    """None when only one partner is known."""
    allele_fraction_percent: float | None = None
    junction_reads: int | None = None
    spanning_pairs: int | None = None
    allele_fraction_low_percent: float | None = None
    """Wilson 95 % interval of the share, where it was counted here."""
    allele_fraction_high_percent: float | None = None
    allele_fraction_origin: ShareOrigin = ShareOrigin.LABORATORY
    """Whose number the share is."""

    @property
    def share(self) -> Share | None:
        """The share of reads with the fusion; None when none is given."""
        if self.allele_fraction_percent is None:
            return None
        return Share(
            percent=self.allele_fraction_percent,
            unit="reads",
            origin=self.allele_fraction_origin,
            low_percent=self.allele_fraction_low_percent,
            high_percent=self.allele_fraction_high_percent,
        )
