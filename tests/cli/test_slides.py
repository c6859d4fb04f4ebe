"""Slides of a walk and of a difference: the question first, each answer at a step of its own, within the frame."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from cnncalc.render import SLIDES
from tests.cli.conftest import Run

LECTURES = ["walk alexnet-lecture", "diff alexnet-lecture zfnet-lecture"]
OTHERS = [
    "walk resnet18 --operations",
    "walk inception_v3 Mixed_5b",
    "diff resnet50 resnet50-torchvision",
    "diff alexnet vgg11",
]


def test_a_layer_is_asked_and_answered(run: Run) -> None:
    """Lecture 12's first slide: K = 96, F = 11, S = 4, P = 0; W₂ = ?, then 55; parameters ?, then 34K."""
    text = run("walk", "alexnet-lecture", "conv1", "-f", "beamer").out
    frame = text.split(r"\begin{frame}")[1]
    assert frame.startswith(r"{conv1   conv   K = 96, F = 11, S = 4, P = 0, no bias}")
    assert r"\item[Input] 227$\times$227$\times$3 from input" in frame
    assert r"\item[{Output}] \alt<2->{" in frame
    assert "{$W_{2} = {?}$}" in frame
    assert (
        r"\item[{Parameters}] \alt<3->{$(F \cdot F \cdot C) \cdot K = (11 \cdot 11 \cdot 3) \cdot 96 = 34{,}848$}{?}"
        in frame
    )


def test_a_change_is_asked_and_answered(run: Run) -> None:
    """Lecture 12: F = 11 → 7, ((11² − 7²)·3)·96 parameters."""
    text = run("diff", "alexnet-lecture", "zfnet-lecture", "-f", "beamer").out
    assert text.count(r"\begin{frame}") == 6  # four edited layers, fc1 and the totals
    assert r"\alt<2->{$((7^{2} - 11^{2}) \cdot 3) \cdot 96 = - 20{,}736$}{?}" in text


@pytest.mark.parametrize("command", LECTURES)
def test_a_page_of_reveal_has_an_answer_for_each_question(run: Run, command: str) -> None:
    page = run(*command.split(), "-f", "reveal").out
    body = re.search(r'<div class="slides">\n.*</section>\n</div>', page, re.DOTALL)
    assert body
    root = ET.fromstring(body[0].replace("<br>", "<br/>"))
    steps = [[each.get("data-fragment-index") for each in entry.iter("span")] for entry in root.iter("dd")]
    assert all(len(set(pair)) == 1 for pair in steps if pair)
    assert sum(map(bool, steps)) > 10


@pytest.mark.parametrize("name", SLIDES)
def test_slides_are_of_walks_and_differences(run: Run, name: str) -> None:
    ran = run("summary", "lenet5", "-f", name)
    assert ran.status == 2
    assert "Invalid value for '-f'" in ran.err


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX")
@pytest.mark.parametrize("command", [*LECTURES, *OTHERS])
def test_a_document_compiles_and_every_frame_fits(run: Run, command: str, tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(run(*command.split(), "-f", "beamer").out, encoding="utf-8")
    latex = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(latex, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    if "beamer.cls' not found" in done.stdout:
        pytest.skip("there is no beamer")
    assert done.returncode == 0, done.stdout[-2000:]
    assert re.findall(r"Overfull \\[vh]box.*", done.stdout) == []
