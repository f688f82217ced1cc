"""
A draft held against the truth: which facts of the case file it found, which it missed, which it made up.

A fact is one statement with its place: the outcome of a stain on a component of a specimen, an interval between two
events. Words in free text (titles, notes, names) are no facts. Both sides are compared in canonical terms.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from breakapart.model.case import Case, Component, Specimen


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
    """The score of `draft` by kind of fact, in alphabetical order, and `all` last."""
    said, true = Counter(facts_of(draft)), Counter(facts_of(truth))
    kinds = sorted({fact.kind for fact in (*said, *true)})
    scores = []
    for kind in [*kinds, "all"]:
        mine = Counter({fact: n for fact, n in said.items() if kind in (fact.kind, "all")})
        theirs = Counter({fact: n for fact, n in true.items() if kind in (fact.kind, "all")})
        scores.append(
            KindScore(
                kind,
                sum((mine & theirs).values()),
                tuple(sorted((mine - theirs).elements())),
                tuple(sorted((theirs - mine).elements())),
            )
        )
    return tuple(scores)


def facts_of(case: Case) -> Iterator[Fact]:
    """The facts of a case."""
    patient = case.patient
    if patient.sex.value != "unknown":
        yield Fact("patient", "", "sex", patient.sex.value)
    for name in ("age", "gestation_at_birth"):
        value = getattr(patient, name)
        if value is not None:
            yield Fact("patient", "", name, str(value))
    if case.clinical_impression:
        yield Fact("patient", "", "impression", "given")
    yield from _timeline(case)
    for assay in case.assays:
        place = f"assay {case.assays.index(assay) + 1}"
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
                yield Fact("assay", place, name, _plain(value))
        for detected in sorted(assay.detects):
            yield Fact("assay", place, "detects", detected.value)
    counts: Counter[str] = Counter()
    for specimen in case.specimens:
        counts[specimen.kind.value] += 1
        place = f"{specimen.kind.value} {counts[specimen.kind.value]}"
        yield from _specimen(specimen, place)
    for one in case.considered:
        if one.entity:
            yield Fact("diagnosis", "", one.entity, one.conclusion)
    if case.signed is not None and case.signed.entity:
        yield Fact("diagnosis", "", "signed", case.signed.entity)


def _specimen(specimen: Specimen, place: str) -> Iterator[Fact]:
    yield Fact("specimen", place, "procedure", specimen.procedure.value)
    if specimen.site.region is not None:
        yield Fact("site", place, "region", specimen.site.region.value)
    if specimen.site.side is not None:
        yield Fact("site", place, "side", specimen.site.side.value)
    if specimen.size_cm is not None:
        yield Fact("size", place, "cm", " x ".join(f"{n:g}" for n in specimen.size_cm))
    if specimen.multiplicity is not None:
        yield Fact("specimen", place, "multiplicity", specimen.multiplicity.value)
    for component in specimen.components:
        where = place if len(specimen.components) == 1 else f"{place}, {component.id}"
        yield from _component(component, where)


def _component(component: Component, where: str) -> Iterator[Fact]:
    for term in component.morphology:
        yield Fact("morphology", where, term.term, term.outcome.value)
    if component.mitoses is not None:
        mitoses = component.mitoses
        high = mitoses.count_high if mitoses.count_high is not None else mitoses.count_low
        area = f"{mitoses.fields:g} fields" if mitoses.fields is not None else f"{mitoses.area_mm2:g} mm2"
        yield Fact("mitoses", where, "count", f"{mitoses.count_low}-{high} per {area}")
    if component.necrosis is not None and component.necrosis.extent is not None:
        yield Fact("grade", where, "necrosis extent", component.necrosis.extent.value)
    if component.reported_grade is not None:
        for name in ("differentiation", "mitoses", "necrosis", "grade"):
            value = getattr(component.reported_grade, name)
            if value is not None:
                yield Fact("grade", where, name, str(value))
    for stain in component.ihc:
        yield Fact(
            "ihc", where, stain.marker, " ".join([stain.outcome.value, *([stain.extent.value] if stain.extent else [])])
        )
        if stain.percent_positive is not None:
            yield Fact("ihc", where, f"{stain.marker} percent", f"{stain.percent_positive:g}")
        for name in ("intensity", "clone"):
            value = getattr(stain, name)
            if value is not None:
                yield Fact("ihc detail", where, f"{stain.marker} {name}", str(value))
        for compartment in stain.compartments:
            yield Fact("ihc detail", where, f"{stain.marker} compartment", compartment.value)
    for fish in component.fish:
        yield Fact("fish", where, fish.gene, fish.outcome.value if fish.outcome else "counts")
        for name in ("cells_scored", "cutoff_percent", "section_thickness_um", "percent_positive", "probe"):
            value = getattr(fish, name)
            if value is not None:
                yield Fact("fish", where, f"{fish.gene} {name}", _plain(value))
        for pattern in sorted(fish.patterns_seen):
            yield Fact("fish", where, f"{fish.gene} pattern", pattern.value)
    for result in component.sequencing:
        for fusion in result.fusions:
            genes = "::".join(re.sub(r"\(.*?\)", "", part) for part in fusion.call.split("::"))
            yield Fact("fusion", where, genes, fusion.outcome.value)
            for exon in re.findall(r"([A-Z0-9]+)\(e(\d+)\)", fusion.call):
                yield Fact("fusion", where, f"{exon[0]} exon", exon[1])
            if fusion.allele_fraction_percent is not None:
                yield Fact("fusion", where, f"{genes} fraction", _plain(fusion.allele_fraction_percent))
        if result.tmb_per_mb is not None:
            yield Fact("fusion", where, "TMB", _plain(result.tmb_per_mb))
        for negative in result.negatives:
            yield Fact("negative", where, "genes", " ".join(sorted(negative.genes)) or "none named")


def _timeline(case: Case) -> Iterator[Fact]:
    counts: Counter[str] = Counter()
    for event in case.timeline:
        counts[event.kind.value] += 1
        place = f"{event.kind.value} {counts[event.kind.value]}"
        yield Fact("event", place, "", "happened")
        when = event.when
        if when is not None and when.interval is not None:
            yield Fact("event", place, "interval", str(when.interval))
        if when is not None and when.gestation is not None:
            yield Fact("event", place, "gestation", str(when.gestation))
        for name in ("margins", "course", "entity", "certainty", "status", "follow_up"):
            value = getattr(event, name)
            if value is not None:
                yield Fact("event", place, name, _plain(value))
        if event.site is not None and event.site.region is not None and event.kind.value == "metastasis":
            yield Fact("event", place, "site", event.site.region.value)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(getattr(value, "value", value))
