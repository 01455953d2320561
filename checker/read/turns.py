"""Acts that change a field of what they are about, against that field.

In:  entities and acts as read, with their references followed.
Out: notes: a data finding where the two contradict each other.

`from: {turns_from: chapter}` and `to: {turns_to: chapter}` of the act
`converted` say that it takes the chapter of its bankruptcy from one value to
another. A conversion from 11 to 7 contradicts a petition under 13, or a
conversion before it that led to 12. `while: {chapter: [11, 13]}` of another act
says that the chapter is one of these at the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from checker.case import Span, Special
from checker.read.drafts import Draft
from checker.read.links import refers
from checker.read.remarks import Remarks
from checker.vocabulary import Field


def note_turns(
    entities: Sequence[Draft], acts: Sequence[Draft], remarks: Remarks
) -> None:
    """Note every act that contradicts the field it changes, or the act before."""
    for act in acts:
        for left in act.kind.fields.values():
            origin = act.fields.get(left.name)
            if left.turns_from is None or isinstance(origin, Special | None):
                continue
            for entity in entities:
                if left.turns_from not in entity.kind.fields:
                    continue
                series = [one for one in acts if _turns(one, act, entity)]
                known = _against(act, origin, left.turns_from, entity, series)
                if act in series and known is not None:
                    told = f"{act.kind.name} {act.name} is from {origin}"
                    text = f"data finding: {told}, but {known}"
                    remarks.note(text, act.places.get(left.name, act.place))


def _against(
    act: Draft, origin: object, turned: str, entity: Draft, series: Sequence[Draft]
) -> str | None:
    """Return what the case says instead of `origin`, or None."""
    before = _before(act, series)
    if before is not None:
        [reached, *_] = [*_reached(before, turned), None]
        if reached is None or reached == origin:
            return None
        return f"{before.name} of {before.day} led to {reached}"
    value = entity.fields.get(turned)
    listed = [
        one.value if isinstance(one, Span) else one
        for one in (value if isinstance(value, tuple) else (value,))
    ]
    if any(isinstance(one, Special | None) or one == origin for one in listed):
        return None
    if any(one in _reached(each, turned) for each in series for one in listed):
        return None
    return f"`{turned}` of {entity.name} is {', '.join(map(str, listed))}"


def note_misfits(
    entities: Sequence[Draft], acts: Sequence[Draft], remarks: Remarks
) -> None:
    """Note every act at whose time a field has none of the values that it needs."""
    for act in acts:
        for name, values in act.kind.during.items():
            for entity in entities:
                if name not in entity.kind.fields or not _about(act, entity):
                    continue
                held = _values_at(act, name, entity, acts)
                if held and not any(str(one) in values for one in held):
                    told = ", ".join(sorted({str(one) for one in held}))
                    text = (
                        f"data finding: {act.kind.name} {act.name} of {act.day}, but "
                        f"`{name}` of {entity.name} is {told} then"
                    )
                    remarks.note(text, act.place)


def _values_at(
    act: Draft, name: str, entity: Draft, acts: Sequence[Draft]
) -> list[object]:
    """Return the values that a field may have on the day of an act.

    None where one of them is not known. On the day of a change it may be either.
    """
    day = act.day
    if not isinstance(day, date):
        return []
    turns = [
        (one.day, one)
        for one in acts
        if isinstance(one.day, date)
        and any(each.turns_to == name for each in one.kind.fields.values())
        and _about(one, entity)
    ]
    turns.sort(key=lambda row: row[0])
    past = [one for when, one in turns if when <= day]
    coming = [one for when, one in turns if when >= day]
    found = list(_reached(past[-1], name)) if past else []
    if past and not found:
        return []
    if coming and (not past or past[-1] is coming[0]):
        found += _left(coming[0], name)
    listed = [] if past else _listed(entity, name, day)
    later = [value for one in coming for value in _reached(one, name)]
    if not (found and set(listed) <= set(later)):
        found += listed
    return found


def _left(act: Draft, turned: str) -> list[object]:
    """Return the value from which an act turns the field, where it is known."""
    return _known(act, (f for f in act.kind.fields.values() if f.turns_from == turned))


def _listed(entity: Draft, name: str, day: date) -> list[object]:
    value = entity.fields.get(name)
    rows = value if isinstance(value, tuple) else (value,)
    held = [
        one.value if isinstance(one, Span) else one
        for one in rows
        if not isinstance(one, Span) or one.holds_on(day)
    ]
    return [] if any(isinstance(one, Special | None) for one in held) else held


def _about(act: Draft, entity: Draft) -> bool:
    """True if a reference of the act holds the entity."""
    return any(
        one.target == entity.kind.name and refers(act, one, entity.name)
        for name, one in act.kind.lookup.items()
        if name == one.name
    )


def _before(act: Draft, series: Iterable[Draft]) -> Draft | None:
    """Return the last act of the series on an earlier day."""
    earlier: Draft | None = None
    for one in series:
        if isinstance(one.day, date) and isinstance(act.day, date):
            latest = earlier.day if earlier is not None else None
            if one.day < act.day and (
                not isinstance(latest, date) or one.day >= latest
            ):
                earlier = one
    return earlier


def _reached(act: Draft, turned: str) -> list[object]:
    """Return the value to which an act turns the field, where it is known."""
    return _known(act, (f for f in act.kind.fields.values() if f.turns_to == turned))


def _known(act: Draft, fields: Iterable[Field]) -> list[object]:
    values = (act.fields.get(one.name) for one in fields)
    return [value for value in values if not isinstance(value, Special | None)]


def _turns(act: Draft, like: Draft, entity: Draft) -> bool:
    """True if an act of the same kind as another is about the entity."""
    return act.kind is like.kind and _about(act, entity)
