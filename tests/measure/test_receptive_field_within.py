"""The theory of receptive fields against every place laid out by itself, with nothing around the input."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import assume, given

from cnncalc.graph import Graph
from cnncalc.measure.receptive_field import Field, fields_or_reasons
from cnncalc.measure.sight import Region
from tests.random_networks.sight import cuts, graph_of, is_inside, networks


def both_fields(graph: Graph) -> tuple[Field, Field]:
    """What the places of the last layer see in theory, and within the input."""
    theory, within = (fields_or_reasons(graph, within=within)[graph.output] for within in (False, True))
    assert isinstance(theory, Field)
    assert isinstance(within, Field)
    return theory, within


WITHIN = [
    # steps on an input of 10 positions, and what some places see of it
    ("[{conv: 1, kernel: 3, pad: 1}]", {0: (0, 1), 1: (0, 2), 9: (8, 9)}),
    ("[{conv: 1, kernel: 2, dilation: 2, pad: [0, 2]}]", {0: (0, 2), 7: (7, 9), 8: (8, 8), 9: (9, 9)}),
    ("[{conv: 1, kernel: 2, dilation: 3, pad: [3, 0]}]", {0: (0, 0), 2: (2, 2), 3: (0, 3), 9: (6, 9)}),
    ("[{maxpool: 2}, {conv: 1, kernel: 3, pad: 2, dilation: 2}]", {0: (0, 5), 1: (2, 7), 4: (4, 9)}),
    ("[{pad: 2}, {maxpool: 1}]", {0: None, 1: None, 2: (0, 0), 11: (9, 9), 12: None}),
]


@pytest.mark.parametrize(("steps", "regions"), WITHIN)
def test_within(steps: str, regions: dict[int, Region | None], folder: Path) -> None:
    graph = graph_of(f"input: 10x1\nlayers: {steps}\n", folder)
    assert graph is not None
    within = both_fields(graph)[1]
    assert {place: within.region((place,))[0] for place in regions} == regions


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


@given(network=networks())
def test_theory(network: str, folder: Path) -> None:
    """A place sees no more than the theory says, and far from the borders exactly that."""
    graph = graph_of(network, folder)
    assume(graph is not None)
    assert graph is not None
    theory, within = both_fields(graph)
    exact = not cuts(graph)
    for place in islice(product(*map(range, graph.nodes[graph.output].shape.spatial)), 500):
        said, seen = theory.region(place), within.region(place)
        if exact and is_inside(said, graph):
            assert said == seen
        for wide, narrow, size in zip(said, seen, theory.size, strict=True):
            assert narrow is None or (wide is not None and wide[0] <= narrow[0] and narrow[1] <= wide[1])
            assert wide is None or wide[1] - wide[0] + 1 <= size
