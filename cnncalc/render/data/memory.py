"""A network's memory, to run and to train."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import network_data
from cnncalc.report.footprint import Footprint
from cnncalc.report.layer_memory import NO_TRAINING, LayerMemory
from cnncalc.report.memory import Memory

LAYER_FIGURES = {
    "param_bytes": "parameters", "statistic_bytes": "statistics", "activation_bytes": "activations",
    "alive_bytes": "alive", "used_bytes": "used", "gradient_bytes": "gradients", "optimizer_bytes": "state",
    "kept_bytes": "kept", "held_bytes": "held",
}  # fmt: skip
"""The keys of a layer's data, and the figures they are of."""


def data(memory: Memory, options: Options) -> dict[str, Any]:
    """Network, setting, totals with their working, what fits, and layers; what is not there is null."""
    setting = memory.setting
    figures = memory.figures
    return {
        "network": network_data(memory),
        "dtype": {"name": setting.dtype.name, "bits": setting.dtype.bits},
        "batch": setting.batch,
        "optimizer": None if setting.optimizer == NO_TRAINING else setting.optimizer,
        "in_place": setting.in_place,
        "totals": {
            **{name: figure.bytes if figure else None for name, figure in figures.items()},
            "inference_bytes": memory.inference_bytes,
            "training_bytes": memory.training_bytes,
            "peak_layer": memory.peak.layer,
            "step_peak_layer": memory.training.step.layer if memory.training else None,
            "step_peak_pass": _pass(memory.training.step) if memory.training else None,
            "lower_bounds": list(memory.lower_bounds),
        },
        "working": {name: figure.working if figure else None for name, figure in figures.items()},
        "fit": _fit_data(memory),
        "unknown": list(memory.unknown),
        "training_heads": {"count": memory.heads, "counted": setting.side_heads},
        "notes": list(memory.notes),
        "layers": map(layer_data, memory.layers),
    }


def _pass(figure: Footprint) -> str:
    return "backward" if figure.backward else "forward"


def _fit_data(memory: Memory) -> dict[str, Any] | None:
    fits = {"inference": memory.inference_fit, "training": memory.training_fit}
    if memory.setting.budget is None:
        return None
    return {
        "budget_bytes": memory.setting.budget,
        **{
            name: None
            if fit is None
            else {"batch": fit.batch, "at_most": fit.at_most, "fixed_bytes": fit.fixed, "working": fit.working}
            for name, fit in fits.items()
        },
    }


def layer_data(layer: LayerMemory) -> dict[str, Any]:
    """A layer's bytes by figure; None for what there is not, and for what is not known."""
    held = layer.held
    figures: dict[str, Footprint | None] = {key: getattr(layer, name) for key, name in LAYER_FIGURES.items()}
    return {
        "path": layer.path,
        "op": layer.op,
        "description": layer.description,
        **{key: figure.bytes if figure and not figure.at_least else None for key, figure in figures.items()},
        "working": None if held.at_least else held.working,
    }
