"""Solving: what holds in every answer set, and what in some.

In:  a slice of the rulebook and the facts of one case or a batch of cases.
Out: `Answer`s, one a case.

The program is stratified but for the choices that unknowns make, and has no
constraints: a case without unknowns is decided by grounding alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from clingo import (
    Control,
    Function,
    MessageCode,
    Number,
    Symbol,
    SymbolicAtom,
    SymbolType,
    parse_term,
)

from checker.errors import SolvingFailed
from checker.facts import Facts, Unknown, text_of
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

#: What decides: enumerated in full. All else is asked atom by atom.
_DECIDING = ("status", "act_status", "final")

#: Of these only it matters whether there is one possible row, or more.
_SINGLE = ("arises", "counts_from", "last", "term", "knowing")

_SHOW = "\n".join(
    [f"#show {name}/{arity}." for name, (arity, _) in SHOWN.items()]
    + [f"#project {name}/{SHOWN[name][0]}." for name in _DECIDING]
)


#: The `why` atoms of one case (`checker.trace`).
Reasons = Sequence[Symbol]


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
        text = "\n".join([part.text, _SHOW, text_of(cases), extra])
        try:
            self._control.add("base", [], text)
            self._control.ground([("base", [])], context=Functions())
        except RuntimeError as error:
            raise SolvingFailed("; ".join(messages) or str(error)) from error

    def answers(self) -> list[Answer]:
        """Return the answer of each case, in their order."""
        found = [Answer() for _ in range(self._count)]
        atoms = self._control.symbolic_atoms
        asked: dict[tuple[str, tuple[Symbol, ...]], list[Symbol]] = {}
        for name, (arity, at) in SHOWN.items():
            for each in atoms.by_signature(name, arity):
                number, atom = _split(each.symbol, at)
                if each.is_fact:
                    found[number - 1].certain.add(atom)
                    found[number - 1].possible.add(atom)
                elif name in _SINGLE:
                    key = (name, tuple(each.symbol.arguments[:3]))
                    asked.setdefault(key, []).append(each.symbol)
                else:
                    asked[name, tuple(each.symbol.arguments)] = [each.symbol]
        if asked:
            for symbol in self.consequences("cautious"):
                number, atom = _split(symbol, SHOWN[symbol.name][1])
                found[number - 1].certain.add(atom)
                found[number - 1].possible.add(atom)
            for symbol in self._possible(asked):
                number, atom = _split(symbol, SHOWN[symbol.name][1])
                found[number - 1].possible.add(atom)
        return found

    def _possible(
        self, asked: Mapping[tuple[str, tuple[Symbol, ...]], Sequence[Symbol]]
    ) -> Iterator[Symbol]:
        """Yield the open atoms that some answer set has.

        An unknown day gives some atoms as many rows as there are days that make
        a difference; of these two are as good as all, for none is told then.
        """
        yield from self.consequences("brave")
        self._control.configuration.solve.enum_mode = "auto"  # type: ignore[union-attr]
        self._control.configuration.solve.models = 1  # type: ignore[union-attr]
        for (name, _), symbols in asked.items():
            if name in _DECIDING:
                continue
            rows = 0
            for symbol in sorted(symbols):
                if self._control.solve(assumptions=[(symbol, True)]).satisfiable:
                    yield symbol
                    rows += 1
                if rows == 2:
                    break

    def settled(self) -> list[Answer | None]:
        """Return the answers that grounding alone decided, None for the others."""
        found: list[Answer | None] = [Answer() for _ in range(self._count)]
        atoms = self._control.symbolic_atoms
        for name, (arity, at) in SHOWN.items():
            for each in atoms.by_signature(name, arity):
                number, atom = _split(each.symbol, at)
                answer = found[number - 1]
                if not each.is_fact:
                    found[number - 1] = None
                elif answer is not None:
                    answer.certain.add(atom)
        for answer in found:
            if answer is not None:
                answer.possible = answer.certain
        return found

    def consequences(
        self, mode: str, assumptions: Iterable[tuple[Symbol, bool]] = ()
    ) -> Sequence[Symbol]:
        """Return the shown atoms that all models have (`cautious`), or the
        statuses and verdicts that some have (`brave`).

        Under assumptions that no answer set fulfils there are none.
        """
        assumed = list(assumptions)
        self._control.configuration.solve.enum_mode = mode  # type: ignore[union-attr]
        self._control.configuration.solve.models = 0  # type: ignore[union-attr]
        wide = "show" if mode == "cautious" else "project"
        self._control.configuration.solve.project = wide  # type: ignore[union-attr]
        with self._control.solve(assumptions=assumed, yield_=True) as handle:
            for _ in handle:
                pass  # only the last model has them all
            last = handle.last()
            if last is not None:
                return [
                    symbol
                    for symbol in last.symbols(shown=True)
                    if mode == "cautious" or symbol.name in _DECIDING
                ]
        if not assumed:
            raise SolvingFailed("the case has no answer set; a rule is at fault")
        return ()

    def certain_reasons(self) -> list[list[Symbol]]:
        """Return the `why` atoms of each case that hold in every answer set."""
        found: list[list[Symbol]] = [[] for _ in range(self._count)]
        for number, each in self._whys():
            if each.is_fact:
                found[number - 1].append(each.symbol)
        return found

    def reasons(self) -> list[Symbol]:
        """Return the `why` atoms of a program of one case, in one answer set."""
        found: list[Symbol] = []
        doubtful: list[tuple[int, Symbol]] = []
        for _, each in self._whys():
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

    def _whys(self) -> Iterator[tuple[int, SymbolicAtom]]:
        """Yield the `why` atoms that are about a case, with its number."""
        atoms = self._control.symbolic_atoms
        numbers = {Number(each): each for each in range(1, self._count + 1)}
        for name, arity, positive in atoms.signatures:
            if positive and name.startswith("why__"):
                for each in atoms.by_signature(name, arity):
                    number = numbers.get(each.symbol.arguments[0])
                    if number is not None:
                        yield number, each

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
