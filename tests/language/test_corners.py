"""Corners of the language that no network of the catalogue needs."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.exporters.yaml import write_spec
from cnncalc.graph.builder import GraphBuilder
from cnncalc.limits import Budget, Limits
from cnncalc.ops import op_named
from cnncalc.shape import Shape

Load = Callable[..., cnncalc.Network]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    monkeypatch.chdir(tmp_path)

    def loaded(text: str, reference: str = "net.yaml", **changes: object) -> cnncalc.Network:
        Path("net.yaml").write_text(text, encoding="utf-8")
        return cnncalc.load(reference, **changes)  # type: ignore[arg-type]

    return loaded


NAMES = [
    # a number that came out of a division is whole
    ("- {relu, repeat: \"${4 / 2}\"}", ["relu1", "relu2"]),
    ("- {relu, repeat: 2.0}", ["relu1", "relu2"]),
    ("- {relu, repeat: 2, name: r}", ["r1", "r2"]),
    ("- {relu, repeat: 2, name: \"r${index}\"}", ["r0", "r1"]),
    ("- {relu, name: 3}", ["3"]),
    ("- {relu, name: \"a${3.0}\"}", ["a3"]),
    ("- {relu, name: relu1}\n- relu", ["relu1", "relu2"]),
    # an automatic name keeps clear of one that is written later
    ("- relu\n- {relu, name: relu1}", ["relu2", "relu1"]),
    # a dot begins outermost, though a nearer layer has the name, too
    ("- {relu, name: a}\n- {layers: [{tanh, name: a}, {sigmoid, from: .a, name: b}], name: g}", ["a", "g.a", "g.b"]),
    ("- {conv: \"${shape('input').channels}\", kernel: 1}", ["conv1"]),
    ("- {if: false, then: [relu]}\n- tanh", ["tanh1"]),
    ("- {if: false, then: [relu], else: [tanh]}", ["tanh1"]),
    ("- {for: [f, k], in: [[4, 1], [5, 1]], layers: [{conv: $f, kernel: $k}]}", ["conv1", "conv2"]),
    ("- {residual: [{conv: 8, kernel: 1}], shortcut: false}", ["conv1"]),
    ("- {residual: [{conv: 4, kernel: 1}], shortcut: true}", ["conv1", "add1"]),
    ("- {layers: [relu], name: g}\n- tanh\n- {sigmoid, from: g}", ["g.relu1", "tanh1", "sigmoid1"]),
    ("- {$op: 2}", ["maxpool1"]),
    ("- {$nothing: }\n- relu", ["relu1"]),
    # a split goes by its join
    ("- {split: [[relu], []], join: add}\n- {add: [[tanh], []]}",
     ["channel_slice1", "channel_slice2", "relu1", "add1", "tanh1", "add2"]),
    ("- {split: [[relu], []], join: multiply}", ["channel_slice1", "channel_slice2", "relu1", "multiply1"]),
    ("- {split: [[relu], []]}", ["channel_slice1", "channel_slice2", "relu1", "concat1"]),
    # a loop or a choice with a name is a group
    ("- {for: i, in: [1, 2], layers: [relu], name: g}\n- {tanh, from: g}", ["g.relu1", "g.relu2", "tanh1"]),
    ("- {for: i, in: [1, 2], layers: [relu], name: g, repeat: 2}", ["g1.relu1", "g1.relu2", "g2.relu1", "g2.relu2"]),
    ("- {if: true, then: [relu], name: g}\n- {tanh, from: g.relu1}", ["g.relu1", "tanh1"]),
    ("- {if: false, then: [relu], name: g}\n- {if: true, then: [tanh], name: g}", ["g.tanh1"]),
    ("- {if: false, then: [relu], else: [tanh], name: g}", ["g.tanh1"]),
    ("- {if: $index > 0, then: [relu], repeat: 3, name: g}", ["g2.relu1", "g3.relu1"]),
    # a branch that is there only if
    ("- {add: [[relu], {if: $channels > 9, layers: [tanh]}]}", ["relu1", "add1"]),
    ("- {add: {a: [relu], b: {if: $channels == 4, layers: [tanh]}}}", ["a.relu1", "b.tanh1", "add1"]),
    ("- {add: [[{if: false, then: [relu], else: []}], [tanh]]}", ["tanh1", "add1"]),
    ("- {add: [[{from: input}], [tanh]]}", ["tanh1", "add1"]),
    ("- {add: [[nothing_said], [nothing_said]]}", ["add1"]),
    # an item of the branches is a loop, a choice, a group; all of them may be a loop
    ("- {concat: [[], {for: i, in: [1, 2], layers: [relu]}]}", ["relu1", "relu2", "concat1"]),
    ("- {concat: {for: i, in: [1, 2], layers: [relu], name: \"r${i}\"}}", ["r1.relu1", "r2.relu1", "concat1"]),
    ("- {concat: {for: i, in: [1, 2], layers: [relu], name: r}}", ["r.relu1", "r2.relu1", "concat1"]),
    ("- {add: [[relu], {for: i, in: [1, 2], layers: [tanh], if: i > 1}]}", ["relu1", "tanh1", "add1"]),
    ("- {add: [[relu], {if: false, then: [tanh], else: [sigmoid]}, {if: false, then: [tanh]}]}",
     ["relu1", "sigmoid1", "add1"]),
    ("- {add: [[relu], {if: true, then: []}]}", ["relu1", "add1"]),
    ("- {add: [[relu], {layers: [tanh], name: g}]}", ["relu1", "g.tanh1", "add1"]),
    ("- {add: {a: [relu], b: {for: i, in: [1, 2], layers: [tanh]}}}", ["a.relu1", "b.tanh1", "b2.tanh1", "add1"]),
    ("- {split: {for: i, in: [1, 2], layers: [relu]}}",
     ["channel_slice1", "channel_slice2", "relu1", "relu2", "concat1"]),
    # a branch reads the one before it
    ("- split: {for: i, in: [0, 1], name: \"s${i}\", layers: [{if: i, then: [{add, from: [previous, s0]}], else: []}, relu]}",  # noqa: E501
     ["channel_slice1", "channel_slice2", "s0.relu1", "s1.add1", "s1.relu1", "concat1"]),
    # a step that is only a name makes no layer; in a loop each turn has its own
    ("- relu\n- name: here\n- tanh\n- {add, from: [here, tanh1]}", ["relu1", "tanh1", "add1"]),
    ("- relu\n- tanh\n- {from: relu1, name: back}\n- sigmoid", ["relu1", "tanh1", "sigmoid1"]),
    # a block hides an op of its name
    ("- crop", ["crop1.relu1"]),
    # what stands in a scope of its own takes no name outside of it
    ("- {concat: {relu: [{relu, name: relu}]}}", ["relu.relu", "concat1"]),
    ("- {layers: [{relu, name: relu1}], name: g}\n- relu", ["g.relu1", "relu1"]),
    ("- {if: true, then: [{relu, name: relu1}], name: g}\n- relu", ["g.relu1", "relu1"]),
    ("- relu\n- {add: [[{relu, name: relu1}], [{if: true, then: [{relu, name: relu2}]}]]}",
     ["relu3", "relu1", "relu2", "add1"]),
    # a block may have a name that no layer can
    ("- a b\n- {c.d: 3}\n- c.d\n- ''", ["a_b1.relu1", "c_d1.tanh1", "c_d2.tanh1", "block1.relu1"]),
]  # fmt: skip


@pytest.mark.parametrize(("layers", "paths"), NAMES, ids=[layers for layers, _ in NAMES])
def test_steps_and_their_names(layers: str, paths: list[str], load: Load) -> None:
    blocks = (
        "{crop: [relu], a b: [relu], c.d: {parameters: {p: 1}, layers: [tanh]}, '': [relu], "
        "nothing_said: [{from: previous}]}"
    )
    start = f"input: 8x8x4\nparameters: {{op: maxpool, nothing: none}}\nblocks: {blocks}\n"
    network = load(f"{start}layers:\n{layers}\n")
    assert [node.path for node in network.graph.layers()] == paths


def test_what_a_block_needs_may_come_from_a_change(load: Load) -> None:
    text = "input: 4x4x3\nblocks: {b: {parameters: {n}, layers: [{conv: $n, kernel: 1}]}}\nlayers: [{b, name: u}]\n"
    assert load(text, set={"u.n": 4}).totals().params == 3 * 4 + 4


def test_threads_build_deep_networks_at_once(load: Load) -> None:
    """Python's limit on its stack is one for all of them."""
    blocks = "".join(f"  b{i}: [b{i + 1}]\n" for i in range(300))
    load(f"input: 8x8x4\nblocks:\n{blocks}  b300: [relu]\nlayers: [b0]\n")
    spec, before = cnncalc.read("net.yaml"), sys.getrecursionlimit()
    stack = threading.stack_size(64 * 1024**2)
    try:
        with ThreadPoolExecutor(4) as pool:
            graphs = list(pool.map(lambda _: spec.network().graph, range(12)))
    finally:
        threading.stack_size(stack)
    assert [len(graph.nodes) for graph in graphs] == [2] * 12
    assert sys.getrecursionlimit() == before


def test_a_dot_begins_outermost(load: Load) -> None:
    network = load(
        "input: 8x8x4\nlayers:\n- {conv: 6, kernel: 1, name: a}\n"
        "- {layers: [{conv: 5, kernel: 1, name: a}, {conv: 1, kernel: 1, from: .a}], name: g}\n"
    )
    assert network.summary().layers[-1].params == 6 + 1


START = [
    ("blocks: {b: [tanh, {add, from: [previous, start]}]}\nlayers: [relu, b]", "b1.add1", ["b1.tanh1", "relu1"]),
    ("layers: [relu, {layers: [tanh, {add, from: [previous, start]}], name: g}]", "g.add1", ["g.tanh1", "relu1"]),
    ("layers: [relu, {add, from: [previous, start]}]", "add1", ["relu1", "input"]),
    ("layers: [{relu, name: start}, tanh, {add, from: [previous, start]}]", "add1", ["tanh1", "start"]),
    # given to a block it is what it was where it is written; a named branch begins nothing
    ("blocks: {b: {parameters: {skip}, layers: [tanh, {add, from: [previous, $skip]}]}}\nlayers: [relu, {b: start}]",
     "b1.add1", ["b1.tanh1", "input"]),
    ("blocks: {b: [tanh, {add: {a: [relu, {add, from: [previous, start], name: a}]}}]}\nlayers: [relu, b]",
     "b1.a.a", ["b1.a.relu1", "relu1"]),
    ("layers: [relu, {layers: [tanh, {conv: \"$shape('start').channels\", kernel: 1, from: start}], name: g}]",
     "g.conv1", ["relu1"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "inputs"), START, ids=[text for text, _, _ in START])
def test_start_is_what_comes_into_the_block_or_group(text: str, path: str, inputs: list[str], load: Load) -> None:
    nodes = load(f"input: 8x8x4\n{text}\n").graph.nodes
    node = next(node for node in nodes if node.path == path)
    assert [nodes[index].path for index in node.inputs] == inputs


SHARED = [
    ("{for: i, in: [0, 1, 2], layers: [{conv: 4, kernel: 1, name: \"c${i}\", share: c0}]}", [20, 0, 0]),
    ("{conv: 4, kernel: 1, name: c, share: c1, repeat: 3}", [20, 0, 0]),
    ("{for: i, in: [0, 1], layers: [{unit, name: \"u${i}\", share: u0}]}", [20, 0]),
    ("{for: i, in: [0, 1], layers: [{layers: [{conv: 4, kernel: 1}], name: \"u${i}\", share: u0}]}", [20, 0]),
    ("{for: i, in: [0, 1], layers: [{conv: 4, kernel: 1, name: \"c${i}\", share: \"${none if i == 0 else 'c0'}\"}]}",
     [20, 0]),
]  # fmt: skip


@pytest.mark.parametrize(("step", "params"), SHARED, ids=[step for step, _ in SHARED])
def test_the_first_turn_owns_what_the_others_share(step: str, params: list[int], load: Load) -> None:
    network = load(f"input: 8x8x4\nblocks: {{unit: [{{conv: 4, kernel: 1}}]}}\nlayers:\n- {step}\n")
    assert [layer.params for layer in network.summary().layers] == params


OUTPUTS = [
    ("[a, b]", ["a", "b"], ["c"]),
    ("[b, a, c]", ["a", "b", "c"], []),
    ('["?"]', ["a", "b", "c", "g.d"], []),
    ("$['a', 'c']", ["a", "c"], ["b"]),
    ("[g]", ["g.d"], ["a", "b", "c"]),
    ("[g.d, c]", ["c", "g.d"], ["a", "b"]),
    # what is inside of a group that fits does not come out by itself
    ('["g*"]', ["g.d"], ["a", "b", "c"]),
]


@pytest.mark.parametrize(("outputs", "paths", "unread"), OUTPUTS, ids=[outputs for outputs, _, _ in OUTPUTS])
def test_outputs_are_what_is_declared(outputs: str, paths: list[str], unread: list[str], load: Load) -> None:
    start = "{relu, from: input, name: "
    layers = (
        f"{start}a}}, {start}b}}, {start}c}}, {{layers: [{{relu, name: g1}}, {{tanh, name: d}}], from: input, name: g}}"
    )
    network = load(f"input: 8x8x4\noutputs: {outputs}\nlayers: [{layers}]\n")
    assert [node.path for node in network.graph.outputs(network.graph.layers())] == paths
    told = network.remarks[0].text if network.remarks else ""
    assert all(path in told for path in unread)
    again = load(write_spec(network)).graph
    assert [node.path for node in again.outputs(again.layers())] == paths


EDITS = [
    # two insertions in one place count on; a name of its own is kept
    ("insert: [{after: a, layers: [relu, relu]}]", ["a", "a_relu", "a_relu2", "b"]),
    ("insert: [{before: b, layers: [relu]}, {before: b, layers: [{tanh, name: t}]}]", ["a", "b_relu", "t", "b"]),
    ("remove: [a]", ["b"]),
    ("remove: [\"?\"]\ninsert: [{after: b, layers: [tanh]}]", ["b_tanh"]),
    ("remove: [\"*.conv1\"]\ninsert: [{after: a, layers: [tanh]}]", ["a", "a_tanh"]),
    # what a spec inserts is none of the layers that it changes
    ("remove: [a]\ninsert: [{after: a, layers: [{relu, name: a}]}]", ["a", "b"]),
    ("remove: [a]\ninsert: [{before: a, layers: [tanh]}, {after: a, layers: [{relu, name: a}]}]", ["a_tanh", "a", "b"]),
]  # fmt: skip
BASE = "input: 8x8x3\nlayers: [{conv: 4, kernel: 3, pad: 1, name: a}, {unit: 5, name: b}]\nblocks: {unit: {parameters: {width, kernel: 3}, layers: [{conv: $width, kernel: $kernel}]}}\n"  # noqa: E501


@pytest.mark.parametrize(("edit", "paths"), EDITS, ids=[edit for edit, _ in EDITS])
def test_changes_of_another_network(edit: str, paths: list[str], load: Load) -> None:
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    network = load(f"extends: ./base.yaml\n{edit}\n")
    tops = dict.fromkeys(node.path.partition(".")[0] for node in network.graph.layers())
    assert list(tops) == paths


PARAMS = [
    ("{}", 3 * 3 * 3 * 4 + 4 + 3 * 3 * 4 * 5 + 5),
    ("{a: {pad: }}", 3 * 3 * 3 * 4 + 4 + 3 * 3 * 4 * 5 + 5),  # back to its default; the map is smaller
    ("{b: {width: 2}}", 3 * 3 * 3 * 4 + 4 + 3 * 3 * 4 * 2 + 2),
    ("{a: {filters: 2}}", 3 * 3 * 3 * 2 + 2 + 3 * 3 * 2 * 5 + 5),
    ("{a: {convolution: 2}}", 3 * 3 * 3 * 2 + 2 + 3 * 3 * 2 * 5 + 5),
    ("{b: {unit: 2, kernel: 1}}", 3 * 3 * 3 * 4 + 4 + 4 * 2 + 2),
    ("{b: {conv: 2, kernel: 1}}", 3 * 3 * 3 * 4 + 4 + 4 * 2 + 2),
    ("{b: {from: input}}", 3 * 3 * 3 * 4 + 4 + 3 * 3 * 3 * 5 + 5),
    ("{a: {unit: 2}}", 3 * 3 * 3 * 2 + 2 + 3 * 3 * 2 * 5 + 5),
    ("{a: {unit, width: 2, kernel: 1}}", 3 * 2 + 2 + 3 * 3 * 2 * 5 + 5),
    ("{b: {relu: , from: input}}", 3 * 3 * 3 * 4 + 4),
]


@pytest.mark.parametrize(("override", "params"), PARAMS)
def test_an_override(override: str, params: int, load: Load) -> None:
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    assert load(f"extends: base.yaml\noverride: {override}\n").summary().totals.params == params


def test_the_last_of_two_overrides_holds(load: Load) -> None:
    Path("base.yaml").write_text(BASE.replace("{conv: 4,", "{conv, filters: 4,"), encoding="utf-8")
    Path("next.yaml").write_text("extends: base.yaml\noverride: {a: {filters: 6}}\n", encoding="utf-8")
    network = load("extends: next.yaml\noverride: {a: {conv: 2}}\n", set={"b.width": 1})
    assert [str(node.shape) for node in network.graph.layers()] == ["8×8×2", "6×6×1"]


def test_a_layer_that_a_spec_inserts_is_changed_by_those_that_extend_it(load: Load) -> None:
    """The convolution in the place of another is no layer yet where the other is changed."""
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    inserted = "extends: base.yaml\nremove: [a]\ninsert: [{after: a, layers: [{conv: 7, kernel: 1, name: a}]}]\n"
    Path("next.yaml").write_text(inserted, encoding="utf-8")
    with pytest.raises(CnncalcError, match="layer 'a' is not there yet: it is inserted"):
        load(f"{inserted}override: {{a: {{filters: 2}}}}\n")
    assert str(load("extends: next.yaml\n").graph.layers()[0].shape) == "8×8×7"
    assert str(load("extends: next.yaml\noverride: {a: {filters: 6}}\n").graph.layers()[0].shape) == "8×8×6"
    assert load("extends: next.yaml\nremove: [a]\n").graph.layers()[0].path == "b.conv1"
    behind = load("extends: next.yaml\ninsert: [{after: a, layers: [{conv: 5, kernel: 1}]}]\n").graph.layers()
    assert [layer.path for layer in behind][:2] == ["a", "a_conv"]
    Path("last.yaml").write_text("extends: next.yaml\nremove: [a]\n", encoding="utf-8")
    for change in ("override: {a: {filters: 2}}", "remove: [a]", "insert: [{before: a, layers: [relu]}]"):
        with pytest.raises(CnncalcError, match="layer 'a' is removed"):
            load(f"extends: last.yaml\n{change}\n")


def test_a_change_to_what_is_inserted_beside_it(load: Load) -> None:
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    with pytest.raises(CnncalcError, match="layer 'z' is not there yet: it is inserted"):
        load("extends: base.yaml\ninsert: [{after: a, layers: [{relu, name: z}]}]\noverride: {z: {relu: 6}}\n")


def test_what_an_earlier_spec_changes_may_be_removed(load: Load) -> None:
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    Path("next.yaml").write_text("extends: base.yaml\noverride: {a: {filters: 2}}\n", encoding="utf-8")
    assert load("extends: next.yaml\nremove: [a]\n").graph.layers()[0].path == "b.conv1"


OVERRIDDEN = [  # a layer, what it is told instead, and what it makes of 8×8×3
    ("{concat: [[relu], []], name: c}", "{concat: [[], [], []]}", "8×8×9"),
    ("{add: [[relu], []], broadcast: true, name: c}", "{add: [[], []], broadcast: false}", "8×8×3"),
    ("{layers: [relu], name: c}", "{layers: [{conv: 2, kernel: 1}], from: input}", "8×8×2"),
    ("{upsample: 2, name: c}", "{upsample: , like: input}", "8×8×3"),
    ("{upsample: 2, name: c}", "{upsample: , size: 9}", "9×9×3"),
    ("{upsample, size: 9, name: c}", "{size: , like: input}", "8×8×3"),
    ("{maxpool: 2, name: c}", "{kernel: 3}", "2×2×3"),
    ("{maxpool: 2, stride: 1, name: c}", "{max_pool2d: 4}", "5×5×3"),
    ("{max_pool2d: 2, stride: 1, name: c}", "{maxpool: 4}", "5×5×3"),
    ("{maxpool: 2, stride: 1, name: c}", "{Max-Pool: 4}", "5×5×3"),
    ("{conv: 5, kernel: 1, name: b}, {relu, from: input, name: c}", "{from: null}", "8×8×5"),
    ("{Max_Pool: 2, stride: 1, name: c}", "{Max_Pool: 4}", "5×5×3"),
    ("{pool: 2, name: c}", "{unit: 5}", "6×6×5"),
    ("{unit: 2, kernel: 1, name: c}", "{pool: 3}", "2×2×3"),
    ("{unit: 2, kernel: 1, name: c}", "{width: 4}", "8×8×4"),
    ("{unit, width: 2, name: c}", "{unit: 4}", "6×6×4"),
    ("{unit: 2, name: c}", "{unit: 4, kernel: 2}", "7×7×4"),
    ("{unit: 2, kernel: 1, name: c}", "{unit: 4}", "8×8×4"),
    ("{unit: 2, name: c}", "{kernel: 2}", "7×7×2"),
    # another op has its input from where the layer had it, unless that is said, too
    ("{conv: 5, kernel: 1, name: b}, {conv: 6, kernel: 1, from: input, name: c}", "{relu: }", "8×8×3"),
    ("{conv: 5, kernel: 1, name: b}, {conv: 6, kernel: 1, from: input, name: c}", "{relu: , from: b}", "8×8×5"),
    ("{conv: 5, kernel: 1, name: b}, {relu, name: z}, {conv: 6, kernel: 1, name: c}", "{relu: , from: input}", "8×8×3"),
]


@pytest.mark.parametrize(("layer", "override", "shape"), OVERRIDDEN)
def test_what_an_overridden_layer_makes(layer: str, override: str, shape: str, load: Load) -> None:
    blocks = (
        "{unit: {parameters: {width, kernel: 3}, layers: [{conv: $width, kernel: $kernel}]}, "
        "pool: {parameters: {by: 2}, layers: [{maxpool: $by}]}}"
    )
    Path("base.yaml").write_text(f"input: 8x8x3\nblocks: {blocks}\nlayers: [{layer}]\n", encoding="utf-8")
    network = load(f"extends: base.yaml\noverride: {{c: {override}}}\n")
    assert str(network.graph.nodes[network.graph.output].shape) == shape


def test_a_field_that_is_taken_away_has_its_default(load: Load) -> None:
    Path("base.yaml").write_text(BASE, encoding="utf-8")
    network = load("extends: base.yaml\noverride: {a: {pad: }}\n")
    assert [str(node.shape) for node in network.graph.layers()] == ["6×6×4", "4×4×5"]


GOES_ON_FROM = [
    "{for: f, in: [10], from: input, layers: [{conv: $f, kernel: 1}]}",
    "{if: true, from: input, then: [{conv: 10, kernel: 1}]}",
    "{if: false, from: input, then: [], else: [{conv: 10, kernel: 1}]}",
    "{layers: [{conv: 10, kernel: 1}], from: input}",
]


@pytest.mark.parametrize("step", GOES_ON_FROM)
def test_a_structure_goes_on_from_an_earlier_layer(step: str, load: Load) -> None:
    network = load(f"input: 8x8x4\nlayers: [{{conv: 16, kernel: 1}}, {step}]\n")
    assert network.summary().layers[-1].params == 4 * 10 + 10


NAMES = [  # what an `add` is from; the layers that it takes
    ("$names", ["a", "b"]),
    ("[c, $names]", ["c", "a", "b"]),
    ("[c, $nobody]", ["c"]),
    ("[$names, $names]", ["a", "b", "a", "b"]),
    ("\"$['r' + i for i in range(3)]\"", ["r0", "r1", "r2"]),
    ("[previous, \"$'a' if nobody == 'none' else none\", \"$none\"]", ["r2", "a"]),
    ("$one", ["c"]),
    ("\"$['a', none, 'b', 'none']\"", ["a", "b"]),
]


@pytest.mark.parametrize(("source", "taken"), NAMES)
def test_the_names_of_earlier_layers_can_be_worked_out(source: str, taken: list[str], load: Load) -> None:
    network = load(
        "input: 8x8x4\nparameters: {names: [a, b], one: [c], nobody: none}\nlayers:\n"
        "  - {conv: 4, kernel: 1, name: a}\n  - {conv: 4, kernel: 1, name: b}\n  - {conv: 4, kernel: 1, name: c}\n"
        '  - {conv: 4, kernel: 1, from: a, repeat: 3, name: "r${index}"}\n'
        f"  - {{add, from: {source}, name: sum}}\n"
    )
    nodes = network.graph.nodes
    assert [nodes[index].path for index in nodes[-1].inputs] == taken


STRUCTURES = """
input: 8x8x4
layers:
  - {conv: 16, kernel: 1, name: a}
  - {layers: [{conv: 4, kernel: 1, name: c}], name: group}
  - {residual: [{conv: 4, kernel: 1}], name: sum}
  - {split: [[], [{conv: 3, kernel: 1}]], name: parts}
  - {concat: [[], []], name: both}
"""
CHANGED_STRUCTURES = [
    ({}, 80 + 68 + 20 + 9, 10),
    ({"group.from": "input"}, 80 + 20 + 20 + 9, 10),
    ({"sum.shortcut": False}, 80 + 68 + 20 + 9, 10),
    ({"sum.residual": "[relu]"}, 80 + 68 + 9, 10),
    ({"parts.sizes": [1, 3]}, 80 + 68 + 20 + 12, 8),
    ({"parts.sizes": [1, 3], "parts.join": "concat"}, 80 + 68 + 20 + 12, 8),
    ({"both.from": "a"}, 80 + 68 + 20 + 9, 32),
    ({"both.concat": "[[], [], []]"}, 80 + 68 + 20 + 9, 15),
]


@pytest.mark.parametrize(("changes", "params", "channels"), CHANGED_STRUCTURES)
def test_a_structure_is_changed(changes: dict[str, object], params: int, channels: int, load: Load) -> None:
    network = load(STRUCTURES, set=changes)
    assert network.totals().params == params
    assert network.graph.nodes[network.graph.output].shape.channels == channels


def test_a_split_takes_every_channel_once(load: Load) -> None:
    network = load("input: 8x8x9\nlayers: [{split: [[relu], [tanh], []], sizes: [2, 3, 4]}]\n")
    slices = [node.op.attributes()["range"] for node in network.graph.layers() if node.op.name == "channel_slice"]
    assert slices == [(0, 2), (2, 5), (5, 9)]


def test_a_layer_is_named_as_its_number_is_written(load: Load) -> None:
    """1.10 is another layer than 1.1."""
    group = "{layers: [{conv: 8, kernel: 1, name: 1}, {conv: 16, kernel: 1, name: 10}], name: 1}"
    Path("base.yaml").write_text(f"input: 8x8x4\nlayers: [{group}]\n", encoding="utf-8")
    assert [node.path for node in load("extends: base.yaml\nremove: [1.10]\n").graph.layers()] == ["1.1"]
    changed = load("extends: base.yaml\noverride: {1.10: {conv: 3}}\n")
    assert [node.shape.channels for node in changed.graph.layers()] == [8, 3]


class Whole:
    """A whole number that is no `int`, as other libraries have."""

    def __index__(self) -> int:
        return 4


CHANGES = [
    ({"set": {"widths": [4, 6]}}, 4 * 3 + 4 + 4 * 6 + 6),
    ({"set": {"widths": [Whole()]}}, 4 * 3 + 4),
    ({"set": {"widths": "[4]"}}, 4 * 3 + 4),
    ({"set": {"bias": False}}, 8 * 3),
    ({"input": "8x8x1"}, 8 + 8),
    ({"input": "[8, 8, 1]"}, 8 + 8),
    ({"input": "8x8x${len(widths)}", "set": {"widths": [4, 6]}}, 4 * 2 + 4 + 4 * 6 + 6),
]


@pytest.mark.parametrize(("changes", "params"), CHANGES)
def test_changes_from_outside(changes: dict[str, object], params: int, load: Load) -> None:
    spec = """
input: [8, 8, 3]
parameters: {widths: [8], bias: true, label: none}
layers:
  - {for: width, in: $widths, layers: [{conv: $width, kernel: 1, bias: $bias}]}
"""
    assert load(spec, **changes).summary().totals.params == params


LABELS = [
    ("{b: 1, act: null}", "width 1, act none"),
    ("{b: 0.12345, act: true}", "width 0.123, act true"),
    ("{b: [true, null, 'a'], act: tanh}", "width [true, none, 'a'], act tanh"),
    ("{b: {x: 1}}", "width {x: 1}"),
]


@pytest.mark.parametrize(("step", "label"), LABELS)
def test_what_a_block_is_given_is_shown_as_the_language_writes_it(step: str, label: str, load: Load) -> None:
    spec = f"input: 8\nblocks: {{b: {{parameters: {{width: 1, act: relu}}, layers: [relu]}}}}\nlayers: [{step}]\n"
    assert [scope.label for scope in load(spec).graph.scopes.values()] == [label]


@pytest.mark.parametrize(("given", "inputs"), [("8x8x3", ["8×8×3"]), ("{a: 8x8x3, b: 4}", ["8×8×3", "4"])])
def test_an_input_for_a_network_that_has_none(given: str, inputs: list[str], load: Load) -> None:
    assert [str(node.shape) for node in load("layers: [relu]\n", input=given).graph.inputs] == inputs


REFUSED = [
    ("net.yaml", {"set": {"widths": 3}}, "--set widths:1:1: widths must be a list, as its default [8] is, not 3"),
    ("net.yaml", {"set": {"widths": {"a": 1}}}, "--set widths:1:1: widths must be a list, as its default [8] is"),
    ("net.yaml", {"set": {"width": 3}}, "net has no parameter 'width' (did you mean 'widths'?)"),
    ("net.yaml", {"input": "8x8x3"}, "--input:1:1: net has 2 inputs, and --input gives one"),
    ("net.yaml:big", {}, "net.yaml has no variant 'big'"),
    ("none/net.yaml", {}, "none/net.yaml: no such file"),
]  # fmt: skip


@pytest.mark.parametrize(("reference", "changes", "message"), REFUSED, ids=[message for *_, message in REFUSED])
def test_a_change_that_does_not_fit(reference: str, changes: dict[str, object], message: str, load: Load) -> None:
    spec = "input: {a: 8x8x3, b: 8x8x3}\nparameters: {widths: [8]}\nlayers: [relu]\nvariants: {small: }\n"
    with pytest.raises(CnncalcError) as caught:
        load(spec, reference, **changes)
    assert str(caught.value).startswith(message)


def test_a_file_that_holds_only_variants(load: Load) -> None:
    spec = "variants: {small: {extends: lenet5}, large: {extends: alexnet}}\n"
    with pytest.raises(CnncalcError, match=r"net.yaml:1:1: net.yaml holds 2 networks \(choose one: net.yaml:small\)"):
        load(spec)
    assert load(spec, "net.yaml:Large").summary().totals.params == 60_965_224


WRITTEN = [
    "input: {a: 8x8x3, b: 8x8x3}\nlayers:\n  - {conv: 4, kernel: 3, name: one}\n"
    "  - {conv: 4, kernel: 3, from: b, share: one}\n  - {add, from: [one, previous]}\n",
    # what comes out is not the last layer; inside a group, and behind a side head
    "input: 8x8x3\nlayers:\n  - {conv: 4, kernel: 3, name: one}\n  - relu\n  - {from: one}\n",
    "input: 8x8x3\nlayers:\n  - {layers: [{conv: 4, kernel: 3, name: one}, relu, {from: one}], name: g}\n",
    "input: 8x8x3\nlayers:\n  - {conv: 4, kernel: 3}\n  - {aux: [global_avgpool], name: head}\n",
    "input: 8x8x3\nlayers:\n  - {conv: 4, kernel: 3, name: a}\n"
    "  - {layers: [{relu, name: a}, {tanh, from: .a}], name: g}\n",
    "input: 8x8x3\nlayers:\n  - {crop: 4x5, name: 'true'}\n  - {pad, channels: [0, 2]}\n"
    "  - {op: mine, output: 2x2x1}\n",
    # names that would be read as something else
    # joins by their aliases, in letters of any case
    "input: 8x8x3\nlayers: [{cat: [[], [relu]]}, {Add: {left: [], right: [relu]}}, {MUL: [[], [sigmoid]], name: m}]\n",
    "input: {right: 8x8x3}\nlayers: [{conv: 2, kernel: 1}, {conv: 2, kernel: 1, from: right}]\n",
    "input: {'True': 8x8x4, '012': 8x8x4}\nlayers: [{op: '012'}, {add, from: ['True', '012']}]\n",
]


@pytest.mark.parametrize("spec", WRITTEN, ids=range(1, len(WRITTEN) + 1))
def test_a_network_written_out_is_the_same(spec: str, load: Load) -> None:
    network = load(spec)
    again = load(write_spec(network))
    assert again.summary(training=True).layers == network.summary(training=True).layers
    assert again.graph.nodes[again.graph.output].path == network.graph.nodes[network.graph.output].path


def test_a_network_has_an_end() -> None:
    builder = GraphBuilder(Budget(Limits(layers=1)))
    first = builder.add_input("input", Shape(3, (8, 8)))
    second = builder.add("one", op_named("relu")(), (first,))
    with pytest.raises(CnncalcError, match="the network has more than 1 steps"):
        builder.add("two", op_named("relu")(), (second,))


def test_parameters_replace_what_a_variant_has_set(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(
        "input: 8x8x3\nparameters: {w: 8}\nlayers: [{conv: $w, kernel: 1}]\nvariants: {big: {set: {w: 16}}}\n"
    )
    (tmp_path / "net.yaml").write_text("extends: base.yaml:big\nparameters: {w: 4}\n")
    assert cnncalc.load(str(tmp_path / "net.yaml")).totals().params == 4 * 3 + 4
    assert cnncalc.load(str(tmp_path / "net.yaml"), set={"w": 5}).totals().params == 5 * 3 + 5
    assert cnncalc.load(str(tmp_path / "base.yaml:big")).totals().params == 16 * 3 + 16


def test_a_word_may_be_set_to_nothing(load: Load) -> None:
    """As an activation that is left out: `--set act=` and `set: {act: }` both mean it."""
    spec = "input: 8x8x4\nparameters: {act: relu}\nlayers: [tanh, $act]\n"
    for value in (None, ""):
        assert [node.op.name for node in load(spec, set={"act": value}).graph.layers()] == ["tanh"]
    Path("base.yaml").write_text(spec, encoding="utf-8")
    assert [node.op.name for node in load("extends: base.yaml\nset: {act: }\n").graph.layers()] == ["tanh"]


FITTING = [  # a parameter's default, what else it can be set to, and the layer's attribute then
    ("3", "[1, 5]", [1, 5]),
    ("3", "1x5", [1, 5]),
    ("'3x3'", "5", [5, 5]),
    ("$64 // none", "3", [3, 3]),  # a default that is not needed
]


@pytest.mark.parametrize(("default", "value", "kernel"), FITTING)
def test_sizes_may_be_set_in_any_form(default: str, value: str, kernel: list[int], load: Load) -> None:
    spec = f"input: 8x8x4\nparameters: {{k: {default}}}\nlayers: [{{conv: 4, kernel: $k}}]\n"
    assert load(spec, set={"k": value}).summary().layers[0].attributes["kernel"] == kernel
    Path("base.yaml").write_text(spec, encoding="utf-8")
    assert load(f"extends: base.yaml\nset: {{k: {value}}}\n").summary().layers[0].attributes["kernel"] == kernel
