"""How deep a table is opened, and what stands in the row of a block."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.summary import Summary
from cnncalc.report.tree import fold


def summary_of(text: str, folder: Path, *, training: bool = False) -> Summary:
    path = folder / "net.yaml"
    path.write_text(text, encoding="utf-8")
    return cnncalc.load(str(path)).summary(training=training)


def blocks(*sizes: int) -> str:
    """A network of blocks of so many layers each."""
    layers = [f"{{layers: [{{relu, repeat: {size}}}]}}" if size > 1 else "relu" for size in sizes]
    return f"input: 4\nlayers: [{', '.join(layers)}]\n"


DEPTHS = [  # the layers of each block, and how many rows of which depths there are
    ([9, 9, 9, 9], [4, 36]),  # 40 rows are comfortable
    ([9, 9, 9, 10], [4]),
    ([1] * 39 + [2], [40]),
    ([1] * 37 + [2], [38, 2]),
    ([1] * 60, [60]),  # one deep at least
    ([60], [1]),
]


@pytest.mark.parametrize(("sizes", "rows"), DEPTHS)
def test_as_deep_as_is_comfortable(sizes: list[int], rows: list[int], tmp_path: Path) -> None:
    depths = [row.depth for row in fold(summary_of(blocks(*sizes), tmp_path))]
    assert [depths.count(depth) for depth in range(1, max(depths) + 1)] == rows


@pytest.mark.parametrize(("units", "layers", "rows"), [(3, 10, [1, 3, 30]), (3, 20, [1, 3]), (50, 2, [1])])
def test_one_block_after_the_other(units: int, layers: int, rows: list[int], tmp_path: Path) -> None:
    unit = f"{{layers: [{{relu, repeat: {layers}}}], repeat: {units}, name: unit}}"
    summary = summary_of(f"input: 4\nlayers: [{{layers: [{unit}], name: stage}}]\n", tmp_path)
    depths = [row.depth for row in fold(summary)]
    assert [depths.count(depth) for depth in range(1, max(depths) + 1)] == rows


NESTED = """
input: 4x4x3
blocks:
  unit: {parameters: {width: 2}, layers: [{conv: $width, kernel: 1}, relu]}
layers:
  - {name: stage, layers: [{unit: 5, name: a}, {unit: 6, name: b}, {aux: [{conv: 9, kernel: 1}], name: head}]}
  - {aux: [{unit, name: c}], name: last}
  - tanh
"""
ROWS = {  # path, depth, block, label, whether it is opened, parameters, what comes out, whether only in training
    1: [
        ("stage", 1, "", "", False, 20 + 36 + 63, "4×4×6", False),
        ("last", 1, "aux", "only in training", False, 14, "4×4×2", True),
        ("tanh1", 1, "", "", False, 0, "4×4×6", False),
    ],
    2: [
        ("stage", 1, "", "", True, 20 + 36 + 63, "4×4×6", False),
        ("stage.a", 2, "unit", "width 5", False, 20, "4×4×5", False),
        ("stage.b", 2, "unit", "width 6", False, 36, "4×4×6", False),
        ("stage.head", 2, "aux", "only in training", False, 63, "4×4×9", True),
        ("last", 1, "aux", "only in training", True, 14, "4×4×2", True),
        ("last.c", 2, "unit", "", False, 14, "4×4×2", True),
        ("tanh1", 1, "", "", False, 0, "4×4×6", False),
    ],
}


@pytest.mark.parametrize("depth", ROWS)
def test_the_rows_of_blocks(depth: int, tmp_path: Path) -> None:
    rows = fold(summary_of(NESTED, tmp_path, training=True), depth)
    assert [
        (row.path, row.depth, row.block, row.label, row.opened, row.share.params, str(row.output_shape), row.training)
        for row in rows
    ] == ROWS[depth]
    assert [row.name for row in rows] == [row[0].rpartition(".")[2] for row in ROWS[depth]]


def test_every_layer_is_in_the_rows_around_it(tmp_path: Path) -> None:
    rows = fold(summary_of(NESTED, tmp_path, training=True), 9)
    layers = {row.path: [layer.path for layer in row.layers] for row in rows}
    assert layers["stage"] == [f"stage.{name}" for name in ("a.conv1", "a.relu1", "b.conv1", "b.relu1", "head.conv1")]
    assert layers["last"] == layers["last.c"] == ["last.c.conv1", "last.c.relu1"]
    assert [path for path, within in layers.items() if within == [path]] == [
        *layers["stage"], *layers["last"], "tanh1",
    ]  # fmt: skip
