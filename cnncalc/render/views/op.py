"""One op: its fields, its other names, and an example with its working."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.ops import field_data
from cnncalc.render.page import Column, Page, PagePart, Paragraph, Records, Row, Table, shapes_text
from cnncalc.render.records import record
from cnncalc.render.views.letters import Legend
from cnncalc.render.views.ops import default_text
from cnncalc.render.views.walk import derivation, lines_of
from cnncalc.report.op import OpReport
from cnncalc.report.ops import FieldEntry, OpEntry

FIELDS = (
    Column("field"),
    Column("what it is", wrap=True),
    Column("takes", wrap=True),
    Column("if not said"),
    Column("also called", wrap=True),
)
NAMES = (Column("where"), Column("what it is called", wrap=True))
WORDS = (Column("word"), Column("what becomes of it", wrap=True))


def page(report: OpReport, options: Options) -> Page:
    """The page: what the op does, its fields, its other names and words, an example."""
    op = report.op
    parts: list[PagePart] = [Paragraph((op.description,))]
    parts.append(Table(FIELDS, tuple(map(_row, op.fields))) if op.fields else Paragraph(("It has no fields.",)))
    if names := _names(op):
        parts.append(Table(NAMES, names))
    shape = shapes_text(report.walk.input_shapes)
    parts += [Paragraph((f"As a step, on {shape}",), "caption"), Paragraph((f"  - {op.example}",))]
    step, working = report.worked
    complete, legend = options._replace(operations=True), Legend()
    legend.add(lines_of(working, complete))
    parts += [derivation(step, working, complete), *(Paragraph((line,), "quiet") for line in legend.lines())]
    if op.words:
        caption = "Words of other frameworks that are no fields here"
        parts.append(Table(WORDS, tuple(map(Row, op.words)), caption=caption))
    if report.field_of:
        parts.append(Paragraph((f"{op.name} is also a field of {', '.join(report.field_of)}.",), "note"))
    return Page(op.name, parts)


def records(report: OpReport, options: Options) -> Records:
    """One record a field."""
    header = ("op", "field", "takes", "default", "main", "what", "also")
    rows = [
        record(header, field_data(field), op=report.op.name, field=field.name, default=default_text(field))
        for field in report.op.fields
    ]
    return Records(header, rows)


def _row(field: FieldEntry) -> Row:
    what = f"{field.what} (the main value)" if field.main else field.what
    return Row((field.name, what, field.takes, default_text(field), ", ".join(field.also)))


def _names(op: OpEntry) -> tuple[Row, ...]:
    named = {"here, too": op.aliases, "PyTorch": op.pytorch, "Keras": op.keras}
    return tuple(Row((where, ", ".join(names))) for where, names in named.items() if names)
