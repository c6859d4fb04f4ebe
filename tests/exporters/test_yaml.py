"""Every network of the catalogue, written out layer by layer, is the same network."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.exporters.yaml import write_spec
from cnncalc.language.catalogue import names


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_a_network_written_out_is_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    network = cnncalc.load(name)
    path.write_text(write_spec(network), encoding="utf-8")
    again = cnncalc.load(str(path))
    before, after = network.summary(training=True), again.summary(training=True)
    assert [layer._replace(shares="") for layer in after.layers] == [
        layer._replace(shares="") for layer in before.layers
    ]
    assert [layer.shares for layer in after.layers] == [layer.shares for layer in before.layers]
    assert after.totals == before.totals
    assert again.summary().totals == network.summary().totals


@pytest.mark.parametrize(
    ("name", "settings", "shape"),
    [
        ("resnet50", {"classes": 10}, "160x160x3"),
        ("alexnet", {"conv1.kernel": 7, "groups": 1}, None),
        ("mobilenet_v2", {"width": 0.75}, "96x96x3"),
        ("googlenet", {"classes": 5}, None),
    ],
)
def test_a_changed_network_written_out_is_the_same(
    name: str, settings: dict[str, object], shape: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "net.yaml"
    network = cnncalc.load(name, set=settings, input=shape)
    path.write_text(write_spec(network), encoding="utf-8")
    assert cnncalc.load(str(path)).summary(training=True).layers == network.summary(training=True).layers


SHARED = """
input: 7x7x4
blocks: {unit: [{residual: [{conv: 4, kernel: 1}]}, relu]}
layers: [{unit: null, name: a}, {unit: null, name: b, share: a}]
"""


def test_a_join_shares_nothing_in_a_block_that_does(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(SHARED, encoding="utf-8")
    before = cnncalc.load(str(path))
    path.write_text(write_spec(before), encoding="utf-8")
    after = cnncalc.load(str(path))
    assert [node.shares for node in after.graph.nodes] == [node.shares for node in before.graph.nodes]
