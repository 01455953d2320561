"""Solving: what holds in every answer set, and what in some.

In:  a slice of the rulebook and the facts of one case or a batch of cases.
Out: `Answer`s, one a case.

The program is stratified but for the choices that unknowns make, and has no
constraints: a case without unknowns is decided by grounding alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clingo import (
    Control,
    Function,
    MessageCode,
    Number,
    Symbol,
    SymbolType,
    parse_term,
)

from checker.errors import SolvingFailed
from checker.facts import Facts, Unknown
from checker.functions import Functions
from checker.slices import Slice

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
    "forbidden": (5, 1),
    "binds_now": (3, 1),
    "permits": (4, 1),
    "computed": (4, 1),
    "settled": (4, 1),
    "verdict": (4, 0),
    "final": (3, 0),
}

#: Values of one unknown that are tried when looking for what would decide.
_MOST_TRIED = 16

_SHOW = "\n".join(f"#show {name}/{arity}." for name, (arity, _) in SHOWN.items())


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


class Grounded:
    """A ground program: a slice with the facts of its cases, numbered from 1."""

    def __init__(self, part: Slice, cases: Sequence[Facts], extra: str = "") -> None:
        messages: list[str] = []

        def note(code: MessageCode, text: str) -> None:
            if code == MessageCode.RuntimeError:
                messages.append(text)

        self._control = Control(logger=note)
        self._count = len(cases)
        text = "\n".join([part.text, _SHOW, *(each.text for each in cases), extra])
        try:
            self._control.add("base", [], text)
            self._control.ground([("base", [])], context=Functions())
        except RuntimeError as error:
            raise SolvingFailed("; ".join(messages) or str(error)) from error

    def answers(self) -> list[Answer]:
        """Return the answer of each case, in their order."""
        found = [Answer() for _ in range(self._count)]
        atoms = self._control.symbolic_atoms
        open_atoms = False
        for name, (arity, at) in SHOWN.items():
            for each in atoms.by_signature(name, arity):
                if not each.is_fact:
                    open_atoms = True
                    continue
                number, atom = _split(each.symbol, at)
                found[number - 1].certain.add(atom)
                found[number - 1].possible.add(atom)
        if open_atoms:
            for atom_set, mode in (("certain", "cautious"), ("possible", "brave")):
                for symbol in self.consequences(mode):
                    number, atom = _split(symbol, SHOWN[symbol.name][1])
                    getattr(found[number - 1], atom_set).add(atom)
        return found

    def consequences(
        self, mode: str, assumptions: Iterable[tuple[Symbol, bool]] = ()
    ) -> Sequence[Symbol]:
        """Return the shown atoms in all (`cautious`) or some (`brave`) models.

        Under assumptions that no answer set fulfils there are none.
        """
        assumed = list(assumptions)
        self._control.configuration.solve.enum_mode = mode  # type: ignore[union-attr]
        self._control.configuration.solve.models = 0  # type: ignore[union-attr]
        last: Sequence[Symbol] | None = None
        with self._control.solve(assumptions=assumed, yield_=True) as handle:
            for model in handle:
                last = model.symbols(shown=True)
        if last is None and not assumed:
            raise SolvingFailed("the case has no answer set; a rule is at fault")
        return last or ()

    def reasons(self, number: int) -> list[Symbol]:
        """Return the `why` atoms of one case, in one of its answer sets."""
        atoms = self._control.symbolic_atoms
        names = [
            (name, arity)
            for name, arity, positive in atoms.signatures
            if positive and name.startswith("why__")
        ]
        case = Number(number)
        found: list[Symbol] = []
        doubtful: list[tuple[int, Symbol]] = []
        for name, arity in names:
            for each in atoms.by_signature(name, arity):
                if each.symbol.arguments[0] != case:
                    continue
                if each.is_fact:
                    found.append(each.symbol)
                else:
                    doubtful.append((each.literal, each.symbol))
        if doubtful:
            self._control.configuration.solve.enum_mode = "auto"  # type: ignore[union-attr]
            self._control.configuration.solve.models = 1  # type: ignore[union-attr]
            with self._control.solve(yield_=True) as handle:
                for model in handle:
                    found += [
                        symbol for literal, symbol in doubtful if model.is_true(literal)
                    ]
        return found

    def holds(self, name: str) -> bool:
        """Tell whether an atom without arguments was derived at all."""
        return Function(name) in self._control.symbolic_atoms

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

    def pairs(self, name: str) -> list[tuple[Symbol, Symbol]]:
        """Return the arguments of the atoms of a relation of two places."""
        return [
            (each.symbol.arguments[0], each.symbol.arguments[1])
            for each in self._control.symbolic_atoms.by_signature(name, 2)
        ]

    def narrowed(self, unknown: Unknown) -> list[set[Symbol]]:
        """Return what remains possible for each value of one unknown.

        A value that no answer set has leaves nothing and is left out. Of many
        values (days) some are tried, the first and the last among them.
        """
        step = -(-len(unknown.atoms) // _MOST_TRIED)
        tried = dict.fromkeys((*unknown.atoms[::step], *unknown.atoms[-1:]))
        symbols = [parse_term(text) for text in tried]
        choices = [[(chosen, True)] for chosen in symbols]
        if unknown.absent:
            choices.append([(each, False) for each in symbols])
        left = (set(self.consequences("brave", each)) for each in choices)
        return [symbols for symbols in left if symbols]


def _split(symbol: Symbol, at: int) -> tuple[int, Atom]:
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
