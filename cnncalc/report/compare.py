"""Networks side by side: one row each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.errors import SpecError
from cnncalc.network import Network
from cnncalc.report.base import Report, named
from cnncalc.report.figures import parse_figure
from cnncalc.report.summary import summarize
from cnncalc.report.totals import Totals
from cnncalc.shape import Shape


class Entry(NamedTuple):
    """A network in a list or a comparison."""

    name: str
    title: str
    family: str
    form: str
    year: int | None
    input_shapes: tuple[Shape, ...]
    totals: Totals
    top1: float | None
    """The first published top-1 accuracy on ImageNet, in per cent; None if there is none."""
    receptive_field: tuple[int, ...] | None
    """Of the last layer that still has positions; empty if none has, None if it is not known."""


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Report):
    """The entries, in the order they were given."""

    entries: tuple[Entry, ...]

    @property
    def about(self) -> str:
        return named(entry.name for entry in self.entries)


def compare(networks: Iterable[Network], *, training: bool = False) -> Comparison:
    """Work out the totals of several networks."""
    return Comparison(tuple(entry_of(network, training=training) for network in networks))


def entry_of(network: Network, *, training: bool = False) -> Entry:
    """One network's row."""
    summary = summarize(network, training=training)
    spatial = [layer for layer in summary.layers if any(size > 1 for size in layer.output_shape.spatial)]
    return Entry(
        network.name,
        network.title,
        network.family,
        network.form,
        network.year,
        summary.input_shapes,
        summary.totals,
        _top1(network),
        spatial[-1].receptive_field if spatial else (),
    )


def _top1(network: Network) -> float | None:
    """The accuracy, also where the error was published."""
    for published in network.published:
        if published.figure in ("top1", "top1_error"):
            try:
                value = parse_figure(published.value).low
            except ValueError as error:
                raise SpecError(str(error), origin=published.origin) from None
            if not 0 <= value <= 100:
                raise SpecError(f"an accuracy is in per cent, and not {published.value}", origin=published.origin)
            return float(value if published.figure == "top1" else 100 - value)
    return None
