"""The theory of receptive fields against every place laid out by itself, with nothing around the input."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import assume, given

from cnncalc.graph import Graph
from cnncalc.measure.axis_field import Region
from cnncalc.measure.field import ReceptiveField
from cnncalc.measure.receptive_field import fields_or_reasons
from cnncalc.measure.seen_within import Regions, seen_within
from tests.random_networks.receptive_field import cuts, graph_of, is_inside, networks


def within(graph: Graph, place: tuple[int, ...]) -> Regions | None:
    """What a place of the last layer sees of what is there."""
    return seen_within(graph, fields_or_reasons(graph), place)[graph.output]


WITHIN = [
    # steps on an input of 10 positions, and what some places see of it
    ("[{conv: 1, kernel: 3, pad: 1}]", {0: (0, 1), 1: (0, 2), 9: (8, 9)}),
    ("[{conv: 1, kernel: 2, dilation: 2, pad: [0, 2]}]", {0: (0, 2), 7: (7, 9), 8: (8, 8), 9: (9, 9)}),
    ("[{conv: 1, kernel: 2, dilation: 3, pad: [3, 0]}]", {0: (0, 0), 2: (2, 2), 3: (0, 3), 9: (6, 9)}),
    ("[{maxpool: 2}, {conv: 1, kernel: 3, pad: 2, dilation: 2}]", {0: (0, 5), 1: (2, 7), 4: (4, 9)}),
    ("[{pad: 2}, {maxpool: 1}]", {0: None, 1: None, 2: (0, 0), 11: (9, 9), 12: None}),
    ("[{pad: 3, mode: reflect}]", {0: (3, 3), 2: (1, 1), 3: (0, 0), 12: (9, 9), 13: (8, 8), 15: (6, 6)}),
    ("[{pad: 3, mode: replicate}]", {0: (0, 0), 3: (0, 0), 12: (9, 9), 15: (9, 9)}),
    ("[{pad: 3, mode: reflect}, {conv: 1, kernel: 3}]", {0: (1, 3), 1: (0, 2), 2: (0, 1), 12: (7, 9), 13: (6, 8)}),
    ("[{pad: 2, mode: reflect}, {conv: 1, kernel: 4, stride: 2}]", {0: (0, 2), 5: (7, 9)}),
    ("[{conv: 1, kernel: 3, pad: 3}, {maxpool: 4}]", {0: (0, 2), 2: (5, 9)}),
    ("[{conv: 1, kernel: 3, pad: 3}, {global_avgpool}]", {0: (0, 9)}),
]


@pytest.mark.parametrize(("steps", "regions"), WITHIN)
def test_within(steps: str, regions: dict[int, Region | None], folder: Path) -> None:
    graph = graph_of(f"input: 10x1\nlayers: {steps}\n", folder)
    assert graph is not None
    assert {place: within(graph, (place,)) for place in regions} == {place: (regions[place],) for place in regions}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


@given(network=networks())
def test_theory(network: str, folder: Path) -> None:
    """A place sees no more than the theory says, and far from the borders exactly that.

    Behind a copied border it sees what that copies, which may lie elsewhere.
    """
    graph = graph_of(network, folder)
    assume(graph is not None)
    assert graph is not None
    theory = fields_or_reasons(graph)[graph.output]
    assume(isinstance(theory, ReceptiveField))
    assert isinstance(theory, ReceptiveField)
    exact = not cuts(graph)
    copies = any(node.op.attributes().get("mode") in ("reflect", "replicate") for node in graph.nodes)
    for place in islice(product(*map(range, graph.nodes[graph.output].shape.spatial)), 100):
        said, seen = theory.region(place), within(graph, place)
        assert seen is not None
        if exact and is_inside(said, graph):
            assert said == seen
        for wide, narrow, size in zip(said, seen, theory.size, strict=True):
            inside = wide is not None and narrow is not None and wide[0] <= narrow[0] and narrow[1] <= wide[1]
            assert narrow is None or inside or copies
            assert wide is None or wide[1] - wide[0] + 1 <= size
