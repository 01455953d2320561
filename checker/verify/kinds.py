"""Kinds: which acts and entities a variable of a rule can stand for.

In:  the rules of a rulebook and its vocabulary.
Out: `Kinds`: for each argument of each derived predicate, and for each variable
     of a rule, the kinds that it can be; None where nothing limits it. A row of
     a list of records has the kind `row:field`.

    event(Case, Letter, letter_issued, _)    Letter is {letter_issued}
    about(Case, Letter, alert, Alert)        Alert is {ftd_alert}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from checker.rules import Literal, Rule
from checker.vocabulary import Field, Vocabulary

Limit = frozenset[str] | None

_FIELDS = ("said", "fact", "holds", "about", "recorded")
VARIABLE = re.compile(r"[A-Z_]\w*")
_FUNCTION = re.compile(r"\w+\(")


class Owners:
    """Which kinds have which fields, rows of lists of records included."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._fields: dict[str, dict[str, Field]] = {}
        for kind in [*vocabulary.acts.values(), *vocabulary.entities.values()]:
            fields = {one.name: one for one in vocabulary.fields_of(kind)}
            self._fields[kind.name] = fields
            for one in fields.values():
                inner = one.item.fields if one.item else one.fields
                if inner:
                    rows = self._fields.setdefault(f"row:{one.name}", {})
                    rows.update(inner)

    def kinds_with(self, field: str) -> frozenset[str]:
        """Return the kinds that have a field."""
        return frozenset(k for k, fields in self._fields.items() if field in fields)

    def fields(self, kinds: Limit, name: str) -> Iterator[Field]:
        """Yield the field of that name of each of the kinds."""
        for kind in self._fields if kinds is None else sorted(kinds):
            if name in self._fields.get(kind, {}):
                yield self._fields[kind][name]

    def targets(self, kinds: Limit, name: str) -> Limit:
        """Return what a reference or row of that name can be."""
        found: set[str] = set()
        for one in self.fields(kinds, name):
            if one.target:
                found.add(one.target)
            elif one.fields or (one.item and one.item.fields):
                found.add(f"row:{name}")
            else:
                return None
        return frozenset(found)


class Kinds:
    """The kinds of every argument, found as the least fixed point."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        self.owners = Owners(vocabulary)
        self._rules = tuple(rules)
        self._derived = {rule.key for rule in self._rules}

    @cached_property
    def arguments(self) -> Mapping[tuple[str, int], Limit]:
        """Kinds by predicate key and position of the argument."""
        found: dict[tuple[str, int], Limit] = {}
        changed = True
        while changed:
            changed = False
            for rule in self._rules:
                limits = self._limits(rule.body, found)
                for at, arg in enumerate(rule.args):
                    key = (rule.key, at)
                    before = found.get(key, frozenset())
                    names = VARIABLE.findall(_inside(arg))
                    after = _union(before, limits.get(names[0]) if names else None)
                    if after != before or key not in found:
                        found[key] = after
                        changed = True
        return found

    def of(self, rule: Rule) -> dict[str, Limit]:
        """Return the kinds of the variables of a rule."""
        return self._limits(rule.body, self.arguments)

    def without(self, rule: Rule, literal: Literal) -> dict[str, Limit]:
        """Return the kinds that the other literals of the rule leave."""
        rest = [each for each in rule.body if each is not literal]
        return self._limits(rest, self.arguments)

    def head(self, key: str, at: int) -> Limit:
        """Return the kinds of one argument of the atoms of a key."""
        return self.arguments.get((key, at), frozenset())

    def _limits(
        self, body: Iterable[Literal], known: Mapping[tuple[str, int], Limit]
    ) -> dict[str, Limit]:
        found: dict[str, Limit] = {}
        positive = [lit for lit in body if lit.name and not lit.sign]
        for lit in positive:  # twice, so that owners limit what they refer to
            for name, limit in self._said_by(lit, known, found):
                found[name] = _meet(found.get(name), limit)
            named = self._named_by_table(lit, positive)
            if named is not None:
                found[lit.args[1]] = _meet(found.get(lit.args[1]), named)
        for lit in positive:
            for name, limit in self._said_by(lit, known, found):
                found[name] = _meet(found.get(name), limit)
        return found

    def _named_by_table(self, lit: Literal, body: Iterable[Literal]) -> Limit:
        """Return the acts that a table allows for `event(Case, Entry, Act, Day)`."""
        if lit.key not in ("event", "entity") or not _variable(lit.args[1]):
            return None
        for other in body:
            for at, arg in enumerate(other.args):
                if arg == lit.args[2] and (other.key, at) in self._columns:
                    return self._columns[other.key, at]
        return None

    @cached_property
    def _columns(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """The words of each column of the tables, predicates made of facts."""
        computed = {rule.key for rule in self._rules if rule.body}
        found: dict[tuple[str, int], set[str]] = {}
        for rule in self._rules:
            if rule.key not in computed:
                for at, arg in enumerate(rule.args):
                    found.setdefault((rule.key, at), set()).add(arg)
        return {column: frozenset(words) for column, words in found.items()}

    def _said_by(
        self,
        lit: Literal,
        known: Mapping[tuple[str, int], Limit],
        found: Mapping[str, Limit],
    ) -> Iterator[tuple[str, Limit]]:
        if lit.name in ("event", "entity"):
            if ":" in lit.key and _variable(lit.args[1]):
                yield lit.args[1], frozenset({lit.key.partition(":")[2]})
        elif lit.name in _FIELDS:
            if ":" not in lit.key:
                return
            name = lit.key.partition(":")[2]
            owner, value = lit.args[1], lit.args[3]
            if _variable(owner):
                yield owner, self.owners.kinds_with(name)
            if _variable(value):
                target = self.owners.targets(found.get(owner), name)
                if target:
                    yield value, target
        elif lit.name == "breached":
            if _variable(lit.args[2]):
                yield lit.args[2], known.get((f"caught@{lit.args[0]}", 3), frozenset())
        else:
            for at, arg in enumerate(lit.args):
                if _variable(arg) and lit.key in self._derived:
                    yield arg, known.get((lit.key, at), frozenset())


def _variable(term: str) -> bool:
    return bool(VARIABLE.fullmatch(term)) and term != "_"


def _inside(arg: str) -> str:
    """Return the part of a term that names its subject: `row(X, part)` is X."""
    if arg.startswith("row("):
        return arg[4:].partition(",")[0]
    return "" if _FUNCTION.search(arg) or '"' in arg else arg


def _meet(one: Limit, other: Limit) -> Limit:
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _union(one: Limit, other: Limit) -> Limit:
    return None if one is None or other is None else one | other
