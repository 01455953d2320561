"""Worlds: the same case with one act left out, or done in another way.

In:  a space, whose choices make case 1.
Out: program text for further cases: a copy without an act, and what an act done
     otherwise says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clingo import Symbol, SymbolType

from checker import terms
from checker.verify.space import Space


def without(space: Space, number: int, act: str) -> str:
    """Return case `number`: case 1 without an act and what refers to it."""
    name = terms.quoted(act)
    lines = [f"as_of({number},Day) :- as_of(1,Day)."]
    for relation, arity in space.relations:
        names = [f"A{at}" for at in range(1, arity)]
        apart = [f"{one} != {name}" for one in names]
        head = f"{relation}({','.join([str(number), *names])})"
        body = f"{relation}({','.join(['1', *names])})"
        lines.append(f"{head} :- {'; '.join([body, *apart])}.")
    return "\n".join(lines)


def otherwise(
    space: Space, number: int, act: str, symbols: Iterable[Symbol], done: str
) -> str:
    """Return case `number`: case 1 with an act done in another way.

    Args:
        symbols: The answer set in which `done` is that other act; `changed` says
            in which relations it differs, if it is the same act.
    """
    listed = list(symbols)
    if done != act:
        return "\n".join(
            [without(space, number, act), *_said(space, listed, done, number, None)]
        )
    differ = {str(one.arguments[0]) for one in listed if one.name == "changed"}
    name = terms.quoted(act)
    lines = [f"as_of({number},Day) :- as_of(1,Day)."]
    for relation, arity in space.relations:
        names = [f"A{at}" for at in range(1, arity)]
        head = f"{relation}({','.join([str(number), *names])})"
        body = [f"{relation}({','.join(['1', *names])})"]
        if relation in differ and names:
            body.append(f"A1 != {name}")
        lines.append(f"{head} :- {'; '.join(body)}.")
    return "\n".join([*lines, *_said(space, listed, act, number, differ)])


def _said(
    space: Space,
    symbols: Iterable[Symbol],
    act: str,
    number: int,
    relations: set[str] | None,
) -> Iterator[str]:
    """Yield what one act of case 1 says, as facts of another case."""
    for symbol in symbols:
        args = symbol.arguments
        if (symbol.name, len(args)) not in space.relations or len(args) < 2:
            continue
        if args[1].type != SymbolType.String or args[1].string != act:
            continue
        if str(args[0]) == "1" and (relations is None or symbol.name in relations):
            rest = [str(one) for one in args[1:]]
            yield f"{symbol.name}({','.join([str(number), *rest])})."


def held_fast(space: Space, symbols: Iterable[Symbol], free: Iterable[str]) -> str:
    """Return constraints: all is as in the answer set but for the free acts.

    The free acts say as little as they can, so that what does it in one case does it
    in most.
    """
    known: dict[str, list[str]] = {}
    for symbol in symbols:
        args = symbol.arguments
        if (symbol.name, len(args)) in space.relations and str(args[0]) == "1":
            known.setdefault(symbol.name, []).append(
                ",".join(str(one) for one in args[1:])
            )
    lines = [f"loose({terms.quoted(name)})." for name in free]
    return "\n".join([*lines, *_held(space, known), _FEW])


_FEW = """#minimize { 1@4,Relation : changed(Relation) }.
#minimize { 1@3,Relation,Value : says(Relation,Value) }.
#show changed/1.
"""


def _held(space: Space, known: dict[str, list[str]]) -> Iterator[str]:
    for relation, arity in space.relations:
        names = [f"A{at}" for at in range(1, arity)]
        inner = ",".join(names)
        apart = [f"not loose({one})" for one in names]
        atom = f"{relation}({','.join(['1', *names])})"
        was = f"was__{relation}({inner})"
        for row in known.get(relation, ()):
            yield f"was__{relation}({row})."
        yield f"#defined was__{relation}/{arity - 1}."
        yield f":- {'; '.join([atom, f'not {was}', *apart])}."
        yield f":- {'; '.join([was, f'not {atom}', *apart])}."
        if relation.startswith(("said__", "recorded__")):
            yield f"changed({relation}). says({relation},A2) :- {atom}; loose(A1)."
            continue
        yield f"changed({relation}) :- {atom}; not {was}; loose(A1)."
        yield f"changed({relation}) :- {was}; not {atom}; loose(A1)."
