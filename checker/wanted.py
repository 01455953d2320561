"""Wanted: the acts that the rules of a norm ask for, with their content.

In:  the rules of a rulebook.
Out: `Wanted` acts: for each rule of a head (`performance`, `excuse` ...) its
     conditions down to what a case records, and the act that the rule binds.

    >>> [act.words for act in wanting_of(book).acts("answer_request")]  # doctest: +SKIP
    ['letter issued']
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from checker.case import Place
from checker.phrases import humanise
from checker.rulebook import Rulebook
from checker.rules import (
    KERNEL_GIVES,
    NAMED,
    NORM_HEADS,
    PLAIN_CASE,
    Literal,
    Rule,
    atom_text,
)

_NOWHERE = Place("", 1, 1)
_DEEPEST = 5
#: Ways of one rule that are kept, and that are looked at.
_MOST, _WALKED = 24, 400
_VARIABLE = re.compile(r"(?<![\w@])[A-Z_]\w*")
_RECORDED = frozenset(NAMED) | frozenset(PLAIN_CASE)
_FIELDS = ("said", "about", "recorded")
#: Of an act that is to be done nothing is recorded as unknown.
_UNKNOWN = "unknown"


#: Whether a condition holds in a case for some values of its variables.
Holds = Callable[[Literal], bool]


@dataclass(frozen=True, slots=True)
class Flat:
    """A rule with its private predicates replaced by what they stand for."""

    rule: Rule
    head: tuple[str, ...]
    body: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """An act that would fulfil a rule.

    Attributes:
        kind: The act; `entry` and `day` the variables of its id and day.
        fields: Content that it must have: field to term or variable.
        rest: The other conditions of the rule.
    """

    kind: str
    entry: str
    day: str
    fields: tuple[tuple[str, str], ...]
    rest: tuple[Literal, ...]
    head: tuple[str, ...]

    @property
    def fixed(self) -> tuple[tuple[str, str], ...]:
        """The content that the rule fixes, without what is false."""
        return tuple(
            (field, value)
            for field, value in self.fields
            if not _is_variable(value) and value not in ("false", "_")
            if value[:1] != "@"
        )

    @property
    def words(self) -> str:
        """The act and its fixed content in words."""
        told = [
            humanise(field) if value == "true" else f"{humanise(field)} {_told(value)}"
            for field, value in self.fixed
        ]
        words = humanise(self.kind)
        return f"{words} ({', '.join(told)})" if told else words


class Wanting:
    """Expands the rules of norms, and finds the acts that they ask for."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_name: dict[str, list[Rule]] = defaultdict(list)
        self._by_norm: dict[tuple[str, str], list[Rule]] = defaultdict(list)
        for rule in rules:
            if rule.norm:
                self._by_norm[rule.norm, rule.name].append(rule)
            elif rule.name not in NORM_HEADS:
                self._by_name[rule.name].append(rule)
        self._acts: dict[tuple[str, str], tuple[Wanted, ...]] = {}
        self._shown: dict[str, list[Flat]] = {}
        self._flats: dict[tuple[str, str, str, str], list[Flat]] = {}

    def has(self, norm: str, head: str) -> bool:
        """Tell whether a norm has rules of a head."""
        return (norm, head) in self._by_norm

    def rules(self, norm: str, head: str) -> list[Rule]:
        """Return the rules of a norm's head as they stand."""
        return self._by_norm.get((norm, head), [])

    def giving(self, name: str) -> list[Rule]:
        """Return the rules that conclude something of a private predicate."""
        return self._by_name.get(name, [])

    def acts(self, norm: str, head: str = "performance") -> tuple[Wanted, ...]:
        """Return the acts that the rules of a norm's head ask for, each once."""
        key = (norm, head)
        if key not in self._acts:
            at = {"performance": 3, "caught": 3, "foreclosed": 3}.get(head, 2)
            found = [
                act
                for flat in self.flat(norm, head)
                for act in wanted_in(flat, flat.head[at])
            ]
            self._acts[key] = tuple(dict.fromkeys(found))
        return self._acts[key]

    def mentioned(self, norm: str, head: str) -> tuple[Wanted, ...]:
        """Return every act that the rules of a norm's head speak of, each once."""
        found = [act for flat in self.flat(norm, head) for act in every_wanted(flat)]
        return tuple(dict.fromkeys(found))

    def words(self, norm: str, head: str = "performance") -> tuple[str, ...]:
        """Return the same in words, without those that ask for more than another."""
        acts = self.acts(norm, head)
        told = {act: (act.kind, frozenset(act.fixed)) for act in acts}
        kept = [
            act.words
            for act, (kind, fixed) in told.items()
            if not any(k == kind and f < fixed for k, f in told.values())
        ]
        return tuple(dict.fromkeys(kept))

    def flat(
        self, norm: str, head: str, *, subject: str = "", part: str = ""
    ) -> list[Flat]:
        """Return the rules of a norm's head, expanded.

        Args:
            subject: Kind of the act that the head is about; ways by which it
                would be an act of another kind are left out.
            part: Ways of `lacks` that concern another part are left out.
        """
        key = (norm, head, subject, part)
        if key not in self._flats:
            self._flats[key] = [
                flat
                for rule in self._by_norm.get((norm, head), [])
                for flat in itertools.islice(self._ways(rule, subject, part), _MOST)
            ]
        return self._flats[key]

    def _ways(self, rule: Rule, subject: str, part: str) -> Iterator[Flat]:
        """Yield the ways of one rule about a kind of act and a part."""
        given = {}
        if part and _is_variable(rule.args[3]):
            given = {rule.args[3]: part}
        elif part and rule.args[3] != part:
            return
        start = tuple(_bound(lit, given) for lit in rule.body)
        ways = self._expand(start, 0, itertools.count(1), _never)
        for bindings, body in itertools.islice(ways, _WALKED):
            whole = {**given, **bindings}
            head = tuple(_resolved(arg, whole) for arg in rule.args)
            literals = tuple(_bound(lit, bindings) for lit in body)
            if not subject or _about(literals, head[2], subject):
                yield Flat(rule, head, literals)

    def showing(self, lit: Literal) -> list[Flat]:
        """Return what would make a negated private predicate hold, expanded."""
        if lit.text not in self._shown:
            self._shown[lit.text] = list(self._showing(lit, _never))
        return self._shown[lit.text]

    def showing_beside(self, lit: Literal, holds: Holds) -> list[Flat]:
        """Return the same for one case: what holds in it need not be expanded.

        Args:
            holds: Whether a condition holds for some values.
        """
        return list(self._showing(lit, holds))

    def _showing(self, lit: Literal, holds: Holds) -> Iterator[Flat]:
        rule = Rule(lit.name, lit.args, lit.key, "", (), _NOWHERE, None)
        positive = replace(lit, sign="", text=lit.text.removeprefix("not "))
        ways = self._expand((positive,), 0, itertools.count(1), holds)
        for bindings, body in itertools.islice(ways, _MOST):
            head = tuple(_resolved(arg, bindings) for arg in lit.args)
            yield Flat(rule, head, tuple(_bound(b, bindings) for b in body))

    def _expand(
        self,
        body: tuple[Literal, ...],
        depth: int,
        fresh: Iterator[int],
        holds: Holds,
    ) -> Iterator[tuple[dict[str, str], tuple[Literal, ...]]]:
        """Yield variable bindings and literals, private predicates replaced."""
        if not body:
            yield {}, ()
            return
        first, rest = body[0], body[1:]
        rules = self._by_name.get(first.name, [])
        leaf = bool(first.sign) or not first.name or first.name in _RECORDED
        if leaf or first.name in KERNEL_GIVES or not rules or depth >= _DEEPEST:
            for bindings, literals in self._expand(rest, depth, fresh, holds):
                yield bindings, (first, *literals)
            return
        if depth and holds(first):
            for bindings, literals in self._expand(rest, depth, fresh, holds):
                yield bindings, (first, *literals)
        for rule in rules:
            renaming = {
                name: f"{name}_{next(fresh)}" for name in sorted(_variables_of(rule))
            }
            head = tuple(substituted(arg, renaming) for arg in rule.args)
            bound = _unified(first.args, head)
            if bound is None:
                continue
            inner = tuple(_bound(_bound(lit, renaming), bound) for lit in rule.body)
            for below, deep in self._expand(inner, depth + 1, fresh, holds):
                together = {**bound, **below}
                later = tuple(_bound(lit, together) for lit in rest)
                for after, literals in self._expand(later, depth, fresh, holds):
                    whole = {**together, **after}
                    yield whole, (*(_bound(lit, after) for lit in deep), *literals)


@lru_cache(maxsize=4)
def wanting_of(book: Rulebook) -> Wanting:
    """Return the wanted acts of a rulebook (cached)."""
    return Wanting(book.rules)


def _never(_: Literal) -> bool:
    return False


def every_wanted(flat: Flat) -> Iterator[Wanted]:
    """Yield every act that an expanded rule speaks of."""
    for lit in flat.body:
        if lit.name == "event" and not lit.sign:
            yield from wanted_in(flat, lit.args[1])


def wanted_in(flat: Flat, entry: str) -> Iterator[Wanted]:
    """Yield the act that the variable `entry` of an expanded rule stands for."""
    for lit in flat.body:
        if lit.name == "event" and not lit.sign and lit.args[1] == entry:
            about = [
                each
                for each in flat.body
                if each.name in _FIELDS and not each.sign and each.args[1] == entry
                if each.args[3] != _UNKNOWN
            ]
            content = ((each.args[2], each.args[3]) for each in about)
            fields = tuple(dict.fromkeys(content))
            rest = tuple(e for e in flat.body if e not in about and e is not lit)
            yield Wanted(lit.args[2], entry, lit.args[3], fields, rest, flat.head)
            return


def _about(body: Iterable[Literal], entry: str, kind: str) -> bool:
    """Tell whether a variable may stand for an act of a kind."""
    return all(
        lit.args[2] == kind
        for lit in body
        if lit.name == "event" and not lit.sign and lit.args[1] == entry
    )


def grounded(lit: Literal) -> str:
    """Return the text of a condition as it is grounded."""
    if not lit.name:
        return lit.args[0]
    return lit.sign + atom_text(lit.name, lit.args, lit.key)


def _unified(caller: tuple[str, ...], head: tuple[str, ...]) -> dict[str, str] | None:
    """Return the bindings that make a call and a head the same, if any."""
    bindings: dict[str, str] = {}
    for one, other in zip(caller, head, strict=False):
        left, right = _resolved(one, bindings), _resolved(other, bindings)
        if left == right or left == "_":
            continue
        if _is_variable(right):
            bindings[right] = left
        elif _is_variable(left):
            bindings[left] = right
        elif "(" in left or "(" in right:
            continue  # computed; the grounder decides
        else:
            return None
    return bindings


def _resolved(term: str, bindings: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        changed = substituted(term, bindings)
        if changed == term:
            break
        term = changed
    return term


def substituted(term: str, bindings: Mapping[str, str]) -> str:
    """Return a term with the values of its variables."""
    if not bindings or term.startswith('"'):
        return term
    if term.isidentifier():
        return bindings.get(term, term)
    return _VARIABLE.sub(lambda each: bindings.get(each[0], each[0]), term)


def _bound(lit: Literal, bindings: Mapping[str, str]) -> Literal:
    if bindings.keys().isdisjoint(lit.variables):
        return lit
    args = tuple(_resolved(arg, bindings) for arg in lit.args)
    variables = dict.fromkeys(
        found
        for name in lit.variables
        for found in _variables_in(_resolved(name, bindings))
    )
    text = (
        lit.sign + atom_text(lit.name, args, lit.key)
        if lit.name
        else _resolved(lit.text, bindings)
    )
    return Literal(lit.sign, lit.name, args, lit.key, lit.inner, text, tuple(variables))


def _variables_in(term: str) -> list[str]:
    if term.isidentifier():
        return [term] if _is_variable(term) else []
    return [name for name in _VARIABLE.findall(term) if name != "_"]


def _variables_of(rule: Rule) -> set[str]:
    names = {name for lit in rule.body for name in lit.variables}
    for arg in rule.args:
        names.update(_variables_in(arg))
    return names


def _is_variable(term: str) -> bool:
    return term[:1].isupper() or (term[:1] == "_" and term != "_")


def _told(value: str) -> str:
    return humanise(value.strip('"'))
