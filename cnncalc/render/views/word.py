"""Which ops have a field, or take a word of another framework."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.word import use_data
from cnncalc.render.page import Cell, Column, Page, Records, Row, Table
from cnncalc.render.records import record
from cnncalc.render.views.ops import default_text
from cnncalc.report.word import WordReport, WordUse

COLUMNS = (Column("op"), Column("field"), Column("if not said"), Column("what it is", wrap=True))


def page(report: WordReport, options: Options) -> Page:
    """A row an op."""
    return Page(report.word, (Table(COLUMNS, tuple(map(Row, map(_cells, report.uses)))),))


def records(report: WordReport, options: Options) -> Records:
    """One record an op."""
    header = ("op", "field", "default", "what")
    rows = [(use_data(use), _cells(use)) for use in report.uses]
    return Records(header, [record(header, use, field=field, default=default) for use, (_, field, default, _) in rows])


def _cells(use: WordUse) -> tuple[Cell, ...]:
    if use.field is None:
        return use.op, None, None, use.what
    return use.op, use.field.name, default_text(use.field), use.what
