"""What stands in a row of a list or a comparison beside the totals."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.report.compare import compare, entry_of

FIELDS = [  # layers on 8×8×3, and what the last position sees
    ("{conv: 2, kernel: 3}", (3, 3)),
    ("{conv: 2, kernel: 3}, {maxpool: 3}", (5, 5)),  # 2×2
    ("{conv: 2, kernel: 3}, {maxpool: 6}", (3, 3)),  # 1×1: no position is left
    ("{conv: 2, kernel: 3}, {maxpool: 6x3}", (8, 5)),  # 1×2
    ("{conv: 2, kernel: 3}, relu, flatten, {linear: 2}", (3, 3)),
    ("flatten, {linear: 2}", ()),
    ("{op: mine, output: 8x8x2}, {conv: 2, kernel: 3}", None),
]


@pytest.mark.parametrize(("layers", "field"), FIELDS)
def test_what_the_last_position_sees(layers: str, field: tuple[int, ...] | None, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 8x8x3\nlayers: [{layers}]\n", encoding="utf-8")
    assert entry_of(cnncalc.load(str(path))).receptive_field == field


ACCURACIES = [
    ([], None),
    (["{figure: top5, value: 90%, source: me}"], None),
    (["{figure: top1, value: 71.3%, source: me}", "{figure: top1_error, value: 30%, source: me}"], 71.3),
    (["{figure: top5, value: 90%, source: me}", "{figure: top1_error, value: 24.4%, source: me}"], 75.6),
]


@pytest.mark.parametrize(("published", "top1"), ACCURACIES)
def test_the_first_accuracy_that_was_published(published: list[str], top1: float | None, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(f"input: 4\nlayers: [relu]\npublished: [{', '.join(published)}]\n", encoding="utf-8")
    assert entry_of(cnncalc.load(str(path))).top1 == top1


def test_side_heads_count_when_asked_for() -> None:
    network = cnncalc.load("googlenet")
    for training in (False, True):
        totals = network.summary(training=training).totals
        assert entry_of(network, training=training).totals == totals
        assert [entry.totals for entry in compare([network, network], training=training).entries] == [totals, totals]
    assert entry_of(network) == entry_of(network, training=False)
    assert compare([network]) == compare([network], training=False) != compare([network], training=True)
