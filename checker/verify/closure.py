"""Closure: which rules a norm rests on, and which norms rest on a rule.

In:  a rulebook.
Out: `Closure`; `reduced` is the rulebook with the rules of some norms only, which
     judges these norms as the whole does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from checker.rulebook import Rulebook
from checker.rules import BINDING, NORM_HEADS, Rule, behind

#: Requests of the kernel and what it answers to them.
_ANSWERS = {"weighs": "weigh", "total": "addend", "later_same_day": "asks_order"}

#: Card facts that rules read.
_CARDS = ("figure", "part", "edition", "norm")


class Closure:
    """The dependencies between the keys of a rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for number, rule in enumerate(book.rules):
            self._by_key[request_key(rule.key, rule.args)].append(number)

    def rules(self, norms: Iterable[str]) -> list[int]:
        """Return the positions of the rules that some norms rest on, sorted."""
        return self._reach(f"{head}@{norm}" for norm in norms for head in NORM_HEADS)

    def below(self, number: int) -> Rulebook:
        """Return the rulebook with one rule and those that it rests on only."""
        rests_on = self._reach(_below(self._book.rules[number]))
        return self._with(sorted({number, *rests_on}))

    def _reach(self, keys: Iterable[str]) -> list[int]:
        waiting = list(keys)
        seen = set(waiting)
        found: set[int] = set()
        while waiting:
            for number in self._by_key.get(waiting.pop(), ()):
                found.add(number)
                for key in _below(self._book.rules[number]):
                    if key not in seen:
                        seen.add(key)
                        waiting.append(key)
        return sorted(found)

    @cached_property
    def of_norm(self) -> dict[str, frozenset[int]]:
        """The rules that each norm rests on."""
        return {norm: frozenset(self.rules([norm])) for norm in self._book.norms}

    def dependents(self, number: int) -> list[str]:
        """Return the norms that rest on a rule, the narrowest first."""
        found = [norm for norm, rules in self.of_norm.items() if number in rules]
        return sorted(found, key=lambda norm: len(self.of_norm[norm]))

    def reduced(self, norms: Iterable[str], also: Iterable[int] = ()) -> Rulebook:
        """Return the rulebook with the rules of these norms only."""
        named = set(norms)
        return self._with(sorted({*self.rules(named), *also}), named)

    def _with(self, numbers: Iterable[int], norms: Iterable[str] = ()) -> Rulebook:
        kept = [self._book.rules[number] for number in numbers]
        named = set(norms)
        named |= {rule.norm for rule in kept if rule.norm}
        for rule in kept:
            named |= {lit.args[0] for lit in rule.body if lit.name in _CARDS}
        if any(name[:1].isupper() for name in named):
            named |= set(self._book.norms)
        norm_cards = {k: v for k, v in self._book.norms.items() if k in named}
        cards = replace(self._book.cards, norms=norm_cards)
        return self._book.with_rules(kept, cards)


def request_key(key: str, args: tuple[str, ...]) -> str:
    """Return a key; requests are told apart by the functor of their key."""
    if key in ("weigh", "addend", *_ANSWERS) and len(args) > 1:
        return f"{key}/{args[1].partition('(')[0]}"
    return key


def kernel_below(key: str) -> Iterator[str]:
    """Yield the keys from which the kernel makes what it gives to a norm."""
    name, slash, functor = key.partition("/")
    if name in _ANSWERS:
        yield _ANSWERS[name] + slash + functor
        yield _ANSWERS[name]
    head, _, norm = key.partition("@")
    yield from behind(head)
    if head == "breached":
        yield from (f"{each}@{norm}" for each in ("caught", *BINDING, "allowed"))
    if head == "settled":
        yield f"unsettled@{norm}"


def _below(rule: Rule) -> Iterator[str]:
    yield from behind(rule.name)
    for lit in rule.body:
        for each in (lit, *lit.inner):
            if each.key:
                key = request_key(each.key, each.args)
                yield key
                yield from kernel_below(key)
