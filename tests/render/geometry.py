"""What a reader of a picture would stumble over, found by geometry."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from cnncalc.render.picture.placing import touches
from cnncalc.render.picture.scene import SMALLEST_TEXT, Disc, Rectangle, Scene, labels_of, solids_of

SLACK = 0.3
"""In points: what nobody sees."""


def faults(scene: Scene) -> Iterator[str]:
    """Labels over labels, over what is filled, beyond the page or too small to be printed."""
    labels = [*labels_of(scene.marks)]
    for one, other in combinations(labels, 2):
        if one.box.overlaps(other.box, SLACK):
            yield f"{one.text!r} over {other.text!r}"
    solids = [*solids_of(scene.marks)]
    for label in labels:
        if not scene.box.holds(label.box, SLACK):
            yield f"{label.text!r} beyond the page"
        if label.size < SMALLEST_TEXT:
            yield f"{label.text!r} is smaller than {SMALLEST_TEXT:g} points"
        for solid in solids:
            inside = label.box.grown(-SLACK)
            over = touches(inside, solid) if isinstance(solid, Disc) else inside.overlaps(solid.box)
            if over and isinstance(solid, (Disc, Rectangle)):
                yield f"{label.text!r} over what is filled"
