"""Layers that questions are about: drawn so that every size is whole, built and worked out by the engine."""

from typing import Any, NamedTuple

from cnncalc.graph import Graph
from cnncalc.graph.builder import GraphBuilder
from cnncalc.ops import OPS
from cnncalc.ops.base import Op
from cnncalc.report.questions.digest import Digest
from cnncalc.report.walk import LayerWalk, Working, WorkingLine, steps_of
from cnncalc.shape import Shape
from cnncalc.text import letters_apart

STRIDES = (1, 2, 3, 4)
"""The strides of windows, in equal shares."""
KERNELS = (2, 3, 4, 5, 7, 9, 11)
CHANNELS = (3, *range(8, 265, 8))
FILTERS = tuple(range(8, 521, 8))
LEAST, MOST = 4, 120
"""The output sizes that are drawn."""


class SquareWindow(NamedTuple):
    """A window that slides over W×W positions, with `over` rows behind the last one that it sees."""

    kernel: int
    stride: int
    pad: int
    over: int = 0

    def before(self, after: int) -> int:
        """The input's size for an output of a size: W = (O − 1)·S + F − 2P, and what is over."""
        return (after - 1) * self.stride + self.kernel - 2 * self.pad + self.over


class Built(NamedTuple):
    """Layers in a row, with their working."""

    graph: Graph
    steps: tuple[LayerWalk, ...]
    workings: tuple[Working, ...]

    @property
    def output(self) -> Shape:
        """What comes out of the last."""
        return self.steps[-1].output_shape


def draw_window(draw: Digest, strides: tuple[int, ...] = STRIDES, *, rounded: bool = False) -> SquareWindow:
    """A window that leaves no position out; where sizes are rounded, some rows are over."""
    stride = draw.one_of([stride for stride in strides if stride > 1 or not rounded])
    kernel = draw.one_of([kernel for kernel in KERNELS if kernel >= stride])
    pad = draw.between(0, kernel // 2)
    return SquareWindow(kernel, stride, pad, draw.between(1, stride - 1) if rounded else 0)


def conv_of(filters: int, window: SquareWindow) -> Op:
    """A convolution with a window."""
    return op_of("conv", filters=filters, kernel=window.kernel, stride=window.stride, pad=window.pad)


def op_of(name: str, **fields: Any) -> Op:
    """An op on maps, by its fields as a spec has them."""
    return OPS[name].read(fields, 0 if name == "linear" else 2)


def build(x: Shape, *ops: Op, biases: bool = False) -> Built:
    """Layers in a row on an input, with their working."""
    builder = GraphBuilder()
    last = builder.add_input("input", x)
    for number, op in enumerate(ops, start=1):
        last = builder.add(f"layer {number}", op, (last,))
    graph = builder.finish(last)
    steps = tuple(steps_of(graph, graph.layers(), biases))
    return Built(graph, steps, tuple([step.task.work_out() for step in steps]))


def given(x: Shape, *ops: Op) -> tuple[str, ...]:
    """The lines that say what is given: the input and the layers, in the lectures' letters."""
    return (f"Input {x}", *map(op_line, ops))


def op_line(op: Op) -> str:
    """An op as the lectures write it, `conv K = 96, F = 11, S = 4, P = 0`."""
    return f"{op.name} {letters_apart(op.describe())}".rstrip()


def named(line: WorkingLine, name: str) -> WorkingLine:
    """A line of working under another name."""
    return line._replace(what=name)


def sum_line(what: str, lines: tuple[WorkingLine, ...]) -> WorkingLine:
    """The sum of some lines."""
    return WorkingLine(what, "", " + ".join([f"{line.value:,}" for line in lines]), sum(line.value for line in lines))
