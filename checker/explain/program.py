"""Program: which changes do away with findings, in every world.

In:  a case, and the changes that may do away with each of some findings.
Out: `Singles`: the changes that by themselves are enough for each finding;
     `Together`: the cheapest changes that together are enough for one.

A finding must be gone however the unknowns are, and in no world may be wrong what
was not wrong in it before. One program serves all findings, as grounding costs far
more than asking; all norms are in it that the changes may touch. What fails in the
usual world (`altered`) fails, so that the others need to be asked about only for
the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from clingo import Function, Number, Symbol

from checker.case import Case
from checker.explain.altered import altered
from checker.explain.changes import Change
from checker.facts import present_in
from checker.rulebook import Rulebook
from checker.slices import part_for, part_touched, slice_for
from checker.solve import Grounded
from checker.statuses import Judged

#: Changes in one remedy; the search for one gives up after so many conflicts.
MOST_CHANGES, _CONFLICTS = 3, 20_000
#: Cost of one change, so that its number counts before its kind.
_EACH = 20

#: What is new is wrong in a world in which it was not: perhaps it was in others.
_GOAL = """
{ usual }.
wrong(C,N,S) :- status(N,C,S,violated).
wrong(C,N,S) :- status(N,C,S,met_late).
wrong(C,N,S) :- act_status(N,C,S,breached).
as_before(N,S) :- perhaps(N,S), wrong(2,N,S).
new(N,S) :- wrong(1,N,S), not was(N,S), not as_before(N,S).
brings :- new(_,_).
stays(F) :- finding(F,N,S), wrong(1,N,S).
stays(F) :- finding(F,N,S), status(N,1,S,undetermined).
stays(F) :- finding(F,N,S), act_status(N,1,S,undetermined).
"""
_ONE = """
1 {{ do(0..{last}) }} 1.
bit(B) :- do(N), B = 0..{bits}, N / 2 ** B \\ 2 = 1.
#project do/1.
"""
_SOME = """
{{ do(0..{last}) }} {most}.
:- asked(F), not usual.
{{ asked(F) : finding(F,_,_) }} 1.
:- asked(F), do(C), not fits(F,C,_).
:- asked(F), stays(F).
:- name(N), 2 {{ do(C) : changes(C,N) }}.
cost(C,W*1000+P) :- do(C), weight(C,W), asked(F), fits(F,C,P).
#minimize {{ 1@2,N,S : asked(F), new(N,S) ; W@1,C : cost(C,W) }}.
"""

#: Norm and subject of what is adverse.
Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Findings of a case, and the changes that may do away with them.

    Attributes:
        before: What is adverse in every world.
        perhaps: What is adverse in some.
        fits: For each row the changes that it may take, by number, the cheapest
            first.
    """

    book: Rulebook
    case: Case
    as_of: date
    parameters: Mapping[str, int]
    before: AbstractSet[Row]
    perhaps: AbstractSet[Row]
    rows: Sequence[Judged]
    changes: Sequence[Change]
    fits: Sequence[Sequence[int]]

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
    """Changes that do away with a finding, in the usual world.

    Attributes:
        numbers: The changes.
        new: What is adverse with them that was not.
    """

    finding: int
    numbers: tuple[int, ...]
    new: frozenset[Row]


class Singles:
    """Tells which changes are enough by themselves."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        last = len(wanted.changes) - 1
        self._ground = _ground(wanted, [_ONE.format(last=last, bits=last.bit_length())])
        self._do = [_literal(self._ground, "do", n) for n in range(last + 1)]
        self._stays = [
            _literal(self._ground, "stays", row) for row in range(len(wanted.rows))
        ]
        self._brings = _literal(self._ground, "brings")

    def enough(self) -> list[list[int]]:
        """Return for each finding the changes that are enough, in their order."""
        left = self._usually()
        brings = self._perhaps(self._brings, {n for each in left for n in each})
        found = []
        for literal, fits in zip(self._stays, left, strict=True):
            fails = brings | self._perhaps(literal, set(fits) - brings)
            found.append([number for number in fits if number not in fails])
        return found

    def _usually(self) -> list[list[int]]:
        """Return the changes that are enough in the usual world."""
        bits = [_literal(self._ground, "bit", each) for each in self._bits()]
        assumed = [_literal(self._ground, "usual")]
        gone: dict[int, frozenset[int]] = {}
        watched = [each for each in (*bits, *self._stays, self._brings) if each]
        for true in self._ground.each_of(assumed, watched):
            number = sum(1 << at for at, literal in enumerate(bits) if literal in true)
            if self._brings not in true:
                gone[number] = true
        return [
            [n for n in fits if n in gone and literal not in gone[n]]
            for literal, fits in zip(self._stays, self._wanted.fits, strict=True)
        ]

    def _bits(self) -> range:
        return range((len(self._wanted.changes) - 1).bit_length())

    def _perhaps(self, literal: int, numbers: AbstractSet[int]) -> set[int]:
        """Return the changes with which something holds in some world."""
        if not literal or not numbers:
            return set()
        do = {self._do[number]: number for number in sorted(numbers)}
        wanted = [frozenset((each,)) for each in do]
        found: set[int] = set()
        for holds in self._ground.covering(wanted, [literal]):
            found.update(number for each, number in do.items() if holds(each))
        return found


class Together:
    """Chooses the cheapest changes that together do away with a finding."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        choice = _SOME.format(last=len(wanted.changes) - 1, most=MOST_CHANGES)
        self._ground = _ground(wanted, [choice, *_costs(wanted)])
        self._do = [_literal(self._ground, "do", n) for n in range(len(wanted.changes))]
        self._new = [
            (self._ground.literals(each) or 0, (str(norm), str(subject)))
            for each in self._ground.atoms("new", 2)
            for norm, subject in [each.arguments]
        ]

    def cheapest(self, finding: int, without: Iterable[int]) -> Chosen | None:
        """Return the best changes for a finding, without some of them."""
        fits = self._wanted.fits[finding]
        asked = _literal(self._ground, "asked", finding)
        assumed = [asked, *(-self._do[each] for each in without)]
        watched = [*(self._do[each] for each in fits), *(each for each, _ in self._new)]
        true = self._ground.cheapest(assumed, watched, _CONFLICTS)
        if true is None:
            return None
        return Chosen(
            finding,
            tuple(number for number in fits if self._do[number] in true),
            frozenset(row for literal, row in self._new if literal in true),
        )

    def fails(self, chosen: Chosen) -> frozenset[Row] | None:
        """Tell whether changes are not enough in some world, None if they are.

        Returns what is adverse there that was not; nothing where the finding stays.
        Of what is still to be looked up it is supposed that nothing is new with it.
        """
        done = [
            literal if number in chosen.numbers else -literal
            for number, literal in enumerate(self._do)
        ]
        if self._world(done, _literal(self._ground, "stays", chosen.finding)):
            return frozenset()
        if any(self._wanted.changes[number].sought for number in chosen.numbers):
            return None
        world = self._world(done, _literal(self._ground, "brings"))
        return frozenset(row for each, row in self._new if each in world) or None

    def _world(self, done: Sequence[int], literal: int) -> frozenset[int]:
        """Return what is true of a literal and of what is new in a world in which
        the literal holds; of no such world, nothing."""
        watched = [literal, *(each for each, _ in self._new)]
        found = self._ground.world([*done, literal], (), watched) if literal else None
        return found or frozenset()

    def forbid(self, chosen: Chosen) -> None:
        """Choose these changes for the finding no more, nor these with others."""
        atoms = [_atom("do", number) for number in chosen.numbers]
        self._ground.forbid([_atom("asked", chosen.finding), *atoms])


def _ground(wanted: Wanted, more: Iterable[str]) -> Grounded:
    """Ground all that the changes may touch."""
    kinds = wanted.kinds()
    whole = slice_for(wanted.book, present_in(wanted.case, wanted.as_of) | kinds)
    touched = part_touched(whole, kinds)
    part = part_for(whole, touched.norms | {row.norm for row in wanted.rows})
    facts = altered(
        wanted.case,
        wanted.as_of,
        wanted.parameters,
        part,
        wanted.changes,
        beside={norm for norm, _ in wanted.perhaps} & part.norms,
    )
    facts.lines += [_GOAL, *_findings(wanted), *more]
    return Grounded(part, [facts])


def _findings(wanted: Wanted) -> Iterator[str]:
    yield from (f"was({norm},{subject})." for norm, subject in sorted(wanted.before))
    yield from (
        f"perhaps({norm},{subject})." for norm, subject in sorted(wanted.perhaps)
    )
    for number, row in enumerate(wanted.rows):
        yield f"finding({number},{row.norm},{row.subject})."


def _costs(wanted: Wanted) -> Iterator[str]:
    for number, fits in enumerate(wanted.fits):
        yield from (f"fits({number},{n},{place})." for place, n in enumerate(fits))
    names = {name: at for at, name in enumerate({e.name for e in wanted.changes})}
    yield from (f"name({at})." for at in names.values())
    for number, change in enumerate(wanted.changes):
        yield f"weight({number},{_EACH + change.weight})."
        yield f"changes({number},{names[change.name]})."


def _literal(ground: Grounded, name: str, *numbers: int) -> int:
    """Return the literal of an atom, 0 if it was never derived."""
    return ground.literals(_atom(name, *numbers)) or 0


def _atom(name: str, *numbers: int) -> Symbol:
    return Function(name, [Number(number) for number in numbers])
