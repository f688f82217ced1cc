"""How the patient came and what was found: the complaint, what was seen at birth or by the hand of the examiner."""

import re
from collections.abc import Callable

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.follow_up import UNIT
from breakapart.drafting.patient import NUMBER

CUES = Words(
    "present", "referred", "notice", "noted", "complain", "admitted", "initially", "at first", "originally", "birth",
    "born", "congenital", "develop", "returned", "discovered", "incident", "since", "history", "came", "consulted",
    "visited", "attended", "attention", "found to have", "sought", "evaluat", "seen", "brought", "reported",
    "palpa", "examin", " had ", "observed", "felt", "appeared", "duration", "detected", "aware", "arose", "arrived",
    "approached", "swelling", "lump", "mass", "nodule", "hospitali",
)  # fmt: skip
_LESION = (
    r"(?:mass|nodule|swelling|lump|lesion|tumou?r|papule|plaque|patch|growth|bump|cyst|macule|induration"
    r"|papulonodule|enlargement)"
)
_LESIONS = rf"{_LESION}(?:e?s)?"
_SYMPTOM = (
    r"(?:weakness|pain|numbness|drop|para?esthesia|symptoms|dysphagia|cough|ha?ematuria|bleeding|dyspn(?:o)?ea"
    r"|headaches?|hoarseness|discomfort|tenderness|itch(?:ing)?|distension|ulceration|discharge)"
)
_WHO = (
    r"(?:patient|boy|girl|man|woman|male|female|infant|child|newborn|neonate|who|he|she|gentleman|lady|baby|adult"
    r"|teenager|adolescent|housewife|worker|farmer|student)"
)
_PRESENTED = Rule(
    r"\b(?:present(?:ed|ing)|(?:who|he|she|patient) presents)(?! (?:with|as) (?:normal|similar))(?! (?:an?|the|our"
    r"|two) (?:\w+ )?(?:case|series|patient))(?: (?!with|for)[\w'./-]+){0,9}?,? (?:with|for|because of|due to"
    r"|complaining of|on account of)\b|\b(?:was|were|been) (?:\w+ )?referred(?: (?!for|with"
    r"|because)[\w'./-]+){0,9}? (?:for|with|because of|due to|on account of)\b(?! (?:an? |the "
    r"|further )?(?:[\w-]+ ){0,3}?(?:excision|resection|surgery|treatment|biopsy|radiotherapy|management|therapy"
    r"|consultation|review|opinion|assessment|follow))|\b(?:first |had |has |incidentally |have )?noticed (?:an?|the"
    r"|his|her|some|progressive|gradual|increasing|painless)\b|\bcomplain\w*(?: of\b| ?:)|\bc/o\b|\b(?:was"
    r"|were) (?:\w+ )?admitted\b|\breturned(?: (?!for|to normal)[\w'./-]+){0,8}? with\b"
    r"|\bcame (?:[\w-]+ ){0,4}?(?:to (?:our|the|medical|clinical)|with|for evaluation|in with|because of)\b"
    rf"|\b{_WHO}\b[^.;]{{0,40}} (?:consulted|was (?:\w+ )?(?:studied|investigated))(?: (?!for\b|because\b|due\b)"
    rf"[\w-]+){{0,6}} (?:for|because of|due to|owing to) (?:[\w-]+,? ){{0,5}}?(?:{_LESIONS}|{_SYMPTOM})\b"
    rf"|\bin an? {_WHO}\b[^.;]{{0,25}}, (?:the|her|his|an?) (?:[\w-]+ ){{1,2}}(?:noted|noticed|discovered|found) "
    rf"an? (?:[\w-]+,? ){{0,5}}?{_LESION}\b"
    rf"|\b(?:[Mm]ale|[Ff]emale)\b,? [^.;]{{0,24}}?, (?:[\w-]+ ){{0,4}}?(?:{_LESIONS}|{_SYMPTOM}|fever)\b[^.;]{{0,40}}? "
    rf"(?:for|since) (?:about )?(?:{NUMBER}|an?|several|many) {UNIT}\b"
    rf"|\b(?:(?:first )?came to (?:his|her|their|another|the local) [\w-]+)\b"
    r"|\b(?:consulted|visited|attended) (?:our|the|a|an|her|his) (?:(?!with|for)[\w-]+ ){1,7}?(?:with|for|because of"
    r"|due to|complaining of)\b|\bwas consulted for\b|\bsought (?:medical|clinical|dermatolog\w+|advice|attention"
    r"|care|consultation)\b"
    rf"|\b(?:was|were) (?:\w+ )?found to have an? [^.;]{{0,40}}\b{_LESION}"
    rf"|\b{_WHO}\b[^.;,]{{0,45}}? (?:had )?developed (?:an? |progressive |new |increasing |right |left |severe "
    rf"|gradual |multiple )[^.;]{{0,50}}\b(?:{_LESIONS}|{_SYMPTOM})\b|\b{_WHO}\b(?:,[^.;,]{{0,50}},"
    rf"| ?\([^)]{{0,30}}\))?[^.;,]{{0,30}} (?:has |had |have )(?:been |had )?(?:an? |noticed |noted |had |felt "
    rf"|developed |multiple |been aware of )[^.;]{{0,60}}\b{_LESIONS}\b(?! response)"
    r"|\b(?:was|were) (?:\w+ )?(?:seen|evaluated|assessed|examined|brought|attended|investigated|hospitali[sz]ed)"
    rf"(?: (?:in|at|by|to|on|to the|for evaluation)(?: (?!with\b|for\b|because\b|due\b)[\w'-]+){{0,7}})?,? (?:with"
    rf"|for|because of|due to|on account of|in view of) (?:[\w-]+,? ){{0,8}}?(?:{_LESIONS}|{_SYMPTOM}|ulcer|\d"
    rf"|history)\b|\b{_WHO}\b[^.;,]{{0,20}} (?:reported|reports|described|describes|mentioned|noted|felt|palpated"
    rf"|discovered) (?:having )?(?:an? |the |some |painless |progressive |gradual |recent "
    rf"|multiple )(?:[\w-]+,? ){{0,8}}?(?:{_LESIONS}|{_SYMPTOM})\b"
    r"|\bwith (?:an? |the )?(?:[\w-]+ )?(?:complaints?|history) of (?:[\w-]+,? ){0,7}?"
    rf"(?:{_LESIONS}|{_SYMPTOM})\b"
    r"|\b(?:attended|reported(?= (?:to|at|in|back)\b)|arrived|approached|was (?:\w+ )?hospitali[sz]ed)(?: (?!with"
    r"|for)[\w'./-]+){0,8}?"
    rf" (?:with|for|because of|due to) (?:[\w-]+,? ){{0,8}}?(?:{_LESIONS}|{_SYMPTOM})\b"
    r"|\b(?:became|becoming|was|been) aware of\b|\b(?:was|were) (?:\w+ )?(?:noticed|noted|found|seen"
    r"|discovered)(?: (?:by|at|on|to|his|her|the|their|\w+)){0,4}"
    rf" to have an? (?:[\w-]+,? ){{0,5}}?{_LESION}\b"
    r"|\b(?:chief|presenting|main|primary) complaints?\b"
    rf"|\b(?:an?|the|this|his|her) (?:[\w-]+,? ){{0,6}}?{_LESION} (?:of|in|on|over"
    rf"|at) (?:[\w-]+ ){{1,7}}?(?:had been|has been|was) (?:present|growing|enlarging|noted|noticed|there) (?:for"
    rf"|since)\b|\b{_WHO} (?:with|bearing) (?:an? |the )?(?:[\w-]+,? ){{0,5}}?{_LESIONS} (?:[\w-]+ ){{1,8}}?(?:for"
    rf"|since|of) (?:about |approximately |the (?:last|past) )?(?:{NUMBER}|an?|several|many) {UNIT}\b",
    re.IGNORECASE,
)
_NOT_PRESENTED = Rule(
    r"\b(?:patients|cases|typically|usually|often|commonly|may|can|frequently|generally|tumou?rs|children|adults"
    r"|mostly|rarely|literature|disease)\b[^.;]{0,30}|\b(?:we|authors)(?: \w+){0,2} present(?:ed)?\b|\b(?:another"
    r"|second) (?:\w+ )?(?:lump|mass|nodule|swelling|lesion|tumou?r)\b|\bno (?:family )?(?:history|complaints?)\b"
    r"|\b(?:after|following) (?:the )?(?:excision|resection|surgery|operation)\b|\bfamily history\b",
    re.IGNORECASE,
)
_FINDING = Rule(
    r"\b(?:initially|at first|originally)\b[^.;]{0,60}\b(?:had|noticed|developed|mass|nodule|lesion)\b"
    r"|\b(?:gross examination|inspection) at birth\b"
    rf"|\bat birth\b[^.;]{{0,30}}\b{_LESION}|\b{_LESION}\b[^.;]{{0,30}}\b(?:noted|noticed|present|started|began"
    rf"|apparent|evident|visible|seen|detected|observed|appeared)"
    r"(?: \w+)? (?:at|since|from|shortly after|soon after) birth\b|\b(?:started|began|appeared) (?:at|shortly after"
    r"|soon after) birth\b"
    rf"|\b{_LESION}\b[^.;]{{0,40}}\b(?:first |incidentally |initially )?(?:noted|noticed|discovered|felt|observed"
    rf"|found incidentally|appeared|arose|developed) (?:by|at|since|for|during|incidentally|shortly|about|several"
    rf"|an?|\d|{NUMBER})\b|\b[Ss]ince (?:about |approximately "
    rf"|around )?(?:{NUMBER}) {UNIT}\b[^.;]{{0,40}}\b{_LESION}"
    rf"|\bborn(?: [\w-]+){{0,6}} with (?:an? )?[^.;]{{0,40}}\b{_LESION}|\b(?:neonate|newborn|infant|boy|girl|baby"
    rf"|child|male|female|he|she)\b[^.;]{{0,30}}\b(?:had|with) an? (?:\w+,? ){{0,3}}congenital (?:[\w-]+"
    rf" ){{0,3}}{_LESION}|\b[Aa]n? (?:[\w-]+,? ){{0,4}}?{_LESION} (?:had |has |first |then )?(?:appeared|arose"
    rf"|developed|emerged) (?:on|in|over|at|behind|under)\b|\b{_LESION}\b[^.;]{{0,40}}\b(?:detected|picked up"
    rf"|palpated) by (?:his|her|the|their|a) (?:mother|father|parents?"
    r"|p(?:a)?ediatrician|physician|doctor|GP|general|dentist|family|dermatolog\w+|midwife|gyn\w+|nurse|wife|husband)\b"
    rf"|^\W*(?:it|this) (?:had|has) (?:first )?(?:appeared|arisen|developed|been noticed|been noted) (?:\w+ )?"
    rf"(?:{NUMBER}|an?|several|many) {UNIT} (?:before|earlier|ago|previously|prior)\b"
    rf"|\bincidental(?:ly)? (?:finding of an? [^.;]{{0,30}}{_LESION}|(?:noted|found|discovered"
    rf"|detected) [^.;]{{0,40}}{_LESION})|\b{_LESION}\b[^.;]{{0,50}}\b(?:found|discovered|detected|noted"
    rf"|picked up) incidentally\b",
    re.IGNORECASE,
)
_FORM = re.compile(
    rf"\W*(?:[\w ]{{1,20}}: )?(?:[\w-]+,? ){{0,4}}?{_LESION}\b[^.;:]{{0,50}}[ (](?:for|since|x|×) (?:about "
    rf"|approximately |the (?:last|past) )?(?:(?:{NUMBER}|several|many) ?{UNIT}\b|\d{{1,2}} ?/ ?(?:12|52)\b)",
    re.IGNORECASE,
)
"""A request form begins with what was found and how long it was there ("Swelling of the left cheek for 2 years")."""
_CLINICAL = Rule(
    r"(?:^|[.\n] ?|\s{2})(?:clin(?:ical(?:ly)?|\.)?(?: details| notes| information| history| data| summary| info"
    r"| presentation)?"
    r"|(?:brief )?(?:medical |patient )?history|GP|HPI)\s?[:.-]\s?[^.;\n]{0,80}?"
    rf"\b(?P<what>{_LESIONS})\b",
    re.IGNORECASE,
)
"""The line of a request form that says why tissue was taken."""
_NOT_CLINICAL = Rule(r"\b(?:recurr\w+|previous\w*|metasta\w+|proven|re-?excision|known)\b", re.IGNORECASE)
_EXAMINED = Rule(
    r"\b(?:(?:on|at|upon|by) (?:physical |clinical |local |general |initial |dermatological "
    r"|palpation,? )?(?:examination|inspection|palpation|presentation)|(?:physical|clinical|local"
    r"|dermatologic(?:al)?|cutaneous)"
    rf" examination)\b(?! of (?:the )?(?:specimen|section|slide|tissue|material))[^.;]{{0,90}}\b{_LESIONS}\b"
    rf"|\b{_LESION}\b[^.;]{{0,60}}\b(?:was|were) (?:\w+ )?(?:palpated|palpable|felt|noticed|noted)\b"
    rf"|\b{_LESION}\b[^.;]{{0,60}}\b(?:was|were) (?:\w+ )?(?:seen|found|present|detected|visible) (?:on|at"
    rf"|during) (?:\w+ ){0, 2}(?:examination|inspection|palpation|check-up)\b"
    rf"|\b{_LESION}\b[^.;]{{0,60}} ha[ds] been (?:\w+ ){{0,2}}?(?:growing|enlarging|present|increasing"
    rf"|there)(?: \w+){{0,3}} (?:for|since)\b",
    re.IGNORECASE,
)
"""What the examiner found: the first finding, where no complaint was told."""
_NOT_EXAMINED = Rule(
    r"\b(?:microscop\w+|histolog\w+|histopatholog\w+|gross(?:ly)?|macroscop\w+|cut (?:surface|section)|specimen|scar"
    r"|recurr\w+|no\b|without\b|years? later|months? later|after (?:the )?(?:surgery|excision|resection))",
    re.IGNORECASE,
)


def read_presentation(text: str, add: Callable[..., None]) -> None:
    """The complaint or the first finding that `text` tells, given to `add`."""
    presented = _PRESENTED.search(text)
    if presented is not None and _NOT_PRESENTED.search(text[max(0, presented.start() - 45) : presented.end()]) is None:
        add("finding", presented.start(), presented.end(), "presentation", presents=True)
        return
    finding = _FORM.match(text) or _FINDING.search(text)
    if finding is not None and presented is None and _NOT_PRESENTED.search(text[: finding.end()]) is None:
        add(
            "finding",
            finding.start(),
            finding.end(),
            "first finding",
            at_birth=re.search("birth|born|congenital", finding.group(), re.IGNORECASE) is not None or None,
        )
        return
    asked = _CLINICAL.search(text)
    if asked is not None and presented is None and _NOT_CLINICAL.search(asked.group()) is None:
        add("finding", asked.start("what"), asked.end("what"), "what tissue was taken for")
        return
    examined = _EXAMINED.search(text)
    if (
        examined is not None
        and presented is None
        and _NOT_EXAMINED.search(text) is None
        and _NOT_PRESENTED.search(text[: examined.end()]) is None
    ):
        add("finding", examined.start(), examined.end(), "finding of the examination")
