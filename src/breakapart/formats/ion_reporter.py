"""
Ion Reporter and Oncomine: fusions of the VCF (`SVTYPE=Fusion`) and of the exported table.

Habits: positions are of hg19; exons are counted on the transcripts of the assay's design, not on MANE Select. In the
VCF a fusion is two records, `..._1` for the 5' gene and `..._2` for the 3' gene, with GENE_NAME, EXON_NUM and
READ_COUNT; ALT is written `t[p[` or `t]p]` whatever the strand of the first gene, so its brackets do not say which
side of the first end is kept: the gene's strand does. Controls (`SVTYPE=ExprControl`, `ProcControl`, `5p3pAssays`)
stand beside them, and every fusion the panel can see is listed, also with 0 reads and the filter FAIL. The table has
`Genes (Exons)` as `EML4(13) - ALK(20)` and other variants beside fusions. Source: Ion Reporter help; names of columns
as in laboratories' public scripts.
"""

import re
from dataclasses import replace

from breakapart.formats.chromosomes import chromosome, prefix_note
from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, whole_number
from breakapart.formats.vcf_text import VcfRecord, VcfText
from breakapart.model.imported import (
    BreakEnd,
    ImportedFusion,
    ImportedSide,
    ImportedTable,
    Ordered,
    PositionsAre,
)

ID = "ion-vcf"
CALLER = "Ion Reporter"
COORDINATES = PositionsAre.BASE_KEPT_FROM_1
CONTROLS = frozenset({"exprcontrol", "proccontrol", "5p3passays"})
JUNCTIONS = frozenset({"fusion", "rnaexonvariant", "rnaexontiles"})
COLUMNS = {
    "exons": ("Genes (Exons)", "Genes(Exons)"),
    "locus": ("Locus",),
    "kind": ("Type", "Subtype", "Variant Type"),
    "variant_id": ("Variant ID", "Variant Name"),
    "junction_reads": ("Read Counts", "Read Count", "Read_Count"),
    "per_million": ("Read Counts Per Million", "Read Counts (per million)"),
    "detection": ("Detection", "Call", "Filter"),
    "driver": ("Oncomine Driver Gene", "Fusion Driver Gene"),
    "sample": ("Sample", "Sample Name"),
}
SIGNATURE = ("exons", "locus")

_PARTNER = re.compile(r"\s*(?P<gene>[A-Za-z0-9][A-Za-z0-9._-]*?)\s*\(\s*(?P<exon>\d{1,3})[a-z]?\s*\)\s*")
_LOCUS = re.compile(r"\s*(?:chr)?([0-9XYM]{1,2}):([\d,]+)\s*", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<five>[^.\s]+?)-(?P<three>[^.\s]+)\.(?P<letters5>[A-Za-z]{1,2}?)(?P<exon5>\d{1,3})[a-z]?(?:ins\d+)?"
    r"(?P<letters3>[A-Za-z]{1,2}?)(?P<exon3>\d{1,3})[a-z]?(?:\..*)?"
)
_PAIR = re.compile(r"(?P<name>.+)_(?P<side>[12])")


# --- the exported table --------------------------------------------------------------------------------------------


def read_row(cells: Cells) -> Fields:
    """One row; rows of other variants are kept and said to be none."""
    kind = cells.text("kind")
    text = cells.text("exons")
    genes = [part for part in re.split(r"\s+-\s+|(?<=\))-", text) if part.strip()]
    base: Fields = {"kind": kind, "sample": cells.text("sample"), "confidence": cells.text("detection")}
    if len(genes) != 2:
        if "fusion" in kind.lower() or "-" in text:
            cells.trouble("exons", "two genes with their exons as EML4(13) - ALK(20)")
        return {**base, "notes": (f"not a fusion ({kind or 'no type given'})",)}
    places = [part for part in re.split(r"\s+-\s+", cells.text("locus")) if part.strip()]
    sides = []
    for index, part in enumerate(genes):
        match = _PARTNER.fullmatch(part)
        if match is None:
            cells.trouble("exons", "two genes with their exons as EML4(13) - ALK(20)")
            continue
        end = None
        if len(places) == 2:
            place = _LOCUS.fullmatch(places[index])
            if place is None:
                cells.trouble("locus", "two positions as chr2:42522656 - chr2:29446394")
            else:
                end = cells.end(
                    places[index].split(":")[0].strip(), place[2], "", is_five_prime=index == 0, name="locus"
                )
        sides.append(ImportedSide(gene=match["gene"], exon=int(match["exon"]), end=end))
    if len(sides) != 2:
        return base
    reads = cells.count("junction_reads")
    return {**base, "five": sides[0], "three": sides[1], "junction_reads": reads, "passed": _passed(cells, reads)}


def _passed(cells: Cells, reads: int | None) -> bool | None:
    text = cells.text("detection").lower()
    if text in ("present", "pos", "positive", "pass", "present (fusion)"):
        return True
    if text in ("absent", "neg", "negative", "fail", "not detected", "no call") or reads == 0:
        return False
    return None


FORMAT = FusionFormat(
    "ion-reporter",
    CALLER,
    COLUMNS,
    SIGNATURE,
    COORDINATES,
    read_row,
    notes=("Ion Reporter gives positions on hg19 (GRCh37) and exons of its own transcripts",),
)


# --- the VCF -------------------------------------------------------------------------------------------------------


def is_ion(vcf: VcfText) -> bool:
    """Whether fusions are written as Ion Reporter does."""
    return any(record.info.get("SVTYPE", "").lower() in JUNCTIONS | CONTROLS for record in vcf.records)


def read_ion(vcf: VcfText, *, because: str, guessed: bool) -> ImportedTable:
    """Every record, the two of a fusion together."""
    partners = {
        (match["name"], match["side"]): index
        for index, record in enumerate(vcf.records)
        if (match := _PAIR.fullmatch(record.id)) is not None
    }
    taken: set[int] = set()
    fusions = []
    for index, record in enumerate(vcf.records):
        if index in taken:
            continue
        match = _PAIR.fullmatch(record.id)
        other = partners.get((match["name"], "2" if match["side"] == "1" else "1")) if match else None
        if other is not None and other != index:
            taken.add(other)
            pair = (record, vcf.records[other])
            assert match is not None
            fusions.append(_fusion(pair if match["side"] == "1" else pair[::-1], vcf))
        else:
            fusions.append(_fusion((record,), vcf))
    note = prefix_note(record.chrom for record in vcf.records)
    return ImportedTable(
        source=vcf.source,
        format_id=ID,
        caller=CALLER,
        generation=f"VCF {vcf.version}" if vcf.version else "VCF",
        because=because,
        guessed=guessed,
        positions=COORDINATES,
        fusions=tuple(fusions),
        rows=len(vcf.records),
        stated_build=vcf.build,
        notes=(*vcf.notes, *FORMAT.notes, *([note] if note else [])),
    )


def _fusion(records: tuple[VcfRecord, ...], vcf: VcfText) -> ImportedFusion:
    kind = records[0].info.get("SVTYPE", "")
    base = ImportedFusion(
        CALLER,
        vcf.source,
        tuple(record.raw for record in records),
        kind=kind,
        passed=records[0].passed,
        confidence=";".join(records[0].filters),
        problems=tuple(problem for record in records for problem in record.problems),
    )
    if base.problems:
        return base
    if kind.lower() not in JUNCTIONS:
        what = "a control of the assay" if kind.lower() in CONTROLS else f"a variant of type {kind or 'not given'}"
        return replace(base, notes=(f"{what}, not a fusion",))
    match = _PAIR.fullmatch(records[0].id)
    named = _NAMED.fullmatch(match["name"] if match else records[0].id)
    sides = [_side(record) for record in records]
    notes = []
    if len(sides) == 1:
        sides.append(_remote(records[0]))
        notes.append("the second record of the fusion is not in the file")
    if named is not None:
        sides = [
            replace(side, gene=side.gene or named[which], exon=side.exon or int(named[exon]))
            for side, which, exon in zip(sides, ("five", "three"), ("exon5", "exon3"), strict=True)
        ]
    reads = [count for record in records if (count := record.count("READ_COUNT")) is not None]
    return replace(
        base,
        five=sides[0],
        three=sides[1],
        ordered=Ordered.YES if match or named else Ordered.UNKNOWN,
        junction_reads=reads[0] if reads else None,
        known=(records[0].id,),
        notes=tuple(notes),
    )


def _side(record: VcfRecord) -> ImportedSide:
    return ImportedSide(
        gene=record.info.get("GENE_NAME", "").split(",")[0],
        exon=whole_number(record.info.get("EXON_NUM", "").split(",")[0]),
        end=BreakEnd(chromosome(record.chrom), record.position - 1),
    )


def _remote(record: VcfRecord) -> ImportedSide:
    match = re.search(r"[\[\]]([^\[\]]+):(\d{1,9})[\[\]]", record.alts[0] if record.alts else "")
    return ImportedSide() if match is None else ImportedSide(end=BreakEnd(chromosome(match[1]), int(match[2]) - 1))
