"""ONNX files: those of PyTorch's exporters, and small ones for each pattern, each setting and each mistake."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.importers.given import Given
from cnncalc.importers.onnx import read_graph
from cnncalc.importers.onnx.converter import Converter
from cnncalc.limits import STANDARD
from tests.importers.onnx_writer import field, model, node

DATA = Path(__file__).parent.parent / "data" / "onnx"
SHAPES = json.loads((DATA / "shapes.json").read_text(encoding="utf-8"))

# Parameters and MACs: torchvision's own; where normalisation is folded, each gives a bias for its scale and shift.
TOTALS = {
    "alexnet.legacy_default": (61_100_840, 714_188_480),
    "resnet18.legacy_raw": (11_689_512, 1_814_073_344),
    "resnet18.legacy_default": (11_689_512 - 4_800, 1_814_073_344),
    "resnet18.dynamo": (11_689_512 - 4_800, 1_814_073_344),
    "mobilenet_v2.legacy_default": (3_504_872 - 17_056, 300_774_272),
    "squeezenet1_0.legacy_default": (1_248_424, 818_924_576),
}


@pytest.mark.parametrize("name", TOTALS)
def test_the_totals_of_exported_models(name: str) -> None:
    network = cnncalc.load(DATA / f"{name}.onnx")
    totals = network.summary().totals
    assert (totals.params, totals.macs) == TOTALS[name]
    folded = any("normalisation is folded" in note for note in network.notes)
    assert folded == (name.startswith(("resnet18", "mobilenet")) and not name.endswith("raw"))


@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_of_exported_models(name: str) -> None:
    given = Given(str(DATA / f"{name}.onnx"), {}, STANDARD)
    with given.open() as file:
        converter = Converter(given, read_graph(given, file))
    converter.network()
    found = {each: list(converter.dims(value)) for each, value in converter.values.items()}
    shapes = SHAPES[name]
    assert {each: dims for each, dims in found.items() if each in shapes and dims != shapes[each]} == {}
    left_out = set(shapes) - set(found) - set(converter.constants)
    assert not left_out, "no pattern of these networks has steps between"


def test_scopes_are_the_modules() -> None:
    for name in ("resnet18.legacy_default", "resnet18.dynamo"):
        graph = cnncalc.load(DATA / f"{name}.onnx").graph
        assert {"layer1", "layer1.0", "layer4.1"} <= set(graph.scopes)
        assert {"conv1", "layer1.0.conv1", "layer2.0.downsample.0", "fc"} <= {node.path for node in graph.nodes}


def loaded(tmp_path: Path, data: bytes, **more: Any) -> cnncalc.Network:
    path = tmp_path / "net.onnx"
    path.write_bytes(data)
    return cnncalc.load(path, **more)


def shape_arithmetic() -> list[bytes]:
    return [
        node("Shape", "x", "s"), node("Gather", "s zero", "n"), node("Unsqueeze", "n first", "n1"),
        node("Concat", "n1 left", "to", axis=0), node("Reshape", "x to", "y"),
    ]  # fmt: skip


W = {"w": (16, 8, 3, 3), "b": (16,)}
ONE = ((), [1.0])
CASES: dict[str, tuple[list[bytes], dict[str, Any], str, int]] = {
    # nodes, weights: the ops that come out, and their parameters
    "a convolution": ([node("Conv", "x w b", "y", pads=[1, 1, 1, 1])], W, "conv", 16 * 8 * 9 + 16),
    "without a bias": ([node("Conv", "x w", "y")], W, "conv", 16 * 8 * 9),
    "depthwise": ([node("Conv", "x w", "y", group=8)], {"w": (16, 1, 3, 3)}, "depthwise_conv", 16 * 9),
    "same lower": ([node("Conv", "x w", "y", auto_pad="SAME_LOWER", strides=[2, 2])], W, "conv", 16 * 8 * 9),
    "transposed": ([node("ConvTranspose", "x w", "y", strides=[2, 2])], {"w": (8, 4, 3, 3)}, "conv_transpose", 288),
    "shared": ([node("Conv", "x w", "a", pads=[1, 1, 1, 1]), node("Conv", "a w", "y")], {"w": (8, 8, 3, 3)},
               "conv conv", 8 * 8 * 9),
    "silu": ([node("Sigmoid", "x", "s"), node("Mul", "s x", "y")], {}, "silu", 0),
    "relu6": ([node("Clip", "x lo hi", "y")], {"lo": ((), [0.0]), "hi": ((), [6.0])}, "relu6", 0),
    "hard swish": ([node("Add", "x c", "a"), node("Clip", "a lo hi", "b"), node("Mul", "x b", "c1"),
                    node("Div", "c1 hi", "y")],
                   {"c": ((), [3.0]), "lo": ((), [0.0]), "hi": ((), [6.0])}, "hardswish", 0),
    "gelu": ([node("Div", "x r", "a"), node("Erf", "a", "b"), node("Add", "b one", "c"), node("Mul", "x c", "d"),
              node("Mul", "d half", "y")], {"r": ((), [1.4142135]), "one": ONE, "half": ((), [0.5])}, "gelu", 0),
    "no gelu, whose erf is read twice": (
        [node("Div", "x r", "a"), node("Erf", "a", "b"), node("Add", "b one", "c"), node("Mul", "x c", "d"),
         node("Mul", "d half", "e"), node("Add", "e b", "y")],
        {"r": ((), [1.4142135]), "one": ONE, "half": ((), [0.5])}, "op op op multiply op add", 0),
    "layer normalisation": (
        [node("Transpose", "x", "t", perm=[0, 2, 3, 1]), node("ReduceMean", "t", "m", axes=[-1]),
         node("Sub", "t m", "c"), node("Pow", "c two", "q"), node("ReduceMean", "q", "v", axes=[-1]),
         node("Add", "v one", "e"), node("Sqrt", "e", "s"), node("Div", "c s", "n"), node("Mul", "n w", "k"),
         node("Add", "k b", "y")], {"two": ((), [2.0]), "one": ONE, "w": (8,), "b": (8,)}, "layernorm", 16),
    "channel shuffle": (
        [node("Reshape", "x to", "a"), node("Transpose", "a", "b", perm=[0, 2, 1, 3, 4]),
         node("Reshape", "b back", "y")],
        {"to": ([5], [1, 2, 4, 12, 12]), "back": ([4], [1, -1, 12, 12])}, "channel_shuffle", 0),
    "linear at positions": (
        [node("Transpose", "x", "t", perm=[0, 2, 3, 1]), node("MatMul", "t w", "m"), node("Add", "b m", "a"),
         node("Transpose", "a", "y", perm=[0, 3, 1, 2])], {"w": (8, 5), "b": (5,)}, "linear", 45),
    "layer scale": ([node("Mul", "w x", "y")], {"w": (8, 1, 1)}, "layer_scale", 8),
    "a learnt addition": ([node("Add", "x w", "y")], {"w": (1, 8, 12, 12)}, "op", 1152),
    "squeeze and excite": ([node("GlobalAveragePool", "x", "g"), node("Sigmoid", "g", "s"), node("Mul", "s x", "y")],
                           {}, "global_avgpool sigmoid multiply", 0),
    "global pooling": ([node("ReduceMean", "x", "y", axes=[2, 3], keepdims=0)], {}, "global_avgpool", 0),
    "split": ([node("Split", "x", "a b", axis=1), node("Concat", "b a", "y", axis=1)], {},
              "channel_slice channel_slice concat", 0),
    "a slice to the end": ([node("Slice", "x i n one", "y")],
                           {"i": ([1], [2]), "n": ([1], [2**62]), "one": ([1], [1])}, "channel_slice", 0),
    "concat by prefix": ([node("Concat", "x x", "a", axis=1), node("Relu", "a", "r"),
                          node("Concat", "x x r", "y", axis=1)], {}, "concat relu concat", 0),
    "shape arithmetic": (shape_arithmetic(),
                         {"zero": ((), [0]), "first": ([1], [0]), "left": ([1], [-1])}, "flatten", 0),
    "what does nothing": ([node("AveragePool", "x", "a", kernel_shape=[1, 1]), node("Dropout", "a", "b"),
                           node("Identity", "b", "c"), node("Relu", "c", "y")], {}, "relu", 0),
    "a product of two values": ([node("MatMul", "x x", "y")], {}, "op", 0),
    "where": ([node("Greater", "x one", "g"), node("Where", "g x one", "y")], {"one": ONE}, "op op", 0),
    "a convolution of whole numbers": ([node("QLinearConv", "x s z w s z s z b", "y")],
                                       {**W, "s": ONE, "z": ((), [0])}, "conv", 1168),
    "quantised": ([node("QuantizeLinear", "x s", "q"), node("DequantizeLinear", "q s", "d"),
                   node("DequantizeLinear", "w s", "v"), node("Conv", "d v", "y")], {**W, "s": ONE}, "conv", 1152),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_nodes_are(case: str, tmp_path: Path) -> None:
    nodes, weights, ops, params = CASES[case]
    network = loaded(tmp_path, model(nodes, weights))
    assert " ".join(node.op.name for node in network.graph.layers()) == ops
    assert network.summary().totals.params == params


def test_a_product_of_two_values_has_its_macs(tmp_path: Path) -> None:
    assert loaded(tmp_path, model([node("MatMul", "x x", "y")])).summary().totals.macs == 8 * 12 * 12 * 12


def test_a_vector_comes_in(tmp_path: Path) -> None:
    data = model([node("Gemm", "x w b", "y", transB=1)], {"w": (5, 20), "b": (5,)}, shape=["batch", 20])
    assert loaded(tmp_path, data).summary().totals.params == 105


def test_an_unknown_node_is_an_op_of_its_own(tmp_path: Path) -> None:
    nodes = [node("Whirl", "x w", "y"), node("Relu", "y", "z")]
    network = loaded(tmp_path, model(nodes, {"w": (3, 5)}, output="z", recorded={"y": [1, 6, 4, 4]}))
    (whirl, relu) = network.graph.layers()
    assert (whirl.op.describe(), str(whirl.shape), whirl.op.unknown()) == ("Whirl", "4×4×6", ("macs",))
    assert network.summary().totals.params == 15
    assert relu.shape == whirl.shape


def test_a_dynamic_axis_takes_its_size_from_the_input(tmp_path: Path) -> None:
    data = model([node("Conv", "x w b", "y")], W, shape=["batch", 8, "height", "width"])
    assert str(loaded(tmp_path, data, input="20x30x8").graph.nodes[-1].shape) == "18×28×16"
    with pytest.raises(CnncalcError, match=r"axis 2 of input 'x' is dynamic \(height\) \(say its size: --input"):
        loaded(tmp_path, data)
    with pytest.raises(CnncalcError, match="fixed size 8 on axis 1 of 'x', not 3"):
        loaded(tmp_path, data, input="20x30x3")


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "it has no graph with nodes and outputs"),
    "another format": (b"PK\x03\x04" + b"\0" * 40, "is no ONNX model"),
    "no graph": (field(1, 8), "it has no graph with nodes and outputs"),
    "a cycle": (model([node("Add", "x b", "a"), node("Relu", "a", "b"), node("Relu", "b", "y")]),
                "node '/a/Add' (Add): reads 'b', which no input and no node before it makes"),
    "made twice": (model([node("Relu", "x", "a"), node("Relu", "x", "a"), node("Relu", "a", "y")]),
                   "node '/a/Relu' (Relu): makes 'a', which is made already"),
    "not made": (model([node("Relu", "nowhere", "y")]), "reads 'nowhere', which no input and no node before it makes"),
    "negative sizes": (model([node("Conv", "x w", "y")], {"w": (16, -8, 3, 3)}), "has sizes that cannot be: 16, -8"),
    "huge sizes": (model([node("Conv", "x w", "y")], {"w": (2**62, 8, 3, 3)}), "filters must be at most 10⁹"),
    "a huge reshape": (model([node("Reshape", "x to", "y")], {"to": ([2], [2**62, 2**62])}), "cannot become"),
    "control flow": (model([node("If", "x", "y", then_branch=b"graph")]), "is control flow, which has no fixed sizes"),
    "another shape": (model([node("Relu", "x", "y")], recorded={"y": [1, 8, 12, 13]}),
                      "gives [1, 8, 12, 12], and the file records [1, 8, 12, 13] for 'y'"),
    "a weight that does not fit": (model([node("Conv", "x w", "y")], {"w": (16, 4, 3, 3)}),
                                   "conv has 1,152 parameters, and the file records 576"),
    "an unknown node": (model([node("Whirl", "x", "y")]), "does not record the shape of 'y'"),
    "weights at run time": (model([node("Conv", "x x", "y")]), "has weights that are worked out while it runs"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_is_told_in_a_line(case: str, tmp_path: Path) -> None:
    data, message = BROKEN[case]
    with pytest.raises(CnncalcError) as caught:
        loaded(tmp_path, data)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file_makes_more_than_an_error(tmp_path: Path) -> None:
    nodes, weights, *_ = CASES["layer normalisation"]
    chance = random.Random(7)
    for whole in (model(nodes, weights), (DATA / "alexnet.legacy_default.onnx").read_bytes()):
        for _ in range(150):
            data = bytearray(whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole)
            for _ in range(chance.randrange(8)):
                data[chance.randrange(len(data))] = chance.randrange(256) if data else 0
            with suppress(CnncalcError):
                loaded(tmp_path, bytes(data)).summary()
