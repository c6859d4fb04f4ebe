"""The lecture: for each layer its input, the question, the working and the answer."""

from __future__ import annotations

from itertools import starmap
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import input_shape, network_data
from cnncalc.report.walk import LayerWalk, Walk, Working


def data(walk: Walk, options: Options) -> dict[str, Any]:
    """The steps with their lines, and the totals."""
    return {
        "network": network_data(walk),
        "biases": walk.biases,
        "totals": {"params": walk.params, "macs": walk.macs, "lower_bounds": list(walk.lower_bounds)},
        "steps": starmap(step_data, walk.worked()),
        "notes": list(walk.notes),
    }


def step_data(step: LayerWalk, working: Working) -> dict[str, Any]:
    """A step with its lines."""
    return {
        "path": step.path,
        "op": step.op,
        "description": step.description,
        "input_shape": input_shape(step.input_shapes),
        "output_shape": step.output_shape.channels_first(),
        "output": [line._asdict() for line in working.sizes],
        "padding": [line._asdict() for line in working.pads],
        "params": [line._asdict() for line in working.params],
        "macs": [line._asdict() for line in working.macs],
        "operations": [line._asdict() for line in working.operations],
        "bytes": [line._asdict() for line in working.memory],
        "total_params": step.total_params,
        "total_macs": step.total_macs,
        "weight_uses": step.weight_uses,
        "shares_parameters_with": step.shares or None,
        "training_only": step.training,
        "note": step.note or None,
    }
