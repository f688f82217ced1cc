"""
One sentence on several cases: what each of them is told.

"The tumours of the arm and the thigh measured 2 and 5 cm, respectively" tells each case half. Each is given the
sentence with what belongs to the others blanked out, so that every rule reads it as if it spoke of one case alone, and
what it finds still stands where the text says it.
"""

import re
from collections.abc import Sequence
from functools import cache

_UNIT = r"(?:%|years?|months?|weeks?|days?|cm|mm|HPFs?|mitoses|cells|nuclei)"
_NUMBER = rf"\d{{1,4}}(?:\.\d{{1,2}})?(?: ?{_UNIT})?"
_FUSION = r"(?:an? )?[A-Z][A-Z0-9]{1,9}(?:::|-|/)[A-Z][A-Z0-9]{1,9}(?: fusion| rearrangement)?"
_PLACE = (
    r"(?:the |her |his )?(?:(?:left|right|upper|lower|proximal|distal|lateral|medial|posterior|anterior|dorsal|deep) )"
    r"{0,3}[a-z]{3,15}(?: [a-z]{3,15})?"
)
_PERSON = r"an? (?:\d{1,3}[- ](?:year|month|week|day)s?[- ]old )?(?:boy|girl|man|woman|male|female|infant)"
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_AGES = re.compile(r"\bage[sd]\b", re.IGNORECASE)
_RATIO = re.compile(r"\b(?:fe)?male[- ]to[- ](?:fe)?male\b|\b[MF]:[MF]\b", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:\b(?:in|on|of|at|involving|from|the|aged?|ages|after|for|measured|measuring|with|to|was|were|and|by|had) )+$",
    re.IGNORECASE,
)
_TAIL = re.compile(rf" ?{_UNIT}(?:[- ]old| of age)?\b| ?%")
_UNIT_AT_END = re.compile(rf" ?{_UNIT}$")
_BEFORE_BRACKET = re.compile(
    r"\b(?:using|with|one|in|of|for|were|was|on|by|showed|revealed|including|at|had|carried|harbou?red)\b|[:;,]"
)


@cache
def _lists(n: int) -> tuple[re.Pattern[str], ...]:
    """Lists of `n` things of a kind."""
    return tuple(
        re.compile(
            r"(?<![\w-])" + rf"({item})" + rf", ({item})" * (n - 2) + rf",? and ({item})(?![\w-])",
        )
        for item in (_FUSION, _PERSON, _NUMBER, _PLACE)
    )


def shares(text: str, n: int) -> tuple[str, ...] | None:
    """
    For each of `n` cases `text` with its own items of every list of `n`; None where nothing says that they are shared.

    >>> for own in shares("Both were excised after 3 and 5 months, respectively.", 2): print(own)
    Both were excised after 3 months      , respectively.
    Both were excised       after 5 months, respectively.
    """
    end = max((match.start() for match in _RESPECTIVELY.finditer(text)), default=0)
    found: list[re.Match[str]] = []
    for number, pattern in enumerate(_lists(n)):
        for match in pattern.finditer(text):
            is_age = number == 2 and _AGES.search(text[max(0, match.start() - 8) : match.start()]) is not None
            if not (is_age or match.end() <= end) or text[: match.start()].endswith(", "):
                continue
            if number == 3 and not _is_place(text, match):
                continue
            if n == 2 and "%" in match.group():
                continue  # shares of nuclei: the rules of FISH give them out, with what stands behind them
            if not any(one.start() < match.end() and match.start() < one.end() for one in found):
                found.append(match)
    if not found:
        return None
    return tuple("".join(_with_own(text, found, i)) for i in range(n))


def _is_place(text: str, match: re.Match[str]) -> bool:
    """Places stand behind a preposition, or each names its side."""
    items = [group for group in match.groups() if group]
    sided = all(re.match(r"(?:the |her |his )?(?:left|right|upper|lower)\b", item) for item in items)
    behind = re.search(r"\b(?:in|on|of|at|involving|from) (?:the )?$", text[: match.start()])
    led = re.match(r"(?:in|on|of|at|involving|from) ", items[0])
    return sided or bool(behind or led)


def _with_own(text: str, lists: Sequence[re.Match[str]], i: int) -> list[str]:
    signs = list(_RATIO.sub(lambda ratio: " " * len(ratio.group()), text))
    for match in lists:
        start, end = match.span(i + 1)
        for place in (*range(match.start(), start), *range(end, match.end())):
            signs[place] = " "
        lead = _LEAD.search(text, max(0, match.start() - 24), match.start())
        if i > 0 and lead is not None:
            # "in the neck and thigh": "in the" goes with each.
            signs[lead.start() : lead.end()] = " " * len(lead.group())
            signs[start - len(lead.group()) : start] = lead.group()
        # "10 and 14 months": the unit of the last is that of all.
        tail = _TAIL.match(text, match.end()) or _UNIT_AT_END.search(text, match.start(), match.end())
        if (
            tail is not None
            and i + 1 < len(match.groups())
            and text[end - 1].isdigit()
            and end + len(tail.group()) <= match.end()
        ):
            signs[end : end + len(tail.group())] = tail.group()
    return signs


def by_brackets(text: str, marks: Sequence[tuple[int, tuple[str, ...], int]]) -> dict[str, str] | None:
    """
    For each case its own text where cases stand in brackets behind what is theirs; None where fewer than two do.

    "Probes for NTRK1 (cases 1 and 2), ALK (case 2) were negative": case 1 is told of NTRK1 alone.
    """
    own = [mark for mark in marks if text[: mark[0]].rstrip().endswith("(") and ")" in text[mark[2] : mark[2] + 2]]
    if len(own) < 2 or len({mark[1] for mark in own}) < 2:
        return None
    stretches: list[tuple[int, int, tuple[str, ...]]] = []
    last = 0
    for mark in own:
        start = last
        if not stretches:
            breaks = [match.end() for match in _BEFORE_BRACKET.finditer(text, 0, mark[0])]
            start = breaks[-1] if breaks else 0
        last = text.index(")", mark[2]) + 1
        stretches.append((start, last, mark[1]))
    shown: dict[str, str] = {}
    for case in dict.fromkeys(case for mark in own for case in mark[1]):
        signs = list(text)
        for start, end, cases in stretches:
            if case not in cases:
                signs[start:end] = " " * (end - start)
        shown[case] = "".join(signs)
    return shown
