"""The table of facts refuses what could not be checked."""

import pytest

from breakapart.errors import InputError
from breakapart.knowledge import Knowledge
from breakapart.knowledge.report_facts import COLUMNS, parse_report_facts
from breakapart.knowledge.table import Row


def fact(line=2, **cells):
    about = dict.fromkeys(COLUMNS, "x") | {"fact": "X1", "kind": "held", "compare": "is"} | cells
    return Row("report_facts.tsv", line, about)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([fact(kind="guess")], "kind 'guess' is not known, expected one of held, computed, knowledge, contradiction"),
        ([fact(compare="like")], "compare 'like' is not known"),
        ([fact(path="")], "column 'path' is empty"),
        ([fact(), fact(line=3)], "this fact is already used"),
    ],
)
def test_refuses(rows, words):
    with pytest.raises(InputError, match=words):
        parse_report_facts(rows)


def test_at_least_100_facts_each_with_a_section():
    facts = Knowledge.bundled().report_facts
    assert len(facts) >= 100
    assert all(one.section and one.statement for one in facts)
