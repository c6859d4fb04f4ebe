"""Places that see differently, and what all places see, along one axis."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from cnncalc.graph import Graph
from cnncalc.measure.axis_field import Region
from cnncalc.measure.field import ReceptiveField, UnknownField
from cnncalc.measure.receptive_field import fields_or_reasons, receptive_fields

# steps on an input of 12 positions, the regions of some places, the most that one sees, and the jump
PLACES = [
    # 24 places of half a position each; every second of them is as far from the next as the positions are
    ("[{upsample: 2}]", {0: (0, 0), 1: (0, 0), 2: (1, 1)}, 1, Fraction(1, 2)),
    ("[{upsample: 2}, {maxpool: 1, stride: 2}]", {0: (0, 0), 1: (1, 1), 2: (2, 2)}, 1, 1),
    # from pairs and from triples, copied back: what they see together repeats itself after 6 places
    ("[{concat: [[{maxpool: 2}, {upsample: 2}], [{maxpool: 3}, {upsample: 3}]]}]",
     {0: (0, 2), 1: (0, 2), 2: (0, 3), 3: (2, 5), 4: (3, 5), 5: (3, 5), 6: (6, 8)}, 4, 1),
    # 12 places from 13, cut at its end to 12: place i sees ⌊13·i/12⌋ to i + 1
    ("[{pad: [0, 1]}, {concat: [[{upsample, size: 12}], [{conv: 1, kernel: 2}]]}]",
     {0: (0, 1), 1: (1, 2), 11: (11, 12)}, 2, None),
    # branches of 6 places, 2 and 1 positions apart
    ("[{concat: [[{maxpool: 2}], [{conv: 1, kernel: 7}]]}]", {0: (0, 6), 1: (1, 7), 5: (5, 11)}, 7, None),
    ("[{concat: [[{maxpool: 12}], [{conv: 1, kernel: 12}]]}]", {0: (0, 11)}, 12, 0),  # one place has no neighbours
    # TensorFlow's `same` cuts one of the three positions that a 5 and a stride of 2 leave over off before the output
    ("[{conv_transpose: 1, kernel: 5, stride: 2, pad: same}]", {0: (-1, 0), 1: (-1, 1), 2: (0, 1)}, 3, Fraction(1, 2)),
    # what all see does not move; beside it, what the places themselves see goes on into the padding
    ("[{multiply: [[], [global_avgpool]]}]", {0: (0, 11), 11: (0, 11)}, 12, 1),
    ("[{multiply: [[], [global_avgpool]]}, {pad: [0, 1]}]", {0: (0, 11), 12: (0, 12)}, 13, 1),
    ("[{multiply: [[], [{adaptive_avgpool: 1}]]}]", {0: (0, 11), 11: (0, 11)}, 12, 1),
    ("[instancenorm, {concat: [[], [{conv: 1, kernel: 3, pad: 1}]]}]",
     {0: (-1, 11), 5: (0, 11), 11: (0, 12)}, 13, 1),
    ("[{softmax, over: all}]", {0: (0, 11), 11: (0, 11)}, 12, 1),
    ("[{identity, name: all}, {concat: [[], [{adaptive_avgpool: 1}, {upsample, like: all, mode: bilinear}]]}]",
     {0: (0, 11), 11: (0, 11)}, 12, 1),
    # single places that see 4 and 5 positions from where they begin
    ("[{concat: [[{crop: 4, offset: 3}, global_avgpool], [{crop: 5, offset: 6}, global_avgpool]]}]",
     {0: (3, 10)}, 8, 0),
    # a place between two positions that sees nothing, and what is made of it alone
    ("[{conv_transpose: 1, kernel: 1, stride: 2}, {crop: 1, offset: 1}, {upsample: 2}, {conv: 1, kernel: 2}]",
     {0: None}, 0, 0),
    ("[global_avgpool, {upsample: 3}]", {0: (0, 11), 2: (0, 11)}, 12, 0),
    # every other place of a stride of 2 sees nothing, whatever the others see
    ("[{conv_transpose: 1, kernel: 1, stride: 2}]", {0: (0, 0), 1: None, 2: (1, 1)}, 1, Fraction(1, 2)),
    ("[instancenorm, {conv_transpose: 1, kernel: 1, stride: 2}]", {0: (0, 11), 1: None}, 12, Fraction(1, 2)),
    ("[{concat: [[{conv_transpose: 1, kernel: 1, stride: 2, output_pad: 1}], [{upsample: 2}]]}]",
     {0: (0, 0), 1: (0, 0), 3: (1, 1)}, 1, Fraction(1, 2)),
    ("[{concat: [[instancenorm, {conv_transpose: 1, kernel: 1, stride: 2, output_pad: 1}], [{upsample: 2}]]}]",
     {0: (0, 11), 1: (0, 0), 2: (0, 11), 3: (1, 1)}, 12, None),
]  # fmt: skip


def field_of(graph: Graph) -> ReceptiveField:
    field = receptive_fields(graph)[graph.output]
    assert field is not None
    return field


@pytest.mark.parametrize(("steps", "regions", "size", "jump"), PLACES)
def test_places(
    steps: str,
    regions: dict[int, Region | None],
    size: int,
    jump: Fraction | int | None,
    graph_of: Callable[[str], Graph],
) -> None:
    field = field_of(graph_of(f"input: 12x1\nlayers: {steps}\n"))
    assert {place: field.region((place,))[0] for place in regions} == regions
    assert (field.size, field.jump) == ((size,), (jump,))


# an input's length, and steps on it whose places see in more different ways than are listed: 4,096
TOO_MANY = [
    (12, "[{maxpool: 4}, {upsample, size: 4099}]"),  # after 4,099 places three positions further
    (12, "[{concat: [[{maxpool: 2}], [{conv: 1, kernel: 7}]]}, {upsample: 683}]"),  # 6 uneven places, 683 times
    (9000, "[{concat: [[{maxpool: 2}], [{conv: 1, kernel: 4501}]]}]"),  # 4,500 places 2 and 1 positions apart
    (4160, "[{concat: [[{maxpool: 64}, {upsample: 64}], [{maxpool: 65}, {upsample: 65}]]}]"),  # again after 64·65
]


@pytest.mark.parametrize(("length", "steps"), TOO_MANY)
def test_too_many_regions_are_not_listed(length: int, steps: str, graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(f"input: {length}x1\nlayers: {steps}\n")
    reason = fields_or_reasons(graph)[graph.output]
    assert isinstance(reason, UnknownField)
    assert reason.reason == "its places see in more than 4,096 different ways"


# the same, where each of 4,000 places and more looks at thousands of others
TOO_LONG = [
    (16, "[{upsample: 4093}, {conv: 1, kernel: 9001, pad: same}]"),
    (4096, "[{add: [[], [{maxpool: 3}, {upsample, size: 4096}]]}, {conv: 1, kernel: 4095, pad: same}]"),
]


@pytest.mark.parametrize(("length", "steps"), TOO_LONG)
def test_what_would_take_too_long_is_not_known(length: int, steps: str, graph_of: Callable[[str], Graph]) -> None:
    before, reason = fields_or_reasons(graph_of(f"input: {length}x1\nlayers: {steps}\n"))[-2:]
    assert isinstance(before, ReceptiveField)
    assert reason == UnknownField("it would take too long to tell what its places see", "conv1")


COVERING = [
    ("[{conv: 1, kernel: 12}]", True),
    ("[{conv: 1, kernel: 11}]", False),
    ("[{conv: 1, kernel: 25, pad: 12}]", False),  # place 0 sees position -12 to 12, but place 12 sees 0 to 24
    ("[{conv: 1, kernel: 3, pad: 1}, instancenorm]", True),
    ("[{maxpool: 5, stride: 5}, global_avgpool]", False),  # the last two positions are in no window
    ("[flatten, {linear: 3}]", True),
    ("[{crop: 11, offset: 1}, global_avgpool]", False),
    ("[{crop: 11, offset: 0}, global_avgpool]", False),
]


@pytest.mark.parametrize(("steps", "covers"), COVERING)
def test_whether_every_place_sees_everything(steps: str, covers: bool, graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of(f"input: 12x1\nlayers: {steps}\n")
    assert field_of(graph).covers(graph.inputs[0].shape) is covers


def test_a_field_is_kept_as_short_as_it_can_be(graph_of: Callable[[str], Graph]) -> None:
    """An upsampling undone by a stride leaves one region, not as many as there were between."""
    graph = graph_of("input: 12x1\nlayers: [{upsample: 6}, {maxpool: 2}, {maxpool: 3}]\n")
    assert [len(field.axes[0].regions) for field in receptive_fields(graph) if field] == [1, 6, 3, 1]
