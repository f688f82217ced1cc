"""
Whose tissue is spoken of: the biopsy, the later resection, specimen B.

A text names tissue by how it was taken ("a punch biopsy showed", "the resected tumour was composed of", "sections of
the re-excision") or by the letter or number a report gives it ("A. Left thigh, excision", "FISH (specimen B)"). What
is found after such a mention belongs to it, until another tissue is named or the paragraph ends.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from breakapart.drafting.cues import Rule
from breakapart.drafting.labels import Labelled, labels_in
from breakapart.drafting.mentions import Head, in_turn, number_of, procedure_in, tissues_in
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
        "variant",
        "residual",
        "no_residual",
    }
)
"""Observations that are made in a specimen; a size may be the clinician's."""
BIOPSIES = frozenset({"biopsy", "core_biopsy", "cytology"})
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

_CONCLUDES = Rule(
    r"conclu|diagnos|comment|summary|opinion|molecular|genetic|sequenc|hybridi|follow|final|discussion|addend|supplement",
    re.IGNORECASE,
)
"""Sections that are of no tissue in particular, though they stand behind the heading of one."""


_CUT_UP = Rule(
    r"\b(?:specimen|gross(?:ly)?|macroscop\w*|cut (?:surface|section)|on section|received|section(?:s|ing|ed)\b"
    r"|residual|histolog\w*|microscop\w*|weigh\w*|whitish|gr[ae]y\w*|tan)\b|\btumou?r (?:was|measured)\b",
    re.IGNORECASE,
)
"""Words of who has the tumour on the bench: a size told with them is no clinician's."""


class Focus:
    """
    Follows a text part by part and gives every finding the tissue it was last on.

    A tissue is called by its label, "@" and the place where it is named, or "#" and its kind.
    """

    def __init__(self, labelled: Sequence[Labelled], heads: Sequence[Head] = ()) -> None:
        self._labels = frozenset(one.label for one in labelled)
        self._heads = {head.start: head for head in heads} if not labelled else {}
        self._last_head = max(self._heads, default=-1)
        self._in_turn: tuple[str, ...] = ()
        """The tissue that was named last by its number."""
        self._under: tuple[str, ...] = ()
        """The tissue whose heading the text stands under."""
        self._current: tuple[str, ...] = ()
        self._paragraph = -1
        self._section: Section | None = None
        self._end = 0
        self._component: str | None = None
        self._spread: str | None = None

    def place(self, part: Part, found: Sequence[Observation]) -> list[Observation]:
        """`found` in `part` with their tissue, and the mentions of tissue as observations of their own."""
        self._go_on_to(part)
        if part.sentence.section.kind not in (SectionKind.CASE, SectionKind.METHODS):
            return list(found)
        base = part.sentence.start + part.start
        found = [_numbered(one, part.text, base) for one in found]
        if any(one.kind == "size" for one in found) and _CUT_UP.is_in(part.text):
            found = [_of_cut_up(one) if one.kind == "size" else one for one in found]
        marks, mentions = self._marks(part, found, base)
        found = self._carried(part, found, bool(marks))
        placed = [where for one in found for where in self._placed(one, marks)]
        if marks:
            self._current = marks[-1][1]
        return placed + mentions

    def _go_on_to(self, part: Part) -> None:
        """A new paragraph or section speaks of no tissue in particular, unless a heading or a label goes on."""
        section = part.sentence.section
        is_apart = part.sentence.start - self._end > 1
        is_new_section = section is not self._section
        is_new = is_new_section or part.sentence.paragraph != self._paragraph
        if self._last_head >= 0 and is_new_section and part.sentence.start > self._last_head:
            self._under = () if _CONCLUDES.is_in(section.title) else self._under
        if is_new_section or (is_new and (is_apart or not self._labels.issuperset(self._current or "-"))):
            self._current = self._under
        if is_new:
            self._component = self._spread = None
        self._section, self._paragraph, self._end = section, part.sentence.paragraph, part.sentence.end

    def _placed(self, one: Observation, marks: Sequence[tuple[int, tuple[str, ...]]]) -> list[Observation]:
        """`one` in the tissue that was named last before it; once for each where several were."""
        if one.kind not in FOUND_IN_TISSUE and one.kind != "size":
            return [one]
        at = next((names for start, names in reversed(marks) if start <= one.start), ())
        if not at and marks and one.kind in FOUND_IN_TISSUE:
            # "The tumour cells were positive for ALK in specimen B": named once, after what was found.
            first = marks[0][1]
            at = first if first == self._in_turn or (not self._current and self._are_labels(first)) else ()
        at = at or self._current
        is_marked = any(names == at for _, names in marks)
        if not at or one.scope.tissue is not None or (one.scope.specimens and not (is_marked and self._are_labels(at))):
            return [one]
        is_of_tissue = is_marked or at == self._under or self._are_labels(at)
        if one.kind == "size" and not is_of_tissue and not one.values.get("cut_up"):
            return [one]
        return [
            replace(one, scope=replace(one.scope, specimens=(name[1:],)))
            if name.startswith("#")
            else replace(one, scope=replace(one.scope, specimens=(), tissue=name))
            for name in at
        ]

    def _are_labels(self, names: tuple[str, ...]) -> bool:
        return self._labels.issuperset(names)

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
    ) -> tuple[list[tuple[int, tuple[str, ...]]], list[Observation]]:
        """Where `part` names tissue, and observations of the tissue that no event names."""
        text = part.text
        marks: list[tuple[int, tuple[str, ...]]] = []
        mentions: list[Observation] = []

        def mention(start: int, end: int, **values: object) -> None:
            marks.append((base + start, (f"@{base + start}",)))
            mentions.append(
                Observation(
                    "tissue",
                    {"words": text[start:end], **values},
                    base + start,
                    base + end,
                    "tissue by how it was taken",
                    cases=part.cases,
                    section=part.sentence.section.kind,
                )
            )

        if self._labels:
            marks += [(base + start, labels) for start, labels in labels_in(part, self._labels)]
        is_labelled = bool(marks)
        taken = [(one.start - base, one.end - base) for one in found if one.kind == "event:procedure"]
        marks += [(base + start, (f"@{base + start}",)) for start, _ in taken]
        if not is_labelled:
            for turn in in_turn(text):
                if not any(start < turn.end and turn.start < end for start, end in taken):
                    taken.append((turn.start, turn.end))
                    mention(turn.start, turn.end, procedure=turn.procedure, number=turn.number, kind=turn.kind)
                    self._in_turn = marks[-1][1]
            for start, end, words in tissues_in(text):
                if not any(abs(start - at) <= end - start or at <= start < to for at, to in taken):
                    mention(start, end, procedure=procedure_in(words), words=words)
        head = self._heads.get(base)
        if head is not None:
            if head.kind is not None:
                marks.insert(0, (base, (f"#{head.kind}",)))
            elif not marks:
                mention(0, head.end - base, procedure=procedure_in(head.words))
            self._under = min(marks)[1]
        return sorted(marks), mentions


def _of_cut_up(one: Observation) -> Observation:
    return one if one.values.get("by") == "image" else replace(one, values={**one.values, "cut_up": True})


def _numbered(one: Observation, text: str, base: int) -> Observation:
    """A procedure with its number where the text gives it one ("the second biopsy")."""
    number = number_of(text, one.start - base, one.end - base) if one.kind == "event:procedure" else None
    return one if number is None else replace(one, values={**one.values, "number": number})
