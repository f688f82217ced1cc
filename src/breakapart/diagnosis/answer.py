"""
The assessment in words: three sentences, what to do next, what to look at again.

Each sentence names the sections of the report that carry it. Nothing is said here that a result does not say; what
was not done is said as not done.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from breakapart.diagnosis.agreement import TARGETS, in_sentence
from breakapart.diagnosis.geometry import pattern_in_words
from breakapart.model.agreement import AgreementRow, AuditFlag, GeneAgreement, Look
from breakapart.model.case import Case, EventKind, Status
from breakapart.model.fusion import Frame, Function, FusionAnnotation, FusionSeen, Oligomerisation, Retention
from breakapart.model.outcome import Outcome
from breakapart.model.protein import DomainFate
from breakapart.model.result import PlacedFish, PlacedGrade, Sentence
from breakapart.model.therapy import Therapy

MOST_TO_LOOK_AT = 4
"""More than this are counted, not told: the head of a report is read in a minute, and the audit has them all."""

GRAVE = frozenset({"scope", "delay", "arithmetic"})
"""Audit flags that are told before FISH signals that do not fit, and before differences of wording."""

FRAMES = {
    Frame.IN_FRAME: "in-frame",
    Frame.OUT_OF_FRAME: "out-of-frame",
    Frame.UNDETERMINED: "fusion of undetermined frame,",
}
VERDICTS = {
    Function.ACTIVATING_LIKELY: "an activating kinase fusion is likely",
    Function.UNCERTAIN: "whether it activates a kinase is uncertain",
    Function.UNLIKELY: "an activating kinase fusion is unlikely",
}
DOMAIN_WORDS = {"coiled_coil": "coiled coil"}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the sentences are made of."""

    case: Case
    fusions: tuple[FusionSeen, ...]
    fish: tuple[PlacedFish, ...]
    grades: tuple[PlacedGrade, ...]
    agreements: tuple[GeneAgreement, ...]
    audit: tuple[AuditFlag, ...]
    therapies: tuple[Therapy, ...]


def state_answer(grounds: Grounds, entity: Sentence | None = None) -> tuple[Sentence, Sentence, Sentence]:
    """
    Which tumour, what the fusion makes, which grade.

    `entity` is the first sentence when a ranked differential has supplied one; without it the signed diagnosis is
    quoted, or the molecular class named as far as the findings reach.
    """
    return entity or _entity(grounds), _fusion(grounds), _grade(grounds)


# First sentence: which tumour


def _entity(grounds: Grounds) -> Sentence:
    signed = grounds.case.signed
    support, anchors = molecular_class(grounds)
    if signed is not None:
        by = f" by {signed.by}" if signed.by else ""
        text = f"{_capital(signed.text)} (signed{by}); the findings support {support}; entities were not ranked."
        return Sentence(text, anchors)
    return Sentence(f"The findings support {support}; which entity that is stays open.", anchors)


def molecular_class(grounds: Grounds) -> tuple[str, tuple[str, ...]]:
    """
    The molecular class as far as the findings reach, with the sections it rests on.

    A fusion transcript outranks FISH, and FISH outranks a stain.
    """
    present = _present(grounds.fusions)
    for seen in present:
        annotation = seen.annotation
        if annotation is not None and annotation.kinase_gene and annotation.function is not Function.UNLIKELY:
            return f"a tumour with {annotation.kinase_gene} rearrangement", ("fusion", "agreement")
    for seen in present:
        known = seen.annotation.fusion_class if seen.annotation is not None else None
        if seen.annotation is not None and known is not None:
            return f"a tumour with {seen.annotation.names.hgnc}, known from {known.typical_of}", ("fusion",)
    for placed in grounds.fish:
        if placed.fish.outcome is Outcome.PRESENT:
            return f"a rearrangement of {placed.fish.gene}, its partner unknown", ("fish", "agreement")
    for gene in grounds.agreements:
        if any(_cell(row, Look.PROTEIN) is Outcome.PRESENT for row in gene.rows):
            return f"{gene.gene} protein expression, its cause not shown", ("ihc", "agreement")
    if present:
        partner = " (one partner known)" if present[0].annotation is None else ""
        return f"a tumour with {_name(present[0])}{partner}", ("fusion",)
    if grounds.agreements:
        return "no kinase alteration within what was tested", ("agreement",)
    return "no molecular class, as no test for one is recorded", ("ihc",)


def _present(fusions: Sequence[FusionSeen]) -> list[FusionSeen]:
    """Fusions found, the most consequential first; the same call in several places once."""
    rank = {Function.ACTIVATING_LIKELY: 0, Function.UNCERTAIN: 1, Function.UNLIKELY: 2}
    found = {_name(seen): seen for seen in reversed(fusions) if seen.outcome is Outcome.PRESENT}
    # The two genes without exons are the same fusion, told less exactly.
    exact = {seen.annotation.names.hgnc for seen in found.values() if seen.annotation and _is_exact(seen.annotation)}
    ordered = [
        seen
        for seen in reversed(found.values())
        if seen.annotation is None or _is_exact(seen.annotation) or seen.annotation.names.hgnc not in exact
    ]
    return sorted(ordered, key=lambda seen: rank[seen.annotation.function] if seen.annotation else 3)


def _is_exact(annotation: FusionAnnotation) -> bool:
    return annotation.names.exons != annotation.names.hgnc


def _name(seen: FusionSeen) -> str:
    return seen.annotation.names.exons if seen.annotation else seen.call


# Second sentence: what the fusion makes


def _fusion(grounds: Grounds) -> Sentence:
    present = _present(grounds.fusions)
    if not present:
        return _without_fusion(grounds)
    first = present[0]
    more = f" {len(present) - 1} more in the section on fusions." if len(present) > 1 else ""
    if first.annotation is None:
        return Sentence(f"{first.call} names one partner only, so what it makes cannot be said.{more}", ("fusion",))
    text = f"{_capital(fusion_in_words(first.annotation))}{_fish_words(grounds.fish)}.{more}"
    return Sentence(text, ("fusion", "fish") if grounds.fish else ("fusion",))


def fusion_in_words(annotation: FusionAnnotation) -> str:
    """What a fusion keeps and whether it can act, as half a sentence with a verdict."""
    frame = FRAMES[annotation.frame]
    article = "a" if frame.startswith("fusion") else "an"
    if annotation.kinase_gene is None:
        return f"{article} {frame} {annotation.names.exons}, {_without_kinase(annotation)}"
    if not (annotation.five_prime.is_known and annotation.three_prime.is_known):
        return f"{annotation.names.exons}, whose exons are not both given: neither frame nor kinase domain can be told"
    parts = [part for part in (_partner(annotation), _kinase(annotation)) if part]
    keeps = f" {' and '.join(parts)}" if parts else ""
    return f"{article} {frame} {annotation.names.exons}{keeps}: {VERDICTS[annotation.function]}"


def _without_kinase(annotation: FusionAnnotation) -> str:
    known = annotation.fusion_class
    if known is None:
        return "a fusion without a known kinase, of which no verdict is given"
    return f"a {known.kind} known from {known.typical_of}"


def _partner(annotation: FusionAnnotation) -> str:
    genes = (annotation.five_prime.transcript.gene, annotation.three_prime.transcript.gene)
    partner = next((gene for gene in genes if gene != annotation.kinase_gene), genes[0])
    state = annotation.oligomerisation
    if state is Oligomerisation.NONE:
        return f"brings no oligomerisation domain of {partner}"
    verb = {Oligomerisation.KEPT: "keeps", Oligomerisation.PARTIAL: "cuts", Oligomerisation.LOST: "loses"}[state]
    return f"{verb} the {_oligomeriser(annotation, partner)} of {partner}"


def _oligomeriser(annotation: FusionAnnotation, partner: str) -> str:
    fates: tuple[DomainFate, ...] = annotation.protein.domains if annotation.protein else ()
    for fate in fates:
        if fate.gene == partner and fate.domain.kind in DOMAIN_WORDS and fate.fate != "lost":
            return DOMAIN_WORDS[fate.domain.kind]
    return "oligomerisation domain"


def _kinase(annotation: FusionAnnotation) -> str:
    gene = annotation.kinase_gene
    assert gene is not None
    return {
        Retention.COMPLETE: f"the whole {gene} kinase"
        if annotation.oligomerisation is Oligomerisation.KEPT
        else f"keeps the whole {gene} kinase",
        Retention.PARTIAL: f"cuts the {gene} kinase",
        Retention.LOST: f"loses the {gene} kinase",
        Retention.NONE: f"has no kinase domain of {gene} on record",
    }[annotation.kinase_domain]


def _fish_words(fish: Sequence[PlacedFish]) -> str:
    words = {Outcome.PRESENT: "positive", Outcome.ABSENT: "negative", Outcome.EQUIVOCAL: "equivocal"}
    outcomes = {placed.fish.outcome for placed in fish}
    if not fish:
        return "; break-apart FISH was not done"
    if len(outcomes) == 1:
        word = words.get(fish[0].fish.outcome, "not evaluable")
        return f"; break-apart FISH is {word}"
    return "; break-apart FISH differs between places"


def _without_fusion(grounds: Grounds) -> Sentence:
    runs = [run for _, part in grounds.case.components for run in part.sequencing]
    outcomes = {seen.outcome for seen in grounds.fusions} | {run.outcome for run in runs}
    if not runs:
        text = "No sequencing was done, so whether there is a fusion, and what it would make, is not known"
    elif Outcome.EQUIVOCAL in outcomes:
        text = "A fusion call is equivocal"
    elif Outcome.ABSENT in outcomes:
        text = "Sequencing found no fusion within what it covers"
    elif Outcome.NOT_EVALUABLE in outcomes:
        text = "Sequencing could not be evaluated, which is not a negative result"
    else:
        text = "No fusion is reported, and the record does not say that there is none"
    return Sentence(f"{text}{_fish_words(grounds.fish)}.", ("fusion", "fish") if grounds.fish else ("fusion",))


# Third sentence: grade


def _grade(grounds: Grounds) -> Sentence:
    applicable = [placed for placed in grounds.grades if placed.grade.applicable]
    graded = [placed for placed in applicable if placed.grade.grade is not None]
    if not graded:
        return Sentence(_ungraded(grounds.grades), ("grade",))
    texts = list(dict.fromkeys(_grade_words(placed) for placed in graded))
    minimum = " (a biopsy gives the minimum)" if any(placed.grade.minimum_only for placed in graded) else ""
    return Sentence(f"{_capital('; '.join(texts))}{minimum}{_course(grounds, graded)}.", ("grade", "timeline"))


def _grade_words(placed: PlacedGrade) -> str:
    grade = placed.grade
    sum_ = f"{grade.differentiation} + {grade.mitoses} + {grade.necrosis} = {grade.total}"
    between = ""
    if grade.grade_low != grade.grade_high and None not in (grade.grade_low, grade.grade_high):
        between = f", between {grade.grade_low} and {grade.grade_high} by what is recorded"
    return f"FNCLCC grade {grade.grade} ({sum_}){between}"


def _ungraded(grades: Sequence[PlacedGrade]) -> str:
    reasons = dict.fromkeys(reason for placed in grades for reason in placed.grade.reasons[-1:])
    if not grades:
        return "No FNCLCC grade: neither mitoses, necrosis nor a differentiation score are recorded."
    return f"No FNCLCC grade: {' '.join(reasons) or 'the system does not apply.'}"


def _course(grounds: Grounds, graded: Sequence[PlacedGrade]) -> str:
    """A grade beside the course that followed; for kinase-fusion tumours a low grade has not predicted it."""
    case = grounds.case
    happened = [
        "a " + word if number == 1 else f"{number} {word}s" if word == "recurrence" else f"{number} metastases"
        for word, number in (
            ("recurrence", sum(event.kind is EventKind.RECURRENCE for event in case.timeline)),
            ("metastasis", sum(event.kind is EventKind.METASTASIS for event in case.timeline)),
        )
        if number
    ]
    is_low = all(placed.grade.grade == 1 for placed in graded)
    if happened:
        followed = " and ".join(happened)
        return f", which did not predict the course here: {followed}" if is_low else f"; {followed} followed"
    last = next((event for event in reversed(case.timeline) if event.status is not None), None)
    free = ""
    if last is not None and last.status in (Status.NO_EVIDENCE_OF_DISEASE, Status.NO_PROGRESSION):
        free = f"; no recurrence or metastasis{f' over {last.follow_up}' if last.follow_up else ''}"
    return f"{free}{_caveat(grounds)}"


def _caveat(grounds: Grounds) -> str:
    """Source: low-grade kinase-fusion tumours that recurred or spread, doi 10.3389/fonc.2025.1516491, Discussion."""
    has_kinase_fusion = any(
        seen.annotation is not None
        and seen.annotation.kinase_gene
        and seen.annotation.function is not Function.UNLIKELY
        for seen in _present(grounds.fusions)
    )
    return "; grade is a poor guide to outcome in kinase-fusion tumours" if has_kinase_fusion else ""


# Next steps


def advise(grounds: Grounds) -> tuple[Sentence, ...]:
    """What to do next: treatment to weigh, conflicts to settle, tests that are missing."""
    return (*_treatment(grounds), *_settle(grounds), *_missing_tests(grounds))


def _treatment(grounds: Grounds) -> Iterator[Sentence]:
    for gene in dict.fromkeys(
        seen.annotation.kinase_gene
        for seen in _present(grounds.fusions)
        if seen.annotation is not None and seen.annotation.function is not Function.UNLIKELY
    ):
        # The first row of a gene is the drug with the approval nearest to mesenchymal tumours.
        therapy = next((therapy for therapy in grounds.therapies if gene in therapy.genes), None)
        if gene is None or therapy is None:
            continue
        approval = readable_context(therapy.context.split(";")[0].strip())
        text = (
            f"Weigh an inhibitor of {gene} {_occasion(grounds.case)}; nearest approval, {therapy.drugs}: "
            f"{approval}{_too_young(grounds.case, therapy)}."
        )
        yield Sentence(text, ("therapy",))


def _occasion(case: Case) -> str:
    last = next((event.status for event in reversed(case.timeline) if event.status is not None), None)
    if last is Status.ALIVE_WITH_DISEASE:
        return "for the disease still present, where it cannot be resected without harm"
    spread = any(event.kind in (EventKind.RECURRENCE, EventKind.METASTASIS) for event in case.timeline)
    return "if disease recurs again" if spread else "if the tumour recurs, spreads or cannot be resected"


def readable_context(text: str) -> str:
    """
    An approval's context with its signs in words.

    >>> readable_context("FDA 2022-07-14: recurrent ALK+ IMT, age >=1 y")
    'FDA 2022-07-14: recurrent ALK+ IMT, age 1 year or more'
    """
    return re.sub(r">=\s*(\d+) y\b", lambda m: f"{m[1]} year{'' if m[1] == '1' else 's'} or more", text)


def _too_young(case: Case, therapy: Therapy) -> str:
    limit = re.search(r"age >=\s*(\d+) y\b", therapy.context)
    age = case.patient.age
    if limit is None or age is None or age.in_years >= int(limit[1]):
        return ""
    return f" (the patient was {age} old at presentation, below that age)"


def _settle(grounds: Grounds) -> Iterator[Sentence]:
    for gene in grounds.agreements:
        for conflict in gene.conflicts:
            if conflict.next_steps:
                yield Sentence(" ".join(conflict.next_steps[:2]), ("agreement", "ihc"))


def _missing_tests(grounds: Grounds) -> Iterator[Sentence]:
    """An RNA assay where a stain or FISH is the only sign, and stains where no kinase was looked at."""
    for gene in grounds.agreements:
        if gene.conflicts or any(_cell(row, Look.TRANSCRIPT) is Outcome.PRESENT for row in gene.rows):
            continue
        sign = next(
            (
                (row, what)
                for look, what in ((Look.REARRANGEMENT, "FISH"), (Look.PROTEIN, "the stain"))
                for row in gene.rows
                if _cell(row, look) in (Outcome.PRESENT, Outcome.EQUIVOCAL)
            ),
            None,
        )
        if sign is not None and _cell(sign[0], Look.TRANSCRIPT) is not Outcome.ABSENT:
            row, what = sign
            where = in_sentence(row.label)
            if "V600E" in gene.gene:
                yield Sentence(
                    f"Sequence BRAF in {where}: {what} is the only sign of {gene.gene}.",
                    ("agreement",),
                )
                continue
            yield Sentence(
                f"RNA fusion panel on {where}: {what} is the only sign of {gene.gene}, and the partner is unknown.",
                ("agreement",),
            )
    one_sided = sorted({seen.call for seen in _present(grounds.fusions) if seen.annotation is None})
    for call in one_sided:
        yield Sentence(
            f"Name the partner of {call} by an RNA fusion panel: with one partner neither frame nor kinase domain can "
            "be told.",
            ("fusion",),
        )
    tested = grounds.agreements or one_sided
    if not tested and any(specimen.components for specimen in grounds.case.specimens):
        stains = " and ".join(target.markers[0] for target in TARGETS[:2]).replace("panTRK", "pan-TRK")
        yield Sentence(f"Stain for {stains}: no test for a kinase alteration is recorded.", ("ihc",))


def _cell(row: AgreementRow, look: Look) -> Outcome | None:
    return next(cell.outcome for cell in row.cells if cell.look is look)


# What to look at again


def look_again(grounds: Grounds) -> tuple[Sentence, ...]:
    """Conflicts and audit flags in short, most consequential first; beyond `MOST_TO_LOOK_AT` counted."""
    told = [
        Sentence(f"{conflict.headline}.", ("agreement",)) for gene in grounds.agreements for conflict in gene.conflicts
    ]
    told += [Sentence(flag.statement, ("audit", *_section(flag))) for flag in grounds.audit if flag.kind in GRAVE]
    told += [
        Sentence(
            f"FISH of {held.fusion}: its geometry should give {pattern_in_words(held.expected)} signals; seen were "
            f"{', '.join(map(pattern_in_words, held.seen))}.",
            ("fish", "agreement"),
        )
        for gene in grounds.agreements
        for held in gene.geometry
        if held.agrees is False
    ]
    told += [Sentence(flag.statement, ("audit", *_section(flag))) for flag in grounds.audit if flag.kind not in GRAVE]
    if len(told) <= MOST_TO_LOOK_AT:
        return tuple(told)
    rest = len(told) - MOST_TO_LOOK_AT
    more = Sentence(f"{rest} more {'point stands' if rest == 1 else 'points stand'} in the audit.", ("audit",))
    return (*told[:MOST_TO_LOOK_AT], more)


def _section(flag: AuditFlag) -> tuple[str, ...]:
    return ("timeline",) if flag.kind in ("delay", "timeline", "arithmetic") else ()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
