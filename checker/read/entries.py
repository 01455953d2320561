"""A mapping of a case file -> one entity or act, its fields typed.

In:  the node of an entry, the kind that the vocabulary says it is.
Out: `Draft`, with links that are still to be followed.

Entries refer to each other, so they are drafts until the whole case is read.
"""

from __future__ import annotations

from datetime import date, time

from checker.case import UNKNOWN, Special
from checker.nodes import Pair, Pairs, Text
from checker.read.drafts import Draft
from checker.read.remarks import Remarks, shown
from checker.read.typed import Spot, read_day, read_value
from checker.values import read_time
from checker.vocabulary import ACT_FRAME, Field, Kind, Vocabulary


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
    draft.earliest = read_day(node, "earliest", remarks)
    draft.latest = read_day(node, "latest", remarks)
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
    return read_day(node, "on", remarks) or UNKNOWN


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
            if draft.kind.name:  # of a nameless act the fields are not known
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
        typed = read_value(one, value, Spot(draft, one.name, key.value, remarks))
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
