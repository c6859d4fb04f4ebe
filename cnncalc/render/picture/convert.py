"""SVG as PNG and PDF, by an optional package."""

from importlib import import_module
from typing import Any

from cnncalc.errors import CnncalcError
from cnncalc.render.picture import svg
from cnncalc.render.picture.scene import Scene

PIXELS_PER_POINT = 300 / 72
"""300 dots an inch, as journals ask for at least."""


def to_png(scene: Scene) -> bytes:
    """A picture in pixels."""
    written: bytes = _converter("PNG").svg_to_png(_written(scene), scale=PIXELS_PER_POINT)
    return written


def to_pdf(scene: Scene) -> bytes:
    """A page as large as the picture, with its fonts in it."""
    written: bytes = _converter("PDF").svg_to_pdf(_written(scene))
    return written


def _written(scene: Scene) -> str:
    """The scene with a pixel for each point, as the package takes a PDF's points for an SVG's pixels."""
    return "".join(svg.write(scene, unit=""))


def _converter(what: str) -> Any:
    try:
        return import_module("vl_convert")
    except ImportError:
        problem = f"a picture as {what} needs the package vl-convert-python, which is not installed"
        raise CnncalcError(problem, hint="pip install 'cnncalc[plot]', or write it as .svg") from None
