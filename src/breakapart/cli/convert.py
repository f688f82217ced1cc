"""`breakapart convert`: a case in, the same case in another format out."""

import json
import mimetypes
from pathlib import Path

import click

from breakapart.errors import InputError

_TARGETS = ("phenopacket", "fhir", "dnpm", "oru", "vicc", "vcf", "cbioportal", "tsv", "json", "yaml")
_SOURCES = ("yaml", "json", "phenopacket")
_BY_SUFFIX = {".yaml": "yaml", ".yml": "yaml", ".vcf": "vcf", ".tsv": "tsv", ".hl7": "oru"}
"""Names that leave no doubt; `.json` may be six things."""


@click.command("convert")
@click.argument("file", metavar="IN", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    type=click.Choice(_TARGETS),
    help="Format to write; without it the name of OUT tells (.yaml, .vcf, .tsv, .hl7).",
)
@click.option("--from", "source", type=click.Choice(_SOURCES), help="Format of IN; without it the content tells.")
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="File to write, or the folder of a cBioPortal study.  [default: standard output]",
)
@click.option(
    "--include",
    metavar="text,dates,source",
    default="",
    help="What leaves beside the findings: free text, exact dates, where the case comes from and who signed; or 'all'.",
)
@click.option("--id", "case_id", metavar="ID", help="Write ID in place of the case's own identifier.")
@click.option(
    "--embed",
    metavar="REPORT",
    type=click.Path(path_type=Path),
    help="Embed a report (PDF, HTML) in an ORU message, as it is.",
)
@click.option("--force", is_flag=True, help="Overwrite OUT when it exists.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written, removed and not understood as JSON.")
def command(
    file: Path,
    target: str | None,
    source: str | None,
    output: Path | None,
    include: str,
    case_id: str | None,
    embed: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """
    Write a case in the format of another system.

    IN is a case file, a JSON report of breakapart, or a Phenopacket (version 2), ours or another's.
    Names, exact dates and free text stay here unless --include asks for them; what was removed is
    said. Files are written whole or not at all.

    \b
    breakapart convert case.yaml --to phenopacket -o case.phenopacket.json
    breakapart convert case.yaml --to fhir --include text,dates -o bundle.json
    breakapart convert case.yaml --to cbioportal -o study/
    breakapart convert packet.json -o case.yaml
    """  # noqa: D301 - click wants the sign itself
    wanted = _target(target, output)
    kept = _include(include)
    _check(file, wanted, output, case_id, embed, force=force, as_json=as_json)
    from breakapart.cli.files import write_whole
    from breakapart.conversion import MAX_BYTES, Source, Target, convert, read_any
    from breakapart.formats.deidentify import Include
    from breakapart.formats.text_file import read_bytes
    from breakapart.knowledge import Knowledge
    from breakapart.reference import Reference

    reference, knowledge = Reference.bundled(), Knowledge.bundled()
    read = read_any(
        read_bytes(file, max_bytes=MAX_BYTES),
        source=str(file),
        reference=reference,
        knowledge=knowledge,
        from_format=Source(source) if source else None,
        folder=file.parent,
    )
    converted = convert(
        read,
        Target(wanted),
        reference=reference,
        knowledge=knowledge,
        include=tuple(Include(word) for word in kept),
        case_id=case_id,
        report=_embedded(embed),
    )
    files = {output / name if name else output: text for name, text in converted.files.items()} if output else {}
    if output is None:
        click.echo(converted.files[""], nl=False)
    else:
        write_whole(files, advice="Choose another place with '--output'.")
    if as_json:
        click.echo(
            json.dumps(
                {
                    "from": str(read.source),
                    "to": wanted,
                    "written": [str(path) for path in files],
                    "removed": {str(kind): count for kind, count in converted.removed.counts.items()},
                    "fields_removed": converted.removed.fields,
                    "is_exact": read.is_exact,
                    "notes": list(read.notes),
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    click.echo(f"De-identification: {converted.removed.sentence}", err=True)
    if converted.removed:
        click.echo("Kept: identifiers, ages, terms and numbers; replace the case's identifier with --id", err=True)
    if output is not None:
        click.echo(f"Written: {', '.join(str(path) for path in files)}")


def _target(target: str | None, output: Path | None) -> str:
    if target is not None:
        return target
    found = _BY_SUFFIX.get(output.suffix.lower()) if output is not None else None
    if found is None:
        raise InputError("which format to write is not said", solution=f"Add --to with one of {', '.join(_TARGETS)}")
    return found


def _include(text: str) -> tuple[str, ...]:
    """The words of `--include`, each once."""
    known = ("text", "dates", "source")
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in (*known, "all"):
            raise InputError(
                f"'--include' names {word!r}, expected text, dates, source or all",
                solution="Separate several with commas: --include text,dates",
            )
    return known if "all" in words else tuple(dict.fromkeys(words))


def _check(
    file: Path,
    target: str,
    output: Path | None,
    case_id: str | None,
    embed: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    import re

    if output is None and target == "cbioportal":
        raise InputError("a cBioPortal study is a folder of files", solution="Name the folder with '--output'")
    if output is None and as_json:
        raise InputError("'--json' prints what was written", solution="Name the file to write with '--output'")
    if output is not None and output.exists():
        if file.exists() and output.samefile(file):
            raise InputError("is the file that is read: it would be overwritten", source=str(output))
        if output.is_file() and not force:
            raise InputError("exists already", source=str(output), solution="Add --force to overwrite it")
    if case_id is not None and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}", case_id):
        raise InputError(
            f"'--id' is {case_id!r}, expected letters, digits, points, hyphens and underscores (at most 80)"
        )
    if embed is not None and target != "oru":
        raise InputError(f"'--embed' belongs to '--to oru', found '--to {target}'")


def _embedded(path: Path | None) -> tuple[str, bytes] | None:
    if path is None:
        return None
    from breakapart.formats.text_file import read_bytes

    kind = mimetypes.guess_type(path.name)[0]
    if kind is None:
        raise InputError(
            "the kind of report is not known by its name", source=str(path), solution="Name it .pdf or .html"
        )
    return kind, read_bytes(path, max_bytes=20_000_000)
