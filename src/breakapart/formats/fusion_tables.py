"""
Any file of fusion calls: which program wrote it is told from its content, and said with the reason.

`--format` or a column map takes the place of the guess. Whatever the format, each row of the file is in one of the
calls that come out.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from breakapart.errors import InputError
from breakapart.formats import (
    arriba,
    cbioportal_sv,
    cicero,
    ctat_lr_fusion,
    defuse,
    dragen_fusion,
    easyfuse,
    ericscript,
    fusion_report,
    fusioncatcher,
    fusionmap,
    fusionseeker,
    genefuse,
    integrate,
    ion_reporter,
    jaffa,
    linx,
    longgf,
    pizzly,
    squid,
    star_fusion,
    star_seqr,
    sv_vcf,
    tso500_report,
)
from breakapart.formats.fusion_format import (
    DELIMITERS,
    HEADER_LINES,
    MAX_COLUMNS,
    FusionFormat,
    Header,
    check_width,
    fields_of,
    find_header,
    read_rows,
    shown,
    split,
)
from breakapart.formats.large_text import as_lines, read_large_text
from breakapart.formats.mapped_table import ID as MAPPED
from breakapart.formats.mapped_table import ColumnMap, customary_formats, mapped_format
from breakapart.formats.vcf_text import looks_like_vcf, parse_vcf
from breakapart.model.imported import ImportedTable

TABLES: tuple[FusionFormat, ...] = (
    arriba.FORMAT,
    star_fusion.FORMAT,
    ctat_lr_fusion.FORMAT,
    fusioncatcher.FORMAT,
    jaffa.FORMAT,
    easyfuse.FORMAT,
    dragen_fusion.FORMAT,
    dragen_fusion.ALL_FUSIONS,
    ion_reporter.FORMAT,
    linx.FORMAT,
    linx.ISOFOX,
    cicero.FORMAT,
    squid.FORMAT,
    pizzly.FORMAT,
    ericscript.FORMAT,
    defuse.FORMAT,
    fusionmap.FORMAT,
    integrate.FORMAT,
    integrate.SUMMARY,
    star_seqr.FORMAT,
    fusionseeker.FORMAT,
    fusion_report.FORMAT,
    cbioportal_sv.FORMAT,
    cbioportal_sv.FUSIONS,
)
"""Formats with a header, by which they are told apart."""

FORMATS = (
    *(form.id for form in TABLES),
    tso500_report.ID,
    genefuse.ID,
    longgf.ID,
    sv_vcf.ID,
    ion_reporter.ID,
    MAPPED,
)
"""What `--format` takes."""

NEAR = 0.5
"""Share of a format's needed columns from which a table is said to be near to it."""


def read_fusion_table(
    path: Path, *, format_id: str | None = None, column_map: ColumnMap | None = None, source: str | None = None
) -> ImportedTable:
    """
    The calls of the file at `path`.

    Raises InputError when the file cannot be read at all or is no table of fusions; what is wrong with a row stands
    beside that row.
    """
    return read_fusion_text(
        read_large_text(path), source=source or str(path), format_id=format_id, column_map=column_map
    )


def read_fusion_bytes(
    data: bytes, *, source: str, format_id: str | None = None, column_map: ColumnMap | None = None
) -> ImportedTable:
    """The calls in the content of a file; like `read_fusion_table`."""
    return read_fusion_text(as_lines(data, source=source), source=source, format_id=format_id, column_map=column_map)


def read_fusion_text(
    text: str, *, source: str, format_id: str | None = None, column_map: ColumnMap | None = None
) -> ImportedTable:
    """The calls in a text whose lines end with line feeds; like `read_fusion_table`."""
    lines = text.split("\n")
    if column_map is not None:
        return _by_map(column_map, lines, source)
    if format_id is not None:
        return _as(format_id, text, lines, source, because="it was asked for", guessed=False)
    return _guessed(text, lines, source)


def _by_map(column_map: ColumnMap, lines: Sequence[str], source: str) -> ImportedTable:
    form = mapped_format(column_map)
    header = find_header(form, lines)
    if header is None:
        raise _no_header(form, lines, source)
    return read_rows(form, header, lines, source=source, because="a column map was given", guessed=False)


def _guessed(text: str, lines: Sequence[str], source: str) -> ImportedTable:
    if looks_like_vcf(lines):
        return _vcf(lines, source, None, guessed=True)
    for fits, because, read in (
        (genefuse.looks_like_json(text), "it is JSON with an object 'mutations'", partial(genefuse.read_json, text)),
        (pizzly.looks_like_json(text), "it is JSON with 'geneA', 'geneB' and counts", partial(pizzly.read_json, text)),
        (
            genefuse.looks_like_text(lines),
            "it has lines that begin with '#Fusion: '",
            partial(genefuse.read_text, lines),
        ),
        (
            tso500_report.looks_like_report(lines),
            "it has sections in brackets, of fusions or splice variants",
            partial(tso500_report.read_report, lines),
        ),
        (
            longgf.looks_like_longgf(lines),
            "it has lines that begin with 'SumGF' or 'GF'",
            partial(longgf.read_longgf, lines),
        ),
    ):
        if fits:
            return read(source=source, because=because, guessed=True)
    found = [(form, header) for form in TABLES if (header := find_header(form, lines)) is not None]
    if not found:
        found = [(form, header) for form in customary_formats() if (header := find_header(form, lines)) is not None][:1]
    if not found:
        raise _unknown(lines, source)
    form, header = max(found, key=lambda pair: (len(pair[0].signature), -pair[1].line))
    return read_rows(form, header, lines, source=source, because=_because(form, header), guessed=True)


def _because(form: FusionFormat, header: Header) -> str:
    names = [header.names[header.fields[part]].strip() for part in form.signature]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"line {header.line} has the columns {listed}, separated by {DELIMITERS[header.delimiter]}s"


_OF_JSON: dict[str, Callable[..., ImportedTable]] = {
    genefuse.ID: genefuse.read_json,
    pizzly.FORMAT.id: pizzly.read_json,
}
_OF_LINES: dict[str, tuple[Callable[[Sequence[str]], bool], Callable[..., ImportedTable], str]] = {
    genefuse.ID: (
        genefuse.looks_like_text,
        genefuse.read_text,
        "no line that begins with '#Fusion: ' or '#Deletion: ', expected the output of GeneFuse",
    ),
    tso500_report.ID: (
        tso500_report.looks_like_report,
        tso500_report.read_report,
        "no section as [Fusions], expected the Combined Variant Output of TruSight Oncology 500",
    ),
    longgf.ID: (
        longgf.looks_like_longgf,
        longgf.read_longgf,
        "no line that begins with 'SumGF' or 'GF', expected what LongGF prints",
    ),
}
"""Formats without one header for the whole file: how they are known, how they are read, and what is missing."""


def _as(format_id: str, text: str, lines: Sequence[str], source: str, *, because: str, guessed: bool) -> ImportedTable:
    if format_id in (sv_vcf.ID, ion_reporter.ID):
        return _vcf(lines, source, format_id, guessed=guessed)
    if text.lstrip().startswith("{") and format_id in _OF_JSON:
        return _OF_JSON[format_id](text, source=source, because=because, guessed=guessed)
    if format_id in _OF_LINES:
        fits, read, expected = _OF_LINES[format_id]
        if not fits(lines):
            raise InputError(f"has {expected}", source=source)
        return read(lines, source=source, because=because, guessed=guessed)
    if format_id == MAPPED:
        for form in customary_formats():
            if (header := find_header(form, lines)) is not None:
                return read_rows(form, header, lines, source=source, because=because, guessed=guessed)
        raise _unknown(lines, source)
    chosen = next((form for form in TABLES if form.id == format_id), None)
    if chosen is None:
        raise InputError(
            f"{format_id!r} is no known format", source="--format", solution=f"Formats: {', '.join(FORMATS)}"
        )
    header = find_header(chosen, lines)
    if header is None:
        raise _no_header(chosen, lines, source)
    return read_rows(chosen, header, lines, source=source, because=because, guessed=guessed)


def _vcf(lines: Sequence[str], source: str, format_id: str | None, *, guessed: bool) -> ImportedTable:
    vcf = parse_vcf(lines, source=source)
    if format_id == ion_reporter.ID or (format_id is None and ion_reporter.is_ion(vcf)):
        because = "it is VCF with records of SVTYPE Fusion" if guessed else "it was asked for"
        return ion_reporter.read_ion(vcf, because=because, guessed=guessed)
    because = "it is VCF" if guessed else "it was asked for"
    return sv_vcf.read_sv(vcf, because=because, guessed=guessed)


def _no_header(form: FusionFormat, lines: Sequence[str], source: str) -> InputError:
    number, names, fields = _nearest_header(form, lines)
    if not fields:
        return _unknown(lines, source)
    missing = [form.columns[part][0] for part in form.signature if part not in fields]
    return InputError(
        f"has no column {' and no column '.join(missing)}, expected those of {form.caller}; found {_listed(names)}",
        source=source,
        line=number,
        solution="Is this the table that was meant? A column map reads tables with other names (--map).",
    )


def _unknown(lines: Sequence[str], source: str) -> InputError:
    """What the file seems to be nearest to, and what it lacks."""
    first = next(number for number, line in enumerate(lines, start=1) if line.strip())
    for delimiter in DELIMITERS:
        check_width(split(lines[first - 1], delimiter), source=source, line=first)
    best: tuple[float, FusionFormat, int, tuple[str, ...], dict[str, int]] | None = None
    for form in TABLES:
        number, names, fields = _nearest_header(form, lines)
        share = sum(part in fields for part in form.signature) / len(form.signature)
        if share >= NEAR and (best is None or share > best[0]):
            best = (share, form, number, names, fields)
    solution = "Name the format (--format), or say which column holds what (--map gene_5p=...,gene_3p=...)."
    if best is not None:
        _, form, number, names, fields = best
        missing = [form.columns[part][0] for part in form.signature if part not in fields]
        return InputError(
            f"is no table of fusions known here: nearest is {form.caller}, but it has no column "
            f"{' and no column '.join(missing)}",
            source=source,
            line=number,
            solution=solution,
        )
    number = first
    names = max((split(lines[first - 1], delimiter) for delimiter in DELIMITERS), key=len)
    return InputError(
        f"is no table of fusions known here: its first line has {_listed(names)}",
        source=source,
        line=number,
        solution=solution,
    )


def _nearest_header(form: FusionFormat, lines: Sequence[str]) -> tuple[int, tuple[str, ...], dict[str, int]]:
    """The line that has most of the format's needed columns."""
    best: tuple[int, int, tuple[str, ...], dict[str, int]] = (0, 1, (), {})
    for number, line in enumerate(lines[:HEADER_LINES], start=1):
        for delimiter in DELIMITERS:
            names = split(line, delimiter)
            if len(names) > MAX_COLUMNS:
                continue
            fields = fields_of(form.columns, names)
            hits = sum(part in fields for part in form.signature)
            if hits > best[0]:
                best = (hits, number, names, fields)
    return best[1:]


def _listed(names: Sequence[str]) -> str:
    words = [shown(name.strip()) for name in names[:6]]
    return ", ".join(words) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
