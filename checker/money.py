"""Money: exact arithmetic on dollars and cents, of any size.

In:  dollars as text (`1850.00`) or cents as integers. Out: the same.
The solver's integers wrap at 32 bits, so amounts reach it as text only.

    >>> format_money(parse_money("3000000000.00"))
    '$3,000,000,000.00'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

_AMOUNT = re.compile(r"(-?)(\d+)(?:\.(\d{1,2}))?", re.ASCII)


def parse_money(text: str) -> int:
    """Return the cents of an amount in dollars.

    Raises:
        ValueError: not digits with at most two decimals.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is no amount; write 1850.00")
    sign, whole, rest = match.groups()
    # `Decimal` reads numbers longer than the 4,300 digits that `int` accepts.
    cents = int(Decimal(whole)) * 100 + int((rest or "").ljust(2, "0"))
    return -cents if sign else cents


def plain(cents: int) -> str:
    """Return cents as dollars without separators: `1850.00`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{Decimal(abs(cents) // 100):f}.{abs(cents) % 100:02d}"


def format_money(cents: int) -> str:
    """Return cents as people write them: `$1,850.00`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${Decimal(abs(cents) // 100):,f}.{abs(cents) % 100:02d}"


def compare(left: str, right: str) -> int:
    """Return -1, 0 or 1 as `left` is less than, equal to or more than `right`.

    Raises:
        ValueError: one of them is no amount in dollars.
    """
    one, other = parse_money(left), parse_money(right)
    return (one > other) - (one < other)


def total(amounts: Iterable[str]) -> str:
    """Return the exact sum of amounts in dollars; of none, `0.00`.

    Raises:
        ValueError: one of them is no amount in dollars.
    """
    return plain(sum(parse_money(each) for each in amounts))
