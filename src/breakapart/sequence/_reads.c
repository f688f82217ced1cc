/* The inner loops of reading FASTQ text, of the k-mer screen and of the split alignment.
 *
 * Every function works on buffers that numpy owns, keeps no state, and releases the interpreter lock, so that threads
 * share one index. sequence/read_kernel.py holds the same rules in Python for machines without a compiler, and says
 * what each argument means; the tests hold the two to the same answers.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t i64;

#define COLUMNS 18
#define MAX_PATHS 24
#define MAX_READ 4096
#define XDROP 7
#define MAX_SHIFT 6
#define MAX_INDELS 8

#define NO_LETTER 5

static u8 CODE[256];

static inline u64 slot_of(u64 canon, int bits) { return (canon * 0x9E3779B97F4A7C15ULL) >> (64 - bits); }
static inline u32 mark_of(u64 canon) { return (u32)(canon ^ ((canon >> 32) * 0x85EBCA6BULL)); }

/* Forward and reverse-complement word of k codes; 0 when one is no base. */
static inline int words(const u8 *codes, int k, u64 *forward, u64 *reverse) {
    u64 f = 0, r = 0;
    for (int i = 0; i < k; i++) {
        u8 c = codes[i];
        if (c > 3) return 0;
        f = (f << 2) | c;
        r |= (u64)(3 - c) << (2 * i);
    }
    *forward = f;
    *reverse = r;
    return 1;
}

static int is_simple(const u8 *codes, int k) {
    for (int period = 1; period <= 3; period++) {
        int differ = 0;
        for (int i = period; i < k && differ < 2; i++) differ += codes[i] != codes[i - period];
        if (differ < 2) return 1;
    }
    return 0;
}

static int target_at(const i64 *starts, int n, i64 position) {
    int low = 0, high = n - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (starts[middle] <= position) low = middle; else high = middle - 1;
    }
    return low;
}

/* ---- index ------------------------------------------------------------------------------------------------------ */

static PyObject *fill_index(PyObject *self, PyObject *args) {
    Py_buffer sequence, starts, ends, genes, novel, table;
    int k, bits, copies;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*w*iii", &sequence, &starts, &ends, &genes, &novel, &table, &k, &bits, &copies))
        return NULL;
    const u8 *seq = sequence.buf;
    const i64 *start = starts.buf, *end = ends.buf;
    const int32_t *gene = genes.buf;
    const u8 *novel_only = novel.buf;
    u64 *slots = table.buf;
    u64 mask = ((u64)1 << bits) - 1;
    int n = (int)(starts.len / 8);
    i64 stored = 0;
    Py_BEGIN_ALLOW_THREADS
    for (int t = 0; t < n; t++) {
        u64 f = 0, r = 0, word_mask = k < 32 ? ((u64)1 << (2 * k)) - 1 : ~(u64)0;
        int filled = 0;
        for (i64 last = start[t]; last < end[t]; last++) {
            u8 c = seq[last];
            if (c > 3) { filled = 0; f = r = 0; continue; }
            f = ((f << 2) | c) & word_mask;
            r = (r >> 2) | ((u64)(3 - c) << (2 * (k - 1)));
            if (++filled < k) continue;
            i64 p = last - k + 1;
            if (is_simple(seq + p, k)) continue;
            u64 canon = f < r ? f : r;
            u64 at = slot_of(canon, bits);
            u32 mark = mark_of(canon);
            int seen = 0, known = 0;
            while (slots[at]) {
                if ((u32)(slots[at] >> 32) == mark) {
                    seen++;
                    if (novel_only[t] && gene[target_at(start, n, (i64)((u32)slots[at] >> 1) - 1)] == gene[t]) known = 1;
                }
                at = (at + 1) & mask;
            }
            if (seen >= copies || known) continue;
            slots[at] = ((u64)mark << 32) | (((u64)(p + 1) << 1) | (r < f)); /* + 1: an empty slot is 0 */
            stored++;
        }
    }
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&sequence); PyBuffer_Release(&starts); PyBuffer_Release(&ends);
    PyBuffer_Release(&genes); PyBuffer_Release(&novel); PyBuffer_Release(&table);
    return PyLong_FromLongLong(stored);
}

/* ---- screen ----------------------------------------------------------------------------------------------------- */

typedef struct {
    int strand, rs, re, mism, indels;
    i64 ts, te;
} Path;

typedef struct {
    const u8 *seq;
    i64 n;
    const u64 *slots;
    u64 mask;
    int k, bits;
    const i64 *starts;
    const int32_t *genes;
    int targets;
} Index;

static inline int same(const u8 *r, const u8 *t, i64 i, i64 p) { return r[i] == t[p] && r[i] < 4; }

/* Walk from read base i and target base p in `step` (1 or -1) to where the match stops for good. */
static void walk(const u8 *r, int length, const Index *ix, int i, i64 p, int step, int *read_end, i64 *target_end,
                 int *mism, int *indels) {
    const u8 *t = ix->seq;
    int best_i = i, left = MAX_INDELS;
    i64 best_p = p;
    int total_mism = 0, total_indels = 0;
    for (;;) {
        int score = 0, best = 0, missed = 0, best_missed = 0;
        while (i >= 0 && i < length && p >= 0 && p < ix->n) {
            if (same(r, t, i, p)) {
                score++;
                if (score > best) { best = score; best_i = i + step; best_p = p + step; best_missed = missed; }
            } else {
                score -= 2;
                missed++;
                if (score < best - XDROP) break;
            }
            i += step;
            p += step;
        }
        total_mism += best_missed;
        int rest = step > 0 ? length - best_i : best_i + 1;
        if (rest < 8 || left-- == 0) break;
        int found = 0;
        for (int size = 1; size <= MAX_SHIFT && !found; size++)
            for (int back = 0; back <= 4 && !found; back++)
                for (int kind = 0; kind < 2 && !found; kind++) {
                    i64 ri = best_i - (i64)step * back + (kind ? (i64)step * size : 0);
                    i64 tp = best_p - (i64)step * back + (kind ? 0 : (i64)step * size);
                    int window = step > 0 ? (int)(length - ri) : (int)ri + 1;
                    if (window < 8) continue;
                    if (window > 12) window = 12;
                    if (tp < 0 || tp + step * window < -1 || tp + step * window > ix->n) continue;
                    int wrong = 0;
                    for (int w = 0; w < window && wrong < 2; w++) wrong += !same(r, t, ri + step * w, tp + step * w);
                    if (wrong <= (window == 12) && same(r, t, ri, tp)) {
                        found = 1;
                        i = (int)ri;
                        p = tp;
                    }
                }
        if (!found) break;
        total_indels++;
    }
    *read_end = best_i;
    *target_end = best_p;
    *mism += total_mism;
    *indels += total_indels;
}

static void make_path(const u8 *r, int length, const Index *ix, int strand, int i, i64 p, Path *path) {
    int end, before;
    i64 target_end, target_before;
    path->strand = strand;
    path->mism = path->indels = 0;
    walk(r, length, ix, i + ix->k, p + ix->k, 1, &end, &target_end, &path->mism, &path->indels);
    walk(r, length, ix, i - 1, p - 1, -1, &before, &target_before, &path->mism, &path->indels);
    path->rs = before + 1;
    path->ts = target_before + 1;
    path->re = end;
    path->te = target_end;
}

static int on_path(const Path *paths, int n, int strand, int i, i64 p) {
    for (int j = 0; j < n; j++) {
        const Path *a = &paths[j];
        if (a->strand != strand || i < a->rs || i >= a->re) continue;
        i64 off = p - (a->ts + (i - a->rs));
        if (off >= -12 && off <= 12) return 1;
    }
    return 0;
}

typedef struct {
    u8 fwd[MAX_READ], rev[MAX_READ];
    int length, has_rev;
} Read;

static const u8 *oriented_codes(Read *read, int strand) {
    if (!strand) return read->fwd;
    if (!read->has_rev) { /* half of the reads never need it */
        for (int i = 0; i < read->length; i++) {
            u8 c = read->fwd[i];
            read->rev[read->length - 1 - i] = c < 4 ? 3 - c : 4;
        }
        read->has_rev = 1;
    }
    return read->rev;
}

/* Add the paths through the seeds of read base i (forward coordinates). */
static int seed(Read *whole, const Index *ix, int i, u64 f, u64 r, Path *paths, int n) {
    int length = whole->length;
    u64 canon = f < r ? f : r;
    int flag = r < f;
    u32 mark = mark_of(canon);
    u64 at = slot_of(canon, ix->bits);
    while (ix->slots[at] && n < MAX_PATHS) {
        if ((u32)(ix->slots[at] >> 32) == mark) {
            u32 low = (u32)ix->slots[at];
            i64 p = (i64)(low >> 1) - 1;
            int strand = flag ^ (int)(low & 1);
            int oriented = strand ? length - ix->k - i : i;
            const u8 *read = oriented_codes(whole, strand);
            /* Words longer than 16 bases can share a mark: only real matches count. */
            if (memcmp(read + oriented, ix->seq + p, ix->k) == 0 && !on_path(paths, n, strand, oriented, p))
                make_path(read, length, ix, strand, oriented, p, &paths[n++]);
        }
        at = (at + 1) & ix->mask;
    }
    return n;
}

static inline int quality(const Path *a) { return (a->re - a->rs) - 2 * a->mism - 3 * a->indels; }

static void put(int32_t *out, const Path *a) {
    out[0] = a->strand; out[1] = a->rs; out[2] = a->re; out[3] = (int32_t)a->ts; out[4] = (int32_t)a->te;
    out[5] = a->mism; out[6] = a->indels;
}

static void screen_read(const u8 *text, int length, const Index *ix, int slack, int min_other, int32_t *out) {
    Read whole;
    u8 *fwd = whole.fwd;
    Path paths[MAX_PATHS];
    int n = 0, k = ix->k;
    whole.length = length;
    whole.has_rev = 0;
    memset(out, 0, COLUMNS * sizeof(int32_t));
    if (length > MAX_READ) { out[0] = 4; return; }
    if (length < k) return;
    int letters = 1;
    for (int i = 0; i < length; i++) {
        u8 c = CODE[text[i]];
        letters &= c != NO_LETTER;
        fwd[i] = c;
    }
    if (!letters) { out[0] = 5; return; }
    u64 f, r;
    int best = -1;
    for (int i = 0;; i += 8) {
        if (i > length - k) i = length - k;
        if (words(fwd + i, k, &f, &r)) {
            int before = n;
            n = seed(&whole, ix, i, f, r, paths, n);
            for (int j = before; j < n; j++) {
                if (best < 0 || quality(&paths[j]) > quality(&paths[best])) best = j;
                if (paths[j].rs <= slack && length - paths[j].re <= slack) { best = j; goto explained; }
            }
        }
        if (i == length - k) break;
    }
    if (best < 0) return;
    /* Nothing explains the read: look at every word, first where the best path does not reach. */
    for (int pass = 0; pass < 2; pass++) {
        u64 mask = k < 32 ? ((u64)1 << (2 * k)) - 1 : ~(u64)0;
        int filled = 0;
        const Path *a = &paths[best];
        int from = a->strand ? length - a->re : a->rs, to = a->strand ? length - a->rs : a->re;
        f = r = 0;
        for (int i = 0; i < length; i++) {
            u8 c = fwd[i];
            if (c > 3) { filled = 0; f = r = 0; continue; }
            f = ((f << 2) | c) & mask;
            r = (r >> 2) | ((u64)(3 - c) << (2 * (k - 1)));
            if (++filled < k) continue;
            int start = i - k + 1;
            int inside = start >= from && start + k <= to;
            if (inside != pass) continue;
            int before = n;
            n = seed(&whole, ix, start, f, r, paths, n);
            for (int j = before; j < n; j++)
                if (paths[j].rs <= slack && length - paths[j].re <= slack) { best = j; goto explained; }
        }
        if (pass == 0) {
            /* When the rest has an explanation, alternatives to the best path no longer matter much. */
            for (int j = 0; j < n; j++) if (quality(&paths[j]) > quality(&paths[best])) best = j;
        }
    }
    for (int j = 0; j < n; j++) if (quality(&paths[j]) > quality(&paths[best])) best = j;
    {
        const Path *a = &paths[best];
        int gene = ix->genes[target_at(ix->starts, ix->targets, a->ts)];
        int other = -1, other_new = 0, ties = 0;
        for (int j = 0; j < n; j++) {
            if (j == best) continue;
            const Path *b = &paths[j];
            /* in forward coordinates, so that antisense pairs are seen too */
            int as = a->strand ? length - a->re : a->rs, ae = a->strand ? length - a->rs : a->re;
            int bs = b->strand ? length - b->re : b->rs, be = b->strand ? length - b->rs : b->re;
            int left = as - bs, right = be - ae;
            int new_bases = left > right ? left : right;
            if (new_bases < min_other) continue;
            new_bases -= 2 * b->mism + 2 * b->indels;
            int better = new_bases > other_new;
            if (new_bases == other_new && other >= 0) {
                if (ix->genes[target_at(ix->starts, ix->targets, b->ts)] !=
                    ix->genes[target_at(ix->starts, ix->targets, paths[other].ts)]) ties++;
                if (b->strand == a->strand && paths[other].strand != a->strand) better = 1;
            }
            if (better) {
                if (new_bases > other_new + 1) ties = 0;
                other = j;
                other_new = new_bases;
            }
        }
        int alike = 0;
        for (int j = 0; j < n; j++) {
            if (j == best) continue;
            if (quality(&paths[j]) >= quality(a) - 1 && ix->genes[target_at(ix->starts, ix->targets, paths[j].ts)] != gene)
                alike = 1;
        }
        out[0] = other >= 0 ? 2 : 3;
        put(out + 1, a);
        if (other >= 0) put(out + 8, &paths[other]);
        out[15] = alike;
        out[16] = ties;
        out[17] = length;
        return;
    }
explained:
    out[0] = 1;
    put(out + 1, &paths[best]);
    out[17] = length;
}

static PyObject *screen(PyObject *self, PyObject *args) {
    Py_buffer text, offsets, lengths, sequence, starts, genes, table, result;
    int k, bits, slack, min_other;
    if (!PyArg_ParseTuple(args, "y*y*y*y*y*y*y*w*iiii", &text, &offsets, &lengths, &sequence, &starts, &genes, &table,
                          &result, &k, &bits, &slack, &min_other))
        return NULL;
    Index ix = {sequence.buf, sequence.len, table.buf, ((u64)1 << bits) - 1, k, bits, starts.buf, genes.buf,
                (int)(starts.len / 8)};
    i64 n = offsets.len / 8;
    const i64 *offset = offsets.buf;
    const i64 *length = lengths.buf;
    int32_t *out = result.buf;
    int sane = result.len >= n * COLUMNS * 4 && lengths.len >= n * 8;
    for (i64 i = 0; sane && i < n; i++) sane = offset[i] >= 0 && length[i] >= 0 && offset[i] + length[i] <= text.len;
    Py_BEGIN_ALLOW_THREADS
    for (i64 i = 0; sane && i < n; i++)
        screen_read((const u8 *)text.buf + offset[i],
                    length[i] > MAX_READ ? MAX_READ + 1 : (int)length[i], &ix, slack, min_other, out + i * COLUMNS);
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&text); PyBuffer_Release(&offsets); PyBuffer_Release(&lengths); PyBuffer_Release(&sequence);
    PyBuffer_Release(&starts); PyBuffer_Release(&genes); PyBuffer_Release(&table); PyBuffer_Release(&result);
    if (!sane) { PyErr_SetString(PyExc_ValueError, "offsets or result do not fit the text"); return NULL; }
    Py_RETURN_NONE;
}

/* Count where explained reads begin and end. */
static PyObject *tally(PyObject *self, PyObject *args) {
    Py_buffer rows, begun, ended;
    int wanted;
    if (!PyArg_ParseTuple(args, "y*w*w*i", &rows, &begun, &ended, &wanted)) return NULL;
    const int32_t *row = rows.buf;
    int32_t *b = begun.buf, *e = ended.buf;
    i64 n = rows.len / 4 / COLUMNS, room = begun.len / 4;
    Py_BEGIN_ALLOW_THREADS
    for (i64 i = 0; i < n; i++, row += COLUMNS)
        if (row[0] == wanted && row[4] >= 0 && row[4] < room && row[5] >= 0 && row[5] < room) { b[row[4]]++; e[row[5]]++; }
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&rows); PyBuffer_Release(&begun); PyBuffer_Release(&ended);
    Py_RETURN_NONE;
}

/* ---- split alignment -------------------------------------------------------------------------------------------- */

#define BAND 14
#define WIDTH (2 * BAND + 1)
#define MATCH 2
#define MISMATCH (-4)
#define GAP (-5)
#define RUN_GAP (-2)
#define EDGE 5
#define BOTH 4
#define LOW (-100000)
#define MARGIN 26

/* Scores of aligning read[0..i) with a target that starts at t[0], in `step` direction; best end per i. */
static void prefix_scores(const u8 *r, int n, int step, const u8 *t, i64 room, const u8 *edges, i64 edge_step,
                          int *raw, int *biased, int *offset) {
    int previous[WIDTH + 2], row[WIDTH + 2];
    for (int i = 0; i <= n; i++) {
        raw[i] = biased[i] = LOW;
        offset[i] = i;
        for (int d = 0; d < WIDTH + 2; d++) row[d] = LOW;
        for (int d = 1; d <= WIDTH; d++) {
            i64 j = (i64)i + d - 1 - BAND; /* target bases used */
            if (j < 0 || j > room) continue;
            int score = LOW;
            if (i == 0 && j == 0) score = 0;
            if (i > 0 && j > 0 && previous[d] > LOW) {
                u8 a = r[(i64)step * (i - 1)], b = t[(i64)step * (j - 1)];
                int s = previous[d] + (a == b && a < 4 ? MATCH : MISMATCH);
                if (s > score) score = s;
            }
            if (j > 0 && row[d - 1] > LOW) { /* a target base the read lacks */
                u8 b = t[(i64)step * (j - 1)];
                int run = (j > 1 && t[(i64)step * (j - 2)] == b) || (j < room && t[(i64)step * j] == b);
                int s = row[d - 1] + (run ? RUN_GAP : GAP);
                if (s > score) score = s;
            }
            if (i > 0 && previous[d + 1] > LOW) { /* a read base the target lacks */
                u8 a = r[(i64)step * (i - 1)];
                int run = j > 0 && t[(i64)step * (j - 1)] == a;
                int s = previous[d + 1] + (run ? RUN_GAP : GAP);
                if (s > score) score = s;
            }
            row[d] = score;
            if (score <= LOW) continue;
            if (score > raw[i]) raw[i] = score;
            int bonus = score + (edges[edge_step * j] ? EDGE : 0);
            int nearer = llabs(j - i) < llabs((i64)offset[i] - i);
            if (bonus > biased[i] || (bonus == biased[i] && nearer)) {
                biased[i] = bonus;
                offset[i] = (int)j;
            }
        }
        memcpy(previous, row, sizeof row);
    }
}

/* Where a read leaves target A and enters target B. Both in sense orientation; returns a tuple described in Python. */
static PyObject *split(PyObject *self, PyObject *args) {
    Py_buffer read, sequence, ends, begins;
    int ra, rb, max_inserted;
    long long ta, tb;
    if (!PyArg_ParseTuple(args, "y*y*y*y*iLiLi", &read, &sequence, &ends, &begins, &ra, &ta, &rb, &tb, &max_inserted))
        return NULL;
    const u8 *r = read.buf, *t = sequence.buf, *edge5 = ends.buf, *edge3 = begins.buf;
    int n = rb - ra;
    if (ra < 0 || rb > read.len || n <= 0 || ta < 0 || tb > sequence.len || ends.len <= sequence.len ||
        begins.len <= sequence.len) {
        PyBuffer_Release(&read); PyBuffer_Release(&sequence); PyBuffer_Release(&ends); PyBuffer_Release(&begins);
        PyErr_SetString(PyExc_ValueError, "the paths do not fit the read or the targets");
        return NULL;
    }
    /* What matches without doubt at the outer ends needs no table: it counts the same for every explanation. */
    int lead = 0, trail = 0;
    while (lead < n && r[ra + lead] == t[ta + lead] && r[ra + lead] < 4) lead++;
    while (trail < n && tb - trail > 0 && r[rb - 1 - trail] == t[tb - 1 - trail] && r[rb - 1 - trail] < 4) trail++;
    lead = lead > MARGIN ? lead - MARGIN : 0;
    trail = trail > MARGIN ? trail - MARGIN : 0;
    if (lead + trail + 2 * MARGIN > n) { /* one target explains it all, or nearly */
        int most = n > 2 * MARGIN ? (n - 2 * MARGIN) / 2 : 0;
        if (lead > most) lead = most;
        if (trail > most) trail = most;
    }
    ra += lead; ta += lead; rb -= trail; tb -= trail; n -= lead + trail;
    int *memory = malloc(sizeof(int) * 6 * (size_t)(n + 1));
    int *fr = memory, *fb = fr + n + 1, *fo = fb + n + 1, *gr = fo + n + 1, *gb = gr + n + 1, *go = gb + n + 1;
    int best = LOW, at = 0, gap = 0, best_edges = 0;
    if (!memory) return PyErr_NoMemory();
    Py_BEGIN_ALLOW_THREADS
    i64 room5 = sequence.len - ta, room3 = tb;
    prefix_scores(r + ra, n, 1, t + ta, room5, edge5 + ta, 1, fr, fb, fo);
    prefix_scores(r + rb - 1, n, -1, t + tb - 1, room3, edge3 + tb, -1, gr, gb, go);
    for (int i = 0; i <= n; i++) {
        for (int g = 0; g <= max_inserted && i + g <= n; g++) {
            int left = fb[i], right = gb[n - i - g];
            if (left <= LOW || right <= LOW) continue;
            int score = left + right - (g ? 5 + g / 2 : 0);
            if (edge5[ta + fo[i]] && edge3[tb - go[n - i - g]]) score += BOTH;
            int edges = (edge5[ta + fo[i]] != 0) + (edge3[tb - go[n - i - g]] != 0);
            /* on a tie: exon edges, then no inserted base, then the most 3' place (HGVS) */
            if (score > best || (score == best && (edges > best_edges || (edges == best_edges && g <= gap)))) {
                best = score; at = i; gap = g; best_edges = edges;
            }
        }
    }
    Py_END_ALLOW_THREADS
    PyObject *result = Py_BuildValue(
        "iiLLiiiii", ra + at, gap, ta + fo[at], tb - go[n - at - gap],
        fr[at] + MATCH * lead, gr[n - at - gap] + MATCH * trail, fr[n] + MATCH * (lead + trail),
        gr[n] + MATCH * (lead + trail), best_edges);
    free(memory);
    PyBuffer_Release(&read); PyBuffer_Release(&sequence); PyBuffer_Release(&ends); PyBuffer_Release(&begins);
    return result;
}

/* ---- FASTQ text ------------------------------------------------------------------------------------------------- */

/* Fill (name start, name end, sequence start, sequence length) of each complete record; says where and why it stops. */
static PyObject *records(PyObject *self, PyObject *args) {
    Py_buffer text, places;
    int carriage, last;
    if (!PyArg_ParseTuple(args, "y*w*ip", &text, &places, &carriage, &last)) return NULL;
    const char *b = text.buf, *stop = b + text.len, *p = b;
    i64 *out = places.buf, room = places.len / 32, n = 0;
    int problem = 0;
    i64 found = 0, wanted = 0;
    Py_BEGIN_ALLOW_THREADS
    while (n < room) {
        const char *line[4], *end[4], *q = p;
        int i;
        for (i = 0; i < 4; i++) {
            const char *newline = q < stop ? memchr(q, '\n', stop - q) : NULL;
            if (!newline) {
                if (!last || q >= stop) break;
                newline = stop; /* the last line may lack its end */
            }
            line[i] = q;
            end[i] = newline;
            int has_carriage = newline > q && newline[-1] == '\r';
            if (has_carriage) end[i]--;
            if (newline < stop) {
                if (carriage < 0) carriage = has_carriage;
                if (has_carriage != carriage) { problem = 4; break; }
            }
            q = newline < stop ? newline + 1 : stop;
        }
        if (problem) break;
        if (i < 4) break;
        if (line[0] == end[0] || *line[0] != '@') { problem = 1; break; }
        if (line[2] == end[2] || *line[2] != '+') { problem = 2; break; }
        found = end[3] - line[3];
        wanted = end[1] - line[1];
        if (found != wanted) { problem = 3; break; }
        out[4 * n] = line[0] + 1 - b;
        out[4 * n + 1] = end[0] - b;
        out[4 * n + 2] = line[1] - b;
        out[4 * n + 3] = wanted;
        n++;
        p = q;
    }
    Py_END_ALLOW_THREADS
    PyObject *result = Py_BuildValue("LLiiLL", (long long)n, (long long)(p - b), carriage, problem, (long long)found,
                                     (long long)wanted);
    PyBuffer_Release(&text); PyBuffer_Release(&places);
    return result;
}

static PyMethodDef METHODS[] = {
    {"fill_index", fill_index, METH_VARARGS, "Fill the table of words of the targets; returns how many were stored."},
    {"screen", screen, METH_VARARGS, "Classify reads."},
    {"tally", tally, METH_VARARGS, "Count where explained reads begin and end."},
    {"split", split, METH_VARARGS, "Find where a read leaves one target and enters another."},
    {"records", records, METH_VARARGS, "Find the records of FASTQ text."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef MODULE = {PyModuleDef_HEAD_INIT, "_reads", "Inner loops over reads.", -1, METHODS, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__reads(void) {
    memset(CODE, NO_LETTER, sizeof CODE);
    for (const char *p = "RYSWKMBDHVNUXryswkmbdhvnux.-*"; *p; p++) CODE[(u8)*p] = 4;
    const char *bases = "ACGT", *lower = "acgt";
    for (int i = 0; i < 4; i++) CODE[(u8)bases[i]] = CODE[(u8)lower[i]] = (u8)i;
    return PyModule_Create(&MODULE);
}
