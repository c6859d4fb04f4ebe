"""Networks side by side: one row each."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple

from cnncalc.errors import CnncalcError, did_you_mean
from cnncalc.network import Network
from cnncalc.report.base import Report, named
from cnncalc.report.figure import Figure
from cnncalc.report.figures import FIGURES
from cnncalc.report.summary import summarize
from cnncalc.report.totals import Totals
from cnncalc.shape import Shape


class NetworkEntry(NamedTuple):
    """A network in a list or a comparison."""

    name: str
    title: str
    family: str
    form: str
    year: int | None
    input_shapes: tuple[Shape, ...]
    totals: Totals
    top1: float | None
    """The top-1 accuracy in per cent, of one crop, this very network and ImageNet-1k alone; None if there is none."""
    top1_source: str
    """The source of the accuracy."""
    receptive_field: tuple[int, ...] | None
    """The receptive field of the last layer with positions; empty if none has any, None if not known."""


def natural(name: str) -> list[tuple[int, str]]:
    """A name with its numbers as numbers, so that resnet18 comes before resnet101."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _figure(figure: Figure, entry: NetworkEntry) -> Any:
    return figure.known(entry.totals)


ORDERS: dict[str, Callable[[NetworkEntry], Any]] = {
    "name": lambda entry: natural(entry.name),
    "family": lambda entry: (entry.family, natural(entry.name)),
    "year": lambda entry: entry.year,
    **{figure.option: partial(_figure, figure) for figure in FIGURES.values()},
    "top1": lambda entry: None if entry.top1 is None else -entry.top1,
}
"""What networks can be sorted by, by the names of the columns: the least first, of accuracies the best."""


def sort_entries(entries: Iterable[NetworkEntry], order: str, *, reverse: bool = False) -> tuple[NetworkEntry, ...]:
    """Networks sorted by one of `ORDERS`; those of which it is not known come last either way."""
    if order not in ORDERS:
        raise CnncalcError(f"there is nothing to sort by called {order!r}", hint=did_you_mean(order, ORDERS))
    key = ORDERS[order]
    found = [*entries]
    known = [entry for entry in found if key(entry) is not None]
    known.sort(key=key, reverse=reverse)
    return (*known, *[entry for entry in found if key(entry) is None])


class _Comparison(NamedTuple):
    """The values that a `Comparison` holds."""

    entries: tuple[NetworkEntry, ...]


class Comparison(Report, _Comparison):
    """The entries, in the order they were given."""

    __slots__ = ()

    @property
    def about(self) -> str:
        return named(entry.name for entry in self.entries)


def compare(
    networks: Iterable[Network], *, training: bool = False, sort: str = "", reverse: bool = False
) -> Comparison:
    """Work out the totals of several networks, in the order they are given or sorted by one of `ORDERS`."""
    entries = tuple(entry_of(network, training=training) for network in networks)
    if sort:
        return Comparison(sort_entries(entries, sort, reverse=reverse))
    return Comparison(entries[::-1] if reverse else entries)


def entry_of(network: Network, *, training: bool = False) -> NetworkEntry:
    """One network's row."""
    from cnncalc.report.accuracy import top1_of  # imported when asked for: the catalogue's rows are there already

    summary = summarize(network, training=training)
    accuracy = top1_of(network)
    spatial = [layer for layer in summary.layers if any(size > 1 for size in layer.output_shape.spatial)]
    return NetworkEntry(
        network.name,
        network.title,
        network.family,
        network.form,
        network.year,
        summary.input_shapes,
        summary.totals,
        accuracy.correct if accuracy is not None else None,
        str(accuracy.source) if accuracy is not None else "",
        spatial[-1].receptive_field if spatial else (),
    )
