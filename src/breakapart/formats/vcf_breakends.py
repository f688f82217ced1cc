"""Called fusions as VCF 4.4 breakends: two records a fusion, one for a single breakend of an unknown partner."""

from collections.abc import Sequence

from breakapart.model.calling import Breakpoint, CalledFusion

_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")

_HEADER = (
    '##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type of structural variant">',
    '##INFO=<ID=MATEID,Number=A,Type=String,Description="ID of the other breakend">',
    '##INFO=<ID=EVENT,Number=A,Type=String,Description="ID of the fusion">',
    '##INFO=<ID=HOMSEQ,Number=A,Type=String,Description="Bases that either partner may have given">',
    '##INFO=<ID=HOMLEN,Number=A,Type=Integer,Description="Length of HOMSEQ">',
    '##INFO=<ID=SIDE,Number=1,Type=String,Description="5p or 3p partner of the fusion transcript">',
    '##INFO=<ID=GENE,Number=1,Type=String,Description="Gene of this breakend">',
    '##INFO=<ID=EXON,Number=1,Type=Integer,Description="Last exon kept (5p) or first (3p)">',
    '##INFO=<ID=FRAME,Number=1,Type=String,Description="Reading frame over the junction">',
    '##INFO=<ID=CONFIDENCE,Number=1,Type=Float,Description="Calibrated probability that the junction is in the RNA">',
    '##INFO=<ID=IMPRECISE,Number=0,Type=Flag,Description="Place of an RNA junction, not of the break in the DNA">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype, not known from RNA">',
    '##FORMAT=<ID=JR,Number=1,Type=Integer,Description="Reads or pairs across the junction">',
    '##FORMAT=<ID=SP,Number=1,Type=Integer,Description="Pairs with a read on each side">',
    '##FORMAT=<ID=FF,Number=1,Type=Float,Description="Fusion among the transcripts of its genes">',
)


def vcf_text(
    calls: Sequence[CalledFusion], *, sample: str = "sample", source: str = "breakapart", genome: str = ""
) -> str:
    """All calls as VCF 4.4."""
    contigs = sorted({
        side.breakpoint.contig for call in calls for side in (call.five_prime, call.three_prime) if side.breakpoint
    })  # fmt: skip
    lines = ["##fileformat=VCFv4.4", f"##source={source}"]
    if genome:
        lines.append(f"##reference={genome}")
    lines += [f"##contig=<ID={contig}>" for contig in contigs]
    lines += _HEADER
    name = sample.replace("\t", "_").replace(" ", "_") or "sample"
    lines.append("\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", name)))
    records: list[tuple[str, int, str]] = []
    for number, call in enumerate(calls, start=1):
        records += _records(call, f"fusion{number}")
    lines += [text for _, _, text in sorted(records)]
    return "\n".join(lines) + "\n"


def _records(call: CalledFusion, event: str) -> list[tuple[str, int, str]]:
    five, three = call.five_prime.breakpoint, call.three_prime.breakpoint
    last = call.sequence_5p[-1:] or "N"
    first = call.sequence_3p[:1] or "N"
    found = []
    if five is not None:
        alt = (
            _behind(last, call.inserted, five, three)
            if three
            else _open_end(last, call.sequence_3p, five, is_five_prime=True)
        )
        found.append(_record(call, event, five, last, alt, is_five_prime=True, has_mate=three is not None))
    if three is not None:
        alt = (
            _before(first, call.inserted, three, five)
            if five
            else _open_end(first, call.sequence_5p, three, is_five_prime=False)
        )
        found.append(_record(call, event, three, first, alt, is_five_prime=False, has_mate=five is not None))
    return found


def _on_genome(bases: str, place: Breakpoint) -> str:
    """Bases of the transcript as they stand on the forward strand of a place's contig."""
    return bases if place.strand == "+" else bases.translate(_COMPLEMENT)[::-1]


def _behind(base: str, inserted: str, here: Breakpoint, mate: Breakpoint) -> str:
    """ALT of the 5' partner: what follows its last base is the mate."""
    bracket = "[" if mate.strand == "+" else "]"
    link = f"{bracket}{mate.contig}:{mate.position + 1}{bracket}"
    text = _on_genome(base + inserted, here)
    return text + link if here.strand == "+" else link + text


def _before(base: str, inserted: str, here: Breakpoint, mate: Breakpoint) -> str:
    """ALT of the 3' partner: what stands before its first base is the mate."""
    bracket = "]" if mate.strand == "+" else "["
    link = f"{bracket}{mate.contig}:{mate.position + 1}{bracket}"
    text = _on_genome(inserted + base, here)
    return link + text if here.strand == "+" else text + link


def _open_end(base: str, beyond: str, here: Breakpoint, *, is_five_prime: bool) -> str:
    """ALT of a single breakend: the assembled bases, and a dot where the rest is not known."""
    text = _on_genome(base + beyond if is_five_prime else beyond + base, here)
    opens_behind = is_five_prime == (here.strand == "+")
    return text + "." if opens_behind else "." + text


def _record(
    call: CalledFusion, event: str, here: Breakpoint, base: str, alt: str, *, is_five_prime: bool, has_mate: bool
) -> tuple[str, int, str]:
    side = call.five_prime if is_five_prime else call.three_prime
    mine, other = ("5p", "3p") if is_five_prime else ("3p", "5p")
    info = ["SVTYPE=BND"]
    if has_mate:
        info.append(f"MATEID={event}_{other}")
    info += [f"EVENT={event}", f"SIDE={mine}", f"GENE={side.gene}"]
    if side.exon is not None:
        info.append(f"EXON={side.exon}")
    if call.microhomology:
        size = len(call.microhomology)
        info += [f"HOMLEN={size}", f"HOMSEQ={_on_genome(call.microhomology, here)}"]
    if call.frame != ".":
        info.append(f"FRAME={call.frame}")
    info += [f"CONFIDENCE={call.confidence:.4g}", "IMPRECISE"]
    fraction = "." if call.allele_fraction is None else f"{call.allele_fraction:.4g}"
    cells = (
        here.contig, str(here.position + 1), f"{event}_{mine}", _on_genome(base, here), alt, ".", "PASS",
        ";".join(info),
        "GT:JR:SP:FF", f".:{call.junction_reads}:{call.spanning_pairs}:{fraction}",
    )  # fmt: skip
    return here.contig, here.position, "\t".join(cells)
