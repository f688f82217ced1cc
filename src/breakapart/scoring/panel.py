"""Numbers of a DNA panel: shares of reads with their interval, and mutations per megabase with theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from breakapart.model.sequencing import VariantClass
from breakapart.model.variant import Burden, Fraction, PanelVariant
from breakapart.scoring.poisson import poisson_interval
from breakapart.scoring.proportion import wilson

TmbCounts = Literal["nonsynonymous", "coding"]

_SILENT = ("synonymous", "stop_retained", "start_retained")
_NOT_CODING = (
    "intron",
    "upstream",
    "downstream",
    "utr",
    "intergenic",
    "non_coding",
    "regulatory",
    "splice_region_variant",
    "mature_mirna",
    "tf_binding",
    "ncrna",
)


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """What is counted as a mutation."""

    tmb_counts: TmbCounts = "nonsynonymous"
    """`nonsynonymous` as the harmonisation project defines TMB (Merino 2020, J Immunother Cancer 8:e000147,
    doi:10.1136/jitc-2019-000147); `coding` counts synonymous ones too, as some panels do to lower the noise of a small
    target. Values of the two kinds cannot be compared."""

    tmb_min_fraction_percent: float = 5.0
    """Mutations below this share of reads are not counted: the limit of the harmonisation project (Merino 2020)."""

    tmb_small_panel_mb: float = 1.0
    """Below this size the value is said to be imprecise: panels under about 1 Mb lose the correlation with exomes
    (Buchhalter 2019, Int J Cancer 144:848, doi:10.1002/ijc.31878)."""

    def __post_init__(self) -> None:
        if self.tmb_counts not in ("nonsynonymous", "coding"):
            raise ValueError(f"tmb_counts is {self.tmb_counts!r}; expected nonsynonymous or coding")
        if not 0 <= self.tmb_min_fraction_percent <= 100:
            raise ValueError("tmb_min_fraction_percent must lie between 0 and 100")
        if self.tmb_small_panel_mb < 0:
            raise ValueError("tmb_small_panel_mb must not be negative")


DEFAULT_PANEL = PanelSettings()


def allele_fraction(variant: PanelVariant) -> Fraction | None:
    """
    The share of reads with the variant, with its Wilson interval where reads were counted.

    None when the file gives neither counts nor a share. A share without counts has no interval.
    """
    if variant.alt_reads is not None and variant.depth:
        low, high = wilson(variant.alt_reads, variant.depth)
        share = 100 * variant.alt_reads / variant.depth
        return Fraction(share, 100 * low, 100 * high, variant.alt_reads, variant.depth)
    if variant.stated_fraction_percent is not None:
        if variant.depth:
            # A share of a known depth is a count that was divided; the nearest whole number of reads has its interval.
            alt_reads = round(variant.stated_fraction_percent * variant.depth / 100)
            low, high = wilson(alt_reads, variant.depth)
            return Fraction(variant.stated_fraction_percent, 100 * low, 100 * high, alt_reads, variant.depth)
        return Fraction(variant.stated_fraction_percent, None, None)
    return None


def mutational_burden(
    variants: Sequence[PanelVariant], size_mb: float, settings: PanelSettings = DEFAULT_PANEL
) -> Burden:
    """
    Somatic mutations per megabase with the exact Poisson interval of the count.

    Counted are substitutions and short insertions and deletions that passed the filters, are not called inherited and
    reach the least share of reads. Raises ValueError unless size_mb > 0.
    """
    if size_mb <= 0:
        raise ValueError(f"size_mb is {size_mb}, expected a number above 0")
    counted, unknown_effect, unfiltered, no_origin = 0, 0, 0, 0
    for variant in variants:
        if not _may_count(variant, settings):
            continue
        effect = variant.consequence.effect.lower() if variant.consequence else ""
        if effect and not _effect_counts(effect, settings):
            continue
        counted += 1
        unknown_effect += not effect
        unfiltered += variant.passed is None
        no_origin += variant.germline is None
    low, high = poisson_interval(counted)
    notes = []
    if size_mb < settings.tmb_small_panel_mb:
        notes.append(
            f"the panel is small ({size_mb:g} Mb, below {settings.tmb_small_panel_mb:g}): the value is imprecise, "
            "and no "
            "cut-off of exomes applies"
        )
    if unknown_effect:
        notes.append(f"{unknown_effect} of them have no annotated effect and may lie outside coding sequence")
    if unfiltered:
        notes.append(f"{unfiltered} of them were not filtered by the caller")
    if no_origin:
        notes.append(f"whether inherited is not said of {no_origin} of them: without a normal sample some may be")
    rule = (
        f"{settings.tmb_counts} substitutions and short indels that passed, from "
        f"{settings.tmb_min_fraction_percent:g} % of "
        "the reads"
    )
    return Burden(counted / size_mb, low / size_mb, high / size_mb, counted, size_mb, rule, tuple(notes))


def _may_count(variant: PanelVariant, settings: PanelSettings) -> bool:
    if variant.problems or not variant.called or variant.passed is False or variant.germline:
        return False
    if variant.variant_class not in (VariantClass.SUBSTITUTION, VariantClass.SHORT_INDEL, VariantClass.LONG_INDEL):
        return False
    share = allele_fraction(variant)
    return share is None or share.percent >= settings.tmb_min_fraction_percent


def _effect_counts(effect: str, settings: PanelSettings) -> bool:
    """An effect is a list of terms; the first that counts decides."""
    for term in effect.replace("&", ",").replace(";", ",").split(","):
        if term.startswith(_SILENT) or ("synonymous" in term and "non" not in term):
            if settings.tmb_counts == "coding":
                return True
            continue
        if not any(word in term for word in _NOT_CODING):
            return True
    return False
