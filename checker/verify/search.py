"""Search: is there a small case for which a goal holds?

In:  a `Space`, a goal (rules that derive `goal`), what time is left.
Out: `Found`: a smallest case by the number of its acts, or that there is none
     within the bounds, or that the time did not suffice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from clingo import Control, Model, Symbol

from checker.functions import Functions
from checker.verify.space import Space

_SMALLEST = """
:- not goal.
#minimize { 1@2,Entry : here(Entry) }.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to.

    Attributes:
        atoms: The choices of the smallest case; None if there is none.
        complete: False if the time was up: there may be one after all.
    """

    atoms: tuple[Symbol, ...] | None
    complete: bool


@lru_cache(maxsize=4)
def axioms(*folders: Path) -> str:
    """Return the axioms that lie in some folders."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.lp"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def smallest(
    space: Space, goal: str, seconds: float, more: Sequence[str] = ()
) -> Found:
    """Return a smallest case for which `goal` is derived.

    Args:
        goal: Rules that derive `goal`.
        more: Further program text: axioms, other worlds.
    """
    shown = "\n".join(f"#show {name}/{arity}." for name, arity in space.relations)
    control = Control(["--warn=none", "--heuristic=Domain", "--dom-mod=5,16"])
    text = [space.part.text, space.text, *more, goal, _SMALLEST, shown]
    control.add("base", [], "\n".join(text))
    control.ground([("base", [])], context=Functions())
    best: list[tuple[Symbol, ...]] = []

    def keep(model: Model) -> None:
        best.append(tuple(model.symbols(shown=True)))

    with control.solve(on_model=keep, async_=True) as handle:
        done = handle.wait(max(0.1, seconds))
        if not done:
            handle.cancel()
    return Found(best[-1] if best else None, done)
