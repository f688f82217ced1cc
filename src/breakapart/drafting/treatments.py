"""Treatments that were given, declined or left out. What was planned, thought of or holds in general is none."""

import re
from collections.abc import Callable

from breakapart.drafting.cues import Rule, Words

CUES = Words(
    "therap", "treat", "steroid", "solone", "sone", "nib", "limus", "irradiat", "radiation", "laser", "propranolol",
    "vincristine", "inhibitor", "rubicin", "fosfamide", "phosphamide", "methotrexate", "vinblastine", "vinorelbine",
    "adriamycin", "actinomycin", "etoposide", "gemcitabine", "taxel", "trabectedin", "eribulin", "temozolomide",
    "platin", "dacarbazine", "interferon", "mab", "vac", "maid", "aim", "vdc", "iva", "brachyther", "proton",
    "embolis", "emboliz",
    "shrank", "shrunk", "regressed", " gy", "rapamycin", "tamoxifen", "letrozole", "celecoxib", "metostat", "tecan",
    "melphalan", "lidomide", "imiquimod", "uracil", "perfusion", "surgery", "sbrt", "imrt", "vide", "hyperthermia",
    "drug",
)  # fmt: skip
_NAMES = Rule(
    r"\b(cryotherapy|(?:(?:topical|intralesional|systemic|oral) )?(?:cortico)?steroids?(?: ointment)?"
    r"|methylpredni\w+|prednisolone"
    r"|prednisone|dexamethasone|(?:(?:neo)?adjuvant |systemic |palliative |combination |first-line "
    r"|second-line )?chemo(?:radio)?therapy"
    r"|(?:(?:neo)?adjuvant |pre-?operative |post-?operative |external beam |palliative |proton(?: beam)?"
    r" )?(?:radiotherapy|radiation(?: therapy| treatment)?"
    r"|irradiation)|brachytherapy|proton(?: beam)? therapy|immunotherapy|laser(?: therapy)?|propranolol"
    r"|vincristine|vinblastine|vinorelbine"
    r"|doxorubicin|epirubicin|adriamycin|ifosfamide|cyclophosphamide|(?:d)?actinomycin(?:[- ]D)?"
    r"|methotrexate|etoposide|gemcitabine"
    r"|docetaxel|paclitaxel|trabectedin|eribulin|temozolomide|carboplatin|cisplatin|dacarbazine"
    r"|interferon(?:[- ]\w+)?|VAC|VDC(?:/IE)?|IVA(?:Do)?"
    r"|VAI|MAID|AIM|VIDE|VDC-IE|VAC/IE|rapamycin|tamoxifen|letrozole|celecoxib|tazemetostat|topotecan|irinotecan"
    r"|melphalan|(?:tha|lena)lidomide|imiquimod|(?:5-)?fluorouracil|(?:isolated )?limb perfusion|hyperthermia"
    r"|(?:stereotactic )?radiosurgery|stereotactic (?:body )?radiotherapy|SBRT|IMRT|denosumab|[a-z]{3,14}tinib"
    r"|[a-z]{3,14}(?:rafenib|metinib|fenib|nib)|[a-z]{3,14}trectinib"
    r"|[a-z]{3,10}limus|[a-z]{3,12}zumab|[a-z]{3,12}limab"
    r"|[a-z]{3,12}lumab|[a-z]{3,12}tuximab|nirogacestat|(?:ALK|TRK|NTRK|tyrosine kinase|MEK|RAF|BRAF|mTOR"
    r"|kinase)(?:[- ]inhibitors?| inhibition)"
    r"|(?:targeted|systemic|hormonal) therapy|emboli[sz]ation|(?:neo)?adjuvant (?:therapy|treatment)"
    r"|(?:further |additional |any |other |oncological )?(?:therapy"
    r"|treatment))\b(?![- ](?:like|naive|sensitive|resistan\w+))",
    re.IGNORECASE,
)
_VAGUE = Rule(
    r"^(?:further |additional |any |other |oncological )?(?:therapy|treatment)$|^(?:neo)?adjuvant"
    r" (?:therapy|treatment)$",
    re.IGNORECASE,
)
_DECLINED = Rule(
    r"\b(?:declin|refus|reject)(?:ed|ing|al)?\b|\b(?:opted|chose|decided|elected|preferred) not to\b"
    r"|\bopted against\b"
    r"|\b(?:did not|does not|not) (?:wish|want|agree|consent|keen)\b|\bunwilling\b"
    r"|\bagainst (?:medical )?advice\b",
    re.IGNORECASE,
)
_NOT_GIVEN = Rule(
    r"\bno\b(?: [\w-]+){0,4} ?(?:therapy|treatment|chemotherapy|radiotherapy|radiation|irradiation)\b"
    r"|\b(?:not|neither)\b[^.;]{0,40}\b(?:treated|receiv|given|administered|treatment|start|indicated"
    r"|offered)|\bwithout (?:[\w-]+ ){0,3}(?:therapy"
    r"|treatment|chemotherapy|radiotherapy|radiation)|\b(?:was|were) not (?:given|administered|indicated"
    r"|recommended|offered|required|considered necessary)"
    r"|\bno (?:\w+ ){0,2}(?:was|were) (?:given|administered)|\b(?:decided|decision|opted|elected"
    r"|advised)(?: \w+){0,2} against\b|\bwithheld\b"
    r"|\b(?:was|were) (?:deferred|omitted|avoided|not pursued|not undertaken)\b"
    r"|\bdid not (?:receive|undergo|require|need)\b|\bhas not (?:received|required|needed)\b",
    re.IGNORECASE,
)
_GIVEN_BEFORE = re.compile(
    r"\b(?:underwent|receiv(?:ed|ing|es)|treated (?:with|by|using)|(?:was|were|been) (?:given|put on"
    r"|placed on|switched to|commenced on|started on|maintained on|administered)"
    r"|administered|started|commenced|began|supplemented|initiated|completed|followed by|continued(?: on|"
    r" with)?|switched to|responded to|cycles? of|courses? of"
    r"|(?:months?|weeks?|years?) (?:of|on)|managed with|put on|placed on|remains on|maintained on|given"
    r"|(?:is|was|were|been|stayed|kept|remained) (?:currently |still |now )?on(?= (?:maintenance |oral |\w+ )?$)"
    r"|(?:achieved|obtained|seen|observed|reached|induced) (?:with|by|on|under)"
    r"|(?:doses?|tolerat\w+|cessation|discontinuation|withdrawal|interruption) of|pre-?treated with"
    r"|under(?: treatment| therapy)?(?: with)?(?= (?:\w+ )?$)|continu(?:es|ing) (?:on|with)"
    r"|taking|gave|after)\b(?![^.;]*\b(?:and|but) (?:was|is|did)\b)",
    re.IGNORECASE,
)
_GIVEN_BEHIND = re.compile(
    r"^(?: ?\([^)]{0,60}\))?(?:[ ,]+(?!but|not|is|are|and was)[\w/%²().,-]+){0,9}? (?:was|were|had been"
    r"|has been)(?: (?!not\b)\w+){0,2} (?:initiated|started|commenced|given"
    r"|administered|begun|continued|delivered|instituted|added|resumed|completed|introduced|prescribed"
    r"|applied|stopped|discontinued|interrupted|withdrawn|tapered|reduced|halted|paused|(?:well |poorly )?tolerated"
    r"|ineffective|effective|changed|switched|escalated|increased)\b"
    r"|^(?: ?\([^)]{0,60}\))? (?:then |also |subsequently )?(?:led to|resulted in|produced|induced|achieved|brought"
    r"|caused"
    r"|failed|had (?:no|little|an?|some) (?:\w+ )?effect)\b",
    re.IGNORECASE,
)
_GENERAL = Rule(
    r"\b(?:such as|may|might|could|would|should|can be|have been reported|indicate[sd]? that|therapeutic"
    r"|predict\w*|sensitiv\w+|option|eligible|candidate|approved"
    r"|trials?|studies|effective|recommend\w*|planned|consider\w*|propos\w+|suggested|discussed|offered"
    r"|advised|scheduled|pending|awaiting|potential\w*|important"
    r"|role|benefit|guide|available|patients with|response rates?|if|in case of|reserved|amenable|access"
    r" to|allow\w*|opportunit\w+|implications?)\b",
    re.IGNORECASE,
)
_PLANNED_BEHIND = re.compile(
    r"^[^.;]{0,50}?\b(?:was|were|is|are|has been) (?:\w+ )?(?:planned|recommended|considered|discussed"
    r"|offered|advised|proposed|scheduled|suggested|an option)\b",
    re.IGNORECASE,
)
_CONTINUED = Rule(
    r"\bcontinu(?:ed|es|ing)\b|\bremains? on\b|\bresumed\b|\bmaintained\b|\bafter\b(?: \w+){0,4} of\b", re.IGNORECASE
)
NO_EFFECT = Rule(
    r"\b(?:no|without)(?: \w+){0,2} (?:improvement|response|effect)\b|\bdid not (?:improve|respond)"
    r"|\bfailed to respond|\b(?:tumou?r|disease|it) progressed\b"
    r"|\bprogressive disease\b|\bdisease progression\b",
    re.IGNORECASE,
)
_REACHED = r"(?:achiev(?:ed|ing)|attain(?:ed|ing)|reach(?:ed|ing)|best response(?: was|:)?)(?: an?)? "
RESPONSE = Rule(
    r"\b(?P<complete>complete (?:\w+ ){0,2}(?:response|remission|resolution|regression)"
    rf"|{_REACHED}CR)\b"
    r"|\b(?P<partial>partial (?:\w+ ){0,2}(?:response|remission|regression)"
    r"|(?:marked|significant|substantial|dramatic|rapid|good|excellent) (?:\w+ ){0,2}"
    r"(?:response|shrinkage|regression|reduction|decrease)"
    r"|shrinkage|shrank|(?:has |had )shrunk|regressed|(?:decreas|reduc)(?:ed|tion|e) (?:in|of) (?:\w+ ){0,2}(?:size"
    r"|volume"
    r"|diameter)|tumou?r response|measurable decrease|responded (?:well|to|with)"
    rf"|{_REACHED}PR)\b"
    rf"|\b(?P<stable>stable disease|disease stabili[sz]ation|{_REACHED}SD)\b",
    re.IGNORECASE,
)
_NOT_ANSWERED = re.compile(
    r"\b(?:no|without|lack of|absence of|may|might|could|predict\w*|rates?)(?: \w+){0,3} $", re.IGNORECASE
)


def read_treatments(text: str, is_case: bool, add: Callable[..., None]) -> None:
    """The treatments that `text` tells, those named together as one, each given to `add`."""
    lower = text.lowered if hasattr(text, "lowered") else text.lower()
    if not CUES.are_in(lower):
        return
    given: list[tuple[int, int, str]] = []
    continued = True
    for match in _NAMES.finditer(text):
        what = " ".join(match.group().lower().split())
        if match.group().lower() in ("aim", "maid", "vac", "iva", "vai") and not match.group().isupper():
            continue
        before, behind = text[max(0, match.start() - 80) : match.start()], text[match.end() : match.end() + 110]
        before, behind = re.split(r"[.;] ", before)[-1], re.split(r"[.;] ", behind)[0]
        window = before + match.group() + behind[:60]
        is_vague = _VAGUE.search(what) is not None
        if _DECLINED.search(window):
            add("treatment", match.start(), match.end(), "treatment declined", what=what, course="declined")
            break
        if _NOT_GIVEN.search(window):
            add(
                "treatment", match.start(), match.end(), "treatment said not to be given", what=what, course="not_given"
            )
            if is_vague or given == []:
                break
            continue
        if (
            is_vague
            or not is_case
            or _PLANNED_BEHIND.match(behind)
            or _GENERAL.search(before + match.group() + behind[:35])
        ):
            continue
        by_before = _GIVEN_BEFORE.search(before) is not None
        if (
            by_before
            and re.search(r"\bafter\b[^.;]{0,30}$", before, re.I)
            and not re.search(r"\b(?:cycles?|courses?|months?|weeks?|years?) of\b", before, re.I)
        ):
            by_before = False
        chained = (
            bool(given)
            and re.fullmatch(
                r",?(?: ?/| and| plus| with|,| followed by|-)? ?(?:and )?(?:an? )?", text[given[-1][1] : match.start()]
            )
            is not None
        )
        if not (by_before or chained or _GIVEN_BEHIND.match(behind)):
            continue
        given.append((match.start(), match.end(), what))
        continued = continued and _CONTINUED.search(before[-45:] + " " + behind[:45]) is not None
    if given:
        # What is named together was given together.
        result = "no improvement" if NO_EFFECT.search(text) else response_in(text)
        add(
            "treatment",
            given[0][0],
            given[-1][1],
            "treatment given",
            what=" and ".join(dict.fromkeys(item[2] for item in given)),
            course="given",
            result=result,
            continued=continued or None,
        )


def response_in(text: str) -> str | None:
    """What a treatment achieved, in a few words; None where `text` does not say."""
    match = RESPONSE.search(text)
    if match is None or _NOT_ANSWERED.search(text[max(0, match.start() - 40) : match.start()]) is not None:
        return None
    if match["complete"]:
        return "complete response"
    return "stable disease" if match["stable"] else "response"
