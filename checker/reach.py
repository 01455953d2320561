"""Reach: which days of a case can matter to which norm.

In:  the rules and cards of a rulebook.
Out: `Reach` by norm: the acts and fields whose days its rules may compare, the
     terms that they may add, and the fixed days that they name.

A norm depends on what its rules ask for, on what these rules ask for in turn,
and on the norms whose outcome they read. Days of acts and fields outside of that
cannot change what it comes to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checker.case import Place
from checker.rules import NAMED, Literal, Rule, behind
from checker.spans import TermSpan, terms_of
from checker.usage import tables_of

_INTEGER = re.compile(r"(?<![\w.\"-])-?\d+(?![\w.\"-])")
_ISO = re.compile(r'"(\d{4}-\d{2}-\d{2})"')
#: Integers between these are days of the calendar: 1900 to 2200.
_FIRST_DAY, _LAST_DAY = (
    date(*each).toordinal() for each in ((1900, 1, 1), (2200, 12, 31))
)

#: What a node of the dependency graph itself brings: a kind and its value.
_Item = tuple[str, object]


@dataclass(frozen=True)
class Reach:
    """The days that can matter to a norm.

    Attributes:
        acts: Acts whose days count; `*` stands for all.
        fields: Fields whose days count; `*` stands for all.
        spans: Terms that may be added or taken off.
        days: Day numbers that the rules or editions name.
    """

    acts: frozenset[str]
    fields: frozenset[str]
    spans: frozenset[TermSpan]
    days: tuple[int, ...]

    def looks_at(self, act: str, fields: frozenset[str] = frozenset()) -> bool:
        """Tell whether the day of an act, or one that such fields give, counts."""
        return bool(
            (act and {act, "*"} & self.acts)
            or (fields and (fields & self.fields or "*" in self.fields))
        )

    def within(self, spans: frozenset[TermSpan]) -> Reach:
        """Return the reach with those terms only that some rules in use can add."""
        return Reach(self.acts, self.fields, self.spans & spans, self.days)


def reaches_of(
    rules: Sequence[Rule],
    cards: Mapping[str, Sequence[str]],
    spans: Mapping[Place, frozenset[TermSpan]],
) -> dict[str, Reach]:
    """Return the reach of each norm.

    Args:
        cards: The facts of each norm's card.
        spans: What rules add to days, by their places.
    """
    graph = _Graph(rules)
    items: dict[str, set[_Item]] = defaultdict(set)
    for rule in rules:
        own = set(_items(rule, graph.tables))
        own.update(("span", each) for each in spans.get(rule.place, ()))
        for node in graph.heads(rule):
            items[node] |= own
    for norm, facts in cards.items():
        items[f"@{norm}"].update(_of_card(facts))
    found = graph.gathered(items)
    return {norm: _reach(found.get(f"@{norm}", frozenset())) for norm in cards}


class _Graph:
    """What depends on what: keys of predicates, and `@norm` for each norm."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.tables = tables_of(rules)
        self._below: dict[str, set[str]] = defaultdict(set)
        self._norms = {rule.norm for rule in rules if rule.norm}
        for rule in rules:
            asked = {
                node
                for lit in rule.body
                for one in (lit, *lit.inner)
                for node in self._asked(one)
            }
            asked.update(behind(rule.name))
            for node in self.heads(rule):
                self._below[node] |= asked

    def heads(self, rule: Rule) -> list[str]:
        """Return the nodes that a rule speaks for."""
        if rule.norm is None:
            return [rule.key]
        if rule.norm[:1].isupper():
            return [rule.key, *(f"@{norm}" for norm in self._norms)]
        return [rule.key, f"@{rule.norm}"]

    def _asked(self, lit: Literal) -> Iterator[str]:
        if not lit.key:
            return
        yield lit.key
        if lit.name in ("breached", "settled", "figure", "part", "edition"):
            yield f"@{lit.args[0]}"
        elif lit.name == "weighs":
            yield "weigh"
        elif lit.name == "total":
            yield "addend"
        yield from behind(lit.name)

    def gathered(
        self, items: Mapping[str, set[_Item]]
    ) -> Mapping[str, frozenset[_Item]]:
        """Return the items of each node and of all below it."""
        import networkx as nx

        numbers = {
            item: at for at, item in enumerate({i for s in items.values() for i in s})
        }
        listed = list(numbers)
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(items)
        graph.add_edges_from(
            (node, each) for node, below in self._below.items() for each in below
        )
        whole = nx.condensation(graph)
        masks: dict[int, int] = {}
        for group in reversed(list(nx.topological_sort(whole))):
            mask = 0
            for node in whole.nodes[group]["members"]:
                for item in items.get(node, ()):
                    mask |= 1 << numbers[item]
            for each in whole.successors(group):
                mask |= masks[each]
            masks[group] = mask
        of = whole.graph["mapping"]
        return {
            node: frozenset(
                item for at, item in enumerate(listed) if masks[of[node]] >> at & 1
            )
            for node in graph
            if node.startswith("@")
        }


def _reach(items: Iterable[_Item]) -> Reach:
    by_kind: dict[str, set[object]] = defaultdict(set)
    for kind, value in items:
        by_kind[kind].add(value)
    return Reach(
        frozenset(map(str, by_kind["act"])),
        frozenset(map(str, by_kind["field"])),
        frozenset(by_kind["span"]),  # type: ignore[arg-type]
        tuple(sorted(by_kind["day"])),  # type: ignore[arg-type]
    )


# -- what a rule or a card brings ------------------------------------------


def _items(rule: Rule, tables: Mapping[str, set[str]]) -> Iterator[_Item]:
    literals = [one for lit in rule.body for one in (lit, *lit.inner)]
    for lit in literals:
        if lit.name == "event":
            yield from (("act", act) for act in _acts(lit, literals, tables))
        elif lit.name == "day":
            yield from (("act", act) for act in _acts_of(lit.args[1], literals, tables))
        elif lit.name in NAMED and lit.name != "entity":
            yield ("field", lit.key.partition(":")[2] or "*")
    for text in (*rule.args, *(lit.text for lit in literals if not lit.name)):
        yield from _days_named(text)


def _acts(
    lit: Literal, literals: Sequence[Literal], tables: Mapping[str, set[str]]
) -> set[str]:
    """Return the acts that an event may be: one, those of a table, or all."""
    if ":" in lit.key:
        return {lit.key.partition(":")[2]}
    for other in literals:
        if other.name in tables and lit.args[2] in other.args and not other.sign:
            return tables[other.name]
    return {"*"}


def _acts_of(
    entry: str, literals: Sequence[Literal], tables: Mapping[str, set[str]]
) -> set[str]:
    """Return the acts that the entry of a day may be."""
    for lit in literals:
        if lit.name == "event" and lit.args[1] == entry and not lit.sign:
            return _acts(lit, literals, tables)
    return {"*"}


def _days_named(text: str) -> Iterator[_Item]:
    for iso in _ISO.findall(text):
        yield ("day", date.fromisoformat(iso).toordinal())
    for digits in _INTEGER.findall(text):
        if _FIRST_DAY <= abs(int(digits)) <= _LAST_DAY:
            yield ("day", abs(int(digits)))


def _of_card(facts: Iterable[str]) -> Iterator[_Item]:
    for fact in facts:
        yield from (("span", each) for each in terms_of(fact))
        yield from _days_named(fact)
