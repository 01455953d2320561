"""Worlds: which conclusions go together with which values of an unknown.

In:  a ground program of one case, its unknowns, the open conclusions.
Out: for each value of an unknown the conclusions that it rules out.

Every answer set that was seen is remembered, some of them random: most
questions are answered without the solver.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from checker.facts import Unknown
from checker.solve import Grounded

#: Random answer sets that are looked at first.
_SAMPLES = 24

#: Values of one unknown that are tried.
_MOST_TRIED = 16


class Worlds:
    """The answer sets of one case, as far as they were needed."""

    def __init__(
        self, ground: Grounded, unknowns: Iterable[Unknown], asked: Iterable[int]
    ) -> None:
        self._ground = ground
        self._values = {each: list(_values(ground, each)) for each in unknowns}
        watched = set(asked)
        for values in self._values.values():
            watched.update(abs(each) for value in values for each in value)
        self._watched = sorted(watched)
        self._seen = list(ground.sample(_SAMPLES, self._watched))

    def ruled_out(self, unknown: Unknown, asked: set[int]) -> set[int]:
        """Return the literals that some possible value makes impossible.

        Of many values (days) some are tried, the first and the last among them.
        """
        out: set[int] = set()
        for value in self._values[unknown]:
            out |= self._impossible(value, asked - out)
        return out

    def _impossible(self, value: Sequence[int], asked: set[int]) -> set[int]:
        fitting = [world for world in self._seen if _holds(value, world)]
        left = asked.difference(*fitting)
        if fitting and not left:
            return left
        groups = [frozenset((each,)) for each in left]
        for world in self._ground.covering(groups, value, self._watched):
            self._seen.append(world)
            fitting.append(world)
            left -= world
        return left if fitting else set()


def _holds(value: Sequence[int], world: frozenset[int]) -> bool:
    return all((each in world) if each > 0 else (-each not in world) for each in value)


def _values(ground: Grounded, unknown: Unknown) -> Iterator[list[int]]:
    """Yield for each value that is tried the literals that stand for it."""
    found = [ground.literal(atom) for atom in unknown.atoms]
    literals = [each for each in found if each is not None]
    step = -(-len(literals) // _MOST_TRIED) or 1
    for each in dict.fromkeys((*literals[::step], *literals[-1:])):
        yield [each]
    if unknown.absent:
        yield [-each for each in literals]
