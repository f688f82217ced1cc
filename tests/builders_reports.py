"""
Assessed cases built by hand, for what prints them: the two cases of the published report, and hard ones.

Facts of the two cases: Ouyang 2025, doi 10.3389/fonc.2025.1516491. Exons: MANE Select v1.5 (GENCODE 44). The engines
are not asked: a change in one of them must not move a test of the page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from breakapart.model.agreement import (
    AgreementCell,
    AgreementRow,
    AuditFlag,
    Conflict,
    Explanation,
    GeneAgreement,
    GeometryAgreement,
    Look,
    LookResult,
)
from breakapart.model.case import Case
from breakapart.model.finding import Finding
from breakapart.model.fish import FishCounts, FishResult
from breakapart.model.fusion import (
    Frame,
    Function,
    FusionAnnotation,
    FusionPartner,
    FusionSeen,
    Geometry,
    Junction,
    Names,
    Oligomerisation,
    Rearrangement,
    Reason,
    Retention,
    WrittenFusion,
)
from breakapart.model.histology import FnclccGrade
from breakapart.model.outcome import Outcome
from breakapart.model.protein import ChimericProtein, DomainFate
from breakapart.model.result import (
    At,
    CaseResult,
    InputFile,
    LabellingIndex,
    PlacedFish,
    PlacedGrade,
    Provenance,
    Sentence,
)
from breakapart.model.share import Share, ShareOrigin
from breakapart.model.therapy import FusionOccurrence, Therapy
from breakapart.model.transcript import Domain, Transcript
from breakapart.reference.exon_arithmetic import number_exons
from breakapart.scoring.proportion import wilson

P, A, E, N = Outcome.PRESENT, Outcome.ABSENT, Outcome.EQUIVOCAL, Outcome.NOT_EVALUABLE
OUYANG = "Ouyang 2025, doi 10.3389/fonc.2025.1516491"
FNCLCC = "Trojani 1984, doi 10.1002/ijc.2910330108"

# Genes

_EXONS = {
    "STRN": "36966229-36966536 36925104-36925208 36916077-36916151 36905539-36905618 36902583-36902751 "
    "36899522-36899658 36893897-36894033 36886715-36886826 36883931-36884075 36877890-36878027 36869553-36869729 "
    "36867813-36867861 36861131-36861253 36857855-36858023 36855211-36855352 36850999-36851107 36849713-36849800 "
    "36837697-36849625",
    "PLEKHH2": "43637259-43637379 43644670-43644796 43678862-43678925 43692513-43692663 43694430-43694514 "
    "43695142-43695224 43697170-43697356 43699646-43700608 43703980-43704056 43706321-43706416 43707400-43707545 "
    "43709989-43710126 43710219-43710330 43710488-43710575 43712224-43712383 43720668-43720749 43726271-43726451 "
    "43729636-43729745 43731489-43731602 43738340-43738520 43740945-43741043 43742740-43742918 43743833-43743989 "
    "43745865-43745963 43753618-43753760 43757118-43757264 43758899-43759029 43762303-43762390 43764227-43764365 "
    "43765412-43767987",
    "ALK": "29919992-29921586 29717577-29717697 29694849-29695014 29531914-29532116 29383731-29383859 "
    "29328349-29328481 29320750-29320882 29318303-29318404 29296887-29297057 29275401-29275496 29275098-29275227 "
    "29251104-29251267 29239679-29239830 29233564-29233696 29232303-29232448 29228883-29229066 29227573-29227672 "
    "29226921-29227074 29225460-29225565 29223341-29223528 29222516-29222607 29222343-29222408 29220705-29220835 "
    "29213983-29214081 29209785-29209878 29207170-29207272 29197541-29197676 29196769-29196860 29192773-29193922",
}
_ABOUT = {  # accession, RefSeq, strand, start codon in the cDNA, coding bases
    "STRN": ("ENST00000263918.9", "NM_003162.4", "-", 73, 2343),
    "PLEKHH2": ("ENST00000282406.9", "NM_172069.4", "+", 123, 4482),
    "ALK": ("ENST00000389048.8", "NM_004304.5", "-", 927, 4863),
}
DOMAINS = {
    "STRN": (
        Domain("coiled_coil", "COILS_w28", 52, 115, "COILS (Lupas 1991, doi 10.1126/science.252.5009.1162)"),
        Domain("region", "calmodulin_binding", 148, 166, "UniProt O43815"),
    ),
    "PLEKHH2": (
        Domain("coiled_coil", "COILS_w28", 27, 129, "COILS (Lupas 1991, doi 10.1126/science.252.5009.1162)"),
        Domain("coiled_coil", "COILS_w28", 130, 172, "COILS (Lupas 1991, doi 10.1126/science.252.5009.1162)"),
        Domain("domain", "FERM", 1152, 1490, "UniProt Q8IVE3"),
    ),
    "ALK": (
        Domain("transmembrane", "helical_TM", 1038, 1059, "UniProt Q9UM73"),
        Domain("kinase", "Pkinase_PF00069", 1115, 1383, "Pfam PF00069"),
        Domain("kinase", "Protein_kinase", 1115, 1392, "UniProt Q9UM73"),
    ),
}


def transcript(gene: str) -> Transcript:
    """MANE Select transcript of STRN, PLEKHH2 or ALK; residues are left unknown."""
    accession, refseq, strand, start, length = _ABOUT[gene]
    blocks = [(int(a), int(b)) for a, b in (block.split("-") for block in _EXONS[gene].split())]
    exons = number_exons(blocks, strand, start, length)
    return Transcript(
        gene, accession, refseq, True, "chr2", strand, exons, length, "X" * (length // 3 - 1), "unknown", start
    )


def junction(gene: str, exon: int, side: str) -> Junction:
    """The `side` ("5p" or "3p") of a fusion at an exon edge of a MANE Select transcript."""
    on = transcript(gene)
    here = on.exon(exon)
    cds_cut = here.cds_end if side == "5p" else here.cds_start
    return Junction(
        transcript=on,
        cdna_cut=here.cdna_end if side == "5p" else here.cdna_start,
        exon=exon,
        at_exon_edge=True,
        region="CDS" if cds_cut is not None else "5UTR",
        cds_cut=cds_cut,
    )


def fates(five: str, residues: int, three: str, first_kept: int) -> tuple[DomainFate, ...]:
    """What becomes of the domains when `residues` of `five`, a junction residue and the rest of `three` are joined."""
    found = []
    for domain in DOMAINS[five]:
        kept = max(0, min(domain.end, residues) - domain.start)
        found.append(_fate(five, domain, kept, domain.start, domain.start + kept))
    for domain in DOMAINS[three]:
        start = max(domain.start, first_kept)
        kept = max(0, domain.end - start)
        offset = residues + 1 - first_kept
        found.append(_fate(three, domain, kept, start + offset, domain.end + offset))
    return tuple(found)


def _fate(gene: str, domain: Domain, kept: int, start: int, end: int) -> DomainFate:
    length = domain.end - domain.start
    word = "lost" if not kept else "kept" if kept == length else "cut"
    ends = (start, end) if kept else (None, None)
    return DomainFate(gene, domain, word, kept, 100 * kept / length, *ends)


def annotation(five: str, exon5: int, three: str = "ALK", exon3: int = 20) -> FusionAnnotation:
    """An in-frame fusion of two of the three genes at exon edges, with the reasons an engine would give."""
    left, right = junction(five, exon5, "5p"), junction(three, exon3, "3p")
    assert left.cds_cut is not None and right.cds_cut is not None
    residues, first_kept = left.cds_cut // 3, -(-right.cds_cut // 3)
    length = residues + 1 + right.transcript.protein_length - first_kept
    protein = ChimericProtein(
        sequence="X" * length,
        five_prime_residues=residues,
        junction_residues=("A", "D", "E", "G", "V"),
        three_prime_start=first_kept,
        tail="",
        truncated_at_junction=False,
        domains=fates(five, residues, three, first_kept),
    )
    name = f"{five}(e{exon5})::{three}(e{exon3})"
    same_strand = five == "STRN"
    distance = 7.69 if same_strand else 14.47
    return FusionAnnotation(
        written=WrittenFusion(name, "exon", FusionPartner(five, exon=exon5), FusionPartner(three, exon=exon3)),
        names=Names(
            f"{five}::{three}",
            name,
            f"{left.transcript.refseq}:r.?_{left.cds_cut}::{right.transcript.refseq}:r.{right.cds_cut + 1}_?",
            f"{left.transcript.accession}({five}):e.{exon5}::{right.transcript.accession}({three}):e.{exon3}",
        ),
        numbering="mane",
        numbering_note="exon numbers read as MANE Select numbers",
        five_prime=left,
        three_prime=right,
        frame=Frame.IN_FRAME,
        frame_reason=f"{five} exon {exon5} ends in phase 1 and {three} exon {exon3} begins in phase 1",
        protein=protein,
        kinase_gene=three,
        kinase_domain=Retention.COMPLETE,
        oligomerisation=Oligomerisation.KEPT if same_strand else Oligomerisation.PARTIAL,
        function=Function.ACTIVATING_LIKELY,
        function_reasons=(
            Reason("The reading frame is kept over the junction", "exon phases, MANE Select v1.5", True),
            Reason(f"The {three} kinase domain is complete (residues 1116–1392)", "UniProt Q9UM73", True),
            Reason(
                f"{five} brings a coiled coil, by which the protein can dimerise",
                "COILS (Lupas 1991, doi 10.1126/science.252.5009.1162)",
                True,
            ),
            Reason("The transmembrane helix of ALK is cut: no anchor in the membrane", "UniProt Q9UM73"),
        ),
        geometry=Geometry(
            rearrangement=Rearrangement.DELETION if same_strand else Rearrangement.INVERSION,
            distance_mb=distance,
            keeps_reciprocal=not same_strand,
            probe_gene="ALK",
            expected_pattern="isolated_3p" if same_strand else "split",
            reasons=(
                Reason(
                    f"{five} and {three} lie {distance:.1f} Mb apart on chromosome 2: signals may look close",
                    "Smuk 2018, Cytometry A 93:653",
                ),
            ),
        ),
    )


# What the engines would give


def finding(event: str, outcome: Outcome, assay: str, at: str, because: str, **more: Any) -> Finding:
    """A finding at "specimen.component"."""
    specimen, component = at.split(".")
    return Finding(event, outcome, assay, specimen, component, because, **more)


def findings_of(case: Case) -> tuple[Finding, ...]:
    """Morphology and stains of a case restated as findings."""
    found = []
    for specimen in case.specimens:
        for part in specimen.components:
            at = f"{specimen.id}.{part.id}"
            for feature in part.morphology:
                words = feature.text or feature.term.replace("_", " ")
                found.append(finding(f"morph:{feature.term}", feature.outcome, "microscopy", at, words))
            for stain in part.ihc:
                assay = f"IHC {stain.clone}" if stain.clone else "IHC"
                clone = f" ({stain.clone})" if stain.clone else ""
                because = f"{stain.marker}{clone} {stain.outcome.replace('_', ' ')}"
                found.append(finding(f"ihc:{stain.marker}", stain.outcome, assay, at, because, clone=stain.clone))
    return tuple(found)


def outcome_only_fish() -> FishResult:
    """What is known of the report's FISH: positive, the patterns seen, the rule; no counts."""
    return FishResult(
        gene="ALK",
        probe="ALK-vysis",
        basis="outcome",
        counts=None,
        cells_scored=100,
        rearranged=None,
        percent=None,
        percent_low=None,
        percent_high=None,
        bound_low_percent=None,
        bound_high_percent=None,
        probability_above_cutoff=None,
        cutoff_percent=15,
        cutoff_operator=">",
        outcome=P,
        call="positive, as the laboratory reports it; no counts given",
        reasons=("the laboratory's result is taken as it is",),
        warnings=("without counts there is no interval and no distance from the cut-off",),
        source=OUYANG,
    )


def counted_fish(counts: FishCounts | None = None) -> FishResult:
    """A FISH with counts in every class: 35 of 94 nuclei of a clear class rearranged, 6 ambiguous."""
    counts = counts or FishCounts(fused=57, split=22, isolated_3p=13, isolated_5p=2, ambiguous=6, not_informative=4)
    rearranged = counts.split + counts.isolated_3p
    n, classed = counts.scored, counts.classed
    low, high = wilson(rearranged, classed)
    return replace(
        outcome_only_fish(),
        basis="counts",
        counts=counts,
        cells_scored=n,
        rearranged=rearranged,
        percent=100 * rearranged / classed,
        percent_low=100 * low,
        percent_high=100 * high,
        bound_low_percent=100 * rearranged / n,
        bound_high_percent=100 * (rearranged + counts.ambiguous) / n,
        probability_above_cutoff=0.9999,
        call=f"positive: {rearranged} of {classed} nuclei rearranged",
        warnings=(),
    )


def fnclcc(per_10_hpf: tuple[float, float], **changes: Any) -> FnclccGrade:
    """Grade 1 from 2 + 1 + 0."""
    grade = FnclccGrade(
        applicable=True,
        differentiation=2,
        mitoses=1,
        necrosis=0,
        total=3,
        grade=1,
        grade_low=1,
        grade_high=1,
        minimum_only=False,
        mitoses_per_10_hpf=per_10_hpf,
        mitoses_per_mm2=(per_10_hpf[0] / 1.734, per_10_hpf[1] / 1.734),
        reasons=("differentiation 2 as scored by the pathologist", "0 to 9 mitoses in 10 fields score 1"),
        warnings=("In kinase-fusion tumours of children this grade did not predict the course.",),
        source=FNCLCC,
    )
    return replace(grade, **changes)


SETTINGS = tuple(
    (f"{engine}.{name}", value, reason)
    for engine, name, value, reason in (
        ("fish", "z", "1.96", "95 % interval (Wilson 1927, doi 10.1080/01621459.1927.10502953)"),
        ("fish", "min_cells", "50", "fewer nuclei are not evaluable (Vysis ALK break-apart kit insert)"),
        ("fnclcc", "field_area_mm2", "0.1734", "one field of the FNCLCC system (Trojani 1984)"),
        ("fnclcc", "biopsy_is_minimum", "True", "a biopsy may miss the worst area (WHO 2020)"),
        ("annotation", "coil_window", "28", "the window with the fewest false coils (Lupas 1991)"),
        ("annotation", "coil_p", "0.5", "the usual limit (Lupas 1991)"),
        ("annotation", "close_mb", "3", "break-apart signals closer than this may not separate (Smuk 2018)"),
    )
)
PROVENANCE = Provenance(
    breakapart_version="0.1.0",
    knowledge_version="2026.1",
    reference_version="MANE Select v1.5, GRCh38",
    inputs=(InputFile("case.yaml", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),),
    settings=SETTINGS,
)

_RECALLED = "approvals and response rate verified; mutation list recalled"
THERAPIES = (
    Therapy(
        "ALK",
        "crizotinib",
        "FDA 2022-07-14: unresectable, recurrent or refractory ALK+ IMT, age ≥ 1 year; ALK+ anaplastic large cell "
        "lymphoma; lung cancer",
        "ADVL0912, children with IMT: 12 of 14 responded (86 %, interval 57–98)",
        "L1196M, G1269A, C1156Y, G1202R, F1174L, I1171",
        "Cancer Discov 2016;6:1118 abstract; FDA 2022-07-14",
        _RECALLED,
    ),
    Therapy(
        "ALK", "alectinib", "ALK+ lung cancer; off label in IMT", "case reports", "G1202R", "PMID 39188081", _RECALLED
    ),
    Therapy(
        "ALK",
        "lorlatinib",
        "ALK+ lung cancer (FDA 2021-03-03)",
        "EML4::ALK sarcoma: response for 4 months",
        "compound mutations (G1202R+L1196M)",
        "PMID 39188081",
        "sarcoma case verified; compound list recalled",
    ),
)

_TALLY = (
    ("malignant peritoneal mesothelioma", 3),
    ("thyroid carcinoma", 31),
    ("lung cancer", 5),
    ("colorectal carcinoma", 3),
    ("renal cell carcinoma", 2),
    ("pancreatic cancer", 1),
)
STRN_ALK_SEEN = (
    *(
        FusionOccurrence("STRN", "ALK", tumour, "e3;e20", cases, f"{OUYANG}, reference 17", "seed", "")
        for tumour, cases in _TALLY
    ),
    FusionOccurrence("STRN", "ALK", "ALK-rearranged mesenchymal neoplasm", "e3;e20", 1, OUYANG, "seed", "case 1"),
    FusionOccurrence(
        "STRN", "ALK", "Inflammatory myofibroblastic tumour", "e3;e20", None, f"{OUYANG}, reference 14", "seed", ""
    ),
)
PLEKHH2_ALK_SEEN = (
    FusionOccurrence(
        "PLEKHH2",
        "ALK",
        "lung adenocarcinoma",
        "",
        None,
        f"{OUYANG}, reference 19",
        "seed",
        "responded to an ALK inhibitor",
    ),
    FusionOccurrence(
        "PLEKHH2", "ALK", "dermatofibrosarcoma protuberans", "", None, f"{OUYANG}, reference 20", "seed", ""
    ),
)

# Case 1


def _stains(at: str, *stains: str) -> list[dict[str, Any]]:
    """Stains as "marker outcome", all read the same way."""
    return [{"marker": marker, "outcome": at} for marker in stains]


def case_1() -> Case:
    """The newborn: a naevus above, the tumour below."""
    return Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "case-1",
            "title": "Case 1: subcutaneous nodules of the back in a newborn",
            "source": {"citation": "Ouyang 2025, Front Oncol 15:1516491", "doi": "10.3389/fonc.2025.1516491"},
            "patient": {
                "sex": "male",
                "age": "6 days",
                "gestation_at_birth": "35 weeks",
                "delivery": "caesarean, for fetal distress",
            },
            "clinical_impression": "congenital naevus or neurogenic tumour",
            "timeline": [
                {
                    "id": "ultrasound",
                    "kind": "imaging",
                    "what": "nodules of the lumbar back seen on prenatal ultrasound",
                    "when": {"gestation": "30 weeks"},
                },
                {"id": "birth", "kind": "birth", "what": "caesarean birth", "when": {"gestation": "35 weeks"}},
                {
                    "id": "resection",
                    "kind": "procedure",
                    "what": "resection of the largest nodule, 2 cm",
                    "when": {"age": "6 days"},
                    "specimens": ["nodule"],
                },
                {
                    "id": "read",
                    "kind": "pathology_read",
                    "what": "histology, stains, RNA sequencing, FISH",
                    "diagnosis": "ALK-rearranged mesenchymal neoplasm",
                    "certainty": "definite",
                    "specimens": ["nodule"],
                },
                {"id": "no-treatment", "kind": "treatment", "what": "none; the parents declined therapy"},
                {
                    "id": "last-seen",
                    "kind": "follow_up",
                    "what": "no progression, no metastasis",
                    "status": "no_progression",
                    "follow_up": "36 months",
                    "when": {"after": "resection", "interval": "36 months"},
                },
            ],
            "assays": [
                {
                    "id": "sarc",
                    "name": "AmpliSeq RNA SARC fusion panel",
                    "design": "amplicon",
                    "molecule": "RNA",
                    "platform": "Ion PGM",
                    "laboratory": "KingMed Center, Guangzhou",
                    "fusion_pairs_covered": 64,
                    "primer_pairs": 204,
                    "reference_genes": 10,
                    "detects": ["fusion"],
                    "cannot_detect": ["substitution", "short_indel", "copy_number"],
                }
            ],
            "specimens": [
                {
                    "id": "nodule",
                    "name": "largest nodule",
                    "kind": "primary",
                    "procedure": "resection",
                    "site": {"text": "lumbar back", "region": "trunk", "depths": ["dermis", "subcutis"]},
                    "size_cm": [2, 2, 1],
                    "components": [
                        {
                            "id": "superficial",
                            "name": "superficial naevus",
                            "morphology": [{"term": "congenital_naevus"}],
                            "ihc": [
                                *_stains("present", "S100", "SOX10", "HMB45", "MelanA", "MiTF"),
                                {"marker": "ALK", "clone": "D5F3", "outcome": "absent"},
                                *_stains("absent", "CD34"),
                            ],
                        },
                        {
                            "id": "deep",
                            "name": "deep tumour",
                            "differentiation_score": 2,
                            "morphology": [
                                {"term": "spindle_cells", "text": "spindle to epithelioid cells"},
                                {"term": "fascicular", "text": "long fascicles or random"},
                                {"term": "myxoid_stroma", "text": "myxoid to collagenous stroma"},
                                {"term": "HPC_vessels", "text": "haemangiopericytoma-like vessels at the edge"},
                                {"term": "inflammatory_infiltrate", "text": "slight inflammatory infiltrate"},
                                {"term": "melanin", "outcome": "absent"},
                            ],
                            "mitoses": {"count_low": 3, "count_high": 8, "fields": 10, "approximate": True},
                            "necrosis": "none",
                            "reported_grade": {"differentiation": 2, "mitoses": 1, "necrosis": 0, "grade": 1},
                            "ihc": [
                                {
                                    "marker": "ALK",
                                    "clone": "D5F3",
                                    "outcome": "present",
                                    "intensity": "strong",
                                    "compartments": ["cytoplasmic"],
                                },
                                {"marker": "S100", "outcome": "present", "intensity": "strong"},
                                {"marker": "desmin", "outcome": "present", "extent": "partial"},
                                {
                                    "marker": "CD34",
                                    "outcome": "present",
                                    "extent": "partial",
                                    "also_stated": [{"value": "focal", "where": "figure legend"}],
                                },
                                *_stains("absent", "SOX10", "HMB45", "MelanA", "MiTF", "MyoD1", "myogenin", "SMA"),
                                *_stains("absent", "actin", "panTRK", "BRAF_V600E", "CK"),
                                {
                                    "marker": "Ki67",
                                    "outcome": "present",
                                    "percent_positive": 30,
                                    "count_method": "average",
                                },
                            ],
                            "fish": [
                                {
                                    "gene": "ALK",
                                    "probe": "ALK-vysis",
                                    "outcome": "present",
                                    "cells_scored": 100,
                                    "cutoff_percent": 15,
                                    "cutoff_operator": ">",
                                    "section_thickness_um": 3,
                                    "patterns_seen": ["isolated_5p", "isolated_3p", "fused"],
                                }
                            ],
                            "sequencing": [
                                {
                                    "assay": "sarc",
                                    "fusions": [{"call": "STRN(e3)::ALK(e20)"}],
                                    "negatives": [
                                        {
                                            "statement": "no mutation in BRAF, NRAS, HRAS, CCND1, RET, KIT, CDKN2A or "
                                            "the TERT promoter",
                                            "genes": ["BRAF", "NRAS", "HRAS", "CCND1", "RET", "KIT", "CDKN2A", "TERT"],
                                            "stated_in": "discussion",
                                        }
                                    ],
                                }
                            ],
                        },
                    ],
                }
            ],
            "considered": [
                {"text": "melanoma in congenital naevus", "conclusion": "excluded", "because": "SOX10 and HMB45 absent"}
            ],
            "signed": {"text": "ALK-rearranged mesenchymal neoplasm, S100 and CD34 positive", "by": "Ouyang et al."},
        }
    )


def result_1() -> CaseResult:
    """Case 1, assessed."""
    case = case_1()
    deep = At("nodule", "deep")
    fusion = FusionSeen("nodule", "deep", "sarc", "STRN(e3)::ALK(e20)", P, annotation("STRN", 3))
    findings = (
        finding("age:under_1y", P, "record", "patient.record", "age at presentation 6 days"),
        *findings_of(case),
        finding("mol:ALK_rearranged", P, "FISH ALK-vysis", "nodule.deep", "ALK break-apart FISH positive"),
        finding("mol:STRN::ALK", P, "RNA sequencing sarc", "nodule.deep", "STRN(e3)::ALK(e20) found"),
    )
    ids = {(one.component, one.event): one.id for one in findings}
    agreement = GeneAgreement(
        gene="ALK",
        rows=(
            AgreementRow(
                "nodule",
                "superficial",
                "superficial naevus",
                (
                    AgreementCell(Look.PROTEIN, A, "absent, D5F3", (ids["superficial", "ihc:ALK"],)),
                    AgreementCell(Look.REARRANGEMENT, None, "not done"),
                    AgreementCell(Look.TRANSCRIPT, None, "not done"),
                ),
                "single",
            ),
            AgreementRow(
                "nodule",
                "deep",
                "deep tumour",
                (
                    AgreementCell(Look.PROTEIN, P, "present, D5F3, strong", (ids["deep", "ihc:ALK"],)),
                    AgreementCell(Look.REARRANGEMENT, P, "rearranged", (ids["deep", "mol:ALK_rearranged"],)),
                    AgreementCell(Look.TRANSCRIPT, P, "STRN::ALK", (ids["deep", "mol:STRN::ALK"],)),
                ),
                "agree",
            ),
        ),
        conflicts=(),
        summary="ALK: protein, rearrangement and transcript agree in the deep tumour",
        differences=("ALK protein is present in the deep tumour and absent in the superficial naevus: two lesions",),
        geometry=(
            GeometryAgreement(
                "nodule",
                "deep",
                "STRN::ALK",
                "isolated_3p",
                ("isolated_5p", "isolated_3p", "fused"),
                True,
                "The deletion that makes STRN::ALK should leave isolated 3′ signals, and they were seen",
            ),
        ),
    )
    audit = (
        AuditFlag(
            "scope",
            "Mutations of BRAF, NRAS and others are reported as not found, but the RNA fusion panel cannot see them",
            "the assay detects fusions only; no other assay is described",
            "Name the assay behind this statement, or take it out",
            OUYANG,
            "nodule, deep tumour",
        ),
        AuditFlag(
            "vocabulary",
            "CD34 is 'partial' in the text and 'focal' in the figure legend",
            "the two words mean different shares of cells",
            "State the share of tumour cells",
            OUYANG,
            "deep tumour",
        ),
    )
    return CaseResult(
        case=case,
        findings=findings,
        fusions=(fusion,),
        fish=(PlacedFish(deep, outcome_only_fish()),),
        grades=(
            PlacedGrade(
                At("nodule", "superficial"),
                fnclcc(
                    (0, 0),
                    applicable=False,
                    differentiation=None,
                    mitoses=None,
                    necrosis=None,
                    total=None,
                    grade=None,
                    grade_low=None,
                    grade_high=None,
                    mitoses_per_10_hpf=None,
                    mitoses_per_mm2=None,
                    reasons=("a naevus is not graded",),
                    warnings=(),
                ),
            ),
            PlacedGrade(deep, fnclcc((3, 8))),
        ),
        labelling=(LabellingIndex(deep, "Ki-67", 30, None, None, None, "average, cells not counted"),),
        agreements=(agreement,),
        audit=audit,
        therapies=THERAPIES,
        occurrences=STRN_ALK_SEEN,
        answer=(
            Sentence(
                "A spindle-cell tumour with STRN(e3)::ALK(e20), confirmed by three assays that agree.",
                ("fusion", "agreement"),
            ),
            Sentence(
                "The fusion is in frame and keeps the coiled coil of STRN and the whole ALK kinase: an activating "
                "kinase fusion is likely.",
                ("fusion",),
            ),
            Sentence(
                "FNCLCC grade 1 (2 + 1 + 0 = 3), which did not predict the course in tumours of this kind.", ("grade",)
            ),
        ),
        do_next=(Sentence("Consider an ALK inhibitor if the tumour recurs or cannot be resected.", ("therapy",)),),
        look_again=(
            Sentence("Melanoma-gene mutations are called absent from a panel that cannot see them.", ("audit",)),
        ),
        provenance=PROVENANCE,
    )


# Case 2

_SAME = ("S100", "CD34"), ("AE1AE3", "SMA", "desmin", "STAT6", "SOX10", "panTRK")


def case_2() -> Case:
    """The girl whose diagnosis took years."""
    alike = [
        {"marker": marker, "outcome": outcome, "basis": "collective"}
        for outcome, markers in zip(("present", "absent"), _SAME, strict=True)
        for marker in markers
    ]
    return Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "case-2",
            "title": "Case 2: nodule of the left index finger in a girl",
            "source": {"citation": "Ouyang 2025, Front Oncol 15:1516491", "doi": "10.3389/fonc.2025.1516491"},
            "patient": {"sex": "female", "age": "9 years"},
            "timeline": [
                {
                    "id": "nodule",
                    "kind": "finding",
                    "what": "small red nodule on the left index finger, like a millet seed",
                },
                {
                    "id": "cryotherapy",
                    "kind": "treatment",
                    "what": "cryotherapy and corticosteroid ointment",
                    "result": "no improvement",
                    "when": {"after": "nodule", "interval": "2 years"},
                },
                {
                    "id": "biopsy",
                    "kind": "procedure",
                    "what": "biopsy, skin fragment of 0.6 cm",
                    "when": {"after": "cryotherapy"},
                    "specimens": ["biopsy"],
                },
                {
                    "id": "biopsy-read",
                    "kind": "pathology_read",
                    "what": "histology of the biopsy",
                    "diagnosis": "infantile cellular haemangioma",
                    "certainty": "definite",
                    "specimens": ["biopsy"],
                },
                {
                    "id": "resection",
                    "kind": "procedure",
                    "what": "resection",
                    "margins": "negative",
                    "when": {"after": "biopsy"},
                    "specimens": ["finger"],
                },
                {
                    "id": "resection-read",
                    "kind": "pathology_read",
                    "what": "histology of the resection",
                    "diagnosis": "soft tissue tumour, not classified",
                    "certainty": "uncertain",
                    "specimens": ["finger"],
                },
                {
                    "id": "recurrence-1",
                    "kind": "recurrence",
                    "what": "first local recurrence",
                    "when": {"after": "resection", "interval": "4 months"},
                },
                {
                    "id": "resection-2",
                    "kind": "procedure",
                    "what": "second resection",
                    "when": {"after": "recurrence-1"},
                },
                {
                    "id": "second-read",
                    "kind": "pathology_read",
                    "what": "review in several hospitals",
                    "diagnosis": "no agreement",
                    "certainty": "disagreement",
                },
                {
                    "id": "recurrence-2",
                    "kind": "recurrence",
                    "what": "second local recurrence",
                    "when": {"after": "resection-2", "interval": "4 years"},
                },
                {"id": "metastasis", "kind": "metastasis", "what": "metastasis", "site": "left axilla"},
                {
                    "id": "amputation",
                    "kind": "procedure",
                    "what": "partial amputation of the finger, excision of the axillary metastasis",
                    "specimens": ["axilla"],
                },
                {
                    "id": "last-seen",
                    "kind": "follow_up",
                    "what": "alive, no recurrence",
                    "status": "no_evidence_of_disease",
                    "follow_up": "96 months",
                    "when": {"after": "amputation"},
                },
            ],
            "assays": [
                {
                    "id": "capture",
                    "name": "capture panel of 506 genes",
                    "design": "capture",
                    "molecule": "RNA_and_DNA",
                    "laboratory": "Geneseeq, Nanjing",
                    "genes_covered": 506,
                    "detects": ["fusion", "rearrangement", "substitution", "short_indel", "long_indel", "copy_number"],
                }
            ],
            "specimens": [
                {
                    "id": "biopsy",
                    "name": "biopsy of the finger",
                    "kind": "primary",
                    "procedure": "biopsy",
                    "site": {"text": "left index finger", "region": "hand_foot", "side": "left"},
                    "size_cm": [0.6, 0.4, 0.3],
                    "components": [{"id": "tumour", "name": "tumour"}],
                },
                {
                    "id": "finger",
                    "name": "finger, primary",
                    "kind": "primary",
                    "procedure": "resection",
                    "site": {"text": "left index finger", "region": "hand_foot", "side": "left"},
                    "components": [
                        {
                            "id": "tumour",
                            "name": "tumour",
                            "differentiation_score": 2,
                            "morphology": [
                                {"term": "spindle_cells", "text": "spindle and ovoid cells"},
                                {"term": "infiltrative", "text": "infiltrates fat"},
                                "microvascular_proliferation",
                                {"term": "ectatic_vessels", "extent": "focal"},
                            ],
                            "mitoses": {"count_low": 5, "count_high": 6, "fields": 10, "approximate": True},
                            "necrosis": "none",
                            "reported_grade": {"differentiation": 2, "mitoses": 1, "necrosis": 0, "grade": 1},
                            "ihc": [
                                {
                                    "marker": "ALK",
                                    "clone": "D5F3",
                                    "outcome": "present",
                                    "compartments": ["cytoplasmic"],
                                },
                                *_stains("present", *_SAME[0]),
                                *_stains("absent", *_SAME[1]),
                            ],
                            "fish": [
                                {
                                    "gene": "ALK",
                                    "probe": "ALK-vysis",
                                    "outcome": "present",
                                    "cells_scored": 100,
                                    "cutoff_percent": 15,
                                    "cutoff_operator": ">",
                                    "patterns_seen": ["isolated_5p", "isolated_3p", "fused"],
                                }
                            ],
                            "sequencing": [
                                {
                                    "assay": "capture",
                                    "fusions": [{"call": "PLEKHH2(e6)::ALK(e20)", "allele_fraction_percent": 59.74}],
                                    "tmb_per_mb": 0,
                                    "negatives": [{"statement": "no other pathogenic variant"}],
                                }
                            ],
                        }
                    ],
                },
                {
                    "id": "axilla",
                    "name": "axilla, metastasis",
                    "kind": "metastasis",
                    "procedure": "excision",
                    "site": {"text": "left axilla", "region": "axilla_groin", "side": "left"},
                    "components": [
                        {
                            "id": "tumour",
                            "name": "tumour",
                            "microscopy": "as the primary, cells more compact, in a collagen matrix",
                            "ihc": [{"marker": "ALK", "clone": "D5F3", "outcome": "absent"}, *alike],
                            "sequencing": [
                                {
                                    "assay": "capture",
                                    "fusions": [{"call": "PLEKHH2(e6)::ALK(e20)", "allele_fraction_percent": 42.47}],
                                    "tmb_per_mb": 0,
                                }
                            ],
                        }
                    ],
                },
            ],
        }
    )


def result_2() -> CaseResult:
    """Case 2, assessed: the metastasis has lost the protein and kept the fusion."""
    case = case_2()
    call, resolved = "PLEKHH2(e6)::ALK(e20)", annotation("PLEKHH2", 6)
    findings = (
        finding("age:first_decade", P, "record", "patient.record", "age at presentation 9 years"),
        *findings_of(case),
        finding("mol:ALK_rearranged", P, "FISH ALK-vysis", "finger.tumour", "ALK break-apart FISH positive"),
        finding("mol:PLEKHH2::ALK", P, "sequencing capture", "finger.tumour", f"{call} found"),
        finding("mol:PLEKHH2::ALK", P, "sequencing capture", "axilla.tumour", f"{call} found"),
    )
    ids = {(one.specimen, one.event): one.id for one in findings}
    agreement = GeneAgreement(
        gene="ALK",
        rows=(
            AgreementRow(
                "biopsy",
                "tumour",
                "biopsy of the finger",
                tuple(AgreementCell(look, None, "not done") for look in Look),
                "none",
            ),
            AgreementRow(
                "finger",
                "tumour",
                "finger, primary",
                (
                    AgreementCell(Look.PROTEIN, P, "present, D5F3, cytoplasmic", (ids["finger", "ihc:ALK"],)),
                    AgreementCell(Look.REARRANGEMENT, P, "rearranged", (ids["finger", "mol:ALK_rearranged"],)),
                    AgreementCell(
                        Look.TRANSCRIPT,
                        P,
                        "PLEKHH2::ALK",
                        (ids["finger", "mol:PLEKHH2::ALK"],),
                        (LookResult("PLEKHH2::ALK", Share(59.74, "reads", ShareOrigin.LABORATORY)),),
                    ),
                ),
                "agree",
            ),
            AgreementRow(
                "axilla",
                "tumour",
                "axilla, metastasis",
                (
                    AgreementCell(Look.PROTEIN, A, "absent, D5F3", (ids["axilla", "ihc:ALK"],)),
                    AgreementCell(Look.REARRANGEMENT, None, "not done"),
                    AgreementCell(
                        Look.TRANSCRIPT,
                        P,
                        "PLEKHH2::ALK",
                        (ids["axilla", "mol:PLEKHH2::ALK"],),
                        (LookResult("PLEKHH2::ALK", Share(42.47, "reads", ShareOrigin.LABORATORY)),),
                    ),
                ),
                "conflict",
            ),
        ),
        conflicts=(
            Conflict(
                gene="ALK",
                where="axilla, metastasis",
                statement="ALK protein is absent while the fusion is present",
                explanations=tuple(
                    Explanation(text, resolved, OUYANG)
                    for text, resolved in (
                        ("The fusion gene is silenced (methylation, histones)", "ALK expression by RNA; methylation"),
                        ("The stain was read in an area without expression", "stain a second block"),
                        ("The transcript is unstable or not translated", "RNA in situ hybridisation"),
                        ("The protein is degraded faster", "a second antibody clone (5A4)"),
                    )
                ),
                next_steps=("Repeat the ALK stain of the axillary block with a second clone",),
            ),
        ),
        summary="ALK protein is lost in the metastasis, the fusion is kept",
        geometry=(
            GeometryAgreement(
                "finger",
                "tumour",
                "PLEKHH2::ALK",
                "split",
                ("isolated_5p", "isolated_3p", "fused"),
                None,
                "An inversion should split the signals; isolated 5′ and 3′ signals were seen",
            ),
        ),
    )
    return CaseResult(
        case=case,
        findings=findings,
        fusions=(
            FusionSeen("finger", "tumour", "capture", call, P, resolved, 59.74),
            FusionSeen("axilla", "tumour", "capture", call, P, resolved, 42.47),
        ),
        fish=(PlacedFish(At("finger", "tumour"), outcome_only_fish()),),
        grades=(PlacedGrade(At("finger", "tumour"), fnclcc((5, 6))),),
        labelling=(),
        agreements=(agreement,),
        audit=(
            AuditFlag(
                "timeline",
                "The steps do not add up to the 96 months of follow-up",
                "2 years, 4 months and 4 years are given; three intervals are not",
                "Give the dates of biopsy, resection and last visit",
                OUYANG,
                "course",
            ),
            AuditFlag(
                "delay",
                "No ALK stain and no sequencing before the second recurrence",
                "three reads gave no definite diagnosis",
                "In a spindle-cell tumour of a child without a diagnosis, stain ALK and pan-TRK first",
                OUYANG,
                "course",
            ),
        ),
        therapies=THERAPIES,
        occurrences=PLEKHH2_ALK_SEEN,
        answer=(
            Sentence("A spindle-cell tumour with PLEKHH2(e6)::ALK(e20) in primary and metastasis.", ("fusion",)),
            Sentence(
                "The fusion is in frame and keeps most of the coiled coil of PLEKHH2 and the whole ALK kinase: an "
                "activating kinase fusion is likely.",
                ("fusion",),
            ),
            Sentence(
                "FNCLCC grade 1 (2 + 1 + 0 = 3), yet the tumour recurred twice and metastasised.", ("grade", "timeline")
            ),
        ),
        do_next=(
            Sentence("Consider an ALK inhibitor if disease recurs.", ("therapy",)),
            Sentence("Repeat the ALK stain of the axillary block with a second clone.", ("agreement",)),
        ),
        look_again=(
            Sentence("ALK protein is absent in the metastasis while the fusion is present.", ("agreement",)),
            Sentence("Three reads without ALK stain or sequencing.", ("timeline", "audit")),
        ),
        provenance=PROVENANCE,
    )


# Hard cases


def empty_result() -> CaseResult:
    """A case of which nothing is known but that there is a specimen."""
    case = Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "empty",
            "title": "A specimen and nothing else",
            "specimens": [{"id": "s", "name": "specimen", "site": "not recorded"}],
        }
    )
    return CaseResult(
        case=case,
        findings=(),
        fusions=(),
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
        provenance=replace(PROVENANCE, inputs=(), settings=()),
    )


HOSTILE = "<script>alert(1)</script> & \"quoted\" 'single' </svg></style>{{ 7*7 }} \x1b[31m\x00\u202egnp.exe"
LONG = "a very long name that goes on and on, " * 6 + "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk"


def hard_result(text: str = HOSTILE) -> CaseResult:
    """Every branch at once, with `text` wherever people can write."""
    components = [
        {
            "id": f"c{number}",
            "name": f"{text} {number}",
            "microscopy": text,
            "morphology": [{"term": "fascicular", "text": text}, {"term": "necrosis", "outcome": "not_evaluable"}],
            "mitoses": {"count_low": 12, "area_mm2": 1.0},
            "ihc": [
                {"marker": text, "outcome": "not_evaluable", "note": text, "clone": text},
                {"marker": "S100", "outcome": "equivocal", "extent": "rare", "intensity": "weak"},
                {"marker": "S100", "outcome": "absent", "clone": "second"},
                {
                    "marker": "CD34",
                    "outcome": "present",
                    "extent": "focal",
                    "percent_positive": 12,
                    "cells_counted": 500,
                },
                *({"marker": f"marker{i}", "outcome": "absent"} for i in range(20 if number == 1 else 0)),
            ],
            "sequencing": [
                {"assay": "a", "outcome": "not_evaluable", "note": text},
                {
                    "assay": "a",
                    "outcome": "absent",
                    "variants": [
                        {"gene": "TP53", "hgvs": "p.R175H", "allele_fraction_percent": 12.5},
                        {"gene": "CDKN2A", "variant_class": "copy_number", "copies": 0, "pathogenic": True},
                    ],
                    "negatives": [{"statement": text}],
                },
            ],
        }
        for number in range(1, 5)
    ]
    whens = (None, {"date": "20{}"}, {"age": "{} years"}, {"after": "e10", "interval": "3 d"})
    case = Case.model_validate(
        {
            "breakapart_case": 1,
            "id": "hard",
            "title": text,
            "patient": {"sex": "other", "history": [text]},
            "clinical_impression": text,
            "timeline": [
                {
                    "id": f"e{i}",
                    "kind": ("finding", "treatment", "recurrence", "imaging", "other")[i % 5],
                    "what": text,
                    "site": text,
                    "result": text,
                    "when": whens[i % 4] and {key: value.format(i) for key, value in whens[i % 4].items()},
                }
                for i in range(10, 22)
            ],
            "assays": [{"id": "a", "name": text, "design": "other", "molecule": "DNA", "detects": ["substitution"]}],
            "specimens": [
                {"id": "s", "name": text, "site": text, "components": components, "gross": text},
                {"id": "bare", "name": "bare", "site": "skin"},
            ],
            "considered": [{"text": text, "conclusion": "open", "because": text}],
            "signed": {"text": text, "by": text, "date": "2026-01"},
        }
    )
    one = annotation("STRN", 3)
    assert one.protein is not None
    broken = replace(
        one,
        names=replace(one.names, exons="STRN(e3)::ALK(e19)"),
        frame=Frame.OUT_OF_FRAME,
        frame_reason=text,
        protein=replace(
            one.protein,
            sequence="X" * 150,
            three_prime_start=None,
            junction_residues=(),
            tail="X" * 13,
            domains=fates("STRN", 137, "ALK", 1620),
        ),
        kinase_domain=Retention.LOST,
        function=Function.UNLIKELY,
        function_reasons=(Reason(text, text, False),),
        warnings=(text,),
        geometry=replace(
            one.geometry, rearrangement=Rearrangement.TRANSLOCATION, distance_mb=None, keeps_reciprocal=None
        ),
    )
    unknown = replace(
        broken,
        frame=Frame.UNDETERMINED,
        protein=None,
        oligomerisation=Oligomerisation.NONE,
        function=Function.UNCERTAIN,
    )
    cut = replace(
        broken,
        frame=Frame.OUT_OF_FRAME,
        protein=replace(broken.protein, sequence="X" * 137, tail="", truncated_at_junction=True),
    )
    places = [At("s", f"c{number}") for number in range(1, 5)]
    base = empty_result()
    cells = (
        AgreementCell(Look.PROTEIN, N, text, ("no such finding",)),
        AgreementCell(
            Look.REARRANGEMENT,
            E,
            text,
            results=tuple(
                LookResult(text, Share(51.0, "nuclei", origin, 41.3, 60.6, 51, 100)) for origin in ShareOrigin
            ),
        ),
        AgreementCell(Look.TRANSCRIPT, A, text),
    )
    few = counted_fish(FishCounts(fused=6, split=1, isolated_3p=0, isolated_5p=0, ambiguous=1))
    return replace(
        base,
        case=case,
        findings=findings_of(case),
        fusions=tuple(
            FusionSeen("s", f"c{i}", text, text, outcome, resolved, fraction, reads, pairs)
            for i, outcome, resolved, fraction, reads, pairs in (
                (1, P, broken, 12.5, 40, 3),
                (2, P, unknown, None, 7, None),
                (3, E, cut, None, None, None),
                (4, N, None, None, None, None),
            )
        ),
        fish=(
            PlacedFish(places[0], counted_fish()),
            PlacedFish(places[1], replace(few, outcome=N, call=text, percent_low=2.2, percent_high=47.1)),
            PlacedFish(places[2], replace(outcome_only_fish(), percent=41, outcome=E, call=text, warnings=(text,))),
            PlacedFish(places[3], replace(outcome_only_fish(), outcome=A, cells_scored=None, call="negative")),
        ),
        grades=(
            PlacedGrade(places[0], fnclcc((20, 21), grade=2, grade_low=2, grade_high=3, minimum_only=True, total=5)),
            PlacedGrade(places[1], fnclcc((1, 2), necrosis=None, total=None, grade=None, grade_low=1, grade_high=2)),
            PlacedGrade(places[2], fnclcc((1, 2), applicable=False, grade=None, warnings=(text,), reasons=(text,))),
        ),
        labelling=(
            LabellingIndex(places[0], "Ki-67", 12.0, 9.4, 15.2, 500, ""),
            LabellingIndex(places[1], "Ki-67", 12.0, None, None, None, text),
        ),
        agreements=(
            GeneAgreement(
                text,
                tuple(AgreementRow("s", f"c{i}", f"{text} {i}", cells, "conflict") for i in range(1, 5)),
                (Conflict(text, text, text, (Explanation(text, text, text),), (text,)),),
                text,
                (text,),
                (GeometryAgreement("s", "c1", text, "too_close", (), None, text),),
            ),
        ),
        audit=tuple(AuditFlag(kind, text, text, text, text, text) for kind in ("scope", "inconsistent", "arithmetic")),
        therapies=(Therapy(text, text, text, text, text, text, text),),
        occurrences=(FusionOccurrence(text, text, text, text, 12, text, text, text),),
        answer=(Sentence(text, ("fusion", "agreement", "timeline")), Sentence(text, ()), Sentence(text, ("grade",))),
        do_next=(Sentence(text, ("therapy",)),) * 3,
        look_again=(Sentence(text, ("audit",)),) * 3,
        provenance=replace(PROVENANCE, inputs=(InputFile(text, "0" * 64),), settings=((text, text, text),)),
    )


ALL_RESULTS = {
    "case 1": result_1,
    "case 2": result_2,
    "empty": empty_result,
    "hostile": hard_result,
    "long": lambda: hard_result(LONG),
}
