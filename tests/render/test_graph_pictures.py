"""`graph` as a picture: that it can be read, by geometry."""

from __future__ import annotations

from pathlib import Path

import pytest

import cnncalc
from cnncalc.language.catalogue import names
from cnncalc.render import Options
from cnncalc.render.diagram.ranks import spread
from cnncalc.render.picture.scene import Scene
from cnncalc.render.views import scene_of
from cnncalc.report.outline import outline
from cnncalc.report.outline_diff import outline_diff
from tests.render.geometry import crossings, words_apart

SEVERAL = ["alexnet", "resnet152", "densenet121", "googlenet", "unet", "inception_v3", "siamese", "mobilenet_v3_large"]
DENSE = """
name: Every scale meets every other
input: 64x64x3
layers:
  - {conv: 8, kernel: 3, pad: 1, name: a0}
  - {conv: 8, kernel: 3, pad: 1, name: a1}
  - {conv: 16, kernel: 3, stride: 2, pad: 1, name: b1, from: a0}
  - {name: a2, layers: [{conv: 8, kernel: 1, from: b1}, {upsample: 2, name: up}]}
  - {add, from: [a1, a2.up], name: a3}
  - {conv: 16, kernel: 3, stride: 2, pad: 1, name: b2, from: a1}
  - {add, from: [b1, b2], name: b3}
  - {conv: 8, kernel: 1, name: c}
  - {upsample: 2, name: d}
  - {concat, from: [a0, a1, a3, d], name: all}
  - {conv: 8, kernel: 1, name: with_a_name_that_is_longer_than_anybody_wants_to_read_in_a_box}
"""


def picture(network: cnncalc.Network, width: float = 504.0, depth: int | None = None) -> Scene:
    return scene_of(outline(network, depth), Options(page_width=width))


def read(folder: Path, text: str, name: str = "net") -> cnncalc.Network:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return cnncalc.load(str(path))


def clean(scene: Scene) -> bool:
    assert [*words_apart(scene), *crossings(scene)] == []
    return True


@pytest.mark.parametrize("name", SEVERAL)
def test_it_can_be_read(name: str) -> None:
    assert clean(picture(cnncalc.load(name)))


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_whole_catalogue_can_be_read(name: str) -> None:
    assert clean(picture(cnncalc.load(name)))
    assert clean(picture(cnncalc.load(name), 238))


@pytest.mark.parametrize("name", ["resnet152", "densenet121"])
def test_it_fits_a_page(name: str) -> None:
    scene = picture(cnncalc.load(name))
    assert scene.width < 6.5 * 72
    assert scene.height < 9 * 72


@pytest.mark.parametrize("depth", [None, 1, 2, 0])
def test_what_is_dense(depth: int | None, tmp_path: Path) -> None:
    assert clean(picture(read(tmp_path, DENSE), depth=depth))


LARGE = [pytest.param(name, marks=pytest.mark.slow) for name in ("googlenet", "shufflenet_v2_x1_0", "mobilenet_v2")]


@pytest.mark.parametrize("name", ["unet", *LARGE])
def test_every_layer_by_itself(name: str) -> None:
    assert clean(picture(cnncalc.load(name), depth=0))


def test_a_difference(tmp_path: Path) -> None:
    removed = DENSE.replace("[a0, a1, a3, d]", "[a1, a3, d]").replace("  - {conv: 8, kernel: 1, name: c}\n", "")
    left, right = read(tmp_path, DENSE), read(tmp_path, removed, "other")
    for one, other in ((left, right), (right, left)):
        scene = scene_of(outline_diff(one, other), Options())
        assert [*words_apart(scene)] == []


SPREAD = {  # wanted, weights, distances, and the nearest places that keep them
    ((0.0, 10.0), (1.0, 1.0), (5.0,)): [0.0, 10.0],
    ((0.0, 0.0), (1.0, 1.0), (4.0,)): [-2.0, 2.0],
    ((0.0, 0.0), (3.0, 1.0), (4.0,)): [-1.0, 3.0],
    ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (1.0, 1.0)): [-1.0, 0.0, 1.0],
    ((5.0, 0.0, 20.0), (1.0, 1.0, 1.0), (1.0, 1.0)): [2.0, 3.0, 20.0],
}


@pytest.mark.parametrize(("given", "places"), SPREAD.items())
def test_places_that_keep_their_distances(
    given: tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]], places: list[float]
) -> None:
    assert spread(*given) == pytest.approx(places)
