"""The errors a user may meet: each says where, what was found, what was expected and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one input."""

    message: str
    """What was found and what was expected, in one sentence without a final full stop."""
    source: str | None = None
    """The file, or what stands for it ("standard input", "option --min-cells")."""
    line: int | None = None
    """1-based line (or record) in `source`."""
    column: int | None = None
    """1-based column in `line`."""
    solution: str | None = None
    """What the user can do about it."""

    def __str__(self) -> str:
        place = self.source or ""
        if self.line is not None:
            place += f", line {self.line}" if place else f"line {self.line}"
        if self.column is not None:
            place += f", column {self.column}"
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}. {self.solution}" if self.solution else text


class BreakapartError(Exception):
    """Base of every error that is shown to the user as one message, without a traceback."""


class InputError(BreakapartError):
    """Input that cannot be used: one or several problems, all reported at once.

    >>> str(InputError("expected 30 columns, found 29", source="fusions.tsv", line=7,
    ...                solution="Was this table saved by a spreadsheet?"))
    'fusions.tsv, line 7: expected 30 columns, found 29. Was this table saved by a spreadsheet?'
    """

    def __init__(
        self,
        message: str,
        *,
        source: str | None = None,
        line: int | None = None,
        column: int | None = None,
        solution: str | None = None,
    ) -> None:
        self.problems: tuple[Problem, ...] = (Problem(message, source, line, column, solution),)
        super().__init__(str(self.problems[0]))

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> "InputError":
        """One error made of all `problems` (at least one), in the order given."""
        first = problems[0]
        error = cls(
            first.message,
            source=first.source,
            line=first.line,
            column=first.column,
            solution=first.solution,
        )
        error.problems = tuple(problems)
        error.args = ("\n".join(str(problem) for problem in problems),)
        return error


class UnfitFieldsError(InputError):
    """No field of a slide passed quality control; the problems say why."""
