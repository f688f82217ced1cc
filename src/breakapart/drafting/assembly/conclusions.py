"""What a text comes to: the diagnosis that was signed, and those that were weighed."""

from collections.abc import Sequence
from typing import Any

from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.reads import AGREES, FINAL
from breakapart.model.draft import Observation, SectionKind


def tell_conclusions(
    case: dict[str, Any],
    told: Sequence[Observation],
    considered: Sequence[Observation],
    signed: Observation | None,
    ledger: Ledger,
) -> Observation | None:
    """Put the signed diagnosis, of `told` or else `signed`, and what was weighed beside it, into `case`; return it."""
    final = _final(told, signed)
    if final is not None:
        value = {key: final.values[key] for key in ("entity", "text") if final.values.get(key)}
        ledger.put(case, "signed", value, "signed diagnosis", final)
    weighed: list[dict[str, Any]] = []
    for one in considered:
        entity = one.values["entity"]
        if final is not None and entity == final.values.get("entity"):
            continue
        if any(item.get("entity") == entity for item in weighed):
            continue
        weighed.append({"text": one.values["text"], "entity": entity, "conclusion": one.values["conclusion"]})
        ledger.note(weighed, len(weighed) - 1, f"weighed: {one.values['text']}", one.values["conclusion"], one)
    if weighed:
        case["considered"] = weighed
    return final


def _final(told: Sequence[Observation], signed: Observation | None) -> Observation | None:
    """Of final diagnoses that which most specimens have; of conclusions the last: a later one replaces an earlier."""
    own = [o for o in told if o.section in (SectionKind.CASE, SectionKind.METHODS, SectionKind.DISCUSSION)]
    best = max((o.values.get("rank", 0) for o in own), default=0)
    firmest = [o for o in own if o.values.get("rank", 0) == best]
    if not firmest or (best <= AGREES and signed is not None):
        return signed
    if best < FINAL:
        return firmest[-1]
    named = [o.values.get("entity") for o in firmest]
    return max(firmest, key=lambda o: named.count(o.values.get("entity")))
