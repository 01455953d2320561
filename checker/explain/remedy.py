"""Remedy: the smallest change of the history under which a finding disappears.

In:  a case, a finding and its row.
Out: up to three alternatives, each of a few `Change`s, the smallest first.

First the changes that the rules of a norm name are tried one by one, for all
findings in one program. Where none is enough, clingo chooses the cheapest of them
and of what the derivation suggests together, at the least cost; where each brings
about something new, the next round has the changes too that would undo it. All is
judged in every world.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from checker.case import Case
from checker.check import Solved, prepared, solved_in
from checker.details import key_of
from checker.explain.candidates import Candidates
from checker.explain.changes import Change, added
from checker.explain.program import (
    MOST_CHANGES,
    Chosen,
    Row,
    Singles,
    Together,
    Wanted,
)
from checker.findings import ADVERSE, Finding
from checker.rulebook import Rulebook
from checker.statuses import Judged, judged_in

#: Alternatives told, and how many are proposed to find them.
MOST, _MOST_PROPOSED = 3, 12
#: Changes that are tried with others which undo what they bring about, and how
#: often what these bring about is undone in turn.
_MOST_MENDED, _MOST_ROUNDS = 2, 4


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together would have complied.

    Attributes:
        perhaps: Norms that are violated with them in some world in which they were
            not: what is not known leaves it open. `told` are their statements.
    """

    changes: tuple[Change, ...]
    perhaps: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The changes as one sentence."""
        text = ", and ".join(each.words for each in self.changes)
        if self.told:
            text += f" (perhaps with a new violation: {'; '.join(self.told)})"
        return text[:1].upper() + text[1:] + "."

    def apply(self, case: Case) -> Case:
        """Return the case with the changes."""
        for each in self.changes:
            case = each.apply(case)
        return case


@dataclass(slots=True)
class _Search:
    """One finding, the changes that may do away with it, and what was found.

    Attributes:
        refused: Changes that bring about something new, and what.
        doubtful: Changes that bring about something new in some world only.
        undone: What its derivation suggests is among the changes.
    """

    row: Judged
    changes: list[Change]
    found: list[Remedy] = field(default_factory=list)
    refused: list[tuple[Remedy, frozenset[Row]]] = field(default_factory=list)
    doubtful: list[Remedy] = field(default_factory=list)
    undone: bool = False

    def likely(self) -> Iterator[Change]:
        """Yield the changes, the cheapest first, an act that is added on one day only.

        What is still to be looked up is tried with others only.
        """
        seen: set[str] = set()
        for each in sorted(self.changes, key=lambda change: change.weight):
            same = each.kind == "add" and each.family in seen
            if not each.sought and not same:
                seen.add(each.family)
                yield each

    def larger(self, chosen: Chosen) -> bool:
        """Tell whether fewer changes are known to be enough."""
        return any(len(e.changes) < len(chosen.numbers) for e in self.found)


class Remedies:
    """What would have complied, for findings of one case."""

    def __init__(
        self,
        book: Rulebook,
        case: Case,
        as_of: date,
        findings: Iterable[Finding],
        *,
        parameters: Mapping[str, int] | None = None,
        solved: Solved | None = None,
    ) -> None:
        """Find the remedies of those findings that are adverse.

        Args:
            solved: The case as solved, if that was done before.
        """
        self._book, self._case, self._as_of = book, case, as_of
        self._parameters = dict(parameters or {})
        solved = solved or self._solved(case)
        judged = judged_in(solved.answer)
        self._before = _rows(e for e in judged if e.status in ADVERSE)
        perhaps = (e for e in judged if not set(e.possible).isdisjoint(ADVERSE))
        self._perhaps = _rows(perhaps) - self._before
        wanted = {_name(each) for each in findings if each.status in ADVERSE}
        self._candidates = Candidates(book, case, as_of, solved)
        self._searches = {
            (row.norm, key_of(row.subject)): _Search(row, self._candidates.of(row))
            for row in judged
            if (row.norm, key_of(row.subject)) in wanted and row.status in ADVERSE
        }
        self._run()

    def of(self, finding: Finding) -> tuple[Remedy, ...]:
        """Return up to three alternatives for an adverse finding.

        Doubtful ones only where there is no other.
        """
        search = self._searches.get(_name(finding))
        if search is None:
            return ()
        found = sorted(search.found or search.doubtful, key=_cost)
        return tuple(
            replace(each, told=self._statements(each.perhaps))
            for each in found
            if len(each.changes) == len(found[0].changes)
        )

    def bounds(self, finding: Finding) -> str:
        """Return, where nothing was found, how far the search went."""
        search = self._searches.get(_name(finding))
        if search is None or search.found or search.doubtful:
            return ""
        if not search.changes:
            return "Nothing that it rests on could have been otherwise."
        text = (
            f"None of {len(search.changes)} changes that its rules and its derivation "
            f"suggest, nor up to {MOST_CHANGES} of them together, does away with it"
        )
        new = sorted({norm for _, rows in search.refused for norm, _ in rows})
        told = f": {'; '.join(self._statements(new))}" if new else " of another norm"
        return f"{text} without a new violation{told}."

    def _statements(self, norms: Iterable[str]) -> tuple[str, ...]:
        listed = (self._book.norms[norm].statement for norm in norms)
        return tuple(each.rstrip(".") for each in listed)

    def _run(self) -> None:
        """Look for single changes, then for several together."""
        waiting = [each for each in self._searches.values() if each.changes]
        if waiting:
            tried = [list(each.likely()) for each in waiting]
            wanted = self._wanted(waiting, tried)
            for search, enough in zip(waiting, Singles(wanted).enough(), strict=True):
                told: set[int] = set()
                for number in enough:
                    if number not in told and len(search.found) < MOST:
                        told |= _alike((number,), wanted.changes)
                        search.found.append(Remedy((wanted.changes[number],)))
        waiting = list(self._searches.values())
        for _ in range(_MOST_ROUNDS):
            waiting = [e for e in waiting if not _small(e) and self._extended(e)]
            if waiting:
                wanted = self._wanted(waiting, [each.changes for each in waiting])
                together = Together(wanted)
                for number, search in enumerate(waiting):
                    _look(wanted, together, number, search)

    def _wanted(
        self, searches: Sequence[_Search], tried: Sequence[Sequence[Change]]
    ) -> Wanted:
        """Return what is looked for, each change once."""
        numbers: dict[tuple[str, str], int] = {}
        changes: list[Change] = []
        fits: list[list[int]] = []
        for listed in tried:
            fitting: dict[int, None] = {}
            for each in listed:
                number = numbers.setdefault((each.name, each.words), len(changes))
                if number == len(changes):
                    changes.append(each)
                fitting[number] = None
            fits.append(list(fitting))
        return Wanted(
            self._book,
            self._case,
            self._as_of,
            self._parameters,
            self._before,
            self._perhaps,
            [each.row for each in searches],
            changes,
            fits,
        )

    def _extended(self, search: _Search) -> bool:
        """Add what the derivation suggests; after that, what undoes what is new."""
        known = {(each.name, each.words) for each in search.changes}
        if not search.undone:
            search.undone = True
            search.changes += self._candidates.undoing(search.row)
            return bool(search.changes)
        more = list(self._mending(search))
        if all((each.name, each.words) in known for each in more):
            return False
        search.changes, search.found, search.refused = more, [], []
        return True

    def _mending(self, search: _Search) -> Iterator[Change]:
        families: set[str] = set()
        for remedy, new in search.refused:
            family = remedy.changes[0].family or remedy.words
            if family in families or len(families) >= _MOST_MENDED:
                continue
            families.add(family)
            yield from remedy.changes
            case = remedy.apply(self._case)
            solved = self._solved(case)
            candidates = Candidates(self._book, case, self._as_of, solved)
            for row in judged_in(solved.answer):
                if (row.norm, str(row.subject)) in new and row.status in ADVERSE:
                    yield from map(self._of_case, candidates.of(row))

    def _of_case(self, change: Change) -> Change:
        """Return a change of a changed case as one of this case."""
        if change.entry is None or change.name in self._case.entries():
            return change
        return added(change.entry)

    def _solved(self, case: Case) -> Solved:
        return solved_in(*prepared(case, self._book, self._as_of, self._parameters))


def _rows(judged: Iterable[Judged]) -> set[Row]:
    return {(each.norm, str(each.subject)) for each in judged}


def _name(finding: Finding) -> tuple[str, str]:
    return finding.norm, finding.key.split("|")[1]


def _cost(remedy: Remedy) -> tuple[int, int]:
    return len(remedy.changes), sum(each.weight for each in remedy.changes)


def _small(search: _Search) -> bool:
    """Tell whether one change is enough, perhaps: no other can be smaller."""
    told = (*search.found, *search.doubtful)
    return any(len(each.changes) == 1 for each in told)


def _look(wanted: Wanted, together: Together, number: int, search: _Search) -> None:
    """Find the cheapest remedies for a finding."""
    told: set[int] = set()
    for _ in range(_MOST_PROPOSED):
        chosen = together.cheapest(number, sorted(told))
        if chosen is None or search.larger(chosen):
            return
        if len(chosen.numbers) > 1:
            together.forbid(chosen)
        if chosen.new:
            if search.found:
                return
            told |= _alike(chosen.numbers, wanted.changes)
            search.refused.append((_remedy(wanted, chosen), chosen.new))
            if len(search.refused) >= _MOST_MENDED:
                return
            continue
        fails = together.fails(chosen)
        if fails is None:
            told |= _alike(chosen.numbers, wanted.changes)
            search.found.append(_remedy(wanted, chosen))
            if len(search.found) >= MOST:
                return
            continue
        told |= set(chosen.numbers) if len(chosen.numbers) == 1 else set()
        if fails and len(search.doubtful) < MOST:
            perhaps = tuple(sorted({norm for norm, _ in fails}))
            told |= _alike(chosen.numbers, wanted.changes)
            search.doubtful.append(replace(_remedy(wanted, chosen), perhaps=perhaps))


def _remedy(wanted: Wanted, chosen: Chosen) -> Remedy:
    return Remedy(tuple(wanted.changes[number] for number in chosen.numbers))


def _alike(numbers: Sequence[int], changes: Sequence[Change]) -> set[int]:
    """Return, where one change was chosen, it and the same on another day."""
    if len(numbers) > 1:
        return set()
    family = changes[numbers[0]].family
    alike = {n for n, each in enumerate(changes) if family and each.family == family}
    return alike | set(numbers)
