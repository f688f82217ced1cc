"""Diameters of tumours and specimens, in centimetres."""

import re
from collections.abc import Iterator

from breakapart.drafting.cues import Rule
from breakapart.drafting.scopes import scope_of
from breakapart.drafting.subjects import Part
from breakapart.drafting.vocabulary import DraftVocabulary
from breakapart.model.draft import Observation

_N = r"\d{1,3}(?:[.,]\d{1,2})?"
_UNIT = r"(?:cm|mm|centimet(?:er|re)s?|millimet(?:er|re)s?)"
_DIMENSIONS = Rule(
    (
        rf"(?<![\d.])({_N})\s?({_UNIT})?\s?(?:x|\*|by)\s?({_N})\s?({_UNIT})?(?:\s?(?:x"
        rf"|\*|by)\s?({_N}))?\s?({_UNIT})(?![a-z\u00b2\u00b3])"
    ),
    re.IGNORECASE,
)
_SINGLE = Rule(
    (
        rf"(?<![\d.x-])({_N})[\s-]?({_UNIT})\b(?!\s?(?:x|\*|from|margin|deep to"
        r"|below|thick|away))"
    ),
    re.IGNORECASE,
)
_ABOUT_SIZE = Rule(
    (
        r"\b(?:measur\w+|size|diameter|dimension|mass|tumou?r|nodule|lesion|specimen"
        r"|fragment|largest|greatest|sized|swelling|papule|biopsy)\b"
    ),
    re.IGNORECASE,
)
_NOT_THE_TUMOUR = Rule(
    (
        r"\bmargins?\b|\bmagnification|\bfield|\bthickness|\bdistance|\bscale"
        r"|\bbetween\b|\bfrom the\b|mm2|\brange[d]? from|\bneedle"
    ),
    re.IGNORECASE,
)


def read_sizes(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """One to three diameters of the specimen or tumour that `part` speaks of."""
    text = part.text
    if "cm" not in text and "mm" not in text and "met" not in text:
        return
    base = part.sentence.start + part.start
    if not _ABOUT_SIZE.is_in(text):
        return
    found = False
    for match in _DIMENSIONS.finditer(text):
        numbers = [match[1], match[3], match[5]]
        factor = 0.1 if match[6].lower().startswith("m") else 1.0
        size = tuple(round(float(n.replace(",", ".")) * factor, 3) for n in numbers if n)
        if all(0 < n <= 100 for n in size):
            found = True
            yield Observation(
                "size",
                {"size_cm": size},
                base + match.start(),
                base + match.end(),
                "diameters with unit",
                scope_of(text, vocabulary.site_words),
                cases=part.cases,
                section=part.sentence.section.kind,
            )
            break
    if found:
        return
    for match in _SINGLE.finditer(text):
        if _NOT_THE_TUMOUR.search(text, max(0, match.start() - 30), match.end() + 25):
            continue
        factor = 0.1 if match[2].lower().startswith("m") else 1.0
        size_cm = round(float(match[1].replace(",", ".")) * factor, 3)
        if 0 < size_cm <= 100:
            yield Observation(
                "size",
                {"size_cm": (size_cm,)},
                base + match.start(),
                base + match.end(),
                "diameter with unit",
                scope_of(text, vocabulary.site_words),
                cases=part.cases,
                section=part.sentence.section.kind,
            )
            return
