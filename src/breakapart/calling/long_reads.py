"""
Long reads (Nanopore, PacBio): minimap2 finds which genes a read lies on, the split alignment finds the junction.

The aligner comes in as an argument (`mappy`), because it is an optional package. It sees all targets as one sequence,
so that its positions are those of the layout.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from breakapart.calling.evidence import (
    BatchEvidence,
    ClippedRead,
    SplitRead,
    align_split,
    is_annotated,
    name_root,
    umi_of,
)
from breakapart.calling.settings import CallSettings
from breakapart.calling.target_index import TargetIndex
from breakapart.model.reads import ReadBatch, Reads
from breakapart.sequence import read_kernel as kernel
from breakapart.sequence.read_kernel import decode, encode, reverse_complement

WINDOW = 90
"""Bases on each side of a junction that are aligned anew: enough for the error rate of Nanopore reads."""
MIN_HIT = 40
"""Matching bases of a hit that counts."""
MIN_DELETION = 25
"""Bases missing within one hit that may be skipped exons."""
MIN_IDENTITY = 0.68
"""Share of the best score on each side: 5-7 % errors of Nanopore (doi:10.1186/s13059-019-1727-y) leave 0.65-0.75."""
PRESET = "map-ont"
"""minimap2's setting for noisy long reads (doi:10.1093/bioinformatics/bty191); HiFi reads align with it as well."""


class LongReadAligner:
    """Targets indexed by minimap2."""

    def __init__(self, index: TargetIndex, mappy: Any) -> None:
        self._index = index
        self._mappy = mappy
        self._aligner = mappy.Aligner(seq=decode(index.codes), preset=PRESET, best_n=12, k=13, w=8)
        if not self._aligner:
            raise ValueError("the targets could not be indexed")

    def examine(self, batch: ReadBatch, settings: CallSettings) -> BatchEvidence:
        """What the long reads of a batch say."""
        settings = replace(settings, min_identity=min(settings.min_identity, MIN_IDENTITY))
        evidence = BatchEvidence(fragments=len(batch))
        buffer = self._mappy.ThreadBuffer()
        evidence.lengths = np.bincount(np.minimum(batch.reads.lengths, 1000), minlength=1001)
        for i in range(len(batch)):
            self._examine_read(batch.reads, i, batch.first + i, buffer, settings, evidence)
        return evidence

    def _examine_read(
        self, reads: Reads, i: int, fragment: int, buffer: Any, settings: CallSettings, evidence: BatchEvidence
    ) -> None:
        evidence.reads += 1
        if i % 97 == 0:
            evidence.name_roots[name_root(reads.name(i))] += 1
        codes = encode(reads.sequence(i))
        hits = [hit for hit in self._aligner.map(decode(codes), buf=buffer) if hit.mlen >= MIN_HIT]
        if not hits:
            return
        evidence.on_target += 1
        hits.sort(key=lambda hit: (-hit.mlen, hit.r_st, hit.q_st))
        best = hits[0]
        found = False
        for other in hits[1:]:
            if (
                other.strand == best.strand
                and _new_bases(best, other) >= MIN_HIT
                and self._gene(other) != self._gene(best)
            ):
                read = self._join(codes, best, other, reads.name(i), fragment, settings)
                if read is not None:
                    (evidence.splits.append(read) if not is_annotated(read, self._index) else None)
                    found = True
                    break
        if found:
            return
        self._tally(best, evidence)
        skipped = self._skipped(codes, best, reads.name(i), fragment, settings)
        if skipped is not None and not is_annotated(skipped, self._index):
            evidence.splits.append(skipped)
        else:
            self._clip(codes, best, reads.name(i), fragment, evidence)

    def _gene(self, hit: Any) -> int:
        return self._index.stretch_at(hit.r_st).gene

    def _tally(self, hit: Any, evidence: BatchEvidence) -> None:
        row = np.zeros((1, kernel.COLUMNS), np.int32)
        row[0, kernel.CLASS] = kernel.EXPLAINED
        row[0, kernel.TARGET_START], row[0, kernel.TARGET_END] = hit.r_st, hit.r_en
        evidence.rows.append(row)
        evidence.sense += hit.strand > 0
        evidence.explained_bases += hit.r_en - hit.r_st
        gaps = sum(1 for _, kind in hit.cigar if kind in (1, 2))
        gap_bases = sum(size for size, kind in hit.cigar if kind in (1, 2))
        evidence.indels += gaps
        evidence.mismatches += max(0, hit.NM - gap_bases)

    def _join(
        self, codes: bytes, one: Any, two: Any, name: str, fragment: int, settings: CallSettings
    ) -> SplitRead | None:
        sense = codes if one.strand > 0 else reverse_complement(codes)
        five, three = sorted((one, two), key=lambda hit: _oriented(hit, len(codes)))
        five_start, five_end = _oriented(five, len(codes))
        three_start, three_end = _oriented(three, len(codes))
        middle = (five_end + three_start) // 2
        start = _place_at(five, len(codes), max(five_start, min(five_end, middle) - WINDOW))
        end = _place_at(three, len(codes), min(three_end, max(three_start, middle) + WINDOW))
        if start is None or end is None or start[0] >= end[0]:
            return None
        return self._split(sense, start, end, name, fragment, settings, is_reversed=one.strand < 0)

    def _split(
        self, sense: bytes, start: tuple[int, int], end: tuple[int, int], name: str, fragment: int,
        settings: CallSettings, *, is_reversed: bool,
    ) -> SplitRead | None:  # fmt: skip
        part = sense[start[0] : end[0]]
        return align_split(
            part, (0, start[1]), (len(part), end[1]), self._index, settings, fragment=fragment, umi=umi_of(name),
            is_reversed=is_reversed, ambiguous=False, min_anchor=25, off_edge_anchor=settings.min_anchor_inside,
        )  # fmt: skip

    def _skipped(self, codes: bytes, hit: Any, name: str, fragment: int, settings: CallSettings) -> SplitRead | None:
        """A gap within one hit that is as long as exons are."""
        sense = codes if hit.strand > 0 else reverse_complement(codes)
        query, target = _oriented(hit, len(codes))[0], hit.r_st
        for size, kind in _sense_cigar(hit):
            if kind == 2 and size >= MIN_DELETION:
                start = _place_at(hit, len(codes), max(_oriented(hit, len(codes))[0], query - WINDOW))
                end = _place_at(hit, len(codes), min(_oriented(hit, len(codes))[1], query + WINDOW))
                if start is not None and end is not None and start[0] < end[0]:
                    return self._split(sense, start, end, name, fragment, settings, is_reversed=hit.strand < 0)
            if kind in (0, 7, 8):
                query, target = query + size, target + size
            elif kind == 1:
                query += size
            elif kind == 2:
                target += size
        return None

    def _clip(self, codes: bytes, hit: Any, name: str, fragment: int, evidence: BatchEvidence) -> None:
        start, end = _oriented(hit, len(codes))
        sense = codes if hit.strand > 0 else reverse_complement(codes)
        for side, unexplained in ((5, start), (3, len(codes) - end)):
            if unexplained < 20:
                continue
            # Only what is near the edge is kept of a long read.
            if side == 5:
                low, high = max(0, start - 120), min(len(codes), start + 60)
                far = _place_at(hit, len(codes), high)
            else:
                low, high = max(0, end - 60), min(len(codes), end + 120)
                far = _place_at(hit, len(codes), low)
            if far is None:
                continue
            evidence.clips.append(
                ClippedRead(
                    gene=self._gene(hit), cut=hit.r_st if side == 5 else hit.r_en, side=side, fragment=fragment,
                    codes=sense[low:high], read_cut=(start if side == 5 else end) - low, far=far[1],
                    far_read=far[0] - low, umi=umi_of(name), is_reversed=hit.strand < 0,
                )
            )  # fmt: skip


def _oriented(hit: Any, length: int) -> tuple[int, int]:
    """The part of the read a hit explains, in sense orientation."""
    return (hit.q_st, hit.q_en) if hit.strand > 0 else (length - hit.q_en, length - hit.q_st)


def _new_bases(best: Any, other: Any) -> int:
    return int(max(best.q_st - other.q_st, other.q_en - best.q_en))


def _sense_cigar(hit: Any) -> list[tuple[int, int]]:
    """Pieces in the direction of the target, which is that of the read in sense orientation."""
    return [(int(size), int(kind)) for size, kind in hit.cigar]


def _place_at(hit: Any, length: int, read_position: int) -> tuple[int, int] | None:
    """A (read, target) pair of a hit at or just behind a read position, in sense orientation."""
    query, target = int(_oriented(hit, length)[0]), int(hit.r_st)
    if read_position <= query:
        return query, target
    for size, kind in _sense_cigar(hit):
        if kind in (0, 7, 8):
            if query + size >= read_position:
                return read_position, target + read_position - query
            query, target = query + size, target + size
        elif kind == 1:
            query += size
            if query >= read_position:
                return query, target
        elif kind == 2:
            target += size
    return (query, target) if query >= read_position else None
