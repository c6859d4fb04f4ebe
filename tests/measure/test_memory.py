"""The most values alive at once, by hand. In the specs, what stands behind a step is what its output holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cnncalc
from cnncalc.graph import Graph, Node
from cnncalc.graph.builder import GraphBuilder
from cnncalc.measure.memory import peak_activations
from cnncalc.ops import op_named
from cnncalc.shape import Shape

CHAIN = """
input: 4x4x2                            # 32
layers:
  - {conv: 3, kernel: 3, pad: 1}        # 48: with the input 80
  - relu                                # in place
  - {conv: 5, kernel: 1}                # 80: with what it reads 128
  - {maxpool: 2}                        # 20
  - {conv: 2, kernel: 1}                # 8
"""

ONE_BIG_LAYER = """
input: 4x4x1                            # 16
layers:
  - {conv: 4, kernel: 1}                # 64: 80
  - batchnorm                           # in place: 64, not 128
  - relu                                # in place
  - {dropout: 0.5}                      # nothing of its own
  - flatten                             # nothing of its own
  - {linear: 8}                         # 8: 72
"""

READ_AGAIN = """
input: 4x4x1                            # 16
layers:
  - {conv: 4, kernel: 1, name: a}       # 64
  - relu                                # 64: not over a, which is read again
  - {concat, from: [previous, a]}       # 128: 64 + 64 + 128
"""

A_VIEW_READ_AGAIN = """
input: 4x4x1                            # 16
layers:
  - {conv: 4, kernel: 1, name: a}       # 64
  - {dropout: 0.5, name: view}          # a's own 64
  - {conv: 2, kernel: 1}                # 32
  - {conv: 4, kernel: 1}                # 64
  - {concat, from: [previous, view]}    # 128: 64 + 64 + 128
"""

A_VIEW_BEFORE_RELU = """
input: 4x4x1                            # 16
layers:
  - {conv: 4, kernel: 1}                # 64
  - {identity, name: view}              # the same 64
  - relu                                # 64: not over them, the view is read again
  - {conv: 1, kernel: 1}                # 16: 64 + 64 + 16
  - {concat, from: [previous, view]}    # 80: 16 + 64 + 80
"""

RESIDUAL = """
input: 4x4x2                            # 32
layers:
  - residual:
      - {conv: 8, kernel: 3, pad: 1}    # 128: 160
      - relu                            # in place
      - {conv: 2, kernel: 3, pad: 1}    # 32: with the input, which the sum still needs, 192
  - {conv: 1, kernel: 1}
"""

BRANCHES = """
input: 4x4x1                            # 16
layers:
  - concat:
      - [{conv: 4, kernel: 1}]          # 64: 80
      - [{conv: 2, kernel: 1}]          # 32: 112
      - []
      - [{conv: 1, kernel: 1}]          # 16: 128
  # 64 + 32 + 16 + 16 become 128: 256
"""

TWO_HEADS = """
input: 4x4x1                            # 16
layers:
  - {conv: 4, kernel: 1, name: a}       # 64
  - {conv: 8, kernel: 1}                # 128: 192; no layer reads it, so it is an output, too
  - {conv: 1, kernel: 1, from: a}       # 16: 64 + 128 + 16
"""

TWO_INPUTS = """
input: {left: 4x4x1, right: 4x4x2}      # 16 and 32
layers:
  - {conv: 8, kernel: 1}                # 128: 176
  - {maxpool: 4, name: one}             # 8
  - {conv: 1, kernel: 1, from: right}   # 16
  - {maxpool: 4}                        # 1
  - {concat, from: [one, previous]}     # 9
"""

A_SIDE_HEAD = """
input: 4x4x1                            # 16
layers:
  - {conv: 4, kernel: 1}                # 64: 80
  - aux:
      - {conv: 16, kernel: 1}           # 256: with what the trunk still needs 320
  - {conv: 1, kernel: 1}                # 16: 80; in training the head's output waits for the loss, 336
"""

PEAKS = [
    (CHAIN, 128, "conv2"),
    (ONE_BIG_LAYER, 80, "conv1"),
    (READ_AGAIN, 256, "concat1"),
    (A_VIEW_READ_AGAIN, 256, "concat1"),
    (A_VIEW_BEFORE_RELU, 160, "concat1"),
    (RESIDUAL, 192, "conv2"),
    (BRANCHES, 256, "concat1"),
    (TWO_HEADS, 208, "conv3"),
    (TWO_INPUTS, 176, "conv1"),
    (A_SIDE_HEAD, 80, "conv1"),
]


@pytest.mark.parametrize(("text", "values", "layer"), PEAKS)
def test_peak(text: str, values: int, layer: str, graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(text)
    assert peak_activations(graph, graph.layers()) == (values, layer)


def test_a_side_head_counts_in_training(graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(A_SIDE_HEAD)
    assert peak_activations(graph, graph.layers(training=True)).values == 336


@pytest.mark.parametrize(
    ("name", "values", "layer"),
    [
        ("vgg16", 2 * 224 * 224 * 64, "conv1.conv1_2"),
        ("resnet18", 112 * 112 * 64 + 56 * 56 * 64, "pool1"),
        ("alexnet-lecture", 227 * 227 * 3 + 55 * 55 * 96, "conv1"),
    ],
)
def test_peak_of_a_network(name: str, values: int, layer: str) -> None:
    graph = cnncalc.load(name).graph
    assert peak_activations(graph, graph.layers()) == (values, layer)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A few vectors: linear layers, what works in place, views and joins, each reading any before it."""
    builder = GraphBuilder()
    last = builder.add_input("input", Shape(draw(st.integers(1, 9))))
    for step in range(draw(st.integers(1, 9))):
        name = draw(st.sampled_from(["linear", "relu", "batchnorm", "identity", "dropout", "concat"]))
        source = st.just(0) if step == 0 else st.integers(0, last)
        inputs = tuple(draw(source) for _ in range(2 if name == "concat" else 1))
        op = op_named(name).read({"features": draw(st.integers(1, 9))} if name == "linear" else {}, 0)
        last = builder.add(f"layer{step}", op, inputs)
    return builder.finish(last)


def peak_step_by_step(graph: Graph) -> int:
    """At each step, everything that was made and that this step, a later one or the user of the network reads."""
    order = graph.layers()
    outputs = {node.id for node in order} - {index for node in order for index in node.inputs} | {graph.output}
    memory_of = {0: 0}

    def needed_from(memory: int, step: int, but_for: int) -> bool:
        readers: list[Node] = [node for node in order[step:] if node.id != but_for]
        read = {index for node in readers for index in node.inputs} | outputs
        return any(memory_of.get(index) == memory for index in read)

    for step, node in enumerate(order):
        under = memory_of[node.inputs[0]]
        written_over = node.op.name in ("relu", "batchnorm") and not needed_from(under, step + 1, node.id)
        is_view = node.op.name in ("identity", "dropout")
        memory_of[node.id] = under if is_view or written_over else node.id
    size = {node.id: node.shape.channels for node in graph.nodes}
    peak = 0
    for step, node in enumerate(order):
        made = {0, *(memory_of[before.id] for before in order[: step + 1])}
        alive = {memory for memory in made if needed_from(memory, step, -1)} | {memory_of[node.id]}
        peak = max(peak, sum(size[memory] for memory in alive))
    return peak


@given(graphs())
def test_peak_step_by_step(graph: Graph) -> None:
    assert peak_activations(graph, graph.layers()).values == peak_step_by_step(graph)
