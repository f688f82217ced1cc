"""What an assay said: four outcomes, never a boolean."""

from enum import StrEnum


class Outcome(StrEnum):
    """The four outcomes of a finding. Not tested is the absence of a finding, not an outcome."""

    PRESENT = "present"
    ABSENT = "absent"
    EQUIVOCAL = "equivocal"
    NOT_EVALUABLE = "not_evaluable"

    @property
    def is_informative(self) -> bool:
        """Whether the outcome may move a conclusion (present or absent)."""
        return self in (Outcome.PRESENT, Outcome.ABSENT)


class Extent(StrEnum):
    """How much of the tumour stains. `partial` is a report's word without a share of cells."""

    DIFFUSE = "diffuse"
    PARTIAL = "partial"
    FOCAL = "focal"
    RARE = "rare"


class Intensity(StrEnum):
    """How strongly the stained cells stain."""

    WEAK = "weak"
    MODERATE = "moderate"
    STRONG = "strong"


class Compartment(StrEnum):
    """Where in the cell the stain lies."""

    NUCLEAR = "nuclear"
    CYTOPLASMIC = "cytoplasmic"
    MEMBRANOUS = "membranous"
    NUCLEAR_MEMBRANE = "nuclear_membrane"
    PERINUCLEAR = "perinuclear"
    GRANULAR = "granular"
