"""Questions: what a rulebook may contradict itself in, by the kinds of its acts.

In:  a rulebook.
Out: `Question`s, and the days in whose editions they are asked.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from checker.cards import EVER, NEVER, Norm
from checker.rulebook import Rulebook
from checker.verify.closure import Closure
from checker.verify.kinds import Kinds


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is searched for.

    Attributes:
        what: `conflict`, `incompatible`, `permission` or `deadlines`.
        norms: The duty or permission and the prohibition, or prohibitions that
            it is asked of together, for `incompatible` duties to keep a state; two
            duties; one, for two last days of one.
        act: The kind of act that both speak of.
    """

    what: str
    norms: tuple[str, ...]
    act: str


@lru_cache(maxsize=4)
def kinds_of(book: Rulebook) -> Kinds:
    """Return the kinds of a rulebook (cached)."""
    return Kinds(book.rules, book.vocabulary)


@lru_cache(maxsize=4)
def closure_of(book: Rulebook) -> Closure:
    """Return the dependencies of a rulebook (cached)."""
    return Closure(book)


def questions(book: Rulebook) -> Iterator[Question]:
    """Yield what can conflict by the kinds of acts concerned."""
    kinds = kinds_of(book)
    forces: dict[str, list[str]] = {}
    for norm in book.norms.values():
        forces.setdefault(norm.force, []).append(norm.id)
    for prohibition in forces.get("prohibition", ()):
        caught = kinds.head(f"caught@{prohibition}", 3)
        for duty in forces.get("obligation", ()):
            done = kinds.head(f"performance@{duty}", 3)
            for act in sorted(_common(done, caught, book)):
                yield Question("conflict", (duty, prohibition), act)
        for permission in forces.get("permission", ()):
            if _ranked(book.norms[permission], book.norms[prohibition]):
                continue
            used = kinds.head(f"permits@{permission}", 2)
            for act in sorted(_common(used, caught, book)):
                yield Question("permission", (permission, prohibition), act)
    yield from _states(book, forces.get("obligation", []))
    for duty in forces.get("obligation", ()):
        anchors = [r for r in book.rules if r.key == f"anchor@{duty}"]
        if anchors and _has_last_day(book.norms[duty]):
            yield Question("deadlines", (duty,), "")
    yield from _same_duty(book, forces.get("obligation", []))


def _states(book: Rulebook, duties: list[str]) -> Iterator[Question]:
    """Yield duties that an act fulfils which breaks a state that is to be kept."""
    kinds = kinds_of(book)
    for state in duties:
        broken = kinds.head(f"lapse@{state}", 3)
        for duty in duties:
            done = kinds.head(f"performance@{duty}", 3)
            for act in sorted(_common(done, broken, book)):
                yield Question("incompatible", (duty, state), act)


def _ranked(permission: Norm, prohibition: Norm) -> bool:
    """Tell whether it is settled which of the two comes first.

    Of two verdicts on one act the worst counts. And what the law leaves allowed, as
    362(b)(4) some acts during the stay, the manual may still forbid to those who
    work by it: the act breaks no law, and it is a step not followed.
    """
    if permission.decides_acts and prohibition.decides_acts:
        return True
    return permission.severity == "law" and prohibition.severity != "law"


def _common(
    one: frozenset[str] | None, other: frozenset[str] | None, book: Rulebook
) -> frozenset[str]:
    if one is None or other is None:
        known = one if other is None else other
        return frozenset() if known is None else known & set(book.vocabulary.acts)
    return one & other & set(book.vocabulary.acts)


def _same_duty(book: Rulebook, duties: list[str]) -> Iterator[Question]:
    """Yield pairs of duties that the same kinds of acts raise and fulfil."""
    kinds = kinds_of(book)
    seen: dict[tuple[object, ...], list[str]] = {}
    for duty in duties:
        about = kinds.head(f"trigger@{duty}", 2)
        done = kinds.head(f"performance@{duty}", 3)
        if about and done:
            seen.setdefault((about, done), []).append(duty)
    for group in seen.values():
        for at, duty in enumerate(group):
            for other in group[at + 1 :]:
                if _has_last_day(book.norms[duty]) and _has_last_day(book.norms[other]):
                    yield Question("deadlines", (duty, other), "")


def _has_last_day(norm: Norm) -> bool:
    """Tell whether some edition of a norm sets a last day."""
    return any(one.term.startswith(("within", "at_once")) for one in norm.editions)


def starts(book: Rulebook, norms: tuple[str, ...]) -> list[date]:
    """Return a day in each period between the editions of some norms.

    Left out are periods of which the text leaves the term open or is not at hand:
    nothing is certain there.
    """
    edges = {EVER, NEVER}
    editions = [one for name in norms for one in book.norms[name].editions]
    for edition in editions:
        edges |= {edition.start, edition.until}
    found: list[date] = []
    for begin, end in itertools.pairwise(sorted(edges)):
        if any(
            edition.term.startswith(("either", "not_at_hand"))
            for edition in editions
            if edition.start <= begin < edition.until
        ):
            continue
        if end == NEVER:
            usual = date(2026, 7, 6).toordinal()
            found.insert(0, date.fromordinal(max(begin + 20, usual)))
        else:
            first = end - 200 if begin == EVER else (begin + end) // 2
            found.append(date.fromordinal(first))
    return found


def murky(book: Rulebook, norms: Iterable[str]) -> str:
    """Return the rules for murky(Norm, World): a question that it rests on is open.

    There nothing is certain, and a witness would show nothing.
    """
    lines = ["#defined murky/2."]
    for name in norms:
        rules = (book.rules[number] for number in closure_of(book).of_norm[name])
        for other in sorted(
            {rule.norm or "" for rule in rules if rule.name == "unsettled"}
        ):
            lines.append(f"murky({name},World) :- unsettled({other},World,_,_).")
    return "\n".join(lines)
