"""Details: small readings of rows, symbols and cards that judging needs.

In:  rows (`checker.statuses`), symbols, norms.
Out: subjects, parts, keys, dates, citations and editions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from clingo import Symbol, SymbolType

from checker.answers import arguments
from checker.cards import EVER, NEVER, EditionCard, Norm, Part
from checker.findings import Citation, Edition
from checker.phrases import humanise
from checker.rulebook import Rulebook
from checker.statuses import Judged
from checker.trace import Derivations, Instance, leaves
from checker.words import plain


def opening(each: Judged) -> tuple[str, str, Symbol]:
    """Return how the open conclusion of a row is named."""
    return ("act_status" if each.of_act else "status", each.norm, each.subject)


def split(subject: Symbol) -> tuple[Symbol, str | None]:
    """Return the subject and the part of an instance."""
    if (
        subject.type == SymbolType.Function
        and subject.name == "row"
        and len(subject.arguments) == 2
    ):
        return subject.arguments[0], str(subject.arguments[1])
    return subject, None


def key_of(subject: Symbol) -> str:
    """Return the text of a subject for a stable key."""
    if arguments(subject):
        return ".".join(key_of(each) for each in subject.arguments)
    return plain(subject)


def part_of(norm: Norm, name: str | None) -> Part | None:
    """Return the card of a norm's part."""
    for part in norm.parts:
        if part.name == name:
            return part
    return None


def events_below(
    derivations: Derivations, instance: Instance, day: date | None
) -> Iterable[str]:
    """Yield the acts of a day below an instance."""
    for premise in leaves(derivations, instance):
        if premise.name != "event" or premise.sign:
            continue
        if day is None or premise.args[3].number == day.toordinal():
            yield plain(premise.args[1])


def cited(book: Rulebook, norm: Norm) -> tuple[Citation, ...]:
    """Return the citations of a norm with their links."""
    chapter = book.chapter_of(norm)
    return tuple(Citation(text, book.link(text, chapter)) for text in norm.citations)


def edition_on(norm: Norm, day: date) -> Edition | None:
    """Return the validity of the wording in force on a day."""
    card = _card_on(norm, day)
    return Edition(bound(card.start), bound(card.until)) if card else None


def why_term(norm: Norm, day: date) -> str:
    """Return why a finding is open that no unknown was found to decide."""
    card = _card_on(norm, day)
    if card is None:
        return f"no edition of the text is in force on {day.isoformat()}"
    if card.term == "not_at_hand":
        return f"the edition in force on {day.isoformat()} is not at hand"
    if card.term.startswith("either"):
        return "the text leaves open which of two terms counts"
    return "what is recorded leaves it open"


def _card_on(norm: Norm, day: date) -> EditionCard | None:
    number = day.toordinal()
    return next((c for c in norm.editions if c.start <= number < c.until), None)


def bound(number: int) -> date | None:
    """Return a day, or None for always and open."""
    if number in (EVER, NEVER) or not 1 <= number <= 3_000_000:
        return None
    return date.fromordinal(number)


def date_of(symbol: Symbol) -> date | None:
    """Return the date of a day number."""
    if symbol.type != SymbolType.Number:
        return None
    return date.fromordinal(symbol.number)


def iso(number: int) -> str:
    """Return a day number as an ISO date."""
    return date.fromordinal(number).isoformat()


def humane(symbol: Symbol) -> str:
    """Return a symbol in words."""
    within = [humane(each) for each in arguments(symbol)]
    return " ".join([humanise(symbol.name if within else plain(symbol)), *within])
