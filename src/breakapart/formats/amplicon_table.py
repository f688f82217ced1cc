"""
The amplicons of a design, as a table or as BED.

A table names its columns in the first line: `name`, `kind` (fusion, control, imbalance_5p, imbalance_3p, wild_type) and
`gene`; then, as far as they apply, `gene_3p`, `exon_5p`, `exon_3p`, `contig`, `start`, `end` (1-based, inclusive; on
the cDNA of the main transcript, or on the genome where `contig` is given), `primer_5p` and `primer_3p` (their lengths).
BED has no such line: contig, start (interbase), end, name, score, strand, kind, gene.
"""

from pathlib import Path

from breakapart.errors import InputError
from breakapart.formats.delimited import Line, read_table, text_lines
from breakapart.model.expression import Amplicon, AmpliconKind

NEEDED = ("name", "kind", "gene")
OPTIONAL = ("gene_3p", "exon_5p", "exon_3p", "contig", "start", "end", "primer_5p", "primer_3p")


def read_amplicons(path: Path) -> tuple[Amplicon, ...]:
    """The amplicons of a table or BED file; InputError at the first row that cannot be used."""
    first = next(
        (line for line in text_lines(path) if line.strip() and not line.startswith(("##", "track", "browser"))), ""
    )
    fields = first.split("\t")
    is_bed = len(fields) >= 3 and fields[1].strip().isdigit() and fields[2].strip().isdigit()
    amplicons = (
        _read_bed(path)
        if is_bed
        else tuple(_amplicon(line) for line in read_table(path, needed=NEEDED, optional=OPTIONAL))
    )
    names = [amplicon.name for amplicon in amplicons]
    twice = {name for name in names if names.count(name) > 1} if len(names) < 5000 else set()
    if twice:
        raise InputError(f"amplicon {sorted(twice)[0]!r} stands in the table twice", source=str(path))
    if not amplicons:
        raise InputError("holds no amplicons", source=str(path))
    return amplicons


def _kind(line: Line, text: str) -> AmpliconKind:
    try:
        return AmpliconKind(text.lower())
    except ValueError:
        raise line.refuse(f"kind {text!r} is not known, expected one of {', '.join(AmpliconKind)}") from None


def _amplicon(line: Line) -> Amplicon:
    for column in NEEDED:
        if line.text(column) is None:
            raise line.refuse(f"column {column!r} is empty")
    kind = _kind(line, line.cells["kind"])
    start, end = line.whole("start"), line.whole("end")
    if kind is AmpliconKind.FUSION:
        if line.text("gene_3p") is None:
            raise line.refuse("a fusion amplicon needs 'gene_3p'")
    elif start is None or end is None:
        raise line.refuse(f"an amplicon of kind {kind} needs 'start' and 'end'")
    if start is not None and end is not None and not 1 <= start <= end:
        raise line.refuse(f"start {start} and end {end} are no interval, expected 1 <= start <= end")
    return Amplicon(
        name=line.cells["name"],
        kind=kind,
        gene=line.cells["gene"],
        start=None if start is None else start - 1,
        end=end,
        contig=line.text("contig"),
        gene_3p=line.text("gene_3p"),
        exon_5p=line.whole("exon_5p"),
        exon_3p=line.whole("exon_3p"),
        primer_5p=line.whole("primer_5p"),
        primer_3p=line.whole("primer_3p"),
    )


def _read_bed(path: Path) -> tuple[Amplicon, ...]:
    found = []
    for number, text in enumerate(text_lines(path), start=1):
        if not text.strip() or text.startswith(("#", "track", "browser")):
            continue
        cells = text.split("\t")
        line = Line(str(path), number, {})
        if len(cells) < 8:
            raise line.refuse(
                f"expected 8 columns (contig, start, end, name, score, strand, kind, gene), found {len(cells)}",
                "Give kind and gene in columns 7 and 8, or a table with a header line.",
            )
        try:
            start, end = int(cells[1]), int(cells[2])
        except ValueError:
            raise line.refuse(f"start {cells[1]!r} and end {cells[2]!r} are no numbers") from None
        if not 0 <= start < end:
            raise line.refuse(f"start {start} and end {end} are no interval")
        found.append(Amplicon(cells[3], _kind(line, cells[6]), cells[7].strip(), start, end, cells[0]))
    return tuple(found)
