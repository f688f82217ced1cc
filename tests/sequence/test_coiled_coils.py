"""COILS against the reference program's numbers, and what must hold for any protein."""

import csv
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakapart.reference import Reference
from breakapart.sequence.coiled_coils import AD_WEIGHT, HEPTAD, MTIDK, WINDOWS, coiled_coils, profile

# Computed by ncoils 2002-9 (Debian) on Swiss-Prot 2014_01 sequences: all segments of P >= 0.5 of these proteins with
# this window, 1-based, with highest and mean probability and the highest of the weighted run (None: below 0.5).
REFERENCE_PROGRAM = {
    ("STRN", 28): [(53, 115, 0.994, 0.932, 0.997)],
    ("STRN", 21): [(67, 115, 0.977, 0.824, 0.925)],
    ("STRN", 14): [(65, 87, 0.869, 0.853, 0.914)],
    ("EML4", 28): [(17, 58, 0.999, 0.959, 1.000)],
    ("EML4", 21): [(17, 51, 0.987, 0.949, 0.995)],
    ("EML4", 14): [(24, 37, 0.988, 0.988, 0.936)],
    ("BRAF", 28): [],
    ("BRAF", 21): [(82, 102, 0.972, 0.972, 0.905)],
    ("BRAF", 14): [(82, 102, 0.973, 0.848, 0.951)],
    ("TPM3", 28): [(2, 281, 1.000, 0.999, 1.000)],
    ("TPM3", 14): [
        (16, 127, 0.999, 0.969, 0.999),
        (137, 169, 0.752, 0.675, 0.645),
        (177, 260, 1.000, 0.970, 1.000),
    ],
    ("KIF5B", 21): [
        (330, 364, 0.986, 0.942, 0.974),
        (418, 543, 0.999, 0.952, 0.911),
        (594, 684, 1.000, 0.908, 1.000),
        (691, 711, 0.844, 0.844, None),
        (716, 757, 0.885, 0.825, 0.935),
        (768, 802, 0.990, 0.948, 0.995),
        (825, 912, 0.998, 0.929, 0.997),
    ],
    ("ALK", 28): [],
    ("ALK", 14): [],
    ("NPM1", 28): [],
}

proteins = st.text("ACDEFGHIKLMNPQRSTVWY", max_size=120)


@pytest.mark.parametrize(("gene", "window"), list(REFERENCE_PROGRAM))
def test_agrees_with_the_reference_program(gene, window):
    protein = Reference.bundled().gene(gene).mane.protein
    assert_agree(protein, window, REFERENCE_PROGRAM[gene, window])


def test_agrees_with_the_reference_program_on_every_panel_protein(shared):
    folder = shared / "reference"
    sequences: dict[str, str] = {}
    for record in (folder / "proteins.fasta").read_text().split(">")[1:]:
        header, *lines = record.splitlines()
        sequences[header.split("|")[1]] = "".join(lines)
    segments = defaultdict(list)
    with (folder / "coiled_coils.tsv").open() as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            weighted = None if row["max_p_weighted"] == "<0.5" else float(row["max_p_weighted"])
            segments[row["uniprot_accession"], int(row["window"])].append(
                (int(row["start"]), int(row["end"]), float(row["max_p"]), float(row["mean_p"]), weighted)
            )
    assert len(sequences) == 337 and sum(map(len, segments.values())) == 1836
    for accession, protein in sequences.items():
        for window in WINDOWS:
            assert_agree(protein, window, segments[accession, window])


def assert_agree(protein, window, expected):
    found = coiled_coils(protein, window)
    assert [(coil.start + 1, coil.end) for coil in found] == [segment[:2] for segment in expected]
    weighted = profile(protein, window, weighted=True).probabilities
    for coil, (_, _, highest, mean, highest_weighted) in zip(found, expected, strict=True):
        assert coil.max_probability == pytest.approx(highest, abs=0.001)
        assert coil.mean_probability == pytest.approx(mean, abs=0.001)
        assert coil.max_probability_weighted == pytest.approx(weighted[coil.start : coil.end].max())
        # The table gives the highest probability of the weighted run's segments that overlap this one.
        overlapping = [
            weighted[start:end].max()
            for start, end in runs(np.round(weighted, 3) >= 0.5)
            if start < coil.end and coil.start < end
        ]
        if highest_weighted is None:
            assert not overlapping
        else:
            assert max(overlapping) == pytest.approx(highest_weighted, abs=0.001)


def runs(mask):
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(int), [0]))))
    return list(zip(edges[::2], edges[1::2], strict=True))


@given(proteins, st.sampled_from(WINDOWS), st.booleans(), st.booleans())
def test_scores_are_those_of_a_plain_reading_of_the_method(protein, window, weighted, every_register):
    # The method written out residue by residue, with products instead of sums of logarithms.
    best = [0.0] * len(protein)
    for start in range(len(protein) - window + 1):
        for register in range(7) if every_register else (0,):
            product, exponent = 1.0, 0.0
            for offset in range(window):
                position = (register + offset) % 7
                weight = AD_WEIGHT if weighted and HEPTAD[position] in "ad" else 1.0
                product *= MTIDK[protein[start + offset]][position] ** weight
                exponent += weight
            for residue in range(start, start + window):
                best[residue] = max(best[residue], product ** (1 / exponent))
    scores = profile(protein, window, weighted=weighted, every_register=every_register).scores
    if len(protein) < window:
        assert np.isnan(scores).all()
    else:
        assert scores == pytest.approx(np.array(best), rel=1e-6)


def test_the_leucine_zipper_of_gcn4_is_found_in_register():
    # GCN4 residues 249-281, PDB 2ZTA: a positions Met 2, Val 9, Asn 16, Val 23, Val 30 (O'Shea 1991, Science 254:539,
    # doi 10.1126/science.1948029).
    zipper = "RMKQLEDKVEELLSKNYHLENEVARLKKLVGER"
    found = profile(zipper, 28, every_register=True)
    assert found.probabilities.max() > 0.99
    assert [residue + 1 for residue, heptad in enumerate(found.register) if heptad == "a"] == [2, 9, 16, 23, 30]


def test_globin_has_no_coiled_coil():
    # Human haemoglobin alpha (P69905): all helix, no coiled coil.
    globin = (
        "MVLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHFDLSHGSAQVKGHGKKVADALTNAVAHVDDMPNALSALSDLHAHKLRVDPVNFKLLSHCLLVTLAA"
        "HLPAEFTPAVHASLDKFLASVSTVLTSKYR"
    )
    assert all(coiled_coils(globin, window) == () for window in WINDOWS)


def test_a_charge_artefact_vanishes_when_the_core_counts_more():
    stretch = coiled_coils("EEEKKKEEEEKKKEEEEKKKEEEEKKKEEE" * 2, 28)
    assert stretch and stretch[0].max_probability_weighted < stretch[0].max_probability


@given(proteins, st.sampled_from(WINDOWS))
def test_any_register_finds_at_least_what_whole_heptads_find(protein, window):
    whole = profile(protein, window).scores
    every = profile(protein, window, every_register=True).scores
    assert (np.nan_to_num(every) >= np.nan_to_num(whole) - 1e-9).all()


@given(proteins, st.sampled_from(WINDOWS))
def test_case_does_not_matter(protein, window):
    np.testing.assert_array_equal(profile(protein, window).scores, profile(protein.lower(), window).scores)


COIL = "IAALEKE" * 6


def test_one_unknown_residue_in_a_heptad_is_tolerated_but_not_more():
    one = COIL[:14] + "X" + COIL[15:]
    assert coiled_coils(one)[0].length == 42
    assert np.isnan(profile("X" * 40).probabilities).all()
    many = profile(COIL + "X" * 12 + COIL, 28).probabilities
    assert np.isnan(many[48]) and not np.isnan(many[[0, -1]]).any()


def test_an_unknown_residue_neither_helps_nor_harms():
    # Leaving position f out of a perfect repeat gives the mean of the others.
    known = [np.log(MTIDK[letter][i % 7]) for i, letter in enumerate(COIL[:28]) if i != 5]
    protein = COIL[:5] + "X" + COIL[6:28]
    assert profile(protein, 28).scores == pytest.approx(np.full(28, np.exp(np.mean(known))))


@pytest.mark.parametrize(("letter", "parts"), [("B", "DN"), ("Z", "EQ"), ("J", "IL"), ("U", "C"), ("O", "K")])
def test_ambiguous_and_rare_residues_score_as_the_mean_of_what_they_may_be(letter, parts):
    def score(residue):
        return np.log(profile(COIL[:5] + residue + COIL[6:14], 14).scores[0])

    assert score(letter) == pytest.approx(np.mean([score(part) for part in parts]))


@pytest.mark.parametrize("protein", ["", "M", "M" * 27])
def test_a_protein_shorter_than_the_window_has_no_score(protein):
    found = profile(protein, 28)
    assert len(found.scores) == len(found.probabilities) == len(found.register) == len(protein)
    assert np.isnan(found.scores).all() and coiled_coils(protein) == ()


@given(st.text(max_size=60), st.sampled_from(WINDOWS))
def test_any_text_is_taken(text, window):
    assert len(profile(text, window).register) == len(text)


@pytest.mark.parametrize("window", [0, 7, 27, 35])
def test_other_windows_are_refused(window):
    with pytest.raises(ValueError, match=f"14, 21 or 28 residues, found {window}"):
        coiled_coils("M" * 40, window)


def test_the_threshold_is_the_callers():
    protein = Reference.bundled().gene("EML4").mane.protein
    strict, lenient = coiled_coils(protein, threshold=0.9), coiled_coils(protein, threshold=0.1)
    assert sum(coil.length for coil in strict) < sum(coil.length for coil in lenient)
