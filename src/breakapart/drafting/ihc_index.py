"""Labelling indices: the share of cells that Ki-67 marks, also where only a proliferation index is spoken of."""

import re

from breakapart.drafting.cues import Rule
from breakapart.drafting.ihc_stain import PERCENT, Stain, settle
from breakapart.model.draft import Sureness
from breakapart.model.ihc import CountMethod
from breakapart.model.outcome import Outcome

PROLIFERATION = Rule(r"\b(?:cell )?prolifer(?:ation|ative) (?:index|fraction|rate|activity|marker)\b", re.IGNORECASE)
OTHER_PROLIFERATION = Rule(r"topoisomerase|phh3|phosphohistone|pcna|s-phase|mitotic", re.IGNORECASE)

_SHARE_OF_CELLS = re.compile(
    r"(?:\d{1,3}\s?%?\s?(?:-|to)\s?)?\d{1,3}(?:\.\d)?\s?% of"
    r" (?:(?:all|the|tumou?r|lesional|neoplastic|spindled?|cells?|nuclei|cell) ?){1,5}"
    r"(?:(?:were|was|are|is) )?(?:(?:\w+ly )?(?:positive|labell?ed|stained|marked|immunoreactive|reactive|expressed"
    r"|expressing|express|highlighted) ?)(?:for|with|by)?\s?(?:the )?$",
    re.IGNORECASE,
)
"""Before the stain: "8% of the lesional nuclei were labelled with Ki-67"."""


def read_labelling_index(text: str, stain: Stain, following: int) -> None:
    """The share of cells told of Ki-67 in `text`, before the next stain begins at `following`."""
    window = text[stain.mention.end : min(following, stain.mention.end + 110)]
    stop = re.search(r";|(?<!approx)(?<!\bca)\.(?!\d)|\b(?:mitos|mitotic|necrosis)", window)
    window = window[: stop.start()] if stop else window
    match = PERCENT.search(window)
    start = stain.mention.end
    if match is None:
        before = text[max(0, stain.mention.start - 60) : stain.mention.start]
        share = _SHARE_OF_CELLS.search(text[max(0, stain.mention.start - 100) : stain.mention.start])
        if share is not None:
            before, start = share[0], stain.mention.start - len(share[0])
        found = list(PERCENT.finditer(before))
        if not found or re.search(r"[;,.]", before[found[-1].end() :]):
            return
        match, start = found[-1], stain.mention.start - len(before)
    settle(stain, "pos", "labelling index", start + match.start(), start + match.end())
    take_share(stain, match)
    if stain.outcome is None:
        return
    around = text[max(0, stain.mention.start - 40) : start + match.end() + 30].lower()
    if "average" in around or re.search(r"\bmean\b", around):
        stain.method = CountMethod.AVERAGE
    elif "hot spot" in around or "hotspot" in around or "hot-spot" in around or "most active" in around:
        stain.method = CountMethod.HOT_SPOT
    elif "estimated" in around or "eyeball" in around:
        stain.method = CountMethod.ESTIMATE


def take_share(stain: Stain, share: re.Match[str]) -> None:
    """Give `stain` the share of cells; a range or a bound is kept in words and asked, more than 100 % is none."""
    low, high, about = float(share["low"]), share["high"], (share["about"] or "").strip()
    if low > 100:
        stain.outcome = None
    elif high is None and not about:
        stain.percent = low
        if low == 0:
            stain.outcome = Outcome.ABSENT
    else:
        stain.note = " ".join(share.group().split())
        stain.sureness = Sureness.UNSURE
