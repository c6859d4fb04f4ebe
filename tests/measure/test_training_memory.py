"""What training keeps, and the peak of a step, by hand. In the specs, what stands behind a step is what it keeps."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnncalc
from cnncalc.dtypes import DTYPES
from cnncalc.graph import Graph, freeze
from cnncalc.measure.step_peak import step_peak
from cnncalc.measure.training import KeptValues, Recording, record_training

CHAIN = """
input: 4x4x2
layers:
  - {conv: 3, kernel: 3, pad: 1}        # its input: 32
  - batchnorm                           # its input: 48; for the batch 3 means and 3 inverse deviations
  - relu                                # its output: 48
  - {maxpool: 2}                        # its input is relu's output, which is there; 12 indices
  - flatten                             # nothing, and its output is its input
  - {dropout: 0.5}                      # 12 factors
  - {linear: 5}                         # its input, which dropout made: 12
  - softmax                             # its output: 5
"""

RESIDUAL = """
input: 4x4x2
layers:
  - {conv: 2, kernel: 1}                # 32
  - residual:                           # the sum nothing
      - {conv: 2, kernel: 1}            # conv1's output: 32
      - sigmoid                         # its output: 32
  - {avgpool: 2}                        # the sum: 32
  - {concat, from: [previous, previous]}
  - global_avgpool                      # nothing
"""

GATE = """
input: 4x4x2
layers:
  - {conv: 3, kernel: 1, name: a}       # 32
  - {hardswish, name: b}                # its input: 48
  - {global_avgpool, name: s}           # nothing
  - {hardsigmoid, name: gate}           # its input: 3
  - {multiply, from: [b, gate]}         # both: 48 and 3
  - {multiply, from: [b, gate, gate]}   # both are there; the first product: 48
"""

NORMS = """
input: 4x4x6
layers:
  - {conv: 6, kernel: 1}                # 96
  - layernorm                           # its input: 96; 16 means and 16 inverse deviations
  - {groupnorm: 3}                      # its input: 96; 3 of each, of the values' own type: 6
  - instancenorm                        # its input: 96; 6 of each
  - {lrn: 3}                            # its input: 96; padded squares 4·4·(6 + 2) = 128; 96 and 96 half-way
"""

MASKED = """
input: {x: 4x4x2, mask: 4x4x2, other: 4x4x1}
layers:
  - {conv: 2, kernel: 1, from: x}                     # 32
  - {multiply, from: [previous, mask]}                # the mask: 32; what it masks only for a gradient of the mask
  - {multiply, from: [mask, other, previous]}         # mask · other: 32
  - {multiply, from: [previous, mask, other]}         # mask, which is there, and other: 16
"""

DROPPED_SLICE = """
input: 4x4x2
layers:
  - {conv: 4, kernel: 1, name: a}       # 32
  - {channel_slice: [0, 2], name: half} # nothing
  - {conv: 2, kernel: 1}                # the slice, and with it all of a: 64
  - {stochastic_depth: 0.2}             # a factor
  - {conv: 2, kernel: 1}                # what stochastic depth made: 32
"""

A_SIDE_HEAD = """
input: 4x4x1
layers:
  - {conv: 4, kernel: 1}                # 16
  - aux:
      - {conv: 2, kernel: 1}            # conv1's output: 64
      - global_avgpool
  - {conv: 1, kernel: 1}                # the same
"""

DROPPED_VECTOR = """
input: 4
layers:
  - {linear: 8}                         # 4
  - sigmoid                             # its output: 8
  - relu                                # its output: 8; the sigmoid's is kept, and not written over
  - {dropout: 0.5}                      # 8 factors
  - {linear: 2}                         # what dropout made: 8
"""

KEPT = [
    (CHAIN, KeptValues(32 + 48 + 48 + 12 + 12 + 5, indices=12), 6),
    (RESIDUAL, KeptValues(32 * 4), 0),
    (GATE, KeptValues(32 + 48 + 3 + 48 + 3 + 48), 0),
    (NORMS, KeptValues(96 * 5 + 6 + 128 + 96 + 96, statistics=2 * 16 + 2 * 6), 0),
    (A_SIDE_HEAD, KeptValues(16 + 64), 0),
    (MASKED, KeptValues(32 + 32 + 32 + 16), 0),
    (DROPPED_SLICE, KeptValues(32 + 64 + 1 + 32), 0),
    (DROPPED_VECTOR, KeptValues(4 + 8 + 8 + 8 + 8), 0),
]


def recording_of(graph: Graph, *, in_place: bool = True) -> Recording:
    nodes = graph.layers(training=True)
    return record_training(graph, nodes, in_place=in_place)


def test_what_no_layer_reads_is_an_output(graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of("""
input: 8x8x4
layers:
  - {conv: 2, kernel: 1, name: first}
  - {conv: 64, kernel: 1, name: unread}
  - {from: first}
  - {conv: 2, kernel: 1, name: last}
""")
    steps = {graph.nodes[index].name: step for index, step in recording_of(graph).last_steps.items()}
    assert steps == {"input": 0, "first": 2, "unread": 3, "last": 3}


@pytest.mark.parametrize("in_place", [True, False])
@pytest.mark.parametrize(("text", "kept", "batch_statistics"), KEPT)
def test_kept(
    text: str, kept: KeptValues, batch_statistics: int, in_place: bool, graph_of: Callable[[str], Graph]
) -> None:
    recording = recording_of(graph_of(text), in_place=in_place)
    assert (recording.kept, recording.batch_statistics, recording.unknown) == (kept, batch_statistics, ())


def test_every_layer_has_what_it_is_the_first_to_keep(graph_of: Callable[[str], Graph]) -> None:
    records = recording_of(graph_of(CHAIN)).records
    kept = [(record.node.name, record.kept.activations, record.kept.indices) for record in records]
    assert kept == [
        ("conv1", 32, 0),
        ("batchnorm1", 48, 0),
        ("relu1", 48, 0),
        ("maxpool1", 0, 12),
        ("flatten1", 0, 0),
        ("dropout1", 12, 0),
        ("linear1", 12, 0),
        ("softmax1", 5, 0),
    ]


def test_nothing_is_kept_where_nothing_is_trained() -> None:
    """F6's input; its tanh; the softmax. A frozen linear layer needs no input for its input's gradient."""
    recording = recording_of(cnncalc.load("lenet5-modern", train=["F6"]).graph)
    kept = {record.node.path: record.kept.activations for record in recording.records if any(record.kept)}
    assert kept == {"F6": 120, "squash_F6": 84, "softmax": 10}


def test_a_frozen_linear_layer_behind_a_trained_one_keeps_nothing(graph_of: Callable[[str], Graph]) -> None:
    graph = freeze(graph_of("input: 4\nlayers: [{linear: 8}, {linear: 2}]\n"), ["linear2"])
    assert [record.kept for record in recording_of(graph).records] == [KeptValues(4), KeptValues()]


def test_what_is_not_known_is_told(graph_of: Callable[[str], Graph]) -> None:
    text = "input: 4x4x2\nlayers: [{conv: 2, kernel: 1}, {op: mystery, params: 3, macs: 5}, relu]"
    recording = recording_of(graph_of(text))
    assert (recording.kept, recording.unknown) == (KeptValues(32 + 32), ("op1",))


CHAIN_OF_VECTORS = """
input: 4                                # 4
layers:
  - {linear: 8}
  - relu                                # backward: 4 + 8 kept, 2 of the output, gradients of 8 and 8
  - {linear: 2}                         # backward: 4 + 8 kept, 2 of the output, gradients of 2 and 8
"""

RESIDUAL_OF_VECTORS = """
input: 2
layers:
  - {linear: 8}
  - residual:                           # the gradient of the sum is that of both its inputs
      - {linear: 8}
      - sigmoid                         # backward: 2 + 8 + 8 kept, 1 of the output, gradients of 8 and 8
  - {linear: 1}                         # backward: 2 + 8 + 8 + 8 kept, 1 of the output, gradients of 1 and 8
"""

FORK = """
input: 4                                # needs no gradient
layers:
  - {linear: 3, name: a}                # backward: 4 kept, 9 of the output, a gradient of 3
  - {linear: 3, name: b}                # backward: 4 + 3 kept, 9 of the output, 9 of its gradient, 3 and 3 for a
  - {linear: 3, name: c, from: a}       # backward: 4 + 3 kept, 9 of the output, 9 of its gradient, 3 for a, 3 with it
  - {concat, from: [a, b, c]}           # passes parts of its gradient on
"""

FORK_OF_A_WIDE_TRUNK = """
input: 4
layers:
  - {linear: 16}
  - {linear: 16}
  - {linear: 3, name: a}                # backward: 4 + 16 + 16 kept, 9 of the output, gradients of 3 and 16
  - {linear: 3, name: b}                # the gradients of a are three, of which one is left after each sum
  - {linear: 3, name: c, from: a}
  - {concat, from: [a, b, c]}
"""

BROADCAST = """
input: 2x2x1                            # 4
layers:
  - {conv: 8, kernel: 1, name: a}
  - {conv: 1, kernel: 1, name: b}           # backward: 4 + 32 kept, 32 of the output, gradients of 4, 32 and 32
  - {conv: 8, kernel: 1, name: t, from: a}  # backward: 4 + 32 kept, 32 of the output, gradients of 32, 4 and 32
  - {add, broadcast: true, from: [t, b]}    # its gradient is that of t, and added up that of b
"""

TWO_HEADS = """
input: 4
layers:
  - {linear: 8}
  - relu
  - {linear: 3, name: head}             # backward: 4 + 8 kept, 5 of the outputs, gradients of 8 and 8, 8 for their sum
  - {linear: 2, from: relu1}            # backward: 4 + 8 kept, 5 of the outputs, gradients of 3, 2 and 8
"""

PEAKS = [
    (CHAIN_OF_VECTORS, 4 + 8 + 2 + 16, "relu1", True),
    (CHAIN_OF_VECTORS + "  - {identity, name: end}\n", 4 + 8 + 2 + 16, "relu1", True),  # the output is a view
    (RESIDUAL_OF_VECTORS, 2 + 8 + 8 + 8 + 1 + 9, "linear3", True),
    (FORK, 4 + 3 + 9 + 9 + 3 + 3, "c", True),
    (FORK_OF_A_WIDE_TRUNK, 4 + 16 + 16 + 9 + 3 + 16, "a", True),
    (BROADCAST, 4 + 32 + 32 + 68, "t", True),
    (TWO_HEADS, 4 + 8 + 5 + 24, "head", True),
]


@pytest.mark.parametrize(("text", "values", "layer", "backward"), PEAKS)
def test_peak_of_a_step(text: str, values: int, layer: str, backward: bool, graph_of: Callable[[str], Graph]) -> None:
    peak = step_peak(recording_of(graph_of(text)), DTYPES["fp32"])
    assert peak == (KeptValues(values), layer, backward)


A_SUM_OF_GRADIENTS = """
input: 4
layers:
  - {linear: 16, name: a}
  - {linear: 1, name: b, from: input}
  - {concat, from: [a, b], name: c}     # backward: 4 kept, 17 and a's 16 of outputs, 17 and 16 of gradients, 16 for a
  - {channel_slice: [0, 1], from: a}    # backward: 4 kept, 33 of the outputs, gradients of 17, 1 and 16
"""

POOLED_TWICE = """
input: 4x4x1
layers:
  - {conv: 4, kernel: 1}
  - relu
  - {maxpool: 2}                        # 16 indices; backward: 16 + 64 kept, 20 of the outputs, and
  - {global_avgpool, from: relu1}       # gradients of 16, 64 and 64 with the indices, then three of 64 without them
"""

TWO_INPUTS = """
input: {x: 4, y: 8}
layers:
  - {concat, from: [x, y]}              # 4 + 8 + 12
  - {linear: 6}                         # backward: 12 kept, 6 of the output, a gradient of 6
"""

PEAKS_OF_SOME = [  # which layers are frozen, and the type of the values
    (A_SUM_OF_GRADIENTS, (), "fp32", KeptValues(4 + 33 + 33 + 16), "c", True),
    (POOLED_TWICE, (), "fp32", KeptValues(80 + 20 + 3 * 64), "maxpool1", True),
    (POOLED_TWICE, (), "fp16", KeptValues(80 + 20 + 16 + 2 * 64, indices=16), "maxpool1", True),
    # of equal peaks the first
    (TWO_INPUTS, (), "fp32", KeptValues(24), "concat1", False),
    # what nothing trained comes before gets no gradient, a head's output neither
    (
        "input: 4\nlayers: [{linear: 5, name: head}, {linear: 3, from: input}]",
        ("head",), "fp32", KeptValues(4 + 5 + 3 + 3), "linear2", True,
    ),
    # a view makes nothing, and takes nothing away
    ("input: 4\nlayers: [{linear: 8}, {identity, from: input}]", ("*",), "fp32", KeptValues(4 + 8), "linear1", False),
    ("input: 4\nlayers: [{linear: 2}, identity, {linear: 9}]", ("*",), "fp32", KeptValues(2 + 9), "linear2", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "frozen", "dtype", "values", "layer", "backward"), PEAKS_OF_SOME)
def test_peak_of_a_step_with_some_frozen(
    text: str,
    frozen: tuple[str, ...],
    dtype: str,
    values: KeptValues,
    layer: str,
    backward: bool,
    graph_of: Callable[[str], Graph],
) -> None:
    graph = graph_of(text)
    recording = recording_of(freeze(graph, frozen) if frozen else graph)
    assert step_peak(recording, DTYPES[dtype]) == (values, layer, backward)


FROZEN_TRUNK = """
input: 4x4x1                            # 16
layers:
  - {conv: 8, kernel: 1}                # 128: with the input 144
  - {maxpool: 4}                        # 8
  - flatten
  - {linear: 2}                         # keeps 8
"""


def test_what_shares_no_parameters_is_not_trained(graph_of: Callable[[str], Graph]) -> None:
    """A rectifier in a tower that shares another's parameters: behind frozen layers it keeps nothing."""
    text = """
input: {one: 4x4x1, other: 4x4x1}
blocks: {tower: [{conv: 2, kernel: 1, name: a}, relu]}
layers: [{tower, from: one, name: first}, {tower, from: other, share: first}, flatten, {linear: 1}]
"""
    assert recording_of(freeze(graph_of(text), ["first.a"])).kept == KeptValues(32)


def test_peak_of_a_step_with_a_frozen_trunk_is_in_its_forward_pass(graph_of: Callable[[str], Graph]) -> None:
    recording = recording_of(freeze(graph_of(FROZEN_TRUNK), ["conv1"]))
    assert recording.kept == KeptValues(8)
    assert step_peak(recording, DTYPES["fp32"]) == (KeptValues(16 + 128), "conv1", False)


def test_of_equal_peaks_the_first_is_named(graph_of: Callable[[str], Graph]) -> None:
    graph = freeze(graph_of("input: 4\nlayers: [{linear: 4}, {linear: 4}]\n"), ["*"])
    assert step_peak(recording_of(graph), DTYPES["fp32"]) == (KeptValues(4 + 4), "linear1", False)


def test_indices_weigh_more_than_short_values(graph_of: Callable[[str], Graph]) -> None:
    kept = recording_of(graph_of(CHAIN)).kept
    assert [kept.bits(DTYPES[name]) for name in ("fp64", "fp32", "fp16")] == [
        169 * 64,
        157 * 32 + 12 * 64,
        157 * 16 + 12 * 64,
    ]


TWO_READERS = """
input: 4x4x2
layers:
  - {conv: 2, kernel: 1, name: a}       # step 0
  - {identity, name: view}              # a's memory
  - {conv: 2, kernel: 1, name: b}       # step 2
  - {add, from: [b, view], name: sum}   # step 3: a and b are read for the last time
  - {conv: 1, kernel: 1, name: out}     # step 4: the sum is
"""


@pytest.mark.parametrize("late", ["view", "a"])
def test_when_a_buffer_is_read_for_the_last_time(late: str, graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(TWO_READERS.replace("[b, view]", f"[b, {late}]"))
    recording = recording_of(graph)
    assert {graph.nodes[buffer].name: step for buffer, step in recording.last_steps.items()} == {
        "input": 0, "a": 3, "b": 3, "sum": 4, "out": 5,
    }  # fmt: skip
    assert [graph.nodes[record.buffer].name for record in recording.records] == ["a", "a", "b", "sum", "out"]


def test_the_ends_of_side_heads_are_outputs(graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(A_SIDE_HEAD)
    assert [graph.nodes[index].name for index in recording_of(graph).outputs] == ["global_avgpool1", "conv2"]


@pytest.mark.parametrize(
    ("more", "in_place", "buffers"),
    [
        ("", True, ["conv1", "conv1"]),
        ("", False, ["conv1", "relu1"]),
        (", {add, from: [relu1, conv1]}", True, ["conv1", "relu1", "add1"]),  # another layer reads it later
    ],
)
def test_what_writes_over_its_input(
    more: str, in_place: bool, buffers: list[str], graph_of: Callable[[str], Graph]
) -> None:
    graph = graph_of(f"input: 4x4x2\nlayers: [{{conv: 2, kernel: 1}}, relu{more}]\n")
    recording = recording_of(graph, in_place=in_place)
    assert [graph.nodes[record.buffer].name for record in recording.records] == buffers
    nodes = graph.layers()
    assert (record_training(graph, nodes) == recording) is in_place


UNKNOWN = [
    # whether it has something to train, and so keeps something, is not known; frozen it has not
    ("[{op: mine}, {conv: 2, kernel: 1}]", (), ("op1",), (False, True)),
    ("[{op: mine}, {conv: 2, kernel: 1}]", ("op1",), (), (False, True)),
    ("[{op: mine, params: 0}, {conv: 2, kernel: 1}]", (), (), (False, True)),
    ("[{op: mine, params: 1}, relu]", (), ("op1",), (True, True)),
    ("[{conv: 2, kernel: 1}, {op: mine}]", ("op1",), ("op1",), (True, True)),
    # one parameter is enough
    ("[{prelu, per: layer}, relu]", (), (), (True, True)),
]


@pytest.mark.parametrize(("layers", "frozen", "unknown", "gradients"), UNKNOWN)
def test_what_is_not_known(
    layers: str,
    frozen: tuple[str, ...],
    unknown: tuple[str, ...],
    gradients: tuple[bool, ...],
    graph_of: Callable[[str], Graph],
) -> None:
    graph = graph_of(f"input: 4x4x2\nlayers: {layers}\n")
    recording = recording_of(freeze(graph, frozen) if frozen else graph)
    assert recording.unknown == unknown
    assert tuple(record.needs_gradient for record in recording.records) == gradients


@pytest.mark.parametrize(("dtype", "bits"), [("fp32", 3 * 32 + 5 * 64 + 7 * 32), ("fp16", 3 * 16 + 5 * 64 + 7 * 32)])
def test_bits(dtype: str, bits: int) -> None:
    values = KeptValues(3, 5, 7)
    assert values.bits(DTYPES[dtype]) == bits
    assert values.plus(KeptValues(1, 1, 1)).minus(KeptValues(0, 2, 0)) == KeptValues(4, 4, 8)
