"""Which ops have a field, or take a word of another framework."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.page import Cell, Column, Page, Records, Row, Table
from cnncalc.render.views.ops import default_text
from cnncalc.report.word import WordReport, WordUse

COLUMNS = (Column("op"), Column("field"), Column("if not said"), Column("what it is", wrap=True))


def page(report: WordReport, options: Options) -> Page:
    """A row an op."""
    return Page(report.word, (Table(COLUMNS, tuple(map(Row, map(_cells, report.uses)))),))


def records(report: WordReport, options: Options) -> Records:
    """One record an op."""
    return Records(("op", "field", "default", "what"), map(_cells, report.uses))


def _cells(use: WordUse) -> tuple[Cell, ...]:
    if use.field is None:
        return use.op, None, None, use.what
    return use.op, use.field.name, default_text(use.field), use.what
