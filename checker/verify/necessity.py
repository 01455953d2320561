"""Necessity: is there a case in which nothing but a prohibited act will do?

In:  the ground program of a group, one of its questions.
Out: the choices of such a case; or that there is none, or that the time was up.

A case in which the act does it and breaches a prohibition is tried twice: without
the act (then the duty is not met), and with the act done otherwise or another act in
its place. Where such another way is found, the part of the case that lets it be one
is sought (the assumptions that the solver needs), and all cases with that part are
left out: counterexample-guided search, over one ground program.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clingo import Function, String, Symbol, SymbolType

from checker.verify.group import Ground, atom
from checker.verify.questions import Question
from checker.verify.workers import Clock

#: How many ways round are tried for one subject before the search gives up.
_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Case:
    """What a search came to.

    Attributes:
        chosen: The choices of a case; None if there is none.
        complete: False if the time was up: there may be one after all.
    """

    chosen: tuple[Symbol, ...] | None
    complete: bool


class Search:
    """The search for one question of a group."""

    def __init__(
        self,
        ground: Ground,
        number: int,
        question: Question,
        ways: Iterable[str],
        clock: Clock,
    ) -> None:
        self._ground = ground
        self._number = number
        self._question = question
        self._ways = tuple(ways)
        self._clock = clock
        self._act = ground.space.places[question.act][0]
        self._known = {
            name: [lit for lit, one in ground.choices.items() if _owned(one, name)]
            for name in {self._act, *self._ways}
        }
        self._near = [
            lit for lit, one in ground.choices.items() if _mentions(one, self._act)
        ]

    def case(self, norms: Sequence[str]) -> Case:
        """Return a case in which only breaches of these prohibitions will do."""
        counts = self._counts(norms)
        for subject in self._ground.subjects(self._number):
            found = self._of(subject, counts)
            if found.chosen is not None or not found.complete:
                return found
        return Case(None, True)

    def _counts(self, norms: Sequence[str]) -> list[int]:
        found: list[int] = []
        for name in self._question.norms[1:]:
            lit = self._ground.literal(atom("counts", self._number, Function(name)))
            assert lit is not None
            found.append(lit if name in norms else -lit)
        return found

    def _of(self, subject: Symbol, counts: list[int]) -> Case:
        ground = self._ground
        candidate = self._literal("candidate", subject)
        canonical = ground.literal(Function("canonical"))
        impossible = ground.literal(Function("impossible"))
        assert canonical is not None
        usual = [canonical, *([-impossible] if impossible else []), *counts]
        for _ in range(_ROUNDS):
            chosen, core = ground.solve([candidate, *usual], self._clock)
            if chosen is None:
                return Case(None, core is not None)
            around = self._way_round(subject, chosen, [-canonical, *counts])
            if self._clock.over:
                break
            if around is None:
                made = [ground.choices[lit] for lit in chosen]
                return Case((*ground.given, *made), True)
            ground.forbid([candidate, *around])
        return Case(None, False)

    def _way_round(
        self, subject: Symbol, chosen: frozenset[int], usual: list[int]
    ) -> list[int] | None:
        """Return what of a case lets the act be spared; None if nothing does."""
        if self._question.what == "conflict":
            gone = [-lit for lit in self._near]
            rest = self._rest(chosen, self._near)
            for name, needed in (("kept", False), ("arisen", True)):
                part = self._why(name, needed, (subject,), rest, gone, usual)
                if part is not None:
                    return part
        for way in self._ways:
            left_out = set(self._known[way])
            if way != self._act:
                if any(lit in chosen for lit in self._known[way]):
                    continue
                left_out |= set(self._near)
            rest = self._rest(chosen, left_out)
            absent = (
                []
                if way == self._act
                else [-lit for lit in self._near if lit not in self._known[way]]
            )
            target = subject if self._question.what == "conflict" else String(way)
            good = self._ground.literal(atom("good", self._number, target, String(way)))
            if good is None:
                continue
            other, _ = self._ground.solve([good, *rest, *absent, *usual], self._clock)
            if other is None:
                continue
            done = [lit if lit in other else -lit for lit in self._known[way]]
            settled = [
                lit if lit in other else -lit
                for lit, one in self._ground.choices.items()
                if one.name == "settled"
            ]
            part = self._part(-good, rest, [*done, *absent, *settled], usual)
            return rest if part is None else part
        return None

    def _why(
        self,
        name: str,
        needed: bool,
        args: tuple[Symbol, ...],
        rest: list[int],
        given: list[int],
        usual: list[int],
    ) -> list[int] | None:
        """Return what of a case makes an atom come out other than is needed."""
        literal = self._ground.literal(atom(name, self._number, *args))
        if literal is None:
            return rest if needed else None
        wanted = literal if needed else -literal
        chosen, core = self._ground.solve([wanted, *rest, *given, *usual], self._clock)
        if chosen is not None or core is None:
            return None
        return self._part(wanted, rest, given, usual)

    def _part(
        self, excluded: int, rest: list[int], given: list[int], usual: list[int]
    ) -> list[int] | None:
        """Return a part of `rest` with which `excluded` cannot hold."""
        _, core = self._ground.solve([excluded, *rest, *given, *usual], self._clock)
        if core is None:
            return None
        part = [lit for lit in rest if lit in set(core)]
        at = 0
        size = max(1, len(part) // 4)
        while at < len(part) and not self._clock.over:
            fewer = part[:at] + part[at + size :]
            _, core = self._ground.solve(
                [excluded, *fewer, *given, *usual], self._clock
            )
            if core is None:
                if size == 1:
                    at += 1
                else:
                    size = max(1, size // 2)
            else:
                needed = set(core)
                part = [lit for lit in fewer if lit in needed]
                at = min(at, len(part))
        return part

    def _rest(self, chosen: frozenset[int], but: Iterable[int]) -> list[int]:
        free = set(but)
        return [
            lit if lit in chosen else -lit
            for lit, one in self._ground.choices.items()
            if lit not in free and one.name != "settled"
        ]

    def _literal(self, name: str, *args: Symbol) -> int:
        found = self._ground.literal(atom(name, self._number, *args))
        assert found is not None
        return found


def _owned(symbol: Symbol, name: str) -> bool:
    """Tell whether an atom is what an act says of itself."""
    return len(symbol.arguments) > 1 and _is(symbol.arguments[1], name)


def _mentions(symbol: Symbol, name: str) -> bool:
    return any(_is(each, name) for each in symbol.arguments)


def _is(symbol: Symbol, name: str) -> bool:
    if symbol.type != SymbolType.String:
        return False
    return symbol.string == name or symbol.string.startswith(f"{name}.")
