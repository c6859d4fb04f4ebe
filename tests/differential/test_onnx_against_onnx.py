"""What is read of ONNX files, compared with what the `onnx` package reads of them, and with its shape inference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cnncalc.importers.given import Given
from cnncalc.importers.onnx import read_graph
from cnncalc.importers.onnx.converter import Converter
from cnncalc.importers.onnx.proto import OnnxGraph, Tensor
from cnncalc.limits import STANDARD

onnx = pytest.importorskip("onnx")
FILES = sorted((Path(__file__).parent.parent / "data" / "onnx").glob("*.onnx"))


def ours(path: Path) -> tuple[Given, OnnxGraph]:
    given = Given(str(path), {}, STANDARD)
    with given.open() as file:
        return given, read_graph(given, file)


def plain(value: Any) -> Any:
    """An attribute's value as ours are: tensors by their sizes."""
    if isinstance(value, Tensor):
        return "tensor", *value.dims
    if isinstance(value, onnx.TensorProto):
        return "tensor", *value.dims
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float):
        return float(f"{value:.7g}")
    return tuple(map(plain, value)) if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_is_the_packages(path: Path) -> None:
    theirs = onnx.load(path, load_external_data=False).graph
    graph = ours(path)[1]
    assert [(node.op, node.name, node.inputs, node.outputs) for node in graph.nodes] == [
        (node.op_type, node.name, tuple(node.input), tuple(node.output)) for node in theirs.node
    ]
    for mine, node in zip(graph.nodes, theirs.node, strict=True):
        expected = {each.name: plain(onnx.helper.get_attribute_value(each)) for each in node.attribute}
        found = {name: plain(value) for name, value in mine.attributes.items()}
        assert {name: value for name, value in expected.items() if value != ()} == {
            name: value for name, value in found.items() if value is not None
        }
    assert {name: each.dims for name, each in graph.tensors.items()} == {
        each.name: tuple(each.dims) for each in theirs.initializer
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shape_is_the_packages(path: Path) -> None:
    inferred = onnx.shape_inference.infer_shapes(onnx.load(path, load_external_data=False), data_prop=True).graph
    converter = Converter(*ours(path))
    converter.network()
    shapes = {
        each.name: tuple(dim.dim_value for dim in each.type.tensor_type.shape.dim)
        for each in (*inferred.value_info, *inferred.output)
    }
    found = {name: converter.dims(value) for name, value in converter.values.items() if name in shapes}
    assert found
    assert {name: dims for name, dims in found.items() if 0 not in shapes[name] and dims != shapes[name]} == {}
