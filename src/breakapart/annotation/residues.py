"""
From a substitution on the chromosome to the residue it changes, without nucleotides: the exons say which codon, the
native residue which codons are possible, and the bases what each of them may become.
"""

from breakapart.model.transcript import Gene
from breakapart.model.variant import ResidueChange
from breakapart.sequence.codons import codons_of, translate

_COMPLEMENT = {"A": "T", "C": "G", "G": "C", "T": "A"}


def residue_change(gene: Gene, start: int, ref: str, alt: str) -> ResidueChange | None:
    """
    The residue that a substitution of one base changes on the MANE Select transcript; None when it changes none.

    `start` is the interbase start of the base. `becomes` holds every residue that the bases allow. When REF fits no
    codon of the native residue it is empty: the position is one of another genome build, or the protein is another.
    """
    transcript = gene.mane
    if len(ref) != 1 or len(alt) != 1 or not {ref, alt} <= set(_COMPLEMENT) or not transcript.cds_start_is_known:
        return None
    exon = next((exon for exon in transcript.exons if exon.start <= start < exon.end), None)
    if exon is None:
        return None
    into = start - exon.start if transcript.strand == "+" else exon.end - 1 - start
    coding = exon.cdna_start + into - transcript.cds_start_in_cdna
    if not 0 <= coding < transcript.cds_length - 3:
        return None
    index, offset = divmod(coding, 3)
    native = transcript.protein[index] if index < len(transcript.protein) else "X"
    if transcript.strand == "-":
        ref, alt = _COMPLEMENT[ref], _COMPLEMENT[alt]
    codons = [codon for codon in codons_of(native) if codon[offset] == ref]
    becomes = sorted({translate(codon[:offset] + alt + codon[offset + 1 :]) for codon in codons})
    note = ""
    if not codons:
        note = (
            f"REF {ref} is no base of a codon of {native}{index + 1} there: the position is of another genome build, "
            "or the "
            "protein is another"
        )
    elif native == "X":
        note = "the native residue is not known here"
    return ResidueChange(
        gene.symbol, transcript.refseq or transcript.accession, index + 1, native, tuple(becomes), note
    )
