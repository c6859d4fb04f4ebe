"""The columns a table of layers can have."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from cnncalc.errors import CnncalcError, near_or_all
from cnncalc.render.page import Cell, Column, at_least, op_text, shapes_text, share_text, sum_cell
from cnncalc.render.views.meanings import title
from cnncalc.report import tree
from cnncalc.report.totals import Totals
from cnncalc.text import plural

C = TypeVar("C")


class Choice(NamedTuple):
    """A column, and what it shows of a row and of the totals."""

    column: Column
    of_row: Callable[[tree.Row, Totals], Cell]
    of_totals: Callable[[Totals], Cell]


COUNTS = {
    "params": "params", "weights": "weights", "trainable": "trainable_params", "macs": "macs", "flops": "flops",
    "backward": "backward_macs", "activations": "activations", "layer_activations": "layer_activations",
}  # fmt: skip
DEFAULT = ("layer", "what", "output", "params", "params_share", "macs", "macs_share")


MOST_INPUTS = 8
"""How many of a row's inputs are named."""
BOUNDS = "≥ marks lower bounds: some layers' costs are not known (?)."


def choose(names: Sequence[str], choices: Mapping[str, C]) -> list[C]:
    """The columns of some names; raise CnncalcError for a name there is none of."""
    for name in names:
        if name not in choices:
            hint = near_or_all(name, choices)
            raise CnncalcError(f"there is no column {name!r}", hint=hint)
    return [choices[name] for name in names]


def total_cell(totals: Totals, attribute: str) -> Cell:
    """A total, marked where it is a lower bound."""
    return at_least(getattr(totals, attribute), attribute in totals.lower_bounds)


def part_cell(part: int, totals: Totals, attribute: str) -> Cell:
    """The share of a part in a total; `?` where that is only a lower bound."""
    return "?" if attribute in totals.lower_bounds else share_text(part, getattr(totals, attribute))


def what_cell(row: tree.Row) -> str:
    """What a row is: an op with its fields, or a block with its arguments."""
    head = " (training)" if row.training else ""
    if row.layer is not None:
        return op_text(row.layer.op, row.layer.description) + head
    block = " ".join(filter(None, (row.block, row.label)))
    return (block if row.opened or block else plural(row.share.steps, "step")) + head


def inputs_cell(row: tree.Row) -> str:
    """Where a row's inputs come from; what is in the block around it goes by its name there."""
    scope = row.path.rpartition(".")[0]
    paths = [path.removeprefix(f"{scope}.") if scope else path for path in row.inputs]
    more = len(paths) - MOST_INPUTS
    return ", ".join(paths) if more <= 1 else f"{', '.join(paths[:MOST_INPUTS])} and {more} more"


def _input(row: tree.Row, totals: Totals) -> Cell:
    return shapes_text(row.layers[0].input_shapes)


def field_text(field: Sequence[int] | None) -> str:
    """The sizes of a receptive field, one where they are alike; `?` where they are not known."""
    if field is None:
        return "?"
    return "×".join(map(str, field if len(set(field)) > 1 else field[:1]))


def _count(name: str, attribute: str) -> Choice:
    column = Column(title(attribute), right=True)

    def of_row(row: tree.Row, totals: Totals) -> Cell:
        return sum_cell([layer.known(attribute) for layer in row.layers])

    return Choice(column, of_row, lambda totals: total_cell(totals, attribute))


def _share(attribute: str) -> Choice:
    def of_row(row: tree.Row, totals: Totals) -> Cell:
        return part_cell(sum(getattr(layer, attribute) for layer in row.layers), totals, attribute)

    return Choice(Column("share", right=True, optional=2), of_row, lambda _: None)


def _text(title: str, of_row: Callable[[tree.Row, Totals], Cell], of_totals: Callable[[Totals], Cell]) -> Choice:
    return Choice(Column(title), of_row, of_totals)


def _shape(title: str, of_row: Callable[[tree.Row, Totals], Cell]) -> Choice:
    return Choice(Column(title, whole=True), of_row, lambda _: None)


CHOICES: dict[str, Choice] = {
    "layer": _text("layer", lambda row, _: "  " * (row.depth - 1) + row.name, lambda _: "total"),
    "path": _text("layer", lambda row, _: row.path, lambda _: "total"),
    "what": Choice(
        Column("what it is", optional=1, wrap=True),
        lambda row, _: what_cell(row),
        lambda totals: f"{plural(totals.steps, 'step')}, {plural(totals.layers, 'layer')}, depth {totals.depth}",
    ),
    "inputs": Choice(Column("inputs", optional=3, wrap=True), lambda row, _: inputs_cell(row), lambda _: None),
    "input": _shape("input", _input),
    "output": _shape("output", lambda row, _: str(row.output_shape)),
    **{name: _count(name, attribute) for name, attribute in COUNTS.items()},
    **{f"{name}_share": _share(COUNTS[name]) for name in ("params", "macs", "flops", "activations")},
    "sees": Choice(
        Column("receptive field", right=True),
        lambda row, _: field_text(row.layers[-1].receptive_field),
        lambda _: None,
    ),
}
"""Every column by its name."""
ELSEWHERE = Choice(
    Column("inputs", optional=3, wrap=True),
    lambda row, _: "" if row.follows else inputs_cell(row),
    lambda _: None,
)
"""The inputs of those rows alone that do not follow the one before them."""
ALWAYS = ("layer", "path", "what")
"""What an opened block shows; its figures stand in the rows below it."""
