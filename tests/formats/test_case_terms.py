"""Terms of case files against the bundled vocabularies."""

import pytest

from breakapart.formats.case_terms import settle_terms
from breakapart.formats.yaml_tree import read_tree
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference


def settle(text, **options):
    tree = read_tree(text, source="f")
    return tree.value, settle_terms(tree, Knowledge.bundled(), Reference.bundled(), **options)


def component(part):
    return f"specimens: [{{components: [{{{part}}}]}}]"


def only(value):
    """The one leaf of nested records and lists."""
    while isinstance(value, dict | list):
        (value,) = value.values() if isinstance(value, dict) else value
    return value


@pytest.mark.parametrize(
    ("part", "term"),
    [
        ("ihc: [{marker: Melan-A}]", "MelanA"),
        ("ihc: [{marker: AE1/AE3}]", "CK_AE1AE3"),
        ("ihc: [{marker: pan-TRK}]", "panTRK"),
        ("ihc: [{marker: Ki-67}]", "Ki67"),
        ("morphology: [HPC-like vessels]", "HPC_vessels"),
        ("morphology: [{term: haphazard}]", "patternless"),
        ("fish: [{gene: CD246}]", "ALK"),
        ("fish: [{probe: alk vysis}]", "ALK-vysis"),
        ("sequencing: [{variants: [{gene: CARS}]}]", "CARS1"),
        ("sequencing: [{negatives: [{genes: [TERT]}]}]", "TERT"),
        ("resembles: [epithelioid IMT]", "EIMS"),
        ("histotype: infantile fibrosarcoma", "IFS"),
        ("ihc: [{marker: 'other: New  stain'}]", "other:New  stain"),
        ("morphology: [other:odd]", "other:odd"),
    ],
)
def test_the_canonical_term_takes_the_place_of_what_was_written(part, term):
    value, problems = settle(component(part))
    assert problems == []
    assert only(value) == term


def test_pairs_of_genes():
    value, problems = settle("assays: [{fusion_pairs: [CARS::ALK, 'other:IGH :: MYC']}]")
    assert problems == []
    assert value["assays"][0]["fusion_pairs"] == ["CARS1::ALK", "other:IGH::MYC"]


def test_entities_of_reads_and_signatures():
    value, problems = settle("timeline: [{entity: infantile cellular haemangioma}]\nsigned: {entity: ALK-RMN}")
    assert problems == []
    assert (value["timeline"][0]["entity"], value["signed"]["entity"]) == ("IH", "ALK_RMN")


@pytest.mark.parametrize(
    ("part", "message", "near"),
    [
        ("ihc: [{marker: SOX-1O}]", "marker 'SOX-1O' is not known", "SOX10"),
        ("ihc: [{marker: desmine}]", "marker 'desmine' is not known", "desmin"),
        ("morphology: [fasicular]", "morphology term 'fasicular' is not known", "fascicular"),
        ("fish: [{gene: AKL}]", "gene 'AKL' is not known", "ALK"),
        ("fish: [{probe: ALK-visys}]", "probe 'ALK-visys' is not known", "ALK-vysis"),
    ],
)
def test_the_nearest_term_is_named(part, message, near):
    _, (problem,) = settle(component(part))
    assert problem.message.endswith(message)
    assert near in problem.solution


def test_fusions_are_checked_by_whoever_can():
    text = component("sequencing: [{fusions: [{call: a}, {call: b}]}]")
    assert settle(text)[1] == []
    _, (problem,) = settle(text, check_fusion=lambda call: "is no fusion" if call == "b" else None)
    assert problem.message == "specimen 1 > component 1 > sequencing 1 > fusion 'b' > call: is no fusion"


@pytest.mark.parametrize("part", ["ihc: 3", "ihc: [3]", "ihc: [{marker: [1]}]", "morphology: {term: x}", "fish: ~"])
def test_what_is_no_text_is_left_alone(part):
    assert settle(component(part))[1] == []
