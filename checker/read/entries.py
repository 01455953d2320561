"""A mapping of a case file -> one entity or act, its fields typed.

In:  the node of an entry, the kind that the vocabulary says it is.
Out: `Draft`, with links that are still to be followed.

Entries refer to each other, so they are drafts until the whole case is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise

from checker.case import NONE, UNKNOWN, Entry, Place, Span, Special
from checker.nodes import Items, Node, Pair, Pairs, Text
from checker.read.remarks import Remarks, shown
from checker.values import READERS, read_date, read_time
from checker.vocabulary import ACT_FRAME, NONE_TYPES, Field, Kind, Vocabulary

_SPAN_KEYS = frozenset(("value", "from", "until"))


@dataclass(frozen=True, slots=True)
class Link:
    """A reference that was read and not yet followed.

    Attributes:
        field: Field of the entry in which it stands.
        key: Spelling of that field in the file.
        to: Kind or act that must bear the id.
        inner: True within a record or span.
    """

    field: str
    key: str
    to: str
    id: str
    place: Place
    inner: bool


@dataclass(slots=True)
class Draft:
    """An entity or act that is being read; `day` is None for an entity."""

    name: str
    kind: Kind
    place: Place
    fields: dict[str, object] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    day: date | Special | None = None
    clock: time | None = None
    earliest: date | None = None
    latest: date | None = None
    implied: bool = False

    def entry(self) -> Entry:
        """Return the finished record."""
        return Entry(
            name=self.name,
            kind=self.kind.name,
            fields=self.fields,
            place=self.place,
            day=self.day,
            clock=self.clock,
            earliest=self.earliest,
            latest=self.latest,
            implied=self.implied,
        )


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value stands: in which field of which entry."""

    draft: Draft
    field: str
    key: str
    remarks: Remarks
    inner: bool = False

    def within(self) -> _Spot:
        return _Spot(self.draft, self.field, self.key, self.remarks, True)


def read_entity(
    node: Pairs, kind: Kind, vocabulary: Vocabulary, remarks: Remarks
) -> Draft:
    """Read one entity of a list."""
    draft = Draft("", kind, remarks.place(node))
    identity = node.get("id")
    if isinstance(identity, Text) and identity.value and not identity.empty:
        draft.name = identity.value
        check_id(identity, remarks)
    elif identity is None or isinstance(identity, Text):
        message = f"this {kind.name} has no `id`"
        remarks.problem(message, draft.place, expected="an id, unique in the case")
    else:
        remarks.problem("an `id` is one word", remarks.place(identity))
    _read_fields(node, draft, vocabulary, remarks, frozenset(("id",)))
    return draft


def read_act(
    node: Pairs, kind: Kind, name: str, vocabulary: Vocabulary, remarks: Remarks
) -> Draft:
    """Read one act of the history; `name` is its position, `#3`."""
    draft = Draft(name, kind, remarks.place(node))
    own = kind.fields
    frame = frozenset(key for key in ACT_FRAME if key not in own)
    identity = node.get("id")
    if isinstance(identity, Text) and not identity.empty:
        draft.name = identity.value
        check_id(identity, remarks)
    elif identity is not None and not isinstance(identity, Text):
        remarks.problem("an `id` is one word", remarks.place(identity))
    draft.day = _day_of(node, draft, remarks)
    draft.earliest = _frame_date(node, "earliest", remarks)
    draft.latest = _frame_date(node, "latest", remarks)
    if draft.earliest and draft.latest and draft.latest < draft.earliest:
        message = f"`latest` ({draft.latest}) is before `earliest` ({draft.earliest})"
        remarks.problem(message, remarks.place(node.entries["latest"].key))
    draft.clock = _frame_time(node, remarks)
    _read_fields(node, draft, vocabulary, remarks, frame)
    _wants_text(draft, remarks)
    return draft


def check_id(identity: Text, remarks: Remarks) -> None:
    """An id may not look like the name of something without an id."""
    if identity.value.startswith("#") or identity.value in ("unknown", "none"):
        message = f"{shown(identity.value)} cannot be an id"
        remarks.problem(message, remarks.place(identity), found=identity.value)


def _day_of(node: Pairs, draft: Draft, remarks: Remarks) -> date | Special:
    value = node.get("on")
    if value is None or (isinstance(value, Text) and value.empty):
        text = f"{draft.kind.name} has no day (`on`); its day is taken as unknown"
        remarks.note(text, draft.place)
        return UNKNOWN
    if isinstance(value, Text) and value.value.casefold() == "unknown":
        return UNKNOWN
    return _frame_date(node, "on", remarks) or UNKNOWN


def _frame_date(node: Pairs, key: str, remarks: Remarks) -> date | None:
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


def _frame_time(node: Pairs, remarks: Remarks) -> time | None:
    value = node.get("at")
    if value is None or (isinstance(value, Text) and value.empty):
        return None
    if not isinstance(value, Text):
        remarks.problem("`at` is one time", remarks.place(value))
        return None
    if value.value.casefold() == "unknown":
        return None
    try:
        return read_time(value.value)
    except ValueError as error:
        message = f"`at` is {shown(value.value)}: {error}"
        place = remarks.place(value)
        remarks.problem(message, place, found=value.value, expected="a time, HH:MM")
        return None


def _wants_text(draft: Draft, remarks: Remarks) -> None:
    if "text" in draft.fields or "text" not in draft.kind.lookup:
        return
    for name, value in draft.fields.items():
        if value == "other" or (isinstance(value, tuple) and "other" in value):
            one = draft.kind.lookup[name]
            if "enum" in (one.type, one.item and one.item.type):
                text = f"`{name}` of {draft.name} is `other` without a `text`"
                remarks.note(text, draft.places[name])


def _read_fields(
    node: Pairs,
    draft: Draft,
    vocabulary: Vocabulary,
    remarks: Remarks,
    frame: frozenset[str],
) -> None:
    for key, value in node.entries.values():
        if key.value in frame:
            continue
        one = resolve(key.value, node.entries, draft.kind, vocabulary)
        if one is None:
            _unknown_field(key, draft.kind, vocabulary, remarks)
            continue
        if one.name in draft.places:
            message = (
                f"`{one.name}` is given twice (first in line "
                f"{draft.places[one.name].line}); `{key.value}` means the same"
            )
            remarks.problem(message, remarks.place(key), found=key.value)
            continue
        if isinstance(value, Text) and value.empty:
            continue
        draft.places[one.name] = remarks.place(value)
        typed = _value(one, value, _Spot(draft, one.name, key.value, remarks))
        if typed is not None:
            draft.fields[one.name] = typed


def resolve(
    key: str, entries: dict[str, Pair], kind: Kind, vocabulary: Vocabulary
) -> Field | None:
    """Return the field that a key means in an entry.

    An own alias goes before a common name, unless the own field is given by
    another spelling too: then the common field is meant.
    """
    one = kind.lookup.get(key)
    if one is None or key == one.name or kind.list_name is not None:
        return one
    common = vocabulary.common.get(key)
    if common is not None and one.name in kind.fields and one.name in entries:
        return common
    return one


def _unknown_field(
    key: Text, kind: Kind, vocabulary: Vocabulary, remarks: Remarks
) -> None:
    remarks.problem(
        f"{kind.name} has no field {shown(key.value)}",
        remarks.place(key),
        found=key.value,
        expected="a field of " + kind.name,
        known=kind.lookup,
        renamed=vocabulary.renamed.get(key.value),
    )


def _value(one: Field, node: Node, spot: _Spot) -> object:
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


def _word(one: Field, node: Text, spot: _Spot) -> object:
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
    if one.type == "ref" and one.to is not None:
        place = spot.remarks.place(node)
        link = Link(spot.field, spot.key, one.to, word, place, spot.inner)
        spot.draft.links.append(link)
    return value


def _enum(one: Field, node: Text, spot: _Spot) -> object:
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


def _list(one: Field, node: Node, spot: _Spot) -> object:
    assert one.item is not None
    if isinstance(node, Text):
        if node.value.casefold() == "unknown":
            return UNKNOWN
        own_none = one.item.enum is not None and one.item.enum.read("none")
        if node.value.casefold() == "none" and not own_none:
            return ()
    nodes = node.items if isinstance(node, Items) else (node,)
    spot = spot if one.item.type == "ref" else spot.within()
    values = [_value(one.item, inner, spot) for inner in nodes]
    given = tuple(value for value in values if value is not None)
    if UNKNOWN in given or NONE in given:
        if all(value is UNKNOWN for value in given):
            return UNKNOWN
        message = f"`{spot.key}`: `unknown` and `none` stand for a whole list"
        spot.remarks.problem(message, spot.remarks.place(node))
    return given


def _record(one: Field, node: Node, spot: _Spot) -> object:
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
        inner_spot = _Spot(spot.draft, spot.field, key.value, spot.remarks, True)
        typed = _value(inner, value, inner_spot)
        if typed is not None:
            record[key.value] = typed
    return record


def _looks_like_spans(node: Node) -> bool:
    if isinstance(node, Items):
        return bool(node.items) and all(
            isinstance(item, Pairs) and "value" in item.entries for item in node.items
        )
    return isinstance(node, Pairs) and "value" in node.entries


def _spans(one: Field, node: Node, spot: _Spot) -> object:
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
        start = _frame_date(item, "from", spot.remarks)
        end = _frame_date(item, "until", spot.remarks)
        if start is not None and end is not None and end < start:
            message = f"`until` ({end}) is before `from` ({start})"
            place = spot.remarks.place(item.entries["until"].value)
            spot.remarks.problem(message, place, found=str(end))
            continue
        value = _value(one, item.entries["value"].value, spot.within())
        if value is not None:
            spans.append(Span(value, start, end))
    spans.sort(key=lambda span: span.start or date.min)
    for before, after in pairwise(spans):
        if before.end is None or (after.start or date.min) < before.end:
            text = f"the values of `{spot.field}` overlap in time"
            spot.remarks.note(text, spot.remarks.place(node))
            break
    return tuple(spans)
