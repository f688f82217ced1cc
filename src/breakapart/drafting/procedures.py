"""
Biopsies and operations that were carried out, and their margins.

What was planned, advised, declined or only thought of is no event. A procedure that is named as something known ("the
biopsy showed", "the excised tissue", a line of a list) is marked as a mention: it is an event
unless it was told before.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from breakapart.drafting.cues import Rule, Words

CUES = Words(
    "amput", "biops", "excis", "resect", "remov", "ectomy", "enucleat", "aspirat", "fna", "mohs", "debulk",
    "curett", "bx", "surgery", "operat", "surgical", "disarticul", "exeresis", "shaved", "dissect", "clearance", "wle",
    "extirpat", "whipple", "turbt", "sampling", "shelled", "cut out", "cytology", "pelvectomy",
)  # fmt: skip
MARGIN_CUES = Words("margin", "r0", "r1", "r2", "complete", "fully excised", "healthy tissue", "clear", "edge", " ink")
_HOW = (
    r"(?:(?:re-?|repeat|second|further|wide|wider|local|marginal|radical|complete|total|partial|subtotal|gross"
    r"|en[- ]bloc|surgical|conservative|staged|deep|simple|extended|open|incisional|skin|punch|shave|core|needle"
    r"|tru-?cut|percutaneous|excisional|CT-guided|US-guided|ultrasound-guided|image-guided|diagnostic|initial|first"
    r"|sentinel|lymph|node|compartmental|limb-sparing|intralesional|curative|palliative|salvage|oncologic(?:al)?"
    r"|emergency|robotic|wedge|thoracoscopic|video-assisted|transurethral|hysteroscopic|below-knee|above-knee|ray"
    r"|forequarter|elliptical|fusiform|tangential|regional|axillary|inguinal|ipsilateral|bilateral|left|right|block"
    r"|primary|secondary|endoscopic|laparoscopic|\d{1,2} ?mm|three|four|multiple|tissue)[ -]){0,6}"
)
_KINDS = (
    ("amputation", r"amputat(?:ion|ed)|hemipelvectomy|disarticulat(?:ion|ed)"),
    ("cytology", r"fine[- ]needle (?:aspirat\w+|biops(?:y|ies))|FNACs?|FNAs?|aspiration cytology"),
    (
        "core_biopsy",
        r"(?:core(?:[- ]needle)?|needle(?:[- ]core)?|tru-?cut|(?:CT|US|MRI|ultrasound|sonograph\w+"
        r"|image)[- ]guided(?: core| needle| percutaneous){0,2}|(?:vacuum[- ]assisted|vacuum)(?: core| needle"
        r"| breast){0,2})"
        r" biops(?:y|ies)",
    ),
    ("excision", r"excisional biops(?:y|ies)|excision biops(?:y|ies)"),
    (
        "biopsy",
        r"(?:re-?)?biops(?:y|ies|ied)|bx|(?:lymph[- ]?node|nodal) sampling",
    ),
    (
        "excision",
        r"(?:re-?)?excis(?:ions?|ed|ing)|Mohs(?: micrographic)? (?:surgery|surgical excision|excision|procedure)"
        r"|lumpectomy|curettage|curetted|shaved off|exeresis|WLE(?!\))|shelled out|cut out|Mohs(?= (?:was|with|in"
        r"|under|at|layers?)\b)",
    ),
    (
        "resection",
        r"(?:re-?)?resect(?:ions?|ed|ing)|surgically removed|surgical removal|removed surgically|removed|removal"
        r"|debulk(?:ing|ed)|(?!lamin|crani|vitr|thorac|vas|tonsill)[a-z]{3,14}ectomy|enucleat(?:ion|ed)"
        r"|(?:lymph[- ]?node|neck|nodal|axillary|inguinal|groin|pelvic) (?:dissection|clearance)"
        r"|lymph[- ]?adenectomy|e?xstirpat(?:ion|ed)|extirpat(?:ion|ed)|Whipple(?:'s)? (?:procedure|operation"
        r"|resection)|TURBT?|operated(?: on| upon)?|tumou?r removal|(?:second |further "
        r"|additional )?surgical procedure|(?:second |further )operation",
    ),
)
_PROCEDURE = Rule(
    "|".join(rf"(?P<k{i}>\b{_HOW}(?:{words})\b)" for i, (_, words) in enumerate(_KINDS)),
    re.IGNORECASE,
)
_SURGERY = Rule(
    r"\b(?:underwent|had|received|went on to (?:have|receive)|proceeded (?:to|with)|was taken to|was treated (?:by"
    r"|with)) (?:an? )?(?P<what>(?:\w+ )?(?:surgery|(?:an? )?operation|surgical (?:treatment"
    r"|intervention)))\b(?! (?:at|on) (?:the )?(?:age|another))",
    re.IGNORECASE,
)
_SURGERY_DONE = Rule(
    r"\b(?P<what>surgery|(?:an? |the )?operation|surgical (?:treatment|intervention)) (?:was|were"
    r"|had been)(?: (?!not\b)\w+)? (?:performed|done|carried out|undertaken|completed)\b"
    r"|\b(?P<what2>surgery) (?:took place|followed(?! (?:by|up)))\b",
    re.IGNORECASE,
)
_NOT_DONE_BEFORE = re.compile(
    r"\b(?:recommend\w*|plan(?:s|ned|ning)?|scheduled?|advis\w+|declin\w+|refus\w+|reject\w+|consider\w*|offered"
    r"|suggest\w*|propos\w+|await\w*|pending|consent\w*|refer(?:red|ral)|listed for|to undergo|would|should"
    r"|(?<!\bin )(?<!\bof )(?<!\bsince )(?<!\d )(?<!\bearly )(?<!\blate )may(?! \d)|might|could|can|cannot|if"
    r"|avoid\w*|defer\w*|no|not|without|nor|neither|never|history of|previous|months? from|amenable to|candidate for"
    r"|role of|need for|option\w*|treatment of choice|preferred|standard|requires?|necessitat\w*|unless|until"
    r"|instead of|rather than|date of|time of|time since)\b(?:[ ,'-]+[\w'-]+){0,5}[ ,-]*$|\b(?:prior to|before|after"
    r"|following|since|post)\b(?:[ '-]+[\w'-]+){0,5}[ -]*$",
    re.IGNORECASE,
)
_NOT_DONE_BEHIND = re.compile(
    r"^[^.;]{0,70}?\b(?:was|were|is|are|has been|had been|be)(?: (?!not\b)\w+)? (?:recommended|planned|advised"
    r"|declined|refused|considered|scheduled|offered|deferred|suggested|proposed|arranged|awaited|discussed"
    r"|not (?:performed|done|undertaken|possible|pursued|indicated)|performed elsewhere for|the treatment"
    r"|the preferred|preferred|required|necessary|warranted|indicated|feasible)\b(?! and (?:\w+ )?(?:performed|done"
    r"|carried|completed|undertaken))",
    re.IGNORECASE,
)
_NOT_IT = re.compile(
    r"^[- ]?(?:site|scar|bed|margins?|line|edge|report|wound|cavity|like|of choice|in toto sections"
    r"|is the (?:preferred|treatment|mainstay))\b",
    re.IGNORECASE,
)
_DONE_BEFORE = re.compile(
    r"\b(?:underwent|have|perform\w+|undergo(?:ing|ne)?|taken|obtained|carried out|received|prompt\w+|had|done"
    r"|treated (?:with|by)|followed by|elected(?: for| to have)?|opted for|chose|led to|leading to|proceeded (?:to"
    r"|with)|resulting in|subjected to|managed (?:with|by)|by|via|through|during|included|consisted of|completed"
    r"|undertook|removed (?:with|by)|with)(?:[ ,'-]+(?!of\b|to\b)[\w'/+-]+){0,5}[ ,-]*$",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:was|were|been|being|is|got)(?: (?!not\b)[\w-]+){0,3} $", re.IGNORECASE)
_ALSO_WAS = re.compile(
    r"\b(?:was|were|been)(?: (?!not\b)[\w-]+){1,4},? (?:and(?: then| subsequently| later| finally| completely)?"
    r"|then)(?: (?!not\b)\w+)? $",
    re.IGNORECASE,
)
"""Of "was biopsied and then excised": the second of two things done."""
_AT_THE_END = re.compile(r" ?(?:[(,.;]|$)")
_HAD_IT = re.compile(
    r"\b(?:had|has|having)(?: had)? (?:an?|the|his|her|it|this|two|three|multiple|several|another)(?: (?!which\b"
    r"|that\b|and\b|been\b|was\b)[\w-]+){0,6} $",
    re.IGNORECASE,
)
"""Of "had a lesion excised": what somebody had done."""
_OPENS = re.compile(
    r"^\W*(?:after|following)(?: (?:the|an?|this|her|his|initial|primary|first|complete|wide|local|previous)){0,4} $",
    re.IGNORECASE,
)
"""Of "After excision, ...": a procedure that is taken as known at the beginning of a sentence."""
_PARTICIPLE = re.compile(
    r"(?:excised|resected|amputated|biopsied|removed|enucleated|debulked|curetted|disarticulated|shaved off"
    r"|extirpated|exstirpated|shelled out|cut out|operated(?: on| upon)?)$",
    re.I,
)
_DONE_BEHIND = re.compile(
    r"^(?:[^.;]{0,80}?\b(?:was|were|had been|has been)(?: (?!not\b)\w+){0,3} (?:performed|done|obtained|taken"
    r"|undertaken|carried out|conducted|completed|accomplished|executed|made|achieved)\b|(?: \w+){0,3} (?:performed"
    r"|done|taken|undertaken|carried out|obtained) (?:on|in|at|by|from)\b| (?:required|needed"
    r"|took) (?:\w+ ){0,2}(?:stages?|layers?|hours?)\b| performed\b| done\b| followed(?! by\b| up\b)\b| ensued\b"
    r"| took place\b|[^.;]{0,90}?\b(?:recommended|advised|planned) and (?:\w+ )?(?:performed|done|carried out"
    r"|completed|undertaken))",
    re.IGNORECASE,
)
_SHOWED = re.compile(
    r"^(?: (?:specimens?|material|tissue|samples?|tumou?r|mass|lesion|nodule))?(?: \([^)]{1,40}\))?(?: (?:of|from|at"
    r"|in|on) (?:[\w'-]+ ){0,7}?[\w'-]+)?,? (?:with (?:\w+ )?\d[\d.]* ?(?:cm|mm) (?:\w+ )?margins? )?(?:again |also "
    r"|then |initially |subsequently |reportedly |which |that |and (?:\w+ ){0,6}?){0,2}(?:show(?:s|ed|ing)"
    r"|reveal(?:s|ed|ing)|demonstrat(?:es|ed|ing)|disclos(?:es|ed)|exhibit(?:s|ed)|display(?:s|ed)|contain(?:s|ed)"
    r"|consist(?:s|ed)|confirm(?:s|ed)|identifie[sd]|yielded|suggest(?:s|ed)|returned|found|indicated|(?:was|were|is"
    r"|are) (?:\w+ )?(?:negative|positive|composed|interpreted|reported|diagnosed|read|signed|consistent|compatible"
    r"|examined|submitted|sent|suggestive|diagnostic|non-?diagnostic|inconclusive|evaluated|reviewed))\b",
    re.IGNORECASE,
)
_LOOKED_AT = re.compile(
    r"\b(?:histolog\w*|histopatholog\w*|microscop\w*|patholog\w*|examination|sections?|analysis|evaluation|review"
    r"|sequencing|NGS|FISH|testing|study)(?: (?:examination|analysis|evaluation|findings))? (?:of|on"
    r"|from)(?: [\w-]+){0,3} (?:[\w-]+ and (?:the )?)?$",
    re.IGNORECASE,
)
_THE_TISSUE = re.compile(
    r"^ (?:specimens?|material|tissue|samples?|tumou?rs?|mass|lesion|nodule)\b(?! (?:site|bed))",
    re.IGNORECASE,
)
_LINE_BEFORE = re.compile(r"(?:^|[,:;(\n]|\b[A-H]\.|\d[.)])[ *-]{0,4}$")
_LINE_BEHIND = re.compile(
    r"^ ?(?:[:;,.(\n]|$|\d|with (?:\w+ )?margins? of|with (?:\w+ )?\d[\d.]* ?[cm]m (?:\w+ )?margins?|alio loco"
    r"|elsewhere|under (?:GA|LA|general|local)\b|\bon \d|specimen\b)"
)
_A_VERB = re.compile(
    r"\b(?:was|were|is|are|has|had|have|underwent|showed|reveal\w+|with|recommend\w*|should|may|can|will|would|and)\b",
    re.IGNORECASE,
)
_AGAIN = Rule(
    r"\b(?:re-?(?=excis|resect|biops)|repeat|second|third|further|additional|wider|completion|staged|another"
    r"|subsequent|extended)",
    re.I,
)
_RETELLS = re.compile(
    r"\b(?:the|this) (?:\w+ ){0,2}?(?:tumou?r|lesion|mass|growth|nodule|swelling|specimen) (?:was|were|is"
    r"|has been)(?: \w+){0,2} $",
    re.IGNORECASE,
)
_LATER = Rule(r"\b(?:later|then|subsequently|afterwards?|thereafter|again|next|finally|eventually)\b", re.IGNORECASE)
_MARGINS = (
    (
        "positive",
        r"\b(?:positive|involved|incomplete|non-?free|infiltrated)(?: (?!and)\w+){0,2} (?:margins?|borders|edges)\b"
        r"|\b(?:margins?|borders?|edges?)(?: \w+){0,3}? (?:(?:was|were|is|are|being|remained|still)(?: (?!not"
        r"|negative|clear|free)\w+){0,2} )?(?:positive|involved|infiltrated|not (?:clear|free))\b"
        r"|\bmargins?: ?(?:positive|involved)\b|\bmargin-positive\b|\bR[12]\b(?= ?(?:resection|excision|status"
        r"|margin|[),;.]|$))|\bincomplete(?:ly)? (?:resect|excis|remov)\w+|\b(?:excision|resection|removal) (?:was"
        r"|is|appears|appeared) (?:\w+ )?incomplete\b|\b(?:involvement of|tumou?r (?:cells )?(?:was |were |is "
        r"|are )?(?:present |seen |found )?at) (?:the )?(?:\w+ ){0,3}margins?\b|\b(?:reach(?:es|ed|ing)|extend(?:s"
        r"|ed|ing) to|present at|abut(?:s|ted|ting)|involv(?:es|ed|ing)|transected at|touch(?:es|ed|ing)"
        r"|tumou?r at) (?:the |an? )?(?:\w+ ){0,3}margins?\b|\bnot in (?:healthy|sound) tissue\b|\b(?:tumou?r"
        r"|lesion) (?:touche[sd]|reache[sd]|is at|was at|present at)"
        r" (?:the )?ink\b|\bmicroscopically (?:not radical|irradical)\b",
    ),
    (
        "close",
        r"\bclose (?:\w+ )?margins?\b|\bmargins?(?: \w+){0,2} (?:was|were|is|are) (?:\w+ )?close\b"
        r"|\bwithin (?:less than )?(?:0?\.\d|1|one) ?mm of (?:the )?(?:\w+ ){0,2}(?:margins?|edge)|\b(?:closest|nearest"
        r"|narrowest|minimum|minimal)(?: \w+){0,2} margin(?: (?!not)\w+){0,3}:? ?(?:<|less than )? ?(?:0?\.\d+|1"
        r"|one) ?mm\b|\bclearance (?:of|was) (?:<|less than )? ?(?:0?\.\d+|1|one) ?mm\b",
    ),
    (
        "negative",
        r"\bnot (?:involv|reach|extend|touch|abut)\w*(?: to| into| at)? (?:the |any )?(?:\w+ ){0,3}"
        r"(?:margins?|ink)\b"
        r"|\bno (?:residual )?(?:tumou?r|lesion)(?: cells)?(?: \w+)? at (?:the |any )?(?:\w+ ){0,3}margins?\b"
        r"|\b(?:closest|nearest|narrowest)(?: \w+){0,2} margin(?: (?!not)\w+){0,3}:? ?(?:[2-9]"
        r"|[1-9]\d)(?:\.\d)? ?(?:mm|cm)\b|\b(?:negative|clear|free|tumou?r-free|uninvolved|wide"
        r"|adequate)(?: (?!and)\w+){0,2} (?:margins?|borders|edges)\b|\b(?:margins?|borders?"
        r"|edges?)(?: \w+){0,3}? (?:(?:was|were|is|are|being|remained|all)(?: (?!not)\w+){0,2} )?(?:negative"
        r"|clear(?:ed)?|free|uninvolved|tumou?r-free|not involved)\b|\bmargins?: ?(?:negative|clear|free"
        r"|uninvolved)\b|\bmargin-negative\b|\bR0\b(?= ?(?:resection|excision|status|margin|[),;.]|$))"
        r"|\b(?:completely) (?:resected|excised|removed)\b|\bcomplete (?:surgical |tumou?r |local "
        r"|gross )?(?:resection|excision|removal)\b|\b(?:excision|resection) (?:was|is|appears) complete\b"
        r"|\b(?:subsequently )?cleared (?:after|during|with|by|at|on)\b|\b(?<!not )in healthy tissue\b"
        r"|\b(?:microscopically|histologically) radical\b|\bclearance (?:of )?(?:[2-9]|[1-9]\d)"
        r"(?:\.\d)? ?mm\b|\bexcised \(clearance\b|\bclear(?:ed)? by (?:at least )?(?:[2-9]|[1-9]\d)(?:\.\d)? ?(?:mm"
        r"|cm)\b",
    ),
)
_MARGIN = Rule("|".join(rf"(?P<{name}>{words})" for name, words in _MARGINS), re.IGNORECASE)
_NO_MARGIN = re.compile(
    r"\b(?:recommend\w*|planned|advis\w+|should|may|if|no|to achieve|to obtain|to ensure|goal|aim\w*|not"
    r"|infiltrative|pushing|circumscribed)(?: \w+){0,3} $",
    re.IGNORECASE,
)
_NO_MARGIN_BEHIND = re.compile(
    r"[^.;]{0,50}\b(?:(?:was|were|is|are|has been)(?: \w+)? (?:recommended|planned|advised|considered|offered"
    r"|attempted|not|the|required|preferred|scheduled|suggested)(?! and)|should|usually|typically|often|would|may"
    r"|might|can|could)\b",
    re.I,
)
_OF_NEXT = re.compile(
    r"^[ ,]*(?:(?:were|was|being) )?(?:\w+ )?(?:obtained |achieved |reached )?(?:during|by|with|after|on|at"
    r"|in) (?:an? |the )?$",
    re.I,
)


OTHER_ILLNESS = re.compile(
    r"\b(?:past|medical|surgical) (?:medical |surgical )?history\b[^.;]{0,80}\b(?:carcinoma|cancer|melanoma|lymphoma"
    r"|leuk\w+|hernia|appendi\w+|cataract|cholecyst\w+|c(?:a)?esarean|fracture)\b",
    re.IGNORECASE,
)
"""What was done for another illness is no event of this one."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A procedure, with its place in the text that was read."""

    start: int
    end: int
    kind: str
    is_mention: bool
    is_again: bool


def read_procedures(text: str, add: Callable[..., None]) -> None:
    """The procedures that `text` tells, each given to `add`, and margins that it tells without a procedure."""
    lower = text.lowered if hasattr(text, "lowered") else text.lower()
    taken = _taken(text) if CUES.are_in(lower) else []
    margins = _margins(text) if MARGIN_CUES.are_in(lower) else []
    of: dict[int, str] = {}
    for start, end, name in margins:
        i = _whose(text, start, end, taken)
        if i is None:
            add("margins", start, end, "margins", margins=name)
        elif name == "positive" or i not in of:
            of[i] = name
    for i, one in enumerate(taken):
        behind = text[one.end : one.end + 45]
        before = text[max(0, one.start - 70) : one.start]
        of_metastasis = re.match(
            r"(?: of| from)?(?: the| an?)?(?: \w+)? metasta|(?: of| from)? the (?:\w+ )?(?:axilla|lymph)",
            behind,
            re.IGNORECASE,
        ) or re.search(r"metasta\w+(?: \w+){0,3} (?:was|were)(?: \w+)? $", before, re.IGNORECASE)
        of_metastasis = of_metastasis or re.match(
            r"[^.;]{0,60}\band (?:proved to be|were|represented|confirmed as) (?:\w+ )?metasta",
            text[one.end :],
            re.IGNORECASE,
        )
        add(
            "procedure",
            one.start,
            one.end,
            "procedure named" if one.is_mention else "procedure carried out",
            procedure=one.kind,
            margins=of.get(i),
            metastasis=bool(of_metastasis) or None,
            mention=one.is_mention or None,
            again=one.is_again or None,
        )


def _taken(text: str) -> list[Taken]:
    found: list[Taken] = []
    matches = [(m.start(), m.end(), _KINDS[int(m.lastgroup[1:])][0]) for m in _PROCEDURE.finditer(text) if m.lastgroup]
    surgery = _SURGERY.search(text) or _SURGERY_DONE.search(text)
    if surgery is not None and not any(abs(start - surgery.end()) < 60 for start, _, _ in matches):
        name = "what" if surgery["what"] else "what2"  # only one that was done has the second
        matches.append((surgery.start(name), surgery.end(name), "resection"))
    for start, end, kind in sorted(matches):
        one = _told(text, start, end, kind)
        if one is None:
            continue
        if found and _is_the_same(text, found[-1], one):
            # "Was removed by wide local excision": the noun says how.
            if _PARTICIPLE.search(text[found[-1].start : found[-1].end]) is not None:
                found[-1] = Taken(
                    found[-1].start, one.end, one.kind, found[-1].is_mention, found[-1].is_again or one.is_again
                )
            continue
        found.append(one)
    return found


def _told(text: str, start: int, end: int, kind: str) -> Taken | None:
    """The procedure from `start` to `end`, if the text says that it took place."""
    words = text[start:end]
    clause = re.split(r"[.;] ", text[max(0, start - 110) : start])[-1]
    behind = re.split(r"[.;](?: |$)", text[end : end + 150])[0]
    if _NOT_IT.match(behind) is not None or OTHER_ILLNESS.search(text, max(0, start - 140), start) is not None:
        return None
    done_behind = (
        _DONE_BEHIND.match(behind) is not None
        and re.match(r"^[^.;]{0,80}?\b(?:and|but|,)\b[^.;]{0,60}\bnot\b", behind) is None
    )
    again = (
        _AGAIN.search(words) is not None
        or re.search(r"\b(?:second|further|repeat|another|additional)(?: \w+)? $", clause, re.I) is not None
    )
    not_before = _NOT_DONE_BEFORE.search(clause)
    if not_before is not None:
        passive = (
            _WAS.search(clause) is not None
            and re.match(r"(?:after|following|since)\b", not_before.group(), re.I) is not None
        )
        recommended_and_done = (
            done_behind
            and re.match(r"recommend|advis|plan", not_before.group(), re.I) is not None
            and re.search(r"recommended and|advised and|planned and", behind, re.I) is not None
        )
        if not (passive or recommended_and_done):
            opens = not _PARTICIPLE.search(words) and _OPENS.match(text[:start]) is not None
            return Taken(start, end, kind, True, again) if opens else None
    if _NOT_DONE_BEHIND.match(behind) is not None:
        return None
    participle = _PARTICIPLE.search(words) is not None
    if participle:
        if _WAS.search(clause) is not None or re.search(
            r"\b(?:we|you|i|they|surgeons?|GP|dermatologist|doctor|physician|colleagues|team) (?:\w+ )?$", clause, re.I
        ):
            return Taken(
                start,
                end,
                kind,
                _RETELLS.search(clause) is not None and _LATER.search(text) is None and not again,
                again,
            )
        if _THE_TISSUE.match(behind) is not None and re.search(
            r"\b(?:the|this|an?|her|his|and) (?:\w+ )?$", clause, re.I
        ):
            return Taken(start, end, kind, True, again)
        if clause.endswith(", ") and _AT_THE_END.match(behind) is not None and _A_VERB.search(clause) is None:
            return Taken(start, end, kind, True, again)
        if _ALSO_WAS.search(clause) is not None or _HAD_IT.search(clause) is not None:
            return Taken(start, end, kind, False, again)
        return None
    if done_behind:
        return Taken(start, end, kind, False, again)
    looked = _LOOKED_AT.search(clause) is not None
    if not looked and _DONE_BEFORE.search(clause) is not None and kind is not None:
        shows = _SHOWED.match(behind) is not None and re.search(r"\bwith(?: \w+){0,2} $", clause, re.I) is not None
        return Taken(start, end, kind, shows, again)
    if (
        looked
        or _SHOWED.match(behind) is not None
        or (_THE_TISSUE.match(behind) and re.search(r"\b(?:the|this) (?:\w+ )?$", clause, re.I))
    ):
        return Taken(start, end, kind, True, again)
    line = text[max(0, start - 60) : start].rsplit("\n", 1)[-1]
    if _LINE_BEFORE.search(line) is not None and _LINE_BEHIND.match(text[end : end + 12]) is not None:
        whole = re.split(r"[.;:] |\n", text[max(0, start - 110) : start])[-1]
        if _A_VERB.search(whole) is None:
            return Taken(start, end, kind, True, again)
    return None


_OF_NODES = re.compile(r"node|nodal|adenectomy", re.IGNORECASE)
"""What is done besides the operation on the tumour."""


def _is_the_same(text: str, before: Taken, one: Taken) -> bool:
    between = text[before.end : one.start]
    if between == " (" and text[one.end : one.end + 1] == ")":
        return True
    if before.kind == one.kind and not text[: before.start].strip() and between.startswith(":"):
        return True  # "Core needle biopsy: under ultrasound guidance three core biopsies were taken"
    return _OF_NODES.search(text[one.start : one.end]) is None and (
        re.fullmatch(r"[^.;,]{0,25}\b(?:with|by|via|through|using|as|in the form of|during)(?: an?| the)? ?", between)
        is not None
    )


def _margins(text: str) -> list[tuple[int, int, str]]:
    return [
        (match.start(), match.end(), str(match.lastgroup))
        for match in _MARGIN.finditer(text)
        if _NO_MARGIN.search(text[max(0, match.start() - 50) : match.start()]) is None
        and _NO_MARGIN_BEHIND.match(text, match.end()) is None
    ]


def _whose(text: str, start: int, end: int, taken: list[Taken]) -> int | None:
    """Which of `taken` has the margins told from `start` to `end`; None: none that the text names."""
    behind = [i for i, one in enumerate(taken) if one.start >= end - 12]
    if behind and (taken[behind[0]].start <= end + 2 or _OF_NEXT.match(text[end : taken[behind[0]].start])):
        return behind[0]
    if (
        re.search(r"\b(?:during|after|with|by|at|on)$", text[start:end])
        and behind
        and taken[behind[0]].start - end < 12
    ):
        return behind[0]
    before = [i for i, one in enumerate(taken) if one.start <= end]
    if before:
        return before[-1]
    return behind[0] if behind else None
