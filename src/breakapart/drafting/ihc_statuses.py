"""
Words of result: "positive for", "did not stain", "loss of", "was not seen", and what they say.

Each has a kind: `pos`, `neg`, `eq` (equivocal), `ne` (not evaluable), `nd` (not done), `double` (two negations), `verb`
("expressed"), `weak` (a noun that alone says little: "staining"), `oc` (told of cells other than the tumour's).
"""

import re
from dataclasses import dataclass, replace

from breakapart.drafting.cues import Rule
from breakapart.drafting.ihc_gaps import FORWARD_GAP
from breakapart.drafting.vocabulary import MarkerMention

_NEGATOR = r"(?:no|not|non|never|without|nor|neither|failed to|fails to|fail to|did not|does not|do not|none|cannot)"
_RESULT = (
    r"(?:(?:immuno)?positiv\w+|(?:co-?|over-?)?express\w*|(?:immuno)?stain\w*|(?:immuno)?react\w*"
    r"|label\w*|seen|present|detect\w*|identified|noted|observed|found|demonstrat\w*"
    r"|highlight\w*|decorat\w*|immunoreactiv\w*|mark(?:ed|s)?)"
)
_DOUBLE = (
    rf"\b{_NEGATOR}(?: (?!but\b)[\w-]+){{0,2}}? (?:loss of|loss|lost|lack(?:ed"
    r"|ing)?(?: of)?|negative|absen(?:t|ce of))\b"
)
_NEGATIVE = (
    rf"\b{_NEGATOR}(?:[ -](?!but\b|more\b|was\b|were\b|with\b|except\b|[a-z]*negativ)[\w/.-]+(?:,(?= "
    rf"[\w-]+ (?:or|nor|and)\b))?){{0,5}}?[ -]{_RESULT}"
    r"|\bno evidence of\b|\b(?:no|absence of|lack of) (?:\w+ ){0,2}(?:translocation|accumulation"
    r"|locali[sz]ation)(?= of)"
    r"|(?:immuno)?negativ(?:e|ity|ely)?\b|\bnon-?(?:immuno)?reactive\b|\bunreactive\b|\blost\b|\bloss\b(?: of\b)?"
    r"|\black(?:ed|s|ing)?\b(?: of\b)?|\babsen(?:t|ce)\b(?: of\b)?|\bdevoid of\b|\bneg\b|\bunstained\b"
    r"|\bdeficien(?:t|cy)\b"
)
_NOT_DONE = (
    r"\b(?:not|never)(?: been)? (?:performed|done|tested|available|examined"
    r"|carried out|assessed|undertaken|requested|ordered|stained|sought"
    r"|repeated)\b|\bunavailable\b|\bmosaic (?:pattern|staining|expression)\b"
)
_NOT_EVALUABLE = (
    r"\bnot (?:evaluable|interpretable|assessable|contributory|informative|diagnostic|helpful)\b"
    r"|\bnon-?(?:informative|contributory|evaluable|interpretable|diagnostic)\b|\buninterpretable\b|\bunevaluable\b"
    r"|\b(?:could not|cannot|can not) be (?:reliably |adequately )?(?:assessed|interpreted|evaluated|scored"
    r"|determined|read)\b"
    r"|\b(?:technically )?(?:inadequate|unsatisfactory|suboptimal|uninformative)\b"
    r"|\bfailed(?= for technical| technically|\s?[.;,)]|$)|\btechnical failure\b"
)
_EQUIVOCAL = (
    r"\bequivocal(?:ly)?\b|\bof (?:uncertain|doubtful|questionable) significance\b"
    r"|\bindeterminate\b|\bborderline\b|\binconclusive\b"
)
_POSITIVE = (
    r"(?:immuno)?positiv(?:e|ity|ely)?\b|\b(?:immuno)?reactive\b|\bretain(?:ed"
    r"|s|ing)?\b|\bretention of\b|\bpreserv(?:ed|ation of)\b|\bintact\b|\bmaintained\b"
    r"|\bpos\b|\b(?:confined|restricted|limited|locali[sz]ed) to (?:the )?(?:nucle(?:us|i)|cytoplasm|membrane)\b"
    r"|\b(?:reduced|diminished|attenuated)\b(?! (?:number|size|to\b))"
)
_TUMOUR_CELLS = (
    r"(?:the |all |most |many |some |both |these |a majority of |the majority of |a subset of )?(?:(?:tumou?r"
    r"|lesional|neoplastic"
    r"|lesion|spindled?|epithelioid|ovoid|atypical|proliferating) ?)+(?:cells?|nuclei|component)?\b"
)
_OTHER_CELLS = (
    r"(?:(?:the|only|scattered|background|admixed|a|few|rare|prominent|intratumou?ral|entrapped|normal|infiltrating"
    r"|associated|non-neoplastic|interspersed|accompanying|occasional|numerous|reactive|residual|small|delicate"
    r"|thin-walled|surrounding|overlying|intervening|intralesional|stromal|blood|rich|lesional|branching) ){0,4}"
    r"(?:vessels?|vascula\w+|vascular|capillar\w+|endotheli\w+|histiocyt\w+|macrophages?|lymphocyt\w+|lymphoid|adnexal?"
    r"|mast cells|plasma cells|t[- ]cells|b[- ]cells|inflammatory|epidermis|epidermal|keratinocytes"
    r"|nerve|nerves|axons|muscle|fat|adipocytes|pericytes|dendritic|langerhans|sustentacular|leu[kc]ocytes)\b"
)
_NORMAL = (
    r"(?:(?:the|only|background|entrapped|normal|residual|blood|small|native|adjacent|surrounding|overlying) ){0,3}"
    r"(?:vessels|vessel walls|capillaries|(?:skeletal |smooth )?muscle|nerves|axons|epidermis|adnexa\w*|pericytes"
    r"|myofib(?:er|re)s)\b"
)
_OTHERS = (
    r"\b(?:highlight|decorat|outlin|stain|label|mark|show|demonstrat|reveal|delineat)(?:s|ed|led|es"
    r"|ing)?\b (?:staining (?:of|in) )?"
    rf"{_OTHER_CELLS}|\b(?:confined|restricted|limited|present only|seen only|positive only|only positive|only seen)"
    rf" (?:in|to) {_OTHER_CELLS}"
    rf"|{_OTHER_CELLS} (?:cells )?(?:was|were|is|are) (?:\w+ )?"
    r"(?:highlighted|decorated|outlined|stained|labell?ed|marked) (?:by|with)\b"
    rf"|\b(?:positive|expressed|present|seen) (?:only )?(?:in|within) {_NORMAL}"
    r"(?![^.;]{0,40}\b(?:tumou?r|lesion|spindle|neoplas))"
    r"|(?<=-)positive (?:\w+ ){0,2}(?:macrophages|lymphocytes|[tb][- ](?:lympho)?cells|mast cells"
    r"|vessels|eosinophils)\b"
)
"""What a stain shows beside the tumour is no result of the tumour."""
_ELLIPSIS = r"\b(?:was|were|is|are|did|do|does) not(?=\s?[.;,)]|$)"
_AS_WERE = r"\bas (?:was|were|is|are|did)\b(?= )"
_WITHOUT = r"\bwithout\b(?! (?:loss|lack|absence)\b)|\bno\b(?= )"
_VERB = (
    r"\b(?:co-?|over-?)?express(?:ed|es|ing)?\b|\b(?:highlight(?:ed|s)?|decorate[ds]?|(?:immuno)?(?:stain"
    r"|label|labell|mark)(?:ed|s)?)\b"
    rf"(?= {_TUMOUR_CELLS})|\b(?:is|was|are|were) (?:seen|present|observed|noted|identified|found"
    rf"|detected) (?:only )?in"
    r"(?= (?:(?:a|the|only|rare|scattered|occasional|single|isolated|few|many|most|some|numerous|subset|of"
    r"|minority|majority) ){0,4}"
    r"(?:(?:tumou?r|lesional|neoplastic|spindled?) )?(?:cells|nuclei)\b)|\b(?:immuno)?(?:stain|label|labell"
    r"|react|mark|highlight|decorat)ed\b (?:\w+ly )?(?:for|with|by)\b|\breacts with\b"
    r"|\breacted\b(?=\s?[.;,]|$)|\bstained\b"
)
_WEAK = (
    r"\b(?:co-?|over-?)?(?:immuno)?(?:expressions?|staining|reactivity|labell?ing|immunoreactivity"
    r"|immunostaining|immunolabell?ing|immunoexpression"
    r"|accumulation(?= of)|translocation(?= of))\b|\breaction\b(?= (?:with|for|to)\b)"
    r"|\b(?:strong|weak|cytoplasmic|nuclear|granular|diffuse|focal|membranous) signals?\b"
)
STATUS = Rule(
    r"(?P<pve>(?<![\w+])\+ ?ve\b|(?:(?<=were )|(?<=was ))\+{1,3}(?=\s?(?:[.;,]|$)))"
    r"|(?P<nve>(?<![\w-])- ?ve\b)|\b(?=[a-z])(?:"
    + "|".join(
        f"(?P<{name}>{words})"
        for name, words in (
            ("nd", _NOT_DONE),
            ("ne", _NOT_EVALUABLE),
            ("oc", _OTHERS),
            ("ell", _ELLIPSIS),
            ("as", _AS_WERE),
            ("double", _DOUBLE),
            ("neg", _NEGATIVE),
            ("wo", _WITHOUT),
            ("eq", _EQUIVOCAL),
            ("pos", _POSITIVE),
            ("verb", _VERB),
            ("weak", _WEAK),
        )
    )
    + ")",
    re.IGNORECASE,
)


_BUT_NOT_TUMOUR = re.compile(rf"[^.;]{{0,30}}\b(?:but not|and not|not) (?:in )?{_TUMOUR_CELLS}", re.IGNORECASE)
_OF = re.compile(r"\s(?:of|for|with|to)\s")
_BETWEEN = re.compile(
    r"(?:\s|,|/|\([^()]*\)|\b(?:of|for|with|to|the|both|and|or)\b)*"
    r"\b(?:was|were|is|are)\b(?: (?:also|all|both|\w+ly))*\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Status:
    """A word of result and where it stands."""

    start: int
    end: int
    kind: str


def statuses_in(text: str, mentions: list[MarkerMention]) -> list[Status]:
    """The words of result of `text`, without those inside the name of a stain and those another word says again."""
    found: list[Status] = []
    for match in STATUS.finditer(text):
        kind = str(match.lastgroup)
        kind = {"pve": "pos", "nve": "neg"}.get(kind, kind)
        start, end = match.span()
        inside = [m for m in mentions if m.start < start < m.end]
        if inside:
            continue
        if kind == "neg" and re.match(
            r"(?:no|not)\b.*\b(?:found|noted|observed|seen|identified)", match.group(), re.IGNORECASE
        ):
            words = match.group().lower()
            if any(
                word in words for word in ("mitos", "necro", "mutation", "variant", "fusion", "atypia", "rearrange")
            ):
                continue
        if kind == "oc" and _BUT_NOT_TUMOUR.match(text, end):
            kind = "neg"
        if kind == "wo":
            following = next((m.start for m in mentions if m.start >= end), None)
            if following is None or not FORWARD_GAP.fullmatch(text[end:following]):
                continue
            kind = "neg"
        elif kind in ("ell", "as"):
            told = next((one.kind for one in reversed(found) if one.kind in ("pos", "verb", "neg", "double")), None)
            if told is None:
                continue
            is_positive = (told != "neg") == (kind == "as")
            kind = "pos" if is_positive else "neg"
        found.append(Status(start, end, kind))
    strong = [status for status in found if status.kind not in ("weak", "oc")]
    return [
        status
        for status in found
        if status.kind != "weak"
        or not any(
            _is_told_again(text, status, other, mentions)
            or (
                (0 <= other.start - status.end < 45 or 0 <= status.start - other.end < 25)
                and not re.search(
                    r"[;,]|\band\b(?! \w+ly)|\bwith $|\bbut\b",
                    text[min(status.end, other.end) : max(status.start, other.start)],
                )
            )
            for other in strong
        )
    ]


def _is_told_again(text: str, weak: Status, other: Status, mentions: list[MarkerMention]) -> bool:
    """Whether in "expression of A, B and C was lost" the later word is the result of the earlier."""
    if not 0 <= other.start - weak.end < 160 or not _OF.match(text, weak.end):
        return False
    rest, last = "", weak.end
    for mention in mentions:
        if weak.end <= mention.start and mention.end <= other.start:
            rest, last = rest + text[last : mention.start], mention.end
    return last > weak.end and _BETWEEN.fullmatch(rest + text[last : other.start]) is not None


def taken_back(text: str, statuses: list[Status]) -> list[Status]:
    """Of "Loss of A was not seen": the later word takes the earlier one back."""
    kept: list[Status] = []
    for status in statuses:
        words = text[status.start : status.end].lower()
        if (
            kept
            and kept[-1].kind == "neg"
            and text[kept[-1].start : kept[-1].end].lower().startswith(("loss", "absence", "lack"))
            and re.match(
                (
                    r"not (?:\w+ )?(?:seen|identified|detected|observed|noted|found|present"
                    r"|demonstrated)"
                ),
                words,
            )
        ):
            kept[-1] = replace(kept[-1], kind="double")
            continue
        kept.append(status)
    return kept
