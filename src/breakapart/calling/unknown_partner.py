"""Kinase exon edges behind which reads go on in a sequence that no target has: a fusion whose partner is not known."""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from breakapart.calling.evidence import CLIP_EDGE_TOLERANCE, ClippedRead, RunEvidence
from breakapart.calling.settings import CallSettings
from breakapart.calling.target_index import TargetIndex
from breakapart.model.target import GeneTarget
from breakapart.sequence import read_kernel as kernel
from breakapart.sequence.read_kernel import decode, reverse_complement

ADAPTERS = {
    "Illumina TruSeq": "AGATCGGAAGAGC",
    "Illumina Nextera": "CTGTCTCTTATACACATCT",
    "Illumina small RNA": "TGGAATTCTCGGGTGCCAAGG",
    "Ion P1": "ATCACCGACTGCCCATAGAGAGG",
    "Ion A": "CCATCTCATCCCTGCGTGTCTCCGACTCAG",
    "SMARTer": "AAGCAGTGGTATCAACGCAGAGT",
}
"""Sequences that follow an insert: Illumina adapter sequences (document 1000000002694), Ion AmpliSeq library guide
(MAN0006735), Clontech SMART oligonucleotide (PMID 11314272)."""

KINASE_EDGE_MARGIN = 90
"""Bases by which an exon edge may lie inside the curated kinase domain: curated bounds differ by tens of residues
between sources, and an exon that begins up to 30 residues inside still gives a published fusion (ROS1 exon 36)."""


@dataclass(frozen=True, slots=True)
class UnknownPartner:
    """An exon edge of a kinase with the assembled sequence of what is joined to it."""

    gene: int
    cut: int
    """Layout position of the edge."""
    side: int
    """5: the partner comes before the edge; 3: after."""
    sequence: str
    """Assembled, in sense orientation; next to the edge it is surest."""
    reads: tuple[ClippedRead, ...]
    agreement: float
    """Share of the reads' bases that agree with `sequence`."""
    objection: str = ""
    """What it is instead (adapter, retained intron, neighbouring exon, repeat), or nothing."""


def find_unknown_partners(run: RunEvidence, settings: CallSettings) -> list[UnknownPartner]:
    """All edges with enough reads; those that have another explanation say so in `objection`."""
    index = run.index
    by_edge: dict[tuple[int, int], list[ClippedRead]] = defaultdict(list)
    for clip in run.total.clips:
        edge = _edge_of(clip, index)
        if edge is not None and clip.side in (5, 3):
            by_edge[edge, clip.side].append(clip)
    found = []
    for (edge, side), clips in sorted(by_edge.items()):
        if len({clip.fragment for clip in clips}) < settings.min_unknown_reads:
            continue
        partner = _assemble(edge, side, clips, index, settings)
        if partner is not None:
            found.append(partner)
    return found


def _edge_of(clip: ClippedRead, index: TargetIndex) -> int | None:
    """
    The kinase exon edge at which a clipped read stops, as far as its kinase domain would be kept.

    Looked up by its place in the genome, because a chance match with the intron puts many such reads on the locus.
    """
    target = index.targets[clip.gene]
    if not target.is_kinase:
        return None
    sites = index.edges[clip.gene].acceptors if clip.side == 5 else index.edges[clip.gene].donors
    for moved in range(CLIP_EDGE_TOLERANCE + 1):
        base = int(index.genomic[clip.cut + moved if clip.side == 5 else clip.cut - 1 - moved])
        if base in sites:
            edge = _on_transcript(clip.gene, base, clip.side, index)
            return edge if edge is not None and _keeps_kinase(edge, clip, target, index) else None
    return None


def _on_transcript(gene: int, base: int, side: int, index: TargetIndex) -> int | None:
    """Layout position of an edge on the first transcript that has it."""
    at = index.layout_position(gene, base)
    return None if at is None else at + (0 if side == 5 else 1)


def _keeps_kinase(edge: int, clip: ClippedRead, target: GeneTarget, index: TargetIndex) -> bool:
    if target.kinase_cdna is None:
        return True
    main = index.stretches_of(clip.gene)[0]
    place = edge - main.start
    if not 0 <= place <= main.end - main.start:
        return False  # on another transcript only, whose kinase domain is not placed
    start, end = target.kinase_cdna
    return place <= start + KINASE_EDGE_MARGIN if clip.side == 5 else place >= end - KINASE_EDGE_MARGIN


def _assemble(
    edge: int, side: int, clips: list[ClippedRead], index: TargetIndex, settings: CallSettings
) -> UnknownPartner | None:
    tails = {id(clip): tail for clip in clips if (tail := _tail(clip, edge, index)) is not None}
    # Reads that disagree with most are of another transcript: the largest family by its first bases is assembled.
    families = Counter(tail[:6] for tail in tails.values() if len(tail) >= 6)
    if not families:
        return None
    (first, _), *_rest = families.most_common(1)
    seed = [tail for tail in tails.values() if tail[:6] == first]
    consensus = _consensus(seed)
    members = [clip for clip in clips if id(clip) in tails and _agrees(tails[id(clip)], consensus)]
    if len({clip.fragment for clip in members}) < settings.min_unknown_reads:
        return None
    consensus = _consensus([tails[id(clip)] for clip in members])
    same = total = 0
    for clip in members:
        tail = tails[id(clip)][: len(consensus)]
        same += sum(a == b for a, b in zip(tail, consensus, strict=False))
        total += len(tail)
    agreement = same / total if total else 0.0
    if len(consensus) < settings.min_unknown_bases or agreement < settings.min_unknown_agreement:
        return None
    sense = consensus[::-1] if side == 5 else consensus
    gene = index.stretch_at(edge if side == 5 else edge - 1).gene
    return UnknownPartner(
        gene, edge, side, decode(sense), tuple(members), agreement, _objection(consensus, edge, side, gene, index)
    )


def _tail(clip: ClippedRead, edge: int, index: TargetIndex) -> bytes | None:
    """The unexplained bases, those nearest the edge first."""
    wanted = int(index.genomic[edge if clip.side == 5 else edge - 1])
    for beyond in range(CLIP_EDGE_TOLERANCE + 1):
        if clip.side == 5 and int(index.genomic[clip.cut + beyond]) == wanted:
            return clip.codes[: clip.read_cut + beyond][::-1]
        if clip.side == 3 and int(index.genomic[clip.cut - 1 - beyond]) == wanted:
            return clip.codes[clip.read_cut - beyond :]
    return None


def _consensus(tails: list[bytes]) -> bytes:
    """Most frequent base at each distance from the edge, as far as two reads reach."""
    result = bytearray()
    for i in range(max(map(len, tails))):
        column = Counter(tail[i] for tail in tails if len(tail) > i and tail[i] < kernel.NO_BASE)
        if sum(column.values()) < 2:
            break
        result.append(max(column, key=lambda base: (column[base], -base)))
    return bytes(result)


def _agrees(tail: bytes, consensus: bytes) -> bool:
    length = min(len(tail), len(consensus), 24)
    if length < 8:
        return False
    return sum(a != b for a, b in zip(tail[:length], consensus, strict=False)) <= max(1, length // 8)


def _objection(tail: bytes, edge: int, side: int, gene: int, index: TargetIndex) -> str:
    sense = tail[::-1] if side == 5 else tail
    text = decode(sense)
    for name, adapter in ADAPTERS.items():
        for form in (adapter, decode(reverse_complement(kernel.encode(adapter.encode("ascii"))))):
            for at in range(0, max(1, len(form) - 11)):
                if form[at : at + 12] in text:
                    return f"adapter ({name})"
    if _is_simple(sense):
        return "low complexity"
    near = tail[:40]
    base = int(index.genomic[edge if side == 5 else edge - 1])
    for stretch in index.stretches_of(gene):
        for hit in np.flatnonzero(index.genomic[stretch.start : stretch.end] == base):
            at = stretch.start + int(hit)
            around = (
                index.codes[max(at - len(near), 0) : at][::-1]
                if side == 5
                else index.codes[at + 1 : at + 1 + len(near)]
            )
            if len(around) >= 12 and _alike(near, around):
                return "retained intron" if stretch.transcript is None else "neighbouring exon"
    text_bytes = text.encode("ascii")
    row = kernel.screen(
        text_bytes, np.array([0], np.int64), np.array([len(text_bytes)], np.int64), index.kmers, slack=7, min_other=12
    )[0]
    covered = int(row[kernel.READ_END] - row[kernel.READ_START])
    if row[kernel.CLASS] != kernel.NOTHING and covered >= max(20, round(0.6 * len(sense))):
        return f"matches {index.symbols[index.stretch_at(int(row[kernel.TARGET_START])).gene]}"
    return ""


def _alike(a: bytes, b: bytes) -> bool:
    length = min(len(a), len(b))
    for shift in (0, 1, 2):  # a sequencing indel next to the edge
        for x, y in ((a[shift:], b), (a, b[shift:])):
            n = min(len(x), len(y), length - shift)
            if n >= 12 and sum(p == q for p, q in zip(x[:n], y[:n], strict=False)) >= 0.8 * n:
                return True
    return False


def _is_simple(codes: bytes) -> bool:
    """Whether few different words of three make up a sequence: repeats and tails of A."""
    words = {codes[i : i + 3] for i in range(len(codes) - 2)}
    return len(words) < max(4, 0.35 * min(len(codes) - 2, 40))
