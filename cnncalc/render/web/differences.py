"""What differs between two networks, as a table to fold and to sort, with the working of each difference."""

from __future__ import annotations

from collections.abc import Iterator

from cnncalc.render.page import Row, signed_number
from cnncalc.render.views.diff import COLUMNS, folded_row, layer_row, runs
from cnncalc.render.web.layers import for_script
from cnncalc.render.web.tree import TreeCell, TreeColumn, TreeRow, write_tree
from cnncalc.report.diff import Diff, LayerDiff

STYLES = ("status", "what", "r params", "r macs")
"""The classes of the cells behind the name."""
PREFIX = "d"


def write_differences(difference: Diff, most: int) -> Iterator[str]:
    """A row for each layer; those that are the same, and whole blocks, in rows that are shut at first."""
    titles = [TreeColumn("layer"), *map(TreeColumn, ("status", *(each.title for each in COLUMNS[2:])), STYLES)]
    yield from write_tree("What differs, layer by layer", titles, _rows(difference, most), None, 1)


def _rows(difference: Diff, most: int) -> Iterator[TreeRow]:
    taken: set[str] = set()
    left = most
    for number, run in enumerate(runs(difference)):
        folded = len(run) > 1
        if folded:
            yield _row(folded_row(run), f"{PREFIX}{number}", 1, opened=True)
        for row in run[: max(left, 1)]:
            yield _row(layer_row(row), identity(row, taken), 1 + folded)
        left -= len(run)


def identity(row: LayerDiff, taken: set[str]) -> str:
    """What a row is called: a path may be there on both sides, and be of different layers."""
    name = f"{PREFIX}.{row.path}"
    while name in taken:
        name += "~"
    taken.add(name)
    return name


def _row(row: Row, name: str, level: int, *, opened: bool = False) -> TreeRow:
    first, status, *others = row.cells
    style = row.style if row.style != "quiet" else ""
    blank = [None if each == "0" else each for each in others]
    cells = (TreeCell(status, f"status {style}".strip()), *map(TreeCell, blank, STYLES[1:]))
    return TreeRow(name, str(first), level, cells, opened)


def workings(difference: Diff) -> str:
    """The workings of the differences as JSON that a script element may hold."""
    layers: dict[str, list[object]] = {}
    numbers: dict[object, int] = {}
    taken: set[str] = set()
    for row, (params, macs) in difference.worked():
        name = identity(row, taken).removeprefix(f"{PREFIX}.")
        figures = []
        if row.params:
            figures.append(("Parameters", (*([params] if params else []), f"→ {signed_number(row.params)}")))
        if row.macs:
            figures.append(("MACs", (*([macs] if macs else []), f"→ {signed_number(row.macs)}")))
        sides = [
            (side, (f"{layer.op} {layer.description}".strip(), f"→ {layer.output_shape}"))
            for side, layer in (("Left", row.left), ("Right", row.right))
            if layer
        ]
        number = numbers.setdefault((*sides, *figures), len(numbers))
        layers[name] = [row.status, "", number]
    return for_script({"layers": layers, "workings": list(numbers)})
