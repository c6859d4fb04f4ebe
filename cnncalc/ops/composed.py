"""Ops of several parts, each with MACs of its own: attention, recurrences."""

from __future__ import annotations

from cnncalc.ops.base import NOTHING, Counts, Op
from cnncalc.shape import Shape


class Composed(Op):
    """An op whose MACs have several parts, which a working shows one by one."""

    def macs_by_part(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        """The MACs part by part, products of activations among them."""
        raise NotImplementedError

    def inner_macs(self, inputs: tuple[Shape, ...], y: Shape) -> int:
        """The MACs of weights on activations that the op makes itself."""
        raise NotImplementedError

    def named_sizes(self, inputs: tuple[Shape, ...]) -> Counts:
        """Sizes with letters of their own in the op's formulas, worked out of its fields and inputs."""
        return NOTHING
