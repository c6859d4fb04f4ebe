"""`cnncalc roofline` from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from cnncalc.devices.load import device_names
from tests.cli.conftest import Run


def test_the_table_says_what_it_is_and_where_its_figures_are_from(run: Run) -> None:
    out = run("roofline", "alexnet", "--device", "a100", "--depth", "all", "--more").out
    assert out.startswith("AlexNet   227×227×3, fp32, batch 1, on NVIDIA A100 SXM 80GB\n")
    for text in (
        "fc6",
        "At least 189 µs",
        "4.78 MACs/byte",
        "19.5 TOP/s in fp32, 2 OP for each MAC",
        "NVIDIA A100 Tensor Core GPU datasheet",
    ):
        assert text in out
    assert "dropout" not in out


def test_json(run: Run) -> None:
    data = json.loads(run("roofline", "alexnet", "--device", "A100", "--dtype", "fp16", "--batch", "8", "--json").out)
    assert data["schema_version"] == 3
    assert data["device"]["peak"] == 312_000_000_000_000
    assert data["device"]["ridge_macs_per_byte"] == pytest.approx(76.508, abs=1e-3)
    assert (data["convention"]["dtype"], data["convention"]["batch"]) == ("fp16", 8)
    assert {"macs", "bytes", "seconds_at_least", "fused_seconds_at_least"} <= data["convention"].keys()
    assert data["totals"]["macs"] == 8 * 724_406_816 == sum(layer["macs"] for layer in data["layers"])
    assert data["totals"]["bytes"] == sum(layer["bytes"] for layer in data["layers"])
    assert data["totals"]["seconds_at_least"] == pytest.approx(sum(row["seconds_at_least"] for row in data["layers"]))
    first = data["layers"][0]
    assert first["bytes_working"] == "((154587 + 290400)·8 + 34944)·2"
    assert first["bytes"] == ((154_587 + 290_400) * 8 + 34_944) * 2
    assert data["views"] == ["flatten", "dropout1", "dropout2"]


def test_what_the_device_cannot_hold_is_told(run: Run) -> None:
    """VGG-16: 138,357,544 parameters and 2·3,211,264 values an example at the peak, 4 bytes each; a T4 has 16 GB."""
    for batch, fits in ((601, True), (602, False)):
        found = json.loads(run("roofline", "vgg16", "--device", "t4", "--batch", str(batch), "--json").out)["memory"]
        needed = 4 * (138_357_544 + batch * 6_422_528)
        assert found == {"needed_bytes": needed, "lower_bound": False, "device_bytes": 16 * 10**9, "fits": fits}
    out = run("roofline", "vgg16", "--device", "t4", "--batch", "2048").out
    assert "The device's memory, 16 GB, does not hold that: parameters and the peak of activations of a batch" in out
    assert "does not hold" not in run("roofline", "vgg16", "--device", "t4").out
    assert "All values are int8" in run("roofline", "vgg16", "--device", "t4", "--dtype", "int8").out


def test_csv(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("roofline", "lenet5", "--device", "t4", "-f", "csv").out)))
    assert float(rows[0]["macs_per_byte"]) == int(rows[0]["macs"]) / int(rows[0]["bytes"])


def test_what_is_not_known_is_null_in_json(run: Run) -> None:
    spec = "input: 4x4x2\nlayers: [{op: mine}]\n"
    data = json.loads(run("roofline", "-", "--device", "t4", "--json", stdin=spec).out)
    layer = data["layers"][0]
    assert [layer[key] for key in ("macs", "bytes", "macs_per_byte", "bound")] == [None] * 4
    assert data["totals"]["lower_bounds"] == ["macs", "bytes"]
    assert run("roofline", "-", "--device", "t4", "--strict", stdin=spec).status == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing option '--device'"),
        (["--device", "a10O"], "unknown device 'a10O' (did you mean 'a100'?)"),
        (["--device", "tpu-v4"], "Google TPU v4, one chip has no peak rate for 'fp32' (it has bf16, int8)"),
        (["--device", "t4", "--dtype", "fp31"], "unknown type 'fp31' (did you mean 'fp32'?)"),
        (
            ["--device", "t4", "--dtype", "bf16"],
            "NVIDIA T4 has no peak rate for 'bf16' (it has fp32, fp16, int8, int4)",
        ),
        (["--device", "t4", "--batch", "0"], "Invalid value for '--batch'"),
    ],
)
def test_a_mistake(run: Run, arguments: list[str], message: str) -> None:
    ran = run("roofline", "lenet5", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_a_mistake_in_a_device_shows_its_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("board.yaml").write_text("name: A board\nbandwith: 1e9\n", encoding="utf-8")
    ran = run("roofline", "lenet5", "--device", "board.yaml")
    assert ran.err == "board.yaml:2:1: a device has no 'bandwith' (did you mean 'bandwidth'?)\n  bandwith: 1e9\n  ^\n"
    assert ran.status == 2


def test_the_help_lists_the_devices(run: Run) -> None:
    out = run("roofline", "--help").out
    assert all(name in out for name in device_names())
