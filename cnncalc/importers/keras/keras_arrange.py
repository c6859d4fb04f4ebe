"""Keras's layers that move values: joined, cut, padded, in another shape or size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

from cnncalc.importers.keras.keras_config import KerasPlace
from cnncalc.importers.keras.keras_layers import LayerUse
from cnncalc.shape import Shape

FREE: dict[str, Any] = {"params": 0, "macs": 0, "flops": 0}


def concatenate(use: LayerUse) -> int:
    """Inputs one after the other along an axis."""
    if len(use.inputs) == 1:
        return use.inputs[0]
    every = [use.build.dims(index) for index in use.inputs]
    axis = use.layer.config.get("axis", -1)
    if not isinstance(axis, int) or isinstance(axis, bool) or not -len(every[0]) <= axis <= len(every[0]) or axis == 0:
        raise use.layer.error(f"it joins along axis {str(axis)[:20]}, which is none of its inputs' but the examples'")
    place = axis - 1 if axis > 0 else axis + len(every[0])
    if place == (0 if use.build.channels_first else len(every[0]) - 1):
        return use.build.add(use.layer, use.path, "concat", use.inputs)
    for dims in every[1:]:
        if len(dims) != len(every[0]) or any(
            size != other for at, (size, other) in enumerate(zip(dims, every[0], strict=True)) if at != place
        ):
            raise use.layer.error("its inputs differ in another axis")
    whole = list(every[0])
    whole[place] = sum(dims[place] for dims in every)
    return use.build.add_own(use.layer, use.path, use.inputs, whole, **FREE)


def flatten(use: LayerUse) -> int:
    """All values in one vector."""
    return use.build.add(use.layer, use.path, "flatten", use.inputs[:1])


def reshape(use: LayerUse) -> int:
    """The same values in another shape; -1 is what is left."""
    dims, target = use.build.dims(use.inputs[0]), use.layer.config.get("target_shape")
    if not isinstance(target, list) or not all(isinstance(size, int) and size >= -1 for size in target):
        raise use.layer.error("its target_shape is no list of whole numbers")
    known = prod(size for size in target if size != -1)
    sizes = [prod(dims) // max(known, 1) if size == -1 else size for size in target]
    if target.count(-1) > 1 or prod(sizes) != prod(dims) or min(sizes, default=1) < 1:
        raise use.layer.error(f"{prod(dims):,} values do not go into {'×'.join(map(str, target[:10]))}")
    return use.build.add(use.layer, use.path, "reshape", use.inputs[:1], shape=use.build.shaped(sizes))


def permute(use: LayerUse) -> int:
    """The axes in another order."""
    dims, order = use.build.dims(use.inputs[0]), use.layer.config.get("dims")
    shape = use.build.assembly.shape(use.inputs[0])
    if not isinstance(order, list) or sorted(map(str, order)) != [str(each + 1) for each in range(len(dims))]:
        raise use.layer.error("its dims must name each axis once")
    names = ["channels", *shape.axes] if use.build.channels_first else [*shape.axes, "channels"]
    moved = [names[each - 1] for each in order]
    ours = [*moved[1:], moved[0]] if use.build.channels_first else moved
    return use.build.add(use.layer, use.path, "permute", use.inputs[:1], order=ours)


def repeat_vector(use: LayerUse) -> int:
    """A vector so many times."""
    dims = (use.layer.whole("n"), *use.build.dims(use.inputs[0]))
    return use.build.add_own(use.layer, use.path, use.inputs[:1], dims, **FREE)


def zero_padding(use: LayerUse) -> int:
    """Zeros around the input."""
    return use.build.add(use.layer, use.path, "pad", use.inputs[:1], amount=_sides(use, "padding"))


def cropping(use: LayerUse) -> int:
    """Rows and columns cut off."""
    sides = _sides(use, "cropping")
    shape = use.build.assembly.shape(use.inputs[0])
    kept = [size - before - after for size, before, after in zip(shape.spatial, sides[::2], sides[1::2], strict=True)]
    return use.build.add(use.layer, use.path, "crop", use.inputs[:1], size=kept, offset=sides[::2])


def _sides(use: LayerUse, key: str) -> list[int]:
    """Amounts before and after along each axis, out of one number, one for each axis, or two."""
    axes = len(use.build.assembly.shape(use.inputs[0]).spatial)
    written = use.layer.config.get(key, 1)
    each = written if isinstance(written, list) else [written] * axes
    if axes == 1 and len(each) == 2 and all(isinstance(side, int) for side in each):
        each = [each]
    pairs = [side if isinstance(side, list) else [side, side] for side in each]
    if len(pairs) != axes or not all(len(pair) == 2 and all(type(size) is int for size in pair) for pair in pairs):
        raise use.layer.error(f"its {key} is not a number, or two, for each of {axes} axes")
    return [size for pair in pairs for size in pair]


def up_sampling(use: LayerUse) -> int:
    """Each value several times, or values between."""
    mode = use.layer.word("interpolation", "nearest")
    size = use.layer.config.get("size", 2)
    if mode not in ("nearest", "bilinear"):
        dims = use.build.assembly.shape(use.inputs[0])
        by = size if isinstance(size, list) else [size] * len(dims.spatial)
        if len(by) != len(dims.spatial) or not all(type(each) is int and each > 0 for each in by):
            raise use.layer.error("its size is not a number for each axis")
        spatial = tuple(have * times for have, times in zip(dims.spatial, by, strict=True))
        shape = Shape(dims.channels, spatial)
        return use.build.assembly.add_own(
            use.path, mode, use.inputs[:1], KerasPlace(use.layer), shape, params=0, macs=0
        )
    return use.build.add(use.layer, use.path, "upsample", use.inputs[:1], factor=size, mode=mode)


def resizing(use: LayerUse) -> int:
    """To a size."""
    size = [use.layer.whole(key) for key in ("height", "width")]
    mode = "nearest" if use.layer.word("interpolation") == "nearest" else "bilinear"
    return use.build.add(use.layer, use.path, "upsample", use.inputs[:1], size=size, mode=mode)


def center_crop(use: LayerUse) -> int:
    """Cut to a size."""
    size = [use.layer.whole(key) for key in ("height", "width")]
    return use.build.add(use.layer, use.path, "crop", use.inputs[:1], size=size)


LAYERS: Mapping[str, Callable[[LayerUse], int]] = {
    "Concatenate": concatenate,
    "Flatten": flatten,
    "Reshape": reshape,
    "Permute": permute,
    "RepeatVector": repeat_vector,
    "ZeroPadding1D": zero_padding,
    "ZeroPadding2D": zero_padding,
    "ZeroPadding3D": zero_padding,
    "Cropping1D": cropping,
    "Cropping2D": cropping,
    "Cropping3D": cropping,
    "UpSampling1D": up_sampling,
    "UpSampling2D": up_sampling,
    "UpSampling3D": up_sampling,
    "Resizing": resizing,
    "CenterCrop": center_crop,
}
