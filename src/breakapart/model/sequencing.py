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
    UNKNOWN = "unknown"
    """The source does not say."""


class Molecule(StrEnum):
    """What is sequenced."""

    RNA = "RNA"
    DNA = "DNA"
    BOTH = "RNA_and_DNA"
    UNKNOWN = "unknown"
    """The source does not say; what only one of the molecules can show is then left open."""


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
    """Name by which results refer to it."""
    name: str
    """Name of the kit or panel."""
    design: Design
    """How the library is made."""
    molecule: Molecule
    """What is sequenced."""
    platform: str | None = None
    """Sequencer."""
    laboratory: str | None = None
    """Who ran it."""
    genes_covered: Annotated[int, Field(ge=1)] | None = None
    """Number of genes."""
    genes: tuple[str, ...] = ()
    """Their symbols, where known."""
    fusion_pairs_covered: Annotated[int, Field(ge=1)] | None = None
    """Number of gene pairs whose fusions it can see."""
    fusion_pairs: tuple[str, ...] = ()
    """Pairs as `GENE1::GENE2`, where known."""
    primer_pairs: Annotated[int, Field(ge=1)] | None = None
    """Primer pairs of an amplicon design."""
    reference_genes: Annotated[int, Field(ge=0)] | None = None
    """Internal control genes."""
    control_genes: tuple[str, ...] = ()
    """Their symbols, where known; reads called here are held against them."""
    amplicons: str | None = None
    """Table of the amplicons (TSV or BED), relative to the case file; used when reads are called."""
    size_mb: Annotated[float, Field(gt=0)] | None = None
    """Size of the target in megabases."""
    detects: tuple[VariantClass, ...]
    """Kinds of alteration it detects; the scope audit holds every negative against them. Empty: not stated."""
    cannot_detect: tuple[VariantClass, ...] = ()
    """Kinds of alteration it is known not to detect."""
    preparation: str | None = None
    """Tissue and nucleic acid preparation."""
    note: str | None = None
    """Anything else, in free text."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        both = set(self.detects) & set(self.cannot_detect)
        if both:
            names = ", ".join(sorted(both))
            raise ValueError(f"{names} stands in both 'detects' and 'cannot_detect'")
        for listed, counted, covered in (
            ("genes", self.genes, self.genes_covered),
            ("fusion_pairs", self.fusion_pairs, self.fusion_pairs_covered),
        ):
            if covered is not None and len(counted) > covered:
                raise ValueError(f"'{listed}_covered' is {covered} but '{listed}' lists {len(counted)}")
        return self


class FusionCall(Noun):
    """A fusion as a laboratory or a caller reported it."""

    call: str
    """In any common syntax: `STRN(e3)::ALK(e20)`, `EML4-ALK E13;A20`, two breakpoints, VICC, HGVS."""
    outcome: Outcome = Outcome.PRESENT
    """`present` when left out."""
    allele_fraction_percent: Percent | None = None
    """Abundance as the laboratory reports it, 0 to 100."""
    junction_reads: Annotated[int, Field(ge=0)] | None = None
    """Reads across the junction."""
    spanning_pairs: Annotated[int, Field(ge=0)] | None = None
    """Read pairs on both sides of it."""
    kept_domains: tuple[str, ...] = ()
    """What the source says the chimeric protein keeps, in words; breakapart computes its own."""
    stated_in: tuple[str, ...] = ()
    """Places of the source that say so ("text", "Fig. 3A")."""
    note: str | None = None
    """Anything else, in free text."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.outcome is Outcome.ABSENT and (self.allele_fraction_percent or self.junction_reads):
            raise ValueError("'outcome' is 'absent' but reads or an allele fraction are given")
        return self


class VariantCall(Noun):
    """A small variant or copy-number change."""

    gene: str
    """HGNC symbol."""
    hgvs: str | None = None
    """In HGVS form, with the transcript (`NM_004333.6:c.1799T>A`)."""
    variant_class: VariantClass = VariantClass.SUBSTITUTION
    """`substitution` when left out."""
    outcome: Outcome = Outcome.PRESENT
    """`present` when left out."""
    allele_fraction_percent: Percent | None = None
    """0 to 100."""
    copies: Annotated[float, Field(ge=0)] | None = None
    """Copy number, for copy-number changes."""
    pathogenic: bool | None = None
    """Whether the laboratory calls it pathogenic."""
    note: str | None = None
    """Anything else, in free text."""


class ClaimedNegative(Noun):
    """A negative as the source states it; the scope audit holds it against what the assay can see."""

    statement: str
    """What is said to be absent, in words."""
    genes: tuple[str, ...] = ()
    """Genes it names; empty: everything the assay covers."""
    variant_classes: tuple[VariantClass, ...] = ()
    """Kinds of alteration it speaks of; empty: not said."""
    stated_in: str | None = None
    """Place of the source that says so."""


class SequencingResult(Noun):
    """What one assay found in one component."""

    assay: Slug
    """Id of one of the case's `assays`."""
    fusions: tuple[FusionCall, ...] = ()
    """Fusions it reports."""
    variants: tuple[VariantCall, ...] = ()
    """Small variants and copy-number changes it reports."""
    tmb_per_mb: Annotated[float, Field(ge=0)] | None = None
    """Tumour mutational burden, mutations per megabase."""
    outcome: Outcome | None = None
    """`not_evaluable` when the run failed; `absent` when the laboratory reports no fusion at all."""
    negatives: tuple[ClaimedNegative, ...] = ()
    """Negatives as the source states them."""
    reads: tuple[str, ...] = ()
    """FASTQ, BAM or CRAM files to call, relative to the case file."""
    simulated: bool = False
    """The reads are simulated from the bundled synthetic panel and are called against it; every output says so."""
    table: str | None = None
    """A fusion caller's table or VCF, relative to the case file; its calls are added to `fusions`."""
    vcf: str | None = None
    """A panel's VCF of small variants and copy numbers, relative to the case file; they are added to `variants`."""
    known_at: Slug | None = None
    """Id of the timeline event at which the result became known; without it, the specimen's last pathology read."""
    note: str | None = None
    """Anything else, in free text."""

    @property
    def awaits_calling(self) -> bool:
        """Whether reads are named of which nothing is reported."""
        return bool(self.reads) and not self.fusions and self.outcome is None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        found = [fusion.call for fusion in self.fusions if fusion.outcome is Outcome.PRESENT]
        if found and self.outcome in (Outcome.ABSENT, Outcome.NOT_EVALUABLE):
            raise ValueError(f"'outcome' is '{self.outcome}' but the fusion {found[0]!r} is reported as present")
        return self
