"""Assessed cases for the exporters: made-up ones without the engines, and one with a word in every field."""

from functools import cache

from hypothesis import strategies as st
from tests.builders import cases

from breakapart.knowledge import Knowledge
from breakapart.model.case import Case
from breakapart.model.fusion import FusionSeen
from breakapart.model.result import CaseResult, Provenance
from breakapart.reference import Reference
from breakapart.workup import AnnotationSettings, assess
from breakapart.workup_fusions import annotate_call

SECRET = "Zyxwv"
"""Stands in every free text, name and date of `told_case`: it must not leave unasked."""


def bare_result(case):
    """A result with the case and its fusions resolved, and nothing that an engine computes beside."""
    seen = tuple(
        FusionSeen(
            specimen.id,
            component.id,
            found.assay,
            call.call,
            call.outcome,
            resolved(call.call),
            call.allele_fraction_percent,
            call.junction_reads,
            call.spanning_pairs,
        )
        for specimen in case.specimens
        for component in specimen.components
        for found in component.sequencing
        for call in found.fusions
    )
    return CaseResult(
        case=case,
        findings=(),
        fusions=seen,
        fish=(),
        grades=(),
        labelling=(),
        agreements=(),
        audit=(),
        therapies=(),
        occurrences=(),
        answer=(),
        do_next=(),
        look_again=(),
        provenance=Provenance("0", "test", "test", (), ()),
    )


@cache
def resolved(text):
    return annotate_call(text, Reference.bundled(), Knowledge.bundled(), AnnotationSettings())


def results():
    """Results of made-up cases."""
    return cases().map(bare_result)


@cache
def assessed(number):
    """Case 1 or 2 of the published report, assessed."""
    from breakapart.formats.case_yaml import read_case
    from breakapart.formats.examples import example_cases

    knowledge, reference = Knowledge.bundled(), Reference.bundled()
    case = read_case(example_cases()[number - 1], knowledge, reference)
    return assess(case, reference=reference, knowledge=knowledge)


def told_case():
    """A sound case that holds `SECRET` in every field of free text, and exact dates."""
    s = SECRET
    return Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "case-7",
            "title": f"{s} title",
            "source": {"citation": f"{s} et al.", "doi": f"10.1/{s}", "pmid": f"{s}1", "note": f"{s}"},
            "patient": {
                "sex": "female",
                "age": "95 years",
                "delivery": f"{s} delivery",
                "pregnancy": f"{s} pregnancy",
                "history": [f"{s} history"],
            },
            "clinical_impression": f"{s} impression",
            "timeline": [
                {
                    "id": "operation",
                    "kind": "procedure",
                    "what": f"{s} operation",
                    "when": {"date": "2019-05-17"},
                    "site": f"{s} place",
                    "specimens": ["lump"],
                    "result": f"{s} result",
                    "stated_in": [f"{s} page"],
                    "note": f"{s} note",
                },
                {
                    "id": "read",
                    "kind": "pathology_read",
                    "what": f"{s} read",
                    "diagnosis": f"{s} diagnosis",
                    "entity": "IMT",
                    "specimens": ["lump"],
                },
                {"id": "words", "kind": "pathology_read", "what": "x", "diagnosis": f"{s} in words"},
                {"id": "drug", "kind": "treatment", "what": f"{s} drug", "course": "given"},
            ],
            "assays": [
                {
                    "id": "panel",
                    "name": "RNA panel",
                    "design": "capture",
                    "molecule": "RNA",
                    "laboratory": f"{s} laboratory",
                    "detects": ["fusion", "substitution", "tmb"],
                    "preparation": f"{s} preparation",
                    "note": f"{s} note",
                }
            ],
            "specimens": [
                {
                    "id": "lump",
                    "name": f"{s} lump",
                    "kind": "primary",
                    "site": {"text": f"{s} finger", "region": "hand_foot", "side": "left"},
                    "procedure": "excision",
                    "gross": f"{s} gross",
                    "components": [
                        {
                            "id": "tumour",
                            "name": f"{s} tumour",
                            "morphology": [
                                {
                                    "term": "fascicular",
                                    "text": f"{s} words",
                                    "stated_in": [f"{s} figure"],
                                    "also_stated": [{"value": f"{s} value", "where": f"{s} where"}],
                                }
                            ],
                            "microscopy": f"{s} microscopy",
                            "mitoses": {"count_low": 3, "fields": 10, "region": f"{s} region"},
                            "ihc": [
                                {
                                    "marker": "ALK",
                                    "clone": "D5F3",
                                    "outcome": "present",
                                    "percent_positive": 80,
                                    "note": f"{s} note",
                                    "image": f"{s}.tif",
                                    "stated_in": [f"{s}"],
                                    "also_stated": [{"value": f"{s} v", "where": f"{s} w"}],
                                },
                                {"marker": "S100", "clone": f"{s} clone; of nobody", "outcome": "absent"},
                            ],
                            "fish": [
                                {"gene": "ALK", "counts": {"fused": 60, "split": 40}, "note": f"{s} n"},
                                {"gene": "ALK", "image": f"{s}.ome.tif"},
                            ],
                            "sequencing": [
                                {
                                    "assay": "panel",
                                    "fusions": [
                                        {
                                            "call": "STRN(e3)::ALK(e20)",
                                            "allele_fraction_percent": 59.74,
                                            "junction_reads": 12,
                                            "kept_domains": [f"{s} domain"],
                                            "note": f"{s} note",
                                            "stated_in": [f"{s}"],
                                        }
                                    ],
                                    "variants": [
                                        {"gene": "BRAF", "hgvs": "NM_004333.6:c.1799T>A", "note": f"{s} note"},
                                        {"gene": "TP53", "hgvs": f"{s} wrote this", "outcome": "absent"},
                                    ],
                                    "tmb_per_mb": 1.5,
                                    "negatives": [
                                        {"statement": f"{s} statement", "genes": ["ALK"], "stated_in": f"{s}"}
                                    ],
                                    "reads": [f"{s}_R1.fastq.gz"],
                                    "note": f"{s} note",
                                }
                            ],
                        }
                    ],
                }
            ],
            "considered": [{"text": f"{s} considered", "conclusion": "excluded", "because": f"{s} because"}],
            "signed": {
                "text": f"{s} signed",
                "entity": "IMT",
                "by": f"Dr {s}",
                "date": "2024-03-08",
                "statements": [f"{s} statement"],
            },
        }
    )


def include_sets():
    from breakapart.formats.deidentify import Include

    return st.sets(st.sampled_from(list(Include))).map(frozenset)
