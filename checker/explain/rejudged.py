"""Rejudged: whether changed cases are rid of a finding, and nothing new is wrong.

In:  the changed cases, ground together and numbered from 1; the row of the
     finding, and what was adverse before the change.
Out: for each of them yes or no.

The solver is asked only about what stands in the way: what is adverse here and
was not before, and what the finding may now come to.
"""

from __future__ import annotations

from collections.abc import Set

from clingo import Number, Symbol

from checker.findings import ADVERSE
from checker.solve import Grounded
from checker.statuses import Judged

#: Norm and subject of what is adverse, or perhaps.
Row = tuple[str, str]
_STATUSES = (("status", 4), ("act_status", 4))


def complying(
    ground: Grounded, count: int, row: Judged, before: Set[Row]
) -> list[bool]:
    """Tell of each of `count` cases whether it complies."""
    own = (row.norm, str(row.subject))
    of_case: dict[Symbol, list[Symbol]] = {Number(n + 1): [] for n in range(count)}
    for name, arity in _STATUSES:
        for symbol in ground.atoms(name, arity):
            of_case[symbol.arguments[1]].append(symbol)
    doubtful = {e: ground.literals(e) or 0 for e in ground.open_atoms(*_STATUSES)}
    witness = ground.world((), (), doubtful.values()) or frozenset()

    def certain(symbol: Symbol) -> bool:
        if symbol not in doubtful:
            return True
        return doubtful[symbol] in witness and _none(ground, -doubtful[symbol])

    def possible(symbol: Symbol) -> bool:
        return doubtful[symbol] in witness or not _none(ground, doubtful[symbol])

    def complies(atoms: list[Symbol]) -> bool:
        mine = [each for each in atoms if _row(each) == own]
        sure = [each for each in mine if certain(each)]
        if any(_status(each) in (*ADVERSE, "undetermined") for each in sure):
            return False
        if not sure and any(possible(each) for each in mine):
            return False  # one status or another
        new = [e for e in atoms if _status(e) in ADVERSE and _row(e) != own]
        return not any(_row(e) not in before and certain(e) for e in new)

    return [complies(atoms) for atoms in of_case.values()]


def _none(ground: Grounded, literal: int) -> bool:
    """Tell whether a literal holds in no answer set."""
    return ground.world((literal,), (), ()) is None


def _row(atom: Symbol) -> Row:
    return str(atom.arguments[0]), str(atom.arguments[2])


def _status(atom: Symbol) -> str:
    return str(atom.arguments[3])
