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
    units = every_layer(summary) if depth == 0 else _together(_deep(fold(summary), depth))
    items = tuple(map(_item, units))
    return Profile(summary.name, summary.title, summary.input_shapes, items, summary.totals, sizes, network.told)


def _item(unit: Unit) -> Item:
    paths = tuple([layer.path for layer in unit.layers])
    return Item(unit.path, unit.last, unit.repeat, paths, share_of(unit.path, unit.layers))


def _deep(units: Sequence[Unit], depth: int | None) -> list[Unit]:
    """The units with blocks opened to a depth; of none said, the most that are comfortable."""
    if depth is not None:
        return [*_opened(units, lambda unit: unit.depth < depth)]
    groups = [*_opened(units, lambda unit: not unit.block and unit.repeat == 1)]
    found = groups if len(groups) <= COMFORTABLE else [*units]
    deeper = _apart(found)
    while len(deeper) <= COMFORTABLE and deeper != found:
        found = deeper
        deeper = _apart([inner for unit in found for inner in (unit.units or (unit,))])
    return found


def _apart(units: Sequence[Unit]) -> list[Unit]:
    """The units, each repeat by itself."""
    return [each for unit in units for each in repeats_of(unit)]


def _opened(units: Sequence[Unit], is_open: Callable[[Unit], bool]) -> Iterator[Unit]:
    """The units, in the place of some of them what they are made of."""
    waiting = [*reversed(units)]
    while waiting:
        unit = waiting.pop()
        if unit.units and is_open(unit):
            waiting.extend(reversed(_spread(unit)))
        else:
            yield unit


def _spread(unit: Unit) -> list[Unit]:
    """What a unit is made of; of repeats, each part of all of them together."""
    if unit.repeat == 1:
        return [*unit.units]
    turns = [each.units for each in repeats_of(unit)]
    found = []
    for same in zip(*turns, strict=True):
        layers = tuple([layer for each in same for layer in each.layers])
        found.append(same[0]._replace(last=same[-1].last, layers=layers, repeat=unit.repeat * same[0].repeat))
    return found


def repeats_of(unit: Unit) -> list[Unit]:
    """Each of the repeats by itself."""
    if unit.repeat == 1:
        return [unit]
    count = len(unit.layers) // unit.repeat
    turns = [unit.layers[turn * count : (turn + 1) * count] for turn in range(unit.repeat)]
    single = unit._replace(layers=turns[0], repeat=1, exact=True)
    found = [_renamed(single, dict(zip([layer.path for layer in turns[0]], turn, strict=True))) for turn in turns]
    if len({each.path for each in found}) < unit.repeat:  # a group without a name goes by its first layer
        found = [each._replace(path=each.layers[0].path, last=each.layers[0].path) for each in found]
    return found


def _renamed(unit: Unit, others: dict[str, LayerSummary]) -> Unit:
    """A unit made of other layers, by the paths of its own."""
    layers = tuple([others[layer.path] for layer in unit.layers])
    main = unit.main and others[unit.main.path]
    path = main.path if main else _path(layers)
    units = tuple([_renamed(inner, others) for inner in unit.units])
    last = path if unit.repeat == 1 else _path(layers[-(len(layers) // unit.repeat) :])
    if unit.last in others:
        last = others[unit.last].path
    return unit._replace(path=path, last=last, layers=layers, main=main, units=units)


def _path(layers: Sequence[LayerSummary]) -> str:
    """The innermost block around all of some layers; else the path of the first."""
    scopes = [layer.path.split(".")[:-1] for layer in layers]
    shared = [names[0] for names in takewhile(lambda names: len(set(names)) == 1, zip(*scopes, strict=False))]
    return ".".join(shared) or layers[0].path


def _together(units: Sequence[Unit]) -> list[Unit]:
    """The units; one that has neither parameters nor MACs is counted with the one before it."""
    found: list[Unit] = []
    waiting: tuple[LayerSummary, ...] = ()
    for unit in units:
        if any(layer.params or layer.macs or layer.cost.unknown for layer in unit.layers):
            found.append(unit._replace(layers=waiting + unit.layers))
            waiting = ()
        elif found:
            found[-1] = found[-1]._replace(layers=found[-1].layers + unit.layers)
        else:
            waiting += unit.layers
    return found if not waiting else [*units]
