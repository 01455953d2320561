"""Absence: what would have shown a condition that does not hold.

In:  the rules of a rulebook.
Out: the acts, fields and kinds that a predicate is derived from, in words, and
     the predicates that are tables of the rulebook.

    >>> absence_of(book).evidence("stay_ended")     # doctest: +SKIP
    ('dismissed', 'case closed', 'discharge granted', 'stay end date')
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from checker.phrases import humanise
from checker.rulebook import Rulebook
from checker.rules import NORM_HEADS, Literal, Rule

#: Private predicates are looked into this deep.
_DEEPEST = 4
_FIELDS = ("said", "fact", "holds", "about", "recorded")


class Absence:
    """Knows, for each predicate of a rulebook, what it takes to derive it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_name: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.name not in NORM_HEADS:
                self._by_name[rule.name].append(rule)
        self._found: dict[str, tuple[str, ...]] = {}

    def is_table(self, name: str) -> bool:
        """Tell whether a predicate is a list of constants in the rulebook."""
        rules = self._by_name.get(name, [])
        return bool(rules) and all(not rule.body for rule in rules)

    def evidence(self, name: str) -> tuple[str, ...]:
        """Return, in words, the acts or fields that would show a predicate."""
        if name not in self._found:
            words = [
                word
                for rule in self._by_name.get(name, [])
                for word in self.needed(rule.body)
            ]
            self._found[name] = tuple(dict.fromkeys(words))
        return self._found[name]

    def needed(self, body: Iterable[Literal]) -> tuple[str, ...]:
        """Return the acts that a body needs; its fields where it needs none."""
        literals = tuple(body)
        acts = tuple(dict.fromkeys(self._acts(literals, 0)))
        return acts or tuple(dict.fromkeys(_fields(literals)))

    def _acts(self, body: Iterable[Literal], depth: int) -> Iterator[str]:
        for lit in body:
            if lit.sign or not lit.name:
                continue
            if lit.name == "event" and ":" in lit.key:
                yield humanise(lit.args[2])
            elif lit.name in self._by_name and depth < _DEEPEST:
                for rule in self._by_name[lit.name]:
                    yield from self._acts(rule.body, depth + 1)


@lru_cache(maxsize=4)
def absence_of(book: Rulebook) -> Absence:
    """Return what it takes to derive the predicates of a rulebook (cached)."""
    return Absence(book.rules)


def _fields(body: Iterable[Literal]) -> Iterator[str]:
    for lit in body:
        if lit.sign or lit.name not in _FIELDS or ":" not in lit.key:
            continue
        value = lit.args[3]
        if value[:1].isupper() or value[:1] in '_"' or value == "true":
            yield humanise(lit.args[2])
        else:
            yield f"{humanise(lit.args[2])} {humanise(value)}"


def either(words: Iterable[str]) -> str:
    """Return alternatives as people list them: `a, b or c`."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} or {listed[-1]}"
