"""What one position of an output sees, against everything that is laid out and looked at."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import ceil, floor

import pytest

from cnncalc.ops.axis_window import AxisWindow, Scaling, Sliding, Spreading, in_order, inside
from cnncalc.ops.window import same_pads
from cnncalc.shape import Shape

POSITIONS = range(-4, 13)

SLIDING = [Sliding(*fields) for fields in product((1, 2, 3, 5), (1, 2, 3), (-1, 0, 2), (1, 2, 3))]
SPREADING = [Spreading(*fields) for fields in product((1, 2, 3, 5), (1, 2, 3, 4), (0, 1, 3), (1, 2, 3, 6))]
SCALING = [Scaling(*fields) for fields in product((1, 2, 3, 6, 7), (1, 2, 3, 4, 9), ("cells", "nearest", "linear"))]


def seen_by_a_kernel(window: Sliding, position: int) -> list[int]:
    """Dumoulin and Visin, 2016: the kernel's cells, laid on the input at the position."""
    return [position * window.stride - window.pad + cell * window.dilation for cell in range(window.kernel)]


def seen_by_spreading(window: Spreading, position: int) -> list[int]:
    """Dumoulin and Visin, 2016, chapter 4: each input lays the whole kernel on the output."""
    return [
        i
        for i in range(-40, 60)
        if position in [i * window.stride + cell * window.dilation - window.pad for cell in range(window.kernel)]
    ]


def seen_by_scaling(window: Scaling, position: int) -> list[int]:
    """What PyTorch documents of adaptive_avg_pool1d and interpolate (align_corners=False), with exact fractions."""
    share = Fraction(window.have, window.want)
    if window.mode == "cells":
        return list(range(floor(position * share), ceil((position + 1) * share)))
    if window.mode == "nearest":
        return [floor(position * share)]
    middle = (position + Fraction(1, 2)) * share - Fraction(1, 2)
    return sorted({floor(middle), ceil(middle)})


def test_sliding() -> None:
    for window, position in product(SLIDING, POSITIONS):
        assert list(window.sees(position)) == seen_by_a_kernel(window, position), (window, position)


def test_spreading() -> None:
    for window, position in product(SPREADING, POSITIONS):
        assert list(window.sees(position)) == seen_by_spreading(window, position), (window, position)


def test_scaling() -> None:
    for window, position in product(SCALING, POSITIONS):
        assert list(window.sees(position)) == seen_by_scaling(window, position), (window, position)


@pytest.mark.parametrize("family", [SLIDING, SPREADING, SCALING], ids=["sliding", "spreading", "scaling"])
def test_it_repeats_itself(family: list[AxisWindow]) -> None:
    for window, position in product(family, POSITIONS):
        moved = [at + window.advance for at in window.sees(position)]
        assert list(window.sees(position + window.period)) == moved, (window, position)


def test_same_padding() -> None:
    """As TensorFlow's notes on padding (api_docs/python/tf/nn) have it: in all max(F − S, 0) where S divides W."""
    for size, extent, stride in product(range(1, 12), range(1, 8), range(1, 6)):
        whole = max(extent - (size % stride or stride), 0)
        found = same_pads(Shape(1, (size,)), (extent,), (stride,))
        assert found == ((whole // 2, whole - whole // 2),), (size, extent, stride)
        lower = same_pads(Shape(1, (size,)), (extent,), (stride,), "same_lower")  # ONNX, docs/Operators.md, auto_pad
        assert lower == ((whole - whole // 2, whole // 2),), (size, extent, stride)


COPYING = [each._replace(beyond=beyond) for each in SLIDING for beyond in ("replicate", "reflect")]


@pytest.mark.parametrize(("size", "places"), [(4, 1), (4, 3), (7, 5), (7, 9)])
def test_positions_that_see_in_order_do(size: int, places: int) -> None:
    """What is told from the first and the last position holds for every one between them."""
    scaled = [(window, window.have, window.want) for window in SCALING]
    for window, have, want in [*((each, size, places) for each in (*SLIDING, *COPYING, *SPREADING)), *scaled]:
        if in_order(window, have, want):
            seen = [inside(window, place, have) for place in range(want)]
            assert all(list(each) == list(range(each[0], each[-1] + 1)) for each in seen), window
            assert all(one[0] <= other[0] and one[-1] <= other[-1] for one, other in pairwise(seen)), window
