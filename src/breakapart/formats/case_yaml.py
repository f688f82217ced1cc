"""
The case file: one YAML file a case.

Every problem of a file is reported at once, each with its line and column. Numbers inside are plain decimals, and what
looks like a YAML trick is refused (see `yaml_tree`).
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from breakapart.errors import InputError
from breakapart.formats.case_consistency import consistency_problems
from breakapart.formats.case_shape import HOW_TO_BEGIN, case_of
from breakapart.formats.case_terms import CaseKnowledge, CaseReference, CheckFusion, settle_terms
from breakapart.formats.text_file import decode, read_bytes
from breakapart.formats.yaml_tree import read_tree
from breakapart.model.case import Case
from breakapart.model.noun import Noun

SCHEMA_ID = "urn:breakapart:case:1"
"""Identifier of the JSON Schema; the number is that of `breakapart_case`."""
MAX_PROBLEMS = 100
"""So many problems are shown; of more only the number."""


def read_case(
    path: Path | str,
    knowledge: CaseKnowledge,
    reference: CaseReference,
    *,
    check_fusion: CheckFusion | None = None,
) -> Case:
    """
    The case in the file at `path`, with every term in its canonical form.

    `check_fusion` says what is wrong with a written fusion, or None; without it fusions are not looked at here.
    Raises InputError with every problem of the file.
    """
    return parse_case(read_bytes(Path(path)), knowledge, reference, source=str(path), check_fusion=check_fusion)


def parse_case(
    data: bytes,
    knowledge: CaseKnowledge,
    reference: CaseReference,
    *,
    source: str = "case",
    check_fusion: CheckFusion | None = None,
) -> Case:
    """The case in `data`, the content of a case file; like `read_case`. `source` names it in messages."""
    tree = read_tree(decode(data, source=source), source=source)
    if tree.value is None and not tree.problems:
        raise InputError("is empty, expected a case", source=source, solution=HOW_TO_BEGIN)
    problems = list(tree.problems)
    problems += settle_terms(tree, knowledge, reference, check_fusion=check_fusion)
    case, misfits = case_of(tree)
    contradictions = consistency_problems(tree)
    # What the case as a whole refuses (ids used twice) the contradictions tell, with the place.
    problems += [misfit for misfit in misfits if not (contradictions and misfit.message.endswith("twice"))]
    problems += contradictions
    if problems or case is None:
        problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
        if len(problems) > MAX_PROBLEMS:
            rest = len(problems) - MAX_PROBLEMS
            problems = [*problems[:MAX_PROBLEMS], tree.problem(None, f"{rest} more problems")]
        raise InputError.of(problems)
    return case


def write_case(case: Case) -> str:
    """
    `case` as the text of a case file, which reads back as the same case.

    Fields that have their default are left out; the order is that of the format.
    """
    return "\n".join(_lines(_plain(case), "")) + "\n"


def write_fields(fields: Mapping[str, Any]) -> str:
    """Plain values as the text of a file in the style of a case file; what reads it says whether they make a case."""
    return "\n".join(_lines(dict(fields), "")) + "\n"


def named_files(case: Case) -> tuple[str, ...]:
    """Images, reads, tables and lists of amplicons that `case` names, relative to the case file, each once."""
    names: dict[str, None] = dict.fromkeys(assay.amplicons for assay in case.assays if assay.amplicons)
    for _, component in case.components:
        names |= {stain.image: None for stain in component.ihc if stain.image}
        for assay in component.fish:
            names |= dict.fromkeys(name for name in (assay.image, *assay.more_images, assay.review) if name)
        for result in component.sequencing:
            names |= dict.fromkeys((*result.reads, *filter(None, (result.table, result.vcf))))
    return tuple(names)


def case_schema() -> dict[str, Any]:
    """The JSON Schema of case files, for editors."""
    schema = Case.model_json_schema()
    schema["title"] = "breakapart case file"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}


def _plain(value: Any) -> Any:
    """Plain values without defaults, records in their short form where they have one."""
    if isinstance(value, BaseModel):
        fields = {
            name: _plain(getattr(value, name))
            for name, info in type(value).model_fields.items()
            if info.is_required() or getattr(value, name) != info.get_default(call_default_factory=True)
        }
        short = value.short_form if isinstance(value, Noun) else None
        return fields[short] if short is not None and list(fields) == [short] else fields
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bool | int | float):
        return value
    return str(value)


def _lines(value: dict[str, Any], indent: str) -> list[str]:
    lines = []
    for key, child in value.items():
        if isinstance(child, dict):
            lines += [f"{indent}{key}:", *_lines(child, indent + "  ")] if child else [f"{indent}{key}: {{}}"]
        elif isinstance(child, list) and any(isinstance(item, dict) for item in child):
            lines.append(f"{indent}{key}:")
            for item in child:
                lines += _item_lines(item, indent + "  ")
        elif isinstance(child, list):
            lines.append(f"{indent}{key}: [{', '.join(_scalar(item) for item in child)}]")
        else:
            lines.append(f"{indent}{key}: {_scalar(child)}")
    return lines


def _item_lines(item: Any, indent: str) -> list[str]:
    if not isinstance(item, dict):
        return [f"{indent}- {_scalar(item)}"]
    if not item:
        return [f"{indent}- {{}}"]
    first, *rest = _lines(item, indent + "  ")
    return [f"{indent}- {first.lstrip()}", *rest]


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _./()+-]*(::?[A-Za-z0-9 _./()+-]+)*|\d{4}-\d\d(-\d\d)?|\d+ [a-z]+")
_READ_OTHERWISE = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
"""Words that this or some other YAML reader does not take for text."""


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and ": " not in text and not text.endswith(" ")
    if is_plain and text.lower() not in _READ_OTHERWISE:
        return text
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _escaped(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    code = ord(sign)
    if sign.isprintable():
        return sign
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
