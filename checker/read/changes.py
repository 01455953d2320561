"""A case and changes by id -> the changed case, before it is read.

In:  the nodes of a scenario's case and of a scenario that is like it.
Out: the nodes of the other case.

`change: {l1: {on: 2026-07-12}}` sets fields of an entity or act, `drop: [l1]`
takes it out, `drop: [l1.text]` one field of it. An act without an id is `#3`, by
its position in the case that is changed. What stands beside `like` is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checker.nodes import Items, Node, Pair, Pairs, Text
from checker.read.cases import CASE_KEYS
from checker.read.remarks import Remarks, shown
from checker.vocabulary import Kind, Vocabulary

#: Keys of a case that are set, not added to.
_SINGLE = ("case", "as_of")


def altered(
    base: Pairs,
    own: Pairs,
    scenario: Pairs,
    vocabulary: Vocabulary,
    remarks: Remarks,
) -> Pairs:
    """Return `base` with the `change` and `drop` of a scenario, and `own` added."""
    changes = _changes(scenario.get("change"), remarks)
    drops = _drops(scenario.get("drop"), remarks)
    done: set[str] = set()
    parts: dict[str, Pair] = {}
    known: set[str] = set()
    for key, pair in base.entries.items():
        kind = vocabulary.lists.get(key)
        if kind is None and key != "history":
            parts[key] = pair
            continue
        items: list[Node] = []
        for number, item in enumerate(_items(pair.value), start=1):
            name = _name(item, number if key == "history" else None)
            known.add(name)
            if name in drops:
                done.add(name)
                continue
            if isinstance(item, Pairs):
                meant = kind or _act(item, vocabulary)
                item = _changed(item, name, meant, changes, drops, done)
            items.append(item)
        listed = Items(tuple(items), pair.value.line, pair.value.column)
        parts[key] = Pair(pair.key, listed)
    asked = {**{name: word for name, (word, _) in changes.items()}, **drops}
    for name, word in asked.items():
        if name not in done:
            message = f"the case has nothing named {shown(name)} to change"
            remarks.problem(message, remarks.place(word), found=name, known=known)
    return Pairs(_with(parts, own, vocabulary), scenario.line, scenario.column)


def _with(
    parts: dict[str, Pair], own: Pairs, vocabulary: Vocabulary
) -> dict[str, Pair]:
    """Return the parts of a case with others set or added."""
    spelled = {_part(key, vocabulary): key for key in parts}
    for key, pair in own.entries.items():
        before = spelled.get(_part(key, vocabulary))
        if before is None or key in _SINGLE:
            parts[before or key] = pair
            continue
        old, new = parts[before].value, pair.value
        if isinstance(old, Pairs) and isinstance(new, Pairs) and key in CASE_KEYS:
            entries = {**old.entries, **new.entries}
            parts[before] = Pair(pair.key, Pairs(entries, new.line, new.column))
        else:
            both = (*_items(old), *_items(new))
            parts[before] = Pair(pair.key, Items(both, new.line, new.column))
    return parts


def _part(key: str, vocabulary: Vocabulary) -> str:
    kind = vocabulary.lists.get(key)
    return key if kind is None else kind.name


def _items(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Items):
        return node.items
    return () if isinstance(node, Text) and node.empty else (node,)


def _name(item: Node, number: int | None) -> str:
    identity = item.get("id") if isinstance(item, Pairs) else None
    if isinstance(identity, Text) and not identity.empty:
        return identity.value
    return "" if number is None else f"#{number}"


def _act(item: Pairs, vocabulary: Vocabulary) -> Kind | None:
    act = item.get("act")
    return vocabulary.act(act.value) if isinstance(act, Text) else None


def _changed(
    item: Pairs,
    name: str,
    kind: Kind | None,
    changes: Mapping[str, tuple[Text, Pairs]],
    drops: Mapping[str, Text],
    done: set[str],
) -> Pairs:
    entries = dict(item.entries)
    prefix = f"{name}."
    dropped = {
        _field(one.removeprefix(prefix), kind): one
        for one in drops
        if one.startswith(prefix)
    }
    for key in item.entries:
        if _field(key, kind) in dropped:
            done.add(dropped[_field(key, kind)])
            del entries[key]
    if name in changes:
        done.add(name)
        _, fields = changes[name]
        new = {_field(key, kind) for key in fields.entries}
        entries = {
            key: pair for key, pair in entries.items() if _field(key, kind) not in new
        }
        entries.update(fields.entries)
    return Pairs(entries, item.line, item.column)


def _field(key: str, kind: Kind | None) -> str:
    one = None if kind is None else kind.lookup.get(key)
    return key if one is None else one.name


def _changes(node: Node | None, remarks: Remarks) -> dict[str, tuple[Text, Pairs]]:
    if node is None:
        return {}
    changes: dict[str, tuple[Text, Pairs]] = {}
    entries: Iterable[Pair] = ()
    if isinstance(node, Pairs):
        entries = node.entries.values()
    elif not (isinstance(node, Text) and node.empty):
        message = "`change` is a mapping from id to fields"
        remarks.problem(message, remarks.place(node))
    for key, value in entries:
        if isinstance(value, Pairs):
            changes[key.value] = (key, value)
        else:
            message = f"`change` of {shown(key.value)} is a mapping from field to value"
            remarks.problem(message, remarks.place(value))
    return changes


def _drops(node: Node | None, remarks: Remarks) -> dict[str, Text]:
    drops: dict[str, Text] = {}
    for item in () if node is None else _items(node):
        if isinstance(item, Text):
            drops[item.value] = item
        else:
            remarks.problem("`drop` is a list of ids", remarks.place(item))
    return drops
