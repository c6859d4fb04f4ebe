"""What holds for every op, on every row of the tables."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.errors import CnncalcError, FieldError
from cnncalc.graph import infer
from cnncalc.ops import OPS, op_named
from cnncalc.ops.base import Op
from cnncalc.quantity import Quantity
from cnncalc.quantity.formula import evaluate, formula, tree_of
from cnncalc.shape import Shape
from tests.formulas import worked_out
from tests.ops import (
    test_activation,
    test_arithmetic,
    test_attention,
    test_channels,
    test_conv,
    test_custom,
    test_elementwise,
    test_lenet,
    test_linear,
    test_merge,
    test_norm,
    test_pool,
    test_recurrent,
    test_reshape,
    test_sequence,
)
from tests.ops.cases import Case, axes_of, counts_of, op_of, shapes_of, table

FAMILIES = (
    test_activation,
    test_arithmetic,
    test_attention,
    test_channels,
    test_conv,
    test_custom,
    test_elementwise,
    test_lenet,
    test_linear,
    test_merge,
    test_norm,
    test_pool,
    test_recurrent,
    test_reshape,
    test_sequence,
)
CASES = [case for family in FAMILIES for case in family.CASES]


def named(shape: Shape) -> Shape:
    """The shape with its sizes as quantities."""
    return Shape(Quantity(shape.channels, "C"), tuple(Quantity(size, "W") for size in shape.spatial))


def check_traced(op: Op, inputs: tuple[Shape, ...]) -> None:
    """On quantities an op gives the integers it gives on integers, each with a formula that gives it too."""
    traced, named_inputs = op.traced(), tuple(map(named, inputs))
    output, worked = infer(op, inputs), infer(traced, named_inputs)
    counts, worked_counts = counts_of(op, inputs, output), counts_of(traced, named_inputs, named(output))
    assert (worked, worked_counts) == (output, counts)
    for number in (worked.channels, *worked.spatial, *worked_counts.values()):
        assert evaluate(tree_of(number)) == number
        assert worked_out(formula(number)) == number


def test_every_op_is_in_a_table() -> None:
    shown = {op_named(re.findall(r"[\w-]+", case.step)[0]).name for case in CASES}
    assert shown == set(OPS)


@pytest.mark.parametrize("name", OPS)
def test_every_name_of_an_op_leads_to_it(name: str) -> None:
    op = OPS[name]
    names = (name, name.upper(), name.replace("_", "-"), name.replace("_", ""), *op.aliases)
    assert {op_named(each) for each in names} == {op}


@table(CASES)
def test_working(case: Case) -> None:
    inputs = shapes_of(case.inputs)
    check_traced(op_of(case.step, axes_of(inputs)), inputs)


@table(CASES)
def test_fields_can_be_written_and_read_again(case: Case) -> None:
    axes = axes_of(shapes_of(case.inputs))
    op = op_of(case.step, axes)
    written = {name: op.fields[name].plain(value) for name, value in op.attributes().items() if value is not None}
    again = type(op).read(written, axes)
    assert (again, hash(again)) == (op, hash(op))


def test_an_op_cannot_be_changed_and_says_what_it_is() -> None:
    op = op_of("{conv: 8, kernel: 3x5}", 2)
    with pytest.raises(AttributeError, match="Conv cannot be changed"):
        op.filters = 9  # type: ignore[attr-defined]
    assert repr(op_of("{leaky_relu: 0.2}", 2)) == "LeakyReLU(slope=0.2)"
    assert repr(op).startswith("Conv(filters=8, kernel=(3, 5), stride=(1, 1), pad=((0, 0), (0, 0)), ")
    assert op == op_of("{conv2d: 8, kernel: [3, 5]}", 2) != op_of("{conv: 8, kernel: 3}", 2)
    assert op_of("relu", 2) != op_of("relu6", 2)


LARGEST = [
    ("{{conv: {}, kernel: 1}}", "filters", "1000000000"),
    ("{{maxpool: 1, stride: {}}}", "stride", "1000000000"),
    ("{{maxpool: 1, stride: {}}}", "stride", "2x1000000000"),
    ("{{conv: 1, kernel: 1, pad: {}}}", "pad", "[1, 2, 1000000000, 4]"),
    ("{{adaptive_avgpool: {}}}", "size", "1000000000"),
    ("{{channel_slice: {}}}", "range", "[0, 1000000000]"),
    ("{{pad: 0, channels: {}}}", "channels", "[1000000000, 0]"),
]
"""For each kind of field a step, and the most that can be in it."""


@pytest.mark.parametrize(("step", "field", "most"), LARGEST)
def test_the_largest_sizes(step: str, field: str, most: str) -> None:
    op_of(step.format(most), 2)
    with pytest.raises(FieldError, match=f"^{field} must be at most 10⁹, not .*1000000001"):
        op_of(step.format(most.replace("1000000000", "1000000001")), 2)


CHOICES = [
    ("{maxpool: 2, ceil: true}", "ceil", True),
    ("{maxpool: 2, ceil: false}", "ceil", False),
    ("{maxpool: 2, ceil: caffe}", "ceil", "caffe"),
    ("{reshape: [2, 3, 4]}", "shape", "2x3x4"),
    ("{reshape: 6.0}", "shape", "6"),
]
"""A step, one of its fields, and how that is written again."""


@pytest.mark.parametrize(("step", "field", "written"), CHOICES)
def test_fields_are_written_as_a_reader_would(step: str, field: str, written: Any) -> None:
    op = op_of(step, 2)
    assert op.fields[field].plain(op.attributes()[field]) == written


def test_most_ops_have_nothing_to_remark() -> None:
    assert {op_of(step, 2).note(Shape(4, (7, 7))) for step in ("relu", "batchnorm", "{linear: 3}", "add")} == {""}


def test_an_unknown_op() -> None:
    with pytest.raises(CnncalcError, match=r"unknown op 'cov' \(did you mean 'conv'\? "):
        op_named("cov")


@given(test_conv.windows(), st.sampled_from(["conv", "depthwise_conv", "conv_transpose", "maxpool", "avgpool"]))
def test_working_of_windows(drawn: tuple[dict[str, Any], Shape], name: str) -> None:
    fields, x = drawn
    written = {"filters": x.channels * 2, "groups": x.channels, "ceil": True, **fields}
    try:
        op = op_named(name).read(written, len(x.spatial))
        infer(op, (x,))
    except CnncalcError:
        return
    check_traced(op, (x,))
