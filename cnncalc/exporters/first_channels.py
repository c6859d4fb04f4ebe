"""What targets with channels first need to know of an op, whichever of them it is."""

from typing import Any

from cnncalc.ops.reshape import Crop, Permute
from cnncalc.ops.sizes import Sides
from cnncalc.shape import Shape


def pads_of(op: Any, x: Shape, y: Shape) -> Sides:
    """The padding of an op in numbers, also where a word stands for it."""
    sides: Sides = op.implied_pads(x, y) if isinstance(op.pad, str) else op.pad
    return sides


def fitting_pads(op: Any, x: Shape, y: Shape, dilation: tuple[int, ...]) -> Sides:
    """The padding with which windows that are rounded down are exactly those that the op takes; negative cuts off."""
    axes = zip(x.spatial, y.spatial, op.kernel, op.stride, dilation, pads_of(op, x, y), strict=True)
    return tuple(
        (before, (windows - 1) * step + apart * (cells - 1) + 1 - before - size)
        for size, windows, cells, step, apart, (before, _) in axes
    )


def order_of(op: Permute, x: Shape) -> tuple[int, ...]:
    """The order of the axes behind the batch, from 1; cnncalc names the channels last."""
    place = {"channels": 1, **{axis: number for number, axis in enumerate(x.axes, start=2)}}
    *spatial, last = (place[axis] for axis in op.order)
    return (last, *spatial)


def offset_of(op: Crop, x: Shape, y: Shape) -> tuple[int, ...]:
    """Where what is kept begins: in the middle if no offset is said."""
    return op.offset or tuple((have - keep) // 2 for have, keep in zip(x.spatial, y.spatial, strict=True))
