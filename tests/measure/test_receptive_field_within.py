"""The theory of receptive fields against every place laid out by itself, with nothing around the input."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import assume, given

from cnncalc.graph import Graph
from cnncalc.measure.receptive_field import Field, fields_or_reasons
from tests.random_networks.sight import cuts, graph_of, is_inside, networks


def both_fields(graph: Graph) -> tuple[Field, Field]:
    """What the places of the last layer see in theory, and within the input."""
    theory, within = (fields_or_reasons(graph, within=within)[graph.output] for within in (False, True))
    assert isinstance(theory, Field)
    assert isinstance(within, Field)
    return theory, within


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
