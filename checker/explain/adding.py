"""Adding: acts that rules ask for, with the content that the case gives.

In:  wanted acts (`checker.wanted`), the ground program of the case.
Out: `Change`s: such an act added on some days, or an act that there is with the
     content that it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from clingo import Symbol

from checker.case import NONE, UNKNOWN, Case, Entry
from checker.explain.asking import Asking
from checker.explain.changes import Change, added, corrected, new_act, unsaid, value_of
from checker.explain.joining import Joining, constant_of
from checker.rulebook import Rulebook
from checker.rules import Literal
from checker.vocabulary import Kind
from checker.wanted import Wanted, grounded

#: Bindings found, and tried, for one rule.
_MOST_ROWS, _MOST_BINDINGS = 200, 6
_ANY = "_"


class Adding:
    """Finds the acts that could be added to one case."""

    def __init__(
        self, book: Rulebook, case: Case, asking: Asking, joining: Joining
    ) -> None:
        self._book = book
        self._case = case
        self._asking = asking
        self._joining = joining

    def acts(
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
        rest = unsaid(self._book.vocabulary, self._book.usage, kind)
        for fields in self._contents(want, kind, variable, subject, more, given or {}):
            for day in days:
                content = {n: (day if v is None else v) for n, v in fields.items()}
                act = new_act(
                    self._case, self._book.vocabulary, kind, day, {**rest, **content}
                )
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
                name: joined_value(act, name, act.day if value is None else value)
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
        rows = self.bindings(rest, names, variable, subject, given, skip)
        for row in rows:
            values = dict(zip(names, row, strict=True))
            fields: dict[str, object] = {}
            for name, term in want.fields:
                field = kind.field(name) or self._book.vocabulary.common.get(name)
                if field is None:
                    break
                symbol = values.get(term) or constant_of(term)
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

    def bindings(
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
        known = dict(given)
        if subject is not None and variable not in ("", *skip):
            known[variable] = str(subject)
        rows = self._joining.rows(asked, names, known)
        if rows is not None:
            return sorted(rows[:_MOST_ROWS])[:_MOST_BINDINGS]
        have = {name for lit in asked for name in lit.variables}
        terms = [n if n in have or n in known else "any" for n in names]
        text = [grounded(lit) for lit in asked]
        text += [f"{n} = {v}" for n, v in known.items() if n in have or n in names]
        return self.ask(terms, "; ".join(text) or "1 = 1")

    def ask(self, terms: Sequence[str], body: str) -> list[tuple[Symbol, ...]]:
        rows = sorted({row for row, _ in self._asking.ask(terms, body, _MOST_ROWS)})
        return rows[:_MOST_BINDINGS]


def joined_value(entry: Entry, name: str, value: object) -> object:
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
