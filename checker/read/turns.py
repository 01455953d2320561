"""Acts that change a field of what they are about, against that field.

In:  entities and acts as read, with their references followed.
Out: notes: a data finding where the two contradict each other.

`from: {turns_from: chapter}` and `to: {turns_to: chapter}` of the act
`converted` say that it takes the chapter of its bankruptcy from one value to
another. A conversion from 11 to 7 contradicts a petition under 13, or a
conversion before it that led to 12.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from checker.case import Span, Special
from checker.read.drafts import Draft
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
    values = (
        act.fields.get(one.name)
        for one in act.kind.fields.values()
        if one.turns_to == turned
    )
    return [value for value in values if not isinstance(value, Special | None)]


def _turns(act: Draft, like: Draft, entity: Draft) -> bool:
    """True if an act of the same kind as another is about the entity."""
    if act.kind is not like.kind:
        return False
    return any(
        entity.name in _ids(act, one)
        for name, one in act.kind.lookup.items()
        if name == one.name and one.target == entity.kind.name
    )


def _ids(act: Draft, one: Field) -> tuple[object, ...]:
    value = act.fields.get(one.name)
    return value if isinstance(value, tuple) else (value,)
