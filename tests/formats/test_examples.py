# ruff: noqa: E501 - one fact a row
"""
The two cases of the report hold every structured fact of it.

One row a fact: its number in the fact list of the test data folder, where it lies in the case, and what it is there.
"""

import csv

import pytest

from breakapart.formats.case_yaml import read_case
from breakapart.formats.examples import TEMPLATE, example_cases
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference

CASES = [read_case(path, Knowledge.bundled(), Reference.bundled()) for path in example_cases()]
ONE, TWO = CASES


def component(case, specimen, name):
    (found,) = [part for part in case.specimen(specimen).components if part.id == name]
    return found


DEEP = component(ONE, "lumbar-mass", "deep")
NAEVUS = component(ONE, "lumbar-mass", "superficial")
FINGER = component(TWO, "finger-primary", "tumour")
AXILLA = component(TWO, "axilla", "tumour")
RECURRENCE = component(TWO, "finger-recurrence-2", "tumour")


def event(case, id_):
    (found,) = [event for event in case.timeline if event.id == id_]
    return found


def stain(part, marker):
    (found,) = [stain for stain in part.ihc if stain.marker == marker]
    return found


def outcome(part, marker):
    return str(stain(part, marker).outcome)


def feature(part, term):
    (found,) = [finding for finding in part.morphology if finding.term == term]
    return found


def shown(part, *terms):
    return {term: str(feature(part, term).outcome) for term in terms}


def said(*values):
    """Values as texts: what a reader sees."""
    return tuple(str(value) for value in values)


def dated(event):
    return said(event.when.after, event.when.interval)


def considered(case):
    return {item.entity: item.conclusion for item in case.considered}


SARC, CAPTURE = ONE.assay("sarc-fusion-panel"), TWO.assay("capture-panel")
(DEEP_RNA,), (FINGER_NGS,), (AXILLA_NGS,) = DEEP.sequencing, FINGER.sequencing, AXILLA.sequencing
PRESENT = "present"
ABSENT = "absent"
LIMB = ("hand_foot", "left")

FACTS = {
    "S026": (str(ONE.patient.age), "6 days"),
    "S027": (str(ONE.patient.sex), "male"),
    "S028": (
        said(ONE.specimens[0].site.text, ONE.specimens[0].site.region, ONE.specimens[0].site.depths[1]),
        ("lumbar back, subcutaneous", "trunk", "subcutis"),
    ),
    "S029": (str(ONE.specimens[0].multiplicity), "multiple"),
    "S030": (
        said(event(ONE, "prenatal-ultrasound").when.gestation, event(ONE, "prenatal-ultrasound").kind),
        ("30 weeks", "imaging"),
    ),
    "S031": (
        said(event(ONE, "birth").when.gestation, ONE.patient.gestation_at_birth, ONE.patient.delivery),
        ("35 weeks", "35 weeks", "caesarean section for fetal distress"),
    ),
    "S032": (ONE.patient.pregnancy, "uncomplicated apart from fetal distress"),
    "S033": (
        event(ONE, "inspection").what,
        "Nodules of the lower back; many small black spots in the skin around them",
    ),
    "S034": (ONE.clinical_impression, "congenital naevus or neurogenic tumour"),
    "S035": (ONE.specimens[0].size_cm, (2, 2, 1)),
    "S036": (
        said(ONE.specimens[0].procedure, *event(ONE, "resection").specimens, event(ONE, "resection").what),
        ("resection", "lumbar-mass", "Largest nodule resected"),
    ),
    "S037": (feature(NAEVUS, "ulceration").text, "part of the surface"),
    "S038": (
        (said(*DEEP.depths), shown(DEEP, "nodular", "dermal_subcutaneous")),
        (("dermis", "subcutis"), {"nodular": PRESENT, "dermal_subcutaneous": PRESENT}),
    ),
    "S039": (
        shown(DEEP, "spindle_cells", "epithelioid_cells"),
        {"spindle_cells": PRESENT, "epithelioid_cells": PRESENT},
    ),
    "S040": (shown(DEEP, "pigment"), {"pigment": ABSENT}),
    "S041": (shown(DEEP, "long_fascicles", "patternless"), {"long_fascicles": PRESENT, "patternless": PRESENT}),
    "S042": (shown(DEEP, "myxoid_to_collagenous"), {"myxoid_to_collagenous": PRESENT}),
    "S043": (
        (shown(DEEP, "ovoid_cells"), str(feature(DEEP, "inflammation").degree)),
        ({"ovoid_cells": PRESENT}, "mild"),
    ),
    "S044": (DEEP.resembles, ("EIMS",)),
    "S045": (
        shown(DEEP, "abundant_cytoplasm", "small_nucleoli"),
        {"abundant_cytoplasm": PRESENT, "small_nucleoli": PRESENT},
    ),
    "S046": (feature(DEEP, "HPC_vessels").text, "at the periphery"),
    "S047": (
        (said(*NAEVUS.depths), shown(NAEVUS, "melanocytic_nests"), feature(NAEVUS, "low_mitoses").text),
        (("epidermis", "dermis"), {"melanocytic_nests": PRESENT}, "at the ulcer"),
    ),
    "S048": (
        (DEEP.mitoses.count_low, DEEP.mitoses.count_high, DEEP.mitoses.fields, DEEP.mitoses.region),
        (3, 8, 10, "cellular region"),
    ),
    "S049": (DEEP.reported_grade.differentiation, 2),
    "S050": (DEEP.reported_grade.mitoses, 1),
    "S051": ((DEEP.reported_grade.necrosis, str(DEEP.necrosis.extent)), (0, "none")),
    "S052": (DEEP.reported_grade.grade, 1),
    "S053": (outcome(NAEVUS, "S100"), PRESENT),
    "S054": (outcome(NAEVUS, "SOX10"), PRESENT),
    "S055": (outcome(NAEVUS, "HMB45"), PRESENT),
    "S056": (outcome(NAEVUS, "MelanA"), PRESENT),
    "S057": (outcome(NAEVUS, "MiTF"), PRESENT),
    "S058": ((outcome(NAEVUS, "ALK"), stain(NAEVUS, "ALK").clone), (ABSENT, "D5F3")),
    "S059": (outcome(NAEVUS, "CD34"), ABSENT),
    "S060": (
        said(*(getattr(stain(DEEP, "ALK"), key) for key in ("outcome", "clone", "intensity")))
        + said(*stain(DEEP, "ALK").compartments, *stain(DEEP, "ALK").stated_in),
        (PRESENT, "D5F3", "strong", "cytoplasmic", "text", "Fig. 1F"),
    ),
    "S061": (said(stain(DEEP, "S100").outcome, stain(DEEP, "S100").intensity), (PRESENT, "strong")),
    "S062": (said(stain(DEEP, "desmin").outcome, stain(DEEP, "desmin").extent), (PRESENT, "partial")),
    "S063": (
        said(stain(DEEP, "CD34").extent, *stain(DEEP, "CD34").also_stated[0].model_dump().values()),
        ("partial", "focal", "legend of Fig. 1H"),
    ),
    "S064": (outcome(DEEP, "SOX10"), ABSENT),
    "S065": (outcome(DEEP, "HMB45"), ABSENT),
    "S066": (outcome(DEEP, "MelanA"), ABSENT),
    "S067": (outcome(DEEP, "MiTF"), ABSENT),
    "S068": (outcome(DEEP, "MyoD1"), ABSENT),
    "S069": (outcome(DEEP, "myogenin"), ABSENT),
    "S070": (outcome(DEEP, "SMA"), ABSENT),
    "S071": (outcome(DEEP, "actin"), ABSENT),
    "S072": (outcome(DEEP, "panTRK"), ABSENT),
    "S073": (outcome(DEEP, "BRAF_V600E"), ABSENT),
    "S074": (outcome(DEEP, "CK_AE1AE3"), ABSENT),
    "S075": ((stain(DEEP, "Ki67").percent_positive, str(stain(DEEP, "Ki67").count_method)), (30, "average")),
    "S076": (said(event(ONE, "therapy-declined").course), ("declined",)),
    "S077": (str(event(ONE, "last-follow-up").status), "no_progression"),
    "S078": (
        said(event(ONE, "last-follow-up").follow_up, "limited" in event(ONE, "last-follow-up").note),
        ("36 months", "True"),
    ),
    "S079": (said(SARC.name, SARC.design, SARC.molecule), ("AmpliSeq RNA SARC Fusion panel", "amplicon", "RNA")),
    "S080": (SARC.primer_pairs, 204),
    "S081": (SARC.fusion_pairs_covered, 64),
    "S082": (SARC.reference_genes, 10),
    "S083": (SARC.platform, "Ion PGM"),
    "S084": (SARC.laboratory, "KingMed Center, Guangzhou"),
    "S085": (DEEP_RNA.fusions[0].call, "STRN(e3)::ALK(e20)"),
    "S086": (DEEP_RNA.fusions[0].call.split("::")[0], "STRN(e3)"),
    "S087": (DEEP_RNA.fusions[0].call.split("::")[1], "ALK(e20)"),
    "S088": (DEEP_RNA.negatives[0].statement, "no further pathogenic variant"),
    "S089": (said(DEEP.fish[0].gene, DEEP.fish[0].outcome, *DEEP.fish[0].stated_in), ("ALK", PRESENT, "text", "Fig. 3C")),
    "S090": (
        (DEEP_RNA.negatives[1].genes, said(*DEEP_RNA.negatives[1].variant_classes), DEEP_RNA.assay),
        (
            ("BRAF", "NRAS", "HRAS", "CCND1", "RET", "KIT", "CDKN2A", "TERT"),
            ("substitution", "short_indel", "promoter"),
            "sarc-fusion-panel",
        ),
    ),
    "S091": (
        {key: considered(ONE)[key] for key in ("MEL", "SPITZ_ALK", "MMYSTAR")},
        {"MEL": "excluded", "SPITZ_ALK": "excluded", "MMYSTAR": "excluded"},
    ),
    "S092": (str(TWO.patient.age), "9 years"),
    "S093": (str(TWO.patient.sex), "female"),
    "S094": (
        said(TWO.specimens[0].site.text, TWO.specimens[0].site.region, TWO.specimens[0].site.side),
        ("left index finger", *LIMB),
    ),
    "S095": (
        (TWO.specimens[0].size_cm, TWO.specimens[0].gross, str(TWO.specimens[0].procedure)),
        ((0.6, 0.4, 0.3), "Fragment of skin", "biopsy"),
    ),
    "S096": (
        shown(FINGER, "spindle_cells", "ovoid_cells", "infiltrates_fat"),
        {"spindle_cells": PRESENT, "ovoid_cells": PRESENT, "infiltrates_fat": PRESENT},
    ),
    "S097": (shown(FINGER, "microvascular_proliferation"), {"microvascular_proliferation": PRESENT}),
    "S098": (str(feature(FINGER, "ectatic_vessels").extent), "focal"),
    "S099": (shown(FINGER, "fascicular", "patternless"), {"fascicular": PRESENT, "patternless": PRESENT}),
    "S100": (shown(FINGER, "indistinct_borders"), {"indistinct_borders": PRESENT}),
    "S101": (str(feature(FINGER, "moderate_atypia").degree), "mild_to_moderate"),
    "S102": (str(feature(FINGER, "inflammation").degree), "moderate"),
    "S103": (shown(FINGER, "high_mitoses"), {"high_mitoses": PRESENT}),
    "S104": (
        (FINGER.mitoses.count_low, FINGER.mitoses.count_high, FINGER.mitoses.fields, FINGER.mitoses.approximate),
        (5, 6, 10, True),
    ),
    "S105": (FINGER.reported_grade.differentiation, 2),
    "S106": (FINGER.reported_grade.mitoses, 1),
    "S107": ((FINGER.reported_grade.necrosis, str(FINGER.necrosis.extent)), (0, "none")),
    "S108": (FINGER.reported_grade.grade, 1),
    "S109": (
        said(stain(FINGER, "ALK").outcome, stain(FINGER, "ALK").clone, *stain(FINGER, "ALK").compartments),
        (PRESENT, "D5F3", "cytoplasmic"),
    ),
    "S110": (outcome(FINGER, "S100"), PRESENT),
    "S111": (outcome(FINGER, "CD34"), PRESENT),
    "S112": (outcome(FINGER, "CK_AE1AE3"), ABSENT),
    "S113": (outcome(FINGER, "SMA"), ABSENT),
    "S114": (outcome(FINGER, "desmin"), ABSENT),
    "S115": (outcome(FINGER, "STAT6"), ABSENT),
    "S116": (outcome(FINGER, "SOX10"), ABSENT),
    "S117": (outcome(FINGER, "panTRK"), ABSENT),
    "S118": (str(event(TWO, "last-follow-up").follow_up), "96 months"),
    "S119": (sum(event.kind == "recurrence" for event in TWO.timeline), 2),
    "S120": (said(event(TWO, "metastasis").site.text, event(TWO, "metastasis").kind), ("left axilla", "metastasis")),
    "S121": (
        (event(TWO, "amputation").specimens, event(TWO, "excision").specimens, str(TWO.specimen("axilla").procedure)),
        (("finger-recurrence-2",), ("axilla",), "excision"),
    ),
    "S122": (said(TWO.timeline[0].id, TWO.timeline[0].kind), ("nodule", "finding")),
    "S123": (
        (dated(event(TWO, "topical-therapy")), *said(*(getattr(event(TWO, "topical-therapy"), key) for key in ("course", "result")))),
        (("nodule", "2 years"), "given", "no improvement"),
    ),
    "S124": (
        said(event(TWO, "first-read").diagnosis, event(TWO, "first-read").entity),
        ("infantile cellular haemangioma", "IH"),
    ),
    "S125": (
        said(event(TWO, "first-resection").margins, event(TWO, "second-read").certainty, event(TWO, "second-read").entity),
        ("negative", "uncertain", "None"),
    ),
    "S126": (
        (dated(event(TWO, "first-recurrence")), str(event(TWO, "third-read").certainty), str(event(TWO, "no-further-treatment").course)),
        (("first-resection", "4 months"), "disagreement", "not_given"),
    ),
    "S127": (dated(event(TWO, "second-recurrence")), ("second-resection", "4 years")),
    "S128": (str(event(TWO, "last-follow-up").status), "no_evidence_of_disease"),
    "S129": (
        (shown(RECURRENCE, "compact_in_collagen"), shown(AXILLA, "compact_in_collagen")),
        ({"compact_in_collagen": PRESENT}, {"compact_in_collagen": PRESENT}),
    ),
    "S130": ((outcome(AXILLA, "ALK"), stain(AXILLA, "ALK").clone, str(stain(AXILLA, "ALK").basis)), (ABSENT, "D5F3", "individual")),
    "S131": (
        {stain.marker: str(stain.outcome) for stain in AXILLA.ihc if stain.basis == "collective"},
        {stain.marker: str(stain.outcome) for stain in FINGER.ihc if stain.marker != "ALK"},
    ),
    "S132": (said(CAPTURE.design, CAPTURE.laboratory, "fusion" in CAPTURE.detects), ("capture", "Geneseeq, Nanjing", "True")),
    "S133": (CAPTURE.genes_covered, 506),
    "S134": (
        set(said(*CAPTURE.detects)) - {"tmb"},
        {"substitution", "short_indel", "long_indel", "copy_number", "fusion", "rearrangement"},
    ),
    "S135": (FINGER_NGS.fusions[0].call, "PLEKHH2(e6)::ALK(e20)"),
    "S136": (FINGER_NGS.fusions[0].call.split("::")[0], "PLEKHH2(e6)"),
    "S137": (FINGER_NGS.fusions[0].call.split("::")[1], "ALK(e20)"),
    "S138": (FINGER_NGS.negatives[0].statement, "no further pathogenic variant"),
    "S139": (said(FINGER.fish[0].gene, FINGER.fish[0].outcome, *FINGER.fish[0].stated_in), ("ALK", PRESENT, "text", "Fig. 3D")),
    "S140": (FINGER_NGS.fusions[0].allele_fraction_percent, 59.74),
    "S141": (AXILLA_NGS.fusions[0].allele_fraction_percent, 42.47),
    "S142": (FINGER_NGS.tmb_per_mb, 0),
    "S143": (AXILLA_NGS.tmb_per_mb, 0),
    "S144": ((AXILLA_NGS.fusions[0].call, str(AXILLA_NGS.fusions[0].outcome)), ("PLEKHH2::ALK", PRESENT)),
    "S145": (
        {SARC.preparation, CAPTURE.preparation},
        {"RNA from formalin-fixed paraffin-embedded tissue by magnetic beads, reverse transcription"},
    ),
    "S146": (
        (DEEP_RNA.fusions[0].kept_domains, FINGER_NGS.fusions[0].kept_domains),
        (
            ("coiled coil of STRN", "complete kinase domain of ALK"),
            ("coiled coil of PLEKHH2", "complete kinase domain of ALK"),
        ),
    ),
    "S147": ({DEEP.fish[0].probe, FINGER.fish[0].probe}, {"ALK-vysis"}),
    "S148": ({DEEP.fish[0].section_thickness_um, FINGER.fish[0].section_thickness_um}, {3}),
    "S149": (
        {(part.fish[0].cutoff_operator, part.fish[0].cutoff_percent) for part in (DEEP, FINGER)},
        {(">", 15)},
    ),
    "S150": ({DEEP.fish[0].cells_scored, FINGER.fish[0].cells_scored}, {100}),
    "S151": (
        {said(*part.fish[0].patterns_seen) for part in (DEEP, FINGER)},
        {("isolated_5p", "isolated_3p", "fused")},
    ),
    "S152": (
        [(said(*feature(part, "stromal_hyalinisation").stated_in), "Abstract" in feature(part, "high_mitoses").stated_in, str(feature(part, "infiltrative_border").outcome)) for part in (DEEP, FINGER)],
        [(("Abstract",), True, PRESENT)] * 2,
    ),
    "S153": ({str(event(case, "no-alk-inhibitor").course) for case in CASES}, {"not_given"}),
    "S156": (
        [shown(part, "lymphoplasmacytic_inflammation", "eosinophils", "ganglion_like_cells") for part in (DEEP, FINGER)],
        [{"lymphoplasmacytic_inflammation": ABSENT, "eosinophils": ABSENT, "ganglion_like_cells": ABSENT}] * 2,
    ),
    "S224": (
        [(case.signed.entity, len(case.signed.statements)) for case in CASES],
        [("ALK_RMN", 3), ("ALK_RMN", 3)],
    ),
    "S230": (("clone not stated" in stain(DEEP, "actin").note, stain(DEEP, "actin").clone), (True, None)),
}  # fmt: skip


@pytest.mark.parametrize("fact", FACTS)
def test_the_cases_hold_the_fact(fact):
    found, expected = FACTS[fact]
    assert found == expected


def test_no_fact_about_the_cases_is_left_out(shared):
    with (shared / "knowledge" / "seed-facts.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    about_the_cases = {
        row["fact_id"]
        for row in rows
        if row["subject"].startswith(("case1", "case2", "both")) and row["fact_id"] < "S225"
    }
    assert len(about_the_cases) == 129
    assert about_the_cases <= set(FACTS)


def test_sentences_of_the_report_are_not_copied(shared):
    """No run of eight words of the report stands in a case file."""
    words = (shared / "report" / "ouyang2025.txt").read_text(encoding="utf-8").lower().split()
    runs = {tuple(words[start : start + 8]) for start in range(len(words))}
    for path in example_cases():
        own = path.read_text(encoding="utf-8").lower().split()
        copied = [own[start : start + 8] for start in range(len(own)) if tuple(own[start : start + 8]) in runs]
        assert not copied


def test_examples_are_where_readers_look_for_them():
    """`examples/` of the repository shows the very files that are installed."""
    folder = TEMPLATE.parents[4] / "examples"
    if not folder.is_dir():
        pytest.skip("this is an installed package, not a checkout")
    for path in example_cases():
        assert (folder / path.name).resolve() == path.resolve()
