"""
The record held against itself: claims outside an assay's scope, facts told twice and differently, sums that do not
add up, words without a number, diagnoses that took long, and publications that contradict themselves.

Each rule is one function from the case (and what was computed of it) to flags; none knows a particular case.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from breakapart.diagnosis.agreement import in_sentence
from breakapart.diagnosis.findings import claimed_classes
from breakapart.diagnosis.scope import WORDS, Reach, scope_of
from breakapart.diagnosis.timeline import PlacedEvent, known_intervals, place_events, unplaced
from breakapart.model.agreement import AuditFlag, GeneAgreement
from breakapart.model.case import Case, Certainty, Component, Course, Event, EventKind, Specimen
from breakapart.model.fish import FishAssay, ProbeProfile
from breakapart.model.fusion import FusionSeen
from breakapart.model.histology import FnclccGrade
from breakapart.model.ihc import Basis, IhcResult
from breakapart.model.literature import LiteratureList
from breakapart.model.outcome import Outcome
from breakapart.model.result import PlacedGrade
from breakapart.model.sequencing import ClaimedNegative, SequencingAssay, VariantClass

SUMMARY_PLACES = frozenset({"abstract", "title"})
"""Parts of a report that summarise: what stands only there is not backed by the body."""

PACE = re.compile(r"\b(rapid(?:ly)?|quick(?:ly)?|early|soon|slow(?:ly)?|late|prompt(?:ly)?|indolent)\b", re.IGNORECASE)
"""Words that stand for a length of time without giving one."""

AMBIGUOUS_MARKERS = {
    "actin": (
        frozenset({"SMA", "MSA"}),
        "smooth muscle actin (clone 1A4) or muscle-specific actin (clone HHF35), which stain different cells",
    ),
}
"""Markers whose name alone leaves open which antibody was used: (the stains it may be, in words). The clones bind
different actin isoforms: alpha smooth muscle actin for 1A4 (Skalli 1986, doi 10.1083/jcb.103.6.2787), all muscle actins
for HHF35 (Tsukada 1987, Am J Pathol 126:51); both recalled."""

RECORD = "case record"


class AuditKnowledge(Protocol):
    """The part of the knowledge base that the audit reads."""

    def probe(self, id_: str) -> ProbeProfile:
        """The probe profile with this id."""

    def default_probe(self, gene: str) -> ProbeProfile | None:
        """The usual probe of a gene."""


def audit_case(
    case: Case,
    *,
    fusions: Sequence[FusionSeen],
    grades: Sequence[PlacedGrade],
    agreements: Sequence[GeneAgreement],
    knowledge: AuditKnowledge,
    literature: Sequence[LiteratureList],
    labels: Mapping[str, str] = MappingProxyType({}),
    scored_images: frozenset[str] = frozenset(),
) -> tuple[AuditFlag, ...]:
    """
    Everything in the record that should be looked at again, most consequential first.

    `literature` are the lists of publications that the knowledge base holds; those on this case's fusions and
    conflicts are checked. `labels` are what people read for the ids of stains and features. `scored_images` are those
    that results of the case come from.
    """
    return (
        *_scope(case),
        *_grade(case, grades),
        *_excluded_but_signed(case),
        *_delay(case),
        *_follow_up(case),
        *_pace(case),
        *_told_twice(case, labels),
        *_only_in_summary(case, labels),
        *_cutoff(case, knowledge),
        *_ambiguous_marker(case, labels),
        *_collective(case, labels),
        *_brisk_but_few(case, grades),
        *_literature(literature, fusions, agreements),
        *_unread(case, scored_images),
    )


def _label(id_: str, labels: Mapping[str, str]) -> str:
    return labels.get(id_, id_.replace("_", " "))


def _components(case: Case) -> Iterator[tuple[Specimen, Component, str]]:
    for specimen, component in case.components:
        one = len(specimen.components) == 1
        yield specimen, component, specimen.name if one else f"{specimen.name}, {component.name}"


def _graded(case: Case, grades: Sequence[PlacedGrade]) -> Iterator[tuple[Specimen, Component, FnclccGrade, str]]:
    by_place = {(placed.at.specimen, placed.at.component): placed.grade for placed in grades}
    for specimen, component, where in _components(case):
        grade = by_place.get((specimen.id, component.id))
        if grade is not None:
            yield specimen, component, grade, where


def _path(case: Case, specimen: Specimen, component: Component, *rest: str | int) -> str:
    """Where an entry of a component stands in the case file."""
    at = [one.id for one in case.specimens].index(specimen.id)
    part = [one.id for one in specimen.components].index(component.id)
    return ".".join(map(str, ("specimens", at, "components", part, *rest)))


def _events(case: Case, ids: Iterable[str]) -> tuple[str, ...]:
    """Where events stand in the case file."""
    order = [event.id for event in case.timeline]
    return tuple(dict.fromkeys(f"timeline.{order.index(id_)}" for id_ in ids if id_ in order))


# Scope


def _scope(case: Case) -> Iterator[AuditFlag]:
    """A negative can only be as wide as the assay behind it."""
    told: set[tuple[str, ClaimedNegative]] = set()
    for specimen, component, where in _components(case):
        for run, result in enumerate(component.sequencing):
            assay = case.assay(result.assay)
            for number, claim in enumerate(result.negatives):
                about = _path(case, specimen, component, "sequencing", run, "negatives", number)
                flag = _beyond(claim, assay, where, (about, f"assays.{case.assays.index(assay)}"))
                if flag is not None and (assay.id, claim) not in told:
                    told.add((assay.id, claim))
                    yield flag


def _beyond(claim: ClaimedNegative, assay: SequencingAssay, where: str, about: tuple[str, ...]) -> AuditFlag | None:
    reasons: dict[str, Reach] = {}
    doubted: dict[str, None] = {}
    for gene in claim.genes or (None,):
        for variant_class in _asked(claim):
            scope = scope_of(assay, variant_class, gene)
            if scope.reach is not Reach.WITHIN:
                reasons[scope.because] = scope.reach
                doubted[gene or WORDS[variant_class]] = None
    if not reasons:
        return None
    names = _listed(list(doubted))
    verb = "cannot" if Reach.OUTSIDE in reasons.values() else "is not known to"
    stated = f"Stated in {claim.stated_in}: " if claim.stated_in else "Stated: "
    return AuditFlag(
        kind="scope",
        statement=(
            f"{assay.name} {verb} support the stated negative for {names}: "
            f"{_described(assay)}. Treat these as not tested."
        ),
        because=f"{stated}{claim.statement.rstrip('.')}. {_in_one(reasons, f'{assay.name} cannot detect ')}",
        how_to_resolve=f"Ask the laboratory which assay the negative rests on, or test {names} with one that can.",
        source=f"{RECORD}: description of assay {assay.id}",
        where=where,
        about=about,
    )


def _described(assay: SequencingAssay) -> str:
    if not assay.detects:
        return "its description does not say what it detects"
    return f"it is described as detecting {_listed([WORDS[c] for c in assay.detects])}"


def _asked(claim: ClaimedNegative) -> tuple[VariantClass, ...]:
    if claim.variant_classes or claim.genes:
        return claimed_classes(claim)
    return ()  # "nothing else found" is as wide as the assay, by its own words


# Facts told differently


def _told_twice(case: Case, labels: Mapping[str, str]) -> Iterator[AuditFlag]:
    for specimen, component, where in _components(case):
        for number, stain in enumerate(component.ihc):
            about = _path(case, specimen, component, "ihc", number)
            for other in stain.also_stated:
                yield _told_differently(
                    _label(stain.marker, labels), _how(stain), stain.stated_in, other.value, other.where, where, about
                )
        for number, feature in enumerate(component.morphology):
            about = _path(case, specimen, component, "morphology", number)
            for other in feature.also_stated:
                said = feature.text or _label(feature.term, labels)
                yield _told_differently("morphology", said, feature.stated_in, other.value, other.where, where, about)


def _how(stain: IhcResult) -> str:
    words = [stain.extent.value if stain.extent else "", stain.intensity.value if stain.intensity else ""]
    return ", ".join(word for word in words if word) or stain.outcome.value.replace("_", " ")


def _told_differently(
    what: str, said: str, said_in: Sequence[str], other: str, other_in: str, where: str, about: str
) -> AuditFlag:
    place = f" ({_listed(said_in)})" if said_in else ""
    return AuditFlag(
        kind="inconsistent",
        statement=f"{what} is given as '{said}'{place} and as '{other}' ({other_in}).",
        because="The same result is told in two ways; the first is used.",
        how_to_resolve="Look at the slide again and record the share of tumour cells that stain."
        if what != "morphology"
        else "Look at the slide again.",
        source=RECORD,
        where=where,
        about=(about,),
    )


def _only_in_summary(case: Case, labels: Mapping[str, str]) -> Iterator[AuditFlag]:
    """What only the abstract says is not backed by a description."""
    for specimen, component, where in _components(case):
        for number, feature in enumerate(component.morphology):
            if feature.stated_in and {place.lower() for place in feature.stated_in} <= SUMMARY_PLACES:
                about = _path(case, specimen, component, "morphology", number)
                yield _unsupported(_label(feature.term, labels), feature.stated_in, where, about)
        for number, stain in enumerate(component.ihc):
            if stain.stated_in and {place.lower() for place in stain.stated_in} <= SUMMARY_PLACES:
                said = f"{_label(stain.marker, labels)} {stain.outcome.value.replace('_', ' ')}"
                about = _path(case, specimen, component, "ihc", number)
                yield _unsupported(said, stain.stated_in, where, about)


def _unsupported(said: str, places: Sequence[str], where: str, about: str) -> AuditFlag:
    return AuditFlag(
        kind="inconsistent",
        statement=f"'{said}' is stated only in the {_listed(places)}, not in the description of the specimen.",
        because="A summary should repeat what the description says.",
        how_to_resolve="Confirm it on the slide before relying on it.",
        source=RECORD,
        where=where,
        about=(about,),
    )


def _excluded_but_signed(case: Case) -> Iterator[AuditFlag]:
    if case.signed is None or case.signed.entity is None:
        return
    for number, considered in enumerate(case.considered):
        if considered.conclusion == "excluded" and considered.entity == case.signed.entity:
            yield AuditFlag(
                kind="inconsistent",
                statement=f"'{considered.text}' is listed as excluded, yet it is the diagnosis that was signed.",
                because="Both are filed under the same entity.",
                how_to_resolve="Correct one of the two.",
                source=RECORD,
                about=(f"considered.{number}", "signed"),
            )


# Words where numbers belong


def _ambiguous_marker(case: Case, labels: Mapping[str, str]) -> Iterator[AuditFlag]:
    for specimen, component, where in _components(case):
        done = {stain.marker for stain in component.ihc}
        for number, stain in enumerate(component.ihc):
            if stain.marker not in AMBIGUOUS_MARKERS or stain.clone is not None:
                continue
            meanings, words = AMBIGUOUS_MARKERS[stain.marker]
            beside = [_label(marker, labels) for marker in sorted(meanings & done)]
            listed = f", listed beside {_listed(beside)}" if beside else ""
            yield AuditFlag(
                kind="vocabulary",
                statement=f"'{stain.marker.capitalize()}' without a clone{listed}: which stain was it?",
                because=f"The name can mean {words}.",
                how_to_resolve="Ask the laboratory for the antibody clone.",
                source="Skalli 1986, doi 10.1083/jcb.103.6.2787; Tsukada 1987, Am J Pathol 126:51 (recalled)",
                where=where,
                about=(_path(case, specimen, component, "ihc", number),),
            )


def _collective(case: Case, labels: Mapping[str, str]) -> Iterator[AuditFlag]:
    for specimen, component, where in _components(case):
        together = [number for number, stain in enumerate(component.ihc) if stain.basis is Basis.COLLECTIVE]
        markers = [_label(component.ihc[number].marker, labels) for number in together]
        if markers:
            yield AuditFlag(
                kind="vocabulary",
                statement=f"{len(markers)} stains are stated together, not one by one: {_listed(markers)}.",
                because="The record says that they resemble another specimen's; single results are not given.",
                how_to_resolve="Record each stain's result.",
                source=RECORD,
                where=where,
                about=tuple(_path(case, specimen, component, "ihc", number) for number in together),
            )


def _brisk_but_few(case: Case, grades: Sequence[PlacedGrade]) -> Iterator[AuditFlag]:
    """`Brisk` beside a count that scores 1: the word promises more than the number."""
    for specimen, component, grade, where in _graded(case, grades):
        if grade.mitoses != 1:
            continue
        for number, feature in enumerate(component.morphology):
            if feature.term == "high_mitoses" and feature.outcome is Outcome.PRESENT:
                said = feature.text or "high mitotic activity"
                yield AuditFlag(
                    kind="vocabulary",
                    statement=f"'{said}' stands beside a count that gives the lowest mitotic score, 1.",
                    because="The FNCLCC system scores up to 9 mitoses per 10 high-power fields as 1.",
                    how_to_resolve="Prefer the count, and state the area it was taken over.",
                    source=grade.source,
                    where=where,
                    about=(
                        _path(case, specimen, component, "morphology", number),
                        _path(case, specimen, component, "mitoses"),
                    ),
                )


def _pace(case: Case) -> Iterator[AuditFlag]:
    """Rapid, early, late: said of a course whose intervals are given, or are not."""
    by_id = {event.id: event for event in case.timeline}
    kinds = (EventKind.RECURRENCE, EventKind.METASTASIS)
    about = _events(case, (event.id for event in case.timeline if event.kind in kinds))
    course = [
        f"{in_sentence(event.what)}: {interval.length} after {in_sentence(by_id[interval.start].what)}"
        for interval in known_intervals(case)
        if (event := by_id[interval.end]).kind in kinds
    ]
    course += [f"{in_sentence(event.what)}: no date" for event in unplaced(case) if event.kind is EventKind.RECURRENCE]
    if not course:
        return
    for word, where in _pace_words(case):
        yield AuditFlag(
            kind="timeline",
            statement=f"The course is called '{word}'. The record gives: {'; '.join(course)}.",
            because="A word for a length of time has no fixed meaning; the intervals have.",
            how_to_resolve="State the interval to each recurrence and to the metastasis.",
            source=where,
            about=about,
        )


def _pace_words(case: Case) -> Iterator[tuple[str, str]]:
    texts = [(event.what, f"{RECORD}: {event.id}") for event in case.timeline]
    texts += [(f"{event.result or ''} {event.note or ''}", f"{RECORD}: {event.id}") for event in case.timeline]
    texts.append((case.source.note or "" if case.source else "", f"{RECORD}: source"))
    seen: set[str] = set()
    for text, where in texts:
        for match in PACE.finditer(text):
            word = match.group(1).lower()
            if word not in seen:
                seen.add(word)
                yield word, where


# Time


def _follow_up(case: Case) -> Iterator[AuditFlag]:
    """The intervals given, added up, against the follow-up that is stated."""
    stated = next((e.follow_up for e in reversed(case.timeline) if e.follow_up is not None), None)
    intervals = known_intervals(case)
    gaps = unplaced(case)
    if stated is None or not intervals:
        return
    placed = place_events(case)
    about = _events(
        case, (*(one.end for one in intervals), *(event.id for event in case.timeline if event.follow_up is not None))
    )
    known = max(event.months for event in placed)
    total = stated.in_months
    sum_ = " + ".join(str(interval.length) for interval in intervals)
    if known > total + 1:
        yield AuditFlag(
            kind="arithmetic",
            statement=f"The intervals given ({sum_}) reach {known:g} months, beyond the {total:g} months of follow-up.",
            because="Follow-up cannot be shorter than what happened in it, unless it is counted from a later event.",
            how_to_resolve="State from which event follow-up is counted, and the date of each event.",
            source=RECORD,
            about=about,
        )
    elif known < total - 1:
        order = f"; of {len(gaps)} events only the order is known" if gaps else ""
        yield AuditFlag(
            kind="arithmetic",
            statement=(
                f"The intervals given ({sum_}) add up to {known:g} of the {total:g} months of follow-up; "
                f"the other {total - known:g} months cannot be placed{order}."
            ),
            because=f"Without a date or an interval: {'; '.join(in_sentence(event.what) for event in gaps)}.",
            how_to_resolve="Give the date, or the patient's age, at each event.",
            source=RECORD,
            about=about,
        )


def _delay(case: Case) -> Iterator[AuditFlag]:
    """From the first read without a definite diagnosis that lasted, to the first one that did."""
    reads = [placed for placed in place_events(case) if placed.event.kind is EventKind.PATHOLOGY_READ]
    first = next((read for read in reads if not _settled(read.event, case)), None)
    if first is None:
        return
    later = reads[reads.index(first) :]
    settled = next((read for read in later if _settled(read.event, case)), None)
    unsettled = later[: later.index(settled)] if settled else later
    words = _listed([f"'{read.event.diagnosis}'" for read in unsettled])
    number = "One pathology read" if len(unsettled) == 1 else f"{len(unsettled)} pathology reads"
    statement = f"{number} gave no diagnosis that lasted ({words}){_wait(case, first, settled)}."
    yield AuditFlag(
        kind="delay",
        statement=statement + _meanwhile(case, first, settled),
        because=_tested_then(case, unsettled),
        how_to_resolve=(
            "When the first read of a spindle-cell tumour is not definite, ask for stains of targetable kinases (ALK, "
            "pan-TRK) and an RNA fusion panel then."
        ),
        source=RECORD,
        about=_events(case, (read.event.id for read in (*unsettled, *([settled] if settled else [])))),
    )


def _settled(read: Event, case: Case) -> bool:
    """Definite (or an entity is named without doubt), and not replaced by another entity later."""
    signed = case.signed.entity if case.signed else None
    is_firm = read.certainty is Certainty.DEFINITE or (read.certainty is None and read.entity is not None)
    return is_firm and (signed is None or read.entity in (None, signed))


def _wait(case: Case, first: PlacedEvent, settled: PlacedEvent | None) -> str:
    end = settled
    if end is None:
        later = [
            placed
            for placed in place_events(case)
            if placed.event.kind is not EventKind.FOLLOW_UP and placed.event.course in (None, Course.GIVEN)
        ]
        end = later[-1]
    months = end.months - first.months
    exact = first.is_exact and end.is_exact
    until = "until the diagnosis" if settled else f"by the time of '{end.event.what}'"
    if months <= 0:
        return f"; the time {until} is not recorded"
    return f", {'' if exact else 'at least '}{months:g} months {until}"


def _meanwhile(case: Case, first: PlacedEvent, settled: PlacedEvent | None) -> str:
    order = [event.id for event in case.timeline]
    start = order.index(first.event.id)
    stop = order.index(settled.event.id) if settled else len(order)
    kinds = (EventKind.RECURRENCE, EventKind.METASTASIS)
    events = [in_sentence(event.what) for event in case.timeline[start + 1 : stop] if event.kind in kinds]
    return f" Meanwhile: {_listed(events)}." if events else ""


def _tested_then(case: Case, reads: Sequence[PlacedEvent]) -> str:
    ids = dict.fromkeys(id_ for read in reads for id_ in read.event.specimens)
    untested = [
        in_sentence(case.specimen(id_).name)
        for id_ in ids
        if not any(part.sequencing or part.fish for part in case.specimen(id_).components)
    ]
    if untested:
        return f"No molecular test is on record for {_listed(untested)}."
    return "The date of the first molecular test is not on record; no read before it could use its result."


# Grade and FISH


def _grade(case: Case, grades: Sequence[PlacedGrade]) -> Iterator[AuditFlag]:
    for specimen, component, grade, where in _graded(case, grades):
        reported = component.reported_grade
        if reported is None or not grade.applicable:
            continue
        for name in ("differentiation", "mitoses", "necrosis", "grade"):
            said, computed = getattr(reported, name), getattr(grade, name)
            if said is not None and computed is not None and said != computed:
                part = "FNCLCC grade" if name == "grade" else f"FNCLCC {name} score"
                yield AuditFlag(
                    kind="inconsistent",
                    statement=f"The {part} is reported as {said}, but follows from the record as {computed}.",
                    because=" ".join(grade.reasons),
                    how_to_resolve="Check the count, its area and the scores.",
                    source=grade.source,
                    where=where,
                    about=tuple(
                        _path(case, specimen, component, key)
                        for key in ("reported_grade", "differentiation_score", "mitoses", "necrosis")
                        if getattr(component, key) is not None
                    ),
                )


def _cutoff(case: Case, knowledge: AuditKnowledge) -> Iterator[AuditFlag]:
    for specimen, component, where in _components(case):
        for number, assay in enumerate(component.fish):
            profile = _profile(assay, knowledge)
            if profile is None:
                continue
            stated = assay.cutoff_percent if assay.cutoff_percent is not None else profile.cutoff_percent
            operator = assay.cutoff_operator or profile.cutoff_operator
            if (stated, operator) == (profile.cutoff_percent, profile.cutoff_operator):
                continue
            yield AuditFlag(
                kind="inconsistent",
                statement=(
                    f"{assay.gene} FISH was called with a cut-off of {operator} {stated:g} %; the probe's profile asks "
                    f"for {profile.cutoff_operator} {profile.cutoff_percent:g} %."
                ),
                because="A case at the limit is positive under one and negative under the other.",
                how_to_resolve="Give the number of rearranged nuclei; away from the limit the two agree.",
                source=profile.source,
                where=where,
                about=(_path(case, specimen, component, "fish", number),),
            )


def _profile(assay: FishAssay, knowledge: AuditKnowledge) -> ProbeProfile | None:
    return knowledge.probe(assay.probe) if assay.probe is not None else knowledge.default_probe(assay.gene)


# Files


def _unread(case: Case, scored_images: frozenset[str]) -> Iterator[AuditFlag]:
    """Reads, tables and images that are named, but of which the record gives no result."""
    for _, component, where in _components(case):
        files = [
            assay.image
            for assay in component.fish
            if assay.image and assay.outcome is None and assay.image not in scored_images
        ]
        for run in component.sequencing:
            if not run.fusions and run.outcome is None:
                files += [*run.reads, *([run.table] if run.table else [])]
            if run.vcf and not run.variants:
                files.append(run.vcf)
        if files:
            yield AuditFlag(
                kind="unread",
                statement=f"Named, but not analysed in this report: {_listed(list(dict.fromkeys(files)))}.",
                because="The record gives no result for them, and this report reads results.",
                how_to_resolve="Have them analysed and enter the result; until then they count as not done.",
                source=RECORD,
                where=where,
            )


# Publications


def _literature(
    lists: Sequence[LiteratureList], fusions: Sequence[FusionSeen], agreements: Sequence[GeneAgreement]
) -> Iterator[AuditFlag]:
    """Publications on this case's fusions and conflicts that contradict themselves."""
    topics = [f"fusion:{seen.annotation.names.hgnc}" for seen in fusions if seen.annotation is not None]
    topics += [f"conflict:{conflict.kind}" for gene in agreements for conflict in gene.conflicts]
    for topic in dict.fromkeys(topics):
        on_topic = [one for one in lists if one.topic == topic]
        for one in on_topic:
            yield from _sum(one)
            yield from _repeats(one)
            others = [other for other in on_topic if other.source == one.source and other is not one]
            if one.is_complete:
                yield from _left_out(one, others)


def _left_out(one: LiteratureList, others: Iterable[LiteratureList]) -> Iterator[AuditFlag]:
    listed = {item.key for item in one.items}
    for other in others:
        for item in other.items:
            if item.key not in listed:
                named = ", ".join(listed_item.text for listed_item in one.items)
                yield AuditFlag(
                    kind="literature",
                    statement=(
                        f"{one.subject} is said to occur in {item.text}{_in_brackets(item.reference)}, but {one.title} "
                        "in the same publication leaves that out."
                    ),
                    because=f"{other.section}: {item.text}. {one.section}: {named}.",
                    how_to_resolve=f"Read {item.reference or 'the reference'} and count the {item.text}, or not.",
                    source=one.source,
                )


def _sum(one: LiteratureList) -> Iterator[AuditFlag]:
    counts = [item.count for item in one.items if item.count is not None]
    if one.stated_total is None or not counts or len(counts) < len(one.items):
        return
    if sum(counts) != one.stated_total:
        yield AuditFlag(
            kind="literature",
            statement=f"{_capital(one.title)} is given as {one.stated_total}, but its parts add up to {sum(counts)}.",
            because=" + ".join(f"{item.count} {item.text}" for item in one.items),
            how_to_resolve="Count the references again.",
            source=one.source,
        )


def _repeats(one: LiteratureList) -> Iterator[AuditFlag]:
    if any(item.count is not None for item in one.items):
        return
    first: dict[str, str] = {}
    repeated = []
    for item in one.items:
        if item.key in first:
            repeated.append(f"'{item.text}' repeats '{first[item.key]}'")
        first.setdefault(item.key, item.text)
    if repeated or (one.stated_total is not None and one.stated_total != len(one.items)):
        numbered = f", numbered as {one.stated_total}" if one.stated_total not in (None, len(one.items)) else ""
        repeats = f"; {'; '.join(repeated)}" if repeated else ""
        yield AuditFlag(
            kind="literature",
            statement=(
                f"{_capital(one.title)} has {len(one.items)} statements{numbered}, and {len(first)} different "
                f"ones{repeats}."
            ),
            because="Statements that say the same are one reason, not two.",
            how_to_resolve="Count and test each reason once.",
            source=one.source,
        )


def _in_brackets(reference: str) -> str:
    return f" ({reference})" if reference else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(words: Sequence[str]) -> str:
    """
    The words as a list in a sentence.

    >>> _listed(["BRAF", "NRAS", "KIT"])
    'BRAF, NRAS and KIT'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _in_one(reasons: Iterable[str], beginning: str) -> str:
    """Reasons as sentences; those with the same beginning are one."""
    alike = [reason.removeprefix(beginning) for reason in reasons if reason.startswith(beginning)]
    others = [reason for reason in reasons if not reason.startswith(beginning)]
    first = [f"{beginning}{_listed(alike)}"] if alike else []
    return " ".join(f"{_capital(reason)}." for reason in first + others)
