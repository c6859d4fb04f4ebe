"""Inputs with their channels first, as PyTorch and ONNX have them, and inputs that say which size is which."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.language import order
from cnncalc.language.catalogue import names
from cnncalc.shape import parse_shape

MEANT = [
    ("3x224x224", "224x224x3"),
    ("1x28x28", "28x28x1"),
    ("3x32x32", "32x32x3"),
    ("3x480x640", "480x640x3"),
    ("4x84x84", "84x84x4"),
    ("1x3x224x224", "224x224x3"),
    ("8x3x224x224", "224x224x3"),
    ("1x1x28x28", "28x28x1"),
    ("1x224x224x3", "224x224x3"),
    ("1x16000", "16000x1, or 16000 for a vector"),
    ("2x44100", "44100x2"),
    ("3x16x112x112", "16x112x112x3"),
    ("1x64x64x64", "64x64x64x1"),
    ("1x3x16x112x112", "16x112x112x3"),
    # as they are
    *((shape, "") for shape in (
        "224x224x3", "28x28x1", "28x28x192", "1x128x1", "128x1x1", "1x1x2048", "4x4x512", "7x7x512", "2x2x256", "3x3x3",
        "16000x1", "4x64", "784", "3", "16x112x112x3", "16x1x1x64", "56x56x64", "8x8x4", "32x3x224",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "meant"), MEANT)
def test_what_can_only_be_channels_first(shape: str, meant: str) -> None:
    assert order.meant_by(parse_shape(shape)) == meant


@pytest.mark.slow
def test_nothing_is_remarked_in_the_catalogue() -> None:
    assert [name for name in names() if cnncalc.load(name).remarks] == []


REFUSED = [
    ("resnet50", "3x224x224", "3x224x224 is channels first, and ResNet-50 takes height × width × channels, "
     "as 224×224×3 (write 224x224x3; as it stands it would be {channels: 224, height: 3, width: 224})"),
    ("resnet50", "3x160x192", "(write 160x192x3; "),
    ("resnet50", "[3, 224, 224]", "(write 224x224x3; "),
    ("resnet50", "3,224,224", "(write 224x224x3)"),
    ("resnet50", "224,224,3", "(write 224x224x3)"),
    ("resnet50", "(3, 224, 224)", "(write 224x224x3)"),
    ("resnet50", "3*224*224", "(write 224x224x3)"),
    ("resnet50", "1x3x224x224", "not 1×3×224×224 (write 224x224x3)"),
    ("resnet50", "64x3x224x224", "(write 224x224x3)"),
    ("resnet50", "1x224x224x3", "(write 224x224x3)"),
    ("lenet5", "1x32x32", "(write 32x32x1; "),
    ("c3d", "3x16x112x112", "(write 16x112x112x3; "),
    ("c3d", "1x3x16x112x112", "(write 16x112x112x3)"),
    ("m5", "1x32000", "(write 32000x1; "),
    ("resnet50", "{channels: 3, length: 9}", "as 224×224×3, not 9×3"),
    ("resnet50", "{chanels: 3, height: 9, width: 9}", "a shape has no 'chanels' (did you mean 'channels'?)"),
    ("resnet50", "{height: 9, width: 9}", "a shape needs channels: (write {channels: 3, height: 224, width: 224})"),
    ("resnet50", "{channels: 3, height: 0, width: 9}", "height must be a whole number of at least 1"),
]  # fmt: skip


@pytest.mark.parametrize(("network", "given", "told"), REFUSED)
def test_an_input_in_another_order_is_refused(network: str, given: str, told: str) -> None:
    with pytest.raises(CnncalcError) as caught:
        cnncalc.load(network, input=given)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ("224x224x1", "224×224×1"),
        ("3x3x3", "3×3×3"),
        ("{channels: 3, height: 160, width: 192}", "160×192×3"),
        ("{width: 192, channels: 3, height: 160}", "160×192×3"),
        ("{channels: 224, height: 3, width: 224}", "3×224×224"),
    ],
)
def test_an_input_that_is_taken(given: str, shape: str) -> None:
    network = cnncalc.load("resnet18", input=given)
    assert (str(network.graph.inputs[0].shape), network.remarks) == (shape, ())


SPECS = [
    ("input: {channels: 3, height: 8, width: 6}", ["8×6×3"]),
    ("input: {channels: 2, length: 8}", ["8×2"]),
    ("input: {channels: 3, depth: 4, height: 8, width: 6}", ["4×8×6×3"]),
    ("input: {channels: 7}", ["7"]),
    ("input: {channels: 3, height: $side, width: $side * 2}", ["9×18×3"]),
    ("input: $shape", ["5×6×3"]),
    ("input: {left: {channels: 1, height: 8, width: 6}, right: 7x6x1}", ["8×6×1", "7×6×1"]),
    ("input: {height: 8x8x1, width: 7x7x1}", ["8×8×1", "7×7×1"]),
    ("input: {x: 4, y: 8}", ["4", "8"]),
    ("input: {depth: 9}", ["9"]),
]


@pytest.mark.parametrize(("text", "shapes"), SPECS)
def test_inputs_of_specs(text: str, shapes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    parameters = "parameters: {side: 9, shape: {channels: 3, height: 5, width: 6}}"
    path.write_text(f"{parameters}\n{text}\nlayers: [relu]\n", encoding="utf-8")
    network = cnncalc.load(str(path))
    assert ([str(node.shape) for node in network.graph.inputs], network.remarks) == (shapes, ())


def test_a_parameter_may_be_set_to_a_shape(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("parameters: {shape: 8x8x3}\ninput: $shape\nlayers: [relu]\n", encoding="utf-8")
    network = cnncalc.load(str(path), set={"shape": "{channels: 1, height: 4, width: 5}"})
    assert str(network.graph.inputs[0].shape) == "4×5×1"


@pytest.mark.parametrize("change", ["input: 3x16x16", "input: [3, 16, 16]"])
def test_a_variant_with_its_channels_first(change: str, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 8x8x3\nlayers: [relu]\nvariants:\n  wide: {{{change}}}\n", encoding="utf-8")
    with pytest.raises(CnncalcError, match=r"what it changes takes .*, as 8×8×3 \(write 16x16x3;"):
        cnncalc.load(f"{path}:wide")


AXES = [
    ("{conv1d: 8, kernel: 3}", "32x32x3", "conv1d works on 1 spatial axis, and its input is 32×32×3 (conv takes any"),
    ("{Conv2D: 8, kernel: 3}", "32x3", "Conv2D works on 2 spatial axes, and its input is 32×3 (conv takes any"),
    ("{MaxPool3d: 2}", "32x32x3", "MaxPool3d works on 3 spatial axes"),
    ("avg_pool2d: 2", "32x3", "avg_pool2d works on 2 spatial axes"),
    ("batchnorm1d", "32x32x3", "batchnorm1d works on 1 spatial axis"),
    ("batchnorm2d", "32", "batchnorm2d works on 2 spatial axes, and its input is 32 "),
    ("{adaptive_avg_pool1d: 1}", "32x32x3", "adaptive_avg_pool1d works on 1 spatial axis"),
    ("{conv_transpose3d: 1, kernel: 2}", "32x32x3", "conv_transpose3d works on 3 spatial axes"),
]


@pytest.mark.parametrize(("step", "shape", "told"), AXES)
def test_names_that_say_their_axes(step: str, shape: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: {shape}\nlayers:\n- {step}\n", encoding="utf-8")
    with pytest.raises(CnncalcError) as caught:
        cnncalc.load(str(path))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("step", "shape"), [("batchnorm1d", "32"), ("batchnorm1d", "9x3"), ("conv3d: 2, kernel: 1", "9x9x9x3")]
)
def test_names_on_the_axes_they_say(step: str, shape: str, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: {shape}\nlayers:\n- {{{step}}}\n", encoding="utf-8")
    assert len(cnncalc.load(str(path)).graph.nodes) == 2
