"""How the patient fared: the status at follow-up and its length."""

import re
from collections.abc import Callable

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.patient import NUMBER, duration

UNIT = r"(?:years?|months?|weeks?|days?|yrs?|mos?|wks?)"
CUES = Words(
    "follow", "alive", "died", "dead", "succumb", "disease", "ned", "dod", "awd", "dfs", "progress", "recur",
    "relaps", "healthy", "well", "remission", "tumor-free", "tumour-free", "tumor free", "tumour free", "free of",
    "free from", "passed away", "surviv", "lost to", "aned", "doc", "cancer-free", "cancer free", "a&w",
    "last seen", "last contact", "last visit", "stable", "expired",
)  # fmt: skip
_LENGTH = Rule(
    rf"\b(?P<n>{NUMBER})[- ](?P<u>{UNIT})(?:'s?)?,? (?:of )?(?:clinical |post-?operative "
    rf"|surveillance )?(?:follow-? ?up|post-?operative follow|surveillance)|\bfollow(?:ed|-"
    rf"| )? ?-?up[^.;]{{0,45}}?\b(?P<n2>{NUMBER})[ -](?P<u2>{UNIT})\b|\b(?:at|for|after|of) (?:about "
    rf"|approximately )?(?P<n3>{NUMBER})[ -](?P<u3>{UNIT}) (?:of )?(?:after|post|follow)"
    r"|\b(?:alive|well|healthy|died|(?:disease|tumou?r|recurrence|relapse)[- ]free|free (?:of|from) \w+|A?NED|DOD"
    r"|AWD|DOC|dead of disease|alive with (?:\w+ )?disease|no (?:evidence|signs?) of (?:\w+ )?(?:disease|recurrence"
    r"|relapse)"
    rf"|remission)\b[^.;]{{0,70}}?\b(?P<n4>{NUMBER})[ -](?P<u4>{UNIT})\b(?! (?:old|history|later, (?:a|the) (?:local"
    rf"|second|recurr)))|\b(?P<n5>{NUMBER})[ -](?P<u5>{UNIT}) (?:after|following|post)[- ]?(?:the )?\w*(?:surgery"
    rf"|resection|excision|diagnosis|operation|treatment)?[^.;]{{0,30}}\b(?:alive"
    r"|well|healthy|(?:disease|tumou?r|recurrence)[- ]free|NED|no evidence|no recurrence|without|free of|no signs?)"
    rf"|\bDFS\b[^.;]{{0,10}}?(?P<n6>\d{{1,3}}) ?(?P<u6>{UNIT})|\b(?P<n7>{NUMBER})[ -](?P<u7>{UNIT}) (?:later|after"
    rf"|since|following|post|post-?operative(?:ly)?|post-?op|out from)\b[^.;]{{0,60}}\b(?:alive|well|healthy"
    rf"|(?:disease|tumou?r|recurrence)[- ]free|NED|no evidence"
    r"|no recurrence|no signs?|free of|without (?:\w+ ){0,3}(?:recurrence|relapse|disease))",
    re.IGNORECASE,
)
_OF = (
    r"(?:(?:any|the|further|local|locoregional|loco-regional|regional|distant|clinical|radiological|radiographic"
    r"|tumou?r|either|signs? of|evidence of|complications?|other) (?:(?:or|and|nor) )?|local-){0,6}"
)
_STATUSES = (
    (
        "dead_of_other_cause",
        r"\b(?:died|passed away)(?: [\w-]+){0,5}? (?:of|from|due to|because of) (?:an? |the |acute |complications of )?"
        r"(?:[\w-]+ ){0,2}?(?:infarction|embolism|covid[\w-]*|pneumonia|sepsis|stroke|accident|suicide)\b(?! (?:due to"
        r"|from|caused by|secondary to|because of))",
    ),
    (
        "dead_of_disease",
        r"\bdied of (?:the |his |her |progressive |metastatic |this |widespread |disseminated )?(?:disease|tumou?r"
        r"|metasta\w+|progression|sarcoma)|\bsuccumbed\b|\bdead of disease\b|\bDOD\b|\b(?:died|death(?! (?:has|have"
        r"|was|were)\b)|passed away|expired)(?: \w+){0,6}? (?:due to|from|because of|with"
        r"|as a result of) (?:(?!heart|cardiac|coronary|cardiovascular|isch|renal|kidney|liver|infectious|cerebro"
        r"|another|other|unrelated|parkinson|alzheimer)[\w-]+ ){0,3}?(?:disease|progression|metasta\w+|tumou?r"
        r"|sarcoma|relapse|recurrence)\b|\b(?:progress(?:ed|ion|ing|ive)|metastas[ei]s|metastasi[sz]ed|relapsed?"
        r"|disseminat\w+)\b(?![^.;]*\b(?:or|no|reported|described|cases)\b)[^.;]{0,60}\b(?:died|her death|his death"
        r"|passed away)\b(?! (?:of|from|due))",
    ),
    (
        "dead_of_other_cause",
        r"\b(?:died|death|passed away)(?: \w+){0,4}? (?:of|from|due to) (?:an? |other |un)?(?:unrelated|related"
        r"|other|infection|sepsis|accident|heart|pneumonia|cardiac|stroke|causes?)|\bdied of (?:an? )?(?:unrelated"
        r"|other)|\bDOC\b|\b(?:died|death|passed away)(?: [\w-]+){0,5}? (?:of|from|due to|because of) (?:an? |the "
        r"|acute )?(?:[\w-]+ ){0,2}?(?:infarction|embolism|failure|covid[\w-]*|pneumonia|sepsis|stroke|accident"
        r"|trauma|suicide|h(?:a)?emorrhage|(?:heart|coronary|cardiac|cardiovascular|renal|liver|kidney"
        r"|cerebrovascular|parkinson\S*|alzheimer\S*) disease)\b",
    ),
    (
        "lost_to_follow_up",
        r"\blost to follow-? ?up\b|\bfollow-? ?up (?:failed|was lost|could not be (?:obtained|continued))"
        r"|\b(?:did not|failed to|never) (?:return|attend|present|come)\w*(?: \w+){0,3} follow-? ?up"
        r"|\bno longer (?:attended|followed)",
    ),
    (
        "alive_with_disease",
        r"\b(?:alive|living|lives|survives?) with (?:(?!no\b|out\b)\w+ ){0,3}?(?:disease|metasta\w+|tumou?r"
        r"|recurrence)\b(?!-free)|\bAWD\b|\b(?:persistent|residual) disease\b(?! (?:was|is) (?:not|excluded))",
    ),
    (
        "no_progression",
        r"\bno (?:signs?|evidence|indications?)? ?(?:of )?(?:disease |tumou?r |further |radiological )?progression"
        r"|\b(?:without|not)(?: any)?(?: (?:evidence|signs?) of)? (?:disease |tumou?r |further )?progress"
        r"|\bstable disease\b|\bdisease (?:has |had )?(?:remain(?:s|ed)|is|was) stable\b|\b(?:has"
        r"|had) (?:remained )?stable disease|\bprogression-free\b",
    ),
    (
        "no_evidence_of_disease",
        rf"\bno (?:signs?|evidence|indications?|further|clinical evidence|radiological evidence"
        rf"|sonographic evidence)? ?(?:of |for )?{_OF}(?:recurren\w+|relapse|disease(?! (?:progress|elsewhere"
        rf"|spread)))|\b(?:disease|recurrence|relapse|tumou?r)[- ]free\b(?! (?:margin|border))|\bA?NED\b"
        rf"|\bcancer[- ]free\b|\b(?:free|clear) (?:of|from) (?:any |the |local )?(?:disease|tumou?r|recurrence"
        rf"|relapse)|\bwithout {_OF}(?:recurren\w+|disease"
        r"|relapse)|\b(?:did not|has not|had not|have not|not) (?:recur\w*|relapse\w*)|\bnever (?:recurred"
        r"|relapsed)\b|\balive and well\b|\b(?:well|healthy|alive)(?: and \w+)?,? (?:with"
        r"|and) no (?:\w+ ){0,3}(?:recurrence|disease|relapse)|\bin (?:complete |sustained |continuous "
        r"|clinical ){0,3}remission\b|\bneither (?:\w+ )?recurrence\b",
    ),
)
_STATUS = tuple((name, Rule(pattern, re.IGNORECASE)) for name, pattern in _STATUSES)
_LAST = Rule(
    r"\b(?:latest|last|most recent) (?:follow|contact|visit|review|seen|clinic)|\bfollow(?:ed)?[- ]? ?up\b"
    r"|\bremain(?:ed|s|ing)?\b|\bis (?:currently |now |still )?(?:alive|well|healthy|free)|\b(?:disease|recurrence"
    r"|relapse|tumou?r)[- ]free\b|\bA?NED\b|\bDOC\b|\bcancer[- ]free\b|\bdead\b|\bdeath\b|\bdied\b|\bsuccumbed\b"
    r"|\blost to\b|\b(?:persistent|residual) disease\b|\balive\b|\b(?:no|without|not|nor|free of"
    r"|free from) [^.;]{0,60}\b(?:recur\w*|relapse\w*)|\bremission\b|\bto date\b|\bcurrently\b|\bat present\b"
    r"|\bwas well\b|\bdoing well\b|\bAWD\b|\bDOD\b|\bpassed away\b|\bsurveillance\b|\bprogression\b|\blast seen\b",
    re.IGNORECASE,
)
_NOT_THEN = Rule(
    r"\b(?:staging|at (?:presentation|diagnosis)|margins?|specimen|re-?excision (?:specimen|showed|revealed"
    r"|contained)|family history|history of|histolog\w+|microscop\w+|patients with|cases|literature|risk|rates?|may"
    r"|might|could|should|potential|typically|usually|prevent|reported|chance|if|median|likelihood|prognos\w+"
    r"|progression-free survival|free survival)\b",
    re.IGNORECASE,
)
_AT = Rule(
    rf"\b(?:at|after|for|over|in) (?:about |approximately |the (?:last"
    rf"|past) )?(?P<n>{NUMBER})[ -](?P<u>{UNIT})\b(?! (?:old|of age|history|later))",
    re.IGNORECASE,
)
_FROM = Rule(
    rf"\b(?P<n>{NUMBER})[ -](?P<u>{UNIT}) (?:after|following|since|post|from|out from)\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(rf"\((?:at )?(?P<n>\d{{1,3}})[ -](?P<u>{UNIT})\)", re.IGNORECASE)


def status_in(text: str) -> tuple[str, re.Match[str]] | None:
    """The status at follow-up that `text` tells, with its place."""
    found = next(((name, match) for name, rule in _STATUS if (match := rule.search(text))), None)
    if found is None:
        return None
    around = text[max(0, found[1].start() - 110) : found[1].end() + 60]
    if _NOT_THEN.search(around) is not None and found[0] not in (
        "dead_of_disease",
        "dead_of_other_cause",
        "lost_to_follow_up",
    ):
        return None
    return found


def read_follow_up(text: str, add: Callable[..., None]) -> None:
    """Status and length of the follow-up that `text` tells, given to `add`."""
    status, length = status_in(text), _LENGTH.search(text)
    if status is not None and (length is not None or _LAST.is_in(text)):
        shown = _length(length) if length is not None else None
        if shown is None:
            other = _BRACKET.search(text) or _AT.search(text) or _FROM.search(text)
            shown = duration(other["n"], other["u"]) if other else None
        add("follow_up", *status[1].span(), "status at follow-up", status=status[0], follow_up=shown)
    elif length is not None and re.search("follow", length.group(), re.IGNORECASE):
        if re.search(
            r"\b(?:recommend\w*|planned|advised|every|schedul\w+|median|mean|patients|cases)\b", text, re.IGNORECASE
        ):
            return
        add("follow_up", length.start(), length.end(), "length of follow-up", follow_up=_length(length))


def _length(match: re.Match[str]) -> str | None:
    groups = {key[0]: value for key, value in match.groupdict().items() if value}
    return duration(groups["n"], groups["u"])
