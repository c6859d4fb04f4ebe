"""A word of the language that is no op, with an example."""

from __future__ import annotations

from cnncalc.render import Options
from cnncalc.render.page import Column, Page, Paragraph, Part, Records, Row, Table, shapes_text
from cnncalc.report.construct import ConstructReport

STEPS = (Column("step"), Column("op"), Column("output"), Column("params", right=True), Column("MACs", right=True))


def page(report: ConstructReport, options: Options) -> Page:
    """What it does, what stands beside it, and the steps that its example becomes."""
    construct = report.construct
    parts: list[Part] = [Paragraph((construct.phrase,))]
    if construct.beside:
        parts.append(Paragraph((f"Beside it: {', '.join(construct.beside)}",)))
    written = tuple(f"  {line}" for line in construct.example[1].splitlines())
    shape = shapes_text(report.walk.input_shapes)
    parts += [Paragraph((f"For example, on {shape}",), "caption"), Paragraph(written)]
    return Page(construct.name, (*parts, Table(STEPS, tuple(map(Row, _rows(report))))))


def records(report: ConstructReport, options: Options) -> Records:
    """One record a step of the example."""
    return Records(("step", "op", "output", "params", "macs"), _rows(report))


def _rows(report: ConstructReport) -> list[tuple[str | int | None, ...]]:
    return [
        (step.path, step.op, str(step.output_shape), step.total_params, step.total_macs) for step in report.walk.steps
    ]
