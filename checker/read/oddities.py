"""Oddities: what a case says that cannot be so, and is judged all the same.

In:  the drafts of a case.
Out: notes with their places; most are data findings, which a reviewer reads beside
     the findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checker.read.drafts import Draft
from checker.read.remarks import Remarks


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
            here, there = draft.fields.get(one.name), draft.fields.get(one.after)
            if isinstance(here, date) and isinstance(there, date) and here < there:
                text = (
                    f"data finding: `{one.name}` of {draft.name} ({here}) is "
                    f"before `{one.after}` ({there})"
                )
                remarks.note(text, draft.places.get(one.name, draft.place))
            first = draft.kind.fields[one.after]
            if one.short_for and first.short_for and there is None and here is not None:
                text = (
                    f"data finding: `{one.name}` of {draft.name} is recorded, "
                    f"no `{first.name}`"
                )
                remarks.note(text, draft.places.get(one.name, draft.place))
