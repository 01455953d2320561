"""Worlds: what remains possible under answers to unknowns, against enumeration."""

from itertools import product

import pytest
from clingo import Control, Function, Number, parse_term

from checker.relations import Facts, Unknown
from checker.solve import Grounded
from checker.worlds import Worlds

RULES = """
1 { a(x); a(y); a(z) } 1.
{ b(t) }.
1 { c(one); c(two) } 1.
status(n,1,s,met) :- a(x).
status(n,1,s,met) :- a(y), b(t).
status(n,1,s,violated) :- not status(n,1,s,met), c(one).
status(n,1,s,due) :- not status(n,1,s,met), not c(one).
"""
UNKNOWNS = (
    Unknown("a", ("a(x)", "a(y)", "a(z)"), False),
    Unknown("b", ("b(t)",), True),
    Unknown("c", ("c(one)", "c(two)"), False),
)
OPENING = ("status", "n", Function("s"))


class Part:
    text = ""


@pytest.fixture(scope="module")
def worlds():
    ground = Grounded(Part(), [Facts()], RULES)
    possible = [parse_term(f"status(n,1,s,{s})") for s in ("met", "violated", "due")]
    return Worlds(ground, UNKNOWNS, [OPENING], possible, 16)


@pytest.fixture(scope="module")
def every():
    """Every answer set, enumerated: the chosen values and the status."""
    control = Control(["0"])
    control.add("base", [], RULES)
    control.ground([("base", [])])
    found = []
    with control.solve(yield_=True) as handle:
        for model in handle:
            names = {str(symbol) for symbol in model.symbols(atoms=True)}
            found.append(names)
    return found


def held(worlds, choices):
    for choice in choices:
        symbol = worlds.value(choice)
        number, _ = choice
        if symbol is None:
            yield lambda names, n=number: not names & set(UNKNOWNS[n].atoms)
        else:
            yield lambda names, s=str(symbol): s in names


def test_each_combination_leaves_what_enumeration_leaves(worlds, every):
    assert Number(1) in worlds.outcomes[OPENING][0].arguments
    for size in (0, 1, 2, 3):
        for numbers in product(range(3), repeat=size):
            if len(set(numbers)) < size:
                continue
            for choices in product(*(list(worlds.choices(n)) for n in numbers)):
                tests = list(held(worlds, choices))
                fitting = [names for names in every if all(t(names) for t in tests)]
                left = {
                    str(symbol)
                    for names in fitting
                    for symbol in worlds.outcomes[OPENING]
                    if str(symbol) in names
                }
                assert {str(s) for s in worlds.left(choices, OPENING)} == left
                decided = worlds.decides(choices, OPENING)
                one = len(left) == 1
                assert (decided is not None) == one
                assert decided is None or {str(each) for each in decided} == left
                assert worlds.narrows(choices, OPENING) == (0 < len(left) < 3)
