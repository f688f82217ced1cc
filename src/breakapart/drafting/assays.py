"""Which sequencing assays a text tells of, what it says of each, and which of them a result is from."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from breakapart.model.draft import Observation

_NUMBERS = ("platform", "laboratory", "genes_covered", "fusion_pairs_covered", "primer_pairs", "reference_genes")
_DETAILS = frozenset({"design", "genes_covered", "name", "fusion_pairs_covered", "primer_pairs"})
"""What sets one assay apart; a molecule that is named without any of these may be that of all."""
_NAMES = {"rt_pcr": "RT-PCR", "sanger": "Sanger sequencing"}
_TRANSCRIPTS_ONLY = ("substitution", "short_indel", "long_indel", "copy_number", "promoter", "tmb")
_COUNTED_IN_DNA = frozenset({"copy_number", "tmb"})
_OF_DNA = frozenset({"substitution", "short_indel", "long_indel", "copy_number", "promoter", "tmb"})


@dataclass(slots=True)
class ToldAssay:
    """One assay as the text tells of it; what it does not tell stays unknown."""

    told: list[Observation] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    detects: dict[str, None] = field(default_factory=dict)
    is_rna: bool = False
    is_dna: bool = False

    @property
    def molecule(self) -> str:
        """As a case file has it; what counts copies of genes or mutations per megabase reads DNA, said or not."""
        is_dna = self.is_dna or bool(self.is_rna and _COUNTED_IN_DNA & self.detects.keys())
        if self.is_rna and is_dna:
            return "RNA_and_DNA"
        return "RNA" if self.is_rna else "DNA" if self.is_dna else "unknown"

    def add(self, one: Observation) -> None:
        """Take in what `one` says; what was said before goes before."""
        self.told.append(one)
        for key, value in one.values.items():
            if key == "detects":
                self.detects |= dict.fromkeys(value)
            elif key not in ("rna", "dna"):
                self.values.setdefault(key, value)
        self.is_rna = self.is_rna or bool(one.values.get("rna"))
        self.is_dna = self.is_dna or bool(one.values.get("dna"))

    def differs(self, one: Observation) -> bool:
        """Whether `one` cannot be said of this assay."""
        said = one.values
        for key in ("method", "design"):
            if self.values.get(key, said.get(key)) != said.get(key, self.values.get(key)):
                return True
        is_other = (self.is_rna and said.get("dna") and not self.is_dna and not said.get("rna")) or (
            self.is_dna and said.get("rna") and not self.is_rna and not said.get("dna")
        )
        return bool(is_other and _DETAILS & said.keys() and _DETAILS & self.values.keys())

    def fields(self, taken: Iterable[str]) -> dict[str, Any]:
        """The assay as a case file has it, under an id that is not among `taken`."""
        values = self.values
        method = _NAMES.get(str(values.get("method")), "Sequencing")
        counted = f"Sequencing panel of {values['genes_covered']} genes" if "genes_covered" in values else method
        name = str(values.get("name") or counted)
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "sequencing"
        ids = set(taken)
        made = next(
            f"{slug}-{n}" if n > 1 else slug
            for n in range(1, len(ids) + 2)
            if (f"{slug}-{n}" if n > 1 else slug) not in ids
        )
        assay = {"id": made, "name": name, "design": values.get("design", "unknown"), "molecule": self.molecule}
        assay |= {key: values[key] for key in _NUMBERS if key in values}
        assay["detects"] = list(self.detects)
        if "preparation" in values:
            assay["preparation"] = values["preparation"]
        if assay["design"] == "amplicon" and self.molecule == "RNA" and list(self.detects) == ["fusion"]:
            assay["cannot_detect"] = list(_TRANSCRIPTS_ONLY)
        return assay


def told_assays(observations: Sequence[Observation]) -> list[ToldAssay]:
    """The assays that `observations` tell of, one at least; what is said of this case alone goes before."""
    found: list[ToldAssay] = []
    shared: list[Observation] = []
    for one in sorted(observations, key=lambda o: len(o.cases)):
        said = one.values
        is_both, is_neither = said.get("rna") and said.get("dna"), not {"rna", "dna"} & said.keys()
        if not _DETAILS & said.keys() and (not said.get("method") or is_both or ("platform" in said and is_neither)):
            shared.append(one)
            continue
        known = [assay for assay in found if not assay.differs(one)]
        if not known:
            known = [ToldAssay()]
            found += known
        known[-1].add(one)
    for one in shared:
        same = [assay for assay in found if not assay.differs(one)]
        if not same:
            same = [ToldAssay()]
            found += same
        for assay in same:
            if assay.molecule == "unknown" or len(same) == 1 or not {"rna", "dna"} & one.values.keys():
                assay.add(one)
    found = found or [ToldAssay()]
    return found


def assay_of(result: Observation, assays: Sequence[ToldAssay]) -> ToldAssay:
    """The assay that `result` is from: the one of its sentence, one that can have found it, else the last before."""
    if len(assays) == 1:
        return assays[0]
    same = [assay for assay in assays if any(one.start <= result.start < one.end for one in assay.told)]
    if same:
        return same[0]
    kinds = set(result.values.get("variant_classes", ())) | ({"tmb"} if result.kind == "tmb" else set())
    able = (
        [assay for assay in assays if assay.is_dna] if kinds & _OF_DNA else [assay for assay in assays if assay.is_rna]
    )
    before = [a for a in able or assays if any(one.start <= result.start for one in a.told)]
    if before:
        return max(before, key=lambda a: max(one.start for one in a.told if one.start <= result.start))
    return (able or list(assays))[0]
