"""Pictures from the command line: files, pipes, and what is said where there is none."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.conftest import Run

COMMANDS = [
    ["plot", "lenet5"],
    ["plot", "vgg16", "resnet50"],
    ["memory", "lenet5"],
    ["roofline", "lenet5", "--device", "t4"],
    ["field", "lenet5"],
]
BEGINNINGS = {"svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF-"}


@pytest.mark.parametrize("suffix", BEGINNINGS)
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_picture_is_a_file(run: Run, tmp_path: Path, arguments: list[str], suffix: str) -> None:
    if suffix != "svg":
        pytest.importorskip("vl_convert")
    path = tmp_path / f"picture.{suffix}"
    assert run(*arguments, "-o", str(path)) == (0, "", "")
    assert path.read_bytes().startswith(BEGINNINGS[suffix])
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_picture_goes_through_a_pipe() -> None:
    command = [sys.executable, "-m", "cnncalc", "plot", "lenet5", "-f", "svg", "--width", "84mm"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert ElementTree.fromstring(done.stdout).get("width") == "238.11pt"
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("options", "width"),
    [
        ([], 504),  # a document by itself is as wide as an SVG
        (["--caption", "A"], 343),  # a figure for a document is as wide as the text of LaTeX's `article`
        (["--width", "343bp"], 343),
        (["--caption", "A", "--width", "504bp"], 504),
    ],
)
def test_a_figure_in_latex_is_as_wide_as_is_said(run: Run, options: list[str], width: int) -> None:
    out = run("draw", "alexnet", "-f", "latex", *options).out
    assert round(max(float(x) for x in re.findall(r"\(([\d.]+),[\d.]+\)", out))) == width


def test_what_to_install_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    path = tmp_path / "picture.png"
    path.write_text("as it was")
    ran = run("plot", "lenet5", "-o", str(path))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "a picture as PNG needs the package vl-convert-python, which is not installed "
        "(pip install 'cnncalc[plot]', or write it as .svg)\n"
    )
    assert path.read_text() == "as it was"


@pytest.mark.parametrize(
    ("text", "command", "problem"),
    [
        ("input: 4x4x1\nlayers: [relu]\n", ["roofline", "--device", "t4"], "no layer of net has MACs"),
        ("input: 4\nlayers: [relu]\n", ["field"], "or the input has no positions"),
    ],
)
def test_that_there_is_nothing_to_draw_is_said(
    run: Run, tmp_path: Path, text: str, command: list[str], problem: str
) -> None:
    (tmp_path / "net.yaml").write_text(text)
    first, *options = command
    ran = run(first, str(tmp_path / "net.yaml"), *options, "-f", "svg")
    assert ran.status == 2
    assert "there is nothing to draw: " in ran.err
    assert problem in ran.err
    assert run(first, str(tmp_path / "net.yaml"), *options, "-f", "html").status == 0


@pytest.mark.parametrize("command", ["memory", "field", "roofline --device t4"])
def test_a_page_has_the_picture_above_its_tables(run: Run, command: str) -> None:
    first, *options = command.split()
    page = run(first, "lenet5", *options, "-f", "html").out
    assert page.index("<svg ") < page.index("<table>")
    assert "<svg " not in run(first, "lenet5", *options).out
