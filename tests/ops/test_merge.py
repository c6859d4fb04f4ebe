"""Joins of several inputs."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    # GoogLeNet's inception (3a), Szegedy et al., CVPR 2015, table 1; a dense block; two vectors; one input
    row("concat", "28x28x64, 28x28x128, 28x28x32, 28x28x32", "28x28x256"),
    row("cat", "5x9x3, 5x9x4", "5x9x7"),
    row("concat", "3, 4", "7"),
    row("concat", "5x3, 5x3", "5x6"),
    row("concat", "2x3x4x5, 2x3x4x1", "2x3x4x6"),
    row("concat", "5x9x3", "5x9x3"),
    # along another axis: the boxes of a detector's levels
    row("{concat, over: height}", "38x4x3, 19x4x3, 10x4x3", "67x4x3"),
    row("{concat, over: length}", "5776x4, 2166x4", "7942x4"),
    # ResNet-50's first residual, He et al., CVPR 2016, equation 1; three inputs take two additions a value
    row("add", "56x56x256, 56x56x256", "56x56x256", adds=802_816),
    row("sum", "5x9x3, 5x9x3, 5x9x3", "5x9x3", adds=270),
    row("add", "7, 7", "7", adds=7),
    row("add", "5x9x3", "5x9x3"),
    row("{add, broadcast: true}", "5x9x3, 1x1x3", "5x9x3", adds=135),
    row("{add, broadcast: true}", "3, 5x9x3", "5x9x3", adds=135),
    row("{add, broadcast: true}", "5x9x3, 5x9x1, 5x1x3", "5x9x3", adds=270),
    # SENet, Hu et al., CVPR 2018, equation 4; CBAM's spatial attention, Woo et al., ECCV 2018, equation 2
    row("multiply", "2x2x1,5", "2x2x5", multiplies=20),
    row("multiply", "56x56x256, 1x1x256", "56x56x256", multiplies=802_816),
    row("multiply", "56x56x256, 256", "56x56x256", multiplies=802_816),
    row("mul", "56x56x256, 56x56x1", "56x56x256", multiplies=802_816),
    row("multiply", "5x1x3, 1x9x3", "5x9x3", multiplies=135),
    row("multiply", "7, 7, 7", "7", multiplies=14),
]

ONLY_CHANNELS = "(only the channels may differ)"
EQUAL_OR_1 = "(each size must be equal or 1)"

REFUSALS = [
    Refusal("concat", "7x7x3, 7x7x4, 6x7x3", "",
            f"input 3 is 6×7×3, which does not join with 7×7×3 {ONLY_CHANNELS}"),
    Refusal("concat", "7x7x3, 49x3", "", f"input 2 is 49×3, which does not join with 7×7×3 {ONLY_CHANNELS}"),
    Refusal("{concat, over: width}", "7x7x3, 7x6x4", "",
            "input 2 is 7×6×4, which does not join with 7×7×3 (only the width may differ)"),
    Refusal("{concat, over: positions}", "7x7x3, 7x7x3", "over", "inputs are put one after the other along one axis"),
    Refusal("concat", "7x7x3, 3", "", f"input 2 is 3, which does not join with 7×7×3 {ONLY_CHANNELS}"),
    Refusal("add", "7x7x3, 7x7x3, 7x7x4", "",
            "input 3 is 7×7×4, which does not join with 7×7×3 "
            "(a 1×1 convolution on the shortcut makes the channels agree)"),
    Refusal("add", "7x7x3, 7x6x3", "",
            "input 2 is 7×6×3, which does not join with 7×7×3 (to be added they must be equal)"),
    Refusal("add", "7x7x3, 1x1x3", "",
            "input 2 is 1×1×3, which does not join with 7×7×3 (to be added they must be equal)"),
    Refusal("{add, broadcast: true}", "7x7x3, 7x7x2", "",
            f"input 2 is 7×7×2, which does not join with 7×7×3 {EQUAL_OR_1}"),
    Refusal("{add, broadcast: true}", "7x7x3, 7x3", "",
            f"input 2 is 7×3, which does not join with 7×7×3 {EQUAL_OR_1}"),
    Refusal("{add, broadcast: yes}", "7x7x3, 3", "broadcast", "broadcast must be true or false, not 'yes'"),
    Refusal("multiply", "3x3x4, 7x7x4", "", f"input 1 is 3×3×4, which does not join with 7×7×4 {EQUAL_OR_1}"),
    Refusal("multiply", "7x7x4, 2", "", f"input 2 is 2, which does not join with 7×7×4 {EQUAL_OR_1}"),
    Refusal("multiply", "7x7x3, 7x3", "", f"input 2 is 7×3, which does not join with 7×7×3 {EQUAL_OR_1}"),
]  # fmt: skip

DESCRIPTIONS = [
    ("add", ""),
    ("{add, broadcast: true}", "broadcast"),
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
