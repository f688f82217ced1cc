"""What reads are compared with: a gene's transcripts with their nucleotides, and its locus where that is known."""

from dataclasses import dataclass, field

from breakapart.model.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Locus:
    """A stretch of the genome that holds a gene: exons and introns, on the forward strand of its chromosome."""

    chrom: str
    start: int
    """Genomic interbase position of the first base of `nucleotides`."""
    nucleotides: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GeneTarget:
    """One gene that fusions are looked for in."""

    symbol: str
    transcripts: tuple[Transcript, ...]
    """At least one, each with `nucleotides`; the one that numbers the exons (MANE Select) first."""
    is_kinase: bool = False
    kinase_cdna: tuple[int, int] | None = None
    """Kinase domain on the first transcript, interbase cDNA positions; None when not a kinase or not known."""
    loci: tuple[Locus, ...] = ()
    """Genome around the exons: the whole gene, or each exon with its flanks. Without it a retained intron cannot be
    told from an unknown partner, so no call with an unknown partner is made for the gene."""
    is_panel: bool = True
    """Whether fusions of the gene are of interest; others are kept so that their reads are recognised."""

    def __post_init__(self) -> None:
        if not self.transcripts:
            raise ValueError(f"{self.symbol} has no transcript")
        for transcript in self.transcripts:
            length = transcript.exons[-1].cdna_end if transcript.exons else 0
            if not transcript.nucleotides or len(transcript.nucleotides) != length:
                raise ValueError(f"{transcript.accession} of {self.symbol} has no nucleotides, or not as many as exons")

    @property
    def main(self) -> Transcript:
        """The transcript that numbers the exons."""
        return self.transcripts[0]
