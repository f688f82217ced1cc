"""Stains: their names, what they stain, which of them tell the same thing twice, and how a result is read."""

from collections.abc import Iterable
from dataclasses import dataclass

from breakapart.knowledge.table import Row, parse_rows, refuse_duplicates
from breakapart.knowledge.vocabulary import Term, Vocabulary, fold
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Compartment, Extent, Outcome

COLUMNS = (
    "id",
    "label",
    "synonyms",
    "genes",
    "compartments",
    "groups",
    "clones",
    "reading_of",
    "reading",
    "note",
    "source",
    "evidence",
)


@dataclass(frozen=True, slots=True)
class Marker:
    """One stain, or one reading of a stain that findings in the literature are counted by."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    genes: tuple[str, ...]
    """HGNC symbols of the genes that code for what is stained; empty where no single gene does."""
    compartments: tuple[Compartment, ...]
    """Where true stain is expected; empty for composites."""
    groups: tuple[str, ...]
    """Stains of one group are correlated: they are not independent facts."""
    clones: tuple[str, ...]
    reading_of: str | None
    """Another marker of which this is a reading (`H3K27me3_loss` of `H3K27me3`)."""
    reading: str | None
    """How: `inverted`, `compartment=nuclear`, `extent=diffuse` or `clone=ALK1`."""
    note: str
    source: str
    evidence: str


class Markers(Vocabulary):
    """The vocabulary of stains."""

    def __init__(self, records: Iterable[Marker]) -> None:
        self._records = {record.id: record for record in records}
        super().__init__("marker", (Term(m.id, m.label, m.synonyms) for m in self._records.values()))
        self._clones: dict[str, list[tuple[str, str]]] = {}
        for marker in self._records.values():
            for clone in marker.clones:
                self._clones.setdefault(fold(clone), []).append((marker.id, clone))

    def record(self, id_: str) -> Marker:
        """All that is known of a marker; KeyError when there is none of this id."""
        return self._records[id_]

    def read_name(self, text: str) -> tuple[str, str | None] | None:
        """
        Marker and clone of a name that may carry its clone, or be one; None when unknown.

        >>> from breakapart.knowledge import Knowledge
        >>> markers = Knowledge.bundled().markers
        >>> [markers.read_name(name) for name in ("ALK-D5F3", "pan-TRK (clone EPR17341)", "CK AE1/AE3")]
        [('ALK', 'D5F3'), ('panTRK', 'EPR17341'), ('CK_AE1AE3', None)]
        """
        whole = super().resolve(text)
        if whole is not None:
            # "ALK, clone 5A4" is a reading of ALK in its own right: the marker is ALK all the same.
            reading_of, clone = self._records[whole].reading_of, (self._records[whole].reading or "").partition("=")
            return (reading_of, clone[2]) if reading_of and clone[0] == "clone" else (whole, None)
        folded = fold(text)
        for folded_clone, owners in self._clones.items():
            if not folded.endswith(folded_clone):
                continue
            base = folded[: -len(folded_clone)].removesuffix("clone")
            if not base and len(owners) == 1:
                return owners[0]
            for id_, clone_name in owners:
                if base and super().resolve(base) == id_:
                    return id_, clone_name
        return None

    def resolve(self, text: str) -> str | None:
        """The marker that `text` means, with or without a clone behind it; None when unknown."""
        found = super().resolve(text)
        if found is None:
            named = self.read_name(text)
            found = named[0] if named else None
        return found

    def correlated(self, id_: str) -> tuple[str, ...]:
        """Ids of the other markers that share a group with this one."""
        groups = set(self._records[id_].groups)
        return tuple(other.id for other in self._records.values() if other.id != id_ and groups & set(other.groups))

    def readings(self, result: IhcResult) -> tuple[tuple[str, Outcome], ...]:
        """
        What one stain says, as (marker, outcome): itself first, then every reading that its details allow.

        H3K27me3 `absent` gives also H3K27me3_loss `present`; beta-catenin `present` in the nucleus gives also
        bcatenin_nuclear `present`. Where a needed detail (compartment, extent, clone) is not given, the reading is
        left out: it is not known, and not absent. Markers this vocabulary does not know give nothing.
        """
        id_ = self.resolve(result.marker)
        if id_ is None:
            return ()
        said = [(id_, result.outcome)]
        own = self._records[id_]
        if own.reading_of is not None:
            if own.reading == "inverted":
                said.append((own.reading_of, _inverted(result.outcome)))
            elif result.outcome is Outcome.PRESENT or (own.reading or "").startswith("clone="):
                said.append((own.reading_of, result.outcome))
        for marker in self._records.values():
            if marker.reading_of == id_ and marker.reading:
                outcome = _read(marker.reading, result)
                if outcome is not None:
                    said.append((marker.id, outcome))
        return tuple(said)


def _inverted(outcome: Outcome) -> Outcome:
    return {Outcome.PRESENT: Outcome.ABSENT, Outcome.ABSENT: Outcome.PRESENT}.get(outcome, outcome)


def _read(reading: str, result: IhcResult) -> Outcome | None:
    if reading == "inverted":
        return _inverted(result.outcome)
    detail, _, wanted = reading.partition("=")
    if detail == "clone":
        return result.outcome if result.clone and fold(result.clone) == fold(wanted) else None
    if result.outcome is not Outcome.PRESENT:
        # No stain at all is no stain in the nucleus either; an unclear one stays unclear.
        return result.outcome
    if detail == "compartment":
        if not result.compartments:
            return None
        return Outcome.PRESENT if Compartment(wanted) in result.compartments else Outcome.ABSENT
    if result.extent is None:
        return None
    return Outcome.PRESENT if result.extent is Extent(wanted) else Outcome.ABSENT


def parse_markers(rows: list[Row]) -> Markers:
    """The rows of `markers.tsv`; InputError when one cannot be used."""
    refuse_duplicates(rows, "id")
    ids = {row["id"] for row in rows}

    def parse(row: Row) -> Marker:
        reading_of, reading = row["reading_of"] or None, row["reading"] or None
        if (reading_of is None) != (reading is None):
            raise row.refuse("columns 'reading_of' and 'reading' belong together, found only one")
        if reading_of is not None and reading_of not in ids:
            raise row.refuse(f"column 'reading_of' names {reading_of!r}, which is not in this table")
        if reading is not None:
            _check_reading(row, reading)
        return Marker(
            id=row.needed("id"),
            label=row.needed("label"),
            synonyms=row.words("synonyms"),
            genes=row.words("genes"),
            compartments=tuple(_compartment(row, word) for word in row.words("compartments")),
            groups=row.words("groups"),
            clones=row.words("clones"),
            reading_of=reading_of,
            reading=reading,
            note=row["note"],
            source=row.needed("source"),
            evidence=row.evidence(),
        )

    records = parse_rows(rows, parse)
    try:
        return Markers(records)
    except ValueError as error:
        raise rows[0].refuse(str(error)) from None


def _compartment(row: Row, word: str) -> Compartment:
    try:
        return Compartment(word)
    except ValueError:
        raise row.refuse(f"compartment {word!r} is not known, expected one of {', '.join(Compartment)}") from None


def _check_reading(row: Row, reading: str) -> None:
    detail, _, wanted = reading.partition("=")
    known = {"compartment": [str(c) for c in Compartment], "extent": [str(e) for e in Extent]}
    if reading == "inverted" or (detail == "clone" and wanted) or wanted in known.get(detail, []):
        return
    raise row.refuse(f"reading {reading!r} is not known, expected inverted, compartment=, extent= or clone=")
