"""Compare: what changes from one rulebook to another, norm by norm.

In:  two rulebooks, the bounds.
Out: `Change`s: norms added, removed or changed, with a smallest case whose
     outcome changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.rulebook import Rulebook
from checker.verify.bounds import Bounds
from checker.verify.difference import Differing, differing, same
from checker.verify.faults import Fault
from checker.verify.questions import closure_of
from checker.verify.search import home_axioms
from checker.verify.vacuous import all_starts
from checker.verify.workers import Clock, shared


@dataclass(frozen=True, slots=True)
class Change:
    """One norm that is not the same; `what` is added, removed or changed."""

    what: str
    norm: str


@dataclass(frozen=True, slots=True)
class Task:
    """A changed norm with the bounds and the clock of its search."""

    change: Change
    bounds: Bounds
    clock: Clock
    seconds: float


def changes(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    """Yield the norms whose cards, or the rules they rest on, differ."""
    for name in old.norms:
        if name not in new.norms:
            yield Change("removed", name)
    for name, norm in new.norms.items():
        if name not in old.norms:
            yield Change("added", name)
        elif not same(old.norms[name], norm) or _rules(old, name) != _rules(new, name):
            yield Change("changed", name)


def _rules(book: Rulebook, norm: str) -> set[str]:
    small = closure_of(book).reduced([norm])
    read = {fact for card in small.norms.values() for fact in card.facts}
    return {rule.text for rule in small.rules} | read


def answer(task: Task) -> Differing:
    """Search for a case that a changed norm judges differently."""
    old, new = shared(0), shared(1)
    norm = task.change.norm
    starts = dict.fromkeys([*all_starts(old, [norm]), *all_starts(new, [norm])])
    return differing(
        closure_of(old).reduced([norm]),
        closure_of(new).reduced([norm]),
        norm,
        starts,
        task.bounds,
        Clock.lasting(min(task.seconds, max(0.5, task.clock.left))),
        home_axioms(new),
    )


def faults_of(
    found: Iterable[tuple[Change, Differing | None]], old: Rulebook, new: Rulebook
) -> Iterator[Fault]:
    """Yield the changes as notes: they are no faults."""
    for change, result in found:
        book = old if change.what == "removed" else new
        norm = book.norms[change.norm]
        words = f"{change.norm} is {change.what}: {norm.statement}"
        if result is not None and result.complete and result.witness is None:
            words += " No case within the bounds is judged differently."
        yield Fault(
            "difference",
            "note",
            words,
            norm.place,
            (change.norm,),
            witness=result.witness if result else None,
            shows=result.shows or None if result else None,
        )
