"""Messages say where, what and how to mend it."""

import pytest

from breakapart.errors import InputError, Problem


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("expected 30 columns, found 29"), "expected 30 columns, found 29"),
        (Problem("is empty", source="a.yaml"), "a.yaml: is empty"),
        (Problem("bad age", source="a.yaml", line=3, column=7), "a.yaml, line 3, column 7: bad age"),
        (Problem("bad age", line=3, solution="Write '9 years'"), "line 3: bad age. Write '9 years'"),
    ],
)
def test_a_problem_reads_well(problem, text):
    assert str(problem) == text


def test_several_problems_stand_in_one_error_in_order():
    error = InputError.of([Problem("first", source="a"), Problem("second", source="a", line=2)])
    assert [problem.message for problem in error.problems] == ["first", "second"]
    assert str(error) == "a: first\na, line 2: second"
