"""Conflicts: norms that cannot all be kept.

In:  a rulebook, the bounds.
Out: `Finding`s, each conflict with a smallest case:

    required and prohibited   a duty can be fulfilled only by an act that a
                              prohibition forbids
    permitted and prohibited  an act that a permission names is forbidden

That no other act will do is found by trial: `checker/verify/necessity.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from clingo import Symbol

from checker.answers import Answer
from checker.rulebook import Rulebook
from checker.verify.faults import Fault
from checker.verify.group import Ground, Group, program
from checker.verify.known import known, learn, name_of
from checker.verify.necessity import Case, Search
from checker.verify.questions import Question, closure_of, kinds_of
from checker.verify.space import Space
from checker.verify.witness import Claim, drafted, dumped, shows, shrunk
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
    ground: Ground | None = None
    found: list[Finding] = []
    for number, question in enumerate(group.questions):
        key = name_of("conflict", text, str(number))
        before = known(key)
        if before is not None:
            found += [
                Finding(question, tuple(norms), witness, True)
                for norms, witness in before
            ]
            continue
        clock = Clock.lasting(min(group.seconds, group.clock.left))
        if clock.over:
            found.append(Finding(question, question.norms, None, False, LATE))
            continue
        ground = ground or Ground(space, text)
        findings = list(_conflicts(ground, number, question, clock))
        if all(one.complete for one in findings):
            learn(key, [(one.norms, one.witness) for one in findings])
        found += findings
    return found


def _conflicts(
    ground: Ground, number: int, question: Question, clock: Clock
) -> Iterator[Finding]:
    """Yield the conflicts of one question.

    After each that is found the search goes on without its prohibitions.
    """
    search = Search(ground, number, question, _ways(ground.space, question), clock)
    while True:
        case = search.case(question.norms[1:])
        found = _confirmed(question, case, ground.space)
        yield found
        rest = [name for name in question.norms[1:] if name not in found.norms]
        if found.witness is None or not rest:
            return
        question = replace(question, norms=(question.norms[0], *rest))


def _ways(space: Space, question: Question) -> Iterator[str]:
    """Yield the acts that may do what the act in question does, itself first."""
    yield space.places[question.act][0]
    if question.what == "conflict":
        done = kinds_of(shared()).head(f"performance@{question.norms[0]}", 3)
        for kind in sorted(done or ()):
            for name in space.places.get(kind, ()):
                if name != space.places[question.act][0]:
                    yield name


def _confirmed(question: Question, case: Case, space: Space) -> Finding:
    """Return a conflict that the check confirms, by the smallest such case."""
    if case.chosen is None:
        cut = "" if case.complete else LATE
        return Finding(question, question.norms, None, case.complete, cut)
    book = shared()
    draft = drafted(space, case.chosen, book.vocabulary, _name(question))
    small = closure_of(book).reduced(question.norms)
    first, *others = question.norms
    shown = [
        other
        for other in others
        if shows(draft, small, claim(replace(question, norms=(first, other))))
    ]
    if shown:
        norms = (first, *shown)
        claimed = claim(replace(question, norms=norms))
        draft = shrunk(draft, partial(shows, book=small, claim=claimed))
        if shows(draft, book, claimed):
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


def _name(question: Question) -> str:
    return "-against-".join(question.norms[:2]).replace("_", "-")


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
    breaches = set.intersection(
        *(
            {row[1] for row in by_norm.get(("breach", name), ())}
            for name in prohibitions
        )
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
