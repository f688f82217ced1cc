"""
What leaves the house: a case without names, exact dates and free text, and the list of what was taken out.

Every text and date field of a case file has its rule below; a field without one stops the export (and a test), so that
a field added later cannot slip out. Terms of the controlled vocabularies, numbers, ids and names of products (assays,
probes, clones) stay. Dates become years, ages above 89 become 90 years: the Safe Harbor method of HIPAA, 45 CFR
164.514(b)(2)(i)(C), allows both.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from breakapart.model.case import (
    Case,
    Component,
    Considered,
    Event,
    Patient,
    SignedDiagnosis,
    Site,
    Source,
    Specimen,
)
from breakapart.model.fish import FishAssay
from breakapart.model.histology import Mitoses, MorphologyFinding
from breakapart.model.ihc import AlsoStated, IhcResult
from breakapart.model.noun import Noun
from breakapart.model.sequencing import ClaimedNegative, FusionCall, SequencingAssay, SequencingResult, VariantCall
from breakapart.model.when import Duration, PartialDate, When

OLDEST_YEARS = 89
"""Ages above this are said as 90 years (45 CFR 164.514(b)(2)(i)(C))."""


class Include(StrEnum):
    """What leaves only on request."""

    TEXT = "text"
    """Free text: titles, descriptions, notes, words of a diagnosis, names of files."""
    DATES = "dates"
    """Month and day of dates, and ages above 89."""
    SOURCE = "source"
    """Where the case comes from, who signed, the laboratory, and places in the publication."""


EVERYTHING = frozenset(Include)


class Rule(StrEnum):
    """What happens to one field."""

    KEEP = "keep"
    """An id, a controlled term, a gene, a number in words, the name of a product."""
    TEXT = "text"
    """Free text."""
    FILE = "file"
    """Name of a file."""
    SOURCE = "source"
    """A person, a laboratory, a publication."""
    DATE = "date"
    """Becomes a year."""
    AGE = "age"
    """Above 89 becomes 90 years."""
    CLONE = "clone"
    """Stays when it looks like the name of a product."""
    HGVS = "hgvs"
    """Stays when it looks like a name of a variant."""


RULES: Mapping[tuple[type[Noun], str], Rule] = {
    (Case, "id"): Rule.KEEP,
    (Case, "title"): Rule.TEXT,
    (Case, "source"): Rule.SOURCE,
    (Case, "clinical_impression"): Rule.TEXT,
    (Source, "citation"): Rule.SOURCE,
    (Source, "doi"): Rule.SOURCE,
    (Source, "pmid"): Rule.SOURCE,
    (Source, "note"): Rule.SOURCE,
    (Patient, "age"): Rule.AGE,
    (Patient, "gestation_at_birth"): Rule.KEEP,
    (Patient, "delivery"): Rule.TEXT,
    (Patient, "pregnancy"): Rule.TEXT,
    (Patient, "history"): Rule.TEXT,
    (When, "date"): Rule.DATE,
    (When, "age"): Rule.AGE,
    (When, "gestation"): Rule.KEEP,
    (When, "after"): Rule.KEEP,
    (When, "interval"): Rule.KEEP,
    (Site, "text"): Rule.TEXT,
    (Event, "id"): Rule.KEEP,
    (Event, "what"): Rule.TEXT,
    (Event, "specimens"): Rule.KEEP,
    (Event, "diagnosis"): Rule.TEXT,
    (Event, "entity"): Rule.KEEP,
    (Event, "margins"): Rule.KEEP,
    (Event, "result"): Rule.TEXT,
    (Event, "follow_up"): Rule.KEEP,
    (Event, "counted_from"): Rule.KEEP,
    (Event, "stated_in"): Rule.SOURCE,
    (Event, "note"): Rule.TEXT,
    (Component, "id"): Rule.KEEP,
    (Component, "name"): Rule.TEXT,
    (Component, "histotype"): Rule.KEEP,
    (Component, "microscopy"): Rule.TEXT,
    (Component, "resembles"): Rule.KEEP,
    (MorphologyFinding, "term"): Rule.KEEP,
    (MorphologyFinding, "text"): Rule.TEXT,
    (MorphologyFinding, "stated_in"): Rule.SOURCE,
    (MorphologyFinding, "also_stated"): Rule.TEXT,
    (AlsoStated, "value"): Rule.TEXT,
    (AlsoStated, "where"): Rule.TEXT,
    (Mitoses, "region"): Rule.TEXT,
    (IhcResult, "marker"): Rule.KEEP,
    (IhcResult, "clone"): Rule.CLONE,
    (IhcResult, "stated_in"): Rule.SOURCE,
    (IhcResult, "also_stated"): Rule.TEXT,
    (IhcResult, "known_at"): Rule.KEEP,
    (IhcResult, "note"): Rule.TEXT,
    (IhcResult, "image"): Rule.FILE,
    (FishAssay, "gene"): Rule.KEEP,
    (FishAssay, "probe"): Rule.KEEP,
    (FishAssay, "cutoff_operator"): Rule.KEEP,
    (FishAssay, "image"): Rule.FILE,
    (FishAssay, "more_images"): Rule.FILE,
    (FishAssay, "review"): Rule.FILE,
    (FishAssay, "stated_in"): Rule.SOURCE,
    (FishAssay, "known_at"): Rule.KEEP,
    (FishAssay, "note"): Rule.TEXT,
    (Specimen, "id"): Rule.KEEP,
    (Specimen, "name"): Rule.TEXT,
    (Specimen, "gross"): Rule.TEXT,
    (SequencingAssay, "id"): Rule.KEEP,
    (SequencingAssay, "name"): Rule.KEEP,
    (SequencingAssay, "platform"): Rule.KEEP,
    (SequencingAssay, "laboratory"): Rule.SOURCE,
    (SequencingAssay, "genes"): Rule.KEEP,
    (SequencingAssay, "fusion_pairs"): Rule.KEEP,
    (SequencingAssay, "control_genes"): Rule.KEEP,
    (SequencingAssay, "amplicons"): Rule.FILE,
    (SequencingAssay, "preparation"): Rule.TEXT,
    (SequencingAssay, "note"): Rule.TEXT,
    (SequencingResult, "assay"): Rule.KEEP,
    (SequencingResult, "reads"): Rule.FILE,
    (SequencingResult, "table"): Rule.FILE,
    (SequencingResult, "vcf"): Rule.FILE,
    (SequencingResult, "known_at"): Rule.KEEP,
    (SequencingResult, "note"): Rule.TEXT,
    (FusionCall, "call"): Rule.KEEP,
    (FusionCall, "kept_domains"): Rule.TEXT,
    (FusionCall, "stated_in"): Rule.SOURCE,
    (FusionCall, "note"): Rule.TEXT,
    (VariantCall, "gene"): Rule.KEEP,
    (VariantCall, "hgvs"): Rule.HGVS,
    (VariantCall, "note"): Rule.TEXT,
    (ClaimedNegative, "statement"): Rule.TEXT,
    (ClaimedNegative, "genes"): Rule.KEEP,
    (ClaimedNegative, "stated_in"): Rule.SOURCE,
    (Considered, "text"): Rule.TEXT,
    (Considered, "entity"): Rule.KEEP,
    (Considered, "conclusion"): Rule.KEEP,
    (Considered, "because"): Rule.TEXT,
    (Considered, "stated_in"): Rule.SOURCE,
    (SignedDiagnosis, "entity"): Rule.KEEP,
    (SignedDiagnosis, "text"): Rule.TEXT,
    (SignedDiagnosis, "by"): Rule.SOURCE,
    (SignedDiagnosis, "date"): Rule.DATE,
    (SignedDiagnosis, "statements"): Rule.TEXT,
}
"""One rule for every field that can hold words or a date."""

_ASKED_BY = {
    Rule.TEXT: Include.TEXT,
    Rule.FILE: Include.TEXT,
    Rule.CLONE: Include.TEXT,
    Rule.HGVS: Include.TEXT,
    Rule.SOURCE: Include.SOURCE,
    Rule.DATE: Include.DATES,
    Rule.AGE: Include.DATES,
}
_PRODUCT = re.compile(r"[A-Za-z0-9][A-Za-z0-9./+-]{0,19}( [A-Za-z0-9][A-Za-z0-9./+-]{0,9})?", re.ASCII)
_NUMBERED = re.compile(r"(specimen|component) \d+", re.ASCII)
_VARIANT = re.compile(r"([A-Za-z]{2,6}_?[0-9.]+(\([A-Za-z0-9-]+\))?:)?[cgmnpr]\.[A-Za-z0-9_?*>()=+\[\];:-]+", re.ASCII)


@dataclass(slots=True)
class Removed:
    """What was taken out of a case before it left, by kind."""

    counts: dict[Include, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    """How often each field was emptied or shortened, by its name in the case file."""

    def note(self, kind: Include, name: str) -> None:
        """One more value of the field `name` is gone."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.fields[name] = self.fields.get(name, 0) + 1

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def sentence(self) -> str:
        """What was removed and how to keep it, in one line."""
        if not self.counts:
            return "nothing was removed"
        words = {
            Include.TEXT: "free text and file names",
            Include.DATES: "exact dates and ages above 89 (years kept)",
            Include.SOURCE: "sources, people and laboratories",
        }
        parts = [f"{words[kind]} ({self.counts[kind]})" for kind in Include if kind in self.counts]
        asked = ",".join(kind for kind in Include if kind in self.counts)
        return f"removed: {'; '.join(parts)}; keep them with --include {asked}"


def deidentify(
    case: Case,
    include: Iterable[Include] = (),
    *,
    case_id: str | None = None,
    label: Callable[[str], str] | None = None,
) -> tuple[Case, Removed]:
    """
    `case` without what `include` does not name, and what was removed.

    Where a field must hold something, words that follow from the controlled terms stand instead of the free text.
    `case_id` replaces the identifier of the case; `label` gives the words for the id of an entity.
    """
    removed = Removed()
    kept = frozenset(include)
    plain = _Cleaner(kept, removed, label or (lambda id_: id_)).clean(case)
    if case_id is not None:
        plain = plain.model_copy(update={"id": case_id})
    return Case.model_validate(plain.model_dump(mode="json")), removed


AnyNoun = TypeVar("AnyNoun", bound=Noun)


class _Cleaner:
    def __init__(self, include: frozenset[Include], removed: Removed, label: Callable[[str], str]) -> None:
        self._include = include
        self._removed = removed
        self._label = label

    def clean(self, noun: AnyNoun) -> AnyNoun:
        """The record with every field treated by its rule, and what stands in place of a needed text."""
        changed: dict[str, Any] = {}
        for name in type(noun).model_fields:
            value = getattr(noun, name)
            new = self._field(noun, name, value)
            if new is not value:
                changed[name] = new
        if isinstance(noun, FishAssay) and "image" in changed:
            changed |= {"more_images": (), "channels": None, "pixel_size_um": None, "review": None}  # they go with it
        return noun.model_copy(update=changed) if changed else noun

    def _field(self, noun: Noun, name: str, value: Any) -> Any:
        rule = RULES.get((type(noun), name))
        if value is None or value == ():
            return value
        if rule is not None and rule is not Rule.KEEP and _ASKED_BY[rule] not in self._include:
            return self._treated(noun, name, value, rule)
        if rule is None and holds_words(value):
            raise TypeError(f"{type(noun).__name__}.{name} has no rule in RULES: it may not leave")
        return self._inside(name, value)

    def _inside(self, name: str, value: Any) -> Any:
        if isinstance(value, Noun):
            return self.clean(value)
        if not isinstance(value, tuple):
            return value
        items = value
        if name == "fish" and Include.TEXT not in self._include:
            items = tuple(assay for assay in value if not self._is_only_an_image(assay))
        cleaned = tuple(self.clean(item) if isinstance(item, Noun) else item for item in items)
        if name == "ihc":
            cleaned = self._numbered_clones(value, cleaned)
        if name in ("specimens", "components") and Include.TEXT not in self._include:
            cleaned = tuple(
                item.model_copy(update={"name": f"{name[:-1]} {number}"}) if isinstance(item, Noun) else item
                for number, item in enumerate(cleaned, start=1)
            )
        return cleaned if len(cleaned) != len(value) or any(map(_differ, cleaned, value)) else value

    def _is_only_an_image(self, assay: FishAssay) -> bool:
        """Without its image such an assay would say nothing at all."""
        empty = assay.image is not None and assay.outcome is None
        if empty:
            self._removed.note(Include.TEXT, "fish (an image without a result)")
        return empty

    @staticmethod
    def _numbered_clones(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
        """Two stains of one marker must stay apart by their clones."""
        return tuple(
            new.model_copy(update={"clone": f"clone {number}"}) if old.clone and not new.clone else new
            for number, (old, new) in enumerate(zip(before, after, strict=True), start=1)
        )

    def _treated(self, noun: Noun, name: str, value: Any, rule: Rule) -> Any:
        if rule is Rule.DATE:
            return self._year(value, name)
        if rule is Rule.AGE:
            return self._age(value, name)
        if rule is Rule.CLONE and _PRODUCT.fullmatch(value):
            return value
        if rule is Rule.HGVS and _VARIANT.fullmatch(value):
            return value
        instead = self._instead(noun, name)
        if instead == value:
            return value
        self._removed.note(_ASKED_BY[rule], name)
        return () if isinstance(value, tuple) else instead

    def _year(self, date: PartialDate, name: str) -> PartialDate:
        if date.month is None:
            return date
        self._removed.note(Include.DATES, name)
        return PartialDate(date.year)

    def _age(self, age: Duration, name: str) -> Duration:
        if age.in_years < OLDEST_YEARS + 1:
            return age
        if age == Duration(years=OLDEST_YEARS + 1):
            return age
        self._removed.note(Include.DATES, name)
        return Duration(years=OLDEST_YEARS + 1)

    def _instead(self, noun: Noun, name: str) -> str | None:
        """What stands in place of a text that the format needs."""
        if isinstance(noun, Case) and name == "title":
            return f"Case {noun.id}"
        if isinstance(noun, Site):
            words = [word.replace("_", " ") for word in (noun.side, noun.region) if word]
            return " ".join(words) or "site not stated"
        if isinstance(noun, Event) and name == "what":
            return noun.kind.replace("_", " ")
        if isinstance(noun, Event) and name == "diagnosis":
            return self._label(noun.entity) if noun.entity else "diagnosis in words (removed)"
        if isinstance(noun, Considered | SignedDiagnosis) and name == "text":
            return self._label(noun.entity) if noun.entity else "diagnosis in words (removed)"
        if isinstance(noun, Specimen | Component) and name == "name":
            # Numbered by the list it stands in; a name that is such a number already is no free text.
            return noun.name if _NUMBERED.fullmatch(noun.name) else noun.id
        if isinstance(noun, ClaimedNegative) and name == "statement":
            what = ", ".join(word.replace("_", " ") for word in noun.variant_classes) or "alteration"
            return f"no {what} in {', '.join(noun.genes) or 'the genes covered'}"
        return None


def _differ(left: Any, right: Any) -> bool:
    return left is not right


def holds_words(value: Any) -> bool:
    """Whether a value is, or lists, free text, a date or a length of time; members of an enumeration are not text."""
    if isinstance(value, tuple):
        return any(holds_words(item) for item in value)
    if isinstance(value, StrEnum):
        return False
    return isinstance(value, str | PartialDate | Duration)
