"""The command line's promises: what goes where, exit statuses, formats, files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cnncalc.cli import COMMANDS
from cnncalc.cli.output import Output
from cnncalc.render.layout import text_width
from tests.cli.conftest import Run

ANSWERS = str(Path(__file__).parent.parent / "data" / "answers.csv")

COVERED = [
    (["list", "--family", "lenet"], 0),
    (["summary", "lenet5"], 0),
    (["summary", "lenet5", "--by", "op"], 0),
    (["summary", "lenet5", "--columns", "layer,what,flops,backward,sees"], 0),
    (["summary", "lenet5", "--as", "thop"], 0),
    (["walk", "lenet5", "C1", "--operations"], 0),
    (["walk", "lenet5", "--ask"], 0),
    (["walk", "lenet5", "--key"], 0),
    (["walk", "lenet5", "--step"], 0),
    (["diff", "lenet5", "lenet5-modern", "--step"], 0),
    (["try", "28x28x192", "conv", "32", "F=5", "P=same"], 0),
    (["try", "28x28x192", "-e", "{conv: 32, kernel: 5, pad: same}"], 0),
    (["try", "28x28x192", "conv", "32", "F=5", "P=any", "--gives", "28"], 0),
    (["try", "28x28x192", "conv", "32", "F=5", "P=any", "--gives", "23"], 1),
    (["quiz", "--seed", "7"], 0),
    (["quiz", "conv", "chain", "--seed", "7", "--inexact", "--choices"], 0),
    (["quiz", "conv-7-1", "--ask"], 0),
    (["quiz", "conv-7-1", "--key"], 0),
    (["quiz", "conv-7-1", "--play"], 0),
    (["quiz", "--seed", "7", "-f", "gift"], 0),
    (["quiz", "--seed", "7", "-f", "moodle"], 0),
    (["quiz", "--seed", "7", "-f", "text2qti", "--choices"], 0),
    (["grade", ANSWERS, "alexnet-lecture", "--carry"], 0),
    (["animate", "conv", "6", "F=3", "S=2", "P=1"], 0),
    (["animate", "conv", "3", "F=3", "S=2", "transposed", "spread"], 0),
    (["animate", "maxpool", "6x8", "F=2", "--frame", "3", "-f", "svg"], 0),
    (["sheet", "lenet5"], 0),
    (["sheet", "lenet5", "--key"], 0),
    (["sheet", "lenet5", "-f", "moodle"], 0),
    (["walk", "lenet5", "-f", "beamer"], 0),
    (["walk", "lenet5", "-f", "reveal"], 0),
    (["diff", "lenet5", "lenet5-modern", "-f", "beamer"], 0),
    (["diff", "lenet5", "lenet5-modern"], 0),
    (["diff", "lenet5", "lenet5-modern", "--exit-code"], 1),
    (["diff", "lenet5", "lenet5", "--exit-code"], 0),
    (["diff", "alexnet", "--set", "conv1.kernel=7", "--exit-code"], 1),
    (["compare", "lenet5", "lenet5-modern"], 0),
    (["verify", "lenet5"], 0),
    (["verify", "alexnet", "--source", "lec 12"], 0),
    (["check", "lenet5", "--max-params", "60840"], 0),
    (["check", "lenet5", "--max-params", "60839"], 1),
    (["show", "lenet5"], 0),
    (["export", "alexnet", "--to", "pytorch"], 0),
    (["ops"], 0),
    (["ops", "Conv2d"], 0),
    (["ops", "residual"], 0),
    (["ops", "kernel_size"], 0),
    (["schema"], 0),
    (["conventions", "lenet5"], 0),
    (["memory", "lenet5"], 0),
    (["roofline", "lenet5", "--device", "t4"], 0),
    (["field", "lenet5"], 0),
    (["plot", "lenet5"], 0),
    (["plot", "vgg16", "resnet50"], 0),
    (["draw", "lenet5"], 0),
    (["report", "lenet5", "lenet5-modern"], 0),
    (["graph", "lenet5"], 0),
    (["graph", "lenet5", "lenet5-modern", "-f", "mermaid"], 0),
]


@pytest.mark.parametrize(
    ("arguments", "status"), COVERED, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_command_prints_to_standard_output_alone(run: Run, arguments: list[str], status: int) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.err) == (status, "")
    assert ran.out.endswith("\n")
    assert "\x1b" not in ran.out


def test_every_command_is_covered_and_has_help(run: Run) -> None:
    assert {arguments[0] for arguments, _ in COVERED} == set(COMMANDS)
    for command in COMMANDS:
        ran = run(command, "--help")
        assert ran.status == 0
        assert "Example" in ran.out


def test_by_itself_it_prints_its_help(run: Run) -> None:
    ran = run()
    assert ran == run("--help")
    assert (ran.status, ran.err) == (0, "")
    assert "Usage: " in ran.out
    assert "\n  summary " in ran.out


MISTAKES = [
    (["summary", "alexnet", "vgg16"], "one network at a time, and 'vgg16' is another; `cnncalc compare` shows more"),
    (["memory", "alexnet", "vgg16"], "one network at a time, and 'vgg16' is another"),
    (["summary", "vgg"], "unknown network 'vgg' (it is a family: vgg11, vgg13, vgg16, vgg19, vgg16-c, vgg11-bn, "),
    (["summary", "RegNet"], "regnet_x_12gf, regnet_x_16gf and 16 more, see 'cnncalc list RegNet')"),
    (["summary", "resnext"], "(it is the beginning of several: resnext101_32x8d, resnext101_64x4d, resnext50_32x4d)"),
    (["summary", "alexnet", "--input", "1x1x3", "--input", "2x2x3"], "`cnncalc compare` makes a row of each"),
    (["diff", "alexnet", "--input", "1x1x3", "--input", "2x2x3"], "--input is given once here"),
    (["show", "alexnet", "--input", "1x1x3", "--input", "2x2x3"], "--input is given once here"),
    (["summary", "alexnet", "--set", "classes=1", "--set", "classes=2"], "--set gives 'classes' twice"),
    (["list", "resnat"], "no network goes by 'resnat' (did you mean 'resnet'?)"),
    (["list", ""], "no network goes by ''"),
    (["list", "--columns", "network,wat"], "there is no column 'wat'"),
    (
        ["compare", "alexnet", "--columns", "network", "--json"],
        "--columns is for tables to read: json has every figure",
    ),
    (["compare", "alexnet", "--units", "si", "-f", "csv"], "--units is for tables to read: csv has every figure"),
    (["summry", "alexnet"], "no command 'summry' (did you mean 'summary'?)"),
    (["summary"], "Missing argument 'NETWORK'"),
    (["summary", "alexnett"], "unknown network 'alexnett' (did you mean 'alexnet'?)"),
    (["summary", "alexnet", "--depth", "deep"], "'deep' is not a number of at least 1, or 'all'"),
    (["summary", "alexnet", "--set", "classes"], "--set takes NAME=VALUE, not 'classes'"),
    (
        ["summary", "alexnet", "--input", "224"],
        "--input:1:1: AlexNet takes an input of height × width × channels, as 227×227×3, not 224",
    ),
    (
        ["summary", "alexnet", "--input", "a lot"],
        "--input:1:1: 'a lot' is not a shape such as 227x227x3 (height × width × channels)",
    ),
    (["summary", "alexnet", "--json", "-f", "csv"], "--json and -f csv do not go together"),
    (["summary", "alexnet", "-f", "xml"], "Invalid value for '-f'"),
    (["summary", "alexnet", "-o", "table.xyz"], "cannot tell the format from its suffix"),
    (["summary", "alexnet", "--columns", "layer,wat"], "there is no column 'wat' (did you mean 'what'?)"),
    (["summary", "alexnet", "--freeze", "cov1"], "alexnet has no layer 'cov1' (did you mean 'conv1'?)"),
    (["walk", "alexnet", "conv9"], "alexnet has no layer 'conv9' (did you mean 'conv5'?)"),
    (["list", "--max-params", "many"], "'many' is not a number such as 5M or 1.5G"),
    (["export", "alexnet"], "say what to write with --to"),
    (["export", "alexnet", "-o", "alexnet.txt"], "say what to write with --to"),
    (["export", "unet", "--to", "scalesim"], "SCALE-Sim has no conv_transpose"),
    (["show", "alexnet", "--source", "--expanded"], "--source shows a file as it is"),
    (["show", "alexnet", "--freeze", "conv1"], "No such option"),  # a spec cannot say what is trained
    (["field", "alexnet", "--freeze", "conv1"], "No such option"),  # nor has a field anything to do with training
    (["summary", "alexnet", "-o", "x.svg"], "-o x.svg: this has no picture; `cnncalc plot` draws what a network costs"),
    (["plot", "alexnet", "-o", "x.gif"], "cannot tell the format from its suffix (.txt, .json, .csv, .tsv, .md, .tex"),
    (["plot", "alexnet", "--width", "3.3"], "'3.3' is not a length such as 3.3in, 84mm, 8.4cm or 240pt"),
    (["plot", "alexnet", "--width", "1in", "-o", "x.svg"], "'1in' is not between 1.5in and 48in"),
    (["plot", "alexnet", "--width", "3.3in"], "--width is for pictures: it goes with -o FILE.svg, .png, .pdf, .html"),
    (
        ["plot", "lenet5", "lenet5-modern"],
        "of none of these networks a top-1 accuracy of one crop on ImageNet was published",
    ),
    (["plot", "alexnet", "--columns", "param"], "there is no column 'param' (did you mean 'params'?)"),
    (["plot", "alexnet", "--columns", "flops", "--json"], "--columns is for tables to read: json has every figure"),
    (["plot", "vgg16", "resnet50", "--dtype", "fp16"], "--dtype goes with one network"),
    (["summary", "alexnet", "-o", ""], "-o takes the name of a file"),
    (["summary", "alexnet", "-o", "new/", "--json"], "-o takes the name of a file, not 'new/'"),
    (["summary", "alexnet", "--columns", "layer", "--json"], "--columns is for tables to read: json has every figure"),
    (["summary", "alexnet", "--columns", "layer", "--by", "op"], "--columns and --by do not go together"),
    (["summary", "alexnet", "--columns", ""], "there is no column ''"),
    (["walk", "alexnet", "fc6", "--dtype", "fp16"], "--dtype changes the memory only: it goes with --memory"),
    (["walk", "alexnet", "fc6", "--train", "fc8"], "--train changes the memory only: it goes with --memory"),
    (["walk", "alexnet", "fc6", "--no-bias", "--memory"], "--no-bias and --memory do not go together"),
    (["walk", "alexnet", "--ask", "--step"], "--ask goes without --step"),
    (["walk", "alexnet", "--key", "--json"], "--key is for tables to read: json has every figure"),
    (["walk", "alexnet", "--step", "-o", "x.md"], "--step is for a terminal: it goes without -o, -f and --json"),
    (["quiz", "cov"], "no questions go by 'cov' (did you mean 'conv'?)"),
    (["quiz", "fc", "--inexact"], "the sizes of fc questions are never rounded"),
    (["quiz", "conv-7-1", "--seed", "3"], "conv-7-1 is one question: it goes without kinds, --seed, --count and"),
    (["quiz", "--play", "-o", "x.md"], "--play goes without -o, -f, --json, --ask and --key"),
    (["quiz", "--ask", "-f", "gift"], "--ask is to be read: gift has question and answer together"),
    (["summary", "lenet5", "-o", "x.gift"], "-o x.gift: this has no questions; `cnncalc quiz` and `sheet` ask some"),
    (["grade", "no.csv"], "no.csv: no such file"),
    (["grade", ANSWERS], "answers.csv:2: 'conv1 output' is about a layer: say of which network"),
    (["animate", "conv", "big", "F=3"], "'big' is no size such as 6 or 6x8"),
    (["animate", "conv", "6", "F=3", "spread"], "spread goes with transposed"),
    (["animate", "maxpool", "6", "F=3", "transposed"], "transposed goes with conv, not with maxpool"),
    (["animate", "conv", "6", "F=9"], "the command line:1:"),
    (["verify", "lenet5", "--source", "nobody"], "nothing here is from 'nobody'"),
    (["sheet", "lenet5", "--blank", "wights"], "nothing can be left out by 'wights' (did you mean 'weights'?)"),
    (["sheet", "lenet5", "--key", "-o", "x.xml"], "--key is to be read: moodle has question and answer together"),
    (["try", "28x28x192", "con", "32"], "the command line:1:11: unknown op 'con' (did you mean 'conv'?"),
    (["try", "28x28x192", "-e", "{conv: 32"], "--yaml:1:1: this is not YAML"),
    (["walk", "resnet50", "conv2_1.conv_a"], "(did you mean 'conv2_x.conv2_1.conv_a'?)"),
    (["summary", "alexnet", "--set", "conv1=7"], "a layer's field is set as conv1.FIELD=…"),
    (["summary", "alexnet", "--set", "classes="], "must be a number, as its default 1000 is, not empty"),
    (["summary", "alexnet", "--input", ""], "'' is not a shape such as 227x227x3"),
    (["summary", "alexnet", "--input", "true"], "--input:1:1: 'true' is not a shape such as 227x227x3"),
    (["summary", "alexnet", "--input", "1e3"], "--input:1:1: '1e3' is not a shape such as 227x227x3"),
    (["list", "--family", "resnets"], "there is no family 'resnets' (did you mean 'resnet'?)"),
    (["summary", "alexnet.yaml"], "alexnet.yaml: no such file (the catalogue's is called 'alexnet')"),
    (["compare", "-", "-"], "standard input (-) can be read once"),
    (["diff", "-", "-"], "standard input (-) can be read once"),
    (
        ["diff", "alexnet"],
        "say what to compare alexnet with: another network, or a change of it (--set conv1.kernel=7)",
    ),
    (["diff", "alexnet", "--training"], "say what to compare alexnet with"),
    (["list", "--form", "drawing"], "there is no form 'drawing' (there are "),
    (["memory", "lenet5", "--batch", "9" * 400], "is not a whole number from 1 to 1,000,000,000"),
    (["memory", "lenet5", "--batch", "1.5"], "'1.5' is not a whole number from 1 to 1,000,000,000"),
    (["memory", "lenet5", "--dtype", "float16"], "unknown type 'float16' (did you mean 'fp16'?)"),
    (["summary", "lenet5", "-o", "x.dot"], "-o x.dot: this has no picture; `cnncalc graph` draws boxes and arrows"),
    (["draw", "siamese", "--style", "planes"], "siamese does not go in a row of planes (--style blocks)"),
    (["draw", "alexnet", "vgg16"], "one network at a time, and 'vgg16' is another"),
    (["graph", "-", "-"], "standard input (-) can be read once"),
    (["graph", "lenet5", "--depth", "none"], "'none' is not a number of at least 1, or 'all'"),
    (["roofline", "lenet5", "--device", "t4", "--batch", "0"], "'0' is not a whole number from 1 to 1,000,000,000"),
]


@pytest.mark.parametrize(
    ("arguments", "message"), MISTAKES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_mistake_leaves_with_2_and_says_so_on_standard_error(run: Run, arguments: list[str], message: str) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_a_mistake_in_a_spec_shows_its_line(run: Run) -> None:
    ran = run("summary", "-", stdin="input: 8x8x3\nlayers:\n  - {cov: 4, kernel: 3}\n")
    told = "did you mean 'conv'? 'cnncalc ops' lists them all, {op: …} counts one of your own"
    assert ran.err == f"<stdin>:3:6: unknown op 'cov' ({told})\n    - {{cov: 4, kernel: 3}}\n       ^\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('- {conv: "$w[5] + foo", kernel: 3}',
         "4:12: 'w[5] + foo' cannot be worked out: the list is shorter than that\n"
         '  - {conv: "$w[5] + foo", kernel: 3}\n'
         "             ^~~~\n"),
        ('- {conv: "$w[0] +", kernel: 3}',
         "4:18: 'w[0] +' ends too early\n"
         '  - {conv: "$w[0] +", kernel: 3}\n'
         "                   ^\n"),
        ("- conv: $w[0] *\n    (none\t*  2.5)",
         "5:6: 'w[0] * (none\\t*  2.5)' cannot be worked out: none is not a number\n"
         "      (none *  2.5)\n"
         "       ^~~~~~~~~~~\n"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_expression_is_marked_from_its_beginning_to_its_end(run: Run, text: str, told: str) -> None:
    ran = run("summary", "-", stdin=f"input: 8x8x3\nparameters: {{w: [1]}}\nlayers:\n{text}\n")
    assert ran.err == f"<stdin>:{told}"


def test_everything_that_comes_out_is_named(run: Run) -> None:
    """The network's own output last; what a side head reads comes out all the same."""
    trunk, box = "{conv: 4, kernel: 3, name: a}, {conv: 2, kernel: 1, name: cls}", "{conv: 8, kernel: 1, from: a}"
    spec = f"input: 16x16x3\nlayers: [{trunk}, {{aux: [relu]}}, {box}]\n"
    assert run("summary", "-", stdin=spec).out.startswith("stdin   16×16×3 → 14×14×2, 14×14×8\n")
    data = json.loads(run("summary", "-", "--training", "--json", stdin=spec).out)
    assert data["network"]["outputs"] == {"cls": [2, 14, 14], "conv3": [8, 14, 14]}


def test_of_many_outputs_the_first_and_the_own_are_named(run: Run) -> None:
    heads = ", ".join(f"{{conv: {filters}, kernel: 1, from: a}}" for filters in range(5, 13))
    out = run("summary", "-", stdin=f"input: 4x4x3\nlayers: [{{relu, name: a}}, {heads}]\n").out
    assert out.startswith("stdin   4×4×3 → 4×4×5, 4×4×6, 4×4×7, 4×4×8, 4×4×9, …, 4×4×12\n")


HEADINGS = [
    ("googlenet", "pool1", "pool1   maxpool   F = 3, S = 2, ceil\n"),
    ("convnext_tiny", "stage1.block1.linear1", "stage1.block1.linear1   linear   N = 384 at each position\n"),
    ("unet", "down1.conv1", "down1.conv1   conv   K = 64, F = 3, S = 1, P = 0\n"),
]


@pytest.mark.parametrize(("network", "layer", "heading"), HEADINGS)
def test_the_heading_of_a_walk(run: Run, network: str, layer: str, heading: str) -> None:
    assert heading in run("walk", network, layer).out


def test_what_is_shown_counts(run: Run) -> None:
    ran = run("show", "-", stdin="layers: [cov]\n")
    assert (ran.status, ran.out) == (2, "")
    assert "a spec needs input:" in ran.err
    spec = "input: 8\nlayers: [{op: mine}]\n"
    assert run("show", "-", stdin=spec).out == spec
    assert run("show", "-", "--strict", stdin=spec).status == 2


def test_standard_input_is_read_once(run: Run) -> None:
    """For a difference to itself, and for a figure at another input."""
    published = "published: [{figure: macs, value: 24, input: 2x2x2, source: me}]"
    spec = f"input: 4x4x2\nlayers: [{{conv: 3, kernel: 1}}]\n{published}\n"
    assert "kernel 1 → 3" in run("diff", "-", "--set", "conv1.kernel=3", stdin=spec).out
    assert "match" in run("verify", "-", stdin=spec).out


ACCURACIES = [
    ("params, value: 0, crops: 1", "<stdin>:3:40: crops says how an accuracy was measured"),
    ("top1, value: 70%, crops: many", "<stdin>:3:47: crops must be a whole number or 'dense', not 'many'"),
    ("top1, value: 70%, models: 0", "<stdin>:3:48: models must be a whole number, not '0'"),
    ("top1, value: high", "<stdin>:3:13: 'high' is not a figure such as 60M"),
    ("top1_error, value: 5M", "<stdin>:3:13: an accuracy is in per cent, and not 5M"),
    ("top1, value: 1e999", "<stdin>:3:13: an accuracy is in per cent, and not 1e999"),
]


@pytest.mark.parametrize(("figure", "message"), ACCURACIES)
def test_an_accuracy_that_is_none(run: Run, figure: str, message: str) -> None:
    spec = f"input: 8\nlayers: [relu]\npublished: [{{figure: {figure}, source: me}}]\n"
    ran = run("compare", "-", "--json", stdin=spec)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


def test_a_long_name_makes_no_other_row_wide(run: Run) -> None:
    long = "n" * 201
    spec = f"input: 8\nlayers: [{{relu, name: {long}}}, {{relu, name: a}}]\n"
    out = run("summary", "-", "--depth", "all", stdin=spec).out
    assert f"\n{long}  relu" in out
    assert "\na      relu" in out
    spec = f"input: 8\\nlayers: [relu]\\npublished: [{{figure: params, value: 0, source: {long}}}]\\n"
    drawn = process(f"printf '{spec}' | cnncalc verify -", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="120").stdout
    assert "n" * 40 in drawn


def test_a_published_figure_that_is_missed_leaves_with_1(run: Run) -> None:
    spec = "input: 4x4x1\nlayers: [{conv: 1, kernel: 3}]\npublished:\n  - {figure: params, value: %s, source: me}\n"
    assert run("verify", "-", stdin=spec % "11").status == 1
    assert run("verify", "-", stdin=spec % "10").status == 0
    assert run("verify", "-", stdin=spec % "10, wrong: it is not").status == 1
    assert run("verify", "-", stdin=spec % "11, wrong: it is 10").status == 0


@pytest.mark.parametrize(("value", "status"), [("29.2", 0), ("29.20", 1), ("'29.20'", 1), ("29.24", 0), ("+29.24", 0)])
def test_a_published_figure_is_taken_as_it_is_written(run: Run, value: str, status: int) -> None:
    """50 of 171 parameters are 29.2398 per cent: 29.2 rounded, but not 29.20."""
    spec = (
        "input: 8x8x4\nlayers: [{conv: 10, kernel: 1, name: a}, {conv: 11, kernel: 1}]\n"
        "published: [{figure: params_share, of: a, value: %s, source: me}]\n"
    )
    assert run("verify", "-", stdin=spec % value).status == status


def test_a_block_with_a_side_head_runs_at_inference_too(run: Run) -> None:
    spec = (
        "input: 8x8x4\nblocks: {s: [{conv: 4, kernel: 1}, {aux: [{conv: 3, kernel: 1}]}]}\nlayers: [s, {maxpool: 2}]\n"
    )
    rows = run("summary", "-", "--training", "--depth", "1", stdin=spec).out.splitlines()
    assert [row.split()[:3] for row in rows[5:7]] == [["s1", "s", "8×8×4"], ["maxpool1", "maxpool", "F=2"]]


def test_a_published_figure_can_hold_for_another_input_of_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(
        "input: 4x4x1\nlayers: [{conv: 1, kernel: 3}]\n"
        "published: [{figure: macs, value: 81, source: me, input: 5x5x1}, {figure: macs, value: 36, source: me}]\n",
        encoding="utf-8",
    )
    assert run("verify", str(path)).status == 0


def test_json_of_a_summary(run: Run) -> None:
    data = json.loads(run("summary", "alexnet", "--json").out)
    assert data["schema_version"] == 3
    assert data["network"]["name"] == "alexnet"
    assert data["network"]["input_shape"] == [3, 227, 227]
    assert data["totals"]["params"] == 60_965_224
    assert data["totals"]["macs"] == 724_406_816
    assert data["totals"]["param_bytes"] == 4 * 60_965_224
    for total in ("params", "trainable_params", "macs", "flops", "activations"):
        assert data["totals"][total] == sum(layer[total] for layer in data["layers"])
    first = data["layers"][0]
    assert first["attributes"] == {
        "filters": 96, "kernel": [11, 11], "stride": [4, 4], "pad": [0, 0], "dilation": [1, 1], "groups": 1,
        "bias": True,
    }  # fmt: skip
    expected = {
        "name": "conv1", "path": "conv1", "op": "conv", "inputs": ["input"], "input_shape": [3, 227, 227],
        "output_shape": [96, 55, 55], "params": 34_944, "macs": 105_415_200,
    }  # fmt: skip
    assert {key: first[key] for key in expected} == expected


def test_what_is_not_known_is_null_and_makes_lower_bounds(run: Run) -> None:
    spec = "input: 8x8x3\nlayers: [{conv: 4, kernel: 3}, {op: mine, params: 7}]\n"
    data = json.loads(run("summary", "-", "--json", stdin=spec).out)
    assert [layer["macs"] for layer in data["layers"]] == [3_888, None]
    assert data["totals"]["lower_bounds"] == ["macs", "flops", "backward_macs"]
    assert "≥ 3,888" in run("summary", "-", stdin=spec).out
    ran = run("summary", "-", "--strict", stdin=spec)
    assert (ran.status, ran.err) == (2, "stdin: op1: macs are not known (--strict)\n")


def test_the_working_of_memory(run: Run) -> None:
    """Fully connected, 9,216 inputs to 4,096 outputs: Adam keeps two values a parameter, backward needs the input."""
    out = run("walk", "alexnet", "fc6", "--memory", "--batch", "32", "--optimizer", "adam").out
    for line in (
        "parameters = 37,752,832 × 4 B = 151,011,328",
        "gradients = 37,752,832 × 4 B = 151,011,328",
        "optimiser's state = 37,752,832 × 2 × 4 B = 302,022,656",
        "output = 4,096 × 32 × 4 B = 524,288",
        "kept for backward = 9,216 × 32 × 4 B = 1,179,648",
    ):
        assert line in out


def test_transfer_learning(run: Run) -> None:
    """The head of 10 classes is trained: 4096·10 + 10 parameters, and 4096·10 MACs for its weights' gradient."""
    totals = json.loads(run("summary", "alexnet", "--set", "classes=10", "--train", "fc8", "--json").out)["totals"]
    assert (totals["trainable_params"], totals["backward_macs"]) == (40_970, 40_960)


# 3·3·3·4·36 = 3,888 MACs on 8×8×3, and 144·5 = 720 of the linear layer: backward once, and twice.
@pytest.mark.parametrize(
    ("options", "cells"),
    [
        (["--columns", "macs,backward,layer_activations"], ["4,608", "5,328", "149"]),
        (["--columns", "trainable,backward", "--train", "linear1"], ["725", "720"]),
    ],
)
def test_columns_of_a_comparison(run: Run, tmp_path: Path, options: list[str], cells: list[str]) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("input: 8x8x3\nlayers: [{conv: 4, kernel: 3}, flatten, {linear: 5}]\n", encoding="utf-8")
    assert run("compare", str(path), *options).out.splitlines()[2].split() == cells
    (network,) = json.loads(run("compare", str(path), "--json").out)["networks"]
    assert [network[name] for name in ("backward_macs", "activations", "layer_activations")] == [5_328, 149, 149]


def test_what_is_trained_is_compared(run: Run) -> None:
    assert "trained params  backward MACs" in run("compare", "lenet5", "--train", "F6").out.splitlines()[0]
    assert "backward" not in run("compare", "lenet5").out


def test_json_of_a_difference(run: Run) -> None:
    data = json.loads(run("diff", "alexnet-lecture", "zfnet-lecture", "--json").out)
    assert data["totals"]["delta"]["params"] == 11_693_824
    rows = {row["right"]["path"]: row for row in data["rows"]}
    assert rows["conv1"]["status"] == "edited"
    assert rows["conv1"]["delta"] == {"params": -20_736, "macs": -61_159_968}
    assert rows["conv1"]["changes"] == [{"field": "kernel", "left": [11, 11], "right": [7, 7]}]
    assert rows["fc1"]["status"] == "follows"
    assert sum(row["delta"]["params"] for row in data["rows"]) == 11_693_824


def test_json_of_a_list_and_of_a_verification(run: Run) -> None:
    networks = json.loads(run("list", "--family", "alexnet", "--json").out)["networks"]
    alexnet = next(network for network in networks if network["name"] == "alexnet")
    assert {key: alexnet[key] for key in ("title", "year", "input_shape", "params", "macs")} == {
        "title": "AlexNet", "year": 2012, "input_shape": [3, 227, 227], "params": 60_965_224, "macs": 724_406_816,
    }  # fmt: skip
    figures = json.loads(run("verify", "alexnet-lecture", "--json").out)["figures"]
    assert {figure["verdict"] for figure in figures} == {"match", "wrong"}
    total = next(figure for figure in figures if figure["published"] == "27.55M")
    assert (total["computed"], total["verdict"]) == (28_813_344, "wrong")


def test_csv_has_a_line_for_every_layer(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("summary", "resnet152", "-f", "csv").out)))
    assert sum(int(row["params"]) for row in rows) == 60_192_808
    assert len(rows) > 500
    add = next(row for row in rows if row["path"] == "conv2_x.conv2_1.add")
    assert add["inputs"] == "conv2_x.conv2_1.bn_c conv2_x.conv2_1.shortcut.projection_bn"
    assert (rows[0]["backward_macs"], rows[0]["layer_activations"]) == (rows[0]["macs"], "802816")


@pytest.mark.parametrize("suffix", [".txt", ".json", ".csv", ".tsv", ".md", ".tex", ".html"])
def test_a_file_takes_the_format_from_its_suffix(run: Run, suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"out{suffix}"
    assert run("summary", "lenet5", "-o", str(file)).out == ""
    first = file.read_text(encoding="utf-8").splitlines()[0]
    starts = {
        ".txt": "LeNet-5",
        ".json": "{",
        ".csv": "path,",
        ".tsv": "path\t",
        ".md": "# ",
        ".tex": "% ",
        ".html": "<!",
    }
    assert first.startswith(starts[suffix])
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_file_is_written_whole_or_not_at_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.json"
    file.write_text("old", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    ran = run("summary", "lenet5", "-o", str(file))
    assert ran.status == 2
    assert "no space left on device" in ran.err
    assert file.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_standard_output_by_its_name(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("list", "-f", "csv", "-o", "-").out == run("list", "-f", "csv").out
    assert not [*tmp_path.iterdir()]


def test_a_file_that_may_not_be_changed_stays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, circle = tmp_path / "out.json", tmp_path / "circle.json"
    file.write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "permission denied" in run("summary", "lenet5", "-o", str(file)).err
    assert file.read_text() == "old"
    circle.symlink_to(circle)
    assert "too many levels of symbolic links" in run("summary", "lenet5", "-o", str(circle)).err
    assert circle.is_symlink()


def test_a_file_that_may_not_be_seen(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "lstat", denied)
    assert run("summary", str(tmp_path / "net.yaml")).err == f"{tmp_path}/net.yaml: permission denied\n"


def test_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    folder, nowhere = str(tmp_path), str(tmp_path / "no" / "out.json")
    assert run("summary", "lenet5", "-f", "json", "-o", folder) == (2, "", f"-o {folder}: is a directory\n")
    assert run("summary", "lenet5", "-o", nowhere) == (2, "", f"-o {nowhere}: no such file or directory\n")


def test_what_is_no_file_is_written_into(tmp_path: Path) -> None:
    """A pipe stays one; so does a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read = process(f"cnncalc list -f csv -o {pipe} & cat {pipe}; wait $!")
    assert (read.returncode, read.stdout.splitlines()[0].split(",")[0]) == (0, "name")
    assert pipe.is_fifo()
    assert process("cnncalc list -f csv -o /dev/stdout | cat").stdout == read.stdout
    full = process("cnncalc list -f csv -o /dev/full")
    assert (full.returncode, full.stderr) == (2, "-o /dev/full: no space left on device\n")


def process(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **variables}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("cnncalc", f"{sys.executable} -m cnncalc")],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error() -> None:
    # What does not fit into a pipe (370 kB, 3 MB) fails while it is written, what does at the end.
    for command in ("summary resnetv2_1001 --depth all", "summary resnetv2_1001 --json", "summary alexnet"):
        done = process(f"cnncalc {command} | head -1")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(("ResNet", '{"schema_version"', "AlexNet"))
    assert process("cnncalc --help | true").returncode == 0
    # Standard output by another name, with more in it than a pipe holds.
    done = process("cnncalc summary resnetv2_1001 -f csv -o /dev/stdout | head -1")
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, "", 1)
    # What is found is still told by the status.
    assert process("cnncalc diff alexnet zfnet -f json -o /dev/stdout --exit-code | true").returncode == 1
    assert process("cnncalc diff alexnet zfnet --json --exit-code | true").returncode == 1
    assert process("cnncalc summary alexnet | true", FORCE_COLOR="1").returncode == 0


def in_turn(ending: str, **variables: str) -> list[tuple[str, int, str, str]]:
    """What every command and both helps do in a shell, one after the other."""
    lines = {arguments[0]: shlex.join(arguments) for arguments, status in COVERED if status == 0}.values()
    more = ("--help", "summary --help", "--version")
    ran = [(line, process(f"cnncalc {line} {ending}", **variables)) for line in (*lines, *more)]
    return [(line, done.returncode, done.stdout, done.stderr) for line, done in ran]


def test_one_layer_is_one(run: Run) -> None:
    spec = "input: 8x8x3\nlayers: [{layers: [relu], name: g}]\n"
    out = run("summary", "-", "--columns", "layer,what", stdin=spec).out
    assert "1 step, 0 layers, depth 0" in out
    assert "1 steps" not in out
    spec = "input: 8\nlayers: [relu, {aux: [{linear: 2}]}]\npublished: [{figure: params, value: 0, source: me}]\n"
    assert "Without 1 side head that runs only in training (18 parameters)" in run("summary", "-", stdin=spec).out
    assert "1 published figure: 1 match." in run("verify", "-", stdin=spec).out
    assert "1 published figure: 1 unexplained." in run("verify", "-", stdin=spec.replace("value: 0", "value: 1")).out


@pytest.mark.slow
def test_a_full_disk_and_a_closed_output_are_told() -> None:
    assert {done[1:] for done in in_turn("> /dev/full")} == {(2, "", "cnncalc: No space left on device\n")}
    assert {done[1:] for done in in_turn(">&-")} == {(2, "", "cnncalc: standard output is closed\n")}


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("cnncalc summary lenet5 -o $PWD/out.json >&-", 0),
        ("cnncalc summary nope 2>/dev/full", 2),
        ("cnncalc summary 2>/dev/full", 2),
        ("cnncalc summary nope 2>&-", 2),
        ("cnncalc summary lenet5 > /dev/full 2>/dev/full", 2),
    ],
)
def test_nowhere_to_tell_it(command: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert process(command).returncode == status


def test_a_closed_standard_input_is_told() -> None:
    done = process("cnncalc summary - <&-")
    assert (done.returncode, done.stderr) == (2, "<stdin>: standard input is closed\n")


def test_what_is_interrupted_leaves_with_130_and_the_old_file(tmp_path: Path) -> None:
    """Ctrl-C and a kill while standard input is waited for."""
    file = tmp_path / "out.json"
    file.write_text("old")
    waiting = f"exec {sys.executable} -m cnncalc summary - -o {file}"
    for number, status in ((signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)):
        left = subprocess.Popen(waiting, shell=True, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert left.stdin is not None
        left.stdin.write("# more than a pipe holds: when all of it is written, it is being read\n" * 10_000)
        left.stdin.flush()
        left.send_signal(number)
        assert left.communicate()[1].strip() == ""
        assert left.returncode == status
    assert file.read_text() == "old"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_what_is_ended_while_a_file_is_written_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    """It ends by the signal, which a shell tells as 128 and its number; under nohup, which ignores it, it goes on."""
    file = tmp_path / "out.json"
    file.write_text("old")
    ended = f"import os, signal; os.chmod = lambda *_: os.kill(os.getpid(), signal.{name})"
    call = f"from cnncalc.cli import cli; cli(['summary', 'lenet5', '-o', {str(file)!r}])"
    number = getattr(signal, name)
    for ignored, status, text in (("", -number, "old"), (f"; signal.signal(signal.{name}, signal.SIG_IGN)", 0, "{")):
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        done = subprocess.run([sys.executable, "-c", f"{ended}{ignored}; {call}"], env=environment, capture_output=True)
        assert (done.returncode, done.stderr) == (status, b"")
        assert file.read_text().startswith(text)
        assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.parametrize("call", ["chmod", "replace"])
def test_a_kill_while_a_file_is_written_leaves_the_old_one(call: str, tmp_path: Path) -> None:
    """Before the new one has its permissions, and before it has its name."""
    file = tmp_path / "out.json"
    file.write_text("old")
    killed = f"import os, signal; os.{call} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    code = f"{killed}; from cnncalc.cli import cli; cli(['summary', 'lenet5', '-o', {str(file)!r}])"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == -signal.SIGKILL
    assert file.read_text() == "old"


def test_a_file_keeps_its_mode_and_a_link_its_target(run: Run, tmp_path: Path) -> None:
    file, link = tmp_path / "out.json", tmp_path / "link.json"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)
    assert run("summary", "lenet5", "-o", str(link)).status == 0
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert json.loads(file.read_text())["network"]["name"] == "lenet5"


SURROUNDINGS = [
    {"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"},
    {"TERM": "dumb"}, {"COLUMNS": "20"}, {"COLUMNS": "1"}, {"COLUMNS": "0"},
    {"COLUMNS": "abc"}, {"COLUMNS": "-5"}, {"NO_COLOR": "1"},
]  # fmt: skip


@pytest.mark.parametrize("drawn", [{}, {"FORCE_COLOR": "1"}], ids=["piped", "drawn"])
@pytest.mark.parametrize("variables", SURROUNDINGS, ids=lambda each: " ".join(f"{key}={each[key]}" for key in each))
def test_whatever_surrounds_it(variables: dict[str, str], drawn: dict[str, str]) -> None:
    """The numbers are there, however few characters and columns there are."""
    done = process("cnncalc summary lenet5", **variables, **drawn)
    assert (done.returncode, done.stderr) == (0, "")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    assert "60,840" in plain or "60.8 K" in plain
    assert len(plain.splitlines()) > 10


def test_ascii_is_spelled_out() -> None:
    done = process("cnncalc walk alexnet conv1", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "(227 - 11 + 2*0)/4 + 1 = 55" in done.stdout


@pytest.mark.parametrize(
    ("variables", "coloured"), [({"FORCE_COLOR": "1"}, True), ({}, False), ({"NO_COLOR": "1"}, False)]
)
def test_colour(variables: dict[str, str], coloured: bool) -> None:
    assert ("\x1b[" in process("cnncalc summary lenet5", **variables).stdout) is coloured


@pytest.mark.parametrize("columns", [20, 80, 200])
def test_a_terminal_is_not_overrun(columns: int) -> None:
    done = process("cnncalc summary alexnet", FORCE_COLOR="1", NO_COLOR="1", COLUMNS=str(columns), TERM="xterm")
    widest = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert widest <= max(columns, 60)


REPORTS_ON_ONE = ["summary", "walk", "field", "memory", "conventions", "roofline --device t4"]


@pytest.mark.parametrize("command", REPORTS_ON_ONE)
def test_every_report_says_which_network_it_is_on(run: Run, command: str) -> None:
    name, *options = command.split()
    network = json.loads(run(name, "siamese", *options, "--json").out)["network"]
    network.pop("outputs", None)
    assert network == {
        "name": "siamese", "title": "Siamese network", "input_shape": [[1, 105, 105]] * 2,
        "input_shapes": [[1, 105, 105]] * 2, "shape_order": "channels first",
    }  # fmt: skip


AT_80_COLUMNS = [
    "summary unet --by op", "walk googlenet", "diff resnet50 resnet50-torchvision", "check resnet50 --max-macs 1",
    "compare lenet5 alexnet googlenet inception_resnet_v2", "memory resnet50 --batch 32 --fit 24GiB", "list",
    "field unet --at 3,4", "roofline resnet50 --device a100", "conventions resnet50", "verify alexnet googlenet",
]  # fmt: skip


@pytest.mark.parametrize("command", AT_80_COLUMNS)
def test_reports_fit_80_columns(command: str) -> None:
    done = process(f"cnncalc {command}", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).splitlines()
    assert [line for line in lines if text_width(line) > 80] == []
    assert len(lines) > 5


LONG_TEXTS = [  # what is told, and a spec with a very long text in it
    ("summary -", "input: 8x8x1\nlayers: [{relu: , name: " + "a" * 300_000 + "}]\n"),
    ("summary -", "name: " + "x y " * 300_000 + "\ninput: 8x8x1\nlayers: [relu]\n"),
    ("verify -", "input: 8x8x1\nlayers: [relu]\npublished: [{figure: params, value: 0, "
                 f"source: {'日' * 100_000}}}]\n"),
    ("verify -", "input: 8x8x1\nlayers: [relu]\npublished: [{figure: params, value: 0, source: me, "
                 f"of: [{'relu1, ' * 20_000}]}}]\n"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(LONG_TEXTS)))
def test_very_long_texts_are_cut_or_wrapped(number: int, tmp_path: Path) -> None:
    """Letter by letter, or line by line on Python's stack, it would take minutes, or end."""
    command, spec = LONG_TEXTS[number]
    (tmp_path / "net.yaml").write_text(spec, encoding="utf-8")
    done = process(f"cnncalc {command} < {tmp_path}/net.yaml", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80")
    lines = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, lines)) <= 80


def test_what_a_place_sees_is_whole_at_80_columns() -> None:
    done = process("cnncalc field unet --at 3,4", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80")
    assert "……" not in done.stdout
    assert re.search(r"12…27 × 16…31", re.sub(r"\s+", " ", done.stdout))


def test_a_coloured_pipe_has_no_edge() -> None:
    coloured, plain = (process("cnncalc field alexnet", **each).stdout for each in ({"FORCE_COLOR": "1"}, {}))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_what_a_terminal_would_obey_is_printed_as_text(run: Run) -> None:
    spec = 'name: "[red]\\e[2J<b>&"\ninput: 8x8x1\nlayers: [relu]\n'
    assert run("summary", "-", stdin=spec).out.startswith("[red]\\x1b[2J<b>&   8×8×1")
    assert "<h1>[red]\\x1b[2J&lt;b&gt;&amp;" in run("summary", "-", "-f", "html", stdin=spec).out


OBEYED = [
    (["-o", "a\x1b[2J.foo"], "-o a\\x1b[2J.foo: cannot tell the format"),
    (["-o", "q/\x1b[2J.json"], "-o q/\\x1b[2J.json: no such file or directory"),
    (["-o", "a\x9b2J/"], "not 'a\\x9b2J/'"),
    (["x\x1b[2J"], "and 'x\\x1b[2J' is another"),
    (["--\x1b[2J"], "--\\x1b[2J"),
    (["-f", "a\nb"], "Invalid value for '-f'"),
]


@pytest.mark.parametrize("terminal", [False, True])
@pytest.mark.parametrize(("arguments", "message"), OBEYED)
def test_a_usage_error_has_nothing_that_a_terminal_would_obey(
    run: Run, arguments: list[str], message: str, terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    ran = run("summary", "lenet5", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert ran.err.replace("\n", "").isprintable()


def test_an_interruption_leaves_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def interrupted_in_a_class(*_: object, **__: object) -> None:
        """As Python 3.11 tells it where a class is being made."""
        raise RuntimeError from KeyboardInterrupt()

    for how in (interrupted, interrupted_in_a_class):
        monkeypatch.setattr("cnncalc.api.networks.read", how)
        assert run("summary", "alexnet").status == 130


def test_a_limit_of_bytes_is_not_what_is_read(run: Run, tmp_path: Path) -> None:
    spec = "input: 8x8x4\nlayers: [relu]\n"
    (tmp_path / "net.yaml").write_text(spec)
    for network, stdin in ((str(tmp_path / "net.yaml"), ""), ("-", spec)):
        assert run("summary", network, "--limit", "file=999999999999999999G", stdin=stdin).status == 0


def test_a_terminal_shows_the_whole_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", terminal)
    Output(None, None, paged=False).write_source("a:\tb\r\nlast \x1b[2J")
    assert terminal.getvalue() == "a:\tb\nlast \\x1b[2J\n"


def test_an_interruption_while_it_starts_leaves_with_130() -> None:
    start = """
import sys
class Interrupted:
    def find_spec(self, name, *_):
        if name == "cnncalc.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from cnncalc.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_an_interrupted_file_is_not_left_behind(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    assert run("summary", "lenet5", "-o", str(tmp_path / "out.json")).status == 130
    assert not list(tmp_path.iterdir())
