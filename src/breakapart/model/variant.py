"""Small variants and copy numbers of a DNA panel, as read from VCF, and what two samples of one patient share."""

from dataclasses import dataclass
from enum import StrEnum

from breakapart.model.imported import RawRow
from breakapart.model.sequencing import VariantClass


@dataclass(frozen=True, slots=True)
class ProteinChange:
    """What a variant does to a protein, as HGVS says it. Residues are 1-based here, as everywhere in HGVS."""

    reference: str
    """Native residue, one letter; empty when several are replaced."""
    position: int
    """First residue concerned."""
    alternative: str
    """New residue, `*` for a stop, `fs`, `del`, `dup`, `ins...`, or `=`."""
    text: str
    """As written (`p.Gly1202Arg`)."""

    @property
    def short(self) -> str:
        """`G1202R`."""
        return f"{self.reference}{self.position}{self.alternative}"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one annotator says of a variant on one transcript."""

    gene: str
    transcript: str
    effect: str
    """In the annotator's words (`missense_variant`)."""
    hgvs_c: str
    hgvs_p: str
    by: str
    """`VEP`, `SnpEff`, `bcftools`, `ANNOVAR`."""
    is_mane: bool = False
    protein: ProteinChange | None = None


@dataclass(frozen=True, slots=True)
class PanelVariant:
    """One alternative allele of one record, or a copy-number change."""

    source: str
    row: RawRow
    chrom: str = ""
    start: int = 0
    """Interbase start of the replaced bases, GRCh38, trimmed of bases that do not change."""
    ref: str = ""
    """Replaced bases; empty for an insertion."""
    alt: str = ""
    """New bases; empty for a deletion; `<DEL>` and the like for copy number."""
    end: int = 0
    """Interbase end."""
    variant_class: VariantClass = VariantClass.SUBSTITUTION
    id: str = ""
    called: bool = True
    """False for a place that the file lists without having found the variant (genotype 0/0, or no read)."""
    alt_reads: int | None = None
    depth: int | None = None
    stated_fraction_percent: float | None = None
    """AF where the caller gives no counts."""
    copies: float | None = None
    passed: bool | None = None
    filters: tuple[str, ...] = ()
    germline: bool | None = None
    """Whether the file calls it inherited; None when it does not say."""
    consequence: Consequence | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, int, str, str]:
        """The same for one variant however it was padded."""
        return self.chrom, self.start, self.ref, self.alt

    @property
    def gene(self) -> str:
        """Symbol as annotated, or empty."""
        return self.consequence.gene if self.consequence is not None else ""

    @property
    def label(self) -> str:
        """`ALK p.Gly1202Arg`, or the place."""
        if self.consequence is not None and (self.consequence.hgvs_p or self.consequence.hgvs_c):
            return f"{self.gene} {self.consequence.hgvs_p or self.consequence.hgvs_c}".strip()
        if self.variant_class is VariantClass.COPY_NUMBER:
            copies = "" if self.copies is None else f" {self.copies:g} copies"
            return f"{self.gene or f'{self.chrom}:{self.start + 1}-{self.end}'}{copies}"
        place = f"{self.chrom}:{self.start + 1} {self.ref or '-'}>{self.alt or '-'}"
        return f"{self.gene} {place}".strip()


@dataclass(frozen=True, slots=True)
class PanelVcf:
    """A VCF file of a panel."""

    source: str
    sample: str
    variants: tuple[PanelVariant, ...]
    rows: int
    """Records of the file; each is in one of `variants` at least."""
    build: str
    annotators: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """A share of reads with its interval."""

    percent: float
    low: float | None
    """Of the 95 % interval; None when the reads were not counted."""
    high: float | None
    alt_reads: int | None = None
    depth: int | None = None


@dataclass(frozen=True, slots=True)
class Burden:
    """Tumour mutational burden of a panel."""

    per_mb: float
    low: float
    high: float
    counted: int
    size_mb: float
    rule: str
    """What was counted, in words."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResidueChange:
    """Where a substitution falls in a protein, told from exons and the native residue alone."""

    gene: str
    transcript: str
    residue: int
    """1-based residue of the MANE Select protein."""
    native: str
    becomes: tuple[str, ...]
    """Residues that the new codon may code for; empty when REF fits no codon of the native residue."""
    note: str = ""


class HotspotMatch(StrEnum):
    """How well a variant fits a mutation that is named for a therapy."""

    SAME = "same"
    """The very mutation."""
    POSSIBLY_SAME = "possibly_same"
    """The residue, and one of the changes that the bases allow."""
    SAME_RESIDUE = "same_residue"
    """Another change of the same residue."""
    KINASE_DOMAIN = "kinase_domain"
    """In the kinase domain of the target, but not named."""


@dataclass(frozen=True, slots=True)
class Hotspot:
    """A variant in the target of a therapy."""

    variant: PanelVariant
    gene: str
    match: HotspotMatch
    residue: int
    """1-based on the MANE Select protein."""
    named: str
    """The mutation as the therapy's text names it; empty for `KINASE_DOMAIN`."""
    drugs: str
    says: str
    """What the table of therapies says of resistance, as a whole: it may also name what stays sensitive."""
    source: str
    note: str = ""


class Seen(StrEnum):
    """Where a variant was seen."""

    BOTH = "both"
    FIRST_ONLY = "first_only"
    SECOND_ONLY = "second_only"


class Clonality(StrEnum):
    """What share of the tumour cells may carry a variant."""

    CLONAL = "clonal"
    """The interval holds all tumour cells."""
    SUBCLONAL = "subclonal"
    """Even its upper end is below all tumour cells."""
    ABOVE = "above_heterozygous"
    """More than one copy of two in every tumour cell: lost or gained copies, or inherited."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ComparedVariant:
    """One variant in two samples."""

    variant: PanelVariant
    seen: Seen
    first: Fraction | None
    second: Fraction | None
    change_points: float | None
    """Second minus first, percentage points."""
    p_value: float | None
    """Fisher's exact test of the two pairs of read counts; None without counts."""
    first_clonality: Clonality
    second_clonality: Clonality
    note: str = ""


@dataclass(frozen=True, slots=True)
class SampleComparison:
    """Two samples of one patient."""

    variants: tuple[ComparedVariant, ...]
    shared: int
    first_only: int
    second_only: int
    words: tuple[str, ...]
    """What it means, in sentences."""
