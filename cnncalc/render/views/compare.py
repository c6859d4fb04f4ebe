"""Networks side by side."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.compare import KEYS, entry_data
from cnncalc.render.page import Cell, Page, Records, named_bounds, say_shape_order, shapes_plain
from cnncalc.render.records import record
from cnncalc.render.views import entries
from cnncalc.report.compare import Comparison, NetworkEntry
from cnncalc.report.figures import FIGURES

DEFAULT = ("network", "year", "input", "depth", "layers", "params", "macs", "memory", "peak", "sees", "top1")
OF_TRAINING = (*DEFAULT[:7], *(figure.option for figure in FIGURES.values() if figure.of_training), *DEFAULT[7:])
"""The columns where it is said what is trained."""


def page(comparison: Comparison, options: Options) -> Page:
    """One row a network."""
    names = options.columns or DEFAULT
    table = entries.table(comparison.entries, options, names)
    return Page("", (table, entries.meaning(comparison.entries, names)))


def records(comparison: Comparison, options: Options) -> Records:
    """One record a network."""
    return say_shape_order(Records(KEYS, map(_record, comparison.entries)))


def _record(entry: NetworkEntry) -> tuple[Cell, ...]:
    return record(
        KEYS,
        entry_data(entry),
        input_shape=shapes_plain(entry.input_shapes),
        top1=None if entry.top1 is None else f"{entry.top1:g}",
        lower_bounds=named_bounds(entry.totals.lower_bounds, KEYS),
    )
