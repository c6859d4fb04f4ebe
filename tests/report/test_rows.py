"""The rows of a table of layers: what is in one, how deep blocks are opened, and what stands in the row of a block."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.render.views.columns import name_cell, what_cell
from cnncalc.report.rows import MOST_UNITS, rows_of
from cnncalc.report.summary import Summary


def summary_of(text: str, folder: Path, *, training: bool = False) -> Summary:
    path = folder / "net.yaml"
    path.write_text(text, encoding="utf-8")
    return cnncalc.load(str(path)).summary(training=training)


ROWS = [  # a network, how deep it is opened, and names, what they are and parameters of its first rows
    ("alexnet", None, [
        ("conv1", "conv K=96 F=11 S=4 P=0, relu, lrn n=5", 34_944),
        ("pool1", "maxpool F=3 S=2", 0),
        ("conv2", "conv K=256 F=5 S=1 P=2 G=2, relu, lrn n=5", 307_456),
    ]),
    ("alexnet", 0, [("conv1", "conv K=96 F=11 S=4 P=0", 34_944), ("relu1", "relu", 0), ("lrn1", "lrn n=5", 0)]),
    ("resnet152", None, [
        ("conv1", "conv K=64 F=7 S=2 P=3 no bias, batchnorm, relu", 9_536),
        ("pool1", "maxpool F=3 S=2 P=1", 0),
        ("conv2_x", "3 × bottleneck", 215_808),
        ("conv3_x", "8 × bottleneck", 2_339_840),
        ("conv4_x", "36 × bottleneck", 40_613_888),
    ]),
    ("resnet50", None, [
        ("conv1", "conv K=64 F=7 S=2 P=3 no bias, batchnorm, relu", 9_536),
        ("pool1", "maxpool F=3 S=2 P=1", 0),
        ("conv2_x", "3 × bottleneck", 215_808),
        ("  conv2_1", "bottleneck width 64, stride 1", 75_008),
        ("  conv2_2 … conv2_3  ×2", "bottleneck width 64, stride 1", 140_800),
    ]),
    ("densenet121", 1, [  # layers of a dense block differ in their numbers: each is told by itself, if it is opened
        ("conv1", "conv K=64 F=7 S=2 P=3 no bias, batchnorm, relu", 9_536),
        ("maxpool1", "maxpool F=3 S=2 P=1", 0),
        ("dense_block1", "dense_block depth 6: 6 × dense_layer", 335_040),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "depth", "first"), ROWS)
def test_what_is_in_a_row(name: str, depth: int | None, first: list[tuple[str, str, int]]) -> None:
    rows = rows_of(cnncalc.load(name).summary(), depth)
    assert [(name_cell(row), what_cell(row), row.share.params) for row in rows[: len(first)]] == first


def test_a_row_of_repeats_opened_has_the_first_of_them_below() -> None:
    """2·70,400 parameters; 256·64 + 2·64, 9·64·64 + 2·64 and 64·256 + 2·256 of one."""
    rows = {row.path: row for row in rows_of(cnncalc.load("resnet50").summary(), 3)}
    place = "conv2_x.conv2_2"
    assert (rows[place].opened, rows[place].unit.repeat, rows[place].share.params) == (True, 2, 140_800)
    inside = [(rows[f"{place}.{name}"].share.params, rows[f"{place}.{name}"].inputs) for name in ("conv_a", "conv_b")]
    assert inside == [(16_512, ("conv2_x.conv2_1.add",)), (36_992, (f"{place}.conv_a",))]
    assert rows["conv3_x.conv3_1.conv_a"].inputs == ("conv2_x.conv2_3.add",)  # the last of the repeats


@pytest.mark.parametrize("name", ["alexnet", "resnet50", "mobilenet_v2", "densenet121", "googlenet", "unet", "siamese"])
@pytest.mark.parametrize("depth", [None, 0, 1, 2])
def test_rows_beside_one_another_add_up(name: str, depth: int | None) -> None:
    summary = cnncalc.load(name).summary()
    rows = rows_of(summary, depth)
    outermost = [row for row in rows if row.level == 1]
    assert sum(row.share.params for row in outermost) == summary.totals.params
    assert sum(row.share.macs for row in outermost) == summary.totals.macs
    if depth == 0:
        assert [row.path for row in rows if row.is_layer] == [layer.path for layer in summary.layers]


def blocks(*sizes: int) -> str:
    """A network of blocks of so many layers each, no two of them equal."""
    wide = iter(range(1, 1_000))
    layers = [f"{{layers: [{', '.join(f'{{linear: {next(wide)}}}' for _ in range(size))}]}}" for size in sizes]
    return f"input: 4\nlayers: [{', '.join(layers)}]\n"


DEPTHS = [  # the layers of each block, and how many rows of which depths there are
    ([5, 5, 5, 5], [4, 20]),  # 24 rows are comfortable
    ([5, 5, 5, 6], [4]),
    ([60], [1]),  # one deep at least
]


@pytest.mark.parametrize(("sizes", "rows"), DEPTHS)
def test_as_deep_as_is_comfortable(sizes: list[int], rows: list[int], tmp_path: Path) -> None:
    levels = [row.level for row in rows_of(summary_of(blocks(*sizes), tmp_path))]
    assert [levels.count(level) for level in range(1, max(levels) + 1)] == rows


@pytest.mark.parametrize(("times", "rows"), [(MOST_UNITS - 2, ["stage", "stage.a"]), (MOST_UNITS, ["stage"])])
def test_what_repeats_often_is_told_by_stage(times: int, rows: list[str], tmp_path: Path) -> None:
    stage = f"{{layers: [{{linear: 4, repeat: {times}, name: a}}], name: stage}}"
    found = rows_of(summary_of(f"input: 4\nlayers: [{stage}]\n", tmp_path))
    assert [row.path.rstrip("123") for row in found] == rows


NESTED = """
input: 4x4x3
blocks:
  unit: {parameters: {width: 2}, layers: [{conv: $width, kernel: 1}, {conv: $width, kernel: 1}]}
layers:
  - {name: stage, layers: [{unit: 5, name: a}, {unit: 6, name: b}, {aux: [{conv: 9, kernel: 1}], name: head}]}
  - {aux: [{unit, name: c}], name: last}
  - {maxpool: 2}
"""
OF_BLOCKS = {  # path, level, what it is, whether it is opened, parameters, what comes out
    1: [
        ("stage", 1, "2 × unit, conv", False, 50 + 78 + 63, "4×4×6"),
        ("last", 1, "unit (training)", False, 20, "4×4×2"),
        ("maxpool1", 1, "maxpool F=2 S=2", False, 0, "2×2×6"),
    ],
    2: [
        ("stage", 1, "2 × unit, conv", True, 50 + 78 + 63, "4×4×6"),
        ("stage.a", 2, "unit width 5", False, 50, "4×4×5"),
        ("stage.b", 2, "unit width 6", False, 78, "4×4×6"),
        ("stage.head", 2, "conv K=9 F=1 S=1 P=0 (training)", False, 63, "4×4×9"),
        ("last", 1, "unit (training)", True, 20, "4×4×2"),
        ("last.c.conv1", 2, "conv K=2 F=1 S=1 P=0 (training)", False, 14, "4×4×2"),
        ("last.c.conv2", 2, "conv K=2 F=1 S=1 P=0 (training)", False, 6, "4×4×2"),
        ("maxpool1", 1, "maxpool F=2 S=2", False, 0, "2×2×6"),
    ],
}


@pytest.mark.parametrize("depth", OF_BLOCKS)
def test_the_rows_of_blocks(depth: int, tmp_path: Path) -> None:
    rows = rows_of(summary_of(NESTED, tmp_path, training=True), depth)
    assert [
        (row.path, row.level, what_cell(row), row.opened, row.share.params, str(row.output_shape)) for row in rows
    ] == OF_BLOCKS[depth]
