"""Statuses: what each norm comes to for each subject, over all worlds.

In:  an `Answer`.
Out: `Judged` rows, with `undetermined` where worlds differ, and `Reading`,
     which looks up the details of a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from clingo import Symbol

from checker.answers import Answer, Atom, words
from checker.findings import STATUSES


@dataclass(frozen=True, slots=True)
class Judged:
    """One (norm, subject) or, for prohibitions, one (norm, act), with status."""

    norm: str
    subject: Symbol
    status: str
    of_act: bool
    possible: tuple[str, ...]


class Reading:
    """Looks up atoms of an answer by predicate, norm and subject."""

    def __init__(self, answer: Answer) -> None:
        self._certain = _index(answer.certain)
        same = answer.possible is answer.certain
        self._possible = self._certain if same else _index(answer.possible)
        self._endings = sorted(
            args for name, args in answer.possible if name == "ending"
        )

    def rows(self, name: str, norm: str, subject: Symbol) -> list[tuple[Symbol, ...]]:
        """Return the other arguments, certain ones if there are any."""
        key = (name, norm, subject)
        return self._certain.get(key) or self._possible.get(key) or []

    def endings(self, subject: str, until: int) -> str | None:
        """Return why what prohibitions protect is open from a day on."""
        found = (
            told.string
            for _, protected, end, told in self._endings
            if words(protected) == subject and end.number == until
        )
        return "; ".join(dict.fromkeys(found)) or None

    def sure(self, name: str, each: Judged) -> bool:
        """Tell whether there is such an atom about a row in every world."""
        return (name, each.norm, each.subject) in self._certain

    def both(self, name: str, norm: str, subject: Symbol) -> tuple[Rows, Rows]:
        """Return the other arguments of the certain atoms, and of the possible."""
        key = (name, norm, subject)
        return self._certain.get(key, []), self._possible.get(key, [])

    def bans(self, norm: str, subject: Symbol) -> tuple[Rows, Rows]:
        """Return the first days and first days after of what a prohibition binds
        over: certain ones, and possible ones.

        A spell whose ends are open may last from the first day on which it may
        begin to the last on which it may end.
        """
        certain, possible = map(list, self.both("forbidden", norm, subject))
        sure, all_spells = self.both("forbidden_during", norm, subject)
        for (spell,) in all_spells:
            begins, may_begin = self.both("spell_begins", "", spell)
            ends, may_end = self.both("spell_ends", "", spell)
            if begins and ends and (spell,) in sure:
                certain.append((*begins[0], *ends[0]))
                possible.append(certain[-1])
            elif may_begin and may_end:
                possible.append((*min(may_begin), *max(may_end)))
        return certain, possible

    def only(self, name: str, norm: str, subject: Symbol) -> tuple[Symbol, ...] | None:
        """Return the other arguments where they are the same in every world."""
        rows = self.rows(name, norm, subject)
        return rows[0] if len(rows) == 1 else None


Key = tuple[str, str, Symbol]
Row = tuple[Symbol, ...]
Rows = list[Row]


def _index(atoms: Iterable[Atom]) -> dict[Key, list[tuple[Symbol, ...]]]:
    found: dict[Key, list[tuple[Symbol, ...]]] = defaultdict(list)
    for name, args in sorted(atoms):
        if name in ("breach", "permitted"):  # looked up by the act
            found[name, str(args[0]), args[2]].append((args[1], *args[3:]))
        elif name in ("spell_begins", "spell_ends"):  # of no norm
            found[name, "", args[0]].append(args[1:])
        elif len(args) >= 2:
            found[name, str(args[0]), args[1]].append(args[2:])
    return found


def judged_in(answer: Answer) -> list[Judged]:
    """Return every status, with `undetermined` where worlds differ."""
    possible: dict[tuple[bool, str, Symbol], set[str]] = defaultdict(set)
    certain: dict[tuple[bool, str, Symbol], set[str]] = defaultdict(set)
    for atoms, into in ((answer.possible, possible), (answer.certain, certain)):
        for name, args in atoms:
            if name in ("status", "act_status"):
                into[name == "act_status", str(args[0]), args[1]].add(str(args[2]))
    binding = {
        (str(args[0]), args[1]) for name, args in answer.certain if name == "binds_now"
    }
    found = []
    for (of_act, norm, subject), statuses in possible.items():
        sure = certain.get((of_act, norm, subject), set())
        if not sure and statuses == {"in_force"} and (norm, subject) in binding:
            sure = statuses  # it binds; only whether it was kept is open
        status = _worst(sure) if sure else "undetermined"
        found.append(Judged(norm, subject, status, of_act, tuple(sorted(statuses))))
    return found


def _worst(statuses: set[str]) -> str:
    return min(statuses, key=STATUSES.index)
