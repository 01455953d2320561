"""Examine: the whole examination of one rulebook, part by part.

In:  the folders, what is asked for, and the bounds.
Out: a `Verification`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from checker.case import Place
from checker.rulebook import Rulebook, load_rulebook
from checker.verify import compare, vacuous
from checker.verify.bounds import Bounds
from checker.verify.compare import Change, changes
from checker.verify.conflicts import faults_of
from checker.verify.difference import Differing
from checker.verify.docket import docket
from checker.verify.exceptions import documented, unused, with_reasons
from checker.verify.faults import PARTS, Fault, Search, Verification
from checker.verify.gaps import gaps
from checker.verify.hygiene import (
    Read,
    Shown,
    loaded,
    read_all,
    scenario_faults,
    text_faults,
)
from checker.verify.mutants import (
    Killing,
    equivalents,
    kill,
    rates,
    site_words,
    sites,
    survivors,
)
from checker.verify.vacuous import Doubt, doubts
from checker.verify.workers import Clock, each, share, workers


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        parts: Some of `PARTS`; all if empty.
        seconds: How long the whole may last.
        against: An older rulebook, to compare this one with.
        bounds: How far the searches go.
        mutants: Also change the rulebook and run its scenarios.
        progress: Is told what begins.
    """

    parts: Sequence[str] = ()
    seconds: float = 120.0
    mutants: bool = False
    against: Path | None = None
    bounds: Bounds = Bounds()  # noqa: RUF009
    progress: Callable[[str], None] = lambda _words: None


def examine(asp: Path, folder: Path | None, asked: Asked) -> Verification:
    """Examine one rulebook."""
    clock = Clock.lasting(asked.seconds)
    begun = time.monotonic()
    book, faults = loaded(asp, folder)
    if book is None:
        return _halted(str(folder or asp), "", faults, "cannot be loaded", begun)
    faults += text_faults(book)
    if any(fault.check == "unsafe-variable" for fault in faults):
        return _halted(book.name, book.hash, faults, "has unsafe rules", begun)
    read, unread = read_all(book)
    parts = asked.parts or PARTS
    examination = _Examination(book, read, clock, asked)
    if "hygiene" in parts:
        examination.faults += [*faults, *unread]
        examination.hygiene(begun)
    if "vacuous" in parts:
        examination.vacuous()
    if "conflicts" in parts:
        examination.conflicts()
    if "gaps" in parts:
        examination.gaps()
    if asked.mutants:
        examination.mutants()
    if asked.against is not None:
        examination.compare(asp, asked.against)
    return examination.answer()


def _halted(
    name: str, hash_: str, faults: Sequence[Fault], why: str, begun: float
) -> Verification:
    bounds = f"the rulebook {why}; nothing else was examined"
    search = Search("hygiene", bounds, seconds=time.monotonic() - begun)
    return Verification(name, hash_, tuple(faults), (search,))


class _Examination:
    """What the parts of one examination share, and what they found."""

    def __init__(self, book: Rulebook, read: Read, clock: Clock, asked: Asked) -> None:
        self._book = book
        self._read = read
        self._rows, wrong = documented(book)
        self._checks: set[str] = set()
        self._clock = clock
        self._asked = asked
        self.faults: list[Fault] = wrong
        self._searches: list[Search] = []

    def answer(self) -> Verification:
        """Return all that was found, each fault once."""
        faults = list(dict.fromkeys(self.faults))
        idle = unused(self._rows, faults, self._checks)
        return Verification(
            self._book.name,
            self._book.hash,
            (*with_reasons(faults, self._rows), *idle),
            tuple(self._searches),
        )

    @cached_property
    def _shown(self) -> Shown:
        self._asked.progress("grounding every scenario")
        with workers(self._book) as pool:
            return scenario_faults(self._book, self._read, pool, self._clock)

    def hygiene(self, begun: float) -> None:
        """Run the scenarios over the rules that were read."""
        shown = self._shown
        self.faults += shown.faults
        self._searches.append(
            Search(
                "hygiene",
                "every rule and card was read, every scenario grounded",
                {
                    "norms": len(self._book.norms),
                    "rules": sum(1 for rule in self._book.rules if rule.body),
                    "fired by scenarios": len(shown.coverage.fired),
                    "scenarios": shown.coverage.scenarios,
                },
                shown.cut,
                time.monotonic() - begun,
            )
        )

    def _tell(self, part: str, done: int, of: int) -> None:
        if done % max(1, min(25, of // 10)) == 0 or done == of:
            self._asked.progress(f"{part}: {done} of {of}")

    def vacuous(self) -> None:
        """Search for cases in which the norms that no scenario shows are alive."""
        begun = time.monotonic()
        bounds = self._asked.bounds
        open_ones = list(doubts(self._book, self._shown.coverage))
        clock = self._clock
        if not self._asked.parts:  # leave as much for the conflicts
            clock = Clock.lasting(clock.left / 2)
        tasks = [vacuous.Task(one, bounds, clock, _EACH) for one in open_ones]
        dead: list[Doubt] = []
        cut: list[str] = list(self._shown.cut)
        alive = 0
        with workers(self._book) as pool:
            for task, verdict in each(pool, vacuous.answer, tasks, clock):
                if verdict is None or not verdict.complete:
                    cut.append(f"whether {task.doubt.words}{self._at(task.doubt)}")
                elif verdict.found:
                    alive += 1
                else:
                    dead.append(task.doubt)
                self._tell("vacuous", alive + len(dead) + len(cut), len(tasks))
        words = vacuous.stages(bounds)[-1].words()
        self.faults += vacuous.faults_of(dead, self._book, words)
        if not cut:
            self._checks |= {"never-triggered", "never-fulfilled", "never-violated"}
        self._searches.append(
            Search(
                "vacuous",
                f"what no scenario shows was searched for, {words}",
                {
                    "shown by scenarios": len(self._shown.coverage.fired),
                    "searched for": len(tasks),
                    "found": alive,
                },
                tuple(sorted(cut)),
                time.monotonic() - begun,
            )
        )

    def _at(self, doubt: Doubt) -> str:
        if doubt.rule is None:
            return ""
        place = self._book.rules[doubt.rule].place
        return f" ({Path(place.file).name}:{place.line})"

    def conflicts(self) -> None:
        """Search for norms that cannot all be kept."""
        begun = time.monotonic()
        bounds = self._asked.bounds.fewer()
        made = docket(self._book, bounds, self._clock, _EACH, self._tell)
        self.faults += faults_of(made.found, self._book)
        if not made.cut:
            self._checks |= {"conflict", "incompatible", "permission", "deadlines"}
        self._searches.append(
            Search(
                "conflicts",
                f"{bounds.words()}; in each edition whose term is certain",
                {
                    "pairs of norms that speak of one act": made.pairs,
                    "duties whose last day may be two": made.terms,
                    "conflicts": sum(one.witness is not None for one in made.found),
                },
                made.cut,
                time.monotonic() - begun,
            )
        )

    def gaps(self) -> None:
        """Look for what the rulebook leaves open without saying so."""
        begun = time.monotonic()
        self.faults += gaps(self._book)
        self._searches.append(
            Search(
                "gaps",
                "acts of the vocabulary, tables, paragraphs, ledger and editions",
                seconds=time.monotonic() - begun,
            )
        )

    def compare(self, asp: Path, folder: Path) -> None:
        """Search for cases that this rulebook judges otherwise than an older one."""
        begun = time.monotonic()
        old = load_rulebook(asp, folder)
        bounds = self._asked.bounds
        listed = list(changes(old, self._book))
        tasks = [
            compare.Task(change, bounds, self._clock, _EACH)
            for change in listed
            if change.what == "changed"
        ]
        found: list[tuple[Change, Differing | None]] = [
            (change, None) for change in listed if change.what != "changed"
        ]
        cut: list[str] = []
        with workers(old, self._book) as pool:
            for task, result in each(pool, compare.answer, tasks, self._clock):
                found.append((task.change, result))
                if result is None or not result.complete:
                    cut.append(f"what changes by {task.change.norm}")
                self._tell("compare", len(found), len(listed))
        share(self._book)
        self.faults += compare.faults_of(found, old, self._book)
        self._searches.append(
            Search(
                "compare",
                f"{old.name} ({old.hash}) against {self._book.name}; {bounds.words()}",
                {
                    "norms not the same": len(listed),
                    "with a case": sum(bool(r and r.witness) for _, r in found),
                },
                tuple(sorted(cut)),
                time.monotonic() - begun,
            )
        )

    def mutants(self) -> None:
        """Change the rulebook one step at a time and run its scenarios."""
        begun = time.monotonic()
        killings: list[Killing] = []
        cut: list[str] = []
        bounds = self._asked.bounds
        tasks = [(site, bounds, self._clock) for site in sites(self._book)]
        with workers(self._book) as pool:
            for (site, _, _), killing in each(pool, kill, tasks, self._clock):
                if killing is None:
                    cut.append(site_words(self._book, site))
                    continue
                killings.append(killing)
                if killing.untried:
                    where = f"{Path(killing.place.file).name}:{killing.place.line}"
                    cut.append(f"{killing.untried} mutants at {where}")
                self._tell("mutants", len(killings), len(tasks))
        self.faults += survivors(killings)
        figures = {"equivalent within the bounds": equivalents(killings)}
        for chapter, (killed, tried) in rates(killings).items():
            figures[f"killed in {chapter}"] = killed
            figures[f"tried in {chapter}"] = tried
            if killed < _LEAST * tried:
                self.faults.append(
                    Fault(
                        "mutants-survive",
                        "warning",
                        f"{chapter}: {killed} of {tried} mutants killed "
                        f"({killed / tried:.1%}), fewer than {_LEAST:.0%}.",
                        Place(chapter, 1, 1),
                    )
                )
        self._searches.append(
            Search(
                "mutants",
                "one step at a time: deadlines and numbers by one, business for "
                "calendar days, conditions dropped or turned, exceptions dropped; "
                f"survivors were compared with {bounds.words()}",
                figures,
                tuple(cut),
                time.monotonic() - begun,
            )
        )


#: Seconds that the search for one conflict may last.
_EACH = 20.0

#: The part of the mutants that scenarios should notice.
_LEAST = 0.98
