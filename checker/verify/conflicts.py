"""Conflicts: norms that cannot all be kept.

In:  a rulebook, the bounds.
Out: `Finding`s, each conflict with a smallest case:

    required and prohibited   a duty can be fulfilled only by an act that a
                              prohibition forbids
    incompatible duties       one can be fulfilled only by an act that breaks the
                              state which the other keeps
    permitted and prohibited  an act that a permission names is forbidden

That no other act will do is found by trial: `checker/verify/necessity.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from clingo import Symbol

from checker.answers import Answer
from checker.rulebook import Rulebook
from checker.verify.faults import Fault
from checker.verify.ground import Ground
from checker.verify.group import Group, program
from checker.verify.known import known, learn, name_of
from checker.verify.necessity import Case, Search
from checker.verify.questions import Question, closure_of, kinds_of
from checker.verify.screen import MANY, clashing
from checker.verify.space import Space
from checker.verify.witness import Claim, drafted, dumped, reduced, shows
from checker.verify.workers import Clock, shared

#: Why a search was not finished.
LATE = "the time for it was up, or too many other ways were to be tried"
UNCONFIRMED = "a case was found that the check does not confirm"


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a question.

    Attributes:
        norms: The norms that conflict, of those that were asked about.
        witness: A case file, where there is a conflict.
        complete: False if it was cut off, for the reason in `cut`.
    """

    question: Question
    norms: tuple[str, ...]
    witness: str | None
    complete: bool
    cut: str = ""


def answer(group: Group) -> list[Finding]:
    """Search for the conflicts of a group, in a worker process.

    A finished search is not done again.
    """
    book = shared()
    space, text = program(group, book)
    key = name_of("conflict", text)
    before = known(key)
    if before is not None:
        return [
            Finding(group.questions[number], tuple(norms), witness, True)
            for number, norms, witness in before
        ]
    left, complete = clashing(Ground(space, text + MANY), group.clock)
    found = [
        (n, Finding(q, q.norms, None, True)) for n, q in enumerate(group.questions)
    ]
    found += _necessary(group, left)
    if complete and all(one.complete for _, one in found):
        learn(key, [(n, one.norms, one.witness) for n, one in found])
    return [one for _, one in found]


def _necessary(
    group: Group, left: dict[int, list[str]]
) -> Iterator[tuple[int, Finding]]:
    """Yield what becomes of the questions that an act may raise at all."""
    if not left:
        return
    asked = {
        number: replace(one, norms=(one.norms[0], *left[number]))
        for number, one in enumerate(group.questions)
        if number in left
    }
    smaller = replace(group, questions=tuple(asked.values()))
    space, text = program(smaller, shared())
    search = Search(Ground(space, text), space.places[group.act][0])
    for at, (number, question) in enumerate(asked.items()):
        clock = group.clock.working(group.seconds)
        for finding in _conflicts(search, space, at, question, clock):
            yield number, finding


def _conflicts(
    search: Search, space: Space, number: int, question: Question, clock: Clock
) -> Iterator[Finding]:
    """Yield the conflicts of one question.

    After each that is found the search goes on without its prohibitions.
    """
    ways = list(_ways(space, question))
    rest = question.norms[1:]
    while rest:
        case = search.case(number, question, rest, ways, clock)
        asked = replace(question, norms=(question.norms[0], *rest))
        found = _confirmed(asked, case, space)
        yield found
        if found.witness is None:
            return
        rest = tuple(name for name in rest if name not in found.norms)


def _ways(space: Space, question: Question) -> Iterator[str]:
    """Yield the acts that may do what the act in question does, itself first.

    Another act of its kind can do nothing that it cannot do itself.
    """
    yield space.places[question.act][0]
    if question.what != "permission":
        done = kinds_of(shared()).head(f"performance@{question.norms[0]}", 3)
        for kind in sorted((done or frozenset()) - {question.act}):
            yield from space.places.get(kind, ())


def _confirmed(question: Question, case: Case, space: Space) -> Finding:
    """Return a conflict that the check confirms, by what makes it one."""
    if case.chosen is None:
        cut = "" if case.complete else LATE
        return Finding(question, question.norms, None, case.complete, cut)
    book = shared()
    norms = (question.norms[0], *case.norms)
    claimed = claim(replace(question, norms=norms))
    small = closure_of(book).reduced(norms)
    whole = drafted(space, case.chosen, book.vocabulary, _name(norms))
    for draft in (reduced(whole, case.needed), whole):
        if shows(draft, small, claimed):
            return Finding(question, norms, dumped(draft), True)
    return Finding(question, question.norms, None, False, UNCONFIRMED)


def _in_words(question: Question) -> str:
    if question.what == "deadlines" and len(question.norms) == 1:
        return f"{question.norms[0]} has two last days for one subject."
    first, second = question.norms
    match question.what:
        case "conflict":
            return (
                f"{first} is met only by an act ({question.act}) that breaches "
                f"{second}."
            )
        case "incompatible":
            return (
                f"{first} is met only by an act ({question.act}) that breaks the "
                f"state which {second} keeps."
            )
        case "permission":
            return (
                f"{first} permits an act ({question.act}) that cannot be done "
                f"without a breach of {second}."
            )
    return f"{first} and {second} set different last days for the same acts."


def faults_of(findings: Iterable[Finding], book: Rulebook) -> Iterator[Fault]:
    """Yield the conflicts as faults, at the second norm."""
    told: set[tuple[str, ...]] = set()
    for finding in findings:
        if finding.witness is not None:
            first, *others = finding.norms
            pairs: list[tuple[str, ...]] = [(first, other) for other in others]
            for norms in pairs or [(first,)]:
                if (finding.question.what, *norms) in told:
                    continue  # in several editions
                told.add((finding.question.what, *norms))
                question = replace(finding.question, norms=norms)
                yield Fault(
                    question.what,
                    "error",
                    _in_words(question),
                    book.norms[norms[-1]].place,
                    norms,
                    witness=finding.witness,
                )


def words_of(question: Question) -> str:
    """Return a question in words, for what was cut off."""
    about = f" ({question.act})" if question.act else ""
    first, *others = question.norms
    against = f" and {', '.join(others)}" if others else ""
    return f"{question.what} of {first}{against}{about}"


def _name(norms: tuple[str, ...]) -> str:
    return "-against-".join(norms[:2]).replace("_", "-")


def claim(question: Question) -> Claim:
    """Return what a case has to show, with certainty."""
    return lambda answer: any(True for _ in _shown(question, answer))


def _shown(question: Question, answer: Answer) -> Iterator[str]:
    """Yield the entries of which the claim is certain."""
    by_norm: dict[tuple[str, str], list[tuple[Symbol, ...]]] = {}
    for name, args in answer.certain:
        if args:
            by_norm.setdefault((name, str(args[0])), []).append(args[1:])
    if question.what == "deadlines":
        rows = [r for norm in question.norms for r in by_norm.get(("last", norm), ())]
        for one, other in itertools.combinations(rows, 2):
            if one[0] == other[0] and one[1] != other[1]:
                yield str(one[0])
        return
    first, *prohibitions = question.norms
    offence = "broken" if question.what == "incompatible" else "breach"
    breaches = set.intersection(
        *({row[1] for row in by_norm.get((offence, name), ())} for name in prohibitions)
    )
    if question.what == "permission":
        used = {row[0] for row in by_norm.get(("permits", first), ())}
        yield from sorted(str(one) for one in used & breaches)
        return
    statuses = by_norm.get(("status", first), ())
    met = {row[0] for row in statuses if str(row[1]) == "met"}
    for row in by_norm.get(("in_time", first), ()):
        if row[0] in met and row[1] in breaches:
            yield str(row[1])
