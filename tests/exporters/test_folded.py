"""Networks written as a person would: the same node by node when read again, and short."""

from __future__ import annotations

import re

import pytest

import cnncalc
from cnncalc.api.written import is_same, read_again, write
from cnncalc.exporters.yaml import write_spec
from cnncalc.exporters.yaml.dominators import Dominators
from cnncalc.exporters.yaml.folded import writings
from cnncalc.graph import Scope
from cnncalc.language.catalogue import names
from cnncalc.language.load import example
from cnncalc.network import Network

RESNET50 = """\
blocks:
  bottleneck:
    parameters: {filters, stride: 1}
    layers:
      - residual:
          - {conv: $filters, kernel: 1, stride: $stride, bias: false}
          - batchnorm
          - relu
          - {conv: $filters, kernel: 3, pad: 1, bias: false}
          - batchnorm
          - relu
          - {conv: $filters * 4, kernel: 1, bias: false}
          - batchnorm
        shortcut:
          - if: $channels != filters * 4
            then:
              - {conv: $filters * 4, kernel: 1, stride: $stride, bias: false}
              - batchnorm
      - relu
layers:
  - {conv: 64, kernel: 7, stride: 2, pad: 3, bias: false}
  - batchnorm
  - relu
  - {maxpool: 3, stride: 2, pad: 1}
  - {bottleneck: 64, repeat: 3}
  - {bottleneck: 128, stride: $2 if index == 0 else 1, repeat: 4}
  - {bottleneck: 256, stride: $2 if index == 0 else 1, repeat: 6}
  - {bottleneck: 512, stride: $2 if index == 0 else 1, repeat: 3}
  - global_avgpool
  - flatten
  - {linear: 10}
  - softmax
"""


def without_scopes(network: Network) -> Network:
    """The network with a number for the name of each layer; side heads stay."""
    graph = network.graph
    heads = [scope.path for scope in graph.heads]

    def path(number: int, path: str) -> str:
        head = next((n for n, head in enumerate(heads) if path.startswith(f"{head}.")), None)
        return f"n{number}" if head is None else f"aux{head}.n{number}"

    nodes = tuple([node if node.is_input else node._replace(path=path(node.id, node.path)) for node in graph.nodes])
    scopes = {f"aux{n}": Scope(f"aux{n}", "aux", "") for n in range(len(heads))}
    return network._replace(graph=graph._replace(nodes=nodes, scopes=scopes))


def folded(text: str) -> str:
    """The blocks and layers of a spec."""
    return text[re.search(r"^(blocks|layers):", text, re.MULTILINE).start() :]  # type: ignore[union-attr]


@pytest.mark.parametrize("strip", [False, True])
def test_a_resnet_is_its_bottleneck_and_its_stages(strip: bool) -> None:
    network = cnncalc.load("resnet50", set={"classes": 10})
    assert folded(write(without_scopes(network) if strip else network)) == RESNET50


STEPS = [
    ("56x56x8", "- {conv: 8, kernel: 3, pad: 1}\n- {add, from: [input, conv1]}\n", "- residual:\n      - {conv: 8"),
    ("56x56x8", "- {relu, name: a}\n- {conv: 8, kernel: 3, pad: 1, name: b}\n- {conv: 4, kernel: 1, from: a, name: c}\n"
     "- {concat, from: [b, c]}\n", "- concat:\n      - [{conv: 8, kernel: 3, pad: 1}]\n      - [{conv: 4, kernel: 1}]"),
    ("8x8x8", "- split:\n  - []\n  - [{depthwise_conv: 3, pad: 1}]\n", "- split:\n      - []\n      - [{depthwise"),
    ("8x8x8", "- {conv: 8, kernel: 1, repeat: 5}\n", "- {conv: 8, kernel: 1, repeat: 5}\n"),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "steps", "expected"), STEPS)
def test_joins_and_repetitions_come_back(shape: str, steps: str, expected: str) -> None:
    assert expected in write(example(shape, steps))


def test_dominators() -> None:
    """A diamond 1 → 2, 3 → 4, and 5 that takes from 4 and from inside the diamond."""
    tree = Dominators([(), (0,), (1,), (1,), (2, 3), (4, 3)])
    assert tree.parent == [0, 0, 1, 1, 1, 1]
    assert tree.exits == [0, 0, 1, 2, 1, 0]
    assert tree.child_towards(1, 4) == 4


def test_graphs_that_differ_are_not_the_same() -> None:
    before = example("8x8x8", "- {conv: 8, kernel: 1}\n- relu\n").graph
    order = [1, 2]
    assert is_same(before, before, order)
    for steps in ("- {conv: 9, kernel: 1}\n- relu\n", "- {conv: 8, kernel: 1}\n- {relu, from: input}\n", "- relu\n"):
        assert not is_same(before, example("8x8x8", steps).graph, order)
    assert not is_same(before, None, order)


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_every_network_is_the_same_and_never_longer(name: str) -> None:
    """Each way of folding is exact by itself, and none is left to those that fold less, but for some networks."""
    for network in (cnncalc.load(name), without_scopes(cnncalc.load(name))):
        ways = writings(network) if len(network.graph.nodes) < 1500 else ()
        exact = [is_same(network.graph, read_again(writing.text), writing.order) for writing in ways]
        assert all(exact) or name in FALL_BACK
        assert write(network).count("\n") <= write_spec(network).count("\n")


FALL_BACK = {
    "dla102", "dla102x", "dla102x2", "dla169", "ese_vovnet57", "fcos-resnet50", "res2net50_48w_2s", "resnest50",
    "resnest101", "retinanet-resnet50", "retinanet-resnet50-v2",
}  # fmt: skip
"""Networks of which some way of folding says something else, and another one is taken."""
LINES = {
    "alexnet": (25, 25), "vgg16": (26, 26), "googlenet": (57, 57), "inception_v3": (90, 90), "resnet18": (36, 31),
    "resnet50": (32, 32), "resnet152": (32, 32), "densenet121": (33, 33), "squeezenet1_0": (30, 30),
    "mobilenet_v2": (38, 38), "mobilenet_v3_large": (72, 72), "shufflenet_v2_x1_0": (45, 55), "mnasnet1_0": (38, 38),
    "efficientnet_b0": (54, 54), "regnet_y_400mf": (40, 42), "ghostnet": (96, 104), "unet": (45, 45),
    "fcn-8s": (36, 36), "darknet53": (28, 28), "se-resnet50": (46, 46),
}  # fmt: skip
"""The most lines that blocks and layers take, from scopes and without them."""


@pytest.mark.slow
@pytest.mark.parametrize("name", LINES)
def test_networks_are_short(name: str) -> None:
    network = cnncalc.load(name)
    for each, most in zip((network, without_scopes(network)), LINES[name], strict=True):
        lines = folded(write(each)).splitlines()[1:]
        assert len([line for line in lines if line != "layers:"]) <= most
        assert max(map(len, lines)) <= 115
