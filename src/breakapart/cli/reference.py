"""`breakapart reference`: build a reference from a genome and its annotation, fetch both, and describe one."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from breakapart.model.gene_annotation import GeneAnnotation
    from breakapart.reference.building import BuildReport, BuildSettings


@click.group("reference")
def command() -> None:
    """Build a reference from a genome and its annotation, fetch both, and describe one."""


@command.command("build")
@click.option("--genome", required=True, metavar="FASTA", type=click.Path(path_type=Path),
              help="Genome: plain, gzip or bgzip.")  # fmt: skip
@click.option("--annotation", required=True, metavar="GTF|GFF3", type=click.Path(path_type=Path),
              help="Genes in the style of GENCODE, Ensembl or RefSeq; plain or gzip.")  # fmt: skip
@click.option("--genes", metavar="FILE", type=click.Path(path_type=Path),
              help="Take only the genes in FILE: one symbol or id at the start of each line.")  # fmt: skip
@click.option("--panel", is_flag=True, help="Take only the genes of the bundled fusion panel.")
@click.option("-o", "--output", required=True, metavar="DIR|FILE", type=click.Path(path_type=Path),
              help="Folder for reference.sqlite, or a file that ends in .sqlite.")  # fmt: skip
@click.option("--main-only", is_flag=True, help="Take the main transcript of each gene only.")
@click.option("--loci", type=click.Choice(["panel", "all", "none"]), default="panel", show_default=True,
              help="Genes whose introns are kept as well.")  # fmt: skip
@click.option("--contig-style", type=click.Choice(["auto", "as-is"]), default="auto", show_default=True,
              help="auto: chr2, 2 and NC_000002.12 are one contig; as-is: names must be equal.")  # fmt: skip
@click.option("--out-of-range", type=click.Choice(["auto", "clip", "error"]), default="auto", show_default=True,
              help="Transcripts beyond the end of a contig: cut off, refused, or refused when over 1 %.")  # fmt: skip
@click.option("--name", metavar="TEXT", help="What the reference is to be called in results.")
@click.option("--assembly", metavar="TEXT", help="Assembly of the genome, where the annotation does not say it.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but warnings and errors.")
def build(
    genome: Path,
    annotation: Path,
    genes: Path | None,
    panel: bool,
    output: Path,
    main_only: bool,
    loci: Any,
    contig_style: Any,
    out_of_range: Any,
    name: str | None,
    assembly: str | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """
    Build a reference with nucleotides from a genome and its annotation.

    \b
    breakapart reference build --genome GRCh38.fa.gz --annotation gencode.v47.gtf.gz --panel -o panel
    breakapart call --reference panel reads_1.fastq.gz reads_2.fastq.gz -o calls

    Genes with a coding sequence are taken, MANE Select first of their transcripts. Names, domains
    and coiled coils come from the bundled reference where the protein is the same. The genome is
    read contig by contig; when the build is interrupted, the same command goes on behind the last
    contig that was finished. The file appears when it is whole.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.formats.byte_stream import ByteStream
    from breakapart.formats.gene_annotation import read_annotation
    from breakapart.formats.genome_fasta import read_contigs
    from breakapart.reference import Reference
    from breakapart.reference.building import BuildSettings, ReferenceBuilder, build_into, fingerprint_of

    known = Reference.bundled()
    out = _output_file(output)
    settings = BuildSettings(
        genes=_wanted_genes(genes, panel, known),
        main_only=main_only,
        loci=loci,
        contig_style=contig_style,
        out_of_range=out_of_range,
    )
    sizes = [_size(path) for path in (annotation, genome)]
    with _progress(sum(sizes), "Reading annotation and genome", hidden=quiet or as_json) as bar:
        annotation_stream = ByteStream(annotation, bar.update)
        annotated = read_annotation(annotation_stream)
        if panel:
            settings = _present_only(settings, annotated, known)
        genome_stream = ByteStream(genome, bar.update)
        builder = ReferenceBuilder(annotated, settings, known)

        def describe(report: "BuildReport") -> dict[str, str]:
            files = (("annotation", annotation, annotated.sha256), ("genome", genome, genome_stream.sha256))
            return _meta(files, annotated, settings, report, name, assembly)

        report = build_into(
            out,
            builder,
            read_contigs(genome_stream, builder.wants),
            fingerprint_of(
                {
                    "annotation": annotated.sha256,
                    "genome": [str(genome.resolve()), genome.stat().st_size, genome.stat().st_mtime_ns],
                    "settings": settings,
                    "known": known.version,
                }
            ),
            describe,
        )
    for warning in report.warnings():
        click.echo(f"breakapart: warning: {warning}", err=True)
    if as_json:
        click.echo(json.dumps(_described(Reference.open(out)), ensure_ascii=False, indent=2))
    elif not quiet:
        click.echo(
            f"{out}: {report.tally.genes:,} genes, {report.tally.transcripts:,} transcripts from "
            f"{report.contigs} contigs, {out.stat().st_size / 1e6:.1f} MB"
        )


@command.command("fetch")
@click.option("--release", type=click.IntRange(min=20), help="GENCODE release.  [default: 47]")
@click.option("--genome-url", metavar="URL", help="Fetch this genome instead of GENCODE's.")
@click.option("--annotation-url", metavar="URL", help="Fetch this annotation instead of GENCODE's.")
@click.option("--checksums", metavar="URL|FILE",
              help="md5 or sha256 of the files, as md5sum writes them.  [default: MD5SUMS of the release]")  # fmt: skip
@click.option("-o", "--output", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def fetch(
    release: int | None,
    genome_url: str | None,
    annotation_url: str | None,
    checksums: str | None,
    output: Path,
    as_json: bool,
) -> None:
    """
    Download a genome and its annotation; a broken download goes on where it stopped.

    \b
    breakapart reference fetch --release 47 -o gencode
    breakapart reference fetch --genome-url URL --annotation-url URL --checksums URL -o other

    About 0.9 GB for GENCODE. Nothing else in breakapart uses the network.
    """  # noqa: D301 - click wants the sign itself
    from breakapart.reference.fetching import DEFAULT_RELEASE, Fetched, gencode_urls
    from breakapart.reference.fetching import fetch as download

    gencode_genome, gencode_annotation, gencode_sums = gencode_urls(release or DEFAULT_RELEASE)
    urls = (genome_url or gencode_genome, annotation_url or gencode_annotation)
    if checksums is None and not (genome_url and annotation_url):
        checksums = gencode_sums
    known = _checksums(checksums) if checksums else {}
    fetched: list[Fetched] = []
    for url in urls:
        name = url.rpartition("/")[2]
        with _progress(1, name, hidden=as_json) as bar:

            def show(done: int, total: int | None, bar: Any = bar) -> None:
                bar.length = total or done + 1
                bar.update(done - bar.pos)

            expected = known.get(name)
            if known and expected is None and checksums != gencode_sums:
                raise _not_listed(name, checksums)
            fetched.append(download(url, output, expected, show))
        if expected is None:
            click.echo(f"breakapart: warning: no checksum for {name}: it was not checked", err=True)
    if as_json:
        listed = [{"url": one.url, "path": str(one.path), "sha256": one.sha256, "was_there": one.was_there,
                   "checked_against": one.checked_against} for one in fetched]  # fmt: skip
        click.echo(json.dumps(listed, indent=2))
        return
    for one in fetched:
        click.echo(f"{one.path}: sha256 {one.sha256}{' (was there already)' if one.was_there else ''}")
    genome, annotation = (one.path for one in fetched)
    click.echo(f"Next: breakapart reference build --genome {genome} --annotation {annotation} --panel -o REFERENCE")


def _checksums(place: str) -> Any:
    from breakapart.errors import InputError
    from breakapart.formats.text_file import decode, read_bytes
    from breakapart.reference.fetching import fetch_text, read_checksums

    try:
        if place.startswith(("http://", "https://")):
            return read_checksums(fetch_text(place))
        return read_checksums(decode(read_bytes(Path(place)), source=place))
    except InputError as error:
        if error.problems[0].source is not None:
            raise
        raise InputError(error.problems[0].message, source=place) from None
    except OSError as error:
        raise InputError(str(error), source=place) from None


def _not_listed(name: str, checksums: str | None) -> Exception:
    from breakapart.errors import InputError

    return InputError(f"does not list {name}", source=checksums, solution="Leave --checksums out to go without.")


@command.command("info")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--synthetic", is_flag=True, help="Describe the bundled panel with synthetic nucleotides.")
@click.option("--verify", is_flag=True, help="Compute the checksum of the content and compare it.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def info(path: Path | None, synthetic: bool, verify: bool, as_json: bool) -> None:
    """Show version, counts and sources of a reference; of the bundled one without PATH."""
    from breakapart.errors import InputError
    from breakapart.reference import Reference

    if path is not None and synthetic:
        raise InputError("give either PATH or --synthetic")
    reference = (
        Reference.synthetic() if synthetic else Reference.bundled() if path is None else Reference.open(path)
    )  # fmt: skip
    described = _described(reference)
    if verify:
        described["content_is"] = reference.verify()
    if as_json:
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    click.echo(_as_text(described))


def _output_file(output: Path) -> Path:
    from breakapart.errors import InputError
    from breakapart.reference.store import FILE_NAME

    out = output if output.suffix == ".sqlite" and not output.is_dir() else output / FILE_NAME
    folder = out.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"cannot be made: {reason}", source=str(folder), solution="Choose another folder with '--output'."
        ) from None
    return out


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _progress(length: int, label: str, *, hidden: bool) -> Any:
    """A bar with rate and remaining time on a terminal, nothing elsewhere."""
    import sys

    return click.progressbar(
        length=max(length, 1), label=label, file=sys.stderr, hidden=hidden or not sys.stderr.isatty(), width=30
    )


def _wanted_genes(path: Path | None, panel: bool, known: Any) -> tuple[str, ...]:
    from breakapart.errors import InputError
    from breakapart.formats.text_file import decode, read_bytes

    if path is not None and panel:
        raise InputError("give either --genes or --panel")
    if panel:
        return tuple(known.panel_symbols())
    if path is None:
        return ()
    lines = decode(read_bytes(path), source=str(path)).splitlines()
    names = [words[0].strip(",;") for line in lines if (words := line.split("#", 1)[0].replace("\t", " ").split())]
    if not names:
        raise InputError("names no gene", source=str(path), solution="Write one symbol a line.")
    return tuple(dict.fromkeys(names))


def _present_only(settings: "BuildSettings", annotated: "GeneAnnotation", known: Any) -> "BuildSettings":
    """
    The panel as far as the annotation has it.

    Genes of a list are all asked for by name, so that a missing one is an error; of the panel, an annotation may have
    a part only.
    """
    from dataclasses import replace

    from breakapart.errors import InputError
    from breakapart.reference.carry_over import known_gene

    wanted = set(settings.genes)
    first = {one.gene_id: one for one in annotated.transcripts}
    found = {gene.symbol for one in first.values() if (gene := known_gene(one, known)) and gene.symbol in wanted}
    if not found:
        raise InputError(
            "none of the panel's genes is in the annotation",
            solution="Is it an annotation of the human genome? Name your genes with --genes.",
        )
    for symbol in sorted(wanted - found):
        click.echo(f"breakapart: warning: {symbol} of the panel is not in the annotation", err=True)
    return replace(settings, genes=tuple(symbol for symbol in settings.genes if symbol in found))


def _meta(
    files: tuple[tuple[str, Path, str], ...],
    annotated: "GeneAnnotation",
    settings: "BuildSettings",
    report: "BuildReport",
    name: str | None,
    assembly: str | None,
) -> dict[str, str]:
    """What the reference says of itself; the same inputs give the same words."""
    from dataclasses import asdict

    from breakapart import __version__

    return {
        "version": name or " + ".join(path.name for _, path, _ in files),
        "genome": assembly or _assembly(annotated.provider) or "not stated",
        "nucleotides": "genome",
        "built_by": f"breakapart {__version__}",
        "annotation_says": annotated.provider,
        "genes": str(report.tally.genes),
        "transcripts": str(report.tally.transcripts),
        "inputs": json.dumps(
            [
                {"role": role, "name": path.name, "bytes": path.stat().st_size, "sha256": sha256}
                for role, path, sha256 in files
            ]
        ),
        "settings": json.dumps(
            {
                key: f"{len(value)} genes" if key == "genes" and value else value
                for key, value in asdict(settings).items()
            }
        ),
        "warnings": json.dumps(report.warnings(), ensure_ascii=False),
        "notes": json.dumps(report.notes(), ensure_ascii=False),
        "attribution": "Names, roles, domains and coiled coils: the bundled reference of breakapart, see there.",
    }


def _assembly(provider: str) -> str:
    import re

    match = re.search(r"GRC[hm]\d+(?:\.p\d+)?|T2T-CHM13v[\d.]+", provider)
    return match[0] if match else ""


def _described(reference: Any) -> dict[str, Any]:
    symbols = reference.symbols()
    meta = reference.meta
    described: dict[str, Any] = {
        "path": str(reference.path),
        "version": reference.version,
        "genome": meta["genome"],
        "genes": len(symbols),
        "panel_genes": len(reference.panel_symbols()),
        "transcripts": reference.transcript_count(),
        "nucleotides": meta.get("nucleotides", "none"),
        "genes_with_loci": reference.locus_count(),
    }
    for key in ("built_by", "annotation_says", "content_sha256", "attribution"):
        if meta.get(key):
            described[key] = meta[key]
    for key in ("inputs", "settings", "warnings", "notes", "sources"):
        if meta.get(key):
            described[key] = json.loads(meta[key])
    return described


def _as_text(described: dict[str, Any]) -> str:
    nucleotides = {
        "none": "none: frames come from exon phases, split codons as sets of residues",
        "genome": "from the genome",
        "synthetic": "SYNTHETIC: illustration only, made up codon by codon; nothing said of a patient may rest on them",
    }.get(described["nucleotides"], described["nucleotides"])
    lines = [
        f"{described['version']} ({described['genome']})",
        f"  file         {described['path']}",
        f"  genes        {described['genes']:,}, {described['panel_genes']:,} of the panel",
        f"  transcripts  {described['transcripts']:,}",
        f"  nucleotides  {nucleotides}",
        f"  loci         {described['genes_with_loci']:,} genes with their introns or flanks",
    ]
    if described.get("annotation_says"):
        lines.append(f"  annotation   {described['annotation_says']}")
    if "built_by" in described:
        lines.append(f"  built by     {described['built_by']}")
    if "content_sha256" in described:
        lines.append(f"  content      sha256 {described['content_sha256']}")
    if "content_is" in described:
        lines.append(f"  verified     {described['content_is']}")
    lines += [
        f"  {file['role']:12} {file['name']}, {file['bytes']:,} bytes, sha256 {file['sha256']}"
        for file in described.get("inputs", ())
    ]
    lines += [f"  warning      {warning}" for warning in described.get("warnings", ())]
    lines += [f"  note         {note}" for note in described.get("notes", ())]
    lines += [
        f"  source       {source['content']}: {source['upstream']} ({source['terms']})"
        for source in described.get("sources", ())
    ]
    if described.get("attribution"):
        lines.append(f"  attribution  {described['attribution']}")
    return "\n".join(lines)
