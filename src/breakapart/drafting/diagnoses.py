"""The diagnoses that were weighed, and what the authors say they report."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from breakapart.drafting.cues import Rule
from breakapart.drafting.reads import named_entities
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, SectionKind, Sentence, Sureness

_EXCLUDES = Rule(
    r"\b(?:exclud(?:e|es|ed|ing)|rul(?:e|es|ed|ing) out|not (?:consistent|compatible|in keeping|supportive"
    r"|diagnostic) (?:with|of)"
    r"|(?:in)?(?:consistent|compatible) with neither|inconsistent with|incompatible with|argu(?:e|es|ed"
    r"|ing) (?:strongly )?against"
    r"|(?:speaks?|spoke|militat(?:e|es|ed|ing)|mitigat(?:e|es|ed)|weighs?|weighed|evidence) against"
    r"|against (?:a|the) (?:diagnosis|possibility) of"
    r"|eliminat(?:e|es|ed|ing)|no (?:support|evidence|indication) for"
    r"|(?:nothing|no features?|no evidence|not sufficient|insufficient)(?: here)? to suggest"
    r"|no features? (?:of|suggestive of)"
    r"|no (?:\w+ )?evidence (?:to support|in (?:support|favou?r) of|that (?:this|it) is)"
    r"|not (?:be )?(?:classif(?:y|ied)|regard(?:ed)?|call(?:ed)?|diagnose[d]?|label(?:led|ed)?|interpret(?:ed)?)"
    r"(?: (?:this|it|the (?:lesion|tumou?r)))?(?: as)?|not (?:meet|fulfil"
    r"|satisfy|reach)(?: the)?(?: \w+)? criteria (?:for|of)"
    r"|(?:does|do|did) not (?:fit(?: with)?|support|favou?r|suggest)|not in favou?r of|fail(?:s|ed) to support"
    r"|lack(?:s|ed|ing)? (?:the )?(?:\w+ )?features of"
    r"|(?:not agree|disagree[ds]?) with (?:the|a|this|their|his|her) (?:\w+ ){0,2}(?:diagnosis"
    r"|interpretation|reading) of)\b",
    re.IGNORECASE,
)
"""Words with which findings exclude what is named behind them."""
_EXCLUDED = Rule(
    r"\b(?:exclud\w+|ruled out|(?:appear|seem|look)(?:s|ed)? (?:very |highly |less |most )?unlikely"
    r"|(?:was|were|is|are|felt|thought|considered|deemed|judged)(?: to be)?(?: \w+)? (?:unlikely|less"
    r" likely|not likely)"
    r"|not (?:\w+ )?(?:supported|favou?red|confirmed|borne out|substantiated|considered likely)"
    r"|(?:discarded|dismissed|rejected|eliminated|discounted|disproved)|argu(?:e|es|ed) against (?:it|this"
    r"|them|these|both|either)"
    r"|(?:speaks?|spoke|militates?) against (?:it|this|them|these|both|either)"
    r"|(?:but )?neither(?: of (?:them|these|which))? (?:is|was|are|were|could be|can be) (?:\w+"
    r" )?(?:supported|favou?red|confirmed|likely|tenable))\b",
    re.IGNORECASE,
)
"""Words with which what was named before them is said to be excluded."""
_MAKES = Rule(r"\b(?:mak(?:e|es|ing)|made|render(?:s|ed|ing)?)\b", re.IGNORECASE)
_UNLIKELY = Rule(
    r"^(?:,? (?:and|or) (?:an? )?[\w -]{3,40}?)? (?:very |highly |most |extremely |rather |quite )?"
    r"(?:unlikely|improbable|implausible|untenable|less likely)\b",
    re.IGNORECASE,
)
"""Behind the entity, with `_MAKES` before it: "makes a melanoma unlikely"."""
_WEIGHED = Rule(
    r"\b(?:differentials?(?: diagnos[ie]s| diagnostic)?|ddx|d/d|dd(?=:| was"
    r"| includ)|(?:also|initially|first|we|i) thought (?:of|about)|(?:was"
    r"|were|is|are|been|also|i|we) (?:(?!initially"
    r"|first|originally|finally)\w+ )?considered(?! to be| as)|considered (?:in|as|were|was|are)"
    r"|possibilit(?:y|ies) of|considerations? (?:include|are|were)|to be considered|entertained)\b",
    re.IGNORECASE,
)
_HEDGE = Rule(
    r"\b(?:may|might|can|could|would|should|must|need(?:s)? to|has to|have to) (?:\w+ )?(?:stain|be"
    r" (?!excluded|ruled|discarded|dismissed|eliminated|rejected)|show|express|mimic|include|exclude"
    r"|rule)\b|\b(?:should|must|needs? to|has to|have to) be\b|\bother entities\b|\b(?:often|usually"
    r"|commonly|typically|frequently)\b"
    r"|\b(?:important|difficult|challenging|necessary|essential) to\b|\brequir\w+\b|\bin general\b"
    r"|\bdifferential diagnos[ie]s (?:of|for|in) (?:an? |such |any )"
    r"|\bhelp\w* (?:to )?(?:exclude|rule|distinguish)|\bplease\b|\?\s*$"
    r"|\b(?:performed|done|carried out|requested|ordered|used|undertaken|needed"
    r"|in order|added|advised|recommended|study"
    r"|sent|submitted|taken|biopsied|excised)(?: \w+){0,3} to (?:exclude|rule out)",
    re.IGNORECASE,
)
_CLINICAL = Rule(
    r"\bclinical(?:ly)?\b(?! (?:presentation|picture|course|features|findings|history|context|setting|data)\b)"
    r"|\bpresenting to\b|\bdermoscop\w+|\bon inspection\b",
    re.IGNORECASE,
)
"""What was thought before the slides; the clinical course among the reasons for a diagnosis is none of it."""
_CONTRAST = Rule(
    r"^\W*(?:(?:however|moreover|furthermore|additionally|interestingly|notably|importantly),? )?"
    r"(?:unlike|in contrast (?:to|with)|contrary to|as opposed to|in distinction (?:to|from)|in contradistinction to"
    r"|differing from|different from)(?: in| with)?(?: an?| true| genuine)? (?P<what>[^.;]{2,120}?),"
    r" (?P<ours>(?:the|this|our|these|both|neither|all)(?: of (?:the|our|these))?"
    r"(?: (?:present|current|index|reported|two|three|four|five))*(?: (?:cases?|patients?|tumou?rs?|neoplasms?|lesions?"
    r"|sarcomas?|specimens?|biops(?:y|ies)|one))|ours)\b",
    re.IGNORECASE,
)
"""A disease with which the case before us is contrasted; "unlike most" of a kind sets it apart within that kind."""
_CONTRAST_BEHIND = Rule(
    r"^\W*(?P<ours>(?:the|this|our|these|both|all)(?: (?:present|current|index|reported|two|three|four))*"
    r"(?: (?:cases?|patients?|tumou?rs?|neoplasms?|lesions?|sarcomas?|specimens?|tumou?r cells|cells))|ours)"
    r" [^.;]{4,160}?, (?:unlike|in contrast to|contrary to|as opposed to)(?: in)?(?: an?| true| genuine)?"
    r" (?P<what>[^.;,]{2,60})[.,;]",
    re.IGNORECASE,
)
_ARGUES = Rule(
    r"^[^.;]{0,40}?\b(?:lack(?:s|ed|ing)?|(?:did|does|do|was|were|is|are) not|neither|failed to|without|negative"
    r"|no\b|showed|shows|express(?:ed|es)|co-?express(?:ed|es)|harbou?r(?:ed|s)|carr(?:ied|ies)|contain(?:ed|s)"
    r"|demonstrated|exhibited|displayed|positive|retained|possess(?:ed|es)?|devoid)\b",
    re.IGNORECASE,
)
_DIAGNOSED = Rule(
    r"\b(?:after|following|since|upon|on the basis of|because of|in view of|given|with|once|despite)"
    r" (?:the |this |a |her |his )?"
    r"(?:(?:(?:final|definitive|pathologic(?:al)?|histologic(?:al)?|histopathologic(?:al)?|pathology|histology|tissue"
    r"|established|confirmed|molecular|integrated),? (?:and )?){1,3}diagnosis\b"
    r"|diagnosis (?:was|had been|has been) (?:made|established|confirmed|reached|rendered|communicated|disclosed"
    r"|explained)\b)(?! (?:of|as|was (?:not|un)|remained|is (?:not|un)))",
    re.IGNORECASE,
)
"""Told in passing: that somebody made a diagnosis, without its name."""
_OF_CLINIC = Rule(r"\bclinical (?!course|pathological)|\bhistory\b|\bindication|\brequest|\breferral\b", re.IGNORECASE)
"""Headings under which the clinician speaks."""
_EXCLUDED_BY = Rule(
    r"\b(?:was|were) (?:\w+ )?(?:excluded|ruled out|discarded)(?: [\w-]+){0,3}? (?:by|because of|on) [^.;]{3,90}?"
    r"(?:,(?: and)?|,? and|,? while) (?:an? )?(?:[\w-]+(?: [\w-]+){0,4} and )?(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
_BY_ITS_OWN = Rule(r"^(?: and (?:[\w-]+ ){0,3}[\w-]+)? by (?:the |its )?(?!us\b|one\b)", re.IGNORECASE)
"""Of "X was excluded by A, and Y by B": Y too."""
_CLAUSE = re.compile(r"; |, (?:but|whereas|while|although|however|yet)\b|\b(?:but|whereas)\b")
_BACK = re.compile(
    r"^\W*(?:neither|both|all|none|these|they|this|it|the latter|the former|(?:was|were|is|are|could|can) )",
    re.IGNORECASE,
)
_DESCRIPTION = re.compile(r"(?:(?!with\b|who\b|in\b|of\b|and\b)[\w-]+ ){0,4}")
_REPORTED = Rule(
    (
        r"\b(?:we|herein,? we) (?:report|present|describe)(?:ed)?\b[^.;]{0,40}?\b(?:cases?"
        r"|examples?|patients?)\b (?:of|with) (?P<what>[^.;]{4,160})"
    ),
    re.IGNORECASE,
)


def read_diagnoses(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """Diagnoses weighed in `part`, with what became of them."""
    text, base, section = part.text, part.sentence.start + part.start, part.sentence.section.kind
    if section not in (SectionKind.CASE, SectionKind.DISCUSSION):
        return
    if _OF_CLINIC.search(part.sentence.section.title) is not None:
        return
    yield from _contrasted(part, vocabulary)
    yield from _diagnosed(part)
    if not (_EXCLUDES.is_in(text) or _MAKES.is_in(text) or _EXCLUDED.is_in(text) or _WEIGHED.is_in(text)):
        return
    if _HEDGE.search(text) is not None or _CLINICAL.search(text) is not None:
        return
    clauses = _clauses(text)
    for entity, start, end in named_entities(text, vocabulary):
        if entity is None:
            continue
        conclusion = _conclusion(text, start, end, clauses)
        if conclusion is None:
            continue
        yield Observation(
            "considered",
            {"entity": entity, "text": text[start:end], "conclusion": conclusion},
            base + start,
            base + end,
            f"diagnosis {'excluded' if conclusion == 'excluded' else 'considered'}",
            sureness=Sureness.READ if conclusion == "excluded" else Sureness.INFERRED,
            cases=part.cases,
            section=section,
        )


def _contrasted(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """
    "Unlike X, the present tumour lacked Y": what the case is held not to be.

    The words on X are no part of those on the case, so that they are looked up in the whole sentence.
    """
    sentence = part.sentence
    match = _CONTRAST.search(sentence.text) or _CONTRAST_BEHIND.search(sentence.text)
    if match is None or not part.start <= match.start("ours") < part.end:
        return
    if _ARGUES.search(sentence.text[match.end("ours") :]) is None:
        return
    what = match["what"]
    if re.search(r"\b(?:usual|most|many|some|other|typical|classic\w*|conventional|previous\w*|ordinary)\b", what):
        return
    last = 0
    for entity, start, end in named_entities(what, vocabulary):
        if entity is None or not re.fullmatch(r"(?:,? ?(?:and|or)?,? ?(?:an? )?)?", what[last:start]):
            return
        last = end
        place = sentence.start + match.start("what")
        yield Observation(
            "considered",
            {"entity": entity, "text": what[start:end], "conclusion": "excluded"},
            place + start,
            place + end,
            "disease with which the case is contrasted",
            sureness=Sureness.INFERRED,
            cases=part.cases,
            section=sentence.section.kind,
        )


def _diagnosed(part: Part) -> Iterator[Observation]:
    if part.sentence.section.kind is not SectionKind.CASE:
        return
    match = _DIAGNOSED.search(part.text)
    if match is not None:
        base = part.sentence.start + part.start
        yield Observation(
            "diagnosed",
            {},
            base + match.start(),
            base + match.end(),
            "diagnosis told in passing",
            sureness=Sureness.INFERRED,
            cases=part.cases,
            section=SectionKind.CASE,
        )


def _clauses(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def _conclusion(text: str, start: int, end: int, clauses: list[tuple[int, int]]) -> str | None:
    """What became of the entity from `start` to `end`: excluded, open, or nothing that is said here."""
    i = next(i for i, (a, b) in enumerate(clauses) if a <= start < b)
    a, b = clauses[i]
    before, behind = text[a:start], text[end:b]
    if _EXCLUDED.search(behind) is not None:
        return "excluded"
    if _UNLIKELY.search(behind) is not None and _MAKES.search(before) is not None:
        return "excluded"
    if any(_fits_list(before[match.end() :]) for match in _EXCLUDES.finditer(before)):
        return "excluded"
    if _BY_ITS_OWN.match(behind) is not None and _EXCLUDED_BY.search(before) is not None:
        return "excluded"
    weighed = _WEIGHED.search(text[a:b]) is not None
    if weighed and i + 1 < len(clauses):
        following = text[slice(*clauses[i + 1])]
        following = re.sub(r"^[;, ]*(?:but|whereas|while|although|however|yet)?,? ?", "", following)
        excluded = _EXCLUDED.search(following)
        if excluded is not None and (_BACK.match(following) or excluded.start() < 12):
            return "excluded"
        if re.search(r"\bargu\w* against (?:it|this|them|these|both)\b", following, re.IGNORECASE):
            return "excluded"
    return "open" if weighed else None


def _fits_list(gap: str) -> bool:
    """Whether `gap` holds no more than a list: what excludes X, Y and Z excludes all of them."""
    if _ORIGIN.search(gap) is not None:
        return False  # "exclude a melanoma arising in a naevus" does not exclude the naevus
    gap = _NO_BREAK.sub("", gap)
    return re.search(r"\b(?:by|because|due|based|in favou?r|since|as|which|who|with)\b", gap, re.IGNORECASE) is None


_ORIGIN = re.compile(r"\b(?:arising|arisen|developing|ex|originating|on top) (?:in|from|of|within)(?: an?| the)? $")
_NO_BREAK = re.compile(
    r"\bsuch as\b|\bas well as\b"
    r"|\bwith (?:an? )?[A-Z][A-Z0-9]{1,8}(?:::[A-Z0-9]{2,9})? (?:gene )?(?:fusions?|re-?arrangements?)\b"
)
"""Words within a list of diseases that read like the end of it."""


def reported_as(sentences: Iterable[Sentence], vocabulary: DraftVocabulary) -> Observation | None:
    """What the authors say they report ("two cases of X"): the diagnosis of every case, to be confirmed."""
    for sentence in reversed(list(sentences)):
        if sentence.section.kind in (SectionKind.REFERENCES, SectionKind.LEGEND):
            continue
        match = _REPORTED.search(sentence.text)
        if match is None:
            continue
        named = [one for one in named_entities(match["what"], vocabulary) if one[1] <= 30 and one[0]]
        if named and re.fullmatch(
            r"(?:(?!with\b|who\b|in\b|of\b|and\b)[\w-]+ ){0,4}(?:an? |the )?", match["what"][: named[0][1]]
        ):
            what = re.split(r",| that | which | exhibiting | harbou?ring ", match["what"])[0].strip()
            start = sentence.start + match.start("what")
            return Observation(
                "signed",
                {"text": what, "entity": named[0][0]},
                start,
                start + len(what),
                "what the authors say they report",
                sureness=Sureness.INFERRED,
                section=sentence.section.kind,
            )
    return None
