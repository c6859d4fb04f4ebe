"""Steps on one line: what tables print can be pasted back, and mistakes have their places."""

from __future__ import annotations

import pytest

import cnncalc
from cnncalc.graph import Node
from cnncalc.language.catalogue import names
from cnncalc.ops.base import Op

LOST = {
    "crop", "global_avgpool", "leaky_relu", "op", "pad", "permute", "stochastic_depth", "subsample", "table_conv",
    "channel_slice",
}  # fmt: skip
"""Ops of which a table prints less than makes them, or in words."""


def ops_of(shape: str, steps: str) -> list[Op]:
    return [node.op for node in cnncalc.from_line(shape, steps).graph.nodes[1:]]


def described(node: Node) -> tuple[str, str, Op]:
    return node.application.input.plain, f"{node.op.name} {node.op.describe()}", node.op


@pytest.mark.parametrize(
    "network", ["alexnet", "vgg16", "googlenet", "inception_v3", "convnext_tiny", "dcgan-generator"]
)
def test_a_cell_of_a_table_can_be_pasted_back(network: str) -> None:
    check_cells(network)


@pytest.mark.slow
def test_all_cells_of_the_catalogue_can_be_pasted_back() -> None:
    for network in names():
        check_cells(network)


def check_cells(network: str) -> None:
    graph = cnncalc.load(network).graph
    cells = {described(node) for node in graph.layers(training=True) if len(node.inputs) == 1}
    for shape, text, op in cells:
        if op.name not in LOST and "ceil" not in text and getattr(op, "affine", True):  # a table says neither's rule
            assert ops_of(shape, text) == [op], text


@pytest.mark.parametrize(
    ("steps", "same"),
    [
        ("conv 32 F=5 P=same", "conv K=32 5x5 same"),
        ("conv 32 F=5 P=same", "conv filters=32 kernel_size=5 pad=same"),
        ("conv 32 F=5×5 P=2", "conv 32 5x5 P=2 S=1"),
        ("conv 32 F=1x7 P=0,0,3,3", "conv 32 1×7 pad=0,0,3,3"),
        ("conv 8 F=3 no bias, relu", "conv 8 F=3 bias=false + relu"),
        ("conv 8 3x3 relu lrn maxpool 3 S=2", "conv 8 F=3 + relu + lrn + maxpool F=3 S=2"),
        ("conv_transpose 8 F=4 S=2 P=1", "deconv K=8 4x4 S=2 P=1"),
        ("flatten fc 10", "flatten, linear N=10"),
        ("upsample to 56×56 bilinear", "upsample size=56x56 bilinear"),
        ("Conv2d 8 F=3 G=4", "conv 8 3x3 groups=4"),
    ],
)
def test_a_step_can_be_said_in_several_ways(steps: str, same: str) -> None:
    assert ops_of("28x28x192", steps) == ops_of("28x28x192", same)


@pytest.mark.parametrize(
    ("steps", "column", "message"),
    [
        ("con 32", 11, "unknown op 'con' (did you mean 'conv'?"),
        ("conv 32 5", 19, "conv does not say what '5' is (it takes K, F, S, P, D, G, bias"),
        ("conv 32 F=5 Q=3", 23, "conv has no 'Q' (it takes K, F, S, P, D, G, bias"),
        ("conv 32 F=5 kernl=3", 23, "conv has no 'kernl' (did you mean 'kernel'?)"),
        ("conv 32 F=5 F=3", 25, "conv has its kernel already"),
        ("conv 32 F=5 P=sam", 25, "(did you mean 'same'?)"),
        ("conv 32 F= relu", 19, "F= has no value (F=3)"),
        ("K=3", 11, "'K=3' is no op (a step begins with its op: conv 32 F=5 P=same)"),
        ("+ conv 3", 11, "a step is missing here"),
        ("conv 3 F=1 + + relu", 24, "a step is missing here"),
        ("relu 5", 16, "relu does not say what '5' is (it takes nothing)"),
        ("conv F=3 K=any S=any", 28, "one value can be asked for, and this is the second"),
        ("maxpool 3 S=2, , relu", 26, "a step is missing here"),
        ("{conv: 3}", 11, "unknown op '{conv:'"),
    ],
)
def test_a_mistake_has_its_place_in_the_line(steps: str, column: int, message: str) -> None:
    with pytest.raises(cnncalc.CnncalcError) as caught:
        cnncalc.from_line("28x28x192", steps)
    assert message in str(caught.value)
    assert caught.value.origin is not None
    assert (caught.value.origin.line, caught.value.origin.column) == (1, column)
