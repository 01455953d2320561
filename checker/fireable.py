"""Fireable rules: those of a slice that the facts of some cases can fire.

In:  a slice, and what the facts of its cases give.
Out: the text to ground. No other rule derives anything, so no answer changes.

`slices` looks at the acts and kinds of a case; this looks at the fields that it
has and follows the names among their values through the rules (`checker.flow`).
Of the rules of a slice half to two thirds fall away, and what it costs to prepare
a program is by the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.flow import ANY, OTHER, VALUE, Step
from checker.relations import Facts
from checker.slices import Slice


def fireable_text(part: Slice, cases: Sequence[Facts]) -> str:
    """Return the program of a slice without the rules that cannot fire."""
    given = frozenset[tuple[str, str]]().union(*(each.given for each in cases))
    kept = _firing(part, given)
    lines = (
        line
        for line, number in zip(part.lines, part.numbers, strict=True)
        if number in kept
    )
    return "\n".join([part.book.kernel, *lines, *part.cards])


def _firing(part: Slice, given: Iterable[tuple[str, str]]) -> set[int]:
    """Return the places in the rulebook of the rules of a slice that can fire."""
    flow = part.book.flow
    inside = set(part.numbers)
    order = [number for number in flow.order if number in inside]
    known = bytearray(len(flow.keys))
    held = [0] * len(flow.slots)
    for key, value in given:
        if (at := flow.keys.get(key)) is not None:
            known[at] = 1
        if (at := flow.slots.get((key, VALUE))) is not None:
            held[at] |= flow.names.get(value, OTHER) if value else ANY
    kept: set[int] = set()
    changed = True
    while changed:
        changed = False
        for number in order:
            step = flow.steps[number]
            if number not in kept:
                if not _fires(step, known, held):
                    continue
                kept.add(number)
                for key_at in step.keys:
                    known[key_at] = 1
                changed = True
            for slot, sources, name in step.puts:
                for source in sources:
                    name &= held[source]
                if name & ~held[slot]:
                    held[slot] |= name
                    changed = True
    asked = {key for number in kept for key in flow.asks.get(number, ())}
    kept.difference_update(n for n, key in flow.tables.items() if key not in asked)
    return kept


def _fires(step: Step, known: bytearray, held: Sequence[int]) -> bool:
    for key in step.needs:
        if not known[key]:
            return False
    for slots, name in step.tests:
        for slot in slots:
            name &= held[slot]
        if not name:
            return False
    return True
