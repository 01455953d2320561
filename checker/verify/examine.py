"""Examine: the whole examination of one rulebook, part by part.

In:  the folders, what is asked for, and the bounds.
Out: a `Verification`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path

from checker.rulebook import Rulebook
from checker.verify.faults import PARTS, Fault, Search, Verification
from checker.verify.hygiene import Read, loaded, read_all, scenario_faults, text_faults
from checker.verify.workers import Clock, workers


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        parts: Some of `PARTS`; all if empty.
        seconds: How long the whole may last.
        progress: Is told what begins.
    """

    parts: Sequence[str] = ()
    seconds: float = 120.0
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
    with workers(book) as pool:
        examination = _Examination(book, read, pool, clock, asked)
        if "hygiene" in parts:
            examination.faults += [*faults, *unread]
            examination.hygiene(begun)
    return examination.answer()


def _halted(
    name: str, hash_: str, faults: Sequence[Fault], why: str, begun: float
) -> Verification:
    bounds = f"the rulebook {why}; nothing else was examined"
    search = Search("hygiene", bounds, seconds=time.monotonic() - begun)
    return Verification(name, hash_, tuple(faults), (search,))


class _Examination:
    """What the parts of one examination share, and what they found."""

    def __init__(
        self, book: Rulebook, read: Read, pool: Pool, clock: Clock, asked: Asked
    ) -> None:
        self._book = book
        self._read = read
        self._pool = pool
        self._clock = clock
        self._asked = asked
        self.faults: list[Fault] = []
        self._searches: list[Search] = []

    def answer(self) -> Verification:
        """Return all that was found, each fault once."""
        return Verification(
            self._book.name,
            self._book.hash,
            tuple(dict.fromkeys(self.faults)),
            tuple(self._searches),
        )

    def hygiene(self, begun: float) -> None:
        """Run the scenarios over the rules that were read."""
        self._asked.progress("hygiene: grounding every scenario")
        shown = scenario_faults(self._book, self._read, self._pool, self._clock)
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
