"""Genomic interpretations of a Phenopacket: fusions and small variants."""

import re
from collections.abc import Callable
from typing import Any

from breakapart.formats.fusion_sides import Genes
from breakapart.formats.json_fields import Fields
from breakapart.formats.packet_parts import Assays, Part, decimal, slug
from breakapart.formats.phenopacket import PREFIX
from breakapart.model.outcome import Outcome
from breakapart.model.sequencing import Molecule, VariantClass

_INTERPRETATIONS = ("UNKNOWN_STATUS", "REJECTED", "CANDIDATE", "CONTRIBUTORY", "CAUSATIVE")
_MOLECULES = ("unspecified_molecule_context", "genomic", "transcript", "protein")
_SEQUENCED = {"genomic": "DNA", "transcript": "RNA"}
_FUSION_TERMS = ("SO:0001565", "SO:0001882", "SO:0001886")
"""gene_fusion, feature_fusion, transcript_fusion."""


_JUDGEMENTS = {
    "acmgPathogenicityClassification": (
        "NOT_PROVIDED",
        "BENIGN",
        "LIKELY_BENIGN",
        "UNCERTAIN_SIGNIFICANCE",
        "LIKELY_PATHOGENIC",
        "PATHOGENIC",
    ),
    "therapeuticActionability": ("UNKNOWN_ACTIONABILITY", "NOT_ACTIONABLE", "ACTIONABLE"),
}
"""What a packet may judge of a variant; the first of each says nothing."""


class Variants:
    """Reads one genomic interpretation after the other into components."""

    def __init__(
        self, genes: Genes, check_fusion: Callable[[str], str | None] | None, assays: Assays, notes: list[str]
    ) -> None:
        self._genes = genes
        self._check_fusion = check_fusion
        self._assays = assays
        self.notes = notes

    def read(self, item: Fields, part: Part, name: str | None) -> None:
        """Add the variant of an interpretation to `part`; `name` is what the packet calls the test, if anything."""
        status = item.choice("interpretationStatus", _INTERPRETATIONS)
        variant = item.child("variantInterpretation")
        descriptor = variant.child("variationDescriptor") if variant is not None else None
        if descriptor is None:
            self.notes.append(f"{item.path}: no variant descriptor, nothing to read")
            return
        assert variant is not None
        for field_, choices in _JUDGEMENTS.items():
            if (judged := variant.choice(field_, choices)) != choices[0]:
                self.notes.append(f"{item.path}: {field_} {judged} is not kept")
        descriptor.drop("id")
        label = descriptor.text("label")
        structural = descriptor.term("structuralType")
        molecule = descriptor.choice("moleculeContext", _MOLECULES)
        gene = descriptor.child("geneContext")
        symbol = gene.text("symbol") if gene is not None else None
        if gene is not None:
            gene.drop("valueId")
        texts = self._texts(descriptor, label)
        extensions = {
            extension.text("name") or "": extension.text("value") for extension in descriptor.children("extensions")
        }
        outcome = extensions.get("outcome") or ("absent" if status == "REJECTED" else "present")
        if outcome not in set(Outcome):
            outcome = "present"
        is_fusion = (structural is not None and structural.id in _FUSION_TERMS) or any("::" in text for text in texts)
        shared: dict[str, Any] = {"outcome": outcome}
        fraction = decimal(extensions.get("alleleFractionPercent"))
        if fraction is not None and 0 <= fraction <= 100 and outcome != "absent":
            shared["allele_fraction_percent"] = fraction
        if is_fusion:
            sequenced = _SEQUENCED.get(molecule, Molecule.UNKNOWN.value)
            self._fusion(item, part, texts, shared, extensions, name, molecule=sequenced)
        else:
            self._variant(item, part, symbol, texts, shared, extensions, name)

    @staticmethod
    def _texts(descriptor: Fields, label: str | None) -> list[str]:
        """Ways the variant is written, the most telling first."""
        by_syntax: dict[str, str] = {}
        for expression in descriptor.children("expressions"):
            syntax, value = expression.text("syntax"), expression.text("value")
            expression.drop("version")
            if value:
                by_syntax.setdefault(syntax or "", value)
        variation = descriptor.child("variation")
        text = variation.child("text") if variation is not None else None
        definition = text.text("definition") if text is not None else None
        order = [f"{PREFIX}.call", "vicc", "hgvs.r", "hgvs.c", "hgvs.g", "hgvs.p", "hgvs.n", "hgvs.m", "hgvs"]
        found = [by_syntax.pop(name) for name in order if name in by_syntax]
        return [*found, *by_syntax.values(), *([definition] if definition else []), *([label] if label else [])]

    def _fusion(
        self,
        item: Fields,
        part: Part,
        texts: list[str],
        shared: dict[str, Any],
        extensions: dict[str, str | None],
        name: str | None,
        *,
        molecule: str,
    ) -> None:
        trouble: str | None = None
        for text in texts:
            trouble = self._check_fusion(text) if self._check_fusion else None
            if trouble is None:
                break
        else:
            self.notes.append(f"{item.path}: fusion not understood: {'; '.join(texts) or 'no name'} ({trouble})")
            return
        call = {"call": text, **shared}
        for key, written in (("junction_reads", "junctionReads"), ("spanning_pairs", "spanningPairs")):
            number = decimal(extensions.get(written))
            if number is not None and shared["outcome"] != "absent":
                call[key] = int(number)
        kind = "sequencing" if molecule == Molecule.UNKNOWN else f"{molecule} sequencing"
        assay = name or f"{kind} (not described)"
        result = self._assays.result(part, slug(assay), assay, VariantClass.FUSION, molecule=molecule)
        if all(known["call"] != text for known in result.setdefault("fusions", [])):
            result["fusions"].append(call)

    def _variant(
        self,
        item: Fields,
        part: Part,
        symbol: str | None,
        texts: list[str],
        shared: dict[str, Any],
        extensions: dict[str, str | None],
        name: str | None,
    ) -> None:
        if symbol is None:
            self.notes.append(f"{item.path}: variant without a gene: {'; '.join(texts) or 'no name'}")
            return
        gene = self._genes.find(symbol)
        kind = extensions.get("variantClass") or "substitution"
        kind = kind if kind in set(VariantClass) else "substitution"
        variant: dict[str, Any] = {"gene": gene.symbol if gene else f"other:{symbol}", "variant_class": kind, **shared}
        hgvs = next((text for text in texts if re.search(r"[cgmnpr]\.", text)), None)
        if hgvs:
            variant["hgvs"] = hgvs.removeprefix(f"{symbol} ")
        elif texts:
            variant["note"] = texts[0]
        copies = decimal(extensions.get("copies"))
        if copies is not None:
            variant["copies"] = copies
        if extensions.get("pathogenic") in ("true", "false"):
            variant["pathogenic"] = extensions["pathogenic"] == "true"
        assay = name or "DNA sequencing (not described)"
        result = self._assays.result(part, slug(assay), assay, VariantClass(kind))
        result.setdefault("variants", []).append(variant)
