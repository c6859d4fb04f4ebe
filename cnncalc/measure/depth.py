"""Layers as papers count them, and how deep they stand one after the other."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
LAYER_KINDS = ("convolution", "fully connected")
"""The kinds of steps that papers count as layers."""


def depths(steps: Iterable[tuple[K, Sequence[K], bool]]) -> dict[K, int]:
    """For each step the most layers on a path from an input to it, itself among them if it is one.

    Steps come in execution order, each with the steps it reads and whether it counts as a layer; what is read and
    is no step is an input.
    """
    found: dict[K, int] = {}
    for step, inputs, counts in steps:
        deepest = 0
        for each in inputs:
            before = found.get(each, 0)
            if before > deepest:
                deepest = before
        found[step] = deepest + counts
    return found
