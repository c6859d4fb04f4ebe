"""Windows in motion: what each frame connects, which is what the operation is defined by."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import product

import pytest

from cnncalc.errors import CnncalcError
from cnncalc.graph import Application, infer
from cnncalc.ops import OPS
from cnncalc.render import Options, render_picture
from cnncalc.render.picture.scene import extent_of
from cnncalc.render.views.motion import scene
from cnncalc.report.motion import CELL, INSERTED, MOST_FRAMES, SPREAD, AxisMotion, Motion, motion
from cnncalc.shape import Shape

Pairs = set[tuple[int, int]]


def applied(name: str, size: int, **fields: object) -> Application:
    filters = {"filters": 1} if name.startswith("conv") else {}
    op = OPS[name].read({**filters, **fields}, 2)
    x = Shape(1, (size, size))
    return Application(op, (x,), infer(op, (x,)))


def pairs(axis: AxisMotion) -> Pairs:
    """What is connected along an axis: the numbers of a value under the window and of the place beside it."""
    numbers = {at: number for number, at in enumerate(at for at, kind in enumerate(axis.positions) if kind == CELL)}
    return {
        (numbers[start + cell], place)
        for place, start in enumerate(axis.starts)
        for cell in axis.cells
        if start + cell in numbers
    }


def defined(size: int, out: int, kernel: int, stride: int, pad: int, dilation: int) -> Pairs:
    """Output o of a convolution reads inputs o·S − P + k·D."""
    reads = ((place * stride - pad + cell * dilation, place) for place in range(out) for cell in range(kernel))
    return {(at, place) for at, place in reads if 0 <= at < size}


@pytest.mark.parametrize("name", ["conv", "maxpool"])
def test_a_window_reads_what_its_output_is_made_of(name: str) -> None:
    for size, kernel, stride, pad, dilation in product((5, 8), (1, 2, 3), (1, 2, 3), (0, 1), (1, 2)):
        if pad < kernel:
            app = applied(name, size, kernel=kernel, stride=stride, pad=pad, dilation=dilation)
            found, out = motion(app), app.output.spatial[0]
            assert len(found.frames) == out * out
            assert pairs(found.rows) == pairs(found.columns) == defined(size, out, kernel, stride, pad, dilation)


def test_a_transposed_convolution_is_the_same_both_ways() -> None:
    """And is a convolution from its output to its input."""
    for size, kernel, stride, pad, dilation, extra in product((3, 4), (2, 3), (1, 2, 3), (0, 1), (1, 2), (0, 1)):
        if extra < max(stride, dilation):
            fields = {"kernel": kernel, "stride": stride, "pad": pad, "dilation": dilation, "output_pad": extra}
            app = applied("conv_transpose", size, **fields)
            inserted, spread = motion(app, way=INSERTED), motion(app, way=SPREAD)
            read = {(out, at) for at, out in pairs(inserted.columns)}
            assert len(inserted.columns.starts) == app.output.spatial[0] == spread.columns.positions.count(CELL)
            assert read == pairs(spread.columns) == defined(app.output.spatial[0], size, kernel, stride, pad, dilation)


UNSEEN = [
    # (6 − 3 + 2·1)/2 is 2.5: the last row of the padding is left out; windows of 2 that are 3 apart skip a row each
    (applied("conv", 6, kernel=3, stride=2, pad=1), [7]),
    (applied("maxpool", 6, kernel=2, stride=3), [2, 5]),
    (applied("conv", 7, kernel=3, dilation=2), []),
    (applied("maxpool", 5, kernel=2, stride=2, ceil="true"), []),
]


@pytest.mark.parametrize(("application", "unseen"), UNSEEN)
def test_rows_that_no_window_sees(application: Application, unseen: list[int]) -> None:
    rows = motion(application).rows
    assert [at for at in range(len(rows.positions)) if at not in rows.seen] == unseen


def test_what_has_too_many_frames_goes_along_one_axis() -> None:
    assert not motion(applied("conv", 16, kernel=1)).along_one_axis  # 16·16 = 256
    found = motion(applied("conv", 40, kernel=3, pad="same"))
    assert found.along_one_axis
    assert (len(found.rows.positions), len(found.frames)) == (3, 40)
    with pytest.raises(CnncalcError, match="300 places of 300 positions are too many to draw"):
        motion(applied("conv", 300, kernel=1))


@pytest.mark.parametrize(
    ("name", "frame", "message"),
    [("relu", None, "relu has no window that moves"), ("maxpool", 5, "there is no frame 5: there are 1 to 4")],
)
def test_what_has_no_such_motion(name: str, frame: int | None, message: str) -> None:
    with pytest.raises(CnncalcError, match=message):
        motion(applied(name, 4, **({"kernel": 2} if name == "maxpool" else {})), frame=frame)


MOTIONS = {
    "padded": motion(applied("conv", 6, kernel=3, stride=2, pad=1)),
    "dilated": motion(applied("conv", 7, kernel=3, dilation=2)),
    "inserted": motion(applied("conv_transpose", 3, kernel=3, stride=2)),
    "spread": motion(applied("conv_transpose", 3, kernel=3, stride=2, pad=1), way=SPREAD),
    "pooled": motion(applied("maxpool", 6, kernel=2, stride=2)),
    "one axis": motion(applied("conv", 200, kernel=11, stride=2)),
}


@pytest.mark.parametrize("found", MOTIONS.values(), ids=MOTIONS)
def test_a_picture_moves_by_css_alone(found: Motion) -> None:
    """One step a frame for what moves; still where less motion is wanted."""
    text = render_picture(found, "svg", Options()).decode()
    root = ET.fromstring(text)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "text", "path", "g"}
    assert "prefers-reduced-motion:reduce" in text
    (steps,) = re.findall(r"@keyframes m0\{(.*?\})\}", text)
    assert len(re.findall(r"%\{", steps)) == len(found.frames) <= MOST_FRAMES


@pytest.mark.parametrize("found", MOTIONS.values(), ids=MOTIONS)
def test_every_frame_is_on_the_page(found: Motion) -> None:
    from dataclasses import replace

    for frame in (1, len(found.frames)):
        picture = scene(replace(found, frame=frame), Options())
        assert picture.box.holds(extent_of(picture.marks))
