"""How often each entity shows each finding: counts pooled, capped, shrunk, and with their uncertainty."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.knowledge.background import EVERYWHERE
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.knowledge.findings import FindingCounts
from breakapart.knowledge.markers import Markers

Array = npt.NDArray[np.float64]

RATE_KINDS = ("ihc", "morph", "sex")
"""Findings that are counted per entity; site and age are priors, molecular events are drivers."""

ESTIMATE = "expert-estimate"
RECALLED = "recalled"
ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one finding in one entity."""

    sourced_positive: float
    """After capping; fractional."""
    sourced_n: float
    estimated_positive: float
    estimated_n: float
    rows: tuple[FindingCounts, ...]
    """The rows behind it, as they stand in the table."""

    @property
    def positive(self) -> float:
        """Positive cases, sourced and estimated."""
        return self.sourced_positive + self.estimated_positive

    @property
    def n(self) -> float:
        """Cases, sourced and estimated."""
        return self.sourced_n + self.estimated_n

    @property
    def estimate_share(self) -> float:
        """Share of the cell that has no source, 0 to 1."""
        return self.estimated_n / self.n if self.n else 1.0


def canonical_event(event: str, markers: Markers) -> tuple[str, bool] | None:
    """
    The event a counted reading is really about, and whether it is turned round; None for readings of a clone.

    `ihc:INI1_loss` is `ihc:INI1` turned round; `ihc:bcatenin_nuclear` is `ihc:bcatenin`, as only nuclear stain counts.
    """
    kind, _, what = event.partition(":")
    if kind != "ihc" or what not in markers:
        return event, False
    marker = markers.record(what)
    if marker.reading is None or marker.reading_of is None:
        return event, False
    if marker.reading == "inverted":
        return f"ihc:{marker.reading_of}", True
    if marker.reading.startswith("clone="):
        return None
    if what.endswith("_nuclear_membrane"):
        return event, False  # a pattern of its own, which hints at the fusion partner
    return f"ihc:{marker.reading_of}", False


def pool(rows: Iterable[FindingCounts], settings: DifferentialSettings, *, inverted: bool = False) -> Cell:
    """Rows of one entity and finding as one cell, each series capped, estimates fading where counts exist."""
    kept = tuple(rows)
    k = n = counted = estimated_k = estimated_n = 0.0
    for row in kept:
        positive = row.n - row.positive if inverted else row.positive
        if row.evidence == ESTIMATE:
            estimated_k, estimated_n = estimated_k + positive, estimated_n + row.n
            continue
        cap = settings.definitional_cap if row.definitional else settings.series_cap
        scale = min(1.0, cap / row.n) * (settings.recalled_weight if row.evidence == RECALLED else 1.0)
        k, n = k + positive * scale, n + row.n * scale
        counted += 0.0 if row.definitional else row.n * scale
    if n > settings.pooled_cap:
        k, n = k * settings.pooled_cap / n, settings.pooled_cap
    fade = max(0.0, 1 - counted / settings.estimate_fades_at)
    return Cell(k, n, estimated_k * fade, estimated_n * fade, kept)


class RateTable:
    """
    Rates of every counted finding in every entity and in "none of these" (the last row).

    Arrays have the shape (entities + 1,); `none` stands last and follows the background.
    """

    def __init__(self, tables: DifferentialTables, settings: DifferentialSettings) -> None:
        self._settings = settings
        self._entities = tables.entities
        self._index = {entity: i for i, entity in enumerate(tables.entities)}
        parents = list(dict.fromkeys(tables.parent_of[e] for e in tables.entities))
        self._parent = np.array([parents.index(tables.parent_of[e]) for e in tables.entities])
        self._parents = parents
        self._backgrounds = _backgrounds(tables)
        self.cells: dict[str, dict[str, Cell]] = _cells(tables, settings)
        self._beta: dict[str, tuple[Array, Array, float]] = {}
        self._means: dict[str, Array] = {}
        self._draws: dict[tuple[str, int], Array] = {}

    @cached_property
    def events(self) -> tuple[str, ...]:
        """Every event some entity has counts for."""
        return tuple(self.cells)

    def is_studied(self, event: str) -> bool:
        """Whether any entity has counts for the event."""
        return event in self.cells

    def background(self, event: str) -> float:
        """The rate of the event whatever the tumour."""
        return self._compiled(event)[2]

    def beta(self, event: str) -> tuple[Array, Array]:
        """Parameters of the Beta distribution of the rate, per entity and for "none of these"."""
        a, b, _ = self._compiled(event)
        return a, b

    def mean(self, event: str) -> Array:
        """Expected rate per entity, with lapses. Kept: do not change it in place."""
        if event not in self._means:
            a, b, overall = self._compiled(event)
            self._means[event] = self._lapsed(a / (a + b), overall, event)
        return self._means[event]

    def draws(self, event: str, count: int) -> Array:
        """`count` samples of the rate per entity, shape (count, entities + 1), with lapses."""
        key = event, count
        if key not in self._draws:
            a, b, overall = self._compiled(event)
            generator = np.random.default_rng([self._settings.seed, zlib.crc32(event.encode())])
            self._draws[key] = self._lapsed(generator.beta(a, b, size=(count, len(a))), overall, event)
        return self._draws[key]

    def _lapsed(self, rate: Array, overall: float, event: str) -> Array:
        s = self._settings
        floor = s.feature_floor if event.startswith("morph:") else s.stain_floor
        mixed = (1 - s.lapse) * rate + s.lapse * overall
        lapsed: Array = np.clip(floor + (1 - 2 * floor) * mixed, 1e-6, 1 - 1e-6)
        return lapsed

    def _compiled(self, event: str) -> tuple[Array, Array, float]:
        if event not in self._beta:
            self._beta[event] = self._compile(event)
        return self._beta[event]

    def _compile(self, event: str) -> tuple[Array, Array, float]:
        s = self._settings
        cells = self.cells.get(event, {})
        k, n = np.zeros(len(self._entities)), np.zeros(len(self._entities))
        for entity, cell in cells.items():
            k[self._index[entity]], n[self._index[entity]] = cell.positive, cell.n
        studied = n > 0
        default = s.unstudied_feature_rate if event.startswith("morph:") else s.unstudied_stain_rate
        crude = (k[studied] + default) / (n[studied] + 1)
        # Where few entities are studied, they are the ones in which the finding matters: the others pull it down.
        weight = 1.0 if event.startswith("morph:") else 0.5
        unstudied = (~studied).sum() * weight
        overall = float((crude.sum() + unstudied * default) / (studied.sum() + unstudied)) if len(k) else default
        given = self._backgrounds.get((event, EVERYWHERE))
        if given is not None:
            overall = given
        overall = min(max(overall, 0.005), 0.995)
        centre = np.full(len(k), overall)
        for p, parent in enumerate(self._parents):
            inside = self._parent == p
            counted = inside & studied
            own = self._backgrounds.get((event, parent))
            if own is not None:
                centre[inside] = own
            elif counted.any():
                rates = (k[counted] + overall) / (n[counted] + 1)
                pull = s.group_cases + weight * (inside & ~studied).sum()
                centre[inside] = (rates.sum() + pull * overall) / (counted.sum() + pull)
        a, b = k + s.prior_cases * centre, n - k + s.prior_cases * (1 - centre)
        # A tumour outside the table is one more of its kind: as likely to show the finding as the known ones are.
        unknown = float((a / (a + b)).mean())
        return np.append(a, s.prior_cases * unknown), np.append(b, s.prior_cases * (1 - unknown)), overall


def _backgrounds(tables: DifferentialTables) -> dict[tuple[str, str], float]:
    """Background rates under the event they are really about."""
    found = {}
    for row in tables.backgrounds:
        named = canonical_event(row.event, tables.markers)
        if named is not None:
            event, inverted = named
            found[event, row.parent] = 1 - row.rate if inverted else row.rate
    return found


def _cells(tables: DifferentialTables, settings: DifferentialSettings) -> dict[str, dict[str, Cell]]:
    grouped: dict[tuple[str, str], list[FindingCounts]] = {}
    for row in tables.counts:
        is_counted = row.event.partition(":")[0] in RATE_KINDS and row.status == ACTIVE and not row.condition
        if not is_counted:
            continue
        named = canonical_event(row.event, tables.markers)
        if named is None:
            continue
        event, inverted = named
        grouped.setdefault((event + ("!" if inverted else ""), row.entity), []).append(row)
    cells: dict[str, dict[str, Cell]] = {}
    for (marked, entity), rows in grouped.items():
        event = marked.rstrip("!")
        cell = pool(rows, settings, inverted=marked.endswith("!"))
        before = cells.setdefault(event, {}).get(entity)
        cells[event][entity] = cell if before is None else _joined(before, cell)
    return cells


def _joined(one: Cell, other: Cell) -> Cell:
    return Cell(
        one.sourced_positive + other.sourced_positive,
        one.sourced_n + other.sourced_n,
        one.estimated_positive + other.estimated_positive,
        one.estimated_n + other.estimated_n,
        one.rows + other.rows,
    )
