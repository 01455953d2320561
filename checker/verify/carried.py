"""Carried: the words with which the rules compare a field, however far it went.

In:  rules.
Out: by field, the constants that it meets: in a literal that reads it, in a table
     that it is looked up in, or in a condition on a predicate that passes it on.

    has_mft(Case, Closure, Mft) :- ..., fact(Case, Module, mft, Mft).
    level(...) :- has_mft(Case, Closure, "55").          mft meets "55"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from checker.rules import Rule

_FIELDS = ("said", "fact", "holds", "recorded")
Place = tuple[str, int]


def constants(rules: Iterable[Rule]) -> Mapping[str, frozenset[str]]:
    """Return the constants that each field meets."""
    listed = tuple(rules)
    carried: dict[Place, set[str]] = defaultdict(set)
    changed = True
    while changed:
        changed = False
        for rule in listed:
            fields = _fields(rule, carried)
            for at, arg in enumerate(rule.args):
                new = fields.get(arg, set()) - carried[rule.key, at]
                if new:
                    carried[rule.key, at] |= new
                    changed = True
    found: dict[str, set[str]] = defaultdict(set)
    tables: dict[Place, set[str]] = defaultdict(set)
    for rule in listed:
        if not rule.body:
            for at, arg in enumerate(rule.args):
                tables[rule.key, at].add(arg)
    for rule in listed:
        fields = _fields(rule, carried)
        for lit in rule.body:
            for each in (lit, *lit.inner):
                if each.name in _FIELDS and ":" in each.key:
                    if _constant(each.args[3]):
                        found[each.key.partition(":")[2]].add(each.args[3])
                    continue
                for at, arg in enumerate(each.args):
                    if _constant(arg):
                        for field in carried.get((each.key, at), ()):
                            found[field].add(arg)
                    for field in fields.get(arg, ()):
                        found[field] |= tables.get((each.key, at), set())
    return {field: frozenset(words) for field, words in found.items()}


def _fields(rule: Rule, carried: Mapping[Place, set[str]]) -> dict[str, set[str]]:
    """Return the fields whose value each variable of a rule may be."""
    found: dict[str, set[str]] = defaultdict(set)
    for lit in rule.body:
        for each in (lit, *lit.inner):
            if each.name in _FIELDS and ":" in each.key:
                if not _constant(each.args[3]):
                    found[each.args[3]].add(each.key.partition(":")[2])
                continue
            for at, arg in enumerate(each.args):
                if not _constant(arg):
                    found[arg] |= carried.get((each.key, at), set())
    found.pop("_", None)
    return found


def _constant(term: str) -> bool:
    return term[:1] == '"' or term[:1].islower()
