"""What is folded into one box of a picture, or one row of a calm table."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.fold import Unit, every_layer, fold


def told(units: tuple[Unit, ...]) -> list[str]:
    """Each unit as its block or its ops, and how often it is there."""
    return [_told(unit) for unit in units]


def _told(unit: Unit) -> str:
    if unit.main:
        text = " ".join(layer.op for layer in unit.first)
    else:
        text = f"{unit.block or 'group'}[{', '.join(map(_told, unit.units))}]"
    return text + (f" ×{unit.repeat}" if unit.repeat > 1 else "") + ("" if unit.exact else " differing")


def folded(layers: str, folder: Path, blocks: str = "{}") -> list[str]:
    path = folder / "net.yaml"
    path.write_text(f"input: 8x8x4\nblocks: {blocks}\nlayers: [{layers}]\n", encoding="utf-8")
    return told(fold(cnncalc.load(str(path)).summary()))


SAME = "{conv: 4, kernel: 3, pad: 1}"
FOLDED = {  # what is written, and what comes of it
    "what follows goes into the layer before it": (
        f"{SAME}, batchnorm, relu, flatten",
        ["conv batchnorm relu flatten"],
    ),
    "what comes first goes into the layer behind it": (f"batchnorm, relu, {SAME}", ["batchnorm relu conv"]),
    "what others read, too, has nothing in it": (
        f"{SAME}, {{residual: [relu, {SAME}]}}",
        ["conv", "relu conv", "add"],
    ),
    "a join has what follows it": (f"{{residual: [{SAME}]}}, relu", ["conv", "add relu"]),
    "padding goes into what it is made for": ("{pad: 1}, {maxpool: 3}, relu", ["pad maxpool relu"]),
    "nothing to go into": ("{maxpool: 2}, dropout, {name: x, layers: [relu]}", ["maxpool dropout relu"]),
    "an op whose costs are not known follows nothing": (f"{SAME}, {{op: strange}}", ["conv", "op"]),
    "equal neighbours are one": (f"{SAME}, relu, {SAME}, relu, {SAME}", ["conv relu ×2", "conv"]),
    "unequal ones are not": (f"{SAME}, {{conv: 4, kernel: 5, pad: 2}}", ["conv", "conv"]),
    "several that are repeated together": (
        "{repeat: 3, layers: [{conv: 8, kernel: 1}, {conv: 4, kernel: 1}]}",
        ["group[conv, conv] ×3"],
    ),
    "units of a residual network without blocks": (
        f"{SAME}, {{repeat: 5, layers: [{{residual: [{SAME}, relu, {SAME}]}}, relu]}}",
        ["conv", "group[conv relu ×1, conv, add relu] ×5"],
    ),
    "no chain, no run": (
        f"{SAME}, {{concat: [[{SAME}, {SAME}], [{SAME}]]}}",
        ["conv", "conv ×2", "conv", "concat"],
    ),
    "dropped otherwise is no other": (
        f"{SAME}, {{dropout: 0.1}}, {SAME}, {{dropout: 0.2}}",
        ["conv dropout ×2"],
    ),
}


@pytest.mark.parametrize(("layers", "units"), FOLDED.values(), ids=FOLDED)
def test_layers(layers: str, units: list[str], tmp_path: Path) -> None:
    assert folded(layers, tmp_path) == [unit.replace(" ×1", "") for unit in units]


BLOCKS = (
    "{one: [{conv: 4, kernel: 1}, relu], two: [{conv: 4, kernel: 3, pad: 1}, {maxpool: 1}], "
    "wide: [{conv: $channels * 2, kernel: 1}, {maxpool: 1}], all: [{wide, repeat: 3}], some: [{two, repeat: 3}, wide]}"
)
USES = {
    "a block of one layer is that layer": ("one", ["conv relu"]),
    "a block": ("two", ["two[conv, maxpool]"]),
    "a block that is repeated": ("{two, repeat: 3}", ["two[conv, maxpool] ×3"]),
    "a block that only repeats another is that": ("all", ["wide[conv, maxpool] ×3 differing"]),
    "a block that does more is not": ("some", ["some[two[conv, maxpool] ×3, wide[conv, maxpool]]"]),
    "a group of one kind of block": ("{name: stage, layers: [{two, repeat: 3}]}", ["two[conv, maxpool] ×3"]),
    "a group": ("{name: stage, layers: [two, wide]}", ["group[two[conv, maxpool], wide[conv, maxpool]]"]),
}


@pytest.mark.parametrize(("layers", "units"), USES.values(), ids=USES)
def test_blocks(layers: str, units: list[str], tmp_path: Path) -> None:
    assert folded(layers, tmp_path, BLOCKS) == units


STAGES = {  # the units at the top, as their papers' tables have them
    "resnet152": ["conv2_x", "conv3_x", "conv4_x", "conv5_x"],
    "densenet121": [
        "dense_block1",
        "transition1",
        "dense_block2",
        "transition2",
        "dense_block3",
        "transition3",
        "dense_block4",
    ],
}


@pytest.mark.parametrize(("network", "stages"), STAGES.items())
def test_stages(network: str, stages: list[str]) -> None:
    units = fold(cnncalc.load(network).summary())
    assert [unit.path for unit in units if not unit.main] == stages


def test_the_bottlenecks_of_resnet_152() -> None:
    stages = [unit.units for unit in fold(cnncalc.load("resnet152").summary()) if not unit.main]
    assert [[unit.repeat for unit in units] for units in stages] == [[1, 2], [1, 7], [1, 35], [1, 2]]
    run = stages[2][1]
    assert (run.path, run.last) == ("conv4_x.conv4_2", "conv4_x.conv4_36")
    assert sum(layer.params for layer in run.layers) == 35 * sum(layer.params for layer in run.first)


@pytest.mark.parametrize(
    "network", ["googlenet", "resnet50", "unet", "shufflenet_v2_x1_0", "efficientnet_b0", "siamese"]
)
def test_every_layer_is_in_one_unit(network: str) -> None:
    summary = cnncalc.load(network).summary()
    paths = sorted(layer.path for layer in summary.layers)
    assert sorted(layer.path for unit in fold(summary) for layer in unit.layers) == paths
    assert [unit.path for unit in every_layer(summary)] == [layer.path for layer in summary.layers]


def test_what_a_difference_marks_is_not_folded_with_others() -> None:
    summary = cnncalc.load("resnet152").summary()
    units = fold(summary, {"conv4_x.conv4_9.conv_a": "edited"})
    stage = next(unit for unit in units if unit.path == "conv4_x")
    assert [unit.repeat for unit in stage.units] == [1, 7, 1, 27]


@pytest.mark.parametrize(("order", "units"), [("g.a g.b x", ["g", "x"]), ("g.a x g.b", ["g.a", "x", "g.b"])])
def test_a_block_that_others_run_in_the_midst_of_is_none(order: str, units: list[str], tmp_path: Path) -> None:
    """Data would go out of it and come in again, and arrows in a circle."""
    path, (first, second, third) = tmp_path / "net.yaml", order.split()
    path.write_text("input: 8x8x4\nlayers: [{conv: 5, kernel: 1}, {conv: 6, kernel: 1}, {conv: 7, kernel: 1}]\n")
    summary = cnncalc.load(str(path)).summary()
    layers = [
        layer._replace(path=name, inputs=(before,))
        for layer, name, before in zip(summary.layers, order.split(), ["input", first, second], strict=True)
    ]
    changed = summary._replace(layers=tuple(layers), outputs={third: summary.layers[-1].output_shape})
    assert [unit.path for unit in fold(changed)] == units
