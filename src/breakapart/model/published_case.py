"""A published case as a row of a table: what was told before the diagnosis, and the diagnosis."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WrittenStain:
    """One stain as the table writes it."""

    marker: str
    result: str
    """`pos`, `neg`, `focal`, `weak` ..."""


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """One row of a table of published cases, in its own words."""

    id: str
    citation: str
    age_years: float | None
    sex: str
    site: str
    morphology: tuple[str, ...]
    stains: tuple[WrittenStain, ...]
    molecular: str
    """What sequencing found; may be withheld from the assessment."""
    fish: str
    diagnosis: str
    """Entity id or name; `OOD_...` for a diagnosis outside the tables."""
    alternatives: tuple[str, ...]
    """Diagnoses that are right as well."""
    tier: str
    line: int
    """Line of the table."""
