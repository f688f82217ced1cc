"""The targets laid end to end for the kernel, and the way back from a position there to genes, exons and genome."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from breakapart.model.target import GeneTarget, Locus
from breakapart.model.transcript import Transcript
from breakapart.sequence.read_kernel import NO_BASE, KmerIndex, build_index, encode, reverse_complement

EDGE_WORD = 10
"""Bases by which a clipped end is looked up among exon edges: 2,400 edges of a panel against 1,048,576 words."""

_PADDING = bytes([NO_BASE]) * 64


@dataclass(frozen=True, slots=True)
class Stretch:
    """One target: a transcript, or the locus of a gene in the direction of its transcripts."""

    gene: int
    """Number of the gene in `TargetIndex.targets`."""
    transcript: Transcript | None
    """None for a locus."""
    start: int
    """Interbase position in the laid-out targets."""
    end: int


@dataclass(frozen=True, slots=True)
class Site:
    """A base of a gene, by its place in the genome."""

    gene: int
    position: int
    """Genomic interbase start of the base."""


class TargetIndex:
    """
    Targets, their k-mer index, exon edges and genomic positions.

    Transcripts and loci are laid out in the direction of transcription, so that a read of a fusion transcript lies on
    both partners in the same direction, whatever the strands of the genes.
    """

    def __init__(self, targets: Sequence[GeneTarget], *, k: int | None = None) -> None:
        self.targets = tuple(targets)
        self.symbols = tuple(target.symbol for target in targets)
        self.edges = tuple(_SpliceSites.of(target) for target in targets)
        self.stretches: list[Stretch] = []
        parts = [_PADDING]
        genomic: list[NDArray[np.int32]] = [np.full(len(_PADDING), -1, dtype=np.int32)]
        at = len(_PADDING)
        # Main transcripts first: what they share with others is then known under their name.
        layout: list[tuple[int, Transcript | Locus]] = [(i, target.main) for i, target in enumerate(targets)]
        layout += [(i, transcript) for i, target in enumerate(targets) for transcript in target.transcripts[1:]]
        layout += [(i, locus) for i, target in enumerate(targets) for locus in target.loci]
        for gene, source in layout:
            if isinstance(source, Transcript):
                codes, places = encode((source.nucleotides or "").encode("ascii")), transcript_positions(source)
            else:
                codes = encode(source.nucleotides.encode("ascii"))
                places = np.arange(source.start, source.start + len(codes), dtype=np.int32)
                if targets[gene].main.strand == "-":
                    codes, places = reverse_complement(codes), places[::-1]
            transcript = source if isinstance(source, Transcript) else None
            self.stretches.append(Stretch(gene, transcript, at, at + len(codes)))
            parts += (codes, _PADDING)
            genomic += (places, np.full(len(_PADDING), -1, dtype=np.int32))
            at += len(codes) + len(_PADDING)
        self.codes = b"".join(parts)
        self.genomic: NDArray[np.int32] = np.concatenate(genomic)
        self._positions: dict[tuple[int, int], int | None] = {}
        self._starts = [stretch.start for stretch in self.stretches]
        self.stretch_starts = np.array(self._starts, dtype=np.int64)
        self.stretch_genes = np.array([stretch.gene for stretch in self.stretches], dtype=np.int32)
        self.exon_ends, self.exon_starts = self._mark_edges()
        novel = np.array([i >= len(targets) for i in range(len(self.stretches))], dtype=np.uint8)
        self.kmers: KmerIndex = build_index(
            self.codes,
            self.stretch_starts,
            np.array([stretch.end for stretch in self.stretches], dtype=np.int64),
            self.stretch_genes,
            novel,
            k=k,
        )

    def _mark_edges(self) -> tuple[bytes, bytes]:
        ends = np.zeros(len(self.codes) + 1, dtype=np.uint8)
        starts = np.zeros(len(self.codes) + 1, dtype=np.uint8)
        for stretch in self.stretches:
            sites = self.edges[stretch.gene]
            places = self.genomic[stretch.start : stretch.end]
            last = np.flatnonzero(np.isin(places, sites.donor_array))
            ends[stretch.start + last + 1] = 1
            first = np.flatnonzero(np.isin(places, sites.acceptor_array))
            starts[stretch.start + first] = 1
        return ends.tobytes(), starts.tobytes()

    @cached_property
    def edge_words(self) -> tuple[dict[bytes, list[int]], dict[bytes, list[int]]]:
        """The `EDGE_WORD` bases before each exon end, and those behind each exon start, with the layout cuts."""
        ends: dict[bytes, list[int]] = {}
        starts: dict[bytes, list[int]] = {}
        seen: set[tuple[int, int, int]] = set()
        for side, marks, table in ((3, self.exon_ends, ends), (5, self.exon_starts, starts)):
            for cut in np.flatnonzero(np.frombuffer(marks, dtype=np.uint8)).tolist():
                stretch = self.stretch_at(cut - 1 if side == 3 else cut)
                base = int(self.genomic[cut - 1 if side == 3 else cut])
                if stretch.transcript is None or (side, stretch.gene, base) in seen:
                    continue
                seen.add((side, stretch.gene, base))
                word = self.codes[cut - EDGE_WORD : cut] if side == 3 else self.codes[cut : cut + EDGE_WORD]
                table.setdefault(word, []).append(cut)
        return ends, starts

    def stretch_at(self, position: int) -> Stretch:
        """The target that holds a base of the layout."""
        return self.stretches[bisect_right(self._starts, position) - 1]

    def gene_of(self, positions: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.int32]:
        """Number of the gene at each position of the layout."""
        result: NDArray[np.int32] = self.stretch_genes[
            np.searchsorted(self.stretch_starts, positions, side="right") - 1
        ]
        return result

    def last_base(self, cut: int) -> Site:
        """The base before a cut, where the 5' part of a fusion ends."""
        return Site(self.stretch_at(cut - 1).gene, int(self.genomic[cut - 1]))

    def first_base(self, cut: int) -> Site:
        """The base after a cut, where the 3' part of a fusion begins."""
        return Site(self.stretch_at(cut).gene, int(self.genomic[cut]))

    def layout_position(self, gene: int, position: int) -> int | None:
        """Layout position of a genomic base, on the first target of the gene that has it (main transcript first)."""
        key = (gene, position)
        if key not in self._positions:
            self._positions[key] = next((at for stretch in self._by_gene[gene]
                                         if (at := self.position_on(stretch, position)) is not None), None)  # fmt: skip
        return self._positions[key]

    def position_on(self, stretch: Stretch, position: int) -> int | None:
        """Layout position of a genomic base on one target; None where that has not got it."""
        hits = np.flatnonzero(self.genomic[stretch.start : stretch.end] == position)
        return stretch.start + int(hits[0]) if len(hits) else None

    @cached_property
    def _by_gene(self) -> list[list[Stretch]]:
        table: list[list[Stretch]] = [[] for _ in self.targets]
        for stretch in self.stretches:
            table[stretch.gene].append(stretch)
        return table

    def stretches_of(self, gene: int) -> list[Stretch]:
        """The targets of one gene: main transcript, other transcripts, loci."""
        return self._by_gene[gene]


@dataclass(frozen=True, slots=True)
class _SpliceSites:
    """The exon edges of a gene in the genome, over all its transcripts."""

    donors: frozenset[int]
    """Last bases of exons that are spliced to a next one."""
    acceptors: frozenset[int]
    """First bases of exons that follow another."""
    introns: frozenset[tuple[int, int]]
    """(last base, first base) of each annotated splice."""

    @classmethod
    def of(cls, target: GeneTarget) -> "_SpliceSites":
        introns = set()
        for transcript in target.transcripts:
            for before, after in zip(transcript.exons, transcript.exons[1:], strict=False):
                if transcript.strand == "+":
                    introns.add((before.end - 1, after.start))
                else:
                    introns.add((before.start, after.end - 1))
        return cls(frozenset(a for a, _ in introns), frozenset(b for _, b in introns), frozenset(introns))

    @property
    def donor_array(self) -> NDArray[np.int32]:
        return np.array(sorted(self.donors), dtype=np.int32)

    @property
    def acceptor_array(self) -> NDArray[np.int32]:
        return np.array(sorted(self.acceptors), dtype=np.int32)


def transcript_positions(transcript: Transcript) -> NDArray[np.int32]:
    """Genomic interbase start of each base of a transcript, in its direction."""
    parts = [
        np.arange(exon.start, exon.end, dtype=np.int32)[:: 1 if transcript.strand == "+" else -1]
        for exon in transcript.exons
    ]
    return np.concatenate(parts)
