"""A share of nuclei or reads: how large, how sure, and whose number it is."""

from dataclasses import dataclass
from enum import StrEnum


class ShareOrigin(StrEnum):
    """Where a share comes from."""

    LABORATORY = "laboratory"
    """Stated by the laboratory; its counts are not known."""
    COUNTS = "counts"
    """Computed here from the laboratory's counts."""
    IMAGE = "image"
    """Counted here in an image of the slide."""
    RENDERED = "rendered"
    """Counted here in an image that a computer drew: an example, not a finding in a patient."""
    READS = "reads"
    """Counted here in reads."""
    SIMULATED = "simulated"
    """Counted here in simulated reads: an example, not a finding in a patient."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with what is needed to judge it."""

    percent: float
    unit: str
    """`nuclei` or `reads`: what it is a share of."""
    origin: ShareOrigin
    low_percent: float | None = None
    """Wilson 95 % interval, lower end; None where no count is known to compute it from."""
    high_percent: float | None = None
    """Upper end."""
    count: int | None = None
    """How many were positive."""
    of: int | None = None
    """Of how many."""
