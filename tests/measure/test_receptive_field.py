"""What a position sees of the input."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import cnncalc
from cnncalc.errors import ShapeError
from cnncalc.graph import Graph
from cnncalc.graph.builder import GraphBuilder
from cnncalc.measure.field import ReceptiveField
from cnncalc.measure.receptive_field import receptive_fields
from cnncalc.ops import op_named
from cnncalc.shape import Shape

HALF = Fraction(1, 2)

# github.com/google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md; Araujo, Norris and Sim, Distill 2019: size,
# effective stride and effective padding at a network's end-points, for TF-Slim's forms of the networks. MobileNet's
# padding is that of an odd input, 321, where TensorFlow's is the same on both sides.
PUBLISHED = [
    ("alexnet", [("conv1", 11, 4, 0), ("pool1", 19, 8, 0), ("conv2", 51, 8, 16), ("conv3", 99, 16, 32),
                 ("conv4", 131, 16, 48), ("conv5", 163, 16, 64), ("pool3", 195, 32, 64)]),
    ("vgg11", [("conv1.conv1_1", 3, 1, 1), ("pool1", 4, 2, 1), ("conv2.conv2_1", 8, 2, 3), ("pool2", 10, 4, 3),
               ("conv3.conv3_2", 26, 4, 11), ("pool3", 30, 8, 11), ("conv4.conv4_2", 62, 8, 27), ("pool4", 70, 16, 27),
               ("conv5.conv5_2", 134, 16, 59), ("pool5", 150, 32, 59)]),
    ("vgg16", [("conv1.conv1_1", 3, 1, 1), ("pool1", 6, 2, 2), ("conv2.conv2_1", 10, 2, 4), ("pool2", 16, 4, 6),
               ("conv3.conv3_2", 32, 4, 14), ("pool3", 44, 8, 18), ("conv4.conv4_2", 76, 8, 34), ("pool4", 100, 16, 42),
               ("conv5.conv5_2", 164, 16, 74), ("pool5", 212, 32, 90)]),
    ("inception-v3", [("Conv2d_1a_3x3", 3, 2, 0), ("Conv2d_2a_3x3", 7, 2, 0), ("Conv2d_2b_3x3", 11, 2, 2),
                      ("MaxPool_3a_3x3", 15, 4, 2), ("Conv2d_3b_1x1", 15, 4, 2), ("Conv2d_4a_3x3", 23, 4, 2),
                      ("MaxPool_5a_3x3", 31, 8, 2), ("Mixed_5b", 63, 8, 18), ("Mixed_5c", 95, 8, 34),
                      ("Mixed_5d", 127, 8, 50), ("Mixed_6a", 159, 16, 58), ("Mixed_6b", 351, 16, 154),
                      ("Mixed_6e", 927, 16, 442), ("Mixed_7a", 1055, 32, 490), ("Mixed_7b", 1183, 32, 554),
                      ("Mixed_7c", 1311, 32, 618)]),
    ("inception-v4", [("stem", 55, 8, 14), ("inception_a1", 87, 8, 30), ("inception_a4", 183, 8, 78),
                      ("reduction_a", 215, 16, 86), ("inception_b1", 407, 16, 182), ("inception_b7", 1559, 16, 758),
                      ("reduction_b", 1687, 32, 806), ("inception_c1", 1815, 32, 870),
                      ("inception_c3", 2071, 32, 998)]),
    ("inception-resnet-v2", [("stem.pool3a", 15, 4, 2), ("stem.pool5a", 31, 8, 2), ("stem", 63, 8, 18),
                             ("reduction_a", 415, 16, 186), ("inception_resnet_b20", 2335, 16, 1146),
                             ("reduction_b", 2399, 32, 1162), ("inception_resnet_c10", 3039, 32, 1482)]),
    ("mobilenet", [("conv1", 3, 2, 1), ("separable1", 7, 2, 3), ("separable2", 11, 4, 5), ("separable3", 19, 4, 9),
                   ("separable4", 27, 8, 13), ("separable5", 43, 8, 21), ("separable6", 59, 16, 29),
                   ("separable7", 91, 16, 45), ("separable11", 219, 16, 109), ("separable12", 251, 32, 125),
                   ("separable13", 315, 32, 157)]),
    # TF-Slim's ResNets have a block's stride at its end, the papers' at its beginning: only the last ones agree
    ("resnet50", [("conv5_x", 483, 32, 241)]),
    ("resnet101", [("conv5_x", 1027, 32, 513)]),
    ("resnet152", [("conv5_x", 1507, 32, 753)]),
]  # fmt: skip

RESNET_SIZES = [
    ("resnet50", {"conv2_x": 35, "conv3_x": 99, "conv4_x": 291, "conv5_x": 483}),
    ("resnet101", {"conv2_x": 35, "conv3_x": 99, "conv4_x": 835, "conv5_x": 1027}),
    ("resnet152", {"conv2_x": 35, "conv3_x": 163, "conv4_x": 1315, "conv5_x": 1507}),
]

# TensorFlow's SAME padding depends on the input: the same table, mobilenet_v1 at 224 and at 321
SAME = """
input: {side}x{side}x3
layers:
  - {{conv: 32, kernel: 3, stride: 2, pad: same, name: Conv2d_0}}
  - {{depthwise_conv: 3, pad: same}}
  - {{conv: 64, kernel: 1, name: Conv2d_1_pointwise}}
  - {{depthwise_conv: 3, stride: 2, pad: same}}
  - {{conv: 128, kernel: 1, name: Conv2d_2_pointwise}}
"""

INTO, BACK = "{permute: [channels, height, width]}", "{permute: [width, channels, height]}"
"""The width goes into the channels, and back again."""

HAND_WORKED = [
    # what each step adds is (extent − 1)·jump
    ("{conv: 1, kernel: 3}", "9x9x1", ((0, 0), (2, 2), (1, 1))),
    ("{conv: 1, kernel: 3x5, stride: 2x1, pad: 1x2}", "9x9x1", ((-1, -2), (1, 2), (2, 1))),
    ("{conv: 1, kernel: 3, dilation: 4}", "9x1", ((0,), (8,), (1,))),
    ("{conv: 1, kernel: 2, dilation: 4, pad: [4, 0]}", "9x1", ((-4,), (0,), (1,))),
    ("{depthwise_conv: 5, pad: 2, stride: 3}", "9x9x9x1", ((-2,) * 3, (2,) * 3, (3,) * 3)),
    ("{table_conv: [[0]], kernel: 5, stride: 2}", "9x1", ((0,), (4,), (2,))),
    ("{table_conv: [[0]], kernel: 4, pad: same}", "9x1", ((-1,), (2,), (1,))),
    ("{subsample: 2}", "8x1", ((0,), (1,), (2,))),
    ("{maxpool: 3, stride: 2, dilation: 2, pad: 1}", "9x1", ((-1,), (3,), (2,))),
    ("{avgpool: 4}", "9x1", ((0,), (3,), (4,))),
    ("relu", "9x9x1", ((0, 0), (0, 0), (1, 1))),
    ("{pad: [1, 2, 3, 4]}", "9x9x1", ((-1, -3), (-1, -3), (1, 1))),
    ("{crop: 4x5, offset: 1x2}", "9x9x1", ((1, 2), (1, 2), (1, 1))),
    ("{crop: 5}", "9x8x1", ((2, 1), (2, 1), (1, 1))),
    ("{pixel_unshuffle: 3}", "9x9x1", ((0, 0), (2, 2), (3, 3))),
    ("{adaptive_avgpool: 3}", "9x6x1", ((0, 0), (2, 1), (3, 2))),
    # what all places see alike does not move
    ("global_avgpool", "9x6x1", ((0, 0), (8, 5), (0, 0))),
    ("{global_maxpool, keep: false}", "9x6x1", ((0, 0), (8, 5), (0, 0))),
    ("flatten", "9x6x1", ((0, 0), (8, 5), (0, 0))),
    ("{reshape: 9x6x1}", "9x6x1", ((0, 0), (0, 0), (1, 1))),
    ("{reshape: 54}", "9x6x1", ((0, 0), (8, 5), (0, 0))),
    ("{reshape: 6x9x1}", "9x6x1", None),  # dealt out to other positions
    ("{reshape: 1x2x1}", "2x1x1", None),
    ("{reshape: 2x3x1}", "6", ((), (), ())),
    ("{reshape: 2x3x1}", "1x1x6", ((0, 0), (0, 0), (0, 0))),
    ("{layernorm, over: all}", "9x6x1", ((0, 0), (8, 5), (1, 1))),
    ("instancenorm", "9x6x1", ((0, 0), (8, 5), (1, 1))),
    ("layernorm", "9x6x1", ((0, 0), (0, 0), (1, 1))),
    ("softmax", "9x6x2", ((0, 0), (0, 0), (1, 1))),
    ("{softmax, over: all}", "9x6x2", ((0, 0), (8, 5), (1, 1))),
    ("{groupnorm: 1}", "9x6x1", ((0, 0), (8, 5), (1, 1))),
    # places between places; bilinear mixes the two around (½ + o)/2 − ½
    ("{upsample: 2x3}", "9x6x1", ((0, 0), (0, 0), (HALF, Fraction(1, 3)))),
    ("{upsample: 2, mode: bilinear}", "9x6x1", ((-1, -1), (0, 0), (HALF, HALF))),
    ("{conv_transpose: 1, kernel: 2, stride: 2}", "9x6x1", ((0, 0), (0, 0), (HALF, HALF))),
    ("{conv_transpose: 1, kernel: 4, stride: 2, pad: 1}", "9x1", ((-1,), (0,), (HALF,))),
    ("{conv_transpose: 1, kernel: 5, stride: 2, pad: 2}", "9x1", ((-1,), (1,), (HALF,))),
    ("{conv_transpose: 1, kernel: 7, stride: 2, pad: same}", "9x1", ((-2,), (1,), (HALF,))),
    ("{pixel_shuffle: 2}", "9x6x4", ((0, 0), (0, 0), (HALF, HALF))),
    ("{adaptive_avgpool: 6}", "13x13x1", ((0, 0), (2, 2), (Fraction(13, 6), Fraction(13, 6)))),
    # joins see what their branches see together
    ("{concat: [[{conv: 1, kernel: 3, pad: 1}], [{conv: 1, kernel: 5, pad: [0, 4]}], []]}", "9x1",
     ((-1,), (4,), (1,))),
    ("{residual: [{conv: 1, kernel: 3, stride: 2, pad: 1}], shortcut: [{conv: 1, kernel: 1, stride: 2}]}", "9x1",
     ((-1,), (1,), (2,))),
    ("{multiply: [[], [global_avgpool]]}", "9x6x1", ((0, 0), (8, 5), (1, 1))),
    ("{concat: [[{maxpool: 2}], [{conv: 1, kernel: 6}]]}", "10x1", ((0,), (5,), (None,))),
    # an axis of the input is the same axis wherever it goes, and is lost where two are mixed
    ("{permute: [width, height, channels]}", "9x6x1", ((0, 0), (0, 0), (1, 1))),
    ("{add: [[], [{permute: [width, height, channels]}]]}", "6x6x1", None),
    # an axis that has gone into the channels is seen whole, and nothing moves along it any more
    ("{layers: [{permute: [channels, length]}, {channel_slice: [0, 2]}]}", "9x1", ((0,), (1,), (0,))),
    ("{layers: [{permute: [channels, length]}, {channel_slice: [5, 8]}]}", "9x1", ((5,), (7,), (0,))),
    ("{layers: [{permute: [height, channels, width]}, {conv: 1, kernel: 3x1}]}", "9x6x1", ((0, 0), (2, 5), (1, 0))),
    ("{layers: [{permute: [channels, width, height]}, {conv: 1, kernel: 1x3}]}", "9x6x1", ((0, 0), (8, 2), (0, 1))),
    # … but is followed there, channel by channel, until they are mixed: so it may come back
    (f"{{layers: [{INTO}, {BACK}]}}", "9x6x4", ((0, 0), (0, 0), (1, 1))),
    (f"{{layers: [{INTO}, relu, {{maxpool: 4x1}}, {BACK}, {{conv: 1, kernel: 3}}]}}", "9x6x4",
     ((0, 0), (2, 2), (1, 1))),
    (f"{{layers: [{INTO}, {{channel_slice: [2, 5]}}, {BACK}, {{conv: 1, kernel: 1x2}}]}}", "9x6x4",
     ((0, 2), (0, 3), (1, 1))),
    (f"{{layers: [{INTO}, {{conv: 6, kernel: 1}}, {BACK}]}}", "9x6x4", ((0, 0), (0, 5), (1, 0))),
    (f"{{layers: [{INTO}, {{layernorm: null}}, {BACK}]}}", "9x6x4", ((0, 0), (0, 5), (1, 0))),
    (f"{{layers: [{INTO}, {{add: [[], [sigmoid]]}}, {BACK}]}}", "9x6x4", ((0, 0), (0, 0), (1, 1))),
    # what is not followed is unknown where it becomes places again
    (f"{{layers: [{INTO}, {{channel_shuffle: 2}}, {BACK}]}}", "9x6x4", None),
    (f"{{layers: [{INTO}, {{conv: 6, kernel: 1, groups: 2}}, {BACK}]}}", "9x6x4", None),
    (f"{{layers: [{INTO}, {{concat: [[], []]}}, {BACK}]}}", "9x6x4", None),
    ("{layers: [{concat: [[], [{conv: 3, kernel: 3, pad: 1}]]}, {permute: [channels, height, width]}]}", "9x6x1", None),
    ("{layers: [{concat: [[], [{conv: 3, kernel: 3, pad: 1}]]}, {pixel_shuffle: 2}]}", "9x6x1", None),
    ("{layers: [{pixel_unshuffle: 2}, {pixel_shuffle: 2}]}", "8x6x1", None),
    ("{layers: [{pixel_unshuffle: 2}, {conv: 4, kernel: 1}, {pixel_shuffle: 2}]}", "8x6x1",
     ((0, 0), (1, 1), (1, 1))),
    ("{layers: [flatten, {reshape: 9x6x1}]}", "9x6x1", None),
    ("{layers: [flatten, {linear: 54}, {reshape: 9x6x1}]}", "9x6x1", ((0, 0), (8, 5), (0, 0))),
]  # fmt: skip


def field_at(graph: Graph, place: str) -> ReceptiveField | None:
    """The field of a layer, or at the end of a block."""
    inside = [node for node in graph.nodes if node.path == place or node.path.startswith(f"{place}.")]
    return receptive_fields(graph)[inside[-1].id]


def shown(field: ReceptiveField | None) -> tuple[Any, ...] | None:
    return field and (field.first, field.last, field.jump)


def square(field: ReceptiveField | None) -> tuple[int, int, int]:
    """Size, jump and padding of a field that is the same along both axes."""
    assert field is not None
    (size,), (jump,), (first,) = set(field.size), set(field.jump), set(field.first)
    return size, jump, -first


@pytest.mark.parametrize(("name", "end_points"), PUBLISHED)
def test_published(name: str, end_points: list[tuple[str, int, int, int]]) -> None:
    graph = cnncalc.load(name).graph
    assert [(place, *square(field_at(graph, place))) for place, *_ in end_points] == end_points


@pytest.mark.parametrize(("name", "sizes"), RESNET_SIZES)
def test_published_sizes(name: str, sizes: dict[str, int]) -> None:
    graph = cnncalc.load(name).graph
    assert {place: square(field_at(graph, place))[0] for place in sizes} == sizes


@pytest.mark.parametrize(("side", "padding"), [(224, [0, 2, 2]), (321, [1, 3, 5])])
def test_published_same_padding(side: int, padding: list[int], graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(SAME.format(side=side))
    places = ("Conv2d_0", "Conv2d_1_pointwise", "Conv2d_2_pointwise")
    expected = list(zip([3, 7, 11], [2, 2, 4], padding, strict=True))
    assert [square(field_at(graph, place)) for place in places] == expected


@pytest.mark.parametrize(("step", "size", "field"), HAND_WORKED)
def test_hand_worked(step: str, size: str, field: tuple[Any, ...] | None, graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(f"input: {size}\nlayers:\n  - {step}\n")
    assert shown(receptive_fields(graph)[graph.output]) == field


def test_a_vector_keeps_the_field_it_was_made_of(graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of("input: 9x6x1\nlayers: [{conv: 1, kernel: 3, pad: 1}, flatten, {linear: 4}, relu, {linear: 2}]")
    assert shown(receptive_fields(graph)[graph.output]) == ((-1, -1), (9, 6), (0, 0))


def test_a_branch_of_one_row_stretches_along_the_other_axis_only(graph_of: Callable[[str], Graph]) -> None:
    field = receptive_fields(graph_of("input: 9x9x1\nlayers: [{multiply: [[], [{avgpool: 9x1}]]}]"))[-1]
    assert field is not None
    assert (field.size, field.region((4, 5))) == ((9, 1), ((0, 8), (5, 5)))


def test_two_inputs_are_not_one(graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of("input: {a: 9x1, b: 9x1}\nlayers: [{conv: 1, kernel: 3, pad: 1}, {add, from: [previous, b]}]")
    fields = receptive_fields(graph)
    assert [shown(field) for field in fields] == [((0,), (0,), (1,)), ((0,), (0,), (1,)), ((-1,), (1,), (1,)), None]


@pytest.mark.parametrize(
    ("steps", "regions", "size"),
    [
        # a window of 3 on what was doubled sees two positions, the same two from every other place on
        ("{upsample: 2}, {conv: 1, kernel: 3, pad: 1}", [(-1, 0), (0, 1), (0, 1), (1, 2)], 2),
        ("{concat: [[], [{maxpool: 2}, {upsample: 2}]]}", [(0, 1), (0, 1), (2, 3), (2, 3)], 2),
        ("{adaptive_avgpool: 3}", [(0, 2), (2, 5), (5, 7)], 4),
        ("{concat: [[{maxpool: 2}], [{conv: 1, kernel: 5}]]}", [(0, 4), (1, 5), (2, 6), (3, 7)], 5),
    ],
)  # fmt: skip
def test_places_that_see_differently(
    steps: str, regions: list[tuple[int, int]], size: int, graph_of: Callable[[str], Graph]
) -> None:
    graph = graph_of(f"input: 8x1\nlayers: [{steps}]")
    field = receptive_fields(graph)[graph.output]
    assert field is not None
    assert [field.region((place,)) for place in range(len(regions))] == [(region,) for region in regions]
    assert field.size == (size,)


Step = tuple[str, dict[str, Any]]


@st.composite
def windows(draw: st.DrawFn, keeps_size: bool = False) -> Step:
    """One window along one axis."""
    name = draw(st.sampled_from(["conv", "depthwise_conv", "maxpool"]))
    size, dilation = draw(st.sampled_from([1, 3]) if keeps_size else st.integers(1, 4)), draw(st.integers(1, 3))
    sides = st.lists(st.integers(0, size - 1), min_size=2, max_size=2)
    pad = [dilation * (size - 1) // 2] * 2 if keeps_size else draw(sides)
    stride = 1 if keeps_size else draw(st.integers(1, 3))
    return name, {"filters": 1, "kernel": size, "stride": stride, "dilation": dilation, "pad": pad}


numbers = st.integers(1, 3)
transposed = st.builds(
    lambda kernel, stride, dilation, pad: (
        "conv_transpose", {"filters": 1, "kernel": kernel, "stride": stride, "dilation": dilation, "pad": pad}
    ),
    st.integers(1, 4), numbers, numbers, st.lists(st.integers(0, 2), min_size=2, max_size=2),
)  # fmt: skip
scaling = st.builds(
    lambda factor, mode: ("upsample", {"factor": factor, "mode": mode}),
    numbers,
    st.sampled_from(["nearest", "bilinear"]),
)
adaptive = st.builds(lambda size: ("adaptive_avgpool", {"size": size}), st.integers(1, 7))
steps = windows() | transposed | scaling | adaptive


def positions_of(step: Step, have: int, want: int, place: int) -> set[int]:
    """The positions that one place of a layer sees of the layer before, one cell of a kernel after another."""
    name, fields = step
    if name == "upsample" and fields["mode"] == "nearest":
        return {place // fields["factor"]}
    if name == "upsample":
        middle = (place + HALF) / fields["factor"] - HALF
        return {math.floor(middle), math.ceil(middle)}
    if name == "adaptive_avgpool":
        return set(range(math.floor(Fraction(place * have, want)), math.ceil(Fraction((place + 1) * have, want))))
    offsets = [cell * fields["dilation"] for cell in range(fields["kernel"])]
    if name == "conv_transpose":
        reached = [place + fields["pad"][0] - offset for offset in offsets]
        return {at // fields["stride"] for at in reached if at % fields["stride"] == 0}
    return {place * fields["stride"] - fields["pad"][0] + offset for offset in offsets}


def positions_seen(graph: Graph, written: dict[int, Step], node: int, place: int) -> set[int]:
    """Go back from a place to every position of the input."""
    if node == 0:
        return {place}
    inputs = graph.nodes[node].inputs
    if node not in written:
        return set().union(*(positions_seen(graph, written, index, place) for index in inputs))
    (have,), (want,) = graph.nodes[inputs[0]].shape.spatial, graph.nodes[node].shape.spatial
    before = positions_of(written[node], have, want, place)
    return set().union(*(positions_seen(graph, written, inputs[0], at) for at in before))


@given(
    st.lists(steps, max_size=3), st.lists(windows(keeps_size=True), min_size=1, max_size=2), st.lists(steps, max_size=1)
)
def test_by_going_back_cell_by_cell(trunk: list[Step], branch: list[Step], rest: list[Step]) -> None:
    """A trunk, a branch beside nothing, and what follows their concatenation."""
    builder, written = GraphBuilder(), {}

    def add(at: int, several: list[Step]) -> int:
        for name, fields in several:
            at = builder.add(f"step{len(written)}", op_named(name).read(fields, 1), (at,))
            written[at] = (name, fields)
        return at

    try:
        fork = add(builder.add_input("input", Shape(1, (30,))), trunk)
        joined = builder.add("join", op_named("concat").read({}, 1), (add(fork, branch), fork))
        graph = builder.finish(add(joined, rest))
    except ShapeError:
        return
    assume(all(node.shape.spatial != (1,) for node in graph.nodes))  # a single place has no neighbours to go on to
    field = receptive_fields(graph)[graph.output]
    assert field is not None
    places = range(graph.nodes[graph.output].shape.spatial[0])
    seen = [positions_seen(graph, written, graph.output, place) for place in places]
    regions = [(min(positions), max(positions)) if positions else None for positions in seen]
    assert [field.region((place,)) for place in places] == [(region,) for region in regions]
    assert field.size == (max(region[1] - region[0] + 1 if region else 0 for region in regions),)
    moves = {min(after) - min(before) for before, after in pairwise(seen) if before and after}
    if all(name in ("conv", "depthwise_conv", "maxpool") for name, _ in written.values()) and moves:
        assert moves == {field.jump[0]}
