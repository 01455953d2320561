"""Solving: what holds in every answer set, and what in some.

In:  a slice of the rulebook and the facts of one case or a batch of cases.
Out: `Answer`s, one a case.

The program is stratified but for the choices that unknowns make, and has no
constraints: a case without unknowns is decided by grounding alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from clingo import (
    Control,
    Function,
    MessageCode,
    Number,
    Symbol,
    SymbolicAtom,
)

from checker.answers import DATED, SHOWN, Answer, numbered, of_a_day
from checker.errors import SolvingFailed
from checker.fireable import fireable_text
from checker.functions import Functions
from checker.relations import Facts, text_of
from checker.slices import Slice

Key = TypeVar("Key", bound=Hashable)

#: An unknown takes a value at once; else the others are ruled out one by one.
_OPTIONS = ["--warn=none", "--sign-def=pos"]

#: The `why` atoms of one case (`checker.trace`), by the places of their rules.
Reasons = Mapping[int, Sequence[Symbol]]


#: A literal, or an atom with whether it holds; one never derived is false.
Assumed = tuple[Symbol, bool] | int


class Grounded:
    """A ground program: a slice with the facts of its cases, numbered from 1.

    What is added to it in `extra` may be anything, so that every rule is ground.
    """

    def __init__(self, part: Slice, cases: Sequence[Facts], extra: str = "") -> None:
        messages: list[str] = []

        def note(code: MessageCode, text: str) -> None:
            if code == MessageCode.RuntimeError:
                messages.append(text)

        self._control = Control(_OPTIONS, logger=note)
        self._count = len(cases)
        self._possible: dict[str, dict[Symbol, int]] = defaultdict(dict)
        self._arities: dict[str, list[int]] = defaultdict(list)
        rules = part.text if extra else fireable_text(part, cases)
        text = "\n".join([rules, text_of(cases), extra])
        try:
            self._control.add("base", [], text)
            self._control.ground([("base", [])], context=Functions())
        except RuntimeError as error:
            raise SolvingFailed("; ".join(messages) or str(error)) from error

    def answers(self) -> list[Answer]:
        """Return the answer of each case, in their order."""
        found = [Answer() for _ in range(self._count)]
        atoms = self._control.symbolic_atoms
        doubtful: list[tuple[Symbol, int]] = []
        for name, (arity, at) in SHOWN.items():
            for each in atoms.by_signature(name, arity):
                if each.is_fact or name in DATED:
                    number, atom = numbered(each.symbol, at)
                    found[number - 1].possible.add(atom)
                    if each.is_fact:
                        found[number - 1].certain.add(atom)
                if not each.is_fact:
                    doubtful.append((each.symbol, each.literal))
        if doubtful:
            groups = _grouped(doubtful)
            wanted = [frozenset(literal for _, literal in each) for each in groups]
            met, always = self._surveyed(wanted, [literal for _, literal in doubtful])
            for symbol, literal in doubtful:
                if literal in always:
                    number, atom = numbered(symbol, SHOWN[symbol.name][1])
                    found[number - 1].certain.add(atom)
            for pairs in groups:
                if met.isdisjoint(literal for _, literal in pairs):
                    continue
                for symbol, literal in pairs:
                    self._possible[symbol.name][symbol] = literal
                    number, atom = numbered(symbol, SHOWN[symbol.name][1])
                    found[number - 1].possible.add(atom)
        return found

    def _surveyed(
        self, wanted: Sequence[frozenset[int]], literals: Iterable[int]
    ) -> tuple[set[int], set[int]]:
        """Return of the wanted groups the literals that some answer set has, as many
        as it takes to meet each that can be; and those that all answer sets have.
        """
        watched = frozenset().union(*wanted)
        met: set[int] = set()
        always: set[int] | None = None
        for holds in self.covering(wanted, ()):
            met.update(each for each in watched - met if holds(each))
            left = literals if always is None else always
            always = {each for each in left if holds(each)}
        if always is None:
            raise SolvingFailed("the case has no answer set; a rule is at fault")
        return met, self._certain(always)

    def _certain(self, literals: set[int]) -> set[int]:
        """Return those of the literals that all answer sets have."""
        found: set[int] = set()
        left = set(literals)
        while left:
            asked = left.pop()
            with self._control.solve(assumptions=[-asked], yield_=True) as handle:
                model = handle.model()
                if model is None:
                    found.add(asked)
                else:
                    left = {each for each in left if model.is_true(each)}
        return found

    def possible(self, predicate: str) -> dict[Symbol, int]:
        """Return the open atoms of a shown predicate that some answer set has.

        Known after `answers`; not for predicates that carry days.
        """
        return self._possible[predicate]

    def _configure(
        self, mode: str, models: int, goal: str = "ignore", conflicts: int = -1
    ) -> None:
        solve: Any = self._control.configuration.solve
        solve.enum_mode = mode
        solve.models = models
        solve.opt_mode = goal
        solve.solve_limit = "umax" if conflicts < 0 else f"{conflicts}"

    def settled(self) -> list[Answer | None]:
        """Return the answers that grounding alone decided, None for the others."""
        found: list[Answer | None] = [Answer() for _ in range(self._count)]
        atoms = self._control.symbolic_atoms
        for name, (arity, at) in SHOWN.items():
            for each in atoms.by_signature(name, arity):
                number, atom = numbered(each.symbol, at)
                answer = found[number - 1]
                if not each.is_fact:
                    found[number - 1] = None
                elif answer is not None:
                    answer.certain.add(atom)
        for answer in found:
            if answer is not None:
                answer.possible = answer.certain
        return found

    def certain_reasons(self) -> list[Reasons]:
        """Return the `why` atoms of each case that hold in every answer set."""
        found = [defaultdict[int, list[Symbol]](list) for _ in range(self._count)]
        numbers = {Number(each): each for each in range(1, self._count + 1)}
        for rule, each in self._whys():
            if each.is_fact:
                case = numbers[each.symbol.arguments[0]] if self._count > 1 else 1
                found[case - 1][rule].append(each.symbol)
        return list(found)

    def reasons(self) -> tuple[Reasons, Reasons]:
        """Return the `why` atoms of a program of one case: certain, and supposed.

        Those that rest on an unknown are of as many answer sets as it takes to see
        every norm come to something; `answers` goes before.
        """
        found: dict[int, list[Symbol]] = defaultdict(list)
        supposed: dict[int, list[Symbol]] = defaultdict(list)
        doubtful: list[tuple[int, int, Symbol]] = []
        for rule, each in self._whys():
            if each.is_fact:
                found[rule].append(each.symbol)
            else:
                doubtful.append((each.literal, rule, each.symbol))
        if doubtful:
            literals = {literal for literal, _, _ in doubtful}
            true: set[int] = set()
            for holds in self.covering(self._conclusions(), ()):
                true.update(each for each in literals - true if holds(each))
            for literal, rule, symbol in doubtful:
                if literal in true:
                    supposed[rule].append(symbol)
        return found, supposed

    def _whys(self) -> Iterator[tuple[int, SymbolicAtom]]:
        """Yield the `why` atoms, with the places of their rules; all name a case."""
        atoms = self._control.symbolic_atoms
        for name, arity, positive in atoms.signatures:
            if positive and name.startswith("why__"):
                rule = int(name[5:])
                for each in atoms.by_signature(name, arity):
                    yield rule, each

    def _conclusions(self) -> list[frozenset[int]]:
        """Return the literals of all that the open norms may come to."""
        return [
            frozenset((literal,))
            for name in ("status", "act_status")
            for literal in self.possible(name).values()
        ]

    def holds(self, name: str) -> bool:
        """Tell whether an atom without arguments was derived at all."""
        return Function(name) in self._control.symbolic_atoms

    def relation(self, name: str) -> Iterator[SymbolicAtom]:
        """Yield the atoms of a predicate, of whatever arity."""
        atoms = self._control.symbolic_atoms
        if not self._arities:
            for known, arity, _ in atoms.signatures:
                self._arities[known].append(arity)
        for arity in self._arities[name]:
            yield from atoms.by_signature(name, arity)

    def open_atoms(self, *signatures: tuple[str, int]) -> list[Symbol]:
        """Return the atoms of these signatures that some answer sets lack."""
        return [
            each.symbol
            for name, arity in signatures
            for each in self._control.symbolic_atoms.by_signature(name, arity)
            if not each.is_fact
        ]

    def atoms(self, name: str, arity: int) -> list[Symbol]:
        """Return the atoms of a predicate that hold in some world."""
        return [
            each.symbol
            for each in self._control.symbolic_atoms.by_signature(name, arity)
        ]

    def reached(self, keys: Mapping[Symbol, Key]) -> set[Key]:
        """Return the keys of which some atom holds in some answer set."""
        found: set[Key] = set()
        groups: dict[Key, set[int]] = defaultdict(set)
        for symbol, key in keys.items():
            atom = self._control.symbolic_atoms[symbol]
            if atom is not None and atom.is_fact:
                found.add(key)
            elif atom is not None:
                groups[key].add(atom.literal)
        wanted = {k: frozenset(each) for k, each in groups.items() if k not in found}
        for holds in self.covering(wanted.values(), ()) if wanted else ():
            met = [k for k, each in wanted.items() if any(map(holds, each))]
            found.update(met)
            for each in met:
                del wanted[each]
        return found

    def pairs(self, name: str) -> list[tuple[Symbol, Symbol]]:
        """Return the arguments of the atoms of a relation of two places."""
        return [
            (each.symbol.arguments[0], each.symbol.arguments[1])
            for each in self._control.symbolic_atoms.by_signature(name, 2)
        ]

    def covering(
        self, wanted: Iterable[frozenset[int]], assumed: Sequence[int]
    ) -> Iterator[Callable[[int], bool]]:
        """Yield answer sets until each wanted group was met that can be.

        Each is given as what tells whether a literal is true in it, until the next.
        One is given even where nothing is wanted.

        Args:
            wanted: Groups of literals; one true literal meets a group.
            assumed: Literals that hold in all of the answer sets.
        """
        self._configure("auto", 1)
        groups = [each for each in wanted if each]
        left = [*zip(groups, self._anyof(groups), strict=True)]
        goals: list[int] = []
        while True:
            with self._control.solve(
                assumptions=[*assumed, *goals], yield_=True
            ) as handle:
                model = handle.model()
                if model is not None:
                    yield model.is_true
                    left = [
                        (group, goal)
                        for group, goal in left
                        if not any(map(model.is_true, group))
                    ]
            if not left or (model is None and not goals):
                return
            goals = [left.pop()[1]]

    def _anyof(self, groups: Sequence[frozenset[int]]) -> list[int]:
        """Return for each group a literal that is true where one of it is.

        The solver is asked for one after the other: told to meet any of hundreds
        it would search for minutes among the pairs of days of two unknown acts.
        """
        goals = [next(iter(group)) for group in groups]
        many = [at for at, group in enumerate(groups) if len(group) > 1]
        if many:
            with self._control.backend() as backend:
                for at in many:
                    goals[at] = backend.add_atom()
                    for each in groups[at]:
                        backend.add_rule([goals[at]], [each])
        return goals

    def each_of(
        self, assumed: Sequence[int], watched: Sequence[int]
    ) -> Iterator[frozenset[int]]:
        """Yield an answer set for each choice among the atoms of `#project`.

        Args:
            assumed: Literals that hold in all of the answer sets.
            watched: Of these the true ones are given.
        """
        self._configure("auto", 0)
        solve: Any = self._control.configuration.solve
        solve.project = "project"
        with self._control.solve(assumptions=assumed, yield_=True) as handle:
            for model in handle:
                yield frozenset(each for each in watched if model.is_true(each))
        solve.project = "no"

    def forbid(self, symbols: Iterable[Symbol]) -> None:
        """Leave out the answer sets that have all of these atoms."""
        atoms = self._control.symbolic_atoms
        found = [atoms[each] for each in symbols]
        with self._control.backend() as backend:
            backend.add_rule([], [each.literal for each in found if each])

    def cheapest(
        self, assumed: Sequence[Assumed], watched: Iterable[int], conflicts: int
    ) -> frozenset[int] | None:
        """Return which watched literals the best answer set found has.

        Args:
            assumed: What holds in it.
            conflicts: The search gives up after so many.
        """
        self._configure("auto", 0, goal="opt", conflicts=conflicts)
        asked = list(watched)
        best: frozenset[int] | None = None
        with self._control.solve(assumptions=assumed, yield_=True) as handle:
            for model in handle:
                best = frozenset(each for each in asked if model.is_true(each))
        return best

    def literals(self, symbol: Symbol) -> int | None:
        """Return the literal of an atom, None if it was never derived."""
        atom = self._control.symbolic_atoms[symbol]
        return None if atom is None else atom.literal

    def world(
        self, assumed: Sequence[Assumed], wished: Iterable[int], watched: Iterable[int]
    ) -> frozenset[int] | None:
        """Return which watched literals one answer set has; None if no one fits.

        Args:
            assumed: What holds in it.
            wished: Literals that hold in it as far as they can.
        """
        self._configure("auto", 1)
        hopes = list(wished)
        while True:
            given = [*assumed, *hopes]
            with self._control.solve(assumptions=given, yield_=True) as handle:
                for model in handle:
                    return frozenset(each for each in watched if model.is_true(each))
                core = set(handle.core())
            if core.isdisjoint(hopes):
                return None
            hopes = [each for each in hopes if each not in core]


def _grouped(doubtful: Iterable[tuple[Symbol, int]]) -> list[list[tuple[Symbol, int]]]:
    """Return together the atoms of which one that is possible makes all possible."""
    groups: dict[Sequence[Symbol | str], list[tuple[Symbol, int]]] = defaultdict(list)
    for symbol, literal in doubtful:
        name, args = symbol.name, symbol.arguments
        if name not in DATED:
            kept = args[:-1] if of_a_day(name, args) else args
            groups[name, *kept].append((symbol, literal))
    return list(groups.values())
