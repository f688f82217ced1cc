"""Do the assays agree? And does each claim lie within what its assay can see?"""

from dataclasses import dataclass
from enum import StrEnum

from breakapart.model.outcome import Outcome
from breakapart.model.share import Share


class Look(StrEnum):
    """What an assay looks at in a gene."""

    PROTEIN = "protein"
    REARRANGEMENT = "rearrangement"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class LookResult:
    """What one assay says."""

    text: str
    """In a few words ("present, D5F3", "rearranged", "STRN::ALK")."""
    share: Share | None = None
    """The share of nuclei or reads it rests on, where one is known."""


@dataclass(frozen=True, slots=True)
class AgreementCell:
    """One look at one gene in one component. `outcome` None: not done."""

    look: Look
    outcome: Outcome | None
    text: str
    """What the cell says, without numbers ("present, D5F3", "rearranged", "not done")."""
    finding_ids: tuple[str, ...] = ()
    results: tuple[LookResult, ...] = ()
    """What each assay says, with its number; empty when none was done."""


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """All looks at one gene in one component."""

    specimen: str
    component: str
    label: str
    cells: tuple[AgreementCell, ...]
    verdict: str
    """`agree`, `conflict`, `single`, `none` (nothing informative)."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason why assays can disagree, and what would tell."""

    text: str
    resolved_by: str
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Looks that disagree, within a component or between components."""

    gene: str
    where: str
    statement: str
    explanations: tuple[Explanation, ...]
    next_steps: tuple[str, ...]
    kind: str = ""
    """`protein_lost`, `protein_only`, `fish_missed`, `fish_only` ...: what disagrees with what."""
    headline: str = ""
    """The conflict in a few words ("ALK protein lost in left axilla (metastasis), fusion kept")."""


@dataclass(frozen=True, slots=True)
class GeometryAgreement:
    """Whether the FISH signals seen are those that the fusion's rearrangement should give."""

    specimen: str
    component: str
    fusion: str
    """`STRN::ALK`."""
    expected: str
    """Pattern expected from the geometry (`split`, `isolated_3p`, `too_close` ...)."""
    seen: tuple[str, ...]
    """Patterns seen, as `FishPattern` values."""
    agrees: bool | None
    """None when the patterns seen are not recorded."""
    statement: str


@dataclass(frozen=True, slots=True)
class GeneAgreement:
    """What every assay says of one gene, everywhere."""

    gene: str
    rows: tuple[AgreementRow, ...]
    conflicts: tuple[Conflict, ...]
    summary: str
    differences: tuple[str, ...] = ()
    """Components of one specimen that differ, as two lesions would; not conflicts."""
    geometry: tuple[GeometryAgreement, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditFlag:
    """Something in the record that should be looked at again."""

    kind: str
    """`scope`, `inconsistent`, `arithmetic`, `timeline`, `vocabulary`, `delay`, `literature`, `unread`."""
    statement: str
    because: str
    how_to_resolve: str
    source: str
    where: str = ""
    about: tuple[str, ...] = ()
    """Entries of the case file that it rests on, as far as they are known: `specimens.0.components.1.ihc.3`."""
