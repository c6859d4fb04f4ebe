"""The conventions against the tools themselves, each run on torch modules made of our graphs.

Totals of parameters and operations and what the tools print are equal to the last digit. Skipped for a tool that is
not installed; the versions are those of the conventions.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import cnncalc
from cnncalc.api.networks import Network
from cnncalc.exporters.yaml import write_spec
from cnncalc.graph import infer
from cnncalc.graph.builder import GraphBuilder
from cnncalc.ops import op_named
from cnncalc.report.conventions import count_by_conventions
from cnncalc.shape import Shape

torch = pytest.importorskip("torch")

from tests.differential import test_ops_against_torch as ops  # noqa: E402 - it needs torch
from tests.differential import tools  # noqa: E402 - they need torch
from tests.differential.torch_network import TorchNetwork, inputs_of  # noqa: E402 - it needs torch
from tests.ops import test_every_op as every_op  # noqa: E402 - with the others
from tests.ops.cases import axes_of, op_of, shapes_of  # noqa: E402 - with the others

NETWORKS = [
    ("lenet5", ""),
    ("lenet5-modern", ""),
    ("alexnet", ""),
    ("alexnet-torchvision", ""),
    ("alexnet-torchvision", "251x197x3"),
    ("alexnet-lecture", ""),
    ("zfnet", ""),
    ("nin", ""),
    ("nin-imagenet", ""),
    ("vgg11", "96x96x3"),
    ("vgg11-bn", "97x75x3"),
    ("googlenet", ""),
    ("googlenet-torchvision", "203x159x3"),
    ("inception_v3", "151x139x3"),
    ("inception_v4", "139x139x3"),
    ("resnet18", ""),
    ("resnet34-zeropad", "117x93x3"),
    ("resnet50-torchvision", "95x127x3"),
    ("resnetv2_50", "96x96x3"),
    ("resnext50_32x4d", "96x96x3"),
    ("se-resnet50", "96x96x3"),
    ("densenet121", "96x96x3"),
    ("squeezenet1_1", "179x231x3"),
    ("xception", "139x139x3"),
    ("darknet19", "96x96x3"),
    ("mobilenet", ""),
    ("mobilenet_v2", "113x147x3"),
    ("mobilenet_v3_small", ""),
    ("mnasnet1_0", "96x96x3"),
    ("shufflenet_v2_x1_0", "101x77x3"),
    ("ghostnet", "96x96x3"),
    ("regnet_y_400mf", "96x96x3"),
    ("efficientnet_b0", "96x96x3"),
    ("convnext_tiny", "96x64x3"),
    ("unet-batchnorm", "64x80x3"),
    ("fcn-32s", "64x64x3"),
    ("deeplabv3-resnet50", "65x65x3"),
    ("dcgan-generator", ""),
    ("dcgan-discriminator", ""),
    ("siamese", ""),
    ("m5", "4001x1"),
    ("c3d", ""),
    ("r3d-18", "8x32x32x3"),
]
"""Networks of the catalogue, and another input for some."""

MOST_VALUES = 10**7
"""What a tensor of an op may hold: the tools get some with values."""


def can_be_run(step: str, inputs: str) -> bool:
    """Whether an op can be given to the tools: its tensors are small, and its parameters are told."""
    shapes = shapes_of(inputs)
    op = op_of(step, axes_of(shapes))
    return bool(shapes) and infer(op, shapes).elements <= MOST_VALUES and "params" not in op.unknown()


AGAINST_TORCH = [*ops.CONVOLUTIONS, *ops.TRANSPOSED, *ops.POOLS, *ops.LINEAR, *ops.NORMS, *ops.RESHAPES, *ops.JOINS]
ROWS = [
    *((case.step, case.input.replace(" ", ",")) for case in AGAINST_TORCH),
    *((case.step, case.inputs) for case in every_op.CASES),
]
CASES = [row for row in dict.fromkeys(ROWS) if can_be_run(*row)]
"""Steps on inputs, every op among them: where a convention has no rule, its tool counts nothing."""


def differences(network: Network, name: str) -> dict[str, tuple[object, object]]:
    """In what the convention (left) and its tool (right) differ."""
    tool = tools.TOOLS[name]
    with tools.quiet():
        theirs = tool.run(TorchNetwork(network.graph, tool.device), inputs_of(network.graph, tool.device))
    (entry,) = count_by_conventions(network, [name]).entries
    printed = {printed.name: printed.text for printed in entry.printed}
    ours = tools.Reported(entry.params, tuple(count.value for count in entry.counts), printed)
    return {key: (ours[i], theirs[i]) for i, key in enumerate(ours._fields) if ours[i] != theirs[i]}


def installed(name: str) -> None:
    """Skip without the convention's tool; calflops cannot be imported without transformers."""
    for package in (tools.TOOLS[name].package, *(["transformers"] if name == "calflops" else [])):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")


@pytest.mark.parametrize("name", tools.TOOLS)
@pytest.mark.parametrize(("network", "input"), NETWORKS)
def test_network(name: str, network: str, input: str) -> None:
    installed(name)
    assert differences(cnncalc.load(network, input=input or None), name) == {}


FIRST = "{layers: [{conv: 4, kernel: 3, pad: 1, name: c}, {batchnorm: null, name: n}, {relu: null, name: r}], name: a}"
AGAIN = (
    "{layers: [{conv: 4, kernel: 3, pad: 1, share: %s.c}, {batchnorm: null, share: %s.n}, {relu: null, share: %s.r}]}"
)
SHARED = [  # the layers of networks on 8×8×4
    *(f"{FIRST}, " + ", ".join([AGAIN.replace("%s", "a")] * more) for more in (1, 2)),
    # of several in a block one is shared, at its beginning, in the middle or at its end
    "{layers: [{conv: 4, kernel: 1, name: c}, {conv: 4, kernel: 1}, {batchnorm: null, name: n}, {silu: null}], "
    "name: a}, "
    "{layers: [{conv: 4, kernel: 1, share: a.c}, {conv: 4, kernel: 3, pad: 1}, {batchnorm: null, share: a.n}]}",
    "{layers: [{conv: 4, kernel: 1}, {conv: 4, kernel: 1, name: c}, {conv: 4, kernel: 1}, {layernorm: null}], "
    "name: a}, "
    "{layers: [{conv: 4, kernel: 1}, {conv: 4, kernel: 1, share: a.c}, {groupnorm: 2}, {conv: 4, kernel: 1}], "
    "name: b}, "
    "{conv: 4, kernel: 1}",
    # blocks in blocks, a block that is called again, and one whose fields differ
    "{layers: [{layers: [{conv: 4, kernel: 1, name: c}, {prelu: null}], name: i}, {conv: 4, kernel: 1}], name: a}, "
    "{layers: [{layers: [{conv: 4, kernel: 1, share: a.i.c}, {conv: 4, kernel: 1}], name: j}], name: b}",
    "{layers: [{conv: 4, kernel: 3, pad: 1}, {batchnorm: null}, {residual: [{conv: 4, kernel: 1}, {relu: null}]}], "
    "name: a}, "
    "{layers: [{conv: 4, kernel: 3, pad: 1}, {batchnorm: null}, {residual: [{conv: 4, kernel: 1}, {relu: null}]}], "
    "name: b, share: a}, {layers: [{layers: [{conv: 4, kernel: 3, pad: 1}, {batchnorm: null}, "
    "{residual: [{conv: 4, kernel: 1}, {relu: null}]}], name: d, share: a}, {conv: 4, kernel: 1}], name: e}",
    "{layers: [{conv: 4, kernel: 3, pad: 1}, {relu6: null}, {conv: 4, kernel: 1}], name: a}, "
    "{layers: [{conv: 4, kernel: 3, pad: 2, dilation: 2}, {relu6: null}, {conv: 4, kernel: 1}], name: b, share: a}",
    # tensors of another, in one parent and in two
    "{conv: 4, kernel: 3, pad: 1, name: c}, {conv: 4, kernel: 3, pad: 2, dilation: 2, share: c}",
    f"{FIRST}, {{layers: [{{conv: 4, kernel: 3, pad: 2, dilation: 2, share: a.c}}, {{batchnorm: null}}]}}",
    # once more in the whole network, and twice in a block
    f"{FIRST}, {{conv: 4, kernel: 3, pad: 1, share: a.c}}, {{batchnorm: null}}",
    "{layers: [{conv: 4, kernel: 1, name: c}, {conv: 4, kernel: 1, share: c}, {conv: 4, kernel: 1}], name: a}, "
    "{layers: [{conv: 4, kernel: 1, share: a.c}, {softmax: null}], name: b}",
    # pools, functions and what is not known
    "{layers: [{maxpool: 3, stride: 1, pad: 1, name: p}, {lrn: 3, name: l}, {upsample: 1, name: u}, "
    "{gelu: null, name: g}], name: a}, "
    "{layers: [{maxpool: 3, stride: 1, pad: 1, share: a.p}, {lrn: 3, share: a.l}, {upsample: 1, share: a.u}, "
    "{gelu: null, share: a.g}, {conv: 4, kernel: 1}]}",
    "{layers: [{op: mine, params: 9, macs: 7, name: m}], name: a}, "
    "{layers: [{op: mine, params: 9, macs: 7, share: a.m}, "
    "{conv: 4, kernel: 1}]}, {op: other, params: 0, macs: 5, output: 3x3x4}",
]


@pytest.mark.parametrize("name", tools.TOOLS)
@pytest.mark.parametrize("layers", SHARED)
def test_shared_modules(name: str, layers: str, tmp_path: Path) -> None:
    installed(name)
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 8x8x4\nlayers: [{layers}, flatten, {{linear: 3}}]\n", encoding="utf-8")
    network = cnncalc.load(str(path))
    assert differences(network, name) == {}
    path.write_text(write_spec(network), encoding="utf-8")
    again = cnncalc.load(str(path))
    assert count_by_conventions(again, [name]).entries == count_by_conventions(network, [name]).entries


@pytest.mark.parametrize("name", tools.TOOLS)
def test_frozen_layers(name: str) -> None:
    """Some tools count only the parameters that are trained."""
    installed(name)
    assert differences(cnncalc.load("vgg11-bn", input="64x64x3", freeze=["conv*"]), name) == {}


@pytest.mark.parametrize(("network", "input"), NETWORKS)
def test_activations(network: str, input: str) -> None:
    """fvcore's activations are the outputs of convolutions and matrix products: our activations of layers."""
    installed("fvcore")
    loaded = cnncalc.load(network, input=input or None)
    if any(getattr(node.op, "pad", 0) == "same" and max(node.op.stride) == 1 for node in loaded.graph.layers()):
        pytest.skip("fvcore does not know a convolution with the word 'same'")
    with tools.quiet():
        theirs = tools.activations(TorchNetwork(loaded.graph, "cpu"), inputs_of(loaded.graph, "cpu"))
    assert loaded.totals().layer_activations == theirs


def one_op(step: str, shapes: tuple[Shape, ...]) -> Network:
    """A network of one op and a linear layer: some of the tools fail on one without parameters."""
    builder = GraphBuilder()
    inputs = tuple(builder.add_input(f"input{index}", shape) for index, shape in enumerate(shapes))
    last = builder.add("op", op_of(step, axes_of(shapes)), inputs)
    for path, op, fields in (("flatten", "flatten", {}), ("head", "linear", {"features": 3})):
        last = builder.add(path, op_named(op).read(fields, 0), (last,))
    return Network("one-op", "One op", builder.finish(last))


@pytest.mark.parametrize("name", tools.TOOLS)
@pytest.mark.parametrize(("step", "inputs"), CASES, ids=[f"{step} on {inputs}" for step, inputs in CASES])
def test_op(name: str, step: str, inputs: str) -> None:
    installed(name)
    shapes = shapes_of(inputs)
    if name == "torchsummary" and re.match(r"\{(attention|lstm|gru|rnn|embedding)", step):
        pytest.skip("torchsummary fails on several outputs, and on words")
    if name == "torchsummary" and len({len(shape.spatial) for shape in shapes}) > 1:
        pytest.skip("torchsummary fails on inputs with different numbers of axes")
    assert differences(one_op(step, shapes), name) == {}
