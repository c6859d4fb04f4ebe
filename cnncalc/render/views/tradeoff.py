"""Accuracy against computation, with the parameters as areas."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.chart import Axis, Points, Spot
from cnncalc.render.page import Page, Paragraph, Records, marked, shapes_text, short_number, si_number
from cnncalc.render.picture.draw import drawn
from cnncalc.render.picture.scene import Scene
from cnncalc.render.views import compare
from cnncalc.render.views.entries import TERMS
from cnncalc.report.compare import NetworkEntry
from cnncalc.report.tradeoff import Tradeoff

MOST_NAMED = 12


def page(tradeoff: Tradeoff, options: Options) -> Page:
    """The page: the points, and what they mean."""
    meaning = (f"{TERMS['top1'][1]}.", *_left_out(tradeoff))
    return Page("Accuracy and computation", (points(tradeoff), Paragraph(meaning, "quiet")))


def scene(tradeoff: Tradeoff, options: Options) -> Scene:
    """The picture: the points alone."""
    return drawn(points(tradeoff), options.page_width)


def records(tradeoff: Tradeoff, options: Options) -> Records:
    """One record a network, as a comparison has it."""
    return compare.records(tradeoff, options)


def points(tradeoff: Tradeoff) -> Points:
    """A point for each network; points of a family are linked, from the least computation to the most."""
    entries = sorted(tradeoff.measured, key=lambda entry: entry.totals.macs)
    names = [entry.name for entry in entries]
    spots = [_spot(entry, names.count(entry.name) > 1) for entry in entries]
    return Points(
        "Accuracy against MACs, with the parameters as areas",
        Axis("MACs of one image", _amount, log=True),
        Axis("ImageNet top-1 accuracy, %", lambda value: f"{round(value, 1):g}", most=100),
        tuple(spots),
        Axis("parameters", _amount),
        linked=True,
    )


def _spot(entry: NetworkEntry, inputs: bool) -> Spot:
    totals = entry.totals
    label = f"{entry.name} {shapes_text(entry.input_shapes)}" if inputs else entry.name
    params = marked(si_number(totals.params), "params" in totals.lower_bounds)
    macs = marked(si_number(totals.macs), "macs" in totals.lower_bounds)
    told = f"{label}: {entry.top1:g}%, {macs} MACs, {params} parameters"
    return Spot(label, totals.macs, entry.top1 or 0, totals.params, entry.family or entry.name, told)


def _amount(value: float) -> str:
    """An amount as short as it can be: `200 M`, `1.5 G`."""
    number, _, unit = short_number(round(value)).partition(" ")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}".rstrip()


def _left_out(tradeoff: Tradeoff) -> list[str]:
    names = tradeoff.unmeasured
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return [f"Without such an accuracy: {', '.join(names[:MOST_NAMED])}{more}."] if names else []
