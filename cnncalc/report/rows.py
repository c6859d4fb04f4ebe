"""The rows of a table of layers: what follows a layer in its row, equal blocks in one, blocks opened to a depth."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cnncalc.report.fold import Unit, end_of, fold
from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import ScopeInfo, Share, Summary, share_of
from cnncalc.report.tree import grow, inward
from cnncalc.shape import Shape

MOST_ROWS, MOST_UNITS = 24, 40
"""How many rows a table has, and of how many units with all repeats it tells, if nobody says how deep to open them."""


class LayerRow(NamedTuple):
    """A layer with what follows it, or a block that is shut, or opened with what is in it in the rows below."""

    unit: Unit
    level: int
    """In how many blocks that are opened it is, with itself."""
    around: str
    """What the path of all that is beside it begins with."""
    scope: ScopeInfo | None
    """The block that it is a use of."""
    opened: bool
    share: Share
    """What it costs: all repeats together."""
    inputs: tuple[str, ...] = ()
    """The rows, or the network's inputs, that it takes its inputs from; none for one that is opened."""
    follows: bool = True
    """Whether that is the row before it alone."""

    @property
    def path(self) -> str:
        """The path of the first of repeats."""
        return self.unit.path

    @property
    def layers(self) -> tuple[LayerSummary, ...]:
        """The layers in it."""
        return self.unit.layers

    @property
    def is_layer(self) -> bool:
        """Whether it is a layer with what follows it, and no block."""
        return self.unit.main is not None

    @property
    def output_shape(self) -> Shape:
        """What comes out of it: not of a side head, if there is more in it."""
        return self._last.output_shape

    @property
    def flattened(self) -> Shape | None:
        """What a layer gives before that is flattened in the same row; None where nothing is."""
        main = self.unit.main
        return main.output_shape if main and not self.output_shape.spatial and main.output_shape.spatial else None

    @property
    def training(self) -> bool:
        """Whether it runs only in training."""
        return self._last.training

    @property
    def _last(self) -> LayerSummary:
        return end_of(self.layers)


def rows_of(summary: Summary, depth: int | None = None) -> tuple[LayerRow, ...]:
    """The rows of a table: blocks deeper than `depth` in one row each, and 0 for every layer by itself.

    Without a depth, as deep as stays comfortable to read.
    """
    units = fold(summary, loosely=False) if depth != 0 else _unfolded(summary)
    deep = _comfortable(units) if depth is None else depth or len(summary.layers)
    return tuple(_connected(list(_opened(summary, units, deep))))


def _unfolded(summary: Summary) -> tuple[Unit, ...]:
    """The blocks of a network with each layer by itself, and none as one with another."""
    made: dict[str, tuple[Unit, ...]] = {}
    for branch in reversed(inward(grow(summary))):
        units = []
        for child in branch.children:
            if isinstance(child, LayerSummary):
                units.append(Unit(child.path, child.path, child, (child,)))
            else:
                scope = summary.scopes.get(child.path)
                block = scope.block if scope else ""
                layers = tuple(child.layers)
                units.append(Unit(child.path, child.path, None, layers, block, made.pop(child.path)))
        made[branch.path] = tuple(units)
    return made[""]


def _comfortable(units: Sequence[Unit]) -> int:
    """How deep blocks are opened; 1 at least."""
    rows = everything = depth = 0
    level = [(unit, 1) for unit in units]
    while level:
        rows += len(level)
        everything += sum(times * unit.repeat for unit, times in level)
        if depth and (rows > MOST_ROWS or everything > MOST_UNITS):
            break
        depth += 1
        level = [(inner, times * unit.repeat) for unit, times in level for inner in unit.units]
    return depth


def _opened(summary: Summary, units: Sequence[Unit], depth: int) -> Iterator[LayerRow]:
    waiting = [("", iter(units))]
    while waiting:
        around, inside = waiting[-1]
        unit = next(inside, None)
        if unit is None:
            waiting.pop()
            continue
        level = len(waiting)
        opened = bool(unit.units) and level < depth
        yield LayerRow(unit, level, around, _scope(summary, unit), opened, share_of(unit.path, unit.layers))
        if opened:
            within = f"{unit.path}."
            named = all(inner.path.startswith(within) for inner in unit.units)
            waiting.append((within if named else around, iter(unit.units)))


def _scope(summary: Summary, unit: Unit) -> ScopeInfo | None:
    """The use of a block that a unit is; a group that has nothing else in it may stand for it."""
    path = unit.path
    inside = unit.layers[0].path
    while unit.units and path != inside:
        scope = summary.scopes.get(path)
        if scope is not None and scope.block == unit.block:
            return scope
        path = inside[: (inside + ".").index(".", len(path) + 1)]
    return None


def _connected(rows: list[LayerRow]) -> Iterator[LayerRow]:
    """The rows with where their inputs come from: what is inside a row that is not opened goes by its name."""
    shown = {layer.path: row.path for row in rows if not row.opened for layer in row.layers}
    names = {row.path: row.unit.last for row in rows if not row.opened}
    told: dict[str, str] = {}
    for row in reversed(rows):
        if row.opened and row.unit.repeat > 1:
            _place_repeats(row.unit, shown, told)
    before = ""
    for row in rows:
        if row.opened:
            yield row
            continue
        taken: dict[str, str] = {}  # by row what it is called
        for path in dict.fromkeys(path for layer in row.layers for path in layer.inputs):
            place = shown.get(path, path)
            taken[place] = told.get(path) or names.get(place, place)
        taken.pop(row.path, None)
        yield row._replace(inputs=tuple(taken.values()), follows=[*taken] == [before] if before else len(taken) == 1)
        before = row.path


def _place_repeats(unit: Unit, shown: dict[str, str], told: dict[str, str]) -> None:
    """Note that what is in all repeats stands where the first are, and what the last are called."""
    first = unit.first
    for number, layer in enumerate(unit.layers):
        place = shown[layer.path] = shown[first[number % len(first)].path]
        if number >= len(unit.layers) - len(first) and place.startswith(f"{unit.path}."):
            told[layer.path] = unit.last + place.removeprefix(unit.path)
