"""The words of other frameworks: what they mean here, and what is said of those that mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.exporters.yaml import write_spec
from cnncalc.language.load import example

SAME = [
    ("{Conv2d: 8, in_channels: 4, kernel_size: 3, padding: 1, bias: False}",
     "{conv: 8, kernel: 3, pad: 1, bias: false}"),
    ("{Conv2d, out_channels: 8, kernel_size: [3, 5], stride: 2, padding: [1, 2]}",
     "{conv: 8, kernel: 3x5, stride: 2, pad: 1x2}"),
    ("{Conv2D, filters: 8, kernel_size: 3, strides: 2, padding: same, dilation_rate: 1, use_bias: false}",
     "{conv: 8, kernel: 3, stride: 2, pad: same, bias: false}"),
    ("{Convolution, num_output: 8, kernel_size: 3, group: 2, bias_term: false}",
     "{conv: 8, kernel: 3, groups: 2, bias: false}"),
    # ONNX: both beginnings, then both ends
    ("{conv: 8, kernel_shape: [3, 3], pads: [1, 2, 3, 4], dilations: [1, 1]}",
     "{conv: 8, kernel: 3, pad: [1, 3, 2, 4]}"),
    ("{conv: 8, kernel: 3, kernel_initializer: he_normal}", "{conv: 8, kernel: 3}"),
    ("{conv: 8, kernel: 3, padding_mode: zeros}", "{conv: 8, kernel: 3}"),
    ("{conv: 8, kernel: '(3, 3)'}", "{conv: 8, kernel: 3}"),
    ("{DepthwiseConv2D, kernel_size: 3, depth_multiplier: 2}", "{depthwise_conv: 3, multiplier: 2}"),
    ("{ConvTranspose2d: 8, kernel_size: 3, stride: 2, output_padding: 1}",
     "{conv_transpose: 8, kernel: 3, stride: 2, output_pad: 1}"),
    # Keras' is at least as many times as large as the stride says: 16×16 here, and PyTorch's 15×15
    ("{Conv2DTranspose: 8, kernel_size: 1, strides: 2}", "{conv_transpose: 8, kernel: 1, stride: 2, pad: valid}"),
    ("{ConvTranspose2d: 8, kernel_size: 1, stride: 2}", "{conv_transpose: 8, kernel: 1, stride: 2}"),
    ("{MaxPool2d, kernel_size: 3, stride: 2, ceil_mode: True, return_indices: False}",
     "{maxpool: 3, stride: 2, ceil: true}"),
    ("{MaxPooling2D, pool_size: [2, 2], strides: 2, padding: valid}", "{maxpool: 2, stride: 2}"),
    ("{AvgPool2d: 3, padding: 1, count_include_pad: false}", "{avgpool: 3, pad: 1, count_pad: false}"),
    ("{AdaptiveAvgPool2d, output_size: 3}", "{adaptive_avgpool: 3}"),
    ("GlobalAveragePooling2D", "{global_avgpool, keep: false}"),  # Keras keeps no axes unless it is told to
    ("{GlobalMaxPooling2D, keepdims: true}", "global_maxpool"),
    ("{BatchNorm2d: 4, eps: 1e-3, momentum: 0.01, track_running_stats: true}",
     "{batchnorm, eps: 0.001, momentum: 0.01}"),
    ("{BatchNormalization, epsilon: 1e-3, axis: -1, center: true, scale: false}",
     "{batchnorm, eps: 0.001, scale: false}"),
    ("{LayerNorm: 4, elementwise_affine: false}", "{layernorm, affine: false}"),
    ("{LayerNorm, normalized_shape: [4]}", "layernorm"),
    ("{GroupNorm, num_groups: 2, num_channels: 4}", "{groupnorm: 2}"),
    ("{InstanceNorm2d: 4, affine: true}", "{instancenorm, affine: true}"),
    ("{LocalResponseNorm: 5, alpha: 0.001}", "{lrn: 5, alpha: 0.001}"),
    ("{LeakyReLU, negative_slope: 0.2, inplace: true}", "{leaky_relu: 0.2}"),
    ("{ReLU, inplace: True}", "relu"),
    ("{Dropout, rate: 0.3, seed: 1}", "{dropout: 0.3}"),
    ("{softmax, dim: 1}", "softmax"),
    ("{ZeroPad2d: 1}", "{pad: 1}"),
    ("{ZeroPadding2D: [[1, 2], [3, 4]]}", "{pad: [1, 2, 3, 4]}"),
    ("{ReflectionPad2d: 1}", "{pad: 1, mode: reflect}"),
    ("UpSampling2D", "{upsample: 2}"),
    ("{UpSampling2D, size: 3, interpolation: bilinear}", "{upsample: 3, mode: bilinear}"),
    ("{Upsample, scale_factor: 2, mode: nearest, align_corners: false}", "{upsample: 2}"),
    ("{PixelShuffle, upscale_factor: 2}", "{pixel_shuffle: 2}"),
    ("{concat: [[], []], axis: -1}", "{concat: [[], []]}"),
]  # fmt: skip
"""A step in words of PyTorch, Keras, ONNX or Caffe, and the same in ours, on 8×8×4."""


@pytest.mark.parametrize(("theirs", "ours"), SAME)
def test_words_of_other_frameworks(theirs: str, ours: str) -> None:
    op, same = (example("8x8x4", f"- {step}").graph.nodes[-1].op for step in (theirs, ours))
    assert op == same


REFUSED = [
    ("{conv: 8, kernel: 3, kernel_size: 3}", "3:24: kernel is given twice (kernel and kernel_size are the same)"),
    ("{Conv2d: 8, out_channels: 8, kernel: 1}", "3:15: filters is given twice (it is the value of Conv2d, too)"),
    ("{conv: 8, kernel_size: 3, in_channels: 3}",
     "3:42: conv1: in_channels is 3, and 4 channels come in (it can be left out)"),
    ("{Linear: 10, in_features: 256}", "3:29: linear1: in_features is 256, and 4 channels come in "
     "(they are all values of 8×8×4: put 'flatten' before it)"),
    ("{BatchNorm2d: 64}", "3:17: batchnorm1: num_features is 64, and 4 channels come in (it can be left out)"),
    ("{linear: 8, in_features: x, positionwise: true}",
     "3:28: linear1: in_features must be the 4 channels that come in, not 'x'"),
    ("{conv: 8, kernel_size: 0}",
     "3:26: conv1: kernel must be a whole number of at least 1, or 2 of them, not 0"),
    ("{conv: 8, kernel_size: 11}", "3:26: conv1: kernel 11 is larger than its padded input, 8×8 "
     "(the input is 8×8: use a smaller kernel, more padding or a smaller stride before)"),
    ("{conv: 8, kernel: 3, padding: [1, 2, 3, 4]}", "3:33: conv1: padding has 4 numbers "
     "(in which order they are differs: write pad: [top, bottom, left, right])"),
    ("{ZeroPad2d: [1, 2, 3, 4]}", "3:15: pad1: padding has 4 numbers "
     "(in which order they are differs: write amount: [top, bottom, left, right])"),
    ("{conv: 8, kernel: 3, data_format: channels_last}",
     "3:37: conv1: data_format is not said here (shapes are height × width × channels: leave it out)"),
    ("{conv: 8, kernel: 3, padding_mode: reflect}", "3:38: conv1: padding_mode cannot be 'reflect' here "
     "(put {pad: 1, mode: reflect} or mode: replicate before it, and no pad: in it)"),
    ("{conv: 8, kernel: 3, channels: 4}",
     "3:34: conv1: channels is not said here (write filters: for the output's channels; the input's are known)"),
    ("{depthwise_conv: 3, filters: 4}",
     "3:32: depthwise_conv1: filters is not said here (every channel has its own: multiplier: says how many)"),
    ("{conv: 8, kernelsize: 3}", "3:13: conv has no field 'kernelsize' (did you mean 'kernel'?)"),
    ("{conv: 8, kernel_size: (3, 3)}", "3:26: kernel_size: (3 ends at the comma (a list has brackets: [3, 3])"),
    ("{kernel_size: 3, out_channels: 8}", "3:4: this step names no op "
     "(kernel_size is a field; the op's name is a key, too: {conv: 64, kernel: 3})"),
    ("{conv: 8, kernel: 3, activation: relu, pad: same}", "3:24: conv has no field 'activation' "
     "(it is a step of its own: - {conv: 8, kernel: 3, pad: same} and then - relu)"),
    ("{linear: 8, activation: linear}", "3:15: linear has no field 'activation' (leave it out)"),
    ("{Conv2d: [3, 64, 3]}", "3:12: conv1: filters must be a whole number of at least 1, not [3, 64, 3] "
     "(the others are fields of their own, beside it)"),
    ("{maxpool: 2, return_indices: true}",
     "3:32: maxpool1: return_indices cannot be true here (an op has one output)"),
    ("{concat: [[], []], axis: 1}",
     "3:28: concat1: axis cannot be 1 here "
     "(over: names the axis, height or width; the channels if not said, which are dim 1 and axis -1)"),
    ("{UpSampling2D: 2, size: 3}", "3:21: factor is given twice (it is the value of UpSampling2D, too)"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "told"), REFUSED)
def test_what_means_nothing_here_is_told_where_it_stands(step: str, told: str) -> None:
    with pytest.raises(cnncalc.CnncalcError) as caught:
        example("8x8x4", f"- {step}")
    assert str(caught.value) == f"example:{told}"


NET = """\
input: 8x8x4
parameters: {incoming: 4}
layers:
  - {Conv2d: 8, kernel_size: 3, in_channels: $incoming, name: conv1}
  - {ZeroPad2d: 1, name: pad1}
  - {GlobalAveragePooling2D, name: pool1}
  - {Dense: 10, name: head}
"""

SETTINGS = [
    ({}, "{conv: 8, kernel: 3, name: conv1}"),
    ({"conv1.kernel": 5}, "{conv: 8, kernel: 5, name: conv1}"),
    ({"conv1.kernel_size": 5}, "{conv: 8, kernel: 5, name: conv1}"),
    ({"conv1.strides": 2}, "{conv: 8, kernel: 3, stride: 2, name: conv1}"),
    ({"conv1.out_channels": 16}, "{conv: 16, kernel: 3, name: conv1}"),
    ({"conv1.filters": 16}, "{conv: 16, kernel: 3, name: conv1}"),
    ({"conv1.pads": [1, 2, 3, 4]}, "{conv: 8, kernel: 3, pad: [1, 3, 2, 4], name: conv1}"),
    ({"pad1.padding": 2}, "{pad: 2, name: pad1}"),
    ({"pad1.amount": [1, 2, 3, 4]}, "{pad: [1, 2, 3, 4], name: pad1}"),
    ({"pool1.keepdims": True}, "{global_avgpool, name: pool1}"),
    ({"head.units": 7}, "{linear: 7, name: head}"),
]


@pytest.mark.parametrize(("settings", "shown"), SETTINGS)
def test_a_field_is_set_by_any_of_its_names_and_shown_by_ours(
    settings: dict[str, object], shown: str, tmp_path: Path
) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(NET)
    assert f"- {shown}\n" in write_spec(cnncalc.load(str(path), set=settings))


def test_what_is_said_of_the_input_is_checked_where_it_runs(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(NET)
    with pytest.raises(cnncalc.CnncalcError, match=r"net.yaml:4:46: conv1: in_channels is 3, and 4 channels come in"):
        cnncalc.load(str(path), set={"incoming": 3})
    with pytest.raises(cnncalc.CnncalcError, match=r"--set conv1.activation:1:1: conv has no field 'activation'"):
        cnncalc.load(str(path), set={"conv1.activation": "relu"})
    with pytest.raises(cnncalc.CnncalcError, match=r"--set pad1.padding:1:1: pad1: padding has 4 numbers"):
        cnncalc.load(str(path), set={"pad1.padding": [1, 2, 3, 4]})


WHOLE = """\
- {Conv2d: 64, in_channels: 3, kernel_size: 3, padding: 1, bias: False}
- {BatchNorm2d: 64}
- {ReLU, inplace: true}
- {MaxPool2d, kernel_size: 2}
- Flatten
- {Linear, in_features: 16384, out_features: 10}"""


def test_a_module_of_pytorch_counts_what_pytorch_counts() -> None:
    network = example("32x32x3", WHOLE)
    assert cnncalc.summary(network).totals.params == 64 * 27 + 2 * 64 + 16384 * 10 + 10
