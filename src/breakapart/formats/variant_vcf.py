"""
Small variants and copy numbers of a panel as VCF: Mutect2, GATK, Strelka, VarDict, FreeBayes, VarScan, Ion Torrent,
DRAGEN and others.

Habits: one record may hold several alternatives; each is a variant of its own here. Reads are AD (reference, then each
alternative), or AO and RO (FreeBayes, Ion; FAO and FRO are the corrected ones and come first), or RD and AD with one
number each (VarScan), or counts per base (Strelka: AU, CU, GU, TU; TAR and TIR for indels, first tier). Without
counts AF or FREQ is taken as stated. Consequences stand in ANN (SnpEff), CSQ (VEP; its fields are named in the
header, without which they cannot be read), BCSQ (bcftools) or ANNOVAR's columns; MANE Select comes first, then what
the annotator picked, then the canonical transcript. Source: VCFv4.3; the programs' manuals.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from breakapart.errors import InputError
from breakapart.formats.chromosomes import chromosome, prefix_note
from breakapart.formats.large_text import read_large_text
from breakapart.formats.vcf_text import VcfRecord, VcfText, counts, first_count, parse_vcf
from breakapart.model.sequencing import VariantClass
from breakapart.model.variant import Consequence, PanelVariant, PanelVcf, ProteinChange
from breakapart.sequence.protein_change import parse_protein_change

LONG_INDEL_BP = 30
"""Insertions and deletions longer than this are `long_indel`: short-read callers lose them on amplicons; panels state
their limit at 20 to 50 bases."""

_SYMBOLIC = re.compile(r"<(DEL|DUP|CNV|AMP|GAIN|LOSS|INS|INV|CN\d+)[^>]*>", re.IGNORECASE)
_BASES = re.compile(r"[ACGTN]+", re.IGNORECASE)


def read_variants(path: Path, *, sample: str | None = None, source: str | None = None) -> PanelVcf:
    """The variants of the VCF file at `path`. Raises InputError when it is none or has no such sample."""
    text = read_large_text(path)
    return variants_of(parse_vcf(text.split("\n"), source=source or str(path)), sample=sample)


def variants_of(vcf: VcfText, *, sample: str | None = None) -> PanelVcf:
    """The variants of a parsed VCF file, every alternative of every record."""
    index, name, notes = _sample(vcf, sample)
    fields = {key: _fields(vcf.descriptions.get(key, "")) for key in ("CSQ", "ANN")}
    variants: list[PanelVariant] = []
    annotators: dict[str, None] = {}
    for record in vcf.records:
        for variant in _variants(record, vcf, index, fields):
            variants.append(variant)
            if variant.consequence is not None:
                annotators.setdefault(variant.consequence.by)
    if any("CSQ" in record.info for record in vcf.records) and not fields["CSQ"]:
        notes.append("VEP's consequences (CSQ) cannot be read: the header line that names their fields is missing")
    if (note := prefix_note(record.chrom for record in vcf.records)) != "":
        notes.append(note)
    return PanelVcf(
        source=vcf.source,
        sample=name,
        variants=tuple(variants),
        rows=len(vcf.records),
        build=vcf.build,
        annotators=tuple(annotators),
        notes=(*vcf.notes, *notes),
    )


def _sample(vcf: VcfText, wanted: str | None) -> tuple[int | None, str, list[str]]:
    """Index and name of the tumour's column, and how it was chosen."""
    names = vcf.sample_names
    if wanted is not None:
        if wanted not in names:
            known = ", ".join(names) or "none"
            raise InputError(f"has no sample {wanted!r}", source=vcf.source, solution=f"Samples: {known}.")
        return names.index(wanted), wanted, []
    if not names:
        return None, "", ["the file has no sample column: fractions are those of INFO, where it has them"]
    if len(names) == 1:
        return 0, names[0], []
    tumour = [name for name in names if name in vcf.tumour_samples]
    tumour = tumour or [name for name in names if re.search(r"tumou?r", name, re.IGNORECASE)]
    if len(tumour) == 1:
        return names.index(tumour[0]), tumour[0], [f"of the samples {', '.join(names)} the tumour {tumour[0]} is read"]
    note = (
        f"which of the samples {', '.join(names)} is the tumour is not said; the last is read (--sample names another)"
    )
    return len(names) - 1, names[-1], [note]


def _variants(
    record: VcfRecord, vcf: VcfText, index: int | None, fields: dict[str, tuple[str, ...]]
) -> Iterator[PanelVariant]:
    if record.problems:
        yield PanelVariant(vcf.source, record.raw, problems=record.problems)
        return
    cells = record.samples[index] if index is not None and index < len(record.samples) else {}
    alts = record.alts or ("",)
    for number, alt in enumerate(alts):
        yield _variant(record, vcf.source, alt, number, cells, fields)


def _variant(
    record: VcfRecord, source: str, alt: str, number: int, cells: dict[str, str], fields: dict[str, tuple[str, ...]]
) -> PanelVariant:
    problems: list[str] = []
    notes: list[str] = []
    chrom = chromosome(record.chrom)
    start, ref, new, end = record.position - 1, record.ref.upper(), alt.upper(), 0
    kind = VariantClass.SUBSTITUTION
    copies = _copies(record, cells, alt)
    if _SYMBOLIC.fullmatch(alt) or record.info.get("SVTYPE", "").upper() in ("CNV", "DEL", "DUP") or not alt:
        kind = VariantClass.COPY_NUMBER if alt or copies is not None else VariantClass.SUBSTITUTION
        end = record.count("END") or record.position + abs(record.count("SVLEN") or 0)
        ref, new = "", alt
        if not alt and copies is None:
            notes.append("no alternative: the record says that nothing was found here")
        elif alt.upper().startswith(("<INS", "<INV")):
            kind = VariantClass.REARRANGEMENT
        if end < record.position:
            problems.append(f"END is {end}, before POS {record.position}")
    elif "[" in alt or "]" in alt or alt.startswith(".") or alt.endswith("."):
        kind, end, ref, new = VariantClass.REARRANGEMENT, record.position, "", alt
        notes.append("a breakend: 'breakapart import' reads it as a fusion")
    elif alt == "*" or alt.startswith("<"):
        notes.append(f"{alt} stands for an allele that is described elsewhere")
        ref, new, end = "", alt, record.position
    elif not (_BASES.fullmatch(ref) and _BASES.fullmatch(alt)):
        problems.append(f"ALT is {alt[:40]!r}, expected bases")
    else:
        start, ref, new = _trimmed(start, ref, new)
        end = start + len(ref)
        if len(ref) != len(new):
            longest = max(len(ref), len(new))
            kind = VariantClass.LONG_INDEL if longest > LONG_INDEL_BP else VariantClass.SHORT_INDEL
    alt_reads, depth, stated = _reads(record, cells, number, alt)
    if alt_reads is not None and depth is not None and alt_reads > depth:
        notes.append(f"{alt_reads} reads of {depth}: counts are not of one kind, and no interval is given")
        alt_reads = None
    called = _called(cells, number, alt, alt_reads)
    return PanelVariant(
        source=source,
        row=record.raw,
        called=called,
        chrom=chrom,
        start=start,
        ref=ref,
        alt=new,
        end=end,
        variant_class=kind,
        id=record.id,
        alt_reads=alt_reads,
        depth=depth,
        stated_fraction_percent=stated,
        copies=copies,
        passed=record.passed,
        filters=record.filters,
        germline=_germline(record),
        consequence=_consequence(record, alt, fields),
        problems=tuple(problems),
        notes=tuple(notes),
    )


def _called(cells: dict[str, str], number: int, alt: str, alt_reads: int | None) -> bool:
    """Hotspot lists (Ion, DRAGEN with forced calls) name places where nothing was found."""
    if not alt or alt in ("<NON_REF>", "<*>", "*") or alt_reads == 0:
        return False
    alleles = re.split(r"[/|]", cells.get("GT", ""))
    if not any(allele.isdigit() for allele in alleles):
        return True  # no genotype (Strelka), or one that is not known: the record itself is the call
    return str(number + 1) in alleles


def _trimmed(start: int, ref: str, alt: str) -> tuple[int, str, str]:
    """
    Without bases that do not change.

    >>> _trimmed(10, "CAG", "CTG"), _trimmed(10, "C", "CTT"), _trimmed(10, "CTT", "C")
    ((11, 'A', 'T'), (11, '', 'TT'), (11, 'TT', ''))
    """
    while len(ref) > 0 and len(alt) > 0 and ref[-1] == alt[-1] and max(len(ref), len(alt)) > 1:
        ref, alt = ref[:-1], alt[:-1]
    while ref and alt and ref[0] == alt[0]:
        start, ref, alt = start + 1, ref[1:], alt[1:]
    return start, ref, alt


def _reads(
    record: VcfRecord, cells: dict[str, str], number: int, alt: str
) -> tuple[int | None, int | None, float | None]:
    """(reads with the alternative, reads in all, percent as stated)."""
    depth = first_count(cells.get("DP", "")) or record.count("DP")
    stated = _stated(cells, record, number)
    for with_alt, without in (("FAO", "FRO"), ("AO", "RO")):
        seen = counts(cells.get(with_alt, "") or (record.info.get(with_alt, "") if not cells else ""))
        if number < len(seen) and seen[number] is not None:
            normal = first_count(cells.get(without, "") or record.info.get(without, ""))
            total = first_count(cells.get("FDP", "") or record.info.get("FDP", "")) if with_alt == "FAO" else None
            added = None if normal is None else normal + sum(count or 0 for count in seen)
            return seen[number], total or added or depth, stated
    ad = counts(cells.get("AD", "") or (record.info.get("AD", "") if not cells else ""))
    if len(ad) == len(record.alts) + 1 and ad[number + 1] is not None:
        total = sum(count or 0 for count in ad)
        return ad[number + 1], total or depth, stated
    if len(ad) == 1 and ad[0] is not None and "RD" in cells:
        normal = first_count(cells["RD"])
        return ad[0], depth if normal is None else ad[0] + normal, stated
    if len(ad) == 1 and ad[0] is not None and depth is not None:
        return ad[0], depth, stated
    tier = f"{alt.upper()}U"
    if tier in cells and f"{record.ref.upper()}U" in cells:
        total = sum(first_count(cells.get(f"{base}U", "")) or 0 for base in "ACGT")
        return first_count(cells[tier]), total or depth, stated
    if "TIR" in cells and "TAR" in cells:
        seen_alt, seen_ref = first_count(cells["TIR"]), first_count(cells["TAR"])
        return seen_alt, None if seen_alt is None or seen_ref is None else seen_alt + seen_ref, stated
    return None, depth, stated


def _stated(cells: dict[str, str], record: VcfRecord, number: int) -> float | None:
    for name in ("AF", "VAF", "FREQ", "VF", "FA"):
        texts = (cells.get(name) or record.info.get(name) or "").split(",")
        text = texts[number] if number < len(texts) else texts[0]
        match = re.fullmatch(r"\s*(\d*\.?\d+(?:[eE][+-]?\d+)?)\s*(%?)\s*", text)
        if match is not None:
            value = float(match[1]) * (1 if match[2] else 100)
            return round(value, 4) if 0 <= value <= 100 else None
    return None


def _copies(record: VcfRecord, cells: dict[str, str], alt: str) -> float | None:
    for name in ("CN", "RAW_CN", "TCN", "COPYNUMBER"):
        text = cells.get(name) or record.info.get(name) or ""
        if re.fullmatch(r"\d+(\.\d+)?", text):
            return float(text)
    match = re.fullmatch(r"<CN(\d+)>", alt, re.IGNORECASE)
    return float(match[1]) if match else None


def _germline(record: VcfRecord) -> bool | None:
    words = {word.lower() for word in record.filters}
    if words & {"germline", "germline_risk", "panel_of_normals", "alt_allele_in_normal"} or "GERMLINE" in record.info:
        return True
    return False if "SOMATIC" in record.info else None


# --- consequences --------------------------------------------------------------------------------------------------


def _fields(description: str) -> tuple[str, ...]:
    """Names of the fields between bars, from the description in the header."""
    match = re.search(r"(?:Format|annotations)\s*:\s*'?([^'\"]+)", description, re.IGNORECASE)
    if match is None or "|" not in match[1]:
        return ()
    return tuple(re.sub(r"\s+", "", name).rstrip(".") for name in match[1].split("|"))


_SNPEFF = (
    "Allele",
    "Annotation",
    "Annotation_Impact",
    "Gene_Name",
    "Gene_ID",
    "Feature_Type",
    "Feature_ID",
    "Transcript_BioType",
    "Rank",
    "HGVS.c",
    "HGVS.p",
)
"""Fields of ANN as its specification fixes them; read so when the header does not name them."""


def _consequence(record: VcfRecord, alt: str, fields: dict[str, tuple[str, ...]]) -> Consequence | None:
    found: list[tuple[tuple[int, ...], Consequence]] = []
    if "CSQ" in record.info and fields["CSQ"]:
        found += _vep(record, alt, fields["CSQ"])
    if "ANN" in record.info:
        found += _snpeff(record, alt, fields["ANN"] or _SNPEFF)
    if "BCSQ" in record.info:
        found += _bcftools(record)
    if not found:
        found += _annovar(record)
    if not found and (gene := record.info.get("GENE") or record.info.get("GENE_NAME") or record.info.get("SYMBOL")):
        return Consequence(gene.split(",")[0], "", "", "", "", "the caller")
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _vep(record: VcfRecord, alt: str, names: Sequence[str]) -> Iterator[tuple[tuple[int, ...], Consequence]]:
    several = len(record.alts) > 1
    for order, entry in enumerate(record.info["CSQ"].split(",")):
        cells = dict(zip(names, entry.split("|"), strict=False))
        if several and not _is_allele(cells.get("Allele", ""), record.ref, alt):
            continue
        hgvs_p = unquote(cells.get("HGVSp", ""))
        is_mane = bool(cells.get("MANE_SELECT") or cells.get("MANE"))
        rank = (
            not is_mane,
            not cells.get("PICK"),
            cells.get("CANONICAL") != "YES",
            not hgvs_p,
            not cells.get("SYMBOL"),
            order,
        )
        yield (
            tuple(map(int, rank)),
            Consequence(
                gene=cells.get("SYMBOL", ""),
                transcript=cells.get("Feature", ""),
                effect=cells.get("Consequence", ""),
                hgvs_c=cells.get("HGVSc", ""),
                hgvs_p=hgvs_p,
                by="VEP",
                is_mane=is_mane,
                protein=parse_protein_change(hgvs_p) if hgvs_p else _from_amino_acids(cells),
            ),
        )


def _from_amino_acids(cells: dict[str, str]) -> ProteinChange | None:
    """VEP without HGVS still has `Amino_acids` G/R and `Protein_position` 1202."""
    acids, position = cells.get("Amino_acids", ""), cells.get("Protein_position", "").split("/")[0]
    match = re.fullmatch(r"([A-Z*])/([A-Z*])", acids)
    if match and position.isdigit():
        return parse_protein_change(f"p.{match[1]}{position}{match[2]}")
    return None


def _is_allele(allele: str, ref: str, alt: str) -> bool:
    """VEP names an allele without the first base that REF and ALT share, and a deletion `-`."""
    short = alt[1:] if ref[:1] == alt[:1] and len(ref) != len(alt) else alt
    return allele in (alt, short, short or "-")


def _snpeff(record: VcfRecord, alt: str, names: Sequence[str]) -> Iterator[tuple[tuple[int, ...], Consequence]]:
    for order, entry in enumerate(record.info["ANN"].split(",")):
        cells = dict(zip(names, entry.split("|"), strict=False))
        if len(record.alts) > 1 and cells.get("Allele", alt) != alt:
            continue
        hgvs_p = cells.get("HGVS.p", "")
        yield (
            (0, 0, 0, int(not hgvs_p), 0, order),
            Consequence(
                gene=cells.get("Gene_Name", ""),
                transcript=cells.get("Feature_ID", ""),
                effect=cells.get("Annotation", ""),
                hgvs_c=cells.get("HGVS.c", ""),
                hgvs_p=hgvs_p,
                by="SnpEff",
                protein=parse_protein_change(hgvs_p) if hgvs_p else None,
            ),
        )


def _bcftools(record: VcfRecord) -> Iterator[tuple[tuple[int, ...], Consequence]]:
    for order, entry in enumerate(record.info["BCSQ"].split(",")):
        cells = entry.split("|")
        if len(cells) < 2 or entry.startswith("@"):
            continue
        change = cells[5] if len(cells) > 5 else ""
        yield (
            (0, 0, 0, int(not change), 0, order),
            Consequence(
                gene=cells[1],
                transcript=cells[2] if len(cells) > 2 else "",
                effect=cells[0].lstrip("*"),
                hgvs_c="",
                hgvs_p="",
                by="bcftools",
                protein=parse_protein_change(change) if change else None,
            ),
        )


def _annovar(record: VcfRecord) -> Iterator[tuple[tuple[int, ...], Consequence]]:
    """`BRAF:NM_004333:exon15:c.T1799A:p.V600E`, once for each transcript."""
    for key in ("AAChange.refGene", "AAChange.refGeneWithVer", "AAChange.ensGene"):
        for order, entry in enumerate(record.info.get(key, "").split(",")):
            cells = entry.split(":")
            if len(cells) >= 4:
                hgvs_p = next((cell for cell in cells if cell.startswith("p.")), "")
                yield (
                    (0, 0, 0, int(not hgvs_p), 0, order),
                    Consequence(
                        gene=cells[0],
                        transcript=cells[1],
                        effect=record.info.get(key.replace("AAChange", "ExonicFunc"), "").replace("\\x20", "_"),
                        hgvs_c=next((cell for cell in cells if cell.startswith("c.")), ""),
                        hgvs_p=hgvs_p,
                        by="ANNOVAR",
                        protein=parse_protein_change(hgvs_p) if hgvs_p else None,
                    ),
                )
