"""What could treat it, and where the same fusion was seen before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedMutation:
    """A mutation that a therapy's resistance text names; the text says whether it resists or stays sensitive."""

    gene: str | None
    """HGNC symbol; None where the text leaves open which of several targets it means."""
    text: str
    """As written (`I1171T/N/S`)."""
    reference: str | None
    """Residue of the normal protein, one letter; None for an insertion."""
    position: int
    """1-based residue."""
    alternatives: tuple[str, ...]
    """What it becomes (`T`, `N`, `S`, or `insT`); empty where only the residue is named."""


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
    genes: tuple[str, ...] = ()
    """HGNC symbols of the target; empty for advice that depends on none."""
    named_mutations: tuple[NamedMutation, ...] = ()
    """Mutations of the resistance text as residues."""


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
    is_series: bool = False
    """Whether the source speaks of several cases without giving a number that can be counted."""
