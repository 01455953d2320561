"""Tables: the rows that a list in a record would have to have.

In:  a record, the rules that find fault with it, the ground program.
Out: a `Change` by which the list has every row that a part asks for, each with
     the cells that the other parts ask for. What no rule gives a value is left
     to be looked up.

    >>> [each.words for each in missing_rows(...)]            # doctest: +SKIP
    ['letter issued l1 recording table (column current quarter, ...)']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clingo import Symbol, parse_term

from checker.cards import Norm
from checker.case import UNKNOWN, Entry
from checker.explain.asking import Asking
from checker.explain.changes import Change, corrected, value_of
from checker.rules import NAMED, Literal
from checker.vocabulary import Field, Kind
from checker.wanted import Flat, Wanting, grounded

_UNLIKE = re.compile(r"(\w+) != (.+)")

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Cells:
    """What a rule says of a row: the list, its fixed cells, and its open ones.

    Attributes:
        lacked: The rule asks for the row; else it finds fault with it.
    """

    name: str
    fixed: Mapping[str, str]
    open: Mapping[str, str]
    row: str
    body: tuple[Literal, ...]
    lacked: bool


def missing_rows(
    asking: Asking,
    wanting: Wanting,
    entry: Entry,
    kind: Kind,
    norm: Norm,
    part: str,
) -> Iterator[Change]:
    """Yield the change by which a record has the rows that it lacks."""
    asked = [
        cells
        for flat in wanting.flat(norm.id, "lacks", part=part)
        for cells in _shown(wanting, flat, flat.head[2])
    ]
    for name in dict.fromkeys(each.name for each in asked):
        field = kind.field(name)
        if field is None or field.item is None:
            continue
        before = entry.fields.get(name)
        rows = [dict(row) for row in before] if isinstance(before, tuple) else []
        count = len(rows)
        for cells in asked:
            if cells.name == name and not any(_has(row, cells, field) for row in rows):
                rows.append(_of(cells.fixed, field))
        if len(rows) == count:
            continue
        for cells in _of_parts(wanting, norm):
            for row in rows[count:]:
                if cells.name == name and _has(row, cells, field):
                    _complete(row, cells, field, asking, entry)
        yield corrected(entry, {name: tuple(rows)})


def _of_parts(wanting: Wanting, norm: Norm) -> Iterator[_Cells]:
    """Yield what the rules of every part say of a row."""
    for part in norm.parts:
        for flat in wanting.flat(norm.id, "lacks", part=part.name):
            yield from _shown(wanting, flat, flat.head[2])
            yield from _cells(flat.body, flat.head[2])


def _shown(wanting: Wanting, flat: Flat, record: str) -> Iterator[_Cells]:
    """Yield the rows of a record that would show what a rule finds absent."""
    for lit in flat.body:
        if lit.sign == "not " and lit.name not in NAMED and record in lit.args:
            for shown in wanting.showing(lit):
                yield from _cells(shown.body, record, lacked=True)


def _cells(
    body: Sequence[Literal], record: str, *, lacked: bool = False
) -> Iterator[_Cells]:
    for lit in body:
        if lit.name == "said" and not lit.sign and lit.args[1] == record:
            row = lit.args[3]
            facts = [e for e in body if e.name == "fact" and e.args[1] == row]
            told = {e.args[2]: e.args[3] for e in facts if not e.sign}
            fixed = {name: term for name, term in told.items() if term[:1].islower()}
            if fixed:
                free = {n: t for n, t in told.items() if n not in fixed}
                yield _Cells(lit.args[2], fixed, free, row, tuple(body), lacked)


def _of(fixed: Mapping[str, str], field: Field) -> dict[str, object]:
    """Return the fixed cells as values."""
    assert field.item is not None
    return {
        name: value_of(field.item.fields[name], parse_term(term))
        for name, term in fixed.items()
        if name in field.item.fields
    }


def _has(row: Row, cells: _Cells, field: Field) -> bool:
    return all(row.get(n) == v for n, v in _of(cells.fixed, field).items())


def _complete(
    row: dict[str, object],
    cells: _Cells,
    field: Field,
    asking: Asking,
    entry: Entry,
) -> None:
    """Give a row the open cells of a rule: what it must equal, or unknown."""
    assert field.item is not None
    for name, variable in cells.open.items():
        inner = field.item.fields.get(name)
        if inner is None:
            continue
        right = _right(cells, variable, asking, entry)
        if right is not None:
            row[name] = value_of(inner, right)
        elif cells.lacked and inner.type == "money":
            row.setdefault(name, UNKNOWN)


def _right(cells: _Cells, variable: str, asking: Asking, entry: Entry) -> Symbol | None:
    """Return what a rule holds against a cell: `Shown != Right`."""
    for lit in cells.body:
        match = _UNLIKE.fullmatch(lit.args[0]) if not lit.name else None
        if match is None or variable not in match.groups():
            continue
        [other] = [each for each in match.groups() if each != variable]
        rest: Iterable[Literal] = (
            each
            for each in cells.body
            if each is not lit and not {cells.row, variable} & set(each.variables)
        )
        [record] = [
            e.args[1] for e in cells.body if cells.row in e.args and e.name == "said"
        ]
        text = [grounded(e) for e in rest if e.name and not e.sign]
        body = "; ".join([*text, f'{record} = "{entry.name}"'])
        for (value,), _ in asking.ask([other], body, 1):
            return value
    return None
