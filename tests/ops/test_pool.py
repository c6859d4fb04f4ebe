"""Poolings."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.errors import ShapeError
from cnncalc.graph import infer
from cnncalc.ops import op_named
from cnncalc.shape import Shape
from tests.ops import kernels
from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, shapes_of, table

CASES = [
    # the lectures' walk through AlexNet; VGG, Simonyan and Zisserman, ICLR 2015; ResNet, He et al., CVPR 2016
    row("{maxpool: 3, stride: 2}", "55x55x96", "27x27x96", compares=559_872),
    row("{maxpool: 3, stride: 2}", "5x5x256", "2x2x256", compares=8_192),
    row("{maxpool: 2}", "224x224x64", "112x112x64", compares=2_408_448),
    row("{maxpool: 3, stride: 2, pad: 1}", "112x112x64", "56x56x64", compares=1_605_632),
    # GoogLeNet, Szegedy et al., CVPR 2015, table 1: 112 → 56 → 28 → 14 → 7 is rounded up
    row("{maxpool: 3, stride: 2, ceil: true}", "112x112x64", "56x56x64", compares=1_605_632),
    row("{maxpool: 3, stride: 2, ceil: caffe}", "14x14x832", "7x7x832", compares=326_144),
    row("{maxpool: 3, stride: 1, pad: 1}", "28x28x192", "28x28x192", compares=1_204_224),
    # PyTorch, aten/src/ATen/native/Pool.h, pooling_output_shape: a last window must start inside the input or the
    # padding before it; one that sticks out on both sides is allowed
    row("{maxpool: 2, stride: 3, pad: 1, ceil: true}", "8x9x3", "3x4x3", compares=108),
    row("{maxpool: 2, stride: 3, ceil: true}", "3x6x1", "1x2x1", compares=6),
    row("{maxpool: 3, stride: 2, ceil: true}", "2x2x3", "1x1x3", compares=24),
    # Caffe, src/caffe/layers/pooling_layer.cpp, Reshape: only with padding, on whatever axis
    row("{maxpool: 2, stride: 3, ceil: caffe}", "3x6x1", "2x3x1", compares=18),
    row("{maxpool: 2, stride: 3, pad: 1, ceil: caffe}", "8x9x3", "3x4x3", compares=108),
    row("{maxpool: 2, stride: 3, pad: [0, 1], ceil: caffe}", "3x8x1", "1x3x1", compares=9),
    # by hand: axes and sides on their own, dilation, TensorFlow's SAME, one and three axes
    row("{maxpool: 2x3, stride: 2x1, pad: 1x0}", "9x8x3", "5x6x3", compares=450),
    row("{maxpool: 3, stride: 2, pad: [0, 1, 0, 1]}", "8x8x3", "4x4x3", compares=384),
    row("{maxpool: 3, stride: 2, dilation: 2, pad: 1}", "12x13x3", "5x6x3", compares=720),
    row("{maxpool: 3, stride: 2, pad: same}", "8x7x3", "4x4x3", compares=384),
    row("{maxpool: 1, stride: 2}", "8x7x3", "4x4x3"),
    row("{maxpool: 4}", "7981x128", "1995x128", compares=766_080),
    # C3D, Tran et al., ICCV 2015, section 3.1: pool1 is 1×2×2; pool5 as published, padded
    row("{maxpool: 1x2x2}", "16x112x112x64", "16x56x56x64", compares=9_633_792),
    row("{maxpool: 2, pad: [0, 1, 1]}", "2x7x7x512", "1x4x4x512", compares=57_344),

    # DenseNet's transition, Huang et al., CVPR 2017; Inception-v3's pooling branch; by hand
    row("{avgpool: 2}", "56x56x128", "28x28x128", adds=301_056, divides=100_352),
    row("{avgpool: 3, stride: 1, pad: 1}", "35x35x192", "35x35x192", adds=1_881_600, divides=235_200),
    row("{avgpool: 3, stride: 1, pad: 1, count_pad: false}", "4x4x1", "4x4x1", adds=128, divides=16),
    row("{avgpool: 5, stride: 3}", "14x14x528", "4x4x528", adds=202_752, divides=8_448),
    row("{avgpool: 3, stride: 2}", "9x3", "4x3", adds=24, divides=12),
    row("{avgpool: 2x3x3, stride: 2, ceil: true}", "4x8x8x3", "2x4x4x3", adds=1_632, divides=96),

    # the end of ResNet-50; by hand
    row("global_avgpool", "7x7x2048", "1x1x2048", adds=98_304, divides=2_048),
    row("{global_avgpool, keep: false}", "7x7x2048", "2048", adds=98_304, divides=2_048),
    row("{gap, keep: false}", "9x5", "5", adds=40, divides=5),
    row("global_avgpool", "2x3x4x5", "1x1x1x5", adds=115, divides=5),
    row("global_avgpool", "1x1x8", "1x1x8", divides=8),
    row("global_maxpool", "7x9x5", "1x1x5", compares=310),
    row("{global_maxpool, keep: false}", "7x5", "5", compares=30),

    # torchvision's VGG (a pooling that changes nothing) and AlexNet; by hand, where cells overlap:
    # 13 and 14 into 6 are 6 cells of 3; 4 into 7 are cells of 1, 2, 1, 2, 1, 2, 1; 10 into 4 are 4 cells of 3
    row("{adaptive_avgpool: 7}", "7x7x512", "7x7x512", divides=25_088),
    row("{adaptive_avgpool: 6}", "13x14x3", "6x6x3", adds=864, divides=108),
    row("{adaptive_avgpool: 7}", "4x4x3", "7x7x3", adds=153, divides=147),
    row("{adaptive_avgpool: 4}", "10x3", "4x3", adds=24, divides=12),
    row("{adaptive_maxpool: 1000000000}", "9x1", "1000000000x1", compares=8),  # 8 borders are inside of a position
    row("{adaptive_avgpool: 1x12}", "12x12x8", "1x12x8", adds=1_056, divides=96),
    row("{adaptive_maxpool: 2}", "8x6x3", "2x2x3", compares=132),
    row("{adaptive_maxpool: 2x3x1}", "4x6x2x1", "2x3x1x1", compares=42),
]  # fmt: skip

TOO_LARGE = "is larger than its padded input, 9×9 (the input is 9×9: use a smaller kernel, more padding or a smaller stride before)"  # noqa: E501
ALL_PADDING = "the padding is as large as the window, which would then see nothing else"

REFUSALS = [
    Refusal("maxpool", "9x9x3", "kernel", "maxpool needs 'kernel': the window's size"),
    Refusal("{maxpool: 10}", "9x9x3", "kernel", f"kernel 10 {TOO_LARGE}"),
    Refusal("{maxpool: 3, dilation: 5}", "9x9x3", "kernel", f"kernel 11 {TOO_LARGE}"),
    Refusal("{maxpool: 0}", "9x3", "kernel", "kernel must be a whole number of at least 1, not 0"),
    Refusal("{maxpool: 20, stride: 2, ceil: true}", "9x9x3", "kernel", f"kernel 20 {TOO_LARGE}"),
    Refusal("{maxpool: 2, pad: 2}", "9x9x3", "pad", ALL_PADDING),
    Refusal("{avgpool: 2, pad: [0, 0, 0, 2]}", "9x9x3", "pad", ALL_PADDING),
    Refusal("{maxpool: 3, stride: }", "9x9x3", "stride",
            "stride must be a whole number of at least 1, or 2 of them, not empty"),
    Refusal("{maxpool: 3, ceil: up}", "9x9x3", "ceil", "ceil must be one of false, true, caffe, not 'up'"),
    Refusal("{maxpool: 3, ceil: cafe}", "9x9x3", "ceil",
            "ceil must be one of false, true, caffe, not 'cafe' (did you mean 'caffe'?)"),
    Refusal("{avgpool: 3, count_pad: 1}", "9x9x3", "count_pad", "count_pad must be true or false, not 1"),
    Refusal("{maxpool: 2}", "9", "", "maxpool needs an input with spatial axes, and its input is a vector of 9"),
    Refusal("global_avgpool", "9", "",
            "global_avgpool needs an input with spatial axes, and its input is a vector of 9"),
    Refusal("adaptive_avgpool", "9x9x3", "size", "adaptive_avgpool needs 'size': the output's size"),
    Refusal("{adaptive_avgpool: 0}", "9x9x3", "size", "size must be a size such as 7x7, not 0"),
    Refusal("{adaptive_maxpool: 7x7x7}", "9x3", "size", "size must be a size such as 7, not '7x7x7'"),
    Refusal("{adaptive_avgpool: 7}", "9", "",
            "adaptive_avgpool needs an input with spatial axes, and its input is a vector of 9"),
]  # fmt: skip

NOTES = [
    ("{maxpool: 3, stride: 2}", "112x112x1", "the last row and column of the 112×112 input are never seen"),
    ("{maxpool: 3, stride: 2, ceil: true}", "112x112x1", ""),
    ("{maxpool: 3, stride: 2, pad: 1}", "112x112x1", ""),
    ("{maxpool: 3, stride: 3, pad: [1, 0, 1, 0]}", "11x11x1", ""),
    ("{maxpool: 3, stride: 3, pad: [0, 1, 0, 1]}", "12x12x1", ""),
    ("{avgpool: 4}", "11x11x1", "the last 3 rows and columns of the 11×11 input are never seen"),
]

DESCRIPTIONS = [
    ("{maxpool: 3, stride: 2}", "F=3 S=2"),
    ("{maxpool: 2x3}", "F=2×3 S=2×3"),
    ("{avgpool: 3, stride: 2, pad: 1, ceil: caffe}", "F=3 S=2 P=1 ceil"),
    ("{maxpool: 3, stride: 2, dilation: 2}", "F=3 S=2 D=2"),
    ("{maxpool: 3, dilation: [1, 2], ceil: true}", "F=3 S=3 D=1×2 ceil"),
    ("{adaptive_avgpool: 6}", "to 6×6"),
    ("{adaptive_avgpool, size: }", ""),
    ("global_avgpool", ""),
]


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


@pytest.mark.parametrize(("step", "size", "what"), NOTES)
def test_note(step: str, size: str, what: str) -> None:
    (shape,) = shapes_of(size)
    note = op_of(step, len(shape.spatial)).note(shape)
    assert note == (f"the stride does not divide evenly: {what}" if what else "")


@pytest.mark.parametrize(("step", "text"), DESCRIPTIONS)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text


Axis = tuple[int, int, int, tuple[int, int]]


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    """One axis: the input's size, the window's size, its stride, and less padding than a window."""
    size, kernel = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    before, after = (draw(st.integers(0, kernel - 1)) for _ in range(2))
    return size, kernel, draw(st.integers(1, 4)), (before, after)


def starts(axis: Axis, ceil: str, padded: bool) -> list[int]:
    """Where windows start along an axis: a stride apart, until the end is covered or, rounding down, passed.

    Rounding up, a window larger than its input has a place if it would fit into less than a stride more.
    """
    size, kernel, stride, (before, after) = axis
    found = [-before]
    while found[-1] + kernel < size + after:
        found.append(found[-1] + stride)
    sticks_out = found[-1] + kernel - (size + after)
    if (ceil == "false" and sticks_out > 0) or sticks_out >= stride:
        found.pop()
    if (ceil == "true" or padded) and found and found[-1] >= size:
        found.pop()
    return found


@given(st.lists(axes(), min_size=1, max_size=3), st.integers(1, 3), st.sampled_from(["false", "true", "caffe"]))
def test_pooling_by_laying_windows(drawn: list[Axis], channels: int, ceil: str) -> None:
    """Each window compares, or adds, every cell after its first."""
    sizes, kernel, stride, pad = zip(*drawn, strict=True)
    places = list(product(*(starts(axis, ceil, any(map(any, pad))) for axis in drawn)))
    combined = sum(len(list(kernels.cells(kernel))) - 1 for _ in places for _ in range(channels))
    written = {"kernel": kernel, "stride": stride, "pad": [amount for side in pad for amount in side], "ceil": ceil}
    x = Shape(channels, sizes)
    for name, kind in (("maxpool", "compares"), ("avgpool", "adds")):
        op = op_named(name).read(written, len(sizes))
        if places:
            y = infer(op, (x,))
            assert (y.spatial, op.count_operations((x,), y)[kind]) == (kernels.extent(places), combined)
        else:
            with pytest.raises(ShapeError):
                infer(op, (x,))


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=3), st.integers(1, 3))
def test_adaptive_pooling_by_filling_cells(drawn: list[tuple[int, int]], channels: int) -> None:
    """Position p of W falls into every cell i of n for which the stretch [p, p + 1) overlaps [i·W/n, (i + 1)·W/n)."""
    sizes, cells = zip(*drawn, strict=True)
    members = [
        [[p for p in range(have) if p * want < (i + 1) * have and i * have < (p + 1) * want] for i in range(want)]
        for have, want in drawn
    ]
    combined = sum(len(list(product(*cell))) - 1 for cell in product(*members)) * channels
    x = Shape(channels, sizes)
    for name, kind in (("adaptive_maxpool", "compares"), ("adaptive_avgpool", "adds")):
        op = op_named(name).read({"size": list(cells)}, len(cells))
        y = infer(op, (x,))
        assert (y.spatial, op.count_operations((x,), y)[kind]) == (cells, combined)
