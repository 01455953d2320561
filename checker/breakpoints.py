"""Breakpoints: the days between which no norm can tell a difference.

In:  the days of a case and the reach of norms.
Out: day numbers, at least one in each interval within which every comparison
     of an unknown day with a known one, with or without a term, has the same
     outcome for these norms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from checker import days
from checker.case import Case, Entry, Span
from checker.errors import CalendarGap
from checker.reach import Reach


class _Dated(NamedTuple):
    """A known day of a case: of which act or which field; both "" counts for all."""

    act: str
    field: str
    day: int


class Breakpoints:
    """The days of one case that make a difference to the norms in question."""

    def __init__(
        self, case: Case, acts: Sequence[Entry], as_of: date, reaches: Iterable[Reach]
    ) -> None:
        """Hold what the days follow from; they are found when asked for.

        Args:
            acts: Those of the case that had happened by `as_of`.
            reaches: Of the norms in question: which days matter to them.
        """
        self._case = case
        self._acts = acts
        self._as_of = as_of
        self._reaches = tuple(reaches)
        self._found: dict[tuple[str, frozenset[str]], tuple[int, ...]] = {}

    def of(
        self,
        act: str,
        fields: frozenset[str],
        low: int | None = None,
        high: int | None = None,
    ) -> list[int]:
        """Return the days that make a difference to what looks at an unknown one.

        Args:
            act: The act that was done on it, or "".
            fields: The fields that give it.
            low: The first day that it can be, also one to choose.
            high: The last one.
        """
        key = (act, fields)
        if key not in self._found:
            looking = (each for each in self._reaches if each.looks_at(act, fields))
            self._found[key] = _days(self._dated, self._numbers, looking)
        inside = [
            at
            for at in self._found[key]
            if (low is None or at >= low) and (high is None or at <= high)
        ]
        ends = [at for at in (low, high) if at is not None]
        return sorted({*inside, *ends}) or [self._as_of.toordinal()]

    @cached_property
    def _values(self) -> list[tuple[str, object]]:
        """The single values of all fields of the case, each with its field's name."""
        return [
            leaf
            for entry in (*self._case.entities, *self._acts)
            for name, value in entry.fields.items()
            for leaf in _leaves(name, value)
        ]

    @cached_property
    def _numbers(self) -> Mapping[str, set[int]]:
        """The integers that each field gives."""
        found: dict[str, set[int]] = defaultdict(set)
        for name, value in self._values:
            if isinstance(value, int) and not isinstance(value, bool):
                found[name].add(value)
        return found

    @cached_property
    def _dated(self) -> list[_Dated]:
        """The known days, that of the audit among them."""
        free = [self._as_of, *(d for g in self._case.gaps for d in (g.start, g.end))]
        found = [_Dated("", "", day.toordinal()) for day in free]
        for act in self._acts:
            for day in (act.day, act.earliest, act.latest):
                if isinstance(day, date):
                    found.append(_Dated(act.kind, "", day.toordinal()))
        for name, value in self._values:
            if isinstance(value, date):
                found.append(_Dated("", name, value.toordinal()))
        return list(dict.fromkeys(found))


def last_days(found: Iterable[int], stretch: str) -> list[int]:
    """Return the last days of months or quarters that make a difference.

    Args:
        found: The days of any kind that do, at least one.
        stretch: `month` or `quarter`.
    """
    end = days.quarter_end if stretch == "quarter" else days.month_end
    listed = [end(at) for at in found]
    before = end(min(listed) - (93 if stretch == "quarter" else 32))
    return sorted({before, *listed})


def _leaves(name: str, value: object) -> Iterator[tuple[str, object]]:
    """Yield the single values within that of a field, each with its field's name."""
    if isinstance(value, Span):
        for each in (value.start, value.end, value.value):
            yield from _leaves(name, each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _leaves(name, each)
    elif isinstance(value, dict):
        for inner, each in value.items():
            yield from _leaves(inner, each)
    else:
        yield (name, value)


def _days(
    dated: Sequence[_Dated],
    numbers: Mapping[str, set[int]],
    reaches: Iterable[Reach],
) -> tuple[int, ...]:
    """Return the days at which an unknown day makes a difference, sorted."""
    bare: set[int] = set()
    pairs: set[tuple[int, int, str, int]] = set()
    for reach in set(reaches):
        known = [each.day for each in dated if _counts_for(reach, each)]
        bare.update(known, reach.days)
        for word, unit, more in reach.spans:
            for count in (word,) if isinstance(word, int) else numbers.get(word, ()):
                pairs.update((day, count, unit, more) for day in (*known, *reach.days))
    found = {each for day in bare for each in (day - 1, day, day + 1)}
    for day, count, unit, more in pairs:
        found |= _edges(day, count, unit, more)
    return tuple(sorted(found))


def _counts_for(reach: Reach, dated: _Dated) -> bool:
    if not (dated.act or dated.field):
        return True
    fields = frozenset((dated.field,)) if dated.field else frozenset()
    return reach.looks_at(dated.act, fields)


@lru_cache(maxsize=100_000)
def _edges(day: int, count: int, unit: str, more: int) -> frozenset[int]:
    """Return the days around the ends of a term counted from a day."""
    ends = []
    if count:
        with suppress(CalendarGap):  # no case reaches that far
            ends.append(days.last_day(day, count, unit) + more)
            ends.append(days.last_day(day - more, -count, unit))
    elif unit == "quarters":
        ends = [days.quarter_start(day), days.quarter_end(day)]
    elif unit == "months":
        ends = [date.fromordinal(day).replace(day=1).toordinal(), days.month_end(day)]
    else:
        year = date.fromordinal(day).year
        ends = [date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()]
    return frozenset(each for end in ends for each in (end - 1, end, end + 1))
