"""Domains: the values over which an unknown field may range.

In:  a field, how the rules use it, and the entries of the case.
Out: terms: those that the rules tell apart, and one other value.
"""

from __future__ import annotations

from collections.abc import Iterable

from checker import terms
from checker.case import Entry
from checker.usage import Usage, Use
from checker.vocabulary import Field

_NOON = "720"


def domain(
    entry: Entry,
    field: Field,
    item: Field,
    use: Use,
    usage: Usage,
    pool: Iterable[Entry],
) -> list[str]:
    """Return the values of an unknown field that is no date.

    Args:
        item: The field itself, or what its list holds.
        pool: The entries of the case, to which a reference may point.
    """
    match item.type:
        case "boolean":
            return ["true", "false"]
        case "enum":
            return _names(item, use)
        case "ref":
            return [
                terms.quoted(other.name)
                for other in pool
                if other.kind == item.to and other.name != entry.name
            ]
        case "money":
            return ["unknown"]
        case "integer" if item.among:
            return [terms.number(n) for n in item.among]
        case "integer":
            numbers = {0, 1} | set(usage.numbers) | _integers(use.constants)
            near = {n + step for n in numbers for step in (-1, 0, 1)}
            return [terms.number(n) for n in sorted(near)]
        case "time":
            return [_NOON]
    constants = set(use.constants)
    if use.open:
        constants |= usage.strings
        constants |= {
            terms.quoted(str(other.fields[field.name]))
            for other in pool
            if isinstance(other.fields.get(field.name), str)
        }
    return [*sorted(constants), '"(another)"']


def _names(item: Field, use: Use) -> list[str]:
    known = [terms.name(value) for value in item.values]
    if use.open:
        return known
    named = [value for value in known if value in use.constants]
    rest = [value for value in known if value not in use.constants]
    return named + rest[:1]


def _integers(constants: set[str]) -> set[int]:
    return {int(text) for text in constants if text.lstrip("-").isdigit()}
