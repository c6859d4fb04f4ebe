"""The key of a chart's areas: circles in one another, with the amounts that they stand for."""

from math import sqrt

from cnncalc.render.chart import Axis
from cnncalc.render.picture.metrics import width_of
from cnncalc.render.picture.palette import MUTED, RULE
from cnncalc.render.picture.scene import Box, Disc, Label, Mark, Paint, line
from cnncalc.render.picture.ticks import log_ticks

CIRCLES = 3


def area_key(
    area: Axis, most: float, scale: float, size: float, box: Box, *, right: bool, low: bool
) -> tuple[Mark, ...]:
    """Circles of round amounts in a corner of a box; `scale` is the radius of the amount 1."""
    amounts = _amounts(most)
    texts = [area.text(amount) for amount in amounts]
    texts[0] += f" {area.title}"
    radius, step = scale * sqrt(amounts[0]), size * 1.25
    height = max(2 * radius, step * len(amounts))
    beside = radius + size * 0.9
    width = radius + beside + max(width_of(text, size) for text in texts)
    x = (box.right - width if right else box.x) + radius + (0 if right else size * 0.5)
    bottom = box.bottom - size * 0.5 if low else box.y + height + size * 0.5
    marks: list[Mark] = []
    for number, (amount, text) in enumerate(zip(amounts, texts, strict=True)):
        inner = scale * sqrt(amount)
        y = bottom - height + step * (number + 0.5)
        marks.append(Disc((x, bottom - inner), inner, Paint(stroke=RULE, width=0.6)))
        ends = ((x, bottom - 2 * inner), (x + beside - size * 0.3, y))
        marks.append(line(*ends, paint=Paint(stroke=RULE, width=0.4)))
        marks.append(Label((x + beside, y + size * 0.36), text, size, color=MUTED))
    return tuple(marks)


def _amounts(most: float) -> list[float]:
    """Round amounts, from the largest that is no more than the most, each a quarter of the one before or less."""
    found: list[float] = []
    limit = most
    for _ in range(CIRCLES):
        found.append(log_ticks(limit / 10, limit, 100)[-1])
        limit = found[-1] / 4
    return found
