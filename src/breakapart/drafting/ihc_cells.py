"""Results without a stain beside them: what a cell of a table, or a few words of a row, say."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from breakapart.drafting.ihc_index import read_labelling_index
from breakapart.drafting.ihc_signs import PLACE_ONLY
from breakapart.drafting.ihc_stain import PERCENT, PLUS_GRADES, QUALIFIER, Stain, qualify, settle
from breakapart.drafting.ihc_statuses import STATUS
from breakapart.drafting.vocabulary import MarkerMention
from breakapart.model.draft import Sureness
from breakapart.model.outcome import Outcome

_NOT_TOLD = re.compile(
    r"\W*(?:n\.? ?d\.?|n\.? ?a\.?|n/?[ad]|nt|not (?:done|performed|tested|available|applicable|assessed)"
    r"|pending|failed|see \w+"
    r"|ordered|wild[- ]?type|wt)?\W*",
    re.IGNORECASE,
)
_LEGEND = re.compile(r"\s*\(?(?:key: ?)?\+{1,3}\s?[=:,]?\s?positive[;,].*$", re.IGNORECASE)
"""What signs mean is explained behind the last row."""
_CELL_SIGN = re.compile(r"\(?(\+/-|-/\+|\u00b1|\+{1,4}|[0-3]\+|0(?![\d.]|\s?%)|-)\)?(?=$|[\s,;.(])", re.IGNORECASE)
_CELL_FILLER = re.compile(
    r"\b(?:and|in|of|the|cells?|tumou?r|lesional|neoplastic|staining|stain|only|very|pattern|with|nuclei|some"
    r"|few|approx|about"
    r"|ca|score|index|hot ?spots?)\b|[\s,;()./+%~-]|\d",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Result:
    """What a cell of a table, or a few words behind a stain, say of it."""

    stain: Stain
    is_whole: bool
    """Every word is understood."""
    is_remark: bool = False
    """Only how far, how strong or where, and so a result only where there is no other."""

    @property
    def outcome(self) -> Outcome | None:
        """None: not done, or not told."""
        return None if self.stain.skip else self.stain.outcome

    @property
    def sureness(self) -> Sureness:
        """How firm it is: a range of a labelling index is asked."""
        return self.stain.sureness

    def with_remarks(self, remarks: Iterable[str]) -> "Result":
        """The same with what other columns say of extent, strength, place and share."""
        if self.outcome is Outcome.PRESENT:
            for remark in remarks:
                qualify(self.stain, remark)
                share = PERCENT.search(remark)
                if share and self.stain.percent is None and not share["high"] and not share["about"]:
                    self.stain.percent = float(share["low"]) if float(share["low"]) <= 100 else None
        return self

    def values(self) -> dict[str, object]:
        """The values of an observation, without the stain and its clone."""
        stain, is_there = self.stain, self.outcome is Outcome.PRESENT
        return {
            "outcome": self.outcome.value if self.outcome is not None else None,
            "extent": stain.extent.value if is_there and stain.extent else None,
            "intensity": stain.intensity.value if is_there and stain.intensity else None,
            "compartments": tuple(one.value for one in stain.compartments) if is_there else (),
            "percent_positive": stain.percent if is_there else None,
            "count_method": stain.method.value if stain.method else None,
            "note": stain.note,
        }


def read_result(words: str, marker: str) -> Result | None:
    """
    The result that `words` alone give for `marker`; None when they give none. "n.d." gives one without an outcome.

    >>> result = read_result("POSITIVE, patchy, weak", "CD34")
    >>> result.values()["outcome"], result.values()["extent"], result.values()["intensity"]
    ('present', 'partial', 'weak')
    >>> read_result("++", "CD34").outcome, read_result("n.d.", "CD34").outcome, read_result("1A4", "SMA")
    (<Outcome.PRESENT: 'present'>, None, None)
    """
    words = _LEGEND.sub("", words).strip()
    stain = Stain(MarkerMention(marker, None, 0, 0))
    sign = _CELL_SIGN.match(words)
    if sign is None and _NOT_TOLD.fullmatch(words):
        stain.skip = True
        return Result(stain, is_whole=True)
    if marker == "Ki67":
        read_labelling_index(words, stain, len(words))
    status = next(
        (one for one in STATUS.finditer(words) if one.lastgroup not in ("weak", "wo", "ell", "as", "oc")), None
    )
    share = PERCENT.search(words)
    is_remark = False
    if stain.outcome is not None:
        pass
    elif sign is not None:
        mark = sign[1]
        kind = "eq" if mark in ("+/-", "-/+", "\u00b1") else "neg" if mark in ("-", "0", "0+") else "pos"
        settle(stain, kind, "sign in a row", 0, sign.end())
        stain.intensity = PLUS_GRADES.get(mark)
    elif status is not None and PLACE_ONLY.match(words[: status.start()]):
        settle(stain, "pos", "extent in a row", 0, status.start())
        words = words[: status.start()]
    elif status is not None:
        settle(stain, str(status.lastgroup), "result in a row", status.start(), status.end())
    elif QUALIFIER.search(words):
        settle(stain, "pos", "extent in a row", 0, len(words))
        is_remark = True
    elif share is not None and not share["about"] and not share["high"] and float(share["low"]) <= 100:
        settle(stain, "pos" if float(share["low"]) else "neg", "share in a row", share.start(), share.end())
        is_remark = True
    else:
        return None
    if stain.outcome is Outcome.PRESENT:
        qualify(stain, words)
        if marker != "Ki67" and share and not share["high"] and not share["about"] and float(share["low"]) <= 100:
            stain.percent = float(share["low"]) or None
    rest = QUALIFIER.sub(" ", STATUS.sub(" ", words))
    return Result(stain, is_whole=not _CELL_FILLER.sub("", rest), is_remark=is_remark)
