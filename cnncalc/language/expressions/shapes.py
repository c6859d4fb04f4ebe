"""Shapes as expressions see them."""

from typing import Any

from cnncalc.shape import Shape

SHAPE_WORDS = ("channels", "depth", "height", "width", "length")


def shape_values(shape: Shape) -> dict[str, Any]:
    """A shape as expressions see it: `channels`, `height`, `width`…, and `size`, all axes as a list."""
    named = dict(zip(shape.axes, shape.spatial, strict=True))
    return {"channels": shape.channels, "size": list(shape.spatial), **named}
