"""How break-apart FISH was done, and the lines of a report that go on about a probe named before."""

import re
from collections.abc import Iterator, Sequence

from breakapart.drafting.cues import Rule
from breakapart.drafting.fish_outcomes import FRACTION, patterns_in, share_of, without_cutoffs
from breakapart.drafting.fish_probes import VENDORS
from breakapart.drafting.patient import NUMBER_WORDS, number
from breakapart.drafting.scopes import scope_of
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation, Sureness

_CELLS = Rule(
    r"\b(?:scor\w+|count\w+|analy\w+|examin\w+|evaluat\w+|assess\w+|at least|of|in|all|n ?=|total of)(?: of| in|:)?"
    rf"(?: a| the)?(?: total of)? ?(?P<n>\d{{2,4}}|{'|'.join(NUMBER_WORDS)})\b(?! ?(?:of|/"
    rf"|out of) ?\d)(?: [\w-]+){{0,4}} (?:cells|nuclei)\b"
    r"|(?:^|[,;:(] ?)(?P<n3>\d{2,4})(?: [\w-]+){0,3} (?:nuclei|cells)\b(?! each)"
    r"|\b(?:cells|nuclei|metaphases)(?: \w+){0,2} (?:scored|counted|analy[sz]ed|evaluated|examined"
    r"|assessed)\b ?[:=.]{0,9} ?"
    r"(?P<n4>\d{2,4})\b"
    r"|\b\d{1,4} ?(?:/|of|out of) ?(?P<n2>\d{2,4}) (?:[\w-]+ ){0,4}(?:cells|nuclei)"
    r"|^\W*(?:total )?(?:number|no\.?) of (?:[\w-]+ ){0,3}(?:cells|nuclei)(?: \w+){0,2} ?"
    r"[:=.|]{1,9} ?(?P<n5>\d{2,4})\b"
    r"|\b(?:cells|nuclei) ?[:=] ?(?P<n6>\d{2,4})(?! ?[%/]|\d)",
    re.IGNORECASE,
)
_CUTOFF = Rule(
    r"(?P<op>more than|greater than|over|above|>=|\u2265|>|at least|exceeding"
    r"|(?:cut-? ?off|threshold|(?:normal|reference) (?:range|limit|value|cut-? ?off))(?: value| level| point"
    r"| for \w+)?[^.;%\d]{0,40}?(?:>=|\u2265"
    r"|>)?)\s?(?P<n>\d{1,2}(?:\.\d)?)\s?%"
    r"(?P<more> or more| or greater)?",
    re.IGNORECASE,
)
_FEWEST = 10
"""Nuclei from which a number may be that of the scored ones; fewer are signals or readers."""
_IS_RULE = Rule(
    r"\bconsidered\b|\b(?:normal|reference) (?:range|limit|value)\b|\bcut-? ?off\b|\bthreshold\b|\bdefined\b"
    r"|\bregarded\b|\binterpreted as\b|\bdeemed\b"
    r"|\brequired\b|\bcriteri\w+|\bcalled (?:positive|rearranged)|\bscored as\b|\bcounted as\b|\bclassified as\b",
    re.IGNORECASE,
)
_SETTLED = Rule(
    r"\b(?:results?|test|case|tumou?r|specimen|sample|this|it|which) (?:(?:was|is|were|are"
    r"|being) )?(?:therefore |thus |hence )?(?:considered|interpreted as|regarded as|deemed"
    r"|classified as|called|scored as|reported as) (?:to be )?(?:positive|negative|equivocal|rearranged"
    r"|not rearranged|normal|abnormal)\b",
    re.IGNORECASE,
)
"""Words of a rule that say what came out."""
_ASIDE = Rule(r"[([][^()[\]]{0,60}\b(?:cut-? ?off|threshold)[^()[\]]{0,60}[)\]]", re.IGNORECASE)
"""A cut-off told beside a result: no rule of the method."""
_THICKNESS = Rule(r"\b(\d(?:\.\d)?)[- ]?(?:\u03bcm|um|micron|micromet\w+|\u03bc)s?[- ]?(?:thick)?", re.IGNORECASE)
_ROW = Rule(
    r"^(?=[\s\S]*?(?:\.\.|[:|\t])[. |]{0,80}\d)"  # nearly every sentence ends here
    r"\W*(?P<what>[^\d.:|]{0,12}[35]?'?[^.:|\d]{3,60}(?:\([^()]{0,40}\))?[^.:|\d]{0,10}?)\s?(?:\.{2,}|:|\||\t)"
    r"[. |]{0,80}(?P<n>\d{1,4})\b(?! ?(?:%|of|/))",
    re.IGNORECASE,
)
"""A row of a table of counts: what the nuclei show, and how many."""
_CUT = Rule(r"\bsections?\b|\bslides?\b|\bFFPE\b|\bthick\w*", re.IGNORECASE)
_NORMAL_ROW = Rule(r"\bnormal\b|\bfusion signals?\b|\bfused\b|\bintact\b|\bunrearranged\b", re.IGNORECASE)
_SHARE_ROW = Rule(
    r"\b(?:rearranged|abnormal|aberrant|positive) (?:nuclei|cells)\b|\b(?:nuclei|cells) (?:with|showing"
    r"|having) (?:an? )?(?:\w+ )?"
    r"(?:rearrange\w*|split|break|abnormal|aberrant)|\b(?:nuclei|cells) (?:rearranged|positive|abnormal)\b"
    r"|\bsignal pattern\b|\b(?:%|percent|percentage|proportion|share|fraction) (?:of )?(?:the )?(?:\w+ )?(?:positive"
    r"|abnormal|rearranged|split|break)"
    r"|\bpositivity\b|\b(?:split|break-?apart|isolated)\b",
    re.IGNORECASE,
)
"""A line that tells how many of the nuclei are rearranged."""
_LEAST_CLEAR = 20
"""Percent of split nuclei from which signals alone are taken for a rearrangement; cut-offs of laboratories lie between
10 and 20 % (doi 10.1097/JTO.0b013e3181fccb3d for ALK: 15 %)."""
_ABOUT_NUCLEI = Rule(
    r"\bnuclei\b|\bcells\b|\bsignals?\b|\bcut-? ?off\b|\bthreshold\b|\bsplit\b|\bpositivity\b|%|\bFFPE\b"
    r"|\bsections?\b",
    re.IGNORECASE,
)


def settled_in(text: str) -> str | None:
    """The words by which `text` says at its end what the result was taken for, or None."""
    found = _SETTLED.search(text)
    return found.group() if found is not None else None


def is_a_rule(text: str) -> bool:
    """Whether `text` says from what on a result is positive, not what was found."""
    bare = _ASIDE.sub(" ", text) if "(" in text or "[" in text else text
    if not _IS_RULE.search(bare) or _SETTLED.search(bare):
        return False
    if re.search(r"\b(?:above|exceed\w+|over|below|under) the (?:[\w-]+ ){0,3}(?:threshold|cut-?off)", bare):
        return False
    return not (FRACTION.search(bare) and re.search(r"cut-? ?off|threshold", bare, re.IGNORECASE))


def is_of_sections(text: str) -> bool:
    """Whether `text` tells how thick the sections are."""
    return _THICKNESS.search(text) is not None and _CUT.search(text) is not None


def read_method(part: Part, genes: Sequence[str], vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """Cells, section, cut-off and maker of the probe, for each of `genes`."""
    text = part.text
    told: dict[str, object] = {}
    cells = _CELLS.search(text)
    if cells is not None and not re.match(r"\s?each\b", text[cells.end() :]):
        scored = int(number(next(n for n in cells.group("n2", "n", "n3", "n4", "n5", "n6") if n)))
        if scored >= _FEWEST:
            told["cells_scored"] = scored
    thickness = _THICKNESS.search(text)
    if thickness is not None and _CUT.search(text):
        told["section_thickness_um"] = float(thickness[1])
    cutoff = _CUTOFF.search(text) if _IS_RULE.search(text) else None
    if (
        cutoff is not None
        and cutoff["op"].lower().startswith(("over", "above"))
        and re.search(r"(?:cut-? ?off|threshold)", text[cutoff.end() :], re.IGNORECASE)
    ):
        cutoff = re.search(_CUTOFF.pattern, text[cutoff.end() :], re.IGNORECASE) or cutoff
    if cutoff is not None:
        operator = cutoff["op"].lower()
        told["cutoff_percent"] = float(cutoff["n"])
        is_bare = operator.startswith(("cut", "thresh")) and operator[-1] not in ">=\u2265"
        if not is_bare:
            is_reached = operator.endswith((">=", "\u2265")) or operator == "at least" or cutoff["more"]
            told["cutoff_operator"] = ">=" if is_reached else ">"
    vendor = next((name for name in VENDORS if name.lower() in text.lower()), None)
    if vendor is not None:
        told["vendor"] = vendor
    base = part.sentence.start + part.start
    for gene in genes if told else ():
        yield Observation(
            "fish_method",
            {"gene": gene, **told},
            base,
            base + len(text),
            "FISH method",
            scope_of(text, vocabulary.site_words),
            cases=part.cases,
            section=part.sentence.section.kind,
        )


def read_line(part: Part, genes: Sequence[str], vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """A line that goes on about the probes named before: its cut-off, its counts, its share of rearranged nuclei."""
    text = part.text
    if not _ABOUT_NUCLEI.is_in(text):
        return
    base = part.sentence.start + part.start

    def seen(
        kind: str, values: dict[str, object], rule: str, sureness: Sureness = Sureness.READ
    ) -> Iterator[Observation]:
        section = part.sentence.section.kind
        for gene in genes:
            yield Observation(
                kind,
                {"gene": gene, **values},
                base,
                base + len(text),
                rule,
                scope_of(text, vocabulary.site_words),
                sureness,
                part.cases,
                section,
            )

    is_rule = is_a_rule(text)
    row = None if is_rule else _ROW.search(text)
    if row is not None and (_NORMAL_ROW.search(text) or patterns_in(text)):
        kind = "fused" if _NORMAL_ROW.search(row["what"]) else next(iter(patterns_in(row["what"])), None)
        if kind is not None:
            yield from seen("fish_method", {"count": (kind, int(row["n"]))}, "row of a table of counts")
            share = share_of(text) if kind != "fused" else {}
            if share:
                yield from seen("fish_method", share, "share of rearranged nuclei")
            return
    if not is_rule and _SHARE_ROW.search(text) and not _NORMAL_ROW.search(without_cutoffs(text)):
        share = share_of(text)
        if share:
            yield from seen("fish_method", share, "share of rearranged nuclei")
            patterns = patterns_in(text)
            percent = share["percent_positive"]
            if patterns and patterns != ("fused",) and isinstance(percent, float) and percent >= _LEAST_CLEAR:
                told = {"outcome": "present", **share, "patterns_seen": patterns}
                yield from seen("fish", told, "signals of a probe named before", Sureness.INFERRED)
            return
    yield from read_method(part, genes, vocabulary)
