"""What reading has to say: problems that reject a case, notes that do not.

In:  nodes and words, as the reader meets them.
Out: `Problem`s and `Note`s with their places.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from checker.case import Note, Place
from checker.errors import Problem
from checker.nodes import Flaw, Node
from checker.vocabulary import fold

#: After so many unknown names the search for near ones stops: it is slow.
_HINTS = 200


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like a word, or None."""
    if len(word) > 80:
        return None
    table = {fold(name): name for name in known}
    folded = fold(word)
    found = get_close_matches(folded, table, 1, 0.6)
    if not found and len(folded) > 3:
        found = [
            name
            for name in table
            if folded in name or (len(name) > 3 and name in folded)
        ][:1]
    return table[found[0]] if found else None


@dataclass(slots=True)
class Remarks:
    """The remarks on one case of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    hints: int = 0

    def place(self, node: Node | Flaw) -> Place:
        """Return the place of a node in the file."""
        return Place(self.file, node.line, node.column)

    def problem(
        self,
        message: str,
        place: Place,
        *,
        found: str | None = None,
        expected: str | None = None,
        known: Iterable[str] = (),
        renamed: str | None = None,
    ) -> None:
        """Reject the case.

        Args:
            message: What is wrong.
            place: Where.
            found: What stands there.
            expected: What may stand there.
            known: The names among which to look for the nearest.
            renamed: How the thing found is written here, where that is known.
        """
        near = None
        if renamed is not None:
            message = f"{message}; here it is written: {renamed}"
        elif found is not None and known and self.hints < _HINTS:
            self.hints += 1
            near = nearest(found, known)
        if near is not None:
            message += "."
        if found is not None and len(found) > 60:
            found = found[:57] + "..."
        self.problems.append(Problem(message, place, found, expected, near))

    def note(self, text: str, place: Place) -> None:
        """Report something that was accepted."""
        self.notes.append(Note(text, place))


def shown(word: str) -> str:
    """Return a word as a message shows it: short and on one line."""
    flat = " ".join(word.split())
    return f"`{flat if len(flat) <= 40 else flat[:37] + '...'}`"
