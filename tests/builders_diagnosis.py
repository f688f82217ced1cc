"""Small cases for the tests of what results mean together."""

from dataclasses import replace
from typing import Any

from tests.builders_reports import annotation, outcome_only_fish

from breakapart.model.case import Case
from breakapart.model.fusion import FusionSeen
from breakapart.model.outcome import Outcome
from breakapart.model.result import At, PlacedFish

PANEL = {"id": "p", "name": "Panel", "design": "capture", "molecule": "RNA", "detects": ["fusion"]}


def make_case(*specimens: dict[str, Any], **more: Any) -> Case:
    """A case of `specimens`; each gets an id, a name and a site when it has none."""
    filled = []
    for number, specimen in enumerate(specimens, 1):
        parts = [
            {"id": f"c{i}", "name": f"part {i}"} | part for i, part in enumerate(specimen.get("components", [{}]), 1)
        ]
        filled.append(
            {"id": f"s{number}", "name": f"block {number}", "site": "back"} | specimen | {"components": parts}
        )
    return Case.model_validate({"breakapart_case": 1, "id": "x", "title": "x", "specimens": filled} | more)


def stain(marker: str, outcome: str, **more: Any) -> dict[str, Any]:
    """A stain as in a case file."""
    return {"marker": marker, "outcome": outcome} | more


def sequenced(call: str | None = "STRN(e3)::ALK(e20)", assay: str = "p", **more: Any) -> dict[str, Any]:
    """A sequencing result with one fusion call, or none."""
    return {"assay": assay, "fusions": [{"call": call}] if call else []} | more


def seen(at: str, five: str = "STRN", exon: int = 3, outcome: Outcome = Outcome.PRESENT, **more: Any) -> FusionSeen:
    """A resolved fusion at "specimen.component"."""
    specimen, component = at.split(".")
    made = annotation(five, exon)
    return FusionSeen(specimen, component, more.pop("assay", "p"), made.names.exons, outcome, made, **more)


def fish(at: str, outcome: Outcome = Outcome.PRESENT, **changes: Any) -> PlacedFish:
    """A FISH result at "specimen.component"."""
    return PlacedFish(At(*at.split(".")), replace(outcome_only_fish(), outcome=outcome, **changes))
