"""What a gene annotation file (GTF, GFF3) says of a transcript, before any sequence is looked at."""

from dataclasses import dataclass

Blocks = tuple[tuple[int, int], ...]
"""Genomic interbase intervals, ascending."""


@dataclass(frozen=True, slots=True)
class AnnotatedTranscript:
    """A transcript as annotated."""

    accession: str
    """With version where the file gives one."""
    gene_id: str
    symbol: str
    """The gene's name; its id where the file has no name for it."""
    contig: str
    strand: str
    exons: Blocks
    coding: Blocks
    """Coding intervals with the stop codon where the file gives it; empty for a transcript that codes for nothing."""
    frame: int
    """Bases of the first coding interval, in transcript direction, before the first whole codon."""
    tags: frozenset[str]
    """`MANE_Select`, `Ensembl_canonical`, `appris_principal_1` ...; spaces as underscores."""
    hgnc_id: str = ""
    entrez: str = ""
    protein: str = ""
    """Accession of the protein."""
    other_accession: str = ""
    """The same transcript's accession in the other collection (RefSeq or Ensembl), where the file names it."""
    line: int | None = None
    """Line of the file that first names it."""


@dataclass(frozen=True, slots=True)
class GeneAnnotation:
    """A gene annotation file."""

    style: str
    """`GTF` or `GFF3`."""
    transcripts: tuple[AnnotatedTranscript, ...]
    """Transcripts of genes with coding sequence."""
    genes_without_coding_sequence: int
    rows: int
    """Exon and CDS rows read."""
    sha256: str
    """Of the file as it lies on the disk."""
    provider: str = ""
    """Who made it and which release, as its first comment lines say."""
