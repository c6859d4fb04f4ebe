"""What published figures are computed to be: of some layers of a network, or of all."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from math import prod

from cnncalc.measure.depth import LAYER_KINDS, depths
from cnncalc.ops.axis_window import Sliding
from cnncalc.ops.base import BIASES
from cnncalc.report.figure import BYTES, Figure, FigureValue
from cnncalc.report.figures import FIGURES, WITH_STATISTICS
from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Summary, share_of
from cnncalc.shape import Shape

SEEN = "receptive_field"
ComputedValue = int | float | Decimal | Shape
"""The value of a figure that was computed."""


def whole_network(layers: Sequence[LayerSummary], summary: Summary) -> list[LayerSummary]:
    """The layers that some layers are a share of: all without the side heads, unless they are in one."""
    in_heads = any(layer.training for layer in layers)
    return [layer for layer in summary.layers if in_heads or not layer.training]


def _depth(layers: Sequence[LayerSummary], summary: Summary) -> int:
    """The most layers with weights, of some, that one comes upon on a way from an input: how papers count depth."""
    chosen = {layer.path for layer in layers if layer.kind in LAYER_KINDS}
    found = depths((layer.path, layer.inputs, layer.path in chosen) for layer in summary.layers)
    return max(found[layer.path] for layer in layers)


def _connections(layer: LayerSummary) -> int:
    """The connections of a layer with parameters as LeCun et al. count them: an output's inputs, and its bias."""
    op, inputs, output = layer.application.op, layer.application.inputs, layer.application.output
    parameters = op.count_parameters(inputs)
    if layer.macs:
        return layer.macs + (output.elements if BIASES in parameters else 0)
    window = op.window(inputs[0]) if parameters and layer.kind == "pooling" else None
    seen = prod(each.kernel for each in window or () if isinstance(each, Sliding))
    return output.elements * (seen + (BIASES in parameters)) if window else 0


def _receptive_field(layers: Sequence[LayerSummary], _: Summary) -> int | None:
    """The receptive field of the last layer with positions, where it is known and the same along every axis."""
    spatial = [layer for layer in layers if any(size > 1 for size in layer.output_shape.spatial)]
    field = set((spatial or layers)[-1].receptive_field or ())
    return min(field) if len(field) == 1 else None


def _figure(figure: Figure, layers: Sequence[LayerSummary], summary: Summary) -> int | Decimal | None:
    if figure.smallest != "network":
        return _plain(figure.value(share_of("", layers)))
    return _plain(figure.value(summary.totals)) if len(layers) == len(whole_network(layers, summary)) else None


def _share(figure: Figure, layers: Sequence[LayerSummary], summary: Summary) -> float:
    part, all_of_it = (figure.value(share_of("", some)) or 0 for some in (layers, whole_network(layers, summary)))
    return float(100 * part / all_of_it) if all_of_it else 0.0


def _plain(value: FigureValue | None) -> int | Decimal | None:
    return Decimal(value) if isinstance(value, float) else value


_COUNTS = [figure for figure in (*FIGURES.values(), WITH_STATISTICS) if figure.unit != BYTES]
NAMED = {name: figure for figure in _COUNTS for name in (figure.name, figure.option)}
"""The figures of the table that are no bytes, by their names and by those of options, which are shorter."""
SHARES = {f"{figure.option}_share": figure for figure in _COUNTS if figure.adds}
"""The figures that can be published as a share of the whole network."""
FIGURE_OF = {**NAMED, **SHARES}
NEEDED = {
    **{name: figure.needs for name, figure in FIGURE_OF.items()},
    "operations": ("macs",),
    "connections": ("macs",),
}
"""What of layers must be known for a figure (`Cost.unknown`)."""
COMPUTED: dict[str, Callable[[Sequence[LayerSummary], Summary], ComputedValue | None]] = {
    **{name: partial(_figure, figure) for name, figure in NAMED.items()},
    **{name: partial(_share, figure) for name, figure in SHARES.items()},
    "depth": _depth,
    "operations": lambda layers, _: 2 * sum(layer.macs for layer in layers),
    "connections": lambda layers, _: sum(_connections(layer) for layer in layers),
    "output": lambda layers, _: layers[-1].output_shape,
    SEEN: _receptive_field,
}
"""How each figure is computed of some layers; None where it is not known, or where they are no whole network."""
