"""Money: exact arithmetic on dollars and cents.

In:  dollars as text (`1850.00`) or cents as integers. Out: the same.

    >>> format_money(parse_money("3000000000.00"))
    '$3,000,000,000.00'
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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
    cents = int(whole) * 100 + int((rest or "").ljust(2, "0"))
    return -cents if sign else cents


def plain(cents: int) -> str:
    """Return cents as dollars without separators: `1850.00`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def format_money(cents: int) -> str:
    """Return cents as people write them: `$1,850.00`."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def compare(left: str, right: str) -> int:
    """Return -1, 0 or 1 as `left` is less than, equal to or more than `right`."""
    one, other = parse_money(left), parse_money(right)
    return (one > other) - (one < other)


def total(amounts: Iterable[str]) -> str:
    """Return the exact sum of amounts."""
    return plain(sum(parse_money(each) for each in amounts))
