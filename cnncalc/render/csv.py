"""Comma-separated values: one record a line, exact numbers, nothing folded."""

from __future__ import annotations

import csv
import io
from typing import Any

from cnncalc.render import Options
from cnncalc.render.page import Cell
from cnncalc.render.views import records_of
from cnncalc.text import printable

DANGEROUS = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def render(report: Any, options: Options, delimiter: str = ",") -> str:
    """The report's records, under a header."""
    records = records_of(report, options)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(records.header)
    writer.writerows([_safe(cell) for cell in row] for row in records.rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text
