"""What the lines before have named: a report says the probe in one line and its result in the next."""

from dataclasses import dataclass, field

from breakapart.drafting.subjects import Part

_REACH = 14
"""Lines, or sentences, over which a probe or a fusion that was named is still the one spoken of."""


@dataclass(slots=True)
class Before:
    """What the parts of a text before the one that is read have named."""

    gene: str | None = None
    """The gene of the last result or method of FISH."""
    probes: tuple[str, ...] = ()
    """Genes whose probes the last line about FISH named, while what follows may still be about them."""
    is_fish: bool = False
    """Whether the lines stand under one that names FISH."""
    has_percent_column: bool = False
    """Whether the rows of results that follow end with a share of nuclei."""
    method: Part | None = None
    """What was said of how FISH was done, before any probe was named."""
    fusion: tuple[str, str] | None = None
    """The genes of the fusion that was last told, 5' first."""
    half: tuple[str, str | None] | None = None
    """The 5' gene of a fusion that is told in lines, and its exon, until the 3' gene has been told."""
    variant_gene: str | None = None
    """The gene a row has named whose change stands in the row after it."""
    variant: tuple[str, str] | None = None
    """The gene and the change that the line before has told."""
    variant_kind: str = "substitution"
    """Its kind."""
    _probes_left: int = field(default=0, repr=False)
    _fusion_left: int = field(default=0, repr=False)

    def name_probes(self, genes: tuple[str, ...]) -> None:
        """What follows may be about the probes of `genes`."""
        self.probes, self._probes_left = genes, _REACH

    def stand_under_fish(self) -> None:
        """What follows stands under a line that names FISH, and no probe yet."""
        self.is_fish, self._probes_left = True, _REACH

    def name_fusion(self, five: str, three: str) -> None:
        """What follows may be about the fusion of `five` and `three`."""
        self.fusion, self._fusion_left = (five, three), _REACH

    def forget_probes(self) -> None:
        """Another method is spoken of."""
        self.probes = ()
        self.is_fish = self.has_percent_column = False
        self.method = None

    def go_on(self) -> None:
        """Another part of the text has been read."""
        self._probes_left -= 1
        self._fusion_left -= 1
        if self._probes_left <= 0:
            self.forget_probes()
        if self._fusion_left <= 0:
            self.fusion = self.half = None
