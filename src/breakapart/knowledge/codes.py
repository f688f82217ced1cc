"""
Codes of other people's systems, only those that breakapart writes, each with its licence and where it was looked up.

A code that could not be looked up in a source stands here too, marked so: it is never written as a code, only its words
are. ICD-O numbers stand with the entities; HGNC ids come from the reference.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from breakapart.knowledge.table import Row, parse_rows, read_rows

COLUMNS = ("key", "system", "code", "display", "licence", "version", "verified", "source")


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one system for one of our terms."""

    key: str
    """What it stands for here: `region:lung`, `outcome:present`, `entity:IMT`."""
    system: str
    """`NCIt`, `UBERON`, `SO`, `LOINC`, `UCUM`, `OncoTree`, `EFO`, `NCBITaxon`."""
    code: str
    """As the system writes it, without a prefix."""
    display: str
    licence: str
    version: str
    verified: bool
    source: str
    """Where the code was looked up."""

    @property
    def curie(self) -> str:
        """
        With the prefix that OBO and Phenopackets use.

        >>> Code("outcome:present", "NCIt", "C38758", "Positive Finding", "", "", True, "").curie
        'NCIT:C38758'
        """
        return f"{'NCIT' if self.system == 'NCIt' else self.system}:{self.code}"


class Codes:
    """The table of codes."""

    def __init__(self, codes: Iterable[Code]) -> None:
        self._codes = {(code.key, code.system): code for code in codes}

    @classmethod
    @cache
    def bundled(cls) -> "Codes":
        """The codes that come with breakapart."""
        return parse_codes(files("breakapart.knowledge") / "data" / "codes.tsv")

    def find(self, key: str, system: str) -> Code | None:
        """The code for `key`, if it was looked up in a source; else None, and only words are written."""
        code = self._codes.get((key, system))
        return code if code is not None and code.verified else None

    def needed(self, key: str, system: str) -> Code:
        """The same where the table is known to hold one; KeyError otherwise."""
        code = self.find(key, system)
        if code is None:
            raise KeyError(f"{system} {key}")
        return code

    def key_of(self, curie: str, kind: str) -> str | None:
        """
        The other way: which of our terms of `kind` the CURIE stands for, or None.

        >>> Codes.bundled().key_of("UBERON:0002048", "region")
        'lung'
        """
        for code in self:
            if code.verified and code.key.startswith(f"{kind}:") and code.curie.lower() == curie.lower():
                return code.key.removeprefix(f"{kind}:")
        return None

    def __iter__(self) -> Iterator[Code]:
        return iter(self._codes.values())


def parse_codes(path: Traversable | Path) -> Codes:
    """The table at `path`; InputError when a row cannot be used."""
    seen: set[tuple[str, str]] = set()

    def parse(row: Row) -> Code:
        key = (row.needed("key"), row.needed("system"))
        if key in seen:
            raise row.refuse("this system already has a code for this term", "Keep one of the two")
        seen.add(key)
        return Code(
            key=key[0],
            system=key[1],
            code=row.needed("code"),
            display=row.needed("display"),
            licence=row.needed("licence"),
            version=row.needed("version"),
            verified=row.flag("verified"),
            source=row.needed("source"),
        )

    return Codes(parse_rows(read_rows(path, COLUMNS), parse))
