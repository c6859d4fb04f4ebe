"""LeNet-5's own layers. LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, section II.B."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

TABLE_I = (
    "[[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5], [0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5], "
    "[0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5], [0, 1, 3, 4], [1, 2, 4, 5], [0, 2, 3, 5], [0, 1, 2, 3, 4, 5]]"
)

CASES = [
    # C1: 156 parameters and 122,304 connections, which are MACs and biases together
    row("{conv: 6, kernel: 5}", "32x32x1", "28x28x6", weights=150, biases=6, macs=117_600, adds=4_704),
    # S2: 12 parameters and 5,880 connections: three additions, a multiplication and a bias for each output
    row("{subsample: 2}", "28x28x6", "14x14x6", coefficients=6, biases=6, adds=4_704, multiplies=1_176),
    # C3: 1,516 parameters and 151,600 connections
    row(f"{{table_conv: {TABLE_I}, kernel: 5}}", "14x14x6", "10x10x16",
        weights=1_500, biases=16, macs=150_000, adds=1_600),
    # S4: 32 parameters and 2,000 connections
    row("subsample", "10x10x16", "5x5x16", coefficients=16, biases=16, adds=1_600, multiplies=400),
    # C5: 48,120 connections, each with a parameter of its own; the same for F6, 10,164
    row("{conv: 120, kernel: 5}", "5x5x16", "1x1x120", weights=48_000, biases=120, macs=48_000, adds=120),
    row("{linear: 84}", "1x1x120", "84", weights=10_080, biases=84, macs=10_080, adds=84),
    # the output: 84 differences and 84 squares for each of 10 centres, equation 7
    row("{rbf: 10}", "84", "10", centres=840, macs=840, adds=840),
    row("{rbf: 10}", "1x1x84", "10", centres=840, macs=840, adds=840),
    # by hand
    row("{subsample: 3x2, bias: false}", "7x7x2", "2x3x2", coefficients=2, adds=60, multiplies=12),
    row("{subsample: 2}", "9x3", "4x3", coefficients=3, biases=3, adds=24, multiplies=12),
    row("{subsample: 2x1x2}", "4x6x6x2", "2x6x3x2", coefficients=2, biases=2, adds=288, multiplies=72),
    row("{sparse_conv: [[2], [0, 1]], kernel: 3, stride: 2, pad: 1, bias: false}", "7x8x3", "4x4x2",
        weights=27, macs=432),
    row("{table_conv: [[0, 1], [1]], kernel: 3}", "9x2", "7x2", weights=9, biases=2, macs=63, adds=14),
    row("{table_conv: [[0]], kernel: 1x2x3, bias: false}", "4x4x4x1", "4x3x2x1", weights=6, macs=144),
]  # fmt: skip

A_TABLE = "connections must be a list of lists of channel numbers, none twice in a list, not"

REFUSALS = [
    Refusal("table_conv", "9x9x2", "connections",
            "table_conv needs 'connections': for each filter, the channels it sees, counted from 0"),
    Refusal("{table_conv: [[0]]}", "9x9x2", "kernel", "table_conv needs 'kernel': the kernel's size"),
    Refusal("{table_conv: [[0], [0, 2]], kernel: 5}", "9x9x2", "connections",
            "the table names channel 2, and the input has 2"),
    Refusal("{table_conv: [[0], [1, 1]], kernel: 5}", "9x9x2", "connections", f"{A_TABLE} [[0], [1, 1]]"),
    Refusal("{table_conv: [[0], []], kernel: 5}", "9x9x2", "connections", f"{A_TABLE} [[0], []]"),
    Refusal("{table_conv: [], kernel: 5}", "9x9x2", "connections", f"{A_TABLE} []"),
    Refusal("{table_conv: [0, 1], kernel: 5}", "9x9x2", "connections", f"{A_TABLE} [0, 1]"),
    Refusal("{table_conv: [[-1]], kernel: 5}", "9x9x2", "connections", f"{A_TABLE} [[-1]]"),
    Refusal("{table_conv: 3, kernel: 5}", "9x9x2", "connections", f"{A_TABLE} 3"),
    Refusal("{subsample: 10}", "9x9x2", "kernel",
            "kernel 10 is larger than its padded input, 9×9 "
            "(the input is 9×9: use a smaller kernel, more padding or a smaller stride before)"),
    Refusal("rbf", "84", "features", "rbf needs 'features': the number of outputs"),
    Refusal("{rbf: 10}", "1x2x3", "",
            "an rbf layer needs a vector, and its input is 1×2×3 (put 'flatten' before it)"),
]  # fmt: skip

DESCRIPTIONS = [
    ("{table_conv: [[2], [0, 1]], kernel: 5}", "K=2 F=5 S=1 P=0 T=3"),
    ("{subsample: 2}", "F=2 S=2"),
    ("{rbf: 10}", "N=10"),
]


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


@pytest.mark.parametrize(("step", "text"), DESCRIPTIONS)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text
