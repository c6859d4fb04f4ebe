"""A name means what it means where it was written, however it goes into a block or a group."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cnncalc.errors import CnncalcError
from cnncalc.graph import Graph

TWO = "- {conv: 4, kernel: 3, pad: 1}\n- {conv: 4, kernel: 5, pad: 2}\n"
"""Layers conv1 and conv2, by names that nobody gave them."""

CASES = [
    # a main value, a parameter, a default
    ("fuse: {parameters: {other}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $other], name: j}]}",
     TWO + "- {fuse: conv1}", "fuse1.j", ["fuse1.conv1", "conv1"]),
    ("fuse: {parameters: {w, other}, layers: [{conv: $w, kernel: 1}, {add, from: [previous, $other], name: j}]}",
     TWO + "- {fuse: 4, other: conv1}", "fuse1.j", ["fuse1.conv1", "conv1"]),
    ("fuse: {parameters: {other}, layers: [{conv: 4, kernel: 1, name: a}, {relu, from: $other, name: j}]}",
     "- {relu, name: a}\n- {fuse: a}", "fuse1.j", ["a"]),
    ("fuse: {parameters: {other: conv1}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $other], name: j}]}",
     TWO + "- fuse", "fuse1.j", ["fuse1.conv1", "fuse1.conv1"]),
    ("fuse: {parameters: {other: conv2}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $other], name: j}]}",
     TWO + "- fuse", "fuse1.j", ["fuse1.conv1", "conv2"]),
    ("fuse: {parameters: {one, other: $one}, layers: [{conv: 4, kernel: 1}, {relu, from: $other, name: j}]}",
     TWO + "- {fuse: conv1}", "fuse1.j", ["conv1"]),
    # a list, a mapping, what an expression gives
    ("fuse: {parameters: {others}, layers: [{conv: 4, kernel: 1, repeat: 2}, {add, from: $others, name: j}]}",
     TWO + "- {fuse: [conv1, conv2]}", "fuse1.j", ["conv1", "conv2"]),
    ("fuse: {parameters: {others}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $others], name: j}]}",
     TWO + "- {fuse: \"$['conv' + i for i in range(1, 3)]\"}", "fuse1.j", ["fuse1.conv1", "conv1", "conv2"]),
    ("fuse: {parameters: {others}, layers: [{conv: 4, kernel: 1}, {relu, from: \"$others[-1]\", name: j}]}",
     TWO + "- {fuse: [conv2, conv1]}", "fuse1.j", ["conv1"]),
    ("fuse: {parameters: {s}, layers: [{conv: 4, kernel: 1}, {relu, from: $s.skip, name: j}]}",
     TWO + "- {fuse: \"$skips\"}", "fuse1.j", ["conv1"]),
    ("fuse: {parameters: {other}, layers: [{conv: 4, kernel: 1}, {relu, from: $other, name: j}]}",
     TWO + "- {fuse: \"conv${1}\"}", "fuse1.j", ["conv1"]),
    ("fuse: {parameters: {other}, layers: [{conv: 4, kernel: 1}, {relu, from: $other if true else 'conv1', name: j}]}",
     TWO + "- {fuse: conv1}", "fuse1.j", ["conv1"]),
    # further into the layer it names; and one that is put together in the block
    ("part: [{conv: 4, kernel: 1}]\n"
     "  fuse: {parameters: {other}, layers: [part, {relu, from: \"${other}.conv1\", name: j}]}",
     "- part\n- {fuse: part1}", "fuse1.j", ["part1.conv1"]),
    ("part: [{conv: 4, kernel: 1}]\n"
     "  fuse: {parameters: {other}, layers: [part, {relu, from: $other + '.conv1', name: j}]}",
     "- part\n- {fuse: part1}", "fuse1.j", ["part1.conv1"]),
    ("fuse: {parameters: {tag}, layers: [{relu, name: \"${tag}_c\"}, tanh, {tanh, from: \"${tag}_c\", name: j}]}",
     "- {relu, name: a_c}\n- {fuse: a}", "fuse1.j", ["fuse1.a_c"]),
    ("fuse: {parameters: {tag}, layers: [{conv: 4, kernel: 1, name: $tag}, relu, {tanh, from: $tag, name: j}]}",
     "- relu\n- {fuse: a}", "fuse1.j", ["fuse1.a"]),
    # through two blocks: what the first was given, and what is its own
    ("inner: {parameters: {x}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}\n"
     "  outer: {parameters: {y}, layers: [{conv: 4, kernel: 1}, {inner: $y, name: i}]}",
     TWO + "- {outer: conv1}", "outer1.i.j", ["outer1.i.conv1", "conv1"]),
    ("inner: {parameters: {x}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}\n"
     "  outer: [{conv: 4, kernel: 1}, {inner: conv1, name: i}]",
     TWO + "- outer", "outer1.i.j", ["outer1.i.conv1", "outer1.conv1"]),
    # the layer before the block, the input
    ("fuse: {parameters: {x}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}",
     TWO + "- {fuse: previous}", "fuse1.j", ["fuse1.conv1", "conv2"]),
    ("fuse: {parameters: {x}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}",
     TWO + "- {fuse: previous, from: conv1}", "fuse1.j", ["fuse1.conv1", "conv2"]),
    ("fuse: {parameters: {x}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}",
     TWO + "- {fuse: previous, repeat: 2}\n- {fuse: previous, from: conv1}", "fuse2.j", ["fuse2.conv1", "fuse1.j"]),
    ("fuse: {parameters: {x}, layers: [{conv: 4, kernel: 1, name: input}, {add, from: [previous, $x], name: j}]}",
     TWO + "- {fuse: input}", "fuse1.j", ["fuse1.input", "input"]),
    # the network's own parameters, a loop's variable, a group
    ("fuse: [{conv: 4, kernel: 1}, {relu, from: $first, name: j}]", TWO + "- fuse", "fuse1.j", ["conv1"]),
    ("fuse: []", TWO + "- {layers: [{conv: 4, kernel: 1}, {relu, from: $first, name: j}], name: g}", "g.j", ["conv1"]),
    ("fuse: []", TWO +
     "- for: s\n  in: [conv1]\n  layers: [{layers: [{conv: 4, kernel: 1}, {relu, from: $s, name: j}], name: g}]",
     "g.j", ["conv1"]),
    ("fuse: []", TWO + "- {for: s, in: [conv1], layers: [{conv: 4, kernel: 1}, {relu, from: $s, name: j}], name: g}",
     "g.j", ["conv1"]),
    ("fuse: []", TWO +
     "- layers: [{conv: 4, kernel: 1}, {for: s, in: [conv1], layers: [{relu, from: $s, name: j}]}]\n  name: g",
     "g.j", ["g.conv1"]),
    ("fuse: []", TWO + "- {concat: {a: [{conv: 4, kernel: 1}, {relu, from: $first, name: j}]}}", "a.j", ["conv1"]),
    # again with the same argument, in another place
    ("fuse: {parameters: {x}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}\n"
     "  outer: [{conv: 4, kernel: 1}, {fuse: conv1, name: i}]",
     TWO + "- outer\n- {fuse: conv1}\n- outer", "outer2.i.j", ["outer2.i.conv1", "outer2.conv1"]),
    ("fuse: {parameters: {x: conv1}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}",
     TWO + "- fuse\n- {fuse: conv1}\n- fuse", "fuse2.j", ["fuse2.conv1", "conv1"]),
    ("fuse: {parameters: {x: conv1}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x], name: j}]}",
     TWO + "- {fuse: conv1}\n- fuse", "fuse2.j", ["fuse2.conv1", "fuse2.conv1"]),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "layers", "layer", "inputs"), CASES)
def test_from(blocks: str, layers: str, layer: str, inputs: list[str], graph_of: Callable[[str], Graph]) -> None:
    parameters = "parameters: {first: conv1, skips: {skip: conv1}}"
    graph = graph_of(f"input: 8x8x4\n{parameters}\nblocks:\n  {blocks}\nlayers:\n{layers}\n")
    (found,) = [node for node in graph.nodes if node.path == layer]
    assert [graph.nodes[index].path for index in found.inputs] == inputs


@pytest.mark.parametrize(
    ("steps", "told"),
    [  # conv1 is 3×3 with 6 filters on 8×8 outside, and 1×1 with 4 on 4×4 inside
        ("{conv: 6, kernel: 3, share: $x, from: input}", "conv1"),
        ("{upsample, like: $x}", "8×8×4"),
        ("{conv: $shape(x).channels, kernel: 1}", "4×4×6"),
        ("{conv: \"$shape('conv1').channels\", kernel: 1}", "4×4×4"),
    ],
)
def test_share_like_and_shape(steps: str, told: str, graph_of: Callable[[str], Graph]) -> None:
    block = f"{{parameters: {{x}}, layers: [{{conv: 4, kernel: 1, stride: 2}}, {steps}]}}"
    graph = graph_of(
        f"input: 8x8x4\nblocks:\n  b: {block}\nlayers:\n- {{conv: 6, kernel: 3, pad: 1}}\n- {{b: conv1}}\n"
    )
    last = graph.nodes[-1]
    assert told == (str(last.shape) if last.shares is None else graph.nodes[last.shares].path)


REFUSED = [
    # not what the block happens to call its second convolution
    ("fuse: {parameters: {x}, layers: [{conv: 4, kernel: 1, repeat: 3}, {add, from: [previous, $x]}]}",
     TWO + "- {fuse: conv3}",
     "there is no earlier layer 'conv3' where that name is written (a block's own layers are named in it)"),
    ("fuse: {parameters: {x}, layers: [{conv: 4, kernel: 1}, {add, from: [previous, $x]}]}",
     "- {relu, name: stem}\n- {fuse: stme}", "there is no earlier layer 'stme' (did you mean 'stem'?)"),
]  # fmt: skip


@pytest.mark.parametrize(("blocks", "layers", "message"), REFUSED)
def test_refused(blocks: str, layers: str, message: str, graph_of: Callable[[str], Graph]) -> None:
    with pytest.raises(CnncalcError) as caught:
        graph_of(f"input: 8x8x4\nblocks:\n  {blocks}\nlayers:\n{layers}\n")
    assert message in str(caught.value)
