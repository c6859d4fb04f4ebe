"""A network on a device: what bounds each layer, and the least time it takes."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import network_data
from cnncalc.report.roofline import CONVENTION, LayerRoofline, Roofline


def data(roofline: Roofline, options: Options) -> dict[str, Any]:
    """Network, device, convention, totals and layers."""
    totals = roofline.totals
    return {
        "network": network_data(roofline),
        "device": _device_data(roofline),
        "convention": {**CONVENTION, "dtype": roofline.dtype.name, "batch": roofline.batch},
        "totals": {
            "steps": totals.steps,
            "macs": totals.macs,
            "bytes": totals.bytes,
            "macs_per_byte": _float(totals.intensity),
            "seconds_at_least": float(totals.seconds),
            "memory_bound_seconds": float(totals.memory_seconds),
            "runtime_seconds_at_least": float(totals.runtime_seconds),
            "fused_seconds_at_least": float(totals.fused_seconds),
            "lower_bounds": list(totals.lower_bounds),
        },
        "memory": {
            "needed_bytes": roofline.needed.bytes,
            "lower_bound": roofline.needed.at_least,
            "device_bytes": roofline.needed.device,
            "fits": roofline.needed.fits,
        },
        "layers": map(partial(layer_data, roofline=roofline), roofline.layers),
        "views": list(roofline.views),
    }


def layer_data(layer: LayerRoofline, roofline: Roofline) -> dict[str, Any]:
    """One layer; what is not known is null."""
    return {
        "path": layer.path,
        "op": layer.op,
        "description": layer.description,
        "output_shape": layer.output_shape.channels_first(),
        "macs": layer.macs,
        "bytes": layer.bytes,
        "bytes_working": roofline.working(layer) if layer.bytes is not None else None,
        "macs_per_byte": _float(layer.intensity),
        "bound": layer.bound,
        "seconds_at_least": float(layer.seconds),
        "compute_seconds": _float(layer.compute_seconds),
        "memory_seconds": float(layer.memory_seconds),
    }


def _device_data(roofline: Roofline) -> dict[str, Any]:
    device = roofline.device
    return {
        "name": device.name,
        "title": device.title,
        "operations_per_mac": device.operations_per_mac,
        "peak": device.peak(roofline.dtype.name),
        "bandwidth": device.bandwidth,
        "memory": device.memory,
        "ridge_macs_per_byte": float(roofline.ridge),
        "note": device.note or None,
        "source": {"title": device.source or None, "url": device.url or None, "read": device.read or None},
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
