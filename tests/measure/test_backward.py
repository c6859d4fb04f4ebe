"""The backward pass: each gradient takes as many MACs as the layer forward. Goodfellow et al. 2016, section 6.5."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cnncalc.graph import Graph, freeze
from cnncalc.measure.backward import Backward, backward_costs, backward_total
from cnncalc.measure.costs import layer_costs

# MACs forward: a 4·4·3·2 = 96, b 4·4·2·2 = 64, c 4·4·2·5 = 160
CHAIN = """
input: 4x4x3
layers:
  - {conv: 2, kernel: 1, bias: false, name: a}
  - relu
  - {conv: 2, kernel: 1, bias: false, name: b}
  - {batchnorm, name: n}
  - {conv: 5, kernel: 1, bias: false, name: c}
"""

# the first uses one parameter, the second the same: 16 MACs each
SHARED = """
input: 4x4x1
layers:
  - {conv: 1, kernel: 1, bias: false, name: a}
  - {conv: 1, kernel: 1, bias: false, share: a, name: b}
"""

# two branches of one input, of which the second is read by nobody that is trained
BRANCHES = """
input: 4x4x1
layers:
  - concat: [[{conv: 2, kernel: 1, name: a}], [{conv: 3, kernel: 1, name: b}]]
  - {conv: 1, kernel: 1, name: c}
"""

# the layer that shares has no parameter of its own, and what comes before it none at all
TWINS = """
input: {one: 4x4x1, other: 4x4x1}
layers:
  - {conv: 1, kernel: 1, bias: false, from: one, name: a}
  - {conv: 1, kernel: 1, bias: false, from: other, share: a, name: b}
  - {conv: 1, kernel: 1, bias: false, name: c}
"""

# as the twins, with layers between that have no parameters to share
TOWERS = """
input: {one: 4x4x1, other: 4x4x1}
blocks:
  tower:
    - {conv: 2, kernel: 1, bias: false, name: a}
    - relu
    - {conv: 1, kernel: 1, bias: false, name: b}
layers:
  - {tower, from: one, name: first}
  - {tower, from: other, share: first, name: second}
"""

# for each layer with MACs those of its weights' gradient and of its input's
COSTS = [
    # the first layer has no use for the gradient of the image
    (CHAIN, (), (), {"a": (96, 0), "b": (64, 64), "c": (160, 160)}),
    (CHAIN, ("a",), (), {"a": (0, 0), "b": (64, 0), "c": (160, 160)}),
    (CHAIN, ("b",), (), {"a": (96, 0), "b": (0, 64), "c": (160, 160)}),
    (CHAIN, ("c",), (), {"a": (96, 0), "b": (64, 64), "c": (0, 160)}),
    (CHAIN, (), ("c",), {"a": (0, 0), "b": (0, 0), "c": (160, 0)}),
    (CHAIN, (), ("n",), {"a": (0, 0), "b": (0, 0), "c": (0, 160)}),
    (CHAIN, ("*",), (), {"a": (0, 0), "b": (0, 0), "c": (0, 0)}),
    # one parameter is enough
    ("input: 4x4x1\nlayers: [{prelu, per: layer}, {conv: 1, kernel: 1, name: a}]\n", ("a",), (), {"a": (0, 16)}),
    (SHARED, (), (), {"a": (16, 0), "b": (16, 16)}),
    (SHARED, ("a",), (), {"a": (0, 0), "b": (0, 0)}),
    (TWINS, ("c",), (), {"a": (16, 0), "b": (16, 0), "c": (0, 16)}),
    (TOWERS, ("first.a",), (), {"first.b": (32, 0), "second.b": (32, 0)}),
    (BRANCHES, ("a", "b"), (), {"a": (0, 0), "b": (0, 0), "c": (80, 0)}),
    (BRANCHES, ("a",), (), {"a": (0, 0), "b": (48, 0), "c": (80, 80)}),
    # an op without parameters behind the input has nothing to pass on
    ("input: 4x4x1\nlayers: [{op: mix, macs: 5, params: 0}, {conv: 1, kernel: 1, name: a}]\n", (), (), {"a": (16, 0)}),
]


@pytest.mark.parametrize(("text", "frozen", "trained", "expected"), COSTS)
def test_gradients(
    text: str,
    frozen: tuple[str, ...],
    trained: tuple[str, ...],
    expected: dict[str, tuple[int, int]],
    graph_of: Callable[[str], Graph],
) -> None:
    graph = graph_of(text)
    if frozen or trained:
        graph = freeze(graph, frozen, trained)
    nodes = graph.layers()
    forward = layer_costs(graph, nodes)
    costs = backward_costs(nodes, forward)
    assert backward_total(nodes, forward) == Backward(*map(sum, zip(*[cost[:2] for cost in costs], strict=True)))
    found = {node.path: (cost.weight_gradients, cost.input_gradients) for node, cost in zip(nodes, costs, strict=True)}
    assert {path: found[path] for path in expected} == expected
    assert not any(sum(found[path]) for path in set(found) - set(expected))
    assert [cost.macs for cost in costs] == [sum(found[node.path]) for node in nodes]


# Whether something is trained in the op or before it is not known of the op, the activation and the first convolution.
MYSTERY = "input: 4x4x1\nlayers: [{op: mystery, macs: 5}, relu, {conv: 1, kernel: 1}, {conv: 2, kernel: 1}]\n"
UNKNOWN = [
    ((), [(0, 0, False), (0, 0, True), (0, 0, False), (32, 32, True)]),
    (("op1",), [(0, 0, True), (0, 0, True), (16, 0, True), (32, 32, True)]),
    (("conv1",), [(0, 0, False), (0, 0, True), (0, 0, False), (0, 0, False)]),
]


@pytest.mark.parametrize(("frozen", "expected"), UNKNOWN)
def test_gradients_behind_unknown_parameters(
    frozen: tuple[str, ...], expected: list[tuple[int, int, bool]], graph_of: Callable[[str], Graph]
) -> None:
    graph = freeze(graph_of(MYSTERY), frozen) if frozen else graph_of(MYSTERY)
    costs = layer_costs(graph, graph.layers())
    assert backward_costs(graph.layers(), costs) == expected
    weights, inputs, known = zip(*expected, strict=True)
    assert backward_total(graph.layers(), costs) == (sum(weights), sum(inputs), all(known))


def test_what_is_shared_is_counted_once(graph_of: Callable[[str], Graph]) -> None:
    """The parameters, and the moving means and variances."""
    graph = graph_of("input: 4x4x3\nlayers: [{batchnorm, name: a}, {batchnorm, share: a}]\n")
    costs = layer_costs(graph, graph.layers())
    assert [(cost.params, cost.statistics) for cost in costs] == [(6, 6), (0, 0)]


def test_equal_layers_are_frozen_one_by_one(graph_of: Callable[[str], Graph]) -> None:
    graph = freeze(
        graph_of("input: 4x4x3\nlayers: [{conv: 3, kernel: 1, name: a}, {conv: 3, kernel: 1, name: b}]\n"), ("b",)
    )
    assert [cost.trainable for cost in layer_costs(graph, graph.layers())] == [True, False]
