"""
A draft held against the truth: which facts of the case file it found, which it missed, which it made up.

A fact is one statement with its place: the outcome of a stain on a component of a specimen, an interval between two
events. Words in free text (titles, notes, names) are no facts. Both sides are compared in canonical terms.

A specimen that the draft has once too often, or not at all, would shift all that follow and make dozens of facts wrong
and missed at once. So the specimens of the draft are first set beside those of the truth so that most facts agree; the
components of a specimen, the assays, and the events of a kind (these in their order) likewise. That a specimen is of
its kind and comes after another are facts of their own. `score_as_counted` sets nothing beside anything: the second
primary of the draft is held against the second primary of the truth.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, permutations

from breakapart.model.case import Case, Component, Specimen
from breakapart.model.fish import FishAssay
from breakapart.model.histology import Necrosis
from breakapart.model.sequencing import SequencingResult

_MOST = 6
"""Specimens, components or assays up to which every arrangement is tried (720 of them); beyond, the best pair first."""


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """One comparable statement of a case."""

    kind: str
    place: str
    what: str
    value: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.kind, self.place, self.what, "=", self.value) if part)


@dataclass(frozen=True, slots=True)
class KindScore:
    """Facts of one kind."""

    kind: str
    right: int
    wrong: tuple[Fact, ...]
    """In the draft, not in the truth."""
    missed: tuple[Fact, ...]
    """In the truth, not in the draft."""

    @property
    def precision(self) -> float | None:
        """Share of the draft's facts that are right; None when it has none."""
        total = self.right + len(self.wrong)
        return self.right / total if total else None

    @property
    def recall(self) -> float | None:
        """Share of the truth's facts that the draft has; None when there are none."""
        total = self.right + len(self.missed)
        return self.right / total if total else None


def score(draft: Case, truth: Case) -> tuple[KindScore, ...]:
    """The score of `draft` by kind of fact, in alphabetical order, and `all` last; specimens set beside each other."""
    mine, theirs = _outline(draft), _outline(truth)
    return _compare(_facts(mine, _names(mine, theirs)), _facts(theirs, {}))


def score_as_counted(draft: Case, truth: Case) -> KindScore:
    """The score of `draft` over all facts with every specimen, assay and event placed as it is counted."""
    (*_, total) = _compare(list(facts_of(draft)), list(facts_of(truth)))
    return KindScore("as counted", total.right, total.wrong, total.missed)


def facts_of(case: Case) -> Iterator[Fact]:
    """The facts of a case, each placed as its specimen, assay or event is counted."""
    yield from _facts(_outline(case), {})


def _compare(said: Sequence[Fact], true: Sequence[Fact]) -> tuple[KindScore, ...]:
    mine, theirs = Counter(said), Counter(true)
    scores = []
    for kind in [*sorted({fact.kind for fact in (*mine, *theirs)}), "all"]:
        own = Counter({fact: n for fact, n in mine.items() if kind in (fact.kind, "all")})
        wanted = Counter({fact: n for fact, n in theirs.items() if kind in (fact.kind, "all")})
        scores.append(
            KindScore(
                kind,
                sum((own & wanted).values()),
                tuple(sorted((own - wanted).elements())),
                tuple(sorted((wanted - own).elements())),
            )
        )
    return tuple(scores)


# What a case says, part by part


@dataclass(slots=True)
class _Part:
    """A specimen, a component, an assay or an event: its name by counting, and what is said of it."""

    name: str
    said: list[Fact]
    """Facts whose place is left open."""
    parts: list["_Part"] = field(default_factory=list)
    """Components of a specimen."""


@dataclass(slots=True)
class _Outline:
    loose: list[Fact]
    assays: list[_Part]
    events: dict[str, list[_Part]]
    specimens: list[_Part]


def _outline(case: Case) -> _Outline:
    specimens: list[_Part] = []
    counts: Counter[str] = Counter()
    for specimen in case.specimens:
        counts[specimen.kind.value] += 1
        place = f"{specimen.kind.value} {counts[specimen.kind.value]}"
        components = [
            _Part(place if len(specimen.components) == 1 else f"{place}, {one.id}", list(_component(one)))
            for one in specimen.components
        ]
        specimens.append(_Part(place, list(_specimen(specimen)), components))
    events: dict[str, list[_Part]] = {}
    for event, said in _timeline(case):
        of_kind = events.setdefault(event, [])
        of_kind.append(_Part(f"{event} {len(of_kind) + 1}", said))
    assays = [_Part(f"assay {i}", said) for i, said in enumerate(_assays(case), 1)]
    return _Outline(list(_loose(case)), assays, events, specimens)


def _facts(outline: _Outline, names: dict[int, str]) -> list[Fact]:
    """All facts, each at the place of its part: the one in `names`, or by counting."""

    def name(part: _Part) -> str:
        return names.get(id(part), part.name)

    found = list(outline.loose)
    events = [part for of_kind in outline.events.values() for part in of_kind]
    components = [part for specimen in outline.specimens for part in specimen.parts]
    for part in (*outline.assays, *events, *outline.specimens, *components):
        found += [Fact(fact.kind, name(part), fact.what, fact.value) for fact in part.said]
    told = [one for one in outline.specimens if not names or not name(one).startswith(_EXTRA)]
    found += [Fact("specimen", name(after), "taken after", name(before)) for before, after in pairwise(told)]
    return found


# Setting the draft beside the truth

_EXTRA = "extra "
"""Begins the name of a part that has nothing beside it."""


def _names(mine: _Outline, theirs: _Outline) -> dict[int, str]:
    """For every part of `mine` the name of the part of `theirs` that it is set beside, or one that nothing has."""
    names: dict[int, str] = {}

    def pair(own: Sequence[_Part], others: Sequence[_Part], *, in_order: bool = False) -> None:
        chosen = _in_order(own, others) if in_order else _paired(own, others)
        for i, part in enumerate(own):
            if i not in chosen:
                names[id(part)] = _EXTRA + part.name
                for inner in part.parts:
                    names[id(inner)] = _EXTRA + inner.name
                continue
            other = others[chosen[i]]
            names[id(part)] = other.name
            within = _paired(part.parts, other.parts)
            for k, inner in enumerate(part.parts):
                suffix = inner.name.partition(", ")[2] or "tumour"
                names[id(inner)] = other.parts[within[k]].name if k in within else f"{_EXTRA}{other.name}, {suffix}"

    pair(mine.specimens, theirs.specimens)
    pair(mine.assays, theirs.assays)
    for kind, own in mine.events.items():
        pair(own, theirs.events.get(kind, []), in_order=True)
    return names


def _agreement(one: _Part, other: _Part) -> int:
    """Facts that two parts share, their own parts set beside each other."""
    shared = sum((Counter(one.said) & Counter(other.said)).values())
    chosen = _paired(one.parts, other.parts)
    return shared + sum(_agreement(one.parts[i], other.parts[j]) for i, j in chosen.items())


def _paired(own: Sequence[_Part], others: Sequence[_Part]) -> dict[int, int]:
    """Which of `others` each of `own` is set beside: most facts agree; where several do, the order is kept."""
    if not own or not others:
        return {}
    shared = [[_agreement(one, other) for other in others] for one in own]
    if max(len(own), len(others)) > _MOST:
        chosen: dict[int, int] = {}
        ranked = sorted((-shared[i][j], abs(i - j), i, j) for i in range(len(own)) for j in range(len(others)))
        for _, _, i, j in ranked:
            if i not in chosen and j not in chosen.values():
                chosen[i] = j
        return chosen
    swapped = len(own) > len(others)
    few, many = (len(others), len(own)) if swapped else (len(own), len(others))

    def worth(order: tuple[int, ...]) -> tuple[int, int]:
        pairs = [(j, i) if swapped else (i, j) for i, j in enumerate(order)]
        return sum(shared[i][j] for i, j in pairs), -sum(abs(i - j) for i, j in pairs)

    best = max(permutations(range(many), few), key=worth)
    return {j: i for i, j in enumerate(best)} if swapped else dict(enumerate(best))


def _in_order(own: Sequence[_Part], others: Sequence[_Part]) -> dict[int, int]:
    """The same without crossing: the first two events of a kind never change places."""

    @cache
    def best(i: int, j: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        if i == len(own) or j == len(others):
            return 0, ()
        agreed, chosen = best(i + 1, j + 1)
        both = (agreed + _agreement(own[i], others[j]), ((i, j), *chosen))
        return max(both, best(i + 1, j), best(i, j + 1), key=lambda option: option[0])

    return dict(best(0, 0)[1])


# The facts themselves


def _loose(case: Case) -> Iterator[Fact]:
    patient = case.patient
    if patient.sex.value != "unknown":
        yield Fact("patient", "", "sex", patient.sex.value)
    for name in ("age", "gestation_at_birth"):
        value = getattr(patient, name)
        if value is not None:
            yield Fact("patient", "", name, str(value))
    if case.clinical_impression:
        yield Fact("patient", "", "impression", "given")
    for one in case.considered:
        if one.entity:
            yield Fact("diagnosis", "", one.entity, one.conclusion)
    if case.signed is not None and case.signed.entity:
        yield Fact("diagnosis", "", "signed", case.signed.entity)


def _assays(case: Case) -> Iterator[list[Fact]]:
    for assay in case.assays:
        said = []
        for name in (
            "design",
            "molecule",
            "platform",
            "genes_covered",
            "fusion_pairs_covered",
            "primer_pairs",
            "reference_genes",
        ):
            value = getattr(assay, name)
            if value is not None and value != "unknown":
                said.append(Fact("assay", "", name, _plain(value)))
        yield said + [Fact("assay", "", "detects", detected.value) for detected in sorted(assay.detects)]


def _specimen(specimen: Specimen) -> Iterator[Fact]:
    yield Fact("specimen", "", "kind", specimen.kind.value)
    if specimen.procedure.value != "unknown":
        yield Fact("specimen", "", "procedure", specimen.procedure.value)
    if specimen.site.region is not None:
        yield Fact("site", "", "region", specimen.site.region.value)
    if specimen.site.side is not None:
        yield Fact("site", "", "side", specimen.site.side.value)
    if specimen.size_cm is not None:
        yield Fact("size", "", "cm", " x ".join(f"{n:g}" for n in specimen.size_cm))
    if specimen.multiplicity is not None:
        yield Fact("specimen", "", "multiplicity", specimen.multiplicity.value)


def _component(component: Component) -> Iterator[Fact]:
    for term in component.morphology:
        yield Fact("morphology", "", term.term, term.outcome.value)
    if component.mitoses is not None:
        mitoses = component.mitoses
        high = mitoses.count_high if mitoses.count_high is not None else mitoses.count_low
        area = f"{mitoses.fields:g} fields" if mitoses.fields is not None else f"{mitoses.area_mm2:g} mm2"
        yield Fact("mitoses", "", "count", f"{mitoses.count_low}-{high} per {area}")
    if component.necrosis is not None:
        yield from _necrosis(component.necrosis)
    if component.reported_grade is not None:
        for name in ("differentiation", "mitoses", "necrosis", "grade"):
            value = getattr(component.reported_grade, name)
            if value is not None:
                yield Fact("grade", "", name, str(value))
    for stain in component.ihc:
        outcome = " ".join([stain.outcome.value, *([stain.extent.value] if stain.extent else [])])
        yield Fact("ihc", "", stain.marker, outcome)
        if stain.percent_positive is not None:
            yield Fact("ihc", "", f"{stain.marker} percent", f"{stain.percent_positive:g}")
        if stain.intensity is not None:
            yield Fact("ihc detail", "", f"{stain.marker} intensity", str(stain.intensity))
        if stain.clone is not None:
            yield Fact("ihc detail", "", f"{stain.marker} clone", canonical_clone(stain.clone))
        for compartment in stain.compartments:
            yield Fact("ihc detail", "", f"{stain.marker} compartment", compartment.value)
    for fish in component.fish:
        yield from _fish(fish)
    for result in component.sequencing:
        yield from _sequencing(result)


def _necrosis(necrosis: Necrosis) -> Iterator[Fact]:
    yield Fact("grade", "", "necrosis extent", necrosis.as_extent.value)
    if necrosis.percent is not None:
        yield Fact("grade", "", "necrosis percent", _plain(necrosis.percent))


def _fish(fish: FishAssay) -> Iterator[Fact]:
    yield Fact("fish", "", fish.gene, fish.outcome.value if fish.outcome else "counts")
    scored = fish.cells_scored if fish.cells_scored is not None or fish.counts is None else fish.counts.scored
    if scored:
        yield Fact("fish", "", f"{fish.gene} cells_scored", str(scored))
    for name in ("cutoff_percent", "section_thickness_um", "percent_positive", "probe"):
        value = getattr(fish, name)
        if value is not None:
            yield Fact("fish", "", f"{fish.gene} {name}", _plain(value))
    patterns = {pattern.value for pattern in fish.patterns_seen}
    if fish.counts is not None:
        for name in type(fish.counts).model_fields:
            count = getattr(fish.counts, name)
            if count:
                yield Fact("fish", "", f"{fish.gene} count {name}", str(count))
                patterns |= {name} - {"ambiguous", "not_informative"}
    for pattern in sorted(patterns):
        yield Fact("fish", "", f"{fish.gene} pattern", pattern)


def _sequencing(result: SequencingResult) -> Iterator[Fact]:
    for fusion in result.fusions:
        genes = "::".join(re.sub(r"\(.*?\)", "", part) for part in fusion.call.split("::"))
        yield Fact("fusion", "", genes, fusion.outcome.value)
        for exon in re.findall(r"([A-Z0-9]+)\(e(\d+)\)", fusion.call):
            yield Fact("fusion", "", f"{exon[0]} exon", exon[1])
        if fusion.allele_fraction_percent is not None:
            yield Fact("fusion", "", f"{genes} fraction", _plain(fusion.allele_fraction_percent))
    if result.tmb_per_mb is not None:
        yield Fact("fusion", "", "TMB", _plain(result.tmb_per_mb))
    for variant in result.variants:
        yield Fact("variant", "", f"{variant.gene} {variant.variant_class.value}", variant.outcome.value)
        if variant.hgvs is not None:
            change = variant.hgvs.rpartition(":")[2].strip().strip("()")
            yield Fact("variant", "", f"{variant.gene} hgvs", re.sub(r"^p\.\((.*)\)$", r"p.\1", change))
        if variant.allele_fraction_percent is not None:
            yield Fact("variant", "", f"{variant.gene} fraction", _plain(variant.allele_fraction_percent))
    for negative in result.negatives:
        yield Fact("negative", "", "genes", " ".join(sorted(negative.genes)) or "none named")


def _timeline(case: Case) -> Iterator[tuple[str, list[Fact]]]:
    for event in case.timeline:
        kind = event.kind.value
        said = [Fact("event", "", "", "happened")]
        when = event.when
        if when is not None and when.interval is not None:
            said.append(Fact("event", "", "interval", str(when.interval)))
        if when is not None and when.gestation is not None:
            said.append(Fact("event", "", "gestation", str(when.gestation)))
        for name in ("margins", "course", "entity", "certainty", "status", "follow_up"):
            value = getattr(event, name)
            if value is not None:
                said.append(Fact("event", "", name, _plain(value)))
        if event.site is not None and event.site.region is not None and kind == "metastasis":
            said.append(Fact("event", "", "site", event.site.region.value))
        yield kind, said


def canonical_clone(name: str) -> str:
    """
    A clone as it is compared: without signs, spaces and the word itself.

    >>> canonical_clone("clone MIB-1"), canonical_clone("MIB1"), canonical_clone("QBEnd/10")
    ('mib1', 'mib1', 'qbend10')
    """
    return re.sub(r"[^a-z0-9]", "", re.sub(r"\bclone\b", "", name.lower()))


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(getattr(value, "value", value))
