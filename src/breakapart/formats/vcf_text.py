"""
The text of a VCF file, versions 4.0 to 4.5: header, records, info and samples; nothing is interpreted here.

Records that cannot be read are kept with their problem. A header that lacks its first or last line is read as far as it
goes, and that is said. Source: hts-specs, VCFv4.3 and VCFv4.4.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from breakapart.errors import InputError
from breakapart.formats.chromosomes import build_by_lengths, build_by_name
from breakapart.formats.fusion_format import check_width, shown
from breakapart.model.imported import RawRow

FIXED = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
"""Columns that every VCF file has, in this order."""
MAX_INFO = 5_000
"""Entries of one INFO cell at most."""

_CONTIG = re.compile(r"##contig=<(.*)>")
_NAMED = re.compile(r"##(?:reference|assembly|ref)=(.*)", re.IGNORECASE)
_DESCRIPTION = re.compile(r"##INFO=<ID=([^,>]+),.*Description=\"([^\"]*)")
_TUMOUR = re.compile(r"##tumor_sample=(\S+)")
_RECORD = re.compile(r"[^\t #]\S*\t\d+\t[^\t]+\t[ACGTNacgtn]+\t(?:[ACGTNacgtn*,.]+|<[^\t]+>|[^\t]*[\[\]][^\t]*)\t")


@dataclass(frozen=True, slots=True)
class VcfRecord:
    """One line below the header."""

    raw: RawRow
    chrom: str = ""
    position: int = 0
    """1-based, as written."""
    id: str = ""
    """Empty when `.`."""
    ref: str = ""
    alts: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    """Empty when not filtered (`.`); `("PASS",)` when all were passed."""
    info: dict[str, str] = field(default_factory=dict)
    """Flags have the value empty."""
    samples: tuple[dict[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool | None:
        """None when no filter was applied."""
        return None if not self.filters else self.filters == ("PASS",)

    def count(self, name: str) -> int | None:
        """A whole number of INFO."""
        return first_count(self.info.get(name, ""))


@dataclass(frozen=True, slots=True)
class VcfText:
    """A VCF file."""

    source: str
    version: str
    """`4.2`; empty when the file does not say."""
    sample_names: tuple[str, ...]
    records: tuple[VcfRecord, ...]
    programs: tuple[str, ...]
    """What the header says made it (`##source=...`, command lines), for people."""
    build: str
    """`GRCh37`, `GRCh38` or empty."""
    descriptions: dict[str, str]
    """INFO entries and what the header says of them."""
    tumour_samples: tuple[str, ...]
    """Samples that the header calls the tumour."""
    notes: tuple[str, ...]


def looks_like_vcf(lines: Sequence[str]) -> bool:
    """Whether the text is a VCF file, or what is left of one."""
    for line in lines[:50]:
        if line.startswith(("##fileformat=VCF", "#CHROM\tPOS\t", "#CHROM POS ", "##INFO=<", "##contig=<", "##ALT=<")):
            return True
    first = next((line for line in lines if line.strip()), "")
    return _RECORD.match(first) is not None and len(first.split("\t")) >= len(FIXED)


def parse_vcf(lines: Sequence[str], *, source: str) -> VcfText:
    """Header and records. Raises InputError when there is neither a line of column names nor a record."""
    header, names, start = _header(lines)
    notes = []
    version = ""
    for line in header:
        if line.startswith("##fileformat="):
            version = line.partition("VCFv")[2].strip()
    if not version:
        notes.append("the first line (##fileformat=VCFv4...) is missing: part of the header may be lost")
    delimiter: str | None = "\t"
    if names is None:
        if start >= len(lines) or not any(line.strip() for line in lines[start:]):
            raise InputError(
                "ends before the line #CHROM POS ID ...: half a header and no record",
                source=source,
                line=max((number for number, line in enumerate(lines, start=1) if line.strip()), default=1),
                solution="Was the file copied or unpacked completely?",
            )
        notes.append("the line #CHROM POS ID ... is missing; the columns are taken to stand in their usual order")
        width = max(len(line.split("\t")) for line in lines[start : start + 100])
        extra = [f"sample {number}" for number in range(1, width - len(FIXED))]
        columns: tuple[str, ...] = (*FIXED, *(["FORMAT", *extra] if width > len(FIXED) else []))
    else:
        if "\t" not in names and " " in names:
            delimiter = None
            notes.append("columns are separated by spaces, where VCF has tabs; they were read at the spaces")
        columns = tuple(names.split(delimiter))
        check_width(columns, source=source, line=start)
        if tuple(name.strip().upper() for name in columns[: len(FIXED)]) != FIXED:
            missing = [name for name in FIXED if name not in columns]
            detail = f"lacks {', '.join(missing)}" if missing else "has them in another order"
            raise InputError(f"the line #CHROM {detail}, expected {' '.join(FIXED)}", source=source, line=start)
    records = tuple(_records(lines, start, columns, delimiter))
    if not header and names is not None:
        notes.append("there are no ## lines: nothing says what INFO and FORMAT entries mean")
    return VcfText(
        source=source,
        version=version,
        sample_names=columns[len(FIXED) + 1 :],
        records=records,
        programs=_programs(header),
        build=_build(header),
        descriptions={match[1]: match[2] for line in header if (match := _DESCRIPTION.match(line))},
        tumour_samples=tuple(match[1] for line in header if (match := _TUMOUR.match(line))),
        notes=tuple(notes),
    )


def _header(lines: Sequence[str]) -> tuple[list[str], str | None, int]:
    """The ## lines, the line of column names, and the index of the first record."""
    header: list[str] = []
    for index, line in enumerate(lines):
        if line.startswith("##") or not line.strip():
            header.append(line)
        elif line.startswith("#"):
            return header, line, index + 1
        else:
            return header, None, index
    return header, None, len(lines)


def _records(lines: Sequence[str], start: int, columns: tuple[str, ...], delimiter: str | None) -> Iterator[VcfRecord]:
    for number in range(start, len(lines)):
        line = lines[number]
        if line.strip() and not line.startswith("#"):
            yield _record(RawRow(columns, tuple(line.split(delimiter)), number + 1))


def _record(raw: RawRow) -> VcfRecord:
    cells = raw.cells
    width = len(raw.header)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    if len(cells) < width:
        return VcfRecord(raw, problems=(f"expected {width} columns, found {len(cells)}",))
    # Some callers write further columns that their header does not name; those that every VCF has come first.
    surplus = len(cells) - width
    cells = cells[:width]
    chrom, position, name, ref, alt, _, filters, info = (cell.strip() for cell in cells[: len(FIXED)])
    problems = []
    if not chrom:
        problems.append("CHROM is empty")
    if not (position.isascii() and position.isdigit() and len(position) <= 10):
        problems.append(f"POS is {shown(position)}, expected a whole number")
        position = "0"
    if not re.fullmatch(r"[ACGTNacgtnRYKMSWBDHVrykmswbdhv.*]+", ref):
        problems.append(f"REF is {shown(ref)}, expected bases")
    entries: dict[str, str] = {}
    if info not in ("", "."):
        for entry in info.split(";")[:MAX_INFO]:
            key, _, value = entry.partition("=")
            entries.setdefault(key.strip(), value)
    samples: tuple[dict[str, str], ...] = ()
    if width > len(FIXED) + 1:
        keys = cells[len(FIXED)].split(":")
        samples = tuple(dict(zip(keys, cell.split(":"), strict=False)) for cell in cells[len(FIXED) + 1 :])
    return VcfRecord(
        raw=raw,
        chrom=chrom,
        position=int(position),
        id="" if name == "." else name,
        ref=ref,
        alts=tuple(part.strip() for part in alt.split(",")) if alt not in ("", ".") else (),
        filters=() if filters in ("", ".") else tuple(filters.split(";")),
        info=entries,
        samples=samples,
        problems=tuple(problems),
        notes=(f"the record has {surplus} cells more than the header has columns",) if surplus else (),
    )


def _programs(header: Sequence[str]) -> tuple[str, ...]:
    found = []
    for line in header:
        key, _, value = line[2:].partition("=")
        if re.search(r"source|command|version|cmdline", key, re.IGNORECASE) and key.lower() != "fileformat":
            found.append(f"{key}={value}"[:200])
    return tuple(found)


def _build(header: Sequence[str]) -> str:
    lengths: dict[str, int] = {}
    named = set()
    for line in header:
        if match := _CONTIG.match(line):
            entries = dict(part.partition("=")[::2] for part in match[1].split(","))
            if (length := first_count(entries.get("length", ""))) is not None:
                lengths[entries.get("ID", "")] = length
            if "assembly" in entries:
                named.add(build_by_name(entries["assembly"]))
        elif match := _NAMED.match(line):
            named.add(build_by_name(match[1]))
    named.discard("")
    return build_by_lengths(lengths) or (named.pop() if len(named) == 1 else "")


def first_count(text: str) -> int | None:
    """The first whole number of a list as VCF writes it; None when there is none."""
    first = text.split(",")[0].strip()
    return int(first) if first.isascii() and first.lstrip("-").isdigit() and len(first) <= 12 else None


def counts(text: str) -> list[int | None]:
    """Every number of a list."""
    return [first_count(part) for part in text.split(",")] if text else []
