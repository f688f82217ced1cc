"""Findings: every result restated as an event with one of four outcomes, at one place and time."""

from dataclasses import dataclass

from breakapart.model.outcome import Extent, Intensity, Outcome


@dataclass(frozen=True, slots=True)
class Finding:
    """What one assay says of one event in one component."""

    event: str
    """`ihc:ALK`, `morph:fascicular`, `mol:ALK_rearranged`, `mol:STRN::ALK`, `site:trunk`, `age:under_1y`."""
    outcome: Outcome
    assay: str
    """`IHC D5F3`, `FISH ALK-vysis`, `RNA sequencing sarc-panel`, `microscopy`, `record`."""
    specimen: str
    component: str
    because: str
    """The sentence a report prints ("ALK (D5F3) present, strong, cytoplasmic")."""
    extent: Extent | None = None
    intensity: Intensity | None = None
    clone: str | None = None
    date: str | None = None
    """Date or the timeline event id the specimen belongs to."""

    @property
    def id(self) -> str:
        """Stable identifier within a case, used for links."""
        return f"{self.specimen}.{self.component}.{self.event}.{self.assay}".replace(" ", "_")
