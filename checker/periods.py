"""Periods: over which days a prohibition holds, and for whom.

In:  the rows of an answer and one judged prohibition or act.
Out: the periods, and of a breach the subject that it protects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from checker.details import bound, split
from checker.statuses import Judged, Reading, Row
from checker.words import plain

#: The first day and the first day after it; None where it is open.
Period = tuple[date | None, date | None]


def periods_of(reading: Reading, each: Judged) -> tuple[Period, ...]:
    """Return the days over which a prohibition holds, first to last.

    What overlaps or touches is one period; a prohibition that ended and began
    again has several. Of a breach it is the one that the act fell in. Days that
    depend on an unknown are not among them.
    """
    if each.of_act:
        broken = each.status != "undetermined"
        found = _period_of_breach(reading, each) if broken else None
        return (found,) if found else ()
    certain, _ = reading.bans(each.norm, each.subject)
    return _merged(certain)


def perhaps_of(reading: Reading, each: Judged) -> tuple[Period, ...]:
    """Return the days over which a prohibition may hold, where they are open.

    What begins as a period does that is certain, is that one.
    """
    certain, possible = reading.bans(each.norm, each.subject)
    if each.of_act or (certain and each.status != "undetermined"):
        return ()
    begun = {row[0] for row in certain}
    return _merged(row for row in possible if row[0] not in begun)


def _merged(rows: Iterable[Row]) -> tuple[Period, ...]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted((row[0].number, row[1].number) for row in rows):
        if end <= start:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple((bound(start), bound(end)) for start, end in spans)


def period_on(periods: Sequence[Period], day: date) -> Period | None:
    """Return the period that holds on a day, else the last one."""
    for start, end in periods:
        if (start is None or start <= day) and (end is None or day < end):
            return start, end
    return periods[-1] if periods else None


def _period_of_breach(reading: Reading, each: Judged) -> Period | None:
    broken, _ = reading.both("breach", each.norm, each.subject)
    periods = [
        (row[1].number, row[0].number)
        for subject, day in broken
        for row in reading.bans(each.norm, subject)[0]
        if row[0].number <= day.number < row[1].number
    ]
    if not periods:
        return None
    end, start = max(periods)
    return bound(start), bound(end)


def ends_of(
    reading: Reading, subject: str, period: Period | None, lasts: str | None
) -> str | None:
    """Return what ends a prohibition, or would where no day is recorded."""
    end = period[1] if period else None
    return reading.endings(subject, end.toordinal()) if end else lasts


def holds_for(reading: Reading, each: Judged) -> str | None:
    """Return the subject whose prohibition an act broke."""
    if not each.of_act or each.status != "breached":
        return None
    rows = reading.rows("breach", each.norm, each.subject)
    return ", ".join(sorted({plain(split(subject)[0]) for subject, _ in rows})) or None
