"""Networks side by side: one row each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cnncalc.network import Network
from cnncalc.report.accuracy import top1_of
from cnncalc.report.base import Report, named
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
    """The top-1 accuracy in per cent, of one crop, this very network and ImageNet-1k alone; None if there is none."""
    top1_source: str
    """Where that was published."""
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
    accuracy = top1_of(network)
    spatial = [layer for layer in summary.layers if any(size > 1 for size in layer.output_shape.spatial)]
    return Entry(
        network.name,
        network.title,
        network.family,
        network.form,
        network.year,
        summary.input_shapes,
        summary.totals,
        accuracy.correct if accuracy is not None else None,
        accuracy.source if accuracy is not None else "",
        spatial[-1].receptive_field if spatial else (),
    )
