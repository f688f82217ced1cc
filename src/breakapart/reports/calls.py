"""Which of a case's fusion calls are shown, and once each."""

from collections.abc import Iterable

from breakapart.model.fusion import FusionAnnotation, FusionSeen
from breakapart.model.outcome import Outcome

SHOWN = (Outcome.PRESENT, Outcome.EQUIVOCAL)


def distinct(fusions: Iterable[FusionSeen], outcomes: Iterable[Outcome] = SHOWN) -> dict[str, FusionAnnotation | None]:
    """
    Calls by name in the order of the case, each once, with what follows from it (None: one partner is unknown).

    The same two genes without their exons are no second fusion beside the same genes with exons: a recurrence is often
    reported as "PLEKHH2::ALK" where the primary was reported with its exons.
    """
    wanted = tuple(outcomes)
    named: dict[str, FusionAnnotation | None] = {}
    for seen in fusions:
        if seen.outcome in wanted:
            named.setdefault(seen.annotation.names.exons if seen.annotation else seen.call, seen.annotation)
    placed = {annotation.names.hgnc for annotation in named.values() if annotation and _is_placed(annotation)}
    return {
        name: annotation
        for name, annotation in named.items()
        if annotation is None or _is_placed(annotation) or annotation.names.hgnc not in placed
    }


def _is_placed(annotation: FusionAnnotation) -> bool:
    return annotation.five_prime.is_known and annotation.three_prime.is_known
