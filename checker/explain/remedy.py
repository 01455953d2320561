"""Remedy: the smallest change of the history under which a finding disappears.

In:  a case, a finding and its row.
Out: up to three alternatives, each of a few `Change`s, the smallest first.

clingo chooses among the candidates: the finding must be gone and no new
violation may appear, at the least cost. What it finds is judged again like any
case before it is told, because with unknown facts it looks at one world only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from clingo import Function, Number, Symbol

from checker.case import Case
from checker.check import facts_in, prepared
from checker.details import key_of
from checker.explain.candidates import Candidates
from checker.explain.changes import Change, added
from checker.explain.rejudged import complying
from checker.facts import facts_of, present_in
from checker.findings import ADVERSE, Finding
from checker.relations import Facts
from checker.rulebook import Rulebook
from checker.slices import Slice, part_for, part_touched, slice_for
from checker.solve import Grounded
from checker.statuses import Judged, judged_in

#: Alternatives told, changes in one of them, candidates judged for one finding.
MOST, _MOST_CHANGES, _MOST_JUDGED = 3, 3, 14
#: Changes that are tried with others which undo what they bring about.
_MOST_MENDED = 2
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
#minimize {{ W@2,C : do(C), weight(C,W); C@1,C : do(C) }}.
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

    def apply(self, case: Case) -> Case:
        """Return the case with the changes."""
        for each in self.changes:
            case = each.apply(case)
        return case


def joined(one: Remedy, other: Remedy) -> Remedy:
    """Return the changes of both; an act that the first adds has both contents."""
    changes = {each.name: each for each in one.changes}
    for each in other.changes:
        before = changes.get(each.name)
        if before and before.kind == "add" and each.entry:
            each = added(each.entry)
        changes[each.name] = each
    return Remedy(tuple(changes.values()))


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
        ground = Grounded(part, [facts])
        [answer] = ground.answers()
        self._judged = judged_in(answer)
        self._entries = case.entries()
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
        found, refused = self._search(row, self._candidates.of(row))
        return tuple(found or self._mended(row, refused))

    def _search(
        self, row: Judged, candidates: Sequence[Change]
    ) -> tuple[list[Remedy], list[Remedy]]:
        """Return what complies, and what would but for something new.

        By the rules of the norm alone first. Only where that finds nothing the
        others are looked at too: a change may need another that keeps them.
        """
        if not candidates:
            return [], []
        whole = self._slice_of(candidates)
        kinds = self._kinds_of(candidates)
        own = part_for(whole, frozenset((row.norm,)))
        found, refused = self._among(row, candidates, own)
        if not found:
            found, _ = self._among(row, candidates, part_touched(whole, kinds))
        return found, refused

    def _mended(self, row: Judged, refused: Iterable[Remedy]) -> Iterator[Remedy]:
        """Yield a change with what does away with all that it brings about."""
        families: set[str] = set()
        for remedy in refused:
            family = remedy.changes[0].family or remedy.words
            if family in families or len(families) >= _MOST_MENDED:
                continue
            families.add(family)
            whole = self._mend(remedy)
            if whole and all(self._comply(row, [whole])):
                yield whole
                return

    def _mend(self, remedy: Remedy) -> Remedy | None:
        """Return a remedy with changes that undo what is new, one after another."""
        for _ in range(_MOST_CHANGES):
            case = remedy.apply(self._case)
            after = Remedies(self._book, case, self._as_of, self._parameters)
            new = [
                e for e in after.adverse if (e.norm, str(e.subject)) not in self._before
            ]
            if not new:
                return remedy
            found, _ = after._search(new[0], after._candidates.of(new[0]))
            if not found:
                return None
            remedy = joined(remedy, found[0])
        return None

    @property
    def adverse(self) -> list[Judged]:
        """The rows of what is adverse for certain."""
        return [each for each in self._judged if each.status in ADVERSE]

    def _among(
        self, row: Judged, candidates: Sequence[Change], part: Slice
    ) -> tuple[list[Remedy], list[Remedy]]:
        ground = self._program(part, row, candidates)
        found: list[Remedy] = []
        refused: list[Remedy] = []
        told: set[int] = set()
        judged = 0
        while judged < _MOST_JUDGED and len(found) < MOST:
            batch: list[list[int]] = []
            alike = set(told)
            while len(batch) < MOST - len(found):
                without = [_do(number) for number in sorted(alike)]
                chosen = ground.cheapest("do", _CONFLICTS, without)
                if not chosen:
                    break
                ground.forbid(chosen)
                batch.append([each.arguments[0].number for each in chosen])
                alike |= _alike(batch[-1], candidates)
            if not batch:
                break
            judged += len(batch)
            remedies = [Remedy(tuple(candidates[n] for n in each)) for each in batch]
            comply = self._comply(row, remedies)
            for numbers, remedy, complies in zip(batch, remedies, comply, strict=True):
                if complies:
                    found.append(remedy)
                    told |= _alike(numbers, candidates)
                else:
                    refused.append(remedy)
        return found, refused

    def _program(
        self, part: Slice, row: Judged, candidates: Sequence[Change]
    ) -> Grounded:
        """Return the program in which facts hang on the changes chosen."""

        def own(case: Case, name: str | None) -> Facts:
            return facts_of(
                case,
                self._as_of,
                1,
                part.usage,
                self._book.vocabulary,
                self._parameters,
                part.reaches,
                only=name,
            )

        given = own(self._case, None)
        base, rules = given.lines, set(given.rules)
        removed: dict[str, list[int]] = {line: [] for line in base}
        extra: list[str] = []
        for number, change in enumerate(candidates):
            changed = own(change.apply(self._case), change.name)
            rules |= changed.rules
            before = {*own(self._case, change.name).lines} & removed.keys()
            after = set(changed.lines)
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

    def _slice_of(self, changes: Iterable[Change]) -> Slice:
        """Return what the case can reach with some changes."""
        present = present_in(self._case, self._as_of)
        return slice_for(self._book, present | self._kinds_of(changes))

    def _kinds_of(self, changes: Iterable[Change]) -> frozenset[str]:
        return frozenset(
            entry.kind
            for each in changes
            for entry in (each.entry, self._entries.get(each.name))
            if entry is not None
        )

    def _comply(self, row: Judged, remedies: Sequence[Remedy]) -> list[bool]:
        """Judge the changed cases, together, by all norms that may be touched."""
        changes = [change for each in remedies for change in each.changes]
        part = part_touched(self._slice_of(changes), self._kinds_of(changes))
        if row.norm not in part.norms:
            return [False] * len(remedies)
        cases = [each.apply(self._case) for each in remedies]
        facts = [
            facts_in(case, self._book, self._as_of, part, self._parameters, number)
            for number, case in enumerate(cases, start=1)
        ]
        ground = Grounded(part, facts)
        return complying(ground, len(cases), row, self._before)


def _is(row: Judged, finding: Finding) -> bool:
    key = finding.key.split("|")[1]
    return row.norm == finding.norm and key_of(row.subject) == key


def _do(number: int) -> Symbol:
    return Function("do", [Number(number)])


def _alike(numbers: Sequence[int], candidates: Sequence[Change]) -> set[int]:
    """Return, where one change was chosen, it and the same on another day."""
    if len(numbers) > 1:
        return set()
    family = candidates[numbers[0]].family
    alike = {n for n, each in enumerate(candidates) if family and each.family == family}
    return alike | set(numbers)


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
