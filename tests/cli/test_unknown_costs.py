"""A layer whose costs are not told: unknown is never zero, and no total with it looks exact."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

SPEC = """
input: 4x4x2
layers:
  - {op: mine, output: 4x4x3, name: mine}
  - {conv: 5, kernel: 1, name: conv}
published:
  - {figure: params, value: 20, source: nobody}
  - {figure: macs, value: 240, of: conv, source: nobody}
  - {figure: macs_share, value: 100%, of: conv, source: nobody}
"""
"""The convolution: 3·5 + 5 = 20 parameters, 16·15 = 240 MACs, 2·240 + 16·5 = 560 FLOPs."""
TOLD = SPEC.replace("output:", "params: 7, macs: 9, output:")
BOUNDS = ["params", "trainable_params", "weights", "param_bytes", "macs", "flops", "backward_macs"]


@pytest.fixture
def net(tmp_path: Path) -> str:
    path = tmp_path / "net.yaml"
    path.write_text(SPEC)
    return str(path)


def data(run: Run, *arguments: str) -> Any:
    ran = run(*arguments, "--json")
    assert (ran.status, ran.err) == (0, "")
    return json.loads(ran.out)


def words(run: Run, *arguments: str) -> str:
    """What is printed, every space one wide."""
    return " ".join(run(*arguments).out.split())


def records(run: Run, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run(*arguments, "-f", "csv").out)))


TEXTS = [
    (["summary"], "≥ 560 FLOPs;"),
    (["summary"], "params ≥ 80 B,"),
    (["summary", "--more"], "parameters ≥ 80 B;"),
    (["summary", "--by", "op"], "op 1 0 ? ? ? ? ? 48"),
    (["walk"], "Parameters not known MACs not known"),
    (["walk"], "total ≥ 20 ≥ 240"),
    (["compare"], "≥ 20 ≥ 240 ≥ 80 B"),
    (["conventions"], "FLOPs ≥ 560 FLOP ? torchinfo Total mult-adds ≥ 20 320 MAC ?"),
    (["verify"], "what mine costs is not known"),
]


@pytest.mark.parametrize(("command", "text"), TEXTS)
def test_to_read(run: Run, command: list[str], text: str, net: str) -> None:
    assert text in words(run, command[0], net, *command[1:])


def test_layers_and_parts(run: Run, net: str) -> None:
    found = data(run, "summary", net)
    assert found["totals"]["lower_bounds"] == BOUNDS
    op, conv = found["by_op"]
    assert (op["params"], op["macs"], op["flops"], op["activations"]) == (None, None, None, 48)
    assert (conv["params"], conv["macs"], conv["flops"], conv["lower_bounds"]) == (20, 240, 560, ["backward_macs"])
    (everything,) = found["by_output_size"]
    assert (everything["params"], everything["lower_bounds"]) == (20, BOUNDS)
    assert records(run, "summary", net, "--by", "op")[0]["lower_bounds"] == " ".join(BOUNDS)
    for rows in (records(run, "summary", net), records(run, "summary", net, "--by", "stage")):
        assert [(row["params"], row["macs"], row["flops"]) for row in rows] == [("", "", ""), ("20", "240", "560")]


def test_the_working(run: Run, net: str) -> None:
    found = data(run, "walk", net)
    assert found["totals"] == {"params": 20, "macs": 240, "lower_bounds": ["params", "macs"]}
    assert [(step["total_params"], step["total_macs"]) for step in found["steps"]] == [(None, None), (20, 240)]
    assert data(run, "walk", net, "conv")["totals"]["lower_bounds"] == []
    unknown = [row for row in records(run, "walk", net) if row["of"] == "not known"]
    assert [(row["path"], row["figure"], row["value"]) for row in unknown] == [
        ("mine", "params", ""), ("mine", "macs", ""),
    ]  # fmt: skip


def test_side_by_side(run: Run, net: str) -> None:
    assert data(run, "compare", net)["networks"][0]["lower_bounds"] == BOUNDS
    (row,) = records(run, "compare", net)
    assert row["lower_bounds"] == " ".join(name for name in BOUNDS if name in row)


def test_by_a_tools_convention(run: Run, tmp_path: Path) -> None:
    """Of a group that is not wholly known there is no number; the column is one of numbers."""
    path = tmp_path / "net.yaml"
    path.write_text("input: 4x4x2\nlayers: [{layers: [{op: mine}, {conv: 5, kernel: 1}], name: g}, relu]\n")
    group, relu = records(run, "summary", str(path), "--by", "stage", "--as", "lecture")
    assert (group["lecture MACs"], group["params"], group["lower_bounds"]) == ("", "15", " ".join(BOUNDS))
    assert relu["lecture MACs"] == "0"
    for convention, is_bound in (("lecture", True), ("thop", False)):  # thop counts nothing of it, however much it is
        counted = data(run, "summary", str(path), "--as", convention)["as"]
        assert (counted["params"]["lower_bound"], counted["counts"][0]["lower_bound"]) == (is_bound, is_bound)


def test_memory(run: Run, net: str) -> None:
    mine, conv = data(run, "memory", net)["layers"]
    assert (mine["param_bytes"], mine["kept_bytes"], mine["held_bytes"], mine["activation_bytes"]) == (
        None, None, None, 192,
    )  # fmt: skip
    assert (conv["param_bytes"], conv["activation_bytes"]) == (80, 320)


def test_a_difference_is_unknown_where_one_side_is(run: Run, net: str, tmp_path: Path) -> None:
    told = tmp_path / "told.yaml"
    told.write_text(TOLD)
    found = data(run, "diff", net, str(told))
    assert [row["delta"] for row in found["rows"]] == [{"params": None, "macs": None}, {"params": 0, "macs": 0}]
    delta = found["totals"]["delta"]
    assert [delta[key] for key in ("params", "param_bytes", "macs", "flops", "activations")] == [
        None, None, None, None, 0,
    ]  # fmt: skip
    out = words(run, "diff", net, str(told))
    assert "total ? ? in all" in out
    assert "params ≥ 20 27 ? weights ≥ 15 22 ?" in out


def test_a_difference_is_known_where_what_is_unknown_is_the_same(run: Run, net: str, tmp_path: Path) -> None:
    longer = tmp_path / "longer.yaml"
    longer.write_text(SPEC.replace("published", "  - {conv: 2, kernel: 1}\npublished"))
    found = data(run, "diff", net, str(longer))
    assert [row["delta"]["params"] for row in found["rows"]] == [0, 0, 12]
    assert found["totals"]["delta"]["params"] == 12
    assert "params ≥ 20 ≥ 32 +12 weights" in words(run, "diff", net, str(longer))


def test_a_published_figure_neither_agrees_nor_differs(run: Run, net: str) -> None:
    figures = data(run, "verify", net)["figures"]
    assert [(figure["computed"], figure["verdict"]) for figure in figures] == [
        (None, "unknown"), (240, "match"), (None, "unknown"),
    ]  # fmt: skip


FROZEN = """
input: 8x8x4
layers: [{op: foo, macs: 5, name: f}, {conv: 4, kernel: 3, name: c}, {op: bar, params: 7, name: b}]
"""


@pytest.mark.parametrize(
    ("freeze", "line", "bounds"),
    [
        (["f", "c"], "7 parameters are trained, ≥ 148 are not", False),
        (["f"], "155 parameters are trained, ≥ 0 are not", False),
        (["c"], "≥ 7 parameters are trained, 148 are not", True),
    ],
)
def test_what_is_frozen_is_not_trained_however_much_it_is(
    run: Run, tmp_path: Path, freeze: list[str], line: str, bounds: bool
) -> None:
    (tmp_path / "net.yaml").write_text(FROZEN, encoding="utf-8")
    options = [word for layer in freeze for word in ("--freeze", layer)]
    assert line in run("summary", str(tmp_path / "net.yaml"), *options).out
    data = json.loads(run("summary", str(tmp_path / "net.yaml"), *options, "--json").out)
    assert ("trainable_params" in data["totals"]["lower_bounds"]) is bounds
    assert data["layers"][0]["trainable_params"] == (None if bounds else 0)
