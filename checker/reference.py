"""Vocabulary -> the reference page `docs/vocabulary.md`.

In:  `Vocabulary`.
Out: the page, as Markdown. It is generated and never edited: a test compares it
     with the vocabulary and says how to accept the new one.

    >>> reference_page(vocabulary).splitlines()[0]
    '# Vocabulary'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checker.vocabulary import (
    ACT_FRAME,
    Enumeration,
    Field,
    Kind,
    Vocabulary,
)

_HEAD = """\
# Vocabulary

Every name that a case file, a scenario or a norm may use. This page is generated
from `asp/vocabulary/`; do not edit it.

## Types

| Type | Written |
|---|---|
| date | `2026-07-01` |
| time | `14:30`, local time of the acting office |
| datetime | `2026-07-01T14:30` |
| money | dollars with cents, `1850.00`, without separators |
| integer, decimal | `13`, `7.25` |
| boolean | `true`, `false` (`yes`, `no`) |
| text | any words; shown, never evaluated |
| code | as it is spelled: leading zeros and dashes count |
| enum | one word of an enumeration; case does not count, `-`, blank and `_` are one |
| ref | the id of an entity or of an act |
| list | several values; a single one may stand for a list of one |
| record | a mapping |

`unknown` may stand for any value, `none` (known not to exist) for a date, code,
reference or enumeration. A field marked *changes* may be a list of
`{value, from, until}`. A reference marked *implied* may be left out where only one
thing of its kind can be meant. A date that is *also the act* X may be given in
either place. Other spellings are in parentheses.
"""


def reference_page(vocabulary: Vocabulary) -> str:
    """Return the page on all names of a vocabulary."""
    return "\n".join(_page(vocabulary)) + "\n"


def _page(vocabulary: Vocabulary) -> Iterator[str]:
    yield _HEAD
    yield "## Entities"
    for kind in sorted(vocabulary.entities.values(), key=_by_name):
        yield ""
        yield f"### {kind.name}"
        yield ""
        yield f"In the list `{kind.list_name}`. {_sentence(kind)}"
        yield ""
        yield from _table(kind.fields.values())
    yield ""
    yield "## Fields of every act"
    yield ""
    yield from _table(vocabulary.common.values())
    yield ""
    yield "## Acts"
    for kind in sorted(vocabulary.acts.values(), key=_by_name):
        yield ""
        yield f"### {kind.name}"
        yield ""
        yield _sentence(kind)
        if kind.fields:
            yield ""
            yield from _table(kind.fields.values())
    yield ""
    yield "## Enumerations"
    for name in sorted(vocabulary.enums):
        yield ""
        yield f"### enum {name}"
        yield ""
        yield from _enumeration(vocabulary.enums[name])
    yield ""
    yield "## Parameters"
    yield ""
    yield "Amounts that the manual withholds: unknown unless the user supplies them."
    yield ""
    yield from _parameters(vocabulary.parameters)


def _by_name(kind: Kind) -> str:
    return kind.name


def _sentence(kind: Kind) -> str:
    words = kind.doc
    if words and not words.endswith((".", "?")):
        words += "."
    if kind.presumes:
        before = " or ".join(f"[{name}](#{name})" for name in kind.presumes)
        words = f"{words} Comes after {before}.".strip()
    for name, values in kind.during.items():
        words = f"{words} While `{name}` is one of {', '.join(values)}.".strip()
    if kind.aliases:
        words = f"{words} Also {_spelled(kind.aliases)}.".strip()
    return words


def _spelled(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(fields: Iterable[Field]) -> Iterator[str]:
    yield "| Field | Type | Meaning |"
    yield "|---|---|---|"
    for one in fields:
        name = f"`{one.name}`"
        if one.aliases:
            name += f" ({_spelled(one.aliases)})"
        yield f"| {name} | {_type(one)} | {_meaning(one)} |"


def _type(one: Field) -> str:
    if one.type == "list" and one.item is not None:
        return f"list of {_type(one.item)}"
    if one.type == "ref":
        return f"ref to [{one.to}](#{one.to})"
    if one.type == "enum":
        if one.of is not None:
            return f"enum [{one.of}](#enum-{one.of})"
        return f"enum: {_spelled(one.values)}"
    if one.among:
        return f"{one.type}: {', '.join(map(str, one.among))}"
    if one.type == "record":
        parts = ", ".join(f"`{name}` {_type(p)}" for name, p in one.fields.items())
        return f"record of {parts}"
    return one.type


def _meaning(one: Field) -> str:
    parts = [one.doc] if one.doc else []
    if one.last_of is not None:
        parts.append(f"the last day of a {one.last_of}")
    if one.changes:
        parts.append("*changes*")
    if one.implied and one.name not in ACT_FRAME:
        parts.append("*implied*")
    if one.short_for is not None:
        parts.append(f"*also the act* [{one.short_for}](#{one.short_for})")
    if one.default is not None:
        shown = str(one.default).lower()
        parts.append(f"when left out: `{shown}`")
    return "; ".join(parts).replace("|", "\\|")


def _enumeration(one: Enumeration) -> Iterator[str]:
    if one.doc:
        yield f"{one.doc[0].upper()}{one.doc[1:]}."
        yield ""
    yield f"{_spelled(one.values)}."
    if one.says:
        yield ""
        for value, words in one.says.items():
            yield f"- `{value}`: {words}"
    if one.aliases:
        yield ""
        pairs = [f"`{alias}` for `{value}`" for alias, value in one.aliases.items()]
        yield f"Also {', '.join(pairs)}."


def _parameters(parameters: Mapping[str, Field]) -> Iterator[str]:
    yield "| Name | Type | Meaning |"
    yield "|---|---|---|"
    for name in sorted(parameters):
        one = parameters[name]
        yield f"| `{name}` | {one.type} | {_meaning(one)} |"
