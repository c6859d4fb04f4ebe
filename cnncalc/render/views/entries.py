"""The columns of a table that has a network in each row."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from cnncalc.render import Options
from cnncalc.render.cells import figure_cell
from cnncalc.render.page import Cell, Column, Paragraph, Row, Table, Terms, shapes_text
from cnncalc.render.views.columns import choose, field_text
from cnncalc.render.views.meanings import BOUNDS, explained
from cnncalc.report.compare import NetworkEntry
from cnncalc.report.figure import BYTES, Figure
from cnncalc.report.figures import FIGURES

TERMS = {
    "form": ("form", "form: the paper's network, or whose form of it"),
    **{
        figure.option: (figure.over, f"{figure.over}: {figure.counts()}")
        for figure in FIGURES.values()
        if figure.unit == BYTES
    },
    "sees": ("receptive field", "receptive field: of the last step that still has positions"),
    "top1": (
        "top-1", "top-1: published for one crop, of this very network, trained on ImageNet-1k alone; verify has more"
    ),
}  # fmt: skip
"""The columns that are explained together in one line."""
TOLD = {figure.option: figure for figure in FIGURES.values() if figure.unit != BYTES and figure.name != "params"}
"""The columns that are explained in a line of their own; parameters go without saying."""
LESS = {"params": 0, "macs": 0, "memory": 1, "peak": 4, "depth": 5, "layers": 7}
"""The order in which columns go where there is little room; all others go first."""


class NetworkColumn(NamedTuple):
    """A column of a table of networks: what it shows of one."""

    column: Column
    of: Callable[[NetworkEntry, Options], Cell]


def _figure(figure: Figure) -> NetworkColumn:
    column = Column(figure.over, right=True, optional=LESS.get(figure.option, 8))
    return NetworkColumn(column, lambda entry, options: figure_cell(figure, entry.totals, units=options.units))


def _text(
    name: str, of_entry: Callable[[NetworkEntry], Cell], optional: int = 0, *, right: bool = False
) -> NetworkColumn:
    return NetworkColumn(Column(name, right=right, optional=optional), lambda entry, _: of_entry(entry))


CHOICES: dict[str, NetworkColumn] = {
    "network": _text("network", lambda entry: entry.name),
    "title": _text("network", lambda entry: entry.title),
    "family": _text("family", lambda entry: entry.family, 4),
    "form": _text("form", lambda entry: entry.form, 4),
    "year": _text("year", lambda entry: str(entry.year or ""), 3, right=True),
    "input": NetworkColumn(Column("input", optional=2, whole=True), lambda entry, _: shapes_text(entry.input_shapes)),
    **{figure.option: _figure(figure) for figure in FIGURES.values()},
    "sees": _text("receptive field", lambda entry: field_text(entry.receptive_field), 6, right=True),
    "top1": _text("top-1", lambda entry: "" if entry.top1 is None else f"{entry.top1:.1f}%", 5, right=True),
    "source": NetworkColumn(Column("source of top-1", shortest=16, optional=8), lambda entry, _: entry.top1_source),
}
"""Every column of a table of networks, by its name."""


def table(
    entries: Sequence[NetworkEntry], options: Options, names: Sequence[str], rows: Sequence[NetworkEntry | str] = ()
) -> Table:
    """A row for each entry; a text among the `rows` is a heading of those below it, until one that is empty.

    Where networks are there more than once, with other inputs, their inputs are what tells them apart.
    """
    columns = [choice.column for choice in choose(names, CHOICES)]
    if len({entry.name for entry in entries}) < len(entries):
        columns = [column._replace(optional=0) if column.title == "input" else column for column in columns]
    return Table(tuple(columns), tuple(_rows(rows or entries, options, names)))


def meaning(entries: Sequence[NetworkEntry], names: Sequence[str], *before: str) -> Paragraph:
    """What the columns mean that are shown."""
    bounds = (BOUNDS,) if any(entry.totals.lower_bounds for entry in entries) else ()
    terms = Terms(tuple(TERMS[name] for name in names if name in TERMS))
    figures = explained(TOLD[name] for name in names if name in TOLD)
    return Paragraph((*before, terms, *figures, *bounds), "quiet")


def _rows(rows: Sequence[NetworkEntry | str], options: Options, names: Sequence[str]) -> list[Row]:
    made, indent = [], ""
    for row in rows:
        if isinstance(row, str):
            indent = "  " if row else ""
            if row:
                made.append(Row((row, *[None] * (len(names) - 1)), "block"))
            continue
        first, *others = [CHOICES[name].of(row, options) for name in names]
        made.append(Row((f"{indent}{first}" if indent else first, *others)))
    return made
