"""Questions: what to ask a person about an unknown fact.

In:  the name of what is not known, `id.field`.
Out: a question in words.
"""

from __future__ import annotations

from collections.abc import Mapping

from checker.case import Entry
from checker.phrases import humanise
from checker.rulebook import Rulebook


def question_of(name: str, book: Rulebook, entries: Mapping[str, Entry]) -> str:
    """Return what to ask a person about an unknown fact."""
    owner, _, field = name.rpartition(".")
    asked = book.cards.questions.get(field)
    if asked:
        return asked
    if field.startswith("edition["):
        return f"Which wording of {owner} governs {field[8:-1]}?"
    entry = entries.get(owner)
    whose = f"{humanise(entry.kind)} {owner}" if entry else owner
    if owner == "parameters":
        return f"What is the amount that the manual withholds: {humanise(field)}?"
    if not owner:
        return f"What is {humanise(name)}?"
    if field == "on":
        return f"On which day was {whose}?"
    if field == "missing_records":
        return f"Was it done for {owner} in the time whose records are missing?"
    return f"{whose[:1].upper()}{whose[1:]}: {humanise(field)}?"
