"""
Fusions of an assessed case as VCF 4.4 breakends: two mated records a fusion, on GRCh38.

Positions are 1-based, each record on the last base kept of the 5' partner or the first base kept of the 3' partner:
places of an RNA junction, not of the break in the DNA, hence IMPRECISE. A fusion of which only the genes are known has
no place and cannot be written; the header says so. Source: hts-specs, VCFv4.4, section 5.4 and SVCLAIM, EVENTTYPE.
"""

import re
from collections.abc import Sequence

from breakapart.formats.fusion_sides import Genes, Side, TwoSides, two_sides
from breakapart.model.fusion import Frame
from breakapart.model.result import CaseResult

_COMPLEMENT = str.maketrans("ACGTNU", "TGCANA")
_HEADER = (
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type of structural variant">',
    '##INFO=<ID=SVCLAIM,Number=A,Type=String,Description="Claim made by the structural variant call: J, adjacency">',
    '##INFO=<ID=MATEID,Number=A,Type=String,Description="ID of mate breakend">',
    '##INFO=<ID=EVENT,Number=A,Type=String,Description="ID of the fusion">',
    '##INFO=<ID=EVENTTYPE,Number=A,Type=String,Description="Type of associated event">',
    '##INFO=<ID=IMPRECISE,Number=0,Type=Flag,Description="Place of an RNA junction, not of the break in the DNA">',
    '##INFO=<ID=SIDE,Number=1,Type=String,Description="5p or 3p partner of the fusion transcript">',
    '##INFO=<ID=GENE,Number=1,Type=String,Description="HGNC symbol">',
    '##INFO=<ID=HGNC,Number=1,Type=String,Description="HGNC identifier">',
    '##INFO=<ID=TRANSCRIPT,Number=1,Type=String,Description="Transcript that exon counts on">',
    '##INFO=<ID=EXON,Number=1,Type=Integer,Description="Last exon kept (5p) or first (3p)">',
    '##INFO=<ID=FRAME,Number=1,Type=String,Description="Reading frame over the junction">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype, not known">',
    '##FORMAT=<ID=JR,Number=1,Type=Integer,Description="Reads across the junction">',
    '##FORMAT=<ID=SP,Number=1,Type=Integer,Description="Read pairs on both sides of it">',
    '##FORMAT=<ID=FF,Number=1,Type=Float,Description="Abundance as the laboratory reports it, 0 to 1">',
)


def render(result: CaseResult, genes: Genes, *, removed: str = "") -> str:
    """Every placed fusion of the case, one column a specimen and component; genes alone are named in the header."""
    calls = [two_sides(seen, genes) for seen in result.fusions]
    written = [call for call in calls if call.is_present and call.five.is_placed and call.three.is_placed]
    left_out = [call for call in calls if call not in written]
    samples = (
        list(dict.fromkeys(_sample(call) for call in calls))
        or [
            _name(f"{specimen.id}.{component.id}")
            for specimen in result.case.specimens
            for component in specimen.components[:1]
        ][:1]
    )
    contigs = sorted({side.chrom for call in written for side in (call.five, call.three)}, key=_natural)
    lines = [
        "##fileformat=VCFv4.4",
        f"##source=breakapart {result.provenance.breakapart_version}",
        "##reference=GRCh38",
        *(f"##contig=<ID={contig},assembly=GRCh38>" for contig in contigs),
        f"##breakapart_case={_word(result.case.id)}",
        f"##breakapart_deidentification={_word(removed or 'nothing was removed')}",
        *(f"##breakapart_not_written={_word(_why_not(call))}" for call in left_out),
        *_HEADER,
        "\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples)),
    ]
    records: list[tuple[tuple[int, str], int, str]] = []
    for number, call in enumerate(written, start=1):
        records += _records(call, f"fusion{number}", samples)
    return "\n".join([*lines, *(text for _, _, text in sorted(records))]) + "\n"


def _why_not(call: TwoSides) -> str:
    if not call.is_present:
        return f"{call.name} in {_sample(call)}: {call.seen.outcome.replace('_', ' ')}"
    return f"{call.name} in {_sample(call)}: a place of the junction is not known"


def _records(call: TwoSides, event: str, samples: Sequence[str]) -> list[tuple[tuple[int, str], int, str]]:
    five, three = call.five, call.three
    alt_five = _behind(five, three, call.inserted)
    alt_three = _before(three, five, call.inserted)
    return [
        _record(call, event, five, alt_five, ("5p", "3p"), samples),
        _record(call, event, three, alt_three, ("3p", "5p"), samples),
    ]


def _behind(here: Side, mate: Side, inserted: str) -> str:
    """ALT of the 5' partner: what follows its last base is the mate."""
    bracket = "[" if mate.strand == "+" else "]"
    link = f"{bracket}{mate.chrom}:{mate.kept_base}{bracket}"
    bases = _forward(inserted, here)
    return f"{here.base}{bases}{link}" if here.strand == "+" else f"{link}{bases}{here.base}"


def _before(here: Side, mate: Side, inserted: str) -> str:
    """ALT of the 3' partner: what stands before its first base is the mate."""
    bracket = "]" if mate.strand == "+" else "["
    link = f"{bracket}{mate.chrom}:{mate.kept_base}{bracket}"
    bases = _forward(inserted, here)
    return f"{link}{bases}{here.base}" if here.strand == "+" else f"{here.base}{bases}{link}"


def _forward(bases: str, here: Side) -> str:
    """Bases of the transcript as they stand on the forward strand."""
    bases = bases.upper().replace("U", "T")
    return bases if here.strand == "+" else bases.translate(_COMPLEMENT)[::-1]


def _record(
    call: TwoSides, event: str, here: Side, alt: str, names: tuple[str, str], samples: Sequence[str]
) -> tuple[tuple[int, str], int, str]:
    mine, other = names
    position = here.kept_base
    assert position is not None
    info = ["SVTYPE=BND", "SVCLAIM=J", f"MATEID={event}_{other}", f"EVENT={event}", "EVENTTYPE=FUSION", "IMPRECISE"]
    info += [f"SIDE={mine}", f"GENE={here.gene}"]
    info += [f"HGNC={here.hgnc_id}"] if here.hgnc_id else []
    info += [f"TRANSCRIPT={here.transcript}"] if here.transcript else []
    info += [f"EXON={here.exon}"] if here.exon is not None else []
    note = call.annotation
    if note is not None and note.frame is not Frame.UNDETERMINED:
        info.append(f"FRAME={note.frame}")
    seen = call.seen
    fraction = None if seen.allele_fraction_percent is None else seen.allele_fraction_percent / 100
    values = ":".join(
        [
            ".",
            *(
                "." if value is None else f"{value:.6g}"
                for value in (seen.junction_reads, seen.spanning_pairs, fraction)
            ),
        ]
    )
    columns = [values if sample == _sample(call) else ".:.:.:." for sample in samples]
    cells = (here.chrom, str(position), f"{event}_{mine}", here.base, alt, ".", "PASS", ";".join(info), "GT:JR:SP:FF")
    return _natural(here.chrom), position, "\t".join((*cells, *columns))


def _sample(call: TwoSides) -> str:
    return _name(f"{call.seen.specimen}.{call.seen.component}")


def _name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text)


def _word(text: str) -> str:
    """A header value in quotes, on one line."""
    plain = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _natural(chrom: str) -> tuple[int, str]:
    number = chrom.removeprefix("chr")
    return (int(number), "") if number.isdigit() else (99, chrom)
