"""An op that is not known, on several inputs."""

from __future__ import annotations

from cnncalc.ops.base import Counts, Join
from cnncalc.ops.custom import Custom
from cnncalc.shape import Shape


class ManyInputs(Custom, Join):
    """An op of one's own that reads several values."""

    def join(self, inputs: tuple[Shape, ...]) -> Shape:
        return self.shape or inputs[0]

    def infer(self, inputs: tuple[Shape, ...]) -> Shape:
        return self.join(inputs)

    def count_parameters(self, inputs: tuple[Shape, ...]) -> Counts:
        return self.parameters(inputs[0])

    def count_operations(self, inputs: tuple[Shape, ...], output: Shape) -> Counts:
        return self.operations(inputs[0], output)
