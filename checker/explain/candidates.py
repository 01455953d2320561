"""Candidates: changes of a history that may do away with a finding.

In:  the row of a finding, the case, its ground program.
Out: `Change`s taken from the norm's own rules: acts that would perform the
     duty, days on which it would have been in time, acts that would not have
     been forbidden, conditions of exceptions. Whether they help is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from clingo import Symbol, parse_term

from checker.case import NONE, UNKNOWN, Case, Entry
from checker.details import bound, split
from checker.explain.asking import Asking
from checker.explain.changes import (
    Change,
    added,
    corrected,
    days_before,
    left_out,
    moved,
    new_act,
    value_of,
)
from checker.explain.corrections import (
    amounts,
    as_one_act,
    other_values,
    row_values,
)
from checker.explain.tables import missing_rows
from checker.rulebook import Rulebook
from checker.rules import NAMED, Literal
from checker.solve import Grounded
from checker.statuses import Judged
from checker.vocabulary import Field, Kind
from checker.wanted import Flat, Wanted, every_wanted, grounded, wanting_of
from checker.words import plain

#: Bindings found and tried for one rule, and candidates for one finding.
_MOST_ROWS, _MOST_BINDINGS, MOST = 200, 6, 60
#: Other values of one field that are tried.
_MOST_VALUES = 8
_FIELDS = ("said", "about")
_ANY = "_"


class Candidates:
    """Finds the changes that the rules of a norm suggest."""

    def __init__(
        self, book: Rulebook, case: Case, as_of: date, ground: Grounded
    ) -> None:
        self._book = book
        self._case = case
        self._as_of = as_of
        self._asking = Asking(ground)
        self._wanting = wanting_of(book)
        self._entries = case.entries()

    def of(self, each: Judged) -> list[Change]:
        """Return the candidates for one finding, the likeliest first."""
        ways = self._act(each) if each.of_act else self._duty(each)
        found: dict[str, Change] = {}
        for change in ways:
            found.setdefault(change.words, change)
            if len(found) >= MOST:
                break
        return list(found.values())

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
                        yield from self._acts(want, one.head[2], each.subject, days)
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
        about = f"{each.norm},1,{each.subject}"
        rows = self._ask(["Day"], f"last({about},Day)")
        rows += self._ask(["Day"], f"shut({about},Entry,Day)")
        rows += self._ask(["Day"], f"arises({about},Day)")
        days = [bound(day.number) or self._as_of for (day,) in rows] or [self._as_of]
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
            value = _constant(lit.args[3])
            if value is None and field.type == "boolean":
                value = parse_term("true")
            new = value_of(field, value) if value is not None else None
            if new is not None:
                yield corrected(entry, {name: _joined(entry, name, new)})
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
                yield from self._acts(want, "", None, days, rest, given)

    # -- prohibitions -----------------------------------------------------

    def _act(self, each: Judged) -> Iterator[Change]:
        entry = self._entries.get(plain(each.subject))
        if entry is None or not isinstance(entry.day, date):
            return
        yield left_out(entry, weight=0)
        day = entry.day
        rows = self._ask(
            ["From", "Until"],
            f"forbidden({each.norm},1,Subject,From,Until); "
            f"caught({each.norm},1,Subject,{each.subject},Day)",
        )
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
            field = self._field(entry, lit.args[2])
            if field and _constant(lit.args[3]):
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
                        yield from self._acts(want, variable, subject, days, rest)

    # -- what a rule asks for ---------------------------------------------

    def _conditions(
        self, flat: Flat, variable: str, subject: Symbol, days: Sequence[date]
    ) -> Iterator[Change]:
        """Yield acts and facts that would make an exception hold."""
        for want in every_wanted(flat):
            if want.entry != variable:
                yield from self._acts(want, variable, subject, days)
        for lit in flat.body:
            if lit.sign or lit.name not in (*_FIELDS, "fact", "holds"):
                continue
            value = _constant(lit.args[3])
            if value is None:
                continue
            for owner in self._owners(flat, lit, variable, subject):
                entry = self._entries.get(owner)
                field = self._field(entry, lit.args[2])
                if entry is None or field is None:
                    continue
                new = value_of(field, value)
                if new is not None and entry.fields.get(field.name) != new:
                    whole = _joined(entry, field.name, new)
                    yield corrected(entry, {field.name: whole})

    def _owners(
        self, flat: Flat, lit: Literal, variable: str, subject: Symbol
    ) -> Iterator[str]:
        rest = [each for each in flat.body if each is not lit and not each.sign]
        rows = self._bindings(rest, [lit.args[1]], variable, subject, {}, ())
        for row in rows:
            yield plain(row[0])

    def _acts(
        self,
        want: Wanted,
        variable: str,
        subject: Symbol | None,
        days: Sequence[date],
        more: Iterable[Literal] = (),
        given: dict[str, str] | None = None,
    ) -> Iterator[Change]:
        """Yield the act added on each day, and acts that it could have been."""
        kind = self._book.vocabulary.acts.get(want.kind)
        if kind is None:
            return
        for fields in self._contents(want, kind, variable, subject, more, given or {}):
            for day in days:
                content = {n: (day if v is None else v) for n, v in fields.items()}
                act = new_act(self._case, self._book.vocabulary, kind, day, content)
                yield added(act, (n for n, v in fields.items() if v is None))
            yield from self._completed(want, fields, days)

    def _completed(
        self, want: Wanted, fields: dict[str, object], days: Sequence[date]
    ) -> Iterator[Change]:
        for act in self._case.acts:
            if act.kind != want.kind or act.implied:
                continue
            if not isinstance(act.day, date) or act.day > max(days):
                continue
            differ = {
                name: _joined(act, name, act.day if value is None else value)
                for name, value in fields.items()
                if not _has(act, name, value)
            }
            if 0 < len(differ) <= 2:
                yield corrected(act, differ)

    def _contents(
        self,
        want: Wanted,
        kind: Kind,
        variable: str,
        subject: Symbol | None,
        more: Iterable[Literal],
        given: dict[str, str],
    ) -> Iterator[dict[str, object]]:
        """Yield the fields of a wanted act; None stands for its own day."""
        names = [v for _, v in want.fields if v[:1].isupper() and v != want.entry]
        rest = [*want.rest, *more]
        skip = (want.entry, want.day)
        rows = self._bindings(rest, names, variable, subject, given, skip)
        for row in rows:
            values = dict(zip(names, row, strict=True))
            fields: dict[str, object] = {}
            for name, term in want.fields:
                field = kind.field(name) or self._book.vocabulary.common.get(name)
                if field is None:
                    break
                symbol = values.get(term) or _constant(term)
                if term == _ANY or str(symbol) == "any" or symbol is None:
                    if field.type == "date":
                        fields[name] = None
                    continue
                value = value_of(field, symbol)
                if value is None:
                    break
                if value == field.default:
                    continue
                before = fields.get(name)
                if isinstance(before, tuple) and isinstance(value, tuple):
                    value = (*before, *value)
                fields[name] = value
            else:
                yield fields

    def _bindings(
        self,
        body: Iterable[Literal],
        names: Sequence[str],
        variable: str,
        subject: Symbol | None,
        given: dict[str, str],
        skip: Sequence[str],
    ) -> list[tuple[Symbol, ...]]:
        """Return values of variables under the conditions that can be asked."""
        asked = [
            lit
            for lit in body
            if lit.name and not lit.sign and not set(skip) & set(lit.variables)
        ]
        have = {name for lit in asked for name in lit.variables}
        known = {**given}
        if subject is not None and variable not in ("", *skip):
            known[variable] = str(subject)
        terms = [n if n in have or n in known else "any" for n in names]
        text = [grounded(lit) for lit in asked]
        text += [f"{n} = {v}" for n, v in known.items() if n in have or n in names]
        return self._ask(terms, "; ".join(text) or "1 = 1")

    def _ask(self, terms: Sequence[str], body: str) -> list[tuple[Symbol, ...]]:
        rows = sorted({row for row, _ in self._asking.ask(terms, body, _MOST_ROWS)})
        return rows[:_MOST_BINDINGS]

    def _rows(self, head: str, each: Judged) -> list[tuple[Symbol, ...]]:
        wanted = {r.name for r in self._book.rules if r.norm == each.norm}
        if head not in wanted:
            return []
        return self._ask(
            ["Entry", "Day"], f"{head}({each.norm},1,{each.subject},Entry,Day)"
        )

    def _field(self, entry: Entry | None, name: str) -> Field | None:
        if entry is None:
            return None
        vocabulary = self._book.vocabulary
        kind = (vocabulary.acts if entry.day else vocabulary.entities).get(entry.kind)
        return kind.fields.get(name) if kind else None


def _constant(term: str) -> Symbol | None:
    if term[:1].isupper() or term[:1] in "_@" or "@" in term or "(" in term:
        return None
    try:
        return parse_term(term)
    except RuntimeError:
        return None


def _joined(entry: Entry, name: str, value: object) -> object:
    """Return a value, added to those that a list field has."""
    before = entry.fields.get(name)
    if isinstance(before, tuple) and isinstance(value, tuple):
        return (*before, *(each for each in value if each not in before))
    return value


def _has(entry: Entry, name: str, value: object) -> bool:
    before = entry.fields.get(name)
    if before is UNKNOWN or before is NONE or before is None:
        return False
    if isinstance(before, tuple) and isinstance(value, tuple):
        return set(value) <= set(before)
    return value is None or before == value
