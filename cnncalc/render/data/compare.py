"""Networks side by side."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import convention, figures_data, first, input_shape
from cnncalc.report.compare import Comparison, NetworkEntry
from cnncalc.report.figures import FIGURES

KEYS = (
    *first(
        FIGURES,
        (
            "name", "title", "family", "form", "year", "input_shape", "params", "macs", "flops", "activations",
            "layer_activations", "backward_macs", "param_bytes", "activation_bytes", "peak_activation_bytes", "depth",
            "layers", "steps", "receptive_field", "top1", "top1_source", "trainable_params",
        ),
    ),
    "lower_bounds",
)  # fmt: skip
"""The keys of a network."""


def data(comparison: Comparison, options: Options) -> dict[str, Any]:
    """What is counted, and the networks in the order they were given."""
    return {
        "convention": convention(),
        "shape_order": "channels first",
        "networks": [entry_data(entry) for entry in comparison.entries],
    }


def entry_data(entry: NetworkEntry) -> dict[str, Any]:
    """One network."""
    found: dict[str, Any] = {
        "name": entry.name,
        "title": entry.title,
        "family": entry.family or None,
        "form": entry.form or None,
        "year": entry.year,
        "input_shape": input_shape(entry.input_shapes),
        **figures_data(entry.totals, FIGURES),
        "receptive_field": list(entry.receptive_field) if entry.receptive_field else None,
        "top1": entry.top1,
        "top1_source": entry.top1_source or None,
        "lower_bounds": list(entry.totals.lower_bounds),
    }
    return {key: found[key] for key in KEYS}
