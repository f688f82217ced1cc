"""
Signals of one nucleus to pairs, and pairs to a class.

Every 5' signal is paired with a 3' signal so that all distances together are least; far pairs are split. What lies near
the limit, or between noise and signal, or alone where two nuclei meet, is read both ways: when that changes whether the
nucleus counts as rearranged, it is ambiguous.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from breakapart.model.fish import CellSignals, FishPattern
from breakapart.model.fish_image import Role, Signal, SignalPair
from breakapart.scoring.assignment import assign
from breakapart.scoring.fish import classify
from breakapart.scoring.fish_image_settings import PairingSettings

MOST_DOUBTS = 6
"""Doubtful signals and gaps of one nucleus that are read both ways; a nucleus with more of them is ambiguous."""


@dataclass(frozen=True, slots=True)
class Limit:
    """When the signals of a pair are apart."""

    diameter_um: float
    distance_um: float
    """Distance of centres from which a pair is split."""
    low_um: float
    high_um: float
    """Between these a pair is ambiguous."""

    @classmethod
    def of(cls, diameter_um: float, gap_diameters: float, settings: PairingSettings) -> "Limit":
        """The limit of a probe, for signals of a measured diameter."""
        diameters = gap_diameters + (1.0 if settings.gap_is == "edge" else 0.0)
        distance = diameters * diameter_um
        return cls(
            diameter_um,
            distance,
            distance * (1 - settings.ambiguous_share),
            distance * (1 + settings.ambiguous_share),
        )

    def state(self, distance_um: float) -> FishPattern:
        """`fused`, `ambiguous` or `split`."""
        if distance_um <= self.low_um:
            return FishPattern.FUSED
        return FishPattern.SPLIT if distance_um >= self.high_um else FishPattern.AMBIGUOUS


@dataclass(frozen=True, slots=True)
class Reading:
    """The class of a nucleus, how doubtful it is, and why."""

    pattern: FishPattern
    nearest: FishPattern
    doubt: float
    reasons: tuple[str, ...]


def pair_signals(signals: Sequence[Signal], limit: Limit, pixel_size_um: float) -> tuple[SignalPair, ...]:
    """Pairs of certain signals; those farther apart than any doubt are not pairs."""
    fives = [place for place, one in enumerate(signals) if one.side is Role.FIVE_PRIME and one.is_certain]
    threes = [place for place, one in enumerate(signals) if one.side is Role.THREE_PRIME and one.is_certain]
    if not fives or not threes:
        return ()
    distances = [[distance_um(signals[a], signals[b], pixel_size_um) for b in threes] for a in fives]
    # Beyond the limit all distances cost the same, so that no true pair is broken for the sake of a far one.
    most = 1.01 * limit.high_um
    matched = assign([[min(distance, most) for distance in row] for row in distances])
    return tuple(
        SignalPair(
            fives[a],
            threes[b],
            distances[a][b],
            distances[a][b] / limit.diameter_um,
            limit.state(distances[a][b]),
        )
        for a, b in matched
        if distances[a][b] < limit.high_um
    )


def distance_um(one: Signal, other: Signal, pixel_size_um: float) -> float:
    """Distance of the centres of two signals, in space."""
    across = pixel_size_um * math.hypot(one.x_px - other.x_px, one.y_px - other.y_px)
    return math.hypot(across, one.z_um - other.z_um)


def read_cell(
    signals: Sequence[Signal],
    pairs: Sequence[SignalPair],
    limit: Limit,
    kept_side: str,
    pixel_size_um: float,
    foreign: Sequence[Signal] = (),
) -> Reading:
    """
    The class of a nucleus; `foreign` are signals of its neighbours that may be its own.

    A colour missing altogether tells nothing (failed hybridisation or a deletion of both): not informative.
    """
    certain = {side: sum(one.side is side and one.is_certain for one in signals) for side in Role}
    if not certain[Role.FIVE_PRIME] or not certain[Role.THREE_PRIME]:
        return _one_colour(signals, certain)
    fused = sum(pair.state is FishPattern.FUSED for pair in pairs)
    gaps = [pair for pair in pairs if pair.state is FishPattern.AMBIGUOUS]
    lone = [place for place, one in enumerate(signals) if one.is_certain and not is_paired(place, pairs)]
    shared = [place for place in lone if signals[place].is_shared]
    free = [place for place in lone if not signals[place].is_shared]
    weak = [place for place, one in enumerate(signals) if not one.is_certain]
    own, whole = (_counts(signals, places, fused) for places in (free, lone))
    near = sum(pair.distance_um < limit.distance_um for pair in gaps)
    nearest = classify(_add(whole, fused=near, both=len(gaps) - near))
    doubtful = [*weak, *shared, *range(len(signals), len(signals) + len(foreign))]
    if len(gaps) + len(doubtful) > MOST_DOUBTS:
        reason = (
            f"{len(gaps)} gaps near the limit, {len(weak)} weak signals and {len(doubtful) - len(weak)} that another "
            "nucleus may own"
        )
        return Reading(FishPattern.AMBIGUOUS, nearest, 1.0, (reason,))
    every = [*signals, *foreign]
    readings = set()
    for as_fused, present in product(
        product((True, False), repeat=len(gaps)), product((True, False), repeat=len(doubtful))
    ):
        cell = _add(own, fused=sum(as_fused), both=len(gaps) - sum(as_fused))
        shown = [place for place, there in zip(doubtful, present, strict=True) if there]
        readings.add(classify(_with_doubtful(cell, shown, free, every, limit, pixel_size_um)))
    readings.discard(FishPattern.NOT_INFORMATIVE)
    reasons = tuple(
        [
            f"5' and 3' signal {gap.distance_diameters:.1f} diameters apart, limit {_in_diameters(limit):.1f}"
            for gap in gaps
        ]
        + [
            f"a weak {_side(every[place])} spot, {100 * every[place].relative:.0f} % of a typical signal"
            for place in weak
        ]
        + [f"a {_side(every[place])} signal where it meets another nucleus" for place in doubtful[len(weak) :]]
    )
    if len({_is_rearranged(reading, kept_side) for reading in readings}) > 1:
        return Reading(FishPattern.AMBIGUOUS, nearest, 1.0, reasons)
    return Reading(nearest, nearest, _doubt(pairs, limit, readings), reasons)


def _counts(signals: Sequence[Signal], places: Sequence[int], fused: int) -> CellSignals:
    fives = sum(signals[place].side is Role.FIVE_PRIME for place in places)
    return CellSignals(fused=fused, five_prime=fives, three_prime=len(places) - fives)


def _side(signal: Signal) -> str:
    return f"{signal.side.value[0]}'"


def _one_colour(signals: Sequence[Signal], certain: dict[Role, int]) -> Reading:
    missing = [f"{side.value[0]}'" for side in (Role.FIVE_PRIME, Role.THREE_PRIME) if not certain[side]]
    what = f"no {' and no '.join(missing)} signal: failed hybridisation, or lost altogether" if signals else "no signal"
    return Reading(FishPattern.NOT_INFORMATIVE, FishPattern.NOT_INFORMATIVE, 0.9 if len(missing) == 1 else 0.5, (what,))


def _add(cell: CellSignals, *, fused: int, both: int) -> CellSignals:
    return CellSignals(fused=cell.fused + fused, five_prime=cell.five_prime + both, three_prime=cell.three_prime + both)


def _with_doubtful(
    cell: CellSignals,
    shown: Sequence[int],
    free: Sequence[int],
    signals: Sequence[Signal],
    limit: Limit,
    pixel_size_um: float,
) -> CellSignals:
    """The nucleus when doubtful signals are its own: each fuses with a lone one of the other side, or is lone."""
    fused, counts = cell.fused, {Role.FIVE_PRIME: cell.five_prime, Role.THREE_PRIME: cell.three_prime}
    alone = list(free)
    for place in shown:
        spot = signals[place]
        partner = next(
            (
                other
                for other in alone
                if signals[other].side is not spot.side
                and distance_um(spot, signals[other], pixel_size_um) < limit.distance_um
            ),
            None,
        )
        if partner is None:
            counts[spot.side] += 1
            alone.append(place)
        else:
            alone.remove(partner)
            fused += 1
            counts[signals[partner].side] -= 1
    return CellSignals(fused=fused, five_prime=counts[Role.FIVE_PRIME], three_prime=counts[Role.THREE_PRIME])


def is_paired(place: int, pairs: Sequence[SignalPair]) -> bool:
    """Whether the signal at a place of a nucleus is half of a pair."""
    return any(place in (pair.five_prime, pair.three_prime) for pair in pairs)


def _is_rearranged(pattern: FishPattern, kept_side: str) -> bool:
    return pattern is FishPattern.SPLIT or pattern is (
        FishPattern.ISOLATED_3P if kept_side == "3p" else FishPattern.ISOLATED_5P
    )


def _in_diameters(limit: Limit) -> float:
    return limit.distance_um / limit.diameter_um


def _doubt(pairs: Sequence[SignalPair], limit: Limit, readings: set[FishPattern]) -> float:
    """0 to 0.8: how near the limit the nearest pair is, and whether another class of the same meaning is possible."""
    width = limit.high_um - limit.distance_um
    nearest = min((abs(pair.distance_um - limit.distance_um) for pair in pairs), default=4 * width)
    closeness = max(0.0, 1 - nearest / (3 * width)) if width else 0.0
    return round(max(0.6 * closeness, 0.7 if len(readings) > 1 else 0.0), 3)
