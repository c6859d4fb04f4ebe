"""Questions that compare: a bottleneck with what it saves, a shortcut, a layer that was changed."""

from cnncalc.ops.base import Op
from cnncalc.quantity.formula import difference, formula
from cnncalc.report.questions.digest import Digest
from cnncalc.report.questions.layers import (
    CHANNELS,
    FILTERS,
    KERNELS,
    LEAST,
    MOST,
    SquareWindow,
    build,
    conv_of,
    given,
    named,
    op_line,
    op_of,
    sum_line,
)
from cnncalc.report.questions.question import BIASES_IN, Posed, Slips, distinct
from cnncalc.report.trace import trace
from cnncalc.report.walk import WorkingLine
from cnncalc.shape import Shape

MACS = "How many multiply-accumulates (MACs) do both convolutions take together?"
SAVED = "How many multiply-accumulates (MACs) fewer is that than the second convolution takes on the input itself?"
BLOCK = "How many weights has the block in all, without biases?"
SHORTCUT = "How many weights has the shortcut, without biases?"
SHORTCUT_MACS = "How many multiply-accumulates (MACs) does the shortcut take?"
CHANGE = "By how many does the number of weights change, without biases? Fewer is below 0."
CHANGE_OF_BOTH = "By how many do the weights of both layers change, without biases? Fewer is below 0."


def bottleneck(draw: Digest, rounded: bool) -> Posed:
    """A 1×1 convolution before a larger one, as in GoogLeNet."""
    asked = draw.one_of((MACS, SAVED))
    width, kernel = draw.between(LEAST, MOST), draw.one_of((3, 5, 7))
    reduced, filters = 8 * draw.between(1, 8), 8 * draw.between(2, 32)
    x = Shape(8 * draw.between(16, 64), (width, width))
    ops = (_same(reduced, 1), _same(filters, kernel))
    lines = tuple([each.macs[0] for each in build(x, *ops).workings])
    direct = build(x, ops[1]).workings[0].macs[0]
    total = sum_line("both", lines)
    told, working = given(x, *ops), (*map(named, lines, ("1×1", f"{kernel}×{kernel}")), total)
    if asked == MACS:
        return Posed(told, asked, total.value, working, distinct(total.value, _together_slips(lines, direct.value)))
    saved = direct.value - total.value
    without, less = named(direct, "without the 1×1"), f"{direct.value:,} − {total.value:,}"
    slips = _saved_slips(lines, direct.value)
    return Posed(told, asked, saved, (*working, without, WorkingLine("fewer", "", less, saved)), distinct(saved, slips))


def shortcut(draw: Digest, rounded: bool) -> Posed:
    """A residual block that halves the resolution, whose shortcut is a projection (He et al. 2015, option B)."""
    asked = draw.one_of((BLOCK, SHORTCUT, SHORTCUT_MACS))
    out, channels, filters = draw.between(LEAST, MOST), 8 * draw.between(2, 64), 8 * draw.between(2, 64)
    convs = (conv_of(filters, SquareWindow(3, 2, 1)), conv_of(filters, SquareWindow(3, 1, 1)))
    projection = conv_of(filters, SquareWindow(1, 2, 0))
    x = Shape(channels, (2 * out - 1, 2 * out - 1))
    told = (*given(x, *convs), f"shortcut, from the input: {op_line(projection)}")
    block, around = build(x, *convs), build(x, projection)
    weights = around.workings[0].params[0]
    if asked == SHORTCUT:
        return Posed(told, asked, weights.value, (weights,), distinct(weights.value, _slips(channels, filters)))
    if asked == SHORTCUT_MACS:
        macs = named(around.workings[0].macs[0], "MACs")
        slips = _shortcut_mac_slips(x, around.output)
        return Posed(told, asked, macs.value, (macs,), distinct(macs.value, slips))
    first, second = [each.params[0] for each in block.workings]
    lines = (named(first, "first 3×3"), named(second, "second 3×3"), named(weights, "shortcut"))
    total = sum_line("in all", lines)
    return Posed(told, asked, total.value, (*lines, total), distinct(total.value, _block_slips(channels, filters)))


def diff(draw: Digest, rounded: bool) -> Posed:
    """A layer whose kernel or filters are changed, as from AlexNet to ZFNet; what follows has other channels then."""
    channels, filters = draw.one_of(CHANNELS), draw.one_of(FILTERS)
    kernel, width = draw.one_of(KERNELS[1:]), draw.between(28, 120)
    x = Shape(channels, (width, width))
    if draw.below(2):
        other = draw.one_of([each for each in KERNELS[1:] if each != kernel])
        old, new = (conv_of(filters, SquareWindow(size, 1, 0)) for size in (kernel, other))
        line = _change("change", x, old, new)
        told: tuple[str, ...] = (f"Input {x}", op_line(old), f"F = {kernel} becomes {other}")
        return Posed(
            told,
            CHANGE,
            line.value,
            (line,),
            distinct(line.value, _kernel_slips(kernel, other, channels, filters), signed=True),
        )
    other, behind = draw.one_of([each for each in FILTERS if each != filters]), draw.one_of(FILTERS)
    old, new = (conv_of(count, SquareWindow(kernel, 1, 0)) for count in (filters, other))
    following = conv_of(behind, SquareWindow(3, 1, 0))
    after = [build(x, op).output for op in (old, new)]
    lines = (_change("first", x, old, new), _change("second", after[0], following, following, after[1]))
    total = WorkingLine("change", "", _added(*[line.value for line in lines]), sum(line.value for line in lines))
    told = (*given(x, old, following), f"K = {filters} of the first becomes {other}")
    slips = _filter_slips(tuple(line.value for line in lines), kernel, channels, (filters, other), behind)
    return Posed(told, CHANGE_OF_BOTH, total.value, (*lines, total), distinct(total.value, slips, signed=True))


def _same(filters: int, kernel: int) -> Op:
    return op_of("conv", filters=filters, kernel=kernel, pad="same")


def _change(what: str, x: Shape, old: Op, new: Op, other: Shape | None = None) -> WorkingLine:
    """How the weights change, with its working."""
    steps = [build(x, old).steps[0], build(other or x, new).steps[0]]
    before, after = (trace(step.task.application).parameters["weights"] for step in steps)
    return WorkingLine(what, "", formula(difference(before, after)), int(after) - int(before))


def _added(first: int, second: int) -> str:
    sign = "+" if second >= 0 else "−"
    return f"{first:,} {sign} {abs(second):,}".replace("-", "−")


def _together_slips(lines: tuple[WorkingLine, ...], direct: int) -> Slips:
    one, other = (line.value for line in lines)
    yield direct, "this is the larger convolution on the input itself: the 1×1 leaves it fewer channels"
    yield direct + one, "the larger convolution's input has the 1×1's channels, not the input's"
    yield other, "the 1×1 convolution is missing"
    yield one, "the larger convolution is missing"
    yield 2 * (one + other), "these are FLOPs: a MAC is one multiplication and one addition"


def _saved_slips(lines: tuple[WorkingLine, ...], direct: int) -> Slips:
    one, other = (line.value for line in lines)
    yield direct - other, "the 1×1 convolution takes some, too"
    yield one + other, "this is what both take"
    yield direct, "this is what it takes without the 1×1"


def _slips(channels: int, filters: int) -> Slips:
    yield 9 * channels * filters, "the shortcut's filters are 1×1"
    yield channels * filters + filters, BIASES_IN
    yield filters * filters, "the shortcut reads the block's input, which has C channels"
    yield channels, "this is one filter: there are K of them"
    yield channels + filters, "C and K are multiplied: every filter goes through all channels"


def _shortcut_mac_slips(x: Shape, out: Shape) -> Slips:
    places, channels, filters = out.spatial[0] * out.spatial[1], x.channels, out.channels
    yield (
        x.spatial[0] * x.spatial[1] * channels * filters,
        "the input's places are counted: the stride leaves a quarter",
    )
    yield 9 * places * channels * filters, "the shortcut's filters are 1×1"
    yield channels * filters, "these are the weights: each is used at every place of the output"
    yield places * filters * filters, "the shortcut reads the block's input, which has C channels"


def _block_slips(channels: int, filters: int) -> Slips:
    first, second, around = 9 * channels * filters, 9 * filters * filters, channels * filters
    yield first + second, "the shortcut is missing: with other channels it is a projection, and has weights"
    yield 2 * first + around, "the second convolution's input has K channels"
    yield first + second + 9 * around, "the shortcut's filters are 1×1"
    yield first + second + around + 3 * filters, BIASES_IN
    yield first + second + filters * filters, "the shortcut reads the block's input, which has C channels"


def _kernel_slips(old: int, new: int, channels: int, filters: int) -> Slips:
    change = (new * new - old * old) * channels * filters
    sign = 1 if new > old else -1
    yield -change, "the sign: it is what is new less what was there before"
    yield sign * (new - old) ** 2 * channels * filters, "the difference is squared: F² − F'² is meant, not (F − F')²"
    yield (new * new - old * old) * filters, "the channels are missing: every filter goes through all C of them"
    yield (new - old) * channels * filters, "F is in it once: a filter is F×F"


def _filter_slips(lines: tuple[int, ...], kernel: int, channels: int, counts: tuple[int, int], behind: int) -> Slips:
    first, second = lines
    yield first, "the layer behind it has other channels to go through, too"
    yield second, "the layer itself has other filters, too"
    yield -(first + second), "the sign: it is what is new less what was there before"
    yield first + second + counts[1] - counts[0], BIASES_IN
    yield kernel * kernel * (counts[1] - counts[0]), "the channels are missing: every filter goes through all of them"
