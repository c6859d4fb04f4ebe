"""The slides of a walk: a frame a layer, as the lectures have them."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.render import Options
from cnncalc.render.page import exact_number, marked
from cnncalc.render.slides.slide import AskedFigure, Slide
from cnncalc.render.views.walk import asked_steps, derivation, heading, inputs_text
from cnncalc.report.walk import Walk


def slides(walk: Walk, options: Options) -> Iterator[Slide]:
    """A frame a layer, then the totals."""
    for step, working in asked_steps(walk, options):
        figures = [
            AskedFigure(name, lines[0] if len(lines) > 1 else "?", lines[1:] or lines)
            for name, lines in derivation(step, working, options).figures[1:]
        ]
        yield Slide(heading(step), inputs_text(step), tuple(figures))
    totals = (("params", walk.params), ("MACs", walk.macs))
    known = [AskedFigure(name, "?", (_marked_total(walk, name, value),)) for name, value in totals]
    yield Slide("In all" if walk.biases else "In all, without biases", "", tuple(known))


def _marked_total(walk: Walk, name: str, value: int) -> str:
    """A total, marked if it is a lower bound."""
    return marked(exact_number(value), name.lower() in walk.lower_bounds)
