"""
What discards a candidate: each filter is a small class, named as in the output, that says why or says nothing.

All filters look at every candidate, so that a discarded one shows everything that speaks against it. A published fusion
at exon edges (`is_known`) is let pass by those that only ask for more support.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from breakapart.calling.candidate import Candidate
from breakapart.calling.settings import CallSettings, LibraryDesign
from breakapart.calling.target_index import TargetIndex
from breakapart.model.calling import EventKind, FilterReason
from breakapart.model.expression import Amplicon, AmpliconKind, ListedJunction


@dataclass(frozen=True, slots=True)
class FilterContext:
    """What filters may look at beside the candidate."""

    index: TargetIndex
    settings: CallSettings
    amplicons: tuple[Amplicon, ...] = ()
    listed: tuple[ListedJunction, ...] = ()


class CallFilter(Protocol):
    """One reason to discard."""

    name: str

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """Why the candidate is discarded; None when it is not."""
        ...


class TooFewReads:
    """Reads across the junction, less for a published fusion or where spanning pairs agree."""

    name = "few_reads"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        settings = context.settings
        if candidate.kind is EventKind.UNKNOWN_PARTNER:
            needed, why = settings.min_unknown_reads, "for an unknown partner"
        elif candidate.is_intragenic:
            needed, why = settings.min_intragenic_reads, "within a gene"
        elif candidate.is_known and (candidate.edges == 2 or candidate.pairs):
            needed, why = settings.min_known_reads, "for a published fusion"
        elif candidate.edges == 2 and candidate.pairs:
            needed, why = 1, "with spanning pairs"
        else:
            needed, why = settings.min_junction_reads, "across the junction"
        found = candidate.support
        what = "reads" if candidate.molecules is None else "molecules"
        return f"{found} {what}, expected at least {needed} {why}" if found < needed else None


class ShortAnchor:
    """No read reaches far enough into one of the partners, and exon edges do not make up for it."""

    name = "short_anchor"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        if candidate.junction is None:
            return None
        shortest = min(candidate.junction.longest_anchors)
        needed = 12 if candidate.edges == 2 else 20 if candidate.edges == 1 else 25
        if candidate.is_known and candidate.edges == 2:
            needed = context.settings.min_anchor
        return (
            f"the longest part on one side is {shortest} bases, expected at least {needed} "
            f"with {candidate.edges} exon edges"
            if shortest < needed
            else None
        )


class PartnerHomology:
    """The sequence on one side is found in the other partner too, so a read of one gene looks like two."""

    name = "partner_homology"
    LIMIT = 0.8
    """Share of equal bases; coding sequences of paralogous kinases share 60-80 %, pseudogenes more."""

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        junction = candidate.junction
        if junction is None or candidate.is_intragenic:
            return None
        if junction.ambiguous_share > 0.5 and candidate.edges < 2:
            return f"{junction.ambiguous_share:.0%} of the reads fit another gene as well"
        codes = context.index.codes
        window = 24
        before_5p = codes[junction.cut_5p - window : junction.cut_5p]
        after_5p = codes[junction.cut_5p : junction.cut_5p + window]
        before_3p = codes[junction.cut_3p - window : junction.cut_3p]
        after_3p = codes[junction.cut_3p : junction.cut_3p + window]
        for what, a, b in (("before", before_5p, before_3p), ("behind", after_5p, after_3p)):
            share = sum(x == y and x < 4 for x, y in zip(a, b, strict=False)) / window
            if share >= self.LIMIT:
                return f"the two genes agree in {share:.0%} of the {window} bases {what} the junction"
        return None


class ReadThrough:
    """Neighbours on one strand, joined as read-through transcription joins them, unless published as a fusion."""

    name = "read_through"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        if candidate.kind is not EventKind.FUSION or candidate.five is None or candidate.three is None:
            return None
        five, three = candidate.five.side.breakpoint, candidate.three.side.breakpoint
        if candidate.is_known or five is None or three is None:
            return None
        if five.contig != three.contig or five.strand != three.strand:
            return None
        distance = (three.position - five.position) * (1 if five.strand == "+" else -1)
        limit = context.settings.read_through_distance
        if 0 < distance <= limit:
            return f"neighbours on one strand, {distance:,} bases apart: read-through transcription within {limit:,}"
        return None


class OverlappingGenes:
    """Both parts are one stretch of the genome, annotated as two genes."""

    name = "overlapping_genes"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        if candidate.kind is not EventKind.FUSION or candidate.five is None or candidate.three is None:
            return None
        five, three = candidate.five.side.breakpoint, candidate.three.side.breakpoint
        if five is None or three is None or candidate.junction is None:
            return None
        for gene, place in ((candidate.junction.gene_5p, three), (candidate.junction.gene_3p, five)):
            target = context.index.targets[gene].main
            inside = target.exons and (
                min(e.start for e in target.exons) <= place.position < max(e.end for e in target.exons)
            )
            if inside and target.chrom == place.contig and target.strand == place.strand:
                return f"both parts lie within {context.index.symbols[gene]}"
        return None


class LowComplexity:
    """A repeat or a run of few bases next to the junction: such sequence is in many genes."""

    name = "low_complexity"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:  # noqa: ARG002
        """See `CallFilter`."""
        for what, bases in (("5'", candidate.neighbourhood_5p[-24:]), ("3'", candidate.neighbourhood_3p[:24])):
            words = {bases[i : i + 3] for i in range(len(bases) - 2)}
            if len(bases) >= 18 and len(words) <= 6:
                return f"{len(words)} different words of three in the {len(bases)} bases on the {what} side"
        return None


class PrimerArtefact:
    """Amplicon reads whose part on one partner is no longer than a primer: the primer found another transcript."""

    name = "primer_artefact"
    TYPICAL = 18
    """Bases taken for a primer's length where the design does not say it: primers are 18-30 bases long."""

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        if context.settings.design is not LibraryDesign.AMPLICON or candidate.junction is None:
            return None
        gene_5p, gene_3p = candidate.genes
        fusions = [amplicon for amplicon in context.amplicons if amplicon.kind is AmpliconKind.FUSION]
        if any((amplicon.gene, amplicon.gene_3p) == (gene_5p, gene_3p) for amplicon in fusions):
            primer = next(a for a in fusions if (a.gene, a.gene_3p) == (gene_5p, gene_3p))
            lengths = (primer.primer_5p or 0, primer.primer_3p or 0)
        elif fusions:
            lengths = (self.TYPICAL, self.TYPICAL)
        else:
            return None
        for side, anchor, length in zip(("5'", "3'"), candidate.junction.longest_anchors, lengths, strict=True):
            if length and anchor <= length:
                return f"the {side} part is {anchor} bases long, no longer than the primer ({length})"
        return None


class IndexHop:
    """So few reads beside so much wild type, and not at exon edges: reads or molecules that changed partners."""

    name = "index_hop_level"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        share = candidate.fraction.value
        if share is None:
            return None
        limit = context.settings.min_share if candidate.edges == 2 else context.settings.hop_share
        if share < limit:
            return f"{share:.3%} of the transcripts, expected at least {limit:.2%} with {candidate.edges} exon edges"
        return None


class Listed:
    """On the list of junctions seen in normal samples or known as artefacts."""

    name = "listed"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        places = tuple(
            str(placed.side.breakpoint) if placed is not None and placed.side.breakpoint is not None else "."
            for placed in (candidate.five, candidate.three)
        )
        for entry in context.listed:
            if (entry.gene_5p, entry.gene_3p) == candidate.genes and (
                entry.breakpoint_5p in (None, places[0]) and entry.breakpoint_3p in (None, places[1])
            ):
                return f"on the list: {entry.reason}"
        return None


class ExplainedEdge:
    """What is joined to the kinase is no partner: an adapter, the intron, another exon, a repeat."""

    name = "explained_edge"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:  # noqa: ARG002
        """See `CallFilter`."""
        unknown = candidate.unknown
        return f"the sequence at the kinase's edge is: {unknown.objection}" if unknown and unknown.objection else None


class AlternativeEnd:
    """A kinase that goes on in something unknown at a low share: last exons missing in the reference are common."""

    name = "alternative_end"
    SHARE = 0.25
    """Share of the transcripts below which another last exon is likelier than a fusion. Most human genes have several
    ends (doi:10.1038/nrm.2016.116); a fusion with the kinase in front (FGFR3::TACC3) is usually the main product."""

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:  # noqa: ARG002
        """See `CallFilter`."""
        if candidate.unknown is None or candidate.unknown.side != 3:
            return None
        share = candidate.fraction.value or 0.0
        if share >= self.SHARE:
            return None
        return (
            f"{share:.1%} of the transcripts go on in an unknown end, expected at least {self.SHARE:.0%} for a fusion"
        )


class Intragenic:
    """A junction within a gene that activates nothing: the gene is no kinase, or frame or kinase domain are lost."""

    name = "not_activating"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        junction = candidate.junction
        if not candidate.is_intragenic or junction is None:
            return None
        target = context.index.targets[junction.gene_5p]
        if not target.is_kinase:
            return "a junction within a gene that is not a kinase: a splice variant"
        if candidate.edges < 2:
            return "a junction within a gene that is not at exon edges on both sides"
        if not candidate.is_in_frame:
            return f"{candidate.chimera.reason}"
        share = candidate.fraction.value or 0.0
        if share < context.settings.min_intragenic_share:
            return (
                f"{share:.1%} of the gene's transcripts, expected at least "
                f"{context.settings.min_intragenic_share:.0%}: kinases too are spliced in more than one way"
            )
        if candidate.kind is EventKind.INTRAGENIC_DUPLICATION:
            return "a junction back to an earlier exon without the whole kinase domain: a circular RNA"
        domain = target.kinase_cdna
        five = candidate.five.side.cdna_cut if candidate.five else None
        three = candidate.three.side.cdna_cut if candidate.three else None
        if (
            domain
            and five is not None
            and three is not None
            and five < three
            and five < domain[1]
            and three > domain[0]
        ):
            return "the deletion takes part of the kinase domain"
        return None


class NotOfInterest:
    """Neither gene is of the panel."""

    name = "off_panel"

    def reason(self, candidate: Candidate, context: FilterContext) -> str | None:
        """See `CallFilter`."""
        known = {target.symbol: target.is_panel for target in context.index.targets}
        if not any(known.get(gene, False) for gene in candidate.genes):
            return "neither gene is of the panel"
        return None


FILTERS: tuple[CallFilter, ...] = (
    TooFewReads(),
    ShortAnchor(),
    PartnerHomology(),
    ReadThrough(),
    OverlappingGenes(),
    LowComplexity(),
    PrimerArtefact(),
    IndexHop(),
    Listed(),
    ExplainedEdge(),
    AlternativeEnd(),
    Intragenic(),
    NotOfInterest(),
)
"""In the order in which their names are given."""


def judge(
    candidate: Candidate, context: FilterContext, filters: Sequence[CallFilter] = FILTERS
) -> tuple[FilterReason, ...]:
    """Every reason to discard a candidate; none for a call."""
    found = []
    for each in filters:
        reason = each.reason(candidate, context)
        if reason is not None:
            found.append(FilterReason(each.name, reason))
    return tuple(found)
