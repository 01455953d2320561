"""Relations: what the solver is told of one case.

In:  what `checker.facts` writes of a case.
Out: `Facts`, and the text of those of several cases.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unknown:
    """One unknown: its name for people (`T.kind`) and the atoms to choose from.

    Attributes:
        absent: Among the possibilities is that there is no such thing.
    """

    name: str
    atoms: tuple[str, ...]
    absent: bool


@dataclass(slots=True)
class Facts:
    """The relations of one case, as text, and its unknowns.

    `rules` complete the lines; they speak of every case, so that a batch has each
    but once: for a rule that names a case the solver scans the whole relation.

    Attributes:
        given: What the lines are about: a key (`said:letter`) with each value, or
            with `""` for any.
    """

    lines: list[str] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    unknowns: list[Unknown] = field(default_factory=list)
    given: set[tuple[str, str]] = field(default_factory=set)


def text_of(cases: Iterable[Facts]) -> str:
    """Return the text of the facts of several cases."""
    listed = list(cases)
    rules = sorted({rule for each in listed for rule in each.rules})
    return "\n".join([line for each in listed for line in each.lines] + rules)
