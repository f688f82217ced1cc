"""Treatments that were given, declined or left out. What was planned, thought of or holds in general is none."""

import re
from collections.abc import Callable

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.procedures import OTHER_ILLNESS

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
    r"|methylpredni\w+|prednisolone|prednisone|dexamethasone|(?:(?:neo)?adjuvant |systemic |palliative |combination "
    r"|first-line |second-line )?chemo(?:radio)?therapy|(?:(?:neo)?adjuvant |pre-?operative |post-?operative "
    r"|external beam |palliative |proton(?: beam)? )?(?:radiotherapy|radiation(?: therapy| treatment)?|irradiation)"
    r"|brachytherapy|proton(?: beam)? therapy|immunotherapy|laser(?: therapy)?|propranolol|vincristine|vinblastine"
    r"|vinorelbine|doxorubicin|epirubicin|adriamycin|ifosfamide|cyclophosphamide|(?:d)?actinomycin(?:[- ]D)?"
    r"|methotrexate|etoposide|gemcitabine|docetaxel|paclitaxel|trabectedin|eribulin|temozolomide|carboplatin"
    r"|cisplatin|dacarbazine|interferon(?:[- ]\w+)?|VAC|VDC(?:/IE)?|IVA(?:Do)?|VAI|MAID|AIM|VIDE|VDC-IE|VAC/IE"
    r"|rapamycin|tamoxifen|letrozole|celecoxib|tazemetostat|topotecan|irinotecan|melphalan|(?:tha|lena)lidomide"
    r"|imiquimod|(?:5-)?fluorouracil|(?:isolated )?limb perfusion|hyperthermia|(?:stereotactic )?radiosurgery"
    r"|stereotactic (?:body )?radiotherapy|SBRT|IMRT|denosumab|[a-z]{3,14}tinib|[a-z]{3,14}(?:rafenib|metinib|fenib"
    r"|nib)|[a-z]{3,14}trectinib|[a-z]{3,10}limus|[a-z]{3,12}zumab|[a-z]{3,12}limab|[a-z]{3,12}lumab"
    r"|[a-z]{3,12}tuximab|nirogacestat|(?:ALK|TRK|NTRK|tyrosine kinase|MEK|RAF|BRAF|mTOR|kinase)(?:[- ]inhibitors?"
    r"| inhibition)|(?:targeted|systemic|hormonal) therapy|emboli[sz]ation|(?:neo)?adjuvant (?:therapy|treatment)"
    r"|(?:further |additional |any |other |oncological )?(?:therapy|treatment))\b(?![- ](?:like|naive|sensitive"
    r"|resistan\w+))",
    re.IGNORECASE,
)
_VAGUE = Rule(
    r"^(?:further |additional |any |other |oncological )?(?:therapy|treatment)$|^(?:neo)?adjuvant (?:therapy"
    r"|treatment)$",
    re.IGNORECASE,
)
_DECLINED = Rule(
    r"\b(?:declin|refus|reject)(?:ed|ing|al)?\b|\b(?:opted|chose|decided|elected|preferred) not to\b"
    r"|\bopted against\b|\b(?:did not|does not|not) (?:wish|want|agree|consent|keen)\b|\bunwilling\b"
    r"|\bagainst (?:medical )?advice\b",
    re.IGNORECASE,
)
_NOT_GIVEN = Rule(
    r"\bno\b(?: [\w-]+){0,4} ?(?:therapy|treatment|chemotherapy|radiotherapy|radiation|irradiation)\b|\b(?:not"
    r"|neither)\b[^.;]{0,40}\b(?:treated|receiv|given|administered|treatment|start|indicated|offered)"
    r"|\bwithout (?:[\w-]+ ){0,3}(?:therapy|treatment|chemotherapy|radiotherapy|radiation)|\b(?:was"
    r"|were) not (?:given|administered|indicated|recommended|offered|required|considered necessary)"
    r"|\bno (?:\w+ ){0,2}(?:was|were) (?:given|administered)|\b(?:decided|decision|opted|elected"
    r"|advised)(?: \w+){0,2} against\b|\bwithheld\b|\b(?:was|were) (?:deferred|omitted|avoided|not pursued"
    r"|not undertaken)\b|\bdid not (?:receive|undergo|require|need)\b|\bhas not (?:received|required|needed)\b",
    re.IGNORECASE,
)
_GIVEN_BEFORE = re.compile(
    r"\b(?:underwent|receiv(?:ed|ing|es)|treated (?:with|by|using)|(?:was|were|been) (?:given|put on|placed on"
    r"|switched to|commenced on|started on|maintained on|administered)|administered|started|commenced|began"
    r"|supplemented|initiated|completed|followed by|continued(?: on| with)?|switched to|respond(?:ed)? to|cycles? of"
    r"|courses? of|(?:months?|weeks?|years?) (?:of|on)|managed with|put on|placed on|remains on|maintained on|given"
    r"|(?:is|was|were|been|stayed|kept|remained) (?:currently |still |now )?on(?= (?:maintenance |oral |\w+ )?$)"
    r"|(?:achieved|obtained|seen|observed|reached|induced) (?:with|by|on|under)|(?:doses?|tolerat\w+|cessation"
    r"|discontinuation|withdrawal|interruption) of|pre-?treated with|under(?: treatment"
    r"| therapy)?(?: with)?(?= (?:\w+ )?$)|continu(?:es|ing) (?:on|with)|taking|gave|after)\b(?![^.;]*\b(?:and"
    r"|but) (?:was|is|did)\b)",
    re.IGNORECASE,
)
_GIVEN_BEHIND = re.compile(
    r"^(?: ?\([^)]{0,60}\))?(?:[ ,]+(?!but|not|is|are|and was)[\w/%²().,-]+){0,9}? (?:was|were|had been"
    r"|has been)(?: (?!not\b)\w+){0,2} (?:initiated|started|commenced|given|administered|begun|continued|delivered"
    r"|instituted|added|resumed|completed|introduced|prescribed|applied|stopped|discontinued|interrupted|withdrawn"
    r"|tapered|reduced|halted|paused|(?:well |poorly )?tolerated|ineffective|effective|used|employed|chosen|halved"
    r"|changed|switched|escalated|increased)\b|^(?: ?\([^)]{0,60}\))? (?:(?:chemo|radio)?therapy "
    r"|treatment )?(?:for \w+ \w+ )?(?:then |also |subsequently )?(?:led to|resulted in|produced|induced|achieved"
    r"|brought|caused|reduced|shrank|controlled|stabili[sz]ed|relieved|failed|had (?:no|little|an?"
    r"|some) (?:\w+ )?effect)\b",
    re.IGNORECASE,
)
_GENERAL = Rule(
    r"\b(?:such as|may|might|could|would|should|can be|have been reported|indicate[sd]? that|therapeutic|predict\w*"
    r"|sensitiv\w+|option|eligible|candidate|approved|trials?|studies|effective|recommend\w*|planned|consider\w*"
    r"|propos\w+|suggested|discussed|offered|advised|scheduled|pending|awaiting|potential\w*|important|role|benefit"
    r"|guide|available|patients with|response rates?|if|in case of|reserved|amenable|access to|allow\w*"
    r"|opportunit\w+|implications?)\b",
    re.IGNORECASE,
)
_PLANNED_BEHIND = re.compile(
    r"^[^.;]{0,50}?\b(?:was|were|is|are|has been) (?:\w+ )?(?:planned|recommended|considered|discussed|offered"
    r"|advised|proposed|scheduled|suggested|an option)\b",
    re.IGNORECASE,
)
_CONTINUED = Rule(
    r"\bcontinu(?:ed|es|ing)\b|\bremains? on\b|\bresumed\b|\bmaintained\b|\bafter\b(?: \w+){0,4} of\b", re.IGNORECASE
)
NO_EFFECT = Rule(
    r"\b(?:no|without)(?: \w+){0,2} (?:improvement|response|effect)\b|\bdid not (?:improve|respond)"
    r"|\bfailed to respond|\b(?:tumou?r|disease|it) progressed\b|\bprogressive disease\b|\bdisease progression\b",
    re.IGNORECASE,
)
_REACHED = r"(?:achiev(?:ed|ing)|attain(?:ed|ing)|reach(?:ed|ing)|best response(?: was|:)?)(?: an?)? "
RESPONSE = Rule(
    r"\b(?P<complete>complete (?:\w+ ){0,2}(?:response|remission|resolution|regression)"
    rf"|{_REACHED}CR)\b"
    r"|\b(?P<partial>partial (?:\w+ ){0,2}(?:response|remission|regression)|(?:marked|significant|substantial"
    r"|dramatic|rapid|good|excellent) (?:\w+ ){0,2}(?:response|shrinkage|regression|reduction|decrease)|shrinkage"
    r"|shrank|(?:has |had )shrunk|regressed|(?:decreas|reduc)(?:ed|tion|e) (?:in|of) (?:\w+ ){0,2}(?:size|volume"
    r"|diameter)|tumou?r response|measurable decrease|responded (?:well|to|with)"
    rf"|{_REACHED}PR)\b|\b(?P<stable>stable disease|disease stabili[sz]ation|{_REACHED}SD)\b",
    re.IGNORECASE,
)
_NOT_ANSWERED = re.compile(
    r"\b(?:no|without|lack of|absence of|may|might|could|predict\w*|rates?)(?: \w+){0,3} $", re.IGNORECASE
)


_BEFORE_SURGERY = re.compile(r"neo-?adjuvant|pre-?operative|induction")
"""What an operation is told to come after was given: "after neoadjuvant therapy"."""


_AROUND = re.compile(r"\b(?:post|after|before|pre)[- ]$", re.IGNORECASE)


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
        is_before = _BEFORE_SURGERY.match(what) is not None
        is_vague = _VAGUE.search(what) is not None and not is_before
        if OTHER_ILLNESS.search(text, max(0, match.start() - 140), match.start()) is not None:
            continue
        if is_vague and _AROUND.search(before) is not None:
            continue
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
            and not is_before
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
