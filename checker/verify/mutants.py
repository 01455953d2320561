"""Mutants: the rulebook changed one step at a time, against its scenarios.

In:  a rulebook, its scenarios, a clock.
Out: `Killing`s: the mutations of one rule or card, and which of them survived.

A mutant is killed by a scenario that no longer comes out as expected. Run are the
scenarios that expect something of a norm that rests on what was changed, with the
rules that these norms rest on and no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from checker.answers import Answer
from checker.cards import Norm
from checker.case import Place
from checker.errors import IrmcheckError
from checker.facts import present_in
from checker.read.scenarios import Expected, Scenario
from checker.relations import Facts
from checker.rulebook import Rulebook
from checker.rules import Rule
from checker.scenarios import run
from checker.slices import slice_for
from checker.solve import Grounded
from checker.verify.bounds import Bounds
from checker.verify.closure import Closure
from checker.verify.coverage import batch_facts, day_of
from checker.verify.difference import differing
from checker.verify.faults import Fault
from checker.verify.hygiene import read_all
from checker.verify.mutations import Mutation, of_card, of_rule
from checker.verify.questions import closure_of
from checker.verify.search import home_axioms
from checker.verify.vacuous import all_starts
from checker.verify.workers import Clock, shared

#: Norms for which a survivor is compared, and seconds for each.
_COMPARED, _EACH = 3, 10.0


@dataclass(frozen=True, slots=True)
class Survivor:
    """A mutant that no scenario notices.

    Attributes:
        equivalent: The bounded search found no case that it changes.
        shows: What the case that the search found comes to, before and after.
        witness: That case.
    """

    mutation: Mutation
    norms: tuple[str, ...]
    equivalent: bool = False
    shows: str | None = None
    witness: str | None = None


@dataclass(slots=True)
class Killing:
    """What became of the mutants of one rule or card."""

    place: Place
    chapter: str
    killed: int = 0
    survivors: list[Survivor] = field(default_factory=list)
    untried: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """A rule (by position) or the card of a norm (by id), to be mutated."""

    rule: int | None
    norm: str | None


def sites(book: Rulebook) -> list[Site]:
    """Return what can be mutated, the cards first."""
    found = [Site(None, norm.id) for norm in book.norms.values()]
    return found + [
        Site(number, None) for number, rule in enumerate(book.rules) if rule.body
    ]


def site_words(book: Rulebook, site: Site) -> str:
    """Return a site in words."""
    if site.norm is not None:
        return f"mutants of the card of {site.norm}"
    assert site.rule is not None
    place = book.rules[site.rule].place
    return f"mutants of the rule at {Path(place.file).name}:{place.line}"


def kill(task: tuple[Site, Bounds, Clock]) -> Killing:
    """Try the mutants of one site in a worker process."""
    site, bounds, clock = task
    book = shared()
    closure = closure_of(book)
    if site.norm is not None:
        norm = book.norms[site.norm]
        readers = [
            number for number, rule in enumerate(book.rules) if _reads(rule, norm)
        ]
        users = {name for number in readers for name in closure.dependents(number)}
        dependents = [norm.id, *sorted(users - {norm.id})]
        mutations, place = list(of_card(norm)), norm.place
    else:
        assert site.rule is not None
        rule = book.rules[site.rule]
        dependents = closure.dependents(site.rule)
        mutations, place = list(of_rule(rule)), rule.place
    result = Killing(place, Path(place.file).parent.name)
    for mutation in mutations:
        if clock.over:
            result.untried += 1
        elif _killed(site, mutation, dependents):
            result.killed += 1
        else:
            survivor = Survivor(mutation, tuple(dependents))
            result.survivors.append(_compared(site, survivor, bounds, clock))
    return result


def _compared(site: Site, survivor: Survivor, bounds: Bounds, clock: Clock) -> Survivor:
    """Search for a case that the mutant judges differently.

    Without one, for each norm that rests on the rule, the mutant is equivalent
    within the bounds. Where more norms do than are tried, nothing is claimed.
    """
    book = shared()
    for name in survivor.norms[:_COMPARED]:
        base = closure_of(book).reduced([name])
        found = differing(
            base,
            changed(base, book, site, survivor.mutation),
            name,
            all_starts(book, [name])[:1],
            bounds,
            Clock.lasting(min(_EACH, max(0.5, clock.left))),
            home_axioms(book),
        )
        if found.witness is not None:
            return replace(survivor, shows=found.shows, witness=found.witness)
        if not found.complete:
            return survivor
    whole = len(survivor.norms) <= _COMPARED
    return replace(survivor, equivalent=whole)


def _reads(rule: Rule, norm: Norm) -> bool:
    return any(
        lit.name in ("figure", "part") and lit.args[0] == norm.id for lit in rule.body
    )


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """The scenarios that expect something of one norm, grounded together.

    Attributes:
        book: The rules that the norm rests on.
        present: Acts and kinds that occur in any of the scenarios.
        answers: What the scenarios come to without a mutation.
    """

    book: Rulebook
    scenarios: tuple[Scenario, ...]
    present: frozenset[str]
    facts: tuple[Facts, ...]
    answers: tuple[Answer, ...]


@lru_cache(maxsize=512)
def _trial(book: Rulebook, name: str) -> Trial | None:
    small = _reduced(book, closure_of(book), name)
    norm = book.norms[name]
    names = {name, *norm.entries}
    scenarios = []
    for scenario in _scenarios(book):
        expect = _only(scenario, names)
        acts = scenario.acts if norm.decides_acts else ()
        computed = {k: v for k, v in scenario.computed.items() if k in names}
        if expect or acts or computed:
            one = replace(scenario, expect=expect, acts=acts, computed=computed)
            if not run(one, small).differences:
                scenarios.append(one)
    if not scenarios:
        return None
    present = frozenset[str]().union(
        *(present_in(each.case, day_of(each)) for each in scenarios)
    )
    part = slice_for(small, present)
    facts = batch_facts(small, part, scenarios)
    answers = Grounded(part, facts).answers()
    return Trial(small, tuple(scenarios), present, tuple(facts), tuple(answers))


def _only(scenario: Scenario, names: set[str]) -> dict[str, tuple[Expected, ...]]:
    found = {
        status: tuple(item for item in items if item.norm in names)
        for status, items in scenario.expect.items()
    }
    return {status: items for status, items in found.items() if items}


def _killed(site: Site, mutation: Mutation, dependents: Iterable[str]) -> bool:
    """Tell whether a scenario notices; those of the narrowest norm come first.

    Only where the answer of the solver differs is the scenario judged again.
    """
    book = shared()
    for name in dependents:
        trial = _trial(book, name)
        if trial is None:
            continue
        other = changed(trial.book, book, site, mutation)
        part = slice_for.__wrapped__(other, trial.present)
        try:
            answers = Grounded(part, trial.facts).answers()
        except IrmcheckError:
            return True
        for scenario, before, after in zip(
            trial.scenarios, trial.answers, answers, strict=True
        ):
            if before != after and run(scenario, other).differences:
                return True
    return False


def changed(
    base: Rulebook, whole: Rulebook, site: Site, mutation: Mutation
) -> Rulebook:
    """Return a rulebook with one mutation."""
    if site.norm is not None:
        assert mutation.facts is not None
        norm = replace(base.norms[site.norm], facts=mutation.facts)
        cards = replace(base.cards, norms={**base.norms, site.norm: norm})
        return replace(base, cards=cards)
    assert site.rule is not None
    original = whole.rules[site.rule]
    rules = [
        mutation.rule if rule is original else rule
        for rule in base.rules
        if rule is not original or mutation.rule is not None
    ]
    return base.with_rules((rule for rule in rules if rule is not None), base.cards)


def survivors(killings: Iterable[Killing]) -> Iterator[Fault]:
    """Yield the mutants that no scenario notices, as notes.

    Of those that are equivalent only the dropped conditions are told: within the
    bounds they never matter.
    """
    for each in killings:
        for survivor in each.survivors:
            norms = ", ".join(survivor.norms[:3])
            more = f" and {len(survivor.norms) - 3} more" * (len(survivor.norms) > 3)
            words = survivor.mutation.words
            message = f"no scenario of {norms}{more} notices: {words}."
            check = "mutant"
            if survivor.equivalent:
                if not words.startswith("drops"):
                    continue
                check = "never-matters"
                message = f"within the bounds no case of {norms} notices: {words}."
            yield Fault(
                check,
                "note",
                message,
                each.place,
                survivor.norms,
                witness=survivor.witness,
                shows=survivor.shows,
            )


def equivalents(killings: Iterable[Killing]) -> int:
    """Return how many mutants change no case within the bounds."""
    return sum(one.equivalent for each in killings for one in each.survivors)


def rates(killings: Iterable[Killing]) -> dict[str, tuple[int, int]]:
    """Return by chapter how many mutants were killed, and of how many tried."""
    found: dict[str, tuple[int, int]] = {}
    for each in killings:
        killed, tried = found.get(each.chapter, (0, 0))
        alive = sum(not one.equivalent for one in each.survivors)
        found[each.chapter] = (killed + each.killed, tried + each.killed + alive)
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def _scenarios(book: Rulebook) -> tuple[Scenario, ...]:
    read, _ = read_all(book)
    return tuple(scenario for scenarios in read.values() for scenario in scenarios)


@lru_cache(maxsize=512)
def _reduced(book: Rulebook, closure: Closure, norm: str) -> Rulebook:
    norms = [norm]
    also: list[int] = []
    if book.norms[norm].decides_acts:
        norms = [each.id for each in book.norms.values() if each.decides_acts]
        also = [n for n, rule in enumerate(book.rules) if rule.name == "on_trial"]
    return closure.reduced(norms, also)
