"""A word of the language that is no op, with an example."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.data.walk import step_data
from cnncalc.render.page import Column, Page, PagePart, Paragraph, Records, Row, Table, say_shape_order, shapes_text
from cnncalc.render.records import record
from cnncalc.report.construct import ConstructReport

STEPS = (Column("step"), Column("op"), Column("output"), Column("params", right=True), Column("MACs", right=True))


def page(report: ConstructReport, options: Options) -> Page:
    """What it does, what stands beside it, and the steps that its example becomes."""
    construct = report.construct
    parts: list[PagePart] = [Paragraph((construct.phrase,))]
    if construct.beside:
        parts.append(Paragraph((f"Beside it: {', '.join(construct.beside)}",)))
    written = tuple(f"  {line}" for line in construct.example[1].splitlines())
    shape = shapes_text(report.walk.input_shapes)
    parts += [Paragraph((f"For example, on {shape}",), "caption"), Paragraph(written)]
    return Page(construct.name, (*parts, Table(STEPS, tuple(map(Row, _rows(report))))))


def records(report: ConstructReport, options: Options) -> Records:
    """One record a step of the example."""
    header = ("step", "op", "output", "params", "macs")
    rows = []
    for step, working in report.walk.worked():
        data, output = step_data(step, working), step.output_shape.plain
        own = {"step": step.path, "output": output, "params": data["total_params"], "macs": data["total_macs"]}
        rows.append(record(header, {**data, **own}))
    return say_shape_order(Records(header, rows))


def _rows(report: ConstructReport) -> list[tuple[str | int | None, ...]]:
    return [
        (step.path, step.op, str(step.output_shape), step.total_params, step.total_macs) for step in report.walk.steps
    ]
