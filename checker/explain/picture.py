"""The picture of an explanation: boxes and curves for an inline SVG.

In:  the steps of an explanation.
Out: plain dictionaries for the template: every place, size and word decided.

Beyond thirty steps the picture shows those nearest to the finding, and marks
where more lies below; the whole is a second picture.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from checker.explain.layout import Below, Layout, layered
from checker.findings import Step

#: Steps that one picture shows at most before it is collapsed; and at all.
READABLE, _MOST = 30, 150
_WIDTH, _LINE, _PAD = 210, 13, 7  # as templates/graph.html has them
_LETTERS, _LINES = 33, 4


def picture_of(steps: Sequence[Step]) -> dict[str, Any]:
    """Return the picture of the shortest derivation, collapsed if it is large."""
    below = _shortest(steps)
    shown = _nearest(below, READABLE)
    small = _picture(shown, steps, below)
    whole = None
    if len(shown) < len(below):
        whole = _picture(_nearest(below, _MOST), steps, below)
    return {**small, "count": len(below), "hidden": len(below) - len(shown)} | {
        "whole": whole
    }


def _shortest(steps: Sequence[Step]) -> dict[int, tuple[int, ...]]:
    """Return what is below each step of the shortest derivation."""
    found: dict[int, tuple[int, ...]] = {}
    waiting = [0]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found[number] = steps[number].ways[0] if steps[number].ways else ()
            waiting.extend(found[number])
    return found


def _nearest(below: Mapping[int, Sequence[int]], most: int) -> list[int]:
    """Return the steps next to the finding, breadth first."""
    found = dict.fromkeys([0])
    for number in (waiting := [0]):
        for each in below[number]:
            if each not in found and len(found) < most:
                found[each] = None
                waiting.append(each)
    return waiting


def _picture(
    shown: Sequence[int], steps: Sequence[Step], whole: Mapping[int, Sequence[int]]
) -> dict[str, Any]:
    kept = frozenset(shown)
    part = {
        number: [each for each in whole[number] if each in kept] for number in shown
    }
    lines = {number: _lines(steps[number]) for number in part}
    nodes = {
        number: {
            "kind": steps[number].kind,
            "title": _title(steps[number]),
            "more": len(whole[number]) - len(part[number]),
        }
        for number in part
    }
    return drawn(part, lines, nodes)


def drawn(
    below: Below,
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
    layout = layered(below, sizes)
    return {
        "width": round(layout.width),
        "height": round(layout.height),
        "nodes": [
            {
                **_box(layout, number),
                **nodes[number],
                "lines": lines[number],
            }
            for number in sorted(below)
        ],
        "edges": "".join(_curve(points) for _, points in sorted(layout.edges.items())),
    }


def _title(step: Step) -> str:
    return f"{step.text} ({step.citation})" if step.citation else step.text


def _lines(step: Step) -> list[str]:
    rows = textwrap.wrap(_title(step), _LETTERS) or [""]
    if len(rows) > _LINES:
        rows = [*rows[: _LINES - 1], rows[_LINES - 1][: _LETTERS - 1] + "…"]
    return rows


def _box(layout: Layout, number: int) -> dict[str, object]:
    box = layout.boxes[number]
    return {
        "at": f"{box.x:.0f} {box.y:.0f}",
        "width": round(box.width),
        "height": round(box.height),
        "more_x": round(box.width) - 24,
        "more_y": round(box.height) - 3,
    }


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
