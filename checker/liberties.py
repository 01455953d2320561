"""Liberties: what a prohibition in force today leaves allowed.

In:  the findings of a case and the cards of the rulebook (`stands_beside`).
Out: one `Liberty` for each permission and subject that the ban holds for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from checker.cards import Norm
from checker.details import cited
from checker.findings import Finding, Liberty
from checker.rulebook import Rulebook


def liberties_of(
    book: Rulebook, findings: Iterable[Finding], as_of: date
) -> tuple[Liberty, ...]:
    """Return the permissions that stand today, in the order of the rulebook."""
    day = as_of.toordinal()
    bans = [each for each in findings if each.status == "in_force"]
    found = {
        (norm.id, ban.subject): _liberty(book, norm, ban)
        for norm in book.norms.values()
        if any(each.start <= day < each.until for each in norm.editions)
        for ban in bans
        if _leaves(ban, norm)
    }
    return tuple(found.values())


def _leaves(ban: Finding, norm: Norm) -> bool:
    """Tell whether a ban, begun when it did, leaves the permission standing."""
    start = ban.period[0].toordinal() if ban.period and ban.period[0] else 0
    return any(
        beside.prohibition == ban.norm and start >= beside.since
        for beside in norm.stands_beside
    )


def _liberty(book: Rulebook, norm: Norm, ban: Finding) -> Liberty:
    return Liberty(
        norm.id,
        norm.statement,
        cited(book, norm),
        ban.subject,
        ban.period[1] if ban.period else None,
    )
