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
_TUMOUR = (
    r"(?:mass|tumou?r|nodule|lesion|neoplasm|swelling|papul(?:e|onodule)|plaque|lump|bump|growth|cyst|polyp"
    r"|macule|tumefaction"
    r"|papulonodule)"
)
_PIECE = (
    r"(?:(?<!overlying )(?<!with an )(?:ellipse of skin|skin ellipse|ellipse)"
    r"|specimen|fragment|biopsy|excidate|tissue|resection|excision|material|sample)"
)
_OTHER = (
    r"(?:ellipse|skin(?! (?:fragment|biops|tumou?r|nodule|lesion|papule|punch|specimen|excision))|scar"
    r"|(?:lymph )?nodes?|margins?|needle|incision|defect|distance|thickness|depth|breslow|blade|trocar"
    r"|cores?|(?:needle )?biopsies|(?:skin |tissue )?fragments|pieces|slices?|shavings|specimens"
    r"|stalk|cuff|rim|vessels?|lymphadenopathy|satellites?|field|punch|flap|muscle|magnification|scale|interval|gap)"
)
_ABOUT_SIZE = Rule(
    rf"\b(?:measur\w+|size|diameter|dimension|largest|greatest|sized|excidate|{_TUMOUR}s?|{_PIECE})\b", re.IGNORECASE
)
_NOUN = Rule(rf"\b(?:(?P<tumour>{_TUMOUR}(?:es|s)?)|(?P<piece>{_PIECE})|(?P<other>{_OTHER}))\b", re.IGNORECASE)
_BY_IMAGE = Rule(
    r"\bmri\b|\bct\b|ultraso|sonogra|tomogra|imaging|radiograph|\bpet\b|\bscans?\b|x-ray"
    r"|magnetic resonance",
    re.IGNORECASE,
)
_BY_EYE = Rule(r"macroscop|\bgross|cut[- ]surface|cut section|sectioning|specimen|excis|resect", re.IGNORECASE)
_NOT_THE_TUMOUR = Rule(
    r"\bmargins?\b|\bmagnification|\bfield|\bthickness|\bdistance|\bscale|\bbetween\b|\bfrom the\b|mm2"
    r"|\brang(?:ed?|ing) from"
    r"|\bneedle|\bdepth\b|\bbreslow\b|\bpunch (?:of|tool)|\bfree of\b",
    re.IGNORECASE,
)
_CHANGE = Rule(
    r"\bfrom(?: about| approximately)? $|\bfrom [\d.,]{1,5} ?(?:cm|mm)?(?: in [^.;]{1,20})? to(?: about)? $",
    re.IGNORECASE,
)
_OF_OTHER_IN_BRACKETS = Rule(rf"\b{_OTHER} \((?:[\d.,]+(?: ?[cm]m)?(?:, | and |,? & )){{0,4}}$", re.IGNORECASE)
"""Of "two cores (0.9 and 0.6 cm) of a tumour" the size is that of the cores."""
_NEAR = 60
"""Characters before a size within which the noun stands that it is the size of."""


def read_sizes(part: Part, vocabulary: DraftVocabulary) -> Iterator[Observation]:
    """
    One to three diameters of the tumour, or else of the piece of tissue, that `part` speaks of.

    Sizes of skin ellipses, lymph nodes, margins and needles are none of the tumour's. `by` in the values says whether
    an image or the clinician gave the size, or whether it is that of the whole piece: the tumour on the bench is
    measured best.
    """
    text = part.text
    if "cm" not in text and "mm" not in text and "met" not in text:
        return
    if not _ABOUT_SIZE.is_in(text):
        return
    found = sorted(_sizes(text), key=lambda one: one[0])
    if not found:
        return
    rank, start, end, size = found[0]
    is_image = _BY_IMAGE.is_in(text) and not _BY_EYE.is_in(text)
    base = part.sentence.start + part.start
    yield Observation(
        "size",
        {"size_cm": size, "by": "image" if is_image else "piece" if rank == _WHOLE_PIECE else None},
        base + start,
        base + end,
        "diameters with unit" if len(size) > 1 else "diameter with unit",
        scope_of(text, vocabulary.site_words),
        cases=part.cases,
        section=part.sentence.section.kind,
    )


_WHOLE_PIECE = 2


def _sizes(text: str) -> Iterator[tuple[int, int, int, tuple[float, ...]]]:
    """(rank, start, end, diameters in cm) of all that may be the tumour's size; the likeliest rank is the lowest."""
    taken: list[tuple[int, int]] = []
    for match in _DIMENSIONS.finditer(text):
        taken.append(match.span())
        numbers = [match[1], match[3], match[5]]
        size = _in_cm([n for n in numbers if n], match[6])
        rank = _rank(text, match.start(), match.end())
        if size and rank is not None:
            yield rank, match.start(), match.end(), size
    for match in _SINGLE.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        if _NOT_THE_TUMOUR.search(text, max(0, match.start() - 30), match.end() + 25):
            continue
        if _CHANGE.search(text, max(0, match.start() - 40), match.start()):
            continue
        size = _in_cm([match[1]], match[2])
        rank = _rank(text, match.start(), match.end())
        if size and rank is not None:
            yield rank, match.start(), match.end(), size


def _in_cm(numbers: list[str], unit: str) -> tuple[float, ...]:
    factor = 0.1 if unit.lower().startswith("m") else 1.0
    size = tuple(round(float(n.replace(",", ".")) * factor, 3) for n in numbers)
    return size if all(0 < n <= 100 for n in size) else ()


def _rank(text: str, start: int, end: int) -> int | None:
    """0 for a tumour's size, 1 where nothing is said, 2 for the whole piece; None for something else."""
    if _OF_OTHER_IN_BRACKETS.search(text, max(0, start - _NEAR), start) and text[end : end + 1] == ")":
        return None
    behind = re.match(
        r"[ ,)-]{1,2}(?:(?!(?:and|with|from|in|the|containing|is|was|bearing"
        r"|shows|showed|revealed|reveals|showing|on|which|that|bears|covered|having"
        r"|harbou?ring|comprising|including|displaying|surmounted|upon|at|surrounding)\b)[\w-]+,? "
        rf"){{0,6}}?(?:(?P<tumour>{_TUMOUR}s?)|(?P<piece>{_PIECE})"
        rf"|(?P<other>{_OTHER}))\b",
        text[end : end + 90],
        re.IGNORECASE,
    )
    if behind is not None:
        return 0 if behind["tumour"] else _WHOLE_PIECE if behind["piece"] else None
    before = list(_NOUN.finditer(text, max(0, start - _NEAR), start))
    if not before:
        return 1
    nearest = before[-1]
    if nearest["tumour"]:
        return 0
    if nearest["piece"]:
        return 0 if any(one["tumour"] for one in before[-2:-1]) else _WHOLE_PIECE
    return None
