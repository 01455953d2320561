"""Days: exact arithmetic on dates, as day numbers (`date.toordinal`).

In:  day numbers, counts and units.
Out: day numbers, and the arithmetic in words.

    >>> start = date(2026, 9, 28).toordinal()
    >>> last = last_day(start, 25, "calendar_days")
    >>> arithmetic("assigned", start, 25, "calendar_days", last)
    'assigned 2026-09-28 + 25 calendar days = 2026-10-23'
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from checker.errors import CalendarGap

#: Years for which the calendar of federal holidays is kept.
FIRST_YEAR, LAST_YEAR = 1900, 2200

#: Units of a term that count months.
_MONTHS = {"months": 1, "quarters": 3, "years": 12}

_MINUTES = 24 * 60


def last_day(start: int, count: int, unit: str) -> int:
    """Return the last day of a term.

    Args:
        start: Day 0, the day from which the term counts.
        count: Number of units; negative counts backwards.
        unit: calendar_days, business_days, weeks, months, quarters or years.

    Raises:
        CalendarGap: the term leaves the years 1900 to 2200.
        KeyError: no such unit.

    Business days are Monday to Friday without legal holidays (5 USC 6103),
    counted from the day after. A month ends on the same day of the month, or
    on its last day where it is shorter.
    """
    if unit == "calendar_days":
        return _within(start + count)
    if unit == "weeks":
        return _within(start + 7 * count)
    if unit == "business_days":
        return _business(start, count)
    return add_months(start, count * _MONTHS[unit])


def add_months(start: int, count: int) -> int:
    """Return the same day `count` months on, or the last day of that month."""
    day = date.fromordinal(start)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarGap(f"The year {year} lies outside the calendar.")
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length)).toordinal()


def is_business_day(number: int) -> bool:
    """Tell whether federal offices work: no weekend and no legal holiday."""
    day = date.fromordinal(_within(number))
    return day.weekday() < 5 and day not in holidays_of(day.year)


def business_days_between(start: int, end: int) -> int:
    """Return the business days after `start` up to and including `end`."""
    return sum(is_business_day(number) for number in range(start + 1, end + 1))


@lru_cache(maxsize=400)
def holidays_of(year: int) -> Mapping[date, str]:
    """Return the days of a year on which a federal holiday is observed.

    Source: 5 USC 6103, through the `holidays` package.
    """
    from holidays import country_holidays

    found = country_holidays("US", years=(year - 1, year, year + 1))
    return {day: name for day, name in found.items() if day.year == year}


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
    day = date.fromordinal(number)
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1).toordinal()


def quarter_end(number: int) -> int:
    """Return the last day of the calendar quarter."""
    return add_months(quarter_start(number), 3) - 1


def period_end(period: str) -> int | None:
    """Return the last day of a tax period written YYYYMM, else None."""
    digits = period.replace("-", "")
    if len(digits) != 6 or not digits.isdigit() or not 1 <= int(digits[4:]) <= 12:
        return None
    year, month = int(digits[:4]), int(digits[4:])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return date(year, month, calendar.monthrange(year, month)[1]).toordinal()


def year_of(number: int) -> int:
    """Return the calendar year of a day."""
    return date.fromordinal(number).year


def month_of(number: int) -> int:
    """Return the calendar month of a day, 1 to 12."""
    return date.fromordinal(number).month


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


def _or(minute: int | None, default: int) -> int:
    return default if minute is None else minute


def _within(number: int) -> int:
    low = date(FIRST_YEAR, 1, 1).toordinal()
    high = date(LAST_YEAR, 12, 31).toordinal()
    if not low <= number <= high:
        raise CalendarGap("A term leaves the years 1900 to 2200.")
    return number


def arithmetic(label: str, start: int, count: int, unit: str, last: int) -> str:
    """Return how a last day was counted, in words.

    Holidays that a term in business days skips are named.
    """
    if count == 0:
        return f"{label} {date.fromordinal(start)}, the same day"
    sign = "-" if count < 0 else "+"
    words = unit.replace("_", " ")
    if abs(count) == 1:
        words = words.removesuffix("s")
    day, end = date.fromordinal(start), date.fromordinal(last)
    skipped = _skipped(start, last) if unit == "business_days" else ""
    return f"{label} {day} {sign} {abs(count)} {words}{skipped} = {end}"


def _skipped(start: int, last: int) -> str:
    low, high = min(start, last), max(start, last)
    found = []
    day = date.fromordinal(low) + timedelta(days=1)
    while day.toordinal() < high:
        name = holidays_of(day.year).get(day)
        if name and day.weekday() < 5:
            found.append(f"{day} {name}")
        day += timedelta(days=1)
    return f" ({', '.join(found)} not counted)" if found else ""
