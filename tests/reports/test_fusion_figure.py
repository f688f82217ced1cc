from dataclasses import replace

import pytest
from tests.builders_reports import LONG, annotation, fates, hard_result, transcript
from tests.svg_boxes import boxes, check_figure, root_of

from breakapart.model.fusion import Frame
from breakapart.model.transcript import Domain
from breakapart.reports import fusion_figure

HARD = [seen.annotation for seen in hard_result(LONG).fusions if seen.annotation is not None]


def words(svg):
    return [box.text for box in boxes(svg)]


def titles(svg):
    return [element.text for element in root_of(svg).iter("{http://www.w3.org/2000/svg}title")]


@pytest.mark.parametrize("given", [annotation("STRN", 3), annotation("PLEKHH2", 6), *HARD], ids=lambda a: a.names.exons)
def test_text_keeps_to_itself(given):
    check_figure(fusion_figure.draw(given))


def test_says_which_exons_are_kept():
    svg = fusion_figure.draw(annotation("STRN", 3))
    assert {"exons 1–3 of 18 kept", "exons 20–29 of 29 kept", "e3", "e20"} <= set(words(svg))
    assert "STRN exon 3, kept" in titles(svg) and "STRN exon 4, lost" in titles(svg)
    assert "ALK exon 19, lost" in titles(svg) and "ALK exon 20, kept" in titles(svg)


def test_every_exon_of_both_genes_is_drawn_once():
    drawn = [
        title for title in titles(fusion_figure.draw(annotation("PLEKHH2", 6))) if title.endswith((", kept", ", lost"))
    ]
    assert len(drawn) == 30 + 29


def test_the_kinase_stands_where_it_lies_in_the_chimera():
    # STRN 137 residues + the junction residue, then ALK from residue 1059: ALK 1116 is residue 196 of 700.
    root = root_of(fusion_figure.draw(annotation("STRN", 3)))
    kinase = next(
        rect
        for rect in root.iter("{http://www.w3.org/2000/svg}rect")
        if (rect.findtext("{http://www.w3.org/2000/svg}title") or "").startswith("protein kinase")
    )
    assert float(kinase.get("x")) == pytest.approx(195 / 700 * 820, abs=0.1)
    assert float(kinase.get("width")) == pytest.approx(277 / 700 * 820, abs=0.2)


def test_the_junction_names_its_residues():
    assert "frame kept, junction residue 138 may be A, D, E, G or V" in words(fusion_figure.draw(annotation("STRN", 3)))


def test_a_cut_domain_says_what_is_left():
    assert any("131–167 of 131–172" in line for line in _joined(fusion_figure.draw(annotation("PLEKHH2", 6))))


def _joined(svg):
    return [" ".join(words(svg))]


def test_a_remnant_is_listed_as_lost_not_drawn():
    svg = fusion_figure.draw(annotation("STRN", 3))
    assert "Lost: ALK transmembrane helix 1039–1059 (all but 1 residue)" in words(svg)
    assert "transmembrane helix" not in words(svg)


def test_a_frameshift_is_told_and_no_kinase_drawn():
    broken = next(one for one in HARD if one.protein and one.protein.tail)
    svg = fusion_figure.draw(broken)
    assert any("frame lost: 13 residues to a stop" in line for line in words(svg))
    assert not any(title and title.startswith("protein kinase") for title in titles(svg))


def test_without_nucleotides_the_tail_is_unknown_not_absent():
    cut = next(one for one in HARD if one.protein and one.protein.truncated_at_junction)
    assert any("not known without the nucleotides" in line for line in words(fusion_figure.draw(cut)))


def test_no_protein_gives_the_reason():
    unknown = next(one for one in HARD if one.protein is None)
    svg = fusion_figure.draw(replace(unknown, frame_reason="the exon of STRN is not given"))
    assert "No protein is predicted: the exon of STRN is not given" in words(svg)


def test_an_unknown_exon_keeps_nothing():
    given = annotation("STRN", 3)
    open_end = replace(given.five_prime, exon=0, region="unknown", cds_cut=None, cdna_cut=0)
    svg = fusion_figure.draw(replace(given, five_prime=open_end, frame=Frame.UNDETERMINED, protein=None))
    assert "exon not given, 18 exons" in words(svg)
    assert "STRN exon 1, lost" in titles(svg)


def test_a_promoter_swap_says_that_no_residue_comes_from_the_partner():
    given = annotation("STRN", 3)
    protein = replace(
        given.protein, five_prime_residues=0, junction_residues=(), three_prime_start=0, sequence="M" * 1620
    )
    protein = replace(protein, domains=tuple(fate for fate in fates("STRN", 0, "ALK", 1)))
    assert any("brings no residue" in line for line in words(fusion_figure.draw(replace(given, protein=protein))))


def test_strands_and_distance_are_told():
    svg = fusion_figure.draw(annotation("PLEKHH2", 6))
    assert {"chr2:29.22 Mb, strand −", "chr2:43.70 Mb, strand +", "chr2, 14.5 Mb apart"} <= set(words(svg))


def test_two_chromosomes_are_two_lines():
    given = annotation("PLEKHH2", 6)
    moved = replace(given.three_prime, transcript=replace(transcript("ALK"), chrom="chr12"))
    svg = fusion_figure.draw(replace(given, three_prime=moved))
    assert "chr12:29.22 Mb, strand −" in words(svg)
    assert not any("Mb apart" in line for line in words(svg))
    check_figure(svg)


def test_many_domains_are_named_once():
    given = annotation("STRN", 3)
    repeats = tuple(
        replace(
            given.protein.domains[-1],
            domain=Domain("repeat", "fn3_PF00041", 1100 + 50 * i, 1130 + 50 * i, "Pfam"),
            fate="kept",
            percent_kept=100,
            residues_kept=30,
            chimera_start=200 + 50 * i,
            chimera_end=230 + 50 * i,
        )
        for i in range(9)
    )
    svg = fusion_figure.draw(replace(given, protein=replace(given.protein, domains=repeats)))
    assert words(svg).count("fibronectin type III") == 1
    assert any("(9 of them)" in line for line in _joined(svg))
    check_figure(svg)


def test_drawing_is_the_same_twice():
    assert fusion_figure.draw(annotation("STRN", 3)) == fusion_figure.draw(annotation("STRN", 3))
