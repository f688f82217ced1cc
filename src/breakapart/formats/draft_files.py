"""Drafts as files: the draft case (YAML) and beside it where every field comes from (JSON)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from breakapart.errors import InputError
from breakapart.formats.case_yaml import write_fields
from breakapart.formats.text_file import decode, read_bytes
from breakapart.formats.yaml_tree import read_tree
from breakapart.model.draft import DraftCase, DraftFact, DraftFlag, NotUnderstood, Span, Sureness

DRAFT_SUFFIX = ".draft.yaml"
PROVENANCE_SUFFIX = ".provenance.json"
PAGE_SUFFIX = ".draft.html"
VERSION = 1
_ENCODER = json.JSONEncoder(ensure_ascii=False)
MAX_BYTES = 50_000_000
"""A provenance file holds the text and its facts: twice the largest text."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a draft was read from."""

    source: str
    """Name of the file of the text."""
    sha256: str
    """Its checksum; empty where it was not kept."""
    drafts: tuple[str, ...]
    """Ids of all drafts of that text."""
    confirmed: bool
    """A person has confirmed this draft."""


def draft_yaml(draft: DraftCase) -> str:
    """The draft as YAML; its key `breakapart_draft` keeps every command from taking it for a case."""
    head = "# A draft, read from a text by rules. A person makes it a case: breakapart case confirm FILE\n"
    return head + write_fields(draft.fields)


def provenance_json(draft: DraftCase, text: str, source: str, *, sha256: str = "", drafts: Sequence[str] = ()) -> str:
    """
    Where every field stands, with the text itself, so that draft and text can be shown side by side.

    `sha256` is the checksum of the file of the text, `drafts` are the ids of all drafts of that text.
    """
    return _in_lines(
        {
            "breakapart_provenance": VERSION,
            "draft": draft.fields["id"],
            "case": draft.label,
            "source": source,
            "source_sha256": sha256,
            "drafts": list(drafts) or [draft.fields["id"]],
            "flags": [flag_fields(flag) for flag in draft.flags],
            "facts": [
                {
                    "path": fact.path,
                    "label": fact.label,
                    "value": fact.value,
                    "sureness": fact.sureness.value,
                    "rule": fact.rule,
                    "section": fact.section,
                    "spans": [[span.start, span.end] for span in fact.spans],
                    **({"proposed_by": fact.proposed_by} if fact.proposed_by else {}),
                }
                for fact in draft.facts
            ],
            "not_understood": [
                {"span": [one.span.start, one.span.end], "text": one.text, "why": one.why}
                for one in draft.not_understood
            ],
            "text": text,
        }
    )


def _in_lines(told: Mapping[str, Any]) -> str:
    """As JSON, a line for each entry and for each item of a list: what changed shows in a comparison of lines."""
    lines = []
    for key, value in told.items():
        if isinstance(value, list) and value:
            items = ",\n".join(f"  {_ENCODER.encode(item)}" for item in value)
            shown = f"[\n{items}\n ]"
        else:
            shown = _ENCODER.encode(value)
        lines.append(f" {_ENCODER.encode(key)}: {shown}")
    return "{\n" + ",\n".join(lines) + "\n}"


def flag_fields(flag: DraftFlag) -> dict[str, Any]:
    """A flag as plain values."""
    return {
        "kind": flag.kind,
        "statement": flag.statement,
        "because": flag.because,
        "how_to_resolve": flag.how_to_resolve,
        "source": flag.source,
        "fields": list(flag.paths),
        "spans": [[span.start, span.end] for span in flag.spans],
    }


def read_origin(path: Path) -> Origin | None:
    """What the draft with the provenance file at `path` was read from; None when that file cannot be read."""
    try:
        told = json.loads(read_bytes(path, max_bytes=MAX_BYTES))
        return Origin(
            str(told["source"]),
            str(told.get("source_sha256", "")),
            tuple(map(str, told.get("drafts", [told["draft"]]))),
            bool(told.get("confirmed")),
        )
    except (InputError, ValueError, KeyError, TypeError, AttributeError):
        return None


def read_draft(path: Path) -> tuple[DraftCase, str]:
    """The draft in `path` with the provenance beside it, and their text; InputError when one is missing."""
    tree = read_tree(decode(read_bytes(path), source=str(path)), source=str(path))
    if tree.problems:
        raise InputError.of(list(tree.problems))
    if not isinstance(tree.value, dict) or "breakapart_draft" not in tree.value:
        raise InputError(
            "is no draft: 'breakapart_draft' is missing",
            source=str(path),
            solution="Give a file that 'breakapart case draft' wrote",
        )
    beside = provenance_path(path)
    told = _json(beside)
    facts = tuple(
        DraftFact(
            str(one["path"]),
            str(one["label"]),
            str(one["value"]),
            tuple(Span(int(start), int(end)) for start, end in one["spans"]),
            str(one["section"]),
            str(one["rule"]),
            Sureness(one["sureness"]),
            str(one.get("proposed_by", "")),
        )
        for one in told["facts"]
    )
    missed = tuple(NotUnderstood(Span(*one["span"]), one["text"], one["why"]) for one in told["not_understood"])
    flags = tuple(
        DraftFlag(
            one["kind"],
            one["statement"],
            one["because"],
            one["how_to_resolve"],
            one["source"],
            tuple(one["fields"]),
            tuple(Span(*span) for span in one["spans"]),
        )
        for one in told.get("flags", ())
    )
    return DraftCase(str(told["case"]), tree.value, facts, missed, flags), str(told["text"])


def provenance_path(path: Path) -> Path:
    """The provenance file that belongs to the draft at `path`."""
    return path.with_name(path.name.removesuffix(DRAFT_SUFFIX).removesuffix(".yaml") + PROVENANCE_SUFFIX)


def _json(path: Path) -> Mapping[str, Any]:
    data = decode(read_bytes(path, max_bytes=MAX_BYTES), source=str(path))
    try:
        told = json.loads(data)
        if told["breakapart_provenance"] != VERSION:
            raise InputError(
                f"is a provenance file of version {told['breakapart_provenance']}, expected {VERSION}", source=str(path)
            )
        _ = [
            (
                one["path"],
                one["label"],
                one["value"],
                one["spans"],
                one["section"],
                one["rule"],
                Sureness(one["sureness"]),
            )
            for one in told["facts"]
        ]
        _ = [(one["span"][1], one["text"], one["why"]) for one in told["not_understood"]]
        _ = [
            (one["kind"], one["statement"], one["because"], one["how_to_resolve"], one["source"], one["fields"])
            for one in told.get("flags", ())
            if len(one["spans"]) >= 0
        ]
        _ = told["case"], told["text"]
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"is no provenance file: {error}", source=str(path), solution="Draft the text again") from None
    result: Mapping[str, Any] = told
    return result
