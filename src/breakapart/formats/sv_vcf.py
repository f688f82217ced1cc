"""
Structural variants as VCF: Manta, DRAGEN SV, DELLY, GRIDSS and any other, versions 4.0 to 4.5.

Habits: a record of `SVTYPE=BND` says in ALT which two ends are joined (`t[p[`, `t]p]`, `]p]t`, `[p[t`; bases of `t`
beyond REF are inserted); its mate tells the same from the other end and becomes one call with it (MATEID, PARID, or the
positions). `G.` and `.G` are single breakends, whose other end is not known. `<DEL>`, `<DUP>` and `<INV>` join what
lies beside POS and END: an inversion has two junctions, unless INV3, INV5 or CT says which was seen. DELLY writes `CT`
(3to5: the first end keeps what lies before it) and for translocations CHR2 with POS2 or END. `<INS>` and `<CNV>`
join no two places. Which end is 5' follows from the strands of the genes there. Bases within CIPOS are not resolved
by the caller: the position given is one of several alike. Callers of RNA write VCF too: Manta of RNA (`RNA_FIRST` marks
the 5' end), SpliceGirl of TSO 500, FusionCatcher (`GENE5`, `GENE3`), Arriba's converter and nf-core/rnafusion (`GENEA`,
`GENEB`); their places are those of transcripts, and genes and order are taken where they name them. Source: hts-specs
VCFv4.4, sections 5.3 and 5.4; the callers' manuals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from breakapart.formats.chromosomes import chromosome, prefix_note
from breakapart.formats.fusion_format import MAX_POSITION, bases, shown
from breakapart.formats.vcf_text import VcfRecord, VcfText, counts, first_count
from breakapart.model.imported import (
    BreakEnd,
    ImportedFusion,
    ImportedSide,
    ImportedTable,
    Ordered,
    PositionsAre,
)

ID = "sv-vcf"
COORDINATES = PositionsAre.VCF

_BREAKEND = re.compile(
    r"(?P<before>[ACGTN.*]*)(?P<open>[\[\]])(?P<chrom>[^\[\]:\s]+(?::[^\[\]:\s]+)*):(?P<position>\d{1,10})[\[\]]"
    r"(?P<after>[ACGTN.*]*)",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"\.(?P<right>[ACGTN]+)|(?P<left>[ACGTN]+)\.", re.IGNORECASE)
_CALLERS = (
    ("SpliceGirl", r"splicegirl"),
    ("FusionCatcher", r"fusioncatcher"),
    ("GRIDSS", r"gridss"),
    ("Manta", r"manta|GenerateSVCandidates"),
    ("DELLY", r"delly"),
    ("DRAGEN SV", r"dragen"),
    ("LUMPY", r"lumpy"),
    ("SvABA", r"svaba"),
    ("Sniffles", r"sniffles"),
    ("Severus", r"severus"),
    ("novoBreak", r"novobreak"),
    ("pbsv", r"\bpbsv\b"),
    ("cuteSV", r"cutesv"),
    ("NanoSV", r"nanosv"),
    ("PURPLE", r"purple"),
)
_RNA_CALLERS = frozenset({"SpliceGirl", "FusionCatcher"})
_RNA_ENTRIES = frozenset({"RNA_FIRST", "RNA_STRANDED", "GENE5", "GENEA"})
"""INFO entries that only callers of RNA write."""
_CONNECTIONS = {"3to5": (True, False), "5to3": (False, True), "3to3": (True, True), "5to5": (False, False)}
"""DELLY's connection types -> which side of each end is kept (True: what lies before it)."""


@dataclass(frozen=True, slots=True)
class _Ends:
    """Two ends, or one, with inserted bases on the plus strand of the first."""

    first: BreakEnd
    second: BreakEnd | None
    inserted: str = ""
    note: str = ""


def read_sv(vcf: VcfText, *, because: str, guessed: bool) -> ImportedTable:
    """Every record, mates together."""
    caller = _caller(vcf)
    is_rna = caller in _RNA_CALLERS or bool(_RNA_ENTRIES & set(vcf.descriptions)) or _names_genes_of_ends(vcf)
    mates = _mates(vcf.records)
    taken: set[int] = set()
    fusions: list[ImportedFusion] = []
    for index, record in enumerate(vcf.records):
        if index in taken:
            continue
        mate = mates.get(index)
        if mate is not None:
            taken.add(mate)
        second = vcf.records[mate] if mate is not None else None
        fusions += [_of_rna(call, record, second) if is_rna else call for call in _calls(record, second, vcf, caller)]
    notes = list(vcf.notes)
    if (note := prefix_note(record.chrom for record in vcf.records)) != "":
        notes.append(note)
    if fusions and not any(fusion.three.end for fusion in fusions):
        notes.append("no record joins two places; 'breakapart variants' reads small variants and copy numbers")
    return ImportedTable(
        source=vcf.source,
        format_id=ID,
        caller=caller,
        generation=f"VCF {vcf.version}" if vcf.version else "VCF",
        because=because,
        guessed=guessed,
        positions=COORDINATES,
        fusions=tuple(fusions),
        rows=len(vcf.records),
        stated_build=vcf.build,
        notes=tuple(notes),
    )


def _names_genes_of_ends(vcf: VcfText) -> bool:
    """Whether it is what Arriba's converter writes: breakends with the gene of each."""
    return {"GENE_NAME", "GENE_ID"} <= set(vcf.descriptions) and all(
        record.info.get("SVTYPE") == "BND" for record in vcf.records
    )


def _of_rna(call: ImportedFusion, record: VcfRecord, mate: VcfRecord | None) -> ImportedFusion:
    """The call as one of a transcript, with the genes and the order that the records name."""
    first, second = call.five, call.three
    named = [(record.info.get(a, ""), record.info.get(b, "")) for a, b in (("GENE5", "GENE3"), ("GENEA", "GENEB"))]
    genes = next((pair for pair in named if all(pair)), None)
    is_first: bool | None = None
    if "RNA_FIRST" in record.info or (mate is not None and "RNA_FIRST" in mate.info):
        is_first = "RNA_FIRST" in record.info
    elif genes is not None:
        # FusionCatcher marks its ends by END=5 and END=3; elsewhere the record stands at gene A.
        is_first = record.info.get("END", "5") != "3" if "GENE5" in record.info else True
    if genes is not None and is_first is False:
        genes = genes[::-1]
    if genes is None:
        genes = (record.info.get("GENE_NAME", ""), mate.info.get("GENE_NAME", "") if mate is not None else "")
        if is_first is None and all(genes) and record.id[-1:] == "a":
            is_first = True
    first = replace(first, gene=genes[0].split(",")[0])
    second = replace(second, gene=genes[1].split(",")[0])
    if is_first is False:
        first, second = second, first
    return replace(
        call, five=first, three=second, molecule="RNA", ordered=call.ordered if is_first is None else Ordered.YES
    )


def _caller(vcf: VcfText) -> str:
    text = " ".join(vcf.programs)
    for name, pattern in _CALLERS:
        if re.search(pattern, text, re.IGNORECASE):
            return name
    ids = [record.id for record in vcf.records[:50]]
    if any(name.startswith("Manta") for name in ids):
        return "Manta"
    if any(name.startswith("gridss") for name in ids):
        return "GRIDSS"
    if any(record.info.get("SVMETHOD", "").upper().startswith("EMBL.DELLY") for record in vcf.records[:50]):
        return "DELLY"
    return "SV caller"


def _mates(records: tuple[VcfRecord, ...]) -> dict[int, int]:
    """Index of a breakend -> index of the record that tells the same from the other end; each pair once."""
    by_id = {record.id: index for index, record in enumerate(records) if record.id}
    by_place: dict[tuple[str, int, str, int], list[int]] = {}
    remote: dict[int, tuple[str, int]] = {}
    for index, record in enumerate(records):
        match = _BREAKEND.fullmatch(record.alts[0]) if len(record.alts) == 1 and not record.problems else None
        if match is not None:
            remote[index] = (chromosome(match["chrom"]), int(match["position"]))
            key = (chromosome(record.chrom), record.position, *remote[index])
            by_place.setdefault(key, []).append(index)
    pairs: dict[int, int] = {}
    paired: set[int] = set()
    for index, (chrom, position) in remote.items():
        if index in paired:
            continue
        record = records[index]
        named = record.info.get("MATEID") or record.info.get("PARID") or record.info.get("MATE_ID") or ""
        candidates = [by_id[name] for name in named.split(",") if name in by_id]
        candidates += by_place.get((chrom, position, chromosome(record.chrom), record.position), [])
        for other in candidates:
            if other != index and other not in paired and other in remote and _same_chromosomes(record, records[other]):
                pairs[index] = other
                paired |= {index, other}
                break
    return pairs


def _same_chromosomes(record: VcfRecord, mate: VcfRecord) -> bool:
    match = _BREAKEND.fullmatch(record.alts[0])
    return match is not None and chromosome(match["chrom"]) == chromosome(mate.chrom)


def _calls(record: VcfRecord, mate: VcfRecord | None, vcf: VcfText, caller: str) -> Iterator[ImportedFusion]:
    rows = (record.raw, mate.raw) if mate is not None else (record.raw,)
    problems = list(record.problems) + ([] if mate is None else list(mate.problems))
    kind = (record.info.get("SVTYPE") or _kind_of(record)).upper()
    ends: list[_Ends] = []
    notes: list[str] = []
    if not problems:
        try:
            ends = list(_ends(record, kind))
        except ValueError as error:
            problems.append(str(error))
    if problems:
        yield ImportedFusion(
            caller, vcf.source, rows, ordered=Ordered.BY_STRAND, molecule="DNA", kind=kind, problems=tuple(problems)
        )
        return
    notes += record.notes
    if kind == "BND" and mate is None and (record.info.get("MATEID") or record.info.get("PARID")):
        notes.append(f"its mate {record.info.get('MATEID') or record.info.get('PARID')} is not in the file")
    junction, pairs, fraction, sample = _support(record, vcf)
    if sample and len(vcf.sample_names) > 1:
        notes.append(f"reads are those of the sample {sample}, which has most of them")
    if "IMPRECISE" in record.info:
        notes.append("imprecise: the caller did not find the exact bases")
    if not ends:
        yield ImportedFusion(
            caller,
            vcf.source,
            rows,
            five=ImportedSide(end=_end(record.chrom, record.position, keeps_before=None)),
            ordered=Ordered.BY_STRAND,
            molecule="DNA",
            kind=kind,
            passed=record.passed,
            junction_reads=junction,
            spanning_pairs=pairs,
            allele_fraction_percent=fraction,
            sample=sample,
            notes=(*notes, f"{kind or 'the record'} joins no two places of the genome"),
        )
    for found in ends:
        yield ImportedFusion(
            caller=caller,
            source=vcf.source,
            rows=rows,
            five=ImportedSide(end=found.first),
            three=ImportedSide(end=found.second),
            ordered=Ordered.BY_STRAND,
            molecule="DNA",
            junction_reads=junction,
            spanning_pairs=pairs,
            allele_fraction_percent=fraction,
            inserted=found.inserted,
            confidence=";".join(record.filters),
            passed=record.passed,
            kind=kind,
            sample=sample,
            notes=(*notes, *([found.note] if found.note else [])),
        )


def _kind_of(record: VcfRecord) -> str:
    alt = record.alts[0] if record.alts else ""
    if alt.startswith("<") and alt.endswith(">"):
        return alt[1:-1].split(":")[0]
    return "BND" if "[" in alt or "]" in alt or _SINGLE.fullmatch(alt) else ""


def _ends(record: VcfRecord, kind: str) -> Iterator[_Ends]:
    """The junctions of a record; ValueError when it contradicts itself."""
    alt = record.alts[0] if record.alts else ""
    if "[" in alt or "]" in alt:
        yield _breakend(record, alt)
        return
    if (match := _SINGLE.fullmatch(alt)) and alt != ".":
        first = _end(record.chrom, record.position, keeps_before=match["left"] is not None)
        yield _Ends(first, None, note="a single breakend: what it is joined to is not known")
        return
    connection = _CONNECTIONS.get(record.info.get("CT", ""))
    if kind in ("TRA", "BND", "CTX"):
        yield _translocation(record, connection)
        return
    if kind.split(":")[0] not in ("DEL", "DUP", "INV"):
        return
    end = _end_position(record, kind)
    before, after = record.position, end + 1
    if kind.startswith("DEL"):
        yield _two(record, (before, True), (after, False))
    elif kind.startswith("DUP"):
        yield _two(record, (end, True), (before + 1, False))
    else:
        seen_3 = "INV3" in record.info or connection == (True, True)
        seen_5 = "INV5" in record.info or connection == (False, False)
        if seen_3 or not seen_5:
            yield _two(record, (before, True), (end, True))
        if seen_5 or not seen_3:
            yield _two(record, (before + 1, False), (after, False))


def _two(record: VcfRecord, first: tuple[int, bool], second: tuple[int, bool]) -> _Ends:
    return _Ends(
        _end(record.chrom, first[0], keeps_before=first[1]), _end(record.chrom, second[0], keeps_before=second[1])
    )


def _breakend(record: VcfRecord, alt: str) -> _Ends:
    match = _BREAKEND.fullmatch(alt)
    if match is None or bool(match["before"]) == bool(match["after"]):
        raise ValueError(f"ALT is {shown(alt)}, expected a breakend as G[chr2:29223528[")
    if alt.count("[") not in (0, 2):
        raise ValueError(f"ALT is {shown(alt)}: both brackets must be alike")
    local = match["before"] or match["after"]
    keeps_before = bool(match["before"])
    inserted = local[len(record.ref) :] if keeps_before else local[: max(0, len(local) - len(record.ref))]
    return _Ends(
        _end(record.chrom, record.position, keeps_before=keeps_before),
        _end(match["chrom"].strip("<>"), int(match["position"]), keeps_before=match["open"] == "]"),
        bases(inserted),
    )


def _translocation(record: VcfRecord, connection: tuple[bool, bool] | None) -> _Ends:
    chrom = record.info.get("CHR2", "")
    position = record.count("POS2") or record.count("END2") or record.count("END")
    if not chrom or position is None:
        raise ValueError("the record names no second place: expected a breakend in ALT, or CHR2 with POS2 or END")
    if connection is None:
        note = "which sides of the two ends are kept is not said (no CT)"
        return _Ends(
            _end(record.chrom, record.position, keeps_before=None), _end(chrom, position, keeps_before=None), note=note
        )
    return _Ends(
        _end(record.chrom, record.position, keeps_before=connection[0]),
        _end(chrom, position, keeps_before=connection[1]),
    )


def _end_position(record: VcfRecord, kind: str) -> int:
    end = record.count("END")
    if end is None and (length := record.count("SVLEN")) is not None:
        end = record.position + abs(length)
    if end is None and record.alts and not record.alts[0].startswith("<"):
        end = record.position + len(record.ref) - 1
    if end is None:
        raise ValueError(f"{kind} has neither END nor SVLEN: where it ends is not known")
    if end < record.position:
        raise ValueError(f"END is {end}, before POS {record.position}")
    return end


def _end(chrom: str, position: int, *, keeps_before: bool | None) -> BreakEnd:
    if not 0 <= position <= MAX_POSITION:
        raise ValueError(f"the position is {position}, expected 1 to {MAX_POSITION:,}")
    return BreakEnd(chromosome(chrom), position - 1, keeps_before)


def _support(record: VcfRecord, vcf: VcfText) -> tuple[int | None, int | None, float | None, str]:
    """Reads over the junction, pairs on both sides, percent of them all, and whose they are."""
    best: tuple[int, int | None, int | None, float | None, str] = (-1, None, None, None, "")
    for name, cells in zip(vcf.sample_names, record.samples, strict=False):
        split, pairs, normal = _of_sample(cells)
        total = (split or 0) + (pairs or 0)
        if (split is not None or pairs is not None) and total > best[0]:
            fraction = round(100 * total / (total + normal), 2) if normal is not None and total + normal else None
            best = (total, split, pairs, fraction, name)
    if best[0] < 0:
        return record.count("SR"), record.count("PE"), None, ""
    return best[1:]


def _of_sample(cells: dict[str, str]) -> tuple[int | None, int | None, int | None]:
    """(split reads, pairs, reads without the variant) in the words of each caller."""
    if "RV" in cells or "DV" in cells:  # DELLY
        normal = [first_count(cells.get(name, "")) for name in ("RR", "DR")]
        return first_count(cells.get("RV", "")), first_count(cells.get("DV", "")), _sum(normal)
    if "RP" in cells or "VF" in cells:  # GRIDSS
        return first_count(cells.get("SR", "")), first_count(cells.get("RP", "")), first_count(cells.get("REF", ""))
    split, pairs = counts(cells.get("SR", "")), counts(cells.get("PR", ""))  # Manta, DRAGEN: reference,variant
    if len(split) == 2 or len(pairs) == 2:
        normal = [values[0] for values in (split, pairs) if len(values) == 2]
        return (
            split[1] if len(split) == 2 else None,
            pairs[1] if len(pairs) == 2 else None,
            _sum(normal),
        )
    return first_count(cells.get("SR", "")), first_count(cells.get("PE", "")), None


def _sum(values: list[int | None]) -> int | None:
    given = [value for value in values if value is not None]
    return sum(given) if given else None
