"""Lists of publications: rows gathered by list, which must agree on what the list is."""

import pytest

from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.knowledge.literature import COLUMNS, parse_literature
from breakapart.knowledge.table import Row


def row(line, **cells):
    about = dict.fromkeys(COLUMNS, "x") | {"complete": "yes", "stated_total": "", "count": ""} | cells
    return Row("literature.tsv", line, about)


def test_items_of_one_list_are_gathered():
    first, second = parse_literature(
        [row(2, count="3", stated_total="4"), row(3, text="y", stated_total="4"), row(4, list="z")]
    )
    assert [(item.text, item.count) for item in first.items] == [("x", 3), ("y", None)]
    assert (first.stated_total, first.is_complete) == (4, True)
    assert second.id == "z"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([row(2), row(3, source="other")], r"literature\.tsv, line 3: .*'source' differs from line 2"),
        ([row(2, source="")], "column 'source' is empty"),
        ([row(2, complete="perhaps")], "expected yes or no"),
        ([row(2, count="many")], "expected a number"),
        ([row(2, text="")], "column 'text' is empty"),
    ],
)
def test_refuses(rows, words):
    with pytest.raises(InputError, match=words):
        parse_literature(rows)


def test_the_tally_of_the_report_adds_up():
    tally = next(one for one in Knowledge.bundled().literature if one.id == "strn-alk-tally")
    assert tally.stated_total == sum(item.count for item in tally.items) == 46  # doi 10.3389/fonc.2025.1516491
