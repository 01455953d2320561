"""Breakpoints: the days between which no norm can tell a difference.

In:  the days of a case and the reach of norms.
Out: day numbers, at least one in each interval within which every comparison
     of an unknown day with a known one, with or without a term, has the same
     outcome for these norms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from checker import days
from checker.case import Case, Entry, Span
from checker.errors import CalendarGap
from checker.reach import Reach


class Dated(NamedTuple):
    """A known day of a case: of which act or which field; both "" counts for all."""

    act: str
    field: str
    day: int


def days_of(case: Case, acts: Iterable[Entry], as_of: date) -> list[Dated]:
    """Return the known days of a case, that of the audit among them."""
    found = [Dated("", "", as_of.toordinal())]
    for gap in case.gaps:
        found += (Dated("", "", each.toordinal()) for each in (gap.start, gap.end))
    for act in acts:
        for day in (act.day, act.earliest, act.latest):
            found += (Dated(act.kind, "", each) for _, each in _dates("", day))
    for entry in (*case.entities, *acts):
        for name, value in entry.fields.items():
            found += (Dated("", each, day) for each, day in _dates(name, value))
    return found


def _dates(name: str, value: object) -> Iterator[tuple[str, int]]:
    if isinstance(value, date):
        yield (name, value.toordinal())
    elif isinstance(value, Span):
        for each in (value.start, value.end, value.value):
            yield from _dates(name, each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _dates(name, each)
    elif isinstance(value, dict):
        for inner, each in value.items():
            yield from _dates(inner, each)


def breakpoints(dated: Sequence[Dated], reaches: Iterable[Reach]) -> tuple[int, ...]:
    """Return the days at which an unknown day makes a difference, sorted."""
    bare: set[int] = set()
    pairs: set[tuple[int, int, str]] = set()
    for reach in set(reaches):
        known = [each.day for each in dated if _counts(each, reach)]
        bare.update(known, reach.days)
        pairs.update(
            (day, count, unit)
            for day in (*known, *reach.days)
            for count, unit in reach.spans
        )
    found = {each for day in bare for each in (day - 1, day, day + 1)}
    for day, count, unit in pairs:
        found |= _edges(day, count, unit)
    return tuple(sorted(found))


def _counts(dated: Dated, reach: Reach) -> bool:
    if dated.act:
        return dated.act in reach.acts or "*" in reach.acts
    if dated.field:
        return dated.field in reach.fields or "*" in reach.fields
    return True


@lru_cache(maxsize=100_000)
def _edges(day: int, count: int, unit: str) -> frozenset[int]:
    """Return the days around the ends of a term counted from a day."""
    ends = []
    if count:
        for signed in (count, -count):
            with suppress(CalendarGap):  # no case reaches that far
                ends.append(days.last_day(day, signed, unit))
    elif unit == "quarters":
        ends = [days.quarter_start(day), days.quarter_end(day)]
    else:
        year = date.fromordinal(day).year
        ends = [date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()]
    return frozenset(each for end in ends for each in (end - 1, end, end + 1))
