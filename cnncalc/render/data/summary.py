"""A network's layers and totals."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import convention, figures_data, first, input_shape, network_data
from cnncalc.render.numbers import numbers
from cnncalc.report.figure import BYTES
from cnncalc.report.figures import FIGURES, OF_LAYERS, OF_PARTS
from cnncalc.report.layers import LayerSummary
from cnncalc.report.summary import Share, Summary, shares_by
from cnncalc.report.totals import Totals
from cnncalc.shape import Shape

NAMES = tuple(FIGURES)
TO_PEAK = NAMES[: NAMES.index("peak_activation_bytes") + 1]
"""The keys of totals before the layer at the peak, which stands behind the peak."""
PARAMETERS = ("params", "trainable_params", "weights", "statistics")
OPERATIONS = ("macs", "flops", "backward_macs")
OTHERS = tuple([figure.name for figure in OF_LAYERS if figure.name not in (*PARAMETERS, *OPERATIONS)])
SHARED = first([figure.name for figure in OF_PARTS], ("layers", "steps", "params", "macs", "flops", "activations"))


def data(summary: Summary, options: Options) -> dict[str, Any]:
    """Network, convention, totals and layers."""
    return {
        "network": whole_network_data(summary),
        "convention": convention(),
        "totals": totals_data(summary.totals),
        "memory": memory_data(summary),
        "layers": map(layer_data, summary.layers),
        "by_kind": [share_data("kind", share) for share in summary.by_kind],
        "by_op": [share_data("op", share) for share in shares_by(summary, "op")],
        "by_stage": [share_data("stage", share) for share in shares_by(summary, "stage")],
        "by_output_size": [share_data("size", share) for share in summary.by_size],
        "training_heads": {"count": summary.heads, "params": summary.head_params, "counted": summary.training},
        "notes": list(summary.notes),
    }


def memory_data(summary: Summary) -> dict[str, Any]:
    """The figures of memory, and what they are of."""
    sizes, totals = summary.sizes, summary.totals
    found = {name: figure.value(totals, sizes) for name, figure in FIGURES.items() if figure.unit == BYTES}
    return {"dtype": sizes.dtype, "batch": sizes.batch, **found}


def whole_network_data(summary: Summary) -> dict[str, Any]:
    """Which network it is, and what comes out of it."""
    outputs = {path: shape.channels_first() for path, shape in summary.outputs.items()}
    return {**network_data(summary), "outputs": outputs}


def totals_data(totals: Totals) -> dict[str, Any]:
    """The totals, with the layer at their peak behind it."""
    return {
        **figures_data(totals, TO_PEAK),
        "peak_layer": totals.peak_layer,
        **figures_data(totals, NAMES[len(TO_PEAK) :]),
        "lower_bounds": list(totals.lower_bounds),
    }


def layer_data(layer: LayerSummary) -> dict[str, Any]:
    """One layer, shapes with channels first."""
    field = layer.field
    return {
        "name": layer.name,
        "path": layer.path,
        "op": layer.op,
        "kind": layer.kind,
        "inputs": list(layer.inputs),
        "input_shape": input_shape(layer.input_shapes),
        "output_shape": layer.output_shape.channels_first(),
        **figures_data(layer, PARAMETERS),
        "parameters": dict(layer.parameters),
        **figures_data(layer, OPERATIONS),
        "operations": dict(layer.operations),
        **figures_data(layer, OTHERS),
        "receptive_field": list(field.size) if field is not None else None,
        "jump": numbers(field.jump) if field is not None else None,
        "center": numbers(field.center) if field is not None else None,
        "attributes": {field: attribute_data(layer, field, value) for field, value in layer.attributes.items()},
        "shares_parameters_with": layer.shares or None,
        "training_only": layer.training,
        "note": layer.note or None,
    }


def attribute_data(layer: LayerSummary, field: str, value: Any) -> Any:
    """A field of an op; a shape with channels first, as all are."""
    op = layer.application.op
    given = getattr(op, op.fields[field].name) if field in op.fields else None
    return given.channels_first() if isinstance(given, Shape) else value


def share_data(key: str, share: Share) -> dict[str, Any]:
    """The figures of some layers together, under a key."""
    bounds = [name for name in share.lower_bounds if name in SHARED]
    return {key: share.label, **figures_data(share, SHARED), "lower_bounds": bounds}
