"""Cards: what is missing from, or wrong in, what a norm says of itself.

In:  a loaded rulebook. Out: faults. What the loader refuses already (no norm/4,
no statement, no citation, no edition) is not repeated here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from checker.cards import EVER, NEVER, Norm, unquote
from checker.case import Place
from checker.rulebook import Rulebook
from checker.rules import BINDING, Rule
from checker.slices import below
from checker.verify.faults import Fault

#: Heads that a norm of each force may speak.
_HEADS = {
    "obligation": {
        *("trigger", "anchor", "performance", "excuse", "foreclosed", "record"),
        *("lacks", "spared", "ends", "lapse"),
    },
    "prohibition": {*BINDING, "caught", "allowed", "knowing", "ending"},
    "permission": {"permits", "idle"},
    "definition": {"computed"},
    "computation": {"computed"},
}
_ANY = {"unsettled", "computed"}


def cards(book: Rulebook) -> Iterator[Fault]:
    """Yield the faults of the cards, norm by norm."""
    heads: dict[str, dict[str, Rule]] = {}
    for rule in book.rules:
        if rule.norm:
            heads.setdefault(rule.norm, {}).setdefault(rule.name, rule)
    roles = set(book.vocabulary.enums["roles"].values) if _roles(book) else set()
    for norm in book.norms.values():
        spoken = heads.get(norm.id, {})
        yield from _force(norm, spoken)
        yield from _completeness(norm, spoken)
        yield from _repairs(norm, book)
        for bearer in norm.bearers:
            if roles and bearer not in roles and book.vocabulary.entity(bearer) is None:
                yield _fault("card", f"bearer '{bearer}' is no role.", norm)
    yield from _questions(book)
    yield from _figures(book)


def _roles(book: Rulebook) -> bool:
    """Tell whether the rulebook speaks of the common roles at all."""
    enum = book.vocabulary.enums.get("roles")
    return enum is not None and any(
        bearer in enum.values for norm in book.norms.values() for bearer in norm.bearers
    )


def _fault(
    check: str, message: str, norm: Norm, rule: Rule | None = None, level: str = "error"
) -> Fault:
    place = rule.place if rule else norm.place
    return Fault(check, level, f"{norm.id}: {message}", place, (norm.id,))


def _force(norm: Norm, spoken: dict[str, Rule]) -> Iterator[Fault]:
    for head, rule in spoken.items():
        if head not in _HEADS[norm.force] | _ANY:
            yield _fault("card", f"{head} is nothing for a {norm.force}.", norm, rule)
    timed = norm.force == "obligation" and norm.kind != "maintenance"
    for edition in norm.editions:
        if timed and edition.term == "always":
            yield _fault("card", "an achievement has no term 'always'.", norm)
        if not timed and norm.force != "obligation" and "within" in edition.term:
            yield _fault("card", f"a {norm.force} has no term.", norm)


def _completeness(norm: Norm, spoken: dict[str, Rule]) -> Iterator[Fault]:
    """Yield what makes a norm dead by the look of it."""
    match norm.force:
        case "obligation":
            if not spoken.keys() & {"trigger", "record", "lacks"}:
                yield _fault("never-triggered", "no rule raises the duty.", norm)
            elif norm.kind == "maintenance":
                if "lapse" not in spoken:
                    yield _fault("never-violated", "no rule says lapse.", norm)
            elif not spoken.keys() & {"performance", "record"}:
                yield _fault("never-fulfilled", "no rule says performance.", norm)
        case "prohibition":
            if "caught" not in spoken:
                yield _fault("never-violated", "no rule says caught.", norm)
        case "permission":
            if "permits" not in spoken:
                yield _fault("never-triggered", "no rule says permits.", norm)
        case "computation":
            if "computed" not in spoken:
                yield _fault("never-triggered", "no rule says computed.", norm)
    if ("record" in spoken or "lacks" in spoken) and not norm.parts:
        yield _fault("card", "has record or lacks, but no part.", norm)


def _repairs(norm: Norm, book: Rulebook) -> Iterator[Fault]:
    keys = below(book.rules, {norm.id})[1] if norm.repairs else set()
    for name in norm.repairs:
        other = book.norms.get(name)
        if other is None:
            yield _fault("card", f"repairs '{name}', which is no norm.", norm)
        elif other.force != "prohibition" or norm.force != "obligation":
            yield _fault("card", "only a duty repairs, and only a prohibition.", norm)
        elif f"breached@{name}" not in keys:
            yield _fault("card", f"repairs {name}, but is not raised by it.", norm)
    for name in norm.follows:
        if book.norms[name].force != "prohibition" or norm.force != "obligation":
            yield _fault("card", "only a duty follows, and only a prohibition.", norm)


def _questions(book: Rulebook) -> Iterator[Fault]:
    asked: set[str] = set()
    for rule in book.rules:
        if rule.name != "unsettled":
            continue
        asked.add(rule.args[3])
        if rule.args[3] not in book.cards.questions and rule.args[3][:1].islower():
            message = f"question '{rule.args[3]}' has no words (question/2)."
            yield Fault("card", "error", message, rule.place)
    places = {rule.name: rule.place for rule in book.rules}
    for name in book.cards.questions:
        if name not in asked:
            message = f"question '{name}' is never raised (unsettled/4)."
            place = places.get("unsettled", Place(str(book.folder), 1, 1))
            yield Fault("card", "warning", message, place)


def _figures(book: Rulebook) -> Iterator[Fault]:
    """Yield figures and parts that a rule reads and no card gives."""
    given = {
        (norm.id, *_figure(fact))
        for norm in book.norms.values()
        for fact in norm.facts
        if fact.startswith("figure(")
    }
    names = {(owner_id, name) for owner_id, name, *_ in given}
    for rule in book.rules:
        for lit in rule.body:
            if lit.name == "figure" and lit.args[3][:1].islower():
                owner, name = lit.args[0], lit.args[3]
                if owner[:1].islower() and (owner, name) not in names:
                    message = f"{owner} has no figure '{name}'."
                    yield Fault("card", "error", message, rule.place)
    for norm in book.norms.values():
        spans: dict[str, list[tuple[int, int]]] = {}
        for owner_id, name, start, until in given:
            if owner_id == norm.id:
                spans.setdefault(str(name), []).append((int(start), int(until)))
        for name, periods in spans.items():
            for before, after in itertools.pairwise(sorted(periods)):
                if before[1] > after[0]:
                    yield _fault("edition", f"two figures '{name}' overlap.", norm)
                elif before[1] < after[0]:
                    yield _fault(
                        "edition-gap",
                        f"figure '{name}' has no value from {day(before[1])} "
                        f"until {day(after[0])}.",
                        norm,
                    )


def _figure(fact: str) -> tuple[str, int, int]:
    inner = fact.removeprefix("figure(").split(",")
    return inner[3], int(inner[1]), int(inner[2])


def day(number: int) -> str:
    """Return a day number of a card in words."""
    if number in (EVER, NEVER):
        return "always" if number == EVER else "open"
    return date.fromordinal(number).isoformat()


def edition_gaps(book: Rulebook) -> Iterator[Fault]:
    """Yield the periods between two editions in which no text is in force."""
    for norm in book.norms.values():
        spans = sorted(norm.editions, key=lambda one: one.start)
        for before, after in itertools.pairwise(spans):
            if before.until < after.start:
                yield _fault(
                    "edition-gap",
                    f"no edition from {day(before.until)} until {day(after.start)}.",
                    norm,
                )


def duplicates(book: Rulebook) -> Iterator[Fault]:
    """Yield rules that stand twice, word for word."""
    seen: dict[str, Rule] = {}
    for rule in book.rules:
        before = seen.setdefault(unquote(rule.text), rule)
        if before is not rule:
            yield Fault(
                "duplicate-rule",
                "warning",
                f"stands word for word in {Path(before.place.file).name}:"
                f"{before.place.line}.",
                rule.place,
                (rule.norm,) if rule.norm else (),
            )
