"""
Files of other programs become results here: a caller's table becomes calls with their annotation, for the command line
and for the work-up of a case alike. Formats read, annotation judges, and this module introduces the two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from breakapart.annotation.genome_build import judge_build
from breakapart.annotation.placement import GRCH38, place, place_and_annotate
from breakapart.annotation.settings import DEFAULT_SETTINGS, AnnotationSettings
from breakapart.errors import InputError
from breakapart.formats.fusion_tables import read_fusion_table
from breakapart.formats.mapped_table import ColumnMap
from breakapart.knowledge import Knowledge
from breakapart.model.case import Case
from breakapart.model.fusion import FusionAnnotation
from breakapart.model.imported import BuildVerdict, ImportedTable, PlacedFusion
from breakapart.model.outcome import Outcome
from breakapart.model.sequencing import FusionCall, SequencingResult
from breakapart.reference import Reference
from breakapart.reference.grch37 import grch37_spans

MOST_CALLS_IN_A_CASE = 500
"""A case is read by people; a table with more calls is filtered first (`breakapart import` takes any number)."""


@dataclass(frozen=True, slots=True)
class TakenTable:
    """A table with the genome build of its positions."""

    table: ImportedTable
    build: BuildVerdict

    @property
    def positions_of(self) -> str:
        """The build as which positions are read: GRCh38 unless most are of another."""
        return self.build.build if self.build.build in ("GRCh37", "other") else GRCH38


def take_table(
    path: Path,
    reference: Reference,
    *,
    format_id: str | None = None,
    column_map: ColumnMap | None = None,
    build: str | None = None,
    source: str | None = None,
) -> TakenTable:
    """
    The table at `path`; `build` overrides what its positions say.

    Raises InputError when it cannot be read as a table of fusions.
    """
    table = read_fusion_table(path, format_id=format_id, column_map=column_map, source=source)
    verdict = judge_build(table, reference, grch37_spans(), stated=build or table.stated_build)
    if build is not None and verdict.build != build:
        words = f"read as {build}, as was asked for; by their positions: {verdict.words}"
        verdict = BuildVerdict(
            build, verdict.sides, verdict.in_grch38, verdict.in_grch37, verdict.at_exon_edge, verdict.shifted, words
        )
    return TakenTable(table, verdict)


def annotate_table(
    taken: TakenTable, reference: Reference, knowledge: Knowledge, settings: AnnotationSettings = DEFAULT_SETTINGS
) -> Iterator[tuple[PlacedFusion, FusionAnnotation | None]]:
    """Every call of the table in its order, placed on the reference and annotated where that is possible."""
    for fusion in taken.table.fusions:
        yield place_and_annotate(
            fusion,
            reference,
            build=taken.positions_of,
            settings=settings,
            probe=knowledge.default_probe,
            known=knowledge,
        )


def place_table(taken: TakenTable, reference: Reference) -> Iterator[tuple[PlacedFusion, None]]:
    """Every call of the table in its order, placed on the reference only."""
    for fusion in taken.table.fusions:
        yield place(fusion, reference, build=taken.positions_of), None


# --- files that a case names ---------------------------------------------------------------------------------------


def resolve_tables(case: Case, folder: Path, reference: Reference) -> Case:
    """
    The case with the calls of every `table` that it names among the `fusions` of the same result.

    Calls that the caller itself rejected are `equivocal`, those without reads are left out, and calls of genes that the
    reference does not know cannot be assessed and are named in the note of the result. A fusion that the case file lists
    already is not listed again. Raises InputError when a table cannot be read.
    """

    def resolved(result: SequencingResult) -> SequencingResult:
        if result.table is None:
            return result
        taken = take_table(folder / result.table, reference, source=result.table)
        return _with_calls(result, taken, reference)

    return _each_result(case, resolved)


def _each_result(case: Case, change: Callable[[SequencingResult], SequencingResult]) -> Case:
    specimens = []
    for specimen in case.specimens:
        components = tuple(
            component.model_copy(update={"sequencing": tuple(change(result) for result in component.sequencing)})
            for component in specimen.components
        )
        specimens.append(specimen.model_copy(update={"components": components}))
    return case.model_copy(update={"specimens": tuple(specimens)})


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
            left_out.append(f"{placed.name} ({placed.reason})" if placed.five_gene or placed.three_gene else placed.reason)
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
    if len(calls) > MOST_CALLS_IN_A_CASE:
        raise InputError(
            f"has {len(calls)} fusions, expected at most {MOST_CALLS_IN_A_CASE} in one case",
            source=table.source,
            solution="Filter the table first; 'breakapart import' reads tables of any length.",
        )
    said = [f"{table.source}: read as {table.caller}, {table.rows} rows; {taken.build.words}"]
    if unread:
        said.append(f"{unread} rows could not be read")
    if left_out:
        said.append(f"not assessed: {'; '.join(left_out[:5])}" + (f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""))
    note = ". ".join(filter(None, (result.note, *said)))
    return result.model_copy(update={"fusions": tuple(calls.values()), "note": note})


def _note(caller: str, placed: PlacedFusion) -> str:
    fusion = placed.imported
    said = [f"called by {caller}"]
    if fusion.confidence:
        said.append(fusion.confidence)
    return "; ".join((*said, *placed.notes))
