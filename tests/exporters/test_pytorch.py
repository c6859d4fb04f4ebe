"""Networks as PyTorch code: what stands there, and what is refused. That it runs and counts the same: differential."""

import ast

import pytest

import cnncalc
from cnncalc.exporters.pytorch import identifiers, write_pytorch
from cnncalc.exporters.pytorch.joined import OPERATORS
from cnncalc.exporters.pytorch.modules import MODULES
from cnncalc.language.load import example
from cnncalc.ops import OPS
from cnncalc.ops.merge import Concat

BLOCKS = """
input: 32x32x3
blocks:
  unit:
    parameters: {filters, stride: 1}
    layers:
      - residual:
          - {conv: $filters, kernel: 3, stride: $stride, pad: 1, bias: false, name: conv}
          - {batchnorm: , name: bn}
        shortcut:
          - {conv: $filters, kernel: 1, stride: $stride, bias: false, name: projection}
      - {relu: , name: relu}
layers:
  - {unit: 16, name: a}
  - {unit: 32, stride: 2, name: b}
  - {name: head, layers: [global_avgpool, flatten, {linear: 10, name: class}]}
"""
CODE = """# example, written by cnncalc. Inputs, channels first: input 3×32×32.

from collections import OrderedDict

from torch import nn


class Unit(nn.Module):
    def __init__(self, channels, filters, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(channels, filters, 3, stride=stride, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(filters)
        self.projection = nn.Conv2d(channels, filters, 1, stride=stride, bias=False)
        self.relu = nn.ReLU()

    def forward(self, x):
        y = self.bn(self.conv(x))
        x = self.projection(x)
        return self.relu(y + x)


class Example(nn.Sequential):
    def __init__(self):
        super().__init__(
            OrderedDict(
                a=Unit(3, 16),
                b=Unit(16, 32, stride=2),
                head=nn.Sequential(
                    OrderedDict(
                        global_avgpool1=nn.AdaptiveAvgPool2d(1),
                        flatten1=nn.Flatten(),
                        class_=nn.Linear(32, 10),
                    )
                ),
            )
        )
"""


def written(shape: str, *steps: str) -> str:
    return write_pytorch(example(shape, "\n".join(f"  - {step}" for step in steps)))


def test_a_block_is_a_class_whose_differing_numbers_are_arguments(tmp_path):
    (tmp_path / "example.yaml").write_text(BLOCKS)
    assert write_pytorch(cnncalc.load(tmp_path / "example.yaml")) == CODE


@pytest.mark.parametrize(
    ("shape", "step", "line"),
    [
        ("27x27x4", "{conv: 8, kernel: 3, stride: 2, pad: same}", "nn.Conv2d(4, 8, 3, stride=2, padding=1)"),
        ("28x28x4", "{conv: 8, kernel: 3, stride: 2, pad: same}",
         "nn.Sequential(nn.ConstantPad2d((0, 1, 0, 1), 0.0), nn.Conv2d(4, 8, 3, stride=2))"),
        ("28x28x4", "{maxpool: 3, stride: 2, ceil: true}", "nn.MaxPool2d(3, 2, ceil_mode=True)"),
        ("28x28x4", "{maxpool: 3, stride: 1, pad: 1}", "nn.MaxPool2d(3, 1, padding=1)"),
        ("28x28x4", "{depthwise_conv: [1, 7], pad: same, bias: false}",
         "nn.Conv2d(4, 4, (1, 7), padding=(0, 3), groups=4, bias=False)"),
        ("4x4x8", "{conv_transpose: 8, kernel: 3, stride: 2, pad: 1, output_pad: 1}",
         "nn.ConvTranspose2d(8, 8, 3, stride=2, padding=1, output_padding=1)"),
        ("4x4x8", "{layernorm: , eps: 0.1}", "OverChannels(nn.LayerNorm(8, eps=0.1))"),
        ("4x4x8", "{lrn: 5, alpha: 0.0001}", "nn.LocalResponseNorm(5, alpha=0.0005, beta=0.75, k=2)"),
        ("4x4x8", "{linear: 3, positionwise: true}", "OverChannels(nn.Linear(8, 3))"),
        ("4x4x8", "{leaky_relu: 0.1}", "nn.LeakyReLU(negative_slope=0.1)"),
        ("4x4x8", "{upsample: 2, mode: bilinear}", 'nn.Upsample(scale_factor=2, mode="bilinear")'),
        ("4x4x8", "{crop: 2}", "nn.ConstantPad2d((-1, -1, -1, -1), 0.0)"),
        ("4x6x8", "{permute: [channels, width, height]}", "Permute((0, 2, 1, 3))"),
    ],
)  # fmt: skip
def test_an_op_is_a_module(shape, step, line):
    assert f"={line}," in written(shape, step)


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("1x1", "layer_1x1"),
        ("a-b", "a_b"),
        ("forward", "forward_"),
        ("lambda", "lambda_"),
        ("__init__", "init__"),
        ("x=1, y", "x_1_y"),
        ('"); import os', "import_os"),
        ("größe", "gr_e"),
        ("型", "layer"),
    ],
)
def test_a_name_becomes_one_that_python_takes(name, attribute):
    assert identifiers.attribute(name, set()) == attribute


def test_names_that_become_equal_are_told_apart():
    code = written("8x8x3", "{relu: , name: a-b}", "{relu: , name: a_b}")
    assert [made.arg for made in ast.walk(ast.parse(code)) if isinstance(made, ast.keyword)] == ["a_b", "a_b2"]


@pytest.mark.parametrize(
    ("shape", "step", "said"),
    [
        ("8x8x3", "{op: mystery, output: 8x8x3}", "PyTorch has no module for op"),
        ("1x1x4", "{groupnorm: 4}", "PyTorch refuses to normalise groups of one value"),
        ("5x5x4", "{avgpool: 2, pad: [0, 1, 0, 1], count_pad: false}", "where the sides differ"),
    ],
)
def test_what_pytorch_cannot_say_is_refused_by_name(shape, step, said):
    with pytest.raises(cnncalc.CnncalcError, match=said):
        written(shape, step)


def test_what_pytorch_lacks():
    """The gap, written down: an op that comes is written for PyTorch, or stands here."""
    known = {*MODULES, *OPERATORS, Concat}
    assert {op.name for op in OPS.values() if op not in known} == {
        "op", "attention", "constant", "embedding", "gru", "learnt", "lstm", "positions", "rnn", "slice", "tokens",
        "max", "min", "mean", "norm", "abs", "exp", "log", "sqrt", "power", "clamp", "softmin", "log_softmax",
    }  # fmt: skip
