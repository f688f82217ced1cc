"""
Do the assays agree? For each gene, what protein, rearrangement and transcript say in every component.

Looks that disagree within a component, or between specimens of one tumour (primary, recurrence, metastasis), are a
conflict: it is stated with the published reasons and with what would tell. Components of one specimen that differ are
two lesions until shown otherwise; that is a difference to note, not a conflict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from breakapart.diagnosis.findings import claimed_classes, reports_all_fusions, sequencing_name
from breakapart.diagnosis.geometry import compare_geometry
from breakapart.diagnosis.scope import Reach, scope_of
from breakapart.model.agreement import (
    AgreementCell,
    AgreementRow,
    Conflict,
    Explanation,
    GeneAgreement,
    Look,
    LookResult,
)
from breakapart.model.case import Case, Component, Specimen, SpecimenKind
from breakapart.model.finding import Finding
from breakapart.model.fusion import FusionSeen
from breakapart.model.ihc import IhcResult
from breakapart.model.outcome import Outcome
from breakapart.model.result import PlacedFish
from breakapart.model.sequencing import Molecule, SequencingAssay, SequencingResult, VariantClass
from breakapart.model.share import ShareOrigin


class ExplainsConflicts(Protocol):
    """The part of the knowledge base that is needed here."""

    def explanations(self, kind: str, gene: str | None = None) -> tuple[Explanation, ...]:
        """Published reasons for a kind of conflict of any gene, and of `gene`."""


@dataclass(frozen=True, slots=True)
class Target:
    """A gene, or a family one stain cannot tell apart, that several assays look at."""

    name: str
    genes: tuple[str, ...]
    markers: tuple[str, ...] = ()
    """Stains of its protein."""
    clones: tuple[str, ...] = ()
    """Sensitive antibody clones in use, to choose a second one from."""
    change: str | None = None
    """The stain shows this protein change, not a rearrangement; sequencing is read for the same change."""

    @property
    def protein(self) -> str:
        """How the protein is called."""
        return "TRK" if self.markers == ("panTRK",) else self.name


TARGETS = (
    Target("ALK", ("ALK",), ("ALK",), ("D5F3", "5A4")),
    Target("NTRK1/2/3", ("NTRK1", "NTRK2", "NTRK3"), ("panTRK",), ("EPR17341", "A7H6R")),
    Target("ROS1", ("ROS1",), ("ROS1",), ("D4D6", "SP384")),
    Target("BRAF V600E", ("BRAF",), ("BRAF_V600E",), ("VE1",), change="V600E"),
)
"""Stains that stand for an alteration of a kinase; genes met only in FISH or sequencing are added as they come.
Clones: ALK Shukla 2019, doi 10.5146/tjpath.2018.01438 (ALK1 is in use too, but misses about a third of what D5F3 shows:
doi 10.1016/j.humpath.2021.12.004); pan-TRK (binds TRKA, TRKB and TRKC alike) De Winne 2020,
doi 10.1007/s00428-020-02921-6; ROS1 and BRAF VE1 recalled."""

PROTEIN_LOST = "protein_lost"
PROTEIN_ONLY = "protein_only"
FISH_MISSED = "fish_missed"
FISH_ONLY = "fish_only"
PROTEIN_WITHOUT_CHANGE = "protein_without_change"
CHANGE_WITHOUT_PROTEIN = "change_without_protein"
SAME_LOOK = "same_look_differs"
FUSION_DIFFERS = "fusion_differs"
"""Kinds of conflict."""

EXPLAINED_BY = {
    PROTEIN_LOST: ("protein_lost",),
    PROTEIN_ONLY: ("protein_only", "transcript_missed"),
    FISH_MISSED: ("fish_missed",),
    FISH_ONLY: ("fish_only", "transcript_missed"),
    SAME_LOOK: ("between_components",),
}
"""Kinds of conflict -> the headings under which the knowledge base files published explanations."""

_NOT_DONE = "not done"


@dataclass(frozen=True, slots=True)
class _Spot:
    """A component in its specimen."""

    specimen: Specimen
    component: Component

    @property
    def key(self) -> tuple[str, str]:
        return self.specimen.id, self.component.id

    @property
    def label(self) -> str:
        if len(self.specimen.components) == 1:
            return self.specimen.name
        return f"{self.specimen.name}, {in_sentence(self.component.name)}"


def compare_assays(
    case: Case,
    findings: Sequence[Finding],
    fusions: Sequence[FusionSeen],
    fish: Sequence[PlacedFish],
    knowledge: ExplainsConflicts,
) -> tuple[GeneAgreement, ...]:
    """
    One `GeneAgreement` for each gene that an assay looked at, those with most looks first.

    Sources of the explanations stand in the knowledge base; an empty tuple means that none is held for that kind.
    """
    spots = [_Spot(specimen, component) for specimen, component in case.components]
    compared = []
    for target in _targets(fusions, fish):
        table = _Table(case, target, findings, fusions, fish)
        rows = {spot.key: table.row(spot) for spot in spots}
        if not any(cell.outcome is not None for row in rows.values() for cell in row.cells):
            continue
        between = list(_between_specimens(table, spots, rows, findings, knowledge))
        explained = {key for _, keys in between for key in keys}
        within = [
            c for spot in spots if spot.key not in explained for c in _within(table, spot, rows[spot.key], knowledge)
        ]
        conflicts = tuple([conflict for conflict, _ in between] + within)
        differences = tuple(_between_components(target, case, spots, rows))
        compared.append(
            GeneAgreement(
                gene=target.name,
                rows=tuple(rows.values()),
                conflicts=conflicts,
                summary=_summary(target, tuple(rows.values()), conflicts, differences),
                differences=differences,
                geometry=compare_geometry(case, target.genes, fusions, fish) if target.change is None else (),
            )
        )
    return tuple(sorted(compared, key=lambda gene: -sum(c.outcome is not None for r in gene.rows for c in r.cells)))


def _targets(fusions: Sequence[FusionSeen], fish: Sequence[PlacedFish]) -> list[Target]:
    targets = list(TARGETS)
    known = {gene for target in TARGETS if target.change is None for gene in target.genes}
    genes = [placed.fish.gene for placed in fish]
    for fusion in fusions:
        if fusion.annotation is not None:
            five = fusion.annotation.five_prime.transcript.gene
            three = fusion.annotation.three_prime.transcript.gene
            if not known & {five, three} and not set(genes) & {five, three}:
                genes.append(fusion.annotation.kinase_gene or three)
    return targets + [Target(gene, (gene,)) for gene in dict.fromkeys(genes) if gene not in known]


class _Table:
    """The cells of one target."""

    def __init__(
        self,
        case: Case,
        target: Target,
        findings: Sequence[Finding],
        fusions: Sequence[FusionSeen],
        fish: Sequence[PlacedFish],
    ) -> None:
        self.case, self.target, self.findings, self.fusions, self.fish = case, target, findings, fusions, fish
        self._found: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            self._found.setdefault((finding.specimen, finding.component), []).append(finding)

    def row(self, spot: _Spot) -> AgreementRow:
        cells = (self._protein(spot), self._rearrangement(spot), self._transcript(spot))
        return AgreementRow(spot.specimen.id, spot.component.id, spot.label, cells, _verdict(cells))

    def _protein(self, spot: _Spot) -> AgreementCell:
        stains = self.stains(spot)
        parts = [(stain.outcome, LookResult(_outcome_and(stain.outcome, stain.clone))) for stain in stains]
        events = {f"ihc:{marker}" for marker in self.target.markers}
        return _cell(Look.PROTEIN, parts, self._ids(spot, events))

    def stains(self, spot: _Spot) -> list[IhcResult]:
        return [stain for stain in spot.component.ihc if stain.marker in self.target.markers]

    def _rearrangement(self, spot: _Spot) -> AgreementCell:
        if self.target.change is not None:
            return AgreementCell(Look.REARRANGEMENT, None, "does not apply")
        parts: list[_Part] = []
        for placed in self.fish:
            if (placed.at.specimen, placed.at.component) == spot.key and placed.fish.gene in self.target.genes:
                words = {Outcome.PRESENT: "rearranged", Outcome.ABSENT: "not rearranged"}
                text = words.get(placed.fish.outcome, _words(placed.fish.outcome))
                parts.append((placed.fish.outcome, LookResult(text, placed.fish.share)))
        names = {"FISH"}
        for result in spot.component.sequencing:
            assay = self.case.assay(result.assay)
            if assay.molecule is Molecule.DNA:
                parts.append(self._sequenced(spot, result, assay))
                names.add(sequencing_name(assay))
        events = {f"mol:{gene}_rearranged" for gene in self.target.genes}
        return _cell(Look.REARRANGEMENT, parts, self._ids(spot, events, tuple(names)))

    def _transcript(self, spot: _Spot) -> AgreementCell:
        parts: list[_Part] = []
        names: list[str] = []
        for result in spot.component.sequencing:
            assay = self.case.assay(result.assay)
            if assay.molecule is not Molecule.DNA or self.target.change is not None:
                parts.append(self._sequenced(spot, result, assay))
                names.append(sequencing_name(assay))
        return _cell(Look.TRANSCRIPT, parts, self._ids(spot, None, tuple(names)))

    def _sequenced(self, spot: _Spot, result: SequencingResult, assay: SequencingAssay) -> "_Part":
        if result.outcome is Outcome.NOT_EVALUABLE:
            return Outcome.NOT_EVALUABLE, LookResult("not evaluable")
        if self.target.change is not None:
            return self._change(result, assay)
        for fusion in self.fusions_at(spot, assay.id):
            assert fusion.annotation is not None
            name = fusion.annotation.names.hgnc
            if fusion.outcome is Outcome.PRESENT:
                return Outcome.PRESENT, LookResult(name, fusion.share)
            if assay.molecule is Molecule.UNKNOWN and fusion.outcome is Outcome.ABSENT:
                return None, LookResult(f"{name} absent, molecule not stated")
            return fusion.outcome, LookResult(f"{name} {_words(fusion.outcome)}")
        scopes = [scope_of(assay, VariantClass.FUSION, gene) for gene in self.target.genes]
        if any(scope.reach is Reach.OUTSIDE for scope in scopes):
            return None, LookResult("not covered")
        if assay.molecule is Molecule.UNKNOWN:
            return None, LookResult(
                "molecule not stated"
            )  # a negative of the transcript needs RNA, one of the gene DNA
        called = [f for f in self.fusions if (f.specimen, f.component, f.assay) == (*spot.key, assay.id)]
        if all(scope.reach is Reach.WITHIN for scope in scopes) and reports_all_fusions(result, called):
            return Outcome.ABSENT, LookResult("no fusion")
        return None, LookResult("not stated")

    def fusions_at(self, spot: _Spot, assay: str | None = None) -> list[FusionSeen]:
        """Resolved fusions of the target's genes, those present first."""
        here = [
            fusion
            for fusion in self.fusions
            if (fusion.specimen, fusion.component) == spot.key
            and (assay is None or fusion.assay == assay)
            and fusion.annotation is not None
            and {fusion.annotation.five_prime.transcript.gene, fusion.annotation.three_prime.transcript.gene}
            & set(self.target.genes)
        ]
        return sorted(here, key=lambda fusion: fusion.outcome is not Outcome.PRESENT)

    def _change(self, result: SequencingResult, assay: SequencingAssay) -> "_Part":
        gene = self.target.genes[0]
        for variant in result.variants:
            if variant.gene == gene and variant.hgvs is not None and (self.target.change or "") in variant.hgvs:
                return variant.outcome, LookResult(f"{variant.hgvs} {_words(variant.outcome)}")
        claimed = any(
            gene in claim.genes and VariantClass.SUBSTITUTION in claimed_classes(claim) for claim in result.negatives
        )
        reach = scope_of(assay, VariantClass.SUBSTITUTION, gene).reach
        if claimed and reach is not Reach.WITHIN:
            return Outcome.NOT_EVALUABLE, LookResult("stated negative, but outside what the assay can see")
        if claimed:
            return Outcome.ABSENT, LookResult("absent")
        return None, LookResult("not covered" if reach is Reach.OUTSIDE else "not stated")

    def _ids(self, spot: _Spot, events: set[str] | None, assays: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Ids of the findings behind a cell; `events` None: every molecular event that names a gene of the target."""
        return (
            tuple(
                finding.id
                for finding in self._found.get(spot.key, ())
                if (assays is None or finding.assay.startswith(assays))
                and (finding.event in events if events is not None else self._names_target(finding.event))
            )
            if assays is None or assays
            else ()
        )

    def _names_target(self, event: str) -> bool:
        if event == "mol:any_fusion":
            return self.target.change is None
        parts = event.removeprefix("mol:").replace("::", "_").split("_")
        return event.startswith("mol:") and bool(set(parts) & set(self.target.genes))


_Part = tuple[Outcome | None, LookResult]
"""What one assay of a look says; None when it says nothing of the target."""


def _cell(look: Look, parts: Sequence[_Part], ids: tuple[str, ...]) -> AgreementCell:
    """One cell of all results of a look; results that contradict each other make it equivocal."""
    if not parts:
        return AgreementCell(look, None, _NOT_DONE)
    outcomes = {outcome for outcome, _ in parts if outcome is not None}
    informative = {outcome for outcome in outcomes if outcome.is_informative}
    results = tuple(dict.fromkeys(result for _, result in parts))
    text = "; ".join(dict.fromkeys(result.text for result in results))
    if not outcomes:
        return AgreementCell(look, None, text, results=results)
    if len(informative) == 1:
        (outcome,) = informative
    elif len(informative) > 1 or Outcome.EQUIVOCAL in outcomes:
        outcome = Outcome.EQUIVOCAL
    else:
        outcome = Outcome.NOT_EVALUABLE
    return AgreementCell(look, outcome, text, ids, results)


def _words(outcome: Outcome) -> str:
    return outcome.value.replace("_", " ")


def _outcome_and(outcome: Outcome, detail: str | None) -> str:
    return f"{_words(outcome)}, {detail}" if detail else _words(outcome)


def _verdict(cells: Sequence[AgreementCell]) -> str:
    told = [cell.outcome for cell in cells if cell.outcome is not None and cell.outcome.is_informative]
    if not told:
        return "none"
    if len(told) == 1:
        return "single"
    return "agree" if len(set(told)) == 1 else "conflict"


# Conflicts within a component


HEADLINES = {
    PROTEIN_LOST: "{protein} protein absent in {where}, fusion present",
    PROTEIN_ONLY: "{protein} protein present in {where}, no fusion found",
    FISH_MISSED: "{name} FISH negative in {where}, fusion present",
    FISH_ONLY: "{name} FISH positive in {where}, no fusion found",
    PROTEIN_WITHOUT_CHANGE: "{name} stain present in {where}, sequencing negative",
    CHANGE_WITHOUT_PROTEIN: "{name} stain absent in {where}, sequencing positive",
    SAME_LOOK: "{name} results differ in {where}",
    FUSION_DIFFERS: "{name} fusions differ: {where}",
}


def _headline(kind: str, target: Target, where: str) -> str:
    return HEADLINES[kind].format(protein=target.protein, name=target.name, where=where)


def _kinds_within(target: Target, row: AgreementRow) -> Iterator[tuple[str, str]]:
    """Kinds of conflict in a row, with what each says."""
    _, rearranged, transcript = row.cells
    says = {cell.look: cell.outcome for cell in row.cells}
    present, absent = Outcome.PRESENT, Outcome.ABSENT
    if target.change is not None:
        if says[Look.PROTEIN] is present and says[Look.TRANSCRIPT] is absent:
            yield (
                PROTEIN_WITHOUT_CHANGE,
                f"the {target.name} stain is {_look_text(row, Look.PROTEIN)} while sequencing finds it absent",
            )
        if says[Look.PROTEIN] is absent and says[Look.TRANSCRIPT] is present:
            yield (
                CHANGE_WITHOUT_PROTEIN,
                f"the {target.name} stain is {_look_text(row, Look.PROTEIN)} while sequencing finds it present",
            )
        return
    event = transcript if says[Look.TRANSCRIPT] is present else rearranged
    if says[Look.PROTEIN] is absent and present in (says[Look.TRANSCRIPT], says[Look.REARRANGEMENT]):
        yield (
            PROTEIN_LOST,
            f"{target.protein} protein is {_look_text(row, Look.PROTEIN)}, while {_event(target, event)}",
        )
    if says[Look.PROTEIN] is present and (
        says[Look.TRANSCRIPT] is absent or (says[Look.TRANSCRIPT] is not present and says[Look.REARRANGEMENT] is absent)
    ):
        what = transcript if says[Look.TRANSCRIPT] is absent else rearranged
        yield PROTEIN_ONLY, f"{target.protein} protein is {_look_text(row, Look.PROTEIN)}, while {_event(target, what)}"
    if says[Look.REARRANGEMENT] is absent and says[Look.TRANSCRIPT] is present:
        by_fish = f"by FISH{_as_example(rearranged)}"
        yield FISH_MISSED, f"{target.name} is not split {by_fish}, while {_event(target, transcript)}"
    if says[Look.REARRANGEMENT] is present and says[Look.TRANSCRIPT] is absent:
        by_fish = f"by FISH{_as_example(rearranged)}"
        yield FISH_ONLY, f"{target.name} is rearranged {by_fish}, while sequencing found no fusion of it"


def _event(target: Target, cell: AgreementCell) -> str:
    if cell.look is Look.REARRANGEMENT:
        return f"the gene is {cell.text}{_as_example(cell)}"
    if cell.outcome is Outcome.PRESENT:
        return f"the fusion is present ({cell.text})"
    return f"sequencing found no fusion of {target.name}"


def _as_example(cell: AgreementCell) -> str:
    """A conflict that rests on a drawn image is one of the example, and has to say so."""
    drawn = any(result.share is not None and result.share.origin is ShareOrigin.RENDERED for result in cell.results)
    return " in a rendered image" if drawn else ""


def _same_look(target: Target, row: AgreementRow) -> Iterator[tuple[str, str]]:
    for cell in row.cells:
        if cell.outcome is Outcome.EQUIVOCAL and "; " in cell.text:
            yield SAME_LOOK, f"results for {target.name} {cell.look} differ among themselves: {cell.text}"


def _within(table: _Table, spot: _Spot, row: AgreementRow, knowledge: ExplainsConflicts) -> Iterator[Conflict]:
    for kind, statement in [*_kinds_within(table.target, row), *_same_look(table.target, row)]:
        yield Conflict(
            gene=table.target.name,
            where=row.label,
            statement=f"In {in_sentence(row.label)}, {statement}.",
            explanations=_explanations([kind], table.target, knowledge),
            next_steps=tuple(_next_steps(kind, table, spot, row)),
            kind=kind,
            headline=_headline(kind, table.target, in_sentence(row.label)),
        )


def _explanations(kinds: Sequence[str], target: Target, knowledge: ExplainsConflicts) -> tuple[Explanation, ...]:
    return tuple(
        dict.fromkeys(
            explanation
            for kind in kinds
            for heading in EXPLAINED_BY.get(kind, ())
            for gene in target.genes
            for explanation in knowledge.explanations(heading, gene)
        )
    )


def _next_steps(kind: str, table: _Table, spot: _Spot, row: AgreementRow) -> Iterator[str]:
    """What would tell, without what has been done already."""
    target = table.target
    fish_done = row.cells[1].outcome is not None
    block = f"the block of the {in_sentence(row.label)}"
    if kind in (PROTEIN_LOST, PROTEIN_ONLY, SAME_LOOK) and target.markers:
        used = {stain.clone for stain in table.stains(spot)}
        others = [clone for clone in target.clones if clone not in used]
        second = f" with a second antibody clone ({' or '.join(others)})" if others else ""
        yield f"Repeat the {target.protein} stain on {block}{second}, beside a positive control."
    if kind in (PROTEIN_LOST, PROTEIN_ONLY) and not fish_done:
        yield f"{target.name} break-apart FISH on {block}."
    if kind == PROTEIN_LOST:
        yield f"Stain a further block of the {in_sentence(row.label)}, and estimate its share of tumour cells."
    if kind in (PROTEIN_ONLY, FISH_ONLY):
        yield (
            f"Check the RNA quality of {block}, and repeat with an assay that finds any partner of {target.name} "
            "(anchored multiplex or capture)."
        )
    if kind == FISH_MISSED:
        yield f"Review the nuclei in {block} for narrowly split and single signals, and use a second probe design."
    if kind in (PROTEIN_WITHOUT_CHANGE, CHANGE_WITHOUT_PROTEIN):
        yield f"Confirm {target.name} in {block} by a second molecular method."
    if kind == FUSION_DIFFERS:
        yield "Exclude an exchange of samples by comparing their genotypes, then consider two tumours."


# Conflicts between specimens of one tumour


def _between_specimens(
    table: _Table,
    spots: Sequence[_Spot],
    rows: dict[tuple[str, str], AgreementRow],
    findings: Sequence[Finding],
    knowledge: ExplainsConflicts,
) -> Iterator[tuple[Conflict, tuple[tuple[str, str], ...]]]:
    """Each conflict between two specimens, with the components whose inner conflict it tells as well."""
    for look in Look:
        informed = [spot for spot in spots if _outcome(rows[spot.key], look, informative=True)]
        done: set[str] = set()
        for first, second in combinations(informed, 2):
            if first.specimen.id == second.specimen.id or second.specimen.id in done:
                continue
            if _counterpart(first, second.specimen, findings) != second.key:
                continue
            if _counterpart(second, first.specimen, findings) != first.key:
                continue
            if _outcome(rows[first.key], look) is _outcome(rows[second.key], look):
                if look is Look.TRANSCRIPT and (conflict := _other_fusion(table, first, second, rows)):
                    done.add(second.specimen.id)
                    yield conflict, ()
                continue
            done.add(second.specimen.id)
            yield _differs(table, look, first, second, rows, knowledge)


def _outcome(row: AgreementRow, look: Look, *, informative: bool = False) -> Outcome | None:
    outcome = next(cell.outcome for cell in row.cells if cell.look is look)
    return None if informative and outcome is not None and not outcome.is_informative else outcome


def _counterpart(spot: _Spot, other: Specimen, findings: Sequence[Finding]) -> tuple[str, str]:
    """
    The component of `other` that holds the same lesion as `spot`.

    The one with the same id, or else the one whose informative findings agree most often with those of `spot`.
    """
    if any(component.id == spot.component.id for component in other.components):
        return other.id, spot.component.id
    mine = _informative(spot.key, findings)

    def likeness(component: Component) -> int:
        theirs = _informative((other.id, component.id), findings)
        return sum(1 if theirs[event] is mine[event] else -1 for event in mine.keys() & theirs.keys())

    best = max(other.components, key=likeness)
    return other.id, best.id


def _informative(key: tuple[str, str], findings: Sequence[Finding]) -> dict[str, Outcome]:
    return {
        finding.event: finding.outcome
        for finding in findings
        if (finding.specimen, finding.component) == key
        and finding.outcome.is_informative
        and finding.event.startswith(("ihc:", "mol:", "morph:"))
    }


def _differs(
    table: _Table,
    look: Look,
    first: _Spot,
    second: _Spot,
    rows: dict[tuple[str, str], AgreementRow],
    knowledge: ExplainsConflicts,
) -> tuple[Conflict, tuple[tuple[str, str], ...]]:
    one, two = rows[first.key], rows[second.key]
    target = table.target
    told = [spot for spot in (first, second) if any(_kinds_within(target, rows[spot.key]))]
    odd = told[-1] if told else second
    kinds = [kind for kind, _ in _kinds_within(target, rows[odd.key])] or [SAME_LOOK]
    what = {Look.PROTEIN: f"{target.protein} protein", Look.REARRANGEMENT: f"{target.name} rearrangement by FISH"}.get(
        look, f"the {target.name} fusion"
    )
    statement = (
        f"{_capital(what)} is {_look_text(one, look)} in {_with_kind(first)} but {_look_text(two, look)} in "
        f"{_with_kind(second)}{_others(look, one, two)}."
    )
    steps = [step for kind in kinds for step in _next_steps(kind, table, odd, rows[odd.key])]
    conflict = Conflict(
        gene=target.name,
        where=f"{one.label} and {two.label}",
        statement=statement,
        explanations=_explanations(kinds, target, knowledge),
        next_steps=tuple(dict.fromkeys(steps)),
        kind=kinds[0],
        headline=_headline_between(kinds[0], look, target, first, second, rows),
    )
    return conflict, tuple(spot.key for spot in told)


def _headline_between(
    kind: str, look: Look, target: Target, first: _Spot, second: _Spot, rows: dict[tuple[str, str], AgreementRow]
) -> str:
    """Protein that was there and is gone while the fusion stays is the one change with a direction of its own."""
    is_lost = kind == PROTEIN_LOST and look is Look.PROTEIN and _outcome(rows[second.key], look) is Outcome.ABSENT
    if is_lost and Outcome.PRESENT in {cell.outcome for cell in rows[second.key].cells}:
        return f"{target.protein} protein lost in {_with_kind(second)}, fusion kept"
    return _headline(kind, target, f"{_with_kind(first)} against {_with_kind(second)}")


def _others(look: Look, one: AgreementRow, two: AgreementRow) -> str:
    """What the other looks say in the same two places."""
    parts = []
    for other in Look:
        a, b = (next(cell for cell in row.cells if cell.look is other) for row in (one, two))
        if other is look or None in (a.outcome, b.outcome):
            continue
        thing = (
            "the rearrangement"
            if other is Look.REARRANGEMENT
            else "the fusion"
            if other is Look.TRANSCRIPT
            else "the protein"
        )
        if a.outcome is b.outcome is Outcome.PRESENT:
            texts = a.text if a.text == b.text else f"{a.text} and {b.text}"
            parts.append(f"while {thing} is found in both ({texts})")
        elif a.outcome is b.outcome is Outcome.ABSENT:
            parts.append(f"while {thing} is found in neither")
    return ", " + " and ".join(parts) if parts else ""


def _other_fusion(
    table: _Table, first: _Spot, second: _Spot, rows: dict[tuple[str, str], AgreementRow]
) -> Conflict | None:
    names = [
        {f.annotation.names.hgnc for f in table.fusions_at(spot) if f.annotation and f.outcome is Outcome.PRESENT}
        for spot in (first, second)
    ]
    if not all(names) or names[0] & names[1]:
        return None
    one, two = rows[first.key], rows[second.key]
    return Conflict(
        gene=table.target.name,
        where=f"{one.label} and {two.label}",
        statement=(
            f"The fusion differs: {', '.join(sorted(names[0]))} in {_with_kind(first)}, "
            f"{', '.join(sorted(names[1]))} in {_with_kind(second)}."
        ),
        explanations=(),
        next_steps=tuple(_next_steps(FUSION_DIFFERS, table, second, two)),
        kind=FUSION_DIFFERS,
        headline=_headline(FUSION_DIFFERS, table.target, f"{one.label} against {two.label}"),
    )


def _look_text(row: AgreementRow, look: Look) -> str:
    cell = next(cell for cell in row.cells if cell.look is look)
    if look is Look.TRANSCRIPT and cell.outcome is Outcome.PRESENT:
        return f"present ({cell.text})"
    if look is Look.PROTEIN and ", " in cell.text:
        outcome, clone = cell.text.split(", ", 1)
        return f"{outcome} ({clone})"
    assert cell.outcome is not None
    return _words(cell.outcome)


def _with_kind(spot: _Spot) -> str:
    """`left axilla (metastasis)`: the kind is said unless the label says it already."""
    label, kind = in_sentence(spot.label), spot.specimen.kind
    if kind is SpecimenKind.UNKNOWN or kind.value in label.lower():
        return label
    return f"{label} ({kind})"


def in_sentence(name: str) -> str:
    """
    A name within a sentence: its first letter small, unless it is an abbreviation.

    >>> in_sentence("Metastasis of the axilla"), in_sentence("ALK-positive part")
    ('metastasis of the axilla', 'ALK-positive part')
    """
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Differences between lesions of one specimen, and the summary


def _between_components(
    target: Target, case: Case, spots: Sequence[_Spot], rows: dict[tuple[str, str], AgreementRow]
) -> Iterator[str]:
    for specimen in case.specimens:
        here = [spot for spot in spots if spot.specimen.id == specimen.id]
        for look in Look:
            by_outcome: dict[Outcome, list[str]] = {}
            for spot in here:
                outcome = _outcome(rows[spot.key], look, informative=True)
                if outcome is not None:
                    by_outcome.setdefault(outcome, []).append(spot.component.name)
            if len(by_outcome) > 1:
                what = {
                    Look.PROTEIN: f"{target.protein} protein",
                    Look.REARRANGEMENT: f"{target.name} rearrangement",
                }.get(look, f"{target.name} fusion")
                has = ", ".join(in_sentence(name) for name in by_outcome[Outcome.PRESENT])
                lacks = ", ".join(in_sentence(name) for name in by_outcome[Outcome.ABSENT])
                yield (
                    f"{_capital(what)} differs between components of {in_sentence(specimen.name)}, as two lesions "
                    f"would: present in {has}, absent in {lacks}."
                )


def _summary(
    target: Target, rows: Sequence[AgreementRow], conflicts: Sequence[Conflict], differences: Sequence[str]
) -> str:
    verdicts = [row.verdict for row in rows]
    if conflicts:
        headlines = "; ".join(conflict.headline for conflict in conflicts)
        text = f"{headlines}." if len(conflicts) == 1 else f"{len(conflicts)} conflicts: {headlines}."
    elif "agree" in verdicts:
        agreeing = [row for row in rows if row.verdict == "agree"]
        looks = [cell for cell in agreeing[0].cells if cell.outcome is not None and cell.outcome.is_informative]
        number = {2: "two", 3: "three"}[len(looks)]
        text = f"{target.name}: {number} looks agree in {' and '.join(in_sentence(row.label) for row in agreeing)}."
    elif "single" in verdicts:
        text = f"{target.name}: one kind of assay only, nothing to compare."
    else:
        text = f"{target.name}: nothing informative."
    return " ".join([text, *differences])
