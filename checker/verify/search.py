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
from checker.places import asp_folder
from checker.rulebook import Rulebook
from checker.verify.space import Space

_SMALLEST = """
canonical.
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


def home_axioms(book: Rulebook) -> str:
    """Return the axioms of the program and of the chapters."""
    folders = [Path(chapter.folder) / "axioms" for chapter in book.chapters]
    return axioms(asp_folder() / "axioms", *folders)


def smallest(
    space: Space,
    goal: str,
    seconds: float,
    more: Sequence[str] = (),
    *,
    least: bool = True,
) -> Found:
    """Return a smallest case for which `goal` is derived.

    Args:
        least: Without, the first that is found, which is small but maybe not least.
        goal: Rules that derive `goal`.
        more: Further program text: axioms, other worlds.
    """
    shown = "\n".join(f"#show {name}/{arity}." for name, arity in space.relations)
    options = ["--warn=none", "--heuristic=Domain", "--dom-mod=5,16"]
    control = Control(options if least else [*options, "--opt-mode=ignore"])
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
