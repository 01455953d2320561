"""Remedy: the smallest change of the history under which a finding disappears.

In:  a case, a finding and its row.
Out: up to three alternatives, each of a few `Change`s, the smallest first.

clingo chooses among the candidates: the finding must be gone and no new
violation may appear, at the least cost. What it finds is judged again like any
case before it is told, because with unknown facts it looks at one world only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checker.case import Case
from checker.check import facts_in, prepared
from checker.details import key_of
from checker.explain.candidates import Candidates
from checker.explain.changes import Change
from checker.facts import Facts, present_in
from checker.findings import ADVERSE, Finding
from checker.rulebook import Rulebook
from checker.slices import slice_for
from checker.solve import Grounded
from checker.statuses import Judged, judged_in
from checker.trace import traced

#: Alternatives told, changes in one of them, candidates judged for one finding.
MOST, _MOST_CHANGES, _MOST_JUDGED = 3, 3, 14
_CONFLICTS = 20_000
#: Cost of one change, so that its number counts before its kind.
_EACH = 20

_GONE = """
bad(N,S) :- status(N,1,S,violated).
bad(N,S) :- status(N,1,S,met_late).
bad(N,S) :- act_status(N,1,S,breached).
:- bad(N,S), not was(N,S).
{{ do(C) : candidate(C) }}.
:- #count {{ C : do(C) }} > {most}.
#minimize {{ W,C : do(C), weight(C,W) }}.
:- bad({norm},{subject}).
"""


@dataclass(frozen=True, slots=True)
class Remedy:
    """Changes that together would have complied."""

    changes: tuple[Change, ...]

    @property
    def words(self) -> str:
        """The changes as one sentence."""
        text = ", and ".join(each.words for each in self.changes)
        return text[:1].upper() + text[1:] + "."


class Remedies:
    """Finds what would have complied, for the findings of one case."""

    def __init__(
        self,
        book: Rulebook,
        case: Case,
        as_of: date,
        parameters: Mapping[str, int] | None = None,
    ) -> None:
        self._book = book
        self._case = case
        self._as_of = as_of
        self._parameters = parameters or {}
        part, facts = prepared(case, book, as_of, self._parameters)
        ground = Grounded(traced(part), [facts])
        [answer] = ground.answers()
        self._judged = judged_in(answer)
        self._candidates = Candidates(book, case, as_of, ground)
        #: Adverse already, or perhaps: not new if it stays so.
        self._before = {
            (each.norm, str(each.subject))
            for each in self._judged
            if set(each.possible) & set(ADVERSE) or each.status in ADVERSE
        }

    def of(self, finding: Finding) -> tuple[Remedy, ...]:
        """Return up to three alternatives for an adverse finding."""
        row = next((e for e in self._judged if _is(e, finding)), None)
        if row is None or finding.status not in ADVERSE:
            return ()
        candidates = self._candidates.of(row, finding)
        if not candidates:
            return ()
        return tuple(self._search(row, candidates))

    def _search(self, row: Judged, candidates: Sequence[Change]) -> list[Remedy]:
        ground = self._program(row, candidates)
        found: list[Remedy] = []
        for number in range(_MOST_JUDGED):
            chosen = ground.cheapest("do", _CONFLICTS)
            if not chosen:
                break
            numbers = [each.arguments[0].number for each in chosen]
            changes = [candidates[each] for each in numbers]
            told = self._complies(row, changes)
            if told:
                found.append(Remedy(tuple(changes)))
            if len(found) == MOST:
                break
            ground.require(f"seen_{number}", _others(numbers, candidates, told))
        return found

    def _program(self, row: Judged, candidates: Sequence[Change]) -> Grounded:
        """Return the program in which facts hang on the changes chosen."""
        cases = [change.apply(self._case) for change in candidates]
        present = frozenset().union(
            *(present_in(each, self._as_of) for each in (self._case, *cases))
        )
        part = slice_for(self._book, present)

        def facts(case: Case) -> Facts:
            return facts_in(case, self._book, self._as_of, part, self._parameters)

        given = facts(self._case)
        base, rules = given.lines, set(given.rules)
        removed: dict[str, list[int]] = {line: [] for line in base}
        extra: list[str] = []
        for number, (change, case) in enumerate(zip(candidates, cases, strict=True)):
            own = re.compile(rf'\(1,"{re.escape(change.name)}["\.]')
            before = {line for line in base if own.search(line)}
            changed = facts(case)
            rules |= changed.rules
            after = {line for line in changed.lines if own.search(line)}
            for line in before - after:
                removed[line].append(number)
            extra += [_under(line, f"do({number})") for line in sorted(after - before)]
            extra.append(f"candidate({number}). weight({number},{_cost(change)}).")
        for line, changes in removed.items():
            condition = ", ".join(f"not do({number})" for number in changes)
            extra.append(_under(line, condition) if changes else line)
        extra += [f"was({norm},{subject})." for norm, subject in sorted(self._before)]
        goal = _GONE.format(norm=row.norm, subject=row.subject, most=_MOST_CHANGES)
        alone = _alone(candidates)
        return Grounded(part, [], "\n".join([*extra, *sorted(rules), goal, *alone]))

    def _complies(self, row: Judged, changes: Iterable[Change]) -> bool:
        """Judge the changed case: the finding is gone, and nothing new is wrong."""
        case = self._case
        for change in changes:
            case = change.apply(case)
        part, facts = prepared(case, self._book, self._as_of, self._parameters)
        [answer] = Grounded(part, [facts]).answers()
        for each in judged_in(answer):
            if (each.norm, each.subject) == (row.norm, row.subject):
                if each.status in (*ADVERSE, "undetermined"):
                    return False
            elif (each.norm, str(each.subject)) not in self._before and (
                each.status in ADVERSE
            ):
                return False
        return True


def _is(row: Judged, finding: Finding) -> bool:
    key = finding.key.split("|")[1]
    return row.norm == finding.norm and key_of(row.subject) == key


def _others(numbers: Sequence[int], candidates: Sequence[Change], told: bool) -> str:
    """Return constraints that leave out changes seen before.

    Where one change was told, so is the same on another day.
    """
    if told and len(numbers) == 1:
        family = candidates[numbers[0]].family
        alike = [n for n, each in enumerate(candidates) if each.family == family]
        return "\n".join(f":- do({n})." for n in (alike if family else numbers))
    return f":- {', '.join(f'do({number})' for number in numbers)}."


def _cost(change: Change) -> int:
    return _EACH + change.weight


def _under(line: str, condition: str) -> str:
    """Return a fact, rule or choice that holds under a condition only."""
    text = line.rstrip().removesuffix(".")
    return f"{text}{', ' if ' :- ' in text else ' :- '}{condition}."


def _alone(candidates: Sequence[Change]) -> list[str]:
    """Return constraints: an entry is changed in one way at most."""
    by_name: dict[str, list[int]] = {}
    for number, change in enumerate(candidates):
        by_name.setdefault(change.name, []).append(number)
    return [
        f":- {{ {'; '.join(f'do({n})' for n in numbers)} }} > 1."
        for numbers in by_name.values()
        if len(numbers) > 1
    ]
