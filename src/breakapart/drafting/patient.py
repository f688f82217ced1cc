"""Age, sex, birth and clinical impression."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.subjects import Part
from breakapart.model.draft import Observation, Sureness

NUMBER_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "eighteen": 18,
    "twenty": 20,
}
NUMBER = r"\d{1,3}(?:\.\d)?|" + "|".join(NUMBER_WORDS)
_AGE = Rule(
    rf"\b(?P<n>{NUMBER})[- ](?P<unit>year|month|week|day|hour|yr)s?[- ]old\b"
    rf"|\baged? (?:of )?(?P<n2>{NUMBER}) ?(?P<unit2>years?|months?|weeks?|days?"
    r"|yrs?)\b"
    r"|\bage[: ]{1,2}(?P<n3>\d{1,3}) ?(?P<unit3>years?|months?|weeks?"
    r"|days?|yrs?|y|m|d)\b|\b(?P<n4>\d{1,3}) ?(?P<unit4>y/o|yo)\b"
    rf"|\b(?P<n5>\d{{1,3}})(?P<unit5>y|mo)[/ ]?(?=[MF]\b)"
    r"|\bage[sd] (?P<n6>\d{1,3})(?= {2}|[;,)])",
    re.IGNORECASE,
)
_NOT_THE_PATIENT = Rule(
    (
        r"\b(?:mother|father|sister|brother|parents?|siblings?|ranged|median|mean age"
        r"|history of)\b"
    ),
    re.IGNORECASE,
)
_MALE = Rule(r"\b(?:male|boy|man|gentleman|he)\b", re.IGNORECASE)
_FEMALE = Rule(r"\b(?:female|girl|woman|lady|she)\b", re.IGNORECASE)
_SEX_FIELD = Rule(
    (
        r"\b(?:sex|gender)\s?[:=]\s?(m|f|male|female)\b|\b\d{1,3} ?y(?:/o|o)?[/, ]{1,2}(m"
        r"|f)\b"
    ),
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
    r"\b(?:clinical(?:ly)?|initial|presumptive|preoperative|provisional)(?: \w+){0,2} (?:impressio"
    r"n|diagnosis|suspicion|suspected|differential)"
    r"(?: was| were| included| of|:| as)?(?: that of| suggestive of| of)? (?P<what>[^.;]{4,90})",
    re.IGNORECASE,
)
_NEWBORN = Rule(r"\b(?:newborn|neonate)\b", re.IGNORECASE)


def number(text: str) -> float:
    """The number a text gives in digits or as a word."""
    return float(NUMBER_WORDS.get(text.lower().replace("\u0131", "i").replace("\u0130".lower(), "i"), 0) or text)


def duration(count: str, unit: str) -> str | None:
    """A length of time as case files write it; None for "several"."""
    if count.lower() == "several":
        return None
    n = 1.0 if count.lower() in ("a", "an") else number(count)
    name = {"y": "year", "m": "month", "w": "week", "d": "day"}[unit[0].lower()]
    return f"{n:g} {name if n == 1 else name + 's'}"


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
        for match in _AGE.finditer(text):
            if _NOT_THE_PATIENT.search(text, max(0, match.start() - 25), match.end() + 12):
                continue
            groups = {key[0]: value for key, value in match.groupdict().items() if value}
            unit = {"y": "years", "m": "months", "w": "weeks", "d": "days", "h": "hours"}[
                groups.get("u", "years")[0].lower()
            ]
            count = number(groups["n"])
            if unit == "hours":
                count, unit = 1, "days"
            if unit == "years" and count > 120:
                continue
            shown = f"{count:g} {unit if count != 1 else unit[:-1]}"
            yield seen("age", {"age": shown}, match.start(), match.end(), "age before 'old'")
            break
        field = _SEX_FIELD.search(text)
        if field:
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
                pronoun = female.group().lower() == "she"
                yield seen(
                    "sex",
                    {"sex": "female"},
                    female.start(),
                    female.end(),
                    "pronoun" if pronoun else "word for the patient",
                    Sureness.INFERRED if pronoun else Sureness.READ,
                )
            elif male and not _NOT_THE_PATIENT.search(text, max(0, male.start() - 25), male.start()):
                pronoun = male.group().lower() == "he"
                yield seen(
                    "sex",
                    {"sex": "male"},
                    male.start(),
                    male.end(),
                    "pronoun" if pronoun else "word for the patient",
                    Sureness.INFERRED if pronoun else Sureness.READ,
                )
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
    if impression and not re.search(r"fnclcc|grade|immuno", impression["what"], re.IGNORECASE):
        what = re.sub(r"^(?:an?|the|was|were|that of)\s", "", impression["what"].strip())
        yield seen(
            "impression", {"text": what}, impression.start("what"), impression.end("what"), "clinical impression"
        )
