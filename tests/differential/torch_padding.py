"""The padding that torch's own modules cannot express, as values added by `F.pad` before a module without any.

Windows are laid down and counted one by one here: the closed formulas are what is being tested.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn
from torch.nn import functional

from cnncalc.ops import conv, pool
from cnncalc.ops.sizes import Sides

PadRule = Callable[[tuple[int, ...]], Sides]
"""The padding for an input's spatial sizes: `same` is another one for every size."""


class Padded(nn.Module):
    """A value around the input, then a module that pads nothing itself; negative amounts cut off."""

    def __init__(self, rule: PadRule, value: float, module: nn.Module) -> None:
        super().__init__()
        self.rule, self.value, self.module = rule, value, module

    def forward(self, x: Tensor) -> Tensor:
        padded = functional.pad(x, innermost_first(self.rule(tuple(x.shape[2:]))), value=self.value)
        output: Tensor = self.module(padded)
        return output


def numbers(padding: Sides | str) -> Sides:
    """Padding that is known to be no word."""
    assert not isinstance(padding, str)
    return padding


def symmetric(sides: Sides | str) -> Any:
    """The padding per axis if both sides of each are the same, as torch wants it; else None."""
    if isinstance(sides, str) or any(before != after for before, after in sides):
        return None
    return tuple(before for before, _ in sides)


def own_pool_padding(op: pool.Pool) -> tuple[int, ...] | None:
    """The padding as torch's pools take it: at most half the window, and its own rounding."""
    own: tuple[int, ...] | None = symmetric(op.pad)
    if own is None or op.ceil == "caffe":
        return None
    return own if all(2 * amount <= size for amount, size in zip(own, op.kernel, strict=True)) else None


def constant(sides: Sides) -> PadRule:
    """The same padding for every size."""
    return lambda spatial: sides


def same_pads(kernel: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...], word: str) -> PadRule:
    """TensorFlow's `same`: what makes ⌈size/stride⌉ windows fit, the smaller half of it before; ONNX's lower after."""

    def rule(spatial: tuple[int, ...]) -> Sides:
        sides = []
        for size, cells, step, apart in zip(spatial, kernel, stride, dilation, strict=True):
            last_start = (size - 1) // step * step
            missing = max(last_start + (cells - 1) * apart + 1 - size, 0)
            less = missing // 2
            sides.append((less, missing - less) if word == "same" else (missing - less, less))
        return tuple(sides)

    return rule


def pool_pads(op: pool.Pool, dilation: tuple[int, ...]) -> PadRule:
    """The padding with which a pool that rounds down takes exactly the windows of `op`."""
    if isinstance(op.pad, str):
        return same_pads(op.kernel, op.stride, dilation, op.pad)
    sides = op.pad
    clips = op.ceil == "true" or any(map(any, sides))  # Caffe's `if (pad_h_ || pad_w_)`: on any axis

    def rule(spatial: tuple[int, ...]) -> Sides:
        fitted = []
        for axis, (size, (before, after)) in enumerate(zip(spatial, sides, strict=True)):
            extent, stride = (op.kernel[axis] - 1) * dilation[axis] + 1, op.stride[axis]
            if op.ceil == "false":
                windows = whole_windows(before + size + after, extent, stride)
            else:
                windows = windows_rounded_up(size, (before, after), extent, stride, clips=clips)
            if not windows:
                raise RuntimeError(f"no window of {extent} fits into {before + size + after}")
            fitted.append((before, (windows - 1) * stride + extent - before - size))
        return tuple(fitted)

    return rule


def whole_windows(length: int, extent: int, stride: int) -> int:
    """Lay windows down one after another while they fit, and count them."""
    return len(range(0, length - extent + 1, stride))


def windows_rounded_up(size: int, sides: tuple[int, int], extent: int, stride: int, *, clips: bool) -> int:
    """The windows that fit, and one more if they leave something over.

    With `clips`, the one more must not start in the padding at the end. A first window that sticks out is not
    taken if as much as a stride of it does: torch's and Caffe's quotients are then rounded up to no windows.
    """
    before, after = sides
    end = before + size + after
    count = whole_windows(end, extent, stride)
    covered = (count - 1) * stride + extent if count else 0
    starts_in_padding = clips and count * stride >= before + size
    sticks_out = count * stride + extent - end
    return count + 1 if covered < end and sticks_out < stride and not starts_in_padding else count


def transposed_cut(op: conv.ConvTranspose, spatial: tuple[int, ...]) -> PadRule:
    """What to cut off (as negative padding) from a transposed convolution's whole output."""

    def rule(whole: tuple[int, ...]) -> Sides:
        if not isinstance(op.pad, str):
            return tuple((-before, -after) for before, after in op.pad)
        if op.output_pad is None:
            wanted = [size * step for size, step in zip(spatial, op.stride, strict=True)]
        else:  # Keras': the padding is half the kernel on each side
            odd = [(cells - 1) * apart % 2 == 0 for cells, apart in zip(op.kernel, op.dilation, strict=True)]
            reach = zip(spatial, op.stride, odd, op.output_pad, strict=True)
            wanted = [(size - 1) * step + one + more for size, step, one, more in reach]
        surplus = [have - want for have, want in zip(whole, wanted, strict=True)]
        halves = [max(amount, 0) // 2 for amount in surplus]
        return tuple((-half, half - amount) for half, amount in zip(halves, surplus, strict=True))

    return rule


def innermost_first(sides: Sides) -> list[int]:
    """Padding in the order in which `F.pad` wants it."""
    return [amount for side in reversed(sides) for amount in side]
