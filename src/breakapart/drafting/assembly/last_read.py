"""The diagnosis that authors report, as the last read of a case whose text names only the reads before it."""

from collections.abc import Sequence

from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.assembly.told_again import Event
from breakapart.drafting.assembly.wording import event_shown
from breakapart.model.draft import Observation, Sureness

_BEFORE = ("procedure", "pathology_read")
"""What a diagnosis comes after, unless the text says otherwise."""


def add_last_read(
    timeline: list[Event], reported: Observation | None, in_passing: Sequence[Observation], ledger: Ledger
) -> None:
    """
    Put what the authors report (`reported`) behind the last procedure or read, if somebody must have read it so.

    Somebody has where the text says in passing that a diagnosis was made ("declined therapy after the pathological
    diagnosis"), or where every read that it tells was another: "read as a haemangioma", "no diagnosis was agreed on".
    """
    if reported is None or not reported.values.get("entity"):
        return
    reads = [event for event in timeline if event["kind"] == "pathology_read"]
    entity = reported.values["entity"]
    if any(read.get("entity") == entity or not (read.get("certainty") or read.get("entity")) for read in reads):
        return
    if not (reads or in_passing):
        return
    place = 1 + max((i for i, event in enumerate(timeline) if event["kind"] in _BEFORE), default=-1)
    what = str(reported.values["text"])
    read = {
        "id": "final-read",
        "kind": "pathology_read",
        "what": f"Read as {what}",
        "diagnosis": what,
        "entity": entity,
    }
    ledger.make_room(timeline, place)
    timeline.insert(place, read)
    ledger.note(
        timeline,
        place,
        f"Pathology read: {read['what']}",
        event_shown(read),
        reported,
        *in_passing[:1],
        sureness=Sureness.INFERRED,
        rule="what the authors report, read by somebody after the reads before it",
    )
