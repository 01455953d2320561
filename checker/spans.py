"""Spans: the terms that rules add to days or hold differences of days against.

In:  rules, and the facts of cards.
Out: `TermSpan`s by rule: so many units, written in the rule, taken from a figure or a
     table of the rulebook, or from a field of the case.

    >>> [late] = parse("late(C) :- closed(C, D), as_of(C, T), D + 90 < T.", "x.lp")
    >>> spans_of([late], [])[late.place]
    frozenset({TermSpan(number=90, unit='calendar_days', more=0)})
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from checker.case import Place
from checker.rules import NAMED, Literal, Rule


class TermSpan(NamedTuple):
    """A term: a number, or the name of the field that gives it, in a unit.

    Attributes:
        more: Calendar days that follow the last of these.
    """

    number: int | str
    unit: str
    more: int = 0


#: Units to whose first and last days rules round; their count is 0.
ROUNDED = ("months", "quarters", "years")

_WORD = r"-?\(?-?(\w+)\)?"
_TERM = re.compile(rf"within\({_WORD},(\w+)\)")
_CALLED = re.compile(r"@(last_day|add_months|day_after_hours|business_days)\b")
_ADDED = re.compile(r"[\w)][+-](\w+)")
_DIFFERENCE = re.compile(r"[A-Za-z_]\w*-[A-Z]")
_TOKEN = re.compile(r"(?<![\w@\"])(?:[A-Z]\w*|\d+)(?![\w\"(])")
_MORE = re.compile(r"@add_months\(.*\)\+(\d+)")
_UNIT = re.compile(r"\b(?:calendar_days|business_days|weeks|months|quarters|years)\b")
_FIGURE = re.compile(r"figure\((\w+),.*,(\w+),(-?\d+)\)\.")
#: Longer terms are none: they are days of the calendar, or codes.
_LONGEST = 4000


def spans_of(
    rules: Sequence[Rule], cards: Iterable[str]
) -> dict[Place, frozenset[TermSpan]]:
    """Return what the rules that add anything to a day add, by their places.

    Args:
        cards: The facts of all cards, for the figures among them.
    """
    reader = _Reader(rules, cards)
    found = ((rule.place, reader.of(rule)) for rule in rules)
    return {place: spans for place, spans in found if spans}


class _Reader:
    """Reads rules, of which others may give the numbers that they add."""

    def __init__(self, rules: Iterable[Rule], cards: Iterable[str]) -> None:
        """Read the heads of rules and the figures of cards."""
        self._heads: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            self._heads[rule.name].append(rule)
        self._figures: dict[tuple[str, str], set[int]] = defaultdict(set)
        for card in cards:
            figure = _FIGURE.fullmatch(card)
            if figure:
                self._figures[figure[1], figure[2]].add(int(figure[3]))

    def of(self, rule: Rule) -> frozenset[TermSpan]:
        """Return what one rule may add to a day, or take off."""
        found: set[TermSpan] = set()
        literals = [one for lit in rule.body for one in (lit, *lit.inner)]
        given = [arg for lit in literals for arg in lit.args]
        compared = [lit.text for lit in literals if not lit.name]
        for text in (*rule.args, *given, *compared):
            for unit in ROUNDED:
                if f"@{unit.removesuffix('s')}" in text:
                    found.add(TermSpan(0, unit))
            for word, unit, more in (*_added(text), *_measured(text, literals)):
                counts = [int(word)] if word.isdigit() else None
                for count in counts or self._values(literals, word, set()):
                    found.add(_in_days(count, unit, more))
        return frozenset(each for each in found if _is_term(each))

    def _values(
        self, literals: Sequence[Literal], variable: str, seen: set[tuple[str, int]]
    ) -> Iterator[int | str]:
        """Yield the numbers that a variable may stand for, or fields with them."""
        for lit in literals:
            if not lit.name or lit.sign or variable not in lit.args:
                continue
            at = lit.args.index(variable)
            if lit.name == "figure":
                yield from self._figure(lit.args[0], lit.args[3])
            elif lit.name in NAMED:
                if ":" in lit.key and lit.name not in ("event", "entity"):
                    yield lit.key.partition(":")[2]
            elif (lit.name, at) not in seen:
                seen.add((lit.name, at))
                for rule in self._heads.get(lit.name, ()):
                    yield from self._given(rule, at, seen)

    def _given(
        self, rule: Rule, at: int, seen: set[tuple[str, int]]
    ) -> Iterator[int | str]:
        word = rule.args[at]
        if word.isdigit():
            yield int(word)
        elif word.isidentifier() and word[0].isupper():
            inner = [one for lit in rule.body for one in (lit, *lit.inner)]
            yield from self._values(inner, word, seen)

    def _figure(self, norm: str, name: str) -> Iterator[int]:
        for (of, each), counts in self._figures.items():
            if _may_be(norm, of) and _may_be(name, each):
                yield from (abs(count) for count in counts)


def _may_be(word: str, name: str) -> bool:
    return word in (name, "_") or word[0].isupper()


def terms_of(card: str) -> frozenset[TermSpan]:
    """Return the terms that a fact of a card grants."""
    return frozenset(
        _in_days(int(word), unit)
        for word, unit in _TERM.findall(card)
        if word.isdigit()
    )


_Added = tuple[str, str, int]


def _added(text: str) -> Iterator[_Added]:
    """Yield the numbers and variables of a term that may be added, with units."""
    for word, unit in _TERM.findall(text):
        yield (word, unit, 0)
    called = _CALLED.search(text)
    if called:
        unit = {"add_months": "months", "day_after_hours": "hours"}.get(called[1])
        unit = unit or next(iter(_UNIT.findall(text)), "calendar_days")
        more = _MORE.search(text)
        for word in _TOKEN.findall(text):
            yield (word, unit, 0)
            if more:
                yield (word, unit, int(more[1]))
    elif _DIFFERENCE.search(text):
        for word in _TOKEN.findall(text):
            yield (word, "calendar_days", 0)
    for word in _ADDED.findall(text):
        yield (word, "calendar_days", 0)


def _measured(text: str, literals: Iterable[Literal]) -> Iterator[_Added]:
    """Yield the figures that a comparison holds a number of days against."""
    if re.search(r"[<>=]", text) and not re.search(r"[@+]|-\w", text):
        figures = {lit.args[4] for lit in literals if lit.name == "figure"}
        for word in figures.intersection(_TOKEN.findall(text)):
            yield (word, "calendar_days", 0)


def _in_days(count: int | str, unit: str, more: int = 0) -> TermSpan:
    """Return a term with hours rounded up to days."""
    if isinstance(count, str):
        return TermSpan(count, unit, more)
    if unit == "hours":
        return TermSpan(-(-abs(count) // 24), "calendar_days", more)
    return TermSpan(abs(count), unit, more)


def _is_term(span: TermSpan) -> bool:
    count, unit, _ = span
    return isinstance(count, str) or unit in ROUNDED or 1 < count < _LONGEST
