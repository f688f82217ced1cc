"""A panel's VCF becomes variants with fractions, hotspots, burden and a comparison of two samples."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from breakapart.annotation.residues import residue_change
from breakapart.diagnosis.comparison import compare_samples
from breakapart.diagnosis.resistance import find_hotspots
from breakapart.errors import InputError
from breakapart.formats.variant_vcf import read_variants
from breakapart.knowledge import Knowledge
from breakapart.model.sequencing import SequencingAssay, VariantClass
from breakapart.model.transcript import Gene
from breakapart.model.variant import (
    Burden,
    Consequence,
    Fraction,
    Hotspot,
    PanelVariant,
    PanelVcf,
    ResidueChange,
    SampleComparison,
)
from breakapart.reference import Reference
from breakapart.scoring.panel import DEFAULT_PANEL, PanelSettings, allele_fraction, mutational_burden


@dataclass(frozen=True, slots=True)
class PanelResult:
    """What a panel found in one sample."""

    vcf: PanelVcf
    """With the gene added where no annotator names one."""
    fractions: tuple[Fraction | None, ...]
    """Of each variant, in order."""
    hotspots: tuple[Hotspot, ...]
    burden: Burden | None
    """None when the size of the panel is not known."""
    outside_panel: tuple[str, ...]
    """Genes of variants that the panel's description does not list."""
    notes: tuple[str, ...]


def take_variants(
    path: Path,
    reference: Reference,
    knowledge: Knowledge,
    *,
    panel: SequencingAssay | None = None,
    sample: str | None = None,
    settings: PanelSettings = DEFAULT_PANEL,
    source: str | None = None,
) -> PanelResult:
    """The variants of the VCF at `path`, with what follows from them. Raises InputError when it cannot be read."""
    vcf = read_variants(path, sample=sample, source=source)
    is_grch38 = vcf.build != "GRCh37"
    variants = tuple(_with_gene(variant, reference) if is_grch38 else variant for variant in vcf.variants)
    vcf = replace(vcf, variants=variants)
    hotspots = find_hotspots(
        variants,
        knowledge.therapies,
        lambda name: _find(name, reference),
        lambda variant, gene: _residue(variant, gene) if is_grch38 else None,
    )
    burden = mutational_burden(variants, panel.size_mb, settings) if panel is not None and panel.size_mb else None
    notes = list(vcf.notes)
    if not is_grch38:
        notes.append(
            "positions are of GRCh37: genes and residues are those of the annotation, none is told from a position"
        )
    if panel is None:
        notes.append("no panel is described: no burden, and nothing that was not found can be called absent")
    elif panel.size_mb is None:
        notes.append(f"the description of {panel.name} gives no size (size_mb): no burden")
    wrong_build = _wrong_build(variants, reference) if is_grch38 else 0
    if wrong_build:
        notes.append(
            f"REF fits no codon of the native residue at {wrong_build} substitutions: are the positions GRCh38, as "
            "they are "
            "read here?"
        )
    not_mapped = sum(
        variant.called and variant.consequence is not None and not variant.consequence.by for variant in variants
    )
    if not_mapped and not vcf.annotators:
        notes.append(
            "the file has no annotation (ANN, CSQ, BCSQ): residues are told from exons, for substitutions only"
        )
    return PanelResult(
        vcf=vcf,
        fractions=tuple(allele_fraction(variant) for variant in variants),
        hotspots=hotspots,
        burden=burden,
        outside_panel=_outside(variants, panel, reference),
        notes=tuple(notes),
    )


def compare(
    first: PanelResult, second: PanelResult, *, purities: tuple[float | None, float | None] = (None, None)
) -> SampleComparison:
    """Two samples of one patient."""
    return compare_samples(
        first.vcf.variants,
        second.vcf.variants,
        allele_fraction,
        first_purity=purities[0],
        second_purity=purities[1],
    )


def _find(name: str, reference: Reference) -> Gene | None:
    try:
        return reference.find(name)
    except InputError:
        return None


def _genes_at(variant: PanelVariant, reference: Reference) -> tuple[Gene, ...]:
    try:
        genes = reference.genes_at(variant.chrom, variant.start)
    except InputError:
        return ()
    return tuple(gene for gene in genes if gene.start <= variant.start < gene.end)


def _with_gene(variant: PanelVariant, reference: Reference) -> PanelVariant:
    """The variant with the gene at its place, where no annotator names one."""
    if variant.problems or variant.gene or variant.variant_class is VariantClass.REARRANGEMENT:
        return variant
    genes = _genes_at(variant, reference)
    if not genes:
        return variant
    coding = [gene for gene in genes if residue_change(gene, variant.start, variant.ref, variant.alt) is not None]
    gene = min(coding or genes, key=lambda one: (not one.roles, one.symbol))
    return replace(variant, consequence=Consequence(gene.symbol, "", "", "", "", ""))


def _residue(variant: PanelVariant, gene: Gene) -> ResidueChange | None:
    if variant.variant_class is not VariantClass.SUBSTITUTION or gene.chrom != variant.chrom:
        return None
    return residue_change(gene, variant.start, variant.ref, variant.alt)


def _wrong_build(variants: Sequence[PanelVariant], reference: Reference) -> int:
    """Substitutions whose REF cannot be: one in three is, when positions are of another build."""
    wrong = right = 0
    for variant in variants:
        gene = _find(variant.gene, reference) if variant.gene and variant.called else None
        change = _residue(variant, gene) if gene is not None else None
        if change is not None and change.native != "X":
            wrong += not change.becomes
            right += bool(change.becomes)
    return wrong if wrong > right / 10 else 0


def _outside(variants: Sequence[PanelVariant], panel: SequencingAssay | None, reference: Reference) -> tuple[str, ...]:
    if panel is None or not panel.genes:
        return ()
    listed = {gene.symbol if (gene := _find(name, reference)) else name for name in panel.genes}
    found = {
        gene.symbol if (gene := _find(variant.gene, reference)) else variant.gene
        for variant in variants
        if variant.gene
    }
    return tuple(sorted(found - listed))
