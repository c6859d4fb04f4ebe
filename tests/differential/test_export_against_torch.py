"""The code that `cnncalc export` writes for PyTorch, run: shapes, parameters and what its FlopCounterMode counts."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import pytest

import cnncalc
from cnncalc.exporters.pytorch import write_pytorch
from cnncalc.exporters.pytorch.code import DEFAULTS
from cnncalc.exporters.pytorch.identifiers import OF_MODULES
from cnncalc.graph import Graph
from cnncalc.language import catalogue

torch = pytest.importorskip("torch")
nn = torch.nn
flop_counter = pytest.importorskip("torch.utils.flop_counter")


def outputs(graph: Graph) -> list[list[int]]:
    """The shapes that come out, channels first."""
    read = [*graph.declared] or [graph.output]
    return [graph.nodes[index].shape.channels_first() for index in read]


def made(code: str) -> Any:
    """The module of the last class of some code of ours, without values."""
    space: dict[str, Any] = {}
    exec(compile(code, "export", "exec"), space)
    last = [node.name for node in ast.parse(code).body if isinstance(node, ast.ClassDef)][-1]
    with torch.device("meta"):
        return space[last]().eval()


@pytest.mark.parametrize("name", catalogue.names())
def test_a_network_of_the_catalogue_counts_the_same(name):
    network = cnncalc.load(name)
    try:
        code = write_pytorch(network)
    except cnncalc.CnncalcError as refused:  # what PyTorch lacks stands in tests/exporters/test_pytorch.py
        pytest.skip(str(refused))
    module = made(code)
    inputs = [torch.empty(1, *node.shape.channels_first(), device="meta") for node in network.graph.inputs]
    with flop_counter.FlopCounterMode(display=False) as counter, torch.no_grad():
        given = module(*inputs)
    given = given if isinstance(given, tuple) else (given,)
    totals = network.summary().totals
    wanted = outputs(network.graph)
    assert [list(value.shape[1:]) for value in given[: len(wanted)]] == wanted
    assert sum(parameter.numel() for parameter in module.parameters()) == totals.params
    assert counter.get_total_flops() == 2 * totals.macs


def test_no_layer_is_called_what_a_module_calls_something_of_its_own():
    own = {name for name in dir(nn.Sequential) if not name.startswith("_")}
    assert own - OF_MODULES == set()


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (nn.Conv2d, {"stride", "padding", "dilation", "groups", "bias"}),
        (nn.ConvTranspose2d, {"stride", "padding", "output_padding", "dilation", "groups", "bias"}),
        (nn.MaxPool2d, {"padding", "ceil_mode"}),
        (nn.AvgPool2d, {"padding", "ceil_mode", "count_include_pad"}),
        (nn.LayerNorm, {"elementwise_affine"}),
        (nn.GroupNorm, {"affine"}),
    ],
)
def test_what_is_not_written_is_torchs_default(module, words):
    parameters = inspect.signature(module).parameters
    assert {word: parameters[word].default for word in words} == {word: DEFAULTS[word] for word in words}
