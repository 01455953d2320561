"""Depends: which norms hang on which, from the rules of the rulebook alone.

In:  a rulebook; for the order of acts also the open duties of a case.
Out: a graph (networkx) of the norms, its cycles, and an order of open duties.

An edge runs from the norm that comes first. `repairs`: breaching the one raises
the other. `before`: what fulfils the one must come before what raises, or
fulfils, the other. `raises`: what fulfils the one raises the other. `excuses`:
what fulfils the one is an exception to the other. `closes`: what fulfils the
other makes it too late for the one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from checker.cards import Norm
from checker.findings import CaseResult, Finding
from checker.rulebook import Rulebook
from checker.wanted import Wanted, Wanting, wanting_of

if TYPE_CHECKING:
    import networkx as nx

#: How an edge reads: {0} comes first.
WORDS: Mapping[str, str] = {
    "repairs": "a breach of {0} raises {1}",
    "before": "{0} must be done before {1}",
    "raises": "doing {0} raises {1}",
    "excuses": "doing {0} can excuse {1}",
    "closes": "doing {1} makes it too late for {0}",
}
#: Edges that say in which order to act.
ORDERING = ("before", "closes")


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act and the content that a rule fixes."""

    kind: str
    fixed: frozenset[tuple[str, str]]

    def does(self, other: Act) -> bool:
        """Tell whether such an act is one that another rule asks for."""
        return self.kind == other.kind and other.fixed <= self.fixed


@lru_cache(maxsize=4)
def dependencies(book: Rulebook) -> nx.MultiDiGraph[str]:
    """Return the graph of the norms; edges have a `kind`."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(book.norms)
    wanting = wanting_of(book)
    done = {name: _acts(wanting, name, "performance") for name in book.norms}
    for norm in book.norms.values():
        for kind, first in _before(book, wanting, norm, done):
            for other in first:
                if other != norm.id:
                    graph.add_edge(other, norm.id, key=kind, kind=kind)
        for other in _closing(wanting, norm, done):
            if other != norm.id:
                graph.add_edge(norm.id, other, key="closes", kind="closes")
        if _terms(norm) == {"before"}:
            for other in _doing(_acts(wanting, norm.id, "trigger"), done):
                if other != norm.id:
                    graph.add_edge(norm.id, other, key="before", kind="before")
    return graph


def _before(
    book: Rulebook, wanting: Wanting, norm: Norm, done: Mapping[str, Sequence[Act]]
) -> Iterable[tuple[str, Iterable[str]]]:
    broken = (*norm.repairs, *norm.follows)
    yield "repairs", [each for each in broken if each in book.norms]
    yield (
        "repairs",
        {
            lit.args[0]
            for rule in book.rules
            if rule.norm == norm.id
            for lit in rule.body
            if lit.name == "breached" and lit.args[0] in book.norms
        },
    )
    if _terms(norm) != {"before"}:
        yield "raises", _doing(_acts(wanting, norm.id, "trigger"), done)
    yield "excuses", _doing(_acts(wanting, norm.id, "excuse"), done)


def _closing(
    wanting: Wanting, norm: Norm, done: Mapping[str, Sequence[Act]]
) -> Iterable[str]:
    return _doing(_acts(wanting, norm.id, "foreclosed"), done)


def _terms(norm: Norm) -> set[str]:
    return {each.term for each in norm.editions}


def _doing(asked: Iterable[Act], done: Mapping[str, Sequence[Act]]) -> Iterable[str]:
    """Yield the norms that are fulfilled by one of the acts."""
    listed = list(asked)
    for name, acts in done.items():
        if any(act.does(each) for act in acts for each in listed):
            yield name


def _acts(wanting: Wanting, norm: str, head: str) -> tuple[Act, ...]:
    """Return the acts that a head speaks of, those it is bound to for duties."""
    found: list[Wanted] = []
    if head in ("performance", "foreclosed"):
        found += wanting.acts(norm, head)
    else:
        found += wanting.mentioned(norm, head)
    return tuple(dict.fromkeys(Act(each.kind, frozenset(each.fixed)) for each in found))


def cycles(book: Rulebook) -> list[tuple[str, ...]]:
    """Return the circles in which each norm must come before the next."""
    import networkx as nx

    order = _ordering(dependencies(book))
    return sorted(tuple(each) for each in nx.simple_cycles(order))


def _ordering(graph: nx.MultiDiGraph[str]) -> nx.DiGraph[str]:
    import networkx as nx

    order: nx.DiGraph[str] = nx.DiGraph()
    for start, end, kind in graph.edges(keys=True):
        if kind in ORDERING:
            order.add_edge(start, end, kind=kind)
    return order


@dataclass(frozen=True, slots=True)
class Turn:
    """One duty of an open case, in the order in which to act.

    Attributes:
        after: Norms of other open duties that are to be done first.
    """

    finding: Finding
    after: tuple[str, ...]


def order_of_acts(book: Rulebook, result: CaseResult) -> tuple[Turn, ...]:
    """Return the open duties, what must come first before the rest.

    Of duties that do not depend on each other the one due sooner comes first.
    """
    order = _ordering(dependencies(book))
    due = [each for each in result.findings if each.status == "due"]
    open_norms = {each.norm for each in due}
    left = sorted(due, key=_soonest)
    turns: list[Turn] = []
    placed: set[str] = set()
    while left:
        ready = next((each for each in left if not _first(order, each, left)), left[0])
        left.remove(ready)
        waits = _first(order, ready, due) & open_norms & placed
        turns.append(Turn(ready, tuple(sorted(waits))))
        placed.add(ready.norm)
    return tuple(turns)


def _first(
    order: nx.DiGraph[str], finding: Finding, among: Iterable[Finding]
) -> set[str]:
    """Return the norms of other duties that must be done before this one."""
    if finding.norm not in order:
        return set()
    before = set(order.predecessors(finding.norm))
    return {each.norm for each in among if each.norm in before} - {finding.norm}


def _soonest(finding: Finding) -> tuple[date, str, str]:
    return (finding.due.day if finding.due else date.max, finding.norm, finding.key)
