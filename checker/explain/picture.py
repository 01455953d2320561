"""The picture of an explanation: boxes and curves for an inline SVG.

In:  the steps of an explanation.
Out: plain dictionaries for the template: every place, size and word decided.

Beyond thirty steps the picture shows those nearest to the finding, and marks
where more lies below; the whole is a second picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from checker.explain.graph import as_networkx
from checker.explain.layout import Layout, layered
from checker.findings import Step

if TYPE_CHECKING:
    import networkx as nx

#: Steps that one picture shows at most before it is collapsed; and at all.
READABLE, _MOST = 30, 150
_WIDTH, _LINE, _PAD = 210, 13, 7
_LETTERS, _LINES = 33, 4


def picture_of(steps: Sequence[Step]) -> dict[str, Any]:
    """Return the picture of the shortest derivation, collapsed if it is large."""
    graph = as_networkx(steps)
    shown = _nearest(graph, READABLE)
    small = _picture(graph.subgraph(shown), steps, graph)
    whole = None
    if len(shown) < len(graph):
        kept = _nearest(graph, _MOST)
        whole = _picture(graph.subgraph(kept), steps, graph)
    return {**small, "count": len(graph), "hidden": len(graph) - len(shown)} | {
        "whole": whole
    }


def _nearest(graph: nx.DiGraph[int], most: int) -> list[int]:
    """Return the steps next to the finding, breadth first."""
    found = [0]
    for number in found:
        for below in graph.successors(number):
            if below not in found and len(found) < most:
                found.append(below)
    return found


def _picture(
    part: nx.DiGraph[int], steps: Sequence[Step], whole: nx.DiGraph[int]
) -> dict[str, Any]:
    lines = {number: _lines(steps[number]) for number in part}
    nodes = {
        number: {
            "kind": steps[number].kind,
            "title": _title(steps[number]),
            "more": whole.out_degree(number) - part.out_degree(number),
        }
        for number in part
    }
    return drawn(part, lines, nodes)


def drawn(
    graph: nx.DiGraph[int],
    lines: Mapping[int, Sequence[str]],
    nodes: Mapping[int, Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the picture of any acyclic graph.

    Args:
        lines: The text of each node, wrapped.
        nodes: What else the template shows of each: its kind, its title.
    """
    sizes = {
        number: (float(_WIDTH), float(len(rows) * _LINE + 2 * _PAD))
        for number, rows in lines.items()
    }
    layout = layered(graph, sizes)
    return {
        "width": round(layout.width),
        "height": round(layout.height),
        "nodes": [
            {
                **_box(layout, number),
                **nodes[number],
                "lines": _texts(layout, number, lines[number]),
            }
            for number in sorted(graph)
        ],
        "edges": [_curve(points) for _, points in sorted(layout.edges.items())],
    }


def _title(step: Step) -> str:
    return f"{step.text} ({step.citation})" if step.citation else step.text


def _lines(step: Step) -> list[str]:
    rows = textwrap.wrap(_title(step), _LETTERS) or [""]
    if len(rows) > _LINES:
        rows = [*rows[: _LINES - 1], rows[_LINES - 1][: _LETTERS - 1] + "…"]
    return rows


def _box(layout: Layout, number: int) -> dict[str, float]:
    box = layout.boxes[number]
    return {
        "x": round(box.x, 1),
        "y": round(box.y, 1),
        "width": round(box.width),
        "height": round(box.height),
        "more_x": round(box.x + box.width - 24, 1),
        "more_y": round(box.y + box.height - 3, 1),
    }


def _texts(layout: Layout, number: int, rows: Sequence[str]) -> list[Mapping[str, Any]]:
    box = layout.boxes[number]
    return [
        {
            "x": round(box.x + _PAD, 1),
            "y": round(box.y + _PAD + (index + 0.8) * _LINE, 1),
            "text": row,
        }
        for index, row in enumerate(rows)
    ]


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """Return the path through the points, level at each of them."""
    x, y = points[0]
    path = f"M{x:.0f} {y:.0f}"
    for to_x, to_y in points[1:]:
        if abs(to_y - y) < 0.5:
            path += f"H{to_x:.0f}"
        else:
            middle = (x + to_x) / 2
            path += (
                f"C{middle:.0f} {y:.0f} {middle:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"
            )
        x, y = to_x, to_y
    return path
