"""The columns a table of layers can have."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from cnncalc.errors import CnncalcError, near_or_all
from cnncalc.render.cells import figure_cell, share_cell
from cnncalc.render.page import Cell, Column, op_text, shapes_text
from cnncalc.report import tree
from cnncalc.report.figure import Figure
from cnncalc.report.figures import OF_LAYERS
from cnncalc.report.totals import Totals
from cnncalc.text import plural

C = TypeVar("C")


class LayerColumn(NamedTuple):
    """A column, and what it shows of a row and of the totals."""

    column: Column
    of_row: Callable[[tree.TreeRow, Totals], Cell]
    of_totals: Callable[[Totals], Cell]


DEFAULT = ("layer", "what", "output", "params", "params_share", "macs", "macs_share")


MOST_INPUTS = 8
"""How many of a row's inputs are named."""


def choose(names: Sequence[str], choices: Mapping[str, C]) -> list[C]:
    """The columns of some names; raise CnncalcError for a name there is none of."""
    for name in names:
        if name not in choices:
            hint = near_or_all(name, choices)
            raise CnncalcError(f"there is no column {name!r}", hint=hint)
    return [choices[name] for name in names]


def what_cell(row: tree.TreeRow) -> str:
    """What a row is: an op with its fields, or a block with its arguments."""
    head = " (training)" if row.training else ""
    if row.layer is not None:
        return op_text(row.layer.op, row.layer.description) + head
    block = " ".join(filter(None, (row.block, row.label)))
    return (block if row.opened or block else plural(row.share.steps, "step")) + head


def inputs_cell(row: tree.TreeRow) -> str:
    """Where a row's inputs come from; what is in the block around it goes by its name there."""
    scope = row.path.rpartition(".")[0]
    paths = [path.removeprefix(f"{scope}.") if scope else path for path in row.inputs]
    more = len(paths) - MOST_INPUTS
    return ", ".join(paths) if more <= 1 else f"{', '.join(paths[:MOST_INPUTS])} and {more} more"


def _input(row: tree.TreeRow, totals: Totals) -> Cell:
    return shapes_text(row.layers[0].input_shapes)


def field_text(field: Sequence[int] | None) -> str:
    """The sizes of a receptive field, one where they are alike; `?` where they are not known."""
    if field is None:
        return "?"
    return "×".join(map(str, field if len(set(field)) > 1 else field[:1]))


def _figure(figure: Figure) -> LayerColumn:
    column = Column(figure.called, right=True)
    return LayerColumn(
        column, lambda row, _: figure_cell(figure, row.share), lambda totals: figure_cell(figure, totals)
    )


def _share(figure: Figure) -> LayerColumn:
    column = Column("share", right=True, optional=2)
    return LayerColumn(column, lambda row, totals: share_cell(figure, row.share, totals), lambda _: None)


def _text(
    title: str, of_row: Callable[[tree.TreeRow, Totals], Cell], of_totals: Callable[[Totals], Cell]
) -> LayerColumn:
    return LayerColumn(Column(title), of_row, of_totals)


def _shape(title: str, of_row: Callable[[tree.TreeRow, Totals], Cell]) -> LayerColumn:
    return LayerColumn(Column(title, whole=True), of_row, lambda _: None)


CHOICES: dict[str, LayerColumn] = {
    "layer": _text("layer", lambda row, _: "  " * (row.depth - 1) + row.name, lambda _: "total"),
    "path": _text("layer", lambda row, _: row.path, lambda _: "total"),
    "what": LayerColumn(
        Column("what it is", optional=1, wrap=True),
        lambda row, _: what_cell(row),
        lambda totals: f"{plural(totals.steps, 'step')}, {plural(totals.layers, 'layer')}, depth {totals.depth}",
    ),
    "inputs": LayerColumn(Column("inputs", optional=3, wrap=True), lambda row, _: inputs_cell(row), lambda _: None),
    "input": _shape("input", _input),
    "output": _shape("output", lambda row, _: str(row.output_shape)),
    **{figure.option: _figure(figure) for figure in OF_LAYERS},
    **{f"{figure.option}_share": _share(figure) for figure in OF_LAYERS if figure.adds},
    "sees": LayerColumn(
        Column("receptive field", right=True),
        lambda row, _: field_text(row.layers[-1].receptive_field),
        lambda _: None,
    ),
}
"""Every column by its name."""
ELSEWHERE = LayerColumn(
    Column("inputs", optional=3, wrap=True),
    lambda row, _: "" if row.follows else inputs_cell(row),
    lambda _: None,
)
"""The inputs of those rows alone that do not follow the one before them."""
ALWAYS = ("layer", "path", "what")
"""What an opened block shows; its figures stand in the rows below it."""
