"""What reads say, batch by batch: tallies of explained reads, split reads, clipped reads, spanning pairs."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from breakapart.calling.settings import CallSettings
from breakapart.calling.target_index import EDGE_WORD, TargetIndex
from breakapart.model.reads import ReadBatch, Reads
from breakapart.sequence import read_kernel as kernel
from breakapart.sequence.read_kernel import encode, reverse_complement

_UMI = re.compile(r"[:_+\-]((?:UMI_)?[ACGTN]{4,24}(?:[+_\-][ACGTN]{4,24})?)$")
"""A molecular barcode at the end of a read's name, as umi_tools, fgbio and bcl-convert write it."""

CLIP_EDGE_TOLERANCE = 4
"""A clipped read's last explained base may lie so far beyond an exon edge: chance matches go on that long."""


@dataclass(frozen=True, slots=True)
class SplitRead:
    """A read over a junction, in sense orientation."""

    gene_5p: int
    gene_3p: int
    cut_5p: int
    """Layout position after the last base of the 5' part."""
    cut_3p: int
    inserted: str
    fragment: int
    """Number of the read or pair in the run."""
    codes: bytes
    """The read, sense orientation."""
    read_cut: int
    """Bases of the 5' part, with what is clipped before it."""
    start: int
    """Layout position where the read's 5' part begins: with `end`, what tells molecules apart."""
    end: int
    umi: str
    is_reversed: bool
    edges: int
    ambiguous: bool
    """Another gene explains one of the two parts as well."""
    anchor_5p: int
    anchor_3p: int
    gain: int


@dataclass(frozen=True, slots=True)
class ClippedRead:
    """A read that leaves a gene for nowhere known, in sense orientation."""

    gene: int
    cut: int
    """Layout position where the explained part ends (`side` 3) or begins (`side` 5)."""
    side: int
    """5: what comes before `cut` is unexplained; 3: what comes after."""
    fragment: int
    codes: bytes
    read_cut: int
    far: int
    """Layout position of the explained part's other end."""
    far_read: int
    """Its position in the read."""
    umi: str
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class SpanningPair:
    """A pair with one read on each partner."""

    gene_5p: int
    gene_3p: int
    end_5p: int
    """Layout position up to which the 5' read reaches."""
    start_3p: int
    far_5p: int
    far_3p: int
    fragment: int
    umi: str


@dataclass(slots=True)
class BatchEvidence:
    """What one batch says."""

    reads: int = 0
    """Reads, both of a pair counted."""
    fragments: int = 0
    on_target: int = 0
    explained_bases: int = 0
    mismatches: int = 0
    indels: int = 0
    too_long: int = 0
    not_bases: int | None = None
    """Number of the first read or pair that is not made of bases."""
    rows: list[NDArray[np.int32]] = field(default_factory=list)
    """What the screen said of each read, for `RunEvidence` to count where explained reads begin and end."""
    sense: int = 0
    """Explained reads that lie in the direction of transcription."""
    insert_lengths: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    fragment_keys: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    """Start and end of explained fragments in one number; for the share of duplicates."""
    splits: list[SplitRead] = field(default_factory=list)
    clips: list[ClippedRead] = field(default_factory=list)
    spanning: list[SpanningPair] = field(default_factory=list)
    antisense: Counter[tuple[int, int]] = field(default_factory=Counter)
    """Reads whose parts lie in opposite directions, by genes."""
    annotated: int = 0
    """Split reads that an annotated splice or the genome itself explains."""
    name_roots: Counter[str] = field(default_factory=Counter)
    """Run and flow cell in the names of a sample of reads."""
    lengths: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, np.int64))
    """Reads by length, 0 to 1,000 and beyond."""


def examine(batch: ReadBatch, index: TargetIndex, settings: CallSettings) -> BatchEvidence:
    """All that one batch says. Touches nothing but its arguments, so batches may be examined side by side."""
    evidence = BatchEvidence(fragments=len(batch))
    screened = [_screen(batch.reads, index, settings)]
    parts = [batch.reads]
    if batch.mates is not None:
        screened.append(_screen(batch.mates, index, settings))
        parts.append(batch.mates)
    for reads, rows in zip(parts, screened, strict=True):
        wrong = np.flatnonzero(rows[:, kernel.CLASS] == kernel.NOT_BASES)
        if len(wrong) and evidence.not_bases is None:
            evidence.not_bases = batch.first + int(wrong[0])
        _tally(reads, rows, evidence)
        for i in np.flatnonzero((rows[:, kernel.CLASS] == kernel.SPLIT) | (rows[:, kernel.CLASS] == kernel.CLIPPED)):
            row = rows[i].tolist()
            if row[0] == kernel.SPLIT:
                _examine_split(reads, int(i), row, batch.first + int(i), index, settings, evidence)
            else:
                _examine_clip(reads, int(i), row, batch.first + int(i), index, settings, evidence)
    if batch.mates is not None:
        _examine_pairs(batch, screened[0], screened[1], index, settings, evidence)
    return evidence


def _screen(reads: Reads, index: TargetIndex, settings: CallSettings) -> NDArray[np.int32]:
    return kernel.screen(
        reads.text,
        reads.places[:, 2],
        reads.places[:, 3],
        index.kmers,
        slack=settings.end_slack,
        min_other=settings.min_other,
    )


def _tally(reads: Reads, rows: NDArray[np.int32], evidence: BatchEvidence) -> None:
    classes = rows[:, kernel.CLASS]
    explained = rows[classes == kernel.EXPLAINED]
    evidence.reads += len(rows)
    evidence.too_long += int((classes == kernel.TOO_LONG).sum())
    evidence.on_target += int(((classes >= kernel.EXPLAINED) & (classes <= kernel.CLIPPED)).sum())
    evidence.explained_bases += int((explained[:, kernel.READ_END] - explained[:, kernel.READ_START]).sum())
    evidence.mismatches += int(explained[:, kernel.MISMATCHES].sum())
    evidence.indels += int(explained[:, kernel.INDELS].sum())
    evidence.sense += int((explained[:, kernel.STRAND] == 0).sum())
    evidence.rows.append(rows)
    lengths = np.bincount(np.minimum(reads.lengths, 1000), minlength=1001)
    evidence.lengths = lengths if len(evidence.lengths) == 1 else evidence.lengths + lengths
    for i in range(0, len(reads), 997):  # a prime step, so that no pattern of the file is met again and again
        evidence.name_roots[name_root(reads.name(i))] += 1


def name_root(name: str) -> str:
    """
    What all reads of one run share in their names: instrument, run and flow cell, or the run id of Ion reads.

    >>> name_root("A00123:45:HXXXX:1:1101:1000:2000"), name_root("3RKQT:00123:00456"), name_root("000")
    ('A00123:45:HXXXX', '3RKQT', '')
    """
    fields = name.lstrip("@").split(":")
    if len(fields) >= 7:
        return ":".join(fields[:3])
    if len(fields) == 5:  # Illumina before 1.8: instrument:lane:tile:x:y
        return fields[0]
    return fields[0] if len(fields) == 3 and re.fullmatch(r"[A-Z0-9]{5}", fields[0]) else ""


def umi_of(name: str) -> str:
    """
    The molecular barcode at the end of a name, or nothing.

    >>> umi_of("A:1:F:1:1:2:3:ACGTAC"), umi_of("read_ACGT-TTGA"), umi_of("read:17")
    ('ACGTAC', 'ACGT-TTGA', '')
    """
    found = _UMI.search(name)
    return found.group(1) if found else ""


def _oriented(reads: Reads, i: int, strand: int) -> bytes:
    codes = encode(reads.sequence(i))
    return reverse_complement(codes) if strand else codes


def _examine_split(
    reads: Reads,
    i: int,
    row: list[int],
    fragment: int,
    index: TargetIndex,
    settings: CallSettings,
    evidence: BatchEvidence,
) -> None:
    first, second = row[1:8], row[8:15]
    if first[0] != second[0]:
        genes = sorted(index.stretch_at(path[3]).gene for path in (first, second))
        evidence.antisense[(genes[0], genes[1])] += 1
        _examine_clip(reads, i, row, fragment, index, settings, evidence)
        return
    five, three = sorted((first, second), key=lambda path: (path[1], path[2]))
    if five[1] >= three[1] or five[2] >= three[2]:
        return
    codes = _oriented(reads, i, first[0])
    name = reads.name(i)
    found = align_split(
        codes, (five[1], five[3]), (three[2], three[4]), index, settings, fragment=fragment, umi=umi_of(name),
        is_reversed=bool(first[0]), ambiguous=bool(row[kernel.ALIKE] or row[kernel.TIES]),
        min_anchor=settings.min_anchor, off_edge_anchor=settings.min_anchor_off_edge,
    )  # fmt: skip
    if found is None:
        _examine_clip(reads, i, row, fragment, index, settings, evidence)
    elif is_annotated(found, index):
        evidence.annotated += 1
    else:
        evidence.splits.append(found)


def align_split(
    codes: bytes,
    start: tuple[int, int],
    end: tuple[int, int],
    index: TargetIndex,
    settings: CallSettings,
    *,
    fragment: int,
    umi: str,
    is_reversed: bool,
    ambiguous: bool,
    min_anchor: int,
    off_edge_anchor: int = 0,
    min_gain: int | None = None,
) -> SplitRead | None:
    """The junction of a read between two places, or None when one place explains it nearly as well."""
    found = kernel.split(codes, index.codes, index.exon_ends, index.exon_starts, start, end, settings.max_inserted)
    anchor_5p = found.read_cut - start[0]
    anchor_3p = end[0] - found.read_cut - found.inserted
    if min(anchor_5p, anchor_3p) < (min_anchor if found.edges == 2 else max(min_anchor, off_edge_anchor)):
        return None
    if found.gain < (settings.min_gain if min_gain is None else min_gain):
        return None
    # What lies beyond the two parts is explained by neither: then a part must be longer than chance makes them.
    for unexplained, anchor in ((start[0], anchor_5p), (len(codes) - end[0], anchor_3p)):
        if unexplained > settings.end_slack and anchor < settings.min_anchor_inside:
            return None
    for score, anchor in ((found.score_5p, anchor_5p), (found.score_3p, anchor_3p)):
        # A short side must match nearly base for base, a long one may have the errors of its length.
        if score < 2 * settings.min_identity * anchor - (0 if anchor > 30 else 1):
            return None
    inserted = kernel.decode(codes[found.read_cut : found.read_cut + found.inserted])
    return SplitRead(
        gene_5p=index.stretch_at(found.cut_5p - 1).gene,
        gene_3p=index.stretch_at(found.cut_3p).gene,
        cut_5p=found.cut_5p,
        cut_3p=found.cut_3p,
        inserted=inserted,
        fragment=fragment,
        codes=codes,
        read_cut=found.read_cut,
        start=start[1] - start[0],
        end=end[1] + len(codes) - end[0],
        umi=umi,
        is_reversed=is_reversed,
        edges=found.edges,
        ambiguous=ambiguous,
        anchor_5p=anchor_5p,
        anchor_3p=anchor_3p,
        gain=found.gain,
    )


def is_annotated(read: SplitRead, index: TargetIndex) -> bool:
    """Whether the genome or an annotated splice joins the two parts, of a gene or of one that overlaps it."""
    last, first = int(index.genomic[read.cut_5p - 1]), int(index.genomic[read.cut_3p])
    strand_5p = index.targets[read.gene_5p].main
    strand_3p = index.targets[read.gene_3p].main
    if strand_5p.chrom != strand_3p.chrom or strand_5p.strand != strand_3p.strand:
        return False
    gap = (first - last) * (1 if strand_5p.strand == "+" else -1)
    if 1 <= gap <= 40 and read.gene_5p == read.gene_3p:
        return True  # a short deletion or none: not a junction
    return any((last, first) in index.edges[gene].introns for gene in (read.gene_5p, read.gene_3p))


def _examine_clip(
    reads: Reads,
    i: int,
    row: list[int],
    fragment: int,
    index: TargetIndex,
    settings: CallSettings,
    evidence: BatchEvidence,
) -> None:
    strand, read_start, read_end, target_start, target_end = row[1:6]
    length = int(reads.lengths[i])
    if read_end - read_start < 20 or len(evidence.clips) >= settings.max_stored_clips:
        return
    gene = index.stretch_at(target_start).gene
    codes: bytes | None = None
    for side, unexplained in ((5, read_start), (3, length - read_end)):
        if unexplained < settings.min_rescue_anchor:
            continue
        codes = codes or _oriented(reads, i, strand)
        clip = ClippedRead(
            gene=gene,
            cut=target_start if side == 5 else target_end,
            side=side,
            fragment=fragment,
            codes=codes,
            read_cut=read_start if side == 5 else read_end,
            far=target_end if side == 5 else target_start,
            far_read=read_end if side == 5 else read_start,
            umi=umi_of(reads.name(i)),
            is_reversed=bool(strand),
        )
        joined = _join_edges(clip, index, settings)
        if joined is None:
            evidence.clips.append(clip)
        elif is_annotated(joined, index):
            evidence.annotated += 1
        else:
            evidence.splits.append(joined)


def _join_edges(clip: ClippedRead, index: TargetIndex, settings: CallSettings) -> SplitRead | None:
    """
    A read whose clipped end, too short for the screen's words, begins at another gene's exon edge.

    Only where the explained part stops at an exon edge too, and only one gene has the word.
    """
    sites = index.edges[clip.gene]
    ends, starts = index.edge_words
    found: dict[int, SplitRead] = {}
    for beyond in range(CLIP_EDGE_TOLERANCE + 1):
        base = int(index.genomic[clip.cut - 1 - beyond if clip.side == 3 else clip.cut + beyond])
        if base not in (sites.donors if clip.side == 3 else sites.acceptors):
            continue
        if clip.side == 3:
            at = clip.read_cut - beyond
            cuts = starts.get(clip.codes[at : at + EDGE_WORD], ())
        else:
            at = clip.read_cut + beyond
            cuts = ends.get(clip.codes[max(at - EDGE_WORD, 0) : at], ())
        for cut in cuts:
            other = len(clip.codes) - at if clip.side == 3 else at
            gene = index.stretch_at(cut if clip.side == 3 else cut - 1).gene
            if gene == clip.gene or not settings.min_anchor <= other <= 40:
                continue
            if clip.side == 3:
                start, end = (clip.far_read, clip.far), (len(clip.codes), cut + other)
            else:
                start, end = (0, cut - other), (clip.far_read, clip.far)
            if start[1] < 0 or end[1] > len(index.codes):
                continue
            read = align_split(
                clip.codes, start, end, index, settings, fragment=clip.fragment, umi=clip.umi,
                is_reversed=clip.is_reversed, ambiguous=False, min_anchor=settings.min_anchor, off_edge_anchor=1000,
            )  # fmt: skip
            if read is not None:
                found[gene] = read
    return next(iter(found.values())) if len(found) == 1 else None


def _examine_pairs(
    batch: ReadBatch,
    rows1: NDArray[np.int32],
    rows2: NDArray[np.int32],
    index: TargetIndex,
    settings: CallSettings,
    evidence: BatchEvidence,
) -> None:
    def usable(rows: NDArray[np.int32]) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = (rows[:, 0] == kernel.EXPLAINED) | (rows[:, 0] == kernel.CLIPPED)
        return found & (rows[:, kernel.READ_END] - rows[:, kernel.READ_START] >= settings.min_spanning_span)

    both = np.flatnonzero(usable(rows1) & usable(rows2) & (rows1[:, kernel.STRAND] != rows2[:, kernel.STRAND]))
    if not len(both):
        return
    first, second = rows1[both], rows2[both]
    sense_first = first[:, kernel.STRAND] == 0
    sense = np.where(sense_first[:, None], first, second)
    anti = np.where(sense_first[:, None], second, first)
    gene_5p = index.gene_of(sense[:, kernel.TARGET_START])
    gene_3p = index.gene_of(anti[:, kernel.TARGET_START])
    same = gene_5p == gene_3p
    starts = sense[same, kernel.TARGET_START].astype(np.int64)
    ends = anti[same, kernel.TARGET_END].astype(np.int64)
    inserts = ends - starts
    proper = (inserts > 0) & (inserts < 5_000)
    evidence.insert_lengths = inserts[proper].astype(np.int32)
    evidence.fragment_keys = (starts[proper] << 31) | ends[proper]
    clear = (sense[:, kernel.ALIKE] == 0) & (anti[:, kernel.ALIKE] == 0)
    for j in np.flatnonzero(~same & clear):
        name = batch.reads.name(int(both[j]))
        evidence.spanning.append(
            SpanningPair(
                gene_5p=int(gene_5p[j]),
                gene_3p=int(gene_3p[j]),
                end_5p=int(sense[j, kernel.TARGET_END]),
                start_3p=int(anti[j, kernel.TARGET_START]),
                far_5p=int(sense[j, kernel.TARGET_START]),
                far_3p=int(anti[j, kernel.TARGET_END]),
                fragment=batch.first + int(both[j]),
                umi=umi_of(name),
            )
        )


MAX_KEYS = 400_000
"""Fragments of which the share of duplicates is measured."""


class RunEvidence:
    """What all batches of a run said together; they are added in their order, so that results are always the same."""

    def __init__(self, index: TargetIndex, settings: CallSettings) -> None:
        self.index, self.settings = index, settings
        self.total = BatchEvidence()
        self.total.lengths = np.zeros(1001, np.int64)
        self.span_starts = np.zeros(len(index.codes) + 1, np.int32)
        """Explained reads by where they begin in the layout."""
        self.span_ends = np.zeros(len(index.codes) + 1, np.int32)
        self.insert_histogram = np.zeros(5_000, np.int64)
        self._keys: list[NDArray[np.int64]] = []
        self._keys_held = 0
        self.dropped_clips = 0

    def add(self, batch: BatchEvidence) -> None:
        """Add one batch."""
        total = self.total
        for name in ("reads", "fragments", "on_target", "explained_bases", "mismatches", "indels", "too_long", "sense",
                     "annotated"):  # fmt: skip
            setattr(total, name, getattr(total, name) + getattr(batch, name))
        if total.not_bases is None:
            total.not_bases = batch.not_bases
        for rows in batch.rows:
            kernel.tally_spans(rows, self.span_starts, self.span_ends)
        if len(batch.insert_lengths):
            self.insert_histogram += np.bincount(batch.insert_lengths, minlength=5_000)
        if len(batch.fragment_keys) and self._keys_held < MAX_KEYS:
            self._keys.append(batch.fragment_keys)
            self._keys_held += len(batch.fragment_keys)
        total.splits += batch.splits
        room = self.settings.max_stored_clips - len(total.clips)
        total.clips += batch.clips[: max(room, 0)]
        self.dropped_clips += max(0, len(batch.clips) - max(room, 0))
        total.spanning += batch.spanning
        total.antisense.update(batch.antisense)
        total.name_roots.update(batch.name_roots)
        if len(batch.lengths) > 1:
            total.lengths += batch.lengths

    @property
    def duplicate_share(self) -> float | None:
        """Share of fragments whose two ends equal another's; None without pairs."""
        if not self._keys:
            return None
        keys = np.concatenate(self._keys)
        return 1 - len(np.unique(keys)) / len(keys)

    def reads_of(self, gene: int) -> int:
        """Explained reads of a gene."""
        return sum(
            int(self.span_starts[stretch.start : stretch.end].sum()) for stretch in self.index.stretches_of(gene)
        )

    def reads_within(self, start: int, end: int) -> int:
        """Explained reads that begin in part of the layout."""
        return int(self.span_starts[start:end].sum())

    def crossing(self, cut: int, anchor: int) -> int:
        """Explained reads with at least `anchor` bases on each side of a cut."""
        stretch = self.index.stretch_at(cut)
        begun = int(self.span_starts[stretch.start : max(cut - anchor, stretch.start - 1) + 1].sum())
        ended = int(self.span_ends[stretch.start : max(cut + anchor, stretch.start)].sum())
        return max(0, begun - ended)


def gather(batches: Iterable[BatchEvidence], index: TargetIndex, settings: CallSettings) -> RunEvidence:
    """Add up batches in the order they come."""
    run = RunEvidence(index, settings)
    for batch in batches:
        run.add(batch)
    return run
