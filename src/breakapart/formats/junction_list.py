"""A list of junctions that are seen in normal samples or are artefacts of an assay, to be discarded."""

import re
from pathlib import Path

from breakapart.formats.delimited import Line, read_table
from breakapart.model.expression import ListedJunction

NEEDED = ("gene_5p", "gene_3p")
OPTIONAL = ("breakpoint_5p", "breakpoint_3p", "reason")
_BREAKPOINT = re.compile(r"[^\s:]+:[1-9]\d*:[+-]")


def read_junction_list(path: Path) -> tuple[ListedJunction, ...]:
    """
    Rows of `gene_5p`, `gene_3p` and, optionally, `breakpoint_5p`, `breakpoint_3p` (contig:position:strand), `reason`.

    Without breakpoints every junction of the two genes is meant. Raises InputError at the first row that is wrong.
    """
    return tuple(_listed(line) for line in read_table(path, needed=NEEDED, optional=OPTIONAL))


def _listed(line: Line) -> ListedJunction:
    five, three = line.text("gene_5p"), line.text("gene_3p")
    if five is None or three is None:
        raise line.refuse("both genes are needed")
    for column in ("breakpoint_5p", "breakpoint_3p"):
        text = line.text(column)
        if text is not None and not _BREAKPOINT.fullmatch(text):
            raise line.refuse(f"{column} is {text!r}, expected contig:position:strand, for example 2:29223528:-")
    return ListedJunction(
        five,
        three,
        line.text("breakpoint_5p"),
        line.text("breakpoint_3p"),
        line.text("reason") or f"listed in {Path(line.source).name}",
    )
