"""Liberties: what a prohibition leaves allowed, in force or over.

In:  the findings of a case, the permissions that are idle in it, and the cards of
     the rulebook (`stands_beside`, `stands_after`).
Out: one `Liberty` for each permission and subject that the ban holds for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from checker.answers import Answer, words
from checker.cards import Norm
from checker.details import cited
from checker.findings import Finding, Liberty
from checker.rulebook import Rulebook

#: What ends a permission beside a ban of which it is open whether it holds.
_EITHER_WAY = "it is known whether the ban still holds"


def idle_in(answer: Answer) -> frozenset[tuple[str, str]]:
    """Return the permissions that no act could use, with the subject of the ban."""
    return frozenset(
        (str(args[0]), words(args[1]))
        for name, args in answer.certain
        if name == "idle"
    )


def liberties_of(
    book: Rulebook,
    findings: Iterable[Finding],
    as_of: date,
    idle: Collection[tuple[str, str]] = (),
) -> tuple[Liberty, ...]:
    """Return the permissions that stand today, in the order of the rulebook.

    Of several bans that one stands beside, the one that ends last counts. It
    stands too beside a ban of which it is open whether it holds.
    """
    day = as_of.toordinal()
    bans = [each for each in findings if each.force == "prohibition"]
    found: dict[tuple[str, str], Liberty] = {}
    for norm in book.norms.values():
        if not any(each.start <= day < each.until for each in norm.editions):
            continue
        for liberty in (*_beside(book, norm, bans, as_of), *_after(book, norm, bans)):
            key = (norm.id, liberty.subject)
            if key in idle:
                continue
            known = found.get(key)
            if known is None or _end(known) < _end(liberty):
                found[key] = liberty
    return tuple(found.values())


def bound_on(ban: Finding, day: date) -> bool:
    """Tell whether a prohibition, kept or broken, holds on a day."""
    start, end = ban.period or (None, None)
    return ban.status in ("in_force", "breached") and (
        (start is None or start <= day) and (end is None or day < end)
    )


def _perhaps_bound(ban: Finding) -> bool:
    """Tell whether it is open that a prohibition holds; of an act it is not."""
    return ban.status == "undetermined" and ban.done is None


def _beside(
    book: Rulebook, norm: Norm, bans: list[Finding], as_of: date
) -> Iterator[Liberty]:
    for beside in norm.stands_beside:
        for ban in bans:
            start = ban.period[0].toordinal() if ban.period and ban.period[0] else 0
            if ban.norm != beside.prohibition or start < beside.since:
                continue
            if bound_on(ban, as_of):
                yield _liberty(book, norm, ban)
            elif _perhaps_bound(ban):
                yield replace(_liberty(book, norm, ban), ends=_EITHER_WAY)


def _after(book: Rulebook, norm: Norm, bans: list[Finding]) -> Iterator[Liberty]:
    """Yield the permission where each ban that it waits for is over everywhere."""
    waited = [each for each in bans if each.norm in norm.stands_after]
    if all(each.status == "lifted" for each in waited):
        for ban in waited:
            yield replace(_liberty(book, norm, ban), until=None, ends=None)


def _end(liberty: Liberty) -> date:
    return liberty.until or date.max


def _liberty(book: Rulebook, norm: Norm, ban: Finding) -> Liberty:
    return Liberty(
        norm.id,
        norm.statement,
        cited(book, norm),
        ban.holds_for or ban.subject,
        ban.period[1] if ban.period else None,
        ban.ends,
    )
