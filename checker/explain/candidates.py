"""Candidates: changes of a history that may do away with a finding.

In:  the row of a finding, the case, its ground program.
Out: `Change`s taken from the norm's own rules: acts that would perform the
     duty, days on which it would have been in time, acts that would not have
     been forbidden, conditions of exceptions. Whether they help is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from clingo import Function, Number, Symbol, parse_term

from checker.case import Case, Entry
from checker.check import Solved
from checker.details import bound, split
from checker.explain.adding import Adding, joined_value
from checker.explain.asking import Asking
from checker.explain.changes import (
    Change,
    corrected,
    days_before,
    left_out,
    moved,
    value_of,
)
from checker.explain.corrections import (
    amounts,
    as_one_act,
    field_in,
    other_values,
    row_values,
)
from checker.explain.joining import Joining, constant_of
from checker.explain.tables import missing_rows
from checker.explain.undoing import Undoing
from checker.rulebook import Rulebook
from checker.rules import NAMED, Literal
from checker.statuses import Judged
from checker.wanted import Flat, every_wanted, wanting_of
from checker.words import plain

#: Bindings found and tried for one rule, and candidates for one finding.
MOST = 40
#: Other values of one field that are tried.
_MOST_VALUES = 8
_FIELDS = ("said", "about")
_ANY = "_"


class Candidates:
    """Finds the changes that the rules of a norm suggest."""

    def __init__(self, book: Rulebook, case: Case, as_of: date, solved: Solved) -> None:
        self._book = book
        self._case = case
        self._as_of = as_of
        self._asking = Asking(solved.ground)
        self._joining = Joining(solved.ground)
        self._wanting = wanting_of(book)
        self._entries = case.entries()
        self._adding = Adding(book, case, self._asking, self._joining)
        self._undoing = Undoing(
            book, case, as_of, solved.derivations, self._adding, self._joining
        )

    def of(self, each: Judged) -> list[Change]:
        """Return the candidates for one finding, the likeliest first."""
        return _distinct(self._act(each) if each.of_act else self._duty(each))

    def undoing(self, each: Judged) -> list[Change]:
        """Return changes of what the derivation of one finding rests on."""
        return _distinct(self._undoing.changes(each, list(self._days(each))))

    # -- obligations ------------------------------------------------------

    def _duty(self, each: Judged) -> Iterator[Change]:
        days = list(self._days(each))
        about = self._entries.get(plain(each.subject))
        kind = about.kind if about and about.day else ""
        yield from self._moves(each, days)
        for flat in self._wanting.flat(each.norm, "performance", subject=kind):
            for one in dict.fromkeys((flat, as_one_act(flat, flat.head[3]))):
                for want in every_wanted(one):
                    if want.entry == one.head[3]:
                        yield from self._adding.acts(
                            want, one.head[2], each.subject, days
                        )
        subject, part = split(each.subject)
        if part:
            yield from self._parts(each.norm, subject, part)
        for row in self._rows("lapse", each):
            entry = self._entries.get(plain(row[0]))
            if entry is not None and entry.day is not None:
                yield left_out(entry)
        for flat in self._wanting.flat(each.norm, "excuse", subject=kind):
            yield from self._conditions(flat, flat.head[2], each.subject, days)
        for flat in self._wanting.flat(each.norm, "trigger", subject=kind):
            yield from self._avoided(flat, flat.head[2], each.subject, days)

    def _days(self, each: Judged) -> Iterator[date]:
        """Yield the last day, that of what shut it, that on which it arose."""
        found = sorted(
            row[-1].number
            for name in ("last", "shut", "arises")
            for row in self._about(name, each)
        )
        days = [bound(day) or self._as_of for day in found] or [self._as_of]
        days += [days_before(day, 1) for day in days]
        yield from dict.fromkeys(day for day in days if day <= self._as_of)

    def _moves(self, each: Judged, days: Sequence[date]) -> Iterator[Change]:
        for doer, _ in self._rows("performance", each):
            entry = self._entries.get(plain(split(doer)[0]))
            if entry is None or not isinstance(entry.day, date):
                continue
            yield from (moved(entry, day) for day in days if day != entry.day)

    def _parts(self, norm: str, record: Symbol, part: str) -> Iterator[Change]:
        """Yield what the record would have to say for one part."""
        entry = self._entries.get(plain(record))
        if entry is None:
            return
        kind = self._book.vocabulary.acts.get(entry.kind)
        yield from amounts(self._asking, entry)
        if kind is not None:
            yield from missing_rows(
                self._asking, self._wanting, entry, kind, self._book.norms[norm], part
            )
        for flat in self._wanting.flat(norm, "lacks", part=part):
            given = {flat.head[2]: str(record)}
            if flat.head[3][:1].isupper():
                given[flat.head[3]] = part
            if kind is not None and flat.head[3] in (part, *given):
                yield from row_values(self._asking, entry, kind, flat, given)
            if flat.head[3] not in (part, _ANY) and not flat.head[3][:1].isupper():
                continue
            for lit in flat.body:
                if lit.name in _FIELDS and lit.args[1] == flat.head[2]:
                    yield from self._filled(entry, lit, part)
                elif lit.sign == "not " and lit.name not in NAMED:
                    yield from self._shown(flat, lit, record, part)

    def _filled(self, entry: Entry, lit: Literal, part: str) -> Iterator[Change]:
        kind = self._book.vocabulary.acts.get(entry.kind)
        name = part if lit.args[2][:1].isupper() else lit.args[2]
        field = kind.field(name) if kind else None
        if field is None:
            return
        if lit.sign:
            value = constant_of(lit.args[3])
            if value is None and field.type == "boolean":
                value = parse_term("true")
            new = value_of(field, value) if value is not None else None
            if new is not None:
                yield corrected(entry, {name: joined_value(entry, name, new)})
            return
        use = self._book.usage.of(entry.kind, name)
        for text in sorted(use.constants)[:_MOST_VALUES] if use else ():
            new = value_of(field, parse_term(text))
            if new is not None and new != entry.fields.get(name):
                yield corrected(entry, {name: new})

    def _shown(
        self, flat: Flat, lit: Literal, record: Symbol, part: str
    ) -> Iterator[Change]:
        entry = self._entries[plain(record)]
        days = [entry.day] if isinstance(entry.day, date) else [self._as_of]
        given = {flat.head[2]: str(record), flat.head[3]: part}
        for shown in self._wanting.showing(lit):
            for want in every_wanted(shown):
                rest = [e for e in flat.body if e is not lit]
                yield from self._adding.acts(want, "", None, days, rest, given)

    # -- prohibitions -----------------------------------------------------

    def _act(self, each: Judged) -> Iterator[Change]:
        entry = self._entries.get(plain(each.subject))
        if entry is None or not isinstance(entry.day, date):
            return
        yield left_out(entry, weight=0)
        day = entry.day
        caught = f"caught({each.norm},1,Subject,{each.subject},Day)"
        spell = "spell_begins(1,Spell,From); spell_ends(1,Spell,Until)"
        rows = [
            row
            for bound in (
                f"forbidden({each.norm},1,Subject,From,Until)",
                f"forbidden_during({each.norm},1,Subject,Spell); {spell}",
            )
            for row in self._adding.ask(["From", "Until"], f"{bound}; {caught}")
        ]
        for start, end in rows:
            first, last = bound(start.number), bound(end.number)
            if first and first <= day:
                yield moved(entry, days_before(first, 1), weight=2)
            if last and day < last <= self._as_of:
                yield moved(entry, last, weight=2)
        days = [day, days_before(day, 1)]
        for flat in self._wanting.flat(each.norm, "allowed"):
            yield from self._conditions(flat, flat.head[2], each.subject, days)
        for flat in self._wanting.flat(each.norm, "caught"):
            yield from self._otherwise(flat, entry)

    def _otherwise(self, flat: Flat, entry: Entry) -> Iterator[Change]:
        """Yield the act with another value where the rule fixes one."""
        for lit in flat.body:
            if lit.name != "said" or lit.sign or lit.args[1] != flat.head[3]:
                continue
            field = field_in(self._book.vocabulary, entry, lit.args[2])
            if field and constant_of(lit.args[3]):
                yield from other_values(entry, field)

    def _avoided(
        self, flat: Flat, variable: str, subject: Symbol, days: Sequence[date]
    ) -> Iterator[Change]:
        """Yield acts that would have shown what a rule finds absent."""
        for lit in flat.body:
            if lit.sign == "not " and lit.name and lit.name not in NAMED:
                rest = [each for each in flat.body if each is not lit]
                for shown in self._wanting.showing(lit):
                    for want in every_wanted(shown):
                        yield from self._adding.acts(
                            want, variable, subject, days, rest
                        )

    # -- what a rule asks for ---------------------------------------------

    def _conditions(
        self, flat: Flat, variable: str, subject: Symbol, days: Sequence[date]
    ) -> Iterator[Change]:
        """Yield acts and facts that would make an exception hold."""
        for want in every_wanted(flat):
            if want.entry != variable:
                yield from self._adding.acts(want, variable, subject, days)
        for lit in flat.body:
            if lit.sign or lit.name not in (*_FIELDS, "fact", "holds"):
                continue
            value = constant_of(lit.args[3])
            if value is None:
                continue
            for owner in self._owners(flat, lit, variable, subject):
                entry = self._entries.get(owner)
                field = field_in(self._book.vocabulary, entry, lit.args[2])
                if entry is None or field is None:
                    continue
                new = value_of(field, value)
                if new is not None and entry.fields.get(field.name) != new:
                    whole = joined_value(entry, field.name, new)
                    yield corrected(entry, {field.name: whole})

    def _owners(
        self, flat: Flat, lit: Literal, variable: str, subject: Symbol
    ) -> Iterator[str]:
        rest = [each for each in flat.body if each is not lit and not each.sign]
        rows = self._adding.bindings(rest, [lit.args[1]], variable, subject, {}, ())
        for row in rows:
            yield plain(row[0])

    def _rows(self, head: str, each: Judged) -> list[Sequence[Symbol]]:
        return self._about(head, each) if self._wanting.has(each.norm, head) else []

    def _about(self, name: str, each: Judged) -> list[Sequence[Symbol]]:
        """Return the rest of what the kernel says of one finding."""
        return self._joining.having(name, Function(each.norm), Number(1), each.subject)


def _distinct(changes: Iterable[Change]) -> list[Change]:
    found: dict[str, Change] = {}
    for change in changes:
        found.setdefault(change.words, change)
        if len(found) >= MOST:
            break
    return list(found.values())
