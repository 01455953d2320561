"""Joining: the values under which conditions hold together in a case.

In:  a ground program, positive conditions, values that are given.
Out: rows of values, those that are certain first.

Many small questions are asked of one program; each costs the solver more than a
join of the few atoms that are concerned.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import islice

from clingo import Function, Symbol, parse_term

from checker.rules import CONSTANT, Literal, relation_of
from checker.solve import Grounded

_VARIABLE = re.compile(r"[A-Z_]\w*")
#: Ways that are looked at.
_MOST = 2000
_NOTHING = Function("any")

Values = dict[str, Symbol]
#: Arguments of an atom, and whether it is certain.
_Atom = tuple[Sequence[Symbol], bool]
#: Predicate and arguments.
_Condition = tuple[str, Sequence[str]]


class Joining:
    """Joins the atoms of one ground program."""

    def __init__(self, ground: Grounded) -> None:
        self._ground = ground
        self._atoms: dict[str, list[_Atom]] = {}
        self._index: dict[tuple[str, int], dict[Symbol, list[_Atom]]] = {}

    def having(self, name: str, *given: Symbol) -> list[Sequence[Symbol]]:
        """Return the other arguments of the atoms that begin with some."""
        count = len(given)
        return [
            args[count:]
            for args, _ in self._relation(name)
            if tuple(args[:count]) == given
        ]

    def holds(self, condition: Literal) -> bool:
        """Tell whether a condition holds, perhaps, for some values."""
        return bool(self.rows([condition], (), {}))

    def rows(
        self, body: Iterable[Literal], names: Sequence[str], given: Mapping[str, str]
    ) -> list[tuple[Symbol, ...]] | None:
        """Return the values of variables, `any` for one that nothing binds.

        None where a condition computes something: that is for the solver.
        """
        conditions = [relation_of(lit.name, lit.args, lit.key) for lit in body]
        if not all(_plain(arg) for _, args in conditions for arg in args):
            return None
        values = {name: _term(value) for name, value in given.items()}
        found: dict[tuple[Symbol, ...], bool] = {}
        ways = self._extended(conditions, values, True, frozenset(names))
        for each, certain in islice(ways, _MOST):
            row = tuple(each.get(name, _NOTHING) for name in names)
            found[row] = found.get(row, False) or certain
        return sorted(found, key=lambda row: (not found[row], row))

    def _extended(
        self,
        left: Sequence[_Condition],
        values: Values,
        certain: bool,
        names: AbstractSet[str],
    ) -> Iterator[tuple[Values, bool]]:
        """Yield values of the names under which the conditions left hold.

        Of conditions that share no variable with one that has a name it counts only
        whether they hold: to list their ways would multiply those of the others.
        """
        telling: list[_Condition] = []
        for group in _groups(left, values):
            if any(not names.isdisjoint(_unbound(each, values)) for each in group):
                telling += group
                continue
            sure = self._holds(group, values)
            if sure is None:
                return
            certain = certain and sure
        if not telling:
            yield values, certain
            return
        for rest, more, sure in self._steps(telling, values):
            yield from self._extended(rest, more, certain and sure, names)

    def _holds(self, group: Sequence[_Condition], values: Values) -> bool | None:
        """Tell whether conditions hold for certain or perhaps; None if they do not."""
        found = None
        for rest, more, sure in self._steps(group, values):
            for below in _groups(rest, more):
                holds = self._holds(below, more)
                if holds is None:
                    break
                sure = sure and holds
            else:
                found = sure
            if found:
                break
        return found

    def _steps(
        self, left: Sequence[_Condition], values: Values
    ) -> Iterator[tuple[list[_Condition], Values, bool]]:
        """Yield what is left, and known, once one condition is matched."""
        best = min(left, key=lambda each: self._open(each, values))
        rest = [each for each in left if each is not best]
        for args, sure in self._matching(best, values):
            more = _unified(best[1], args, values)
            if more is not None:
                yield rest, more, sure

    def _open(self, condition: _Condition, values: Values) -> tuple[int, int]:
        name, args = condition
        unbound = sum(_is_variable(arg) and arg not in values for arg in args)
        return unbound - len(args), len(self._relation(name))

    def _matching(self, condition: _Condition, values: Values) -> Iterable[_Atom]:
        """Return the atoms that agree with the most telling bound argument."""
        name, args = condition
        best: Iterable[_Atom] = self._relation(name)
        size = len(self._relation(name))
        for at, arg in enumerate(args):
            value = values.get(arg) if _is_variable(arg) else _term(arg)
            if value is not None:
                some = self._indexed(name, at).get(value, [])
                if len(some) < size:
                    best, size = some, len(some)
        return best

    def _relation(self, name: str) -> list[_Atom]:
        if name not in self._atoms:
            self._atoms[name] = [
                (each.symbol.arguments, each.is_fact)
                for each in self._ground.relation(name)
            ]
        return self._atoms[name]

    def _indexed(self, name: str, at: int) -> Mapping[Symbol, list[_Atom]]:
        key = (name, at)
        if key not in self._index:
            index: dict[Symbol, list[_Atom]] = defaultdict(list)
            for atom in self._relation(name):
                if at < len(atom[0]):
                    index[atom[0][at]].append(atom)
            self._index[key] = index
        return self._index[key]


def _groups(left: Sequence[_Condition], values: Values) -> list[list[_Condition]]:
    """Return conditions by the unbound variables that they share."""
    groups: list[tuple[set[str], list[_Condition]]] = []
    for each in left:
        variables = _unbound(each, values)
        shared = [group for group in groups if not variables.isdisjoint(group[0])]
        groups = [group for group in groups if variables.isdisjoint(group[0])]
        together = variables.union(*(known for known, _ in shared))
        groups.append((together, [one for _, row in shared for one in row] + [each]))
    return [group for _, group in groups]


def _unbound(condition: _Condition, values: Values) -> set[str]:
    return {
        arg
        for arg in condition[1]
        if arg != "_" and arg not in values and _is_variable(arg)
    }


@cache
def _is_variable(arg: str) -> bool:
    return _VARIABLE.fullmatch(arg) is not None


def _plain(arg: str) -> bool:
    return _is_variable(arg) or CONSTANT.fullmatch(arg) is not None


def constant_of(term: str) -> Symbol | None:
    """Return the value of a term that is neither variable nor computed."""
    if term[:1].isupper() or term[:1] in "_@" or "@" in term or "(" in term:
        return None
    try:
        return parse_term(term)
    except RuntimeError:
        return None


def _unified(
    args: Sequence[str], atom: Sequence[Symbol], values: Values
) -> Values | None:
    if len(args) != len(atom):
        return None
    found = dict(values)
    for arg, value in zip(args, atom, strict=True):
        if arg == "_":
            continue
        if not _is_variable(arg):
            if _term(arg) != value:
                return None
        elif found.setdefault(arg, value) != value:
            return None
    return found


@cache
def _term(text: str) -> Symbol:
    return parse_term(text)
