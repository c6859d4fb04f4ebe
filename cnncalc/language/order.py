"""Shapes in another order than the language's: channels first, or behind a batch, as PyTorch and ONNX write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cnncalc.errors import did_you_mean
from cnncalc.ops.fields import whole
from cnncalc.shape import AXES, MOST_DIGITS, Shape

MOST_CHANNELS = 4
"""The most channels of an input: red, green, blue, and a fourth (grey has 1, an optical flow or stereo 2)."""
LEAST, TIMES, TIMES_ON_ONE_AXIS = 16, 8, 32
"""How large every other size is at least, and how many times as large as the channels, that these surely come first."""
WORDS = ("channels", "depth", "height", "width", "length")
SHORT = frozenset("ncdhwl")
BY_NAME = "{channels: 3, height: 224, width: 224}"


def as_papers_write(numbers: Sequence[int]) -> str:
    """The numbers of a shape in one text, as specs write it: `224x224x3`."""
    return "x".join(map(str, numbers))


def by_name(shape: Shape) -> str:
    """A shape with its sizes by name, which cannot be taken for another."""
    sizes = zip(("channels", *shape.axes), (shape.channels, *shape.spatial), strict=True)
    return f"{{{', '.join([f'{name}: {size}' for name, size in sizes])}}}"


def meant_by(shape: Shape) -> str:
    """The shape that is meant by one which can only be channels first or have a batch; empty for any other."""
    numbers = (*shape.spatial, shape.channels)
    inner = numbers[1:]
    if len(inner) >= 3 and (numbers[0] == 1 or inner[-1] == inner[-2]) and _is_channels_first(inner):
        return as_papers_write((*inner[1:], inner[0]))
    if len(inner) >= 3 and numbers[0] == 1 and _is_channels_first((inner[-1], *inner[:-1])):
        return as_papers_write(inner)
    if not _is_channels_first(numbers):
        return ""
    vector = f", or {inner[0]} for a vector" if len(inner) == numbers[0] == 1 else ""
    return as_papers_write((*inner, numbers[0])) + vector


def _is_channels_first(numbers: Sequence[int]) -> bool:
    channels, *sizes = numbers
    if not 1 <= channels <= MOST_CHANNELS or not 1 <= len(sizes) <= 3:
        return False
    if len(sizes) == 3 and sizes[0] >= 2 * channels:
        del sizes[0]  # few frames or slices are enough
    return min(sizes) >= max(LEAST, (TIMES if len(sizes) > 1 else TIMES_ON_ONE_AXIS) * channels)


def meant_for(own: Shape, numbers: Sequence[int]) -> str:
    """The shape that numbers mean for a network with this input, in the language's order; empty if not known."""
    axes = len(own.spatial) + 1
    if len(numbers) == axes + 1:
        numbers = numbers[1:]  # the batch
    if len(numbers) != axes:
        return ""
    first = numbers[0] == own.channels and numbers[-1] != own.channels
    return as_papers_write((*numbers[1:], numbers[0]) if first else numbers)


def numbers_in(text: str) -> list[int]:
    """The numbers of a text that has nothing else but what stands between them."""
    if not re.fullmatch(r"[\s\d,;x×X*()\[\]]+", text):
        return []
    found = re.findall(r"\d+", text)
    return [int(number) for number in found] if all(len(number) <= MOST_DIGITS for number in found) else []


def is_by_name(values: Mapping[str, Any]) -> bool:
    """Whether a mapping is one shape with its sizes by name, and not several inputs by name."""
    known = [name for name in values if name in WORDS]
    names_sizes = "channels" in known or len(known) > 1 or ("c" in values and values.keys() <= SHORT)
    return names_sizes and all(_size(value) is not None for value in values.values())


def shape_by_name(values: Mapping[str, Any]) -> Shape:
    """The shape of a mapping of sizes by name; raise ValueError, with a hint, for what is none."""
    sizes = {name: _size(value) for name, value in values.items()}
    for axes in AXES.values():
        if sizes.keys() == {"channels", *axes}:
            wrong = next((name for name, size in sizes.items() if size is None or size < 1), "")
            if wrong:
                raise ValueError(f"{wrong} must be a whole number of at least 1", "")
            return Shape(sizes["channels"] or 1, tuple([sizes[axis] or 1 for axis in axes]))
    strange = next((name for name in sizes if name not in WORDS), "")
    if strange:
        raise ValueError(f"a shape has no {strange!r}", did_you_mean(strange, WORDS) or f"write {BY_NAME}")
    if "channels" not in sizes:
        raise ValueError("a shape needs channels:", f"write {BY_NAME}")
    raise ValueError(
        f"no shape has {', '.join(sizes)}", "its axes are length; height and width; or depth, height and width"
    )


def _size(value: Any) -> int | None:
    text = value if isinstance(value, str) else ""
    size = int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else whole(value)
    return size if size is None or size < 10**MOST_DIGITS else None
