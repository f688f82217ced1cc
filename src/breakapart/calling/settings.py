"""What the calling engine may be told, with the reason for each value."""

from dataclasses import dataclass
from enum import StrEnum


class LibraryDesign(StrEnum):
    """How the library was made: decides what copies of a molecule look like."""

    AMPLICON = "amplicon"
    CAPTURE = "capture"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class CallSettings:
    """
    Thresholds of the calling engine.

    Values without a publication were chosen on simulated mixtures (see `docs/explanation/run-quality.md`), never on the
    reads of a patient or on the spike-in reads the tests use.
    """

    design: LibraryDesign = LibraryDesign.CAPTURE
    """Amplicon reads begin and end at their primers, so equal ends say nothing about copies."""
    deduplicate: bool | None = None
    """Count reads with equal ends as one molecule; None: for capture only. Removing "duplicates" from amplicon reads
    removes every read of a fusion but one."""
    end_slack: int = 7
    """Bases at a read's end that may stay unexplained: chance matches are that long, as are ends behind a mismatch."""
    min_other: int = 12
    """Bases a second place must explain before a read is aligned to two places."""
    min_anchor: int = 10
    """Bases a junction read must have on each side, near an exon edge as in the junction itself. Ten bases are unique
    among the exon edges of a panel: 2,400 edges, 1,048,576 words."""
    min_anchor_off_edge: int = 18
    """The same where not both cuts are exon edges: of the words of a few million bases, 15-17 bases match something in
    one read in a hundred by chance. Shorter ones still count once the junction is known."""
    min_anchor_inside: int = 28
    """Bases a side must have when the read goes on beyond it unexplained: among the words of a few million bases some
    16 match anything by chance."""
    min_rescue_anchor: int = 8
    """Bases on the shorter side once a junction is known from other reads."""
    min_gain: int = 16
    """Score (two a base) by which two places must explain a read better than one."""
    min_identity: float = 0.85
    """Share of the best possible score on each side; Ion and Nanopore reads stay above."""
    max_inserted: int = 20
    """Bases without a template between the partners."""
    snap_distance: int = 8
    """Reads whose junctions lie at most so far from a stronger one are copies of it with an error nearby."""
    min_junction_reads: int = 2
    """Reads across the junction that a call needs when nothing else speaks for it."""
    min_known_reads: int = 1
    """The same for a published fusion (knowledge table) joined at exon edges in frame."""
    min_unknown_reads: int = 4
    """Reads that an unknown partner needs: nothing else can confirm it."""
    min_unknown_bases: int = 18
    """Bases of the unknown part: shorter ones are chance matches or adapters."""
    min_unknown_agreement: float = 0.8
    """Share of bases that agree with the assembled sequence of the unknown part."""
    min_intragenic_reads: int = 5
    """Reads of a junction within a gene: every gene is spliced in more than one way at a low level."""
    min_intragenic_share: float = 0.05
    """Share of the gene's transcripts for the same reason."""
    min_share: float = 0.0005
    """Smallest allele fraction: a twentieth of the 1 % that molecules swap their index or their partner at (index
    hopping 0.1-2 %, Illumina white paper 770-2017-004; template switching in PCR) is not told from these."""
    hop_share: float = 0.002
    """Share of the reads of both partners below which a pair without exon edges on both sides counts as chimeric PCR
    or index hopping."""
    read_through_distance: int = 200_000
    """Neighbours on one strand closer than this are joined by read-through transcription (Akiva 2006,
    doi:10.1101/gr.4137606; the same bound as in common callers)."""
    min_spanning_span: int = 25
    """Bases of each mate on its gene for a spanning pair."""
    max_insert: int = 1_000
    """Longest distance of a spanning pair's reads over the junction, in bases of RNA."""
    max_stored_reads: int = 2_000
    """Reads kept a junction for the pile-up, the ends and the consensus; more are counted only."""
    max_stored_clips: int = 100_000
    """Clipped reads kept for rescue and assembly."""
    min_confidence: float = 0.2
    """Calibrated probability below which a candidate is discarded. One in five is worth a confirmation by another
    method (two reads of an unpublished fusion at exon edges come to 0.33), so it is shown, with that number."""

    def __post_init__(self) -> None:
        for name in ("min_gain", "min_anchor", "min_other", "min_junction_reads", "min_known_reads", "max_insert"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, expected at least 1")
        for name in ("min_identity", "min_unknown_agreement", "min_share", "hop_share", "min_confidence"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name)}, expected 0 to 1")

    @property
    def counts_ends_as_molecules(self) -> bool:
        """Whether reads with equal ends are one molecule."""
        return self.design is LibraryDesign.CAPTURE if self.deduplicate is None else self.deduplicate
