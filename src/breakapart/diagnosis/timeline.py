"""How far the events of a case can be placed in time from what the notes say, and no further."""

from dataclasses import dataclass

from breakapart.model.case import Case, Event
from breakapart.model.when import DAYS_PER_MONTH, Duration


@dataclass(frozen=True, slots=True)
class PlacedEvent:
    """An event with its distance from the first event of the timeline."""

    event: Event
    months: float
    is_exact: bool
    """False: `months` is the least it can be; only the order, or an earlier interval, is known."""

    @property
    def words(self) -> str:
        """`at 24 months`, `at 28 months or later`."""
        return f"at {self.months:.3g} months" if self.is_exact else f"at {self.months:.3g} months or later"


@dataclass(frozen=True, slots=True)
class Interval:
    """A length of time the notes give between two events."""

    start: str
    end: str
    length: Duration


def place_events(case: Case) -> tuple[PlacedEvent, ...]:
    """
    Each event of the timeline with the months since the first one.

    An event is placed exactly by an interval after an exactly placed event, by its date, or by the patient's age, when
    the first event has the same; otherwise it cannot be earlier than the event before it.
    """
    placed: dict[str, PlacedEvent] = {}
    origin = case.timeline[0] if case.timeline else None
    latest = 0.0
    for event in case.timeline:
        months, is_exact = _place(event, placed, origin, latest)
        placed[event.id] = PlacedEvent(event, months, is_exact)
        latest = max(latest, months)
    return tuple(placed.values())


def _place(event: Event, placed: dict[str, PlacedEvent], origin: Event | None, latest: float) -> tuple[float, bool]:
    if origin is None or event is origin:
        return 0.0, True
    when = event.when
    if when is None:
        return latest, False
    if when.after is not None and when.interval is not None and when.after in placed:
        before = placed[when.after]
        return before.months + when.interval.in_months, before.is_exact
    start = origin.when
    if when.date is not None and start is not None and start.date is not None:
        days = (when.date.earliest - start.date.earliest).days
        return days / DAYS_PER_MONTH, bool(when.date.month and start.date.month)
    if when.age is not None and start is not None and start.age is not None:
        return when.age.in_months - start.age.in_months, True
    if when.after is not None and when.after in placed:
        return max(latest, placed[when.after].months), False
    return latest, False


def known_intervals(case: Case) -> tuple[Interval, ...]:
    """The intervals the notes give, in the order of the events they lead to."""
    return tuple(
        Interval(event.when.after, event.id, event.when.interval)
        for event in case.timeline
        if event.when is not None and event.when.after is not None and event.when.interval is not None
    )


def unplaced(case: Case) -> tuple[Event, ...]:
    """Events of which only the order is known."""
    return tuple(
        event
        for event in case.timeline[1:]
        if event.when is None or not (event.when.date or event.when.age or event.when.gestation or event.when.interval)
    )
