"""Measurements of a Phenopacket: stains, FISH and mutational burden."""

import re
from typing import Any

from breakapart.formats.case_terms import CaseKnowledge
from breakapart.formats.fusion_sides import Genes
from breakapart.formats.json_fields import Fields, Term
from breakapart.formats.packet_parts import Assays, Part, own_word
from breakapart.knowledge.codes import Codes
from breakapart.model.outcome import Outcome
from breakapart.model.sequencing import VariantClass

_OUTCOME_WORDS = {
    "positive": Outcome.PRESENT,
    "present": Outcome.PRESENT,
    "detected": Outcome.PRESENT,
    "negative": Outcome.ABSENT,
    "absent": Outcome.ABSENT,
    "not detected": Outcome.ABSENT,
    "equivocal": Outcome.EQUIVOCAL,
    "indeterminate": Outcome.EQUIVOCAL,
    "not evaluable": Outcome.NOT_EVALUABLE,
}
_STAIN = re.compile(r"\b(immuno\w*|ihc|immune stain|by immunohistochemistry|expression)\b|\bclone\b.*", re.IGNORECASE)
_CLONE = re.compile(r"\bclone\s+(.+)", re.IGNORECASE)
_FISH = re.compile(r"\b(fish|in[- ]situ hybridi[sz]ation)\b", re.IGNORECASE)
_SYMBOL = re.compile(r"\b[A-Z][A-Z0-9-]{1,11}\b")
_QUANTITIES = {
    "nuclei scored": "cells_scored",
    "rearranged nuclei": "percent_positive",
    "cut-off": "cutoff_percent",
}
_COUNTS = ("fused", "split", "isolated_3p", "isolated_5p", "ambiguous", "not_informative")


class Measurements:
    """Reads one measurement after the other into components."""

    def __init__(self, knowledge: CaseKnowledge, genes: Genes, codes: Codes, assays: Assays, notes: list[str]) -> None:
        self._knowledge = knowledge
        self._genes = genes
        self._codes = codes
        self._assays = assays
        self.notes = notes

    def read(self, item: Fields, part: Part) -> None:
        """Add what a measurement says to `part`, or note why nothing was made of it."""
        assay = item.term("assay")
        if assay is None:
            self.notes.append(f"{item.path}: a measurement without its assay is not understood")
            return
        if own_word(assay.id, "fish") or _FISH.search(assay.label):
            self._fish(item, assay, part)
        elif own_word(assay.id, "tmb") or re.search(r"mutation(al)? burden", assay.label, re.IGNORECASE):
            self._burden(item, assay, part)
        else:
            self._stain(item, assay, part)

    def _stain(self, item: Fields, assay: Term, part: Part) -> None:
        marker, is_stain = self._marker(assay)
        if marker is None:
            self.notes.append(f"{item.path}: no stain, FISH or mutational burden: {assay.label} ({assay.id})")
            return
        value = item.child("value")
        outcome, percent = self._outcome_and_percent(value, item.path)
        if outcome is None and percent is None:
            return
        if not is_stain:
            self.notes.append(f"{item.path}: {assay.label!r} is taken for a stain of {marker}")
        clone = _CLONE.search(assay.label)
        stain: dict[str, Any] = {"marker": marker}
        if clone:
            stain["clone"] = clone.group(1).strip()
        for known in part.values.get("ihc", []):
            if known["marker"] == marker and known.get("clone") == stain.get("clone"):
                self._merge(known, outcome, percent, item.path)
                return
        if outcome is None:
            outcome = Outcome.PRESENT if percent else Outcome.ABSENT
            self.notes.append(f"{item.path}: {marker} has a share but no result: {outcome} is taken")
        stain["outcome"] = outcome.value
        if percent is not None:
            stain["percent_positive"] = percent
        words = (item.text("description") or "").lower().split(", ")
        _say_how(stain, words)
        part.add("ihc", stain)

    def _merge(self, known: dict[str, Any], outcome: Outcome | None, percent: float | None, path: str) -> None:
        if outcome is not None and outcome != known["outcome"]:
            self.notes.append(f"{path}: {known['marker']} is {known['outcome']} before and {outcome} here: not taken")
        elif percent is not None and "percent_positive" not in known and _fits(known["outcome"], percent):
            known["percent_positive"] = percent
        elif percent is not None and known.get("percent_positive") != percent:
            self.notes.append(f"{path}: {percent:g} % of {known['marker']} does not fit what stands before: not taken")

    def _marker(self, assay: Term) -> tuple[str | None, bool]:
        own = own_word(assay.id, "ihc")
        if own:
            label = re.sub(r" immunohistochemistry.*", "", assay.label)
            found = self._knowledge.markers.resolve(own) or self._knowledge.markers.resolve(label)
            return found or (label if label.startswith("other:") else f"other:{label}"), True
        said = _STAIN.search(assay.label) is not None
        plain = " ".join(_STAIN.sub(" ", assay.label).replace(",", " ").split())
        found = self._knowledge.markers.resolve(plain) if plain else None
        if found is None and said and plain:
            self.notes.append(f"the stain {plain!r} is not in the vocabulary: it is kept as 'other:{plain}'")
            return f"other:{plain}", True
        return found, said

    def _outcome_and_percent(self, value: Fields | None, path: str) -> tuple[Outcome | None, float | None]:
        if value is None:
            return None, None
        term = value.term("ontologyClass")
        outcome = self._outcome(term) if term is not None else None
        if term is not None and outcome is None:
            self.notes.append(f"{path}: result not understood: {term.label} ({term.id})")
        quantity = value.child("quantity")
        percent = None
        if quantity is not None:
            unit = quantity.term("unit")
            number = quantity.number("value")
            if unit is not None and (unit.id in ("UCUM:%", "UO:0000187") or unit.label in ("percent", "%")):
                percent = number
            elif unit is not None and number is not None:
                self.notes.append(f"{path}: {number:g} {unit.label} ({unit.id}) is not a share of cells: not taken")
        if percent is not None and not 0 <= percent <= 100:
            self.notes.append(f"{path}: {percent:g} is no percentage: not taken")
            percent = None
        return outcome, percent

    def _outcome(self, term: Term) -> Outcome | None:
        found = self._codes.key_of(term.id, "outcome") or own_word(term.id, "outcome")
        if found in set(Outcome):
            return Outcome(found)
        words = term.label.lower().removesuffix(" finding").replace("_", " ").strip()
        return _OUTCOME_WORDS.get(words)

    def _fish(self, item: Fields, assay: Term, part: Part) -> None:
        gene = own_word(assay.id, "fish") or self._symbol(assay.label)
        if gene is None:
            self.notes.append(f"{item.path}: FISH of which gene is not understood: {assay.label}")
            return
        value = item.child("value")
        outcome, _ = self._outcome_and_percent(value, item.path)
        known = [fish for fish in part.values.get("fish", []) if fish["gene"] == gene]
        fish = known[-1] if known else {"gene": gene}
        if outcome is not None:
            fish.setdefault("outcome", outcome.value)
        plate = item.child("complexValue")
        counts: dict[str, int] = {}
        for typed in plate.children("typedQuantities") if plate is not None else []:
            kind, quantity = typed.term("type"), typed.child("quantity")
            number = quantity.number("value") if quantity is not None else None
            if quantity is not None:
                quantity.term("unit")
            if kind is None or number is None:
                continue
            words = kind.label.lower()
            count = words.removeprefix("nuclei ").replace(" ", "_")
            if words in _QUANTITIES:
                fish[_QUANTITIES[words]] = int(number) if words == "nuclei scored" else number
            elif count in _COUNTS:
                counts[count] = int(number)
            else:
                self.notes.append(f"{typed.path}: quantity not understood: {kind.label}")
        if counts and any(counts.values()):
            fish["counts"] = counts
        if "outcome" not in fish and "counts" not in fish:
            self.notes.append(f"{item.path}: FISH of {gene} has neither a result nor counts: not taken")
            return
        if not known:
            part.add("fish", fish)

    def _symbol(self, label: str) -> str | None:
        """The first word of a label that is a gene."""
        for found in _SYMBOL.findall(label):
            gene = self._genes.find(found)
            if gene is not None:
                return gene.symbol
        return None

    def _burden(self, item: Fields, assay: Term, part: Part) -> None:
        value = item.child("value")
        quantity = value.child("quantity") if value is not None else None
        number = quantity.number("value") if quantity is not None else None
        if quantity is not None:
            quantity.term("unit")
        if number is None:
            self.notes.append(f"{item.path}: a mutational burden without a number")
            return
        result = self._assays.result(
            part, own_word(assay.id, "tmb") or "panel", "DNA panel (not described)", VariantClass.TMB
        )
        result["tmb_per_mb"] = number


def _say_how(stain: dict[str, Any], words: list[str]) -> None:
    """Extent, intensity and compartments from our own description of a stain."""
    if stain["outcome"] in ("present", "equivocal"):
        for word in words:
            if word in ("diffuse", "partial", "focal", "rare"):
                stain["extent"] = word
            elif word in ("weak", "moderate", "strong"):
                stain["intensity"] = word
            elif word.replace(" ", "_") in (
                "nuclear",
                "cytoplasmic",
                "membranous",
                "nuclear_membrane",
                "perinuclear",
                "granular",
            ):
                stain.setdefault("compartments", []).append(word.replace(" ", "_"))


def _fits(outcome: str, percent: float) -> bool:
    if outcome == Outcome.PRESENT:
        return percent > 0
    return outcome == Outcome.EQUIVOCAL or (outcome == Outcome.ABSENT and percent == 0)
