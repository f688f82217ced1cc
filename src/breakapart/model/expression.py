"""Expression of the two ends of a kinase, and the amplicons it is counted on."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ImbalanceBounds:
    """What a 3'/5' imbalance value means for one gene, on the assay it was set for."""

    gene: str
    none_at_most: float
    """At most this: no evidence of a fusion."""
    strong_at_least: float
    """At least this: strong evidence of a fusion."""
    assay: str
    source: str
    note: str = ""


class AmpliconKind(StrEnum):
    """What an amplicon is there for."""

    FUSION = "fusion"
    CONTROL = "control"
    IMBALANCE_5P = "imbalance_5p"
    IMBALANCE_3P = "imbalance_3p"
    WILD_TYPE = "wild_type"


@dataclass(frozen=True, slots=True)
class Amplicon:
    """One amplicon of a design."""

    name: str
    kind: AmpliconKind
    gene: str
    """Its gene, or the 5' partner of a fusion amplicon."""
    start: int | None = None
    """Interbase start on the cDNA of the gene's main transcript, or on the genome where `contig` is given."""
    end: int | None = None
    contig: str | None = None
    gene_3p: str | None = None
    """The 3' partner of a fusion amplicon."""
    exon_5p: int | None = None
    exon_3p: int | None = None
    primer_5p: int | None = None
    """Length of the primer on the 5' partner."""
    primer_3p: int | None = None


@dataclass(frozen=True, slots=True)
class ListedJunction:
    """An entry of a list of junctions that are seen in normal samples or are artefacts of an assay."""

    gene_5p: str
    gene_3p: str
    breakpoint_5p: str | None = None
    """`contig:position:strand`, 1-based; None: any."""
    breakpoint_3p: str | None = None
    reason: str = "listed"
