"""Docket: all the conflicts of a rulebook, and what was not finished.

In:  a rulebook, the bounds, the clock.
Out: a `Docket`. One that was finished is kept as a whole: a second run over the same
     files reads it. After a change only the groups that rest on it are searched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from checker.rulebook import Rulebook
from checker.verify import conflicts, deadlines
from checker.verify.bounds import Bounds
from checker.verify.conflicts import Finding, words_of
from checker.verify.group import groups
from checker.verify.known import known, learn, name_of
from checker.verify.questions import Question, questions
from checker.verify.search import home_axioms
from checker.verify.workers import Clock, each, workers


@dataclass(frozen=True, slots=True)
class Docket:
    """What was asked, what was found, and what the time cut off."""

    pairs: int
    terms: int
    found: tuple[Finding, ...]
    cut: tuple[str, ...]


def docket(
    book: Rulebook,
    bounds: Bounds,
    clock: Clock,
    seconds: float,
    tell: Callable[[str, int, int], None],
) -> Docket:
    """Search for all the conflicts of a rulebook.

    Args:
        seconds: How long one question may last.
        tell: Is told the part, how many are done, of how many.
    """
    key = name_of("docket", book.hash, home_axioms(book), str(bounds))
    before = known(key)
    if before is not None:
        pairs, terms, rows = before
        return Docket(pairs, terms, tuple(_finding(*row) for row in rows), ())
    made = _searched(book, bounds, clock, seconds, tell)
    if not made.cut:
        rows = [
            (one.question.what, one.question.norms, one.question.act, one.norms, case)
            for one in made.found
            if (case := one.witness) is not None
        ]
        learn(key, (made.pairs, made.terms, rows))
    return made


def _finding(
    what: str, asked: list[str], act: str, norms: list[str], witness: str
) -> Finding:
    return Finding(Question(what, tuple(asked), act), tuple(norms), witness, True)


def _searched(
    book: Rulebook,
    bounds: Bounds,
    clock: Clock,
    seconds: float,
    tell: Callable[[str, int, int], None],
) -> Docket:
    asked = list(questions(book))
    pairs = [one for one in asked if one.what != "deadlines"]
    terms = [one for one in asked if one.what == "deadlines"]
    listed = list(groups(book, pairs, bounds, clock, seconds))
    tasks = [deadlines.Task(one, bounds, clock, seconds) for one in terms]
    found: list[Finding] = []
    cut: list[str] = []
    with workers(book) as pool:
        for done, (task, findings) in enumerate(
            each(pool, deadlines.answer, tasks, clock), start=1
        ):
            found += findings or ()
            if findings is None:
                cut.append(f"{words_of(task.question)}: {_NEVER}")
            tell("conflicts: last days", done, len(tasks))
        for done, (group, findings) in enumerate(
            each(pool, conflicts.answer, listed, clock), start=1
        ):
            found += findings or ()
            if findings is None:
                cut += [f"{words_of(one)}: {_NEVER}" for one in group.questions]
            tell("conflicts: kinds of acts", done, len(listed))
    cut += [f"{words_of(one.question)}: {one.cut}" for one in found if not one.complete]
    return Docket(len(pairs), len(terms), tuple(found), tuple(sorted(cut)))


_NEVER = "its turn never came"
