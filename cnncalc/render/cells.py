"""Figures in the cells of a table."""

from typing import Any

from cnncalc.render.page import Cell, bound_text, bytes_text, exact_number, marked, share_text, si_number
from cnncalc.render.scale import significant
from cnncalc.report.figure import BYTES, FP32, Figure, FigureValue, ValueSizes


def figure_cell(figure: Figure, part: Any, *, units: str = "", sizes: ValueSizes = FP32) -> Cell:
    """A figure of some layers or of a network; `?` where nothing is known of it, `≥` where not all is known."""
    if figure.is_unknown(part):
        return "?"
    return number_cell(figure, figure.value(part, sizes), figure.is_bound(part), units=units)


def number_cell(figure: Figure, value: FigureValue | None, is_bound: bool, *, units: str = "") -> Cell:
    """The value of a figure, marked if it is a lower bound."""
    if isinstance(value, int) and figure.unit != BYTES and units != "si":
        return bound_text(value, is_bound)
    return None if value is None else marked(number_text(figure, value, units=units), is_bound)


def number_text(figure: Figure, value: FigureValue, *, units: str = "") -> str:
    """The value of a figure for reading: memory in binary units, a number that is not whole in three digits."""
    if isinstance(value, float):
        text = significant(*abs(value).as_integer_ratio()) if value else "0"
        return f"{'−' if value < 0 else ''}{text}"
    if figure.unit == BYTES:
        return f"{'−' if value < 0 else ''}{bytes_text(abs(value))}"
    return si_number(value) if units == "si" else exact_number(value)


def share_cell(figure: Figure, part: Any, whole: Any) -> Cell:
    """The share of a part in the whole; `?` where that is only a lower bound."""
    if figure.is_bound(whole):
        return "?"
    return share_text(int(figure.value(part) or 0), int(figure.value(whole) or 0))
