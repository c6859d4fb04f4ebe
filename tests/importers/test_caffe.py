"""Caffe's prototxt: sizes by Caffe's rules, totals as they are known, and one line for what cannot be read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from tests.importers.mutations import mutated

MODELS = Path(__file__).parents[1] / "data" / "models"
DATA = 'input: "data" input_shape { dim: 1 dim: 4 dim: 12 dim: 10 } '


def layer(kind: str, more: str = "", bottom: str = "data", top: str = "out") -> str:
    return f'layer {{ name: "{top}" type: "{kind}" bottom: "{bottom}" top: "{top}" {more} }} '


@pytest.fixture
def loaded(tmp_path: Path):  # type: ignore[no-untyped-def]
    """A function that loads a text as a prototxt."""

    def load(text: str, **more: str) -> cnncalc.Network:
        path = tmp_path / "net.prototxt"
        path.write_text(text)
        return cnncalc.load(path, **more)

    return load


@pytest.mark.parametrize(
    ("file", "params", "macs"),
    [
        ("squeezenet_v1.1", 1_235_496, 387_747_520),  # as the catalogue's squeezenet1_1 on 227×227, rounding up
        ("bvlc_alexnet", 60_965_224, 724_406_816),  # the paper's 60 million; BVLC's caffemodel has so many values
    ],
)
def test_totals_of_published_files(file: str, params: int, macs: int) -> None:
    totals = cnncalc.load(MODELS / f"{file}.prototxt").totals()
    assert (totals.params, totals.macs) == (params, macs)


@pytest.mark.parametrize(
    ("text", "shape", "params"),
    [
        # conv_layer.cpp: rounded down; a group for each channel is depthwise
        (layer("Convolution", "convolution_param { num_output: 8 kernel_size: 3 stride: 2 }"), "5×4×8", 296),
        (layer("Convolution", "convolution_param { num_output: 8 kernel_h: 1 kernel_w: 3 group: 2 }"), "12×8×8", 56),
        (layer("Convolution", "convolution_param { num_output: 4 kernel_size: 3 group: 4 dilation: 2 }"), "8×6×4", 40),
        (layer("Deconvolution", "convolution_param { num_output: 2 kernel_size: 4 stride: 2 pad: 1 }"), "24×20×2", 130),
        # pooling_layer.cpp: rounded up, and with padding a last window must start inside of it
        (layer("Pooling", "pooling_param { kernel_size: 3 stride: 2 }"), "6×5×4", 0),
        (layer("Pooling", "pooling_param { kernel_size: 2 stride: 2 pad: 1 }"), "7×6×4", 0),
        (layer("Pooling", "pooling_param { pool: AVE kernel_size: 3 stride: 2 round_mode: FLOOR }"), "5×4×4", 0),
        (layer("Pooling", "pooling_param { pool: AVE global_pooling: true }"), "1×1×4", 0),
        (layer("InnerProduct", "inner_product_param { num_output: 3 }"), "3", 1443),
        (layer("InnerProduct", "inner_product_param { num_output: 3 axis: -1 }"), "12×3×4", 33),
        (layer("Permute", "permute_param { order: 0 order: 2 order: 3 order: 1 }"), "10×4×12", 0),
        (layer("Reshape", "reshape_param { shape { dim: 0 dim: 2 dim: -1 dim: 10 } }"), "24×10×2", 0),
        (layer("Flatten", "flatten_param { axis: 2 }"), "120×4", 0),
        (layer("PReLU"), "12×10×4", 4),
        (layer("BatchNorm") + layer("Scale", "scale_param { bias_term: true }", "out", "s"), "12×10×4", 8),
        (layer("Scale"), "12×10×4", 4),
        (layer("Interp", "interp_param { zoom_factor: 2 }"), "23×19×4", 0),
    ],
)
def test_layers(loaded, text: str, shape: str, params: int) -> None:  # type: ignore[no-untyped-def]
    network = loaded(DATA + text)
    assert str(network.graph.nodes[network.graph.output].shape) == shape
    assert network.totals().params == params


def test_the_old_form_is_read_as_the_new(loaded) -> None:  # type: ignore[no-untyped-def]
    old = "input: 'data' input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8 layers < name: 'ip' type: INNER_PRODUCT\n"
    old += "bottom: 'data' top: 'ip' blobs_lr: 1. inner_product_param: { num_output: 10; bias_term: false } >"
    assert loaded(old).totals().params == 1920


def test_only_the_layers_of_the_test_phase_run_and_losses_are_left_out(loaded) -> None:  # type: ignore[no-untyped-def]
    text = DATA + layer("Dropout", "include { phase: TRAIN }", top="data") + layer("ReLU", top="data")
    text += layer("Sigmoid", "exclude { phase: TEST }") + layer("SoftmaxWithLoss", top="loss")
    network = loaded(text)
    assert [node.op.name for node in network.graph.layers()] == ["relu"]
    assert "1 SoftmaxWithLoss" in network.notes[-1]


def test_layers_of_one_parameter_name_share_it(loaded) -> None:  # type: ignore[no-untyped-def]
    param = 'convolution_param { num_output: 4 kernel_size: 1 } param { name: "w" } param { name: "b" }'
    network = loaded(DATA + layer("Convolution", param, top="a") + layer("Convolution", param, "a", "b"))
    assert network.totals().params == 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "net.prototxt:1:1: this is no Caffe network: it has no layer { … }"),
        ("layer {\n  name: 'x'\n", "net.prototxt:1:1: layer { is never closed (the file may be cut off)"),
        ("layer { name: 'x' type: }", "net.prototxt:1:25: type needs a value"),
        ("layer { ? }", "net.prototxt:1:9: this is not protobuf's text format: '? }'"),
        ("a {" * 200, "net.prototxt:1:301: messages are nested more than 100 deep"),
        (DATA + layer("ReLU", bottom="nope"), "out: its input 'nope' comes out of no layer before it"),
        (
            DATA + layer("Convolution", "convolution_param { num_output: 2 kernel_sise: 3 }"),
            "convolution_param has no 'kernel_sise' (did you mean 'kernel_size'?)",
        ),
        (DATA + layer("Convolution", "convolution_param { num_output: 1e99 kernel_size: 3 }"), "must be a whole"),
        (DATA + layer("Pooling", "pooling_param { kernel_size: 3 stride: 99999999999 }"), "stride must be at most 10⁹"),
        (DATA + layer("Python") + layer("ReLU", bottom="out", top="y"), "comes out of out of the type Python, whose"),
        (layer("ReLU"), "nothing comes into this network"),
        ("input: 'data' " + layer("ReLU"), "the file does not tell the size of the input 'data' ("),
        (DATA + layer("Slice", "slice_param { slice_point: 9 } top: 'two'"), "it has 2 outputs, and is cut at 9 of 4"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_line(loaded, text: str, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CnncalcError) as caught:
        loaded(text)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_input_can_be_given(loaded) -> None:  # type: ignore[no-untyped-def]
    text = "input: 'data' " + layer("ReLU")
    assert str(loaded(text, input="20x30x3").graph.inputs[0].shape) == "20×30×3"


@pytest.mark.parametrize("text", mutated((MODELS / "squeezenet_v1.1.prototxt").read_text()[:3000], 60))
def test_broken_files_end_in_a_line(loaded, text: str) -> None:  # type: ignore[no-untyped-def]
    with suppress(CnncalcError):  # any other error is a mistake of ours
        loaded(text)
