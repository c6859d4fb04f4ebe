"""Networks as figures of papers: what stands in the row, what goes round, and when there is no row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.drawing import Drawing, drawing

STAGES = {  # as the tables of their papers have them
    "resnet50": [3, 4, 6, 3],
    "resnet152": [3, 8, 36, 3],
    "densenet121": [6, 12, 24, 16],
    "mobilenet_v2": [1, 2, 3, 4, 3, 3, 1],
    "darknet53": [1, 2, 8, 8, 4],
    "convnext_tiny": [3, 3, 9, 3],
    "regnet_y_400mf": [1, 3, 6, 6],
}


@pytest.mark.parametrize(("network", "repeats"), STAGES.items())
def test_the_blocks_of_a_stage_are_one_volume(network: str, repeats: list[int]) -> None:
    volumes = drawing(cnncalc.load(network)).volumes
    assert [volume.repeat for volume in volumes if volume.units and not volume.units[0].main] == repeats


def test_the_volumes_of_alexnet() -> None:
    found = drawing(cnncalc.load("alexnet"))
    assert [(volume.path, str(volume.shape)) for volume in found.volumes] == [
        ("input", "227×227×3"), ("conv1", "55×55×96"), ("pool1", "27×27×96"), ("conv2", "27×27×256"),
        ("pool2", "13×13×256"), ("conv3", "13×13×384"), ("conv4", "13×13×384"), ("conv5", "13×13×256"),
        ("pool3", "6×6×256"), ("fc6", "4096"), ("fc7", "4096"), ("fc8", "1000"),
    ]  # fmt: skip
    assert (found.rounds, found.definitions, found.in_a_row) == ((), (), True)


def rounds_of(found: Drawing) -> list[tuple[str, str, list[str]]]:
    """What goes round: from where, to where, past what."""
    names = [volume.path for volume in found.volumes]
    return [(names[each.source], names[each.target], [unit.path for unit in each.units]) for each in found.rounds]


def test_what_goes_round_in_u_net() -> None:
    assert rounds_of(drawing(cnncalc.load("unet"))) == [
        ("down1.conv2", "concat1", []), ("down2.conv2", "concat2", []), ("down3.conv2", "concat3", []),
        ("down4.conv2", "concat4", []),
    ]  # fmt: skip


def test_what_is_done_on_the_way_round() -> None:
    rounds = rounds_of(drawing(cnncalc.load("fcn-8s")))
    assert [(source, len(units)) for source, _, units in rounds] == [("pool3", 1), ("pool4", 1)]


ROWS = {  # whether a network goes in a row
    "[conv, relu]": True,
    "[{residual: [conv]}]": True,
    "[{concat: [[conv], [conv, pool, wide, conv]]}]": True,
    "[{concat: [[pool, conv, pool], [conv, pool, wide]]}]": False,
    "[{concat: [[{residual: [pool]}], [conv, pool, wide]]}]": False,
}
STEPS = {"conv": "{conv: 4, kernel: 1}", "pool": "{maxpool: 1}", "wide": "{conv: 4, kernel: 3, pad: 1}"}


@pytest.mark.parametrize(("layers", "in_a_row"), ROWS.items())
def test_what_goes_in_a_row(layers: str, in_a_row: bool, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    for name, step in STEPS.items():
        layers = re.sub(rf"\b{name}(?=[,\]])", step, layers)
    path.write_text(f"input: 8x8x4\nlayers: {layers}\n", encoding="utf-8")
    assert drawing(cnncalc.load(str(path))).in_a_row == in_a_row


def test_two_inputs_go_in_no_row() -> None:
    assert not drawing(cnncalc.load("siamese")).in_a_row


def test_a_definition_has_no_repeats() -> None:
    (found,) = drawing(cnncalc.load("densenet121")).definitions
    assert (found.unit.block, found.times) == ("dense_layer", 58)
    assert [vertex.path.rpartition(".")[2] for vertex in found.sketch.vertices] == [
        "maxpool1", "bottleneck", "conv", "concat1",
    ]  # fmt: skip
