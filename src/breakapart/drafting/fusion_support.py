"""How well a fusion is supported: reads across the junction, pairs around it, share of reads, frame, breakpoints."""

import re

from breakapart.drafting.cues import Rule

_N = r"(?P<{0}>\d{{1,3}}(?:[,.]\d{{3}})+|\d{{1,6}})"
_MEANT = (
    r"(?:split|junction|junctional|breakpoint|chimeric|fusion|supporting|supportive|unique|crossing|junction-spanning"
    r"|on-target|informative)"
)
_READS = Rule(
    rf"\b{_N.format('a')} (?:{_MEANT}[- ]){{1,3}}(?:reads|counts)\b"
    rf"|\b(?:{_MEANT}[- ]){{1,3}}reads?(?: counts?| number)?(?: (?:was|were|is"
    rf"|of))? ?[:=(]{{0,2}} ?{_N.format('b')}\b"
    rf"|\bread support ?[:=]? ?{_N.format('k')}\b"
    rf"|\breads? (?:spanning|across|crossing|over|supporting|covering"
    rf"|that span) (?:the )?(?:fusion )?(?:junction|breakpoint|fusion)s? ?[:=(]{{0,2}} ?{_N.format('c')}\b"
    rf"|\b{_N.format('d')} (?:\w+ )?reads? (?:spanning|across|crossing|supporting|covering|that span|in support)"
    rf"|\bread(?:s| counts?) ?[:=] ?{_N.format('e')}\b|\bread counts? (?:was |of )?{_N.format('f')}\b"
    rf"|\b(?:supported|covered|evidenced) by {_N.format('g')} (?:\w+ )?reads\b|\b{_N.format('h')} reads \(RNA\)"
    rf"|\b(?:supported|spanned|covered) by {_N.format('i')} (?:[\w-]+ )?reads\b"
    rf"|\breads \((?:n ?= ?)?{_N.format('j')}\)",
    re.IGNORECASE,
)
_PAIRS = Rule(
    rf"\b{_N.format('a')} (?:spanning|discordant|encompassing) (?:fragments?|frags|pairs|read[- ]pairs|mates?"
    rf"|paired reads|reads(?! the))\b"
    rf"|\b(?:spanning|discordant|encompassing) (?:fragments?|frags|pairs|read[- ]pairs|mates?|paired reads"
    rf"|reads)(?: count| number)? ?[:=(]{{0,2}} ?{_N.format('b')}\b",
    re.IGNORECASE,
)
_NOT_READS = Rule(
    r"\b(?:million|total reads|mean|average|coverage|depth|minimum|at least|required|threshold|filter\w*)\b",
    re.IGNORECASE,
)
_SHARE_OF_READS = Rule(
    r"(?P<n>\d{1,3}(?:\.\d{1,2})?) ?% of (?:the |all |total )?(?:unique |fusion )?reads\b", re.IGNORECASE
)
_FRAME = Rule(r"\b(?P<no>not in[- ]frame|out[- ]of[- ]frame)\b|\bin[- ]frame\b", re.IGNORECASE)
_PLACE = Rule(r"\bchr ?(?:\d{1,2}|X|Y) ?: ?[gG]?\.?\d{1,3}(?:,?\d{3}){1,3}\b(?:\s?[-\u2013]\s?\d[\d,]{3,12})?")
_BUILD = Rule(r"\b(?:GRCh3[78]|hg19|hg38)\b")


def support_in(text: str) -> tuple[dict[str, object], int, int] | None:
    """What `text` tells of the reads, the frame and the breakpoints of a fusion, with its place; None: nothing."""
    values: dict[str, object] = {}
    places: list[re.Match[str]] = []
    pairs = _PAIRS.search(text)
    if pairs is not None:
        values["spanning_pairs"] = _number(pairs)
        places.append(pairs)
    for reads in _READS.finditer(text):
        is_taken = pairs is not None and reads.start() < pairs.end() and pairs.start() < reads.end()
        if not is_taken and not _NOT_READS.search(text[max(0, reads.start() - 25) : reads.end() + 15]):
            values["junction_reads"] = _number(reads)
            places.append(reads)
            break
    share = _SHARE_OF_READS.search(text)
    if share is not None and float(share["n"]) <= 100:
        values["percent"] = float(share["n"])
        places.append(share)
    told = [match.group() for match in _PLACE.finditer(text)]
    build = _BUILD.search(text) if told else None
    frame = _FRAME.search(text)
    if frame is not None:
        told.insert(0, "out of frame" if frame["no"] else "in-frame")
        places.append(frame)
    if build is not None:
        told.append(build.group())
    if told:
        values["note"] = ", ".join(told)
        places += list(_PLACE.finditer(text))
    if not values:
        return None
    return values, min(match.start() for match in places), max(match.end() for match in places)


def _number(match: re.Match[str]) -> int:
    return int(re.sub(r"[,.]", "", next(n for n in match.groups() if n)))
