"""Screen: which norms can speak of one act at all.

In:  the ground program of a group.
Out: by the number of a question, the prohibitions that an act breaches in some small
     case in which it fulfils the duty or uses the permission.

Each case that is found settles every pair that it shows. Most pairs are gone after
this; for what is left a smaller program is made.
"""

from __future__ import annotations

from clingo import Function

from checker.verify.ground import Ground
from checker.verify.workers import Clock


def clashing(ground: Ground, clock: Clock) -> tuple[dict[int, list[str]], bool]:
    """Return what is left of the questions, and whether the search was finished.

    What the time did not suffice for is left.
    """
    pairs = ground.asked("ask__clash", 3)
    usual = [
        sign * literal
        for name, sign in (("canonical", 1), ("impossible", -1))
        if (literal := ground.literal(Function(name))) is not None
    ]
    found: dict[int, list[str]] = {}
    complete = True
    for number, any_of in sorted(
        (symbol.arguments[0].number, literal)
        for symbol, literal in ground.asked("ask__any", 1).items()
    ):
        open_ones = {
            literal: str(symbol.arguments[1])
            for symbol, literal in pairs.items()
            if symbol.arguments[0].number == number
        }
        first = any_of
        while open_ones:
            chosen, done = ground.solve([first, *usual], clock, open_ones)
            if chosen is None and not done:
                complete = False
                found.setdefault(number, []).extend(open_ones.values())
                break
            if chosen is None and first == any_of:
                break
            shown = {first}
            if chosen is not None:
                names = {open_ones[lit] for lit in chosen.intersection(open_ones)}
                found.setdefault(number, []).extend(sorted(names))
                shown = {lit for lit, name in open_ones.items() if name in names}
            for lit in shown:
                del open_ones[lit]
            first = next(iter(open_ones), 0)
    return {n: list(dict.fromkeys(names)) for n, names in found.items()}, complete
