"""Which case a sentence speaks of: "Case 1", "patient B", "the second child", "both tumours", or the one before."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.generalities import of_the_case
from breakapart.model.draft import SectionKind, Sentence

ALL = "*"
"""Stands for every case of the text."""

_NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "sixth": "6",
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
}
_NAMED = Rule(
    r"\b[Cc](?:ase|ASE)s?\s{0,3}(?:[Nn]o\.?\s?|#|[Nn]umber\s)?(\d{1,2}|I{1,3}"
    r"|IV|VI?|[A-H]|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive)\b"
    r"|\b[Pp](?:atient|ATIENT)s?\s{0,3}(?:[Nn]o\.?\s?|#|[Nn]umber\s)?(\d{1,2}|I{1,3}|IV|[A-H]|[Oo]ne|[Tt]wo|[Tt]hree)\b"
)
_NOT_A_LABEL = Rule(
    (
        r"\s?-?(?:years?|months?|weeks?|days?|hours?|cm|mm|%|of\b|to\b|\.\d|am\b"
        r"|was able)"
    ),
    re.IGNORECASE,
)
_ORDINAL = Rule(
    r"\b(?:the|our|in|this|a)\s(first|second|third|fourth|fifth|sixth)\s"
    r"(?:(?:case|patient|child|boy|girl|infant|man|woman|individual|one)\b|(?:is|was) (?:an?|the)\b)",
    re.IGNORECASE,
)
_BOTH = Rule(
    r"\b(?:both|all|the two|our two|these two|the three|our three|all three"
    r"|either|neither of (?:our|the|these) two|each)\s"
    r"(?:of (?:the|our|these) )?(?:present )?(?:\w+ )?(?:cases|patients|tumou?rs|children|lesions of|case)\b",
    re.IGNORECASE,
)
_OTHER = Rule(r"\bthe other (?:case|patient|child|boy|girl)\b", re.IGNORECASE)
_PRESENT = Rule(
    r"\b(?:the|our|this|in the) (?:present )?(?:patient|boy|girl|child|infant)\b"
    r"|\b(?:our|present|this) (?:case|tumou?r)\b"
    r"|\bthe (?:primary|original|metastatic|recurrent) (?:lesion|tumou?r)|\bboth lesions\b",
    re.IGNORECASE,
)
_OTHERS_WORK = Rule(
    r"\bet al\b|\breported (?:in|by|cases?|to)\b|\bliterature\b|\bseries of\b|\bhave been (?:reported|described)\b"
    r"|\bprevious(?:ly)? (?:reported|described|published)\b|\bhas been reported\b|\bin a study\b|\bauthors\b",
    re.IGNORECASE,
)
_OF_ALL = Rule(r"sequenc|fish|hybridi|molecular|genetic|immunohisto|methods|results|follow", re.IGNORECASE)
"""Headings of parts in which every case has its turn."""
_OUR_WORK = Rule(
    (
        r"^\W*(?:furthermore|moreover|in addition|additionally|however|immunohistochemi\w+"
        r"|we)\b[^.]{0,25}\b(?:we (?:performed|detected|found)|no \w+ were detected"
        r"|revealed|showed|demonstrated)"
    ),
    re.IGNORECASE,
)
_INTRODUCED = Rule(
    r"\b[Aa]n?\s(?:[a-z-]{1,20}\s){0,3}\d{1,3}(?:\.\d)?[- ](?:year|month|week"
    r"|day)s?[- ]old\b|\b[Aa]n? (?:newborn|neonate)\b"
)


@dataclass(frozen=True)
class Part:
    """A stretch of one sentence and the labels of the cases it speaks of."""

    sentence: Sentence
    start: int
    """From here on, counted in the sentence."""
    end: int
    cases: tuple[str, ...]

    @cached_property
    def text(self) -> CuedText:
        """The words of this part."""
        whole = self.sentence.text
        if isinstance(whole, CuedText) and self.start == 0 and self.end == len(whole):
            return whole
        return CuedText(whole[self.start : self.end])


def label_of(match: re.Match[str]) -> str:
    """The label as it is compared: "Case II" and "the second patient" are both "2"."""
    written = next(group for group in match.groups() if group)
    return _NUMBERS.get(written.lower(), written.upper())


def attribute(sentences: Sequence[Sentence]) -> tuple[tuple[str, ...], list[Part]]:
    """
    The labels of the cases in a text, in order, and every part of a sentence that speaks of at least one of them.

    A text that names none holds one case, labelled "1"; so does one in which only other people's cases have numbers.
    """
    labels = _labels(sentences)
    parts: list[Part] = []
    current: tuple[str, ...] = labels[:1] if len(labels) == 1 else ()
    if len(labels) > 1 and not any("1" in _named(sentence.text) for sentence in sentences):
        current = labels[:1] if labels[0] == "1" and _named_anywhere(sentences) else current
    carried: tuple[str, ...] = ()
    paragraph, section = -1, None
    introduced = 0
    opens = _opens_without_labels(sentences) if len(labels) > 1 and not _named_anywhere(sentences) else frozenset()
    for i, sentence in enumerate(sentences):
        kind = sentence.section.kind
        if kind in (SectionKind.REFERENCES, SectionKind.FRONT, SectionKind.INTRODUCTION):
            continue
        if sentence.paragraph != paragraph or sentence.section is not section:
            carried = ()
            if kind is SectionKind.LEGEND and sentence.section is not section:
                carried = labels if len(labels) == 1 else ()
        if (
            sentence.section is not section
            and kind is SectionKind.CASE
            and len(labels) > 1
            and _OF_ALL.search(sentence.section.title)
        ):
            current = labels
        paragraph, section = sentence.paragraph, sentence.section
        if i in opens:
            introduced += 1
            current = (labels[introduced - 1],)
        told = of_the_case(sentence.text)
        marks = _marks(sentence.text, labels, current)
        if not marks:
            cases = _unmarked(sentence, current, carried, labels)
            if cases:
                parts += [Part(sentence, start, end, cases) for start, end in told]
            continue
        pieces = _pieces(sentence, marks)
        parts += _within(pieces, told)
        last = marks[-1][1]
        if len({mark[1] for mark in marks}) == 1:
            carried = last
            if kind in (SectionKind.CASE, SectionKind.METHODS) and len(last) == 1:
                current = last
        elif kind is SectionKind.LEGEND or not kind.is_about_the_case:
            carried = ()
    return labels, parts


def _within(pieces: Sequence[Part], told: Sequence[tuple[int, int]]) -> list[Part]:
    """What of the pieces stands in the stretches `told`."""
    return [
        Part(piece.sentence, max(piece.start, start), min(piece.end, end), piece.cases)
        for piece in pieces
        for start, end in told
        if max(piece.start, start) < min(piece.end, end)
    ]


def _labels(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for sentence in sentences:
        if sentence.section.kind in (SectionKind.CASE, SectionKind.METHODS, SectionKind.LEGEND, SectionKind.ABSTRACT):
            for label in _named(sentence.text):
                counts[label] = counts.get(label, 0) + 1
    if set(counts) == {"2"}:
        counts["1"] = 0  # who speaks of a second case has told of a first
    if len(counts) > 1:
        return tuple(sorted(counts, key=lambda label: (len(label), label)))
    opens = _opens_without_labels(sentences)
    if len(opens) > 1:
        return tuple(str(number) for number in range(1, len(opens) + 1))
    return tuple(counts) or ("1",)


def _named_anywhere(sentences: Iterable[Sentence]) -> bool:
    return any(_named(sentence.text) for sentence in sentences if sentence.section.kind.is_about_the_case)


def _opens_without_labels(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Sentences that introduce a patient ("A 5-year-old girl ..."), each the first of its paragraph."""
    found, paragraph = [], -1
    for i, sentence in enumerate(sentences):
        if sentence.section.kind is SectionKind.CASE and sentence.paragraph != paragraph:
            match = _INTRODUCED.search(sentence.text)
            if match and match.start() < 60:
                found.append(i)
        paragraph = sentence.paragraph
    return frozenset(found)


def _named(text: str) -> list[str]:
    numbered, ordinal = _mentions(text)
    return [label for _, label, end in numbered if not _NOT_A_LABEL.match(text, end)] + [one[1] for one in ordinal]


_Mentions = tuple[tuple[int, str, int], ...]


@lru_cache(maxsize=4096)
def _mentions(text: str) -> tuple[_Mentions, _Mentions]:
    """(start, label, end) of "Case 1" and of "the first patient"; asked several times of every sentence."""
    numbered, ordinal = (
        tuple((match.start(), label_of(match), match.end()) for match in pattern.finditer(text))
        for pattern in (_NAMED, _ORDINAL)
    )
    return numbered, ordinal


def _marks(text: str, labels: tuple[str, ...], current: tuple[str, ...]) -> list[tuple[int, tuple[str, ...], int]]:
    """(start, cases, end) of every mention of a case, in order."""
    marks: list[tuple[int, tuple[str, ...], int]] = []
    for mentions in _mentions(text):
        for start, label, end in mentions:
            if label in labels and not _NOT_A_LABEL.match(text, end):
                marks.append((start, (label,), end))
    marks += [(match.start(), labels, match.end()) for match in _BOTH.finditer(text)]
    if len(labels) == 2 and current and _OTHER.is_in(text):
        other = tuple(label for label in labels if label not in current)
        marks += [(match.start(), other, match.end()) for match in _OTHER.finditer(text)]
    marks.sort()
    # "Cases 1 and 2", "Case 1 (C) and Case 2 (D)": one mention of both.
    merged: list[tuple[int, tuple[str, ...], int]] = []
    for mark in marks:
        if merged and re.fullmatch(r"\s?(?:\([A-Z]\)\s?)?(?:and|,|&|or)\s(?:in\s)?", text[merged[-1][2] : mark[0]]):
            before = merged.pop()
            merged.append((before[0], tuple(dict.fromkeys(before[1] + mark[1])), mark[2]))
        else:
            merged.append(mark)
    return merged


def _pieces(sentence: Sentence, marks: list[tuple[int, tuple[str, ...], int]]) -> list[Part]:
    """
    The sentence cut where the case changes.

    The cut is at the last comma, semicolon, "and" or "while" before the mention, so that "STRN::ALK in case 1 and
    PLEKHH2::ALK in case 2" falls apart behind the first mention.
    """
    text = sentence.text
    cuts: list[tuple[int, tuple[str, ...]]] = [(0, marks[0][1])]
    for before, mark in pairwise(marks):
        if mark[1] == before[1]:
            continue
        between = text[before[2] : mark[0]]
        trailing = _is_trailing(text, before)
        breaks = [match.start() for match in re.finditer(r"[;,]|\b(?:and|while|whereas|but)\b", between)]
        place = (breaks[0] if trailing else breaks[-1]) if breaks else len(between)
        cuts.append((before[2] + place, mark[1]))
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    return [Part(sentence, start, end, cases) for (start, cases), end in zip(cuts, ends, strict=True) if end > start]


def _is_trailing(text: str, mark: tuple[int, tuple[str, ...], int]) -> bool:
    """Whether a mention ends what it speaks of: "... in case 1 and" against "Case 1 showed ..."."""
    return bool(re.search(r"\b(?:in|of|for)\s(?:\w+\s)?$", text[: mark[0]][-20:])) and mark[0] > 25


def _unmarked(
    sentence: Sentence, current: tuple[str, ...], carried: tuple[str, ...], labels: tuple[str, ...]
) -> tuple[str, ...]:
    kind = sentence.section.kind
    if kind is SectionKind.CASE:
        return current or (labels if len(labels) == 1 else carried)
    if kind in (SectionKind.LEGEND, SectionKind.METHODS):
        return carried or (labels if len(labels) == 1 or kind is SectionKind.METHODS else ())
    if kind is SectionKind.ABSTRACT:
        return labels if len(labels) == 1 else carried
    if _OTHERS_WORK.search(sentence.text):
        return ()
    if (
        _PRESENT.search(sentence.text)
        or (carried and _OUR_WORK.search(sentence.text))
        or (carried and re.search(r"\b(?:in|of) the (?:primary|metasta\w+|recurren\w+)\b|\bthe deep\b", sentence.text))
    ):
        return carried or (labels if len(labels) == 1 else ())
    return ()
