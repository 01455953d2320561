"""Program: a case whose facts hang on the changes that are chosen.

In:  a case, and the changes that may do away with each of some findings.
Out: `Choosing`: the cheapest changes for a finding; `complying`: whether they
     comply however the unknowns are.

One program serves all findings, as grounding costs far more than asking: each
asks under assumptions, so that only its own changes can be chosen. What is new
and adverse is avoided before anything else; then there are as few changes as
can be. Choosing looks at one world, in which each unknown has one value, but at
all norms that the changes may touch; what was chosen is judged in all worlds, by
the rules of the findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date

from clingo import Function, Number, Symbol

from checker.breakpoints import Breakpoints
from checker.case import Case
from checker.choices import OFFERS
from checker.explain.changes import Change
from checker.facts import counted, facts_of, present_in
from checker.findings import ADVERSE
from checker.relations import Facts
from checker.rulebook import Rulebook
from checker.slices import Slice, part_for, part_touched, slice_for
from checker.solve import Grounded
from checker.statuses import Judged

#: Changes in one remedy; the search for one gives up after so many conflicts.
MOST_CHANGES, _CONFLICTS = 3, 20_000
#: Cost of one change, so that its number counts before its kind.
_EACH = 20

_CHOICE = "{{ do(0..{last}) }} {most}."
_GOAL = """
bad(N,S) :- status(N,1,S,violated).
bad(N,S) :- status(N,1,S,met_late).
bad(N,S) :- act_status(N,1,S,breached).
new(N,S) :- bad(N,S), not was(N,S).
1 { asked(F) : finding(F,_,_) } 1.
:- asked(F), do(C), not fits(F,C,_).
:- asked(F), finding(F,N,S), bad(N,S).
:- name(N), 2 { do(C) : changes(C,N) }.
cost(C,W*1000+P) :- do(C), weight(C,W), asked(F), fits(F,C,P).
#minimize { 1@2,N,S : new(N,S) ; W@1,C : cost(C,W) }.
"""

#: Norm and subject of what is adverse, or perhaps.
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Findings of a case, and the changes that may do away with them.

    Attributes:
        before: What is adverse already, or perhaps: not new if it stays so.
        fits: For each row the changes that it may take, by number.
    """

    book: Rulebook
    case: Case
    as_of: date
    parameters: Mapping[str, int]
    before: AbstractSet[Row]
    rows: Sequence[Judged]
    changes: Sequence[Change]
    fits: Sequence[Sequence[int]]

    def slice(self) -> Slice:
        """Return the rules that the case and the changes can reach."""
        kinds = self.kinds()
        return slice_for(self.book, present_in(self.case, self.as_of) | kinds)

    def kinds(self) -> frozenset[str]:
        """Return the acts and kinds of entities that are changed."""
        entries = self.case.entries()
        return frozenset(
            entry.kind
            for each in self.changes
            for entry in (each.entry, entries.get(each.name))
            if entry is not None
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """Changes that do away with a finding, in one world.

    Attributes:
        numbers: The changes.
        new: What is adverse with them that was not.
        status: What the finding then comes to, None where it does not apply.
    """

    finding: int
    numbers: tuple[int, ...]
    new: frozenset[Row]
    status: str | None


class Choosing:
    """Chooses among the changes of one case."""

    def __init__(self, wanted: Wanted) -> None:
        """Ground all that the changes may touch."""
        self._fits = wanted.fits
        whole = wanted.slice()
        touched = part_touched(whole, wanted.kinds())
        part = part_for(whole, touched.norms | {row.norm for row in wanted.rows})
        self._ground = _ground(wanted, part, [*_card(wanted), _GOAL], fixed=True)
        self._do = [_literal(self._ground, "do", n) for n in range(len(wanted.changes))]
        self._asked = [
            _literal(self._ground, "asked", n) for n in range(len(wanted.rows))
        ]
        self._new = [
            (self._ground.literals(each) or 0, (str(norm), str(subject)))
            for each in self._ground.atoms("new", 2)
            for norm, subject in [each.arguments]
        ]
        self._own = _statuses(self._ground, wanted.rows)

    def cheapest(self, finding: int, without: Iterable[int]) -> Chosen | None:
        """Return the best changes for a finding, without some of them."""
        fitting = self._fits[finding]
        new = [literal for literal, _ in self._new]
        assumed = [self._asked[finding], *(-self._do[each] for each in without)]
        own = self._own[finding]
        watched = [*(self._do[number] for number in fitting), *new, *own.values()]
        true = self._ground.cheapest(assumed, watched, _CONFLICTS)
        if true is None:
            return None
        return Chosen(
            finding,
            tuple(number for number in fitting if self._do[number] in true),
            frozenset(row for literal, row in self._new if literal in true),
            next((status for status, literal in own.items() if literal in true), None),
        )

    def forbid(self, chosen: Chosen) -> None:
        """Choose these changes for the finding no more, nor these with others."""
        atoms = [_atom("do", number) for number in chosen.numbers]
        self._ground.forbid([_atom("asked", chosen.finding), *atoms])


def complying(wanted: Wanted, proposed: Sequence[Chosen]) -> list[bool]:
    """Judge again: tell whether with these changes findings are gone for certain.

    However the unknowns are, each comes to the one status that is not adverse,
    or to none.
    """
    used = sorted({number for each in proposed for number in each.numbers})
    own = replace(wanted, changes=[wanted.changes[number] for number in used])
    norms = {wanted.rows[each.finding].norm for each in proposed}
    ground = _ground(own, part_for(own.slice(), frozenset(norms)), (), fixed=False)
    do = {n: _literal(ground, "do", place) for place, n in enumerate(used)}
    statuses_of = _statuses(ground, wanted.rows)

    def complies(each: Chosen) -> bool:
        statuses = statuses_of[each.finding]
        assumed = [(1 if n in each.numbers else -1) * do[n] for n in used]
        if each.status is None:
            against = list(statuses.values())
        elif each.status in (*ADVERSE, "undetermined") or each.status not in statuses:
            return False
        else:
            against = [-statuses[each.status]]
        return all(ground.world([*assumed, one], (), ()) is None for one in against)

    return [complies(each) for each in proposed]


def _statuses(ground: Grounded, rows: Iterable[Judged]) -> list[dict[str, int]]:
    """Return for each row what it may come to, with literals."""
    found: dict[tuple[str, Symbol], dict[str, int]] = {}
    for name in ("status", "act_status"):
        for each in ground.atoms(name, 4):
            norm, _, subject, status = each.arguments
            literal = ground.literals(each) or 0
            found.setdefault((norm.name, subject), {})[str(status)] = literal
    return [found.get((row.norm, row.subject), {}) for row in rows]


def _card(wanted: Wanted) -> Iterator[str]:
    """Yield what the goal is about."""
    yield from (f"was({norm},{subject})." for norm, subject in sorted(wanted.before))
    for number, (row, fits) in enumerate(zip(wanted.rows, wanted.fits, strict=True)):
        yield f"finding({number},{row.norm},{row.subject})."
        for place, each in enumerate(fits):
            yield f"fits({number},{each},{place})."
    names = {name: at for at, name in enumerate({e.name for e in wanted.changes})}
    yield from (f"name({at})." for at in names.values())
    for number, change in enumerate(wanted.changes):
        yield f"weight({number},{_EACH + change.weight})."
        yield f"changes({number},{names[change.name]})."


def _ground(
    wanted: Wanted, part: Slice, more: Iterable[str], *, fixed: bool
) -> Grounded:
    """Ground a slice with the facts under the changes that leave them so.

    Args:
        fixed: Each unknown of the case has one value.
    """
    writer = _Writer(wanted, part, fixed)
    given = writer.facts(wanted.case, None)
    base = _lines(given, fixed)
    rules = set(given.rules)
    removed: dict[str, list[int]] = {line: [] for line in base}
    added: dict[str, list[int]] = {}
    before: dict[str, list[str]] = {}
    for number, change in enumerate(wanted.changes):
        name = change.name
        if name not in before:
            before[name] = _lines(writer.facts(wanted.case, name), fixed)
        changed = writer.facts(change.apply(wanted.case), name)
        rules |= changed.rules
        after = _lines(changed, fixed)
        for line in set(before[name]).difference(after):
            removed[line].append(number)
        for line in set(after).difference(before[name]):
            added.setdefault(line, []).append(number)
    lines = [_CHOICE.format(last=len(wanted.changes) - 1, most=MOST_CHANGES), *more]
    for line, numbers in removed.items():
        unless = ", ".join(f"not do({number})" for number in numbers)
        lines.append(f"{line[:-1]} :- {unless}." if numbers else line)
    for line, numbers in added.items():
        lines += [f"{line[:-1]} :- do({number})." for number in numbers]
    return Grounded(part, [], "\n".join([*lines, *sorted(rules)]))


class _Writer:
    """Writes facts with the days that matter to any of the changed cases."""

    def __init__(self, wanted: Wanted, part: Slice, fixed: bool) -> None:
        self._wanted, self._part = wanted, part
        case = wanted.case
        entries = [each.entry for each in wanted.changes if each.entry is not None]
        every = replace(
            case,
            entities=(*case.entities, *(e for e in entries if e.day is None)),
            acts=(*case.acts, *(e for e in entries if e.day is not None)),
        )
        acts = tuple(counted(every, wanted.as_of))
        reaches = () if fixed else part.reaches
        self._days = Breakpoints(every, acts, wanted.as_of, reaches)

    def facts(self, case: Case, only: str | None) -> Facts:
        """Return the facts of a case or of one of its entries."""
        return facts_of(
            case,
            self._wanted.as_of,
            1,
            self._part.usage,
            self._wanted.book.vocabulary,
            self._wanted.parameters,
            only=only,
            days=self._days,
        )


def _lines(facts: Facts, fixed: bool) -> list[str]:
    """Return facts as text, in a fixed world without choices.

    What need not be there is not; else a value that no rule names is taken, and
    for a day that of the audit.
    """
    if not fixed:
        return facts.lines
    chosen: dict[str, bool] = {}
    for each in facts.unknowns:
        last = None if each.absent else each.atoms[-1]
        chosen.update((atom, atom == last) for atom in each.atoms)
    lines = []
    for line in facts.lines:
        atom = line[:-1]
        for offer in OFFERS:
            atom = atom.removeprefix(offer)
        if chosen.get(atom, True):
            lines.append(f"{atom}.")
    return lines


def _literal(ground: Grounded, name: str, number: int) -> int:
    found = ground.literals(_atom(name, number))
    assert found is not None
    return found


def _atom(name: str, number: int) -> Symbol:
    return Function(name, [Number(number)])
