"""
Phenopackets, version 2, as cases: our own without loss, those of others as far as they carry what a case needs.

A packet that breakapart wrote carries the whole case and a checksum of the rest. While the rest is as it was written,
the case is read back exactly; when somebody has edited the packet, its standard fields are read instead, and that is
said. Every field of a packet that nothing was made of is listed, so that nothing is lost unseen.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from breakapart.errors import InputError
from breakapart.formats.case_terms import CaseKnowledge
from breakapart.formats.fusion_sides import Genes
from breakapart.formats.json_fields import read_object
from breakapart.formats.packet_fields import StandardFields
from breakapart.formats.phenopacket import MEDIA_TYPE, checksum, is_whole_case
from breakapart.model.case import Case

MAX_BYTES = 20_000_000
"""A packet of a person is a few hundred kilobytes; a larger file is something else."""
MAX_LISTED = 200
"""So many fields that were not understood are listed; of more only the number."""
_VERSION_1 = ("htsFiles", "variants", "genes")
"""Fields that only version 1 has."""


@dataclass(slots=True)
class ReadPacket:
    """A case and what reading it left open."""

    case: Case
    is_exact: bool
    """The packet is ours and unedited: nothing is missing."""
    notes: tuple[str, ...] = ()
    """What was assumed, and every field that was not understood."""


def read_packet(
    data: bytes,
    knowledge: CaseKnowledge,
    genes: Genes,
    *,
    source: str = "phenopacket",
    check_fusion: Callable[[str], str | None] | None = None,
) -> ReadPacket:
    """
    The case in a Phenopacket. `check_fusion` says what is wrong with a written fusion, or None.

    Raises InputError when it is no Phenopacket of version 2, or is damaged.
    """
    packet = _camel(read_object(data, source=source))
    _refuse_others(packet, source)
    notes: list[str] = []
    whole = [entry for entry in packet.get("files") or [] if is_whole_case(entry)]
    if whole:
        if whole[0]["fileAttributes"].get("sha256OfPacket") == checksum(packet):
            return ReadPacket(_whole_case(whole[0], source), is_exact=True)
        notes.append(
            "the packet was edited after breakapart wrote it: its standard fields are read, "
            "not the whole case that it carries"
        )
        packet["files"] = [entry for entry in packet["files"] if not is_whole_case(entry)]
    reader = StandardFields(packet, knowledge, genes, source, check_fusion)
    case = reader.case()
    notes += reader.notes
    left = [f"not understood: {path}" for path in reader.left()]
    if len(left) > MAX_LISTED:
        left = [*left[:MAX_LISTED], f"not understood: {len(left) - MAX_LISTED} more fields"]
    return ReadPacket(case, is_exact=False, notes=(*notes, *left))


def _refuse_others(packet: dict[str, Any], source: str) -> None:
    if "proband" in packet:
        raise InputError(
            "is a Family of Phenopackets, expected one Phenopacket",
            source=source,
            solution="Hand in the packet under 'proband'",
        )
    if "members" in packet:
        raise InputError("is a Cohort of Phenopackets, expected one Phenopacket", source=source)
    meta = packet.get("metaData")
    version = meta.get("phenopacketSchemaVersion") if isinstance(meta, dict) else None
    subject = packet.get("subject")
    is_old = any(name in packet for name in _VERSION_1) or (isinstance(subject, dict) and "ageAtCollection" in subject)
    if (isinstance(version, str) and version.startswith("1")) or (is_old and not str(version or "").startswith("2")):
        raise InputError(
            "is a Phenopacket of version 1, expected version 2",
            source=source,
            solution="Convert it first, for example with 'pxf convert' of phenopacket-tools",
        )
    if isinstance(version, str) and not version.startswith("2"):
        raise InputError(f"'metaData.phenopacketSchemaVersion' is {version!r}, expected 2.0", source=source)
    if not any(name in packet for name in ("subject", "biosamples", "interpretations", "phenotypicFeatures")):
        raise InputError(
            "is no Phenopacket: there is neither 'subject' nor 'biosamples' nor 'interpretations'",
            source=source,
            solution="Name the format with '--from' if it is another",
        )


def _whole_case(entry: dict[str, Any], source: str) -> Case:
    head, _, encoded = str(entry.get("uri", "")).partition(",")
    try:
        if head != f"data:{MEDIA_TYPE};base64":
            raise ValueError(f"unexpected beginning {head[:40]!r}")
        return Case.model_validate_json(base64.b64decode(encoded, validate=True))
    except (binascii.Error, UnicodeDecodeError, ValidationError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise InputError(f"the whole case that the packet carries is damaged: {first}", source=source) from None


_SNAKE = re.compile(r"_([a-z0-9])")


def _camel(value: Any, *, is_map: bool = False) -> Any:
    """Keys as JSON writes them (`timeOfCollection`); protobuf also accepts its own (`time_of_collection`)."""
    if isinstance(value, dict):
        return {
            name if is_map else _SNAKE.sub(lambda found: found[1].upper(), name): _camel(
                part, is_map=name in ("fileAttributes", "individualToFileIdentifiers")
            )
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_camel(part) for part in value]
    return value
