"""Sequencing: assays of the case, and what each found in which tissue: fusions, variants, burden, scoped negatives."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from breakapart.drafting.assays import ToldAssay, assay_of, told_assays
from breakapart.drafting.assembly.ledger import Ledger
from breakapart.drafting.assembly.tissues import Tissue, Tissues
from breakapart.model.draft import Observation, SectionKind, Sureness

_OF_A_VARIANT = ("gene", "hgvs", "allele_fraction_percent", "copies")
_TESTED_BEFORE = 500
"""Characters within which a list of tested genes goes with the negative that follows it."""


class Molecular:
    """Puts sequencing results into the components of the tissues."""

    def __init__(self, tissues: Tissues, ledger: Ledger) -> None:
        self._tissues, self._ledger = tissues, ledger
        self._assays: list[dict[str, Any]] = []
        self._told: list[ToldAssay] = []
        self._results: dict[tuple[int, str], dict[str, Any]] = {}

    def tell(self, by_kind: Mapping[str, Sequence[Observation]]) -> list[dict[str, Any]]:
        """The results of every kind; gives the assays of the case, none where nothing was sequenced."""
        told = by_kind.get("fusion", ())
        fusions = [one for one in told if one.section is not SectionKind.ABSTRACT] or list(told)
        negatives, burdens = by_kind.get("negative", ()), by_kind.get("tmb", ())
        variants = [o for o in by_kind.get("variant", ()) if o.section is not SectionKind.DISCUSSION or o.cases]
        failed = [o for o in by_kind.get("sequencing_failed", ()) if o.section is not SectionKind.ABSTRACT]
        results = [*fusions, *burdens, *negatives, *variants, *failed]
        if not results:
            return []
        first = (fusions or negatives or burdens or variants or failed)[0]
        self._tell_assays(by_kind.get("assay", ()), results, first)
        for one in fusions:
            if one.section is not SectionKind.DISCUSSION or one.cases:
                self._fusion(one)
        for one in variants:
            for tissue in self._tissues.of(one):
                self._variant(self._result(tissue, one).setdefault("variants", []), tissue, one)
        for one in by_kind.get("fraction", ()):
            self._fraction(one, fusions)
        for one in by_kind.get("fusion_support", ()):
            self._support(one, fusions)
        for one in burdens:
            self._burden(one)
        for one in negatives:
            if one.section is not SectionKind.ABSTRACT and self._tissues.of(one):
                self._negative(one, by_kind.get("genes_tested", ()))
        for one in failed:
            self._failure(one)
        return self._assays

    def _tell_assays(self, told: Sequence[Observation], results: Sequence[Observation], first: Observation) -> None:
        """The assays that the text tells of; what one found is among what it detects."""
        own = [o for o in told if o.section in (SectionKind.CASE, SectionKind.METHODS)]
        self._told = told_assays(own or told)
        for one in results:
            assay = assay_of(one, self._told)
            is_fusion = one.kind == "fusion" or "fusion" in one.values.get("variant_classes", ())
            if one.kind == "tmb" and one.section is not SectionKind.ABSTRACT:
                assay.detects["tmb"] = None
            elif is_fusion and not {"fusion", "rearrangement"} & assay.detects.keys():
                assay.detects["fusion"] = None
            elif one.kind == "variant" and assay.told:
                assay.detects[str(one.values["variant_class"])] = None
        assays = self._assays
        for of in self._told:
            assays.append(of.fields([assay["id"] for assay in assays]))
            self._ledger.note(
                assays,
                len(assays) - 1,
                "sequencing assay",
                f"{assays[-1]['name']}, {assays[-1]['design']}, {assays[-1]['molecule']}",
                *(of.told[:3] or [first]),
                sureness=Sureness.INFERRED,
                rule="assay by what is said of it",
            )

    def _result(self, tissue: Tissue, one: Observation) -> dict[str, Any]:
        """What the assay of `one` found in its component of `tissue`."""
        component = tissue.component(one.scope)
        assay = self._assays[self._told.index(assay_of(one, self._told))]["id"]
        if (id(component), assay) not in self._results:
            self._results[id(component), assay] = {"assay": assay}
            component.setdefault("sequencing", []).append(self._results[id(component), assay])
        return self._results[id(component), assay]

    def _fusion(self, one: Observation) -> None:
        for tissue in self._tissues.of(one):
            calls = self._result(tissue, one).setdefault("fusions", [])
            pair = _genes(one.values["call"])
            known = next((call for call in calls if set(_genes(call["call"])) == set(pair)), None)
            if known is not None:
                if "(e" in one.values["call"] and "(e" not in known["call"]:
                    known["call"] = one.values["call"]
                continue
            item = {"call": one.values["call"]}
            if one.values["outcome"] == "absent":
                item["outcome"] = "absent"
            calls.append(item)
            self._ledger.note(calls, len(calls) - 1, f"{tissue.fields['id']}: fusion", item["call"], one)

    def _variant(self, calls: list[dict[str, Any]], tissue: Tissue, one: Observation) -> None:
        """Add what `one` says to `calls`; a gene that is named again without its change is no second variant."""
        values = one.values
        item = {key: values[key] for key in _OF_A_VARIANT if key in values}
        if values["variant_class"] != "substitution":
            item["variant_class"] = values["variant_class"]
        is_copies = values["variant_class"] == "copy_number"
        for call in calls:
            if call["gene"] != item["gene"] or (call.get("variant_class") == "copy_number") != is_copies:
                continue
            if "hgvs" not in item or call.get("hgvs") == item["hgvs"] or not _is_other(call, item):
                if call.get("hgvs") == item.get("hgvs") and "allele_fraction_percent" in item.keys() - call.keys():
                    label = f"{tissue.fields['id']}: {item['gene']} fraction"
                    self._ledger.put(call, "allele_fraction_percent", item["allele_fraction_percent"], label, one)
                return
        calls.append(item)
        is_told = "hgvs" in item or values["variant_class"] != "substitution"
        self._ledger.note(
            calls,
            len(calls) - 1,
            f"{tissue.fields['id']}: {item['gene']}",
            item.get("hgvs", values["variant_class"]),
            one,
            sureness=None if is_told else Sureness.INFERRED,
            rule="" if is_told else "mutation whose kind is not told",
        )

    def _fraction(self, one: Observation, fusions: Sequence[Observation]) -> None:
        """The share of reads that the fusion of a tissue has; a fusion told elsewhere is meant where it has none."""
        for tissue in self._tissues.of(one):
            calls = self._result(tissue, one).setdefault("fusions", [])
            label = f"{tissue.fields['id']}: fusion"
            if not calls:
                told = [o for o in fusions if o.values["outcome"] == "present"]
                if not told:
                    continue
                calls.append({"call": "::".join(_genes(told[0].values["call"]))})
                self._ledger.note(calls, 0, label, calls[0]["call"], told[0], one, sureness=Sureness.INFERRED)
            if "allele_fraction_percent" not in calls[0] and calls[0].get("outcome") != "absent":
                label = f"{tissue.fields['id']}: fraction"
                self._ledger.put(calls[0], "allele_fraction_percent", one.values["percent"], label, one)

    def _support(self, one: Observation, fusions: Sequence[Observation]) -> None:
        """Reads, frame and breakpoints of the fusion that was told last before them, or in their sentence."""
        told = [o for o in fusions if o.values["outcome"] == "present" and o.section is one.section]
        near = [o for o in told if o.start <= one.end] or told[:1]
        if not near:
            return
        of = max(near, key=lambda o: o.start)
        pair = set(_genes(of.values["call"]))
        for tissue in self._tissues.of(of):
            calls = self._result(tissue, of).get("fusions", [])
            call = next((c for c in calls if set(_genes(c["call"])) == pair and c.get("outcome") != "absent"), None)
            for key, value in one.values.items() if call is not None else ():
                name = "allele_fraction_percent" if key == "percent" else key
                if call is not None and name not in call:
                    self._ledger.put(call, name, value, f"{tissue.fields['id']}: {name.replace('_', ' ')}", one)

    def _failure(self, one: Observation) -> None:
        """An assay that gave no result, unless it is told elsewhere what it found."""
        for tissue in self._tissues.of(one):
            result = self._result(tissue, one)
            if not any(result.get(key) for key in ("fusions", "variants", "negatives")):
                self._ledger.put(result, "outcome", "not_evaluable", f"{tissue.fields['id']}: sequencing", one)

    def _burden(self, one: Observation) -> None:
        for tissue in self._tissues.of(one):
            result = self._result(tissue, one)
            if "tmb_per_mb" not in result:
                label = f"{tissue.fields['id']}: mutational burden"
                self._ledger.put(result, "tmb_per_mb", one.values["tmb_per_mb"], label, one)

    def _negative(self, one: Observation, tested: Sequence[Observation]) -> None:
        """What was looked for and not found, with the genes that the text says were looked at."""
        claims = self._result(self._tissues.of(one)[0], one).setdefault("negatives", [])
        item = {"statement": one.values["statement"]}
        before = [o for o in tested if o.section is one.section and 0 <= one.start - o.start < _TESTED_BEFORE]
        genes, classes = one.values["genes"], one.values["variant_classes"]
        sources = [one]
        if before and not genes:
            genes = before[-1].values["genes"]
            classes = tuple(dict.fromkeys((*classes, *before[-1].values["variant_classes"])))
            sources.append(before[-1])
        if genes:
            item["genes"] = list(genes)
        if classes:
            item["variant_classes"] = list(classes)
        item["stated_in"] = one.section.value.capitalize()
        if any(claim["statement"] == item["statement"] for claim in claims):
            return
        claims.append(item)
        self._ledger.note(
            claims,
            len(claims) - 1,
            "negative",
            item["statement"],
            *sources,
            sureness=Sureness.INFERRED if len(sources) > 1 else None,
        )


def _is_other(call: Mapping[str, Any], item: Mapping[str, Any]) -> bool:
    """Whether two changes of a gene are two: the same one may be told of the DNA and of the protein."""
    return "hgvs" in call and call["hgvs"][:2] == item["hgvs"][:2]


@lru_cache(maxsize=1024)
def _genes(call: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\(.*?\)", "", part) for part in call.split("::"))
