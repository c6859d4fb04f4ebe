"""The receptive fields that `cnncalc field` shows, and their working."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import cnncalc
from cnncalc.errors import CnncalcError
from cnncalc.render import Options
from cnncalc.render.data import data_of
from cnncalc.render.numbers import number
from cnncalc.render.views import page_of, records_of
from cnncalc.report.receptive_field import FieldReport, field_report

# what is worked out behind a 5×5 convolution of stride 2 and padding 1, which sees 5 positions, jumps by 2 and begins
# at -1: r = 5, j = 2, p = 1
WORKING = [
    ("{conv: 1, kernel: 3}", "size", "r + (F − 1)·j", "5 + (3 − 1)·2", 9),
    ("{conv: 1, kernel: 3, dilation: 4}", "size", "r + D·(F − 1)·j", "5 + 4·(3 − 1)·2", 21),
    ("{conv: 1, kernel: 1}", "size", "", "", 5),
    ("relu", "size", "", "", 5),
    ("{maxpool: 2}", "jump", "j·S", "2·2", 4),
    ("{conv: 1, kernel: 3, pad: 1}", "padding", "p + P·j", "1 + 1·2", 3),
    ("{crop: 4, offset: 3}", "padding", "p − C·j", "1 − 3·2", -5),
    ("{crop: 4, offset: 3}", "center", "(r' − 1)/2 − p'", "(5 − 1)/2 − (−5)", 7),
    ("{maxpool: 2}", "center", "(r' − 1)/2 − p'", "(7 − 1)/2 − 1", 2),
    ("{conv: 1, kernel: 2}", "center", "(r' − 1)/2 − p'", "(7 − 1)/2 − 1", 2),
    ("{conv_transpose: 1, kernel: 5, stride: 2}", "size", "r + (⌈F/S⌉ − 1)·j", "5 + (⌈5/2⌉ − 1)·2", 9),
    ("{conv_transpose: 1, kernel: 5, stride: 2}", "jump", "j/S", "2/2", 1),
    ("{conv_transpose: 1, kernel: 4, stride: 4}", "jump", "j/S", "2/4", Fraction(1, 2)),
    ("{upsample: 2, mode: bilinear}", "size", "r + j", "5 + 2", 7),
    ("{upsample: 2}", "size", "", "", 5),
    ("{upsample: 3}", "jump", "j·W/n", "2·10/30", Fraction(2, 3)),
    ("{adaptive_avgpool: 5}", "size", "r + (F − 1)·j", "5 + (2 − 1)·2", 7),
    # cells 2 and 3 of 4 cells of 10 positions are 3 positions wide
    ("{adaptive_avgpool: 4}", "size", "last − first + 1", "7 − (−1) + 1", 9),
    ("global_avgpool", "size", "r + (N − 1)·j", "5 + (10 − 1)·2", 23),
    ("global_avgpool", "jump", "", "", 0),
    ("{concat: [[{conv: 1, kernel: 3, pad: 1}], []]}", "size", "max(r₁, r₂)", "max(9, 5)", 9),
    ("{concat: [[], []]}", "size", "", "", 5),
    # one branch sees -1 to 7, the other one 4 before that
    ("{concat: [[{conv: 1, kernel: 3, pad: [0, 2]}], [{conv: 1, kernel: 3, pad: [2, 0]}]]}", "size",
     "last − first + 1", "7 − (−5) + 1", 13),
]  # fmt: skip

SIGNAL = "input: 21x1\nlayers: [{{conv: 1, kernel: 5, stride: 2, pad: 1}}, {step}]\n"


def report_of(spec: str, folder: Path, **more: Any) -> FieldReport:
    path = folder / "net.yaml"
    path.write_text(spec, encoding="utf-8")
    return field_report(cnncalc.load(str(path)), **more)


@pytest.mark.parametrize(("step", "what", "symbols", "numbers", "value"), WORKING)
def test_working(step: str, what: str, symbols: str, numbers: str, value: Fraction | int, tmp_path: Path) -> None:
    layer = report_of(SIGNAL.format(step=step), tmp_path).layers[-1]
    (line,) = [line for line in layer.lines() if line.worked.what == what]
    assert line == ((), (what, symbols, numbers, value))


def test_behind_upsampling_a_formula_may_not_hold(tmp_path: Path) -> None:
    """A 4×4 window on what was doubled sees 2 or 3 positions, and 1 + (4 − 1)·½ is neither."""
    layer = report_of("input: 9x1\nlayers: [{upsample: 2}, {conv: 1, kernel: 4}]", tmp_path).layers[-1]
    assert layer.lines()[0].worked == ("size", "last − first + 1", "2 − 0 + 1", 3)
    layer = report_of("input: 9x1\nlayers: [{upsample: 2}, {conv: 1, kernel: 3}]", tmp_path).layers[-1]
    assert layer.lines()[0].worked == ("size", "r + (F − 1)·j", "1 + (3 − 1)·(1/2)", 2)


def test_axes_that_differ_have_lines_of_their_own(tmp_path: Path) -> None:
    layer = report_of("input: 9x9x1\nlayers: [{conv: 1, kernel: 1x7, pad: [0, 3]}]", tmp_path).layers[-1]
    lines = [(line.axes, line.worked.numbers, line.worked.value) for line in layer.lines("size")]
    assert lines == [(("height",), "", 1), (("width",), "1 + (7 − 1)·1", 7)]


def test_every_formula_gives_the_figure_beside_it() -> None:
    for name in ("googlenet", "resnet50", "unet-padded", "deeplabv3-resnet50", "fcn-8s", "efficientnet-b0"):
        for layer in field_report(cnncalc.load(name)).layers:
            assert layer.field is not None
            figures = {"size": layer.field.size, "jump": layer.field.jump, "padding": layer.field.padding,
                       "center": layer.field.center}  # fmt: skip
            shown = {(line.worked.what, line.worked.value) for line in layer.lines()}
            assert shown == {(what, value) for what, values in figures.items() for value in values}


def test_what_is_not_known_says_why(tmp_path: Path) -> None:
    spec = "input: 8x8x1\nlayers: [{reshape: 4x16x1, name: folded}, {conv: 1, kernel: 3}, relu]"
    report = report_of(spec, tmp_path)
    assert {layer.reason for layer in report.layers} == {"folded: values are dealt out to other positions"}
    assert [layer["receptive_field"] for layer in data_of(report, Options())["layers"]] == [None, None, None]


REASONS = [
    ("{op: my_op}", "op1: what my_op sees is not told"),
    ("{upsample, size: 5003}", "upsample1: its places see in more than 4,096 different ways"),
    ("{add: [[], [{permute: [width, height, channels]}]]}", "add1: its branches run along different axes of the input"),
]


@pytest.mark.parametrize(("step", "reason"), REASONS)
def test_reasons(step: str, reason: str, tmp_path: Path) -> None:
    assert report_of(f"input: 8x8x1\nlayers: [{step}]", tmp_path).layers[-1].reason == reason


def test_what_one_place_sees() -> None:
    report = field_report(cnncalc.load("alexnet"), at=(0, 5)).only("pool3")
    assert report.layers[0].seen == (((-64, 130), (96, 290)), ((0, 130), (96, 226)))
    assert next(iter(page_of(report, Options()).parts)).rows[0].cells[-2:] == ("−64…130 × 96…290", "0…130 × 96…226")


def test_what_one_place_sees_of_a_large_input(tmp_path: Path) -> None:
    spec = "input: 100000x8x1\nlayers: [{conv: 1, kernel: [3, 1], pad: [1, 0]}, {maxpool: 2}]"
    assert report_of(spec, tmp_path, at=(49_999, 0)).layers[1].seen == (
        ((99_997, 100_000), (0, 1)), ((99_997, 99_999), (0, 1)),
    )  # fmt: skip


def test_what_one_place_sees_where_too_many_matter(tmp_path: Path) -> None:
    """Dilated, beyond the border: which of its neighbours see most has to be looked at, one by one."""
    layers = ", ".join(["{conv: 1, kernel: 3, dilation: 99, pad: 99}"] * 30)
    spec = f"input: 100000x1\nlayers: [{layers}, {{global_avgpool}}]"
    report = report_of(spec, tmp_path, at=(0,), most_places=20_000)
    assert report.layers[-1].seen == (((-2970, 102_969),), None)
    assert next(iter(page_of(report, Options()).parts)).rows[-1].cells[-1] == "unknown"


def test_a_place_whose_field_is_unknown(tmp_path: Path) -> None:
    report = report_of("input: 8x8x3\nlayers: [{op: mine}, {conv: 2, kernel: 3}]", tmp_path, at=(1, 1)).checked()
    assert report.layers[1].seen == (None, None)
    assert next(iter(page_of(report, Options(all_rows=True)).parts)).rows[1].cells[-2:] == ("unknown", "unknown")
    assert [layer["sees_within_the_input"] for layer in data_of(report, Options())["layers"]] == [None, None]


def test_a_place_that_is_not_there() -> None:
    report = field_report(cnncalc.load("alexnet"), at=(0, 6))
    with pytest.raises(CnncalcError, match="pool3 has no place 0×6, counted from 0: its output is 6×6×256"):
        report.only("pool3").checked()
    with pytest.raises(
        CnncalcError, match=r"no layer here has a place 99×99, .*: the largest output, conv1's, is 55×55×96"
    ):
        field_report(cnncalc.load("alexnet"), at=(99, 99)).checked()


def test_json() -> None:
    layer = next(iter(data_of(field_report(cnncalc.load("alexnet")).only("conv2"), Options())["layers"]))
    working = layer.pop("working")
    assert layer == {
        "path": "conv2", "op": "conv", "description": "K=256 F=5 S=1 P=2 G=2",
        "output_shape": [256, 27, 27], "kernel": [5, 5], "stride": [1, 1],
        "receptive_field": [51, 51], "jump": [8, 8], "padding": [16, 16], "center": [9, 9], "first": [-16, -16],
        "last": [34, 34], "whole_input": False, "unknown": None,
    }  # fmt: skip
    assert working[0] == {
        "figure": "size", "axes": [], "symbols": "r + (F − 1)·j", "numbers": "19 + (5 − 1)·8", "value": 51,
    }  # fmt: skip


def test_records() -> None:
    records = records_of(field_report(cnncalc.load("unet")).only("upconv4.conv"), Options())
    assert dict(zip(records.header, next(iter(records.rows)), strict=True)) == {
        "path": "upconv4.conv", "op": "conv_transpose", "description": "K=512 F=2 S=2 P=0",
        "output_shape": "56x56x512", "kernel": "2x2", "stride": "0.5x0.5", "receptive_field": "140x140", "jump": "8x8",
        "padding": "0x0", "center": "69.5x69.5", "whole_input": "false", "symbols": "r + (F/S − 1)·j",
        "working": "140 + (2/2 − 1)·16", "unknown": None, "shape_order": "channels last",
    }  # fmt: skip


def test_the_table_has_only_layers_that_change_something() -> None:
    report = field_report(cnncalc.load("alexnet"))
    short, whole = (next(iter(page_of(report, Options(all_rows=every)).parts)).rows for every in (False, True))
    assert [row.cells[0] for row in short] == ["conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool3",
                                               "flatten"]  # fmt: skip
    assert len(whole) == 24
    assert short[2].cells[1:] == ("5", "1", "51", "8", "16", "9", "r + (F − 1)·j = 19 + (5 − 1)·8 = 51")


@pytest.mark.parametrize(("value", "plain"), [(3, 3), (Fraction(4, 2), 2), (Fraction(1, 2), 0.5), (None, None)])
def test_numbers_in_json(value: Fraction | int | None, plain: float | None) -> None:
    assert (number(value), type(number(value))) == (plain, type(plain))


def test_a_slice_is_said_to_see_what_all_channels_see(tmp_path: Path) -> None:
    branches = "{concat: [[{conv: 4, kernel: 5, pad: 2}], [{conv: 4, kernel: 1}]]}"
    report = report_of(f"input: 9x9x4\nlayers: [{branches}, {{channel_slice: [4, 8]}}]", tmp_path)
    assert report.layers[-1].field.size == (5, 5)  # though what is left saw 1
    for shown in (report, report.only("conv*")):
        *_, meaning = page_of(shown, Options()).parts
        (note,) = data_of(shown, Options())["notes"]
        assert note == "A slice of channels counts as seeing what all channels of its input see."
        assert note in meaning.lines


ATTENTION = (
    "{multiply: [[], [global_avgpool, {reshape: 4x1}, {conv: 1, kernel: 3, pad: 1}, {reshape: 1x1x4}, sigmoid]]}"
)
"""As ECA-Net has it: the channels become a row, and channels again. Wang et al., CVPR 2020, section 3.2."""


def test_values_that_all_see_the_same_can_be_dealt_out(tmp_path: Path) -> None:
    report = report_of(f"input: 9x7x4\nlayers: [{{conv: 4, kernel: 3}}, {ATTENTION}]", tmp_path, at=(1, 2))
    assert [layer.field.size for layer in report.layers if layer.field] == [(3, 3), *[(9, 7)] * 6]
    assert [layer.covers for layer in report.layers] == [False, *[True] * 6]
    assert report.layers[-1].seen == (((0, 8), (0, 6)), ((0, 8), (0, 6)))


def test_what_all_places_see_alike_does_not_move_their_centre(tmp_path: Path) -> None:
    report = report_of(f"input: 9x7x4\nlayers: [{{conv: 4, kernel: 3}}, {ATTENTION}]", tmp_path)
    assert report.layers[-1].field.center == (1, 1)
    assert report.notes == (
        "What all places see alike, as behind global pooling, does not move their centre: it is that of the rest.",
    )
    assert field_report(cnncalc.load("alexnet")).notes == ()
