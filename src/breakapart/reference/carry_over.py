"""What the bundled reference knows of a gene and a genome does not tell: names, roles, domains, coiled coils."""

from dataclasses import replace

from breakapart.errors import InputError
from breakapart.model.gene_annotation import AnnotatedTranscript
from breakapart.model.transcript import Domain, Gene, LegacyExon, Transcript
from breakapart.reference.contig_names import contig_key
from breakapart.reference.schema import without_version
from breakapart.reference.store import Reference
from breakapart.sequence.coiled_coils import coiled_coils

MIN_RESIDUES = 12
"""A domain is carried to another isoform by its residues if it has so many: fewer may stand there by chance."""


def known_gene(annotated: AnnotatedTranscript, known: Reference) -> Gene | None:
    """
    The gene that the bundled reference holds under the same Ensembl, HGNC or NCBI id, or under the same symbol and
    chromosome. A symbol alone is not enough: symbols move between genes.
    """
    for name in (annotated.gene_id, annotated.hgnc_id, annotated.entrez):
        if name.startswith(("ENSG", "HGNC:")) or name.isdigit():
            gene = known.find(name)
            if gene is not None:
                return gene
    names = (annotated.symbol, without_version(annotated.accession))
    for gene in (known.find(name) for name in names if _is_unambiguous(name, known)):
        if gene is not None and contig_key(gene.chrom) == contig_key(annotated.contig):
            return gene
    return None


def _is_unambiguous(name: str, known: Reference) -> bool:
    try:
        return known.match(name) is not None
    except InputError:
        return False


def place_domains(known: Gene, protein: str) -> tuple[Domain, ...]:
    """
    Domains of a known gene on `protein`: at the same residues where the proteins are the same, else where exactly the
    domain's residues are found once. A domain that is not found is left out: it may be cut or absent in this isoform.
    """
    if agrees(known.mane.protein, protein):
        return known.domains
    placed = []
    for domain in known.domains:
        residues = known.mane.protein[domain.start : domain.end]
        if len(residues) < MIN_RESIDUES or "X" in residues or protein.count(residues) != 1:
            continue
        start = protein.index(residues)
        evidence = "; ".join(filter(None, (domain.evidence, "placed by its residues, found once")))
        placed.append(replace(domain, start=start, end=start + len(residues), evidence=evidence))
    return tuple(sorted(placed, key=lambda domain: (domain.start, -domain.end, domain.name)))


def place_coils(known: Gene | None, protein: str) -> tuple[Domain, ...]:
    """Coiled coils of the known protein where it is the same and whole, else computed."""
    if known is not None and "X" not in known.mane.protein and agrees(known.mane.protein, protein):
        return known.coiled_coils
    return tuple(
        Domain(
            "coiled_coil",
            "COILS window 28",
            coil.start,
            coil.end,
            "computed_COILS",
            f"max_p={coil.max_probability:.3f};mean_p={coil.mean_probability:.3f};max_p_weighted="
            + (f"{coil.max_probability_weighted:.3f}" if coil.max_probability_weighted >= 0.5 else "<0.5"),
        )
        for coil in coiled_coils(protein, 28)
    )


def agrees(one: str, other: str) -> bool:
    """Whether two proteins have the same residues wherever both are known; unknown altogether is no agreement."""
    if len(one) != len(other) or not one.strip("X"):
        return False
    return one == other or all(a == b or a == "X" or b == "X" for a, b in zip(one, other, strict=True))


def legacy_numbers(known: Gene, mane: Transcript, reference: Reference) -> tuple[LegacyExon, ...]:
    """Exon numbers known from reports, if the main transcript is the one they were compared with."""
    if without_version(known.mane.accession) != without_version(mane.accession) and known.mane.refseq != mane.refseq:
        return ()
    if len(known.mane.exons) != len(mane.exons):
        return ()
    return tuple(row for row in reference.legacy_numbering(known.symbol) if row.is_established)
