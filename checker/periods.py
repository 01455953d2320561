"""Periods: over which days a prohibition holds, and for whom.

In:  the rows of an answer and one judged prohibition or act.
Out: the period, and of a breach the subject that it protects.
"""

from __future__ import annotations

from datetime import date

from checker.details import bound, split
from checker.statuses import Judged, Reading
from checker.words import plain

#: The first day and the first day after it; None where it is open.
Period = tuple[date | None, date | None]


def period_of(reading: Reading, each: Judged) -> Period | None:
    """Return the days over which a prohibition holds.

    Of a breach it is the period that the act fell in, the longest.
    """
    if each.status == "undetermined":
        return None
    if each.of_act:
        return _period_of_breach(reading, each)
    rows = reading.rows("forbidden", each.norm, each.subject)
    if not rows:
        return None
    start = min(row[0].number for row in rows)
    end = max(row[1].number for row in rows)
    return bound(start), bound(end)


def _period_of_breach(reading: Reading, each: Judged) -> Period | None:
    periods = [
        (row[1].number, row[0].number)
        for subject, day in reading.rows("breach", each.norm, each.subject)
        for row in reading.rows("forbidden", each.norm, subject)
        if row[0].number <= day.number < row[1].number
    ]
    if not periods:
        return None
    end, start = max(periods)
    return bound(start), bound(end)


def holds_for(reading: Reading, each: Judged) -> str | None:
    """Return the subject whose prohibition an act broke."""
    if not each.of_act or each.status != "breached":
        return None
    rows = reading.rows("breach", each.norm, each.subject)
    return ", ".join(sorted({plain(split(subject)[0]) for subject, _ in rows})) or None
