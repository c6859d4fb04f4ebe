"""Budgets: what is within, over and not known; statuses."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

import cnncalc
from cnncalc.cli.check import command
from tests.cli.conftest import Run

LENET5 = {  # `cnncalc summary lenet5 --json`, and `cnncalc memory lenet5 --json`
    "params": 60_840, "macs": 326_520, "flops": 716_772, "activations": 16_178, "layers": 5, "depth": 5, "steps": 13,
    "param_bytes": 243_360, "peak_activation_bytes": 23_520, "inference_bytes": 266_880, "training_bytes": 561_640,
    "trainable_params": 60_000, "weights": 60_592, "layer_activations": 6_518, "activation_bytes": 64_712,
    "backward_macs": 534_600, "peak_activations": 5_880,
}  # fmt: skip
UNKNOWN = "input: 4x4x2\nlayers: [{op: mine, output: 4x4x3}, {conv: 5, kernel: 1}]"
"""The convolution has 3·5 + 5 = 20 parameters; what is before it has nobody knows how many."""


@pytest.mark.parametrize(("figure", "value"), LENET5.items())
def test_a_budget_is_kept_to_the_last_one(run: Run, figure: str, value: int) -> None:
    option, unit = f"--max-{figure.replace('_', '-')}", "B" if figure.endswith("_bytes") else ""
    for budget, verdict, status in ((value, "within", 0), (value - 1, "over", 1)):
        ran = run("check", "lenet5", option, f"{budget}{unit}", "--json")
        assert (ran.status, ran.err) == (status, "")
        found = json.loads(ran.out)
        assert found["holds"] is (status == 0)
        assert found["budgets"] == [
            {"network": "lenet5", "figure": figure, "computed": value, "at_least": False, "budget": budget,
             "verdict": verdict}
        ]  # fmt: skip


def test_every_budget_is_tried_above() -> None:
    options = {option.name.removeprefix("max_") for option in command.params if option.name.startswith("max_")}
    assert options == {*LENET5, "statistics"}  # of which it has none


def test_to_read(run: Run) -> None:
    ran = run("check", "lenet5", "alexnet", "--max-macs", "1M", "--max-param-bytes", "0.5MB", "--set", "classes=10")
    assert ran.status == 1
    assert [line.split() for line in ran.out.splitlines()[2:6]] == [
        ["lenet5", "MACs", "326,520", "1,000,000", "32.7%", "within"],
        ["lenet5", "parameter", "memory", "243,360", "B", "500,000", "B", "48.7%", "within"],
        ["alexnet", "MACs", "720,351,776", "1,000,000", "72,035.2%", "over", "by", "719,351,776"],
        ["alexnet", "parameter", "memory", "227,636,776", "B", "500,000", "B", "45,527.4%", "over", "by", "227,136,776",
         "B"],
    ]  # fmt: skip
    assert "4 budgets: 2 kept, 2 broken." in ran.out
    assert "A MAC is one multiplication and one addition" in ran.out


KNOWN_IN_PART = [  # the budget for parameters, the verdict, the status
    (19, "over", 1),
    (20, "unknown", 1),
    (1_000_000, "unknown", 1),
]


@pytest.mark.parametrize(("budget", "verdict", "status"), KNOWN_IN_PART)
def test_what_is_not_known_keeps_no_budget(run: Run, budget: int, verdict: str, status: int, tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(UNKNOWN)
    arguments = ("check", str(tmp_path / "net.yaml"), "--max-params", str(budget), "--max-steps", "2")
    ran = run(*arguments, "-f", "csv")
    params, steps = csv.DictReader(io.StringIO(ran.out))
    assert (params["computed"], params["at_least"], params["verdict"]) == ("20", "true", verdict)
    assert (steps["computed"], steps["at_least"], steps["verdict"]) == ("2", "false", "within")
    assert ran.status == status
    assert "≥ 20" in run(*arguments).out
    refused = run(*arguments, "--strict")
    assert (refused.status, refused.err) == (2, "net: op1: params and macs are not known (--strict)\n")


def test_parameter_memory_of_unknown_parameters(run: Run) -> None:
    ran = run("check", "-", "--max-param-bytes", "1MiB", "--max-peak-activation-bytes", "1MiB", stdin=UNKNOWN)
    verdicts = [line.split()[-1] for line in ran.out.splitlines()[2:4]]
    assert (verdicts, ran.status) == (["unknown", "within"], 1)


def test_side_heads_count_when_asked_for(run: Run) -> None:
    """GoogLeNet has 6,998,552 parameters, 13,378,280 with its side heads."""
    assert run("check", "googlenet", "--max-params", "7M").status == 0
    assert run("check", "googlenet", "--max-params", "7M", "--training").status == 1


SETTINGS = [
    ["--batch", "1e2"],
    ["--dtype", "bf16", "--optimizer", "adam"],
    ["--batch", "3", "--optimizer", "momentum", "--freeze", "C*"],
]


@pytest.mark.parametrize("setting", SETTINGS, ids=" ".join)
def test_memory_is_that_of_a_batch_in_a_type(run: Run, setting: list[str]) -> None:
    figures = ("param_bytes", "peak_activation_bytes", "inference_bytes", "training_bytes")
    budgets = [part for figure in figures for part in (f"--max-{figure.replace('_', '-')}", "1TB")]
    rows = json.loads(run("check", "lenet5", *budgets, *setting, "--json").out)["budgets"]
    totals = json.loads(run("memory", "lenet5", *setting, "--json").out)["totals"]
    assert {row["figure"]: row["computed"] for row in rows} == {figure: totals[figure] for figure in figures}


def test_what_the_memory_is_worked_out_for_is_said(run: Run) -> None:
    out = run("check", "lenet5", "--max-training-bytes", "1GB", "--batch", "8", "--optimizer", "adam").out
    assert "the state of adam, and the peak of a step with a batch of 8, in fp32" in out


def test_memory_to_train_that_is_not_known_keeps_no_budget(run: Run) -> None:
    ran = run("check", "-", "--max-training-bytes", "1MiB", "--max-inference-bytes", "1MiB", stdin=UNKNOWN)
    assert [line.split()[-1] for line in ran.out.splitlines()[2:4]] == ["unknown", "unknown"]


def test_what_trains_is_what_memory_takes() -> None:
    lenet5 = cnncalc.load("lenet5")
    for optimizer, dtype in (("adan", "fp32"), ("adam", "int8")):
        with pytest.raises(cnncalc.CnncalcError) as checked:
            cnncalc.check([lenet5], {"inference_bytes": 10**9}, optimizer=optimizer, dtype=dtype)
        with pytest.raises(cnncalc.CnncalcError) as measured:
            cnncalc.memory(lenet5, optimizer=optimizer, dtype=dtype)
        assert str(checked.value) == str(measured.value)
    assert cnncalc.check([lenet5], {"inference_bytes": 10**9}, dtype="int8").to_dict()["memory"]["optimizer"] is None


MISTAKES = [
    (["--max-macs", "1G", "--batch", "8"], "--batch changes the memory only: it goes with a budget in bytes"),
    (["--max-param-bytes", "1MB", "--optimizer", "adam"], "--optimizer changes the memory only: it goes with --max-t"),
    (["--max-param-bytes", "1MB", "--freeze", "C1"], "--freeze changes what is trained only: it goes with --max-train"),
    (["--max-training-bytes", "1GB", "--dtype", "int8"], "networks are run in int8, not trained in it"),
    (["--max-training-bytes", "1GB", "--optimizer", "none"], "without training there is no memory to train"),
    (["--max-training-bytes", "1GB", "--optimizer", "adan"], "unknown optimizer 'adan' (did you mean 'adam'?)"),
    (["--max-param-bytes", "1GB", "--dtype", "float16"], "unknown type 'float16' (did you mean 'fp16'?)"),
    ([], "say a budget, such as --max-macs 1G"),
    (["--max-params", "5-6M"], "'5-6M' is not a number such as 5M or 1.5G"),
    (["--max-params", "50%"], "'50%' is not a number such as 5M or 1.5G"),
    (["--max-params=-5"], "'-5' is not a number such as 5M or 1.5G"),
    (["--max-params", "~5M"], "'~5M' is not a number such as 5M or 1.5G"),
    (["--max-params", "1e400"], "'1e400' is not a number such as 5M or 1.5G"),
    (["--max-params", "٣"], "'٣' is not a number such as 5M or 1.5G"),
    (["--max-param-bytes", "5"], "'5' is no amount of memory such as 24GiB"),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(run: Run, arguments: list[str], message: str) -> None:
    ran = run("check", "lenet5", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
