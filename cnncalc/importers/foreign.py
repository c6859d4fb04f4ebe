"""An op of another framework that cnncalc has none for, with what its file tells of it."""

from __future__ import annotations

from cnncalc.ops.base import Counts, Join
from cnncalc.ops.custom import Custom
from cnncalc.shape import Shape


class Foreign(Custom, Join):
    """An op of one's own on any number of inputs."""

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        return self.output(inputs[0])

    def count_parameters(self, inputs: tuple[Shape, ...]) -> Counts:
        return self.parameters(inputs[0])

    def join_operations(self, inputs: tuple[Shape, ...], y: Shape) -> Counts:
        return self.operations(inputs[0], y)
