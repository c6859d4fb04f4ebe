"""Networks side by side."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.compare import entry_data
from cnncalc.render.page import Cell, Column, Page, Paragraph, Records, Row, Table, Terms, bytes_text, marked
from cnncalc.render.views.columns import BOUNDS, total_cell
from cnncalc.render.views.meanings import explained
from cnncalc.render.views.summary import plain_shape, shapes_text
from cnncalc.report.compare import Comparison, Entry

COLUMNS = (
    Column("network"),
    Column("year", right=True, optional=3),
    Column("input", optional=2, whole=True),
    Column("depth", right=True, optional=5),
    Column("layers", right=True, optional=7),
    Column("params", right=True),
    Column("MACs", right=True),
    Column("parameter memory", right=True, optional=1),
    Column("peak", right=True, optional=4),
    Column("receptive field", right=True, optional=6),
)
TERMS = Terms(
    (
        ("parameter memory", "parameter memory: the parameters in fp32"),
        ("peak", "peak: the most memory that the activations of one example need at once, in fp32"),
        ("receptive field", "receptive field: of the last step that still has positions"),
    )
)


def page(comparison: Comparison, options: Options) -> Page:
    """One row a network."""
    rows = [_row(entry) for entry in comparison.entries]
    bounds = (BOUNDS,) if any(entry.totals.lower_bounds for entry in comparison.entries) else ()
    meaning = Paragraph((TERMS, *explained(("depth", "macs")), *bounds), "quiet")
    return Page("", (Table(COLUMNS, tuple(rows)), meaning))


def records(comparison: Comparison, options: Options) -> Records:
    """One record a network."""
    header = (
        "name", "title", "family", "form", "year", "input_shape", "params", "macs", "flops", "param_bytes",
        "activation_bytes", "peak_activation_bytes", "depth", "layers", "steps", "receptive_field", "top1",
        "top1_source",
        "trainable_params", "lower_bounds",
    )  # fmt: skip
    return Records(header, tuple(_record(entry_data(entry), entry, header) for entry in comparison.entries))


def _row(entry: Entry) -> Row:
    totals = entry.totals
    memory = marked(bytes_text(totals.param_bytes), "param_bytes" in totals.lower_bounds)
    return Row(
        (
            entry.name, str(entry.year or ""), shapes_text(entry.input_shapes), totals.depth, totals.layers,
            total_cell(totals, "params"), total_cell(totals, "macs"), memory, bytes_text(totals.peak_activation_bytes),
            _sees(entry.receptive_field),
        )
    )  # fmt: skip


def _sees(field: tuple[int, ...] | None) -> str:
    if field is None:
        return "?"
    return "×".join(map(str, field if len(set(field)) > 1 else field[:1]))


def _record(data: dict[str, Any], entry: Entry, header: tuple[str, ...]) -> tuple[Cell, ...]:
    flat = {
        "input_shape": " ".join(map(plain_shape, entry.input_shapes)),
        "receptive_field": "x".join(map(str, entry.receptive_field or ())) or None,
        "top1": None if entry.top1 is None else f"{entry.top1:g}",
        "lower_bounds": " ".join(entry.totals.lower_bounds) or None,
    }
    return tuple({**data, **flat}[key] for key in header)
