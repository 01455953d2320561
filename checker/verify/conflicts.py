"""Conflicts: norms that cannot all be kept.

In:  a rulebook, the bounds.
Out: `Conflict`s, each with the atoms of a smallest case:

    required and prohibited   a duty can be fulfilled only by an act that a
                              prohibition forbids
    permitted and prohibited  an act that a permission names is forbidden
    two deadlines             one duty has two last days

That no other act will do is found by trial: an act that would is made a further
world, in which the case then has to fail too (counterexample-guided search).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from clingo import Symbol

from checker import terms
from checker.answers import Answer
from checker.rulebook import Rulebook
from checker.verify.bounds import Bounds
from checker.verify.faults import Fault
from checker.verify.known import known, learn, name_of
from checker.verify.questions import Question, closure_of, kinds_of, murky, starts
from checker.verify.search import Found, home_axioms, smallest
from checker.verify.space import Space, space_for
from checker.verify.witness import Claim, Draft, drafted, dumped, shows, shrunk
from checker.verify.workers import Clock, shared
from checker.verify.worlds import held_fast, otherwise, without

#: The number of the world without the act, and of the first one with another.
_WITHOUT, _OTHERWISE = 2, 3
#: How many other ways to fulfil a duty are tried before the search gives up.
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Task:
    """A question with the bounds and the clock of its search."""

    question: Question
    bounds: Bounds
    clock: Clock
    seconds: float


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


def answer(task: Task) -> list[Finding]:
    """Search for the conflicts of one question, in a worker process.

    After each that is found the search goes on without its prohibitions.
    """
    found: list[Finding] = []
    question = task.question
    while True:
        one = _kept_answer(replace(task, question=question))
        found.append(one)
        rest = [name for name in question.norms[1:] if name not in one.norms]
        if one.witness is None or question.what == "deadlines" or not rest:
            return found
        question = replace(question, norms=(question.norms[0], *rest))


def _kept_answer(task: Task) -> Finding:
    """Return the answer; a finished search is not done again."""
    question = task.question
    book = shared()
    small = closure_of(book).reduced(question.norms)
    bounds = task.bounds
    if len(question.norms) == 1:  # two last days: what they count from stands twice
        bounds = replace(bounds, same=max(2, bounds.same))
    spaces = [
        space_for(small, kinds_of(book), start, bounds, [question.act])
        for start in starts(book, question.norms)
    ]
    texts = [text for one in spaces for text in (one.part.text, one.text)]
    key = name_of(str(question), home_axioms(book), *texts)
    before = known(key)
    if before is not None:
        return Finding(question, tuple(before["norms"]), before["witness"], True)
    clock = Clock.lasting(min(task.seconds, max(0.5, task.clock.left)))
    finding = _first(question, small, spaces, clock)
    if finding.complete:
        learn(key, {"norms": finding.norms, "witness": finding.witness})
    return finding


def _first(
    question: Question, small: Rulebook, spaces: Iterable[Space], clock: Clock
) -> Finding:
    """Return the first conflict in the editions, confirmed by the check."""
    book = shared()
    cut = ""
    for space in spaces:
        found = _searched(question, small, space, clock)
        if not found.complete:
            cut = "the time for it was up, or too many other ways were to be tried"
        if found.atoms is None:
            continue
        draft = drafted(space, found.atoms, book.vocabulary, _name(question))
        norms = _shown_by(draft, small, question)
        if norms:
            claim = _claim(replace(question, norms=norms))
            draft = shrunk(draft, partial(shows, book=small, claim=claim))
            if shows(draft, book, claim):
                return Finding(question, norms, dumped(draft), True)
        cut = "a case was found that the check does not confirm"
    return Finding(question, question.norms, None, not cut, cut)


def _shown_by(draft: Draft, book: Rulebook, question: Question) -> tuple[str, ...]:
    """Return the norms that a case shows in conflict; none if it shows nothing."""
    if question.what == "deadlines":
        return question.norms
    first, *others = question.norms
    shown = [
        other
        for other in others
        if shows(draft, book, _claim(replace(question, norms=(first, other))))
    ]
    return (first, *shown) if shown else ()


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
    for finding in findings:
        if finding.witness is not None:
            first, *others = finding.norms
            pairs: list[tuple[str, ...]] = [(first, other) for other in others]
            for norms in pairs or [(first,)]:
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


def _searched(question: Question, book: Rulebook, space: Space, clock: Clock) -> Found:
    laws = home_axioms(book)
    if question.what in ("conflict", "permission"):
        return _unavoidable(question, space, clock, laws)
    if len(question.norms) == 1:
        [norm] = question.norms
        goal = f"goal :- last({norm},1,S,A), last({norm},1,S,B), A < B."
        return smallest(space, goal, clock.left, [laws])
    return _two_deadlines(question, space, clock, laws)


#: Questions that the text leaves open are kept out: there nothing is certain.
_CERTAIN = ":- unsettled(_,1,_,_)."


def _two_deadlines(question: Question, space: Space, clock: Clock, laws: str) -> Found:
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


def _unavoidable(question: Question, space: Space, clock: Clock, laws: str) -> Found:
    """A duty that only a prohibited act fulfils, a permission that only one uses."""
    act = space.places[question.act][0]
    required, fulfilled, _ = _words(question, act)
    goal = f"""
{required}
{fulfilled}
{_offends(question)}
{murky(shared(), question.norms)}
goal :- required(_).
#show required/1.
:- otherwise(World), required(S), fulfilled(World,S), not breaks_more(World).
:- otherwise(World), required(_), murky(_,World).
breaks_more(World) :- otherwise(World), offends(_,World,{terms.quoted(act)}).
breaks_more(World) :- otherwise(World), offends(Norm,World,Entry),
   not offends(Norm,1,Entry), not offends(Norm,{_WITHOUT},Entry).
#defined otherwise/1.
"""
    worlds = [without(space, _WITHOUT, act)]
    for number in range(_OTHERWISE, _OTHERWISE + _ROUNDS):
        found = smallest(space, goal, clock.left, [laws, *worlds], least=False)
        if found.atoms is None:
            return found
        if clock.over:
            return Found(None, False)
        done, other = _another_way(question, space, found.atoms, act, clock, laws)
        if done is None or other.atoms is None:
            return found if other.complete else Found(None, False)
        worlds += [
            f"otherwise({number}).",
            otherwise(space, number, act, other.atoms, done),
        ]
    return Found(None, False)


def _offends(question: Question) -> str:
    """Return the rules for offends(Norm, World, Entry): a breach of any of them."""
    return "\n".join(
        f"offends({name},World,Entry) :- breached({name},World,Entry,_)."
        for name in question.norms[1:]
    )


def _words(question: Question, act: str) -> tuple[str, str, str]:
    """Return what is required, when a world fulfils it, and which act does."""
    first = question.norms[0]
    name = terms.quoted(act)
    if question.what == "permission":
        return (
            f"required({name}) :- permits({first},1,{name},_), "
            f"offends(Norm,1,{name}), not murky({first},1), not murky(Norm,1).",
            f"fulfilled(World,S) :- required(S), permits({first},World,E,_), "
            f"otherwise(World), not permits({first},{_WITHOUT},E,_).",
            f"done({name},E) :- permits({first},1,E,_), loose(E).",
        )
    return (
        f"required(S) :- in_time({first},1,S,{name},_), status({first},1,S,met), "
        f"offends(Norm,1,{name}), not murky({first},1), not murky(Norm,1), "
        f"arises({first},{_WITHOUT},S,_), not status({first},{_WITHOUT},S,met).",
        f"fulfilled(World,S) :- otherwise(World), status({first},World,S,met).",
        f"done(S,E) :- in_time({first},1,S,E,_), status({first},1,S,met), loose(E).",
    )


def _another_way(
    question: Question,
    space: Space,
    atoms: tuple[Symbol, ...],
    act: str,
    clock: Clock,
    laws: str,
) -> tuple[str | None, Found]:
    """Return the act that does the same without a breach, if there is one."""
    first = question.norms[0]
    taken = {
        one.arguments[1].string
        for one in atoms
        if one.name.startswith("event__") and one.arguments[0].number == 1
    }
    free = {act}
    if question.what == "conflict":
        for kind in kinds_of(shared()).head(f"performance@{first}", 3) or ():
            names = space.places.get(kind, ())
            free |= set([name for name in names if name not in taken][:1])
    goal = f"""
{_words(question, act)[2]}
{_offends(question)}
breached_here :- offends(_,1,E), loose(E).
goal :- done(S,E), subject(S), not breached_here.
:- 2 {{ here(E) : loose(E) }}.
#show does/1.
does(E) :- done(S,E), subject(S).
"""
    more = [laws, held_fast(space, atoms, free), _subjects(atoms)]
    found = smallest(space, goal, clock.left, more)
    if found.atoms is None:
        return None, found
    done = next(one for one in found.atoms if one.name == "does")
    return done.arguments[0].string, found


def _subjects(atoms: tuple[Symbol, ...]) -> str:
    """Return the subjects of the duty that the act fulfilled."""
    return "\n".join(
        f"subject({one.arguments[0]})." for one in atoms if one.name == "required"
    )


def _claim(question: Question) -> Claim:
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
