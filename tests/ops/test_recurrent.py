"""Recurrent layers."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    # torch 2.13's nn.LSTM(512, 256, bidirectional=True): 1,576,960 parameters; each weight once a step. A unit of a
    # step has 3 sigmoids (an exponential, an addition, a division) and 2 tanhs (a multiplication and an addition more)
    row("{lstm: 256, bidirectional: true}", "26x512", "26x512", inputs=1_048_576, states=524_288, biases=4_096,
        macs=40_894_464, adds=13_312 * 20, multiplies=13_312 * 5, exponentials=66_560, divides=66_560),
    # nn.LSTM(40, 64, proj_size=8): 12,288 of states and 512 of the projection, on 9 steps (the rest by hand)
    row("{lstm: 64, projection: 8, bias: false}", "9x40", "9x8", inputs=10_240, states=2_048, projection=512,
        macs=115_200, adds=576 * 12, multiplies=576 * 5, exponentials=2_880, divides=2_880),
    # by hand: 3 gates of 2 units on 4 channels; along one of two axes, the last of 3 steps for each of 5
    row("{gru: 2, bias: one}", "3x4", "3x2", inputs=24, states=12, biases=6, macs=108, adds=6 * 12, multiplies=6 * 4,
        exponentials=18, divides=18),
    row("{gru: 2, over: height, last: true}", "3x5x4", "5x2", inputs=24, states=12, biases=12, macs=540,
        adds=30 * 15, multiplies=120, exponentials=90, divides=90),
    row("{rnn: 2}", "3x4", "3x2", inputs=8, states=4, biases=4, macs=36, adds=30, multiplies=6, exponentials=6,
        divides=6),
    row("{rnn: 2, last: true, bias: false, bidirectional: true}", "3x4", "4", inputs=16, states=8, macs=72, adds=36,
        multiplies=12, exponentials=12, divides=12),
]  # fmt: skip

REFUSALS = [
    Refusal("lstm", "8x4", "hidden", "lstm needs 'hidden': the hidden units of each direction"),
    Refusal("{lstm: 4}", "8x8x4", "",
            "lstm runs along one axis, and its input is 8×8×4 (say over: with the axis, or put 'tokens' before it)"),
    Refusal("{gru: 4, over: depth}", "8x8x4", "over", "its input, 8×8×4, has no axis 'depth'"),
    Refusal("{lstm: 4, projection: 4}", "8x4", "projection",
            "a projection has fewer channels than the 4 hidden units"),
]  # fmt: skip


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


DESCRIPTIONS = [
    ("{lstm: 256, bidirectional: true, projection: 8}", "H=256 bidirectional P=8"),
    ("{gru: 4, over: width, last: true, bias: one}", "H=4 over=width last bias=one"),
    ("{rnn: 4, bias: false}", "H=4 no bias"),
]


@pytest.mark.parametrize(("step", "text"), DESCRIPTIONS)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text
