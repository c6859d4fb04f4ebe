"""Ops that move values between channels and positions, or among channels, or take some of them."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    # ESPCN, Shi et al., CVPR 2016, section 3.2: r² channels become r × r positions; darknet's reorg is the inverse
    row("{pixel_shuffle: 3}", "17x17x27", "51x51x3"),
    row("{pixel_shuffle: 2}", "50x8", "100x4"),  # one axis, and three
    row("{pixel_shuffle: 2}", "3x5x7x16", "6x10x14x2"),
    row("{depth_to_space: 2}", "6x7x8", "12x14x2"),
    row("{pixel_unshuffle: 2}", "26x26x64", "13x13x256"),
    row("{pixel_unshuffle: 2}", "6x10x14x2", "3x5x7x16"),
    row("{reorg: 3}", "6x9x1", "2x3x9"),
    # ShuffleNet, Zhang et al., CVPR 2018; ShuffleNet V2's split
    row("{channel_shuffle: 3}", "28x28x240", "28x28x240"),
    row("{channel_slice: [0, 58]}", "28x28x116", "28x28x58"),
    row("{channel_slice: [58, 116]}", "28x28x116", "28x28x58"),
    row("{slice: [5, 6]}", "7", "1"),
]

RANGE = "range must be two whole numbers [start, stop], the start below the stop, not"

REFUSALS = [
    Refusal("{pixel_shuffle: 2}", "6x7x6", "factor", "2² does not divide 6 channels"),
    Refusal("{pixel_shuffle: 2}", "7x5", "factor", "2 does not divide 5 channels"),
    Refusal("{pixel_shuffle: 2}", "3x5x7x4", "factor", "2³ does not divide 4 channels"),
    Refusal("{pixel_unshuffle: 2}", "6x7x3", "factor", "2 does not divide 6×7"),
    Refusal("{channel_shuffle: 4}", "6x7x6", "groups", "4 groups do not divide 6 channels"),
    Refusal("{channel_slice: 2}", "6x7x6", "range", f"{RANGE} 2"),
    Refusal("{channel_slice: [2, 7]}", "6x7x6", "range", "there are 6 channels, and 2 to 7 are asked for"),
    Refusal("{channel_slice: [2, 2]}", "6x7x6", "range", f"{RANGE} [2, 2]"),
]

DESCRIPTIONS = [
    ("{pixel_shuffle: 2}", "r=2"),
    ("{pixel_unshuffle: 2}", "r=2"),
    ("{channel_shuffle: 3}", "G=3"),
    ("{channel_slice: [0, 58]}", "0 to 58"),
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
