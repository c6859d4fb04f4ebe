"""What JSON has of each report, one file per report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cnncalc.render import REPORTS, Options
from cnncalc.report.costing import Costing
from cnncalc.report.figures import FIGURES

if TYPE_CHECKING:
    from typing import Protocol

    from cnncalc.shape import Shape

    class OfNetwork(Protocol):
        """A report on one network."""

        @property
        def name(self) -> str: ...
        @property
        def title(self) -> str: ...
        @property
        def input_shapes(self) -> tuple[Shape, ...]: ...


def data_of(report: Any, options: Options) -> dict[str, Any]:
    """The report as JSON has it."""
    module = import_module(f"cnncalc.render.data.{REPORTS[type(report).__name__]}")
    data: dict[str, Any] = module.data(report, options)
    return data


def convention() -> dict[str, Any]:
    """What each figure counts, by its name."""
    order = first(FIGURES, ("macs", "flops", "params", "activations", "layer_activations", "layers", "depth", "steps"))
    return {**{name: FIGURES[name].counts() for name in order}, "batch": 1, "dtype": "float32"}


def figures_data(part: Costing, names: Iterable[str]) -> dict[str, Any]:
    """Some figures of a layer, of several layers or of a network, by name; None where nothing is known."""
    figures = [FIGURES[name] for name in names]
    if part.cost.unknown:
        return {figure.name: figure.known(part) for figure in figures}
    return {figure.name: figure.value(part) for figure in figures}


def first(names: Iterable[str], earlier: Sequence[str]) -> tuple[str, ...]:
    """Names in their order behind those that other programs know earlier."""
    return (*earlier, *(name for name in names if name not in earlier))


def network_data(report: OfNetwork) -> dict[str, Any]:
    """Which network a report is on."""
    return {
        "name": report.name,
        "title": report.title,
        "input_shape": input_shape(report.input_shapes),
        "input_shapes": [shape.channels_first() for shape in report.input_shapes],
        "shape_order": "channels first",
    }


def input_shape(shapes: Sequence[Shape]) -> list[Any]:
    """The shape of the input, or a list of those of several."""
    found = [shape.channels_first() for shape in shapes]
    return found[0] if len(found) == 1 else found
