"""Layers whose windows slide, as modules of PyTorch: convolutions and pools, and the padding that torch's own lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cnncalc.exporters.first_channels import fitting_pads, pads_of
from cnncalc.exporters.pytorch.code import Call, CodeValue, call, sequence
from cnncalc.exporters.unsayable import UnsayableError
from cnncalc.ops import conv
from cnncalc.ops.sizes import Sides
from cnncalc.shape import Shape


def convolution(op: Any, x: Shape, y: Shape) -> Call:
    """An ordinary, grouped or depthwise convolution; where its sides differ, the input is padded before."""
    axes = len(op.kernel)
    pads = pads_of(op, x, y)
    own = symmetric(pads)
    groups = x.channels if isinstance(op, conv.DepthwiseConv) else op.groups
    options = said(stride=(op.stride, 1), padding=(own or (0,), 0), dilation=(op.dilation, 1), groups=((groups,), 1))
    options |= {} if op.bias else {"bias": False}
    given = (("channels", x.channels), ("filters", y.channels), ("kernel", sizes(op.kernel)))
    made = call(f"nn.Conv{axes}d", *given, **options)
    return made if own is not None else sequence(padding(pads, axes), made)


def transposed(op: conv.ConvTranspose, x: Shape, y: Shape) -> Call:
    """A transposed convolution; where torch cannot cut what its sides need, the whole output is made and cut."""
    axes, own = len(op.kernel), symmetric(op.cut)
    along = zip(x.spatial, op.stride, op.dilation, op.kernel, strict=True)
    whole = [(size - 1) * step + apart * (cells - 1) + 1 for size, step, apart, cells in along]
    extra = tuple(want - have + 2 * side for want, have, side in zip(y.spatial, whole, own or (0,) * axes, strict=True))
    least = map(max, op.stride, op.dilation)
    fits = own is not None and all(0 <= more < limit for more, limit in zip(extra, least, strict=True))
    options = said(stride=(op.stride, 1), dilation=(op.dilation, 1), groups=((op.groups,), 1))
    if fits:
        options |= said(padding=(own or (), 0), output_padding=(extra, 0))
    options |= {} if op.bias else {"bias": False}
    given = (("channels", x.channels), ("filters", op.filters), ("kernel", sizes(op.kernel)))
    made = call(f"nn.ConvTranspose{axes}d", *given, **options)
    if fits:
        return made
    ends = zip(op.cut, y.spatial, whole, strict=True)
    return sequence(made, padding(tuple((-start, want - have + start) for (start, _), want, have in ends), axes))


def said(**options: tuple[tuple[int, ...], int]) -> dict[str, CodeValue]:
    """The sizes that are not at torch's defaults, of those given as (sizes, default)."""
    return {word: sizes(values) for word, (values, default) in options.items() if set(values) - {default}}


def pooling(kind: str) -> Callable[[Any, Shape, Shape], Call]:
    """Pooling over windows: with torch's own padding, or with values around the input that never win or count."""

    def write(op: Any, x: Shape, y: Shape) -> Call:
        axes, options = len(op.kernel), dict[str, CodeValue]()
        dilation = op.dilation if kind == "Max" else (1,) * axes
        own = symmetric(pads_of(op, x, y))
        counts = None if own is None else [_windows(op, x, own, dilation, up=up) for up in (False, True)]
        if own is None or counts is None or y.spatial not in counts or not _is_taken(own, op.kernel):
            return _padded_pool(kind, op, fitting_pads(op, x, y, dilation), options, dilation)
        if y.spatial != counts[0]:
            options["ceil_mode"] = True
        if any(own):
            options["padding"] = sizes(own)
            if kind == "Avg" and not op.count_pad:
                options["count_include_pad"] = False
        if max(dilation) > 1:
            options["dilation"] = sizes(dilation)
        return _pool(kind, op, options)

    return write


def _is_taken(padding: tuple[int, ...], kernel: tuple[int, ...]) -> bool:
    """Whether torch's pools take a padding: at most half the window."""
    return all(0 <= 2 * side <= size for side, size in zip(padding, kernel, strict=True))


def _windows(op: Any, x: Shape, padding: tuple[int, ...], dilation: tuple[int, ...], *, up: bool) -> tuple[int, ...]:
    """How many windows torch's pools take along each axis: rounded up, none that starts in the padding at the end."""
    counts = []
    for size, cells, step, side, apart in zip(x.spatial, op.kernel, op.stride, padding, dilation, strict=True):
        free = size + 2 * side - apart * (cells - 1) - 1
        count = (-(-free // step) if up else free // step) + 1
        counts.append(count - 1 if up and (count - 1) * step >= size + side else count)
    return tuple(counts)


def _pool(kind: str, op: Any, options: dict[str, CodeValue]) -> Call:
    """A pool of torch; its stride is written even where it is 1, as torch takes the kernel's if none is."""
    return call(
        f"nn.{kind}Pool{len(op.kernel)}d", ("kernel", sizes(op.kernel)), ("stride", sizes(op.stride)), **options
    )


def _padded_pool(kind: str, op: Any, pads: Sides, options: dict[str, CodeValue], dilation: tuple[int, ...]) -> Call:
    """Pooling of an input that has been padded before."""
    axes = len(op.kernel)
    if kind == "Avg" and not op.count_pad and any(side > 0 for sides in pads for side in sides):
        raise UnsayableError("PyTorch cannot leave padding out of a mean where the sides differ")
    if max(dilation) > 1:
        options["dilation"] = sizes(dilation)
    value = float("-inf") if kind == "Max" else 0.0
    return sequence(padding(pads, axes, value), _pool(kind, op, options))


def symmetric(sides: Sides) -> tuple[int, ...] | None:
    """The padding of each axis if both its sides are the same, as torch's modules take it."""
    return tuple(before for before, _ in sides) if all(before == after for before, after in sides) else None


def padding(sides: Sides, axes: int, value: float = 0.0) -> Call:
    """Values around the input, side by side; negative amounts cut off."""
    return call(f"nn.ConstantPad{axes}d", ("sides", innermost_first(sides)), ("value", value))


def innermost_first(sides: Sides) -> tuple[int, ...]:
    """Padding in torch's order: the last axis first."""
    return tuple(amount for side in reversed(sides) for amount in side)


def sizes(values: tuple[int, ...]) -> CodeValue:
    """Sizes along the axes; equal ones are one."""
    return values[0] if len(set(values)) == 1 else tuple(values)
