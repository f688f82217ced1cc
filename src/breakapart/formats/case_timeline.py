"""Does the timeline of a case contradict itself? Partial dates and rounded ages get the benefit of the doubt."""

from collections.abc import Iterator

from breakapart.formats.case_parts import At, Parts
from breakapart.formats.case_trouble import Trouble
from breakapart.formats.case_words import nearest
from breakapart.formats.yaml_tree import Path
from breakapart.model.case import Event, EventKind, Status
from breakapart.model.when import DAYS_PER_MONTH, DAYS_PER_YEAR, Duration, PartialDate, When

OLDEST_YEARS = 125
"""Nobody is known to have grown older than 122 years."""
LONGEST_GESTATION_WEEKS = 45
"""Pregnancies beyond 42 weeks are post-term; none goes on beyond this."""
YEARS = (1900, 2100)
"""A date outside is a slip of the pen."""

_AFTER_DEATH = {EventKind.TREATMENT, EventKind.RECURRENCE, EventKind.METASTASIS, EventKind.BIRTH}
_DEAD = {Status.DEAD_OF_DISEASE, Status.DEAD_OF_OTHER_CAUSE}

Range = tuple[float, float]


def timeline_troubles(parts: Parts) -> Iterator[Trouble]:
    """Every contradiction in the timeline."""
    yield from _bounds(parts)
    yield from _references(parts)
    yield from _order(parts.events)
    yield from _birth(parts)
    yield from _intervals(parts.events)
    yield from _ages_and_dates(parts.events)
    yield from _follow_up(parts.events)
    yield from _after_death(parts.events)


def _bounds(parts: Parts) -> Iterator[Trouble]:
    """Ages, gestations and years are those of human beings of our time."""
    if parts.patient is not None:
        patient = parts.patient.part
        yield from _age_bound(patient.age, parts.patient.path, ("age",))
        yield from _gestation_bound(patient.gestation_at_birth, parts.patient.path, ("gestation_at_birth",))
    for event in parts.events:
        when = event.part.when
        if when is None:
            continue
        yield from _age_bound(when.age, event.path, ("when", "age"))
        yield from _gestation_bound(when.gestation, event.path, ("when", "gestation"))
        if when.date is not None and not YEARS[0] <= when.date.year <= YEARS[1]:
            yield Trouble(
                event.path,
                f"the date {when.date} lies outside {YEARS[0]} to {YEARS[1]}",
                "Check the year",
                ("when", "date"),
            )


def _age_bound(age: Duration | None, path: Path, at: Path) -> Iterator[Trouble]:
    if age is not None and age.in_years > OLDEST_YEARS:
        yield Trouble(path, f"an age of {age} is not possible, expected at most {OLDEST_YEARS} years", None, at)


def _gestation_bound(gestation: Duration | None, path: Path, at: Path) -> Iterator[Trouble]:
    if gestation is not None and gestation.in_days > LONGEST_GESTATION_WEEKS * 7:
        message = f"a gestation of {gestation} is not possible, expected at most {LONGEST_GESTATION_WEEKS} weeks"
        yield Trouble(path, message, None, at)


def _references(parts: Parts) -> Iterator[Trouble]:
    """`after` and `counted_from` name an event that stands before."""
    order: dict[str, int] = {}
    for at in parts.ids_in(("timeline",)):
        order.setdefault(at.part, _position(at.path))
    for pattern in (("when", "after"), ("counted_from",)):
        for at in parts.texts_at(("timeline", "*", *pattern)):
            if at.part not in order:
                near = nearest(at.part, list(order))
                solution = f"Did you mean {near}?" if near else f"Known are {', '.join(order)}"
                yield Trouble(at.path, f"there is no event {at.part!r}", solution)
            elif order[at.part] == _position(at.path):
                yield Trouble(at.path, "the event refers to itself", "Name an event that happened before")
            elif order[at.part] > _position(at.path):
                yield Trouble(
                    at.path,
                    f"{at.part!r} stands later in the timeline",
                    "List events in the order in which they happened",
                )


def _position(path: Path) -> int:
    """Place in the timeline of the event that `path` leads into."""
    index = path[1]
    assert isinstance(index, int)
    return index


def _order(events: tuple[At[Event], ...]) -> Iterator[Trouble]:
    """Dates and ages do not run backwards."""
    newest: tuple[PartialDate, str] | None = None
    oldest: tuple[Duration, str] | None = None
    for event in events:
        when = event.part.when or When.model_construct()
        if when.date is not None:
            if newest is not None and when.date.latest < newest[0].earliest:
                yield Trouble(
                    event.path,
                    f"the date {when.date} is before {newest[0]}, the date of {newest[1]!r}, which stands earlier",
                    "List events in the order in which they happened",
                    ("when", "date"),
                )
            elif newest is None or when.date.earliest > newest[0].earliest:
                newest = (when.date, event.part.id)
        if when.age is not None:
            if oldest is not None and _age_range(when.age)[1] <= _age_range(oldest[0])[0]:
                yield Trouble(
                    event.path,
                    f"the age {when.age} is below {oldest[0]}, the age at {oldest[1]!r}, which stands earlier",
                    "List events in the order in which they happened",
                    ("when", "age"),
                )
            elif oldest is None or when.age.in_days > oldest[0].in_days:
                oldest = (when.age, event.part.id)


def _birth(parts: Parts) -> Iterator[Trouble]:
    """There is one birth; what has a gestational age comes before it, what has an age after it."""
    births = [index for index, event in enumerate(parts.events) if event.part.kind is EventKind.BIRTH]
    for index in births[1:]:
        yield Trouble(parts.events[index].path, "a second birth", "Keep one of the two", ("kind",))
    born = births[0] if births else None
    at_birth = parts.patient.part.gestation_at_birth if parts.patient else None
    if born is not None:
        when = parts.events[born].part.when
        stated = when.gestation if when else None
        if stated is not None and at_birth is not None and not _overlap(_age_range(stated), _age_range(at_birth)):
            yield Trouble(
                parts.events[born].path,
                f"born at {stated}, but the patient's 'gestation_at_birth' is {at_birth}",
                None,
                ("when", "gestation"),
            )
        at_birth = stated or at_birth
    lived: str | None = None
    for index, event in enumerate(parts.events):
        when = event.part.when
        if when is None or index == born:
            lived = lived or (event.part.id if index == born else None)
            continue
        if when.gestation is not None:
            if lived is not None:
                yield Trouble(
                    event.path,
                    f"a gestational age after {lived!r}, when the patient was born already",
                    "Give the 'age', or move the event before the birth",
                    ("when", "gestation"),
                )
            elif at_birth is not None and _age_range(when.gestation)[0] >= _age_range(at_birth)[1]:
                yield Trouble(
                    event.path,
                    f"at {when.gestation} of gestation, but the patient was born at {at_birth}",
                    None,
                    ("when", "gestation"),
                )
        if when.age is not None and born is not None and index < born:
            yield Trouble(
                event.path,
                "an age before the birth, which stands later",
                "Give the 'gestation', or move the event after the birth",
                ("when", "age"),
            )
        if when.age is not None:
            lived = lived or event.part.id


def _intervals(events: tuple[At[Event], ...]) -> Iterator[Trouble]:
    """An interval agrees with the dates, and with the ages, of the two events it lies between."""
    by_id = {event.part.id: event.part for event in events}
    for event in events:
        when = event.part.when
        spans: list[tuple[str | None, Duration | None, tuple[str, ...]]] = [
            (event.part.counted_from, event.part.follow_up, ("follow_up",))
        ]
        if when is not None:
            spans.append((when.after, when.interval, ("when", "interval")))
        for name, span, at in spans:
            start = by_id[name].when if name in by_id and by_id[name] is not event.part else None
            if when is None or start is None or span is None:
                continue
            for elapsed, what in ((_between_dates(start, when), "dates"), (_between_ages(start, when), "ages")):
                slack = span.resolution_days  # "4 months" may be 3 or 5 by the calendar
                if elapsed is not None and not _overlap((span.in_days - slack, span.in_days + slack), elapsed):
                    yield Trouble(
                        event.path,
                        f"{span} since {name!r} do not fit the {what}, between which lie {_in_words(elapsed)}",
                        None,
                        at,
                    )


def _between_dates(start: When, end: When) -> Range | None:
    if start.date is None or end.date is None:
        return None
    return (end.date.earliest - start.date.latest).days, (end.date.latest - start.date.earliest).days


def _between_ages(start: When, end: When) -> Range | None:
    if start.age is None or end.age is None:
        return None
    first, last = _age_range(start.age), _age_range(end.age)
    return last[0] - first[1], last[1] - first[0]


def _ages_and_dates(events: tuple[At[Event], ...]) -> Iterator[Trouble]:
    """All events that have both a date and an age point to one day of birth."""
    earliest, latest, first = -float("inf"), float("inf"), ""
    for event in events:
        when = event.part.when
        if when is None or when.date is None:
            continue
        if event.part.kind is EventKind.BIRTH:
            age: Range = (0, 0)
        elif when.age is not None:
            age = _age_range(when.age)
        else:
            continue
        born = (when.date.earliest.toordinal() - age[1], when.date.latest.toordinal() - age[0])
        # A day of slack: years of 365.25 days are not those of the calendar.
        if born[1] < earliest - 1 or born[0] > latest + 1:
            yield Trouble(
                event.path,
                f"the date {when.date} and the age do not fit those of {first!r}",
                "Check both dates and both ages",
                ("when", "date"),
            )
            continue
        first = first or event.part.id
        earliest, latest = max(earliest, born[0]), min(latest, born[1])


def _follow_up(events: tuple[At[Event], ...]) -> Iterator[Trouble]:
    """A follow-up is not shorter than the intervals that add up since the event it is counted from."""
    ids = [event.part.id for event in events]
    for end, event in enumerate(events):
        part = event.part
        if part.follow_up is None or part.counted_from not in ids[:end]:
            continue
        start = ids.index(part.counted_from)
        least, stated = [0.0], [0.0]
        for index in range(start + 1, end + 1):
            when = events[index].part.when
            least.append(least[-1])
            stated.append(stated[-1])
            if when is None or when.interval is None or when.after not in ids[start:index]:
                continue
            before = ids.index(when.after) - start
            # Each interval may have been rounded by half its unit.
            shortest = least[before] + when.interval.in_days - when.interval.resolution_days / 2
            if shortest > least[-1]:
                least[-1], stated[-1] = shortest, stated[before] + when.interval.in_days
        if part.follow_up.in_days + part.follow_up.resolution_days / 2 < least[-1]:
            yield Trouble(
                event.path,
                f"a follow-up of {part.follow_up} is shorter than the {_months(stated[-1])} that the intervals "
                f"since {part.counted_from!r} add up to",
                None,
                ("follow_up",),
            )


def _after_death(events: tuple[At[Event], ...]) -> Iterator[Trouble]:
    """Nobody is treated after death, or alive at a later follow-up."""
    died: str | None = None
    for event in events:
        alive = event.part.status is not None and event.part.status not in _DEAD
        if died is not None and (event.part.kind in _AFTER_DEATH or alive):
            yield Trouble(
                event.path,
                f"a {event.part.kind} after the death at {died!r}",
                "List events in the order in which they happened",
                ("kind",),
            )
        if event.part.status in _DEAD:
            died = died or event.part.id


def _age_range(age: Duration) -> Range:
    """Days that an age in completed units can mean: "9 years" is 9 up to 10 years."""
    return age.in_days, age.in_days + age.resolution_days


def _overlap(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _in_words(days: Range) -> str:
    low, high = max(days[0], 0), max(days[1], 0)
    if high < 2 * DAYS_PER_MONTH:
        return f"{low:.0f} to {high:.0f} days" if f"{low:.0f}" != f"{high:.0f}" else f"{low:.0f} days"
    if high < 3 * DAYS_PER_YEAR:
        return f"{low / DAYS_PER_MONTH:.0f} to {high / DAYS_PER_MONTH:.0f} months"
    return f"{low / DAYS_PER_YEAR:.1f} to {high / DAYS_PER_YEAR:.1f} years"


def _months(days: float) -> str:
    return f"{days / DAYS_PER_MONTH:.0f} months"
