"""Pooling: over windows, to a given size, over everything."""

from __future__ import annotations

from math import gcd
from typing import Any

from cnncalc.errors import FieldError
from cnncalc.ops.axis_window import Scaling
from cnncalc.ops.base import Counts, Op, Window
from cnncalc.ops.fields import Choice, Flag
from cnncalc.ops.framework_words import DILATION, PAD, SLIDING, STRIDE, WINDOW, Free, Usage, plain_name
from cnncalc.ops.kept import KEEPS_INPUT, KEEPS_NOTHING, Kept
from cnncalc.ops.sizes import Padding, PerAxis, Sides, Size, pad_text, per_axis_text, short_sizes
from cnncalc.ops.window import Windowed, describe_rest, extents, implied_pads, left_out, slide, sliding, unseen
from cnncalc.quantity import product
from cnncalc.shape import Shape

ROUNDING = {"false": "down", "true": "up", "caffe": "caffe"}
ONE_OUTPUT = {"return_indices": Free(False, doc="an op has one output")}
TO_VECTOR = Usage(values={"keep": False})
"""How Keras means global pooling."""


class Pool(Windowed):
    """A window that slides over each channel by itself."""

    kind = "pooling"
    takes = (1, 2, 3)
    words = SLIDING

    kernel = PerAxis("the window's size", symbol="F", main=True, also=WINDOW)
    stride = PerAxis("how far the window moves; the window's size if not said", None, symbol="S", also=STRIDE)
    pad = Padding("rows and columns around the input", 0, symbol="P", also=PAD)
    ceil = Choice(
        "round the output size up: `true` as PyTorch (a last window must start inside the input or "
        "the padding before it), `caffe` as Caffe (the same, but only where there is padding)",
        ("false", "true", "caffe"),
        "false",
        also=("ceil_mode",),
    )

    def __init__(self, **values: Any) -> None:
        if values.get("stride") is None:
            values["stride"] = values["kernel"]
        super().__init__(**values)

    def check(self) -> None:
        if isinstance(self.pad, str):
            return
        if any(max(sides) >= size for sides, size in zip(self.pad, self._extent(), strict=True)):
            raise FieldError("pad", "the padding is as large as the window, which would then see nothing else")

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels, slide(x, self._extent(), self.stride, self.pad, ROUNDING[self.ceil]))

    def window(self, x: Shape) -> Window | None:
        return sliding(x, self.kernel, self.stride, self.pad, self._dilation())

    def implied_pads(self, x: Shape, y: Shape) -> Sides:
        return implied_pads(x, self._extent(), self.stride, self.pad, y)

    def describe(self) -> str:
        text = f"F={short_sizes(self.kernel)} S={short_sizes(self.stride)}"
        text += f" P={pad_text(self.pad)}" if isinstance(self.pad, str) or any(map(any, self.pad)) else ""
        return text + describe_rest(self._dilation(), 1) + (" ceil" if self.ceil != "false" else "")

    def note(self, x: Shape) -> str:
        if self.ceil != "false":
            return left_out(x, self._extent(), self.stride, self.pad, ROUNDING[self.ceil])
        return unseen(x, self._extent(), self.stride, self.pad)

    def _extent(self) -> tuple[int, ...]:
        return extents(self.kernel, self._dilation())

    def _dilation(self) -> tuple[int, ...]:
        return (1,) * len(self.kernel)


class MaxPool(Pool):
    """Max pooling: the largest value of each window. F·F − 1 comparisons for each output."""

    name = "maxpool"
    aliases = ("max_pool2d", "max_pool1d", "max_pool3d")
    torch = ("nn.MaxPool1d", "nn.MaxPool2d", "nn.MaxPool3d")
    keras = ("MaxPooling1D", "MaxPooling2D", "MaxPooling3D")
    example = ("112x112x64", "{maxpool: 3, stride: 2, pad: 1}")
    words = ONE_OUTPUT

    dilation = PerAxis("the distance between a window's cells", 1, symbol="D", also=DILATION)

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"compares": product(*y.spatial, y.channels) * (product(*self.kernel) - 1)}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return _where_largest(y)

    def _dilation(self) -> tuple[int, ...]:
        return self.dilation


class AvgPool(Pool):
    """Average pooling: the mean of each window. F·F − 1 additions and a division for each output."""

    name = "avgpool"
    aliases = ("avg_pool2d", "avg_pool1d", "avg_pool3d", "averagepool", "meanpool")
    torch = ("nn.AvgPool1d", "nn.AvgPool2d", "nn.AvgPool3d")
    words = {"divisor_override": Free()}
    keras = ("AveragePooling1D", "AveragePooling2D", "AveragePooling3D")
    example = ("28x28x64", "{avgpool: 2}")
    kept = KEEPS_INPUT
    """The input: PyTorch keeps it, though only its sizes matter."""

    count_pad = Flag(
        "whether padding counts in the mean; it changes no size and no count", True, also=("count_include_pad",)
    )

    def operations(self, x: Shape, y: Shape) -> Counts:
        outputs = product(*y.spatial, y.channels)
        return {"adds": outputs * (product(*self.kernel) - 1), "divides": outputs}


class GlobalPool(Op):
    """One value for each channel, from all positions."""

    kind = "pooling"
    takes = (1, 2, 3)

    keep = Flag("whether the spatial axes stay, at size 1 (else the output is a vector)", True, also=("keepdims",))

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels, (1,) * len(x.spatial) if self.keep else ())

    def window(self, x: Shape) -> Window | None:
        return None


class GlobalAvgPool(GlobalPool):
    """Global average pooling: the mean of each channel. Lin et al., Network In Network, ICLR 2014, section 3.2."""

    name = "global_avgpool"
    aliases = ("global_average_pool", "gap")
    keras = ("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D")
    usages = {plain_name(name): TO_VECTOR for name in keras}
    kept = KEEPS_NOTHING

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"adds": (product(*x.spatial) - 1) * x.channels, "divides": x.channels}


class GlobalMaxPool(GlobalPool):
    """Global max pooling: the largest value of each channel."""

    name = "global_maxpool"
    aliases = ("global_max_pool",)
    keras = ("GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D")
    usages = {plain_name(name): TO_VECTOR for name in keras}

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"compares": (product(*x.spatial) - 1) * x.channels}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return _where_largest(y)


class AdaptivePool(Op):
    """A grid of a given size, whatever the input's: cell i covers ⌊i·W/n⌋ up to ⌈(i + 1)·W/n⌉."""

    kind = "pooling"
    takes = (1, 2, 3)

    size = Size("the output's size", symbol="n", main=True, also=("output_size",))

    def output(self, x: Shape) -> Shape:
        return Shape(x.channels, self.size or x.spatial)

    def window(self, x: Shape) -> Window | None:
        return tuple(Scaling(have, want, "cells") for have, want in zip(x.spatial, self.size or x.spatial, strict=True))

    def describe(self) -> str:
        return f"to {per_axis_text(self.size)}" if self.size else ""

    def _cells(self, x: Shape, y: Shape) -> int:
        """The number of input positions in all cells together; cells overlap where sizes do not divide.

        Each of the n − 1 borders between cells is inside of a position, which both cells then cover, but for those
        (gcd(W, n) − 1 of them) between two positions.
        """
        covered = [have + want - gcd(int(have), int(want)) for have, want in zip(x.spatial, y.spatial, strict=True)]
        return product(*covered, x.channels)


class AdaptiveAvgPool(AdaptivePool):
    """Adaptive average pooling: the mean of each cell of a grid of a given size."""

    name = "adaptive_avgpool"
    aliases = ("adaptive_avg_pool2d", "adaptive_avg_pool1d", "adaptive_avg_pool3d")
    torch = ("nn.AdaptiveAvgPool1d", "nn.AdaptiveAvgPool2d", "nn.AdaptiveAvgPool3d")
    keras = ("AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D")
    example = ("13x13x256", "{adaptive_avgpool: 6}")

    def operations(self, x: Shape, y: Shape) -> Counts:
        outputs = product(*y.spatial, y.channels)
        return {"adds": self._cells(x, y) - outputs, "divides": outputs}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        whole = all(size == 1 for size in y.spatial)  # PyTorch takes a mean then, and no average pooling
        return KEEPS_NOTHING if whole else KEEPS_INPUT


class AdaptiveMaxPool(AdaptivePool):
    """Adaptive max pooling: the largest value of each cell of a grid of a given size."""

    name = "adaptive_maxpool"
    aliases = ("adaptive_max_pool2d", "adaptive_max_pool1d", "adaptive_max_pool3d")
    torch = ("nn.AdaptiveMaxPool1d", "nn.AdaptiveMaxPool2d", "nn.AdaptiveMaxPool3d")
    words = ONE_OUTPUT
    keras = ("AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D")
    example = ("13x13x256", "{adaptive_maxpool: 6}")

    def operations(self, x: Shape, y: Shape) -> Counts:
        return {"compares": self._cells(x, y) - product(*y.spatial, y.channels)}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return _where_largest(y)


def _where_largest(y: Shape) -> Kept:
    """What max pooling keeps: its input, and the place of each largest value in it."""
    return Kept(inputs=(0,), indices=product(*y.spatial, y.channels))
