"""References of a case: followed, and filled in where only one thing fits.

In:  the drafts of all entities and acts of one case.
Out: problems for references to nothing; drafts with the references that the case
     may leave out ("where a case has only one entity of the kind").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from checker.read.drafts import Draft, Link
from checker.read.remarks import Remarks, shown
from checker.vocabulary import Field, Vocabulary


def index(drafts: Iterable[Draft], remarks: Remarks) -> dict[str, Draft]:
    """Return drafts by name; an id given twice is a problem."""
    named: dict[str, Draft] = {}
    for draft in drafts:
        if not draft.name:
            continue
        first = named.setdefault(draft.name, draft)
        if first is not draft:
            message = (
                f"the id {shown(draft.name)} is given twice "
                f"(first in line {first.place.line})"
            )
            remarks.problem(message, draft.place, found=draft.name)
    return named


def follow(
    named: Mapping[str, Draft], drafts: Iterable[Draft], remarks: Remarks
) -> None:
    """Check that every reference points to a thing of the right kind."""
    for draft in drafts:
        for link in draft.links:
            target = named.get(link.id)
            if target is not None and target.kind.name in (link.to, ""):
                continue
            described = _described(link, named.values())
            if described is not None and not link.inner:
                _replace(draft, link, described)
            elif target is None:
                remarks.problem(
                    f"`{link.key}` refers to {shown(link.id)}, which is not there",
                    link.place,
                    found=link.id,
                    expected=f"the id of a {link.to}",
                    known=[d.name for d in named.values() if d.kind.name == link.to],
                )
            else:
                remarks.problem(
                    f"`{link.key}` refers to {shown(link.id)}, a "
                    f"{target.kind.name}, not a {link.to}",
                    link.place,
                    found=target.kind.name,
                    expected=f"the id of a {link.to}",
                )


def _described(link: Link, drafts: Iterable[Draft]) -> str | None:
    """Return the one thing that the reference describes by one of its fields.

    `period: 202212` means the module of that period, where `period` is an alias
    of a reference to a module.
    """
    if link.key == link.field:
        return None
    found: list[str] = []
    for draft in drafts:
        if draft.kind.name != link.to:
            continue
        one = draft.kind.lookup.get(link.key)
        if one is None:
            return None
        value = draft.fields.get(one.name)
        spelled = value.isoformat() if isinstance(value, date) else value
        if spelled == link.id:
            found.append(draft.name)
    return found[0] if len(found) == 1 else None


def _replace(draft: Draft, link: Link, name: str) -> None:
    value = draft.fields.get(link.field)
    if isinstance(value, tuple):
        draft.fields[link.field] = tuple(
            name if one == link.id else one for one in value
        )
    else:
        draft.fields[link.field] = name


def imply(
    vocabulary: Vocabulary, among: Sequence[Draft], fill: Iterable[Draft]
) -> None:
    """Fill in references that were left out and can mean one thing only.

    Args:
        vocabulary: Says which references may be left out.
        among: All entities and acts of the case.
        fill: Those whose references are filled in.
    """
    only = _only_ones(vocabulary, among)
    if not only:
        return
    candidates: dict[str, list[tuple[Field, Draft]]] = {}
    for draft in fill:
        name = draft.kind.name
        if name not in candidates:
            candidates[name] = [
                (one, only[one.target])
                for one in vocabulary.fields_of(draft.kind)
                if one.implied and one.target in only
            ]
        for one, meant in candidates[name]:
            if one.name in draft.fields or one.name in draft.places or meant is draft:
                continue
            if meant.day is not None and not _not_later(meant, draft):
                continue
            if not _agree(one, draft, meant):
                continue
            single = one.item is None
            draft.fields[one.name] = meant.name if single else (meant.name,)
            draft.supplied.add(one.name)


def _only_ones(
    vocabulary: Vocabulary, among: Sequence[Draft]
) -> dict[str | None, Draft]:
    """Return, by kind, the thing that is the only one of its kind."""
    beside = _beside(vocabulary, among)
    kinds: dict[str | None, list[Draft]] = {}
    for draft in among:
        if not draft.implied and draft.name and draft.name not in beside:
            kinds.setdefault(draft.kind.name, []).append(draft)
    return {kind: drafts[0] for kind, drafts in kinds.items() if len(drafts) == 1}


def _beside(vocabulary: Vocabulary, among: Sequence[Draft]) -> set[str]:
    """Return who is named as spouse, secondary or principal of another.

    Where two name each other, the one listed first is not beside the other.
    """
    named_by: dict[str, set[str]] = {}
    order = {draft.name: number for number, draft in enumerate(among)}
    for draft in among:
        if draft.kind.list_name is None:
            continue
        for one in draft.kind.fields.values():
            if not one.beside or one.name not in draft.fields:
                continue
            value = draft.fields[one.name]
            for name in value if isinstance(value, tuple) else (value,):
                if isinstance(name, str):
                    named_by.setdefault(name, set()).add(draft.name)
    beside: set[str] = set()
    for name, namers in named_by.items():
        for namer in namers:
            mutual = namer in named_by and name in named_by[namer]
            first = order.get(name, 0) < order.get(namer, 0)
            if not (mutual and first):
                beside.add(name)
    return beside


def _not_later(meant: Draft, draft: Draft) -> bool:
    if isinstance(meant.day, date) and isinstance(draft.day, date):
        if meant.day == draft.day and meant.clock and draft.clock:
            return meant.clock <= draft.clock
        return meant.day <= draft.day
    return draft.day is not None


def _agree(one: Field, draft: Draft, meant: Draft) -> bool:
    for own, other in one.agrees.items():
        here, there = draft.fields.get(own), meant.fields.get(other)
        if here is not None and there is not None and here != there:
            return False
    return True


def refers(draft: Draft, field: Field, name: str) -> bool:
    """True if a reference, single or in a list, holds the id."""
    value = draft.fields.get(field.name)
    return name in value if isinstance(value, tuple) else value == name
