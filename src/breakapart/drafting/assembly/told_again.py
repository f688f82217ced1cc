"""Whether an event is told once more: the same biopsy, the same read, the metastasis known already."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from breakapart.drafting.assembly.tissues import Tissue, Tissues, alike
from breakapart.model.draft import Observation

_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_FROM_YEAR = re.compile(r"(?: specimen| biopsy)? (?:from|of|in|dated) (?:[A-Z][a-z]+ )?((?:19|20)\d\d)\b")

Event = dict[str, Any]


def is_told_procedure(one: Observation, timeline: Sequence[Event], tissues: Tissues, text: str, turned: int) -> bool:
    """
    Whether a procedure that is only named ("the biopsy showed") was told already; its margins go with it.

    `turned` is where the text last told of the tumour's return.
    """
    if not one.values.get("mention"):
        return False
    if "number" in one.values:
        in_turn = tissues.nth(one.values["number"], one.values["procedure"])
        if in_turn is not None:
            tissues.named.setdefault(f"@{one.start}", in_turn)
        return in_turn is not None
    if one.values.get("again"):
        return False
    of_year = _of_the_year(one, tissues, text)
    if of_year is not None:
        tissues.named.setdefault(f"@{one.start}", of_year)
        return True
    meant: tuple[Event, Tissue] | None = None
    for event in reversed(timeline):
        if event["kind"] in ("recurrence", "metastasis") and not _is_taken_up_again(one, text, turned):
            break
        if event["kind"] != "procedure":
            continue
        tissue = next((s for s in tissues.all if any(e is event for e in s.events)), None)
        if tissue is None or not alike(tissue.procedure, one.values["procedure"]):
            continue
        if tissue.procedure == one.values["procedure"]:
            meant = event, tissue
            break
        meant = meant or (event, tissue)
    if meant is None:
        return False
    event, tissue = meant
    tissues.named.setdefault(f"@{one.start}", tissue)
    if one.values.get("margins") and not event.get("margins"):
        event["margins"] = one.values["margins"]
    return True


def _is_taken_up_again(one: Observation, text: str, turned: int) -> bool:
    """Whether "the core biopsy", told in a later paragraph than the tumour's return, may be the one before it."""
    between = text[turned : one.start]
    return "\n\n" in between and re.search(r"\bthe (?:[\w-]+ ){0,2}$", between[-30:], re.IGNORECASE) is not None


def _of_the_year(one: Observation, tissues: Tissues, text: str) -> Tissue | None:
    """The tissue that "the excision from 2019" means, where its taking was told with that year."""
    year = _FROM_YEAR.match(text, one.end, one.end + 40)
    if year is None:
        return None
    for tissue in tissues.all:
        if tissue.taken is not None and alike(tissue.procedure, one.values["procedure"]):
            end = tissue.taken.end
            first = _YEAR.search(text, end, end + 60)
            if first is not None and first[1] == year[1]:
                return tissue
    return None


def is_known_metastasis(values: Mapping[str, Any], timeline: Sequence[Event]) -> bool:
    """Whether a metastasis of the same place was told, with nothing of the tumour's return since."""
    for event in reversed(timeline):
        if event["kind"] == "recurrence":
            return False
        if event["kind"] == "metastasis" and event.get("site") and values.get("site"):
            return not is_elsewhere(event, values)
    return False


def is_elsewhere(event: Event, values: Mapping[str, Any]) -> bool:
    """Whether a metastasis lies in another region than that of `event`."""
    site = values.get("site") or {}
    return bool(site) and event.get("site", {}).get("region") not in (None, site.get("region"))


def is_given(what: str, timeline: Sequence[Event]) -> bool:
    """Whether the timeline tells already that one of the drugs of `what` was given."""
    told = " ".join(e["what"].lower() for e in timeline if e["kind"] == "treatment" and e["course"] == "given")
    return any(drug in told for drug in what.lower().split(" and "))


def same_read(one: Observation, timeline: Sequence[Event]) -> Event | None:
    """The read that `one` tells once more: the same diagnosis, or what it comes to, with nothing done in between."""
    for event in reversed(timeline):
        if event["kind"] in ("procedure", "recurrence", "treatment"):
            return None
        if event["kind"] != "pathology_read":
            continue
        entity = one.values.get("entity")
        if entity is not None and event.get("entity") == entity:
            return event
        return event if one.values.get("sums_up") and entity is not None and not event.get("certainty") else None
    return None
