"""What a publication lists on one subject, so that its lists can be held against each other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LiteratureItem:
    """One thing a publication lists."""

    text: str
    key: str
    """Items of one key mean the same thing."""
    count: int | None = None
    """Cases, where the list counts them."""
    reference: str = ""
    """The reference that the publication gives for it."""


@dataclass(frozen=True, slots=True)
class LiteratureList:
    """One list on one subject in one section of a publication."""

    id: str
    topic: str
    """What a case must have for the list to matter: `fusion:STRN::ALK`, `conflict:protein_lost`."""
    subject: str
    """`STRN::ALK`, or what the statements are about."""
    title: str
    """`the tally of 46 cases`."""
    source: str
    section: str
    is_complete: bool
    """The publication presents it as all there is."""
    stated_total: int | None
    items: tuple[LiteratureItem, ...]
