"""
Cases in other people's formats: read from a case file, a JSON report or a Phenopacket, written to any standard.

The way out always leads through `deidentify`: names, exact dates and free text leave only when `include` asks for them,
and what was removed is said in the output and to the caller. Everything computed (frames, grades, the assessment) is
computed anew from what may leave, so that no sentence of a report carries out what a field may not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from breakapart.errors import InputError, Problem
from breakapart.formats import annotated_breakends, cbioportal, dnpm_mtb, fhir, hl7_oru, phenopacket, tsv, vicc
from breakapart.formats.case_yaml import named_files, parse_case, write_case
from breakapart.formats.deidentify import EVERYTHING, Include, Removed, deidentify
from breakapart.formats.json_fields import read_object
from breakapart.formats.phenopacket_reading import read_packet
from breakapart.formats.text_file import MAX_BYTES as MAX_CASE_BYTES
from breakapart.formats.text_file import decode
from breakapart.knowledge import Knowledge
from breakapart.model.case import Case
from breakapart.model.result import CaseResult
from breakapart.reference import Reference
from breakapart.reports import json_report
from breakapart.workup import assess
from breakapart.workup_fusions import fusion_trouble

MAX_BYTES = 20_000_000
"""Largest file that is read: a report with all its figures of numbers is a few hundred kilobytes."""
MAX_PROBLEMS = 20
"""So many problems of a JSON report are told."""
REMOVED_SETTING = "export.removed"
"""Name under which a JSON report says what was removed (in `provenance.settings`)."""


class Source(StrEnum):
    """What a case can be read from."""

    YAML = "yaml"
    """A case file."""
    JSON = "json"
    """A JSON report of breakapart, or a case as `breakapart case show --json` prints it."""
    PHENOPACKET = "phenopacket"
    """A Phenopacket of version 2, ours or another's."""


class Target(StrEnum):
    """What a case can be written to."""

    PHENOPACKET = "phenopacket"
    """GA4GH Phenopacket 2.0, JSON."""
    FHIR = "fhir"
    """HL7 FHIR R4 bundle (Genomics Reporting, MII MTB), JSON."""
    DNPM = "dnpm"
    """DNPM:DIP MTB patient record, JSON."""
    ORU = "oru"
    """HL7 v2.5.1 ORU^R01."""
    VICC = "vicc"
    """VICC gene fusion objects, JSON."""
    VCF = "vcf"
    """VCF 4.4 breakends."""
    CBIOPORTAL = "cbioportal"
    """cBioPortal study folder."""
    TSV = "tsv"
    """One plain table."""
    JSON = "json"
    """JSON report of breakapart."""
    YAML = "yaml"
    """Case file of breakapart."""


_WITH_ASSESSMENT = (Target.JSON, Target.FHIR, Target.ORU)
"""Formats that carry the differential, or sentences that rest on it; the others do not wait for it."""


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case as it was read."""

    case: Case
    source: Source
    is_exact: bool
    """Nothing of what was read is missing."""
    result: CaseResult | None = None
    """The assessment, where the file held one."""
    notes: tuple[str, ...] = ()
    """What was assumed or not understood."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What was written and what was left out."""

    files: Mapping[str, str]
    """Content by name; a single file has the empty name."""
    case: Case
    """The case as it left."""
    removed: Removed


def read_any(
    data: bytes,
    *,
    source: str,
    reference: Reference,
    knowledge: Knowledge,
    from_format: Source | None = None,
    folder: Path | None = None,
) -> ReadCase:
    """
    The case in `data`, in whatever format it is (or in `from_format`). `source` names it in messages.

    `folder` is where the case file lies: the callers' tables and VCF files that it names are read, since their names
    may not leave but their calls may. Raises InputError with everything that is wrong with it.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"is {len(data):,} bytes large, expected at most {MAX_BYTES:,}", source=source)
    found = from_format or guess(data, source=source)

    def check(text: str) -> str | None:
        return fusion_trouble(reference, knowledge, text)

    if found is Source.YAML:
        if len(data) > MAX_CASE_BYTES:
            raise InputError(f"is {len(data):,} bytes large, expected at most {MAX_CASE_BYTES:,}", source=source)
        case = parse_case(data, knowledge, reference, source=source, check_fusion=check)
        return _with_files(case, folder, reference, knowledge)
    if found is Source.JSON:
        return _read_json(data, source)
    packet = read_packet(data, knowledge, reference, source=source, check_fusion=check)
    return ReadCase(packet.case, found, packet.is_exact, notes=packet.notes)


def _with_files(case: Case, folder: Path | None, reference: Reference, knowledge: Knowledge) -> ReadCase:
    """The case with the calls of the tables and VCF files it names, and a note for each file that was not read."""
    read = {
        name
        for specimen in case.specimens
        for component in specimen.components
        for found in component.sequencing
        for name in (found.table, found.vcf)
    }
    notes = []
    for name in named_files(case) if folder is not None else ():
        assert folder is not None
        if not (folder / name).is_file():
            notes.append(f"names the file {name!r}, which is not there: what it holds is not converted")
        elif name not in read:
            notes.append(f"names the file {name!r}, which is not read here: only what the case says of it is converted")
    if folder is not None and any(
        found.table or found.vcf
        for specimen in case.specimens
        for component in specimen.components
        for found in component.sequencing
    ):
        from breakapart.intake.case_files import resolve_files  # a case without files need not wait for the formats

        case = resolve_files(case, folder, reference, knowledge)
    return ReadCase(case, Source.YAML, is_exact=True, notes=tuple(notes))


def guess(data: bytes, *, source: str) -> Source:
    """The format by its content: an object of JSON is a report, a case or a packet; anything else a case file."""
    text = decode(data, source=source).lstrip()
    if not text.startswith(("{", "[")):
        return Source.YAML
    record = read_object(data, source=source)
    is_ours = "breakapart_case" in record or ("schema_version" in record and "result" in record)
    if record.get("resourceType"):
        raise InputError(
            f"is a FHIR {record['resourceType']}: FHIR is written, not read",
            source=source,
            solution="Hand in a case file, a JSON report or a Phenopacket",
        )
    return Source.JSON if is_ours else Source.PHENOPACKET


def _read_json(data: bytes, source: str) -> ReadCase:
    record = read_object(data, source=source)
    try:
        if "breakapart_case" in record:
            return ReadCase(Case.model_validate(record), Source.JSON, is_exact=True)
        if "result" not in record:
            raise InputError(
                "is no JSON report of breakapart: there is no 'result'",
                source=source,
                solution="Name the format with '--from' if it is another",
            )
        if record.get("schema_version") != json_report.SCHEMA_VERSION:
            raise InputError(
                f"'schema_version' is {record.get('schema_version')!r}, expected {json_report.SCHEMA_VERSION}",
                source=source,
            )
        result = json_report.read(decode(data, source=source))
    except ValidationError as error:
        raise InputError.of(_problems(error, source)) from None
    return ReadCase(result.case, Source.JSON, is_exact=True, result=result)


def _problems(error: ValidationError, source: str) -> list[Problem]:
    found = error.errors(include_url=False, include_context=False)
    problems = [
        Problem(f"'{'.'.join(str(part) for part in item['loc']) or 'the record'}': {item['msg'].lower()}", source)
        for item in found[:MAX_PROBLEMS]
    ]
    rest = len(found) - len(problems)
    return [*problems, Problem(f"{rest} more problems", source)] if rest else problems


def convert(
    read: ReadCase | Case,
    target: Target,
    *,
    reference: Reference,
    knowledge: Knowledge,
    include: Iterable[Include] = (),
    case_id: str | None = None,
    report: tuple[str, bytes] | None = None,
) -> Converted:
    """
    `read` in the format `target`, without what `include` does not name.

    `case_id` replaces the identifier of the case. `report` is a MIME type and a file to embed in an ORU message: it is
    embedded as it is, whatever it says. Raises InputError when the case cannot be assessed.
    """
    if isinstance(read, Case):
        read = ReadCase(read, Source.YAML, is_exact=True)
    include = frozenset(include)
    case, removed = deidentify(read.case, include, case_id=case_id, label=_label(knowledge))
    said = removed.sentence if removed else ""
    if target is Target.YAML:
        head = f"# De-identified by breakapart: {said}\n" if said else ""
        return Converted({"": head + write_case(case)}, case, removed)
    # A report that was read may say anything anywhere: it is passed on only where everything may leave.
    result = read.result if include >= EVERYTHING else None
    if result is None or result.case != case:
        result = assess(case, reference=reference, knowledge=knowledge, rank=target in _WITH_ASSESSMENT)
    return Converted(_written(result, target, reference, knowledge, said, report), case, removed)


def _written(
    result: CaseResult,
    target: Target,
    reference: Reference,
    knowledge: Knowledge,
    removed: str,
    report: tuple[str, bytes] | None,
) -> Mapping[str, str]:
    if target is Target.CBIOPORTAL:
        return cbioportal.render(result, reference, removed=removed)
    writers: Mapping[Target, Callable[[], str]] = {
        Target.PHENOPACKET: lambda: phenopacket.render(result, reference, removed=removed),
        Target.FHIR: lambda: fhir.render(result, reference, removed=removed),
        Target.DNPM: lambda: dnpm_mtb.render(
            result, reference, entities=knowledge.entities, protein_genes=_protein_genes(knowledge), removed=removed
        ),
        Target.ORU: lambda: hl7_oru.render(result, reference, removed=removed, report=report),
        Target.VICC: lambda: vicc.render(result, reference, removed=removed),
        Target.VCF: lambda: annotated_breakends.render(result, reference, removed=removed),
        Target.TSV: lambda: tsv.render(result, reference, removed=removed),
        Target.JSON: lambda: json_report.render(_saying(result, removed)),
    }
    return {"": writers[target]()}


def _saying(result: CaseResult, removed: str) -> CaseResult:
    """The result with a line in its provenance that tells what was removed."""
    if not removed:
        return result
    old = result.provenance
    settings = tuple(setting for setting in old.settings if setting[0] != REMOVED_SETTING)
    provenance = replace(
        old, settings=(*settings, (REMOVED_SETTING, removed, "names, dates and free text leave only on request"))
    )
    return replace(result, provenance=provenance)


def _label(knowledge: Knowledge) -> Callable[[str], str]:
    return lambda id_: knowledge.entities.label(id_) if id_ in knowledge.entities else id_


def _protein_genes(knowledge: Knowledge) -> dict[str, str]:
    """The gene behind each stain that one gene codes for."""
    records = (knowledge.markers.record(id_) for id_ in knowledge.markers)
    return {marker.id: marker.genes[0] for marker in records if len(marker.genes) == 1}
