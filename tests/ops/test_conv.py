"""Convolutions. "The guide" is Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncalc.errors import FieldError, ShapeError
from cnncalc.graph import infer
from cnncalc.ops import op_named
from cnncalc.ops.axis_window import inside
from cnncalc.ops.base import MACS
from cnncalc.shape import Shape, parse_shape
from tests.ops import kernels
from tests.ops.cases import Case, Refusal, check, check_refusal, op_of, row, shapes_of, table

CASES = [
    # the lectures' walk through AlexNet, and Krizhevsky et al., NIPS 2012, section 3.5: two groups, biases
    row("{conv: 96, kernel: 11, stride: 4, bias: false}", "227x227x3", "55x55x96", weights=34_848, macs=105_415_200),
    row("{conv: 256, kernel: 5, bias: false}", "27x27x96", "23x23x256", weights=614_400, macs=325_017_600),
    row("{conv: 256, kernel: 5, pad: 2, groups: 2}", "27x27x96", "27x27x256",
        weights=307_200, biases=256, macs=223_948_800, adds=186_624),
    # the lectures' inception example: 120M with 5×5 alone, 2.4M + 10.0M with a 1×1 before it
    row("{conv: 32, kernel: 5, pad: same, bias: false}", "28x28x192", "28x28x32", weights=153_600, macs=120_422_400),
    row("{conv: 16, kernel: 1, bias: false}", "28x28x192", "28x28x16", weights=3_072, macs=2_408_448),
    row("{conv: 32, kernel: 5, pad: 2, bias: false}", "28x28x16", "28x28x32", weights=12_800, macs=10_035_200),
    # torchvision's AlexNet and ResNet; ResNeXt, Xie et al., CVPR 2017, table 1; Inception-v3's 1×7
    row("{conv: 64, kernel: 11, stride: 4, pad: 2}", "224x224x3", "55x55x64",
        weights=23_232, biases=64, macs=70_276_800, adds=193_600),
    row("{conv: 64, kernel: 7, stride: 2, pad: 3, bias: false}", "224x224x3", "112x112x64",
        weights=9_408, macs=118_013_952),
    row("{conv: 128, kernel: 3, pad: 1, groups: 32, bias: false}", "56x56x128", "56x56x128",
        weights=4_608, macs=14_450_688),
    row("{conv: 128, kernel: 1x7, pad: [0, 3], bias: false}", "17x17x128", "17x17x128",
        weights=114_688, macs=33_144_832),
    row("{conv: 128, kernel: [7, 1], pad: 3x0, bias: false}", "17x17x128", "17x17x128",
        weights=114_688, macs=33_144_832),
    # measured with torch 2.13's FlopCounterMode (half of its FLOPs) and, for the biases, ptflops 0.7.5 (aten)
    row("{conv: 16, kernel: 3, pad: 1, bias: false}", "12x12x8", "12x12x16", weights=1_152, macs=165_888),
    row("{conv: 16, kernel: 3, pad: 1}", "12x12x8", "12x12x16", weights=1_152, biases=16, macs=165_888, adds=2_304),
    row("{conv: 16, kernel: 3, stride: 2, pad: 2, dilation: 2}", "12x12x8", "6x6x16",
        weights=1_152, biases=16, macs=41_472, adds=576),
    row("{conv: 16, kernel: 3, pad: 1, groups: 2, bias: false}", "12x12x8", "12x12x16", weights=576, macs=82_944),
    row("{conv: 16, kernel: 4, pad: same, bias: false}", "12x12x8", "12x12x16", weights=2_048, macs=294_912),
    # the guide, figures 2.1 to 2.7 and 5.1
    row("{conv: 1, kernel: 3, bias: false}", "4x4x1", "2x2x1", weights=9, macs=36),
    row("{conv: 1, kernel: 4, pad: 2, bias: false}", "5x5x1", "6x6x1", weights=16, macs=576),
    row("{conv: 1, kernel: 3, pad: 1, bias: false}", "5x5x1", "5x5x1", weights=9, macs=225),
    row("{conv: 1, kernel: 3, pad: 2, bias: false}", "5x5x1", "7x7x1", weights=9, macs=441),
    row("{conv: 1, kernel: 3, stride: 2, bias: false}", "5x5x1", "2x2x1", weights=9, macs=36),
    row("{conv: 1, kernel: 3, stride: 2, pad: 1, bias: false}", "5x5x1", "3x3x1", weights=9, macs=81),
    row("{conv: 1, kernel: 3, stride: 2, pad: 1, bias: false}", "6x6x1", "3x3x1", weights=9, macs=81),
    row("{conv: 1, kernel: 3, dilation: 2, bias: false}", "7x7x1", "3x3x1", weights=9, macs=81),
    # TensorFlow's SAME and VALID; the same padding written out
    row("{conv: 32, kernel: 3, stride: 2, pad: same, bias: false}", "224x224x3", "112x112x32",
        weights=864, macs=10_838_016),
    row("{conv: 32, kernel: 3, stride: 2, pad: [0, 1, 0, 1], bias: false}", "224x224x3", "112x112x32",
        weights=864, macs=10_838_016),
    row("{conv: 32, kernel: 3, stride: 2, pad: valid, bias: false}", "299x299x3", "149x149x32",
        weights=864, macs=19_181_664),
    # half: ⌊D·(F − 1)/2⌋ on both sides; causal: D·(F − 1) before; full: on both sides; ONNX's SAME_LOWER
    row("{conv: 1, kernel: 5, dilation: 2, pad: half, bias: false}", "9x8x1", "9x8x1", weights=25, macs=1_800),
    row("{conv: 1, kernel: 4x2, pad: half, bias: false}", "9x8x1", "8x7x1", weights=8, macs=448),
    row("{conv: 1, kernel: 2, dilation: 4, pad: causal, bias: false}", "9x1", "9x1", weights=2, macs=18),
    row("{conv: 1, kernel: 3, pad: causal, bias: false}", "5x4x6x1", "5x4x6x1", weights=27, macs=3_240),
    row("{conv: 1, kernel: 3x2, dilation: 2x1, pad: full, bias: false}", "5x6x1", "9x7x1", weights=6, macs=378),
    row("{conv: 1, kernel: 4, stride: 3, pad: same_lower, bias: false}", "8x7x1", "3x3x1", weights=16, macs=144),
    row("{conv: 2, kernel: 1, stride: 3, pad: same, bias: false}", "8x7x3", "3x3x2", weights=6, macs=54),
    row("{conv: 2, kernel: 2, stride: 3, pad: SAME, bias: false}", "2x4x3", "1x2x2", weights=24, macs=48),
    # every axis and every side on its own
    row("{conv: 2, kernel: 3x5, stride: 2x3, pad: 1x2, bias: false}", "16x19x4", "8x7x2", weights=120, macs=6_720),
    row("{conv: 8, kernel: 3, pad: [2, 0, 1, 3]}", "6x8x3", "6x10x8", weights=216, biases=8, macs=12_960, adds=480),
    row("{conv: 2, kernel: 3, dilation: 2x3, bias: false}", "11x12x4", "7x6x2", weights=72, macs=3_024),
    # one axis: M5, Dai et al., ICASSP 2017, table 1; WaveNet's causal convolution, van den Oord et al., 2016
    row("{conv: 128, kernel: 80, stride: 4, bias: false}", "32000x1", "7981x128", weights=10_240, macs=81_725_440),
    row("{conv: 32, kernel: 2, dilation: 512, pad: [512, 0]}", "16000x32", "16000x32",
        weights=2_048, biases=32, macs=32_768_000, adds=512_000),
    # three axes: C3D, Tran et al., ICCV 2015, section 3.1; R(2+1)D, Tran et al., CVPR 2018, section 3.5
    row("{conv: 64, kernel: 3, pad: 1}", "16x112x112x3", "16x112x112x64",
        weights=5_184, biases=64, macs=1_040_449_536, adds=12_845_056),
    row("{conv: 64, kernel: 3x1x1, stride: 2x1x1, pad: 1x0x0, bias: false}", "16x56x56x144", "8x56x56x64",
        weights=27_648, macs=693_633_024),
    row("{conv: 1, kernel: 2, pad: [0, 1, 1, 0, 0, 0], bias: false}", "5x9x8x4", "5x9x7x1", weights=32, macs=10_080),
    # other names, and a whole number with a point
    row("{Conv2D: 16.0, kernel: 3.0}", "9x9x3", "7x7x16", weights=432, biases=16, macs=21_168, adds=784),
    row("{conv_1d: 1, kernel: 3, bias: false}", "9x1", "7x1", weights=3, macs=21),

    # MobileNet, Howard et al., 2017, table 1; ConvNeXt, Liu et al., CVPR 2022, figure 4
    row("{depthwise_conv: 3, pad: 1, bias: false}", "112x112x32", "112x112x32", weights=288, macs=3_612_672),
    row("{depthwise_conv: 3, stride: 2, pad: 1, bias: false}", "112x112x64", "56x56x64", weights=576, macs=1_806_336),
    row("{depthwise_conv: 7, pad: 3}", "56x56x96", "56x56x96",
        weights=4_704, biases=96, macs=14_751_744, adds=301_056),
    # measured as above; by hand
    row("{depthwise_conv: 3, pad: 1}", "12x12x8", "12x12x8", weights=72, biases=8, macs=10_368, adds=1_152),
    row("{depthwise_conv: 5, multiplier: 3}", "9x8x6", "5x4x18", weights=450, biases=18, macs=9_000, adds=360),
    row("{depthwise_conv: 3, dilation: 2, bias: false}", "9x6", "5x6", weights=18, macs=90),
    row("{depthwise_conv: 3x1x1, pad: 1x0x0, bias: false}", "4x5x6x2", "4x5x6x2", weights=6, macs=720),
    row("{depthwise_conv: 3, stride: 2, pad: same, bias: false}", "8x7x1", "4x4x1", weights=9, macs=144),

    # DCGAN, Radford et al., 2016, figure 1; U-Net, Ronneberger et al., 2015, section 2 (padded); FCN-32s, CVPR 2015
    row("{conv: 2, kernel: 3, pad: valid, bias: false}", "5x5x1", "3x3x2", weights=18, macs=162),
    row("{conv_transpose: 2, kernel: 1, bias: false}", "1x1x3", "1x1x2", weights=6, macs=6),
    row("{conv_transpose: 512, kernel: 4, stride: 2, pad: 1, bias: false}", "4x4x1024", "8x8x512",
        weights=8_388_608, macs=134_217_728),
    row("{deconv: 512, kernel: 2, stride: 2}", "28x28x1024", "56x56x512",
        weights=2_097_152, biases=512, macs=1_644_167_168, adds=1_605_632),
    row("{conv_transpose: 21, kernel: 64, stride: 32, bias: false}", "16x16x21", "544x544x21",
        weights=1_806_336, macs=462_422_016),
    # measured as above
    row("{conv_transpose: 16, kernel: 3, stride: 2}", "12x12x8", "25x25x16",
        weights=1_152, biases=16, macs=165_888, adds=10_000),
    row("{conv_transpose: 16, kernel: 3, stride: 2, groups: 2, bias: false}", "12x12x8", "25x25x16",
        weights=576, macs=82_944),
    # the guide, figures 4.1 to 4.7
    row("{conv_transpose: 1, kernel: 3, bias: false}", "2x2x1", "4x4x1", weights=9, macs=36),
    row("{conv_transpose: 1, kernel: 4, pad: 2, bias: false}", "6x6x1", "5x5x1", weights=16, macs=576),
    row("{conv_transpose: 1, kernel: 3, pad: 1, bias: false}", "5x5x1", "5x5x1", weights=9, macs=225),
    row("{conv_transpose: 1, kernel: 3, pad: 2, bias: false}", "7x7x1", "5x5x1", weights=9, macs=441),
    row("{conv_transpose: 1, kernel: 3, stride: 2, bias: false}", "2x2x1", "5x5x1", weights=9, macs=36),
    row("{conv_transpose: 1, kernel: 3, stride: 2, pad: 1, bias: false}", "3x3x1", "5x5x1", weights=9, macs=81),
    row("{conv_transpose: 1, kernel: 3, stride: 2, pad: 1, output_pad: 1, bias: false}", "3x3x1", "6x6x1",
        weights=9, macs=81),
    # by hand: the same as TensorFlow's, a side on its own, one and three axes
    row("{conv_transpose: 1, kernel: 4, stride: 2, pad: same, bias: false}", "7x9x4", "14x18x1",
        weights=64, macs=4_032),
    row("{conv_transpose: 1, kernel: 3, stride: 2, pad: [0, 1, 1, 0], bias: false}", "7x9x4", "14x18x1",
        weights=36, macs=2_268),
    row("{conv_transpose: 1, kernel: 3, dilation: 2, output_pad: 1, bias: false}", "7x9x4", "12x14x1",
        weights=36, macs=2_268),
    row("{conv_transpose: 8, kernel: 4, stride: 3, pad: 1}", "9x4", "26x8",
        weights=128, biases=8, macs=1_152, adds=208),
    row("{conv_transpose: 6, kernel: 1x3x2, stride: 1x2x2, pad: [0, 1, 0], output_pad: [0, 1, 0], groups: 2}",
        "3x4x5x4", "3x8x10x6", weights=72, biases=6, macs=4_320, adds=1_440),
]  # fmt: skip

A_SIZE = "must be a whole number of at least 1, or 2 of them, not"
TOO_LARGE = "is larger than its padded input, 9×9 (the input is 9×9: use a smaller kernel, more padding or a smaller stride before)"  # noqa: E501

A_PAD = "pad must be a whole number of at least 0, a list of them, same, valid, half, causal, full or same_lower, not"

REFUSALS = [
    Refusal("conv", "9x9x3", "filters",
            "conv needs 'filters': the number of kernels, which is the number of output channels"),
    Refusal("{conv: 8}", "9x9x3", "kernel", "conv needs 'kernel': the kernel's size"),
    Refusal("{conv: 0, kernel: 3}", "9x9x3", "filters", "filters must be a whole number of at least 1, not 0"),
    Refusal("{conv: 16.5, kernel: 3}", "9x9x3", "filters",
            "filters must be a whole number of at least 1, not 16.5 (use round(), floor() or ceil())"),
    Refusal("{conv: many, kernel: 3}", "9x9x3", "filters",
            "filters must be a whole number of at least 1, not 'many'"),
    Refusal("{conv: true, kernel: 3}", "9x9x3", "filters", "filters must be a whole number of at least 1, not true"),
    Refusal("{conv: 1000000001, kernel: 3}", "9x9x3", "filters", "filters must be at most 10⁹, not 1000000001"),
    Refusal("{conv: 8, kernel: }", "9x9x3", "kernel", f"kernel {A_SIZE} empty"),
    Refusal("{conv: 8, kernel: 0}", "9x9x3", "kernel", f"kernel {A_SIZE} 0"),
    Refusal("{conv: 8, kernel: 2.5}", "9x9x3", "kernel", f"kernel {A_SIZE} 2.5"),
    Refusal("{conv: 8, kernel: 3x}", "9x9x3", "kernel", f"kernel {A_SIZE} '3x'"),
    Refusal("{conv: 8, kernel: []}", "9x9x3", "kernel", f"kernel {A_SIZE} []"),
    Refusal("{conv: 8, kernel: {h: 3}}", "9x9x3", "kernel", f"kernel {A_SIZE} a mapping"),
    Refusal("{conv: 8, kernel: [3, 3, 3]}", "9x9x3", "kernel",
            "kernel must be 2 sizes here, one for each spatial axis, not [3, 3, 3]"),
    Refusal("{conv: 8, kernel: 3x3}", "9x3", "kernel",
            "kernel must be 1 size here, one for each spatial axis, not '3x3'"),
    Refusal("{conv: 8, kernel: 3, stride: 0}", "9x9x3", "stride", f"stride {A_SIZE} 0"),
    Refusal("{conv: 8, kernel: 3, dilation: 0}", "9x9x3", "dilation", f"dilation {A_SIZE} 0"),
    Refusal("{conv: 8, kernel: 3, pad: -1}", "9x9x3", "pad",
            f"{A_PAD} -1"),
    Refusal("{conv: 8, kernel: 3, pad: sane}", "9x9x3", "pad",
            f"{A_PAD} 'sane' "
            "(did you mean 'same'?)"),
    Refusal("{conv: 8, kernel: 3, pad: [1, 2, 3]}", "9x9x3", "pad",
            "pad must be 1, 2 or 4 numbers here (all sides, per axis, per side), not [1, 2, 3]"),
    Refusal("{conv: 8, kernel: 3, pad: 1x2x3x4}", "9x9x3", "pad",
            "pad must be 1, 2 or 4 numbers here (all sides, per axis, per side), not '1x2x3x4'"),
    Refusal("{conv: 8, kernel: 3, bias: no}", "9x9x3", "bias", "bias must be true or false, not 'no'"),
    Refusal("{conv: 8, kernel: 3, bias: 1}", "9x9x3", "bias", "bias must be true or false, not 1"),
    Refusal("{conv: 8, kernel: 3, groups: 2}", "9x9x3", "groups", "2 groups do not divide 3 input channels"),
    Refusal("{conv: 8, kernel: 3, groups: 3}", "9x9x3", "groups", "3 groups do not divide 8 filters"),
    Refusal("{conv: 8, kernel: 10}", "9x9x3", "kernel", f"kernel 10 {TOO_LARGE}"),
    Refusal("{conv: 8, kernel: 10x9}", "9x9x3", "kernel", f"kernel 10×9 {TOO_LARGE}"),
    Refusal("{conv: 8, kernel: 3, dilation: 5}", "9x9x3", "kernel", f"kernel 11 {TOO_LARGE}"),
    Refusal("{conv: 8, kernel: 3}", "100", "",
            "conv needs an input with spatial axes, and its input is a vector of 100"),
    Refusal("{conv: 8, kernel: 3}", "9x9x3, 9x9x3", "",
            "conv takes one input and is given 2 (join them with concat, add or multiply)"),
    Refusal("depthwise_conv", "9x9x3", "kernel", "depthwise_conv needs 'kernel': the kernel's size"),
    Refusal("{depthwise_conv: 3, multiplier: 0}", "9x9x3", "multiplier",
            "multiplier must be a whole number of at least 1, not 0"),
    Refusal("{depthwise_conv: 10}", "9x9x3", "kernel", f"kernel 10 {TOO_LARGE}"),
    Refusal("{conv_transpose: 8, kernel: 3, groups: 2}", "7x7x3", "groups", "2 groups do not divide 3 input channels"),
    Refusal("{conv_transpose: 9, kernel: 3, groups: 2}", "7x7x4", "groups", "2 groups do not divide 9 filters"),
    Refusal("{conv_transpose: 8, kernel: 2, stride: 2, pad: 1}", "1x4x3", "pad",
            "the output would be 0×6: the padding cuts all of it off"),
    Refusal("{conv_transpose: 8, kernel: 3, output_pad: same}", "7x7x3", "output_pad",
            "output_pad must be a whole number of at least 0, or 2 of them, not 'same'"),
    Refusal("{conv_transpose: 8, kernel: 3, stride: 2, dilation: 3, output_pad: 3}", "7x7x3", "output_pad",
            "output_pad 3 must be smaller than the stride or the dilation"),
    Refusal("{conv_transpose: 8, kernel: 3, stride: 2, pad: same, output_pad: 2}", "7x7x3", "output_pad",
            "output_pad 2 must be smaller than the stride"),
    Refusal("{conv_transpose: 8, kernel: 2, pad: same, output_pad: 0}", "1x1x3", "pad",
            "the output would be 0×0: the padding cuts all of it off"),
]  # fmt: skip

NOTES = [
    ("{conv: 96, kernel: 11, stride: 4}", "227x227x3", ""),
    ("{conv: 96, kernel: 11, stride: 4}", "224x224x3", "the last row and column of the 224×224 input are never seen"),
    ("{conv: 1, kernel: 4, stride: 4}", "11x11x1", "the last 3 rows and columns of the 11×11 input are never seen"),
    ("{conv: 2, kernel: 3, stride: 2}", "18x15x2", "the last row of the 18×15 input is never seen"),
    ("{conv: 2, kernel: 4, stride: 4}", "18x19x2", "the last 2 rows and 3 columns of the 18×19 input are never seen"),
    ("{conv: 2, kernel: 4, stride: 4}", "20x18x2", "the last 2 columns of the 20×18 input are never seen"),
    ("{conv: 2, kernel: 3, stride: 2}", "100x1", "the last position of the 100 input is never seen"),
    ("{conv: 2, kernel: 3, stride: 2}", "8x9x8x1", "the last plane and column of the 8×9×8 input are never seen"),
    ("{conv: 1, kernel: 2, dilation: 2, stride: 2}", "8x8x1",
     "the last row and column of the 8×8 input are never seen"),
    ("{conv: 1, kernel: 3, stride: 2, pad: 1}", "6x6x1", ""),
    ("{conv: 1, kernel: 3, stride: 2, pad: [0, 1, 0, 1]}", "6x6x1", ""),
    ("{conv: 1, kernel: 3, stride: 2, pad: [1, 0, 1, 0]}", "7x7x1",
     "the last row and column of the 7×7 input are never seen"),
    ("{conv: 1, kernel: 3, stride: 2, pad: same}", "6x6x1", ""),
    ("{conv: 1, kernel: 1, stride: 2}", "8x8x1", ""),
    ("{depthwise_conv: 2, stride: 2}", "9x9x4", "the last row and column of the 9×9 input are never seen"),
]  # fmt: skip

DESCRIPTIONS = [
    ("{conv: 96, kernel: 11, stride: 4}", 2, "K=96 F=11 S=4 P=0"),
    ("{conv: 96, kernel: 1x7, stride: 2x1, pad: [0, 3]}", 2, "K=96 F=1×7 S=2×1 P=0×3"),
    ("{conv: 8, kernel: 3, pad: same, dilation: 2, groups: 4}", 2, "K=8 F=3 S=1 P=same D=2 G=4"),
    ("{conv: 8, kernel: 3, pad: [0, 1, 0, 1]}", 2, "K=8 F=3 S=1 P=0,1,0,1"),
    ("{depthwise_conv: 3, multiplier: 2}", 2, "F=3 S=1 P=0 m=2"),
    ("{depthwise_conv: 3, dilation: 1x2x2}", 3, "F=3 S=1 P=0 D=1×2×2"),
    ("{conv_transpose: 8, kernel: 2, stride: 2, groups: 2}", 1, "K=8 F=2 S=2 P=0 G=2"),
    ("{conv_transpose: 8, kernel: 3, stride: 2, pad: 1, output_pad: [0, 1]}", 2, "K=8 F=3 S=2 P=1 O=0×1"),
    ("{conv_transpose: 8, kernel: 3, stride: 2, pad: same}", 2, "K=8 F=3 S=2 P=same"),
    ("{conv_transpose: 8, kernel: 3, stride: 2, pad: same, output_pad: 0}", 2, "K=8 F=3 S=2 P=same O=0"),
    ("{conv_transpose: 8, kernel: 2, stride: 3, pad: valid}", 2, "K=8 F=2 S=3 P=0 O=1"),
]


@table(CASES)
def test_case(case: Case) -> None:
    check(case)


@table(REFUSALS)
def test_refusal(case: Refusal) -> None:
    check_refusal(case)


@pytest.mark.parametrize(("step", "size", "what"), NOTES)
def test_note(step: str, size: str, what: str) -> None:
    (shape,) = shapes_of(size)
    note = op_of(step, len(shape.spatial)).note(shape)
    assert note == (f"the stride does not divide evenly: {what}" if what else "")


@pytest.mark.parametrize(("step", "axes", "text"), DESCRIPTIONS)
def test_description(step: str, axes: int, text: str) -> None:
    assert op_of(step, axes).describe() == text


@st.composite
def windows(draw: st.DrawFn) -> tuple[dict[str, Any], Shape]:
    """The fields of a window, and an input for it."""
    axes = draw(st.integers(1, 3))
    most = {1: 9, 2: 6, 3: 4}[axes]
    each = st.lists(st.integers(1, 3), min_size=axes, max_size=axes)
    pads = st.just("same") | st.lists(st.integers(0, 2), min_size=2 * axes, max_size=2 * axes)
    fields = {"kernel": draw(each), "stride": draw(each), "dilation": draw(each), "pad": draw(pads)}
    return fields, Shape(
        draw(st.integers(1, 4)), tuple(draw(st.lists(st.integers(1, most), min_size=axes, max_size=axes)))
    )


def measured(name: str, written: dict[str, Any], x: Shape) -> tuple[tuple[int, ...], int] | None:
    """The output's sizes and the MACs, or None if the op refuses its fields or the input."""
    try:
        op = op_named(name).read(written, len(x.spatial))
        y = infer(op, (x,))
    except (FieldError, ShapeError):
        return None
    return y.spatial, op.count_operations((x,), y)[MACS]


@given(windows(), st.integers(1, 2), st.integers(1, 2))
def test_convolution_by_laying_kernels(drawn: tuple[dict[str, Any], Shape], groups: int, per_group: int) -> None:
    """Each filter, at each place its kernel fits, multiplies every cell in every channel of its group."""
    fields, x = drawn
    x = Shape(x.channels * groups, x.spatial)
    places = kernels.places(x.spatial, **fields)
    macs = sum(
        1
        for _ in places
        for filter_ in range(groups * per_group)
        for _ in kernels.cells(fields["kernel"])
        for channel in range(x.channels)
        if channel * groups // x.channels == filter_ // per_group
    )
    written = {"filters": groups * per_group, "groups": groups, **fields}
    assert measured("conv", written, x) == ((kernels.extent(places), macs) if places else None)


@given(windows(), st.integers(1, 3))
def test_depthwise_convolution_by_laying_kernels(drawn: tuple[dict[str, Any], Shape], multiplier: int) -> None:
    fields, x = drawn
    places = kernels.places(x.spatial, **fields)
    macs = sum(1 for _ in places for _ in range(x.channels * multiplier) for _ in kernels.cells(fields["kernel"]))
    written = {"multiplier": multiplier, **fields}
    assert measured("depthwise_conv", written, x) == ((kernels.extent(places), macs) if places else None)


# Keras 3, _get_output_shape_given_tf_padding: with E = D·(F − 1) + 1, for `valid` (W − 1)·S + E + O, O = max(E, S) − E
# if it is None; for `same` W·S, or (W − 1)·S + E mod 2 + O.
TRANSPOSED_AS_KERAS = [
    ("kernel: 3, stride: 2, pad: same", "2x3x1", "4×6×1"),
    ("kernel: 3, stride: 2, pad: same, output_pad: 0", "2x3x1", "3×5×1"),
    ("kernel: 3, stride: 2, pad: same, output_pad: 1", "2x3x1", "4×6×1"),
    ("kernel: 4, stride: 2, pad: same, output_pad: 0", "5x6x1", "8×10×1"),
    ("kernel: 4, stride: 2, pad: SAME, output_pad: [0, 1]", "5x6x1", "8×11×1"),
    ("kernel: 1, stride: 2, pad: same, output_pad: 1", "5x6x1", "10×12×1"),
    ("kernel: 3, stride: 1, dilation: 2, pad: same, output_pad: 0", "5x6x1", "5×6×1"),
    ("kernel: 2, stride: 1, dilation: 3, pad: same, output_pad: 0", "5x6x1", "4×5×1"),
    ("kernel: 2, stride: 3, pad: valid", "5x5x1", "15×15×1"),
    ("kernel: 2, stride: 3, pad: Valid, output_pad: 0", "5x5x1", "14×14×1"),
    ("kernel: 2, stride: 3, pad: valid, output_pad: 2", "5x5x1", "16×16×1"),
    ("kernel: 3, stride: 2, pad: valid", "5x5x1", "11×11×1"),
    ("kernel: 2, stride: 4, dilation: 2, pad: valid", "5x5x1", "20×20×1"),
    ("kernel: 1, stride: [1, 3], pad: valid", "5x5x1", "5×15×1"),
    ("kernel: 5, stride: 3, pad: same, output_pad: 2", "7x4", "21×1"),
    ("kernel: 2, stride: 5, pad: valid", "7x4", "35×1"),
    ("kernel: 3, stride: 2, pad: same, output_pad: [0, 1, 1]", "2x3x4x1", "3×6×8×1"),
    ("kernel: 1, stride: [2, 1, 2], pad: valid", "2x3x4x1", "4×3×8×1"),
    # PyTorch's, where no word is said
    ("kernel: 2, stride: 3", "5x5x1", "14×14×1"),
    ("kernel: 2, stride: 3, pad: 0, output_pad: 1", "5x5x1", "15×15×1"),
]


@pytest.mark.parametrize(("fields", "x", "output"), TRANSPOSED_AS_KERAS)
def test_transposed_convolution_as_keras(fields: str, x: str, output: str) -> None:
    shape = parse_shape(x)
    assert str(infer(op_of(f"{{conv_transpose: 1, {fields}}}", len(shape.spatial)), (shape,))) == output


@pytest.mark.parametrize(
    ("fields", "first"),
    [  # crop_left of compute_conv_transpose_output_crops_for_torch: what the output's first position sees
        ("kernel: 3, stride: 2, pad: same", [0]),
        ("kernel: 3, stride: 2, pad: same, output_pad: 0", [0]),
        ("kernel: 5, stride: 2, pad: same, output_pad: 0", [0, 1]),
        ("kernel: 5, stride: 2, pad: same, output_pad: 1", [0]),
        ("kernel: 4, stride: 2, pad: same, output_pad: 0", [0, 1]),
    ],
)
def test_what_a_transposed_convolution_sees(fields: str, first: list[int]) -> None:
    window = op_of(f"{{conv_transpose: 1, {fields}}}", 1).window(Shape(1, (7,)))
    assert window is not None
    assert list(inside(window[0], 0, 7)) == first


@given(windows(), st.integers(1, 2), st.integers(1, 2), st.integers(0, 2))
def test_transposed_convolution_by_spreading_kernels(
    drawn: tuple[dict[str, Any], Shape], groups: int, per_group: int, extra: int
) -> None:
    """Each value spreads a kernel for each filter of its group; the padding is cut off what they cover together."""
    fields, x = drawn
    x = Shape(x.channels * groups, x.spatial)
    if fields["pad"] == "same":
        halved = [each for size in kernels.covered(**fields) for each in (size // 2, size // 2)]
        output = kernels.spread(x.spatial, **{**fields, "pad": halved}, extra=extra)
        possible = min(output) > 0 and extra < min(fields["stride"])
    else:
        output = kernels.spread(x.spatial, **fields, extra=extra)
        possible = min(output) > 0 and extra < min(map(max, fields["stride"], fields["dilation"]))
    macs = sum(
        1
        for _ in kernels.cells(x.spatial)
        for channel in range(x.channels)
        for filter_ in range(groups * per_group)
        if channel * groups // x.channels == filter_ // per_group
        for _ in kernels.cells(fields["kernel"])
    )
    written = {"filters": groups * per_group, "groups": groups, "output_pad": extra, **fields}
    assert measured("conv_transpose", written, x) == ((output, macs) if possible else None)
