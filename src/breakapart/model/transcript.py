"""Genes, transcripts, exons, domains. Positions are interbase; exon numbers are 1-based as people say them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Exon:
    """One exon of a transcript, in transcript direction."""

    number: int
    """1-based, non-coding exons counted."""
    start: int
    """Genomic interbase start (smaller coordinate), GRCh38."""
    end: int
    """Genomic interbase end (larger coordinate)."""
    cdna_start: int
    """Interbase start in the spliced transcript."""
    cdna_end: int
    cds_start: int | None
    """Interbase start in the coding sequence (stop codon included); None when the exon has no coding base."""
    cds_end: int | None
    phase_in: int | None
    """Coding bases before the exon's 5' edge, mod 3; None when that edge is not inside the coding sequence."""
    phase_out: int | None
    """Coding bases before the exon's 3' edge, mod 3; None when that edge is not inside the coding sequence."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A region of a protein. Residues are interbase: residues `start + 1` to `end` in 1-based words."""

    kind: str
    """`kinase`, `transmembrane`, `signal_peptide`, `repeat`, `domain`, `coiled_coil` ..."""
    name: str
    start: int
    end: int
    source: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class LegacyExon:
    """An exon number used in reports that is not the MANE number of the same exon."""

    gene: str
    reported_exon: int
    """Number in the other transcript."""
    mane_exon: int
    """MANE Select number of the exon that has the same edge."""
    edge: str
    """Shared edge in transcript direction: `5p` (enough for a 3' partner), `3p` (enough for a 5' partner), `both`."""
    transcript_label: str
    """Transcript with that numbering."""
    note: str
    source: str
    is_established: bool = False
    """Known to be used in reports; otherwise only some GENCODE transcript counts this way."""

    def serves_five_prime_partner(self) -> bool:
        """Whether the last exon of a 5' partner may be renumbered so: the 3' edges are the same."""
        return self.edge in ("3p", "both")

    def serves_three_prime_partner(self) -> bool:
        """Whether the first exon of a 3' partner may be renumbered so: the 5' edges are the same."""
        return self.edge in ("5p", "both")


@dataclass(frozen=True, slots=True)
class Transcript:
    """A spliced transcript with its protein."""

    gene: str
    accession: str
    """Ensembl or RefSeq accession with version, or the label of a GENCODE transcript without one."""
    refseq: str | None
    is_mane_select: bool
    chrom: str
    strand: str
    """`+` or `-`."""
    exons: tuple[Exon, ...]
    cds_length: int
    """Coding bases, stop codon included; 0 for a transcript that codes for no protein."""
    protein: str
    """One letter a residue, without the stop; `X` where the residue is not known from the bundled proteins."""
    protein_source: str
    """Where the residues come from, and what is unknown."""
    cds_start_in_cdna: int = 0
    """Interbase position of the start codon in the spliced transcript."""
    nucleotides: str | None = field(default=None, repr=False)
    """Spliced sequence, when the reference was built from a genome."""
    cds_start_is_known: bool = True
    """False when the source does not say where inside its only coding exon the coding sequence begins;
    `cds_start_in_cdna` is then the start of that exon, and codons cannot be tied to genomic positions."""

    @property
    def protein_length(self) -> int:
        """Residues without the stop codon."""
        return max(0, self.cds_length // 3 - 1)

    def exon(self, number: int) -> Exon:
        """Exon by its number; KeyError when the transcript has no such exon."""
        if 1 <= number <= len(self.exons):
            return self.exons[number - 1]
        raise KeyError(number)


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene with its MANE Select transcript and what is known of its protein."""

    symbol: str
    hgnc_id: str
    name: str
    chrom: str
    strand: str
    start: int
    """Genomic interbase start, GRCh38."""
    end: int
    roles: tuple[str, ...]
    """`kinase`, `partner`, `sarcoma`, ... for panel genes; empty for others."""
    aliases: tuple[str, ...]
    previous_symbols: tuple[str, ...]
    ensembl: str
    uniprot: str | None
    mane: Transcript
    domains: tuple[Domain, ...]
    """On the MANE protein, where they could be placed there."""
    coiled_coils: tuple[Domain, ...]
    """COILS, window 28, P >= 0.5, on the MANE protein."""

    @property
    def is_kinase(self) -> bool:
        """Whether the gene codes for a protein kinase of the panel."""
        return "kinase" in self.roles

    @property
    def kinase_domain(self) -> Domain | None:
        """The kinase domain with the curated bounds, or None."""
        kinases = [domain for domain in self.domains if domain.kind == "kinase"]
        for domain in kinases:
            if domain.name == "Protein_kinase":
                return domain
        return kinases[0] if kinases else None
