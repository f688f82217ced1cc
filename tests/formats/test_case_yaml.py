"""Reading and writing whole case files."""

import random

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import SMALL_KNOWLEDGE, SMALL_REFERENCE, SOUND_CASE, cases, fusion_trouble

from breakapart.errors import InputError
from breakapart.formats.case_shape import without_blanks
from breakapart.formats.case_yaml import case_schema, named_files, parse_case, write_case
from breakapart.formats.examples import TEMPLATE, example_cases
from breakapart.formats.yaml_tree import read_tree
from breakapart.knowledge import Knowledge
from breakapart.model.case import Case
from breakapart.model.outcome import Outcome
from breakapart.reference import Reference

EXAMPLES = {path.stem: path.read_text(encoding="utf-8") for path in (*example_cases(), TEMPLATE)}


def parse(text):
    return parse_case(text.encode("utf-8"), SMALL_KNOWLEDGE, SMALL_REFERENCE, check_fusion=fusion_trouble)


def parse_with_the_bundled_tables(text):
    return parse_case(text.encode("utf-8"), Knowledge.bundled(), Reference.bundled())


def sound_but(old, new):
    assert SOUND_CASE.count(old) == 1
    return parse(SOUND_CASE.replace(old, new))


def component(case):
    return case.specimens[0].components[0]


@given(cases())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_what_is_written_reads_back_as_the_same_case(case):
    assert parse_case(write_case(case).encode("utf-8"), SMALL_KNOWLEDGE, SMALL_REFERENCE) == case


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_read_back_as_the_same_case(name):
    case = parse_with_the_bundled_tables(EXAMPLES[name])
    assert parse_with_the_bundled_tables(write_case(case)) == case


def test_writing_is_canonical():
    text = write_case(parse(SOUND_CASE))
    assert write_case(parse(text)) == text
    assert text.splitlines()[:6] == [
        "breakapart_case: 1",
        "id: minimal",
        "title: A minimal case",
        "patient:",
        "  sex: female",
        "  age: 9 years",
    ]


def test_synonyms_become_the_canonical_term():
    case = sound_but("{marker: S100, outcome: absent}", "{marker: AE1/AE3, outcome: absent}")
    assert component(case).ihc[1].marker == "CK_AE1AE3"
    case = sound_but("[fascicular]", "[HPC-like vessels, {term: fascicles, outcome: absent}]")
    assert [finding.term for finding in component(case).morphology] == ["HPC_vessels", "fascicular"]
    case = sound_but("gene: ALK", "gene: CD246")
    assert component(case).fish[0].gene == "ALK"


def test_a_term_marked_as_other_is_kept():
    case = sound_but("marker: S100", "marker: other:XYZ")
    assert component(case).ihc[1].marker == "other:XYZ"


def test_a_blank_is_something_not_stated():
    case = sound_but("title: A minimal case", "title: A minimal case\nclinical_impression:\nsource: ~")
    assert case.clinical_impression is None
    assert case.source is None


def test_a_byte_order_mark_does_no_harm():
    assert parse("\ufeff" + SOUND_CASE) == parse(SOUND_CASE)


def test_windows_line_ends_do_no_harm():
    assert parse(SOUND_CASE.replace("\n", "\r\n")) == parse(SOUND_CASE)


def test_a_failed_stain_may_be_repeated():
    case = sound_but("{marker: S100, outcome: absent}", "{marker: ALK, clone: D5F3, outcome: not_evaluable}")
    assert [stain.outcome for stain in component(case).ihc] == [Outcome.PRESENT, Outcome.NOT_EVALUABLE]


def test_two_clones_may_disagree():
    case = sound_but("{marker: S100, outcome: absent}", "{marker: ALK, clone: ALK1, outcome: absent}")
    assert len(component(case).ihc) == 2


def test_a_contradiction_of_the_source_is_kept_when_it_is_said_to_be_one():
    case = sound_but(
        "{marker: S100, outcome: absent}",
        "{marker: ALK, clone: D5F3, outcome: absent, also_stated: [{value: present, where: legend}]}",
    )
    assert len(component(case).ihc) == 2


def test_without_a_check_fusions_are_taken_as_they_are():
    text = SOUND_CASE.replace("STRN(e3)::ALK(e20)", "whatever")
    assert component(parse_case(text.encode(), SMALL_KNOWLEDGE, SMALL_REFERENCE)).sequencing[0].fusions[0].call == (
        "whatever"
    )


def test_files_are_named_once_each():
    case = sound_but(
        "{marker: S100, outcome: absent}",
        "{marker: S100, outcome: absent, image: a.tif}\n          - {marker: SOX10, outcome: absent, image: a.tif}",
    )
    assert named_files(case) == ("a.tif",)
    assert named_files(parse(SOUND_CASE)) == ()


def test_only_a_hundred_problems_are_shown():
    bad = "\n".join("          - {marker: nothing like it, outcome: present}" for _ in range(120))
    with pytest.raises(InputError) as caught:
        sound_but("          - {marker: S100, outcome: absent}", bad)
    assert len(caught.value.problems) == 101
    assert str(caught.value.problems[-1]) == "case: 139 more problems"


@given(st.binary(max_size=400))
@settings(deadline=None)
def test_any_bytes_bring_an_input_error(data):
    with pytest.raises(InputError):
        parse_case(data, SMALL_KNOWLEDGE, SMALL_REFERENCE)


@given(st.text(st.sampled_from("abc:-?#&*!|>'\"%@`{}[],~ \n\t\\0129.<=")), st.sampled_from(["", "id: ", "specimens: "]))
@settings(deadline=None, max_examples=300)
def test_any_yaml_signs_bring_an_input_error(text, before):
    with pytest.raises(InputError):
        parse_case((before + text).encode(), SMALL_KNOWLEDGE, SMALL_REFERENCE)


SPARE_PARTS = [
    "",
    ":",
    "- ",
    "  ",
    "\n",
    "'",
    '"',
    "[",
    "}",
    "{",
    "&a ",
    "*a",
    "null",
    "-1",
    "1e99",
    "2019",
    "other:",
    "\t",
]


@given(st.sampled_from([SOUND_CASE, *EXAMPLES.values()]), st.integers(0, 2**32), st.integers(1, 6))
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_case_is_read_or_brings_an_input_error(text, seed, wounds):
    dice = random.Random(seed)
    for _ in range(wounds):
        start = dice.randrange(len(text))
        end = min(len(text), start + dice.choice([0, 1, 2, 5, 40]))
        other = dice.randrange(len(text))
        piece = dice.choice([*SPARE_PARTS, text[other : other + dice.choice([1, 10, 60])]])
        text = text[:start] + piece + text[end:]
    try:
        case = parse_case(text.encode("utf-8"), SMALL_KNOWLEDGE, SMALL_REFERENCE)
    except InputError as error:
        assert error.problems
    else:
        assert isinstance(case, Case)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
@settings(deadline=None, max_examples=200)
def test_any_value_at_any_place_is_read_or_brings_an_input_error(data):
    """Every value of the sound case in turn, replaced by anything: numbers for lists, lists for texts, ..."""
    lines = SOUND_CASE.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    key, colon, _ = lines[number].partition(": ")
    lines[number] = f"{key}{colon or ': '}{flow(data.draw(VALUES))}"
    try:
        parse_case("\n".join(lines).encode("utf-8", "replace"), SMALL_KNOWLEDGE, SMALL_REFERENCE)
    except InputError as error:
        assert all(problem.message for problem in error.problems)


def flow(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(child) for child in value) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return (
        {None: "null", True: "true", False: "false"}.get(value, str(value))
        if value in (None, True, False)
        else str(value)
    )


def places(schema, node, path=()):
    """Every key that the schema describes, with its own description."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    for way in node.get("anyOf", []):
        yield from places(schema, way, path)
    for key, child in node.get("properties", {}).items():
        yield (*path, key), child
        yield from places(schema, child, (*path, key))
    if "items" in node:
        yield from places(schema, node["items"], path)


def test_the_schema_describes_every_key():
    schema = case_schema()
    assert schema["$id"] == "urn:breakapart:case:1"
    assert schema["title"] == "breakapart case file"
    found = dict(places(schema, schema))
    assert ("specimens", "components", "ihc", "marker") in found
    assert len(found) > 150
    described_by_type = {path for path, child in found.items() if "description" not in child}
    assert all("$ref" in found[path] for path in described_by_type)


@pytest.mark.parametrize("name", EXAMPLES)
def test_editors_accept_what_we_accept(name):
    jsonschema.Draft202012Validator.check_schema(case_schema())
    assert editor_complaints(EXAMPLES[name]) == []


@given(cases())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=25)
def test_editors_accept_what_we_write(case):
    assert editor_complaints(write_case(case)) == []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("outcome: absent", "outcome: negative", "specimens/0/components/0/ihc/1/outcome"),
        ("count_low: 3", "count_low: -3", "specimens/0/components/0/mitoses"),
        ("title: A minimal case", "weather: fine", ""),
        ("id: minimal", "id: Smith, John", "id"),
    ],
)
def test_editors_refuse_what_we_refuse(old, new, where):
    assert where in editor_complaints(SOUND_CASE.replace(old, new))


def editor_complaints(text):
    """Where an editor that knows the schema finds fault."""
    content = without_blanks(read_tree(text, source="case").value)
    errors = jsonschema.Draft202012Validator(case_schema()).iter_errors(content)
    return ["/".join(str(step) for step in error.absolute_path) for error in errors]
