"""Which exon a written exon number means: MANE Select's, or that of an older transcript known from reports."""

from dataclasses import dataclass
from typing import Protocol

from breakapart.annotation.places import at_exon_edge, at_genomic, genomic_position
from breakapart.annotation.reading import frame_at
from breakapart.annotation.settings import Numbering
from breakapart.model.fusion import Frame, Junction
from breakapart.model.transcript import Gene, LegacyExon


class LegacySource(Protocol):
    """What is asked of a reference here."""

    def legacy_numbering(self, symbol: str) -> tuple[LegacyExon, ...]:
        """Other exon numbers of a gene."""


@dataclass(frozen=True, slots=True)
class ExonReading:
    """One reading of a written exon number."""

    written: int
    junction: Junction
    legacy: LegacyExon | None = None
    """The renumbering, None for the MANE reading."""


@dataclass(frozen=True, slots=True)
class NumberingChoice:
    """The readings taken for both sides, and the words for it."""

    five: Junction
    three: Junction
    numbering: str
    note: str


@dataclass(frozen=True, slots=True)
class Side:
    """All readings of one side; a side not given by a MANE exon number has one."""

    gene: Gene
    readings: tuple[ExonReading, ...]
    is_number: bool
    """Whether the place was given as an exon number that may be read in more than one way."""


def fixed_side(gene: Gene, junction: Junction) -> Side:
    """A side whose place does not depend on exon numbering."""
    return Side(gene, (ExonReading(junction.exon, junction),), is_number=False)


def numbered_side(
    gene: Gene, exon: int, offset: int, legacy: tuple[LegacyExon, ...], numbering: Numbering, *, is_five_prime: bool
) -> Side:
    """
    All readings of an exon number: as MANE's if there is such an exon, then as those known from reports.

    Numbers of transcripts that no report is known to use are read only where MANE has no such exon: among many
    transcripts one would keep the frame by chance.
    """
    readings: list[ExonReading] = []
    mane = _with_offset(gene, exon, offset, is_five_prime=is_five_prime)
    if mane is not None:
        readings.append(ExonReading(exon, mane))
    if numbering != "mane":
        for entry in _legacy_of(legacy, exon, mane is not None, is_five_prime=is_five_prime):
            junction = _with_offset(gene, entry.mane_exon, offset, is_five_prime=is_five_prime)
            if junction is not None and all(junction.cdna_cut != known.junction.cdna_cut for known in readings):
                readings.append(ExonReading(exon, junction, entry))
    return Side(gene, tuple(readings), is_number=True)


def _with_offset(gene: Gene, exon: int, offset: int, *, is_five_prime: bool) -> Junction | None:
    edge = at_exon_edge(gene.mane, exon, is_five_prime=is_five_prime)
    if edge is None or not offset:
        return edge
    along = offset if gene.mane.strand == "+" else -offset
    return at_genomic(gene.mane, genomic_position(edge) + along, is_five_prime=is_five_prime)


def _legacy_of(
    legacy: tuple[LegacyExon, ...], exon: int, mane_has_it: bool, *, is_five_prime: bool
) -> tuple[LegacyExon, ...]:
    fitting = [
        entry
        for entry in legacy
        if entry.reported_exon == exon
        and (entry.serves_five_prime_partner() if is_five_prime else entry.serves_three_prime_partner())
    ]
    established = [entry for entry in fitting if entry.is_established]
    return tuple(established if established or mane_has_it else fitting)


def choose(five: Side, three: Side, inserted: str, numbering: Numbering) -> NumberingChoice:
    """
    Take the MANE reading if it keeps the frame, else the nearest legacy reading that does, else MANE again.

    With `legacy` a legacy reading is taken wherever there is one. Both sides must have at least one reading.
    """
    pairs = [(one, other) for one in five.readings for other in three.readings]
    if numbering == "legacy":
        renumbered = [pair for pair in pairs if _is_renumbered(pair, five, three)]
        pairs = renumbered or pairs
    first = pairs[0]
    chosen = first
    if frame_at(first[0].junction, first[1].junction, inserted) is not Frame.IN_FRAME:
        keeping = [pair for pair in pairs if frame_at(pair[0].junction, pair[1].junction, inserted) is Frame.IN_FRAME]
        chosen = min(keeping, key=_distance_from_mane, default=first)
    is_legacy = any(reading.legacy for reading in chosen)
    note = _note(five, three, chosen, pairs, inserted)
    return NumberingChoice(chosen[0].junction, chosen[1].junction, "legacy" if is_legacy else "mane", note)


_Pair = tuple[ExonReading, ExonReading]


def _is_renumbered(pair: _Pair, five: Side, three: Side) -> bool:
    """Whether every side that has a legacy reading is read by it."""
    return all(
        reading.legacy is not None or not any(other.legacy for other in side.readings)
        for reading, side in zip(pair, (five, three), strict=True)
    )


def _distance_from_mane(pair: _Pair) -> tuple[int, int, int]:
    renumbered = [reading.legacy for reading in pair if reading.legacy is not None]
    return (
        len(renumbered),
        sum(not entry.is_established for entry in renumbered),
        sum(abs(entry.mane_exon - entry.reported_exon) for entry in renumbered),
    )


def _note(five: Side, three: Side, chosen: _Pair, pairs: list[_Pair], inserted: str) -> str:
    if not (five.is_number or three.is_number):
        return ""
    sentences = []
    if not any(reading.legacy for reading in chosen):
        sentences.append("exon numbers read as those of MANE Select")
        sentences += _other_readings(chosen, (five, three))
        return "; ".join(sentences)
    for reading, side in zip(chosen, (five, three), strict=True):
        if reading.legacy is not None:
            sentences.append(
                f"{side.gene.symbol} exon {reading.written} was read as MANE exon {reading.legacy.mane_exon}"
                + _because(reading.legacy)
            )
    sentences += _rivals(five, three, chosen, pairs, inserted)
    mane = [pair for pair in pairs if not any(reading.legacy for reading in pair)]
    if mane:
        frame = frame_at(mane[0][0].junction, mane[0][1].junction, inserted)
        sentences.append(f"read as MANE numbers the fusion would be {_FRAME_WORDS[frame]}")
    else:
        missing = [
            f"{side.gene.symbol} exon {reading.written}"
            for reading, side in zip(chosen, (five, three), strict=True)
            if reading.legacy is not None and side.readings[0].legacy is not None
        ]
        if missing:
            sentences.append(f"MANE has no {' and no '.join(missing)}")
    return "; ".join(sentences)


def _rivals(five: Side, three: Side, chosen: _Pair, pairs: list[_Pair], inserted: str) -> list[str]:
    """Other readings that change no more exons and keep the frame as well."""
    changed = _distance_from_mane(chosen)[:2]
    rivals = [
        f"{five.gene.symbol}(e{one.junction.exon})::{three.gene.symbol}(e{other.junction.exon})"
        for one, other in pairs
        if (one, other) != chosen
        and _distance_from_mane((one, other))[:2] <= changed
        and frame_at(one.junction, other.junction, inserted) is Frame.IN_FRAME
    ]
    return [f"in MANE numbers {' and '.join(rivals)} would keep the frame too"] if rivals else []


_FRAME_WORDS = {
    Frame.IN_FRAME: "in frame",
    Frame.OUT_OF_FRAME: "out of frame",
    Frame.UNDETERMINED: "undetermined in frame",
}


def _because(entry: LegacyExon) -> str:
    if entry.is_established and entry.note:
        return f" ({entry.note})"
    return f" (numbering of {entry.transcript_label})"


def _other_readings(chosen: _Pair, sides: tuple[Side, Side]) -> list[str]:
    sentences = []
    for reading, side in zip(chosen, sides, strict=True):
        others = [other.legacy for other in side.readings if other.legacy is not None]
        if not others:
            continue
        exons = " or ".join(str(entry.mane_exon) for entry in others)
        why = _because(others[0]) if len(others) == 1 else ""
        sentences.append(
            f"in older numberings used in reports {side.gene.symbol} exon {reading.written} is MANE exon {exons}{why}"
        )
    return sentences
