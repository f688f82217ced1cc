"""
An annotation as plain values for JSON.

The names of `STABLE` are scripted against by others and do not change; further names may be added.
Residues, exons and positions are 1-based here, as people read them.
"""

from typing import Any

from breakapart.annotation.places import genomic_position
from breakapart.model.fusion import FusionAnnotation, FusionClass, Junction, Reason
from breakapart.model.protein import ChimericProtein, DomainFate

STABLE = (
    "name",
    "exons",
    "frame",
    "protein",
    "protein_length",
    "junction_residues",
    "kinase_domain",
    "oligomerisation",
    "function",
    "rearrangement",
    "numbering",
)

Record = dict[str, Any]


def as_record(annotation: FusionAnnotation) -> Record:
    """The annotation as a dictionary that `json.dumps` takes; the stable names come first."""
    protein = annotation.protein
    geometry = annotation.geometry
    return {
        "name": annotation.names.hgnc,
        "exons": annotation.names.exons,
        "frame": annotation.frame.value,
        "protein": protein.sequence if protein else None,
        "protein_length": protein.length if protein else None,
        "junction_residues": list(protein.junction_residues) if protein else [],
        "kinase_domain": annotation.kinase_domain.value,
        "oligomerisation": annotation.oligomerisation.value,
        "function": annotation.function.value,
        "rearrangement": geometry.rearrangement.value,
        "numbering": annotation.numbering,
        "input": annotation.written.text,
        "numbering_note": annotation.numbering_note,
        "frame_reason": annotation.frame_reason,
        "kinase_gene": annotation.kinase_gene,
        "hgvs": annotation.names.hgvs,
        "vicc": annotation.names.vicc,
        "five_prime": _side(annotation.five_prime, is_five_prime=True),
        "three_prime": _side(annotation.three_prime, is_five_prime=False),
        "inserted": annotation.written.inserted,
        "protein_parts": _parts(protein) if protein else None,
        "domains": [_domain(fate) for fate in protein.domains] if protein else [],
        "reasons": [_reason(reason) for reason in annotation.function_reasons],
        "distance_mb": geometry.distance_mb,
        "keeps_reciprocal": geometry.keeps_reciprocal,
        "expected_fish": {
            "probe_gene": geometry.probe_gene,
            "pattern": geometry.expected_pattern,
            "reasons": [_reason(reason) for reason in geometry.reasons],
        },
        "fusion_class": _class(annotation.fusion_class),
        "warnings": list(annotation.warnings),
    }


def _side(junction: Junction, *, is_five_prime: bool) -> Record:
    transcript = junction.transcript
    return {
        "gene": transcript.gene,
        "transcript": transcript.accession,
        "refseq": transcript.refseq,
        "is_mane_select": transcript.is_mane_select,
        "exon": junction.exon if junction.is_known else None,
        "at_exon_edge": junction.at_exon_edge,
        "region": junction.region,
        "chrom": transcript.chrom,
        "position": _last_base(junction, is_five_prime=is_five_prime) if junction.is_known else None,
        "strand": transcript.strand,
        "note": junction.note,
    }


def _last_base(junction: Junction, *, is_five_prime: bool) -> int:
    """The last base kept of the 5' part, or the first base kept of the 3' part, 1-based."""
    cut = genomic_position(junction)
    return cut if is_five_prime == (junction.transcript.strand == "+") else cut + 1


def _parts(protein: ChimericProtein) -> Record:
    return {
        "five_prime_residues": protein.five_prime_residues,
        "three_prime_first_residue": None if protein.three_prime_start is None else protein.three_prime_start + 1,
        "tail": protein.tail,
        "truncated_at_junction": protein.truncated_at_junction,
    }


def _domain(fate: DomainFate) -> Record:
    return {
        "gene": fate.gene,
        "name": fate.domain.name,
        "kind": fate.domain.kind,
        "start": fate.domain.start + 1,
        "end": fate.domain.end,
        "fate": fate.fate,
        "residues_kept": fate.residues_kept,
        "percent_kept": fate.percent_kept,
        "chimera_start": None if fate.chimera_start is None else fate.chimera_start + 1,
        "chimera_end": fate.chimera_end,
        "source": fate.domain.source,
    }


def _class(known: FusionClass | None) -> Record | None:
    if known is None:
        return None
    return {"kind": known.kind, "acts_by": known.acts_by, "typical_of": known.typical_of, "source": known.source}


def _reason(reason: Reason) -> Record:
    return {"text": reason.text, "source": reason.source, "supports": reason.supports}
