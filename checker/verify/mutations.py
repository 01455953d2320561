"""Mutations: a rulebook changed by one step.

In:  a rule, or the card of a norm.
Out: `Mutation`s: what was changed, in words, and the changed rule or facts.

    a deadline or number more or less by one; calendar days for business days and
    the reverse; a condition dropped; a condition turned round; a comparison that
    takes in its edge or no longer does; an exception dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from clingo import Control, MessageCode

from checker.cards import Norm
from checker.functions import Functions
from checker.rules import Literal, Rule

#: Exceptions: dropping the whole rule is a mutation.
EXCEPTIONS = ("excuse", "allowed", "spared", "foreclosed")

_EDGES = {"<=": "<", ">=": ">", "<": "<=", ">": ">=", "!=": "=", "=": "!="}
_COMPARISON = re.compile(r"(<=|>=|!=|<|>|=)")
_WITHIN = re.compile(r"within\((-?\d+),(\w+)\)")
_FIGURE = re.compile(r"(-?\d+)\)\.$")
_NUMBER = re.compile(r"(?<![\w\"])\d+(?![\w\"])")
_SWAPPED = {"calendar_days": "business_days", "business_days": "calendar_days"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One step.

    Attributes:
        words: What was changed.
        rule: The rule instead; None where it is dropped or a card is meant.
        facts: The facts of the norm's card instead, where the card is meant.
    """

    words: str
    rule: Rule | None = None
    facts: tuple[str, ...] | None = None


def of_rule(rule: Rule) -> Iterator[Mutation]:
    """Yield the mutations of one rule that clingo can still ground."""
    if rule.name in EXCEPTIONS:
        yield Mutation(f"drops the {rule.name}")
    for at, lit in enumerate(rule.body):
        rest = (*rule.body[:at], *rule.body[at + 1 :])
        if rest:
            yield from _safe(f"drops `{written(lit)}`", rule, rest)
        for words, other in _changed(lit):
            yield from _safe(
                words, rule, (*rule.body[:at], other, *rule.body[at + 1 :])
            )


def _changed(lit: Literal) -> Iterator[tuple[str, Literal]]:
    if lit.name:
        if lit.sign == "not ":
            text = lit.text.removeprefix("not ")
            yield f"drops the not of `{written(lit)}`", replace(lit, sign="", text=text)
        elif not lit.sign:
            turned = replace(lit, sign="not ", text=f"not {lit.text}")
            yield f"negates `{written(lit)}`", turned
    elif not lit.inner:
        found = _COMPARISON.search(lit.text)
        if found:
            other = _EDGES[found[1]]
            text = lit.text[: found.start()] + other + lit.text[found.end() :]
            yield f"`{lit.text}` becomes `{text}`", replace(lit, text=text)
        for number in _NUMBER.finditer(lit.text):
            for step in (1, -1):
                value = str(int(number[0]) + step)
                text = lit.text[: number.start()] + value + lit.text[number.end() :]
                yield f"`{lit.text}` becomes `{text}`", replace(lit, text=text)


def _safe(words: str, rule: Rule, body: tuple[Literal, ...]) -> Iterator[Mutation]:
    head = rule.text.partition(" :- ")[0].removesuffix(".")
    text = f"{head} :- {'; '.join(lit.text for lit in body)}."
    if _grounds(text):
        yield Mutation(words, replace(rule, text=text, body=body))


def _grounds(text: str) -> bool:
    def quiet(_code: MessageCode, _text: str) -> None:
        return

    control = Control(logger=quiet)
    try:
        control.add("base", [], text)
        control.ground([("base", [])], context=Functions())
    except RuntimeError:
        return False
    return True


def of_card(norm: Norm) -> Iterator[Mutation]:
    """Yield the mutations of the terms and figures of a norm."""
    for at, fact in enumerate(norm.facts):
        for words, other in _changed_fact(fact):
            facts = (*norm.facts[:at], other, *norm.facts[at + 1 :])
            yield Mutation(words, facts=facts)


def _changed_fact(fact: str) -> Iterator[tuple[str, str]]:
    if fact.startswith("edition("):
        for term in _WITHIN.finditer(fact):
            count, unit = int(term[1]), term[2]
            others = [f"within({count + step},{unit})" for step in (1, -1)]
            if unit in _SWAPPED and count:
                others.append(f"within({count},{_SWAPPED[unit]})")
            for other in others:
                text = fact[: term.start()] + other + fact[term.end() :]
                yield f"{term[0]} becomes {other}", text
    elif fact.startswith("figure("):
        value = _FIGURE.search(fact)
        if value:
            for step in (1, -1):
                number = int(value[1]) + step
                yield (
                    f"figure {fact.split(',')[3]} {value[1]} becomes {number}",
                    f"{fact[: value.start()]}{number}).",
                )


def written(lit: Literal) -> str:
    """Return a literal as it stands in the rulebook."""
    if not lit.name:
        return lit.text
    return f"{lit.sign}{lit.name}({', '.join(lit.args)})" if lit.args else lit.text
