"""The tables of facts about ops: what a row is, and how it is checked."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from cnncalc.errors import FieldError, ShapeError
from cnncalc.graph import infer
from cnncalc.ops import op_named
from cnncalc.ops.base import Op
from cnncalc.shape import Shape, parse_shape
from cnncalc.source.document import read_value
from cnncalc.source.values import plain


class Case(NamedTuple):
    """A step as a spec writes it, the shapes of its inputs, and what follows."""

    step: str
    inputs: str
    output: str
    counts: dict[str, int]


class Refusal(NamedTuple):
    """A step or an input that is refused: the field at fault, and the message with its hint."""

    step: str
    inputs: str
    field: str
    message: str


def row(step: str, inputs: str, output: str, /, **counts: int) -> Case:
    """A step with everything it counts: parameters, kept statistics and operations, each by its name."""
    return Case(step, inputs, output, counts)


def op_of(step: str, axes: int) -> Op:
    """The op that a step means."""
    written: Any = plain(read_value(step, "step"))
    if isinstance(written, str):
        return op_named(written).read({}, axes)
    head = next(iter(written))
    op, value = op_named(head), written.pop(head)
    return op.read({**({} if value is None else {op.main: value}), **written}, axes)


def shapes_of(text: str) -> tuple[Shape, ...]:
    """The shapes in `28x28x64, 28x28x32`."""
    return tuple(map(parse_shape, filter(None, text.split(","))))


def axes_of(inputs: tuple[Shape, ...]) -> int:
    """The spatial axes of the first input."""
    return len(inputs[0].spatial) if inputs else 0


def counts_of(op: Op, inputs: tuple[Shape, ...], output: Shape) -> dict[str, int]:
    """Everything an op counts."""
    parts = (op.count_parameters(inputs), op.count_buffers(inputs), op.count_operations(inputs, output))
    return {name: count for part in parts for name, count in part.items()}


def check(case: Case) -> None:
    """The step gives the row's shape and counts."""
    inputs = shapes_of(case.inputs)
    op = op_of(case.step, axes_of(inputs))
    output = infer(op, inputs)
    counts = {name: count for name, count in counts_of(op, inputs, output).items() if count}
    assert (str(output).replace("×", "x"), counts) == (case.output, case.counts)


def check_refusal(refusal: Refusal) -> None:
    """The step is refused as the row says."""
    inputs = shapes_of(refusal.inputs)
    with pytest.raises((FieldError, ShapeError)) as caught:
        infer(op_of(refusal.step, axes_of(inputs)), inputs)
    assert (caught.value.field, str(caught.value)) == (refusal.field, refusal.message)


def table(cases: list[Case] | list[Refusal]) -> Any:
    """Run a test on every row of a table."""
    return pytest.mark.parametrize("case", cases, ids=[f"{case.step} on {case.inputs}" for case in cases])
