"""Oddities: what a case says that cannot be so, and is judged all the same.

In:  the drafts of a case.
Out: notes with their places; most are data findings, which a reviewer reads beside
     the findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from checker.case import Gap
from checker.read.drafts import Draft
from checker.read.remarks import Remarks
from checker.vocabulary import Field


def note_order(acts: Sequence[Draft], remarks: Remarks) -> None:
    """Note a history that is not in the order of its days."""
    last: date | None = None
    for draft in acts:
        if not isinstance(draft.day, date):
            continue
        if last is not None and draft.day < last:
            text = "the history is not in the order of the days; it was sorted"
            remarks.note(text, draft.place)
            return
        last = draft.day


def note_late(acts: Sequence[Draft], as_of: date, remarks: Remarks) -> None:
    """Note acts after the day of the audit."""
    for draft in acts:
        if isinstance(draft.day, date) and draft.day > as_of:
            text = f"{draft.name} is after {as_of}, the day of the audit; not counted"
            remarks.note(text, draft.place)


def note_days(
    entities: Sequence[Draft], acts: Sequence[Draft], remarks: Remarks
) -> None:
    """Note days in an impossible order, as a discharge before the petition.

    Also a later step of which the first one, an act too, is not recorded.
    """
    for draft in (*entities, *acts):
        for one in draft.kind.fields.values():
            if one.after is None:
                continue
            own = one.after == "on"  # the day of the act itself
            here = draft.fields.get(one.name)
            there = draft.day if own else draft.fields.get(one.after)
            if isinstance(here, date) and isinstance(there, date) and here < there:
                text = (
                    f"data finding: `{one.name}` of {draft.name} ({here}) is "
                    f"before `{one.after}` ({there})"
                )
                remarks.note(text, draft.places.get(one.name, draft.place))
            if own:
                continue
            first = draft.kind.fields[one.after]
            if one.short_for and first.short_for and there is None and here is not None:
                text = (
                    f"data finding: `{one.name}` of {draft.name} is recorded, "
                    f"no `{first.name}`"
                )
                remarks.note(text, draft.places.get(one.name, draft.place))


def note_strays(
    entities: Sequence[Draft], acts: Sequence[Draft], remarks: Remarks
) -> None:
    """Note steps of something that the case does not list: nothing judges them."""
    listed = {one.kind.name for one in entities}
    for act in acts:
        owner = act.kind.owner
        if owner and owner not in listed:
            text = f"data finding: {act.kind.name} {act.name} is recorded, no {owner}"
            remarks.note(f"{text} is listed, so nothing is judged by it", act.place)


def note_presumed(acts: Sequence[Draft], gaps: Sequence[Gap], remarks: Remarks) -> None:
    """Note acts that come after another one, which nothing before them records.

    So a dismissal is vacated that nothing records, or only later. Where records
    from before the act are missing, the other one may be among them.
    """
    for act in acts:
        if not act.kind.presumes or not isinstance(act.day, date):
            continue
        if any(gap.start <= act.day for gap in gaps):
            continue
        others = [
            one
            for one in acts
            if one.kind.name in act.kind.presumes and _same_matter(act, one)
        ]
        if any(_not_after(one, act) for one in others):
            continue
        names = " or ".join(f"`{name}`" for name in act.kind.presumes)
        later = ", ".join(f"{one.name} of {one.day}" for one in others)
        remarks.note(
            f"data finding: {act.kind.name} {act.name} of {act.day} comes after "
            f"{names}, but {later or 'none'} is recorded",
            act.place,
        )


def _not_after(one: Draft, act: Draft) -> bool:
    """True unless an act is recorded later than another one."""
    if not isinstance(one.day, date) or not isinstance(act.day, date):
        return True
    if one.day == act.day and one.clock is not None and act.clock is not None:
        return one.clock <= act.clock
    return one.day <= act.day


def _same_matter(act: Draft, other: Draft) -> bool:
    """True unless the two refer to different entities of a kind."""
    return not any(
        other.fields.get(link.name, act.fields[link.name]) != act.fields[link.name]
        for link in _references(act)
    )


def _references(act: Draft) -> Iterable[Field]:
    for name in act.fields:
        one = act.kind.lookup.get(name)
        if one is not None and one.type == "ref":
            yield one
