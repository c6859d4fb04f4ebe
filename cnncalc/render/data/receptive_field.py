"""Receptive fields: a row a layer with its working; for layers that were asked for, the whole of it."""

from __future__ import annotations

from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import network_data
from cnncalc.render.numbers import number, numbers
from cnncalc.report.receptive_field import FieldLine, FieldReport, LayerField, Regions


def data(report: FieldReport, options: Options) -> dict[str, Any]:
    """The layers, with the lists per axis of the input; what is not known is null."""
    return {
        "network": network_data(report),
        "place": list(report.at) or None,
        "layers": map(layer_data, report.layers),
        "notes": list(report.notes),
    }


def layer_data(layer: LayerField) -> dict[str, Any]:
    """One layer."""
    field = layer.field
    found: dict[str, Any] = {
        "path": layer.path,
        "op": layer.op,
        "description": layer.description,
        "output_shape": layer.output_shape.channels_first(),
        "kernel": list(layer.kernel),
        "stride": numbers(layer.stride),
        "receptive_field": list(field.size) if field else None,
        "jump": numbers(field.jump) if field else None,
        "padding": numbers(field.padding) if field else None,
        "center": numbers(field.center) if field else None,
        "first": numbers(field.first) if field else None,
        "last": numbers(field.last) if field else None,
        "whole_input": layer.covers if field else None,
        "unknown": layer.reason or None,
        "working": [_line_data(line) for line in layer.lines()],
    }
    if layer.seen is not None:
        found["sees"] = _regions_data(layer.seen.theory)
        found["sees_within_the_input"] = _regions_data(layer.seen.within)
    return found


def _line_data(line: FieldLine) -> dict[str, Any]:
    worked = line.worked
    return {
        "figure": worked.what,
        "axes": list(line.axes),
        "symbols": worked.symbols,
        "numbers": worked.numbers,
        "value": number(worked.value),
    }


def _regions_data(regions: Regions | None) -> list[list[int] | None] | None:
    return [list(region) if region else None for region in regions] if regions is not None else None
