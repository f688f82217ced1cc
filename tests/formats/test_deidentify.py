"""What leaves unasked, and what does not."""

import types
import typing

import pytest
from hypothesis import HealthCheck, given, settings
from tests.builders import cases
from tests.builders_standards import SECRET, include_sets, told_case

from breakapart.formats.case_yaml import parse_case, write_case
from breakapart.formats.deidentify import EVERYTHING, RULES, Include, Rule, deidentify
from breakapart.knowledge import Knowledge
from breakapart.model.case import Case
from breakapart.model.noun import Noun
from breakapart.model.when import Duration, PartialDate

QUICK = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=20)


def nouns(kind=Case, seen=None):
    """Every record that a case can hold."""
    seen = seen if seen is not None else {kind}
    for field in kind.model_fields.values():
        for inner in flat(field.annotation):
            if isinstance(inner, type) and issubclass(inner, Noun) and inner not in seen:
                seen.add(inner)
                nouns(inner, seen)
    return seen


def flat(annotation):
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is typing.Literal:
        return [type(argument) for argument in arguments]
    if isinstance(annotation, types.UnionType) or arguments:
        return [inner for argument in arguments for inner in flat(argument)]
    return [annotation]


def test_every_field_that_can_hold_words_or_a_date_has_a_rule():
    missing = [
        f"{kind.__name__}.{name}"
        for kind in nouns()
        for name, field in kind.model_fields.items()
        if {str, PartialDate, Duration} & set(flat(field.annotation)) and (kind, name) not in RULES
    ]
    assert missing == []


def test_no_rule_for_a_field_that_is_not_there():
    assert [(kind, name) for kind, name in RULES if name not in kind.model_fields] == []


def test_no_secret_leaves_unasked():
    case, removed = deidentify(told_case(), label=Knowledge.bundled().entities.label)
    text = write_case(case)
    assert SECRET not in text
    assert "2019-05" not in text and 'date: "2019"' in text
    assert "2024-03" not in text and "95" not in text and "age: 90 years" in text
    assert removed.counts[Include.DATES] == 3
    assert removed.fields["laboratory"] == 1 and removed.fields["by"] == 1
    assert "free text and file names (" in removed.sentence and "--include text,dates,source" in removed.sentence


def test_what_the_findings_need_stays():
    case, _ = deidentify(told_case())
    component = case.specimens[0].components[0]
    assert [stain.clone for stain in component.ihc] == ["D5F3", "clone 2"]
    assert component.ihc[0].percent_positive == 80
    assert [assay.counts.split for assay in component.fish] == [40]
    assert [variant.hgvs for variant in component.sequencing[0].variants] == ["NM_004333.6:c.1799T>A", None]
    assert component.sequencing[0].fusions[0].call == "STRN(e3)::ALK(e20)"
    assert case.specimens[0].site.text == "left hand foot"


def test_the_identifier_may_be_replaced():
    assert deidentify(told_case(), case_id="K-1")[0].id == "K-1"


@pytest.mark.parametrize("kind", Include)
def test_each_kind_is_kept_when_asked_for(kind):
    case, removed = deidentify(told_case(), [kind])
    assert kind not in removed.counts
    text = write_case(case)
    shown = {
        Include.TEXT: "Zyxwv microscopy",
        Include.DATES: "2019-05-17",
        Include.SOURCE: "Dr Zyxwv",
    }
    for other, words in shown.items():
        assert (words in text) == (other is kind)


@QUICK
@given(cases())
def test_with_everything_included_nothing_changes(case):
    cleaned, removed = deidentify(case, EVERYTHING)
    assert cleaned == case
    assert not removed


@QUICK
@given(cases(), include_sets())
def test_twice_is_once(case, include):
    once, _ = deidentify(case, include)
    again, removed = deidentify(once, include)
    assert again == once
    assert not removed


@QUICK
@given(cases())
def test_what_leaves_is_a_sound_case_file(case):
    cleaned, _ = deidentify(case)
    from tests.builders import SMALL_KNOWLEDGE, SMALL_REFERENCE

    assert parse_case(write_case(cleaned).encode(), SMALL_KNOWLEDGE, SMALL_REFERENCE) == cleaned


def test_a_field_without_a_rule_may_not_leave(monkeypatch):
    from breakapart.formats import deidentify as module

    rules = {key: rule for key, rule in RULES.items() if key != (Case, "title")}
    monkeypatch.setattr(module, "RULES", rules)
    with pytest.raises(TypeError, match=r"Case\.title has no rule"):
        deidentify(told_case(), EVERYTHING)


def test_rules_keep_only_ids_terms_and_products():
    """A look at the list by eye belongs to every change of it: these are all that stay."""
    kept = sorted(f"{kind.__name__}.{name}" for (kind, name), rule in RULES.items() if rule is Rule.KEEP)
    assert len(kept) == 36, kept
