"""
Any other table with a header, by a map from our fields to its columns: Archer exports, laboratory lists, cBioPortal.

The map is a YAML or TOML file, or `gene_5p=Gene1,gene_3p=Gene2,...`. Without one, columns with customary names are
tried.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from breakapart.errors import InputError
from breakapart.formats.fusion_format import (
    Cells,
    Fields,
    FusionFormat,
    Names,
    bases,
    frame_of,
    parts,
    whole_number,
)
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.formats.gene_pair import two_genes
from breakapart.formats.text_file import decode, read_bytes
from breakapart.formats.yaml_tree import read_tree
from breakapart.model.imported import BreakEnd, ImportedSide, PositionsAre

ID = "table"
FIELDS = {
    "fusion": "both genes in one cell: EML4-ALK, EML4::ALK, EML4--ALK, EML4/ALK, EML4:ALK",
    "gene_5p": "5' gene",
    "gene_3p": "3' gene",
    "breakpoint_5p": "position as chr2:42295516:+ or chr2:42295516",
    "breakpoint_3p": "position as chr2:29223528:- or chr2:29223528",
    "chrom_5p": "chromosome of the 5' breakpoint",
    "chrom_3p": "chromosome of the 3' breakpoint",
    "position_5p": "position of the last base kept of the 5' part",
    "position_3p": "position of the first base kept of the 3' part",
    "strand_5p": "strand of the 5' transcript",
    "strand_3p": "strand of the 3' transcript",
    "exon_5p": "last exon kept of the 5' part",
    "exon_3p": "first exon kept of the 3' part",
    "transcript_5p": "5' transcript",
    "transcript_3p": "3' transcript",
    "gene_id_5p": "id of the 5' gene",
    "gene_id_3p": "id of the 3' gene",
    "junction_reads": "reads across the junction",
    "spanning_pairs": "read pairs on both sides of it",
    "allele_fraction_percent": "percent of reads, 0 to 100",
    "frame": "reading frame in words",
    "confidence": "score, class or filter",
    "kind": "kind of rearrangement",
    "sample": "sample",
    "inserted": "bases between the two parts",
    "known": "databases that know it",
}
"""Every field of a map and what its column holds."""

CUSTOMARY: Names = {
    "fusion": ("fusion", "fusion_name", "fusion_gene", "fusion genes", "gene_fusion", "fusiongene", "fusions"),
    "gene_5p": (
        "gene_5p",
        "5p_gene",
        "gene5p",
        "5' gene",
        "5'gene",
        "gene_5prime",
        "five_prime_gene",
        "gene1",
        "gene_1",
        "left_gene",
        "upstream_gene",
        "gene_a",
        "genea",
        "head_gene",
        "site1_hugo_symbol",
        "partner1",
        "5' partner",
    ),
    "gene_3p": (
        "gene_3p",
        "3p_gene",
        "gene3p",
        "3' gene",
        "3'gene",
        "gene_3prime",
        "three_prime_gene",
        "gene2",
        "gene_2",
        "right_gene",
        "downstream_gene",
        "gene_b",
        "geneb",
        "tail_gene",
        "site2_hugo_symbol",
        "partner2",
        "3' partner",
    ),
    "breakpoint_5p": (
        "breakpoint_5p",
        "5p_breakpoint",
        "breakpoint1",
        "breakpoint_1",
        "left_breakpoint",
        "gene_a_breakpoint",
    ),
    "breakpoint_3p": (
        "breakpoint_3p",
        "3p_breakpoint",
        "breakpoint2",
        "breakpoint_2",
        "right_breakpoint",
        "gene_b_breakpoint",
    ),
    "chrom_5p": ("chrom_5p", "chr_5p", "chrom1", "chr1", "chromosome1", "chr_a", "site1_chromosome", "chr_1"),
    "chrom_3p": ("chrom_3p", "chr_3p", "chrom2", "chr2", "chromosome2", "chr_b", "site2_chromosome", "chr_2"),
    "position_5p": (
        "position_5p",
        "pos_5p",
        "pos1",
        "base1",
        "position1",
        "break1",
        "pos_a",
        "site1_position",
        "pos_1",
    ),
    "position_3p": (
        "position_3p",
        "pos_3p",
        "pos2",
        "base2",
        "position2",
        "break2",
        "pos_b",
        "site2_position",
        "pos_2",
    ),
    "strand_5p": ("strand_5p", "strand1", "strand_1", "strand_a"),
    "strand_3p": ("strand_3p", "strand2", "strand_2", "strand_b"),
    "exon_5p": ("exon_5p", "exon1", "exon_1", "5' exon", "site1_region_number", "exon_a"),
    "exon_3p": ("exon_3p", "exon2", "exon_2", "3' exon", "site2_region_number", "exon_b"),
    "transcript_5p": ("transcript_5p", "transcript1", "site1_ensembl_transcript_id"),
    "transcript_3p": ("transcript_3p", "transcript2", "site2_ensembl_transcript_id"),
    "junction_reads": (
        "junction_reads",
        "split_reads",
        "junctionreadcount",
        "tumor_split_read_count",
        "reads",
        "unique reads",
    ),
    "spanning_pairs": ("spanning_pairs", "discordant_pairs", "spanningfragcount", "tumor_paired_end_read_count"),
    "frame": ("frame", "reading_frame", "in frame", "site2_effect_on_frame"),
    "confidence": ("confidence", "filter", "classification", "score"),
    "sample": ("sample", "sample_id", "sample name"),
}
"""Names that are tried without a map."""

CONVENTIONS = {
    "one_based": PositionsAre.BASE_KEPT_FROM_1,
    "zero_based": PositionsAre.BASE_KEPT_FROM_0,
    "interbase": PositionsAre.INTERBASE,
}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column holds which field, and how positions are counted."""

    columns: Mapping[str, str]
    positions: PositionsAre = PositionsAre.BASE_KEPT_FROM_1
    caller: str = "table"
    molecule: str = "RNA"


def parse_map(text: str) -> ColumnMap:
    """
    A map written on the command line.

    >>> parse_map("gene_5p=Gene1, gene_3p=Gene2").columns
    {'gene_5p': 'Gene1', 'gene_3p': 'Gene2'}
    """
    columns: dict[str, Any] = {}
    for entry in text.split(","):
        name, equals, column = entry.partition("=")
        if not equals or not column.strip():
            raise InputError(
                f"found {entry.strip()!r}, expected field=column",
                source="--map",
                solution="As gene_5p=Gene1,gene_3p=Gene2",
            )
        columns[name.strip()] = column.strip()
    options = {name: columns.pop(name) for name in ("positions", "caller", "molecule") if name in columns}
    return _checked({"columns": columns, **options}, source="--map")


def read_map(path: Path) -> ColumnMap:
    """A map from a YAML or TOML file with `columns`, and perhaps `caller`, `positions` and `molecule`."""
    source = str(path)
    text = decode(read_bytes(path), source=source)
    content: Any
    if path.suffix.lower() == ".toml":
        try:
            content = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"is not TOML: {error}", source=source) from None
    else:
        tree = read_tree(text, source=source)
        if tree.problems:
            raise InputError.of(tree.problems)
        content = tree.value
    return _checked(content, source=source)


def _checked(content: Any, *, source: str) -> ColumnMap:
    if not isinstance(content, dict) or not isinstance(content.get("columns"), dict):
        raise InputError(
            "has no 'columns', expected fields and the names of their columns",
            source=source,
            solution="columns: {gene_5p: Gene1, gene_3p: Gene2, junction_reads: Reads}",
        )
    unknown = sorted(set(map(str, content)) - {"columns", "caller", "positions", "molecule"})
    if unknown:
        raise InputError(f"has {unknown[0]!r}, expected 'columns', 'caller', 'positions' or 'molecule'", source=source)
    columns = {str(name): str(column) for name, column in content["columns"].items()}
    for name in columns:
        if name not in FIELDS:
            raise InputError(
                f"{name!r} is no field of a fusion", source=source, solution=f"Fields: {', '.join(FIELDS)}"
            )
    if not ({"gene_5p", "gene_3p"} <= set(columns) or "fusion" in columns or _has_places(columns)):
        raise InputError(
            "names neither the genes nor the breakpoints",
            source=source,
            solution="Map gene_5p and gene_3p, or fusion, or breakpoint_5p and breakpoint_3p",
        )
    convention = str(content.get("positions", "one_based"))
    if convention not in CONVENTIONS:
        raise InputError(f"'positions' is {convention!r}, expected {', '.join(CONVENTIONS)}", source=source)
    molecule = str(content.get("molecule", "RNA")).upper()
    if molecule not in ("RNA", "DNA"):
        raise InputError(f"'molecule' is {molecule!r}, expected RNA or DNA", source=source)
    return ColumnMap(columns, CONVENTIONS[convention], str(content.get("caller", "table"))[:60], molecule)


def _has_places(columns: Mapping[str, str]) -> bool:
    return {"breakpoint_5p", "breakpoint_3p"} <= set(columns) or {
        "chrom_5p",
        "position_5p",
        "chrom_3p",
        "position_3p",
    } <= set(columns)


def mapped_format(mapped: ColumnMap) -> FusionFormat:
    """The format that a map describes; every mapped column must be there."""
    return FusionFormat(
        id=ID,
        caller=mapped.caller,
        columns={name: (column,) for name, column in mapped.columns.items()},
        signature=tuple(mapped.columns),
        positions=mapped.positions,
        read_row=partial(read_row, positions=mapped.positions),
        molecule=mapped.molecule,
    )


def customary_formats() -> tuple[FusionFormat, ...]:
    """What is tried when no caller's table is recognised: genes in two columns, else in one."""
    read = partial(read_row, positions=PositionsAre.BASE_KEPT_FROM_1)
    note = "read by customary names of columns: check that 5' and 3' are what they seem, or give a map"
    base = FusionFormat(ID, "table", CUSTOMARY, (), PositionsAre.BASE_KEPT_FROM_1, read, notes=(note,))
    return replace(base, signature=("gene_5p", "gene_3p")), replace(base, signature=("fusion",))


def read_row(cells: Cells, *, positions: PositionsAre) -> Fields:
    """One row."""
    five, three = _genes(cells)
    share = cells.number("allele_fraction_percent")
    if share is not None and not 0 <= share <= 100:
        cells.trouble("allele_fraction_percent", "a percentage from 0 to 100")
        share = None
    return {
        "five": _side(cells, five, "5p", positions, is_five_prime=True),
        "three": _side(cells, three, "3p", positions, is_five_prime=False),
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "allele_fraction_percent": share,
        "stated_frame": frame_of(cells.text("frame")),
        "confidence": cells.text("confidence"),
        "kind": cells.text("kind"),
        "sample": cells.text("sample"),
        "inserted": bases(cells.text("inserted")),
        "known": parts(cells.text("known")),
    }


def _genes(cells: Cells) -> tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]:
    if cells.has("gene_5p") or cells.has("gene_3p") or not cells.has("fusion"):
        five, three = cells.gene("gene_5p"), cells.gene("gene_3p")
        has_place = cells.has("breakpoint_5p") or cells.has("position_5p")
        if not (five[0] or three[0]) and not has_place:
            cells.problems.append(f"{cells.column('gene_5p')} and {cells.column('gene_3p')} are empty, expected genes")
        return five, three
    text = cells.text("fusion")
    names = two_genes(text)
    if names is not None:
        return (names[0], genes_behind_date(names[0])), (names[1], genes_behind_date(names[1]))
    cells.trouble("fusion", "two genes as EML4::ALK")
    return ("", ()), ("", ())


def _side(
    cells: Cells, gene: tuple[str, tuple[str, ...]], which: str, positions: PositionsAre, *, is_five_prime: bool
) -> ImportedSide:
    end = None
    written = cells.text(f"breakpoint_{which}")
    if written and cells.text(f"chrom_{which}") and whole_number(written) is not None:
        end = cells.end(
            cells.text(f"chrom_{which}"),
            written,
            cells.text(f"strand_{which}"),
            is_five_prime=is_five_prime,
            name=f"breakpoint_{which}",
        )
    elif written:
        end = cells.place(f"breakpoint_{which}", is_five_prime=is_five_prime)
        strand = cells.text(f"strand_{which}")
        if end is not None and not end.strand and strand in ("+", "-"):
            end = BreakEnd(end.chrom, end.kept_base, is_five_prime == (strand == "+"), strand)
    elif cells.text(f"position_{which}"):
        end = cells.end(
            cells.text(f"chrom_{which}"),
            cells.text(f"position_{which}"),
            cells.text(f"strand_{which}"),
            is_five_prime=is_five_prime,
            name=f"position_{which}",
        )
    if end is not None:
        end = _counted_so(end, positions)
    exon = cells.count(f"exon_{which}") if cells.text(f"exon_{which}") else None
    return ImportedSide(
        gene=gene[0],
        gene_candidates=gene[1],
        gene_id=cells.text(f"gene_id_{which}"),
        transcript=cells.text(f"transcript_{which}"),
        exon=exon or None,
        end=end,
    )


def _counted_so(end: BreakEnd, positions: PositionsAre) -> BreakEnd:
    """`place` and `end` read positions as 1-based; here they may be others."""
    if positions is PositionsAre.BASE_KEPT_FROM_0:
        return replace(end, kept_base=end.kept_base + 1)
    if positions is PositionsAre.INTERBASE:
        # A cut names the base before it when that is kept, else the base behind it.
        return end if end.keeps_before else replace(end, kept_base=end.kept_base + 1)
    return end
