"""How much of a gene's RNA is the fusion: reads of the junction against the wild type at both its sides."""

from dataclasses import dataclass
from math import sqrt

from breakapart.calling.evidence import RunEvidence
from breakapart.calling.junctions import Junction
from breakapart.calling.settings import CallSettings

Z_95 = 1.959964
"""Two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class AlleleFraction:
    """Share of the fusion among the transcripts of its genes, at the junction."""

    value: float | None
    low: float | None
    high: float | None
    wild_type_5p: int | None
    wild_type_3p: int | None


def wilson_interval(hits: float, total: float, z: float = Z_95) -> tuple[float, float]:
    """
    Wilson's interval of a share (doi:10.1080/01621459.1927.10502953).

    >>> tuple(round(bound, 3) for bound in wilson_interval(10, 20))
    (0.299, 0.701)
    """
    if total <= 0:
        return 0.0, 1.0
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def wild_type_at(run: RunEvidence, gene: int, base: int, *, is_five_prime: bool, settings: CallSettings) -> int:
    """
    Reads that pass a junction's side within the gene, with the anchors a junction read needs.

    `base` is the genomic place of the outermost base kept. Counted on transcripts; on the locus only where no
    transcript has the base.
    """
    total, seen = 0, False
    for stretch in run.index.stretches_of(gene):
        if stretch.transcript is None and seen:
            continue
        places = run.index.genomic[stretch.start : stretch.end]
        for hit in (places == base).nonzero()[0]:
            seen = True
            cut = stretch.start + int(hit) + (1 if is_five_prime else 0)
            if stretch.start < cut < stretch.end:
                total += run.crossing(cut, settings.min_anchor)
    return total


def allele_fraction(run: RunEvidence, junction: Junction, settings: CallSettings) -> AlleleFraction:
    """
    Junction reads among junction and wild-type reads, on both sides together.

    Each fusion transcript lacks one wild-type junction of each partner, so its reads are counted once for either side:
    2 J / (2 J + W5 + W3). The interval is Wilson's on the mean of the two totals, as the sides share their J.
    """
    reads = sum(
        read.anchor_5p >= settings.min_anchor and read.anchor_3p >= settings.min_anchor for read in junction.reads
    )
    five = wild_type_at(run, junction.gene_5p, junction.last_base, is_five_prime=True, settings=settings)
    three = wild_type_at(run, junction.gene_3p, junction.first_base, is_five_prime=False, settings=settings)
    total = reads + (five + three) / 2
    if total <= 0:
        return AlleleFraction(None, None, None, five, three)
    low, high = wilson_interval(reads, total)
    return AlleleFraction(reads / total, low, high, five, three)


def one_sided_fraction(
    run: RunEvidence, gene: int, base: int, reads: int, *, is_five_prime: bool, settings: CallSettings
) -> AlleleFraction:
    """The same where only one partner is known."""
    wild = wild_type_at(run, gene, base, is_five_prime=is_five_prime, settings=settings)
    low, high = wilson_interval(reads, reads + wild)
    return AlleleFraction(
        reads / (reads + wild) if reads + wild else None,
        low,
        high,
        wild if is_five_prime else None,
        None if is_five_prime else wild,
    )
