"""What a spec can ask of the reports that are made of it: bounded, and told in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

RELU = "layers: [relu]\npublished:\n"
FIGURE = "  - {figure: params, value: 0, source: x, %s}\n"

REPORTED = {
    "a jump that grows": (
        "layers: [{maxpool: 1, stride: 1000000000, repeat: 600}]", ["summary", "field", "verify"], "",
    ),
    "a figure's exponent": (
        RELU + "  - {figure: params, value: 1e999999999, source: x}", ["verify"],
        "net.yaml:4:5: '1e999999999' is not a figure such as 60M",
    ),
    "many figures": (
        "layers: [{relu, repeat: 3000}]\npublished:\n" + FIGURE % "note: x" * 2_000, ["verify"],
        "net: 2,000 published figures of 3,001 steps are too many",
    ),
    "many inputs": (
        RELU + "".join(FIGURE % f"input: 8x{size}x4" for size in range(1, 99)), ["verify"],
        "net.yaml:54:5: published figures need more than 50 networks and inputs",
    ),
    "an input that does not fit": (
        RELU + FIGURE % "input: 8", ["verify"], "net.yaml:4:5: net takes an input of height × width × channels",
    ),
    "a long pattern": (
        RELU + FIGURE % ("of: '" + "[" * 99_999 + "'"), ["verify"], "net.yaml:4:5: net has no layer '[[[",
    ),
    "long arguments": (
        "parameters: {p: [1" + ", 1" * 5_000 + "]}\nblocks: {b: {parameters: {p}, layers: [relu]}}\nlayers: [{b: $p}]",
        ["summary"], "0 params, 0 MACs, 256 FLOPs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTED)
def test_a_report_is_bounded(run: Run, name: str, tmp_path: Path) -> None:
    text, commands, told = REPORTED[name]
    (tmp_path / "net.yaml").write_text(f"input: 8x8x4\n{text}\n", encoding="utf-8")
    for command in commands:
        ran = run(command, str(tmp_path / "net.yaml"))
        assert (ran.status == 2) is bool(ran.err)
        assert told in (ran.out + ran.err).replace(f"{tmp_path}/", "")
