"""One document -> one `Case`, or all that is wrong with it.

In:  the node of a case, the vocabulary.
Out: `Case`, or `InputInvalid` with every problem of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from checker.case import Case, Gap
from checker.errors import InputInvalid
from checker.nodes import Items, Node, Pairs, Text
from checker.read.drafts import Draft, nameless
from checker.read.entries import read_act, read_entity
from checker.read.links import follow, imply, index
from checker.read.oddities import (
    note_days,
    note_late,
    note_order,
    note_presumed,
    note_strays,
)
from checker.read.remarks import Remarks, shown
from checker.read.turns import note_misfits, note_turns
from checker.read.twins import pair
from checker.values import read_date, read_money
from checker.vocabulary import Kind, Vocabulary

#: Keys of a case besides the lists of entities.
CASE_KEYS = ("case", "as_of", "parameters", "gaps", "history")


def read_case(
    node: Node,
    vocabulary: Vocabulary,
    remarks: Remarks,
    *,
    as_of: date | None = None,
    name: str | None = None,
) -> Case:
    """Return the case that a node describes.

    Args:
        node: A document of a case file, or a scenario made into one.
        vocabulary: All names.
        remarks: Flaws found before; problems and notes are added.
        as_of: Replaces the day of the audit that the case gives.
        name: Id of the case where it gives none; without it, one is required.

    Raises:
        InputInvalid: The case cannot be judged; all problems are named.
    """
    place = remarks.place(node)
    if not isinstance(node, Pairs):
        message = "a case is a mapping that begins with `case: ID`"
        remarks.problem(message, place, expected="a mapping")
        raise InputInvalid(remarks.file, remarks.problems)
    lists, history = _parts(node, vocabulary, remarks)
    identity = _identity(node, name, remarks)
    given = _as_of(node, remarks)
    entities = list(_entities(lists, vocabulary, remarks))
    acts = list(_acts(history, vocabulary, remarks))
    drafts = [*entities, *acts]
    named = index(drafts, remarks)
    follow(named, drafts, remarks)
    imply(vocabulary, drafts, drafts)
    implied = pair(entities, acts, vocabulary, remarks)
    imply(vocabulary, drafts, implied)
    note_order(acts, remarks)
    acts.extend(implied)
    note_days(entities, acts, remarks)
    note_turns(entities, acts, remarks)
    note_misfits(entities, acts, remarks)
    gaps = tuple(_gaps(node.get("gaps"), vocabulary, remarks))
    note_presumed(acts, gaps, remarks)
    note_strays(entities, acts, remarks)
    day = as_of or given
    if day is not None:
        note_late(acts, day, remarks)
    parameters = _parameters(node.get("parameters"), vocabulary, remarks)
    if remarks.problems:
        problems = sorted(
            remarks.problems, key=lambda one: (one.place.line, one.place.column)
        )
        raise InputInvalid(remarks.file, problems)
    acts.sort(key=_moment)
    return Case(
        id=identity,
        as_of=day,
        entities=tuple(draft.entry() for draft in entities),
        acts=tuple(draft.entry() for draft in acts),
        place=place,
        parameters=parameters,
        gaps=gaps,
        notes=tuple(remarks.notes),
        source=remarks.file,
    )


def _moment(draft: Draft) -> tuple[date, time]:
    """Order of the acts: unknown days last, within a day those without a time first."""
    day = draft.day if isinstance(draft.day, date) else date.max
    return (day, draft.clock or time.min)


def _parts(
    node: Pairs, vocabulary: Vocabulary, remarks: Remarks
) -> tuple[list[tuple[Kind, Node]], Node | None]:
    lists: list[tuple[Kind, Node]] = []
    history: Node | None = None
    seen: dict[str, Text] = {}
    for key, value in node.entries.values():
        kind = vocabulary.lists.get(key.value)
        if key.value == "history":
            history = value
        elif key.value in CASE_KEYS:
            continue
        elif kind is None:
            message = f"a case has no part {shown(key.value)}"
            if key.value == "scenarios":
                message = "this is a file of scenarios; `irmcheck test` runs it"
            known = {*CASE_KEYS, *vocabulary.lists}
            expected = "case, as_of, history, or a list of entities"
            remarks.problem(
                message,
                remarks.place(key),
                found=key.value,
                expected=expected,
                known=known if key.value != "scenarios" else (),
                renamed=vocabulary.renamed.get(key.value),
            )
        elif kind.name in seen:
            message = (
                f"`{kind.list_name}` is given twice (first in line "
                f"{seen[kind.name].line})"
            )
            remarks.problem(message, remarks.place(key), found=key.value)
        else:
            seen[kind.name] = key
            lists.append((kind, value))
    return lists, history


def _identity(node: Pairs, name: str | None, remarks: Remarks) -> str:
    value = node.get("case")
    if value is None or (isinstance(value, Text) and value.empty):
        if name is None:
            message = "a case needs `case: ID` on top"
            remarks.problem(message, remarks.place(node), expected="case: ID")
        return name or ""
    if isinstance(value, Text):
        return value.value
    remarks.problem("`case` is one word, the id of the case", remarks.place(value))
    return ""


def _as_of(node: Pairs, remarks: Remarks) -> date | None:
    value = node.get("as_of")
    if value is None or (isinstance(value, Text) and value.empty):
        return None
    word = value.value if isinstance(value, Text) else "a list or mapping"
    try:
        return read_date(word)
    except ValueError as error:
        message = f"`as_of` is {shown(word)}: {error}"
        place = remarks.place(value)
        remarks.problem(message, place, found=word, expected="a day, YYYY-MM-DD")
        return None


def _listed(node: Node | None, what: str, remarks: Remarks) -> Iterable[Pairs]:
    """Yield the mappings of a list; one may stand for a list of one."""
    if node is None or (isinstance(node, Text) and node.empty):
        return
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Pairs):
            yield item
        else:
            found = "a list" if isinstance(item, Items) else "a word"
            message = f"`{what}` is a list of mappings, but here is {found}"
            place = remarks.place(item)
            remarks.problem(message, place, found=found, expected="a mapping")


def _entities(
    lists: Sequence[tuple[Kind, Node]], vocabulary: Vocabulary, remarks: Remarks
) -> Iterable[Draft]:
    for kind, node in lists:
        for item in _listed(node, kind.list_name or kind.name, remarks):
            yield read_entity(item, kind, vocabulary, remarks)


def _acts(
    history: Node | None, vocabulary: Vocabulary, remarks: Remarks
) -> Iterable[Draft]:
    for number, item in enumerate(_listed(history, "history", remarks), start=1):
        value = item.get("act")
        if not isinstance(value, Text) or value.empty:
            message = "an entry of the history needs `act: NAME`"
            place = remarks.place(item if value is None else value)
            remarks.problem(message, place, expected="the name of an act")
            continue
        kind = vocabulary.act(value.value)
        if kind is None:
            _unknown_act(value, vocabulary, remarks)
            kind = nameless(vocabulary)  # so that what else is wrong is told too
        yield read_act(item, kind, f"#{number}", vocabulary, remarks)


def _unknown_act(value: Text, vocabulary: Vocabulary, remarks: Remarks) -> None:
    known = [name for name, kind in vocabulary.spelled.items() if not kind.list_name]
    remarks.problem(
        f"there is no act {shown(value.value)}",
        remarks.place(value),
        found=value.value,
        expected="the name of an act",
        known=known,
        renamed=vocabulary.renamed.get(value.value),
    )


def _parameters(
    node: Node | None, vocabulary: Vocabulary, remarks: Remarks
) -> Mapping[str, int]:
    return read_parameters(node, vocabulary, remarks)


def read_parameters(
    node: Node | None, vocabulary: Vocabulary, remarks: Remarks
) -> dict[str, int]:
    """Return withheld amounts by name, in cents; `unknown` ones are left out."""
    amounts: dict[str, int] = {}
    if node is None or (isinstance(node, Text) and node.empty):
        return amounts
    if not isinstance(node, Pairs):
        message = "`parameters` is a mapping from name to amount"
        remarks.problem(message, remarks.place(node), expected="a mapping")
        return amounts
    for key, value in node.entries.values():
        place = remarks.place(value)
        if key.value not in vocabulary.parameters:
            remarks.problem(
                f"there is no parameter {shown(key.value)}",
                remarks.place(key),
                found=key.value,
                expected="the name of a parameter",
                known=vocabulary.parameters,
            )
        elif not isinstance(value, Text):
            remarks.problem(f"`{key.value}` is one amount", place, expected="money")
        elif value.value != "unknown" and not value.empty:
            try:
                amounts[key.value] = read_money(value.value)
            except ValueError as error:
                message = f"`{key.value}` is {shown(value.value)}: {error}"
                remarks.problem(message, place, found=value.value, expected="money")
    return amounts


def _gaps(node: Node | None, vocabulary: Vocabulary, remarks: Remarks) -> Iterable[Gap]:
    for item in _listed(node, "gaps", remarks):
        days: dict[str, date] = {}
        system: str | None = None
        for key, value in item.entries.values():
            word = value.value if isinstance(value, Text) else "a list or mapping"
            place = remarks.place(value)
            if key.value == "system":
                systems = vocabulary.enums["systems"]
                system = systems.read(word)
                if system is None:
                    message = f"there is no system {shown(word)}"
                    remarks.problem(message, place, found=word, known=systems.lookup)
            elif key.value in ("from", "until"):
                try:
                    days[key.value] = read_date(word)
                except ValueError as error:
                    message = f"`{key.value}` is {shown(word)}: {error}"
                    expected = "a day, YYYY-MM-DD"
                    remarks.problem(message, place, found=word, expected=expected)
            else:
                message = f"a gap has no part {shown(key.value)}"
                expected = "from, until, system"
                known = ("from", "until", "system")
                remarks.problem(
                    message,
                    remarks.place(key),
                    found=key.value,
                    expected=expected,
                    known=known,
                )
        place = remarks.place(item)
        if len(days) == 2 and days["until"] >= days["from"]:
            yield Gap(days["from"], days["until"], system, place)
        elif len(days) == 2:
            message = f"`until` ({days['until']}) is before `from` ({days['from']})"
            remarks.problem(message, place)
        elif not ("from" in item.entries and "until" in item.entries):
            remarks.problem("a gap needs `from` and `until`", place)
