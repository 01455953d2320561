"""Short ways to read a case in a test.

In:  the text of a case file.
Out: its case, or what was wrong with it.
"""

from __future__ import annotations

from textwrap import dedent

from checker.case import Case, Entry
from checker.errors import Problem
from checker.read import read_cases
from tests.generated import project_vocabulary


def case_of(text: str) -> Case:
    """Return the only case of a text."""
    reading = read_cases("case.yaml", dedent(text).encode(), project_vocabulary())
    assert not reading.rejected, str(reading.rejected[0])
    [case] = reading.cases
    return case


def problems_of(text: str | bytes) -> list[Problem]:
    """Return all problems of a text that has no valid case."""
    data = dedent(text).encode() if isinstance(text, str) else text
    reading = read_cases("case.yaml", data, project_vocabulary())
    assert not reading.cases
    return [problem for error in reading.rejected for problem in error.problems]


def entry(case: Case, name: str) -> Entry:
    """Return the entity or act of a name."""
    [found] = [one for one in (*case.entities, *case.acts) if one.name == name]
    return found


def notes(case: Case) -> str:
    """Return the notes, one a line."""
    return "\n".join(note.text for note in case.notes)
