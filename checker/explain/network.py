"""The graph of an explanation as networkx has it.

In:  `Step`s.
Out: a DiGraph of their numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.findings import Step

if TYPE_CHECKING:
    import networkx as nx


def as_networkx(steps: Sequence[Step], *, every_way: bool = False) -> nx.DiGraph[int]:
    """Return the graph of an explanation: an edge from a step to each below it.

    Args:
        every_way: Also the longer alternatives; an edge has its `way`.
    """
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    waiting = [0] if steps else []
    while waiting:
        number = waiting.pop()
        if number in graph and graph.nodes[number].get("step"):
            continue
        graph.add_node(number, step=steps[number])
        for index, way in enumerate(steps[number].ways):
            if index and not every_way:
                break
            for below in way:
                graph.add_edge(number, below, way=index)
                waiting.append(below)
    return graph
