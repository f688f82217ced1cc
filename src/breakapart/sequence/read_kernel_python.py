"""
The inner loops of `_reads.c` in Python, for machines where that could not be compiled.

The same rules in the same order, so that both give the same answers (the tests hold them to each other); what a loop is
for is said in the C file. Only the reads that match from end to end are found by numpy first, as most do.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

COLUMNS = 18
MAX_PATHS, MAX_READ, XDROP, MAX_SHIFT, MAX_INDELS = 24, 4096, 7, 6, 8
BAND, MATCH, MISMATCH, GAP, RUN_GAP, EDGE, BOTH, LOW, MARGIN = 14, 2, -4, -5, -2, 5, 4, -100_000, 26
NO_LETTER = 5
_WORD = (1 << 64) - 1

_CODE = np.full(256, NO_LETTER, dtype=np.uint8)
for _letters, _code in ((b"Aa", 0), (b"Cc", 1), (b"Gg", 2), (b"Tt", 3), (b"RYSWKMBDHVNUXryswkmbdhvnux.-*", 4)):
    for _letter in _letters:
        _CODE[_letter] = _code
_CODES = _CODE.tobytes()
_COMPLEMENT = bytes([3, 2, 1, 0, *range(4, 256)])

Path = list[int]
"""strand, read start, read end, mismatches, indels, target start, target end"""


def _slot(canon: int, bits: int) -> int:
    return ((canon * 0x9E3779B97F4A7C15) & _WORD) >> (64 - bits)


def _mark(canon: int) -> int:
    return (canon ^ ((canon >> 32) * 0x85EBCA6B)) & 0xFFFFFFFF


def _words(codes: bytes, at: int, k: int) -> tuple[int, int] | None:
    forward = reverse = 0
    for i in range(k):
        code = codes[at + i]
        if code > 3:
            return None
        forward = (forward << 2) | code
        reverse |= (3 - code) << (2 * i)
    return forward, reverse


def _is_simple(codes: bytes, at: int, k: int) -> bool:
    word = codes[at : at + k]
    return any(sum(a == b for a, b in zip(word[period:], word, strict=False)) >= k - period - 1 for period in (1, 2, 3))


def _target_at(starts: NDArray[np.int64], position: int) -> int:
    return max(0, int(np.searchsorted(starts, position, side="right")) - 1)


def fill_index(
    codes: bytes,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    genes: NDArray[np.int32],
    novel: NDArray[np.uint8],
    table: NDArray[np.uint64],
    k: int,
    bits: int,
    copies: int,
) -> int:
    """See `read_kernel.build_index`."""
    slots: dict[int, int] = {}
    mask = (1 << bits) - 1
    stored = 0
    for target, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        for p in range(start, end - k + 1):
            pair = _words(codes, p, k)
            if pair is None or _is_simple(codes, p, k):
                continue
            canon = min(pair)
            at, mark = _slot(canon, bits), _mark(canon)
            seen, known = 0, False
            while at in slots:
                entry = slots[at]
                if entry >> 32 == mark:
                    seen += 1
                    place = ((entry & 0xFFFFFFFF) >> 1) - 1
                    if novel[target] and genes[_target_at(starts, place)] == genes[target]:
                        known = True
                at = (at + 1) & mask
            if seen >= copies or known:
                continue
            slots[at] = (mark << 32) | ((p + 1) << 1) | int(pair[1] < pair[0])
            stored += 1
    if slots:
        table[np.array(list(slots), dtype=np.int64)] = np.array(list(slots.values()), dtype=np.uint64)
    return stored


class _Index:
    def __init__(self, codes: bytes, starts: Any, genes: Any, table: NDArray[np.uint64], k: int, bits: int) -> None:
        self.codes, self.starts, self.genes, self.table, self.k, self.bits = codes, starts, genes, table, k, bits
        self.mask = (1 << bits) - 1

    def gene(self, position: int) -> int:
        return int(self.genes[_target_at(self.starts, position)])


def _same(read: bytes, target: bytes, i: int, p: int) -> bool:
    return read[i] == target[p] and read[i] < 4


def _walk(read: bytes, ix: _Index, i: int, p: int, step: int) -> tuple[int, int, int, int]:
    target, length, n = ix.codes, len(read), len(ix.codes)
    best_i, best_p, left = i, p, MAX_INDELS
    total_mism = total_indels = 0
    while True:
        score = best = missed = best_missed = 0
        while 0 <= i < length and 0 <= p < n:
            if _same(read, target, i, p):
                score += 1
                if score > best:
                    best, best_i, best_p, best_missed = score, i + step, p + step, missed
            else:
                score -= 2
                missed += 1
                if score < best - XDROP:
                    break
            i += step
            p += step
        total_mism += best_missed
        rest = length - best_i if step > 0 else best_i + 1
        if rest < 8 or left == 0:
            break
        left -= 1
        moved = _moved(read, ix, best_i, best_p, step)
        if moved is None:
            break
        i, p = moved
        total_indels += 1
    return best_i, best_p, total_mism, total_indels


def _moved(read: bytes, ix: _Index, best_i: int, best_p: int, step: int) -> tuple[int, int] | None:
    target, length, n = ix.codes, len(read), len(ix.codes)
    for size in range(1, MAX_SHIFT + 1):
        for back in range(5):
            for kind in (0, 1):
                ri = best_i - step * back + (step * size if kind else 0)
                tp = best_p - step * back + (0 if kind else step * size)
                window = length - ri if step > 0 else ri + 1
                if window < 8:
                    continue
                window = min(window, 12)
                if tp < 0 or tp + step * window < -1 or tp + step * window > n:
                    continue
                wrong = sum(not _same(read, target, ri + step * w, tp + step * w) for w in range(window))
                if wrong <= (window == 12) and _same(read, target, ri, tp):
                    return ri, tp
    return None


def _make_path(read: bytes, ix: _Index, strand: int, i: int, p: int) -> Path:
    end, target_end, mism, indels = _walk(read, ix, i + ix.k, p + ix.k, 1)
    before, target_before, mism2, indels2 = _walk(read, ix, i - 1, p - 1, -1)
    return [strand, before + 1, end, mism + mism2, indels + indels2, target_before + 1, target_end]


def _on_path(paths: list[Path], strand: int, i: int, p: int) -> bool:
    return any(
        path[0] == strand and path[1] <= i < path[2] and -12 <= p - (path[5] + i - path[1]) <= 12 for path in paths
    )


def _seed(oriented: tuple[bytes, bytes], ix: _Index, i: int, pair: tuple[int, int], paths: list[Path]) -> None:
    canon, flag = min(pair), int(pair[1] < pair[0])
    at, mark = _slot(canon, ix.bits), _mark(canon)
    while len(paths) < MAX_PATHS:
        entry = int(ix.table[at])
        if not entry:
            return
        if entry >> 32 == mark:
            low = entry & 0xFFFFFFFF
            p, strand = (low >> 1) - 1, flag ^ (low & 1)
            read = oriented[strand]
            start = len(read) - ix.k - i if strand else i
            if read[start : start + ix.k] == ix.codes[p : p + ix.k] and not _on_path(paths, strand, start, p):
                paths.append(_make_path(read, ix, strand, start, p))
        at = (at + 1) & ix.mask


def _quality(path: Path) -> int:
    return path[2] - path[1] - 2 * path[3] - 3 * path[4]


def _row(path: Path) -> list[int]:
    return [path[0], path[1], path[2], path[5], path[6], path[3], path[4]]


def _screen_read(text: bytes, ix: _Index, slack: int, min_other: int) -> list[int]:
    nothing = [0] * COLUMNS
    length, k = len(text), ix.k
    if length > MAX_READ:
        return [4, *nothing[1:]]
    if length < k:
        return nothing
    forward = text.translate(_CODES)
    if NO_LETTER in forward:
        return [5, *nothing[1:]]
    oriented = (forward, forward[::-1].translate(_COMPLEMENT))
    paths: list[Path] = []
    best = -1

    def explained(index: int) -> list[int]:
        return [1, *_row(paths[index]), *nothing[8:17], length]

    def is_explained(path: Path) -> bool:
        return path[1] <= slack and length - path[2] <= slack

    for i in [*range(0, length - k, 8), length - k]:
        pair = _words(forward, i, k)
        if pair is None:
            continue
        before = len(paths)
        _seed(oriented, ix, i, pair, paths)
        for j in range(before, len(paths)):
            if best < 0 or _quality(paths[j]) > _quality(paths[best]):
                best = j
            if is_explained(paths[j]):
                return explained(j)
    if best < 0:
        return nothing
    for inside_pass in (False, True):
        a = paths[best]
        low, high = (length - a[2], length - a[1]) if a[0] else (a[1], a[2])
        for start in range(length - k + 1):
            if (start >= low and start + k <= high) != inside_pass:
                continue
            pair = _words(forward, start, k)
            if pair is None:
                continue
            before = len(paths)
            _seed(oriented, ix, start, pair, paths)
            for j in range(before, len(paths)):
                if is_explained(paths[j]):
                    return explained(j)
        if not inside_pass:
            best = _best(paths, best)
    best = _best(paths, best)
    return _two_places(paths, best, ix, length, min_other)


def _best(paths: list[Path], best: int) -> int:
    for j in range(len(paths)):
        if _quality(paths[j]) > _quality(paths[best]):
            best = j
    return best


def _two_places(paths: list[Path], best: int, ix: _Index, length: int, min_other: int) -> list[int]:
    a = paths[best]
    gene = ix.gene(a[5])
    other, other_new, ties = -1, 0, 0
    as_, ae = (length - a[2], length - a[1]) if a[0] else (a[1], a[2])
    for j, b in enumerate(paths):
        if j == best:
            continue
        bs, be = (length - b[2], length - b[1]) if b[0] else (b[1], b[2])
        new = max(as_ - bs, be - ae)
        if new < min_other:
            continue
        new -= 2 * b[3] + 2 * b[4]
        better = new > other_new
        if new == other_new and other >= 0:
            if ix.gene(b[5]) != ix.gene(paths[other][5]):
                ties += 1
            if b[0] == a[0] and paths[other][0] != a[0]:
                better = True
        if better:
            if new > other_new + 1:
                ties = 0
            other, other_new = j, new
    alike = any(j != best and _quality(b) >= _quality(a) - 1 and ix.gene(b[5]) != gene for j, b in enumerate(paths))
    second = _row(paths[other]) if other >= 0 else [0] * 7
    return [2 if other >= 0 else 3, *_row(a), *second, int(alike), ties, length]


def screen(
    text: bytes,
    offsets: NDArray[np.int64],
    lengths: NDArray[np.int64],
    codes: bytes,
    starts: NDArray[np.int64],
    genes: NDArray[np.int32],
    table: NDArray[np.uint64],
    result: NDArray[np.int32],
    k: int,
    bits: int,
    slack: int,
    min_other: int,
) -> None:
    """See `read_kernel.screen`."""
    if len(offsets) and (
        len(result) < len(offsets) or int(offsets.min()) < 0 or int((offsets + lengths).max()) > len(text)
    ):
        raise ValueError("offsets or result do not fit the text")
    index = _Index(codes, starts, genes, table, k, bits)
    known: dict[bytes, list[int]] = {}  # amplicon reads are often the same
    for i, (offset, length) in enumerate(zip(offsets.tolist(), lengths.tolist(), strict=True)):
        read = text[offset : offset + length]
        row = known.get(read)
        if row is None:
            row = _screen_read(read, index, slack, min_other)
            if len(known) < 100_000:
                known[read] = row
        result[i] = row


def tally(rows: NDArray[np.int32], begun: NDArray[np.int32], ended: NDArray[np.int32], wanted: int) -> None:
    """See `read_kernel.tally_spans`."""
    chosen = rows[rows[:, 0] == wanted]
    np.add.at(begun, chosen[:, 4], 1)
    np.add.at(ended, chosen[:, 5], 1)


def _prefix_scores(read: bytes, target: bytes, edges: bytes) -> tuple[list[int], list[int], list[int]]:
    """Both from the outer end inwards; `edges[j]` tells whether a cut behind `j` target bases is an exon edge."""
    n, room = len(read), len(target)
    raw, biased, offset = [LOW] * (n + 1), [LOW] * (n + 1), list(range(n + 1))
    previous: list[int] = []
    for i in range(n + 1):
        row = [LOW] * (2 * BAND + 3)
        for d in range(1, 2 * BAND + 2):
            j = i + d - 1 - BAND
            if j < 0 or j > room:
                continue
            score = 0 if i == 0 and j == 0 else LOW
            if i > 0 and j > 0 and previous[d] > LOW:
                a, b = read[i - 1], target[j - 1]
                score = max(score, previous[d] + (MATCH if a == b and a < 4 else MISMATCH))
            if j > 0 and row[d - 1] > LOW:
                b = target[j - 1]
                run = (j > 1 and target[j - 2] == b) or (j < room and target[j] == b)
                score = max(score, row[d - 1] + (RUN_GAP if run else GAP))
            if i > 0 and previous[d + 1] > LOW:
                run = j > 0 and target[j - 1] == read[i - 1]
                score = max(score, previous[d + 1] + (RUN_GAP if run else GAP))
            row[d] = score
            if score <= LOW:
                continue
            raw[i] = max(raw[i], score)
            bonus = score + (EDGE if edges[j] else 0)
            if bonus > biased[i] or (bonus == biased[i] and abs(j - i) < abs(offset[i] - i)):
                biased[i], offset[i] = bonus, j
        previous = row
    return raw, biased, offset


def split(
    read: bytes,
    codes: bytes,
    exon_ends: bytes,
    exon_starts: bytes,
    ra: int,
    ta: int,
    rb: int,
    tb: int,
    max_inserted: int,
) -> tuple[int, int, int, int, int, int, int, int, int]:
    """See `read_kernel.split`."""
    n = rb - ra
    if (
        ra < 0
        or rb > len(read)
        or n <= 0
        or ta < 0
        or tb > len(codes)
        or min(len(exon_ends), len(exon_starts)) <= len(codes)
    ):
        raise ValueError("the paths do not fit the read or the targets")
    lead = trail = 0
    while lead < n and ta + lead < len(codes) and _same(read, codes, ra + lead, ta + lead):
        lead += 1
    while trail < n and tb - trail > 0 and _same(read, codes, rb - 1 - trail, tb - 1 - trail):
        trail += 1
    lead, trail = max(lead - MARGIN, 0), max(trail - MARGIN, 0)
    if lead + trail + 2 * MARGIN > n:
        most = (n - 2 * MARGIN) // 2 if n > 2 * MARGIN else 0
        lead, trail = min(lead, most), min(trail, most)
    ra, ta, rb, tb, n = ra + lead, ta + lead, rb - trail, tb - trail, n - lead - trail
    reach = n + BAND + 2
    part = read[ra:rb]
    fr, fb, fo = _prefix_scores(part, codes[ta : ta + reach], exon_ends[ta : ta + reach + 1])
    low = max(tb - reach, 0)
    gr, gb, go = _prefix_scores(part[::-1], codes[low:tb][::-1], exon_starts[low : tb + 1][::-1])
    best, at, gap, best_edges = LOW, 0, 0, 0
    for i in range(n + 1):
        for g in range(min(max_inserted, n - i) + 1):
            left, right = fb[i], gb[n - i - g]
            if left <= LOW or right <= LOW:
                continue
            score = left + right - (5 + g // 2 if g else 0)
            edges = int(exon_ends[ta + fo[i]] != 0) + int(exon_starts[tb - go[n - i - g]] != 0)
            if edges == 2:
                score += BOTH
            if score > best or (score == best and (edges > best_edges or (edges == best_edges and g <= gap))):
                best, at, gap, best_edges = score, i, g, edges
    outer = MATCH * (lead + trail)
    return (
        ra + at, gap, ta + fo[at], tb - go[n - at - gap], fr[at] + MATCH * lead, gr[n - at - gap] + MATCH * trail,
        fr[n] + outer, gr[n] + outer, best_edges,
    )  # fmt: skip


def records(
    text: bytes, places: NDArray[np.int64], carriage: int, is_last: bool
) -> tuple[int, int, int, int, int, int]:
    """See `read_kernel.find_records`."""
    at = count = problem = found = wanted = 0
    stop = len(text)
    while count < len(places):
        lines: list[tuple[int, int]] = []
        q = at
        while len(lines) < 4:
            newline = text.find(b"\n", q)
            if newline < 0:
                if not is_last or q >= stop:
                    break
                newline = stop
            has_carriage = int(newline > q and text[newline - 1] == 13)
            if newline < stop:
                if carriage < 0:
                    carriage = has_carriage
                if has_carriage != carriage:
                    problem = 4
                    break
            lines.append((q, newline - has_carriage))
            q = newline + 1 if newline < stop else stop
        if problem or len(lines) < 4:
            break
        if text[slice(*lines[0])][:1] != b"@":
            problem = 1
            break
        if text[slice(*lines[2])][:1] != b"+":
            problem = 2
            break
        found, wanted = lines[3][1] - lines[3][0], lines[1][1] - lines[1][0]
        if found != wanted:
            problem = 3
            break
        places[count] = (lines[0][0] + 1, lines[0][1], lines[1][0], wanted)
        count += 1
        at = q
    return count, at, carriage, problem, found, wanted
