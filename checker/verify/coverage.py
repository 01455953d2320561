"""Coverage: what the scenarios of a rulebook show, and what they never touch.

In:  a rulebook and its scenarios.
Out: `Coverage`: the rules that some scenario fires, and the findings that each
     norm comes to; faults: rules that none fires, norms without twins.

A scenario shows the norms that it expects something of: with it are grounded the
rules that these rest on. A few scenarios of the same norms are grounded together,
each as a case of its own; what holds in some world of a case counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from checker.cards import Norm
from checker.case import Place
from checker.check import facts_in
from checker.facts import present_in
from checker.read.scenarios import Scenario, read_scenarios
from checker.relations import Facts, text_of
from checker.rulebook import Rulebook
from checker.scenarios import scenario_files
from checker.slices import Slice, part_for, slice_for
from checker.solve import Grounded
from checker.verify.faults import Fault
from checker.verify.known import known, learn, name_of

#: Expectations that show a norm kept, and those that show it broken.
_KEPT = {
    "obligation": ("met",),
    "prohibition": ("in_force", "lifted", "permitted", "not_applicable"),
    "permission": ("permitted",),
}
_BROKEN = {
    "obligation": ("violated", "met_late"),
    "prohibition": ("breached",),
    "permission": ("not_applicable",),
}


#: Scenarios that are grounded together. The days of all are tried in each, so that
#: more cost more than they save.
_TOGETHER = 6


@dataclass(slots=True)
class Coverage:
    """What the scenarios reach.

    Attributes:
        fired: Rules by position in the rulebook.
        reached: Norms with the statuses that they come to.
    """

    scenarios: int = 0
    fired: set[int] = field(default_factory=set)
    reached: set[tuple[str, str]] = field(default_factory=set)


def scenarios_of(book: Rulebook) -> Iterator[tuple[Path, tuple[Scenario, ...]]]:
    """Yield the scenario files of the chapters with their scenarios."""
    for path in scenario_files(chapter.folder for chapter in book.chapters):
        yield path, read_scenarios(path, book.vocabulary)


def covered(book: Rulebook, scenarios: Iterable[Scenario]) -> Coverage:
    """Return what some scenarios reach."""
    found = Coverage()
    index = {id(rule): number for number, rule in enumerate(book.rules)}
    for asked, some in _together(book, scenarios):
        found.scenarios += len(some)
        part = batch_slice(book, some)
        if asked:
            part = part_for(part, asked)
        fired, reached = _reached(part, batch_facts(book, part, some))
        found.fired.update(index[id(part.rules[number])] for number in fired)
        found.reached.update((norm, status) for norm, status in reached)
    return found


def _reached(part: Slice, facts: Sequence[Facts]) -> tuple[list[int], list[list[str]]]:
    """Return which rules of a slice some cases fire, and the statuses they reach."""
    marks = "\n".join(
        f"fires({number}) :- {'; '.join(lit.text for lit in rule.body)}."
        for number, rule in enumerate(part.rules)
        if rule.body
    )
    key = name_of("coverage", part.text, marks, text_of(facts))
    before = known(key)
    if before is None:
        ground = Grounded(part, facts, marks)
        marked = {each: each.arguments[0].number for each in ground.atoms("fires", 1)}
        statuses = {
            symbol: (str(symbol.arguments[0]), str(symbol.arguments[3]))
            for name in ("status", "act_status")
            for symbol in ground.atoms(name, 4)
        }
        fired = ground.reached(marked)
        reached = ground.reached(statuses)
        before = [sorted(fired), sorted(map(list, reached))]
        learn(key, before)
    return before[0], before[1]


def _together(
    book: Rulebook, scenarios: Iterable[Scenario]
) -> Iterator[tuple[frozenset[str], Sequence[Scenario]]]:
    """Yield scenarios that expect something of the same norms, a few at a time.

    Verdicts on acts alone are expected of the rulebook as a whole: no norms.
    """
    groups: dict[frozenset[str], list[Scenario]] = defaultdict(list)
    named = _named(book)
    for each in scenarios:
        names = {item.norm for items in each.expect.values() for item in items}
        asked = [named.get(name, frozenset()) for name in (*names, *each.computed)]
        groups[frozenset().union(*asked)].append(each)
    for norms, some in groups.items():
        for start in range(0, len(some), _TOGETHER):
            yield norms, some[start : start + _TOGETHER]


@lru_cache(maxsize=4)
def _named(book: Rulebook) -> Mapping[str, frozenset[str]]:
    """The norms that a name in a scenario means: a norm, or an entry they cover."""
    found: dict[str, set[str]] = defaultdict(set)
    for norm in book.norms.values():
        for name in (norm.id, *norm.entries):
            found[name].add(norm.id)
    return {name: frozenset(norms) for name, norms in found.items()}


def batch_slice(book: Rulebook, scenarios: Iterable[Scenario]) -> Slice:
    """Return the slice that some scenarios together can reach."""
    present = [present_in(each.case, day_of(each)) for each in scenarios]
    return slice_for(book, frozenset().union(*present))


def batch_facts(
    book: Rulebook, part: Slice, scenarios: Iterable[Scenario]
) -> list[Facts]:
    """Return the facts of scenarios as cases 1, 2, ..."""
    return [
        facts_in(each.case, book, day_of(each), part, {}, number)
        for number, each in enumerate(scenarios, start=1)
    ]


def day_of(scenario: Scenario) -> date:
    """Return the day of the audit of a scenario."""
    return scenario.case.as_of or date.max


def unfired(book: Rulebook, coverage: Coverage) -> Iterator[Fault]:
    """Yield the rules that no scenario fires."""
    for number, rule in enumerate(book.rules):
        if rule.body and number not in coverage.fired:
            yield Fault(
                "no-scenario-fires",
                "note",
                f"no scenario fires this rule for {rule.name}.",
                rule.place,
                (rule.norm,) if rule.norm else (),
            )


def expectations(scenarios: Iterable[Scenario]) -> Mapping[str, set[str]]:
    """Return the statuses that scenarios expect, by norm or entry."""
    found: dict[str, set[str]] = defaultdict(set)
    for scenario in scenarios:
        for status, items in scenario.expect.items():
            for item in items:
                found[item.norm].add(status)
        for name in scenario.computed:
            found[name].add("computed")
        for _, verdict in scenario.acts:
            found["acts"].add(verdict)
    return found


def twinless(book: Rulebook, expected: Mapping[str, set[str]]) -> Iterator[Fault]:
    """Yield norms without a scenario that keeps or one that breaks them.

    A duty without a last day, which nothing forecloses, is never broken, and one
    that turns on an open question may never be for certain: there the second
    scenario shows it open. So does the first for a state that is kept without end.
    """
    open_ended = never_broken(book) | _left_open(book)
    lasting = never_over(book)
    for norm in book.norms.values():
        names = (norm.id, *norm.entries)
        shown = set().union(*(expected.get(name, set()) for name in names))
        for table, word in ((_KEPT, "meets"), (_BROKEN, "breaks")):
            wanted = table.get(norm.force)
            if wanted and word == "breaks" and norm.id in open_ended:
                wanted = ("due", "undetermined", *wanted)
            if wanted and word == "meets" and norm.id in lasting:
                wanted = (*wanted, "due")
            if wanted and not shown.intersection(wanted):
                yield _twinless(norm, word, wanted)
        for part in norm.parts:
            here = set().union(*(expected.get(name, set()) for name in part.covers))
            if part.covers and not here:
                yield Fault(
                    "no-twin",
                    "warning",
                    f"{norm.id}: no scenario expects anything of part {part.name} "
                    f"({', '.join(part.covers)}).",
                    norm.place,
                    (norm.id,),
                )


def never_broken(book: Rulebook) -> frozenset[str]:
    """Return the duties without a last day that nothing forecloses."""
    shut = {rule.norm for rule in book.rules if rule.name in ("foreclosed", "lapse")}
    return frozenset(
        norm.id
        for norm in book.norms.values()
        if norm.force == "obligation"
        and norm.kind == "achievement"
        and norm.id not in shut
        and all(
            edition.term in ("no_deadline", "promptly", "not_at_hand")
            for edition in norm.editions
        )
    )


def never_over(book: Rulebook) -> frozenset[str]:
    """Return the duties to keep a state of which no rule says an end."""
    ending = {rule.norm for rule in book.rules if rule.name == "ends"}
    return frozenset(
        norm.id
        for norm in book.norms.values()
        if norm.kind == "maintenance"
        and norm.id not in ending
        and all(edition.term == "always" for edition in norm.editions)
    )


def _left_open(book: Rulebook) -> frozenset[str]:
    return frozenset(
        rule.norm for rule in book.rules if rule.name == "unsettled" and rule.norm
    )


def _twinless(norm: Norm, word: str, wanted: Sequence[str]) -> Fault:
    if norm.force == "permission":
        word = "uses" if word == "meets" else "is without"
    return Fault(
        "no-twin",
        "warning",
        f"{norm.id}: no scenario {word} it (expects {' or '.join(wanted)}).",
        norm.place,
        (norm.id,),
    )


def unreadable(path: Path, message: str) -> Fault:
    """Return the fault of a scenario file that cannot be read."""
    return Fault("scenario", "error", message, Place(str(path), 1, 1))
