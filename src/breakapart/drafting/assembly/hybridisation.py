"""FISH: one assay a gene and component, with probe, cut-off and counts from wherever the text tells them."""

from collections.abc import Mapping, Sequence
from typing import Any

from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.assembly.tissues import Tissues
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, SectionKind, Sureness

BY_SIGNALS = "signals of a probe named before"
"""The rule of a result that follows from the share of split signals; what a line calls the result is firmer."""
_OF_THE_METHOD = ("cells_scored", "cutoff_percent", "cutoff_operator", "section_thickness_um", "percent_positive")


class Hybridisation:
    """Puts FISH results into the components of the tissues."""

    def __init__(self, tissues: Tissues, ledger: Ledger, vocabulary: DraftVocabulary) -> None:
        self._tissues, self._ledger, self._vocabulary = tissues, ledger, vocabulary

    def tell(self, results: Sequence[Observation], methods: Sequence[Observation]) -> None:
        """`results`, each with what `methods` tell of its gene; a result in words goes before one by signals alone."""
        for one in sorted(results, key=lambda one: one.rule == BY_SIGNALS):
            if one.section is SectionKind.ABSTRACT and len(results) > 1:
                continue
            for tissue in self._tissues.of(one):
                component = tissue.component(one.scope)
                assays = component.setdefault("fish", [])
                known = next((assay for assay in assays if assay["gene"] == one.values["gene"]), None)
                if known is not None:
                    _add(known, one.values)
                    continue
                assay = self._assay(one, methods)
                assays.append(assay)
                self._ledger.note(
                    assays,
                    len(assays) - 1,
                    f"{component['id']}: {assay['gene']} FISH",
                    assay["outcome"],
                    one,
                    *methods[:2],
                    sureness=Sureness.READ if not methods else Sureness.INFERRED,
                )

    def _assay(self, one: Observation, methods: Sequence[Observation]) -> dict[str, Any]:
        assay: dict[str, Any] = {
            key: (list(value) if isinstance(value, tuple) else value)
            for key, value in one.values.items()
            if value not in (None, ())
        }
        vendors: list[str] = []
        for method in methods:
            if method.values["gene"] in (assay["gene"], None):
                for key in _OF_THE_METHOD:
                    if key in method.values and key not in assay:
                        assay[key] = method.values[key]
                vendors += [method.values["vendor"].lower()] if "vendor" in method.values else []
        probe = self._probe(str(assay["gene"]), vendors) if vendors else None
        if probe is not None:
            assay["probe"] = probe
        rows = [m.values for m in methods if "count" in m.values and m.values["gene"] == assay["gene"]]
        counted = dict(row["count"] for row in rows)
        if counted and not assay.get("patterns_seen") and assay["outcome"] != "absent":
            assay["patterns_seen"] = [kind for kind, count in counted.items() if count]
        if counted and _tallies(counted, assay):
            assay["counts"] = counted
        return assay

    def _probe(self, gene: str, vendors: Sequence[str]) -> str | None:
        return next(
            (
                probe.id
                for probe in self._vocabulary.knowledge.probes()
                if probe.gene == gene and any(vendor in probe.vendor.lower() for vendor in vendors)
            ),
            None,
        )


def _add(known: dict[str, Any], values: Mapping[str, Any]) -> None:
    """What a result that is told again adds; of what was not rearranged no pattern is told."""
    if known["outcome"] != values["outcome"]:
        values = {key: value for key, value in values.items() if key != "patterns_seen"}
    if values.get("patterns_seen") and "patterns_seen" not in known:
        known["patterns_seen"] = list(values["patterns_seen"])
    for key in ("percent_positive", "cells_scored"):
        if values.get(key) and key not in known:
            known[key] = values[key]


def _tallies(counted: Mapping[str, int], assay: Mapping[str, Any]) -> bool:
    """Whether counts read from a table are all of the nuclei, and give the share that is told."""
    scored = sum(counted.values())
    if len(counted) < 2 or not scored or assay.get("cells_scored", scored) != scored:
        return False
    share = assay.get("percent_positive")
    rearranged = scored - counted.get("fused", 0)
    return share is None or (
        100 * counted.get("split", 0) <= share * scored and abs(100 * rearranged - share * scored) < scored
    )
