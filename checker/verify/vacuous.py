"""Vacuous: norms and rules that no case can bring to bear.

In:  a rulebook, what its scenarios reach, the bounds.
Out: faults: norms that never apply, are never kept or never broken; rules that
     never fire, exceptions among them.

What a scenario reaches is alive; only for the rest small cases are searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from checker.cards import EVER, NEVER, Norm
from checker.rulebook import Rulebook
from checker.verify.bounds import Bounds
from checker.verify.coverage import Coverage, never_broken, never_over
from checker.verify.faults import Fault
from checker.verify.known import known, learn, name_of
from checker.verify.mutations import EXCEPTIONS
from checker.verify.questions import closure_of, kinds_of
from checker.verify.search import home_axioms, smallest
from checker.verify.space import space_for
from checker.verify.workers import Clock, shared

#: What a norm of each force should come to in some case: check, statuses, words.
_LIFE: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "obligation": (
        ("never-triggered", ("met", "met_late", "due", "violated"), "arises"),
        ("never-fulfilled", ("met",), "can be met"),
        ("never-violated", ("violated", "met_late"), "can be violated"),
    ),
    "prohibition": (("never-violated", ("breached",), "can be breached"),),
    "permission": (("never-triggered", ("permitted",), "applies"),),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that no scenario shows.

    Attributes:
        norm: The norm, where a status is meant; else `rule` is a position.
        statuses: Any of them would do.
    """

    check: str
    norm: str | None
    statuses: tuple[str, ...]
    rule: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Task:
    """A doubt with the bounds and the clock of its search."""

    doubt: Doubt
    bounds: Bounds
    clock: Clock
    seconds: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a doubt: a case was found, none exists, or the time was up."""

    found: bool
    complete: bool


def doubts(book: Rulebook, coverage: Coverage) -> Iterator[Doubt]:
    """Yield what no scenario shows."""
    open_ended, lasting = never_broken(book), never_over(book)
    for norm in book.norms.values():
        for check, statuses, words in _LIFE.get(norm.force, ()):
            if check == "never-violated" and norm.id in open_ended:
                continue
            if check == "never-fulfilled" and norm.id in lasting:
                continue
            if not any((norm.id, status) in coverage.reached for status in statuses):
                yield Doubt(check, norm.id, statuses, None, f"{norm.id} {words}")
    for number, rule in enumerate(book.rules):
        if rule.body and number not in coverage.fired:
            what = "exception" if rule.name in EXCEPTIONS else "rule"
            words = f"the {what} for {rule.name} fires"
            yield Doubt("never-fires", None, (), number, words)


def answer(task: Task) -> Verdict:
    """Search for a case that settles a doubt, in a worker process."""
    book = shared()
    doubt = task.doubt
    clock = Clock.lasting(min(task.seconds, max(0.5, task.clock.left)))
    closure = closure_of(book)
    if doubt.norm is not None:
        small = closure.reduced([doubt.norm])
        goal = "\n".join(
            f"goal :- {relation}({doubt.norm},1,_,{status})."
            for status in doubt.statuses
            for relation in ("status", "act_status")
        )
        norms: Iterable[str] = [doubt.norm]
    else:
        assert doubt.rule is not None
        rule = book.rules[doubt.rule]
        small = closure.below(doubt.rule)
        goal = f"goal :- {'; '.join(lit.text for lit in rule.body)}."
        norms = [rule.norm] if rule.norm and rule.norm in book.norms else []
    complete = True
    for bounds in stages(task.bounds):
        for start in all_starts(book, norms):
            space = space_for(small, kinds_of(book), start, bounds)
            laws = home_axioms(book)
            key = name_of("vacuous", space.part.text, space.text, laws, goal)
            shown = known(key)
            if shown is None:
                found = smallest(space, goal, clock.left, [laws], least=False)
                shown = found.atoms is not None
                if found.complete or shown:
                    learn(key, shown)
                complete = complete and found.complete
            if shown:
                return Verdict(True, True)
    return Verdict(False, complete)


def stages(bounds: Bounds) -> tuple[Bounds, Bounds, Bounds]:
    """Return the bounds and two wider ones, for what the first do not show."""
    return bounds, bounds.wider(), bounds.wider().wider()


def all_starts(book: Rulebook, norms: Iterable[str]) -> list[date]:
    """Return a day in each edition of some norms, the usual day first."""
    usual = date(2026, 7, 6)
    found = [usual]
    for name in norms:
        for edition in book.norms[name].editions:
            if edition.start <= usual.toordinal() < edition.until:
                continue
            if edition.until != NEVER:
                last = edition.until - 1
                first = last - 200 if edition.start == EVER else edition.start
                found.append(date.fromordinal((first + last) // 2))
            else:
                found.append(date.fromordinal(edition.start + 20))
    return found


def faults_of(dead: Iterable[Doubt], book: Rulebook, bounds: str) -> Iterator[Fault]:
    """Yield what no small case brings to bear; a norm that never arises once."""
    listed = list(dead)
    silent = {one.norm for one in listed if one.check == "never-triggered"}
    for doubt in listed:
        if doubt.norm is not None:
            norm: Norm = book.norms[doubt.norm]
            if doubt.check == "never-triggered" or doubt.norm not in silent:
                yield Fault(
                    doubt.check,
                    "error",
                    f"in no case {doubt.words}, with {bounds}.",
                    norm.place,
                    (norm.id,),
                )
            continue
        assert doubt.rule is not None
        rule = book.rules[doubt.rule]
        yield Fault(
            doubt.check,
            "error",
            f"in no case {doubt.words}, with {bounds}.",
            rule.place,
            (rule.norm,) if rule.norm else (),
        )
