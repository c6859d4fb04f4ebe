"""Windows laid down and counted one by one, without a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

Place = tuple[int, ...]


def cells(sizes: Sequence[int]) -> Iterator[Place]:
    """Every cell of a grid."""
    return product(*map(range, sizes))


def places(
    sizes: Sequence[int],
    kernel: Sequence[int],
    stride: Sequence[int],
    dilation: Sequence[int],
    pad: Sequence[int] | str,
) -> list[Place]:
    """Where a kernel fits on a padded grid: every corner, a stride apart, from which all its cells are on it.

    With `same`, as many as there are multiples of the stride on the grid itself.
    """
    if isinstance(pad, str):
        return [at for at in cells(sizes) if all(i % step == 0 for i, step in zip(at, stride, strict=True))]
    before, after = pad[::2], pad[1::2]
    low = [-amount for amount in before]
    high = [size + amount for size, amount in zip(sizes, after, strict=True)]
    grid = set(product(*map(range, low, high)))
    corners = product(*map(range, low, high, stride))
    return [at for at in corners if all(_cell(at, cell, dilation) in grid for cell in cells(kernel))]


def extent(found: Sequence[Place]) -> Place:
    """How many different places there are along each axis."""
    return tuple(len(set(along)) for along in zip(*found, strict=True))


def covered(kernel: Sequence[int], dilation: Sequence[int], **_: object) -> Place:
    """How many cells there are from a kernel's first to its last, with those between."""
    return tuple(len(range((size - 1) * apart + 1)) for size, apart in zip(kernel, dilation, strict=True))


def spread(
    sizes: Sequence[int],
    kernel: Sequence[int],
    stride: Sequence[int],
    dilation: Sequence[int],
    pad: Sequence[int],
    extra: int,
) -> Place:
    """The size of the grid that the kernels cover when every cell spreads one, less the padding and with some extra."""
    covered = {
        _cell(tuple(i * step for i, step in zip(at, stride, strict=True)), cell, dilation)
        for at in cells(sizes)
        for cell in cells(kernel)
    }
    last = [max(along) for along in zip(*covered, strict=True)]
    return tuple(end + 1 - before - after + extra for end, before, after in zip(last, pad[::2], pad[1::2], strict=True))


def _cell(corner: Place, cell: Place, dilation: Sequence[int]) -> Place:
    return tuple(at + i * apart for at, i, apart in zip(corner, cell, dilation, strict=True))
