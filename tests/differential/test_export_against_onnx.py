"""The models that `cnncalc export` writes for ONNX: the onnx package checks them, and infers every shape."""

from __future__ import annotations

from math import prod
from typing import Any

import pytest

import cnncalc
from cnncalc.exporters.onnx import write_onnx
from cnncalc.language import catalogue

onnx = pytest.importorskip("onnx")

FLOAT = 1
LENET5 = "lenet5"
"""The one network of the catalogue that has ops of its own, for which ONNX has no operators."""


def shapes(values: Any) -> dict[str, list[int]]:
    """The shapes of some values, by name."""
    return {value.name: [axis.dim_value for axis in value.type.tensor_type.shape.dim] for value in values}


@pytest.mark.parametrize("name", [name for name in catalogue.names() if name != LENET5])
def test_a_network_of_the_catalogue_is_a_model_of_our_shapes(name, tmp_path):
    network = cnncalc.load(name)
    try:
        data = write_onnx(network)
    except cnncalc.CnncalcError as error:
        pytest.skip(str(error))
    (tmp_path / "model.onnx").write_bytes(data)
    (tmp_path / f"{network.name}.weights").touch()  # the checker looks whether it is there
    onnx.checker.check_model(str(tmp_path / "model.onnx"))
    model = onnx.load_from_string(data)
    ours = shapes([*model.graph.value_info, *model.graph.output])
    del model.graph.value_info[:]
    told = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    theirs = shapes([*told.graph.value_info, *told.graph.output])
    if not any(node.op_type == "GroupNormalization" for node in model.graph.node):  # of whose output it says nothing
        assert all(theirs.get(name) for name in ours)
    assert {name: theirs.get(name) or shape for name, shape in ours.items()} == ours
    learnt = [
        prod(weight.dims)
        for weight in model.graph.initializer
        if weight.data_location and not weight.name.endswith(("running_mean", "running_var"))
    ]
    assert sum(learnt) == network.summary().totals.params
