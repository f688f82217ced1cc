"""From reads over junctions to junctions: copies with an error nearby are gathered, short anchors rescued."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from breakapart.calling.evidence import (
    CLIP_EDGE_TOLERANCE,
    ClippedRead,
    RunEvidence,
    SpanningPair,
    SplitRead,
    align_split,
)
from breakapart.calling.settings import CallSettings
from breakapart.calling.target_index import TargetIndex

Key = tuple[int, int, int, int, str]
"""Gene, genomic base, gene, genomic base, inserted bases."""


@dataclass(slots=True)
class Junction:
    """Reads that agree on one junction."""

    gene_5p: int
    last_base: int
    """Genomic interbase start of the last base of the 5' part."""
    gene_3p: int
    first_base: int
    inserted: str
    cut_5p: int
    """Layout cut, of most reads."""
    cut_3p: int
    reads: list[SplitRead] = field(default_factory=list)
    pairs: list[SpanningPair] = field(default_factory=list)
    exact_reads: int = 0
    """Reads that show this very junction, without those gathered from nearby."""

    @property
    def edges(self) -> int:
        """How many of the two cuts are exon edges."""
        return max(read.edges for read in self.reads)

    @property
    def is_intragenic(self) -> bool:
        """Whether both parts are of one gene."""
        return self.gene_5p == self.gene_3p

    @property
    def fragments(self) -> set[int]:
        """Numbers of the reads or pairs across the junction."""
        return {read.fragment for read in self.reads}

    @property
    def longest_anchors(self) -> tuple[int, int]:
        """The longest 5' and 3' parts among its reads."""
        return max(read.anchor_5p for read in self.reads), max(read.anchor_3p for read in self.reads)

    @property
    def ambiguous_share(self) -> float:
        """Share of reads that another gene explains as well."""
        return sum(read.ambiguous for read in self.reads) / len(self.reads)


def find_junctions(run: RunEvidence, settings: CallSettings) -> list[Junction]:
    """All junctions of a run with their reads and pairs, those with most reads first."""
    index = run.index
    by_key: dict[Key, Junction] = {}
    for read in run.total.splits:
        key = (
            read.gene_5p,
            int(index.genomic[read.cut_5p - 1]),
            read.gene_3p,
            int(index.genomic[read.cut_3p]),
            read.inserted,
        )
        if key not in by_key:
            by_key[key] = Junction(*key, cut_5p=read.cut_5p, cut_3p=read.cut_3p)
        by_key[key].reads.append(read)
    junctions = _gather_copies(by_key.values(), settings)
    _rescue(junctions, run.total.clips, index, settings)
    _add_pairs(junctions, run.total.spanning, index, settings)
    return sorted(junctions, key=lambda j: (-len(j.reads), j.gene_5p, j.last_base, j.gene_3p, j.first_base, j.inserted))


def _gather_copies(found: Iterable[Junction], settings: CallSettings) -> list[Junction]:
    """Give the reads of weaker junctions nearby to the strongest one: exon edges count before numbers."""
    by_genes: dict[tuple[int, int], list[Junction]] = defaultdict(list)
    for junction in found:
        junction.exact_reads = len(junction.reads)
        by_genes[junction.gene_5p, junction.gene_3p].append(junction)
    kept: list[Junction] = []
    for group in by_genes.values():
        group.sort(
            key=lambda j: (-len(j.reads) * (1, 2, 6)[j.edges], bool(j.inserted), j.last_base, j.first_base, j.inserted)
        )
        strong: list[Junction] = []
        for junction in group:
            home = next((j for j in strong if _is_copy(junction, j, settings)), None)
            if home is None:
                strong.append(junction)
            else:
                home.reads += junction.reads
        kept += strong
    return kept


def _is_copy(weak: Junction, strong: Junction, settings: CallSettings) -> bool:
    moved = max(abs(weak.last_base - strong.last_base), abs(weak.first_base - strong.first_base))
    # Inserted bases that look like either partner's own are taken for these by some reads.
    if moved > max(settings.snap_distance, len(strong.inserted) + 2):
        return False
    # Exon edges a few bases apart (NAGNAG acceptors) are real where reads bear them out.
    is_alternative_splice = weak.edges == 2 and not weak.inserted and weak.exact_reads >= 2 and moved > 0
    return not (is_alternative_splice and strong.edges == 2 and weak.exact_reads * 10 >= strong.exact_reads)


def _rescue(junctions: list[Junction], clips: list[ClippedRead], index: TargetIndex, settings: CallSettings) -> None:
    """Give clipped reads to the junction that explains their short end."""
    by_place: dict[tuple[int, int, int], list[ClippedRead]] = defaultdict(list)
    for clip in clips:
        by_place[_place_of(clip, index)].append(clip)
    used: set[int] = set()
    for junction in sorted(junctions, key=lambda j: -len(j.reads)):
        sides = (
            (junction.gene_5p, 3, junction.last_base, 1),
            (junction.gene_3p, 5, junction.first_base, -1),
        )
        for gene, side, base, direction in sides:
            step = direction if index.targets[gene].main.strand == "+" else -direction
            # Chance matches go on beyond the junction, an error near it makes a read stop before.
            for beyond in range(-CLIP_EDGE_TOLERANCE, 13):
                for clip in by_place.get((gene, side, base + step * beyond), ()):
                    if id(clip) in used:
                        continue
                    found = _over_junction(clip, junction, beyond, index, settings)
                    if found is not None:
                        used.add(id(clip))
                        junction.reads.append(found)
    clips[:] = [clip for clip in clips if id(clip) not in used]


def _place_of(clip: ClippedRead, index: TargetIndex) -> tuple[int, int, int]:
    """Gene, side, and genomic place of the last explained base."""
    return clip.gene, clip.side, int(index.genomic[clip.cut - 1 if clip.side == 3 else clip.cut])


def _over_junction(
    clip: ClippedRead, junction: Junction, beyond: int, index: TargetIndex, settings: CallSettings
) -> SplitRead | None:
    """The clipped read aligned over a junction; `beyond` bases of it go on in its gene by chance."""
    length = len(clip.codes)
    cut = junction.cut_5p if clip.side == 3 else junction.cut_3p
    inside = abs(clip.cut - clip.far) - beyond
    if clip.side == 3:
        other = length - clip.read_cut + beyond - len(junction.inserted)
        start, end = (clip.far_read, cut - inside), (length, junction.cut_3p + other)
    else:
        other = clip.read_cut + beyond - len(junction.inserted)
        start, end = (0, junction.cut_5p - other), (clip.far_read, cut + inside)
    if other < settings.min_rescue_anchor or other > 60 or inside < settings.min_anchor:
        return None  # 60 bases would have been found by their words
    if start[1] < 0 or end[1] > len(index.codes):
        return None
    found = align_split(
        clip.codes, start, end, index, settings, fragment=clip.fragment, umi=clip.umi, is_reversed=clip.is_reversed,
        ambiguous=False, min_anchor=settings.min_rescue_anchor, min_gain=max(8, settings.min_gain // 2),
    )  # fmt: skip
    if found is None or (found.cut_5p, found.cut_3p) != (junction.cut_5p, junction.cut_3p):
        return None
    return found


def _add_pairs(
    junctions: list[Junction], pairs: list[SpanningPair], index: TargetIndex, settings: CallSettings
) -> None:
    """Give each spanning pair to the strongest junction it is consistent with."""
    taken: set[int] = {fragment for junction in junctions for fragment in junction.fragments}
    by_genes: dict[tuple[int, int], list[Junction]] = defaultdict(list)
    for junction in sorted(junctions, key=lambda j: -len(j.reads)):
        by_genes[junction.gene_5p, junction.gene_3p].append(junction)
    for pair in pairs:
        if pair.fragment in taken:
            continue
        for junction in by_genes[pair.gene_5p, pair.gene_3p]:
            if _is_consistent(pair, junction, index, settings):
                junction.pairs.append(pair)
                break


def _is_consistent(pair: SpanningPair, junction: Junction, index: TargetIndex, settings: CallSettings) -> bool:
    tolerance = settings.snap_distance
    total = 0
    for cut, near, far, sign in (
        (junction.cut_5p, pair.end_5p, pair.far_5p, 1),
        (junction.cut_3p, pair.start_3p, pair.far_3p, -1),
    ):
        stretch = index.stretch_at(cut - (1 if sign > 0 else 0))
        if stretch.start <= near <= stretch.end:
            if (near - cut) * sign > tolerance:
                return False
            total += abs(cut - far)
        else:  # on another transcript of the gene: only the order in the genome can be held against the junction
            strand = 1 if index.targets[stretch.gene].main.strand == "+" else -1
            base = int(index.genomic[cut - 1 if sign > 0 else cut])
            reached = int(index.genomic[near - 1 if sign > 0 else near])
            if (reached - base) * strand * sign > tolerance:
                return False
    return total <= settings.max_insert


def molecules_of(junction: Junction, settings: CallSettings, *, has_umis: bool) -> int | None:
    """Molecules across the junction: by barcode, by read ends where these tell, None where neither does."""
    by_ends = settings.counts_ends_as_molecules
    if not has_umis and not by_ends:
        return None
    seen: set[tuple[str, int, int]] = set()
    fragments: dict[int, list[SplitRead]] = defaultdict(list)
    for read in junction.reads:
        fragments[read.fragment].append(read)
    for reads in fragments.values():
        ends = (min(read.start for read in reads), max(read.end for read in reads)) if by_ends else (0, 0)
        seen.add((reads[0].umi if has_umis else "", *ends))
    return len(seen)


def reads_have_umis(run: RunEvidence) -> bool:
    """Whether the names of the reads end in molecular barcodes: nearly all do, and they differ."""
    barcodes = [read.umi for read in run.total.splits] + [clip.umi for clip in run.total.clips]
    present = [barcode for barcode in barcodes if barcode]
    return len(present) >= 2 and len(present) >= 0.9 * len(barcodes) and len(set(present)) > 1
