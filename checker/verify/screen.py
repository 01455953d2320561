"""Screen: which norms can speak of one act at all, many pairs in one search.

In:  questions about one kind of act, in one edition; the bounds.
Out: those for which some small case has an act that both norms speak of: one that
     fulfils the duty, or uses the permission, and breaches the prohibition.

All pairs share one ground program, and one search takes them together: each case
that it finds settles every pair that it shows, and in the end there is none that
shows a further one. What is left is a small part, for the search proper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from clingo import Control, Model

from checker import terms
from checker.functions import Functions
from checker.rulebook import Rulebook
from checker.verify.bounds import Bounds
from checker.verify.known import known, learn, name_of
from checker.verify.questions import Question, closure_of, kinds_of, murky, starts
from checker.verify.search import home_axioms
from checker.verify.space import space_for
from checker.verify.workers import Clock, shared


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about one kind of act that are asked of the same days."""

    act: str
    start: date
    questions: tuple[Question, ...]
    bounds: Bounds
    clock: Clock


@dataclass(frozen=True, slots=True)
class Screened:
    """The questions that are still open; all of them if the time was up."""

    left: tuple[Question, ...]
    complete: bool


def groups(
    book: Rulebook, questions: Sequence[Question], bounds: Bounds, clock: Clock
) -> Iterator[Group]:
    """Yield the questions by their acts and by the days of their editions."""
    found: dict[tuple[str, date], list[Question]] = {}
    for question in questions:
        for start in starts(book, question.norms):
            found.setdefault((question.act, start), []).append(question)
    for (act, start), asked in sorted(found.items(), key=lambda item: len(item[1])):
        yield Group(act, start, tuple(asked), bounds, clock)


def screened(group: Group) -> Screened:
    """Return what of a group is left, in a worker process."""
    book = shared()
    norms = list(dict.fromkeys(n for one in group.questions for n in one.norms))
    small = closure_of(book).reduced(norms)
    space = space_for(small, kinds_of(book), group.start, group.bounds, [group.act])
    text = "\n".join(
        [
            space.part.text,
            space.text,
            home_axioms(book),
            murky(book, norms),
            *(
                _clash(number, question, space.places[group.act][0])
                for number, question in enumerate(group.questions)
            ),
            "#show clash/1.",
            "#heuristic clash(Number) : clash(Number). [1,true]",
        ]
    )
    key = name_of("screen", text)
    before = known(key)
    if before is None:
        clashing, complete = _brave(text, group.clock)
        if not complete:
            return Screened(group.questions, False)
        before = sorted(clashing)
        learn(key, before)
    return Screened(tuple(group.questions[number] for number in before), True)


def _clash(number: int, question: Question, act: str) -> str:
    first, second = question.norms
    entry = terms.quoted(act)
    done = (
        f"permits({first},1,{entry},_)"
        if question.what == "permission"
        else f"in_time({first},1,S,{entry},_), status({first},1,S,met)"
    )
    return (
        f"clash({number}) :- {done}, breached({second},1,{entry},_), "
        f"not murky({first},1), not murky({second},1)."
    )


def _brave(text: str, clock: Clock) -> tuple[set[int], bool]:
    """Return the numbers of the pairs that some case shows."""
    control = Control(["--warn=none", "--heuristic=Domain", "--enum-mode=brave", "0"])
    control.add("base", [], text)
    control.ground([("base", [])], context=Functions())
    found: set[int] = set()

    def keep(model: Model) -> None:
        found.update(one.arguments[0].number for one in model.symbols(shown=True))

    with control.solve(on_model=keep, async_=True) as handle:
        done = handle.wait(max(0.1, clock.left))
        if not done:
            handle.cancel()
    return found, done
