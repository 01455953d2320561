"""What a case comes to, as atoms: those that hold in every answer set, and in some.

In:  symbols of the solver.
Out: `Atom`s and `Answer`s, which the later stages read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clingo import Function, Number, Symbol, SymbolType

#: What the later stages read: predicate -> (arity, position of the case).
SHOWN = {
    "status": (4, 1),
    "arises": (4, 1),
    "term": (4, 1),
    "counts_from": (4, 1),
    "last": (4, 1),
    "in_time": (5, 1),
    "done_late": (5, 1),
    "shut": (5, 1),
    "excused": (4, 1),
    "broken": (5, 1),
    "ended": (4, 1),
    "breach": (5, 1),
    "permitted": (5, 1),
    "act_status": (4, 1),
    "repaired": (3, 1),
    "knowing": (4, 1),
    "notice": (5, 1),
    "forbidden": (5, 1),
    "forbidden_during": (4, 1),
    "spell_begins": (3, 0),
    "spell_ends": (3, 0),
    "binds_now": (3, 1),
    "ending": (5, 1),
    "idle": (3, 1),
    "permits": (4, 1),
    "computed": (4, 1),
    "settled": (4, 1),
    "verdict": (4, 0),
    "final": (3, 0),
}

#: Of these, which carry days, the possible ones are not told from those that
#: were grounded: an unknown day would cost a model for each day.
DATED = frozenset(
    {
        "arises",
        "counts_from",
        "last",
        "in_time",
        "done_late",
        "shut",
        "broken",
        "ended",
        "forbidden",
        "spell_begins",
        "spell_ends",
        "ending",
    }
)

#: Of these, whose last argument is the day of the entry or subject before it.
_OF_A_DAY = frozenset({"breach", "permits", "notice"})


class Atom(NamedTuple):
    """A shown atom without its case: predicate and argument symbols."""

    name: str
    args: tuple[Symbol, ...]


@dataclass(slots=True)
class Answer:
    """What one case comes to.

    Attributes:
        certain: Atoms that hold however the unknowns are.
        possible: Atoms that hold for some values of the unknowns.
    """

    certain: set[Atom] = field(default_factory=set)
    possible: set[Atom] = field(default_factory=set)

    @property
    def decided(self) -> bool:
        """Tell whether nothing depends on an unknown."""
        return self.certain == self.possible


def of_a_day(name: str, args: Sequence[Symbol]) -> bool:
    """Tell whether an atom is about a day, one of many where it is unknown.

    A day that was grounded is possible where any is.
    """
    return name in _OF_A_DAY or (name == "computed" and args[-1].match("date", 1))


def whole(atom: Atom, number: int = 1) -> Symbol:
    """Return a shown atom with the number of its case."""
    at = SHOWN[atom.name][1]
    return Function(atom.name, [*atom.args[:at], Number(number), *atom.args[at:]])


def numbered(symbol: Symbol, at: int) -> tuple[int, Atom]:
    args = symbol.arguments
    return args[at].number, Atom(symbol.name, (*args[:at], *args[at + 1 :]))


def arguments(symbol: Symbol) -> list[Symbol]:
    """Return the arguments of a symbol; none for numbers and strings."""
    return symbol.arguments if symbol.type == SymbolType.Function else []


def words(symbol: Symbol) -> str:
    """Return the plain text of a symbol: strings without quotes."""
    if symbol.type == SymbolType.String:
        return symbol.string
    return str(symbol)
