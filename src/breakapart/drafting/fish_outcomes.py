"""What a clause about break-apart FISH says came out: result, share of nuclei, signal patterns."""

import re

from breakapart.drafting.cues import CuedText, Rule

BREAK = (
    r"(?:rearrang\w*|split\w*|break(?!-? ?apart (?:probe|FISH|assay|anal|test|fluor))\w*|translocat\w*|disrupt\w*"
    r"|fusions?\b(?! signal)|separat\w*)"
)
OF_A_BREAK = Rule(BREAK, re.IGNORECASE)
_NEGATIVE = Rule(
    r"\b(?:no|not|non|nor|neither|without|never)\b(?:[ -](?:[\w'/:-]+,?)){0,9}?[ -](?:rearrang\w+|split\w*|break\b"
    r"|break-?apart|evidence|translocation|detect\w*|abnormal\w*|fusions?|disrupt\w*|separat\w*|identif\w+|found|seen"
    r"|present|show\w*|demonstrat\w*|reveal\w*|confirm\w*|observ\w+|harbou?r\w*|positive)"
    r"|\b(?:was|were|is|are|came back|returned|being)? ?negative\b|\bneg\b|\([-\u2212\u2013]\)|\bnegativity\b"
    r"|\bintact\b(?!(?: [\w-]+){0,3} and (?:[\w-]+ ){0,3}(?:red|green|orange|separate|split|isolated|single)\b)"
    r"|\bunrearranged\b"
    r"|\bfailed to (?:detect|identify|show|reveal|demonstrate|confirm|disclose)\b|\b(?:absence|lack) of\b"
    r"|\black(?:ed|ing|s)\b|\bdid not\b|\b(?:was|were) (?:absent|excluded|normal)\b|\bexcluded\b"
    r"|\bnormal (?:signal )?(?:pattern|result|hybridi[sz]ation)|\bgermline (?:pattern|configuration)"
    r"|\bwild[- ]?type\b"
    r"|\b(?:below|under) the (?:\w+ ){0,3}(?:threshold|cut-?off)|\bwithin normal limits\b"
    r"|\bnuc ish ?\(?[A-Z][A-Z0-9]{1,8}x2\)?\s?\[\d{1,4}\]"
    r"|\bfused signals only\b|\bonly (?:fused|fusion) signals\b|\bnormal$",
    re.IGNORECASE,
)
_POSITIVE = Rule(
    r"\bpositiv(?:e|ity)\b|\bpos\b|\(\+\)|\brearranged\b|\bsplit(?: |ting|-)\w*|\bisolated (?:\w+ ){0,2}\W{0,2}[35]'"
    r"|\bbreak-? ?apart"
    r" signals?\b|\b(?:above|exceed\w+|over) the (?:[\w-]+ ){0,3}(?:threshold|cut-?off)|\babnormal\b|\bsep [35]'",
    re.IGNORECASE,
)
FOUND = Rule(
    r"\b(?:showed|shows?|showing|shown|reveal\w*|demonstrat\w*|detect\w*|identif\w+|confirm\w*|found|finding|seen"
    r"|present|prov(?:ed|en)|evidenc\w+|disclos\w+|harbou?r\w*|carr(?:y|ied)|exhibit\w*|display\w*|observed|verified"
    r"|highlight\w*|document\w*|establish\w*|in keeping with|consistent with|had an?|with an?|indicat\w+|noted)\b",
    re.IGNORECASE,
)
_CONFIRMED = Rule(
    r"\b(?:was|were|been) (?:\w+ )?(?:confirmed|verified|corroborated|validated) (?:by|with|on|using)\b", re.IGNORECASE
)
_NOT_EVALUABLE = Rule(
    r"\bnot (?:be )?(?:evaluable|interpretable|informative|assessable|assessed|evaluated|interpreted|scorable|scored"
    r"|determined)\b"
    r"|\bnon-?informative|\buninformative|\buninterpretable|\bunevaluable|\bfailed\b(?! to (?:detect|identify|show"
    r"|reveal"
    r"|demonstrate|confirm|disclose))|\bunsuccessful\b|\binconclusive\b|\bequivocal\b|\bindeterminate\b|\bfailure\b"
    r"|\binsufficient (?:tissue|signals?|material|cells|hybridi[sz]ation|nuclei|quality)"
    r"|\b(?:no|too few|insufficient) (?:evaluable|interpretable|assessable) (?:signals?|nuclei|cells)"
    r"|\b(?:did not|failed to|no adequate) hybridi[sz]\w*|\bno result (?:could be|was) obtained"
    r"|\bcould not be (?:assessed|evaluated|interpreted|performed|scored|determined)",
    re.IGNORECASE,
)
_EQUIVOCAL = Rule(r"\bequivocal\b|\binconclusive\b|\bindeterminate\b", re.IGNORECASE)
_PROBE_NAMED = Rule(
    r"^\W{0,3}(?:FISH |DNA )?probes?(?: used| set)?\s?:[^.;]{0,60}\bbreak-? ?apart\b[^%]{0,60}$", re.IGNORECASE
)
"""A line that names the probe, no result: "Probe: ALK break apart"."""
_PERCENT = Rule(
    r"(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?(?:%|per ?cent)\s(?:of )?(?:all |the )?(?:[\w-]+ ){0,4}(?:cells|nuclei|signals?)"
    r"|\bin (?:about |approximately |around |up to |~ ?)?(?P<n2>\d{1,3}(?:\.\d{1,2})?)\s?(?:%|per ?cent)"
    r"|\b(?:nuclei|cells)\)?:? ?\(?(?P<n3>\d{1,3}(?:\.\d{1,2})?)\s?(?:%|per ?cent)",
    re.IGNORECASE,
)
_ANY_PERCENT = Rule(
    r"(?<![\d.<>\u2264\u2265-])(?P<n>\d{1,3}(?:\.\d{1,2})?)\s?(?:%|per ?cent\b)(?! ?(?:of |in )?(?:formalin"
    r"|tumou?r)\b(?! (?:cells|nuclei)))"
)
_TENS = {
    "ten": 10,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_UNITS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_IN_WORDS = Rule(rf"\b(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<units>{'|'.join(_UNITS)}))? ?per ?cent", re.IGNORECASE)
_CUT_OFF_TOLD = Rule(
    r"(?:[<>\u2264\u2265]=? ?|\b(?:more than|over|above|at least|below"
    r"|under) )?\d{1,2}(?:\.\d)? ?%[^.;,()%\d]{0,20}\b(?:cut-? ?off|threshold)(?: value| level)?"
    r"|\b(?:normal |laboratory |lab |our |the |positive |positivity )*(?:cut-? ?off|threshold|normal range"
    r"|normal limit|reference range|reference|normal)\b"
    r"[^.;%\d]{0,40}(?:\d{1,2}(?:\.\d)?\s?(?:-|\u2013|to)\s?)?\d{1,2}(?:\.\d)?\s?%",
    re.IGNORECASE,
)
"""The share from which a result is positive: no share that was found."""
_IN_BRACKETS = re.compile(r"[^%\d.;]{0,30}\(?(\d{1,3}(?:\.\d)?) ?%")
FRACTION = Rule(
    r"\b(?P<k>\d{1,4})\s?(?:/|of|out of)\s?(?:the )?(?P<n>\d{2,4})\b(?:\s(?:[\w-]+ ){0,5}?(?:cells|nuclei)|\s?\()"
    r"|\bout of (?P<n7>\d{2,4}) (?:[\w-]+ ){0,3}(?:cells|nuclei),? (?P<k4>\d{1,4})\b"
    r"|\[(?P<k2>\d{1,4})/(?P<n5>\d{2,4})\]|\((?P<k3>\d{1,4}) ?/ ?(?P<n6>\d{2,4})\)",
    re.IGNORECASE,
)
SHARES = Rule(r"\b(\d{1,2}(?:\.\d)?)\s?% and (\d{1,2}(?:\.\d)?)\s?%")
_COLOUR = r"(?:red|green|orange|yellow|aqua)"
_PATTERNS = (
    (
        "isolated_5p",
        Rule(
            rf"\b(?:isolated|single|lone)(?: {_COLOUR})?(?: signals?)? ?\(?5'|\b5' (?:only|isolated)"
            rf"|\b(?:loss|deletion|absence) of (?:the )?(?:{_COLOUR} )?\(?3'|\b3' deletion|\bisolated 5\b",
            re.IGNORECASE,
        ),
    ),
    (
        "isolated_3p",
        Rule(
            rf"\b(?:isolated|single|lone)(?: {_COLOUR})?(?: signals?)? ?\(?3'|\b3' (?:only|isolated)"
            rf"|\b(?:loss|deletion|absence) of (?:the )?(?:{_COLOUR} )?\(?5'|\b5' deletion|\bisolated 3\b",
            re.IGNORECASE,
        ),
    ),
    ("fused", Rule(r"\bfused\b|(?<!one )(?<!\b1 )(?<!intact )\bfusion signals?\b", re.IGNORECASE)),
    (
        "split",
        Rule(
            r"\bsplit(?:ting)?\b|\bseparat(?:ed|ion)(?: of)?(?: the)? (?:red|green|orange|signals?|5'|3'|two signals)"
            r"|\bbreak[- ]?apart signals?\b|\b5'[A-Z0-9]{2,8} sep\b|\bsplit-signal\b|\b1 ?F ?,? ?1 ?[RO] ?,? ?1 ?G\b"
            r"|\b1 ?F ?,? ?1 ?G ?,? ?1 ?[RO]\b|\b1 ?Y ?,? ?1 ?[RO] ?,? ?1 ?G\b"
            r"|\bseparate(?:d)? (?:red|green|orange) and (?:red|green|orange) signals?\b|\b(?:one|1) (?:fus(?:ed"
            r"|ion)|yellow)(?: signals?)?(?:,| and) (?:one|1) (?:red|green"
            r"|orange)(?: signals?)?"
            r"(?:,| and|, and) (?:one|1) (?:separate )?(?:red|green|orange)\b|\b(?:red|green|5'|3') and (?:red|green"
            r"|5'|3') signals? (?:were|was|are) "
            r"(?:apart|separated|split)",
            re.IGNORECASE,
        ),
    ),
)


_NORMAL_LIMIT = re.compile(r"\bnormal (?=cut|range|limit|value|threshold)", re.IGNORECASE)


def outcome_of(clause: str, *, has_gene: bool) -> str | None:
    """What a clause that speaks of FISH says came out, or None."""
    clause = CuedText(_NORMAL_LIMIT.sub(" ", clause)) if "%" in clause else clause
    unclear = _NOT_EVALUABLE.search(clause)
    if unclear is not None:
        return "equivocal" if _EQUIVOCAL.search(clause) else "not_evaluable"
    if _NEGATIVE.search(clause):
        return "absent"
    if _POSITIVE.search(clause) or (has_gene and _CONFIRMED.search(clause)):
        return "present"
    if _PROBE_NAMED.search(clause) and not FOUND.search(clause):
        return None
    is_told = FOUND.search(clause) or re.search(r":\s|\bin (?:about |approximately )?\d{1,3} ?%|\d ?/ ?\d{2}", clause)
    return "present" if has_gene and OF_A_BREAK.search(clause) and is_told else None


_ROW_NOT = Rule(
    r"\bnot (?:rearranged|detected|present|identified|seen|split|abnormal)\b|\bno (?:\w+ ){0,5}(?:rearrange\w*"
    r"|break\w*|split\w*|evidence|abnormal\w*"
    r"|translocation|disruption)|\bneg(?:ative|\b)|\bnormal\b|\bintact\b|\bunrearranged\b|\bnon-?rearranged\b"
    r"|\babsent\b|\bnot\b",
    re.IGNORECASE,
)
_ROW_IS = Rule(
    r"\bpos(?:itive|\b)|\brearrang(?:ed|ement)|\bdetected\b|\bpresent\b|\babnormal\b|\bsplit\b"
    r"|\bbreak[- ]?apart signals?\b|\btranslocat|\bdisrupt"
    r"|\bidentified\b|\bseen\b|\bbroken\b|\bisolated\b|\bseparat",
    re.IGNORECASE,
)
_OTHER_CHANGES = Rule(r"\bamplif\w*|\bpolysom\w*|\bcopy number\b|\bgains?\b", re.IGNORECASE)


def row_outcome(text: str) -> str | None:
    """What the rest of a line says after the name of a probe, or after the word "Result"."""
    if _NOT_EVALUABLE.search(text):
        return "equivocal" if _EQUIVOCAL.search(text) else "not_evaluable"
    text = without_cutoffs(text)
    no, yes = _ROW_NOT.search(text), _ROW_IS.search(text)
    if _OTHER_CHANGES.search(text) and not OF_A_BREAK.search(text):
        return None
    if no is not None and (yes is None or no.start() <= yes.start() or no.end() >= yes.end()):
        return "absent"
    return "present" if yes is not None else None


_BY_NUCLEI = Rule(
    r"\bin (?:all )?\d{2,3} (?:[\w-]+ ){0,2}(?:cells|nuclei)\b|\d ?(?:%"
    r"|per ?cent) (?:of )?(?:the )?(?:[\w-]+ ){0,3}(?:cells|nuclei)\b|\b\d{1,4} ?(?:/|of"
    r"|out of) ?(?:the )?\d{2,4} (?:[\w-]+ ){0,3}(?:cells|nuclei)\b",
    re.IGNORECASE,
)
_OF_CELLS_STAINED = Rule(
    r"\bimmuno\w*|\bstain\w*|\bexpress\w*|\bpositiv\w*|\bIHC\b|\breads?\b|\ballel\w*|\bsequenc\w*|\bmutat\w*",
    re.IGNORECASE,
)


def is_by_nuclei(text: str) -> bool:
    """Whether `text` tells of the share of nuclei with a rearranged gene, which is FISH, named or not."""
    return _BY_NUCLEI.is_in(text) and OF_A_BREAK.is_in(text) and not _OF_CELLS_STAINED.is_in(text)


def without_cutoffs(text: str) -> str:
    """`text` without what it says of the share from which a result is positive."""
    return _CUT_OFF_TOLD.sub(" ", text) if "%" in text else text


def share_of(text: str) -> dict[str, object]:
    """The share of nuclei that `text` tells, with their number where it tells that too."""
    bare = without_cutoffs(text)
    fraction, percent = FRACTION.search(bare), _PERCENT.search(bare)
    if fraction is not None:
        k, n = (
            int(next(g for g in fraction.group(*names) if g))
            for names in (("k", "k2", "k3", "k4"), ("n", "n5", "n6", "n7"))
        )
        if n > 0 and k <= n:
            told = _IN_BRACKETS.match(bare, fraction.end())
            is_same = told is not None and abs(float(told[1]) - 100 * k / n) < 1
            share = float(told[1]) if told is not None and is_same else round(100 * k / n, 2)
            return {"percent_positive": share, "cells_scored": n}
    every = list(_ANY_PERCENT.finditer(bare))
    if percent is not None:
        share = float(next(n for n in percent.group("n", "n2", "n3") if n))
    elif len(every) == 1:
        share = float(every[0]["n"])
    else:
        words = _IN_WORDS.search(bare)
        if words is None:
            return {}
        share = _TENS[words["tens"].lower()] + _UNITS.get((words["units"] or "").lower(), 0)
    return {"percent_positive": float(share)} if share <= 100 else {}


def patterns_in(text: str) -> tuple[str, ...]:
    """Signal patterns in the order the text names them."""
    found = ((match.start(), name) for name, pattern in _PATTERNS if (match := pattern.search(text)))
    return tuple(name for _, name in sorted(found))
