"""Terms: the one place where a value of a case becomes text for the solver.

In:  typed values (`checker.case`) and their vocabulary fields.
Out: integers, names of the vocabulary and escaped quoted strings; nothing else
     ever reaches the solver from a case (fuzzed in `tests/test_terms.py`).

    >>> quoted('"). violated(x')
    '"\\\\"). violated(x"'
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from checker.money import plain
from checker.vocabulary import Field

_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_LARGEST = 2**31 - 1
_MINUTES = 24 * 60


def quoted(text: str) -> str:
    """Return `text` as a quoted string of the solver; controls become blanks."""
    clean = _CONTROL.sub(" ", text)
    clean = clean.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{clean}"'


def name(text: str) -> str:
    """Return an enum value: plain where it is a lower-case name, else quoted."""
    return text if _PLAIN.fullmatch(text) and text != "not" else quoted(text)


def money(cents: int) -> str:
    """Return cents as a quoted string of dollars; they never become integers."""
    return f'"{plain(cents)}"'


def number(value: int) -> str:
    """Return an integer, held within the 32 bits of the solver."""
    return str(max(-_LARGEST, min(_LARGEST, value)))


def day(value: date) -> str:
    """Return the day number of a date."""
    return str(value.toordinal())


def minute(value: time) -> str:
    """Return minutes since midnight."""
    return str(value.hour * 60 + value.minute)


def term(value: object, field: Field) -> str:
    """Return the term of one value of a field that is no list and no record.

    Raises:
        TypeError: `value` is not of the field's type.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case datetime():
            minutes = value.hour * 60 + value.minute
            return number(value.toordinal() * _MINUTES + minutes)
        case date():
            return day(value)
        case time():
            return minute(value)
        case int() if field.type == "money":
            return money(value)
        case int():
            return number(value)
        case Decimal():
            return quoted(str(value))
        case str() if field.type == "enum":
            return name(value)
        case str():
            return quoted(value)
    raise TypeError(f"{field.name}: {type(value).__name__} is no {field.type}")
