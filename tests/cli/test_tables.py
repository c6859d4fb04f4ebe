"""Tables with a network in each row: which networks, in which order, and what is shown of them."""

from __future__ import annotations

import json

import pytest

from cnncalc.render.page import si_number
from tests.cli.conftest import Run

LISTED = [  # the arguments of `list`, and the networks in their order
    (["vgg*-bn"], ["vgg11-bn", "vgg13-bn", "vgg16-bn", "vgg19-bn"]),
    (["LeNet"], ["lenet5", "lenet5-modern"]),
    (["resnet_50"], ["fcn-resnet50", "resnet50", "resnet50-keras", "resnet50-torchvision", "wide_resnet50_2",
                     "deeplabv3-resnet50", "retinanet-resnet50", "retinanet-resnet50-v2", "se-resnet50",
                     "se-resnet50-timm", "fcos-resnet50"]),
    (["?in", "squeezenet1_1"], ["nin", "squeezenet1_1"]),
    (["squeezenet", "--reverse"], ["squeezenet1_1", "squeezenet1_0"]),
    (["vgg1?", "--sort", "params"], ["vgg11", "vgg13", "vgg16", "vgg19"]),
    (["vgg1?", "--sort", "top1"], ["vgg19", "vgg16", "vgg13", "vgg11"]),
    (["vgg16*", "--sort", "top1", "--reverse"], ["vgg16", "vgg16-bn", "vgg16-c"]),  # no accuracy comes last
    (["alexnet", "lenet", "--max-params", "6.09e7", "--sort", "macs"],
     ["lenet5", "lenet5-modern", "alexnet-lecture", "alexnet-transfer"]),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "names"), LISTED, ids=[" ".join(each) for each, _ in LISTED])
def test_which_networks_are_listed(run: Run, arguments: list[str], names: list[str]) -> None:
    rows = run("list", *arguments, "-f", "csv").out.splitlines()[1:]
    assert [row.partition(",")[0] for row in rows] == names


def test_families_stand_over_their_networks(run: Run) -> None:
    lines = run("list", "lenet", "c3d", "--columns", "network,family,params").out.splitlines()
    assert lines[2:6] == [
        "lenet, 2 networks",
        "  lenet5           lenet       60,840",
        "  lenet5-modern    lenet       61,706",
        "c3d                c3d     79,991,015",
    ]
    assert "2 networks" not in run("list", "lenet", "--sort", "name").out.splitlines()[2]


def test_a_table_of_a_paper(run: Run) -> None:
    """Papers print 25.6 M, 138.4 M and 4.1 G; here the strides are the paper's, 3.9 G."""
    columns = "title,params,macs,top1"
    lines = run("compare", "vgg16", "resnet50", "--columns", columns, "--units", "si", "--sort", "params").out
    assert lines.splitlines()[:4] == [
        "network     params    MACs  top-1",
        "─────────  ───────  ──────  ─────",
        "ResNet-50   25.6 M   3.9 G  75.3%",
        "VGG-16     138.4 M  15.5 G  71.6%",
    ]


def test_a_row_for_each_input(run: Run) -> None:
    """Convolutions cost in proportion to the area: 32² to 16², with a kernel of 1."""
    spec = "input: 8x8x3\nlayers: [{conv: 2, kernel: 1}]\n"
    out = run("compare", "-", "--input", "16x16x3", "--input", "32x32x3", "-f", "csv", stdin=spec).out
    rows = [row.split(",") for row in out.splitlines()]
    macs = rows[0].index("macs")
    assert [(row[0], row[5], row[macs]) for row in rows[1:]] == [
        ("stdin", "16x16x3", "1536"), ("stdin", "32x32x3", "6144"),
    ]  # fmt: skip


SI = [
    (0, "0"), (999, "999"), (1_000, "1.0 k"), (60_840, "60.8 k"), (999_949, "999.9 k"), (999_950, "1.0 M"),
    (25_557_032, "25.6 M"), (4_089_184_256, "4.1 G"), (10**16, "10,000.0 T"), (-20_736, "−20.7 k"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "text"), SI)
def test_numbers_as_papers_write_them(number: int, text: str) -> None:
    assert si_number(number) == text


BRANCHES = """
input: 8x8x3
blocks: {unit: [{residual: [{conv: 4, kernel: 1, bias: false, name: conv}], shortcut: [{conv: 4, kernel: 1, name: p}]}]}
layers: [{unit: , name: first}, {unit: , name: second}, {concat, from: [first, second, input], name: all}, {maxpool: 2}]
"""
INPUTS = [  # how the table is asked for, and each row's layer and inputs
    (["--depth", "1"], [("first", ""), ("second", ""), ("all", "first, second, input"), ("maxpool1", "")]),
    (["--depth", "1", "--columns", "layer,inputs"],
     [("first", "input"), ("second", "first"), ("all", "first, second, input"), ("maxpool1", "all")]),
    (["--depth", "2", "--columns", "path,inputs"],
     [("first", ""), ("first.conv", "input"), ("first.p", "input"), ("first.add1", "conv, p"),
      ("second", ""), ("second.conv", "first.add1"), ("second.p", "first.add1"),
      ("second.add1", "conv, p"), ("all", "first.add1, second.add1, input"), ("maxpool1", "all")]),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "expected"), INPUTS)
def test_where_inputs_come_from(run: Run, arguments: list[str], expected: list[tuple[str, str]]) -> None:
    lines = run("summary", "-", *arguments, stdin=BRANCHES).out.splitlines()[3:]
    at = lines[0].index("inputs")
    end = lines[0].index("output") if "output" in lines[0] else None
    rows = [(line.split()[0], line[at:end].strip()) for line in lines[2 : 2 + len(expected)]]
    assert rows == expected


def test_a_chain_has_no_column_of_inputs(run: Run) -> None:
    assert "inputs" not in run("summary", "alexnet").out


WITHOUT_BIAS = [
    ("{conv: 4, kernel: 3, bias: false}", "conv K=4 F=3 S=1 P=0 no bias"),
    ("{conv: 4, kernel: 3}", "conv K=4 F=3 S=1 P=0"),
    ("{conv: 4, kernel: 3, groups: 2, bias: false}", "conv K=4 F=3 S=1 P=0 G=2 no bias"),
    ("{depthwise_conv: 3, bias: false}", "depthwise_conv F=3 S=1 P=0 no bias"),
    ("{conv_transpose: 4, kernel: 3, bias: false}", "conv_transpose K=4 F=3 S=1 P=0 no bias"),
    ("flatten, {linear: 5, bias: false}", "linear N=5 no bias"),
    ("{scale, bias: false}", "scale no bias"),
]


@pytest.mark.parametrize(("layer", "what"), WITHOUT_BIAS)
def test_a_layer_without_bias_says_so(run: Run, layer: str, what: str) -> None:
    spec = f"input: 8x8x4\nlayers: [{layer}]\n"
    assert f" {what}  " in run("summary", "-", stdin=spec).out


def test_the_memory_of_a_batch_in_a_type(run: Run) -> None:
    """3·4 + 4 = 16 parameters; 4·64 values come out, and 3·64 go in: 256 bits of two for each of 5 examples."""
    spec = "input: 8x8x3\nlayers: [{conv: 4, kernel: 1}]\n"
    arguments = ("summary", "-", "--batch", "5", "--dtype", "fp16", "--more")
    assert (
        "Memory, fp16: parameters 32 B; activations of a batch of 5 2.5 KiB in all, 4.4 KiB at the peak (conv1)."
        in run(*arguments, stdin=spec).out
    )
    data = json.loads(run(*arguments, "--json", stdin=spec).out)
    assert data["memory"] == {
        "dtype": "fp16", "batch": 5, "param_bytes": 32, "activation_bytes": 2_560, "peak_activation_bytes": 4_480,
    }  # fmt: skip
    assert data["totals"]["param_bytes"] == 64  # in fp32, as the convention says
    assert "4.4 KiB" in run(*arguments, "--as", "thop", stdin=spec).out
