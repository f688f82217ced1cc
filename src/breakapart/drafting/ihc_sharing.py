"""What a word of result says of each stain it takes: exceptions, "respectively", adjectives before and behind."""

import re

from breakapart.drafting.cues import Rule
from breakapart.drafting.ihc_gaps import EXCEPT
from breakapart.drafting.ihc_stain import (
    PERCENT,
    QUALIFIER,
    QUALIFYING,
    WORDS_BEHIND,
    Stain,
    qualify,
    settle,
    words_before,
)
from breakapart.drafting.ihc_statuses import Status
from breakapart.model.outcome import Outcome

_ADVERBS = Rule(
    r"\s((?:(?:focally|diffusely|weakly|strongly|partially|patchily|variably|faintly|extensively)\b(?: and "
    r"|, and |, | )?){1,3})",
    re.IGNORECASE,
)
_STATED_BEHIND = Rule(
    r"\s(?:is|was|were|are|showed|shows|revealed|demonstrated|disclosed)"
    r" (?:an? )?((?:(?:very |predominantly |mostly |only )?"
    r"(?:diffuse|strong|weak|focal|patchy"
    r"|intense|nuclear"
    r"|cytoplasmic|membranous|moderate|granular|multifocal|extensive|partial|faint|variable)(?:,? and |, | )?){1,4}"
    r"|(?:(?:seen|present|noted|observed|found|identified|demonstrated|detected|evident) )(?:focally\b|diffusely\b"
    r"|(?:only )?(?:in|throughout|within) [^.;,()]{3,50}))",
    re.IGNORECASE,
)
_IN_ONLY = re.compile(r"\s\(?(?:in)?\s?(?:about|approximately|some|roughly|ca\.?)?\s?", re.IGNORECASE)
_SHARE_BEFORE = Rule(
    r"(?<![<>\d.-])(?<!than )(?<!to )(\d{1,3}(?:\.\d)?)\s?% of (?:all |the )?(?:(?:tumou?r|lesional|neoplastic"
    r"|spindled?) )?(?:cells|nuclei) "
    r"(?:were |are |was |is |showed |show |exhibited |demonstrated |had )?(?:[a-z]+ ){0,2}$",
    re.IGNORECASE,
)
_EXTENT_WORD = Rule(
    r"\b(?:focal|patchy|diffuse|weak|strong|scattered|rare|multifocal|partial|variable)\b", re.IGNORECASE
)
_DENIED = Rule(r"\b(?:no|not|without|lack\w*|absen\w+|negative|nor|neither|loss|lost)\b[^;.]*$", re.IGNORECASE)
_LIST_HEAD = re.compile(
    rf"((?:{QUALIFYING}[\s,]{{1,2}}(?:and )?){{1,4}})(?:\w*expression|\w*staining|\w*reactivity|\w*positivity"
    r"|labell?ing) (?:of|for|with) (?:the |both )?$",
    re.IGNORECASE,
)
"""Before the list: "nuclear expression of SMARCA4 and INI1 was retained"."""
_WITH_PATTERN = re.compile(
    rf"(?:\s?\([^()]{{1,40}}\))?,?\s(?:with|in) (?:an? )?((?:{QUALIFYING}[ ,]{{1,2}}(?:and )?){{1,4}})"
    r"(?:pattern|distribution|locali[sz]ation|accentuation|staining|intensity)",
    re.IGNORECASE,
)
_NOUN = re.compile(r"(?:co-?)?(?:immuno)?(?:expression|staining|reactivity|positivity|labell?ing)\b", re.IGNORECASE)
_TOLD_BY_VERB = re.compile(r"(?:\s?\([^()]{1,40}\))?\s(?:was|were|is|are)\b", re.IGNORECASE)
_PARTS = re.compile(r",? and |, (?:and )?")
_ENDS_QUALIFYING = re.compile(rf"{QUALIFYING}\s*$|^\s*$", re.IGNORECASE)
_SEEN_BEHIND = re.compile(r"\s(?:was|were|is|are) (?:also )?(?:seen|present|noted|identified|found|observed|evident)\b")
_HUNG = re.compile(r"-(?:,|\s(?:and|or)\s)")
_SHOWED = re.compile(r"\b(?:and|with|but) (?:\w+ )?(?:show|had|contain|display|exhibit)")
_ADDITION = re.compile(r"\b(?:in addition to|besides|along with|apart from) (?:the |positive )?$", re.IGNORECASE)
_BEGINS_ANEW = re.compile(
    r"\b(?:all|every|none|no|each|any|(?:the )?(?:other|others|remaining|rest|tumou?r|cells|lesion|lesional|neoplastic)"
    r"|they|it|these|markers|stains|immunostains|antibodies)\b",
    re.IGNORECASE,
)
RESPECTIVELY = Rule(r"\brespectively\b", re.IGNORECASE)


def share_out(
    text: str,
    status: Status,
    group: list[Stain],
    is_forward: bool,
    stains: list[Stain],
    statuses: list[Status],
    breaks: list[int],
    exceptions: list[tuple[int, int, int]],
) -> None:
    """Give every stain of `group` the outcome of `status`, or its contrary behind an exception, with its adjectives."""
    if not group:
        return
    marks = [s.mention.end for s in stains] + [s.end for s in statuses] + breaks
    before = max([place for place in marks if place <= status.start] + [max(0, status.start - 60)])
    words = _closest(re.sub(r"^(?:\s?\([^()]*\)|[^()]*\))", "", text[before : status.end]))
    if is_forward:
        words += " " + text[status.end : max(status.end, group[0].mention.start)]
    else:
        starts = [s.mention.start for s in stains] + [s.start for s in statuses] + [b for b in breaks]
        after = min([place for place in starts if place >= status.end] + [status.end + 70, len(text)])
        behind = text[status.end : max(status.end, after - len(words_before(text, after)))]
        words += " " + (behind[: other.start()] if (other := _SHOWED.search(behind)) else behind)
        if group[0].mention.start > 0:
            first = group[0]
            words += " " + words_before(text, first.mention.start) if len(group) == 1 else ""
    cut = [span for span in exceptions if (span[0] > status.start - 1 if is_forward else True)]
    shared = "" if is_forward else _of_the_list(text, status, group)
    for stain in group:
        if stain.outcome is not None:
            continue
        excepted = any(
            span[1] <= stain.mention.start < span[2]
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
                r"\bneither (?:\w+ ){0,3}$|\bnone of (?:the )?(?:[\w/-]+ ){0,6}\(?$",
                text[max(0, group[0].mention.start - 60) : group[0].mention.start],
                re.IGNORECASE,
            )
        ):
            kind = "neg"
        if excepted and kind in ("pos", "neg", "verb", "weak", "double"):
            kind = "neg" if kind != "neg" else "pos"
        rule = "list behind its result" if is_forward else "list before its result"
        if excepted:
            rule = "exception from a list"
        settle(stain, kind, rule, min(status.start, stain.mention.start), max(status.end, stain.mention.end))
        adverb = _ADVERBS.match(text, stain.mention.end)
        if adverb:
            qualify(stain, adverb[1])
        own = words_before(text, stain.mention.start)
        if adverb and status.start - adverb.end() > 1:
            pass
        elif own and (not is_forward or stain is not group[0] or excepted):
            qualify(stain, own)
            if not is_forward or excepted:
                qualify(stain, words) if not excepted else None
        elif not excepted:
            qualify(stain, words)
        if not is_forward and not excepted:
            qualify(stain, shared)
    if is_forward and (pattern := _WITH_PATTERN.match(text, group[-1].mention.end)) is not None:
        for stain in group:
            qualify(stain, pattern[1])
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
            and (
                re.match(r"\s?(?:\)|of\b)", window[percent.end() :])
                or (
                    _IN_ONLY.fullmatch(window[: percent.start()])
                    and re.match(r"\s?(?:[.;,]|$)", window[percent.end() :])
                )
            )
            and not percent["high"]
            and not percent["about"]
            and group[0].mention.marker != "Ki67"
            and float(percent["low"]) <= 100
        ):
            group[0].percent = float(percent["low"])


def exceptions_in(text: str, stains: list[Stain]) -> list[tuple[int, int, int]]:
    """Where words of exception begin and end, and how far the list reaches that they except."""
    found = []
    for match in EXCEPT.finditer(text):
        reach = match.end()
        for stain in stains:
            if stain.mention.start < match.end():
                continue
            if reach > match.end() and _BEGINS_ANEW.search(text, reach, stain.mention.start):
                break
            reach = stain.mention.end
        found.append((match.start(), match.end(), reach))
    return found


def _closest(words: str) -> str:
    """Of the words before a result those that belong to it: of "focal necrosis, and staining for" only "staining"."""
    parts = _PARTS.split(words)
    kept = len(parts) - 1
    while kept > 0 and (not parts[kept - 1].strip() or _ENDS_QUALIFYING.search(parts[kept - 1])):
        kept -= 1
    return ", ".join(parts[kept:])


def _of_the_list(text: str, status: Status, group: list[Stain]) -> str:
    """Adjectives before a list that hold for all of it: "strong S100 and SOX10 expression"."""
    first = group[0].mention.start
    head = _LIST_HEAD.search(text[max(0, first - 70) : first])
    if head is not None:
        return head[1]
    if _NOUN.match(text, status.start) and status.start - group[-1].mention.end <= 1:
        return words_before(text, first)
    return ""


def settle_by_words_behind(text: str, stain: Stain, stains: list[Stain]) -> None:
    """In "S100 negative; CD34 diffuse, factor XIIIa patchy" the words behind tell that the stain is there."""
    words = WORDS_BEHIND.match(text, stain.mention.end)
    is_among_results = any(other.outcome is not None or other.skip for other in stains if other is not stain)
    if words is None or not (is_among_results or _TOLD_BY_VERB.match(text, stain.mention.end)):
        return
    if _DENIED.search(text[max(0, stain.mention.start - 40) : stain.mention.start].rpartition(",")[2]):
        return
    settle(stain, "pos", "extent behind the stain", stain.mention.start, words.end())
    qualify(stain, words[1])
    last = stain
    for other in reversed([one for one in stains if one.mention.end <= stain.mention.start]):
        gap = text[other.mention.end : last.mention.start]
        if other.outcome is not None or other.skip or not re.fullmatch(r",? and |/|, ", gap):
            break
        if last is stain and "and" not in gap and "/" not in gap:
            break
        settle(other, "pos", "extent behind the stain", other.mention.start, words.end())
        qualify(other, words[1])
        last = other


def settle_by_addition(text: str, stain: Stain, stains: list[Stain]) -> None:
    """In "in addition to S100, the tumour expressed CD34" and "CD34- and S100-positive" the first is there too."""
    if _HUNG.match(text, stain.mention.end):
        later = next((one for one in stains if one.mention.start >= stain.mention.end), None)
        if later is not None and later.outcome is not None and "sign behind" in later.rule:
            stain.outcome, stain.rule = later.outcome, "hyphen before a list's result"
            stain.start, stain.end = stain.mention.start, later.end
        return
    if _ADDITION.search(text[max(0, stain.mention.start - 30) : stain.mention.start]):
        later = next(
            (one for one in stains if one.mention.start >= stain.mention.end and one.outcome is not None), None
        )
        if later is not None and later.outcome is Outcome.PRESENT:
            settle(stain, "pos", "added to", stain.mention.start, later.mention.end)


def settle_by_adjective(text: str, stain: Stain, is_among_results: bool) -> None:
    """In "strong ALK expression, patchy S100 and no SOX10" the adjective alone tells that S100 is there."""
    own = words_before(text, stain.mention.start)
    before = text[max(0, stain.mention.start - len(own) - 30) : stain.mention.start - len(own)]
    is_seen = QUALIFIER.search(own) and _SEEN_BEHIND.match(text, stain.mention.end)
    if (is_seen or (is_among_results and _EXTENT_WORD.search(own))) and not _DENIED.search(before):
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
