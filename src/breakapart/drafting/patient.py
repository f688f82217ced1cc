"""Age, sex, birth and clinical impression."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.subjects import Part
from breakapart.model.draft import Observation, Sureness

_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
NUMBER_WORDS = {
    **_ONES,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    **_TENS,
}
NUMBER = rf"\d{{1,3}}(?:\.\d)?|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)}))?|" + "|".join(
    word for word in NUMBER_WORDS if word not in _TENS
)
_SOMEBODY = r"(?:boy|girl|man|woman|child|infant|baby|male|female|patient|lady|gentleman)"
_UNIT = r"(?:years?|months?|weeks?|days?)"
_AGE = Rule(
    rf"\b(?P<n>{NUMBER}|an?)[- ]{{1,2}}(?P<unit>year|month|week|day|hour|yr|mo|wk)s?(?:[- ]{{1,2}}|/)(?:old|o)\b"
    rf"|\baged? (?:of )?(?P<n2>{NUMBER}) ?(?P<unit2>years?|months?|weeks?|days?|yrs?|mos?"
    rf"|y)\b(?: and (?P<more>{NUMBER}) months)?"
    r"|\bage(?: ?/ ?sex)?[: ]{1,2}(?P<n3>\d{1,3}) ?(?P<unit3>years?|months?|weeks?|days?|yrs?|mos?|wks?|y|m|d)\b"
    rf"|(?P<not>\b(?:at|from|since|by|until|before|of|under|over) (?:the )?)?\b(?P<n6>{NUMBER}) (?P<unit6>{_UNIT})"
    rf" of age\b"
    r"|\bage[sd] (?P<na>\d{1,3})(?P<unita>)(?= {2}|[;,.)]| (?:with|who|was|is|had|has|presented|presenting|noticed"
    r"|came|underwent|complain\w+)\b)|\bage ?[:=] ?(?P<nb>\d{1,3})(?P<unitb>)(?=[;,.)]|$| ?/| (?:sex|gender|[MF]\b))"
    rf"|\b{_SOMEBODY},? (?:of )?(?P<nc>{NUMBER}) (?P<unitc>{_UNIT})\b(?! (?:duration|history|follow|treatment|onset|ago"
    r"|standing|later|of|earlier|before|after|post|prior|previously))|\b(?P<nd>\d{1,3})[- ]?(?P<unitd>j)(?:ä"
    r"|ae)hrige?[rnms]?\b",
    re.IGNORECASE,
)
"""An age in words."""
_AGE_BY_SIGNS = Rule(
    r"\b(?P<n4>\d{1,3}) ?(?P<unit4>y/?o|yo|y-o)\b|\b(?P<n>\d{1,3})[- ]{1,2}(?P<unit>y)s?(?:[- ]{1,2}|/)(?:old|o)\b"
    r"|\b(?P<n5>\d{1,3}) ?(?P<unit5>y|yrs?|years?|mo|mos|months?|wks?|weeks?|d|days?)[/, -]{0,3}(?=(?:M|F|male"
    r"|female)\b)|\b(?:male"
    r"|female|[MF]),? (?:aged )?(?P<n7>\d{1,3}) ?(?P<unit7>y|yrs?|years?|mo|months?)\b(?! (?:ago|later|of|history"
    r"|follow))|(?:(?<=\b[MF]/)|(?<=\b[MF]/ )|(?<=\b[MF] / ))(?P<n8>\d{1,3})(?P<unit8>)\b"
    r"|(?<=\()(?P<n9>\d{1,3})(?P<unit9>) ?/? ?(?=[MF]\))",
    re.IGNORECASE,
)
"""An age beside a letter for the sex, or with its unit as a letter."""
_BEHIND_A_FIELD = r"(?=[.,;)\n]|$|\s{2}| (?:with|who|presented|presenting|referred|seen|noticed|has|had|GP|Ward)\b)"
_SEX_AND_AGE = Rule(
    r"(?:(?:^|[(:\n] ?|\s{2}|\b(?:[Aa]n?|[Tt]h(?:is|e)|[Pp]atient(?: is| was)?,?) )(?!18 ?F)(?:(?P<sex>[MF])(?:, ?"
    r"| ?/ ?"
    r"|\s{1,20})(?P<age>\d{1,3})(?: ?y(?:rs?|ears?)?)?|(?P<age2>\d{1,3}) ?/? ?(?P<sex2>[MF]))"
    rf"{_BEHIND_A_FIELD})"
    r"|(?:^|[(:,\n] ?|\s{2})(?:(?P<sex3>[Mm]ale|[Ff]emale|[Mm]an|[Ww]oman)(?:, ?| ?/ ?)(?:aged )?(?P<age3>\d{1,3})"
    r"(?: ?(?:years?|yrs?|y))?|(?P<age4>\d{1,3})(?:, ?| ?/ ?)(?P<sex4>[Mm]ale|[Ff]emale|[Mm]an|[Ww]oman))"
    rf"{_BEHIND_A_FIELD}"
)
"""Sex and age as a request form has them: "F, 34.", "M/62", "A 34F with a lump", "Female, 28."."""
_DECADE = Rule(
    rf"\bin (?:his|her|their|the) (?:early |mid(?:dle)?[- ]|late )?(?P<tens>(?P<word>{'|'.join(t[:-1] for t in _TENS)})"
    r"ies|(?P<digit>[2-9])0'?s)\b",
    re.IGNORECASE,
)
"""An age of which only the decade is told: "in her early sixties"."""
_NOT_THE_PATIENT = Rule(
    r"%|\b(?:mother|father|sister|brother|parents?|siblings?|ranged|median|mean|mean age|average|history of"
    r"|patients older|cases)\b",
    re.IGNORECASE,
)
_A_TIME = re.compile(
    r"\b(?:when|while|until|since|by the time|once|as)\b[^.;,]{0,30}$|\b(?:now|currently)(?: an?)? $|\b(?:from|since"
    r"|until|till|by|before|after) (?:the |an? )?$",
    re.IGNORECASE,
)
_MALE = Rule(
    r"\b(?:male|boy|man|gentleman|schoolboy)\b|(?:\bRe: ?|patient:? )Mr\b|\b(?:he|his(?! (?:mother|father|sister"
    r"|brother|parents|wife))|him)\b",
    re.IGNORECASE,
)
_FEMALE = Rule(
    r"\b(?:female|girl|woman|lady|housewife|homemaker|schoolgirl|(?:post|pre|peri)-?menopausal|(?:multi|nulli)parous"
    r"|(?:primi|multi)?gravida|Patientin)\b|\bmother of (?:one|two|three|four|five|\d)\b|(?:\bRe: ?"
    r"|patient:? )(?:Mrs|Ms|Miss)\b|\b(?:she|her(?! (?:mother|father|sister|brother|parents|husband)))\b",
    re.IGNORECASE,
)
_PRONOUNS = frozenset({"he", "his", "him", "she", "her"})
_SEX_FIELD = Rule(
    r"\b(?:sex|gender)\s{0,12}[:=]?\s{0,12}(m|f|male|female)\b|\b(?:age|sex) ?/ ?(?:age"
    r"|sex) ?:? ?\d{1,3} ?[a-z]{0,6} ?[/, ] ?(m|f|male|female)\b|\b\d{1,3} ?(?:y(?:/?o|rs?|ears?)?|mos?"
    r"|months?)[/, ]{1,3}(m|f)\b|\(\d{1,3}(?: ?y(?:rs?)?)?[/, ]{0,2}(m|f)\)|\(?\b(m|f)(?:,"
    r"| ?/) ?\d{1,3}(?: ?y(?:ears?|rs?)?| ?mo(?:nths?)?)?\b",
    re.IGNORECASE,
)
_WEEKS = Rule(
    (
        rf"\b(?P<n>{NUMBER})(?:\s?\+\s?\d)?(?:st|nd|rd|th)?[- ](?:gestational )?weeks?(?:'?s?)?(?:[- "
        r"](?:of )?gestation(?:al age)?)?"
    ),
    re.IGNORECASE,
)
_BIRTH = Rule(r"\b(?:born|deliver(?:y|ed)|c(?:a)?esarean|birth)\b", re.IGNORECASE)
_CAESAREAN = Rule(r"\bc(?:a)?esarean(?: section| delivery)?\b", re.IGNORECASE)
_VAGINAL = Rule(r"\bvaginal(?:ly)? (?:delivery|delivered|birth)?|\bspontaneous delivery\b", re.IGNORECASE)
_REASON = Rule(
    r"\b(f(?:o)?etal distress|breech presentation|pre-?eclampsia|premature rupture of membranes)\b", re.IGNORECASE
)
_IMPRESSION = Rule(
    r"\b(?:clinical(?:ly)?|initial|presumptive|pre-?operative|provisional"
    r"|dermatological)(?: \w+){0,2} (?:impressions?|diagnos[ie]s|suspicion|suspected|differential(?: diagnos[ie]s)?"
    r"|concern|question|details?)(?: was| were| is| included| includes| of|:| as| for)?(?: that of| suggestive of"
    r"| of)? ?(?P<what>[^.;]{4,90})|\bclinical(?:ly)?(?! (?:presentation|course|features|history|follow"
    r"|and))(?: \w+){0,2},? ?(?:(?:the|this) (?:\w+ )?(?:lesion|mass|tumou?r|nodule|swelling|papule)(?: (?:was|is"
    r"|were))? |(?:was|is) )?(?:most )?(?:\w+ )?(?:suspicious|suspected|thought|felt|favou?red|believed|diagnosed"
    r"|interpreted|considered|presumed|consistent|compatible|resembl\w+|concerning|suggest\w+|appear\w+"
    r"|mimick\w+)(?: (?:to be|to represent|for|as|with|that (?:this|it) was|of|like|most likely))*(?: (?:most|a|an"
    r"|likely))* (?P<what2>[^.;]{4,90})|\b(?:present\w*|referred|seen|excised|biopsied|admitted"
    r"|treated) (?:\w+ ){0,5}?(?:for|with|as|to exclude|because of) (?:an? )?(?:suspected|presumed|possible"
    r"|presumptive|suspicion of|query|\?) ?(?P<what3>[^.;]{4,90})|(?:^"
    r"|[.:;] ?)\W{0,3}suspicion of (?:an? )?(?P<what4>[^.;]{4,60})|\b(?:our|the (?:clinical|initial|pre-?operative"
    r"|dermatolog\w+)) (?:initial |clinical |first )?differential(?: diagnos[ie]s)? (?:included|was|comprised"
    r"|consisted of) (?P<what5>[^.;]{4,90})|\b(?:you|the (?:surgeon|clinician|dermatologist|referring \w+)) (?:felt"
    r"|thought|suspected|believed|favou?red)(?: clinically)?(?: that)?(?: (?:this|it) (?:was"
    r"|is))?(?: most likely)? (?P<what6>[^.;]{4,90})|(?:^|[ :(])\?(?P<what7>[a-z][^.;?)]{3,60})"
    r"|^\W*clinical(?:ly)?: (?P<what8>(?!the\b|no\b)[\w -]{4,60})\.?$"
    r"|\b(?:GP|surgeon|clinician|dermatologist|physician|dentist|p(?:a)?ediatrician|gyn(?:a)?ecologist) (?:had )?"
    r"(?:thought of|considered|suspected|diagnosed|assumed) (?:an? )?(?P<what9>[^.;,]{4,60})"
    r"|\bwith the (?:clinical )?(?:impression|suspicion) of (?:an? )?(?P<whata>[^.;,]{4,60})"
    r"|^\W*(?:an? )?(?P<whatb>(?!the\b|no\b|it\b|this\b|metasta|recurr|relapse)(?:[\w-]+ ){0,4}"
    r"(?:tumou?r|teratoma|sarcoma|cyst|lipoma|h(?:a)?emangioma|fibroma|melanoma|granuloma"
    r"|abscess|schwannoma|lymphoma|blastoma)) was (?:initially |clinically "
    r"|first )?(?:suspected|expected|assumed)\b(?! (?:histolog|microscop|on (?:the )?(?:biopsy|frozen|core)))"
    r"|\b(?:lesion|mass|swelling|lump|nodule|it) was (?:(?:bluish|red|reddish|soft|firm|mobile|compressible|warm"
    r"|cystic) and )?(?:thought|assumed|believed|presumed) to be (?:an? )?(?P<whatc>[\w -]{4,40}?)(?= and (?:was|were) "
    r"(?:\w+ )?(?:enucleated|excised|removed|shaved|resected|treated|observed|left)\b)",
    re.IGNORECASE,
)
_NO_IMPRESSION = Rule(
    r"fnclcc|grade|immuno|\bmay include\b|\bhistolog|\bpatholog|\bsequenc|\bfollow|\bindolent\b|\baggressive\b"
    r"|\bsilent\b|\b(?:would|will|could|should) be\b|\bwell\b|\bfree\b",
    re.IGNORECASE,
)
_INFANT_OF_WEEKS = Rule(
    r"\b(?P<n>[234]\d)[- ]weeks?(?:'s?)?[- ](?:old )?(?:gestation(?:al age)?[- ,]*)?(?:(?:male|female|preterm|term"
    r"|newborn) )*(?:infant|neonate|newborn|boy|girl|baby|male|female)\b",
    re.IGNORECASE,
)
_NEWBORN = Rule(r"\b(?:newborn|neonate)\b", re.IGNORECASE)


def number(text: str) -> float:
    """The number a text gives in digits or as words ("twenty-five")."""
    words = re.split("[- ]", text.lower().replace("\u0131", "i").replace("\u0130".lower(), "i"))
    return float(sum(NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS) or text)


def duration(count: str, unit: str) -> str | None:
    """A length of time as case files write it; None for "several"."""
    if count.lower() == "several":
        return None
    n = 1.0 if count.lower() in ("a", "an") else number(count)
    name = {"y": "year", "m": "month", "w": "week", "d": "day"}[unit[0].lower()]
    return f"{n:g} {name if n == 1 else name + 's'}"


_OLDEST = 120
"""Years; what is more is no age."""


def _is_of_another(text: str, match: re.Match[str]) -> bool:
    return _NOT_THE_PATIENT.search(text, max(0, match.start() - 25), match.end() + 12) is not None


def _age(text: str) -> tuple[str, int, int] | None:
    """The first age of the patient in `text`, with its place."""
    found = [*_AGE.finditer(text), *_AGE_BY_SIGNS.finditer(text)]
    for match in sorted(found, key=re.Match.start):
        if _is_of_another(text, match):
            continue
        if match.groupdict().get("not") or _A_TIME.search(text[max(0, match.start() - 40) : match.start()]) is not None:
            continue
        groups = {key[0]: value for key, value in match.groupdict().items() if value and key not in ("not", "more")}
        unit = _UNITS[groups.get("u", "years")[0].lower()]
        count = 1.0 if groups["n"].lower() in ("a", "an") else number(groups["n"])
        if unit == "hours":
            count, unit = 1, "days"
        if unit == "years" and count > _OLDEST:
            continue
        shown = f"{count:g} {unit if count != 1 else unit[:-1]}"
        if more := match.groupdict().get("more"):
            shown += f" {number(more):g} months"
        return shown, match.start(), match.end()
    return None


_UNITS = {"y": "years", "j": "years", "m": "months", "w": "weeks", "d": "days", "h": "hours"}


def read_patient(part: Part) -> Iterator[Observation]:
    """Age, sex, delivery and impression, as far as `part` tells them of the patient."""
    text, base = part.text, part.sentence.start + part.start
    section = part.sentence.section.kind

    def seen(
        kind: str, values: dict[str, object], start: int, end: int, rule: str, sureness: Sureness = Sureness.READ
    ) -> Observation:
        return Observation(
            kind, values, base + start, base + end, rule, sureness=sureness, cases=part.cases, section=section
        )

    if len(part.cases) == 1:
        both = _SEX_AND_AGE.search(text)
        if both is not None:
            groups = {key[:3]: value for key, value in both.groupdict().items() if value}
            if not 0 < int(groups["age"]) <= _OLDEST:
                both = None
            else:
                years = int(groups["age"])
                shown = f"{years} {'year' if years == 1 else 'years'}"
                sex = "male" if groups["sex"][0] in "Mm" else "female"
                yield seen("age", {"age": shown}, both.start(), both.end(), "sex and age as a field")
                yield seen("sex", {"sex": sex}, both.start(), both.end(), "sex and age as a field")
        told = _age(text) if both is None else None
        if told is not None:
            yield seen("age", {"age": told[0]}, told[1], told[2], "age before 'old'")
        elif both is None and (decade := _DECADE.search(text)) is not None and not _is_of_another(text, decade):
            tens = int(decade["digit"]) * 10 if decade["digit"] else _TENS[decade["word"].lower() + "y"]
            years_old: dict[str, object] = {"age": f"{tens} years"}
            yield seen("age", years_old, decade.start(), decade.end(), "decade of an age", Sureness.UNSURE)
        field = _SEX_FIELD.search(text)
        if both is not None:
            pass
        elif field:
            word = next(group for group in field.groups() if group)
            yield seen(
                "sex",
                {"sex": "male" if word.lower().startswith("m") else "female"},
                field.start(),
                field.end(),
                "sex as a field",
            )
        else:
            male, female = _MALE.search(text), _FEMALE.search(text)
            if female and not _NOT_THE_PATIENT.search(text, max(0, female.start() - 25), female.start()):
                pronoun = female.group().lower() in _PRONOUNS
                yield seen(
                    "sex",
                    {"sex": "female"},
                    female.start(),
                    female.end(),
                    "pronoun" if pronoun else "word for the patient",
                    Sureness.INFERRED if pronoun else Sureness.READ,
                )
            elif male and not _NOT_THE_PATIENT.search(text, max(0, male.start() - 25), male.start()):
                pronoun = male.group().lower() in _PRONOUNS
                yield seen(
                    "sex",
                    {"sex": "male"},
                    male.start(),
                    male.end(),
                    "pronoun" if pronoun else "word for the patient",
                    Sureness.INFERRED if pronoun else Sureness.READ,
                )
    of_weeks = _INFANT_OF_WEEKS.search(text)
    if of_weeks is not None and _BIRTH.search(text) is None:
        gestation: dict[str, object] = {"gestation": f"{number(of_weeks['n']):g} weeks", "delivery": None}
        yield seen("birth", gestation, of_weeks.start(), of_weeks.end(), "an infant of so many weeks")
    if _BIRTH.search(text):
        weeks = [m for m in _WEEKS.finditer(text) if 20 <= number(m["n"]) <= 44]
        birth = _BIRTH.search(text)
        assert birth is not None
        near = [
            m
            for m in weeks
            if abs(m.start() - birth.start()) < 60
            and not re.search(
                r"ultraso|detected|scan|antenatal|prenatal", text[max(0, m.start() - 50) : m.end() + 50], re.IGNORECASE
            )
        ]
        caesarean, vaginal = _CAESAREAN.search(text), _VAGINAL.search(text)
        if near or caesarean or vaginal:
            delivery = None
            if caesarean:
                reason = _REASON.search(text)
                delivery = f"caesarean section for {reason[1].lower()}" if reason else "caesarean section"
            elif vaginal:
                delivery = "vaginal delivery"
            values: dict[str, object] = {
                "gestation": f"{number(near[0]['n']):g} weeks" if near else None,
                "delivery": delivery,
            }
            place = near[0] if near else (caesarean or vaginal)
            assert place is not None
            yield seen("birth", values, place.start(), place.end(), "weeks beside a word for birth")
    impression = _IMPRESSION.search(text)
    if impression is not None:
        name, what = next((name, text) for name, text in impression.groupdict().items() if text)
        if _NO_IMPRESSION.search(impression.group()) is None:
            what = re.sub(r"^(?:(?:an?|the|was|were|that of|to be|of)\s)+", "", what.strip())
            yield seen(
                "impression", {"text": what}, impression.start(name), impression.end(name), "clinical impression"
            )
