"""`cnncalc memory`: what it prints, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CHAIN = """
input: 4x4x2
layers: [{conv: 4, kernel: 1}, batchnorm, relu, flatten, {linear: 5}]
"""
# conv 2·4 + 4 = 12 parameters, batchnorm 8 and 8 statistics, linear 64·5 + 5 = 325: 345 parameters.
# Outputs 64 + 64 + 64 + 5, and a view; the peak at conv1, 32 + 64. Kept: 32, 64 and 64, and 8 statistics of the batch.


@pytest.fixture
def chain(tmp_path: Path) -> str:
    path = tmp_path / "chain.yaml"
    path.write_text(CHAIN, encoding="utf-8")
    return str(path)


def test_the_table_shows_the_working(run: Run, chain: str) -> None:
    lines = [line.split("  ") for line in run("memory", chain, "--batch", "3", "--optimizer", "adam").out.splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert cells[2:4] == [
        ["To run: 2.5 KiB, parameters + statistics + peak of inference."],
        ["To train: 8.9 KiB, parameters + statistics + gradients + state + peak of a step."],
    ]
    assert cells[7:15] == [
        ["parameters", "1.3 KiB", "345 × 4 B"],
        ["moving statistics", "32 B", "8 × 4 B"],
        ["gradients of parameters", "1.3 KiB", "345 × 4 B"],
        ["state of adam", "2.7 KiB", "345 × 2 × 4 B"],
        ["activations: every output", "2.3 KiB", "197 × 3 × 4 B"],
        ["at the peak of inference", "1.1 KiB", "96 × 3 × 4 B", "conv1"],
        ["kept for backward", "1.9 KiB", "160 × 3 × 4 B + 8 × 4 B"],
        ["at the peak of a training step", "3.5 KiB", "293 × 3 × 4 B + 8 × 4 B", "relu1, backward"],
    ]


def test_json_is_exact(run: Run, chain: str) -> None:
    data = json.loads(run("memory", chain, "--json", "--fit", "10kB").out)
    totals = data["totals"]
    assert {name: totals[name] for name in totals if name.endswith("_bytes")} == {
        "param_bytes": 345 * 4,
        "statistic_bytes": 8 * 4,
        "gradient_bytes": 345 * 4,
        "optimizer_bytes": 0,
        "activation_bytes": 197 * 4,
        "peak_activation_bytes": 96 * 4,
        "kept_bytes": 160 * 4 + 8 * 4,
        "step_peak_bytes": 293 * 4 + 8 * 4,
        "inference_bytes": (345 + 8 + 96) * 4,
        "training_bytes": (345 + 8 + 345 + 293 + 8) * 4,
    }
    assert data["fit"]["inference"]["batch"] == (10_000 - 353 * 4) // (96 * 4)
    assert data["fit"]["training"]["batch"] == (10_000 - (345 + 8 + 345 + 8) * 4) // (293 * 4)
    assert [layer["kept_bytes"] for layer in data["layers"]] == [128, 256 + 32, 256, 0, 0]


def test_without_training_there_is_only_inference(run: Run, chain: str) -> None:
    for arguments in (["--optimizer", "none"], ["--dtype", "int8"]):
        data = json.loads(run("memory", chain, "--json", "--fit", "1kB", *arguments).out)
        assert (data["optimizer"], data["totals"]["training_bytes"], data["fit"]["training"]) == (None, None, None)
        assert data["layers"][0]["kept_bytes"] is None


FITS = [  # arguments, what is said of what fits, and the status; 353 values are fixed to run, and 96 an example's
    (["--fit", "10 kB"], "Fits in 10 kB, to run: a batch of at most 22, ⌊(10,000 − 1,412)/384⌋ = 22.", 0),
    (["--fit", "10kb"], "Fits in 10kb, to train: a batch of at most 6, ⌊(10,000 − 2,824)/1,172⌋ = 6.", 0),
    (["--fit", "10kB"], "Beside that must fit what is not counted: the loss, workspaces of layers,", 0),
    (["--fit", "1796B"], "to run: a batch of at most 1, ⌊(1,796 − 1,412)/384⌋ = 1.", 1),
    (["--fit", "1796B", "--optimizer", "none"], "to run: a batch of at most 1, ⌊(1,796 − 1,412)/384⌋ = 1.", 0),
    (["--fit", "1795B", "--optimizer", "none"], "to run: not even one example, ⌊(1,795 − 1,412)/384⌋ = 0.", 1),
    (["--fit", "0"], "Fits in 0, to run: not even one example, because 1,412 B do not depend on the batch.", 1),
    (["--dtype", "int8"], "All values are int8: biases and moving statistics, too,", 0),
]


@pytest.mark.parametrize(("arguments", "text", "status"), FITS)
def test_what_fits_is_told_as_it_was_asked(run: Run, chain: str, arguments: list[str], text: str, status: int) -> None:
    ran = run("memory", chain, *arguments)
    assert (text in ran.out, ran.status) == (True, status)


def test_csv_has_a_record_for_each_layer(run: Run, chain: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("memory", chain, "-f", "csv", "--no-in-place").out)))
    assert [(row["path"], row["alive_bytes"]) for row in rows] == [
        ("conv1", "384"),
        ("batchnorm1", "512"),
        ("relu1", "512"),
        ("flatten1", "256"),
        ("linear1", "276"),
    ]


def test_what_is_not_known_is_marked_or_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 4x4x2\nlayers: [{conv: 2, kernel: 1}, {op: mystery, params: 3, macs: 5, flops: 10}]")
    shown = run("memory", str(path))
    assert "≥ 512 B" in shown.out
    assert "Lower bounds (≥), because not all is known of op1." in shown.out
    refused = run("memory", str(path), "--strict")
    assert (refused.status, refused.err) == (2, "net: what op1 keeps for backward is not known (--strict)\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fit", "24"], "'24' is no amount of memory such as 24GiB"),
        (["--dtype", "fp33"], "unknown type 'fp33' (did you mean 'fp32'?)"),
        (["--dtype", "int4", "--optimizer", "adam"], "networks are run in int4, not trained in it"),
        (["--batch", "0"], "'0' is not a whole number from 1 to 1,000,000,000"),
    ],
)
def test_mistakes(run: Run, chain: str, arguments: list[str], message: str) -> None:
    ran = run("memory", chain, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
