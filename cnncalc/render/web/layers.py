"""The table of a network's layers, and the working of each, for the script to show."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cnncalc.render import Options
from cnncalc.render.page import Cell
from cnncalc.render.views.columns import CHOICES, name_cell
from cnncalc.render.views.walk import derivation, heading, inputs_text
from cnncalc.render.web.tree import TreeCell, TreeColumn, TreeRow, write_tree
from cnncalc.report.figures import FIGURES
from cnncalc.report.rows import LayerRow, rows_of
from cnncalc.report.summary import Summary
from cnncalc.report.walk import Walk
from cnncalc.text import plural, printable

COLUMNS = {"what": "what", "output": "shape", "params": "r params", "macs": "r macs", "activations": "r activations",
           "sees": "r sees"}  # fmt: skip
"""The columns behind the name, and the classes of their cells."""
BARS = ("params", "macs", "activations")
"""The columns with bars, as long as the share in the network's whole."""
DEPTHS = (1_000, 4, 3, 2, 1)
"""How deep blocks are opened with equal neighbours as one, where every layer by itself is too much."""


def choose_rows(summary: Summary, most: int) -> tuple[tuple[LayerRow, ...], str]:
    """Every layer by itself; of too many, equal neighbours as one, then less; and what that leaves out."""
    rows = rows_of(summary, 0)
    if len(rows) <= most:
        return rows, ""
    for depth in DEPTHS:
        rows = rows_of(summary, depth)
        if len(rows) <= most:
            return rows, f"Of {plural(len(summary.layers), 'step')}, equal neighbours are one row, ×N."
    return rows[:most], f"The first {most:,} of {plural(len(rows), 'row')}; `cnncalc summary` shows all."


def write_layers(summary: Summary, rows: tuple[LayerRow, ...], prefix: str) -> Iterator[str]:
    """The table."""
    titles = [TreeColumn("layer"), *(TreeColumn(CHOICES[name].column.title, style) for name, style in COLUMNS.items())]
    sums = [TreeCell(CHOICES[name].of_totals(summary.totals), style) for name, style in COLUMNS.items()]
    total = TreeRow("", "total", 1, tuple(sums))
    depth = max([row.level for row in rows_of(summary)], default=1)
    table = [_row(row, summary, prefix) for row in rows]
    yield from write_tree(f"Layers of {summary.title}", titles, table, total, depth)


def _row(row: LayerRow, summary: Summary, prefix: str) -> TreeRow:
    cells = []
    for name, style in COLUMNS.items():
        cell = CHOICES[name].of_row(row, summary.totals)
        cells.append(TreeCell(cell, style + _bar(row, summary, name) if name in BARS else style))
    return TreeRow(f"{prefix}.{row.path}", name_cell(row).strip(), row.level, tuple(cells), row.opened)


def _bar(row: LayerRow, summary: Summary, name: str) -> str:
    """The class of a bar: how many per cent of the whole it is."""
    whole, part = FIGURES[name].known(summary.totals), FIGURES[name].known(row.share)
    return f" b{round(100 * part / whole)}" if whole and part else ""


def workings(walk: Walk, rows: tuple[LayerRow, ...]) -> str:
    """The workings as JSON that a script element may hold; equal ones once."""
    shown = {row.path for row in rows} | {layer.path for row in rows if not row.opened for layer in row.unit.first}
    numbers: dict[object, int] = {}
    layers: dict[str, list[Cell]] = {}
    for step, working in walk.worked():
        if step.path in shown:
            figures = tuple([(name, _told(lines)) for name, lines in derivation(step, working, Options()).figures[1:]])
            number = numbers.setdefault(figures, len(numbers))
            layers[step.path] = [heading(step).removeprefix(step.path).strip(), inputs_text(step), number]
    return for_script({"layers": layers, "workings": list(numbers)})


def _told(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a figure without the question."""
    return lines[1:] if len(lines) > 1 and lines[0].endswith("?") else lines


def for_script(data: object) -> str:
    """Data as JSON in which nothing ends the element around it."""
    return json.dumps(_printed(data), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _printed(data: object) -> object:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {str(key): _printed(value) for key, value in data.items()}
    return [_printed(each) for each in data] if isinstance(data, (list, tuple)) else data
