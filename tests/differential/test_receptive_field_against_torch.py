"""What a place sees of the input, against the gradients that torch finds there."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given

import cnncalc
from cnncalc.graph import Graph, Node
from cnncalc.measure.axis_field import Region
from cnncalc.measure.field import ReceptiveField
from cnncalc.measure.receptive_field import fields_or_reasons
from cnncalc.measure.seen_within import seen_within
from tests.random_networks.receptive_field import cuts, graph_of, is_inside, networks

torch = pytest.importorskip("torch")

from torch import Tensor, nn  # noqa: E402 - it may not be there

from tests.differential.torch_modules import CONV, make_module  # noqa: E402 - it needs torch
from tests.differential.torch_padding import Padded, pool_pads  # noqa: E402 - it needs torch

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")

MOST_PLACES = 30
NETWORKS = [
    ("alexnet", "227x227x3", "pool3"),
    ("vgg16", "96x64x3", "pool4"),
    ("googlenet", "160x128x3", "inception_4a.concat"),
    ("inception-v3", "203x171x3", "Mixed_6a.concat1"),
    ("resnet18", "128x96x3", "conv3_x.conv3_2.add"),
    ("densenet121", "96x64x3", "transition1.avgpool1"),
    ("mobilenet-v2", "96x64x3", "stage4.bottleneck3.add1"),
    ("efficientnet-b0", "64x64x3", "stage2.mbconv1.se.multiply1"),
    ("unet-padded", "64x48x1", "out"),
    ("deeplabv3-resnet50", "65x49x3", "upsample"),
    ("fcn-8s", "48x32x3", "score"),
]
ONE_AXIS = 3
"""The axes of a batch of signals."""
NOISE = 1e-9
"""Beside 1: what rounding leaves of a weight that is 0, as at the middle of an interpolation."""


def run(graph: Graph, last: int) -> tuple[Tensor, Tensor]:
    """The input, and what a node gives; all weights are above 0, so that no gradient can be lost."""
    x = torch.ones(1, *graph.inputs[0].shape.channels_first(), dtype=torch.float64, requires_grad=True)
    values = {graph.inputs[0].id: x}
    for node in graph.nodes[1 : last + 1]:
        module = module_of(node, graph)
        for parameter in module.parameters():
            nn.init.constant_(parameter, len(parameter) / parameter.numel())
        values[node.id] = module.double().eval()(*(values[index] for index in node.inputs))
    return x, values[last]


def module_of(node: Node, graph: Graph) -> Any:
    """A layer's module, without what stops a gradient.

    Instead of the largest of each window there is the sum, which all its cells have a part in; no activations.
    """
    inputs = node.input_shapes
    if node.op.kind == "activation":
        return nn.Identity()
    if node.op.name != "maxpool":
        return make_module(node.op, inputs)
    op: Any = node.op
    channels = inputs[0].channels
    sums = CONV[len(op.kernel)](channels, channels, op.kernel, op.stride, 0, op.dilation, channels, bias=False)
    return Padded(pool_pads(op, op.dilation), 0.0, sums)


def seen_by(x: Tensor, y: Tensor, place: tuple[int, ...], *, noise: float = NOISE) -> tuple[Region | None, ...]:
    """From the first to the last position along each axis with a gradient."""
    (gradient,) = torch.autograd.grad(y[(0, slice(None), *place)].sum(), x, retain_graph=True)
    strength = gradient[0].abs().sum(0)
    positions = (strength > noise * strength.max()).nonzero()
    if not len(positions):
        return (None,) * strength.dim()
    return tuple((int(axis.min()), int(axis.max())) for axis in positions.T)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("networks")


def contains(wide: tuple[Region | None, ...], narrow: tuple[Region | None, ...]) -> bool:
    """Whether nothing is seen outside along any axis."""
    return all(
        seen is None or (said is not None and said[0] <= seen[0] and seen[1] <= said[1])
        for said, seen in zip(wide, narrow, strict=True)
    )


@given(network=networks())
def test_gradients(network: str, folder: Path) -> None:
    """Every place sees what has a gradient: that which is said of it within the input, or of a place inside in theory.

    Axes are taken by themselves, so beside a branch that sees only padding along one of two, less may be seen.
    """
    graph = graph_of(network, folder)
    assume(graph is not None)
    assert graph is not None
    fields = fields_or_reasons(graph)
    theory = fields[graph.output]
    assume(isinstance(theory, ReceptiveField))
    assert isinstance(theory, ReceptiveField)
    x, y = run(graph, graph.output)
    places = list(product(*map(range, y.shape[2:])))
    for place in Random(0).sample(places, min(len(places), MOST_PLACES)):
        said, seen = seen_within(graph, fields, place)[graph.output], seen_by(x, y, place)
        assert said is not None
        assert contains(said, seen)
        assert seen == said or y.dim() > ONE_AXIS
        if not cuts(graph) and is_inside(theory.region(place), graph):
            assert seen == theory.region(place)


@pytest.mark.parametrize(("name", "size", "layer"), NETWORKS)
def test_catalogue(name: str, size: str, layer: str) -> None:
    """Four places of a network's layer, the first, the last and two in the middle."""
    graph = cnncalc.load(name, input=size).graph
    (node,) = [node for node in graph.nodes if node.path == layer]
    fields = fields_or_reasons(graph)
    x, y = run(graph, node.id)
    places = [tuple(number * (side - 1) // 3 for side in node.shape.spatial) for number in range(4)]
    assert [seen_by(x, y, place, noise=0.0) for place in places] == [
        seen_within(graph, fields, place)[node.id] for place in places
    ]
