"""Ops that move values between channels and positions, or among channels, or take some of them."""

from __future__ import annotations

from cnncalc.errors import ShapeError
from cnncalc.ops.axis_window import Channels, Scaling, Sliding
from cnncalc.ops.base import Op, Window
from cnncalc.ops.fields import Count
from cnncalc.ops.framework_words import GROUPS
from cnncalc.ops.kept import KEEPS_NOTHING
from cnncalc.ops.sizes import Range
from cnncalc.shape import Shape

POWERS = {1: "", 2: "²", 3: "³"}


class PixelShuffle(Op):
    """Channels become positions: H·r × W·r × C/r², and C/rⁿ on n axes. Shi et al., CVPR 2016, equation 4."""

    name = "pixel_shuffle"
    aliases = ("depth_to_space",)
    torch = ("nn.PixelShuffle",)
    keras = ("ops.depth_to_space",)
    example = ("28x28x64", "{pixel_shuffle: 2}")
    takes = (1, 2, 3)
    kept = KEEPS_NOTHING

    factor = Count(
        "r, how many times as many positions along each axis",
        symbol="r",
        main=True,
        also=("upscale_factor", "block_size"),
    )

    def output(self, x: Shape) -> Shape:
        cells = power(self.factor, len(x.spatial))
        if x.channels % cells:
            raised = f"{self.factor}{POWERS[len(x.spatial)]}"
            raise ShapeError(f"{raised} does not divide {x.channels} channels", field="factor")
        return Shape(x.channels // cells, tuple(size * self.factor for size in x.spatial))

    def window(self, x: Shape) -> Window | None:
        return tuple(Scaling(size, size * self.factor, "nearest") for size in x.spatial)

    def channels_from(self, x: Shape) -> Channels:
        return "positions"

    def describe(self) -> str:
        return f"r={self.factor}"


class PixelUnshuffle(Op):
    """Positions become channels: H/r × W/r × C·r², and C·rⁿ on n axes."""

    name = "pixel_unshuffle"
    aliases = ("space_to_depth", "reorg")
    torch = ("nn.PixelUnshuffle",)
    keras = ("ops.space_to_depth",)
    example = ("28x28x64", "{pixel_unshuffle: 2}")
    takes = (1, 2, 3)
    kept = KEEPS_NOTHING

    factor = Count(
        "r, how many times fewer positions along each axis",
        symbol="r",
        main=True,
        also=("downscale_factor", "block_size"),
    )

    def output(self, x: Shape) -> Shape:
        if any(size % self.factor for size in x.spatial):
            raise ShapeError(f"{self.factor} does not divide {x.spatial_text}", field="factor")
        return Shape(x.channels * power(self.factor, len(x.spatial)), tuple(size // self.factor for size in x.spatial))

    def window(self, x: Shape) -> Window | None:
        return (Sliding(self.factor, self.factor),) * len(x.spatial)

    def channels_from(self, x: Shape) -> Channels:
        return "parts"

    def describe(self) -> str:
        return f"r={self.factor}"


class ChannelShuffle(Op):
    """Deal the channels of G groups out in turn. Zhang et al., ShuffleNet, CVPR 2018."""

    name = "channel_shuffle"
    torch = ("nn.ChannelShuffle",)
    example = ("28x28x48", "{channel_shuffle: 3}")
    kept = KEEPS_NOTHING

    groups = Count("the groups the channels come in", symbol="G", main=True, also=GROUPS)

    def output(self, x: Shape) -> Shape:
        if x.channels % self.groups:
            raise ShapeError(f"{self.groups} groups do not divide {x.channels} channels", field="groups")
        return x

    def channels_from(self, x: Shape) -> Channels:
        return "some"

    def describe(self) -> str:
        return f"G={self.groups}"


class ChannelSlice(Op):
    """A range of the channels; `split` makes these."""

    name = "channel_slice"
    example = ("28x28x116", "{channel_slice: [0, 58]}")
    storage = "view"
    kept = KEEPS_NOTHING

    range = Range("first and last channel, `[0, 58]`, counted from 0, the last left out", main=True)

    def output(self, x: Shape) -> Shape:
        start, stop = self.range
        if stop > x.channels:
            raise ShapeError(f"there are {x.channels} channels, and {start} to {stop} are asked for", field="range")
        return Shape(stop - start, x.spatial)

    def channels_from(self, x: Shape) -> Channels:
        return Sliding(pad=-self.range[0])

    def describe(self) -> str:
        return f"{self.range[0]} to {self.range[1]}"


def power(factor: int, axes: int) -> int:
    """A factor as often as there are axes, multiplied."""
    found = factor
    for _ in range(axes - 1):
        found = found * factor
    return found
