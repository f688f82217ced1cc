"""One stain and what is told of it: outcome, extent, strength, compartment, share of cells."""

import re
from dataclasses import dataclass, field

from breakapart.drafting.cues import CuedText, Rule
from breakapart.drafting.vocabulary import MarkerMention
from breakapart.model.draft import Scope, Sureness
from breakapart.model.ihc import CountMethod
from breakapart.model.outcome import Compartment, Extent, Intensity, Outcome

_EXTENTS = (
    (Extent.RARE, r"\brare\b|\bscattered\b|\boccasional\b|\bsingle\b|\bisolated\b|\ba few\b|\bvery few\b|\bfew\b"),
    (Extent.FOCAL, r"\bfocal(?:ly)?\b|\bfoc\b|\bfokal\b"),
    (
        Extent.PARTIAL,
        (
            r"\bpartial(?:ly)?\b|\bpartly\b|\bpatch(?:y|ily)\b|\bpart\b(?= ?\+)|\bmultifocal(?:ly)?\b"
            r"|\bvariabl[ey]\b|\bin a subset\b|\bsubset\b|\bheterogeneous(?:ly)?\b"
            r"|\bin some\b(?! \d)"
        ),
    ),
    (
        Extent.DIFFUSE,
        r"\bdiffuse(?:ly)?\b|\bextensive(?:ly)?\b|\bwidespread\b|\b(?:virtually|nearly|almost) all\b"
        r"|\bvast majority\b",
    ),
)
_INTENSITIES = (
    (Intensity.STRONG, r"\bstrong(?:ly)?\b|\bintense(?:ly)?\b"),
    (Intensity.WEAK, r"\bweak(?:ly)?\b|\bfaint(?:ly)?\b|\b(?:reduced|diminished|attenuated)\b"),
    (Intensity.MODERATE, r"\bmoderate(?:ly)?\b"),
)
_COMPARTMENTS = (
    (Compartment.NUCLEAR_MEMBRANE, r"\bnuclear membran\w+"),
    (Compartment.NUCLEAR, r"\bnuclear\b(?! membran)|\bnucle(?:i|us)\b"),
    (Compartment.CYTOPLASMIC, r"\bcytoplasm(?:ic)?\b"),
    (Compartment.MEMBRANOUS, r"(?<!nuclear )\bmembran(?:ous|e)\b"),
    (Compartment.PERINUCLEAR, r"\bperinuclear\b|\bdot-?like\b|\bgolgi\b|\bparanuclear\b"),
    (Compartment.GRANULAR, r"\bgranular\b"),
)
_E = tuple((value, Rule(words, re.IGNORECASE)) for value, words in _EXTENTS)
_I = tuple((value, Rule(words, re.IGNORECASE)) for value, words in _INTENSITIES)
_C = tuple((value, Rule(words, re.IGNORECASE)) for value, words in _COMPARTMENTS)
QUALIFYING = (
    r"(?:(?:strong|weak|focal|multifocal|diffuse|partial|patchi|variab|moderate|faint|intense|extensive|heterogeneous"
    r"|predominant)(?:ly)?|part|partly|patchy|variable|rare|scattered|occasional|single|few|isolated|nuclear|cytoplasmic"
    r"|membranous|granular|perinuclear|dot-?like|mild)\b"
)
"""One word of extent, strength or place."""
WORDS_BEHIND = re.compile(
    rf"(?:\s?\([^()]{{1,40}}\))?\s(?:(?:was|were|is|are|only|very|both|also) ){{0,2}}((?:{QUALIFYING}"
    rf"(?:(?:,? and |, | ){QUALIFYING}){{0,3}}))(?=\s?(?:[;.,)]|$|\band\b(?! {QUALIFYING})|in (?:the|a|some)\b))",
    re.IGNORECASE,
)
"""Directly behind a stain, and nothing behind them: "factor XIIIa patchy", "CD99 was weak"."""
QUALIFIER = Rule(
    "|".join(
        [r"(?<![\w.+-])[1-3]\+", *(words for table in (_EXTENTS, _INTENSITIES, _COMPARTMENTS) for _, words in table)]
    ),
    re.IGNORECASE,
)
PLUS_GRADES = {"0": None, "0+": None, "1+": Intensity.WEAK, "2+": Intensity.MODERATE, "3+": Intensity.STRONG}
_DENIED_PLACE = re.compile(
    r"\b(?:without|no|not|lacking|absent)\s(?:any\s|in\s|clear\s|definite\s)?(?:the\s)?(?:nuclear|membranous|cytoplasmic|nuclei)\b",
    re.IGNORECASE,
)
_ANEW = re.compile(r", $|ly, and $", re.IGNORECASE)
_GRADED = Rule(r"(?<![\w.+-])([1-3]\+)(?![\w+])")
PERCENT = Rule(
    r"(?P<about><|>|\u2264|\u2265|less than|fewer than"
    r"|not exceed(?:ing)?|no more than|not more than|under|below|more than|greater than|higher than|lower than|at least"
    r"|over|above|up to|between)?\s?(?P<low>\d{1,3}(?"
    r":\.\d{1,2})?)\s?%?\s?(?:(?:-|to|and)\s?(?P<high>\d{1,3}(?:\.\d{1,2})?)\s?)?(?:%"
    r"|per ?cent)",
    re.IGNORECASE,
)
_OUTCOMES = {
    "pos": Outcome.PRESENT,
    "verb": Outcome.PRESENT,
    "weak": Outcome.PRESENT,
    "double": Outcome.PRESENT,
    "neg": Outcome.ABSENT,
    "eq": Outcome.EQUIVOCAL,
    "ne": Outcome.NOT_EVALUABLE,
}
_PLAIN_KINDS = {"pve": "pos", "nve": "neg", "wo": "neg"}


@dataclass(slots=True)
class Stain:
    """A stain named in a sentence, filled in while the words around it are read."""

    mention: MarkerMention
    outcome: Outcome | None = None
    skip: bool = False
    extent: Extent | None = None
    intensity: Intensity | None = None
    compartments: tuple[Compartment, ...] = ()
    percent: float | None = None
    note: str = ""
    method: CountMethod | None = None
    clone: str | None = None
    scope: Scope = field(default_factory=Scope)
    rule: str = ""
    sureness: Sureness = Sureness.READ
    start: int = 0
    end: int = 0


def settle(stain: Stain, kind: str, rule: str, start: int, end: int) -> None:
    """Give `stain` the outcome that a word of `kind` tells, found by `rule` from `start` to `end`."""
    if kind in ("nd", "oc"):
        stain.skip = True
        return
    kind = _PLAIN_KINDS.get(kind, kind)
    if kind not in _OUTCOMES:
        return  # "was not" and "as were" speak of another stain's result, and tell nothing in brackets
    stain.outcome = _OUTCOMES[kind]
    stain.rule, stain.start, stain.end = rule, start, end


def qualify(stain: Stain, words: str) -> None:
    """What is written first about a stain itself holds; later and wider words only fill what is missing."""
    words = CuedText(_DENIED_PLACE.sub(" ", words) if stain.outcome is Outcome.PRESENT else words)
    if not words or not QUALIFIER.search(words):
        return
    if stain.extent is None:
        stain.extent = next((value for value, pattern in _E if pattern.search(words)), None)
    if stain.intensity is None:
        stain.intensity = next((value for value, pattern in _I if pattern.search(words)), None)
    if stain.intensity is None and (graded := _GRADED.search(words)) is not None:
        stain.intensity = PLUS_GRADES[graded[1]]
    if not stain.compartments:
        stain.compartments = tuple(value for value, pattern in _C if pattern.search(words))


def words_before(text: str, place: int) -> str:
    """The adjectives directly before a stain."""
    words = re.search(
        (
            r"((?:\b(?:and|very|strong(?:ly)?|weak(?:ly)?|focal(?:ly)?|diffuse(?:ly)?"
            r"|patchy|partial(?:ly)?|rare|scattered|moderate(?:ly)?|nuclear|cytoplasmic"
            r"|membranous|variable|variably|extensive|occasional|multifocal|for)\b[\s,-]{1,2}){1,4})$"
        ),
        text[max(0, place - 45) : place],
        re.IGNORECASE,
    )
    # "Vimentin strongly and diffusely, SMA": behind a comma another stain begins.
    return words[1] if words and not _ANEW.search(words[1]) and QUALIFIER.search(words[1]) else ""
