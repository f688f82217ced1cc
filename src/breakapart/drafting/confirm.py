"""From a draft to a case: what a person accepts stays, what is rejected goes, with everything that hung on it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from breakapart.errors import InputError, Problem
from breakapart.model.case import Case
from breakapart.model.draft import DraftCase, DraftFact, Sureness

_GONE = object()
_UNKNOWN = {"procedure": "unknown", "kind": "unknown"}
"""Fields that a specimen keeps when what the draft says of them is rejected."""
_MAY_BE_EMPTY = frozenset({"patient", "detects"})
"""Fields that stay when nothing stands in them: of an assay without them it would not be said that nothing is told."""


def to_ask(draft: DraftCase) -> tuple[DraftFact, ...]:
    """Fields that a person must look at, in the order of the draft. Proposals of a plug-in are fields of none."""
    return tuple(fact for fact in draft.facts if fact.sureness is not Sureness.READ and fact.path)


def confirmed_fields(
    draft: DraftCase, rejected: Iterable[str] = (), edited: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """
    The fields of a case file: those of the draft without the paths `rejected`, with the values `edited` by path.

    What refers to something rejected loses the reference: an interval counted from an event that is gone, results of an
    assay that is gone.
    """
    fields = {key: _copied(value) for key, value in draft.fields.items()}
    for path, value in (edited or {}).items():
        container, key = _at(fields, path)
        container[key] = value
    for path in rejected:
        if not path:
            continue
        container, key = _at(fields, path)
        container[key] = (
            _UNKNOWN[key] if isinstance(key, str) and key in _UNKNOWN and path.startswith("specimens") else _GONE
        )
    kept = _without_gone(fields)
    _drop_dangling(kept)
    rest = {key: value for key, value in kept.items() if key != "breakapart_draft"}
    return {"breakapart_case": 1, **rest}


def path_after(path: str, rejected: Iterable[str]) -> str:
    """
    The `path` that a field has once the items `rejected` are gone from their lists.

    >>> path_after("specimens.0.components.0.ihc.4.clone", ["specimens.0.components.0.ihc.1"])
    'specimens.0.components.0.ihc.3.clone'
    """
    steps = path.split(".")
    moved = list(steps)
    for gone in rejected:
        *where, last = gone.split(".")
        if last.isdigit() and steps[: len(where)] == where and len(steps) > len(where) and steps[len(where)].isdigit():
            moved[len(where)] = str(int(moved[len(where)]) - (int(steps[len(where)]) > int(last)))
    return ".".join(moved)


def as_case(draft: DraftCase, rejected: Iterable[str] = (), edited: Mapping[str, Any] | None = None) -> Case:
    """The case that the draft makes with everything else accepted; InputError when that is no sound case."""
    return case_of(confirmed_fields(draft, rejected, edited))


def case_of(fields: Mapping[str, Any]) -> Case:
    """The case of `confirmed_fields`; InputError when they make no sound case."""
    try:
        return Case.model_validate(fields)
    except ValidationError as error:
        problems = [
            Problem(f"{'.'.join(map(str, one['loc']))}: {one['msg']}", str(fields.get("id", "draft")))
            for one in error.errors()
        ]
        raise InputError.of(problems) from None


def _at(fields: dict[str, Any], path: str) -> tuple[Any, Any]:
    steps: list[str | int] = [int(step) if step.isdigit() else step for step in path.split(".")]
    container: Any = fields
    try:
        for step in steps[:-1]:
            container = container[step]
        _ = container[steps[-1]]
    except (KeyError, IndexError, TypeError):
        raise InputError(
            f"the draft has no field {path!r}",
            solution="Draft the text again: draft and provenance do not belong together",
        ) from None
    return container, steps[-1]


def _copied(value: Any) -> Any:
    """A copy of plain values, with containers of its own."""
    if isinstance(value, dict):
        return {key: _copied(child) for key, child in value.items()}
    return [_copied(child) for child in value] if isinstance(value, list) else value


def _without_gone(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_gone(child) for key, child in value.items() if child is not _GONE}
        return {key: child for key, child in kept.items() if child not in ([], {}) or key in _MAY_BE_EMPTY}
    if isinstance(value, list):
        return [_without_gone(child) for child in value if child is not _GONE]
    return value


def _drop_dangling(fields: dict[str, Any]) -> None:
    events = {event["id"] for event in fields.get("timeline", [])}
    for event in fields.get("timeline", []):
        when = event.get("when")
        if when and when.get("after") and when["after"] not in events:
            del when["after"]
            when.pop("interval", None)
            if not when:
                del event["when"]
    specimens = {specimen["id"] for specimen in fields.get("specimens", [])}
    for event in fields.get("timeline", []):
        if "specimens" in event:
            event["specimens"] = [id_ for id_ in event["specimens"] if id_ in specimens]
    assays = {assay["id"] for assay in fields.get("assays", [])}
    for specimen in fields.get("specimens", []):
        for component in specimen.get("components", []):
            if "sequencing" in component:
                component["sequencing"] = [result for result in component["sequencing"] if result["assay"] in assays]
