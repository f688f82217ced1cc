"""What a word of result says of each stain it takes: exceptions, "respectively", adjectives before and behind."""

import re

from breakapart.drafting.cues import Rule
from breakapart.drafting.ihc_stain import PERCENT, QUALIFIER, Stain, qualify, settle, words_before
from breakapart.drafting.ihc_statuses import Status
from breakapart.model.outcome import Outcome

_ADVERBS = Rule(
    r"\s((?:(?:focally|diffusely|weakly|strongly|partially|patchily|variably|faintly|extensively)\b(?: and "
    r"|, and |, )?){1,3})",
    re.IGNORECASE,
)
_STATED_BEHIND = Rule(
    r"\s(?:is|was|were|are) ((?:(?:very |predominantly |mostly |only )?(?:diffuse|strong|weak|focal|patchy"
    r"|intense|nuclear"
    r"|cytoplasmic|membranous|moderate|granular|multifocal|extensive|partial|faint|variable)(?:,? and |, | )?){1,4})",
    re.IGNORECASE,
)
_SHARE_BEFORE = Rule(
    r"(?<![<>\d.-])(?<!than )(?<!to )(\d{1,3}(?:\.\d)?)\s?% of (?:all |the )?(?:(?:tumou?r|lesional|neoplastic"
    r"|spindled?) )?(?:cells|nuclei) "
    r"(?:were |are |was |is |showed |show )?(?:(?:strongly|weakly|diffusely) )?$",
    re.IGNORECASE,
)
_EXTENT_WORD = Rule(
    r"\b(?:focal|patchy|diffuse|weak|strong|scattered|rare|multifocal|partial|variable)\b", re.IGNORECASE
)
_DENIED = Rule(r"\b(?:no|not|without|lack\w*|absen\w+|negative|nor|neither|loss|lost)\b[^;.]*$", re.IGNORECASE)
RESPECTIVELY = Rule(r"\brespectively\b", re.IGNORECASE)


def share_out(
    text: str,
    status: Status,
    group: list[Stain],
    is_forward: bool,
    stains: list[Stain],
    statuses: list[Status],
    breaks: list[int],
    exceptions: list[tuple[int, int]],
) -> None:
    """Give every stain of `group` the outcome of `status`, or its contrary behind an exception, with its adjectives."""
    if not group:
        return
    marks = [s.mention.end for s in stains] + [s.end for s in statuses] + breaks
    before = max([place for place in marks if place <= status.start] + [max(0, status.start - 60)])
    words = re.sub(r"^\s?\([^()]*\)", "", text[before : status.end])
    if is_forward:
        words += " " + text[status.end : max(status.end, group[0].mention.start)]
    else:
        starts = [s.mention.start for s in stains] + [s.start for s in statuses] + [b for b in breaks]
        after = min([place for place in starts if place >= status.end] + [status.end + 70, len(text)])
        words += " " + text[status.end : after]
        if group[0].mention.start > 0:
            first = group[0]
            words += " " + words_before(text, first.mention.start) if len(group) == 1 else ""
    cut = [span for span in exceptions if (span[0] > status.start - 1 if is_forward else True)]
    for stain in group:
        if stain.outcome is not None:
            continue
        excepted = any(
            span[1] <= stain.mention.start
            and (is_forward or span[1] <= status.start)
            and not any(
                span[1] <= other.start < stain.mention.start
                for other in statuses
                if other is not status and other.kind != "weak"
            )
            for span in cut
        )
        kind = status.kind
        if (
            not is_forward
            and kind in ("pos", "verb", "weak")
            and re.search(
                r"\bneither\b", text[max(0, group[0].mention.start - 25) : group[0].mention.start], re.IGNORECASE
            )
        ):
            kind = "neg"
        if excepted and kind in ("pos", "neg", "verb", "weak", "double"):
            kind = "neg" if kind != "neg" else "pos"
        rule = "list behind its result" if is_forward else "list before its result"
        if excepted:
            rule = "exception from a list"
        settle(stain, kind, rule, min(status.start, stain.mention.start), max(status.end, stain.mention.end))
        own = words_before(text, stain.mention.start)
        if own and (not is_forward or stain is not group[0] or excepted):
            qualify(stain, own)
            if not is_forward or excepted:
                qualify(stain, words) if not excepted else None
        elif not excepted:
            qualify(stain, words)
        adverb = _ADVERBS.match(text, stain.mention.end)
        if adverb:
            stain.extent = None
            qualify(stain, adverb[1])
    if is_forward and status.kind == "weak":
        adjectives = _STATED_BEHIND.match(text, group[-1].mention.end)
        for stain in group if adjectives else ():
            qualify(stain, adjectives[1] if adjectives else "")
    if is_forward and len(group) == 1 and group[0].outcome is Outcome.PRESENT and group[0].mention.marker != "Ki67":
        share = _SHARE_BEFORE.search(text, max(0, status.start - 80), status.start)
        if share is not None and float(share[1]) <= 100:
            group[0].percent = float(share[1])
    if len(group) == 1 and group[0].outcome is Outcome.PRESENT and group[0].percent is None:
        end = min(
            [s.start for s in statuses if s.start > status.end]
            + [s.mention.start for s in stains if s.mention.start > max(status.end, group[0].mention.end)]
            + [len(text)]
        )
        window = text[max(status.end, group[0].mention.end) : min(end, max(status.end, group[0].mention.end) + 60)]
        percent = re.match(r"[^.;,%]{0,40}?", window) and PERCENT.search(window)
        if (
            percent
            and re.match(r"\s?(?:\)|of\b)", window[percent.end() :])
            and not percent["high"]
            and not percent["about"]
            and group[0].mention.marker != "Ki67"
            and float(percent["low"]) <= 100
        ):
            group[0].percent = float(percent["low"])


def settle_by_adjective(text: str, stain: Stain, is_among_results: bool) -> None:
    """In "strong ALK expression, patchy S100 and no SOX10" the adjective alone tells that S100 is there."""
    own = words_before(text, stain.mention.start)
    before = text[max(0, stain.mention.start - len(own) - 30) : stain.mention.start - len(own)]
    if is_among_results and _EXTENT_WORD.search(own) and not _DENIED.search(before):
        settle(stain, "pos", "extent before the stain", stain.mention.start - len(own), stain.mention.end)
        qualify(stain, own)


def settle_respectively(text: str, stains: list[Stain], statuses: list[Status]) -> None:
    """Two results, or as many adjectives as stains, in the order of the stains."""
    strong = [s for s in statuses if s.kind in ("pos", "neg", "eq", "verb", "double")]
    if len(strong) == len(stains) == 2 and all(s.mention.end <= strong[0].start for s in stains):
        for stain, status in zip(stains, strong, strict=True):
            settle(stain, status.kind, "respectively", stain.mention.start, status.end)
            stain.extent, stain.intensity, stain.compartments = None, None, ()
        previous = stains[-1].mention.end
        for stain, status in zip(stains, strong, strict=True):
            qualify(stain, text[previous : status.end])
            previous = status.end
        return
    qualifiers = [
        m for m in QUALIFIER.finditer(text) if not any(s.mention.start <= m.start() < s.mention.end for s in stains)
    ]
    if len(qualifiers) == len(stains) > 1:
        for stain, qualifier in zip(stains, qualifiers, strict=True):
            stain.extent, stain.intensity, stain.compartments = None, None, ()
            qualify(stain, qualifier.group())
