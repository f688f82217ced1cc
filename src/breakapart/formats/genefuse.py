"""
GeneFuse: the text it prints and its JSON report, versions 0.4 to 0.8.

Habits: it reads DNA; a fusion is one title line, `#Fusion: EML4_ENST00000318522.5:intron:6|+chr2:42492091___ALK_...:
intron:19|-chr2:29447917  (total: 5, unique:4)`, followed by its reads; `Deletion` instead of `Fusion` when both parts
lie in one gene and direction; the sign is the direction in which the read runs on the genome, not the strand of the
gene, so either part may be the 5' partner; positions are of whatever build the gene list was made for (hg19 in most
examples); `unique` counts reads that are no duplicates of each other. Old versions put one underscore between the
parts, later ones three. Source: GeneFuse repository (Chen 2018, doi:10.7150/ijbs.24626).
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from breakapart.errors import InputError
from breakapart.formats.chromosomes import chromosome, prefix_note
from breakapart.formats.fusion_format import MAX_POSITION, shown
from breakapart.model.imported import (
    BreakEnd,
    ImportedFusion,
    ImportedSide,
    ImportedTable,
    Ordered,
    PositionsAre,
    RawRow,
)

ID = "genefuse"
CALLER = "GeneFuse"
COORDINATES = PositionsAre.BASE_KEPT_FROM_1
HEADER = ("title", "reads")

_PART = (
    r"(?P<gene{n}>[^:|\s]+):(?:(?P<kind{n}>exon|intron):(?P<number{n}>\d+)\|)?(?P<sign{n}>[+-])(?P<chrom{n}>[\w.]+?)"
    + (r":(?P<position{n}>\d+)")
)
_TITLE = re.compile(
    r"#?(?P<what>Fusion|Deletion):\s*"
    + _PART.replace("{n}", "1")
    + r"_{1,3}"
    + _PART.replace("{n}", "2")
    + r"\s*(?:\(total:\s*(?P<total>\d+),\s*unique:\s*(?P<unique>\d+)\))?\s*"
)
_IS_TITLE = re.compile(r"#?(?:Fusion|Deletion):\s")


def looks_like_text(lines: Sequence[str]) -> bool:
    """Whether a line is a title of GeneFuse."""
    return any(line.startswith(("#Fusion: ", "#Deletion: ")) for line in lines)


def looks_like_json(text: str) -> bool:
    """Whether it is a JSON object with what GeneFuse calls mutations."""
    return text.lstrip().startswith("{") and '"mutations"' in text[:20_000]


def read_text(lines: Sequence[str], *, source: str, because: str, guessed: bool) -> ImportedTable:
    """Every title with its reads; lines before the first title are the program's log."""
    blocks: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(lines, start=1):
        if _IS_TITLE.match(line):
            blocks.append((number, line, []))
        elif line.strip() and blocks:
            blocks[-1][2].append(line)
    fusions = [_fusion(title, "\n".join(reads), number, source) for number, title, reads in blocks]
    return _table(fusions, source=source, because=because, guessed=guessed, generation="text")


def read_json(text: str, *, source: str, because: str, guessed: bool) -> ImportedTable:
    """Every mutation of the JSON report."""
    try:
        report = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise InputError(
            f"is not whole JSON ({error})", source=source, line=line, solution="Was the file copied completely?"
        ) from None
    mutations = report.get("mutations") if isinstance(report, dict) else None
    if not isinstance(mutations, dict):
        raise InputError("has no object 'mutations', expected a GeneFuse report", source=source)
    fusions = []
    for title, content in mutations.items():
        at = text.find(json.dumps(title, ensure_ascii=False))
        line = text.count("\n", 0, max(at, 0)) + 1
        fusions.append(_fusion(title, json.dumps(content, ensure_ascii=False), line, source))
    version: Any = report.get("version")
    generation = f"JSON of {version}" if isinstance(version, str) and len(version) < 20 else "JSON"
    return _table(fusions, source=source, because=because, guessed=guessed, generation=generation)


def _fusion(title: str, reads: str, line: int, source: str) -> ImportedFusion:
    row = RawRow(HEADER, (title, reads), line)
    match = _TITLE.fullmatch(title.strip())
    if match is None:
        problem = f"the title is {shown(title)}, expected GENE:exon:N|+chr:position___GENE:exon:N|+chr:position"
        return ImportedFusion(CALLER, source, (row,), molecule="DNA", problems=(problem,))
    problems = [
        f"the position is {match[f'position{number}']}, longer than any chromosome"
        for number in (1, 2)
        if not 1 <= int(match[f"position{number}"]) <= MAX_POSITION
    ]
    return ImportedFusion(
        CALLER,
        source,
        (row,),
        five=_side(match, 1, is_first=True),
        three=_side(match, 2, is_first=False),
        ordered=Ordered.BY_STRAND,
        molecule="DNA",
        junction_reads=int(match["unique"]) if match["unique"] else None,
        kind=match["what"].lower(),
        problems=tuple(problems),
        notes=(f"{match['total']} reads in all, {match['unique']} without duplicates",) if match["total"] else (),
    )


def _side(match: re.Match[str], number: int, *, is_first: bool) -> ImportedSide:
    gene, _, transcript = match[f"gene{number}"].partition("_ENST")
    place = int(match[f"number{number}"]) if match[f"number{number}"] else None
    is_exon = match[f"kind{number}"] == "exon"
    return ImportedSide(
        gene=gene,
        transcript=f"ENST{transcript}" if transcript else "",
        exon=place if is_exon else None,
        intron=place if not is_exon else None,
        # A read that runs towards larger positions keeps what lies before its break; its second part what lies after.
        end=BreakEnd(
            chromosome(match[f"chrom{number}"]),
            int(match[f"position{number}"]) - 1,
            keeps_before=(match[f"sign{number}"] == "+") == is_first,
        ),
    )


def _table(
    fusions: list[ImportedFusion], *, source: str, because: str, guessed: bool, generation: str
) -> ImportedTable:
    places = {side.end.chrom for fusion in fusions for side in (fusion.five, fusion.three) if side.end is not None}
    note = prefix_note(places)
    return ImportedTable(
        source=source,
        format_id=ID,
        caller=CALLER,
        generation=generation,
        because=because,
        guessed=guessed,
        positions=COORDINATES,
        fusions=tuple(fusions),
        rows=len(fusions),
        notes=(note,) if note else (),
    )
