"""Builders shared by the tests of several rooms: small vocabularies, and strategies that make up whole cases."""

from types import SimpleNamespace

from hypothesis import strategies as st

from breakapart.errors import InputError
from breakapart.knowledge.vocabulary import Term, Vocabulary
from breakapart.model.case import (
    Case,
    Component,
    Depth,
    Event,
    EventKind,
    Patient,
    Region,
    Sex,
    SignedDiagnosis,
    Site,
    Source,
    Specimen,
    SpecimenKind,
)
from breakapart.model.fish import CellSignals, FishAssay, FishCounts, FishPattern
from breakapart.model.histology import Mitoses, MorphologyFinding, Necrosis, NecrosisExtent
from breakapart.model.ihc import AlsoStated, Basis, IhcResult
from breakapart.model.outcome import Extent, Intensity, Outcome
from breakapart.model.sequencing import (
    ClaimedNegative,
    Design,
    FusionCall,
    Molecule,
    SequencingAssay,
    SequencingResult,
    VariantClass,
)
from breakapart.model.when import Duration, PartialDate, When

SOUND_CASE = """\
breakapart_case: 1
id: minimal
title: A minimal case
patient: {sex: female, age: 9 years}
timeline:
  - {id: first, kind: finding, what: Nodule, when: {date: 2019-05}}
  - {id: operation, kind: procedure, what: Excision, specimens: [finger], when: {after: first, interval: 4 months}}
  - {id: end, kind: follow_up, what: Ok, status: no_evidence_of_disease, follow_up: 24 months, counted_from: operation}
assays:
  - {id: panel, name: RNA panel, design: capture, molecule: RNA, detects: [fusion]}
specimens:
  - id: finger
    name: Finger
    site: left index finger
    components:
      - id: tumour
        name: Tumour
        morphology: [fascicular]
        mitoses: {count_low: 3, fields: 10}
        ihc:
          - {marker: ALK, clone: D5F3, outcome: present}
          - {marker: S100, outcome: absent}
        fish:
          - {gene: ALK, counts: {fused: 80, split: 20}}
        sequencing:
          - {assay: panel, fusions: [{call: STRN(e3)::ALK(e20)}]}
"""
"""A case file that is in order, with one of nearly everything."""


def vocabulary(kind, *terms):
    """A vocabulary of (id, synonyms...)."""
    return Vocabulary(kind, [Term(id_, id_, synonyms) for id_, *synonyms in terms])


class SmallKnowledge:
    """Vocabularies small enough to read, with the methods of the knowledge base that reading a case uses."""

    markers = vocabulary(
        "marker",
        ("ALK",),
        ("S100", "S-100"),
        ("SOX10",),
        ("MelanA", "Melan-A", "MART-1"),
        ("CK_AE1AE3", "AE1/AE3"),
        ("Ki67", "Ki-67"),
    )
    morphology = vocabulary(
        "morphology term", ("fascicular", "fascicles"), ("HPC_vessels", "HPC-like vessels"), ("necrosis",)
    )
    entities = vocabulary("entity", ("IMT", "inflammatory myofibroblastic tumour"), ("ALK_RMN",))
    histotypes = vocabulary("histotype", ("IMT",), ("fibrosarcoma",))
    _probes = vocabulary("probe", ("ALK-vysis",))

    def probe(self, id_):
        found = self._probes.resolve(id_)
        if found is None:
            raise InputError(f"probe {id_!r} is not known", solution=f"Did you mean {self._probes.suggest(id_)[0]}?")
        return SimpleNamespace(id=found)


class SmallReference:
    """Five genes, found by symbol or previous symbol."""

    _genes = vocabulary("gene", ("ALK", "CD246"), ("STRN",), ("EML4",), ("BRAF",), ("PLEKHH2",))

    def find(self, name):
        symbol = self._genes.resolve(name)
        return None if symbol is None else SimpleNamespace(symbol=symbol)

    def suggest(self, name):
        return self._genes.suggest(name)


SMALL_KNOWLEDGE = SmallKnowledge()
SMALL_REFERENCE = SmallReference()


def fusion_trouble(text):
    """Stands in for the parser of fusions: knows only one syntax."""
    return None if "::" in text else f"{text!r} is not a fusion, expected GENE1::GENE2"


def texts(max_size=30):
    """Any text a person could write: letters of all scripts, signs, quotes, line breaks; never only spaces."""
    signs = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t")
    return st.text(signs, min_size=1, max_size=max_size).map(str.strip).filter(bool)


def slugs():
    """Ids."""
    return st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True)


def terms(vocabulary):
    """Terms of a vocabulary, and some that it does not hold."""
    others = st.sampled_from(["other:XYZ 12", "other:Färbung", "other:a: b"])
    return st.sampled_from(list(vocabulary)) | others


def maybe(strategy):
    """The strategy, or nothing."""
    return st.none() | strategy


def lists(strategy, max_size=3, **options):
    """Short tuples."""
    return st.lists(strategy, max_size=max_size, **options).map(tuple)


def numbers(low, high):
    """Decimal numbers with few digits, as people write them."""
    return st.integers(low * 100, high * 100).map(lambda hundredths: hundredths / 100)


durations = st.builds(
    Duration,
    years=st.integers(0, 90),
    months=st.integers(0, 11),
    weeks=st.integers(0, 3),
    days=st.integers(1, 6),
)


@st.composite
def ihc_results(draw):
    outcome = draw(st.sampled_from(Outcome))
    seen = outcome in (Outcome.PRESENT, Outcome.EQUIVOCAL)
    return IhcResult(
        marker=draw(terms(SmallKnowledge.markers)),
        outcome=outcome,
        clone=draw(maybe(texts(8))),
        extent=draw(maybe(st.sampled_from(Extent))) if seen else None,
        intensity=draw(maybe(st.sampled_from(Intensity))) if seen else None,
        percent_positive=draw(maybe(numbers(1, 100))) if seen else None,
        cells_counted=draw(maybe(st.integers(1, 10_000))),
        basis=draw(st.sampled_from(Basis)),
        also_stated=draw(lists(st.builds(AlsoStated, value=texts(), where=texts()), max_size=1)),
        note=draw(maybe(texts())),
        image=draw(maybe(st.sampled_from(["s100.tif", "slides/alk 2.ome.tif"]))),
    )


@st.composite
def fish_assays(draw):
    way = draw(st.sampled_from(["counts", "cells", "outcome"]))
    few = st.integers(0, 80)
    signals = st.builds(CellSignals, fused=few, five_prime=few, three_prime=few)
    return FishAssay(
        gene=draw(st.sampled_from(["ALK", "STRN", "other:IGH"])),
        counts=FishCounts(fused=draw(st.integers(1, 80)), split=draw(few)) if way == "counts" else None,
        cells=tuple(draw(st.lists(signals, min_size=1, max_size=3))) if way == "cells" else None,
        outcome=draw(st.sampled_from(Outcome)) if way == "outcome" else None,
        cutoff_operator=draw(st.sampled_from([None, ">", ">="])),
        patterns_seen=draw(lists(st.sampled_from(FishPattern))),
        section_thickness_um=draw(maybe(numbers(1, 10))),
    )


@st.composite
def mitoses(draw):
    low = draw(st.integers(0, 60))
    return Mitoses(
        count_low=low,
        count_high=draw(maybe(st.integers(low, 80))),
        fields=draw(st.integers(1, 50)),
        field_area_mm2=draw(maybe(st.just(0.2375))),
        approximate=draw(st.booleans()),
    )


@st.composite
def sequencing_results(draw, assays):
    calls = draw(lists(st.sampled_from(["STRN(e3)::ALK(e20)", "PLEKHH2::ALK", "v::ALK"]), unique=True))
    fusions = [FusionCall(call=call, allele_fraction_percent=draw(maybe(numbers(0, 100)))) for call in calls]
    negatives = st.builds(ClaimedNegative, statement=texts(), genes=lists(st.sampled_from(["BRAF", "other:TERC"])))
    return SequencingResult(
        assay=draw(st.sampled_from(assays)),
        fusions=tuple(fusions),
        tmb_per_mb=draw(maybe(numbers(0, 500))),
        negatives=draw(lists(negatives, max_size=1)),
        reads=draw(lists(st.sampled_from(["a_R1.fastq.gz", "reads/b.bam"]), unique=True)),
    )


@st.composite
def components(draw, id_, assays):
    stains = lists(ihc_results(), unique_by=lambda stain: (stain.marker, stain.clone))
    findings = st.builds(
        MorphologyFinding,
        term=terms(SmallKnowledge.morphology),
        outcome=st.sampled_from(Outcome),
        extent=maybe(st.sampled_from(Extent)),
        text=maybe(texts()),
    )
    return Component(
        id=id_,
        name=draw(texts()),
        depths=draw(lists(st.sampled_from(Depth))),
        morphology=draw(lists(findings)),
        mitoses=draw(maybe(mitoses())),
        necrosis=draw(maybe(st.builds(Necrosis, extent=st.sampled_from(NecrosisExtent)))),
        ihc=draw(stains),
        fish=draw(lists(fish_assays(), max_size=1)),
        sequencing=draw(lists(sequencing_results(assays), max_size=2)) if assays else (),
    )


@st.composite
def specimens(draw, id_, assays):
    ids = draw(lists(slugs(), max_size=2, unique=True))
    return Specimen(
        id=id_,
        name=draw(texts()),
        kind=draw(st.sampled_from(SpecimenKind)),
        site=draw(st.builds(Site, text=texts(), region=maybe(st.sampled_from(Region)))),
        size_cm=draw(maybe(st.lists(numbers(1, 20), min_size=1, max_size=3).map(tuple))),
        after_treatment=draw(st.booleans()),
        components=tuple(draw(components(component, assays)) for component in ids),
    )


@st.composite
def timelines(draw, specimen_ids):
    events = []
    for id_ in draw(st.lists(slugs(), max_size=4, unique=True)):
        kind = draw(st.sampled_from([kind for kind in EventKind if kind is not EventKind.BIRTH]))
        after = draw(st.sampled_from([event.id for event in events])) if events else None
        when = When(after=after, interval=draw(maybe(durations))) if after else None
        events.append(
            Event(
                id=id_,
                kind=kind,
                what=draw(texts()),
                when=draw(maybe(st.just(when))),
                specimens=draw(lists(st.sampled_from(specimen_ids), max_size=1)),
                diagnosis=draw(texts()) if kind is EventKind.PATHOLOGY_READ else None,
                follow_up=draw(maybe(durations)) if kind is EventKind.FOLLOW_UP else None,
            )
        )
    return tuple(events)


@st.composite
def cases(draw):
    """Whole cases in canonical terms of the small vocabularies, without contradictions."""
    assay_ids = draw(st.lists(slugs(), max_size=2, unique=True))
    specimen_ids = draw(st.lists(slugs(), min_size=1, max_size=2, unique=True))
    assays = [
        SequencingAssay(
            id=id_,
            name=draw(texts()),
            design=draw(st.sampled_from(Design)),
            molecule=draw(st.sampled_from(Molecule)),
            detects=tuple(draw(st.lists(st.sampled_from(VariantClass), min_size=1, max_size=3))),
            genes=draw(lists(st.sampled_from(["ALK", "EML4"]))),
            fusion_pairs=draw(lists(st.sampled_from(["STRN::ALK", "other:IGH::ALK"]))),
            size_mb=draw(maybe(st.sampled_from([0.0000001, 1.5, 40]))),
        )
        for id_ in assay_ids
    ]
    return Case(
        breakapart_case=1,
        id=draw(slugs()),
        title=draw(texts()),
        source=draw(maybe(st.builds(Source, citation=texts(), pmid=maybe(st.just("38200576"))))),
        patient=draw(st.builds(Patient, sex=st.sampled_from(Sex), age=maybe(durations), history=lists(texts()))),
        clinical_impression=draw(maybe(texts())),
        timeline=draw(timelines(specimen_ids)),
        assays=tuple(assays),
        specimens=tuple(draw(specimens(id_, assay_ids)) for id_ in specimen_ids),
        signed=draw(
            maybe(
                st.builds(
                    SignedDiagnosis,
                    text=texts(),
                    entity=st.sampled_from([None, "IMT"]),
                    date=st.sampled_from([None, PartialDate(2025, 5, 29), PartialDate(2025), PartialDate(2025, 5)]),
                )
            )
        ),
    )
