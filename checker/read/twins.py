"""Dates that are also acts: whichever side is given, the case shows both.

In:  the drafts of one case, references followed.
Out: the acts that the case gives only as a date (`B1.petition_date`); dates that
     it gives only as an act are filled in. Two different days are a problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from checker.case import NONE, UNKNOWN, Span
from checker.read.drafts import Draft
from checker.read.links import refers
from checker.read.remarks import Remarks
from checker.vocabulary import Field, Kind, Vocabulary


def pair(
    entities: Sequence[Draft],
    acts: Sequence[Draft],
    vocabulary: Vocabulary,
    remarks: Remarks,
) -> list[Draft]:
    """Return the implied acts; complete the entities and acts that are given."""
    implied: list[Draft] = []
    for entity in entities:
        for one in entity.kind.fields.values():
            if one.short_for is not None:
                act = vocabulary.acts[one.short_for]
                _complete(entity, one, act, acts, implied, vocabulary, remarks)
    return implied


def _complete(
    entity: Draft,
    one: Field,
    act: Kind,
    acts: Sequence[Draft],
    implied: list[Draft],
    vocabulary: Vocabulary,
    remarks: Remarks,
) -> None:
    day = entity.fields.get(one.name)
    about = _about(act, entity.kind, vocabulary)
    shared = _shared(entity, act, vocabulary)
    same = [
        draft
        for draft in acts
        if draft.kind is act
        and not _apart(draft, one)
        and _is_about(draft, entity, about, shared, day)
    ]
    clock = _clock(entity, one)
    if not same:
        if day is not None and day is not NONE:
            implied.append(_act(entity, one, act, about, shared, clock))
        return
    if day is None and one.name not in entity.places:
        dated = sorted(d.day for d in same if isinstance(d.day, date))
        entity.fields[one.name] = dated[0] if dated else UNKNOWN
        return
    place = entity.places[one.name]
    if day is NONE:
        message = (
            f"`{one.name}` of {entity.name} is `none`, but the history has "
            f"{act.name} (line {same[0].place.line})"
        )
        remarks.problem(message, place, found="none")
    elif day is UNKNOWN:
        dated = sorted(d.day for d in same if isinstance(d.day, date))
        if dated:
            entity.fields[one.name] = dated[0]
    elif isinstance(day, date):
        _reconcile(entity, one, day, clock, same, about, remarks)


def _reconcile(
    entity: Draft,
    one: Field,
    day: date,
    clock: time | None,
    same: Sequence[Draft],
    about: Field | None,
    remarks: Remarks,
) -> None:
    """One of the acts has the day of the field, or takes it."""
    for draft in same:
        if draft.day == day:
            draft.clock = draft.clock or clock
            return
    for draft in same:
        if draft.day is UNKNOWN:
            if _alone(draft, about):
                draft.day = day
                draft.clock = draft.clock or clock
            return
    other = same[0]
    message = (
        f"`{one.name}` of {entity.name} is {day}, but {other.kind.name} in line "
        f"{other.place.line} is on {other.day}; give one day"
    )
    place = entity.places[one.name]
    remarks.problem(message, place, found=str(day), expected=str(other.day))


def _alone(draft: Draft, about: Field | None) -> bool:
    """True if the act is about one thing only."""
    value = None if about is None else draft.fields.get(about.name)
    return not isinstance(value, tuple) or len(value) == 1


def _about(act: Kind, kind: Kind, vocabulary: Vocabulary) -> Field | None:
    """Return the field by which the act refers to such an entity."""
    for one in vocabulary.fields_of(act):
        if one.target == kind.name:
            return one
    return None


def _shared(
    entity: Draft, act: Kind, vocabulary: Vocabulary
) -> list[tuple[Field, object]]:
    """Return what the entity says and the act can say too, with the value.

    References go over to common fields as well, but not who did the act.
    """
    found: list[tuple[Field, object]] = []
    for one in entity.kind.fields.values():
        value = entity.fields.get(one.name)
        if value is None or value is UNKNOWN or one.short_for is not None:
            continue
        if isinstance(value, tuple) and any(isinstance(v, Span) for v in value):
            continue
        other = act.lookup.get(one.name)
        if other is None or (other.name != one.name and one.target is None):
            continue
        if other.name in act.fields:
            fits = (one.type, one.to, one.values) == (
                other.type,
                other.to,
                other.values,
            )
        else:
            fits = one.target is not None and not other.agrees
        if not fits and one.type == "ref" and other.type == "list":
            fits = one.to == other.target
        if fits and (one.target == other.target):
            listed = other.type == "list" and not isinstance(value, tuple)
            found.append((other, (value,) if listed else value))
    return found


def _apart(draft: Draft, one: Field) -> bool:
    """True if the act says that it is another event than the date's."""
    for name, values in one.apart.items():
        value = draft.fields.get(name)
        spelled = str(value).casefold() if isinstance(value, bool) else value
        if spelled in values:
            return True
    return False


def _is_about(
    draft: Draft,
    entity: Draft,
    about: Field | None,
    shared: Sequence[tuple[Field, object]],
    day: object,
) -> bool:
    if about is None:
        compared = [
            draft.fields[one.name] == value
            for one, value in shared
            if one.name in draft.fields
        ]
        return bool(compared) and all(compared)
    if about.name not in draft.fields and about.name not in draft.places:
        if draft.day != day:
            return False
        single = about.item is None
        draft.fields[about.name] = entity.name if single else (entity.name,)
        return True
    return refers(draft, about, entity.name)


def _clock(entity: Draft, one: Field) -> time | None:
    for other in entity.kind.fields.values():
        if other.time_of == one.name:
            value = entity.fields.get(other.name)
            return value if isinstance(value, time) else None
    return None


def _act(
    entity: Draft,
    one: Field,
    act: Kind,
    about: Field | None,
    shared: Sequence[tuple[Field, object]],
    clock: time | None,
) -> Draft:
    day = entity.fields[one.name]
    fields = {other.name: value for other, value in shared}
    if about is not None:
        single = about.item is None
        fields[about.name] = entity.name if single else (entity.name,)
    return Draft(
        name=f"{entity.name}.{one.name}",
        kind=act,
        place=entity.places[one.name],
        fields=fields,
        day=day if isinstance(day, date) else UNKNOWN,
        clock=clock,
        implied=True,
    )
