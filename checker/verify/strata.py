"""Strata: conclusions that would rest on their own negation.

In:  the rules of a rulebook.
Out: faults. A rule rests on another where one of its conditions can be what the
     other concludes: what the two write at the same place must not exclude each
     other. So a kind of tax that waits for the answer to one question does not
     rest on the kinds that raise it.

    kind(Case, Tax, priority) :- not kind(Case, Tax, trust_fund).     is no circle
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import networkx as nx

from checker.rules import Literal, Rule
from checker.verify.faults import Fault

Atom = tuple[str, tuple[str, ...]]

_CONSTANT = re.compile(r'[a-z]\w*|"[^"]*"|-?\d+')
_FUNCTION = re.compile(r"([a-z]\w*)\((.*)\)")


def unstratified(rules: Sequence[Rule]) -> Iterator[Fault]:
    """Yield the rules through whose negation a conclusion rests on itself."""
    heads: dict[str, list[int]] = defaultdict(list)
    for number, rule in enumerate(rules):
        heads[rule.name].append(number)
    graph: nx.DiGraph[int] = nx.DiGraph()
    negative: list[tuple[int, int, str]] = []
    for number, rule in enumerate(rules):
        for (name, args), sign, words in _conditions(rule.body):
            for other in heads.get(name, ()):
                if not apart(args, rules[other].args):
                    graph.add_edge(number, other)
                    if sign:
                        negative.append((number, other, words))
    home = {
        number: circle
        for circle, part in enumerate(nx.strongly_connected_components(graph))
        for number in part
    }
    told: set[int] = set()
    for number, other, words in negative:
        if home[number] == home[other] and number not in told:
            told.add(number)
            rule = rules[number]
            yield Fault(
                "not-stratified",
                "error",
                f"{rule.key} depends on itself through the negation of {words}.",
                rule.place,
                (rule.norm,) if rule.norm else (),
            )


def _conditions(body: Iterable[Literal]) -> Iterator[tuple[Atom, bool, str]]:
    """Yield the atoms that a body needs, those behind the kernel's included.

    With each: whether it is negated or counted, and its key.
    """
    for lit in body:
        for each in (lit, *lit.inner):
            if not each.key:
                continue
            sign = bool(each.sign) or each is not lit
            yield (each.name, each.args), sign, each.key
            for atom, turned in _behind(each.name, each.args):
                yield atom, sign or turned, each.key


def _behind(name: str, args: tuple[str, ...]) -> Iterator[tuple[Atom, bool]]:
    """Yield from what the kernel makes an atom, and whether by its negation."""
    match name, args:
        case "breached", (norm, case, entry, day):
            yield ("caught", (norm, case, "_", entry, day)), False
            yield ("forbidden", (norm, case, "_", "_", "_")), False
            yield ("forbidden_during", (norm, case, "_", "_")), False
            yield from _spell((case, "_", "_"), ends=True)
            yield ("allowed", (norm, case, entry, "_")), True
        case "settled", _:
            yield ("unsettled", args), False
        case "weighs", (case, key, _):
            yield ("weigh", (case, key, "_", "_")), False
        case "total", (case, key, _):
            yield ("addend", (case, key, "_", "_")), True
        case "spell_on" | "spell_over", (case, spell, day):
            yield ("spell_asked", (case, day)), False
            yield from _spell((case, spell, "_"), ends=name == "spell_on")
        case "later_same_day", _:
            yield ("asks_order", args), False


def _spell(args: tuple[str, ...], *, ends: bool) -> Iterator[tuple[Atom, bool]]:
    """Yield the two days of a spell; `ends`: it must not have ended."""
    yield ("spell_begins", args), False
    yield ("spell_ends", args), ends


def apart(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two lists of terms can never be the same."""
    if len(one) != len(other):
        return True
    return any(map(_differ, one, other))


def _differ(one: str, other: str) -> bool:
    shapes = [_FUNCTION.fullmatch(term) for term in (one, other)]
    if all(shapes):
        first, second = (shape.groups() for shape in shapes if shape)
        return first[0] != second[0] or apart(*map(_arguments, (first[1], second[1])))
    fixed = [_CONSTANT.fullmatch(term) for term in (one, other)]
    if all(fixed):
        return one != other
    return any(fixed) and any(shapes)


def _arguments(text: str) -> list[str]:
    """Return the arguments that stand between the parentheses of a term."""
    depth, quoted, found = 0, False, [""]
    for sign in text:
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quoted:
            found.append("")
        else:
            found[-1] += sign
    return found
