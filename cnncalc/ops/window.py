"""The arithmetic of a window that slides over an input; convolutions and poolings share it."""

from __future__ import annotations

from typing import Any

from cnncalc.errors import ShapeError
from cnncalc.ops.axis_window import Sliding
from cnncalc.ops.base import NO_BIAS, Op, Window
from cnncalc.ops.sizes import PADS_OF_KERNELS, Sides, pad_text, short_sizes
from cnncalc.quantity import at_least, ceil_div
from cnncalc.shape import Shape


class Windowed(Op):
    """An op whose `kernel` slides; padding that a word says by the kernel is numbers from the start."""

    def __init__(self, **values: Any) -> None:
        if isinstance(values["pad"], str) and values["pad"] in PADS_OF_KERNELS:
            dilation = values.get("dilation") or (1,) * len(values["kernel"])
            values["pad"] = pads_of_kernel(values["pad"], extents(values["kernel"], dilation))
        super().__init__(**values)


def pads_of_kernel(word: str, extent: tuple[int, ...]) -> Sides:
    """The padding that a word says by how much a kernel covers, F, or D·(F − 1) + 1 with dilation.

    `half`: ⌊(F − 1)/2⌋ on both sides, which keeps the size where F is odd. `causal`: F − 1 before on the first axis,
    which is time, and half on the others: van den Oord et al., WaveNet, 2016, section 2.1, recalled. `full`: F − 1 on
    both sides: Dumoulin and Visin, 2016, relationship 4, recalled.
    """
    half, whole = [(size - 1) // 2 for size in extent], [size - 1 for size in extent]
    if word == "full":
        return tuple(zip(whole, whole, strict=True))
    sides = list(zip(half, half, strict=True))
    return ((whole[0], 0), *sides[1:]) if word == "causal" else tuple(sides)


def extents(kernel: tuple[int, ...], dilation: tuple[int, ...]) -> tuple[int, ...]:
    """How much of the input each side of a kernel covers: D·(F − 1) + 1.

    Yu and Koltun, Multi-Scale Context Aggregation by Dilated Convolutions, ICLR 2016.
    """
    if max(dilation, default=1) == 1:
        return kernel
    return tuple([size if step == 1 else step * (size - 1) + 1 for size, step in zip(kernel, dilation, strict=True)])


def slide(
    x: Shape, extent: tuple[int, ...], stride: tuple[int, ...], pad: Sides | str, rounding: str = "down"
) -> tuple[int, ...]:
    """The number of places a window takes along each axis.

    (W − F + 2P)/S + 1, rounded down (Dumoulin and Visin, A guide to convolution arithmetic, 2016,
    relationship 6); with `same`, ⌈W/S⌉. `rounding` "up" is PyTorch's ceil mode, which drops a last
    window that would start beyond the input and its left padding; "caffe" drops it only where there is padding.
    """
    if isinstance(pad, str):
        return tuple(ceil_div(size, step) for size, step in zip(x.spatial, stride, strict=True))
    up = rounding != "down"
    clips = rounding == "up" or (rounding == "caffe" and any(any(map(int, sides)) for sides in pad))
    axes = zip(x.spatial, extent, stride, pad, strict=True)
    places = tuple([_places(size, covered, step, sides, up, clips) for size, covered, step, sides in axes])
    if min(places) < 1:
        check_fits(x, extent, pad)
    return places


def padded(size: int, sides: tuple[int, int]) -> int:
    """A size with its padding before and after."""
    before, after = sides
    if not before and not after:
        return size
    return size + 2 * before if before == after else size + before + after


def check_fits(x: Shape, extent: tuple[int, ...], pad: Sides) -> None:
    """Raise ShapeError if the window is larger than the padded input."""
    whole = tuple(int(size) + sum(map(int, sides)) for size, sides in zip(x.spatial, pad, strict=True))
    if any(covered > size for covered, size in zip(extent, whole, strict=True)):
        window = short_sizes(tuple(map(int, extent)))
        raise ShapeError(
            f"kernel {window} is larger than its padded input, {'×'.join(map(str, whole))}",
            field="kernel",
            hint=f"the input is {x.spatial_text}: use a smaller kernel, more padding or a smaller stride before",
        )


def _places(size: int, extent: int, stride: int, sides: tuple[int, int], rounded_up: bool, clips: bool) -> int:
    before, after = sides
    free = size - extent + 2 * before if before == after else size - extent + before + after
    if not rounded_up:
        return free // stride + 1
    places = ceil_div(free, stride) + 1
    if clips and (int(places) - 1) * int(stride) >= int(size) + int(before):
        return places - 1
    return places


def same_pads(
    x: Shape, extent: tuple[int, ...], stride: tuple[int, ...], word: str = "same", y: Shape | None = None
) -> Sides:
    """The padding that `same` stands for: as TensorFlow splits it, the odd one after; before with `same_lower`.

    `y` is the output, if known.
    """
    places = y.spatial if y is not None else slide(x, extent, stride, "same")
    sides = []
    for size, covered, step, count in zip(x.spatial, extent, stride, places, strict=True):
        needed = at_least((count - 1) * step + covered - size, 0)
        less, more = halves(needed)
        sides.append((more, less) if word == "same_lower" else (less, more))
    return tuple(sides)


def halves(amount: int) -> tuple[int, int]:
    """The two halves of an amount, the smaller first."""
    return amount // 2, ceil_div(amount, 2) if amount % 2 else amount // 2


def implied_pads(x: Shape, extent: tuple[int, ...], stride: tuple[int, ...], pad: Sides | str, y: Shape) -> Sides:
    """The padding that `same` stands for; nothing where it is said in numbers."""
    return same_pads(x, extent, stride, pad, y) if isinstance(pad, str) else ()


def sliding(
    x: Shape, kernel: tuple[int, ...], stride: tuple[int, ...], pad: Sides | str, dilation: tuple[int, ...]
) -> Window:
    """What one place of a window sees along each axis."""
    sides = same_pads(x, extents(kernel, dilation), stride, pad) if isinstance(pad, str) else pad
    return tuple(
        Sliding(size, step, before, gap)
        for size, step, (before, _), gap in zip(kernel, stride, sides, dilation, strict=True)
    )


def left_out(x: Shape, extent: tuple[int, ...], stride: tuple[int, ...], pad: Sides | str, rounding: str) -> str:
    """Say so if rounding up would put a last window beyond the input, which is then left out; else nothing."""
    if isinstance(pad, str):
        return ""
    axes = zip(x.spatial, extent, stride, pad, strict=True)
    every = tuple([_places(size, covered, step, sides, True, False) for size, covered, step, sides in axes])
    if every == slide(x, extent, stride, pad, rounding):
        return ""
    return "rounded up, a last window would start beyond the input and the padding before it: it is left out"


def unseen(x: Shape, extent: tuple[int, ...], stride: tuple[int, ...], pad: Sides | str) -> str:
    """Say so if the stride leaves a part of the real input out, else nothing."""
    if isinstance(pad, str):
        return ""
    left_out = []
    for size, covered, step, (before, after) in zip(x.spatial, extent, stride, pad, strict=True):
        # One that steps over most of the input is meant to.
        left_out.append(max((size - covered + before + after) % step - after, 0) if covered >= step else 0)
    if not any(left_out):
        return ""
    verb = "is" if sum(left_out) == 1 else "are"
    parts = f"the last {_parts(left_out)} of the {x.spatial_text} input"
    return f"the stride does not divide evenly: {parts} {verb} never seen"


def _parts(counts: list[int]) -> str:
    """So many of each axis in words, `row and column`, `3 rows and 2 columns`."""
    names = {1: ("position",), 2: ("row", "column"), 3: ("plane", "row", "column")}[len(counts)]
    found = [(count, name) for count, name in zip(counts, names, strict=True) if count]
    if len({count for count, _ in found}) == 1 and found[0][0] > 1:
        return f"{found[0][0]} " + " and ".join(f"{name}s" for _, name in found)
    return " and ".join(name if count == 1 else f"{count} {name}s" for count, name in found)


def describe_window(kernel: tuple[int, ...], stride: tuple[int, ...], pad: Sides | str) -> str:
    """Write a window in the lectures' letters, `F=11 S=4 P=0`."""
    return f"F={short_sizes(kernel)} S={short_sizes(stride)} P={pad_text(pad)}"


def describe_rest(dilation: tuple[int, ...], groups: int, *, bias: bool = True) -> str:
    """Write dilation and groups where they are not 1, and that there is no bias."""
    dilated = f" D={short_sizes(dilation)}" if max(dilation) > 1 else ""
    return dilated + (f" G={groups}" if groups > 1 else "") + ("" if bias else NO_BIAS)
