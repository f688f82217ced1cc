"""The documentation names what there is."""

import re
from pathlib import Path

from breakapart.reports import sections
from breakapart.reports.json_report import SCHEMA_VERSION

DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_lists_every_section_in_order():
    page = (DOCS / "reference/reports.md").read_text(encoding="utf-8")
    table = page[page.index("### Sections and anchors") : page.index("## Figures")]
    assert re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE) == list(sections.SECTIONS.items())


def test_the_guide_explains_every_section_under_its_number():
    page = (DOCS / "how-to/read-the-report.md").read_text(encoding="utf-8")
    told = page[page.index("## The sections") :]
    found = re.findall(r"^(\d+)\. \*\*(.+?)\.?\*\*", told, re.MULTILINE)
    assert found == [(str(sections.number(anchor)), words) for anchor, words in sections.SECTIONS.items()]


def test_the_version_of_the_record_is_the_documented_one():
    page = (DOCS / "reference/reports.md").read_text(encoding="utf-8")
    assert f'"schema_version": {SCHEMA_VERSION}' in page
