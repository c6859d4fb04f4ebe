"""One op at a time against torch: a table of cases, each with the torch module it stands for, and random ones."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any, NamedTuple
from unittest import mock

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncalc.errors import CnncalcError
from cnncalc.graph import infer
from cnncalc.ops import op_named
from cnncalc.ops.base import MACS, PRODUCTS, Op
from cnncalc.shape import Shape, parse_shape

torch = pytest.importorskip("torch")
nn = torch.nn

from torch.utils.flop_counter import FlopCounterMode  # noqa: E402 - it needs torch

from tests.differential.torch_modules import (  # noqa: E402 - it needs torch
    Affine,
    Call,
    OverChannels,
    TableConv,
    make_module,
    run_module,
)
from tests.ops import test_attention, test_recurrent, test_sequence  # noqa: E402 - with the others
from tests.ops.cases import axes_of, op_of, shapes_of  # noqa: E402 - with the others

SEQUENCE_CASES = [*test_attention.CASES, *test_recurrent.CASES, *test_sequence.CASES]
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")


class Cost(NamedTuple):
    """What both sides say about one layer; channels first."""

    shape: tuple[int, ...]
    params: int
    macs: int


class Case(NamedTuple):
    """A step as a spec writes it, the inputs it is given, and the torch module it stands for."""

    step: str
    input: str
    module: Callable[[], Any]


def read_step(step: str, axes: int) -> Op:
    """The op that a step means."""
    written = yaml.safe_load(step)
    if isinstance(written, str):
        return op_named(written).read({}, axes)
    head = next(iter(written))
    op = op_named(head)
    main = {} if written[head] is None else {op.main: written.pop(head)}
    return op.read({**main, **{key: value for key, value in written.items() if key != head}}, axes)


def cnncalc_says(op: Op, *inputs: Shape) -> Cost:
    """The figures of cnncalc; raises CnncalcError for inputs the op cannot take."""
    y = infer(op, inputs)
    operations = op.count_operations(inputs, y)
    macs = operations.get(MACS, 0) + operations.get(PRODUCTS, 0)
    return Cost(tuple(y.channels_first()), sum(op.count_parameters(inputs).values()), macs)


def torch_says(module: Any, *inputs: Shape) -> Cost:
    """The figures of torch, of a real run: on the meta device it lets some things pass that it cannot do."""
    _, measured = run_module(module, [torch.zeros(1, *x.channels_first()) for x in inputs])
    return Cost(measured.shape, measured.params, measured.macs)


CONVOLUTIONS = [
    Case("{conv: 96, kernel: 11, stride: 4}", "227x227x3", lambda: nn.Conv2d(3, 96, 11, 4)),
    Case("{conv: 96, kernel: 11, stride: 4}", "224x224x3", lambda: nn.Conv2d(3, 96, 11, 4)),
    Case("{conv: 8, kernel: 3, pad: 1, bias: false}", "7x9x4", lambda: nn.Conv2d(4, 8, 3, 1, 1, bias=False)),
    Case("{conv: 8, kernel: 1x7, pad: [0, 3]}", "17x17x4", lambda: nn.Conv2d(4, 8, (1, 7), 1, (0, 3))),
    Case("{conv: 8, kernel: 3x5, stride: 2x3, pad: 1x2}", "16x19x4", lambda: nn.Conv2d(4, 8, (3, 5), (2, 3), (1, 2))),
    Case("{conv: 8, kernel: 3, dilation: 2}", "9x12x4", lambda: nn.Conv2d(4, 8, 3, dilation=2)),
    Case("{conv: 8, kernel: 3, dilation: 2x3, stride: 2, pad: 2}", "11x12x4", lambda: nn.Conv2d(4, 8, 3, 2, 2, (2, 3))),
    Case("{conv: 12, kernel: 3, groups: 4}", "9x9x8", lambda: nn.Conv2d(8, 12, 3, groups=4)),
    Case("{conv: 8, kernel: 3, groups: 8, pad: 1}", "9x9x8", lambda: nn.Conv2d(8, 8, 3, 1, 1, groups=8)),
    Case("{conv: 8, kernel: 3, pad: [0, 1, 0, 1], stride: 2}", "8x8x3",
         lambda: nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 8, 3, 2))),
    Case("{conv: 8, kernel: 3, pad: [2, 0, 1, 3]}", "6x8x3",
         lambda: nn.Sequential(nn.ZeroPad2d((1, 3, 2, 0)), nn.Conv2d(3, 8, 3))),
    Case("{conv: 8, kernel: 3, pad: same}", "7x8x3", lambda: nn.Conv2d(3, 8, 3, padding="same")),
    Case("{conv: 8, kernel: 4, pad: same}", "7x8x3", lambda: nn.Conv2d(3, 8, 4, padding="same")),
    Case("{conv: 8, kernel: 4x3, pad: same, dilation: 3}", "7x8x3",
         lambda: nn.Conv2d(3, 8, (4, 3), padding="same", dilation=3)),
    Case("{conv: 8, kernel: 3, pad: same, stride: 2}", "8x8x3",
         lambda: nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 8, 3, 2))),
    Case("{conv: 8, kernel: 3, pad: same, stride: 2}", "7x7x3", lambda: nn.Conv2d(3, 8, 3, 2, 1)),
    Case("{conv: 8, kernel: 1, pad: same, stride: 3}", "8x7x3", lambda: nn.Conv2d(3, 8, 1, 3)),
    Case("{conv: 8, kernel: 3, dilation: 2, pad: half}", "8x7x3", lambda: nn.Conv2d(3, 8, 3, padding=2, dilation=2)),
    Case("{conv: 8, kernel: 3, pad: full}", "8x7x3", lambda: nn.Conv2d(3, 8, 3, padding=2)),
    Case("{conv: 8, kernel: 2, dilation: 4, pad: causal}", "20x4",
         lambda: nn.Sequential(nn.ZeroPad1d((4, 0)), nn.Conv1d(4, 8, 2, dilation=4))),
    Case("{conv: 8, kernel: 3, pad: same_lower, stride: 2}", "8x8x3",
         lambda: nn.Sequential(nn.ZeroPad2d((1, 0, 1, 0)), nn.Conv2d(3, 8, 3, 2))),
    Case("{conv: 8, kernel: 3, pad: valid}", "7x7x3", lambda: nn.Conv2d(3, 8, 3)),
    Case("{conv: 64, kernel: 80, stride: 4}", "16000x1", lambda: nn.Conv1d(1, 64, 80, 4)),
    Case("{conv: 8, kernel: 3, pad: [1, 0], dilation: 2}", "20x4",
         lambda: nn.Sequential(nn.ZeroPad1d((1, 0)), nn.Conv1d(4, 8, 3, dilation=2))),
    Case("{conv: 8, kernel: 4, pad: same, groups: 2}", "21x4", lambda: nn.Conv1d(4, 8, 4, padding="same", groups=2)),
    Case("{conv: 8, kernel: 3, pad: 1}", "5x9x8x3", lambda: nn.Conv3d(3, 8, 3, 1, 1)),
    Case("{conv: 8, kernel: 1x3x5, stride: [1, 2, 3], pad: [0, 1, 2], dilation: 2x1x1, groups: 2}", "5x9x8x4",
         lambda: nn.Conv3d(4, 8, (1, 3, 5), (1, 2, 3), (0, 1, 2), (2, 1, 1), 2)),
    Case("{conv: 8, kernel: 2, pad: [0, 1, 1, 0, 0, 0]}", "5x9x8x4",
         lambda: nn.Sequential(nn.ZeroPad3d((0, 0, 1, 0, 0, 1)), nn.Conv3d(4, 8, 2))),
    Case("{depthwise_conv: 3, pad: 1, stride: 2}", "9x8x6", lambda: nn.Conv2d(6, 6, 3, 2, 1, groups=6)),
    Case("{depthwise_conv: 5, multiplier: 3, bias: false}", "9x8x6",
         lambda: nn.Conv2d(6, 18, 5, groups=6, bias=False)),
    Case("{depthwise_conv: 3, dilation: 2}", "9x6", lambda: nn.Conv1d(6, 6, 3, dilation=2, groups=6)),
    Case("{depthwise_conv: 3x1x1, pad: 1x0x0}", "4x5x6x2",
         lambda: nn.Conv3d(2, 2, (3, 1, 1), 1, (1, 0, 0), groups=2)),
    Case("{table_conv: [[0, 1], [0, 1], [0, 1]], kernel: 5}", "14x14x2", lambda: nn.Conv2d(2, 3, 5)),
    Case("{table_conv: [[0, 1], [2, 3]], kernel: 3, stride: 2, pad: 1}", "14x14x4",
         lambda: nn.Conv2d(4, 2, 3, 2, 1, groups=2)),
    Case("{table_conv: [[2], [0, 1]], kernel: 5, bias: false}", "14x14x3",
         lambda: TableConv([[2], [0, 1]], [nn.Conv2d(1, 1, 5, bias=False), nn.Conv2d(2, 1, 5, bias=False)])),
]  # fmt: skip

TRANSPOSED = [
    Case("{conv_transpose: 8, kernel: 2, stride: 2}", "7x9x4", lambda: nn.ConvTranspose2d(4, 8, 2, 2)),
    Case("{conv_transpose: 8, kernel: 3, stride: 2, pad: 1}", "7x9x4", lambda: nn.ConvTranspose2d(4, 8, 3, 2, 1)),
    Case("{conv_transpose: 8, kernel: 3, stride: 2, pad: 1, output_pad: 1}", "7x9x4",
         lambda: nn.ConvTranspose2d(4, 8, 3, 2, 1, 1)),
    Case("{conv_transpose: 8, kernel: 3, stride: 3, output_pad: 1x2}", "7x9x4",
         lambda: nn.ConvTranspose2d(4, 8, 3, 3, 0, (1, 2))),
    Case("{conv_transpose: 8, kernel: 3, dilation: 2, output_pad: 1}", "7x9x4",
         lambda: nn.ConvTranspose2d(4, 8, 3, 1, 0, 1, dilation=2)),
    Case("{conv_transpose: 8, kernel: 4x2, stride: 2x1, groups: 2, bias: false}", "7x9x4",
         lambda: nn.ConvTranspose2d(4, 8, (4, 2), (2, 1), groups=2, bias=False)),
    Case("{conv_transpose: 8, kernel: 3, stride: 2, pad: [0, 1, 1, 0]}", "7x9x4",
         lambda: nn.Sequential(nn.ConvTranspose2d(4, 8, 3, 2), nn.ZeroPad2d((-1, 0, 0, -1)))),
    Case("{conv_transpose: 8, kernel: 4, stride: 2, pad: same}", "7x9x4", lambda: nn.ConvTranspose2d(4, 8, 4, 2, 1)),
    Case("{conv_transpose: 8, kernel: 1, stride: 2, pad: same}", "7x9x4",
         lambda: nn.ConvTranspose2d(4, 8, 1, 2, output_padding=1)),
    Case("{conv_transpose: 8, kernel: 4, stride: 3, pad: 1}", "9x4", lambda: nn.ConvTranspose1d(4, 8, 4, 3, 1)),
    Case("{conv_transpose: 6, kernel: 1x3x2, stride: 1x2x2, pad: [0, 1, 0], output_pad: [0, 1, 0], groups: 2}",
         "3x4x5x4", lambda: nn.ConvTranspose3d(4, 6, (1, 3, 2), (1, 2, 2), (0, 1, 0), (0, 1, 0), 2)),
]  # fmt: skip

POOLS = [
    Case("{maxpool: 2}", "9x8x3", lambda: nn.MaxPool2d(2)),
    Case("{maxpool: 3, stride: 2}", "55x55x3", lambda: nn.MaxPool2d(3, 2)),
    Case("{maxpool: 3, stride: 2, pad: 1}", "56x57x3", lambda: nn.MaxPool2d(3, 2, 1)),
    Case("{maxpool: 2x3, stride: 2x1, pad: 1x0}", "9x8x3", lambda: nn.MaxPool2d((2, 3), (2, 1), (1, 0))),
    Case("{maxpool: 3, stride: 2, dilation: 2, pad: 1}", "12x13x3", lambda: nn.MaxPool2d(3, 2, 1, 2)),
    Case("{maxpool: 3, stride: 2, ceil: true}", "8x9x3", lambda: nn.MaxPool2d(3, 2, ceil_mode=True)),
    Case("{maxpool: 3, stride: 2, pad: 1, ceil: true}", "8x9x3", lambda: nn.MaxPool2d(3, 2, 1, ceil_mode=True)),
    Case("{maxpool: 2, stride: 3, pad: 1, ceil: true}", "8x9x3", lambda: nn.MaxPool2d(2, 3, 1, ceil_mode=True)),
    Case("{maxpool: 1, stride: 2, ceil: true}", "8x9x3", lambda: nn.MaxPool2d(1, 2, ceil_mode=True)),
    Case("{maxpool: 2, stride: 4, ceil: true}", "8x9x3", lambda: nn.MaxPool2d(2, 4, ceil_mode=True)),
    Case("{maxpool: 3, stride: 2, dilation: 2, ceil: true}", "12x13x3",
         lambda: nn.MaxPool2d(3, 2, dilation=2, ceil_mode=True)),
    Case("{maxpool: 3, stride: 2, ceil: true}", "2x2x3", lambda: nn.MaxPool2d(3, 2, ceil_mode=True)),
    Case("{avgpool: 4, stride: 3, ceil: true}", "2x9x3", lambda: nn.AvgPool2d(4, 3, ceil_mode=True)),
    Case("{maxpool: 3, stride: 2, ceil: caffe}", "112x111x3", lambda: nn.MaxPool2d(3, 2, ceil_mode=True)),
    Case("{maxpool: 3, stride: 2, pad: 1, ceil: caffe}", "8x9x3", lambda: nn.MaxPool2d(3, 2, 1, ceil_mode=True)),
    Case("{maxpool: 1, stride: 2, ceil: caffe}", "8x9x3",  # without padding, Caffe keeps a window beyond the input
         lambda: nn.Sequential(nn.ZeroPad2d((0, 0, 0, 1)), nn.MaxPool2d(1, 2))),
    Case("{maxpool: 2x1, stride: 1x2, pad: 1x0, ceil: caffe}", "3x2x3",  # with padding on any axis, it does not
         lambda: nn.MaxPool2d((2, 1), (1, 2), (1, 0), ceil_mode=True)),
    Case("{maxpool: 3, stride: 2, pad: same}", "8x8x3",
         lambda: nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.MaxPool2d(3, 2))),
    Case("{maxpool: 3, stride: 2, pad: same}", "7x7x3", lambda: nn.MaxPool2d(3, 2, 1)),
    Case("{maxpool: 3, stride: 2, pad: [0, 1, 0, 1]}", "8x8x3",
         lambda: nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.MaxPool2d(3, 2))),
    Case("{maxpool: 4}", "16x3", lambda: nn.MaxPool1d(4)),
    Case("{maxpool: 3, stride: 2, pad: 1, ceil: true}", "16x3", lambda: nn.MaxPool1d(3, 2, 1, ceil_mode=True)),
    Case("{maxpool: 1x2x2}", "4x9x8x3", lambda: nn.MaxPool3d((1, 2, 2))),
    Case("{maxpool: 3, stride: 2, pad: 1, ceil: true}", "4x9x8x3", lambda: nn.MaxPool3d(3, 2, 1, ceil_mode=True)),
    Case("{avgpool: 2}", "9x8x3", lambda: nn.AvgPool2d(2)),
    Case("{avgpool: 3, stride: 1, pad: 1}", "9x8x3", lambda: nn.AvgPool2d(3, 1, 1)),
    Case("{avgpool: 3, stride: 2, pad: 1, ceil: true, count_pad: false}", "9x8x3",
         lambda: nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False)),
    Case("{avgpool: 2, stride: 3, pad: 1, ceil: true}", "8x9x3", lambda: nn.AvgPool2d(2, 3, 1, ceil_mode=True)),
    Case("{avgpool: 5, stride: 3}", "14x14x3", lambda: nn.AvgPool2d(5, 3)),
    Case("{avgpool: 3, stride: 2}", "9x3", lambda: nn.AvgPool1d(3, 2)),
    Case("{avgpool: 2x3x3, stride: 2, ceil: true}", "4x8x8x3", lambda: nn.AvgPool3d((2, 3, 3), 2, ceil_mode=True)),
    Case("global_avgpool", "7x9x5", lambda: nn.AdaptiveAvgPool2d(1)),
    Case("{global_avgpool, keep: false}", "7x9x5", lambda: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())),
    Case("global_maxpool", "7x5", lambda: nn.AdaptiveMaxPool1d(1)),
    Case("global_avgpool", "7x9x4x5", lambda: nn.AdaptiveAvgPool3d(1)),
    Case("{adaptive_avgpool: 6}", "13x14x3", lambda: nn.AdaptiveAvgPool2d(6)),
    Case("{adaptive_avgpool: 7x5}", "4x9x3", lambda: nn.AdaptiveAvgPool2d((7, 5))),
    Case("{adaptive_maxpool: 4}", "13x10x3", lambda: nn.AdaptiveMaxPool2d(4)),
    Case("{adaptive_avgpool: 4}", "10x3", lambda: nn.AdaptiveAvgPool1d(4)),
    Case("{adaptive_maxpool: 2x3x4}", "5x7x9x3", lambda: nn.AdaptiveMaxPool3d((2, 3, 4))),
    Case("{subsample: 2}", "28x28x6",
         lambda: nn.Sequential(nn.AvgPool2d(2), Affine(6, scale=True, shift=True))),
]  # fmt: skip

LINEAR = [
    Case("{linear: 10}", "20", lambda: nn.Linear(20, 10)),
    Case("{linear: 10, bias: false}", "20", lambda: nn.Linear(20, 10, bias=False)),
    Case("{linear: 10}", "1x1x20", lambda: nn.Sequential(nn.Flatten(), nn.Linear(20, 10))),
    Case("{linear: 10, positionwise: true}", "5x7x20", lambda: OverChannels(nn.Linear(20, 10))),
    Case("{linear: 10, positionwise: true, bias: false}", "5x20", lambda: OverChannels(nn.Linear(20, 10, bias=False))),
    Case("{linear: 10, positionwise: true}", "20", lambda: nn.Linear(20, 10)),
    Case("{rbf: 10}", "84", lambda: nn.Linear(84, 10, bias=False)),
]

NORMS = [
    Case("batchnorm", "7x9x5", lambda: nn.BatchNorm2d(5)),
    Case("batchnorm", "5", lambda: nn.BatchNorm1d(5)),
    Case("{batchnorm, affine: false}", "7x9x5", lambda: nn.BatchNorm2d(5, affine=False)),
    Case(
        "{batchnorm, scale: false}",
        "70x90x5",
        lambda: nn.Sequential(nn.BatchNorm2d(5, affine=False), Affine(5, scale=False, shift=True)),
    ),
    Case("batchnorm", "3x7x9x5", lambda: nn.BatchNorm3d(5)),
    Case("layernorm", "7x9x5", lambda: OverChannels(nn.LayerNorm(5))),
    Case("{layernorm, over: all}", "7x9x5", lambda: nn.LayerNorm([5, 7, 9])),
    Case("layernorm", "5", lambda: nn.LayerNorm(5)),
    Case("{groupnorm: 3}", "7x9x6", lambda: nn.GroupNorm(3, 6)),
    Case("{groupnorm: 3, affine: false}", "6", lambda: nn.GroupNorm(3, 6, affine=False)),
    Case("instancenorm", "7x9x6", lambda: nn.InstanceNorm2d(6)),
    Case("{instancenorm, affine: true}", "7x6", lambda: nn.InstanceNorm1d(6, affine=True)),
    Case("{lrn: 5}", "7x9x6", lambda: nn.LocalResponseNorm(5)),
    Case("prelu", "7x9x6", lambda: nn.PReLU(6)),
    Case("{prelu, per: layer}", "70x90x6", lambda: nn.PReLU()),
    Case("softmax", "7x9x6", lambda: nn.Softmax(1)),
    Case("gelu", "7x9x6", lambda: nn.GELU()),
]

RESHAPES = [
    Case("flatten", "7x9x6", lambda: nn.Flatten()),
    Case("{reshape: 4x4x8}", "128", lambda: nn.Unflatten(1, (8, 4, 4))),
    Case("{permute: [channels, height, width]}", "7x9x6", lambda: Call(lambda x: x.permute(0, 3, 1, 2))),
    Case("{permute: [width, height, channels]}", "7x9x6", lambda: Call(lambda x: x.transpose(2, 3))),
    Case("{pad: 2}", "7x9x6", lambda: nn.ZeroPad2d(2)),
    Case("{pad: [0, 1, 2, 3], mode: reflect}", "7x9x6", lambda: nn.ReflectionPad2d((2, 3, 0, 1))),
    Case("{pad: [0, 1, 2], mode: replicate}", "4x7x9x6", lambda: nn.ReplicationPad3d((2, 2, 1, 1, 0, 0))),
    Case("{pad: 0, channels: [0, 6]}", "7x9x6", lambda: nn.ConstantPad3d((0, 0, 0, 0, 0, 6), 0)),
    Case("{pad: [1, 0]}", "9x6", lambda: nn.ZeroPad1d((1, 0))),
    Case("{crop: 6x7}", "8x9x6", lambda: nn.ZeroPad2d(-1)),
    Case("{crop: 5x6, offset: [1, 2]}", "8x9x6", lambda: nn.ZeroPad2d((-2, -1, -1, -2))),
    Case("{upsample: 2}", "7x9x6", lambda: nn.Upsample(scale_factor=2)),
    Case("{upsample: 2x3, mode: bilinear}", "7x9x6", lambda: nn.Upsample(scale_factor=(2, 3), mode="bilinear")),
    Case("{upsample, size: 11x5, mode: bilinear}", "7x9x6", lambda: nn.Upsample((11, 5), mode="bilinear")),
    Case("{upsample: 3, mode: bilinear}", "7x6", lambda: nn.Upsample(scale_factor=3, mode="linear")),
    Case("{upsample: 1x2x2}", "4x7x9x6", lambda: nn.Upsample(scale_factor=(1, 2, 2))),
    Case("{pixel_shuffle: 2}", "7x9x12", lambda: nn.PixelShuffle(2)),
    Case("{pixel_unshuffle: 3}", "6x9x2", lambda: nn.PixelUnshuffle(3)),
    Case("{channel_shuffle: 3}", "7x9x6", lambda: nn.ChannelShuffle(3)),
    Case("{channel_slice: [1, 4]}", "7x9x6", lambda: Call(lambda x: x[:, 1:4])),
]

JOINS = [
    Case("concat", "7x9x6 7x9x2 7x9x1", lambda: Call(lambda *inputs: torch.cat(inputs, 1))),
    Case("concat", "6 4", lambda: Call(lambda x, y: torch.cat([x, y], 1))),
    Case("add", "7x9x6 7x9x6 7x9x6", lambda: Call(lambda x, y, z: x + y + z)),
    Case("{add, broadcast: true}", "7x9x6 1x1x6", lambda: Call(lambda x, y: x + y)),
    Case("{add, broadcast: true}", "6 7x9x6", lambda: Call(lambda x, y: x[:, :, None, None] + y)),
    Case("multiply", "7x9x6 1x1x6", lambda: Call(lambda x, y: x * y)),
    Case("multiply", "7x9x6 7x9x1", lambda: Call(lambda x, y: x * y)),
    Case("multiply", "7x9x6 6", lambda: Call(lambda x, y: x * y[:, :, None, None])),
    Case("multiply", "7x1x6 1x9x1", lambda: Call(lambda x, y: x * y)),
    Case("multiply", "7x6 7x6", lambda: Call(lambda x, y: x * y)),
    Case("{concat, over: height}", "7x9x6 2x9x6", lambda: Call(lambda x, y: torch.cat([x, y], 2))),
    Case("subtract", "7x9x6 7x9x1", lambda: Call(lambda x, y: x - y)),
    Case("divide", "7x9x6 1x9x6", lambda: Call(lambda x, y: x / y)),
    Case("max", "7x9x6 7x9x6 1x9x6", lambda: Call(lambda x, y, z: torch.maximum(torch.maximum(x, y), z))),
    Case("min", "7x6 7x6", lambda: Call(torch.minimum)),
    Case("mean", "7x6 7x6", lambda: Call(lambda x, y: (x + y) / 2)),
    Case("{multiply: 0.5}", "7x6", lambda: Call(lambda x: x * 0.5)),
    Case("{max: 0}", "7x6", lambda: Call(lambda x: x.clamp(min=0))),
    Case("{mean, over: channels}", "7x9x6", lambda: Call(lambda x: x.mean(1, keepdim=True))),
    Case("{max, over: [height, channels]}", "7x9x6", lambda: Call(lambda x: x.amax((1, 2), keepdim=True))),
    Case("{add, over: width, keep: false}", "7x9x6", lambda: Call(lambda x: x.sum(3))),
    Case("{min, over: positions, keep: false}", "4x7x9x6", lambda: Call(lambda x: x.amin((2, 3, 4)))),
    Case("{norm, over: channels}", "7x9x6", lambda: Call(lambda x: x.norm(dim=1, keepdim=True))),
]

SEQUENCES = [
    Case("{attention: 12}", "197x768", lambda: nn.MultiheadAttention(768, 12, batch_first=True)),
    Case("{attention: 4, bias: false}", "7x8x64", lambda: nn.MultiheadAttention(64, 4, bias=False, batch_first=True)),
    Case("{lstm: 256, bidirectional: true}", "26x512", lambda: nn.LSTM(512, 256, bidirectional=True)),
    Case("{lstm: 64, projection: 8}", "9x40", lambda: nn.LSTM(40, 64, proj_size=8)),
    Case("{gru: 64, bias: false}", "9x40", lambda: nn.GRU(40, 64, bias=False)),
    Case("{rnn: 64}", "9x40", lambda: nn.RNN(40, 64)),
    Case("{embedding: 300, vocabulary: 18765}", "56x1", lambda: nn.Embedding(18765, 300)),
]

REFUSED = [
    Case("{conv: 8, kernel: 5}", "4x9x3", lambda: nn.Conv2d(3, 8, 5)),
    Case("{conv: 8, kernel: 3, dilation: 3}", "6x9x3", lambda: nn.Conv2d(3, 8, 3, dilation=3)),
    Case("{conv: 8, kernel: 3, groups: 2}", "9x9x3", lambda: nn.Conv2d(3, 8, 3, groups=2)),
    Case("{conv: 9, kernel: 3, groups: 2}", "9x9x4", lambda: nn.Conv2d(4, 9, 3, groups=2)),
    Case("{conv_transpose: 8, kernel: 3, groups: 3}", "9x9x3", lambda: nn.ConvTranspose2d(3, 8, 3, groups=3)),
    Case("{conv_transpose: 8, kernel: 1, pad: 1}", "2x2x3", lambda: nn.ConvTranspose2d(3, 8, 1, padding=1)),
    Case("{conv_transpose: 8, kernel: 1, pad: 1}", "1x2x3", lambda: nn.ConvTranspose2d(3, 8, 1, padding=1)),
    Case("{conv_transpose: 8, kernel: 3, stride: 2, output_pad: 2}", "5x5x3",
         lambda: nn.ConvTranspose2d(3, 8, 3, 2, output_padding=2)),
    Case("{maxpool: 3}", "2x9x3", lambda: nn.MaxPool2d(3)),
    Case("{maxpool: 5, stride: 2, ceil: true}", "2x9x3", lambda: nn.MaxPool2d(5, 2, ceil_mode=True)),
    Case("{maxpool: 2, pad: 2}", "8x8x3", lambda: nn.MaxPool2d(2, padding=2)),
    Case("{avgpool: 3, pad: 3}", "8x8x3", lambda: nn.AvgPool2d(3, padding=3)),
    Case("{linear: 10}", "5x5x20", lambda: nn.Linear(20, 10)),
    Case("{groupnorm: 4}", "5x5x6", lambda: nn.GroupNorm(4, 6)),
    Case("{pixel_shuffle: 2}", "5x5x6", lambda: nn.PixelShuffle(2)),
    Case("{pixel_unshuffle: 2}", "5x4x6", lambda: nn.PixelUnshuffle(2)),
    Case("{channel_shuffle: 4}", "5x4x6", lambda: nn.ChannelShuffle(4)),
    Case("{pad: 5, mode: reflect}", "5x6x3", lambda: nn.ReflectionPad2d(5)),
    Case("{reshape: 3x3x3}", "28", lambda: nn.Unflatten(1, (3, 3, 3))),
    Case("{crop: 9}", "8x9x3", lambda: Call(lambda x: x.narrow(2, 0, 9))),
    Case("{channel_slice: [1, 5]}", "8x9x4", lambda: Call(lambda x: x.narrow(1, 1, 4))),
    Case("concat", "7x9x6 7x8x6", lambda: Call(lambda x, y: torch.cat([x, y], 1))),
    Case("add", "7x9x6 7x9x5", lambda: Call(lambda x, y: x + y)),
    Case("multiply", "7x9x6 7x3x6", lambda: Call(lambda x, y: x * y)),
    Case("multiply", "7x9x6 3", lambda: Call(lambda x, y: x * y[:, :, None, None])),
]  # fmt: skip


@pytest.mark.parametrize(
    "case",
    [*CONVOLUTIONS, *TRANSPOSED, *POOLS, *LINEAR, *NORMS, *RESHAPES, *JOINS],
    ids=lambda case: f"{case.step} on {case.input}",
)
def test_op(case: Case) -> None:
    """The op, torch's own module, and the module that the networks' tests make for the op agree."""
    inputs = [parse_shape(text) for text in case.input.split()]
    op = read_step(case.step, len(inputs[0].spatial))
    expected = torch_says(case.module(), *inputs)
    assert cnncalc_says(op, *inputs) == expected
    assert torch_says(make_module(op, inputs), *inputs) == expected


@pytest.mark.parametrize("case", SEQUENCES, ids=lambda case: f"{case.step} on {case.input}")
def test_sequence(case: Case) -> None:
    """Torch's own module has as many parameters, and on the meta device, where nothing is fused, as many MACs."""
    x = parse_shape(case.input)
    op = read_step(case.step, len(x.spatial))
    module, given = case.module().to("meta"), torch.zeros(1, prod(x.spatial), x.channels, device="meta")
    inputs = [given[..., 0].long()] if isinstance(module, nn.Embedding) else [given]
    inputs = inputs * 3 if isinstance(module, nn.MultiheadAttention) else inputs
    with FlopCounterMode(display=False) as counter:
        module(*inputs)
    ours = cnncalc_says(op, x)
    assert ours[1:] == (sum(each.numel() for each in module.parameters()), counter.get_total_flops() // 2)


@pytest.mark.parametrize("case", SEQUENCE_CASES, ids=lambda case: f"{case.step} on {case.inputs}")
def test_sequence_as_the_networks_have_it(case: Any) -> None:
    """The modules that the networks' tests make, on the meta device."""
    inputs = shapes_of(case.inputs)
    op = op_of(case.step, axes_of(inputs))
    with torch.device("meta"):
        module = make_module(op, inputs)
        _, measured = run_module(module, [torch.zeros(1, *x.channels_first()) for x in inputs])
    assert cnncalc_says(op, *inputs) == Cost(measured.shape, measured.params, measured.macs)


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: f"{case.step} on {case.input}")
def test_what_torch_refuses(case: Case) -> None:
    inputs = [parse_shape(text) for text in case.input.split()]
    with pytest.raises((RuntimeError, ValueError)):
        torch_says(case.module(), *inputs)
    with pytest.raises(CnncalcError):
        cnncalc_says(read_step(case.step, len(inputs[0].spatial)), *inputs)


def sizes(axes: int, most: int) -> st.SearchStrategy[list[int]]:
    """A size for each axis."""
    return st.lists(st.integers(1, most), min_size=axes, max_size=axes)


def pads(most: list[int]) -> st.SearchStrategy[list[int]]:
    """Padding for each axis or for each side, as a spec writes it, up to an amount for each axis."""
    per_axis = st.tuples(*(st.integers(0, amount) for amount in most))
    per_side = st.tuples(*(st.integers(0, amount) for amount in most for _ in range(2)))
    return st.one_of(per_axis, per_side).map(list)


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[str, dict[str, Any], Shape]:
    """An ordinary, depthwise or transposed convolution, and an input that it may or may not take."""
    axes = draw(st.integers(1, 3))
    name = draw(st.sampled_from(["conv", "depthwise_conv", "conv_transpose"]))
    fields: dict[str, Any] = {key: draw(sizes(axes, most)) for key, most in (("kernel", 4), ("stride", 3))}
    fields["dilation"] = draw(sizes(axes, 2))
    fields["pad"] = draw(st.one_of(st.just("same"), pads([3] * axes)))
    fields["bias"] = draw(st.booleans())
    if name == "depthwise_conv":
        fields["multiplier"] = draw(st.integers(1, 3))
    else:
        fields["filters"], fields["groups"] = draw(st.integers(1, 8)), draw(st.sampled_from([1, 1, 2, 3]))
    if name == "conv_transpose" and fields["pad"] != "same":  # with `same`, the output's size is given
        fields["output_pad"] = draw(st.lists(st.integers(0, 2), min_size=axes, max_size=axes))
    return name, fields, Shape(draw(st.integers(1, 6)), tuple(draw(sizes(axes, 9))))


@st.composite
def poolings(draw: st.DrawFn) -> tuple[str, dict[str, Any], Shape]:
    """A pooling with less padding than its window, and an input that it may or may not take."""
    axes = draw(st.integers(1, 3))
    name = draw(st.sampled_from(["maxpool", "avgpool"]))
    kernel = draw(sizes(axes, 4))
    fields: dict[str, Any] = {"kernel": kernel, "ceil": draw(st.sampled_from(["false", "true", "caffe"]))}
    if draw(st.booleans()):
        fields["stride"] = draw(sizes(axes, 5))
    if name == "maxpool":
        fields["dilation"] = draw(sizes(axes, 2))
    fields["pad"] = draw(st.one_of(st.just("same"), pads([size - 1 for size in kernel])))
    return name, fields, Shape(draw(st.integers(1, 3)), tuple(draw(sizes(axes, 9))))


def cost_or_refusal(says: Callable[[], Cost]) -> Cost | str:
    """What one side says, or that it refuses."""
    try:
        return says()
    except (CnncalcError, RuntimeError, ValueError):
        return "refused"


@settings(max_examples=max(400, settings().max_examples))
@given(st.one_of(convolutions(), poolings()))
def test_random_op(drawn: tuple[str, dict[str, Any], Shape]) -> None:
    """Both sides give the same shape, parameters and MACs, or both refuse."""
    name, fields, x = drawn
    with mock.patch.object(op_named(name), "check"):  # whether the fields go together is for torch to say, too
        op = op_named(name).read(fields, len(x.spatial))

    def ours() -> Cost:
        op.check()
        return cnncalc_says(op, x)

    assert cost_or_refusal(ours) == cost_or_refusal(lambda: torch_says(make_module(op, [x]), x))
