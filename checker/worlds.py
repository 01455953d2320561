"""Worlds: which outcomes are possible for which answers to the unknowns.

In:  a ground program of one case, its unknowns, and open conclusions.
Out: `Worlds`, which tells whether an outcome is possible when some unknowns
     have certain values.

Every answer set that was found is kept as a witness, so that the solver is
asked only about what no witness shows yet; and it is asked for answer sets that
show as much more as they can.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clingo import Symbol, parse_term

from checker.relations import Unknown
from checker.solve import Assumed, Grounded

#: An open conclusion: `status`, `act_status` or `final`, norm (or ""), subject.
Open = tuple[str, str, Symbol]
#: One value of one unknown: their numbers.
Choice = tuple[int, int]


class Worlds:
    """Answers of a solver about one case, with every witness it gave."""

    def __init__(
        self,
        ground: Grounded,
        unknowns: Sequence[Unknown],
        openings: Iterable[Open],
        possible: Iterable[Symbol],
        most: int,
    ) -> None:
        """Take the possible status atoms; try at most `most` values of each."""
        self._ground = ground
        self.unknowns = tuple(unknowns)
        self.values = [_tried(each, most) for each in self.unknowns]
        atoms = [[parse_term(text) for text in each.atoms] for each in self.unknowns]
        self._atoms = atoms
        self.outcomes = _by_opening(openings, possible)
        literals = ground.literals
        self._watched = [
            (literal, (number, at))
            for number, listed in enumerate(self.values)
            for at in listed
            if at >= 0 and (literal := literals(atoms[number][at])) is not None
        ]
        self._all = [
            [lit for each in listed if (lit := literals(each)) is not None]
            for listed in atoms
        ]
        self._statuses = [
            (literal, symbol)
            for symbol in sorted({s for row in self.outcomes.values() for s in row})
            if (literal := literals(symbol)) is not None
        ]
        self._literals = frozenset(
            [literal for literal, _ in (*self._watched, *self._statuses)]
            + [literal for listed in self._all for literal in listed]
        )
        self._count = 0
        self._with_value: dict[Choice, int] = {}
        self._with_status: dict[Symbol, int] = {}

    def possible(self, choices: Sequence[Choice], outcome: Symbol | None) -> bool:
        """Tell whether some world has these values (and, if given, a status)."""
        witnesses = self._witnesses(choices)
        if outcome is not None:
            witnesses &= self._with_status.get(outcome, 0)
        if witnesses:
            return True
        assumed = [each for choice in choices for each in self._assumed(choice)]
        if outcome is not None:
            assumed.append((outcome, True))
        return self._solve(assumed, self._wished(choices, outcome))

    def left(self, choices: Sequence[Choice], opening: Open) -> frozenset[Symbol]:
        """Return the statuses that remain possible under some values."""
        return frozenset(
            each for each in self.outcomes[opening] if self.possible(choices, each)
        )

    def narrows(self, choices: Sequence[Choice], opening: Open) -> bool:
        """Tell whether some values rule out a status that was possible."""
        return any(
            not self.possible(choices, each) for each in self.outcomes[opening]
        ) and self.possible(choices, None)

    def decides(
        self, choices: Sequence[Choice], opening: Open
    ) -> frozenset[Symbol] | None:
        """Return what is certain under some values: a status, or that none is.

        None where more than one outcome is left, or no world has these values.
        """
        outcomes = self.outcomes[opening]
        witnesses = self._witnesses(choices)
        seen = [o for o in outcomes if witnesses & self._with_status.get(o, 0)]
        if len(seen) > 1:
            return None
        left = self.left(choices, opening)
        if len(left) > 1 or any(self._otherwise(choices, each) for each in left):
            return None
        return left if left or self.possible(choices, None) else None

    def _otherwise(self, choices: Sequence[Choice], outcome: Symbol) -> bool:
        """Tell whether some world with these values lacks a status."""
        if self._witnesses(choices) & ~self._with_status.get(outcome, 0):
            return True
        assumed = [each for choice in choices for each in self._assumed(choice)]
        return self._solve([*assumed, (outcome, False)])

    def choices(self, number: int) -> Iterator[Choice]:
        """Yield the values of an unknown that are tried; -1 is `not there`."""
        for at in self.values[number]:
            yield (number, at)

    def all_tried(self, number: int) -> bool:
        """Tell whether every value of an unknown is tried."""
        tried = len(self.values[number])
        return tried == len(self._atoms[number]) + self.unknowns[number].absent

    def value(self, choice: Choice) -> Symbol | None:
        """Return the atom of a choice, None where it is `not there`."""
        number, at = choice
        return self._atoms[number][at] if at >= 0 else None

    def _witnesses(self, choices: Sequence[Choice]) -> int:
        found = (1 << self._count) - 1
        for choice in choices:
            found &= self._with_value.get(choice, 0)
        return found

    def _assumed(self, choice: Choice) -> list[Assumed]:
        number, at = choice
        if at >= 0:
            return [(self._atoms[number][at], True)]
        return [(symbol, False) for symbol in self._atoms[number]]

    def _solve(self, assumed: Sequence[Assumed], wished: Iterable[int] = ()) -> bool:
        true = self._ground.world(assumed, wished, self._literals)
        if true is None:
            return False
        bit = 1 << self._count
        self._count += 1
        for literal, choice in self._watched:
            if literal in true:
                self._with_value[choice] = self._with_value.get(choice, 0) | bit
        for number, literals in enumerate(self._all):
            if -1 in self.values[number] and true.isdisjoint(literals):
                choice = (number, -1)
                self._with_value[choice] = self._with_value.get(choice, 0) | bit
        for literal, symbol in self._statuses:
            if literal in true:
                self._with_status[symbol] = self._with_status.get(symbol, 0) | bit
        return True

    def _wished(
        self, choices: Sequence[Choice], outcome: Symbol | None
    ) -> Iterator[int]:
        """Yield a value of each other unknown that no witness shows with it."""
        seen = -1 if outcome is None else self._with_status.get(outcome, 0)
        chosen = {number for number, _ in choices}
        left = {
            number: literal
            for literal, (number, at) in reversed(self._watched)
            if number not in chosen and not self._with_value.get((number, at), 0) & seen
        }
        yield from left.values()


def _tried(unknown: Unknown, most: int) -> tuple[int, ...]:
    """Return positions of values to try, the first and the last among them."""
    count = len(unknown.atoms)
    step = -(-count // most)
    tried = dict.fromkeys((*range(0, count, step), count - 1))
    return (*tried, -1) if unknown.absent else tuple(tried)


def _by_opening(
    openings: Iterable[Open], possible: Iterable[Symbol]
) -> Mapping[Open, tuple[Symbol, ...]]:
    symbols = sorted(set(possible))
    return {
        each: tuple(symbol for symbol in symbols if _concerns(symbol, each))
        for each in openings
    }


def _concerns(symbol: Symbol, opening: Open) -> bool:
    predicate, norm, subject = opening
    return (
        symbol.name == predicate
        and subject in symbol.arguments
        and (not norm or str(symbol.arguments[0]) == norm)
    )
