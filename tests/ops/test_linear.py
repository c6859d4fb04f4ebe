"""Fully connected layers."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    # the lectures' walk through AlexNet, without biases; Krizhevsky et al., NIPS 2012: 6·6·256 values, with biases
    row("{linear: 1000000000, bias: false}", "1", "1000000000", weights=10**9, macs=10**9),
    row("{linear: 4096, bias: false}", "1024", "4096", weights=4_194_304, macs=4_194_304),
    row("{linear: 4096}", "9216", "4096", weights=37_748_736, biases=4_096, macs=37_748_736, adds=4_096),
    row("{linear: 1000}", "4096", "1000", weights=4_096_000, biases=1_000, macs=4_096_000, adds=1_000),
    # LeCun et al., 1998, section II.B: F6 has 10,164 parameters
    row("{fc: 84}", "120", "84", weights=10_080, biases=84, macs=10_080, adds=84),
    # measured with torch 2.13's FlopCounterMode (half of its FLOPs); the 4-D input is positionwise here
    row("{linear: 10}", "1152", "10", weights=11_520, biases=10, macs=11_520, adds=10),
    row("{linear: 16, positionwise: true}", "12x12x8", "12x12x16", weights=128, biases=16, macs=18_432, adds=2_304),
    # ConvNeXt-T's first block, Liu et al., CVPR 2022, figure 4: 96 channels to 384
    row("{linear: 384, positionwise: true}", "56x56x96", "56x56x384",
        weights=36_864, biases=384, macs=115_605_504, adds=1_204_224),
    # by hand: one position is a vector; one and three axes; a vector is one position
    row("{dense: 5}", "1x1x8", "5", weights=40, biases=5, macs=40, adds=5),
    row("{linear: 5, positionwise: true, bias: false}", "7x8", "7x5", weights=40, macs=280),
    row("{linear: 5, positionwise: true, bias: false}", "2x3x4x8", "2x3x4x5", weights=40, macs=960),
    row("{linear: 5, positionwise: true}", "8", "5", weights=40, biases=5, macs=40, adds=5),
]  # fmt: skip

REFUSALS = [
    Refusal("linear", "8", "features", "linear needs 'features': the number of outputs"),
    Refusal("{linear: -1}", "8", "features", "features must be a whole number of at least 1, not -1"),
    Refusal("{linear: 5, positionwise: 1}", "8", "positionwise", "positionwise must be true or false, not 1"),
    Refusal("{linear: 5}", "2x1x8", "",
            "a linear layer needs a vector, and its input is 2×1×8 (put 'flatten' or 'global_avgpool' before it, "
            "or say positionwise: true)"),
    Refusal("{linear: 5}", "8, 8", "",
            "linear takes one input and is given 2 (join them with concat, add or multiply)"),
]  # fmt: skip


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


@pytest.mark.parametrize(
    ("step", "text"), [("{linear: 10}", "N=10"), ("{linear: 10, positionwise: true}", "N=10 at each position")]
)
def test_description(step: str, text: str) -> None:
    assert op_of(step, 2).describe() == text
