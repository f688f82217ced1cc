"""
What pathologists concluded: the reads on the way, and the diagnosis that a text settles on.

A read is told by an entity with words before it ("was diagnosed as", "suggested", "signed out as") or behind it ("was
favoured"). The words say how firm it was. A name alone, a comparison, a differential diagnosis and a thought of the
clinician are no reads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.vocabulary import DraftVocabulary

FINAL, CONCLUDED, AGREES = 3, 2, 1
"""How firmly words name the diagnosis of the case: as the final one, as a conclusion, as what findings agree with."""

_CUES = Words(
    "suspicion", "raised", "queried", "pointed", "presum", "felt to", "believed", "dubbed", "named", "verif",
    "substantiat", "coded", "pathognomonic", "in line", "accordance", "concordant", "catalog", "given out", "returned",
    "yielded", "that of", "was of", "proposed", "entertained",
    "diagnos", "classified", "interpret", "reported", "read as", "signed out", "identified", "recogni", "label",
    "regard", "categori", "designated", "rendered", "called", "termed", "consider", "revised", "came back", "came out",
    "amended",
    "changed", "consistent", "compatible", "in keeping", "confirm", "establish", "represent", "reveal", "show",
    "demonstrat", "disclos", "indicat", "suggest", "favo", "suspicious", "suspected", "thought", "likely",
    "probabl", "possib", "support", "conclusion", "impression", "opinion", "interpretation", "conclu", "prov",
    "turned out", "qualif", "typical", "this is", "is a", "was a", "is an",
    "was an", "these are", "synopsis", "comment", "corroborat", "consensus",
    "review", "consult", "disagree", "report", "dx", "fit", "correspond", "constitut", "amount", "conform", "those of",
    "classify", "i think", "we think", "i feel", "we feel", "i believe", "we believe", "verdict", "equat", "categor",
    "interpretation", "assessment", "view is", "i would", "we would",
)  # fmt: skip
_AS = (
    r"(?:re-?|mis-?)?(?:diagnosed|classified|interpreted|reported|read|signed out|identified|recogni[sz]ed|labell?ed"
    r"|regarded|categori[sz]ed|designated|rendered|termed|described|diagnosable|revised|amended|changed"
    r"|recategori[sz]ed"
    r"|catalogued|coded|given out|verified|confirmed|came back|came out)"
    r"(?: (?:locally|elsewhere|outside|initially|originally|then|first|finally|\w+ly|out|there|histologically"
    r"|at (?:the|an?) (?:\w+ ){1,3}?(?:hospital|institution|cent(?:er|re)|laboratory)|by (?:\w+ ){1,4}?\w+)){0,2}"
    r",?(?: from (?:an? )?[^.,;]{3,60}?)? (?:as(?: being| having)?|to(?: be| that of)?|with)"
    r"|(?:prior|previous|earlier|outside|external|referral)(?: [\w-]+){0,3} (?:biopsy"
    r"|excision|resection|report|pathology"
    r"|histology|diagnosis|read)(?: \([^)]{1,40}\))? ?[:=-]"
    r"|concluded with"
    r"|(?:regard|classify|categori[sz]e|interpret|designate|diagnose|label|consider|sign out|report|call|read)(?:s|ed)?"
    r" (?:this|it|these|them|the)(?: (?:\w+ ){0,2}?(?:lesions?|tumou?rs?|case|neoplasms?|proliferation|biopsy|specimen"
    r"|appearances?|findings|features))?(?: (?:best|most appropriately|therefore"
    r"|overall))?(?: as| to be| to represent)?"
)
_OF_DIAGNOSIS = (
    r"(?P<final>(?:final|definitive|definite|integrated|revised|amended|ultimate|eventual|confirmed"
    r"|overall|conclusive) )?"
    r"(?:(?:working|provisional|preliminary|initial|first|original|outside|local|referring|histological|histologic"
    r"|histopathological|histopathologic|pathological|pathologic|pathology|morphological|tissue|presumptive|tentative"
    r"|intraoperative|frozen[- ]section|integrated|\w+) )?"
    r"diagnos[ei]s(?: (?:was|were|is|has been|had been))?(?: (?:therefore|then|thus|finally|subsequently|consequently"
    r"|eventually|initially|ultimately))?(?: (?:made|rendered|given|established|reached|offered|favou?red|issued"
    r"|confirmed|supported|suggested|proposed|revised|changed|amended|updated|remained|considered|returned"
    r"|concluded))?"
    r"(?: (?:of|as|to|was|is|that of|to that of|to be|with|for))?(?: ?[:=-])?"
)
_POSSESSED = (
    r"(?:(?:my|our|the|his|her|their) (?:final |overall |considered |preferred |expert |own |combined |histological )*"
    r"(?:conclusion|impression|opinion|interpretation|view|feeling|assessment|verdict) (?:is|was|would be|remains)"
    r"(?: therefore| thus)?(?: that)?"
    r"(?: (?:this|it|these|the (?:\w+ )?(?:lesion|tumou?r|specimen|case|appearances?|findings|features|neoplasm))"
    r" (?:is|are|was|were|represents?|constitutes?)(?: indeed| most likely| best regarded as)?)?(?: (?:that|those) of)?"
    r"|(?:features?|findings|appearances?|picture|morphology|profile|immunoprofile|histology|changes|constellation)"
    r" (?:are|is|were|was) (?:therefore |thus |classically |entirely |essentially )?(?:those|that) (?:of|seen in))"
)
_THIS_IS = (
    r"(?:this|it|(?:the|this|our|her|his) (?:[\w-]+ ){0,2}?(?:lesion|tumou?r"
    r"|nodule|mass|neoplasm|proliferation|specimen"
    r"|biopsy|excision|sarcoma|papule|swelling|process))"
    r" (?:is|was|has been|had been)(?: therefore| thus| in fact| indeed| actually| clearly| undoubtedly| a case of)?"
    r"(?: an?(?: \d{1,3}(?:\.\d)? ?[cm]m)?)"
)
"""What the lesion is, without a word of diagnosing: "This is a myxoid neurofibroma"."""
_DIRECT = (
    _POSSESSED
    + "|"
    + _THIS_IS
    + r"|(?:fits?|fitted|fitting|correspond(?:s|ed|ing)?|conform(?:s|ed|ing)?|equate[sd]?|amount(?:s|ed)?)"
    r" (?:best |well |most closely |nicely |perfectly )?(?:with(?:in)?|into|to)(?: that of| those of| the diagnosis of"
    r"| a diagnosis of| the spectrum of)?|constitutes?"
    r"|"
    r"(?:called|termed|named|dubbed)"
    r"|(?:diagnostic|pathognomonic|characteristic|typical) of"
    r"|(?:most |best |fully |entirely |highly |more |overall )?(?:consistent|compatible|in keeping|in line"
    r"|in accordance|concordant)"
    r" with(?: that of| the diagnosis of| a diagnosis of)?"
    r"|confirm(?:ed|ing|s)(?: the presence of| it to be| it as| that (?:this|it) (?:was|is))?|establish(?:ed|ing|es)"
    r"|prov(?:ed|en)(?: to be)?|turned out to be|was found to be|represent(?:ed|s(?! the| a case)|ing)"
    r"|qualif(?:ied|ies|ying) (?:as|for)"
    r"|(?:corroborat|verif|substantiat)(?:ed|ing|es|ied|ying|ies)"
    r"|consensus (?:was|diagnosis|of|on)"
)
_HEDGED = (
    r"(?:i|we) (?:think|believe|feel|suspect)(?: that)? (?:this|it|these|the (?:lesion|tumou?r|case))"
    r" (?:is|was|to be|represents?|may be)|"
    r"suggest(?:ed|ing|s|ive of)(?: (?:the )?(?:diagnosis|possibility) of)?|favou?r(?:ed|ing|s)?(?: to be|"
    r" to represent| as)?"
    r"|suspicious (?:for|of)|suspected(?: to be)?|thought to (?:be|represent)|felt to (?:be"
    r"|represent)|believed to (?:be|represent)"
    r"|(?:most |very |highly )?likely(?: to be| to represent)?|probabl[ey]|presumed(?: to be)?|presumptive"
    r"|considered(?: to be| as| to represent| a possible)|(?:initially|first|originally) considered"
    r"|regarded as(?: a)? possible|(?:most )?suggestive of|possible|possibly"
    r"|pointed (?:to|towards)|raised (?:the |a )?(?:suspicion|possibility|question) (?:of|for)|queried"
)
_BEFORE = Rule(
    rf"\b(?:(?P<as>{_AS})|(?P<diagnosis>{_OF_DIAGNOSIS})|(?P<hedged>{_HEDGED})|(?P<direct>{_DIRECT}))(?=\W)",
    re.IGNORECASE,
)
_SHOWED = Rule(
    r"\b(?P<of>patholog\w*|histolog\w*|histopatholog\w*|biops(?:y|ies)|microscop\w*|examination|evaluation"
    r"|review|specimen"
    r"|report|slides?|cytology|frozen section|analysis)\b[^.;:]{0,60}?\b(?P<verb>(?:again |also |then"
    r" )?(?:revealed|showed|had (?:shown|revealed|been)"
    r"|demonstrated|disclosed|indicated|yielded|returned|identified|was(?: that)? of|were(?: those)? of|was|is|shows"
    r"|reveals|concluded|read|stated|said))(?=\W)",
    re.IGNORECASE,
)
_IS = Rule(
    r"^\W{0,4}(?:[A-Z][a-z]+(?: [a-z]+){0,2}: )?(?:in (?:synopsis|summary|conclusion|view|light|my opinion"
    r"|our opinion)|taken together|overall|therefore|thus|hence"
    r"|accordingly|altogether|collectively|on balance|based on|given|conclusion|comment|opinion|impression"
    r"|interpretation"
    r"|the (?:overall )?(?:features|findings|appearances?|picture) (?:are|is) (?:those|that) of)\b[^.;]{0,220}?"
    r"\b(?:(?:this|it|these|we|i) (?:is|was|are|were|would (?:call|regard|classify)|represents?|regard(?:"
    r" this)?(?: as)?"
    r"|consider this(?: to be)?|diagnosed?|favou?r)|(?:those|that) of)(?=\W)",
    re.IGNORECASE,
)
_HEADING = Rule(
    r"^\W{0,4}(?P<heading>(?:final |pathological |pathologic |histological |histologic |histopathological "
    r"|integrated "
    r"|microscopic |surgical pathology |revised |amended |consultation |reviewed? )*(?:diagnos[ei]s|dx)"
    r"|conclusion|(?:final |overall )?impression|(?-i:SUMMARY|SYNOPSIS)"
    r"|interpretation|(?:consultation |expert |specialist |second |final |our )?opinion)(?: \([^)]{1,30}\))? ?[:-]",
    re.IGNORECASE,
)
_BEHIND = Rule(
    r"^(?: ?\([^)]{1,40}\))?(?: (?:of|in|on) (?:the |her |his )?(?:[\w-]+ ){0,3}?[\w-]+)?,?"
    r" (?:(?P<hedged>(?:was|is|were|being|had been|has been"
    r"|appeared|seemed) (?:\w+ ){0,2}?(?:favou?red|suspected|considered|suggested|proposed|likely|probable"
    r"|entertained|raised"
    r"|queried|presumed)|favou?red|is favou?red|suspected)|(?P<firm>(?:was|is|were|had been|has been)"
    r" (?:\w+ ){0,2}?(?:made"
    r"|rendered|given|established|reached|offered|issued|confirmed|supported|diagnosed|concluded"
    r"|(?:the|my|our|her|his) (?:(?!differential|clinical|working|radiolog)[\w-]+ ){0,2}diagnosis)))\b",
    re.IGNORECASE,
)
_WEIGHED_BEHIND = Rule(
    r"^.{0,80}?\b(?:was|were|is|are) (?:\w+ ){0,2}?(?:excluded|ruled out|unlikely|discarded|dismissed|rejected)\b",
    re.IGNORECASE,
)
_NO_READ = Rule(
    r"\b(?:differential|exclud\w+|rul(?:ed|ing|e) out|history of|family history|mimic\w*|resembl\w+"
    r"|reminiscent|similar to"
    r"|unlike|rather than|instead of|versus|vs|prone|spectrum|often|usually|commonly|typically|frequently"
    r"|generally|et al"
    r"|literature|previously reported|reported cases|cases of|case of|examples of|series of|argu\w+ against|against"
    r"|no evidence|no features|no history|could be|can be|may be|might be|should be|known|background of"
    r"|previous history|years? ago"
    r"|include[sd]?|including|such as|presented|comparison|clinically|clinical (?:impression|diagnos[ie]s"
    r"|suspicion|differential|question)|radiolog\w+|imaging|MRI|CT|ultraso\w+|mother|father"
    r"|brother|sister|led us|not|neither|nor|never|without|failed|difficult\w*|challeng\w+|pitfall"
    r"|avoid\w*|importance|role|(?:evaluation|assessment|management|removal|work-?up) of"
    r"|useful|helpful|aid\w*|require\w*|make|making|criteria)\b(?!-)",
    re.IGNORECASE,
)
_NOT_THE_CASE = Rule(
    r"\b(?:(?:may|might|can|could|should|must|would) (?!be (?:made|established|confirmed|rendered|reached|given)\b)"
    r"(?:\w+ )?(?:be|have|represent|show)|et al|in the"
    r" literature|previous(?:ly)? (?:reported"
    r"|published|described)|have been (?:reported|described|diagnosed)|patients with|cases (?:of|were"
    r"|have)|often|usually|typically"
    r"|commonly|frequently)\b",
    re.IGNORECASE,
)
_GAP_STOPS = frozenset(
    {
        *("with", "of", "in", "from", "by", "and", "or", "but", "was", "were", "is", "are", "which", "that"),
        *("versus", "no", "not", "than", "like", "showing", "having", "based", "due", "because", "on", "at", "after"),
        *("before", "to", "whose", "for", "who"),
    }
)
_OF = re.compile(
    r"\b(?:variant|form|type|subtype|case|example|forms?|features|recurrence|metastasis|transformation|presence"
    r"|pattern|localisation|localization|manifestation|instance|part|component|diagnosis) of(?: an?| the)? ?$",
    re.IGNORECASE,
)
_NOT_ITSELF = re.compile(
    r"[- ]?(?:like|type|pattern|phenotype|features|differentiation|spectrum|family|mimic)\b", re.IGNORECASE
)
_SUMS_UP = re.compile(
    r"\W{0,3}(?:therefore|thus|hence|accordingly|consequently|based on|taken together|altogether"
    r"|collectively|overall|in view of"
    r"|in light of|on the basis of|given|the (?:constellation|combination|overall|above)|th(?:is|ese)|so)\b",
    re.IGNORECASE,
)
_CASE_IS = Rule(
    r"^\W*(?:the )?(?:case|patient|lesion|tumou?r|specimen) (?:no\.? ?)?(?:\d{1,2}|[A-H]|I{1,3})(?:"
    r" \([^)]{1,40}\))? (?:is|was"
    r"|consist(?:s|ed) of|represent(?:s|ed)|had) an?(?=\W)",
    re.IGNORECASE,
)
_UNDECIDED = Rule(
    r"\b(?:unclear|not (?:be )?(?:established|certain|possible|reached|specified)|unclassified"
    r"|unclassifiable|undetermined"
    r"|not (?:further|otherwise|readily|easily)(?: be)? (?:classif\w+|specified"
    r"|characteri[sz]\w+|typed)|NOS|unspecified"
    r"|uncertain(?! biologic| malignant)|inconclusive|differential|possib(?:le|ly|ility)|could not be"
    r" excluded|cannot be excluded)\b",
    re.IGNORECASE,
)
_PASSING = Rule(
    r"\b(?:initial(?:ly)?|at first|first|original(?:ly)?|elsewhere|local(?:ly)?|outside|referring"
    r"|previous(?:ly)?|prior|preliminary"
    r"|provisional|working|tentative|presumptive|frozen|intraoperative|rapid|mis-?(?:diagnosed|interpreted"
    r"|classified)|before|earlier"
    r"|another hospital|other hospital|suspected)\b",
    re.IGNORECASE,
)
_GENERIC = Rule(
    r"\b(?P<what>(?:[\w/:-]+ ){0,6}(?:neoplasm|tumou?r|sarcoma|lesion|proliferation|carcinoma|lymphoma"
    r"|naevus|nevus|melanoma|fibroma"
    r"|cyst|granuloma|angioma|haemangioma|hemangioma|histiocytoma|fibromatosis))\b",
    re.IGNORECASE,
)
_HEADED_GENERIC = re.compile(
    r"(?:: ?-? ?|\s-\s|^\W*)(?P<what>(?!(?:the|this|that|no|residual|negative"
    r"|see|all|tumou?r|mass|lesion)\b)(?:[\w/-]+,? ){1,6}?"
    r"(?:neoplasm|tumou?r|sarcoma|lesion|proliferation|neoplasia))\b(?! (?:size"
    r"|cells?|site|focality|grade|extends?|type))",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"\b(?:spindle|epithelioid|round|malignant|benign|myxoid|mesenchymal|fibroblastic"
    r"|myofibroblastic|vascular|melanocytic"
    r"|smooth muscle|nerve sheath|stromal|soft tissue|high-grade|low-grade|fibrous|atypical|undifferentiated|adipocytic"
    r"|lipomatous|fibrohistiocytic|plexiform|pleomorphic)\b",
    re.IGNORECASE,
)
"""What makes a name of a kind of tumour a diagnosis of its own."""
_DIAGNOSIS_TITLE = Rule(
    r"(?:\W{0,4}(?:final|pathological|pathologic|histological|histopathological|surgical|pathology"
    r"|integrated|microscopic|revised"
    r"|consultation)){0,3}\W{0,4}"
    r"(?:diagnos[ei]s|dx|conclusions?|(?-i:SUMMARY|SYNOPSIS)|(?:expert |specialist "
    r"|second |final |our )?opinion)\W{0,4}",
    re.IGNORECASE,
)
_FIBROSARCOMATOUS = re.compile(r"\bfibrosarcomatous\b(?! (?:and|areas))[^.;,]*$", re.IGNORECASE)
_TRANSFORMED = re.compile(r"(?: ?\([^)]{1,20}\))? with (?:\w+ ){0,2}fibrosarcomatous", re.IGNORECASE)
_IN_GENERAL = re.compile(
    r"^(?!\W*(?:th(?:is|ese|e|ose)|our|it|in|both|all|together|overall|we)\b)[^.;]*\b(?:support|suggest"
    r"|indicate|favou?r|confirm|establish|represent)"
    r" (?:an?|the)\b",
    re.IGNORECASE,
)
"""A sentence in the present without anything it points at: "gene fusions support a diagnosis of"."""
_DISAGREED = Rule(
    r"\bopinions? (?:varied|differed|diverged|were divided)|\bno consensus|\bdisagree\w*|\bcould not (?:be )?agree\w*"
    r"|\bdiscordant (?:opinions|diagnoses)|\bdiffering opinions",
    re.IGNORECASE,
)
_CONSULTED = Rule(
    r"\b(?:review(?:ed)?|consult(?:ed|ation)|second opinion)\b[^.;]{0,40}\b(?:hospitals?|experts?"
    r"|institutions?|cent(?:er|re)s?"
    r"|pathologists?)",
    re.IGNORECASE,
)
_NO_ANSWER = Rule(
    r"\bunclear\b|\bnot (?:be )?(?:established|certain|possible|reached|specified)|\bunclassified\b"
    r"|\bunclassifiable\b"
    r"|\bundetermined\b|\buncertain\b|\binconclusive\b",
    re.IGNORECASE,
)


_HEDGE_WORD = re.compile(
    r"\b(?:suggest\w*|favou?r\w*|suspicious|suspected|suspicion|thought|felt|believed|likely|probabl[ey]"
    r"|presum\w+|pointed|proposed|think|believe|feel)\b"
)


@dataclass(frozen=True, slots=True)
class Read:
    """One conclusion, with its place in the text that was read."""

    start: int
    end: int
    entity: str | None
    diagnosis: str
    certainty: str | None
    """As in a case file; None for a firm one."""
    sums_up: bool
    """Whether the words draw a conclusion from what was told before ("Therefore, it was diagnosed as")."""
    rank: int
    """How firmly the words name the diagnosis of the case; 0: they do not."""
    is_event: bool = True
    """Whether somebody is said to have read it so; "case 2 is a Spitz naevus" only names what the case is."""


def reads_in(text: str, vocabulary: DraftVocabulary, *, under_diagnosis: bool = False) -> Iterator[Read]:
    """
    The conclusions of pathologists in `text`, in order.

    `under_diagnosis`: the text stands under a heading that says so; an entity needs no words then.
    """
    lower = text.lowered if hasattr(text, "lowered") else text.lower()
    if not under_diagnosis and not _CUES.are_in(lower) and _CASE_IS.match(text) is None:
        return
    disagreed = _DISAGREED.search(text)
    if disagreed is not None or (_CONSULTED.search(text) is not None and _NO_ANSWER.search(text) is not None):
        match = disagreed or _CONSULTED.search(text)
        assert match is not None
        certainty = "disagreement" if disagreed else "uncertain"
        yield Read(match.start(), match.end(), None, "no diagnosis agreed on", certainty, False, 0)
        return
    entities = named_entities(text, vocabulary)
    heading = _HEADING.search(text)
    found = []
    for i, (entity, start, end) in enumerate(entities):
        since = entities[i - 1][2] if i else 0
        if i and _TO.fullmatch(text, since, start):
            since = entities[i - 2][2] if i > 1 else 0  # "reclassified from X to Y"
        read = _read(text, entity, start, end, since, heading, under_diagnosis)
        if read is not None:
            found.append(read)
    if found:
        yield from _joined(text, found)
        return
    if not entities:
        yield from _generic(text, 0 if under_diagnosis else heading.end() - 1 if heading is not None else None)


def is_under_diagnosis(title: str) -> bool:
    """Whether a heading says that what follows it is the diagnosis."""
    return _DIAGNOSIS_TITLE.fullmatch(title.strip()) is not None


def named_entities(text: str, vocabulary: DraftVocabulary) -> list[tuple[str | None, int, int]]:
    """
    Entities named in `text` as themselves ("DFSP-like" is none).

    The vocabulary counts every Spitz tumour as one with an ALK fusion; here only those that say so are.
    """
    found: list[tuple[str | None, int, int]] = []
    for entity, start, end in vocabulary.entities_in(text):
        if _NOT_ITSELF.match(text, end):
            continue
        id_: str | None = entity
        if entity == "DFSP" and (
            _FIBROSARCOMATOUS.search(text, max(0, start - 60), start) or _TRANSFORMED.match(text, end)
        ):
            id_ = "FS_DFSP"
        if entity == "ARMS" and text[start:end].lower() in ("arm", "arms") and text[max(0, start - 12) : end].isupper():
            continue  # the limb, in a line of capitals
        if entity == "SPITZ_ALK" and "alk" not in text[max(0, start - 20) : end + 20].lower():
            id_ = None if "melanoma" in text[start:end].lower() else "SPITZ_OTHER"
        spitzoid = _SPITZOID.search(text, max(0, start - 24), start) if entity == "MEL" else None
        if spitzoid is not None and (spitzoid["alk"] or _WITH_ALK.match(text, end)):
            id_, start = "SPITZ_ALK", spitzoid.start()
        found.append((id_, start, end))
    for i, (id_, start, end) in reversed(list(enumerate(found[:-1]))):
        # "A Spitz tumour or Spitz melanoma with ALK fusion": the fusion is that of both.
        if id_ == "SPITZ_OTHER" and found[i + 1][0] == "SPITZ_ALK" and _OR.fullmatch(text, end, found[i + 1][1]):
            found[i] = ("SPITZ_ALK", start, end)
    return found


_SPITZOID = re.compile(r"(?P<alk>\bALK[- ](?:fused|re-?arranged|positive|fusion) )?\bspitz(?:oid)? $", re.IGNORECASE)
_WITH_ALK = re.compile(r" (?:with|harbou?ring|carrying) (?:an? |the )?(?:\w+ )?ALK\b", re.IGNORECASE)
_LISTED = re.compile(
    r"\b(?:possibilit\w+ of|considered(?! to be| as)|differential|exclud\w+|ruled out|rul(?:es|ing) out)\b",
    re.IGNORECASE,
)
"""Begins a list of what was weighed, under a heading that would make each of it a diagnosis."""
_REVISED = re.compile(
    (
        r"\b(?:changed|revised|amended|corrected|updated|re-?classified|altered)\b[^.;]{0,60}?\b(?:to"
        r"|as|into)\b[^.;]{0,40}$"
    ),
    re.IGNORECASE,
)
"""What follows replaces what went before, whoever made that."""
_TO = re.compile(r" (?:in)?to(?: an?| the| that of)?(?: [\w-]+){0,2} ", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|either)(?: an?| the)? $", re.IGNORECASE)
_OR = re.compile(r",? (?:and/or|or|and) (?:an? |the )?| ?/ ?", re.IGNORECASE)


def _clause_before(text: str, start: int, since: int) -> str:
    """What stands before `start` in its clause."""
    begin = max(since, start - 160)
    left = text[begin:start]
    cut = max(left.rfind(". "), left.rfind("; "), left.rfind("\n"))
    return left[cut + 1 :] if cut >= 0 else left


def _fits(gap: str) -> bool:
    """Whether between the words of a conclusion and its entity stand only words that describe it."""
    gap = _OF.sub("", gap)
    words = gap.replace("(", " ").replace('"', " ").split()
    return len(words) <= 7 and not any(word.strip(",'“”’").lower() in _GAP_STOPS for word in words)


def _read(
    text: str,
    entity: str | None,
    start: int,
    end: int,
    since: int,
    heading: re.Match[str] | None,
    under_diagnosis: bool,
) -> Read | None:
    left, right = _clause_before(text, start, since), text[end : end + 130]
    right = re.split(r"[.;] ", right)[0]
    behind = _BEHIND.match(right)
    before: re.Match[str] | None = None
    for match in _BEFORE.finditer(left):
        if _fits(left[match.end() :]):
            before = match
    showed = None
    if before is None:
        showed = next((m for m in _SHOWED.finditer(left) if _fits(left[m.end() :]) and len(left) - m.end() < 60), None)
    concluded = None
    if before is None and showed is None and behind is None:
        summed = _IS.search(text[:start])
        if summed is not None and _fits(text[summed.end() : start]):
            concluded = summed
    if before is None and showed is None and behind is None and concluded is None:
        case = _CASE_IS.match(text)
        if case is not None and case.end() <= start and _fits(text[case.end() : start]):
            return Read(start, end, entity, text[start:end], None, False, CONCLUDED, is_event=False)
    headed = heading is not None and start - heading.end() < 120
    if not (before or showed or concluded or behind or headed or under_diagnosis):
        return None
    if before is not None and before["hedged"] and _ACTED_ON.match(right) is not None:
        return None
    if _WEIGHED_BEHIND.match(right) is not None or _IN_GENERAL.match(text[:start]) is not None:
        return None
    if behind is not None and _weighed_only(behind):
        behind = None
        if before is None or (before["diagnosis"] and not before["final"]):
            return None
    if headed and left.count("(") > left.count(")"):
        return None
    if before is not None and "(" in left[before.end() :].strip()[:1] and not (headed and ")" in left[before.end() :]):
        return None
    from_words = left[max(0, (before or showed).start() - 45) :] if (before or showed) else left[-60:]  # type: ignore[union-attr]
    whole = text[max(0, start - 200) : start]
    if not (headed or under_diagnosis):
        if _NO_READ.search(from_words) is not None or _NOT_THE_CASE.search(whole + text[start : end + 60]) is not None:
            return None
        if re.match(r"(?:[- ]\w+)? (?:was|is|were|are) (?:not|excluded|ruled|negative)", right, re.IGNORECASE):
            return None
    elif re.search(
        r"\b(?:no|not|negative for|exclud\w+|versus|differential|history of|without|against|resembl\w+|mimic\w*|rather"
        r" than|known|background of|ruled out|such as|unlike|similar to|reminiscent)\b",
        left[-50:],
        re.IGNORECASE,
    ) or re.match(
        r"[^.;]{0,80}\b(?:differential|unlikely|excluded|ruled out|considered|not favou?red)\b", right, re.IGNORECASE
    ):
        return None
    if _BETWEEN.search(left) is not None:
        return Read(start, end, None, text[start:end], "uncertain", False, 0)
    if (headed or under_diagnosis) and before is None and _LISTED.search(_clause_before(text, start, 0)) is not None:
        return None
    certainty = _certainty(text, before, behind, left, right)
    rank = _rank(before, behind, showed, heading if headed else None, under_diagnosis)
    if certainty is not None or _is_passing(before, text, start, end) or (behind and _PASSING.search(behind.group())):
        rank = 0
    what_start = _begin_of_name(start, left, before or showed)
    return Read(what_start, end, entity, text[what_start:end], certainty, _SUMS_UP.match(text) is not None, rank)


_ACTED_ON = re.compile(
    r" and (?:was|were) (?:\w+ )?(?:enucleated|excised|removed|shaved|resected|treated|observed|left)\b", re.IGNORECASE
)
"""Of "was thought to be a lipoma and was removed": what the surgeon thought before there was tissue."""


def _weighed_only(behind: re.Match[str]) -> bool:
    """Whether "X was considered" tells of a thought among others: nothing says that it was the first read."""
    words = behind.group().lower()
    if re.search(r"\b(?:considered|raised|entertained|queried)\b", words) is None:
        return False
    return re.search(r"\b(?:initially|first|originally|favou?red)\b", words) is None


def _begin_of_name(start: int, left: str, match: re.Match[str] | None) -> int:
    """Where the name of a diagnosis begins, with the words that describe it."""
    if match is None:
        return start
    gap = left[match.end() :]
    inner = re.match(r"(?:\s?\([^)]{1,40}\)\s)?[\s\"'“(]*(?:(?:an?|the|be|of)\s)*[\"'“(]*", gap)
    offset = inner.end() if inner is not None else 0
    return start - (len(gap) - offset)


def _is_passing(before: re.Match[str] | None, text: str, start: int, end: int) -> bool:
    near = text[max(0, start - 110) : start]
    if _REVISED.search(near) is not None:
        return False
    if re.match(
        r"[^.;]{0,30}\b(?:by|at|in) (?:the |a |an |her |his )?(?:referring|local|outside|first|other|another)\b",
        text[end:],
    ):
        return True
    return _PASSING.search(near) is not None and (before is None or before["diagnosis"] is None or not before["final"])


def _certainty(
    text: str, before: re.Match[str] | None, behind: re.Match[str] | None, left: str, right: str
) -> str | None:
    words = (before.group() if before is not None else "") + " " + left[-25:] + " " + (behind.group() if behind else "")
    words = words.lower()
    if _UNDECIDED.search(words) or re.search(r"could not be excluded|cannot be excluded", right, re.IGNORECASE):
        return "uncertain"
    if re.search(
        r"\bconsider(?:ed)?\b(?! to be| as| (?:this|it|these|the)\b)|\bentertained\b|\braised\b|\bqueried\b", words
    ):
        return "uncertain"
    if _HEDGE_WORD.search(words):
        return "probable"
    if re.search(r"\b(?:considered|regarded)\b", words):
        return "uncertain" if re.search(r"\binitially|\bfirst\b", text[:200], re.IGNORECASE) else None
    return None


def _rank(
    before: re.Match[str] | None,
    behind: re.Match[str] | None,
    showed: re.Match[str] | None,
    heading: re.Match[str] | None,
    under_diagnosis: bool,
) -> int:
    if under_diagnosis or (
        heading is not None and heading["heading"].lower().endswith(("diagnosis", "diagnoses", "dx"))
    ):
        return FINAL
    if before is not None and before["final"]:
        return FINAL
    if heading is not None:
        return CONCLUDED
    if before is not None and re.search(
        r"consistent|compatible|keeping|in line|accordance", before.group(), re.IGNORECASE
    ):
        return AGREES
    if showed is not None and behind is None and before is None:
        return AGREES
    return CONCLUDED


def _joined(text: str, found: list[Read]) -> Iterator[Read]:
    """`found`, with names that one conclusion gives side by side ("X or Y") made one without an entity."""
    i = 0
    while i < len(found):
        one = found[i]
        group = [one]
        while i + 1 < len(found) and re.fullmatch(
            r"\)?,?(?: and| or|/| vs\.?| versus)(?: an?| the)?(?: [\w-]+){0,2} ?\(?",
            text[group[-1].end : found[i + 1].start],
        ):
            i += 1
            group.append(found[i])
        if len({read.entity for read in group}) > 1:
            yield Read(one.start, group[-1].end, None, text[one.start : group[-1].end], "uncertain", False, 0)
        else:
            # "Dermatofibrosarcoma protuberans (DFSP)": one name, twice.
            yield one
        i += 1


def _generic(text: str, begin: int | None) -> Iterator[Read]:
    """
    A conclusion that names a kind of tumour without an entity of its own.

    `begin` is where what stands under a heading of a diagnosis begins, None where there is none.
    """
    headed = _HEADED_GENERIC.search(text, begin) if begin is not None else None
    if headed is not None and _DESCRIBED.search(headed["what"]) is not None:
        certainty = "uncertain" if _UNDECIDED.search(text) else None
        yield Read(headed.start("what"), headed.end("what"), None, headed["what"], certainty, False, 0)
        return
    for match in _BEFORE.finditer(text):
        if match["direct"]:
            continue
        named = _GENERIC.match(text, match.end() + 1)
        if named is None or len(named["what"].split()) > 9:
            continue
        if match["hedged"] and not re.search("suggest", match.group(), re.IGNORECASE):
            continue
        if match["as"] and re.search(
            r"identified|described|recogni|label|regarded|designated|termed|confirmed", match.group(), re.IGNORECASE
        ):
            continue
        what = re.sub(r"^(?:an?|the|be) ", "", named["what"])
        around = text[max(0, match.start() - 45) : named.end() + 40]
        if _NO_READ.search(text[max(0, match.start() - 45) : named.end()]) or _NOT_THE_CASE.search(around):
            continue
        if re.search(r"\b(?:metasta\w+|immuno\w*|cells|nodular lesion|signs?|with|in|from)\b", what, re.IGNORECASE):
            continue
        if re.match(r"[^.;]{0,60}\b(?:considered|challenging|difficult|excluded|unlikely)\b", text[named.end() :]):
            continue
        certainty = "uncertain" if match["hedged"] or _UNDECIDED.search(around) else None
        yield Read(named.end() - len(what), named.end(), None, what, certainty, _SUMS_UP.match(text) is not None, 0)
        return
