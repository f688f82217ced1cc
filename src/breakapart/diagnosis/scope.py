"""What a sequencing assay can and cannot see: the yardstick for every negative that rests on it."""

from dataclasses import dataclass
from enum import StrEnum

from breakapart.model.sequencing import Molecule, SequencingAssay, VariantClass

FUSION_CLASSES = frozenset({VariantClass.FUSION, VariantClass.REARRANGEMENT})
NOT_IN_RNA = {
    VariantClass.PROMOTER: "a promoter is not transcribed, so RNA cannot show it",
    VariantClass.COPY_NUMBER: "RNA shows expression, not the number of gene copies",
}
"""Follows from the molecule, whatever the panel: the assay reads transcripts."""

WORDS = {
    VariantClass.FUSION: "gene fusions",
    VariantClass.REARRANGEMENT: "rearrangements",
    VariantClass.SUBSTITUTION: "base substitutions",
    VariantClass.SHORT_INDEL: "short insertions and deletions",
    VariantClass.LONG_INDEL: "long insertions and deletions",
    VariantClass.COPY_NUMBER: "copy-number changes",
    VariantClass.EXON_SKIPPING: "exon skipping",
    VariantClass.PROMOTER: "promoter mutations",
    VariantClass.EXPRESSION: "expression",
    VariantClass.TMB: "tumour mutational burden",
}


class Reach(StrEnum):
    """Whether an assay can answer a question."""

    WITHIN = "within"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"
    """The description of the assay does not say."""


@dataclass(frozen=True, slots=True)
class Scope:
    """An answer to "could this assay have seen it?", with its reason."""

    reach: Reach
    because: str


def scope_of(assay: SequencingAssay, variant_class: VariantClass, gene: str | None = None) -> Scope:
    """
    Whether `assay` can see `variant_class` (in `gene`): computed from what it detects, what it cannot, its
    molecule and its genes, never assumed.

    A class in neither list, or a gene of a panel whose genes are not listed, is `UNKNOWN`.
    """
    words = WORDS[variant_class]
    if variant_class in assay.cannot_detect:
        return Scope(Reach.OUTSIDE, f"{assay.name} cannot detect {words}")
    if assay.molecule is Molecule.RNA and variant_class in NOT_IN_RNA:
        return Scope(Reach.OUTSIDE, f"{assay.name} sequences RNA: {NOT_IN_RNA[variant_class]}")
    if variant_class not in assay.detects:
        return Scope(Reach.UNKNOWN, f"the description of {assay.name} does not say that it detects {words}")
    if gene is None:
        return Scope(Reach.WITHIN, f"{assay.name} detects {words}")
    return _covers(assay, variant_class, gene)


def _covers(assay: SequencingAssay, variant_class: VariantClass, gene: str) -> Scope:
    listed = set(assay.genes)
    if variant_class in FUSION_CLASSES:
        listed |= {partner for pair in assay.fusion_pairs for partner in pair.split("::")}
    if gene in listed:
        return Scope(Reach.WITHIN, f"{gene} is among the genes of {assay.name}")
    is_complete = len(set(assay.genes)) >= assay.genes_covered if assay.genes_covered else bool(assay.genes)
    if variant_class in FUSION_CLASSES and assay.fusion_pairs_covered:
        is_complete = len(set(assay.fusion_pairs)) >= assay.fusion_pairs_covered
    if listed and is_complete:
        return Scope(Reach.OUTSIDE, f"{gene} is not among the genes of {assay.name}")
    size = _size(assay)
    return Scope(
        Reach.UNKNOWN, f"the genes of {assay.name}{size} are not all listed, so {gene} may or may not be covered"
    )


def _size(assay: SequencingAssay) -> str:
    if assay.genes_covered:
        return f" ({assay.genes_covered} genes)"
    if assay.fusion_pairs_covered:
        return f" ({assay.fusion_pairs_covered} fusion pairs)"
    return ""
