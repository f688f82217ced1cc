import csv

import pytest

from breakapart.errors import InputError
from breakapart.knowledge.probes import NOT_STATED


def test_the_alk_probe_is_the_one_of_the_atlas(knowledge):
    # IASLC Atlas of ALK Testing 2013, pp. 17-22 and 55-56.
    probe = knowledge.probe("ALK-vysis")
    assert (probe.five_prime_colour, probe.three_prime_colour, probe.kept_side) == ("green", "orange", "3p")
    assert (probe.min_cells, probe.cutoff_percent, probe.cutoff_operator) == (50, 15, ">=")
    assert (probe.two_step, probe.equivocal_low, probe.equivocal_high) == (True, 5, 25)
    assert (probe.five_prime_span_kb, probe.three_prime_span_kb, probe.split_gap_diameters) == (442, 300, 2)
    assert not probe.verify_locally


@pytest.mark.parametrize("written", ["ALK-vysis", "alk vysis", "ALK_Vysis"])
def test_a_probe_is_found_however_it_is_written(knowledge, written):
    assert knowledge.probe(written).id == "ALK-vysis"


def test_an_unknown_probe_names_the_near_ones(knowledge):
    with pytest.raises(InputError, match=r"^probe 'ALK-visis' is not known\. Did you mean ALK-vysis"):
        knowledge.probe("ALK-visis")
    with pytest.raises(InputError, match=r"^probe 'qqqq' is not known\. See 'breakapart fish --list-probes'\.$"):
        knowledge.probe("qqqq")


def test_each_gene_has_one_default(knowledge):
    assert knowledge.default_probe("ALK").id == "ALK-vysis"
    assert knowledge.default_probe("TP53") is None
    genes = {probe.gene for probe in knowledge.probes()}
    assert {"ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3", "EWSR1", "SS18", "FUS", "DDIT3", "USP6"} <= genes
    assert all(knowledge.default_probe(gene).gene == gene for gene in genes)


def test_a_profile_that_was_not_read_in_a_source_says_so(knowledge):
    for probe in knowledge.probes():
        assert probe.source
        if probe.evidence == "recalled":
            assert probe.verify_locally


def test_no_colour_is_given_for_an_unknown_vendor(knowledge):
    for probe in knowledge.probes():
        if "any" in probe.vendor:
            assert (probe.five_prime_colour, probe.three_prime_colour) == (NOT_STATED, NOT_STATED)


def test_colours_of_one_vendor_differ_from_gene_to_gene(knowledge):
    # Why a colour is never inferred: the ROS1 probe of the vendor of the ALK probe has them the other way round.
    alk, ros1 = knowledge.probe("ALK-vysis"), knowledge.probe("ROS1-vysis")
    assert (alk.five_prime_colour, alk.three_prime_colour) == (ros1.three_prime_colour, ros1.five_prime_colour)


CENTROMERES_MB = {
    # UCSC hg38 cytoband centromere positions (acen), rounded to the Mb.
    "chr1": 123, "chr2": 94, "chr3": 91, "chr5": 49, "chr6": 60, "chr7": 60, "chr8": 45, "chr9": 44, "chr10": 40,
    "chr12": 35, "chr15": 19, "chr16": 37, "chr17": 25, "chr18": 18, "chr22": 15,
}  # fmt: skip


def test_the_side_of_the_five_prime_probe_follows_from_strand_and_arm(knowledge, shared):
    # Oracle: gene coordinates and strands (GRCh38). On + strand the 5' end has the smaller coordinate; it lies towards
    # the centromere on a long arm and away from it on a short arm.
    with (shared / "reference" / "panel_genes.tsv").open(encoding="utf-8", newline="") as lines:
        genes = {row["gene"]: row for row in csv.DictReader(lines, delimiter="\t")}
    checked = set()
    for probe in knowledge.probes():
        gene = genes.get(probe.gene)
        if gene is None:
            continue
        long_arm = int(gene["g_start"]) / 1e6 > CENTROMERES_MB[gene["chrom"]]
        expected = "centromeric" if long_arm == (gene["strand"] == "+") else "telomeric"
        assert probe.five_prime_side == expected, probe.id
        checked.add(probe.gene)
    assert len(checked) >= 12


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("source", "", "column 'source' is empty, expected a value"),
        ("evidence", "good", "evidence class 'good' is not known"),
        ("gene", "alk!", "gene 'alk!' is not a symbol"),
        ("kept_side", "red", "column 'kept_side' holds 'red', expected 3p or 5p"),
        ("cutoff_operator", "=", "column 'cutoff_operator' holds '=', expected >= or >"),
        ("cutoff_percent", "150", "column 'cutoff_percent' is 150, expected at most 100"),
        ("cutoff_percent", "", "column 'cutoff_percent' is empty, expected a value"),
        ("min_cells", "0", "column 'min_cells' is 0, expected a number of at least 1"),
        ("equivocal_low", "30", "equivocal bounds 30 to 25 are not a range"),
        ("verify_locally", "maybe", "column 'verify_locally' holds 'maybe', expected yes or no"),
        ("five_prime_side", "left", "column 'five_prime_side' holds 'left', expected centromeric or telomeric"),
        ("id", "ALK-generic", "this id is already used in line 2"),
    ],
)
def test_a_bad_row_is_refused(spoiled, column, value, message):
    with pytest.raises(InputError) as caught:
        spoiled("probes.tsv", column=column, value=value).probes()
    assert str(caught.value).startswith("probes.tsv, line ")
    assert message in str(caught.value)


def test_two_defaults_for_one_gene_are_refused(spoiled):
    with pytest.raises(InputError, match=r"probes\.tsv, line 3: .* ALK already has the default probe ALK-vysis$"):
        spoiled("probes.tsv", line=3, column="default", value="yes").probes()
