"""
How two genes lie to each other: the rearrangement that can join them, and what break-apart FISH should show.

A fusion joins the kept end of the 5' gene to the kept end of the 3' gene. On the plus strand the 5' part reaches its
breakpoint from the left (from smaller coordinates) and the 3' part leaves its own to the right; on the minus strand
the sides are exchanged. So on one chromosome

- equal strands: a left end meets a right end. If the end that reaches from the left lies left of the other, what lies
  between them is lost: a deletion. If it lies right of the other, what lies between must be there twice: a tandem
  duplication.
- opposite strands: two left ends or two right ends meet, which needs the piece between them turned round: an inversion.

On two chromosomes the same joins make a translocation. These are the simplest rearrangements, not the only ones:
insertions and chained rearrangements make the same fusions.
"""

from breakapart.annotation.places import genomic_position
from breakapart.annotation.settings import AnnotationSettings
from breakapart.annotation.sources import ALK_FISH_2019, HAHNFELDT_1993, SMUK_2018, STRANDS
from breakapart.model.fish import ProbeProfile
from breakapart.model.fusion import Geometry, Junction, Rearrangement, Reason

BASES_PER_MB = 1_000_000


def rearrangement_of(five: Junction, three: Junction) -> Rearrangement:
    """The simplest rearrangement that joins the two kept parts; see the rules at the top of this module."""
    strand = five.transcript.strand
    if five.transcript.chrom != three.transcript.chrom:
        return Rearrangement.TRANSLOCATION
    if strand != three.transcript.strand:
        return Rearrangement.INVERSION
    five_at, three_at = genomic_position(five), genomic_position(three)
    comes_first = five_at <= three_at if strand == "+" else five_at >= three_at
    return Rearrangement.DELETION if comes_first else Rearrangement.TANDEM_DUPLICATION


def lay_out(
    five: Junction,
    three: Junction,
    *,
    probe_gene: str | None,
    probe: ProbeProfile | None,
    settings: AnnotationSettings,
) -> Geometry:
    """
    The geometry of a fusion and the pattern that a break-apart probe of `probe_gene` should show.

    `probe` gives the length of the probe's two parts; without it only distances count. `probe_gene` is None when no
    partner is probed.
    """
    kind = rearrangement_of(five, three)
    distance = None
    if kind is not Rearrangement.TRANSLOCATION:
        distance = abs(genomic_position(five) - genomic_position(three)) / BASES_PER_MB
    keeps = {Rearrangement.DELETION: False, Rearrangement.TANDEM_DUPLICATION: None}.get(kind, True)
    reasons = [Reason(_how(kind, five, three, distance), STRANDS)]
    pattern = None
    if probe_gene in (five.transcript.gene, three.transcript.gene):
        pattern, why = _expected(kind, five, three, distance, probe_gene, probe, settings)
        reasons += why
    return Geometry(
        rearrangement=kind,
        distance_mb=None if distance is None else round(distance, 3),
        keeps_reciprocal=keeps,
        probe_gene=probe_gene if pattern else None,
        expected_pattern=pattern,
        reasons=tuple(reasons),
    )


def _how(kind: Rearrangement, five: Junction, three: Junction, distance: float | None) -> str:
    one, other = five.transcript, three.transcript
    if kind is Rearrangement.TRANSLOCATION:
        return f"{one.gene} ({one.chrom}) and {other.gene} ({other.chrom}) lie on two chromosomes: a translocation"
    gap = _in_words(distance or 0.0)
    if kind is Rearrangement.INVERSION:
        return (
            f"{one.gene} ({one.strand}) and {other.gene} ({other.strand}) lie {gap} apart on {one.chrom} and run "
            "in opposite directions: an inversion"
        )
    order = f"{one.gene} and {other.gene} lie {gap} apart on {one.chrom} and run in the same direction ({one.strand})"
    if kind is Rearrangement.DELETION:
        return f"{order}, {one.gene} first: a deletion of what lies between, with the 5' part of {other.gene}"
    return f"{order}, {other.gene} first: a tandem duplication of what lies between"


def _expected(
    kind: Rearrangement,
    five: Junction,
    three: Junction,
    distance: float | None,
    gene: str | None,
    probe: ProbeProfile | None,
    settings: AnnotationSettings,
) -> tuple[str, list[Reason]]:
    if kind is Rearrangement.TRANSLOCATION or distance is None:
        text = (
            f"the two parts of the {gene} probe go to two chromosomes: split signals; an isolated signal of the kept "
            "side if the reciprocal product is lost"
        )
        return "split", [Reason(text, ALK_FISH_2019)]
    if kind is Rearrangement.INVERSION:
        return _expected_of_inversion(distance, gene, settings)
    is_five_prime = gene == five.transcript.gene and gene != three.transcript.gene
    if kind is Rearrangement.DELETION:
        return _expected_of_deletion(distance, gene, is_five_prime, probe, settings)
    return _expected_of_duplication(distance, gene, is_five_prime, settings)


def _expected_of_inversion(distance: float, gene: str | None, settings: AnnotationSettings) -> tuple[str, list[Reason]]:
    gap = _in_words(distance)
    if distance < settings.unresolvable_below_mb:
        return "too_close", [_unresolvable(gap, gene)]
    split = Reason(f"the inversion moves the two parts of the {gene} probe {gap} apart: split signals", STRANDS)
    if distance >= settings.hard_to_resolve_below_mb:
        return "split", [split]
    return "split", [split, _hard_to_resolve(gap)]


def _expected_of_deletion(
    distance: float, gene: str | None, is_five_prime: bool, probe: ProbeProfile | None, settings: AnnotationSettings
) -> tuple[str, list[Reason]]:
    lost, left = ("3'", "5'") if is_five_prime else ("5'", "3'")
    span_kb = None if probe is None else probe.three_prime_span_kb if is_five_prime else probe.five_prime_span_kb
    gap = _in_words(distance)
    # Without the probe's length the deletion must at least be one that interphase FISH could tell.
    needed_mb = settings.unresolvable_below_mb if span_kb is None else span_kb / 1000
    if distance < needed_mb:
        part = f"the {lost} part of the {gene} probe" + (f" ({span_kb:.0f} kb)" if span_kb is not None else "")
        text = f"the deletion of {gap} leaves some of {part} beside the {left} part: signals may look fused"
        return "too_close", [Reason(text, HAHNFELDT_1993)]
    text = (
        f"the deletion of {gap} takes the {lost} part of the {gene} probe with it: isolated {left} signals, and no "
        "reciprocal product"
    )
    return ("isolated_5p" if is_five_prime else "isolated_3p"), [Reason(text, ALK_FISH_2019)]


def _expected_of_duplication(
    distance: float, gene: str | None, is_five_prime: bool, settings: AnnotationSettings
) -> tuple[str, list[Reason]]:
    extra = "5'" if is_five_prime else "3'"
    gap = _in_words(distance)
    if distance < settings.unresolvable_below_mb:
        return "too_close", [_unresolvable(gap, gene)]
    text = (
        f"the duplication of {gap} leaves {gene} whole and adds a {extra} part: a fused signal with an additional "
        f"{extra} signal near it"
    )
    reasons = [Reason(text, STRANDS)]
    if distance < settings.hard_to_resolve_below_mb:
        reasons.append(_hard_to_resolve(gap))
    return "fused_extra", reasons


def _unresolvable(gap: str, gene: str | None) -> Reason:
    text = f"the parts of the {gene} probe stay {gap} apart, too close for interphase FISH: a false negative is likely"
    return Reason(text, HAHNFELDT_1993)


def _hard_to_resolve(gap: str) -> Reason:
    text = (
        f"at {gap} many rearranged nuclei will look normal: of those with the EML4::ALK inversion (12 Mb) seven in ten "
        "did; count generously and confirm by another method"
    )
    return Reason(text, SMUK_2018)


def _in_words(distance_mb: float) -> str:
    if distance_mb >= 10:
        return f"{distance_mb:.0f} Mb"
    if distance_mb >= 1:
        return f"{distance_mb:.1f} Mb"
    return f"{distance_mb * 1000:.0f} kb"
