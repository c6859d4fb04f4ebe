"""Convolutions: ordinary and grouped, depthwise, transposed."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import FieldError, ShapeError
from cnncalc.ops.axis_window import ITSELF, Channels, Spreading
from cnncalc.ops.base import BIASES, MACS, Counts, Window
from cnncalc.ops.fields import Count, Flag
from cnncalc.ops.framework_words import (
    BIAS,
    CONVOLVING,
    DILATION,
    FILTERS,
    GROUPS,
    KERNEL,
    PAD,
    STRIDE,
    Instead,
    Usage,
    plain_name,
)
from cnncalc.ops.kept import KEEPS_INPUT
from cnncalc.ops.sizes import Padding, PerAxis, Sides, TransposedPadding, per_axis_text, short_sizes
from cnncalc.ops.window import (
    Windowed,
    describe_rest,
    describe_window,
    extents,
    halves,
    implied_pads,
    slide,
    sliding,
    unseen,
)
from cnncalc.quantity import at_least, product
from cnncalc.shape import Shape


class Conv(Windowed):
    """Convolution: `filters` kernels slide over the input.

    parameters (F·F·C/G)·K, with biases + K; MACs (H·W·K)·(F·F·C/G), H×W the output's size.
    """

    name = "conv"
    aliases = ("conv1d", "conv2d", "conv3d", "convolution")
    torch = ("nn.Conv1d", "nn.Conv2d", "nn.Conv3d")
    keras = ("Conv1D", "Conv2D", "Conv3D")
    example = ("56x56x32", "{conv: 64, kernel: 3, stride: 2, pad: 1}")
    words = CONVOLVING
    kind = "convolution"
    takes = (1, 2, 3)
    kept = KEEPS_INPUT

    filters = Count(
        "the number of kernels, which is the number of output channels", symbol="K", main=True, also=FILTERS
    )
    kernel = PerAxis("the kernel's size", symbol="F", also=KERNEL)
    stride = PerAxis("how far the kernel moves", 1, symbol="S", also=STRIDE)
    pad = Padding("rows and columns of zeros around the input", 0, symbol="P", also=PAD)
    dilation = PerAxis("the distance between a kernel's cells", 1, symbol="D", also=DILATION)
    groups = Count("the groups that channels and filters are split into", 1, symbol="G", also=GROUPS)
    bias = Flag("whether each filter has a bias", True, also=BIAS)

    def output(self, x: Shape) -> Shape:
        check_groups(x, self.filters, self.groups)
        extent = extents(self.kernel, self.dilation)
        return Shape(self.filters, slide(x, extent, self.stride, self.pad))

    def parameters(self, x: Shape) -> Counts:
        weights = product(*self.kernel, per_group(x.channels, self.groups)) * self.filters
        return {"weights": weights, BIASES: self.filters} if self.bias else {"weights": weights}

    def operations(self, x: Shape, y: Shape) -> Counts:
        values = product(*y.spatial, self.filters)
        macs = values * product(*self.kernel, per_group(x.channels, self.groups))
        return {MACS: macs, "adds": values} if self.bias else {MACS: macs}

    def window(self, x: Shape) -> Window | None:
        return sliding(x, self.kernel, self.stride, self.pad, self.dilation)

    def channels_from(self, x: Shape) -> Channels:
        return from_groups(x, self.filters, self.groups)

    def implied_pads(self, x: Shape, y: Shape) -> Sides:
        return implied_pads(x, extents(self.kernel, self.dilation), self.stride, self.pad, y)

    def describe(self) -> str:
        return (
            f"K={self.filters} "
            + describe_window(self.kernel, self.stride, self.pad)
            + describe_rest(self.dilation, self.groups, bias=self.bias)
        )

    def note(self, x: Shape) -> str:
        return unseen(x, extents(self.kernel, self.dilation), self.stride, self.pad)


class DepthwiseConv(Windowed):
    """Depthwise convolution: each channel has `multiplier` kernels of its own.

    parameters (F·F)·(C·m), with biases + C·m; MACs (H·W·C·m)·(F·F). Howard et al., MobileNets, 2017, section 3.1.
    """

    name = "depthwise_conv"
    aliases = ("dwconv", "depthwise")
    keras = ("DepthwiseConv1D", "DepthwiseConv2D")
    example = ("56x56x32", "{depthwise_conv: 3, pad: 1}")
    words = {
        **CONVOLVING,
        **dict.fromkeys(("filters", "out_channels"), Instead("every channel has its own: multiplier: says how many")),
    }
    kind = "convolution"
    takes = (1, 2, 3)
    kept = KEEPS_INPUT

    kernel = PerAxis("the kernel's size", symbol="F", main=True, also=KERNEL)
    stride = PerAxis("how far the kernel moves", 1, symbol="S", also=STRIDE)
    pad = Padding("rows and columns of zeros around the input", 0, symbol="P", also=PAD)
    dilation = PerAxis("the distance between a kernel's cells", 1, symbol="D", also=DILATION)
    multiplier = Count("output channels for each input channel", 1, symbol="m", also=("depth_multiplier",))
    bias = Flag("whether each kernel has a bias", True, also=BIAS)

    def output(self, x: Shape) -> Shape:
        extent = extents(self.kernel, self.dilation)
        return Shape(self._filters(x), slide(x, extent, self.stride, self.pad))

    def parameters(self, x: Shape) -> Counts:
        weights = product(*self.kernel) * self._filters(x)
        return {"weights": weights, BIASES: self._filters(x)} if self.bias else {"weights": weights}

    def operations(self, x: Shape, y: Shape) -> Counts:
        outputs = product(*y.spatial, self._filters(x))
        macs = outputs * product(*self.kernel)
        return {MACS: macs, "adds": outputs} if self.bias else {MACS: macs}

    def window(self, x: Shape) -> Window | None:
        return sliding(x, self.kernel, self.stride, self.pad, self.dilation)

    def channels_from(self, x: Shape) -> Channels:
        return from_groups(x, self._filters(x), x.channels)

    def implied_pads(self, x: Shape, y: Shape) -> Sides:
        return implied_pads(x, extents(self.kernel, self.dilation), self.stride, self.pad, y)

    def describe(self) -> str:
        multiplier = f" m={self.multiplier}" if self.multiplier > 1 else ""
        rest = describe_rest(self.dilation, 1, bias=self.bias)
        return describe_window(self.kernel, self.stride, self.pad) + multiplier + rest

    def note(self, x: Shape) -> str:
        return unseen(x, extents(self.kernel, self.dilation), self.stride, self.pad)

    def _filters(self, x: Shape) -> int:
        return x.channels if self.multiplier == 1 else x.channels * self.multiplier


class ConvTranspose(Windowed):
    """Transposed convolution: each input position spreads a kernel over the output.

    output (W − 1)·S − 2P + F + output_pad; with `same`, W·S, or (W − 1)·S + F − 2·⌊F/2⌋ + output_pad if that is said;
    with `valid`, (W − 1)·S + F + output_pad, which is max(S − F, 0) if not said. Parameters (F·F·C)·K/G, with biases
    + K; MACs (H·W·C)·(F·F·K/G), H×W the input's size. Dumoulin and Visin, 2016, relationship 14; for the words
    Keras, src/backend/common/backend_utils.py, `_get_output_shape_given_tf_padding`.
    """

    name = "conv_transpose"
    aliases = (
        "deconv",
        "transposed_conv",
        "conv_transpose2d",
        "conv_transpose1d",
        "conv_transpose3d",
        "convtranspose",
        "deconvolution",
    )
    torch = ("nn.ConvTranspose1d", "nn.ConvTranspose2d", "nn.ConvTranspose3d")
    keras = ("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")
    usages = {plain_name(name): Usage(values={"pad": "valid"}) for name in keras}
    example = ("28x28x64", "{conv_transpose: 32, kernel: 4, stride: 2, pad: 1}")
    words = CONVOLVING
    kind = "convolution"
    takes = (1, 2, 3)
    kept = KEEPS_INPUT

    filters = Count("the number of output channels", symbol="K", main=True, also=FILTERS)
    kernel = PerAxis("the kernel's size", symbol="F", also=KERNEL)
    stride = PerAxis("how far the outputs of neighbours lie apart", 1, symbol="S", also=STRIDE)
    pad = TransposedPadding("rows and columns cut off around the output", 0, symbol="P", also=PAD)
    output_pad = PerAxis(
        "rows and columns added after the output; if not said, none, or what `same` and `valid` need",
        None,
        least=0,
        symbol="O",
        also=("output_padding",),
    )
    dilation = PerAxis("the distance between a kernel's cells", 1, symbol="D", also=DILATION)
    groups = Count("the groups that channels and filters are split into", 1, symbol="G", also=GROUPS)
    bias = Flag("whether each filter has a bias", True, also=BIAS)

    def __init__(self, **values: Any) -> None:
        if values["pad"] == "valid":
            uncut = ((0, 0),) * len(values["kernel"])
            reach = zip(values["stride"], extents(values["kernel"], values["dilation"]), strict=True)
            needed = tuple(max(step - covered, 0) for step, covered in reach)
            values.update(pad=uncut, output_pad=needed if values["output_pad"] is None else values["output_pad"])
        elif values["pad"] != "same" and values["output_pad"] is None:
            values["output_pad"] = (0,) * len(values["kernel"])
        super().__init__(**values)

    def check(self) -> None:
        extra = self.output_pad or (0,)
        most = self.stride if self.pad == "same" else tuple(map(max, self.stride, self.dilation))
        if any(more >= limit for more, limit in zip(extra, most, strict=False)):
            limits = "the stride" if self.pad == "same" else "the stride or the dilation"
            raise FieldError("output_pad", f"output_pad {short_sizes(extra)} must be smaller than {limits}")

    def output(self, x: Shape) -> Shape:
        check_groups(x, self.filters, self.groups)
        if self.output_pad is None:
            return Shape(self.filters, tuple(s * w for s, w in zip(self.stride, x.spatial, strict=True)))
        extent = extents(self.kernel, self.dilation)
        sides = tuple((size // 2, size // 2) for size in extent) if isinstance(self.pad, str) else self.pad
        spatial = tuple(map(_spread, x.spatial, extent, self.stride, sides, self.output_pad))
        if any(size < 1 for size in spatial):
            raise ShapeError(
                f"the output would be {per_axis_text(spatial)}: the padding cuts all of it off", field="pad"
            )
        return Shape(self.filters, spatial)

    def parameters(self, x: Shape) -> Counts:
        weights = product(*self.kernel, x.channels) * per_group(self.filters, self.groups)
        return {"weights": weights, BIASES: self.filters} if self.bias else {"weights": weights}

    def operations(self, x: Shape, y: Shape) -> Counts:
        macs = product(*x.spatial, x.channels) * product(*self.kernel, per_group(self.filters, self.groups))
        return {MACS: macs, "adds": product(*y.spatial, self.filters)} if self.bias else {MACS: macs}

    def describe(self) -> str:
        said = self.output_pad or ()
        extra = f" O={short_sizes(said)}" if any(said) or (said and self.pad == "same") else ""
        return (
            f"K={self.filters} "
            + describe_window(self.kernel, self.stride, self.pad)
            + extra
            + describe_rest(self.dilation, self.groups, bias=self.bias)
        )

    def window(self, x: Shape) -> Window | None:
        cut = [before for before, _ in self.cut]
        return tuple(map(Spreading, self.kernel, self.stride, cut, self.dilation))

    def implied_pads(self, x: Shape, y: Shape) -> Sides:
        return self.cut if isinstance(self.pad, str) and self.output_pad is None else ()

    def channels_from(self, x: Shape) -> Channels:
        return from_groups(x, self.filters, self.groups)

    @property
    def cut(self) -> Sides:
        """The rows and columns cut off before and after the output: of `same`, the smaller half before."""
        if not isinstance(self.pad, str):
            return self.pad
        extent = extents(self.kernel, self.dilation)
        if self.output_pad is None:
            surplus = [at_least(covered - step, 0) for covered, step in zip(extent, self.stride, strict=True)]
        else:
            surplus = [max(covered // 2 * 2 - more, 0) for covered, more in zip(extent, self.output_pad, strict=True)]
        return tuple(map(halves, surplus))


def _spread(size: int, extent: int, stride: int, sides: tuple[int, int], extra: int) -> int:
    """How far the kernels of so many positions reach, less what is cut off and with what is added."""
    before, after = sides
    cut = 2 * before if before == after else before + after
    spread = (size - 1) * stride - cut + extent
    return spread + extra if extra else spread


def check_groups(x: Shape, filters: int, groups: int) -> None:
    """Raise ShapeError unless the groups divide the channels and the filters."""
    if x.channels % groups:
        raise ShapeError(f"{groups} groups do not divide {x.channels} input channels", field="groups")
    if filters % groups:
        raise ShapeError(f"{groups} groups do not divide {filters} filters", field="groups")


def from_groups(x: Shape, filters: int, groups: int) -> Channels:
    """Which channels a filter sees: all of them, those of its group, or the one that is its group."""
    if groups == 1:
        return "all"
    return ITSELF if groups == x.channels == filters else "some"


def per_group(channels: int, groups: int) -> int:
    """The channels of one group; a formula shows the division only where there are groups."""
    return channels if groups == 1 else channels // groups
