"""A network as boxes and arrows: folded by block, as deep as a page holds, with what a block is made of beside it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from cnncalc.report.base import Report
from cnncalc.report.fold import NO_MARKS, Unit, every_layer, fold
from cnncalc.report.forms import follows
from cnncalc.report.sketch import Sketch, TooManyBoxesError, everything, sketch
from cnncalc.report.summary import Summary, summarize

if TYPE_CHECKING:
    from cnncalc.network import Network

MOST_ROWS, MOST_ROWS_OF_A_BLOCK = 24, 10
"""The most boxes below one another: of a page, and of a block's content, if nobody says how deep to open blocks."""
MOST_DEFINITIONS, MOST_VARIANTS = 4, 2
"""The most blocks whose contents are shown, and the most forms of one block."""


class BlockContents(NamedTuple):
    """The content of a block that is not opened: a form of it, and how many uses have that form."""

    unit: Unit
    """The unit that is shown: of all uses in this form the one with the most MACs."""
    times: int
    """How many uses of the block have this form."""
    sketch: Sketch


class _Outline(NamedTuple):
    name: str
    title: str
    sketch: Sketch
    definitions: tuple[BlockContents, ...]


class Outline(Report, _Outline):
    """A network as boxes and arrows."""

    __slots__ = ()


def outline(network: "Network", depth: int | None = None, *, training: bool = False) -> Outline:
    """Fold a network to a depth of blocks; without one, as deep as a page holds, and 0 for every layer by itself."""
    return outline_of(summarize(network, training=training), depth)


def outline_of(summary: Summary, depth: int | None = None) -> Outline:
    """Fold the network of a summary, as `outline` does."""
    found = sketch_to_depth(summary, depth)
    return Outline(summary.name, summary.title, found, definitions_of(found))


def sketch_to_depth(summary: Summary, depth: int | None, marks: Mapping[str, str] = NO_MARKS) -> Sketch:
    """The picture of a network with its blocks opened to a depth."""
    units = every_layer(summary) if depth == 0 else fold(summary, marks)
    try:
        if depth is None:
            return _comfortable(units, MOST_ROWS, marks)
        return sketch(units, lambda unit, _: unit.depth < depth, marks)
    except TooManyBoxesError as error:
        error.hint = "what is not in blocks cannot be folded" if depth in (None, 1) else "fold blocks: --depth 1"
        raise


def _comfortable(units: Sequence[Unit], most: int, marks: Mapping[str, str] = NO_MARKS) -> Sketch:
    """The picture with blocks opened as deep as it stays short enough; groups are always opened.

    Where there is no room for plates, what is in a group stands among the others.
    """
    best = sketch(units, marks=marks)
    for deep in range(max([unit.depth for unit in all_units(units)], default=1) + 1):
        for plated in (everything, _said_otherwise):
            try:
                opened = sketch(units, lambda unit, within: within < deep or not unit.block, marks, plated)  # noqa: B023
            except TooManyBoxesError:
                continue
            if opened.rows <= most:
                best = opened
                break
        else:
            break
    return best


def _said_otherwise(unit: Unit) -> bool:
    """Whether a plate says what nothing else does: a block's name, or how often."""
    return bool(unit.block) or unit.repeat > 1


def inside(unit: Unit) -> Sketch:
    """What a block is made of."""
    return _comfortable(unit.units, MOST_ROWS_OF_A_BLOCK)


def definitions_of(sketched: Sketch, inside: Callable[[Unit], Sketch] = inside) -> tuple[BlockContents, ...]:
    """The contents of the blocks of a picture that are not opened: those with the most MACs."""
    forms: dict[tuple[str, ...], list[Unit]] = {}
    for vertex in sketched.vertices:
        if vertex.unit and vertex.unit.units:
            forms.setdefault((vertex.unit.block, *_ops(vertex.unit)), []).append(vertex.unit)
    chosen: dict[str, list[BlockContents]] = {}
    for units in sorted(forms.values(), key=lambda units: -sum(map(_macs, units))):
        variants = chosen.setdefault(units[0].block, [])
        if sum(map(len, chosen.values())) < MOST_DEFINITIONS and len(variants) < MOST_VARIANTS:
            unit = max(units, key=lambda unit: _macs(unit) // unit.repeat)
            with suppress(TooManyBoxesError):  # a block that is too large to be drawn is told by its name alone
                variants.append(BlockContents(unit, sum(each.repeat for each in units), inside(unit)))
    blocks = dict.fromkeys(units[0].block for units in forms.values())
    return tuple([each for block in blocks for each in sorted(chosen.get(block, ()), key=lambda each: -each.times)])


def _ops(unit: Unit) -> list[str]:
    """The ops in a block, without those that only follow others."""
    return [layer.op for layer in unit.first if not follows(layer)]


def _macs(unit: Unit) -> int:
    return sum(layer.macs for layer in unit.layers)


def all_units(units: Iterable[Unit]) -> Iterator[Unit]:
    """All units, with the units in them."""
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        yield unit
        waiting.extend(unit.units)
