"""
The story: a case comes in, the engines run, an assessed case goes out. The only place where the rooms meet.

Whatever an assay gave (a call, counts, a result), it is made a result of one kind here; each result is restated as
findings, the findings are compared, the record is held against itself, and the answer is put into words.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakapart import __version__
from breakapart.annotation.settings import AnnotationSettings
from breakapart.diagnosis.agreement import compare_assays
from breakapart.diagnosis.answer import Grounds, advise, look_again, molecular_class, state_answer
from breakapart.diagnosis.audit import audit_case
from breakapart.diagnosis.differential import differentiate
from breakapart.diagnosis.evidence import EvidenceModel
from breakapart.diagnosis.findings import state_findings
from breakapart.diagnosis.next_test import Adviser, NextTestSettings
from breakapart.diagnosis.ranking_words import entity_sentence, order_sentences
from breakapart.diagnosis.replay import replay
from breakapart.diagnosis.settings import DifferentialSettings
from breakapart.errors import InputError, UnfitFieldsError
from breakapart.formats.image_trouble import has_image_readers, require_image_engine
from breakapart.knowledge import Knowledge
from breakapart.knowledge.dependence import bundled_properties
from breakapart.knowledge.differential_tables import DifferentialTables
from breakapart.model.case import Case
from breakapart.model.fish import FishAssay, FishResult, ProbeProfile
from breakapart.model.fish_image import FishField, FishImageResult, Role
from breakapart.model.fusion import Function, FusionAnnotation, FusionSeen
from breakapart.model.outcome import Outcome
from breakapart.model.result import (
    At,
    CaseResult,
    InputFile,
    LabellingIndex,
    PlacedFish,
    PlacedGrade,
    Provenance,
)
from breakapart.model.therapy import FusionOccurrence, Therapy
from breakapart.reference import Reference
from breakapart.scoring.fish import FishSettings, score_fish
from breakapart.scoring.fish_image_settings import FishImageSettings
from breakapart.scoring.fnclcc import FnclccSettings, grade_component, has_grading_input
from breakapart.scoring.ihc import labelling_index
from breakapart.workup_fusions import fusion_trouble, resolve_fusions

if TYPE_CHECKING:
    from breakapart.case_reads import CalledCase  # without reads the calling room is never loaded
    from breakapart.drafting.proposals import Propose
    from breakapart.drafting.vocabulary import DraftVocabulary
    from breakapart.model.draft import DraftCase

LABELLING_MARKERS = frozenset({"Ki67"})
"""Stains reported as a labelling index rather than as present or absent."""


@dataclass(frozen=True, slots=True)
class WorkupSettings:
    """The settings of every engine that runs."""

    annotation: AnnotationSettings = field(default_factory=AnnotationSettings)
    """How fusions are resolved."""
    fish: FishSettings = field(default_factory=FishSettings)
    """How FISH counts are read."""
    fish_image: FishImageSettings = field(default_factory=FishImageSettings)
    """How FISH images are scored."""
    fnclcc: FnclccSettings = field(default_factory=FnclccSettings)
    """How tumours are graded."""
    differential: DifferentialSettings = field(default_factory=DifferentialSettings)
    """How entities are ranked."""
    next_test: NextTestSettings = field(default_factory=NextTestSettings)
    """How tests are weighed."""


def assess(
    case: Case,
    *,
    reference: Reference,
    knowledge: Knowledge,
    settings: WorkupSettings | None = None,
    inputs: Sequence[InputFile] = (),
    tables: DifferentialTables | None = None,
    rank: bool = True,
    called: "CalledCase | None" = None,
    folder: Path | None = None,
) -> CaseResult:
    """
    The assessed case: every result, what they mean together, and the answer in three sentences.

    The same case, tables and settings give the same result; neither clock nor network is asked. Raises InputError when
    a fusion of the case names genes, exons or places that the reference does not know, or when two findings of the case
    contradict each other. `called` holds the runs that were called from reads of this case. `tables` replaces the
    bundled tables of the differential (a laboratory's priors or prices); without `rank` there is no differential and no
    replay. `folder` is that of the case file, from which its images, its callers' tables and its VCF files are read;
    without it they are not. InputError says which of them cannot be read.
    """
    settings = settings or WorkupSettings()
    if folder is not None and _names_a_file(case):
        from breakapart.intake.case_files import resolve_files  # a case without files need not wait for the formats

        case = resolve_files(case, folder, reference, knowledge)
    case, stain_image_settings = _with_stain_images(case, folder, knowledge)
    fusions = _with_shares_counted_here(resolve_fusions(case, reference, knowledge, settings.annotation), called)
    fish = _score_fish(case, knowledge, settings, folder)
    grades = _grade(case, knowledge, settings.fnclcc)
    labels = _labels(case, knowledge)
    findings = state_findings(case, fusions, fish, labels)
    agreements = compare_assays(case, findings, fusions, fish, knowledge)
    audit = audit_case(
        case,
        fusions=fusions,
        grades=grades,
        agreements=agreements,
        knowledge=knowledge,
        literature=knowledge.literature,
        labels=labels,
        scored_images=_scored_images(case, fish),
    )
    therapies = _therapies(fusions, knowledge)
    model, adviser = differential_engine(settings, tables)
    differentials = differentiate(case, findings, model, adviser=adviser) if rank else ()
    grounds = Grounds(case, fusions, fish, grades, agreements, audit, therapies)
    return CaseResult(
        case=case,
        findings=findings,
        fusions=fusions,
        fish=fish,
        grades=grades,
        labelling=_labelling(case),
        agreements=agreements,
        audit=audit,
        therapies=therapies,
        occurrences=_occurrences(fusions, knowledge),
        answer=state_answer(grounds, entity_sentence(case, differentials, findings, molecular_class(grounds)[0])),
        do_next=(*order_sentences(case, differentials, findings), *advise(grounds)),
        look_again=look_again(grounds),
        provenance=Provenance(
            breakapart_version=__version__,
            knowledge_version=knowledge.version,
            reference_version=reference.version,
            inputs=tuple(sorted(inputs, key=lambda file: file.name)),
            settings=settings_in_force(settings) + _calling_settings(called) + stain_image_settings,
        ),
        labels=tuple(sorted(labels.items())),
        differentials=differentials,
        replay=replay(case, findings, model, adviser, final=differentials) if rank else None,
        runs=called.runs if called else (),
        banner=called.banner if called else "",
    )


def _with_stain_images(
    case: Case, folder: Path | None, knowledge: Knowledge
) -> tuple[Case, tuple[tuple[str, str, str], ...]]:
    """The case with the numbers of its stained images, and the settings they were scored with."""
    if folder is None or not any(stain.image for _, component in case.components for stain in component.ihc):
        return case, ()
    # The libraries for images are an extra, and slow to load.
    require_image_engine()
    from breakapart.scoring.ihc_settings import IhcSettings
    from breakapart.workup_ihc import resolve_stains

    settings = IhcSettings()
    return resolve_stains(case, folder, knowledge, settings), tuple(settings_in_force(settings, "ihc_image."))


def differential_engine(
    settings: WorkupSettings | None = None, tables: DifferentialTables | None = None
) -> tuple[EvidenceModel, Adviser]:
    """What ranks entities and weighs tests, compiled once from the tables and kept."""
    settings = settings or WorkupSettings()
    if tables is not None:
        model = EvidenceModel(tables, settings.differential)
        return model, Adviser(model, settings.next_test)
    return _bundled_engine(settings.differential, settings.next_test)


@cache
def _bundled_engine(differential: DifferentialSettings, next_test: NextTestSettings) -> tuple[EvidenceModel, Adviser]:
    model = EvidenceModel(DifferentialTables.bundled(), differential)
    return model, Adviser(model, next_test)


def _names_a_file(case: Case) -> bool:
    return any(result.table or result.vcf for _, component in case.components for result in component.sequencing)


# Fusions


def _with_shares_counted_here(fusions: tuple[FusionSeen, ...], called: "CalledCase | None") -> tuple[FusionSeen, ...]:
    """A share counted in reads here is not the laboratory's number, and has an interval."""
    if called is None:
        return fusions
    known = []
    for seen in fusions:
        share = called.shares.get((At(seen.specimen, seen.component), seen.assay, seen.call))
        if share is not None:
            seen = replace(
                seen,
                allele_fraction_low_percent=share.low_percent,
                allele_fraction_high_percent=share.high_percent,
                allele_fraction_origin=share.origin,
            )
        known.append(seen)
    return tuple(known)


# FISH, grade, labelling index


def _fish_assays(case: Case) -> list[tuple[At, FishAssay]]:
    return [
        (At(specimen.id, component.id), assay) for specimen, component in case.components for assay in component.fish
    ]


def _score_fish(
    case: Case, knowledge: Knowledge, settings: WorkupSettings, folder: Path | None
) -> tuple[PlacedFish, ...]:
    placed = []
    for at, assay in _fish_assays(case):
        profile = knowledge.probe(assay.probe) if assay.probe else knowledge.default_probe(assay.gene)
        if profile is None:
            known = ", ".join(sorted({probe.gene for probe in knowledge.probes()}))
            raise InputError(
                f"no FISH probe profile is known for {assay.gene}",
                source=f"case {case.id}, {at.specimen}, {at.component}",
                solution=f"Profiles exist for {known}.",
            )
        placed.append(PlacedFish(at, _fish_result(assay, profile, settings, folder)))
    return tuple(placed)


def _scored_images(case: Case, fish: Sequence[PlacedFish]) -> frozenset[str]:
    """The images that FISH results come from, as the case names them."""
    return frozenset(
        name
        for (_, assay), placed in zip(_fish_assays(case), fish, strict=True)
        if placed.fish.basis == "image" and placed.fish.counts is not None
        for name in (assay.image, *assay.more_images)
        if name is not None
    )


def _fish_result(assay: FishAssay, profile: ProbeProfile, settings: WorkupSettings, folder: Path | None) -> FishResult:
    """The result of one assay, from its image where it has one that can be scored."""
    if assay.image is None or folder is None:
        return score_fish(assay, profile, settings.fish)
    named = [name for name in (assay.image, *assay.more_images, assay.review) if name is not None]
    missing = [name for name in named if not (folder / name).is_file()]
    if missing:
        trouble = f"{', '.join(missing)} is not beside the case file, so no image was scored"
    elif assay.outcome is not None and not has_image_readers():
        trouble = f"{assay.image} was not scored: reading images needs breakapart[images]"
    else:
        try:
            return _from_case_images(assay, profile, settings, folder).result
        except UnfitFieldsError as unfit:
            trouble = "; ".join(f"{problem.source} was not scored: {problem.message}" for problem in unfit.problems)
    stated = score_fish(assay, profile, settings.fish)
    return replace(stated, warnings=(trouble, *stated.warnings))


def _from_case_images(
    assay: FishAssay, profile: ProbeProfile, settings: WorkupSettings, folder: Path
) -> FishImageResult:
    channels = None
    if assay.channels is not None:
        given = assay.channels
        channels = {Role.DAPI: given.dapi, Role.FIVE_PRIME: given.five_prime, Role.THREE_PRIME: given.three_prime}
    paths = [folder / name for name in (assay.image, *assay.more_images) if name is not None]
    fields = read_fish_fields(paths, profile, channels=channels, pixel_size_um=assay.pixel_size_um)
    return score_fish_fields(
        fields,
        profile,
        assay=assay,
        cells_wanted=assay.cells_scored,
        seed=assay.seed,
        review=None if assay.review is None else folder / assay.review,
        settings=settings,
    )


def read_fish_fields(
    paths: Sequence[Path],
    profile: ProbeProfile,
    *,
    channels: Mapping[Role, int] | None = None,
    pixel_size_um: float | None = None,
) -> tuple[FishField, ...]:
    """
    The fields of one slide, read and their channels told apart.

    Raises InputError when an image cannot be read, or leaves open what its channels are or how large a pixel is.
    """
    # Loaded here: they need the extra `images`, and a case without images does not.
    from breakapart.formats.image import read_image
    from breakapart.scoring.fish_channels import to_field

    names = [path.name for path in paths]
    if len(set(names)) < len(names):
        raise InputError("two images have the same name", source=", ".join(sorted(names)))
    return tuple(to_field(read_image(path), profile, channels=channels, pixel_size_um=pixel_size_um) for path in paths)


def score_fish_fields(
    fields: Sequence[FishField],
    profile: ProbeProfile,
    *,
    assay: FishAssay | None = None,
    cells_wanted: int | None = None,
    seed: int = 0,
    review: Path | None = None,
    settings: WorkupSettings | None = None,
) -> FishImageResult:
    """
    The result of one slide, with the decisions of a reviewer from the file `review`.

    Raises UnfitFieldsError (an InputError) when no field passes quality control.
    """
    require_image_engine()
    from breakapart.formats.fish_review import read_review
    from breakapart.scoring.fish_field import score_field
    from breakapart.scoring.fish_slide import score_slide

    settings = settings or WorkupSettings()
    scored = [score_field(one, profile, settings.fish_image, number=number) for number, one in enumerate(fields, 1)]
    names = [one.name for one in fields]
    decisions = () if review is None else read_review(review, probe=profile.id, fields=names)
    return score_slide(
        scored,
        profile,
        assay=assay,
        cells_wanted=cells_wanted,
        seed=seed,
        decisions=decisions,
        settings=settings.fish,
    )


def _grade(case: Case, knowledge: Knowledge, settings: FnclccSettings) -> tuple[PlacedGrade, ...]:
    return tuple(
        PlacedGrade(At(specimen.id, component.id), grade_component(component, specimen, knowledge.histotypes, settings))
        for specimen, component in case.components
        if has_grading_input(component)
    )


def _labelling(case: Case) -> tuple[LabellingIndex, ...]:
    found = []
    for specimen, component in case.components:
        for stain in component.ihc:
            share = labelling_index(stain) if stain.marker in LABELLING_MARKERS else None
            if share is not None:
                at = At(specimen.id, component.id)
                found.append(
                    LabellingIndex(at, stain.marker, share.percent, share.low, share.high, share.cells, share.note)
                )
    return tuple(found)


# What the knowledge base holds on the verdict


def _present(fusions: Sequence[FusionSeen]) -> Iterator[FusionAnnotation]:
    for seen in fusions:
        if seen.outcome is Outcome.PRESENT and seen.annotation is not None:
            yield seen.annotation


def _therapies(fusions: Sequence[FusionSeen], knowledge: Knowledge) -> tuple[Therapy, ...]:
    """Therapies of each kinase whose fusion may activate it."""
    genes = dict.fromkeys(
        fusion.kinase_gene
        for fusion in _present(fusions)
        if fusion.kinase_gene is not None and fusion.function is not Function.UNLIKELY
    )
    return tuple(dict.fromkeys(therapy for gene in genes for therapy in knowledge.therapies_for(gene)))


def _occurrences(fusions: Sequence[FusionSeen], knowledge: Knowledge) -> tuple[FusionOccurrence, ...]:
    pairs = dict.fromkeys(
        (fusion.five_prime.transcript.gene, fusion.three_prime.transcript.gene) for fusion in _present(fusions)
    )
    return tuple(dict.fromkeys(found for five, three in pairs for found in knowledge.occurrences(five, three)))


# Words and provenance


def _labels(case: Case, knowledge: Knowledge) -> dict[str, str]:
    """What people read for every controlled term of the case; entries of the case's own (`other:`) are left out."""
    components = [component for _, component in case.components]
    entities = [event.entity for event in case.timeline] + [considered.entity for considered in case.considered]
    entities += [case.signed.entity if case.signed else None]
    entities += [entity for component in components for entity in component.resembles]
    used = (
        (knowledge.entities, entities),
        (knowledge.morphology, [feature.term for component in components for feature in component.morphology]),
        (knowledge.markers, [stain.marker for component in components for stain in component.ihc]),
    )
    return {id_: terms.label(id_) for terms, ids in used for id_ in ids if id_ is not None and id_ in terms}


def _calling_settings(called: "CalledCase | None") -> tuple[tuple[str, str, str], ...]:
    """Those of each kind of run, once."""
    designs = {str(settings.design): settings for settings in (called.settings if called else ())}
    return tuple(
        row for design, settings in sorted(designs.items()) for row in settings_in_force(settings, f"calling.{design}.")
    )


def settings_in_force(settings: Any, prefix: str = "") -> tuple[tuple[str, str, str], ...]:
    """
    (name, value, reason) of every field of a settings class and of the classes within it.

    The reason is the text below the field in the source code: it is written once, and printed from there.
    """
    kind: type = type(settings)
    reasons = _reasons(kind)
    listed: list[tuple[str, str, str]] = []
    for part in fields(settings):
        value = getattr(settings, part.name)
        if is_dataclass(value):
            listed += settings_in_force(value, f"{prefix}{part.name}.")
        else:
            listed.append((f"{prefix}{part.name}", str(value), reasons.get(part.name, "")))
    return tuple(listed)


@cache
def _reasons(kind: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(body, ast.ClassDef)
    reasons = {}
    for statement, below in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            reasons[statement.target.id] = " ".join(below.value.value.split())
    return reasons


def draft_vocabulary(reference: Reference, knowledge: Knowledge) -> "DraftVocabulary":
    """The words that drafts are read with: those of the knowledge base, the gene models and the fusion syntax."""
    from breakapart.drafting.vocabulary import DraftVocabulary  # the drafting room waits until something is drafted
    from breakapart.knowledge.words import bundled_phrases, bundled_site_words, bundled_sites

    symbols = frozenset(reference.symbols())
    troubles: dict[str, str | None] = {}

    def trouble(call: str) -> str | None:
        if call not in troubles:
            troubles[call] = fusion_trouble(reference, knowledge, call)
        return troubles[call]

    vocabulary = DraftVocabulary.of(
        knowledge,
        bundled_phrases(),
        bundled_sites(),
        site_words=bundled_site_words(),
        is_gene=lambda name: name in symbols or (len(name) > MIN_ALIAS and reference.is_name(name)),
        fusion_trouble=trouble,
    )
    return replace(vocabulary, properties=bundled_properties())


MIN_ALIAS = 3
"""Shorter aliases of genes are words and abbreviations of something else in running text."""


def draft_text(
    text: str,
    vocabulary: "DraftVocabulary",
    *,
    source: str,
    name: str,
    propose: "Propose | None" = None,
    proposed_by: str = "plug-in",
) -> "tuple[DraftCase, ...]":
    """
    The drafts of the cases in `text`; InputError when it tells of none. `source` names it in messages.

    `propose` is a plug-in called `proposed_by`; its proposals stand apart, as unsure.
    """
    from breakapart.drafting.draft import draft_cases

    drafts = draft_cases(text, vocabulary, name=name, propose=propose, proposed_by=proposed_by)
    if not drafts:
        raise InputError(
            "tells of no case that could be drafted",
            source=source,
            solution="A case needs a finding of somebody's specimen: a stain, morphology, mitoses, FISH, a fusion",
        )
    return drafts
