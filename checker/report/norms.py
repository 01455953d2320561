"""What depends on what, a page for each chapter: the view of `norms --html`.

In:  a rulebook.
Out: plain dictionaries for `templates/norms.html`, by the name of the folder.

The picture leaves out what other edges already say, and an edge that would
close a circle; the list below it has them all.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checker.explain.depends import WORDS, dependencies
from checker.explain.picture import drawn
from checker.phrases import humanise
from checker.rulebook import Chapter, Rulebook

if TYPE_CHECKING:
    import networkx as nx

_LETTERS = 30


def chapter_views(book: Rulebook) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each chapter's folder and the view of its page."""
    graph = dependencies(book)
    for chapter in book.chapters:
        names = [
            name
            for name, norm in book.norms.items()
            if book.chapter_of(norm) is chapter
        ]
        yield chapter.folder.name, _view(book, chapter, graph, names)


def _view(
    book: Rulebook, chapter: Chapter, graph: nx.MultiDiGraph[str], names: list[str]
) -> dict[str, Any]:
    own = set(names)
    edges = [
        (start, end, kind)
        for start, end, kind in graph.edges(keys=True)
        if start in own or end in own
    ]
    order = {name: place for place, name in enumerate(book.norms)}
    edges.sort(key=lambda each: (order[each[0]], order[each[1]], each[2]))
    return {
        "title": chapter.name,
        "rulebook": book.hash,
        "picture": _picture(book, edges) if edges else None,
        "norms": [
            {
                "id": name,
                "statement": book.norms[name].statement,
                "citations": "; ".join(book.norms[name].citations),
                "links": [
                    WORDS[kind].format(start, end)
                    for start, end, kind in edges
                    if name in (start, end)
                ],
            }
            for name in names
        ],
    }


def _picture(book: Rulebook, edges: list[tuple[str, str, str]]) -> dict[str, Any]:
    import networkx as nx

    forward: nx.DiGraph[str] = nx.DiGraph()
    for start, end, _ in edges:
        if not (
            end in forward and start in forward and nx.has_path(forward, end, start)
        ):
            forward.add_edge(start, end)
    reduced = nx.transitive_reduction(forward)
    number = {name: place for place, name in enumerate(sorted(forward))}
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(sorted(number.values()))
    graph.add_edges_from((number[start], number[end]) for start, end in reduced.edges)
    lines = {number[name]: textwrap.wrap(humanise(name), _LETTERS) for name in forward}
    nodes = {
        number[name]: {
            "kind": book.norms[name].force,
            "title": book.norms[name].statement,
            "more": 0,
        }
        for name in forward
    }
    below = {each: list(graph[each]) for each in graph}
    return drawn(below, lines, nodes)
