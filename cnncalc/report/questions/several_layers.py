"""Questions about layers in a row: what comes out, and what a place sees."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import prod
from operator import mul

from cnncalc.network import Network
from cnncalc.report.questions.digest import Digest
from cnncalc.report.questions.layers import (
    CHANNELS,
    FILTERS,
    STRIDES,
    Built,
    SquareWindow,
    build,
    conv_of,
    draw_window,
    given,
    named,
    op_of,
    sum_line,
)
from cnncalc.report.questions.question import BIASES_IN, Posed, Slips, distinct
from cnncalc.report.receptive_field import field_report
from cnncalc.report.walk import LayerWalk, Working, WorkingLine
from cnncalc.shape import Shape

SIZE = "The height and the width of the last output are equal. What are they?"
ROUNDED_SIZE = "The first window does not fit a whole number of times. What are the last output's height and width?"
WEIGHTS = "How many weights are there in all, without biases?"
FIELD = "How many rows of the input does a place of the last output see?"
FIELD_KERNELS = (2, 3, 4, 5, 6, 7, 8, 9, 11, 13)
"""The kernels of questions on receptive fields: so many that few answers are alike."""


def chain(draw: Digest, rounded: bool) -> Posed:
    """The output or the weights of a convolution, a pooling and a convolution."""
    asked = SIZE if rounded else draw.one_of((SIZE, WEIGHTS))
    first = draw_window(draw, rounded=rounded)
    pooling = SquareWindow(draw.one_of((2, 3)), 2, 0)
    last = draw_window(draw, STRIDES[:2])
    width = first.before(pooling.before(last.before(draw.between(3, 72))))
    x = Shape(draw.one_of(CHANNELS), (width, width))
    filters = (draw.one_of(FILTERS), draw.one_of(FILTERS))
    pool = op_of("maxpool", kernel=pooling.kernel, stride=pooling.stride)
    ops = (conv_of(filters[0], first), pool, conv_of(filters[1], last))
    built, told = build(x, *ops), given(x, *ops)
    if asked == SIZE:
        answer, windows = built.output.spatial[0], (first, pooling, last)
        working = tuple([named(each.sizes[0], f"W₂ of {step.path}") for step, each in _worked(built)])
        shown = ROUNDED_SIZE if rounded else SIZE
        return Posed(told, shown, answer, working, distinct(answer, _size_slips(width, windows)))
    lines = tuple([named(each.params[0], step.path) for step, each in _worked(built) if each.params])
    total = sum_line("in all", lines)
    slips = _weight_slips(x.channels, filters, (first.kernel, last.kernel))
    return Posed(told, asked, total.value, (*lines, total), distinct(total.value, slips))


def field(draw: Digest, rounded: bool) -> Posed:
    """The receptive field of three or four layers."""
    windows = [_unpadded(draw) for _ in range(draw.between(3, 4))]
    width = draw.between(2, 6)
    for window in reversed(windows):
        width = window.before(width)
    x = Shape(3, (width, width))
    ops = [conv_of(draw.one_of(FILTERS), window) for window in windows]
    built = build(x, *ops)
    working = tuple(_field_lines(built))
    answer = working[-1].value
    return Posed(given(x, *ops), FIELD, answer, working, distinct(answer, _field_slips(windows)))


def _worked(built: Built) -> Iterator[tuple[LayerWalk, Working]]:
    return zip(built.steps, built.workings, strict=True)


def _unpadded(draw: Digest) -> SquareWindow:
    stride = draw.one_of(STRIDES[:3])
    return SquareWindow(draw.one_of([kernel for kernel in FIELD_KERNELS if kernel >= stride]), stride, 0)


def _field_lines(built: Built) -> Iterator[WorkingLine]:
    """The size of the receptive field, layer by layer; j is the product of the strides before."""
    for layer in field_report(Network("", "", built.graph)).layers:
        _, symbols, numbers, value = layer.lines("size")[0].worked
        assert isinstance(value, int)  # the field of a convolution
        yield WorkingLine(layer.path, symbols, numbers, value)


def _field_slips(windows: Sequence[SquareWindow]) -> Slips:
    """Wrong rules for 1 + Σ (F − 1)·j."""
    kernels, strides = [each.kernel for each in windows], [each.stride for each in windows]
    jumps = [1, *accumulate(strides, mul)]
    if jumps[-2] > 1:
        yield (
            1 + sum(kernel - 1 for kernel in kernels),
            "the strides are missing: F − 1 counts in steps of those before",
        )
    yield (
        1 + sum((kernel - 1) * jump for kernel, jump in zip(kernels, jumps[1:], strict=True)),
        "a layer's own stride is in its step: only those of the layers before are",
    )
    yield (
        sum((kernel - 1) * jump for kernel, jump in zip(kernels, jumps, strict=False)),
        "it begins with 1 place, not 0",
    )
    yield (
        1 + sum(kernel * jump for kernel, jump in zip(kernels, jumps, strict=False)),
        "each layer adds F − 1 steps, not F",
    )
    yield sum(kernels), "the kernels are added up: each adds F − 1 steps to what is seen before"


def _size_slips(width: int, windows: Sequence[SquareWindow]) -> Slips:
    """Wrong rules for a size that goes through several windows."""

    def through(size: int, rule: str = "", skipped: int = -1) -> int:
        for number, (kernel, stride, pad, _) in enumerate(windows):
            if number != skipped:
                sides = {"no pad": 0, "one side": 1}.get(rule, 2)
                last = (
                    -(-(size - kernel + sides * pad) // stride)
                    if rule == "up"
                    else ((size - kernel + sides * pad) // stride)
                )
                size = last + (0 if rule == "no 1" else 1)
        return size

    if windows[0].over:
        yield through(width, "up"), "rounded up: a window that does not fit is left out"
    yield through(width, skipped=1), "the pooling is left out"
    yield through(width, "no pad"), "the padding is missing: 2P are added to the width"
    yield through(width, "one side"), "P is added once: there is padding on both sides, 2P"
    yield through(width, "no 1"), "the + 1 is missing: the first window stands there before any step"
    yield through(width, skipped=2), "this is before the last layer"
    yield width // prod(each.stride for each in windows), "the width is divided by the strides: F and P count, too"
    yield width, "this is the input's width"


def _weight_slips(channels: int, filters: tuple[int, int], kernels: tuple[int, int]) -> Slips:
    """Wrong rules for the weights of two convolutions."""
    first, last = (kernel * kernel for kernel in kernels)
    weights = first * channels * filters[0] + last * filters[0] * filters[1]
    yield (
        first * channels * filters[0] + last * channels * filters[1],
        "the last convolution's input has as many channels as the first has filters",
    )
    yield weights + sum(filters), BIASES_IN
    yield first * filters[0] + last * filters[1], "the channels are missing: every filter goes through all of them"
    yield last * filters[0] * filters[1], "the first convolution is missing"
    yield first * channels * filters[0], "the last convolution is missing"
