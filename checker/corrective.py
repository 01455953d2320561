"""Corrective duties: what a breach calls for, and what became of it.

In:  the findings of a case, and the cards of the rulebook (`repairs`, `follows`).
Out: the same findings; each breach names the duties that follow it, or why none
     does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from checker.cards import Norm
from checker.case import Case, Entry
from checker.findings import Correction, Finding
from checker.rulebook import Rulebook


def duties_after(book: Rulebook, broken: str) -> tuple[str, ...]:
    """Return the duties that may follow a breach of a prohibition."""
    return tuple(
        norm.id
        for norm in book.norms.values()
        if broken in norm.repairs or broken in norm.follows
    )


def with_corrections(
    book: Rulebook,
    case: Case,
    findings: Sequence[Finding],
    aside: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """Return the findings, each breach with the duties that follow it.

    Args:
        aside: Findings about such duties that are not to be returned.
    """
    entries = case.entries()
    by_norm: dict[str, list[Finding]] = defaultdict(list)
    for each in (*findings, *aside):
        by_norm[each.norm].append(each)
    return tuple(
        _corrected(book, each, by_norm, tuple(_named(entries.get(each.subject))))
        if each.status == "breached"
        else each
        for each in findings
    )


def _corrected(
    book: Rulebook,
    breach: Finding,
    by_norm: Mapping[str, Sequence[Finding]],
    named: Collection[str],
) -> Finding:
    duties = duties_after(book, breach.norm)
    found = [
        Correction(each.key, each.norm, each.statement, each.subject, each.status)
        for name in duties
        for each in _about(book.norms[name], breach, by_norm.get(name, ()), named)
    ]
    why = None if found else _why(book, duties)
    return replace(breach, corrective=tuple(found), uncorrected=why)


def _about(
    duty: Norm, breach: Finding, findings: Sequence[Finding], named: Collection[str]
) -> list[Finding]:
    """Return what is found of a duty about the breaching entry.

    A duty that only follows may be about what that entry names instead, as the
    levy of a payment is to be released.
    """
    own = [each for each in findings if each.subject == breach.subject]
    if own or breach.norm not in duty.follows:
        return own
    return [each for each in findings if each.subject in named]


def _named(act: Entry | None) -> Iterator[str]:
    """Yield what the fields of an act say, the ids that it refers to among it."""
    for value in act.fields.values() if act else ():
        items = value if isinstance(value, tuple) else (value,)
        yield from (each for each in items if isinstance(each, str))


def _why(book: Rulebook, duties: Sequence[str]) -> str:
    """Say why no duty follows a breach."""
    if not duties:
        return "no norm asks for one after such a breach"
    told = "; ".join(book.norms[name].statement.rstrip(".") for name in duties)
    return f"nothing recorded raises one of the duties that may follow ({told})"
