"""
EasyFuse: `fusions.csv` and `fusions.pass.csv`, versions 1.3 to 2.1.

Habits: semicolons; one junction stands in several rows, one for each pair of transcripts (`FTID`); genes stand in
`Fusion_Gene` as `ETV6_NTRK3`, and symbols with underscores are told apart by `FTID`; columns for each tool are
`starfusion_detected`, `starfusion_junc` (per million reads) and so on; `ft_junc_cnt` and `ft_span_cnt` are reads
counted again by EasyFuse itself. `neo_frame` rows are out of frame with a new peptide. Source: EasyFuse README.
"""

import re
from collections.abc import Mapping

from breakapart.formats.fusion_format import Cells, Fields, FusionFormat, frame_of, whole_number
from breakapart.formats.gene_dates import genes_behind_date
from breakapart.model.fusion import Frame
from breakapart.model.imported import ImportedSide, PositionsAre

COORDINATES = PositionsAre.BASE_KEPT_FROM_1
COLUMNS = {
    "junction_id": ("BPID",),
    "transcripts": ("FTID",),
    "fusion": ("Fusion_Gene",),
    "breakpoint_5p": ("Breakpoint1",),
    "breakpoint_3p": ("Breakpoint2",),
    "kind": ("type",),
    "frame": ("frame",),
    "sequence": ("context_sequence",),
    "sequence_id": ("context_sequence_id",),
    "junction_at": ("context_sequence_bp",),
    "junction_reads": ("ft_junc_cnt", "ft_junc_cnt_best"),
    "spanning_pairs": ("ft_span_cnt", "ft_span_cnt_best"),
    "confidence": ("prediction_class",),
    "probability": ("prediction_prob",),
    "sample": ("Sample", "sample"),
    "starfusion": ("starfusion_detected",),
    "arriba": ("arriba_detected",),
    "fusioncatcher": ("fusioncatcher_detected",),
    "infusion": ("infusion_detected",),
    "mapsplice": ("mapsplice_detected",),
    "soapfuse": ("soapfuse_detected",),
}
SIGNATURE = ("fusion", "breakpoint_5p", "breakpoint_3p", "transcripts")
TOOLS = ("starfusion", "arriba", "fusioncatcher", "infusion", "mapsplice", "soapfuse")

_TRANSCRIPTS = re.compile(
    r"(?P<five>.+)_(?:chr)?[A-Za-z0-9.]+:\d+:[+-]_(?P<five_id>[A-Za-z0-9.]+)_(?P<three>.+)_(?:chr)?[A-Za-z0-9.]+:\d+:[+-]"
    r"_(?P<three_id>[A-Za-z0-9.]+)",
    re.IGNORECASE,
)


def read_row(cells: Cells) -> Fields:
    """One row."""
    match = _TRANSCRIPTS.fullmatch(cells.text("transcripts"))
    if match is not None:
        five, three = match["five"], match["three"]
    else:
        five, _, three = cells.text("fusion").partition("_")
    if not (five and three):
        cells.trouble("fusion", "two genes as ETV6_NTRK3")
    tools = tuple(tool for tool in TOOLS if whole_number(cells.text(tool)) == 1)
    chance = cells.number("probability")
    sequence, at = cells.text("sequence"), cells.count("junction_at")
    return {
        "five": _side(cells, five, match["five_id"] if match else "", "5p", is_five_prime=True),
        "three": _side(cells, three, match["three_id"] if match else "", "3p", is_five_prime=False),
        "junction_reads": cells.count("junction_reads"),
        "spanning_pairs": cells.count("spanning_pairs"),
        "confidence": cells.text("confidence") or (f"probability {chance:g}" if chance is not None else ""),
        "passed": {"positive": True, "negative": False}.get(cells.text("confidence").lower()),
        "kind": cells.text("kind"),
        "stated_frame": _frame(cells.text("frame")),
        "sequence": f"{sequence[:at]}|{sequence[at:]}" if sequence and at else sequence,
        "sample": cells.text("sample"),
        "known": tools,
    }


def _side(cells: Cells, gene: str, transcript: str, which: str, *, is_five_prime: bool) -> ImportedSide:
    return ImportedSide(
        gene=gene,
        gene_candidates=genes_behind_date(gene),
        transcript=transcript,
        end=cells.place(f"breakpoint_{which}", is_five_prime=is_five_prime),
    )


def _frame(text: str) -> Frame | None:
    return Frame.OUT_OF_FRAME if text.lower() == "neo_frame" else frame_of(text)


def generation(fields: Mapping[str, int]) -> str:
    """Later versions predict a class."""
    return "with prediction" if "probability" in fields else "without prediction"


FORMAT = FusionFormat("easyfuse", "EasyFuse", COLUMNS, SIGNATURE, COORDINATES, read_row, generation)
