"""Corrections: what a record would have to say instead.

In:  a record, the rules that find fault with it, the ground program.
Out: `Change`s: an amount that is compared with another and is not the same gets
     the other; a value in a row of a list gets the one that a rule holds
     against it; a field gets another value that the rules know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from clingo import Symbol, SymbolType

from checker.answers import arguments
from checker.case import Entry
from checker.explain.asking import Asking
from checker.explain.changes import Change, corrected, retold, value_of
from checker.money import parse_money
from checker.rules import Literal
from checker.vocabulary import Field, Kind, Vocabulary
from checker.wanted import Flat, grounded

_MOST_ROWS = 100
_UNLIKE = re.compile(r"(\w+) != (\w+)")


def amounts(asking: Asking, entry: Entry) -> Iterator[Change]:
    """Yield the amounts of a record that differ from what they are held against."""
    body = "weigh(Case,Key,Left,Right); not weighs(Case,Key,equal)"
    for (key, *sides), _ in asking.ask(["Key", "Left", "Right"], body, _MOST_ROWS):
        if entry.name not in _names(key):
            continue
        for old, new in (sides, sides[::-1]):
            yield from _with_amount(entry, _cents(old), _cents(new))


def _names(key: Symbol) -> Iterator[str]:
    """Yield the entries that what is weighed speaks of, rows by their owner."""
    if key.type == SymbolType.String:
        yield key.string.partition(".")[0]
    for each in arguments(key):
        yield from _names(each)


def _cents(amount: Symbol) -> int | None:
    try:
        return parse_money(amount.string)
    except (RuntimeError, ValueError):  # no amount: unknown, or not a string
        return None


def _with_amount(entry: Entry, old: int | None, new: int | None) -> Iterator[Change]:
    if old is None or new is None:
        return
    for name, value in entry.fields.items():
        if type(value) is int and value == old:
            yield corrected(entry, {name: new})
        for position, row in _rows(value):
            for inner, one in row.items():
                if type(one) is int and one == old:
                    yield retold(entry, name, position, inner, new)


def _rows(value: object) -> Iterator[tuple[int, Mapping[str, object]]]:
    for position, row in enumerate(value if isinstance(value, tuple) else ()):
        if isinstance(row, Mapping):
            yield position, row


def row_values(
    asking: Asking, entry: Entry, kind: Kind, flat: Flat, given: Mapping[str, str]
) -> Iterator[Change]:
    """Yield the value that a rule finds missing in a row: `Shown != Right`."""
    for lit in flat.body:
        match = _UNLIKE.fullmatch(lit.args[0]) if not lit.name else None
        if match is None:
            continue
        asked = [e for e in flat.body if e.name and not e.sign]
        fixed = [f"{name} = {value}" for name, value in given.items()]
        for fact in asked:
            if fact.name != "fact" or fact.args[3] not in match.groups():
                continue
            [other] = [each for each in match.groups() if each != fact.args[3]]
            body = "; ".join([*map(grounded, asked), lit.args[0], *fixed])
            rows = asking.ask([fact.args[1], other], body, _MOST_ROWS)
            for (row, right), _ in rows:
                yield from _with_value(entry, kind, fact.args[2], row, right)


def _with_value(
    entry: Entry, kind: Kind, inner: str, row: Symbol, right: Symbol
) -> Iterator[Change]:
    owner, _, rest = row.string.partition(".")
    name, _, number = rest.partition(".")
    field = kind.field(name)
    if owner != entry.name or field is None or field.item is None:
        return
    part = field.item.fields.get(inner)
    value = value_of(part, right) if part else None
    if value is not None and number.isdigit():
        yield retold(entry, name, int(number) - 1, inner, value)


def field_in(vocabulary: Vocabulary, entry: Entry | None, name: str) -> Field | None:
    """Return the field of that name of an entry, if it can have one."""
    if entry is None:
        return None
    kind = (vocabulary.acts if entry.day else vocabulary.entities).get(entry.kind)
    return kind.fields.get(name) if kind else None


def other_values(entry: Entry, field: Field) -> Iterator[Change]:
    """Yield the other values that a field may have; one of them is told."""
    for value in (True, False) if field.type == "boolean" else field.values:
        if value != entry.fields.get(field.name):
            change = corrected(entry, {field.name: value})
            yield replace(change, family=f"{entry.name}.{field.name}")


def as_one_act(flat: Flat, entry: str) -> Flat:
    """Return a rule in which one act does what it asks of several of its kind."""
    events = [e for e in flat.body if e.name == "event" and not e.sign]
    main = next((each for each in events if each.args[1] == entry), None)
    if main is None:
        return flat
    same = {
        name: own
        for each in events
        if each is not main and each.args[2] == main.args[2]
        for name, own in ((each.args[1], entry), (each.args[3], main.args[3]))
    }
    body = tuple(
        _renamed(each, same) for each in flat.body if each is main or each not in events
    )
    others = tuple(e for e in events if e.args[1] not in same and e is not main)
    return replace(flat, body=(*body, *others)) if same else flat


def _renamed(lit: Literal, names: Mapping[str, str]) -> Literal:
    if names.keys().isdisjoint(lit.variables):
        return lit

    def changed(texts: Sequence[str]) -> tuple[str, ...]:
        return tuple(
            re.sub(r"\b\w+\b", lambda m: names.get(m[0], m[0]), text) for text in texts
        )

    return replace(lit, args=changed(lit.args), variables=changed(lit.variables))
