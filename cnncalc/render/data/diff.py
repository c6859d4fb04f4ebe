"""What differs between two networks, and the working of each difference."""

from __future__ import annotations

from itertools import starmap
from typing import Any

from cnncalc.render import Options
from cnncalc.render.data import convention
from cnncalc.render.data.summary import attribute_data, layer_data, totals_data, whole_network_data
from cnncalc.report.diff import Diff, LayerDiff, Workings


def data(diff: Diff, options: Options) -> dict[str, Any]:
    """Both networks, the totals, and every layer."""
    return {
        "left": whole_network_data(diff.left),
        "right": whole_network_data(diff.right),
        "convention": convention(),
        "totals": {
            "left": totals_data(diff.left.totals),
            "right": totals_data(diff.right.totals),
            "delta": diff.delta,
        },
        "rows": starmap(_row_data, diff.worked()),
    }


def _row_data(row: LayerDiff, workings: Workings) -> dict[str, Any]:
    return {
        "status": row.status,
        "left": layer_data(row.left) if row.left else None,
        "right": layer_data(row.right) if row.right else None,
        "changes": [_change_data(row, *change) for change in row.changes],
        **difference_data(row, workings),
    }


def difference_data(row: LayerDiff, workings: Workings) -> dict[str, Any]:
    """What differs, and how it is worked out."""
    return {
        "status": row.status,
        "input_changed": row.input_changed,
        "cause": row.cause or None,
        "delta": {"params": row.params, "macs": row.macs},
        "working": {"params": workings.params or None, "macs": workings.macs or None},
    }


def _change_data(row: LayerDiff, field: str, old: Any, new: Any) -> dict[str, Any]:
    sides = {"left": (row.left, old), "right": (row.right, new)}
    values = {side: attribute_data(layer, field, value) if layer else value for side, (layer, value) in sides.items()}
    return {"field": field, **values}
