"""The chimeric protein a fusion makes."""

from dataclasses import dataclass

from breakapart.model.transcript import Domain


@dataclass(frozen=True, slots=True)
class DomainFate:
    """What the fusion does to one domain of a partner."""

    gene: str
    domain: Domain
    """Residues on the partner's own protein, interbase."""
    fate: str
    """`kept`, `cut` or `lost`."""
    residues_kept: int
    percent_kept: float
    chimera_start: int | None
    """Interbase residue in the chimera; None when lost."""
    chimera_end: int | None


@dataclass(frozen=True, slots=True)
class ChimericProtein:
    """Sequence and parts of the predicted protein."""

    sequence: str
    """One letter a residue; `X` where a residue is not known."""
    five_prime_residues: int
    """Residues that come whole from the 5' partner."""
    junction_residues: tuple[str, ...]
    """Residues the junction codon may code for (`*` a stop); empty when the junction lies between codons."""
    three_prime_start: int | None
    """Interbase residue of the 3' partner's protein from which residues are kept; None when out of frame."""
    tail: str
    """What follows the junction when out of frame: residues until the stop, empty when unknown."""
    truncated_at_junction: bool
    """The tail is not known without nucleotides: the sequence ends at the junction."""
    domains: tuple[DomainFate, ...]

    @property
    def length(self) -> int:
        """Residues."""
        return len(self.sequence)
