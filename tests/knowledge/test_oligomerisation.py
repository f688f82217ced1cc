"""Published oligomerisation regions lie on the proteins they are said to lie on."""

import pytest

from breakapart.errors import InputError
from breakapart.reference import Reference


def test_regions_are_domains_with_interbase_residues(knowledge):
    (region,) = knowledge.oligomers("NPM1")
    assert (region.start, region.end, region.name) == (0, 83, "oligomerisation domain")
    assert "10.1182/blood.V96.12.3681" in region.source
    assert knowledge.oligomers("GAPDH") == ()


def test_what_was_not_read_is_said(knowledge):
    (region,) = knowledge.oligomers("CD74")
    assert region.source.endswith("(recalled, not re-read)")


def test_regions_lie_within_the_mane_protein(knowledge):
    reference = Reference.bundled()
    for region in knowledge.oligomerisation_regions:
        assert 1 <= region.first <= region.last <= len(reference.gene(region.gene).mane.protein), region


@pytest.mark.parametrize(
    ("gene", "residues"),
    [
        # Residues that the publications name: cysteines of the bridges, and the FxxA motif of RAD51.
        ("A2M", {278: "C", 431: "C"}),
        ("THBS1", {270: "C", 274: "C"}),
        ("FN1", {2458: "C", 2462: "C"}),
        ("RAD51", {86: "F", 89: "A"}),
    ],
)
def test_residues_are_numbered_as_in_the_mane_protein(gene, residues):
    protein = Reference.bundled().gene(gene).mane.protein
    assert {place: protein[place - 1] for place in residues} == residues


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("last", "0", "expected a number of at least 1"),
        ("first", "90", "it ends at residue 83, before it begins at 90"),
        ("kind", "", "column 'kind' is empty"),
        ("source", "", "column 'source' is empty"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        _ = spoiled("oligomerisation.tsv", column=column, value=value).oligomerisation_regions
    assert str(caught.value).startswith("oligomerisation.tsv, line 2: ")
    assert message in str(caught.value)
