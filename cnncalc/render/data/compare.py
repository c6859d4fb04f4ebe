"""Networks side by side."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import input_shape
from cnncalc.report.compare import Comparison, Entry
from cnncalc.report.summary import CONVENTION


def data(comparison: Comparison, options: Options) -> dict[str, Any]:
    """What is counted, and the networks in the order they were given."""
    return {
        "convention": CONVENTION,
        "shape_order": "channels first",
        "networks": [entry_data(entry) for entry in comparison.entries],
    }


def entry_data(entry: Entry) -> dict[str, Any]:
    """One network."""
    totals = entry.totals
    return {
        "name": entry.name,
        "title": entry.title,
        "family": entry.family or None,
        "form": entry.form or None,
        "year": entry.year,
        "input_shape": input_shape(entry.input_shapes),
        "params": totals.params,
        "macs": totals.macs,
        "flops": totals.flops,
        "activations": totals.activations,
        "layer_activations": totals.layer_activations,
        "backward_macs": totals.backward_macs,
        "param_bytes": totals.param_bytes,
        "activation_bytes": totals.activation_bytes,
        "peak_activation_bytes": totals.peak_activation_bytes,
        "depth": totals.depth,
        "layers": totals.layers,
        "steps": totals.steps,
        "receptive_field": list(entry.receptive_field) if entry.receptive_field else None,
        "top1": entry.top1,
        "top1_source": entry.top1_source or None,
        "trainable_params": totals.trainable_params,
        "lower_bounds": list(totals.lower_bounds),
    }
