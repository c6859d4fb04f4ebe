"""Networks as boxes and arrows: what is opened, what goes where, and what blocks are made of."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.outline import Outline, outline
from cnncalc.report.outline_diff import outline_diff
from cnncalc.report.sketch import MOST_BOXES, Edge, Sketch


def network_of(layers: str, folder: Path, blocks: str = "{}", name: str = "net") -> cnncalc.Network:
    path = folder / f"{name}.yaml"
    path.write_text(f"input: 8x8x4\nblocks: {blocks}\nlayers: [{layers}]\n", encoding="utf-8")
    return cnncalc.load(str(path))


def arrows(sketch: Sketch) -> list[str]:
    """The arrows by the last names of the boxes; those that go round others with two heads."""
    names = [vertex.path.rpartition(".")[2] for vertex in sketch.vertices]
    return [f"{names[edge.source]} {'»' if edge.skip else '>'} {names[edge.target]}" for edge in sketch.edges]


CONV = "conv: 4, kernel: 3, pad: 1"
ARROWS = {
    f"{{{CONV}, name: a}}, relu, {{{CONV}, name: b}}, relu": ["input > a"],  # equal: a box ×2
    f"{{residual: [{{{CONV}, name: a}}], name: sum}}, relu": ["input > a", "input » sum", "a > sum"],
    f"{{residual: [{{{CONV}, name: a}}], shortcut: [{{conv: 4, kernel: 1, name: b}}], name: sum}}": [
        "input > a", "input > b", "a > sum", "b > sum",
    ],
    f"{{concat: [[{{{CONV}, name: a}}], [{{maxpool: 1, name: b}}], []], name: all}}": [
        "input > a", "input > b", "a > all", "b > all", "input » all",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("layers", "expected"), ARROWS.items(), ids=range(len(ARROWS)))
def test_arrows(layers: str, expected: list[str], tmp_path: Path) -> None:
    assert sorted(arrows(outline(network_of(layers, tmp_path)).sketch)) == sorted(expected)


def test_the_four_skips_of_u_net() -> None:
    found = arrows(outline(cnncalc.load("unet")).sketch)
    skips = ["down1 » concat1", "down2 » concat2", "down3 » concat3", "down4 » concat4"]
    assert sorted(arrow for arrow in found if "»" in arrow) == skips


def test_an_arrow_carries_what_it_carries() -> None:
    sketch = outline(cnncalc.load("alexnet")).sketch
    carried = {sketch.vertices[edge.target].path: str(edge.shape) for edge in sketch.edges}
    assert carried == {
        "conv1": "227×227×3", "pool1": "55×55×96", "conv2": "27×27×96", "pool2": "27×27×256", "conv3": "13×13×256",
        "conv4": "13×13×384", "conv5": "13×13×384", "pool3": "13×13×256",
        "fc6": "6×6×256", "fc7": "4096", "fc8": "4096",
    }  # fmt: skip


NESTED = (
    "{unit: [{residual: [{conv: 4, kernel: 3, pad: 1, name: a}, {maxpool: 1}]}], "
    "stage: [{conv: 4, kernel: 1}, {unit, repeat: 3, name: u}]}"
)
DEPTHS = {1: ["stage1"], 2: ["conv1", "u1"], 3: ["conv1", "a", "maxpool1", "add1"]}


@pytest.mark.parametrize(("depth", "boxes"), DEPTHS.items())
def test_opened_to_a_depth(depth: int, boxes: list[str], tmp_path: Path) -> None:
    sketch = outline(network_of("stage", tmp_path, NESTED), depth).sketch
    assert [vertex.path.rpartition(".")[2] for vertex in sketch.vertices[1:]] == boxes
    assert [plate.unit.repeat for plate in sketch.plates] == [1, 3][: depth - 1]


def test_every_layer_by_itself() -> None:
    network = cnncalc.load("resnet50")
    sketch = outline(network, 0).sketch
    assert [vertex.path for vertex in sketch.vertices[1:]] == [layer.path for layer in network.summary().layers]


def test_the_arrows_of_what_is_repeated_go_in_and_come_out(tmp_path: Path) -> None:
    sketch = outline(network_of("stage, {maxpool: 2, name: end}", tmp_path, NESTED), 3).sketch
    assert arrows(sketch) == [
        "input > conv1", "conv1 > a", "a > maxpool1", "maxpool1 > add1", "conv1 » add1", "add1 > end",
    ]  # fmt: skip


DEFINED = {  # as their papers have them
    "resnet152": [("bottleneck", 46), ("bottleneck", 4)],
    "densenet121": [("dense_layer", 58), ("transition", 3)],
    "googlenet": [("inception", 9)],
    "inception_v3": [("inception_a", 3), ("reduction_a", 1), ("inception_b", 4), ("inception_c", 2)],
    "mobilenet_v2": [("bottleneck", 10), ("bottleneck", 6)],
}


@pytest.mark.parametrize(("network", "blocks"), DEFINED.items())
def test_what_blocks_are_made_of(network: str, blocks: list[tuple[str, int]]) -> None:
    found = outline(cnncalc.load(network)).definitions
    assert [(definition.unit.block, definition.times) for definition in found] == blocks


@pytest.mark.parametrize("network", ["resnet152", "densenet121", "googlenet", "vgg19", "efficientnet_b7", "xception"])
def test_it_fits_a_page(network: str) -> None:
    assert outline(cnncalc.load(network)).sketch.rows <= 24


def test_too_many_boxes(tmp_path: Path) -> None:
    network = network_of(f"{{relu, repeat: {MOST_BOXES}}}", tmp_path)
    with pytest.raises(cnncalc.CnncalcError, match=r"a picture has at most 4,000 boxes \(fold blocks: --depth 1\)"):
        outline(network, 0)
    assert len(outline(network).sketch.vertices) == 2


ALL_DIFFERENT = ", ".join(f"{{conv: {filters}, kernel: 1}}" for filters in range(2, MOST_BOXES + 3))


def test_a_block_of_too_many_boxes_stays_shut(tmp_path: Path) -> None:
    found = outline(network_of(f"relu, {{layers: [{ALL_DIFFERENT}], name: block}}", tmp_path))
    assert [vertex.path for vertex in found.sketch.vertices] == ["input", "relu1", "block"]
    assert found.definitions == ()


def test_what_is_not_in_blocks_cannot_be_folded(tmp_path: Path) -> None:
    with pytest.raises(cnncalc.CnncalcError, match=r"4,000 boxes \(what is not in blocks cannot be folded\)"):
        outline(network_of(ALL_DIFFERENT, tmp_path))


@pytest.mark.parametrize("name", ["siamese", "shufflenet_v2_x1_0", "inception_resnet_v2"])
def test_arrows_go_down_the_page_alone(name: str) -> None:
    assert all(edge.source < edge.target for edge in outline(cnncalc.load(name), 1).sketch.edges)


OLD = (
    f"{{{CONV}, name: a}}, {{lrn, name: n}}, {{maxpool: 2, name: p}}, {{{CONV}, name: b}}, flatten, "
    "{linear: 3, name: c}"
)
NEW = OLD.replace("{lrn, name: n}, ", "").replace(
    f"{{{CONV}, name: b}}", "{conv: 6, kernel: 1, name: b}, {conv: 6, kernel: 3, name: d}"
)


def compared(old: str, new: str, folder: Path) -> Outline:
    return outline_diff(network_of(old, folder, name="old"), network_of(new, folder, name="new"))


def test_what_a_difference_says(tmp_path: Path) -> None:
    found = compared(OLD, NEW, tmp_path)
    assert found.title == "old → new"
    assert {vertex.path: vertex.status for vertex in found.sketch.vertices} == {
        "input": "", "a": "edited", "p": "", "b": "edited", "d": "added", "c": "follows",
    }  # fmt: skip
    was = {vertex.path: vertex.was.description for vertex in found.sketch.vertices if vertex.was}
    assert was == {"b": "K=4 F=3 S=1 P=1"}


def test_what_was_removed_stands_where_it_was(tmp_path: Path) -> None:
    sketch = compared(NEW, OLD, tmp_path).sketch
    assert [(vertex.path, vertex.status) for vertex in sketch.vertices][3:] == [
        ("b", "edited"), ("d", "removed"), ("c", "follows"),
    ]  # fmt: skip
    removed: list[Edge] = [edge for edge in sketch.edges if edge.status == "removed"]
    assert [(sketch.vertices[edge.source].path, sketch.vertices[edge.target].path) for edge in removed] == [
        ("b", "d"), ("d", "c"),
    ]  # fmt: skip
