"""A sheet of homework: a table with gaps, or with the answers in them."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.sheet import row_data
from cnncalc.render.page import Cell, Column, Page, Paragraph, Records, Row, Table, say_shape_order, shapes_text
from cnncalc.render.records import record
from cnncalc.report.sheet import OUTPUT, Homework, HomeworkRow
from cnncalc.text import letters_apart

GAP = "........"
NAMES = {OUTPUT: OUTPUT, "weights": "weights, without biases", "params": "parameters, with biases", "macs": "MACs"}
"""What each column asks for."""


def page(sheet: Homework, options: Options) -> Page:
    """The input, and a row a layer."""
    key = options.half == "key"
    columns = [Column("layer"), Column("what it is")]
    columns += [Column(NAMES[name], right=name != OUTPUT, whole=name == OUTPUT) for name in sheet.columns]
    rows = tuple([Row((row.path, what_text(row), *_cells(sheet, row, key=key))) for row in sheet.rows])
    sums = [sheet.totals[name] if key or name not in sheet.blank else GAP for name in sheet.totals]
    totals = (Row(("total", None, None, *sums)),) if sums else ()
    title = f"{sheet.title}: key" if key else sheet.title
    return Page(
        title, (Paragraph((f"Input {shapes_text(sheet.input_shapes)}",), "task"), Table(tuple(columns), rows, totals))
    )


def records(sheet: Homework, options: Options) -> Records:
    """One record a layer."""
    header = ("layer", "op", "description", *sheet.columns)
    key = options.half == "key"
    rows = [(row, row_data(sheet, row, key=key)) for row in sheet.rows]
    flat = [{OUTPUT: row.output.plain if data[OUTPUT] else None} for row, data in rows]
    found = [record(header, data, **shapes) for (_, data), shapes in zip(rows, flat, strict=True)]
    return say_shape_order(Records(header, tuple(found)))


def what_text(row: HomeworkRow) -> str:
    """A layer as the lectures write it, `conv K = 96, F = 11`."""
    return f"{row.op} {letters_apart(row.description)}".rstrip()


def _cells(sheet: Homework, row: HomeworkRow, *, key: bool) -> list[Cell]:
    values = [str(row.output) if name == OUTPUT else getattr(row, name) for name in sheet.columns]
    return [value if key or name not in sheet.blank else GAP for name, value in zip(sheet.columns, values, strict=True)]
