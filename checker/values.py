"""Text -> a value of one of the vocabulary's types.

In:  the spelling of a value.
Out: the value, as `checker.case` describes it for each type.

    >>> read_money("9120.40")
    912040
    >>> read_date("2026-02-30")
    Traceback (most recent call last):
    ...
    ValueError: 2026-02 has no day 30

Each reader raises ValueError with what is wrong with the spelling.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType

from checker.days import FIRST_YEAR, LAST_YEAR
from checker.money import parse_money

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_MONEY = re.compile(r"([+-]?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?", re.ASCII)

#: The solver counts in 32 bits, so a count may not be larger.
_LARGEST = 2_000_000_000


def read_date(text: str) -> date:
    """Read `2026-07-01`."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("a day is written 2026-07-01")
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"days lie in the years {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    if not 1 <= day <= monthrange(year, month)[1]:
        raise ValueError(f"{year:04}-{month:02} has no day {day}")
    return date(year, month, day)


def read_time(text: str) -> time:
    """Read `14:30` or `14:30:05`, local time of the acting office."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("a time is written 14:30")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("a day has the times 00:00 to 23:59")
    return time(hour, minute, second)


def read_datetime(text: str) -> datetime:
    """Read `2026-07-01T14:30`, also with a blank between the two."""
    day, separator, clock = text.replace("T", " ").partition(" ")
    if not separator:
        raise ValueError("a moment is written 2026-07-01T14:30")
    return datetime.combine(read_date(day), read_time(clock.strip()))


def read_money(text: str) -> int:
    """Read dollars with cents, `1850.00`; the result is in cents."""
    if _MONEY.fullmatch(text) is None:
        raise ValueError("an amount is written 1850.00, digits and cents only")
    return parse_money(text.removeprefix("+"))


def read_integer(text: str) -> int:
    """Read a whole number; the solver counts up to 2,000,000,000."""
    if _INTEGER.fullmatch(text) is None:
        raise ValueError("a whole number is written in digits")
    number = int(text)
    if abs(number) > _LARGEST:
        raise ValueError(f"a number may not exceed {_LARGEST}")
    return number


def read_decimal(text: str) -> Decimal:
    """Read a number with a decimal point, `7.25`."""
    if _DECIMAL.fullmatch(text) is None:
        raise ValueError("a number is written 7.25")
    return Decimal(text)


def read_boolean(text: str) -> bool:
    """Read `true`, `false`, `yes` or `no`."""
    word = text.casefold()
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    raise ValueError("write `true` or `false`")


#: The reader of each type that a single word can have, besides enumerations.
READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "date": read_date,
        "time": read_time,
        "datetime": read_datetime,
        "money": read_money,
        "integer": read_integer,
        "decimal": read_decimal,
        "boolean": read_boolean,
        "text": str,
        "code": str,
        "ref": str,
    }
)
