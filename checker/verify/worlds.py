"""Worlds: the same case with one act left out.

In:  a space, whose choices make case 1.
Out: program text for a further case: a copy without the act.
"""

from __future__ import annotations

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
