"""Questions about one layer: its output, its weights, what it takes."""

from cnncalc.ops.base import Op
from cnncalc.report.questions.digest import Digest
from cnncalc.report.questions.layers import (
    CHANNELS,
    FILTERS,
    KERNELS,
    LEAST,
    MOST,
    STRIDES,
    Built,
    SquareWindow,
    build,
    conv_of,
    draw_window,
    given,
    named,
    op_of,
)
from cnncalc.report.questions.question import BIASES_IN, BIASES_MISSING, Posed, Slips, distinct
from cnncalc.report.walk import WorkingLine
from cnncalc.shape import Shape

SIZE = "The height and the width of the output are equal. What are they: W₂ = ?"
ROUNDED_SIZE = "The window does not fit a whole number of times. What are the height and the width: W₂ = ?"
VALUES = "How many values are there in the output, in all channels?"
WEIGHTS = "How many weights are there, without biases?"
PARAMS = "How many parameters are there, with a bias for each filter?"
FC_PARAMS = "How many parameters are there, with a bias for each output?"
MACS = "How many multiply-accumulates (MACs) does it take?"
USES = "How often is each weight used?"

SMALLER = 32
"""The largest output whose MACs are asked for."""


def conv(draw: Digest, rounded: bool) -> Posed:
    """A convolution's output, weights, parameters or MACs."""
    asked = SIZE if rounded else draw.one_of((SIZE, WEIGHTS, PARAMS, MACS))
    window = draw_window(draw, rounded=rounded)
    x = _input(window.before(draw.between(LEAST, SMALLER if asked == MACS else MOST)), draw)
    filters = draw.one_of(FILTERS)
    op = conv_of(filters, window)
    built = build(x, op, biases=asked == PARAMS)
    if asked == SIZE:
        return _posed(x, op, ROUNDED_SIZE if rounded else SIZE, _size_line(built), _size_slips(x, window))
    if asked == MACS:
        return _posed(x, op, asked, _mac_line(built), _mac_slips(x, built.output, window.kernel))
    slips = _param_slips if asked == PARAMS else _weight_slips
    return _posed_in_all(x, op, asked, built, slips(x.channels, filters, window.kernel))


def pool(draw: Digest, rounded: bool) -> Posed:
    """A pooling's output, and how many values it has."""
    asked = SIZE if rounded else draw.one_of((SIZE, VALUES))
    stride = draw.one_of([stride for stride in STRIDES if stride > 1 or not rounded])
    kernel = draw.one_of([kernel for kernel in KERNELS[:4] if kernel >= stride])
    window = SquareWindow(kernel, stride, 0, draw.between(1, stride - 1) if rounded else 0)
    x = _input(window.before(draw.between(LEAST, MOST)), draw)
    op = op_of(draw.one_of(("maxpool", "avgpool")), kernel=kernel, stride=stride)
    built = build(x, op)
    size = _size_line(built)
    if asked == SIZE:
        divided = (x.spatial[0] // kernel, f"the width is divided by F = {kernel}, as if S = F") if kernel > 1 else ()
        slips = [*_size_slips(x, window), *([divided] if divided else [])]
        return _posed(x, op, ROUNDED_SIZE if rounded else SIZE, size, iter(slips))
    out = built.output
    working = WorkingLine("values", "", f"{out.spatial[0]}·{out.spatial[1]}·{out.channels}", out.elements)
    answers = _value_slips(x, out)
    return Posed(given(x, op), asked, out.elements, (size, working), distinct(out.elements, answers))


def fc(draw: Digest, rounded: bool) -> Posed:
    """The weights or parameters of a fully connected layer behind a map that is flattened."""
    asked = draw.one_of((WEIGHTS, FC_PARAMS))
    width, channels, outputs = draw.between(2, 14), draw.one_of(FILTERS), 8 * draw.between(1, 512)
    x = Shape(channels, (width, width))
    built = build(x, op_of("flatten"), op_of("linear", features=outputs), biases=asked == FC_PARAMS)
    layers = (f"Input {x}, flattened", f"fully connected N = {outputs}")
    lines = built.workings[1].params
    answer = sum(line.value for line in lines)
    slips = _fc_slips(width, channels, outputs, biases=asked == FC_PARAMS)
    return Posed(layers, asked, answer, _in_all(lines, answer), distinct(answer, slips))


def same(draw: Digest, rounded: bool) -> Posed:
    """A convolution whose padding is `same`, TensorFlow's: the output is ⌈W/S⌉ wide."""
    asked = SIZE if rounded else draw.one_of((SIZE, MACS, USES))
    stride = draw.one_of(STRIDES[1:]) if asked == SIZE else draw.one_of(STRIDES)
    kernel = draw.one_of([kernel for kernel in KERNELS if kernel >= stride and kernel % 2])
    out = draw.between(LEAST, SMALLER if asked == MACS else MOST)
    x = _input(out * stride - (draw.between(1, stride - 1) if rounded else 0), draw)
    op = op_of("conv", filters=draw.one_of(FILTERS), kernel=kernel, stride=stride, pad="same")
    built = build(x, op)
    if asked == MACS:
        return _posed(x, op, asked, _mac_line(built), _mac_slips(x, built.output, kernel))
    width = x.spatial[0]
    if asked == SIZE:
        shown = ROUNDED_SIZE if rounded else SIZE
        return _posed(x, op, shown, _size_line(built), _same_slips(width, kernel, stride))
    uses = WorkingLine("uses", "W₂·H₂", f"{out}·{out}", out * out)
    slips = ((width * width, "the input's places are counted, not the output's"), *_uses_slips(out, op, x, kernel))
    size = built.workings[0].sizes
    return Posed(given(x, op), asked, out * out, (*size[:1], uses), distinct(out * out, slips))


def _input(width: int, draw: Digest) -> Shape:
    return Shape(draw.one_of(CHANNELS), (width, width))


def _posed(x: Shape, op: Op, asked: str, line: WorkingLine, slips: Slips) -> Posed:
    return Posed(given(x, op), asked, line.value, (line,), distinct(line.value, slips))


def _posed_in_all(x: Shape, op: Op, asked: str, built: Built, slips: Slips) -> Posed:
    lines = built.workings[0].params
    answer = sum(line.value for line in lines)
    return Posed(given(x, op), asked, answer, _in_all(lines, answer), distinct(answer, slips))


def _in_all(lines: tuple[WorkingLine, ...], answer: int) -> tuple[WorkingLine, ...]:
    """The lines of parameters, and their sum if there are several."""
    if len(lines) == 1:
        return lines
    return (*lines, WorkingLine("in all", "", " + ".join([f"{line.value:,}" for line in lines]), answer))


def _mac_line(built: Built) -> WorkingLine:
    return named(built.workings[0].macs[0], "MACs")


def _size_line(built: Built) -> WorkingLine:
    return built.workings[-1].sizes[0]


def _size_slips(x: Shape, window: SquareWindow) -> Slips:
    """Wrong rules for (W − F + 2P)/S + 1."""
    width, (kernel, stride, pad, over) = x.spatial[0], window
    if over:
        yield -(-(width - kernel + 2 * pad) // stride) + 1, "rounded up: a window that does not fit is left out"
    if pad:
        yield (width - kernel) // stride + 1, "the padding is missing: 2P are added to the width"
        yield (width - kernel + pad) // stride + 1, "P is added once: there is padding on both sides, 2P"
    yield (width - kernel + 2 * pad) // stride, "the + 1 is missing: the first window stands there before any step"
    if stride > 1:
        yield width - kernel + 2 * pad + 1, "the stride is missing: divide by S"
        yield (width - kernel + 2 * pad + 1) // stride, "1 is added before the division, not after it"
    yield (width + 2 * pad) // stride + 1, "F is missing: the last window ends where the input does"
    yield width, "this is the input's width"


def _weight_slips(channels: int, filters: int, kernel: int) -> Slips:
    """Wrong rules for F·F·C·K."""
    weights = kernel * kernel * channels * filters
    yield kernel * kernel * filters, "the channels are missing: every filter goes through all C of them"
    yield weights + filters, BIASES_IN
    yield kernel * kernel * channels * channels, "C stands for K: there are K filters"
    yield kernel * kernel * channels, "this is one filter: there are K of them"
    yield kernel * channels * filters, "F is in it once: a filter is F×F"


def _param_slips(channels: int, filters: int, kernel: int) -> Slips:
    """Wrong rules for (F·F·C + 1)·K."""
    weights = kernel * kernel * channels * filters
    yield weights, f"{BIASES_MISSING}: one for each filter"
    yield weights + 1, "every filter has a bias: K of them"
    yield weights + channels, "there is a bias for each filter, not for each channel of the input"
    yield (kernel * kernel + 1) * filters, "the channels are missing: every filter goes through all C of them"
    yield (kernel * channels + 1) * filters, "F is in it once: a filter is F×F"


def _mac_slips(x: Shape, out: Shape, kernel: int) -> Slips:
    """Wrong rules for (H₂·W₂·K)·(F·F·C)."""
    width, after, channels, filters = x.spatial[0], out.spatial[0], x.channels, out.channels
    weights = kernel * kernel * channels * filters
    yield width * width * weights, "the input's places are counted: a filter stops at each place of the output"
    yield after * after * kernel * kernel * filters, "the channels are missing: every filter goes through all C"
    yield after * weights, "the width is in it once: the output has W₂·H₂ places"
    yield 2 * after * after * weights, "these are FLOPs: a MAC is one multiplication and one addition"
    yield weights, "these are the weights: each is used at every place of the output"


def _value_slips(x: Shape, out: Shape) -> Slips:
    """Wrong rules for W₂·H₂·C of a pooling."""
    yield out.spatial[0] * out.spatial[1], "the channels are missing: each is pooled by itself"
    yield out.spatial[0] * out.channels, "the width is in it once: the output has W₂·H₂ places"
    yield x.elements, "these are the input's values"
    yield (out.spatial[0] - 1) ** 2 * out.channels, "the + 1 of the width is missing"


def _fc_slips(width: int, channels: int, outputs: int, *, biases: bool) -> Slips:
    """Wrong rules for (W·H·C)·N."""
    more, weights = outputs if biases else 0, width * width * channels * outputs
    yield (
        (weights, f"{BIASES_MISSING}: one for each output")
        if biases
        else (
            weights + outputs,
            BIASES_IN,
        )
    )
    yield width * channels * outputs + more, "the width is in it once: the input has W·H·C values"
    yield width * width * outputs + more, "the channels are missing: the input has W·H·C values"
    yield channels * outputs + more, "the places are missing: the input has W·H·C values"


def _same_slips(width: int, kernel: int, stride: int) -> Slips:
    """Wrong rules for ⌈W/S⌉."""
    yield (width - kernel) // stride + 1, "this is without padding: `same` pads so that ⌈W/S⌉ comes out"
    yield width, "this is the input's width: the stride divides it"
    yield width // stride, "rounded down: `same` rounds up, ⌈W/S⌉"
    yield width // stride + 1, "1 is added: `same` has ⌈W/S⌉, whatever F is"


def _uses_slips(out: int, op: Op, x: Shape, kernel: int) -> Slips:
    """Wrong rules for W₂·H₂."""
    yield out, "once for each place of a row: the output has W₂·H₂ places"
    yield kernel * kernel, "this is the size of a filter"
    yield out * out * x.channels, "a weight belongs to one channel of the input"
