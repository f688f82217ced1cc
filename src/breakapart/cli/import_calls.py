"""`breakapart import`: other callers' tables in, calls with frame, protein and verdict out, row by row accounted
for.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from breakapart.errors import InputError, Problem

if TYPE_CHECKING:
    from breakapart.formats.mapped_table import ColumnMap
    from breakapart.intake.fusions import TakenTable
    from breakapart.model.fusion import FusionAnnotation
    from breakapart.model.imported import AgreedFusion, BreakEnd, ImportedSide, PlacedFusion

    Placed = tuple[PlacedFusion, FusionAnnotation | None]

EXIT_BAD_INPUT = 2
SHOWN = 40
"""Calls on the screen unless --all is given."""
PROBLEMS_SHOWN = 20
FORMATS = (
    "arriba",
    "star-fusion",
    "ctat-lr-fusion",
    "fusioncatcher",
    "jaffa",
    "easyfuse",
    "dragen",
    "tso500",
    "ion-reporter",
    "linx",
    "isofox",
    "cicero",
    "squid",
    "pizzly",
    "ericscript",
    "defuse",
    "fusionmap",
    "integrate",
    "integrate-summary",
    "star-seqr",
    "fusionseeker",
    "fusion-report",
    "cbioportal",
    "cbioportal-fusions",
    "tso500-report",
    "genefuse",
    "longgf",
    "sv-vcf",
    "ion-vcf",
    "table",
)
"""As `formats.fusion_tables` knows them; written here so that --help stays quick (a test holds the two equal)."""


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "format_id", type=click.Choice(FORMATS), help="Read every FILE as this instead of guessing.")
@click.option(
    "--map",
    "mapping",
    metavar="MAP",
    help="Which column holds what: a YAML or TOML file, or gene_5p=Gene1,gene_3p=Gene2,...",
)
@click.option(
    "--build",
    type=click.Choice(["GRCh38", "GRCh37"]),
    help="Genome build of the positions, in place of what they themselves say.",
)
@click.option(
    "--annotate/--no-annotate", default=True, show_default=True, help="Frame, protein and verdict of each call."
)
@click.option(
    "--by",
    type=click.Choice(["call", "junction"]),
    help="One line a call, or one a junction with who saw it.  [default: junction for several files]",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON: tables, calls with their raw rows, and the consensus."
)
@click.option("--tsv", "as_tsv", is_flag=True, help="Print a tab-separated table.")
@click.option("-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write to FILE.")
@click.option("--all", "show_all", is_flag=True, help=f"Show every call on the screen, not the first {SHOWN}.")
def command(
    files: tuple[Path, ...],
    format_id: str | None,
    mapping: str | None,
    build: str | None,
    annotate: bool,
    by: str | None,
    as_json: bool,
    as_tsv: bool,
    output: Path | None,
    show_all: bool,
) -> int:
    """
    Read fusion calls of other programs.

    \b
    breakapart import fusions.tsv
    breakapart import arriba.tsv star-fusion.tsv jaffa_results.csv
    breakapart import manta.vcf.gz --json -o calls.json
    breakapart import archer.tsv --map gene_5p="5' gene",gene_3p="3' gene",junction_reads=Reads

    Reads Arriba, STAR-Fusion, FusionInspector, CTAT-LR-fusion, FusionCatcher, JAFFA, EasyFuse,
    DRAGEN, TSO 500, Ion Reporter, GeneFuse, LINX, Isofox, CICERO, SQUID, pizzly, EricScript,
    deFuse, FusionMap, INTEGRATE, STAR-SEQR, FusionSeeker, LongGF, fusion-report, cBioPortal,
    breakends of any VCF 4, and other tables by a map of their columns. The format is told from
    the content, and the reason is said. Every row is kept, as it stood, with what was understood
    of it or what is wrong with it.

    Several files are taken for one sample: calls of one junction are put together, also when
    a caller wrote it from the other strand, and reciprocal products are named.

    Exit code 2 when a row could not be read; all others are printed nevertheless.
    """  # noqa: D301 - click looks for the backspace sign itself, which keeps the lines of the examples
    from breakapart.annotation.consensus import agree
    from breakapart.cli.files import write_whole

    if as_json and as_tsv:
        raise click.UsageError("Give --json or --tsv, not both.")
    taken = _take(files, format_id, mapping, build)
    by = by or ("junction" if len(taken) > 1 else "call")
    placed = _place(taken, annotate=annotate)
    calls: list[PlacedFusion] = []
    if as_json:
        pieces = _json(taken, placed, calls)
    elif as_tsv:
        calls.extend(call for call, _ in placed)
        pieces = _tsv_by_call(calls) if by == "call" else _tsv_by_junction(agree(calls), taken)
    else:
        calls.extend(call for call, _ in placed)
        pieces = _text(taken, calls, by=by, most=None if show_all or output else SHOWN)
    if output is not None:
        write_whole({output: pieces}, advice="Choose another file with '--output'.")
    else:
        for piece in pieces:
            click.echo(piece, nl=False)
    return _tell_problems(calls)


def _take(files: tuple[Path, ...], format_id: str | None, mapping: str | None, build: str | None) -> "list[TakenTable]":
    """Every file, or all that is wrong with any of them."""
    from breakapart.intake.fusions import take_table
    from breakapart.reference import Reference

    column_map = _column_map(mapping)
    reference = Reference.bundled()
    taken: list[TakenTable] = []
    problems: list[Problem] = []
    for file in files:
        try:
            taken.append(take_table(file, reference, format_id=format_id, column_map=column_map, build=build))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError.of(problems)
    return taken


def _column_map(mapping: str | None) -> "ColumnMap | None":
    from breakapart.formats.mapped_table import parse_map, read_map

    if mapping is None:
        return None
    return parse_map(mapping) if "=" in mapping else read_map(Path(mapping))


def _place(taken: "list[TakenTable]", *, annotate: bool) -> "Iterator[Placed]":
    from breakapart.intake.fusions import annotate_table, place_table
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference

    reference = Reference.bundled()
    knowledge = Knowledge.bundled() if annotate else None
    for table in taken:
        yield from place_table(table, reference) if knowledge is None else annotate_table(table, reference, knowledge)


def _tell_problems(calls: "list[PlacedFusion]") -> int:
    """Rows that could not be read, on the error stream; the exit code."""
    bad = [call.imported for call in calls if call.imported.problems]
    for fusion in bad[:PROBLEMS_SHOWN]:
        for problem in fusion.problems:
            click.echo(f"breakapart: {Problem(problem, fusion.source, fusion.line)}", err=True)
    if len(bad) > PROBLEMS_SHOWN:
        click.echo(f"breakapart: {len(bad) - PROBLEMS_SHOWN} more rows could not be read (--json has all)", err=True)
    return EXIT_BAD_INPUT if bad else 0


# --- JSON ----------------------------------------------------------------------------------------------------------


def _json(taken: "list[TakenTable]", placed: "Iterable[Placed]", calls: "list[PlacedFusion]") -> Iterator[str]:
    """One document, piece by piece: the calls of a large table need not be in memory at once. Fills `calls`."""
    from breakapart.annotation.consensus import agree

    yield '{\n"tables": ' + _dump([_table_record(table) for table in taken]) + ',\n"calls": ['
    separator = "\n"
    for call, annotation in placed:
        calls.append(call)
        yield separator + _dump(call_record(call, annotation))
        separator = ",\n"
    yield '\n],\n"consensus": ['
    separator = "\n"
    for fusion in agree(calls):
        yield separator + _dump(_agreed_record(fusion))
        separator = ",\n"
    yield "\n]\n}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table_record(taken: "TakenTable") -> dict[str, Any]:
    table, build = taken.table, taken.build
    return {
        "source": table.source,
        "format": table.format_id,
        "caller": table.caller,
        "generation": table.generation,
        "guessed": table.guessed,
        "because": table.because,
        "positions": table.positions.value,
        "rows": table.rows,
        "calls": len(table.fusions),
        "unreadable": len(table.fusions) - len(table.readable),
        "columns_not_used": list(table.columns_unknown),
        "columns_missing": list(table.columns_missing),
        "build": {
            "build": build.build,
            "stated": table.stated_build or None,
            "breakpoints": build.sides,
            "in_gene_on_grch38": build.in_grch38,
            "in_gene_on_grch37_only": build.in_grch37,
            "at_exon_edge": build.at_exon_edge,
            "words": build.words,
        },
        "notes": list(table.notes),
    }


def call_record(call: "PlacedFusion", annotation: "FusionAnnotation | None") -> dict[str, Any]:
    """A call as plain values: what was read, what follows from it, and the row as it stood."""
    fusion = call.imported
    return {
        "source": fusion.source,
        "line": fusion.line,
        "caller": fusion.caller,
        "name": call.name,
        "written_as": fusion.label,
        "five_prime": _side_record(call.five_gene, call.five_end, fusion.three if call.flipped else fusion.five),
        "three_prime": _side_record(call.three_gene, call.three_end, fusion.five if call.flipped else fusion.three),
        "order": "flipped" if call.flipped else fusion.ordered.value,
        "molecule": fusion.molecule,
        "junction_reads": fusion.junction_reads,
        "spanning_pairs": fusion.spanning_pairs,
        "allele_fraction_percent": fusion.allele_fraction_percent,
        "inserted": fusion.inserted,
        "stated_frame": fusion.stated_frame.value if fusion.stated_frame else None,
        "confidence": fusion.confidence,
        "passed": fusion.passed,
        "kind": fusion.kind,
        "sample": fusion.sample,
        "known": list(fusion.known),
        "problems": list(fusion.problems),
        "notes": [*fusion.notes, *call.notes],
        "not_annotated_because": call.reason or None,
        "call": call.written.text if call.written else None,
        "annotation": None if annotation is None else _annotation_record(annotation),
        "raw": [{"line": row.line, "cells": row.as_dict()} for row in fusion.rows],
    }


def _annotation_record(annotation: "FusionAnnotation") -> dict[str, Any]:
    """The stable names of `breakapart annotate --json`, and what explains them."""
    from breakapart.annotation.record import STABLE, as_record

    record = as_record(annotation)
    return {name: record[name] for name in (*STABLE, "kinase_gene", "frame_reason", "hgvs", "vicc", "warnings")}


def _side_record(gene: str, end: "BreakEnd | None", written: "ImportedSide") -> dict[str, Any]:
    return {
        "gene": gene or None,
        "gene_written": written.gene or None,
        "gene_id": written.gene_id or None,
        "transcript": written.transcript or None,
        "exon_written": written.exon,
        "chrom": end.chrom if end else None,
        "position": end.kept_base + 1 if end else None,
        "keeps": None if end is None or end.keeps_before is None else "before" if end.keeps_before else "after",
        "strand": (end.strand or None) if end else None,
    }


def _agreed_record(fusion: "AgreedFusion") -> dict[str, Any]:
    verdict = fusion.first.verdict
    return {
        "name": fusion.name,
        "exons": verdict.exons if verdict else None,
        "frame": verdict.frame.value if verdict else None,
        "function": verdict.function.value if verdict else None,
        "kinase_gene": verdict.kinase_gene if verdict else None,
        "callers": list(fusion.callers),
        "seen": [
            {
                "caller": seen.caller,
                "source": seen.source,
                "line": seen.line,
                "junction_reads": seen.junction_reads,
                "spanning_pairs": seen.spanning_pairs,
                "passed": seen.passed,
                "flipped": seen.flipped,
            }
            for seen in fusion.sightings
        ],
        "spread_nt": fusion.spread_nt,
        "reciprocal": fusion.reciprocal or None,
        "other_junctions": fusion.other_junctions,
        "notes": list(fusion.notes),
    }


# --- tables --------------------------------------------------------------------------------------------------------

_CALL_COLUMNS = (
    "source",
    "line",
    "caller",
    "sample",
    "name",
    "exons",
    "breakpoint_5p",
    "breakpoint_3p",
    "frame",
    "function",
    "kinase",
    "kinase_domain",
    "protein_length",
    "junction_reads",
    "spanning_pairs",
    "confidence",
    "passed",
    "stated_frame",
    "problem",
    "not_annotated_because",
    "notes",
)


def _tsv_by_call(calls: "list[PlacedFusion]") -> Iterator[str]:
    yield "\t".join(_CALL_COLUMNS) + "\n"
    for call in calls:
        fusion, verdict = call.imported, call.verdict
        yield _line(
            fusion.source,
            fusion.line,
            fusion.caller,
            fusion.sample,
            call.name,
            verdict.exons if verdict else "",
            _place_text(call.five_end),
            _place_text(call.three_end),
            verdict.frame.value if verdict else "",
            verdict.function.value if verdict else "",
            verdict.kinase_gene if verdict else "",
            verdict.kinase_domain.value if verdict else "",
            verdict.protein_length if verdict else "",
            fusion.junction_reads,
            fusion.spanning_pairs,
            fusion.confidence,
            fusion.passed,
            fusion.stated_frame.value if fusion.stated_frame else "",
            "; ".join(fusion.problems),
            "" if fusion.problems else call.reason,
            "; ".join((*fusion.notes, *call.notes)),
        )


def _tsv_by_junction(agreed: "Iterable[AgreedFusion]", taken: "list[TakenTable]") -> Iterator[str]:
    sources = [table.table.source for table in taken]
    columns = ("name", "exons", "frame", "function", "kinase", "callers", "spread_nt", "reciprocal", "notes")
    yield "\t".join((*columns, *(f"reads: {source}" for source in sources))) + "\n"
    for fusion in agreed:
        verdict = fusion.first.verdict
        reads = {source: _reads_in(fusion, source) for source in sources}
        yield _line(
            fusion.name,
            verdict.exons if verdict else "",
            verdict.frame.value if verdict else "",
            verdict.function.value if verdict else "",
            verdict.kinase_gene if verdict else "",
            ", ".join(fusion.callers),
            fusion.spread_nt,
            fusion.reciprocal,
            "; ".join((*fusion.notes, *([fusion.first.reason] if fusion.first.reason else []))),
            *reads.values(),
        )


def _reads_in(fusion: "AgreedFusion", source: str) -> str:
    """Most reads that one file has for the junction; `seen` without a count, empty when not seen."""
    counts = [seen.junction_reads for seen in fusion.sightings if seen.source == source]
    given = [count for count in counts if count is not None]
    return str(max(given)) if given else "seen" if counts else ""


def _line(*cells: object) -> str:
    return "\t".join(_cell(cell) for cell in cells) + "\n"


def _cell(value: object) -> str:
    """One cell; what a spreadsheet would take for a formula is quoted for it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = re.sub(r"[\t\r\n]+", " ", str(value))
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "@", "-") else text


def _place_text(end: "BreakEnd | None") -> str:
    if end is None:
        return ""
    strand = f":{end.strand}" if end.strand else ""
    return f"{end.chrom}:{end.kept_base + 1}{strand}"


# --- in words ------------------------------------------------------------------------------------------------------

_VERDICT = {"activating_likely": "likely to activate", "uncertain": "uncertain for", "unlikely": "unlikely to activate"}


def _text(taken: "list[TakenTable]", calls: "list[PlacedFusion]", *, by: str, most: int | None) -> Iterator[str]:
    from breakapart.annotation.consensus import agree

    for table in taken:
        yield _table_words(table)
    if by == "junction":
        agreed = agree(calls)
        rows = [(*_call_words(fusion.first), _seen_words(fusion)) for fusion in agreed]
        header = ("fusion", "exons (MANE)", "frame", "verdict", "seen by (reads)")
    else:
        ordered = sorted(calls, key=_importance)
        rows = [(*_call_words(call), _support_words(call)) for call in ordered]
        header = ("fusion", "exons (MANE)", "frame", "verdict", "reads")
    yield "\n" + _grid(header, rows[:most])
    if most is not None and len(rows) > most:
        yield f"... and {len(rows) - most} more (--all, --tsv or --json shows them)\n"


def _table_words(taken: "TakenTable") -> str:
    table = taken.table
    unread = len(table.fusions) - len(table.readable)
    how = "read as" if table.guessed else "asked to be read as"
    generation = f" ({table.generation})" if table.generation else ""
    lines = [
        f"{table.source}: {how} {table.caller}{generation}, because {table.because}",
        f"  {table.rows} rows, {len(table.fusions)} calls, {unread} that could not be read; positions are "
        f"{table.positions.value}",
        f"  {taken.build.words}",
        *(f"  note: {note}" for note in table.notes),
    ]
    return "\n".join(lines) + "\n"


def _importance(call: "PlacedFusion") -> tuple[object, ...]:
    order = {"activating_likely": 0, "uncertain": 1, "unlikely": 3}
    verdict = call.verdict
    rank = (
        4
        if verdict is None
        else order[verdict.function.value]
        if verdict.kinase_gene
        else 2 - bool(verdict.fusion_class)
    )
    return rank, -(call.imported.junction_reads or 0), call.imported.source, call.imported.line


def _call_words(call: "PlacedFusion") -> tuple[str, str, str, str]:
    verdict = call.verdict
    if verdict is None:
        return call.name, "", "", call.reason
    kinase = (
        f"{_VERDICT[verdict.function.value]} {verdict.kinase_gene}" if verdict.kinase_gene else verdict.fusion_class
    )
    kinase = kinase or "no kinase"
    return call.name, _short(verdict.exons), verdict.frame.value.replace("_", " "), kinase


def _short(exons: str) -> str:
    """Long inserts by their length."""
    return re.sub(r"::([ACGTN]{13,})::", lambda match: f"::{len(match[1])} nt::", exons)


def _support_words(call: "PlacedFusion") -> str:
    fusion = call.imported
    reads = "?" if fusion.junction_reads is None else str(fusion.junction_reads)
    return f"{reads} + {fusion.spanning_pairs} pairs" if fusion.spanning_pairs is not None else reads


def _seen_words(fusion: "AgreedFusion") -> str:
    best: dict[str, int | None] = {}
    for seen in fusion.sightings:
        best[seen.caller] = max((best.get(seen.caller) or 0), seen.junction_reads or 0) or best.get(seen.caller)
    words = ", ".join(f"{caller} ({count if count is not None else '?'})" for caller, count in sorted(best.items()))
    return f"{words}; reciprocal {fusion.reciprocal} too" if fusion.reciprocal else words


def _grid(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as their content; the last ones run on."""
    widths = [min(60, max(len(row[index]) for row in (header, *rows))) for index in range(len(header))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (header, *rows)
    ]
    return "\n".join(lines) + "\n"
