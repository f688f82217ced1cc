"""Mitoses with their denominator, necrosis, and FNCLCC scores and grade as reported."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.negation import absences, is_absent
from breakapart.drafting.patient import NUMBER_WORDS, number
from breakapart.drafting.scopes import scope_of
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation

_WORDS = "|".join(NUMBER_WORDS)
_COUNT = rf"(?P<low>\d{{1,3}}|{_WORDS})(?:\s?(?:-|to|and)\s?(?P<high>\d{{1,3}}|{_WORDS}))?"
_FIELDS = (
    r"(?:(?:consecutive|contiguous|successive|random|representative) )?"
    r"(?:high[- ]power(?:ed)?(?: microscopic)? fields?|hpfs?|high[- ]powers?)"
)
_PER_FIELDS = Rule(
    r"(?P<about>~|about |approximately |approx\. |up to |ca\. |around |<|>"
    rf"|less than |fewer than )?{_COUNT}\s?(?:(?:mitos[ei]s|mitotic figures?"
    r"|mitotic count|mfs?|figures|per|were|was|observed|counted|seen|identified"
    r"|noted|found|are|is|on average|present|readily)[\s(]*){0,6}(?:\(\w+\)\s?)?"
    rf"(?:/|per|in|over|a)\s?(?P<fields>\d{{1,3}}|{_WORDS})?\s?{_FIELDS}",
    re.IGNORECASE,
)
_PER_AREA = Rule(
    (
        rf"(?P<about>~|about |approximately |up to |<|>|less than |fewer than "
        rf"|more than )?{_COUNT}\s?(?:mitos[ei]s|mitotic figures?"
        r"|mfs?)?\s?(?:/|per|in)\s?(?P<area>\d{1,2}(?:\.\d{1,3})?)?\s?(?:mm2"
        r"|mm\u00b2|square mm|square millimet\w+|mm\^2)"
    ),
    re.IGNORECASE,
)
_NONE_IN = Rule(
    rf"\b(?:no|zero) (?:definite )?(?:mitos[ei]s|mitotic figures?)(?: (?:was|were|is|are) (?:seen|identified"
    rf"|found|observed|present|noted"
    rf"|detected))? (?:in|per|/) ?(?P<fields>\d{{1,3}}|{_WORDS}) {_FIELDS}",
    re.IGNORECASE,
)
_NO_COUNT = Rule(
    r"\b(?:cut-?off|threshold|criteri\w+|defined (?:as|by)|usually|typically|generally|risk (?:model"
    r"|stratif\w+)|points?\b)",
    re.IGNORECASE,
)
"""Where limits are told, a number of mitoses is not this tumour's."""
_MITOTIC = Rule(r"\bmito|\bmfs?\b", re.IGNORECASE)
_REGION = Rule(
    r"\b(hot ?-?spots?|cellular (?:regions?|areas?)|hypercellular areas?|most active areas?)\b", re.IGNORECASE
)
_NO_NECROSIS = Rule(
    (
        r"\b(?:no|without|lack(?:ed|ing)?(?: of)?|absen(?:t|ce of)|neither|nor"
        r"|not)\b(?:,? (?!but\b)[\w-]+,?){0,6}? necro(?:sis|tic)|\bnecrosis (?:was"
        r"|is|were|are) (?:absent|not (?:seen|present|identified|observed|found|noted"
        r"|evident))|\bnecrosis:? (?:absent|none|not identified|nil)\b|\bno (?:\w+ ){0,2}(?:or"
        r"|and) necrosis"
    ),
    re.IGNORECASE,
)
_NECROTIC_SHARE = Rule(
    r"(?P<sign><|>|~|less than|more than|under|over)?\s?(?P<n>\d{1,3})\s?% of (?:the )?(?:tumou?r|lesion|mass"
    r"|specimen|tissue|cut surface|area)"
    r"\b[^.;%\d]{0,30}? necro(?:sis|tic)\b",
    re.IGNORECASE,
)
_HALVES = Rule(
    r"\bnecro(?:sis|tic)\b[^.;%\d]{0,40}?\b(?P<a>less|more) than (?:half|50 ?%)|\b(?P<b>less"
    r"|more) than half of the (?:tumou?r|lesion|mass)"
    r"[^.;%\d]{0,20} necro(?:sis|tic)\b",
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
        r"\bgrade(?: \(fnclcc\))?[ :]{0,2}(?:of )?([123]|I{1,3})\b(?!\s?(?:or|to|-|/(?!\s?(?:3|III)\b))\s?(?:[123]"
        r"|I))|\bG([123])\b"
    ),
    re.IGNORECASE,
)
_SUM = Rule(
    r"(?:\b(?:grade|score|fnclcc|total)\b|=)[^.;()]{0,25}\(?\b([123])\s?\+\s?([123])\s?\+\s?([012])\b"
    r"|\b([123])\s?\+\s?([123])\s?\+\s?([012])\s?="
    r"|\(\s?([123])\s?\+\s?([123])\s?\+\s?([012])\s?[),;=]",
    re.IGNORECASE,
)
"""Differentiation, mitoses and necrosis in the order in which FNCLCC adds them (doi 10.1002/ijc.2910330108)."""
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
        match = None if _NO_COUNT.is_in(text) else _PER_FIELDS.search(text)
        none_in = _NONE_IN.search(text)
        if none_in is not None:
            yield seen(
                "mitoses",
                {"count_low": 0, "count_high": None, "fields": number(none_in["fields"])},
                none_in,
                "no mitoses in so many fields",
            )
        elif match is not None and _MITOTIC.search(text):
            about = (match["about"] or "").lower()
            low = int(number(match["low"]))
            high = int(number(match["high"])) if match["high"] else None
            if about.strip() in ("<", "less than", "fewer than"):
                low, high = 0, low - 1
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
        elif not _NO_COUNT.is_in(text) and (area := _PER_AREA.search(text)) is not None and _MITOTIC.search(text):
            high = int(number(area["high"])) if area["high"] else None
            sign, low = (area["about"] or "").lower().strip(), int(number(area["low"]))
            if sign in ("<", "less than", "fewer than"):
                low, high = 0, low - 1
            if sign not in (">", "more than"):
                yield seen(
                    "mitoses",
                    {"count_low": low, "count_high": high, "area_mm2": float(area["area"] or 1)},
                    area,
                    "mitoses per area",
                )
    if "necro" in lower:
        none, percent, halves = _NO_NECROSIS.search(text), _NECROSIS_PERCENT.search(text), _HALVES.search(text)
        share = _NECROTIC_SHARE.search(text)
        score = _SCORES[2][1].search(text) if _FNCLCC.is_in(lower) else None
        if none is None and (named := _NECROSIS.search(text)) is not None and is_absent(named.start(), absences(text)):
            none = named
        if none is not None:
            yield seen("necrosis", {"extent": "none"}, none, "necrosis said to be absent")
        elif halves is not None:
            extent = "under_half" if (halves["a"] or halves["b"]).lower() == "less" else "half_or_more"
            yield seen("necrosis", {"extent": extent}, halves, "share of necrosis in words")
        elif share is not None and int(share["n"]) <= 100 and not share["sign"]:
            yield seen("necrosis", {"percent": float(share["n"])}, share, "share of necrosis")
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
        added = _SUM.search(text) if "fnclcc" in lower or "french" in lower else None
        if added is not None:
            parts = [int(group) for group in added.groups() if group]
            values |= dict(zip(("differentiation", "mitoses", "necrosis"), parts, strict=True))
            first = first or added
            if "necro" not in lower:
                extent = ("none", "under_half", "half_or_more")[parts[2]]
                yield seen("necrosis", {"extent": extent}, added, "necrosis by its FNCLCC score")
        grade = _GRADE.search(text)
        if grade is not None and (
            values or re.search(r"fnclcc|french|fédération", lower) or ("histolog" in lower and "grade" in lower)
        ):
            written = (grade[1] or grade[2]).upper()
            values["grade"] = len(written) if written.startswith("I") else int(written)
            first = first or grade
        if first is not None and values and (len(values) > 1 or "grade" in values):
            yield seen("grade", values, first, "FNCLCC scores and grade")
