"""The columns a table of layers can have."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from cnncalc.errors import CnncalcError, near_or_all
from cnncalc.render.cells import figure_cell, share_cell
from cnncalc.render.page import Cell, Column, op_text, shapes_text
from cnncalc.report.figure import Figure
from cnncalc.report.figures import OF_LAYERS
from cnncalc.report.fold import Unit
from cnncalc.report.layers import LayerSummary
from cnncalc.report.rows import LayerRow
from cnncalc.report.totals import Totals
from cnncalc.text import plural

C = TypeVar("C")


class LayerColumn(NamedTuple):
    """A column of a table of layers: what it shows of a row, and of the totals."""

    column: Column
    of_row: Callable[[LayerRow, Totals], Cell]
    of_totals: Callable[[Totals], Cell]


DEFAULT = ("layer", "what", "output", "params", "params_share", "macs", "macs_share")


NAME_WIDTH = 26
"""No name is cut that is not longer, as long as there are columns to leave out: `conv4_2 … conv4_6  ×5`."""
WHAT_WIDTH = 34
"""What a row is stays so wide as long as there are columns to leave out: a row that is wrapped is hard to read."""
MOST_INPUTS = 8
"""The most inputs of a row that are named."""
MOST_KINDS = 4
"""Of how many kinds of layers or blocks a group is told to be made."""


def choose(names: Sequence[str], choices: Mapping[str, C]) -> list[C]:
    """The columns of some names; raise CnncalcError for a name there is none of."""
    for name in names:
        if name not in choices:
            hint = near_or_all(name, choices)
            raise CnncalcError(f"there is no column {name!r}", hint=hint)
    return [choices[name] for name in names]


def name_cell(row: LayerRow) -> str:
    """A row's name in the block around it; of repeats the first, the last, and how many there are."""
    first, last, times = row.path.removeprefix(row.around), row.unit.last.rpartition(".")[2], row.unit.repeat
    return "  " * (row.level - 1) + (first if times == 1 else f"{first} … {last}  ×{times}")


def what_cell(row: LayerRow) -> str:
    """What a row is: ops with their fields, a block with its arguments, or what is in a group."""
    head = " (training)" if row.training else ""
    if row.is_layer:
        return ", ".join([_op_cell(row, layer) for layer in row.unit.first]) + head
    block = " ".join(filter(None, (row.unit.block, row.scope.label if row.scope else "")))
    within = made_of(row.unit) if not block or all(inner.block for inner in row.unit.units) else ""
    return ": ".join(filter(None, (block, within))) + head


def _op_cell(row: LayerRow, layer: LayerSummary) -> str:
    """An op with its fields; of one that flattens what is before it in the row, what that gives, too."""
    flattens = row.flattened and layer.input_shapes and layer.input_shapes[0].spatial and not layer.output_shape.spatial
    return op_text(layer.op, layer.description) + (f" to {layer.output_shape}" if flattens else "")


def output_cell(row: LayerRow) -> str:
    """What comes out of a row: of what is flattened there, its output before that."""
    return str(row.flattened or row.output_shape)


def made_of(unit: Unit) -> str:
    """What is in a group, `bottleneck` or `36 × bottleneck`; of too much how many steps."""
    found: dict[str, int] = {}
    waiting = [(inner, 1) for inner in reversed(unit.units)]
    while waiting:
        inner, times = waiting.pop()
        name = inner.block or (inner.main.op if inner.main else "")
        if name:
            found[name] = found.get(name, 0) + times * inner.repeat
        else:
            waiting.extend([(each, times * inner.repeat) for each in reversed(inner.units)])
    if len(found) > MOST_KINDS:
        return plural(len(unit.first), "step")
    return ", ".join([name if times == 1 else f"{times} × {name}" for name, times in found.items()])


def inputs_cell(row: LayerRow) -> str:
    """Where a row's inputs come from; what is in the block around it goes by its name there."""
    paths = [path.removeprefix(row.around) for path in row.inputs]
    more = len(paths) - MOST_INPUTS
    return ", ".join(paths) if more <= 1 else f"{', '.join(paths[:MOST_INPUTS])} and {more} more"


def _input(row: LayerRow, totals: Totals) -> Cell:
    return shapes_text(row.layers[0].input_shapes)


def field_text(field: Sequence[int] | None) -> str:
    """The sizes of a receptive field, one where they are alike; `?` where they are not known."""
    if field is None:
        return "?"
    return "×".join(map(str, field if len(set(field)) > 1 else field[:1]))


def _figure(figure: Figure) -> LayerColumn:
    column = Column(figure.called, right=True)
    return LayerColumn(
        column, lambda row, _: figure_cell(figure, row.share) or None, lambda totals: figure_cell(figure, totals)
    )


def _share(figure: Figure) -> LayerColumn:
    column = Column("share", right=True, optional=2, bars=True)
    return LayerColumn(column, lambda row, totals: share_cell(figure, row.share, totals), lambda _: None)


def _text(title: str, of_row: Callable[[LayerRow, Totals], Cell], of_totals: Callable[[Totals], Cell]) -> LayerColumn:
    return LayerColumn(Column(title), of_row, of_totals)


def _shape(title: str, of_row: Callable[[LayerRow, Totals], Cell]) -> LayerColumn:
    return LayerColumn(Column(title, whole=True), of_row, lambda _: None)


CHOICES: dict[str, LayerColumn] = {
    "layer": LayerColumn(Column("layer", shortest=NAME_WIDTH), lambda row, _: name_cell(row), lambda _: "total"),
    "path": _text("layer", lambda row, _: row.path, lambda _: "total"),
    "what": LayerColumn(
        Column("what it is", optional=1, wrap=True, shortest=WHAT_WIDTH),
        lambda row, _: what_cell(row),
        lambda totals: f"{plural(totals.steps, 'step')}, {plural(totals.layers, 'layer')}, depth {totals.depth}",
    ),
    "inputs": LayerColumn(Column("inputs", optional=3, wrap=True), lambda row, _: inputs_cell(row), lambda _: None),
    "input": _shape("input", _input),
    "output": _shape("output", lambda row, _: output_cell(row)),
    **{figure.option: _figure(figure) for figure in OF_LAYERS},
    **{f"{figure.option}_share": _share(figure) for figure in OF_LAYERS if figure.adds},
    "sees": LayerColumn(
        Column("receptive field", right=True),
        lambda row, _: field_text(row.layers[-1].receptive_field),
        lambda _: None,
    ),
}
"""Every column of a table of layers, by its name."""
ELSEWHERE = LayerColumn(
    Column("inputs", optional=3, wrap=True),
    lambda row, _: "" if row.follows else inputs_cell(row),
    lambda _: None,
)
"""The inputs of those rows alone that do not follow the one before them."""
