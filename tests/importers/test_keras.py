"""Keras's models: sizes and parameters as Keras itself counts them, and one line for what cannot be read."""

from __future__ import annotations

import json
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.importers.keras.keras_names import paths_of
from cnncalc.network import Network
from tests.importers.mutations import mutated

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "models" / "keras_models.json").read_text(encoding="utf-8")
)["cases"]


class Model:
    """What has a config as a Keras model has it."""

    def __init__(self, config: Any) -> None:
        self.config = config

    def to_json(self) -> str:
        return self.config if isinstance(self.config, str) else json.dumps(self.config)


def variables(network: Network) -> int:
    """What Keras's `count_params()` counts: parameters, and the statistics of batch normalisation."""
    layers = [node for node in network.graph.layers() if node.shares is None]
    counts = [
        {**node.op.count_parameters(node.input_shapes), **node.op.buffers(node.input_shapes[0])} for node in layers
    ]
    return sum(sum(each.values()) for each in counts)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_models_are_as_keras_counts_them(case: dict[str, Any]) -> None:
    network = cnncalc.from_keras(Model(case["model"]))
    assert variables(network) == case["params"]
    outputs = network.graph.declared or (network.graph.output,)
    shapes = [network.graph.nodes[each].shape for each in outputs]
    assert [[*shape.spatial, shape.channels] for shape in shapes] == case["outputs"]


@pytest.mark.parametrize("name", ["net.keras", "net.json"])
def test_files(tmp_path: Path, name: str) -> None:
    path, text = tmp_path / name, json.dumps(CASES[0]["model"])
    if path.suffix == ".json":
        path.write_text(text)
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("config.json", text)
    assert variables(cnncalc.load(path)) == CASES[0]["params"]


def layer(kind: str, name: str, source: str = "", **config: Any) -> dict[str, Any]:
    """A layer as Keras 2 writes it."""
    nodes = [[[source, 0, 0, {}]]] if source else []
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes}


def keras2(*layers: dict[str, Any], output: str, size: int | None = 8) -> dict[str, Any]:
    """A model as Keras 2 writes it."""
    image = layer("InputLayer", "x", batch_input_shape=[None, size, size, 3])
    ends = {"input_layers": [["x", 0, 0]], "output_layers": [[output, 0, 0]]}
    return {"class_name": "Functional", "config": {"name": "old", "layers": [image, *layers], **ends}}


CONV = {"filters": 4, "kernel_size": [3, 3], "strides": [2, 2], "padding": "same", "activation": "relu"}


def test_what_keras_2_writes() -> None:
    config = keras2(layer("Conv2D", "c", "x", **CONV), layer("Flatten", "f", "c"), output="f")
    network = cnncalc.from_keras(Model(config))
    assert network.totals().params == 112
    assert [node.path for node in network.graph.layers()] == ["c.conv", "c.relu", "f"]


def test_names_make_the_blocks() -> None:
    names = ("conv2_block1_1_conv", "conv2_block1_1_bn")
    layers = (
        layer("Conv2D", names[0], "x", **{**CONV, "activation": None}),
        layer("BatchNormalization", names[1], names[0]),
    )
    network = cnncalc.from_keras(Model(keras2(*layers, output=names[1])))
    assert list(network.graph.scopes) == ["conv2", "conv2.block1"]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("block_13_project_BN", "block_13/project_BN"),  # MobileNetV2
        ("block6d_se_reduce", "block6d/se_reduce"),  # EfficientNet
        ("expanded_conv_3_squeeze_excite_conv", "expanded_conv_3/squeeze_excite_conv"),  # MobileNetV3
        ("convnext_tiny_stage_0_block_2_layer_scale", "convnext_tiny_stage_0/block_2/layer_scale"),
        ("batch_normalization_7", "batch_normalization_7"),  # Inception-v3
        ("custom_scale_layer_12", "custom_scale_layer_12"),  # Inception-ResNet-v2
    ],
)
def test_names_of_applications(name: str, path: str) -> None:
    assert paths_of([name]) == {name: path}


def test_a_name_that_says_nothing_is_in_the_stage_around_it() -> None:
    names = ["s_stage_0_block_0_conv", "add", "s_stage_0_block_1_conv", "add_1", "head"]
    assert list(paths_of(names).values()) == ["s_stage_0/block_0/conv", "s_stage_0/add", "s_stage_0/block_1/conv",
                                              "add_1", "head"]  # fmt: skip


def test_open_sizes_are_given() -> None:
    config = keras2(layer("Conv2D", "c", "x", **CONV), output="c", size=None)
    assert str(cnncalc.from_keras(Model(config), input="9x9x3").graph.nodes[-1].shape) == "5×5×4"


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("{", "model:1:2: this is no JSON: expecting property name enclosed in double quotes"),
        ("[" * 100_000, "model:1:1: this JSON is nested too deep, or has numbers that are too large"),
        ({"config": {}}, "model:1:1: this is no Keras model, which has a class_name and a config"),
        ({"class_name": "Mine", "config": {}}, "a model of the class Mine has no layers in its config"),
        (keras2(layer("Flatten", "f", "g"), layer("Flatten", "g", "f"), output="f"), "f (Flatten): it needs what"),
        (keras2(layer("Flatten", "f", "nope"), output="f"), "'nope', call 0, output 0, comes from no"),
        (keras2(layer("Flatten", "x", "x"), output="x"), "x (Flatten): two layers have this name"),
        (keras2(layer("Flaten", "f", "x"), output="f"), "f (Flaten): this layer is not known"),
        (keras2(layer("Lambda", "f", "x", function=["gANj", None]), output="f"), "f (Lambda): this layer is not known"),
        (keras2(layer("Dense", "d", "x", units=-1), output="d"), "d (Dense): units must be a whole number"),
        (keras2(layer("Conv2D", "c", "x", **{**CONV, "kernel_size": [3]}, groups=2), output="c"), "2 groups do not"),
        (keras2(layer("Flatten", "f", "x"), output="f", size=None), "x (InputLayer): the size of this input"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_line(config: Any, message: str) -> None:
    with pytest.raises(CnncalcError) as caught:
        cnncalc.from_keras(Model(config))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_shape_that_is_not_as_recorded_is_told() -> None:
    text = json.dumps(CASES[0]["model"]).replace("[null, 32, 32, 3]", "[null, 32, 31, 3]")
    text = text.replace("[null, 32, 31, 3]", "[null, 32, 32, 3]", 1)
    with pytest.raises(CnncalcError, match=r"is 32×32×3, and the file records 32×31×3"):
        cnncalc.from_keras(Model(text))


def test_an_archive_that_is_none_or_bursts(tmp_path: Path) -> None:
    path = tmp_path / "net.keras"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 50)
    with pytest.raises(CnncalcError, match="is no archive that can be read"):
        cnncalc.load(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", "[" + " " * (17 * 2**20))
    with pytest.raises(CnncalcError, match="is larger than 16,777,216 bytes"):
        cnncalc.load(path)


@pytest.mark.parametrize("text", mutated(json.dumps(CASES[3]["model"]), 60))
def test_broken_models_end_in_a_line(text: str) -> None:
    with suppress(CnncalcError):  # any other error is a mistake of ours
        cnncalc.from_keras(Model(text))
