"""Arithmetic of several inputs, of an input and a number, and of the values along some axes."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    # value by value, by hand; a size of 1 goes all along an axis, three inputs take two operations
    row("subtract", "5x9x3, 5x9x3", "5x9x3", adds=135),
    row("subtract", "5x9x3, 3", "5x9x3", adds=135),
    row("divide", "5x9x3, 5x9x1", "5x9x3", divides=135),
    row("max", "5x9x3, 5x9x3, 5x9x3", "5x9x3", compares=270),
    row("min", "7, 7", "7", compares=7),
    row("maximum", "5x1x3, 1x9x3", "5x9x3", compares=135),
    row("mean", "5x9x3, 5x9x3", "5x9x3", adds=135, divides=135),
    row("average", "4x2, 4x2, 4x2", "4x2", adds=16, divides=8),
    # with a number
    row("{add: 1}", "5x9x3", "5x9x3", adds=135),
    row("{multiply: 0.5}", "5x9x3", "5x9x3", multiplies=135),
    row("{subtract: 127.5}", "5x9x3", "5x9x3", adds=135),
    row("{divide: 255}", "5x9x3", "5x9x3", divides=135),
    row("{max: 0}", "5x9x3", "5x9x3", compares=135),
    row("{min: -6}", "7", "7", compares=7),
    # along axes: n values are n − 1 operations; CBAM's spatial attention, Woo et al., ECCV 2018, section 3.2
    row("{mean, over: channels}", "56x56x64", "56x56x1", adds=197_568, divides=3_136),
    row("{max, over: channels}", "56x56x64", "56x56x1", compares=197_568),
    row("{mean, over: positions}", "7x7x512", "1x1x512", adds=24_576, divides=512),
    row("{min, over: height}", "5x9x3", "1x9x3", compares=108),
    row("{add, over: [width, channels]}", "5x9x3", "5x1x1", adds=130),
    row("{sum, over: all}", "5x9x3", "1x1x1", adds=134),
    row("{mean, over: height, keep: false}", "5x9x3", "9x3", adds=108, divides=27),
    row("{max, over: positions, keepdim: false}", "5x9x3", "3", compares=132),
    row("{max, over: channels}", "7", "1", compares=6),
    # the root of a sum of squares
    row("{norm, over: channels}", "5x9x3", "5x9x1", multiplies=135, adds=90, roots=45),
    row("{norm, over: positions}", "5x9x3", "1x1x3", multiplies=135, adds=132, roots=3),
]

REFUSALS = [
    Refusal("max", "7x7x4, 7x6x4", "",
            "input 2 is 7×6×4, which does not join with 7×7×4 (each size must be equal or 1)"),
    Refusal("{max: 0}", "7, 7", "value", "with a number it takes one input (join the inputs in a step before)"),
    Refusal("{max: x}", "7", "value", "value must be a number, not 'x'"),
    Refusal("{divide: 0}", "7", "value", "nothing can be divided by 0"),
    Refusal("{max: 0, over: channels}", "7", "over", "over: reduces one input, and a number is another"),
    Refusal("{mean, over: channels}", "7, 7", "",
            "mean takes one input and is given 2 (join them with concat, add or multiply)"),
    Refusal("{mean, over: heigth}", "5x9x3", "over", "5×9×3 has no axis 'heigth' (did you mean 'height'?)"),
    Refusal("{mean, over: axis}", "5x9x3", "over", "5×9×3 has no axis 'axis' (it has height, width, channels)"),
    Refusal("{mean, over: 1}", "5x9x3", "over",
            "over must be channels, positions, all, the name of an axis, or a list of such names, not 1"),
    Refusal("norm", "5x9x3", "over", "norm needs 'over': the axes whose values become one, instead of other inputs: "
            "channels, height, positions for all spatial ones, all"),
]  # fmt: skip

DESCRIPTIONS = [
    ("{mean, over: [height, channels]}", "over=height,channels"),
    ("{mean, over: height, keep: false}", "over=height keep=false"),
    ("{multiply: 0.5}", "0.5"),
    ("{max: -1}", "-1"),
    ("subtract", ""),
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
