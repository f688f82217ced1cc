"""Sequencing: what an assay can see, and what it saw."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from breakapart.model.ihc import Percent
from breakapart.model.noun import Noun
from breakapart.model.outcome import Outcome

Slug = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=80)]


class Design(StrEnum):
    """How the library is made."""

    AMPLICON = "amplicon"
    ANCHORED = "anchored_multiplex"
    CAPTURE = "capture"
    WHOLE = "whole"
    RT_PCR = "rt_pcr"
    OTHER = "other"


class Molecule(StrEnum):
    """What is sequenced."""

    RNA = "RNA"
    DNA = "DNA"
    BOTH = "RNA_and_DNA"


class VariantClass(StrEnum):
    """Kinds of alteration an assay may or may not detect."""

    FUSION = "fusion"
    REARRANGEMENT = "rearrangement"
    SUBSTITUTION = "substitution"
    SHORT_INDEL = "short_indel"
    LONG_INDEL = "long_indel"
    COPY_NUMBER = "copy_number"
    EXON_SKIPPING = "exon_skipping"
    PROMOTER = "promoter"
    EXPRESSION = "expression"
    TMB = "tmb"


class SequencingAssay(Noun):
    """A sequencing assay: its design and its scope. Results refer to it by `id`."""

    id: Slug
    name: str
    design: Design
    molecule: Molecule
    platform: str | None = None
    laboratory: str | None = None
    genes_covered: Annotated[int, Field(ge=1)] | None = None
    """Number of genes."""
    genes: tuple[str, ...] = ()
    """Their symbols, where known."""
    fusion_pairs_covered: Annotated[int, Field(ge=1)] | None = None
    fusion_pairs: tuple[str, ...] = ()
    """Pairs as `GENE1::GENE2`, where known."""
    primer_pairs: Annotated[int, Field(ge=1)] | None = None
    reference_genes: Annotated[int, Field(ge=0)] | None = None
    """Internal control genes."""
    size_mb: Annotated[float, Field(gt=0)] | None = None
    """Size of the target in megabases."""
    detects: tuple[VariantClass, ...]
    cannot_detect: tuple[VariantClass, ...] = ()
    preparation: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        both = set(self.detects) & set(self.cannot_detect)
        if both:
            names = ", ".join(sorted(both))
            raise ValueError(f"{names} stands in both 'detects' and 'cannot_detect'")
        return self


class FusionCall(Noun):
    """A fusion as a laboratory or a caller reported it."""

    call: str
    """In any common syntax: `STRN(e3)::ALK(e20)`, `EML4-ALK E13;A20`, two breakpoints, VICC, HGVS."""
    outcome: Outcome = Outcome.PRESENT
    allele_fraction_percent: Percent | None = None
    junction_reads: Annotated[int, Field(ge=0)] | None = None
    spanning_pairs: Annotated[int, Field(ge=0)] | None = None
    note: str | None = None


class VariantCall(Noun):
    """A small variant or copy-number change."""

    gene: str
    hgvs: str | None = None
    variant_class: VariantClass = VariantClass.SUBSTITUTION
    outcome: Outcome = Outcome.PRESENT
    allele_fraction_percent: Percent | None = None
    copies: Annotated[float, Field(ge=0)] | None = None
    pathogenic: bool | None = None
    note: str | None = None


class ClaimedNegative(Noun):
    """A negative as the source states it; the scope audit holds it against what the assay can see."""

    statement: str
    genes: tuple[str, ...] = ()
    """Genes it names; empty: everything the assay covers."""
    variant_classes: tuple[VariantClass, ...] = ()
    stated_in: str | None = None


class SequencingResult(Noun):
    """What one assay found in one component."""

    assay: Slug
    fusions: tuple[FusionCall, ...] = ()
    variants: tuple[VariantCall, ...] = ()
    tmb_per_mb: Annotated[float, Field(ge=0)] | None = None
    outcome: Outcome | None = None
    """`not_evaluable` when the run failed; `absent` when the laboratory reports no fusion at all."""
    negatives: tuple[ClaimedNegative, ...] = ()
    reads: tuple[str, ...] = ()
    """FASTQ, BAM or CRAM files to call, relative to the case file."""
    table: str | None = None
    """A fusion caller's table, relative to the case file."""
    note: str | None = None
