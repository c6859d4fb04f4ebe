"""Networks side by side."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.compare import entry_data
from cnncalc.render.page import Column, Page, Paragraph, Records, Row, Table, bytes_text
from cnncalc.render.views.summary import shapes_text
from cnncalc.report.compare import Comparison, Entry

COLUMNS = (
    Column("network"),
    Column("year", right=True, optional=3),
    Column("input", optional=2),
    Column("layers", right=True, optional=5),
    Column("params", right=True),
    Column("MACs", right=True),
    Column("memory", right=True, optional=1),
    Column("peak", right=True, optional=4),
    Column("sees", right=True, optional=6),
)


def page(comparison: Comparison, options: Options) -> Page:
    """One row a network."""
    rows = [_row(entry) for entry in comparison.entries]
    meaning = (
        "memory: parameters in fp32; peak: the most memory the activations of one example need at once; "
        "sees: the receptive field of the last layer that still has positions."
    )
    return Page("", (Table(COLUMNS, tuple(rows)), Paragraph((meaning,), "quiet")))


def records(comparison: Comparison, options: Options) -> Records:
    """One record a network."""
    rows = [entry_data(entry) for entry in comparison.entries]
    header = tuple(rows[0]) if rows else ()
    return Records(header, tuple(tuple(map(_flat, row.values())) for row in rows))


def _row(entry: Entry) -> Row:
    totals = entry.totals
    field = entry.receptive_field
    return Row(
        (
            entry.name, str(entry.year or ""), shapes_text(entry.input_shapes), totals.layers, totals.params,
            totals.macs, bytes_text(totals.param_bytes), bytes_text(totals.peak_activation_bytes),
            "×".join(map(str, field)) if field and len(set(field)) > 1 else str(field[0]) if field else "",
        )
    )  # fmt: skip


def _flat(value: Any) -> str | int | None:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        shapes = value if value and isinstance(value[0], list) else [value]
        return " ".join("x".join(map(str, shape)) for shape in shapes)
    flat: str | int | None = value
    return flat
