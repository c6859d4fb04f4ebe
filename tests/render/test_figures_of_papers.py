"""`draw`: that its pictures can be read, by geometry, and that its LaTeX compiles."""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

import cnncalc
from cnncalc.language.catalogue import names
from cnncalc.render import Options, render
from cnncalc.render.figure.model import Body, Volumes
from cnncalc.render.figure.solid import solids
from cnncalc.render.picture.scene import Label, Scene, labels_of
from cnncalc.render.views import scene_of
from cnncalc.render.views.drawing import figure
from cnncalc.report.drawing import drawing
from tests.render.geometry import words_apart, words_crossed, words_over_solids
from tests.render.test_graph_pictures import DENSE, read

WIDTHS = (238, 343, 504)
"""One column of a paper, the text of LaTeX's article, two columns."""
SEVERAL = [
    "alexnet", "vgg16", "resnet152", "densenet121", "googlenet", "unet", "inception_v3", "efficientnet_v2_s", "lenet5",
    "fcn-8s", "deeplabv3-resnet50", "siamese", "m5", "c3d",
]  # fmt: skip


def picture(name: str, width: float = 504.0, style: str = "") -> Scene:
    return scene_of(drawing(cnncalc.load(name)), Options(page_width=width, style=style))


def flaws(scene: Scene) -> list[str]:
    return [*words_apart(scene), *words_crossed(scene), *words_over_solids(scene)]


@pytest.mark.slow
@pytest.mark.parametrize("name", SEVERAL)
def test_it_can_be_read(name: str) -> None:
    scene = picture(name)
    assert flaws(scene) == []
    assert scene.width <= 504.1


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_whole_catalogue_can_be_read(name: str) -> None:
    for width in WIDTHS[1:]:
        scene = picture(name, width)
        assert flaws(scene) == []
        assert scene.width <= width + 0.1


@pytest.mark.parametrize("style", ["volumes", "planes", "blocks"])
@pytest.mark.parametrize("name", ["alexnet", "lenet5", "vgg16"])
def test_in_each_style(name: str, style: str) -> None:
    assert [*words_apart(picture(name, style=style))] == []


def test_what_is_dense_is_flat(tmp_path: Path) -> None:
    scene = scene_of(drawing(read(tmp_path, DENSE)), Options())
    assert flaws(scene) == []
    assert "convolution" in {label.text for label in labels_of(scene.marks)}  # the legend


def test_what_stands_around_resnet_152() -> None:
    texts = [label.text for label in labels_of(picture("resnet152").marks)]
    assert [text for text in texts if text.startswith("×")] == ["×3", "×8", "×36", "×3"]
    assert {"224×224", "112×112", "56×56", "28×28", "14×14", "7×7"} <= set(texts)
    assert {"3", "64", "256", "512", "1024", "2048", "1000"} <= set(texts)
    assert {"46 times, here conv2_x.conv2_2", "4 times, here conv3_x.conv3_1"} <= set(texts)


def test_higher_is_larger_and_thicker_has_more_channels() -> None:
    volumes = figure(drawing(cnncalc.load("vgg16")), Options())
    assert isinstance(volumes, Volumes)
    row = [solid for solid in solids(volumes.bodies, 496) if solid.body.kind == "convolution"]
    for one, other in pairwise(row):
        assert (one.front.height > other.front.height) == (one.body.spatial > other.body.spatial)
        assert (one.front.width < other.front.width) == (one.body.channels < other.body.channels)


@pytest.mark.parametrize("count", [1, 2, 40, 60])
def test_a_row_of_any_length_fits_a_page(count: int) -> None:
    row = solids([Body("convolution", (32, 32), 64, "conv 3×3")] * count, 496)
    assert row[0].front.x >= 0
    assert row[-1].right <= 496


def test_lenet_has_planes_with_their_windows() -> None:
    heads = [label.text for label in labels_of(picture("lenet5").marks) if isinstance(label, Label) and label.bold]
    assert heads == ["1@32×32", "6@28×28", "6@14×14", "16@10×10", "16@5×5", "120", "84", "10"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="LaTeX is not installed")
@pytest.mark.parametrize("name", ["unet", "resnet50", "lenet5"])
def test_latex_compiles_by_itself(name: str, tmp_path: Path) -> None:
    report = drawing(cnncalc.load(name))
    (tmp_path / "figure.tex").write_text("".join(render(report, "latex", Options(document=True))), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "figure.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "(1 page" in done.stdout
    assert "Warning" not in done.stdout
    assert "Overfull" not in done.stdout
