"""Tissue by how it was taken, by its number, or as a heading: "a punch biopsy showed", "the third specimen"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.subjects import Part
from breakapart.model.draft import SectionKind

_SHOWS = (
    r"(?:show(?:s|ed|ing)?|reveal(?:s|ed|ing)?|demonstrat(?:es|ed|ing)|disclos(?:es|ed)|exhibit(?:s|ed)|display(?:s|ed)"
    r"|contain(?:s|ed)|consist(?:s|ed)|comprised|confirm(?:s|ed)|identifie[sd]|featured|yielded|suggest(?:s|ed)"
    r"|(?:was|is|were|are) (?:composed|characteri[sz]ed|made up|positive|negative|reported|interpreted|diagnosed|read"
    r"|signed|consistent|compatible|(?:re-?)?examined|(?:re-?)?reviewed|submitted|sent|suggestive|described|hypercellular|cellular))"
)
_TAKEN = (
    r"(?P<{0}>(?:re-?)?(?:biops(?:y|ies|ied)|excision(?:al biopsy)?|excised|resection|resected|amputation|amputated"
    r"|removed|curett(?:age|ings)|core|cores|nephrectomy|lobectomy|metastasectomy|aspirat(?:e|ion)|cytology))"
)
_LOOKED_AT = (
    r"(?:histolog\w*|histopatholog\w*|microscop\w*|patholog\w*|examination|sections?|analysis|evaluation|review"
    r"|immuno\w+|sequencing|NGS|FISH|testing|hybridi[sz]ation|assessment|stud(?:y|ies)|biopsy"
    r"|stain(?:s|ing)?|markers?|immunoprofile)"
)
_MENTION = Rule(
    # "a punch biopsy of the lesion showed", "resection of the mass revealed", "the biopsy specimen consisted of"
    rf"\b{_TAKEN.format('shown')}(?: (?:specimens?|material|tissue|samples?|tumou?r|mass|lesion"
    rf"|nodule))?(?: \([^)]{{1,40}}\))?"
    rf"(?: (?:of|from|at|taken from|obtained from|performed at|on) (?:[\w'-]+ ){{0,6}}?[\w'-]+)?,? (?:again |also "
    rf"|then |initially "
    rf"|subsequently |reportedly )?{_SHOWS}\b"
    # "histology of the excised tumour", "sequencing of the biopsy", "examination of the core biopsy and the ..."
    rf"|\b{_LOOKED_AT}(?: examination| analysis| evaluation| findings)?,?(?: performed| carried out| done)? (?:of|on"
    rf"|from|in|with"
    rf"|using) (?:(?:the|this|that|both|her|his|a|an|initial|first|second|subsequent|core|needle|punch|incisional"
    rf"|surgical"
    rf"|original|repeat|complete|wide|local|and|tumou?r) ){{0,5}}{_TAKEN.format('looked')}\b",
    re.IGNORECASE,
)
_AND_ALSO = Rule(rf",? and (?:of |on |from )?(?:the |subsequent |surgical )*{_TAKEN.format('also')}\b", re.IGNORECASE)
_SPECIMEN_OF = Rule(
    r"\b(?:the|this|an?|her|his) (?:[\w-]+ ){0,2}?(?P<of>biopsy|excision|resection|amputation|core|re-?excision"
    r"|resected"
    r"|excised) (?:specimen|material|tissue|tumou?r|sample|mass|lesion)s?\b",
    re.IGNORECASE,
)
_HEADER = Rule(
    # "Specimen: left thigh mass, resection", "Skin, right calf, excision:"
    rf"^\W*(?:specimens?(?: submitted| received| type)?|material(?: received| submitted)?|samples?|procedure|nature of "
    rf"(?:the )?specimen|tissue|source)\s?[:-]\s?[^.;\n]{{0,80}}?\b{_TAKEN.format('given')}\b"
    rf"|^[ *-]{{0,4}}(?:\(?[A-H\d][.):] )?[A-Z][^.:;\n]{{2,80}}, (?:[\w-]+"
    rf" ){{0,4}}{_TAKEN.format('headed')}\s?(?=[:;,.(-]|$)",
    re.IGNORECASE,
)
_SUBJECT = Rule(
    # "The biopsy is small. It shows ...", "The excision from 2019 measures", "On the excision FISH showed"
    r"^\W{0,3}(?:(?P<on>on|in|from) )?(?:the|this|your|her|his) (?:(?:original|first|initial|second|later|earlier"
    r"|subsequent"
    r"|present|current|core|needle|punch|shave|incisional|wide|local|radical|diagnostic|surgical) ){0,3}"
    r"(?P<tissue>biopsy|excision|resection|amputation|core|re-?excision|curettings)"
    r"(?! (?:site|scar|tract|margins?|cavity|bed|was|were|had|has|of))\b"
    r"(?: specimen| sample)?(?: (?:from|dated) [^,.;]{1,20}?)?,? (?(on)\w|(?:is|measures|weighs|includes|comprises"
    r"|shows|contains|consists|also|again)\b)",
    re.IGNORECASE,
)
_NUMBER = {
    "first": 1, "initial": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5,
    "last": -1, "final": -1, "latest": -1,
}  # fmt: skip
_WHICH = rf"(?P<which>{'|'.join(_NUMBER)})"
_IN_TURN = Rule(
    # "The first specimen consisted of", "sequencing of the third sample", "in the second recurrence"
    rf"(?:^\W{{0,3}}(?:[\w-]+,? ){{0,2}}?|\b(?:on|of|in|from|for) )(?:the|our|this|her|his) (?:very )?{_WHICH} "
    r"(?:(?:core|punch|needle|incisional|surgical|tissue|excisional|operative|local|tumou?r) ){0,2}"
    r"(?P<of>specimens?|samples?|biops(?:y|ies)|excisions?|resections?|operations?|surger(?:y|ies)|recurrences?"
    r"|metastasis)\b"
    r"(?! (?:was|were|is|are|had been|has been) (?:then |subsequently |not )?(?:taken|perform|carried|done|obtain|plan|"
    r"excis|resect|remov|follow|undertak|detect|notic|observ|diagnos|treat))",
    re.IGNORECASE,
)
_OF_TIME = Rule(
    r"\b(?:after|before|since|until|time|follow\w*|margins?|months?|years?|weeks?) (?:of )?$", re.IGNORECASE
)
_COUNTED = Rule(rf"\b{_WHICH} (?:[\w-]+ ){{0,2}}[\w-]+$", re.IGNORECASE)
_TAKES_IN_TURN = {
    "biops": "biopsy",
    "excisi": "excision",
    "resect": "resection",
    "operat": "resection",
    "surger": "resection",
}
_HEAD = Rule(
    # "Biopsy 2019", "Core biopsy (H18/1234):", "Re-excision, March 2021", "Local recurrence 2023", "Lung metastasis:"
    r"^\W{0,4}(?:\d{1,2}[.)] )?(?:(?:histolog\w*|microscop\w*|patholog\w*|findings|sections)(?: of| in|:|,)? )?"
    r"(?:(?:the|initial|first|second|third|original|previous|prior|later|repeat|local|lung|pulmonary|nodal|liver|bone"
    r"|brain|core|needle|punch|incisional|excisional|wide|radical|surgical|diagnostic|present|current) ){0,4}"
    r"(?:(?P<tissue>biopsy|(?:re-?)?(?:resection|excision)|amputation|metastasectomy|debulking|FNA)"
    r"|(?P<recurrence>recurrence|recurrent tumou?r|relapse)|(?P<metastasis>metastas[ie]s)"
    r"|(?P<primary>primary(?: tumou?r)?))"
    r"(?: specimen| sample| material)?(?: of (?:the )?(?:[\w-]+ ){0,3}[\w-]+)?"
    r"(?P<dated>(?: in| of| from|,)?,? ?\(?[^():;.\n]{0,24}\d[^():;\n]{0,20}\)?)?\s*(?P<end>:|$)",
    re.IGNORECASE,
)
_MENTION_CUES = Words(
    "biops", "excis", "resect", "amput", "remov", "curett", "core", "nephrectomy", "lobectomy", "metastasectomy",
    "aspirat", "cytology",
)  # fmt: skip
_PROCEDURE_OF = (
    ("amputation", Rule(r"\bamputat", re.IGNORECASE)),
    ("core_biopsy", Rule(r"\b(?:core|needle|tru-?cut)\b(?: [\w-]+)? ?(?:biops|needle)?|\bcores\b", re.IGNORECASE)),
    ("excision", Rule(r"\bexcisional biops", re.IGNORECASE)),
    ("biopsy", Rule(r"\bbiops", re.IGNORECASE)),
    ("cytology", Rule(r"\baspirat|\bcytolog|\bFNA", re.IGNORECASE)),
    (
        "resection",
        Rule(r"resect|nephrectomy|lobectomy|metastasectomy|pancreatectomy|removed|remov(?:al|ed)", re.IGNORECASE),
    ),
    ("excision", Rule(r"excis|curett", re.IGNORECASE)),
)


def procedure_in(words: str) -> str | None:
    """How tissue was taken, by the words for it; None when they do not say."""
    return next((name for name, rule in _PROCEDURE_OF if rule.search(words) is not None), None)


@dataclass(frozen=True, slots=True)
class InTurn:
    """Tissue by its number: "the second biopsy", "the third specimen", "the last recurrence"."""

    start: int
    end: int
    number: int
    """1 is the first; -1 the last."""
    procedure: str | None
    kind: str | None


def in_turn(text: str) -> Iterator[InTurn]:
    """Every tissue that `text` looks at by its number; taking it, or the time since, is no look at it."""
    for match in _IN_TURN.finditer(text):
        start = match.start("which")
        if _OF_TIME.search(text, max(0, match.start() - 12), match.start() + 3) is not None:
            continue
        noun = match["of"].lower()
        kind = "recurrence" if noun.startswith("recurr") else "metastasis" if noun.startswith("metast") else None
        procedure = next((name for stem, name in _TAKES_IN_TURN.items() if noun.startswith(stem)), None)
        yield InTurn(start, match.end("of"), _NUMBER[match["which"].lower()], procedure, kind)


def number_of(text: str, start: int, end: int) -> int | None:
    """The number of the procedure that `text` names there: 2 for "the second biopsy"."""
    counted = _COUNTED.search(text, max(0, start - 25), end)
    return None if counted is None else _NUMBER[counted["which"].lower()]


@dataclass(frozen=True, slots=True)
class Head:
    """A tissue as a heading: what follows is found in it, until the next."""

    start: int
    """In the text, as `end`."""
    end: int
    kind: str | None
    """`primary`, `recurrence` or `metastasis` where the heading says no more."""
    words: str


def tissue_heads(parts: Sequence[Part]) -> tuple[Head, ...]:
    """The headings of a text that name tissues; one alone divides nothing."""
    found = []
    for part in parts:
        if part.start != 0 or part.sentence.section.kind is not SectionKind.CASE:
            continue
        match = _HEAD.match(part.text)
        if match is None or not (match["end"] == "" or match["dated"] or match.end() < len(part.text)):
            continue
        kind = next((name for name in ("primary", "recurrence", "metastasis") if match[name]), None)
        base = part.sentence.start
        found.append(Head(base + match.start(), base + match.end(), kind, match.group().strip(" :")))
    return tuple(found) if len({head.words.lower() for head in found}) > 1 else ()


def tissues_in(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, words) of every tissue that `text` says something of."""
    seen: list[tuple[int, int]] = []
    for match in _MENTION.finditer(text):
        name = "shown" if match["shown"] else "looked"
        start = match.start()
        before = text[max(0, start - 30) : start]
        words = before[-25:] + match.group()
        if match["shown"] and re.search(
            r"\b(?:no|without|before|after|prior to|for|declin\w+|recommend\w+|planned) (?:\w+ ){0,2}$",
            before,
            re.IGNORECASE,
        ):
            continue
        seen.append(match.span())
        both = _AND_ALSO.match(text, match.end()) if match["looked"] else None
        if both is not None:
            # "microscopy of the core biopsy and the resected tumour": of the larger.
            yield both.start("also"), both.end("also"), both.group()
            continue
        yield match.start(name), match.end(name), words
    subject = _SUBJECT.search(text)
    if subject is not None and not seen:
        seen.append(subject.span("tissue"))
        yield subject.start("tissue"), subject.end("tissue"), subject.group()
    header = _HEADER.match(text)
    if header is not None and not seen:
        name = "given" if header["given"] else "headed"
        seen.append(header.span(name))
        yield header.start(name), header.end(name), header.group()[-40:]
    for match in _SPECIMEN_OF.finditer(text):
        if not any(start <= match.start("of") < end for start, end in seen):
            yield match.start("of"), match.end("of"), match.group()
