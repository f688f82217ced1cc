"""
cBioPortal: `data_sv.txt` (structural variants), and `data_fusions.txt` of studies from before 2022.

Habits: site 1 is the 5' partner of a fusion by custom, not by rule; panels of one laboratory order the sites by
position and give the order as `{EML4:ALK}` in `Event_Info`, which is followed. `Site1_Region_Number` is an exon or an
intron as `Site1_Region` says; `Connection_Type` `3to5` keeps what lies before the first place and behind the second. In
`data_fusions.txt` a fusion stands once for each of its genes, as `EML4-ALK fusion`. Source: cBioPortal, File Formats.
"""

import re
from dataclasses import replace
from typing import Any

from breakapart.formats.chromosomes import build_by_name
from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, frame_of, parts, whole_number
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.formats.gene_pair import two_genes
from breakapart.model.imported import ImportedSide, Ordered, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "sample": ("Sample_Id", "Sample_ID"),
    "gene_1": ("Site1_Hugo_Symbol",),
    "gene_2": ("Site2_Hugo_Symbol",),
    "transcript_1": ("Site1_Ensembl_Transcript_Id",),
    "transcript_2": ("Site2_Ensembl_Transcript_Id",),
    "region_1": ("Site1_Region",),
    "region_2": ("Site2_Region",),
    "number_1": ("Site1_Region_Number", "Site1_Exon"),
    "number_2": ("Site2_Region_Number", "Site2_Exon"),
    "chrom_1": ("Site1_Chromosome",),
    "chrom_2": ("Site2_Chromosome",),
    "position_1": ("Site1_Position",),
    "position_2": ("Site2_Position",),
    "frame": ("Site2_Effect_On_Frame",),
    "build": ("NCBI_Build",),
    "junction_reads": ("Tumor_Split_Read_Count",),
    "spanning_pairs": ("Tumor_Paired_End_Read_Count",),
    "variant_reads": ("Tumor_Variant_Count",),
    "connection": ("Connection_Type",),
    "dna": ("DNA_Support",),
    "rna": ("RNA_Support",),
    "kind": ("Class",),
    "event": ("Event_Info",),
    "annotation": ("Annotation",),
    "status": ("SV_Status",),
}
SIGNATURE = ("gene_1", "gene_2")
_CONNECTIONS = {"3to5": (True, False), "5to3": (False, True), "3to3": (True, True), "5to5": (False, False)}
_ORDER = re.compile(r"\{\s*([^:{}\s]+)\s*:\s*([^:{}\s]+)\s*\}")


def read_row(cells: Cells) -> Fields:
    """One row of `data_sv.txt`."""
    first, second = _site(cells, "1"), _site(cells, "2")
    keeps = _CONNECTIONS.get(cells.text("connection").lower().replace("'", ""))
    if keeps is not None:
        first, second = _kept(first, keeps[0]), _kept(second, keeps[1])
    stated = _ORDER.search(cells.text("event")) or _ORDER.search(cells.text("annotation"))
    notes: list[str] = []
    if stated is not None and (stated[1], stated[2]) == (second.gene, first.gene) and first.gene != second.gene:
        first, second = second, first
        notes.append(f"the order is that of {stated[0]}")
    if not (first.gene or second.gene or first.end or second.end):
        cells.problems.append("neither site has a gene or a place")
    reads = cells.count("junction_reads")
    variant = cells.count("variant_reads")
    if reads is None and variant is not None:
        notes.append(f"{variant} reads have the variant; how many of them cross the junction is not said")
    is_rna = cells.text("rna").lower() == "yes"
    frame = cells.text("frame")
    if cells.text("status").upper() == "GERMLINE":
        notes.append("called in the germline")
    return {
        "five": first,
        "three": second,
        "ordered": Ordered.BY_STRAND if keeps is not None and not is_rna else Ordered.YES,
        "molecule": "RNA" if is_rna or cells.text("dna").lower() != "yes" else "DNA",
        "junction_reads": reads,
        "spanning_pairs": cells.count("spanning_pairs"),
        "stated_frame": frame_of(frame),
        "kind": cells.text("kind"),
        "sample": cells.text("sample"),
        "known": tuple(word for word in (cells.text("annotation"),) if word),
        "build": _build(cells.text("build")),
        "notes": tuple(notes),
    }


def _build(text: str) -> str:
    return {"37": "GRCh37", "38": "GRCh38"}.get(text) or build_by_name(text)


def _site(cells: Cells, which: str) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    end = None
    position = f"position_{which}"
    if cells.text(f"chrom_{which}") and (written := cells.text(position)) and written != "-1":
        end = cells.end(cells.text(f"chrom_{which}"), written, "", is_five_prime=which == "1", name=position)
    region = cells.text(f"region_{which}").lower()
    number = whole_number(cells.text(f"number_{which}"))
    where: dict[str, Any] = {}
    if number and "exon" in region:
        where["exon"] = number
    elif number and "intron" in region:
        where["intron"] = number
    return ImportedSide(
        gene=gene, gene_candidates=candidates, transcript=cells.text(f"transcript_{which}"), end=end, **where
    )


def _kept(side: ImportedSide, keeps_before: bool) -> ImportedSide:
    return side if side.end is None else replace(side, end=replace(side.end, keeps_before=keeps_before))


FORMAT = FusionFormat("cbioportal", "cBioPortal", COLUMNS, SIGNATURE, COORDINATES, read_row)

FUSIONS_COLUMNS = {
    "hugo": ("Hugo_Symbol",),
    "sample": ("Tumor_Sample_Barcode",),
    "fusion": ("Fusion",),
    "dna": ("DNA_support",),
    "rna": ("RNA_support",),
    "frame": ("Frame",),
    "method": ("Method",),
    "comments": ("Comments",),
}


def read_fusions_row(cells: Cells) -> Fields:
    """One row of `data_fusions.txt`."""
    text = cells.text("fusion")
    stated = _ORDER.search(cells.text("comments"))
    pair = (stated[1], stated[2]) if stated is not None else two_genes(text)
    hugo, candidates = cells.gene("hugo")
    notes: tuple[str, ...] = ()
    if stated is None and "intragenic" in text.lower():
        pair = None
    if pair is None and hugo and (not text or hugo.upper() in text.upper()):
        # An event within one gene, or a partner that is not named.
        sides = (ImportedSide(gene=hugo, gene_candidates=candidates), ImportedSide())
        if "intragenic" in text.lower():
            sides = (sides[0], sides[0])
        notes = (f"the fusion is {text or 'not named'}",)
    elif pair is None:
        cells.trouble("fusion", "two genes as EML4-ALK")
        sides = (ImportedSide(), ImportedSide())
    else:
        sides = (
            ImportedSide(gene=pair[0], gene_candidates=genes_behind_date(pair[0])),
            ImportedSide(gene=pair[1], gene_candidates=genes_behind_date(pair[1])),
        )
    return {
        "five": sides[0],
        "three": sides[1],
        "molecule": "DNA" if cells.text("dna").lower() == "yes" and cells.text("rna").lower() != "yes" else "RNA",
        "stated_frame": frame_of(cells.text("frame")),
        "sample": cells.text("sample"),
        "kind": text,
        "known": parts(cells.text("method"), ","),
        "notes": notes,
    }


FUSIONS = FusionFormat(
    "cbioportal-fusions",
    "cBioPortal",
    FUSIONS_COLUMNS,
    ("hugo", "sample", "fusion"),
    PositionsAre.NONE,
    read_fusions_row,
)
