"""Specimens that a report gives letters or numbers, and what each mention of such a label speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from breakapart.drafting.cues import Rule
from breakapart.drafting.mentions import procedure_in
from breakapart.drafting.subjects import Part
from breakapart.model.draft import SectionKind

_LABEL_LINE = Rule(
    # "A. Left thigh", "Specimen 2: lung", "Microscopy 1: spindle cells"
    r"^[ *-]{0,4}(?:(?:specimen|part|sample|container|block|pot|jar|vial|bottle)s? )?"
    r"(?:(?:microscop\w+|macroscop\w+|macro|micro|gross(?: description| examination)?|histolog\w*|immuno\w+|stains?"
    r"|diagnos[ie]s|conclusion|summary|molecular\w*)[: ]{1,3})?\(?"
    r"(?P<label>[A-H]|\d{1,2})(?:[.):]|\s-)\s{1,3}(?=[A-Z(\"])",
    re.IGNORECASE,
)
_LABEL = r"(?P<{0}>[A-H]|\d{{1,2}})"
_LABEL_IN = Rule(
    rf"\b(?:specimens?|parts?|samples?|tumou?r|lesion|material|slides?|pot|jar|vial|bottle|container|performed on"
    rf"|done on) \(?{_LABEL.format('label')}\b(?![.,]?\d| ?(?:mm|cm|%|of\b))"
    rf"(?:(?: and | ?& ?|, ){_LABEL.format('second')}"
    r"\b(?![.,]?\d| ?(?:mm|cm|%|of\b)))?"
    r"|\bblocks? (?P<block>[A-H](?=\d{0,2}\b)|\d(?=[A-Z]?\b))"
    # "Stains (2): CD34 pos", "FISH on A:", "NGS (specimen B)"
    r"|\b(?:stain\w*|immuno\w*|IHC|IPX|FISH|NGS|sequencing|molecular(?: \w+)?|PCR|testing|studies|panel|results?) ?"
    rf"(?:\(|\b(?:on|in|of|for) )(?:(?:specimen|part|sample|block)s? )?{_LABEL.format('tested')}\)?"
    rf"(?:(?: and | ?& ?){_LABEL.format('also')}\b\)?)?"
    r"(?=\)|:|,|;|\.(?!\d)| (?:is|are|was|were|shows?|showed|reveal|detect)|$)",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:identical|similar|compared|than|like|unlike|as|to|from)(?: \w+){0,3} $",
    re.IGNORECASE,
)
_WHOLE_SENTENCE = 60
"""A label within so many characters, in brackets behind a heading word, holds for the whole of the sentence."""
_OF_TISSUE = Rule(
    r"\b(?:re-?excis|excis|resect|biops|amputat|curett|skin|soft tissue|lymph nod|nod(?:e|al)\b|mass|nodule|tumou?r"
    r"|lesion|margin|thigh|arm|leg|back|chest|abdom|lung|neck|scalp|foot|hand|buttock|breast|calf|forearm|shoulder|knee|hip\b"
    r"|groin|axilla|elbow|wrist|finger|toe|ankle|face|cheek|ear\b|nose|lip|tongue|trunk|flank|pleura|diaphragm|oment"
    r"|mesenter|periton|retroperiton|stomach|gastric|bowel|colon|ileum|jejun|duoden|liver|kidney|bladder|uter|cervi"
    r"|ovar|vagin|vulva|prostat|brain|dura|skull|bone|femur|tibia|fibula|humerus|radius|ulna|spin(?:e|al)\b|vertebra"
    r"|pelvi|rib\b|sternum|mediastin|heart|orbit|parotid|thyroid|larynx|pharyn|fascia|muscle|FNA|aspirat|cytolog|smear)",
    re.IGNORECASE,
)
_SPARED = Rule(
    # A specimen in which nothing of the tumour was found.
    r"\b(?:negative|neg) (?:for|of) (?:residual )?(?:tumou?r|malignan\w+|neoplas\w+|sarcoma|metasta\w+|melanoma)"
    r"|\bfree of (?:residual )?(?:tumou?r|malignan\w+|neoplas\w+|sarcoma)"
    r"|\bno (?:(?:evidence of|residual|definite|viable) ){0,2}(?:malignan\w+|tumou?r|neoplas\w+|sarcoma|metasta\w+)\b"
    r"|\bbenign (?:(?:reactive|fibro\w*|skeletal|soft|mature) )*(?:lymph|node|muscle|tissue|fat|skin|diaphragm|bone"
    r"|adipose|pleura|lung)|\b(?:reactive|anthracotic|uninvolved|unremarkable) (?:lymph|node|muscle|tissue|skin)",
    re.IGNORECASE,
)
_AFFECTED = Rule(
    r"\b(?:sarcoma|neoplasm|tumou?r|melanoma|metasta\w+|deposit|carcinoma|lesion) (?:cells|tissue|measur|compos"
    r"|with|of)|\b(?:residual|recurrent|metastatic) \w+"
    r"|\bmitos[ie]s\b|\bpositive for (?:tumou?r|malignan|sarcoma)",
    re.IGNORECASE,
)
_FURTHER = Rule(r"\b(?:recurren\w+|relapse\w*)\b", re.IGNORECASE)
_CAME_BACK = Rule(
    r"^[^.;?]{0,60}?\b(?:locally )?recurrent (?:soft tissue )?(?:lump|mass|nodule|swelling|tumou?r|lesion|sarcoma)\b",
    re.IGNORECASE,
)
_MAY_HAVE = Rule(r"\?|\b(?:no|not|without|exclude|query|possible|rule out|risk)\b", re.IGNORECASE)
_SPREAD = Rule(r"\bmetasta\w+\b", re.IGNORECASE)
_NO_SPREAD = Rule(r"\b(?:no|negative for|without|free of)(?: \w+){0,3} metasta", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A specimen that a report gives a letter or a number."""

    label: str
    text: str
    """The line that introduces it."""
    start: int
    kind: str
    procedure: str | None
    is_spared: bool = False
    """Whether nothing of the tumour was found in it."""


def labelled_specimens(parts: Sequence[Part]) -> tuple[Labelled, ...]:
    """
    The specimens that a text gives letters or numbers, each by the first line that begins with its own.

    At least two, from the first letter or number on, and the first lines must speak of tissue: a numbered list of
    diagnoses or of references is none.
    """
    first: dict[str, tuple[str, int]] = {}
    told: dict[str, list[str]] = {}
    for part in parts:
        if part.start != 0 or part.sentence.section.kind is not SectionKind.CASE:
            continue
        match = _LABEL_LINE.match(part.text)
        if match is None:
            continue
        label = match["label"].upper()
        rest = part.text[match.end() :]
        first.setdefault(label, (rest, part.sentence.start + match.end()))
        told.setdefault(label, []).append(rest)
    for letters in (tuple("ABCDEFGH"), tuple(str(n) for n in range(1, 13))):
        run = []
        for letter in letters:
            if letter not in first:
                break
            run.append(letter)
        if len(run) >= 2 and all(_OF_TISSUE.search(first[letter][0]) is not None for letter in run):
            found = tuple(_labelled(letter, *first[letter], told[letter]) for letter in run)
            return _of_a_recurrence(found) if _has_come_back(parts, found[0].start) else found
    return ()


def _has_come_back(parts: Sequence[Part], start: int) -> bool:
    """Whether the history before the first label says that the tumour is a recurrent one."""
    return any(
        part.sentence.start < start
        and part.sentence.section.kind is SectionKind.CASE
        and _CAME_BACK.is_in(part.text)
        and not _MAY_HAVE.is_in(part.text)
        for part in parts
    )


def _of_a_recurrence(found: tuple[Labelled, ...]) -> tuple[Labelled, ...]:
    return tuple(replace(one, kind="recurrence") if one.kind == "primary" else one for one in found)


def _labelled(label: str, text: str, start: int, told: Sequence[str]) -> Labelled:
    kind = "primary"
    if any(_SPREAD.search(line) is not None and _NO_SPREAD.search(line) is None for line in told):
        kind = "metastasis"
    elif any(_FURTHER.search(line) is not None for line in told[:2]) or _FURTHER.search(text) is not None:
        kind = "recurrence"
    is_spared = any(_SPARED.is_in(line) for line in told) and not any(
        _AFFECTED.is_in(_SPARED.sub("", line)) for line in told
    )
    return Labelled(label, text, start, kind, procedure_in(text), is_spared)


def labels_in(part: Part, known: frozenset[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(start, labels) of every mention of specimens of `known` by their labels."""
    line = _LABEL_LINE.match(part.text) if part.start == 0 else None
    if line is not None and line["label"].upper() in known:
        yield 0, (line["label"].upper(),)
    for match in _LABEL_IN.finditer(part.text):
        told = (match[name].upper() for name in ("label", "second", "block", "tested", "also") if match[name])
        labels = tuple(dict.fromkeys(label for label in told if label in known))
        if labels and _COMPARED.search(part.text[max(0, match.start() - 40) : match.start()]) is None:
            yield (0 if match.start() < _WHOLE_SENTENCE else match.start()), labels
