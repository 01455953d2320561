"""Necessity: is there a case in which nothing but a prohibited act will do?

In:  the ground program of a group, one of its questions.
Out: the choices of such a case; or that there is none, or that the time was up.

A case in which an act does it and breaches a prohibition is held against the same
case without the act (then the duty is not met), and with the act done otherwise or
another act in its place. Each other way that is found is a move: what it changes is
fixed, all else is as in the case. The program is copied with the move, and only
cases are sought from then on in which it does not help either (counterexample-guided
expansion, over one ground program). A move helps the other questions of the group
as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from clingo import Function, String, Symbol, SymbolType

from checker.verify.ground import Ground, atom
from checker.verify.questions import Question
from checker.verify.reasons import Barred, needed
from checker.verify.workers import Clock

#: How many ways round are tried before the search gives up.
_ROUNDS = 200

Move = dict[int, bool]


@dataclass(frozen=True, slots=True)
class Case:
    """What a search came to.

    Attributes:
        chosen: The choices of a case; None if there is none.
        norms: The prohibitions that the act breaches, of those without which
            another way would do.
        needed: What has which fields that matter: (owner, field).
        complete: False if the time was up: there may be one after all.
    """

    chosen: tuple[Symbol, ...] | None = None
    norms: tuple[str, ...] = ()
    needed: frozenset[tuple[str, str]] = frozenset()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about one subject."""

    number: int
    subject: Symbol
    norms: tuple[str, ...]
    ways: tuple[str, ...]
    clock: Clock


class Search:
    """The search for the questions of a group."""

    def __init__(self, ground: Ground, act: str) -> None:
        self._ground = ground
        self._act = act
        self._near = [lit for lit, one in ground.choices.items() if _mentions(one, act)]
        self._canonical = self._known(Function("canonical"))
        self._impossible = ground.literal(Function("impossible"))
        self._candidates = ground.asked("ask__candidate", 2)
        self._all: tuple[str, ...] = ()
        self._leave_out()

    def _leave_out(self) -> None:
        """Leave out the cases in which the duty is met without the act."""
        gone = dict.fromkeys(self._near, False)
        kept = self._ground.asked("ask__kept", 2)
        arisen = self._ground.asked("ask__arisen", 2)
        copied = self._copied(gone, [*kept.values(), *arisen.values()])
        never: list[list[int]] = []
        for symbol, candidate in self._candidates.items():
            number, subject = symbol.arguments
            for name, wrong in (("kept", True), ("arisen", False)):
                one = self._ground.literal(Function(f"ask__{name}", [number, subject]))
                if one is not None:
                    never += _never(candidate, copied[one], wrong)
        self._ground.forbid(never)

    def _copied(self, move: Move, wanted: Iterable[int]) -> dict[int, int | bool]:
        return self._ground.copy({**move, self._canonical: False}, wanted)

    def case(
        self,
        number: int,
        question: Question,
        norms: Sequence[str],
        ways: Sequence[str],
        clock: Clock,
    ) -> Case:
        """Return a case in which only breaches of these prohibitions will do.

        Args:
            number: Of the question in its group.
            ways: The acts that may do it, the act in question first.
        """
        self._all = question.norms[1:]
        for symbol in self._candidates:
            if symbol.arguments[0].number == number:
                subject = symbol.arguments[1]
                asked = _Asked(number, subject, tuple(norms), tuple(ways), clock)
                found = self._of(asked, self._candidates[symbol])
                if found.chosen is not None or not found.complete:
                    return found
        return Case()

    def _of(self, asked: _Asked, candidate: int) -> Case:
        usual = [self._canonical, *self._counts(asked)]
        if self._impossible is not None:
            usual.append(-self._impossible)
        clash = self._clash(asked)
        for _ in range(_ROUNDS):
            chosen, done = self._ground.solve([candidate, *usual], asked.clock, clash)
            if chosen is None and done:
                return Case()
            if chosen is None or asked.clock.over:
                break
            move = self._other_way(asked, chosen)
            if asked.clock.over:
                break
            if move is None:
                return self._told(asked, chosen)
            self._take(move)
        return Case(complete=False)

    def _clash(self, asked: _Asked) -> dict[int, str]:
        """Return the atoms that say which prohibition the act breaches."""
        found: dict[int, str] = {}
        for name in asked.norms:
            clash = atom("clash", asked.number, Function(name), asked.subject)
            literal = self._ground.literal(clash)
            if literal is not None:
                found[literal] = name
        return found

    def _told(self, asked: _Asked, chosen: frozenset[int]) -> Case:
        """Return a case that was found, with the fewest prohibitions and facts."""
        clash = self._clash(asked)
        broken = [name for lit, name in clash.items() if lit in chosen]
        for name in asked.norms:
            rest = tuple(one for one in asked.norms if one != name)
            if not set(rest).intersection(broken):
                continue
            fewer = replace(asked, norms=rest)
            if self._other_way(fewer, chosen) is None and not asked.clock.over:
                asked = fewer
        norms = tuple(name for name in asked.norms if name in broken)
        case = [lit if lit in chosen else -lit for lit in self._ground.choices]
        fields = {lit: _field(one) for lit, one in self._ground.choices.items()}
        part = needed(
            self._ground, case, self._barred(asked, chosen, norms), fields, asked.clock
        )
        made = [one for lit, one in self._ground.choices.items() if lit in chosen]
        return Case(
            (*self._ground.given, *made),
            norms,
            frozenset(fields[abs(lit)] for lit in part),
        )

    def _barred(
        self, asked: _Asked, chosen: frozenset[int], norms: Iterable[str]
    ) -> list[Barred]:
        """Return what cannot be: that the act is no breach, that another way is."""
        counts = self._counts(asked)
        usual = [self._canonical, *counts]
        barred = [
            Barred((-lit, *usual))
            for lit, name in self._clash(asked).items()
            if name in norms
        ]
        gone = tuple(-lit for lit in self._near)
        for name, sign in (("kept", 1), ("arisen", -1)):
            lit = self._ground.literal(atom(name, asked.number, asked.subject))
            if lit is not None:
                told = (sign * lit, -self._canonical, *counts, *gone)
                barred.append(Barred(told, frozenset(self._near)))
        for way in asked.ways:
            trial = self._trial(asked, way, chosen)
            if trial is not None:
                good, _, absent, loose = trial
                told = (good, -self._canonical, *counts, *absent)
                barred.append(Barred(told, loose))
        return barred

    def _take(self, move: Move) -> None:
        """Leave out the cases in which a move helps, for all questions."""
        good = self._ground.asked("ask__good", 3)
        copied = self._copied(move, good.values())
        never: list[list[int]] = []
        for symbol, literal in good.items():
            number, subject = symbol.arguments[:2]
            candidate = self._candidates.get(
                Function("ask__candidate", [number, subject])
            )
            if candidate is not None:
                never += _never(candidate, copied[literal], True)
        self._ground.forbid(never)

    def _counts(self, asked: _Asked) -> list[int]:
        found: list[int] = []
        for name in self._all:
            lit = self._known(atom("counts", asked.number, Function(name)))
            found.append(lit if name in asked.norms else -lit)
        return found

    def _trial(
        self, asked: _Asked, way: str, chosen: frozenset[int]
    ) -> tuple[int, dict[str, list[int]], list[int], frozenset[int]] | None:
        """Return what it takes to try a way.

        That is: the literal that says it does, what the act says by fields, what is
        absent, and what is not as in the case; None where it cannot be tried.
        """
        name = atom("good", asked.number, asked.subject, String(way))
        good = self._ground.literal(name)
        if good is None:
            return None
        said = self._said(way)
        own = {lit for lits in said.values() for lit in lits}
        if way == self._act:
            return good, said, [], frozenset(own)
        if not own.isdisjoint(chosen):
            return None  # it stands in the case as it is
        absent = [-lit for lit in self._near if lit not in own]
        return good, said, absent, frozenset([*own, *self._near])

    def _other_way(self, asked: _Asked, chosen: frozenset[int]) -> Move | None:
        """Return a move that does it without a breach; None if there is none."""
        for way in asked.ways:
            trial = self._trial(asked, way, chosen)
            if trial is None:
                continue
            good, said, absent, loose = trial
            fixed = [
                lit if lit in chosen else -lit
                for lit in self._ground.choices
                if lit not in loose
            ]
            settled = [lit if lit in chosen else -lit for lit in self._ground.open]
            assumed = [good, -self._canonical, *self._counts(asked), *fixed, *absent]
            other, _ = self._ground.solve([*assumed, *settled], asked.clock)
            if other is not None:
                assumed += settled
            else:  # by another answer to a question that the text leaves open
                other, _ = self._ground.solve(assumed, asked.clock)
            if other is None:
                continue
            same: set[str] = set()
            if way == self._act:
                other, same = self._nearest(said, chosen, other, assumed, asked.clock)
            move = {-lit: False for lit in absent}
            for lit in self._ground.open:
                if (lit in other) != (lit in chosen):
                    move[lit] = lit in other
            for name, lits in said.items():
                if name not in same:
                    move.update({lit: lit in other for lit in lits})
            return move
        return None

    def _nearest(
        self,
        said: dict[str, list[int]],
        chosen: frozenset[int],
        other: frozenset[int],
        assumed: list[int],
        clock: Clock,
    ) -> tuple[frozenset[int], set[str]]:
        """Return another way that differs in little, and in what it does not."""
        same: set[str] = set()
        kept = list(assumed)
        for name, lits in said.items():
            held = [lit if lit in chosen else -lit for lit in lits]
            if all((lit in other) == (lit in chosen) for lit in lits):
                found: frozenset[int] | None = other
            else:
                found, _ = self._ground.solve([*kept, *held], clock)
            if found is not None:
                other = found
                kept += held
                same.add(name)
        return other, same

    def _said(self, act: str) -> dict[str, list[int]]:
        """Return what an act says of itself, by fields; its rows are one field."""
        return self._fields.get(act, {})

    @cached_property
    def _fields(self) -> dict[str, dict[str, list[int]]]:
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for lit, one in self._ground.choices.items():
            owner, field = _field(one)
            found[owner][field].append(lit)
        return found

    def _known(self, symbol: Symbol) -> int:
        found = self._ground.literal(symbol)
        assert found is not None
        return found


def _never(candidate: int, value: int | bool, wrong: bool) -> list[list[int]]:
    """Return what leaves out a candidate where a value comes out wrong."""
    if isinstance(value, bool):
        return [[candidate]] if value is wrong else []
    return [[candidate, value if wrong else -value]]


def _field(symbol: Symbol) -> tuple[str, str]:
    """Return whose field a choice is; a row belongs to its list."""
    args = symbol.arguments
    field = symbol.name.partition("__")[2] or symbol.name
    if len(args) < 2 or args[1].type != SymbolType.String:
        return "", str(args[1]) if len(args) > 1 else field
    owner, _, row = args[1].string.partition(".")
    return owner, row.partition(".")[0] or field


def _mentions(symbol: Symbol, name: str) -> bool:
    return any(_is(each, name) for each in symbol.arguments)


def _is(symbol: Symbol, name: str) -> bool:
    if symbol.type != SymbolType.String:
        return False
    return symbol.string == name or symbol.string.startswith(f"{name}.")
