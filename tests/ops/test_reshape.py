"""Ops that rearrange, cut, pad or repeat values."""

from __future__ import annotations

import pytest

from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, table

CASES = [
    row("identity", "7x7x3", "7x7x3"),
    row("{drop_path: 0.1}", "7x7x3", "7x7x3"),
    # the lectures' AlexNet, 2·2·256; other numbers of axes; a vector stays what it is
    row("flatten", "2x2x256", "1024"),
    row("flatten", "5x9", "45"),
    row("flatten", "2x3x4x5", "120"),
    row("flatten", "7", "7"),
    row("{reshape: 4x4x1024}", "16384", "4x4x1024"),
    row("{view: [49, 3]}", "7x7x3", "49x3"),
    row("{reshape: 147}", "7x7x3", "147"),
    row("{permute: [width, height, channels]}", "6x7x3", "7x6x3"),
    row("{permute: [channels, height, width]}", "6x7x3", "3x6x7"),
    row("{transpose: [channels, length]}", "6x3", "3x6"),
    row("{permute: [channels, depth, height, width]}", "6x7x8x3", "3x6x7x8"),
    # the shortcut of ResNet's option A, He et al., CVPR 2016, section 3.3; channels before as well as after
    row("{pad, channels: [0, 64]}", "28x28x64", "28x28x128"),
    row("{pad, channels: [16, 0]}", "6x7x64", "6x7x80"),
    row("{pad, channels: [2, 1]}", "7", "10"),
    row("{zero_pad: 1}", "6x7x3", "8x9x3"),
    row("{pad: 1x0}", "6x7x3", "8x7x3"),
    row("{pad: [0, 1, 2, 3]}", "6x7x3", "7x12x3"),
    row("{pad: [1, 2], mode: reflect}", "6x3", "9x3"),
    row("{pad: [1, 0, 0]}", "4x6x7x3", "6x6x7x3"),
    row("pad", "6x7x3", "6x7x3"),
    # U-Net, Ronneberger et al., MICCAI 2015, figure 1: 64² is cropped to 56²; from a corner, an offset on its own
    row("{crop: 56}", "64x64x512", "56x56x512"),
    row("{crop: 6x7}", "6x7x3", "6x7x3"),
    row("{crop: 4x5}", "6x7x3", "4x5x3"),
    row("{crop: 4, offset: 2}", "6x7x3", "4x4x3"),
    row("{crop: 4, offset: 0}", "6x7x3", "4x4x3"),
    row("{crop: 4, offset: [0, 3]}", "6x7x3", "4x4x3"),
    row("{center_crop: 3}", "5x2", "3x2"),
    # nearest copies; bilinear weighs 2ⁿ neighbours: as many multiplications and one addition fewer
    row("{upsample: 2}", "6x7x3", "12x14x3"),
    row("{upsample: 2x3, mode: bilinear}", "6x7x3", "12x21x3", multiplies=3_024, adds=2_268),
    row("{interpolate, size: 9}", "6x7x3", "9x9x3"),
    row("{resize, size: 5x8, mode: bilinear}", "6x7x3", "5x8x3", multiplies=480, adds=360),
    row("{upsample: 2, mode: bilinear}", "7x3", "14x3", multiplies=84, adds=42),
    row("{upsample: 2, mode: bilinear}", "2x2x7x3", "4x4x14x3", multiplies=5_376, adds=4_704),
]

A_SHAPE = "shape must be a shape such as 7x7x512 (height × width × channels), not"
ONCE = "the order must name each of height, width, channels once"
AROUND = "channels must be two whole numbers [before, after], neither below 0, not"

REFUSALS = [
    Refusal("reshape", "7x7x3", "shape", "reshape needs 'shape': the new shape, height × width × channels"),
    Refusal("{reshape: 7x7}", "7x7x30", "shape", "7×7×30 has 1,470 values and 7×7 has 49"),
    Refusal("{reshape: -1}", "7x7x3", "shape", f"{A_SHAPE} -1"),
    Refusal("{reshape: 0x147}", "7x7x3", "shape", f"{A_SHAPE} '0x147'"),
    Refusal("{permute: channels}", "6x7x3", "order", "order must be a list of axis names, not 'channels'"),
    Refusal("{permute: [height, channels]}", "6x7x3", "order", ONCE),
    Refusal("{permute: [height, height, channels]}", "6x7x3", "order", ONCE),
    Refusal("{permute: [height, depth, channels]}", "6x7x3", "order", ONCE),
    Refusal("{pad: same}", "6x7x3", "amount",
            "amount must be a whole number of at least 0 or a list of them, not 'same'"),
    Refusal("{pad: [1, 2, 3]}", "6x7x3", "amount",
            "amount must be 1, 2 or 4 numbers here (all sides, per axis, per side), not [1, 2, 3]"),
    Refusal("{pad: 1}", "7", "amount", "amount must be 0 here, where the input has no spatial axes, not 1"),
    Refusal("{pad: 1, mode: wrap}", "6x7x3", "mode", "mode must be one of zeros, reflect, replicate, not 'wrap'"),
    Refusal("{pad: 3, mode: reflect}", "4x3x1", "amount", "a reflection cannot be as wide as the 4×3 input itself"),
    Refusal("{pad, channels: 64}", "6x7x3", "channels", f"{AROUND} 64"),
    Refusal("{pad, channels: [0, 1, 2]}", "6x7x3", "channels", f"{AROUND} [0, 1, 2]"),
    Refusal("{pad, channels: [-1, 3]}", "6x7x3", "channels", f"{AROUND} [-1, 3]"),
    Refusal("crop", "6x7x3", "size", "crop needs 'size': the size to keep"),
    Refusal("{crop: 7}", "6x7x3", "size", "6×7 cannot be cropped to 7×7"),
    Refusal("{crop: 4, offset: 3}", "6x7x3", "size", "6×7 cannot be cropped to 4×4"),
    Refusal("{upsample: 2, size: 12}", "6x7x3", "size", "say a factor or a size, not both"),
    Refusal("{upsample: 1.5}", "6x7x3", "factor",
            "factor must be a whole number of at least 1, or 2 of them, not 1.5"),
    Refusal("{upsample: 2, mode: bicubic}", "6x7x3", "mode", "mode must be one of nearest, bilinear, not 'bicubic'"),
    Refusal("{upsample: 2}", "7", "",
            "upsample needs an input with spatial axes, and its input is a vector of 7"),
    Refusal("{crop: 3}", "5", "", "crop needs an input with spatial axes, and its input is a vector of 5"),
]  # fmt: skip

DESCRIPTIONS = [
    ("{reshape: 7x7x3}", "to 7×7×3"),
    ("{permute: [width, height, channels]}", "width×height×channels"),
    ("{pad: 1}", "P=1"),
    ("{pad: [0, 1, 0, 1], channels: [2, 3]}", "P=0,1,0,1 channels +5"),
    ("{pad, channels: [0, 64]}", "channels +64"),
    ("{crop: 4x5}", "to 4×5"),
    ("{crop, size: }", ""),
    ("{crop: 4, offset: [0, 2]}", "to 4×4 from 0×2"),
    ("{crop, size: , offset: 1}", "from 1×1"),
    ("{pad: 1, mode: reflect}", "P=1 reflect"),
    ("{upsample: 2}", "×2"),
    ("{upsample: 2x3, mode: bilinear}", "×2×3 bilinear"),
    ("{upsample: 2, mode: trilinear}", "×2 bilinear"),
    ("{upsample: 2, mode: Linear}", "×2 bilinear"),
    ("{upsample, size: 9}", "to 9×9"),
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
