"""The parts of a case that are sound by themselves, so that all checks can run even when other parts are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from breakapart.formats.case_shape import AnyNoun, scalars_of_another_type, validated
from breakapart.formats.case_words import Expected
from breakapart.formats.yaml_tree import Path
from breakapart.model.case import Event, Patient
from breakapart.model.fish import FishAssay
from breakapart.model.histology import Mitoses
from breakapart.model.ihc import IhcResult
from breakapart.model.sequencing import SequencingAssay, SequencingResult

COMPONENTS = ("specimens", "*", "components", "*")
"""Where components stand."""

Part = TypeVar("Part", covariant=True)


@dataclass(frozen=True, slots=True)
class At(Generic[Part]):
    """A part and where it stands."""

    path: Path
    part: Part


@dataclass(frozen=True, slots=True)
class Parts:
    """What the checks look at; a part that is not sound is missing here, its problems are told elsewhere."""

    value: Any
    """The whole content, sound or not."""
    patient: At[Patient] | None
    events: tuple[At[Event], ...]
    assays: tuple[At[SequencingAssay], ...]
    stains: tuple[At[IhcResult], ...]
    fish: tuple[At[FishAssay], ...]
    results: tuple[At[SequencingResult], ...]
    mitoses: tuple[At[Mitoses], ...]
    ids: tuple[At[str], ...]
    """Every id of the lists that have ids, whether or not the rest of the item is sound."""

    def texts_at(self, pattern: tuple[str, ...]) -> Iterator[At[str]]:
        """Every text at `pattern` (`*` is any item of a list), also in parts that are not sound."""
        return (At(path, found) for path, found in values_at(self.value, pattern) if isinstance(found, str))

    def ids_in(self, list_path: Path) -> tuple[At[str], ...]:
        """Ids of the items of one list."""
        return tuple(at for at in self.ids if at.path[:-2] == list_path)


def parts_of(value: Any) -> Parts:
    """Every sound part of the content of a tree."""
    patient = next(_sound(Patient, value, ("patient",)), None)
    return Parts(
        value=value,
        patient=patient,
        events=tuple(_sound(Event, value, ("timeline", "*"))),
        assays=tuple(_sound(SequencingAssay, value, ("assays", "*"))),
        stains=tuple(_sound(IhcResult, value, (*COMPONENTS, "ihc", "*"))),
        fish=tuple(_sound(FishAssay, value, (*COMPONENTS, "fish", "*"))),
        results=tuple(_sound(SequencingResult, value, (*COMPONENTS, "sequencing", "*"))),
        mitoses=tuple(_sound(Mitoses, value, (*COMPONENTS, "mitoses"))),
        ids=tuple(
            At(path, found)
            for pattern in (("timeline", "*"), ("assays", "*"), ("specimens", "*"), COMPONENTS)
            for path, found in values_at(value, (*pattern, "id"))
            if isinstance(found, str)
        ),
    )


def values_at(value: Any, pattern: tuple[str, ...], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Path and value of everything at `pattern`, in which `*` is any item of a list."""
    if not pattern:
        yield path, value
        return
    step, rest = pattern[0], pattern[1:]
    if step == "*":
        for index, child in enumerate(value if isinstance(value, list) else []):
            yield from values_at(child, rest, (*path, index))
    elif isinstance(value, dict) and step in value:
        yield from values_at(value[step], rest, (*path, step))


def _sound(noun: type[AnyNoun], value: Any, pattern: tuple[str, ...]) -> Iterator[At[AnyNoun]]:
    for path, found in values_at(value, pattern):
        if any(scalars_of_another_type(found, Expected(noun), ())):
            continue
        try:
            yield At(path, validated(noun, found))
        except ValidationError:
            continue
