"""
Whose tissue is spoken of: the biopsy, the later resection, specimen B.

A text names tissue by how it was taken ("a punch biopsy showed", "the resected tumour was composed of", "sections of
the re-excision") or by the letter or number a report gives it ("A. Left thigh, excision", "FISH (specimen B)"). What
is found after such a mention belongs to it, until another tissue is named or the paragraph ends.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from breakapart.drafting.cues import Rule, Words
from breakapart.drafting.subjects import Part
from breakapart.model.draft import Observation, Section, SectionKind

FOUND_IN_TISSUE = frozenset(
    {
        "ihc",
        "ihc_like",
        "morphology",
        "resembles",
        "mitoses",
        "necrosis",
        "grade",
        "fish",
        "fusion",
        "fraction",
        "tmb",
        "negative",
    }
)
"""Observations that are made in a specimen; a size may be the clinician's."""
BIOPSIES = frozenset({"biopsy", "core_biopsy", "cytology"})
_SHOWS = (
    r"(?:show(?:s|ed|ing)?|reveal(?:s|ed|ing)?|demonstrat(?:es|ed|ing)|disclos(?:es|ed)|exhibit(?:s|ed)|display(?:s|ed)"
    r"|contain(?:s|ed)|consist(?:s|ed)|comprised|confirm(?:s|ed)|identifie[sd]|featured|yielded|suggest(?:s|ed)"
    r"|(?:was|is|were|are) (?:composed|characteri[sz]ed|made up|positive|negative|reported|interpreted|diagnosed|read"
    r"|signed|consistent|compatible|examined|submitted|sent|suggestive|described|hypercellular|cellular))"
)
_TAKEN = (
    r"(?P<{0}>(?:re-?)?(?:biops(?:y|ies|ied)|excision(?:al biopsy)?|excised|resection|resected|amputation|amputated"
    r"|removed|curett(?:age|ings)|core|cores|nephrectomy|lobectomy|metastasectomy|aspirat(?:e|ion)|cytology))"
)
_LOOKED_AT = (
    r"(?:histolog\w*|histopatholog\w*|microscop\w*|patholog\w*|examination|sections?|analysis|evaluation|review"
    r"|immuno\w+|sequencing|NGS|FISH|testing|hybridi[sz]ation|assessment|stud(?:y|ies)|biopsy)"
)
_MENTION = Rule(
    # "a punch biopsy of the lesion showed", "resection of the mass revealed", "the biopsy specimen consisted of"
    rf"\b{_TAKEN.format('shown')}(?: (?:specimens?|material|tissue|samples?|tumou?r|mass|lesion"
    rf"|nodule))?(?: \([^)]{{1,40}}\))?"
    rf"(?: (?:of|from|at|taken from|obtained from|performed at|on) (?:[\w'-]+ ){{0,6}}?[\w'-]+)?,? (?:again |also "
    rf"|then |initially "
    rf"|subsequently |reportedly )?{_SHOWS}\b"
    # "histology of the excised tumour", "sequencing of the biopsy", "examination of the core biopsy and the ..."
    rf"|\b{_LOOKED_AT}(?: examination| analysis| evaluation| findings)?,?(?: performed| carried out| done)? (?:of|on"
    rf"|from|in|with"
    rf"|using) (?:(?:the|this|that|both|her|his|a|an|initial|first|second|subsequent|core|needle|punch|incisional"
    rf"|surgical"
    rf"|original|repeat|complete|wide|local|and|tumou?r) ){{0,5}}{_TAKEN.format('looked')}\b",
    re.IGNORECASE,
)
_AND_ALSO = Rule(rf",? and (?:of |on |from )?(?:the |subsequent |surgical )*{_TAKEN.format('also')}\b", re.IGNORECASE)
_SPECIMEN_OF = Rule(
    r"\b(?:the|this|an?|her|his) (?:[\w-]+ ){0,2}?(?P<of>biopsy|excision|resection|amputation|core|re-?excision"
    r"|resected"
    r"|excised) (?:specimen|material|tissue|tumou?r|sample|mass|lesion)s?\b",
    re.IGNORECASE,
)
_HEADER = Rule(
    # "Specimen: left thigh mass, resection", "Skin, right calf, excision:"
    rf"^\W*(?:specimens?(?: submitted| received| type)?|material(?: received| submitted)?|samples?|procedure|nature of "
    rf"(?:the )?specimen|tissue|source)\s?[:-]\s?[^.;\n]{{0,80}}?\b{_TAKEN.format('given')}\b"
    rf"|^[ *-]{{0,4}}(?:\(?[A-H\d][.):] )?[A-Z][^.:;\n]{{2,80}}, (?:[\w-]+"
    rf" ){{0,4}}{_TAKEN.format('headed')}\s?(?=[:;,.(-]|$)",
    re.IGNORECASE,
)
_SUBJECT = Rule(
    # "The biopsy is small. It shows ...", "The excision from 2019 measures", "On the excision FISH showed"
    r"^\W{0,3}(?:(?P<on>on|in|from) )?(?:the|this|your|her|his) (?:(?:original|first|initial|second|later|earlier"
    r"|subsequent"
    r"|present|current|core|needle|punch|shave|incisional|wide|local|radical|diagnostic|surgical) ){0,3}"
    r"(?P<tissue>biopsy|excision|resection|amputation|core|re-?excision|curettings)"
    r"(?! (?:site|scar|tract|margins?|cavity|bed|was|were|had|has|of))\b"
    r"(?: specimen| sample)?(?: (?:from|dated) [^,.;]{1,20}?)?,? (?(on)\w|(?:is|measures|weighs|includes|comprises"
    r"|shows|contains|consists|also|again)\b)",
    re.IGNORECASE,
)
_KIND_SUBJECT = Rule(
    # "In the recurrence from 2021 the cells are ...", "The lung metastasis shows ...": what follows is of it too.
    r"^\W{0,3}(?:(?:histologically|microscopically),? )?(?:(?:in|on|sections of|histology of|microscopy of) )?the "
    r"(?:(?:local|second|later|first|lung|pulmonary|nodal|liver|bone|resected|excised|axillary|inguinal) ){0,2}"
    r"(?:(?P<recurrence>recurrence|recurrent (?:tumou?r|lesion|nodule|mass))"
    r"|(?P<metastasis>metastasis|metastatic (?:tumou?r|lesion|deposit|nodule)))\b",
    re.IGNORECASE,
)
_COMPONENT_HEAD = Rule(
    r"^\W{0,3}(?:[A-Za-z]{2,12}: ?)?(?:the )?[a-z-]+(?: cell| dermal)? (?:component|part|portion|areas?)\s?:"
    r"|^\W{0,3}(?:[A-Za-z]{2,12}: ?)?(?:n(?:a)?evus|nodule)\s?:",
    re.IGNORECASE,
)
"""A component as a heading of its own: what follows in the paragraph is found in it."""
_MENTION_CUES = Words(
    "biops", "excis", "resect", "amput", "remov", "curett", "core", "nephrectomy", "lobectomy", "metastasectomy",
    "aspirat", "cytology",
)  # fmt: skip
_LABEL_LINE = Rule(
    r"^[ *-]{0,4}(?:(?:specimen|part|sample|container|block|pot|jar|vial|bottle)s? )?\(?"
    r"(?P<label>[A-H]|\d{1,2})(?:[.):]|\s-)\s{1,3}(?=[A-Z(\"])",
    re.IGNORECASE,
)
_LABEL_IN = Rule(
    r"\b(?:specimens?|part|sample|tumou?r|lesion|material|slides?|pot|jar|vial|bottle|container|performed on|done on) "
    r"\(?(?P<label>[A-H]|\d{1,2})\b(?![.,]?\d| ?(?:mm|cm|%|of\b))(?: and (?P<second>[A-H]|\d{1,2})\b)?"
    r"|\bblocks? (?P<block>[A-H])\d{0,2}\b",
    re.IGNORECASE,
)
_OF_TISSUE = Rule(
    r"\b(?:excis|resect|biops|amputat|curett|skin|soft tissue|lymph nod|mass|nodule|tumou?r|lesion|margin|thigh|arm"
    r"|leg|back"
    r"|chest|abdom|lung|neck|scalp|foot|hand|buttock|breast)",
    re.IGNORECASE,
)
_PROCEDURE_OF = (
    ("amputation", Rule(r"\bamputat", re.IGNORECASE)),
    ("core_biopsy", Rule(r"\b(?:core|needle|tru-?cut)\b(?: [\w-]+)? ?(?:biops|needle)?|\bcores\b", re.IGNORECASE)),
    ("excision", Rule(r"\bexcisional biops", re.IGNORECASE)),
    ("biopsy", Rule(r"\bbiops", re.IGNORECASE)),
    ("cytology", Rule(r"\baspirat|\bcytolog|\bFNA", re.IGNORECASE)),
    (
        "resection",
        Rule(r"resect|nephrectomy|lobectomy|metastasectomy|pancreatectomy|removed|remov(?:al|ed)", re.IGNORECASE),
    ),
    ("excision", Rule(r"excis|curett", re.IGNORECASE)),
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


def procedure_in(words: str) -> str | None:
    """How tissue was taken, by the words for it; None when they do not say."""
    return next((name for name, rule in _PROCEDURE_OF if rule.search(words) is not None), None)


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
    return Labelled(label, text, start, kind, procedure_in(text))


class Focus:
    """Follows a text part by part and gives every finding the tissue it was last on."""

    def __init__(self, labelled: Sequence[Labelled]) -> None:
        self._labels = frozenset(one.label for one in labelled)
        self._current: str | None = None
        self._paragraph = -1
        self._section: Section | None = None
        self._end = 0
        self._component: str | None = None
        self._spread: str | None = None

    def place(self, part: Part, found: Sequence[Observation]) -> list[Observation]:
        """
        `found` in `part` with their tissue, and the mentions of tissue as observations of their own.

        A tissue is called "@" and its place in the text, or by its label.
        """
        section = part.sentence.section
        kind = section.kind
        is_apart = part.sentence.start - self._end > 1
        if section is not self._section or (
            part.sentence.paragraph != self._paragraph and (is_apart or self._current not in self._labels)
        ):
            self._current = None
        if section is not self._section or part.sentence.paragraph != self._paragraph:
            self._component = self._spread = None
        self._section, self._paragraph, self._end = section, part.sentence.paragraph, part.sentence.end
        if kind not in (SectionKind.CASE, SectionKind.METHODS):
            return list(found)
        base = part.sentence.start + part.start
        marks, mentions = self._marks(part, found, base)
        found = self._carried(part, found, bool(marks))
        placed: list[Observation] = []
        for one in found:
            at = next((name for start, name in reversed(marks) if start <= one.start), None)
            if at is None and self._current is None and marks and one.kind in FOUND_IN_TISSUE:
                # "The tumour cells were positive for ALK in the biopsy": named once, after what was found.
                at = marks[0][1] if marks[0][1] in self._labels else None
            at = at or self._current
            is_labelled = any(name == at and at in self._labels for _, name in marks)
            if (
                one.kind in FOUND_IN_TISSUE | {"size"}
                and at is not None
                and one.scope.tissue is None
                and (is_labelled or not one.scope.specimens)
            ):
                if one.kind == "size" and at not in self._labels and not any(name == at for _, name in marks):
                    placed.append(one)
                    continue
                scope = replace(one.scope, specimens=(), tissue=at)
                placed.append(replace(one, scope=scope))
                continue
            placed.append(one)
        if marks:
            self._current = marks[-1][1]
        return placed + mentions

    def _carried(self, part: Part, found: Sequence[Observation], is_of_tissue: bool) -> Sequence[Observation]:
        """`found` with the component that heads the paragraph, and with the recurrence or metastasis it tells of."""
        named = [one.scope.component for one in found if one.scope.component is not None]
        if named:
            self._component = named[-1] if self._component or _COMPONENT_HEAD.is_in(part.text) else None
        elif self._component is not None:
            found = [
                replace(one, scope=replace(one.scope, component=self._component))
                if one.kind in FOUND_IN_TISSUE
                else one
                for one in found
            ]
        subject = _KIND_SUBJECT.search(part.text)
        if subject is not None and not self._labels:
            kind = str(subject.lastgroup)
            told = any(one.kind in FOUND_IN_TISSUE and one.scope.specimens == (kind,) for one in found)
            self._spread = kind if told else None
        elif is_of_tissue:
            self._spread = None
        elif self._spread is not None:
            found = [
                replace(one, scope=replace(one.scope, specimens=(self._spread,)))
                if one.kind in FOUND_IN_TISSUE and not one.scope.specimens and one.scope.tissue is None
                else one
                for one in found
            ]
        return found

    def _marks(
        self, part: Part, found: Sequence[Observation], base: int
    ) -> tuple[list[tuple[int, str]], list[Observation]]:
        text = part.text
        marks: list[tuple[int, str]] = []
        mentions: list[Observation] = []
        if self._labels:
            marks += [(base + start, label) for start, label in self._labels_in(part)]
        for one in found:
            if one.kind == "event:procedure":
                marks.append((one.start, f"@{one.start}"))
        if _MENTION_CUES.are_in(text.lowered) and not any(name in self._labels for _, name in marks):
            for start, end, words in _tissues(text):
                if any(abs(base + start - place) <= end - start for place, _ in marks):
                    continue
                name = f"@{base + start}"
                marks.append((base + start, name))
                mentions.append(
                    Observation(
                        "tissue",
                        {"procedure": procedure_in(words), "words": words},
                        base + start,
                        base + end,
                        "tissue by how it was taken",
                        cases=part.cases,
                        section=part.sentence.section.kind,
                    )
                )
        return sorted(marks), mentions

    def _labels_in(self, part: Part) -> Iterator[tuple[int, str]]:
        line = _LABEL_LINE.match(part.text) if part.start == 0 else None
        if line is not None and line["label"].upper() in self._labels:
            yield 0, line["label"].upper()
        for match in _LABEL_IN.finditer(part.text):
            label = (match["label"] or match["block"]).upper()
            if label in self._labels and not re.search(
                r"\b(?:identical|similar|compared|than|like|unlike|as|to|from)(?: \w+){0,3} $",
                part.text[max(0, match.start() - 40) : match.start()],
                re.IGNORECASE,
            ):
                # A label in brackets behind a heading word holds for the whole of the sentence.
                yield (0 if match.start() < 60 else match.start()), label


def _tissues(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, words) of every tissue that `text` says something of."""
    seen: list[tuple[int, int]] = []
    for match in _MENTION.finditer(text):
        name = "shown" if match["shown"] else "looked"
        start = match.start()
        before = text[max(0, start - 30) : start]
        words = before[-25:] + match.group()
        if match["shown"] and re.search(
            r"\b(?:no|without|before|after|prior to|for|declin\w+|recommend\w+|planned) (?:\w+ ){0,2}$",
            before,
            re.IGNORECASE,
        ):
            continue
        seen.append(match.span())
        both = _AND_ALSO.match(text, match.end()) if match["looked"] else None
        if both is not None:
            # "microscopy of the core biopsy and the resected tumour": of the larger.
            yield both.start("also"), both.end("also"), both.group()
            continue
        yield match.start(name), match.end(name), words
    subject = _SUBJECT.search(text)
    if subject is not None and not seen:
        seen.append(subject.span("tissue"))
        yield subject.start("tissue"), subject.end("tissue"), subject.group()
    header = _HEADER.match(text)
    if header is not None and not seen:
        name = "given" if header["given"] else "headed"
        seen.append(header.span(name))
        yield header.start(name), header.end(name), header.group()[-40:]
    for match in _SPECIMEN_OF.finditer(text):
        if not any(start <= match.start("of") < end for start, end in seen):
            yield match.start("of"), match.end("of"), match.group()
