"""Circles: norms of which each must come before the next.

In:  a rulebook. Out: faults, one a circle, at its first norm.

Where each must precede the next, none can be done in time. A circle that only
holds because one act makes another too late is a note: such norms are often the
alternatives of a table, of which a case has one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import networkx as nx

from checker.explain.depends import ORDERING, dependencies
from checker.rulebook import Rulebook
from checker.verify.faults import Fault


def circles(book: Rulebook) -> Iterator[Fault]:
    """Yield the circles, those of preconditions alone as errors."""
    strict = list(_circles(book, ("before",)))
    for norms in strict:
        words = "each must be done before the next"
        yield _fault(book, norms, "error", words)
    for norms in _circles(book, ORDERING):
        if norms not in strict:
            words = "each must be done before the next, or makes it too late"
            yield _fault(book, norms, "note", words)


def _circles(book: Rulebook, kinds: Collection[str]) -> Iterator[tuple[str, ...]]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for start, end, kind in dependencies(book).edges(keys=True):
        if kind in kinds:
            graph.add_edge(start, end)
    for part in nx.strongly_connected_components(graph):
        if len(part) > 1:
            yield tuple(sorted(part))


def _fault(book: Rulebook, norms: tuple[str, ...], level: str, words: str) -> Fault:
    return Fault(
        "circle",
        level,
        f"{', '.join(norms)}: {words}.",
        book.norms[norms[0]].place,
        norms,
    )
