"""Hygiene: what a careful reader sees in the rules without a case.

In:  the folder of a rulebook.
Out: faults, and the rulebook if it can be loaded; `scenario_faults` adds what
     the scenarios leave unshown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path

from checker.errors import InputInvalid, RulebookInvalid
from checker.read.scenarios import Scenario, read_scenarios
from checker.rulebook import Rulebook, load_rulebook
from checker.scenarios import scenario_files
from checker.verify.cards import cards, duplicates, edition_gaps
from checker.verify.circles import circles
from checker.verify.coverage import (
    Coverage,
    covered,
    expectations,
    twinless,
    unfired,
    unreadable,
)
from checker.verify.faults import Fault
from checker.verify.flow import flow
from checker.verify.wording import wording
from checker.verify.workers import Clock, each, shared


def loaded(asp: Path, folder: Path | None) -> tuple[Rulebook | None, list[Fault]]:
    """Return the rulebook, or the faults for which it cannot be loaded."""
    try:
        return load_rulebook(asp, folder), []
    except RulebookInvalid as error:
        faults = [
            Fault(
                "loading",
                "error",
                problem.message
                + (f" Did you mean '{problem.nearest}'?" if problem.nearest else ""),
                problem.place,
            )
            for problem in error.problems
        ]
        return None, faults


def text_faults(book: Rulebook) -> list[Fault]:
    """Return what is wrong with rules and cards."""
    files = [
        path
        for chapter in book.chapters
        for path in sorted(chapter.folder.glob("*.lp"))
    ]
    return [
        *wording(files),
        *flow(book),
        *circles(book),
        *cards(book),
        *edition_gaps(book),
        *duplicates(book),
    ]


Read = dict[Path, tuple[Scenario, ...]]


def read_all(book: Rulebook) -> tuple[Read, list[Fault]]:
    """Return the scenarios by file, and the files that cannot be read."""
    found: Read = {}
    faults: list[Fault] = []
    for path in scenario_files(chapter.folder for chapter in book.chapters):
        if path in found:
            continue
        try:
            found[path] = read_scenarios(path, book.vocabulary)
        except InputInvalid as error:
            faults += [
                Fault("scenario", "error", problem.message, problem.place)
                for problem in error.problems
            ] or [unreadable(path, str(error))]
    return found, faults


def scenario_faults(book: Rulebook, read: Read, pool: Pool, clock: Clock) -> Shown:
    """Return the rules and norms that no scenario shows."""
    everyone = [scenario for scenarios in read.values() for scenario in scenarios]
    whole = Coverage()
    cut: list[str] = []
    for path, part in each(pool, _covered, _largest_first(read), clock):
        if part is None:
            cut.append(f"coverage by {path[0].name}")
            continue
        whole.scenarios += part.scenarios
        whole.fired |= part.fired
        whole.reached |= part.reached
    faults = list(twinless(book, expectations(everyone)))
    if not cut:  # what was not run cannot be said to fire nothing
        faults += unfired(book, whole)
    return Shown(faults, whole, tuple(cut))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the scenarios leave unshown, what they reach, what was cut off."""

    faults: list[Fault]
    coverage: Coverage
    cut: tuple[str, ...]


Batch = tuple[Path, tuple[Scenario, ...]]


def _largest_first(read: Read) -> Iterable[Batch]:
    return sorted(read.items(), key=lambda item: len(item[1]), reverse=True)


def _covered(batch: Batch) -> Coverage:
    return covered(shared(), batch[1])
