import csv

import pytest

from breakapart.errors import InputError
from breakapart.knowledge.therapies import target_genes


def drugs(knowledge, gene):
    return [therapy.drugs for therapy in knowledge.therapies_for(gene)]


def test_single_and_grouped_targets_are_found(knowledge):
    assert {"crizotinib", "alectinib", "lorlatinib"} <= set(drugs(knowledge, "ALK"))
    for gene in ("NTRK1", "NTRK2", "NTRK3"):
        assert {"larotrectinib", "entrectinib", "repotrectinib"} <= set(drugs(knowledge, gene))
    assert any("tovorafenib" in drug for drug in drugs(knowledge, "RAF1"))
    assert "dabrafenib + trametinib" in drugs(knowledge, "BRAF")
    assert "dabrafenib + trametinib" not in drugs(knowledge, "RAF1")
    assert drugs(knowledge, "PDGFB") == ["imatinib"]
    assert drugs(knowledge, "STRN") == []


@pytest.mark.parametrize(
    ("target", "genes"),
    [
        ("ALK", ("ALK",)),
        ("ALK (ALCL)", ("ALK",)),
        ("NTRK1/2/3", ("NTRK1", "NTRK2", "NTRK3")),
        ("BRAF V600E", ("BRAF",)),
        ("BRAF/RAF1 fusion", ("BRAF", "RAF1")),
        ("EGFR ITD/KDD", ("EGFR",)),
        ("CTNNB1/APC (desmoid)", ("CTNNB1", "APC")),
        ("(any localised)", ()),
    ],
)
def test_target_cells(target, genes):
    assert target_genes(target) == genes


def test_mutations_are_read_as_residues(knowledge):
    crizotinib = next(t for t in knowledge.therapies_for("ALK") if t.drugs == "crizotinib")
    named = {m.text: m for m in crizotinib.named_mutations}
    assert (named["G1202R"].reference, named["G1202R"].position, named["G1202R"].alternatives) == ("G", 1202, ("R",))
    assert (named["1151Tins"].reference, named["1151Tins"].position) == (None, 1151)
    assert named["1151Tins"].alternatives == ("insT",)
    assert named["I1171"].alternatives == ()
    alectinib = next(t for t in knowledge.therapies_for("ALK") if t.drugs == "alectinib")
    assert next(m for m in alectinib.named_mutations if m.position == 1171).alternatives == ("T", "N", "S")


def test_the_gene_of_a_mutation_is_the_one_named_before_it(knowledge):
    larotrectinib = next(t for t in knowledge.therapies_for("NTRK1") if t.drugs == "larotrectinib")
    genes = {m.text: m.gene for m in larotrectinib.named_mutations}
    assert genes["G595R"] == "NTRK1"
    assert genes["G623R"] == "NTRK3"
    assert genes["G639R"] == "NTRK2"
    assert genes["V600E"] == "BRAF"
    assert genes["F589L"] is None  # the text leaves open which of the three it means


def test_named_residues_are_those_of_the_protein(knowledge, shared):
    # Oracle: the UniProt proteins that the mutations of the literature are numbered on. TRKB G639 is numbered on the
    # form of 838 residues; the protein at hand (822) lacks 16 of them before the kinase.
    proteins: dict[str, str] = {}
    name = ""
    for line in (shared / "reference" / "proteins.fasta").read_text(encoding="utf-8").splitlines():
        if line.startswith(">"):
            name = line.split("|")[2].split()[0]
            proteins[name] = ""
        else:
            proteins[name] += line
    checked = 0
    for therapy in knowledge.therapies:
        for mutation in therapy.named_mutations:
            sequence = proteins.get(mutation.gene or "")
            if mutation.reference is None or sequence is None:
                continue
            position = mutation.position - (16 if mutation.gene == "NTRK2" else 0)
            assert sequence[position - 1] == mutation.reference, (therapy.drugs, mutation.text)
            checked += 1
    assert checked >= 20


def test_every_shared_therapy_is_held(knowledge, shared):
    with (shared / "knowledge" / "therapies.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    held = {(t.target, t.drugs, t.source) for t in knowledge.therapies}
    assert [row for row in rows if (row["target"], row["drugs"], row["source"]) not in held] == []


@pytest.mark.parametrize("column", ["target", "drugs", "key_evidence", "source", "verification"])
def test_a_row_without_its_evidence_is_refused(spoiled, column):
    with pytest.raises(InputError, match=rf"^therapies\.tsv, line 2: .*column '{column}' is empty, expected a value$"):
        _ = spoiled("therapies.tsv", column=column, value="").therapies
