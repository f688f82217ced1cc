"""A fusion as another program wrote it: what could be read of its row, what could not, and the row itself."""

from dataclasses import dataclass
from enum import StrEnum

from breakapart.model.fusion import Frame, Function, Retention, WrittenFusion


class PositionsAre(StrEnum):
    """Which base a format's position names. The value is what people are told."""

    BASE_KEPT_FROM_1 = "1-based, the last base kept of the 5' part and the first base kept of the 3' part"
    BASE_KEPT_FROM_0 = "0-based, the last base kept of the 5' part and the first base kept of the 3' part"
    INTERBASE = "interbase: the number of bases before the cut (0-based start of BED)"
    VCF = "1-based as VCF has it: breakends join the bases named, symbolic alleles begin with the base before"
    NONE = "no positions: genes and exons only"


@dataclass(frozen=True, slots=True)
class BreakEnd:
    """
    One end of a junction: a base that is kept, next to the cut.

    The base and not the cut, because a table without strands does not say on which side of the base the cut lies.
    """

    chrom: str
    """`chr2`; names of contigs as they are."""
    kept_base: int
    """Interbase start of the base that is kept: it occupies `[kept_base, kept_base + 1)`."""
    keeps_before: bool | None = None
    """True: the bases before the cut are kept; False: those after it; None: not said."""
    strand: str = ""
    """Strand of the transcript as the caller states it; empty when it does not."""

    def cut(self, *, keeps_before: bool) -> int:
        """Interbase position of the cut, once it is known which side is kept."""
        return self.kept_base + 1 if keeps_before else self.kept_base


@dataclass(frozen=True, slots=True)
class ImportedSide:
    """One partner as the table has it. Whatever it does not say is empty or None."""

    gene: str = ""
    """Name as written; several, comma-separated, where the caller names the neighbours of an intergenic place."""
    gene_candidates: tuple[str, ...] = ()
    """Symbols that a spreadsheet may have turned into the date that stands in `gene`."""
    gene_id: str = ""
    transcript: str = ""
    exon: int | None = None
    """In the caller's own numbering, which need not be that of MANE Select."""
    intron: int | None = None
    end: BreakEnd | None = None


class Ordered(StrEnum):
    """What the caller says about which side is 5'."""

    YES = "yes"
    """The first side is the 5' partner."""
    BY_STRAND = "by_strand"
    """The sides are two ends of DNA; which is 5' follows from the genes' strands."""
    UNKNOWN = "unknown"
    """The caller could not tell."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row exactly as it stood in the file."""

    header: tuple[str, ...]
    cells: tuple[str, ...]
    line: int
    """1-based line of the file."""

    def as_dict(self) -> dict[str, str]:
        """Cells by column; surplus cells as `+1`, `+2`, columns without a cell left out."""
        named = dict(zip(self.header, self.cells, strict=False))
        surplus = self.cells[len(self.header) :]
        return named | {f"+{number}": cell for number, cell in enumerate(surplus, start=1)}


@dataclass(frozen=True, slots=True)
class ImportedFusion:
    """One call of another program: parsed, or with the problem beside it. No row is without one."""

    caller: str
    """Name people know it by ("STAR-Fusion")."""
    source: str
    """File it stood in."""
    rows: tuple[RawRow, ...]
    """One row; two for mated breakends."""
    five: ImportedSide = ImportedSide()
    three: ImportedSide = ImportedSide()
    ordered: Ordered = Ordered.YES
    molecule: str = "RNA"
    """`RNA` or `DNA`: whether the ends are those of transcripts or of a chromosome."""
    junction_reads: int | None = None
    """Reads across the junction."""
    spanning_pairs: int | None = None
    """Read pairs on both sides of it."""
    allele_fraction_percent: float | None = None
    inserted: str = ""
    """Bases between the two parts, upper case."""
    stated_frame: Frame | None = None
    """Frame as the caller says."""
    confidence: str = ""
    """Word, score or filter of the caller."""
    passed: bool | None = None
    """Whether it passed the caller's own filters; None when the table does not say."""
    kind: str = ""
    """Kind of rearrangement in the caller's word."""
    sample: str = ""
    sequence: str = ""
    """Bases around the junction, which is marked with `|` where the caller says where it is."""
    known: tuple[str, ...] = ()
    """Databases or annotations that the caller names."""
    loose_by_nt: int = 0
    """Bases by which the caller's places may be beside the exon edge that is meant; 0 where they are exact."""
    problems: tuple[str, ...] = ()
    """Why it could not be read, in sentences; empty when it could."""
    notes: tuple[str, ...] = ()
    """What was changed or assumed in reading it."""

    @property
    def line(self) -> int:
        """1-based line of the (first) row."""
        return self.rows[0].line

    @property
    def label(self) -> str:
        """The two names as written, for people."""
        return f"{self.five.gene or '?'}::{self.three.gene or '?'}"


@dataclass(frozen=True, slots=True)
class ImportedTable:
    """A file of calls, with what was understood of it as a whole."""

    source: str
    format_id: str
    """Name for `--format`."""
    caller: str
    generation: str
    """Which of the format's versions it is."""
    because: str
    """Why it was read as this, in words."""
    guessed: bool
    positions: PositionsAre
    fusions: tuple[ImportedFusion, ...]
    rows: int
    """Rows of the file below the header; each is in one of `fusions`."""
    columns_unknown: tuple[str, ...] = ()
    """Columns that are kept in the raw row but mean nothing here."""
    columns_missing: tuple[str, ...] = ()
    """Optional columns that this version or export lacks."""
    stated_build: str = ""
    """`GRCh38` or `GRCh37` where the file itself says so."""
    notes: tuple[str, ...] = ()
    """What holds for the file as a whole."""

    @property
    def readable(self) -> tuple[ImportedFusion, ...]:
        """Calls without a problem."""
        return tuple(fusion for fusion in self.fusions if not fusion.problems)


@dataclass(frozen=True, slots=True)
class CallVerdict:
    """What follows from a call, in the few words a list needs; the whole is a FusionAnnotation."""

    exons: str
    """`STRN(e3)::ALK(e20)`, MANE Select."""
    frame: Frame
    function: Function
    kinase_gene: str | None
    kinase_domain: Retention
    protein_length: int | None
    fusion_class: str
    """How it acts, where it is known to act otherwise than by a kinase ("transcription factor fusion")."""
    junction: tuple[str, int, str, int] | None
    """Transcript and interbase cut of the 5' part, then of the 3' part: equal when two callers mean one junction."""


@dataclass(frozen=True, slots=True)
class PlacedFusion:
    """An imported call brought to the reference: genes by today's symbol, 5' and 3' settled."""

    imported: ImportedFusion
    five_gene: str
    """HGNC symbol; the name as written where the reference has no such gene; empty when there is none."""
    three_gene: str
    written: WrittenFusion | None
    """What is to be annotated; None when a partner is not known to the reference."""
    five_end: BreakEnd | None = None
    three_end: BreakEnd | None = None
    flipped: bool = False
    """The caller wrote it from the other strand: its second side is the 5' partner."""
    reason: str = ""
    """Why there is no verdict."""
    notes: tuple[str, ...] = ()
    verdict: CallVerdict | None = None
    """None when it was not annotated; `reason` says why."""

    @property
    def name(self) -> str:
        """`EML4::ALK`."""
        return f"{self.five_gene or '?'}::{self.three_gene or '?'}"


@dataclass(frozen=True, slots=True)
class BuildVerdict:
    """Which genome build the positions of a table are of."""

    build: str
    """`GRCh38`, `GRCh37`, `other` or `unknown`."""
    sides: int
    """Breakpoints with a gene name that could be held against the reference."""
    in_grch38: int
    """Of them, how many lie in the gene named (GRCh38)."""
    in_grch37: int
    """How many lie in its GRCh37 span and not in its GRCh38 span."""
    at_exon_edge: int
    """How many lie exactly at an exon edge of its MANE Select transcript (GRCh38)."""
    shifted: int
    """Bases that, added to every position, would put most of them on exon edges; 0 when they are there."""
    words: str
    """The verdict in a sentence."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one caller saw of a fusion."""

    caller: str
    source: str
    line: int
    junction_reads: int | None
    spanning_pairs: int | None
    passed: bool | None
    flipped: bool


@dataclass(frozen=True, slots=True)
class AgreedFusion:
    """One junction and who saw it."""

    name: str
    calls: tuple[PlacedFusion, ...]
    sightings: tuple[Sighting, ...]
    callers: tuple[str, ...]
    """Distinct callers, in alphabetical order."""
    spread_nt: int | None
    """Largest distance between the breakpoints of two sightings; None without positions."""
    reciprocal: str = ""
    """Name of the reciprocal fusion that was also seen."""
    other_junctions: int = 0
    """Further junctions of the same two genes in this table."""
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> PlacedFusion:
        """The call that stands for all of them: the annotated one with the most reads."""
        return self.calls[0]
