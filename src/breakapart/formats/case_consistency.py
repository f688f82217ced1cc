"""Checks that need more than one entry of a case: references, contradictions, paths."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from breakapart.errors import Problem
from breakapart.formats.case_parts import COMPONENTS, At, Parts, parts_of
from breakapart.formats.case_timeline import timeline_troubles
from breakapart.formats.case_trouble import Trouble
from breakapart.formats.case_words import nearest, path_in_words
from breakapart.formats.yaml_tree import Path, YamlTree
from breakapart.model.histology import Mitoses
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Outcome

FIELD_AREA_MM2 = (0.05, 1.0)
"""Bounds of what can be one high-power field: 40x objectives give 0.12 to 0.31 mm2 (field numbers 15 to 25 mm), 20x up
to 1; a diameter or a value in square micrometres lies outside. From the field number: area = pi / 4 x (field number /
objective)^2."""
FIELD_NUMBER_MM = (10.0, 30.0)
"""Eyepieces have field numbers of 15 to 26.5 mm."""
OBJECTIVE = (2.0, 100.0)
"""Magnifications of the objectives on a pathologist's microscope."""
MITOSES_PER_MM2 = 500.0
"""More cannot be counted: a field of 0.2 mm2 would hold a hundred."""

_WINDOWS_PATH = re.compile(r"[A-Za-z]:|\\")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def consistency_problems(tree: YamlTree) -> list[Problem]:
    """Every contradiction in the case in `tree`, also when parts of it are unsound."""
    problems = []
    for trouble in contradictions(tree.value):
        where = path_in_words(trouble.path, tree.value)
        place = tree.place_of_value((*trouble.path, *trouble.at))
        problems.append(tree.problem(place, f"{where}: {trouble.message}", trouble.solution))
    return problems


def contradictions(value: Any) -> Iterator[Trouble]:
    """Every contradiction in the content of a case file, with the entry it stands in."""
    parts = parts_of(value)
    for check in (_ids, _references, timeline_troubles, _stains, _fusions, _mitoses, _paths):
        yield from check(parts)


def _ids(parts: Parts) -> Iterator[Trouble]:
    """Ids are unique within their list."""
    seen: dict[tuple[Path, str], Path] = {}
    for at in parts.ids:
        first = seen.setdefault((at.path[:-2], at.part), at.path)
        if first != at.path:
            yield Trouble(
                at.path[:-1], f"the id {at.part!r} is used twice", "Give every item of a list its own id", ("id",)
            )


def _references(parts: Parts) -> Iterator[Trouble]:
    """Specimens and assays that are named exist."""
    for kind, pattern, named_in in (
        ("specimen", ("timeline", "*", "specimens", "*"), ("specimens",)),
        ("assay", (*COMPONENTS, "sequencing", "*", "assay"), ("assays",)),
    ):
        known = [at.part for at in parts.ids_in(named_in)]
        for at in parts.texts_at(pattern):
            if at.part not in known:
                yield _nothing_called(kind, at.part, known, at.path)


def _nothing_called(kind: str, name: str, known: list[str], path: Path) -> Trouble:
    near = nearest(name, known)
    if near:
        solution = f"Did you mean {near}?"
    else:
        solution = f"Known are {', '.join(known)}" if known else f"This case lists no {kind}s"
    return Trouble(path, f"there is no {kind} {name!r}", solution)


def _stains(parts: Parts) -> Iterator[Trouble]:
    """One stain of one component has one outcome, unless the source itself contradicts itself."""
    seen: dict[tuple[Path, str, str | None], At[IhcResult]] = {}
    for at in parts.stains:
        stain = at.part
        if stain.outcome is Outcome.NOT_EVALUABLE:  # a failed stain may be repeated
            continue
        first = seen.setdefault((at.path[:-1], stain.marker, stain.clone), at)
        if first is at or first.part.also_stated or stain.also_stated:
            continue
        name = stain.marker + (f" (clone {stain.clone})" if stain.clone else "")
        if first.part.outcome is stain.outcome:
            yield Trouble(at.path, f"{name} is given twice", "Keep one of the two", ("marker",))
        else:
            yield Trouble(
                at.path,
                f"{name} is '{stain.outcome}' here and '{first.part.outcome}' before",
                "Keep one and put the other under its 'also_stated'; different clones need their 'clone'",
                ("outcome",),
            )


def _fusions(parts: Parts) -> Iterator[Trouble]:
    """A result lists a fusion once."""
    for at in parts.results:
        calls = [fusion.call for fusion in at.part.fusions]
        for index, call in enumerate(calls):
            if call in calls[:index]:
                yield Trouble(
                    at.path, f"the fusion {call!r} is listed twice", "Keep one of the two", ("fusions", index, "call")
                )


def _mitoses(parts: Parts) -> Iterator[Trouble]:
    """Areas are those of a microscope, and the count fits in them."""
    for at in parts.mitoses:
        mitoses = at.part
        for key, value, (low, high), what in (
            ("field_area_mm2", mitoses.field_area_mm2, FIELD_AREA_MM2, "the area of a high-power field in mm2"),
            ("field_number_mm", mitoses.field_number_mm, FIELD_NUMBER_MM, "the field number of an eyepiece in mm"),
            ("objective", mitoses.objective, OBJECTIVE, "the magnification of an objective"),
        ):
            if value is not None and not low <= value <= high:
                yield Trouble(at.path, f"{key} is {value:g}, expected {what}, {low:g} to {high:g}", None, (key,))
        yield from _too_many_mitoses(at)


def _too_many_mitoses(at: At[Mitoses]) -> Iterator[Trouble]:
    mitoses = at.part
    area = mitoses.area_mm2 or (mitoses.fields or 0) * (mitoses.field_area_mm2 or FIELD_AREA_MM2[1])
    count = mitoses.count_low if mitoses.count_high is None else mitoses.count_high
    if area and count / area > MITOSES_PER_MM2:
        yield Trouble(
            at.path,
            f"{count} mitoses in {area:g} mm2 are more than can be counted",
            "Check the count, the fields and their area",
            ("count_low" if mitoses.count_high is None else "count_high",),
        )


def _paths(parts: Parts) -> Iterator[Trouble]:
    """Files are named relative to the case file, and lie beside or below it."""
    for pattern in (
        ("ihc", "*", "image"),
        ("fish", "*", "image"),
        ("fish", "*", "more_images", "*"),
        ("fish", "*", "review"),
        ("sequencing", "*", "table"),
        ("sequencing", "*", "vcf"),
        ("sequencing", "*", "reads", "*"),
    ):
        for at in parts.texts_at((*COMPONENTS, *pattern)):
            yield from _path_troubles(at.path, at.part)
    for at in parts.texts_at(("assays", "*", "amplicons")):
        yield from _path_troubles(at.path, at.part)


def _path_troubles(path: Path, written: str) -> Iterator[Trouble]:
    message = _path_trouble(written.strip())
    if message is not None:
        yield Trouble(path, message, "Put the file beside the case file or in a folder below it")


def _path_trouble(written: str) -> str | None:
    if _URL.match(written):
        return f"{written!r} is a web address, expected a file"
    if _WINDOWS_PATH.search(written):
        return f"{written!r} is written with a drive or with backslashes, expected a path with '/'"
    if written.startswith(("/", "~")):
        return f"{written!r} is an absolute path, expected one relative to the case file"
    if ".." in PurePosixPath(written).parts:
        return f"{written!r} leads out of the folder of the case file"
    return None
