"""What a position of an op's output sees of its input, along one spatial axis.

Every window repeats itself: `period` positions further it sees the same, moved by `advance` positions of the input.
`sees` gives the positions of the input that one position sees, from the first to the last; the first are below 0 and
the last beyond the end where there is padding.

Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016.
"""

from collections.abc import Sequence
from math import gcd
from typing import Literal, NamedTuple, TypeAlias


class Sliding(NamedTuple):
    """A window that slides over the input: `kernel` cells, `dilation` apart."""

    kernel: int = 1
    stride: int = 1
    pad: int = 0
    """Positions added before the input; below 0 where it is cropped."""
    dilation: int = 1
    beyond: str = ""
    """What is there before the input and after its end: nothing, the input's own in a `reflect`ion, or the first and
    the last of them again (`replicate`)."""

    @property
    def period(self) -> int:
        return 1

    @property
    def advance(self) -> int:
        return self.stride

    def sees(self, position: int) -> range:
        """Position o sees the input from o·S − P on, every D-th position."""
        start = position * self.stride - self.pad
        return range(start, start + (self.kernel - 1) * self.dilation + 1, self.dilation)


class Spreading(NamedTuple):
    """A transposed convolution: each position of the input spreads a kernel over the output, `stride` apart."""

    kernel: int
    stride: int
    pad: int
    """Positions cut off before the output."""
    dilation: int

    @property
    def period(self) -> int:
        return self.stride

    @property
    def advance(self) -> int:
        return 1

    def sees(self, position: int) -> range:
        """Position o sees every i with i·S + k·D = o + P for a cell k of the kernel; none in gaps of the stride."""
        common = gcd(self.stride, self.dilation)
        cells, at = self.stride // common, position + self.pad
        for cell in range(min(self.kernel, cells)):
            if (at - cell * self.dilation) % self.stride == 0:
                last = (at - cell * self.dilation) // self.stride
                step = self.dilation // common
                return range(last - (self.kernel - 1 - cell) // cells * step, last + 1, step)
        return range(0)


class Scaling(NamedTuple):
    """The input's `have` positions laid out anew as `want`.

    `cells`: position o covers its share, ⌊o·W/n⌋ up to ⌈(o + 1)·W/n⌉ (adaptive pooling). `nearest`: the copy of
    ⌊o·W/n⌋. `linear`: the two around (o + ½)·W/n − ½, or one if that is a position (positions have their values in
    their middle, as in PyTorch with align_corners=False and in TensorFlow 2).
    """

    have: int
    want: int
    mode: str

    @property
    def period(self) -> int:
        return self.want // gcd(self.have, self.want)

    @property
    def advance(self) -> int:
        return self.have // gcd(self.have, self.want)

    def sees(self, position: int) -> range:
        """A position sees one, two neighbours, or the whole of a cell, by the mode."""
        start = position * self.have // self.want
        if self.mode == "nearest":
            return range(start, start + 1)
        if self.mode == "cells":
            return range(start, -(-(position + 1) * self.have // self.want))
        middle = (2 * position + 1) * self.have - self.want  # in halves of an output's share
        return range(middle // (2 * self.want), -(-middle // (2 * self.want)) + 1)


class Partition(NamedTuple):
    """The input cut into parts of `kernel` positions: each position sees those of its own part.

    The first part begins `shift` positions before the input.
    """

    kernel: int
    shift: int = 0

    @property
    def dilation(self) -> int:
        return 1

    @property
    def period(self) -> int:
        return self.kernel

    @property
    def advance(self) -> int:
        return self.kernel

    def sees(self, position: int) -> range:
        """Position o sees the part that it is in."""
        start = (position + self.shift) // self.kernel * self.kernel - self.shift
        return range(start, start + self.kernel)


class Grid(NamedTuple):
    """The input's `have` positions dealt out in turn to sets of `kernel`: each position sees those of its own set."""

    kernel: int
    have: int

    @property
    def dilation(self) -> int:
        return self.period

    @property
    def period(self) -> int:
        return -(-self.have // self.kernel)

    @property
    def advance(self) -> int:
        return 0

    def sees(self, position: int) -> range:
        """Position o sees every position that is a multiple of ⌈W/w⌉ away from it."""
        return range(position % self.period, self.kernel * self.period, self.period)


class Past(NamedTuple):
    """A recurrence along the input's `have` positions: each sees itself and all before."""

    have: int

    @property
    def kernel(self) -> int:
        return self.have

    @property
    def dilation(self) -> int:
        return 1

    @property
    def period(self) -> int:
        return self.have

    @property
    def advance(self) -> int:
        return 0

    def sees(self, position: int) -> range:
        """Position o sees the positions up to o."""
        return range(position + 1)


AxisWindow: TypeAlias = Sliding | Spreading | Scaling | Partition | Grid | Past

Channels: TypeAlias = AxisWindow | Literal["all", "some", "parts", "positions"]
"""Where an op's output channels come from: the channels of the input that a window names, `all` of them, or `some`;
`parts` where positions become channels, `positions` where channels become positions."""

CHANNELS = -1
"""The number that stands for the channels among the axes of a tensor."""


def inside(window: AxisWindow, position: int, size: int) -> Sequence[int]:
    """The positions that one position sees of an input of a size, in order, without those beyond its ends."""
    seen = window.sees(position)
    if isinstance(window, Sliding) and window.beyond and (seen[0] < 0 or seen[-1] >= size):
        return sorted({_copied(each, size, window.beyond) for each in seen})
    before = -(min(seen.start, 0) // seen.step) * seen.step
    return range(seen.start + before, min(seen.stop, size), seen.step)


def in_order(window: AxisWindow, size: int, places: int) -> bool:
    """Whether each position of the output sees neighbours without gaps, none of them less far than the one before.

    True if no position leaves gaps and the first and the last one see something.
    """
    if isinstance(window, (Scaling, Partition, Past)):
        return True
    if isinstance(window, Grid):
        return False
    without_gaps = window.dilation == 1 or window.kernel == 1
    if isinstance(window, Spreading):
        without_gaps = without_gaps and window.kernel >= window.stride
    elif window.beyond == "reflect":
        return False
    return without_gaps and bool(inside(window, 0, size)) and bool(inside(window, places - 1, size))


def _copied(position: int, size: int, beyond: str) -> int:
    if beyond == "reflect":
        position = abs(position)
        return min(position, 2 * (size - 1) - position)
    return min(max(position, 0), size - 1)


ITSELF = Sliding()
"""The window of an op that works on each position by itself."""
