"""A network under the roof of a device, as a chart."""

from __future__ import annotations

from fractions import Fraction

from cnncalc.render.chart import Axis, Guide, Points, Spot
from cnncalc.render.page import share_text
from cnncalc.render.scale import amount_text, seconds_text, significant
from cnncalc.report.roofline import LayerRoofline, Roofline
from cnncalc.text import brief, ends_of, plural

NAMED = 10
"""How many points have their names beside them; they are those that take the most time."""
LEAST_NAMED = Fraction(1, 100)
"""The part of the time from which on a point has its name beside it."""


def points(roofline: Roofline) -> Points | None:
    """A point for all layers of an op that are at one place, as large as the time that they take at least.

    None where no layer has MACs.
    """
    found: dict[tuple[str, Fraction], list[LayerRoofline]] = {}
    for layer in roofline.layers:
        if layer.intensity:
            found.setdefault((layer.op, layer.intensity), []).append(layer)
    if not found:
        return None
    groups = sorted(found.values(), key=lambda group: -_seconds(group))
    paths = [layer.path for layer in roofline.layers]
    names = dict(zip(paths, map(brief, ends_of(paths)), strict=True))
    spots = [
        _spot(roofline, group, names[group[0].path] if number < NAMED else "") for number, group in enumerate(groups)
    ]
    order = sorted(spots, key=lambda spot: spot.series)
    return Points(
        f"Roofline of {roofline.title} on {roofline.device.title}",
        Axis("MACs per byte moved", lambda value: f"{value:,.10g}", log=True),
        Axis(f"MACs per second at most, {roofline.dtype.name}", lambda value: amount_text(round(value), ""), log=True),
        tuple(order),
        Axis("of the time at least", lambda value: f"{value:g}%"),
        guides=_roof(roofline, [spot.x for spot in spots]),
        legend=True,
        notes=_notes(roofline),
    )


def _spot(roofline: Roofline, group: list[LayerRoofline], name: str) -> Spot:
    first, seconds = group[0], _seconds(group)
    times = f" ×{len(group)}" if len(group) > 1 else ""
    part = seconds / roofline.totals.seconds
    label = f"{name}{times}" if name and part >= LEAST_NAMED else ""
    rate = Fraction(first.macs or 0) / first.seconds
    told = f"{first.path}{times}: {significant(*(first.intensity or Fraction(1)).as_integer_ratio())} MACs/byte, "
    told += f"{seconds_text(seconds)} at least, {share_text(*part.as_integer_ratio())}"
    return Spot(label, float(first.intensity or 0), float(rate), float(part * 100), first.op, told)


def _seconds(group: list[LayerRoofline]) -> Fraction:
    return sum((layer.seconds for layer in group), Fraction(0))


def _roof(roofline: Roofline, places: list[float]) -> tuple[Guide, ...]:
    """The lines of the roof: the memory's bandwidth up to the ridge, the peak rate from there on."""
    ridge, bandwidth = float(roofline.ridge), roofline.device.bandwidth
    low, high = min(*places, ridge / 4) / 2, max(*places, ridge * 4) * 1.2
    peak = bandwidth * ridge
    return (
        Guide(((low, bandwidth * low), (ridge, peak)), amount_text(bandwidth, "B/s")),
        Guide(((ridge, peak), (high, peak)), amount_text(round(peak), "MAC/s")),
    )


def _notes(roofline: Roofline) -> tuple[str, ...]:
    """Notes on what the points are, and on layers without one."""
    totals = roofline.totals
    others = [layer for layer in roofline.layers if not layer.intensity]
    share = share_text(*(_seconds(others) / totals.seconds).as_integer_ratio()) if totals.seconds else ""
    without = f"; {plural(len(others), 'step')} without MACs, which have no place here, take {share} of that"
    setting = f"{roofline.dtype.name}, batch {roofline.batch:,}, on {roofline.device.title}"
    return (
        f"At least {seconds_text(totals.seconds)} layer by layer, {setting}{without if others else ''}. From "
        f"{significant(*roofline.ridge.as_integer_ratio())} MACs per byte on, compute is the bound.",
    )
