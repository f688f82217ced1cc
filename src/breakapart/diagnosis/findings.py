"""
Every result of a case restated as a finding: an event, one of four outcomes, an assay, a place, and a sentence.

Nothing is concluded here. What was not tested gives no finding; what could not be evaluated stays so. Two assays
that look at the same event (an ALK fusion in RNA, a positive ALK FISH) give two findings of that one event, so
that later steps can count the event once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from breakapart.diagnosis.scope import FUSION_CLASSES, Reach, scope_of
from breakapart.model.case import (
    Case,
    Component,
    Depth,
    EventKind,
    Patient,
    Region,
    Sex,
    Specimen,
    SpecimenKind,
    Status,
)
from breakapart.model.finding import Finding
from breakapart.model.fish import FishResult
from breakapart.model.fusion import FusionSeen
from breakapart.model.histology import NecrosisExtent
from breakapart.model.ihc import Basis, IhcResult
from breakapart.model.outcome import Compartment, Extent, Outcome
from breakapart.model.result import PlacedFish
from breakapart.model.sequencing import (
    ClaimedNegative,
    Molecule,
    SequencingAssay,
    SequencingResult,
    VariantCall,
    VariantClass,
)
from breakapart.model.share import ShareOrigin

PATIENT = "patient"
"""Stands for specimen and component of what is known of the patient as a whole."""
RECORD = "record"
"""Assay of what the case notes say."""

AGE_LIMITS_YEARS: Mapping[str, float] = {"under_9mo": 0.75, "under_1y": 1, "first_decade": 10, "under_18": 18}
"""Age events of the knowledge tables and the age, in years, below which each is true."""

WIDER_SITES: Mapping[Region, tuple[str, ...]] = {
    Region.UPPER_EXTREMITY: ("extremity",),
    Region.LOWER_EXTREMITY: ("extremity",),
    Region.HAND_FOOT: ("extremity",),
    Region.LIVER: ("intraabdominal",),
    Region.GASTROINTESTINAL: ("intraabdominal",),
    Region.ABDOMEN_PELVIS: ("intraabdominal",),
    Region.CENTRAL_NERVOUS_SYSTEM: ("neurologic",),
}
"""Regions contained in the coarser sites that series count."""

SITES_BY_DEPTH: Mapping[Depth, tuple[str, ...]] = {
    Depth.EPIDERMIS: ("skin",),
    Depth.DERMIS: ("skin", "dermis"),
    Depth.SUBCUTIS: ("soft_tissue",),
    Depth.DEEP_SOFT_TISSUE: ("soft_tissue",),
    Depth.BONE: ("bone",),
}

HIGH_MITOSES_PER_10_HPF = 10
"""From here a count alone says `high_mitoses`: FNCLCC mitotic score 2 (Trojani 1984, doi 10.1002/ijc.2910330108)."""
LOW_MITOSES_PER_10_HPF = 4
"""Up to here a count alone says `low_mitoses`: the usual limit of "low" in spindle-cell tumours (WHO 2020: more than
4 per 10 fields counts as malignant in solitary fibrous tumour). Counts between the two say neither."""
WHO_TEN_FIELDS_MM2 = 1.734

TMB_HIGH_PER_MB = 10
"""Tumour mutational burden counts as high from here (FDA 2020-06-16, pembrolizumab; KEYNOTE-158)."""

_WITHOUT_STAINING = {Outcome.ABSENT: "absent", Outcome.EQUIVOCAL: "equivocal", Outcome.NOT_EVALUABLE: "not evaluable"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A component, and what its findings share."""

    specimen: str
    component: str
    date: str | None

    def finding(
        self, event: str, outcome: Outcome, assay: str, because: str, *, stain: IhcResult | None = None
    ) -> Finding:
        return Finding(
            event=event,
            outcome=outcome,
            assay=assay,
            specimen=self.specimen,
            component=self.component,
            because=because,
            extent=stain.extent if stain else None,
            intensity=stain.intensity if stain else None,
            clone=stain.clone if stain else None,
            date=self.date,
        )


def state_findings(
    case: Case,
    fusions: Iterable[FusionSeen],
    fish: Iterable[PlacedFish],
    labels: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Finding, ...]:
    """
    All findings of `case`, patient first, then specimen by specimen in the order of the case file.

    `fusions` are the resolved fusion calls and `fish` the FISH results of the same case; `labels` are what people read
    for the ids of stains and features.
    """
    seen, placed = tuple(fusions), tuple(fish)
    found = list(_of_patient(case))
    for specimen in case.specimens:
        for component in specimen.components:
            place = _Place(specimen.id, component.id, _date(case, specimen))
            found += _site(place, specimen)
            found += _microscopy(place, component, labels)
            for stain in component.ihc:
                found += _stain(place, stain, labels)
            for result in placed:
                if (result.at.specimen, result.at.component) == (specimen.id, component.id):
                    found.append(_fish(place, result.fish))
            here = [f for f in seen if (f.specimen, f.component) == (specimen.id, component.id)]
            for fusion in here:
                found += _fusion(place, fusion, case)
            for sequencing in component.sequencing:
                found += _sequencing(place, sequencing, case.assay(sequencing.assay), here)
    return tuple(_with_unique_ids(found))


def _with_unique_ids(found: list[Finding]) -> Iterator[Finding]:
    """Drop a finding that says the very same again; two looks with one name keep both, numbered."""
    by_id: dict[str, list[Finding]] = {}
    for finding in found:
        twins = by_id.setdefault(finding.id, [])
        if any(twin.outcome is finding.outcome and twin.because == finding.because for twin in twins):
            continue
        twins.append(finding)
        if len(twins) == 1:
            yield finding
        else:
            yield replace(finding, assay=f"{finding.assay} ({len(twins)})")


def _date(case: Case, specimen: Specimen) -> str | None:
    """Date of the event that took the specimen, or the event's id when it has none."""
    for event in case.timeline:
        if specimen.id in event.specimens:
            return str(event.when.date) if event.when and event.when.date else event.id
    return None


# The patient


def _of_patient(case: Case) -> Iterator[Finding]:
    patient = _Place(PATIENT, RECORD, None)
    yield from _age(patient, case.patient)
    if case.patient.sex in (Sex.MALE, Sex.FEMALE):
        is_male = Outcome.PRESENT if case.patient.sex is Sex.MALE else Outcome.ABSENT
        yield patient.finding("sex:male", is_male, RECORD, f"the patient is {case.patient.sex}")
    yield from _course(patient, case)


def _age(patient: _Place, person: Patient) -> Iterator[Finding]:
    if person.age is None:
        return
    for name, limit in AGE_LIMITS_YEARS.items():
        outcome = Outcome.PRESENT if person.age.in_years < limit else Outcome.ABSENT
        yield patient.finding(f"age:{name}", outcome, RECORD, f"age at presentation {person.age}")


def _course(patient: _Place, case: Case) -> Iterator[Finding]:
    """Recurrence and metastasis: present when recorded, absent only when a follow-up says so."""
    free = next(
        (
            event
            for event in reversed(case.timeline)
            if event.status in (Status.NO_EVIDENCE_OF_DISEASE, Status.NO_PROGRESSION)
        ),
        None,
    )
    for name, kind, words in (
        ("local_recurrence", EventKind.RECURRENCE, "local recurrence"),
        ("metastasis", EventKind.METASTASIS, "metastasis"),
    ):
        events = [event for event in case.timeline if event.kind is kind]
        if events:
            times = "" if len(events) == 1 else f", {len(events)} times"
            yield patient.finding(f"outcome:{name}", Outcome.PRESENT, RECORD, f"{words} recorded{times}")
        elif free is not None:
            over = f" over {free.follow_up} of follow-up" if free.follow_up else " at the last follow-up"
            yield patient.finding(f"outcome:{name}", Outcome.ABSENT, RECORD, f"no {words}{over}")


# Site and microscopy


def _site(place: _Place, specimen: Specimen) -> Iterator[Finding]:
    """Where the tumour arose. A metastasis tells where it went, which is another event (`metastasis_site:`)."""
    kind = "metastasis_site" if specimen.kind is SpecimenKind.METASTASIS else "site"
    names: list[str] = []
    if specimen.site.region is not None:
        names += [specimen.site.region.value, *WIDER_SITES.get(specimen.site.region, ())]
    for depth in specimen.site.depths:
        names += SITES_BY_DEPTH.get(depth, ())
    for name in dict.fromkeys(names):
        yield place.finding(f"{kind}:{name}", Outcome.PRESENT, RECORD, f"site: {specimen.site.text}")


def _microscopy(place: _Place, component: Component, labels: Mapping[str, str]) -> Iterator[Finding]:
    for feature in component.morphology:
        words = feature.text or labels.get(feature.term, feature.term.replace("_", " "))
        if feature.outcome is not Outcome.PRESENT:
            words = f"{words}: {_WITHOUT_STAINING[feature.outcome]}"
        elif feature.extent:
            words = f"{words} ({feature.extent})"
        finding = place.finding(f"morph:{feature.term}", feature.outcome, "microscopy", words)
        yield replace(finding, extent=feature.extent)
    yield from _mitoses(place, component)
    yield from _necrosis(place, component)


def _mitoses(place: _Place, component: Component) -> Iterator[Finding]:
    count = component.mitoses
    if count is None:
        return
    high = count.count_high if count.count_high is not None else count.count_low
    text = f"{count.count_low}" if high == count.count_low else f"{count.count_low} to {high}"
    about = "about " if count.approximate else ""
    if count.area_mm2 is not None:
        fields, where = count.area_mm2 / (WHO_TEN_FIELDS_MM2 / 10), f"in {count.area_mm2:g} mm2"
    else:
        assert count.fields is not None
        fields = count.fields
        if count.field_area_mm2 is not None:
            fields *= count.field_area_mm2 / (WHO_TEN_FIELDS_MM2 / 10)
        where = f"in {count.fields:g} high-power fields"
    because = f"{about}{text} mitoses {where}"
    if count.count_low * 10 / fields >= HIGH_MITOSES_PER_10_HPF:
        yield place.finding("morph:high_mitoses", Outcome.PRESENT, "mitotic count", because)
        yield place.finding("morph:low_mitoses", Outcome.ABSENT, "mitotic count", because)
    elif high * 10 / fields <= LOW_MITOSES_PER_10_HPF:
        yield place.finding("morph:low_mitoses", Outcome.PRESENT, "mitotic count", because)
        yield place.finding("morph:high_mitoses", Outcome.ABSENT, "mitotic count", because)


def _necrosis(place: _Place, component: Component) -> Iterator[Finding]:
    necrosis = component.necrosis
    if necrosis is None:
        return
    if necrosis.percent is not None:
        is_there, words = necrosis.percent > 0, f"necrosis {necrosis.percent:g} % of the tumour"
    else:
        assert necrosis.extent is not None
        is_there = necrosis.extent is not NecrosisExtent.NONE
        words = {
            NecrosisExtent.NONE: "no necrosis",
            NecrosisExtent.UNDER_HALF: "necrosis in less than half of the tumour",
            NecrosisExtent.HALF_OR_MORE: "necrosis in half of the tumour or more",
        }[necrosis.extent]
    yield place.finding("morph:necrosis", Outcome.PRESENT if is_there else Outcome.ABSENT, "microscopy", words)


# Stains


def _stain(place: _Place, stain: IhcResult, labels: Mapping[str, str]) -> Iterator[Finding]:
    assay = f"IHC {stain.clone}" if stain.clone else "IHC"
    because = stain_in_words(stain, labels.get(stain.marker))
    yield place.finding(f"ihc:{stain.marker}", stain.outcome, assay, because, stain=stain)
    if stain.outcome is Outcome.PRESENT and Compartment.NUCLEAR_MEMBRANE in stain.compartments:
        # Nuclear membrane staining hints at a nuclear pore partner (RANBP2), an event of its own in the tables.
        event = f"ihc:{stain.marker}_nuclear_membrane"
        yield place.finding(event, Outcome.PRESENT, assay, because, stain=stain)


def stain_in_words(stain: IhcResult, label: str | None = None) -> str:
    """
    One stain as a report says it, by its `label` or else its id.

    >>> stain_in_words(IhcResult(marker="ALK", outcome="present", clone="D5F3", intensity="strong",
    ...                          compartments=("cytoplasmic",)))
    'ALK (D5F3) present, strong, cytoplasmic'
    """
    name = label or stain.marker
    if stain.clone:
        name += f" ({stain.clone})"
    if stain.percent_positive is not None and stain.outcome is Outcome.PRESENT:
        words = [f"{name} present, {stain.percent_positive:g} % of tumour cells"]
    elif stain.outcome is Outcome.PRESENT:
        words = [f"{name} present"]
    else:
        words = [f"{name} {_WITHOUT_STAINING[stain.outcome]}"]
    if stain.extent:
        words.append(stain.extent.value if stain.extent is not Extent.RARE else "rare cells")
    if stain.intensity:
        words.append(stain.intensity.value)
    words += [compartment.value.replace("_", " ") for compartment in stain.compartments]
    if stain.basis is Basis.COLLECTIVE:
        words.append("stated for the stains together, not for this one")
    return ", ".join(words)


# FISH and sequencing


def _fish(place: _Place, result: FishResult) -> Finding:
    return place.finding(f"mol:{result.gene}_rearranged", result.outcome, f"FISH {result.probe}", result.call)


def _fusion(place: _Place, fusion: FusionSeen, case: Case) -> Iterator[Finding]:
    """The fusion itself, and the rearrangement of each gene it joins."""
    assay = sequencing_name(case.assay(fusion.assay))
    outcome = fusion.outcome
    genes = _genes(fusion)
    name = fusion.annotation.names.exons if fusion.annotation is not None else fusion.call
    words = name if outcome is Outcome.PRESENT else f"{name}: {_WITHOUT_STAINING[outcome]}"
    if fusion.allele_fraction_percent is not None:
        words += f", {fusion.allele_fraction_percent:g} % of reads"
        words += " by the laboratory" if fusion.allele_fraction_origin is ShareOrigin.LABORATORY else ""
    if fusion.junction_reads is not None:
        words += f", {fusion.junction_reads} junction reads"
    if not genes:
        yield place.finding(f"mol:{name.replace(' ', '')}", outcome, assay, words)
        return
    yield place.finding(f"mol:{'::'.join(genes)}", outcome, assay, words)
    if outcome is Outcome.ABSENT:
        return  # this fusion was not found; its genes may still be joined to others
    for gene in dict.fromkeys(genes):
        yield place.finding(f"mol:{gene}_rearranged", outcome, assay, words)


def sequencing_name(assay: SequencingAssay) -> str:
    """
    How findings name a sequencing assay: molecule and id (`RNA sequencing sarc-panel`).

    A panel that sequences both molecules is named so, as its fusions may come from either.
    """
    if assay.molecule is Molecule.UNKNOWN:
        return f"sequencing {assay.id}"
    return f"{assay.molecule.value.replace('_', ' ')} sequencing {assay.id}"


def _sequencing(
    place: _Place, result: SequencingResult, assay: SequencingAssay, seen: Iterable[FusionSeen]
) -> Iterator[Finding]:
    name = sequencing_name(assay)
    called = [fusion for fusion in seen if fusion.assay == assay.id]
    if result.outcome is Outcome.NOT_EVALUABLE:
        yield place.finding("mol:any_fusion", Outcome.NOT_EVALUABLE, name, f"{assay.name}: not evaluable")
    elif reports_all_fusions(result, called):
        yield from _no_fusion(place, assay, name, called)
    for variant in result.variants:
        yield _variant(place, variant, name)
    for negative in result.negatives:
        yield from _negative(place, negative, assay, name)
    if result.tmb_per_mb is not None:
        outcome = Outcome.PRESENT if result.tmb_per_mb >= TMB_HIGH_PER_MB else Outcome.ABSENT
        because = f"tumour mutational burden {result.tmb_per_mb:g} per Mb (high from {TMB_HIGH_PER_MB})"
        yield place.finding("mol:TMB_high", outcome, name, because)


def reports_all_fusions(result: SequencingResult, called: Iterable[FusionSeen]) -> bool:
    """
    Whether a run speaks for every fusion its assay covers, so that a covered gene it does not name has none.

    It does when the laboratory reports no fusion at all, or reports one it found. A single call that is absent,
    equivocal or not evaluable speaks for itself only.
    """
    return result.outcome is Outcome.ABSENT or any(fusion.outcome is Outcome.PRESENT for fusion in called)


def _no_fusion(place: _Place, assay: SequencingAssay, name: str, called: Iterable[FusionSeen]) -> Iterator[Finding]:
    """No other fusion: said for each gene known to be covered, and for fusions as a whole when none was found."""
    named = {gene for fusion in called for gene in _genes(fusion)}
    if not any(fusion.outcome is Outcome.PRESENT for fusion in called):
        scope = scope_of(assay, VariantClass.FUSION)
        if scope.reach is Reach.WITHIN:
            yield place.finding("mol:any_fusion", Outcome.ABSENT, name, f"{assay.name} found no fusion")
        else:
            because = f"stated negative; {scope.because}"
            yield place.finding("mol:any_fusion", Outcome.NOT_EVALUABLE, name, because)
    for gene in dict.fromkeys([*assay.genes, *(gene for pair in assay.fusion_pairs for gene in pair.split("::"))]):
        if gene not in named and scope_of(assay, VariantClass.FUSION, gene).reach is Reach.WITHIN:
            because = f"{assay.name} covers {gene} and reports no fusion of it"
            yield place.finding(f"mol:{gene}_rearranged", Outcome.ABSENT, name, because)


def _genes(fusion: FusionSeen) -> tuple[str, ...]:
    if fusion.annotation is None:
        return ()
    return fusion.annotation.five_prime.transcript.gene, fusion.annotation.three_prime.transcript.gene


def event_of_variant(gene: str, variant_class: VariantClass, *, copies: float | None = None) -> str:
    """
    Event name of a small variant or copy-number change, as in the knowledge tables.

    >>> event_of_variant("CTNNB1", VariantClass.SUBSTITUTION)
    'mol:CTNNB1_mutated'
    >>> event_of_variant("CDKN2A", VariantClass.COPY_NUMBER, copies=0)
    'mol:CDKN2A_deletion'
    """
    if variant_class is VariantClass.COPY_NUMBER:
        change = "copy_number" if copies is None or copies == 2 else "deletion" if copies < 2 else "amplification"
        return f"mol:{gene}_{change}"
    if variant_class is VariantClass.PROMOTER:
        return f"mol:{gene}_promoter"
    if variant_class in FUSION_CLASSES:
        return f"mol:{gene}_rearranged"
    if variant_class is VariantClass.EXPRESSION:
        return f"mol:{gene}_expressed"
    return f"mol:{gene}_mutated"


def _variant(place: _Place, variant: VariantCall, name: str) -> Finding:
    event = event_of_variant(variant.gene, variant.variant_class, copies=variant.copies)
    words = f"{variant.gene} {variant.hgvs or variant.variant_class.value.replace('_', ' ')}"
    if variant.outcome is not Outcome.PRESENT:
        words += f": {_WITHOUT_STAINING[variant.outcome]}"
    if variant.allele_fraction_percent is not None:
        words += f", {variant.allele_fraction_percent:g} % of reads"
    if variant.copies is not None:
        words += f", {variant.copies:g} copies"
    return place.finding(event, variant.outcome, name, words)


def _negative(place: _Place, claim: ClaimedNegative, assay: SequencingAssay, name: str) -> Iterator[Finding]:
    """A claimed negative counts as absent only where the assay can see it; elsewhere it is not evaluable."""
    for gene in claim.genes:
        for variant_class in claimed_classes(claim):
            scope = scope_of(assay, variant_class, gene)
            outcome = Outcome.ABSENT if scope.reach is Reach.WITHIN else Outcome.NOT_EVALUABLE
            event = event_of_variant(gene, variant_class)
            yield place.finding(event, outcome, name, f"stated negative; {scope.because}")


def claimed_classes(claim: ClaimedNegative) -> tuple[VariantClass, ...]:
    """The classes a claim speaks of; where it does not say, "negative" for a gene is read as mutations of it."""
    return claim.variant_classes or (VariantClass.SUBSTITUTION, VariantClass.SHORT_INDEL)
