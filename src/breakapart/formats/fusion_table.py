"""Called and discarded fusions as tab-separated tables, and the run as JSON. Positions are 1-based; `.` is nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from breakapart.model.calling import CalledFusion, CallingResult, Verdict

COLUMNS = (
    "gene_5p",
    "gene_3p",
    "breakpoint_5p",
    "breakpoint_3p",
    "exon_5p",
    "exon_3p",
    "frame",
    "junction_reads",
    "spanning_pairs",
    "unique_molecules",
    "allele_fraction",
    "confidence",
    "allele_fraction_low",
    "allele_fraction_high",
    "kind",
    "name",
    "site_5p",
    "site_3p",
    "region_5p",
    "region_3p",
    "transcript_5p",
    "transcript_3p",
    "wild_type_reads_5p",
    "wild_type_reads_3p",
    "inserted",
    "microhomology",
    "published",
    "sequence_5p",
    "sequence_3p",
    "frame_reason",
    "notes",
)
DISCARDED_COLUMNS = (*COLUMNS, "filters", "reasons")


def fusions_tsv(calls: Sequence[CalledFusion]) -> str:
    """The calls, most reads first."""
    return _table(COLUMNS, [_cells(call) for call in calls])


def discarded_tsv(calls: Sequence[CalledFusion]) -> str:
    """The discarded candidates with the filters that discarded them, and why."""
    rows = []
    for call in calls:
        cells = _cells(call)
        cells["filters"] = ",".join(reason.name for reason in call.filters)
        cells["reasons"] = "; ".join(reason.reason for reason in call.filters)
        rows.append(cells)
    return _table(DISCARDED_COLUMNS, rows)


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    lines = ["\t".join(columns)]
    lines += ["\t".join(_shown(row[column]) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def _shown(value: object) -> str:
    if value is None or value == "":
        return "."
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value).replace("\t", " ").replace("\n", " ")


def _cells(call: CalledFusion) -> dict[str, object]:
    five, three = call.five_prime, call.three_prime
    return {
        "gene_5p": five.gene,
        "gene_3p": three.gene,
        "breakpoint_5p": five.breakpoint,
        "breakpoint_3p": three.breakpoint,
        "exon_5p": five.exon,
        "exon_3p": three.exon,
        "frame": call.frame,
        "junction_reads": call.junction_reads,
        "spanning_pairs": call.spanning_pairs,
        "unique_molecules": call.unique_molecules,
        "allele_fraction": call.allele_fraction,
        "confidence": call.confidence,
        "allele_fraction_low": call.allele_fraction_low,
        "allele_fraction_high": call.allele_fraction_high,
        "kind": call.kind,
        "name": call.name,
        "site_5p": five.site,
        "site_3p": three.site,
        "region_5p": five.region,
        "region_3p": three.region,
        "transcript_5p": five.transcript,
        "transcript_3p": three.transcript,
        "wild_type_reads_5p": five.wild_type_reads,
        "wild_type_reads_3p": three.wild_type_reads,
        "inserted": call.inserted,
        "microhomology": call.microhomology,
        "published": "yes" if call.is_known else "no",
        "sequence_5p": call.sequence_5p,
        "sequence_3p": call.sequence_3p,
        "frame_reason": call.frame_reason,
        "notes": "; ".join(call.notes),
    }


def run_json(result: CallingResult, *, provenance: Mapping[str, Any]) -> str:
    """The run: verdict, reasons, measures, controls, limits, balances, amplicons, and what it was made with."""
    quality = result.quality
    document: dict[str, Any] = {
        "verdict": str(quality.verdict),
        "statement": statement(result),
        "reasons": list(quality.reasons),
        "negative_is_reportable": result.negative_is_reportable,
        "limit_of_detection": {
            "share": quality.limits[0].share,
            "depth": round(quality.limits[0].depth, 2),
            "meaning": "smallest share of a gene's transcripts that a fusion needs to be found with 95 % probability",
        },
        "calls": len(result.calls),
        "discarded": len(result.discarded),
        "total_reads": result.total_reads,
        "on_target_reads": result.on_target_reads,
        "measures": [
            {
                "name": measure.name,
                "value": measure.value,
                "unit": measure.unit,
                "verdict": str(measure.verdict),
                "reason": measure.reason,
                "source": measure.source,
            }
            for measure in quality.measures
        ],
        "controls": [
            {"gene": control.gene, "reads": control.reads, "passed": control.passed} for control in quality.controls
        ],
        "limits_by_gene": [
            {"gene": limit.gene, "depth": round(limit.depth, 2), "share": limit.share} for limit in quality.limits[1:]
        ],
        "imbalance": [
            {
                "gene": balance.gene,
                "reads_5p": balance.reads_5p,
                "reads_3p": balance.reads_3p,
                "controls": balance.controls,
                "value": balance.value,
                "verdict": str(balance.verdict),
                "reason": balance.reason,
                "source": balance.source,
            }
            for balance in result.balances
        ],
        "amplicons": [
            {"name": amplicon.name, "kind": amplicon.kind, "gene": amplicon.gene, "reads": amplicon.reads}
            for amplicon in result.amplicons
        ],
        "antisense": [{"genes": [a, b], "reads": count} for a, b, count in result.antisense_pairs],
        **provenance,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def statement(result: CallingResult) -> str:
    """What may be said of the run in one sentence; nothing found in a run that cannot be judged is not a negative."""
    found = len(result.calls)
    limit = result.quality.limits[0].share
    if found:
        words = f"{found} fusion{'s' if found > 1 else ''} called."
        if result.quality.verdict is Verdict.NOT_EVALUABLE:
            words += " The run is not evaluable: nothing can be said of other fusions."
        return words
    if result.quality.verdict is Verdict.NOT_EVALUABLE:
        return (
            "Not evaluable: no fusion was called, but this run could not have shown one. This is not a negative result."
        )
    within = f" down to {limit:.2%} of a gene's transcripts" if limit is not None else ""
    if result.quality.verdict is Verdict.LIMITED:
        return f"No fusion was called{within}; the run is limited: {'; '.join(result.quality.reasons)}."
    return f"No fusion was called{within}."
