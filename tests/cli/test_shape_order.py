"""Shapes in one order in each form, and the form says which: JSON channels first, CSV channels last, as tables are."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.cli.conftest import Run

SPEC = """
input: 5x7x2
layers: [{conv: 3, kernel: 1, name: c}, {reshape: 7x5x3, name: r}, {op: mine, output: 2x3x4, name: m}]
published: [{figure: output, value: 5x7x3, of: c, source: me}]
"""
OTHER = SPEC.replace("7x5x3", "5x7x3").replace("5x7x2", "5x7x4")


@pytest.fixture
def files(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(SPEC)
    (tmp_path / "other.yaml").write_text(OTHER)


COMMANDS = [
    "summary net.yaml", "summary net.yaml --as torchinfo", "walk net.yaml", "diff net.yaml other.yaml",
    "compare net.yaml",
    "field net.yaml --all", "memory net.yaml", "roofline net.yaml --device t4", "conventions net.yaml",
    "verify net.yaml",
]  # fmt: skip


def found(value: Any, key: str = "") -> list[tuple[str, Any]]:
    """Every value in JSON with its key."""
    if isinstance(value, dict):
        return [each for name, inner in value.items() for each in found(inner, name)]
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return [each for inner in value for each in found(inner, key)]
    return [(key, value)]


@pytest.mark.parametrize("command", COMMANDS)
def test_json_has_channels_first(run: Run, files: None, command: str) -> None:
    values = found(json.loads(run(*command.split(), "--json").out))
    assert ("shape_order", "channels first") in values
    shapes = [
        value for key, value in values if "shape" in key.split("_") or key in ("input_shapes", "output", "outputs")
    ]
    assert all(isinstance(value, list) for value in shapes if value is not None and value != "channels first")
    known = ([2, 5, 7], [4, 5, 7], [3, 5, 7], [3, 7, 5], [4, 2, 3])
    assert all(
        value in known
        for value in shapes
        if isinstance(value, list) and value and all(isinstance(n, int) for n in value)
    )


def test_a_shape_that_is_a_field_has_channels_first_too(run: Run, files: None) -> None:
    layers = {layer["name"]: layer for layer in json.loads(run("summary", "net.yaml", "--json").out)["layers"]}
    assert layers["r"]["attributes"]["shape"] == layers["r"]["output_shape"] == [3, 7, 5]
    assert layers["m"]["attributes"]["output"] == layers["m"]["output_shape"] == [4, 2, 3]
    rows = json.loads(run("diff", "net.yaml", "other.yaml", "--json").out)["rows"]
    changes = [change for row in rows for change in row["changes"]]
    assert {"field": "shape", "left": [3, 7, 5], "right": [3, 5, 7]} in changes


WITH_SHAPES = [
    ("summary net.yaml", "output_shape", "5x7x3"), ("compare net.yaml", "input_shape", "5x7x2"),
    ("diff net.yaml other.yaml", "left_output", "5x7x3"), ("field net.yaml --all", "output_shape", "5x7x3"),
    ("verify net.yaml", "computed", "5x7x3"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "column", "shape"), WITH_SHAPES)
def test_csv_has_channels_last_and_says_so(run: Run, files: None, command: str, column: str, shape: str) -> None:
    first, *_ = csv.DictReader(io.StringIO(run(*command.split(), "-f", "csv").out))
    assert (first[column], first["shape_order"]) == (shape, "channels last")


BOUNDS = [
    ("compare net.yaml", ["params", "macs", "flops", "backward_macs", "param_bytes", "trainable_params", "weights"]),
    ("compare alexnet", ["none"]),
    ("summary net.yaml --by op", ["none"]),
]


@pytest.mark.parametrize(("command", "names"), BOUNDS)
def test_lower_bounds_names_columns_of_its_table(run: Run, files: None, command: str, names: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(*command.split(), "-f", "csv").out)))
    assert sorted(rows[0]["lower_bounds"].split()) == sorted(names)
    assert all(name in rows[0] for name in names if name != "none")


def test_one_figure_a_row_says_true_or_false(run: Run, files: None) -> None:
    rows = list(csv.DictReader(io.StringIO(run("conventions", "net.yaml", "-f", "csv").out)))
    assert rows[0]["lower_bound"] == "true"
    assert {row["lower_bound"] for row in rows} == {"true", "false"}
