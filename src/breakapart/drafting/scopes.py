"""Which specimen and which component a part of a sentence speaks of."""

import re
from collections.abc import Sequence
from functools import lru_cache

from breakapart.drafting.cues import CuedText, Rule, Words
from breakapart.model.draft import Scope

_TISSUE = (
    r"(?:lesions?|tumou?rs?|masse?s?|nodules?|specimens?|disease|neoplasms?|sarcomas?|melanomas?|deposits?|foc(?:us"
    r"|i)|growth"
    r"|samples?|biops(?:y|ies)|resections?|excisions?|tissues?|components?|sites?|cells?|lymph|nodes?|material|one"
    r"|spindle"
    r"|axillary|pulmonary|lung|nodal|subcutaneous|cutaneous|soft|and|or|setting)"
)
"""What may be primary, recurrent or metastatic; fusions, antibodies, care and reports are so in another sense."""
_SPECIMENS = (
    (
        "metastasis",
        rf"metasta(?:sis|ses|si[sz](?:ed|ing))|metastatic(?= {_TISSUE})|secondary (?:lesion|deposit|tumou?r)",
    ),
    ("recurrence", rf"recurrences?|recurrent(?= {_TISSUE})|relapse(?:d|s)?|relapsing|recurred"),
    (
        "primary",
        rf"primary(?= {_TISSUE}| (?:was|showed|had|and|is)|[,.;)]|$)|(?<=the )primary|original(?= {_TISSUE})"
        r"|initial (?:tumou?r|lesion|biopsy|specimen|resection)|index (?:lesion|tumou?r)",
    ),
)
_SPECIMEN = Rule("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _SPECIMENS), re.IGNORECASE)
_NOT_A_SPECIMEN = Rule(
    r"(?:no|without|risk of|signs? of(?: \w+){0,3}|evidence of(?: \w+){0,3}"
    r"|like|similar(?: \w+){0,2} to(?: that of| those of)?(?: the)?"
    r"|identical(?: \w+){0,2} to(?: that of| those of)?(?: the)?|resembl\w+(?: the)?"
    r"|differ\w* from(?: the)?|unlike(?: the)?|from that of the) $",
    re.IGNORECASE,
)
_SPECIMEN_CUES = Words("metasta", "recur", "relaps", "primary", "original", "initial", "index", "secondary")
"""Parts of the words above: most sentences hold none and are let pass quickly."""
_CELLS = (
    r"(?:cells?|components?|portions?|parts?|areas?|regions?|tumou?rs?|lesions?"
    r"|nodules?|n(?:a)?ev(?:us|i)(?: cells)?|zones?|proliferation|neoplastic"
    r"|neoplasm|mass|spindle|melanocyt\w+|aspect)"
)
_SUPERFICIAL = Rule(
    r"\b(?:superficial(?:ly located)?|overlying|upper|epidermal|junctional"
    rf"|intraepidermal)(?: (?:melanocytic|dermal|nested|and))?(?: {_CELLS})+"
    r"|\b(?:congenital )?(?:melanocytic )?n(?:a)?ev(?:us|i)\b(?= (?:in|of"
    r"|within|involving|occupying) the (?:epidermis|superficial|upper|papillary"
    r"|overlying))"
    r"|\bn(?:a)?ev(?:us|oid|ic) (?:cells?|component|portion|part|nests?)\b"
    r"|\b(?:the |^)n(?:a)?evus(?= shows\b| consists\b| is\b)|\bn(?:a)?evus(?=\s?: )"
    r"|\b(?:overlying|superficial) (?:congenital )?(?:melanocytic )?n(?:a)?ev(?:us"
    r"|i)\b",
    re.IGNORECASE,
)
_DEEP = Rule(
    (
        r"\b(?:deep(?:er|ly located|-seated)?|underlying|lower|subjacent)(?: (?:dermal"
        rf"|subcutaneous|located|seated|and))?(?: {_CELLS})+|\b(?:intra)?dermal (?:component|part|portion)\b"
        r"|\bthe nodule(?= shows\b| consists\b)|\bnodule(?=\s?: )"
    ),
    re.IGNORECASE,
)
_COMPONENT = Rule(
    r"\b(?:the|in the|of the|both) ((?:spindle|epithelioid|round|rhabdoid"
    r"|pleomorphic|low-grade|high-grade|myxoid|cellular|glandular"
    r"|epithelial|melanocytic|sarcomatous|fibrosarcomatous|dedifferentiated"
    r"|lipomatous|undifferentiated)(?:[- ]cell(?:ed|ular)?)?)"
    r" (?:component|area|areas|element|part|portion|region|foci)\b",
    re.IGNORECASE,
)
_COMPONENT_HEAD = Rule(
    r"(?:^\W{0,3}|[:;.] )((?:spindle|epithelioid|round|rhabdoid|pleomorphic|low-grade|high-grade|myxoid|sarcomatous"
    r"|fibrosarcomatous|dedifferentiated)(?:[- ]cell)?) (?:component|areas?|part|portion)(?=\s?:)",
    re.IGNORECASE,
)
_SITE = Rule(
    (
        r"\b(?:of|in|from|on|at) the ((?:left|right|bilateral|upper|lower|proximal"
        r"|distal|deep|posterior|anterior)?(?: ?[a-z]+){1,2})"
    ),
    re.IGNORECASE,
)
_BOTH = Rule(r"\bboth (?:lesions|specimens|tumou?rs|sites|samples)\b")

Scopes = Sequence[tuple[int, int, Scope]]
"""(start, end, scope), in order."""


@lru_cache(maxsize=64)
def scopes_in(text: str, site_words: frozenset[str]) -> Scopes:
    """Everything in `text` that says which specimen or component is meant; several readers ask it of a sentence."""
    lower = text.lowered if isinstance(text, CuedText) else text.lower()
    found = (
        []
        if not _SPECIMEN_CUES.are_in(lower)
        else [
            (match.start(), match.end(), Scope(specimens=(str(match.lastgroup),)))
            for match in _SPECIMEN.finditer(text)
            if not _NOT_A_SPECIMEN.search(text, max(0, match.start() - 60), match.start())
        ]
    )
    found += [(m.start(), m.end(), Scope(component="superficial")) for m in _SUPERFICIAL.finditer(text)]
    found += [(m.start(), m.end(), Scope(component="deep")) for m in _DEEP.finditer(text)]
    if "component" in lower or "area" in lower or "portion" in lower or "element" in lower or "foci" in lower:
        found += [(m.start(1), m.end(), Scope(component=_named(m[1]))) for m in _COMPONENT.finditer(text)]
        found += [(m.start(1), m.end(), Scope(component=_named(m[1]))) for m in _COMPONENT_HEAD.finditer(text)]
    for match in _SITE.finditer(lower) if " the " in lower else ():
        words = match[1].split()
        for length in range(len(words), 0, -1):
            if any(word in site_words for word in words[:length]) and words[length - 1] in site_words:
                found.append((match.start(1), match.end(1), Scope(site=" ".join(words[:length]))))
                break
    pair = _BOTH.search(lower)
    if pair is not None:
        found.append((pair.start(), pair.end(), Scope(specimens=("primary", "metastasis"))))
    found.sort(key=lambda scope: (scope[0], -scope[1]))
    merged: list[tuple[int, int, Scope]] = []
    for start, end, scope in found:
        if merged and start < merged[-1][1]:
            continue
        if (
            merged
            and scope.specimens
            and merged[-1][2].specimens
            and re.fullmatch(
                r"\s?(?:tumou?rs?|lesions?)?\s?(?:and|or|/|,)\s(?:the\s)?(?:local(?:ly)?\s)?",
                text[merged[-1][1] : start],
                re.IGNORECASE,
            )
        ):
            before = merged.pop()
            both = tuple(dict.fromkeys(before[2].specimens + scope.specimens))
            merged.append((before[0], end, Scope(specimens=both)))
        elif merged and scope.site and merged[-1][2].specimens and start - merged[-1][1] < 25:
            before = merged.pop()
            merged.append((before[0], end, Scope(before[2].specimens, before[2].component, scope.site)))
        else:
            merged.append((start, end, scope))
    return tuple(merged)


def _named(words: str) -> str:
    return "-".join(words.lower().replace("-", " ").split())


def scope_of(text: str, site_words: frozenset[str]) -> Scope:
    """The first scope that `text` names; an empty one when it names none."""
    found = scopes_in(text, site_words)
    return found[0][2] if found else Scope()
