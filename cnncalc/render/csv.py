"""Comma-separated values: one record a line, exact numbers, nothing folded."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from cnncalc.render import Options
from cnncalc.render.page import Cell
from cnncalc.render.views import records_of
from cnncalc.text import printable

DANGEROUS = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


class _LineCatcher:
    """A file for a csv writer that returns each line instead of storing it; the writer then returns it, too."""

    def write(self, line: str) -> str:
        return line


def render(report: Any, options: Options, delimiter: str = ",") -> Iterator[str]:
    """The report's records, under a header."""
    records = records_of(report, options)
    writer = csv.writer(_LineCatcher(), delimiter=delimiter, lineterminator="\n")
    yield writer.writerow(records.header)
    for row in records.rows:
        yield writer.writerow([_safe(cell) for cell in row])


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text
