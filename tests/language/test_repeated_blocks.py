"""A block used again is the same again: what its first use put into the graph, only further on and under another path.

Later uses are repeated from the first, so each must refer to itself and to nothing in the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cnncalc.errors import CnncalcError
from cnncalc.graph import Graph, Node

BODIES = {
    "a chain": "[{conv: 8, kernel: 3, pad: 1}, batchnorm, relu]",
    "a residual": "[{residual: [{conv: 8, kernel: 1}, relu]}, relu]",
    "a shortcut that is the block's input": "[relu, {conv: 8, kernel: 1, name: c}, {add, from: [relu1, c]}]",
    "named branches": "[{concat: {left: [{conv: 4, kernel: 1}], right: [{conv: 4, kernel: 1}, relu]}}]",
    "three branches": "[{add: [[relu], [sigmoid], []]}]",
    "shared parameters": "[{conv: 8, kernel: 1, name: a}, relu, {conv: 8, kernel: 1, share: a, name: b}]",
    "a split": "[{split: [[relu], [tanh]]}]",
    "a group": "[{name: inner, layers: [{conv: 8, kernel: 1, name: c}, relu]}]",
    "a block": "[other, {other, name: last}]",
    "a side head": "[relu, {aux: [global_avgpool, flatten, {linear: 2}], name: head}, sigmoid]",
    "a look back": "[{name: inner, layers: [{conv: 8, kernel: 1}]}, relu, {add, from: [inner, previous]}]",
}
SPEC = """
input: 6x6x8
blocks:
  other: [{conv: 8, kernel: 1}, relu]
  used: BODY
layers: [sigmoid, relu, {used, from: sigmoid1, name: one}, {used, name: two}, tanh, {used, name: three}]
"""


def use(graph: Graph, name: str) -> tuple[list[tuple[Any, ...]], int, int]:
    """What a use of the block has put there, its first node, and the node it follows.

    Paths are what comes after its name, positions are counted from its first node; the node it follows is None.
    """
    nodes = [node for node in graph.nodes if node.path.startswith(f"{name}.")]
    first = nodes[0].id
    (source,) = {index for node in nodes for index in node.inputs if index < first}

    def of(node: Node) -> tuple[Any, ...]:
        inputs = [index - first if index >= first else None for index in node.inputs]
        shares = None if node.shares is None else node.shares - first
        return node.path.removeprefix(name), node.id - first, node.application, inputs, node.training, shares

    scopes = [(path.removeprefix(name), scope[1:]) for path, scope in graph.scopes.items() if path.startswith(name)]
    return [*map(of, nodes), *scopes], first, source


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_every_use_is_the_first_one_further_on(body: str, graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(SPEC.replace("BODY", body))
    (one, first, before_one), (two, second, before_two), (three, _, before_three) = (
        use(graph, name) for name in ("one", "two", "three")
    )
    assert one == two == three
    paths = {node.path: node for node in graph.nodes}
    assert (before_one, before_three) == (paths["sigmoid1"].id, paths["tanh1"].id)
    assert before_two - first == paths["tanh1"].inputs[0] - second


def test_the_parts_of_a_later_use_can_be_named(graph_of: Callable[[str], Graph]) -> None:
    spec = SPEC.replace("BODY", BODIES["a group"])
    graph = graph_of(spec.rstrip()[:-1] + ", {add, from: [two.inner, two.inner.c, two]}]\n")
    paths = [node.path for node in graph.nodes]
    assert [paths[index] for index in graph.nodes[-1].inputs] == ["two.inner.relu1", "two.inner.c", "two.inner.relu1"]


def test_an_empty_use_stands_for_what_it_follows(graph_of: Callable[[str], Graph]) -> None:
    spec = SPEC.replace("BODY", "[{if: channels > 8, then: [relu]}]")
    graph = graph_of(spec.rstrip()[:-1] + ", {add, from: [one, two, three]}]\n")
    assert [node.inputs for node in graph.nodes] == [(), (0,), (1,), (1,), (1, 1, 3)]


def test_a_step_on_other_axes_is_another_op(graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of("""
input: {image: 6x6x8, sound: 6x8}
blocks:
  used: [{conv: 8, kernel: 3, name: c}]
layers: [{used, from: image, name: one}, {used, from: sound, name: two}]
""")
    shapes = {node.path: str(node.shape) for node in graph.nodes}
    assert (shapes["one.c"], shapes["two.c"]) == ("4×4×8", "4×8")


NOT_ALIKE = {
    "a layer outside": (
        "used: [{conv: 8, kernel: 1, name: c}, {add, from: [previous, .far]}]",
        "[{relu, name: far}, tanh, {used, name: one}, {used, name: two}]",
        {"one.add1": ["one.c", "far"], "two.add1": ["two.c", "far"]},
    ),
    "an earlier use": (
        "used: [{conv: 8, kernel: 1, name: c}, {add, from: [previous, .one.c], name: a}]",
        "[{name: one, layers: [{relu, name: c}]}, {used, name: two}, {used, name: three}]",
        {"two.a": ["two.c", "one.c"], "three.a": ["three.c", "one.c"]},
    ),
}


@pytest.mark.parametrize(("block", "layers", "inputs"), NOT_ALIKE.values(), ids=NOT_ALIKE)
def test_what_refers_to_the_outside_does_so_every_time(
    block: str, layers: str, inputs: dict[str, list[str]], graph_of: Callable[[str], Graph]
) -> None:
    nodes = graph_of(f"input: 6x6x8\nblocks:\n  {block}\nlayers: {layers}\n").nodes
    assert {node.path: [nodes[index].path for index in node.inputs] for node in nodes if node.path in inputs} == inputs


SHAPES = {
    "a default that depends on the shape": (
        "used: {parameters: {width: $channels * 2}, layers: [{conv: $width, kernel: 1, name: c}]}",
        "[{used, repeat: 3, name: u}]",
        ["6×6×16", "6×6×32", "6×6×64"],
    ),
    "an expression that depends on the shape": (
        "used: [{conv: $channels * 2, kernel: 1, name: c}]",
        "[{used, repeat: 3, name: u}]",
        ["6×6×16", "6×6×32", "6×6×64"],
    ),
    "the size of a layer inside": (
        "used: [{maxpool: 2, stride: 2, name: small}, {upsample, size: 12}, {resize, like: small, name: c}]",
        "[{used, name: u1}, {used, name: u2}]",
        ["3×3×8", "1×1×8"],
    ),
}


@pytest.mark.parametrize(("block", "layers", "shapes"), SHAPES.values(), ids=SHAPES)
def test_what_depends_on_the_shape_is_worked_out_for_each(
    block: str, layers: str, shapes: list[str], graph_of: Callable[[str], Graph]
) -> None:
    graph = graph_of(f"input: 6x6x8\nblocks:\n  {block}\nlayers: {layers}\n")
    assert [str(node.shape) for node in graph.nodes if node.name == "c"] == shapes


def test_a_use_in_a_side_head_runs_only_in_training(graph_of: Callable[[str], Graph]) -> None:
    spec = SPEC.replace("BODY", BODIES["a chain"])
    graph = graph_of(spec.rstrip()[:-1] + ", {aux: [{used, name: u}], name: head}, {used, name: four}]\n")
    trained = {node.path.rpartition(".")[0]: node.training for node in graph.nodes if "." in node.path}
    assert trained == {"one": False, "two": False, "three": False, "head.u": True, "four": False}


def test_a_use_that_shares_has_no_parameters_of_its_own(graph_of: Callable[[str], Graph]) -> None:
    spec = SPEC.replace("BODY", BODIES["a chain"])
    graph = graph_of(spec.rstrip()[:-1] + ", {used, share: two, name: four}]\n")
    ids = {node.path: node.id for node in graph.nodes}
    shared = {node.path: node.shares for node in graph.nodes if node.shares is not None}
    assert shared == {f"four.{name}": ids[f"two.{name}"] for name in ("conv1", "batchnorm1", "relu1")}


ONE_AND_TRUE = [
    "[{conv: 8, kernel: 1, bias: true}, {conv: 8, kernel: 1, bias: 1}]",
    "[{for: b, in: '[true, 1]', layers: [{conv: 8, kernel: 1, bias: $b}]}]",
]


@pytest.mark.parametrize("layers", ONE_AND_TRUE)
def test_one_is_not_true(layers: str, graph_of: Callable[[str], Graph]) -> None:
    """`bias: 1` is wrong, whatever was right before it."""
    with pytest.raises(CnncalcError, match="bias must be true or false"):
        graph_of(f"input: 6x6x8\nlayers: {layers}\n")


def test_what_shares_with_the_previous_layer_shares_with_the_first_of_all(graph_of: Callable[[str], Graph]) -> None:
    block = "blocks: {b: [{conv: 4, kernel: 3, pad: 1, share: previous}], outer: [b, b]}"
    graph = graph_of(f"input: 8x8x4\n{block}\nlayers: [{{conv: 4, kernel: 3, pad: 1}}, b, b, outer, outer]")
    assert [node.shares for node in graph.layers()] == [None, *[1] * 6]
