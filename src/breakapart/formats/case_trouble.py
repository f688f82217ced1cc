"""A contradiction found in a case, before it has a line and a column."""

from dataclasses import dataclass

from breakapart.formats.yaml_tree import Path


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one entry, in the light of others."""

    path: Path
    """The entry; named in the message."""
    message: str
    solution: str | None = None
    at: Path = ()
    """Way from the entry to the value that the message points at."""
