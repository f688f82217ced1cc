"""A caller's table becomes calls with their annotation, for the command line and for the work-up of a case alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from breakapart.annotation.genome_build import judge_build
from breakapart.annotation.placement import GRCH38, place, place_and_annotate
from breakapart.annotation.settings import DEFAULT_SETTINGS, AnnotationSettings
from breakapart.formats.fusion_tables import read_fusion_table
from breakapart.formats.mapped_table import ColumnMap
from breakapart.knowledge import Knowledge
from breakapart.model.fusion import FusionAnnotation
from breakapart.model.imported import BuildVerdict, ImportedTable, PlacedFusion
from breakapart.reference import Reference
from breakapart.reference.grch37 import grch37_spans


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
