from dataclasses import replace

from tests.builders_reports import hard_result, result_2

from breakapart.model.outcome import Outcome
from breakapart.reports import calls


def without_exons(seen):
    annotation = seen.annotation
    ends = {
        side: replace(getattr(annotation, side), exon=0, region="unknown", cds_cut=None)
        for side in ("five_prime", "three_prime")
    }
    return replace(seen, annotation=replace(annotation, names=replace(annotation.names, exons="PLEKHH2::ALK"), **ends))


def test_one_fusion_in_two_places_is_shown_once():
    assert list(calls.distinct(result_2().fusions)) == ["PLEKHH2(e6)::ALK(e20)"]


def test_the_same_genes_without_exons_are_no_second_fusion():
    primary, metastasis = result_2().fusions
    assert list(calls.distinct((primary, without_exons(metastasis)))) == ["PLEKHH2(e6)::ALK(e20)"]
    assert list(calls.distinct((without_exons(metastasis), primary))) == ["PLEKHH2(e6)::ALK(e20)"]


def test_genes_alone_are_shown_when_nothing_more_is_known():
    assert list(calls.distinct((without_exons(result_2().fusions[0]),))) == ["PLEKHH2::ALK"]


def test_what_was_not_evaluable_or_absent_is_not_shown():
    fusions = tuple(replace(seen, outcome=Outcome.ABSENT) for seen in result_2().fusions)
    assert calls.distinct(fusions) == {}
    shown = calls.distinct(hard_result().fusions, (Outcome.NOT_EVALUABLE,))
    assert list(shown.values()) == [None]
