"""
What a sentence says is not there: how far "no", "without", "neither", "were not seen" reach.

A negation reaches over a list ("no necrosis, atypia or vascular invasion") and ends where something is told again
("but", "with scattered lymphocytes", "and the cells"). "Non-" and "un-" reach over their own word only.
"""

import re

from breakapart.drafting.cues import Rule

_SEEN = (
    r"(?:seen|identified|present|observed|found|noted|evident|conspicuous|detected|demonstrated|encountered|apparent"
    r"|appreciated|recogni[sz]ed|visible|discernible|a feature|features|readily \w+|formed|established)"
)
_FORWARD = Rule(
    r"\b(?:no|without|lack(?:s|ed|ing)?(?: of)?|absence of|absent|devoid of|free of|free from|negative for"
    r"|neither|nor|never"
    r"|not|cannot|fail(?:s|ed) to|rather than|instead of|as opposed to|unaccompanied by|exclud(?:es|ed|ing))\b"
    r"(?! (?:only|more than|longer|doubt|just|less|be excluded|uncommon))",
    re.IGNORECASE,
)
_POSTPOSED_NOT = Rule(rf"not (?:\w+ly )?(?:been )?{_SEEN}\b", re.IGNORECASE)
_ANEW = (
    r"(?:a|an|the|there|it|they|its|their|some|many|several|numerous|abundant|frequent|prominent|scattered"
    r"|focal|focally"
    r"|occasional|rare|few|only|mild|mildly|moderate|moderately|marked|minimal|brisk|low|high|extensive"
    r"|variable|is|was|were"
    r"|are|shows?|showed|has|had|have|contain\w*|consist\w*|composed|arranged|embedded|set|organi[sz]ed|growing|forming"
    r"|infiltrat\w+|extend\w+|with|in|at|on|by|showing|having|surrounded|separated|positive|mitoses (?:are|were))"
)
_END = Rule(
    r"[;:]|\.(?=\s|$)|\b(?:but|although|though|however|whereas|while|whilst|except|apart from|other than|despite|yet)\b"
    rf"|,? (?:and )?which\b|,? and {_ANEW}\b|, {_ANEW}\b|\b(?:in|within|of|among|around|at|between|throughout"
    rf"|from|on) (?:an?|the|these|this|those|any|both|all)\b|\b(?:arranged|embedded|organi[sz]ed|admixed)\b"
    r"|\bthe (?:spindled?|epithelioid|tumou?r|cells|lesion|stroma|nuclei|neoplasm|lesional|neoplastic)\b",
    re.IGNORECASE,
)
_BACKWARD = Rule(
    rf"\b(?P<verb>was|were|is|are) (?:also |both |all |entirely |completely )?(?:absent|lacking|nil"
    rf"|not (?:\w+ly )?{_SEEN})\b"
    rf"|(?P<colon>:)\s?(?:absent|none|nil|no|not (?:identified|seen|present|found|observed))\b"
    r"|\b(?:absent|not (?:identified|seen|present))(?=\s?[.;]|$)|\bnil(?=\s?[.;,]|$)",
    re.IGNORECASE,
)
_BEGIN = Rule(
    r"[;:]|\.\s|\b(?:is|was|were|are|has|had|have|shows?|showed|contains?|contained|with|but|while|whereas"
    r"|although|which"
    r"|that|in|of|by|around|within|between)\b",
    re.IGNORECASE,
)
_BOUND = Rule(r"\b(?:non|un)-?(?=[a-z]{4})[a-z-]+", re.IGNORECASE)
_STANDING = frozenset(
    {
        "unusual",
        "uniform",
        "uniformly",
        "under",
        "underlying",
        "unit",
        "units",
        "union",
        "universal",
        "university",
        "unknown",
        "until",
        "undifferentiated",
        "undergoing",
        "underwent",
        "undergo",
        "unremarkable",
        "uninvolved",
        "uncommon",
        "unilateral",
        "unclear",
        "understand",
        "unique",
        "untreated",
    }
)
"""Words that begin with "un" and deny nothing that is looked for."""


def absences(text: str) -> tuple[tuple[int, int], ...]:
    """
    Stretches of `text` whose terms are said to be absent.

    >>> text = "No necrosis, atypia or invasion was seen, but mitoses were frequent."
    >>> [text[start:end] for start, end in absences(text)]
    ['necrosis, atypia or invasion was seen, ']
    >>> text = "The non-pigmented cells had no nucleoli; necrosis and rosettes were absent."
    >>> [text[start:end].strip() for start, end in absences(text)]
    ['non-pigmented', 'nucleoli', 'necrosis and rosettes']
    """
    found: list[tuple[int, int]] = [
        match.span() for match in _BOUND.finditer(text) if match.group().lower() not in _STANDING
    ]
    for match in _FORWARD.finditer(text):
        if match.group().lower() in ("not", "absent") and (
            _POSTPOSED_NOT.match(text, match.start()) or match.group().lower() == "absent"
        ):
            continue
        first = re.compile(r"\s*[\w'-]+").match(text, match.end())
        end = _END.search(text, first.end() if first else match.end())
        found.append((match.end(), end.start() if end else len(text)))
    for match in _BACKWARD.finditer(text):
        begin, boundary = 0, ""
        for found_boundary in _BEGIN.finditer(text, 0, match.start()):
            begin, boundary = found_boundary.end(), found_boundary.group().lower()
        # "The cells were bland and lipoblasts were absent": what follows the first verb is no part of the list.
        is_list = boundary not in ("is", "was", "were", "are") and (
            match["verb"] in ("were", "are") or match["colon"] is not None
        )
        if not is_list and not re.search(r"\b(?:or|nor|neither)\b", text[begin : match.start()]):
            for sign in (",", " and "):
                last = text.rfind(sign, begin, match.start())
                begin = last + len(sign) if last >= 0 else begin
        found.append((begin, match.start()))
    return tuple(sorted(found))


def is_absent(place: int, spans: tuple[tuple[int, int], ...]) -> bool:
    """Whether a term at `place` lies in one of the `spans` of `absences`."""
    return any(start <= place < end for start, end in spans)
