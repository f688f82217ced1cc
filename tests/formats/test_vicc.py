"""VICC fusion objects: their shape here, and the reference library's own models where it is installed."""

import json
from dataclasses import replace

import pytest
from tests.builders_standards import assessed

from breakapart.formats import vicc
from breakapart.reference import Reference

REFERENCE = Reference.bundled()


def objects(result):
    return [item["fusion"] for item in json.loads(vicc.render(result, REFERENCE))["fusions"]]


def test_case_one_is_a_fusion_seen_in_rna_and_one_inferred_by_fish():
    fusion, fish = objects(assessed(1))
    assert fusion["viccNomenclature"] == "ENST00000263918.9(STRN):e.3::ENST00000389048.8(ALK):e.20"
    five, three = fusion["structure"]
    assert (five["exonEnd"], five["strand"], five["gene"]["name"]) == (3, -1, "STRN")
    # Interbase; STRN exon 3 of GRCh38 begins at 36916077 and is left on its genomic start, the gene running backwards.
    assert five["elementGenomicEnd"]["start"] == 36916077
    assert (three["exonStart"], three["elementGenomicStart"]["end"]) == (20, 29223528)
    assert three["gene"]["primaryCoding"]["code"] == "HGNC:427"
    assert fusion["assay"]["fusionDetection"] == "observed"
    assert fusion["readingFramePreserved"] is True
    assert fish["viccNomenclature"] == "?(::)ALK"
    assert fish["structure"][0] == {"type": "UnknownGeneElement"}
    assert fish["assay"]["fusionDetection"] == "inferred"


def test_a_gene_without_a_place_is_a_gene_element():
    axilla = objects(assessed(2))[1]
    assert [element["type"] for element in axilla["structure"]] == ["GeneElement", "GeneElement"]
    assert axilla["viccNomenclature"] == "PLEKHH2::ALK"


def test_what_was_not_found_is_no_fusion():
    result = assessed(1)
    absent = tuple(replace(seen, outcome="absent") for seen in result.fusions)
    assert len(objects(replace(result, fusions=absent, fish=()))) == 0


def test_reads_and_linkers():
    from breakapart.annotation.settings import AnnotationSettings
    from breakapart.formats.fusion_sides import two_sides
    from breakapart.knowledge import Knowledge
    from breakapart.workup_fusions import annotate_call

    seen = assessed(1).fusions[0]
    written = "ENST00000263918.9(STRN):e.3::ACG::ENST00000389048.8(ALK):e.20"
    note = annotate_call(written, REFERENCE, Knowledge.bundled(), AnnotationSettings())
    fusion = vicc.assayed_fusion(
        two_sides(replace(seen, annotation=note, junction_reads=7, spanning_pairs=2), REFERENCE)
    )
    assert fusion["structure"][1]["linkerSequence"]["sequence"] == "ACG"
    assert fusion["readData"]["split"]["splitReads"] == 7
    assert fusion["viccNomenclature"] == written


@pytest.mark.parametrize("number", [1, 2])
def test_the_reference_library_accepts_them(number):
    models = pytest.importorskip(
        "fusor.models", reason="FUSOR (443 MB) is not installed; see docs/reference/standards.md"
    )
    for fusion in objects(assessed(number)):
        models.AssayedFusion(**fusion)
