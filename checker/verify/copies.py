"""Copies: what a ground program says of a case that differs in some choices.

In:  the rules that a solver is given, choices with other values.
Out: rules for further atoms: what the program derives where these choices are as
     given and all others as they are.

    sent :- letter(6), asks_payment.       choices: letter(6), asks_payment
    copy with letter(6) false, letter(7) true: what rests on neither is shared,
    what becomes certain is left out, the rest is written once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from clingo import Observer
from clingo.backend import Backend


@dataclass(frozen=True, slots=True)
class _Rule:
    """A ground rule.

    Attributes:
        bound: Where its body is a sum, with the weights of the literals.
        kept: Besides, what the case chooses, 0 if that does not count.
    """

    choice: bool
    body: tuple[int, ...]
    bound: int | None = None
    weights: tuple[int, ...] = ()
    kept: int = 0


class Copies(Observer):
    """The rules of a program, as it is grounded."""

    def __init__(self) -> None:
        self._by_head: dict[int, list[_Rule]] = defaultdict(list)
        self._heads_over: dict[int, list[int]] = defaultdict(list)
        self._listens = True

    # -- what the grounder tells ---------------------------------------------

    def rule(self, choice: bool, head: Sequence[int], body: Sequence[int]) -> None:
        """Take in a rule."""
        self._keep(head, _Rule(choice, tuple(body)))

    def weight_rule(
        self,
        choice: bool,
        head: Sequence[int],
        lower_bound: int,
        body: Sequence[tuple[int, int]],
    ) -> None:
        """Take in a rule whose body is a sum."""
        literals = tuple(literal for literal, _ in body)
        weights = tuple(weight for _, weight in body)
        self._keep(head, _Rule(choice, literals, lower_bound, weights))

    def end_step(self) -> None:
        """Take in no copies: what was grounded is all."""
        self._listens = False

    def _keep(self, head: Sequence[int], rule: _Rule) -> None:
        if not self._listens:
            return
        for atom in head:
            self._by_head[atom].append(rule)
            for literal in rule.body:
                self._heads_over[abs(literal)].append(atom)

    # -- copies ----------------------------------------------------------------

    def written(
        self, fixed: Mapping[int, bool], wanted: Iterable[int], backend: Backend
    ) -> dict[int, int | bool]:
        """Write a copy and return what the wanted atoms come to in it."""
        listed = list(wanted)
        needed = self._below(listed, self._above(fixed))
        copy = _Copy(self._by_head, fixed, needed)
        names = {
            each: backend.add_atom() for each in needed if each not in copy.certain
        }

        def named(literal: int) -> int:
            name = names.get(abs(literal), abs(literal))
            return name if literal > 0 else -name

        for each, name in names.items():
            for rule in copy.rules(each):
                body = [named(literal) for literal in rule.body]
                if rule.bound is not None:
                    weighed = list(zip(body, rule.weights, strict=True))
                    body = [backend.add_atom()]
                    backend.add_weight_rule(body, rule.bound, weighed)
                backend.add_rule([name], [*body, *([rule.kept] if rule.kept else [])])
        found: dict[int, int | bool] = {}
        for each in listed:
            value = copy.certain.get(each)
            found[each] = names.get(each, each) if value is None else value
        return found

    def _above(self, fixed: Iterable[int]) -> set[int]:
        """Return what may come out otherwise than it does."""
        found = set(fixed)
        waiting = list(found)
        while waiting:
            for head in self._heads_over.get(waiting.pop(), ()):
                if head not in found:
                    found.add(head)
                    waiting.append(head)
        return found

    def _below(self, wanted: Iterable[int], touched: set[int]) -> set[int]:
        """Return what of it the wanted atoms rest on."""
        waiting = [each for each in wanted if each in touched]
        found = set(waiting)
        while waiting:
            for rule in self._by_head.get(waiting.pop(), ()):
                for literal in rule.body:
                    below = abs(literal)
                    if below in touched and below not in found:
                        found.add(below)
                        waiting.append(below)
        return found


class _Copy:
    """One copy: which atoms are certain in it, and the rules for the others."""

    def __init__(
        self,
        by_head: Mapping[int, list[_Rule]],
        fixed: Mapping[int, bool],
        needed: set[int],
    ) -> None:
        self._by_head = by_head
        self._fixed = fixed
        self.certain: dict[int, bool] = {}
        self._settle(needed)

    def _settle(self, needed: set[int]) -> None:
        """Find what is certain: each rule is looked at again as its body settles."""
        ways = dict.fromkeys(needed, 0)
        over: dict[int, list[tuple[int, _Rule]]] = defaultdict(list)
        waiting: list[int] = []
        state: dict[tuple[int, int], int] = {}  # literals of a rule that are open

        def settled(each: int, value: bool) -> None:
            if each not in self.certain:
                self.certain[each] = value
                waiting.append(each)

        for each in needed:
            if self._fixed.get(each) is False:
                settled(each, False)
                continue
            rules = self._by_head.get(each, [])
            ways[each] = len(rules)
            if not rules:
                settled(each, False)
            for rule in rules:
                for literal in rule.body:
                    if abs(literal) in needed:
                        over[abs(literal)].append((each, rule))
                state[each, id(rule)] = len(rule.body)
                if not rule.body and self._given(each, rule):
                    settled(each, True)
        while waiting:
            below = waiting.pop()
            value = self.certain[below]
            for each, rule in over[below]:
                at = (each, id(rule))
                if each in self.certain or state[at] < 0:
                    continue
                if rule.bound is not None:
                    left = _left(rule, self.certain)
                    if left is None:
                        state[at] = -1
                    elif left.bound == 0 and self._given(each, rule):
                        settled(each, True)
                elif (below in rule.body) is value:
                    state[at] -= 1
                    if state[at] == 0 and self._given(each, rule):
                        settled(each, True)
                else:
                    state[at] = -1
                if state[at] < 0:
                    ways[each] -= 1
                    if ways[each] == 0:
                        settled(each, False)

    def _given(self, each: int, rule: _Rule) -> bool:
        """Tell whether a rule, where its body holds, makes its head certain."""
        return not rule.choice or self._fixed.get(each) is True

    def rules(self, each: int) -> Iterator[_Rule]:
        """Yield what is left of the rules for an atom that is not certain.

        A choice that is not given stays as it is, where it is still offered.
        """
        for rule in self._by_head.get(each, ()):
            left = _left(rule, self.certain)
            if left is not None:
                given = self._given(each, rule)
                yield left if given else replace(left, kept=each)


def _left(rule: _Rule, known: Mapping[int, bool]) -> _Rule | None:
    """Return a rule without what is certain of its body; None if that fails."""
    if rule.bound is None:
        body: list[int] = []
        for literal in rule.body:
            value = known.get(abs(literal))
            if value is None:
                body.append(literal)
            elif value is not (literal > 0):
                return None
        return _Rule(rule.choice, tuple(body))
    bound = rule.bound
    kept: list[tuple[int, int]] = []
    for literal, weight in zip(rule.body, rule.weights, strict=True):
        value = known.get(abs(literal))
        if value is None:
            kept.append((literal, weight))
        elif value is (literal > 0):
            bound -= weight
    if bound > sum(weight for _, weight in kept):
        return None
    literals = tuple(literal for literal, _ in kept)
    return _Rule(
        rule.choice, literals, max(0, bound), tuple(weight for _, weight in kept)
    )
