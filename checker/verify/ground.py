"""Ground: a ground program that is solved as often as its questions need.

In:  the small cases of a group, the text of its program.
Out: `Ground`: its choices, answers under assumptions, and copies of its rules for
     cases that differ in some choices (`checker/verify/copies.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from clingo import Control, Function, Model, Number, SolveHandle, Symbol, parse_term

from checker import terms
from checker.functions import Functions
from checker.verify.copies import Copies
from checker.verify.space import Space
from checker.verify.workers import Clock


class Ground:
    """A ground program; what is added to it stays."""

    def __init__(self, space: Space, text: str) -> None:
        self.space = space
        self._control = Control(["--warn=none", "--heuristic=Domain"])
        self._copies = Copies()
        self._control.register_observer(self._copies)
        places = [name for names in space.places.values() for name in names]
        shy = "\n".join(
            f"#heuristic here({terms.quoted(p)}). [1,false]" for p in places
        )
        self._control.add("base", [], f"{text}\n{shy}\n#show.")
        self._control.ground([("base", [])], context=Functions())
        self._atoms = self._control.symbolic_atoms

    def literal(self, symbol: Symbol) -> int | None:
        """Return the literal of an atom, None if it was never derived."""
        atom = self._atoms[symbol]
        return None if atom is None else atom.literal

    def asked(self, name: str, arity: int) -> dict[Symbol, int]:
        """Return the atoms of a name, by their symbols."""
        found = self._atoms.by_signature(name, arity)
        return {each.symbol: each.literal for each in found}

    def _certain(self, symbol: Symbol) -> bool:
        atom = self._atoms[symbol]
        return atom is not None and atom.is_fact

    @cached_property
    def given(self) -> tuple[Symbol, ...]:
        """What is no choice after all, because nothing else is possible."""
        return tuple(each for each in self._listed() if self._certain(each))

    def _listed(self) -> Iterator[Symbol]:
        for line in self.space.text.splitlines():
            begin, end = line.find("{"), line.rfind("}")
            if begin >= 0:
                for text in line[begin + 1 : end].split("; "):
                    yield parse_term(text.strip())

    @cached_property
    def choices(self) -> dict[int, Symbol]:
        """What a case chooses, by its literals."""
        found: dict[int, Symbol] = {}
        for symbol in self._listed():
            literal = self.literal(symbol)
            if literal is not None and not self._certain(symbol):
                found[literal] = symbol
        return found

    @cached_property
    def open(self) -> frozenset[int]:
        """What the kernel leaves open: choices that are none of the case."""
        return frozenset(
            each.literal for each in self._atoms.by_signature("settled", 4)
        )

    def solve(
        self, assumed: Iterable[int], clock: Clock, also: Iterable[int] = ()
    ) -> tuple[frozenset[int] | None, bool]:
        """Return which choices a case makes, and whether the search was finished.

        Args:
            also: Further atoms of which it is to be told whether they hold.
        """
        found: list[frozenset[int]] = []
        told = [*self.choices, *self.open, *also]

        def keep(model: Model) -> bool:
            found.append(frozenset(filter(model.is_true, told)))
            return False

        with self._control.solve(
            assumptions=list(assumed), on_model=keep, async_=True
        ) as handle:
            if not _finished(handle, clock):
                return None, False
            return (found[0] if found else None), True

    def excluded(self, assumed: Iterable[int], clock: Clock) -> frozenset[int] | None:
        """Return what of the assumptions no case can have together.

        None if some case has them all, or if the time was up.
        """
        with self._control.solve(assumptions=list(assumed), async_=True) as handle:
            if not _finished(handle, clock):
                return None
            if handle.get().unsatisfiable:
                return frozenset(handle.core())
            return None

    def copy(
        self, fixed: Mapping[int, bool], wanted: Iterable[int]
    ) -> dict[int, int | bool]:
        """Return what some atoms come to in a case that differs in some choices.

        Each is a literal of this program, or a truth value where it is certain.
        """
        with self._control.backend() as backend:
            return self._copies.written(fixed, wanted, backend)

    def any_of(self, literals: Iterable[int]) -> int:
        """Return an atom that holds where one of the literals does."""
        with self._control.backend() as backend:
            atom = backend.add_atom()
            for literal in literals:
                backend.add_rule([atom], [literal])
        return int(atom)

    def forbid(self, cases: Iterable[Sequence[int]]) -> None:
        """Leave out the cases that have all literals of one of the lists."""
        with self._control.backend() as backend:
            for literals in cases:
                backend.add_rule([], literals)


def _finished(handle: SolveHandle, clock: Clock) -> bool:
    """Tell whether a search ends by itself; if the time is up it is ended."""
    while not handle.wait(max(0.1, clock.left)):
        if clock.over:
            handle.cancel()
            return False
    return True


def atom(name: str, number: int, *args: Symbol) -> Symbol:
    """Return an atom about a question."""
    return Function(f"ask__{name}", [Number(number), *args])
