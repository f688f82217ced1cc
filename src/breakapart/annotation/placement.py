"""
Brings another program's call to the reference: which genes of today it means, which of them is the 5' partner, and what
is to be annotated. Nothing is guessed in silence: whatever was settled or given up is said in words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from breakapart.annotation.annotate import NOTHING_KNOWN, GeneModels, KnownFusions, ProbeChoice, annotate
from breakapart.annotation.nomenclature import print_fusion
from breakapart.annotation.places import genomic_position, offset_from_edge
from breakapart.annotation.reading import counted
from breakapart.annotation.settings import DEFAULT_SETTINGS, AnnotationSettings
from breakapart.errors import InputError
from breakapart.model.fusion import FusionAnnotation, FusionPartner, GenomicCut, Junction, WrittenFusion
from breakapart.model.imported import (
    BreakEnd,
    CallVerdict,
    ImportedFusion,
    ImportedSide,
    Ordered,
    PlacedFusion,
)
from breakapart.model.transcript import Gene

GRCH38 = "GRCh38"


@dataclass(frozen=True, slots=True)
class _Found:
    """The genes that one side may be."""

    genes: tuple[Gene, ...]
    notes: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Order:
    """One way to read the two sides."""

    five: Gene
    three: Gene
    swapped: bool


def place(fusion: ImportedFusion, reference: GeneModels, *, build: str = GRCH38) -> PlacedFusion:
    """
    The call with today's genes, in 5' to 3' order, as what `annotate` takes.

    `build` is the genome build of its positions; those of another than GRCh38 are not used, but exon numbers are.
    """
    if fusion.problems:
        return PlacedFusion(
            fusion, fusion.five.gene, fusion.three.gene, None, reason="not read: " + "; ".join(fusion.problems)
        )
    if _is_nothing(fusion.five) or _is_nothing(fusion.three):
        reason = fusion.notes[-1] if fusion.notes else "only one partner is given"
        return _unplaced(fusion, reason)
    first, second = (_genes(side, reference, build) for side in (fusion.five, fusion.three))
    notes = (*first.notes, *second.notes)
    if not (first.genes and second.genes):
        reason = "; ".join(found.reason for found in (first, second) if found.reason)
        return _unplaced(fusion, reason, first, second, notes)
    orders = list(_orders(fusion, first.genes, second.genes))
    if not orders:
        return _unplaced(fusion, _no_sense(fusion, first.genes[0], second.genes[0]), first, second, notes)
    order = min(orders, key=lambda candidate: _rank(candidate, fusion))
    if fusion.ordered is not Ordered.YES and len({one.swapped for one in orders}) > 1:
        notes = (*notes, f"which partner is 5' is not said; {order.five.symbol} is taken for it")
    return _as_written(fusion, order, notes, build)


def place_and_annotate(
    fusion: ImportedFusion,
    reference: GeneModels,
    *,
    build: str = GRCH38,
    settings: AnnotationSettings = DEFAULT_SETTINGS,
    probe: ProbeChoice = None,
    known: KnownFusions = NOTHING_KNOWN,
) -> tuple[PlacedFusion, FusionAnnotation | None]:
    """The placed call with its verdict, and the annotation that it was taken from (None where there is none)."""
    placed = place(fusion, reference, build=build)
    if placed.written is None:
        return placed, None
    try:
        annotation = annotate(placed.written, reference, settings=settings, probe=probe, known=known)
        spliced = _with_retained_intron(placed, annotation, settings)
        if spliced is not None:
            assert spliced.written is not None
            placed = spliced
            annotation = annotate(spliced.written, reference, settings=settings, probe=probe, known=known)
    except InputError as error:
        return replace(placed, reason="; ".join(problem.message for problem in error.problems)), None
    return replace(placed, verdict=verdict_of(annotation)), annotation


def _with_retained_intron(
    placed: PlacedFusion, annotation: FusionAnnotation, settings: AnnotationSettings
) -> PlacedFusion | None:
    """
    The call of an RNA caller whose breakpoint lies in an intron near an exon: the bases between are part of the
    transcript.

    `annotate` takes breakpoints in introns for those of DNA. Here the molecule is known, so the bases are written as
    inserted: as the caller's sequence has them, else as unknown bases. None when there are none.
    """
    written = placed.written
    if written is None or placed.imported.molecule != "RNA":
        return None
    five_cut, three_cut = written.five_prime.cut, written.three_prime.cut
    if (
        five_cut is None
        or three_cut is None
        or not (annotation.five_prime.is_known and annotation.three_prime.is_known)
    ):
        return None
    beyond = (
        _beyond_edge(annotation.five_prime, five_cut, is_five_prime=True),
        _beyond_edge(annotation.three_prime, three_cut, is_five_prime=False),
    )
    # A cut on the other side of its exon edge was moved there: bases alike at both edges, and nothing is retained.
    if min(beyond) < 0 or not sum(beyond) or sum(beyond) > settings.max_retained_intron_nt:
        return None
    left, right = _bases_beside_junction(placed.imported.sequence, *beyond)
    parts = [
        FusionPartner(gene=part.gene, exon=junction.exon, exon_offset=offset_from_edge(junction, is_five_prime=is_five))
        for part, junction, is_five in (
            (written.five_prime, annotation.five_prime, True),
            (written.three_prime, annotation.three_prime, False),
        )
    ]
    # MANE is named, so that the exon numbers are not taken for others.
    parts = [
        replace(part, transcript=junction.transcript.accession)
        for part, junction in zip(parts, (annotation.five_prime, annotation.three_prime), strict=True)
    ]
    spliced = WrittenFusion("", "vicc", parts[0], parts[1], inserted=left + written.inserted + right)
    spliced = replace(spliced, text=print_fusion(spliced))
    unknown = (left + right).count("N")
    stop = "; a stop codon may lie in them" if unknown else ""
    told = "unknown here" if unknown else "as the caller's sequence has them"
    note = f"{counted(sum(beyond), 'base')} of intron beside the junction belong to the transcript ({told}){stop}"
    return replace(placed, written=spliced, notes=(*placed.notes, note))


def _beyond_edge(junction: Junction, cut: GenomicCut, *, is_five_prime: bool) -> int:
    """Bases from the place that was annotated to the cut, outwards: above 0 in the intron, below 0 in the exon."""
    forward = cut.position - genomic_position(junction)
    along = forward if junction.transcript.strand == "+" else -forward
    return along if is_five_prime else -along


def _bases_beside_junction(sequence: str, left: int, right: int) -> tuple[str, str]:
    """So many bases on either side of the `|` of a caller's sequence; N where it does not say."""
    pieces = [piece.replace("_", "").upper() for piece in sequence.split("|")]
    if len(pieces) not in (2, 3):
        return "N" * left, "N" * right
    before = pieces[0][len(pieces[0]) - left :] if left else ""
    after = pieces[-1][:right]
    return tuple(  # type: ignore[return-value]  # of two
        text if len(text) == size and set(text) <= set("ACGT") else "N" * size
        for text, size in ((before, left), (after, right))
    )


def verdict_of(annotation: FusionAnnotation) -> CallVerdict:
    """The annotation in the few words a list needs."""
    five, three = annotation.five_prime, annotation.three_prime
    junction = None
    if five.is_known and three.is_known:
        junction = (five.transcript.accession, five.cdna_cut, three.transcript.accession, three.cdna_cut)
    return CallVerdict(
        exons=annotation.names.exons,
        frame=annotation.frame,
        function=annotation.function,
        kinase_gene=annotation.kinase_gene,
        kinase_domain=annotation.kinase_domain,
        protein_length=annotation.protein.length if annotation.protein else None,
        fusion_class=annotation.fusion_class.kind if annotation.fusion_class else "",
        junction=junction,
    )


def _named(build: str) -> str:
    return build if build.startswith("GRCh") else "another genome build"


def _is_nothing(side: ImportedSide) -> bool:
    return not side.gene and not side.gene_id and side.end is None


def _unplaced(
    fusion: ImportedFusion,
    reason: str,
    first: _Found | None = None,
    second: _Found | None = None,
    notes: tuple[str, ...] = (),
) -> PlacedFusion:
    names = [
        found.genes[0].symbol if found is not None and found.genes else side.gene
        for found, side in ((first, fusion.five), (second, fusion.three))
    ]
    return PlacedFusion(fusion, names[0], names[1], None, fusion.five.end, fusion.three.end, reason=reason, notes=notes)


# --- which gene ----------------------------------------------------------------------------------------------------


def _genes(side: ImportedSide, reference: GeneModels, build: str) -> _Found:
    if "(" in side.gene and ")" in side.gene:
        return _Found((), reason=f"the place lies between genes ({side.gene})")
    end = side.end if build == GRCH38 else None
    if side.gene_candidates:
        return _behind_date(side, end, reference)
    names = [name.strip() for name in side.gene.split(",") if name.strip()]
    found: dict[str, Gene] = {}
    notes: list[str] = []
    for name in names:
        gene = _find(name, reference)
        if gene is not None:
            found.setdefault(gene.symbol, gene)
            if gene.symbol.upper() != name.upper():
                notes.append(f"{name} is {gene.symbol} today")
    if not found and side.gene_id:
        gene = _find(side.gene_id, reference)
        if gene is not None:
            found[gene.symbol] = gene
            if names:
                notes.append(f"{side.gene} was found as {gene.symbol} by its id {side.gene_id}")
    if found:
        return _Found(tuple(found.values()), tuple(notes))
    if names:
        return _Found((), reason=f"{side.gene} is not a protein-coding gene of the reference")
    if end is None:
        return _Found(
            (), reason="no gene is named" if side.end is None else f"no gene is named, and {_named(build)} is not read"
        )
    genes = _genes_at(end, reference)
    return _Found(genes, reason="" if genes else f"no gene of the reference lies at {end.chrom}:{end.kept_base + 1}")


def _find(name: str, reference: GeneModels) -> Gene | None:
    try:
        return reference.find(name)
    except InputError:
        return None  # a name that several genes share says too little


def _genes_at(end: BreakEnd, reference: GeneModels) -> tuple[Gene, ...]:
    try:
        genes = reference.genes_at(end.chrom, end.kept_base)
    except InputError:
        return ()
    return tuple(gene for gene in genes if gene.start <= end.kept_base < gene.end)


def _behind_date(side: ImportedSide, end: BreakEnd | None, reference: GeneModels) -> _Found:
    """The gene that a spreadsheet has turned into a date, by id, by place, or because there is only one."""
    genes = [gene for name in side.gene_candidates if (gene := _find(name, reference)) is not None]
    by_id = _find(side.gene_id, reference) if side.gene_id else None
    if by_id is not None:
        return _Found((by_id,), (f"{side.gene!r} is {by_id.symbol} by its id {side.gene_id}",))
    if end is not None:
        here = [gene for gene in genes if gene.chrom == end.chrom and gene.start <= end.kept_base < gene.end]
        if len(here) == 1:
            return _Found((here[0],), (f"{side.gene!r} is {here[0].symbol} by its position",))
        if genes:
            names = " and ".join(gene.symbol for gene in genes)
            return _Found((), reason=f"{side.gene!r} is a date, and the position fits none of {names}")
    if len(genes) == 1:
        return _Found((genes[0],), (f"{side.gene!r} was taken for {genes[0].symbol}, the only gene it can have been",))
    names = " or ".join(side.gene_candidates)
    return _Found((), reason=f"{side.gene!r} is a date that may have been {names}; a position or gene id would tell")


# --- which is 5' ---------------------------------------------------------------------------------------------------


def _orders(fusion: ImportedFusion, first: Sequence[Gene], second: Sequence[Gene]) -> Iterator[_Order]:
    """
    Every way to read the two sides that the strands allow.

    A transcript of the plus strand is a 5' partner when what lies before the cut is kept, one of the minus strand when
    what lies after it is.
    """
    for gene1, gene2 in product(first, second):
        roles = [_role(side.end, gene) for side, gene in ((fusion.five, gene1), (fusion.three, gene2))]
        if roles[0] in (True, None) and roles[1] in (False, None):
            yield _Order(gene1, gene2, swapped=False)
        has_strands = None not in roles
        # What a caller ordered is turned round only when both strands say so.
        may_swap = has_strands if fusion.ordered is Ordered.YES else True
        if may_swap and roles[0] in (False, None) and roles[1] in (True, None):
            yield _Order(gene2, gene1, swapped=True)


def _role(end: BreakEnd | None, gene: Gene) -> bool | None:
    """True: what is kept of the gene is its 5' part; False: its 3' part; None: not said."""
    if end is None or end.keeps_before is None:
        return None
    return end.keeps_before == (gene.strand == "+")


def _rank(order: _Order, fusion: ImportedFusion) -> tuple[int, ...]:
    """Smaller is better: exon edges that fit, the order as written, genes that are known in fusions."""
    ends = (fusion.three.end, fusion.five.end) if order.swapped else (fusion.five.end, fusion.three.end)
    edges = _at_edge(order.five, ends[0], is_five_prime=True) + _at_edge(order.three, ends[1], is_five_prime=False)
    known = bool(order.five.roles) + bool(order.three.roles) + 2 * order.three.is_kinase
    return -edges, -known, order.swapped, order.five.start, order.three.start


def _at_edge(gene: Gene, end: BreakEnd | None, *, is_five_prime: bool) -> int:
    if end is None or end.chrom != gene.chrom:
        return 0
    keeps_before = is_five_prime == (gene.strand == "+")
    cut = end.cut(keeps_before=keeps_before)
    return any(cut == (exon.end if keeps_before else exon.start) for exon in gene.mane.exons)


def _no_sense(fusion: ImportedFusion, first: Gene, second: Gene) -> str:
    roles = [_role(side.end, gene) for side, gene in ((fusion.five, first), (fusion.three, second))]
    if fusion.ordered is Ordered.YES:
        against = [
            gene.symbol for gene, role, due in zip((first, second), roles, (True, False), strict=True) if role != due
        ]
        return f"{' and '.join(against)} is read against its strand: no transcript of both genes follows"
    part = "5'" if roles[0] else "3'"
    return (
        f"the junction keeps the {part} parts of both {first.symbol} and {second.symbol}: it makes no fusion "
        "transcript "
        "by itself"
    )


# --- what is to be annotated ---------------------------------------------------------------------------------------


def _as_written(fusion: ImportedFusion, order: _Order, notes: tuple[str, ...], build: str) -> PlacedFusion:
    sides = (fusion.three, fusion.five) if order.swapped else (fusion.five, fusion.three)
    flipped = order.swapped and fusion.ordered is Ordered.YES
    if flipped:
        notes = (*notes, f"written from the other strand: {order.five.symbol} is the 5' partner")
    partners: list[FusionPartner] = []
    reasons: list[str] = []
    for side, gene, is_five_prime in ((sides[0], order.five, True), (sides[1], order.three, False)):
        part, note, reason = _partner(side, gene, build, is_five_prime=is_five_prime, loose_by=fusion.loose_by_nt)
        partners.append(part)
        notes = (*notes, note) if note else notes
        reasons += [reason] if reason else []
    written = None
    if not reasons:
        inserted = _inserted(fusion, order)
        written = WrittenFusion("", "breakpoints", partners[0], partners[1], inserted=inserted)
        if partners[0].cut is None and partners[1].cut is None:
            written = replace(written, syntax="exon" if partners[0].exon or partners[1].exon else "hgnc")
        written = replace(written, text=print_fusion(written))
    return PlacedFusion(
        fusion,
        order.five.symbol,
        order.three.symbol,
        written,
        sides[0].end,
        sides[1].end,
        flipped=flipped,
        reason="; ".join(reasons),
        notes=notes,
    )


def _partner(
    side: ImportedSide, gene: Gene, build: str, *, is_five_prime: bool, loose_by: int = 0
) -> tuple[FusionPartner, str, str]:
    """(what is written of the side, what is to be noted, why it cannot be annotated)."""
    end = side.end
    keeps_before = is_five_prime == (gene.strand == "+")
    if end is not None and build == GRCH38 and end.chrom == gene.chrom and gene.start <= end.kept_base < gene.end:
        position = end.cut(keeps_before=keeps_before)
        edge = _nearest_edge(gene, position, keeps_before=keeps_before)
        note = ""
        if edge != position and abs(edge - position) <= loose_by:
            note = (
                f"the place in {gene.symbol} is {counted(abs(edge - position), 'base')} beside an exon edge and was "
                "taken for it: the caller gives places of loose alignments"
            )
            position = edge
        return FusionPartner(gene=gene.symbol, cut=GenomicCut(end.chrom, position, gene.strand)), note, ""
    if side.exon is not None:
        notes = []
        if end is not None:
            notes.append(_own_number(gene, build, f"exon {side.exon}"))
        if side.transcript and not _is_mane(side.transcript, gene):
            notes.append(
                f"exon {side.exon} is counted on {side.transcript}; it is read as that of {gene.mane.accession} (MANE "
                "Select), and the numbers of the two may differ"
            )
        return FusionPartner(gene=gene.symbol, exon=side.exon), "; ".join(notes), ""
    if side.intron is not None and end is not None and build != GRCH38:
        note = _own_number(gene, build, f"intron {side.intron}")
        return FusionPartner(gene=gene.symbol, intron=side.intron), note, ""
    if end is None:
        return FusionPartner(gene=gene.symbol), "", ""
    where = f"{end.chrom}:{end.kept_base + 1}"
    if build != GRCH38:
        return (
            FusionPartner(gene=gene.symbol),
            "",
            f"{where} is a position of {_named(build)}, and only GRCh38 is annotated",
        )
    span = f"{gene.chrom}:{gene.start + 1}-{gene.end}"
    return FusionPartner(gene=gene.symbol), "", f"{where} lies outside {gene.symbol} (MANE Select, {span}, GRCh38)"


def _nearest_edge(gene: Gene, position: int, *, keeps_before: bool) -> int:
    """The exon edge of the side in question that is nearest to a cut."""
    edges = (exon.end if keeps_before else exon.start for exon in gene.mane.exons)
    return min(edges, key=lambda edge: abs(edge - position))


def _is_mane(transcript: str, gene: Gene) -> bool:
    """Whether it is the MANE Select transcript of the gene, whatever its version."""
    mane = {name.partition(".")[0] for name in (gene.mane.accession, gene.mane.refseq) if name}
    return transcript.partition(".")[0] in mane


def _own_number(gene: Gene, build: str, place: str) -> str:
    return f"the position of {gene.symbol} is not used ({_named(build)}); {place} is the caller's own number"


_COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def _inserted(fusion: ImportedFusion, order: _Order) -> str:
    """Inserted bases in the direction of the transcript: those of a VCF are on the plus strand of its first end."""
    if fusion.ordered is not Ordered.BY_STRAND:
        return fusion.inserted
    first = order.three if order.swapped else order.five
    return fusion.inserted if first.strand == "+" else fusion.inserted.translate(_COMPLEMENT)[::-1]
