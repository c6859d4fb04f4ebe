"""Ops that rearrange, cut, pad or repeat values and learn nothing."""

from __future__ import annotations

from itertools import starmap

from cnncalc.errors import FieldError, ShapeError
from cnncalc.ops.axis_window import CHANNELS, ITSELF, Channels, Scaling, Sliding
from cnncalc.ops.base import Counts, Op, Window
from cnncalc.ops.fields import Choice, Names, ShapeField
from cnncalc.ops.framework_words import Free, Instead, Usage, plain_name
from cnncalc.ops.kept import KEEPS_INPUT, KEEPS_NOTHING, Kept
from cnncalc.ops.sizes import Around, FixedPadding, PerAxis, Sides, Size, pad_text, per_axis_text, short_sizes
from cnncalc.ops.window import padded
from cnncalc.quantity import product
from cnncalc.shape import Shape

_PADS = {
    "zeros": ("nn.ZeroPad1d", "nn.ZeroPad2d", "nn.ZeroPad3d"),
    "reflect": ("nn.ReflectionPad1d", "nn.ReflectionPad2d", "nn.ReflectionPad3d"),
    "replicate": ("nn.ReplicationPad1d", "nn.ReplicationPad2d", "nn.ReplicationPad3d"),
}
_AS_PADDING = {
    plain_name(name.removeprefix("nn.")): Usage({"": "padding"}, {"mode": mode})
    for mode, names in _PADS.items()
    for name in names
}
"""PyTorch's have their sides in another order than ours, and are told apart by the word."""


class Identity(Op):
    """The input, as it is."""

    name = "identity"
    torch = ("nn.Identity",)
    keras = ("Identity",)
    storage = "view"
    kept = KEEPS_NOTHING
    passes_gradient = "whole"


class Flatten(Op):
    """All values in one vector."""

    name = "flatten"
    torch = ("nn.Flatten",)
    keras = ("Flatten",)
    example = ("7x7x512", "flatten")
    words = {
        "start_dim": Free(1, doc="all values become one vector, PyTorch's start_dim 1"),
        "end_dim": Free(-1, doc="all values become one vector, PyTorch's end_dim -1"),
        "axis": Free(1, doc="all values become one vector, the axis 1 of ONNX"),
    }
    storage = "view"
    kept = KEEPS_NOTHING
    passes_gradient = "whole"

    def output(self, x: Shape) -> Shape:
        return Shape(product(*x.spatial, x.channels) if x.spatial else x.channels)

    def window(self, x: Shape) -> Window | None:
        return None

    def channels_from(self, x: Shape) -> Channels:
        return "parts" if max(x.spatial, default=1) > 1 else ITSELF


class Reshape(Op):
    """The same values in another shape."""

    name = "reshape"
    aliases = ("view",)
    torch = ("torch.reshape",)
    keras = ("Reshape",)
    example = ("6272", "{reshape: 7x7x128}")
    storage = "view"
    kept = KEEPS_NOTHING
    rearranges = True
    passes_gradient = "whole"

    shape = ShapeField("the new shape, height × width × channels", main=True, also=("target_shape",))

    def output(self, x: Shape) -> Shape:
        if self.shape.elements != x.elements:
            raise ShapeError(
                f"{x} has {int(x.elements):,} values and {self.shape} has {int(self.shape.elements):,}", field="shape"
            )
        return self.shape

    def window(self, x: Shape) -> Window | None:
        return super().window(x) if self.shape.spatial == x.spatial else None

    def no_window(self, x: Shape) -> str:
        moved = self.shape.spatial not in ((), x.spatial) and max(x.spatial, default=1) > 1
        return "values are dealt out to other positions" if moved else ""

    def channels_from(self, x: Shape) -> Channels:
        if self.shape.channels == x.channels:
            return ITSELF
        return "positions" if max(self.shape.spatial, default=1) > 1 else "parts"

    def describe(self) -> str:
        return f"to {self.shape}"


class Permute(Op):
    """The axes in another order, by name: `[width, height, channels]` swaps height and width."""

    name = "permute"
    aliases = ("transpose",)
    torch = ("torch.permute",)
    keras = ("Permute",)
    example = ("28x56x3", "{permute: [width, height, channels]}")
    words = {"dims": Instead("write order: with the axes' names, [width, height, channels]")}
    storage = "view"
    kept = KEEPS_NOTHING
    passes_gradient = "whole"

    order = Names("the axes' names in their new order, as shapes are written", main=True)

    def output(self, x: Shape) -> Shape:
        sizes = dict(zip((*x.axes, "channels"), (*x.spatial, x.channels), strict=True))
        if sorted(self.order) != sorted(sizes):
            raise ShapeError(f"the order must name each of {', '.join(sizes)} once", field="order")
        *spatial, channels = (sizes[axis] for axis in self.order)
        return Shape(channels, tuple(spatial))

    def axes_from(self, x: Shape) -> tuple[int, ...]:
        places = {axis: number for number, axis in enumerate(x.axes)}
        return tuple(places.get(axis, CHANNELS) for axis in self.order)

    def describe(self) -> str:
        return "×".join(self.order)


class Pad(Op):
    """Zeros (or copies) around the input; with `channels`, before and after its channels.

    He et al., CVPR 2016, section 3.3, option A pads the channels of a shortcut so.
    """

    name = "pad"
    aliases = ("zero_pad", "zeropad", "zeropad2d", "zero_padding")
    torch = (*_PADS["zeros"], *_PADS["reflect"], *_PADS["replicate"])
    keras = ("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D")
    example = ("56x56x64", "{pad: [0, 1, 0, 1]}")
    usages = {**_AS_PADDING, **{plain_name(name): Usage({"": "padding"}) for name in keras}}

    amount = FixedPadding(
        "rows and columns added: all sides, per axis or per side", 0, symbol="P", main=True, also=("padding",)
    )
    channels = Around("channels added before and after, `[0, 64]`", [0, 0])
    mode = Choice("what is added; it changes no count", ("zeros", "reflect", "replicate"), "zeros")

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return KEEPS_INPUT if self.mode != "zeros" and any(map(any, self._sides())) else KEEPS_NOTHING

    def output(self, x: Shape) -> Shape:
        if self.mode == "reflect" and any(
            max(sides) >= size for sides, size in zip(self._sides(), x.spatial, strict=True)
        ):
            raise ShapeError(f"a reflection cannot be as wide as the {x.spatial_text} input itself", field="amount")
        spatial = tuple(starmap(padded, zip(x.spatial, self._sides(), strict=True)))
        before, after = self.channels
        return Shape(x.channels + before + after if before or after else x.channels, spatial)

    def window(self, x: Shape) -> Window | None:
        beyond = "" if self.mode == "zeros" else self.mode
        return tuple(Sliding(pad=before, beyond=beyond) for before, _ in self._sides())

    def channels_from(self, x: Shape) -> Channels:
        return "parts" if any(self.channels) else ITSELF

    def describe(self) -> str:
        spatial = f"P={pad_text(self.amount)}" if any(map(any, self._sides())) else ""
        channels = f"channels +{sum(map(int, self.channels))}" if any(self.channels) else ""
        mode = "" if self.mode == "zeros" else self.mode
        return " ".join(filter(None, (spatial, channels, mode)))

    def _sides(self) -> Sides:
        assert not isinstance(self.amount, str)  # FixedPadding has no words
        return self.amount


class Crop(Op):
    """Cut the input to a size, from its centre or from `offset`. Long et al., CVPR 2015 (FCN)."""

    name = "crop"
    aliases = ("center_crop",)
    example = ("64x64x32", "{crop: 56}")
    words = {
        "cropping": Instead("write size: for what is left, and offset: for what is cut off before"),
        "height": Instead("write size: [height, width]"),
        "width": Instead("write size: [height, width]"),
    }
    takes = (1, 2, 3)
    storage = "view"
    kept = KEEPS_NOTHING

    size = Size("the size to keep", main=True)
    offset = Size("rows and columns cut off before; half of the rest if not said", None, least=0)

    def output(self, x: Shape) -> Shape:
        size = self.size or x.spatial
        offset = self.offset or (0,) * len(size)
        if any(have < keep + skip for have, keep, skip in zip(x.spatial, size, offset, strict=True)):
            raise ShapeError(f"{x.spatial_text} cannot be cropped to {per_axis_text(size)}", field="size")
        return Shape(x.channels, size)

    def window(self, x: Shape) -> Window | None:
        size = self.size or x.spatial
        offset = self.offset or tuple((have - keep) // 2 for have, keep in zip(x.spatial, size, strict=True))
        return tuple(Sliding(pad=-skip) for skip in offset)

    def describe(self) -> str:
        cut = f"to {per_axis_text(self.size)}" if self.size else ""
        return f"{cut} from {per_axis_text(self.offset)}".lstrip() if self.offset else cut


class Upsample(Op):
    """More positions: by a factor, or to a size.

    Nearest copies; bilinear mixes 2 neighbours along each axis, so 2ⁿ values for n axes.
    """

    name = "upsample"
    aliases = ("upsampling", "interpolate", "resize")
    torch = ("nn.Upsample", "nn.functional.interpolate")
    keras = ("UpSampling1D", "UpSampling2D", "UpSampling3D")
    example = ("28x28x64", "{upsample: 2, mode: bilinear}")
    words = {
        "align_corners": Free(False, doc="what a position sees is that of align_corners: false; counts are the same"),
        "recompute_scale_factor": Free(),
    }
    usages = {plain_name(name): Usage({"size": "factor"}, {"factor": 2}) for name in keras}
    takes = (1, 2, 3)
    kept = KEEPS_NOTHING

    factor = PerAxis("how many times as many", 1, main=True, symbol="s", also=("scale_factor",))
    size = Size("the output's size, instead of a factor", None)
    mode = Choice(
        "how values between are found; on one axis or three, `linear` and `trilinear` are `bilinear`",
        ("nearest", "bilinear"),
        "nearest",
        other={"linear": "bilinear", "trilinear": "bilinear"},
        also=("interpolation",),
    )

    def check(self) -> None:
        if self.size and max(self.factor) > 1:
            raise FieldError("size", "say a factor or a size, not both")

    def output(self, x: Shape) -> Shape:
        if self.size:
            return Shape(x.channels, self.size)
        return Shape(x.channels, tuple(size * by for size, by in zip(x.spatial, self.factor, strict=True)))

    def operations(self, x: Shape, y: Shape) -> Counts:
        if self.mode == "nearest":
            return {}
        outputs = product(*y.spatial, y.channels)
        mixed = 2 ** len(y.spatial)
        return {"multiplies": mixed * outputs, "adds": (mixed - 1) * outputs}

    def window(self, x: Shape) -> Window | None:
        mode = "nearest" if self.mode == "nearest" else "linear"
        return tuple(Scaling(have, want, mode) for have, want in zip(x.spatial, self.output(x).spatial, strict=True))

    def describe(self) -> str:
        how = "" if self.mode == "nearest" else f" {self.mode}"
        return (f"to {per_axis_text(self.size)}" if self.size else f"×{short_sizes(self.factor)}") + how
