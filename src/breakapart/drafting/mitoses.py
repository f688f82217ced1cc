"""Mitoses with their denominator, necrosis, and FNCLCC scores and grade as reported."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.patient import NUMBER_WORDS, number
from breakapart.drafting.scopes import scope_of
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation

_WORDS = "|".join(NUMBER_WORDS)
_COUNT = rf"(?P<low>\d{{1,3}}|{_WORDS})(?:\s?(?:-|to|and)\s?(?P<high>\d{{1,3}}|{_WORDS}))?"
_FIELDS = r"(?:high[- ]power(?:ed)?(?: microscopic)? fields?|hpfs?|high[- ]powers?)"
_PER_FIELDS = Rule(
    r"(?P<about>~|about |approximately |approx\. |up to |ca\. |around |<|>"
    rf"|less than |fewer than )?{_COUNT}\s?(?:(?:mitos[ei]s|mitotic figures?"
    r"|mitotic count|mfs?|figures|per|were|was|observed|counted|seen|identified"
    r"|noted|found|on average)[\s(]*){0,6}(?:\(\w+\)\s?)?"
    rf"(?:/|per|in|over|a)\s?(?P<fields>\d{{1,3}}|{_WORDS})?\s?{_FIELDS}",
    re.IGNORECASE,
)
_PER_AREA = Rule(
    (
        rf"(?P<about>~|about |approximately |<|>)?{_COUNT}\s?(?:mitos[ei]s|mitotic figures?"
        r"|mfs?)?\s?(?:/|per|in)\s?(?P<area>\d{1,2}(?:\.\d{1,3})?)?\s?(?:mm2"
        r"|mm\u00b2|square mm|square millimet\w+|mm\^2)"
    ),
    re.IGNORECASE,
)
_MITOTIC = Rule(r"\bmito|\bmfs?\b", re.IGNORECASE)
_REGION = Rule(
    r"\b(hot ?-?spots?|cellular (?:regions?|areas?)|hypercellular areas?|most active areas?)\b", re.IGNORECASE
)
_NO_NECROSIS = Rule(
    (
        r"\b(?:no|without|lack(?:ed|ing)?(?: of)?|absen(?:t|ce of)|neither|nor"
        r"|not)\b(?:,? (?!but\b)[\w-]+,?){0,6}? necro(?:sis|tic)|\bnecrosis (?:was"
        r"|is|were) (?:absent|not (?:seen|present|identified|observed|found|noted"
        r"|evident))|\bnecrosis:? (?:absent|none|not identified|nil)\b|\bno (?:\w+ ){0,2}(?:or"
        r"|and) necrosis"
    ),
    re.IGNORECASE,
)
_NECROSIS_PERCENT = Rule(
    (
        r"\bnecro(?:sis|tic)\b[^.;%]{0,40}?(?P<sign><|>|~|less than|more than)?\s?(?P<n>\d{1,3})\s?%"
        r"|(?P<n2>\d{1,3})\s?% (?:of the tumou?r (?:was|were) )?necro(?:sis|tic)"
    ),
    re.IGNORECASE,
)
_NECROSIS = Rule(r"\bnecro(?:sis|tic)\b", re.IGNORECASE)
_FNCLCC = Rule(r"fnclcc|french|f[\u00e9e]d[\u00e9e]ration nationale|\bscores?\b", re.IGNORECASE)
_SCORES = (
    (
        "differentiation",
        Rule(
            (
                r"\b(?:tumou?r )?differentiation(?: scores?)?(?: (?:of|was|:|=))?[ :=(]{0,2}([123])\b"
                r"|\bscore (?:of )?([123]) for (?:tumou?r )?differentiation|\b([123]) for (?:tumou?r "
                r")?differentiation"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "mitoses",
        Rule(
            (
                r"\bmito(?:tic(?: count| activity| rate| index)?|s[ei]s)(?: scores?)?(?: (?:of"
                r"|was|:|=))?[ :=(]{0,2}([123])\b(?![\d/ -]{0,3}(?:\d|hpf|per|mf|mitos))"
                r"|\b(?:score )?(?:of )?([123]) for mito"
            ),
            re.IGNORECASE,
        ),
    ),
    (
        "necrosis",
        Rule(
            (
                r"\bnecrosis(?: scores?)?(?: (?:of|was|:|=))?[ :=(]{0,2}([012])\b(?!\d"
                r"|\s?%)|\b(?:score )?(?:of )?([012]) for (?:tumou?r )?necrosis"
            ),
            re.IGNORECASE,
        ),
    ),
)
_GRADE = Rule(
    (
        r"\bgrade[ :]{0,2}(?:of )?([123]|I{1,3})\b(?!\s?(?:or|to|-|/)\s?(?:[123]"
        r"|I))|\bG([123])\b"
    ),
    re.IGNORECASE,
)
_LOW_SIGNS = ("<", ">", "less than ", "fewer than ", "up to ")


def read_mitoses(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """Counts with their area, necrosis, scores and grade that `part` tells."""
    text, base = part.text, part.sentence.start + part.start
    lower = text.lowered
    section = part.sentence.section.kind

    def seen(kind: str, values: dict[str, object], match: re.Match[str], rule: str) -> Observation:
        scope = scope_of(text, vocabulary.site_words)
        return Observation(
            kind, values, base + match.start(), base + match.end(), rule, scope, cases=part.cases, section=section
        )

    if "mito" in lower or "mf" in lower:
        match = _PER_FIELDS.search(text)
        if match is not None and _MITOTIC.search(text):
            about = (match["about"] or "").lower()
            low = int(number(match["low"]))
            high = int(number(match["high"])) if match["high"] else None
            if about.strip() in ("<", "less than", "fewer than", "up to"):
                low, high = 0, low - (about.strip() != "up to")
            region = _REGION.search(text)
            if (high is None or high >= low) and about.strip() != ">":
                yield seen(
                    "mitoses",
                    {
                        "count_low": low,
                        "count_high": high,
                        "fields": number(match["fields"]) if match["fields"] else 1.0,
                        "region": region[1].lower() if region else None,
                        "approximate": about.strip() in ("~", "about", "approximately", "approx.", "ca.", "around")
                        or None,
                    },
                    match,
                    "mitoses per high-power fields",
                )
        elif (area := _PER_AREA.search(text)) is not None and _MITOTIC.search(text):
            high = int(number(area["high"])) if area["high"] else None
            if (area["about"] or "").strip() not in ("<", ">"):
                yield seen(
                    "mitoses",
                    {"count_low": int(number(area["low"])), "count_high": high, "area_mm2": float(area["area"] or 1)},
                    area,
                    "mitoses per area",
                )
    if "necro" in lower:
        none, percent = _NO_NECROSIS.search(text), _NECROSIS_PERCENT.search(text)
        score = _SCORES[2][1].search(text) if _FNCLCC.is_in(lower) else None
        if none is not None:
            yield seen("necrosis", {"extent": "none"}, none, "necrosis said to be absent")
        elif percent is not None and int(percent["n"] or percent["n2"]) <= 100:
            n, sign = int(percent["n"] or percent["n2"]), (percent["sign"] or "").lower()
            values: dict[str, object] = {"percent": float(n)}
            if sign in ("<", "less than"):
                values = {"extent": "under_half" if n <= 50 else None}
            elif sign in (">", "more than"):
                values = {"extent": "half_or_more" if n >= 50 else None}
            if any(values.values()) or n == 0:
                yield seen("necrosis", values, percent, "share of necrosis")
        elif score is not None:
            extent = {"0": "none", "1": "under_half", "2": "half_or_more"}[score[1] or score[2]]
            yield seen("necrosis", {"extent": extent}, score, "necrosis by its FNCLCC score")
    if _FNCLCC.is_in(lower) or "grade" in lower:
        values = {}
        first: re.Match[str] | None = None
        if _FNCLCC.is_in(lower):
            for name, pattern in _SCORES:
                found = pattern.search(text)
                if found is not None:
                    values[name] = int(next(group for group in found.groups() if group))
                    first = first or found
        grade = _GRADE.search(text)
        if grade is not None and (
            values or re.search(r"fnclcc|french|fédération", lower) or ("histolog" in lower and "grade" in lower)
        ):
            written = (grade[1] or grade[2]).upper()
            values["grade"] = len(written) if written.startswith("I") else int(written)
            first = first or grade
        if first is not None and values and (len(values) > 1 or "grade" in values):
            yield seen("grade", values, first, "FNCLCC scores and grade")
