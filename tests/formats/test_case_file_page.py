"""
The reference page of the case file lists every key as the schema has it.

Renew the page after a change of the nouns: `python -m tests.formats.test_case_file_page`.
"""

import re
from pathlib import Path
from textwrap import indent

import pytest
from tests.builders import SOUND_CASE

from breakapart.formats.case_yaml import case_schema, parse_case
from breakapart.knowledge import Knowledge
from breakapart.reference import Reference

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-case.md"
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "case-file.md"
BEGIN = "<!-- tables: renewed by tests/formats/test_case_file_page.py -->"


def tables():
    """One table a record, in the order in which a case file meets them."""
    schema = case_schema()
    waiting, done, parts = ["Case"], [], []
    while waiting:
        name = waiting.pop(0)
        if name in done:
            continue
        done.append(name)
        record = schema if name == "Case" else schema["$defs"][name]
        short = "anyOf" in record
        record = record["anyOf"][-1] if short else record
        lines = [f"## {'The file' if name == 'Case' else name}", "", record["description"]]
        if short:
            lines += ["", "A bare text stands for the whole record."]
        lines += ["", "| key | what stands there | meaning |", "|---|---|---|"]
        for key, field in record["properties"].items():
            needed = " (needed)" if key in record.get("required", []) else ""
            meaning = field.get("description") or schema["$defs"][refers_to(field)[0]]["description"]
            lines.append(f"| `{key}`{needed} | {kind(field, schema)} | {' '.join(meaning.split()).replace('|', '/')} |")
            waiting += [record for record in refers_to(field) if "enum" not in schema["$defs"][record]]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def refers_to(field):
    """Names of the records or term lists in a field."""
    if "$ref" in field:
        return [field["$ref"].rsplit("/", 1)[-1]]
    inner = [*field.get("anyOf", []), *([field["items"]] if "items" in field else []), *field.get("prefixItems", [])]
    return [name for child in inner for name in refers_to(child)]


def kind(field, schema):
    """What stands there, in a few words."""
    if "$ref" in field:
        record = schema["$defs"][refers_to(field)[0]]
        if "enum" in record:
            return ", ".join(f"`{term}`" for term in record["enum"])
        return f"[{refers_to(field)[0]}](#{refers_to(field)[0].lower()})"
    if "anyOf" in field:
        return " or ".join(kind(child, schema) for child in field["anyOf"] if child != {"type": "null"})
    if "const" in field or "enum" in field:
        return ", ".join(f"`{term}`" for term in field.get("enum", [field.get("const")]))
    if field.get("type") == "array":
        items = field.get("items") or field["prefixItems"][0]
        return f"list of {kind(items, schema)}"
    if "examples" in field:
        return "such as " + ", ".join(f"`{example}`" for example in field["examples"])
    words = {"integer": "whole number", "number": "number", "boolean": "`true` or `false`", "string": "text"}
    return words[field["type"]] + limits(field)


def limits(field):
    """Bounds of a number."""
    low, high = field.get("minimum"), field.get("maximum")
    if low is not None and high is not None:
        return f" {low:g} to {high:g}"
    if "exclusiveMinimum" in field:
        return f" above {field['exclusiveMinimum']:g}" + (f", at most {high:g}" if high is not None else "")
    return f" from {low:g}" if low is not None else ""


def test_the_page_is_up_to_date():
    text = PAGE.read_text(encoding="utf-8")
    assert text.partition(BEGIN)[2].strip() == tables().strip(), "run: python -m tests.formats.test_case_file_page"


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL))
def test_what_the_how_to_page_shows_can_be_written(block):
    """Each block of YAML, put in the place of its namesake in a sound case."""
    if block.startswith("#"):
        pytest.skip("a comment")
    key = block.partition(":")[0]
    before, _, after = SOUND_CASE.partition("timeline:\n")
    timeline, _, rest = after.partition("assays:\n")
    if key == "timeline":
        text = f"{before}{block}assays:\n{rest}"
    else:
        start = rest.index(f"        {key}:\n")
        end = next(
            at for at in (rest.find("\n        " + word, start + 1) for word in ("fish:", "sequencing:")) if at > 0
        )
        text = f"{before}timeline:\n{timeline}assays:\n{rest[:start]}{indent(block, ' ' * 8)}{rest[end + 1 :]}"
    case = parse_case(text.encode(), Knowledge.bundled(), Reference.bundled())
    assert case.id == "minimal"


if __name__ == "__main__":
    head = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0]
    PAGE.write_text(f"{head}{BEGIN}\n\n{tables()}", encoding="utf-8")
