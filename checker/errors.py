"""Errors, as a tree. Each class owns its exit code and says what to do.

IrmcheckError
+-- InputInvalid          3  the case file cannot be judged
+-- RulebookInvalid       3  the rulebook cannot be used
+-- UsageWrong            2  the command was given the wrong way
+-- CalendarGap           3  a day lies outside the calendar
+-- SolvingFailed         4  the solver gave up
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.case import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input file.

    Attributes:
        found: What stands there.
        expected: What may stand there.
        nearest: The nearest known name, or None.
    """

    message: str
    place: Place
    found: str | None = None
    expected: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        where = f"{self.place.file}:{self.place.line}:{self.place.column}"
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        return f"{where}: {self.message}{hint}"


class IrmcheckError(Exception):
    """Any error this program reports on purpose."""

    exit_code = 4


class InputInvalid(IrmcheckError):
    """A file, or one case of it, cannot be judged; all problems at once."""

    exit_code = 3

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.file = file
        self.problems = tuple(problems)


class RulebookInvalid(IrmcheckError):
    """The rulebook is wrong; the message names file, line and remedy."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class UsageWrong(IrmcheckError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class CalendarGap(IrmcheckError):
    """A day lies outside the years for which holidays are known."""

    exit_code = 3


class SolvingFailed(IrmcheckError):
    """The solver stopped without an answer."""

    exit_code = 4
