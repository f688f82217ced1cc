"""Recurrences and metastases that took place, each with the interval and the place that the text gives it."""

import re
from collections.abc import Callable

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.follow_up import UNIT
from breakapart.drafting.patient import NUMBER, duration
from breakapart.drafting.sites import SIDE, adjective_site, line_site, site_in
from breakapart.drafting.vocabulary import DraftVocabulary

CUES = Words(
    "recur", "relaps", "regrew", "regrowth", "came back", "another", "second", "new ", "further", "metasta", "spread",
    "seeding", "disseminat", "node", "reappear", "scar", "same ", "previous", "bed", "re-appear", "nodule", "deposit",
)  # fmt: skip
_RECURRED = Rule(
    r"\brecurred\b|\brelapsed\b(?! and|\))|\b(?:recurrences?|relapses?)\b(?: [\w-]+){0,4}? (?:was|were"
    r"|had been) (?:\w+ )?(?:detected|noted|noticed|found|discovered|seen|diagnosed|identified|confirmed|observed"
    r"|suspected|documented|evident|visible)\b|(?<!\bthe )(?<!\bthis )\b(?:local |first |second "
    r"|third )?recurrences?(?: [\w-]+){0,4}? (?:was|were) (?:\w+ )?(?:excised|resected|removed|treated)\b"
    r"|\b(?:recurrences?|relapses?) (?:occurred|developed|appeared|followed|ensued|took place|happened|arose)\b"
    r"|\b(?:developed|experienced|suffered|presented with|presenting with|returned with|showed|revealed|had|with"
    r"|underwent (?:re-?)?(?:excision|resection) of) (?:an?|two|three|four|multiple|several|the)? ?(?:first |second "
    r"|third |local |early |rapid |late )(?:\w+ )?(?:recurrences?|relapses?)\b(?! of (?:pain|symptoms))"
    r"|\b(?:developed|experienced|suffered|presented with|returned with|showed|revealed"
    r"|had) (?:an? )?(?:\w+ ){0,2}(?:recurrences?|relapses?)\b(?! of (?:pain|symptoms))|\brecurrent (?:tumou?rs?"
    r"|mass(?:es)?|nodules?|lesions?|disease|swelling|growth)(?: (?!no\b|not\b)[\w-]+){0,6}? (?:was"
    r"|were) (?:\w+ )?(?:noted|noticed|detected|found|seen|excised|resected|removed|identified|discovered"
    r"|confirmed)\b|\b(?:presented|returned|came(?: back)?|developed|noticed|noted|revealed|showed"
    r"|had)(?: \w+){0,3} (?:with )?an? (?:\w+ ){0,2}recurrent (?:tumou?r|mass|nodule|lesion|swelling|growth)\b"
    r"|\b(?:excised|resected|operated(?: on)?|re-?excision|surgery)(?: \w+){0,3} for (?:an? )?(?:\w+ )?(?:recurrence"
    r"|relapse)s?\b|\b(?:presented|returned|developed|noticed|came(?: back)?|found)\b[^.;]{0,50}\b(?:lump|mass"
    r"|nodule|swelling|lesion|tumou?r|growth) (?:in|at|under|beneath|within|along|adjacent to|near|over"
    r"|on) (?:the )?(?:\w+ ){0,2}?(?:scar|same (?:site|place|location|area|region)|previous (?:\w+ )?(?:site|scar)"
    r"|(?:surgical|operat\w+|tumou?r) (?:site|bed|scar))\b|(?:\band|\bfollowed by|\bthen|,)(?: an?| the)? (?:first "
    r"|second |third |local |early |late |further ){1,2}(?:recurrences?|relapses?)\b(?! (?:rate|risk|is\b|may|can"
    r"|would|could|or\b|and\b|free))|\bregr(?:ew|owth)\b|\bcame back\b|\b(?:another|second|new"
    r"|further) (?:\w+ )?(?:lump|mass|nodule|swelling|lesion|tumou?r) (?:in|at|under|beneath|within|along"
    r"|adjacent to|near) (?:the )?(?:\w+ )?(?:scar|same (?:site|place|location))\b|\b(?:lump|mass|nodule|swelling"
    r"|lesion|tumou?r)(?: had| has)? re-?appeared\b",
    re.IGNORECASE,
)
_NO_RECURRENCE = re.compile(r"\b(?:no|not|without|never|or|if|neither|nor)\b(?: \w+){0,4} ?$", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|without|neither|any)\b", re.IGNORECASE)
"""Within what tells of a recurrence: "had no local recurrence"."""
_RISK = re.compile(r"\b(?:risk|rates?|chance|likelihood|prone|tendency|potential)(?: \w+){0,3} $", re.IGNORECASE)
_OF_OTHERS = re.compile(r"\b(?:patients|series|cases|literature|et al)\b|\d ?% of\b", re.IGNORECASE)
_SUBJECT = 70
"""Characters before a recurrence within which it is said whose it was."""
_RECURRED_IN = re.compile(
    rf"^(?: \w+){{0,3}}? (?:in|within|after|at|over) (?:about |approximately |only |just "
    rf"|a period of )?(?P<n>{NUMBER}) ?-?(?P<u>{UNIT})\b(?! of)"
    rf"|^(?: \w+){{0,3}}? (?P<n2>{NUMBER}) (?P<u2>{UNIT}) (?:post-?operatively|post-?op|after|following|from|later"
    r"|post-?surgery)\b",
    re.IGNORECASE,
)
_TIMES_OVER = Rule(
    rf"\b(?:(?:recurred|relapsed)(?: locally)? (?:twice|two times|three times|four times|thrice|repeatedly)|(?:two"
    rf"|three|four|several|multiple)(?: \w+)? (?:recurrences|relapses))\b[^.;\d]{{0,45}}?(?P<counts>(?:{NUMBER})(?:"
    rf" {UNIT})?(?:, (?:{NUMBER})(?: {UNIT})?){{0,3}},? and (?:{NUMBER})) (?P<u>{UNIT})\b|\b(?:recurred"
    rf"|relapsed)(?: locally)? (?:at |after |in )?(?P<counts2>(?:{NUMBER})(?: {UNIT})?(?:, (?:{NUMBER})(?:"
    rf" {UNIT})?){{0,3}},? and (?:again )?(?:at |after )?(?:{NUMBER})) (?P<u2>{UNIT})\b",
    re.IGNORECASE,
)
"""Several recurrences told together with the time of each."""
_SEVERAL = Rule(
    r"\b(?:(?:recurred|relapsed)(?: locally)? (?P<times>twice|thrice|(?:two|three|four) times)|(?P<count>two|three"
    r"|four)(?: \w+)? (?:recurrences|relapses)\b)",
    re.IGNORECASE,
)
_HOW_MANY = {"twice": 2, "thrice": 3, "two": 2, "three": 3, "four": 4}
_METASTASISED = Rule(
    r"\bmetasta(?:sis|ses|tic (?:lesions?|disease|nodules?|deposits?|tumou?rs?|spread|foci|focus"
    r"|involvement))\b[^.;]{0,40}\b(?:was|were|discovered|detected|found|identified|developed|appeared|occurred|had"
    r"|resected|removed|excised)\b|\b(?:developed|revealed|showed|with|discovered|detected|due to|confirmed|had"
    r"|proved|proven|represented|followed by|contain(?:ed|ing)|harbou?red) (?:\w+ ){0,3}metasta(?:sis|ses"
    r"|tic (?!work|potential|disease\b(?! in| to| of the))\w+)|\bmetastasi[sz]ed (?:to\b|with)|\bspread to (?:the "
    r"|his |her |both |regional )|: (?:\w+ ){0,2}metastatic\b|: (?:\w+ ){0,3}metastasis of\b|\b(?:nodules?|lesions?"
    r"|deposits?|nodes?)\b[^.;]{0,50}\b(?:consistent with|compatible with|suggestive of|suspicious for|representing"
    r"|in keeping with|proved to be|confirmed (?:as|to be)) (?:\w+ ){0,2}metasta\w+|\bsecondar(?:y deposits?"
    r"|ies) (?:in|of)\b|\b(?:peritoneal|pleural|nodal|pulmonary|hepatic|osseous) (?:spread|dissemination|seeding"
    r"|deposits?)\b(?= (?:was|were|had|occurred|developed|appeared))|\b(?:\d+|one|two|three|four|five"
    r"|several) (?:out )?of (?:the )?\w+ (?:\w+ ){0,2}nodes? (?:was|were|showed|had) (?:\w+ )?(?:positive|involved"
    r"|metasta\w+)\b",
    re.IGNORECASE,
)
_FURTHER_SITE = (
    r"(?:,| and| as well as| plus|, and) (?:in |to |of )?(?:the |an? )?(?P<site>(?:(?:left|right"
    r"|bilateral) )?[a-z]+(?: nodes?| lobe)?)\b"
)
_FURTHER = re.compile(_FURTHER_SITE, re.IGNORECASE)
_MORE_SITES = re.compile(rf"[\w ]{{0,30}}?{_FURTHER_SITE}", re.IGNORECASE)
_NO_METASTASIS = Rule(
    (
        r"\bno\b(?: \w+){0,6} metasta|\bwithout\b(?: \w+){0,4} metasta|\bnor metasta|\b(?:or|and) metasta\w+ (?!to\b"
        r"|in\b|deposit|were|was|lesion|nod)|\b(?:or|and) metasta\w+[.,;]?$|\bhistory of metastas[ie]s\b"
        r"|\bmetastas[ie]s (?:that )?(?:has|have) (?:\w+ )?(?:occurred|developed|appeared) (?:as|up to|even|many"
        r"|decades)\b|\b(?:did|does|do|has|have|had) not (?:\w+ )?(?:show|reveal|demonstrate|detect|disclose"
        r"|metasta)|\b(?:exclude|rule out|ruled out|excluded)\b(?: \w+){0,4} metasta|\b(?:nor?|neither"
        r"|never)\b[^.;,]{0,60}\bmetasta|\bmetasta\w+ (?:was|were) (?:not|excluded|ruled out)\b|\bpatients with metasta"
    ),
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:no|risk|rates?|rare|reports?|potential|tend|may|can|could|might|usually|typically|often|suspected)\b",
    re.IGNORECASE,
)


def read_spread(text: str, vocabulary: DraftVocabulary, add: Callable[..., None]) -> None:
    """The recurrences and metastases that `text` tells of, each given to `add`."""
    _read_recurrences(text, add)
    _read_metastases(text, vocabulary, add)


def _read_recurrences(text: str, add: Callable[..., None]) -> None:
    recurred = _RECURRED.search(text)
    if recurred is None:
        recurred = _SEVERAL.search(text)
    if recurred is None:
        return
    before = text[max(0, recurred.start() - 35) : recurred.start()]
    if (
        _NO_RECURRENCE.search(before) is not None
        or _DENIED.search(recurred.group()) is not None
        or _RISK.search(before) is not None
        or _OF_OTHERS.search(text, max(0, recurred.start() - _SUBJECT), recurred.start()) is not None
    ):
        return
    together = _TIMES_OVER.search(text)
    if together is not None:
        counts, unit = together["counts"] or together["counts2"], together["u"] or together["u2"]
        for i, count in enumerate(re.findall(NUMBER, counts, re.IGNORECASE)):
            add(
                "recurrence",
                together.start() + i,
                together.end(),
                "several recurrences with their times",
                interval=duration(count, unit),
                after="procedure",
                nth=i + 1,
            )
        return
    within = _RECURRED_IN.match(text[recurred.end() : recurred.end() + 60])
    several = _SEVERAL.search(text)
    number = _HOW_MANY[(several["times"] or several["count"]).lower().split()[0]] if several is not None else 1
    for i in range(number):
        add(
            "recurrence",
            recurred.start() + i,
            recurred.end(),
            "word for recurrence",
            interval=duration(within["n"] or within["n2"], within["u"] or within["u2"]) if within else None,
            after="procedure" if within else None,
            nth=i + 1 if number > 1 else None,
        )
        within = None


def _read_metastases(text: str, vocabulary: DraftVocabulary, add: Callable[..., None]) -> None:
    spread = _METASTASISED.search(text)
    if (
        spread is None
        or _NO_METASTASIS.search(text)
        or _GENERAL.search(text[max(0, spread.start() - 25) : spread.start()])
    ):
        return
    place = (
        line_site(text, spread, vocabulary)
        or adjective_site(text[: spread.start() + 40], vocabulary)
        or site_in(text[spread.start() :], vocabulary, of_spread=True)
        or site_in(text, vocabulary, of_spread=True)
        or _bare_site(text, spread, vocabulary)
    )
    nodes = re.search(r"\b(?:lymph )?nod(?:es?|al)\b", text[spread.start() : spread.end() + 45], re.IGNORECASE)
    if place is not None and nodes is not None and place["region"] == "axilla_groin":
        # Of a node of the armpit the node counts.
        place = {**place, "region": "lymph_node"}
    add("metastasis", spread.start(), spread.end(), "word for metastasis", site=place)
    two = _TWO_PLACES.search(text)
    if two is not None and place is not None and two["first"].lower() in vocabulary.site_words:
        region = vocabulary.site(two["first"])[0]
        if region is not None and region.value != place["region"]:
            first = {"text": two["first"].lower(), "region": region.value, "side": None}
            add("metastasis", two.start("first"), two.end("first"), "further site of metastasis", site=first)
    end = place.get("end") if place is not None else None
    if not isinstance(end, int) or place is None:
        return
    end += spread.start() if text[spread.start() :].lower().find(str(place["text"])) == int(str(place["start"])) else 0
    told = {place["region"]}
    more = _MORE_SITES.match(text, end)
    while more is not None:
        region = vocabulary.site(more["site"])[0]
        if (
            region is None
            or region.value in told
            or more["site"].lower().split()[-1] not in (*vocabulary.site_words, "node", "nodes")
        ):
            return
        told.add(region.value)
        side = SIDE.search(more["site"])
        other = {"text": more["site"].lower(), "region": region.value, "side": side[1].lower() if side else None}
        end = more.end("site")
        add("metastasis", more.start("site"), end, "further site of metastasis", site=other)
        more = _FURTHER.match(text, end)


_TWO_PLACES = Rule(
    r"\b(?P<first>[a-z]+)(?:,? and|/| &) (?P<second>(?:lymph )?[a-z]+) metasta(?:s[ei]s|tic)\b", re.IGNORECASE
)
"""Of "lung and liver metastases" both places."""


def _bare_site(text: str, spread: re.Match[str], vocabulary: DraftVocabulary) -> dict[str, object] | None:
    """Of "bilateral lung nodules consistent with metastases": the place before the nodules."""
    found = re.search(
        r"\b(?P<side>left |right |bilateral )?(?P<site>[a-z]+) (?:nodules?|lesions?|deposits?|nodes?|spread|seeding"
        r"|dissemination)\b",
        text[max(0, spread.start() - 45) : spread.end()],
        re.IGNORECASE,
    )
    if found is None or found["site"].lower() not in vocabulary.site_words:
        return None
    words = found["site"].lower() + (" node" if "node" in found.group().lower().split()[-1] else "")
    region = vocabulary.site(words)[0]
    side = (found["side"] or "").strip().lower()
    if region is None:
        return None
    return {"text": f"{side} {words}".strip(), "region": region.value, "side": side or None}
