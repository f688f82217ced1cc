"""Exon numbers of other transcripts that stand for the same exon as another MANE number."""

from collections.abc import Iterable, Sequence

from breakapart.model.transcript import Exon, LegacyExon, Transcript

SOURCE = "GENCODE 43 transcripts compared edge by edge with the MANE Select exons"


def numbering_of(transcript: Transcript, mane: Transcript) -> tuple[tuple[int, int, str], ...]:
    """
    Where `transcript` counts otherwise than `mane`: (its number, MANE number, shared edge), by its number.

    The edge is `both`, `5p` or `3p` in transcript direction. Exons with the same number in both are left out.
    """
    by_edge: dict[tuple[str, int], int] = {}
    for exon in mane.exons:
        by_edge["5p", _five_prime(exon, mane.strand)] = exon.number
        by_edge["3p", _three_prime(exon, mane.strand)] = exon.number
    pairs = []
    for exon in transcript.exons:
        at_start = by_edge.get(("5p", _five_prime(exon, transcript.strand)))
        at_end = by_edge.get(("3p", _three_prime(exon, transcript.strand)))
        if at_start == at_end and at_start is not None:
            pairs.append((exon.number, at_start, "both"))
            continue
        if at_start is not None:
            pairs.append((exon.number, at_start, "5p"))
        if at_end is not None:
            pairs.append((exon.number, at_end, "3p"))
    return tuple(pair for pair in pairs if pair[0] != pair[1])


def legacy_numbering(
    mane: Transcript, alternates: Iterable[Transcript], established: Sequence[LegacyExon]
) -> tuple[LegacyExon, ...]:
    """
    Every other number for the exons of `mane`: the established ones first, then those of any of `alternates`.

    One row for each pair of numbers and edge: the first transcript that counts so stands in it, the note says how many
    do. Within each group rows stand by reported number, and then by the number of transcripts that count so.
    """
    known = {(row.reported_exon, row.mane_exon, row.edge) for row in established}
    labels: dict[tuple[int, int, str], list[str]] = {}
    for transcript in alternates:
        for pair in numbering_of(transcript, mane):
            if pair not in known and (*pair[:2], "both") not in known:
                labels.setdefault(pair, []).append(transcript.accession)
    computed = []
    for (reported, number, edge), names in sorted(
        labels.items(), key=lambda item: (item[0][0], -len(item[1]), item[0])
    ):
        others = f" and {len(names) - 1} more" if len(names) > 1 else ""
        note = f"MANE exon {number} is exon {reported} of {names[0]}{others}"
        computed.append(LegacyExon(mane.gene, reported, number, edge, names[0], note, SOURCE))
    return (*sorted(established, key=lambda row: (row.reported_exon, row.mane_exon, row.edge)), *computed)


def _five_prime(exon: Exon, strand: str) -> int:
    return exon.start if strand == "+" else exon.end


def _three_prime(exon: Exon, strand: str) -> int:
    return exon.end if strand == "+" else exon.start
