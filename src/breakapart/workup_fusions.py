"""
The fusions of a case, resolved: gene models, probes and published fusions brought to what a laboratory wrote.

Apart from `workup`: a case file is checked in a fraction of the time that the engines of a work-up need to load.
"""

from functools import cache

from breakapart.annotation.annotate import annotate
from breakapart.annotation.nomenclature import parse_fusion
from breakapart.annotation.settings import AnnotationSettings
from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.model.case import Case
from breakapart.model.fish import ProbeProfile
from breakapart.model.fusion import FusionAnnotation, FusionPartner, FusionSeen, WrittenFusion
from breakapart.reference import Reference


def resolve_fusions(
    case: Case, reference: Reference, knowledge: Knowledge, settings: AnnotationSettings
) -> tuple[FusionSeen, ...]:
    """Every fusion call of the case, with what follows from it; a call in several places is resolved once."""

    @cache
    def resolve(text: str) -> FusionAnnotation | None:
        return annotate_call(text, reference, knowledge, settings, case=case)

    return tuple(
        FusionSeen(
            specimen=specimen.id,
            component=component.id,
            assay=result.assay,
            call=call.call,
            outcome=call.outcome,
            annotation=resolve(call.call),
            allele_fraction_percent=call.allele_fraction_percent,
            junction_reads=call.junction_reads,
            spanning_pairs=call.spanning_pairs,
        )
        for specimen, component in case.components
        for result in component.sequencing
        for call in result.fusions
    )


def annotate_call(
    text: str,
    reference: Reference,
    knowledge: Knowledge,
    settings: AnnotationSettings,
    *,
    case: Case | None = None,
) -> FusionAnnotation | None:
    """
    A written fusion resolved, with FISH expected of the probe that `case` used, or else of the gene's default probe.

    None when it names one partner only. Raises InputError when it cannot be read or resolved.
    """
    written = parse_fusion(text, is_gene=reference.is_name)
    if not (written.five_prime.is_known and written.three_prime.is_known):
        return None
    return annotate(
        written,
        reference,
        settings=settings,
        probe=_probe(written, reference, knowledge, case),
        known=knowledge,
    )


def fusion_trouble(reference: Reference, knowledge: Knowledge, text: str) -> str | None:
    """What is wrong with a written fusion, or None: for readers of case files, which know the line it stands in."""
    try:
        annotate_call(text, reference, knowledge, AnnotationSettings())
    except InputError as error:
        problem = error.problems[0]
        return f"{problem.message}. {problem.solution}" if problem.solution else problem.message
    return None


def _probe(
    written: WrittenFusion, reference: Reference, knowledge: Knowledge, case: Case | None
) -> ProbeProfile | None:
    """The 3' gene first: it is the kinase in most fusions, and the one that break-apart probes are made for."""
    genes = [gene for side in (written.three_prime, written.five_prime) for gene in _genes_of(side, reference)]
    used = [] if case is None else [assay for _, component in case.components for assay in component.fish]
    for gene in genes:
        for assay in used:
            if assay.gene == gene and assay.probe is not None:
                return knowledge.probe(assay.probe)
    for gene in genes:
        if (profile := knowledge.default_probe(gene)) is not None:
            return profile
    return None


def _genes_of(partner: FusionPartner, reference: Reference) -> tuple[str, ...]:
    """Symbols a written partner may mean: by name, by transcript, or by the place of the breakpoint."""
    if partner.gene is not None:
        found = reference.find(partner.gene)
        return () if found is None else (found.symbol,)
    if partner.transcript is not None:
        transcript = reference.transcript(partner.transcript)
        return () if transcript is None else (transcript.gene,)
    if partner.cut is not None:
        return tuple(gene.symbol for gene in reference.genes_at(partner.cut.chrom, partner.cut.position))
    return ()
