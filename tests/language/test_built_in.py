"""Blocks that every spec has."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc

# by hand: 5 positions of 4 channels to 8 and back; to 6 without biases; a block of the spec's own, of one convolution
MLP = [
    ("{mlp: 8}", 4 * 8 + 8 + 8 * 4 + 4, 5 * (32 + 32)),
    ("{mlp: 8, features: 6, activation: relu, bias: false}", 32 + 48, 5 * (32 + 48)),
    ("{mlp: 8, activation: none}", 76, 320),
]


@pytest.mark.parametrize(("step", "params", "macs"), MLP)
def test_mlp(step: str, params: int, macs: int, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 5x4\nlayers: [{step}]\n", encoding="utf-8")
    totals = cnncalc.load(str(path)).totals()
    assert (totals.params, totals.macs) == (params, macs)


def test_a_block_of_the_same_name_hides_it(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 5x4\nblocks: {mlp: [relu]}\nlayers: [mlp]\n", encoding="utf-8")
    assert [node.op.name for node in cnncalc.load(str(path)).graph.layers()] == ["relu"]


def test_a_mistake_is_told_where_the_block_is_used(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 5x4\nlayers: [{mlp: 8, activation: relo}]\n", encoding="utf-8")
    with pytest.raises(cnncalc.CnncalcError, match=r"unknown op 'relo' \(did you mean 'relu'\?"):
        cnncalc.load(str(path))
