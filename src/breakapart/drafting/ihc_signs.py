"""Signs, brackets, scores and colons directly behind a stain: "CD34(+++)", "S100: focal", "ALK (D5F3) H-score 120"."""

import re

from breakapart.drafting.cues import Rule
from breakapart.drafting.ihc_index import read_labelling_index
from breakapart.drafting.ihc_stain import (
    PERCENT,
    PLUS_GRADES,
    QUALIFIER,
    QUALIFYING,
    Stain,
    qualify,
    settle,
    words_before,
)
from breakapart.drafting.ihc_statuses import STATUS
from breakapart.model.outcome import Outcome

_SUFFIX = Rule(
    r"\s?\(\s?(?P<sign>\+/-|-/\+|\+{1,4}|[0-3]\+|0(?=\s?\))|-|\u00b1)\s?(?P<more>[^)]{0,40})\)"
    r"|\s?(?P<bare>\+/-|\u00b1|\+{1,4})(?!\w|/[-+])|(?P<minus>-)(?=[\s,;.)/]|$)(?! ?(?:positive"
    r"|negative)\b)(?!(?:,\s[\w./]{2,14}-){0,4},?\s(?:and|or)\s[\w./-]{2,14}-(?:positive|negative|immuno|expressing))"
    r"|-\s?(?P<word>positive|negative|immunoreactive|immunopositive|immunonegative"
    r"|expressing|deficient)\b(?! (?:for|anaplastic|histiocyt|inflamm"
    r"|(?:\w+ ){0,2}(?:macrophages|lymphocytes|mast cells|vessels|eosinophils)))"
    r"|\s(?P<short>pos|neg)\b\.?|\s?\(?(?P<ve>[-+]) ?ve\b\)?"
    rf"|\s(?P<how>(?:{QUALIFYING}(?: cells)?(?:,? and |,? )){{1,3}})?"
    r"(?P<apart>\+{1,3}|[1-3]\+|0(?!\.\d)|-)(?=\s*(?:[,;.)]|$|and\b))",
    re.IGNORECASE,
)
_H_SCORE = Rule(r"\s?[,(:]?\s?(?:\w+ ){0,4}h-?score\s?(?:of|:|=|was|is)?\s?(\d{1,3})\b\)?", re.IGNORECASE)
_ALLRED = Rule(
    r"\s?[,(:]?\s?(?:\w+ ){0,4}allred(?: score)?\s?(?:of|:|=|was|is)?\s?([0-8])(?:\s?/\s?8)?\b\)?", re.IGNORECASE
)
_BEHIND_SIGN = re.compile(
    rf"\s({QUALIFYING}(?: cells)?(?:(?:,? and |, | ){QUALIFYING}(?: cells)?){{0,3}})(?=\s?(?:[.;,)]|$))", re.IGNORECASE
)
"""In "STAT6 +++ nuclear, diffuse" what follows the sign tells where and how far."""
_SHARE_BEHIND_SIGN = re.compile(
    r",?\s(?:in )?(?:about |approximately |approx\.? |ca\.? |some |roughly |~ ?)?(\d{1,3}(?:\.\d)?)\s?%(?!\s?-)"
)
"""In "S100 + in 30%"."""
_INSIDE = re.compile(r"[^()]*\([^()]*?[;,]([^()]{1,60})\)$")
_MORE_INSIDE = re.compile(r"\s?[;,]([^()]{1,60})\)")
"""What follows a clone inside its bracket: "ALK (5A4; strong, cytoplasmic)"."""
_BARE_CLONE = re.compile(
    r"\s?\((?=[^()]*\d)(?=[^()]*[A-Z])(?![^()]*(?:\d{4}|[a-z]{3}))((?!HPF|HE\b)[A-Z0-9][A-Za-z0-9/-]{2,11})\)"
)
"""A clone that is not known: "ALK (1A4)"."""
PLACE_ONLY = re.compile(
    rf"\s*(?:{QUALIFYING}[ ,]*){{1,3}}(?:staining |positivity |expression )?(?:only)?,", re.IGNORECASE
)
"""In "cytoplasmic only, no nuclear staining" the stain is there, whatever is denied behind."""
_SCORE_BEFORE = re.compile(r"\b(allred|h-?score)(?: scores?)? (?:of|for) (?:the )?$", re.IGNORECASE)
_SCORE_IS = re.compile(r"\s?(?:was|is|of|:|=)\s?(\d{1,3})\b", re.IGNORECASE)
_OF_ANOTHER_TUMOUR = re.compile(
    r"-(?:positive|negative|deficient)\s[^.;,]{2,60}\b(?:excluded|ruled out|unlikely|differential)\b", re.IGNORECASE
)
"""In "SDHB-deficient GIST was excluded" nothing is told of this tumour."""
_COLON = Rule(r"\s?(?:\([^)]{0,30}\)\s?)?(?::|=|\s-(?=\s)|\|)\s?", re.IGNORECASE)
_BRACKET = Rule(r"\s?\(([^()]{1,60})\)")
SIGN_BEFORE = Rule(r"(?:^\W{0,4}|[;\n]\s{0,4})[\[(]([-+])[\])]\s(?=\w)")
_SIGN_AT_END = Rule(r"(?:^|[\s,;]|(?<=[a-z%])(?=\+))(\+/-|\+{1,3}|-)\s?$")
_CLONE = Rule(r"\s?[(,\[]?\s?(?:antibody )?clone[: ]\s?([A-Za-z0-9][\w./-]{1,14})", re.IGNORECASE)
_NOT_TUMOUR = Rule(
    (
        r"\b(?:vessels?|vascular|endotheli\w+|internal control|positive control"
        r"|lymphocytes|histiocytes|macrophages|adnexal?|background|non-neoplastic"
        r"|normal)\b"
    ),
    re.IGNORECASE,
)


def read_signs(text: str, stain: Stain, following: int) -> None:
    """Signs, brackets and colons directly behind a stain."""
    place = stain.mention.end
    for pattern in (_H_SCORE, _ALLRED):
        scored = pattern.match(text, place)
        if scored is not None and scored.end() <= following:
            kind = "pos" if int(scored[1]) else "neg"
            settle(stain, kind, "score behind the stain", scored.start(), scored.end())
            stain.note = " ".join(scored.group().strip(" (),:").split())
            return
    named = _SCORE_BEFORE.search(text[max(0, stain.mention.start - 30) : stain.mention.start])
    if named is not None and (score := _SCORE_IS.match(text, place)) is not None:
        settle(stain, "pos" if int(score[1]) else "neg", "score behind the stain", place, score.end())
        stain.note = f"{named[1]} {score[1]}"
        return
    clone = _CLONE.match(text, place)
    if clone is not None:
        stain.clone = clone[1].rstrip(".,)")
        place = clone.end() + (1 if text.startswith(")", clone.end()) else 0)
        more = _MORE_INSIDE.match(text, clone.end())
        if more is not None and more.end() <= following:
            qualify(stain, more[1])
            place = more.end()
    elif stain.mention.clone is None:
        bare = _BARE_CLONE.match(text, place)
        if bare is not None and bare.end() <= following:
            stain.clone, place = bare[1], bare.end()
    inside = _INSIDE.match(text, stain.mention.start, stain.mention.end)
    if inside is not None:
        qualify(stain, inside[1])
    if stain.mention.marker == "Ki67":
        read_labelling_index(text, stain, following)
    if _OF_ANOTHER_TUMOUR.match(text, place):
        stain.skip = True
        return
    suffix = _SUFFIX.match(text, place)
    if suffix is not None and suffix.end() <= following:
        _sign(text, stain, suffix)
        return
    bracket = _BRACKET.match(text, place)
    if bracket is not None and bracket.end() <= following:
        inner = bracket[1]
        status = STATUS.search(inner)
        sign = _SIGN_AT_END.search(inner)
        if sign is not None and status is None:
            if not _NOT_TUMOUR.search(inner):
                kind = "eq" if "/" in sign[1] else "pos" if "+" in sign[1] else "neg"
                settle(stain, kind, "sign in brackets behind the stain", bracket.start(), bracket.end())
        elif status is not None and status.lastgroup not in ("weak",):
            settle(stain, str(status.lastgroup), "result in brackets behind the stain", bracket.start(), bracket.end())
        if not re.match(r"\s?(?:fig|panel|table|case|patient)", inner, re.IGNORECASE):
            qualify(stain, inner)
            percent = PERCENT.search(inner)
            if percent is not None and stain.mention.marker != "Ki67" and not percent["high"] and not percent["about"]:
                stain.percent = float(percent["low"])
        place = bracket.end()
    colon = _COLON.match(text, place)
    if colon is not None and colon.end() < following:
        window = text[colon.end() : min(following, colon.end() + 80)]
        cut = re.search(r"[;\n]|\.(?!\d)", window)
        window = window[: cut.start()] if cut else window
        status = STATUS.search(window)
        sign = re.match(r"\s*(\+{1,4}|[0-3]\+|0(?![.\d])|-)(?=[\s,;.(]|$)", window)
        if sign is not None:
            settle(
                stain,
                "pos" if "+" in sign[1] and sign[1] != "0+" else "neg",
                "sign behind the stain",
                colon.start(),
                colon.end() + sign.end(),
            )
            if stain.outcome is Outcome.PRESENT:
                stain.intensity = PLUS_GRADES.get(sign[1])
                qualify(stain, window)
        elif status is not None and PLACE_ONLY.match(window[: status.start()]):
            settle(stain, "pos", "extent behind the stain and a colon", colon.start(), colon.end() + status.start())
            qualify(stain, window[: status.start()])
        elif status is not None and status.start() < 40:
            settle(
                stain,
                str(status.lastgroup),
                "result behind the stain and a colon",
                colon.start(),
                colon.end() + status.end(),
            )
            if stain.outcome is Outcome.PRESENT:
                qualify(stain, window)
                share = PERCENT.search(window)
                if share and stain.mention.marker != "Ki67" and not share["high"] and not share["about"]:
                    stain.percent = float(share["low"]) if float(share["low"]) <= 100 else None
        elif re.match(r"\s*(?:weak|focal|patchy|diffuse|strong)\w*", window, re.IGNORECASE):
            settle(stain, "pos", "extent behind the stain and a colon", colon.start(), colon.end())
            qualify(stain, window)


def _sign(text: str, stain: Stain, suffix: re.Match[str]) -> None:
    sign = (
        suffix["sign"]
        or suffix["bare"]
        or suffix["minus"]
        or suffix["word"]
        or suffix["short"]
        or suffix["ve"]
        or suffix["apart"]
        or ""
    )
    kind = "neg" if sign in ("0", "0+") else "pos"
    if sign in ("+/-", "-/+", "\u00b1"):
        kind = "eq"
    elif sign == "-" or sign.lower() in ("negative", "immunonegative", "neg", "deficient"):
        kind = "neg"
    settle(stain, kind, "sign behind the stain", suffix.start(), suffix.end())
    stain.intensity = PLUS_GRADES.get(sign)
    share = _SHARE_BEHIND_SIGN.match(text, suffix.end())
    if share is not None and kind == "pos" and stain.mention.marker != "Ki67" and float(share[1]) <= 100:
        stain.percent = float(share[1])
    if suffix["more"] or suffix["how"]:
        qualify(stain, suffix["more"] or suffix["how"])
    elif kind == "pos" and (more := _BEHIND_SIGN.match(text, suffix.end())) is not None:
        qualify(stain, more[1])
    elif kind == "pos":
        bracket = _BRACKET.match(text, suffix.end())
        if bracket is not None and QUALIFIER.search(bracket[1]):
            qualify(stain, bracket[1])
        qualify(stain, words_before(text, stain.mention.start))
