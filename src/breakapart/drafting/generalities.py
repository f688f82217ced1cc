"""
What is said of the patient, and what of the disease, of other people's cases, or of what could be.

"Such tumours usually have fewer than 5 mitoses" is true of no patient in particular. A sentence is looked at clause by
clause: "Although these neoplasms often express desmin, the present tumour did not" tells of both.

A clause is general when it

- speaks of a disease in the plural and in the present ("These neoplasms are positive for ALK"), or defines it;
- says how things usually are ("typically", "may be seen", "can mimic");
- reports what others have reported ("have been described", "in the literature", "the previously published cases");
- says what the report is good for ("This case widens the spectrum", "awareness is needed").

It is not when it names the patient or the case before us ("in our patient", "the present tumour").
"""

import itertools
import re
from collections.abc import Iterator

from breakapart.drafting.cues import CuedText, Rule

_LEAD = (
    r"(?:(?:however|moreover|furthermore|in addition|additionally|notably|interestingly|importantly|although|though"
    r"|while"
    r"|whereas|because|since|given that|recently|overall|in general|histologically|microscopically|clinically"
    r"|immunohistochemically|morphologically|molecularly|genetically|by definition|despite (?:its|their) rarity|thus"
    r"|therefore|also|and|as|but|in contrast|conversely|by contrast|that|note)[,:]? )?"
)
_DISEASES = (
    r"(?:tumou?rs|neoplasms|sarcomas|entities|malignancies|[a-z]{0,20}omatoses|[a-z]{3,20}omas"
    r"|(?-i:[A-Z][A-Za-z-]*[A-Z]s)|diseases|n(?:a)?evi"
    r"|fusions|rearrangements|translocations|mutations|alterations|subtypes|variants|lesions|cases|patients)"
)
_PRESENT_TENSE = (
    r"(?:are|have|show|harbou?r|express|occur|arise|present|display|demonstrate|exhibit|lack|contain|include|involve"
    r"|affect|tend|appear|stain|remain|consist|develop|represent|comprise|carry|support|lead|account|share|behave|recur"
    r"|metastasi[sz]e|require|respond|drive|result|fall|belong|do|can|may|might|could|should|must|will)"
)
_MANY = Rule(
    rf"^{_LEAD}(?!(?:the|our|both|all|two|three|four|five|multiple|her|his|satellite|no|neither"
    rf"|(?:cases?|patients?) (?:\d|[ivabc]\b)|\d{{1,3}}) )(?:(?:these|such|most|many|some|other|few|certain|various"
    rf"|conventional|the majority of|a subset of"
    rf"|a minority of|rare|up to \d{{1,3}} ?% of|(?:about|approximately|around) \d{{1,3}} ?% of) )?"
    rf"(?:[a-z0-9:/+-]+,? ){{0,8}}?{_DISEASES}\b(?! \d)(?: \([^)]{{1,60}}\))?"
    rf"(?: (?:of|in|with|involving|at|from|within|as|that|which) (?:[\w:/-]+,? ){{1,8}}?|,? )(?:usually |also |often "
    rf"|typically |commonly |rarely |therefore |thus |frequently )?{_PRESENT_TENSE}\b",
    re.IGNORECASE,
)
"""A disease in the plural, without an article, and a verb in the present."""
_FOUND_HERE = Rule(
    r"^(?: not| also| all| both| clearly| readily)?(?: been)? (?:identified|detected|seen|found|present|absent|observed"
    r"|noted|evident|excluded|negative|positive)\b(?! in (?:most|many|some|other|up|about|\d|all|patients|children"
    r"|adults"
    r"|the (?:majority|literature)))",
    re.IGNORECASE,
)
"""After "rearrangements are": a result, unless it goes on to say in how many."""
_RESULTS = Rule(r"\b(?:fusions|rearrangements|translocations|mutations|alterations|lesions|variants)\b", re.IGNORECASE)
_ENTITY = (
    r"(?:SAMS|NTRK-RSCN|RSCN|E?IMT|EIMS|DFSP(?:-FS)?|FS-DFSP|SFT|C?IFS|LPF-?NT|MPNST|GIST|UPS|LMS|RMS|EHE|CCS|SEF|LGFMS"
    r"|EFH|AFH|ASPS|DSRCT|PEComa|[A-Z][a-z]{2,24}(?:sarcoma|[a-z]oma|fibromatosis)(?: protuberans)?"
    r"|(?:[A-Za-z][A-Za-z0-9:/-]+ ){1,8}(?:tumou?r|neoplasm|sarcoma|n(?:a)?evus|[a-z]{3,20}oma(?: protuberans)?"
    r"|[a-z]{0,10}fibromatosis|kinase|receptor))"
)
_DEFINED = Rule(
    rf"^{_LEAD}(?!(?:the|this|our|that|it|residual|recurrent|metastatic|primary|her|his|case|specimen|part|an?|no|there"
    rf"|diagnosis|these|such) ){_ENTITY}(?: \([^)]{{1,60}}\))?(?:, [^,.;]{{2,80}},)? (?:is|was first|has been"
    r"|belongs|accounts|represents|occurs|arises|affects|presents as|appears as|comprises|harbou?rs|has an?"
    r"|has (?:unique|distinct|characteristic)|mimics)\b"
    r"(?! (?:favou?red|excluded|considered|supported|unlikely|likely|ruled|suspected|diagnosed|confirmed|not|suggested"
    r"|made|thought|the (?:diagnosis|most likely)))",
    re.IGNORECASE,
)
"""A disease without an article, and what it is."""
_OF_THE_DISEASE = Rule(
    r"\b(?:this|such an?|the) (?:entity|disease|condition|subset|(?:rare |tumou?r |emerging |new |novel )(?:group|type"
    r"|subtype|family|category|entity|class)|type of (?:tumou?r|neoplasm|sarcoma|lesion)|histotype)\b"
    r"|\b(?:this|the) (?:tumou?r|neoplasm|lesion|sarcoma) (?:arises|occurs|affects|presents) (?:[\w-]+ ){0,4}"
    r"(?:in|as) (?:[\w-]+ ){0,3}(?:children|adults|patients|infants|adolescents|decade|women|men|females|males)\b"
    r"|\b(?:emerging|recently|newly|previously un)(?:[ -](?:described|recogni[sz]ed|defined|identified|characteri[sz]ed"
    r"|established|reported))? (?:[\w-]+ ){0,2}(?:group|entity|category|subset|family|subtype|tumou?r type)\b"
    r"|\b(?:is|are|was|were) (?:an? |the )?(?:[\w-]+ ){0,3}(?:rare|uncommon|novel|emerging"
    r"|new) (?:[\w-]+ ){0,4}(?:entity"
    r"|entities|group|subset|category|disease|subtype)\b",
    re.IGNORECASE,
)
_USUALLY = Rule(
    r"\b(?:usually|(?<!was )(?<!were )typically|commonly|generally|most (?:often|commonly|frequently)"
    r"|more (?:often|commonly|frequently)"
    r"|in most cases|in the majority of|tends? to|in general|characteristically occurs?|classically)\b"
    r"(?! (?:performed|used|reviewed|healthy|well|unremarkable))",
    re.IGNORECASE,
)
_SOMETIMES = Rule(
    r"\b(?:is|are|has|have) (?:often|frequently|occasionally|rarely|sometimes|uncommonly|seldom|infrequently|well"
    r"|increasingly|widely|historically) (?:[a-z]+ed|been|found|seen|known|shown|misdiagnosed|reported)\b"
    r"|\b(?:is|are) (?:known|characteri[sz]ed|defined|believed|thought|considered|regarded|recogni[sz]ed|associated"
    r"|driven"
    r"|caused|predictive|critical|crucial|essential|important) (?:to|by|as|with|of|for|that|in)\b",
    re.IGNORECASE,
)
"""How things are in the present; of a lesion before us a report says "is considered" too, so that a subject decides."""
_THE_ONE = Rule(
    r"^\W*(?:\w+, )?(?:the|this|these|our|both|her|his|its) (?!(?:entity|disease|diagnosis of|condition|presence of"
    r"|role of"
    r"|use of|identification of|combination of|literature|pathogenesis|prognosis of))"
    r"|^(?:[\w-]+ ){0,3}(?:nuclei|nucleoli|cells|cytoplasm|vessels|borders|stroma|mitoses|figures|nests|fascicles)\b",
    re.IGNORECASE,
)
_COULD = Rule(
    r"\b(?:may|might|could|should|must) (?:also |occasionally |rarely |sometimes |even |not |therefore |further )?(?:be"
    r" (?:seen|positive|negative|expressed|encountered|mistaken|confused|misdiagnosed|misinterpreted|associated|found"
    r"|present|missed|used|useful|helpful|an? |aware|included|considered|performed|suspected|kept|offered|treated"
    r"|absent"
    r"|focal|difficult|challenging|required)|stain|show|express|mimic|harbou?r|occur|arise|present|include|simulate"
    r"|resemble|exhibit|display|demonstrate|fall|recur|metastasi[sz]e|lead|involve|help|aid|benefit|respond|follow"
    r"|lack|contain|develop)\b"
    r"|\bcan (?:also |occasionally |rarely |sometimes |even |therefore )?(?:be (?:positive|negative|mistaken|confused"
    r"|misdiagnosed|misinterpreted|associated|missed|challenging|difficult|helpful|useful|expressed)|stain|show|express"
    r"|mimic|harbou?r|occur|arise|present|include|simulate|resemble|exhibit|display|recur|metastasi[sz]e|drive|involve"
    r"|lead|help|aid)\b",
    re.IGNORECASE,
)
_BY_OTHERS = Rule(
    r"\b(?:has|have) (?:also |only |rarely |recently |previously |not |never |not previously |so far "
    r"|so far only )?been"
    r" (?:also |only |rarely |recently |previously |infrequently |well |consistently |increasingly |first )?(?:reported"
    r"|described|documented|recogni[sz]ed|published|shown|established|associated|implicated|linked|proposed|known"
    r"|coined"
    r"|characteri[sz]ed|investigated|approved|used)\b(?! (?:elsewhere|locally|by the (?:referring|outside|local)))"
    r"|\b(?:recently|newly) (?:been )?(?:identified|described|recogni[sz]ed|established|coined|defined"
    r"|characteri[sz]ed)\b"
    r"|\bin the literature\b|\bliterature (?:review|search)\b|\breview of the literature\b|\bsearched the literature\b"
    r"|\b(?:previous(?:ly)?|earlier|so far|hitherto) (?:reported|described|published) (?:cases?|tumou?rs?|patients?"
    r"|series"
    r"|examples?|fusions?|in|by)\b|\bas (?:previously|recently) (?:reported|described)\b"
    r"|\b(?:reported|published) (?:cases|examples|series|tumou?rs|patients)\b|\bcases? (?:being |was "
    r"|were )?(?:previously "
    r"|so far )?(?:reported|published|described|in the)\b|\bet al\b"
    r"|\b(?:previous|recent|prior|other|several|many|few|latest|most|large) (?:studies|reports|series|authors)\b"
    r"|\bstudies (?:have|suggest|show|indicate)\b|\b(?:to date|so far),? (?:only |fewer than |less than |about "
    r"|approximately |some )?(?:\d|an?\b|two|three|four|five|six|seven|eight|nine|ten|few|several)"
    r"|\b\d{1,4} (?:\w+ ){0,3}(?:cases|patients|examples) (?:of|have|were|with|exist)\b|\bof these (?:cases|patients"
    r"|\d+)\b"
    r"|\brecently,? (?:[\w/:+-]+,? ){1,20}?(?:has|have) been (?:identified|described|recogni[sz]ed|established)\b"
    r"|\b(?:was|were) first (?:described|reported|coined|recogni[sz]ed)\b|\bfirst (?:described|coined|reported) (?:in"
    r"|by)\b"
    r"|\bare (?:only )?(?:few|rare|several|isolated|some|scattered) (?:\w+ )?(?:reports|cases|examples)\b"
    r"|\b(?:median|mean|average) (?:reported )?age\b|\bmale[- ]to[- ]female\b|\bper (?:million|100,000|year)\b",
    re.IGNORECASE,
)
_LESSON = Rule(
    rf"^{_LEAD}(?:(?:this|our|the present|the current|these|the reported|the described) (?:two |three |rare |unusual )?"
    r"(?:case|report|study|cases|series|findings?|observations?|article|paper|work|results?|data)(?: report"
    r"| study)? (?:also "
    r"|further |thus |clearly |therefore |again |strongly )?(?:highlights?|underscores?|underlines?|emphasi[sz]es?"
    r"|illustrates?|expands?|extends?|adds?|widens?|broadens?|substantiates?|reinforces?|stresses?|serves?|reminds?"
    r"|contributes?|provides?|is being|is (?:documented|unique|notable|reported|presented|important|the first|unusual)"
    r"|suggests?|constitutes?|raises?|supports? the (?:hypothesis|notion|concept|idea|view|existence)"
    r"|(?:demonstrate|show)s? (?:that|the (?:importance|utility|value|need|usefulness|role|difficult\w+|significance"
    r"|challenge\w*)|how)|points?|calls?|exemplif\w+|enlarges?|reports?|describes?)"
    r"|(?:in conclusion|in summary|to conclude|to summari[sz]e)\b"
    r"|we (?:conclude|expand|extend|emphasi[sz]e|propose|believe|broaden|highlight|stress|hypothesi[sz]e"
    r"|suggest that)\b"
    r"|to (?:our|the best of our) knowledge\b|to further understand\b|future (?:studies|research)\b"
    r"|further (?:studies|research|investigation)\b)"
    r"|\bshould be aware\b|\bawareness (?:of|is|matters)\b|\bhigh index of suspicion\b|\ba (?:diagnostic )?pitfall\b"
    r"|\bthe importance of (?:considering|appropriate|molecular|recogni\w+|early|careful)\b|\bwill be discussed\b"
    r"|\b(?:is|are) (?:not |neither )?(?:entirely |highly |very |a |an )?(?:helpful|useful|(?:non-?)?specific|sensitive"
    r"|adjunct|(?:useful|helpful|sensitive) (?:tool|marker|screen\w*))\b|\bclinically relevant because\b|\b(?:further"
    r"|better|more) (?:studies|data) are (?:needed|required|warranted)\b",
    re.IGNORECASE,
)
"""What the report is good for."""
_EXAMPLES = Rule(
    r"\b(?:such as|e\.g\.,?|for instance|for example|including) (?:the )?[A-Z][A-Z0-9]{1,9}(?:::|-)[A-Z][A-Z0-9]{1,9}\b"
)
_NEGATED = Rule(r"\b(?:no|not|without|neither|negative|absen\w+|exclud\w+)\b", re.IGNORECASE)
_ANOTHERS = Rule(
    r"\bin (?:an?|one|another|their|that) (?:[\w-]+ ){0,3}?(?:trial|study|series|cohort)\b[^.;]{0,60}?"
    r"\b(?:an?|one|two|three|four|five|\d{1,3}) (?:[\w-]+ ){0,3}?(?:patients?"
    r"|child|infant|boy|girl|man|woman|male|female)\b|\bet al\b\.?[^.;]{0,25}?\b(?:reported|described|presented"
    r"|published|treated|documented|observed)\b[^.;]{0,30}?\b(?:an?|one|another) [^.;]{0,25}?\b(?:patient|child"
    r"|infant|boy|girl|man|woman|male|female|case)\b",
    re.IGNORECASE,
)
"""Names a patient of somebody else, whose age is told as ours would be."""
_OURS = Rule(
    r"\b(?:in|of|with|for) (?:our|the present|this|the current|the index) (?:\w+ )?(?:patient|case|tumou?r|lesion"
    r"|specimen|boy|girl|man|woman|child|infant)\b|\b(?:our|the present|the) patients?\b(?! with)|\b(?:our|the present)"
    r" (?:case|tumou?r|lesion) (?:was|were|had|showed|demonstrated|revealed|displayed|expressed|harbou?red|exhibited"
    r"|lacked"
    r"|did)\b|\b(?:an?|the) \d{1,3}[- ](?:year|month|week|day)s?[- ]old\b|\b(?:case|patient)s? (?:\d|[IV]{1,3}\b"
    r"|[A-D]\b)"
    r"|\bwe (?:found|detected|observed|performed)\b",
    re.IGNORECASE,
)
"""Names the case before us, whatever else is said of the disease."""
_HERE = Rule(
    r"\b(?:she|he) (?:was|had|has|is|under|re|pre)|\b(?:the|this) (?:tumou?r|lesion|mass|nodule|neoplasm|biopsy"
    r"|specimen)"
    r" (?:was|showed|revealed|demonstrated|displayed|exhibited|expressed|had|did|measured|recurred|harbou?red)\b",
    re.IGNORECASE,
)
"""Tells what happened, so that it is of the case unless it is of another's."""
_BREAK = Rule(
    r";\s|,\s(?=(?:but|whereas|while|although|though|however|unlike|in contrast|which (?:is|are|has|have|can|may"
    r"|usually"
    r"|typically|often|commonly|generally|tends?)|as (?:is |are )?(?:usually|typically|often|commonly|previously))\b)",
    re.IGNORECASE,
)
_CONCESSION = Rule(r"^\W*(?:although|though|while|whereas|unlike|in contrast to|despite|even though)\b", re.IGNORECASE)
_CONTRAST = Rule(r"^\W*(?:unlike|in contrast to|as opposed to) (?!the (?:primary|first|original))", re.IGNORECASE)


def is_general(text: str) -> bool:
    """
    Whether a clause speaks of no patient in particular.

    >>> is_general("Most of these tumours are positive for CD34.")
    True
    >>> is_general("The tumour cells are positive for CD34.")
    False
    """
    if not isinstance(text, CuedText):
        text = CuedText(text)
    if _LESSON.search(text) is not None:
        return True
    if _ANOTHERS.search(text) is not None:
        return True
    if _OURS.search(text) is not None:
        return False
    if _BY_OTHERS.search(text) is not None:
        return True
    if _HERE.search(text) is not None:
        return False
    if any(rule.search(text) is not None for rule in (_USUALLY, _COULD, _OF_THE_DISEASE, _DEFINED)):
        return True
    many = _MANY.search(text)
    if many is not None and not (_FOUND_HERE.search(text[many.end() :]) and _RESULTS.search(many.group()) is not None):
        return True
    if _SOMETIMES.search(text) is not None and _THE_ONE.search(text) is None:
        return True
    return _EXAMPLES.search(text) is not None and _NEGATED.search(text) is None


def of_the_case(text: str) -> tuple[tuple[int, int], ...]:
    """
    The stretches of a sentence that may speak of the case, in order; all of it, or none, in nearly every sentence.

    >>> told = CuedText("Unlike conventional tumours, which usually have 3 mitoses, ours had many; these are rare.")
    >>> [told[start:end] for start, end in of_the_case(told)]
    ['ours had many; ']
    """
    clauses = list(_clauses(text))
    if len(clauses) == 1:
        return () if is_general(text) else ((0, len(text)),)
    kept: list[tuple[int, int]] = []
    for start, end in clauses:
        clause = text[start:end]
        if _CONTRAST.search(clause) is not None or is_general(CuedText(clause.lstrip())):
            continue
        if _CONCESSION.search(clause) is not None and end < len(text) and is_general(CuedText(text[end:].lstrip())):
            continue
        if kept and kept[-1][1] == start:
            kept[-1] = (kept[-1][0], end)
        else:
            kept.append((start, end))
    return tuple(kept)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    cuts = [match.end() for match in _BREAK.finditer(text)]
    if _CONCESSION.search(text) is not None:
        # "Although these tumours often ..., the present one": the comma that ends the concession.
        comma = _end_of_concession(text)
        if comma is not None:
            cuts.append(comma)
    places = [0, *sorted(set(cuts)), len(text)]
    yield from ((start, end) for start, end in itertools.pairwise(places) if end > start)


def _end_of_concession(text: str) -> int | None:
    match = re.search(
        r",\s(?=(?:the|our|this|these|it|in (?:our|this|the)|she|he|both|we|ours|no|there|tumou?r)\b)",
        text,
        re.IGNORECASE,
    )
    return match.end() if match else None
