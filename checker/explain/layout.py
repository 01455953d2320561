"""A layered layout of an acyclic graph, from left to right.

In:  sizes of nodes and the edges between them.
Out: places of the nodes and points of the edges, in pixels.

The layer of a node is its longest way from a source. Edges that skip layers
get a place in each of them. Within a layer the order is improved by turns by
the mean place of the neighbours (Sugiyama's method); the order with the fewest
crossings is kept.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: Space between layers, between nodes, and around the whole.
LAYER_GAP, NODE_GAP, MARGIN = 44, 12, 6
_TURNS = 6

#: The nodes below each node; a `networkx.DiGraph` is one.
Below = Mapping[int, Iterable[int]]
#: A node of the graph, or the place of an edge in a layer that it passes.
Slot = int | tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A placed node: its left upper corner and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A placed graph: boxes by node, points of each edge from left to right."""

    boxes: Mapping[int, Box]
    edges: Mapping[tuple[int, int], tuple[tuple[float, float], ...]]
    width: float
    height: float


def layered(below: Below, sizes: Mapping[int, tuple[float, float]]) -> Layout:
    """Return the layout of an acyclic graph."""
    layer_of = _layers(below)
    layers: list[list[Slot]] = [[] for _ in range(max(layer_of.values()) + 1)]
    for node in _depth_first(below):
        layers[layer_of[node]].append(node)
    edges = [(start, end) for start in below for end in below[start]]
    chains = {edge: _chain(edge, layer_of) for edge in edges}
    for chain in chains.values():
        for step, slot in enumerate(chain[1:-1], start=layer_of[_first(chain)] + 1):
            layers[step].append(slot)
    links = [link for chain in chains.values() for link in pairwise(chain)]
    layers = _ordered(layers, links)
    return _placed(layers, links, chains, sizes)


def _layers(below: Below) -> dict[int, int]:
    """Return the layer of each node: its longest way from a source."""
    above = dict.fromkeys(below, 0)
    for node in below:
        for each in below[node]:
            above[each] += 1
    found = {node: 0 for node, count in above.items() if not count}
    for node in (waiting := list(found)):
        for each in below[node]:
            found[each] = max(found.get(each, 0), found[node] + 1)
            above[each] -= 1
            if not above[each]:
                waiting.append(each)
    return found


def _depth_first(below: Below) -> Iterable[int]:
    """Return the nodes, each before those that it alone leads to."""
    found: dict[int, None] = {}
    for root in below:
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found[node] = None
                waiting.extend(reversed(list(below[node])))
    return found


def _first(chain: Sequence[Slot]) -> int:
    first = chain[0]
    return first if isinstance(first, int) else first[0]


def _chain(edge: tuple[int, int], layer_of: Mapping[int, int]) -> list[Slot]:
    start, end = edge
    between: list[Slot] = [
        (start, end, layer) for layer in range(layer_of[start] + 1, layer_of[end])
    ]
    return [start, *between, end]


def _ordered(
    layers: list[list[Slot]], links: Sequence[tuple[Slot, Slot]]
) -> list[list[Slot]]:
    """Return the layers in the order with the fewest crossings found."""
    left: dict[Slot, list[Slot]] = {}
    right: dict[Slot, list[Slot]] = {}
    for start, end in links:
        right.setdefault(start, []).append(end)
        left.setdefault(end, []).append(start)
    best, fewest = layers, _crossings(layers, right)
    current = layers
    for turn in range(_TURNS):
        if not fewest:
            break
        forward = turn % 2 == 0
        near = left if forward else right
        current = [list(layer) for layer in current]
        steps = range(1, len(current)) if forward else range(len(current) - 2, -1, -1)
        for step in steps:
            beside = current[step - 1 if forward else step + 1]
            at = {slot: place for place, slot in enumerate(beside)}
            places = {
                slot: _mean([at[each] for each in near.get(slot, ())], place)
                for place, slot in enumerate(current[step])
            }
            current[step].sort(key=places.__getitem__)
        crossings = _crossings(current, right)
        if crossings < fewest:
            best, fewest = current, crossings
    return best


def _mean(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _crossings(
    layers: Sequence[Sequence[Slot]], right: Mapping[Slot, Sequence[Slot]]
) -> int:
    count = 0
    for layer, beside in pairwise(layers):
        at = {slot: place for place, slot in enumerate(beside)}
        above: list[int] = []  # where the links of the slots so far end, sorted
        for slot in layer:
            ends = sorted(at[each] for each in right.get(slot, ()))
            count += sum(len(above) - bisect_right(above, end) for end in ends)
            for end in ends:
                insort(above, end)
    return count


def _placed(
    layers: Sequence[Sequence[Slot]],
    links: Sequence[tuple[Slot, Slot]],
    chains: Mapping[tuple[int, int], Sequence[Slot]],
    sizes: Mapping[int, tuple[float, float]],
) -> Layout:
    def height(slot: Slot) -> float:
        return sizes[slot][1] if isinstance(slot, int) else 4.0

    middles = _middles(layers, links, height)
    top = min(middles[slot] - height(slot) / 2 for slot in middles)
    boxes: dict[int, Box] = {}
    points: dict[Slot, tuple[float, float]] = {}
    x = float(MARGIN)
    for layer in layers:
        wide = max((sizes[s][0] for s in layer if isinstance(s, int)), default=0.0)
        for slot in layer:
            y = middles[slot] - top + MARGIN
            points[slot] = (x, y)
            if isinstance(slot, int):
                width, tall = sizes[slot]
                boxes[slot] = Box(x, y - tall / 2, width, tall)
        x += wide + LAYER_GAP
    edges = {}
    for (start, end), chain in chains.items():
        first, last = boxes[start], boxes[end]
        passed: list[tuple[float, float]] = []
        for slot in chain[1:-1]:
            at, y = points[slot]
            passed += [(at, y), (at + first.width, y)]
        edges[start, end] = (
            (first.x + first.width, first.y + first.height / 2),
            *passed,
            (last.x, last.y + last.height / 2),
        )
    tall = max(box.y + box.height for box in boxes.values())
    lowest = max(y for row in edges.values() for _, y in row) if edges else 0.0
    return Layout(boxes, edges, x - LAYER_GAP + MARGIN, max(tall, lowest) + MARGIN)


def _middles(
    layers: Sequence[Sequence[Slot]],
    links: Sequence[tuple[Slot, Slot]],
    height: Callable[[Slot], float],
) -> dict[Slot, float]:
    """Return the middle of each slot: near its neighbours, none on another."""
    near: dict[Slot, list[Slot]] = {}
    for start, end in links:
        near.setdefault(start, []).append(end)
        near.setdefault(end, []).append(start)
    middles: dict[Slot, float] = {}
    for layer in layers:
        y = 0.0
        for slot in layer:
            middles[slot] = y + height(slot) / 2
            y += height(slot) + NODE_GAP
    for turn in range(_TURNS):
        for layer in layers if turn % 2 == 0 else reversed(layers):
            wanted = [
                _mean([middles[each] for each in near.get(slot, ())], middles[slot])
                for slot in layer
            ]
            places = _apart(wanted, [height(slot) for slot in layer])
            middles.update(zip(layer, places, strict=True))
    return middles


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return places in order, close to the wanted ones, that do not overlap.

    Slots that would overlap form a block around the mean of what they want.
    """
    blocks: list[tuple[float, float, list[float]]] = []  # start, size, offsets
    for want, tall in zip(wanted, heights, strict=True):
        start, size, offsets = want - tall / 2, tall, [tall / 2]
        while blocks and blocks[-1][0] + blocks[-1][1] + NODE_GAP > start:
            before, length, upper = blocks.pop()
            shift = length + NODE_GAP
            count, own = len(upper), len(offsets)
            mean = (before * count + (start - shift) * own) / (count + own)
            offsets = [*upper, *(each + shift for each in offsets)]
            start, size = mean, shift + size
        blocks.append((start, size, offsets))
    return [start + each for start, _, offsets in blocks for each in offsets]
