"""
Vectors of the two specifications, what people write, round trips and arbitrary text.

VICC: gene fusion specification, page "Nomenclature" (examples COSF165, COSF1780, ?(::)ALK, v::ALK, INS-IGF2,
reg_e@GATA2::EVI1), and the nomenclature tests of cancervariants/fusor. HGVS: nomenclature repository,
RNA/adjoined_transcript (TPM3::PDGFRB, EPCAM::MSH2).
"""

import time
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from breakapart.annotation.nomenclature import MAX_CHARACTERS, parse_fusion, print_fusion
from breakapart.errors import InputError
from breakapart.model.fusion import FusionPartner, GenomicCut, WrittenFusion

GENES = {"STRN", "ALK", "HLA-A", "NTRK1", "NKX2-1", "H3-3A", "INS", "IGF2", "INS-IGF2", "EML4", "CAT", "TPM3", "NKX2"}


def sides(text, **options):
    written = parse_fusion(text, **options)
    return written.five_prime, written.three_prime


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        # VICC specification
        ("BCR::ABL1", "hgnc"),
        ("BCR(hgnc:1014)::ABL1(hgnc:76)", "hgnc"),
        ("?(::)ALK", "hgnc"),
        ("?::ALK(hgnc:427)", "hgnc"),
        ("v::ALK", "hgnc"),
        ("ALK::v", "hgnc"),
        ("EWSR1(hgnc:3508)(::)?", "hgnc"),
        ("reg_e@GATA2::EVI1", "regulatory"),
        ("reg_p@TMPRSS2(hgnc:11876)::ERG(hgnc:3446)", "regulatory"),
        ("reg_e_EH38E3121735@IGH(hgnc:5477)::MYC(hgnc:7553)", "regulatory"),
        ("ENST00000397938.6(EWSR1):e.1_7::ENST00000527786.6(FLI1):e.6_9", "vicc"),
        ("ENST00000305877.12(BCR):e.1_2::ACTAAAGCG::ENST00000318560.5(ABL1):e.2_11", "vicc"),
        ("ENST00000305877.12(BCR):e.2::ACTAAAGCG::ENST00000318560.5(ABL1):e.2", "vicc"),
        ("NM_004327.3(BCR):e.2+182::ACTAAAGCG::NM_005157.5(ABL1):e.2-173", "vicc"),
        ("NM_152263.3(TPM3):e.8(::)NM_002529.3(NTRK1):e.10", "vicc"),
        ("NM_152263.3(TPM3):e.1_8::NM_002609.3(PDGFRB):e.11_22", "vicc"),
        ("NM_152263.3(TPM3):e.4+5::NM_002609.3(PDGFRB):e.11-559", "vicc"),
        # HGVS nomenclature
        ("NM_152263.2:r.-115_775::NM_002609.3:r.1580_*1924", "hgvs"),
        ("NM_152263.2:r.?_775::NM_002609.3:r.1580_?", "hgvs"),
        ("NM_002354.2:r.-358_555::NM_000251.2:r.212_*279", "hgvs"),
        ("NM_002354.2:r.?_555::guaugauuuuuuaauaa::NM_000251.2:r.212_?", "hgvs"),
        # ours
        ("STRN(e3)::ALK(e20)", "exon"),
        ("STRN(i3)::ALK(i19)", "exon"),
        ("EML4::ALK (E13;A20)", "variant"),
        ("EML4::ALK (E6a/b;A20)", "variant"),
        ("BCR::ABL1 (e14;A2)", "variant"),
        ("chr2:36920000:-::chr2:29223528:-", "breakpoints"),
        ("STRN:chr2:36920000:-::ALK:chr2:29223528:-", "breakpoints"),
    ],
)
def test_canonical_forms_are_printed_as_they_are_written(text, syntax):
    written = parse_fusion(text)
    assert written.syntax == syntax
    assert print_fusion(written) == text
    assert parse_fusion(print_fusion(written)) == written


@pytest.mark.parametrize(
    "text",
    [
        "STRN(e3)::ALK(e20)",
        "STRN ex3-ALK ex20",
        "STRN exon 3 - ALK exon 20",
        "STRN exon3–ALK exon20",
        "STRN exon 3 → ALK exon 20",
        "STRN (exon 3)::ALK (exon 20)",
        "STRN:exon3~ALK:exon20",
        "STRN_e3-ALK_e20",
        "STRN-e3-ALK-e20",
        "STRN e3/ALK e20",
        "STRN e3 ALK e20",
        "STRN(3)::ALK(20)",
        "STRN[ex3]::ALK[ex20]",
        "exon 3 of STRN and exon 20 of ALK",
        "STRN-ALK (exon 3-exon 20)",
        "STRN::ALK fusion (ex3;ex20)",
        "fusion of STRN exon 3 and ALK exon 20",
        "STRN exon 3-ALK exon 20 fusion transcript",
        "  'STRN(e3)::ALK(e20)'. ",
        "STRN\u00a0ex3\u2011ALK\u00a0ex20",
        "STRN（e3）∷ALK（e20）",
        "STRN--ALK (e3;e20)",
    ],
)
def test_exon_forms_people_write(text):
    five, three = sides(text)
    assert (five.gene, five.exon, three.gene, three.exon) == ("STRN", 3, "ALK", 20)


@pytest.mark.parametrize(
    "text", ["STRN::ALK", "STRN-ALK", "STRN/ALK", "STRN--ALK", "STRN–ALK", "STRN - ALK", "STRN_ALK", "STRN->ALK",
             "STRN > ALK", "STRN ALK", "STRN-ALK gene fusion", "STRN-ALK rearrangement"]
)  # fmt: skip
def test_gene_forms_people_write(text):
    written = parse_fusion(text)
    assert (written.syntax, written.five_prime, written.three_prime) == (
        "hgnc",
        FusionPartner(gene="STRN"),
        FusionPartner(gene="ALK"),
    )


def test_order_is_kept_as_written():
    five, three = sides("ALK-STRN")
    assert (five.gene, three.gene) == ("ALK", "STRN")


@pytest.mark.parametrize("text", ["EML4-ALK E13;A20", "EML4-ALK (E13;A20)", "EML4::ALK e13:a20", "EML4/ALK, E13-A20"])
def test_variant_shorthand(text):
    written = parse_fusion(text)
    assert written.syntax == "variant"
    assert (written.five_prime.exon, written.three_prime.exon) == (13, 20)


def test_variant_letters_and_transcripts_are_kept():
    five, _ = sides("EML4-ALK E6a/b;A20")
    assert (five.exon, five.exon_letter) == (6, "a/b")
    five, three = sides("STRN (NM_003162.4) exon 3 - ALK (NM_004304.5) exon 20")
    assert (five.transcript, five.exon, three.transcript, three.exon) == ("NM_003162.4", 3, "NM_004304.5", 20)


def test_bcr_exons_count_from_e_not_b():
    assert sides("BCR-ABL1 e14a2")[0].exon == 14
    with pytest.raises(InputError, match="b2 and b3 count exons of the breakpoint cluster region"):
        parse_fusion("BCR-ABL1 b3a2")


def test_hgvs_positions_become_interbase_cuts():
    five, three = sides("NM_152263.2:r.-115_775::NM_002609.3:r.1580_*1924")
    assert (five.cdna, five.outer, three.cdna, three.outer) == (775, "-115", 1579, "*1924")
    five, three = sides("NM_152263.2:r.?_-1::NM_002609.3:r.-10_?")
    assert (five.cdna, three.cdna) == (0, -10)
    five, three = sides("NM_152263.2:r.?_*3::NM_002609.3:r.*1_?")
    assert (five.cdna, five.cdna_from_stop, three.cdna, three.cdna_from_stop) == (3, True, 0, True)


def test_vicc_parts_keep_the_junction_and_the_far_end():
    five, three = sides("ENST00000397938.6(EWSR1):e.1_7::ENST00000527786.6(FLI1):e.6_9")
    assert (five.exon, five.outer, three.exon, three.outer) == (7, "1", 6, "9")


def test_inserted_bases_are_upper_case_dna():
    assert parse_fusion("NM_002354.2:r.?_555::guaug::NM_000251.2:r.212_?").inserted == "GTATG"
    assert parse_fusion("STRN(e3)::acg::ALK(e20)").inserted == "ACG"


def test_breakpoints_name_the_base_that_is_kept():
    five, three = sides("chr2:100:+::chr2:200:+")
    assert five.cut == GenomicCut("chr2", 100, "+")
    assert three.cut == GenomicCut("chr2", 199, "+")
    five, three = sides("2:100:- _ X:1,200:-")
    assert five.cut == GenomicCut("chr2", 99, "-")
    assert three.cut == GenomicCut("chrX", 1200, "-")


def test_hyphens_in_symbols_are_decided_by_the_genes():
    is_gene = GENES.__contains__
    assert [part.gene for part in sides("HLA-A-NTRK1", is_gene=is_gene)] == ["HLA-A", "NTRK1"]
    assert [part.gene for part in sides("NTRK1-HLA-A", is_gene=is_gene)] == ["NTRK1", "HLA-A"]
    assert [part.gene for part in sides("HLA-A ex2-NTRK1 ex10")] == ["HLA-A", "NTRK1"]
    assert [part.gene for part in sides("NKX2-1-ALK")] == ["NKX2-1", "ALK"]
    assert [part.gene for part in sides("H3-3A::NKX2-1")] == ["H3-3A", "NKX2-1"]
    with pytest.raises(InputError, match="may mean HLA::A-NTRK1 or HLA-A::NTRK1"):
        parse_fusion("HLA-A-NTRK1")


def test_read_throughs_are_symbols_of_their_own():
    written = parse_fusion("INS-IGF2", is_gene=GENES.__contains__)
    assert (written.reading_through, written.five_prime.gene, written.three_prime.gene) == (True, "INS", "IGF2")
    assert print_fusion(written) == "INS-IGF2"
    assert not parse_fusion("STRN-ALK", is_gene=GENES.__contains__).reading_through


def test_symbols_that_look_like_exons():
    assert [part.gene for part in sides("E2A-PBX1")] == ["E2A", "PBX1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("ALK", r"it names one gene. Write the partner too; a case file takes \?::ALK"),
        ("MET exon 14 skipping", "a change within one gene"),
        ("EWS-FLI1 type 1", "types mean other exons"),
        ("STRN::", "a part beside '::' is empty"),
        ("?::?", "both partners are unknown"),
        ("A::B::C", "joins three parts"),
        ("A::B::C::D", "it has 4 parts"),
        ("TPM3::CAT::ALK", "inserted bases or the gene of that name"),
        ("STRN(e0)::ALK(e20)", "count from 1"),
        ("EML4-ALK A20;E13", "the letter A of the exon shorthand is not the initial of EML4"),
        ("EML4-ALK V1", r"E13;A20 \(V1\)"),
        ("EML4-ALK variant 3a/b", "variant numbers mean other exons"),
        ("chr2:36920000::chr2:29223528", "has no strand"),
        ("chr2:36920000 chr2:29223528", "without its strand"),
        ("chr2:0:+::chr2:5:+", "count from 1"),
        ("NM_152263.2:r.775::NM_002609.3:r.1580_?", "gives one position where HGVS asks for a range"),
        ("NM_152263.2:r.?_0::NM_002609.3:r.1580_?", "is not a position in a spliced transcript"),
        ("NM_1.1(A):e.7_1::NM_000002.1(B):e.2", "is not a gene with an exon"),
        ("NM_0001.1(A):e.7_1::NM_000002.1(B):e.2", "exon 7 comes after exon 1"),
        ("MYC::reg_e@IGH", "a regulatory element comes first"),
        ("exon 3 exon 4 STRN::ALK", "names more than one exon"),
        ("exon 3::exon 20", "is not a gene|names an exon but no gene"),
        ("STRN::ALK" * 100, "characters, more than"),
    ],
)
def test_errors_say_what_is_wrong(text, message):
    with pytest.raises(InputError, match=message):
        parse_fusion(text, is_gene=GENES.__contains__)


def test_errors_say_where():
    with pytest.raises(InputError, match=r"^list\.txt, line 7: cannot read 'nonsense' as a fusion: "):
        parse_fusion("nonsense", source="list.txt", line=7)


# --- round trips ---------------------------------------------------------------------------------------------------

genes = st.sampled_from(["STRN", "ALK", "NKX2-1", "HLA-A", "H3-3A", "C1orf43", "BCR", "E2F1", "RP4-777O23.3", "MYC"])
accessions = st.sampled_from(["NM_152263.2", "ENST00000397938.6", "NM_001", "LRG_321t1", "ALK.g43.1.552aa"])
exon_numbers = st.integers(1, 999)
offsets = st.integers(-9999, 9999)
letters = st.sampled_from(["", "a", "b", "a/b"])
bases = st.text("ACGTN", max_size=30)


def gene_parts():
    ids = st.sampled_from(["", "hgnc:427"])
    return st.builds(FusionPartner, gene=genes, gene_id=ids)


def unknown_parts():
    return st.builds(FusionPartner, gene=st.none(), any_partner=st.booleans())


def exon_parts():
    plain = st.builds(FusionPartner, gene=genes, exon=exon_numbers, exon_letter=letters, exon_offset=offsets)
    introns = st.builds(FusionPartner, gene=genes, intron=exon_numbers)
    return plain | introns


def vicc_parts(*, is_five_prime):
    def build(gene, transcript, exon, offset, far):
        outer = None
        if far is not None:
            number = max(1, exon - far) if is_five_prime else min(999, exon + far)
            outer = str(number)
        return FusionPartner(gene=gene, transcript=transcript, exon=exon, exon_offset=offset, outer=outer)

    return st.builds(build, st.none() | genes, accessions, exon_numbers, offsets, st.none() | st.integers(0, 20))


def hgvs_parts():
    outer = st.just("?") | st.integers(1, 9999).map(str) | st.integers(1, 999).map(lambda n: f"-{n}")
    from_start = st.builds(
        FusionPartner, gene=st.none() | genes, transcript=accessions, cdna=st.integers(-999, 9999), outer=outer
    )
    from_stop = st.builds(
        FusionPartner,
        gene=st.none(),
        transcript=accessions,
        cdna=st.integers(1, 9999),
        cdna_from_stop=st.just(True),
        outer=outer | st.integers(1, 99).map(lambda n: f"*{n}"),
    )
    unknown = st.builds(FusionPartner, gene=st.none(), transcript=accessions, outer=outer)
    return from_start | from_stop | unknown


def breakpoint_parts():
    chromosomes = st.sampled_from([*map(str, range(1, 23)), "X", "Y", "M"]).map(lambda name: f"chr{name}")
    cut = st.builds(GenomicCut, chromosomes, st.integers(1, 250_000_000), st.sampled_from("+-"))
    return st.builds(FusionPartner, gene=st.none() | genes, cut=cut)


def fusions_of(syntax, five, three):
    return st.builds(WrittenFusion, st.just(""), st.just(syntax), five, three, bases, st.just(False), st.booleans())


SYNTAXES = {
    "hgnc": fusions_of("hgnc", gene_parts() | unknown_parts(), gene_parts()),
    "exon": fusions_of("exon", exon_parts() | gene_parts(), exon_parts()),
    "vicc": fusions_of("vicc", vicc_parts(is_five_prime=True), vicc_parts(is_five_prime=False) | exon_parts()),
    "hgvs": fusions_of("hgvs", hgvs_parts(), hgvs_parts()),
    "breakpoints": fusions_of("breakpoints", breakpoint_parts(), breakpoint_parts() | exon_parts()),
    "regulatory": fusions_of(
        "regulatory",
        st.builds(FusionPartner, gene=genes, regulatory=st.sampled_from(["reg_e", "reg_p", "reg_e_EH38E1516972"])),
        gene_parts(),
    ),
    "variant": st.builds(
        lambda five, three, one, other, letter: WrittenFusion(
            "",
            "variant",
            FusionPartner(gene=five, exon=one, exon_letter=letter),
            FusionPartner(gene=three, exon=other),
        ),
        genes,
        genes.filter(lambda gene: gene[0] != "E"),  # with two initials E the shorthand reads as exons
        exon_numbers,
        exon_numbers,
        letters,
    ),
}


@pytest.mark.parametrize("syntax", SYNTAXES)
@settings(max_examples=150)
@given(data=st.data())
def test_reading_what_was_printed_gives_the_same(syntax, data):
    written = data.draw(SYNTAXES[syntax])
    text = print_fusion(written)
    again = parse_fusion(text)
    assert again == replace(written, text=text)


# --- arbitrary text ------------------------------------------------------------------------------------------------

pieces = st.sampled_from(
    ["STRN", "ALK", "::", ":", "-", "–", "(", ")", "e3", "exon ", "20", " ", "/", ";", "E13", "A20", "?", "v", "(::)",
     "chr2", ":36920000", ":-", "NM_004304.5", "ENST00000397938.6", ":r.", "_", "?_5", "e.1_7", "reg_e@", "ACGT", "*",
     "\t", "→", "９", "²", "\u0000", "fusion", "of", "hgnc:427", "b3a2", "V1", "i19", "+12", "\U0001f9ec"]
)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.text(max_size=80) | st.lists(pieces, max_size=14).map("".join), st.booleans())
@example("9" * 5000, False)
@example("e" * MAX_CHARACTERS, False)
@example("²::³", False)
@example("STRN(e٣)::ALK(e20)", False)
def test_any_text_is_read_or_refused_with_help(text, knows_genes):
    try:
        written = parse_fusion(text, is_gene=GENES.__contains__ if knows_genes else None)
    except InputError as error:
        (problem,) = error.problems
        assert problem.message.startswith("cannot read ")
        assert problem.solution
        return
    # Whatever was read can be printed, and then means the same.
    again = parse_fusion(print_fusion(written), is_gene=GENES.__contains__ if knows_genes else None)
    assert again == replace(written, text=again.text)


@pytest.mark.parametrize("piece", ["-", "e1-", "a-", "A ", "(", ":", "1,", "A-A", "STRN ", "e1;", ".-", "E1"])
def test_long_and_repetitive_text_takes_no_time(piece):
    text = (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]
    started = time.process_time()
    with pytest.raises(InputError):
        parse_fusion(text)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("text", ["STRN::BCR (S1;B35)", "STRN::BCR (S1; B35)", "BCR::ALK (B36;A20)"])
def test_the_exon_of_a_variant_is_no_genome_build(text: str) -> None:
    assert parse_fusion(text).syntax == "variant"


def test_a_genome_build_is_told_from_an_exon() -> None:
    with pytest.raises(InputError, match="positions of b37"):
        parse_fusion("BCR::ABL1 (b37)")
