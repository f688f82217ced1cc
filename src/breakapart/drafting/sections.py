"""
Parts of a report or publication: by their headings, by those that run into the text, by where authors begin to tell.

The abstract of a text that has no fuller account of the case is the account of the case.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from breakapart.model.draft import Section, SectionKind

_HEADINGS = (
    (SectionKind.ABSTRACT, r"abstract|summary"),
    (SectionKind.INTRODUCTION, r"introduction|background|objectives?|aims?|purpose|rationale"),
    (SectionKind.METHODS, r"(?:materials? and )?methods?(?: and materials?)?|patients? and methods"),
    (
        SectionKind.CASE,
        r"clinical cases?|case (?:presentations?|reports?|descriptions?|series|summar(?:y|ies)|history)|results?"
        r"|clinical history"
        r"|clinical (?:data|details|information|summary|presentation|findings"
        r"|features)|clinicopathologic(?:al)? (?:findings|features)"
        r"|(?:gross|macroscopic(?:al)?|microscopic(?:al)?|histologic(?:al)?|histopathologic(?:al)?|pathologic(?:al)?) "
        r"(?:description|examination|findings|features)|macroscopy|microscopy"
        r"|histology|immunohistochemi\w+(?: findings| results)?"
        r"|(?:molecular|genetic|cytogenetic) (?:findings|features|analysis|studies|pathology|testing|results)"
        r"|next[- ]generation sequencing[a-z -]{0,40}|fluorescence in situ hybridi[sz]ation"
        r"|fish|follow[- ]up|specimens?"
        r"|(?:final |pathological |histological )?diagnos[ie]s|comments?|case"
        r"|(?:the )?patients?|the cases?|clinical (?:case|course)s?|course|treatment(?: and outcome)?|outcome"
        r"|(?:case|patient) (?:no\.? ?|number |# ?)?(?:\d{1,2}|[IVX]{1,4}|[A-H]|one|two|three|four)"
        r"(?: ?[:.(\u2013-][^\n.]{0,80})?",
    ),
    (
        SectionKind.DISCUSSION,
        r"discussion|conclusions?|literature review|review of the literature|differential diagnosis|commentary"
        r"|(?:discussion|learning|teaching|key|practice|take[- ]home) (?:points?|messages?)|lessons?(?: learn(?:ed|t))?"
        r"|what (?:we (?:have )?learn(?:ed|t)|(?:this|the) case (?:teaches|taught)(?: us)?|is known)",
    ),
    (
        SectionKind.REFERENCES,
        r"references|bibliography|acknowledge?ments?|funding|conflicts? of interest|author contributions?"
        r"|data availability(?: statement)?|ethics statement|publisher'?s note|supplementary material",
    ),
)
_HEADING = re.compile(
    r"^[ #*]*(?:\d{1,2}(?:\.\d{1,2}){0,2}\.? |[IVX]{1,4}\. )?(?:"
    + "|".join(f"(?P<{kind.name}>{words})" for kind, words in _HEADINGS)
    + r")[ *:.]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED = re.compile(
    r"(?:(?<=\n\n)|^)[ #*]*(?P<title>(?:case|patient)(?: no\.?| number| #)? ?(?:\d{1,2}|[IVX]{1,4}|[A-H]|one|two|three"
    r"|four|five|six))(?![ -]?\w)[ *]*(?:[:.\u2013-](?=\s)|$)",
    re.IGNORECASE | re.MULTILINE,
)
"""A patient's own heading, or the beginning of what is told of them: it ends what stands before the first patient."""
_ABSTRACT_RUNS_IN = re.compile(
    r"^[ *]*(?P<title>abstract)[ *]*[.:\u2013\u2014-][ *]*(?=[A-Z])", re.IGNORECASE | re.MULTILINE
)
_WITH_STOP = re.compile(
    r"^[ *]*(?:(?P<ABSTRACT>abstract|summary)|(?P<INTRODUCTION>introduction|background)"
    r"|(?P<CASE>(?:clinical )?(?:case|observations?)(?: (?:presentation|report|description|history))?)"
    r"|(?P<DISCUSSION>discussion|comments?|conclusions?))[ *]*\. (?=[A-Z])",
    re.IGNORECASE | re.MULTILINE,
)
"""Headings that run into the text with a full stop; one alone is a sentence."""
_LEGEND = re.compile(
    r"^[ *]*(?:supplementary )?(?:figure|fig\.?|plate) ?(\d{1,2})[ .:|)-]", re.IGNORECASE | re.MULTILINE
)
_LONG = 300
"""From this length on a paragraph before the first heading is an abstract; shorter ones are titles and names."""
_FULLER = 200
"""Characters under headings of the case, outside the abstract, from which on they are the fuller account."""
_RUN_IN_HEADINGS = (
    (
        SectionKind.INTRODUCTION,
        r"background(?: and (?:aims?|objectives?|purpose|importance))?|introduction(?: and importance)?|objectives?"
        r"|aims?|purpose|context|importance|rationale|motivation",
    ),
    (
        SectionKind.CASE,
        r"case|case (?:presentations?|reports?|descriptions?|series|summary|history|details)|presentation of case"
        r"|case and methods|(?:materials? and |patients? and )?methods?|design|results?|findings|observations?"
        r"|patient concerns?|clinical (?:case|findings|presentation|course)|diagnos[ie]s|interventions?|outcomes?"
        r"|diagnosis,? (?:treatment|interventions?),? and outcomes?|(?:treatment|interventions?) and outcomes?"
        r"|methods and results",
    ),
    (
        SectionKind.DISCUSSION,
        r"discussion|conclusions?|discussion and conclusions?|lessons?(?: learned)?|significance"
        r"|clinical (?:discussion|significance|relevance)|key messages?|take-?away lessons?",
    ),
    (SectionKind.REFERENCES, r"key ?words?|funding|conflicts? of interest"),
)
_RUN_IN = re.compile(
    r"(?:^|(?<=[.!?] )|(?<=[.!?][\"')] ))[ *]{0,4}(?=[A-Z])(?:"
    + "|".join(f"(?P<{kind.name}>(?i:{words}))" for kind, words in _RUN_IN_HEADINGS)
    + r")(?:[ *]{0,3}:(?=\s)|(?<=[a-zA-Z]{5}) (?=[A-Z][a-z]*[ -]))",
    re.MULTILINE,
)
"""
"Background: ...", "... occur. Case presentation: ...", and, as extraction leaves it, "Background These tumours ...".
"""
_RUN_IN_BEGINS = re.compile(rf"[ *A-Z](?<=(?={_RUN_IN.pattern})[ *A-Z])", re.MULTILINE)
"""Where it begins: by the sign it begins with, so that all other places are passed over quickly."""
_PLAIN_RUN_IN = re.compile(
    r"[ *]*(?:background|introduction|case (?:presentation|report|description|summary)|diagnosis, treatment and outcome"
    r"|results|methods|conclusions?|discussion|objectives?|patient concerns|rationale)$",
    re.IGNORECASE,
)
"""Headings that are believed without a colon."""
_OF_A_REPORT = re.compile(
    r"(?:macroscop|microscop|gross|immunohistochem|specimen|clinical (?:details|information|data|history))",
    re.IGNORECASE,
)
_LINE_OF_A_REPORT = re.compile(
    r"^[ *#-]*(?:specimens?(?: \(?s\)?)?(?: type| received| details)?|macroscop(?:y|ic description)|gross description"
    r"|(?:patient|name|surname|forename|sex|gender)(?: name| id| details)?|d\.?o\.?b\.?|date of (?:birth|receipt|report"
    r"|mdt|admission|discharge|collection)|mrn|nhs(?: no| number)?|hosp(?:ital)?\.? (?:no|number|id)\.?|accession"
    r"(?: no| number)?|lab(?:oratory)?\.? (?:no|number|ref)\.?|case (?:no|number)\.?|referr(?:ed|ing)(?: by| doctor"
    r"| physician| consultant)?|request(?:ed|ing)(?: by| doctor| physician)?|report(?:ed)? by|re|admission|discharge)"
    r" ?:[ \t]*\S"
    r"|^[ *#]*(?:dear|to) (?:dr|prof|mr|mrs|ms|colleague|doctor)\b|\byour patient\b"
    r"|^[^\n.]{0,40}\b(?:mdt|mdm|tumou?r board|discharge summary|amended report|supplementary report)\b[^\n.]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that reports of hospitals have, and publications have not."""
_COMMENT = re.compile(r"comments?", re.IGNORECASE)
"""In a report of a hospital the comment is on the case, in a publication it is the discussion."""
_OF_AN_ARTICLE = frozenset({SectionKind.ABSTRACT, SectionKind.INTRODUCTION, SectionKind.DISCUSSION})
_ARTICLE = frozenset({SectionKind.ABSTRACT, SectionKind.INTRODUCTION})
"""Parts that publications have and reports of a laboratory have not; "Conclusion:" of a letter is its diagnosis."""
_SUBJECT = (
    r"(?:cases?|patients?|examples?|instances?|series|experience|tumou?rs?|neoplasms?|lesions?|sarcomas?|man|woman"
    r"|boy|girl"
    r"|child|children|infant|newborn|neonate|male|female|\d{1,3}[- ](?:year|month|week|day)s?[- ]old)"
)
_OPENING = re.compile(
    r"\b(?:(?:here(?:in)?|in this (?:report|article|paper|study|case report)|in the present (?:report|study)),?"
    r"(?: we| is| the authors?)?|we(?: here(?:in)?| also| now)?|the authors|this (?:report|article|paper|case report)"
    r"(?: here)?) (?:report(?:s|ed)?|describe[sd]?|present(?:s|ed)?|document(?:s|ed)?|provide[sd]?|share"
    r"|illustrate[sd]?)\b"
    rf"[^.;\n]{{0,120}}?\b{_SUBJECT}\b",
    re.IGNORECASE,
)
"""Where authors begin to tell of their patient; what stands before speaks of the disease."""
_OF_A_PATIENT = re.compile(
    r"\b\d{1,3}[- ](?:year|month|week|day)s?[- ]old\b|\b(?:the|our|this) (?:patient|boy|girl|infant|child|man|woman)\b"
    r"|\bpresent(?:ed|ing) (?:with|to|for)\b|\b[Cc]ase (?:1|one|I|A)\b",
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]]{0,2}\s|\n")


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    kind: SectionKind
    title: str
    runs_in: bool = False
    is_abstract: bool = False
    """Whether it stands within the abstract."""


def find_sections(text: str) -> tuple[Section, ...]:
    """
    The parts of a cleaned text, in order and without gaps.

    Without any heading the whole text speaks of the case, but for what authors say before they come to it.
    """
    marks = _of_a_report(text, _headings(text))
    has_parts = any(mark.kind in (*_ARTICLE, SectionKind.DISCUSSION) for mark in marks)
    begin = _front_matter(text, marks) if has_parts else [_Mark(0, SectionKind.CASE, "")]
    marks = _by_account(text, begin + marks)
    marks += _legends(text, marks)
    marks.sort(key=lambda mark: mark.start)
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    return tuple(
        Section(mark.kind, mark.title, mark.start, end)
        for mark, end in zip(marks, ends, strict=True)
        if end > mark.start
    )


def _of_a_report(text: str, marks: list[_Mark]) -> list[_Mark]:
    """`marks`, in a report of a hospital with background, summary and conclusion as parts of the case."""
    if _is_article(text, marks):
        if all(_COMMENT.fullmatch(mark.title) for mark in marks):
            return marks
        return [
            replace(mark, kind=SectionKind.DISCUSSION) if _COMMENT.fullmatch(mark.title) else mark for mark in marks
        ]
    return [replace(mark, kind=SectionKind.CASE) if mark.kind in _OF_AN_ARTICLE else mark for mark in marks]


def is_of_a_hospital(text: str) -> bool:
    """Whether a cleaned text has a line that reports and letters of hospitals have, and publications have not."""
    return _LINE_OF_A_REPORT.search(text) is not None


def _is_article(text: str, marks: list[_Mark]) -> bool:
    """Whether a text is published: by parts that only publications have, or for want of what stands in reports."""
    if any(
        (mark.kind is SectionKind.CASE and "case" in mark.title.lower())
        or mark.title.lower().startswith(("abstract", "keyword", "key word"))
        for mark in marks
    ):
        return True
    if is_of_a_hospital(text):
        return False
    parts = {mark.kind for mark in marks if mark.kind in _OF_AN_ARTICLE or mark.kind is SectionKind.METHODS}
    if parts == {SectionKind.INTRODUCTION}:
        return False  # what nobody discusses is the background of a patient
    ends = [mark.kind is SectionKind.DISCUSSION and mark.title.lower().startswith("conclusion") for mark in marks]
    if all(mark.kind is SectionKind.CASE or end for mark, end in zip(marks, ends, strict=True)):
        return not any(_OF_A_REPORT.match(mark.title) for mark in marks)
    return True


def _headings(text: str) -> list[_Mark]:
    """Headings on lines of their own and, in publications, those that run into the text."""
    marks = [
        _Mark(match.start(), SectionKind[match.lastgroup or "CASE"], match.group().strip(" #*:."))
        for match in _HEADING.finditer(text)
    ]
    marks += [_Mark(match.start(), SectionKind.ABSTRACT, match["title"]) for match in _ABSTRACT_RUNS_IN.finditer(text)]
    known = {mark.start for mark in marks}
    stopped = [match for match in _WITH_STOP.finditer(text) if match.start() not in known]
    if len({match.lastgroup for match in stopped}) > 1:
        marks += [
            _Mark(match.start(), SectionKind[match.lastgroup or "CASE"], match.group().strip(" *."))
            for match in stopped
        ]
    marks = _with_patients(text, sorted(marks, key=lambda mark: mark.start))
    running = [
        _Mark(match.start(), SectionKind[match.lastgroup or "CASE"], match.group().strip(" *:"), runs_in=True)
        for match in _running_in(text)
        if match.group().rstrip().endswith(":") or _PLAIN_RUN_IN.match(match.group().rstrip())
    ]
    if any(mark.kind in _ARTICLE for mark in (*marks, *running)) or (
        any(mark.kind is SectionKind.CASE and "case" in mark.title.lower() for mark in running)
        and any(mark.kind is SectionKind.DISCUSSION for mark in running)
    ):
        known = {mark.start for mark in marks}
        marks += [mark for mark in running if mark.start not in known]
        marks.sort(key=lambda mark: mark.start)
    if any(mark.kind in _ARTICLE for mark in marks) and not any(mark.kind is SectionKind.DISCUSSION for mark in marks):
        # A publication's "Comment" is its discussion.
        marks = [
            replace(mark, kind=SectionKind.DISCUSSION) if mark.title.lower() in ("comment", "comments") else mark
            for mark in marks
        ]
    # "Case report" above the title names the kind of article.
    body = min((mark.start for mark in marks if mark.kind in _ARTICLE), default=-1)
    return [
        mark
        for mark in marks
        if mark.kind is not SectionKind.CASE or mark.runs_in or mark.start > body or body > len(text) // 3
    ]


def _with_patients(text: str, marks: list[_Mark]) -> list[_Mark]:
    """`marks`, and where the first patient has a heading of their own behind an introduction."""
    found = list(marks)
    for match in _NUMBERED.finditer(text):
        before = [mark for mark in found if mark.start < match.start()]
        if before and max(before, key=lambda mark: mark.start).kind is SectionKind.INTRODUCTION:
            found.append(_Mark(match.start(), SectionKind.CASE, match["title"].strip()))
    return sorted(found, key=lambda mark: mark.start)


def _running_in(text: str) -> Iterator[re.Match[str]]:
    """All matches of `_RUN_IN`."""
    end = 0
    for begin in _RUN_IN_BEGINS.finditer(text):
        if begin.start() >= end and (match := _RUN_IN.match(text, begin.start())) is not None:
            end = match.end()
            yield match


def _front_matter(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Title and names before the first heading, and an abstract without a heading among them."""
    first = marks[0].start
    if first == 0:
        return []
    front = [_Mark(0, SectionKind.FRONT, "front matter")]
    if not any(mark.kind is SectionKind.ABSTRACT for mark in marks):
        for match in re.finditer(r"[^\n]+", text[:first]):
            if match.end() - match.start() >= _LONG:
                front.append(_Mark(match.start(), SectionKind.ABSTRACT, "abstract", is_abstract=True))
                break
    return front


def _by_account(text: str, marks: list[_Mark]) -> list[_Mark]:
    """
    The parts as they serve this text: where there is no fuller account, the abstract is that of the case.

    Within an abstract its background and its closing remarks are known by the headings that run into it.
    """
    marks = _within_abstract(marks)
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    told = sum(
        len(text[mark.start : end].strip()) - len(mark.title)
        for mark, end in zip(marks, ends, strict=True)
        if mark.kind in (SectionKind.CASE, SectionKind.METHODS) and not mark.is_abstract
    )
    if told >= _FULLER and marks[0].title:
        return [
            replace(mark, kind=SectionKind.ABSTRACT) if mark.is_abstract and mark.kind is SectionKind.CASE else mark
            for mark in marks
        ]
    found: list[_Mark] = []
    has_abstract = any(mark.kind in (SectionKind.ABSTRACT, SectionKind.CASE) for mark in marks)
    for mark, end in zip(marks, ends, strict=True):
        kind = mark.kind
        if kind is SectionKind.ABSTRACT or (kind is SectionKind.METHODS and mark.is_abstract):
            kind = SectionKind.CASE
        if kind is SectionKind.FRONT and not has_abstract and text[mark.start : end].strip()[-1:] in (".", "!", "?"):
            kind = SectionKind.CASE
        found += _from_the_opening(text, replace(mark, kind=kind), end)
    return found


def _within_abstract(marks: list[_Mark]) -> list[_Mark]:
    """
    Tells which parts stand within the abstract: those that run in, and those before the headings begin anew.

    "Abstract, Background, Case report, Conclusion, Background, Case report ...": the second background ends it. What
    runs into the account of the case ("Diagnosis: ...") is part of it.
    """
    body = next((mark.start for mark in marks if mark.kind is SectionKind.CASE and not mark.runs_in), None)
    marks = [
        replace(mark, is_abstract=True) if mark.runs_in and (body is None or mark.start < body) else mark
        for mark in marks
    ]
    first = next((i for i, mark in enumerate(marks) if mark.kind is SectionKind.ABSTRACT), None)
    if first is None:
        return marks
    again = None
    after_case = False
    for i, mark in enumerate(marks[first + 1 :], first + 1):
        if mark.runs_in:
            continue
        if mark.kind is SectionKind.INTRODUCTION and after_case:
            again = i
            break
        after_case = after_case or mark.kind in (SectionKind.CASE, SectionKind.DISCUSSION)
    if again is None:
        again = next((i for i, mark in enumerate(marks[first + 1 :], first + 1) if not mark.runs_in), len(marks))
    return [
        replace(mark, is_abstract=True) if mark.kind is SectionKind.ABSTRACT or first <= i < again else mark
        for i, mark in enumerate(marks)
    ]


def _from_the_opening(text: str, mark: _Mark, end: int) -> list[_Mark]:
    """A part cut where the authors come to their patient: what precedes is background, what follows is the case."""
    if mark.kind not in (SectionKind.CASE, SectionKind.INTRODUCTION):
        return [mark]
    opening = _OPENING.search(text, mark.start, end)
    if opening is None:
        return [mark]
    begins = max(
        (match.end() for match in _SENTENCE_END.finditer(text, mark.start, opening.start())), default=mark.start
    )
    if mark.kind is SectionKind.CASE and (
        begins <= mark.start or _OF_A_PATIENT.search(text, mark.start, begins) is not None
    ):
        return [mark]
    before = replace(mark, kind=SectionKind.INTRODUCTION)
    after = _Mark(begins, SectionKind.CASE, mark.title, is_abstract=mark.is_abstract)
    return [before, after] if begins > mark.start else [after]


def _legends(text: str, sections: Sequence[_Mark]) -> list[_Mark]:
    """Each legend is one paragraph; after it the section goes on that it interrupted."""
    found: list[_Mark] = []
    for match in _LEGEND.finditer(text):
        end = text.find("\n\n", match.end())
        line = text.find("\n", match.end())
        if end < 0 or 0 <= line < end:
            end = line if line >= 0 else len(text)
        before = [section for section in sections if section.start <= match.start()]
        found.append(_Mark(match.start(), SectionKind.LEGEND, f"Fig. {match[1]}"))
        if before and end < len(text):
            last = max(before, key=lambda section: section.start)
            found.append(replace(last, start=end))
    return found
