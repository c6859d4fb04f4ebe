"""A summary's layers folded as pictures and calm tables show them: what follows a layer is in its unit, equals are one.

A unit is a layer with what only follows it (normalisation, activation, dropout…), or a block with the units in it.
Equal neighbours in a chain are one unit, `repeat` times in a row.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cnncalc.report.forms import follows, form
from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Summary
from cnncalc.report.tree import Subtree, grow, inward

FITTING = ("pad", "crop")
"""The ops that only make an input fit: they go into the unit behind them, even into a join's."""
LONGEST_PERIOD = 40
"""The most units of a group that is looked for as repeated."""
NO_MARKS: Mapping[str, str] = {}
OUTSIDE = ""
"""Stands for a reader that is no layer: the network's own outputs have it."""


class Unit(NamedTuple):
    """A layer with what follows it, or a block: one box of a picture, or one row of a table."""

    path: str
    """The path of the unit; of repeats, that of the first."""
    last: str
    """Of repeats, the path of the last; else the path again."""
    main: LayerSummary | None
    """The layer that the unit is named after; None for a block."""
    layers: tuple[LayerSummary, ...]
    """The layers in the unit, those of all repeats."""
    block: str = ""
    """The block that the unit is a use of; empty for a group."""
    units: tuple["Unit", ...] = ()
    """The units in a block; of repeats, those of the first."""
    repeat: int = 1
    exact: bool = True
    """Whether the repeats agree in every number."""

    @property
    def depth(self) -> int:
        """How deep the unit is in the network's blocks, 1 for the outermost."""
        return self.path.count(".") + 1

    @property
    def first(self) -> tuple[LayerSummary, ...]:
        """The layers of the first of the repeats."""
        return self.layers[: len(self.layers) // self.repeat]


class _Ends:
    """The layers in a unit, those outside that it reads, those in it that are read outside, and by which."""

    def __init__(self, inside: set[str], entries: set[str], exits: set[str], readers: set[str]) -> None:
        self.inside = inside
        self.entries = entries
        self.exits = exits
        self.readers = readers


class Fold:
    """Folds the layers of one summary; those that a difference marks otherwise are never folded together."""

    def __init__(self, summary: Summary, marks: Mapping[str, str] = NO_MARKS, *, loosely: bool = True) -> None:
        self.summary = summary
        self.marks = marks
        self.loosely = loosely
        """Whether blocks are one, too, that differ in numbers only, and a group is what alone is in it."""
        self.order = {layer.path: place for place, layer in enumerate(summary.layers)}
        self.readers: dict[str, list[str]] = {}
        """For each layer the layers that read it."""
        for layer in summary.layers:
            for path in layer.inputs:
                self.readers.setdefault(path, []).append(layer.path)
        for path in summary.outputs:
            self.readers.setdefault(path, []).append(OUTSIDE)

    def units(self) -> tuple[Unit, ...]:
        """The units of the whole network."""
        root = grow(self.summary)
        made: dict[str, tuple[Unit, ...]] = {}
        for branch in reversed(inward(root)):
            inner: list[Unit] = []
            for child in branch.children:
                inner.extend(
                    [_leaf(child)] if isinstance(child, LayerSummary) else self._block(child, made.pop(child.path))
                )
            inner.sort(key=lambda unit: self.order[unit.layers[0].path])
            made[branch.path] = tuple(self._runs(self._attached(inner)))
        return made[""]

    def _block(self, branch: Subtree, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        """A block or a group; what has nothing but one unit in it is that unit.

        A block that others run in the midst of is no unit: data would go out of it and come in again.
        """
        if self.order[branch.layers[-1].path] - self.order[branch.layers[0].path] >= len(branch.layers):
            return units
        scope = self.summary.scopes.get(branch.path)
        block = scope.block if scope else ""
        path, layers, repeat = branch.path, tuple(branch.layers), sum(unit.repeat for unit in units)
        if len(units) == 1 and (self.loosely or repeat == 1):
            only = units[0]
            return (only if repeat > 1 and not block else only._replace(path=path, last=path),)
        if self.loosely and units[0].block and self._alike(units) and self._chained(units) == len(units):
            return (units[0]._replace(path=path, last=path, layers=layers, repeat=repeat, exact=False),)
        return (Unit(path, path, None, layers, block, units),)

    def _alike(self, units: Sequence[Unit]) -> bool:
        """Whether units are uses of one block that differ in numbers at most."""
        if len({(unit.block, len(unit.layers)) for unit in units}) > 1:
            return False  # a form has an entry for each layer, and takes long to make
        return len({self._form(unit, exact=False) for unit in units}) == 1

    def _attached(self, units: Sequence[Unit]) -> list[Unit]:
        """The units, with those that only follow in the unit before them, or else in the one behind them."""
        found: list[Unit] = []
        layers: list[list[LayerSummary]] = []
        ends: dict[str, int] = {}  # by their last layer, the units of layers
        for unit in units:
            at = ends.get(self._source(unit)) if _is_following(unit.layers) else None
            if at is None:
                at = len(found)
                found.append(unit)
                layers.append([])
            layers[at] += unit.layers
            if unit.main:
                ends[unit.layers[-1].path] = at
        return self._led([unit._replace(layers=tuple(inner)) for unit, inner in zip(found, layers, strict=True)])

    def _led(self, units: list[Unit]) -> list[Unit]:
        """The units, with those that are only made for the one behind them in its unit."""
        begins = {unit.layers[0].path: at for at, unit in enumerate(units) if unit.main}
        left = dict(enumerate(units))
        for at, unit in reversed(left.copy().items()):
            readers = self.readers.get(unit.layers[-1].path, [])
            leads = unit.main and len(readers) == 1 and _is_leading(unit.layers)
            behind = begins.get(readers[0]) if leads else None
            if behind is not None and len(left[behind].layers[0].inputs) > 1 and not _is_fitting(unit.layers):
                behind = None
            if behind is not None:
                joined = left.pop(behind)
                left[behind] = joined._replace(layers=unit.layers + joined.layers)
                del left[at]
                begins[unit.layers[0].path] = behind
        return [left[at] for at in sorted(left)]

    def _source(self, unit: Unit) -> str:
        """The one layer that a unit reads, if nothing else reads that."""
        first = unit.layers[0]
        return first.inputs[0] if len(first.inputs) == 1 and len(self.readers[first.inputs[0]]) == 1 else OUTSIDE

    def _runs(self, units: list[Unit]) -> list[Unit]:
        """The units, with equal neighbours in a chain as one; several units that are repeated together are a group."""
        forms = self._numbered_forms(units)
        found: list[Unit] = []
        at = 0
        while at < len(units):
            length, repeat = max(self._repeats(units, forms, at), key=lambda run: (run[0] * (run[1] - 1), -run[0]))
            found.append(_run(units[at : at + length * repeat], length) if repeat > 1 else units[at])
            at += length * repeat
        return found

    def _numbered_forms(self, units: Sequence[Unit]) -> list[int]:
        """The number of each unit's form; none is made of a unit that is alone in its number of layers and repeats."""
        sizes = [(len(unit.layers), unit.repeat) for unit in units]
        common = Counter(sizes)
        numbers: dict[Hashable, int] = {}
        return [
            numbers.setdefault((self._form(unit), unit.repeat) if common[size] > 1 else size, len(numbers))
            for unit, size in zip(units, sizes, strict=True)
        ]

    def _repeats(self, units: list[Unit], forms: list[int], at: int) -> Iterator[tuple[int, int]]:
        """How many units from here on are repeated together, and how often."""
        yield 1, 1
        covered = 0  # by shorter ones, which longer ones would only repeat
        for length in range(1, min(LONGEST_PERIOD, (len(units) - at) // 2) + 1):
            if 2 * length <= covered or forms[at + length] != forms[at]:
                continue
            repeat = 1
            while forms[at + length * repeat : at + length * (repeat + 1)] == forms[at : at + length]:
                repeat += 1
            repeat = self._chained(_united(units[at + length * turn :][:length]) for turn in range(repeat))
            if repeat > 1:
                covered = max(covered, length * repeat)
                yield length, repeat

    def _form(self, unit: Unit, *, exact: bool = True) -> Hashable:
        """The form of a unit, which is equal in units that are repeats of one another."""
        return form(unit.layers, exact=exact), tuple([self.marks.get(layer.path) for layer in unit.layers])

    def _chained(self, units: Iterable[Unit]) -> int:
        """How many of some units, from the first on, read the one before alone and are read by the one behind alone."""
        length = 0
        before: _Ends | None = None
        for unit in units:
            ends = self._ends(unit)
            if len(ends.entries) != 1 or len(ends.exits) > 1:
                break
            if before and not (before.exits == ends.entries and before.readers <= ends.inside):
                break
            before = ends
            length += 1
        return length

    def _ends(self, unit: Unit) -> _Ends:
        inside = {layer.path for layer in unit.layers}
        entries = {path for layer in unit.layers for path in layer.inputs if path not in inside}
        exits = {path for path in inside if not inside.issuperset(self.readers.get(path, ()))}
        readers = {reader for path in exits for reader in self.readers[path]} - inside
        return _Ends(inside, entries, exits, readers)


def fold(summary: Summary, marks: Mapping[str, str] = NO_MARKS, *, loosely: bool = True) -> tuple[Unit, ...]:
    """The units of a network, in order of execution."""
    return Fold(summary, marks, loosely=loosely).units()


def every_layer(summary: Summary) -> tuple[Unit, ...]:
    """Each layer in a unit of its own."""
    return tuple(map(_leaf, summary.layers))


def end_of(layers: Sequence[LayerSummary]) -> LayerSummary:
    """The layer whose output is that of several: the last that is in no side head, if there is one."""
    return next((layer for layer in reversed(layers) if not layer.training), layers[-1])


def _leaf(layer: LayerSummary) -> Unit:
    return Unit(layer.path, layer.path, layer, (layer,))


def _united(units: Sequence[Unit]) -> Unit:
    """Some units as a group without a name."""
    if len(units) == 1:
        return units[0]
    path, layers = units[0].path, tuple([layer for unit in units for layer in unit.layers])
    return Unit(path, path, None, layers, units=tuple(units))


def _run(units: Sequence[Unit], length: int) -> Unit:
    """Equal neighbours, each of so many units, as one."""
    layers = tuple([layer for unit in units for layer in unit.layers])
    one = _united(units[:length])
    last = units[-length].last
    return one._replace(last=last, layers=layers, repeat=one.repeat * len(units) // length)


def _is_following(layers: Iterable[LayerSummary]) -> bool:
    return all(map(follows, layers))


def _is_leading(layers: Iterable[LayerSummary]) -> bool:
    return all(layer.op in FITTING or follows(layer) for layer in layers)


def _is_fitting(layers: Iterable[LayerSummary]) -> bool:
    return all(layer.op in FITTING for layer in layers)
