"""Where parameters, computation and activation memory sit, layer by layer: folded where a network is deep."""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.report.base import Report
from cnncalc.report.figure import ValueSizes, value_sizes
from cnncalc.report.fold import Unit, every_layer, fold
from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Share, share_of, summarize
from cnncalc.report.totals import Totals
from cnncalc.shape import Shape

if TYPE_CHECKING:
    from cnncalc.network import Network

COMFORTABLE = 34
"""How many items there are before blocks stay shut, if nobody says how deep."""


class Item(NamedTuple):
    """A layer or a block, with those that are counted with it."""

    path: str
    """The path of the layer or block; of repeats, that of the first."""
    last: str
    """Of repeats, the path of the last; else the path again."""
    repeat: int
    paths: tuple[str, ...]
    """The paths of the layers."""
    share: Share


class _Profile(NamedTuple):
    """The values that a `Profile` holds."""

    name: str
    title: str
    input_shapes: tuple[Shape, ...]
    items: tuple[Item, ...]
    totals: Totals
    sizes: ValueSizes
    """What memory is worked out for."""
    notes: tuple[str, ...]


class Profile(Report, _Profile):
    """The items in order of execution; together they have everything that the network has."""

    __slots__ = ()


def profile(
    network: "Network", *, training: bool = False, batch: int = 1, dtype: str = "fp32", depth: int | None = None
) -> Profile:
    """Work out what each layer or block has of a network, blocks opened to a depth; 0 is every layer.

    Without a depth, as deep as stays comfortable to look at. What has neither parameters nor MACs, as a pooling, is
    counted with what runs before it. Raises CnncalcError for a type there is not.
    """
    sizes = value_sizes(dtype, batch)
    summary = summarize(network, training=training)
    parts = [*map(_whole, every_layer(summary))] if depth == 0 else _together(_deep(fold(summary), depth))
    items = tuple(map(_item, parts))
    return Profile(summary.name, summary.title, summary.input_shapes, items, summary.totals, sizes, network.told)


def _item(part: "_PlacedUnit") -> Item:
    paths = tuple([layer.path for layer in part.layers])
    return Item(part.path, part.last, part.repeat, paths, share_of(part.path, part.layers))


class _PlacedUnit(NamedTuple):
    """A unit at one place in the network, with the layers there."""

    unit: Unit
    layers: tuple[LayerSummary, ...]
    repeat: int
    path: str
    last: str


def _whole(unit: Unit) -> _PlacedUnit:
    return _PlacedUnit(unit, unit.layers, unit.repeat, unit.path, unit.last)


def _deep(units: Sequence[Unit], depth: int | None) -> list[_PlacedUnit]:
    """The units with blocks opened to a depth; of none said, the most that are comfortable."""
    parts = [*map(_whole, units)]
    if depth is not None:
        return [*_opened(parts, lambda unit: unit.depth < depth)]
    groups = [*_opened(parts, lambda unit: not unit.block and unit.repeat == 1)]
    found = groups if len(groups) <= COMFORTABLE else parts
    deeper = [each for part in found for each in _apart(part)]
    while len(deeper) <= COMFORTABLE and deeper != found:
        found = deeper
        deeper = [each for part in found for inner in _inside(part) or [part] for each in _apart(inner)]
    return found


def _opened(parts: Sequence[_PlacedUnit], is_open: Callable[[Unit], bool]) -> Iterator[_PlacedUnit]:
    """The parts, some of them opened."""
    waiting = [*reversed(parts)]
    while waiting:
        part = waiting.pop()
        if part.unit.units and is_open(part.unit):
            waiting.extend(reversed(_inside(part)))
        else:
            yield part


def _inside(part: _PlacedUnit) -> list[_PlacedUnit]:
    """The parts inside of a part; of repeats, the same part of all repeats together."""
    places = {layer.path: place for place, layer in enumerate(part.unit.first)}
    turns = _turns(part)
    found = []
    for unit in part.unit.units:
        wanted = [places[layer.path] for layer in unit.layers]
        inner = [tuple([turn[place] for place in wanted]) for turn in turns]
        layers = tuple([layer for each in inner for layer in each])
        repeat = unit.repeat * part.repeat
        last = inner[-1][-(len(wanted) // unit.repeat) :]
        named = _PlacedUnit(unit, layers, repeat, _named(unit, layers), _named(unit, last))
        found.append(_whole(unit) if layers == unit.layers else named)
    return found


def _apart(part: _PlacedUnit) -> list[_PlacedUnit]:
    """A part for each repeat."""
    if part.repeat == 1:
        return [part]
    turns = _turns(part)
    names = [_named(part.unit, turn) for turn in turns]
    if len(set(names)) < len(names):
        names = [_scope(turn) for turn in turns]
    if len(set(names)) < len(names):  # a group without a name goes by its first layer
        names = [turn[0].path for turn in turns]
    return [_PlacedUnit(part.unit, turn, 1, name, name) for turn, name in zip(turns, names, strict=True)]


def _turns(part: _PlacedUnit) -> list[tuple[LayerSummary, ...]]:
    """The layers of each of the repeats."""
    count = len(part.layers) // part.repeat
    return [part.layers[at : at + count] for at in range(0, len(part.layers), count)]


def _named(unit: Unit, layers: Sequence[LayerSummary]) -> str:
    """The path of a unit at another place, which has the same depth."""
    return ".".join(layers[0].path.split(".")[: unit.depth])


def _scope(layers: Sequence[LayerSummary]) -> str:
    """The innermost block around all of some layers."""
    scopes = [layer.path.split(".")[:-1] for layer in layers]
    shared = takewhile(lambda names: len(set(names)) == 1, zip(*scopes, strict=False))
    return ".".join(names[0] for names in shared)


def _together(parts: Sequence[_PlacedUnit]) -> list[_PlacedUnit]:
    """The parts; one that has neither parameters nor MACs is counted with the one before it."""
    found: list[_PlacedUnit] = []
    waiting: tuple[LayerSummary, ...] = ()
    for part in parts:
        if any(layer.params or layer.macs or layer.cost.unknown for layer in part.layers):
            found.append(part._replace(layers=waiting + part.layers))
            waiting = ()
        elif found:
            found[-1] = found[-1]._replace(layers=found[-1].layers + part.layers)
        else:
            waiting += part.layers
    return found if not waiting else [*parts]
