"""Joins: several inputs become one output."""

from __future__ import annotations

from collections.abc import Sequence

from cnncalc.errors import JoinError
from cnncalc.ops.base import Counts, Join
from cnncalc.ops.fields import Flag
from cnncalc.ops.framework_words import Free
from cnncalc.ops.kept import KEEPS_NOTHING, Kept
from cnncalc.quantity import product, total
from cnncalc.shape import Shape


class Concat(Join):
    """Stack the channels of all inputs; their spatial sizes must be equal."""

    name = "concat"
    aliases = ("cat", "concatenate")
    torch = ("torch.cat",)
    keras = ("Concatenate",)
    example = ("28x28x192", "{concat: [[{conv: 64, kernel: 1}], [{conv: 96, kernel: 3, pad: 1}]]}")
    words = {
        "dim": Free(1, doc="the channels are stacked, PyTorch's dim 1: leave it out"),
        "axis": Free(-1, doc="the channels are stacked, Keras' axis -1: leave it out"),
    }
    kept = KEEPS_NOTHING
    passes_gradient = "parts"
    stacks = True

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        first = inputs[0]
        for number, shape in enumerate(inputs[1:], start=2):
            if shape.spatial != first.spatial:
                raise _sizes_differ(number, shape, first, "only the channels may differ")
        return Shape(total(shape.channels for shape in inputs), first.spatial)


class Add(Join):
    """Add the inputs value by value. He et al., CVPR 2016, equation 1."""

    name = "add"
    aliases = ("sum",)
    torch = ("torch.add",)
    keras = ("Add",)
    example = ("56x56x64", "{add: [[{conv: 64, kernel: 3, pad: 1}], []]}")
    kept = KEEPS_NOTHING
    passes_gradient = "whole"

    broadcast = Flag("whether an input of 1×1 positions (or a vector) is added at every position", False)

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        if self.broadcast:
            return _broadcast(inputs)
        for number, shape in enumerate(inputs[1:], start=2):
            if shape != inputs[0]:
                hint = ""
                if shape.spatial == inputs[0].spatial:
                    hint = "a 1×1 convolution on the shortcut makes the channels agree"
                raise _sizes_differ(number, shape, inputs[0], hint or "to be added they must be equal")
        return inputs[0]

    def join_operations(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        return {"adds": (len(inputs) - 1) * product(*y.spatial, y.channels)}

    def describe(self) -> str:
        return "broadcast" if self.broadcast else ""


class Multiply(Join):
    """Multiply the inputs value by value; one of 1×1 positions (or a vector) scales every position.

    Hu, Shen and Sun, Squeeze-and-Excitation Networks, CVPR 2018, equation 4.
    """

    name = "multiply"
    aliases = ("mul", "scale_by")
    torch = ("torch.mul",)
    keras = ("Multiply",)
    example = ("56x56x64", "{multiply: [[], [global_avgpool, {conv: 64, kernel: 1}, sigmoid]]}")

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        return _broadcast(inputs)

    def join_operations(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        return {"multiplies": (len(inputs) - 1) * product(*y.spatial, y.channels)}

    def keeps(self, inputs: tuple[Shape, ...], y: Shape) -> Kept | None:
        return self.keeps_for(inputs, y, [True] * len(inputs))

    def keeps_for(self, inputs: tuple[Shape, ...], y: Shape, needed: Sequence[bool]) -> Kept | None:
        """Each factor for those before it; the first, or the product of the first ones, for the next."""
        factors = [place for place in range(len(inputs)) if any(needed[:place] if place else needed[1:2])]
        products = [self.join(inputs[:count]) for count in range(2, len(inputs)) if needed[count]]
        return Kept(
            inputs=tuple(factors),
            values=total(product(*partial.spatial, partial.channels) for partial in products),
        )


def _broadcast(inputs: tuple[Shape, ...]) -> Shape:
    """The shape that all inputs stretch to: an axis of size 1 fits any size."""
    whole = max(inputs, key=lambda shape: len(shape.spatial))
    axes = len(whole.spatial)
    for number, shape in enumerate(inputs, start=1):
        if len(shape.spatial) not in (0, axes):
            raise _sizes_differ(number, shape, whole, "each size must be equal or 1")
    padded = [shape.spatial or (1,) * axes for shape in inputs]
    spatial = tuple(max(sizes) for sizes in zip(*padded, strict=True)) if axes else ()
    channels = max(shape.channels for shape in inputs)
    for number, (shape, sizes) in enumerate(zip(inputs, padded, strict=True), start=1):
        if shape.channels not in (1, channels) or any(
            size not in (1, target) for size, target in zip(sizes, spatial, strict=True)
        ):
            raise _sizes_differ(number, shape, Shape(channels, spatial), "each size must be equal or 1")
    return Shape(channels, spatial)


def _sizes_differ(number: int, shape: Shape, other: Shape, hint: str) -> JoinError:
    return JoinError(number, f"is {shape}, which does not join with {other}", hint=hint)
