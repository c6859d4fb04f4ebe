"""What is said under tables of what their figures count: the same words under every report."""

from __future__ import annotations

from collections.abc import Iterable

from cnncalc.render.page import Terms
from cnncalc.report.figure import FP32, Figure, ValueSizes
from cnncalc.report.figures import FIGURES

MAC = FIGURES["macs"].told()
BOUNDS = "≥ marks lower bounds: some layers' costs are not known (?)."


def assumed(dtype: str, *, trains: bool) -> list[str]:
    """What is assumed where all values are of a type that networks are run in and not trained in."""
    if trains:
        return []
    return [
        f"All values are {dtype}: biases and moving statistics, too, which in practice often stay in 16 or 32 "
        "bits or are folded into the weights; the factors of quantisation are not counted."
    ]


def meanings(figures: Iterable[Figure], sizes: ValueSizes = FP32, optimizer: str = "sgd") -> tuple[str, ...]:
    """What some figures count, a sentence each."""
    return tuple(dict.fromkeys(figure.told(sizes, optimizer) for figure in figures))


def explained(figures: Iterable[Figure]) -> tuple[Terms, ...]:
    """What some figures count, where each has a column: told while that is shown."""
    told: dict[str, str] = {}
    for figure in figures:
        told.setdefault(figure.told(), figure.called)
    return tuple([Terms(((title, text),)) for text, title in told.items()])
