"""Undoing: what a finding rests on, which could have been otherwise.

In:  the rule instances that a finding rests on, followed through every definition
     and every alternative way.
Out: `Change`s: an act that it rests on left out or moved; an act that would have
     shown what it finds absent, with the values that the derivation has there; a
     fact that it rests on with another value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from clingo import Symbol, SymbolType

from checker.case import Case
from checker.details import split
from checker.explain.adding import Adding, joined_value
from checker.explain.changes import (
    Change,
    corrected,
    days_before,
    left_out,
    moved,
    value_of,
)
from checker.explain.corrections import field_in, other_values
from checker.explain.joining import Joining, constant_of
from checker.rulebook import Rulebook
from checker.rules import NAMED, Literal
from checker.statuses import Judged
from checker.trace import Derivations, Instance, Premise
from checker.wanted import every_wanted, wanting_of
from checker.words import plain

#: Premises that are looked at.
_MOST = 400
#: Heads of a norm's rules under which a finding holds, of duties and of acts.
_HEADS = ("trigger", "record", "lacks", "foreclosed", "lapse")
_HEADS_OF_ACT = ("caught", "forbidden")


@dataclass(frozen=True, slots=True)
class Absent:
    """A condition that nothing recorded satisfies, with its values.

    Attributes:
        literal: The condition, its known variables replaced by their values.
        days: Days among its values.
    """

    literal: Literal
    days: tuple[date, ...]


class Undoing:
    """Finds what the derivation of a finding could have had otherwise."""

    def __init__(
        self,
        book: Rulebook,
        case: Case,
        as_of: date,
        derivations: Derivations,
        adding: Adding,
        joining: Joining,
    ) -> None:
        self._book = book
        self._as_of = as_of
        self._derivations = derivations
        self._adding = adding
        self._joining = joining
        self._wanting = wanting_of(book)
        self._entries = case.entries()

    def changes(self, row: Judged, own: Sequence[date]) -> Iterator[Change]:
        """Yield changes for one finding.

        Args:
            own: Days on which something could have been done about it.
        """
        found = list(premises(self._derivations, row))
        for absent in absences(found):
            lit = absent.literal
            known = (d for day in absent.days for d in (day, days_before(day, 1)))
            days = [day for day in known if day <= self._as_of] or own
            if lit.name in NAMED:
                yield from self._recorded_so(lit)
                continue
            for shown in self._wanting.showing_beside(lit, self._joining.holds):
                for want in every_wanted(shown):
                    yield from self._adding.acts(want, "", None, days)
        for premise in found:
            if premise.sign or premise.name not in NAMED:
                continue
            entry = self._entries.get(plain(premise.args[1]))
            if entry is None or entry.implied:
                continue
            if premise.name == "event" and isinstance(entry.day, date):
                yield left_out(entry)
                yield from (moved(entry, day) for day in own if day != entry.day)
            field = field_in(self._book.vocabulary, entry, str(premise.args[2]))
            if field is not None and field.type in ("boolean", "enum"):
                yield from other_values(entry, field)

    def _recorded_so(self, lit: Literal) -> Iterator[Change]:
        """Yield the entry with the value that a rule does not find in it."""
        entry = self._entries.get(lit.args[1].strip('"'))
        field = field_in(self._book.vocabulary, entry, lit.args[2])
        value = constant_of(lit.args[3]) if len(lit.args) > 3 else None
        if entry is None or field is None or value is None:
            return
        new = value_of(field, value)
        if new is not None and entry.fields.get(field.name) != new:
            yield corrected(entry, {field.name: joined_value(entry, field.name, new)})


def premises(derivations: Derivations, row: Judged) -> Iterator[Premise]:
    """Yield what a finding rests on, each once, the nearest first."""
    waiting = [
        premise for each in _roots(derivations, row) for premise in each.premises
    ]
    seen: set[tuple[str, str, tuple[Symbol, ...]]] = set()
    while waiting and len(seen) < _MOST:
        premise = waiting.pop(0)
        key = (premise.sign, premise.name or premise.literal.text, premise.args)
        if key in seen:
            continue
        seen.add(key)
        yield premise
        waiting += [
            below
            for way in derivations.ways(premise)
            for instance in way
            for below in instance.premises
        ]


def _roots(derivations: Derivations, row: Judged) -> Iterator[Instance]:
    subject, part = split(row.subject)
    for head in _HEADS_OF_ACT if row.of_act else _HEADS:
        for each in derivations.about(head, row.norm, row.subject):
            yield each
        for each in derivations.about(head, row.norm, subject) if part else ():
            if head != "lacks" or str(each.head[3]) == part:
                yield each


def absences(found: Iterable[Premise]) -> Iterator[Absent]:
    """Yield what premises find absent."""
    for premise in found:
        if premise.sign == "not " and premise.name:
            lit = premise.literal
            args = tuple(
                text if str(value) == "any" else str(value)
                for text, value in zip(lit.args, premise.args, strict=True)
            )
            days = tuple(
                date.fromordinal(value.number)
                for value in premise.args
                if value.type == SymbolType.Number and value.number > 365
            )
            text = f"not {lit.name}({','.join(args)})"
            variables = tuple(each for each in lit.variables if each in args)
            yield Absent(replace(lit, args=args, text=text, variables=variables), days)
