"""Charts: what is drawn of a network, and that it can be read on any page."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.language.catalogue import names
from cnncalc.network import Network
from cnncalc.render import Options, render, render_picture
from cnncalc.render.picture.scene import Disc, MarkGroup, Rectangle, Scene, labels_of
from cnncalc.render.picture.ticks import byte_ticks, linear_ticks, log_ticks
from cnncalc.render.views import alive, roof, scene_of, seen
from cnncalc.report.figures import OF_PARTS
from cnncalc.report.profile import profile
from cnncalc.report.tradeoff import trade_off
from tests.render.geometry import faults

WIDTHS = (238, 504, 720)
"""One column of a paper, both, a poster's."""
SEVERAL = [
    "alexnet", "vgg16", "resnet152", "densenet121", "efficientnet-b7", "mobilenet-v3-large", "googlenet", "unet", "m5",
    "c3d",
]  # fmt: skip
CROWD = [f"efficientnet-b{number}" for number in range(8)] + [
    "vgg16", "vgg19", "resnet18", "resnet34", "resnet50", "densenet121", "densenet169", "densenet201", "mobilenet",
    "mobilenet-v2", "mobilenet-v3-large", "squeezenet1_1", "convnext-tiny", "convnext-small", "convnext-base",
    "inception-v3",
]  # fmt: skip
ALEXNET = cnncalc.load("alexnet")
LONG = """
name: Names
input: 32x32x3
layers:
  - {conv: 8, kernel: 3, name: a_convolution_with_a_name_that_is_longer_than_any_page_has_room_for_beside_its_bars}
  - {conv: 8, kernel: 3, name: short}
  - {op: mine, name: unknown}
"""
TOLD = """
input: {size}x8x3
name: net{size}
layers: [{{conv: 4, kernel: 3}}]
published: [{{figure: top1, value: {top1}%, crops: 1, source: x}}]
"""


def written(folder: Path, text: str) -> Network:
    path = folder / "net.yaml"
    path.write_text(text, encoding="utf-8")
    return cnncalc.load(path)


def bars_of(scene: Scene, row: int) -> list[Rectangle]:
    groups = [mark for mark in scene.marks if isinstance(mark, MarkGroup)]
    return [mark for mark in groups[row].marks if isinstance(mark, Rectangle)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SEVERAL)
def test_bars_can_be_read(name: str, width: float) -> None:
    scene = scene_of(profile(cnncalc.load(name)), Options(page_width=width))
    assert [*faults(scene)] == []
    assert scene.width == width
    assert scene.height < 9 * 72


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_bars_of_the_whole_catalogue_can_be_read(name: str) -> None:
    report = profile(cnncalc.load(name))
    for width in WIDTHS:
        assert [*faults(scene_of(report, Options(page_width=width)))] == []
    for figure in ("params", "macs", "activations"):
        assert sum(getattr(item.share, figure) for item in report.items) == getattr(report.totals, figure)


def test_bars_are_as_long_as_what_they_show() -> None:
    """AlexNet: conv1 105,415,200 and conv2 223,948,800 MACs."""
    scene = scene_of(profile(ALEXNET), Options())
    lengths = [bars_of(scene, row)[1].box.width for row in range(2)]
    assert lengths[0] / lengths[1] == pytest.approx(105_415_200 / 223_948_800)
    rows = [next(iter(labels_of([mark]))).text for mark in scene.marks if isinstance(mark, MarkGroup)]
    assert rows == ["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"]
    assert "conv1 relu1 lrn1 pool1" in "".join(render_picture(profile(ALEXNET), "svg").decode())


@pytest.mark.parametrize(
    ("network", "depth", "found"),
    [  # the paper's table 1: 3, 8, 36 and 3 blocks
        ("resnet152", None, ["conv1", "conv2_1", "conv2_2…3 ×2", "conv3_1", "conv3_2…8 ×7", "conv4_1", "conv4_2…36 ×35",
                             "conv5_1", "conv5_2…3 ×2", "fc"]),
        ("resnet152", 1, ["conv1", "conv2_x", "conv3_x", "conv4_x", "conv5_x", "fc"]),
        ("resnet34", None, ["conv1", "conv2_1", "conv2_2", "conv2_3", "conv3_1", "conv3_2", "conv3_3", "conv3_4",
                            "conv4_1", "conv4_2", "conv4_3", "conv4_4", "conv4_5", "conv4_6", "conv5_1", "conv5_2",
                            "conv5_3", "fc"]),
        ("densenet121", None, ["conv1", "dense_block1 ×6", "transition1", "dense_block2 ×12", "transition2",
                               "dense_block3 ×24", "transition3", "dense_block4 ×16", "global_avgpool1", "classifier"]),
        # its table 1: a 1×1 and a 3×3 convolution in each dense layer
        ("densenet121", 2, ["conv1", "dense_block1.layer1.bottleneck ×6", "dense_block1.layer1.conv ×6",
                            "transition1.conv", "dense_block2.layer1.bottleneck ×12", "dense_block2.layer1.conv ×12",
                            "transition2.conv", "dense_block3.layer1.bottleneck ×24", "dense_block3.layer1.conv ×24",
                            "transition3.conv", "dense_block4.layer1.bottleneck ×16", "dense_block4.layer1.conv ×16",
                            "global_avgpool1", "classifier"]),
    ],
)  # fmt: skip
def test_a_deep_network_is_folded(network: str, depth: int | None, found: list[str]) -> None:
    report = profile(cnncalc.load(network), depth=depth)
    scene = scene_of(report, Options())
    rows = [next(iter(labels_of([mark]))).text for mark in scene.marks if isinstance(mark, MarkGroup)]
    assert rows == found
    assert sum(item.share.params for item in report.items) == report.totals.params


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_of_the_table_has_bars(width: float) -> None:
    figures = tuple(figure.name for figure in OF_PARTS)
    scene = scene_of(profile(cnncalc.load("googlenet")), Options(columns=figures, page_width=width))
    assert [*faults(scene)] == []
    bold = [label.text for label in labels_of(scene.marks) if label.bold]
    assert len(bold) == len(figures)


def test_every_layer_by_itself() -> None:
    report = profile(ALEXNET, depth=0)
    assert [item.path for item in report.items] == [layer.path for layer in ALEXNET.summary().layers]
    assert [*faults(scene_of(report, Options()))] == []


def test_blocks_may_be_in_one_another_as_deep_as_they_want(tmp_path: Path) -> None:
    inner = "  b0: [{conv: 4, kernel: 1}, {conv: 4, kernel: 3, pad: 1}]\n"
    outer = "".join(f"  b{at}: [b{at - 1}, relu, {{conv: 4, kernel: 1}}]\n" for at in range(1, 150))
    text = f"input: 8x8x4\nblocks:\n{inner}{outer}layers: [{{b149, repeat: 3}}]\n"
    report = profile(written(tmp_path, text), depth=0)
    assert len(report.items) == 3 * (2 + 149 * 2)
    assert [*faults(scene_of(profile(written(tmp_path, text)), Options()))] == []
    assert scene_of(report, Options()).width == 504


def test_names_of_any_length_and_figures_that_are_not_known(tmp_path: Path) -> None:
    report = profile(written(tmp_path, LONG))
    for width in WIDTHS:
        assert [*faults(scene_of(report, Options(page_width=width)))] == []
    texts = [label.text for label in labels_of(scene_of(report, Options()).marks)]
    assert texts.count("?") == 2  # its parameters and its MACs
    assert "≥ 808" in texts


def test_bars_in_text() -> None:
    lines = "".join(render(profile(ALEXNET), "table", Options(width=80))).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[9].split() == ["fc6", "█████████████████", "61.9%", "██▊", "5.2%", "▏", "0.4%"]
    assert lines[13].split() == ["total", "61.0", "M", "724.4", "M", "7.3", "MiB,", "fp32"]


@pytest.mark.parametrize("width", WIDTHS)
def test_points_have_their_names_beside_them(width: float) -> None:
    report = trade_off(map(cnncalc.load, CROWD))
    scene = scene_of(report, Options(page_width=width))
    assert [*faults(scene)] == []
    texts = {label.text for label in labels_of(scene.marks)}
    assert texts >= {entry.name for entry in report.entries}


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_points_without_room_for_their_names_are_told(width: float) -> None:
    networks = [entry.name for entry in cnncalc.catalogue().entries if entry.top1 is not None]
    scene = scene_of(trade_off(map(cnncalc.load, networks)), Options(page_width=width))
    assert [*faults(scene)] == []
    texts = " ".join(label.text for label in labels_of(scene.marks))
    assert not {name for name in networks if name not in texts}


def test_areas_are_parameters_and_a_wider_place_more_macs() -> None:
    nets = [cnncalc.load("vgg16"), cnncalc.load("resnet50")]  # 138,357,544 and 25,557,032 parameters
    scene = scene_of(trade_off(nets), Options())
    small, large = sorted(
        [mark.marks[0] for mark in scene.marks if isinstance(mark, MarkGroup)], key=lambda mark: mark.box.width
    )
    assert isinstance(small, Disc)
    assert isinstance(large, Disc)
    assert (small.radius / large.radius) ** 2 == pytest.approx(25_557_032 / 138_357_544)
    assert small.center[0] < large.center[0]
    assert small.center[1] < large.center[1]  # 75.3% against 71.5%


def test_one_network_and_equal_ones_have_a_place(tmp_path: Path) -> None:
    one, same, best = (
        written(tmp_path, TOLD.format(size=size, top1=top1)) for size, top1 in ((8, 70), (8, 70), (9, 100))
    )
    for networks in ([one], [one, same], [one, best]):
        assert [*faults(scene_of(trade_off(networks), Options()))] == []


def test_networks_without_an_accuracy_are_told() -> None:
    lenet = cnncalc.load("lenet5")
    report = trade_off([cnncalc.load("vgg16"), lenet])
    assert "Without such an accuracy: lenet5." in "".join(render(report, "table"))
    with pytest.raises(CnncalcError, match="of none of these networks a top-1 accuracy"):
        trade_off([lenet])


@pytest.mark.parametrize(
    ("form", "drawn"),
    [("html", "<svg "), ("markdown", "| MACs"), ("latex", r"\begin{tikzpicture}"), ("json", "macs"), ("csv", "macs")],
)
def test_every_format_has_charts(form: str, drawn: str) -> None:
    for report in (profile(ALEXNET), trade_off([cnncalc.load("vgg16")])):
        assert drawn in "".join(render(report, form))


def test_html_is_well_formed_and_alone() -> None:
    page = "".join(render(profile(ALEXNET), "html"))
    root = ElementTree.fromstring(page[page.index("<svg ") : page.index("</svg>") + 6])
    assert root.get("aria-label") == "Parameters, MACs, activation memory of AlexNet, layer by layer"
    assert "http" not in page


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SEVERAL)
def test_memory_rooflines_and_fields_can_be_read(name: str, width: float) -> None:
    network = cnncalc.load(name)
    for report in (cnncalc.memory(network), cnncalc.roofline(network, "a100"), cnncalc.receptive_field(network)):
        assert [*faults(scene_of(report, Options(page_width=width)))] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_pictures_of_the_whole_catalogue_can_be_read(name: str) -> None:
    network = cnncalc.load(name)
    reports = [cnncalc.memory(network), cnncalc.roofline(network, "raspberry-pi-5")]
    if network.graph.inputs[0].shape.spatial:
        reports.append(cnncalc.receptive_field(network))
    for report in reports:
        drawn = [scene_of(report, Options(page_width=width)) for width in WIDTHS[:2]]
        assert [fault for scene in drawn for fault in faults(scene)] == []


def test_the_most_that_is_alive_is_marked() -> None:
    """The peaks are those of the table: AlexNet's of a step is 12,620,204 B."""
    memory = cnncalc.memory(ALEXNET)
    assert memory.training is not None
    run, train = alive.steps(memory).courses
    for course, figure in ((run, memory.peak), (train, memory.training.step)):
        sums = [sum(amounts) for amounts in zip(*(band.amounts for band in course.bands), strict=True)]
        assert (max(sums), course.steps[course.most]) == (figure.bytes, figure.layer)
    assert run.steps == tuple(layer.path for layer in memory.layers)
    assert (train.turn, len(train.steps)) == (24, 48)
    assert [label.text for label in labels_of(scene_of(memory, Options()).marks) if " at " in label.text] == [
        "2.2 MiB at lrn1", "12.0 MiB at relu5 backward",
    ]  # fmt: skip


def test_what_waits_is_what_a_skip_keeps() -> None:
    """U-Net: while its bottom runs, the outputs of four stages wait, 64·568² + 128·280² + 256·136² + 512·64² values."""
    memory = cnncalc.memory(cnncalc.load("unet"))
    waiting = memory.layers[[layer.path for layer in memory.layers].index("bottom.conv2")]
    wanted = 64 * 568**2 + 128 * 280**2 + 256 * 136**2 + 512 * 64**2
    assert waiting.needs.alive - waiting.needs.used == wanted


def test_layers_are_under_the_roof() -> None:
    """A100, fp32: 19.5 TFLOP/s are 9.75 TMAC/s; 2,039 GB/s: the ridge is at 4.78 MACs for each byte."""
    chart = roof.points(cnncalc.roofline(ALEXNET, "a100"))
    assert chart is not None
    for spot in chart.spots:
        assert spot.y == pytest.approx(min(9.75e12, 2039e9 * spot.x))
    rising, level = chart.guides
    assert rising.points[1] == level.points[0] == pytest.approx((9.75e12 / 2039e9, 9.75e12))
    assert sum(spot.area for spot in chart.spots) == pytest.approx(100 - 3.0, abs=0.1)  # what has no MACs has 3.0%


def test_what_a_place_sees_lies_over_the_input() -> None:
    """AlexNet, conv1: 11 pixels, 4 apart, no padding; the middle of 55 places is the 27th, from 0."""
    chart = seen.seen_extents(cnncalc.receptive_field(ALEXNET))
    assert chart is not None
    assert (chart.axes, chart.sizes) == (("height", "width"), (227, 227))
    assert chart.extents[0][:3] == ("conv1", "11×11", ((108, 118), (108, 118)))
    asked = seen.seen_extents(cnncalc.receptive_field(ALEXNET, at=(0, 54)).only("conv1"))
    assert asked is not None
    assert asked.extents[0].ends == ((0, 10), (216, 226))


@pytest.mark.parametrize(
    ("found", "ticks"),
    [
        (linear_ticks(0, 100, 6), [0, 20, 40, 60, 80, 100]),
        (linear_ticks(71.5, 84.3, 8), [70, 72, 74, 76, 78, 80, 82, 84, 86]),
        (byte_ticks(5 * 2**20, 4), [0, 2 * 2**20, 4 * 2**20, 6 * 2**20]),
        (byte_ticks(100, 4), [0, 32, 64, 96, 128]),
        (log_ticks(1.5e8, 4e9, 6), [2e8, 5e8, 1e9, 2e9]),
        (log_ticks(1, 1e9, 5), [1, 1e2, 1e4, 1e6, 1e8]),
    ],
)
def test_ticks_are_round(found: list[float], ticks: list[float]) -> None:
    assert found == pytest.approx(ticks)
