"""A scene in which marks move from place to place, as SVG whose steps are rules of CSS: no script."""

from collections.abc import Iterator
from typing import NamedTuple

from cnncalc.render.picture.scene import Mark, MarkGroup, Point, Scene, length, moved
from cnncalc.render.picture.svg import written_mark, written_scene

SECONDS = 0.8
"""How long a frame stays."""
TRAIL = 0.35
"""The opacity of a mark where it was before."""


class Moving(NamedTuple):
    """Marks, and how far from their place they are in each frame."""

    marks: tuple[Mark, ...]
    places: tuple[Point, ...]
    trail: bool = False
    """Whether it stays to be seen where it was in the frames before."""


class MovingScene(NamedTuple):
    """A picture in which some marks move."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    moving: tuple[Moving, ...]
    title: str
    description: str

    def still(self, frame: int) -> Scene:
        """The picture of one frame, by its number from 0."""
        there = [MarkGroup(tuple([moved(mark, each.places[frame]) for mark in each.marks])) for each in self.moving]
        return Scene(self.width, self.height, (*self.marks, *there), self.title, self.description)


def write(scene: MovingScene) -> Iterator[str]:
    """The picture as a file; where a reader wants less motion it shows the first frame."""
    frames = len(scene.moving[0].places)
    rules = ["".join(_rules(number, each, frames)) for number, each in enumerate(scene.moving)]
    still = "@media (prefers-reduced-motion:reduce){.m,.t{animation:none!important}}"
    style = f"<style>.t{{opacity:0}}{''.join(rules)}{still}</style>\n"
    body = [style, *["".join(_moving(number, each)) for number, each in enumerate(scene.moving)]]
    yield from written_scene(Scene(scene.width, scene.height, scene.marks, scene.title, scene.description), body)


def _rules(number: int, moving: Moving, frames: int) -> Iterator[str]:
    """The steps of one thing, and when each of its traces appears."""
    time = f"{length(frames * SECONDS)}s step-end infinite"
    steps = [
        f"{_percent(at, frames)}{{transform:translate({length(x)}px,{length(y)}px)}}"
        for at, (x, y) in enumerate(moving.places)
    ]
    yield f".m{number}{{animation:m{number} {time}}}@keyframes m{number}{{{''.join(steps)}}}"
    if moving.trail:
        yield f".t{{animation-duration:{length(frames * SECONDS)}s;animation-timing-function:step-end;"
        yield "animation-iteration-count:infinite}"
        for at in range(frames - 1):
            yield f"@keyframes t{at}{{0%{{opacity:0}}{_percent(at + 1, frames)}{{opacity:{TRAIL}}}}}"


def _moving(number: int, moving: Moving) -> Iterator[str]:
    if moving.trail:
        for at, place in enumerate(moving.places[:-1]):
            shapes = "".join([written_mark(moved(mark, place)) for mark in moving.marks])
            yield f'<g class="t" style="animation-name:t{at}">{shapes}</g>\n'
    start = moving.places[0]
    shapes = "".join(map(written_mark, moving.marks))
    yield f'<g class="m m{number}" transform="translate({length(start[0])} {length(start[1])})">{shapes}</g>\n'


def _percent(at: int, frames: int) -> str:
    return f"{at * 100 / frames:.3f}".rstrip("0").rstrip(".") + "%"
