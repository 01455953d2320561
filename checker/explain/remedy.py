"""Remedy: the smallest change of the history under which a finding disappears.

In:  a case, a finding and its row.
Out: up to three alternatives, each of a few `Change`s, the smallest first.

clingo chooses among the candidates of all findings in one program: the finding
must be gone and no new violation may appear, at the least cost. What it finds is
judged again in every world before it is told. Where each change brings about
something new, the next round has the changes too that would undo it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from checker.case import Case
from checker.check import Solved, prepared, solved_in
from checker.details import key_of
from checker.explain.candidates import Candidates
from checker.explain.changes import Change, added
from checker.explain.program import (
    MOST_CHANGES,
    Choosing,
    Chosen,
    Row,
    Wanted,
    complying,
)
from checker.findings import ADVERSE, Finding
from checker.rulebook import Rulebook
from checker.statuses import Judged, judged_in

#: Alternatives told, and how often others are proposed for those that fail.
MOST, _MOST_JUDGED = 3, 5
#: Changes that are tried with others which undo what they bring about, and how
#: often what these bring about is undone in turn.
_MOST_MENDED, _MOST_ROUNDS = 2, 4


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together would have complied."""

    changes: tuple[Change, ...]

    @property
    def words(self) -> str:
        """The changes as one sentence."""
        text = ", and ".join(each.words for each in self.changes)
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
        told: Numbers of changes that are told, or the same as one told.
        ended: There is nothing more to propose.
        undone: What its derivation suggests is among the changes.
    """

    row: Judged
    changes: list[Change]
    found: list[Remedy] = field(default_factory=list)
    refused: list[tuple[Remedy, frozenset[Row]]] = field(default_factory=list)
    told: set[int] = field(default_factory=set)
    ended: bool = False
    undone: bool = False

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
        self._before = {
            (each.norm, str(each.subject))
            for each in judged
            if set(each.possible) & set(ADVERSE) or each.status in ADVERSE
        }
        wanted = {_name(each) for each in findings if each.status in ADVERSE}
        self._candidates = Candidates(book, case, as_of, solved)
        self._searches = {
            (row.norm, key_of(row.subject)): _Search(row, self._candidates.of(row))
            for row in judged
            if (row.norm, key_of(row.subject)) in wanted and row.status in ADVERSE
        }
        self._run()

    def of(self, finding: Finding) -> tuple[Remedy, ...]:
        """Return up to three alternatives for an adverse finding."""
        search = self._searches.get(_name(finding))
        found = sorted(search.found, key=_cost) if search else []
        return tuple(e for e in found if len(e.changes) == len(found[0].changes))

    def bounds(self, finding: Finding) -> str:
        """Return, where nothing was found, how far the search went."""
        search = self._searches.get(_name(finding))
        if search is None or search.found:
            return ""
        if not search.changes:
            return "Nothing that it rests on could have been otherwise."
        text = (
            f"None of {len(search.changes)} changes that its rules and its derivation "
            f"suggest, nor up to {MOST_CHANGES} of them together, does away with it"
        )
        new = sorted({norm for _, rows in search.refused for norm, _ in rows})
        return f"{text} without a new violation of {', '.join(new) or 'another norm'}."

    def _run(self) -> None:
        waiting = list(self._searches.values())
        for _ in range(_MOST_ROUNDS):
            able = [each for each in waiting if each.changes]
            if able:
                wanted = self._wanted(able)
                _look(wanted, Choosing(wanted), able)
            waiting = [e for e in waiting if not _small(e) and self._extended(e)]

    def _wanted(self, searches: Sequence[_Search]) -> Wanted:
        """Return what is looked for, each change once."""
        numbers: dict[tuple[str, str], int] = {}
        changes: list[Change] = []
        fits: list[list[int]] = []
        for search in searches:
            fitting: dict[int, None] = {}
            for each in search.changes:
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
            [each.row for each in searches],
            changes,
            fits,
        )

    def _extended(self, search: _Search) -> bool:
        """Add what the derivation suggests; after that, what undoes what is new."""
        known = {(each.name, each.words) for each in search.changes}
        more: list[Change] = []
        if not search.undone:
            search.undone = True
            more = [*search.changes, *self._candidates.undoing(search.row)]
        if len(more) <= len(known):
            more = list(self._mending(search))
        if all((each.name, each.words) in known for each in more):
            return False
        search.changes = more
        search.found, search.refused, search.told = [], [], set()
        search.ended = False
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


def _name(finding: Finding) -> tuple[str, str]:
    return finding.norm, finding.key.split("|")[1]


def _cost(remedy: Remedy) -> tuple[int, int]:
    return len(remedy.changes), sum(each.weight for each in remedy.changes)


def _small(search: _Search) -> bool:
    """Tell whether one change is enough: no other can be smaller."""
    return any(len(each.changes) == 1 for each in search.found)


def _look(wanted: Wanted, choosing: Choosing, searches: Sequence[_Search]) -> None:
    """Find the cheapest remedies for findings; all are judged together."""
    for _ in range(_MOST_JUDGED):
        proposed = [
            chosen
            for number, search in enumerate(searches)
            for chosen in _proposed(wanted, choosing, number, search)
        ]
        if not proposed:
            return
        comply = complying(wanted, proposed)
        for chosen, complies in zip(proposed, comply, strict=True):
            search = searches[chosen.finding]
            if complies:
                search.found.append(_remedy(wanted, chosen))
                search.told |= _alike(chosen.numbers, wanted.changes)
            elif len(chosen.numbers) == 1:
                search.told |= set(chosen.numbers)


def _proposed(
    wanted: Wanted, choosing: Choosing, number: int, search: _Search
) -> Iterator[Chosen]:
    """Yield the next best changes for a finding, as many as can still be told."""
    told = set(search.told)
    proposed = 0
    while not search.ended and proposed < MOST - len(search.found):
        chosen = choosing.cheapest(number, sorted(told))
        if chosen is None or chosen.new or search.larger(chosen):
            if proposed:  # what is like a proposal was left out, for the moment
                return
            search.ended = chosen is None or bool(search.found)
        if chosen is None or search.ended:
            return
        if len(chosen.numbers) > 1:
            choosing.forbid(chosen)
        told |= _alike(chosen.numbers, wanted.changes)
        if chosen.new:
            search.refused.append((_remedy(wanted, chosen), chosen.new))
            search.told = set(told)
            search.ended = len(search.refused) >= _MOST_MENDED
        else:
            proposed += 1
            yield chosen


def _remedy(wanted: Wanted, chosen: Chosen) -> Remedy:
    return Remedy(tuple(wanted.changes[number] for number in chosen.numbers))


def _alike(numbers: Sequence[int], changes: Sequence[Change]) -> set[int]:
    """Return, where one change was chosen, it and the same on another day."""
    if len(numbers) > 1:
        return set()
    family = changes[numbers[0]].family
    alike = {n for n, each in enumerate(changes) if family and each.family == family}
    return alike | set(numbers)
