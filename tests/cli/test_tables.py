"""Tables with a network in each row: which networks, in which order, and what is shown of them."""

from __future__ import annotations

import pytest

from cnncalc.cli.tables import ORDERS
from cnncalc.render.page import si_number
from cnncalc.report import compare as report
from tests.cli.conftest import Run

LISTED = [  # the arguments of `list`, and the networks in their order
    (["vgg*-bn"], ["vgg11-bn", "vgg13-bn", "vgg16-bn", "vgg19-bn"]),
    (["LeNet"], ["lenet5", "lenet5-modern"]),
    (["resnet_50"], ["resnet50", "resnet50-keras", "resnet50-torchvision", "wide_resnet50_2",
                     "deeplabv3-resnet50", "se-resnet50", "se-resnet50-timm"]),
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


def test_every_order_there_is_can_be_asked_for() -> None:
    assert set(ORDERS) == set(report.ORDERS)


SI = [
    (0, "0"), (999, "999"), (1_000, "1.0 k"), (60_840, "60.8 k"), (999_949, "999.9 k"), (999_950, "1.0 M"),
    (25_557_032, "25.6 M"), (4_089_184_256, "4.1 G"), (10**16, "10,000.0 T"), (-20_736, "−20.7 k"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "text"), SI)
def test_numbers_as_papers_write_them(number: int, text: str) -> None:
    assert si_number(number) == text
