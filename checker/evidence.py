"""Evidence: what the findings of one case are told from.

In:  a case, the solver's answer and the rule instances behind it.
Out: `Evidence`: the answer to look things up in, and the words for instances.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from checker.absence import absence_of
from checker.answers import Answer
from checker.case import Case
from checker.rulebook import Rulebook
from checker.solve import Grounded
from checker.statuses import Reading
from checker.trace import Derivations
from checker.words import Teller


class Evidence:
    """One case on one day, its answer and derivations."""

    def __init__(
        self,
        book: Rulebook,
        case: Case,
        as_of: date,
        answer: Answer,
        derivations: Derivations,
        unknowns: Iterable[str] = (),
        ground: Grounded | None = None,
    ) -> None:
        """Take the names of what is not known, as `id.field`, and the program."""
        self.ground = ground
        self.book = book
        self.as_of = as_of
        self.reading = Reading(answer)
        self.derivations = derivations
        self.entries = case.entries()
        self.teller = Teller(
            self.entries, book.cards, absence_of(book), derivations, unknowns
        )
