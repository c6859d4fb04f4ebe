"""Bounds worked out by hand, on a device with round figures; the ridges of the devices that come with the package."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path

import pytest

import cnncalc
from cnncalc.api.networks import Network
from cnncalc.devices.device import Device
from cnncalc.devices.load import device_names, load_device
from cnncalc.render import FORMATS, render
from cnncalc.render.views.roofline import seconds_text
from cnncalc.report.roofline import Roofline, roofline

SLOW = Device("slow", "A slow board", "me", "", 2, {"fp32": 200, "fp16": 800}, bandwidth=100, memory=10**6)
"""100 MACs and 100 bytes a second in fp32: the ridge is at 1 MAC for each byte."""

SPEC = """
input: 4x4x2
layers:
  - {conv: 3, kernel: 3, pad: 1}
  - relu
  - flatten
  - {linear: 5, bias: false}
"""
TABLE = [  # MACs, bytes, and the seconds of each: the longer is the bound
    ("conv1", 864, 548, "8.64", "5.48", "compute"),  # (4·4·3)·(3·3·2); (32 + 48 + 57)·4
    ("relu1", 0, 384, "0", "3.84", "memory"),  # (48 + 48)·4
    ("linear1", 240, 1172, "2.4", "11.72", "memory"),  # 48·5; (48 + 5 + 240)·4
]
TABLE_OF_TWO = [  # fp16, two examples: 400 MACs a second, 2 bytes a value, the parameters once
    ("conv1", 1728, 434, "4.32", "4.34", "memory"),  # ((32 + 48)·2 + 57)·2
    ("relu1", 0, 384, "0", "3.84", "memory"),  # (48 + 48)·2·2
    ("linear1", 480, 692, "1.2", "6.92", "memory"),  # ((48 + 5)·2 + 240)·2
]
TABLE_OF_FOUR = [  # fp32, four examples
    ("conv1", 3456, 1508, "34.56", "15.08", "compute"),  # ((32 + 48)·4 + 57)·4
    ("relu1", 0, 1536, "0", "15.36", "memory"),  # (48 + 48)·4·4
    ("linear1", 960, 1808, "9.6", "18.08", "memory"),  # ((48 + 5)·4 + 240)·4
]


def network_of(spec: str, folder: Path) -> Network:
    path = folder / "net.yaml"
    path.write_text(spec, encoding="utf-8")
    return cnncalc.load(str(path))


def table(report: Roofline) -> list[tuple[object, ...]]:
    return [
        (layer.path, layer.macs, layer.bytes, layer.compute_seconds, layer.memory_seconds, layer.bound)
        for layer in report.layers
    ]


@pytest.mark.parametrize(
    ("dtype", "batch", "expected", "total", "in_memory", "runtime", "fused"),
    [
        # Fused, 1,104 MACs take 11.04 s; input, output and parameters (32 + 5 + 57 + 240)·4 bytes take 13.36 s.
        ("fp32", 1, TABLE, "24.2", "15.56", "20.36", "13.36"),
        # 2,208 MACs take 5.52 s; ((32 + 5)·2 + 297)·2 bytes take 7.42 s.
        ("fp16", 2, TABLE_OF_TWO, "15.1", "15.1", "11.26", "7.42"),
        # 4,416 MACs take 44.16 s; ((32 + 5)·4 + 297)·4 bytes take 17.8 s.
        ("fp32", 4, TABLE_OF_FOUR, "68", "33.44", "52.64", "44.16"),
    ],
)
def test_the_bound_of_each_layer(
    tmp_path: Path,
    dtype: str,
    batch: int,
    expected: list[tuple[object, ...]],
    total: str,
    in_memory: str,
    runtime: str,
    fused: str,
) -> None:
    report = roofline(network_of(SPEC, tmp_path), SLOW, dtype=dtype, batch=batch)
    assert table(report) == [(*row[:3], Fraction(str(row[3])), Fraction(str(row[4])), row[5]) for row in expected]
    assert report.totals.seconds == Fraction(total)
    assert report.totals.memory_seconds == Fraction(in_memory)
    assert report.totals.runtime_seconds == Fraction(runtime)  # conv1 with its relu, and linear1
    assert report.totals.fused_seconds == Fraction(fused)
    assert report.totals.lower_bounds == ()
    assert report.views == ("flatten1",)
    assert pickle.loads(pickle.dumps(report)) == report


def test_at_the_ridge_the_bound_is_compute(tmp_path: Path) -> None:
    """8 MACs at 8 a second, (8 + 8 + 2)·4 = 72 bytes at 72 a second."""
    network = network_of("input: 2x2x2\nlayers: [{conv: 2, kernel: 1, groups: 2, bias: false}]", tmp_path)
    for bandwidth, bound in ((72, "compute"), (71, "memory"), (73, "compute")):
        device = Device("even", "Even", "me", "", 1, {"fp32": 8}, bandwidth, 1)
        layer = roofline(network, device).layers[0]
        assert (layer.macs, layer.bytes, layer.intensity, layer.bound) == (8, 72, Fraction(1, 9), bound)
        assert (layer.intensity >= device.ridge("fp32")) == (bound == "compute")


def test_alexnets_first_fully_connected_layer_on_an_a100() -> None:
    """Each weight is used once: a quarter of a MAC for each byte of fp32, so the memory is the bound."""
    report = roofline(cnncalc.load("alexnet"), load_device("a100"))
    layer = next(layer for layer in report.layers if layer.path == "fc6")
    assert (layer.macs, layer.bytes, layer.bound) == (37_748_736, (9216 + 4096 + 37_752_832) * 4, "memory")
    assert layer.seconds == Fraction(151_064_576, 2_039_000_000_000)
    assert seconds_text(layer.seconds) == "74.0 µs"
    assert report.working(layer) == "(9216 + 4096 + 37752832)·4"


@pytest.mark.parametrize(
    ("batch", "workings"),
    [
        (1, ["(32 + 48 + 57)·4", "(48 + 48)·4", "(48 + 5 + 240)·4"]),
        (2, ["((32 + 48)·2 + 57)·4", "(48 + 48)·2·4", "((48 + 5)·2 + 240)·4"]),
    ],
)
def test_the_working_names_only_what_is_moved(batch: int, workings: list[str], tmp_path: Path) -> None:
    report = roofline(network_of(SPEC, tmp_path), SLOW, batch=batch)
    assert [report.working(layer) for layer in report.layers] == workings


def test_side_heads_run_when_asked_for() -> None:
    network, device = cnncalc.load("googlenet"), load_device("t4")
    assert roofline(network, device) == roofline(network, device, training=False)
    layers = [
        {layer.path for layer in roofline(network, device, training=training).layers} for training in (False, True)
    ]
    heads = {node.path for node in network.graph.layers(training=True) if node.training}
    assert layers[0] < layers[1]
    assert layers[1] - layers[0] <= heads
    assert not layers[0] & heads


@pytest.mark.parametrize("name", ["mobilenet_v2", "resnet50", "densenet121", "siamese"])
def test_fused_is_never_longer_than_layer_by_layer(name: str) -> None:
    totals = roofline(cnncalc.load(name), load_device("t4")).totals
    assert 0 < totals.fused_seconds <= totals.runtime_seconds <= totals.seconds
    assert totals.memory_seconds <= totals.seconds


def test_what_is_not_known_is_not_zero(tmp_path: Path) -> None:
    network = network_of("input: 4x4x2\nlayers: [{op: mine, params: 7}, {op: other, macs: 6400}]", tmp_path)
    report = roofline(network, SLOW)
    assert table(report) == [
        ("op1", None, 284, None, Fraction(284, 100), None),
        ("op2", 6400, None, 64, Fraction(256, 100), None),
    ]
    assert [layer.intensity for layer in report.layers] == [None, None]
    assert report.totals.lower_bounds == ("macs", "bytes")
    assert report.totals.seconds == Fraction("66.84")
    assert "≥ 6,400" in "".join(render(report, "table"))


def test_views_alone_take_no_time(tmp_path: Path) -> None:
    report = roofline(network_of("input: 4x4x2\nlayers: [flatten]", tmp_path), SLOW)
    assert (report.layers, report.totals.seconds, report.totals.fused_seconds) == ((), 0, 0)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format(form: str, tmp_path: Path) -> None:
    text = "".join(render(roofline(network_of(SPEC, tmp_path), SLOW), form))
    assert "conv1" in text
    assert "548" in text


def test_a_dtype_the_device_has_no_rate_for() -> None:
    with pytest.raises(cnncalc.CnncalcError) as caught:
        roofline(cnncalc.load("lenet5"), load_device("tpu-v4"), dtype="fp32")
    assert str(caught.value) == "Google TPU v4, one chip has no peak rate for 'fp32' (it has bf16, int8)"


RIDGES = [  # FLOPs for each byte: the peak over the bandwidth, as the sources in the files have them
    ("a100", "fp16", 312e12 / 2039e9),
    ("a100", "fp32", 19.5e12 / 2039e9),
    ("h100", "fp16", 989.4e12 / 3.35e12),
    ("t4", "int8", 130e12 / 320e9),
    ("tpu-v4", "bf16", 275e12 / 1200e9),
    ("jetson-orin-nano", "fp32", 1024 * 2 * 625e6 / 68e9),
    ("jetson-orin-nano-super", "int8", 33e12 / 102e9),
    ("jetson-agx-orin", "int8", 170e12 / 2 / 204.8e9),
    ("rtx-4090", "fp16", 165.2e12 / 1008e9),
    ("l4", "fp16", 242e12 / 2 / 300e9),
    ("raspberry-pi-5", "fp32", 4 * 2 * 4 * 2 * 2.4e9 / (4267e6 * 32 / 8)),
]


@pytest.mark.parametrize(("name", "dtype", "flops_per_byte"), RIDGES)
def test_the_ridge_of_a_device(name: str, dtype: str, flops_per_byte: float) -> None:
    assert float(load_device(name).ridge(dtype)) * 2 == pytest.approx(flops_per_byte, rel=1e-12)


def test_every_device_says_where_it_is_from() -> None:
    assert {name for name, _, _ in RIDGES} == set(device_names())
    for device in map(load_device, device_names()):
        assert device.source
        assert device.url.startswith("https://")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        ("0", "0 s"), ("1e-13", "<1 ps"), ("0.0000000001", "100 ps"), ("0.00000000392", "3.92 ns"),
        ("0.0000123456", "12.3 µs"), ("0.00001239", "12.3 µs"), ("0.000999999", "999 µs"), ("0.001", "1.00 ms"),
        ("9.999", "9.99 s"), ("1234.5", "1,234 s"),
    ],
)  # fmt: skip
def test_a_lower_bound_is_rounded_down(seconds: str, text: str) -> None:
    assert seconds_text(Fraction(seconds)) == text
