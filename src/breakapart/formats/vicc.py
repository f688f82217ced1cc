"""
Gene fusions by the VICC specification, as FUSOR's `AssayedFusion` objects with VRS 2 locations.

Source: VICC Gene Fusion Specification (fusions.cancervariants.org) and its reference library FUSOR; nomenclature as in
`annotation`. A break-apart FISH that is positive is an inferred fusion with an unknown partner: `?(::)ALK`.
Coordinates are interbase, as VRS has them.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from breakapart.formats.fusion_sides import Genes, Side, TwoSides, two_sides
from breakapart.model.fusion import Frame
from breakapart.model.outcome import Outcome
from breakapart.model.result import CaseResult
from breakapart.model.sequencing import Molecule

REFGET_GRCH38: Mapping[str, str] = {
    "chr1": "SQ.Ya6Rs7DHhDeg7YaOSg1EoNi3U_nQ9SvO",
    "chr2": "SQ.pnAqCRBrTsUoBghSD1yp_jXWSmlbdh4g",
    "chr3": "SQ.Zu7h9AggXxhTaGVsy7h_EZSChSZGcmgX",
    "chr4": "SQ.HxuclGHh0XCDuF8x6yQrpHUBL7ZntAHc",
    "chr5": "SQ.aUiQCzCPZ2d0csHbMSbh2NzInhonSXwI",
    "chr6": "SQ.0iKlIQk2oZLoeOG9P1riRU6hvL5Ux8TV",
    "chr7": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
    "chr8": "SQ.209Z7zJ-mFypBEWLk4rNC6S_OxY5p7bs",
    "chr9": "SQ.KEO-4XBcm1cxeo_DIQ8_ofqGUkp4iZhI",
    "chr10": "SQ.ss8r_wB0-b9r44TQTMmVTI92884QvBiB",
    "chr11": "SQ.2NkFm8HK88MqeNkCgj78KidCAXgnsfV1",
    "chr12": "SQ.6wlJpONE3oNb4D69ULmEXhqyDZ4vwNfl",
    "chr13": "SQ._0wi-qoDrvram155UmcSC-zA5ZK4fpLT",
    "chr14": "SQ.eK4D2MosgK_ivBkgi6FVPg5UXs1bYESm",
    "chr15": "SQ.AsXvWL1-2i5U_buw6_niVIxD6zTbAuS6",
    "chr16": "SQ.yC_0RBj3fgBlvgyAuycbzdubtLxq-rE0",
    "chr17": "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7",
    "chr18": "SQ.vWwFhJ5lQDMhh-czg06YtlWqu0lvFAZV",
    "chr19": "SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl",
    "chr20": "SQ.-A1QmD_MatoqxvgVxBLZTONHz9-c7nQo",
    "chr21": "SQ.5ZUqxCmDDgN4xTRbaSjN8LwgZironmB8",
    "chr22": "SQ.7B7SHsmchAR0dFcDCuSFjJAo7tX87krQ",
    "chrX": "SQ.w0WZEvgJF0zf_P4yyTzjjv9oW1z61HHP",
    "chrY": "SQ.8_liLu1aycC0tPQPFmUaGXJLDs5SbPZ5",
}
"""RefGet accessions (sha512t24u of the sequence) of GRCh38, as VRS uses them; ClinVar's VRS dump has the same."""
HGNC_SYSTEM = "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/"


def render(result: CaseResult, genes: Genes, *, removed: str = "") -> str:
    """Every fusion that was found, and every positive break-apart FISH, as one JSON file."""
    record = {
        "format": "VICC gene fusions (FUSOR AssayedFusion)",
        "case": result.case.id,
        "assembly": "GRCh38",
        "deIdentification": removed or "nothing was removed",
        "fusions": list(fusions(result, genes)),
    }
    return json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def fusions(result: CaseResult, genes: Genes) -> Iterable[dict[str, Any]]:
    """The objects, each with the place it belongs to."""
    assays = {assay.id: assay for assay in result.case.assays}
    for seen in result.fusions:
        if seen.outcome is not Outcome.PRESENT:
            continue
        assay = assays.get(seen.assay)
        yield {
            "specimen": seen.specimen,
            "component": seen.component,
            "assay": seen.assay,
            "fusion": assayed_fusion(
                two_sides(seen, genes),
                assay_name=assay.name if assay else seen.assay,
                inferred=assay is not None and assay.molecule is Molecule.DNA,
            ),
        }
    for placed in result.fish:
        if placed.fish.outcome is Outcome.PRESENT:
            yield {
                "specimen": placed.at.specimen,
                "component": placed.at.component,
                "assay": f"FISH {placed.fish.probe}",
                "fusion": fish_fusion(placed.fish.gene, genes),
            }


def assayed_fusion(fusion: TwoSides, *, assay_name: str = "", inferred: bool = False) -> dict[str, Any]:
    """
    One `AssayedFusion`. `inferred`: from a rearrangement of DNA rather than seen in RNA.

    A side is a transcript segment where exon and position are known, else a gene, else unknown.
    """
    structure = [_element(fusion.five, is_five_prime=True)]
    if fusion.inserted:
        bases = fusion.inserted.upper()
        structure.append(
            {
                "type": "LinkerSequenceElement",
                "linkerSequence": {
                    "id": f"fusor.sequence:{bases}",
                    "type": "LiteralSequenceExpression",
                    "sequence": bases,
                },
            }
        )
    structure.append(_element(fusion.three, is_five_prime=False))
    record: dict[str, Any] = {
        "type": "AssayedFusion",
        "viccNomenclature": nomenclature(fusion),
        "structure": structure,
        "assay": _assay(assay_name, inferred=inferred),
    }
    note = fusion.annotation
    if note is not None:
        record["causativeEvent"] = {
            "type": "CausativeEvent",
            "eventType": "read-through" if note.written.reading_through else "rearrangement",
        }
        if note.frame is not Frame.UNDETERMINED:
            record["readingFramePreserved"] = note.frame is Frame.IN_FRAME
    reads = {}
    if fusion.seen.junction_reads is not None:
        reads["split"] = {"type": "SplitReads", "splitReads": fusion.seen.junction_reads}
    if fusion.seen.spanning_pairs is not None:
        reads["spanning"] = {"type": "SpanningReads", "spanningReads": fusion.seen.spanning_pairs}
    if reads:
        record["readData"] = {"type": "ReadData", **reads}
    return record


def fish_fusion(symbol: str, genes: Genes) -> dict[str, Any]:
    """What a positive break-apart FISH of a gene says: a fusion with a partner that the assay cannot name."""
    gene = genes.find(symbol)
    return {
        "type": "AssayedFusion",
        "viccNomenclature": f"?(::){symbol}",
        "structure": [
            {"type": "UnknownGeneElement"},
            {"type": "GeneElement", "gene": _gene(symbol, gene.hgnc_id if gene else "")},
        ],
        "causativeEvent": {"type": "CausativeEvent", "eventType": "rearrangement"},
        "assay": {
            "type": "Assay",
            "assayName": "fluorescence in-situ hybridization assay",
            "assayId": "obi:OBI_0003094",
            "fusionDetection": "inferred",
        },
    }


def nomenclature(fusion: TwoSides) -> str:
    """The VICC name: of exons where they are known, else of genes."""
    note = fusion.annotation
    if note is not None and fusion.five.is_placed and fusion.three.is_placed:
        return note.names.vicc
    return fusion.name


def _assay(name: str, *, inferred: bool) -> dict[str, str]:
    record = {"type": "Assay", "fusionDetection": "inferred" if inferred else "observed"}
    return {**record, "assayName": name} if name else record


def _element(side: Side, *, is_five_prime: bool) -> dict[str, Any]:
    if side.gene is None:
        # Also for `v`: an assayed fusion has one partner, even if it was not named.
        return {"type": "UnknownGeneElement"}
    gene = _gene(side.gene, side.hgnc_id)
    if not side.is_placed or side.chrom not in REFGET_GRCH38 or side.cut is None:
        return {"type": "GeneElement", "gene": gene}
    which = "End" if is_five_prime else "Start"
    # The edge of the genomic interval that the junction is: its end where the transcript runs forward off it.
    edge = "end" if is_five_prime == (side.strand == "+") else "start"
    return {
        "type": "TranscriptSegmentElement",
        "transcript": f"ensembl:{side.ensembl}" if side.ensembl else f"refseq:{side.refseq}",
        "transcriptStatus": "mane_select" if side.is_mane_select else "grch38",
        "strand": 1 if side.strand == "+" else -1,
        f"exon{which}": side.exon,
        f"exon{which}Offset": side.exon_offset,
        "gene": gene,
        f"elementGenomic{which}": {
            "type": "SequenceLocation",
            "sequenceReference": {
                "type": "SequenceReference",
                "refgetAccession": REFGET_GRCH38[side.chrom],
            },
            edge: side.cut,
        },
    }


def _gene(symbol: str, hgnc_id: str) -> dict[str, Any]:
    record: dict[str, Any] = {"conceptType": "Gene", "name": symbol}
    if hgnc_id:
        record["primaryCoding"] = {"id": hgnc_id.lower(), "code": hgnc_id, "system": HGNC_SYSTEM}
    return record


def canonical(record: dict[str, Any]) -> str:
    """The object as one line of canonical JSON, for places that hold only text."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
