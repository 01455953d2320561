"""Difference: a smallest case that two versions of a norm judge differently.

In:  two rulebooks, reduced to the norm, and the bounds.
Out: `Differing`: a case file and what each says of it, or that there is none.

Both stand in one program: the first judges case 1, the second its copy, case 2.
The names that the second derives, and its norms, get a mark, so that neither
sees what the other concludes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from checker.answers import Answer
from checker.cards import Norm
from checker.rulebook import Rulebook
from checker.rules import NORM_HEADS, REQUESTS, Rule
from checker.verify.bounds import Bounds
from checker.verify.kinds import Kinds
from checker.verify.search import smallest
from checker.verify.space import space_for
from checker.verify.witness import Draft, answer_of, drafted, dumped, read_back, shrunk
from checker.verify.workers import Clock
from checker.verify.worlds import without

_MARK = "__other"
_CERTAIN = ":- unsettled(_,_,_,_)."


@dataclass(frozen=True, slots=True)
class Differing:
    """What a comparison came to.

    Attributes:
        witness: A case file that the two judge differently, if there is one.
        shows: What the first says of it, and what the second.
        complete: False if the time was up or the check does not confirm it.
    """

    witness: str | None
    shows: str
    complete: bool


def differing(
    one: Rulebook,
    other: Rulebook,
    norm: str,
    starts: Iterable[date],
    bounds: Bounds,
    clock: Clock,
    laws: str,
) -> Differing:
    """Search for a case that two reduced rulebooks judge differently."""
    both = _together(one, other, norm)
    kinds = Kinds(both.rules, both.vocabulary)
    lines = _lines(one, other)
    goal = _goal(norm)
    complete = True
    for start in starts:
        space = space_for(both, kinds, start, bounds)
        space = replace(space, part=replace(space.part, lines=lines, cards=()))
        copy = without(space, 2, "")
        found = smallest(space, goal, clock.left, [laws, copy])
        complete = complete and found.complete
        if found.atoms is None:
            continue
        name = f"differs-in-{norm.replace('_', '-')}"
        draft = drafted(space, found.atoms, one.vocabulary, name)
        if not _told(draft, one, other, norm):
            complete = False
            continue
        draft = shrunk(draft, lambda each: bool(_told(each, one, other, norm)))
        return Differing(dumped(draft), _told(draft, one, other, norm), True)
    return Differing(None, "", complete)


def _together(one: Rulebook, other: Rulebook, norm: str) -> Rulebook:
    """Return a rulebook with the rules and facts of both, for what they look at."""
    norms = dict(one.norms)
    for name, card in other.norms.items():
        mine = norms.get(name)
        facts = card.facts if mine is None else (*mine.facts, *card.facts)
        norms[name] = replace(card, facts=tuple(dict.fromkeys(facts)))
    rules = dict.fromkeys((*one.rules, *other.rules))
    return one.with_rules(rules, replace(one.cards, norms=norms))


def _lines(one: Rulebook, other: Rulebook) -> tuple[str, ...]:
    """Return both sets of rules, each bound to its case, and their cards."""
    marked = _Marker(other)
    lines = ["first(1). second(2)."]
    lines += [_bound(rule, "first") for rule in one.rules]
    lines += [marked(_bound(rule, "second")) for rule in other.rules]
    lines += _facts(one)
    lines += [marked(fact) for fact in _facts(other)]
    return tuple(lines)


def _facts(book: Rulebook) -> Iterator[str]:
    spoken = {rule.norm for rule in book.rules}
    for norm in book.norms.values():
        yield from norm.facts
        if norm.id in book.always and norm.id in spoken:
            yield f"always({norm.id})."


def _bound(rule: Rule, side: str) -> str:
    variables = {name for lit in rule.body for name in lit.variables}
    if "Case" not in variables:
        return rule.text
    return rule.text.removesuffix(".") + f"; {side}(Case)."


class _Marker:
    """Marks the names that a rulebook derives, and its norms."""

    def __init__(self, book: Rulebook) -> None:
        kept = {*NORM_HEADS, *REQUESTS}
        derived = {rule.name for rule in book.rules} - kept
        predicates = "|".join(sorted(map(re.escape, derived), key=len, reverse=True))
        norms = "|".join(sorted(map(re.escape, book.norms), key=len, reverse=True))
        parts = []
        if predicates:
            parts.append(rf"\b(?:{predicates})(?=\()")
        if norms:
            parts.append(rf"\b(?:{norms})\b")
        pattern = "|".join(parts) or r"(?!)"
        self._pattern = re.compile(rf'"(?:[^"\\]|\\.)*"|{pattern}')

    def __call__(self, text: str) -> str:
        return self._pattern.sub(
            lambda found: found[0] if found[0][0] == '"' else found[0] + _MARK, text
        )


def _goal(norm: str) -> str:
    lines = []
    for relation in ("status", "act_status", "computed"):
        first, second = f"{relation}({norm},1,S,X)", f"{relation}({norm}{_MARK},2,S,X)"
        lines.append(f"goal :- {first}, not {second}.")
        lines.append(f"goal :- {second}, not {first}.")
    return "\n".join([*lines, _CERTAIN])


def _told(draft: Draft, one: Rulebook, other: Rulebook, norm: str) -> str:
    """Return what the two say of a case, where it is certain and differs."""
    said = []
    for book in (one, other):
        case = read_back(draft, book.vocabulary)
        answer = None if case is None else answer_of(case, book)
        if answer is None:
            return ""
        words = _statuses(answer, norm)
        if words is None:
            return ""
        said.append(words)
    return "" if said[0] == said[1] else f"before: {said[0]}; after: {said[1]}."


def _statuses(answer: Answer, norm: str) -> str | None:
    found = []
    for name, args in sorted(answer.possible):
        if name not in ("status", "act_status", "computed") or str(args[0]) != norm:
            continue
        if (name, args) not in answer.certain:
            return None
        found.append(f"{args[2]} ({str(args[1]).replace(chr(34), '')})")
    return ", ".join(found) or "does not apply"


def same(one: Norm | None, other: Norm | None) -> bool:
    """Tell whether two cards give the kernel the same facts."""
    return one is not None and other is not None and one.facts == other.facts
