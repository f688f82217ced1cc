"""
CICERO: `final_fusions.txt` and `annotated.fusion.txt`.

Habits: `ortA` and `ortB` are the strands of the assembled contig; `sv_ort` is `>` where A is certainly 5' of B, else
`?`; `frame` has one code for each pair of transcripts (1 in frame, 0 not, 2 the whole coding sequence of B, 3 in its 5'
UTR), said only when all agree; `readsA` and `readsB` cross the junction as seen from either side, the same reads in
part, so the larger is taken. `type` also names events within a gene. Source: CICERO README (Tian 2020,
doi:10.1186/s13059-020-02043-x).
"""

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, parts
from breakapart.model.fusion import Frame
from breakapart.model.imported import ImportedSide, Ordered, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "sample": ("sample",),
    "gene_5p": ("geneA",),
    "gene_3p": ("geneB",),
    "chrom_5p": ("chrA",),
    "chrom_3p": ("chrB",),
    "position_5p": ("posA",),
    "position_3p": ("posB",),
    "strand_5p": ("ortA",),
    "strand_3p": ("ortB",),
    "order": ("sv_ort",),
    "reads_5p": ("readsA",),
    "reads_3p": ("readsB",),
    "kind": ("type",),
    "rating": ("rating",),
    "score": ("score",),
    "effect": ("functional effect",),
    "frame": ("frame",),
    "sequence": ("contig",),
    "ratio_5p": ("ratioA",),
    "ratio_3p": ("ratioB",),
}
SIGNATURE = (
    "gene_5p", "gene_3p", "chrom_5p", "chrom_3p", "position_5p", "position_3p", "strand_5p", "strand_3p", "reads_5p",
)  # fmt: skip


def read_row(cells: Cells) -> Fields:
    """One row."""
    reads = [count for count in (cells.count("reads_5p"), cells.count("reads_3p")) if count is not None]
    score = cells.number("score")
    rating = [cells.text("rating"), f"score {score:g}" if score is not None else ""]
    return {
        "five": _side(cells, "5p", is_five_prime=True),
        "three": _side(cells, "3p", is_five_prime=False),
        "ordered": Ordered.UNKNOWN if cells.text("order") == "?" else Ordered.YES,
        "junction_reads": max(reads, default=None),
        "confidence": ", ".join(word for word in rating if word),
        "kind": cells.text("kind"),
        "stated_frame": _frame(cells.text("frame")),
        "known": parts(cells.text("effect")),
        "sample": cells.text("sample"),
        "sequence": cells.text("sequence"),
        "notes": tuple(
            f"{counted} reads seen from {side}"
            for counted, side in ((cells.text("reads_5p"), "A"), (cells.text("reads_3p"), "B"))
            if counted
        ),
    }


def _side(cells: Cells, which: str, *, is_five_prime: bool) -> ImportedSide:
    gene, candidates = cells.gene(f"gene_{which}")
    end = cells.end(
        cells.text(f"chrom_{which}"),
        cells.text(f"position_{which}"),
        cells.text(f"strand_{which}"),
        is_five_prime=is_five_prime,
        name=f"position_{which}",
    )
    return ImportedSide(gene=",".join(parts(gene)), gene_candidates=candidates, end=end)


def _frame(text: str) -> Frame | None:
    codes = set(parts(text))
    return {"1": Frame.IN_FRAME, "0": Frame.OUT_OF_FRAME}.get(codes.pop()) if len(codes) == 1 else None


FORMAT = FusionFormat("cicero", "CICERO", COLUMNS, SIGNATURE, COORDINATES, read_row)
