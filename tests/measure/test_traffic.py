"""What each layer moves, by hand. Behind each step: inputs + output, parameters, in values."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cnncalc
from cnncalc.graph import Graph
from cnncalc.measure.traffic import Traffic, compulsory_traffic, layer_traffic, traffic
from cnncalc.ops import op_named
from cnncalc.quantity import Quantity
from cnncalc.quantity.formula import formula
from cnncalc.shape import Shape

CHAIN = """
input: 4x4x2
layers:
  - {conv: 3, kernel: 3, pad: 1}        # reads 4·4·2 = 32, writes 4·4·3 = 48; 3·3·2·3 weights and 3 biases
  - batchnorm                           # 48 and 48; scale, shift, mean and variance of 3 channels
  - relu                                # in place: reads its 48 and writes them
  - {maxpool: 2}                        # 48 and 2·2·3 = 12
  - {dropout: 0.5}                      # a view
  - flatten                             # a view
  - {linear: 5, bias: false}            # 12 and 5; 12·5 weights
"""
CHAIN_MOVES = [(32, 48, 57), (48, 48, 12), (48, 48, 0), (48, 12, 0), (0, 0, 0), (0, 0, 0), (12, 5, 60)]

JOINS = """
input: 4x4x2
layers:
  - {conv: 2, kernel: 1, name: a}       # 32 and 32; 4 weights and 2 biases
  - {conv: 2, kernel: 1, share: a}      # 32 and 32; reads a's 6 again
  - {add, from: [previous, a]}          # 32 + 32 and 32; an output, since no layer reads it
  - {add, from: [a, a]}                 # a is read once: 32 and 32
  - concat: [[], [identity]]            # the identity is a view; 32 + 32 and 64
"""
JOINS_MOVE = [(32, 32, 6), (32, 32, 6), (64, 32, 0), (32, 32, 0), (0, 0, 0), (64, 64, 0)]


@pytest.mark.parametrize(("spec", "moves"), [(CHAIN, CHAIN_MOVES), (JOINS, JOINS_MOVE)])
def test_what_each_layer_moves(graph_of: Callable[[str], Graph], spec: str, moves: list[tuple[int, ...]]) -> None:
    graph = graph_of(spec)
    assert layer_traffic(graph, graph.layers()) == moves


@pytest.mark.parametrize(
    ("spec", "moves"),
    [
        (CHAIN, (32, 5, 57 + 12 + 60)),
        (JOINS, (32, 32 + 64, 6)),  # shared parameters once
        ("input: {a: 4x4x1, b: 9x9x9}\nlayers: [{conv: 2, kernel: 1, from: a}]\n", (16, 32, 4)),  # nothing reads b
        ("input: {a: 2, b: 5}\nlayers: [{concat, from: [a, b]}, {linear: 1}]\n", (2 + 5, 1, 8)),
    ],
)
def test_what_all_layers_move_at_least(graph_of: Callable[[str], Graph], spec: str, moves: tuple[int, ...]) -> None:
    graph = graph_of(spec)
    assert compulsory_traffic(graph, graph.layers()) == moves


@pytest.mark.parametrize(
    ("bits", "batch", "expected"),
    [
        (32, 1, (150_528 + 802_816 + 9_408) * 4),
        (16, 1, (150_528 + 802_816 + 9_408) * 2),
        (32, 8, ((150_528 + 802_816) * 8 + 9_408) * 4),  # the weights once for the whole batch
        (64, 1, (150_528 + 802_816 + 9_408) * 8),
        (4, 1, (150_528 + 802_816 + 9_408) // 2),
    ],
)
def test_bytes_of_resnets_first_convolution(bits: int, batch: int, expected: int) -> None:
    """224·224·3 values in, 112·112·64 out, and 7·7·3·64 weights."""
    graph = cnncalc.load("resnet50").graph
    first = layer_traffic(graph, graph.layers())[0]
    assert first == (150_528, 802_816, 9_408)
    assert first.bytes(bits, batch) == expected


def test_bytes_have_a_working() -> None:
    first = Traffic(Quantity(150_528, "inputs"), Quantity(802_816, "output"), Quantity(9_408, "parameters"))
    bytes_ = first.bytes(32)
    assert (formula(bytes_), int(bytes_)) == ("(150528 + 802816 + 9408)·4", 3_851_008)
    assert formula(first.bytes(32, Quantity(8))) == "((150528 + 802816)·8 + 9408)·4"


def test_an_ops_own_arithmetic_gives_the_working() -> None:
    op = op_named("conv").read({"filters": 64, "kernel": 7, "bias": False}, 2).traced()
    x = Shape(Quantity(3, "C"), (Quantity(9, "H"), Quantity(9, "W")))
    moved = traffic(op, (x,), op.infer((x,)))
    assert formula(moved.parameters) == "(7·7·3)·64"
    assert moved == (243, 3 * 3 * 64, 9_408)


def test_an_op_of_ones_own_moves_what_is_told_of_it(graph_of: Callable[[str], Graph]) -> None:
    graph = graph_of("input: 4x4x2\nlayers: [{op: mine, output: 2x2x2, params: 7}, {op: other}]")
    assert layer_traffic(graph, graph.layers()) == [(32, 8, 7), (8, 8, 0)]
