"""Parts of a report or publication, by their headings and by what stands before the first of them."""

import re

from breakapart.model.draft import Section, SectionKind

_HEADINGS = (
    (SectionKind.ABSTRACT, r"abstract|summary"),
    (SectionKind.INTRODUCTION, r"introduction|background"),
    (SectionKind.METHODS, r"(?:materials? and )?methods?(?: and materials?)?|patients? and methods"),
    (
        SectionKind.CASE,
        r"case (?:presentations?|reports?|descriptions?|series|summar(?:y|ies)|history)|results?|clinical history"
        r"|clinical (?:data|details|information|summary|presentation|findings"
        r"|features)|clinicopathologic(?:al)? (?:findings|features)"
        r"|(?:gross|macroscopic(?:al)?|microscopic(?:al)?|histologic(?:al)?|histopathologic(?:al)?|pathologic(?:al)?) "
        r"(?:description|examination|findings|features)|macroscopy|microscopy"
        r"|histology|immunohistochemi\w+(?: findings| results)?"
        r"|(?:molecular|genetic|cytogenetic) (?:findings|features|analysis|studies|pathology|testing|results)"
        r"|next[- ]generation sequencing[a-z -]{0,40}|fluorescence in situ hybridi[sz]ation"
        r"|fish|follow[- ]up|specimens?"
        r"|(?:final |pathological |histological )?diagnos[ie]s|comments?|case"
        r"|patient|treatment(?: and outcome)?|outcome",
    ),
    (
        SectionKind.DISCUSSION,
        r"discussion|conclusions?|literature review|review of the literature|differential diagnosis",
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
_LEGEND = re.compile(
    r"^[ *]*(?:supplementary )?(?:figure|fig\.?|plate) ?(\d{1,2})[ .:|)-]", re.IGNORECASE | re.MULTILINE
)
_LONG = 300
"""From this length on a paragraph before the first heading is an abstract; shorter ones are titles and names."""


def find_sections(text: str) -> tuple[Section, ...]:
    """
    The parts of a cleaned text, in order and without gaps.

    Without any heading the whole text speaks of the case.
    """
    marks: list[tuple[int, SectionKind, str]] = []
    for match in _HEADING.finditer(text):
        kind = SectionKind[match.lastgroup or "CASE"]
        marks.append((match.start(), kind, match.group().strip(" #*:.")))
    # "Case report" above the title names the kind of article.
    body = min(
        (start for start, kind, _ in marks if kind in (SectionKind.INTRODUCTION, SectionKind.ABSTRACT)), default=-1
    )
    marks = [mark for mark in marks if mark[1] is not SectionKind.CASE or mark[0] > body or body > len(text) // 3]
    first = min((mark[0] for mark in marks), default=None)
    has_parts = any(
        kind in (SectionKind.INTRODUCTION, SectionKind.DISCUSSION, SectionKind.ABSTRACT) for _, kind, _ in marks
    )
    sections: list[tuple[int, SectionKind, str]] = []
    if first is None or not has_parts:
        sections.append((0, SectionKind.CASE, ""))
    else:
        sections.append((0, SectionKind.FRONT, "front matter"))
        is_there = any(kind is SectionKind.ABSTRACT for _, kind, _ in marks)
        for match in re.finditer(r"[^\n]+", text[:first]):
            if not is_there and match.end() - match.start() >= _LONG:
                sections.append((match.start(), SectionKind.ABSTRACT, "abstract"))
                break
    sections += marks
    sections += _legends(text, sections)
    sections.sort(key=lambda section: section[0])
    ends = [start for start, _, _ in sections[1:]] + [len(text)]
    return tuple(
        Section(kind, title, start, end)
        for (start, kind, title), end in zip(sections, ends, strict=True)
        if end > start
    )


def _legends(text: str, sections: list[tuple[int, SectionKind, str]]) -> list[tuple[int, SectionKind, str]]:
    """Each legend is one paragraph; after it the section goes on that it interrupted."""
    found: list[tuple[int, SectionKind, str]] = []
    for match in _LEGEND.finditer(text):
        end = text.find("\n\n", match.end())
        line = text.find("\n", match.end())
        if end < 0 or 0 <= line < end:
            end = line if line >= 0 else len(text)
        before = [section for section in sections if section[0] <= match.start()]
        found.append((match.start(), SectionKind.LEGEND, f"Fig. {match[1]}"))
        if before and end < len(text):
            last = max(before, key=lambda section: section[0])
            found.append((end, last[1], last[2]))
    return found
