"""Comparisons and @-functions of a rule instance, told with their inputs.

In:  a condition as written, and the values of its variables.
Out: sentences; days as dates.

    >>> from clingo import Number
    >>> compared("Filed < Day", {"Filed": Number(739159), "Day": Number(739838)})
    '2024-09-30 is before 2026-08-10.'
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from datetime import date

from clingo import Symbol, SymbolType, parse_term

from checker.cards import EVER, NEVER
from checker.phrases import humanise

_COMPARISON = re.compile(r"(.+?)\s*(<=|>=|!=|<|>|=)\s*(.+)")
_DAY_SIGNS = {
    "<": "is before",
    "<=": "is not after",
    ">": "is after",
    ">=": "is not before",
    "=": "is",
    "!=": "is not",
}
_SIGNS = {
    "<": "is less than",
    "<=": "is not more than",
    ">": "is more than",
    ">=": "is not less than",
    "=": "is",
    "!=": "is not",
}
_HOLDS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
#: Day numbers of always and open.
_ENDS = (str(EVER), str(NEVER))
_CALL = re.compile(r"@(\w+)\((.*)\)")
#: How an @-function is told; {0} .. are its inputs.
_FUNCTIONS = {
    "last_day": "the last day of {1} {2} from {0}",
    "business_days": "the business days from {0} to {1}",
    "quarter_end": "the end of the quarter of {0}",
    "quarter_start": "the start of the quarter of {0}",
    "add_months": "{0} and {1} months",
    "year": "the year of {0}",
    "month": "the month of {0}",
    "earlier": "the earlier of {0} and {1}",
    "later": "the later of {0} and {1}",
    "day": "the day {0}",
    "period_end": "the end of period {0}",
    "difference": "{0} less {1}",
}


def is_day(symbol: Symbol) -> bool:
    """Tell whether a number is in the range of days of 1900 to 2200."""
    return symbol.type == SymbolType.Number and 693_596 <= symbol.number <= 803_533


def shown(symbol: Symbol) -> str:
    """Return a symbol as people read it: days as dates, names in words."""
    if is_day(symbol):
        return date.fromordinal(symbol.number).isoformat()
    if symbol.type == SymbolType.String:
        return symbol.string
    if symbol.type == SymbolType.Function and not symbol.arguments:
        return humanise(symbol.name)
    if symbol.type == SymbolType.Function and symbol.arguments:
        return " ".join(shown(each) for each in symbol.arguments)
    return str(symbol)


def compared(text: str, values: Mapping[str, Symbol]) -> str:
    """Return a comparison with its values; `""` where it says nothing.

    A comparison of two names says nothing beyond the names; one whose values
    are not all known cannot be told.
    """
    match = _COMPARISON.fullmatch(text)
    if match is None:
        return ""
    left, sign, right = match.groups()
    if "unknown" in (left, right):
        return ""
    ends = [_side(each, values) for each in (left, right)]
    if "" in ends:
        return ""
    symbols = [_value(each, values) for each in (left, right)]
    days = any(each is not None and is_day(each) for each in symbols)
    if any(str(each) in _ENDS for each in symbols):
        return ""
    numbers = all(each is None or each.type == SymbolType.Number for each in symbols)
    if not days and not numbers and sign not in ("=", "!="):
        return ""
    return f"{ends[0]} {(_DAY_SIGNS if days else _SIGNS)[sign]} {ends[1]}."


def may_hold(comparison: str) -> bool:
    """Tell whether a comparison of terms holds, or has a term that is not known."""
    match = _COMPARISON.fullmatch(comparison)
    if match is None or "@" in comparison:
        return True
    try:
        left, right = parse_term(match[1]), parse_term(match[3])
    except RuntimeError:  # a variable is left
        return True
    return bool(_HOLDS[match[2]](left, right))


def applied(text: str, result: Symbol, values: Mapping[str, Symbol]) -> str:
    """Return an @-function of a head with its inputs and its result."""
    words = _called(text, values)
    return f"{shown(result)} is {words}." if words else ""


def _side(text: str, values: Mapping[str, Symbol]) -> str:
    """Return one side of a comparison in words, `""` if a value is not known."""
    if text.startswith("@"):
        return _called(text, values)
    symbol = _value(text, values)
    if symbol is not None:
        return shown(symbol)
    match = re.fullmatch(r"\(?(\w+)([+-])(\w+)\)?", text.replace(" ", ""))
    if match is None:
        return ""
    first, last = (_value(each, values) for each in match.group(1, 3))
    if first is None or last is None:
        return ""
    unit = ""
    if is_day(first) and is_day(last) and match.group(2) == "-":
        return f"the days from {shown(last)} to {shown(first)}"
    if is_day(first) and not is_day(last):
        unit = " day" if str(last) == "1" else " days"
    return f"{shown(first)} {match.group(2)} {shown(last)}{unit}"


def _called(text: str, values: Mapping[str, Symbol]) -> str:
    match = _CALL.fullmatch(text)
    if match is None:
        return ""
    words = _FUNCTIONS.get(match.group(1), humanise(match.group(1)) + " of {0}")
    inputs = [_side(each.strip(), values) for each in _split(match.group(2))]
    return "" if "" in inputs else words.format(*inputs, "", "")


def _split(text: str) -> list[str]:
    """Split arguments at the commas outside brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _value(text: str, values: Mapping[str, Symbol]) -> Symbol | None:
    if text in values:
        return values[text]
    if text[:1].isupper() or text[:1] in "_@(" or re.search(r"\w\s*[-+*/]\s*\w", text):
        return None
    try:
        return parse_term(text)
    except RuntimeError:
        return None
