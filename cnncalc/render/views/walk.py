"""The lecture: for each layer its input, the question, the working and the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data.walk import step_data
from cnncalc.render.page import (
    Cell,
    Column,
    Derivation,
    Page,
    PagePart,
    Paragraph,
    Records,
    Row,
    Table,
    bound_text,
    exact_number,
    noted,
    shapes_text,
)
from cnncalc.render.records import record
from cnncalc.render.views.letters import Legend
from cnncalc.render.views.meanings import MAC, assumed
from cnncalc.report.figures import FIGURES
from cnncalc.report.trace import MOST_KNOWN
from cnncalc.report.walk import LayerWalk, Walk, Working, WorkingLine

UNKNOWN = "not known"
LINES = ("output", "padding", "params", "macs", "operations", "bytes")
"""What has lines of working."""


def page(walk: Walk, options: Options) -> Page:
    """A part for each layer, then the totals."""
    return Page(walk.title, _parts(walk, options))


def _parts(walk: Walk, options: Options) -> Iterator[PagePart]:
    legend = Legend()

    @lru_cache(MOST_KNOWN)
    def shown(step: LayerWalk, working: Working) -> Derivation:
        legend.add(lines_of(working, options))
        return derivation(step, working, options)

    for step, working in walk.worked():
        yield Paragraph((_heading(step),), "caption")
        yield shown(step._replace(path=""), working)
    if walk.whole or len(walk.steps) > 1:
        yield _totals(walk)
    yield Paragraph((*_meaning(walk), *legend.lines()), "quiet")
    yield from noted(walk.notes)


def lines_of(working: Working, options: Options) -> tuple[WorkingLine, ...]:
    """The lines that are shown with their letters."""
    return (
        *working.sizes, *working.pads, *working.params, *working.macs,
        *(working.operations if options.operations else ()),
    )  # fmt: skip


def _meaning(walk: Walk) -> Iterator[str]:
    """What the figures that are shown count."""
    if any(step.total_params != 0 for step in walk.steps):
        yield FIGURES["params" if walk.biases else "weights"].told()
    if any(step.total_macs != 0 for step in walk.steps):
        yield MAC
    memory = next((step.task.memory for step in walk.steps if step.task.memory), None)
    if memory is not None:
        setting = memory.setting
        trained = f", trained with {setting.optimizer}" if setting.trains else ", to run"
        yield from assumed(setting.dtype.name, trains=setting.dtype.trains)
        yield f"Bytes: all values {setting.dtype.name}, batch {exact_number(setting.batch)}{trained}."


def records(walk: Walk, options: Options) -> Records:
    """One record a figure."""
    header = ("path", "op", "figure", "of", "symbols", "working", "value", "rounding")
    return Records(header, (row for worked in walk.worked() for row in _step_records(header, step_data(*worked))))


def _step_records(header: tuple[str, ...], step: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    for figure in LINES:
        for line in step[figure]:
            row = {**line, "path": step["path"], "op": step["op"], "figure": figure}
            yield record(header, row, of=line["what"], working=line["numbers"], rounding=line["rounding"] or None)
    for figure in ("params", "macs"):
        if step[f"total_{figure}"] is None:
            nothing = dict.fromkeys(("symbols", "working", "value", "rounding"))
            yield record(header, {**step, **nothing}, figure=figure, of=UNKNOWN)


def _heading(step: LayerWalk) -> str:
    training = "   (only in training)" if step.training else ""
    description = _letters(step.description) if "=" in step.description else step.description
    return f"{step.path}   {step.op}   {description}".rstrip() + training


def _letters(description: str) -> str:
    """The letters as the lectures write them: `K = 96, F = 11`."""
    return re.sub(r"(\S+?)=", r"\1 = ", re.sub(r" (?=\S+=)|(?<=\d) (?!at )", ", ", description))


def derivation(step: LayerWalk, working: Working, options: Options) -> Derivation:
    """The figures of a step, each with its working."""
    output = (*working.sizes, *working.pads)
    question = ", ".join(f"{line.what} = ?" for line in output)
    figures = [
        ("Input", (shapes_text(step.input_shapes),)),
        ("Output", _block(output, f"→ {step.output_shape}", question, named=True)),
    ]
    if step.shares:
        figures.append(("Parameters", (f"those of {step.shares}, counted there",)))
    else:
        figures.append(("Parameters", _block(working.params, _sum(working.params, step.total_params))))
    if working.macs or step.total_macs is None:
        figures.append(("MACs", _block(working.macs, UNKNOWN if step.total_macs is None else "")))
    if working.operations and options.operations:
        figures.append(("Other", _block(working.operations, "", named=True)))
    if working.memory:
        figures.append(("Bytes", _block(working.memory, "", named=True)))
    if step.note:
        figures.append(("Note", (step.note,)))
    return Derivation(tuple(figures))


def _block(lines: tuple[WorkingLine, ...], answer: str, question: str = "?", *, named: bool = False) -> tuple[str, ...]:
    """A figure's block: the question, the working line by line, and the answer."""
    if not lines:
        return (answer.removeprefix("→ "),)
    equations = [_equation(line, named=named or len(lines) > 1) for line in lines]
    return (question, *equations, *([answer] if answer else []))


def _equation(line: WorkingLine, *, named: bool) -> str:
    """One line of working; a formula without symbols of its own is not written twice."""
    name = [line.what] if named else []
    symbols = [line.symbols] if line.symbols and line.symbols != line.numbers else []
    numbers = [line.numbers] if line.numbers else []
    rounded = [line.rounding] if line.rounding else []
    return " = ".join([*name, *symbols, *numbers, *rounded, exact_number(line.value)])


def _sum(lines: tuple[WorkingLine, ...], value: int | None) -> str:
    if value is None:
        return UNKNOWN
    if not lines:
        return "0"
    return f"→ {exact_number(value)}" if len(lines) > 1 else ""


def _totals(walk: Walk) -> Table:
    columns = (Column("layer"), Column("output", whole=True), Column("params", right=True), Column("MACs", right=True))
    rows = [
        Row((step.path, str(step.output_shape), _known(step.total_params), _known(step.total_macs)))
        for step in walk.steps
        if step.total_params != 0 or step.total_macs != 0 or step.kind == "pooling" or step.changes_shape
    ]
    caption = "In all" if walk.biases else "In all, without biases"
    params, macs = (bound_text(getattr(walk, total), total in walk.lower_bounds) for total in ("params", "macs"))
    return Table(columns, tuple(rows), (Row(("total", None, params, macs)),), caption)


def _known(count: int | None) -> Cell:
    return "?" if count is None else count
