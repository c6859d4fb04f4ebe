"""Networks side by side."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.compare import entry_data
from cnncalc.render.page import Cell, Page, Records, named_bounds, say_shape_order
from cnncalc.render.views import entries
from cnncalc.report.compare import Comparison, Entry

DEFAULT = ("network", "year", "input", "depth", "layers", "params", "macs", "memory", "peak", "sees")
OF_TRAINING = (*DEFAULT[:7], "trainable", "backward", *DEFAULT[7:])
"""The columns where it is said what is trained."""


def page(comparison: Comparison, options: Options) -> Page:
    """One row a network."""
    names = options.columns or DEFAULT
    table = entries.table(comparison.entries, options, names)
    return Page("", (table, entries.meaning(comparison.entries, names)))


def records(comparison: Comparison, options: Options) -> Records:
    """One record a network."""
    header = (
        "name", "title", "family", "form", "year", "input_shape", "params", "macs", "flops", "activations",
        "layer_activations", "backward_macs", "param_bytes", "activation_bytes",
        "peak_activation_bytes", "depth", "layers", "steps", "receptive_field", "top1",
        "top1_source", "trainable_params", "lower_bounds",
    )  # fmt: skip
    rows = tuple(_record(entry_data(entry), entry, header) for entry in comparison.entries)
    return say_shape_order(Records(header, rows))


def _record(data: dict[str, Any], entry: Entry, header: tuple[str, ...]) -> tuple[Cell, ...]:
    flat = {
        "input_shape": " ".join(shape.plain for shape in entry.input_shapes),
        "receptive_field": "x".join(map(str, entry.receptive_field or ())) or None,
        "top1": None if entry.top1 is None else f"{entry.top1:g}",
        "lower_bounds": named_bounds(entry.totals.lower_bounds, header),
    }
    return tuple({**data, **flat}[key] for key in header)
