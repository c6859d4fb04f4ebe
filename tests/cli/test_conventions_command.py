"""`cnncalc conventions`, and `cnncalc summary --as`."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from cnncalc.measure.conventions import CONVENTIONS
from tests.cli.conftest import Run


def rows_of(text: str) -> list[list[str]]:
    """Cells of a plain table's lines."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines()]


def test_the_table_has_every_convention_and_its_differences(run: Run) -> None:
    rows = rows_of(run("conventions", "alexnet-torchvision", "--explain").out)
    for row in (
        ["cnncalc", "MACs", "61,100,840", "714,188,480", "MAC"],
        ["torchinfo", "Total mult-adds", "61,100,840", "714,682,664", "MAC", "+494,184"],
        ["calflops", "fwd FLOPs", "61,100,840", "1,429,741,184", "FLOP", "+715,552,704"],
        ["fwd MACs", "714,188,480", "MAC", "0"],
        ["keras", "Total params", "61,100,840"],
        ["ptflops", "+986,368", "relu", "2 × input values"],
        ["torch", "+655,566,528", "conv", "MACs, once more"],
        ["thop", "+18,432", "adaptive_avgpool", "additions and divisions"],
        ["lecture params", "−9,192", "linear", "biases, which are left out"],
        ["torchinfo", "Total params", "61,100,840"],
        ["Total mult-adds (M)", "714.68"],
    ):
        assert row in rows


def test_only_some(run: Run) -> None:
    data = json.loads(run("conventions", "alexnet", "--as", "thop", "--as", "TORCH", "--json").out)
    assert [entry["name"] for entry in data["conventions"]] == ["thop", "torch"]


def test_json(run: Run) -> None:
    data = json.loads(run("conventions", "resnet18", "--json").out)
    assert data["schema_version"] == 3
    assert data["network"]["input_shape"] == [3, 224, 224]
    assert [entry["name"] for entry in data["conventions"]] == list(CONVENTIONS)
    own = data["cnncalc"]
    for entry in data["conventions"]:
        differences = sum(each["value"] for each in entry["params"]["differences"])
        assert entry["params"]["value"] == own["params"] + differences
        for count in entry["counts"]:
            assert count["unit"] in ("MAC", "FLOP")
            assert count["lower_bound"] is False
            assert count["value"] == own["macs"] + sum(each["value"] for each in count["differences"])


def test_csv_adds_up(run: Run) -> None:
    records = list(csv.DictReader(io.StringIO(run("conventions", "lenet5", "-f", "csv").out)))
    base = {"MAC": 326_520, "FLOP": 326_520, "parameter": 60_840}
    for total in (record for record in records if record["part"] == "total" and record["convention"] != "cnncalc"):
        parts = [
            int(record["value"])
            for record in records
            if record["part"] == "difference"
            and (record["convention"], record["name"]) == (total["convention"], total["name"])
        ]
        assert int(total["value"]) == base[total["unit"]] + sum(parts)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_summary_as_a_tool_counts_adds_up_to_its_total(run: Run, convention: str) -> None:
    summary = json.loads(run("summary", "resnet18", "--as", convention, "--json").out)
    (entry,) = json.loads(run("conventions", "resnet18", "--as", convention, "--json").out)["conventions"]
    counted = summary["as"]
    assert counted["convention"] == convention
    assert counted["params"]["value"] == entry["params"]["value"]
    totals = [count["value"] for count in entry["counts"]] or [entry["params"]["value"]]
    assert [count["value"] for count in counted["counts"]] == totals
    for count in counted["counts"]:
        assert count["value"] == sum(layer["as"][count["column"]] for layer in summary["layers"])


def test_the_column_stands_beside_the_summary(run: Run) -> None:
    plain, counted = run("summary", "vgg16").out, run("summary", "vgg16", "--as", "thop").out
    plain_rows, counted_rows = rows_of(plain), rows_of(counted)
    assert counted_rows[3] == [*plain_rows[3], "thop MACs"]
    (total,) = (row for row in counted_rows if row[0] == "total")
    assert total[-2:] == ["15,470,264,320", "15,470,267,319"]  # the MACs, and a softmax of 1000: 3·1000 − 1 more
    assert "thop 0.1.1" in counted
    assert "thop" not in plain


def test_blocks_that_are_folded_count_what_is_in_them(run: Run) -> None:
    folded, opened = (
        [row[-1] for row in rows_of(run("summary", "resnet18-torchvision", "--as", "ptflops", "--depth", depth).out)]
        for depth in ("1", "all")
    )
    total = "1,825,313,768"  # ptflops 0.7.5 on the same modules
    assert total in folded
    assert total in opened


def test_totals_by_op_have_the_column(run: Run) -> None:
    rows = rows_of(run("summary", "alexnet-torchvision", "--by", "op", "--as", "ptflops").out)
    assert ["relu", "986,368"] in [[row[0], row[-1]] for row in rows]
    assert ["total", "716,441,128"] in [[row[0], row[-1]] for row in rows]


def test_what_is_not_told_is_marked(run: Run) -> None:
    spec = "input: 8x8x3\nlayers: [{op: mine, params: 10}, {conv: 4, kernel: 3, bias: false}]\n"
    rows = rows_of(run("conventions", "-", stdin=spec).out)
    assert ["lecture", "MACs", "118", "≥ 3,888", "MAC", "?"] in rows
    assert ["thop", "macs", "108", "3,888", "MAC", "?"] in rows  # it counts nothing of what it does not know
    (total,) = (row for row in rows_of(run("summary", "-", "--as", "lecture", stdin=spec).out) if row[0] == "total")
    assert total[-1] == "≥ 3,888"


@pytest.mark.parametrize("command", ["summary", "conventions"])
def test_an_unknown_convention(run: Run, command: str) -> None:
    ran = run(command, "lenet5", "--as", "thopp")
    assert (ran.status, ran.out) == (2, "")
    assert "unknown convention 'thopp' (did you mean 'thop'?); there are torchinfo, torchsummary," in ran.err
