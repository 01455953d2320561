"""Days: exact arithmetic on dates, as day numbers (`date.toordinal`).

In:  day numbers, counts and units.
Out: day numbers, and the arithmetic in words.

Day numbers count from 1 January of the year 1. Every function here holds to the
years 1900 to 2200 and raises `CalendarGap` outside; where federal holidays
count, to the years for which the `holidays` package knows them (up to 2100).

    >>> start = ordinal(date(2026, 9, 28))
    >>> last = last_day(start, 25, "calendar_days")
    >>> arithmetic("assigned", start, 25, "calendar_days", last)
    'assigned 2026-09-28 + 25 calendar days = 2026-10-23'
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from checker.errors import CalendarGap

#: Years for which the calendar of federal holidays is kept.
FIRST_YEAR, LAST_YEAR = 1900, 2200

#: Units of a term that count months.
_MONTHS = {"months": 1, "quarters": 3, "years": 12}

_FIRST = date(FIRST_YEAR, 1, 1).toordinal()
_LAST = date(LAST_YEAR, 12, 31).toordinal()
_MINUTES = 24 * 60


def ordinal(day: date) -> int:
    """Return the number of a day.

    Raises:
        CalendarGap: the day lies outside the years 1900 to 2200.
    """
    return _within(day.toordinal())


def day_of(number: int) -> date:
    """Return the day of a number.

    Raises:
        CalendarGap: the day lies outside the years 1900 to 2200.
    """
    return date.fromordinal(_within(number))


def last_day(start: int, count: int, unit: str) -> int:
    """Return the last day of a term.

    Args:
        start: Day 0, the day from which the term counts.
        count: Number of units; negative counts backwards.
        unit: calendar_days, business_days, weeks, months, quarters or years.

    Raises:
        CalendarGap: the term leaves the years 1900 to 2200, or, in business
            days, the years whose holidays are known.
        KeyError: no such unit.

    Business days are Monday to Friday without legal holidays (5 USC 6103),
    counted from the day after. A month ends on the same day of the month, or
    on its last day where it is shorter.
    """
    if unit == "calendar_days":
        return _within(_within(start) + count)
    if unit == "weeks":
        return _within(_within(start) + 7 * count)
    if unit == "business_days":
        return _business(_within(start), count)
    return add_months(start, count * _MONTHS[unit])


def add_months(start: int, count: int) -> int:
    """Return the same day `count` months on, or the last day of that month."""
    day = day_of(start)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarGap(
            f"The year {year} lies outside the calendar, the years {FIRST_YEAR} to"
            f" {LAST_YEAR}. Correct the day, or the term that leads there."
        )
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length)).toordinal()


def is_business_day(number: int) -> bool:
    """Tell whether federal offices work: no weekend and no legal holiday.

    Raises:
        CalendarGap: the day lies outside the calendar, or the holidays of its
            year are not known.
    """
    day = day_of(number)
    return day.weekday() < 5 and day not in holidays_of(day.year)


def business_days_between(start: int, end: int) -> int:
    """Return the business days after `start` up to and including `end`.

    None where `end` is not after `start`: 0.
    """
    _within(start)
    _within(end)
    return sum(is_business_day(number) for number in range(start + 1, end + 1))


@lru_cache(maxsize=400)
def holidays_of(year: int) -> Mapping[date, str]:
    """Return the federal holidays of a year, with the days they are observed.

    A holiday on a Saturday or Sunday is there twice, on its own day and on the
    weekday in its place. Days on which offices closed by executive order are
    no legal holidays.

    Raises:
        CalendarGap: the holidays of the year are not known.

    Source: 5 USC 6103, through the `holidays` package.
    """
    from holidays import country_holidays

    found = country_holidays("US", years=year)
    if not found:
        raise CalendarGap(
            f"The federal holidays of {year} are not known, so business days"
            " cannot be counted there. Correct the year."
        )
    return dict(found)


def _business(start: int, count: int) -> int:
    step = 1 if count > 0 else -1
    number, left = start, abs(count)
    while left:
        number += step
        if is_business_day(number):
            left -= 1
    return number


def quarter_start(number: int) -> int:
    """Return the first day of the calendar quarter."""
    day = day_of(number)
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1).toordinal()


def quarter_end(number: int) -> int:
    """Return the last day of the calendar quarter."""
    first = day_of(quarter_start(number))
    return _month_end(first.year, first.month + 2)


def month_end(number: int) -> int:
    """Return the last day of the month of a day."""
    day = date.fromordinal(number)
    return _month_end(day.year, day.month)


def period_end(period: str) -> int | None:
    """Return the last day of a tax period written YYYYMM, else None."""
    digits = period.replace("-", "")
    if len(digits) != 6 or not digits.isdigit() or not 1 <= int(digits[4:]) <= 12:
        return None
    year, month = int(digits[:4]), int(digits[4:])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return _month_end(year, month)


def _month_end(year: int, month: int) -> int:
    return date(year, month, calendar.monthrange(year, month)[1]).toordinal()


def year_of(number: int) -> int:
    """Return the calendar year of a day."""
    return day_of(number).year


def month_of(number: int) -> int:
    """Return the calendar month of a day, 1 to 12."""
    return day_of(number).month


def hours_outcome(
    start: int, start_minute: int | None, end: int, end_minute: int | None, hours: int
) -> str:
    """Return `in_time`, `late` or `open` for consecutive hours.

    Args:
        start, end: Day numbers.
        start_minute, end_minute: Minutes since midnight, None if not recorded.
        hours: Length of the term; its last minute is in time.

    With dates only the answer is certain or open, never rounded.
    """
    days = (end - start) * _MINUTES
    least = days + _or(end_minute, 0) - _or(start_minute, _MINUTES - 1)
    most = days + _or(end_minute, _MINUTES - 1) - _or(start_minute, 0)
    if most <= hours * 60:
        return "in_time"
    return "late" if least > hours * 60 else "open"


def deadline_after_hours(
    start: int, start_minute: int | None, hours: int
) -> tuple[int, int]:
    """Return the earliest and the latest day on which a term in hours may end.

    Args:
        start: Day number.
        start_minute: Minutes since midnight, None if not recorded.
        hours: Length of the term, consecutive hours.

    The two differ only where the minute is not recorded: an act before the
    earliest day is in time, one after the latest is late.
    """
    earliest = (_or(start_minute, 0) + hours * 60) // _MINUTES
    latest = (_or(start_minute, _MINUTES - 1) + hours * 60) // _MINUTES
    return _within(start + earliest), _within(start + latest)


def _or(minute: int | None, default: int) -> int:
    return default if minute is None else minute


def _within(number: int) -> int:
    if _FIRST <= number <= _LAST:
        return number
    known = 1 <= number <= date.max.toordinal()
    day = date.fromordinal(number) if known else f"number {number}"
    raise CalendarGap(
        f"The day {day} lies outside the calendar, the years {FIRST_YEAR} to"
        f" {LAST_YEAR}. Correct the day, or the term that leads there."
    )


def arithmetic(label: str, start: int, count: int, unit: str, last: int) -> str:
    """Return how a last day was counted, in words.

    Holidays that a term in business days skips are named.
    """
    if count == 0:
        return f"{label} {day_of(start)}, the same day"
    sign = "-" if count < 0 else "+"
    words = unit.replace("_", " ")
    if abs(count) == 1:
        words = words.removesuffix("s")
    day, end = day_of(start), day_of(last)
    skipped = _skipped(start, last) if unit == "business_days" else ""
    return f"{label} {day} {sign} {abs(count)} {words}{skipped} = {end}"


def _skipped(start: int, last: int) -> str:
    low, high = min(start, last), max(start, last)
    found = []
    for number in range(low + 1, high):
        day = day_of(number)
        name = holidays_of(day.year).get(day)
        if name and day.weekday() < 5:
            found.append(f"{day} {name}")
    return f" ({', '.join(found)} not counted)" if found else ""
