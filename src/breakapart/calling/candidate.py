"""A junction with all that is known of it before it is judged."""

from dataclasses import dataclass, field

from breakapart.calling.frame import Chimera, PlacedSide
from breakapart.calling.junctions import Junction
from breakapart.calling.quantities import AlleleFraction
from breakapart.calling.unknown_partner import UnknownPartner
from breakapart.model.calling import CalledFrame, EventKind


@dataclass(frozen=True, slots=True)
class Candidate:
    """A junction, or a kinase edge with an unknown partner, ready to be judged."""

    kind: EventKind
    five: PlacedSide | None
    three: PlacedSide | None
    """One of the two is None where the partner is not known."""
    fraction: AlleleFraction
    chimera: Chimera
    reads: int
    """Reads or pairs across the junction."""
    pairs: int
    molecules: int | None
    is_known: bool
    junction: Junction | None = None
    unknown: UnknownPartner | None = None
    neighbourhood_5p: str = field(default="", repr=False)
    """Up to 60 bases before the junction."""
    neighbourhood_3p: str = field(default="", repr=False)

    @property
    def edges(self) -> int:
        """How many sides are exon edges."""
        sides = [placed for placed in (self.five, self.three) if placed is not None]
        return sum(placed.side.site == "exon_edge" for placed in sides)

    @property
    def support(self) -> int:
        """Molecules where they can be told, else reads."""
        return self.reads if self.molecules is None else self.molecules

    @property
    def is_in_frame(self) -> bool:
        """Whether the reading frame goes on."""
        return self.chimera.frame is CalledFrame.IN_FRAME

    @property
    def is_intragenic(self) -> bool:
        """Whether it joins a gene with itself."""
        return self.kind not in (EventKind.FUSION, EventKind.UNKNOWN_PARTNER)

    @property
    def genes(self) -> tuple[str, str]:
        """Symbols, `?` where not known."""
        return (
            self.five.side.gene if self.five else "?",
            self.three.side.gene if self.three else "?",
        )
