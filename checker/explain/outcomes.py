"""Outcomes: what each status that is possible would rest on.

In:  the statuses that an undetermined finding may come to, its steps by role.
Out: for each status its role, a sentence and the steps that it takes.

    >>> list(outcomes(("excused",), []))
    [('to excused', 'Excused, if the exception applies.', ())]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

#: When a status holds, and the steps of the norm's life it rests on.
_WHEN = {
    "met": ("Met, if it was done by the last day.", ("arose", "last", "done")),
    "met_late": (
        "Met late, if it was done only after the last day.",
        ("arose", "last", "done"),
    ),
    "violated": (
        "Violated, if nothing did it in time and no exception applies.",
        ("arose", "last", "missing", "shut", "lapse", "undone"),
    ),
    "due": (
        "Due, if it arose, is not done yet and no exception applies.",
        ("arose", "last", "undone"),
    ),
    "excused": ("Excused, if the exception applies.", ("exception",)),
    "breached": (
        "Breached, if it was forbidden on that day and no exception covers it.",
        ("bound", "act"),
    ),
    "permitted": (
        "Permitted, if an exception covers it or its conditions hold.",
        ("exception", "permit"),
    ),
    "in_force": ("In force, if its conditions hold.", ("bound",)),
    "lifted": ("Lifted, if it has ended since.", ("bound",)),
    "not_applicable": (
        "It does not apply, if what it rests on is not so.",
        ("arose", "bound", "permit"),
    ),
}


def outcomes(
    possible: Iterable[str], steps: Sequence[tuple[int, str]]
) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield for each possible status its role, a sentence and the steps under it."""
    for status in possible:
        if status in _WHEN:
            words, roles = _WHEN[status]
            below = tuple(number for number, role in steps if role in roles)
            yield role_of(status), words, below


def role_of(status: str) -> str:
    """Return the role of the step that tells when a status holds."""
    return f"to {status}"
