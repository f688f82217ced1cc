"""The JSON of an annotation: names that others script against, and people's coordinates."""

import json

from breakapart.annotation.annotate import annotate
from breakapart.annotation.nomenclature import parse_fusion
from breakapart.annotation.record import STABLE, as_record


def test_the_stable_names_come_first_and_hold_what_is_documented(reference):
    record = as_record(annotate(parse_fusion("STRN(e3)::ALK(e20)"), reference))
    assert tuple(record)[: len(STABLE)] == STABLE
    assert record["name"] == "STRN::ALK"
    assert record["exons"] == "STRN(e3)::ALK(e20)"
    assert (record["frame"], record["protein_length"], len(record["protein"])) == ("in_frame", 700, 700)
    assert record["junction_residues"] == ["V"]
    assert (record["kinase_domain"], record["oligomerisation"]) == ("complete", "kept")
    assert (record["function"], record["rearrangement"], record["numbering"]) == (
        "activating_likely",
        "deletion",
        "mane",
    )


def test_it_survives_json(reference):
    for text in ("STRN(e3)::ALK(e20)", "STRN::ALK", "TMPRSS2(e1)::ERG(e4)", "STRN(e3)::ALK(e21)"):
        record = as_record(annotate(parse_fusion(text), reference))
        assert json.loads(json.dumps(record)) == record
        assert record["input"] == text


def test_positions_are_those_of_people(reference):
    record = as_record(annotate(parse_fusion("STRN(e3)::ALK(e20)"), reference))
    five, three = record["five_prime"], record["three_prime"]
    # The breakpoints written the usual way give the same fusion.
    text = (
        f"{five['chrom']}:{five['position']}:{five['strand']}::{three['chrom']}:{three['position']}:{three['strand']}"
    )
    assert text == "chr2:36916078:-::chr2:29223528:-"
    assert as_record(annotate(parse_fusion(text), reference))["exons"] == record["exons"]
    kinase = next(domain for domain in record["domains"] if domain["name"] == "Protein_kinase")
    assert (kinase["start"], kinase["end"], kinase["fate"]) == (1116, 1392, "kept")
    # 137 residues of STRN, the junction, then ALK from 1059.
    assert (kinase["chimera_start"], kinase["chimera_end"]) == (1116 - 1059 + 139, 1392 - 1059 + 139)
    assert record["protein_parts"]["three_prime_first_residue"] == 1059


def test_what_is_not_known_is_null(reference):
    record = as_record(annotate(parse_fusion("STRN::ALK"), reference))
    assert record["protein"] is None
    assert record["protein_length"] is None
    assert record["five_prime"]["exon"] is None
    assert record["five_prime"]["position"] is None
    assert record["domains"] == []
    assert record["frame"] == "undetermined"


def test_reasons_carry_their_sources(reference):
    record = as_record(annotate(parse_fusion("STRN(e3)::ALK(e20)"), reference))
    assert all(reason["text"] and reason["source"] for reason in record["reasons"])
    assert record["expected_fish"]["pattern"] == "isolated_3p"
    assert all(reason["source"] for reason in record["expected_fish"]["reasons"])
