"""A network's memory, to run and to train."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import network_data
from cnncalc.render.page import (
    Cell,
    exact_number,
)
from cnncalc.report.amounts import Figure, Fit
from cnncalc.report.layer_memory import NO_TRAINING, Layer
from cnncalc.report.memory import Memory

LAYER_FIGURES = {
    "param_bytes": "parameters", "statistic_bytes": "statistics", "activation_bytes": "activations",
    "alive_bytes": "alive", "gradient_bytes": "gradients", "optimizer_bytes": "state", "kept_bytes": "kept",
    "held_bytes": "held",
}  # fmt: skip
"""The keys of a layer's data, and the figures they are of."""


def data(memory: Memory, options: Options) -> dict[str, Any]:
    """Network, setting, totals with their working, what fits, and layers; what is not there is null."""
    setting = memory.setting
    figures = _all_figures(memory)
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
            "lower_bounds": totals_that_are_lower_bounds(memory),
        },
        "working": {name: figure.working if figure else None for name, figure in figures.items()},
        "fit": _fit_data(memory),
        "unknown": list(memory.unknown),
        "training_heads": {"count": memory.heads, "counted": setting.side_heads},
        "notes": list(memory.notes),
        "layers": map(layer_data, memory.layers),
    }


def fit_working(fit: Fit) -> str:
    """How the largest batch follows from the memory there is."""
    each = f"{exact_number(fit.example_bits // 8)}{'.5' if fit.example_bits % 8 else ''}"
    if fit.budget < fit.fixed:
        return f"because {exact_number(fit.fixed)} B do not depend on the batch"
    return f"⌊({exact_number(fit.budget)} − {exact_number(fit.fixed)})/{each}⌋ = {exact_number(fit.batch)}"


def _all_figures(memory: Memory) -> dict[str, Figure | None]:
    training = memory.training
    return {
        "param_bytes": memory.parameters,
        "statistic_bytes": memory.statistics,
        "gradient_bytes": training.gradients if training else None,
        "optimizer_bytes": training.state if training else None,
        "activation_bytes": memory.activations,
        "peak_activation_bytes": memory.peak,
        "kept_bytes": training.kept if training else None,
        "step_peak_bytes": training.step if training else None,
    }


def totals_that_are_lower_bounds(memory: Memory) -> list[str]:
    """The names of what is a lower bound."""
    names = [name for name, figure in _all_figures(memory).items() if figure and figure.at_least]
    if memory.parameters.at_least:
        names.append("inference_bytes")
    if memory.training and (memory.parameters.at_least or memory.training.step.at_least):
        names.append("training_bytes")
    return names


def _pass(figure: Figure) -> str:
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
            else {"batch": fit.batch, "at_most": fit.at_most, "fixed_bytes": fit.fixed, "working": fit_working(fit)}
            for name, fit in fits.items()
        },
    }


def layer_data(layer: Layer) -> dict[str, Cell]:
    """A layer's bytes; None for what is not there, and for what is not known."""
    held = layer.held
    figures: dict[str, Figure | None] = {key: getattr(layer, name) for key, name in LAYER_FIGURES.items()}
    return {
        "path": layer.path,
        "op": layer.op,
        "description": layer.description,
        **{key: figure.bytes if figure and not figure.at_least else None for key, figure in figures.items()},
        "working": None if held.at_least else held.working,
    }
