"""Held off: what keeps a rule of a norm from applying in a case.

In:  the rules of a norm, what follows in the case.
Out: `Premise`s: a condition that a rule wants absent and that is there, where all
     its other conditions hold; where it lacks one, what holds off the rules of that
     one, or how the amounts compare that it wants to compare otherwise.

An exception that a fact rules out, a demand that keeps a part from being spared, a
note by which a record lacks nothing: without them the finding would be another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from clingo import Symbol

from checker.comparisons import may_hold
from checker.explain.joining import Joining, constant_of
from checker.rules import KERNEL_GIVES, Literal, Rule
from checker.trace import Premise
from checker.wanted import Wanting, substituted

#: Ways to satisfy the other conditions that are looked at.
_MOST = 3
#: Conditions that lack one of their own, one below the other.
_DEEPEST = 3


class HeldOff:
    """Looks at the rules of one rulebook in one case."""

    def __init__(self, wanting: Wanting, joining: Joining) -> None:
        self._wanting = wanting
        self._joining = joining

    def premises(
        self, norm: str, head: str, subject: Symbol, part: str = ""
    ) -> list[Premise]:
        """Return what holds off the rules of a norm's head about a subject."""
        asked = (None, None, str(subject), part or None)
        rules = self._wanting.rules(norm, head)
        return _distinct(self._of(rules, asked, _DEEPEST))

    def behind(self, absent: Premise) -> list[Premise]:
        """Return what holds off the rules of a condition that does not hold."""
        own = absent.literal.args
        asked = [
            None if name == "_" else str(value)
            for name, value in zip(own, absent.args, strict=False)
        ]
        return _distinct(self._of(self._wanting.giving(absent.name), asked, _DEEPEST))

    def _of(
        self, rules: Iterable[Rule], asked: Sequence[str | None], depth: int
    ) -> list[Premise]:
        """Return what holds off some rules; how amounts compare says more than what
        holds off the rules that do without."""
        found = [
            each
            for rule in rules
            if (given := _bound(rule, asked)) is not None
            for each in self._blockers(rule, given, depth)
        ]
        return [each for each in found if each.name == "weighs"] or found

    def _blockers(
        self, rule: Rule, given: Mapping[str, str], depth: int
    ) -> Iterator[Premise]:
        """Yield what holds off one rule, or the one condition that it lacks."""
        positive = [lit for lit in rule.body if lit.name and not lit.sign]
        negated = [
            lit
            for lit in rule.body
            if lit.sign == "not " and lit.name and lit.name not in KERNEL_GIVES
        ]
        compared = [lit for lit in rule.body if not lit.name]
        ways = self._ways(positive, negated, given, compared)
        for known in ways:
            there = (self._there(lit, known) for lit in negated)
            yield from [each for each in there if each is not None][:1]
        for lit in positive if not ways else ():
            rules = self._giving(lit) if depth else []
            if not rules and lit.name != "weighs":
                continue
            rest = [e for e in positive if e is not lit and e.name != "settled"]
            for known in self._ways(rest, [lit, *negated], given, compared)[:1]:
                if lit.name == "weighs":
                    yield from self._weighed(lit, known)
                asked = [known.get(arg) or _told(arg) for arg in lit.args]
                yield from self._of(rules, asked, depth - 1)

    def _giving(self, lit: Literal) -> list[Rule]:
        """Return the rules by which a condition holds, a question by which it may."""
        if lit.name == "settled":
            return self._wanting.rules(lit.args[0], "unsettled")
        return self._wanting.giving(lit.name)

    def _weighed(self, lit: Literal, known: Mapping[str, str]) -> Iterator[Premise]:
        """Yield how amounts compare where a rule wants them to compare otherwise."""
        case, key, _ = (substituted(arg, known) for arg in lit.args)
        for args in self._joining.having("weighs"):
            if str(args[0]) == case and str(args[1]) == key:
                yield Premise("", lit.name, tuple(args), lit)

    def _ways(
        self,
        conditions: Iterable[Literal],
        others: Iterable[Literal],
        given: Mapping[str, str],
        compared: Sequence[Literal],
    ) -> list[dict[str, str]]:
        """Return what the variables of some conditions are where others hold, and
        the comparisons, so far as they are known."""
        asked = (name for lit in (*others, *compared) for name in lit.variables)
        names = list(dict.fromkeys(asked))
        found = []
        for row in self._joining.rows(conditions, names, given) or ():
            values = zip(names, map(str, row), strict=True)
            known = {**given, **{n: value for n, value in values if value != "any"}}
            if all(may_hold(substituted(lit.text, known)) for lit in compared):
                found.append(known)
            if len(found) == _MOST:
                break
        return found

    def _there(self, lit: Literal, given: Mapping[str, str]) -> Premise | None:
        """Return one instance of what a rule wants absent."""
        args = tuple(
            f"Any{at}" if arg == "_" else arg for at, arg in enumerate(lit.args)
        )
        names = [arg for arg in args if arg[:1].isupper()]
        known = {name: value for name, value in given.items() if name in names}
        asked = replace(lit, sign="", args=args)
        for row in (self._joining.rows([asked], names, known) or ())[:1]:
            values = dict(zip(names, row, strict=True))
            symbols = [values.get(arg) or constant_of(arg) for arg in args]
            told = tuple(each for each in symbols if each is not None)
            if len(told) == len(args):
                positive = replace(lit, sign="", text=lit.text.removeprefix("not "))
                return Premise("", lit.name, told, positive)
        return None


def _bound(rule: Rule, asked: Sequence[str | None]) -> dict[str, str] | None:
    """Return what variables stand for where a rule concludes what is asked; None if
    it concludes something else, or computes it."""
    given: dict[str, str] = {}
    for arg, value in zip(rule.args, asked, strict=False):
        if value is None or arg == value:
            continue
        variable = arg[:1].isupper() and arg.isidentifier()
        if not variable or given.setdefault(arg, value) != value:
            return None
    return given


def _told(arg: str) -> str | None:
    """Return a constant; None for a variable or what is computed: it may be any."""
    value = constant_of(arg)
    return None if value is None else str(value)


def _distinct(premises: Iterable[Premise]) -> list[Premise]:
    return list({(each.name, each.args): each for each in premises}.values())
