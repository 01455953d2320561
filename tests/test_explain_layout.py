"""The layered layout: boxes apart, edges forward, the same every time."""

from itertools import combinations
from random import Random

import networkx as nx
import pytest

from checker.explain.layout import layered


def random_graph(seed, count):
    chance = Random(seed)
    graph = nx.DiGraph()
    graph.add_node(0)
    for number in range(1, count):
        for above in chance.sample(
            range(number), min(number, chance.choice((1, 1, 2)))
        ):
            graph.add_edge(above, number)
    sizes = {n: (210.0, float(chance.choice((27, 40, 53, 66)))) for n in graph}
    return graph, sizes


@pytest.mark.parametrize("seed", range(25))
def test_boxes_do_not_touch_and_edges_run_forward(seed):
    graph, sizes = random_graph(seed, 30)
    layout = layered(graph, sizes)
    for one, other in combinations(layout.boxes.values(), 2):
        apart = (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )
        assert apart
    for (start, end), points in layout.edges.items():
        assert points[0][0] == layout.boxes[start].x + layout.boxes[start].width
        assert points[-1][0] == layout.boxes[end].x
        assert [x for x, _ in points] == sorted(x for x, _ in points)
    for box in layout.boxes.values():
        assert 0 <= box.x <= layout.width - box.width
        assert 0 <= box.y <= layout.height - box.height


def test_an_edge_that_skips_a_layer_passes_no_box():
    graph = nx.DiGraph([(0, 1), (1, 2), (0, 2), (0, 3), (3, 2)])
    layout = layered(graph, dict.fromkeys(graph, (100.0, 40.0)))
    for x, y in layout.edges[0, 2][1:-1]:
        for box in layout.boxes.values():
            assert not (
                box.x < x < box.x + box.width and box.y < y < box.y + box.height
            )


def test_crossings_that_can_be_avoided_are():
    graph = nx.DiGraph([(0, 1), (0, 2), (0, 3), (1, 6), (2, 5), (3, 4)])
    layout = layered(graph, dict.fromkeys(graph, (100.0, 30.0)))
    middles = {n: box.y + box.height / 2 for n, box in layout.boxes.items()}
    order = sorted((1, 2, 3), key=middles.__getitem__)
    below = {1: 6, 2: 5, 3: 4}
    assert sorted((4, 5, 6), key=middles.__getitem__) == [below[n] for n in order]


def test_the_layout_is_the_same_every_time():
    graph, sizes = random_graph(3, 40)
    assert layered(graph, sizes) == layered(graph.copy(), dict(sizes))
