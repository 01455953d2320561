"""Faults of a rulebook, and the answer of one examination.

In:  nothing (records only). Out: `Fault`, `Search`, `Verification`.

    >>> Fault("unused-predicate", "warning", "p/2 is read by no rule.",
    ...       Place("a.lp", 3, 1)).blocking
    True
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.case import Place

#: Levels, gravest first; a note does not make the examination fail.
LEVELS = ("error", "warning", "note")


#: Parts of an examination, in the order in which they are done.
PARTS = ("hygiene", "gaps", "conflicts", "vacuous")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a rulebook.

    Attributes:
        check: Name of the check that found it (`conflict`, `unused-predicate`).
        norms: The norms concerned.
        witness: A case file that shows it; `irmcheck check` reproduces it.
        shows: What that case comes to, in one line.
        reason: Why it stands, where the rulebook documents it as an exception.
    """

    check: str
    level: str
    message: str
    place: Place
    norms: tuple[str, ...] = ()
    witness: str | None = None
    shows: str | None = None
    reason: str | None = None

    @property
    def blocking(self) -> bool:
        """Tell whether the examination fails for it."""
        return self.level != "note" and self.reason is None


@dataclass(frozen=True, slots=True)
class Search:
    """What one part of the examination looked at.

    Attributes:
        part: `hygiene`, `conflicts`, `vacuous`, `gaps`, `mutants`, `compare`.
        bounds: In words, what was examined and how far.
        figures: Counts, by what was counted.
        cut: What was not finished, each with the reason.
        seconds: How long it took.
    """

    part: str
    bounds: str
    figures: Mapping[str, int] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer: faults in the order of their places, and what was searched."""

    rulebook: str
    hash: str
    faults: tuple[Fault, ...]
    searches: tuple[Search, ...]

    @property
    def failed(self) -> bool:
        """Tell whether any fault blocks."""
        return any(fault.blocking for fault in self.faults)
