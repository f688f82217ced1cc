"""Which case a sentence speaks of: "Case 1", "patient B", "the second child", "both tumours", or the one before."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.generalities import of_the_case
from breakapart.drafting.sharing import by_brackets, shares
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
    r"|\b[Tt]wins?\s{0,3}(\d|I{1,3}|[A-D])\b"
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
    r"(?:(?:case|patient|twin|child|boy|girl|infant|man|woman|individual|one)\b|(?:is|was) (?:an?|the)\b)",
    re.IGNORECASE,
)
_BOTH = Rule(
    r"\b(?:both|all|the two|our two|these two|the three|our three|all three"
    r"|either|neither of (?:our|the|these) two|each)\s"
    r"(?:of (?:the|our|these) )?(?:present )?(?:\w+ )?(?:cases|patients|tumou?rs|children|lesions of|case)\b",
    re.IGNORECASE,
)
_SHARED = Rule(r"\brespectively\b|\bage[sd]\b", re.IGNORECASE)
_OF_WHICH = Rule(r",\s(?=(?:both|all|each) of (?:which|them)\b|which were\b)", re.IGNORECASE)
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
"""Headings of parts in which every case has its turn, unless every case has such a part of its own."""
_OUR_WORK = Rule(
    (
        r"^\W*(?:furthermore|moreover|in addition|additionally|however|immunohistochemi\w+"
        r"|we)\b[^.]{0,25}\b(?:we (?:performed|detected|found)|no \w+ were detected"
        r"|revealed|showed|demonstrated)"
    ),
    re.IGNORECASE,
)
_OF_MANY = Rule(
    r"\b(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|a series of|a cohort of) "
    r"(?:[\w-]+ ){0,4}(?:cases|patients|tumou?rs|neoplasms|specimens|children|adults|men|women|males|females)\b"
    r"|\b\d{1,4} ?(?:/|of|out of(?: the)?) ?\d{1,4} (?:cases|patients|tumou?rs|\()"
    r"|\b\d{1,3} ?/ ?\d{1,3}\b[^.;]{0,12}\d ?%"
    r"|\b(?:median|mean|average) (?:age|follow|size|tumou?r)|\brang(?:ed|ing|e)[ :,](?:from )?\d|\bn ?= ?\d"
    r"|\bmale[- ]to[- ]female\b|\bfemale[- ]to[- ]male\b|\bmost (?:cases|tumou?rs|patients)\b|\ball (?:cases|tumou?rs"
    r"|patients)\b",
    re.IGNORECASE,
)
_COUNTED = Rule(r"\b(?:nucle(?:us|i)|cells?|signals?|HPFs?|fields?|reads|mitos[ei]s|slides?|blocks?)\b", re.IGNORECASE)
"""What one specimen has many of: shares of these are no shares of patients."""
_OF_ONE = Rule(
    r"\b\d{1,3}(?:\.\d)?[- ](?:year|month|week|day)s?[- ]old (?:\w+ ){0,3}(?:boy|girl|man|woman|male|female|patient"
    r"|infant"
    r"|child|lady|gentleman|newborn|neonate)\b|\b(?:the|our|this) patient\b(?! with)|\b(?:she|he|his|her)\b"
    r"|\b(?:the|our|this) (?:boy|girl|man|woman|infant|child|neonate|newborn)\b|\ba case of\b",
    re.IGNORECASE,
)
_INTRODUCED = Rule(
    r"\b[Aa]n?\s(?:[a-z-]{1,20}\s){0,3}\d{1,3}(?:\.\d)?[- ](?:year|month|week"
    r"|day)s?[- ]old\b|\b[Aa]n? (?:newborn|neonate)\b"
)

_PERSON = Rule(
    r"\b(?P<age>\d{1,3}(?:\.\d)?)[- ](?P<unit>year|month|week|day)s?[- ]old(?: (?:[\w-]+ ){0,3}?(?:(?P<male>boy|man"
    r"|male|gentleman)|(?P<female>girl|woman|female|lady))\b)?",
    re.IGNORECASE,
)
"""Age and sex, by which one who is introduced twice is known."""


@dataclass(frozen=True)
class Part:
    """A stretch of one sentence and the labels of the cases it speaks of."""

    sentence: Sentence
    start: int
    """From here on, counted in the sentence."""
    end: int
    cases: tuple[str, ...]
    shown: str | None = None
    """The same stretch with what belongs to other cases blanked out."""

    @cached_property
    def text(self) -> CuedText:
        """The words of this part."""
        if self.shown is not None:
            return CuedText(self.shown)
        whole = self.sentence.text
        if isinstance(whole, CuedText) and self.start == 0 and self.end == len(whole):
            return whole
        return CuedText(whole[self.start : self.end])

    def cut(self, start: int, end: int) -> "Part":
        """The stretch from `start` to `end`, counted in the sentence."""
        shown = None if self.shown is None else self.shown[start - self.start : end - self.start]
        return Part(self.sentence, start, end, self.cases, shown)


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
    each_has = _repeated_headings(sentences) if len(labels) > 1 else frozenset()
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
            and sentence.section.title.casefold() not in each_has
            and introduced in (0, len(opens))
        ):
            current = labels
        paragraph, section = sentence.paragraph, sentence.section
        if i in opens:
            introduced += 1
            current = (labels[introduced - 1],)
        marks = _marks(sentence.text, labels, current)
        if not marks:
            cases = _unmarked(sentence, current, carried, labels)
            if len(labels) > 1 and cases != labels and kind.is_about_the_case and _SHARED.is_in(sentence.text):
                cases = labels if shares(sentence.text, len(labels)) is not None else cases
            if cases:
                told = of_the_case(sentence.text)
                parts += _shared([Part(sentence, start, end, cases) for start, end in told])
            continue
        in_brackets = by_brackets(sentence.text, marks)
        if in_brackets is not None:
            pieces = [Part(sentence, 0, len(text), (case,), text) for case, text in in_brackets.items()]
            pieces = _shared_out(pieces)
        else:
            pieces = _shared(_pieces(sentence, marks))
        parts += _within(pieces, of_the_case(sentence.text))
        last = marks[-1][1]
        if len({mark[1] for mark in marks}) == 1:
            carried = last
            if kind in (SectionKind.CASE, SectionKind.METHODS) and len(last) == 1:
                current = last
        elif kind is SectionKind.LEGEND or not kind.is_about_the_case:
            carried = ()
    return labels, parts


def is_of_many(sentences: Iterable[Sentence]) -> bool:
    """Whether a text sums up a series and tells of none of its patients by itself."""
    hits = 0
    for sentence in sentences:
        if sentence.section.kind is SectionKind.REFERENCES:
            continue
        if sentence.section.kind.is_about_the_case:
            if _OF_ONE.is_in(sentence.text) or _named(sentence.text):
                return False
            hits += _OF_MANY.is_in(sentence.text) and not _COUNTED.is_in(sentence.text)
    return hits > 1


def _within(pieces: Sequence[Part], told: Sequence[tuple[int, int]]) -> list[Part]:
    """What of the pieces stands in the stretches `told`."""
    return [
        piece.cut(max(piece.start, start), min(piece.end, end))
        for piece in pieces
        for start, end in told
        if max(piece.start, start) < min(piece.end, end)
    ]


def _shared(pieces: Sequence[Part]) -> list[Part]:
    """The pieces, each of several cases given out among them where it tells each its own ("respectively")."""
    found: list[Part] = []
    for piece in pieces:
        own = shares(piece.text, len(piece.cases)) if len(piece.cases) > 1 and _SHARED.is_in(piece.text) else None
        if own is None:
            found.append(piece)
        else:
            found += [
                Part(piece.sentence, piece.start, piece.end, (case,), text)
                for case, text in zip(piece.cases, own, strict=True)
            ]
    return found


def _shared_out(pieces: Sequence[Part]) -> list[Part]:
    """Pieces of one case each, in the order of the cases, with their own of what is told "respectively"."""
    found: list[Part] = []
    for i, piece in enumerate(pieces):
        own = shares(piece.text, len(pieces)) if _SHARED.is_in(piece.text) else None
        found.append(piece if own is None else Part(piece.sentence, piece.start, piece.end, piece.cases, own[i]))
    return found


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
    """
    Sentences that introduce a patient ("A 5-year-old girl ..."), each the first of its paragraph.

    Who is introduced again in the same words, as below a title or an abstract, is one patient; behind another patient
    it is one more of that age.
    """
    found: list[int] = []
    last: re.Match[str] | None = None
    paragraph = -1
    for i, sentence in enumerate(sentences):
        if sentence.section.kind is SectionKind.CASE and sentence.paragraph != paragraph:
            match = _INTRODUCED.search(sentence.text)
            if match and match.start() < 60:
                who = _PERSON.search(sentence.text, match.start())
                if who is None or last is None or not _may_be_one(who, last):
                    found.append(i)
                last = who or last
        paragraph = sentence.paragraph
    return frozenset(found)


def _may_be_one(who: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two introductions are of one age, and neither says another sex than the other."""
    is_of_one_age = who["age"] == other["age"] and who["unit"].lower() == other["unit"].lower()
    return is_of_one_age and not (who["male"] and other["female"]) and not (who["female"] and other["male"])


def _repeated_headings(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Headings that stand over several parts of a text: each patient has a part of that name."""
    seen: set[str] = set()
    repeated: set[str] = set()
    section = None
    for sentence in sentences:
        if sentence.section is not section and sentence.section.kind is SectionKind.CASE:
            title = sentence.section.title.casefold()
            (repeated if title in seen else seen).add(title)
        section = sentence.section
    return frozenset(repeated)


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
    if len({mark[1] for mark in marks}) > 1:
        # "... in case 1 and ... in case 2, both of which": the rest is of all.
        last = max(mark[2] for mark in marks)
        marks += [(match.start(), labels, match.start()) for match in _OF_WHICH.finditer(text, last)][:1]
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
        if mark[0] == mark[2]:
            cuts.append((mark[0], mark[1]))
            continue
        trailing = _is_trailing(text, before)
        breaks = [match.start() for match in re.finditer(r"[;,]|\b(?:and|while|whereas|but)\b", between)]
        place = (breaks[0] if trailing else breaks[-1]) if breaks else len(between)
        cuts.append((before[2] + place, mark[1]))
    ends = [start for start, _ in cuts[1:]] + [len(text)]
    return [Part(sentence, start, end, cases) for (start, cases), end in zip(cuts, ends, strict=True) if end > start]


def _is_trailing(text: str, mark: tuple[int, tuple[str, ...], int]) -> bool:
    """Whether a mention ends what it speaks of: "... in case 1 and" against "Case 1 showed ..."."""
    before = text[: mark[0]][-20:]
    goes_on = re.match(
        r"\s(?:show|reveal|demonstrat|exhibit|display|express|was\b|were\b|had\b|consist)", text[mark[2] :]
    )
    return bool(re.search(r"\b(?:in|of|for)\s(?:\w+\s)?$|\($", before)) and mark[0] > 25 and not goes_on


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
