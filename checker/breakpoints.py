"""Breakpoints: the days between which no rule can tell a difference.

In:  the days of a case and the terms that can be added to them.
Out: day numbers, at least one in each interval within which every comparison
     of an unknown day with a known one, with or without a term, has the same
     outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from checker.case import Case, Entry, Span
from checker.days import last_day


def breakpoints(
    case: Case,
    acts: Iterable[Entry],
    as_of: date,
    spans: Iterable[tuple[int, str]],
) -> tuple[int, ...]:
    """Return the days at which an unknown day makes a difference, sorted."""
    known = set(_days(case, acts, as_of))
    found: set[int] = set()
    for day in known:
        found.update((day - 1, day, day + 1))
        for count, unit in spans:
            for signed in (count, -count):
                edge = last_day(day, signed, unit)
                found.update((edge - 1, edge, edge + 1))
    return tuple(sorted(found))


def _days(case: Case, acts: Iterable[Entry], as_of: date) -> Iterator[int]:
    yield as_of.toordinal()
    for entry in (*case.entities, *acts):
        if isinstance(entry.day, date):
            yield entry.day.toordinal()
        for value in (*entry.fields.values(), entry.earliest, entry.latest):
            yield from _dates(value)
    for gap in case.gaps:
        yield from (gap.start.toordinal(), gap.end.toordinal())


def _dates(value: object) -> Iterator[int]:
    if isinstance(value, date):
        yield value.toordinal()
    elif isinstance(value, Span):
        for each in (value.start, value.end, value.value):
            yield from _dates(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _dates(each)
