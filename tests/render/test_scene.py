"""Scenes: how wide texts are, where marks are, and the SVG, PNG and PDF that they are written as."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from cnncalc.errors import CnncalcError
from cnncalc.render.picture import convert, svg
from cnncalc.render.picture.metrics import shortened, width_of
from cnncalc.render.picture.palette import INK, MACS, PAPER, hex_of, mixed
from cnncalc.render.picture.scene import (
    END,
    MIDDLE,
    Box,
    Curve,
    Disc,
    Label,
    MarkGroup,
    Paint,
    Rectangle,
    Scene,
    extent_of,
    labels_of,
    line,
    moved,
    polygon,
    solids_of,
)

MARKS = (
    Rectangle(Box(10, 10, 30, 20), Paint(MACS, INK, 0.75, (2, 1), 0.5), radius=2),
    MarkGroup((Label((20, 50), "a<b & “c”\n", 8, MIDDLE, bold=True),), about="conv1 conv2", title='the "first"'),
    Disc((60, 20), 5, Paint("#C0709A")),
    line((0, 60), (100, 60.004), paint=Paint(stroke=INK)),
    polygon((0, 0), (5, 0), (5, 5), paint=Paint(PAPER)),
    Curve((0, 0), (((1, 1), (2, 1), (3, 0)),), Paint(stroke=INK)),
)
SCENE = Scene(100, 70, MARKS, "A <title>", "what is in it")


@pytest.mark.parametrize(
    ("text", "width", "bold_width"),
    [  # Adobe's AFM files of Helvetica and Helvetica-Bold, by hand
        ("", 0, 0),
        ("conv1", 500 + 556 + 556 + 500 + 556, 556 + 611 + 611 + 556 + 556),
        ("61 M", 556 + 556 + 278 + 833, 556 + 556 + 278 + 833),
        ("7×7", 556 + 584 + 556, 556 + 584 + 556),
        ("é", 556, 556),  # as its letter
        ("e\u0301", 556, 556),
        ("層", 1000, 1000),
    ],
)
def test_texts_are_as_wide_as_in_helvetica(text: str, width: int, bold_width: int) -> None:
    assert width_of(text, 1000) == pytest.approx(width)
    assert width_of(text, 1000, bold=True) == pytest.approx(bold_width)


def test_a_name_that_is_too_long_loses_its_middle() -> None:
    assert shortened("conv4_2", 8, 100) == "conv4_2"
    cut = shortened("features.denseblock3.denselayer24.conv1", 8, 60)
    assert cut.startswith("feat")
    assert cut.endswith("nv1")
    assert width_of(cut, 8) <= 60


def test_where_marks_are() -> None:
    label = Label((50, 50), "conv1", 10, END)
    assert label.box == pytest.approx((50 - 26.68, 42.8, 26.68, 9.3))
    assert Box(0, 0, 10, 10).overlaps(Box(9, 9, 5, 5))
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 5, 5))
    assert extent_of(MARKS[:1]) == (10, 10, 30, 20)
    assert [each.text for each in labels_of(MARKS)] == ["a<b & “c”\n"]
    assert len([*solids_of(MARKS)]) == 3
    box, far = extent_of(MARKS), extent_of([moved(mark, (5, 7)) for mark in MARKS])
    assert far == pytest.approx((box.x + 5, box.y + 7, box.width, box.height))


def test_colours() -> None:
    assert hex_of("#123456") == "#123456"
    assert mixed("#000000", "#FFFFFF", 0.4) == "#666666"
    assert hex_of(INK) != hex_of(INK, dark=True)


def test_an_svg_has_every_mark_and_no_more_than_two_digits() -> None:
    written = "".join(svg.write(SCENE))
    root = ElementTree.fromstring(written)
    assert root.get("width") == "100pt"
    assert root.get("viewBox") == "0 0 100 70"
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert names == ["svg", "title", "desc", "rect", "rect", "g", "title", "text", "circle", "path", "path", "path"]
    assert root[2].attrib == {"width": "100", "height": "70", "x": "0", "y": "0", "fill": hex_of(PAPER)}
    assert root[3].get("stroke-dasharray") == "2 1"
    assert root[4].get("data-about") == "conv1 conv2"
    assert root[4][1].text == "a<b & “c”\\n"
    assert root[6].get("d") == "M0 60L100 60"
    assert root[7].get("d") == "M0 0H5V5Z"
    assert root[8].get("d") == "M0 0C1 1 2 1 3 0"


def test_a_picture_of_a_page_has_the_pages_colours() -> None:
    written = "".join(svg.write_inline(SCENE))
    assert ElementTree.fromstring(written).get("viewBox") == "0 0 100 70"
    assert "var(--cnncalc-macs)" in written
    assert svg.PREFIX + "macs:" + hex_of(MACS, dark=True) in svg.color_rules(dark=True)
    assert hex_of(INK) not in written


def test_png_has_300_dots_an_inch_and_pdf_its_fonts() -> None:
    pytest.importorskip("vl_convert")
    png, pdf = convert.to_png(SCENE), convert.to_pdf(SCENE)
    assert struct.unpack(">II", png[16:24]) == pytest.approx((100 / 72 * 300, 70 / 72 * 300), abs=1)
    assert b"/MediaBox [0 0 100 70]" in pdf
    assert b"/FontFile" in pdf


@pytest.mark.parametrize("write", [convert.to_png, convert.to_pdf])
def test_what_to_install_is_said(write: Callable[[Scene], bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(CnncalcError, match=r"pip install 'cnncalc\[plot\]'"):
        write(SCENE)
