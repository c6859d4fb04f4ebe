"""A spec whose input has its channels first: told on standard error and in the report, and counted as it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

NOTE = (
    "input 3×224×224 is taken as height × width × channels; if its channels or its batch come first, write 224x224x3, "
    "and if not, {channels: 224, height: 3, width: 224}"
)


@pytest.mark.parametrize("command", ["summary", "walk", "memory", "field", "conventions", "check --max-params 9G"])
def test_a_spec_with_its_channels_first_is_told(command: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 3x224x224\nlayers: [{conv: 4, kernel: 3}]\n", encoding="utf-8")
    name, *options = command.split()
    result = run(name, str(path), *options, "--json")
    assert (result.status, result.err) == (0, f"{path}:1:8: note: {NOTE}\n")
    assert any(NOTE in note for note in json.loads(result.out)["notes"])
