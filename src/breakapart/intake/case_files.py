"""
Files that a case names, resolved: the calls of a caller's table and the variants of a panel's VCF become results of the
case, as if the laboratory had typed them, each with the file and line it came from.
"""

from pathlib import Path

from breakapart.annotation.placement import place_and_annotate
from breakapart.errors import InputError
from breakapart.intake.fusions import TakenTable, take_table
from breakapart.intake.variants import take_variants
from breakapart.knowledge import Knowledge
from breakapart.model.case import Case, Component, Specimen
from breakapart.model.imported import PlacedFusion
from breakapart.model.outcome import Outcome
from breakapart.model.sequencing import FusionCall, SequencingResult, VariantCall, VariantClass
from breakapart.model.variant import Fraction, PanelVariant
from breakapart.reference import Reference

MOST_IN_A_CASE = 500
"""Fusions or variants of one result: a case is read by people, and a longer list is filtered first."""


def resolve_files(case: Case, folder: Path, reference: Reference, knowledge: Knowledge) -> Case:
    """
    The case with the calls of every `table` and `vcf` that it names, which lie in `folder` or below.

    A file that is not there (yet) is left named; the audit of the case says that it was not analysed. Raises InputError
    when a file that is there cannot be read.
    """

    def resolved(_: Specimen, component: Component) -> Component:
        results = (_with_table(result, folder, reference) for result in component.sequencing)
        sequencing = tuple(_with_vcf(result, case, folder, reference, knowledge) for result in results)
        return component.model_copy(update={"sequencing": sequencing})

    names_files = any(result.table or result.vcf for _, part in case.components for result in part.sequencing)
    return case.with_components(resolved) if names_files else case


# Fusions


def _with_table(result: SequencingResult, folder: Path, reference: Reference) -> SequencingResult:
    """
    The result with the calls of the table it names.

    Calls that the caller itself rejected are `equivocal`; those without a read, and those of genes that the
    reference does not know, are named in the note. A fusion that is listed already is not listed again.
    """
    if result.table is None or not (folder / result.table).exists():
        return result
    taken = take_table(folder / result.table, reference, source=result.table)
    return _with_calls(result, taken, reference)


def _with_calls(result: SequencingResult, taken: TakenTable, reference: Reference) -> SequencingResult:
    table = taken.table
    calls: dict[str, FusionCall] = {fusion.call: fusion for fusion in result.fusions}
    left_out: list[str] = []
    unread = 0
    for fusion in table.fusions:
        if fusion.problems:
            unread += 1
            continue
        placed, annotation = place_and_annotate(fusion, reference, build=taken.positions_of)
        if annotation is None or placed.written is None:
            left_out.append(
                f"{placed.name} ({placed.reason})" if placed.five_gene or placed.three_gene else placed.reason
            )
            continue
        if fusion.junction_reads == 0 and not fusion.spanning_pairs:
            left_out.append(f"{placed.name} (no reads)")
            continue
        known = calls.get(placed.written.text)
        if known is None or (known.junction_reads or 0) < (fusion.junction_reads or 0):
            calls[placed.written.text] = FusionCall(
                call=placed.written.text,
                outcome=Outcome.EQUIVOCAL if fusion.passed is False else Outcome.PRESENT,
                allele_fraction_percent=fusion.allele_fraction_percent,
                junction_reads=fusion.junction_reads,
                spanning_pairs=fusion.spanning_pairs,
                stated_in=(f"{table.source}, line {fusion.line}",),
                note=_note(table.caller, placed),
            )
    if len(calls) > MOST_IN_A_CASE:
        raise InputError(
            f"has {len(calls)} fusions, expected at most {MOST_IN_A_CASE} in one case",
            source=table.source,
            solution="Filter the table first; 'breakapart import' reads tables of any length.",
        )
    said = [f"{table.source}: read as {table.caller}, {table.rows} rows; {taken.build.words}"]
    if unread:
        said.append(f"{unread} rows could not be read")
    if left_out:
        said.append(
            f"not assessed: {'; '.join(left_out[:5])}" + (f" and {len(left_out) - 5} more" if len(left_out) > 5 else "")
        )
    note = ". ".join(filter(None, (result.note, *said)))
    # A table without a call is no negative result; it is only no longer a file that waits for its analysis.
    return result.model_copy(
        update={"fusions": tuple(calls.values()), "note": note, "table": result.table if calls else None}
    )


def _note(caller: str, placed: PlacedFusion) -> str:
    fusion = placed.imported
    said = [f"called by {caller}"]
    if fusion.confidence:
        said.append(fusion.confidence)
    return "; ".join((*said, *placed.notes))


# Small variants and copy numbers


def _with_vcf(
    result: SequencingResult, case: Case, folder: Path, reference: Reference, knowledge: Knowledge
) -> SequencingResult:
    """
    The result with the variants of the VCF it names, and with the burden when its panel's size is known and none is
    given.

    Variants that the caller rejected, that are called inherited or that no gene is known for are counted in the note.
    """
    if result.vcf is None or not (folder / result.vcf).exists():
        return result
    panel = next((assay for assay in case.assays if assay.id == result.assay), None)
    taken = take_variants(folder / result.vcf, reference, knowledge, panel=panel, source=result.vcf)
    calls: list[VariantCall] = list(result.variants)
    have = {(call.gene, call.hgvs) for call in calls}
    left_out = 0
    for variant, fraction in zip(taken.vcf.variants, taken.fractions, strict=True):
        usable = not variant.problems and variant.called and variant.gene and not variant.germline
        if not usable or variant.passed is False:
            left_out += 1
            continue
        call = _call(variant, fraction)
        if (call.gene, call.hgvs) not in have:
            calls.append(call)
    if len(calls) > MOST_IN_A_CASE:
        raise InputError(
            f"has {len(calls)} variants that passed, expected at most {MOST_IN_A_CASE} in one case",
            source=result.vcf,
            solution="Filter the file first; 'breakapart variants' reads files of any length.",
        )
    said = [
        f"{result.vcf}: {taken.vcf.rows} records, {left_out} not taken (rejected, inherited, not found, or no gene)"
    ]
    tmb = result.tmb_per_mb
    if tmb is None and taken.burden is not None:
        tmb = round(taken.burden.per_mb, 2)
        said.append(
            f"burden {taken.burden.counted} in {taken.burden.size_mb:g} Mb, 95 % interval {taken.burden.low:.1f} to "
            f"{taken.burden.high:.1f} per Mb ({taken.burden.rule})"
        )
    said += taken.notes
    note = ". ".join(filter(None, (result.note, *said)))
    return result.model_copy(
        update={"variants": tuple(calls), "tmb_per_mb": tmb, "note": note, "vcf": result.vcf if calls else None}
    )


def _call(variant: PanelVariant, fraction: Fraction | None) -> VariantCall:
    consequence = variant.consequence
    hgvs = (consequence.hgvs_p or consequence.hgvs_c) if consequence is not None else ""
    if not hgvs and variant.variant_class is not VariantClass.COPY_NUMBER:
        hgvs = f"{variant.chrom}:g.{variant.start + 1}{variant.ref or 'ins'}>{variant.alt or 'del'}"
    return VariantCall(
        gene=variant.gene,
        hgvs=hgvs or None,
        variant_class=variant.variant_class,
        allele_fraction_percent=round(fraction.percent, 2) if fraction is not None else None,
        copies=variant.copies,
        note="; ".join(variant.notes) or None,
    )
