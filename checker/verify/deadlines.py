"""Deadlines: duties that have two last days.

In:  a rulebook, the bounds.
Out: `Finding`s: one duty with two last days for one subject, or two duties with
     different last days that the same acts fulfil, each with a smallest case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from checker.rulebook import Rulebook
from checker.verify.bounds import Bounds
from checker.verify.concern import Path, concern
from checker.verify.conflicts import LATE, UNCONFIRMED, Finding, claim
from checker.verify.known import known, learn, name_of
from checker.verify.questions import Question, closure_of, kinds_of, starts
from checker.verify.search import Found, home_axioms, smallest
from checker.verify.space import Space, space_for
from checker.verify.witness import drafted, dumped, shows, shrunk
from checker.verify.workers import Clock, shared

#: What the last day of a duty rests on.
_READ = ("trigger", "anchor", "record", "lacks", "spared", "performance")


@dataclass(frozen=True, slots=True)
class Task:
    """A question with the bounds and the clock of its search."""

    question: Question
    bounds: Bounds
    clock: Clock
    seconds: float


def answer(task: Task) -> list[Finding]:
    """Search for two last days, in a worker process."""
    question = task.question
    book = shared()
    small = closure_of(book).reduced(question.norms)
    bounds = task.bounds
    read: tuple[str, ...] = _READ
    if len(question.norms) == 1:  # what they count from stands twice
        bounds = replace(bounds, same=max(2, bounds.same))
        read = _READ[:-1]
    heads: dict[str, set[Path]] = {
        f"{head}@{norm}": set() for norm in question.norms for head in read
    }
    kinds = kinds_of(book)
    part = concern(small, kinds, heads, frozenset(book.vocabulary.acts))
    spaces = [
        space_for(part.book, kinds, start, bounds)
        for start in starts(book, question.norms)
    ]
    texts = [text for one in spaces for text in (one.part.text, one.text)]
    key = name_of("deadlines", str(question), home_axioms(book), *texts)
    before = known(key)
    if before is not None:
        return [Finding(question, question.norms, before["witness"], True)]
    clock = Clock.lasting(min(task.seconds, max(0.5, task.clock.left)))
    finding = _first(question, small, spaces, clock)
    if finding.complete:
        learn(key, {"witness": finding.witness})
    return [finding]


def _first(
    question: Question, small: Rulebook, spaces: list[Space], clock: Clock
) -> Finding:
    """Return the first case in the editions that the check confirms."""
    book = shared()
    cut = ""
    name = "two-last-days-of-" + "-and-".join(question.norms).replace("_", "-")
    for space in spaces:
        found = _searched(question, space, clock)
        if not found.complete:
            cut = LATE
        if found.atoms is None:
            continue
        draft = drafted(space, found.atoms, book.vocabulary, name)
        draft = shrunk(draft, partial(shows, book=small, claim=claim(question)))
        if shows(draft, book, claim(question)):
            return Finding(question, question.norms, dumped(draft), True)
        cut = UNCONFIRMED
    return Finding(question, question.norms, None, not cut, cut)


def _searched(question: Question, space: Space, clock: Clock) -> Found:
    laws = home_axioms(shared())
    if len(question.norms) == 2:
        return _two_duties(question, space, clock, laws)
    [norm] = question.norms
    goal = f"goal :- last({norm},1,S,A), last({norm},1,S,B), A < B."
    return smallest(space, goal, clock.left, [laws])


#: Questions that the text leaves open are kept out: there nothing is certain.
_CERTAIN = ":- unsettled(_,1,_,_)."


def _two_duties(question: Question, space: Space, clock: Clock, laws: str) -> Found:
    """Two norms with different last days, which any act fulfils alike."""
    one, other = question.norms
    both = f"both(S) :- arises({one},1,S,D), arises({other},1,S,D)."
    differ = (
        f"{both}\n"
        f"goal :- both(S), performance({one},1,S,E,_), "
        f"not does({other},S,E).\n"
        f"goal :- both(S), performance({other},1,S,E,_), not does({one},S,E).\n"
        f"does(N,S,E) :- performance(N,1,S,E,_)."
    )
    apart = smallest(space, differ, clock.left, [laws])
    if apart.atoms is not None or not apart.complete:
        return Found(None, apart.complete)
    goal = (
        f"{both}\ngoal :- both(S), last({one},1,S,A), last({other},1,S,B), A != B, "
        f"performance({one},1,S,_,_).\n{_CERTAIN}"
    )
    return smallest(space, goal, clock.left, [laws])
