"""Screen: which norms can speak of one act at all.

In:  the ground program of a group.
Out: by the number of a question, the prohibitions that an act breaches in some small
     case in which it fulfils the duty or uses the permission.

Each case that is found settles every pair of its question that it shows, and in the
end there is none that shows a further one. Most pairs are gone after this; for what
is left a smaller program is made.
"""

from __future__ import annotations

from clingo import Function

from checker.verify.ground import Ground
from checker.verify.workers import Clock

#: Cases that show many pairs are sought first.
MANY = """
#heuristic ask__counts(Number,Norm). [3,true]
#heuristic ask__clash(Number,Norm,Subject) : ask__clash(Number,Norm,Subject). [2,true]
"""


def clashing(ground: Ground, clock: Clock) -> tuple[dict[int, list[str]], bool]:
    """Return what is left of the questions, and whether the search was finished.

    What the time did not suffice for is left.
    """
    pairs: dict[tuple[int, str], list[int]] = {}
    for symbol, literal in ground.asked("ask__clash", 3).items():
        pair = (symbol.arguments[0].number, str(symbol.arguments[1]))
        pairs.setdefault(pair, []).append(literal)
    usual = [
        sign * there
        for name, sign in (("canonical", 1), ("impossible", -1))
        if (there := ground.literal(Function(name))) is not None
    ]
    found: dict[int, list[str]] = {}
    complete = True
    for number in sorted({number for number, _ in pairs}):
        open_ones = {
            norm: lits for (each, norm), lits in pairs.items() if each == number
        }
        while open_ones:
            left = [literal for literals in open_ones.values() for literal in literals]
            chosen, done = ground.solve([ground.any_of(left), *usual], clock, left)
            if chosen is None and done:
                break
            complete = complete and done
            for norm in list(open_ones):
                if chosen is None or not chosen.isdisjoint(open_ones[norm]):
                    found.setdefault(number, []).append(norm)
                    del open_ones[norm]
    return found, complete
