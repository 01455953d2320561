"""A node and the field it stands in -> a typed value.

In:  the node, the field of the vocabulary, the spot where it stands.
Out: the value as `checker.case` describes it, or None where none is given or it
     is wrong (which the remarks then say); references are left in the draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from checker.case import NONE, UNKNOWN, Span
from checker.nodes import Items, Node, Pairs, Text
from checker.read.drafts import Draft, Link
from checker.read.remarks import Remarks, shown
from checker.values import READERS, read_date
from checker.vocabulary import NONE_TYPES, Field

_SPAN_KEYS = frozenset(("value", "from", "until"))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: in which field of which entry."""

    draft: Draft
    field: str
    key: str
    remarks: Remarks
    inner: bool = False

    def within(self) -> Spot:
        return Spot(self.draft, self.field, self.key, self.remarks, True)


def read_value(one: Field, node: Node, spot: Spot) -> object:
    """Return the typed value, or None where none is given or it is wrong."""
    if isinstance(node, Text):
        if node.empty:
            return None
    elif _looks_like_spans(node):
        if one.changes and not spot.inner:
            return _spans(one, node, spot)
        if one.type not in ("list", "record"):
            message = f"`{spot.key}` does not change over time; give one value"
            spot.remarks.problem(message, spot.remarks.place(node))
            return None
    if one.type == "list":
        return _list(one, node, spot)
    if one.type == "record":
        return _record(one, node, spot)
    if not isinstance(node, Text):
        what = "a list" if isinstance(node, Items) else "a mapping"
        message = f"`{spot.key}` is one value ({one.type}), not {what}"
        place = spot.remarks.place(node)
        spot.remarks.problem(message, place, found=what, expected=one.type)
        return None
    return _word(one, node, spot)


def _word(one: Field, node: Text, spot: Spot) -> object:
    word = node.value
    folded = word if one.type in ("text", "code", "ref") else word.casefold()
    if folded == "unknown":
        return UNKNOWN
    if one.type == "enum":
        return _enum(one, node, spot)
    if folded == "none" and one.type in NONE_TYPES:
        return NONE
    try:
        value = READERS[one.type](word)
    except ValueError as error:
        message = f"`{spot.key}` is {shown(word)}: {error}"
        place = spot.remarks.place(node)
        spot.remarks.problem(message, place, found=word, expected=one.type)
        return None
    if one.among and value not in one.among:
        message = f"`{spot.key}` of {spot.draft.name} cannot be {shown(word)}"
        expected = ", ".join(map(str, one.among))
        place = spot.remarks.place(node)
        spot.remarks.problem(message, place, found=word, expected=expected)
        return None
    if one.type == "ref" and one.to is not None:
        place = spot.remarks.place(node)
        link = Link(spot.field, spot.key, one.to, word, place, spot.inner)
        spot.draft.links.append(link)
    return value


def _enum(one: Field, node: Text, spot: Spot) -> object:
    assert one.enum is not None
    main = one.enum.read(node.value)
    if main is not None:
        return main
    if node.value.casefold() == "none":
        return NONE
    expected = ", ".join(one.values[:12]) + (", ..." if len(one.values) > 12 else "")
    spot.remarks.problem(
        f"`{spot.key}` cannot be {shown(node.value)}",
        spot.remarks.place(node),
        found=node.value,
        expected=expected,
        known=one.enum.lookup,
    )
    return None


def _list(one: Field, node: Node, spot: Spot) -> object:
    assert one.item is not None
    if isinstance(node, Text):
        if node.value.casefold() == "unknown":
            return UNKNOWN
        own_none = one.item.enum is not None and one.item.enum.read("none")
        if node.value.casefold() == "none" and not own_none:
            return ()
    nodes = node.items if isinstance(node, Items) else (node,)
    spot = spot if one.item.type == "ref" else spot.within()
    values = [read_value(one.item, inner, spot) for inner in nodes]
    given = tuple(value for value in values if value is not None)
    if UNKNOWN in given or NONE in given:
        if all(value is UNKNOWN for value in given):
            return UNKNOWN
        message = f"`{spot.key}`: `unknown` and `none` stand for a whole list"
        spot.remarks.problem(message, spot.remarks.place(node))
    return given


def _record(one: Field, node: Node, spot: Spot) -> object:
    if not isinstance(node, Pairs):
        expected = "a mapping with " + ", ".join(one.fields)
        message = f"`{spot.key}` holds {expected}"
        spot.remarks.problem(message, spot.remarks.place(node), expected=expected)
        return None
    record: dict[str, object] = {}
    for key, value in node.entries.values():
        inner = one.fields.get(key.value)
        if inner is None:
            message = f"`{spot.key}` has no part {shown(key.value)}"
            place = spot.remarks.place(key)
            expected = ", ".join(one.fields)
            spot.remarks.problem(
                message, place, found=key.value, expected=expected, known=one.fields
            )
            continue
        inner_spot = Spot(spot.draft, spot.field, key.value, spot.remarks, True)
        typed = read_value(inner, value, inner_spot)
        if typed is not None:
            record[key.value] = typed
    return record


def _looks_like_spans(node: Node) -> bool:
    if isinstance(node, Items):
        return bool(node.items) and all(
            isinstance(item, Pairs) and "value" in item.entries for item in node.items
        )
    return isinstance(node, Pairs) and "value" in node.entries


def _spans(one: Field, node: Node, spot: Spot) -> object:
    spans: list[Span] = []
    for item in node.items if isinstance(node, Items) else (node,):
        assert isinstance(item, Pairs)
        for key, _ in item.entries.values():
            if key.value not in _SPAN_KEYS:
                message = f"a value over time has no part {shown(key.value)}"
                expected = "value, from, until"
                place = spot.remarks.place(key)
                spot.remarks.problem(
                    message, place, found=key.value, expected=expected, known=_SPAN_KEYS
                )
        start = read_day(item, "from", spot.remarks)
        end = read_day(item, "until", spot.remarks)
        if start is not None and end is not None and end < start:
            message = f"`until` ({end}) is before `from` ({start})"
            place = spot.remarks.place(item.entries["until"].value)
            spot.remarks.problem(message, place, found=str(end))
            continue
        value = read_value(one, item.entries["value"].value, spot.within())
        if value is not None:
            spans.append(Span(value, start, end))
    spans.sort(key=lambda span: span.start or date.min)
    for before, after in pairwise(spans):
        if before.end is None or (after.start or date.min) < before.end:
            text = f"the values of `{spot.field}` overlap in time"
            spot.remarks.note(text, spot.remarks.place(node))
            break
    return tuple(spans)


def read_day(node: Pairs, key: str, remarks: Remarks) -> date | None:
    value = node.get(key)
    if value is None or (isinstance(value, Text) and value.empty):
        return None
    if not isinstance(value, Text):
        remarks.problem(f"`{key}` is one day", remarks.place(value))
        return None
    if key != "on" and value.value.casefold() == "unknown":
        return None
    try:
        return read_date(value.value)
    except ValueError as error:
        message = f"`{key}` is {shown(value.value)}: {error}"
        place = remarks.place(value)
        remarks.problem(message, place, found=value.value, expected="a day, YYYY-MM-DD")
        return None
