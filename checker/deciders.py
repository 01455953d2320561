"""Deciders: which unknown facts would decide what is undetermined.

In:  a ground program of one case, its unknowns and the open conclusions.
Out: for each open conclusion the unknowns of which some value narrows what is
     possible; where no single one does, all that it can depend on. A question
     that comes up only for some values of a fact waits for that fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from clingo import Symbol

from checker.answers import Answer, arguments, whole, words
from checker.relations import Facts, Unknown
from checker.slices import Slice, keys_below, part_for
from checker.solve import Grounded
from checker.trace import Derivations, leaves
from checker.worlds import Open, Worlds

#: The facts of the case as a slice wants them.
FactsFor = Callable[[Slice], Facts]

#: Values of one unknown that are tried when looking for what would decide.
_MOST_TRIED = 16
#: Norms that are asked about in one program.
_TOGETHER = 8


def deciders_of(
    part: Slice,
    ground: Grounded,
    answer: Answer,
    facts: FactsFor,
    derivations: Derivations,
    openings: Iterable[Open],
) -> Mapping[Open, tuple[str, ...]]:
    """Return the names of the deciding unknowns of each open conclusion.

    A few norms at a time are asked about in a program of their own, with what
    they depend on: the search in the whole one costs a hundred times as much.
    """
    found: dict[Open, tuple[str, ...]] = {}
    for norms, asked in _together(openings):
        if norms:
            own = part_for(part, norms)
            given = facts(own)
            alone = Grounded(own, [given])
            [concluded] = alone.answers()
        else:
            own, given, alone, concluded = part, facts(part), ground, answer
        unknowns = [*given.unknowns, *kernel_choices(alone, derivations)]
        recorded = {each.name for each in given.unknowns}
        waiting = _waiting(alone) - recorded
        worlds = Worlds(
            alone, unknowns, asked, map(whole, concluded.possible), _MOST_TRIED
        )
        for each in asked:
            relevant = touching(own, worlds, each)
            narrowing = [
                number
                for number in relevant
                if any(worlds.narrows([one], each) for one in worlds.choices(number))
            ]
            names = [worlds.unknowns[number].name for number in narrowing or relevant]
            if any(name in recorded for name in names):
                names = [name for name in names if name not in waiting]
            found[each] = tuple(dict.fromkeys(names))
    return found


def _together(
    openings: Iterable[Open],
) -> Iterator[tuple[frozenset[str], list[Open]]]:
    """Yield the openings that are asked about in one program, with their norms."""
    by_norm: dict[str, list[Open]] = {}
    for each in openings:
        by_norm.setdefault(each[1], []).append(each)
    acts = by_norm.pop("", [])
    listed = list(by_norm.items())
    for start in range(0, len(listed), _TOGETHER):
        group = listed[start : start + _TOGETHER]
        yield frozenset(norm for norm, _ in group), [o for _, row in group for o in row]
    if acts:
        yield frozenset(), acts


def touching(part: Slice, worlds: Worlds, opening: Open) -> list[int]:
    """Return the unknowns that an open conclusion may depend on, by number."""
    if not opening[1]:
        return list(range(len(worlds.unknowns)))
    keys = keys_below(part, opening[1])
    return [n for n, each in enumerate(worlds.unknowns) if _touches(each, keys)]


def _touches(unknown: Unknown, keys: frozenset[str]) -> bool:
    return any(_key(atom) in keys for atom in unknown.atoms)


def _key(atom: str) -> str:
    """Return the dependency key of an atom of a choice."""
    head, _, rest = atom.partition("(")
    if "__" in head:
        return head.replace("__", ":", 1)
    if head in ("settled", "term", "did_unrecorded", "happened_in_time"):
        return f"{head}@{rest.partition(',')[0]}"
    return head


def _waiting(ground: Grounded) -> frozenset[str]:
    """Return the names of the questions that come up only in some worlds."""
    maybe = (each.arguments for each in ground.open_atoms(("unsettled", 4)))
    return frozenset(_question(args) for args in maybe)


def _question(args: Sequence[Symbol]) -> str:
    """Return the name of an open reading: what it is about, and the question."""
    return f"{_subject(args[2])}.{words(args[3])}"


def kernel_choices(ground: Grounded, derivations: Derivations) -> list[Unknown]:
    """Return the choices that the kernel makes, as unknowns with their names."""
    groups: dict[str, list[Symbol]] = {}
    vague = set(ground.pairs("vague"))
    for symbol in ground.open_atoms(
        ("settled", 4),
        ("term", 4),
        ("weighs", 3),
        ("did_unrecorded", 4),
        ("happened_in_time", 4),
    ):
        if symbol.name == "weighs" and tuple(symbol.arguments[:2]) not in vague:
            continue
        for name in _names(symbol, derivations):
            groups.setdefault(name, []).append(symbol)
    return [
        Unknown(name, tuple(str(each) for each in symbols), len(symbols) == 1)
        for name, symbols in groups.items()
        if len(symbols) > 1 or symbols[0].name != "term"
    ]


def _names(symbol: Symbol, derivations: Derivations) -> list[str]:
    args = symbol.arguments
    match symbol.name:
        case "settled":
            return [_question(args)]
        case "term":
            return [f"{args[0]}.edition[{_subject(args[2])}]"]
        case "did_unrecorded":
            return [f"{_subject(args[2])}.missing_records"]
        case "happened_in_time":
            return [f"{_subject(args[3])}.at"]
    return _amounts(args[1], args[0], derivations) or [str(args[1])]


def _subject(symbol: Symbol) -> str:
    while arguments(symbol):
        symbol = arguments(symbol)[0]
    return words(symbol)


def _amounts(key: Symbol, case: Symbol, derivations: Derivations) -> list[str]:
    """Return the names of the unknown amounts behind a comparison."""
    found = []
    for each in derivations.heads("weigh"):
        if each.head[:2] != (case, key):
            continue
        for premise in leaves(derivations, each):
            if premise.args and str(premise.args[-1]) == "unknown":
                if premise.name == "parameter":
                    found.append(f"parameters.{premise.args[1]}")
                elif premise.name in ("fact", "said") or premise.name == "holds":
                    found.append(f"{words(premise.args[1])}.{premise.args[2]}")
    return list(dict.fromkeys(found))
