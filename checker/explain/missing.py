"""Missing: the smallest sets of unknown facts that decide what is open.

In:  a case with undetermined findings.
Out: for each, the smallest sets of facts of which some answer settles it, with
     these answers; and the questions of the whole case, the most useful first.

    >>> [each.names for each in found.sets[0].sets]  # doctest: +SKIP
    [('T.kind',)]
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from clingo import Symbol, SymbolType

from checker.answers import whole
from checker.case import Case, Entry
from checker.check import Solved, facts_in, openings, prepared, solved_in
from checker.comparisons import shown
from checker.deciders import kernel_choices, touching
from checker.details import key_of
from checker.explain.questions import question_of
from checker.phrases import humanise
from checker.relations import Unknown
from checker.rulebook import Rulebook
from checker.slices import Slice, part_for
from checker.solve import Grounded
from checker.statuses import judged_in
from checker.trace import derivations_of, traced
from checker.worlds import Choice, Open, Worlds

#: Between the names of facts that are one choice.
_AND = " & "
#: Values tried of one unknown, facts in one set, sets told of one finding.
_MOST_VALUES, _MOST_FACTS, _MOST_SETS = 48, 3, 8
#: Combinations tried for one finding before larger sets are given up.
_MOST_TRIED = 20_000


@dataclass(frozen=True, slots=True)
class Deciding:
    """A set of unknown facts of which some answer settles a finding.

    Attributes:
        names: `id.field` of the facts.
        answers: (answers in words, the status that they lead to).
        always: Every answer settles it.
    """

    names: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    always: bool

    @property
    def words(self) -> str:
        """The facts, and what each answer leads to."""
        told = "; ".join(f"{each}: {humanise(status)}" for each, status in self.answers)
        rest = "" if self.always else "; another answer leaves it open"
        return f"{' and '.join(self.names)} ({told}{rest})"


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """An undetermined finding: its norm, key of its subject, deciding sets.

    Attributes:
        tried: Every set of up to so many facts was tried.
        whole: All that decide among them are told.
    """

    norm: str
    subject: str
    sets: tuple[Deciding, ...]
    tried: int
    whole: bool

    @property
    def bounds(self) -> str:
        """How far the search went, in words."""
        facts = "one fact" if self.tried == 1 else f"up to {self.tried} facts"
        if not self.tried:
            return "Too many answers to try them all; other facts may decide it too."
        text = (
            f"Every set of {facts} was tried, with up to {_MOST_VALUES} values of each"
        )
        if not self.whole:
            return f"{text}; larger sets, or more of them, may decide it too."
        return f"{text}; {'no other so small' if self.sets else 'none'} decides it."


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a person: what is asked, and how much it would settle.

    Attributes:
        settles: Findings that every answer settles, without another fact.
        may_settle: Findings that some answer settles, alone or with others.
    """

    name: str
    words: str
    settles: int
    may_settle: int


@dataclass(frozen=True, slots=True)
class MissingFacts:
    """What is missing in one case."""

    sets: tuple[OpenFinding, ...]
    questions: tuple[Question, ...]

    def of(self, norm: str, subject: str) -> OpenFinding | None:
        """Return what would decide the finding of a norm about a subject."""
        for each in self.sets:
            if (each.norm, each.subject) == (norm, subject):
                return each
        return None


def missing_in(
    book: Rulebook,
    case: Case,
    as_of: date,
    parameters: Mapping[str, int] | None = None,
    *,
    solved: Solved | None = None,
) -> MissingFacts:
    """Return which unknown facts would decide the open findings of a case.

    Args:
        solved: The case as solved, if that was done before.
    """
    given = parameters or {}
    solved = solved or solved_in(*prepared(case, book, as_of, given))
    part, answer = solved.part, solved.answer
    by_norm: dict[str, list[Open]] = {}
    for each in openings(judged_in(answer), answer):
        if each[1]:
            by_norm.setdefault(each[1], []).append(each)
    found: list[OpenFinding] = []
    for norm, asked in by_norm.items():
        own = part_for(part, frozenset((norm,)))
        found += _of_norm(own, case, as_of, given, asked)
    return MissingFacts(tuple(found), tuple(_ranked(found, book, case.entries())))


def _of_norm(
    part: Slice,
    case: Case,
    as_of: date,
    parameters: Mapping[str, int],
    asked: Sequence[Open],
) -> Iterator[OpenFinding]:
    """Yield what would decide the findings of one norm, by its rules alone.

    The search in all rules of the case costs a hundred times as much.
    """
    facts = facts_in(case, part.book, as_of, part, parameters)
    ground = Grounded(traced(part), [facts])
    [answer] = ground.answers()
    derivations = derivations_of(part, *ground.reasons())
    unknowns = _together([*facts.unknowns, *kernel_choices(ground, derivations)])
    possible = [whole(atom) for atom in answer.possible]
    worlds = Worlds(ground, unknowns, asked, possible, _MOST_VALUES)
    for each in asked:
        numbers = touching(part, worlds, each)
        sets, tried, all_told = deciding_sets(worlds, each, numbers)
        norm, subject = each[1], key_of(each[2])
        yield OpenFinding(norm, subject, tuple(sets), tried, all_told)


def _together(unknowns: Iterable[Unknown]) -> list[Unknown]:
    """Return unknowns with the names of the same choice in one."""
    by_atoms: dict[tuple[str, ...], Unknown] = {}
    for each in unknowns:
        known = by_atoms.get(each.atoms)
        name = f"{known.name}{_AND}{each.name}" if known else each.name
        by_atoms[each.atoms] = replace(each, name=name)
    return list(by_atoms.values())


def deciding_sets(
    worlds: Worlds, opening: Open, numbers: Sequence[int]
) -> tuple[list[Deciding], int, bool]:
    """Return the smallest sets of unknowns of which some answer decides.

    Beside them up to which size all sets were tried, and whether all that decide
    of this size, or of any size where none does, are told.
    """
    found: list[Deciding] = []
    tried = 0
    for size in range(1, _MOST_FACTS + 1):
        for chosen in itertools.combinations(numbers, size):
            values = [list(worlds.choices(number)) for number in chosen]
            deciding: list[tuple[tuple[Choice, ...], frozenset[Symbol]]] = []
            open_left = False
            for choices in itertools.product(*values):
                tried += 1
                status = worlds.decides(choices, opening)
                if status is not None:
                    deciding.append((choices, status))
                elif worlds.possible(choices, None):
                    open_left = True
            if deciding:
                every = not open_left and all(map(worlds.all_tried, chosen))
                found.append(_told(worlds, chosen, deciding, every))
            if len(found) >= _MOST_SETS or tried > _MOST_TRIED:
                return found, size - 1, False
        if found:
            return found, size, True
    return found, min(_MOST_FACTS, len(numbers)), len(numbers) <= _MOST_FACTS


def _told(
    worlds: Worlds,
    chosen: Sequence[int],
    deciding: Sequence[tuple[tuple[Choice, ...], frozenset[Symbol]]],
    always: bool,
) -> Deciding:
    names = dict.fromkeys(
        name for n in chosen for name in worlds.unknowns[n].name.split(_AND)
    )
    outcomes = {
        choices: ", ".join(str(each.arguments[-1]) for each in status)
        or "not_applicable"
        for choices, status in deciding
    }
    by_status: dict[str, list[str]] = {}
    for words, outcome in _answers(worlds, chosen, outcomes):
        by_status.setdefault(outcome, []).append(words)
    answers = tuple(
        (_listed(tuple(dict.fromkeys(words))), status)
        for status, words in sorted(by_status.items())
    )
    return Deciding(tuple(names), answers, always)


def _answers(
    worlds: Worlds,
    chosen: Sequence[int],
    outcomes: Mapping[tuple[Choice, ...], str],
) -> Iterator[tuple[str, str]]:
    """Yield answers in words with what each leads to; of days the stretches."""
    tried = list(worlds.choices(chosen[0])) if len(chosen) == 1 else []
    days = {each: day for each in tried if (day := _day(worlds, each)) is not None}
    if len(days) > 2:
        found = [(day, outcomes.get((each,))) for each, day in days.items()]
        yield from spans_of(found, whole=worlds.all_tried(chosen[0]))
    for choices, outcome in outcomes.items():
        if len(days) <= 2 or choices[0] not in days:
            yield " and ".join(_answer(worlds, each) for each in choices), outcome


def _day(worlds: Worlds, choice: Choice) -> int | None:
    symbol = worlds.value(choice)
    value = symbol.arguments[-1] if symbol is not None and symbol.arguments else None
    if value is None or value.type != SymbolType.Number:
        return None
    return value.number if iso_day(value.number) else None


def spans_of(
    days: Iterable[tuple[int, str | None]], *, whole: bool
) -> Iterator[tuple[str, str]]:
    """Yield the stretches of days that lead to the same, in words.

    Args:
        whole: Every day that makes a difference is among them; else what lies
            between two of them is not known.

    >>> days = [(739000, "met"), (739001, "met"), (739002, "violated")]
    >>> list(spans_of(days, whole=True))
    [('on or before 2024-04-25', 'met'), ('on or after 2024-04-26', 'violated')]
    """
    tried = "on" if whole else "on each day tried"
    runs = [list(run) for _, run in groupby(sorted(days), lambda each: each[1])]
    for at, run in enumerate(runs):
        outcome = run[0][1]
        first, last = iso_day(run[0][0]), iso_day(run[-1][0])
        if outcome is None:
            continue
        if len(runs) == 1:
            yield "any day" if whole else "any day tried", outcome
        elif at == 0:
            yield f"{tried}{' or before' if whole else ' up to'} {last}", outcome
        elif at == len(runs) - 1:
            yield f"{tried}{' or after' if whole else ' from'} {first}", outcome
        elif first == last:
            yield f"on {first}", outcome
        else:
            spread = "from" if whole else "on each day tried from"
            yield f"{spread} {first} to {last}", outcome


def iso_day(number: int) -> str:
    """Return a day number as a date, nothing for another number."""
    return date.fromordinal(number).isoformat() if 600_000 < number < 1_000_000 else ""


def _listed(words: Sequence[str]) -> str:
    """Return answers as alternatives; of many the first and the last."""
    if len(words) > 4:
        return f"{words[0]} ... {words[-1]}"
    return " or ".join(words)


def _answer(worlds: Worlds, choice: Choice) -> str:
    unknown = worlds.unknowns[choice[0]]
    symbol = worlds.value(choice)
    if symbol is None:
        yes_no = len(unknown.atoms) == 1
        return "no" if yes_no else "not there"
    if symbol.name in ("settled", "happened_in_time", "did_unrecorded"):
        return "yes"
    if symbol.name == "weighs":
        return " ".join(shown(each) for each in symbol.arguments[1:])
    if symbol.name == "term":
        return humanise(str(symbol.arguments[-1]))
    value = symbol.arguments[2 if symbol.name.startswith("holds__") else -1]
    return {"true": "yes", "false": "no"}.get(str(value), shown(value))


def _ranked(
    found: Sequence[OpenFinding], book: Rulebook, entries: Mapping[str, Entry]
) -> Iterator[Question]:
    """Yield the questions, those that settle most findings first."""
    settles: dict[str, int] = {}
    may: dict[str, int] = {}
    for each in found:
        for name in {name for one in each.sets for name in one.names}:
            may[name] = may.get(name, 0) + 1
        for name in {one.names[0] for one in each.sets if _alone(one)}:
            settles[name] = settles.get(name, 0) + 1
    order = sorted(may, key=lambda name: (-settles.get(name, 0), -may[name], name))
    for name in order:
        words = question_of(name, book, entries)
        yield Question(name, words, settles.get(name, 0), may[name])


def _alone(one: Deciding) -> bool:
    return one.always and len(one.names) == 1
