"""
How genes and transcripts are written into a reference file.

A record is JSON, compressed against a fixed dictionary. Exons and residues, which make up most of the file, stand in
columns of their own: exon edges as steps of 7 bits a byte (what Protocol Buffers call varints), residues deflated,
nucleotides two bits each.
"""

import json
import re
import zlib
from typing import Any

from breakapart.model.transcript import Domain, Gene, Transcript
from breakapart.reference.exon_arithmetic import number_exons

# Every record repeats these words, so zlib is given them beforehand; frequent ones stand last. Part of file format 1:
# changing a letter makes older files unreadable.
_WORDS = (
    b"evidence hmm_overlap=checked=kyte_doolittle_mean=score=;i_evalue=e-;hmm=recalled_UniProtcomputed_hmmsearch"
    b'"kinase","Protein_kinase","Pkinase_PF00069","transmembrane","helical_TM","repeat","fn3_PF00041","domain",'
    b"not known: no UniProtKB/Swiss-Prot 2014_01 sequence; place of the coding sequence within its exon not known"
    b" residues placed through shared codons; residues unknown (X)  coding transcripts of the gene have this length, so"
    b" the isoform is not certain"
    b'"coiled_coil","COILS window 28","computed_COILS","max_p=0.;mean_p=0.;max_p_weighted=0.1.000'
    b'{"hgnc_id":"HGNC:","name":" family member containing protein receptor factor","roles":[],'
    b'"aliases":["","FLJ","KIAA","MGC"],"previous_symbols":["C1orf","KIAA"],"ensembl":"ENSG00000","uniprot":"Q9P0",'
    b'"accessions":{"entrez":"1","ensembl_protein":"ENSP00000","refseq_protein":"NP_00"},"domains":[],"coils":[]}'
    b'{"accession":"ENST00000","refseq":"NM_00","mane":1,"cds_start":,"cds_length":,'
    b'"protein_source":"UniProtKB/Swiss-Prot 2014_01, same length as the MANE protein"}'
)


def _pack(record: dict[str, Any]) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    text = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
    return compressor.compress(text.encode()) + compressor.flush()


def _unpack(blob: bytes) -> Any:
    return json.loads(zlib.decompressobj(-15, _WORDS).decompress(blob))


def encode_gene(gene: Gene, accessions: dict[str, str]) -> bytes:
    """The column `record` of a gene: everything but its transcripts, symbol and place, which are columns."""
    return _pack(
        {
            "hgnc_id": gene.hgnc_id,
            "name": gene.name,
            "roles": gene.roles,
            "aliases": gene.aliases,
            "previous_symbols": gene.previous_symbols,
            "ensembl": gene.ensembl,
            "uniprot": gene.uniprot,
            "accessions": accessions,
            "domains": [_domain(domain) for domain in gene.domains],
            "coils": [_domain(domain) for domain in gene.coiled_coils],
        }
    )


def decode_gene(symbol: str, start: int, end: int, blob: bytes, mane: Transcript) -> Gene:
    """The gene of these columns, with its MANE Select transcript."""
    record = _unpack(blob)
    return Gene(
        symbol=symbol,
        hgnc_id=record["hgnc_id"],
        name=record["name"],
        chrom=mane.chrom,
        strand=mane.strand,
        start=start,
        end=end,
        roles=tuple(record["roles"]),
        aliases=tuple(record["aliases"]),
        previous_symbols=tuple(record["previous_symbols"]),
        ensembl=record["ensembl"],
        uniprot=record["uniprot"],
        mane=mane,
        domains=tuple(Domain(*fields) for fields in record["domains"]),
        coiled_coils=tuple(Domain(*fields) for fields in record["coils"]),
    )


def encode_transcript(transcript: Transcript) -> tuple[bytes, bytes, bytes | None, bytes | None]:
    """
    The columns `record`, `exons`, `protein` and `nucleotides` of a transcript.

    Numbers, cDNA and CDS positions and phases of exons are computed again when read. `protein` is None when no residue
    is known.
    """
    record: dict[str, Any] = {
        "accession": transcript.accession,
        "refseq": transcript.refseq,
        "mane": int(transcript.is_mane_select),
        "cds_start": transcript.cds_start_in_cdna,
        "cds_length": transcript.cds_length,
        "protein_source": transcript.protein_source,
    }
    if not transcript.cds_start_is_known:
        record["unplaced"] = 1
    return (
        _pack(record),
        _pack_edges([(exon.start, exon.end) for exon in transcript.exons]),
        _deflate(transcript.protein) if transcript.protein.strip("X") else None,
        None if transcript.nucleotides is None else encode_nucleotides(transcript.nucleotides),
    )


def decode_transcript(
    gene: str,
    chrom: str,
    strand: str,
    record: bytes,
    exons: bytes,
    protein: bytes | None,
    nucleotides: bytes | None,
) -> Transcript:
    """The transcript of these columns."""
    fields = _unpack(record)
    cds_length = fields["cds_length"]
    is_known = "unplaced" not in fields
    return Transcript(
        gene=gene,
        accession=fields["accession"],
        refseq=fields["refseq"],
        is_mane_select=bool(fields["mane"]),
        chrom=chrom,
        strand=strand,
        exons=number_exons(_unpack_edges(exons), strand, fields["cds_start"], cds_length, cds_start_is_known=is_known),
        cds_length=cds_length,
        protein="X" * max(0, cds_length // 3 - 1) if protein is None else _inflate(protein),
        protein_source=fields["protein_source"],
        cds_start_in_cdna=fields["cds_start"],
        nucleotides=None if nucleotides is None else decode_nucleotides(nucleotides),
        cds_start_is_known=is_known,
    )


def encode_nucleotides(text: str) -> bytes:
    """
    Bases as two bits each where all are A, C, G or T, deflated where one is not; the first byte says which.

    Packing takes a twentieth of the time that deflating does, and a file of a whole genome's transcripts is written in
    minutes for it.

    >>> len(encode_nucleotides("ACGT" * 100)), decode_nucleotides(encode_nucleotides("GATTACAN"))
    (105, 'GATTACAN')
    """
    if not _ONLY_BASES.fullmatch(text):
        return _AS_TEXT + _deflate(text)
    if not text:
        return _TWO_BITS + bytes(4)
    padded = text + "A" * (-len(text) % 4)
    # A number in base 4 is its bases, two bits each; int() takes linear time for bases that are powers of two.
    packed = int(padded.translate(_DIGITS), 4).to_bytes(len(padded) // 4, "big")
    return _TWO_BITS + len(text).to_bytes(4, "big") + packed


def decode_nucleotides(blob: bytes) -> str:
    """The bases that `encode_nucleotides` packed; ValueError for anything else."""
    if blob[:1] == _AS_TEXT:
        return _inflate(blob[1:])
    length = int.from_bytes(blob[1:5], "big")
    if blob[:1] != _TWO_BITS or len(blob) != 5 + -(-length // 4):
        raise ValueError("not packed nucleotides")
    return blob[5:].hex().translate(_BASE_PAIRS)[:length]


_AS_TEXT, _TWO_BITS = b"\x01", b"\x02"
_ONLY_BASES = re.compile("[ACGT]*")
_DIGITS = str.maketrans("ACGT", "0123")
_BASE_PAIRS = str.maketrans({f"{i:x}": "ACGT"[i >> 2] + "ACGT"[i & 3] for i in range(16)})
"""Two bases for each hexadecimal digit."""


def _deflate(text: str) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return compressor.compress(text.encode("ascii")) + compressor.flush()


def _inflate(blob: bytes) -> str:
    return zlib.decompress(blob, -15).decode("ascii")


def _pack_edges(blocks: list[tuple[int, int]]) -> bytes:
    packed = bytearray()
    before = 0
    for edge in (edge for block in sorted(blocks) for edge in block):
        step, before = edge - before, edge
        while step > 0x7F:
            packed.append(step & 0x7F | 0x80)
            step >>= 7
        packed.append(step)
    return bytes(packed)


def _unpack_edges(blob: bytes) -> list[tuple[int, int]]:
    edges = []
    position = step = shift = 0
    for byte in blob:
        step |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            position += step
            edges.append(position)
            step = shift = 0
    return list(zip(edges[::2], edges[1::2], strict=True))


def _domain(domain: Domain) -> list[Any]:
    return [domain.kind, domain.name, domain.start, domain.end, domain.source, domain.evidence]
