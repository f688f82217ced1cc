"""The names of a placed fusion in each nomenclature."""

from breakapart.annotation.nomenclature import print_r_position
from breakapart.annotation.places import offset_from_edge
from breakapart.model.fusion import Junction, Names
from breakapart.model.transcript import Exon, Gene


def name_fusion(five_gene: Gene, three_gene: Gene, five: Junction, three: Junction, inserted: str) -> Names:
    """
    HGNC, exon, HGVS and VICC names.

    Exon numbers of the exon form are always those of MANE Select; HGVS and VICC name the transcript they count on.
    """
    linker = f"::{inserted}::" if inserted else "::"
    rna_linker = f"::{inserted.lower().replace('t', 'u')}::" if inserted else "::"
    return Names(
        hgnc=f"{five_gene.symbol}::{three_gene.symbol}",
        exons=_exon_form(five_gene, five, True) + linker + _exon_form(three_gene, three, False),
        hgvs=_hgvs_form(five, True) + rna_linker + _hgvs_form(three, False),
        vicc=_vicc_form(five, True) + linker + _vicc_form(three, False),
    )


def _exon_form(gene: Gene, side: Junction, is_five_prime: bool) -> str:
    if not side.is_known:
        return gene.symbol
    if side.transcript.accession == gene.mane.accession:
        return f"{gene.symbol}(e{side.exon}{_offset(side, is_five_prime)})"
    mane = mane_exon(gene, side)
    return f"{gene.symbol}(e{mane.number})" if mane else gene.symbol


def mane_exon(gene: Gene, side: Junction) -> Exon | None:
    """The MANE exon that overlaps the exon of a junction on another transcript, largest overlap first."""
    exon = side.transcript.exons[side.exon - 1]
    overlaps = [(min(exon.end, mane.end) - max(exon.start, mane.start), mane) for mane in gene.mane.exons]
    size, best = max(overlaps, key=lambda pair: (pair[0], -pair[1].number))
    return best if size > 0 else None


def _hgvs_form(side: Junction, is_five_prime: bool) -> str:
    transcript = side.transcript
    accession = transcript.refseq or transcript.accession
    inner = "?"
    if side.is_known and transcript.cds_start_is_known:
        cut = side.cdna_cut - transcript.cds_start_in_cdna
        base = cut - 1 if is_five_prime else cut
        from_stop = base >= transcript.cds_length
        inner = print_r_position(
            cut - transcript.cds_length if from_stop else cut, from_stop=from_stop, is_five_prime=is_five_prime
        )
    return f"{accession}:r.?_{inner}" if is_five_prime else f"{accession}:r.{inner}_?"


def _vicc_form(side: Junction, is_five_prime: bool) -> str:
    name = f"{side.transcript.accession}({side.transcript.gene})"
    return f"{name}:e.{side.exon}{_offset(side, is_five_prime)}" if side.is_known else name


def _offset(side: Junction, is_five_prime: bool) -> str:
    offset = offset_from_edge(side, is_five_prime=is_five_prime)
    return f"{offset:+d}" if offset else ""
