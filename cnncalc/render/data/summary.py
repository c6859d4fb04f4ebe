"""A network's layers and totals."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import input_shape, network_data
from cnncalc.render.numbers import numbers
from cnncalc.report.layers import Layer
from cnncalc.report.summary import CONVENTION, Share, Summary, shares_by
from cnncalc.report.totals import Totals
from cnncalc.shape import Shape


def data(summary: Summary, options: Options) -> dict[str, Any]:
    """Network, convention, totals and layers."""
    return {
        "network": whole_network_data(summary),
        "convention": CONVENTION,
        "totals": totals_data(summary.totals),
        "memory": summary.sizes._asdict(),
        "layers": map(layer_data, summary.layers),
        "by_kind": [_share_data("kind", share) for share in summary.by_kind],
        "by_op": [_share_data("op", share) for share in shares_by(summary, "op")],
        "by_stage": [_share_data("stage", share) for share in shares_by(summary, "stage")],
        "by_output_size": [_share_data("size", share) for share in summary.by_size],
        "training_heads": {"count": summary.heads, "params": summary.head_params, "counted": summary.training},
        "notes": list(summary.notes),
    }


def whole_network_data(summary: Summary) -> dict[str, Any]:
    """Which network it is, and what comes out of it."""
    outputs = {path: shape.channels_first() for path, shape in summary.outputs.items()}
    return {**network_data(summary), "outputs": outputs}


def totals_data(totals: Totals) -> dict[str, Any]:
    """The totals, with bytes."""
    return {
        "params": totals.params,
        "trainable_params": totals.trainable_params,
        "weights": totals.weights,
        "statistics": totals.statistics,
        "macs": totals.macs,
        "flops": totals.flops,
        "activations": totals.activations,
        "layer_activations": totals.layer_activations,
        "param_bytes": totals.param_bytes,
        "activation_bytes": totals.activation_bytes,
        "peak_activation_bytes": totals.peak_activation_bytes,
        "peak_layer": totals.peak_layer,
        "depth": totals.depth,
        "layers": totals.layers,
        "steps": totals.steps,
        "backward_macs": totals.backward_macs,
        "lower_bounds": list(totals.lower_bounds),
    }


def layer_data(layer: Layer) -> dict[str, Any]:
    """One layer, shapes with channels first."""
    field = layer.field
    params, trainable, weights = map(layer.known, ("params", "trainable_params", "weights"))
    macs, flops, backward = map(layer.known, ("macs", "flops", "backward_macs"))
    return {
        "name": layer.name,
        "path": layer.path,
        "op": layer.op,
        "kind": layer.kind,
        "inputs": list(layer.inputs),
        "input_shape": input_shape(layer.input_shapes),
        "output_shape": layer.output_shape.channels_first(),
        "params": params,
        "trainable_params": trainable,
        "weights": weights,
        "statistics": layer.statistics,
        "parameters": dict(layer.parameters),
        "macs": macs,
        "flops": flops,
        "backward_macs": backward,
        "operations": dict(layer.operations),
        "activations": layer.activations,
        "receptive_field": list(field.size) if field is not None else None,
        "jump": numbers(field.jump) if field is not None else None,
        "center": numbers(field.center) if field is not None else None,
        "attributes": {field: attribute_data(layer, field, value) for field, value in layer.attributes.items()},
        "shares_parameters_with": layer.shares or None,
        "training_only": layer.training,
        "note": layer.note or None,
    }


def attribute_data(layer: Layer, field: str, value: Any) -> Any:
    """A field of an op; a shape with channels first, as all are."""
    op = layer.application.op
    given = getattr(op, op.fields[field].name) if field in op.fields else None
    return given.channels_first() if isinstance(given, Shape) else value


def _share_data(key: str, share: Share) -> dict[str, Any]:
    return {
        key: share.label,
        "layers": share.layers,
        "steps": share.steps,
        **{name: None if name in share.unknown else getattr(share, name) for name in ("params", "macs", "flops")},
        "activations": share.activations,
        "lower_bounds": [name for name in ("params", "macs", "flops") if name in share.lower_bounds],
    }
