"""What could treat it, and where the same fusion was seen before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Therapy:
    """A drug for a target, with how far its evidence was checked."""

    target: str
    drugs: str
    context: str
    """Approvals and their limits."""
    evidence: str
    resistance: str
    source: str
    verification: str


@dataclass(frozen=True, slots=True)
class FusionOccurrence:
    """The same two genes joined, as published."""

    partner_5p: str
    gene_3p: str
    tumour_type: str
    exons: str
    cases: int | None
    source: str
    evidence: str
    note: str
